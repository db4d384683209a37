//! A run over a few rows: what is made, what is held and why, when one call of a function serves several rules.

use mapping::{Document, Held, MadeResource, Plan, RunReport, Sink, Source, stable_id};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::ops::ControlFlow;

const MAPPING: &str = r#"
format = "throughline-mapping/1"
name = "t"
system = "urn:t"
target = "hl7.fhir.us.core#6.1.0"
timezone = "America/Chicago"

[[resource]]
type = "Observation"
from = "labs"
key = "ID"
where = "COALESCE(LOOKUP(PAT, 'patients', 'PAT', 'STATUS'), 'A') <> 'T'"
dropped = "test patients"

  [[resource.rule]]
  id = "status"
  to = "status"
  value = "'final'"
  reason = "only final results are kept"

  [[resource.rule]]
  id = "code"
  to = "code.coding[0].code"
  value = "MAP(NULLIF(CODE, 'UNK'), 'code')"

  [[resource.rule]]
  id = "display"
  to = "code.coding[0].display"
  value = "MAP_DISPLAY(NULLIF(CODE, 'UNK'), 'code')"

  [[resource.rule]]
  id = "words"
  to = "code.text"
  value = "CODE"

  [[resource.rule]]
  id = "effective"
  to = "effectiveDateTime"
  value = "PARSE_DATETIME(AT, 'MM/DD/YYYY HH24:MI')"

  [[resource.rule]]
  id = "number"
  to = "valueQuantity.value"
  value = "ROUND(CAST(VAL AS DECIMAL), 1)"

  [[resource.rule]]
  id = "patient"
  to = "subject.reference"
  value = "REF('Patient', PAT)"

  [[resource.rule]]
  id = "note"
  to = "note[0].text"
  value = "COALESCE(LOOKUP(PAT, 'patients', 'PAT', 'STATUS'), REGEXP_EXTRACT(CODE, '[A-Z]+', 0))"

[code_map.code]
target = "http://loinc.org"
rows = [{ from = "A", to = "X-1", display = "An \"A\"" }]
"#;

/// Tables in memory: names of the fields, and rows.
struct Tables(BTreeMap<&'static str, Vec<Vec<&'static str>>>);

impl Source for Tables {
    fn scan(&self, relation: &str, fields: &[String], each: &mut dyn FnMut(u32, u64, &[Option<&str>]) -> ControlFlow<()>) -> std::io::Result<()> {
        let Some((header, rows)) = self.0.get(relation).and_then(|table| table.split_first()) else { return Ok(()) };
        for (line, row) in (2u64..).zip(rows) {
            let cell = |field: &String| header.iter().position(|name| name == field).and_then(|at| row.get(at)).copied().filter(|cell| !cell.is_empty());
            let cells: Vec<Option<&str>> = fields.iter().map(cell).collect();
            if each(1, line, &cells).is_break() {
                break;
            }
        }
        Ok(())
    }
}

#[derive(Default)]
struct Kept {
    made: BTreeMap<u64, Value>,
    held: BTreeMap<u64, (String, &'static str)>,
}

impl Sink for Kept {
    fn resource(&mut self, made: &MadeResource<'_>) -> std::io::Result<()> {
        let json = serde_json::from_str(made.json).map_err(std::io::Error::other)?;
        self.made.insert(made.line, json);
        Ok(())
    }

    fn held(&mut self, held: &Held<'_>) -> std::io::Result<()> {
        self.held.insert(held.line, (held.rule.to_string(), held.reason));
        Ok(())
    }

