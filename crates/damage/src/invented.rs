//! Something that nobody asserted: defaults, dummies, precision. The twins add what asserts nothing.

use crate::base::{LISTS, STATEMENTS, damage, is_denied, is_withdrawn, twin};
use crate::json::{at, changed, choices, items, items_mut, key, kind, said, set, siblings, stranger, take, text, word, words};
use crate::{Effect, Family, Operator, Site, Work, patient, reference};
use serde_json::{Value, json};

const BASE: Operator = Operator { verdicts: &["invented", "altered"], ..damage(Family::Invented) };
const TWIN: Operator = twin(Family::Invented);

pub(crate) const OPERATORS: &[Operator] = &[
    Operator {
        name: "status-defaulted-to-active",
        what: "an entry without a status becomes active",
        types: LISTS,
        aspects: &["status"],
        work: Work::Each(status_defaulted),
        ..BASE
    },
    Operator {
        name: "certainty-defaulted-to-confirmed",
        what: "an entry that does not say how certain it is becomes confirmed",
        types: LISTS,
        aspects: &["verification"],
        work: Work::Each(certainty_defaulted),
        ..BASE
    },
    Operator {
        name: "midnight-invented",
        what: "a day becomes midnight of that day",
        types: &["AllergyIntolerance", "Condition", "Immunization", "MedicationRequest", "Observation", "Procedure", "ServiceRequest"],
        aspects: &["precision", "time"],
        work: Work::Each(midnight_invented),
        ..BASE
    },
    Operator {
        name: "day-invented",
        what: "a year or a month becomes its first day",
        types: &["AllergyIntolerance", "Condition", "Immunization", "MedicationStatement", "Observation", "Patient", "Procedure"],
        aspects: &["precision", "time", "birth_date"],
        work: Work::Each(day_invented),
        ..BASE
    },
    Operator {
        name: "severity-invented",
        what: "a reaction without a severity becomes moderate",
        types: &["AllergyIntolerance"],
        aspects: &["severity"],
        work: Work::Each(severity_invented),
        ..BASE
    },
    Operator {
        name: "criticality-invented",
        what: "an allergy without a criticality becomes a low one",
        types: &["AllergyIntolerance"],
        aspects: &["criticality"],
        work: Work::Each(criticality_invented),
        ..BASE
    },
    Operator {
        name: "dose-of-one-invented",
        what: "an order without a dose gets a dose of one",
        types: &["MedicationRequest"],
        aspects: &["dose"],
        work: Work::Each(dose_invented),
        ..BASE
    },
    Operator {
        name: "quantity-of-one-invented",
        what: "an order without a quantity gets a quantity of one",
        types: &["MedicationRequest"],
        aspects: &["quantity"],
        work: Work::Each(quantity_invented),
        ..BASE
    },
    Operator {
        name: "first-dose-invented",
        what: "a vaccination without a number becomes the first of its series",
        types: &["Immunization"],
        aspects: &["dose_number"],
        work: Work::Each(first_dose_invented),
        ..BASE
    },
    Operator {
        name: "stop-date-invented",
        what: "a drug without an end stops a year after it was ordered",
        types: &["MedicationRequest"],
        aspects: &["time"],
        work: Work::Each(stop_date_invented),
        ..BASE
    },
    Operator {
        name: "dummy-system-invented",
        what: "a code without a public system gets the URL of one that does not have it",
        types: STATEMENTS,
        aspects: &["code", "statement"],
        verdicts: &["invented", "altered", "lost"],
        work: Work::Each(dummy_system_invented),
        ..BASE
    },
    Operator {
        name: "record-of-nobody-invented",
        what: "a record that nobody asserted of this patient appears",
        types: &["AllergyIntolerance", "Condition", "MedicationRequest"],
        verdicts: &["invented", "misplaced"],
        aspects: &["statement", "patient"],
        work: Work::Each(record_invented),
        ..BASE
    },
    Operator { name: "metadata-added", what: "version, time of storing and source of the resource are added", work: Work::Each(metadata_added), ..TWIN },
    Operator { name: "foreign-extension-added", what: "an extension of the destination's own is added", work: Work::Each(extension_added), ..TWIN },
    Operator {
        name: "narrative-added",
        what: "a generated narrative that only names the record is added",
        types: STATEMENTS,
        work: Work::Each(narrative_added),
        ..TWIN
    },
    Operator { name: "single-birth-said", what: "it is said that nobody was born with the patient", types: &["Patient"], work: Work::Each(single_birth_said), ..TWIN },
    Operator { name: "status-gains-display", what: "a coded status gains its display", types: LISTS, work: Work::Each(status_gains_display), ..TWIN },
];

