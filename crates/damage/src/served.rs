//! What a server of another make keeps otherwise: codes of its own on every part, names beside links, spans for moments, titles without points; and what
//! it drops there that nobody looks at. Only a comparison of FHIR with FHIR can see most of it.

use crate::edit::{all_places, chart, edited, harm, list, local, put, set, take, text, twin};
use crate::operator::{ALTERED, Fixed};
use crate::{Effect, Family, Operator, Site};
use serde_json::{Value, json};

/// Concepts of the parts of a record, and its own.
const PARTS: Fixed = &["/code/coding", "/component/*/code/coding", "/participant/*/role/*/coding", "/item/*/productOrService/coding"];
/// Links to records of the same patient and to people.
const LINKS: Fixed = &["/specimen", "/reaction/*/detail", "/participant/*/member", "/performer/*"];
/// Where somebody or something says what it is called.
const NAMES: Fixed = &["/name/0/text", "/name/0/family", "/name", "/code/text", "/type/text", "/code/coding/0/display", "/type/coding/0/display"];
const MOMENTS: [(&str, &str); 2] = [("effectiveDateTime", "effectivePeriod"), ("performedDateTime", "performedPeriod")];
/// How often a day, and the code for it.
const DAILY: [(u64, &str); 4] = [(1, "QD"), (2, "BID"), (3, "TID"), (4, "QID")];
/// Concepts that are mostly read by their words.
const WORDED: Fixed = &["/dosageInstruction/*/additionalInstruction/*", "/statusReason", "/orderDetail/*", "/reaction/*/substance"];

pub(crate) const OPERATORS: &[Operator] = &[
    twin(Family::Code, "own-codes-of-parts-added", "The destination's own code stands beside that of every part of a record", &["Observation", "CareTeam", "ExplanationOfBenefit"], coded),
    twin(Family::Identity, "targets-named", "What a reference leads to is also called by its name", &["Observation", "Immunization", "CareTeam"], named),
    twin(Family::Time, "moment-as-span", "A moment is written as a span that begins and ends then", &["Observation", "Procedure", "DiagnosticReport"], spanned),
    twin(Family::Text, "points-of-titles-left-out", "Titles and initials of a name stand without their points", &["Patient"], unpointed),
    twin(Family::Medication, "rhythm-in-both-ways", "The code of a rhythm stands beside its repetition, or the repetition beside the code", &["MedicationRequest"], rhythm),
    twin(Family::Status, "class-of-version-2", "The class of a visit is given by its letter of version 2", &["Encounter"], by_letter),
    twin(Family::Medication, "as-needed-in-words", "That a drug is taken as needed stands in words", &["MedicationRequest"], in_words),
    twin(Family::Allergy, "reactions-described", "The reactions of an allergy are described by their names", &["AllergyIntolerance"], described),
    twin(Family::NullFlavour, "unknown-filled-in", "What nobody said of a person is written as unknown", &["Patient"], unknown),
    harm(Family::Code, "instruction-of-another-code", "The code of an instruction, a reason or a substance is another one, its words are right", &["MedicationRequest", "ServiceRequest", "AllergyIntolerance"], (ALTERED, &["element", "text"]), recoded),
    harm(Family::Lost, "picture-of-a-report-lost", "A report does not name its last picture any more", &["DiagnosticReport"], (ALTERED, &["element"]), unpictured),
];

/// The codes count down, so that their order is the contrary one.
fn coded(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let mut found = all_places(r, PARTS);
        // Why there is no code needs none.
        found.retain(|at| text(r, &format!("{at}/0/system")).is_some_and(|system| !system.ends_with("/data-absent-reason")));
        if found.len() < 2 {
            return None;
        }
        for (index, at) in found.iter().enumerate() {
            let own = json!({ "system": "urn:oid:1.2.840.114350.1.13.0.1.7.2", "code": (9000 - index).to_string() });
            r.pointer_mut(at)?.as_array_mut()?.push(own);
        }
        Some(())
    })
}

fn named(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let targets: Vec<&Value> = chart(site, resource).into_iter().chain(site.of_type_named("Practitioner")).collect();
    let name = |at: &String| {
        let reference = text(resource, &format!("{at}/reference")).filter(|_| text(resource, &format!("{at}/display")).is_none())?;
        let target = targets.iter().find(|target| target["id"] == local(reference))?;
        let words = NAMES.iter().find_map(|name| text(target, name))?;
        Some((at.clone(), words.to_string()))
    };
    let names: Vec<(String, String)> = all_places(resource, LINKS).iter().filter_map(name).collect();
    if names.is_empty() {
        return Effect::None;
    }
    edited(resource, |r| names.iter().try_for_each(|(at, words)| set(r, at, "display", words.as_str())))
}

