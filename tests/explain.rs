//! Any pair of a comparison can be explained, by the id of its finding or of a statement, inside and over the contract.

use contract::Role;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tests::Bench;

/// The sample hospital with one wrong row of a code map, compared.
fn damaged() -> (Bench, u32, Vec<Value>) {
    let bench = Bench::harbor();
    let mapping = Bench::starter_text("harbor", "mapping");
    let wrong = mapping.replace("to = \"387406002\", display = \"Sulfonamide\"", "to = \"373270004\", display = \"Sulfonamide\"");
    assert_ne!(mapping, wrong, "the starter no longer holds the row");
    bench.document("mapping", &wrong);
    bench.migrate();
    let (report, findings) = bench.compare();
    (bench, report.run, findings)
}

fn explain(bench: &Bench, run: u32, id: &str) -> Value {
    serde_json::to_value(app::explain(&bench.workspace, run, id).unwrap().unwrap()).unwrap()
}

fn points(steps: &Value) -> i64 {
    steps.as_array().unwrap().iter().map(|s| s["points"].as_i64().unwrap()).sum()
}

#[test]
fn a_finding_and_its_statement_have_the_same_evidence() {
    let (bench, run, findings) = damaged();
    let finding = findings.iter().find(|f| f["kind"] == "allergy" && f["aspect"] == "code").unwrap();
    let by_finding = explain(&bench, run, finding["finding"].as_str().unwrap());
    let by_statement = explain(&bench, run, finding["destination"]["statement"].as_str().unwrap());
    assert_eq!(by_finding["explanation"], by_statement["explanation"]);
    assert_eq!(by_finding["finding"], finding["finding"], "the keys of compare stay");
    let explanation = &by_finding["explanation"];
    assert_eq!(explanation["pass"], "provenance");
    assert_eq!(points(&explanation["steps"]), explanation["score"].as_i64().unwrap());
    for rival in explanation["rivals"].as_array().unwrap() {
        assert_eq!(points(&rival["steps"]), rival["score"].as_i64().unwrap(), "{rival:#}");
        assert!(!rival["outcome"].as_str().unwrap().is_empty());
    }
    let judged: Vec<&Value> = explanation["judged"].as_array().unwrap().iter().filter(|j| j["relation"] == "differs").collect();
    assert!(judged.iter().any(|j| j["aspect"] == "code" && j["verdict"] == finding["verdict"]), "{judged:#?}");
    assert!(judged.iter().all(|j| !j["by"].as_str().unwrap().is_empty()));
}

#[test]
fn every_finding_can_be_explained_and_its_aspect_is_judged_as_it_says() {
    let (bench, run, findings) = damaged();
    for finding in findings.iter().filter(|f| !f["legacy"].is_null() && !f["destination"].is_null() && f["verdict"] != "misplaced").take(40) {
        let explained = explain(&bench, run, finding["finding"].as_str().unwrap());
        let differs = explained["explanation"]["judged"].as_array().unwrap().iter().any(|j| j["relation"] == "differs");
        assert!(differs, "{finding:#} {explained:#}");
    }
    for finding in findings.iter().filter(|f| f["destination"].is_null()).take(10) {
        let explained = explain(&bench, run, finding["finding"].as_str().unwrap());
        assert_eq!(explained["explanation"]["pass"], "", "{explained:#}");
        assert_eq!(explained["explanation"]["steps"], json!([]));
    }
}

/// Aspects as explained that differ, with verdict and manner.
fn differing(explained: &Value) -> Vec<(String, String)> {
    let rows = explained["explanation"]["judged"].as_array().unwrap().iter().filter(|j| !j["verdict"].is_null());
    let told: Vec<(String, String)> = rows.map(|j| (j["verdict"].as_str().unwrap().to_string(), j["manner"].as_str().unwrap().to_string())).collect();
    assert!(told.iter().all(|(_, manner)| !manner.is_empty()), "a difference without its manner would fit every finding: {told:?}");
    told
}

