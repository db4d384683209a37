//! One record overwrites another: ids that collide, imports that come later. The twins give every record another id or place.

use crate::base::{STATEMENTS, asserts, damage, is_denied, is_withdrawn, twin};
use crate::json::{at, changed, has_duplicate, items, key, kind, reword, said, set, siblings, stranger, take, take_choice, text};
use crate::medication::{courses, day};
use crate::{Dice, Effect, Family, Operator, Site, Work, patient, reference};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const BASE: Operator = Operator { verdicts: &["altered", "lost", "invented"], ..damage(Family::LastWins) };
const TWIN: Operator = twin(Family::LastWins);

/// What may differ when the whole content of a record is another's.
const CONTENT: &[&str] = &[
    "statement",
    "code",
    "text",
    "time",
    "status",
    "verification",
    "severity",
    "criticality",
    "type",
    "category",
    "reaction",
    "dose",
    "unit",
    "route",
    "frequency",
    "sig",
    "refills",
    "quantity",
    "value",
    "reason",
    "lot",
    "dose_number",
    "body",
    "title",
    "patient",
    "negation",
    "body site",
];
/// One is gone, another is there twice: how it is called depends on how like they are.
const SWALLOWED: &[&str] = &["lost", "altered", "duplicated", "merged", "invented", "resurrected"];
const CLINICAL: &[&str] = &["AllergyIntolerance", "Condition", "Immunization", "MedicationRequest", "Observation", "Procedure"];

pub(crate) const OPERATORS: &[Operator] = &[
    Operator {
        name: "ids-made-of-the-day-collide",
        what: "of the records of one kind, patient and day the last remains",
        types: STATEMENTS,
        verdicts: &["lost", "merged"],
        aspects: &["statement"],
        work: Work::Each(day_collides),
        ..BASE
    },
    Operator {
        name: "ids-of-two-patients-collide",
        what: "a record falls together with one of another patient, which remains",
        types: CLINICAL,
        verdicts: &["lost", "merged"],
        aspects: &["statement"],
        work: Work::Each(patients_collide),
        ..BASE
    },
    Operator {
        name: "overwritten-by-another-record",
        what: "a record says what another record of the chart says",
        types: CLINICAL,
        verdicts: SWALLOWED,
        aspects: CONTENT,
        systematic: false,
        work: Work::Each(overwritten),
        ..BASE
    },
    Operator {
        name: "overwritten-by-another-patient",
        what: "a record says what a record of another patient says, of that patient",
        types: CLINICAL,
        verdicts: &["lost", "duplicated", "misplaced", "merged", "altered"],
        aspects: &["statement", "patient"],
        systematic: false,
        work: Work::Each(overwritten_by_stranger),
        ..BASE
    },
    Operator {
        name: "laid-over-by-another-patient",
        what: "what a record of another patient says is laid over this one, which keeps its patient",
        types: CLINICAL,
        verdicts: &["lost", "altered", "invented", "misplaced", "resurrected"],
        aspects: CONTENT,
        work: Work::Each(laid_over),
        ..BASE
    },
    Operator {
        name: "last-status-wins",
        what: "every entry has the status of the newest one",
        types: &["AllergyIntolerance", "Condition", "MedicationRequest"],
        verdicts: &["altered", "resurrected"],
        aspects: &["status", "time"],
        work: Work::Each(last_status),
        ..BASE
    },
    Operator {
        name: "last-dosage-wins",
        what: "an earlier course has the dosage of a later one",
        types: &["MedicationRequest"],
        aspects: &["dose", "sig", "frequency", "route", "time", "unit", "as_needed", "text"],
        work: Work::Each(last_dosage),
        ..BASE
    },
    Operator {
        name: "last-result-wins",
        what: "an earlier result has the value of the newest one of the same test",
        types: &["Observation"],
        aspects: &["value", "unit", "comparator"],
        work: Work::Each(last_result),
        ..BASE
    },
    Operator {
        name: "last-reaction-wins",
        what: "an allergy has the reactions of another one",
        types: &["AllergyIntolerance"],
        aspects: &["reaction", "severity", "route", "text"],
        work: Work::Each(last_reaction),
        ..BASE
    },
    Operator {
        name: "last-document-wins",
        what: "a document has the text of another one",
        types: &["DocumentReference"],
        verdicts: &["altered", "lost", "duplicated"],
        aspects: &["body", "title", "text", "statement", "category"],
        work: Work::Each(last_document),
        ..BASE
    },
    Operator {
        name: "last-lot-wins",
        what: "a vaccination has the lot of another one",
        types: &["Immunization"],
        aspects: &["lot"],
        work: Work::Each(last_lot),
        ..BASE
    },
    Operator {
        name: "last-address-wins",
        what: "a patient has the address and the telephone of another one",
        types: &["Patient"],
        aspects: &["line", "city", "state", "postal_code", "country", "phone", "email"],
        work: Work::Each(last_address),
        ..BASE
    },
    Operator {
        name: "every-record-renumbered",
        what: "every record but the patients has another id, and whatever names it says so",
        work: Work::Whole(new_ids),
        ..TWIN
    },
    Operator { name: "other-order", what: "the records stand in another order", work: Work::Whole(other_order), ..TWIN },
    Operator {
        name: "identifier-added",
        what: "a record gains the number that the destination gave it",
        types: CLINICAL,
        work: Work::Each(identifier_added),
        ..TWIN
    },
];

