//! The lens on the desktop, through its commands: text and visual form in step, counts beside the saved lens, previews without a rare
//! value, proposals that read, versions.

use contract::{ErrorCode, Role};
use serde_json::{Value, json};
use tests::Bench;

fn call(bench: &Bench, command: &str, payload: Value) -> Value {
    bench.call(Some(Role::Analyst), command, payload).unwrap_or_else(|error| panic!("{command}: {error:?}"))
}

fn part_of<'v>(form: &'v Value, table: &str) -> (usize, &'v Value) {
    let parts = form["parts"].as_array().unwrap();
    parts.iter().enumerate().find(|(_, part)| part["from"] == table).unwrap_or_else(|| panic!("no part over {table}"))
}

fn statements(counts: &Value, kind: &str, side: &str) -> u64 {
    counts["kinds"].as_array().unwrap().iter().find(|k| k["kind"] == kind).map_or(0, |k| k[side].as_u64().unwrap())
}

#[test]
fn a_form_is_written_onto_its_text_and_keeps_its_comments() {
    let bench = Bench::harbor();
    let view = call(&bench, "lens", json!({ "side": "legacy" }));
    assert_eq!(view["version"], 1);
    assert!(view["problems"].as_array().unwrap().is_empty() && view["missing"].as_array().unwrap().is_empty(), "{:#}", view["missing"]);
    let (at, problems) = part_of(&view["form"], "problems");
    assert!(problems["line"].as_u64().unwrap() > 1);
    let mut form = view["form"].clone();
    form["parts"][at]["patient"] = json!("NO_SUCH_FIELD");
    let drafted = call(&bench, "draft_lens", json!({ "side": "legacy", "lens": view["text"], "form": form }));
    let (before, after) = (view["text"].as_str().unwrap(), drafted["text"].as_str().unwrap());
    let changed: Vec<(&str, &str)> = before.lines().zip(after.lines()).filter(|(a, b)| a != b).collect();
    assert_eq!(changed.len(), 1, "one line differs, comments and all: {changed:?}");
    assert_eq!(before.lines().count(), after.lines().count());
    assert_eq!(drafted["missing"], json!([{ "relation": "problems", "field": "NO_SUCH_FIELD" }]));
    // A text that does not read has a place and no form; a form cannot be written onto it.
    let broken = call(&bench, "draft_lens", json!({ "side": "legacy", "lens": "format = \"throughline-lens/1\"\nname = [", "form": null }));
    assert!(broken["form"].is_null() && broken["problems"][0]["line"] == 2, "{broken:#}");
    let refused = bench.call(Some(Role::Analyst), "draft_lens", json!({ "side": "legacy", "lens": "name = [", "form": view["form"] })).unwrap_err();
    assert_eq!((refused.code, refused.problems.len()), (ErrorCode::Invalid, 1));
    assert!(bench.call(Some(Role::Lead), "draft_lens", json!({ "side": "legacy" })).is_err(), "a lead does not write it");
}

#[test]
fn counts_stand_beside_those_of_the_saved_lens() {
    let bench = Bench::harbor();
    let view = call(&bench, "lens", json!({ "side": "legacy" }));
    let all = call(&bench, "count_lens", json!({ "side": "legacy", "lens": view["text"], "records": 0 }));
    assert_eq!((all["whole"].as_bool(), all["version"].as_u64()), (Some(true), Some(1)));
    assert!(all["kinds"].as_array().unwrap().iter().all(|k| k["now"] == k["saved"]), "the same lens reads the same: {:#}", all["kinds"]);
    let by_part: u64 = all["parts"].as_array().unwrap().iter().map(|n| n.as_u64().unwrap()).sum();
    let by_kind: u64 = all["kinds"].as_array().unwrap().iter().map(|k| k["now"].as_u64().unwrap()).sum();
    assert!(by_part > 1_000 && by_part == by_kind, "{by_part} by part, {by_kind} by kind");
    // Without its part the rows of a table are read by none.
    let mut form = view["form"].clone();
    form["parts"].as_array_mut().unwrap().retain(|part| part["from"] != "procedures");
    let drafted = call(&bench, "draft_lens", json!({ "side": "legacy", "lens": view["text"], "form": form }));
    let less = call(&bench, "count_lens", json!({ "side": "legacy", "lens": drafted["text"], "records": 0 }));
    assert!(statements(&less, "procedure", "saved") > 0 && statements(&less, "procedure", "now") < statements(&less, "procedure", "saved"));
    let table = less["tables"].as_array().unwrap().iter().find(|t| t["table"] == "procedures").unwrap();
    assert!(table["unread"].as_u64().unwrap() > 0 && table["unreadSaved"] == 0, "{table:#}");
    let sample = call(&bench, "count_lens", json!({ "side": "legacy", "lens": view["text"], "records": 10 }));
    assert!(sample["whole"] == false && sample["records"].as_u64() < all["records"].as_u64(), "a sample says so: {sample:#}");
    let wrong = call(&bench, "count_lens", json!({ "side": "legacy", "lens": "name = 1", "records": 10 }));
    assert!(!wrong["problems"].as_array().unwrap().is_empty() && wrong["kinds"].as_array().unwrap().is_empty());
    assert!(bench.call(Some(Role::Administrator), "count_lens", json!({ "side": "legacy" })).is_err());
}

