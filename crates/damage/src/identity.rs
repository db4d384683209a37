//! Who, with whom and by whom: records on other patients, charts laid over each other, encounters and authors lost or changed,
//! and the numbers, names and dates by which a person is known.

use crate::base::is_merged_away;
use crate::edit::{all_places, chart, copied, edited, elsewhere, fresh, harm, kind, list, local, one, places, put, redirected, set, take, text, transposed, twin, whose};
use crate::{Dice, Effect, Family, Operator, Site, Work, reference};
use serde_json::Value;
use std::collections::BTreeMap;

const FAMILY: Family = Family::Identity;
const PATIENT: &[&str] = &["Patient"];
const RECORDS: &[&str] = &[
    "Condition", "AllergyIntolerance", "MedicationRequest", "MedicationStatement", "MedicationAdministration", "Observation", "Procedure", "Immunization",
    "Encounter", "DiagnosticReport", "DocumentReference", "FamilyMemberHistory", "Device", "ServiceRequest", "CareTeam", "Coverage", "Claim",
    "ClaimResponse", "ChargeItem", "ExplanationOfBenefit", "Consent",
];
const AUTHORED: &[&str] = &[
    "Condition", "AllergyIntolerance", "MedicationRequest", "Observation", "Procedure", "Immunization", "DiagnosticReport", "DocumentReference", "Encounter",
    "ServiceRequest",
];
const ALTERED: &[&str] = &["altered"];
const MISPLACED: (&[&str], &[&str]) = (&["misplaced", "lost", "invented", "merged", "duplicated", "split"], &["patient", "statement"]);
const AUTHOR: &[&str] = &["author", "performer"];

pub(crate) const OPERATORS: &[Operator] = &[
    harm(FAMILY, "wrong-patient", "The record stands in the chart of another patient", RECORDS, MISPLACED, wrong_patient),
    harm(FAMILY, "chart-overlay", "All records of one patient stand in the chart of one other patient", RECORDS, MISPLACED, overlay),
    harm(FAMILY, "second-chart", "The record stands in a second chart of the same person", RECORDS, MISPLACED, second_chart),
    harm(FAMILY, "person-overlaid", "Another person's name, birth date and address stand under the patient's number", PATIENT, (&["altered", "misplaced", "merged", "invented", "lost"], &["family", "given", "middle", "birth_date", "sex", "line", "city", "postal_code", "phone", "patient", "statement"]), person_overlaid),
    harm(FAMILY, "encounter-other", "The record hangs on another encounter of the patient", RECORDS, (&["misplaced", "altered"], &["encounter"]), encounter_other),
    harm(FAMILY, "encounter-lost", "The record no longer says in which encounter it was made", RECORDS, (&["altered", "lost"], &["encounter"]), encounter_lost),
    harm(FAMILY, "author-lost", "Nobody is named any more who recorded, ordered or did it", AUTHORED, (&["altered", "lost"], AUTHOR), author_lost),
    harm(FAMILY, "author-other", "Another person is named who recorded, ordered or did it", AUTHORED, (&["altered", "misplaced"], AUTHOR), author_other),
    harm(FAMILY, "family-doctor-lost", "Nobody is named any more who cares for the patient in general", PATIENT, (&["altered", "lost"], &["performer"]), family_doctor_lost),
    harm(FAMILY, "family-doctor-other", "Another person is named who cares for the patient in general", PATIENT, (&["altered", "misplaced"], &["performer"]), family_doctor_other),
    harm(FAMILY, "record-number-digits", "Two digits of the medical record number are exchanged", PATIENT, (&["altered", "misplaced", "lost", "invented"], &["mrn", "patient", "statement"]), record_number),
    harm(FAMILY, "ssn-digits", "Two digits of the social security number are exchanged", PATIENT, (ALTERED, &["ssn"]), ssn),
    harm(FAMILY, "names-swapped", "Family name and given name have each other's place", PATIENT, (ALTERED, &["family", "given"]), names_swapped),
    harm(FAMILY, "birth-day-month", "Day and month of birth are swapped", PATIENT, (ALTERED, &["birth_date"]), birth_swapped),
    harm(FAMILY, "death-lost", "A deceased patient is alive", PATIENT, (&["altered", "lost", "resurrected"], &["deceased", "death_date"]), death_lost),
    harm(FAMILY, "sex-turned", "Female has become male, or male female", PATIENT, (ALTERED, &["sex"]), sex),
    harm(FAMILY, "suffix-lost", "Junior and senior have the same name: the suffix is gone", PATIENT, (&["altered", "lost"], &["suffix"]), suffix_lost),
    harm(FAMILY, "telephone-uses-exchanged", "The number at home is said to be the one at work, or two numbers have exchanged what they are for", PATIENT, (ALTERED, &["phone use", "element"]), uses_exchanged),
    Operator { name: "new-ids", family: FAMILY, what: "Every resource has a new id, and every reference follows it", twin: true, types: &[], verdicts: &[], aspects: &[], systematic: true, work: Work::Whole(new_ids) },
    Operator { name: "shuffled", family: FAMILY, what: "The resources come in another order", twin: true, types: &[], verdicts: &[], aspects: &[], systematic: true, work: Work::Whole(shuffled) },
    twin(FAMILY, "absolute-references", "References give the whole address of the server", RECORDS, absolute),
    twin(FAMILY, "name-text-added", "The name is also written in one line", PATIENT, name_text),
    twin(FAMILY, "telephones-ranked", "The telephone numbers of a patient say in which order to try them", PATIENT, ranked),
    twin(FAMILY, "phone-formatted", "The telephone number is written with other punctuation", PATIENT, phone),
    twin(FAMILY, "identifiers-reordered", "The numbers of a patient stand in another order", PATIENT, identifiers),
];

