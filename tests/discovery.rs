//! Discovery through its commands, and what ingest makes of files inside files and of people who go by two names.

use contract::Role;
use serde_json::{Value, json};
use tests::Bench;
use tests::filing::PEOPLE_LENS;

fn rows(bench: &Bench, command: &str, query: Value) -> Vec<Value> {
    bench.call(Some(Role::Analyst), command, query).unwrap()["rows"].as_array().unwrap().clone()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or("")
}

#[test]
fn the_sample_hospital_shows_its_joins_corners_and_anomalies() {
    let bench = Bench::harbor();
    let joins = rows(&bench, "joins", json!({ "limit": 500 }));
    let found = |from: &str, field: &str, to: &str| joins.iter().any(|j| text(j, "fromRelation") == from && text(j, "fromField") == field && text(j, "toRelation") == to);
    assert!(found("problems", "PAT_ID", "patients"), "{joins:#?}");
    assert!(found("medications", "ENC_ID", "encounters"), "{joins:#?}");
    let anomalies = rows(&bench, "anomalies", json!({ "limit": 500 }));
    assert!(anomalies.iter().any(|a| text(a, "relation") == "labs"), "{anomalies:#?}");
    assert!(anomalies.iter().all(|a| a["count"].as_u64().is_none_or(|n| n > 10)), "a count from 1 to 10 is told");
    let corners = rows(&bench, "corners", json!({ "limit": 500, "sort": "risk" }));
    assert!(!corners.is_empty());
    let archived = |c: &&Value| text(c, "relation").starts_with("ccda.") && text(c, "kind") == "unread relation";
    assert!(!corners.iter().any(|c| archived(&c)), "what the lens archives is read by decision");
}

#[test]
fn a_decision_needs_a_reason_and_can_be_taken_back() {
    let bench = Bench::harbor();
    let corner = rows(&bench, "corners", json!({})).remove(0);
    let decide = |decision: &str, reason: &str| bench.call(Some(Role::Analyst), "decide_corners", json!({ "ids": [corner["id"]], "decision": decision, "reason": reason }));
    assert!(decide("archive", "  ").is_err());
    assert!(decide("forget", "because").is_err());
    assert!(bench.call(Some(Role::Lead), "decide_corners", json!({ "ids": [corner["id"]], "decision": "drop", "reason": "x" })).is_err());
    decide("archive", "kept for ten years").unwrap();
    let decided = rows(&bench, "corners", json!({ "states": ["archive"] }));
    assert_eq!(decided.len(), 1);
    assert_eq!((text(&decided[0], "reason"), text(&decided[0], "by")), ("kept for ten years", "test-analyst"));
    decide("open", "").unwrap();
    assert!(rows(&bench, "corners", json!({ "states": ["archive"] })).is_empty());
    let report = bench.call(Some(Role::Lead), "export_discovery", json!({ "format": "html" })).unwrap();
    assert!(text(&report, "content").contains("Hidden corners"));
}

const DOCUMENT: &str = r#"<ClinicalDocument xmlns="urn:hl7-org:v3"><recordTarget><patientRole><id root="1.2.3" extension="M-77"/>
<patient><name><given>Testa</given><family>Sample</family></name><administrativeGenderCode code="F"/><birthTime value="19700102"/></patient></patientRole></recordTarget>
<component><nonXMLBody><text mediaType="text/plain" representation="B64">QSBub3RlIGluc2lkZS4=</text></nonXMLBody></component></ClinicalDocument>"#;

#[test]
fn an_attachment_is_an_artifact_and_goes_when_a_newer_document_lacks_it() {
    let bench = Bench::new();
    let paths = |bench: &Bench| bench.workspace.store().artifacts("legacy").unwrap().into_iter().map(|a| (a.path, a.format)).collect::<Vec<_>>();
    bench.ingest_bytes("legacy", "a.xml", DOCUMENT.as_bytes());
    assert_eq!(paths(&bench), [("a.xml".to_string(), "C-CDA".to_string()), ("a.xml!/attachment-1.txt".to_string(), "text".to_string())]);
    let newer = DOCUMENT.replace("representation=\"B64\"", "").replace("QSBub3RlIGluc2lkZS4=", "A note in the open.");
    bench.ingest_bytes("legacy", "a.xml", newer.as_bytes());
    assert_eq!(paths(&bench), [("a.xml".to_string(), "C-CDA".to_string())]);
}

