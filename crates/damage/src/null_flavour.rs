//! Absence and its reason: unknown, not asked, refused and masked become empty, one another, or a value. The twins say the
//! same absence in more words.

use crate::base::{damage, is_withdrawn, twin};
use crate::json::{changed, items, items_mut, reword, said, set, take, text, turn, word};
use crate::{Effect, Family, Operator, Site, Work};
use serde_json::{Value, json};

const BASE: Operator = damage(Family::NullFlavour);
const TWIN: Operator = twin(Family::NullFlavour);

pub(crate) const OPERATORS: &[Operator] = &[
    Operator {
        name: "reason-of-absence-lost",
        what: "why a result is not there vanishes",
        types: &["Observation"],
        aspects: &["value", "statement"],
        work: Work::Each(reason_lost),
        ..BASE
    },
    Operator {
        name: "absence-becomes-value",
        what: "a result that is not there becomes nought or no",
        types: &["Observation"],
        verdicts: &["invented", "altered"],
        aspects: &["value"],
        work: Work::Each(absence_becomes_value),
        ..BASE
    },
    Operator {
        name: "asked-becomes-not-asked",
        what: "what was asked and not answered was never asked",
        types: &["Observation"],
        verdicts: &["altered"],
        aspects: &["value"],
        work: Work::Each(asked_not_asked),
        ..BASE
    },
    Operator {
        name: "masked-becomes-not-applicable",
        what: "what is withheld or failed is not applicable",
        types: &["Observation"],
        verdicts: &["altered"],
        aspects: &["value"],
        work: Work::Each(masked_not_applicable),
        ..BASE
    },
    Operator {
        name: "reason-of-absence-of-an-element-lost",
        what: "why an element is not there vanishes",
        aspects: &[
            "time",
            "value",
            "birth_date",
            "sex",
            "code",
            "text",
            "status",
            "phone",
            "line",
            "city",
            "state",
            "postal_code",
            "given",
            "family",
            "refills",
            "death_date",
        ],
        work: Work::Each(element_reason_lost),
        ..BASE
    },
    Operator {
        name: "unknown-smoker-never-smoked",
        what: "nobody knows whether the patient smoked: never",
        types: &["Observation"],
        verdicts: &["altered", "invented", "narrower"],
        aspects: &["value"],
        work: Work::Each(never_smoked),
        ..BASE
    },
    Operator {
        name: "null-flavour-of-a-value-lost",
        what: "a value that says it is unknown vanishes",
        types: &["Observation"],
        aspects: &["value", "statement"],
        work: Work::Each(null_value_lost),
        ..BASE
    },
    Operator {
        name: "not-assessable-becomes-low",
        what: "a criticality that cannot be assessed is low",
        types: &["AllergyIntolerance"],
        verdicts: &["altered", "invented"],
        aspects: &["criticality"],
        work: Work::Each(not_assessable_low),
        ..BASE
    },
    Operator {
        name: "not-assessable-becomes-empty",
        what: "that a criticality cannot be assessed vanishes",
        types: &["AllergyIntolerance"],
        aspects: &["criticality"],
        work: Work::Each(not_assessable_empty),
        ..BASE
    },
    Operator {
        name: "unknown-sex-guessed",
        what: "an unknown sex is female",
        types: &["Patient"],
        verdicts: &["altered", "invented"],
        aspects: &["sex"],
        work: Work::Each(sex_guessed),
        ..BASE
    },
    Operator {
        name: "refusal-becomes-out-of-stock",
        what: "a vaccine that was refused was out of stock",
        types: &["Immunization"],
        verdicts: &["altered"],
        aspects: &["reason"],
        work: Work::Each(refusal_out_of_stock),
        ..BASE
    },
    Operator {
        name: "unknown-status-becomes-one",
        what: "an unknown status is the usual one",
        types: &["Encounter", "FamilyMemberHistory", "MedicationRequest", "MedicationStatement", "Observation", "Procedure"],
        verdicts: &["altered", "invented", "lost"],
        aspects: &["status"],
        work: Work::Each(status_guessed),
        ..BASE
    },
    Operator {
        name: "reason-of-absence-gains-words",
        what: "the reason of absence gains display and text",
        types: &["Observation"],
        work: Work::Each(reason_gains_words),
        ..TWIN
    },
    Operator {
        name: "reason-of-absence-gains-null-flavour",
        what: "the reason of absence gains the same null flavour of version 3 beside its code",
        types: &["Observation"],
        work: Work::Each(reason_gains_flavour),
        ..TWIN
    },
    Operator {
        name: "reason-of-absence-as-null-flavour",
        what: "the same null flavour of version 3 stands in the place of the reason of absence",
        types: &["Observation"],
        work: Work::Each(reason_becomes_flavour),
        ..TWIN
    },
];

/// Whatever of an observation may be absent: itself and its components.
fn parts(resource: &mut Value) -> Vec<&mut Value> {
    let own = resource.get("dataAbsentReason").is_some();
    if own { vec![resource] } else { items_mut(resource, "component").iter_mut().collect() }
}

/// Edits every part; nothing happens to what was withdrawn.
fn each_part(resource: &mut Value, mut edit: impl FnMut(&mut Value) -> bool) -> Effect {
    if is_withdrawn(resource) {
        return Effect::None;
    }
    let mut any = false;
    for part in parts(resource) {
        any |= edit(part);
    }
    changed(any)
}

/// Whether a part has a value in spite of a reason for having none.
fn has_value(part: &Value) -> bool {
    part.as_object().is_some_and(|members| members.keys().any(|name| name.starts_with("value")))
}

