//! Few codes, two messages: what the person reads comes from the catalogue below and never holds record content;
//! the details stay in the workspace's log under `incident`.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A code exists only where a consumer acts on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, export_to = "contract.ts")]
pub enum ErrorCode {
    /// Name or password wrong; nothing says which.
    WrongPassword,
    /// The session has ended; sign in again.
    SessionExpired,
    /// The role lacks the permission.
    Forbidden,
    /// The object is not there (any more).
    NotFound,
    /// The request is malformed or refused by a check; `field` may name the place.
    Invalid,
    /// Somebody else changed the object first; reload and reapply.
    Conflict,
    /// Too many attempts or too many jobs; try again later.
    Busy,
    /// The workspace cannot be reached.
    Offline,
    /// The certificate is not the pinned one.
    CertificateChanged,
    /// The workspace's disk is full.
    DiskFull,
    /// A known identifier was about to leave; the answer was withheld.
    Withheld,
    /// A fault of the program; the incident number finds it in the log.
    Internal,
}

impl ErrorCode {
    /// The sentence a person reads. Holds no record content by construction.
    pub fn message(self) -> &'static str {
        match self {
            Self::WrongPassword => "The name or the password is not right.",
            Self::SessionExpired => "Your session has ended. Sign in again; nothing you saved is lost.",
            Self::Forbidden => "Your role does not allow this.",
            Self::NotFound => "This is not in the workspace any more.",
            Self::Invalid => "The workspace could not accept this as it is.",
            Self::Conflict => "Somebody changed this while you were editing. Compare, then save again.",
            Self::Busy => "The workspace is busy with this already. Try again in a moment.",
            Self::Offline => "The workspace does not answer. What you see is the last preview.",
            Self::CertificateChanged => "The workspace shows another certificate than the one you pinned.",
            Self::DiskFull => "The workspace's disk is full. Nothing was half-written.",
            Self::Withheld => "The answer held a known identifier and was withheld. An administrator can see the alarm.",
            Self::Internal => "Something went wrong in the workspace. The incident number is in its log.",
        }
    }

    /// HTTP status of the code.
    pub fn status(self) -> u16 {
        match self {
            Self::WrongPassword | Self::SessionExpired => 401,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::Invalid => 400,
            Self::Conflict => 409,
            Self::Busy => 429,
            Self::DiskFull => 507,
            Self::Offline | Self::CertificateChanged => 503,
            Self::Withheld | Self::Internal => 500,
        }
    }
}

/// What a failed command looks like. `problems` comes from checks of documents the analyst wrote herself
/// (mapping, lens): positions and fixed wording, never record content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "contract.ts")]
pub struct WireError {
    /// What to do is decided by this alone.
    pub code: ErrorCode,
    /// The catalogue's sentence.
    pub message: String,
    /// Finds the details in the workspace's log.
    pub incident: Option<String>,
    /// Problems in the submitted document, if that is what failed.
    pub problems: Vec<Problem>,
}

/// One problem in a text that the person submitted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "contract.ts")]
pub struct Problem {
    /// 1-based line.
    pub line: u32,
    /// 1-based column, in characters.
    pub column: u32,
    /// What is wrong, in words.
    pub message: String,
}

impl From<ErrorCode> for WireError {
    fn from(code: ErrorCode) -> Self {
        Self { code, message: code.message().into(), incident: None, problems: Vec::new() }
    }
}

impl std::fmt::Display for WireError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for WireError {}
