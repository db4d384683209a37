//! Documents through the public doors: the link of a document to a patient, the verdict on where it was filed, and the text of a
//! picture where the program that reads it is installed. What becomes of pictures without it is in `crates/server/tests`.

use contract::Role;
use serde_json::{Value, json};
use std::process::Command;
use tests::Bench;
use tests::filing::{delivered, letter};

fn bench(files: &[(&str, &[u8])]) -> Bench {
    delivered(files).0
}

fn rows(bench: &Bench, query: Value) -> Vec<Value> {
    bench.call(Some(Role::Informaticist), "documents", query).unwrap()["rows"].as_array().unwrap().clone()
}

fn verdicts(bench: &Bench) -> Vec<(String, String)> {
    app::document_lines(&bench.workspace).unwrap().into_iter().map(|d| (d.path, d.verdict)).collect()
}

fn pair(path: &str, verdict: &str) -> (String, String) {
    (path.to_string(), verdict.to_string())
}

#[test]
fn an_index_a_folder_and_a_letter_agree_or_do_not() {
    let index = "DOC_ID,PATIENT_ID,FILE_NM\n1,90001,right.rtf\n2,90002,wrong.rtf\n3,90003,gone.pdf\n4,90003,SCANS\\2014\\never-scanned.TIF\n";
    let (right, wrong) = (letter("Sampleton, Testa", "M-00771", "01/02/1970"), letter("Sampleton, Testa", "M-00771", "1970-01-02"));
    let (loose, folder) = (letter("Otherby, Carl", "M-00772", "03/04/1981"), letter("Thirdly, Mona", "M-00773", "05/06/1990"));
    let bench = bench(&[
        ("document_index.csv", index.as_bytes()),
        ("scans/right.rtf", &right),
        ("scans/wrong.rtf", &wrong),
        ("scans/loose.rtf", &loose),
        ("scans/90003/visit.rtf", &folder),
    ]);
    assert_eq!(
        verdicts(&bench),
        [
            pair("scans/90003/visit.rtf", "filed right"),
            pair("scans/loose.rtf", "not indexed"),
            pair("scans/right.rtf", "filed right"),
            pair("scans/wrong.rtf", "filed under another patient"),
            pair("gone.pdf", "indexed but missing"),
            pair("SCANS\\2014\\never-scanned.TIF", "indexed but missing"),
        ]
    );
    let wrong = app::document_lines(&bench.workspace).unwrap().into_iter().find(|d| d.path == "scans/wrong.rtf").unwrap();
    assert_eq!((wrong.linked.as_deref(), wrong.filed.as_deref(), wrong.filed_by.as_str()), (Some("90001"), Some("90002"), "index"));
    assert_eq!(wrong.filed_at, "document_index.csv:3:FILE_NM");
    assert_eq!(wrong.same_text, 0, "the dates are written differently");
}

#[test]
fn a_form_that_every_row_names_is_filed_under_more_charts_than_are_told_apart_and_that_is_said() {
    let mut people = String::from("PATIENT_ID,FILE_NM\n");
    for n in 0..80 {
        people.push_str(&format!("{},form.rtf\n{0},form.rtf\n", 70_000 + n));
    }
    let bench = bench(&[("document_index.csv", people.as_bytes()), ("form.rtf", b"{\\rtf1 a form}"), ("messages.hl7", messages(80).as_bytes())]);
    let lines = app::document_lines(&bench.workspace).unwrap();
    let form = lines.iter().find(|d| d.path == "form.rtf").unwrap();
    assert_eq!(form.filed.as_deref(), Some("70000"), "the first row counts");
    assert!(form.evidence.iter().any(|words| words == "more tables and records file it than it is held against"), "{form:?}");
}

