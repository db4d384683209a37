//! A table of entities, attributes and values, from its files to the statements: recognised, counted by attribute, read by
//! the lens that is suggested, removed rows left out with their reason.

use contract::Role;
use serde_json::json;
use std::ops::ControlFlow;
use tests::Bench;

const CONCEPTS: &str = "concept_id,name,locale\n5089,Weight,en\n5089,Peso,es\n1651,Diagnosis,en\n6042,Asthma,en\n6043,Measles,en\n162169,Note,en\n777,Rare finding,en\n";

/// Fifteen patients: a weight, a diagnosis and a note each; three have a rare finding; one weight is removed.
fn observations() -> String {
    let mut text = String::from("obs_id,person_id,concept_id,obs_datetime,value_coded,value_numeric,value_text,voided\n");
    let mut id = 0;
    let mut row = |person: u32, concept: &str, values: &str, voided: &str| {
        id += 1;
        text.push_str(&format!("{id},{person},{concept},2011-03-04 10:00:00,{values},{voided}\n"));
    };
    for person in 1..=15 {
        row(person, "5089", &format!(",{}.5,", 50 + person), "0");
        row(person, "1651", if person % 2 == 0 { "6042,," } else { "6043,," }, "0");
        row(person, "162169", ",,slept well through the night", "0");
        if person <= 3 {
            row(person, "777", ",1,", "0");
        }
    }
    row(1, "5089", ",999,", "1");
    text
}

fn bench() -> Bench {
    let bench = Bench::new();
    bench.ingest_bytes("legacy", "concept_name.csv", CONCEPTS.as_bytes());
    bench.ingest_bytes("legacy", "obs.csv", observations().as_bytes());
    bench
}

#[test]
fn a_table_of_attributes_is_a_corner_until_the_lens_takes_it_apart() {
    let bench = bench();
    let corners = |bench: &Bench| bench.call(Some(Role::Analyst), "corners", json!({ "kinds": ["attributes as rows"] })).unwrap();
    let found = corners(&bench);
    assert_eq!(found["total"], 1, "{found:#}");
    assert_eq!((found["rows"][0]["relation"].as_str(), found["rows"][0]["field"].as_str()), (Some("obs"), Some("concept_id")));
    assert!(found["rows"][0]["evidence"].as_str().is_some_and(|e| e.contains("% of 49 rows")), "{found:#}");
    let table = app::attribute_table(&bench.workspace, "obs").unwrap();
    let names = table.names.as_ref().map(|(relation, key, name)| (relation.as_str(), key.as_str(), name.as_str()));
    bench.document("lens", &format!("format = \"throughline-lens/1\"\nname = \"t\"\n\n{}", app::suggested_lens(&table.eav, names)));
    assert_eq!(corners(&bench)["total"], 0);
}

#[test]
fn the_pivot_names_what_many_patients_have() {
    let bench = bench();
    let view = bench.call(Some(Role::Analyst), "pivot", json!({ "relation": "obs" })).unwrap();
    let line = |name: &str| view["attributes"].as_array().unwrap().iter().find(|a| a["name"] == name).cloned().unwrap_or_default();
    assert_eq!(line("Weight"), json!({"value": "5089", "name": "Weight", "rows": 15, "patients": 15, "kind": "number", "column": "value_numeric", "filled": 1.0, "several": 0}));
    assert_eq!(line("Diagnosis")["kind"], "coded");
    assert_eq!((line("Note")["column"].as_str(), line("Note")["value"].as_str()), (Some("value_text"), Some("")), "a long number stays inside");
    assert!(!view.to_string().contains("Rare finding") && !view.to_string().contains("777"), "an attribute of three patients is not named: {view:#}");
    assert_eq!((view["total"].as_u64(), view["rows"].as_u64(), view["rowsHidden"].as_u64(), view["removed"].is_null()), (Some(4), Some(48), Some(3), true));
    assert!(bench.call(Some(Role::Administrator), "pivot", json!({ "relation": "obs" })).is_err(), "an administrator sees no values");
    assert!(bench.call(Some(Role::Analyst), "pivot", json!({ "relation": "concept_name" })).is_err(), "no table of attributes");
}

#[test]
fn the_suggested_lens_reads_every_row_that_is_not_removed() {
    let bench = bench();
    let table = app::attribute_table(&bench.workspace, "obs").unwrap();
    let names = table.names.as_ref().map(|(relation, key, name)| (relation.as_str(), key.as_str(), name.as_str()));
    bench.document("lens", &format!("format = \"throughline-lens/1\"\nname = \"t\"\n\n{}", app::suggested_lens(&table.eav, names)));
    let mut lines = Vec::new();
    let report = app::read_statements(&bench.workspace, model::Side::Legacy, &|_| true, &app::quiet, &mut |statement, _| {
        let facts: Vec<String> = statement.facts.iter().map(|f| format!("{}={}", f.aspect.word(), f.value.shown())).collect();
        lines.push(format!("{} {}", statement.patient, facts.join("; ")));
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!(lines.len(), 48);
    assert!(lines.iter().any(|l| l.starts_with("3 ") && l.contains("Weight") && l.contains("value=53.5")), "{lines:#?}");
    assert!(lines.iter().any(|l| l.starts_with("2 ") && l.contains("Diagnosis") && l.contains("value=Asthma")), "{lines:#?}");
    assert!(!lines.iter().any(|l| l.contains("999")), "the removed weight asserts nothing");
    let reasons: Vec<&str> = report.coverage.excluded.keys().map(|(_, reason)| reason.as_str()).collect();
    assert_eq!(reasons, ["looked up from other rows", "removed in the legacy system"]);
}

#[test]
fn meanings_of_a_dictionary_stand_beside_the_values() {
    let bench = Bench::new();
    let mut visits = String::from("VISIT_ID,PATIENT_ID,STATUS_CD\n");
    for n in 0..40 {
        visits.push_str(&format!("{n},P{n},{}\n", if n % 2 == 0 { "1" } else { "3" }));
    }
    bench.ingest_bytes("legacy", "visits.csv", visits.as_bytes());
    bench.ingest_bytes("legacy", "values.csv", b"TABLE_NAME,COLUMN_NAME,VALUE,MEANING\nVISITS,STATUS_CD,1,Open\n,,2,Closed\n");
    bench.ingest_bytes("legacy", "fields.csv", b"TABLE_NAME,COLUMN_NAME,DATA_TYPE,DESCRIPTION\nVISITS,STATUS_CD,int,Where the visit stands\n");
    let listed = bench.call(Some(Role::Analyst), "artifacts", json!({ "text": "visits" })).unwrap();
    let detail = bench.call(Some(Role::Analyst), "artifact", json!({ "id": listed["rows"][0]["id"] })).unwrap();
    let fields = detail["relations"][0]["fields"].as_array().cloned().unwrap_or_default();
    let status = fields.iter().find(|f| f["name"] == "STATUS_CD").cloned().unwrap_or_default();
    assert_eq!((status["description"].as_str(), status["meanings"].as_u64()), (Some("Where the visit stands"), Some(2)), "{status:#}");
    let meaning = |value: &str| status["top"].as_array().and_then(|top| top.iter().find(|t| t["value"] == value)).map(|t| t["meaning"].clone());
    assert_eq!((meaning("1"), meaning("3")), (Some("Open".into()), Some("".into())), "a value that no dictionary lists has no meaning: {status:#}");
}
