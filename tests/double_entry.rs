//! The proof of the double entry: an error made in the mapping shows in the findings, with the rule as its cause, and a
//! correct mapping shows nothing but what the export's own defects explain.

use serde_json::Value;
use std::collections::BTreeMap;
use tests::Bench;

fn text<'a>(finding: &'a Value, path: &[&str]) -> &'a str {
    path.iter().fold(finding, |v, key| &v[*key]).as_str().unwrap_or("")
}

/// Findings by cause label.
fn causes(findings: &[Value]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for finding in findings {
        *counts.entry(format!("{}: {}", text(finding, &["cause", "class"]), text(finding, &["cause", "label"]))).or_default() += 1;
    }
    counts
}

/// Runs the sample hospital with one change in the mapping's text.
fn with_change(from: &str, to: &str) -> Vec<Value> {
    Bench::harbor_changed(&[(from, to)])
}

#[test]
fn a_correct_mapping_leaves_only_the_exports_own_defects() {
    let bench = Bench::harbor();
    bench.migrate();
    let (report, findings) = bench.compare();
    assert!(report.statements[0] > 10_000, "{report:?}");
    let causes = causes(&findings);
    let explained = |label: &String| label.starts_with("source defect") || label.starts_with("identity") || label.contains("rule problem-end");
    let unexplained: Vec<_> = causes.iter().filter(|(label, _)| !explained(label)).collect();
    assert!(unexplained.is_empty(), "{unexplained:#?}");
    assert!(findings.len() < 60, "{causes:#?}");
    assert!(findings.iter().all(|f| text(f, &["severity"]) != "safety"), "{causes:#?}");
    assert!(causes.keys().all(|label| !label.starts_with("identity: Merge")) && report.merges == [5, 5, 0], "{causes:#?}");
    assert!(report.unread.iter().all(|(_, relation, _)| relation != "hl7.MRG"), "{:?}", report.unread);
}

#[test]
fn a_status_that_defaults_to_active_is_named_with_its_rule() {
    let findings = with_change("value = \"COALESCE(MAP(STATUS_CD, 'medication-status'), 'unknown')\"", "value = \"'active'\"");
    let of_rule: Vec<_> = findings.iter().filter(|f| text(f, &["cause", "label"]).contains("rule medication-status:")).collect();
    assert!(of_rule.len() > 200, "{:#?}", causes(&findings));
    assert!(of_rule.iter().all(|f| text(f, &["aspect"]) == "status" && text(f, &["kind"]) == "medication"));
    assert!(of_rule.iter().any(|f| text(f, &["verdict"]) == "resurrected" && text(f, &["severity"]) == "safety"));
    let one = of_rule[0];
    assert!(text(one, &["legacy", "locators", ""]).is_empty() && one["legacy"]["locators"][0].as_str().unwrap().starts_with("medications.csv:"));
    assert!(one["destination"]["locators"][0].as_str().unwrap().ends_with("#status"));
}

#[test]
fn a_dropped_end_date_is_named_with_its_aspect() {
    let mapping = Bench::starter_text("harbor", "mapping");
    let without = mapping::remove_rule(&mapping, "medication-course-end").unwrap();
    let bench = Bench::harbor();
    bench.document("mapping", &without);
    bench.migrate();
    let (_, findings) = bench.compare();
    let lost: Vec<_> = findings.iter().filter(|f| text(f, &["kind"]) == "medication" && text(f, &["aspect"]) == "time").collect();
    assert!(lost.len() > 100, "{:#?}", causes(&findings));
    assert!(lost.iter().all(|f| text(f, &["cause", "class"]) == "mapping rule" && text(f, &["verdict"]) == "altered"));
    assert!(lost.iter().all(|f| f["legacy"]["locators"][0].as_str().unwrap().ends_with(":STOP_DT")));
}

#[test]
fn a_wrong_unit_is_named_through_its_code_map() {
    let findings = with_change("{ from = \"MMOL/L\", to = \"mmol/L\", relation = \"equivalent\" }", "{ from = \"MMOL/L\", to = \"mg/dL\", relation = \"equivalent\" }");
    let wrong: Vec<_> = findings.iter().filter(|f| text(f, &["aspect"]) == "unit").collect();
    assert!(!wrong.is_empty(), "{:#?}", causes(&findings));
    assert!(wrong.iter().all(|f| text(f, &["cause", "class"]) == "unit" && text(f, &["cause", "label"]).contains("rule lab-")), "{:#?}", causes(&findings));
}

