//! Populations over the sample hospital: a correct migration answers as the legacy book does, a wrong one says another thing, and
//! the patients behind it are found; what leaves the workspace tells neither few patients nor a month.

use balance::{Dimension, PopulationResult};
use contract::Role;
use serde_json::json;
use tests::Bench;

const DRUGS: [&str; 4] = ["anticoagulants", "insulin", "opioids", "immunosuppressants"];

fn compared(mapping: &dyn Fn(String) -> String) -> (Bench, PopulationResult) {
    let bench = Bench::harbor();
    bench.document("mapping", &mapping(Bench::starter_text("harbor", "mapping")));
    bench.migrate();
    let (report, _) = bench.compare();
    let (run, result) = app::population(&bench.workspace).unwrap();
    assert_eq!(run, report.run);
    for side in [0, 1] {
        let counted: u64 = result.cells.iter().filter(|c| c.dimension == Dimension::Kind).map(|c| c.statements[side]).sum();
        assert_eq!(counted, report.statements[side], "every statement of the book stands in a cell");
    }
    assert!(result.people[0] > 0 && result.people.iter().all(|n| *n <= report.patients.iter().sum::<u64>()));
    (bench, result)
}

fn every_medication_active(mapping: String) -> String {
    let from = "value = \"COALESCE(MAP(STATUS_CD, 'medication-status'), 'unknown')\"";
    assert!(mapping.contains(from), "the starter no longer holds {from:?}");
    mapping.replace(from, "value = \"'active'\"")
}

#[test]
fn a_correct_migration_puts_nobody_on_a_drug() {
    let (_, result) = compared(&|mapping| mapping);
    assert!(result.questions.len() >= 12);
    let asked: u64 = DRUGS.iter().map(|id| result.question(id).unwrap().sides[0].number).sum();
    assert!(asked > 0, "the sample hospital has patients on these drugs");
    for id in DRUGS {
        assert_eq!(result.question(id).unwrap().only[1], 0, "{id}");
    }
}

#[test]
fn a_status_that_defaults_to_active_moves_the_registries_and_leads_to_the_patients() {
    let (bench, result) = compared(&every_medication_active);
    let moved: Vec<_> = DRUGS.iter().map(|id| result.question(id).unwrap()).filter(|q| q.only[1] > 0).collect();
    assert!(!moved.is_empty(), "{:#?}", result.questions);
    for question in moved {
        assert!(!question.is_same());
        let page = bench.call(Some(Role::Informaticist), "patients", json!({"question": question.id, "difference": "only destination", "limit": 5})).unwrap();
        assert_eq!(page["total"].as_u64(), Some(question.only[1]), "{}", question.id);
        let mut keys = Vec::new();
        app::each_differing(&bench.workspace, &question.id, &mut |p| keys.push((p.difference, p.legacy.clone()))).unwrap();
        assert_eq!(keys.iter().filter(|(d, _)| *d == "only destination").count() as u64, question.only[1]);
        assert!(keys.iter().all(|(_, key)| !key.is_empty()));
    }
}

