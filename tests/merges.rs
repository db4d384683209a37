//! Numbers that a side merged away, through the doors that everybody has: what the legacy feed says with an A40, and a destination that did the
//! same, ignored it, turned it round or merged on its own; how sure each link is, in the findings and in what `link` prints. The sample hospital's
//! merges, from its messages to what its mapping makes.

use contract::Role;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tests::Bench;

const HEADS: [&str; 3] = ["ADT^A04", "ADT^A04", "ADT^A40^ADT_A39"];

fn pid(number: &str) -> String {
    format!("PID|1||{number}^^^H^MR||Holm^Mira||19700501|F")
}

fn allergy_segment(code: &str, name: &str) -> String {
    format!("AL1|1|DA|{code}^{name}^RXNORM")
}

/// Two numbers with an allergy each; `merged` into the second one at the end.
fn feed(merged: bool) -> Vec<u8> {
    let head = |at: usize| format!("MSH|^~\\&|REG|H|E|H|2024010{}0900||{}|{}|P|2.5.1", at + 1, HEADS[at], at + 1);
    let mut lines = vec![head(0), pid("12"), allergy_segment("7980", "Penicillin"), head(1), pid("77"), allergy_segment("1191", "Aspirin")];
    if merged {
        lines.extend([head(2), "EVN|A40|20240103".into(), pid("77"), "MRG|12^^^H^MR".into()]);
    }
    lines.iter().flat_map(|line| format!("{line}\r").into_bytes()).collect()
}

fn patient(id: &str, number: &str, link: Option<&str>) -> Value {
    let mut patient = json!({
        "resourceType": "Patient", "id": id, "birthDate": "1970-05-01", "gender": "female", "name": [{"family": "Holm", "given": ["Mira"]}],
        "identifier": [{"type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]}, "value": number}],
    });
    if let Some(other) = link {
        patient["link"] = json!([{"other": {"reference": format!("Patient/{other}")}, "type": "replaced-by"}]);
    }
    patient
}

fn allergies(penicillin: &str, aspirin: &str) -> [Value; 2] {
    let one = |id: &str, of: &str, code: &str, name: &str| {
        json!({
            "resourceType": "AllergyIntolerance", "id": id, "category": ["medication"], "patient": {"reference": format!("Patient/{of}")},
            "code": {"coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": code, "display": name}]},
        })
    };
    [one("a", penicillin, "7980", "Penicillin"), one("b", aspirin, "1191", "Aspirin")]
}

fn bench(merged: bool, destination: &[Value]) -> Bench {
    let bench = Bench::new();
    bench.ingest_bytes("legacy", "feed.hl7", &feed(merged));
    let lines: String = destination.iter().map(|resource| format!("{resource}\n")).collect();
    bench.ingest_bytes("destination", "records.ndjson", lines.as_bytes());
    bench
}

/// Verdict, kind, aspect and severity of every finding.
fn found(findings: &[Value]) -> BTreeSet<String> {
    findings.iter().map(|f| ["verdict", "kind", "aspect", "severity"].map(|key| f[key].as_str().unwrap_or("")).join(" ")).collect()
}

fn causes(findings: &[Value]) -> BTreeSet<String> {
    findings.iter().map(|f| format!("{}: {}", f["cause"]["class"].as_str().unwrap_or(""), f["cause"]["label"].as_str().unwrap_or(""))).collect()
}

fn clusters(bench: &Bench) -> Vec<Value> {
    let mut lines = Vec::new();
    app::link(&bench.workspace, &app::quiet, &mut |line| lines.push(serde_json::to_value(line).unwrap())).unwrap();
    lines.into_iter().filter(|line| line.get("cluster").is_some()).collect()
}

fn with(patients: Vec<Value>, allergies: [Value; 2]) -> Vec<Value> {
    patients.into_iter().chain(allergies).collect()
}

#[test]
fn a_merge_that_the_destination_made_as_well_is_no_finding() {
    let bench = bench(true, &with(vec![patient("x", "77", None)], allergies("x", "x")));
    let (report, findings) = bench.compare();
    assert_eq!(found(&findings), BTreeSet::new(), "{findings:#?}");
    assert_eq!((report.patients, report.merges), ([1, 0, 0], [1, 0, 0]));
    let told = clusters(&bench);
    assert_eq!((told[0]["cluster"].clone(), told[0]["other_side"].clone()), (json!(["77", "12"]), json!("followed")));
    assert!(told[0]["locators"][0].as_str().unwrap().ends_with("feed.hl7:10"), "{told:?}");
}

