//! Files inside records through the public doors: what HL7 v2, FHIR and PDF hold becomes artifacts of their own, filed with the
//! record that held them; what records only name is there or missing; what is not as stated is said.

use tests::Bench;
use tests::filing::{delivered as bench, letter};

fn sampleton() -> Vec<u8> {
    letter("Sampleton, Testa", "M-00771", "1970-01-02")
}

fn otherby() -> Vec<u8> {
    letter("Otherby, Carl", "M-00772", "1981-03-04")
}

fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let all = chunk.iter().fold(0u32, |all, b| all << 8 | u32::from(*b)) << (8 * (3 - chunk.len()));
        (0..4).for_each(|n| out.push(if n <= chunk.len() { char::from(SIGNS[(all >> (18 - 6 * n) & 63) as usize]) } else { '=' }));
    }
    out
}

fn message(mrn: &str, family: &str, given: &str, born: &str, obx: &str) -> String {
    format!("MSH|^~\\&|LAB|H|||20190304||ORU^R01|{mrn}|P|2.5\rPID|1||{mrn}^^^H^MR||{family}^{given}||{born}\rOBR|1|||18842-5^Summary^LN\r{obx}\r")
}

fn ed(bytes: &[u8]) -> String {
    format!("OBX|1|ED|18842-5^Summary^LN||LAB^AP^RTF^Base64^{}||||||F", base64(bytes))
}