/// Points a record to another patient. The words of the reference were the other's name, so they go.
fn move_to(resource: &mut Value, id: &str) -> Option<()> {
    let own = whose(resource);
    let mut moved = None;
    for member in ["subject", "patient", "beneficiary"] {
        let at = format!("/{member}/reference");
        let Some(to) = text(resource, &at).filter(|r| local(r) == own).map(|r| redirected(r, id)) else { continue };
        moved = put(resource, &at, to);
        take(resource, &format!("/{member}"), "display");
    }
    moved
}

/// The id of a patient other than the one of a resource.
fn other_patient(resource: &Value, site: &mut Site<'_>) -> Option<String> {
    let own = whose(resource);
    let named = |r: &Value| Some(whose(r)).filter(|id| !id.is_empty() && *id != own);
    if own.is_empty() { None } else { elsewhere(site, |r| named(r).is_some()).and_then(named) }
}

fn wrong_patient(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let Some(other) = other_patient(resource, site) else { return Effect::None };
    edited(resource, |r| move_to(r, &other))
}

/// The lot falls once for each patient, so that all records go the same way.
fn overlay(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    site.dice = Dice::new(0, &whose(resource));
    wrong_patient(resource, site)
}

/// The second chart has a record number of its own; the person's data are the same.
fn second_chart(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let Some(person) = chart(site, resource).into_iter().find(|r| kind(r) == "Patient") else { return Effect::None };
    let number = fresh(&mut site.dice);
    let Some(mut second) = copied(person, &mut site.dice) else { return Effect::None };
    for at in places(&second, "/identifier/*/value") {
        put(&mut second, &at, number.as_str());
    }
    let id = second["id"].as_str().unwrap_or("").to_string();
    match edited(resource, |r| move_to(r, &id)) {
        Effect::Changed => Effect::Split(vec![second]),
        _ => Effect::None,
    }
}

fn person_overlaid(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let (own, name) = (resource["id"].clone(), resource["name"].clone());
    let Some(other) = elsewhere(site, |r| kind(r) == "Patient" && r["id"] != own && r["name"] != name) else { return Effect::None };
    edited(resource, |r| {
        for member in ["name", "birthDate", "gender", "address", "telecom"] {
            match other.get(member) {
                Some(value) => set(r, "", member, value.clone())?,
                None => drop(take(r, "", member)),
            }
        }
        Some(())
    })
}

const ENCOUNTERS: &[&str] = &["/encounter/reference", "/encounter/*/reference", "/context/reference", "/context/encounter/*/reference", "/context/encounter/reference"];

fn encounter_other(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let Some(at) = all_places(resource, ENCOUNTERS).into_iter().next() else { return Effect::None };
    let own = text(resource, &at).map(local).unwrap_or("").to_string();
    let others = chart(site, resource).into_iter().filter(|r| kind(r) == "Encounter").filter_map(|r| r["id"].as_str()).filter(|id| *id != own);
    let Some(id) = one(others.collect(), &mut site.dice) else { return Effect::None };
    edited(resource, |r| {
        let new = redirected(text(r, &at)?, id);
        put(r, &at, new)
    })
}

fn encounter_lost(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let plain = take(r, "", "encounter").is_some();
        if plain || (text(r, "/context/reference").is_some() && take(r, "", "context").is_some()) {
            return Some(());
        }
        take(r, "/context", "encounter")?;
        // FHIR has no empty objects.
        if r["context"].as_object().is_some_and(|context| context.is_empty()) {
            take(r, "", "context");
        }
        Some(())
    })
}

fn author_lost(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        for member in ["recorder", "asserter", "requester", "author", "performer", "resultsInterpreter", "participant"] {
            take(r, "", member);
        }
        Some(())
    })
}

