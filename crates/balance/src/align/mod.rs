//! Which legacy statement and which destination statement are the same assertion.
//!
//! Passes, each on what the one before left: by provenance (our own output knows its source row), by content that is equal
//! throughout, by ids or numbers where they were kept, by equal concept, time and value, by all but the concept where names were exchanged, by best
//! resemblance, what has no day by its visit, visits by what hangs on them, and across kinds that converters confuse. Within a pass the pairs that agree in most facts
//! come first, and among those the ones that hang on the same records; the order of records decides only between pairs that
//! nothing else tells apart.

mod encounters;
mod key;
mod passes;
mod resemblance;

pub(crate) use encounters::Encounters;
pub(crate) use key::Key;
pub(crate) use resemblance::{Part, Refusal, related};

use crate::billed;
use crate::codes::Equivalences;
use crate::compare::{Way, read_way};
use model::{Kind, Statement};
use passes::Aligning;
use serde::{Deserialize, Serialize};
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::collections::{BTreeMap, HashSet};

/// An aligned pair or a statement that stands alone; indices into the two charts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Match {
    pub legacy: Option<usize>,
    pub destination: Option<usize>,
    #[serde(deserialize_with = "read_way")]
    pub by: Way,
}

/// Kinds that destinations confuse are aligned together.
pub(crate) fn group(kind: Kind) -> Kind {
    match kind {
        Kind::EncounterDiagnosis => Kind::Problem,
        Kind::NoKnownAllergy => Kind::Allergy,
        Kind::Document => Kind::Note,
        kind => kind,
    }
}

/// Kinds for one thing that converters of other formats choose between: a drug that is taken and one that was given or supplied, what was
/// done and what was observed by it.
pub(crate) fn confused(a: Kind, b: Kind) -> bool {
    matches!((a, b), (Kind::Medication, Kind::Order) | (Kind::Order, Kind::Medication) | (Kind::Procedure, Kind::Observation) | (Kind::Observation, Kind::Procedure))
}

/// Aligns two charts of one patient. `source` tells, for a destination statement of our own output, the artifact and line
/// it was made from.
pub(crate) fn align(
    legacy: &[Statement],
    destination: &[Statement],
    equivalences: &Equivalences,
    source: &dyn Fn(&Statement) -> Option<(u32, u64)>,
) -> Vec<Match> {
    let [left, right] = [legacy, destination].map(|chart| keys(chart, equivalences));
    let mut rows = source_rows(legacy, destination, &left, &right, source);
    let mut aligning = Aligning::new(&left, &right);
    let again = [legacy, destination].map(delivered_again);
    if again.iter().any(|side| !side.is_empty()) {
        rows.iter_mut().for_each(|(l, r)| {
            l.retain(|index| !again[0].contains(index));
            r.retain(|index| !again[1].contains(index));
        });
        aligning.set_aside(&again);
    }
    aligning.by_provenance(rows);
    aligning.by_whole_content();
    aligning.by_kept_id();
    aligning.by_content();
    aligning.by_kept_number();
    aligning.by_same_id();
    aligning.by_all_but_concept();
    aligning.by_resemblance();
    aligning.by_visit();
    aligning.by_what_hangs_on_them();
    aligning.by_other_kind();
    let mut matches = aligning.finish();
    matches.sort_unstable_by_key(|m| (m.legacy.unwrap_or(usize::MAX), m.destination.unwrap_or(usize::MAX)));
    matches
}

/// What the statements of a chart are known by.
pub(crate) fn keys<'s>(chart: &'s [Statement], equivalences: &'s Equivalences) -> Vec<Key<'s>> {
    let claims = billed::claims(chart);
    chart.iter().map(|statement| Key::new(statement, equivalences).of_claim(billed::answered(statement, &claims))).collect()
}

/// Statements of a resource that was delivered before, to the last fact: exports that overlap. Such a copy is nobody's mate, or a record that is gone would be
/// held against it.
fn delivered_again(chart: &[Statement]) -> HashSet<usize> {
    let place = |statement: &Statement| (statement.origin.artifact, statement.origin.line);
    let mut again = HashSet::new();
    // Hardly a chart has a resource in two places.
    let mut places: FxHashMap<&str, (u32, u64)> = FxHashMap::with_capacity_and_hasher(chart.len(), FxBuildHasher);
    let resources = || chart.iter().enumerate().filter(|(_, statement)| !statement.origin.reference.is_empty());
    if resources().all(|(_, statement)| *places.entry(statement.origin.reference.as_str()).or_insert_with(|| place(statement)) == place(statement)) {
        return again;
    }
    let mut first: FxHashMap<(&str, Kind), Vec<usize>> = FxHashMap::default();
    for (index, statement) in resources() {
        let known = first.entry((statement.origin.reference.as_str(), statement.kind)).or_default();
        let is_copy = |at: &usize| chart.get(*at).is_some_and(|other| place(other) != place(statement) && other.facts == statement.facts);
        if known.iter().any(is_copy) {
            again.insert(index);
        } else {
            known.push(index);
        }
    }
    again
}

