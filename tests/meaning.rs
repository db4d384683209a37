//! Meaning beside the facts of a record: how it is protected, which results belong together, which version replaces which, why
//! a value is not there, what stands as several. Two FHIR books, or two of documents, through the public door.

use serde_json::{Value, json};
use tests::{Bench, findings_between as findings};

const CONFIDENTIALITY: &str = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";

fn observation(id: &str, code: &str, value: i64) -> Value {
    json!({ "resourceType": "Observation", "id": id, "status": "final", "subject": { "reference": "Patient/p" }, "effectiveDateTime": "2024-03-01",
        "code": { "coding": [{ "system": "http://loinc.org", "code": code }], "text": code }, "valueQuantity": { "value": value, "unit": "mg/dL", "code": "mg/dL" } })
}

fn note(id: &str, words: &str, day: &str) -> Value {
    json!({ "resourceType": "DocumentReference", "id": id, "status": "current", "subject": { "reference": "Patient/p" }, "date": day,
        "type": { "text": "Progress note" }, "content": [{ "attachment": { "contentType": "text/plain", "data": words } }] })
}

fn course(id: &str, start: &str, end: &str) -> Value {
    json!({ "resourceType": "MedicationRequest", "id": id, "status": "completed", "intent": "order", "subject": { "reference": "Patient/p" }, "authoredOn": "2020-01-01",
        "medicationCodeableConcept": { "coding": [{ "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "197361" }], "text": "Amlodipine 5 MG" },
        "dosageInstruction": [{ "text": "1 tablet daily", "timing": { "repeat": { "boundsPeriod": { "start": start, "end": end } } } }] })
}

/// A chart with two panels, a protected problem, an addendum, a course and a value that is not there.
fn chart() -> Vec<Value> {
    let mut addendum = note("d2", "QWRkZW5kdW06IGZldmVyIHNpbmNlIHllc3RlcmRheS4=", "2024-03-03");
    addendum["relatesTo"] = json!([{ "code": "appends", "target": { "reference": "DocumentReference/d1" } }]);
    let mut refused = observation("e", "72166-2", 0);
    if let Some(members) = refused.as_object_mut() {
        members.remove("valueQuantity");
        members.insert("dataAbsentReason".into(), json!({ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/data-absent-reason", "code": "asked-declined" }] }));
    }
    vec![
        json!({ "resourceType": "Patient", "id": "p", "name": [{ "family": "Roe", "given": ["Jane"] }], "birthDate": "1970-02-03", "gender": "female" }),
        observation("a", "2345-7", 100),
        observation("b", "2160-0", 1),
        observation("c", "2951-2", 140),
        observation("d", "2823-3", 4),
        refused,
        json!({ "resourceType": "DiagnosticReport", "id": "r", "status": "final", "subject": { "reference": "Patient/p" }, "code": { "text": "Renal" },
            "effectiveDateTime": "2024-03-01", "result": [{ "reference": "Observation/a" }, { "reference": "Observation/b" }] }),
        json!({ "resourceType": "Observation", "id": "k", "status": "final", "subject": { "reference": "Patient/p" }, "code": { "text": "Electrolytes" },
            "effectiveDateTime": "2024-03-01", "hasMember": [{ "reference": "Observation/c" }, { "reference": "Observation/d" }] }),
        json!({ "resourceType": "Condition", "id": "s", "subject": { "reference": "Patient/p" }, "code": { "text": "Alcohol dependence" }, "recordedDate": "2019-01-01",
            "category": [{ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/condition-category", "code": "problem-list-item" }] }],
            "meta": { "security": [{ "system": CONFIDENTIALITY, "code": "R" }, { "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "42CFRPart2" }] } }),
        note("d1", "Q291Z2ggZm9yIHR3byB3ZWVrcy4=", "2024-03-02"),
        addendum,
        course("m", "2020-01-01", "2020-12-31"),
    ]
}

/// The chart with one record edited.
fn edited(id: &str, edit: impl FnOnce(&mut Value)) -> Vec<Value> {
    let mut list = chart();
    edit(list.iter_mut().find(|r| r["id"] == id).unwrap());
    list
}

fn without(value: &mut Value, member: &str) {
    value.as_object_mut().unwrap().remove(member);
}

#[test]
fn the_same_chart_under_other_ids_is_the_same() {
    let mut text: String = chart().iter().map(|r| format!("{r}\n")).collect();
    for kind in ["Observation", "DocumentReference"] {
        text = text.replace(&format!("{kind}/"), &format!("{kind}/x"));
    }
    let mut renamed: Vec<Value> = text.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    for resource in renamed.iter_mut().filter(|r| r["resourceType"] != "Patient") {
        resource["id"] = json!(format!("x{}", resource["id"].as_str().unwrap()));
    }
    renamed.reverse();
    assert_eq!(findings(&chart(), &renamed), [""; 0]);
}

#[test]
fn a_mark_of_protection_that_is_gone_or_weaker_is_a_matter_of_safety() {
    let lost = findings(&chart(), &edited("s", |r| without(r, "meta")));
    assert_eq!(lost, ["altered sensitivity problem safety"]);
    let lowered = edited("s", |r| r["meta"]["security"] = json!([{ "system": CONFIDENTIALITY, "code": "N" }, { "system": "urn:other", "code": "42cfrpart2" }]));
    assert_eq!(findings(&chart(), &lowered), ["altered sensitivity problem safety"]);
    let spelled = edited("s", |r| r["meta"]["security"] = json!([{ "code": "42CFRPart2" }, { "system": "urn:oid:2.16.840.1.113883.5.25", "code": "R", "display": "restricted" }]));
    assert_eq!(findings(&chart(), &spelled), [""; 0]);
}

#[test]
fn a_mark_of_protection_that_is_added_or_stronger_hides_the_record_from_clinicians() {
    let marked = |codes: &[&str]| {
        let marks: Vec<Value> = codes.iter().map(|code| json!({ "system": CONFIDENTIALITY, "code": code })).collect();
        edited("s", |r| r["meta"]["security"] = json!(marks))
    };
    assert_eq!(findings(&chart(), &marked(&["V", "42CFRPart2"])), ["altered sensitivity problem clinical"], "very restricted is more than restricted");
    assert_eq!(findings(&marked(&["V"]), &marked(&["R"])), ["altered sensitivity problem safety"]);
    assert_eq!(findings(&chart(), &marked(&["R", "42CFRPart2", "PSY"])), ["invented sensitivity problem clinical"]);
    assert_eq!(findings(&marked(&["PSY"]), &marked(&["HIV"])), ["altered sensitivity problem safety"], "of two segments neither is more than the other");
}

#[test]
fn a_result_for_which_somebody_was_called_is_safety_when_it_is_gone_whatever_its_flag() {
    let with = |number: f64| {
        let mut result = observation("z", "2524-7", 0);
        result["valueQuantity"] = json!({ "value": number, "unit": "mmol/L", "code": "mmol/L" });
        let mut list = chart();
        list.push(result);
        list
    };
    assert_eq!(findings(&with(9.1), &with(9.1)), [""; 0]);
    assert_eq!(findings(&with(9.1), &chart()), ["lost statement observation safety"]);
    assert_eq!(findings(&with(1.1), &chart()), ["lost statement observation clinical"]);
}

#[test]
fn a_result_leaves_its_panel_also_where_a_report_keeps_it() {
    let named = |ids: &[&str]| ids.iter().map(|id| json!({ "reference": format!("Observation/{id}") })).collect::<Vec<_>>();
    let with = |members: &[&str]| {
        let mut list = edited("k", |r| r["hasMember"] = json!(named(members)));
        let report = list.iter_mut().find(|r| r["id"] == "r").unwrap();
        report["result"] = json!(named(&["a", "b", "c", "d"]));
        list
    };
    assert_eq!(findings(&with(&["c", "d"]), &with(&["c"])), ["altered panel observation clinical"]);
    assert_eq!(findings(&with(&["c", "d"]), &with(&["d", "c"])), [""; 0]);
}

#[test]
fn components_of_a_result_are_the_members_of_a_panel() {
    let pressure = |parts: &Value| {
        let mut panel = observation("v", "85354-9", 0);
        without(&mut panel, "valueQuantity");
        for (member, value) in parts.as_object().unwrap() {
            panel[member] = value.clone();
        }
        panel
    };
    let part = |one: &Value| json!({ "code": one["code"], "valueQuantity": one["valueQuantity"] });
    let (high, low) = (observation("v1", "8480-6", 120), observation("v2", "8462-4", 80));
    let members = json!({ "hasMember": [{ "reference": "Observation/v1" }, { "reference": "Observation/v2" }] });
    let whole: Vec<Value> = chart().into_iter().chain([pressure(&json!({ "component": [part(&high), part(&low)] }))]).collect();
    let panel: Vec<Value> = chart().into_iter().chain([pressure(&members), high, low]).collect();
    assert_eq!(findings(&whole, &panel), [""; 0]);
    assert_eq!(findings(&panel, &whole), [""; 0]);
}

#[test]
fn a_panel_that_is_broken_is_one_finding_where_it_has_a_record_of_its_own() {
    let short = edited("r", |r| r["result"] = json!([{ "reference": "Observation/a" }]));
    assert_eq!(findings(&chart(), &short), ["altered panel document clinical"]);
    let other = edited("r", |r| r["result"] = json!([{ "reference": "Observation/a" }, { "reference": "Observation/c" }]));
    assert_eq!(findings(&chart(), &other), ["altered panel document clinical"]);
    let detached = edited("r", |r| without(r, "result"));
    assert_eq!(findings(&chart(), &detached), ["altered panel document clinical"]);
    let turned = edited("r", |r| r["result"] = json!([{ "reference": "Observation/b" }, { "reference": "Observation/a" }]));
    assert_eq!(findings(&chart(), &turned), [""; 0]);
}

#[test]
fn an_orphan_of_a_panel_without_a_record_is_named_and_a_book_without_panels_is_silent() {
    let orphan = edited("k", |r| r["hasMember"] = json!([{ "reference": "Observation/c" }]));
    assert_eq!(findings(&chart(), &orphan), ["altered panel observation clinical"]);
    let only_members = |list: Vec<Value>| list.into_iter().filter(|r| r["id"] != "r").collect::<Vec<Value>>();
    let no_panels: Vec<Value> = only_members(chart()).into_iter().filter(|r| r["id"] != "k").collect();
    // Nothing is said about orphans; that the record of the panel is gone is.
    assert_eq!(findings(&only_members(chart()), &no_panels), ["lost statement other record clinical"]);
}

#[test]
fn which_version_replaces_which_is_kept_or_missed() {
    assert_eq!(findings(&chart(), &edited("d2", |r| without(r, "relatesTo"))), ["altered replaces note clinical"]);
    assert_eq!(findings(&chart(), &edited("d2", |r| r["relatesTo"][0]["code"] = json!("replaces"))), ["altered replaces note clinical"]);
}

#[test]
fn a_reason_of_absence_is_lost_changed_or_said_otherwise() {
    let lost = findings(&chart(), &edited("e", |r| without(r, "dataAbsentReason")));
    assert_eq!(lost, ["altered value observation clinical"]);
    let unknown = findings(&chart(), &edited("e", |r| r["dataAbsentReason"]["coding"][0]["code"] = json!("unknown")));
    assert_eq!(unknown, ["altered value observation clinical"]);
    let words = edited("e", |r| {
        without(r, "dataAbsentReason");
        r["valueString"] = json!("Patient declined");
    });
    assert_eq!(findings(&chart(), &words), [""; 0]);
}

#[test]
fn a_course_that_was_cut_in_two_is_split_and_two_that_were_joined_are_merged() {
    let mut cut = edited("m", |r| *r = course("m", "2020-01-01", "2020-06-30"));
    cut.push(course("m2", "2020-07-01", "2020-12-31"));
    let of_drugs = |found: Vec<String>| found.into_iter().filter(|f| f.contains(" medication ")).collect::<Vec<String>>();
    assert_eq!(of_drugs(findings(&chart(), &cut)), ["split statement medication administrative"; 2]);
    assert_eq!(of_drugs(findings(&cut, &chart())), ["merged statement medication administrative"]);
    let mut gap = edited("m", |r| *r = course("m", "2020-01-01", "2020-06-30"));
    gap.push(course("m2", "2020-08-01", "2020-12-31"));
    assert!(of_drugs(findings(&chart(), &gap)).iter().any(|f| f.starts_with("invented")), "a gap is a change");
}

#[test]
fn an_element_that_nobody_reads_is_compared_where_both_books_are_fhir() {
    let with = |allowed: bool| edited("m", |r| r["substitution"] = json!({ "allowedBoolean": allowed }));
    assert_eq!(findings(&with(false), &with(true)), ["altered element medication clinical"]);
    assert_eq!(findings(&with(false), &chart()), ["altered element medication clinical"]);
    assert_eq!(findings(&chart(), &with(false)), ["invented element medication clinical"], "between two resources silence is silence");
    assert_eq!(findings(&chart(), &with(true)), [""; 0], "nobody has to say that another drug may be given");
}

/// The course of a drug that a record of its own describes, or one inside of the order.
fn ordering(strength: i64, inside: bool) -> Vec<Value> {
    let mut drug = json!({ "resourceType": "Medication", "id": "oxy", "code": { "coding": [{ "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "7804" }], "text": "oxycodone" },
        "ingredient": [{ "strength": { "numerator": { "value": strength, "unit": "mg", "system": "http://unitsofmeasure.org", "code": "mg" } } }] });
    let mut list = edited("m", |r| {
        without(r, "medicationCodeableConcept");
        r["medicationReference"] = json!({ "reference": if inside { "#oxy" } else { "Medication/oxy" } });
        if inside {
            r["contained"] = json!([drug.take()]);
        }
    });
    if !inside {
        list.push(drug);
    }
    list
}

#[test]
fn what_a_drug_is_made_of_is_compared_wherever_its_record_stands() {
    for (left, right) in [(true, true), (true, false), (false, true), (false, false)] {
        assert_eq!(findings(&ordering(5, left), &ordering(5, right)), [""; 0]);
        assert_eq!(findings(&ordering(5, left), &ordering(50, right)), ["altered element medication clinical"]);
    }
    let coded = edited("m", |r| r["medicationCodeableConcept"] = json!({ "coding": [{ "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "7804" }], "text": "oxycodone" }));
    assert_eq!(findings(&ordering(5, false), &coded), [""; 0], "a code alone says what a record of its own did");
}

#[test]
fn what_changes_the_meaning_of_a_record_is_told_although_it_was_added() {
    let denied = json!([{ "url": "http://example.org/is-not-so", "valueBoolean": true }]);
    assert_eq!(findings(&chart(), &edited("s", |r| r["modifierExtension"] = denied.clone())), ["invented negation problem clinical"]);
    assert_eq!(findings(&edited("s", |r| r["modifierExtension"] = denied.clone()), &chart()), ["altered negation problem clinical"]);
    let of_parts = json!([{ "url": "http://example.org/sense", "extension": [{ "url": "so", "valueBoolean": true }, { "url": "by", "valueString": "the lab" }] }]);
    assert_eq!(findings(&chart(), &edited("s", |r| r["modifierExtension"] = of_parts.clone())), ["invented negation problem clinical"], "one damage is told once");
    let limited = |most: i64| edited("s", |r| r["modifierExtension"] = json!([{ "url": "http://example.org/limit", "valueQuantity": { "value": most, "unit": "mg", "code": "mg" } }]));
    assert_eq!(findings(&limited(5), &limited(50)), ["altered negation problem clinical"]);
    assert_eq!(findings(&chart(), &edited("s", |r| r["extension"] = denied.clone())), [""; 0]);
}

#[test]
fn a_faithful_conversion_of_a_former_version_is_silent() {
    let with = |record: Value| chart().into_iter().chain([record]).collect::<Vec<Value>>();
    let vaccine = json!({ "coding": [{ "system": "http://hl7.org/fhir/sid/cvx", "code": "140" }] });
    let ordered = json!({ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v2-0443", "code": "OP" }] });
    let given = json!({ "resourceType": "Immunization", "id": "i", "status": "completed", "notGiven": false, "vaccineCode": vaccine, "patient": { "reference": "Patient/p" }, "date": "2016-10-01",
        "primarySource": true, "practitioner": [{ "role": { "coding": [{ "system": "http://hl7.org/fhir/v2/0443", "code": "OP" }] }, "actor": { "display": "Dr. Oar" } }],
        "vaccinationProtocol": [{ "doseSequence": 1, "series": "Flu", "seriesDoses": 2 }] });
    let lifted = json!({ "resourceType": "Immunization", "id": "i", "status": "completed", "vaccineCode": vaccine, "patient": { "reference": "Patient/p" }, "occurrenceDateTime": "2016-10-01",
        "primarySource": true, "performer": [{ "function": ordered, "actor": { "display": "Dr. Oar" } }],
        "protocolApplied": [{ "doseNumberPositiveInt": 1, "series": "Flu", "seriesDosesPositiveInt": 2 }] });
    assert_eq!(findings(&with(given.clone()), &with(lifted.clone())), [""; 0]);
    let mut shorter = lifted;
    shorter["protocolApplied"][0]["seriesDosesPositiveInt"] = json!(3);
    assert_eq!(findings(&with(given), &with(shorter)), ["altered element immunization clinical"]);
    let goal = |state: &str, value: &str, words: &str| json!({ "resourceType": "Goal", "id": "g", state: value, "subject": { "reference": "Patient/p" }, "description": { "text": words } });
    assert_eq!(findings(&with(goal("status", "on-target", "Walk daily")), &with(goal("lifecycleStatus", "active", "Walk daily"))), [""; 0]);
    assert_eq!(findings(&with(goal("status", "on-target", "Walk daily")), &with(goal("lifecycleStatus", "active", "Swim daily"))), ["altered element other record clinical"]);
}

#[test]
fn the_same_in_the_writing_of_another_server_is_silent() {
    let dosed = |dosage: Value| edited("m", |r| r["dosageInstruction"] = json!([dosage]));
    let limit = |number: f64| json!({ "text": "1 tablet", "maxDosePerAdministration": { "value": number, "unit": "mg", "system": "http://unitsofmeasure.org", "code": "mg" } });
    let every = |period: i64, unit: &str| json!({ "text": "1 tablet", "timing": { "repeat": { "frequency": 1, "period": period, "periodUnit": unit, "count": 6 } } });
    assert_eq!(findings(&dosed(limit(2.0)), &dosed(json!({ "text": "1 tablet", "maxDosePerAdministration": { "value": 2, "unit": "mg", "system": "http://unitsofmeasure.org", "code": "mg" } }))), [""; 0]);
    assert_eq!(findings(&dosed(limit(2.0)), &dosed(limit(4.0))).len(), 1);
    assert_eq!(findings(&dosed(every(6, "h")), &dosed(every(360, "min"))), [""; 0]);
    assert_eq!(findings(&dosed(every(6, "h")), &dosed(every(8, "h"))).len(), 1);
    let moment = edited("a", |r| {
        without(r, "effectiveDateTime");
        r["effectivePeriod"] = json!({ "start": "2024-03-01", "end": "2024-03-01" });
    });
    assert_eq!(findings(&moment, &chart()), [""; 0]);
    let taken = |specimen: Value, inside: Value| edited("a", |r| {
        r["specimen"] = specimen;
        r["contained"] = inside;
    });
    let blood = json!([{ "resourceType": "Specimen", "id": "b", "type": { "text": "Blood" } }]);
    assert_eq!(findings(&taken(json!({ "reference": "Specimen/b" }), json!([])), &taken(json!({ "reference": "#b" }), blood)), [""; 0]);
}

#[test]
fn a_name_here_and_a_link_there_are_held_against_each_other_by_the_directory() {
    let insured = |payor: Value| {
        let coverage = json!({ "resourceType": "Coverage", "id": "v", "status": "active", "subscriberId": "S-1", "beneficiary": { "reference": "Patient/p" }, "payor": [payor] });
        chart().into_iter().chain([coverage, json!({ "resourceType": "Organization", "id": "o", "name": "North Plan" })]).collect::<Vec<Value>>()
    };
    let link = insured(json!({ "reference": "Organization/o" }));
    assert_eq!(findings(&link, &insured(json!({ "reference": "Organization/o", "display": "North Plan" }))), [""; 0]);
    assert_eq!(findings(&link, &insured(json!({ "display": "South Plan" }))), ["altered payer coverage financial"]);
    let team = |doctor: &str, display: Option<&str>| {
        let mut member = json!({ "reference": format!("Practitioner/{doctor}") });
        if let Some(display) = display {
            member["display"] = json!(display);
        }
        let team = json!({ "resourceType": "CareTeam", "id": format!("t-{doctor}"), "status": "active", "name": "Diabetes team", "subject": { "reference": "Patient/p" }, "period": { "start": "2020-01-01" },
            "participant": [{ "role": [{ "text": "Case manager" }], "member": member }] });
        let practitioner = json!({ "resourceType": "Practitioner", "id": doctor, "name": [{ "family": "Oar", "given": ["Ann"] }] });
        chart().into_iter().chain([team, practitioner]).collect::<Vec<Value>>()
    };
    let named = team("d2", Some("Dr. Ann Oar"));
    assert_eq!(findings(&team("d1", None), &named), [""; 0]);
    assert_eq!(findings(&named, &team("d1", None)), [""; 0]);
    assert!(!findings(&team("d1", None), &team("d2", Some("Dr. Bob Stone"))).is_empty(), "somebody else's name");
}

#[test]
fn which_parts_of_a_list_belong_together_is_compared_and_their_order_is_not() {
    let step = |text: &str, when: &str, value: i64| json!({ "text": text, "timing": { "repeat": { "when": [when] } }, "doseAndRate": [{ "doseQuantity": { "value": value, "unit": "mg", "system": "http://unitsofmeasure.org", "code": "mg" } }] });
    let taper = |steps: [Value; 2]| edited("m", |r| r["dosageInstruction"] = json!(steps));
    let right = taper([step("first", "MORN", 40), step("then", "EVE", 20)]);
    assert_eq!(findings(&right, &taper([step("then", "EVE", 20), step("first", "MORN", 40)])), [""; 0]);
    assert_eq!(findings(&right, &taper([step("first", "MORN", 20), step("then", "EVE", 40)])), ["altered element medication clinical"]);
    let grams = |text: &str, when: &str, value: f64| json!({ "text": text, "timing": { "repeat": { "when": [when] } }, "doseAndRate": [{ "doseQuantity": { "value": value, "unit": "g", "system": "http://unitsofmeasure.org", "code": "g" } }] });
    assert_eq!(findings(&right, &taper([grams("first", "MORN", 0.04), grams("then", "EVE", 0.02)])), [""; 0]);
}

#[test]
fn codings_of_a_category_may_stand_in_any_order() {
    let category = |codings: [(&str, &str); 2]| {
        let codings: Vec<Value> = codings.iter().map(|(system, code)| json!({ "system": system, "code": code })).collect();
        edited("s", |r| r["category"] = json!([{ "coding": codings }]))
    };
    let [own, other] = [("http://terminology.hl7.org/CodeSystem/condition-category", "problem-list-item"), ("urn:local", "PL")];
    assert_eq!(findings(&category([own, other]), &category([other, own])), [""; 0]);
}

#[test]
fn hundreds_of_records_of_one_concept_find_their_mates_whatever_the_unit() {
    let weights = |factor: i64, unit: &str| -> Vec<Value> {
        let person = chart().into_iter().filter(|r| r["id"] == "p");
        let weight = |n: i64| {
            let mut one = observation(&format!("w{n}"), "29463-7", 0);
            one["effectiveDateTime"] = json!(format!("{}-{:02}-{:02}", 2000 + n / 336, n / 28 % 12 + 1, n % 28 + 1));
            one["valueQuantity"] = json!({ "value": (60 + n % 7) * factor, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit });
            one
        };
        person.chain((0..900).map(weight)).collect()
    };
    assert_eq!(findings(&weights(1, "kg"), &weights(1000, "g")), [""; 0]);
}

#[test]
fn what_only_the_destination_says_is_counted_for_the_book_when_tables_could_not_have_said_it() {
    let bench = Bench::new();
    bench.lens("[[assert]]\nkind = \"problem\"\nfrom = \"problems\"\npatient = \"ID\"\n  [assert.say]\n  code = { field = \"ICD\", as = \"code\", system = \"http://hl7.org/fhir/sid/icd-10-cm\" }\n  onset = { field = \"ON\", as = \"date\", format = \"ISO\" }\n");
    let rows: String = (1..=12).map(|n| format!("{n},E11.9,2020-01-{n:02}\n")).collect();
    bench.ingest_bytes("legacy", "problems.csv", format!("ID,ICD,ON\n{rows}").as_bytes());
    let condition = |n: i32| json!({ "resourceType": "Condition", "id": format!("c{n}"), "subject": { "reference": format!("Patient/{n}") }, "onsetDateTime": format!("2020-01-{n:02}"),
        "code": { "coding": [{ "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "E11.9" }] },
        "verificationStatus": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/condition-ver-status", "code": "confirmed" }] } });
    bench.ingest_bytes("destination", "c.ndjson", (1..=12).map(|n| format!("{}\n", condition(n))).collect::<String>().as_bytes());
    let (report, found) = bench.compare();
    assert!(found.iter().all(|f| f["aspect"] != "verification"), "{found:#?}");
    let line = report.added.iter().find(|a| a.aspect == "verification").unwrap();
    assert_eq!((line.kind.as_str(), line.statements, line.of, line.same, line.value.as_str()), ("problem", 12, 12, 12, "confirmed"));
}

#[test]
fn a_rate_a_reason_and_the_sex_at_birth_weigh_by_what_they_say() {
    let infused = |rate: Value, reason: Value| {
        edited("m", |m| {
            m["dosageInstruction"] = json!([{ "text": "Infuse", "doseAndRate": [{ "rateQuantity": rate }] }]);
            if let (Value::Object(reason), Some(dosage)) = (reason, m["dosageInstruction"][0].as_object_mut()) {
                dosage.extend(reason);
            }
        })
    };
    let rate = |value: f64, unit: &str| json!({ "value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit });
    let reason = |words: &str| json!({ "asNeededCodeableConcept": { "text": words } });
    let own = infused(rate(50.0, "mL/h"), reason("pain"));
    assert_eq!(findings(&own, &infused(rate(50.0, "L/h"), reason("pain"))), ["altered text medication safety"]);
    assert_eq!(findings(&own, &infused(rate(50.0, "mL/h"), reason("nausea"))), ["altered text medication clinical"]);
    assert_eq!(findings(&own, &infused(rate(50.0, "mL/h"), json!({ "asNeededBoolean": true }))), ["altered text medication clinical"]);
    assert!(findings(&own, &infused(rate(0.05, "L/h"), reason("Pain (finding)"))).is_empty(), "converted, and in another form");
    let born = |sex: &str| edited("p", |p| p["extension"] = json!([{ "url": "http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex", "valueCode": sex }]));
    assert_eq!(findings(&born("F"), &born("M")), ["altered text demographic clinical"]);
}

/// An order of a drug that stands in a record of its own, by whichever way one names another.
fn ordered(name: &dyn Fn(&str, &str) -> String) -> Vec<(&'static str, Value)> {
    let drug = json!([{ "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "855332", "display": "warfarin sodium 5 MG Oral Tablet" }]);
    vec![
        ("p", json!({ "resourceType": "Patient", "name": [{ "family": "Roe", "given": ["Jane"] }], "birthDate": "1970-02-03", "gender": "female" })),
        ("w", json!({ "resourceType": "Medication", "code": { "coding": drug } })),
        ("m", json!({ "resourceType": "MedicationRequest", "status": "active", "intent": "order", "authoredOn": "2020-01-01",
            "subject": { "reference": name("Patient", "p") }, "medicationReference": { "reference": name("Medication", "w") } })),
    ]
}

#[test]
fn what_a_bundle_names_by_the_address_of_an_entry_is_found() {
    let legacy: String = ordered(&|kind, id| format!("{kind}/{id}"))
        .into_iter()
        .map(|(id, mut resource)| {
            resource["id"] = json!(id);
            format!("{resource}\n")
        })
        .collect();
    let entry = |(id, resource): (&'static str, Value)| json!({ "fullUrl": format!("urn:uuid:{id}"), "resource": resource, "request": { "method": "POST", "url": "x" } });
    let entries: Vec<Value> = ordered(&|_, id| format!("urn:uuid:{id}")).into_iter().map(entry).collect();
    // A server that gave ids already keeps the addresses beside them.
    let stored: Vec<Value> = entries.iter().cloned().enumerate().map(|(number, mut entry)| {
        entry["resource"]["id"] = json!(format!("n{number}"));
        entry
    }).collect();
    for entries in [entries, stored] {
        let bundle = json!({ "resourceType": "Bundle", "type": "transaction", "entry": entries }).to_string();
        let bench = Bench::new();
        bench.ingest_bytes("legacy", "legacy.ndjson", legacy.as_bytes());
        bench.ingest_bytes("destination", "destination.json", bundle.as_bytes());
        assert_eq!(bench.compare().1, Vec::<Value>::new());
    }
}

#[test]
fn a_history_is_held_by_its_last_versions_and_what_was_deleted_comes_back_as_an_invention() {
    let version = |mut resource: Value, changed: &str| {
        resource["meta"] = json!({ "lastUpdated": changed });
        json!({ "resource": resource, "request": { "method": "PUT", "url": "x" } })
    };
    let person = |line: &str| json!({ "resourceType": "Patient", "id": "p", "birthDate": "1970-05-01", "gender": "female", "name": [{ "family": "Holm", "given": ["Mira"] }],
        "identifier": [{ "type": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR" }] }, "value": "7" }], "address": [{ "line": [line], "city": "Elm" }] });
    let problem = |id: &str, words: &str| json!({ "resourceType": "Condition", "id": id, "subject": { "reference": "Patient/p" }, "code": { "text": words }, "onsetDateTime": "2019-03-04" });
    let deleted = json!({ "request": { "method": "DELETE", "url": "Condition/c" } });
    let (now, before) = ("2021-01-01T00:00:00Z", "2020-01-01T00:00:00Z");
    let entries = [
        deleted, version(person("2 New Road"), now), version(problem("d", "Asthma"), now), version(person("1 Old Lane"), before), version(problem("c", "Gout"), before),
    ];
    let history = json!({ "resourceType": "Bundle", "type": "history", "entry": entries }).to_string();
    let found = |records: &[Value]| {
        let lines: String = records.iter().map(|record| format!("{record}\n")).collect();
        let bench = Bench::new();
        bench.ingest_bytes("legacy", "history.json", history.as_bytes());
        bench.ingest_bytes("destination", "records.ndjson", lines.as_bytes());
        bench.compare().1.iter().map(|f| ["verdict", "kind"].map(|key| f[key].as_str().unwrap_or("")).join(" ")).collect::<Vec<String>>()
    };
    assert_eq!(found(&[person("2 New Road"), problem("d", "Asthma")]), [""; 0]);
    assert_eq!(found(&[person("1 Old Lane"), problem("d", "Asthma")]), ["altered demographic"], "an older version was kept");
    assert_eq!(found(&[person("2 New Road"), problem("d", "Asthma"), problem("c", "Gout")]), ["invented problem"]);
}

/// A clinical document of a day on what a father had.
fn document(day: &str, number: &str, illnesses: &[&str]) -> String {
    let told = |code: &&str| {
        format!(
            r#"<component><observation classCode="OBS" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.46"/><id root="2.25.7" extension="{number}-{code}"/><code code="64572001" codeSystem="2.16.840.1.113883.6.96"/>
<statusCode code="completed"/><value xsi:type="CD" code="{code}" codeSystem="2.16.840.1.113883.6.96"/></observation></component>"#
        )
    };
    let told: String = illnesses.iter().map(told).collect();
    format!(
        r#"<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><id root="2.25.8" extension="{number}"/><code code="34133-9" codeSystem="2.16.840.1.113883.6.1"/>
<effectiveTime value="{day}"/><recordTarget><patientRole><id root="2.25.9" extension="M-17"/><patient><name><given>Jane</given><family>Roe</family></name><birthTime value="19700203"/></patient></patientRole></recordTarget>
<component><structuredBody><component><section><code code="10157-6" codeSystem="2.16.840.1.113883.6.1"/><text>As told</text><entry><organizer classCode="CLUSTER" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.45"/>
<statusCode code="completed"/><subject><relatedSubject classCode="PRS"><code code="FTH" codeSystem="2.16.840.1.113883.5.111"/></relatedSubject></subject>{told}</organizer></entry></section></component></structuredBody></component></ClinicalDocument>"#
    )
}

#[test]
fn what_a_later_document_says_again_need_not_be_kept_twice() {
    let (infarction, diabetes, asthma) = ("22298006", "73211009", "195967001");
    let found = |earlier: &[&str]| {
        let bench = Bench::new();
        let folder = bench.folder.path().join("documents");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("of-2012.xml"), document("20120701", "a", earlier)).unwrap();
        std::fs::write(folder.join("of-2014.xml"), document("20140701", "b", &[infarction, diabetes])).unwrap();
        bench.ingest("legacy", &folder);
        bench.ingest_bytes("destination", "of-2014.xml", document("20140701", "c", &[infarction, diabetes]).as_bytes());
        bench.compare().1.iter().map(|f| [&f["verdict"], &f["kind"]].map(|word| word.as_str().unwrap_or("").to_string()).join(" ")).collect::<Vec<_>>()
    };
    assert!(found(&[infarction, diabetes]).is_empty());
    assert_eq!(found(&[infarction, asthma]), ["lost family history"]);
}

#[test]
fn a_rhythm_is_the_same_as_a_code_as_a_repetition_and_as_both() {
    let with = |timing: Value| edited("m", |r| r["dosageInstruction"] = json!([{ "timing": timing }]));
    let code = |word: &str| json!({ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation", "code": word }] });
    let twice = json!({ "frequency": 2, "period": 1, "periodUnit": "d" });
    let forms = [with(json!({ "repeat": twice })), with(json!({ "code": code("BID") })), with(json!({ "code": code("BID"), "repeat": twice }))];
    for legacy in &forms {
        for destination in &forms {
            assert_eq!(findings(legacy, destination), [""; 0]);
        }
        assert_eq!(findings(legacy, &with(json!({ "code": code("TID"), "repeat": twice }))), ["altered frequency medication clinical"]);
        let thrice = json!({ "frequency": 3, "period": 1, "periodUnit": "d" });
        assert!(!findings(legacy, &with(json!({ "code": code("BID"), "repeat": thrice }))).is_empty(), "the repetition is another rhythm");
    }
}

#[test]
fn what_a_server_fills_in_because_nothing_is_known_is_said_by_silence() {
    let unknown = json!({ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-NullFlavor", "code": "UNK" }] });
    let filled = edited("p", |r| {
        r["maritalStatus"] = unknown.clone();
        r["communication"] = json!([{ "language": unknown }]);
    });
    assert_eq!(findings(&chart(), &filled), [""; 0]);
    let told = edited("p", |r| r["maritalStatus"] = json!({ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus", "code": "M" }] }));
    assert_eq!(findings(&chart(), &told), ["invented marital_status demographic administrative"]);
}

#[test]
fn a_list_of_what_the_chart_holds_anyway_says_nothing_more() {
    let listed = |entry: Value| {
        let mut list = chart();
        list.push(json!({ "resourceType": "List", "id": "l", "status": "current", "mode": "snapshot", "subject": { "reference": "Patient/p" }, "entry": [entry],
            "code": { "coding": [{ "system": "http://loinc.org", "code": "11450-4" }] } }));
        list
    };
    assert_eq!(findings(&chart(), &listed(json!({ "item": { "reference": "Condition/s" } }))), [""; 0]);
    assert_eq!(findings(&chart(), &listed(json!({ "item": { "reference": "Condition/t" } }))), ["invented statement other record clinical"], "a problem that nobody has");
    let marked = json!({ "item": { "reference": "Condition/s" }, "flag": { "text": "worse" } });
    assert_eq!(findings(&chart(), &listed(marked)), ["invented statement other record clinical"], "it says how the problem is");
}

#[test]
fn a_count_in_another_volume_and_a_moment_of_another_type_are_the_same() {
    let counted = |value: &str, unit: &str| {
        edited("a", |r| r["valueQuantity"] = json!({ "value": serde_json::from_str::<Value>(value).unwrap(), "unit": unit, "system": "http://unitsofmeasure.org", "code": unit }))
    };
    assert_eq!(findings(&counted("5.31", "10*6/uL"), &counted("5.31", "10*12/L")), [""; 0]);
    assert_eq!(findings(&counted("5.31", "10*6/uL"), &counted("5.31", "10*9/L")), ["altered unit observation safety"], "a thousandth of it");
    let panel = |member: &str| {
        edited("k", |r| {
            without(r, "effectiveDateTime");
            r[member] = json!("2024-03-01T10:00:00Z");
        })
    };
    assert_eq!(findings(&panel("effectiveDateTime"), &panel("effectiveInstant")), [""; 0]);
}

#[test]
fn the_substance_of_a_reaction_that_is_the_allergen_need_not_be_said() {
    let allergy = |substance: Option<&str>| {
        let reaction = match substance {
            Some(code) => json!({ "manifestation": [{ "text": "Hives" }], "substance": { "coding": [{ "system": "http://snomed.info/sct", "code": code }] } }),
            None => json!({ "manifestation": [{ "text": "Hives" }] }),
        };
        let mut list = chart();
        list.push(json!({ "resourceType": "AllergyIntolerance", "id": "al", "patient": { "reference": "Patient/p" }, "recordedDate": "2020-01-01", "reaction": [reaction],
            "code": { "coding": [{ "system": "http://snomed.info/sct", "code": "256349002", "display": "Peanut" }] } }));
        list
    };
    assert_eq!(findings(&allergy(None), &allergy(Some("256349002"))), [""; 0]);
    assert_eq!(findings(&allergy(Some("256349002")), &allergy(None)), [""; 0]);
    assert!(!findings(&allergy(None), &allergy(Some("91935009"))).is_empty(), "another substance");
}