#[test]
fn a_letter_inside_of_a_record_leaves_the_rest_compared_as_strictly_as_before() {
    let patient = r#"{"resourceType":"Patient","id":"p","name":[{"family":"Sampleton","given":["Testa"]}],"birthDate":"1970-01-02"}"#;
    let goal = |since: &str| format!(r#"{{"resourceType":"Goal","id":"g","subject":{{"reference":"Patient/p"}},"lifecycleStatus":"active","statusDate":"{since}","description":{{"text":"Walk daily"}}}}"#);
    let note = |sort: &str, words: &str| {
        let data = base64(words.as_bytes());
        format!(r#"{{"resourceType":"DocumentReference","id":"n","status":"current","type":{{"text":"Letter"}},"subject":{{"reference":"Patient/p"}},"date":"2020-01-02","content":[{{"attachment":{{"contentType":"{sort}","data":"{data}"}}}}]}}"#)
    };
    let bench = Bench::new();
    let book = |goal: String, note: String| format!("{patient}\n{goal}\n{note}\n");
    bench.ingest_bytes("legacy", "legacy.ndjson", book(goal("2020-01-02"), note("text/plain", "No fever.\nHome.")).as_bytes());
    bench.ingest_bytes("destination", "destination.ndjson", book(goal("2021-03-04"), note("text/html", "<html><body><p>No fever.</p><p>Home.</p></body></html>")).as_bytes());
    let report = app::compare(&bench.workspace, tests::now, &app::quiet).unwrap();
    let mut found = Vec::new();
    app::finding_lines(&bench.workspace, report.run, &mut |f| found.push((f.kind.clone(), f.verdict.clone(), f.evidence.contains("statusDate")))).unwrap();
    assert_eq!(found, [("other record".to_string(), "altered".to_string(), true)], "the goal alone, of which no aspect tells");
}

/// A clinical document of somebody else.
const DOCUMENT: &str = r#"<ClinicalDocument xmlns="urn:hl7-org:v3"><id root="1.2.9"/><code code="34133-9" codeSystem="2.16.840.1.113883.6.1"/><title>Summary</title><effectiveTime value="20200102"/>
<recordTarget><patientRole><id root="1.2.3" extension="q"/><patient><name><given>Carl</given><family>Otherby</family></name><birthTime value="19810304"/></patient></patientRole></recordTarget>
<component><structuredBody><component><section><code code="11450-4" codeSystem="2.16.840.1.113883.6.1"/><title>Problems</title><text>None.</text></section></component></structuredBody></component></ClinicalDocument>"#;

#[test]
fn a_document_beside_a_book_of_resources_leaves_these_compared_as_strictly_as_before() {
    let patient = r#"{"resourceType":"Patient","id":"p","name":[{"family":"Sampleton","given":["Testa"]}],"birthDate":"1970-01-02"}"#;
    let goal = |since: &str| format!(r#"{{"resourceType":"Goal","id":"g","subject":{{"reference":"Patient/p"}},"lifecycleStatus":"active","statusDate":"{since}","description":{{"text":"Walk daily"}}}}"#);
    let problem = |more: &str| format!(r#"{{"resourceType":"Condition","id":"c","subject":{{"reference":"Patient/p"}},"code":{{"text":"Asthma"}},"recordedDate":"2019-05-06"{more}}}"#);
    let severe = r#","severity":{"coding":[{"system":"http://snomed.info/sct","code":"24484000"}]}"#;
    let book = |since: &str, more: &str| format!("{patient}\n{}\n{}\n", goal(since), problem(more));
    let found = |sides: &[&str], since: &str, more: &str| {
        let bench = Bench::new();
        bench.ingest_bytes("legacy", "legacy.ndjson", book("2020-01-02", "").as_bytes());
        bench.ingest_bytes("destination", "destination.ndjson", book(since, more).as_bytes());
        sides.iter().for_each(|side| drop(bench.ingest_bytes(side, &format!("{side}.xml"), DOCUMENT.as_bytes())));
        let report = app::compare(&bench.workspace, tests::now, &app::quiet).unwrap();
        let mut found = Vec::new();
        app::finding_lines(&bench.workspace, report.run, &mut |f| found.push((f.kind.clone(), f.verdict.clone()))).unwrap();
        found.sort();
        found
    };
    let both = ["legacy", "destination"];
    let told = found(&[], "2021-03-04", severe);
    assert_eq!(told.len(), 2, "a goal of which only an element tells since when it is so, and a severity that nobody gave: {told:?}");
    assert_eq!(found(&both, "2021-03-04", severe), told);
    assert!(found(&both, "2020-01-02", "").is_empty());
}

fn line<'a>(lines: &'a [app::IngestLine], path: &str) -> &'a app::IngestLine {
    lines.iter().find(|l| l.path == path).unwrap_or_else(|| panic!("{path} is not among {:?}", lines.iter().map(|l| &l.path).collect::<Vec<_>>()))
}

fn document(bench: &Bench, path: &str) -> app::DocumentLine {
    let all = app::document_lines(&bench.workspace).unwrap();
    all.iter().find(|d| d.path == path).unwrap_or_else(|| panic!("{path} is not among {all:?}")).clone()
}

#[test]
fn documents_of_messages_are_filed_under_the_patient_of_their_message() {
    let right = message("M-00771", "Sampleton", "Testa", "19700102", &ed(&sampleton()));
    let wrong = message("M-00772", "Otherby", "Carl", "19810304", &ed(&sampleton()));
    let (bench, lines) = bench(&[("feed.hl7", format!("{right}{wrong}").as_bytes())]);
    assert_eq!(line(&lines, "feed.hl7!/4-OBX-5.rtf").format, "RTF");
    let (first, second) = (document(&bench, "feed.hl7!/4-OBX-5.rtf"), document(&bench, "feed.hl7!/8-OBX-5.rtf"));
    assert_eq!((first.verdict.as_str(), first.filed.as_deref(), first.filed_at.as_str()), ("filed right", Some("90001"), "feed.hl7:4:OBX-5"));
    assert_eq!((second.verdict.as_str(), second.filed_by.as_str(), second.filed.as_deref()), ("filed under another patient", "attachment", Some("90002")));
    assert_eq!((first.same_bytes, second.same_bytes), (1, 1));
    assert!(second.evidence.iter().any(|e| e.contains("a copy of it is filed under another patient")), "{:?}", second.evidence);
}

#[test]
fn the_same_feed_again_is_left_alone_and_a_newer_one_takes_its_place() {
    let text = message("M-00771", "Sampleton", "Testa", "19700102", &ed(&sampleton()));
    let (bench, _) = bench(&[("feed.hl7", text.as_bytes())]);
    let folder = bench.folder.path().join("delivery");
    let again = bench.ingest("legacy", &folder);
    assert!(again.iter().all(|l| l.unchanged) && again.iter().any(|l| l.path == "feed.hl7!/4-OBX-5.rtf"), "{again:?}");
    std::fs::write(folder.join("feed.hl7"), text.replace("|ED|", "|ST|").replace("^Base64^", "^")).unwrap();
    bench.ingest("legacy", &folder);
    let paths: Vec<String> = bench.workspace.store().artifacts("legacy").unwrap().into_iter().map(|a| a.path).collect();
    assert_eq!(paths, ["feed.hl7", "people.csv"]);
}

#[test]
fn bad_base64_is_said_with_its_line_and_the_rest_goes_on() {
    let bad = "OBX|1|ED|1||^application^pdf^Base64^JVBE*i0=||||||F\rOBX|2|ED|1||^application^pdf^Base64^||||||F";
    let text = message("M-00771", "Sampleton", "Testa", "19700102", &format!("{bad}\r{}", ed(&otherby())));
    let (bench, lines) = bench(&[("feed.hl7", text.as_bytes())]);
    let outer = line(&lines, "feed.hl7");
    assert_eq!((outer.state.as_str(), outer.issues.get("bad_attachment"), outer.issues.get("empty_attachment")), ("read", Some(&1), Some(&1)));
    assert_eq!(document(&bench, "feed.hl7!/6-OBX-5.rtf").verdict, "filed under another patient");
}

#[test]
fn files_that_records_name_are_there_or_missing() {
    let obx = "OBX|1|RP|1||scans\\E\\right.rtf^^AP^RTF||||||F\rOBX|2|RP|1||https://old.example/docs/gone.pdf?id=3^^AP^PDF||||||F";
    let feed = message("M-00772", "Otherby", "Carl", "19810304", obx);
    let reference = r#"{"resourceType":"DocumentReference","id":"d","subject":{"reference":"Patient/p"},"content":[
        {"attachment":{"contentType":"text/rtf","url":"Binary/held"}},{"attachment":{"contentType":"application/pdf","url":"https://old.example/fhir/Binary/lost"}},
        {"attachment":{"url":"file:///x/a%20letter.rtf","size":5,"hash":"qZk+NkcGgWq6PiVxeFDCbJzQ2J0="}}]}"#;
    let patient = r#"{"resourceType":"Patient","id":"p","identifier":[{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR"}]},"value":"M-00771"}],"birthDate":"1970-01-02","name":[{"family":"Sampleton","given":["Testa"]}]}"#;
    let binary = format!(r#"{{"resourceType":"Binary","id":"held","contentType":"text/rtf","data":"{}"}}"#, base64(&otherby()));
    let fhir = [patient, &reference.replace('\n', ""), &binary].join("\n");
    let letters = (sampleton(), otherby());
    let (bench, _) = bench(&[("feed.hl7", feed.as_bytes()), ("fhir.ndjson", fhir.as_bytes()), ("scans/right.rtf", &letters.1), ("other/a letter.rtf", &letters.0)]);

    let there = document(&bench, "scans/right.rtf");
    assert_eq!((there.verdict.as_str(), there.filed_by.as_str(), there.filed_at.as_str()), ("filed right", "record", "feed.hl7:4:OBX-5.1"));
    let held = document(&bench, "fhir.ndjson!/3-Binary.rtf");
    assert_eq!((held.verdict.as_str(), held.filed_by.as_str(), held.filed.as_deref()), ("filed under another patient", "record", Some("90001")));
    let named = document(&bench, "other/a letter.rtf");
    assert_eq!((named.verdict.as_str(), named.filed_at.as_str()), ("filed right", "fhir.ndjson:2:content.attachment.url"));
    assert_eq!(named.evidence.iter().filter(|e| e.starts_with("the record that names it")).count(), 2, "size and hash: {:?}", named.evidence);

    let missing: Vec<_> = app::document_lines(&bench.workspace).unwrap().into_iter().filter(|d| d.verdict == "indexed but missing").collect();
    assert_eq!(missing.iter().map(|d| (d.path.as_str(), d.filed.as_deref(), d.filed_by.as_str())).collect::<Vec<_>>(), [
        ("https://old.example/docs/gone.pdf?id=3", Some("90002"), "record"),
        ("https://old.example/fhir/Binary/lost", Some("90001"), "record"),
    ]);
    let corners = bench.call(Some(contract::Role::Analyst), "corners", serde_json::json!({ "kinds": ["documents not delivered"] })).unwrap();
    assert_eq!(corners["total"].as_u64(), Some(2), "one a relation and field: {corners}");
    let shown = bench.call(Some(contract::Role::Informaticist), "documents", serde_json::json!({ "limit": 50 })).unwrap().to_string();
    for secret in ["gone.pdf", "old.example", "M-0077", "90001", "90002", "Sampleton"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}

#[test]
fn a_name_that_two_files_use_means_the_file_beside_the_record() {
    let book = |id: &str, mrn: &str, family: &str, born: &str, letter: &[u8]| {
        let number = format!(r#"{{"type":{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR"}}]}},"value":"{mrn}"}}"#);
        let patient = format!(r#"{{"resourceType":"Patient","id":"{id}","identifier":[{number}],"birthDate":"{born}","name":[{{"family":"{family}"}}]}}"#);
        let content = r#"[{"attachment":{"contentType":"text/rtf","url":"Binary/1"}}]"#;
        let reference = format!(r#"{{"resourceType":"DocumentReference","id":"d","subject":{{"reference":"Patient/{id}"}},"content":{content}}}"#);
        let binary = format!(r#"{{"resourceType":"Binary","id":"1","contentType":"text/rtf","data":"{}"}}"#, base64(letter));
        [patient, reference, binary].join("\n")
    };
    let first = book("pa", "M-00771", "Sampleton", "1970-01-02", &sampleton());
    let second = book("pb", "M-00772", "Otherby", "1981-03-04", &otherby());
    let (bench, _) = bench(&[("a.ndjson", first.as_bytes()), ("b.ndjson", second.as_bytes())]);
    for path in ["a.ndjson!/3-Binary.rtf", "b.ndjson!/3-Binary.rtf"] {
        let held = document(&bench, path);
        assert_eq!((held.verdict.as_str(), held.filed_by.as_str()), ("filed right", "record"), "{path}: {held:?}");
    }
}

#[test]
fn what_a_resource_says_of_its_file_is_held_against_it() {
    let said = |size: u64, hash: &str| {
        let data = base64(&sampleton());
        format!(r#"{{"resourceType":"DiagnosticReport","subject":{{"reference":"Patient/p"}},"presentedForm":[{{"contentType":"application/pdf","data":"{data}","size":{size},"hash":"{hash}"}}]}}"#)
    };
    let (_, lines) = bench(&[("r.json", said(1, "qZk+NkcGgWq6PiVxeFDCbJzQ2J0=").as_bytes())]);
    let inner = line(&lines, "r.json!/1-DiagnosticReport.presentedForm.rtf");
    let codes: Vec<&str> = inner.issues.keys().map(String::as_str).filter(|c| c.ends_with("_differs")).collect();
    assert_eq!(codes, ["hash_differs", "size_differs", "type_differs"]);
}

#[test]
fn a_file_in_a_pdf_in_a_message_belongs_to_the_patient_of_the_message() {
    let note = otherby();
    let digits: String = note.iter().map(|b| format!("{b:02x}")).collect();
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [(a) << /F (note.rtf) /EF << /F 3 0 R >> >>] >> >> >>".to_string(),
        "<< /Type /Pages /Kids [] /Count 0 >>".to_string(),
        format!("<< /Length {} /Filter /ASCIIHexDecode >>\nstream\n{digits}>\nendstream", digits.len() + 1),
    ];
    let (mut pdf, mut places) = (b"%PDF-1.4\n".to_vec(), Vec::new());
    for (index, body) in objects.iter().enumerate() {
        places.push(pdf.len());
        pdf.extend(format!("{} 0 obj\n{body}\nendobj\n", index + 1).bytes());
    }
    let table = pdf.len();
    pdf.extend(b"xref\n0 4\n0000000000 65535 f \n");
    places.iter().for_each(|place| pdf.extend(format!("{place:010} 00000 n \n").bytes()));
    pdf.extend(format!("trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n").bytes());
    let text = message("M-00771", "Sampleton", "Testa", "19700102", &ed(&pdf).replace("AP^RTF", "AP^PDF"));
    let (bench, lines) = bench(&[("feed.hl7", text.as_bytes())]);
    assert_eq!(line(&lines, "feed.hl7!/4-OBX-5.pdf!/3/note.rtf").format, "RTF");
    let inner = document(&bench, "feed.hl7!/4-OBX-5.pdf!/3/note.rtf");
    assert_eq!((inner.verdict.as_str(), inner.filed_by.as_str(), inner.filed.as_deref()), ("filed under another patient", "attachment", Some("90001")));
}

#[test]
fn plain_text_in_a_resource_stays_the_text_of_its_note() {
    let line = r#"{"resourceType":"DocumentReference","subject":{"reference":"Patient/p"},"content":[{"attachment":{"contentType":"text/plain","data":"U2Vlbi4="}}]}"#;
    let (_, lines) = bench(&[("d.json", line.as_bytes())]);
    assert_eq!(lines.iter().map(|l| l.path.as_str()).collect::<Vec<_>>(), ["d.json", "people.csv"]);
}

#[test]
fn messages_of_a_mailbox_are_artifacts_and_so_are_their_files() {
    let divider = "From ann@clinic.example Mon Mar  4 10:05:00 2019\n";
    let bare = "Subject: a, b\n\nname,when\n1,2\n";
    let head = "MIME-Version: 1.0\nSubject: letter\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nSee the file.\n--x\n";
    let file = format!("Content-Type: application/rtf; name=letter.rtf\nContent-Transfer-Encoding: base64\n\n{}\n--x--\n", base64(&sampleton()));
    let text = format!("{divider}{bare}\n{divider}{head}{file}\n{divider}no header\n");
    let (bench, lines) = bench(&[("inbox.mbox", text.as_bytes())]);
    let outer = line(&lines, "inbox.mbox");
    assert_eq!((outer.format.as_str(), outer.state.as_str(), outer.records, outer.quarantined), ("mailbox", "partly read", 2, 1));
    // Few headers, and a text that looks like a table: it is a message all the same.
    assert_eq!(line(&lines, "inbox.mbox!/1.eml").format, "e-mail");
    assert_eq!(line(&lines, "inbox.mbox!/2.eml!/2/letter.rtf").format, "RTF");
    assert_eq!(document(&bench, "inbox.mbox!/2.eml!/2/letter.rtf").linked.as_deref(), Some("90001"));
    let row = bench.workspace.store().insides("legacy").unwrap();
    assert!(row.values().any(|inside| (inside.line, inside.place.as_str()) == (7, "message")), "{row:?}");
}