#[test]
fn a_destination_that_keeps_the_retired_record_and_marks_it_did_the_same() {
    let bench = bench(true, &with(vec![patient("x", "77", None), patient("y", "12", Some("x"))], allergies("y", "x")));
    let (report, findings) = bench.compare();
    assert_eq!(found(&findings), BTreeSet::new(), "{findings:#?}");
    assert_eq!(report.merges, [1, 1, 0]);
}

#[test]
fn a_merge_that_the_destination_ignored_is_named_once_with_every_record_that_it_concerns() {
    let bench = bench(true, &with(vec![patient("x", "77", None), patient("y", "12", None)], allergies("y", "x")));
    let (report, findings) = bench.compare();
    assert_eq!(found(&findings), BTreeSet::from(["misplaced allergy patient safety".into(), "misplaced demographic patient safety".into()]), "{findings:#?}");
    assert_eq!(causes(&findings), BTreeSet::from(["identity: Merge not followed: records stand under a number that was merged away".into()]));
    let allergy = findings.iter().find(|f| f["kind"] == "allergy").unwrap();
    assert_eq!((allergy["legacy"]["patient"].clone(), allergy["destination"]["patient"].clone()), (json!("77"), json!("y")));
    assert_eq!((report.patients, report.merges), ([1, 0, 0], [1, 0, 1]));
    assert_eq!(clusters(&bench)[0]["other_side"], "kept apart");
    // Judged again from what is kept it is the same.
    let again = app::rejudge(&bench.workspace, tests::now, &app::quiet).unwrap();
    assert_eq!((again.findings, again.merges), (report.findings, report.merges));
}

/// The same two numbers, each merged into the other: read is first what happened last.
fn contrary_feed() -> Vec<u8> {
    let merge = |at: usize, day: &str, stays: &str, goes: &str| {
        [format!("MSH|^~\\&|REG|H|E|H|2024010{at}0900||ADT^A40^ADT_A39|C{at}|P|2.5.1"), format!("EVN|A40|{day}"), pid(stays), format!("MRG|{goes}^^^H^MR")]
    };
    let lines: Vec<String> = [merge(6, "20240105", "77", "12"), merge(7, "20240104", "12", "77")].concat();
    let merges = lines.iter().flat_map(|line| format!("{line}\r").into_bytes());
    feed(false).into_iter().chain(merges).collect()
}

#[test]
fn merges_that_contradict_each_other_are_followed_by_their_own_time_and_told_with_both_records() {
    let bench = Bench::new();
    bench.ingest_bytes("legacy", "feed.hl7", &contrary_feed());
    let lines: String = with(vec![patient("x", "77", None)], allergies("x", "x")).iter().map(|resource| format!("{resource}\n")).collect();
    bench.ingest_bytes("destination", "records.ndjson", lines.as_bytes());
    let (report, findings) = bench.compare();
    assert_eq!(report.patients, [1, 0, 0], "the later one stands: 12 goes by 77");
    assert!(causes(&findings).contains("identity: Merges that contradict each other: whose records these are is not certain"), "{findings:#?}");
    let told = clusters(&bench);
    assert_eq!(told[0]["cluster"], json!(["77", "12"]));
    let contrary = &told[0]["contradictions"][0];
    assert_eq!((contrary["what"].clone(), contrary["by"].clone()), (json!("each number is merged into the other"), json!("time of the event")));
    assert!(contrary["earlier"].as_str().unwrap().ends_with("feed.hl7:14") && contrary["later"].as_str().unwrap().ends_with("feed.hl7:10"), "{told:#?}");
}

#[test]
fn a_merge_that_was_turned_round_is_named_and_no_record_is_lost_over_it() {
    let bench = bench(true, &with(vec![patient("y", "12", None)], allergies("y", "y")));
    let (_, findings) = bench.compare();
    assert!(found(&findings).contains("misplaced demographic patient safety"), "{findings:#?}");
    assert!(causes(&findings).contains("identity: Merge turned round: the surviving number was given up"), "{findings:#?}");
    assert!(findings.iter().all(|f| f["kind"] != "allergy"), "{findings:#?}");
    assert_eq!(clusters(&bench)[0]["other_side"], "turned round");
}

