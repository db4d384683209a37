//! Charts of STU3 and DSTU2 that became R4 as HL7's maps between versions have it: a patient for each type of resource that is read, and for some of
//! what only one version can say. Nothing of it is a difference, and what is wrong in R4 is told all the same.

use serde_json::{Value, json};
use tests::Bench;

const FORMER: &str = include_str!("versions/former.ndjson");
const R4: &str = include_str!("versions/r4.ndjson");

/// `patient verdict aspect evidence` of every finding.
fn findings(destination: &str) -> Vec<String> {
    let bench = Bench::new();
    bench.ingest_bytes("legacy", "legacy.ndjson", FORMER.as_bytes());
    bench.ingest_bytes("destination", "destination.ndjson", destination.as_bytes());
    let of = |f: &Value| {
        let word = |key: &str| f[key].as_str().unwrap_or("").to_string();
        let patient = ["legacy", "destination"].iter().find_map(|side| f[side]["patient"].as_str()).unwrap_or("");
        format!("{patient} {} {} {}", word("verdict"), word("aspect"), word("evidence"))
    };
    bench.compare().1.iter().map(of).collect()
}

/// The chart of R4 in which the resource of a type and a patient is edited.
fn edited(kind: &str, patient: &str, edit: impl Fn(&mut Value)) -> String {
    let mut found = false;
    let line = |text: &str| {
        let mut resource: Value = serde_json::from_str(text).unwrap();
        if resource["resourceType"] == kind && resource.to_string().contains(&format!("Patient/{patient}\"")) {
            found = true;
            edit(&mut resource);
        }
        format!("{resource}\n")
    };
    let all: String = R4.lines().map(line).collect();
    assert!(found, "{kind} of {patient}");
    all
}

#[test]
fn what_was_written_in_a_former_version_is_the_same_in_r4() {
    assert_eq!(findings(R4), [""; 0]);
}

#[test]
fn what_is_wrong_in_r4_is_told_of_what_a_former_version_said() {
    let patient_of = |kind: &str| {
        let line = R4.lines().find(|line| line.contains(&format!("\"resourceType\":\"{kind}\""))).unwrap();
        let at = line.find("\"Patient/").unwrap() + "\"Patient/".len();
        line[at..at + 3].to_string()
    };
    let told = |kind: &str, edit: &dyn Fn(&mut Value)| {
        let patient = patient_of(kind);
        let found = findings(&edited(kind, &patient, edit));
        assert!(!found.is_empty() && found.iter().all(|one| one.starts_with(&patient)), "{kind}: {found:?}");
    };
    told("Goal", &|goal| goal["lifecycleStatus"] = json!("cancelled"));
    told("CarePlan", &|plan| plan["activity"][0]["detail"]["doNotPerform"] = json!(true));
    told("Coverage", &|coverage| coverage["class"][3]["value"] = json!("C2"));
    told("Device", &|device| device["version"][0]["value"] = json!("1.3"));
    told("Task", &|task| task["reasonCode"]["text"] = json!("another"));
    told("AllergyIntolerance", &|allergy| allergy["reaction"][0]["substance"]["coding"][0]["code"] = json!("723"));
}
