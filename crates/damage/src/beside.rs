//! What only a comparison of FHIR with FHIR can see: the words beside codes and units, whom and what a reference leads to, numbers of a
//! record, and which parts of a list belong together. Tables have no place for most of it, so these operators stand apart;
//! what they say of words beside codes is asked of tables as well (`operators_of_words`).

use crate::edit::{all_places, edited, elsewhere, harm, kind, list, one, places, put, set, take, text, twin};
use crate::{Effect, Family, Operator, Site};
use serde_json::{Value, json};

const CODED: &[&str] = &["Condition", "AllergyIntolerance", "Procedure", "Observation", "Immunization", "MedicationRequest", "DiagnosticReport", "DocumentReference", "Encounter"];
const CONCEPTS: &[&str] = &["/code", "/vaccineCode", "/medicationCodeableConcept", "/type", "/type/*"];
const SIDED: &[&str] = &["/bodySite/*/coding/*/display", "/bodySite/coding/*/display", "/site/coding/*/display"];
const MEASURES: &[&str] = &["/valueQuantity", "/component/*/valueQuantity", "/dosageInstruction/*/doseAndRate/*/doseQuantity", "/doseQuantity"];
/// A unit and another one that a careless screen shows beside its code.
const UNITS: &[(&str, &str)] =
    &[("mg", "mcg"), ("mg/dL", "mmol/L"), ("g/dL", "mg/dL"), ("mmol/L", "mg/dL"), ("kg", "lb"), ("cm", "in"), ("mL", "L"), ("Cel", "[degF]"), ("10*3/uL", "10*6/uL")];
/// Lists with the parts of an item that another item may get.
const PARTS: &[(&str, &str)] = &[
    ("/telecom", "use"), ("/address", "city"), ("/address", "use"), ("/communication", "preferred"), ("/contact", "telecom"), ("/performer", "function"), ("/participant", "type"),
    ("/diagnosis", "use"), ("/diagnosis", "rank"), ("/diagnosis", "onAdmission"), ("/careTeam", "role"), ("/protocolApplied", "targetDisease"), ("/protocolApplied", "seriesDosesPositiveInt"),
    ("/item/0/adjudication", "amount"), ("/referenceRange", "appliesTo"),
];
const LISTED: &[&str] = &["Patient", "Procedure", "Immunization", "Encounter", "Claim", "ExplanationOfBenefit", "Observation"];
/// Lists whose order says nothing to anybody.
const UNORDERED: &[&str] = &["/telecom", "/communication", "/item/0/adjudication"];
/// What a result is about, was made of or with, beside its patient.
const TARGETS: &[&str] = &["focus", "device", "derivedFrom", "basedOn", "supportingInfo", "specimen"];
const PEOPLE: &[&str] = &["performer", "author", "resultsInterpreter"];
const ALTERED: &[&str] = &["altered"];
const INVENTED: &[&str] = &["invented", "altered"];
const WORDS: &[&str] = &["text", "code", "value"];

pub(crate) const OPERATORS: &[Operator] = &[
    harm(Family::Code, "display-of-another", "The code is right, the words beside it are those of another concept", CODED, (ALTERED, WORDS), display_of_another),
    harm(Family::Code, "display-side-turned", "The code is right, the words beside it name the other side", &["Procedure", "Condition", "Immunization", "Observation"], (ALTERED, WORDS), display_side),
    harm(Family::Code, "answer-display-contrary", "The code of an answer is right, its words say the contrary", &["Observation"], (ALTERED, WORDS), answer_contrary),
    twin(Family::Code, "display-words-reordered", "The words beside the code stand in another order", CODED, display_reordered),
    twin(Family::Code, "display-tagged", "The words beside the code have the tag of their hierarchy", CODED, display_tagged),
    harm(Family::Value, "unit-words-of-another", "The code of the unit is right, its words are those of another unit", &["Observation", "MedicationRequest", "Immunization"], (ALTERED, &["unit", "element"]), unit_words),
    harm(Family::List, "parts-exchanged", "Two items of a list have exchanged a part: uses of numbers, roles of people, amounts", LISTED, (ALTERED, &["element", "phone use", "role", "amount", "paid", "adjustment"]), exchanged),
    twin(Family::List, "items-reordered", "The items of a list stand in another order", LISTED, items_reordered),
    harm(Family::Value, "further-range-other", "Of several ranges of a result the last has another bound", &["Observation"], (ALTERED, &["element", "range_low", "range_high"]), further_range),
    twin(Family::List, "people-reordered", "Who did it or wrote it stands in another order", &["Observation", "DiagnosticReport", "DocumentReference", "ServiceRequest"], people_reordered),
    twin(Family::Invented, "filed-by-the-server", "The destination says where it files a record of which nobody said it", &["Observation", "MedicationRequest", "ServiceRequest"], filed),
    harm(Family::List, "category-added", "A result also stands on a list where nobody put it", &["Observation"], (INVENTED, &["category"]), category_added),
    harm(Family::Identity, "target-lost", "What a record is about, or what it was made with, is not named any more", &["Observation", "ServiceRequest", "Procedure"], (ALTERED, &["element", "specimen"]), target_lost),
    harm(Family::Identity, "second-person-lost", "Of several who did it or wrote it the last is not named any more", &["Observation", "Procedure", "DiagnosticReport", "DocumentReference", "ServiceRequest"], (ALTERED, &["element", "performer", "author"]), second_person_lost),
    harm(Family::Identity, "record-number-of-another-added", "A patient also has the record number of another one", &["Patient"], (INVENTED, &["mrn"]), number_added),
    harm(Family::Invented, "author-invented", "Somebody is named who recorded it, where nobody was", &["Condition", "AllergyIntolerance", "Procedure"], (INVENTED, &["author"]), author_invented),
    harm(Family::Invented, "encounter-invented", "A record hangs on an encounter, where it hung on none", &["AllergyIntolerance", "Condition", "Immunization", "Procedure"], (INVENTED, &["encounter"]), encounter_invented),
];

