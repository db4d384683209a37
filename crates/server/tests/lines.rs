//! Text for people through the command line: one line a statement, whatever the record says; JSON keeps every character.

use serde_json::Value;
use std::path::Path;
use std::process::Command;

const RECORDS: &str = concat!(
    r#"{"resourceType":"Patient","id":"p1","birthDate":"1970-01-01"}"#,
    "\n",
    r#"{"resourceType":"Observation","id":"o1","status":"final","subject":{"reference":"Patient/p1"},"code":{"text":"first\r\nsecond\tthird\u001b[31m\u0085fourth\u2028fifth"}}"#,
    "\n",
);

/// What the program prints, line by line.
fn lines(home: &Path, words: &[&str]) -> Vec<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_throughline")).args(words).env("THROUGHLINE_HOME", home).env("THROUGHLINE_PASSPHRASE", "passphrase").output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap().split_terminator('\n').map(str::to_string).collect()
}

#[test]
fn a_statement_is_one_line_of_text_and_its_words_stay_whole_in_json() {
    let folder = tempfile::tempdir().unwrap();
    let (home, file) = (folder.path().join("ws"), folder.path().join("r.ndjson"));
    std::fs::write(&file, RECORDS).unwrap();
    lines(&home, &["init", "--name", "Test"]);
    lines(&home, &["ingest", "--side", "legacy", file.to_str().unwrap()]);
    let text = lines(&home, &["statements", "--side", "legacy"]);
    assert_eq!(text.len(), 2, "{text:?}");
    assert_eq!(text[1], "p1\tobservation\tObservation/o1\tcode=first  second third [31m fourth fifth; status=final");
    let json: Value = serde_json::from_str(&lines(&home, &["statements", "--side", "legacy", "--json"])[1]).unwrap();
    assert_eq!(json["facts"][0]["value"]["text"], "first\r\nsecond\tthird\u{1b}[31m\u{85}fourth\u{2028}fifth");
}

#[test]
fn a_pair_of_keys_is_one_line_of_text_and_its_keys_stay_whole_in_json() {
    let folder = tempfile::tempdir().unwrap();
    let (home, file) = (folder.path().join("ws"), folder.path().join("r.ndjson"));
    std::fs::write(&file, r#"{"resourceType":"Patient","id":"p\u20281","birthDate":"1970-01-01"}"#).unwrap();
    lines(&home, &["init", "--name", "Test"]);
    lines(&home, &["ingest", "--side", "legacy", file.to_str().unwrap()]);
    let text = lines(&home, &["link"]);
    assert_eq!(text.len(), 1, "{text:?}");
    assert!(text[0].starts_with("p 1\t-\t0\t"), "{text:?}");
    let json: Value = serde_json::from_str(&lines(&home, &["link", "--json"])[0]).unwrap();
    assert_eq!(json["legacy"], "p\u{2028}1");
}

#[test]
fn what_is_suggested_is_a_lens_to_begin_from() {
    let folder = tempfile::tempdir().unwrap();
    let (home, file, lens) = (folder.path().join("ws"), folder.path().join("allergies.csv"), folder.path().join("lens.toml"));
    let row = |n: usize| format!("{},{},2011-03-{:02},{}\n", 10_000 + n % 20, ["Penicillin", "Latex"][n % 2], 1 + n % 9, ["active", "inactive"][n / 2 % 2]);
    std::fs::write(&file, format!("PAT_ID,ALLERGEN,ONSET_DT,STATUS\n{}", (0..40).map(row).collect::<String>())).unwrap();
    lines(&home, &["init", "--name", "Test"]);
    lines(&home, &["ingest", "--side", "legacy", file.to_str().unwrap()]);
    let text = lines(&home, &["lens", "suggest"]);
    assert!(text[0].starts_with("# allergies: allergy") && text.iter().any(|line| line == "[[assert]]"), "{text:?}");
    std::fs::write(&lens, format!("format = \"throughline-lens/1\"\nname = \"t\"\n\n{}\n", text.join("\n"))).unwrap();
    lines(&home, &["lens", "check", lens.to_str().unwrap()]);
}
