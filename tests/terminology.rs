//! Words for codes: before a release is loaded a rare code stands bare, after it the release's words stand there, and never the record's own,
//! in which a name may stand. Nothing is compared again for it.

use contract::Role;
use serde_json::{Value, json};
use std::path::PathBuf;
use tests::Bench;

const MOLD: &str = "SNOMED CT 84489001";
const RELEASE: &str = "id\teffectiveTime\tactive\tmoduleId\tconceptId\tlanguageCode\ttypeId\tterm\tcaseSignificanceId\n\
    1\t20020131\t1\t9\t84489001\ten\t900000000000013009\tMold\t9\n\
    2\t20020131\t1\t9\t84489001\ten\t900000000000003001\tMold (organism)\t9\n\
    3\t20020131\t1\t9\t19346006\ten\t900000000000003001\tMarfan's syndrome (disorder)\t9\n\
    4\t20020131\t1\t9\t84489002\ten\t900000000000003001\tA wrong check digit\t9\n";

fn patient(id: &str, given: &str, family: &str) -> Value {
    json!({"resourceType": "Patient", "id": id, "name": [{"family": family, "given": [given]}], "birthDate": "1961-04-07", "gender": "female"})
}

fn allergy(id: &str, patient: &str, code: &str, display: &str) -> Value {
    json!({
        "resourceType": "AllergyIntolerance", "id": id, "patient": {"reference": format!("Patient/{patient}")},
        "clinicalStatus": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", "code": "active"}]},
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": code, "display": display}], "text": display},
        "recordedDate": "2014-03-01",
    })
}

fn ndjson(resources: &[Value]) -> Vec<u8> {
    resources.iter().map(|r| format!("{r}\n")).collect::<String>().into_bytes()
}

/// Two patients; the destination lost an allergy of each.
fn bench() -> Bench {
    let bench = Bench::new();
    let (zebulon, ada) = (patient("p1", "Zebulon", "Quackenbush"), patient("p2", "Ada", "Marfan"));
    let kept = |id: &str, patient: &str| allergy(id, patient, "387207008", "Ibuprofen");
    let lost = [allergy("a1", "p1", "84489001", "Zebulon Quackenbush"), allergy("a2", "p2", "19346006", "Marfan")];
    let mut legacy = vec![zebulon.clone(), ada.clone(), kept("k1", "p1"), kept("k2", "p2")];
    legacy.extend(lost);
    bench.ingest_bytes("legacy", "all.ndjson", &ndjson(&legacy));
    bench.ingest_bytes("destination", "all.ndjson", &ndjson(&[zebulon, ada, kept("k1", "p1"), kept("k2", "p2")]));
    bench
}

fn file(bench: &Bench, name: &str, text: &str) -> PathBuf {
    let path = bench.folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    path
}

fn import(bench: &Bench, name: &str, text: &str) -> app::TermsImported {
    app::import_terminology(&bench.workspace, &file(bench, name, text), "enclave", tests::now(), &app::quiet).unwrap()
}

fn ask(bench: &Bench, command: &str, payload: Value) -> Value {
    let answer = bench.call(Some(Role::Analyst), command, payload).unwrap();
    assert!(bench.workspace.egress_check(answer.to_string().as_bytes()).is_ok(), "{command} holds an identifier");
    assert!(!answer.to_string().contains("Zebulon") && !answer.to_string().contains("Quackenbush"), "{command}: {answer}");
    answer
}

/// Labels of the findings, in order.
fn labels(bench: &Bench) -> Vec<String> {
    let page = ask(bench, "findings", json!({"kinds": ["allergy"], "limit": 50}));
    let mut labels: Vec<String> = page["rows"].as_array().unwrap().iter().map(|r| r["label"].as_str().unwrap().to_string()).collect();
    labels.sort();
    labels.dedup();
    labels
}