/// The first coding with words of each concept that a record is about.
fn worded(resource: &Value) -> Vec<(String, String)> {
    let first = |at: String| {
        let coding = places(resource, &format!("{at}/coding/*")).into_iter().next()?;
        text(resource, &format!("{coding}/display")).filter(|d| !d.trim().is_empty())?;
        text(resource, &format!("{coding}/code"))?;
        text(resource, &format!("{coding}/system"))?;
        Some((at, coding))
    };
    // The panel of an observation asserts nothing beside its components.
    if resource.get("component").is_some() { Vec::new() } else { all_places(resource, CONCEPTS).into_iter().filter_map(first).collect() }
}

/// The words of a name, for telling whether one is a form of another.
fn tokens(words: &str) -> Vec<String> {
    words.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect()
}

fn display_of_another(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let Some((at, coding)) = worded(resource).into_iter().next() else { return Effect::None };
    let own = resource.pointer(&coding).cloned().unwrap_or_default();
    let name = kind(resource).to_string();
    let other = |r: &Value| {
        let theirs = worded(r).into_iter().next().and_then(|(_, coding)| r.pointer(&coding).cloned())?;
        let (a, b) = (tokens(own["display"].as_str()?), tokens(theirs["display"].as_str()?));
        let is_form = a.iter().all(|w| b.contains(w)) || b.iter().all(|w| a.contains(w));
        (theirs["system"] == own["system"] && theirs["code"] != own["code"] && !is_form).then(|| theirs["display"].clone())
    };
    let Some(display) = elsewhere(site, |r| kind(r) == name && other(r).is_some()).and_then(other) else { return Effect::None };
    edited(resource, |r| {
        set(r, &coding, "display", display.clone())?;
        if r.pointer(&at)?.get("text").is_some() {
            set(r, &at, "text", display)?;
        }
        Some(())
    })
}

/// Left for right and right for left, in small and capital letters.
fn turned(words: &str) -> Option<String> {
    for (from, to) in [("left", "right"), ("right", "left"), ("Left", "Right"), ("Right", "Left")] {
        if words.split_whitespace().any(|w| w == from) {
            return Some(words.split(' ').map(|w| if w == from { to } else { w }).collect::<Vec<_>>().join(" "));
        }
    }
    None
}

fn display_side(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let (words, at) = all_places(r, SIDED).into_iter().find_map(|at| Some((turned(text(r, &at)?)?, at)))?;
        put(r, &at, words)
    })
}

fn answer_contrary(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let at = places(r, "/valueCodeableConcept/coding/*/display").into_iter().next()?;
        let said = text(r, &at)?.to_string();
        let lower = said.to_lowercase();
        let contrary = match ["not detected", "detected", "negative", "positive", "never", "absent", "present"].into_iter().find(|w| lower.contains(w))? {
            "not detected" => "Detected",
            "detected" => "Not detected",
            "negative" => "Positive",
            "positive" => "Negative",
            "absent" => "Present",
            "present" => "Absent",
            _ => return None,
        };
        if r["valueCodeableConcept"].get("text").is_some() {
            set(r, "/valueCodeableConcept", "text", contrary)?;
        }
        put(r, &at, contrary)
    })
}

