//! The terminal: passphrase, progress, one JSON object a line.

use app::{AppError, Step, Workspace};
use std::io::{IsTerminal as _, Write as _};
use std::ops::ControlFlow;
use std::path::Path;
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

pub(crate) fn home(home: Option<&Path>) -> Result<&Path, AppError> {
    home.ok_or_else(|| AppError::Store(store::StoreError::NoWorkspace))
}

pub(crate) fn open(given: Option<&Path>) -> Result<Workspace, AppError> {
    let home = home(given)?;
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

/// What ends a line, parts columns or steers a terminal.
fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

fn put(text: &str) {
    if writeln!(std::io::stdout(), "{text}").is_err() {
        std::process::exit(0);
    }
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
