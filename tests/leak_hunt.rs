//! The leak hunt: canary patients whose identifiers exist nowhere else; every command in every role over them, through
//! error paths too; then everything that crossed the wire and everything on disk is searched. A negative control seeds
//! leaks on purpose: a hunt that cannot fail proves nothing.

use contract::{COMMANDS, Role};
use serde_json::{Value, json};
use tests::Bench;

/// Identifiers of the canaries, category by category.
const CANARIES: [&str; 12] = [
    "Quixworth", "Zebulonia", "77431902", "987-65-4999", "555-0173", "zeb@canary.example", "4417 Marmoset Lane", "1931-07-19", "07/19/1931", "19310719", "D8841-QX", "Wexcombe",
];

fn canary_export(bench: &Bench) -> std::path::PathBuf {
    let folder = bench.folder.path().join("canary");
    std::fs::create_dir_all(&folder).unwrap();
    let copy = |name: &str| std::fs::copy(tests::sample().join(name), folder.join(name)).unwrap();
    for name in ["patients.csv", "problems.csv", "allergies.csv", "medications.csv", "labs.csv", "notes.csv", "encounters.csv", "vitals.csv", "immunizations.csv", "procedures.csv", "providers.csv", "charges.txt", "claims.txt"] {
        copy(name);
    }
    let header = std::fs::read_to_string(folder.join("patients.csv")).unwrap();
    let names: Vec<&str> = header.trim_start_matches('\u{feff}').lines().next().unwrap().split(',').collect();
    let value = |name: &str| match name {
        "PAT_ID" => "77431902",
        "MRN" => "77431902",
        "LAST_NM" => "Quixworth",
        "FIRST_NM" => "Zebulonia",
        "MAIDEN_NM" => "Wexcombe",
        "DOB" => "07/19/1931",
        "SEX" => "F",
        "SSN" => "987-65-4999",
        "DL_NO" => "D8841-QX",
        "ADDR_1" => "4417 Marmoset Lane",
        "PHONE_HOME" => "555-0173",
        "EMAIL" => "zeb@canary.example",
        _ => "",
    };
    let mut text = header.clone();
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text.push_str(&names.iter().map(|n| value(n)).collect::<Vec<_>>().join(","));
    text.push('\n');
    std::fs::write(folder.join("patients.csv"), text).unwrap();
    let notes = std::fs::read(folder.join("notes.csv")).unwrap();
    let mut notes = notes.clone();
    let fields = std::fs::read(folder.join("notes.csv")).unwrap();
    let head = String::from_utf8_lossy(&fields[..fields.iter().position(|b| *b == b'\n').unwrap()]).trim().to_string();
    let row: Vec<&str> = head.trim_start_matches('\u{feff}').split(',').map(|n| match n { "PAT_ID" => "77431902", "NOTE_ID" => "N77431902", n if n.contains("TXT") || n.contains("TEXT") || n.contains("BODY") => "Zebulonia Quixworth lives at 4417 Marmoset Lane", _ => "" }).collect();
    notes.extend_from_slice(row.join(",").as_bytes());
    notes.push(b'\n');
    std::fs::write(folder.join("notes.csv"), notes).unwrap();
    folder
}

fn holds_canary(bytes: &[u8]) -> Option<&'static str> {
    let text = String::from_utf8_lossy(bytes).to_lowercase();
    CANARIES.into_iter().find(|c| text.contains(&c.to_lowercase()))
}

/// The structure of an artifact down to its last part.
fn structure(bench: &Bench, artifact: &Value, parent: u64, out: &mut Vec<(String, Vec<u8>)>) {
    let view = bench.call(Some(Role::Analyst), "artifact_structure", json!({"id": artifact, "parent": parent})).unwrap();
    out.push((format!("structure of {artifact} below {parent}"), serde_json::to_vec(&view).unwrap()));
    for part in view["rows"].as_array().unwrap().iter().filter(|p| p["parts"].as_u64().unwrap() > 0) {
        structure(bench, artifact, part["id"].as_u64().unwrap(), out);
    }
}

