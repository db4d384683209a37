//! What crosses the wire between the workspace and a desktop, and nothing else.
//!
//! Open `commands.rs` first: one row a command. `wire.rs` holds the requests and responses, every field with the
//! class of what it may carry; a field without a class does not compile. `error.rs` holds the few error codes.
//!
//! No PHI type can be named here: this crate depends on serde and ts-rs only.

mod commands;
mod error;
mod wire;

pub use commands::*;
pub use error::*;
pub use wire::*;
