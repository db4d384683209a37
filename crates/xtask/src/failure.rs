//! Why a command stopped: words for a person, and the exit status for a script.

use std::fmt;
use std::io;
use std::path::Path;

/// What a step gives back.
pub type Outcome<T = ()> = Result<T, Failure>;

/// Words and an exit status.
#[derive(Debug)]
pub struct Failure {
    /// What happened, and what to do about it.
    pub message: String,
    /// Exit status of the whole run; never 0.
    pub code: u8,
}

impl Failure {
    /// Something did not work (status 1).
    pub fn new(message: impl Into<String>) -> Self {
        Self::with_code(message, 1)
    }

    /// The command was used wrongly (status 2).
    pub fn wrong_use(message: impl Into<String>) -> Self {
        Self::with_code(message, 2)
    }

    /// With the exit status of the program that failed.
    pub fn with_code(message: impl Into<String>, code: u8) -> Self {
        Self { message: message.into(), code: code.max(1) }
    }

    /// A file or folder could not be read or written.
    pub fn file(doing: &str, path: &Path, error: &io::Error) -> Self {
        Self::new(format!("{doing} {}: {error}", path.display()))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.message)
    }
}