fn spanned(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let (moment, span) = MOMENTS.into_iter().find(|(moment, _)| r[*moment].as_str().is_some_and(|when| when.contains('T')))?;
        let when = take(r, "", moment)?;
        set(r, "", span, json!({ "start": when, "end": when }))
    })
}

fn unpointed(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let pointed = |at: &String| text(r, at).filter(|part| part.contains('.')).map(|part| (at.clone(), part.replace('.', "")));
        let found: Vec<(String, String)> = all_places(r, &["/name/*/prefix/*", "/name/*/suffix/*", "/name/*/given/*"]).iter().filter_map(pointed).collect();
        if found.is_empty() {
            return None;
        }
        found.into_iter().try_for_each(|(at, part)| put(r, &at, part))
    })
}

fn by_letter(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    const LETTERS: [(&str, &str); 3] = [("AMB", "O"), ("IMP", "I"), ("EMER", "E")];
    edited(resource, |r| {
        let code = text(r, "/class/code")?;
        let (_, letter) = LETTERS.into_iter().find(|(known, _)| *known == code)?;
        put(r, "/class/code", letter)?;
        set(r, "/class", "system", "http://terminology.hl7.org/CodeSystem/v2-0004")
    })
}

fn in_words(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let is_needed = |at: &String| r.pointer(&format!("{at}/asNeededBoolean")) == Some(&Value::Bool(true));
        let at = all_places(r, &["/dosageInstruction/*"]).into_iter().find(is_needed)?;
        take(r, &at, "asNeededBoolean")?;
        set(r, &at, "asNeededCodeableConcept", json!({ "text": "as needed" }))
    })
}

fn described(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let is_open = |at: &String| r.pointer(&format!("{at}/description")).is_none() && list(r, &format!("{at}/manifestation")).len() > 1;
        let at = all_places(r, &["/reaction/*"]).into_iter().find(is_open)?;
        let name = |m: &Value| text(m, "/text").or_else(|| text(m, "/coding/0/display")).map(str::to_string);
        let names: Option<Vec<String>> = list(r, &format!("{at}/manifestation")).iter().map(name).collect();
        set(r, &at, "description", names?.join(", "))
    })
}

fn rhythm(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        const AT: &str = "/dosageInstruction/0/timing";
        const REPEAT: &str = "/dosageInstruction/0/timing/repeat";
        let part = |name: &str| r.pointer(&format!("{REPEAT}/{name}"));
        let is_more = ["timeOfDay", "dayOfWeek", "when", "offset", "periodMax", "frequencyMax"].into_iter().any(|name| part(name).is_some());
        if list(r, "/dosageInstruction").len() != 1 || is_more {
            return None;
        }
        let times = part("frequency").and_then(Value::as_u64);
        let is_daily = part("period").and_then(Value::as_f64) == Some(1.0) && part("periodUnit").and_then(Value::as_str) == Some("d");
        let is_timed = part("period").is_some() || part("frequency").is_some();
        let coded = text(r, &format!("{AT}/code/coding/0/code")).map(str::to_string);
        match coded {
            Some(code) if !is_timed => {
                let (times, _) = DAILY.into_iter().find(|(_, known)| *known == code)?;
                if r.pointer(REPEAT).is_none() {
                    set(r, AT, "repeat", json!({}))?;
                }
                set(r, REPEAT, "frequency", times)?;
                set(r, REPEAT, "period", 1)?;
                set(r, REPEAT, "periodUnit", "d")
            }
            None if is_daily && r.pointer(&format!("{AT}/code")).is_none() => {
                let (_, code) = DAILY.into_iter().find(|(known, _)| Some(*known) == times)?;
                set(r, AT, "code", json!({ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation", "code": code }], "text": code }))
            }
            _ => None,
        }
    })
}

fn unknown(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let flavor = json!({ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-NullFlavor", "code": "UNK", "display": "unknown" }] });
        let (is_unsaid, is_silent) = (r.get("maritalStatus").is_none(), r.get("communication").is_none());
        if is_unsaid {
            set(r, "", "maritalStatus", flavor.clone())?;
        }
        if is_silent {
            set(r, "", "communication", json!([{ "language": flavor }]))?;
        }
        (is_unsaid || is_silent).then_some(())
    })
}

fn recoded(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let is_worded = |at: &String| text(r, &format!("{at}/coding/0/code")).is_some() && (text(r, &format!("{at}/text")).is_some() || text(r, &format!("{at}/coding/0/display")).is_some());
        let at = all_places(r, WORDED).into_iter().find(is_worded)?;
        put(r, &format!("{at}/coding/0/code"), "900000000000000000")
    })
}

