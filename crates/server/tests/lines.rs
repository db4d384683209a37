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
