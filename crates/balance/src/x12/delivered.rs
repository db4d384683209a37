//! Transaction sets that are delivered again. Whoever is not sure that a set came sends its interchange once more, under the number and the time that its
//! writer gave the set, or the number of its payment: what it says word for word is said already, and what it says otherwise is something else. Repetitions
//! within one interchange are the writer's: many a writer gives all sets of a batch one number.

use formats::Record;
use model::Statement;
use std::collections::HashSet;
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

    /// Takes what a segment of the header says of which set it is.
    pub(super) fn header(&mut self, segment: &str, record: &Record) {
        let Some((_, fields)) = KNOWN_BY.iter().find(|(name, _)| *name == segment) else { return };
        let values: Vec<&str> = fields.iter().filter_map(|field| record.get(field)).map(str::trim).filter(|value| !value.is_empty()).collect();
        if values.len() < 2 {
            return;
        }
        let mut hasher = DefaultHasher::new();
        (record.get("transaction"), segment, values).hash(&mut hasher);
        let set = hasher.finish();
        self.is_again |= self.sets.contains(&set);
        if self.sets.len() + self.own.len() < MAX {
            self.own.insert(set);
        }
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

/// What a statement says of whom, wherever it stands.
pub(super) fn hashed(statement: &Statement) -> u64 {
    let mut hasher = DefaultHasher::new();
    (statement.kind, &statement.patient).hash(&mut hasher);
    for fact in &statement.facts {
        (fact.aspect, &fact.value).hash(&mut hasher);
    }
    hasher.finish()
}