/// Messages about so many patients, each said twice.
fn messages(patients: usize) -> String {
    let of = |n: usize| format!("MSH|^~\\&|A|B|C|D|20200101||ADT^A08|{n}|P|2.3\rPID|1||{}||Sampleton^Testa{n}||19700102|F\r", 70_000 + n);
    (0..patients).chain(0..patients).map(of).collect()
}

#[test]
fn on_disk_what_was_found_stays_as_long_as_the_workspace_is_open_and_nothing_of_looking_people_up() {
    let bench = bench(&[("a.rtf", &letter("Sampleton, Testa", "M-00771", "01/02/1970")), ("messages.hl7", messages(3).as_bytes())]);
    assert_eq!(app::document_lines(&bench.workspace).unwrap().len(), 1);
    let in_the_making = |blobs: &std::path::Path| {
        let folders = std::fs::read_dir(blobs).unwrap();
        let files = folders.flat_map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap()).map(|file| file.unwrap().path());
        files.filter(|path| path.extension().is_some()).count()
    };
    let blobs = bench.workspace.store().home().join("blobs");
    assert_eq!(in_the_making(&blobs), 1, "a blob has no extension, the shelves of the lines have");
    let Bench { workspace, folder: _folder } = bench;
    drop(workspace);
    assert_eq!(in_the_making(&blobs), 0);
}

