//! The one window, `main`, and how the host speaks to it unasked.
//!
//! It shows the built-in interface and nothing else: every navigation away and every new window is refused.

use serde_json::Value;
use std::path::PathBuf;
use tauri::webview::NewWindowResponse;
use tauri::{AppHandle, Emitter, Runtime, Url, WebviewUrl, WebviewWindowBuilder};

/// The label that the capability is granted to.
pub(crate) const MAIN: &str = "main";

/// How events reach the window.
pub(crate) type Teller = Box<dyn Fn(&str, Value) + Send + Sync>;

pub(crate) fn open<R: Runtime>(app: &AppHandle<R>, data: Option<PathBuf>) -> tauri::Result<()> {
    let mut window = WebviewWindowBuilder::new(app, MAIN, WebviewUrl::default())
        .title("Throughline")
        .inner_size(1440.0, 900.0)
        .min_inner_size(1024.0, 640.0)
        .on_navigation(is_ours)
        .on_new_window(|_, _| NewWindowResponse::Deny);
    if let Some(data) = data {
        window = window.data_directory(data);
    }
    window.build()?;
    Ok(())
}

pub(crate) fn teller<R: Runtime>(app: AppHandle<R>) -> Teller {
    Box::new(move |event, payload| {
        // A window that is closing hears nothing more, which is fine.
        let _ = app.emit_to(MAIN, event, payload);
    })
}

/// Pages of the program: its own scheme, which Windows shows as `http://tauri.localhost`.
fn is_ours(url: &Url) -> bool {
    match url.scheme() {
        "tauri" | "about" => true,
        "http" | "https" => url.host_str() == Some("tauri.localhost"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_program_is_shown() {
        for (url, ours) in [
            ("tauri://localhost/findings", true),
            ("http://tauri.localhost/", true),
            ("https://example.org/", false),
            ("http://localhost/", false),
            ("file:///etc/passwd", false),
            ("data:text/html,x", false),
        ] {
            assert_eq!(is_ours(&url.parse().unwrap()), ours, "{url}");
        }
    }
}
