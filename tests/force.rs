//! Decisions have their effect: whom the archive rule in force keeps out, and what was decided of hidden corners, through migration,
//! comparison and ledger.

use app::End;
use contract::Role;
use serde_json::{Value, json};
use tests::{Bench, ended};

const LENS: &str = r#"
[[assert]]
kind = "demographic"
from = "people"
patient = "ID"

  [assert.say]
  mrn = { field = "ID", as = "text" }
  family = { field = "NAME", as = "text" }

[[assert]]
kind = "allergy"
from = "allergies"
patient = "PERSON"

  [assert.say]
  code = { field = "CODE", system = "urn:small:allergen", display = "WORDS" }
  onset = { field = "DAY", as = "date", format = "YYYY-MM-DD" }
"#;

/// The sets that refer to patients come first: whom a rule keeps out must be known all the same. No lens reads `extras`.
const MAPPING: &str = r#"
format = "throughline-mapping/1"
name = "small"
system = "urn:small"
target = "hl7.fhir.us.core#6.1.0"

[[resource]]
type = "AllergyIntolerance"
from = "extras"
key = "CONCAT('x', NO)"

  [[resource.rule]]
  id = "extra-code"
  to = "code.coding[0].code"
  value = "CODE"

  [[resource.rule]]
  id = "extra-patient"
  to = "patient.reference"
  value = "REF('Patient', WHOSE)"

[[resource]]
type = "AllergyIntolerance"
from = "allergies"
key = "CONCAT(PERSON, CODE)"

  [[resource.rule]]
  id = "allergy-code"
  to = "code.coding[0].code"
  value = "CODE"

  [[resource.rule]]
  id = "allergy-system"
  to = "code.coding[0].system"
  value = "'urn:small:allergen'"

  [[resource.rule]]
  id = "allergy-onset"
  to = "onsetDateTime"
  value = "PARSE_DATE(DAY, 'YYYY-MM-DD')"

  [[resource.rule]]
  id = "allergy-patient"
  to = "patient.reference"
  value = "REF('Patient', PERSON)"

[[resource]]
type = "Patient"
from = "people"
key = "ID"

  [[resource.rule]]
  id = "patient-family"
  to = "name[0].family"
  value = "NAME"

  [[resource.rule]]
  id = "patient-mrn"
  to = "identifier[0].value"
  value = "ID"
"#;

/// 12 people seen in 2024 and 15 who were not seen since 2010, each with an allergy, and one more allergy that only the mapping reads.
fn small() -> Bench {
    hospital(12, 15)
}

/// The same with so many people who were seen, and so many who were not.
fn hospital(seen: u32, unseen: u32) -> Bench {
    let bench = Bench::new();
    let (mut people, mut allergies, mut extras) = (String::from("ID,NAME\n"), String::from("PERSON,CODE,WORDS,DAY\n"), String::from("NO,WHOSE,CODE\n"));
    for id in 1..=seen + unseen {
        let year = if id <= seen { 2024 } else { 2010 };
        people.push_str(&format!("{id},Name{id}\n"));
        allergies.push_str(&format!("{id},PEN,penicillin,{year}-01-02\n"));
        extras.push_str(&format!("{id},{id},LTX\n"));
    }
    bench.ingest_bytes("legacy", "people.csv", people.as_bytes());
    bench.ingest_bytes("legacy", "allergies.csv", allergies.as_bytes());
    bench.ingest_bytes("legacy", "extras.csv", extras.as_bytes());
    bench.ingest_bytes("legacy", "forgotten.csv", b"NO,WORDS\n1,what\n2,is\n3,this\n");
    bench.lens(LENS);
    bench.document("mapping", MAPPING);
    bench
}

fn verdict<'a>(findings: &'a [Value], verdict: &str) -> Vec<&'a Value> {
    findings.iter().filter(|f| f["verdict"] == verdict).collect()
}

/// The rule that a new workspace starts with, set by somebody.
fn set_rule(bench: &Bench) {
    let rule = bench.call(Some(Role::Analyst), "retention", json!({})).unwrap()["rule"].clone();
    bench.call(Some(Role::Analyst), "save_retention", json!({ "base": 0, "rule": rule, "reason": "the records policy" })).unwrap();
}

fn enforce(bench: &Bench) {
    bench.call(Some(Role::Lead), "enforce_retention", json!({ "version": 1, "reason": "the board has decided" })).unwrap();
}