#[test]
fn a_preview_shows_what_changes_and_no_rare_value() {
    let bench = Bench::harbor();
    let view = call(&bench, "lens", json!({ "side": "legacy" }));
    let (at, _) = part_of(&view["form"], "problems");
    let mut form = view["form"].clone();
    let laterality = form["parts"][at]["says"].as_array_mut().unwrap().iter_mut().find(|say| say["aspect"] == "laterality").unwrap();
    laterality["sources"][0]["values"] = json!([{ "from": "L", "to": "right" }, { "from": "R", "to": "right" }, { "from": "B", "to": "bilateral" }]);
    let drafted = call(&bench, "draft_lens", json!({ "side": "legacy", "lens": view["text"], "form": form }));
    let preview = call(&bench, "preview_lens", json!({ "side": "legacy", "lens": drafted["text"], "part": at, "aspect": "laterality", "limit": 50 }));
    assert_eq!(preview["fields"], json!(["SIDE"]));
    assert!(preview["changed"].as_u64().unwrap() > 0 && preview["evaluated"].as_u64() >= preview["statements"].as_u64());
    let left = preview["rows"].as_array().unwrap().iter().find(|row| row["inputs"][0] == "L").unwrap_or_else(|| panic!("{preview:#}"));
    assert_eq!((left["before"].as_str(), left["after"].as_str()), (Some("left"), Some("right")), "those that changed come first");
    // What clinicians typed of a few patients leaves neither as what is read nor as what is said, before or after; how many rows it are neither.
    let typed = call(&bench, "preview_lens", json!({ "side": "legacy", "lens": view["text"], "part": at, "aspect": "text", "limit": 50 }));
    let table = std::fs::read_to_string(tests::sample().join("problems.csv")).unwrap();
    let rows = typed["rows"].as_array().unwrap();
    assert!(!rows.is_empty() && rows.len() < 50, "all of them, {}", rows.len());
    for row in rows {
        let input = row["inputs"][0].as_str().unwrap();
        assert!(input == "∅" || input.starts_with('('), "by its class and not by its words: {row:#}");
        assert!(row["rows"].is_null() || row["rows"].as_u64() >= Some(11), "{row:#}");
    }
    for rare in ["BPH", "CHF", "ear infection", "FH: colon CA in father at 52"] {
        let lines = table.lines().filter(|line| line.contains(&format!(",{rare},"))).count();
        assert!((1..11).contains(&lines), "{rare} is typed in {lines} rows");
        let cell = |cell: &Value| cell.as_str() == Some(rare);
        assert!(!rows.iter().any(|row| row["inputs"].as_array().unwrap().iter().chain([&row["before"], &row["after"]]).any(cell)), "{rare}: {rows:#?}");
    }
    assert!(bench.call(Some(Role::Analyst), "preview_lens", json!({ "side": "legacy", "lens": view["text"], "part": 999, "aspect": "code" })).is_err());
}