#[test]
fn a_merge_that_only_the_destination_made_is_named_and_nobodys_records_are_mixed() {
    let bench = bench(false, &with(vec![patient("x", "77", None), patient("y", "12", Some("x"))], allergies("y", "x")));
    let (report, findings) = bench.compare();
    assert!(causes(&findings).contains("identity: Merged in the destination only: two patients of the legacy system are one"), "{findings:#?}");
    assert!(findings.iter().all(|f| f["kind"] != "allergy"), "{findings:#?}");
    assert_eq!((report.patients[0], report.merges), (2, [0, 1, 1]));
    assert_eq!(clusters(&bench)[0]["other_side"], "made on this side only");
}

#[test]
fn a_link_below_certainty_is_said_in_every_finding_and_counted() {
    let mut other = patient("x", "900", None);
    other["birthDate"] = json!("1970-06-01");
    let mut lines = allergies("x", "x");
    lines[0]["code"]["coding"][0]["code"] = json!("1234");
    // The one patient of the feed: its second number and everything of it.
    let whole = feed(false);
    let second: Vec<u8> = whole.split(|byte| *byte == b'\r').skip(3).flat_map(|line| [line, b"\r"].concat()).collect();
    let bench = Bench::new();
    bench.ingest_bytes("legacy", "feed.hl7", &second);
    let text: String = with(vec![other], lines).iter().map(|resource| format!("{resource}\n")).collect();
    bench.ingest_bytes("destination", "records.ndjson", text.as_bytes());
    let (report, findings) = bench.compare();
    assert!(!findings.is_empty());
    for finding in &findings {
        let link = &finding["link"];
        let score = link["score"].as_f64().unwrap();
        assert!(score > 0.5 && score < 0.95 && link["uncertain"] == true, "{link}");
        assert!(link["evidence"].as_array().unwrap().contains(&json!("a birth date that differs in part")), "{link}");
        assert!(finding["evidence"].as_str().unwrap().contains("identity uncertain: the charts are linked with 0."), "{finding}");
    }
    assert_eq!(report.uncertain, [1, findings.len() as u64]);
    assert!(causes(&findings).contains("identity: Identity uncertain: the charts may be of two people"), "{findings:#?}");
    // The window: the patient is found by the reason, chart and finding show the link.
    let page = bench.call(Some(Role::Informaticist), "patients", json!({ "limit": 10, "reasons": ["identity uncertain"] })).unwrap();
    let id = page["rows"][0]["id"].clone();
    let chart = bench.call(Some(Role::Informaticist), "chart", json!({ "id": id })).unwrap();
    assert_eq!((chart["tie"]["uncertain"].clone(), chart["tie"]["by"].clone()), (json!(true), json!("demographics, birth date in part")));
    let finding = bench.call(Some(Role::Informaticist), "finding", json!({ "id": findings[0]["finding"] })).unwrap();
    assert_eq!(finding["tie"], chart["tie"]);
}

/// Charts that the makers of the sample hospital merged away, each with the one that stays.
fn planted() -> BTreeSet<[String; 2]> {
    let text = std::fs::read_to_string(tests::root().join("assets/sample-hospital/manifest.json")).unwrap();
    let manifest: Value = serde_json::from_str(&text).unwrap();
    let pair = |planted: &Value| {
        let note = planted["note"].as_str().unwrap();
        let stays = note.strip_prefix("second chart of ").filter(|_| note.contains("merged away by an A40 message"))?;
        Some([planted["patient"].as_str().unwrap().to_string(), stays.split(' ').next().unwrap().to_string()])
    };
    manifest.as_array().unwrap().iter().filter_map(pair).collect()
}

/// How a rule of the sample hospital's mapping finds the chart that stays.
const STAYS: &str = "COALESCE(LOOKUP(PAT_ID, 'hl7.MRG', 'MRG-1[2].1', 'PID-3[2].1'), PAT_ID)";

/// The sample hospital with its records left under the charts they were written in.
fn unfiled(mapping: &str) -> Bench {
    assert!(mapping.matches(STAYS).count() > 5, "the starter no longer files by merges");
    let bench = Bench::harbor();
    bench.document("mapping", &mapping.replace(STAYS, "PAT_ID"));
    bench.migrate();
    bench
}