const REASON: &str = "the archive rule, version 1, keeps the patient out";

#[test]
fn a_rule_that_nobody_put_in_force_changes_nothing() {
    let bench = small();
    let before = bench.migrate();
    set_rule(&bench);
    app::gather(&bench.workspace, tests::now, &app::quiet).unwrap();
    let after = bench.migrate();
    assert_eq!((after.made, after.archived, after.archive_rule.is_none()), (before.made, 0, true));
    let (report, _) = bench.compare();
    assert_eq!((report.archived, report.archive_rule), ([0, 0, 0], 0));
    assert_eq!(bench.ledger().of(End::Archived), 0);
}

#[test]
fn a_decision_needs_a_rule_a_reason_and_a_role_and_is_kept() {
    let bench = small();
    let enforce = |role, version: u32, reason: &str| bench.call(Some(role), "enforce_retention", json!({ "version": version, "reason": reason }));
    assert!(enforce(Role::Lead, 0, "law").is_err(), "the rule to start with is nobody's");
    set_rule(&bench);
    assert!(enforce(Role::Lead, 1, "  ").is_err(), "a decision needs a reason");
    assert!(enforce(Role::Administrator, 1, "law").is_err());
    assert!(enforce(Role::Lead, 2, "law").is_err(), "there is no such version");
    assert!(bench.call(Some(Role::Lead), "lift_retention", json!({ "reason": "law" })).is_err(), "nothing is in force");
    let view = enforce(Role::Lead, 1, "law").unwrap();
    assert_eq!((view["force"]["version"].as_u64(), view["force"]["history"][0]["by"].as_str()), (Some(1), Some("test-lead")));
    assert!(enforce(Role::Analyst, 1, "again").is_err(), "it is in force already");
    let view = bench.call(Some(Role::Analyst), "lift_retention", json!({ "reason": "the clinics object" })).unwrap();
    assert_eq!((view["force"]["version"].as_u64(), view["force"]["history"].as_array().unwrap().len()), (Some(0), 2), "nothing is overwritten");
    let events: Vec<String> = bench.workspace.store().audit_log().unwrap().0.into_iter().filter(|e| e.outcome == "done").map(|e| e.what).collect();
    for what in ["put the archive rule in force", "took the archive rule out of force"] {
        assert_eq!(events.iter().filter(|e| *e == what).count(), 1, "{what}");
    }
}

#[test]
fn what_it_would_do_is_told_before() {
    let bench = small();
    set_rule(&bench);
    bench.migrate();
    let (report, _) = bench.compare();
    assert!(bench.call(Some(Role::Lead), "preview_force", json!({ "version": 1 })).is_err(), "nobody was classed yet");
    app::gather(&bench.workspace, tests::now, &app::quiet).unwrap();
    let told = bench.call(Some(Role::Lead), "preview_force", json!({ "version": 1 })).unwrap();
    assert_eq!((told["patients"].as_u64(), told["statements"].as_u64(), told["records"].as_u64()), (Some(15), Some(30), Some(30)), "{told:#}");
    let findings: u64 = told["findings"].as_array().unwrap().iter().filter_map(|f| f["count"].as_u64()).sum();
    assert!(findings >= 15 && findings < report.findings, "the extra allergies of 15 of 27 people: {told:#}");
    assert_eq!(told["compareRun"].as_u64(), Some(u64::from(report.run)));
    assert_eq!(app::in_force(&bench.workspace).unwrap(), None, "a preview decides nothing");
}

