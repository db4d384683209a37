//! Files in records, through the doors that callers use.

use crate::{Format, Item, Limits, Stated, Summary, contents, pointers, read};
use std::ops::ControlFlow;

const HEAD: &str = "MSH|^~\\&|LAB|H|||20190304||MDM^T02|1|P|2.5\rPID|1||M-7^^^H^MR||Sample^Testa\r";
/// `%PDF-1.4 a document of sixty-four letters or more, so that text may be a file`
const PDF: &str = "JVBERi0xLjQgYSBkb2N1bWVudCBvZiBzaXh0eS1mb3VyIGxldHRlcnMgb3IgbW9yZSwgc28gdGhhdCB0ZXh0IG1heSBiZSBhIGZpbGU=";

type Taken = Vec<(String, Vec<u8>, Stated)>;

/// The files inside, and what the reading said of the whole.
fn taken(format: Format, text: &str) -> (Taken, Summary) {
    let mut files = Taken::new();
    contents(format, "in", &mut text.as_bytes(), &Limits::default(), &mut |inside| {
        files.push((inside.name.to_string(), inside.bytes.to_vec(), inside.stated.cloned().unwrap_or_default()));
        ControlFlow::Continue(())
    })
    .unwrap();
    let summary = read(format, "in", &mut text.as_bytes(), &Limits::default(), &mut |_| ControlFlow::Continue(())).unwrap();
    assert_eq!(summary.inside, files.len() as u64, "what is counted is what is taken out");
    (files, summary)
}

fn names(files: &[(String, Vec<u8>, Stated)]) -> Vec<&str> {
    files.iter().map(|(name, ..)| name.as_str()).collect()
}

fn named(format: Format, text: &str) -> Vec<(String, String, u64, String, String)> {
    let mut out = Vec::new();
    read(format, "in", &mut text.as_bytes(), &Limits::default(), &mut |item| {
        pointers(&item, &mut |p| out.push((p.relation, p.field, p.line, p.value, p.patient)));
        ControlFlow::Continue(())
    })
    .unwrap();
    out
}

#[test]
fn an_encapsulated_document_comes_with_its_place_and_patient() {
    let (files, summary) = taken(Format::Hl7v2, &format!("{HEAD}TXA|1|CN\rOBX|1|ED|18842-5^Summary^LN||LAB^application^pdf^Base64^{PDF}||||||F\r"));
    assert_eq!(names(&files), ["4-OBX-5.pdf"]);
    let (_, bytes, stated) = &files[0];
    assert!(bytes.starts_with(b"%PDF-1.4 a document"));
    assert_eq!((stated.line, stated.place.as_str(), stated.patient.as_str(), stated.media_type.as_str()), (4, "OBX-5", "M-7", "application/pdf"));
    assert!(summary.counts.is_empty(), "{:?}", summary.counts);
}

#[test]
fn each_message_names_its_own_patient() {
    let other = HEAD.replace("M-7", "M-8");
    let obx = "OBX|1|ED|1||^AP^RTF^Hex^7b5c72746631207d\r";
    let (files, _) = taken(Format::Hl7v2, &format!("{HEAD}{obx}{other}{obx}"));
    assert_eq!(files.iter().map(|(name, _, s)| (name.as_str(), s.patient.as_str())).collect::<Vec<_>>(), [("3-OBX-5.rtf", "M-7"), ("6-OBX-5.rtf", "M-8")]);
    assert_eq!(files[0].1, b"{\\rtf1 }");
}

