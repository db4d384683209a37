//! One chart as other makers of FHIR write it, through the public door. What keeps its meaning is silent; beside each stands the same place with
//! another meaning, which is told.

use serde_json::{Value, json};
use tests::findings_between as between;

const LOINC: &str = "http://loinc.org";
const SNOMED: &str = "http://snomed.info/sct";

fn coded(system: &str, code: &str, display: &str) -> Value {
    json!({ "coding": [{ "system": system, "code": code, "display": display }] })
}

fn chart() -> Vec<Value> {
    vec![
        json!({ "resourceType": "Patient", "id": "p", "name": [{ "family": "Roe", "given": ["Jane"] }], "birthDate": "1970-02-03", "gender": "female" }),
        json!({ "resourceType": "Encounter", "id": "e", "status": "finished", "subject": { "reference": "Patient/p" },
            "class": { "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB" }, "period": { "start": "2024-03-01T09:00:00Z", "end": "2024-03-01T09:30:00Z" } }),
        json!({ "resourceType": "AllergyIntolerance", "id": "a", "patient": { "reference": "Patient/p" }, "code": coded(SNOMED, "764146007", "Penicillin"), "recordedDate": "2019-05-01",
            "clinicalStatus": coded("http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", "active", "Active"),
            "verificationStatus": coded("http://terminology.hl7.org/CodeSystem/allergyintolerance-verification", "confirmed", "Confirmed"),
            "reaction": [{ "manifestation": [coded(SNOMED, "39579001", "Anaphylaxis"), coded(SNOMED, "247472004", "Hives")] }] }),
        json!({ "resourceType": "MedicationRequest", "id": "m", "status": "active", "intent": "order", "subject": { "reference": "Patient/p" }, "authoredOn": "2024-03-01",
            "medicationCodeableConcept": coded("http://www.nlm.nih.gov/research/umls/rxnorm", "198440", "Acetaminophen 500 MG Oral Tablet"),
            "dosageInstruction": [{ "asNeededBoolean": true, "timing": { "repeat": { "frequency": 1, "period": 6, "periodUnit": "h" } }, "doseAndRate": [{ "doseQuantity": { "value": 1, "unit": "tablet" } }] }] }),
        json!({ "resourceType": "Observation", "id": "o", "status": "final", "subject": { "reference": "Patient/p" }, "effectiveDateTime": "2024-03-01T09:10:00Z",
            "code": coded(LOINC, "2823-3", "Potassium"), "valueQuantity": { "value": 6.9, "unit": "mmol/L", "system": "http://unitsofmeasure.org", "code": "mmol/L" },
            "interpretation": [coded("http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", "HH", "Critical high")] }),
        json!({ "resourceType": "Observation", "id": "b", "status": "final", "subject": { "reference": "Patient/p" }, "effectiveDateTime": "2024-03-01T09:10:00Z",
            "code": coded(LOINC, "82810-3", "Pregnancy status"), "valueBoolean": true }),
        json!({ "resourceType": "DocumentReference", "id": "d", "status": "current", "subject": { "reference": "Patient/p" }, "date": "2024-03-02T08:00:00Z", "type": { "text": "Progress note" },
            "content": [{ "attachment": { "contentType": "text/plain", "data": "Q291Z2ggZm9yIHR3byB3ZWVrcy4=" } }] }),
    ]
}

/// What is told when the destination has one record otherwise, and when the legacy side has.
fn both_ways(id: &str, edit: impl Fn(&mut Value)) -> [Vec<String>; 2] {
    let mut other = chart();
    edit(other.iter_mut().find(|r| r["id"] == id).unwrap());
    [between(&chart(), &other), between(&other, &chart())]
}

fn is_silent(id: &str, edit: impl Fn(&mut Value)) {
    let told = both_ways(id, edit);
    assert!(told.iter().all(Vec::is_empty), "{id}: {told:?}");
}

fn is_told(id: &str, edit: impl Fn(&mut Value)) {
    let told = both_ways(id, edit);
    assert!(told.iter().all(|findings| !findings.is_empty()), "{id}: {told:?}");
}

fn without(value: &mut Value, member: &str) {
    value.as_object_mut().unwrap().remove(member);
}