/// The finding about the code, with its patient.
fn mold(bench: &Bench, label: &str) -> Value {
    let page = ask(bench, "findings", json!({"kinds": ["allergy"], "limit": 50}));
    page["rows"].as_array().unwrap().iter().find(|r| r["label"] == label).unwrap_or_else(|| panic!("{page:#}")).clone()
}

#[test]
fn a_rare_code_gets_the_words_of_the_release_and_never_those_of_the_record() {
    let bench = bench();
    bench.compare();
    assert_eq!(labels(&bench), ["SNOMED CT 19346006", MOLD]);
    let before = bench.workspace.store().last_run("compare").unwrap().unwrap().id;

    let imported = import(&bench, "sct2_Description_Snapshot-en_INT_20240101.txt", RELEASE);
    assert_eq!((imported.codes["http://snomed.info/sct"], imported.refused, imported.places[0].line), (2, 1, 5));
    // A patient is called Marfan: those words would be a hit of the filter of answers, so the code stays.
    assert_eq!(labels(&bench), ["Mold (organism)", "SNOMED CT 19346006"]);
    assert_eq!(bench.workspace.store().last_run("compare").unwrap().unwrap().id, before, "nothing was compared again");

    let row = mold(&bench, "Mold (organism)");
    assert_eq!(row["legacy"], "Mold (organism)", "{row:#}");
    let finding = ask(&bench, "finding", json!({"id": row["id"]}));
    let code = finding["aspects"].as_array().unwrap().iter().find(|a| a["aspect"] == "code").unwrap();
    assert_eq!(code["legacy"], format!("Mold (organism) ({MOLD})"));
    let chart = ask(&bench, "chart", json!({"id": row["patient"], "show": "all"}));
    let said: Vec<&str> = chart["statements"].as_array().unwrap().iter().filter_map(|s| s["label"].as_str()).collect();
    assert!(said.contains(&"Mold (organism)"), "{said:?}");
    let explained = ask(&bench, "explain", json!({"id": row["id"]}));
    assert!(explained.to_string().contains("Mold (organism)"), "{explained:#}");

    app::remove_terminology(&bench.workspace, "http://snomed.info/sct", "enclave", tests::now()).unwrap();
    assert_eq!(labels(&bench), ["SNOMED CT 19346006", MOLD]);
}

#[test]
fn words_that_were_there_before_the_comparison_are_shown_alike() {
    let bench = bench();
    import(&bench, "mine.csv", "system,code,display\nsnomed ct,84489001,Mold (organism)\n");
    bench.compare();
    assert_eq!(labels(&bench), ["Mold (organism)", "SNOMED CT 19346006"]);
    import(&bench, "newer.csv", "system,code,display\n2.16.840.1.113883.6.96,84489001,Mould\n");
    assert_eq!(labels(&bench), ["Mould", "SNOMED CT 19346006"], "the newer release takes the place of the older");
}

#[test]
fn what_is_no_release_keeps_nothing_and_leaves_what_there_was() {
    let bench = bench();
    import(&bench, "mine.csv", "system,code,display\nSCT,84489001,Mold\n");
    let none = import(&bench, "patients.csv", "mrn,name\n1,Zebulon Quackenbush\n");
    assert_eq!((none.release.as_str(), none.rows, none.codes.len()), ("", 0, 0));
    let own = import(&bench, "doctors.csv", "system,code,display\nhttp://hospital.example/doctors,7,Zebulon Quackenbush\n");
    assert_eq!((own.codes.len(), own.refused, own.issues["unknown_system"]), (0, 1, 1));
    let rows = bench.workspace.store().terminologies().unwrap();
    assert_eq!(rows.iter().map(|t| (t.source.as_str(), t.codes)).collect::<Vec<_>>(), [("mine.csv", 1)]);
    let events = bench.workspace.store().audit_log().unwrap().0;
    assert_eq!(events.iter().filter(|e| e.what == "imported a terminology").count(), 1, "what kept nothing is no import");
}
