//! What becomes of resources that a server takes in: links that lead to whomever has the key there, numbers under the system of the house, spans and
//! extensions that it has no place for, and a time of storing where nobody gave a time. Only a comparison of FHIR with FHIR can see most of it.

use crate::edit::{chart, edited, elsewhere, harm, kind, list, local, places, put, set, take, text, twin, whose};
use crate::operator::{ADDED, ALTERED, Fixed};
use crate::{Effect, Family, Operator, Site};
use serde_json::{Value, json};

const NPI: &str = "http://hl7.org/fhir/sid/us-npi";
const NAMED: Fixed = &["AllergyIntolerance", "Condition", "Encounter", "Immunization", "MedicationRequest", "Observation", "Procedure"];
/// Where a record names somebody.
const PEOPLE: [&str; 5] = ["/recorder", "/requester", "/performer/0", "/performer/0/actor", "/participant/0/individual"];
const LED: Fixed = &["author", "performer", "element"];
const DATED: Fixed = &["AllergyIntolerance", "Condition", "Observation"];
/// Dates that every system has.
const DATES: [&str; 5] = ["birthDate", "onsetDateTime", "effectiveDateTime", "authoredOn", "recordedDate"];
/// The sorts of numbers that the state gives.
const OF_THE_STATE: [&str; 4] = ["SS", "SB", "DL", "PPN"];

/// Whoever stands elsewhere throughout stands where everybody knows it.
const fn once(operator: Operator) -> Operator {
    Operator { systematic: false, ..operator }
}

pub(crate) const OPERATORS: &[Operator] = &[
    once(harm(Family::Identity, "number-under-another-system", "A number of a patient stands under the system of another facility", &["Patient"], (ALTERED, &["mrn"]), refiled)),
    once(harm(Family::Identity, "named-by-the-number-of-another", "Whoever did it is named by the number of somebody else", NAMED, (ALTERED, LED), named_by_another)),
    once(harm(Family::Identity, "result-of-another-patient", "A report names a result of another patient", &["DiagnosticReport"], (ALTERED, &["panel"]), foreign_result)),
    once(harm(Family::Identity, "specimen-of-another-sort", "A result was made of another specimen of the patient", &["Observation"], (ALTERED, &["specimen"]), other_specimen)),
    harm(Family::Time, "bounds-lost", "The span for which a drug is ordered is gone from its dosage", &["MedicationRequest"], (ALTERED, &["time", "precision", "element"]), unbounded),
    harm(Family::Time, "end-becomes-a-word", "The date on which a problem ended has become a word", &["Condition"], (ALTERED, &["time"]), end_in_words),
    harm(Family::Lost, "extension-of-a-value-lost", "What an extension adds to a value is gone", &["Patient", "Condition", "Observation"], (ALTERED, &["element"]), bared),
    harm(Family::Invented, "stored-date-invented", "A record that nobody dated is dated by its import", &["AllergyIntolerance", "Condition"], (ADDED, &["time"]), stamped),
    harm(Family::Status, "activity-turned", "An activity of a plan is over that is under way, or the other way round", &["CarePlan"], (ADDED, &["element"]), activity_turned),
    twin(Family::Identity, "named-by-number", "Whoever did it is named by a number instead of an id", NAMED, named_by_number),
    twin(Family::Invented, "stored-date-added", "A record that is dated also says when it was stored", DATED, stored),
    twin(Family::Invented, "extension-of-a-value-added", "An extension of the destination's own stands beside a value", &["Patient", "Condition", "Observation", "MedicationRequest"], extended),
    twin(Family::List, "numbered-items-reordered", "The numbered diagnoses of a bill, or the days of a week, stand in another order", &["Claim", "ExplanationOfBenefit", "MedicationRequest"], reordered),
];

/// The national number of a practitioner.
fn number(practitioner: &Value) -> Option<&str> {
    list(practitioner, "/identifier").iter().find(|identifier| identifier["system"] == NPI)?["value"].as_str()
}

/// Where a record names one practitioner, and the national number of that one.
fn person(resource: &Value, site: &Site<'_>) -> Option<(&'static str, String)> {
    let is_alone = |at: &&'static str| at.split('/').nth(1).is_some_and(|member| list(resource, &format!("/{member}")).len() < 2);
    PEOPLE.into_iter().filter(is_alone).find_map(|at| {
        let id = local(text(resource, &format!("{at}/reference"))?);
        let who = site.of_type_named("Practitioner").find(|one| one["id"] == id || number(one) == Some(id))?;
        Some((at, number(who)?.to_string()))
    })
}

fn by_number(resource: &mut Value, at: &str, number: &str) -> Effect {
    edited(resource, |r| {
        take(r, at, "reference")?;
        set(r, at, "identifier", json!({ "system": NPI, "value": number }))
    })
}

