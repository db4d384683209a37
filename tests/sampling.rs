//! Chart review by sample through its commands: sized by the claim, drawn once, read blind, judged by what was found.

use contract::{ErrorCode, Role};
use serde_json::{Value, json};
use tests::Bench;

fn compared() -> Bench {
    let bench = Bench::harbor();
    bench.migrate();
    bench.compare();
    bench
}

fn wish() -> Value {
    json!({ "claim": 10, "confidence": 95, "seed": 7, "topPercent": 5, "middlePercent": 20, "top": "least", "topCharts": 12 })
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or("")
}

fn sheet(bench: &Bench, role: Role, id: &str, more: Value) -> Value {
    let mut query = json!({ "id": id, "limit": 500 });
    for (key, value) in more.as_object().unwrap() {
        query[key] = value.clone();
    }
    bench.call(Some(role), "sample", query).unwrap()
}

fn chart(bench: &Bench, role: Role, id: &str, patient: &str) -> Value {
    sheet(bench, role, id, json!({ "text": patient }))["rows"][0].clone()
}

fn enter(bench: &Bench, role: Role, id: &str, patient: &str, outcome: &str, comment: &str) -> Result<Value, contract::WireError> {
    bench.call(Some(role), "record_review", json!({ "id": id, "patient": patient, "outcome": outcome, "comment": comment }))
}

/// A sheet to print.
fn listed(bench: &Bench, id: &str, sheet: &str) -> String {
    let file = bench.call(Some(Role::Analyst), "export_sample", json!({ "id": id, "sheet": sheet })).unwrap();
    text(&file, "content").to_string()
}

#[test]
fn without_a_comparison_there_is_nothing_to_draw_from() {
    let bench = Bench::new();
    let plan = bench.call(Some(Role::Analyst), "plan_sample", wish()).unwrap();
    assert!(text(&plan, "refused").contains("no comparison"), "{plan}");
    let refused = bench.call(Some(Role::Lead), "draw_sample", wish()).unwrap_err();
    assert_eq!((refused.code, refused.problems[0].message.as_str()), (ErrorCode::Invalid, text(&plan, "refused")));
}

#[test]
fn a_sample_has_the_size_of_its_claim_and_is_drawn_once() {
    let bench = compared();
    let plan = bench.call(Some(Role::Analyst), "plan_sample", wish()).unwrap();
    assert_eq!(text(&plan, "refused"), "", "{plan}");
    let by_lot = plan["byLot"].as_u64().unwrap();
    assert!((20..=29).contains(&by_lot), "29 without a limit, fewer among few patients: {plan}");
    let sample = bench.call(Some(Role::Lead), "draw_sample", wish()).unwrap();
    assert_eq!(sample["byLot"], by_lot);
    assert!(bench.call(Some(Role::Analyst), "draw_sample", wish()).is_err(), "analysts made what is to be judged");
    let again = bench.call(Some(Role::Informaticist), "draw_sample", wish()).unwrap();
    assert_eq!((&again["id"], &again["by"]), (&sample["id"], &json!("test-lead")), "nobody draws until they like what they see");
    let rows = sheet(&bench, Role::Analyst, text(&sample, "id"), json!({}))["rows"].as_array().unwrap().clone();
    assert_eq!(rows.iter().filter(|r| r["byLot"] == true).count() as u64, by_lot);
    assert!(rows.iter().all(|r| (r["stratum"] == "top") == (r["readers"] == 2)));
    let top = plan["strata"][0]["patients"].as_u64().unwrap();
    assert!(rows.iter().filter(|r| r["stratum"] == "top").count() as u64 >= top.min(12));
    assert_eq!(bench.call(Some(Role::Analyst), "samples", json!({})).unwrap()["total"], 1);
}