#[test]
fn a_document_over_several_lines_is_one_and_two_documents_are_two() {
    let (first, second) = PDF.split_at(40);
    let ed = |id: &str, data: &str| format!("OBX|{id}|ED|1^Letter||^application^pdf^Base64^{data}||||||F\r");
    let (files, _) = taken(Format::Hl7v2, &format!("{HEAD}{}NTE|1||between\r{}", ed("1", first), ed("2", second)));
    assert_eq!((names(&files), files[0].1.len()), (vec!["3-OBX-5.pdf"], 77));
    let (files, _) = taken(Format::Hl7v2, &format!("{HEAD}{}{}", ed("1", PDF), ed("2", PDF)));
    assert_eq!(names(&files), ["3-OBX-5.pdf", "4-OBX-5.pdf"]);
    // Repetitions: the rest of a document without its type, and a second document.
    let (files, _) = taken(Format::Hl7v2, &format!("{HEAD}OBX|1|ED|1||^application^pdf^Base64^{first}~{second}~^application^pdf^Base64^{PDF}\r"));
    assert_eq!(names(&files), ["3-OBX-5.pdf", "3-OBX-5[3].pdf"]);
    // A piece of blanks says nothing of the end; behind the sign that closes base64 nothing goes on.
    let (head, tail) = first.split_at(20);
    let (files, _) = taken(Format::Hl7v2, &format!("{HEAD}{}OBX|2|TX|1^Letter||   ||||||F\r{}{}OBX|5|TX|1^Letter||AAAA||||||F\r", ed("1", head), ed("3", tail), ed("4", second)));
    assert_eq!((names(&files), files[0].1.len()), (vec!["3-OBX-5.pdf"], 77));
    // What answers another question, or begins no known file, goes on with nothing.
    let (files, _) = taken(Format::Hl7v2, &format!("{HEAD}OBX|1|ED|1||^IM^JPEG^Base64^AAAA\rOBX|2|ED|1||^IM^JPEG^Base64^AAAA\r"));
    assert_eq!(names(&files), ["3-OBX-5.jpg", "4-OBX-5.jpg"]);
}

#[test]
fn text_that_is_a_file_from_end_to_end_is_one_and_words_are_none() {
    let (first, second) = PDF.split_at(68);
    let (files, _) = taken(Format::Hl7v2, &format!("{HEAD}OBX|1|TX|1||{first}\rOBX|2|TX|1||{second}\rOBX|3|TX|2||Normal\rOBX|4|ST|3||{}\r", "Pneumonoultramicroscopic".repeat(4)));
    assert_eq!((names(&files), files[0].1.len()), (vec!["3-OBX-5.pdf"], 77));
}

#[test]
fn text_as_it_stands_is_a_note_and_the_source_of_a_document_is_a_file() {
    let (files, summary) = taken(Format::Hl7v2, &format!("{HEAD}OBX|1|ED|1||^TEXT^^A^Seen and doing well.\rOBX|2|ED|2||^AP^RTF^A^{{\\E\\rtf1 Letter}}\r"));
    assert_eq!((names(&files), files[0].1.as_slice()), (vec!["4-OBX-5.rtf"], &b"{\\rtf1 Letter}"[..]));
    assert!(summary.counts.is_empty());
}

#[test]
fn what_is_no_base64_or_nothing_is_said_and_the_rest_goes_on() {
    let text = format!("{HEAD}OBX|1|ED|1||^application^pdf^Base64^<Base64 encoded>\rOBX|2|ED|2||^application^pdf^Base64^\rOBX|3|ED|3||^application^pdf^Base64^{PDF}\r");
    let (files, summary) = taken(Format::Hl7v2, &text);
    assert_eq!(names(&files), ["5-OBX-5.pdf"]);
    let said: Vec<_> = summary.issues.iter().map(|i| (i.code, i.line, i.quarantined)).collect();
    assert_eq!(said, [("bad_attachment", 3, false), ("empty_attachment", 4, false)]);
    assert!(!summary.issues[0].message.contains("encoded"), "no content in {}", summary.issues[0].message);
}

#[test]
fn pointers_of_messages_and_documents_are_told() {
    let found = named(Format::Hl7v2, &format!("{HEAD}OBX|1|RP|1||files/a.pdf^^application^pdf~http://h/b.tif^^IM\r"));
    let values: Vec<(&str, &str, u64, &str)> = found.iter().map(|(relation, field, line, value, _)| (relation.as_str(), field.as_str(), *line, value.as_str())).collect();
    assert_eq!(values, [("hl7.OBX", "OBX-5.1", 3, "files/a.pdf"), ("hl7.OBX", "OBX-5.1", 3, "http://h/b.tif")]);
    assert_eq!(found[0].4, "M-7");
    let document = "<ClinicalDocument xmlns='urn:hl7-org:v3'><recordTarget><patientRole><id extension='M-7'/></patientRole></recordTarget><component><nonXMLBody>\
                    <text mediaType='application/pdf'><reference value='scan.pdf'/></text></nonXMLBody></component></ClinicalDocument>";
    let wanted = ("ccda.nonXMLBody".to_string(), "text/reference/@value".to_string(), 1, "scan.pdf".to_string(), "M-7".to_string());
    assert_eq!(named(Format::Ccda, document), [wanted]);
}

