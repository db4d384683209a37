//! Tables that do not name their columns: a first row of data is a record and no header, and what a file beside an export says of it is how it is read.

use app::IngestLine;
use contract::Role;
use serde_json::{Value, json};
use std::path::PathBuf;
use tests::{Bench, now};

const SCHEMA: &str = "CREATE TABLE [dbo].[Patient] (\n  [PatID] [int] NOT NULL,\n  [LastName] [varchar](40) NULL,\n  [Born] [datetime] NULL,\n  [Sex] [char](1) NULL,\n  CONSTRAINT [PK_Patient] PRIMARY KEY CLUSTERED ([PatID] ASC)\n)\nGO\n";

const FORMAT_FILE: &str = "14.0\n3\n1 SQLINT 0 4 \"\" 1 PatID \"\"\n2 SQLCHAR 2 40 \"\" 2 LastName SQL_Latin1_General_CP1_CI_AS\n3 SQLDATETIME 1 8 \"\" 3 Born \"\"\n";

/// Rows of patients as bcp writes characters: no header, an empty text as a NUL.
fn characters() -> String {
    (0..30).map(|n| format!("{}\tQUIMBY{n}\t19{}-07-19 00:00:00.000\t{}\n", 4_001 + n, 30 + n, if n % 7 == 0 { "\0" } else { "F" })).collect()
}

/// The same rows in native form, without the last column.
fn native() -> Vec<u8> {
    let row = |n: i32| {
        let name = format!("QUIMBY{n}");
        let moment = [(11_521 + n * 365).to_le_bytes(), 0i32.to_le_bytes()].concat();
        [&(4_001 + n).to_le_bytes()[..], &(name.len() as u16).to_le_bytes(), name.as_bytes(), &[8], &moment].concat()
    };
    (0..30).flat_map(row).collect()
}

/// Writes files into a folder.
fn folder(bench: &Bench, name: &str, files: &[(&str, &[u8])]) -> PathBuf {
    let folder = bench.home().with_file_name(name);
    std::fs::create_dir_all(&folder).unwrap();
    files.iter().for_each(|(file, bytes)| std::fs::write(folder.join(file), bytes).unwrap());
    folder
}

fn line<'l>(lines: &'l [IngestLine], path: &str) -> &'l IngestLine {
    let of: Vec<&IngestLine> = lines.iter().filter(|l| l.path == path).collect();
    assert_eq!(of.len(), 1, "one line a file: {lines:#?}");
    of[0]
}

/// An artifact as the desktop sees it, and the names of its fields.
fn shown(bench: &Bench, line: &IngestLine) -> (Value, Vec<String>) {
    let detail = bench.call(Some(Role::Analyst), "artifact", json!({ "id": line.artifact })).unwrap();
    let names = detail["relations"][0]["fields"].as_array().unwrap().iter().map(|f| f["name"].as_str().unwrap().to_string()).collect();
    (detail, names)
}

#[test]
fn a_first_row_of_data_is_a_record_and_names_nothing() {
    let bench = Bench::new();
    let text: String = (0..30).map(|n| format!("{},QUIMBY{n},19{}-07-19,F\n", 4_001 + n, 30 + n)).collect();
    let read = bench.ingest_bytes("legacy", "patients.csv", text.as_bytes());
    assert_eq!((read.records, read.quarantined, read.issues.get("no_header")), (30, 0, Some(&1)), "{read:#?}");
    let (detail, names) = shown(&bench, &read);
    assert_eq!(names, ["column_1", "column_2", "column_3", "column_4"]);
    assert!(detail["issues"].as_array().unwrap().iter().any(|i| i["code"] == "no_header" && i["effect"] == "doubt"), "{detail:#}");
    assert!(!detail.to_string().contains("QUIMBY"), "{detail:#}");

    let layouts = bench.call(Some(Role::Analyst), "layouts", json!({})).unwrap();
    assert_eq!(layouts["files"][0]["header"], "none", "{layouts:#}");

    // Who knows better says so, and undoes it.
    bench.document("layouts", "format = \"throughline-layout/1\"\n\n[[layout]]\npath = \"patients.csv\"\nformat = \"csv\"\nheader = true\n");
    let mut records = Vec::new();
    app::reread(&bench.workspace, now(), &mut |l| records.push(l.records)).unwrap();
    bench.document("layouts", "format = \"throughline-layout/1\"\n");
    app::reread(&bench.workspace, now(), &mut |l| records.push(l.records)).unwrap();
    assert_eq!(records, [29, 30]);
}