#[test]
fn a_wrong_row_of_a_code_map_is_named() {
    let findings = with_change("to = \"387406002\", display = \"Sulfonamide\"", "to = \"373270004\", display = \"Sulfonamide\"");
    let wrong: Vec<_> = findings.iter().filter(|f| text(f, &["kind"]) == "allergy" && text(f, &["aspect"]) == "code").collect();
    assert!(!wrong.is_empty(), "{:#?}", causes(&findings));
    assert!(wrong.iter().all(|f| text(f, &["cause", "class"]) == "code map" && text(f, &["severity"]) == "safety"));
}

#[test]
fn the_name_of_another_allergen_beside_the_right_code_is_one_cause_of_safety_and_a_synonym_is_none() {
    let named = |display: &str| {
        let findings = with_change("display = \"Penicillin -class of antibiotic-\"", &format!("display = \"{display}\""));
        findings.into_iter().filter(|f| text_is(f, "altered", "allergy", "text")).collect::<Vec<Value>>()
    };
    let latex = named("Latex");
    assert!(latex.len() > 5 && latex.iter().all(|f| text(f, &["severity"]) == "safety"), "{:#?}", causes(&latex));
    assert_eq!(causes(&latex).len(), 1, "{:#?}", causes(&latex));
    assert!(named("Penicillin").is_empty());
}

#[test]
fn a_rule_that_cannot_read_the_dates_is_one_cause_and_no_defect_of_the_source() {
    let findings = with_change("'MM/DD/YYYY;MM/YYYY;YYYY')", "'DD/MM/YYYY;MM/YYYY;YYYY')");
    let of_rule: Vec<_> = findings.iter().filter(|f| text(f, &["cause", "label"]).starts_with("Rule problem-onset cannot read the values")).collect();
    assert!(of_rule.len() > 300, "{:#?}", causes(&findings));
    assert!(of_rule.iter().all(|f| text(f, &["cause", "class"]) == "mapping rule"));
    assert!(of_rule.iter().any(|f| text(f, &["verdict"]) == "lost") && of_rule.iter().any(|f| text(f, &["aspect"]) == "time"), "what was held back, and the days with exchanged parts");
    let proposed = text(of_rule[0], &["cause", "proposed"]);
    assert!(proposed.contains("rule problem-onset") && proposed.contains("ONSET_DT") && proposed.contains("onsetDateTime"), "{proposed}");
    // The few days that exist in no calendar are the source's own.
    let own = findings.iter().filter(|f| text(f, &["cause", "label"]).contains("problem-onset: bad value")).collect::<Vec<_>>();
    assert!((1..10).contains(&own.len()) && own.iter().all(|f| text(f, &["cause", "class"]) == "source defect"), "{:#?}", causes(&findings));
}

#[test]
fn every_cause_of_a_wrong_mapping_says_what_to_do() {
    let findings = with_change("to = \"387406002\", display = \"Sulfonamide\"", "to = \"373270004\", display = \"Sulfonamide\"");
    assert!(findings.iter().all(|f| f["cause"].is_null() || text(f, &["cause", "proposed"]).len() > 40), "a cause without a proposal");
    let wrong = findings.iter().find(|f| text(f, &["cause", "class"]) == "code map").unwrap();
    let proposed = text(wrong, &["cause", "proposed"]);
    assert!(proposed.starts_with("In code map allergen ") && proposed.contains("SNOMED CT 387406002"), "{proposed}");
}

#[test]
fn dates_that_move_by_a_zone_are_one_cause() {
    let findings = with_change("timezone = \"America/Chicago\"", "timezone = \"America/New_York\"");
    let moved: Vec<_> = findings.iter().filter(|f| text(f, &["cause", "class"]) == "time zone").collect();
    assert!(moved.len() > 1_000, "{:#?}", causes(&findings));
    assert!(moved.iter().all(|f| text(f, &["evidence"]).contains("1:00 h earlier")));
    let one = moved.iter().filter(|f| text(f, &["cause", "label"]) == "Local times: the mapping reads them in America/New_York, the lens in America/Chicago").count();
    assert!(one * 20 >= moved.len() * 19, "one mistake is one cause: {:#?}", causes(&findings));
}

#[test]
fn a_second_run_gives_the_same_bytes() {
    let run = || {
        let bench = Bench::harbor();
        let files = bench.written().unwrap();
        let (_, findings) = bench.compare();
        (files, findings)
    };
    assert!(run() == run(), "two runs on the same input differ");
}

#[test]
fn every_legacy_row_of_a_mapped_relation_is_accounted_for() {
    let bench = Bench::harbor();
    let report = bench.migrate();
    for set in &report.sets {
        let held: u64 = set.held.iter().map(|h| h.2).sum();
        assert_eq!(set.rows, set.made + set.dropped + held, "{} < {}", set.resource, set.from);
    }
    assert_eq!(report.negative_space[3], 0, "undecided source fields");
}