const AUTHORS: &[&str] = &["/recorder", "/requester", "/author/*", "/performer/*/actor", "/performer/*", "/participant/*/individual", "/asserter", "/resultsInterpreter/*"];

/// The first reference to somebody who wrote or did it and is not the patient.
fn somebody(resource: &Value) -> Option<&Value> {
    let is_somebody = |at: &String| text(resource, &format!("{at}/reference")).is_some_and(|r| !r.starts_with('#') && local(r) != whose(resource));
    let at = all_places(resource, AUTHORS).into_iter().find(is_somebody)?;
    resource.pointer(&at)
}

fn author_other(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let Some(own) = somebody(resource).cloned() else { return Effect::None };
    // Of the same type: an organization records no condition.
    let stem = |found: &Value| found["reference"].as_str().map(|r| redirected(r, ""));
    let differs = |found: &Value| found["reference"] != own["reference"] && stem(found) == stem(&own);
    let Some(other) = elsewhere(site, |r| somebody(r).is_some_and(differs)).and_then(somebody) else { return Effect::None };
    edited(resource, |r| {
        // Everyone who stood for it stands for it no more: recorder and asserter are often the same person.
        for at in all_places(r, AUTHORS) {
            if r.pointer(&at).is_some_and(|found| found["reference"] == own["reference"]) {
                put(r, &at, other.clone())?;
            }
        }
        Some(())
    })
}

fn family_doctor_lost(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    if is_merged_away(resource) {
        return Effect::None;
    }
    edited(resource, |r| take(r, "", "generalPractitioner").map(|_| ()))
}

fn family_doctor_other(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let Some(own) = resource.pointer("/generalPractitioner/0").cloned() else { return Effect::None };
    let stem = |found: &Value| found["reference"].as_str().map(|r| redirected(r, ""));
    let differs = |found: &Value| found["reference"] != own["reference"] && stem(found) == stem(&own);
    let Some(other) = elsewhere(site, |r| somebody(r).is_some_and(differs)).and_then(somebody) else { return Effect::None };
    edited(resource, |r| put(r, "/generalPractitioner/0", other.clone()))
}

/// The value of an identifier of a type or system.
fn numbered(resource: &Value, code: &str, system: &str) -> Option<String> {
    let is_type = |at: &String| places(resource, &format!("{at}/type/coding/*/code")).iter().any(|c| text(resource, c) == Some(code));
    let is_system = |at: &String| !system.is_empty() && text(resource, &format!("{at}/system")) == Some(system);
    places(resource, "/identifier/*").into_iter().find(|at| is_type(at) || is_system(at)).map(|at| format!("{at}/value"))
}

fn exchanged(resource: &mut Value, at: Option<String>) -> Effect {
    edited(resource, |r| {
        let at = at?;
        let new = transposed(text(r, &at)?)?;
        put(r, &at, new)
    })
}

fn record_number(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let untyped = || places(resource, "/identifier/*").into_iter().find(|at| resource.pointer(at).is_some_and(|i| i.get("type").is_none()));
    let at = numbered(resource, "MR", "").or_else(|| untyped().map(|at| format!("{at}/value")));
    exchanged(resource, at)
}

fn ssn(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let at = numbered(resource, "SS", "http://hl7.org/fhir/sid/us-ssn");
    exchanged(resource, at)
}

fn names_swapped(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let (family, given) = (text(r, "/name/0/family")?.to_string(), text(r, "/name/0/given/0")?.to_string());
        put(r, "/name/0/family", given)?;
        put(r, "/name/0/given/0", family)
    })
}

fn birth_swapped(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let parts: Vec<String> = text(r, "/birthDate")?.split('-').map(str::to_string).collect();
        let [year, month, day] = &parts[..] else { return None };
        if day.as_str() > "12" {
            return None;
        }
        put(r, "/birthDate", format!("{year}-{day}-{month}"))
    })
}

fn death_lost(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let dated = take(r, "", "deceasedDateTime").is_some();
        let flagged = r["deceasedBoolean"] == true && take(r, "", "deceasedBoolean").is_some();
        (dated || flagged).then_some(())
    })
}

fn sex(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let turned = match text(r, "/gender")? {
            "female" => "male",
            "male" => "female",
            _ => return None,
        };
        put(r, "/gender", turned)
    })
}

fn suffix_lost(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        for at in places(r, "/name/*") {
            take(r, &at, "suffix");
        }
        Some(())
    })
}

