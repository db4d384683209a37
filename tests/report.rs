//! The discrepancy report through its public doors: what it says is what the comparison counted, nobody is in it, and the
//! same state gives the same bytes.

use app::{AppError, CompareReport, ReportFile, ReportFormat};
use contract::{ErrorCode, Role};
use formats::{Item, Limits};
use serde_json::json;
use std::fmt::Write as _;
use std::ops::ControlFlow;
use tests::Bench;

const FORMATS: [(ReportFormat, &str); 3] = [(ReportFormat::Html, "html"), (ReportFormat::Pdf, "pdf"), (ReportFormat::Xlsx, "xlsx")];

/// Headings that every report has.
const HEADINGS: [&str; 16] = [
    "Summary",
    "Scope",
    "Versions",
    "Patients and edge cases",
    "Causes",
    "Findings",
    "Kinds",
    "Does it still compute",
    "Populations",
    "Negative space",
    "Every source field",
    "Invented values",
    "What was not read",
    "Waivers",
    "Sampling",
    "Audit checkpoint",
];

/// The sample hospital, migrated by a mapping that makes every medication active, and compared.
fn compared() -> (Bench, CompareReport) {
    let bench = Bench::harbor();
    let text = Bench::starter_text("harbor", "mapping");
    let wrong = text.replace("value = \"COALESCE(MAP(STATUS_CD, 'medication-status'), 'unknown')\"", "value = \"'active'\"");
    assert_ne!(text, wrong, "the starter no longer holds the rule");
    bench.document("mapping", &wrong);
    bench.migrate();
    let (report, _) = bench.compare();
    (bench, report)
}

fn report(bench: &Bench, format: ReportFormat) -> ReportFile {
    app::discrepancy_report(&bench.workspace, format).unwrap()
}

