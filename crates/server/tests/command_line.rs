//! What the command line says where something cannot be done, with the place, the reason and the status of `docs/cli.md`.
#![cfg(target_os = "linux")]

use std::fs::File;
use std::path::Path;
use std::process::{Command, Output};

const MAPPING: &str = r#"format = "throughline-mapping/1"
name = "people"
system = "urn:people"
timezone = "UTC"

[[resource]]
type = "Patient"
from = "people"
key = "PAT_ID"

  [[resource.rule]]
  id = "family"
  to = "name[0].family"
  value = "LAST_NM"
"#;

/// Runs the program over a workspace.
fn throughline(home: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_throughline"));
    command.args(words).env("THROUGHLINE_HOME", home).env("THROUGHLINE_PASSPHRASE", "passphrase").env("THROUGHLINE_TEST_CHEAP_KEYFILE", "1");
    command
}

/// The status and what stderr says.
fn said(output: &Output) -> (Option<i32>, String) {
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn lines_that_found_no_room_are_no_success() {
    let folder = tempfile::tempdir().unwrap();
    let full = || File::options().write(true).open("/dev/full").unwrap();
    for words in [&["starter", "list"][..], &["starter", "list", "--json"]] {
        let (status, told) = said(&throughline(folder.path(), words).stdout(full()).output().unwrap());
        assert_eq!(status, Some(5), "{told}");
        assert!(told.contains("stdout could not be written, what it holds is cut: No space left"), "{told}");
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("ws");
    std::fs::write(folder.path().join("people.csv"), "PAT_ID,LAST_NM\n1,Sampleton\n").unwrap();
    let run = |words: &[&str]| said(&throughline(&home, words).output().unwrap());
    assert_eq!(run(&["init", "--name", "Test"]).0, Some(0));
    let (taken, mapping) = (folder.path().join("people.csv"), folder.path().join("mapping.toml"));
    std::fs::write(&mapping, MAPPING).unwrap();
    assert_eq!(run(&["ingest", "--side", "legacy", taken.to_str().unwrap()]).0, Some(0));
    assert_eq!(run(&["mapping", "import", mapping.to_str().unwrap(), "--approve"]).0, Some(0));
    let (status, told) = run(&["migrate", "--out", taken.to_str().unwrap()]);
    assert!(status == Some(5) && told.contains("people.csv could not be written: "), "{status:?} {told}");

    std::fs::remove_file(home.join("open.lock")).unwrap();
    std::fs::create_dir(home.join("open.lock")).unwrap();
    let (status, told) = run(&["audit"]);
    assert!(status == Some(5) && told.contains("open.lock could not be written: "), "{status:?} {told}");
}

#[test]
fn what_a_claim_asks_for_is_not_passed_over_where_there_is_none() {
    let folder = tempfile::tempdir().unwrap();
    for words in [["sample", "--seed", "7"], ["sample", "--confidence", "99%"], ["sample", "--top", "all"]] {
        let (status, told) = said(&throughline(folder.path(), &words).output().unwrap());
        assert!(status == Some(2) && told.contains("--claim"), "{words:?}: {status:?} {told}");
    }
}

#[test]
fn what_explains_one_pair_takes_no_option_of_a_comparison() {
    let folder = tempfile::tempdir().unwrap();
    for option in [&["--all"][..], &["--since", "1"], &["--fail-on", "safety"], &["--rejudge"], &["--anew"], &["--wait"]] {
        let (status, told) = said(&throughline(folder.path(), &[&["compare", "--explain", "f-1"][..], option].concat()).output().unwrap());
        assert!(status == Some(2) && told.contains("cannot be used with"), "{option:?}: {status:?} {told}");
    }
}

#[test]
fn an_account_has_a_name_that_can_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("ws");
    assert_eq!(throughline(&home, &["init", "--name", "Test"]).output().unwrap().status.code(), Some(0));
    for name in ["", "a\nb", "\u{202e}daeh", "a\u{200b}b", "a\u{ad}b", "a\u{3164}", "a\u{fe0f}", "lead ", "\u{a0}lead", "x".repeat(101).as_str()] {
        let (status, told) = said(&throughline(&home, &["account", "add", "--name", name, "--role", "lead"]).output().unwrap());
        assert!(status == Some(2) && told.contains("a name of one line"), "{name:?}: {status:?} {told}");
    }
    assert_eq!(throughline(&home, &["account", "add", "--name", "Zoë d'Örsted", "--role", "lead"]).output().unwrap().status.code(), Some(0));
}

#[test]
fn a_name_stays_in_its_column_and_turns_nothing_round() {
    let folder = tempfile::tempdir().unwrap();
    let (home, files) = (folder.path().join("ws"), folder.path().join("files"));
    std::fs::create_dir_all(&files).unwrap();
    for name in ["a\tb.csv", "a\nc.csv", "\u{202e}vsc.gnp.csv"] {
        std::fs::write(files.join(name), "PAT_ID,LAST_NM\n1,Sampleton\n").unwrap();
    }
    assert_eq!(throughline(&home, &["init", "--name", "Test"]).output().unwrap().status.code(), Some(0));
    let read = throughline(&home, &["ingest", "--side", "legacy", files.to_str().unwrap()]).output().unwrap();
    let listed = throughline(&home, &["artifacts"]).output().unwrap();
    for (output, columns) in [(read, 5), (listed, 6)] {
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(text.lines().map(|line| line.split('\t').count()).collect::<Vec<_>>(), [columns; 3], "{text}");
        assert!(!text.contains('\u{202e}'), "{text}");
    }
}

#[test]
fn a_workspace_does_not_read_itself() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("ws");
    std::fs::write(folder.path().join("people.csv"), "PAT_ID,LAST_NM\n1,Sampleton\n").unwrap();
    assert_eq!(throughline(&home, &["init", "--name", "Test"]).output().unwrap().status.code(), Some(0));
    for given in [folder.path().to_path_buf(), home.join("keyfile"), home.clone()] {
        let output = throughline(&home, &["ingest", "--side", "legacy", given.to_str().unwrap()]).output().unwrap();
        let (_, told) = said(&output);
        assert!(told.contains("own folder") && told.contains("1 refused"), "{given:?}: {told}");
    }
    let listed = throughline(&home, &["artifacts"]).output().unwrap();
    assert_eq!(String::from_utf8(listed.stdout).unwrap().lines().filter_map(|line| line.split('\t').nth(1)).collect::<Vec<_>>(), ["people.csv"]);
    // A delivery may lie below it all the same.
    std::fs::create_dir(home.join("in")).unwrap();
    std::fs::write(home.join("in/more.csv"), "PAT_ID,LAST_NM\n2,Exampleby\n").unwrap();
    let (status, told) = said(&throughline(&home, &["ingest", "--side", "legacy", home.join("in").to_str().unwrap()]).output().unwrap());
    assert!(status == Some(0) && told.contains("0 refused"), "{status:?} {told}");
}