#[test]
fn patients_of_the_archive_are_left_out_counted_and_not_missed() {
    let bench = small();
    set_rule(&bench);
    let all = bench.migrate();
    let (before, _) = bench.compare();
    enforce(&bench);
    let overview = || bench.call(Some(Role::Lead), "overview", json!({})).unwrap();
    let migrate_again = |overview: &Value| overview["next"].as_array().unwrap().iter().find(|step| step["key"] == "archive_rule").map(|step| step["count"].as_u64().unwrap());
    assert_eq!(migrate_again(&overview()), Some(1), "the destination was made without the rule");
    let report = bench.migrate();
    assert_eq!((report.archived, report.made), (45, all.made - 45), "{:#?}", report.sets);
    assert!(report.sets.iter().all(|s| s.archived == 15 && s.rows == 27), "{:#?}", report.sets);
    assert_eq!(report.archive_rule.as_ref().map(|r| (r.version, r.patients)), Some((1, 15)));
    assert!(report.dangling.is_empty(), "{:?}", report.dangling);
    let migrated = bench.ledger();
    for relation in ["people", "allergies", "extras"] {
        assert_eq!(ended(&migrated, relation, End::Archived), (15, REASON.into()), "{:#?}", migrated.lines);
        assert_eq!(ended(&migrated, relation, End::Migrated).0, 12, "{:#?}", migrated.lines);
    }
    let (compared, findings) = bench.compare();
    assert_eq!((compared.archived, compared.archive_rule), ([15, 30, 0], 1));
    assert!(verdict(&findings, "lost").is_empty(), "{findings:#?}");
    assert!(compared.findings < before.findings, "the findings of the archived charts are closed");
    let told = overview();
    assert_eq!(["archiveRule", "archivedPatients", "archivedStatements"].map(|name| told[name].as_u64()), [Some(1), Some(15), Some(30)], "{told:#}");
    assert_eq!(migrate_again(&told), None);
    let [legacy, _, balanced, found] = compared.kinds["demographic"];
    assert_eq!((legacy, balanced + found >= 12), (12, true), "what stays in the archive is expected nowhere");
    assert_eq!(ended(&bench.ledger(), "allergies", End::Archived), (15, REASON.into()));
    let patients = bench.call(Some(Role::Lead), "patients", json!({ "sides": ["archived"] })).unwrap();
    assert_eq!(patients["total"], 15, "the crosswalk still holds them");
    let chart = bench.call(Some(Role::Informaticist), "chart", json!({ "id": patients["rows"][0]["id"], "show": "all" })).unwrap();
    assert_eq!(chart["verdicts"], json!([{ "value": "archived", "count": 2 }]), "nothing of it balances with anything");
    assert!(chart["pairs"].as_array().unwrap().iter().all(|pair| pair["verdict"] == "archived"), "{chart:#}");
    let mut archived = 0;
    app::link(&bench.workspace, &app::quiet, &mut |line| archived += u64::from(serde_json::to_string(line).unwrap().contains(REASON))).unwrap();
    assert_eq!(archived, 15);

    bench.call(Some(Role::Analyst), "lift_retention", json!({ "reason": "the clinics ask for everybody" })).unwrap();
    assert_eq!(migrate_again(&overview()), Some(0));
    let (undone, findings) = bench.compare();
    assert_eq!(undone.archive_rule, 0);
    assert!(verdict(&findings, "lost").len() >= 15, "without the rule they are missed");
    assert_eq!(bench.migrate().made, all.made);
    assert_eq!(bench.compare().0.findings, before.findings);
    assert_eq!(bench.ledger().of(End::Archived), 0);
}

#[test]
fn a_few_who_are_archived_follow_from_no_number_of_those_who_are_not() {
    let bench = hospital(40, 3);
    set_rule(&bench);
    app::gather(&bench.workspace, tests::now, &app::quiet).unwrap();
    enforce(&bench);
    bench.migrate();
    let (report, _) = bench.compare();
    assert_eq!((report.patients, report.archived), ([40, 0, 0], [3, 6, 0]), "inside the workspace numbers are exact");
    let ask = |command: &str, payload: Value| bench.call(Some(Role::Administrator), command, payload).unwrap();
    assert_eq!(ask("retention", json!({}))["effect"]["patients"], 43, "all of them are known");
    let overview = ask("overview", json!({}));
    for name in ["legacyPatients", "destinationPatients", "archivedPatients", "archivedStatements"] {
        assert_eq!(overview[name], Value::Null, "{name}");
    }
    let demographics = overview["kinds"].as_array().unwrap().iter().find(|kind| kind["kind"] == "demographic").unwrap().clone();
    assert_eq!(["legacy", "destination", "balanced"].map(|name| demographics[name].as_u64()), [None; 3], "{demographics}");
    let questions = ask("questions", json!({}));
    assert_eq!(questions["paired"], Value::Null);
    let told = |row: &Value| ["legacy", "destination", "legacyOf", "destinationOf"].into_iter().filter_map(|name| row[name].as_u64()).collect::<Vec<_>>();
    for row in questions["rows"].as_array().unwrap().iter().filter(|row| row["statements"] == false) {
        assert!(told(row).into_iter().all(|n| n == 0 || (11..=32).contains(&n)), "{row}");
    }
    let ledger = ask("ledger", json!({}));
    for line in ledger["lines"].as_array().unwrap().iter().filter(|line| line["relation"] != "forgotten") {
        assert_eq!(line["records"], Value::Null, "a patient has one record of their own, and 43 are known: {line}");
    }
    let html = String::from_utf8(app::discrepancy_report(&bench.workspace, app::ReportFormat::Html).unwrap().bytes).unwrap();
    for (name, shown) in [("Patients of the legacy book", "withheld"), ("In both", "withheld"), ("On both sides", "withheld"), ("In the legacy book only", "0")] {
        assert!(html.contains(&format!("<dt>{name}</dt><dd>{shown}</dd>")), "{name} is not {shown}");
    }
    let rows = html.split("of the archive rule keeps out").nth(1).and_then(|rest| rest.split("</table>").next()).unwrap();
    assert!(rows.contains("withheld") && !rows.contains(">3<"), "a patient has one row of their own: {rows}");
}

