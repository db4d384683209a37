//! Interchanges beside interchanges: every damage of [`damage::x12`] is told under a right name, and none of what looks alike is.
//!
//! Each operator has a patient of its own, so that one comparison tells of all of them. What is settled beside the claims of a remittance is about no
//! patient.

use damage::x12::{OPERATORS, Operator, Patient, interchanges, sample};
use serde_json::Value;
use tests::Bench;

/// Verdict and aspect of the findings about a patient of either side.
fn about(findings: &[Value], member: &str) -> Vec<[String; 2]> {
    let is_of = |finding: &&Value| ["legacy", "destination"].iter().any(|side| finding[side]["patient"] == member);
    findings.iter().filter(is_of).map(|finding| ["verdict", "aspect"].map(|key| finding[key].as_str().unwrap_or_default().to_string())).collect()
}

/// Whether a damage is told as what it is, or a twin as nothing.
fn is_right(operator: &Operator, told: &[[String; 2]]) -> bool {
    let names = |[verdict, aspect]: &[String; 2]| operator.verdicts.contains(&verdict.as_str()) && operator.aspects.contains(&aspect.as_str());
    if operator.twin { told.is_empty() } else { told.iter().any(names) }
}

#[test]
fn every_damage_of_an_interchange_is_told_and_no_twin() {
    let legacy = sample(OPERATORS.len());
    let destination: Vec<Patient> = legacy.iter().zip(OPERATORS).map(|(patient, operator)| operator.applied(patient).unwrap_or_else(|| panic!("{}", operator.name))).collect();
    let bench = Bench::new();
    bench.ingest_bytes("legacy", "legacy.x12", interchanges(&legacy).as_bytes());
    bench.ingest_bytes("destination", "destination.x12", interchanges(&destination).as_bytes());
    let (report, findings) = bench.compare();
    assert_eq!(report.patients, [OPERATORS.len() as u64, 0, 0], "what was settled with a provider is about no patient");
    let wrong: Vec<(&str, Vec<[String; 2]>)> = legacy
        .iter()
        .zip(OPERATORS)
        .map(|(patient, operator)| (operator, about(&findings, if operator.name.starts_with("provider-adjustment") { "" } else { &patient.member })))
        .filter(|(operator, told)| !is_right(operator, told))
        .map(|(operator, told)| (operator.name, told))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let nobodys = about(&findings, "");
    let expected = [["altered", "amount"], ["altered", "title"]].map(|told| told.map(String::from));
    assert_eq!(nobodys, expected, "one provider was settled with otherwise, and one by another cheque");
}
