//! The systems of codes that are read as words, of units and of numbers: gone, or another terminology's.
//!
//! Whoever reads the record sees the same; whoever computes with it finds nothing, because a code without its system is not a code. A twin
//! names the same system otherwise. They are told where the other book has the systems as well.

use crate::edit::{all_places, edited, harm, kind, one, put, take, text, twin};
use crate::operator::{ALTERED, Fixed};
use crate::{Effect, Family, Operator, Site};
use serde_json::Value;

const FAMILY: Family = Family::Code;
const WORDED: Fixed = &["Condition", "AllergyIntolerance", "Observation", "Encounter", "Patient"];
const WORDS: Fixed = &["status", "verification", "category", "severity", "class", "discharge", "flag", "marital_status", "element"];
const MEASURED: Fixed = &["Observation", "MedicationRequest"];
const NUMBERED: Fixed = &["Patient", "Condition", "AllergyIntolerance", "Observation", "Encounter", "Procedure", "Immunization", "MedicationRequest", "DocumentReference"];
const NUMBERS: Fixed = &["mrn", "ssn", "driver_license", "passport", "element"];

pub(crate) const OPERATORS: &[Operator] = &[
    harm(FAMILY, "vocabulary-lost", "A category, a state, a class or a flag stands under no system any more", WORDED, (ALTERED, WORDS), vocabulary_lost),
    harm(FAMILY, "vocabulary-other", "A category, a state, a class or a flag stands under a terminology that does not have it", WORDED, (ALTERED, WORDS), vocabulary_other),
    harm(FAMILY, "unit-system-lost", "The code of a unit stands under no system any more", MEASURED, (ALTERED, &["unit"]), unit_lost),
    harm(FAMILY, "unit-system-other", "The code of a unit stands under a terminology of diseases", MEASURED, (ALTERED, &["unit"]), unit_other),
    harm(FAMILY, "number-system-lost", "Nothing says any more who gave a number of the record", NUMBERED, (ALTERED, NUMBERS), number_lost),
    twin(FAMILY, "vocabulary-as-oid", "The vocabulary of a state, a class, a flag or a unit goes by its OID, or by the name that it had before", &["Encounter", "Observation", "Patient"], as_oid),
];

/// Concepts of a closed vocabulary that are codings or have some, whatever the resource.
const CONCEPTS: [&str; 7] = ["/clinicalStatus", "/verificationStatus", "/category/*", "/severity", "/interpretation/*", "/hospitalization/dischargeDisposition", "/maritalStatus"];
const AMOUNTS: [&str; 3] = ["/valueQuantity", "/component/*/valueQuantity", "/dosageInstruction/*/doseAndRate/*/doseQuantity"];
/// Vocabularies of the standard, by the last part of their names: nobody else has their words.
const VOCABULARIES: [&str; 10] = [
    "condition-clinical", "condition-ver-status", "condition-category", "allergyintolerance-clinical", "allergyintolerance-verification", "observation-category", "v3-ActCode",
    "v3-ObservationInterpretation", "v3-MaritalStatus", "discharge-disposition",
];
/// The vocabularies of HL7 that have an OID, and what else they are called.
const NAMES: [(&str, &str); 4] = [
    ("http://terminology.hl7.org/CodeSystem/v3-ActCode", "urn:oid:2.16.840.1.113883.5.4"),
    ("http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", "http://hl7.org/fhir/v3/ObservationInterpretation"),
    ("http://terminology.hl7.org/CodeSystem/v3-MaritalStatus", "urn:oid:2.16.840.1.113883.5.2"),
    ("http://unitsofmeasure.org", "urn:oid:2.16.840.1.113883.6.8"),
];
/// A terminology that has none of these codes.
const DISEASES: &str = "http://hl7.org/fhir/sid/icd-10-cm";

/// Whether there is a code under a system.
fn is_real(resource: &Value, at: &str) -> bool {
    text(resource, &format!("{at}/code")).is_some() && text(resource, &format!("{at}/system")).is_some()
}

