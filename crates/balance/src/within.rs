//! Whether what leads to a record of the same chart leads to one of the chart in the destination as well.
//!
//! Where nearly all such links to records of a kind do, one that leads to no record of the chart leads to that of somebody else, or to nobody's: the one
//! that it led to stands in the chart under another key. Where a destination names such records in its own way, by an address or a number, most links
//! lead out of the chart and nothing is known by it.

use crate::align::Match;
use crate::leaf;
use crate::own;
use crate::panels::panels_of;
use model::{Aspect, Kind, Statement, Value};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Links that must lead into the chart before it is known of a kind that they do.
const KEPT_MIN: u64 = 4;

/// How many links to paired records of a kind lead into the chart in the destination, and how many do not.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub(crate) struct Within(BTreeMap<Kind, [u64; 2]>);

/// What is a record of the same chart or words for one: what was taken, what followed a vaccination, what was found at a visit.
pub(crate) fn is_record_of_chart(aspect: Aspect) -> bool {
    matches!(aspect, Aspect::Specimen | Aspect::Reaction | Aspect::DiagnosisPointer)
}

/// Whether an aspect leads from a record to one of the same chart; a member of a panel is named by the panel.
pub(crate) fn leads_within(aspect: Aspect) -> bool {
    matches!(aspect, Aspect::Element | Aspect::Results | Aspect::Replaces) || is_record_of_chart(aspect)
}

/// Where a statement leads to records that may be of its chart: aspect, path of an element that no aspect stands for, and key.
fn led(statement: &Statement) -> impl Iterator<Item = (Aspect, &str, &str)> {
    statement.facts.iter().filter(|fact| leads_within(fact.aspect)).filter_map(|fact| match &fact.value {
        Value::Key(key) => Some((fact.aspect, "", key.as_str())),
        _ => Some((Aspect::Element, leaf::parts(leaf::of(fact)?).0, leaf::linked(fact)?)),
    })
}

/// The paired records of a legacy chart by id, each with its kind.
fn paired<'s>(legacy: &'s [Statement], matches: &[Match]) -> FxHashMap<&'s str, Kind> {
    let both = matches.iter().filter(|found| found.destination.is_some()).filter_map(|found| legacy.get(found.legacy?));
    both.map(|statement| (own::id(statement), statement.kind)).filter(|(id, _)| !id.is_empty()).collect()
}

impl Within {
    /// Notes the links of the pairs of one patient.
    pub(crate) fn note(&mut self, legacy: &[Statement], destination: &[Statement], matches: &[Match]) {
        let here = paired(legacy, matches);
        if here.is_empty() {
            return;
        }
        let there: FxHashSet<&str> = destination.iter().map(own::id).filter(|id| !id.is_empty()).chain(destination.iter().flat_map(panels_of)).collect();
        for (l, r) in matches.iter().filter_map(|found| Some((legacy.get(found.legacy?)?, destination.get(found.destination?)?))) {
            for (aspect, path, key) in led(l) {
                let Some(kind) = here.get(key) else { continue };
                let mut mates = led(r).filter(|(other, at, _)| *other == aspect && *at == path).map(|(.., mate)| mate).peekable();
                if !there.is_empty() && mates.peek().is_some() {
                    let [kept, left] = self.0.entry(*kind).or_default();
                    let counted = if mates.any(|mate| there.contains(mate)) { kept } else { left };
                    *counted += 1;
                }
            }
        }
    }

    /// Whether the links to records of a kind lead into the chart, with hardly an exception. Of a kind to which few lead, one of them elsewhere at most, those to all others tell.
    pub(crate) fn is_kept(&self, kind: Kind) -> bool {
        let is_nearly_all = |[kept, left]: [u64; 2]| kept >= KEPT_MIN && left * 10 <= kept + left;
        let all = || self.0.values().fold([0, 0], |[kept, left], own| [kept + own[0], left + own[1]]);
        self.0.get(&kind).is_some_and(|own| is_nearly_all(*own) || own[0] + own[1] < KEPT_MIN && own[1] <= 1 && is_nearly_all(all()))
    }

    /// The kinds of which that is so.
    pub(crate) fn kinds(&self) -> Vec<Kind> {
        self.0.keys().copied().filter(|kind| self.is_kept(*kind)).collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::codes::Equivalences;
    use crate::compare::compare_patient;
    use crate::reading::Coverage;
    use model::{Aspect, Coding, Fact, How, Kind, Origin, Statement, Value, Verdict};

    fn record(kind: Kind, id: &str, code: &str, result: Option<&str>) -> Statement {
        let fact = |aspect, value| Fact { aspect, value, place: 0, how: How::Copied };
        let coding = Coding { system: "http://loinc.org".into(), code: code.into(), display: String::new() };
        let code = fact(Aspect::Code, Value::code(vec![coding], String::new()));
        let facts = std::iter::once(code).chain(result.map(|key| fact(Aspect::Results, Value::Key(key.into())))).collect();
        Statement { kind, patient: "p".into(), origin: Origin { artifact: 0, relation: 0, line: 1, reference: format!("X/{id}") }, facts }
    }

    /// Ten reports with a result each; the keys of the results begin with a letter, and the reports name them by what is made of their number.
    fn chart(letter: &str, named: &dyn Fn(usize) -> String) -> Vec<Statement> {
        let one = |i: usize| [record(Kind::Observation, &format!("{letter}{i}"), &format!("o{i}"), None), record(Kind::Document, &format!("r{letter}{i}"), &format!("d{i}"), Some(&named(i)))];
        (0..10).flat_map(one).collect()
    }

    fn found(named: &dyn Fn(usize) -> String) -> Vec<(Verdict, Aspect)> {
        let (legacy, destination) = (chart("a", &|i| format!("a{i}")), chart("b", named));
        let book = Coverage::default();
        compare_patient(&legacy, &destination, &Equivalences::default(), (&book, &book), &|_| None).findings.iter().map(|f| (f.verdict, f.aspect)).collect()
    }

    #[test]
    fn what_leads_out_of_a_chart_whose_links_lead_within_it_is_told() {
        assert!(found(&|i| format!("b{i}")).is_empty());
        assert_eq!(found(&|i| if i == 3 { "of-another-patient".into() } else { format!("b{i}") }), [(Verdict::Altered, Aspect::Results)]);
        assert!(found(&|i| format!("urn-{i}")).is_empty(), "a destination that names its records in its own way");
    }

    #[test]
    fn of_a_kind_to_which_one_link_leads_the_others_tell() {
        let with = |letter: &str, device: &str| {
            let mut all = chart(letter, &|i| format!("{letter}{i}"));
            all.push(record(Kind::Device, &format!("{letter}-device"), "pump", None));
            all.push(record(Kind::Document, &format!("r{letter}-device"), "implant report", Some(device)));
            all
        };
        let told = |device: &str| {
            let book = Coverage::default();
            compare_patient(&with("a", "a-device"), &with("b", device), &Equivalences::default(), (&book, &book), &|_| None).findings.len()
        };
        assert_eq!([told("b-device"), told("of-another-patient")], [0, 1]);
    }
}
