//! What is odd about a delivery, through the doors that people use: rows held against the lives of their patients, drift within one delivery, clocks
//! that disagree, and codes that no list has.

use contract::Role;
use serde_json::{Value, json};
use tests::Bench;
use tests::filing::{delivered, letter};

fn rows(bench: &Bench, command: &str, query: Value) -> Vec<Value> {
    bench.call(Some(Role::Analyst), command, query).unwrap()["rows"].as_array().unwrap().clone()
}

/// A relation of the artifact with this path.
fn relation(bench: &Bench, path: &str, name: &str) -> Value {
    let artifact = rows(bench, "artifacts", json!({ "limit": 100 })).into_iter().find(|a| a["name"] == path).unwrap();
    let detail = bench.call(Some(Role::Analyst), "artifact", json!({ "id": artifact["id"] })).unwrap();
    detail["relations"].as_array().unwrap().iter().find(|r| r["name"] == name).unwrap_or_else(|| panic!("no {name} in {detail:#}")).clone()
}

/// Anomalies of a relation: code, field, rows.
fn odd(bench: &Bench, relation: &str) -> Vec<(String, String, Option<u64>)> {
    let all = rows(bench, "anomalies", json!({ "limit": 500 }));
    let of_relation = all.iter().filter(|a| a["relation"] == relation);
    of_relation.map(|a| (a["code"].as_str().unwrap().to_string(), a["field"].as_str().unwrap().to_string(), a["count"].as_u64())).collect()
}

fn lines(bench: &Bench) -> Vec<app::DiscoveryLine> {
    let mut all = Vec::new();
    app::each_discovered(&bench.workspace, None, &app::quiet, &mut |line| all.push(line.clone())).unwrap();
    all
}

fn patients() -> String {
    let row = |n: u32| format!("P{n:02},M-{n},1990-01-01,{}\n", if n > 30 { "2010-06-30" } else { "" });
    format!("PATIENT_ID,MRN,DOB,DEATH_DT\n{}", (1..=40).map(row).collect::<String>())
}

/// 120 visits: twelve of people whom nobody knows, twelve before a birth, twelve after a death, four of nobody.
fn visits() -> String {
    let row = |n: u32| {
        let (patient, day) = match n {
            0..12 => (format!("X{n:02}"), "2005-03-04"),
            12..24 => ("P01".to_string(), "1980-05-05"),
            24..36 => ("P40".to_string(), "2015-05-05"),
            36..40 => (String::new(), "2005-03-04"),
            _ => (format!("P{:02}", n % 30 + 1), "2006-07-08"),
        };
        format!("{},{patient},{day}\n", n + 1_000)
    };
    format!("VISIT_ID,PATIENT_ID,VISIT_DT\n{}", (0..120).map(row).collect::<String>())
}

