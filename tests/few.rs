//! A few patients do not follow from what is told: a small hospital of 60 patients, two books that differ in a few of them, and whoever puts Overview,
//! Populations, burn-down and report together; and a table whose columns tell no few rows. Whoever may read charts lists the patients themselves; nobody else is to know how many they are.

use app::ReportFormat;
use contract::Role;
use serde_json::{Value, json};
use tests::Bench;

const PATIENTS: u32 = 60;

fn patient(id: u32, family: &str) -> Value {
    json!({"resourceType": "Patient", "id": format!("p{id}"), "identifier": [{"system": "urn:mrn", "value": format!("MRN{id:05}")}], "name": [{"family": family}],
        "gender": if id % 2 == 0 { "male" } else { "female" }, "birthDate": format!("19{:02}-0{}-1{}", 40 + id % 40, 1 + id % 9, id % 9)})
}

fn problem(id: u32, code: &str) -> Value {
    json!({"resourceType": "Condition", "id": format!("c{id}-{code}"), "subject": {"reference": format!("Patient/p{id}")}, "onsetDateTime": "2012-03-04",
        "clinicalStatus": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]},
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": code}]}})
}

/// Both books of 60 patients with one or two problems each; the destination lacks some patients and calls others by another name.
fn compared(lost: &[u32], renamed: &[u32]) -> (Bench, app::CompareReport) {
    let bench = Bench::new();
    let book = |of: &dyn Fn(u32) -> Option<String>| {
        let one = |id: u32| of(id).map(|family| [vec![patient(id, &family), problem(id, "44054006")], if id % 3 == 0 { vec![] } else { vec![problem(id, "38341003")] }].concat());
        (0..PATIENTS).filter_map(one).flatten().map(|resource| resource.to_string()).collect::<Vec<_>>().join("\n")
    };
    let legacy = book(&|id| Some(format!("Quack{id}")));
    let destination = book(&|id| (!lost.contains(&id)).then(|| if renamed.contains(&id) { format!("Other{id}") } else { format!("Quack{id}") }));
    bench.ingest_bytes("legacy", "legacy.ndjson", legacy.as_bytes());
    bench.ingest_bytes("destination", "destination.ndjson", destination.as_bytes());
    let (report, _) = bench.compare();
    (bench, report)
}

fn asked(bench: &Bench, command: &str, payload: Value) -> Value {
    bench.call(Some(Role::Administrator), command, payload).unwrap()
}