#[test]
fn what_leaves_the_workspace_tells_neither_few_patients_nor_a_month() {
    let (bench, result) = compared(&every_medication_active);
    let answer = bench.call(Some(Role::Lead), "questions", json!({})).unwrap();
    assert_eq!(answer["rows"].as_array().unwrap().len(), result.questions.len());
    for row in answer["rows"].as_array().unwrap() {
        let few = |name: &str| row[name].as_u64().is_some_and(|n| (1..=10).contains(&n));
        for name in ["onlyLegacy", "onlyDestination", "askedOnlyLegacy", "askedOnlyDestination", "otherValue", "legacyByWords", "destinationUnread"] {
            assert!(!few(name), "{name}: {row}");
        }
        if row["statements"] == false {
            let apart = |a: &str, b: &str| row[a].as_i64().zip(row[b].as_i64()).is_some_and(|(a, b)| (1..=10).contains(&(a - b).abs()));
            let shown = row["onlyLegacy"].is_u64() && row["onlyDestination"].is_u64();
            assert!(!few("legacy") && !few("destination") && (shown || !apart("legacy", "destination")), "{row}");
            assert!(!apart("legacyOf", "legacy"), "{row}");
        }
    }
    for dimension in ["kind", "month", "code", "clinic", "number", "amount"] {
        let page = bench.call(Some(Role::Analyst), "population", json!({"dimension": dimension, "limit": 500})).unwrap();
        let text = page.to_string();
        assert!((2000..2026).all(|year| !text.contains(&format!("{year}-"))), "{dimension}: {text:.400}");
        for row in page["rows"].as_array().unwrap() {
            assert!(!row["label"].as_str().unwrap().is_empty());
            assert!(row["legacy"].is_u64() || row["destination"].is_u64(), "{row}");
        }
    }
}

#[test]
fn patients_are_found_under_what_they_are_counted_under() {
    let (bench, _) = compared(&every_medication_active);
    let patients = |severities: &[&str]| bench.call(Some(Role::Informaticist), "patients", json!({"severities": severities, "limit": 1})).unwrap();
    let all = patients(&[]);
    let facets = all["severities"].as_array().unwrap();
    assert_eq!(facets.iter().map(|facet| facet["value"].as_str().unwrap()).collect::<Vec<_>>(), ["safety", "clinical", "of less harm"]);
    for facet in facets {
        assert_eq!(patients(&[facet["value"].as_str().unwrap()])["total"], facet["count"], "{facet}");
    }
}

#[test]
fn a_document_of_the_workspace_takes_the_place_of_the_standard_one() {
    let bench = Bench::harbor();
    bench.document("questions", "format = \"throughline-questions/1\"\nname = \"ours\"\n[[question]]\nid = \"problems\"\ntitle = \"t\"\nabout = \"a\"\ncount = { kind = [\"problem\"] }\n");
    bench.migrate();
    bench.compare();
    let (_, result) = app::population(&bench.workspace).unwrap();
    assert_eq!((result.name.as_str(), result.questions.len()), ("ours", 1));
    let problems = result.cells.iter().find(|c| c.dimension == Dimension::Kind && c.kind == model::Kind::Problem).unwrap();
    assert!(result.question("problems").unwrap().sides[0].number <= problems.statements[0]);
}

#[test]
fn an_evening_told_by_another_zone_is_counted_in_the_month_of_the_legacy_book() {
    let book = |when: &str| -> String {
        let of = |n: u32| {
            let patient = json!({"resourceType": "Patient", "id": format!("p{n}"), "gender": "female", "birthDate": format!("19{}-03-04", 50 + n), "name": [{"family": format!("Holm{n}")}]});
            let code = json!([{"system": "http://loinc.org", "code": "4548-4", "display": "Hemoglobin A1c"}]);
            let tested = json!({"resourceType": "Observation", "id": format!("o{n}"), "status": "final", "subject": {"reference": format!("Patient/p{n}")}, "code": {"coding": code},
                "effectiveDateTime": when, "valueQuantity": {"value": 7.1, "unit": "%", "system": "http://unitsofmeasure.org", "code": "%"}});
            format!("{patient}\n{tested}\n")
        };
        (0..12).map(of).collect()
    };
    let differences = |there: &str| {
        let bench = Bench::new();
        bench.ingest_bytes("legacy", "book.ndjson", book("2020-05-31T20:00:00-05:00").as_bytes());
        bench.ingest_bytes("destination", "book.ndjson", book(there).as_bytes());
        bench.compare();
        app::population(&bench.workspace).unwrap().1.cells.iter().filter(|cell| cell.difference() != 0).count()
    };
    assert_eq!(differences("2020-06-01T01:00:00Z"), 0);
    assert_ne!(differences("2020-06-01T20:00:00-05:00"), 0, "a day later is a day later");
}
