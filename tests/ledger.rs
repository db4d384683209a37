//! Every legacy record has exactly one end, the ends add up to what ingest counted, and each end is reached.

use app::End;
use serde_json::{Value, json};
use tests::{Bench, ended};

fn kept_at_ingest(bench: &Bench) -> u64 {
    bench.workspace.store().artifacts("legacy").unwrap().iter().map(|a| a.records + a.quarantined).sum()
}

#[test]
fn the_equation_holds_over_the_sample_hospital_at_every_stage() {
    let bench = Bench::harbor();
    let before = bench.ledger();
    assert_eq!(before.records, kept_at_ingest(&bench));
    assert_eq!((before.of(End::Migrated), before.of(End::Merged)), (0, 0), "nothing ran yet: {:#?}", before.lines);
    assert_eq!(ended(&before, "providers", End::Undecided), (16, "not migrated and not compared yet".to_string()));
    let report = bench.migrate();
    let migrated = bench.ledger();
    assert_eq!(migrated.migrate_run, report.run);
    assert!(migrated.of(End::Migrated) > 10_000, "{:#?}", migrated.lines);
    let (compared, _) = bench.compare();
    let balanced = bench.ledger();
    assert_eq!(balanced.compare_run, compared.run);
}

#[test]
fn rows_of_a_table_end_as_the_run_counted_them() {
    let bench = Bench::harbor();
    let report = bench.migrate();
    let ledger = bench.ledger();
    let set = report.sets.iter().find(|s| s.from == "medications").unwrap();
    assert_eq!(report.sets.iter().filter(|s| s.from == "medications").count(), 1, "choose a relation of one set");
    assert_eq!(ended(&ledger, "medications", End::Migrated).0, set.made);
    assert_eq!(ended(&ledger, "medications", End::Dropped).0, set.dropped);
    let set_aside = ledger.lines.iter().filter(|l| l.relation == "medications" && l.reason.starts_with("set aside")).map(|l| l.records).sum::<u64>();
    assert_eq!(ended(&ledger, "medications", End::Rejected).0 - set_aside, set.held.iter().map(|h| h.2).sum::<u64>());
}

#[test]
fn a_message_that_merges_two_charts_is_part_of_the_records_that_are_filed_by_it() {
    let bench = Bench::harbor();
    bench.migrate();
    let messages = |end: End| ended(&bench.ledger(), "HL7 v2 messages", end).0;
    assert_eq!((messages(End::Merged), messages(End::Undecided)), (5, 0), "{:#?}", bench.ledger().lines);
    bench.compare();
    assert_eq!((messages(End::Merged), messages(End::Undecided)), (5, 0), "{:#?}", bench.ledger().lines);
    assert_eq!(bench.ledger().of(End::Undecided), 0, "{:#?}", bench.ledger().lines);
}

const PARTS: &str = r#"
[[archived]]
from = "letters"
reason = "letters stay"

[[assert]]
kind = "demographic"
from = "people"
patient = "ID"
where = "COALESCE(KIND, '') <> 'T'"
excluded = "test patients"

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

const MAPPING: &str = r#"
format = "throughline-mapping/1"
name = "small"
system = "urn:small"
target = "hl7.fhir.us.core#6.1.0"

[[resource]]
type = "Patient"
from = "people"
key = "ID"
where = "COALESCE(KIND, '') <> 'T'"
dropped = "test patients"

  [[resource.rule]]
  id = "patient-family"
  to = "name[0].family"
  value = "NAME"

  [[resource.rule]]
  id = "patient-mrn"
  to = "identifier[0].value"
  value = "ID"

[[resource]]
type = "AllergyIntolerance"
from = "allergies"
key = "CONCAT(PERSON, CODE, DAY)"

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

[[drop]]
fields = ["rules.*"]
reason = "knowledge of the clinic"
"#;

/// A small delivery in which each end is reached.
fn small() -> Bench {
    let bench = Bench::new();
    bench.ingest_bytes("legacy", "people.csv", b"ID,NAME,KIND\n1,Adams,\n2,Brown,\n3,Test,T\n4,Clark,,,,\n");
    bench.ingest_bytes("legacy", "allergies.csv", b"PERSON,CODE,WORDS,DAY\n1,PEN,penicillin,2020-01-02\n1,PEN,penicillin,2020-01-02\n2,LTX,latex,2021-03-04\n");
    bench.ingest_bytes("legacy", "letters.csv", b"NO,WORDS\n1,dear\n2,dear\n");
    bench.ingest_bytes("legacy", "rules.csv", b"NO,THRESHOLD\n1,7\n2,9\n");
    bench.ingest_bytes("legacy", "forgotten.csv", b"NO,WORDS\n1,what\n2,is\n3,this\n");
    bench.lens(PARTS);
    bench.document("mapping", MAPPING);
    bench
}

