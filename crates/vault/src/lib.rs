//! Keys, sealed blobs and the tamper-evident audit log.
//!
//! What is here: the workspace's key and the file that keeps it under a passphrase ([`KeyFile`]), blobs sealed in
//! chunks with random access ([`SealedWriter`], [`SealedReader`]), and the Merkle tree with its signed checkpoints
//! ([`audit`]). What is not here: where any of it is kept (that is `store`) and what an audit event says (that is `app`).
//!
//! What must stay true: key bytes are never printed, logged or serialised unwrapped; a nonce is made once and moved,
//! never copied; nothing that fails to authenticate reaches the caller.

pub mod audit;
mod blob;
mod error;
mod key;
mod keyfile;

pub use blob::{Object, SealedReader, SealedWriter, open, seal};
pub use error::VaultError;
pub use key::WorkspaceKey;
pub use keyfile::{Cost, KeyFile};
