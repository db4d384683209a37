//! Declared equivalences over the sample hospital: what they explain is counted, a count that grows is said, kept pairs judged again
//! say what a whole comparison says, and one that is declared from a finding does what was announced.

use app::{AppError, CompareReport, EquivalenceCount};
use contract::{ErrorCode, Role};
use serde_json::{Value, json};
use tests::{Bench, HOUR};

/// The sample hospital whose times were read in another zone.
fn shifted() -> Bench {
    let bench = Bench::harbor();
    bench.migrate_in_another_zone();
    bench
}

fn rejudge(bench: &Bench) -> Result<CompareReport, AppError> {
    app::rejudge(&bench.workspace, tests::now, &app::quiet)
}

fn count<'r>(report: &'r CompareReport, id: &str) -> &'r EquivalenceCount {
    report.equivalences.iter().find(|c| c.id == id).unwrap_or_else(|| panic!("{id} is not counted: {:?}", report.equivalences))
}

#[test]
fn kept_pairs_judged_again_say_what_a_whole_comparison_says() {
    let bench = shifted();
    let (first, before) = bench.compare();
    bench.document("equivalences", HOUR);
    let again = rejudge(&bench).unwrap();
    let judged = bench.everything(&again);
    assert_eq!((again.rejudged, again.statements), (Some(first.run), first.statements));
    let hour = count(&again, "an-hour").clone();
    assert!(hour.statements > 1_000 && hour.patients > 10, "{hour:?}");
    assert!(again.findings + 1_000 < before.len() as u64);
    let (whole, _) = bench.compare();
    let compared = bench.everything(&whole);
    assert_eq!(judged.len(), compared.len());
    let apart: Vec<_> = judged.iter().zip(&compared).filter(|(a, b)| a != b).take(3).collect();
    assert!(apart.is_empty(), "{apart:#?}");
    // And again, from kept pairs that were judged again before.
    let third = rejudge(&bench).unwrap();
    assert_eq!(bench.everything(&third), compared);
    assert!(third.equivalences.iter().any(|c| c.id.starts_with("lens:") && c.statements > 0), "{:?}", third.equivalences);
}

/// A comparison that takes what it can from the one before, which must say what one says that takes nothing.
fn spared(bench: &Bench) -> CompareReport {
    let report = bench.compare().0;
    let said = bench.everything(&report);
    app::forget_readings(&bench.workspace).unwrap();
    let anew = bench.compare().0;
    assert_eq!(anew.judged[1], 0);
    // Against the run before the same counts may have grown, or not.
    assert_eq!(bench.everything(&CompareReport { warnings: report.warnings.clone(), ..anew }), said);
    report
}

#[test]
fn what_is_declared_judges_those_anew_of_whom_it_says_another_thing() {
    let bench = shifted();
    let first = bench.compare().0;
    let end = |more: &str| {
        let head = "format = \"throughline-equivalences/1\"\nname = \"ours\"\n\n[[equivalence]]\nid = \"no-end\"\nkind = [\"problem\"]\naspect = \"end\"\nabsent = \"destination\"\n";
        let test = "test = [{ legacy = \"2024-03-05\", destination = \"\", equivalent = true }]\n";
        bench.document("equivalences", &format!("{head}author = \"lead\"\nreason = \"the list keeps no ends\"\n{more}{test}"));
        spared(&bench)
    };
    let second = end("");
    let patients = count(&second, "no-end").patients;
    assert!(patients > 0 && patients * 10 < first.judged[0], "{patients} of {}", first.judged[0]);
    assert_eq!(second.judged, [patients, first.judged[0] - patients]);
    assert_eq!(end("max_statements = 1000\n").judged, [0, first.judged[0]], "it says the same of everybody");
    let last = end("retired = \"the list keeps them now\"\n");
    assert_eq!((last.judged, last.findings), (second.judged, first.findings), "as before there was any");
}

#[test]
fn without_kept_books_or_over_other_artifacts_nothing_is_judged_again() {
    let bench = shifted();
    assert!(matches!(rejudge(&bench), Err(AppError::Nothing(_))));
    bench.compare();
    bench.migrate();
    assert!(rejudge(&bench).is_ok(), "the same mapping made the same artifacts");
    bench.document("mapping", &Bench::starter_text("harbor", "mapping"));
    bench.migrate();
    assert!(matches!(rejudge(&bench), Err(AppError::Nothing(m)) if m.contains("changed")));
    bench.compare();
    let lens = Bench::starter_text("harbor", "lens");
    bench.document("lens", &format!("{lens}\n# another version\n"));
    assert!(matches!(rejudge(&bench), Err(AppError::Nothing(m)) if m.contains("changed")));
}

