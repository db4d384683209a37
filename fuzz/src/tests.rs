//! The check itself, without a fuzzer: over the golden cases, and against a target that is missing.

use super::*;
use std::path::Path;

#[test]
fn golden_cases_keep_the_promises() {
    let cases = golden();
    for (file, data) in &cases {
        // Names the case in the output of a failure.
        println!("{}", file.display());
        detected(data);
        json_tree(data);
        terminology(data);
    }
    assert!(cases.len() >= 10, "{} cases", cases.len());
}

/// Damaged inputs of a case, whatever is found by chance from the same seed every time.
const MUTANTS: usize = 24;

#[test]
fn damaged_golden_cases_keep_the_promises() {
    let cases = golden();
    for (number, (file, data)) in cases.iter().enumerate() {
        println!("{}", file.display());
        // Of its own format, so that a splice stays near what the reader takes.
        let alike: Vec<Vec<u8>> = cases.iter().filter(|(other, _)| folder(other) == folder(file)).map(|(_, data)| data.clone()).collect();
        let format = formats::detect(data.get(..HEAD_BYTES).unwrap_or(data), "case");
        let mut chance = mutate::Chance::new(number as u64);
        for _ in 0..MUTANTS {
            let mutant = mutate::mutate(&mut chance, data, &alike, 16 << 10);
            if format.is_read() {
                run(format, &mutant);
            }
            json_tree(&mutant);
            terminology(&mutant);
        }
    }
}

/// The input of every golden case.
fn golden() -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/golden");
    let entries = |path: &Path| -> Vec<std::path::PathBuf> {
        let mut found: Vec<_> = std::fs::read_dir(path).unwrap().map(|e| e.unwrap().path()).collect();
        found.sort();
        found
    };
    let cases = entries(&root).iter().flat_map(|format| entries(format)).collect::<Vec<_>>();
    let inputs = cases.iter().flat_map(|case| entries(case)).filter(|f| f.file_stem().is_some_and(|s| s == "in"));
    inputs.map(|file| (file.clone(), std::fs::read(&file).unwrap())).collect()
}

/// The format's folder of a case.
fn folder(file: &Path) -> Option<&Path> {
    file.parent()?.parent()
}

#[test]
fn no_format_is_without_a_target() {
    let targets = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz_targets");
    for format in Format::ALL.iter().filter(|f| f.is_read()) {
        let name = name_of(*format);
        let text = std::fs::read_to_string(targets.join(format!("{name}.rs"))).unwrap_or_default();
        assert!(text.contains(&format!("target!({format:?})")), "fuzz_targets/{name}.rs");
    }
}

#[test]
fn every_target_is_known_by_its_name() {
    let targets = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz_targets");
    let names: Vec<String> = std::fs::read_dir(targets).unwrap().map(|e| e.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned()).collect();
    assert!(names.len() > 20, "{names:?}");
    for name in names {
        assert!(Target::named(&name).is_some(), "{name}");
    }
    assert_eq!(Target::named("hl7v2"), Some(Target::Reader(Format::Hl7v2)));
    assert_eq!(Target::named("empty"), None);
}

#[test]
fn a_reader_that_asks_past_the_end_is_stuck() {
    let mut pieces = Pieces { rest: b"a", most: 1, asked_past_end: 0 };
    let mut out = [0];
    assert_eq!(pieces.read(&mut out).unwrap(), 1);
    assert_eq!(pieces.read(&mut out).unwrap(), 0);
    let stuck = std::panic::catch_unwind(AssertUnwindSafe(|| {
        for _ in 0..=ASKED_PAST_END_MAX {
            let _ = pieces.read(&mut out);
        }
    }));
    assert!(stuck.is_err());
}

#[test]
fn nothing_and_anything_pass_every_reader() {
    for format in Format::ALL {
        for data in [&b""[..], b"a", b"a,b\n1,2\n", b"\0\xff\xfe<", b"{\"a\":[{\"b\":1}]}", b"MSH|^~\\&|A\rPID|1||7"] {
            run(*format, data);
        }
    }
}

#[test]
fn the_check_finds_what_it_forbids() {
    let caught = |names: &[&str], cells: &[&str], line: u64| {
        let names: Vec<String> = names.iter().map(|n| n.to_string()).collect();
        std::panic::catch_unwind(|| {
            let mut seen = Seen::default();
            seen.item(&formats::Item::Header(formats::Header { relation: "t", names: &names }));
            seen.item(&formats::Item::Row(formats::Row { relation: "t", line, byte: 0, cells }));
        })
        .is_err()
    };
    assert!(!caught(&["a", "b"], &["1", "2"], 1));
    assert!(caught(&["a", "a"], &["1", "2"], 1) && caught(&["a", ""], &["1", "2"], 1));
    assert!(caught(&["a", "b"], &["1"], 1) && caught(&["a", "b"], &["1", "2"], 0));
}
