//! A table of entities, attributes and values, from its files to the statements: recognised, counted by attribute, read by
//! the lens that is suggested, removed rows left out with their reason.

use contract::Role;
use model::Side;
use serde_json::json;
use std::ops::ControlFlow;
use tests::Bench;

const CONCEPTS: &str = "concept_id,name,locale\n5089,Weight,en\n5089,Peso,es\n1651,Diagnosis,en\n6042,Asthma,en\n6043,Measles,en\n162169,Note,en\n777,Rare finding,en\n";

/// Fifteen patients: a weight, a diagnosis and a note each; three have a rare finding; one weight is removed.
fn observations() -> String {
    let mut text = String::from("obs_id,person_id,concept_id,obs_datetime,value_coded,value_numeric,value_text,voided\n");
    let mut id = 0;
    let mut row = |person: u32, concept: &str, values: &str, voided: &str| {
        id += 1;
        text.push_str(&format!("{id},{person},{concept},2011-03-04 10:00:00,{values},{voided}\n"));
    };
    for person in 1..=15 {
        row(person, "5089", &format!(",{}.5,", 50 + person), "0");
        row(person, "1651", if person % 2 == 0 { "6042,," } else { "6043,," }, "0");
        row(person, "162169", ",,slept well through the night", "0");
        if person <= 3 {
            row(person, "777", ",1,", "0");
        }
    }
    row(1, "5089", ",999,", "1");
    text
}

fn bench() -> Bench {
    let bench = Bench::new();
    bench.ingest_bytes("legacy", "concept_name.csv", CONCEPTS.as_bytes());
    bench.ingest_bytes("legacy", "obs.csv", observations().as_bytes());
    bench
}

#[test]
fn a_table_of_attributes_is_a_corner_until_the_lens_takes_it_apart() {
    let bench = bench();
    let corners = |bench: &Bench| bench.call(Some(Role::Analyst), "corners", json!({ "kinds": ["attributes as rows"] })).unwrap();
    let found = corners(&bench);
    assert_eq!(found["total"], 1, "{found:#}");
    assert_eq!((found["rows"][0]["relation"].as_str(), found["rows"][0]["field"].as_str()), (Some("obs"), Some("concept_id")));
    assert!(found["rows"][0]["evidence"].as_str().is_some_and(|e| e.contains("% of 49 rows")), "{found:#}");
    let table = app::attribute_table(&bench.workspace, "obs").unwrap();
    let names = table.names.as_ref().map(|(relation, key, name)| (relation.as_str(), key.as_str(), name.as_str()));
    bench.lens(&app::suggested_lens(&table.eav, names, Side::Legacy));
    assert_eq!(corners(&bench)["total"], 0);
}

#[test]
fn the_pivot_names_what_many_patients_have() {
    let bench = bench();
    let view = bench.call(Some(Role::Analyst), "pivot", json!({ "relation": "obs" })).unwrap();
    let line = |name: &str| view["attributes"].as_array().unwrap().iter().find(|a| a["name"] == name).cloned().unwrap_or_default();
    assert_eq!(line("Weight"), json!({"value": "5089", "name": "Weight", "rows": 15, "patients": 15, "kind": "number", "column": "value_numeric", "filled": 1.0, "several": 0}));
    assert_eq!(line("Diagnosis")["kind"], "coded");
    assert_eq!((line("Note")["column"].as_str(), line("Note")["value"].as_str()), (Some("value_text"), Some("")), "a long number stays inside");
    assert!(!view.to_string().contains("Rare finding") && !view.to_string().contains("777"), "an attribute of three patients is not named: {view:#}");
    assert_eq!((view["total"].as_u64(), view["rows"].as_u64(), view["rowsHidden"].as_u64(), view["removed"].is_null()), (Some(4), Some(48), Some(3), true));
    assert!(bench.call(Some(Role::Administrator), "pivot", json!({ "relation": "obs" })).is_err(), "an administrator sees no values");
    assert!(bench.call(Some(Role::Analyst), "pivot", json!({ "relation": "concept_name" })).is_err(), "no table of attributes");
}

