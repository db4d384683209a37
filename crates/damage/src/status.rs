//! Status, certainty and negation. The twins spell a status in other ways that say the same.

use crate::base::{LISTS, damage, is_denied, twin};
use crate::json::{changed, items, items_mut, kind, said, set, take, text, turn};
use crate::{Effect, Family, Operator, Site, Work};
use serde_json::{Value, json};

const BASE: Operator = Operator { verdicts: &["altered", "resurrected"], ..damage(Family::Status) };
const TWIN: Operator = twin(Family::Status);

/// Types of what is done or not done.
const ACTS: &[&str] = &["Immunization", "MedicationAdministration", "Procedure"];

pub(crate) const OPERATORS: &[Operator] = &[
    Operator {
        name: "suspected-becomes-confirmed",
        what: "what was only suspected is confirmed",
        types: LISTS,
        verdicts: &["altered", "invented"],
        aspects: &["verification"],
        work: Work::Each(suspected_confirmed),
        ..BASE
    },
    Operator {
        name: "confirmed-becomes-suspected",
        what: "what was confirmed is only suspected",
        types: LISTS,
        aspects: &["verification"],
        work: Work::Each(confirmed_suspected),
        ..BASE
    },
    Operator {
        name: "remission-becomes-resolved",
        what: "a disease in remission is resolved",
        types: &["Condition"],
        aspects: &["status"],
        work: Work::Each(remission_resolved),
        ..BASE
    },
    Operator {
        name: "active-entry-inactive",
        what: "an active entry is inactive",
        types: LISTS,
        aspects: &["status"],
        work: Work::Each(active_inactive),
        ..BASE
    },
    Operator {
        name: "planned-becomes-done",
        what: "what is planned has been done",
        types: &["Appointment", "Encounter", "Procedure", "ServiceRequest"],
        aspects: &["status"],
        work: Work::Each(planned_done),
        ..BASE
    },
    Operator {
        name: "under-way-becomes-done",
        what: "what is under way is finished",
        types: &["Encounter", "MedicationAdministration", "Procedure"],
        aspects: &["status"],
        work: Work::Each(under_way_done),
        ..BASE
    },
    Operator {
        name: "active-drug-over",
        what: "a drug that is taken is shown as over",
        types: &["MedicationRequest", "MedicationStatement"],
        aspects: &["status"],
        work: Work::Each(active_drug_over),
        ..BASE
    },
    Operator {
        name: "hold-lifted",
        what: "what is on hold goes on",
        types: &["MedicationRequest", "MedicationStatement", "Procedure", "ServiceRequest"],
        aspects: &["status"],
        work: Work::Each(hold_lifted),
        ..BASE
    },
    Operator {
        name: "refusal-becomes-not-done",
        what: "what was refused is only not done",
        types: &["Immunization", "MedicationAdministration", "MedicationStatement", "Procedure"],
        verdicts: &["altered", "lost"],
        aspects: &["reason", "text"],
        work: Work::Each(refusal_lost),
        ..BASE
    },
    Operator {
        name: "not-done-becomes-done",
        what: "what was not done has been done",
        types: ACTS,
        aspects: &["status", "negation", "reason"],
        work: Work::Each(not_done_done),
        ..BASE
    },
    Operator {
        name: "negation-lost",
        what: "what is not taken or not to be done is taken or to be done",
        types: &["MedicationRequest", "MedicationStatement", "ServiceRequest"],
        verdicts: &["altered", "lost", "resurrected"],
        aspects: &["negation", "status", "reason"],
        work: Work::Each(negation_lost),
        ..BASE
    },
    Operator {
        name: "preliminary-becomes-final",
        what: "a preliminary result or document is final",
        types: &["DiagnosticReport", "DocumentReference", "Observation"],
        aspects: &["status"],
        work: Work::Each(preliminary_final),
        ..BASE
    },
    Operator {
        name: "certainty-gains-other-code",
        what: "a certainty gains its code of SNOMED CT beside its own",
        types: LISTS,
        work: Work::Each(certainty_gains_code),
        ..TWIN
    },
    Operator {
        name: "status-gains-version-and-text",
        what: "a coded status gains the version of its system and its words",
        types: LISTS,
        work: Work::Each(status_gains_text),
        ..TWIN
    },
];

