//! Bad input, tried and answered: a clear word with its place each time, the rest goes on, nothing is half-done.

use std::ops::ControlFlow;
use tests::Bench;

fn issue(line: &app::IngestLine, code: &str) -> u64 {
    line.issues.get(code).copied().unwrap_or(0)
}

#[test]
fn an_empty_folder_is_nothing_to_do() {
    let bench = Bench::new();
    let empty = bench.folder.path().join("empty");
    std::fs::create_dir_all(&empty).unwrap();
    let outcome = app::ingest(&bench.workspace, "legacy", "", &[empty], 0, &app::quiet, &mut |_| {});
    assert!(matches!(outcome, Err(app::AppError::Nothing(_))), "{outcome:?}");
}

#[test]
fn a_delivery_that_was_ended_in_between_is_told_until_it_is_read_to_its_end() {
    let bench = Bench::new();
    let (workspace, folder) = (&bench.workspace, bench.folder.path().join("export"));
    std::fs::create_dir_all(&folder).unwrap();
    for name in ["labs.csv", "visits.csv"] {
        std::fs::write(folder.join(name), "PATIENT_ID,RESULT_VALUE\n1,first of all\n2,second of all\n").unwrap();
    }
    let paths = || workspace.store().artifacts("legacy").unwrap().into_iter().map(|a| a.path).collect::<Vec<_>>();
    let after_one = |step: app::Step| if step.phase == "reading" && step.done > 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    let ended = app::ingest(workspace, "legacy", "harbor", std::slice::from_ref(&folder), 0, &after_one, &mut |_| {});
    assert!(matches!(ended, Err(app::AppError::Cancelled)), "{ended:?}");
    assert_eq!(paths(), ["labs.csv"]);
    let system = |name: &str| ("legacy".to_string(), name.to_string());
    let told = || app::unfinished_deliveries(workspace).unwrap().into_iter().map(|d| (d.side, d.system)).collect::<Vec<_>>();
    assert_eq!(told(), [system("harbor")]);
    let _ = app::ingest(workspace, "legacy", "pacs", std::slice::from_ref(&folder), 0, &after_one, &mut |_| {});
    bench.ingest_bytes("legacy", "notes.csv", b"PATIENT_ID,NOTE_TEXT\n1,walks again\n");
    assert_eq!(told(), [system("harbor"), system("pacs")], "another one's end is not its own");
    let later = bench.folder.path().join("later");
    std::fs::create_dir_all(&later).unwrap();
    std::fs::write(later.join("vitals.csv"), "PATIENT_ID,PULSE\n1,60\n").unwrap();
    app::ingest(workspace, "legacy", "harbor", std::slice::from_ref(&later), 0, &app::quiet, &mut |_| {}).unwrap();
    assert_eq!(told(), [system("harbor"), system("pacs")], "nor is that of a later one of its own system");
    app::ingest(workspace, "legacy", "harbor", &[folder], 0, &app::quiet, &mut |_| {}).unwrap();
    assert_eq!((paths(), told()), (["labs.csv", "notes.csv", "visits.csv", "vitals.csv"].map(String::from).to_vec(), vec![system("pacs")]));
}

#[test]
fn what_we_made_ourselves_is_a_given_destination_once_it_is_given_back() {
    let bench = Bench::harbor();
    bench.migrate();
    let runs = || bench.workspace.store().artifacts("destination").unwrap().into_iter().map(|a| (a.path, a.run)).collect::<Vec<_>>();
    assert!(runs().iter().all(|(_, run)| run.is_some()));
    let line = bench.ingest_bytes("destination", "Patient.ndjson", &bench.written().unwrap().into_iter().find(|(path, _)| path == "Patient.ndjson").unwrap().1);
    assert!(!line.unchanged, "byte by byte the same, and somebody else's word");
    assert_eq!(runs(), [("Patient.ndjson".to_string(), None)], "it takes the place of all that we made");
}

