//! Notes through the public doors: wherever a note stands, what it says against the chart is found; what the source's own chart contradicts is not
//! blamed on the migration; and what leaves for a desktop is scrubbed.

use contract::Role;
use serde_json::{Value, json};
use tests::Bench;
use tests::filing::delivered_with;

/// Reads what people take and their papers; the last column of the former is words of whoever wrote the row.
const PARTS: &str = r#"
[[assert]]
kind = "medication"
from = "drugs"
patient = "ID"
  [assert.say]
  code = { field = "RXNORM", system = "http://www.nlm.nih.gov/research/umls/rxnorm", text = "DRUG" }
  status = { field = "STATUS", values = { A = "active", S = "stopped" } }
  onset = { field = "BEGAN", as = "date", format = "ISO" }
  text = { field = "REMARK", as = "text" }

[[assert]]
kind = "document"
from = "papers"
patient = "ID"
  [assert.say]
  title = { field = "FILE_NM", as = "text" }
  effective = { field = "DAY", as = "date", format = "ISO" }
"#;

/// Patient, check, concept and sentence of every hit on a side.
fn hits(bench: &Bench, side: model::Side) -> Vec<[String; 4]> {
    let mut found = Vec::new();
    let told = app::each_note_hit(&bench.workspace, side, None, &app::quiet, &mut |h| found.push([h.patient, h.check, h.concept, h.sentence]));
    told.unwrap();
    found.sort();
    found
}

fn expected(rows: &[[&str; 4]]) -> Vec<[String; 4]> {
    rows.iter().map(|row| row.map(str::to_string)).collect()
}

fn rtf(lines: &[&str]) -> Vec<u8> {
    format!("{{\\rtf1\\ansi {}\\par}}", lines.join("\\par ")).into_bytes()
}

#[test]
fn documents_and_columns_of_words_are_notes_of_whom_they_are_filed_under() {
    let drugs = "ID,RXNORM,DRUG,STATUS,BEGAN,REMARK\n90001,855332,warfarin 5 MG,A,2012-05-01,\n90002,855332,warfarin 5 MG,A,2012-05-01,\n90002,314076,lisinopril 10 MG,A,2014-01-01,patient says warfarin was stopped in June\n";
    let papers = "ID,FILE_NM,DAY\n90001,letter.rtf,2014-03-01\n90001,page.html,2014-03-02\n90001,other.rtf,2014-03-03\n";
    let letter = rtf(&["Patient: Sampleton, Testa", "MRN: M-00771", "DOB: 1970-01-02", "Warfarin was stopped after a bleed."]);
    let other = rtf(&["Patient: Otherby, Carl", "MRN: M-00772", "DOB: 1981-03-04", "Allergies: latex"]);
    let page = b"<html><body><p>MRN: M-00771</p><p>Allergies: penicillin</p></body></html>";
    let (bench, _) = delivered_with(PARTS, &[("drugs.csv", drugs.as_bytes()), ("papers.csv", papers.as_bytes()), ("scans/letter.rtf", &letter), ("scans/page.html", page), ("scans/other.rtf", &other)]);
    // A letter that names another patient is filed wrong and speaks for nobody.
    assert_eq!(
        hits(&bench, model::Side::Legacy),
        expected(&[
            ["90001", "allergy only in the note", "penicillins", "penicillin"],
            ["90001", "stopped in the note", "warfarin", "Warfarin was stopped after a bleed."],
            ["90002", "stopped in the note", "warfarin", "patient says warfarin was stopped in June"],
        ])
    );
}

/// RTF: "Warfarin was stopped after a bleed." and "Allergies: latex".
const LETTER: &str = "e1xydGYxXGFuc2kgV2FyZmFyaW4gd2FzIHN0b3BwZWQgYWZ0ZXIgYSBibGVlZC5ccGFyIEFsbGVyZ2llczogbGF0ZXhccGFyfQ==";

#[test]
fn a_letter_inside_a_record_is_a_note_of_its_patient_on_either_side() {
    let mut written = note();
    written["content"] = json!([{ "attachment": { "contentType": "application/rtf", "data": LETTER } }]);
    let message = format!("{}OBX|2|ED|18842-5^Summary^LN||LAB^AP^RTF^Base64^{LETTER}||||||F\r", feed().replace("was stopped", "was continued"));
    for (name, bytes, patient) in [("bundle.json", bundle("active", written), "p1"), ("feed.hl7", message.into_bytes(), "M-1")] {
        for side in [model::Side::Legacy, model::Side::Destination] {
            let bench = Bench::new();
            bench.ingest_bytes(side.word(), name, &bytes);
            let found = hits(&bench, side);
            for expected in [["allergy only in the note", "latex", "latex"], ["stopped in the note", "warfarin", "Warfarin was stopped after a bleed."]] {
                let told = |hit: &&[String; 4]| hit[0] == patient && hit[1..].iter().zip(expected).all(|(a, b)| a == b);
                assert_eq!(found.iter().filter(told).count(), 1, "{name} on the {side:?} side: {found:?}");
            }
        }
    }
}