/// Fifteen patients with a blood pressure of two readings under a row of its own, and a weight apart; one has a rare reading in it.
fn panels() -> Bench {
    let bench = Bench::new();
    bench.ingest_bytes("legacy", "concept_name.csv", b"concept_id,name\n100,Blood pressure\n101,Systolic\n102,Diastolic\n103,Weight\n777,Rare finding\n");
    let mut text = String::from("obs_id,person_id,concept_id,obs_group_id,obs_datetime,value_coded,value_numeric,value_text,voided\n");
    for person in 1..=15u32 {
        let head = 5_000 + person * 10;
        let mut row = |id: u32, concept: &str, group: &str, values: &str| text.push_str(&format!("{id},{person},{concept},{group},2011-03-04 10:00:00,{values},0\n"));
        row(head, "100", "", ",,");
        row(head + 1, "101", &head.to_string(), ",120,");
        row(head + 2, "102", &head.to_string(), ",80,");
        row(head + 3, "103", "", ",,as before");
        if person == 1 {
            row(head + 4, "777", &head.to_string(), ",1,");
        }
    }
    bench.ingest_bytes("legacy", "obs.csv", text.as_bytes());
    bench
}

#[test]
fn groups_of_rows_are_counted_with_what_many_patients_have_in_them() {
    let view = panels().call(Some(Role::Analyst), "pivot", json!({ "relation": "obs" })).unwrap();
    let groups = &view["groups"];
    assert_eq!((groups["column"].as_str(), groups["heading"].as_str()), (Some("obs_group_id"), Some("obs_id")), "{view:#}");
    assert_eq!((groups["groups"].as_u64(), groups["rows"].as_u64(), groups["total"].as_u64()), (Some(15), Some(31), Some(2)));
    assert_eq!((groups["least"].as_u64(), groups["middle"].as_u64(), groups["most"].as_u64(), groups["whole"].as_bool()), (Some(2), Some(2), Some(3), Some(true)));
    assert_eq!(groups["kinds"].as_array().map(Vec::len), Some(1), "what one patient has is counted and not listed: {groups:#}");
    let kind = &groups["kinds"][0];
    let attributes: Vec<&str> = kind["attributes"].as_array().unwrap().iter().filter_map(|a| a.as_str()).collect();
    assert_eq!((kind["heading"].as_str(), attributes, kind["groups"].as_u64()), (Some("Blood pressure"), vec!["Systolic", "Diastolic"], Some(14)));
    let plain = bench().call(Some(Role::Analyst), "pivot", json!({ "relation": "obs" })).unwrap();
    assert!(plain["groups"].is_null(), "no column groups these rows");
}