    fn progress(&mut self, _rows: u64) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

fn run(labs: &[[&'static str; 5]]) -> (Kept, RunReport) {
    run_of(MAPPING, labs)
}

fn run_of(mapping: &str, labs: &[[&'static str; 5]]) -> (Kept, RunReport) {
    let header = vec!["ID", "PAT", "CODE", "AT", "VAL"];
    let labs = std::iter::once(header).chain(labs.iter().map(|row| row.to_vec())).collect();
    let patients = vec![vec!["PAT", "STATUS"], vec!["P1", "A"], vec!["P2", "T"]];
    let source = Tables(BTreeMap::from([("labs", labs), ("patients", patients)]));
    let document = Document::parse(mapping).expect("a mapping");
    let (plan, problems) = Plan::check(document, None);
    assert!(problems.is_empty(), "{problems:?}");
    let mut kept = Kept::default();
    let report = plan.run(&source, &mut kept).expect("a run");
    (kept, report)
}

#[test]
fn every_row_is_made_or_held_for_its_own_reason() {
    let (kept, report) = run(&[
        ["1", "P1", "A", "07/02/2024 10:30", "5.44"],
        ["2", "P2", "A", "07/02/2024 10:30", "5.44"],
        ["3", "P1", "B", "07/02/2024 10:30", ""],
        ["4", "P1", "UNK", "13/45/2024 10:30", ""],
        ["5", "P3", "UNK", "01/02/2024 08:00", "x"],
        ["6", "P3", "UNK", "01/02/2024 08:00", ""],
        ["", "P1", "B", "07/02/2024 10:30", ""],
        ["1", "P1", "A", "07/02/2024 10:30", "5.44"],
    ]);
    let patient = |key: &str| format!("Patient/{}", stable_id("urn:t", "Patient", key));
    let first = json!({
        "resourceType": "Observation",
        "id": stable_id("urn:t", "Observation", "1"),
        "status": "final",
        "code": { "coding": [{ "code": "X-1", "display": "An \"A\"" }], "text": "A" },
        "effectiveDateTime": "2024-07-02T10:30:00-05:00",
        "valueQuantity": { "value": 5.4 },
        "subject": { "reference": patient("P1") },
        "note": [{ "text": "A" }],
    });
    let sixth = json!({
        "resourceType": "Observation",
        "id": stable_id("urn:t", "Observation", "6"),
        "status": "final",
        "code": { "text": "UNK" },
        "effectiveDateTime": "2024-01-02T08:00:00-06:00",
        "subject": { "reference": patient("P3") },
        "note": [{ "text": "UNK" }],
    });
    assert_eq!(kept.made, BTreeMap::from([(2, first), (7, sixth)]));
    let held = |rule: &str, reason| (rule.to_string(), reason);
    let expected = [
        (4, held("code", "unmapped code")),
        (5, held("effective", "bad value")),
        (6, held("number", "bad value")),
        (8, held("key", "no key")),
        (9, held("key", "id collision")),
    ];
    assert_eq!(kept.held, BTreeMap::from(expected));
    let [set] = &report.resources[..] else { panic!("one set") };
    assert_eq!((set.rows, set.made, set.dropped, report.held()), (8, 2, 1, 5));
    assert_eq!(report.unmapped, BTreeMap::from([(("code".to_string(), "B".to_string()), 2)]));
    assert_eq!(report.dangling, BTreeMap::from([("Patient".to_string(), 2)]));
    // Absent, copied, translated, derived, defaulted.
    let values = |id: &str| set.rules.iter().find(|rule| rule.rule == id).map(|rule| rule.values);
    assert_eq!(values("status"), Some([0, 0, 0, 0, 2]));
    assert_eq!(values("code"), Some([1, 0, 1, 0, 0]));
    assert_eq!(values("words"), Some([0, 2, 0, 0, 0]));
    assert_eq!(values("effective"), Some([0, 0, 0, 2, 0]));
    assert_eq!(values("number"), Some([1, 0, 0, 1, 0]));
}

#[test]
fn a_row_alone_and_a_row_of_the_next_batch_are_made_as_any_other() {
    let row = ["1", "P1", "A", "07/02/2024 10:30", "5.44"];
    let (alone, _) = run(&[row]);
    let mut many = vec![["2", "P1", "UNK", "", ""]; 16_384];
    many.push(row);
    let (kept, report) = run(&many);
    assert_eq!(report.made(), 2, "the others share an id");
    assert!(alone.made.get(&2).is_some_and(|made| kept.made.get(&16_386) == Some(made)));
}

#[test]
fn a_text_that_would_be_filled_beyond_any_field_holds_its_row() {
    let padded = MAPPING.replace("value = \"CODE\"", "value = \"LPAD(CODE, CAST(VAL AS INTEGER), '0')\"");
    let (kept, _) = run_of(&padded, &[["1", "P1", "A", "07/02/2024 10:30", "3"], ["2", "P1", "A", "07/02/2024 10:30", "999999999999"]]);
    assert_eq!(kept.made.get(&2).map(|made| &made["code"]["text"]), Some(&json!("00A")));
    assert_eq!(kept.held, BTreeMap::from([(3, ("words".to_string(), "bad value"))]));
}

#[test]
fn a_group_that_the_pattern_has_not_is_a_problem_and_never_the_whole_match() {
    let problems = |group: &str| {
        let mapping = MAPPING.replace("REGEXP_EXTRACT(CODE, '[A-Z]+', 0)", &format!("REGEXP_EXTRACT(CODE, '([A-Z])', {group})"));
        Plan::check(Document::parse(&mapping).expect("a mapping"), None).1.len()
    };
    assert_eq!(["0", "1", "2", "'x'", "'1a'"].map(problems), [0, 0, 1, 1, 1]);
}

#[test]
fn an_expression_that_ends_too_early_is_marked_at_its_end() {
    let ends = "ROUND(CAST(VAL AS DECIMAL), ";
    let mapping = MAPPING.replace("ROUND(CAST(VAL AS DECIMAL), 1)", ends);
    let (before, _) = mapping.split_once(ends).expect("it stands there");
    let (line, column) = (before.matches('\n').count() + 1, before.rsplit('\n').next().unwrap_or("").chars().count() + ends.len() + 1);
    let (_, problems) = Plan::check(Document::parse(&mapping).expect("a mapping"), None);
    let told: Vec<_> = problems.iter().map(|p| (p.line as usize, p.column as usize, p.message.contains("found: the end"))).collect();
    assert_eq!(told, [(line, column, true)]);
}

#[test]
fn a_negative_number_of_digits_rounds_to_hundreds() {
    let of_hundreds = MAPPING.replace("ROUND(CAST(VAL AS DECIMAL), 1)", "ROUND(CAST(VAL AS DECIMAL), -2)");
    let (kept, _) = run_of(&of_hundreds, &[["1", "P1", "A", "07/02/2024 10:30", "1250.4"], ["2", "P1", "A", "07/02/2024 10:30", "49"]]);
    assert_eq!([2, 3].map(|line| kept.made.get(&line).map(|made| made["valueQuantity"]["value"].clone())), [Some(json!(1300)), Some(json!(0))]);
}
