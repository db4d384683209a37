//! What was refuted, withdrawn, stopped or resolved comes back live. The twins say the end in other words or elsewhere.

use crate::base::{DRUGS, LISTS, damage, is_denied, twin};
use crate::invented::gains_display;
use crate::json::{at, changed, items, kind, reword, said, set, take, take_choice, take_extension, text, turn};
use crate::{Dice, Effect, Family, Operator, Site, Work};
use serde_json::{Value, json};

const BASE: Operator = Operator { verdicts: &["resurrected", "altered"], ..damage(Family::Resurrected) };
const TWIN: Operator = twin(Family::Resurrected);

/// Types whose records can be withdrawn.
const WITHDRAWN: &[&str] = &[
    "AllergyIntolerance",
    "Condition",
    "DiagnosticReport",
    "DocumentReference",
    "Encounter",
    "Immunization",
    "MedicationAdministration",
    "MedicationRequest",
    "MedicationStatement",
    "Observation",
    "Procedure",
    "ServiceRequest",
];

pub(crate) const OPERATORS: &[Operator] = &[
    Operator {
        name: "refuted-allergy-live",
        what: "an allergy that was ruled out is confirmed",
        types: &["AllergyIntolerance"],
        aspects: &["verification", "negation", "status"],
        work: Work::Each(refuted_live),
        ..BASE
    },
    Operator {
        name: "refuted-problem-live",
        what: "a problem that was ruled out is confirmed",
        types: &["Condition"],
        aspects: &["verification", "negation", "status"],
        work: Work::Each(refuted_live),
        ..BASE
    },
    Operator {
        name: "withdrawn-record-live",
        what: "a record entered in error counts again",
        types: WITHDRAWN,
        verdicts: &["resurrected", "altered", "invented"],
        aspects: &["status", "verification", "negation", "statement"],
        work: Work::Each(withdrawn_live),
        ..BASE
    },
    Operator {
        name: "resolved-problem-live",
        what: "a resolved problem is active, without its end",
        types: &["Condition"],
        aspects: &["status", "time"],
        work: Work::Each(resolved_live),
        ..BASE
    },
    Operator {
        name: "resolved-allergy-live",
        what: "a resolved allergy is active",
        types: &["AllergyIntolerance"],
        aspects: &["status", "time"],
        work: Work::Each(resolved_live),
        ..BASE
    },
    Operator {
        name: "stopped-drug-live",
        what: "a drug that was stopped is active",
        types: DRUGS,
        aspects: &["status"],
        work: Work::Each(stopped_live),
        ..BASE
    },
    Operator {
        name: "stopped-drug-live-without-end",
        what: "a drug that was stopped is active, without the day and the reason of its end",
        types: DRUGS,
        aspects: &["status", "time", "text"],
        work: Work::Each(stopped_live_without_end),
        ..BASE
    },
    Operator {
        name: "cancelled-event-live",
        what: "a visit, an appointment or an order that was cancelled counts again",
        types: &["Appointment", "Encounter", "ServiceRequest"],
        aspects: &["status"],
        work: Work::Each(cancelled_live),
        ..BASE
    },
    Operator {
        name: "refuted-record-copied-live",
        what: "beside an entry that was ruled out or withdrawn a live one appears",
        types: LISTS,
        verdicts: &["resurrected", "invented", "duplicated"],
        aspects: &["statement", "verification", "negation", "status"],
        work: Work::Each(refuted_copied_live),
        ..BASE
    },
    Operator {
        name: "deceased-patient-alive",
        what: "a patient who died lives",
        types: &["Patient"],
        verdicts: &["resurrected", "altered", "lost"],
        aspects: &["deceased", "death_date"],
        work: Work::Each(deceased_alive),
        ..BASE
    },
    Operator {
        name: "former-member-back",
        what: "whoever left the care team is on it again",
        types: &["CareTeam"],
        verdicts: &["resurrected", "altered", "lost"],
        aspects: &["time"],
        work: Work::Each(former_member_back),
        ..BASE
    },
    Operator {
        name: "ended-status-gains-words",
        what: "the status of what is over gains display and text",
        types: LISTS,
        work: Work::Each(ended_status_gains_words),
        ..TWIN
    },
    Operator { name: "ended-records-last", what: "records that are over stand after the others", work: Work::Whole(ended_records_last), ..TWIN },
];

fn refuted_live(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    changed(turn(resource, "verificationStatus", &["refuted"], "confirmed") && activate(resource))
}

