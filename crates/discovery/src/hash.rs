//! One stable 64-bit hash for values, rows and ordinals.
//!
//! Sketches are kept in the workspace and compared with those of later deliveries, so the hash must not change with the
//! compiler, the platform or the run. Samples are drawn by its size, so it must be uniform. It is no secret and no
//! protection: a hash of an identifier is as sensitive as the identifier.

use std::hash::{BuildHasherDefault, Hasher};

/// Odd constants without structure (those of wyhash).
const SALT: [u64; 4] = [0xa076_1d64_78bd_642f, 0xe703_7ed1_a0b4_28db, 0x8ebc_6af0_9c88_c6e3, 0x5899_65cc_7537_4cc3];

/// Both halves of the product, folded.
pub(crate) fn mix(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    (product as u64) ^ ((product >> 64) as u64)
}

/// Hash of a text; never 0, which stands for an empty cell.
pub(crate) fn hash(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let mut state = SALT[0] ^ (bytes.len() as u64);
    let chunks = bytes.chunks_exact(8);
    let tail = chunks.remainder().iter().fold(0u64, |word, byte| (word << 8) | u64::from(*byte));
    for chunk in chunks {
        let word = u64::from_le_bytes(<[u8; 8]>::try_from(chunk).unwrap_or_default());
        state = mix(state ^ word, SALT[1]);
    }
    mix(mix(state ^ tail ^ SALT[3], SALT[1]), SALT[2]).max(1)
}

/// Hash of the ordinal of a row: the same rows give the same sample.
pub(crate) fn row_hash(ordinal: u64) -> u64 {
    mix(mix(ordinal ^ SALT[0], SALT[1]) ^ SALT[3], SALT[2])
}

/// The hash of a sequence, one more element in.
pub(crate) fn chain(state: u64, element: u64) -> u64 {
    mix(state ^ SALT[3], element ^ SALT[1])
}

/// Hasher for keys that are hashes already. Samples keep small hashes only, hence the multiplication: a table needs all
/// of its bits.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Spread(u64);

impl Hasher for Spread {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0.rotate_left(8) ^ u64::from(*byte)).wrapping_mul(SALT[1]);
        }
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = word.wrapping_mul(SALT[1]);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// For `HashMap` and `HashSet` of hashes.
pub(crate) type Spreading = BuildHasherDefault<Spread>;

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn hashes_are_told_apart_and_stay_the_same() {
        let texts: Vec<String> = (0..20_000).map(|n| format!("{n:05}")).chain((0..20_000).map(|n| format!("PATIENT-{n}"))).collect();
        assert_eq!(texts.iter().map(|t| hash(t)).collect::<HashSet<_>>().len(), texts.len());
        assert_ne!(hash("a"), hash("a\0"));
        assert_ne!(hash("12345678"), hash("123456780"));
        assert_eq!(hash("E11.9"), hash("E11.9"));
    }

    #[test]
    fn hashes_spread_evenly() {
        for hashes in [(0..16_000).map(|n: u64| hash(&n.to_string())).collect::<Vec<_>>(), (0..16_000).map(row_hash).collect()] {
            let mut sixteenths = [0u32; 16];
            hashes.iter().for_each(|h| sixteenths[(h >> 60) as usize] += 1);
            assert!(sixteenths.iter().all(|n| (850..1_150).contains(n)), "{sixteenths:?}");
        }
    }
}
