//! What is left of a fault of the program: an incident token for the person, a place in the code for the log.
//!
//! A panic's message may hold record content, so it is never logged and never sent; the place where it happened is
//! enough to find it.

use ring::rand::SecureRandom;

/// From now on a panic leaves its place in the log and nothing else. The program calls this once, at its start.
pub fn keep_panics_quiet() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map_or_else(String::new, |l| format!("{}:{}", l.file(), l.line()));
        tracing::error!(%place, "a fault of the program");
    }));
}

/// A new incident token: twelve letters. Letters only, so that it cannot look like anybody's number; no vowels, so
/// that it cannot look like a name.
pub(super) fn new_incident() -> String {
    const LETTERS: &[u8; 16] = b"bcdfghjkmnpqrstv";
    let mut bytes = [0u8; 12];
    // Without randomness the token is constant, which is still an answer.
    let _ = ring::rand::SystemRandom::new().fill(&mut bytes);
    bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte & 15)])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn incidents_are_letters_and_differ() {
        let (one, two) = (new_incident(), new_incident());
        assert!(one.len() == 12 && one.bytes().all(|b| b.is_ascii_lowercase()));
        assert_ne!(one, two);
    }
}
