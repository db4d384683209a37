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

#[test]
fn a_finding_ends_with_what_explains_it_and_the_summary_counts_as_people_do() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("ws");
    let patient = r#"{"resourceType":"Patient","id":"p1","identifier":[{"system":"urn:mrn","value":"7"}],"name":[{"family":"Sampleton"}],"birthDate":"1970-01-01"}"#;
    let drug = |status: &str| {
        let code = r#"{"coding":[{"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"855332","display":"warfarin 5 MG"}]}"#;
        format!(r#"{{"resourceType":"MedicationRequest","id":"m1","status":"{status}","intent":"order","subject":{{"reference":"Patient/p1"}},"authoredOn":"2020-01-02","medicationCodeableConcept":{code}}}"#)
    };
    lines(&home, &["init", "--name", "Test"]);
    for (side, status) in [("legacy", "stopped"), ("destination", "active")] {
        let file = folder.path().join(format!("{side}.ndjson"));
        std::fs::write(&file, format!("{patient}\n{}\n", drug(status))).unwrap();
        lines(&home, &["ingest", "--side", side, file.to_str().unwrap()]);
    }
    let output = Command::new(env!("CARGO_BIN_EXE_throughline")).args(["compare", "--all"]).env("THROUGHLINE_HOME", &home).env("THROUGHLINE_PASSPHRASE", "passphrase").output().unwrap();
    let (text, summary) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(summary.contains(": 1 statement of 1 patient\n") && summary.contains(": 1 patient paired, "), "{summary}");
    assert!(summary.ends_with("2 legacy statements, 2 destination statements, 1 finding: 1 safety\n"), "{summary}");
    // The finding and the pair that balances, each by the last column of its line.
    let ids: Vec<&str> = text.lines().filter_map(|line| line.rsplit('\t').next()).collect();
    assert_eq!(ids.iter().map(|id| &id[..2]).collect::<Vec<_>>(), ["f-", "s-"], "{text}");
    for id in ids {
        let explained = lines(&home, &["compare", "--explain", id]);
        assert!(explained.iter().any(|line| line.starts_with("aligned by ")), "{explained:?}");
    }
    let nowhere = folder.path().join("no such folder").join("timings.json");
    let args = ["compare", "--timings", nowhere.to_str().unwrap()];
    let output = Command::new(env!("CARGO_BIN_EXE_throughline")).args(args).env("THROUGHLINE_HOME", &home).env("THROUGHLINE_PASSPHRASE", "passphrase").output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    let (comparison, last) = told.trim_end().rsplit_once('\n').unwrap();
    assert!(!output.status.success() && last.contains("cannot write ") && comparison.ends_with("1 finding: 1 safety"), "a comparison is told to its end: {told}");
}
