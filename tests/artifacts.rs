//! Files in the window: facets, the tree, the structure of one, and where it is used, over the sample hospital and through the wire.

use contract::Role;
use serde_json::{Value, json};
use tests::Bench;

fn ask(bench: &Bench, command: &str, query: Value) -> Value {
    bench.call(Some(Role::Analyst), command, query).unwrap()
}

fn list<'a>(answer: &'a Value, key: &str) -> &'a [Value] {
    answer[key].as_array().map_or(&[], Vec::as_slice)
}

fn sum(rows: &[Value], key: &str) -> u64 {
    rows.iter().filter_map(|r| r[key].as_u64()).sum()
}

/// What lies below a node, filtered: artifacts by token.
fn below(bench: &Bench, node: &Value, filter: &Value, out: &mut Vec<String>) {
    let page = ask(bench, "artifact_tree", json!({ "node": node, "filter": filter, "limit": 500 }));
    assert_eq!(page["total"].as_u64(), Some(list(&page, "rows").len() as u64));
    for row in list(&page, "rows") {
        if let Some(token) = row["artifact"]["id"].as_str() {
            out.push(token.to_string());
        }
        if row["node"] != "" {
            let before = out.len();
            below(bench, &row["node"], filter, out);
            // An archive that is not kept itself stands there for what is in it.
            assert!((out.len() - before) as u64 >= row["artifacts"].as_u64().unwrap(), "{row}");
        }
    }
}

#[test]
fn every_facet_counts_what_its_filter_finds_and_the_tree_agrees() {
    let bench = Bench::harbor();
    let early = ask(&bench, "artifacts", json!({ "limit": 500 }));
    assert_eq!(early["risksCurrent"], false, "nobody has asked discovery yet");
    ask(&bench, "discovery", json!({}));
    let all = ask(&bench, "artifacts", json!({ "limit": 500 }));
    assert_eq!(all["risksCurrent"], true);
    let total = all["total"].as_u64().unwrap();
    for (facet, filter) in [("formats", "formats"), ("states", "states"), ("sizes", "sizes"), ("reaches", "reaches"), ("risks", "risks")] {
        let values = list(&all, facet);
        assert!(!values.is_empty(), "{facet}");
        assert!(facet == "risks" || sum(values, "count") == total, "each artifact is in one class of {facet}");
        for value in values {
            let filter = json!({ filter: [value["value"]] });
            let mut query = filter.clone();
            query["limit"] = json!(500);
            let kept = ask(&bench, "artifacts", query);
            assert_eq!((kept["total"].as_u64(), list(&kept, "rows").len() as u64), (value["count"].as_u64(), value["count"].as_u64().unwrap()), "{value}");
            let sides = ask(&bench, "artifact_tree", json!({ "node": "", "filter": filter, "limit": 500 }));
            assert_eq!(Some(sum(list(&sides, "rows"), "artifacts")), value["count"].as_u64(), "{value}");
            let mut found = Vec::new();
            for side in list(&sides, "rows") {
                below(&bench, &side["node"], &filter, &mut found);
            }
            for row in list(&kept, "rows") {
                assert!(found.iter().any(|token| row["id"] == token.as_str()), "{value}: {row}");
            }
        }
    }
    // Patients hang on names, and the mapping leaves fields: both are said of the table they stand in.
    let patients = list(&all, "rows").iter().find(|r| r["name"] == "patients.csv").unwrap();
    assert!(list(patients, "risks").iter().any(|r| r == "names people"), "{patients}");
    let corners = ask(&bench, "corners", json!({ "limit": 500 }));
    let with_corner = list(&all, "risks").iter().find(|r| r["value"] == "hidden corner").map_or(0, |r| r["count"].as_u64().unwrap());
    let mut tokens: Vec<&str> = list(&corners, "rows").iter().filter_map(|c| c["artifact"].as_str()).filter(|a| !a.is_empty()).collect();
    tokens.sort_unstable();
    tokens.dedup();
    assert_eq!(with_corner, tokens.len() as u64);
    // A decision takes the risk away, once discovery is asked again.
    let ids: Vec<&Value> = list(&corners, "rows").iter().map(|c| &c["id"]).collect();
    ask(&bench, "decide_corners", json!({ "ids": ids, "decision": "explained", "reason": "seen" }));
    ask(&bench, "discovery", json!({}));
    let after = ask(&bench, "artifacts", json!({ "risks": ["hidden corner"] }));
    assert_eq!((&after["total"], &after["risksCurrent"]), (&json!(0), &json!(true)));
}