fn reason_lost(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    each_part(resource, |part| !has_value(part) && take(part, &["dataAbsentReason"]))
}

fn absence_becomes_value(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let measured = ["laboratory", "vital-signs"].contains(&said(resource, "category"));
    each_part(resource, |part| {
        if has_value(part) || !take(part, &["dataAbsentReason"]) {
            return false;
        }
        if measured {
            set(part, "valueQuantity", json!({ "value": 0 }));
        } else {
            set(
                part,
                "valueCodeableConcept",
                json!({ "coding": [{ "system": "http://snomed.info/sct", "code": "373067005", "display": "No" }], "text": "No" }),
            );
        }
        true
    })
}

fn asked_not_asked(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    each_part(resource, |part| turn(part, "dataAbsentReason", &["asked-declined", "asked-unknown"], "not-asked"))
}

fn masked_not_applicable(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    each_part(resource, |part| turn(part, "dataAbsentReason", &["error", "masked", "not-performed"], "not-applicable"))
}

/// Members that say nothing about a patient by being there.
const SILENT: [&str; 5] = ["_id", "_implicitRules", "_language", "_url", "_system"];

/// The first primitive that has a reason for being absent in place of a value.
fn element_reason_lost(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    changed(!is_withdrawn(resource) && reason_taken(resource))
}

fn reason_taken(value: &mut Value) -> bool {
    match value {
        Value::Array(list) => list.iter_mut().any(reason_taken),
        Value::Object(members) => {
            let lone = |name: &String| name.starts_with('_') && !SILENT.contains(&name.as_str()) && !members.contains_key(name.trim_start_matches('_'));
            let found = members.iter().find(|(name, companion)| lone(name) && is_absence(companion)).map(|(name, _)| name.clone());
            match found {
                Some(name) => members.remove(&name).is_some(),
                None => members.iter_mut().filter(|(name, _)| *name != "contained").any(|(_, inner)| reason_taken(inner)),
            }
        }
        _ => false,
    }
}

fn is_absence(companion: &Value) -> bool {
    items(companion, "extension").iter().any(|e| text(e, "url").ends_with("/data-absent-reason"))
}

fn never_smoked(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let unknown = !is_withdrawn(resource) && said(resource, "valueCodeableConcept") == "266927001";
    if unknown {
        let never =
            json!({ "coding": [{ "system": "http://snomed.info/sct", "code": "266919005", "display": "Never smoked tobacco" }], "text": "Never smoker" });
        set(resource, "valueCodeableConcept", never);
    }
    changed(unknown)
}

fn null_value_lost(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let flavours = resource.get("valueCodeableConcept").map(|v| items(v, "coding")).unwrap_or_default();
    let flavoured = flavours.iter().any(|c| text(c, "system").ends_with("v3-NullFlavor"));
    changed(flavoured && !is_withdrawn(resource) && take(resource, &["valueCodeableConcept"]))
}

fn not_assessable_low(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    changed(!is_withdrawn(resource) && turn(resource, "criticality", &["unable-to-assess"], "low"))
}

fn not_assessable_empty(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let unknown = said(resource, "criticality") == "unable-to-assess" && !is_withdrawn(resource);
    changed(unknown && take(resource, &["criticality"]))
}

fn sex_guessed(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    changed(turn(resource, "gender", &["unknown"], "female"))
}

fn refusal_out_of_stock(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let refused = said(resource, "status") == "not-done" && ["PATOBJ", "RELIG", "VACSAF"].contains(&said(resource, "statusReason"));
    changed(refused && reword(resource, "statusReason", "OSTOCK"))
}

fn status_guessed(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let word = match text(resource, "resourceType") {
        "Encounter" => "finished",
        "Observation" => "final",
        "FamilyMemberHistory" | "Procedure" => "completed",
        _ => "active",
    };
    changed(turn(resource, "status", &["health-unknown", "unknown"], word))
}

fn reason_gains_words(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    each_part(resource, |part| {
        let Some(reason) = part.get_mut("dataAbsentReason") else { return false };
        let plain = word(reason).replace('-', " ");
        if plain.is_empty() || !text(reason, "text").is_empty() {
            return false;
        }
        if let Some(coding) = items_mut(reason, "coding").first_mut().filter(|c| c.get("display").is_none()) {
            set(coding, "display", Value::from(plain.clone()));
        }
        set(reason, "text", Value::from(plain));
        true
    })
}

/// Reasons of R4 and the null flavours that say exactly the same.
const FLAVOURS: [(&str, &str); 5] = [("unknown", "UNK"), ("asked-unknown", "ASKU"), ("not-asked", "NASK"), ("masked", "MSK"), ("not-applicable", "NA")];

fn reason_becomes_flavour(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    each_part(resource, |part| {
        let Some(reason) = part.get_mut("dataAbsentReason") else { return false };
        let Some((_, flavour)) = FLAVOURS.iter().find(|(r4, _)| *r4 == word(reason)) else { return false };
        set(reason, "coding", json!([{ "system": "http://terminology.hl7.org/CodeSystem/v3-NullFlavor", "code": flavour }]));
        true
    })
}

fn reason_gains_flavour(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    each_part(resource, |part| {
        let Some(reason) = part.get_mut("dataAbsentReason") else { return false };
        let found = FLAVOURS.iter().find(|(r4, _)| *r4 == word(reason));
        let (Some((_, flavour)), true) = (found, items(reason, "coding").len() == 1) else { return false };
        let mut codings = items(reason, "coding").to_vec();
        codings.push(json!({ "system": "http://terminology.hl7.org/CodeSystem/v3-NullFlavor", "code": flavour }));
        set(reason, "coding", Value::from(codings));
        true
    })
}