#[test]
fn whoever_stands_in_the_destination_all_the_same_is_a_finding_and_judging_again_says_the_same() {
    let bench = small();
    set_rule(&bench);
    bench.migrate();
    bench.compare();
    enforce(&bench);
    let again = app::rejudge(&bench.workspace, tests::now, &app::quiet).unwrap();
    let judged_again = bench.everything(&again);
    let (report, findings) = bench.compare();
    assert_eq!(bench.everything(&report), judged_again);
    let standing: Vec<&Value> = findings.iter().filter(|f| f["evidence"].as_str().unwrap().starts_with("the archive rule keeps this patient out")).collect();
    assert_eq!((report.archived, standing.len()), ([15, 0, 45], 45), "{findings:#?}");
    assert_eq!(standing.iter().filter(|f| f["verdict"] == "resurrected").count(), 30, "what the legacy side asserts of them");
    assert_eq!(standing.iter().filter(|f| f["verdict"] == "invented").count(), 15, "what it does not");
    assert!(standing.iter().all(|f| f["cause"]["label"].as_str().unwrap().starts_with("Archive rule:")));
    assert_eq!(bench.migrate().archived, 45);
    assert_eq!(bench.compare().0.archived, [15, 30, 0], "gone with the next migration");
}

#[test]
fn a_given_destination_is_held_against_the_rule_as_well() {
    let bench = small();
    set_rule(&bench);
    enforce(&bench);
    let patient = |id: u32| json!({"resourceType": "Patient", "id": id.to_string(), "identifier": [{"value": id.to_string()}], "name": [{"family": format!("Name{id}")}]});
    let allergy = |id: u32| {
        json!({"resourceType": "AllergyIntolerance", "id": format!("a{id}"), "patient": {"reference": format!("Patient/{id}")}, "onsetDateTime": "2024-01-02",
            "code": {"coding": [{"system": "urn:small:allergen", "code": "PEN", "display": "penicillin"}]}})
    };
    let lines: Vec<String> = (1..=12).flat_map(|id| [patient(id), allergy(id)]).chain([patient(13)]).map(|r| r.to_string()).collect();
    bench.ingest_bytes("destination", "export.ndjson", lines.join("\n").as_bytes());
    let (report, findings) = bench.compare();
    assert_eq!(report.archived, [15, 29, 1], "one stands there, with one of the two statements");
    assert_eq!((verdict(&findings, "lost").len(), verdict(&findings, "resurrected").len()), (0, 1), "{findings:#?}");
    let made = bench.ledger();
    assert_eq!((ended(&made, "allergies", End::Archived), ended(&made, "people", End::Archived).0), ((15, REASON.into()), 14), "{:#?}", made.lines);
    // What is decided later is told by the next comparison.
    bench.call(Some(Role::Analyst), "lift_retention", json!({ "reason": "the clinics ask for everybody" })).unwrap();
    assert_eq!(ended(&bench.ledger(), "allergies", End::Archived), (15, REASON.into()), "by the rule that the comparison was told");
    bench.compare();
    assert_eq!(bench.ledger().of(End::Archived), 0);
}

fn corner(bench: &Bench, relation: &str) -> Value {
    let page = bench.call(Some(Role::Analyst), "corners", json!({ "limit": 500 })).unwrap();
    let is_it = |c: &&Value| c["relation"] == relation && c["field"] == "" && c["kind"] == "unread relation";
    page["rows"].as_array().unwrap().iter().find(is_it).unwrap_or_else(|| panic!("{page:#}")).clone()
}

