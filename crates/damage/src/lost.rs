//! A record or an attribute vanishes. The twins take away what says nothing, or says it a second time.

use crate::base::{DRUGS, LISTS, STATEMENTS, asserts, damage, is_merged_away, is_withdrawn, twin};
use crate::json::{
    at, changed, choices, has_duplicate, items, items_mut, key, kind, says_the_same, set, siblings, take, take_choice, take_extension, text, words,
};
use crate::{Effect, Family, Operator, Site, Work, patient, reference};
use serde_json::{Value, json};

const BASE: Operator = damage(Family::Lost);
const TWIN: Operator = twin(Family::Lost);

/// A whole statement that is gone; where another is like it, the two look merged.
const GONE: &[&str] = &["lost", "merged"];

pub(crate) const OPERATORS: &[Operator] = &[
    Operator {
        name: "record-lost",
        what: "a record of the chart vanishes",
        types: STATEMENTS,
        verdicts: GONE,
        aspects: &["statement"],
        work: Work::Each(record_lost),
        ..BASE
    },
    Operator {
        name: "allergy-lost",
        what: "an allergy vanishes",
        types: &["AllergyIntolerance"],
        verdicts: GONE,
        aspects: &["statement"],
        work: Work::Each(record_lost),
        ..BASE
    },
    Operator {
        name: "drug-lost",
        what: "a drug vanishes from the list",
        types: DRUGS,
        verdicts: GONE,
        aspects: &["statement"],
        work: Work::Each(record_lost),
        ..BASE
    },
    Operator {
        name: "reactions-lost",
        what: "the reactions to an allergen vanish",
        types: &["AllergyIntolerance"],
        aspects: &["reaction", "severity", "route", "text"],
        work: Work::Each(reactions_lost),
        ..BASE
    },
    Operator {
        name: "one-reaction-lost",
        what: "the last of several reactions vanishes",
        types: &["AllergyIntolerance"],
        aspects: &["reaction"],
        work: Work::Each(one_reaction_lost),
        ..BASE
    },
    Operator {
        name: "stop-date-lost",
        what: "the day on which it ended vanishes",
        types: &["AllergyIntolerance", "Condition", "Encounter", "MedicationRequest", "MedicationStatement", "Procedure"],
        aspects: &["time"],
        work: Work::Each(stop_date_lost),
        ..BASE
    },
    Operator {
        name: "onset-lost",
        what: "the day on which it began vanishes",
        types: LISTS,
        aspects: &["time", "onset_age"],
        work: Work::Each(onset_lost),
        ..BASE
    },
    Operator { name: "lot-lost", what: "the lot of a vaccine vanishes", types: &["Immunization"], aspects: &["lot"], work: Work::Each(lot_lost), ..BASE },
    Operator {
        name: "dose-number-lost",
        what: "which dose of the series it was vanishes",
        types: &["Immunization"],
        aspects: &["dose_number"],
        work: Work::Each(dose_number_lost),
        ..BASE
    },
    Operator { name: "remark-lost", what: "the remarks beside a record vanish", types: STATEMENTS, aspects: &["text"], work: Work::Each(remark_lost), ..BASE },
    Operator {
        name: "dosage-text-lost",
        what: "the words of a dosage vanish",
        types: &["MedicationDispense", "MedicationRequest", "MedicationStatement"],
        aspects: &["sig"],
        work: Work::Each(dosage_text_lost),
        ..BASE
    },
    Operator {
        name: "reason-lost",
        what: "the reason for it vanishes",
        types: &["Encounter", "MedicationRequest", "MedicationStatement", "Procedure", "ServiceRequest"],
        aspects: &["reason"],
        work: Work::Each(reason_lost),
        ..BASE
    },
    Operator {
        name: "body-site-lost",
        what: "the place of the body vanishes",
        types: &["Condition", "Procedure", "ServiceRequest"],
        aspects: &["body site", "laterality"],
        work: Work::Each(body_site_lost),
        ..BASE
    },
    Operator {
        name: "component-lost",
        what: "the last part of a measurement vanishes",
        types: &["Observation"],
        verdicts: GONE,
        aspects: &["statement"],
        work: Work::Each(component_lost),
        ..BASE
    },
    Operator {
        name: "document-text-lost",
        what: "a note keeps its heading and loses its text",
        types: &["DiagnosticReport", "DocumentReference"],
        aspects: &["body", "category", "statement", "text"],
        work: Work::Each(document_text_lost),
        ..BASE
    },
    Operator {
        name: "contact-lost",
        what: "one of the patient's telephone numbers or addresses of mail vanishes",
        types: &["Patient"],
        aspects: &["phone", "email"],
        work: Work::Each(contact_lost),
        ..BASE
    },
    Operator {
        name: "true-duplicate-removed",
        what: "of two list entries or documents that say the same in every element one is removed",
        types: &["AllergyIntolerance", "Condition", "DocumentReference"],
        work: Work::Each(true_duplicate_removed),
        ..TWIN
    },
    Operator {
        name: "generated-narrative-removed",
        what: "the narrative that a system made of the data is removed",
        work: Work::Each(narrative_removed),
        ..TWIN
    },
    Operator {
        name: "display-removed-beside-words",
        what: "the display of a code is removed where the words of the concept repeat it",
        types: STATEMENTS,
        work: Work::Each(display_removed),
        ..TWIN
    },
];