fn feed() -> String {
    let pid = "PID|1||M-1^^^H^MR||Sampleton^Testa||19700102|F";
    format!(
        "MSH|^~\\&|A|H|||20140301||MDM^T02|1|P|2.5\r{pid}\rTXA|1|PN^Progress note|TX|20140301||||||||D-1|||||AU\rOBX|1|TX|11506-3^Note^LN||Zebulon reports that warfarin was stopped.||||||F\r\
MSH|^~\\&|A|H|||20140301||RDE^O11|2|P|2.5\r{pid}\rORC|NW|O-1||||IP\rRXE|^^^20120501|855332^warfarin 5 MG^RXNORM|5||MG\r\
MSH|^~\\&|A|H|||20140301||ORU^R01|3|P|2.5\r{pid}\rOBR|1|||2345-7^Glucose^LN|||20140301\rOBX|1|NM|2345-7^Glucose^LN||99|mg/dL|||||F\rNTE|1||patient has anaphylaxis to cefazolin per outside record\r"
    )
}

#[test]
fn messages_speak_in_their_notes_and_in_the_comments_on_results() {
    let bench = Bench::new();
    bench.ingest_bytes("legacy", "feed.hl7", feed().as_bytes());
    let found: Vec<String> = hits(&bench, model::Side::Legacy).into_iter().map(|[_, check, concept, _]| format!("{check}: {concept}")).collect();
    assert_eq!(found, ["allergy only in the note: cefazolin", "stopped in the note: warfarin"]);
}

