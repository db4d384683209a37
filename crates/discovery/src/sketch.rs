//! What is kept of a field's values to compare it with other fields: hashes, never values.
//!
//! A small domain is kept whole, of a large one the values with the smallest hashes (Broder's bottom-k), so that how much
//! of one field is contained in another can be told from the two sketches alone. Hashes of identifiers are as sensitive
//! as the identifiers: a sketch stays in the workspace.

use crate::hash::hash;
use serde::{Deserialize, Serialize};

/// Values up to which a domain is kept whole.
pub(crate) const WHOLE_MAX: usize = crate::values::TRACKED_MAX;
/// Values kept of a larger one.
pub(crate) const SKETCH_MAX: usize = 1_024;

/// Hashes of the values of a field with their rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sketch {
    /// Hashes, smallest first.
    pub hashes: Vec<u64>,
    /// Rows with that value, in the same order.
    pub rows: Vec<u64>,
    /// All distinct values are in it.
    pub whole: bool,
}

/// How much of one field is contained in another.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Contained {
    /// Share of the distinct values, 0 to 1.
    pub values: f64,
    /// Share of the rows, 0 to 1.
    pub rows: f64,
    /// Distinct values that were compared.
    pub compared: u64,
    /// From all values; otherwise an estimate.
    pub exact: bool,
}

impl Sketch {
    /// From hashes with rows, smallest hash first; `whole` when these are all.
    pub(crate) fn new(values: &[(u64, u64)], whole: bool) -> Self {
        let kept = values.iter().take(if whole { WHOLE_MAX } else { SKETCH_MAX });
        let (hashes, rows) = kept.copied().unzip();
        Self { hashes, rows, whole: whole && values.len() <= WHOLE_MAX }
    }

    /// Takes in the values of another part of the field.
    pub(crate) fn add(&mut self, part: &Sketch) {
        let bound = self.bound().min(part.bound());
        for (hash, rows) in part.hashes.iter().zip(&part.rows).take_while(|(hash, _)| **hash <= bound) {
            match self.hashes.binary_search(hash) {
                Ok(at) => {
                    if let Some(own) = self.rows.get_mut(at) {
                        *own += rows;
                    }
                }
                Err(at) => {
                    self.hashes.insert(at, *hash);
                    self.rows.insert(at, *rows);
                }
            }
        }
        let known = self.hashes.partition_point(|hash| *hash <= bound);
        self.whole = self.whole && part.whole && known <= WHOLE_MAX;
        let kept = if self.whole { known } else { known.min(SKETCH_MAX) };
        self.hashes.truncate(kept);
        self.rows.truncate(kept);
    }

    /// Distinct values of the field: all of them where it is whole, else about so many.
    pub(crate) fn distinct(&self) -> u64 {
        match self.hashes.last() {
            Some(last) if !self.whole => ((self.hashes.len() - 1) as f64 / (*last as f64 / u64::MAX as f64)).round() as u64,
            _ => self.hashes.len() as u64,
        }
    }

    /// Greatest hash up to which every value is in it.
    fn bound(&self) -> u64 {
        if self.whole { u64::MAX } else { self.hashes.last().copied().unwrap_or(0) }
    }

    /// How much of this field is contained in another; nothing when too little of both is known.
    pub fn contained_in(&self, other: &Sketch) -> Contained {
        let bound = self.bound().min(other.bound());
        let (mut values, mut rows, mut found_values, mut found_rows) = (0u64, 0u64, 0u64, 0u64);
        for (hash, count) in self.hashes.iter().zip(&self.rows).take_while(|(hash, _)| **hash <= bound) {
            values += 1;
            rows += count;
            if other.hashes.binary_search(hash).is_ok() {
                found_values += 1;
                found_rows += count;
            }
        }
        let share = crate::profile::share;
        Contained { values: share(found_values, values), rows: share(found_rows, rows), compared: values, exact: self.whole && other.whole }
    }

    /// Whether a value is in the field; `None` when the sketch cannot tell.
    pub fn holds(&self, value: &str) -> Option<bool> {
        self.holds_hash(hash(value.trim()))
    }

    pub(crate) fn holds_hash(&self, hash: u64) -> Option<bool> {
        (hash <= self.bound()).then(|| self.hashes.binary_search(&hash).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sketch of values, one row each.
    fn sketch(values: impl Iterator<Item = String>) -> Sketch {
        let mut hashes: Vec<(u64, u64)> = values.map(|value| (hash(&value), 1)).collect();
        hashes.sort_unstable();
        hashes.dedup();
        let whole = hashes.len() <= WHOLE_MAX;
        Sketch::new(&hashes, whole)
    }

    #[test]
    fn small_domains_are_compared_exactly() {
        let codes = sketch((0..100).map(|n| n.to_string()));
        let used = sketch((50..150).map(|n| n.to_string()));
        assert_eq!(used.contained_in(&codes), Contained { values: 0.5, rows: 0.5, compared: 100, exact: true });
        assert_eq!((codes.holds("42"), codes.holds("420")), (Some(true), Some(false)));
    }

    #[test]
    fn large_domains_are_compared_by_a_sample() {
        let people = sketch((0..50_000).map(|n| format!("P{n}")));
        let visits = sketch((10_000..60_000).map(|n| format!("P{n}")));
        let found = visits.contained_in(&people);
        assert!(!found.exact && found.compared > 900);
        assert!((found.values - 0.8).abs() < 0.06, "four in five: {}", found.values);
        let few = sketch((0..3_000).map(|n| format!("P{n}")));
        assert_eq!(few.contained_in(&people).values, 1.0);
    }

    #[test]
    fn parts_of_a_field_are_one_sketch_as_if_they_had_been_read_together() {
        for count in [100, 3_000, 20_000] {
            let values: Vec<(u64, u64)> = {
                let mut all: Vec<(u64, u64)> = (0..count).map(|n| (hash(&format!("P{n}")), 1)).collect();
                all.sort_unstable();
                all
            };
            let together = Sketch::new(&values, values.len() <= WHOLE_MAX);
            let mut added = Sketch { whole: true, ..Sketch::default() };
            for n in 0..count {
                added.add(&Sketch::new(&[(hash(&format!("P{n}")), 1)], true));
            }
            assert_eq!(added, together, "{count} values one by one");
            assert!((added.distinct() as f64 - f64::from(count)).abs() <= f64::from(count) * 0.1, "{} of {count}", added.distinct());
        }
        let mut twice = Sketch::new(&[(10, 1), (20, 1)], true);
        twice.add(&Sketch::new(&[(20, 3), (30, 1)], true));
        assert_eq!(twice, Sketch::new(&[(10, 1), (20, 4), (30, 1)], true));
        // Of a part that keeps a sample no value beyond its greatest is known.
        twice.add(&Sketch::new(&[(5, 1), (20, 1)], false));
        assert_eq!(twice, Sketch::new(&[(5, 1), (10, 1), (20, 5)], false));
        twice.add(&Sketch::default());
        assert_eq!((twice.hashes.len(), twice.holds_hash(10)), (0, None), "of a part nothing is known");
    }

    #[test]
    fn rows_count_not_only_values() {
        let key = Sketch::new(&[(10, 1), (20, 1)], true);
        let used = Sketch::new(&[(10, 98), (30, 2)], true);
        assert_eq!(used.contained_in(&key).rows, 0.98);
    }
}
