//! The enclave's program: the command line next to the data ([`cli`]) and the HTTPS host for desktops ([`http`]).
//!
//! Only this crate names axum. The command line may print PHI; the HTTPS host never does.

pub mod cli;
pub mod http;