fn record_lost(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    if asserts(resource) && !has_duplicate(resource, site) { Effect::Removed } else { Effect::None }
}

fn reactions_lost(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    taken(resource, &["reaction"])
}

/// What a withdrawn record says is no loss.
fn taken(resource: &mut Value, path: &[&str]) -> Effect {
    changed(!is_withdrawn(resource) && take(resource, path))
}

fn one_reaction_lost(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let all: Vec<String> = items(resource, "reaction").iter().flat_map(|r| items(r, "manifestation")).map(key).collect();
    for reaction in items_mut(resource, "reaction") {
        let Some(Value::Array(list)) = reaction.get_mut("manifestation") else { continue };
        let last = list.last().map(key).unwrap_or_default();
        if list.len() > 1 && !last.is_empty() && all.iter().filter(|k| **k == last).count() == 1 {
            list.pop();
            return Effect::Changed;
        }
    }
    Effect::None
}

fn stop_date_lost(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    if is_withdrawn(resource) {
        return Effect::None;
    }
    changed(match kind(resource) {
        "Condition" => take_choice(resource, "abatement"),
        "AllergyIntolerance" => take_extension(resource, "allergyintolerance-abatement"),
        "MedicationRequest" => stop_of_order(resource),
        "MedicationStatement" => end_of(resource, "effectivePeriod"),
        "Encounter" => end_of(resource, "period"),
        _ => end_of(resource, "performedPeriod"),
    })
}

/// The end of the therapy, and until when the prescription holds.
fn stop_of_order(resource: &mut Value) -> bool {
    let stop = take(resource, &["dosageInstruction", "timing", "repeat", "boundsPeriod", "end"]);
    take(resource, &["dispenseRequest", "validityPeriod", "end"]) || stop
}

/// The end of a period that is no single moment.
fn end_of(resource: &mut Value, member: &str) -> bool {
    let (start, end) = (at(resource, &format!("/{member}/start")), at(resource, &format!("/{member}/end")));
    let spans = !start.is_empty() && !end.is_empty() && start != end;
    spans && take(resource, &[member, "end"])
}

fn onset_lost(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    changed(!is_withdrawn(resource) && take_choice(resource, "onset"))
}

fn lot_lost(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    taken(resource, &["lotNumber"])
}

fn dose_number_lost(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let numbered = items(resource, "protocolApplied").iter().any(|p| !choices(p, "doseNumber").is_empty());
    if numbered { taken(resource, &["protocolApplied"]) } else { Effect::None }
}

fn remark_lost(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let named = resource.get("code").map(words).unwrap_or("").to_string();
    let says_more = items(resource, "note").iter().any(|n| !text(n, "text").trim().is_empty() && text(n, "text") != named);
    if says_more { taken(resource, &["note"]) } else { Effect::None }
}

fn dosage_text_lost(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let order = taken(resource, &["dosageInstruction", "text"]);
    if order == Effect::None { taken(resource, &["dosage", "text"]) } else { order }
}

