//! The values of one field with their counts, in bounded memory.
//!
//! As long as a field has few distinct values, all are tracked and everything is exact. Beyond that the table keeps the
//! values with the smallest hashes, whose counts stay exact (a uniform sample of the distinct values), and values that
//! come often: a new value is taken in with one chance in sixteen a row, drawn by the hash of the row, and is given up
//! again if it stays rare. Counts of the latter are lower bounds.

use crate::distinct::Distinct;
use crate::facts::Facts;
use crate::hash::Spreading;
use std::collections::HashMap;

/// Distinct values up to which all are tracked.
pub(crate) const TRACKED_MAX: usize = 4_096;
/// Values in the table before the rare ones are given up.
const TABLE_MAX: usize = 8_192;
/// Values kept for the smallness of their hash.
const SAMPLE: usize = 2_048;
/// Values kept for their number of rows.
const FREQUENT: usize = 1_024;
/// A value outside the sample is taken in on rows whose hash ends in zeros here.
const CHANCE: u64 = 15;
/// Distinct values counted exactly.
const DISTINCT_MAX: usize = 200_000;
/// Patients counted per value; more than the largest k of k-anonymity is not needed.
const PATIENTS_MAX: usize = 50;
/// Bytes of a value that are kept; a longer value is known by its start, its length and its hash.
const TEXT_MAX: usize = 120;

/// One value.
#[derive(Debug)]
pub(crate) struct Tracked {
    pub(crate) text: Box<str>,
    /// `text` is only its start.
    pub(crate) cut: bool,
    /// Characters of the whole value.
    pub(crate) chars: u32,
    pub(crate) rows: u64,
    pub(crate) patients: Vec<u32>,
    pub(crate) facts: Facts,
}

impl Tracked {
    fn new(text: &str, chars: u32, facts: Facts) -> Self {
        let end = text.floor_char_boundary(TEXT_MAX);
        let start = text.get(..end).unwrap_or("");
        Self { text: start.into(), cut: end < text.len(), chars, rows: 0, patients: Vec::new(), facts }
    }

    fn count(&mut self, patient: Option<u32>) {
        self.rows += 1;
        if let Some(patient) = patient
            && self.patients.len() < PATIENTS_MAX
            && self.patients.last() != Some(&patient)
            && !self.patients.contains(&patient)
        {
            self.patients.push(patient);
        }
    }
}

/// The values of one field.
#[derive(Debug)]
pub(crate) struct Values {
    table: HashMap<u64, Tracked, Spreading>,
    /// Every value whose hash is not greater is in the table.
    bound: u64,
    over: bool,
    distinct: Distinct,
}

impl Default for Values {
    fn default() -> Self {
        Self { table: HashMap::default(), bound: u64::MAX, over: false, distinct: Distinct::default() }
    }
}

impl Values {
    /// Counts a value that is tracked already and tells what it is.
    pub(crate) fn known(&mut self, hash: u64, patient: Option<u32>) -> Option<(Facts, u32)> {
        let tracked = self.table.get_mut(&hash)?;
        tracked.count(patient);
        Some((tracked.facts, tracked.chars))
    }

    /// Takes in a value that is not tracked; false when it is to be counted at once and forgotten. Values that are given
    /// up for it go to `dropped`.
    pub(crate) fn admit(&mut self, hash: u64, row: u64, value: (&str, u32, Facts), patient: Option<u32>, dropped: &mut dyn FnMut(&Facts, u64)) -> bool {
        if !self.over && self.table.len() >= TRACKED_MAX {
            self.over = true;
            for known in self.table.keys() {
                self.distinct.add(*known, DISTINCT_MAX);
            }
        }
        if self.over {
            self.distinct.add(hash, DISTINCT_MAX);
            if hash > self.bound && row & CHANCE != 0 {
                return false;
            }
            if self.table.len() >= TABLE_MAX {
                self.compact(dropped);
            }
        }
        let mut tracked = Tracked::new(value.0, value.1, value.2);
        tracked.count(patient);
        self.table.insert(hash, tracked);
        true
    }