/// A destination numbers its resources as it likes, as long as every reference follows.
fn new_ids(all: &mut Vec<Value>, dice: &mut Dice) {
    let mut typed = BTreeMap::new();
    let mut bare = BTreeMap::new();
    for resource in all.iter() {
        let id = typed.entry(reference(resource)).or_insert_with(|| fresh(dice)).clone();
        bare.entry(resource["id"].as_str().unwrap_or("").to_string()).or_insert(id);
    }
    *all = std::mem::take(all).into_iter().map(|resource| renamed(resource, &typed, &bare)).collect();
}

fn renamed(mut resource: Value, typed: &BTreeMap<String, String>, bare: &BTreeMap<String, String>) -> Value {
    if let Some(id) = typed.get(&reference(&resource)) {
        set(&mut resource, "", "id", id.as_str());
    }
    follow(&mut resource, &|written| {
        let id = match written.strip_prefix("urn:uuid:") {
            Some(id) => bare.get(id)?,
            None => typed.get(&of_type(written)?)?,
        };
        Some(redirected(written, id))
    });
    resource
}

/// `Type/id` at the end of a reference; none of a contained resource or of a search.
fn of_type(written: &str) -> Option<String> {
    let current = written.split("/_history/").next().unwrap_or(written);
    let mut parts = current.rsplit('/');
    let (id, name) = (parts.next()?, parts.next()?);
    if current.contains('?') { None } else { Some(format!("{name}/{id}")) }
}

/// Rewrites every `reference` in a value.
fn follow(value: &mut Value, change: &dyn Fn(&str) -> Option<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members.iter_mut() {
                match member.as_str().filter(|_| name == "reference").and_then(change) {
                    Some(new) => *member = Value::String(new),
                    None => follow(member, change),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| follow(item, change)),
        _ => {}
    }
}

/// Order between resources means nothing in FHIR.
fn shuffled(all: &mut Vec<Value>, dice: &mut Dice) {
    let mut rest = std::mem::take(all);
    while let Some(last) = rest.pop() {
        let at = dice.below(all.len() + 1);
        all.push(last);
        let end = all.len() - 1;
        all.swap(at, end);
    }
}

fn absolute(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let is_relative = |written: &str| written.starts_with(|c: char| c.is_ascii_uppercase()) && !written.contains(['?', ':']);
        follow(r, &|written| is_relative(written).then(|| format!("https://ehr.example.org/fhir/R4/{written}")));
        Some(())
    })
}

fn name_text(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        for at in places(r, "/name/*") {
            let family = text(r, &format!("{at}/family"))?;
            let given = list(r, &format!("{at}/given")).iter().filter_map(Value::as_str);
            let words: Vec<&str> = given.chain([family]).collect();
            let line = words.join(" ");
            if r.pointer(&at)?.get("text").is_none() {
                set(r, &at, "text", line)?;
            }
        }
        Some(())
    })
}

/// Ten digits, with or without parentheses: the same number.
fn phone(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        for at in places(r, "/telecom/*") {
            let value = format!("{at}/value");
            let digits: String = text(r, &value).unwrap_or("").chars().filter(char::is_ascii_digit).collect();
            let is_phone = matches!(text(r, &format!("{at}/system")), Some("phone" | "sms"));
            let (Some(area), Some(office), Some(line), true) = (digits.get(..3), digits.get(3..6), digits.get(6..), is_phone && digits.len() == 10) else { continue };
            let bracketed = text(r, &value).is_some_and(|v| v.contains('('));
            put(r, &value, if bracketed { format!("{area}-{office}-{line}") } else { format!("({area}) {office}-{line}") })?;
        }
        Some(())
    })
}

/// Exchanges the uses of two numbers; a single one is for something else.
fn uses_exchanged(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let told = |at: &String| Some((format!("{at}/use"), text(r, &format!("{at}/use"))?.to_string()));
        let is_phone = |at: &String| text(r, &format!("{at}/system")) == Some("phone") && text(r, &format!("{at}/value")).is_some();
        let used: Vec<(String, String)> = places(r, "/telecom/*").iter().filter(|at| is_phone(at)).filter_map(told).collect();
        let (first, before) = used.first()?.clone();
        match used.iter().find(|(_, word)| *word != before).cloned() {
            Some((second, other)) => {
                put(r, &first, other)?;
                put(r, &second, before)
            }
            None => put(r, &first, if before == "work" { "home" } else { "work" }),
        }
    })
}

fn ranked(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let all = places(r, "/telecom/*");
        let is_ranked = |at: &String| r.pointer(at).is_some_and(|t| t.get("rank").is_some());
        if all.is_empty() || all.iter().any(is_ranked) {
            return None;
        }
        for (number, at) in all.iter().enumerate() {
            set(r, at, "rank", number + 1)?;
        }
        Some(())
    })
}

/// Each number says by its type and system what it is.
fn identifiers(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        r.pointer_mut("/identifier")?.as_array_mut()?.reverse();
        Some(())
    })
}