fn named_by_number(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let Some((at, own)) = person(resource, site) else { return Effect::None };
    by_number(resource, at, &own)
}

fn named_by_another(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let Some((at, own)) = person(resource, site) else { return Effect::None };
    let Some(other) = site.of_type_named("Practitioner").filter_map(number).find(|other| *other != own) else { return Effect::None };
    by_number(resource, at, other)
}

fn refiled(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let is_of_the_state = |at: &String| {
            let sorts = places(r, &format!("{at}/type/coding/*/code"));
            text(r, &format!("{at}/system")).is_none_or(|system| system.contains("ssn")) || sorts.iter().any(|sort| text(r, sort).is_some_and(|word| OF_THE_STATE.contains(&word)))
        };
        let at = places(r, "/identifier/*").into_iter().find(|at| !is_of_the_state(at))?;
        put(r, &format!("{at}/system"), "http://other.example/numbers")
    })
}

fn foreign_result(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let own = whose(resource);
    let result = |r: &Value| r.pointer("/result/0/reference").cloned();
    let is_of_another = |r: &Value| kind(r) == "DiagnosticReport" && !whose(r).is_empty() && whose(r) != own && result(r).is_some();
    let Some(foreign) = elsewhere(site, is_of_another).and_then(result) else { return Effect::None };
    edited(resource, |r| put(r, "/result/0/reference", foreign))
}

fn other_specimen(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let Some(reference) = text(resource, "/specimen/reference").map(str::to_string) else { return Effect::None };
    let taken: Vec<&Value> = chart(site, resource).into_iter().filter(|r| kind(r) == "Specimen").collect();
    let Some(own) = taken.iter().find(|r| r["id"] == local(&reference)) else { return Effect::None };
    let Some(other) = taken.iter().find(|r| r["type"] != own["type"]).and_then(|r| r["id"].as_str()) else { return Effect::None };
    edited(resource, |r| put(r, "/specimen/reference", format!("Specimen/{other}")))
}

fn unbounded(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| places(r, "/dosageInstruction/*/timing/repeat").iter().find_map(|at| take(r, at, "boundsPeriod")).map(|_| ()))
}

fn end_in_words(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        take(r, "", "abatementDateTime")?;
        take(r, "", "_abatementDateTime");
        set(r, "", "abatementString", "resolved")
    })
}

fn bared(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let explains = |value: &Value| list(value, "/extension").iter().any(|e| e["url"].as_str().is_some_and(|url| url.ends_with("/data-absent-reason")));
        let is_more = |name: &String| name.strip_prefix('_').is_some_and(|member| r.get(member).is_some()) && r[name.as_str()].get("extension").is_some() && !explains(&r[name.as_str()]);
        let name = r.as_object()?.keys().find(|name| is_more(name)).cloned()?;
        take(r, "", &name).map(|_| ())
    })
}

/// Whether anything of a record dates it.
fn is_dated(resource: &Value) -> bool {
    let dates = |name: &String| ["onset", "abatement", "recordedDate", "lastOccurrence", "effective", "issued"].iter().any(|stem| name.trim_start_matches('_').starts_with(stem));
    resource.as_object().is_some_and(|members| members.keys().any(dates))
}

fn stamped(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    if is_dated(resource) { Effect::None } else { edited(resource, |r| set(r, "", "recordedDate", "2026-01-01")) }
}

fn stored(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let is_result = kind(resource) == "Observation";
    let (happened, member, day) = if is_result { ("effectiveDateTime", "issued", "2026-01-01T00:00:00Z") } else { ("onsetDateTime", "recordedDate", "2026-01-01") };
    let is_silent = resource.get(happened).is_some() && resource.get(member).is_none();
    if is_silent { edited(resource, |r| set(r, "", member, day)) } else { Effect::None }
}

fn extended(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let name = DATES.into_iter().find(|name| r.get(*name).is_some() && r.get(format!("_{name}")).is_none())?;
        set(r, "", &format!("_{name}"), json!({ "extension": [{ "url": "http://new.example/import", "valueString": "batch 7" }] }))
    })
}

fn reordered(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let week = places(r, "/dosageInstruction/*/timing/repeat/dayOfWeek").into_iter().find(|at| list(r, at).len() > 1);
        let is_numbered = list(r, "/diagnosis").len() > 1 && list(r, "/diagnosis").iter().all(|diagnosis| diagnosis.get("sequence").is_some());
        let at = week.or_else(|| is_numbered.then(|| "/diagnosis".to_string()))?;
        r.pointer_mut(&at)?.as_array_mut()?.reverse();
        Some(())
    })
}

