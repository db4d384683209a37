//! The tools that every system needs and that we do not install: Rust, Node.js and npm, each of an age.

use super::packages::Need;
use crate::programs;

/// The newest that a dependency asks for.
const RUST: (u32, u32) = (1, 95);
const NODE: u32 = 20;

/// What is missing, in words.
pub fn missing(need: Need) -> Vec<String> {
    let mut missing = Vec::new();
    let rust = programs::answer("rustc", &["--version"]);
    if rust.as_deref().and_then(version).is_none_or(|found| found < RUST) {
        missing.push(format!("Rust {}.{} or newer ({}), by rustup", RUST.0, RUST.1, found(rust)));
    }
    if need == Need::Program {
        return missing;
    }
    let node = programs::answer("node", &["--version"]);
    if node.as_deref().and_then(version).is_none_or(|found| found.0 < NODE) {
        missing.push(format!("Node.js {NODE} or newer ({}): it builds the interface", found(node)));
    }
    if programs::npm().arg("--version").output().is_ok_and(|output| output.status.success()) {
        return missing;
    }
    missing.push("npm, which comes with Node.js: it fetches the interface's libraries".to_owned());
    missing
}

fn found(answer: Option<String>) -> String {
    answer.map_or_else(|| "not found".to_owned(), |text| format!("found: {text}"))
}

/// The first two numbers in `rustc 1.95.0 (...)` or `v20.11.1`.
fn version(text: &str) -> Option<(u32, u32)> {
    let start = text.find(|sign: char| sign.is_ascii_digit())?;
    let mut numbers = text[start..].split(|sign: char| !sign.is_ascii_digit());
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::version;

    #[test]
    fn versions_are_read() {
        assert_eq!(version("rustc 1.95.0 (59807616e 2026-04-14)"), Some((1, 95)));
        assert_eq!(version("v20.11.1"), Some((20, 11)));
        assert_eq!(version("none"), None);
    }
}
