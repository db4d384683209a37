//! Tidy is a test: the house's invariants, read off `cargo metadata` and the files; itself tested at the end.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn metadata() -> Value {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let output = std::process::Command::new(cargo).args(["metadata", "--format-version", "1", "--offline", "--no-deps"]).current_dir(tests::root()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Direct dependencies of each workspace member, without those for tests only.
fn direct() -> BTreeMap<String, BTreeSet<String>> {
    let metadata = metadata();
    let packages = metadata["packages"].as_array().unwrap();
    packages
        .iter()
        .map(|p| {
            let used = p["dependencies"].as_array().unwrap().iter().filter(|d| d["kind"] != "dev");
            (p["name"].as_str().unwrap().to_string(), used.map(|d| d["name"].as_str().unwrap().to_string()).collect())
        })
        .collect()
}

fn reach(direct: &BTreeMap<String, BTreeSet<String>>, from: &str) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut open = vec![from.to_string()];
    while let Some(name) = open.pop() {
        for next in direct.get(&name).into_iter().flatten() {
            if seen.insert(next.clone()) {
                open.push(next.clone());
            }
        }
    }
    seen
}

#[test]
fn crates_depend_only_the_way_the_house_allows() {
    let direct = direct();
    for pure in ["model", "formats", "discovery", "mapping", "balance", "identity", "deid"] {
        let reached = reach(&direct, pure);
        for banned in ["axum", "tauri", "tokio", "rusqlite", "reqwest", "store", "app", "contract", "ring"] {
            assert!(!reached.contains(banned), "{pure} reaches {banned}");
        }
    }
    for outside in ["contract", "client", "desktop"] {
        let reached = reach(&direct, outside);
        for banned in ["model", "deid", "formats", "mapping", "balance", "store", "app"] {
            assert!(!reached.contains(banned), "{outside} reaches {banned}, where Phi can be named");
        }
    }
    assert!(!direct["balance"].contains("mapping") && !direct["mapping"].contains("balance"), "the double entry");
    let users = |name: &str| direct.iter().filter(|(p, d)| d.contains(name) && *p != "tests").map(|(p, _)| p.as_str()).collect::<Vec<_>>();
    assert_eq!(users("axum"), ["server"]);
    assert_eq!(users("tauri"), ["desktop"]);
    assert_eq!(users("rusqlite"), ["desktop", "store"], "the store's database, and the desktop's preview cache");
    assert_eq!(users("polars"), ["mapping"]);
    assert_eq!(users("contract").len(), 4, "app, client, desktop, server: {:?}", users("contract"));
}

/// Source files below a folder.
fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if path.is_dir() {
            if !matches!(name.as_str(), "node_modules" | "target" | "dist" | "dist-browser" | "gen" | ".git") {
                sources(&path, out);
            }
        } else if [".rs", ".ts", ".tsx", ".mjs"].iter().any(|e| name.ends_with(e)) {
            out.push(path);
        }
    }
}

#[test]
fn data_that_is_compiled_into_a_comparison_is_part_of_what_its_results_are_known_by() {
    let build = std::fs::read_to_string(tests::root().join("crates/app/build.rs")).unwrap();
    let (_, program) = build.split_once("const PROGRAM").unwrap();
    let mut files = Vec::new();
    for member in ["model", "formats", "balance", "identity", "mapping", "discovery", "deid", "store", "app"] {
        sources(&tests::root().join("crates").join(member).join("src"), &mut files);
    }
    let mut found = BTreeSet::new();
    for text in files.iter().map(|file| std::fs::read_to_string(file).unwrap()) {
        let included = text.lines().filter(|line| line.contains("include_")).filter_map(|line| line.split_once("../assets/"));
        found.extend(included.filter_map(|(_, rest)| rest.split('/').next()).map(str::to_string));
    }
    // A starter becomes a document of the workspace, which is seen as one.
    assert!(found.remove("starters") && found.len() > 2, "{found:?}");
    for folder in found {
        assert!(program.contains(&format!("\"../../assets/{folder}\"")), "{folder}");
    }
}

