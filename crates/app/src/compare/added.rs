//! What only the destination says of a kind: the format of whoever wrote it, or a default that nobody asserted.
//!
//! A legacy book that is read from tables is silent for two reasons: nothing was recorded, or nobody reads the column. So the
//! statements are not judged one by one; they are counted per kind and aspect, with the value of the first and how many share it, and a
//! person decides. Where the legacy book could have said it (FHIR), where hardly any record says it, or where the mapping that made
//! the destination fills no such place, each is a finding.

use super::CompareReport;
use crate::show::Showing;
use balance::{Coverage, shown_aspect};
use model::{Aspect, Fact, Kind, Statement, Value};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One aspect of a kind that no legacy statement asserts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddedLine {
    /// Kind.
    pub kind: String,
    /// Aspect.
    pub aspect: String,
    /// Destination statements of the kind that say it.
    pub statements: u64,
    /// Destination statements of the kind.
    pub of: u64,
    /// The value of the first one, as it may be shown.
    pub value: String,
    /// Statements with that value: all of them where it is a default.
    pub same: u64,
}

/// The tally of a run.
#[derive(Default)]
pub(super) struct Added {
    /// What is counted, by kind: of most nothing is, and of none where every difference is judged.
    open: BTreeMap<Kind, BTreeMap<Aspect, Tally>>,
}

#[derive(Default)]
struct Tally {
    statements: u64,
    first: Option<(Value, String)>,
    same: u64,
}

/// That somebody here saw it, and that the chart of a person is in use, is what silence says as well.
fn is_said_by_silence(kind: Kind, fact: &Fact) -> bool {
    let in_use = || kind == Kind::Demographic && fact.aspect == Aspect::Status && matches!(&fact.value, Value::Word(word) if word == "active");
    fact.aspect == Aspect::Reported && fact.value == Value::Flag(false) || in_use()
}

impl Added {
    pub(super) fn new(legacy: &Coverage, destination: &Coverage) -> Self {
        let judged = legacy.could_say_all();
        let counted = |(kind, aspect): &&(Kind, Aspect)| {
            // A number that the destination gives its record, and what stands under no system, assert nothing by themselves.
            let silent = matches!(aspect, Aspect::Identifier | Aspect::Element);
            !judged && !silent && legacy.statements.contains_key(kind) && !legacy.aspects.contains(&(*kind, *aspect)) && !destination.is_rare(*kind, *aspect)
        };
        let mut open: BTreeMap<Kind, BTreeMap<Aspect, Tally>> = BTreeMap::new();
        for (kind, aspect) in destination.aspects.iter().filter(counted) {
            open.entry(*kind).or_default().insert(*aspect, Tally::default());
        }
        Self { open }
    }

    /// Counts one chart. Links and identifiers of the destination's own assert nothing about the patient.
    pub(super) fn note(&mut self, destination: &[Statement], book: &Coverage, showing: &Showing<'_>) {
        if self.open.is_empty() {
            return;
        }
        for statement in destination {
            let Some(open) = self.open.get_mut(&statement.kind) else { continue };
            for fact in &statement.facts {
                // Few aspects are counted: whether this one is, is asked first.
                let Some(tally) = open.get_mut(&fact.aspect) else { continue };
                if matches!(fact.value, Value::Key(_)) || is_said_by_silence(statement.kind, fact) || book.is_unforeseen(statement, fact) {
                    continue;
                }
                tally.statements += 1;
                let (value, _) = tally.first.get_or_insert_with(|| (fact.value.clone(), showing.value(statement.kind, fact.aspect, &fact.value)));
                tally.same += u64::from(*value == fact.value);
            }
        }
    }

    pub(super) fn finish(self, destination: &Coverage, report: &mut CompareReport) {
        let line = |(kind, aspect, tally): (Kind, Aspect, Tally)| {
            let (_, value) = tally.first?;
            let of = destination.statements.get(&kind).copied().unwrap_or(0);
            Some(AddedLine { kind: kind.word().into(), aspect: shown_aspect(aspect).into(), statements: tally.statements, of, value, same: tally.same })
        };
        let tallies = self.open.into_iter().flat_map(|(kind, open)| open.into_iter().map(move |(aspect, tally)| (kind, aspect, tally)));
        report.added = tallies.filter_map(line).collect();
    }
}