const UNSURE: [&str; 4] = ["differential", "provisional", "unconfirmed", "presumed"];

fn suspected_confirmed(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    changed(turn(resource, "verificationStatus", &UNSURE, "confirmed"))
}

fn confirmed_suspected(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    changed(turn(resource, "verificationStatus", &["confirmed"], "unconfirmed"))
}

fn remission_resolved(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    changed(turn(resource, "clinicalStatus", &["remission"], "resolved"))
}

fn active_inactive(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    changed(!is_denied(resource) && turn(resource, "clinicalStatus", &["active", "recurrence", "relapse"], "inactive"))
}

fn planned_done(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    changed(match kind(resource) {
        "Appointment" => turn(resource, "status", &["booked", "pending", "proposed"], "fulfilled"),
        "Encounter" => turn(resource, "status", &["planned"], "finished"),
        "Procedure" => turn(resource, "status", &["not-started", "preparation"], "completed"),
        _ => turn(resource, "status", &["active", "draft"], "completed"),
    })
}

fn under_way_done(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    changed(match kind(resource) {
        "Encounter" => turn(resource, "status", &["arrived", "in-progress", "onleave", "triaged"], "finished"),
        _ => turn(resource, "status", &["in-progress"], "completed"),
    })
}

fn active_drug_over(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    changed(turn(resource, "status", &["active"], "completed"))
}

fn hold_lifted(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let word = if kind(resource) == "Procedure" { "in-progress" } else { "active" };
    changed(turn(resource, "status", &["on-hold"], word))
}

/// Whether the record says that something did not take place.
fn is_undone(resource: &Value) -> bool {
    matches!(said(resource, "status"), "not-done" | "not-taken")
}

fn refusal_lost(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    changed(is_undone(resource) && take(resource, &["statusReason"]))
}

fn not_done_done(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let any = turn(resource, "status", &["not-done"], "completed");
    if any {
        take(resource, &["statusReason"]);
    }
    changed(any)
}

fn negation_lost(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    if resource.get("doNotPerform").and_then(Value::as_bool) == Some(true) {
        return changed(take(resource, &["doNotPerform"]));
    }
    let any = turn(resource, "status", &["not-taken"], "active");
    if any {
        take(resource, &["statusReason"]);
    }
    changed(any)
}

fn preliminary_final(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let overruled = matches!(said(resource, "status"), "superseded" | "entered-in-error");
    changed(match kind(resource) {
        "DocumentReference" => !overruled && turn(resource, "docStatus", &["preliminary"], "final"),
        _ => turn(resource, "status", &["partial", "preliminary", "registered"], "final"),
    })
}

/// Certainties with their code in SNOMED CT.
const CERTAINTIES: [(&str, &str, &str); 2] = [("confirmed", "410605003", "Confirmed present"), ("refuted", "410516002", "Known absent")];

fn certainty_gains_code(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let found = CERTAINTIES.iter().find(|(word, ..)| *word == said(resource, "verificationStatus"));
    let Some((_, code, display)) = found else { return Effect::None };
    let Some(status) = resource.get_mut("verificationStatus").filter(|s| s.is_object()) else { return Effect::None };
    let mut codings = items(status, "coding").to_vec();
    codings.push(json!({ "system": "http://snomed.info/sct", "code": code, "display": display }));
    set(status, "coding", Value::from(codings));
    Effect::Changed
}

fn status_gains_text(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let mut any = false;
    for member in ["clinicalStatus", "verificationStatus"] {
        let word = said(resource, member).to_string();
        let Some(status) = resource.get_mut(member).filter(|s| s.is_object()) else { continue };
        if word.is_empty() || !text(status, "text").is_empty() {
            continue;
        }
        set(status, "text", Value::from(word));
        if let Some(coding) = items_mut(status, "coding").first_mut() {
            set(coding, "version", json!("4.0.1"));
        }
        any = true;
    }
    changed(any)
}