#[test]
fn each_end_is_reached_and_said_why() {
    let bench = small();
    bench.migrate();
    bench.compare();
    let ledger = bench.ledger();
    let lines = || format!("{:#?}", ledger.lines);
    assert_eq!(ended(&ledger, "people", End::Dropped).0, 1, "{}", lines());
    assert_eq!(ended(&ledger, "allergies", End::Migrated).0, 2, "{}", lines());
    assert_eq!(ended(&ledger, "allergies", End::Merged).0, 1, "{}", lines());
    assert_eq!(ended(&ledger, "letters", End::Archived).0, 2, "{}", lines());
    assert_eq!(ended(&ledger, "rules", End::Dropped).0, 2, "{}", lines());
    assert_eq!(ended(&ledger, "forgotten", End::Undecided).0, 3, "{}", lines());
    let set_aside = bench.workspace.store().artifacts("legacy").unwrap().iter().map(|a| a.quarantined).sum::<u64>();
    assert_eq!(ledger.of(End::Rejected), set_aside, "{}", lines());
    assert!(ledger.lines.iter().all(|l| l.end == End::Migrated || !l.reason.is_empty()), "{}", lines());
}

#[test]
fn before_a_comparison_a_row_whose_id_is_taken_is_rejected_not_merged() {
    let bench = small();
    bench.migrate();
    let ledger = bench.ledger();
    assert_eq!((ended(&ledger, "allergies", End::Rejected).0, ended(&ledger, "allergies", End::Merged).0), (1, 0), "{:#?}", ledger.lines);
}

#[test]
fn a_destination_that_we_did_not_write_is_followed_by_alignment() {
    let bench = small();
    let patient = |id: &str, name: &str| json!({"resourceType": "Patient", "id": id, "identifier": [{"value": id}], "name": [{"family": name}]});
    let allergy = json!({"resourceType": "AllergyIntolerance", "id": "a1", "patient": {"reference": "Patient/1"}, "onsetDateTime": "2020-01-02",
        "code": {"coding": [{"system": "urn:small:allergen", "code": "PEN", "display": "penicillin"}]}});
    let lines: Vec<String> = [patient("1", "Adams"), patient("2", "Brown"), allergy].iter().map(Value::to_string).collect();
    bench.ingest_bytes("destination", "export.ndjson", lines.join("\n").as_bytes());
    bench.compare();
    let ledger = bench.ledger();
    assert_eq!(ledger.migrate_run, 0);
    assert_eq!(ended(&ledger, "allergies", End::Migrated).0, 1, "{:#?}", ledger.lines);
    assert_eq!(ended(&ledger, "allergies", End::Merged).0, 1, "{:#?}", ledger.lines);
    assert_eq!(ended(&ledger, "allergies", End::Undecided).0, 1, "{:#?}", ledger.lines);
    let lost = ledger.lines.iter().find(|l| l.relation == "allergies" && l.end == End::Undecided).unwrap();
    assert_eq!(lost.reason, "nothing in the destination answers it");
}

#[test]
fn in_a_destination_of_other_people_nothing_is_part_of_anything() {
    let bench = Bench::harbor();
    bench.ingest_bytes("destination", "patient.json", br#"{"resourceType": "Patient", "id": "x", "name": [{"family": "Nobody"}], "birthDate": "1901-01-01", "gender": "male"}"#);
    bench.compare();
    let ledger = bench.ledger();
    assert_eq!((ledger.of(End::Migrated), ledger.of(End::Merged)), (0, 0), "{:#?}", ledger.lines);
    assert_eq!(ended(&ledger, "providers", End::Undecided), (16, "looked up, and no record that names it is in the destination".to_string()));
}

#[test]
fn the_command_says_the_same_and_all_six_ends() {
    let bench = small();
    bench.migrate();
    let made = bench.ledger();
    let answer = bench.call(Some(contract::Role::Lead), "ledger", json!({})).unwrap();
    let words: Vec<&str> = answer["ends"].as_array().unwrap().iter().map(|e| e["value"].as_str().unwrap()).collect();
    assert_eq!(words, ["migrated", "merged", "rejected", "declared dropped", "archived", "undecided"]);
    assert_eq!(answer["records"], made.records);
    assert_eq!(answer["lines"].as_array().unwrap().len(), made.lines.len());
}

#[test]
fn a_ledger_is_made_anew_when_something_came_since() {
    let bench = small();
    let before = bench.ledger();
    bench.ingest_bytes("legacy", "more.csv", b"NO,WORDS\n1,one\n2,two\n");
    let after = bench.ledger();
    assert_eq!(after.records, before.records + 2);
}