#[test]
fn a_migration_that_is_ended_leaves_the_files_in_the_clear_as_they_were() {
    let bench = Bench::harbor();
    let before = bench.written().unwrap();
    let out = bench.folder.path().join("written");
    let there = || {
        let mut files: Vec<_> = std::fs::read_dir(&out).unwrap().map(|e| e.unwrap().path()).map(|p| (p.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(p).unwrap())).collect();
        files.sort();
        files
    };
    let status = "COALESCE(MAP(STATUS_CD, 'medication-status'), 'unknown')";
    let mapping = Bench::starter_text("harbor", "mapping");
    assert!(mapping.contains(status));
    bench.document("mapping", &mapping.replace(status, "'active'"));
    let late = |step: app::Step| if step.phase == "mapping" && step.done * 2 > step.total { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    assert!(matches!(app::migrate(&bench.workspace, true, Some(&out), tests::now, &late), Err(app::AppError::Cancelled)));
    assert!(there() == before, "{:?}", there().iter().map(|(name, bytes)| (name.clone(), bytes.len())).collect::<Vec<_>>());
    app::migrate(&bench.workspace, true, Some(&out), tests::now, &app::quiet).unwrap();
    let names = |files: &[(String, Vec<u8>)]| files.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    let after = there();
    assert!(after != before && names(&after) == names(&before));
}

#[cfg(unix)]
#[test]
fn a_pipe_is_refused_and_a_link_that_leads_back_is_not_followed() {
    let bench = Bench::new();
    let folder = bench.folder.path().join("export");
    std::fs::create_dir_all(folder.join("inner")).unwrap();
    std::fs::create_dir_all(bench.folder.path().join("elsewhere")).unwrap();
    for file in [folder.join("inner/labs.csv"), bench.folder.path().join("elsewhere/visits.csv")] {
        std::fs::write(file, "PATIENT_ID,RESULT_VALUE\n1,first of all\n2,second of all\n").unwrap();
    }
    let link = |target: &str, name: &str| std::os::unix::fs::symlink(target, folder.join(name)).unwrap();
    link("..", "inner/back");
    link("../elsewhere", "further");
    assert!(std::process::Command::new("mkfifo").arg(folder.join("pipe")).status().unwrap().success());
    let lines = bench.ingest("legacy", &folder);
    let told: Vec<(&str, &str)> = lines.iter().map(|line| (line.path.as_str(), line.state.as_str())).collect();
    assert_eq!(told, [("further/visits.csv", "read"), ("inner/back", "refused"), ("inner/labs.csv", "read"), ("pipe", "refused")]);
    assert!(lines[1].refused.as_deref().unwrap().contains("leads back") && lines[3].refused.as_deref().unwrap().contains("a pipe"));
}

#[cfg(unix)]
#[test]
fn links_in_a_circle_are_not_followed_round() {
    let bench = Bench::new();
    let folder = bench.folder.path().join("export");
    for (own, other) in [("a", "c"), ("c", "a")] {
        std::fs::create_dir_all(folder.join(own)).unwrap();
        std::os::unix::fs::symlink(format!("../{other}"), folder.join(own).join("over")).unwrap();
    }
    std::fs::write(folder.join("a/labs.csv"), "PATIENT_ID,RESULT_VALUE\n1,first of all\n2,second of all\n").unwrap();
    let lines = bench.ingest("legacy", &folder);
    let told: Vec<(&str, &str)> = lines.iter().map(|line| (line.path.as_str(), line.state.as_str())).collect();
    assert_eq!(told, [("a/labs.csv", "read"), ("a/over/over", "refused"), ("c/over/labs.csv", "read"), ("c/over/over", "refused")]);
}

#[test]
fn an_empty_file_is_said_to_be_empty() {
    let line = Bench::new().ingest_bytes("legacy", "labs.csv", b"");
    assert_eq!((line.format.as_str(), line.records, issue(&line, "empty_file")), ("empty", 0, 1));
}

#[test]
fn a_binary_named_csv_is_set_aside() {
    let bytes: Vec<u8> = (0..4096u32).map(|i| (i * 7 % 256) as u8).collect();
    let line = Bench::new().ingest_bytes("legacy", "labs.csv", &bytes);
    assert_eq!((line.format.as_str(), line.quarantined), ("binary", 1));
}

#[test]
fn ragged_rows_and_nuls_are_set_aside_with_their_lines_and_the_rest_goes_on() {
    let bench = Bench::new();
    let line = bench.ingest_bytes("legacy", "t.csv", b"FIRST_COLUMN,SECOND_COLUMN\n1,2\n3\n4,5,6\n7,\0\n8,9 and a longer text to look like one\n");
    assert_eq!((line.records, line.quarantined, issue(&line, "ragged_row"), issue(&line, "nul_byte")), (2, 3, 2, 1));
    let (rows, total) = bench.workspace.store().quarantine(None, 0, 10).unwrap();
    assert_eq!(total, 3);
    assert_eq!(rows.iter().map(|r| r.line).collect::<Vec<_>>(), [3, 4, 5]);
}

#[test]
fn more_ragged_rows_than_keep_their_place_are_all_counted() {
    let bench = Bench::new();
    let rows = 12_345;
    let line = bench.ingest_bytes("legacy", "t.csv", format!("FIRST_COLUMN,SECOND_COLUMN\n1,2\n{}8,9\n", "3\n".repeat(rows)).as_bytes());
    assert_eq!((line.records, line.quarantined, issue(&line, "ragged_row")), (2, 12_345, 12_345));
    let store = bench.workspace.store();
    let artifact = store.artifact(&line.artifact).unwrap().unwrap();
    assert!(store.issues(artifact.id).unwrap().len() < rows, "places are kept of some");
    assert_eq!(store.issue_messages(artifact.id).unwrap().iter().map(|(_, _, times, _)| times).sum::<u64>(), 12_345);
    assert_eq!(store.quarantine_reasons().unwrap(), [("legacy".to_string(), "ragged_row".to_string(), 12_345, 1)]);
}

#[test]
fn duplicate_headers_are_numbered_and_doubted() {
    let line = Bench::new().ingest_bytes("legacy", "t.csv", b"A,A,\n1,2,3\n");
    assert_eq!((line.records, issue(&line, "duplicate_header")), (1, 1));
}

#[test]
fn ten_thousand_columns_are_read() {
    let header: Vec<String> = (0..10_000).map(|i| format!("C{i}")).collect();
    let row: Vec<String> = (0..10_000).map(|i| i.to_string()).collect();
    let line = Bench::new().ingest_bytes("legacy", "wide.csv", format!("{}\n{}\n", header.join(","), row.join(",")).as_bytes());
    assert_eq!((line.records, line.quarantined), (1, 0));
}

#[test]
fn a_line_over_the_cap_is_set_aside_and_the_rest_goes_on() {
    let mut bytes = b"A,B\n1,2\n".to_vec();
    bytes.extend(std::iter::repeat_n(b'x', 20 << 20));
    bytes.extend_from_slice(b"\n3,4\n");
    let line = Bench::new().ingest_bytes("legacy", "long.csv", &bytes);
    assert_eq!((line.records, issue(&line, "record_too_long")), (2, 1));
}

#[test]
fn a_document_that_was_cut_off_is_read_in_part() {
    let whole = r#"<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3"><id root="1.2.3" extension="d"/><recordTarget><patientRole><id root="1.2.3" extension="7"/></patientRole></recordTarget></ClinicalDocument>"#;
    let state = |text: &str| Bench::new().ingest_bytes("legacy", "ccd.xml", text.as_bytes());
    let cut = state(whole.split("</patientRole>").next().unwrap());
    assert_eq!((state(whole).state.as_str(), cut.state.as_str(), cut.records, issue(&cut, "unclosed_element")), ("read", "partly read", 1, 1));
}

#[test]
fn an_unclosed_quote_costs_one_line() {
    let line = Bench::new().ingest_bytes("legacy", "q.csv", b"A,B\n1,\"open\n2,3\n4,5\n");
    assert_eq!((line.records, issue(&line, "unclosed_quote")), (2, 1));
}

#[test]
fn mixed_encodings_are_read() {
    let mut bytes = "NAME,CITY\nJosé,Zürich\n".as_bytes().to_vec();
    bytes.extend_from_slice(b"Jos\xe9,Z\xfcrich\n");
    let line = Bench::new().ingest_bytes("legacy", "m.csv", &bytes);
    assert_eq!((line.records, issue(&line, "not_utf8")), (2, 1));
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain("A,B\r\n1,2\r\n".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let line = Bench::new().ingest_bytes("legacy", "u.csv", &utf16);
    assert_eq!(line.records, 1);
}

#[test]
fn two_patients_with_one_id_collide_and_are_counted() {
    let bench = Bench::new();
    bench.ingest_bytes("legacy", "patients.csv", b"ID,NAME\n1,a\n1,b\n2,c\n");
    bench.document("mapping", "format = \"throughline-mapping/1\"\nname = \"t\"\nsystem = \"urn:t\"\n[[resource]]\ntype = \"Patient\"\nfrom = \"patients\"\nkey = \"ID\"\n  [[resource.rule]]\n  id = \"name\"\n  to = \"name[0].text\"\n  value = \"NAME\"\n");
    let report = bench.migrate();
    assert_eq!((report.made, report.held), (2, 1));
    assert_eq!(report.sets[0].held[0].1, "id collision");
}

#[test]
fn a_mapping_that_names_a_missing_field_is_refused_with_its_place() {
    let bench = Bench::new();
    bench.ingest_bytes("legacy", "patients.csv", b"ID,NAME\n1,a\n");
    bench.document("mapping", "format = \"throughline-mapping/1\"\nname = \"t\"\nsystem = \"urn:t\"\n[[resource]]\ntype = \"Patient\"\nfrom = \"patients\"\nkey = \"ID\"\n  [[resource.rule]]\n  id = \"name\"\n  to = \"name[0].text\"\n  value = \"NAMES\"\n");
    let outcome = app::migrate(&bench.workspace, true, None, tests::now, &app::quiet);
    let Err(app::AppError::Document(problems)) = outcome else { panic!("{outcome:?}") };
    assert_eq!(problems, ["11:12: relation patients has no field NAMES"]);
}

#[test]
fn an_unknown_code_holds_the_resource_and_names_the_code() {
    let bench = Bench::new();
    bench.ingest_bytes("legacy", "patients.csv", b"ID,SEX\n1,F\n2,Q\n");
    bench.document("mapping", "format = \"throughline-mapping/1\"\nname = \"t\"\nsystem = \"urn:t\"\n[[resource]]\ntype = \"Patient\"\nfrom = \"patients\"\nkey = \"ID\"\n  [[resource.rule]]\n  id = \"sex\"\n  to = \"gender\"\n  value = \"MAP(SEX, 'sex')\"\n[code_map.sex]\ntarget = \"http://hl7.org/fhir/administrative-gender\"\nrows = [{ from = \"F\", to = \"female\" }]\n");
    let report = bench.migrate();
    assert_eq!((report.made, report.held), (1, 1));
    assert_eq!(report.unmapped, [("sex".to_string(), "Q".to_string(), 1)]);
}

#[test]
fn a_wrong_passphrase_and_a_missing_workspace_are_told_apart() {
    let bench = Bench::new();
    assert!(matches!(store::Store::open(&bench.home(), "wrong"), Err(store::StoreError::WrongPassphrase)));
    assert!(matches!(store::Store::open(&bench.folder.path().join("nowhere"), "x"), Err(store::StoreError::NoWorkspace)));
    assert!(matches!(store::Store::init(&bench.home(), "x", "x", vault::Cost::TRIVIAL), Err(store::StoreError::Exists)));
}

#[test]
fn the_same_bytes_again_are_left_alone() {
    let bench = Bench::new();
    let folder = bench.folder.path().join("twice");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("a.csv"), "A\n1\n").unwrap();
    assert!(!bench.ingest("legacy", &folder)[0].unchanged);
    assert!(bench.ingest("legacy", &folder)[0].unchanged);
    std::fs::write(folder.join("a.csv"), "A\n1\n2\n").unwrap();
    let line = &bench.ingest("legacy", &folder)[0];
    assert!(!line.unchanged && line.records == 2);
    assert_eq!(bench.workspace.store().artifacts("legacy").unwrap().len(), 1);
}
