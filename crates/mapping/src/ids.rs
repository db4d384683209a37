//! Stable ids: the same system, type and key always give the same id, in every run and wave.

use sha2::{Digest, Sha256};

/// The id of a resource, in UUID form. Two keys that differ give two ids; equal ids in one type are a collision that
/// the run reports.
pub fn stable_id(system: &str, kind: &str, key: &str) -> String {
    let mut hasher = Sha256::new();
    for part in [system, kind, key] {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    let digest = hasher.finalize();
    let mut hex = String::with_capacity(36);
    for (index, byte) in digest[..16].iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            hex.push('-');
        }
        hex.push(char::from(b"0123456789abcdef"[usize::from(byte >> 4)]));
        hex.push(char::from(b"0123456789abcdef"[usize::from(byte & 15)]));
    }
    hex
}