    fn compact(&mut self, dropped: &mut dyn FnMut(&Facts, u64)) {
        let mut hashes: Vec<u64> = self.table.keys().copied().collect();
        hashes.sort_unstable();
        let bound = hashes.get(SAMPLE - 1).copied().unwrap_or(u64::MAX);
        let mut rows: Vec<u64> = self.table.iter().filter(|(hash, _)| **hash > bound).map(|(_, tracked)| tracked.rows).collect();
        rows.sort_unstable_by(|a, b| b.cmp(a));
        let rare = rows.get(FREQUENT).copied().unwrap_or(1);
        self.table.retain(|hash, tracked| {
            let keep = *hash <= bound || tracked.rows > rare;
            if !keep {
                dropped(&tracked.facts, tracked.rows);
            }
            keep
        });
        self.bound = bound;
    }

    /// Not all values are tracked.
    pub(crate) fn is_sampled(&self) -> bool {
        self.over
    }

    /// Number of distinct values and whether it is exact.
    pub(crate) fn distinct(&self) -> (u64, bool) {
        if self.over { (self.distinct.count(), self.distinct.is_exact()) } else { (self.table.len() as u64, true) }
    }

    /// The tracked value with this hash.
    pub(crate) fn get(&self, hash: u64) -> Option<&Tracked> {
        self.table.get(&hash)
    }

    /// The values of the uniform sample (all, unless sampled) with their hashes, smallest hash first.
    pub(crate) fn sample(&self) -> Vec<(u64, &Tracked)> {
        let mut sample: Vec<(u64, &Tracked)> = self.table.iter().filter(|(hash, _)| **hash <= self.bound).map(|(hash, tracked)| (*hash, tracked)).collect();
        sample.sort_unstable_by_key(|(hash, _)| *hash);
        sample
    }

    /// All tracked values, most frequent first, ties in order of their text.
    pub(crate) fn by_rows(&self) -> Vec<(u64, &Tracked)> {
        let mut all: Vec<(u64, &Tracked)> = self.table.iter().map(|(hash, tracked)| (*hash, tracked)).collect();
        all.sort_unstable_by(|(a, x), (b, y)| y.rows.cmp(&x.rows).then_with(|| x.text.cmp(&y.text)).then_with(|| a.cmp(b)));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::examine;
    use crate::hash::{hash, row_hash};

    /// Takes the texts as rows and gives the values and the rows that were not tracked.
    fn values(texts: impl Iterator<Item = String>) -> (Values, u64) {
        let (mut values, mut outside) = (Values::default(), 0);
        for (ordinal, text) in texts.enumerate() {
            let code = hash(&text);
            if values.known(code, Some(7)).is_none() {
                let value = (text.as_str(), text.chars().count() as u32, examine(&text, false, false));
                let kept = values.admit(code, row_hash(ordinal as u64), value, Some(7), &mut |_: &Facts, rows: u64| outside += rows);
                outside += u64::from(!kept);
            }
        }
        (values, outside)
    }

    #[test]
    fn few_values_are_all_exact() {
        let (values, outside) = values((0..10_000).map(|n| format!("code {}", n % 50)));
        assert_eq!((values.distinct(), values.is_sampled(), outside), ((50, true), false, 0));
        assert!(values.by_rows().iter().all(|(_, tracked)| tracked.rows == 200 && tracked.patients == [7]));
    }

    #[test]
    fn no_row_is_lost_and_a_late_frequent_value_is_found() {
        // Sorted data: the frequent value comes after 100,000 others.
        let texts = (0..100_000).map(|n| format!("id {n}")).chain((0..5_000).map(|_| "late".to_string()));
        let (values, outside) = values(texts);
        let tracked: u64 = values.by_rows().iter().map(|(_, tracked)| tracked.rows).sum();
        assert_eq!(tracked + outside, 105_000);
        assert_eq!(values.distinct(), (100_001, true));
        assert!(values.by_rows().len() <= TABLE_MAX);
        let (_, first) = values.by_rows()[0];
        assert!(&*first.text == "late" && first.rows > 4_800, "{} {}", first.text, first.rows);
    }

    #[test]
    fn the_sample_counts_exactly() {
        let (values, _) = values((0..90_000).map(|n| format!("id {}", n % 30_000)));
        assert!(values.sample().len() >= SAMPLE);
        assert!(values.sample().iter().all(|(_, tracked)| tracked.rows == 3));
    }

    #[test]
    fn a_long_value_is_known_by_its_start() {
        let tracked = Tracked::new(&"ä".repeat(500), 500, Facts::default());
        assert!(tracked.cut && tracked.chars == 500 && tracked.text.len() <= TEXT_MAX);
    }
}
