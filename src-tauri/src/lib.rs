//! The desktop host: one window, one session, a keychain, an encrypted preview cache, native dialogs.
//!
//! It knows no command's meaning: the table of `contract` is forwarded as it is, and only signing in and out is looked
//! at, because the token stays here. What must stay true: the window opens no connection, touches no file and never
//! sees the token; nothing is kept on disk in the clear; no PHI type is within reach of this crate.

mod cache;
mod connection;
mod desktop;
mod file;
mod follow;
mod forward;
mod host;
mod host_commands;
mod invoke;
mod kept;
mod keychain;
mod save;
mod session;
mod settings;
mod start;
mod window;

#[cfg(test)]
mod tests;

pub use desktop::Desktop;
pub use host_commands::HOST_COMMANDS;
pub use invoke::with_commands;

use std::sync::Arc;
use tauri::{Context, Manager, Runtime};
use tracing_subscriber::EnvFilter;

/// Open the window and stay until it is closed.
///
/// # Panics
/// When the windowing system cannot be reached: there is nothing to show the reason in.
pub fn run() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn,desktop=info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    with_commands(tauri::Builder::default())
        .setup(|app| {
            let start = start::Start::from_environment();
            let places = start::Places::of(&start, app.path())?;
            let webview = places.webview.clone();
            let desktop = Arc::new(Desktop::new(start, places));
            desktop.tell_through(window::teller(app.handle().clone()));
            app.manage(desktop);
            window::open(app.handle(), webview)?;
            Ok(())
        })
        .run(context())
        .expect("the window opens");
}

/// The configuration, the interface's files and the permissions, built in.
pub fn context<R: Runtime>() -> Context<R> {
    tauri::generate_context!()
}