#[test]
fn a_document_that_names_by_record_number_belongs_to_the_patient_of_the_tables() {
    let bench = Bench::new();
    bench.document("lens", PEOPLE_LENS);
    bench.ingest_bytes("legacy", "people.csv", b"ID,MRN,FAMILY,GIVEN,BORN\n1,M-77,Sample,,1970-01-02\n2,M-78,Other,,1971-01-02\n");
    bench.ingest_bytes("legacy", "a.xml", DOCUMENT.as_bytes());
    bench.ingest_bytes("destination", "p.ndjson", br#"{"resourceType":"Patient","id":"1","birthDate":"1970-01-02","name":[{"family":"Sample"}]}"#);
    let (report, _) = bench.compare();
    assert_eq!(report.patients, [1, 1, 0], "the document is no third patient");

    // Another birth date under the same number is another person: it stays apart, and is seen.
    let bench = Bench::new();
    bench.document("lens", PEOPLE_LENS);
    bench.ingest_bytes("legacy", "people.csv", b"ID,MRN,FAMILY,BORN\n1,M-77,Sample,1955-05-05\n");
    bench.ingest_bytes("legacy", "a.xml", DOCUMENT.as_bytes());
    bench.ingest_bytes("destination", "p.ndjson", br#"{"resourceType":"Patient","id":"1","birthDate":"1955-05-05","name":[{"family":"Sample"}]}"#);
    assert_eq!(bench.compare().0.patients, [1, 1, 0]);
}

#[test]
fn c_cda_against_fhir_balances_what_both_say() {
    let bench = Bench::new();
    let allergies = r#"<component><structuredBody><component><section><code code="48765-2" codeSystem="2.16.840.1.113883.6.1"/><title>Allergies</title><text>Penicillin</text>
<entry><act classCode="ACT" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.30"/><code code="CONC" codeSystem="2.16.840.1.113883.5.6"/><statusCode code="active"/><effectiveTime><low value="20140301"/></effectiveTime>
<entryRelationship typeCode="SUBJ"><observation classCode="OBS" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.7"/><code code="ASSERTION" codeSystem="2.16.840.1.113883.5.4"/><statusCode code="completed"/>
<effectiveTime><low value="20140301"/></effectiveTime><value xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CD" code="416098002" codeSystem="2.16.840.1.113883.6.96"/>
<participant typeCode="CSM"><participantRole classCode="MANU"><playingEntity classCode="MMAT"><code code="7980" codeSystem="2.16.840.1.113883.6.88" displayName="Penicillin"/></playingEntity></participantRole></participant>
</observation></entryRelationship></act></entry></section></component></structuredBody></component>"#;
    let start = DOCUMENT.find("<component>").unwrap();
    let document = format!("{}{allergies}</ClinicalDocument>", &DOCUMENT[..start]);
    bench.ingest_bytes("legacy", "a.xml", document.as_bytes());
    let patient = r#"{"resourceType":"Patient","id":"p","gender":"female","birthDate":"1970-01-02","name":[{"family":"Sample","given":["Testa"]}],"identifier":[{"type":{"coding":[{"code":"MR"}]},"value":"M-77"}]}"#;
    let allergy = |status: &str| {
        format!(
            r#"{{"resourceType":"AllergyIntolerance","id":"a","patient":{{"reference":"Patient/p"}},"clinicalStatus":{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical","code":"{status}"}}]}},"code":{{"coding":[{{"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"7980","display":"Penicillin"}}]}},"onsetDateTime":"2014-03-01"}}"#
        )
    };
    bench.ingest_bytes("destination", "d.ndjson", format!("{patient}\n{}", allergy("active")).as_bytes());
    let (report, findings) = bench.compare();
    assert_eq!(report.patients, [1, 0, 0]);
    let of_allergy = |findings: &[Value]| findings.iter().filter(|f| f["kind"] == "allergy" && f["aspect"] == "status").count();
    assert_eq!(of_allergy(&findings), 0, "{findings:#?}");
    bench.ingest_bytes("destination", "d.ndjson", format!("{patient}\n{}", allergy("resolved")).as_bytes());
    let (_, findings) = bench.compare();
    assert_eq!(of_allergy(&findings), 1, "a status that changed is named: {findings:#?}");
    assert!(findings.iter().any(|f| f["severity"] == "safety"));
}

#[test]
fn no_answer_about_an_artifact_holds_a_known_identifier() {
    let bench = Bench::harbor();
    let artifacts = rows(&bench, "artifacts", json!({ "limit": 500 }));
    for artifact in &artifacts {
        let detail = bench.call(Some(Role::Analyst), "artifact", json!({ "id": artifact["id"] })).unwrap();
        for relation in detail["relations"].as_array().unwrap() {
            for field in relation["fields"].as_array().unwrap() {
                let withheld = bench.workspace.egress_check(field.to_string().as_bytes()).is_err();
                assert!(!withheld, "{} {} {field:#}", artifact["name"], relation["name"]);
            }
        }
        assert!(bench.workspace.egress_check(detail.to_string().as_bytes()).is_ok(), "{}", artifact["name"]);
    }
    for (command, query) in [("corners", json!({ "limit": 500 })), ("joins", json!({ "limit": 500 })), ("anomalies", json!({ "limit": 500 })), ("integrations", json!({}))] {
        let answer = bench.call(Some(Role::Analyst), command, query).unwrap();
        assert!(bench.workspace.egress_check(answer.to_string().as_bytes()).is_ok(), "{command}");
    }
}

const ROUTINES: &str = "Saved from the clinic's system\n12-MAR-2014 10:11:12\n^CLRECALL\nCLRECALL ;CLINIC - RECALL LETTERS ;03/12/2014\n ;;2.1;CLINIC RECALLS;**3,7**;Jan 5, 2009\n Q\n\
EN(PAT) ; one patient\n N X S X=$G(^CLR(501,PAT,0)) Q:X=\"\"\n D LETTER^CLPRINT(PAT,\"due\") D ^CLALERT\n Q\n\n^CLALERT\nCLALERT ;CLINIC - ALERTS\n W !,\"late\" S ^CLX(1)=1\n Q\n\n\n";

#[test]
fn routines_of_a_mumps_system_are_rules_with_what_they_touch_and_call() {
    let bench = Bench::new();
    let mut globals = String::from("RECALLS\nZWR\n^CLR(501,0)=\"RECALL^501^30^30\"\n");
    (1..=30).for_each(|n| globals.push_str(&format!("^CLR(501,{n},0)=\"{n}^3140302\"\n")));
    bench.ingest_bytes("legacy", "clr.zwr", globals.as_bytes());
    let line = bench.ingest_bytes("legacy", "routines.ro", ROUTINES.as_bytes());
    assert_eq!(line.format, "MUMPS routines", "{line:?}");
    let rules = rows(&bench, "legacy_rules", json!({ "kinds": ["routine"], "limit": 50 }));
    let names: Vec<&str> = rules.iter().map(|r| text(r, "name")).collect();
    assert_eq!(names, ["CLALERT", "CLRECALL"]);
    let detail = |name: &str| {
        let id = rules.iter().find(|r| text(r, "name") == name).map(|r| r["id"].clone());
        bench.call(Some(Role::Analyst), "legacy_rule", json!({ "id": id })).unwrap()
    };
    let recall = detail("CLRECALL");
    assert_eq!(recall["mentions"], json!(["CLR.501"]), "{recall:#}");
    let evidence: Vec<&str> = recall["evidence"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    for part in ["touches 1 delivered file with 30 rows", "calls 1 other routine", "not delivered: 1 routine that it calls"] {
        assert!(evidence.contains(&part), "{part}: {evidence:#?}");
    }
    let alert = detail("CLALERT");
    assert!(alert["evidence"].as_array().unwrap().iter().any(|e| e == "called by 1 other routine"), "{alert:#}");
    assert!(alert["evidence"].as_array().unwrap().iter().any(|e| e == "not delivered: 1 global that it touches"), "{alert:#}");
    let classed = bench.call(Some(Role::Informaticist), "classify_rules", json!({ "ids": [rules[1]["id"]], "class": "system-driven", "reason": "runs at night" }));
    assert!(classed.is_ok(), "a person classes a routine as every rule: {classed:?}");
    let corners = rows(&bench, "corners", json!({ "limit": 500 }));
    assert!(!corners.iter().any(|c| text(c, "relation").starts_with("mumps.")), "code is in the catalogue, no corner: {corners:#?}");
}

#[test]
fn routines_inside_a_build_are_rules_with_the_build_that_brings_them() {
    let bench = Bench::new();
    let build = std::fs::read(tests::root().join("tests/golden/kids/build/in.KID")).unwrap();
    let line = bench.ingest_bytes("legacy", "ZZ_1_7.KID", &build);
    assert_eq!((line.format.as_str(), line.state.as_str(), line.quarantined), ("KIDS build", "partly read", 1), "{line:?}");
    assert!(["mumps.routine", "mumps.build", "mumps.build.DD", "kids.DATA.501"].iter().all(|name| line.relations.iter().any(|r| r == name)), "{line:?}");
    let rules = rows(&bench, "legacy_rules", json!({ "kinds": ["routine"], "limit": 50 }));
    assert_eq!(rules.iter().map(|r| text(r, "name")).collect::<Vec<_>>(), ["ZZA"]);
    let detail = bench.call(Some(Role::Analyst), "legacy_rule", json!({ "id": rules[0]["id"] })).unwrap();
    assert!(detail["evidence"].as_array().unwrap().iter().any(|e| e.as_str().is_some_and(|e| e.starts_with("comes with the build "))), "{detail:#}");
    let corners = rows(&bench, "corners", json!({ "limit": 500 }));
    assert!(!corners.iter().any(|c| text(c, "relation").starts_with("mumps.")), "what a build says of itself is no table: {corners:#?}");
    assert!(corners.iter().any(|c| text(c, "relation") == "kids.DATA.501"), "entries that it brings are rows that nobody reads yet: {corners:#?}");
}

#[test]
fn the_report_holds_every_section_and_says_where_there_is_none() {
    let bench = Bench::harbor();
    let export = |bench: &Bench, format: &str| {
        let file = bench.call(Some(Role::Lead), "export_discovery", json!({ "format": format })).unwrap();
        text(&file, "content").to_string()
    };
    let html = export(&bench, "html");
    let titles = [
        "Hidden corners", "Anomalies", "Reach over patients", "Codes held against lists", "Joins", "Integrations", "Rules catalogued", "Attribute tables", "Documents and their filing", "Active or archive",
        "Dictionary coverage", "Artifacts read by a declared layout", "Deliveries", "Changes of the newest delivery",
    ];
    for title in titles {
        assert!(html.contains(&format!("<h2>{title}: ")) && html.contains(&format!("<li>{title}: ")), "{title}");
    }
    let rules = bench.call(Some(Role::Analyst), "legacy_rules", json!({ "limit": 1 })).unwrap()["total"].as_u64().unwrap();
    let integrations = bench.call(Some(Role::Analyst), "integrations", json!({ "limit": 1 })).unwrap()["total"].as_u64().unwrap();
    assert!(rules > 0 && html.contains(&format!("<h2>Rules catalogued: {rules}</h2>")), "as the screen counts them");
    assert!(integrations > 0 && html.contains(&format!("<h2>Integrations: {integrations}</h2>")) && html.contains("nobody named"));
    assert!(html.contains(&format!("<li>Integrations without an owner: {integrations} of {integrations}</li>")), "what waits is said first");
    assert!(html.contains("Not gathered yet"), "nobody has asked who migrates");
    assert!(bench.workspace.egress_check(html.as_bytes()).is_ok());
    let csv = export(&bench, "csv");
    assert!(titles.iter().all(|title| csv.contains(&format!("{title}\r\n"))), "{csv}");

    let empty = export(&Bench::new(), "html");
    for title in titles {
        assert!(empty.contains(&format!("<h2>{title}: none</h2>")), "{title}: {empty}");
    }
    assert!(empty.contains("No data dictionary was delivered"));
    assert!(!empty.contains("Waits for a decision"), "nothing was found, nothing waits");
    let csv = export(&Bench::new(), "csv");
    assert!(csv.contains("Joins\r\nnone\r\n"), "{csv}");
}

#[test]
fn the_report_shows_tables_of_attributes_and_what_dictionaries_describe() {
    let bench = Bench::new();
    let mut visits = String::from("VISIT_ID,PATIENT_ID,STATUS_CD\n");
    (0..40).for_each(|n| visits.push_str(&format!("{n},P{n},{}\n", n % 2)));
    bench.ingest_bytes("legacy", "visits.csv", visits.as_bytes());
    bench.ingest_bytes("legacy", "fields.csv", b"TABLE_NAME,COLUMN_NAME,DATA_TYPE,DESCRIPTION\nVISITS,STATUS_CD,int,Where the visit stands\n");
    let mut traits = String::from("person_id,person_attribute_type_id,value\n");
    (0..40).for_each(|n| traits.push_str(&format!("{},{},York\n", n / 2, n % 2 + 1)));
    bench.ingest_bytes("legacy", "person_attribute.csv", traits.as_bytes());
    let file = bench.call(Some(Role::Lead), "export_discovery", json!({ "format": "html" })).unwrap();
    let html = text(&file, "content");
    assert!(html.contains("<h2>Attribute tables: 1</h2>") && html.contains("<td>person_attribute_type_id</td>"), "{html}");
    assert!(html.contains("<h2>Dictionary coverage: 1</h2>") && html.contains("<td>visits</td><td>3</td><td>1</td>"), "{html}");
    assert!(!html.contains("York"), "no value");
}