#[test]
fn reactions_that_are_described_by_their_names_are_no_other_reactions() {
    let described = |words: &str| {
        let mut other = chart();
        other[2]["reaction"][0]["description"] = json!(words);
        between(&chart(), &other)
    };
    assert_eq!(described("Hives, anaphylaxis"), [""; 0]);
    assert_eq!(described("Hives; seizure").len(), 1, "one of them is new");
}

#[test]
fn a_class_of_version_2_is_that_of_version_3() {
    let class = |code: &str| json!({ "system": "http://terminology.hl7.org/CodeSystem/v2-0004", "code": code });
    is_silent("e", |r| r["class"] = class("O"));
    is_told("e", |r| r["class"] = class("I"));
}

#[test]
fn that_a_drug_is_taken_as_needed_is_no_reason_for_it() {
    let needed = |r: &mut Value, words: &str| {
        without(&mut r["dosageInstruction"][0], "asNeededBoolean");
        r["dosageInstruction"][0]["asNeededCodeableConcept"] = json!({ "text": words });
    };
    is_silent("m", |r| needed(r, "as needed"));
    is_silent("m", |r| needed(r, "PRN"));
    is_told("m", |r| needed(r, "as needed for pain"));
    is_told("m", |r| without(&mut r["dosageInstruction"][0], "asNeededBoolean"));
}

#[test]
fn yes_is_an_answer_of_a_list_as_well() {
    let answered = |r: &mut Value, answer: Value| {
        without(r, "valueBoolean");
        r["valueCodeableConcept"] = answer;
    };
    is_silent("b", |r| answered(r, coded("http://terminology.hl7.org/CodeSystem/v2-0136", "Y", "Yes")));
    is_silent("b", |r| answered(r, coded(LOINC, "LA33-6", "Yes")));
    is_told("b", |r| answered(r, coded(SNOMED, "373067005", "No")));
    is_told("b", |r| answered(r, coded(SNOMED, "261665006", "Unknown")));
}

#[test]
fn a_note_stands_in_an_address_or_inside_of_its_record() {
    let words = |data: &str| json!({ "contentType": "text/plain", "url": format!("data:text/plain;base64,{data}") });
    is_silent("d", |r| r["content"][0]["attachment"] = words("Q291Z2ggZm9yIHR3byB3ZWVrcy4="));
    is_told("d", |r| r["content"][0]["attachment"] = words("Q291Z2ggZm9yIHRlbiB3ZWVrcy4="));
    let mut other = chart();
    other[6]["contained"] = json!([{ "resourceType": "Binary", "id": "n", "contentType": "text/plain", "data": "Q291Z2ggZm9yIHR3byB3ZWVrcy4=" }]);
    other[6]["content"][0]["attachment"] = json!({ "contentType": "text/plain", "url": "#n" });
    assert_eq!(between(&chart(), &other), [""; 0]);
    let scan = |data: &str| {
        let (mut whole, mut held) = (chart(), chart());
        whole[6]["content"][0]["attachment"] = json!({ "contentType": "application/pdf", "data": "JVBERi0xLjQK" });
        held[6]["contained"] = json!([{ "resourceType": "Binary", "id": "n", "contentType": "application/pdf", "data": data }]);
        held[6]["content"][0]["attachment"] = json!({ "contentType": "application/pdf", "url": "#n" });
        between(&whole, &held)
    };
    assert_eq!(scan("JVBERi0xLjQK"), [""; 0]);
    assert_ne!(scan("JVBERi0xLjUK"), [""; 0]);
}

#[test]
fn a_flag_in_words_is_that_flag_without_its_code() {
    let flagged = |words: &str| {
        let mut other = chart();
        other[4]["interpretation"] = json!([{ "text": words }]);
        between(&chart(), &other)
    };
    assert_eq!(flagged("Critical high"), ["altered flag observation administrative"]);
    assert_ne!(flagged("Normal"), ["altered flag observation administrative"]);
}