#[test]
fn rows_hang_on_known_patients_and_dates_lie_within_their_lives() {
    let bench = Bench::new();
    bench.ingest_bytes("legacy", "visits.csv", visits().as_bytes());
    let before = relation(&bench, "visits.csv", "visits");
    assert!(before["hanging"].is_null() && before["orphans"].is_null(), "nobody is known yet: {before:#}");
    bench.ingest_bytes("legacy", "patients.csv", patients().as_bytes());
    let held = relation(&bench, "visits.csv", "visits");
    assert!((held["hanging"].as_f64().unwrap() - 104.0 / 120.0).abs() < 1e-9, "{held:#}");
    assert_eq!(held["orphans"], 12);
    assert_eq!(relation(&bench, "patients.csv", "patients")["hanging"], 1.0);
    let artifact = rows(&bench, "artifacts", json!({ "text": "visits" })).remove(0);
    assert!((artifact["hanging"].as_f64().unwrap() - 104.0 / 120.0).abs() < 1e-9, "the list says it as well");

    let found = odd(&bench, "visits");
    for expected in [("unknown_patient", ""), ("before_birth", "VISIT_DT"), ("after_death", "VISIT_DT")] {
        assert!(found.contains(&(expected.0.into(), expected.1.into(), Some(12))), "{expected:?} in {found:?}");
    }
    let all = rows(&bench, "anomalies", json!({ "limit": 500 }));
    let born = all.iter().find(|a| a["code"] == "before_birth").unwrap();
    assert_eq!(born["places"], json!(["line 14", "line 15", "line 16", "line 17", "line 18"]), "the header is the first line");
    let told = lines(&bench);
    let born = told.iter().find(|l| l.code == "before_birth").unwrap();
    assert_eq!((born.locators[0].as_str(), born.count), ("visits.csv:14:VISIT_DT", 12));
    let reach = told.iter().find(|l| l.what == "reach" && l.relation == "visits").unwrap();
    assert_eq!((reach.count, reach.of), (104, 120));
    let report = bench.call(Some(Role::Lead), "export_discovery", json!({ "format": "html" })).unwrap();
    let html = report["content"].as_str().unwrap();
    assert!(html.contains("<td>visits</td><td>120</td><td>86.7 %</td><td>12</td>") && html.contains("rows lie before the birth of their patient"));

    // Held with few patients in memory at once it comes out the same.
    let store = bench.workspace.store();
    let held = || {
        let mut all = Vec::new();
        store.each_reach("legacy", &mut |row, _, _| all.push(row.clone())).unwrap();
        all
    };
    let once = held();
    let ids: std::collections::BTreeSet<u32> = once.iter().map(|row| row.artifact).collect();
    ids.iter().for_each(|id| store.put_reach(*id, "held by an earlier version", &[]).unwrap());
    assert_eq!(app::hold_at_once(&bench.workspace, 8, &app::quiet).unwrap(), ids.len() as u64);
    assert_eq!(held(), once);

    // A later delivery of the patients knows them all: the visits are held against it.
    let all_known = (0..12).fold(patients(), |table, n| table + &format!("X{n:02},M-X{n},1990-01-01,\n"));
    bench.ingest_bytes("legacy", "patients.csv", all_known.as_bytes());
    assert_eq!(relation(&bench, "visits.csv", "visits")["orphans"], 0);
    assert!(!odd(&bench, "visits").iter().any(|(code, ..)| code == "unknown_patient"));
}

#[test]
fn a_table_may_name_its_patients_by_their_record_number() {
    let bench = Bench::new();
    bench.ingest_bytes("legacy", "patients.csv", patients().as_bytes());
    let notes: String = (0..50).map(|n| format!("{n},M-{},2004-04-0{}\n", n + 1, n % 9 + 1)).collect();
    bench.ingest_bytes("legacy", "recalls.csv", format!("RECALL_ID,MRN,RECALL_DT\n{notes}").as_bytes());
    let held = relation(&bench, "recalls.csv", "recalls");
    assert!((held["hanging"].as_f64().unwrap() - 0.89).abs() < 1e-9 && held["orphans"].is_null(), "ten of fifty are told as any number below eleven: {held:#}");
}

#[test]
fn rows_without_a_header_hang_by_the_field_that_names_their_patient() {
    let bench = Bench::new();
    let patients: String = (1..=20).map(|n| format!("<patient patient_id=\"{n}\" birthdate=\"1990-01-01\"/>\n")).collect();
    let visit = |n: u32| format!("<visit visit_id=\"{}\" patient_id=\"{n}\" visit_date=\"{}\"/>\n", n + 500, if n <= 12 { "1980-05-05" } else { "2005-03-04" });
    bench.ingest_bytes("legacy", "set.xml", format!("<dataset>\n{patients}{}</dataset>", (1..=40).map(visit).collect::<String>()).as_bytes());
    let held = relation(&bench, "set.xml", "visit");
    assert_eq!((&held["hanging"], &held["orphans"]), (&json!(0.5), &json!(20)), "{held:#}");
    assert!(odd(&bench, "visit").contains(&("before_birth".into(), "visit_date".into(), Some(12))), "{:?}", odd(&bench, "visit"));
    // A table that names nobody hangs on nobody, and is not read for that.
    bench.ingest_bytes("legacy", "wards.csv", b"WARD_CD,WARD_DESC\nN1,North\nN2,North two\n");
    let held = relation(&bench, "wards.csv", "wards");
    assert_eq!((&held["hanging"], &held["orphans"], &held["rows"]), (&json!(0.0), &json!(0), &json!(2)));
}

