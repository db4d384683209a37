//! Text of pictures through the command line, with a program in place of Tesseract: said while it is missing, read once it is there,
//! kept when it is gone.
#![cfg(unix)]

use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const LENS: &str = include_str!("../../../tests/support/people-lens.toml");

/// Runs the program with a setting for the recognition of text.
fn throughline(home: &Path, tesseract: &str, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_throughline"))
        .args(words)
        .env("THROUGHLINE_HOME", home)
        .env("THROUGHLINE_PASSPHRASE", "passphrase")
        .env("THROUGHLINE_TESSERACT", tesseract)
        .output()
        .unwrap()
}

/// The JSON line of one path.
fn line(output: &Output, path: &str) -> Value {
    let all = String::from_utf8_lossy(&output.stdout);
    let found = all.lines().filter_map(|l| serde_json::from_str::<Value>(l).ok()).find(|l| l["path"] == path);
    found.unwrap_or_else(|| panic!("no line for {path}: {output:?}"))
}

/// A workspace and a delivery of two people and one picture, which is filed by its name under the second.
fn delivery(folder: &Path) -> (PathBuf, PathBuf) {
    let (home, files) = (folder.join("ws"), folder.join("delivery"));
    std::fs::create_dir_all(files.join("scans")).unwrap();
    std::fs::write(files.join("people.csv"), "ID,MRN,FAMILY,GIVEN,BORN\n90001,M-00771,Sampleton,Testa,1970-01-02\n90002,M-00772,Otherby,Carl,1981-03-04\n").unwrap();
    let mut bmp = b"BM\x3e\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x01\0\0\0\x01\0\0\0".to_vec();
    bmp.resize(0x3e, 0);
    std::fs::write(files.join("scans/90002.bmp"), bmp).unwrap();
    std::fs::write(folder.join("lens.toml"), LENS).unwrap();
    assert!(throughline(&home, "off", &["init", "--name", "Test"]).status.success());
    assert!(throughline(&home, "off", &["lens", "import", folder.join("lens.toml").to_str().unwrap(), "--approve"]).status.success());
    (home, files)
}

/// A program that takes a picture and gives the words of a header; the last line is doubtful.
fn reader(folder: &Path) -> PathBuf {
    let words = [("Patient:", 100, 1), ("Sampleton,", 200, 1), ("Testa", 300, 1), ("MRN:", 600, 1), ("M-00771", 700, 1), ("DOB:", 100, 2), ("01/02/1970", 200, 2), ("smudge", 100, 3)];
    let row = |(n, (word, left, line)): (usize, &(&str, u32, u32))| format!("5\\t1\\t1\\t1\\t{line}\\t{n}\\t{left}\\t50\\t90\\t20\\t{}\\t{word}\\n", if *line == 3 { 20 } else { 95 });
    let table: String = words.iter().enumerate().map(row).collect();
    let program = folder.join("reader");
    std::fs::write(&program, format!("#!/bin/sh\n[ \"$1 $2 $3\" = 'stdin stdout tsv' ] || exit 9\ncat >/dev/null\nprintf '{table}'\n")).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    program
}

#[test]
fn a_picture_is_read_once_the_program_is_there_and_stays_read() {
    let folder = tempfile::tempdir().unwrap();
    let (home, files) = delivery(folder.path());
    let ingest = ["ingest", "--side", "legacy", "--json", files.to_str().unwrap()];
    let without = line(&throughline(&home, "off", &ingest), "scans/90002.bmp");
    assert_eq!((without["issues"]["ocr_not_installed"].as_u64(), without["state"].as_str()), (Some(1), Some("read")), "{without}");
    let documents = ["documents", "--json"];
    let before = line(&throughline(&home, "off", &documents), "scans/90002.bmp");
    assert_eq!((before["text"].as_str(), before["verdict"].as_str()), (Some("none"), Some("no patient named")), "{before}");

    let program = reader(folder.path());
    let with = line(&throughline(&home, program.to_str().unwrap(), &ingest), "scans/90002.bmp");
    assert_eq!((with["unchanged"].as_bool(), &with["issues"]), (Some(false), &json!({ "low_confidence": 1 })), "the same bytes are read again: {with}");
    assert_eq!(with["relations"], json!(["document", "document.line", "document.page"]));

    let after = line(&throughline(&home, "off", &documents), "scans/90002.bmp");
    assert_eq!((after["text"].as_str(), after["verdict"].as_str()), (Some("ocr"), Some("filed under another patient")), "{after}");
    assert_eq!((after["linked"].as_str(), after["filed"].as_str(), after["filed_by"].as_str()), (Some("90001"), Some("90002"), Some("path")));
    let again = line(&throughline(&home, program.to_str().unwrap(), &ingest), "scans/90002.bmp");
    assert_eq!(again["unchanged"].as_bool(), Some(true), "what was read is not read again");
}

#[test]
fn a_program_that_fails_is_said_and_tried_again() {
    let folder = tempfile::tempdir().unwrap();
    let (home, files) = delivery(folder.path());
    let broken = folder.path().join("broken");
    std::fs::write(&broken, "#!/bin/sh\ncat >/dev/null\nexit 1\n").unwrap();
    std::fs::set_permissions(&broken, std::fs::Permissions::from_mode(0o755)).unwrap();
    let ingest = ["ingest", "--side", "legacy", "--json", files.to_str().unwrap()];
    let failed = line(&throughline(&home, broken.to_str().unwrap(), &ingest), "scans/90002.bmp");
    assert_eq!(failed["issues"], json!({ "scan_unread": 1 }), "{failed}");
    let read = line(&throughline(&home, reader(folder.path()).to_str().unwrap(), &ingest), "scans/90002.bmp");
    assert_eq!(read["issues"], json!({ "low_confidence": 1 }), "{read}");
}
