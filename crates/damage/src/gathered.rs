//! What a server says at the other end of a link, under other numbers or in another group; and a visit at which something else was found. Only a
//! comparison of FHIR with FHIR can see it.

use crate::edit::{all_places, chart, edited, harm, kind, list, local, put, redirected, set, take, text, twin};
use crate::operator::{ALTERED, Fixed};
use crate::{Effect, Family, Operator, Site};
use serde_json::{Value, json};

const FOUND: &str = "/diagnosis/0/condition/reference";
const CLAIMS: Fixed = &["Claim", "ExplanationOfBenefit"];
/// Lists of a claim, how their items are numbered, and where a line names one.
const NUMBERED: [(&str, &str, &str); 3] = [("careTeam", "sequence", "careTeamSequence"), ("supportingInfo", "sequence", "informationSequence"), ("processNote", "number", "noteNumber")];

pub(crate) const OPERATORS: &[Operator] = &[
    harm(Family::Identity, "diagnosis-of-a-visit-other", "A visit names another problem of the patient as what was found", &["Encounter"], (ALTERED, &["diagnosis_pointer"]), other_diagnosis),
    twin(Family::Identity, "visit-said-by-its-diagnosis", "A problem that a visit names as found names the visit as well", &["Condition"], naming_its_visit),
    twin(Family::Money, "parts-of-a-claim-renumbered", "Care team, supporting information and notes of a claim have other numbers, and its lines follow", CLAIMS, renumbered),
    twin(Family::Identity, "former-address-beside", "Beside the address of today stands one of former times", &["Patient"], former_address),
    twin(Family::List, "questions-in-a-group", "The questions of a questionnaire stand in a group", &["QuestionnaireResponse"], grouped),
    twin(Family::Value, "whole-numbers-as-decimals", "A whole number that was answered is written as a decimal", &["QuestionnaireResponse"], as_decimals),
];

fn other_diagnosis(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let Some(named) = text(resource, FOUND).map(str::to_string) else { return Effect::None };
    let problems: Vec<&Value> = chart(site, resource).into_iter().filter(|r| kind(r) == "Condition").collect();
    let Some(own) = problems.iter().find(|problem| problem["id"] == local(&named)) else { return Effect::None };
    let named_as_well: Vec<&str> = list(resource, "/diagnosis").iter().filter_map(|found| text(found, "/condition/reference")).map(local).collect();
    let is_other = |problem: &&&Value| problem["code"] != own["code"] && problem["id"].as_str().is_some_and(|id| !named_as_well.contains(&id));
    let Some(other) = problems.iter().find(is_other).and_then(|problem| problem["id"].as_str()) else { return Effect::None };
    let other = redirected(&named, other);
    edited(resource, |r| put(r, FOUND, other))
}

fn naming_its_visit(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let id = resource["id"].clone();
    let is_named = |visit: &&Value| list(visit, "/diagnosis").iter().filter_map(|found| text(found, "/condition/reference")).any(|found| id == local(found));
    let visits: Vec<&Value> = chart(site, resource).into_iter().filter(|r| kind(r) == "Encounter").filter(is_named).collect();
    let Some(visit) = visits.first().filter(|_| resource.get("encounter").is_none()).map(|visit| crate::reference(visit)) else { return Effect::None };
    edited(resource, |r| set(r, "", "encounter", json!({ "reference": visit })))
}

fn renumbered(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let mut any = false;
        for (parts, number, pointer) in NUMBERED {
            let mut found = all_places(r, &[format!("/{parts}/*/{number}").as_str()]);
            let numbers: Vec<Value> = found.iter().filter_map(|at| r.pointer(at).cloned()).collect();
            any |= !found.is_empty();
            let leads = |at: &String| r.pointer(at).is_some_and(|number| numbers.contains(number));
            let led: Vec<String> = all_places(r, &[format!("/item/*/{pointer}/*").as_str()]).into_iter().filter(leads).collect();
            found.extend(led);
            for at in &found {
                let anew = r.pointer(at)?.as_u64()? + 10;
                put(r, at, anew)?;
            }
        }
        any.then_some(())
    })
}

fn former_address(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        list(r, "/address").iter().find(|address| address["use"] != "old" && address["city"].is_string())?;
        let former = json!({ "use": "old", "line": ["1 Former Road"], "city": "Oldtown", "period": { "end": "2000-01-01" } });
        r.pointer_mut("/address")?.as_array_mut()?.push(former);
        Some(())
    })
}

fn grouped(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let questions = take(r, "", "item")?;
        set(r, "", "item", json!([{ "linkId": "all", "text": "All questions", "item": questions }]))
    })
}

fn as_decimals(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let answers: Vec<String> = all_places(r, &["/item/*/answer/*"]).into_iter().filter(|at| r.pointer(&format!("{at}/valueInteger")).is_some()).collect();
        for at in &answers {
            let number = take(r, at, "valueInteger")?;
            set(r, at, "valueDecimal", number)?;
        }
        (!answers.is_empty()).then_some(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A destination in which each of these operators finds an occasion.
    fn all() -> Vec<Value> {
        let about = json!({ "reference": "Patient/1" });
        let problem = |id: &str, words: &str| json!({ "resourceType": "Condition", "id": id, "subject": about, "code": { "text": words } });
        vec![
            json!({ "resourceType": "Patient", "id": "1", "address": [{ "city": "Salem" }] }),
            problem("a", "Gout"),
            problem("b", "Asthma"),
            json!({ "resourceType": "Encounter", "id": "e", "subject": about, "diagnosis": [{ "condition": { "reference": "Condition/a" } }] }),
            json!({ "resourceType": "Claim", "id": "c", "patient": about, "careTeam": [{ "sequence": 1 }], "item": [{ "careTeamSequence": [1, 9] }] }),
            json!({ "resourceType": "QuestionnaireResponse", "id": "q", "subject": about, "item": [{ "linkId": "1", "answer": [{ "valueInteger": 3 }] }] }),
        ]
    }

    #[test]
    fn the_edits_are_what_they_say() {
        for (name, place, value) in [
            ("diagnosis-of-a-visit-other", FOUND, json!("Condition/b")),
            ("visit-said-by-its-diagnosis", "/encounter/reference", json!("Encounter/e")),
            ("parts-of-a-claim-renumbered", "/careTeam/0/sequence", json!(11)),
            ("parts-of-a-claim-renumbered", "/item/0/careTeamSequence", json!([11, 9])),
            ("former-address-beside", "/address/1/city", json!("Oldtown")),
            ("questions-in-a-group", "/item/0/item/0/linkId", json!("1")),
            ("whole-numbers-as-decimals", "/item/0/answer/0", json!({ "valueDecimal": 3 })),
        ] {
            let found = OPERATORS.iter().find(|o| o.name == name).map(|o| crate::fixture::occasions(o, &all(), 7)).unwrap_or_default();
            assert_eq!(found.first().and_then(|(_, after, _)| after.pointer(place)), Some(&value), "{name}");
        }
    }
}