#[test]
fn an_equivalence_that_suddenly_explains_more_is_said() {
    let bench = Bench::harbor();
    bench.document("equivalences", HOUR);
    bench.migrate();
    let (first, _) = bench.compare();
    assert!(first.warnings.is_empty(), "{:?}", first.warnings);
    bench.migrate_in_another_zone();
    let (second, findings) = bench.compare();
    let more = count(&second, "an-hour").statements - count(&first, "an-hour").statements;
    let label = format!("Equivalence an-hour explains {more} more statements than in run {}", first.run);
    assert_eq!(second.warnings, [label.clone()]);
    let causes = bench.workspace.store().causes(second.run).unwrap();
    let cause = causes.iter().find(|c| c.label == label).unwrap();
    assert_eq!((cause.class.as_str(), cause.severity, cause.statements), ("expected by design", 3, more));
    // It has no finding: it is none of the causes that a report counts and adds up, and it is told where somebody has to look.
    let report = app::discrepancy_report(&bench.workspace, app::ReportFormat::Html).unwrap();
    let behind: std::collections::BTreeSet<&str> = findings.iter().filter_map(|f| f["cause"]["id"].as_str()).collect();
    assert_eq!((report.summary.causes, causes.len()), (behind.len() as u64, behind.len() + 1));
    let page = String::from_utf8(report.bytes).unwrap();
    assert!(page.contains("Equivalences that explain more than was declared or known") && page.contains(&format!("{label}.")), "{page}");
    let overview = bench.call(Some(Role::Lead), "overview", json!({})).unwrap();
    assert!(overview["topCauses"].as_array().unwrap().iter().all(|c| c["label"] != label.as_str()));
    // Its own bound and its end are said too; what has ended explains nothing.
    bench.document("equivalences", &HOUR.replace("author = ", "max_statements = 5\nauthor = "));
    assert!(rejudge(&bench).unwrap().warnings.iter().any(|w| w.contains("it may explain 5")));
    bench.document("equivalences", &HOUR.replace("author = ", "expires = 2025-01-31\nauthor = "));
    let ended = rejudge(&bench).unwrap();
    assert!(ended.warnings.iter().any(|w| w.contains("expired on 2025-01-31")), "{:?}", ended.warnings);
    assert!(ended.equivalences.iter().all(|c| c.id != "an-hour"));
    assert!(ended.findings > second.findings + 1_000);
}

#[test]
fn what_grew_is_said_once_and_what_is_over_its_limit_whenever_somebody_compares() {
    let bench = Bench::harbor();
    bench.document("equivalences", HOUR);
    bench.migrate();
    bench.compare();
    bench.migrate_in_another_zone();
    let grew = bench.compare().0;
    assert_eq!(grew.warnings.len(), 1, "{:?}", grew.warnings);
    let labels = |report: &CompareReport| bench.workspace.store().causes(report.run).unwrap().into_iter().map(|c| c.label).collect::<Vec<_>>();
    let label = grew.warnings[0].clone();
    assert!(labels(&grew).contains(&label));
    let next = bench.compare().0;
    assert!(next.warnings.is_empty() && !labels(&next).contains(&label), "nothing changed, and nothing grew since: {:?}", next.warnings);
    assert_eq!(next.equivalences, grew.equivalences);
    bench.document("equivalences", &HOUR.replace("author = ", "max_statements = 5\nauthor = "));
    let over = bench.compare().0;
    assert!(over.warnings.iter().any(|w| w.contains("it may explain 5")), "{:?}", over.warnings);
    let told = labels(&over);
    let again = bench.compare().0;
    assert_eq!((&again.warnings, labels(&again)), (&over.warnings, told));
}

/// A finding about a time that is shown an hour off.
fn moved(bench: &Bench) -> Value {
    let causes = bench.call(Some(Role::Analyst), "causes", json!({"classes": ["time zone"], "kinds": ["observation"]})).unwrap();
    causes["rows"][0].clone()
}