/// The day that a record is filed under.
fn filed(resource: &Value) -> &str {
    let told = ["effectiveDateTime", "occurrenceDateTime", "performedDateTime", "authoredOn", "onsetDateTime", "recordedDate", "date", "start", "created"];
    let plain = told.into_iter().map(|member| text(resource, member));
    let spans = ["/performedPeriod/start", "/effectivePeriod/start", "/period/start"].into_iter().map(|pointer| at(resource, pointer));
    plain.chain(spans).find_map(|date| date.get(..10)).unwrap_or("")
}

fn day_collides(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let (own, when) = (reference(resource), filed(resource));
    if when.is_empty() || patient(resource).is_empty() || !asserts(resource) || has_duplicate(resource, site) {
        return Effect::None;
    }
    let later = siblings(resource, site).into_iter().any(|other| filed(other) == when && reference(other) > own);
    if later { Effect::Removed } else { Effect::None }
}

fn patients_collide(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    if !asserts(resource) || has_duplicate(resource, site) {
        return Effect::None;
    }
    let other = stranger(resource, site).map(reference);
    if other.is_some_and(|other| other > reference(resource)) { Effect::Removed } else { Effect::None }
}

/// The concept that a record is about.
fn concept(resource: &Value) -> String {
    let member = ["code", "vaccineCode", "medicationCodeableConcept"].into_iter().find_map(|m| resource.get(m));
    member.map(key).unwrap_or_default()
}

/// Whether another record is about something else, so that it can overwrite this one.
fn is_about_another(other: &Value, own: &str) -> bool {
    let concept = concept(other);
    !concept.is_empty() && concept != own && asserts(other) && !is_denied(other)
}

/// Another record of the chart about something else, drawn by the dice.
fn other_of_chart<'a>(resource: &Value, site: &mut Site<'a>) -> Option<&'a Value> {
    let own = concept(resource);
    let all: Vec<&Value> = siblings(resource, site).into_iter().filter(|other| is_about_another(other, &own)).collect();
    let index = site.dice.below(all.len());
    all.get(index).copied()
}

fn overwritten(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    if !asserts(resource) || has_duplicate(resource, site) {
        return Effect::None;
    }
    let Some(other) = other_of_chart(resource, site) else { return Effect::None };
    let id = resource.get("id").cloned().unwrap_or_default();
    *resource = other.clone();
    set(resource, "id", id);
    Effect::Changed
}

/// A record of another patient about something else.
fn stranger_about_another<'a>(resource: &Value, site: &mut Site<'a>) -> Option<&'a Value> {
    let own = concept(resource);
    stranger(resource, site).filter(|other| is_about_another(other, &own))
}

fn overwritten_by_stranger(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    if !asserts(resource) || has_duplicate(resource, site) {
        return Effect::None;
    }
    let Some(other) = stranger_about_another(resource, site) else { return Effect::None };
    let id = resource.get("id").cloned().unwrap_or_default();
    *resource = other.clone();
    set(resource, "id", id);
    Effect::Changed
}

/// What says whose record it is and what it hangs on.
const OWN: [&str; 12] =
    ["id", "meta", "identifier", "subject", "patient", "encounter", "context", "recorder", "asserter", "requester", "basedOn", "reasonReference"];

fn laid_over(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    if is_withdrawn(resource) || !asserts(resource) {
        return Effect::None;
    }
    let Some(Value::Object(members)) = stranger_about_another(resource, site) else { return Effect::None };
    for stem in ["value", "onset", "abatement", "effective", "performed", "occurrence", "medication"] {
        take_choice(resource, stem);
    }
    take(resource, &["dataAbsentReason"]);
    take(resource, &["component"]);
    for (member, value) in members.iter().filter(|(member, _)| !OWN.contains(&member.as_str())) {
        set(resource, member, value.clone());
    }
    Effect::Changed
}

fn last_status(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let member = if kind(resource) == "MedicationRequest" { "status" } else { "clinicalStatus" };
    if is_denied(resource) || said(resource, member).is_empty() {
        return Effect::None;
    }
    let others = siblings(resource, site).into_iter().filter(|other| !is_denied(other) && !said(other, member).is_empty());
    let Some(newest) = others.max_by_key(|&other| (filed(other), reference(other))) else { return Effect::None };
    let status = said(newest, member);
    if filed(newest) < filed(resource) || status == said(resource, member) {
        return Effect::None;
    }
    // What is active has no end.
    if status == "active" && member == "clinicalStatus" {
        take_choice(resource, "abatement");
    }
    changed(reword(resource, member, status))
}