/// What our own readers read in a file.
fn read_back(name: &str, bytes: &[u8]) -> String {
    let format = formats::detect(bytes, name);
    let mut out = format!("{}\n", format.word());
    let mut rest = bytes;
    formats::read(format, name, &mut rest, &Limits::default(), &mut |item| {
        match item {
            Item::Header(header) => writeln!(out, "{} {:?}", header.relation, header.names).unwrap(),
            Item::Row(row) => writeln!(out, "{}: {}", row.relation, row.cells.join("\t")).unwrap(),
            Item::Record(record) => record.leaves.iter().for_each(|(_, value)| writeln!(out, "{}: {value}", record.relation).unwrap()),
            _ => {}
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    out
}

fn text_of(format: ReportFormat, file: &ReportFile) -> String {
    match format {
        ReportFormat::Html => String::from_utf8(file.bytes.clone()).unwrap(),
        _ => read_back(&file.name, &file.bytes),
    }
}

/// `1234567` as the report writes it.
fn grouped(number: u64) -> String {
    let digits: Vec<char> = number.to_string().chars().rev().collect();
    let parts: Vec<String> = digits.chunks(3).map(|c| c.iter().rev().collect()).rev().collect();
    parts.join(",")
}

#[test]
fn every_format_has_every_section() {
    let (bench, _) = compared();
    for (format, ending) in FORMATS {
        let file = report(&bench, format);
        assert_eq!(file.name, format!("discrepancy-report-run-{}.{ending}", file.summary.run));
        let text = text_of(format, &file);
        for heading in HEADINGS {
            assert!(text.contains(heading), "{ending} lacks {heading}");
        }
        assert!(text.contains("Proposed"), "{ending} proposes nothing");
        for said in ["No waiver is recorded.", "No chart review is recorded: no claim beyond the findings is made."] {
            assert!(text.contains(said), "{ending} lacks {said:?}");
        }
        assert!(!text.contains("0 % wrong") && !text.contains("100 %"), "{ending} rounds");
    }
    let spreadsheet = read_back("report.xlsx", &report(&bench, ReportFormat::Xlsx).bytes);
    assert!(spreadsheet.starts_with("workbook"), "{}", &spreadsheet[..40]);
    for column in ["Owner", "Rows with a value"] {
        assert!(spreadsheet.contains(column), "no column {column:?}");
    }
    for sheet in ["Summary", "Causes", "Findings", "Kinds", "Checks", "Populations", "Negative space", "Invented values", "Unread", "Waivers", "Sampling", "Audit"] {
        assert!(spreadsheet.contains(&format!("report.{sheet}")), "no sheet {sheet}");
    }
}

#[test]
fn its_numbers_are_those_of_the_comparison() {
    let (bench, compared) = compared();
    let file = report(&bench, ReportFormat::Html);
    let s = &file.summary;
    assert_eq!((s.run, s.findings), (compared.run, compared.findings));
    // The sample hospital has a few patients whom only one book knows: how many demographics there are would tell them, in its row and in the totals.
    let sum = |side: usize| compared.kinds.iter().filter(|(kind, _)| *kind != "demographic").map(|(_, n)| n[side]).sum::<u64>();
    assert_eq!(s.statements, [sum(0), sum(1) + compared.one_book_only.values().sum::<u64>()]);
    for (severity, n) in ["safety", "clinical", "financial", "administrative", "cosmetic"].iter().zip(compared.severities) {
        assert_eq!(s.severities[*severity], n, "{severity}");
    }
    assert!(compared.severities[0] > 0, "the wrong rule must show");
    let html = text_of(ReportFormat::Html, &file);
    let count = |n: u64| format!("<td class=\"count\">{}", grouped(n));
    for (kind, [legacy, destination, balanced, _]) in &compared.kinds {
        let row = format!("<td class=\"words\">{kind}</td>{}</td>{}</td>{}</td>", count(*legacy), count(*destination), count(*balanced));
        assert_eq!(html.contains(&row), kind != "demographic", "the row of {kind}");
    }
    for (side, _, n) in &compared.unread {
        assert!(html.contains(&format!("<td class=\"words\">{side}</td>")) && html.contains(&count(*n)), "unread of the {side} side");
    }
    let store = bench.workspace.store();
    let causes = store.causes(compared.run).unwrap();
    assert_eq!(s.causes, causes.len() as u64);
    let migrated: app::MigrateReport = serde_json::from_str(&store.last_run("migrate").unwrap().unwrap().report).unwrap();
    assert!(html.contains(&format!("<dt>Source fields</dt><dd>{}</dd>", grouped(migrated.negative_space[0]))));
    assert!(html.contains(&format!("<dt>Of them mapped</dt><dd>{}</dd>", grouped(migrated.negative_space[1]))));
    assert!(s.undecided_fields <= migrated.negative_space[3]);
    let invented: u64 = migrated.sets.iter().flat_map(|set| &set.rules).map(|rule| rule.3[4]).sum();
    assert_eq!(s.invented_values, invented);
}

#[test]
fn both_books_answer_its_questions_and_no_few_patients_follow() {
    let (bench, compared) = compared();
    let (_, result) = app::population(&bench.workspace).unwrap();
    let differing = result.questions.iter().filter(|q| !q.is_same()).count();
    assert!(differing > 0, "the wrong rule must show");
    for (format, ending) in FORMATS {
        // A page of paper breaks lines where it likes.
        let text = text_of(format, &report(&bench, format)).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(format == ReportFormat::Pdf || result.questions.iter().all(|q| text.contains(&q.title)), "{ending} lacks a question");
        assert!(text.contains("Questions that both books answered") && text.contains("Statements and patients by kind"), "{ending}");
    }
    let html = text_of(ReportFormat::Html, &report(&bench, ReportFormat::Html));
    assert!(html.contains(&format!("{} questions were asked; to {differing} both books do not name the same patients.", result.questions.len())), "{html}");
    for (kind, [legacy, destination, ..]) in compared.kinds.iter().filter(|(kind, _)| *kind != "demographic") {
        let sign = if destination > legacy { "+" } else if destination < legacy { "\u{2212}" } else { "" };
        let row = [kind.clone(), grouped(*legacy), grouped(*destination), format!("{sign}{}", grouped(legacy.abs_diff(*destination)))];
        assert!(html.contains(&format!("<td class=\"words\">{}</td>", row.join("</td><td class=\"count\">"))), "no row of {kind}");
    }
    // What the screens tell and what the report tells is one rule: nobody puts them together.
    let [both, legacy_only, destination_only] = compared.patients;
    assert!((1..=10).contains(&legacy_only), "the sample hospital has patients whom only the legacy book knows");
    let overview = bench.call(Some(Role::Lead), "overview", json!({})).unwrap();
    assert_eq!((overview["legacyPatients"].as_u64(), overview["destinationPatients"].as_u64()), (Some(both + legacy_only), None));
    for (name, shown) in [("Patients of the legacy book", grouped(both + legacy_only)), ("Patients of the destination&#39;s book", "withheld".into()), ("In both", "withheld".into()), ("On both sides", "withheld".into()), ("In the legacy book only", "&lt;11".into())] {
        assert!(html.contains(&format!("<dt>{name}</dt><dd>{shown}</dd>")), "{name} is not {shown}; {destination_only} in the destination only");
    }
    // Nor do they follow from what only the destination says of everybody, or from rows of which patients are made.
    let words: Vec<&str> = html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).filter(|text| !text.trim().is_empty()).collect();
    let words = words.join("|");
    for told in [
        "|demographic|address use|withheld|withheld|withheld|withheld|",
        "|Patient|patients|test patients, no persons|&lt;11|",
        "|patients|charts made to test the system: nobody|&lt;11|",
        "|encounter diagnosis|body site|30|789|Right (SNOMED CT 24028007)|26|",
        "|allergy|negation|10|224|withheld|10|",
        "|problem|category|418|418|problem-list-item|418|",
    ] {
        assert!(words.contains(told), "{told} is not in {words}");
    }
}

#[test]
fn the_words_of_a_cause_are_said_once_on_paper() {
    let (bench, compared) = compared();
    let causes = bench.workspace.store().causes(compared.run).unwrap();
    let cause = causes.iter().find(|cause| cause.label.contains("medication-status")).expect("the wrong rule is a cause");
    assert!(compared.findings > causes.len() as u64);
    let html = text_of(ReportFormat::Html, &report(&bench, ReportFormat::Html));
    let label = cause.label.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\'', "&#39;");
    assert_eq!(html.matches(&format!("<td class=\"words\">{label}</td>")).count(), 1, "{label}");
    assert!(html.contains("<th scope=\"col\" class=\"count\">Cause no.</th>"));
    let spreadsheet = read_back("report.xlsx", &report(&bench, ReportFormat::Xlsx).bytes);
    assert!(spreadsheet.matches(&cause.label).count() > 1, "a spreadsheet is filtered by the words");
}

/// Identifiers of the patients of the sample hospital, in lower case.
fn identifiers() -> Vec<String> {
    let bytes = std::fs::read(tests::sample().join("patients.csv")).unwrap();
    let mut names: Vec<String> = Vec::new();
    let mut out = Vec::new();
    let mut rest = &bytes[..];
    formats::read(formats::detect(&bytes, "patients.csv"), "patients.csv", &mut rest, &Limits::default(), &mut |item| {
        match item {
            Item::Header(header) => names = header.names.iter().map(|n| n.to_string()).collect(),
            Item::Row(row) => {
                let value = |name: &str| names.iter().position(|n| n == name).and_then(|at| row.cells.get(at)).map_or_else(String::new, |c| c.trim().to_string());
                out.extend(["PAT_ID", "MRN", "SSN", "ADDR_1", "PHONE_HOME", "EMAIL", "DOB", "DL_NO"].map(|n| value(n).to_lowercase()));
                out.push(format!("{} {}", value("FIRST_NM"), value("LAST_NM")).to_lowercase());
                out.push(format!("{}, {}", value("LAST_NM"), value("FIRST_NM")).to_lowercase());
            }
            _ => {}
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    out.retain(|text| text.len() >= 7);
    out
}

fn found<'a>(text: &str, identifiers: &'a [String]) -> Option<&'a String> {
    let text = text.to_lowercase();
    identifiers.iter().find(|i| text.contains(i.as_str()))
}

#[test]
fn nobody_is_in_it() {
    let (bench, _) = compared();
    let identifiers = identifiers();
    assert!(identifiers.len() > 500);
    let export = std::fs::read(tests::sample().join("patients.csv")).unwrap();
    assert!(found(&String::from_utf8_lossy(&export), &identifiers).is_some(), "a search that cannot fail proves nothing");
    for (format, ending) in FORMATS {
        let file = report(&bench, format);
        let text = text_of(format, &file);
        assert_eq!(found(&text, &identifiers), None, "in the {ending}");
        assert!(bench.workspace.egress_check(text.as_bytes()).is_ok(), "the egress filter stops the {ending}");
    }
}

#[test]
fn the_same_state_gives_the_same_bytes_and_looking_changes_nothing() {
    let (bench, _) = compared();
    for (format, ending) in FORMATS {
        let first = report(&bench, format);
        for command in ["overview", "causes"] {
            bench.call(Some(Role::Lead), command, json!({})).unwrap();
        }
        bench.call(Some(Role::Lead), "export_report", json!({"format": ending})).unwrap();
        assert!(first.bytes == report(&bench, format).bytes, "{ending} differs");
    }
}

#[test]
fn the_command_hands_out_the_same_file_as_the_command_line() {
    let (bench, _) = compared();
    for (format, ending) in FORMATS {
        let answer = bench.call(Some(Role::Lead), "export_report", json!({"format": ending})).unwrap();
        let content = answer["content"].as_str().unwrap();
        let bytes = match answer["hex"].as_bool().unwrap() {
            true => (0..content.len()).step_by(2).map(|at| u8::from_str_radix(&content[at..at + 2], 16).unwrap()).collect(),
            false => content.as_bytes().to_vec(),
        };
        let file = report(&bench, format);
        assert!(bytes == file.bytes, "{ending}");
        assert_eq!((answer["name"].as_str(), answer["mediaType"].as_str()), (Some(file.name.as_str()), Some(file.media_type)));
        assert!(bench.workspace.egress_check(&serde_json::to_vec(&answer).unwrap()).is_ok(), "the door stops the {ending}");
    }
    let refused = |role, format: &str| bench.call(Some(role), "export_report", json!({"format": format})).unwrap_err().code;
    assert_eq!(refused(Role::Administrator, "pdf"), ErrorCode::Forbidden);
    assert_eq!(refused(Role::Lead, "docx"), ErrorCode::Invalid);
}

#[test]
fn its_checkpoint_is_the_root_over_the_events_that_changed_the_work() {
    let (bench, _) = compared();
    let before = report(&bench, ReportFormat::Html);
    assert_eq!(before.summary.audit_event, 0, "nothing was changed through a command yet");
    bench.call(Some(Role::Analyst), "overview", json!({})).unwrap();
    bench.call(Some(Role::Lead), "approve_mapping", json!({"version": 2, "note": "read it"})).unwrap();
    bench.call(Some(Role::Analyst), "overview", json!({})).unwrap();
    let file = report(&bench, ReportFormat::Html);
    let store = bench.workspace.store();
    let (events, root) = store.audit_until(file.summary.audit_event).unwrap();
    assert_eq!(events.last().map(|e| e.what.as_str()), Some("approved a mapping version"));
    assert_eq!(root.unwrap(), file.summary.audit_root);
    assert!(store.audit_log().unwrap().1.unwrap() != file.summary.audit_root, "the log went on");
    let html = text_of(ReportFormat::Html, &file);
    assert!(html.contains(&file.summary.audit_root) && html.contains(&format!("throughline audit --at {}", file.summary.audit_event)));
}

#[test]
fn what_makes_it_stale_is_said() {
    let (bench, _) = compared();
    let text = text_of(ReportFormat::Html, &report(&bench, ReportFormat::Html));
    assert!(!text.contains("compare again before signing"), "it is not stale yet");
    let run = bench.migrate().run;
    let text = text_of(ReportFormat::Html, &report(&bench, ReportFormat::Html));
    assert!(text.contains(&format!("Run {run} migrated again after this comparison: compare again before signing.")));
}

#[test]
fn without_a_comparison_there_is_nothing_to_report() {
    let bench = Bench::harbor();
    let outcome = app::discrepancy_report(&bench.workspace, ReportFormat::Pdf);
    assert!(matches!(outcome, Err(AppError::Nothing(_))), "{outcome:?}");
    let refused = bench.call(Some(Role::Lead), "export_report", json!({"format": "pdf"})).unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotFound);
}

#[test]
fn a_spreadsheet_filters_causes_by_state_and_owner() {
    let (bench, _) = compared();
    app::new_account(bench.workspace.store(), "ada", Role::Informaticist, "correct horse battery").unwrap();
    let causes = bench.call(Some(Role::Lead), "causes", json!({ "limit": 1 })).unwrap();
    let asked = json!({ "causes": [causes["rows"][0]["id"]], "disposition": "mapping defect", "reason": "the rule", "owner": "ada" });
    bench.call(Some(Role::Lead), "triage", asked).unwrap();
    let text = text_of(ReportFormat::Xlsx, &report(&bench, ReportFormat::Xlsx));
    assert!(text.contains("\topen\tada\tmapping defect: open; owner ada\t"), "{text}");
    let html = text_of(ReportFormat::Html, &report(&bench, ReportFormat::Html));
    assert!(html.contains("mapping defect: open; owner ada") && !html.contains("<td class=\"words\">ada</td>"), "on a page the sentence says it");
}