#[test]
fn a_cancelled_run_changes_nothing() {
    let bench = Bench::harbor();
    bench.migrate();
    let before = bench.workspace.store().artifacts("destination").unwrap().len();
    let outcome = app::migrate(&bench.workspace, true, None, tests::now, &|_| std::ops::ControlFlow::Break(()));
    assert!(matches!(outcome, Err(app::AppError::Cancelled)), "{outcome:?}");
    let after = bench.workspace.store().artifacts("destination").unwrap();
    assert_eq!(after.len(), before);
    assert!(after.iter().all(|a| a.run == Some(1)));
}

#[test]
fn words_that_the_destination_has_for_another_code_are_told_of_a_record_without_words_of_its_own() {
    let bench = Bench::harbor();
    let mut records = bench.given_back();
    let mut named = |code: &str, display: &str, times: usize| {
        let is_it = |r: &Value| r["resourceType"] == "Observation" && r["code"]["coding"][0]["code"] == code;
        let of_it: Vec<&mut Value> = records.iter_mut().filter(|r| is_it(r)).take(times).collect();
        assert_eq!(of_it.len(), times, "{code}");
        of_it.into_iter().for_each(|r| r["code"]["coding"][0]["display"] = display.into());
    };
    named("29463-7", "Heart rate", 2);
    named("2823-3", "Sodium [Moles/volume] in Serum or Plasma", 1);
    // A synonym, and one in another language.
    named("8302-2", "Stature", 3);
    named("2951-2", "Natrium", 2);
    // The display is right and the text is another code's.
    let urea = records.iter_mut().find(|r| r["code"]["coding"][0]["code"] == "3094-0").unwrap();
    urea["code"]["text"] = "Potassium [Moles/volume] in Serum or Plasma".into();
    let lines: String = records.iter().map(|r| format!("{r}\n")).collect();
    bench.ingest_bytes("destination", "destination.ndjson", lines.as_bytes());
    let findings = bench.compare().1;
    let told: Vec<Value> = findings.into_iter().filter(|f| text_is(f, "altered", "observation", "text")).collect();
    assert_eq!(told.len(), 4, "{:#?}", causes(&told));
    assert!(told.iter().all(|f| text(f, &["severity"]) == "clinical"));
    assert_eq!(causes(&told).len(), 1, "{:#?}", causes(&told));
}

#[test]
fn what_no_rule_fills_is_invented_in_what_was_given_back_and_counted_in_what_others_made() {
    let bench = Bench::harbor();
    let mut records = bench.given_back();
    let mut placed = 0;
    for record in records.iter_mut().filter(|r| r["resourceType"] == "Observation" && r["component"].is_null()) {
        record["bodySite"] = serde_json::json!({ "coding": [{ "system": "http://snomed.info/sct", "code": "53120007" }], "text": "Arm" });
        placed += 1;
    }
    let order = records.iter().find(|r| r["resourceType"] == "MedicationRequest").unwrap().clone();
    records.push(serde_json::json!({
        "resourceType": "MedicationAdministration", "id": "given", "status": "completed", "subject": order["subject"],
        "medicationCodeableConcept": order["medicationCodeableConcept"], "effectiveDateTime": order["authoredOn"],
    }));
    let text: String = records.iter().map(|r| format!("{r}\n")).collect();
    let compared = |text: &str| {
        let folder = bench.folder.path().join("destination");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("destination.ndjson"), text).unwrap();
        bench.ingest("destination", &folder);
        bench.compare()
    };
    let invented = |findings: &[Value], kind: &str, aspect: &str| findings.iter().filter(|f| text_is(f, "invented", kind, aspect)).count();
    let (report, findings) = compared(&text);
    assert_eq!((invented(&findings, "observation", "body site"), invented(&findings, "order", "statement")), (placed, 1));
    assert!(!report.added.iter().any(|a| a.kind == "observation" && a.aspect == "body site"), "{:?}", report.added);
    // Under other ids nobody knows who made it: it may be the format of whoever did.
    let patients: Vec<&str> = records.iter().filter(|r| r["resourceType"] == "Patient").filter_map(|r| r["id"].as_str()).collect();
    let foreign = patients.iter().enumerate().fold(text.clone(), |text, (number, id)| text.replace(*id, &format!("p{number}")));
    let (report, findings) = compared(&foreign);
    assert_eq!((invented(&findings, "observation", "body site"), invented(&findings, "order", "statement")), (0, 0));
    let added = report.added.iter().find(|a| a.kind == "observation" && a.aspect == "body site").map(|a| a.statements);
    assert_eq!((added, report.one_book_only.get("order")), (Some(placed as u64), Some(&1)));
}

fn text_is(finding: &Value, verdict: &str, kind: &str, aspect: &str) -> bool {
    [("verdict", verdict), ("kind", kind), ("aspect", aspect)].iter().all(|(key, word)| finding[*key] == **word)
}
