//! The passphrase and the password of the demo workspace: random, made once, in a file that only its owner can read.
//!
//! They protect a sample hospital that never existed. A real workspace gets its passphrase from the people who run it, and
//! never from a file beside it.

use std::fs::{self, OpenOptions};
use std::hash::{BuildHasher, RandomState};
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::failure::{Failure, Outcome};

const HEAD: &str = "# The keys of Throughline's demo workspace. For the demo only: do not use them, or this way of keeping them, elsewhere.\n";

/// What the demo workspace is opened with.
pub struct Secrets {
    /// Of the workspace's keys.
    pub passphrase: String,
    /// Of the demo analyst.
    pub password: String,
    /// Where they are kept.
    pub file: PathBuf,
}

impl Secrets {
    /// Reads the file.
    pub fn read(file: &Path) -> Outcome<Self> {
        let text = fs::read_to_string(file).map_err(|error| Failure::file("cannot read", file, &error))?;
        let value = |name: &str| {
            text.lines()
                .find_map(|line| line.strip_prefix(name)?.strip_prefix('='))
                .map(str::to_owned)
                .ok_or_else(|| Failure::new(format!("{} holds no {name}", file.display())))
        };
        Ok(Self { passphrase: value("passphrase")?, password: value("password")?, file: file.to_path_buf() })
    }

    /// Makes new ones. There must be no such file yet.
    pub fn create(file: &Path) -> Outcome<Self> {
        let secrets = Self { passphrase: random(), password: random(), file: file.to_path_buf() };
        let text = format!("{HEAD}passphrase={}\npassword={}\n", secrets.passphrase, secrets.password);
        let failed = |error: std::io::Error| Failure::file("cannot write", file, &error);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        for_owner_only(&mut options);
        options.open(file).and_then(|mut open| open.write_all(text.as_bytes())).map_err(failed)?;
        Ok(secrets)
    }

    /// Adds a line, such as the administrator's one-time password.
    pub fn add(&self, name: &str, value: &str) -> Outcome {
        let line = format!("{name}={value}\n");
        OpenOptions::new()
            .append(true)
            .open(&self.file)
            .and_then(|mut open| open.write_all(line.as_bytes()))
            .map_err(|error| Failure::file("cannot write", &self.file, &error))
    }
}

#[cfg(unix)]
fn for_owner_only(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(0o600);
}

#[cfg(not(unix))]
fn for_owner_only(_options: &mut OpenOptions) {}

/// 25 signs of 32: 125 bits, in groups that can be typed. The keys of `RandomState` are the system's random numbers, and
/// its hash of a counter cannot be told from random without them.
fn random() -> String {
    const SIGNS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
    let keyed = RandomState::new();
    let signs: Vec<char> = (0_u64..25)
        .map(|counter| {
            let index = usize::try_from(keyed.hash_one(counter) % 32).unwrap_or_default();
            char::from(SIGNS[index])
        })
        .collect();
    signs.chunks(5).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_are_the_same() {
        let (one, two) = (random(), random());
        assert_ne!(one, two);
        assert_eq!(one.len(), 29);
    }
}
