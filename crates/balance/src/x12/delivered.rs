//! Transaction sets that are delivered again. Whoever is not sure that a set came sends its interchange once more, under the number and the time that its
//! writer gave the set, or the number of its payment: what it says word for word is said already, and what it says otherwise is something else. Repetitions
//! within one interchange are the writer's: many a writer gives all sets of a batch one number. So it is with sets that stand in two files of a book, which are
//! found where its charts are compared ([`elsewhere`]), and with persons and coverages, which every file names anew.

use crate::reading::Coverage;
use formats::Record;
use model::{Kind, Statement};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// By what the writer of a set knows it: segment and elements.
const KNOWN_BY: [(&str, &[&str]); 3] = [("BHT", &["BHT01", "BHT03", "BHT04", "BHT05"]), ("BGN", &["BGN02", "BGN03", "BGN04"]), ("TRN", &["TRN02", "TRN03"])];
/// Sets and statements that are known; what comes beyond is a statement again.
const MAX: usize = 1 << 20;

/// The sets of an artifact, and what they said, by hash.
#[derive(Default)]
pub(super) struct Delivered {
    /// Those of former interchanges.
    sets: HashSet<u64>,
    /// Those of this one.
    own: HashSet<u64>,
    said: HashSet<u64>,
    is_again: bool,
}

impl Delivered {
    /// An interchange begins.
    pub(super) fn interchange(&mut self) {
        self.sets.extend(self.own.drain());
    }

    /// A set begins.
    pub(super) fn begin(&mut self) {
        self.is_again = false;
    }

    /// Takes what a segment of the header says of which set it is; the digest by which it is known.
    pub(super) fn header(&mut self, segment: &str, record: &Record) -> Option<u64> {
        let (_, fields) = KNOWN_BY.iter().find(|(name, _)| *name == segment)?;
        let values: Vec<&str> = fields.iter().filter_map(|field| record.get(field)).map(str::trim).filter(|value| !value.is_empty()).collect();
        if values.len() < 2 {
            return None;
        }
        let mut hasher = DefaultHasher::new();
        (record.get("transaction"), segment, values).hash(&mut hasher);
        let set = hasher.finish();
        self.is_again |= self.sets.contains(&set);
        if self.sets.len() + self.own.len() < MAX {
            self.own.insert(set);
        }
        Some(set)
    }

    /// Whether a statement was not said by an earlier delivery of its set.
    pub(super) fn is_news(&mut self, statement: &Statement) -> bool {
        let hash = hashed(statement);
        if self.is_again && self.said.contains(&hash) {
            return false;
        }
        if self.said.len() < MAX {
            self.said.insert(hash);
        }
        true
    }
}

/// Of the statements of a chart that stand alone those that another file of the book says: as often as one of the files does it is said.
pub(crate) fn elsewhere(chart: &[Statement], coverage: &Coverage, alone: impl Iterator<Item = usize>) -> HashSet<usize> {
    if coverage.sets.len() < 2 {
        return HashSet::new();
    }
    let alone: HashSet<usize> = alone.collect();
    let mut said: HashMap<(u64, u64), (BTreeMap<u32, usize>, Vec<usize>)> = HashMap::new();
    for (index, statement) in chart.iter().enumerate() {
        let Some(set) = coverage.set_of(&statement.origin) else { continue };
        // Whoever is named, insured or enrolled is so whichever set says it.
        let set = if matches!(statement.kind, Kind::Demographic | Kind::Coverage | Kind::Record) { Some(0) } else { Some(set).filter(|set| *set != 0) };
        let Some(set) = set else { continue };
        let (times, open) = said.entry((set, hashed(statement))).or_default();
        *times.entry(statement.origin.artifact).or_default() += 1;
        open.extend(alone.contains(&index).then_some(index));
    }
    let again = |(times, open): (BTreeMap<u32, usize>, Vec<usize>)| {
        let aligned = times.values().sum::<usize>().saturating_sub(open.len());
        let most = times.values().copied().max().unwrap_or_default();
        open.into_iter().skip(most.saturating_sub(aligned))
    };
    said.into_values().flat_map(again).collect()
}

/// What a statement says of whom, wherever it stands.
pub(super) fn hashed(statement: &Statement) -> u64 {
    let mut hasher = DefaultHasher::new();
    (statement.kind, &statement.patient).hash(&mut hasher);
    for fact in &statement.facts {
        (fact.aspect, &fact.value).hash(&mut hasher);
    }
    hasher.finish()
}
