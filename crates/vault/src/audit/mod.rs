//! The tamper-evident audit log: an RFC 6962 Merkle tree over entries, and its signed checkpoints.
//!
//! Everything here is a pure function or a small value: `store` keeps the entries and the leaf hashes, `app` says what
//! an entry is. A log proves with [`inclusion_proof`] that an entry is in it and with [`consistency_proof`] that it only
//! grew; anyone with a [`Verifier`] checks both without the workspace, and still can after the workspace's key is gone.
//!
//! What must stay true: leaves and nodes are hashed under different prefixes, and proofs are checked by the
//! algorithms of RFC 9162, which accept exactly one proof for each statement.

mod checkpoint;
mod note;
mod proof;
mod tree;

pub use checkpoint::Checkpoint;
pub use note::{NoteError, Signer, Verifier};
pub use proof::{consistency_proof, inclusion_proof, verify_consistency, verify_inclusion};
pub use tree::{Frontier, Hash, empty_root, leaf_hash, node_hash, root};
