//! The workspace server beside the desktop, for as long as the window is open.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use crate::demo::Demo;
use crate::failure::{Failure, Outcome};
use crate::leash::Leash;

const PATIENCE: Duration = Duration::from_secs(120);
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// A server that answers. Dropping this stops it.
pub struct Serving {
    /// Address, `https://127.0.0.1:PORT`.
    pub address: String,
    /// Of its certificate, in hex.
    pub fingerprint: String,
    _server: Leash,
    ready_file: PathBuf,
}

impl Serving {
    /// Starts it on a free port of loopback and waits until it answers.
    pub fn start(demo: &Demo) -> Outcome<Self> {
        let ready_file = demo.home.with_file_name("demo-server-ready.json");
        drop(fs::remove_file(&ready_file));
        let mut command = demo.command(&["serve", "--address", "127.0.0.1:0"]);
        let mut server = Leash::start(command.arg("--ready-file").arg(&ready_file))?;
        let (address, fingerprint) = wait(&mut server, &ready_file)?;
        Ok(Self { address, fingerprint, _server: server, ready_file })
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        drop(fs::remove_file(&self.ready_file));
    }
}

fn wait(server: &mut Leash, ready_file: &Path) -> Outcome<(String, String)> {
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        if let Some(status) = server.ended()? {
            return Err(Failure::new(format!("the server ended before it was ready ({status})")));
        }
        let text = fs::read_to_string(ready_file).unwrap_or_default();
        if let (Some(address), Some(fingerprint)) = (value(&text, "address"), value(&text, "fingerprint")) {
            return Ok((address, fingerprint));
        }
        thread::sleep(BETWEEN_LOOKS);
    }
    Err(Failure::new(format!("the server was not ready after {} seconds", PATIENCE.as_secs())))
}

/// A text in one flat JSON object that holds nothing to unescape: an address and a number in hex.
fn value(json: &str, name: &str) -> Option<String> {
    let (_, after) = json.split_once(&format!("\"{name}\""))?;
    let (text, _) = after.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?.split_once('"')?;
    Some(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::value;

    #[test]
    fn the_ready_file_is_read_when_it_is_whole() {
        let line = r#"{"address":"https://127.0.0.1:4107", "fingerprint": "ab01"}"#;
        assert_eq!(value(line, "address").as_deref(), Some("https://127.0.0.1:4107"));
        assert_eq!(value(line, "fingerprint").as_deref(), Some("ab01"));
        assert_eq!(value(r#"{"address":"https://127"#, "address"), None);
        assert_eq!(value("", "address"), None);
    }
}