/// Every answer of every command in every role: lists paged through, details of what the lists name.
fn everything_on_the_wire(bench: &Bench) -> Vec<(String, Vec<u8>)> {
    let mut out = Vec::new();
    let mut ids: Vec<Value> = vec![json!({}), json!({"id": "Quixworth"}), json!({"text": "Zebulonia"}), json!({"id": "'; DROP TABLE patient; --"})];
    for (command, list) in [("artifacts", "rows"), ("patients", "rows"), ("findings", "rows")] {
        let page = bench.call(Some(Role::Informaticist), command, json!({"limit": 12})).unwrap();
        for row in page[list].as_array().unwrap() {
            ids.push(json!({"id": row["id"]}));
        }
    }
    let mapping = bench.call(Some(Role::Analyst), "mapping", json!({})).unwrap();
    for rule in mapping["rules"].as_array().unwrap().iter().take(8) {
        ids.push(json!({"id": rule["id"]}));
        ids.push(json!({"id": rule["id"], "expression": rule["expression"], "limit": 50}));
    }
    ids.push(json!({"format": "csv", "query": {}}));
    ids.push(json!({"format": "html", "query": {}}));
    // Reports and discovery take no selection.
    ids.extend(["html", "csv", "pdf", "xlsx"].map(|format| json!({ "format": format })));
    for role in Role::ALL.into_iter().map(Some).chain([None]) {
        for command in COMMANDS.iter().filter(|c| !c.name.starts_with("start_") && !c.name.starts_with("restore")) {
            for payload in &ids {
                let answer = match bench.call(role, command.name, payload.clone()) {
                    Ok(value) => serde_json::to_vec(&value).unwrap(),
                    Err(error) => serde_json::to_vec(&error).unwrap(),
                };
                out.push((format!("{} {payload} as {role:?}", command.name), answer));
            }
        }
    }
    for artifact in bench.call(Some(Role::Analyst), "artifacts", json!({"limit": 100})).unwrap()["rows"].as_array().unwrap() {
        let detail = bench.call(Some(Role::Analyst), "artifact", json!({"id": artifact["id"]})).unwrap();
        for relation in detail["relations"].as_array().unwrap() {
            let sample = bench.call(Some(Role::Analyst), "artifact_sample", json!({"id": artifact["id"], "relation": relation["name"], "limit": 50})).unwrap();
            out.push((format!("sample of {}", relation["name"]), serde_json::to_vec(&sample).unwrap()));
        }
        for node in detail["way"].as_array().unwrap() {
            for text in ["", "a"] {
                let tree = bench.call(Some(Role::Analyst), "artifact_tree", json!({"node": node, "filter": {"text": text}, "limit": 100})).unwrap();
                out.push((format!("tree below {node}"), serde_json::to_vec(&tree).unwrap()));
            }
        }
        structure(bench, &artifact["id"], 0, &mut out);
    }
    for patient in bench.call(Some(Role::Informaticist), "patients", json!({"limit": 500})).unwrap()["rows"].as_array().unwrap() {
        let chart = bench.call(Some(Role::Informaticist), "chart", json!({"id": patient["id"], "show": "all", "kinds": ["note"]})).unwrap();
        for note in chart["statements"].as_array().unwrap().iter().take(3) {
            let detail = bench.call(Some(Role::Informaticist), "chart_statement", json!({"id": patient["id"], "statement": note["id"]})).unwrap();
            out.push((format!("chart statement {} of {}", note["id"], patient["id"]), serde_json::to_vec(&detail).unwrap()));
        }
    }
    out
}

fn every_file(folder: &std::path::Path, each: &mut dyn FnMut(&std::path::Path, &[u8])) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { every_file(&path, each) } else { each(&path, &std::fs::read(&path).unwrap()) }
    }
}

#[test]
fn no_canary_crosses_the_wire_and_none_is_in_the_clear_on_disk() {
    let bench = Bench::new();
    let export = canary_export(&bench);
    bench.ingest("legacy", &export);
    bench.starter("harbor");
    let text = Bench::starter_text("harbor", "mapping");
    // The canary export holds tables only: the sets of HL7 v2 read nothing.
    bench.document("mapping", &text);
    bench.migrate();
    bench.compare();
    let answers = everything_on_the_wire(&bench);
    assert!(answers.len() > 1_000 && answers.iter().any(|(w, _)| w.starts_with("chart")), "the hunt must look at something");
    let words_of_a_note = |(what, bytes): &(String, Vec<u8>)| what.starts_with("chart statement") && String::from_utf8_lossy(bytes).contains("\"sentences\"");
    assert!(answers.iter().any(words_of_a_note), "the hunt must read notes");
    for (what, bytes) in &answers {
        assert_eq!(holds_canary(bytes), None, "in the answer to {what}");
        assert!(bench.workspace.egress_check(bytes).is_ok(), "the egress filter stops {what}");
    }
    let mut files = 0;
    every_file(&bench.home(), &mut |path, bytes| {
        files += 1;
        assert_eq!(holds_canary(bytes), None, "in the clear in {}", path.display());
        assert!(holds_canary(path.to_string_lossy().as_bytes()).is_none());
    });
    assert!(files > 10);
}

#[test]
fn a_seeded_leak_is_found_in_every_encoding() {
    let bench = Bench::new();
    bench.ingest("legacy", &canary_export(&bench));
    bench.starter("harbor");
    let leaks = [
        "{\"label\":\"Zebulonia Quixworth\"}",
        "{\"label\":\"QUIXWORTH, ZEBULONIA\"}",
        "{\"x\":\"mrn 77431902\"}",
        "{\"x\":\"987654999\"}",
        "{\"x\":\"zeb%40canary.example\"}",
        "{\"x\":\"4417 Marmoset Lane\"}",
        "{\"x\":\"1931-07-19\"}",
        "{\"x\":\"WmVidWxvbmlhIFF1aXh3b3J0aA==\"}",
    ];
    for leak in leaks {
        assert!(bench.workspace.egress_check(leak.as_bytes()).is_err(), "the filter misses {leak}");
    }
    for leak in &leaks[..7] {
        let plain = holds_canary(leak.as_bytes()).is_some() || leak.contains("987654999") || leak.contains("%40");
        assert!(plain, "the hunt misses {leak}");
    }
    assert!(bench.workspace.egress_check(b"{\"total\":42,\"label\":\"Essential hypertension\"}").is_ok());
}