#[test]
fn what_is_proposed_reads_and_changes_nothing_by_itself() {
    let bench = Bench::new();
    bench.ingest("legacy", &tests::sample());
    let found = call(&bench, "suggest_lens", json!({ "side": "legacy", "relation": "" }));
    let rows = found["rows"].as_array().unwrap();
    let kind = |table: &str| rows.iter().find(|s| s["relation"] == table).map(|s| s["kind"].as_str().unwrap_or_default());
    for (table, wanted) in [("patients", "demographic"), ("problems", "problem"), ("allergies", "allergy"), ("medications", "medication"), ("labs", "observation"), ("immunizations", "immunization")] {
        assert_eq!(kind(table), Some(wanted), "{table}");
    }
    assert_eq!(kind("providers"), None, "it names no patient");
    assert!(rows.iter().all(|s| s["evidence"].as_array().is_some_and(|e| !e.is_empty()) && s["score"].as_f64() < Some(1.0)));
    assert_eq!(call(&bench, "lens", json!({ "side": "legacy" }))["version"], 0, "nothing is in force");
    // Taken over as it is, every proposal is part of a lens that checks, and its rows make statements.
    let form = json!({ "name": "proposed", "parts": rows.iter().map(|s| s["part"].clone()).collect::<Vec<_>>() });
    let drafted = call(&bench, "draft_lens", json!({ "side": "legacy", "lens": "", "form": form }));
    assert!(drafted["problems"].as_array().unwrap().is_empty(), "{:#}\n{}", drafted["problems"], drafted["text"]);
    assert!(drafted["missing"].as_array().unwrap().is_empty(), "{:#}", drafted["missing"]);
    let counts = call(&bench, "count_lens", json!({ "side": "legacy", "lens": drafted["text"], "records": 200 }));
    for wanted in ["demographic", "problem", "allergy", "medication", "observation", "immunization"] {
        assert!(statements(&counts, wanted, "now") > 0 && statements(&counts, wanted, "saved") == 0, "{wanted}: {:#}", counts["kinds"]);
    }
    let one = call(&bench, "suggest_lens", json!({ "side": "legacy", "relation": "labs" }));
    assert_eq!(one["total"], 1);
}

#[test]
fn versions_are_kept_restored_and_met_by_a_conflict() {
    let bench = Bench::harbor();
    let text = call(&bench, "lens", json!({ "side": "legacy" }))["text"].as_str().unwrap().to_string();
    let more = format!("{text}\n# Read once more.\n");
    let saved = call(&bench, "save_lens", json!({ "side": "legacy", "lens": more, "note": "a remark", "baseVersion": 1 }));
    assert_eq!((saved["version"].as_u64(), saved["note"].as_str(), saved["author"].as_str()), (Some(2), Some("a remark"), Some("test-analyst")));
    assert!(saved["diff"].as_array().unwrap().iter().any(|line| line == "+ # Read once more."), "{saved:#}");
    let late = bench.call(Some(Role::Informaticist), "save_lens", json!({ "side": "legacy", "lens": text, "note": "", "baseVersion": 1 })).unwrap_err();
    assert_eq!(late.code, ErrorCode::Conflict);
    let wrong = bench.call(Some(Role::Analyst), "save_lens", json!({ "side": "legacy", "lens": "name = 1", "note": "", "baseVersion": 2 })).unwrap_err();
    assert_eq!(wrong.code, ErrorCode::Invalid);
    assert!(!wrong.problems.is_empty());
    let back = call(&bench, "restore_lens", json!({ "side": "legacy", "version": 1, "baseVersion": 2 }));
    assert_eq!(back["version"], 3);
    assert_eq!(call(&bench, "lens", json!({ "side": "legacy" }))["text"], json!(text));
    let history = call(&bench, "lens_history", json!({ "side": "legacy", "offset": 0, "limit": 10 }));
    assert_eq!(history["total"], 3);
    assert!(bench.call(Some(Role::Lead), "save_lens", json!({ "side": "legacy", "lens": text, "note": "", "baseVersion": 3 })).is_err());
}

const HERE: &str = r#"format = "throughline-lens/1"
name = "here"