/// What is wrong with one file, in words.
fn untidy(path: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut forbid = |condition: bool, words: &str| {
        if condition {
            found.push(format!("{path}: {words}"));
        }
    };
    let ours = path.ends_with("tidy.rs");
    for word in [concat!("to", "do!("), concat!("un", "implemented!("), concat!("db", "g!("), concat!("FIX", "ME"), concat!("// TO", "DO")] {
        forbid(text.contains(word), word);
    }
    forbid(text.contains(concat!("#[ig", "nore")), "a test that does not run");
    forbid(text.lines().count() > 1_000 && !path.ends_with("contract/contract.ts"), "over 1,000 lines");
    let crate_of = path.strip_prefix("crates/").and_then(|p| p.split('/').next()).unwrap_or("");
    let may_reveal = ["model", "formats", "discovery", "mapping", "balance", "identity", "deid", "store", "vault"].contains(&crate_of);
    forbid(!may_reveal && !ours && text.contains(".reveal()"), "looks inside Phi");
    let writes_sql = text.contains("INSERT INTO") || text.contains("SELECT ") && text.contains(" FROM ") && path.ends_with(".rs");
    // These two read the code of other systems.
    let reads_sql = ["crates/discovery/src/rules.rs", "crates/deid/src/code.rs"].contains(&path);
    let may_sql = reads_sql || crate_of == "store" || path.starts_with("src-tauri/") || ["mapping", "balance"].contains(&crate_of) || path.starts_with("crates/formats/src/sql_dump/") || ours || path.starts_with("tests/");
    forbid(writes_sql && !may_sql, "writes SQL");
    let pure = ["model", "formats", "discovery", "mapping", "balance", "identity", "deid"].contains(&crate_of) && path.contains("/src/");
    forbid(pure && (text.contains("SystemTime::now") || text.contains("Instant::now")), "a pure crate asks the clock");
    let in_feature = path.strip_prefix("ui/src/features/").and_then(|p| p.split('/').next());
    forbid(text.contains("@tauri-apps/") && path.starts_with("ui/src/") && !path.starts_with("ui/src/platform/"), "only platform/ imports @tauri-apps");
    if let Some(feature) = in_feature {
        for line in text.lines().filter(|l| l.contains("import") || l.contains(" from ")) {
            let other = line.split("features/").nth(1).and_then(|r| r.split(['/', '\'', '"']).next()).filter(|o| *o != feature);
            forbid(other.is_some(), "a feature imports another feature");
        }
    }
    found
}

#[test]
fn every_file_is_tidy() {
    let root = tests::root();
    let mut files = Vec::new();
    for folder in ["crates", "src-tauri", "tests", "ui/src"] {
        sources(&root.join(folder), &mut files);
    }
    assert!(files.len() > 100);
    let mut found = Vec::new();
    for file in files {
        let path = file.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
        found.extend(untidy(&path, &std::fs::read_to_string(&file).unwrap()));
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn every_file_of_tests_is_run() {
    let folder = tests::root().join("tests");
    let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    let mut files: Vec<String> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    files.retain(|name| name.ends_with(".rs") && !manifest.contains(&format!("path = \"{name}\"")));
    assert!(files.is_empty(), "{files:?} stand beside Cargo.toml and nobody runs them: name them there");
}

#[test]
fn the_generated_command_list_is_fresh() {
    let text = std::fs::read_to_string(tests::root().join("ui/src/contract/commands.json")).unwrap();
    let rows: Value = serde_json::from_str(&text).unwrap();
    let names: Vec<&str> = rows.as_array().unwrap().iter().map(|r| r["name"].as_str().unwrap()).collect();
    assert_eq!(names, contract::COMMAND_NAMES, "run `cargo xtask gen`");
}

#[test]
fn tidy_itself_finds_what_it_forbids() {
    assert!(!untidy("crates/app/src/x.rs", "let x = phi.reveal();").is_empty());
    assert!(!untidy("crates/app/src/x.rs", "execute(\"INSERT INTO patient\")").is_empty());
    assert!(!untidy("crates/model/src/x.rs", "std::time::SystemTime::now()").is_empty());
    assert!(!untidy("ui/src/features/patients/x.ts", "import { y } from '../../features/findings/y'").is_empty());
    assert!(!untidy("ui/src/app/x.ts", "import { invoke } from '@tauri-apps/api/core'").is_empty());
    assert!(untidy("crates/store/src/x.rs", "execute(\"INSERT INTO patient\")").is_empty());
}