fn last_dosage(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let later = courses(resource, site).into_iter().filter(|other| day(other) > day(resource));
    let Some(dosage) = later.max_by_key(|&other| (day(other), reference(other))).and_then(|other| other.get("dosageInstruction")) else { return Effect::None };
    let differs = resource.get("dosageInstruction").is_some_and(|own| own != dosage);
    if differs {
        set(resource, "dosageInstruction", dosage.clone());
    }
    changed(differs)
}

const VALUES: [&str; 3] = ["valueQuantity", "valueCodeableConcept", "valueString"];

fn last_result(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let Some(member) = VALUES.into_iter().find(|member| resource.get(*member).is_some()) else { return Effect::None };
    let own = concept(resource);
    let same = |other: &&Value| concept(other) == own && other.get(member).is_some() && !is_withdrawn(other);
    let newest = siblings(resource, site).into_iter().filter(same).max_by_key(|&other| (text(other, "effectiveDateTime"), reference(other)));
    let Some(newest) = newest.filter(|other| text(other, "effectiveDateTime") > text(resource, "effectiveDateTime")) else { return Effect::None };
    let Some(value) = newest.get(member) else { return Effect::None };
    if is_withdrawn(resource) || own.is_empty() || says_as_much(value, resource.get(member)) {
        return Effect::None;
    }
    set(resource, member, value.clone());
    Effect::Changed
}

/// Whether two values are equal in what they say: number and unit, code, or words.
fn says_as_much(one: &Value, other: Option<&Value>) -> bool {
    let Some(other) = other else { return false };
    let number = |v: &Value| v.get("value").and_then(Value::as_f64);
    match (number(one), number(other)) {
        (Some(a), Some(b)) => a == b,
        _ => one == other || (one.is_object() && key(one) == key(other)),
    }
}

/// What one member of another record of the chart says; the newest that says something else.
fn newest_member<'a>(resource: &Value, site: &Site<'a>, member: &str) -> Option<&'a Value> {
    let own = resource.get(member)?;
    let others = siblings(resource, site).into_iter().filter(|other| !is_denied(other) && other.get(member).is_some_and(|theirs| theirs != own));
    others.max_by_key(|&other| (filed(other), reference(other)))?.get(member)
}

/// Lays the newest other member over this one.
fn laid(resource: &mut Value, site: &Site<'_>, member: &str) -> Effect {
    let Some(theirs) = newest_member(resource, site, member).filter(|_| !is_denied(resource)) else { return Effect::None };
    set(resource, member, theirs.clone());
    Effect::Changed
}

fn last_reaction(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    laid(resource, site, "reaction")
}

fn last_document(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    laid(resource, site, "content")
}

fn last_lot(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    laid(resource, site, "lotNumber")
}

fn last_address(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let Some(other) = stranger(resource, site) else { return Effect::None };
    let mut any = false;
    for member in ["address", "telecom"] {
        let (Some(mine), Some(theirs)) = (resource.get(member), other.get(member)) else { continue };
        if mine != theirs {
            set(resource, member, theirs.clone());
            any = true;
        }
    }
    changed(any)
}

fn new_ids(all: &mut Vec<Value>, dice: &mut Dice) {
    let mut list = std::mem::take(all);
    let salt = dice.draw() % 0x1_0000;
    let mut names = BTreeMap::new();
    for (index, resource) in list.iter_mut().enumerate().filter(|(_, r)| kind(r) != "Patient") {
        let (old, id) = (reference(resource), format!("n{salt:x}-{index}"));
        names.insert(format!("urn:uuid:{}", text(resource, "id")), format!("urn:uuid:{id}"));
        set(resource, "id", Value::from(id));
        names.insert(old, reference(resource));
    }
    for resource in &mut list {
        renamed(resource, &names);
    }
    all.append(&mut list);
}

fn renamed(value: &mut Value, names: &BTreeMap<String, String>) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(|item| renamed(item, names)),
        Value::Object(members) => {
            for (member, inner) in members.iter_mut() {
                match inner.as_str().and_then(|told| names.get(told)) {
                    Some(new) if member == "reference" => *inner = Value::from(new.as_str()),
                    _ => renamed(inner, names),
                }
            }
        }
        _ => {}
    }
}

fn other_order(all: &mut Vec<Value>, dice: &mut Dice) {
    let mut rest = std::mem::take(all);
    while !rest.is_empty() {
        let index = dice.below(rest.len());
        all.push(rest.swap_remove(index));
    }
}

fn identifier_added(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let mut all = items(resource, "identifier").to_vec();
    all.push(json!({ "system": "https://destination.example.org/record", "value": format!("D{}", text(resource, "id")) }));
    set(resource, "identifier", Value::from(all));
    Effect::Changed
}