fn status_defaulted(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    if is_denied(resource) || resource.get("clinicalStatus").is_some() {
        return Effect::None;
    }
    let system = match kind(resource) {
        "Condition" => "http://terminology.hl7.org/CodeSystem/condition-clinical",
        _ => "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical",
    };
    set(resource, "clinicalStatus", json!({ "coding": [{ "system": system, "code": "active" }] }));
    Effect::Changed
}

fn certainty_defaulted(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    if resource.get("verificationStatus").is_some() {
        return Effect::None;
    }
    let system = match kind(resource) {
        "Condition" => "http://terminology.hl7.org/CodeSystem/condition-ver-status",
        _ => "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification",
    };
    set(resource, "verificationStatus", json!({ "coding": [{ "system": system, "code": "confirmed" }] }));
    Effect::Changed
}

/// Members of the type dateTime, the one that tells most first.
const MOMENTS: [&str; 8] =
    ["effectiveDateTime", "occurrenceDateTime", "performedDateTime", "onsetDateTime", "abatementDateTime", "authoredOn", "recordedDate", "effectivePeriod"];

/// Makes the first moment that is as exact as that another one.
fn remade(resource: &mut Value, fits: fn(&str) -> bool, make: fn(&str) -> String) -> bool {
    for member in MOMENTS {
        let Some(place) = resource.get_mut(member) else { continue };
        let place = if place.is_object() { place.get_mut("start") } else { Some(place) };
        let Some(place) = place else { continue };
        let Some(new) = place.as_str().filter(|t| fits(t)).map(make) else { continue };
        *place = Value::from(new);
        return true;
    }
    false
}

fn midnight_invented(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    changed(!is_withdrawn(resource) && remade(resource, |t| t.len() == 10, |t| format!("{t}T00:00:00Z")))
}

fn day_invented(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    if is_withdrawn(resource) {
        return Effect::None;
    }
    if kind(resource) == "Patient" {
        let born = text(resource, "birthDate").to_string();
        let partial = is_partial(&born);
        if partial {
            set(resource, "birthDate", Value::from(first_day(&born)));
        }
        return changed(partial);
    }
    changed(remade(resource, is_partial, first_day))
}

fn is_partial(date: &str) -> bool {
    matches!(date.len(), 4 | 7) && date.starts_with(|c: char| c.is_ascii_digit())
}

fn first_day(date: &str) -> String {
    if date.len() == 4 { format!("{date}-01-01") } else { format!("{date}-01") }
}

fn severity_invented(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    if is_denied(resource) || items(resource, "reaction").iter().any(|r| r.get("severity").is_some()) {
        return Effect::None;
    }
    for reaction in items_mut(resource, "reaction") {
        set(reaction, "severity", json!("moderate"));
    }
    changed(!items(resource, "reaction").is_empty())
}

fn criticality_invented(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    if is_denied(resource) || resource.get("criticality").is_some() || crate::allergy::is_none_known(resource) {
        return Effect::None;
    }
    set(resource, "criticality", json!("low"));
    Effect::Changed
}

fn dose_invented(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let dosed = items(resource, "dosageInstruction").iter().any(|d| d.get("doseAndRate").is_some());
    if is_withdrawn(resource) || dosed {
        return Effect::None;
    }
    let Some(dosage) = items_mut(resource, "dosageInstruction").first_mut() else { return Effect::None };
    set(dosage, "doseAndRate", json!([{ "doseQuantity": { "value": 1 } }]));
    Effect::Changed
}

fn quantity_invented(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    if is_withdrawn(resource) || resource.pointer("/dispenseRequest/quantity").is_some() {
        return Effect::None;
    }
    if resource.get("dispenseRequest").is_none() {
        set(resource, "dispenseRequest", json!({}));
    }
    let Some(request) = resource.get_mut("dispenseRequest") else { return Effect::None };
    set(request, "quantity", json!({ "value": 1 }));
    Effect::Changed
}

fn first_dose_invented(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let numbered = items(resource, "protocolApplied").iter().any(|p| !choices(p, "doseNumber").is_empty());
    if said(resource, "status") != "completed" || numbered {
        return Effect::None;
    }
    set(resource, "protocolApplied", json!([{ "doseNumberPositiveInt": 1 }]));
    Effect::Changed
}

fn stop_date_invented(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let ends = at(resource, "/dispenseRequest/validityPeriod/end").len() + at(resource, "/dosageInstruction/0/timing/repeat/boundsPeriod/end").len();
    let end = year_later(text(resource, "authoredOn"));
    let (Some(end), true) = (end, ends == 0 && !is_withdrawn(resource)) else { return Effect::None };
    if resource.get("dispenseRequest").is_none() {
        set(resource, "dispenseRequest", json!({}));
    }
    let Some(request) = resource.get_mut("dispenseRequest") else { return Effect::None };
    let mut period = request.get("validityPeriod").cloned().unwrap_or_else(|| json!({}));
    set(&mut period, "end", Value::from(end));
    set(request, "validityPeriod", period);
    Effect::Changed
}

