//! The workspace's HTTPS host: `POST /api/{command}`, `GET /events`, `GET /health` and, for the browser build on
//! loopback, its program files.
//!
//! It knows transport only: TLS, sizes, times, headers, who asks. What a command does is `app::dispatch`'s business.
//! What must stay true: TLS 1.3 or nothing; every outbound byte that comes from the workspace passes the egress
//! filter; no answer holds more of an error than the catalogue's sentence; every input has a limit in `Limits`.

mod answer;
mod attempts;
mod certificate;
mod command;
mod connection;
mod egress;
mod events;
mod host;
mod limits;
mod panics;
mod program_files;
mod router;
mod serve;

pub use certificate::Certificate;
pub use host::{RequestHost, new_token, now_ms};
pub use limits::Limits;
pub use panics::keep_panics_quiet;
pub use serve::serve;
