//! What the makers of a destination fill nowhere and never make is invented in each record.

use super::*;
use crate::design::Design;

/// Verdict and aspect of every finding, where the makers of the destination fill the first `filled` places of orders and nothing else.
fn found_by_design(legacy: &[Statement], destination: &[Statement], filled: u32) -> Vec<(Verdict, Aspect)> {
    let mut design = Design::default();
    design.fill("MedicationRequest", 0..filled);
    found_by(legacy, destination, design)
}

/// The same of any design.
fn found_by(legacy: &[Statement], destination: &[Statement], design: Design) -> Vec<(Verdict, Aspect)> {
    let count = |statements: &[Statement]| {
        let mut coverage = Coverage::default();
        statements.iter().for_each(|s| coverage.count(s));
        coverage
    };
    let (left, mut right) = (count(legacy), count(destination));
    right.design = Some(std::sync::Arc::new(design));
    let result = compare_patient(legacy, destination, &Equivalences::default(), (&left, &right), &|_| None);
    result.findings.iter().map(|f| (f.verdict, f.aspect)).collect()
}

/// Orders of twenty drugs, each with what else it says.
fn orders(more: &[(Aspect, Value, How)]) -> Vec<Statement> {
    let order = |number: u64| {
        let mut facts = vec![copied(Aspect::Code, code("http://www.nlm.nih.gov/research/umls/rxnorm", &number.to_string(), "drug"))];
        facts.extend(more.iter().cloned());
        let mut order = statement(Kind::Medication, number, facts);
        order.origin.reference = format!("MedicationRequest/{number}");
        order
    };
    (1..=20).map(order).collect()
}

/// The orders as rows say them: what one format of both sides says is held against each other by itself.
fn rows() -> Vec<Statement> {
    let row = |order: Statement| Statement { origin: Origin { reference: String::new(), ..order.origin }, ..order };
    orders(&[]).into_iter().map(row).collect()
}

#[test]
fn what_the_makers_of_a_destination_fill_nowhere_is_invented_in_each_record() {
    let dose = (Aspect::Dose, Value::Quantity(model::Quantity::parse("1").unwrap()), How::Copied);
    let found = found_by_design(&rows(), &orders(std::slice::from_ref(&dose)), 1);
    assert_eq!(found, vec![(Verdict::Invented, Aspect::Dose); 20]);
    // A place that a rule fills may hold a default that somebody decided on; what a reading infers was not filled at all.
    assert!(found_by_design(&rows(), &orders(std::slice::from_ref(&dose)), 2).is_empty());
    assert!(found_by_design(&rows(), &orders(&[(dose.0, dose.1, How::Derived)]), 1).is_empty());
}

#[test]
fn words_that_stand_where_the_source_says_nothing_are_nobodys() {
    let with_remark = |mut order: Statement, words: &str| {
        order.facts.push(Fact { aspect: Aspect::Text, value: text(words), place: 1, how: How::Copied });
        order
    };
    // One row of all has a remark, and the column is read.
    let legacy: Vec<Statement> = rows().into_iter().map(|row| if row.origin.line == 1 { with_remark(row, "with food") } else { row }).collect();
    let told = |words: &str, default: &str| {
        let mut design = Design::default();
        design.fill("MedicationRequest", 0..2);
        design.by_default("MedicationRequest", 1, default);
        let there = |order: Statement| if order.origin.line == 1 { with_remark(order, "with food") } else { with_remark(order, words) };
        found_by(&legacy, &orders(&[]).into_iter().map(there).collect::<Vec<_>>(), design)
    };
    assert_eq!(told("seen by the team", "seen by the team"), vec![(Verdict::Invented, Aspect::Text); 19]);
    assert!(told("seen by the team", "as discussed").is_empty(), "words of a column that nobody reads");
    assert!(told("not specified", "not specified").is_empty(), "that nothing is specified is what the source says");
}

#[test]
fn a_record_of_a_type_that_the_makers_never_made_is_invented() {
    let given = |reference: &str| {
        let mut given = statement(Kind::Order, 99, vec![copied(Aspect::Code, code("http://www.nlm.nih.gov/research/umls/rxnorm", "1", "drug"))]);
        given.origin.reference = reference.into();
        given
    };
    let with = |extra: Statement| {
        let mut all = orders(&[]);
        all.push(extra);
        all
    };
    let found = found_by_design(&rows(), &with(given("MedicationAdministration/1-given")), 1);
    assert_eq!(found, [(Verdict::Invented, Aspect::Statement)]);
    assert!(found_by_design(&rows(), &with(given("MedicationRequest/21")), 1).is_empty(), "a kind that no legacy statement is of is counted for the book");
}
