//! The points add up, the words say what was weighed, and a statement without a mate names who refused it and why.

use super::*;
use crate::compare::compare_patient;
use model::{Coding, Date, Fact, How, Kind, Origin, Quantity};
use proptest::prelude::*;

const LOINC: &str = "http://loinc.org";

fn statement(kind: Kind, line: u64, facts: Vec<(Aspect, Value)>) -> Statement {
    let facts = facts.into_iter().map(|(aspect, value)| Fact { aspect, value, place: 0, how: How::Copied }).collect();
    Statement { kind, patient: "p".into(), origin: Origin { artifact: 1, relation: 0, line, reference: String::new() }, facts }
}

fn laboratory(line: u64, code: &str, day: u8, value: &str) -> Statement {
    let coding = Coding { system: LOINC.into(), code: code.into(), display: String::new() };
    statement(
        Kind::Observation,
        line,
        vec![
            (Aspect::Code, Value::code(vec![coding], String::new())),
            (Aspect::Value, Value::Quantity(Quantity::parse(value).unwrap())),
            (Aspect::Effective, Value::Date(Date::day(2024, 3, day).unwrap())),
        ],
    )
}

fn coverage(statements: &[Statement]) -> Coverage {
    let mut coverage = Coverage::default();
    statements.iter().for_each(|s| coverage.count(s));
    coverage
}

/// Compares two charts and explains one pair of the result.
fn explained(legacy: &[Statement], destination: &[Statement], pair: (Option<usize>, Option<usize>)) -> Explanation {
    let equivalences = Equivalences::default();
    let (left, right) = (coverage(legacy), coverage(destination));
    let result = compare_patient(legacy, destination, &equivalences, (&left, &right), &|_| None);
    let pairs: Vec<_> = result.pairs.iter().map(|p| (p.legacy, p.destination, p.by.to_string())).collect();
    explain_pair(&Explaining { legacy, destination, pairs: &pairs, equivalences: &equivalences, coverage: (&left, &right), links: &Links::default() }, pair.0, pair.1)
}

fn step<'e>(steps: &'e [Step], what: &str) -> &'e Step {
    steps.iter().find(|s| s.what == what).unwrap_or_else(|| panic!("no step {what} in {steps:#?}"))
}

#[test]
fn a_pair_shows_what_speaks_for_it_and_the_mate_that_it_did_not_take() {
    let legacy = [laboratory(1, "2345-7", 4, "5.4"), laboratory(2, "2345-7", 6, "6.1")];
    let destination = [laboratory(1, "2345-7", 6, "6.1"), laboratory(2, "2345-7", 4, "5.4")];
    let found = explained(&legacy, &destination, (Some(0), Some(1)));
    assert_eq!(found.pass, "content");
    assert_eq!(step(&found.steps, "concept").words, "same code in LOINC");
    assert_eq!(step(&found.steps, "day").words, "same day");
    assert_eq!(step(&found.steps, "value").words, "equal value");
    assert_eq!(step(&found.steps, "facts word for word").words, "3 of 3 facts are the same word for word; decides between equal scores");
    let rival = found.rivals.iter().find(|r| r.side == Side::Destination && r.index == 0).unwrap();
    assert_eq!(step(&rival.steps, "day").words, "2 days apart");
    assert_eq!(step(&rival.steps, "value").stance, Stance::Against);
    assert_eq!(rival.score, 0);
    assert!(rival.outcome.starts_with("refused: an observation of another time"), "{}", rival.outcome);
}

#[test]
fn a_lost_statement_names_the_nearest_and_why_each_was_refused() {
    let legacy = [laboratory(1, "2345-7", 4, "5.4"), laboratory(2, "2345-7", 20, "9.9")];
    let destination = [laboratory(1, "2345-7", 4, "5.4")];
    let found = explained(&legacy, &destination, (Some(1), None));
    assert!(found.pass.is_empty() && found.steps.is_empty() && found.judged.is_empty());
    let [rival] = &found.rivals[..] else { panic!("{:#?}", found.rivals) };
    assert_eq!((rival.side, rival.index, rival.score), (Side::Destination, 0, 0));
    assert!(rival.outcome.starts_with("refused"), "{}", rival.outcome);
}

#[test]
fn a_twin_that_is_taken_is_said_to_be_taken() {
    let legacy = [laboratory(1, "2345-7", 4, "5.4"), laboratory(2, "2345-7", 4, "5.4")];
    let destination = [laboratory(1, "2345-7", 4, "5.4")];
    let found = explained(&legacy, &destination, (Some(1), None));
    assert!(found.rivals[0].outcome.starts_with("taken: its own mate has as many points"), "{:#?}", found.rivals);
    assert_eq!(found.rivals[0].score, step(&found.rivals[0].steps, "concept").points + 200 + 150 + 20);
}

