//! Numbers that a side merged away, through the doors that everybody has: what the legacy feed says with an A40, and a destination that did the
//! same, ignored it, turned it round or merged on its own; how sure each link is, in the findings and in what `link` prints.

use contract::Role;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tests::Bench;

const HEADS: [&str; 3] = ["ADT^A04", "ADT^A04", "ADT^A40^ADT_A39"];

fn pid(number: &str) -> String {
    format!("PID|1||{number}^^^H^MR||Holm^Mira||19700501|F")
}

fn allergy_segment(code: &str, name: &str) -> String {
    format!("AL1|1|DA|{code}^{name}^RXNORM")
}

/// Two numbers with an allergy each; `merged` into the second one at the end.
fn feed(merged: bool) -> Vec<u8> {
    let head = |at: usize| format!("MSH|^~\\&|REG|H|E|H|2024010{}0900||{}|{}|P|2.5.1", at + 1, HEADS[at], at + 1);
    let mut lines = vec![head(0), pid("12"), allergy_segment("7980", "Penicillin"), head(1), pid("77"), allergy_segment("1191", "Aspirin")];
    if merged {
        lines.extend([head(2), "EVN|A40|20240103".into(), pid("77"), "MRG|12^^^H^MR".into()]);
    }
    lines.iter().flat_map(|line| format!("{line}\r").into_bytes()).collect()
}

fn patient(id: &str, number: &str, link: Option<&str>) -> Value {
    let mut patient = json!({
        "resourceType": "Patient", "id": id, "birthDate": "1970-05-01", "gender": "female", "name": [{"family": "Holm", "given": ["Mira"]}],
        "identifier": [{"type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]}, "value": number}],
    });
    if let Some(other) = link {
        patient["link"] = json!([{"other": {"reference": format!("Patient/{other}")}, "type": "replaced-by"}]);
    }
    patient
}

fn allergies(penicillin: &str, aspirin: &str) -> [Value; 2] {
    let one = |id: &str, of: &str, code: &str, name: &str| {
        json!({
            "resourceType": "AllergyIntolerance", "id": id, "category": ["medication"], "patient": {"reference": format!("Patient/{of}")},
            "code": {"coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": code, "display": name}]},
        })
    };
    [one("a", penicillin, "7980", "Penicillin"), one("b", aspirin, "1191", "Aspirin")]
}

fn bench(merged: bool, destination: &[Value]) -> Bench {
    let bench = Bench::new();
    bench.ingest_bytes("legacy", "feed.hl7", &feed(merged));
    let lines: String = destination.iter().map(|resource| format!("{resource}\n")).collect();
    bench.ingest_bytes("destination", "records.ndjson", lines.as_bytes());
    bench
}

/// Verdict, kind, aspect and severity of every finding.
fn found(findings: &[Value]) -> BTreeSet<String> {
    findings.iter().map(|f| ["verdict", "kind", "aspect", "severity"].map(|key| f[key].as_str().unwrap_or("")).join(" ")).collect()
}

fn causes(findings: &[Value]) -> BTreeSet<String> {
    findings.iter().map(|f| format!("{}: {}", f["cause"]["class"].as_str().unwrap_or(""), f["cause"]["label"].as_str().unwrap_or(""))).collect()
}

fn clusters(bench: &Bench) -> Vec<Value> {
    let mut lines = Vec::new();
    app::link(&bench.workspace, &app::quiet, &mut |line| lines.push(serde_json::to_value(line).unwrap())).unwrap();
    lines.into_iter().filter(|line| line.get("cluster").is_some()).collect()
}

fn with(patients: Vec<Value>, allergies: [Value; 2]) -> Vec<Value> {
    patients.into_iter().chain(allergies).collect()
}

#[test]
fn a_merge_that_the_destination_made_as_well_is_no_finding() {
    let bench = bench(true, &with(vec![patient("x", "77", None)], allergies("x", "x")));
    let (report, findings) = bench.compare();
    assert_eq!(found(&findings), BTreeSet::new(), "{findings:#?}");
    assert_eq!((report.patients, report.merges), ([1, 0, 0], [1, 0, 0]));
    let told = clusters(&bench);
    assert_eq!((told[0]["cluster"].clone(), told[0]["other_side"].clone()), (json!(["77", "12"]), json!("followed")));
    assert!(told[0]["locators"][0].as_str().unwrap().ends_with("feed.hl7:10"), "{told:?}");
}

#[test]
fn a_destination_that_keeps_the_retired_record_and_marks_it_did_the_same() {
    let bench = bench(true, &with(vec![patient("x", "77", None), patient("y", "12", Some("x"))], allergies("y", "x")));
    let (report, findings) = bench.compare();
    assert_eq!(found(&findings), BTreeSet::new(), "{findings:#?}");
    assert_eq!(report.merges, [1, 1, 0]);
}