#[test]
fn whoever_watches_may_stop_the_holding_within_a_file_and_it_goes_on_later() {
    use std::ops::ControlFlow;
    let bench = Bench::new();
    bench.ingest_bytes("legacy", "patients.csv", patients().as_bytes());
    let row = |n: u32| format!("{n},P{:02},2006-07-08\n", n % 40 + 1);
    let table = format!("VISIT_ID,PATIENT_ID,VISIT_DT\n{}", (0..70_000).map(row).collect::<String>());
    let file = bench.folder.path().join("visits.csv");
    std::fs::write(&file, table).unwrap();
    let stop = |step: app::Step| if step.phase == "holding against the patients" { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    app::ingest(&bench.workspace, "legacy", "test", std::slice::from_ref(&file), tests::now(), &stop, &mut |_| {}).unwrap();
    assert!(relation(&bench, "visits.csv", "visits")["hanging"].is_null(), "it was stopped before it was done with the only file");
    assert_eq!(app::hold(&bench.workspace, &app::quiet).unwrap(), 1);
    assert_eq!(relation(&bench, "visits.csv", "visits")["hanging"], 1.0);
    assert_eq!(app::hold(&bench.workspace, &app::quiet).unwrap(), 0, "what was held is not held again");
}

#[test]
fn who_pays_for_themselves_is_not_named_among_the_payers() {
    let bench = Bench::new();
    bench.ingest_bytes("legacy", "people.ndjson", br#"{"resourceType":"Patient","id":"7","name":[{"family":"Quackenbush","given":["Testa"]}],"birthDate":"1961-02-03"}"#);
    let plan: String = (8..19).map(|patient| format!("{patient},{patient},Plan One,2014-01-02\n")).collect();
    // One is known to be a patient, one stands in no table of patients, and of a plan of ten patients the name is not told either.
    let few: String = (30..40).map(|patient| format!("{patient},{patient},Plan Two,2014-01-02\n")).collect();
    let people = "1,7,Testa Quackenbush,2014-01-02\n2,50,Ann Quimby,2014-01-02\n";
    bench.ingest_bytes("legacy", "coverage.csv", format!("COV_ID,PATIENT_ID,PAYER_NAME,START_DT\n{people}{plan}{few}").as_bytes());
    // Without patients what is written as a person is not told.
    bench.ingest_bytes("legacy", "claims.csv", b"CLM_ID,PAYER_NAME\n1,Ann Quimby\n2,Quackenbush^Testa\n3,Plan Three\n");
    let payers = rows(&bench, "integrations", json!({ "limit": 100, "kinds": ["payer"] }));
    let mut told: Vec<(&str, u64)> = payers.iter().map(|p| (p["name"].as_str().unwrap(), p["records"].as_u64().unwrap())).collect();
    told.sort_unstable();
    assert_eq!(told, [("(names of few patients)", 14), ("Plan One", 11), ("Plan Three", 1)]);
}

const MESSAGE: &str = "MSH|^~\\&|LAB|NORTH|EHR|NORTH|20150301||ORU^R01|1|P|2.5\rPID|1||P-77^^^NORTH^MR||Sample^Testa||20100102|F\r\
    OBR|1||5|718-7^Hemoglobin^LN|||20090305\rOBX|1|NM|718-7^Hemoglobin^LN||13|g/dL|||||F|||20090305\r";
const DOCUMENT: &str = r#"<ClinicalDocument xmlns="urn:hl7-org:v3"><recordTarget><patientRole><id root="1.2.3" extension="M-77"/>
<patient><name><given>Testa</given><family>Sample</family></name><birthTime value="19700102"/></patient></patientRole></recordTarget>
<component><structuredBody><component><section><code code="48765-2" codeSystem="2.16.840.1.113883.6.1"/><title>Allergies</title><text>Penicillin</text>
<entry><act classCode="ACT" moodCode="EVN"><effectiveTime><low value="19600301"/></effectiveTime></act></entry></section></component></structuredBody></component></ClinicalDocument>"#;

#[test]
fn messages_documents_and_resources_are_held_as_tables_are() {
    let bench = Bench::new();
    bench.ingest_bytes("legacy", "feed.hl7", MESSAGE.as_bytes());
    bench.ingest_bytes("legacy", "a.xml", DOCUMENT.as_bytes());
    let observation = |id: &str, patient: &str| {
        json!({"resourceType": "Observation", "id": id, "status": "final", "subject": {"reference": format!("Patient/{patient}")}, "effectiveDateTime": "2012-05-06", "code": {"text": "x"}})
    };
    bench.ingest_bytes("legacy", "obs.ndjson", format!("{}\n{}\n", observation("o1", "7"), observation("o2", "8")).as_bytes());
    bench.ingest_bytes("legacy", "people.ndjson", br#"{"resourceType":"Patient","id":"7","birthDate":"1961-02-03","deceasedDateTime":"2011-01-01"}"#);
    for (path, name, share) in [("feed.hl7", "hl7.OBX", 1.0), ("a.xml", "ccda.act", 1.0), ("obs.ndjson", "Observation", 0.5), ("people.ndjson", "Patient", 1.0)] {
        assert_eq!(relation(&bench, path, name)["hanging"], share, "{path} {name}");
    }
    for (relation, code) in [("hl7.OBX", "before_birth"), ("ccda.act", "before_birth"), ("Observation", "after_death"), ("Observation", "unknown_patient")] {
        assert!(odd(&bench, relation).iter().any(|(found, ..)| found == code), "{code} of {relation}: {:?}", odd(&bench, relation));
    }
    let birth_itself = odd(&bench, "hl7.PID").into_iter().any(|(code, ..)| code == "before_birth");
    assert!(!birth_itself, "a birth is not held against itself");
}

#[test]
fn of_a_document_of_two_the_life_is_that_of_the_patient_whom_its_rows_name() {
    let bench = Bench::new();
    let second = "</recordTarget><recordTarget><patientRole><id root=\"1.2.3\" extension=\"M-78\"/><patient><birthTime value=\"19000101\"/></patient></patientRole></recordTarget>";
    bench.ingest_bytes("legacy", "two.xml", DOCUMENT.replace("</recordTarget>", second).as_bytes());
    assert!(odd(&bench, "ccda.act").iter().any(|(code, ..)| code == "before_birth"), "{:?}", odd(&bench, "ccda.act"));
}

#[test]
fn a_document_hangs_on_the_patient_whom_it_names_for_certain() {
    let known = letter("Sampleton, Testa", "M-00771", "01/02/1970");
    let unknown = letter("Strangerby, Nora", "X-99999", "02/03/1940");
    let (bench, _) = delivered(&[("known.rtf", &known), ("unknown.rtf", &unknown)]);
    assert_eq!(relation(&bench, "known.rtf", "document")["hanging"], 1.0);
    assert_eq!(relation(&bench, "unknown.rtf", "document")["hanging"], 0.0);
    assert_eq!(relation(&bench, "people.csv", "people")["hanging"], 1.0, "the lens says who the patients are");
}

/// Visits of four years: in 2014 the unit of the weight, the codes of the sex and the clock change.
fn drifting() -> String {
    let row = |n: u32| {
        let year = 2012 + n / 400;
        let (weight, hour) = (60.0 + f64::from(n * 7 % 200) / 8.0, [8, 8, 9, 9, 9, 10, 10, 11, 13, 14, 16][n as usize % 11]);
        let old = year < 2014;
        let sex = match (old, n % 2) {
            (true, 0) => "M",
            (true, _) => "F",
            (false, 0) => "1",
            (false, _) => "2",
        };
        let weight = if old { weight } else { weight * 2.2046 };
        format!("{n},P{:02},{year}-05-{:02} {:02}:{:02}:10,{sex},{weight:.1}\n", n % 40, n % 28 + 1, if old { hour } else { hour + 5 }, n % 60)
    };
    format!("VISIT_ID,PATIENT_ID,VISIT_DT,SEX_CD,WEIGHT\n{}", (0..1_600).map(row).collect::<String>())
}

#[test]
fn what_changed_within_one_delivery_is_an_anomaly_and_a_task() {
    let bench = Bench::new();
    bench.ingest_bytes("legacy", "visits.csv", drifting().as_bytes());
    let found = odd(&bench, "visits");
    for (code, field) in [("changed_magnitude", "WEIGHT"), ("time_zone_shift", "VISIT_DT"), ("changed_values", "SEX_CD")] {
        assert!(found.iter().any(|(c, f, _)| c == code && f == field), "{code} of {field} in {found:?}");
    }
    let corners = rows(&bench, "corners", json!({ "limit": 500, "kinds": ["changed meaning"] }));
    let of = |field: &str| corners.iter().find(|c| c["field"] == field).unwrap_or_else(|| panic!("{field}: {corners:#?}"));
    let weight = of("WEIGHT")["evidence"].as_str().unwrap();
    assert!(weight.contains("2014") && weight.contains("pounds for kilograms"), "{weight}");
    assert!(of("VISIT_DT")["evidence"].as_str().unwrap().contains("five hours later"));
    assert_eq!((&of("SEX_CD")["risk"], &of("SEX_CD")["state"]), (&json!("high"), &json!("open")));
}

#[test]
fn codes_are_held_against_what_the_program_carries_and_then_against_a_release() {
    let bench = Bench::new();
    // Category E95 is of no chapter; 8480-6 is right by its check digit.
    let row = |n: u32| {
        let diagnosis = ["E11.9", "I10", "J45.909", "N18.3", "K21.9", "M54.5"][n as usize % 6];
        let (diagnosis, test) = (if n < 3 { "E95.1" } else { diagnosis }, if n < 20 { "8480-6" } else { ["718-7", "2345-7"][n as usize % 2] });
        format!("{n},P{n:03},{diagnosis},{test}\n")
    };
    let table: String = (0..200).map(row).collect();
    bench.ingest_bytes("legacy", "labs.csv", format!("LAB_ID,PATIENT_ID,DX_CD,TEST_CD\n{table}").as_bytes());
    let system = |field: &str| -> Value {
        let labs = relation(&bench, "labs.csv", "labs");
        labs["fields"].as_array().unwrap().iter().find(|f| f["name"] == field).unwrap()["systems"][0].clone()
    };
    assert_eq!(system("DX_CD")["list"], "the categories of ICD-10-CM");
    assert!((system("DX_CD")["members"].as_f64().unwrap() - 6.0 / 7.0).abs() < 1e-9);
    assert!(odd(&bench, "labs").contains(&("not_in_code_system".into(), "DX_CD".into(), None)), "three rows are told as fewer than eleven");
    assert_eq!((&system("TEST_CD")["system"], &system("TEST_CD")["members"]), (&json!("LOINC"), &Value::Null), "of LOINC the program carries no list");

    let file = bench.folder.path().join("release.csv");
    std::fs::write(&file, "system,code,display\nhttp://loinc.org,718-7,Hemoglobin\nhttp://loinc.org,2345-7,Glucose\n").unwrap();
    app::import_terminology(&bench.workspace, &file, "enclave", tests::now(), &app::quiet).unwrap();
    assert!((system("TEST_CD")["members"].as_f64().unwrap() - 2.0 / 3.0).abs() < 1e-9, "what was found before the import is asked again");
    assert_eq!(system("TEST_CD")["list"], "LOINC as imported from release.csv");
    assert!(odd(&bench, "labs").contains(&("not_in_code_system".into(), "TEST_CD".into(), Some(20))));
    let told = lines(&bench);
    let off = told.iter().find(|l| l.code == "not_in_code_system" && l.field == "TEST_CD").unwrap();
    assert_eq!(off.values, [("8480-6".to_string(), 20)], "inside, the values are listed");
    std::fs::write(&file, "system,code,display,status\nhttp://loinc.org,718-7,Hemoglobin,deprecated\nhttp://loinc.org,8480-6,Pressure,active\n").unwrap();
    app::import_terminology(&bench.workspace, &file, "enclave", tests::now(), &app::quiet).unwrap();
    assert!(odd(&bench, "labs").contains(&("retired_codes".into(), "TEST_CD".into(), Some(90))), "{:?}", odd(&bench, "labs"));
    let corners = rows(&bench, "corners", json!({ "limit": 100, "kinds": ["retired codes in use"] }));
    assert_eq!(corners.iter().map(|c| (&c["field"], &c["risk"])).collect::<Vec<_>>(), [(&json!("TEST_CD"), &json!("medium"))]);
    let seen = rows(&bench, "anomalies", json!({ "limit": 500, "kinds": ["not_in_code_system"] }));
    let rare = seen.iter().find(|a| a["field"] == "DX_CD").unwrap();
    assert_eq!(rare["values"], json!([]), "what three patients have is not shown");
}

/// A message of one patient with three diagnoses, whose account is the number of the visit.
fn message(n: u32) -> String {
    const CODES: [&str; 5] = ["E11.9", "I10", "J45.909", "N18.3", "F32.9"];
    let diagnosis = |set: u32| format!("DG1|{}||{}^Said so^I10C\r", set + 1, CODES[((n + set) % 5) as usize]);
    let (patient, account) = (1_000_000 + n, format!("ACC-{}-x", 7_000 + n));
    let diagnoses: String = (0..3).map(diagnosis).collect();
    format!("MSH|^~\\&|A|B|C|D|20240102||ADT^A01|{n}|P|2.5\rPID|1||{patient}^^^H^MR||Sample^Testa||19700102|F||||||||||{account}\rPV1|1|O|||||||||||||||||{account}\r{diagnoses}")
}

#[test]
fn messages_in_files_of_their_own_are_looked_over_as_the_feed_that_they_are() {
    let (feed, folder) = (Bench::new(), Bench::new());
    feed.ingest_bytes("legacy", "feed.hl7", (0..14).map(message).collect::<String>().as_bytes());
    (0..14).for_each(|n| drop(folder.ingest_bytes("legacy", &format!("{n}.hl7"), message(n).as_bytes())));
    let joins = |bench: &Bench| -> Vec<String> {
        let all = rows(bench, "joins", json!({ "limit": 500 }));
        all.iter().map(|j| format!("{} {} {} {} {} {}", j["fromRelation"], j["fromField"], j["toRelation"], j["toField"], j["contained"], j["basis"])).collect()
    };
    assert!(joins(&feed).iter().any(|j| j.contains("hl7.PID") && j.contains("hl7.PV1")), "{:#?}", joins(&feed));
    assert_eq!(joins(&folder), joins(&feed));
    let coded = |bench: &Bench| -> Vec<(String, String, String, u64, u64)> {
        let all = lines(bench).into_iter().filter(|l| l.what == "membership");
        all.map(|l| (l.relation, l.field, l.code, l.count, l.of)).collect()
    };
    assert!(coded(&feed).iter().any(|(relation, field, system, _, of)| (relation.as_str(), field.as_str(), system.as_str(), *of) == ("hl7.DG1", "DG1-3.1", "ICD-10-CM", 5)), "{:?}", coded(&feed));
    assert_eq!(coded(&folder), coded(&feed), "one of each field, whatever the number of files");
    assert!(lines(&folder).iter().filter(|l| l.what == "membership").all(|l| l.artifact.is_empty()));
    let reach = lines(&folder).into_iter().filter(|l| l.what == "reach");
    assert_eq!(reach.filter(|l| l.relation == "hl7.PID" && !l.path.is_empty()).count(), 14, "each file tells whom it reaches");
}