/// Explains pairs of findings, three of every sort, and holds what is said against what was found: nothing more, nothing less, nothing else.
fn explained_as_found(bench: &Bench, run: u32, findings: &[Value]) -> usize {
    let mut pairs: BTreeMap<(&str, &str), Vec<&Value>> = BTreeMap::new();
    for finding in findings {
        let sides = (finding["legacy"]["statement"].as_str(), finding["destination"]["statement"].as_str());
        // What was said of one statement alone, and what another chart or a check of the whole chart told, is no difference of a pair.
        let of_the_pair = finding["evidence"].as_str().is_some_and(|words| words.contains("; aligned by ")) && !matches!(finding["verdict"].as_str(), Some("misplaced" | "split" | "merged"));
        if let (Some(legacy), Some(destination), true) = (sides.0, sides.1, of_the_pair) {
            pairs.entry((legacy, destination)).or_default().push(finding);
        }
    }
    let mut sorts: BTreeMap<Vec<String>, u32> = BTreeMap::new();
    pairs.retain(|_, found| {
        let sort = found.iter().map(|f| format!("{} {} {} {}", f["kind"], f["aspect"], f["verdict"], f["evidence"])).collect();
        let times = sorts.entry(sort).or_default();
        *times += 1;
        *times <= 3
    });
    for (at, ((_, destination), found)) in pairs.iter().enumerate() {
        for finding in found {
            let explained = differing(&explain(bench, run, finding["finding"].as_str().unwrap()));
            let said = |(verdict, manner): &(String, String)| finding["verdict"] == **verdict && finding["evidence"].as_str().unwrap().starts_with(manner.as_str());
            assert!(explained.iter().any(said), "{finding:#} {explained:#?}");
        }
        // Asked by a statement, where no finding of an aspect says what to expect. Every chart is looked through for it.
        if at >= 30 {
            continue;
        }
        for (verdict, manner) in differing(&explain(bench, run, destination)) {
            let told = found.iter().any(|f| f["verdict"] == *verdict && f["evidence"].as_str().unwrap().starts_with(manner.as_str()));
            assert!(told, "{verdict}: {manner} was not found: {found:#?}");
        }
    }
    pairs.len()
}

#[test]
fn every_finding_of_the_sample_hospital_is_explained_as_it_was_found() {
    let (bench, run, findings) = damaged();
    let explained = explained_as_found(&bench, run, &findings);
    assert!(explained >= 5, "{explained}");
}