[[assert]]
kind = "demographic"
from = "people"
patient = "P"

  [assert.say]
  mrn = { field = "MRN", as = "text" }
  family = { field = "LAST", as = "text" }
  given = { field = "FIRST", as = "text" }
  birth_date = { field = "BORN", as = "date", format = "MM/DD/YYYY" }

[[assert]]
kind = "medication"
from = "meds"
patient = "P"

  [assert.say]
  code = { field = "RXCUI", system = "http://www.nlm.nih.gov/research/umls/rxnorm" }
  dose = { field = "DOSE", as = "number" }
  onset = { field = "START", as = "date", format = "MM/DD/YYYY" }
"#;

const THERE: &str = r#"format = "throughline-lens/1"
name = "there"

[[assert]]
kind = "demographic"
from = "person"
patient = "person_id"

  [assert.say]
  mrn = { field = "mrn", as = "text" }
  family = { field = "name", as = "text" }
  given = { field = "first_name", as = "text" }
  birth_date = { field = "birth", as = "date", format = "YYYY-MM-DD" }

[[assert]]
kind = "medication"
from = "drug_exposure"
patient = "person_id"

  [assert.lookup]
  code = { field = "drug_concept_id", from = "concept", key = "concept_id", value = "concept_code" }

  [assert.say]
  code = { field = "code", system = "http://www.nlm.nih.gov/research/umls/rxnorm" }
  dose = { field = "quantity", as = "number" }
  onset = { field = "start_date", as = "date", format = "YYYY-MM-DD" }
"#;

#[test]
fn tables_of_a_destination_are_read_by_a_lens_of_their_own() {
    let (people, meds) = ("P,MRN,LAST,FIRST,BORN\n1,M1001,Roe,Jane,02/03/1970\n2,M1002,Doe,John,05/06/1981\n", "P,RXCUI,DOSE,START\n1,308135,10,01/05/2020\n2,855332,5,02/06/2021\n");
    let (person, concepts) = ("person_id,mrn,name,first_name,birth\n901,M1001,Roe,Jane,1970-02-03\n902,M1002,Doe,John,1981-05-06\n", "concept_id,concept_code\n77,308135\n78,855332\n");
    let found = |exposures: &str| {
        let bench = Bench::new();
        for (side, name, text) in [("legacy", "people.csv", people), ("legacy", "meds.csv", meds), ("destination", "person.csv", person), ("destination", "concept.csv", concepts), ("destination", "drug_exposure.csv", exposures)] {
            bench.ingest_bytes(side, name, text.as_bytes());
        }
        bench.document("lens", HERE);
        bench.document("destination lens", THERE);
        let word = |f: &Value, key: &str| f[key].as_str().unwrap_or("").to_string();
        bench.compare().1.iter().map(|f| ["verdict", "aspect", "kind"].map(|key| word(f, key)).join(" ")).collect::<Vec<String>>()
    };
    let (right, wrong) = ("person_id,drug_concept_id,quantity,start_date\n901,77,10,2020-01-05\n902,78,5,2021-02-06\n", "person_id,drug_concept_id,quantity,start_date\n901,77,10,2020-01-05\n902,78,50,2021-02-06\n");
    assert_eq!(found(right), Vec::<String>::new());
    assert_eq!(found(wrong), ["altered dose medication"]);
}