#[test]
fn attachments_of_resources_are_found_wherever_they_are() {
    let bundle = format!(
        r##"{{"resourceType":"Bundle","entry":[
        {{"fullUrl":"urn:uuid:p","resource":{{"resourceType":"Patient","photo":[{{"contentType":"image/png"}},{{"data":"iVBORw0KGgo="}}]}}}},
        {{"resource":{{"resourceType":"DocumentReference","subject":{{"reference":"urn:uuid:p"}},"content":[
          {{"attachment":{{"contentType":"text/plain","data":"U2Vlbi4="}}}},
          {{"attachment":{{"contentType":"application/pdf","data":"{PDF}","size":77,"hash":"qZk+NkcGgWq6PiVxeFDCbJzQ2J0="}}}}]}}}},
        {{"resource":{{"resourceType":"Binary","id":"b","contentType":"text/plain","data":"U2Vlbi4=","securityContext":{{"reference":"Patient/9/_history/2"}}}}}},
        {{"resource":{{"resourceType":"Observation","subject":{{"reference":"Group/1"}},"valueSampledData":{{"origin":{{"value":1}},"data":"1 2"}},
          "contained":[{{"resourceType":"Binary","id":"c","contentType":"image/gif","content":"R0lGODlh"}}]}}}},
        {{"resource":{{"resourceType":"Consent","patient":{{"reference":"Patient/9"}},"sourceAttachment":{{"contentType":"application/pdf","data":"not, base64"}}}}}}]}}"##
    );
    let (files, summary) = taken(Format::FhirJson, &bundle);
    let told: Vec<(&str, &str, u64, &str, &str)> = files.iter().map(|(n, _, s)| (n.as_str(), s.place.as_str(), s.line, s.patient.as_str(), s.own_name.as_str())).collect();
    assert_eq!(
        told,
        [
            ("1-Patient.photo[1].png", "photo[1].data", 1, "p", ""),
            ("2-DocumentReference.content[1].attachment.pdf", "content[1].attachment.data", 2, "p", ""),
            ("3-Binary.txt", "data", 3, "9", "Binary/b"),
            ("4-Observation.contained.gif", "contained.content", 4, "", ""),
        ]
    );
    assert_eq!((files[1].2.size, files[1].2.sha1.len()), (Some(77), 40));
    assert_eq!(summary.issues.iter().map(|i| (i.code, i.line)).collect::<Vec<_>>(), [("bad_attachment", 5)]);
}

#[test]
fn urls_that_lead_to_files_are_pointers_and_those_of_extensions_are_none() {
    let lines = r##"{"resourceType":"DocumentReference","id":"d","subject":{"reference":"Patient/9"},"extension":[{"url":"http://x"}],"content":[{"attachment":{"contentType":"application/pdf","url":"Binary/7","size":12}},{"attachment":{"url":"scans/a.tif"}},{"attachment":{"contentType":"image/gif","url":"#c"}}],"contained":[{"resourceType":"Binary","id":"c","content":"R0lGODlh"}]}
{"resourceType":"Media","subject":{"reference":"Patient/9"},"content":{"url":"scans/b.jpg","data":"R0lGODlh","contentType":"image/gif"}}
{"resourceType":"List","entry":[{"item":{"reference":"https://h/fhir/Binary/8"}}]}"##;
    let told: Vec<(String, u64, String, String)> = named(Format::FhirNdjson, lines).into_iter().map(|(relation, field, line, value, patient)| (format!("{relation}.{field}"), line, value, patient)).collect();
    let row = |field: &str, line, value: &str, patient: &str| (field.to_string(), line, value.to_string(), patient.to_string());
    assert_eq!(
        told,
        [
            row("DocumentReference.content.attachment.url", 1, "Binary/7", "9"),
            row("DocumentReference.content.attachment.url", 1, "scans/a.tif", "9"),
            row("List.entry.item.reference", 3, "https://h/fhir/Binary/8", ""),
        ]
    );
}

