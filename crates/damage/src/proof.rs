//! Tests of the operators of values, codes, times, identities, lists, texts and money over one destination made by hand.

use crate::edit::{local, text};
use crate::fixture::occasions;
use crate::fixture_more::all;
use crate::{Dice, Effect, Family, Operator, Work, operators, reference};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const FAMILIES: [Family; 7] = [Family::Value, Family::Code, Family::Time, Family::Identity, Family::List, Family::Text, Family::Money];
const VERDICTS: [&str; 13] = [
    "same", "equivalent", "narrower", "broader", "altered", "lost", "invented", "resurrected", "misplaced", "duplicated", "merged", "split", "contradicted",
];

fn mine() -> Vec<Operator> {
    operators().into_iter().filter(|o| FAMILIES.contains(&o.family)).collect()
}

fn operator(name: &str) -> Operator {
    mine().into_iter().find(|o| o.name == name).unwrap_or_else(|| panic!("there is an operator {name}"))
}

/// What an operator makes of one resource.
fn made(name: &str, of: &str) -> (Value, Effect) {
    let found = occasions(&operator(name), &all(), 7);
    let (_, after, effect) = found.into_iter().find(|(before, ..)| reference(before) == of).unwrap_or_else(|| panic!("{name} has no occasion on {of}"));
    (after, effect)
}

#[test]
fn names_are_unique_and_the_truth_is_told() {
    let names: BTreeSet<&str> = mine().iter().map(|o| o.name).collect();
    assert_eq!(names.len(), mine().len());
    for o in mine() {
        assert!(!o.what.is_empty(), "{}", o.name);
        assert_eq!(o.twin, o.verdicts.is_empty() && o.aspects.is_empty(), "{}", o.name);
        assert!(o.verdicts.iter().all(|v| VERDICTS.contains(v)), "{}", o.name);
    }
    for family in FAMILIES {
        let (twins, harms): (Vec<Operator>, Vec<Operator>) = mine().into_iter().filter(|o| o.family == family).partition(|o| o.twin);
        assert!(twins.len() >= 2 && harms.len() >= 6, "{family:?}: {} twins, {} harms", twins.len(), harms.len());
    }
}

#[test]
fn every_operator_finds_an_occasion_and_makes_a_difference() {
    for o in mine().iter().filter(|o| matches!(o.work, Work::Each(_))) {
        let found = occasions(o, &all(), 7);
        assert!(!found.is_empty(), "{} finds no occasion", o.name);
        assert_eq!(found, occasions(o, &all(), 7), "{} depends on more than its seed", o.name);
        for (before, after, effect) in found {
            let place = format!("{} on {}", o.name, reference(&before));
            assert_eq!(before["resourceType"], after["resourceType"], "{place}");
            assert_eq!(before["id"], after["id"], "{place}");
            let edits = matches!(effect, Effect::Changed | Effect::Split(_));
            assert_eq!(before != after, edits, "{place}: {effect:?}");
            assert!(is_filled(&after) || !is_filled(&before), "{place} leaves something empty: {after}");
            if let Effect::Added(more) | Effect::Split(more) = effect {
                assert!(!more.is_empty() && more.iter().all(|r| r["id"] != before["id"]), "{place}");
            }
        }
    }
}

/// FHIR has no empty texts, lists and objects.
fn is_filled(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty() && items.iter().all(is_filled),
        Value::Object(members) => !members.is_empty() && members.values().all(is_filled),
        Value::Bool(_) | Value::Number(_) => true,
    }
}

