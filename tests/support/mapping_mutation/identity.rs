//! Whose it is and what it hangs on: a reference built from another column or to another type, merges that are not followed, a look-up
//! by the wrong key.

use super::expression::{calls, field};
use super::site::{Site, is_end};
use super::{Change, Operator};
use damage::Family::Identity;

const MOVED: &[&str] = &["altered", "lost", "misplaced", "invented"];

pub fn operators() -> Vec<Operator> {
    vec![
        Operator::error(Identity, "reference-from-another-column", "a link is built from another column", MOVED, other_column).at_most(8),
        Operator::error(Identity, "provider-for-patient", "the patient of a record is its provider", MOVED, provider_for_patient).at_most(4),
        Operator::error(Identity, "patient-for-encounter", "the encounter of a record is found by its patient", MOVED, |site| encounter_by(site, "PAT")).at_most(4),
        Operator::error(Identity, "merge-not-followed", "records of a chart that was merged away stay with it", MOVED, merge_not_followed).at_most(5),
        Operator::error(Identity, "merge-turned", "the chart that stays is filed under the one that was merged away", MOVED, merge_turned).at_most(4),
        Operator::error(Identity, "everybody-is-one", "every record is of one patient", MOVED, everybody).at_most(3),
    ]
}

/// Whatever the link is to, the records that hang on it are of the kinds of its set; who the patient is decides of all.
fn of_everything(changes: Vec<Change>) -> Vec<Change> {
    changes.into_iter().map(|change| Change { truth: change.truth.of_all_kinds(), ..change }).collect()
}

fn is_of_patient(to: &str) -> bool {
    is_end(to, "subject.reference") || is_end(to, "patient.reference")
}

fn other_column(site: &Site<'_>) -> Vec<Change> {
    of_everything(site.each_call("REF", |set, rule, call| {
        let own = mapping::field_names(&rule.value);
        let is_key = |name: &&String| ["_ID", "ID", "PATIENT", "ENCOUNTER", "PROVIDER", "PAYER", "ORGANIZATION"].iter().any(|end| name.ends_with(end)) && !own.contains(name);
        let other = site.fields(set).iter().find(is_key).cloned()?;
        Some(format!("REF({}, {})", call.arguments.first()?, field(&other)))
    }))
}

fn provider_for_patient(site: &Site<'_>) -> Vec<Change> {
    let patients = site.rules().into_iter().filter(|(_, rule)| is_of_patient(&rule.to)).collect();
    of_everything(site.each(patients, |set, _| {
        let provider = set.rules.iter().flat_map(|rule| calls(&rule.value, "REF")).find(|call| call.arguments.first().is_some_and(|kind| kind == "'Practitioner'"))?;
        Some(format!("REF('Practitioner', {})", provider.arguments.get(1)?))
    }))
}

fn encounter_by(site: &Site<'_>, start: &str) -> Vec<Change> {
    let encounters = site.rules_to(&["encounter.reference"]);
    of_everything(site.each(encounters, |set, _| site.fields(set).into_iter().find(|name| name.starts_with(start)).map(|name| format!("REF('Encounter', {})", field(&name)))))
}

fn merge_not_followed(site: &Site<'_>) -> Vec<Change> {
    of_everything(site.each_call("COALESCE", |_, rule, call| {
        (is_of_patient(&rule.to) && call.arguments.len() == 2 && call.arguments[0].starts_with("LOOKUP(")).then(|| call.arguments[1].clone())
    }))
}

fn merge_turned(site: &Site<'_>) -> Vec<Change> {
    of_everything(site.each_call("LOOKUP", |_, rule, call| match &call.arguments[..] {
        [key, relation, by, value] if is_of_patient(&rule.to) => Some(format!("LOOKUP({key}, {relation}, {value}, {by})")),
        _ => None,
    }))
}

fn everybody(site: &Site<'_>) -> Vec<Change> {
    let patients = site.rules().into_iter().filter(|(_, rule)| is_of_patient(&rule.to)).collect();
    of_everything(site.each(patients, |_, _| Some("REF('Patient', '100001')".into())))
}