#[test]
fn each_aspect_names_its_rule_and_tolerance() {
    let legacy = [laboratory(1, "2345-7", 4, "5.4")];
    let destination = [laboratory(1, "2345-7", 5, "5.40")];
    let found = explained(&legacy, &destination, (Some(0), Some(0)));
    let row = |aspect| found.judged.iter().find(|j| j.aspect == aspect).unwrap();
    assert_eq!(row(Aspect::Code).relation, "same");
    assert_eq!(row(Aspect::Value).relation, "same");
    assert!(row(Aspect::Value).by.contains("±0.05"), "{}", row(Aspect::Value).by);
    let time = row(Aspect::Effective);
    assert_eq!((time.relation, time.verdict, time.manner.as_str()), ("differs", Some(Verdict::Altered), "one day later"));
}

#[test]
fn what_is_not_judged_says_why() {
    let legacy = [laboratory(1, "2345-7", 4, "5.4")];
    let mut other = laboratory(1, "2345-7", 4, "5.4");
    other.facts.push(Fact { aspect: Aspect::Status, value: Value::Word("final".into()), place: 0, how: How::Copied });
    let found = explained(&legacy, &[other], (Some(0), Some(0)));
    let status = found.judged.iter().find(|j| j.aspect == Aspect::Status).unwrap();
    assert_eq!((status.relation, status.by.as_str()), ("not judged", "no legacy statement of this kind ever asserts it"));
}

#[test]
fn what_is_no_difference_by_what_the_record_is_about_is_explained_as_none() {
    let row = |found: &Explanation, aspect: Aspect| found.judged.iter().find(|j| j.aspect == aspect).map(|j| (j.relation, j.by.clone())).unwrap();
    let found = explained(&[laboratory(1, "2823-3", 4, "4.9 mmol/L")], &[laboratory(1, "2823-3", 4, "4.9 meq/L")], (Some(0), Some(0)));
    assert_eq!(row(&found, Aspect::Value).0, "equivalent");
    let sore = |words: &str| statement(Kind::Problem, 1, vec![(Aspect::Code, Value::words("Sore knee")), (Aspect::Text, Value::Text(words.into()))]);
    let found = explained(&[sore("Sore knee")], &[sore("not specified")], (Some(0), Some(0)));
    assert_eq!(row(&found, Aspect::Text), ("not judged", "the destination's code carries the words".to_string()));
}

#[test]
fn who_a_number_was_that_both_sides_retired_is_explained_as_it_was_judged() {
    let person = |number: &str, mut facts: Vec<(Aspect, Value)>| {
        facts.push((Aspect::Mrn, Value::Text(number.into())));
        facts.sort_by_key(|(aspect, _)| *aspect);
        statement(Kind::Demographic, 1, facts)
    };
    let named = |family: &str| (Aspect::Family, Value::Text(family.into()));
    let merged = |into: &str| vec![(Aspect::Status, Value::Word("merged".into())), (Aspect::Patient, Value::Key(into.into()))];
    let legacy = [person("77", vec![named("Holm")]), person("12", vec![named("Halm")]), person("12", merged("77"))];
    let mut marked = merged("x");
    marked.push(named("Halm"));
    let destination = [person("77", vec![named("Holm")]), person("12", marked)];
    let found = explained(&legacy, &destination, (Some(1), Some(1)));
    let status = found.judged.iter().find(|j| j.aspect == Aspect::Status).unwrap();
    assert_eq!((status.relation, status.verdict), ("not judged", None), "{}", status.by);
    assert!(found.judged.iter().all(|j| j.relation != "differs"));
}

proptest! {
    #[test]
    fn the_points_of_the_steps_add_up_to_the_score(
        left in proptest::collection::vec((0usize..3, 1u8..28, 0u32..4), 1..6),
        right in proptest::collection::vec((0usize..3, 1u8..28, 0u32..4), 1..6),
    ) {
        let codes = ["2345-7", "2345-8", "718-7"];
        let chart = |rows: &[(usize, u8, u32)]| -> Vec<Statement> {
            rows.iter().enumerate().map(|(i, (code, day, value))| laboratory(i as u64 + 1, codes[*code], *day, &value.to_string())).collect()
        };
        let (legacy, destination) = (chart(&left), chart(&right));
        for l in 0..legacy.len() {
            for r in 0..destination.len() {
                let found = explained(&legacy, &destination, (Some(l), Some(r)));
                prop_assert_eq!(found.score, found.steps.iter().map(|s| s.points).sum::<i64>());
                for rival in &found.rivals {
                    prop_assert_eq!(rival.score, rival.steps.iter().map(|s| s.points).sum::<i64>());
                }
                let ordered = |side| found.rivals.iter().filter(|r| r.side == side).map(|r| r.score).collect::<Vec<_>>();
                for side in [Side::Legacy, Side::Destination] {
                    prop_assert!(ordered(side).windows(2).all(|w| w[0] >= w[1]));
                    prop_assert!(ordered(side).len() <= 3);
                }
            }
        }
    }
}