#[test]
fn a_short_table_under_other_names_is_found_by_its_structure_and_read() {
    let bench = Bench::new();
    bench.ingest_bytes("legacy", "tests.csv", b"TEST_ID,NAME\n10,Potassium\n20,Appearance\n30,Collected\n");
    let rows = "ROW_KEY,PAT_ID,TEST_ID,RES_NUM,RES_TXT,RES_DT\n901,P1,10,7.1,,\n902,P1,20,,clear,\n903,P2,10,6.4,,\n904,P2,30,,,2014-03-02\n905,P3,10,5.9,,\n906,P3,20,,turbid,\n";
    bench.ingest_bytes("legacy", "results.csv", rows.as_bytes());
    let tables: Vec<(String, String)> = app::attribute_tables(&bench.workspace).unwrap().into_iter().map(|t| (t.eav.relation, t.eav.attribute)).collect();
    assert_eq!(tables, [("results".to_string(), "TEST_ID".to_string())]);
    let table = app::attribute_table(&bench.workspace, "results").unwrap();
    let names = table.names.as_ref().map(|(relation, key, name)| (relation.as_str(), key.as_str(), name.as_str()));
    assert_eq!(names, Some(("tests", "TEST_ID", "NAME")));
    bench.lens(&app::suggested_lens(&table.eav, names, Side::Legacy));
    let mut lines = Vec::new();
    app::read_statements(&bench.workspace, model::Side::Legacy, &|_| true, &app::quiet, &mut |statement, _| {
        lines.push(statement.facts.iter().map(|f| format!("{}={}", f.aspect.word(), f.value.shown())).collect::<Vec<_>>().join("; "));
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!(lines.len(), 6);
    for part in ["value=7.1", "value=turbid", "value=2014-03-02"] {
        assert!(lines.iter().any(|l| l.contains(part)), "{part}: {lines:#?}");
    }
}

#[test]
fn the_suggested_lens_reads_every_row_that_is_not_removed() {
    let bench = bench();
    let table = app::attribute_table(&bench.workspace, "obs").unwrap();
    let names = table.names.as_ref().map(|(relation, key, name)| (relation.as_str(), key.as_str(), name.as_str()));
    bench.lens(&app::suggested_lens(&table.eav, names, Side::Legacy));
    let mut lines = Vec::new();
    let report = app::read_statements(&bench.workspace, model::Side::Legacy, &|_| true, &app::quiet, &mut |statement, _| {
        let facts: Vec<String> = statement.facts.iter().map(|f| format!("{}={}", f.aspect.word(), f.value.shown())).collect();
        lines.push(format!("{} {}", statement.patient, facts.join("; ")));
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!(lines.len(), 48);
    assert!(lines.iter().any(|l| l.starts_with("3 ") && l.contains("Weight") && l.contains("value=53.5")), "{lines:#?}");
    assert!(lines.iter().any(|l| l.starts_with("2 ") && l.contains("Diagnosis") && l.contains("value=Asthma")), "{lines:#?}");
    assert!(!lines.iter().any(|l| l.contains("999")), "the removed weight asserts nothing");
    let reasons: Vec<&str> = report.coverage.excluded.keys().map(|(_, reason)| reason.as_str()).collect();
    assert_eq!(reasons, ["looked up from other rows", "removed in the legacy system"]);
}

#[test]
fn meanings_of_a_dictionary_stand_beside_the_values() {
    let bench = Bench::new();
    let mut visits = String::from("VISIT_ID,PATIENT_ID,STATUS_CD\n");
    for n in 0..40 {
        visits.push_str(&format!("{n},P{n},{}\n", if n % 2 == 0 { "1" } else { "3" }));
    }
    bench.ingest_bytes("legacy", "visits.csv", visits.as_bytes());
    bench.ingest_bytes("legacy", "values.csv", b"TABLE_NAME,COLUMN_NAME,VALUE,MEANING\nVISITS,STATUS_CD,1,Open\n,,2,Closed\n");
    bench.ingest_bytes("legacy", "fields.csv", b"TABLE_NAME,COLUMN_NAME,DATA_TYPE,DESCRIPTION\nVISITS,STATUS_CD,int,Where the visit stands\n");
    let listed = bench.call(Some(Role::Analyst), "artifacts", json!({ "text": "visits" })).unwrap();
    let detail = bench.call(Some(Role::Analyst), "artifact", json!({ "id": listed["rows"][0]["id"] })).unwrap();
    let fields = detail["relations"][0]["fields"].as_array().cloned().unwrap_or_default();
    let status = fields.iter().find(|f| f["name"] == "STATUS_CD").cloned().unwrap_or_default();
    assert_eq!((status["description"].as_str(), status["meanings"].as_u64()), (Some("Where the visit stands"), Some(2)), "{status:#}");
    let meaning = |value: &str| status["top"].as_array().and_then(|top| top.iter().find(|t| t["value"] == value)).map(|t| t["meaning"].clone());
    assert_eq!((meaning("1"), meaning("3")), (Some("Open".into()), Some("".into())), "a value that no dictionary lists has no meaning: {status:#}");
}

#[test]
fn the_flowsheet_of_the_sample_hospital_is_a_corner_with_its_attributes_and_its_groups() {
    let bench = Bench::harbor();
    let corners = bench.call(Some(Role::Analyst), "corners", json!({ "kinds": ["attributes as rows"] })).unwrap();
    assert_eq!((corners["total"].as_u64(), corners["rows"][0]["relation"].as_str(), corners["rows"][0]["field"].as_str()), (Some(1), Some("flowsheet"), Some("ITEM_CD")), "{corners:#}");
    let table = app::attribute_table(&bench.workspace, "flowsheet").unwrap().eav;
    let lens = app::suggested_lens(&table, None, Side::Legacy);
    assert!(lens.contains(r#"effective = { field = "OBS_DTTM", format = "MM/DD/YYYY HH24:MI" }"#), "times are read as they are written: {lens}");
    let group = table.group.as_ref().map(|g| (g.field.as_str(), g.heading.as_deref()));
    assert_eq!((table.entity.as_str(), group), ("PAT_ID", Some(("GRP_ID", Some("FS_ID")))));
    assert_eq!(table.removed.as_ref().map(|(field, _)| field.as_str()), Some("VOID_FLG"));
    let view = bench.call(Some(Role::Analyst), "pivot", json!({ "relation": "flowsheet" })).unwrap();
    let named = |value: &str| view["attributes"].as_array().is_some_and(|all| all.iter().any(|a| a["value"] == value));
    assert!(["BRADEN", "MOBILITY", "PAIN_SCORE", "FALL_GAIT"].iter().all(|value| named(value)), "{view:#}");
    let heads: Vec<&str> = view["groups"]["kinds"].as_array().unwrap().iter().filter_map(|kind| kind["heading"].as_str()).collect();
    assert!(heads.contains(&"PAIN_ASMT") && heads.contains(&"FALL_RISK"), "{view:#}");
}

/// One statement an assessment: its score, its places and its kind belong to the row that heads them.
const ASSESSMENTS: &str = r#"
[[assert]]
kind = "observation"
from = "flowsheet"
patient = "PAT_ID"
attribute = "ITEM_CD"
where = "COALESCE(VOID_FLG, '') <> 'Y'"
excluded = "entered in error"

  [assert.group]
  heads = ["PAIN_ASMT", "pain_asmt"]
  key = "FS_ID"
  field = "GRP_ID"

  [assert.say]
  code = { field = "ITEM_CD", system = "urn:harbor:flowsheet" }
  value = { attribute = ["PAIN_SCORE", "pain_score"], fields = ["VAL_NUM", "VAL_TXT"] }
  body_site = { attribute = ["PAIN_SITE", "pain_site"], field = "VAL_TXT", as = "text" }
  text = { attribute = ["PAIN_QUAL", "pain_qual"], field = "VAL_TXT", as = "text" }
"#;

#[test]
fn the_rows_of_an_assessment_are_one_statement_and_every_row_is_counted() {
    let bench = Bench::new();
    bench.ingest("legacy", &tests::sample().join("flowsheet.csv"));
    bench.lens(ASSESSMENTS);
    let text = std::fs::read_to_string(tests::sample().join("flowsheet.csv")).unwrap();
    let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let lives = |row: &&Vec<&str>| row[3].trim().eq_ignore_ascii_case("PAIN_ASMT") && row[9] != "Y";
    let heads = rows.iter().filter(lives).count();
    let (mut made, mut scored, mut places) = (0, 0, 0);
    let report = app::read_statements(&bench.workspace, model::Side::Legacy, &|_| true, &app::quiet, &mut |statement, _| {
        let of = |aspect: model::Aspect| statement.facts.iter().filter(|f| f.aspect == aspect).count();
        made += 1;
        scored += of(model::Aspect::Value);
        places = places.max(of(model::Aspect::BodySite));
        ControlFlow::Continue(())
    })
    .unwrap();
    assert!(heads > 20 && made == heads, "{made} statements of {heads} assessments");
    assert!(scored * 10 > heads * 9 && places == 2, "{scored} scores, at most {places} places in one");
    let coverage = &report.coverage;
    let counted = coverage.excluded.values().sum::<u64>() + coverage.unlisted.values().sum::<u64>() + coverage.unread.values().sum::<u64>() + made as u64;
    assert_eq!(counted, rows.len() as u64, "{coverage:#?}");
    assert!(coverage.excluded.contains_key(&("flowsheet".to_string(), balance::PART_OF_GROUP.to_string())));
}

const SIGNS: &str = r#"
[[assert]]
kind = "demographic"
from = "people"
patient = "P"

  [assert.say]
  family = { field = "LAST", as = "text" }
  birth_date = { field = "BORN", as = "date", format = "YYYY-MM-DD" }

[[assert]]
kind = "observation"
from = "signs"
patient = "P"
each = '^(SYS|PLS)$'

  [assert.say]
  code = { field = "{each}", system = "http://loinc.org", values = { SYS = "8480-6", PLS = "8867-4" } }
  value = { field = "{value}", unit_field = "{each}", units = { SYS = "mm[Hg]", PLS = "/min" } }
  effective = { field = "DT", as = "date", format = "YYYY-MM-DD" }
"#;

/// A mapping of people, and of the columns of their signs, each with its condition.
fn signs_mapped(columns: &[(&str, &str, &str)]) -> String {
    let rule = |id: &str, to: &str, value: &str| format!("  [[resource.rule]]\n  id = \"{id}\"\n  to = \"{to}\"\n  value = \"{value}\"\n");
    let mut text = String::from("format = \"throughline-mapping/1\"\nname = \"small\"\nsystem = \"urn:small\"\ntarget = \"hl7.fhir.us.core#6.1.0\"\n");
    text.push_str("[[resource]]\ntype = \"Patient\"\nfrom = \"people\"\nkey = \"P\"\n");
    text.push_str(&[rule("family", "name[0].family", "LAST"), rule("born", "birthDate", "PARSE_DATE(BORN, 'YYYY-MM-DD')")].concat());
    for (field, loinc, clause) in columns {
        let id = |what: &str| format!("{}-{what}", field.to_lowercase());
        text.push_str(&format!("[[resource]]\ntype = \"Observation\"\nfrom = \"signs\"\nkey = \"'{field}|' || ROW\"\nwhere = \"{clause}\"\ndropped = \"nothing was measured\"\n"));
        text.push_str(&[
            rule(&id("status"), "status", "'final'"),
            rule(&id("system"), "code.coding[0].system", "'http://loinc.org'"),
            rule(&id("code"), "code.coding[0].code", &format!("'{loinc}'")),
            rule(&id("patient"), "subject.reference", "REF('Patient', P)"),
            rule(&id("day"), "effectiveDateTime", "PARSE_DATE(DT, 'YYYY-MM-DD')"),
            rule(&id("value"), "valueQuantity.value", &format!("CAST({field} AS DECIMAL)")),
            rule(&id("unit"), "valueQuantity.code", if *field == "SYS" { "'mm[Hg]'" } else { "'/min'" }),
            rule(&id("ucum"), "valueQuantity.system", "'http://unitsofmeasure.org'"),
        ].concat());
    }
    text
}

#[test]
fn a_measurement_that_is_lost_has_the_cause_of_its_own_column() {
    let (mut people, mut signs) = (String::from("P,LAST,BORN\n"), String::from("ROW,P,DT,SYS,PLS\n"));
    for i in 0..12 {
        people.push_str(&format!("{i},Name{i},19{}-02-03\n", 50 + i));
        signs.push_str(&format!("{i},{i},2020-03-{},{},{}\n", 10 + i, 120 + i, 60 + i));
    }
    let lost = |columns: &[(&str, &str, &str)]| {
        let bench = Bench::new();
        bench.ingest_bytes("legacy", "people.csv", people.as_bytes());
        bench.ingest_bytes("legacy", "signs.csv", signs.as_bytes());
        bench.lens(SIGNS);
        bench.document("mapping", &signs_mapped(columns));
        bench.migrate();
        let mut causes: Vec<String> = bench.compare().1.iter().filter(|f| f["verdict"] == "lost").map(|f| f["cause"]["label"].as_str().unwrap_or("").to_string()).collect();
        causes.sort();
        causes.dedup();
        causes
    };
    let (systolic, pulse) = (("SYS", "8480-6", "SYS IS NOT NULL"), ("PLS", "8867-4", "PLS IS NOT NULL"));
    assert!(lost(&[systolic, pulse]).is_empty());
    assert_eq!(lost(&[systolic]), ["Observation: no rule reads signs.PLS"], "the row has a record, of another column");
    assert_eq!(lost(&[systolic, ("PLS", "8867-4", "CAST(PLS AS INTEGER) < 65")]), ["Observation declared dropped: nothing was measured"]);
}
