//! Files, empty lists and wrong words through the command line: exit statuses, what is said on stderr, and what is left on the disk.

use std::path::Path;
use std::process::{Command, Output, Stdio};

fn program(home: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_throughline"));
    command.args(words).env("THROUGHLINE_HOME", home).env("THROUGHLINE_PASSPHRASE", "passphrase").env("THROUGHLINE_TEST_CHEAP_KEYFILE", "1");
    command
}

fn run(home: &Path, words: &[&str]) -> Output {
    program(home, words).output().unwrap()
}

/// Exit status, stdout and stderr.
fn told(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

#[test]
fn what_there_is_nothing_of_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("ws");
    assert!(run(&home, &["init", "--name", "Test"]).status.success());
    for words in ["artifacts", "profile", "issues", "documents", "pivot", "terminology list", "profile labs.csv", "issues labs.csv", "statements --side legacy --patient 7", "audit --at 9"] {
        let (status, out, err) = told(&run(&home, &words.split(' ').collect::<Vec<_>>()));
        assert_eq!((status, out.as_str()), (3, ""), "{words}");
        assert!(!err.trim().is_empty(), "{words} says nothing");
    }
}

#[test]
fn a_lens_of_fields_that_nobody_delivered_says_so_when_it_is_imported() {
    let folder = tempfile::tempdir().unwrap();
    let (home, file, lens) = (folder.path().join("ws"), folder.path().join("problems.csv"), folder.path().join("lens.toml"));
    std::fs::write(&file, "ID,ICD\n1,I10\n2,E11.9\n").unwrap();
    let part = |relation: &str, field: &str| format!("[[assert]]\nkind = \"problem\"\nfrom = \"{relation}\"\npatient = \"ID\"\n  [assert.say]\n  code = {{ field = \"{field}\", system = \"http://hl7.org/fhir/sid/icd-10-cm\" }}\n");
    std::fs::write(&lens, format!("format = \"throughline-lens/1\"\nname = \"t\"\n{}{}", part("problems", "ICD_CD"), part("diagnoses", "ICD"))).unwrap();
    assert!(run(&home, &["init", "--name", "Test"]).status.success());
    let import = || told(&run(&home, &["lens", "import", lens.to_str().unwrap()]));
    assert!(!import().2.contains("note: the legacy delivery"), "nothing was delivered yet");
    assert!(run(&home, &["ingest", "--side", "legacy", file.to_str().unwrap()]).status.success());
    let (_, _, err) = import();
    assert!(err.contains("has no field ICD_CD of problems") && err.contains("has no relation diagnoses"), "{err}");
}

#[test]
fn wrong_use_is_told_with_what_would_be_right() {
    let folder = tempfile::tempdir().unwrap();
    let (home, other) = (folder.path().join("ws"), folder.path().join("other"));
    assert!(run(&home, &["init", "--name", "Test"]).status.success());
    let gone = folder.path().join("gone.toml");
    let gone = gone.to_str().unwrap();
    let empty = folder.path().to_str().unwrap();
    let cases: [(&[&str], &str); 8] = [
        (&["lens", "check", gone], "gone.toml is not there"),
        (&["mapping", "import", gone], "gone.toml is not there"),
        (&["ingest", "--side", "legacy", gone], "gone.toml is not there"),
        (&["documents", "--verdict", "lost"], "filed under another patient"),
        (&["account", "add", "--name", "", "--role", "lead"], "a name"),
        (&["account", "add", "--name", "two\nlines", "--role", "lead"], "a name"),
        (&["serve", "--address", "127.0.0.1:0", "--static", empty], "index.html"),
        (&["init", "--name", "Again"], "holds a workspace already"),
    ];
    for (words, right) in cases {
        let (status, out, err) = told(&run(&home, words));
        assert_eq!((status, out.as_str()), (2, ""), "{words:?}: {err}");
        assert!(err.contains(right), "{words:?}: {err}");
    }
    assert_eq!(run(&other, &["init", "--name", " "]).status.code(), Some(2));
    let (status, _, err) = told(&run(&other, &["artifacts"]));
    assert!(status == 2 && err.contains("--home") && err.contains("throughline init"), "{err}");
    assert!(err.contains(&format!("no workspace in {}:", other.display())), "the folder that was looked at is named: {err}");
    let (status, _, err) = told(&program(&other, &["artifacts"]).env_remove("THROUGHLINE_HOME").output().unwrap());
    assert!(status == 2 && err.contains("no workspace is named") && err.contains("--home"), "{err}");
    let open = program(&other, &["init", "--name", "Test"]).env("THROUGHLINE_PASSPHRASE", "").output().unwrap();
    assert_eq!((open.status.code(), other.join("keyfile").exists()), (Some(5), false), "nothing at rest lies open");
}

