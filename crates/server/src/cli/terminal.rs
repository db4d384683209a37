//! The terminal: passphrase, progress, one JSON object a line, files.

use super::Status;
use app::{AppError, Step, Workspace};
use std::fs::File;
use std::io::{IsTerminal as _, Write as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Milliseconds since 1970.
pub(crate) fn now_ms() -> u64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |d| d.as_millis() as u64)
}

pub(crate) fn passphrase() -> Result<String, AppError> {
    if let Ok(passphrase) = std::env::var("THROUGHLINE_PASSPHRASE") {
        return Ok(passphrase);
    }
    if !std::io::stdin().is_terminal() {
        return Err(AppError::Other("no passphrase: set THROUGHLINE_PASSPHRASE or run in a terminal".into()));
    }
    Ok(rpassword::prompt_password("Passphrase of the workspace: ")?)
}

/// A passphrase for a new workspace: typed twice, since whoever mistypes it opens the workspace never again.
pub(crate) fn new_passphrase() -> Result<String, AppError> {
    let first = passphrase()?;
    if first.is_empty() {
        return Err(AppError::Other("the passphrase is empty: everything at rest would lie open".into()));
    }
    let typed = std::env::var("THROUGHLINE_PASSPHRASE").is_err();
    if typed && rpassword::prompt_password("The same once more: ")? != first {
        return Err(AppError::Other("the two passphrases differ; nothing was made".into()));
    }
    Ok(first)
}

/// Opens the workspace in a folder; none where no folder is named.
pub(crate) fn open(given: Option<&Path>) -> Result<Workspace, AppError> {
    let Some(home) = given else { return Err(store::StoreError::NoWorkspace.into()) };
    if !home.join("keyfile").exists() {
        return Err(store::StoreError::NoWorkspace.into());
    }
    Workspace::open(home, &passphrase()?)
}

/// One JSON object on a line of stdout. A closed pipe ends the program quietly.
pub(crate) fn line(value: &impl serde::Serialize) {
    put(&serde_json::to_string(value).unwrap_or_default());
}

/// One line of text on stdout, its columns parted by tabs: whatever a source wrote, a line stays a line.
pub(crate) fn text_line(text: &str) {
    put(&text.replace(|c: char| c != '\t' && is_control(c), " "));
}

/// A text of a source as one column of a line.
pub(crate) fn column(text: &str) -> String {
    text.replace(is_control, " ")
}

/// What ends a line, parts columns, steers a terminal or turns the direction of what follows.
fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Ends the program where stdout takes no more: quietly where whoever reads has closed the pipe, else with the reason, since a part would pass for all.
fn cut_off(error: &std::io::Error) -> ! {
    if error.kind() == std::io::ErrorKind::BrokenPipe {
        std::process::exit(0);
    }
    end_progress();
    eprintln!("throughline: stdout could not be written, what it holds is cut: {error}");
    std::process::exit(Status::Failed as i32)
}

/// A text on stdout as it stands. A closed pipe ends the program quietly.
pub(crate) fn text(text: &str) {
    let mut out = std::io::stdout();
    if let Err(error) = out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        cut_off(&error);
    }
}

fn put(text: &str) {
    if let Err(error) = writeln!(std::io::stdout(), "{text}") {
        cut_off(&error);
    }
}

/// Says why there is nothing on stdout.
pub(crate) fn nothing(words: &str) -> Status {
    eprintln!("throughline: {words}");
    Status::Nothing
}

/// Writes a file whole or not at all: what was there under its name stays until all of it is on the disk.
pub(crate) fn write_file(path: &Path, bytes: &[u8]) -> Result<(), AppError> {
    // A name may lead to the file; a pipe or a device holds nothing that could be half written.
    let path = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let told = |error: std::io::Error| AppError::Other(format!("{} could not be written: {error}", path.display()));
    let before = std::fs::metadata(&path).ok();
    if before.as_ref().is_some_and(|before| !before.is_file()) {
        return std::fs::write(&path, bytes).map_err(told);
    }
    let mut partial = path.clone().into_os_string();
    partial.push(".part");
    let partial = PathBuf::from(partial);
    let written = File::create(&partial).and_then(|mut file| {
        if let Some(before) = &before {
            file.set_permissions(before.permissions())?;
        }
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&partial, &path)
    });
    written.map_err(|error| {
        let _ = std::fs::remove_file(&partial);
        told(error)
    })
}

/// The text of a document. What cannot be read is told with its name; the mark that some editors put in front is none of it.
pub(crate) fn document_text(path: &Path) -> Result<String, AppError> {
    let bytes = std::fs::read(path).map_err(|error| AppError::Other(format!("{} could not be read: {error}", path.display())))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let whole = error.utf8_error().valid_up_to();
        let line = error.as_bytes().iter().take(whole).filter(|byte| **byte == b'\n').count() + 1;
        AppError::Other(format!("{} is no UTF-8 text: line {line} holds a byte of another encoding", path.display()))
    })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_string).unwrap_or(text))
}

/// A meter that shows progress, rate and time left on a terminal's stderr.
pub(crate) fn progress() -> impl Fn(Step) -> ControlFlow<()> + Sync {
    let terminal = std::io::stderr().is_terminal();
    // When the phase began, which one it is, and when it was last shown.
    let shown = Mutex::new((Instant::now(), "", Instant::now()));
    move |step: Step| {
        if !terminal {
            return ControlFlow::Continue(());
        }
        let mut shown = shown.lock().unwrap_or_else(PoisonError::into_inner);
        if shown.1 != step.phase {
            (shown.0, shown.1) = (Instant::now(), step.phase);
        }
        if shown.2.elapsed().as_millis() >= 200 {
            shown.2 = Instant::now();
            let rate = step.done as f64 / shown.0.elapsed().as_secs_f64().max(0.001);
            let left = if step.total > step.done && rate > 0.0 { format!(", {:.0} s left", (step.total - step.done) as f64 / rate) } else { String::new() };
            let counted = if step.total == 0 { String::new() } else { format!(": {} of {} {} ({rate:.0}/s{left})", step.done, step.total, step.unit) };
            eprint!("\r\x1b[K{}{counted}", step.phase);
        }
        ControlFlow::Continue(())
    }
}

/// Ends the progress line.
pub(crate) fn end_progress() {
    if std::io::stderr().is_terminal() {
        eprint!("\r\x1b[K");
    }
}