#[test]
fn the_sample_hospitals_merges_are_read_as_they_were_planted_and_followed() {
    let bench = Bench::harbor();
    let made = bench.given_back();
    let (report, _) = bench.compare();
    assert_eq!(report.merges, [5, 5, 0]);
    let told = clusters(&bench);
    assert!(told.iter().all(|line| line["other_side"] == "followed"), "{told:#?}");
    let key = |line: &Value, at: usize| line["cluster"][at].as_str().unwrap().to_string();
    let read: BTreeSet<[String; 2]> = told.iter().filter(|line| line["side"] == "legacy").map(|line| [key(line, 1), key(line, 0)]).collect();
    assert_eq!(read, planted());
    // Every retired chart stays, marked, and no record stands in it.
    let retired: BTreeSet<String> = made.iter().filter(|r| !r["link"].is_null()).map(|r| format!("Patient/{}", r["id"].as_str().unwrap())).collect();
    assert_eq!(retired.len(), 5);
    for record in &made {
        let links = [&record["subject"], &record["patient"], &record["link"][0]["other"]].map(|link| link["reference"].as_str().unwrap_or(""));
        assert!(links.iter().all(|link| !retired.contains(*link)), "{record}");
        assert!(record["link"].is_null() || (record["link"][0]["type"] == "replaced-by" && record["active"] == false), "{record}");
    }
}

#[test]
fn records_left_in_a_chart_that_is_marked_as_replaced_are_no_finding() {
    let bench = Bench::harbor();
    bench.migrate();
    let (_, filed) = bench.compare();
    let (report, findings) = unfiled(&Bench::starter_text("harbor", "mapping")).compare();
    assert_eq!((report.merges, found(&findings), findings.len()), ([5, 5, 0], found(&filed), filed.len()));
}

#[test]
fn a_merge_that_one_rule_does_not_follow_is_found_by_the_visits_and_named_by_that_rule() {
    let starter = Bench::starter_text("harbor", "mapping");
    let (before, after) = starter.split_once("id = \"lab-patient\"").unwrap();
    let bench = Bench::harbor();
    bench.document("mapping", &format!("{before}id = \"lab-patient\"{}", after.replacen(STAYS, "PAT_ID", 1)));
    bench.migrate();
    let (report, findings) = bench.compare();
    assert_eq!(report.merges, [5, 5, 0], "both sides tell of the merges");
    let behind: Vec<&Value> = findings.iter().filter(|f| f["verdict"] == "misplaced").collect();
    assert!(!behind.is_empty() && behind.iter().all(|f| f["kind"] == "observation" && f["aspect"] == "patient" && f["severity"] == "safety"), "{behind:#?}");
    assert!(behind.iter().all(|f| f["cause"]["label"].as_str().unwrap().contains("rule lab-patient")), "{:#?}", causes(&findings));
}

#[test]
fn a_mapping_that_knows_nothing_of_the_sample_hospitals_merges_is_found_out() {
    let starter = Bench::starter_text("harbor", "mapping");
    let unlinked = ["patient-merged-into", "patient-merged-type"].iter().fold(starter, |text, rule| mapping::remove_rule(&text, rule).unwrap());
    let bench = unfiled(&unlinked);
    let (report, findings) = bench.compare();
    assert_eq!(report.merges, [5, 0, 5]);
    assert!(causes(&findings).contains("identity: Merge not followed: records stand under a number that was merged away"), "{:#?}", causes(&findings));
    let misplaced: Vec<&Value> = findings.iter().filter(|f| f["verdict"] == "misplaced").collect();
    let is_money = |f: &Value| ["charge", "claim", "payment", "coverage"].iter().any(|kind| f["kind"] == *kind);
    assert!(misplaced.iter().filter(|f| !is_money(f)).count() > 50 && misplaced.iter().any(|f| is_money(f)), "{}", misplaced.len());
    assert!(misplaced.iter().all(|f| f["severity"] == if is_money(f) { "financial" } else { "safety" }), "{misplaced:#?}");
    let charts: BTreeSet<&str> = misplaced.iter().map(|f| f["legacy"]["patient"].as_str().unwrap()).collect();
    let planted = planted();
    let stay: BTreeSet<&str> = planted.iter().map(|[_, stays]| stays.as_str()).collect();
    assert_eq!(charts, stay);
    assert!(clusters(&bench).iter().all(|line| line["other_side"] == "kept apart"));
}