#[test]
fn what_only_the_links_of_all_charts_tell_is_explained_as_it_was_found() {
    let bench = Bench::new();
    let chart = |wrong: &str| {
        let mut lines = Vec::new();
        for p in 0..12 {
            let author = if p == 7 { wrong } else { ["d1", "d2", "d3"][p % 3] };
            lines.push(format!(r#"{{"resourceType":"Patient","id":"p{p}","name":[{{"family":"Holm{p}","given":["Mira"]}}],"gender":"female","birthDate":"19{}-01-01"}}"#, 50 + p));
            lines.push(format!(
                r#"{{"resourceType":"Condition","id":"c{p}","code":{{"coding":[{{"system":"http://snomed.info/sct","code":"195967001","display":"Asthma"}}]}},"subject":{{"reference":"Patient/p{p}"}},"onsetDateTime":"2010-05-01","recorder":{{"reference":"Practitioner/{author}"}}}}"#
            ));
        }
        lines.join("\n") + "\n"
    };
    bench.ingest_bytes("legacy", "chart.ndjson", chart("d2").as_bytes());
    bench.ingest_bytes("destination", "chart.ndjson", chart("d3").as_bytes());
    let (report, findings) = bench.compare();
    assert!(!findings.is_empty(), "ids are kept, so another author is another one");
    assert_eq!(explained_as_found(&bench, report.run, &findings), 1, "{findings:#?}");
}

#[test]
fn what_a_book_of_resources_could_have_said_is_explained_as_it_was_found() {
    let bench = Bench::new();
    let chart = |severity: &str| {
        let patient = r#"{"resourceType":"Patient","id":"p","name":[{"family":"Holm","given":["Mira"]}],"gender":"female","birthDate":"1970-01-01"}"#;
        let problem = r#"{"resourceType":"Condition","id":"c","code":{"coding":[{"system":"http://snomed.info/sct","code":"195967001","display":"Asthma"}]},"subject":{"reference":"Patient/p"},"onsetDateTime":"2010-05-01"SEVERITY}"#;
        format!("{patient}\n{}\n", problem.replace("SEVERITY", severity))
    };
    bench.ingest_bytes("legacy", "chart.ndjson", chart("").as_bytes());
    bench.ingest_bytes("destination", "chart.ndjson", chart(r#","severity":{"coding":[{"system":"http://snomed.info/sct","code":"24484000","display":"Severe"}]}"#).as_bytes());
    let (report, findings) = bench.compare();
    let added = findings.iter().find(|f| f["aspect"] == "severity").unwrap_or_else(|| panic!("{findings:#?}"));
    assert_eq!(added["verdict"], "invented");
    let explained = explain(&bench, report.run, added["finding"].as_str().unwrap());
    let judged = explained["explanation"]["judged"].as_array().unwrap().iter().find(|j| j["aspect"] == "severity").unwrap();
    assert_eq!((&judged["relation"], &judged["verdict"]), (&json!("differs"), &json!("invented")), "{judged:#}");
}

#[test]
fn the_desktop_gets_the_same_evidence_without_identifiers() {
    let (bench, run, findings) = damaged();
    let finding = findings.iter().find(|f| f["kind"] == "allergy" && f["aspect"] == "code").unwrap();
    let id = finding["finding"].as_str().unwrap();
    let inside = explain(&bench, run, id);
    let answer = bench.call(Some(Role::Informaticist), "explain", json!({"id": id})).unwrap();
    let words = |v: &Value| v.as_array().unwrap().iter().map(|s| s["words"].clone()).collect::<Vec<_>>();
    assert_eq!(words(&answer["steps"]), words(&inside["explanation"]["steps"]));
    assert_eq!(answer["score"], inside["explanation"]["score"]);
    let text = answer.to_string();
    assert!(!text.contains(finding["legacy"]["patient"].as_str().unwrap()), "{text}");
    // The same pair from the chart.
    let detail = bench.call(Some(Role::Informaticist), "finding", json!({"id": id})).unwrap();
    let from_chart = bench.call(Some(Role::Informaticist), "explain", json!({"id": detail["row"]["patient"], "statement": detail["legacyStatement"]})).unwrap();
    assert_eq!(from_chart["steps"], answer["steps"]);
    assert!(bench.call(Some(Role::Informaticist), "explain", json!({"id": "f-none"})).is_err());
    assert!(bench.call(Some(Role::Administrator), "explain", json!({"id": id})).is_err(), "an administrator sees no charts");
}

#[test]
fn an_unknown_id_is_no_explanation() {
    let (bench, run, _) = damaged();
    assert!(app::explain(&bench.workspace, run, "s-0000000000000000").unwrap().is_none());
}

#[test]
fn any_statement_of_a_chart_leads_to_its_locators() {
    let (bench, _, _) = damaged();
    let ask = |role: Role, command: &str, request: Value| bench.call(Some(role), command, request);
    let patient = ask(Role::Informaticist, "patients", json!({ "limit": 1 })).unwrap()["rows"][0]["id"].clone();
    let chart = ask(Role::Informaticist, "chart", json!({ "id": patient, "show": "all" })).unwrap();
    let mut looked = 0;
    for statement in chart["statements"].as_array().unwrap().iter().take(60) {
        let detail = ask(Role::Informaticist, "chart_statement", json!({ "id": patient, "statement": statement["id"] })).unwrap();
        let side = statement["side"].as_str().unwrap();
        assert_eq!(detail[format!("{side}Statement")], statement["id"]);
        assert!(!detail[format!("{side}Locators")].as_array().unwrap().is_empty(), "{detail:#}");
        for side in ["legacy", "destination"] {
            let alone = detail[format!("{side}Statement")].is_null();
            assert_eq!(detail[format!("{side}Locators")].as_array().unwrap().is_empty(), alone, "{detail:#}");
        }
        assert!(!detail["aspects"].as_array().unwrap().is_empty(), "{detail:#}");
        assert!(detail["note"].is_null() || matches!(statement["kind"].as_str(), Some("note" | "document")), "{detail:#}");
        looked += 1;
    }
    assert!(looked > 20);
    for wrong in ["L9999999", "X1", "L", ""] {
        assert!(ask(Role::Informaticist, "chart_statement", json!({ "id": patient, "statement": wrong })).is_err(), "{wrong}");
    }
    assert!(ask(Role::Administrator, "chart_statement", json!({ "id": patient, "statement": "L0" })).is_err(), "an administrator sees no charts");
}

#[test]
fn a_chart_without_findings_is_shown_whole_where_nobody_chose() {
    let (bench, _, _) = damaged();
    let ask = |command: &str, request: Value| bench.call(Some(Role::Informaticist), command, request).unwrap();
    let patients = ask("patients", json!({ "limit": 500 }));
    let rows = patients["rows"].as_array().unwrap();
    let shown = |patient: &Value, show: &str| ask("chart", json!({ "id": patient["id"], "show": show }))["statements"].as_array().unwrap().len();
    let calm = rows.iter().find(|p| p["side"] == "paired" && p["findings"] == 0).unwrap();
    assert_eq!(shown(calm, ""), shown(calm, "all"));
    assert!(shown(calm, "context") < shown(calm, "all"), "the context of nothing hides what has a date");
    let found = rows.iter().find(|p| p["side"] == "paired" && p["findings"] != 0).unwrap();
    assert_eq!(shown(found, ""), shown(found, "context"));
}
