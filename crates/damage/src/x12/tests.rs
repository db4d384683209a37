//! What must hold for every operator over the invented patients.

use super::{OPERATORS, Operator, interchanges, sample};
use std::collections::BTreeSet;

#[test]
fn operators_speak_and_there_is_damage_and_twins() {
    let names: BTreeSet<&str> = OPERATORS.iter().map(|operator| operator.name).collect();
    assert_eq!(names.len(), OPERATORS.len());
    for operator in OPERATORS {
        assert!(operator.what.len() > 15 && !operator.edits.is_empty(), "{}", operator.name);
        assert_eq!((operator.verdicts.is_empty(), operator.aspects.is_empty()), (operator.twin, operator.twin), "{}", operator.name);
    }
    let of = |twin: bool| OPERATORS.iter().filter(|operator| operator.twin == twin).count();
    assert!(of(false) >= 40 && of(true) >= 15, "{} and {}", of(false), of(true));
}

#[test]
fn every_operator_finds_an_occasion_in_every_patient() {
    let patients = sample(OPERATORS.len());
    let members: BTreeSet<&str> = patients.iter().map(|patient| patient.member.as_str()).collect();
    assert_eq!(members.len(), patients.len());
    for operator in OPERATORS {
        for patient in patients.iter().take(3) {
            assert!(operator.applied(patient).is_some_and(|other| other != *patient && other.member == patient.member), "{}", operator.name);
        }
    }
}

#[test]
fn a_segment_that_is_exchanged_for_nothing_goes() {
    let patients = sample(1);
    let lost = OPERATORS.iter().find(|operator| operator.name == "authorization-lost").and_then(|operator: &Operator| operator.applied(&patients[0]));
    let lost = lost.expect("it finds the number");
    let (before, after) = (interchanges(&patients), interchanges(&[lost]));
    assert!(before.contains("REF*G1*AUTH77~\n") && !after.contains("REF*G1*AUTH77"));
    assert!(before.contains("SE*50*0001~") && after.contains("SE*49*0001~"), "how many segments there are is said rightly");
}
