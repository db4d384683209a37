//! Lists: duplicates, panels that lost their parts, records on the wrong list, several made one and one made several.

use crate::base::is_merged_away;
use crate::edit::{chart, copied, edited, fresh, harm, kind, list, local, one, places, put, redirected, set, take, text, twin};
use crate::moment::Moment;
use crate::{Effect, Family, Operator, Site};
use serde_json::{Value, json};

const FAMILY: Family = Family::List;
const RECORDS: &[&str] = &[
    "Condition", "AllergyIntolerance", "MedicationRequest", "MedicationStatement", "Observation", "Procedure", "Immunization", "Encounter", "DocumentReference",
    "DiagnosticReport", "Device", "ServiceRequest",
];
const SERIES: &[&str] = &["Condition", "Observation", "Procedure", "Immunization", "MedicationRequest"];
const PANELS: &[&str] = &["Observation", "DiagnosticReport"];
const CONDITION: &[&str] = &["Condition"];
const OBSERVATION: &[&str] = &["Observation"];
const INVENTED: (&[&str], &[&str]) = (&["invented", "altered", "misplaced", "duplicated"], &["statement", "category"]);
const PANEL: (&[&str], &[&str]) = (&["altered", "lost", "split"], &["panel", "statement", "value", "relationship", "type"]);
const LISTED: (&[&str], &[&str]) = (&["altered", "misplaced"], &["category"]);
const SPLIT: (&[&str], &[&str]) = (&["split", "duplicated", "invented", "altered", "lost"], &["statement", "time", "code", "reaction"]);

pub(crate) const OPERATORS: &[Operator] = &[
    harm(FAMILY, "duplicated", "The record stands there twice, under two ids", RECORDS, (&["duplicated", "invented"], &["statement"]), duplicated),
    harm(FAMILY, "panel-part-lost", "One part of a panel is gone", OBSERVATION, (&["lost", "altered"], &["statement", "value"]), component_lost),
    harm(FAMILY, "panel-detached", "A panel or report no longer names its results", PANELS, PANEL, detached),
    harm(FAMILY, "panel-member-lost", "A panel or report no longer names one of its results, which stands alone", PANELS, PANEL, member_lost),
    harm(FAMILY, "panel-member-other", "A panel or report names another result of the patient in the place of its own", PANELS, PANEL, member_other),
    harm(FAMILY, "diagnosis-on-problem-list", "A diagnosis of one encounter stands on the problem list", CONDITION, LISTED, to_problem_list),
    harm(FAMILY, "problem-as-diagnosis", "A problem is off the list: it has become the diagnosis of an encounter", CONDITION, LISTED, to_diagnosis),
    harm(FAMILY, "family-history-as-problem", "A disease of a relative is also a problem of the patient", &["FamilyMemberHistory"], INVENTED, family_as_problem),
    harm(FAMILY, "social-history-as-problem", "An answer about habits or living is also a problem of the patient", OBSERVATION, INVENTED, social_as_problem),
    harm(FAMILY, "only-the-latest", "Of several records of one concept only the latest was kept", SERIES, (&["merged", "lost"], &["statement"]), only_latest),
    harm(FAMILY, "split-in-time", "What began and ended has become one record that began and one that ended", CONDITION, SPLIT, split_in_time),
    harm(FAMILY, "course-cut-in-two", "A course has become two that follow upon each other", &["Condition", "MedicationRequest"], SPLIT, course_cut),
    harm(FAMILY, "split-by-code", "Each coding of the concept has become a record of its own", RECORDS, SPLIT, split_by_code),
    harm(FAMILY, "split-by-reaction", "Each reaction has become an allergy of its own", &["AllergyIntolerance"], SPLIT, split_by_reaction),
    harm(FAMILY, "specimen-lost", "The specimen is not named any more", PANELS, (&["altered", "lost"], &["specimen"]), specimen_lost),
    harm(FAMILY, "category-other", "A laboratory result stands among the vital signs, or another list was confused", OBSERVATION, (&["altered", "misplaced"], &["category"]), category_other),
    harm(FAMILY, "first-of-several", "Of a list of several only the first was kept", &["Patient", "AllergyIntolerance", "MedicationRequest", "Encounter", "Condition", "Procedure", "Immunization", "CareTeam", "FamilyMemberHistory"], (&["altered", "lost"], &["statement", "phone", "email", "line", "city", "state", "postal_code", "family", "given", "maiden", "middle", "mrn", "ssn", "language", "reaction", "severity", "reason", "sig", "dose", "unit", "frequency", "route", "body site", "text", "value", "performer", "role", "code", "laterality"]), first_of_several),
    twin(FAMILY, "components-reordered", "The parts of a panel stand in another order", OBSERVATION, components_reordered),
    twin(FAMILY, "reactions-reordered", "The reactions of an allergy stand in another order", &["AllergyIntolerance"], reactions_reordered),
    twin(FAMILY, "results-reordered", "The results of a report stand in another order", PANELS, results_reordered),
    twin(FAMILY, "results-named-in-words", "A report names its results in words beside the reference", PANELS, results_in_words),
    twin(FAMILY, "stored-again", "The destination stamped its own version and time of storing", RECORDS, stored_again),
];

