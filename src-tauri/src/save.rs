//! Saving a file that the workspace exported, where the person says, through the system's own dialog.
//!
//! The window hands over content and a proposed name and never learns a path. The guided tour cannot click a system
//! dialog: only under test automation may it name a folder instead.

use crate::file::write_whole;
use contract::{ErrorCode, ExportedFile, WireError};
use std::io;
use std::path::PathBuf;
use tauri::async_runtime::{spawn, spawn_blocking};
use tauri::{AppHandle, Runtime};
use tokio::sync::oneshot;

/// Longest proposed name.
const NAME_CHARACTERS_MAX: usize = 120;

/// Whether the file was saved; false when the person changed her mind.
pub(crate) async fn save<R: Runtime>(app: &AppHandle<R>, file: ExportedFile) -> Result<bool, WireError> {
    let name = plain_name(&file.name);
    let content = bytes(file).ok_or(ErrorCode::Invalid)?;
    let folder = automation_folder(|variable| std::env::var(variable).ok());
    let path = match folder {
        Some(folder) => Some(folder.join(&name)),
        None => ask(app, name).await?,
    };
    let Some(path) = path else { return Ok(false) };
    let written = spawn_blocking(move || write_whole(&path, &content)).await;
    match written {
        Ok(Ok(())) => Ok(true),
        Ok(Err(error)) if error.kind() == io::ErrorKind::StorageFull => Err(ErrorCode::DiskFull.into()),
        Ok(Err(error)) => {
            tracing::warn!(kind = ?error.kind(), "a file could not be saved");
            Err(ErrorCode::Internal.into())
        }
        Err(_) => Err(ErrorCode::Internal.into()),
    }
}

/// What the file holds: its text, or the bytes that its hexadecimal digits stand for.
fn bytes(file: ExportedFile) -> Option<Vec<u8>> {
    if !file.hex {
        return Some(file.content.into_bytes());
    }
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pair = |pair: &[u8]| match pair {
        [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
        _ => None,
    };
    file.content.as_bytes().chunks(2).map(pair).collect()
}

/// Ask for a place. The dialog is made on the main thread, as the windowing systems want it.
async fn ask<R: Runtime>(app: &AppHandle<R>, name: String) -> Result<Option<PathBuf>, WireError> {
    let (answer, asked) = oneshot::channel();
    let shown = app.run_on_main_thread(move || {
        let dialog = rfd::AsyncFileDialog::new().set_title("Save").set_file_name(name).save_file();
        spawn(async move {
            let picked = dialog.await.map(|file| file.path().to_path_buf());
            // Nobody waits any more when the window is closing.
            let _ = answer.send(picked);
        });
    });
    shown.map_err(|_| ErrorCode::Internal)?;
    asked.await.map_err(|_| ErrorCode::Internal.into())
}

fn automation_folder(variable: impl Fn(&str) -> Option<String>) -> Option<PathBuf> {
    let automated = variable("TAURI_WEBVIEW_AUTOMATION").as_deref() == Some("true");
    variable("THROUGHLINE_SAVE_DIR").filter(|folder| automated && !folder.is_empty()).map(PathBuf::from)
}

/// A file name without anything that could lead elsewhere or hide the file.
fn plain_name(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || "-_. ".contains(c) { c } else { '-' })
        .take(NAME_CHARACTERS_MAX)
        .collect();
    let plain = plain.trim_matches(|c: char| c == '.' || c == ' ');
    if plain.is_empty() { "throughline-export".into() } else { plain.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_nowhere_else() {
        for (name, plain) in [
            ("findings-run-3.csv", "findings-run-3.csv"),
            ("../../etc/passwd", "-..-etc-passwd"),
            ("C:\\x.csv", "C--x.csv"),
            (".hidden", "hidden"),
            ("", "throughline-export"),
            ("..", "throughline-export"),
        ] {
            assert_eq!(plain_name(name), plain, "{name}");
        }
        assert_eq!(plain_name(&"x".repeat(500)).len(), NAME_CHARACTERS_MAX);
    }

    #[test]
    fn bytes_come_from_digits_or_from_text() {
        let file = |content: &str, hex| ExportedFile { content: content.into(), hex, ..ExportedFile::default() };
        assert_eq!(bytes(file("00ff", false)).as_deref(), Some(&b"00ff"[..]));
        assert_eq!(bytes(file("00fF7a", true)).as_deref(), Some(&[0, 255, b'z'][..]));
        assert_eq!(bytes(file("", true)).as_deref(), Some(&[][..]));
        for broken in ["0", "0g", "+f", "é"] {
            assert_eq!(bytes(file(broken, true)), None, "{broken}");
        }
    }

    #[test]
    fn folder_only_under_automation() {
        let with = |automated: &'static str| {
            automation_folder(move |variable| match variable {
                "TAURI_WEBVIEW_AUTOMATION" => Some(automated.into()),
                "THROUGHLINE_SAVE_DIR" => Some("out".into()),
                _ => None,
            })
        };
        assert_eq!(with("true"), Some(PathBuf::from("out")));
        assert_eq!(with("1"), None);
        assert_eq!(automation_folder(|variable| (variable == "THROUGHLINE_SAVE_DIR").then(|| "out".into())), None);
    }
}
