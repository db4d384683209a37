//! Results of HL7 v2 messages against the resources made of them: an order, its results, and the report that stands over them.

use serde_json::{Value, json};
use tests::findings_of;

const LOINC: &str = "http://loinc.org";
const PANELS: [[&str; 4]; 3] = [
    ["24323-8", "Comprehensive metabolic panel", "2345-7", "Glucose"],
    ["58410-2", "Complete blood count", "718-7", "Hemoglobin"],
    ["24331-1", "Lipid panel", "2093-3", "Cholesterol"],
];

/// A message that reports the results of three orders of a patient, `state` being that of each report.
fn message(day: &str, state: &str) -> String {
    let mut lines = vec![
        format!("MSH|^~\\&|LAB|H|EHR|H|202403{day}1200||ORU^R01^ORU_R01|M{day}|P|2.5.1"),
        "PID|1||7001^^^H^MR||Sampleton^Testa||19700102|F".to_string(),
        "PV1|1|O|||||||||||||||||V1".to_string(),
    ];
    for (n, [panel, name, test, words]) in (1..).zip(PANELS) {
        lines.push(format!("ORC|RE|P{n}|F{n}"));
        lines.push(format!("OBR|{n}|P{n}|F{n}|{panel}^{name}^LN|||2024030{n}0800|||||||||||||||2024030{n}1100|||{state}"));
        lines.push(format!("OBX|1|NM|{test}^{words}^LN||{}|mg/dL|||||{state}|||2024030{n}0800", 90 + n));
    }
    lines.join("\r") + "\r"
}

/// The same as resources, of the types that a destination has.
fn resources(types: &[&str]) -> Vec<Value> {
    let about = json!({ "reference": "Patient/p" });
    let coded = |code: &str, words: &str| json!({ "coding": [{ "system": LOINC, "code": code, "display": words }] });
    let numbered = json!([{ "type": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR" }] }, "system": "urn:h", "value": "7001" }]);
    let mut all = vec![
        json!({ "resourceType": "Patient", "id": "p", "identifier": numbered, "name": [{ "family": "Sampleton", "given": ["Testa"] }], "birthDate": "1970-01-02", "gender": "female" }),
        json!({ "resourceType": "Encounter", "id": "v", "status": "finished", "identifier": [{ "value": "V1" }], "subject": about,
            "class": { "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB" } }),
    ];
    for (n, [panel, name, test, words]) in (1..).zip(PANELS) {
        let visit = json!({ "reference": "Encounter/v" });
        let at = format!("2024-03-0{n}T08:00:00Z");
        all.push(json!({ "resourceType": "ServiceRequest", "id": format!("s{n}"), "status": "completed", "intent": "order", "subject": about, "encounter": visit, "code": coded(panel, name),
            "identifier": [{ "value": format!("P{n}") }, { "value": format!("F{n}") }], "occurrenceDateTime": at }));
        all.push(json!({ "resourceType": "Observation", "id": format!("o{n}"), "status": "final", "subject": about, "encounter": visit, "code": coded(test, words), "effectiveDateTime": at,
            "basedOn": [{ "reference": format!("ServiceRequest/s{n}") }],
            "valueQuantity": { "value": 90 + n, "unit": "mg/dL", "system": "http://unitsofmeasure.org", "code": "mg/dL" } }));
        all.push(json!({ "resourceType": "DiagnosticReport", "id": format!("r{n}"), "status": "final", "subject": about, "encounter": visit, "code": coded(panel, name), "effectiveDateTime": at,
            "issued": format!("2024-03-0{n}T11:00:00Z"), "result": [{ "reference": format!("Observation/o{n}") }] }));
    }
    all.retain(|r| matches!(r["resourceType"].as_str(), Some("Patient" | "Encounter" | "Observation")) || types.iter().any(|of| r["resourceType"] == *of));
    all
}

const ALL: [&str; 2] = ["ServiceRequest", "DiagnosticReport"];

fn lines(resources: &[Value]) -> String {
    resources.iter().map(|r| format!("{r}\n")).collect()
}

fn told(messages: &str, resources: &[Value]) -> Vec<String> {
    findings_of(("feed.hl7", messages), ("book.ndjson", &lines(resources)))
}

/// What is told where the report of the second order is another one.
fn with_report(edit: impl Fn(&mut Value)) -> Vec<String> {
    let mut all = resources(&ALL);
    edit(all.iter_mut().find(|r| r["id"] == "r2").unwrap());
    told(&message("10", "F"), &all)
}

#[test]
fn reports_of_results_are_compared_where_there_are_any() {
    let feed = message("10", "F");
    let clean = told(&feed, &resources(&ALL));
    assert_eq!(clean, [""; 0]);
    for types in [&ALL[..1], &ALL[1..], &[]] {
        assert_eq!(told(&feed, &resources(types)), [""; 0], "with {types:?} alone");
    }
    let mut without = resources(&ALL);
    without.retain(|r| r["id"] != "r2");
    assert_eq!(told(&feed, &without), ["lost statement document clinical"]);
    let mut again = resources(&ALL);
    let mut more = again.last().unwrap().clone();
    (more["id"], more["code"], more["effectiveDateTime"]) = (json!("r9"), json!({ "text": "Urinalysis" }), json!("2023-01-01T08:00:00Z"));
    again.push(more);
    assert_eq!(told(&feed, &again).len(), 1, "a report that nobody made");
}

#[test]
fn of_a_report_its_state_its_time_and_what_it_is_of_are_compared() {
    assert_eq!(with_report(|r| r["status"] = json!("cancelled")), ["altered status document clinical"]);
    let urinalysis = json!({ "coding": [{ "system": LOINC, "code": "24356-8", "display": "Urinalysis panel" }] });
    assert_eq!(with_report(|r| r["effectiveDateTime"] = json!("2024-03-04T08:00:00Z")), ["altered time document clinical"]);
    assert_eq!(with_report(|r| r["code"] = urinalysis.clone()), ["lost statement document clinical", "invented statement document clinical"]);
}

#[test]
fn a_report_that_came_to_its_end_has_one_state_and_one_that_stopped_before_is_told() {
    let feed = message("10", "P") + &message("11", "F");
    assert_eq!(told(&feed, &resources(&ALL)), [""; 0]);
    let mut stopped = resources(&ALL);
    stopped.iter_mut().find(|r| r["id"] == "r2").unwrap()["status"] = json!("preliminary");
    assert_eq!(told(&feed, &stopped).len(), 1);
}

#[test]
fn against_a_book_of_resources_a_feed_loses_no_report_either() {
    let back = |feed: &str| findings_of(("book.ndjson", &lines(&resources(&ALL))), ("feed.hl7", feed));
    let told: Vec<String> = back(&message("10", "F")).into_iter().filter(|f| f.contains("document")).collect();
    assert_eq!(told, [""; 0]);
}