fn duplicated(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    match copied(resource, &mut site.dice) {
        Some(copy) => Effect::Added(vec![copy]),
        None => Effect::None,
    }
}

fn component_lost(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let count = list(resource, "/component").len();
    if count < 2 {
        return Effect::None;
    }
    let index = site.dice.below(count);
    edited(resource, |r| {
        r.pointer_mut("/component")?.as_array_mut()?.remove(index);
        Some(())
    })
}

fn detached(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| take(r, "", "hasMember").or_else(|| take(r, "", "result")).map(|_| ()))
}

/// The list in which a panel or a report names its results.
fn results(resource: &Value) -> &'static str {
    if list(resource, "/result").is_empty() { "/hasMember" } else { "/result" }
}

fn member_lost(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let (at, count) = (results(resource), list(resource, results(resource)).len());
    if count < 2 {
        return Effect::None;
    }
    let index = site.dice.below(count);
    edited(resource, |r| {
        r.pointer_mut(at)?.as_array_mut()?.remove(index);
        Some(())
    })
}

/// Another result than any of its own, about something else than the one whose place it takes.
fn member_other(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let at = format!("{}/0/reference", results(resource));
    let Some(own) = text(resource, &at).map(str::to_string) else { return Effect::None };
    let named: Vec<String> = places(resource, &format!("{}/*/reference", results(resource))).iter().filter_map(|p| text(resource, p)).map(|r| local(r).to_string()).collect();
    let around = chart(site, resource);
    let mine = around.iter().find(|other| text(other, "/id") == Some(local(&own))).and_then(|other| other.get("code")).cloned();
    let is_other = |other: &&Value| {
        let id = text(other, "/id").unwrap_or("");
        kind(other) == "Observation" && crate::base::asserts(other) && !named.iter().any(|n| n == id) && other.get("code") != mine.as_ref()
    };
    let Some(other) = one(around.into_iter().filter(is_other).collect(), &mut site.dice) else { return Effect::None };
    let Some(id) = text(other, "/id") else { return Effect::None };
    edited(resource, |r| put(r, &at, redirected(&own, id)))
}

/// The reference stays what it is.
fn results_in_words(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        for at in places(r, &format!("{}/*", results(r))) {
            set(r, &at, "display", "Result")?;
        }
        Some(())
    })
}

/// Where a course begins and where it ends.
const COURSES: [(&str, &str); 2] = [
    ("/onsetDateTime", "/abatementDateTime"),
    ("/dosageInstruction/0/timing/repeat/boundsPeriod/start", "/dosageInstruction/0/timing/repeat/boundsPeriod/end"),
];

/// The first part ends in the middle, the second begins a day later.
fn course_cut(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let cut = COURSES.iter().find_map(|(start, end)| {
        let (from, to) = (Moment::parse(text(resource, start)?)?, Moment::parse(text(resource, end)?)?);
        let days = to.days - from.days;
        (from.known == 3 && to.known == 3 && days >= 4).then(|| (*start, *end, from.moved(days / 2 * 86_400)))
    });
    let Some((start, end, middle)) = cut else { return Effect::None };
    let next = middle.moved(86_400);
    split(resource, site, |r| put(r, end, middle.text()), |r| put(r, start, next.text()))
}