#[test]
fn the_lens_of_a_destination_is_written_like_that_of_the_legacy_side_and_apart_from_it() {
    let bench = Bench::new();
    bench.ingest_bytes("legacy", "people.csv", b"P,MRN,LAST,FIRST,BORN\n1,M1001,Roe,Jane,02/03/1970\n");
    bench.ingest("destination", &tests::sample());
    let tables = |side: &str| -> Vec<String> {
        let view = call(&bench, "lens", json!({ "side": side }));
        assert_eq!(view["version"], 0);
        view["tables"].as_array().unwrap().iter().map(|t| t["name"].as_str().unwrap().to_string()).collect()
    };
    assert_eq!(tables("legacy"), ["people"]);
    assert!(tables("destination").iter().any(|t| t == "problems") && !tables("destination").iter().any(|t| t == "people"));
    // The same tables are proposed the same on either side.
    let proposed = |side: &str| call(&bench, "suggest_lens", json!({ "side": side, "relation": "" }))["rows"].as_array().unwrap().clone();
    let there = proposed("destination");
    let kind = |table: &str| there.iter().find(|s| s["relation"] == table).map(|s| s["kind"].as_str().unwrap_or_default());
    for (table, wanted) in [("patients", "demographic"), ("problems", "problem"), ("allergies", "allergy"), ("medications", "medication"), ("labs", "observation")] {
        assert_eq!(kind(table), Some(wanted), "{table}");
    }
    assert!(!proposed("legacy").iter().any(|s| s["relation"] == "problems"));
    assert!(there.iter().all(|s| !s["part"]["excluded"].as_str().unwrap().contains("legacy")), "rows were removed in the destination");
    let form = json!({ "name": "there", "parts": there.iter().map(|s| s["part"].clone()).collect::<Vec<_>>() });
    let draft = |side: &str| call(&bench, "draft_lens", json!({ "side": side, "lens": "", "form": form }));
    let (drafted, misplaced) = (draft("destination"), draft("legacy"));
    assert!(drafted["problems"].as_array().unwrap().is_empty() && drafted["missing"].as_array().unwrap().is_empty(), "{drafted:#}");
    assert!(!misplaced["missing"].as_array().unwrap().is_empty(), "the legacy side has none of these tables");
    let text = drafted["text"].as_str().unwrap();
    let count = |side: &str| call(&bench, "count_lens", json!({ "side": side, "lens": text, "records": 0 }));
    assert!(statements(&count("destination"), "problem", "now") > 0 && statements(&count("legacy"), "problem", "now") == 0);
    let (at, part) = part_of(&drafted["form"], "problems");
    let preview = call(&bench, "preview_lens", json!({ "side": "destination", "lens": text, "part": at, "aspect": part["says"][0]["aspect"], "limit": 50 }));
    assert!(preview["statements"].as_u64() > Some(0) && preview["statementsSaved"] == 0, "{preview:#}");
    assert!(preview["rows"].as_array().unwrap().iter().all(|row| row["rows"].is_null() || row["rows"].as_u64() >= Some(11)), "{preview:#}");
    // Versions are those of one side, and a version that somebody else made is met by a conflict.
    let save = |side: &str, text: &str, base: u32| bench.call(Some(Role::Analyst), "save_lens", json!({ "side": side, "lens": text, "note": "", "baseVersion": base }));
    assert_eq!(save("destination", text, 0).unwrap()["note"], "the destination lens");
    assert_eq!(save("destination", &format!("{text}# more\n"), 0).unwrap_err().code, ErrorCode::Conflict);
    assert_eq!(save("destination", &format!("{text}# more\n"), 1).unwrap()["version"], 2);
    let total = |side: &str| call(&bench, "lens_history", json!({ "side": side, "offset": 0, "limit": 10 }))["total"].clone();
    assert_eq!((total("legacy"), total("destination")), (json!(0), json!(2)));
    assert_eq!(call(&bench, "restore_lens", json!({ "side": "destination", "version": 1, "baseVersion": 2 }))["version"], 3);
    assert_eq!(bench.workspace.store().document("destination lens").unwrap().unwrap().text, text);
    assert!(bench.workspace.store().document("lens").unwrap().is_none());
    for (role, command) in [(Role::Lead, "save_lens"), (Role::Administrator, "count_lens"), (Role::Lead, "draft_lens"), (Role::Administrator, "suggest_lens")] {
        assert_eq!(bench.call(Some(role), command, json!({ "side": "destination" })).unwrap_err().code, ErrorCode::Forbidden, "{command}");
    }
    assert_eq!(save("both", text, 0).unwrap_err().code, ErrorCode::NotFound);
    let events = bench.workspace.store().audit_log().unwrap().0;
    assert!(events.iter().any(|e| e.what == "changed a lens" && e.object == "destination" && e.outcome == "done"));
}