#[test]
fn what_is_announced_before_it_is_declared_is_what_it_explains() {
    let bench = shifted();
    bench.compare();
    let cause = moved(&bench);
    let ask = |draft: Value| bench.call(Some(Role::Analyst), "preview_equivalence", draft).unwrap();
    let preview = ask(json!({"finding": cause["example"]}));
    assert_eq!((preview["relation"].as_str(), preview["amount"].as_str()), (Some("minutes"), Some("60")), "{preview:#}");
    assert!(preview["statements"].as_u64().unwrap() > 100 && preview["problem"] == "", "{preview:#}");
    assert_eq!(preview["lookedAt"], preview["of"]);
    let narrow = ask(json!({"finding": cause["example"], "relation": "minutes", "amount": "59"}));
    assert_eq!(narrow["findings"], 0, "{narrow:#}");
    let wide = ask(json!({"finding": cause["example"], "allKinds": true}));
    assert!(wide["statements"].as_u64() > preview["statements"].as_u64(), "{wide:#}");

    let save = |role, base: u64, reason: &str| {
        let draft = json!({"finding": cause["example"], "relation": "minutes", "amount": "60"});
        bench.call(Some(role), "save_equivalence", json!({"id": preview["id"], "baseVersion": base, "draft": draft, "reason": reason, "expires": "2026-01-31", "statementsMax": 9_000_000}))
    };
    assert_eq!(save(Role::Analyst, 0, "r").unwrap_err().code, ErrorCode::Forbidden);
    assert_eq!(save(Role::Lead, 0, "  ").unwrap_err().code, ErrorCode::Invalid);
    let saved = save(Role::Lead, 0, "the destination keeps the clinic's own zone").unwrap();
    assert_eq!(saved["version"], 1);
    assert_eq!(save(Role::Lead, 0, "again").unwrap_err().code, ErrorCode::Invalid, "the id is taken");

    let row = || bench.call(Some(Role::Administrator), "equivalences", json!({})).unwrap()["rows"][0].clone();
    let declared = row();
    assert_eq!((declared["state"].as_str(), declared["author"].as_str(), declared["expires"].as_str()), (Some("not judged yet"), Some("test-lead"), Some("2026-01-31")));
    assert_eq!(declared["tests"].as_array().unwrap().len(), 2);
    rejudge(&bench).unwrap();
    let judged = row();
    assert_eq!((&judged["state"], &judged["statements"], &judged["patients"]), (&json!("in force"), &preview["statements"], &preview["patients"]));
    assert_eq!(judged["counts"], json!([null, preview["statements"]]));

    let retire = |base: u64| bench.call(Some(Role::Informaticist), "retire_equivalence", json!({"id": preview["id"], "baseVersion": base, "reason": "mended at the source"}));
    assert_eq!(retire(0).unwrap_err().code, ErrorCode::Conflict);
    assert_eq!(retire(1).unwrap()["version"], 2);
    assert_eq!((&row()["state"], &row()["retired"]), (&json!("retired"), &json!("mended at the source")));
    assert_eq!(retire(2).unwrap_err().code, ErrorCode::NotFound);
    let back = rejudge(&bench).unwrap();
    assert!(back.equivalences.iter().all(|c| c.id.starts_with("lens:")));
}

#[test]
fn a_value_that_is_not_shown_is_not_declared_from_the_desktop() {
    let bench = Bench::harbor();
    let mapping = Bench::starter_text("harbor", "mapping");
    assert!(mapping.contains("LPAD(MRN, 8, '0')"));
    bench.document("mapping", &mapping.replace("LPAD(MRN, 8, '0')", "LPAD(MRN, 9, '0')"));
    bench.migrate();
    bench.compare();
    let findings = bench.call(Some(Role::Analyst), "findings", json!({"kinds": ["demographic"], "limit": 20})).unwrap();
    let numbers: Vec<&Value> = findings["rows"].as_array().unwrap().iter().filter(|f| f["aspect"] == "mrn").collect();
    assert!(!numbers.is_empty(), "{findings:#}");
    for finding in numbers {
        let preview = bench.call(Some(Role::Analyst), "preview_equivalence", json!({"finding": finding["id"]})).unwrap();
        assert!(preview["problem"].as_str().unwrap().contains("not shown here"), "{preview:#}");
        assert_eq!(preview["statements"], 0);
    }
}

#[test]
fn the_example_of_the_reference_checks() {
    let reference = std::fs::read_to_string(tests::root().join("docs/equivalences.md")).unwrap();
    let example = reference.split("```toml").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let declared = balance::Declarations::parse(example).unwrap_or_else(|problems| panic!("{problems:#?}"));
    assert_eq!(declared.equivalences.len(), 2);
}

#[test]
fn a_code_map_of_the_lens_says_what_it_maps() {
    let bench = shifted();
    bench.compare();
    let view = bench.call(Some(contract::Role::Analyst), "equivalences", json!({})).unwrap();
    let row = |id: &str| view["rows"].as_array().unwrap().iter().find(|r| r["id"] == id).unwrap_or_else(|| panic!("no row {id}")).clone();
    let route = row("lens:route");
    assert_eq!((&route["words"], &route["kinds"], &route["aspect"]), (&json!("medications: 5 codes to SNOMED CT"), &json!(["medication"]), &json!("route")));
    assert_eq!((&route["legacy"], &route["destination"]), (&json!("urn:harbor:route"), &json!("http://snomed.info/sct")));
    let site = row("lens:site");
    assert!(site["words"].as_str().unwrap().ends_with(": 4 codes to v3-ActSite"), "{site}");
    // What the lens no longer has still has its counts.
    let lens = Bench::starter_text("harbor", "lens");
    bench.document("lens", &lens.replace("[equivalence.route]", "[equivalence.way]"));
    let view = bench.call(Some(contract::Role::Analyst), "equivalences", json!({})).unwrap();
    let gone = view["rows"].as_array().unwrap().iter().find(|r| r["id"] == "lens:route").unwrap().clone();
    assert_eq!((&gone["words"], &gone["statements"]), (&json!("a code map that the lens no longer has"), &route["statements"]));
}