#[test]
fn a_header_that_may_be_none_stays_one_and_no_value_leaves_as_a_name() {
    let bench = Bench::new();
    let text = "\"Quackenbush, Ann\",Boston\n\"Zabriskie, Bo\",Salem\n\"Featherstone, Cy\",Lynn\n";
    let read = bench.ingest_bytes("legacy", "people.csv", text.as_bytes());
    assert_eq!((read.records, read.issues.get("header_doubted")), (2, Some(&1)), "{read:#?}");
    let (detail, names) = shown(&bench, &read);
    assert_eq!(names, ["[name]", "Boston"]);
    assert!(!detail.to_string().contains("Quackenbush"), "{detail:#}");
    let sample = bench.call(Some(Role::Analyst), "artifact_sample", json!({ "id": read.artifact, "relation": "people" })).unwrap();
    assert!(!sample.to_string().contains("Quackenbush"), "{sample:#}");
    let plain = bench.ingest_bytes("legacy", "named.csv", b"NAME,TOWN\nQuackenbush,Boston\nZabriskie,Salem\n");
    assert!(plain.issues.is_empty(), "{plain:#?}");
}

#[test]
fn an_export_of_characters_has_the_names_of_its_table() {
    let bench = Bench::new();
    let rows = characters();
    let export = folder(&bench, "export", &[("dbo.Patient.bcp", rows.as_bytes()), ("schema.sql", SCHEMA.as_bytes())]);
    let lines = bench.ingest("legacy", &export);
    assert_eq!(lines.len(), 2, "{lines:#?}");
    let patient = line(&lines, "dbo.Patient.bcp");
    assert_eq!((patient.format.as_str(), patient.records, patient.quarantined, patient.issues.get("no_header")), ("CSV", 30, 0, Some(&1)), "{patient:#?}");
    let (detail, names) = shown(&bench, patient);
    assert_eq!(names, ["PatID", "LastName", "Born", "Sex"]);
    assert!(!detail.to_string().contains("QUIMBY"), "{detail:#}");

    // What a file beside it says is nobody's layout: nothing is outdated, and the same files are unchanged.
    assert!(app::outdated(&bench.workspace).unwrap().is_empty());
    let again = bench.ingest("legacy", &export);
    assert!(again.iter().all(|l| l.unchanged), "{again:#?}");

    // A declaration goes before it, and when it goes, what the definition says is back.
    bench.document("layouts", "format = \"throughline-layout/1\"\n\n[[layout]]\npath = \"*.bcp\"\nformat = \"tsv\"\nquote = \"\"\nnames = [\"a\", \"b\", \"c\", \"d\"]\n");
    let mut tokens = Vec::new();
    app::reread(&bench.workspace, now(), &mut |l| tokens.push(l.clone())).unwrap();
    assert_eq!(shown(&bench, &tokens[0]).1, ["a", "b", "c", "d"]);
    bench.document("layouts", "format = \"throughline-layout/1\"\n");
    app::reread(&bench.workspace, now(), &mut |l| tokens.push(l.clone())).unwrap();
    assert_eq!((tokens.len(), shown(&bench, &tokens[1]).1), (2, vec!["PatID".to_string(), "LastName".into(), "Born".into(), "Sex".into()]));
}

#[test]
fn a_definition_of_other_columns_names_nothing() {
    let bench = Bench::new();
    let rows = characters();
    let other = SCHEMA.replace("[LastName] [varchar](40)", "[Visits] [int]");
    let lines = bench.ingest("legacy", &folder(&bench, "export", &[("Patient.bcp", rows.as_bytes()), ("schema.sql", other.as_bytes())]));
    assert_eq!(shown(&bench, line(&lines, "Patient.bcp")).1, ["column_1", "column_2", "column_3", "column_4"]);
}