#[test]
fn that_no_allergy_is_known_is_said_in_three_ways() {
    let statuses = |verification: &str| {
        json!({ "clinicalStatus": coded("http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", "active", "Active"),
            "verificationStatus": coded("http://terminology.hl7.org/CodeSystem/allergyintolerance-verification", verification, "") })
    };
    let allergy = |code: Value, verification: &str| {
        let mut record = json!({ "resourceType": "AllergyIntolerance", "id": "a", "patient": { "reference": "Patient/p" }, "code": code, "recordedDate": "2019-05-01" });
        let members = statuses(verification);
        record["verificationStatus"] = members["verificationStatus"].clone();
        if verification == "confirmed" {
            record["clinicalStatus"] = members["clinicalStatus"].clone();
        }
        record
    };
    let list = |reason: &str| {
        json!({ "resourceType": "List", "id": "l", "status": "current", "mode": "snapshot", "subject": { "reference": "Patient/p" }, "date": "2019-05-01", "code": coded(LOINC, "48765-2", ""),
            "emptyReason": coded("http://terminology.hl7.org/CodeSystem/list-empty-reason", reason, "") })
    };
    let with = |records: &[Value]| {
        let mut all = chart();
        all.remove(2);
        all.extend(records.iter().cloned());
        all
    };
    let none = allergy(coded(SNOMED, "716186003", "No known allergy"), "confirmed");
    let refuted = allergy(coded(SNOMED, "419199007", "Allergy to substance"), "refuted");
    let [one, denied, empty, both] = [with(std::slice::from_ref(&none)), with(&[refuted]), with(&[list("nilknown")]), with(&[none, list("nilknown")])];
    for (legacy, destination) in [(&one, &denied), (&denied, &one), (&one, &empty), (&one, &both), (&both, &one), (&both, &both)] {
        assert_eq!(between(legacy, destination), [""; 0]);
    }
    let of_one = with(&[allergy(coded(SNOMED, "294505008", "Allergy to amoxicillin"), "refuted")]);
    let of_any = with(&[allergy(coded(SNOMED, "419199007", "Allergy to substance"), "confirmed")]);
    let unknown = with(&[list("notasked")]);
    for other in [&of_one, &of_any, &unknown, &with(&[])] {
        assert!(between(&one, other).iter().any(|finding| finding.starts_with("lost statement no-known-allergy") || finding.contains("allergy safety")), "{:?}", between(&one, other));
    }
}

#[test]
fn what_stands_behind_a_family_name_may_stand_in_it() {
    let named = |r: &mut Value, family: &str, suffix: &[&str]| {
        r["name"][0]["family"] = json!(family);
        r["name"][0]["suffix"] = json!(suffix);
    };
    let between = |one: (&str, &[&str]), other: (&str, &[&str])| {
        let (mut legacy, mut destination) = (chart(), chart());
        named(&mut legacy[0], one.0, one.1);
        named(&mut destination[0], other.0, other.1);
        between(&legacy, &destination)
    };
    assert_eq!(between(("Roe", &["Jr"]), ("Roe, Jr.", &[])), [""; 0]);
    assert_eq!(between(("ROE JR", &[]), ("Roe", &["Jr."])), [""; 0]);
    assert_ne!(between(("Roe", &["Jr"]), ("Roe, Sr.", &[])), [""; 0]);
    assert_ne!(between(("Roe", &["Jr"]), ("Roe", &[])), [""; 0]);
}

#[test]
fn the_words_beside_a_link_name_what_it_leads_to_in_one_form_or_another() {
    let ordered_by = |id: &str, words: &str| {
        let mut all = chart();
        let link = json!({ "reference": format!("Practitioner/{id}"), "display": words });
        all.iter_mut().find(|r| r["id"] == "m").unwrap()["requester"] = link;
        all
    };
    let of_patient = |words: &str| {
        let mut all = chart();
        all.iter_mut().find(|r| r["id"] == "o").unwrap()["subject"]["display"] = json!(words);
        all
    };
    for words in ["Dr. Mary Keel", "KEEL, MARY (MD)", "Keel M", "Dr Keel", "Practitioner 7", ""] {
        assert_eq!(between(&ordered_by("d", "Dr. Mary Keel"), &ordered_by("d7", words)), [""; 0], "{words}");
    }
    assert_eq!(between(&ordered_by("d", "Dr. Mary Keel"), &ordered_by("d", "Dr. John Sand")), ["altered text medication administrative"]);
    assert_eq!(between(&of_patient("Jane Roe"), &of_patient("ROE, Jane")), [""; 0]);
    assert_eq!(between(&of_patient("Jane Roe"), &of_patient("Max Sand")), ["altered text observation administrative"]);
}