#[test]
fn the_second_reader_reads_blind_and_a_changed_mind_is_added() {
    let bench = compared();
    let sample = bench.call(Some(Role::Lead), "draw_sample", wish()).unwrap();
    let id = text(&sample, "id");
    let rows = sheet(&bench, Role::Lead, id, json!({ "strata": ["top"] }))["rows"].as_array().unwrap().clone();
    let patient = text(&rows[0], "id");
    enter(&bench, Role::Informaticist, id, patient, "error", "the dose is ten times too high").unwrap();
    for role in [Role::Lead, Role::Analyst] {
        let seen = chart(&bench, role, id, patient);
        assert_eq!((text(&seen, "state"), seen["readings"].as_array().unwrap().len(), text(&seen, "mine")), ("second reader", 0, ""), "{seen}");
        assert!(!sheet(&bench, role, id, json!({})).to_string().contains("ten times too high"));
    }
    assert_eq!(chart(&bench, Role::Informaticist, id, patient)["readings"].as_array().unwrap().len(), 1);
    enter(&bench, Role::Lead, id, patient, "held", "").unwrap();
    let bounds = sheet(&bench, Role::Lead, id, json!({}))["bounds"].clone();
    let differ: u64 = bounds.as_array().unwrap().iter().filter_map(|one| one["open"].as_u64()).sum();
    // A bound rests on the beginning of the draw: the chart is counted where it is the first of its stratum.
    assert_eq!(differ, 1, "{bounds}");
    let apart = chart(&bench, Role::Analyst, id, patient);
    assert_eq!((text(&apart, "state"), apart["readings"].as_array().unwrap().len()), ("adjudicate", 2));
    let results = bench.call(Some(Role::Analyst), "export_sample", json!({ "id": id, "sheet": "results" })).unwrap();
    let is_there = text(&results, "content").split("<tr>").any(|row| row.contains("<td>readers differ</td>") && row.contains("ten times too high"));
    assert!(is_there, "what readers differ on stands on the sheet: {results}");
    enter(&bench, Role::Lead, id, patient, "error", "the dose").unwrap();
    let together = chart(&bench, Role::Analyst, id, patient);
    assert_eq!((text(&together, "state"), text(&together, "how"), together["readings"].as_array().unwrap().len()), ("error", "consensus", 3));
    let judged = sheet(&bench, Role::Lead, id, json!({}));
    assert_eq!((&judged["pairs"], &judged["agreed"]), (&json!(1), &json!(0)), "agreement is what they entered blind");
}

#[test]
fn an_error_by_lot_ends_the_claim_and_clean_charts_bear_it_out() {
    let bench = compared();
    let sample = bench.call(Some(Role::Lead), "draw_sample", wish()).unwrap();
    let id = text(&sample, "id");
    let rows = sheet(&bench, Role::Lead, id, json!({}))["rows"].as_array().unwrap().clone();
    assert_eq!(text(&sample, "state"), "reading");
    assert_eq!(listed(&bench, id, "first").matches("<tr>").count() - 1, rows.len());
    assert_eq!(listed(&bench, id, "second").matches("<tr>").count() - 1, rows.iter().filter(|r| r["readers"] == 2).count());
    for row in &rows {
        enter(&bench, Role::Lead, id, text(row, "id"), "held", "").unwrap();
        if row["readers"] == 2 {
            enter(&bench, Role::Informaticist, id, text(row, "id"), "held", "").unwrap();
        } else {
            assert!(enter(&bench, Role::Informaticist, id, text(row, "id"), "error", "the dose").is_err(), "nobody was asked a second time");
        }
    }
    let clean = sheet(&bench, Role::Lead, id, json!({}));
    assert_eq!(text(&clean["summary"], "state"), "borne out", "{}", clean["summary"]);
    assert!(clean["upper"].as_f64().unwrap() <= 10.0 && clean["weighted"].as_f64() > clean["upper"].as_f64());
    assert_eq!((&clean["waiting"], text(&clean, "next")), (&json!(0), ""));
    let one = rows.iter().find(|r| r["byLot"] == true && r["readers"] == 1).unwrap();
    for outcome in ["error", "unclear"] {
        let refused = enter(&bench, Role::Lead, id, text(one, "id"), outcome, " ").unwrap_err();
        assert!(refused.problems[0].message.starts_with("Say what is wrong"), "{refused:?}");
    }
    // Its kind says enough.
    bench.call(Some(Role::Lead), "record_review", json!({ "id": id, "patient": one["id"], "outcome": "error", "kind": "allergy", "comment": "" })).unwrap();
    let broken = sheet(&bench, Role::Lead, id, json!({}));
    assert_eq!(text(&broken["summary"], "state"), "not borne out");
    assert!(text(&broken["summary"], "words").starts_with("1 error in "), "{}", broken["summary"]);
    let results = bench.call(Some(Role::Analyst), "export_sample", json!({ "id": id, "sheet": "results" })).unwrap();
    assert!(text(&results, "content").contains("Not borne out"));
    let read = listed(&bench, id, "first");
    assert!(read.contains("0 charts.") && rows.iter().all(|r| !read.contains(text(r, "id"))), "what is settled takes no reading: {read}");
    assert!(bench.workspace.egress_check(results.to_string().as_bytes()).is_ok());
}

#[test]
fn a_comment_with_an_identifier_is_refused_before_it_holds_pages_back() {
    let bench = compared();
    let sample = bench.call(Some(Role::Lead), "draw_sample", wish()).unwrap();
    let id = text(&sample, "id");
    let rows = sheet(&bench, Role::Lead, id, json!({}))["rows"].as_array().unwrap().clone();
    let patients = std::fs::read_to_string(tests::sample().join("patients.csv")).unwrap();
    let column = patients.trim_start_matches('\u{feff}').lines().next().unwrap().split(',').position(|c| c == "MRN").unwrap();
    let number = patients.lines().nth(1).unwrap().split(',').nth(column).unwrap();
    let refused = enter(&bench, Role::Lead, id, text(&rows[0], "id"), "error", &format!("see {number}")).unwrap_err();
    assert_eq!(refused.code, ErrorCode::Invalid);
    assert!(!serde_json::to_string(&refused).unwrap().contains(number));
    assert_eq!(enter(&bench, Role::Lead, id, text(&rows[0], "id"), "perhaps", "").unwrap_err().code, ErrorCode::Invalid);
    assert_eq!(enter(&bench, Role::Lead, id, "NOBODY", "held", "").unwrap_err().code, ErrorCode::NotFound);
}