#[test]
fn a_document_is_text_whatever_stands_in_front_of_it_and_another_encoding_is_told_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let lens = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        told(&run(folder.path(), &["lens", "check", path.to_str().unwrap()]))
    };
    let text = "format = \"throughline-lens/1\"\r\nname = \"Müller\"\r\n";
    let plain = lens("plain.toml", text.as_bytes());
    assert_eq!(lens("marked.toml", &[&b"\xef\xbb\xbf"[..], text.as_bytes()].concat()).0, plain.0, "{}", plain.2);
    let (status, _, err) = lens("latin.toml", b"format = \"throughline-lens/1\"\nname = \"M\xfcller\"\n");
    assert!(status == 5 && err.contains("latin.toml") && err.contains("line 2"), "{status} {err}");
}

#[test]
fn what_is_exported_is_whole_under_its_name_and_nothing_is_left_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("ws");
    assert!(run(&home, &["init", "--name", "Test"]).status.success());
    let (files, file) = (folder.path().join("out"), folder.path().join("out/questions.toml"));
    std::fs::create_dir(&files).unwrap();
    std::fs::write(&file, "what was there before").unwrap();
    let export = |path: &Path| told(&run(&home, &["questions", "export", path.to_str().unwrap()]));
    let standard = told(&run(&home, &["questions", "export", "-"])).1;
    assert!(standard.len() > 1_000);
    assert_eq!(export(&file).0, 0);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), standard);
    assert_eq!(std::fs::read_dir(&files).unwrap().count(), 1);
    let (status, _, err) = export(&folder.path().join("nowhere/questions.toml"));
    assert!(status == 5 && err.contains("nowhere"), "{status} {err}");
    // Another one stands where the file would be written before it gets its name.
    std::fs::create_dir(files.join("questions.toml.part")).unwrap();
    assert_eq!(export(&file).0, 5);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), standard, "what was there stays");
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("ws");
    assert!(run(&home, &["init", "--name", "Test"]).status.success());
    let mut child = program(&home, &["questions", "export", "-"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let (status, _, err) = told(&child.wait_with_output().unwrap());
    assert!(status == 0 && !err.contains("panicked"), "{status} {err}");
}

#[test]
fn a_delivery_that_is_read_twice_under_two_names_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let (home, files) = (folder.path().join("ws"), folder.path().join("files"));
    assert!(run(&home, &["init", "--name", "Test"]).status.success());
    let once = files.join("once");
    std::fs::create_dir_all(&once).unwrap();
    std::fs::write(once.join("labs.csv"), "PAT_ID,TEST\n1,NA\n2,K\n").unwrap();
    std::fs::write(once.join("visits.csv"), "PAT_ID,WARD\n1,A\n").unwrap();
    let ingest = |path: &Path| {
        let (status, out, err) = told(&run(&home, &["ingest", "--side", "legacy", path.to_str().unwrap()]));
        assert_eq!(status, 0, "{out}{err}");
        err
    };
    let again = "same bytes as another of the side";
    assert!(!ingest(&once).contains(again), "nothing is there twice");
    assert!(!ingest(&once).contains(again), "what is unchanged is not read again");
    let under_another_name = ingest(&files);
    assert!(under_another_name.contains(again) && under_another_name.contains("2 files hold") && under_another_name.contains(": once/labs.csv, once/visits.csv"), "{under_another_name}");
    assert!(!ingest(&files).contains(again), "what came before is told once");
    std::fs::write(files.join("copy.csv"), "PAT_ID,WARD\n1,A\n").unwrap();
    std::fs::write(files.join("wards.csv"), "WARD,PAT_ID\nA,2\n").unwrap();
    std::fs::write(files.join("wards (1).csv"), "WARD,PAT_ID\nA,2\n").unwrap();
    let some_more = ingest(&files);
    assert!(some_more.contains("2 files hold") && some_more.contains("copy.csv, wards") && !some_more.contains("labs.csv, "), "of what came, one as before and one of two: {some_more}");
    std::fs::write(once.join("labs.csv"), "PAT_ID,TEST\n1,NA\n2,K\n3,CL\n").unwrap();
    assert!(!ingest(&once).contains(again), "a new version of a file is no second one");
}