fn display_reordered(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let Some((_, coding)) = worded(resource).into_iter().next() else { return Effect::None };
    edited(resource, |r| {
        let at = format!("{coding}/display");
        let words: Vec<String> = text(r, &at)?.split_whitespace().map(str::to_string).collect();
        let turned: Vec<&str> = words.iter().rev().map(String::as_str).collect();
        put(r, &at, turned.join(" "))
    })
}

fn display_tagged(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let Some((_, coding)) = worded(resource).into_iter().next() else { return Effect::None };
    edited(resource, |r| {
        let at = format!("{coding}/display");
        let words = text(r, &at).filter(|words| !words.contains('('))?.to_string();
        let tag = if r["resourceType"] == "Procedure" { "procedure" } else { "finding" };
        put(r, &at, format!("{words} ({tag})"))
    })
}

fn unit_words(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let row = |at: String| {
            let code = text(r, &format!("{at}/code"))?;
            Some((UNITS.iter().find(|(unit, _)| *unit == code)?.1, at))
        };
        let (words, at) = all_places(r, MEASURES).into_iter().find_map(row)?;
        set(r, &at, "unit", words)
    })
}

/// Exchanges a part between the first two items of a list that both have it.
fn exchanged(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let other = |(at, part): &&(&str, &str)| {
        let items = list(resource, at);
        matches!((items.first().and_then(|i| i.get(*part)), items.get(1).and_then(|i| i.get(*part))), (Some(a), Some(b)) if a != b)
            // Items that are alike but for it are the same two items after all.
            && rest(items.first(), part) != rest(items.get(1), part)
    };
    let Some((at, part)) = one(PARTS.iter().filter(other).collect(), &mut site.dice) else { return Effect::None };
    edited(resource, |r| {
        let (first, second) = (list(r, at).first()?.get(*part)?.clone(), list(r, at).get(1)?.get(*part)?.clone());
        set(r, &format!("{at}/0"), part, second)?;
        set(r, &format!("{at}/1"), part, first)
    })
}

/// An item without one of its parts, and without its number in the list.
fn rest(item: Option<&Value>, part: &str) -> Value {
    let mut copy = item.cloned().unwrap_or_default();
    for member in [part, "sequence", "text"] {
        take(&mut copy, "", member);
    }
    copy
}

fn items_reordered(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let at = UNORDERED.iter().find(|at| list(r, at).len() > 1)?;
        r.pointer_mut(at)?.as_array_mut()?.reverse();
        Some(())
    })
}

fn category_added(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let system = "http://terminology.hl7.org/CodeSystem/observation-category";
        let has = |r: &Value, code: &str| places(r, "/category/*/coding/*/code").iter().any(|at| text(r, at) == Some(code));
        if list(r, "/category").is_empty() || r.get("component").is_some() {
            return None;
        }
        let code = ["social-history", "imaging"].into_iter().find(|code| !has(&*r, code))?;
        r.pointer_mut("/category")?.as_array_mut()?.push(json!({ "coding": [{ "system": system, "code": code }] }));
        Some(())
    })
}

fn further_range(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let last = places(r, "/referenceRange/*").into_iter().skip(1).next_back()?;
        let at = ["high", "low"].into_iter().map(|bound| format!("{last}/{bound}/value")).find(|at| r.pointer(at).is_some_and(Value::is_number))?;
        let number = r.pointer(&at)?.as_f64()?;
        put(r, &at, json!(number * 2.0 + 1.0))
    })
}

fn people_reordered(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let at = PEOPLE.iter().map(|member| format!("/{member}")).find(|at| list(r, at).len() > 1)?;
        r.pointer_mut(&at)?.as_array_mut()?.reverse();
        Some(())
    })
}

/// A profile obliges a server to give a result a category; a request without a priority is as urgent as any other.
fn filed(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let of = kind(resource).to_string();
    edited(resource, |r| match of.as_str() {
        "Observation" if list(r, "/category").is_empty() => {
            set(r, "", "category", json!([{ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "laboratory" }] }]))
        }
        "MedicationRequest" | "ServiceRequest" if r.get("priority").is_none() => set(r, "", "priority", "routine"),
        _ => None,
    })
}

fn target_lost(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| TARGETS.iter().find_map(|member| take(r, "", member)).map(|_| ()))
}

fn second_person_lost(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let at = PEOPLE.iter().map(|member| format!("/{member}")).find(|at| list(r, at).len() > 1)?;
        r.pointer_mut(&at)?.as_array_mut()?.pop().map(|_| ())
    })
}

