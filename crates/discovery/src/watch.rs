//! What is watched across the fields of a row: years and facilities, codes with their meanings, entries out of use.

use crate::field::{Field, Seen};
use crate::hash::{Spreading, chain, hash};
use crate::names::{parts, says};
use crate::profile::{PairProfile, Retired};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Pairs of code and meaning kept one by one.
const PAIRS_MAX: usize = 8_192;
/// Keys of retired entries that are kept.
const RETIRED_MAX: usize = 4_096;

/// The cell of a field in a row, if it is filled.
pub(crate) fn cell(seen: &[Seen], field: usize) -> Option<Seen> {
    let found = seen.get(field).filter(|cell| cell.field == field).or_else(|| seen.iter().find(|cell| cell.field == field));
    found.filter(|cell| cell.hash != 0).copied()
}

/// Places in small arrays for the years or facilities of a relation, with their rows.
#[derive(Debug)]
pub(crate) struct Slots<K> {
    index: BTreeMap<K, usize>,
    pub(crate) rows: Vec<(K, u64)>,
    most: usize,
    /// There were more than there are places.
    pub(crate) over: bool,
}

impl<K: Ord + Copy> Slots<K> {
    pub(crate) fn new(most: usize) -> Self {
        Self { index: BTreeMap::new(), rows: Vec::new(), most, over: false }
    }

    /// The place of a key, one row more.
    pub(crate) fn place(&mut self, key: K) -> Option<usize> {
        let slot = match self.index.get(&key) {
            Some(slot) => *slot,
            None if self.rows.len() >= self.most => {
                self.over = true;
                return None;
            }
            None => {
                self.rows.push((key, 0));
                self.index.insert(key, self.rows.len() - 1);
                self.rows.len() - 1
            }
        };
        if let Some((_, rows)) = self.rows.get_mut(slot) {
            *rows += 1;
        }
        Some(slot)
    }
}

/// A code field and the field of its meaning.
#[derive(Debug)]
pub(crate) struct Pair {
    code: usize,
    meaning: usize,
    seen: HashMap<u64, (u64, u64, u64), Spreading>,
    exact: bool,
}

impl Pair {
    pub(crate) fn new(code: usize, meaning: usize) -> Self {
        Self { code, meaning, seen: HashMap::default(), exact: true }
    }

    pub(crate) fn row(&mut self, row: &[Seen]) {
        let (Some(code), Some(meaning)) = (cell(row, self.code), cell(row, self.meaning)) else { return };
        let both = chain(code.hash, meaning.hash);
        if let Some((_, _, rows)) = self.seen.get_mut(&both) {
            *rows += 1;
        } else if self.seen.len() < PAIRS_MAX {
            self.seen.insert(both, (code.hash, meaning.hash, 1));
        } else {
            self.exact = false;
        }
    }

    pub(crate) fn finish(&self, names: &[String], fields: &[Field]) -> PairProfile {
        let name = |index: usize| names.get(index).cloned().unwrap_or_default();
        // Letter case and blanks make no other meaning.
        let plain = |meaning: u64| {
            let text = fields.get(self.meaning).and_then(|field| field.values.get(meaning)).map(|tracked| tracked.text.to_lowercase());
            text.map_or(meaning, |text| hash(&text.split_whitespace().collect::<Vec<_>>().join(" ")))
        };
        let mut codes: BTreeMap<u64, (BTreeSet<u64>, u64)> = BTreeMap::new();
        let mut meanings: BTreeMap<u64, BTreeSet<u64>> = BTreeMap::new();
        for (code, meaning, rows) in self.seen.values() {
            let meaning = plain(*meaning);
            let of_code = codes.entry(*code).or_default();
            of_code.0.insert(meaning);
            of_code.1 += rows;
            meanings.entry(meaning).or_default().insert(*code);
        }
        let many: Vec<u64> = codes.values().filter(|(meanings, _)| meanings.len() > 1).map(|(_, rows)| *rows).collect();
        PairProfile {
            code: name(self.code),
            meaning: name(self.meaning),
            codes_with_many: many.len() as u64,
            rows_with_many: many.iter().sum(),
            meanings_with_many: meanings.values().filter(|codes| codes.len() > 1).count() as u64,
            exact: self.exact,
        }
    }
}

/// The field that marks entries as no longer in use.
#[derive(Debug)]
pub(crate) struct Flag {
    field: usize,
    key: usize,
    /// Hashes of the values that mark; empty when any value does.
    marks: Vec<u64>,
    rows: u64,
    keys: BTreeSet<u64>,
}

impl Flag {
    /// The flag that a field is by its name; `names` are those up to it.
    pub(crate) fn by_name(field: usize, names: &[String]) -> Option<Self> {
        let words = parts(names.get(field)?);
        let out_of_use = ["retired", "inactive", "obsolete", "deprecated", "disabled", "discontinued", "inactivated", "deactivated", "inactivation"];
        let marks: &[&str] = if says(&words, &out_of_use) {
            if says(&words, &["date", "dt", "time", "on", "at"]) { &[] } else { &["1", "Y", "y", "T", "t", "TRUE", "True", "true", "YES", "Yes", "yes"] }
        } else if says(&words, &["active", "enabled", "isactive"]) {
            &["0", "N", "n", "F", "f", "FALSE", "False", "false", "NO", "No", "no", "I", "INACTIVE", "Inactive", "inactive"]
        } else {
            return None;
        };
        let is_key = |name: &String| parts(name).last().is_some_and(|word| ["code", "cd", "id", "no", "key", "number"].contains(&word.as_str()));
        let key = names.iter().position(is_key).filter(|key| *key != field).unwrap_or(0);
        Some(Self { field, key, marks: marks.iter().map(|mark| hash(mark)).collect(), rows: 0, keys: BTreeSet::new() })
    }

    pub(crate) fn row(&mut self, row: &[Seen]) {
        let Some(flag) = cell(row, self.field) else { return };
        if !self.marks.is_empty() && !self.marks.contains(&flag.hash) {
            return;
        }
        self.rows += 1;
        if let Some(key) = cell(row, self.key)
            && self.keys.len() < RETIRED_MAX
        {
            self.keys.insert(key.hash);
        }
    }

    pub(crate) fn finish(&self, names: &[String]) -> Option<Retired> {
        let name = |index: usize| names.get(index).cloned().unwrap_or_default();
        (self.rows > 0).then(|| Retired { flag: name(self.field), key: name(self.key), rows: self.rows, keys: self.keys.iter().copied().collect() })
    }
}