/// A mapping of people whose one rule is an expression.
fn looked_up(expression: &str) -> String {
    format!(
        "format = \"throughline-mapping/1\"\nname = \"small\"\nsystem = \"urn:small\"\ntarget = \"hl7.fhir.us.core#6.1.0\"\n\n[[resource]]\ntype = \"Patient\"\n\
         from = \"people\"\nkey = \"ID\"\n\n  [[resource.rule]]\n  id = \"stays\"\n  to = \"identifier[0].value\"\n  value = \"{expression}\"\n"
    )
}

#[test]
fn a_rule_looks_up_what_a_segment_says_and_what_stands_around_it() {
    let bench = Bench::new();
    bench.ingest_bytes("legacy", "feed.hl7", &feed(true));
    bench.ingest_bytes("legacy", "people.csv", b"ID,NAME\n12,Holm\n77,Holm\n");
    let schema = app::legacy_schema(&bench.workspace).unwrap();
    let problems = |expression: &str| -> Vec<String> {
        let document = mapping::Document::parse(&looked_up(expression)).unwrap();
        mapping::Plan::check(document, Some(&schema)).1.into_iter().map(|p| p.message).collect()
    };
    let nothing: [&str; 0] = [];
    assert_eq!(problems("LOOKUP(ID, 'hl7.MRG', 'MRG-1.1', 'PID-3.1')"), nothing);
    assert_eq!(problems("LOOKUP(ID, 'hl7.ZMR', 'ZMR-1', 'MSH-7')"), nothing, "the next delivery may have such segments");
    assert_eq!(problems("LOOKUP(ID, 'hl7.MRG', 'MRG-1', 'NAME')"), ["\"NAME\" is no HL7 v2 path such as \"PID-3.1\""]);
    assert_eq!(problems("LOOKUP(ID, 'people', 'ID', 'PID-3')"), ["relation people has no field PID-3"]);
    assert_eq!(problems("LOOKUP(ID, 'persons', 'ID', 'NAME')"), ["there is no relation persons"]);
    bench.document("mapping", &looked_up("LOOKUP(ID, 'hl7.MRG', 'MRG-1.1', 'PID-3.1') || LOOKUP(ID, 'hl7.MRG', 'MRG-1.1', 'MSH-9.2')"));
    let made = bench.given_back();
    let stays: Vec<&str> = made.iter().filter_map(|r| r["identifier"][0]["value"].as_str()).collect();
    assert_eq!((made.len(), stays), (2, vec!["77A40"]));
}

#[test]
fn what_link_says_of_our_own_output_is_what_a_comparison_links() {
    let bench = Bench::harbor();
    bench.migrate();
    let report = bench.compare().0;
    let [pairs, uncertain, alone] = app::link(&bench.workspace, &app::quiet, &mut |_| ()).unwrap();
    assert_eq!((pairs, uncertain, alone), (report.patients[0], report.uncertain[0], report.patients[1] + report.patients[2]));
    assert!(pairs > 100);
}