/// Gives a list entry an active status; always true.
fn activate(resource: &mut Value) -> bool {
    if !reword(resource, "clinicalStatus", "active") {
        let system = match kind(resource) {
            "Condition" => "http://terminology.hl7.org/CodeSystem/condition-clinical",
            _ => "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical",
        };
        set(resource, "clinicalStatus", json!({ "coding": [{ "system": system, "code": "active" }] }));
    }
    true
}

fn withdrawn_live(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let uncertain = turn(resource, "verificationStatus", &["entered-in-error"], "confirmed") && activate(resource);
    let word = match kind(resource) {
        "DocumentReference" => "current",
        "DiagnosticReport" | "Observation" => "final",
        "Encounter" => "finished",
        "Immunization" | "MedicationAdministration" | "Procedure" => "completed",
        _ => "active",
    };
    changed(turn(resource, "status", &["entered-in-error"], word) || uncertain)
}

fn resolved_live(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    if is_denied(resource) || !turn(resource, "clinicalStatus", &["inactive", "remission", "resolved"], "active") {
        return Effect::None;
    }
    take_choice(resource, "abatement");
    take_extension(resource, "allergyintolerance-abatement");
    Effect::Changed
}

const STOPPED: [&str; 3] = ["cancelled", "completed", "stopped"];

fn stopped_live(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    changed(turn(resource, "status", &STOPPED, "active"))
}

fn stopped_live_without_end(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let mut ended = false;
    if STOPPED.contains(&said(resource, "status")) {
        ended |= take(resource, &["dosageInstruction", "timing", "repeat", "boundsPeriod", "end"]);
        ended |= take(resource, &["dispenseRequest", "validityPeriod", "end"]);
        ended |= !at(resource, "/effectivePeriod/start").is_empty() && take(resource, &["effectivePeriod", "end"]);
        ended |= take(resource, &["statusReason"]);
    }
    changed(ended && turn(resource, "status", &STOPPED, "active"))
}

fn cancelled_live(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    changed(match kind(resource) {
        "Appointment" => {
            let any = turn(resource, "status", &["cancelled", "noshow"], "booked");
            if any {
                take(resource, &["cancelationReason"]);
            }
            any
        }
        "Encounter" => turn(resource, "status", &["cancelled"], "finished"),
        _ => turn(resource, "status", &["revoked"], "active"),
    })
}

fn refuted_copied_live(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let mut copy = resource.clone();
    if !turn(&mut copy, "verificationStatus", &["entered-in-error", "refuted"], "confirmed") {
        return Effect::None;
    }
    activate(&mut copy);
    take(&mut copy, &["identifier"]);
    set(&mut copy, "id", Value::from(format!("{}-live", text(resource, "id"))));
    Effect::Added(vec![copy])
}

fn deceased_alive(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let alive = resource.get("deceasedBoolean").and_then(Value::as_bool) == Some(false);
    changed(!alive && take_choice(resource, "deceased"))
}

fn former_member_back(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    changed(take(resource, &["participant", "period", "end"]))
}

fn ended_status_gains_words(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let over = ["inactive", "remission", "resolved"].contains(&said(resource, "clinicalStatus"));
    let refuted = ["entered-in-error", "refuted"].contains(&said(resource, "verificationStatus"));
    let mut any = false;
    for (member, ended) in [("clinicalStatus", over), ("verificationStatus", refuted)] {
        if ended && gains_display(resource, member) {
            any = true;
            let display = at(resource, &format!("/{member}/coding/0/display")).to_string();
            if let Some(status) = resource.get_mut(member).filter(|s| s.get("text").is_none()) {
                set(status, "text", Value::from(display));
            }
        }
    }
    changed(any)
}

/// The order of resources carries no meaning.
fn ended_records_last(all: &mut Vec<Value>, _: &mut Dice) {
    let (over, live): (Vec<Value>, Vec<Value>) = std::mem::take(all).into_iter().partition(is_over);
    all.extend(live);
    all.extend(over);
}

fn is_over(resource: &Value) -> bool {
    let ended = ["inactive", "remission", "resolved"].contains(&said(resource, "clinicalStatus"));
    let stopped = ["cancelled", "completed", "noshow", "revoked", "stopped", "superseded"].contains(&said(resource, "status"));
    let gone = items(resource, "participant").iter().any(|p| !at(p, "/period/end").is_empty());
    ended || stopped || gone || is_denied(resource)
}
