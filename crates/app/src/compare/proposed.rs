//! What many findings of a cause share in values that may be shown: what the proposal of the cause names.
//!
//! A pair of values is named when at least 11 patients have it, and in the words in which each finding shows it anyway. What must stay
//! true: nothing that is withheld, no day and nothing of the demographics is gathered here.

use crate::book::K;
use crate::show::Showing;
use balance::{Cause, Equivalences, Finding, Places, Proposal, SharedValue};
use model::{Aspect, CauseClass, Coding, Fact, Kind, Statement, Value, canonical_unit, is_ucum};
use std::collections::HashMap;
use store::CauseRow;

/// Pairs gathered of one cause.
const PAIRS_MAX: usize = 500;

/// How often a pair is found.
#[derive(Default)]
struct Count {
    statements: u64,
    patients: u64,
    last_patient: Option<u64>,
}

/// Pairs of values by cause.
#[derive(Default)]
pub(super) struct Shared {
    by_cause: HashMap<usize, HashMap<[String; 3], Count>>,
}

impl Shared {
    /// Counts a pair of a cause, given as legacy value, what that is declared to be, and destination value. Patients come one after the other.
    pub(super) fn note(&mut self, cause: usize, patient: u64, pair: [String; 3]) {
        let pairs = self.by_cause.entry(cause).or_default();
        if pairs.len() >= PAIRS_MAX && !pairs.contains_key(&pair) {
            return;
        }
        let count = pairs.entry(pair).or_default();
        count.statements += 1;
        if count.last_patient.replace(patient) != Some(patient) {
            count.patients += 1;
        }
    }

    /// Adds what was gathered of a cause to that of the one that it is part of, given as the index of both. Of who has a pair in both it is the least that there
    /// can be.
    pub(super) fn join(&mut self, [from, into]: [usize; 2]) {
        let Some(pairs) = self.by_cause.remove(&from) else { return };
        let whole = self.by_cause.entry(into).or_default();
        for (pair, count) in pairs {
            let known = whole.entry(pair).or_default();
            known.statements += count.statements;
            known.patients = known.patients.max(count.patients);
        }
    }

    /// Pairs of a cause that enough patients share, the most frequent first.
    pub(super) fn of(&self, cause: usize) -> Vec<SharedValue> {
        let shared = self.by_cause.get(&cause).into_iter().flatten().filter(|(_, count)| count.patients >= K as u64);
        let value = |([legacy, declared, destination], count): (&[String; 3], &Count)| SharedValue {
            legacy: legacy.clone(),
            declared: declared.clone(),
            destination: destination.clone(),
            statements: count.statements,
        };
        let mut values: Vec<SharedValue> = shared.map(value).collect();
        values.sort_by(|a, b| b.statements.cmp(&a.statements).then_with(|| (&a.legacy, &a.declared, &a.destination).cmp(&(&b.legacy, &b.declared, &b.destination))));
        values
    }
}

/// What a finding says to the proposal of its cause; nothing where no value of it may be shown.
pub(super) fn pair(
    (finding, cause): (&Finding, &Cause),
    (legacy, destination): (Option<&Statement>, Option<&Statement>),
    places: &Places,
    equivalences: &Equivalences,
    showing: &Showing<'_>,
) -> Option<[String; 3]> {
    if finding.kind == Kind::Demographic || matches!(finding.read_as, Aspect::Body | Aspect::Author | Aspect::Performer | Aspect::Identifier | Aspect::Element) {
        return None;
    }
    if finding.read_as == Aspect::Statement {
        // A row that no code map had a target for: the code stands in the field that the rule reads.
        let code = legacy.filter(|_| cause.class == CauseClass::CodeMap)?.facts.iter().find(|f| cause.field.split(", ").any(|field| !field.is_empty() && field == places.name(f.place)))?;
        return Some([shown(finding, code, showing)?, declared(code, equivalences, showing), String::new()]);
    }
    let fact = |statement: Option<&Statement>, place: Option<u32>| -> Option<Fact> {
        statement?.facts.iter().find(|f| f.aspect == finding.read_as && place.is_some_and(|p| f.place == p)).cloned()
    };
    let (left, right) = (fact(legacy, finding.legacy_place), fact(destination, finding.destination_place));
    if left.is_none() && right.is_none() {
        return None;
    }
    let words = |fact: &Option<Fact>| fact.as_ref().map_or(Some(String::new()), |f| shown(finding, f, showing));
    let meant = left.as_ref().map(|f| declared(f, equivalences, showing)).unwrap_or_default();
    Some([words(&left)?, meant, words(&right)?])
}

/// A value as it is shown; nothing where it is withheld, or says nothing but when.
fn shown(finding: &Finding, fact: &Fact, showing: &Showing<'_>) -> Option<String> {
    let words = match &fact.value {
        Value::Date(_) | Value::Key(_) => return None,
        Value::Quantity(quantity) if finding.aspect == Aspect::Unit => {
            return (quantity.unit.is_empty() || is_ucum(&canonical_unit(&quantity.unit))).then(|| quantity.unit.clone());
        }
        // Numbers differ from patient to patient: a shift of the decimal point is told by its manner.
        Value::Quantity(_) => return None,
        value => showing.value(finding.kind, fact.aspect, value),
    };
    (!words.contains("withheld") && !words.starts_with('[')).then_some(words)
}

/// What a legacy code is declared to be, as a code that may be shown.
fn declared(fact: &Fact, equivalences: &Equivalences, showing: &Showing<'_>) -> String {
    let Value::Code(codings, _) = &fact.value else { return String::new() };
    let target = codings.iter().find_map(|c| equivalences.of(&c.system, &c.code).first());
    let code = target.map(|(system, code)| Value::code(vec![Coding { system: system.clone(), code: code.clone(), display: String::new() }], String::new()));
    code.and_then(|code| showing.codes(&code).into_iter().next()).unwrap_or_default()
}

/// A proposal as it is kept with its cause.
pub(super) fn kept(proposal: &Proposal) -> String {
    serde_json::to_string(proposal).unwrap_or_default()
}

/// What is proposed for a cause; empty in results of an earlier version.
pub fn proposal_of(cause: &CauseRow) -> Proposal {
    of_kept(&cause.proposal)
}

fn of_kept(text: &str) -> Proposal {
    serde_json::from_str(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_eleven_patients_share_is_named_and_the_most_frequent_comes_first() {
        let mut shared = Shared::default();
        let pair = |legacy: &str| [legacy.to_string(), String::new(), "active".to_string()];
        for patient in 0..11 {
            shared.note(3, patient, pair("stopped"));
            shared.note(3, patient, pair("on-hold"));
            shared.note(3, patient, pair("on-hold"));
        }
        // Ten patients, however often they have it.
        for patient in 0..10 {
            (0..5).for_each(|_| shared.note(3, patient, pair("completed")));
        }
        let named: Vec<(String, u64)> = shared.of(3).into_iter().map(|v| (v.legacy, v.statements)).collect();
        assert_eq!(named, [("on-hold".to_string(), 22), ("stopped".to_string(), 11)]);
        assert!(shared.of(4).is_empty());
    }

    #[test]
    fn a_proposal_of_an_earlier_version_is_empty_and_one_that_was_kept_is_the_same() {
        let proposal = Proposal::new("In code map a map B → C.", "rule", "a-code");
        assert_eq!(of_kept(&kept(&proposal)), proposal);
        assert_eq!(of_kept(""), Proposal::default());
    }
}