#[test]
fn a_link_that_no_rule_makes_is_named_and_not_what_stands_beside_it() {
    let rule = |id: &str, to: &str, value: &str| format!("  [[resource.rule]]\n  id = \"{id}\"\n  to = \"{to}\"\n  value = \"{value}\"\n");
    let causes = |rules: &[String]| {
        let bench = Bench::new();
        bench.ingest_bytes("legacy", "people.csv", b"ID,LAST,STAY_NO\n1,Roe,\n2,Doe,\n3,Rowe,1\n");
        bench.lens("[[assert]]\nkind = \"demographic\"\nfrom = \"people\"\npatient = \"ID\"\nwhere = \"STAY_NO IS NULL\"\nexcluded = \"merged\"\n\n  [assert.say]\n  mrn = { field = \"ID\", as = \"text\" }\n  family = { field = \"LAST\", as = \"text\" }\n\n\
            [[assert]]\nkind = \"demographic\"\nfrom = \"people\"\npatient = \"ID\"\nwhere = \"STAY_NO IS NOT NULL\"\nexcluded = \"not merged\"\n\n  [assert.say]\n  mrn = { field = \"ID\", as = \"text\" }\n  \
            status = { constant = \"merged\", reason = \"STAY_NO names the chart that stays\" }\n  patient = { field = \"STAY_NO\", as = \"key\" }\n");
        let head = "format = \"throughline-mapping/1\"\nname = \"small\"\nsystem = \"urn:small\"\ntarget = \"hl7.fhir.us.core#6.1.0\"\n\n[[resource]]\ntype = \"Patient\"\nfrom = \"people\"\nkey = \"ID\"\n\n";
        bench.document("mapping", &format!("{head}{}", rules.concat()));
        bench.migrate();
        let labels: BTreeSet<String> = bench.compare().1.iter().map(|f| f["cause"]["label"].as_str().unwrap_or("").to_string()).collect();
        labels
    };
    let own = [
        rule("number-system", "identifier[0].type.coding[0].system", "'http://terminology.hl7.org/CodeSystem/v2-0203'"),
        rule("number-type", "identifier[0].type.coding[0].code", "'MR'"),
        rule("number-giver", "identifier[0].system", "'urn:small'"),
        rule("number", "identifier[0].value", "ID"),
        rule("family", "name[0].family", "LAST"),
        rule("active", "active", "CASE WHEN STAY_NO IS NULL THEN TRUE ELSE FALSE END"),
    ];
    let link = [rule("into", "link[0].other.reference", "REF('Patient', STAY_NO)"), rule("how", "link[0].type", "CASE WHEN STAY_NO IS NOT NULL THEN 'replaced-by' END")];
    assert_eq!(causes(&[&own[..], &link].concat()), BTreeSet::new(), "what the record says of who it was is nobody's invention");
    let without = causes(&own);
    assert!(without.iter().any(|label| label.contains("no rule fills link.type")), "{without:?}");
    assert!(!without.iter().any(|label| label.contains("rule family") || label.contains("rule active")), "{without:?}");
}

#[test]
fn a_record_without_a_concept_that_stands_in_another_chart_is_one_finding() {
    let person = |id: &str, family: &str, birth: &str| json!({
        "resourceType": "Patient", "id": id, "birthDate": birth, "gender": "female", "name": [{"family": family, "given": ["Mira"]}],
        "identifier": [{"type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]}, "value": format!("70{id}")}],
    });
    let claim = |id: &str, of: &str, at: &str, total: f64| json!({
        "resourceType": "Claim", "id": id, "status": "active", "use": "claim", "patient": {"reference": format!("Patient/{of}")}, "created": at,
        "type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/claim-type", "code": "professional"}]},
        "billablePeriod": {"start": at, "end": at}, "total": {"value": total, "currency": "USD"}, "provider": {"display": "Elm Street Practice"},
    });
    let study = |id: &str, of: &str, at: &str| json!({
        "resourceType": "ImagingStudy", "id": id, "status": "available", "subject": {"reference": format!("Patient/{of}")}, "started": at, "numberOfSeries": 2, "numberOfInstances": 9,
    });
    let book = |moved: bool| {
        let (first, second) = if moved { ("2", "2") } else { ("1", "1") };
        let records = [
            person("1", "Holm", "1970-05-01"), person("2", "Berg", "1951-11-30"),
            claim("a", "1", "2019-03-01T10:15:00Z", 120.0), claim("b", first, "2020-06-11T09:40:00Z", 310.5), claim("c", "2", "2020-06-12T09:40:00Z", 75.0),
            study("d", second, "2020-06-11T10:05:00Z"), study("e", "1", "2018-01-11T10:05:00Z"), study("f", "2", "2017-04-02T16:20:00Z"),
        ];
        records.iter().map(|record| format!("{record}\n")).collect::<String>()
    };
    let told = told_of_moved(book);
    assert_eq!(found(&told), BTreeSet::from(["misplaced claim patient financial".into(), "misplaced other record patient safety".into()]), "{told:#?}");
    assert_eq!(told.len(), 2);
}

/// What is told where records of a book have moved to other charts; of the book itself nothing is.
fn told_of_moved(book: impl Fn(bool) -> String) -> Vec<Value> {
    let findings = |moved: bool| {
        let bench = Bench::new();
        bench.ingest_bytes("legacy", "old.ndjson", book(false).as_bytes());
        bench.ingest_bytes("destination", "new.ndjson", book(moved).as_bytes());
        bench.compare().1
    };
    assert_eq!(findings(false), Vec::<Value>::new());
    findings(true)
}