#[test]
fn the_desktop_sees_pseudonyms_and_places_and_no_name_of_a_missing_file() {
    let index = "PATIENT_ID,FILE_NM\n90002,wrong.rtf\n90003,Thirdly_Mona_1990.pdf\n";
    let bench = bench(&[("document_index.csv", index.as_bytes()), ("wrong.rtf", &letter("Sampleton, Testa", "M-00771", "1970-01-02"))]);
    let all = rows(&bench, json!({ "limit": 50, "sort": "verdict" }));
    assert_eq!(all.iter().map(|r| r["verdict"].as_str().unwrap()).collect::<Vec<_>>(), ["filed under another patient", "indexed but missing"]);
    let text = serde_json::to_string(&all).unwrap();
    for secret in ["Sampleton", "M-00771", "90001", "90002", "90003", "Thirdly", "1970"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    assert!(bench.workspace.egress_check(text.as_bytes()).is_ok());
    assert_ne!(all[0]["linked"], all[0]["filed"]);
    assert!(all[0]["linked"].as_str().is_some_and(|token| token.len() == 6), "{text}");
    assert_eq!(rows(&bench, json!({ "kinds": ["indexed but missing"] })).len(), 1);
    assert!(bench.call(Some(Role::Administrator), "documents", json!({})).is_err(), "who sees no charts sees no links");
    let summary = bench.call(Some(Role::Analyst), "discovery", json!({})).unwrap();
    assert_eq!((summary["documents"].as_u64(), summary["documentsGrave"].as_u64()), (Some(2), Some(1)));
}

#[test]
fn a_document_of_another_patient_is_a_task_until_somebody_decides() {
    let bench = bench(&[("scans/90002.rtf", &letter("Sampleton, Testa", "M-00771", "1970-01-02"))]);
    let corners = bench.call(Some(Role::Analyst), "corners", json!({ "kinds": ["document of another patient"] })).unwrap();
    let corner = &corners["rows"][0];
    assert_eq!((corner["risk"].as_str(), corner["state"].as_str()), (Some("high"), Some("open")), "{corners}");
    let decide = json!({ "ids": [corner["id"]], "decision": "explained", "reason": "moved in the old system" });
    bench.call(Some(Role::Analyst), "decide_corners", decide).unwrap();
    let corners = bench.call(Some(Role::Analyst), "corners", json!({ "kinds": ["document of another patient"], "states": ["open"] })).unwrap();
    assert_eq!(corners["total"].as_u64(), Some(0));
}

#[test]
fn two_patients_in_one_document_and_copies_are_found() {
    let two = b"Patient: Sampleton, Testa\nMRN: M-00771\nDOB: 1970-01-02\nA letter.\n\x0cPatient: Otherby, Carl\nMRN: M-00772\nDOB: 1981-03-04\nAnother letter.\n";
    let copy = letter("Thirdly, Mona", "M-00773", "1990-05-06");
    let bench = bench(&[("mixed 90001.log", two), ("90003/a.rtf", &copy), ("90002/a.rtf", &copy)]);
    assert_eq!(
        verdicts(&bench),
        [pair("90002/a.rtf", "filed under another patient"), pair("90003/a.rtf", "filed right"), pair("mixed 90001.log", "names two patients")]
    );
    let lines = app::document_lines(&bench.workspace).unwrap();
    assert_eq!(lines.iter().map(|l| l.same_bytes).collect::<Vec<_>>(), [1, 1, 0]);
    assert!(lines[0].evidence.iter().any(|e| e.contains("a copy of it")), "{:?}", lines[0].evidence);
    assert_eq!(lines[2].between, ["90001", "90002"]);
}

#[test]
fn the_scans_of_the_sample_hospital_are_right_but_for_the_planted_one() {
    let manifest: Value = serde_json::from_str(&std::fs::read_to_string(tests::root().join("assets/sample-hospital/manifest.json")).unwrap()).unwrap();
    let planted = |path: &str| manifest.as_array().unwrap().iter().any(|d| d["defect"] == "scan-of-another-patient" && d["file"] == path);
    let lines = app::document_lines(&Bench::harbor().workspace).unwrap();
    let scans: Vec<_> = lines.iter().filter(|l| l.path.starts_with("scans/")).collect();
    assert!(scans.len() >= 3, "{lines:?}");
    for scan in scans {
        let wanted = if planted(&scan.path) { "filed under another patient" } else { "filed right" };
        assert_eq!(scan.verdict, wanted, "{scan:?}");
    }
}

#[test]
fn an_attachment_is_filed_under_the_patient_of_its_document() {
    let note = "e1xydGYxXGFuc2kgUGF0aWVudDogT3RoZXJieSwgQ2FybFxwYXIgTVJOOiBNLTAwNzcyXHBhciBET0I6IDE5ODEtMDMtMDRccGFyfQ==";
    let document = format!(
        r#"<ClinicalDocument xmlns="urn:hl7-org:v3"><recordTarget><patientRole><id root="1.2.3" extension="M-00771"/>
<patient><name><given>Testa</given><family>Sampleton</family></name><administrativeGenderCode code="F"/><birthTime value="19700102"/></patient></patientRole></recordTarget>
<component><nonXMLBody><text mediaType="text/rtf" representation="B64">{note}</text></nonXMLBody></component></ClinicalDocument>"#
    );
    let bench = bench(&[("a.xml", document.as_bytes())]);
    let lines = app::document_lines(&bench.workspace).unwrap();
    let [line] = &lines[..] else { panic!("{lines:?}") };
    assert_eq!((line.verdict.as_str(), line.filed_by.as_str(), line.filed.as_deref(), line.linked.as_deref()), ("filed under another patient", "attachment", Some("90001"), Some("90002")));
}

/// A BMP of letters of a small font, black on white, four pixels a dot.
fn picture(text: &[&str]) -> Vec<u8> {
    let rows: Vec<Vec<[u8; 5]>> = text.iter().map(|line| line.chars().map(glyph).collect()).collect();
    let (dot, margin) = (4usize, 60usize);
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let (width, height) = (margin * 2 + columns * 6 * dot, margin * 2 + rows.len() * 14 * dot);
    let mut pixels = vec![255u8; width * height];
    for (line, row) in rows.iter().enumerate() {
        for (column, bits) in row.iter().enumerate() {
            for (x, bits) in bits.iter().enumerate() {
                for y in (0..7).filter(|y| bits >> y & 1 == 1) {
                    let (left, top) = (margin + (column * 6 + x) * dot, margin + (line * 14 + y) * dot);
                    (0..dot).for_each(|dy| pixels[(top + dy) * width + left..][..dot].fill(0));
                }
            }
        }
    }
    // Rows go upwards and are padded to four bytes.
    let stride = width.div_ceil(4) * 4;
    let offset = 54 + 1024;
    let size = offset + stride * height;
    let mut out = b"BM".to_vec();
    out.extend((size as u32).to_le_bytes());
    out.extend([0; 4]);
    out.extend((offset as u32).to_le_bytes());
    for number in [40, width as u32, height as u32, 1 | 8 << 16, 0, (stride * height) as u32, 5906, 5906, 256, 0] {
        out.extend(number.to_le_bytes());
    }
    (0..=255u8).for_each(|shade| out.extend([shade, shade, shade, 0]));
    for row in (0..height).rev() {
        out.extend(&pixels[row * width..][..width]);
        out.extend(std::iter::repeat_n(0, stride - width));
    }
    out
}

/// Five columns of a letter, the lowest bit on top: capitals and digits that the tests write.
fn glyph(letter: char) -> [u8; 5] {
    match letter {
        'A' => [0x7e, 0x09, 0x09, 0x09, 0x7e],
        'B' => [0x7f, 0x49, 0x49, 0x49, 0x36],
        'D' => [0x7f, 0x41, 0x41, 0x41, 0x3e],
        'E' => [0x7f, 0x49, 0x49, 0x49, 0x41],
        'I' => [0x41, 0x41, 0x7f, 0x41, 0x41],
        'L' => [0x7f, 0x40, 0x40, 0x40, 0x40],
        'M' => [0x7f, 0x02, 0x0c, 0x02, 0x7f],
        'N' => [0x7f, 0x04, 0x08, 0x10, 0x7f],
        'O' => [0x3e, 0x41, 0x41, 0x41, 0x3e],
        'P' => [0x7f, 0x09, 0x09, 0x09, 0x06],
        'R' => [0x7f, 0x09, 0x19, 0x29, 0x46],
        'S' => [0x46, 0x49, 0x49, 0x49, 0x31],
        'T' => [0x01, 0x01, 0x7f, 0x01, 0x01],
        '0' => [0x3e, 0x51, 0x49, 0x45, 0x3e],
        '1' => [0x00, 0x42, 0x7f, 0x40, 0x00],
        '2' => [0x42, 0x61, 0x51, 0x49, 0x46],
        '7' => [0x01, 0x71, 0x09, 0x05, 0x03],
        '9' => [0x06, 0x49, 0x49, 0x29, 0x1e],
        '/' => [0x20, 0x10, 0x08, 0x04, 0x02],
        ':' => [0x00, 0x36, 0x36, 0x00, 0x00],
        _ => [0; 5],
    }
}

#[test]
fn the_real_program_reads_a_picture() {
    let here = std::env::var_os("THROUGHLINE_TESSERACT").is_none() && Command::new("tesseract").arg("--version").output().is_ok_and(|o| o.status.success());
    if !here {
        println!("skipped: tesseract is not installed");
        return;
    }
    let bench = bench(&[("scan.bmp", &picture(&["PATIENT: TESTA SAMPLETON", "DOB: 01/02/1970"]))]);
    let lines = app::document_lines(&bench.workspace).unwrap();
    let [line] = &lines[..] else { panic!("{lines:?}") };
    assert_eq!((line.text.as_str(), line.pages), ("ocr", 1), "{line:?}");
    assert!(line.confidence.is_some_and(|c| c > 30), "{line:?}");
    let artifact = bench.workspace.store().artifact_at("legacy", "scan.bmp").unwrap().unwrap();
    let recognised = bench.workspace.store().relations(artifact.id).unwrap().into_iter().find(|r| r.name == "document.line").map(|r| r.rows);
    assert!(recognised.is_some_and(|rows| rows >= 2), "{recognised:?}");
}