#[test]
fn what_the_lens_of_a_destination_leaves_out_is_told_and_another_one_is_another_book() {
    let bench = Bench::new();
    bench.ingest_bytes("legacy", "people.csv", b"P,MRN,LAST,FIRST,BORN\n1,M1001,Roe,Jane,02/03/1970\n2,M1002,Doe,John,05/06/1981\n");
    bench.ingest_bytes("destination", "person.csv", b"person_id,mrn,name,first_name,birth\n901,M1001,Roe,Jane,1970-02-03\n902,M1002,Doe,John,1981-05-06\n");
    bench.ingest_bytes("destination", "concept.csv", b"concept_id,concept_code\n77,308135\n78,855332\n");
    bench.ingest_bytes("destination", "drug_exposure.csv", b"person_id,drug_concept_id,quantity,start_date\n901,77,10,2020-01-05\n");
    bench.document("lens", HERE);
    bench.document("destination lens", THERE);
    let looked_up = ("concept".to_string(), "looked up from other rows".to_string(), 2);
    let first = bench.compare().0;
    assert!(first.excluded_there.contains(&looked_up) && first.excluded.is_empty(), "{:?} {:?}", first.excluded_there, first.excluded);
    let rejudge = || app::rejudge(&bench.workspace, tests::now, &app::quiet);
    rejudge().unwrap();
    bench.document("destination lens", &THERE.replace("from = \"person\"\n", "from = \"person\"\nwhere = \"person_id <> '902'\"\nexcluded = \"set aside by hand\"\n"));
    assert!(matches!(rejudge(), Err(app::AppError::Nothing(m)) if m.contains("changed")));
    let left_out = bench.compare().0.excluded_there;
    assert!(left_out.contains(&("person".to_string(), "set aside by hand".to_string(), 1)), "{left_out:?}");
    let page = String::from_utf8(app::discrepancy_report(&bench.workspace, app::ReportFormat::Html).unwrap().bytes).unwrap();
    let row = page.split("<tr").find(|row| row.contains("set aside by hand")).unwrap();
    assert!(row.contains("destination") && row.contains("&lt;11"), "a row of the people is a person: {row}");
    assert!(page.contains("Destination lens version"));
}

#[test]
fn drugs_that_a_table_has_in_words_find_their_records_in_a_destination_that_we_did_not_write() {
    let bench = Bench::new();
    bench.ingest_bytes("legacy", "people.csv", b"P,MRN,LAST,FIRST,BORN\n1,M1001,Roe,Jane,02/03/1970\n");
    bench.ingest_bytes("legacy", "meds.csv", b"P,RXCUI,DOSE,START\n1,Amlodipine 10 MG Oral Tablet,10,01/05/2020\n1,Warfarin Sodium 5 MG Oral Tablet,5,01/05/2020\n");
    bench.document("lens", &HERE.replace(r#"code = { field = "RXCUI", system = "http://www.nlm.nih.gov/research/umls/rxnorm" }"#, r#"code = { field = "RXCUI", as = "text" }"#));
    let order = |id: &str, code: &str, words: &str, dose: u32| {
        json!({ "resourceType": "MedicationRequest", "id": id, "status": "active", "intent": "order", "subject": { "reference": "Patient/p" }, "authoredOn": "2020-01-05",
            "medicationCodeableConcept": { "coding": [{ "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": code, "display": words }], "text": words },
            "dosageInstruction": [{ "timing": { "repeat": { "boundsPeriod": { "start": "2020-01-05" } } }, "doseAndRate": [{ "doseQuantity": { "value": dose } }] }] })
    };
    let patient = json!({ "resourceType": "Patient", "id": "p", "name": [{ "family": "Roe", "given": ["Jane"] }], "birthDate": "1970-02-03",
        "identifier": [{ "type": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR" }] }, "value": "M1001" }] });
    let records = [patient, order("a", "308135", "Amlodipine 10 MG Oral Tablet", 10), order("b", "855332", "Warfarin Sodium 5 MG Oral Tablet", 5)];
    bench.ingest_bytes("destination", "new.ndjson", records.iter().map(|r| format!("{r}\n")).collect::<String>().as_bytes());
    let told: Vec<String> = bench.compare().1.iter().map(|f| format!("{} {}", f["verdict"].as_str().unwrap_or(""), f["kind"].as_str().unwrap_or(""))).collect();
    assert!(!told.iter().any(|f| f == "lost medication" || f == "invented medication"), "{told:?}");
}