#[test]
fn what_is_expected_by_hand_comes_out() {
    let table: &[(&str, &str, &str, Value)] = &[
        ("doubt-lost-in-words", "Condition/c3", "/code/text", json!("hypothyroidism")),
        ("note-as-html", "DocumentReference/n4", "/content/0/attachment/contentType", json!("text/html")),
        ("ion-in-milliequivalents", "Observation/w2", "/valueQuantity/unit", json!("meq/L")),
        ("mass-in-moles", "Observation/w9", "/valueQuantity/value", json!(5.05)),
        ("mass-in-moles", "Observation/w9", "/valueQuantity/code", json!("mmol/L")),
        ("molar-for-mass", "Observation/w1", "/valueQuantity/code", json!("mmol/L")),
        ("unit-prefix-changed", "MedicationRequest/w14", "/dosageInstruction/0/doseAndRate/0/doseQuantity/unit", json!("mg")),
        ("ten-times", "Observation/w1", "/valueQuantity/value", json!(1045.7)),
        ("a-tenth", "Observation/w2", "/valueQuantity/value", json!(0.5)),
        ("thousand-times", "Observation/w3", "/valueQuantity/value", json!(70500)),
        ("rounded", "Observation/w1", "/valueQuantity/value", json!(105)),
        ("decimals-cut", "Observation/w1", "/valueQuantity/value", json!(104.5)),
        ("comparator-turned", "Observation/w1", "/valueQuantity/comparator", json!(">")),
        ("range-replaced", "Observation/w1", "/referenceRange/0/text", json!("84-119.4")),
        ("flag-derived-anew", "Observation/w1", "/interpretation/0/coding/0/code", json!("N")),
        ("components-swapped", "Observation/w4", "/component/0/valueQuantity/value", json!(126)),
        ("result-turned", "Observation/w5", "/valueCodeableConcept/coding/0/code", json!("260385009")),
        ("converted-exactly", "MedicationRequest/w14", "/dosageInstruction/0/doseAndRate/0/doseQuantity/value", json!(0.05)),
        ("converted-exactly", "Observation/w3", "/valueQuantity/value", json!(70500)),
        ("zero-written", "Observation/w2", "/valueQuantity/value", json!(5.0)),
        ("ucum-code-added", "Observation/w2", "/valueQuantity/code", json!("mmol/L")),
        ("icd-digit-dropped", "Condition/c6", "/code/coding/0/code", json!("S72.001")),
        ("broader-concept", "Condition/e113349f-b86f-ed4b-0feb-b30d0ad680fa", "/code/coding/0/code", json!("36971009")),
        ("local-code-under-terminology", "Observation/w1", "/code/coding/0/code", json!("GLU")),
        ("side-swapped", "Condition/c6", "/code/coding/0/code", json!("S72.002A")),
        ("side-swapped", "Condition/c6", "/code/text", json!("Hip fracture, left")),
        ("side-swapped", "Procedure/w13", "/bodySite/0/text", json!("Right")),
        ("second-system-wrong", "Observation/w1", "/code/coding/0/code", json!("2345-7")),
        ("system-as-oid", "Procedure/w13", "/code/coding/0/system", json!("urn:oid:2.16.840.1.113883.6.96")),
        ("day-earlier", "Immunization/w15", "/occurrenceDateTime", json!("2018-10-10")),
        ("evening-next-day", "Observation/w1", "/effectiveDateTime", json!("2019-05-03")),
        ("offset-replaced", "Observation/w1", "/effectiveDateTime", json!("2019-05-02T22:40:00Z")),
        ("converted-twice", "Observation/w1", "/effectiveDateTime", json!("2019-05-03T02:40:00-04:00")),
        ("afternoon-lost", "Procedure/w13", "/performedPeriod/start", json!("2015-07-04T03:00:00-04:00")),
        ("first-of-the-year", "AllergyIntolerance/w12", "/onsetDateTime", json!("1970-01-01")),
        ("time-cut-off", "Observation/w3", "/effectiveDateTime", json!("2019-05-02")),
        ("recorded-for-onset", "Observation/w1", "/effectiveDateTime", json!("2019-05-03T08:15:00.120-04:00")),
        ("before-birth", "Immunization/w15", "/occurrenceDateTime", json!("1900-01-01")),
        ("century", "Patient/p1", "/birthDate", json!("2061-03-09")),
        ("day-month-swapped", "Immunization/w15", "/occurrenceDateTime", json!("2018-11-10")),
        ("order-swapped", "Condition/c2", "/onsetDateTime", json!("2017-02-20")),
        ("zero-offset-spelled", "Observation/w3", "/effectiveDateTime", json!("2019-05-02T13:40:00+00:00")),
        ("other-offset", "Observation/w1", "/effectiveDateTime", json!("2019-05-03T02:40:00Z")),
        ("record-number-digits", "Patient/p1", "/identifier/0/value", json!("000471")),
        ("names-swapped", "Patient/p1", "/name/0/family", json!("Mira")),
        ("birth-day-month", "Patient/p1", "/birthDate", json!("1961-09-03")),
        ("phone-formatted", "Patient/p1", "/telecom/0/value", json!("(555) 201-7788")),
        ("encounter-other", "Observation/w1", "/encounter/reference", json!("Encounter/e4")),
        ("author-other", "Observation/w1", "/performer/0/reference", json!("Practitioner/d2")),
        ("absolute-references", "Observation/w1", "/encounter/reference", json!("https://ehr.example.org/fhir/R4/Encounter/e1")),
        ("diagnosis-on-problem-list", "Condition/c6", "/category/0/coding/0/code", json!("problem-list-item")),
        ("lines-joined", "MedicationRequest/w14", "/dosageInstruction/0/text", json!("0.05 mg each morningnot with coffee")),
        ("point-lost-in-text", "MedicationRequest/w14", "/dosageInstruction/0/text", json!("005 mg each morning\nnot with coffee")),
        ("cut-at-20", "Observation/w10", "/valueString", json!("No growth after 48 h")),
        ("units-rounded", "Claim/w16", "/item/0/quantity/value", json!(3)),
        ("payer-order-swapped", "Claim/w16", "/insurance/0/sequence", json!(2)),
        ("claim-number-digits", "Claim/w16", "/identifier/0/value", json!("CLM-1024")),
        ("pointers-reordered", "Claim/cl1", "/item/0/diagnosisSequence", json!([1, 2])),
        ("sequences-renumbered", "Claim/cl1", "/item/0/diagnosisSequence", json!([12, 11])),
        ("principal-swapped", "Claim/cl1", "/diagnosis/0/diagnosisCodeableConcept/coding/0/code", json!("R05")),
        ("course-cut-in-two", "Condition/c2", "/abatementDateTime", json!("2017-01-31")),
        ("course-cut-in-two", "MedicationRequest/w14", "/dosageInstruction/0/timing/repeat/boundsPeriod/end", json!("2019-08-02")),
        ("results-named-in-words", "DiagnosticReport/r1", "/result/0/display", json!("Result")),
        ("claim-on-other-encounter", "Claim/cl1", "/item/0/encounter/0/reference", json!("Encounter/e4")),
    ];
    for (name, of, at, expected) in table {
        let (after, _) = made(name, of);
        assert_eq!(after.pointer(at), Some(expected), "{name} on {of}");
    }
}