fn activity_turned(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let at = places(r, "/activity/*/detail/status").into_iter().next()?;
        let turned = if text(r, &at)? == "in-progress" { "completed" } else { "in-progress" };
        put(r, &at, turned)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A destination in which each of these operators finds an occasion.
    fn all() -> Vec<Value> {
        let practitioner = |id: &str, number: &str| json!({ "resourceType": "Practitioner", "id": id, "identifier": [{ "system": NPI, "value": number }] });
        let about = |id: &str| json!({ "reference": format!("Patient/{id}") });
        let specimen = |id: &str, sort: &str| json!({ "resourceType": "Specimen", "id": id, "subject": about("1"), "type": { "text": sort } });
        let report = |id: &str, of: &str, result: &str| json!({ "resourceType": "DiagnosticReport", "id": id, "subject": about(of), "result": [{ "reference": format!("Observation/{result}") }] });
        let imported = |value: &str| json!({ "extension": [{ "url": "http://old.example/more", "valueString": value }] });
        vec![
            practitioner("a", "11"),
            practitioner("b", "12"),
            json!({ "resourceType": "Patient", "id": "1", "identifier": [{ "type": { "coding": [{ "code": "SS" }] }, "system": "urn:s", "value": "9" }, { "system": "urn:mrn", "value": "7" }],
                "birthDate": "1970-01-02", "_birthDate": imported("at dawn") }),
            json!({ "resourceType": "Patient", "id": "2", "birthDate": "1970-01-03" }),
            json!({ "resourceType": "Condition", "id": "c", "subject": about("1"), "recorder": { "reference": "Practitioner/a" }, "onsetDateTime": "2020", "abatementDateTime": "2021" }),
            json!({ "resourceType": "AllergyIntolerance", "id": "n", "patient": about("1"), "code": { "text": "No known allergies" } }),
            specimen("s", "Blood"),
            specimen("t", "Urine"),
            json!({ "resourceType": "Observation", "id": "o", "subject": about("1"), "specimen": { "reference": "Specimen/s" }, "effectiveDateTime": "2020-01-01" }),
            report("r", "1", "o"),
            report("q", "2", "x"),
            json!({ "resourceType": "MedicationRequest", "id": "m", "subject": about("1"), "authoredOn": "2020-01-01",
                "dosageInstruction": [{ "timing": { "repeat": { "dayOfWeek": ["mon", "thu"], "boundsPeriod": { "end": "2020-02-01" } } } }] }),
            json!({ "resourceType": "Claim", "id": "b", "patient": about("1"), "diagnosis": [{ "sequence": 1 }, { "sequence": 2 }] }),
            json!({ "resourceType": "CarePlan", "id": "p", "subject": about("1"), "activity": [{ "detail": { "status": "in-progress" } }] }),
        ]
    }

    fn occasions(operator: &Operator) -> Vec<(Value, Value)> {
        crate::fixture::occasions(operator, &all(), 7).into_iter().map(|(before, after, _)| (before, after)).collect()
    }

    #[test]
    fn each_finds_an_occasion_and_edits_in_place() {
        for operator in OPERATORS {
            let found = occasions(operator);
            assert!(!found.is_empty(), "{} finds no occasion", operator.name);
            for (before, after) in found {
                assert_ne!(before, after, "{}", operator.name);
                assert_eq!(crate::reference(&before), crate::reference(&after), "{}", operator.name);
            }
        }
    }

    #[test]
    fn the_edits_are_what_they_say() {
        let first = |name: &str, place: &str| OPERATORS.iter().find(|o| o.name == name).map(occasions).and_then(|found| found.first()?.1.pointer(place).cloned());
        for (name, place, value) in [
            ("number-under-another-system", "/identifier/0/system", json!("urn:s")),
            ("number-under-another-system", "/identifier/1/system", json!("http://other.example/numbers")),
            ("named-by-the-number-of-another", "/recorder", json!({ "identifier": { "system": NPI, "value": "12" } })),
            ("named-by-number", "/recorder", json!({ "identifier": { "system": NPI, "value": "11" } })),
            ("result-of-another-patient", "/result/0/reference", json!("Observation/x")),
            ("specimen-of-another-sort", "/specimen/reference", json!("Specimen/t")),
            ("bounds-lost", "/dosageInstruction/0/timing/repeat", json!({ "dayOfWeek": ["mon", "thu"] })),
            ("end-becomes-a-word", "/abatementString", json!("resolved")),
            ("stored-date-invented", "/id", json!("n")),
            ("activity-turned", "/activity/0/detail/status", json!("completed")),
            ("numbered-items-reordered", "/dosageInstruction/0/timing/repeat/dayOfWeek", json!(["thu", "mon"])),
        ] {
            assert_eq!(first(name, place), Some(value), "{name}");
        }
        assert_eq!(first("extension-of-a-value-lost", "/_birthDate"), None);
    }
}