fn rows(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

fn is_few(number: u64) -> bool {
    (1..=10).contains(&number)
}

/// Whether a number of patients of all 60 tells a few of them: those it counts, or those it leaves.
fn tells(value: &Value) -> bool {
    value.as_u64().is_some_and(|n| is_few(n) || is_few(u64::from(PATIENTS).abs_diff(n)))
}

/// What follows of a few patients from the screens that everybody reads.
fn from_the_screens(bench: &Bench) -> Vec<String> {
    let mut out = Vec::new();
    let mut say = |is: bool, what: String| {
        if is {
            out.push(what);
        }
    };
    let overview = asked(bench, "overview", json!({}));
    for name in ["legacyPatients", "destinationPatients"] {
        say(tells(&overview[name]), format!("overview {name} {}", overview[name]));
    }
    let kinds = rows(&overview["kinds"]);
    let sum = |name: &str| kinds.iter().filter(|kind| kind["kind"] != "demographic").filter_map(|kind| kind[name].as_u64()).sum::<u64>();
    let of = |name: &str| kinds.iter().find(|kind| kind["kind"] == "demographic").map(|kind| kind[name].clone()).unwrap_or_default();
    for name in ["legacy", "destination", "balanced", "findings"] {
        say(tells(&of(name)), format!("overview demographics {name} {}", of(name)));
    }
    for (total, name) in [("legacyStatements", "legacy"), ("destinationStatements", "destination")] {
        let rest = overview[total].as_u64().unwrap() - sum(name);
        say(tells(&json!(rest)), format!("overview {total} less its rows {rest}"));
    }
    let verdicts = rows(&overview["verdicts"]);
    let pairs = |without: &str| verdicts.iter().filter(|one| one["value"] != without).filter_map(|one| one["count"].as_u64()).sum::<u64>();
    say(tells(&json!(pairs("invented").abs_diff(sum("legacy")))), format!("overview verdicts less the legacy rows: {verdicts:?}"));
    say(tells(&json!(pairs("lost").abs_diff(sum("destination")))), format!("overview verdicts less the destination's rows: {verdicts:?}"));

    for name in ["judged", "judgedKept"] {
        say(tells(&overview["reading"][name]), format!("overview reading {name}"));
    }
    let questions = asked(bench, "questions", json!({}));
    for name in ["paired", "legacyOnly", "destinationOnly"] {
        say(tells(&questions[name]), format!("populations {name}"));
    }
    for row in rows(&questions["rows"]) {
        let counted = if row["statements"] == true { &["legacyOf", "destinationOf"][..] } else { &["legacy", "destination", "legacyOf", "destinationOf"][..] };
        counted.iter().for_each(|name| say(tells(&row[*name]), format!("question {} {name} {}", row["id"], row[*name])));
    }
    for dimension in ["kind", "month", "code", "clinic"] {
        let page = asked(bench, "population", json!({ "dimension": dimension, "limit": 500 }));
        for row in rows(&page["rows"]).iter().filter(|row| row["kind"] == "demographic") {
            ["legacy", "destination"].into_iter().for_each(|name| say(tells(&row[name]), format!("{dimension} of demographics {name} {}", row[name])));
            say(row["difference"].as_i64().is_some_and(|d| is_few(d.unsigned_abs())), format!("{dimension} of demographics {}", row["difference"]));
        }
        for drift in rows(&page["drifts"]).iter().filter(|drift| drift["kind"] == "" || drift["kind"] == "demographic") {
            let other = |name: &str| drift[name].as_u64().unwrap().abs_diff(if drift["kind"] == "" { sum(name) } else { 0 });
            ["legacy", "destination"].into_iter().for_each(|name| say(tells(&json!(other(name))), format!("drift of {dimension} {name}: {drift}")));
        }
    }
    let burn = asked(bench, "burn_down", json!({})).to_string();
    say(burn.contains("atients"), format!("burn-down: {burn}"));
    out
}

/// The cells of a table of the report's page, by its caption.
fn table(html: &str, caption: &str) -> Vec<Vec<String>> {
    let Some(at) = html.find(caption) else { panic!("no table {caption:?}") };
    let body = html[at..].split("</table>").next().unwrap();
    let text = |cell: &str| cell.split_once('>').map_or("", |(_, rest)| rest).split('<').next().unwrap_or("").to_string();
    body.split("<tr").skip(1).map(|row| row.split("<td").skip(1).map(text).collect::<Vec<_>>()).filter(|row: &Vec<String>| !row.is_empty()).collect()
}

#[test]
fn three_patients_whom_the_destination_lacks_follow_from_nothing() {
    let (bench, report) = compared(&[4, 17, 33], &[]);
    assert_eq!((report.patients, report.kinds["demographic"]), ([57, 3, 0], [60, 57, 57, 3]), "inside the workspace numbers are exact");
    assert_eq!(from_the_screens(&bench), Vec::<String>::new());
    let overview = asked(&bench, "overview", json!({}));
    assert_eq!((&overview["legacyPatients"], &overview["destinationPatients"]), (&json!(60), &Value::Null), "what tells nobody is told");

    let file = app::discrepancy_report(&bench.workspace, ReportFormat::Html).unwrap();
    let html = String::from_utf8(file.bytes).unwrap();
    let of_demographics = |caption: &str| table(&html, caption).into_iter().find(|row| row[0] == "demographic").unwrap();
    assert_eq!(of_demographics("Balance by kind of statement")[1..], ["60", "withheld", "withheld", "withheld"]);
    assert_eq!(of_demographics("Statements and patients by kind")[1..], ["60", "withheld", "withheld", "60", "withheld"]);
    let edge = table(&html, "Edge cases: patients of both books");
    assert_eq!(edge.len(), 30, "57 rows would tell the 57");
    assert!(edge.iter().all(|row| row.iter().all(|cell| !cell.contains("legacy only"))), "{edge:?}");
    assert!(!html.contains("demographic lost"), "each of them has a finding that says so");
    assert_eq!(file.summary.statements, [100, 95], "totals are those of the rows that are told");
}

#[test]
fn four_patients_whose_name_differs_follow_from_no_number_of_statements() {
    let (bench, report) = compared(&[], &[2, 9, 30, 51]);
    assert_eq!((report.patients, report.kinds["demographic"][..3].to_vec()), ([60, 0, 0], vec![60, 60, 56]));
    assert_eq!(from_the_screens(&bench), Vec::<String>::new());
}

#[test]
fn books_that_agree_hide_nothing() {
    let (bench, _) = compared(&[], &[]);
    let overview = asked(&bench, "overview", json!({}));
    let kind = rows(&overview["kinds"]).into_iter().find(|kind| kind["kind"] == "demographic").unwrap();
    assert_eq!(["legacy", "destination", "balanced", "findings"].map(|name| kind[name].as_u64()), [Some(60), Some(60), Some(60), Some(0)]);
    assert_eq!((&overview["legacyPatients"], &overview["destinationPatients"], &overview["legacyStatements"]), (&json!(60), &json!(60), &json!(160)));
}

#[test]
fn a_given_destination_waits_for_no_mapping() {
    let (bench, _) = compared(&[], &[]);
    let overview = asked(&bench, "overview", json!({}));
    let next: Vec<String> = rows(&overview["next"]).iter().map(|step| step["key"].to_string()).collect();
    assert_eq!(overview["mappingVersion"], json!(0));
    assert!(!next.iter().any(|key| key.contains("no_mapping")), "{next:?}");
}

/// A table of the legacy system in which few patients have a value, none at all, or one that means none; and the view of its column.
fn previewed(few: u32, empty: u32, unknown: u32) -> (u64, Value) {
    let sex = ["F"; 100].into_iter().chain(["M"; 60]).chain((0..few).map(|_| "X")).chain((0..unknown).map(|_| "N/A")).chain((0..empty).map(|_| ""));
    let lines: String = sex.enumerate().map(|(n, sex)| format!("{},{sex}\n", 10_000 + n)).collect();
    let bench = Bench::new();
    bench.ingest_bytes("legacy", "visits.csv", format!("PAT_ID,SEX_CD\n{lines}").as_bytes());
    let listed = asked(&bench, "artifacts", json!({ "limit": 5 }));
    let detail = asked(&bench, "artifact", json!({ "id": listed["rows"][0]["id"] }));
    let relation = &detail["relations"][0];
    let field = rows(&relation["fields"]).into_iter().find(|field| field["name"] == "SEX_CD").unwrap();
    (relation["rows"].as_u64().unwrap(), field)
}

#[test]
fn a_few_rows_follow_from_no_preview_of_a_column() {
    for (few, empty, unknown) in [(0, 0, 0), (4, 0, 0), (7, 0, 0), (0, 3, 0), (0, 9, 0), (4, 20, 0), (0, 0, 5), (4, 3, 2), (12, 0, 0)] {
        let (all, field) = previewed(few, empty, unknown);
        let shares = |name: &str| rows(&field[name]).iter().filter_map(Value::as_f64).map(|share| share * all as f64).collect::<Vec<f64>>();
        let top: u64 = rows(&field["top"]).iter().filter_map(|value| value["rows"].as_u64()).sum();
        assert!(top >= 100, "the most frequent value is told: {field}");
        assert!(!is_few(all - top) && !field["nullLike"].as_u64().is_some_and(is_few), "{few} {empty} {unknown}: {field}");
        let exact = |rows: f64| rows.fract().abs() < 1e-6 && is_few(rows.round() as u64);
        let filled = field["filled"].as_f64().unwrap() * all as f64;
        assert!(!exact(filled) && !exact(all as f64 - filled), "{few} {empty} {unknown}: {field}");
        assert!(shares("shape").into_iter().all(|rows| !exact(rows)), "{few} {empty} {unknown}: {field}");
    }
    let (all, field) = previewed(0, 0, 0);
    assert_eq!((all, field["top"].as_array().map(Vec::len), &field["filled"]), (160, Some(2), &json!(1.0)), "where nobody is few all is told");
}

#[test]
fn a_given_destination_waits_for_no_mapping_before_it_is_compared_either() {
    let bench = Bench::new();
    let steps = || {
        let overview = asked(&bench, "overview", json!({}));
        let keys: Vec<String> = rows(&overview["next"]).iter().filter_map(|step| step["key"].as_str().map(String::from)).collect();
        (overview["destinationArtifacts"].clone(), keys)
    };
    let book = patient(1, "Quack1").to_string();
    bench.ingest_bytes("legacy", "legacy.ndjson", book.as_bytes());
    let (given, keys) = steps();
    assert!(given == json!(0) && keys.iter().any(|key| key == "no_mapping"), "{given}: {keys:?}");
    bench.ingest_bytes("destination", "destination.ndjson", book.as_bytes());
    let (given, keys) = steps();
    assert_eq!(given, json!(1));
    assert!(keys.iter().any(|key| key == "not_compared"), "{keys:?}");
    assert!(!keys.iter().any(|key| key == "no_mapping" || key == "undecided_fields"), "{keys:?}");
}
