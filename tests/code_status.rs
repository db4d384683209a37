//! The code status of a day as the window tells it: what is in force is the answer, so that is what both sides are read by.

use contract::Role;
use serde_json::{Value, json};
use tests::Bench;

/// Enough patients that what they have in common may be told.
const PATIENTS: usize = 14;

/// Patients who are not to be resuscitated; the first of them has another answer.
fn book(first: [&str; 2]) -> String {
    let of = |n: usize| {
        let [code, words] = if n == 0 { first } else { ["304253006", "Not for resuscitation"] };
        let patient = json!({ "resourceType": "Patient", "id": format!("p{n}"), "identifier": [{ "type": { "coding": [{ "code": "MR" }] }, "value": format!("70{n:02}") }],
            "name": [{ "family": format!("Sampleton{n}"), "given": ["Testa"] }], "birthDate": "1940-01-02", "gender": "female" });
        let status = json!({ "resourceType": "Observation", "id": format!("o{n}"), "status": "final", "subject": { "reference": format!("Patient/p{n}") },
            "code": { "coding": [{ "system": "http://loinc.org", "code": "75320-2", "display": "Advance directive" }] }, "effectiveDateTime": "2024-03-01T09:00:00Z",
            "valueCodeableConcept": { "coding": [{ "system": "http://snomed.info/sct", "code": code, "display": words }] } });
        format!("{patient}\n{status}\n")
    };
    (0..PATIENTS).map(of).collect()
}

#[test]
fn the_window_and_the_command_line_tell_the_answer_of_a_code_status() {
    let bench = Bench::new();
    bench.ingest_bytes("legacy", "legacy.ndjson", book(["304253006", "Not for resuscitation"]).as_bytes());
    bench.ingest_bytes("destination", "destination.ndjson", book(["304252001", "For resuscitation"]).as_bytes());
    bench.compare();
    let ask = |command: &str, request: Value| bench.call(Some(Role::Informaticist), command, request).unwrap();
    let patients = ask("patients", json!({ "limit": 100 }));
    let parted = patients["rows"].as_array().unwrap().iter().find(|row| row["findings"] != 0).unwrap();
    let state = ask("chart_state", json!({ "id": parted["id"], "day": null }));
    let list = state["lists"].as_array().unwrap().iter().find(|list| list["list"] == "code status").unwrap();
    let [line] = list["lines"].as_array().unwrap().as_slice() else { panic!("one question: {list:#}") };
    let labels = ["legacy", "destination"].map(|side| line[side]["label"].as_str().unwrap().to_string());
    assert_eq!(labels, ["Advance directive: Not for resuscitation (SNOMED CT 304253006)", "Advance directive: SNOMED CT 304252001"], "words of one patient stay in the workspace");

    let told = serde_json::to_value(app::state_of(&bench.workspace, "p0", None).unwrap()).unwrap();
    let labels = ["legacy", "destination"].map(|side| told["lines"][0][side]["label"].as_str().unwrap().to_string());
    assert_eq!(labels, ["Advance directive: Not for resuscitation (SNOMED CT 304253006)", "Advance directive: For resuscitation (SNOMED CT 304252001)"]);
}