fn decide(bench: &Bench, corner: &Value, decision: &str) {
    bench.call(Some(Role::Analyst), "decide_corners", json!({ "ids": [corner["id"]], "decision": decision, "reason": "kept on paper" })).unwrap();
}

#[test]
fn a_decision_on_a_corner_is_the_end_of_its_records_and_fields() {
    let bench = small();
    let report = bench.migrate();
    assert_eq!(ended(&bench.ledger(), "forgotten", End::Undecided).0, 3);
    let forgotten = corner(&bench, "forgotten");
    decide(&bench, &forgotten, "archive");
    assert_eq!(ended(&bench.ledger(), "forgotten", End::Archived), (3, "decided as a hidden corner: kept on paper".into()));
    decide(&bench, &forgotten, "drop");
    assert_eq!(ended(&bench.ledger(), "forgotten", End::Dropped).0, 3);
    let [all, mapped, dropped, undecided] = report.negative_space;
    assert_eq!(bench.migrate().negative_space, [all, mapped, dropped + 2, undecided - 2], "both fields go with the relation");
    decide(&bench, &forgotten, "open");
    assert_eq!(ended(&bench.ledger(), "forgotten", End::Undecided).0, 3, "a decision that was taken back has no effect");
}

#[test]
fn a_decision_and_a_document_that_say_the_contrary_are_told_and_neither_wins() {
    let bench = small();
    let forgotten = corner(&bench, "forgotten");
    decide(&bench, &forgotten, "drop");
    assert!(bench.ledger().contradictions.is_empty());
    // Somebody maps it after all: the corner is found no more, and the decision stands.
    bench.document("mapping", &MAPPING.replace("from = \"extras\"\nkey = \"CONCAT('x', NO)\"", "from = \"forgotten\"\nkey = \"CONCAT('x', NO)\"").replace("value = \"CODE\"\n\n  [[resource.rule]]\n  id = \"extra-patient\"", "value = \"WORDS\"\n\n  [[resource.rule]]\n  id = \"extra-patient\"").replace("REF('Patient', WHOSE)", "REF('Patient', NO)"));
    bench.migrate();
    let made = bench.ledger();
    assert_eq!(ended(&made, "forgotten", End::Migrated).0, 3, "what happened comes before what was decided: {:#?}", made.lines);
    let said: Vec<String> = made.contradictions.iter().map(|c| c.words(&c.relation, &c.field)).collect();
    assert_eq!(said, ["forgotten is decided to be dropped (kept on paper), but the mapping makes AllergyIntolerance of it"]);
    let told = bench.call(Some(Role::Lead), "ledger", json!({})).unwrap();
    assert_eq!(told["contradictions"].as_array().unwrap().len(), 1, "{told:#}");
    let shown = corner(&bench, "forgotten");
    assert_eq!((shown["state"].as_str(), shown["contradiction"].as_str()), (Some("drop"), Some("the mapping makes AllergyIntolerance of it")));
    decide(&bench, &shown, "open");
    assert!(bench.ledger().contradictions.is_empty(), "one of the two gave way");
}

#[test]
fn of_the_sample_hospital_nothing_of_the_archive_arrives_and_nothing_of_it_is_missed() {
    let bench = Bench::harbor();
    set_rule(&bench);
    let gathered = app::gather(&bench.workspace, tests::now, &app::quiet).unwrap();
    let (_, rule) = app::retention(&bench.workspace).unwrap();
    let effect = app::effect(&bench.workspace, &gathered, &rule).unwrap();
    let archived: u64 = effect.standings.iter().filter(|(s, _)| s.class() == "archive").map(|(_, held)| held.patients).sum();
    enforce(&bench);
    let report = bench.migrate();
    assert!(report.archived > 1_000, "{:#?}", report.sets);
    let (compared, findings) = bench.compare();
    assert_eq!((compared.archived[0], compared.archived[2]), (archived, 0), "{:#?}", compared.verdicts);
    let ledger = bench.ledger();
    assert!(ledger.lines.iter().any(|l| l.relation == "encounters" && l.end == End::Archived && l.reason == REASON), "{:#?}", ledger.lines);
    assert!(!findings.iter().any(|f| f["verdict"] == "resurrected" && f["aspect"] == "statement"), "nobody came back");
}
