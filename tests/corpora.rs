//! The same path over third-party data, where it is there: `THROUGHLINE_CORPORA` names the unpacked folder.

use model::Side;
use serde_json::Value;
use std::path::PathBuf;
use tests::Bench;

fn corpus(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("THROUGHLINE_CORPORA").map(PathBuf::from).map(|p| p.join(name)).filter(|p| p.is_dir());
    if folder.is_none() {
        eprintln!("corpus {name} is not there: not run");
    }
    folder
}

fn kind<'a>(f: &'a Value, key: &str) -> &'a str {
    f[key].as_str().unwrap_or("")
}

#[test]
fn synthea_2024_through_our_own_mapping_balances_without_a_finding() {
    let Some(folder) = corpus("synthea-2024-csv-fhir-r4-10") else { return };
    let bench = Bench::new();
    bench.ingest("legacy", &folder.join("csv"));
    bench.starter("synthea-csv");
    bench.migrate();
    let (report, findings) = bench.compare();
    assert!(report.statements[0] > 5_000);
    assert!(findings.is_empty(), "{:#?}", &findings[..findings.len().min(5)]);
}

#[test]
fn synthea_2024_against_its_own_fhir_shows_only_the_true_differences() {
    let Some(folder) = corpus("synthea-2024-csv-fhir-r4-10") else { return };
    let bench = Bench::new();
    bench.ingest("legacy", &folder.join("csv"));
    bench.starter("synthea-csv");
    bench.ingest("destination", &folder.join("fhir"));
    let (report, findings) = bench.compare();
    // One patient of the CSV has no bundle; everything else is what the FHIR exporter leaves out, rounds or adds.
    assert_eq!(report.patients, [10, 1, 0]);
    let explained = |f: &Value| {
        let cause = f["cause"]["label"].as_str().unwrap_or("");
        kind(f, "aspect") == "precision"
            || cause.starts_with("Patient on the legacy side only")
            || (kind(f, "kind") == "medication" && f["legacy"]["locators"][0].as_str().is_some_and(|l| l.ends_with(":STOP")))
            || (kind(f, "kind") == "allergy" && matches!(kind(f, "aspect"), "severity" | "reaction"))
            || cause.contains("the value is rounded")
            || cause.contains("marital status")
    };
    let others: Vec<_> = findings.iter().filter(|f| !explained(f)).collect();
    assert!(others.is_empty(), "{:#?}", &others[..others.len().min(5)]);
}

#[test]
fn openmrs_shows_its_short_tables_of_attributes() {
    let Some(folder) = corpus("openmrs-core-dataset") else { return };
    let bench = Bench::new();
    bench.ingest("legacy", &folder.join("api/src/test/resources/org/openmrs/include"));
    let found: Vec<String> = app::attribute_tables(&bench.workspace).unwrap().into_iter().map(|t| t.eav.relation).collect();
    assert!(["obs", "person_attribute"].iter().all(|name| found.iter().any(|f| f == name)), "{found:?}");
    let table = app::attribute_table(&bench.workspace, "obs").unwrap();
    assert_eq!((table.eav.entity.as_str(), table.eav.attribute.as_str()), ("person_id", "concept_id"));
    assert_eq!(table.names.as_ref().map(|(relation, ..)| relation.as_str()), Some("concept_name"));
    let filled: Vec<(&str, u64)> = table.eav.values.iter().map(|v| (v.field.as_str(), v.filled)).collect();
    for column in [("value_numeric", 6), ("value_coded", 2), ("value_text", 1), ("value_datetime", 1)] {
        assert!(filled.contains(&column), "{filled:?}");
    }
    let report = app::pivot(&bench.workspace, &table).unwrap();
    assert!(report.attributes.iter().all(|a| a.several == 0 && a.empty == 0), "every row has exactly one value");
    let first = &report.attributes[0];
    assert_eq!((first.value.as_str(), first.rows, first.kinds.get("number"), report.names["5089"].as_str()), ("5089", 4, Some(&4), "WEIGHT (KG)"));
    let names = table.names.as_ref().map(|(relation, key, name)| (relation.as_str(), key.as_str(), name.as_str()));
    bench.lens(&app::suggested_lens(&table.eav, names, Side::Legacy));
    let mut count = 0;
    app::read_statements(&bench.workspace, model::Side::Legacy, &|_| true, &app::quiet, &mut |_, _| {
        count += 1;
        std::ops::ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!(count, 10, "a statement a row");
}

#[test]
fn synthea_2018_through_our_own_mapping_holds_only_its_identical_rows() {
    let Some(folder) = corpus("synthea-2018-csv-stu3-text") else { return };
    let bench = Bench::new();
    bench.ingest("legacy", &folder.join("csv_dev"));
    bench.starter("synthea-csv-2018");
    let report = bench.migrate();
    let (_, findings) = bench.compare();
    assert_eq!(report.held as usize, findings.len(), "{:#?}", &findings[..findings.len().min(5)]);
    assert!(findings.iter().all(|f| f["cause"]["label"].as_str().unwrap_or("").contains("id collision")));
}