#[test]
fn a_merge_that_the_destination_ignored_is_named_once_with_every_record_that_it_concerns() {
    let bench = bench(true, &with(vec![patient("x", "77", None), patient("y", "12", None)], allergies("y", "x")));
    let (report, findings) = bench.compare();
    assert_eq!(found(&findings), BTreeSet::from(["misplaced allergy patient safety".into(), "misplaced demographic patient safety".into()]), "{findings:#?}");
    assert_eq!(causes(&findings), BTreeSet::from(["identity: Merge not followed: records stand under a number that was merged away".into()]));
    let allergy = findings.iter().find(|f| f["kind"] == "allergy").unwrap();
    assert_eq!((allergy["legacy"]["patient"].clone(), allergy["destination"]["patient"].clone()), (json!("77"), json!("y")));
    assert_eq!((report.patients, report.merges), ([1, 0, 0], [1, 0, 1]));
    assert_eq!(clusters(&bench)[0]["other_side"], "kept apart");
    // Judged again from what is kept it is the same.
    let again = app::rejudge(&bench.workspace, tests::now, &app::quiet).unwrap();
    assert_eq!((again.findings, again.merges), (report.findings, report.merges));
}

#[test]
fn a_merge_that_was_turned_round_is_named_and_no_record_is_lost_over_it() {
    let bench = bench(true, &with(vec![patient("y", "12", None)], allergies("y", "y")));
    let (_, findings) = bench.compare();
    assert!(found(&findings).contains("misplaced demographic patient safety"), "{findings:#?}");
    assert!(causes(&findings).contains("identity: Merge turned round: the surviving number was given up"), "{findings:#?}");
    assert!(findings.iter().all(|f| f["kind"] != "allergy"), "{findings:#?}");
    assert_eq!(clusters(&bench)[0]["other_side"], "turned round");
}

#[test]
fn a_merge_that_only_the_destination_made_is_named_and_nobodys_records_are_mixed() {
    let bench = bench(false, &with(vec![patient("x", "77", None), patient("y", "12", Some("x"))], allergies("y", "x")));
    let (report, findings) = bench.compare();
    assert!(causes(&findings).contains("identity: Merged in the destination only: two patients of the legacy system are one"), "{findings:#?}");
    assert!(findings.iter().all(|f| f["kind"] != "allergy"), "{findings:#?}");
    assert_eq!((report.patients[0], report.merges), (2, [0, 1, 1]));
    assert_eq!(clusters(&bench)[0]["other_side"], "made on this side only");
}

#[test]
fn a_link_below_certainty_is_said_in_every_finding_and_counted() {
    let mut other = patient("x", "900", None);
    other["birthDate"] = json!("1970-06-01");
    let mut lines = allergies("x", "x");
    lines[0]["code"]["coding"][0]["code"] = json!("1234");
    // The one patient of the feed: its second number and everything of it.
    let whole = feed(false);
    let second: Vec<u8> = whole.split(|byte| *byte == b'\r').skip(3).flat_map(|line| [line, b"\r"].concat()).collect();
    let bench = Bench::new();
    bench.ingest_bytes("legacy", "feed.hl7", &second);
    let text: String = with(vec![other], lines).iter().map(|resource| format!("{resource}\n")).collect();
    bench.ingest_bytes("destination", "records.ndjson", text.as_bytes());
    let (report, findings) = bench.compare();
    assert!(!findings.is_empty());
    for finding in &findings {
        let link = &finding["link"];
        let score = link["score"].as_f64().unwrap();
        assert!(score > 0.5 && score < 0.95 && link["uncertain"] == true, "{link}");
        assert!(link["evidence"].as_array().unwrap().contains(&json!("a birth date that differs in part")), "{link}");
        assert!(finding["evidence"].as_str().unwrap().contains("identity uncertain: the charts are linked with 0."), "{finding}");
    }
    assert_eq!(report.uncertain, [1, findings.len() as u64]);
    assert!(causes(&findings).contains("identity: Identity uncertain: the charts may be of two people"), "{findings:#?}");
    // The window: the patient is found by the reason, chart and finding show the link.
    let page = bench.call(Some(Role::Informaticist), "patients", json!({ "limit": 10, "reasons": ["identity uncertain"] })).unwrap();
    let id = page["rows"][0]["id"].clone();
    let chart = bench.call(Some(Role::Informaticist), "chart", json!({ "id": id })).unwrap();
    assert_eq!((chart["tie"]["uncertain"].clone(), chart["tie"]["by"].clone()), (json!(true), json!("demographics, birth date in part")));
    let finding = bench.call(Some(Role::Informaticist), "finding", json!({ "id": findings[0]["finding"] })).unwrap();
    assert_eq!(finding["tie"], chart["tie"]);
}

#[test]
fn what_link_says_of_our_own_output_is_what_a_comparison_links() {
    let bench = Bench::harbor();
    bench.migrate();
    let report = bench.compare().0;
    let [pairs, uncertain, alone] = app::link(&bench.workspace, &app::quiet, &mut |_| ()).unwrap();
    assert_eq!((pairs, uncertain, alone), (report.patients[0], report.uncertain[0], report.patients[1] + report.patients[2]));
    assert!(pairs > 100);
}