#[test]
fn messages_and_documents_show_their_structure_and_no_text_of_theirs() {
    let bench = Bench::harbor();
    let all = ask(&bench, "artifacts", json!({ "limit": 500 }));
    let of = |format: &str| list(&all, "rows").iter().find(|r| r["format"] == format && r["records"].as_u64() > Some(0)).unwrap()["id"].clone();
    let structure = |id: &Value, parent: &Value| ask(&bench, "artifact_structure", json!({ "id": id, "parent": parent }));

    let messages = of("HL7 v2");
    let whole = structure(&messages, &json!(0));
    assert_eq!((&whole["form"], &whole["exact"], &whole["leftOut"]), (&json!("messages"), &json!(true), &json!(0)));
    assert_eq!(sum(list(&whole, "rows"), "carriers"), whole["records"].as_u64().unwrap(), "each message is of one kind");
    let segments = structure(&messages, &list(&whole, "rows")[0]["id"]);
    let pid = list(&segments, "rows").iter().find(|r| r["name"] == "PID").unwrap();
    assert_eq!((&pid["title"], &pid["share"]), (&json!("Patient Identification"), &json!(1.0)));
    let fields = structure(&messages, &pid["id"]);
    let name = list(&fields, "rows").iter().find(|r| r["name"] == "PID-5").unwrap();
    assert_eq!((&name["title"], list(name, "values").len()), (&json!("Patient Name"), 0), "a name is never shown");

    let document = of("C-CDA");
    let whole = structure(&document, &json!(0));
    assert_eq!((&whole["form"], &whole["records"]), (&json!("documents"), &json!(1)));
    let parts = structure(&document, &list(&whole, "rows")[0]["id"]);
    let sections: Vec<&Value> = list(&parts, "rows").iter().filter(|r| r["kind"] == "section").collect();
    assert!(sections.iter().any(|s| s["title"] == "Allergies and Intolerances" && s["read"].as_u64() > Some(0)), "{sections:#?}");
    let table = list(&all, "rows").iter().find(|r| r["format"] == "CSV").unwrap();
    assert_eq!(structure(&table["id"], &json!(0))["form"], "", "a table has its columns");
    assert!(bench.call(Some(Role::Analyst), "artifact_structure", json!({ "id": messages, "parent": 9_999_999 })).is_err());
}

#[test]
fn an_artifact_leads_to_exactly_the_findings_that_come_from_it() {
    let bench = Bench::harbor();
    let all = ask(&bench, "artifacts", json!({ "side": "legacy", "limit": 500 }));
    let token = |name: &str| list(&all, "rows").iter().find(|r| r["name"] == name).unwrap()["id"].clone();
    let labs = token("labs.csv");
    let before = ask(&bench, "artifact_uses", json!({ "id": labs }));
    assert_eq!((&before["run"], &before["findings"]), (&json!(0), &json!(0)));
    assert!(list(&before, "rules").iter().any(|r| r["resource"] == "Observation" && !list(r, "fields").is_empty()), "{before:#}");
    assert!(list(&before, "lens").iter().any(|u| u["kind"] == "observation" && u["aspect"] == "value"), "{before:#}");
    bench.migrate();
    let (_, findings) = bench.compare();
    for name in ["labs.csv", "allergies.csv", "medications.csv"] {
        let id = token(name);
        let uses = ask(&bench, "artifact_uses", json!({ "id": id }));
        let listed = ask(&bench, "findings", json!({ "artifact": id, "limit": 1 }));
        let own = findings.iter().filter(|f| list(&f["legacy"], "locators").iter().any(|l| l.as_str().is_some_and(|l| l.starts_with(&format!("{name}:"))))).count();
        assert_eq!((uses["findings"].as_u64(), &uses["findingsKnown"]), (listed["total"].as_u64(), &json!(true)), "{name}");
        assert_eq!(uses["findings"].as_u64(), Some(own as u64), "{name}");
        assert_eq!(sum(list(&uses, "severities"), "count"), own as u64);
    }
    let messages = list(&all, "rows").iter().find(|r| r["format"] == "HL7 v2").unwrap();
    assert_eq!(ask(&bench, "artifact_uses", json!({ "id": messages["id"] }))["reading"], "HL7 v2");
}