fn category(code: &str, display: &str) -> Value {
    json!([{ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/condition-category", "code": code, "display": display }] }])
}

/// Whether a category of the resource has the code.
fn is_category(resource: &Value, code: &str) -> bool {
    places(resource, "/category/*/coding/*/code").iter().any(|at| text(resource, at) == Some(code))
}

/// The profile says on which list a condition is as well.
fn relist(resource: &mut Value, from: &str, to: &str, display: &str, profile: &str) -> Effect {
    edited(resource, |r| {
        is_category(r, from).then_some(())?;
        set(r, "", "category", category(to, display))?;
        for at in places(r, "/meta/profile/*") {
            if text(r, &at).is_some_and(|p| p.contains("/us-core-condition")) {
                put(r, &at, format!("http://hl7.org/fhir/us/core/StructureDefinition/{profile}"))?;
            }
        }
        Some(())
    })
}

fn to_problem_list(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    relist(resource, "encounter-diagnosis", "problem-list-item", "Problem List Item", "us-core-condition-problems-health-concerns")
}

fn to_diagnosis(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    relist(resource, "problem-list-item", "encounter-diagnosis", "Encounter Diagnosis", "us-core-condition-encounter-diagnosis")
}

/// A problem of the patient, as a careless table makes it.
fn problem(subject: &Value, code: &Value, site: &mut Site<'_>) -> Value {
    json!({
        "resourceType": "Condition",
        "id": fresh(&mut site.dice),
        "clinicalStatus": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active" }] },
        "verificationStatus": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/condition-ver-status", "code": "confirmed" }] },
        "category": category("problem-list-item", "Problem List Item"),
        "code": code,
        "subject": subject,
    })
}

fn family_as_problem(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let codes: Vec<&Value> = places(resource, "/condition/*/code").iter().filter_map(|at| resource.pointer(at)).collect();
    match (resource.get("patient"), one(codes, &mut site.dice)) {
        (Some(patient), Some(code)) => Effect::Added(vec![problem(patient, code, site)]),
        _ => Effect::None,
    }
}

fn social_as_problem(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    if !is_category(resource, "social-history") {
        return Effect::None;
    }
    match (resource.get("subject"), resource.get("valueCodeableConcept")) {
        (Some(subject), Some(code)) => Effect::Added(vec![problem(subject, code, site)]),
        _ => Effect::None,
    }
}

/// The first code of what a record is about, and when it was.
fn concept_and_day(resource: &Value) -> Option<(&Value, i64)> {
    let code = ["/code/coding/0", "/vaccineCode/coding/0", "/medicationCodeableConcept/coding/0"].iter().find_map(|at| resource.pointer(at))?;
    let dates = ["/onsetDateTime", "/effectiveDateTime", "/occurrenceDateTime", "/performedDateTime", "/performedPeriod/start", "/authoredOn"];
    let when = dates.iter().find_map(|at| Moment::parse(text(resource, at)?))?;
    Some((code, when.instant()))
}

/// The records before the latest of their concept are gone; the latest stays.
fn only_latest(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let Some((code, day)) = concept_and_day(resource) else { return Effect::None };
    let later = |other: &&Value| {
        let Some((theirs, when)) = concept_and_day(other) else { return false };
        when > day && theirs["code"] == code["code"] && theirs["system"] == code["system"]
    };
    let name = kind(resource);
    let found = chart(site, resource).into_iter().filter(|other| kind(other) == name).find(later);
    if found.is_some() { Effect::Removed } else { Effect::None }
}

/// A copy under a new id beside the edited resource.
fn split(resource: &mut Value, site: &mut Site<'_>, here: impl FnOnce(&mut Value) -> Option<()>, there: impl FnOnce(&mut Value) -> Option<()>) -> Effect {
    let Some(mut second) = copied(resource, &mut site.dice) else { return Effect::None };
    if there(&mut second).is_none() {
        return Effect::None;
    }
    match edited(resource, here) {
        Effect::Changed => Effect::Split(vec![second]),
        _ => Effect::None,
    }
}

fn split_in_time(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let drop_end = |r: &mut Value| take(r, "", "abatementDateTime").map(|_| ());
    let drop_start = |r: &mut Value| take(r, "", "onsetDateTime").map(|_| ());
    split(resource, site, drop_end, drop_start)
}

/// Keeps one item of a list.
fn keep(resource: &mut Value, at: &str, index: usize) -> Option<()> {
    let items = resource.pointer_mut(at)?.as_array_mut()?;
    let kept = items.get(index)?.clone();
    *items = vec![kept];
    Some(())
}

/// Drops the first item of a list.
fn rest(resource: &mut Value, at: &str) -> Option<()> {
    let items = resource.pointer_mut(at)?.as_array_mut()?;
    if items.len() < 2 {
        return None;
    }
    items.remove(0);
    Some(())
}

fn split_by_code(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    const CODINGS: &[&str] = &["/code/coding", "/vaccineCode/coding", "/medicationCodeableConcept/coding"];
    let Some(at) = CODINGS.iter().find(|at| list(resource, at).len() >= 2) else { return Effect::None };
    split(resource, site, |r| keep(r, at, 0), |r| rest(r, at))
}

fn split_by_reaction(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let at = match list(resource, "/reaction") {
        [_, _, ..] => "/reaction",
        [only] if list(only, "/manifestation").len() >= 2 => "/reaction/0/manifestation",
        _ => return Effect::None,
    };
    split(resource, site, |r| keep(r, at, 0), |r| rest(r, at))
}

fn specimen_lost(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| take(r, "", "specimen").map(|_| ()))
}

fn category_other(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        for at in places(r, "/category/*/coding/*") {
            let (code, display) = match text(r, &format!("{at}/code"))? {
                "laboratory" => ("vital-signs", "Vital Signs"),
                "vital-signs" | "social-history" => ("survey", "Survey"),
                "survey" => ("laboratory", "Laboratory"),
                _ => continue,
            };
            set(r, &at, "code", code)?;
            set(r, &at, "display", display)?;
        }
        Some(())
    })
}