fn number_added(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let own: Vec<&str> = list(resource, "/identifier").iter().filter_map(|i| i["system"].as_str()).collect();
    // A number of a giver whom the patient has a number from.
    let number = |r: &Value| list(r, "/identifier").iter().find(|i| i["system"].as_str().is_some_and(|system| own.contains(&system) && !system.contains("ssn"))).cloned();
    let id = resource["id"].clone();
    let Some(foreign) = elsewhere(site, |r| kind(r) == "Patient" && r["id"] != id && number(r).is_some()).and_then(number) else { return Effect::None };
    if list(resource, "/identifier").contains(&foreign) {
        return Effect::None;
    }
    edited(resource, |r| {
        r.pointer_mut("/identifier")?.as_array_mut()?.push(foreign);
        Some(())
    })
}

fn author_invented(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let named = ["recorder", "asserter", "performer"].iter().any(|member| r.get(*member).is_some());
        if named { None } else { set(r, "", "recorder", json!({ "reference": "Practitioner/migration" })) }
    })
}

fn encounter_invented(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| if r.get("encounter").is_some() { None } else { set(r, "", "encounter", json!({ "reference": "Encounter/migration" })) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operators_of_fhir;

    /// A destination in which each of these operators finds an occasion.
    fn all() -> Vec<Value> {
        let sct = |code: &str, display: &str| json!({ "coding": [{ "system": "http://snomed.info/sct", "code": code, "display": display }] });
        let patient = |id: &str| {
            json!({ "resourceType": "Patient", "id": id, "identifier": [{ "system": "urn:mrn", "value": id }],
                "telecom": [{ "system": "phone", "use": "home", "value": format!("1{id}") }, { "system": "phone", "use": "work", "value": format!("2{id}") }] })
        };
        let about = json!({ "reference": "Patient/1" });
        vec![
            patient("1"),
            patient("2"),
            json!({ "resourceType": "Procedure", "id": "p", "subject": about, "code": sct("1", "Knee replacement"), "bodySite": [sct("7771000", "Left")],
                "performer": [{ "function": sct("3", "Surgeon"), "actor": { "reference": "Practitioner/1" } }, { "function": sct("4", "Nurse"), "actor": { "reference": "Practitioner/2" } }] }),
            json!({ "resourceType": "Procedure", "id": "q", "subject": about, "code": sct("2", "Colonoscopy"), "encounter": { "reference": "Encounter/e" } }),
            json!({ "resourceType": "Observation", "id": "o", "subject": about, "code": sct("5", "Virus"), "device": { "display": "Analyzer" },
                "category": [{ "coding": [{ "system": "x", "code": "laboratory" }] }], "valueCodeableConcept": sct("6", "Not detected") }),
            json!({ "resourceType": "Observation", "id": "w", "subject": about, "code": sct("7", "Weight"), "valueQuantity": { "value": 1, "unit": "kg", "code": "kg" },
                "performer": [{ "reference": "Practitioner/1" }, { "reference": "Organization/1" }], "referenceRange": [{ "high": { "value": 90 } }, { "high": { "value": 150 } }] }),
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
    fn names_are_unique_among_all() {
        let all = operators_of_fhir();
        let names: std::collections::BTreeSet<&str> = all.iter().map(|o| o.name).collect();
        assert_eq!(names.len(), all.len());
        assert!(all.iter().all(|o| o.twin == o.verdicts.is_empty()));
    }

    #[test]
    fn the_edits_are_what_they_say() {
        let of = |name: &str| OPERATORS.iter().find(|o| o.name == name).map(occasions).unwrap_or_default();
        assert_eq!(of("display-side-turned")[0].1["bodySite"][0]["coding"][0]["display"], "Right");
        assert_eq!(of("answer-display-contrary")[0].1["valueCodeableConcept"]["coding"][0]["display"], "Detected");
        assert_eq!(of("unit-words-of-another")[0].1["valueQuantity"]["unit"], "lb");
        assert_eq!(of("further-range-other")[0].1["referenceRange"], json!([{ "high": { "value": 90 } }, { "high": { "value": 301.0 } }]));
        assert_eq!(of("record-number-of-another-added")[0].1["identifier"].as_array().map(Vec::len), Some(2));
        assert_eq!(of("parts-exchanged").iter().find(|(before, _)| before["id"] == "p").map(|(_, after)| after["performer"][0]["function"]["coding"][0]["code"].clone()), Some(json!("4")));
    }
}