#[test]
fn a_day_is_twenty_four_hours_in_every_step_of_a_taper() {
    let taper = |period: i64, unit: &str| {
        let mut all = chart();
        let step = |n: i64, dose: i64| json!({ "sequence": n, "timing": { "repeat": { "frequency": 1, "period": period, "periodUnit": unit } }, "doseAndRate": [{ "doseQuantity": { "value": dose, "unit": "mg" } }] });
        all.iter_mut().find(|r| r["id"] == "m").unwrap()["dosageInstruction"] = json!([step(1, 40), step(2, 20)]);
        all
    };
    assert_eq!(between(&taper(1, "d"), &taper(24, "h")), [""; 0]);
    assert_eq!(between(&taper(7, "d"), &taper(1, "wk")), [""; 0]);
    assert_ne!(between(&taper(1, "d"), &taper(12, "h")), [""; 0]);
}

#[test]
fn what_no_record_of_a_type_says_hides_nothing_that_one_of_them_lost() {
    let devices = |is_whole: bool, is_safe: bool| {
        let device = |n: usize| {
            let mut one = json!({ "resourceType": "Device", "id": format!("d{n}"), "patient": { "reference": "Patient/p" }, "type": coded(SNOMED, "14106009", "Cardiac pacemaker"), "serialNumber": format!("S{n}") });
            if is_whole {
                one["modelNumber"] = json!(format!("M{n}"));
            }
            if n != 3 || is_safe {
                one["safety"] = json!([coded("urn:oid:2.16.840.1.113883.3.26.1.1", "C106045", "MR unsafe")]);
            }
            one
        };
        chart().into_iter().chain((0..12).map(device)).collect::<Vec<_>>()
    };
    let told = |is_safe: bool| between(&devices(true, true), &devices(false, is_safe)).len();
    assert_eq!([told(true), told(false)], [12, 13]);
}

#[test]
fn a_resource_that_was_delivered_twice_takes_the_place_of_no_lost_one() {
    let result = |id: &str, value: f64| {
        json!({ "resourceType": "Observation", "id": id, "status": "final", "subject": { "reference": "Patient/p" }, "effectiveDateTime": "2024-03-01T09:10:00Z", "code": coded(LOINC, "777-3", "Platelets"),
            "valueQuantity": { "value": value, "unit": "10*3/uL", "system": "http://unitsofmeasure.org", "code": "10*3/uL" } })
    };
    let with = |more: &[Value]| [&chart()[..], more].concat();
    let (one, other) = (result("t1", 244.0), result("t2", 445.0));
    let both = with(&[one.clone(), other.clone()]);
    assert_eq!(between(&both, &with(&[other.clone(), other.clone()])), ["lost statement observation clinical"]);
    assert_eq!(between(&both, &with(&[one.clone(), other.clone(), one.clone(), other.clone()])), [""; 0]);
    assert_eq!(between(&with(&[one.clone(), one.clone()]), &with(&[one.clone(), one.clone()])), [""; 0]);
}

#[test]
fn a_lost_or_turned_remark_on_a_problem_is_clinical_and_another_form_of_it_is_cosmetic() {
    let noted = |words: &str| {
        let mut problem = json!({ "resourceType": "Condition", "id": "c", "subject": { "reference": "Patient/p" }, "code": coded(SNOMED, "49436004", "Atrial fibrillation"), "onsetDateTime": "2020-01-01" });
        if !words.is_empty() {
            problem["note"] = json!([{ "text": words }]);
        }
        chart().into_iter().chain([problem]).collect::<Vec<_>>()
    };
    let said = noted("Do not anticoagulate, prior subdural bleed");
    assert_eq!(between(&said, &noted("")), ["altered text problem clinical"]);
    assert_eq!(between(&said, &noted("Anticoagulate, prior subdural bleed")), ["altered text problem clinical"]);
    assert_eq!(between(&said, &noted("do not anticoagulate, prior subdural bleed.")), ["altered text problem cosmetic"]);
}
