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

/// An id as a number: what it has of hexadecimal digits.
pub(crate) fn id_number(id: &str) -> u128 {
    id.bytes().filter_map(|b| char::from(b).to_digit(16)).fold(0, |n, d| (n << 4) | u128::from(d))
}

/// Heaps over which ids are spread by their last bits.
const HEAPS: u128 = 1 << 12;

/// A set of ids, in little more than eight bytes each: every row of a source has one. An id is known by its last 76 bits: that two of a thousand
/// million are taken for one happens once in a hundred thousand runs.
#[derive(Default)]
pub(crate) struct Ids {
    /// By the last twelve bits; in each heap the 64 bits before them, in order.
    heaps: Vec<Vec<u64>>,
}

fn parts(id: u128) -> (usize, u64) {
    ((id % HEAPS) as usize, (id / HEAPS) as u64)
}

impl Ids {
    /// False when the id is in it already.
    pub(crate) fn insert(&mut self, id: u128) -> bool {
        if self.heaps.is_empty() {
            self.heaps.resize_with(HEAPS as usize, Vec::new);
        }
        let (heap, own) = parts(id);
        let Some(heap) = self.heaps.get_mut(heap) else { return false };
        let Err(at) = heap.binary_search(&own) else { return false };
        if heap.len() == heap.capacity() {
            heap.reserve_exact(heap.len() / 8 + 4);
        }
        heap.insert(at, own);
        true
    }

    pub(crate) fn contains(&self, id: u128) -> bool {
        let (heap, own) = parts(id);
        self.heaps.get(heap).is_some_and(|heap| heap.binary_search(&own).is_ok())
    }

    /// Every id, as far as it is known.
    pub(crate) fn iter(&self) -> impl Iterator<Item = u128> {
        (0_u128..).zip(&self.heaps).flat_map(|(last, heap)| heap.iter().map(move |own| u128::from(*own) * HEAPS + last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn ids_are_those_of_a_set_and_take_little_room() {
        let (mut ids, mut set) = (Ids::default(), HashSet::new());
        let made = |n: u32| id_number(&stable_id("urn:a", "Patient", &n.to_string()));
        for n in (0..30_000).chain(10_000..12_000).chain((0..30_000).rev().step_by(7)) {
            assert_eq!(ids.insert(made(n)), set.insert(made(n)), "{n}");
        }
        assert!((0..30_000).all(|n| ids.contains(made(n))) && !(30_000..40_000).any(|n| ids.contains(made(n))));
        assert_eq!(ids.iter().count(), set.len());
        assert!(ids.iter().all(|id| ids.contains(id)));
        let room: usize = ids.heaps.iter().map(Vec::capacity).sum();
        assert!(room < 30_000 * 2, "{room}");
    }

    #[test]
    fn short_ids_are_known_whole() {
        let mut ids = Ids::default();
        for id in ["1", "2", "10", "fffff", "ffffffffffffffffff"] {
            assert!(ids.insert(id_number(id)) && !ids.insert(id_number(id)), "{id}");
        }
        assert!(ids.iter().any(|id| id == id_number("fffff")));
        assert!(!Ids::default().contains(0));
    }
}
