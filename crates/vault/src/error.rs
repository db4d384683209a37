//! Everything that can go wrong in the vault.
//!
//! The texts name the kind of failure only: no key, no object name and no content may ever appear in them, because
//! errors travel further than blobs do.

use std::io;

/// A failure of the vault. Its text never holds content, names or key material.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VaultError {
    /// The passphrase does not open this key file, or the key file was changed.
    #[error("the passphrase does not open this key file")]
    WrongPassphrase,
    /// The text is not a key file of a version known here, or asks for unreasonable work.
    #[error("this is not a valid key file")]
    KeyFile,
    /// The blob was sealed under another key, or as another object.
    #[error("the sealed blob belongs to another key or another object")]
    WrongKey,
    /// The blob is shorter than what was sealed.
    #[error("the sealed blob is truncated")]
    Truncated,
    /// The blob's content was changed after sealing.
    #[error("the sealed blob was changed after sealing")]
    Altered,
    /// More than 2^38 chunks.
    #[error("the blob is too large to seal")]
    TooLarge,
    /// An earlier write failed, so what follows could not be read back.
    #[error("an earlier write to this blob failed")]
    Broken,
    /// The operating system gave no randomness.
    #[error("the system's random source failed")]
    Random,
    /// A cryptographic primitive refused its input. With the fixed lengths used here this does not happen.
    #[error("a cryptographic operation failed")]
    Crypto,
    /// Reading or writing the carrier failed.
    #[error("reading or writing failed")]
    Io(#[from] io::Error),
}

impl From<VaultError> for io::Error {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Io(inner) => inner,
            VaultError::Truncated => io::Error::new(io::ErrorKind::UnexpectedEof, error),
            other => io::Error::new(io::ErrorKind::InvalidData, other),
        }
    }
}