/// The same day of the next year; the last of February stays one.
fn year_later(date: &str) -> Option<String> {
    let year: u32 = date.get(..4)?.parse().ok()?;
    let rest = date.get(4..10)?;
    Some(format!("{}{}", year + 1, if rest == "-02-29" { "-02-28" } else { rest }))
}

/// The only coding of a concept, which is of no system or of one of the house.
fn dummy_system_invented(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    if is_withdrawn(resource) {
        return Effect::None;
    }
    let member = ["code", "vaccineCode", "medicationCodeableConcept", "type"].into_iter().find(|m| resource.get(*m).is_some());
    let Some(concept) = member.and_then(|m| items_mut(resource, m).first_mut()) else { return Effect::None };
    let lone = items(concept, "coding").len() == 1;
    let Some(coding) = items_mut(concept, "coding").first_mut() else { return Effect::None };
    let system = text(coding, "system");
    let local = system.is_empty() || (system.starts_with("urn:") && !system.starts_with("urn:oid:") && !system.starts_with("urn:ietf:"));
    if !lone || !local || text(coding, "code").is_empty() {
        return Effect::None;
    }
    set(coding, "system", json!("http://snomed.info/sct"));
    Effect::Changed
}

/// A record of somebody else, without anything that links it there, under a concept that this chart does not have.
fn record_invented(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let Some(other) = stranger(resource, site) else { return Effect::None };
    let member = if kind(resource) == "MedicationRequest" { "medicationCodeableConcept" } else { "code" };
    let (Some(concept), false) = (other.get(member), is_denied(other)) else { return Effect::None };
    let own = siblings(resource, site);
    let known = own.iter().copied().chain([&*resource]).filter_map(|r| r.get(member)).any(|c| key(c) == key(concept) || words(c) == words(concept));
    if known || key(concept).is_empty() {
        return Effect::None;
    }
    let mut copy = other.clone();
    for link in ["contained", "context", "encounter", "identifier", "recorder", "asserter", "requester", "reasonReference", "basedOn", "note", "extension"] {
        take(&mut copy, &[link]);
    }
    let whose = if kind(resource) == "AllergyIntolerance" { "patient" } else { "subject" };
    set(&mut copy, whose, json!({ "reference": patient(resource) }));
    set(&mut copy, "id", Value::from(format!("{}-new", text(resource, "id"))));
    Effect::Added(vec![copy])
}

fn metadata_added(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    if resource.get("meta").is_none() {
        set(resource, "meta", json!({}));
    }
    let Some(meta) = resource.get_mut("meta") else { return Effect::None };
    set(meta, "versionId", json!("2"));
    set(meta, "lastUpdated", json!("2024-06-01T08:00:00Z"));
    set(meta, "source", json!("#load-1"));
    Effect::Changed
}

fn extension_added(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let mut all = items(resource, "extension").to_vec();
    all.push(json!({ "url": "https://destination.example.org/fhir/StructureDefinition/load-batch", "valueString": "batch 7" }));
    set(resource, "extension", Value::from(all));
    Effect::Changed
}

fn narrative_added(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    if resource.get("text").is_some() {
        return Effect::None;
    }
    let div = format!("<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>{}</p></div>", reference(resource));
    set(resource, "text", json!({ "status": "generated", "div": div }));
    Effect::Changed
}

fn single_birth_said(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    if !choices(resource, "multipleBirth").is_empty() {
        return Effect::None;
    }
    set(resource, "multipleBirthBoolean", json!(false));
    Effect::Changed
}

fn status_gains_display(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let mut any = false;
    for member in ["clinicalStatus", "verificationStatus"] {
        any |= gains_display(resource, member);
    }
    changed(any)
}

/// Adds the display of a coded status that has none.
pub(crate) fn gains_display(resource: &mut Value, member: &str) -> bool {
    let Some(coding) = resource.get_mut(member).and_then(|c| c.pointer_mut("/coding/0")) else { return false };
    let display = display_of(word(coding));
    if coding.get("display").is_some() || display.is_empty() {
        return false;
    }
    set(coding, "display", Value::from(display));
    true
}

/// `entered-in-error` as `Entered in Error`.
fn display_of(code: &str) -> String {
    let capital = |w: &str| if w == "in" { w.to_string() } else { w.chars().take(1).flat_map(char::to_uppercase).chain(w.chars().skip(1)).collect() };
    code.split('-').map(capital).collect::<Vec<_>>().join(" ")
}