fn unpictured(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        list(r, "/media").last()?.get("link")?;
        r.pointer_mut("/media")?.as_array_mut()?.pop().map(|_| ())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A destination in which each of these operators finds an occasion.
    fn all() -> Vec<Value> {
        let about = json!({ "reference": "Patient/1" });
        let loinc = |code: &str| json!({ "coding": [{ "system": "http://loinc.org", "code": code }] });
        vec![
            json!({ "resourceType": "Practitioner", "id": "a", "name": [{ "family": "Stone" }] }),
            json!({ "resourceType": "Patient", "id": "1", "name": [{ "prefix": ["Mrs."], "given": ["Ann", "J."] }] }),
            json!({ "resourceType": "Observation", "id": "o", "subject": about, "effectiveDateTime": "2020-01-01T10:00:00Z", "code": loinc("85354-9"),
                "component": [{ "code": loinc("8480-6") }, { "code": loinc("8462-4") }], "performer": [{ "reference": "Practitioner/a" }] }),
            json!({ "resourceType": "DiagnosticReport", "id": "r", "subject": about, "media": [{ "link": { "reference": "Media/1" } }, { "link": { "reference": "Media/2" } }] }),
            json!({ "resourceType": "MedicationRequest", "id": "m", "subject": about,
                "dosageInstruction": [{ "timing": { "repeat": { "frequency": 2, "period": 1.0, "periodUnit": "d" } }, "additionalInstruction": [{ "coding": [{ "system": "http://snomed.info/sct", "code": "311504000", "display": "With food" }] }] }] }),
            json!({ "resourceType": "Encounter", "id": "visit", "subject": about, "class": { "code": "AMB" } }),
            json!({ "resourceType": "MedicationRequest", "id": "needed", "subject": about, "dosageInstruction": [{ "asNeededBoolean": true }] }),
            json!({ "resourceType": "AllergyIntolerance", "id": "allergy", "patient": about, "reaction": [{ "manifestation": [{ "text": "Hives" }, { "text": "Cough" }] }] }),
        ]
    }

    fn first(name: &str, place: &str) -> Option<Value> {
        let operator = OPERATORS.iter().find(|o| o.name == name)?;
        let (before, after, _) = crate::fixture::occasions(operator, &all(), 7).into_iter().next()?;
        assert_eq!(crate::reference(&before), crate::reference(&after), "{name}");
        after.pointer(place).cloned()
    }

    #[test]
    fn the_edits_are_what_they_say() {
        for (name, place, value) in [
            ("own-codes-of-parts-added", "/component/0/code/coding/1/code", json!("8999")),
            ("own-codes-of-parts-added", "/component/1/code/coding/1/code", json!("8998")),
            ("targets-named", "/performer/0/display", json!("Stone")),
            ("moment-as-span", "/effectivePeriod", json!({ "start": "2020-01-01T10:00:00Z", "end": "2020-01-01T10:00:00Z" })),
            ("points-of-titles-left-out", "/name/0", json!({ "prefix": ["Mrs"], "given": ["Ann", "J"] })),
            ("rhythm-in-both-ways", "/dosageInstruction/0/timing/code/text", json!("BID")),
            ("class-of-version-2", "/class/code", json!("O")),
            ("as-needed-in-words", "/dosageInstruction/0", json!({ "asNeededCodeableConcept": { "text": "as needed" } })),
            ("reactions-described", "/reaction/0/description", json!("Hives, Cough")),
            ("unknown-filled-in", "/maritalStatus/coding/0/code", json!("UNK")),
            ("instruction-of-another-code", "/dosageInstruction/0/additionalInstruction/0/coding/0/code", json!("900000000000000000")),
            ("picture-of-a-report-lost", "/media", json!([{ "link": { "reference": "Media/1" } }])),
        ] {
            assert_eq!(first(name, place), Some(value), "{name}");
        }
    }
}
