//! Declared equivalences: what the team says is the same although it is written differently, as data with author, reason, test
//! rows and an end. See `docs/equivalences.md`.
//!
//! An equivalence explains a difference after the judge has found one; it takes no part in the alignment, so that kept pairs can be
//! judged again under another document. What must stay true: it explains the exact pair that it declares and nothing beside it, a
//! code has one declared target, what became `resurrected` is never explained, and every difference that is explained is counted
//! under the id that explains it.

mod document;
mod edit;
mod explain;
mod means;
mod rows;
#[cfg(test)]
mod tests;
mod tolerance;

pub use document::{Alarm, Declarations, EQUIVALENCES_FORMAT, Equivalence, TestRow};
pub use edit::{EquivalenceDraft, declare_equivalence, retire_equivalence};
pub use explain::Question;
pub use means::{Means, PairForm};
pub use tolerance::Tolerance;

pub(crate) use explain::explain_differences;

use model::{Aspect, Kind, Value};
use std::collections::HashMap;

/// The equivalences that are in force, by aspect.
#[derive(Debug, Default, Clone)]
pub(crate) struct InForce {
    list: Vec<Equivalence>,
    by_aspect: HashMap<Aspect, Vec<usize>>,
}

impl InForce {
    pub(crate) fn new(list: Vec<Equivalence>) -> Self {
        let mut by_aspect: HashMap<Aspect, Vec<usize>> = HashMap::new();
        for (index, equivalence) in list.iter().enumerate() {
            for aspect in &equivalence.aspects {
                by_aspect.entry(*aspect).or_default().push(index);
            }
        }
        Self { list, by_aspect }
    }

    /// The first that explains a difference, in the order of the document.
    fn explaining(&self, kind: Kind, aspect: Aspect, left: Option<&Value>, right: Option<&Value>, lens: &crate::codes::Equivalences) -> Option<&Equivalence> {
        let candidates = self.by_aspect.get(&aspect)?;
        candidates.iter().filter_map(|index| self.list.get(*index)).find(|e| e.covers(kind, aspect) && e.means.holds(left, right, lens))
    }
}