#[test]
fn native_data_wait_for_their_format_file() {
    let bench = Bench::new();
    let data = native();
    let lines = bench.ingest("legacy", &folder(&bench, "first", &[("Patient.bcp", data.as_slice())]));
    let patient = line(&lines, "Patient.bcp");
    assert_eq!((patient.format.as_str(), patient.state.as_str(), patient.records, patient.quarantined), ("bcp export", "unread", 0, 1), "{patient:#?}");
    let set_aside = bench.call(Some(Role::Analyst), "quarantine", json!({ "id": patient.artifact })).unwrap();
    assert_eq!(set_aside["rows"][0]["code"], "no_format_file", "{set_aside:#}");

    // It comes a day later, and says how the file of the day before is read.
    let lines = bench.ingest("legacy", &folder(&bench, "second", &[("patient.fmt", FORMAT_FILE.as_bytes())]));
    assert_eq!(line(&lines, "patient.fmt").relations, ["sql.format"]);
    let patient = line(&lines, "Patient.bcp");
    assert_eq!((patient.format.as_str(), patient.state.as_str(), patient.records, patient.quarantined), ("bcp export", "read", 30, 0), "{patient:#?}");
    let (detail, names) = shown(&bench, patient);
    assert_eq!(names, ["PatID", "LastName", "Born"]);
    let kind = detail["relations"][0]["fields"][2]["kind"].as_str().unwrap();
    assert!(["date", "datetime"].contains(&kind), "{kind}");
    assert!(!detail.to_string().contains("QUIMBY"), "{detail:#}");
    assert!(app::outdated(&bench.workspace).unwrap().is_empty());
    let held: u64 = bench.workspace.store().artifacts("legacy").unwrap().iter().filter(|a| a.path == "Patient.bcp").map(|a| a.records).sum();
    assert_eq!(held, 30, "the former reading is out of use");
}

#[test]
fn both_in_one_delivery_are_read_at_once_whatever_their_names() {
    let bench = Bench::new();
    let data = native();
    let lines = bench.ingest("legacy", &folder(&bench, "export", &[("PATIENT.dat", data.as_slice()), ("Patient.fmt", FORMAT_FILE.as_bytes()), ("other.bcp", data.as_slice())]));
    assert_eq!(lines.len(), 3, "{lines:#?}");
    assert_eq!(line(&lines, "PATIENT.dat").records, 30);
    assert_eq!((line(&lines, "other.bcp").records, line(&lines, "other.bcp").quarantined), (0, 1), "a format file describes the file of its name");
}

#[test]
fn a_text_of_the_name_of_an_export_stays_a_text() {
    let bench = Bench::new();
    let (data, about) = (native(), "How the export of the registry was made, and by whom.\nAsk the registry before it is used.\n");
    let files = [("Patient.bcp", data.as_slice()), ("Patient.fmt", FORMAT_FILE.as_bytes()), ("Patient.txt", about.as_bytes())];
    let lines = bench.ingest("legacy", &folder(&bench, "export", &files));
    assert_eq!(line(&lines, "Patient.bcp").records, 30);
    let text = line(&lines, "Patient.txt");
    assert!(text.format != "bcp export" && text.quarantined == 0, "{text:#?}");
}

#[test]
fn whoever_stops_a_delivery_hears_of_every_file_and_the_rest_is_read_by_the_next() {
    use std::ops::ControlFlow;
    let bench = Bench::new();
    let data = native();
    let export = folder(&bench, "export", &[("Patient.bcp", data.as_slice()), ("Patient.fmt", FORMAT_FILE.as_bytes())]);
    let stop = |step: app::Step| if step.phase == "reading again" { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    let mut lines = Vec::new();
    app::ingest(&bench.workspace, "legacy", "test", std::slice::from_ref(&export), now(), &stop, &mut |l| lines.push(l.clone())).unwrap();
    assert_eq!((lines.len(), line(&lines, "Patient.bcp").records), (2, 0));
    assert_eq!(line(&bench.ingest("legacy", &export), "Patient.bcp").records, 30);
}