#[test]
fn a_folder_that_cannot_be_read_is_told_and_the_rest_is_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let (home, files) = (folder.path().join("ws"), folder.path().join("files"));
    let closed = files.join("closed");
    std::fs::create_dir_all(&closed).unwrap();
    std::fs::write(closed.join("inner.csv"), "PAT_ID,LAST_NM\n1,Sampleton\n").unwrap();
    std::fs::write(files.join("people.csv"), "PAT_ID,LAST_NM\n1,Sampleton\n").unwrap();
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o000)).unwrap();
    // Whoever may do everything reads it all the same.
    let is_closed = std::fs::read_dir(&closed).is_err();
    assert_eq!(throughline(&home, &["init", "--name", "Test"]).output().unwrap().status.code(), Some(0));
    let (status, told) = said(&throughline(&home, &["ingest", "--side", "legacy", files.to_str().unwrap()]).output().unwrap());
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o700)).unwrap();
    assert_eq!((status, told.contains("closed: the folder could not be read: "), told.contains("2 files: ")), (Some(if is_closed { 4 } else { 0 }), is_closed, true), "{told}");
}

#[test]
fn a_workspace_that_cannot_be_made_says_where() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("taken"), "").unwrap();
    let (status, told) = said(&throughline(&folder.path().join("taken/ws"), &["init", "--name", "Test"]).output().unwrap());
    assert!(status == Some(5) && told.contains("taken/ws cannot hold a workspace: "), "{status:?} {told}");
}