/// One patient of FHIR with a drug and what somebody wrote.
fn bundle(status: &str, written: Value) -> Vec<u8> {
    let drug = json!({ "resourceType": "MedicationRequest", "id": "m1", "status": status, "intent": "order", "subject": { "reference": "Patient/p1" }, "authoredOn": "2012-05-01",
        "medicationCodeableConcept": { "coding": [{ "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "855332", "display": "warfarin 5 MG" }] } });
    let person = json!({ "resourceType": "Patient", "id": "p1", "name": [{ "family": "Sampleton", "given": ["Testa"] }], "gender": "female", "birthDate": "1970-01-02" });
    let entries: Vec<Value> = [person, drug, written].into_iter().map(|resource| json!({ "resource": resource })).collect();
    json!({ "resourceType": "Bundle", "type": "collection", "entry": entries }).to_string().into_bytes()
}

#[test]
fn fhir_speaks_in_assessments_annotations_sections_and_documents() {
    let of = |mut written: Value| {
        written["subject"] = json!({ "reference": "Patient/p1" });
        written["status"] = json!("completed");
        let bench = Bench::new();
        bench.ingest_bytes("legacy", "bundle.json", &bundle("active", written));
        hits(&bench, model::Side::Legacy).into_iter().map(|[_, check, concept, _]| format!("{check}: {concept}")).collect::<Vec<String>>()
    };
    let stopped = ["stopped in the note: warfarin".to_string()];
    let words = "Warfarin was stopped because of a bleed.";
    assert_eq!(of(json!({ "resourceType": "ClinicalImpression", "id": "i", "date": "2014-03-01", "summary": words })), stopped);
    assert_eq!(of(json!({ "resourceType": "ClinicalImpression", "id": "i", "date": "2014-03-01", "note": [{ "text": words }] })), stopped);
    let annotated = json!({ "resourceType": "Observation", "id": "o", "effectiveDateTime": "2014-03-01", "code": { "coding": [{ "system": "http://loinc.org", "code": "6301-6", "display": "INR" }] },
        "valueQuantity": { "value": 6.1, "unit": "1" }, "note": [{ "text": words }] });
    assert_eq!(of(annotated), stopped);
    let section = json!({ "title": "Plan", "text": { "status": "generated", "div": format!("<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>{words}</p></div>") } });
    assert_eq!(of(json!({ "resourceType": "Composition", "id": "c", "date": "2014-03-01", "title": "Note", "type": { "text": "Note" }, "section": [section] })), stopped);
    assert_eq!(of(json!({ "resourceType": "ClinicalImpression", "id": "i", "date": "2014-03-01", "summary": "Warfarin was continued." })), Vec::<String>::new());
    let summed = |words: &str| of(json!({ "resourceType": "ClinicalImpression", "id": "i", "date": "2014-03-01", "summary": words }));
    assert_eq!([summed("Warfarin d/c 2/1/14"), summed("[x] Stop warfarin")], [stopped.clone(), stopped]);
    for words in ["Stopped taking warfarin with food.", "Warfarin d/c dose 5 mg.", "[ ] Stop warfarin", "Stop warfarin 12/2014."] {
        assert_eq!(summed(words), Vec::<String>::new(), "{words}");
    }
}

/// A note that says that the drug was stopped, as a document with its text.
fn note() -> Value {
    // "Zebulon was told that warfarin was stopped today."
    let data = "WmVidWxvbiB3YXMgdG9sZCB0aGF0IHdhcmZhcmluIHdhcyBzdG9wcGVkIHRvZGF5Lg==";
    json!({ "resourceType": "DocumentReference", "id": "n1", "status": "current", "subject": { "reference": "Patient/p1" }, "date": "2014-03-01T09:00:00Z", "type": { "text": "Note" },
        "content": [{ "attachment": { "contentType": "text/plain", "data": data } }] })
}

#[test]
fn what_the_source_contradicts_itself_is_counted_apart_and_what_the_migration_made_has_its_sentence_scrubbed() {
    let compared = |legacy: &str, destination: &str| {
        let bench = Bench::new();
        bench.ingest_bytes("legacy", "bundle.json", &bundle(legacy, note()));
        bench.ingest_bytes("destination", "bundle.json", &bundle(destination, note()));
        let (report, findings) = bench.compare();
        (bench, report.notes.get("stopped in the note").copied().unwrap_or_default(), findings)
    };
    let (_, counts, findings) = compared("active", "active");
    assert_eq!((counts, findings.len()), ([1, 0, 0], 0), "the source's own: {findings:?}");
    let (bench, counts, findings) = compared("stopped", "active");
    assert_eq!(counts, [0, 0, 1]);
    let told: Vec<&Value> = findings.iter().filter(|f| f["note"].is_object()).collect();
    assert_eq!(told.len(), 1, "{findings:?}");
    let id = told[0]["finding"].as_str().unwrap();
    let shown = bench.call(Some(Role::Informaticist), "finding", json!({ "id": id })).unwrap();
    let quote = &shown["note"];
    assert_eq!((quote["check"].as_str(), quote["mention"].as_str()), (Some("stopped in the note"), Some("warfarin")), "{quote}");
    assert!(!quote.to_string().contains("Zebulon"), "{quote}");
    assert!(quote["after"].as_str().unwrap().contains("was stopped"), "{quote}");
}

/// "Per Dr. Quillfeather, phone 555-123-4567, warfarin was stopped on 02/12/2014, MRN 00731942, mail quill@example.org."
const TELLING: &str = "UGVyIERyLiBRdWlsbGZlYXRoZXIsIHBob25lIDU1NS0xMjMtNDU2Nywgd2FyZmFyaW4gd2FzIHN0b3BwZWQgb24gMDIvMTIvMjAxNCwgTVJOIDAwNzMxOTQyLCBtYWlsIHF1aWxsQGV4YW1wbGUub3JnLg==";

#[test]
fn a_sentence_that_leaves_says_what_was_stopped_and_no_name_day_or_number() {
    let mut written = note();
    written["content"][0]["attachment"]["data"] = json!(TELLING);
    let bench = Bench::new();
    bench.ingest_bytes("legacy", "bundle.json", &bundle("stopped", written.clone()));
    bench.ingest_bytes("destination", "bundle.json", &bundle("active", written));
    let (_, findings) = bench.compare();
    let told = findings.iter().find(|f| f["note"].is_object()).unwrap();
    let shown = bench.call(Some(Role::Informaticist), "finding", json!({ "id": told["finding"] })).unwrap();
    let quote = shown["note"].to_string();
    for secret in ["uillfeather", "555", "4567", "02/12", "12/2014", "731942", "quill@", "example"] {
        assert!(!quote.contains(secret), "{quote}");
    }
    assert!(quote.contains("warfarin") && quote.contains("was stopped"), "{quote}");
}