#[test]
fn a_record_that_says_next_to_nothing_is_known_by_its_id_or_its_number_in_another_chart() {
    let person = |id: &str, family: &str| json!({
        "resourceType": "Patient", "id": id, "birthDate": format!("19{id}0-05-01"), "gender": "female", "name": [{"family": family, "given": ["Mira"]}],
        "identifier": [{"type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]}, "value": format!("70{id}")}],
    });
    let team = |id: &str, of: &str, members: &[&str]| json!({
        "resourceType": "CareTeam", "id": id, "status": "active", "subject": {"reference": format!("Patient/{of}")},
        "participant": members.iter().map(|member| json!({"member": {"reference": format!("Practitioner/{member}")}})).collect::<Vec<Value>>(),
    });
    let report = |id: &str, of: &str, number: &str| json!({
        "resourceType": "DiagnosticReport", "id": id, "status": "final", "subject": {"reference": format!("Patient/{of}")}, "code": {"text": "Chest film"},
        "identifier": [{"system": "urn:films", "value": number}],
    });
    let book = |moved: bool| {
        let of = if moved { "7" } else { "6" };
        let renamed = if moved { "n1" } else { "r1" };
        let records = [
            person("6", "Holm"), person("7", "Berg"), team("a", of, &["x", "y"]), team("b", "6", &["x"]), team("c", "7", &["z"]),
            report(renamed, of, "F-1"), report("r2", "6", "F-2"), report("r3", "7", "F-3"),
        ];
        records.iter().map(|record| format!("{record}\n")).collect::<String>()
    };
    let told = told_of_moved(book);
    assert_eq!(found(&told), BTreeSet::from(["misplaced care team patient safety".into(), "misplaced document patient safety".into()]), "{told:#?}");
    assert_eq!(told.len(), 3, "each member of the team, and the film: {told:#?}");
}

/// A patient who has a number, and a problem of whoever is named by a number instead of a reference.
fn numbered(id: &str, number: &str, family: &str) -> Value {
    let mut patient = patient(id, number, None);
    patient["name"] = json!([{"family": family, "given": ["Mira"]}]);
    patient
}

fn problem(id: &str, subject: &Value) -> Value {
    json!({"resourceType": "Condition", "id": id, "subject": subject, "code": {"text": format!("Trouble {id}")}})
}

fn both_sides(legacy: &[Value], destination: &[Value]) -> BTreeSet<String> {
    let bench = Bench::new();
    for (side, resources) in [("legacy", legacy), ("destination", destination)] {
        bench.ingest_bytes(side, "records.ndjson", resources.iter().map(|resource| format!("{resource}\n")).collect::<String>().as_bytes());
    }
    found(&bench.compare().1)
}

#[test]
fn whose_record_a_number_names_is_told_by_both_sides_together() {
    let by_number = |number: &str| json!({"identifier": {"value": number}});
    let by_id = |id: &str| json!({"reference": format!("Patient/{id}")});
    let legacy = [numbered("p1", "9001", "Holm"), numbered("p2", "9002", "Vik"), problem("a", &by_id("p1")), problem("b", &by_id("p2"))];
    let named = |first: &str, second: &str| [numbered("u1", "9001", "Holm"), numbered("u2", "9002", "Vik"), problem("x", &by_number(first)), problem("y", &by_number(second))];
    let mut renamed = named("9001", "9002");
    for (resource, of) in renamed[2..].iter_mut().zip(["a", "b"]) {
        resource["code"]["text"] = json!(format!("Trouble {of}"));
    }
    assert_eq!(both_sides(&legacy, &renamed), BTreeSet::new(), "by a number in one book only");
    // 7 is the number of the one and the id of the other: nobody knows on this side, so that nobody is asked on the other either.
    let legacy = [numbered("5", "7", "Holm"), numbered("7", "9", "Vik"), problem("a", &by_number("7"))];
    let destination = [numbered("u5", "7", "Holm"), numbered("u7", "9", "Vik"), problem("a", &by_number("7"))];
    assert_eq!(both_sides(&legacy, &destination), BTreeSet::new(), "the same is said on both sides");
    let legacy = [numbered("1001", "3", "Holm"), numbered("p7", "1001", "Vik"), problem("a", &by_id("1001")), problem("b", &by_number("3"))];
    let lost = both_sides(&legacy, &legacy[1..]);
    assert_eq!(lost.iter().filter(|found| !found.contains("demographic")).count(), 0, "whoever is gone is no other person: {lost:?}");
}

#[test]
fn vaccinations_that_went_round_are_known_by_all_that_they_say_of_a_day() {
    let person = |id: &str, family: &str| json!({
        "resourceType": "Patient", "id": id, "birthDate": format!("19{id}0-05-01"), "gender": "female", "name": [{"family": family, "given": ["Mira"]}],
        "identifier": [{"type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]}, "value": format!("70{id}")}],
    });
    let dose = |id: &str, of: usize, day: &str, lot: &str| json!({
        "resourceType": "Immunization", "id": id, "status": "completed", "patient": {"reference": format!("Patient/{}", of % 3 + 5)}, "occurrenceDateTime": day,
        "vaccineCode": {"coding": [{"system": "http://hl7.org/fhir/sid/cvx", "code": "140", "display": "Influenza, preservative free"}]}, "lotNumber": lot,
        "expirationDate": format!("{}-06-30", day.get(..4).unwrap_or("")), "manufacturer": {"display": "Elm Vaccines"}, "primarySource": true,
        "site": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActSite", "code": "LA", "display": "left arm"}]}, "doseQuantity": {"value": 0.5, "unit": "mL", "code": "mL"},
    });
    let book = |moved: bool| {
        let on = usize::from(moved);
        let records = [
            person("5", "Holm"), person("6", "Berg"), person("7", "Lund"),
            dose("a", on, "2015-10-02", "U11"), dose("b", 1 + on, "2018-11-20", "U22"), dose("c", 2 + on, "2021-09-14", "U33"),
        ];
        records.iter().map(|record| format!("{record}\n")).collect::<String>()
    };
    let told = told_of_moved(book);
    assert_eq!(found(&told), BTreeSet::from(["misplaced immunization patient safety".into()]), "{told:#?}");
    assert_eq!(told.len(), 3);
}

#[test]
fn a_note_that_stands_as_document_and_as_report_is_two_in_another_chart() {
    let person = |id: &str, family: &str| json!({
        "resourceType": "Patient", "id": id, "birthDate": format!("19{id}0-05-01"), "gender": "female", "name": [{"family": family, "given": ["Mira"]}],
        "identifier": [{"type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]}, "value": format!("70{id}")}],
    });
    let code = json!({"coding": [{"system": "http://loinc.org", "code": "34117-2", "display": "History and physical note"}]});
    let both = |id: &str, of: usize, at: &str, words: &str| {
        let of = json!({"reference": format!("Patient/{}", of % 3 + 5)});
        let text = json!({"contentType": "text/plain", "data": words});
        let document = json!({
            "resourceType": "DocumentReference", "id": format!("d{id}"), "status": "current", "subject": of, "date": at, "type": code, "author": [{"display": "Ruth Elm"}],
            "category": [{"text": "Clinical note"}], "description": format!("Visit {id}"), "content": [{"attachment": text}],
        });
        let report = json!({
            "resourceType": "DiagnosticReport", "id": format!("r{id}"), "status": "final", "subject": of, "effectiveDateTime": at, "issued": at, "code": code,
            "performer": [{"display": "Ruth Elm"}], "category": [{"text": "Reports"}], "presentedForm": [text],
        });
        [document, report]
    };
    let book = |moved: bool| {
        let on = usize::from(moved);
        let people = [person("5", "Holm"), person("6", "Berg"), person("7", "Lund")];
        let notes = [
            both("a", on, "2015-10-02T09:10:00Z", "Q291Z2ggZm9yIHR3byB3ZWVrcy4="), both("b", 1 + on, "2018-11-20T14:35:00Z", "TG93IGJhY2sgcGFpbi4="),
            both("c", 2 + on, "2021-09-14T11:05:00Z", "U29yZSB0aHJvYXQgc2luY2UgTW9uZGF5Lg=="),
        ];
        people.iter().chain(notes.as_flattened()).map(|record| format!("{record}\n")).collect::<String>()
    };
    let told = told_of_moved(book);
    assert!(told.iter().all(|f| f["verdict"] == "misplaced"), "{told:#?}");
    assert_eq!(told.len(), 6);
}