#[test]
fn a_panel_loses_a_member_or_names_another() {
    let (report, _) = made("panel-member-lost", "DiagnosticReport/r1");
    assert_eq!(report["result"].as_array().map(Vec::len), Some(1));
    let (panel, _) = made("panel-member-other", "Observation/w8");
    let first = text(&panel, "/hasMember/0/reference").unwrap();
    assert!(first.starts_with("Observation/") && !["Observation/w1", "Observation/w2"].contains(&first), "{first}");
    assert_eq!(text(&panel, "/hasMember/1/reference"), Some("Observation/w2"));
    let (course, effect) = made("course-cut-in-two", "Condition/c2");
    let Effect::Split(more) = effect else { panic!("two courses") };
    assert_eq!((text(&more[0], "/onsetDateTime"), text(&more[0], "/abatementDateTime")), (Some("2017-02-01"), Some("2017-02-20")));
    assert_eq!(text(&course, "/onsetDateTime"), Some("2017-01-12"));
}

#[test]
fn a_note_is_damaged_inside_its_attachment() {
    let words = |name: &str| {
        let (after, _) = made(name, "DocumentReference/wn1");
        crate::words::decoded(text(&after, "/content/0/attachment/data").unwrap()).unwrap()
    };
    assert!(words("addendum-first").starts_with("Addendum: family"));
    assert!(words("negation-lost-in-note").contains("the patient does smoke and denies"));
    assert!(words("mojibake").contains("CafÃ© au lait"));
    assert!(words("tags-stripped").ends_with("Blood pressure "));
    assert_eq!(words("cut-at-255").chars().count(), 255);
    assert!(!words("note-of-another").starts_with("Chief complaint"));
    let plain = words("base64-wrapped");
    assert!(plain.starts_with("Chief complaint") && plain == words("charset-named"));
}

#[test]
fn zero_and_bare_values_give_no_occasion() {
    let mut nothing = json!({ "resourceType": "Observation", "id": "z", "valueQuantity": { "value": 0, "unit": "mg" } });
    let index = crate::Index::new(&[]);
    for name in ["ten-times", "a-tenth", "unit-prefix-changed", "unit-lost", "converted-exactly"] {
        let Work::Each(work) = operator(name).work else { continue };
        let mut site = crate::Site::new(&[], &index, Dice::new(1, name));
        assert_eq!(work(&mut nothing, &mut site), Effect::None, "{name}");
    }
    let year = occasions(&operator("day-earlier"), &[json!({ "resourceType": "Condition", "id": "y", "onsetDateTime": "2014" })], 1);
    assert!(year.is_empty());
}

#[test]
fn an_overlay_puts_a_whole_chart_on_one_patient() {
    let moved: BTreeSet<String> = occasions(&operator("chart-overlay"), &all(), 7)
        .into_iter()
        .filter(|(before, ..)| crate::edit::whose(before) == "p1")
        .map(|(_, after, _)| crate::edit::whose(&after))
        .collect();
    assert_eq!(moved.len(), 1, "{moved:?}");
    assert!(!moved.contains("p1"));
}

/// Every reference with whether it leads to a resource.
fn links(all: &[Value]) -> (usize, usize) {
    let ids: BTreeSet<&str> = all.iter().filter_map(|r| r["id"].as_str()).collect();
    let mut found = Vec::new();
    all.iter().for_each(|r| gather(r, &mut found));
    (found.len(), found.iter().filter(|r| ids.contains(local(r))).count())
}

fn gather<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
    match value {
        Value::Object(members) => {
            found.extend(members.get("reference").and_then(Value::as_str));
            members.values().for_each(|member| gather(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| gather(item, found)),
        _ => {}
    }
}

#[test]
fn new_ids_keep_every_link_and_a_shuffle_keeps_every_resource() {
    let run = |name: &str| {
        let mut after = all();
        let Work::Whole(work) = operator(name).work else { panic!("{name} rewrites the whole") };
        work(&mut after, &mut Dice::new(3, name));
        after
    };
    let renamed = run("new-ids");
    assert_eq!(links(&renamed), links(&all()));
    assert!(all().iter().zip(&renamed).all(|(before, after)| before["id"] != after["id"] && before["resourceType"] == after["resourceType"]));
    let shuffled = run("shuffled");
    let sorted = |list: &[Value]| list.iter().map(Value::to_string).collect::<BTreeSet<_>>();
    assert!(sorted(&shuffled) == sorted(&all()) && shuffled != all() && shuffled.len() == all().len());
}