#[test]
fn a_newer_run_is_told_and_the_sample_stays() {
    let bench = compared();
    let sample = bench.call(Some(Role::Lead), "draw_sample", wish()).unwrap();
    let id = text(&sample, "id");
    let before = sheet(&bench, Role::Lead, id, json!({}));
    assert!(before["changes"].as_array().unwrap().is_empty());
    bench.compare();
    let after = sheet(&bench, Role::Lead, id, json!({}));
    assert_eq!((&after["summary"]["older"], &after["total"]), (&json!(true), &before["total"]));
    assert_eq!(after["changes"].as_array().unwrap().len(), 2, "{}", after["changes"]);
    let tokens = |v: &Value| v["rows"].as_array().unwrap().iter().map(|r| text(r, "id").to_string()).collect::<Vec<_>>();
    assert_eq!(tokens(&before), tokens(&after));
    let next = bench.call(Some(Role::Lead), "draw_sample", wish()).unwrap();
    assert_ne!(next["id"], sample["id"], "a new run is a new sample");
    assert_eq!(tokens(&before), tokens(&sheet(&bench, Role::Lead, text(&next, "id"), json!({}))), "of the same people: pseudonyms stay");
}

#[test]
fn a_chart_that_a_newer_comparison_counts_otherwise_takes_no_reading() {
    let bench = compared();
    let sample = bench.call(Some(Role::Lead), "draw_sample", wish()).unwrap();
    let id = text(&sample, "id");
    let mapping = Bench::starter_text("harbor", "mapping");
    let wrong = mapping.replace("value = \"COALESCE(MAP(STATUS_CD, 'medication-status'), 'unknown')\"", "value = \"'active'\"");
    assert_ne!(mapping, wrong, "the starter no longer holds the rule");
    bench.document("mapping", &wrong);
    bench.migrate();
    bench.compare();
    let rows = sheet(&bench, Role::Lead, id, json!({}))["rows"].as_array().unwrap().clone();
    let changed = rows.iter().find(|row| row["since"] == "changed").expect("the wrong rule must show");
    assert_eq!(changed["mayRead"], false);
    assert_eq!(enter(&bench, Role::Lead, id, text(changed, "id"), "held", "").unwrap_err().code, ErrorCode::Invalid);
    let same = rows.iter().find(|row| row["since"] == "").expect("some charts are as they were");
    enter(&bench, Role::Lead, id, text(same, "id"), "held", "").unwrap();
    let first = listed(&bench, id, "first");
    assert!(!first.contains(text(changed, "id")) && first.contains("a newer comparison counts them otherwise"), "nobody is sent to a chart that takes no reading: {first}");
    // Who had the chart before them when the comparison ended read what was drawn.
    let late = |run: &Value| bench.call(Some(Role::Lead), "record_review", json!({ "id": id, "patient": changed["id"], "run": run, "outcome": "error", "comment": "typed before it ended" }));
    let newest = sheet(&bench, Role::Lead, id, json!({}))["run"].clone();
    assert_eq!(late(&newest).unwrap_err().code, ErrorCode::Invalid, "that one counts it otherwise");
    assert_eq!(late(&json!(newest.as_u64().unwrap() + 1)).unwrap_err().code, ErrorCode::Invalid, "nobody has seen its charts");
    late(&sample["run"]).unwrap();
    let kept = chart(&bench, Role::Lead, id, text(changed, "id"));
    assert_eq!((text(&kept, "mine"), text(&kept["readings"][0], "comment")), ("error", "typed before it ended"), "{kept}");
    let waiting = sheet(&bench, Role::Informaticist, id, json!({ "waiting": true }))["rows"].as_array().unwrap().clone();
    assert!(!waiting.is_empty() && waiting.iter().all(|row| row["since"] == ""), "nobody is sent to a chart that takes no reading");
}

#[test]
fn charts_that_are_only_judged_again_are_read_on() {
    let bench = compared();
    let sample = bench.call(Some(Role::Lead), "draw_sample", wish()).unwrap();
    let id = text(&sample, "id");
    let again = app::rejudge(&bench.workspace, tests::now, &app::quiet).unwrap();
    assert!(again.rejudged.is_some());
    let rows = sheet(&bench, Role::Lead, id, json!({}))["rows"].as_array().unwrap().clone();
    assert!(rows.iter().all(|row| row["mayRead"] == true), "the charts are those that were drawn");
    enter(&bench, Role::Lead, id, text(&rows[0], "id"), "held", "").unwrap();
}
