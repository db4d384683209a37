//! PHI is no bytes: it cannot be written to a file or a socket.
use std::io::Write as _;
fn main() {
    let name = model::Phi::new("a name".to_string());
    let _ = std::io::sink().write_all(name.as_ref());
}