/// The codings of one of the words of a resource: all of one concept, each under a system that fits.
fn word(resource: &Value, site: &mut Site<'_>, fits: impl Fn(&str) -> bool) -> Option<Vec<String>> {
    let concepts = all_places(resource, &CONCEPTS).into_iter().map(|at| all_places(resource, &[format!("{at}/coding/*").as_str()]));
    let class = if kind(resource) == "Encounter" { vec![vec!["/class".to_string()]] } else { Vec::new() };
    let whole = |codings: &Vec<String>| !codings.is_empty() && codings.iter().all(|at| is_real(resource, at) && text(resource, &format!("{at}/system")).is_some_and(&fits));
    one(concepts.chain(class).filter(whole).collect(), &mut site.dice)
}

fn vocabulary_lost(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let Some(codings) = word(resource, site, |_| true) else { return Effect::None };
    edited(resource, |r| codings.iter().try_for_each(|at| take(r, at, "system").map(|_| ())))
}

fn vocabulary_other(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let is_of_the_standard = |system: &str| VOCABULARIES.iter().any(|name| system.strip_suffix(name).is_some_and(|rest| rest.ends_with('/')));
    let Some(codings) = word(resource, site, is_of_the_standard) else { return Effect::None };
    edited(resource, |r| codings.iter().try_for_each(|at| put(r, &format!("{at}/system"), DISEASES)))
}

/// A quantity with a coded unit.
fn amount(resource: &Value, site: &mut Site<'_>) -> Option<String> {
    let coded = |at: &String| is_real(resource, at) && text(resource, &format!("{at}/code")) != Some("1");
    one(all_places(resource, &AMOUNTS).into_iter().filter(coded).collect(), &mut site.dice)
}

fn unit_lost(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let Some(at) = amount(resource, site) else { return Effect::None };
    edited(resource, |r| take(r, &at, "system").map(|_| ()))
}

fn unit_other(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let Some(at) = amount(resource, site) else { return Effect::None };
    edited(resource, |r| put(r, &format!("{at}/system"), DISEASES))
}

/// A number that somebody gave; an address is no number.
fn number_lost(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let given = |at: &String| {
        let (system, value) = (text(resource, &format!("{at}/system")).unwrap_or(""), text(resource, &format!("{at}/value")).unwrap_or(""));
        !system.is_empty() && !system.ends_with("rfc:3986") && !value.is_empty() && !value.starts_with("urn:")
    };
    let Some(at) = one(all_places(resource, &["/identifier/*"]).into_iter().filter(given).collect(), &mut site.dice) else { return Effect::None };
    edited(resource, |r| take(r, &at, "system").map(|_| ()))
}

fn as_oid(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let words = word(resource, site, |_| true).into_iter().flatten();
    let all: Vec<String> = words.chain(all_places(resource, &AMOUNTS)).collect();
    let other = |at: &String| {
        let system = text(resource, &format!("{at}/system"))?;
        NAMES.iter().find(|(name, _)| *name == system).map(|(_, other)| (at.clone(), *other))
    };
    let found: Vec<(String, &str)> = all.iter().filter_map(other).collect();
    if found.is_empty() {
        return Effect::None;
    }
    edited(resource, |r| found.iter().try_for_each(|(at, other)| put(r, &format!("{at}/system"), *other)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::occasions;
    use crate::fixture_more::all;

    fn made(name: &str) -> Vec<(Value, Value, Effect)> {
        occasions(OPERATORS.iter().find(|o| o.name == name).expect("there is one"), &all(), 7)
    }

    #[test]
    fn every_one_finds_an_occasion_and_touches_systems_only() {
        fn without_systems(value: &Value) -> Value {
            match value {
                Value::Object(members) => members.iter().filter(|(name, _)| *name != "system").map(|(name, inner)| (name.clone(), without_systems(inner))).collect(),
                Value::Array(items) => items.iter().map(without_systems).collect(),
                other => other.clone(),
            }
        }
        for operator in OPERATORS {
            let found = made(operator.name);
            assert!(!found.is_empty(), "{} finds no occasion", operator.name);
            for (before, after, effect) in found {
                assert_eq!((effect, before == after), (Effect::Changed, false), "{}", operator.name);
                assert_eq!(without_systems(&before), without_systems(&after), "{}", operator.name);
            }
        }
    }

    #[test]
    fn persons_and_results_give_occasion() {
        assert!(made("number-system-lost").iter().any(|(before, ..)| kind(before) == "Patient"));
        assert!(made("unit-system-lost").iter().any(|(before, ..)| kind(before) == "Observation"));
    }
}
