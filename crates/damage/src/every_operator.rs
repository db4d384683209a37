//! What must hold for every operator, whatever its family, over the destination written by hand; and for some of them what
//! exactly becomes of a record.

use crate::fixture::{applied, occasions, resource, resources};
use crate::{Dice, Effect, Family, Operator, Work, operators, patient, reference};
use serde_json::Value;
use std::collections::BTreeSet;

/// The verdicts and aspects that a comparison has words for.
const VERDICTS: [&str; 11] =
    ["narrower", "broader", "altered", "lost", "invented", "resurrected", "misplaced", "duplicated", "merged", "split", "contradicted"];

fn named(name: &str) -> Operator {
    crate::every_record::named(&operators(), name)
}

/// Names are unique, damage names what is right and twins name nothing, and only twins rewrite everything at once.
pub(crate) fn speak<E: Copy, W: Copy>(all: &[Operator<Work<E, W>>]) {
    let names: BTreeSet<&str> = all.iter().map(|o| o.name).collect();
    assert_eq!(names.len(), all.len());
    for operator in all {
        assert!(operator.name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{}", operator.name);
        assert!(operator.what.len() > 15, "{} does not say what happens", operator.name);
        let said = (operator.verdicts.is_empty(), operator.aspects.is_empty());
        assert_eq!(said, (operator.twin, operator.twin), "{}", operator.name);
        assert!(operator.verdicts.iter().all(|v| VERDICTS.contains(v)), "{} names a verdict that is none", operator.name);
        assert!(operator.twin || operator.is_each(), "{}: only twins rewrite everything at once", operator.name);
    }
}

/// What one operator makes of one resource of the fixture.
fn made(operator: &str, of: &str) -> (Value, Effect) {
    applied(&named(operator), of).unwrap_or_else(|| panic!("{operator} finds no occasion in {of}"))
}

fn spared(operator: &str, of: &str) -> bool {
    resource(of).is_object() && applied(&named(operator), of).is_none()
}

#[test]
fn operators_speak() {
    speak(&operators());
}

#[test]
fn families_have_damage_and_twins() {
    let families = [
        Family::Lost,
        Family::Invented,
        Family::Resurrected,
        Family::Status,
        Family::Allergy,
        Family::Medication,
        Family::NullFlavour,
        Family::Memory,
        Family::LastWins,
    ];
    for family in families {
        let of: Vec<Operator> = operators().into_iter().filter(|o| o.family == family).collect();
        assert!(of.iter().filter(|o| !o.twin).count() >= 6, "{}", family.name());
        assert!(of.iter().filter(|o| o.twin).count() >= 2, "{}", family.name());
    }
}

#[test]
fn every_operator_finds_an_occasion_and_uses_it() {
    let all = crate::fixture_more::all();
    for operator in operators().iter().filter(|o| matches!(o.work, Work::Each(_))) {
        let found = occasions(operator, &all, 7);
        assert!(!found.is_empty(), "{} finds no occasion", operator.name);
        for (before, after, effect) in &found {
            check(operator, before, after, effect);
        }
    }
}

/// An edit differs, keeps type and id, and what is added is a resource of its own.
fn check(operator: &Operator, before: &Value, after: &Value, effect: &Effect) {
    let name = format!("{} on {}", operator.name, reference(before));
    let edited = matches!(effect, Effect::Changed | Effect::Split(_));
    assert_eq!(after != before, edited, "{name}: edited or not");
    assert_eq!(reference(after), reference(before), "{name}: it keeps its type and id");
    let added: &[Value] = match effect {
        Effect::Added(list) | Effect::Split(list) => list,
        _ => &[],
    };
    assert_eq!(added.is_empty(), !matches!(effect, Effect::Added(_) | Effect::Split(_)), "{name}: something comes");
    for one in added {
        assert!(one["resourceType"].is_string() && one["id"].is_string(), "{name}: what comes is a resource");
        assert_ne!(reference(one), reference(before), "{name}: what comes has an id of its own");
    }
    assert!(!holds_nothing(after), "{name}: nothing empty is left");
}

/// Empty lists and objects are no FHIR.
fn holds_nothing(value: &Value) -> bool {
    match value {
        Value::Array(list) => list.is_empty() || list.iter().any(holds_nothing),
        Value::Object(members) => members.is_empty() || members.values().any(holds_nothing),
        _ => false,
    }
}

#[test]
fn the_same_seed_does_the_same() {
    let all = crate::fixture_more::all();
    for operator in operators() {
        match operator.work {
            Work::Each(_) => assert_eq!(occasions(&operator, &all, 3), occasions(&operator, &all, 3), "{}", operator.name),
            Work::Whole(work) => {
                let run = || {
                    let mut list = all.clone();
                    work(&mut list, &mut Dice::new(3, operator.name));
                    list
                };
                assert_eq!(run(), run(), "{}", operator.name);
                assert_ne!(run(), all, "{}", operator.name);
                assert_eq!(run().len(), all.len(), "{}", operator.name);
            }
        }
    }
}

#[test]
fn new_ids_keep_every_link() {
    let mut all = resources();
    let before: Vec<String> = all.iter().map(reference).collect();
    let Work::Whole(work) = named("every-record-renumbered").work else { panic!("it rewrites everything") };
    work(&mut all, &mut Dice::new(1, "ids"));
    let after: Vec<String> = all.iter().map(reference).collect();
    for (index, resource) in resources().iter().enumerate() {
        let link = |r: &Value| r.pointer("/encounter/reference").and_then(Value::as_str).map(str::to_string);
        let Some(old) = link(resource) else { continue };
        let target = before.iter().position(|name| *name == old).expect("the fixture has its encounters");
        assert_eq!(link(&all[index]), Some(after[target].clone()));
        assert_eq!(patient(&all[index]), patient(resource), "patients keep their ids");
    }
}

#[test]
fn what_says_nothing_is_no_loss() {
    assert!(spared("record-lost", "Observation/o13"), "a panel that only names its members");
    assert!(spared("record-lost", "Observation/o10"), "a result entered in error");
    assert!(spared("record-lost", "Condition/c2"), "a true duplicate");
    assert_eq!(made("record-lost", "Condition/c1").1, Effect::Removed);
    assert_eq!(made("true-duplicate-removed", "Condition/c2b").1, Effect::Removed);
    assert!(spared("true-duplicate-removed", "Condition/c2"), "one of the two stays");
}

#[test]
fn what_is_so_already_is_no_occasion() {
    assert!(spared("status-defaulted-to-active", "Condition/c2"));
    assert!(spared("stopped-drug-live", "MedicationRequest/m2"), "it is active");
    assert!(spared("refuted-allergy-live", "AllergyIntolerance/a1"));
    assert!(spared("criticality-lowered", "AllergyIntolerance/a2"), "it is low");
    assert!(spared("allergy-becomes-none-known", "AllergyIntolerance/a6"), "none is known");
    assert!(spared("none-known-for-an-empty-list", "Patient/p1"), "the list is not empty");
    assert!(spared("strength-for-dose", "MedicationRequest/m1"), "dose and strength are one number");
    assert!(spared("courses-merged", "MedicationRequest/m2"), "it is the last course");
}

#[test]
fn the_refuted_comes_back_whole() {
    let (allergy, _) = made("refuted-allergy-live", "AllergyIntolerance/a4");
    assert_eq!(allergy["verificationStatus"]["coding"][0]["code"], "confirmed");
    assert_eq!(allergy["clinicalStatus"]["coding"][0]["code"], "active");
    let (problem, _) = made("resolved-problem-live", "Condition/c2");
    assert_eq!(problem["clinicalStatus"]["coding"][0]["code"], "active");
    assert!(problem.get("abatementDateTime").is_none(), "what is active has no end");
    let (_, copied) = made("refuted-record-copied-live", "AllergyIntolerance/a5");
    assert!(matches!(copied, Effect::Added(list) if list[0]["clinicalStatus"]["coding"][0]["code"] == "active"));
}

#[test]
fn courses_of_one_drug_fall_together() {
    assert_eq!(made("courses-merged", "MedicationRequest/m1").1, Effect::Removed);
    let (earlier, _) = made("gap-closed", "MedicationRequest/m1");
    assert_eq!(earlier["dosageInstruction"][0]["timing"]["repeat"]["boundsPeriod"]["end"], "2015-03-10");
    let (later, _) = made("course-begins-with-the-first-order", "MedicationRequest/m2");
    assert_eq!(later["authoredOn"], "2014-02-11");
    assert_eq!(later["dosageInstruction"][0]["timing"]["repeat"]["boundsPeriod"]["start"], "2014-02-11");
    assert_eq!(made("courses-merged", "MedicationRequest/m10").1, Effect::Removed, "the drug stands behind a reference");
}

#[test]
fn doses_and_days_are_the_numbers_they_should_be() {
    let (dose, _) = made("strength-for-dose", "MedicationRequest/m2");
    assert_eq!(dose["dosageInstruction"][0]["doseAndRate"][0]["doseQuantity"]["value"], 500);
    assert_eq!(made("refills-off-by-one", "MedicationRequest/m1").0["dispenseRequest"]["numberOfRepeatsAllowed"], 4);
    assert_eq!(made("days-for-quantity", "MedicationRequest/m1").0["dispenseRequest"]["quantity"]["value"], 30);
    assert_eq!(made("midnight-invented", "Immunization/i1").0["occurrenceDateTime"], "2019-05-02T00:00:00Z");
    assert_eq!(made("day-invented", "Patient/p3").0["birthDate"], "1944-07-01");
    let (order, _) = made("stop-date-invented", "MedicationRequest/m2");
    assert_eq!(order["dispenseRequest"]["validityPeriod"]["end"], "2016-03-10");
}

#[test]
fn absence_turns_into_something_else() {
    let (empty, _) = made("reason-of-absence-lost", "Observation/o4");
    assert!(empty.get("dataAbsentReason").is_none() && empty.get("valueQuantity").is_none());
    assert_eq!(made("absence-becomes-value", "Observation/o4").0["valueQuantity"]["value"], 0);
    assert_eq!(made("asked-becomes-not-asked", "Observation/o8").0["dataAbsentReason"]["coding"][0]["code"], "not-asked");
    assert!(made("reason-of-absence-of-an-element-lost", "Condition/c13").0.get("_onsetDateTime").is_none());
}

#[test]
fn memory_goes_and_the_text_moves() {
    assert_eq!(made("replaced-version-lost", "DocumentReference/n1").1, Effect::Removed);
    assert!(made("sensitivity-lost", "DocumentReference/n3").0.get("securityLabel").is_none());
    let replacing = occasions(&named("addendum-becomes-replacement"), &crate::fixture_more::all(), 7);
    assert_eq!(replacing.iter().map(|(_, after, _)| after["relatesTo"][0]["code"].clone()).collect::<Vec<_>>(), ["replaces"]);
    assert_eq!(made("protection-under-older-name", "Condition/c10").0["meta"]["security"][0]["system"], "http://hl7.org/fhir/v3/Confidentiality");
    let (kept, effect) = made("document-text-in-a-binary", "DocumentReference/n2");
    let Effect::Split(files) = effect else { panic!("the text stands apart") };
    assert_eq!(kept["content"][0]["attachment"]["url"], reference(&files[0]));
    assert_eq!(files[0]["data"], resource("DocumentReference/n2")["content"][0]["attachment"]["data"]);
}

#[test]
fn the_later_wins() {
    let (older, _) = made("last-result-wins", "Observation/o2");
    assert_eq!(older["valueQuantity"]["value"], 7.8);
    let (resolved, _) = made("last-status-wins", "Condition/c2");
    assert_eq!(resolved["clinicalStatus"]["coding"][0]["code"], "active");
    let (swallowed, _) = made("overwritten-by-another-record", "AllergyIntolerance/a1");
    assert_ne!(swallowed["code"], resource("AllergyIntolerance/a1")["code"]);
    assert_eq!(swallowed["patient"], resource("AllergyIntolerance/a1")["patient"]);
}
