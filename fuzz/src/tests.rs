//! The check itself, without a fuzzer: over the golden cases, and against a target that is missing.

use super::*;
use std::path::Path;

#[test]
fn golden_cases_keep_the_promises() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/golden");
    let entries = |path: &Path| -> Vec<std::path::PathBuf> { std::fs::read_dir(path).unwrap().map(|e| e.unwrap().path()).collect() };
    let mut cases = 0;
    for case in entries(&golden).iter().flat_map(|format| entries(format)) {
        for file in entries(&case).into_iter().filter(|f| f.file_stem().is_some_and(|s| s == "in")) {
            let data = std::fs::read(&file).unwrap();
            // Names the case in the output of a failure.
            println!("{}", file.display());
            detected(&data);
            json_tree(&data);
            cases += 1;
        }
    }
    assert!(cases >= 10, "{cases} cases");
}

#[test]
fn no_format_is_without_a_target() {
    let targets = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz_targets");
    for format in Format::ALL.iter().filter(|f| f.is_read()) {
        let mut name = String::new();
        for (index, c) in format!("{format:?}").char_indices() {
            if c.is_ascii_uppercase() && index > 0 {
                name.push('_');
            }
            name.push(c.to_ascii_lowercase());
        }
        let text = std::fs::read_to_string(targets.join(format!("{name}.rs"))).unwrap_or_default();
        assert!(text.contains(&format!("target!({format:?})")), "fuzz_targets/{name}.rs");
    }
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