/// Lists of which each item is a fact. The second must not say what the first says.
const LISTS: &[&str] = &["telecom", "reaction", "reasonCode", "dosageInstruction", "note", "bodySite", "communication", "address", "name", "participant", "condition"];

fn first_of_several(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    if is_merged_away(resource) {
        return Effect::None;
    }
    // Who else took part in an encounter is no fact of it; in a care team everyone is.
    let is_fact = |name: &str| name != "participant" || kind(resource) == "CareTeam";
    let differs = |name: &&str| {
        let items = resource.get(*name).and_then(Value::as_array);
        items.and_then(|items| Some((items.first()?, items.get(1)?))).is_some_and(|(first, second)| first != second)
    };
    let Some(name) = one(LISTS.iter().copied().filter(|name| is_fact(name)).filter(differs).collect(), &mut site.dice) else { return Effect::None };
    edited(resource, |r| keep(r, &format!("/{name}"), 0))
}

/// Reverses a list whose order says nothing.
fn reversed(resource: &mut Value, name: &str) -> Effect {
    edited(resource, |r| {
        r.pointer_mut(&format!("/{name}"))?.as_array_mut()?.reverse();
        Some(())
    })
}

fn components_reordered(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    reversed(resource, "component")
}

fn reactions_reordered(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    reversed(resource, "reaction")
}

fn results_reordered(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let name = if resource.get("result").is_some() { "result" } else { "hasMember" };
    reversed(resource, name)
}

/// `meta.versionId` and `meta.lastUpdated` belong to the server.
fn stored_again(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let mut meta = r.get("meta").cloned().unwrap_or_else(|| json!({}));
        set(&mut meta, "", "versionId", "7")?;
        set(&mut meta, "", "lastUpdated", "2026-03-01T02:14:00Z")?;
        set(r, "", "meta", meta)
    })
}
