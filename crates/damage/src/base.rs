//! What operators share that is no JSON: where each begins, which types they look at, and when a resource asserts anything.

use crate::json::{items, kind, said};
use crate::{Effect, Family, Operator, Site, Work, patient};
use serde_json::Value;

/// Types that assert something about a patient, apart from the patient.
pub(crate) const STATEMENTS: &[&str] = &[
    "AllergyIntolerance",
    "Appointment",
    "CareTeam",
    "ChargeItem",
    "Claim",
    "ClaimResponse",
    "Condition",
    "Coverage",
    "Device",
    "DiagnosticReport",
    "DocumentReference",
    "Encounter",
    "ExplanationOfBenefit",
    "FamilyMemberHistory",
    "Immunization",
    "MedicationAdministration",
    "MedicationDispense",
    "MedicationRequest",
    "MedicationStatement",
    "Observation",
    "Procedure",
    "ServiceRequest",
];

/// Types with a clinical status and a certainty.
pub(crate) const LISTS: &[&str] = &["AllergyIntolerance", "Condition"];

/// Types that say which drug somebody takes or is to take.
pub(crate) const DRUGS: &[&str] = &["MedicationRequest", "MedicationStatement"];

/// A damage of a family, to be filled in.
pub(crate) const fn damage(family: Family) -> Operator {
    Operator { name: "", family, what: "", twin: false, types: &[], verdicts: &["altered", "lost"], aspects: &[], systematic: true, work: Work::Each(untouched) }
}

/// A twin of a family, to be filled in.
pub(crate) const fn twin(family: Family) -> Operator {
    Operator { name: "", family, what: "", twin: true, types: &[], verdicts: &[], aspects: &[], systematic: true, work: Work::Each(untouched) }
}

fn untouched(_: &mut Value, _: &mut Site<'_>) -> Effect {
    Effect::None
}

/// Whether a resource was withdrawn: it says nothing that a destination must keep.
pub(crate) fn is_withdrawn(resource: &Value) -> bool {
    said(resource, "status") == "entered-in-error" || said(resource, "verificationStatus") == "entered-in-error"
}

/// Whether a patient record was merged away: it says itself which one took its place, and who the person is that one says. What it leaves out of the
/// person is no loss.
pub(crate) fn is_merged_away(resource: &Value) -> bool {
    kind(resource) == "Patient" && items(resource, "link").iter().any(|link| said(link, "type") == "replaced-by")
}

/// Whether it was withdrawn or is denied.
pub(crate) fn is_denied(resource: &Value) -> bool {
    is_withdrawn(resource) || said(resource, "verificationStatus") == "refuted"
}

/// Whether a resource asserts something of its own, so that its loss is one.
pub(crate) fn asserts(resource: &Value) -> bool {
    let has = |member: &str| !items(resource, member).is_empty();
    let valued = || resource.as_object().is_some_and(|m| m.keys().any(|k| k.starts_with("value") || k == "dataAbsentReason" || k == "component"));
    !is_withdrawn(resource)
        && match kind(resource) {
            // A panel that only names its members.
            "Observation" => valued(),
            // What belongs to an order is said by the order.
            "MedicationAdministration" => !has("request"),
            "MedicationDispense" => !has("authorizingPrescription"),
            "CareTeam" => items(resource, "participant").iter().any(|p| names_another(p, &patient(resource))),
            "FamilyMemberHistory" => has("condition"),
            _ => true,
        }
}

/// Whether a participant is somebody else than the patient.
fn names_another(participant: &Value, own: &str) -> bool {
    let member = participant.pointer("/member/reference").and_then(Value::as_str).unwrap_or("");
    !member.is_empty() && member != own
}

#[cfg(test)]
mod tests {
    use super::is_merged_away;
    use crate::{Dice, Effect, Site, Work, operators};
    use serde_json::json;

    #[test]
    fn who_a_record_that_was_merged_away_leaves_out_is_no_loss() {
        let person = |sort: &str| json!({ "resourceType": "Patient", "id": "p", "telecom": [{ "system": "phone", "value": "555-0100" }], "generalPractitioner": [{ "reference": "Practitioner/d" }], "link": [{ "other": { "reference": "Patient/q" }, "type": sort }] });
        assert!(is_merged_away(&person("replaced-by")) && !is_merged_away(&person("replaces")));
        for name in ["contact-lost", "family-doctor-lost"] {
            let effect = |sort: &str| {
                let (all, mut own) = (vec![person(sort)], person(sort));
                let Some(Work::Each(work)) = operators().into_iter().find(|o| o.name == name).map(|o| o.work) else { panic!("there is an operator {name}") };
                work(&mut own, &mut Site::new(&all, &crate::Index::new(&all), Dice::new(1, name)))
            };
            assert_eq!([effect("replaced-by"), effect("seealso")], [Effect::None, Effect::Changed], "{name}");
        }
    }
}