#[test]
fn an_address_may_hold_the_file_itself() {
    let line = r#"{"resourceType":"Media","content":{"contentType":"image/gif","url":"data:image/gif;base64,R0lGODlh"}}"#;
    let (files, _) = taken(Format::FhirJson, line);
    assert_eq!((names(&files), files[0].2.place.as_str()), (vec!["1-Media.content.gif"], "content.url"));
    assert!(named(Format::FhirJson, line).is_empty());
}

#[test]
fn a_resource_as_xml_holds_the_same_files() {
    let xml = format!(r#"<Binary xmlns="http://hl7.org/fhir"><id value="b"/><contentType value="application/pdf"/><content value="{PDF}"/></Binary>"#);
    let (files, _) = taken(Format::FhirXml, &xml);
    assert_eq!((names(&files), files[0].2.own_name.as_str()), (vec!["1-Binary.pdf"], "Binary/b"));
}

#[test]
fn a_name_stays_below_its_file_whatever_the_elements_are_called() {
    let (files, _) = taken(Format::FhirNdjson, r#"{"resourceType":"../A/B","c/d":{"contentType":"x","data":"AAAA"},"c_d":{"contentType":"x","data":"AAAA"}}"#);
    assert_eq!(names(&files), ["1.1-.._A_B.c_d.x", "1.2-.._A_B.c_d.x"]);
}

#[test]
fn a_consumer_may_stop() {
    let text = format!("{HEAD}OBX|1|ED|1||^application^pdf^Base64^{PDF}\rOBX|2|ED|2||^application^pdf^Base64^{PDF}\r");
    let mut seen = 0;
    let summary = contents(Format::Hl7v2, "in", &mut text.as_bytes(), &Limits::default(), &mut |_| {
        seen += 1;
        ControlFlow::Break(())
    })
    .unwrap();
    assert_eq!((seen, summary.stopped), (1, true));
}

proptest::proptest! {
    /// Any file comes out as it went in, however its base64 is cut over lines.
    #[test]
    fn any_file_comes_out_as_it_went_in(body in proptest::collection::vec(proptest::prelude::any::<u8>(), 1..400), cut in 8..200usize) {
        use base64::Engine as _;
        let whole = [&b"%PDF-1.4\n"[..], &body].concat();
        let packed = base64::engine::general_purpose::STANDARD_NO_PAD.encode(&whole);
        let lines: Vec<String> = packed.as_bytes().chunks(cut.max(8)).enumerate().map(|(n, piece)| {
            format!("OBX|{}|ED|1^Letter||^application^pdf^Base64^{}\r", n + 1, String::from_utf8_lossy(piece))
        }).collect();
        let (files, _) = taken(Format::Hl7v2, &format!("{HEAD}{}", lines.concat()));
        // A piece may begin like a file by chance; then it is one of its own, and nothing is lost.
        let all: Vec<u8> = files.iter().flat_map(|(_, bytes, _)| bytes.clone()).collect();
        if files.len() == 1 {
            proptest::prop_assert_eq!(&all, &whole);
        }
        let json = format!(r#"{{"resourceType":"Binary","contentType":"application/pdf","data":"{packed}"}}"#);
        let (files, _) = taken(Format::FhirJson, &json);
        proptest::prop_assert_eq!(&files[0].1, &whole);
    }

    /// No text panics the taking apart, and every file has a name of its own.
    #[test]
    fn no_text_panics(fields in "(OBX\\|[0-9]\\|(ED|RP|TX|FT|ST)\\|[a-c^]{0,3}\\|\\|[A-Za-z0-9+/=^~&\\\\ ]{0,90}\r){0,6}") {
        let (files, _) = taken(Format::Hl7v2, &format!("{HEAD}{fields}"));
        let unique: std::collections::BTreeSet<&str> = files.iter().map(|(name, ..)| name.as_str()).collect();
        proptest::prop_assert_eq!(unique.len(), files.len());
        let _ = named(Format::Hl7v2, &format!("{HEAD}{fields}"));
    }
}

/// Items that hold no files are passed by.
#[test]
fn other_items_hold_nothing() {
    let mut count = 0;
    let summary = read(Format::Csv, "t.csv", &mut &b"ID,NAME\n1,a\n"[..], &Limits::default(), &mut |item| {
        pointers(&item, &mut |_| count += 1);
        if let Item::Row(_) = item {
            count += 10;
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!((count, summary.inside), (10, 0));
}