fn reason_lost(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let coded = taken(resource, &["reasonCode"]);
    let linked = taken(resource, &["reasonReference"]);
    if linked == Effect::None { coded } else { linked }
}

fn body_site_lost(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    taken(resource, &["bodySite"])
}

fn component_lost(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    if is_withdrawn(resource) {
        return Effect::None;
    }
    let Some(Value::Array(list)) = resource.get_mut("component") else { return Effect::None };
    let last = list.last().and_then(|c| c.get("code")).map(key).unwrap_or_default();
    let once = list.iter().filter(|c| c.get("code").map(key).is_some_and(|k| k == last)).count() == 1;
    let valued = list.last().is_some_and(|c| !choices(c, "value").is_empty());
    if list.len() < 2 || last.is_empty() || !once || !valued {
        return Effect::None;
    }
    list.pop();
    Effect::Changed
}

/// The file behind the link did not come along.
fn document_text_lost(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let link = format!("https://legacy.example.org/files/{}", text(resource, "id"));
    let mut any = false;
    if is_withdrawn(resource) {
        return Effect::None;
    }
    for content in items_mut(resource, "content") {
        any |= items_mut(content, "attachment").iter_mut().any(|a| emptied(a, &link));
    }
    for form in items_mut(resource, "presentedForm") {
        any |= emptied(form, &link);
    }
    changed(any)
}

fn emptied(attachment: &mut Value, link: &str) -> bool {
    let is_text = text(attachment, "contentType").starts_with("text/") && !text(attachment, "data").is_empty();
    if is_text {
        take(attachment, &["data"]);
        set(attachment, "url", json!(link));
    }
    is_text
}

fn contact_lost(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    if is_merged_away(resource) {
        return Effect::None;
    }
    let Some(Value::Array(list)) = resource.get_mut("telecom") else { return Effect::None };
    let reached = |t: &Value| matches!(text(t, "system"), "phone" | "email") && !text(t, "value").is_empty();
    let same = |t: &Value, value: &str| text(t, "value") == value;
    let lone = |t: &Value| reached(t) && list.iter().filter(|other| same(other, text(t, "value"))).count() == 1;
    let Some(index) = list.iter().rposition(lone) else { return Effect::None };
    list.remove(index);
    if list.is_empty() {
        take(resource, &["telecom"]);
    }
    Effect::Changed
}

/// The first of those that are alike stays, and whatever somebody refers to.
fn true_duplicate_removed(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let own = reference(resource);
    let earlier = siblings(resource, site).into_iter().any(|other| reference(other) < own && says_the_same(resource, other));
    let names = [own, format!("urn:uuid:{}", text(resource, "id"))];
    let named = earlier && site.chart(&patient(resource)).any(|r| mentions(r, &names));
    if earlier && !named && asserts(resource) { Effect::Removed } else { Effect::None }
}

fn mentions(value: &Value, names: &[String]) -> bool {
    match value {
        Value::String(words) => names.contains(words),
        Value::Array(list) => list.iter().any(|v| mentions(v, names)),
        Value::Object(members) => members.values().any(|v| mentions(v, names)),
        _ => false,
    }
}

fn narrative_removed(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let generated = at(resource, "/text/status") == "generated" && kind(resource) != "Composition";
    changed(generated && take(resource, &["text"]))
}

/// Systems whose codes anybody can look up.
const PUBLISHED: [&str; 5] = [
    "http://snomed.info/sct",
    "http://loinc.org",
    "http://www.nlm.nih.gov/research/umls/rxnorm",
    "http://hl7.org/fhir/sid/icd-10-cm",
    "http://hl7.org/fhir/sid/cvx",
];

fn display_removed(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let member = ["code", "vaccineCode", "medicationCodeableConcept", "type"].into_iter().find(|m| resource.get(*m).is_some_and(Value::is_object));
    let Some(concept) = member.and_then(|m| resource.get_mut(m)) else { return Effect::None };
    let told = text(concept, "text").to_string();
    let mut any = false;
    for coding in items_mut(concept, "coding") {
        let repeats = !told.is_empty() && text(coding, "display") == told;
        let looked_up = PUBLISHED.contains(&text(coding, "system")) && !text(coding, "code").is_empty();
        any |= repeats && looked_up && take(coding, &["display"]);
    }
    changed(any)
}