/// Statements of both sides that hang on one source row, in the order of the legacy chart: what an artifact that was made again is called by
/// now changes nothing.
fn source_rows(
    legacy: &[Statement],
    destination: &[Statement],
    left: &[Key<'_>],
    right: &[Key<'_>],
    source: &dyn Fn(&Statement) -> Option<(u32, u64)>,
) -> Vec<(Vec<usize>, Vec<usize>)> {
    let mut rows: BTreeMap<(u32, u64, Kind), (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (r, statement) in destination.iter().enumerate() {
        if let Some((artifact, line)) = source(statement) {
            rows.entry((artifact, line, right[r].group)).or_default().1.push(r);
        }
    }
    for (l, statement) in legacy.iter().enumerate() {
        if let Some(row) = rows.get_mut(&(statement.origin.artifact, statement.origin.line, left[l].group)) {
            row.0.push(l);
        }
    }
    let mut found: Vec<(Vec<usize>, Vec<usize>)> = rows.into_values().filter(|(l, r)| !l.is_empty() && !r.is_empty()).collect();
    found.sort_by_key(|(l, _)| l.first().copied());
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Aspect, Coding, Date, Fact, How, Origin, Value};

    fn statement(kind: Kind, code: &str, more: Vec<(Aspect, Value)>) -> Statement {
        let coding = Coding { system: "urn:local".into(), code: code.into(), display: String::new() };
        let named = (Aspect::Code, Value::code(vec![coding], String::new()));
        let facts = std::iter::once(named).chain(more).map(|(aspect, value)| Fact { aspect, value, place: 0, how: How::Copied }).collect();
        Statement { kind, patient: "p".into(), origin: Origin { artifact: 0, relation: 0, line: 1, reference: String::new() }, facts }
    }

    fn visit(key: &str, day: &str, class: &str) -> Statement {
        let day = Date::parse_iso(day).unwrap();
        statement(Kind::Encounter, "OFC", vec![(Aspect::Class, Value::Word(class.into())), (Aspect::Effective, Value::Date(day)), (Aspect::Encounter, Value::Key(key.into()))])
    }

    #[test]
    fn a_resource_that_was_delivered_twice_takes_no_place_of_another_one() {
        let result = |id: &str, line: u64, value: i64| {
            let mut one = statement(Kind::Observation, "K", vec![(Aspect::Effective, Value::Date(Date::parse_iso("2024-03-01").unwrap())), (Aspect::Value, Value::Text(value.to_string()))]);
            one.origin.reference = format!("Observation/{id}");
            one.origin.line = line;
            one
        };
        let none = Equivalences::default();
        let pairs = |destination: &[Statement]| align(&[result("a", 1, 244), result("b", 2, 445)], destination, &none, &|_| None).iter().map(|m| (m.legacy, m.destination)).collect::<Vec<_>>();
        assert_eq!(pairs(&[result("b", 1, 445), result("b", 9, 445)]), [(Some(0), None), (Some(1), Some(0)), (None, Some(1))]);
        assert_eq!(pairs(&[result("b", 1, 445), result("c", 9, 446)]), [(Some(0), Some(1)), (Some(1), Some(0))], "another record is one");
        assert!(delivered_again(&[result("a", 1, 244), result("a", 1, 244)]).is_empty(), "one line says it twice");
    }

    fn diagnosis(of: &str, category: &str) -> Statement {
        statement(Kind::EncounterDiagnosis, "E66.9", vec![(Aspect::Category, Value::Word(category.into())), (Aspect::Encounter, Value::Key(of.into()))])
    }

    #[test]
    fn a_brand_and_what_is_in_it_are_paired_where_nothing_has_a_code() {
        let none = Equivalences::default();
        let drug = |kind: Kind, name: &str| {
            let mut drug = statement(kind, "", vec![(Aspect::Effective, Value::Date(Date::parse_iso("2020-05-01").unwrap()))]);
            drug.facts[0].value = Value::words(name);
            drug
        };
        let pairs = |kind: Kind, legacy: &str, destination: &str| {
            let found = align(&[drug(kind, legacy)], &[drug(kind, destination)], &none, &|_| None);
            found.iter().filter(|m| m.legacy.is_some() && m.destination.is_some()).count()
        };
        assert_eq!([pairs(Kind::Medication, "Coumadin 5 mg tablet", "warfarin sodium 5 mg tablet"), pairs(Kind::Allergy, "PCN", "Penicillin")], [1, 1]);
        assert_eq!([pairs(Kind::Medication, "hydrOXYzine 25 mg", "hydrALAZINE 25 mg"), pairs(Kind::Problem, "Coumadin necrosis", "warfarin toxicity")], [0, 0]);
    }

    #[test]
    fn an_insurance_that_two_formats_spell_is_known_by_all_but_one_of_what_it_says() {
        let coverage = |facts: Vec<(Aspect, Value)>| {
            let mut coverage = statement(Kind::Coverage, "", facts);
            coverage.facts.remove(0);
            coverage
        };
        let word = |word: &str| Value::Word(word.into());
        let text = |text: &str| Value::Text(text.into());
        let coded = |code: &str| Value::code(vec![Coding { system: "urn:x12:1032".into(), code: code.into(), display: String::new() }], String::new());
        let own = |order: &str, group: &str| vec![(Aspect::Type, word("CI")), (Aspect::Payer, text("PAYER")), (Aspect::PayerOrder, word(order)), (Aspect::Group, text(group)), (Aspect::Member, text("W1"))];
        let there = |order: &str, group: &str| {
            let facts = own(order, group).into_iter().map(|(aspect, value)| (aspect, if aspect == Aspect::Type { coded("CI") } else { value }));
            facts.chain([(Aspect::Status, word("active"))]).collect::<Vec<_>>()
        };
        let paired = |facts: Vec<(Aspect, Value)>| align(&[coverage(own("primary", "GRP1"))], &[coverage(facts)], &Equivalences::default(), &|_| None).len() == 1;
        assert!(paired(there("secondary", "GRP1")) && paired(there("primary", "GRP9")));
        assert!(!paired(there("secondary", "GRP9")), "two of five are other");
    }

    #[test]
    fn sentences_that_were_cut_go_with_themselves_whatever_else_agrees() {
        let goal = |words: &str, day: &str, written: &str| {
            let date = |day: &str| Value::Date(Date::parse_iso(day).unwrap());
            statement(Kind::Record, "58144-7", vec![(Aspect::Value, Value::Text(words.into())), (Aspect::Effective, date(day)), (Aspect::Recorded, date(written))])
        };
        let (fever, energy) = ("Get rid of the fever that comes every few weeks.", "Gain more energy to do regular activities.");
        let legacy = [goal(&format!("{fever} (Visual inspection)"), "2015-06-23", "2013-07-30"), goal(&format!("{energy} (Visual inspection)"), "2015-06-23", "2013-07-30")];
        // Who wrote the second on the day of the first: one fact more in common with the wrong one.
        let destination = [goal(energy, "2015-06-22", "2013-07-30"), goal(fever, "2015-06-22", "2015-06-22")];
        let pairs: Vec<_> = align(&legacy, &destination, &Equivalences::default(), &|_| None).iter().map(|m| (m.legacy, m.destination)).collect();
        assert_eq!(pairs, [(Some(0), Some(1)), (Some(1), Some(0))]);
    }

    #[test]
    fn the_diagnosis_of_a_visit_is_the_same_one_on_the_other_side() {
        let of_visit = |code: &str, of: &str| statement(Kind::EncounterDiagnosis, code, vec![(Aspect::Encounter, Value::Key(of.into()))]);
        let pairs = |there: &str, more: Option<&str>| {
            let legacy = [of_visit("S52.501A", "1"), visit("1", "2012-05-14", "AMB"), visit("2", "2014-12-14", "AMB")];
            let mut destination = vec![of_visit("S52.502A", there), visit("x", "2012-05-14", "AMB"), visit("y", "2014-12-14", "AMB")];
            destination.extend(more.map(|code| of_visit(code, there)));
            let found = align(&legacy, &destination, &Equivalences::default(), &|_| None);
            found.iter().find(|m| m.legacy == Some(0)).and_then(|m| m.destination)
        };
        assert_eq!(pairs("x", None), Some(0));
        assert_eq!(pairs("x", Some("I10")), Some(0), "another diagnosis beside it is none of its kin");
        assert_eq!(pairs("y", None), None, "that of another visit is another one");
        assert_eq!(pairs("x", Some("S52.509A")), None, "nobody can tell which of two it has become");
    }

    #[test]
    fn records_that_say_the_same_go_by_their_numbers_whatever_the_order() {
        let charge = |code: &str, number: &str| statement(Kind::Charge, code, vec![(Aspect::Identifier, Value::Text(number.into())), (Aspect::Units, Value::Word("1".into()))]);
        let pairs = |codes: [&str; 2]| {
            let legacy = [charge(codes[0], "C1"), charge(codes[0], "C2"), charge(codes[0], "C3")];
            let mut destination = [charge(codes[0], "C3"), charge(codes[0], "C1"), charge(codes[0], "C2")];
            // The destination says a word more of each, or nothing else.
            destination.iter_mut().filter(|_| codes[1] != codes[0]).for_each(|there| there.facts[0].value = Value::code(vec![Coding { system: "urn:local".into(), code: codes[0].into(), display: codes[1].into() }], String::new()));
            align(&legacy, &destination, &Equivalences::default(), &|_| None).iter().map(|m| (m.legacy, m.destination)).collect::<Vec<_>>()
        };
        let own = [(Some(0), Some(1)), (Some(1), Some(2)), (Some(2), Some(0))];
        assert_eq!([pairs(["HC1", "HC1"]), pairs(["HC1", "Visit"])], [own, own]);
    }

    #[test]
    fn a_number_that_the_destination_kept_tells_what_a_record_has_become() {
        let drug = |code: &str, day: &str, numbers: &[&str]| {
            let day = Value::Date(Date::parse_iso(day).unwrap());
            let given = numbers.iter().map(|number| (Aspect::Identifier, Value::Text((*number).into())));
            statement(Kind::Medication, code, std::iter::once((Aspect::Onset, day)).chain(given).collect())
        };
        let kept = |renumbered: &str| (1..=4).map(|n| drug(&format!("HM00{n}"), &format!("2020-0{n}-01"), &[format!("{renumbered}{n}").as_str()])).collect::<Vec<_>>();
        let mate = |renumbered: &str, other: Vec<Statement>| {
            let legacy: Vec<Statement> = kept("R").into_iter().chain([drug("861007", "2021-05-01", &["R9", "tube"])]).collect();
            let destination: Vec<Statement> = kept(renumbered).into_iter().chain(other).collect();
            let found = align(&legacy, &destination, &Equivalences::default(), &|_| None);
            found.iter().find(|m| m.legacy == Some(4)).and_then(|m| m.destination)
        };
        assert_eq!(mate("R", vec![drug("314076", "2021-05-01", &["tube", "R9"])]), Some(4), "another drug of its day under its number");
        assert_eq!(mate("R", vec![drug("861007", "2023-12-09", &["tube", "R9"])]), Some(4), "of another day");
        assert_eq!(mate("R", vec![drug("314076", "2021-12-09", &["tube", "R9"])]), None, "of which nothing is as it was");
        assert_eq!(mate("R", vec![drug("314076", "2021-05-01", &["R8"])]), None);
        assert_eq!(mate("R", vec![drug("314076", "2021-05-01", &["R9"]), drug("311041", "2021-05-01", &["R9"])]), None, "nobody can tell which of two");
        assert_eq!(mate("X", vec![drug("314076", "2021-05-01", &["R9"])]), None, "numbers of another book");
    }

    #[test]
    fn an_answer_goes_with_the_one_to_the_claim_of_one_of_its_numbers() {
        let answer = |reference: &str, facts: Vec<(Aspect, Value)>| {
            let mut answer = statement(Kind::Payment, "", facts);
            answer.facts.remove(0);
            answer.origin.reference = reference.into();
            answer
        };
        let number = |number: &str| (Aspect::ClaimNumber, Value::Text(number.into()));
        let legacy = [answer("", vec![number("A1"), number("ICN1")]), answer("", vec![number("A2"), number("ICN2")])];
        let pairs = |first: Vec<(Aspect, Value)>, second: Vec<(Aspect, Value)>| {
            let mut claim = statement(Kind::Claim, "I10", vec![number("A1")]);
            claim.origin.reference = "Claim/1".into();
            let destination = [answer("ClaimResponse/2", second), answer("ClaimResponse/1", first), claim];
            align(&legacy, &destination, &Equivalences::default(), &|_| None).iter().filter(|m| m.legacy.is_some()).map(|m| m.destination).collect::<Vec<_>>()
        };
        let own = || vec![number("ICN2"), number("A2")];
        assert_eq!(pairs(vec![number("ICN1")], own()), [Some(1), Some(0)]);
        let led = |to: &str| vec![number("R9"), (Aspect::Element, Value::Text(crate::leaf::to_money(to)))];
        assert_eq!(pairs(led("Claim/1"), own()), [Some(1), Some(0)], "by the claim that it leads to");
        assert_eq!(pairs(led("Claim/9"), own()), [None, Some(0)]);
    }

    #[test]
    fn two_that_exchanged_their_names_go_with_their_visits() {
        let visits = |numbers: [&str; 2]| [visit(numbers[0], "2012-05-14", "AMB"), visit(numbers[1], "2014-12-14", "AMB")];
        let knee = |code: &str, day: &str, of: &str| {
            let day = Value::Date(Date::parse_iso(day).unwrap());
            statement(Kind::Problem, code, vec![(Aspect::Status, Value::Word("active".into())), (Aspect::Onset, day), (Aspect::Encounter, Value::Key(of.into()))])
        };
        let pairs = |destination: [Statement; 2]| {
            let [one, other] = visits(["1", "2"]);
            let legacy = [knee("M17.11", "2012-05-14", "1"), knee("M17.12", "2014-12-14", "2"), one, other];
            let [one, other] = visits(["x", "y"]);
            let [first, second] = destination;
            align(&legacy, &[first, second, one, other], &Equivalences::default(), &|_| None).iter().map(|m| (m.legacy, m.destination)).collect::<Vec<_>>()
        };
        let own = [(Some(0), Some(0)), (Some(1), Some(1)), (Some(2), Some(2)), (Some(3), Some(3))];
        assert_eq!(pairs([knee("M17.12", "2012-05-14", "x"), knee("M17.11", "2014-12-14", "y")]), own, "the sides were exchanged");
        let turned = [(Some(0), Some(1)), (Some(1), Some(0)), (Some(2), Some(2)), (Some(3), Some(3))];
        assert_eq!(pairs([knee("M17.12", "2012-05-14", "y"), knee("M17.11", "2014-12-14", "x")]), turned, "the days were");
    }

    #[test]
    fn rows_come_in_the_order_of_the_chart_whatever_their_artifacts_are_called() {
        let of = |artifact: u32| {
            let mut statement = diagnosis("1", "a");
            statement.origin.artifact = artifact;
            statement
        };
        let rows = |first: u32, second: u32| {
            let (legacy, destination) = ([of(first), of(second)], [of(9), of(9)]);
            let none = Equivalences::default();
            let left: Vec<Key<'_>> = legacy.iter().map(|s| Key::new(s, &none)).collect();
            let right: Vec<Key<'_>> = destination.iter().map(|s| Key::new(s, &none)).collect();
            // The first record of the destination is of the second row.
            let source = |s: &Statement| Some((if std::ptr::eq(s, &destination[0]) { second } else { first }, 1_u64));
            source_rows(&legacy, &destination, &left, &right, &source)
        };
        assert_eq!(rows(3, 4), [(vec![0], vec![1]), (vec![1], vec![0])]);
        assert_eq!(rows(4, 3), rows(3, 4));
    }

    #[test]
    fn diagnoses_that_say_the_same_go_with_their_visits_whatever_the_order() {
        let legacy = [diagnosis("1", "a"), diagnosis("2", "a"), visit("1", "2012-05-14", "AMB"), visit("2", "2014-12-14", "AMB")];
        let destination = [diagnosis("y", "b"), diagnosis("x", "b"), visit("x", "2012-05-14", "VR"), visit("y", "2014-12-14", "VR")];
        let matches = align(&legacy, &destination, &Equivalences::default(), &|_| None);
        let pairs: Vec<(Option<usize>, Option<usize>)> = matches.iter().map(|m| (m.legacy, m.destination)).collect();
        assert_eq!(pairs, [(Some(0), Some(1)), (Some(1), Some(0)), (Some(2), Some(2)), (Some(3), Some(3))]);
    }
}
