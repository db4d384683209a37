//! migrate, statements, compare, deidentify.

use super::options::{Compare, SideOption};
use super::terminal::{column, end_progress, line, nothing, now_ms, progress, text, text_line};
use super::{Outcome, Status};
use app::{AppError, CompareReport, FindingLine, Workspace, counted};
use model::{Severity, Verdict};
use serde_json::json;
use std::collections::HashSet;
use std::io::Read as _;
use std::ops::ControlFlow;
use std::path::Path;

/// Waits for its turn where that was asked for; otherwise whoever is at work is named once the workspace turns out to be busy.
fn in_turn<T>(workspace: &Workspace, wait: bool, work: impl Fn() -> Result<T, AppError>) -> Result<T, AppError> {
    let told = |words: &str| {
        if let Ok(Some(other)) = app::at_work(workspace) {
            eprintln!("{words}: {}", other.words(now_ms()));
        }
    };
    if wait {
        if workspace.store().lease()?.is_none() {
            told("waiting");
        }
        return app::in_turn(workspace, &app::quiet, work);
    }
    work().inspect_err(|error| {
        if matches!(error, AppError::Busy) {
            told("at work (--wait waits for it)");
        }
    })
}

/// Places of an unfinished delivery that are told.
const PLACES_TOLD: usize = 3;

/// Says where only a part of a delivery is there.
fn told_unfinished(workspace: &Workspace) -> Result<(), AppError> {
    for app::Unfinished { side, system, given } in app::unfinished_deliveries(workspace)? {
        let of = if system.is_empty() { String::new() } else { format!(" of {}", column(&system)) };
        let more = if given.len() > PLACES_TOLD { format!(" and {} more", given.len() - PLACES_TOLD) } else { String::new() };
        let places: Vec<String> = given.iter().take(PLACES_TOLD).map(|place| column(place)).collect();
        let places = if places.is_empty() { String::new() } else { format!(" ({}{more})", places.join(", ")) };
        eprintln!("warning: a {side} delivery{of}{places} was not read to its end; what came of it counts, and `ingest` of the same files reads the rest");
    }
    Ok(())
}

pub(crate) fn migrate(workspace: &Workspace, (draft, wait): (bool, bool), out: Option<&Path>, as_json: bool) -> Outcome {
    told_unfinished(workspace)?;
    let meter = progress();
    let report = in_turn(workspace, wait, || app::migrate(workspace, draft, out, now_ms, &meter))?;
    end_progress();
    if as_json {
        line(&report);
    }
    for set in &report.sets {
        let held: u64 = set.held.iter().map(|h| h.2).sum();
        if !as_json {
            let archived = if set.archived > 0 { format!("\t{} archived", set.archived) } else { String::new() };
            text_line(&format!("{} < {}\t{} rows\t{} made\t{held} held\t{} declared dropped{archived}", set.resource, set.from, set.rows, set.made, set.dropped));
        }
        for (rule, reason, count) in &set.held {
            eprintln!("  held: {} < {}: {rule}: {reason} x{count}", set.resource, set.from);
        }
    }
    for (map, code, count) in &report.unmapped {
        eprintln!("  unmapped code in {map}: {code:?} x{count}");
    }
    for (kind, count) in &report.dangling {
        eprintln!("  {count} references to {kind} lead nowhere");
    }
    if let Some(rule) = &report.archive_rule {
        eprintln!("  archived: {} rows of {} patients, by version {} of the archive rule, which is in force", report.archived, rule.patients, rule.version);
    }
    let [fields, mapped, dropped, undecided] = report.negative_space;
    let invented: u64 = report.sets.iter().flat_map(|s| &s.rules).map(|r| r.3[4]).sum();
    eprintln!(
        "run {}: {} resources of {} rows, {} held, {} declared dropped; {invented} values invented; fields: {mapped} mapped, {dropped} dropped, {undecided} undecided of {fields}",
        report.run, report.made, report.rows, report.held, report.dropped
    );
    Ok(match (report.made, report.held) {
        (0, _) => Status::Nothing,
        (_, 0) => Status::Done,
        _ => Status::Partly,
    })
}

pub(crate) fn statements(workspace: &Workspace, side: SideOption, patient: Option<&str>, as_json: bool) -> Outcome {
    let mut count = 0u64;
    let paths: std::collections::HashMap<u32, String> = workspace.store().artifacts("")?.into_iter().map(|a| (a.id, a.path)).collect();
    let report = app::read_statements(workspace, side.side(), &|_| true, &app::quiet, &mut |statement, places| {
        if patient.is_none_or(|p| p == statement.patient) {
            count += 1;
            let path = paths.get(&statement.origin.artifact).map_or("", String::as_str);
            let record = if statement.origin.reference.is_empty() { format!("{path}:{}", statement.origin.line) } else { statement.origin.reference.clone() };
            let separator = if statement.origin.reference.is_empty() { ':' } else { '#' };
            let facts: Vec<serde_json::Value> = statement
                .facts
                .iter()
                .map(|f| {
                    let place = places.name(f.place);
                    let locator = if place.is_empty() { record.clone() } else { format!("{record}{separator}{place}") };
                    json!({"aspect": f.aspect.word(), "value": value(&f.value), "how": f.how.word(), "locator": locator})
                })
                .collect();
            if as_json {
                line(&json!({"side": side.side().word(), "kind": statement.kind.word(), "patient": statement.patient, "record": record, "facts": facts}));
            } else {
                let shown: Vec<String> = statement.facts.iter().map(|f| format!("{}={}", f.aspect.word(), column(&f.value.shown()))).collect();
                text_line(&format!("{}\t{}\t{record}\t{}", statement.patient, statement.kind, shown.join("; ")));
            }
        }
        ControlFlow::Continue(())
    })?;
    for ((relation, reason), n) in &report.coverage.excluded {
        eprintln!("  {n} rows of {relation} assert nothing: {reason}");
    }
    for ((relation, field, _), n) in &report.coverage.unlisted {
        eprintln!("  {relation}.{field}: a value that the lens does not list, {n} times");
    }
    for ((relation, field, reason), n) in &report.coverage.doubts {
        eprintln!("  {relation}.{field}: {reason}, {n} times");
    }
    for (name, n) in &report.coverage.unread {
        eprintln!("  {n} records of {name} are not read");
    }
    eprintln!("{count} statements");
    Ok(match (count, patient) {
        (0, Some(patient)) => nothing(&format!("the {} side says nothing of a patient {patient}", side.side().word())),
        (0, None) => Status::Nothing,
        _ => Status::Done,
    })
}

/// A value as JSON, every part kept.
fn value(value: &model::Value) -> serde_json::Value {
    use model::Value as V;
    match value {
        V::Code(codings, text) => {
            let codings: Vec<_> = codings.iter().map(|c| json!({"system": c.system, "code": c.code, "display": c.display})).collect();
            json!({"codings": codings, "text": text})
        }
        V::Quantity(q) => json!({"number": q.number.to_string(), "comparator": q.comparator, "unit": q.unit}),
        V::Date(date) => json!({"date": date.to_string(), "precision": date.precision.word()}),
        V::Flag(flag) => json!(flag),
        V::Key(key) => json!({"link": key}),
        V::Absent(reason) => json!({"absent": reason}),
        V::Text(text) | V::Word(text) => json!(text),
    }
}

pub(crate) fn compare(workspace: &Workspace, options: &Compare, as_json: bool) -> Outcome {
    let floor = match options.fail_on.as_deref().map(Severity::from_word) {
        Some(None) => {
            eprintln!("throughline: --fail-on takes safety, clinical, financial, administrative or cosmetic");
            return Ok(Status::Usage);
        }
        Some(floor) => floor,
        None => None,
    };
    if let Some(id) = &options.explain {
        return super::explain::explain(workspace, id, as_json);
    }
    let known: HashSet<String> = match options.since {
        None => HashSet::new(),
        Some(run) => match app::finding_ids(workspace, run)? {
            Some(known) => known,
            None => return Err(AppError::Nothing(format!("there is no comparison run {run} to compare with"))),
        },
    };
    told_unfinished(workspace)?;
    let meter = progress();
    let report = in_turn(workspace, options.wait, || {
        if options.anew {
            app::forget_readings(workspace)?;
        }
        if options.rejudge { app::rejudge(workspace, now_ms, &meter) } else { app::compare(workspace, now_ms, &meter) }
    })?;
    end_progress();
    let now = now_ms();
    let mut failed = false;
    app::finding_lines(workspace, report.run, &mut |finding| {
        let severity = Severity::from_word(&finding.severity);
        failed |= !finding.waived(now) && matches!((severity, floor), (Some(s), Some(f)) if s <= f);
        if !known.contains(&finding.finding) {
            print_finding(finding, as_json);
        }
    })?;
    if options.all {
        app::each_same(workspace, report.run, &mut |same| print_finding(same, as_json))?;
    }
    summary(workspace, &report)?;
    waivers(workspace, report.run, now)?;
    // Behind everything that is said of the comparison: it is complete where this cannot be written.
    if let Some(file) = &options.timings {
        timings(file, &report)?;
    }
    Ok(if failed { Status::Findings } else { Status::Done })
}

/// Writes on what the processor time of a comparison was spent, with the statements of both books.
fn timings(file: &Path, report: &CompareReport) -> Result<(), AppError> {
    let told = serde_json::json!({ "statements": report.statements, "parts": report.spent.parts, "whole": report.spent.whole, "comparing": report.spent.comparing });
    std::fs::write(file, format!("{told}\n")).map_err(|error| AppError::Other(format!("cannot write {}: {error}", file.display())))
}

fn print_finding(finding: &FindingLine, as_json: bool) {
    if as_json {
        return line(finding);
    }
    let side = |s: &Option<app::SideLine>| s.as_ref().map_or_else(|| "-".into(), |s| format!("{} [{}]", column(&s.value), s.locators.join(" ")));
    let cause = finding.cause.as_ref().map_or("", |c| c.label.as_str());
    // What `--explain` takes: what balances has no finding, and its statement stands for the pair.
    let statement = finding.legacy.as_ref().or(finding.destination.as_ref()).map_or("", |side| side.statement.as_str());
    let id = if finding.finding.is_empty() { statement } else { finding.finding.as_str() };
    text_line(&format!("{}\t{}\t{}\t{}\t{} -> {}\t{cause}\t{id}", finding.severity, finding.verdict, finding.aspect, finding.kind, side(&finding.legacy), side(&finding.destination)));
}

fn summary(workspace: &Workspace, report: &CompareReport) -> Result<(), AppError> {
    let [paired, legacy, destination] = report.patients;
    eprintln!("run {}: {} paired, {legacy} on the legacy side only, {destination} on the destination side only", report.run, counted(paired, "patient"));
    let [archived, statements, standing] = report.archived;
    if report.archive_rule > 0 {
        eprintln!("  archived: {archived} patients with {statements} legacy statements, by version {} of the archive rule; {standing} of their statements stand in the destination", report.archive_rule);
    }
    let [pairs, findings] = report.uncertain;
    if pairs > 0 {
        eprintln!("  identity uncertain: {pairs} of them are linked below certainty; {findings} findings are theirs (`link` says why)");
    }
    let [legacy_merged, destination_merged, unfollowed] = report.merges;
    if legacy_merged + destination_merged > 0 {
        eprintln!("  merges: {legacy_merged} numbers by the legacy side, {destination_merged} by the destination; {unfollowed} people whom the destination merged otherwise");
    }
    for (side, [read, kept]) in ["legacy", "destination"].iter().zip(report.records).filter(|(_, [_, kept])| *kept > 0) {
        eprintln!("  {side}: {read} records read, {kept} as they were read before (--anew reads them again)");
    }
    let [judged, kept] = report.judged;
    if kept > 0 {
        eprintln!("  {judged} patients judged, {kept} as they were judged before (--anew judges them again)");
    }
    for (kind, [l, d, balanced, findings]) in &report.kinds {
        eprintln!("  {kind}: {l} legacy, {d} destination, {balanced} balanced, {findings} findings");
    }
    for (kind, n) in &report.one_book_only {
        eprintln!("  {kind}: {n} in the destination only; the legacy reading does not cover the kind, so it is not balanced");
    }
    for added in &report.added {
        let same = if added.same == added.statements { "all".to_string() } else { added.same.to_string() };
        eprintln!("  {}: {} of {} in the destination say {}, {same} of them {}; no legacy statement does", added.kind, added.statements, added.of, added.aspect, added.value);
    }
    for (side, name, n) in &report.unread {
        eprintln!("  {side}: {n} records of {name} are not read");
    }
    for (side, excluded, unlisted) in [("legacy", &report.excluded, &report.unlisted), ("destination", &report.excluded_there, &report.unlisted_there)] {
        for (relation, reason, n) in excluded {
            eprintln!("  {side}: {n} rows of {relation} assert nothing: {reason}");
        }
        for (relation, field, n) in unlisted {
            eprintln!("  {side}: {relation}.{field} holds {n} values that the lens does not list");
        }
    }
    super::state::summary(report);
    for (check, [both, legacy, destination]) in &report.notes {
        eprintln!("  against the notes: {check}: {both} in both books, the source's own; {legacy} in the legacy book only; {destination} in the destination's only");
    }
    for (side, doubts) in [("legacy", &report.doubts), ("destination", &report.doubts_there)] {
        for (relation, field, reason, n) in doubts {
            eprintln!("  {side}: {relation}.{field}: {reason}, {n} times");
        }
    }
    for cause in workspace.store().causes(report.run)? {
        let severity = Severity::ALL[usize::from(cause.severity.min(4))];
        // An equivalence that explains more than it may has no finding.
        let of = if cause.verdict == Verdict::Equivalent.word() { String::new() } else { format!(": {}", of_patients(cause.statements, cause.patients)) };
        eprintln!("  {severity}: {} ({}){of}", cause.label, cause.class);
        let proposed = app::proposal_of(&cause).text;
        if !proposed.is_empty() {
            eprintln!("    Proposed: {proposed}");
        }
    }
    super::population::differences(workspace)?;
    equivalences(report);
    let severities: Vec<String> = Severity::ALL.iter().zip(report.severities).filter(|(_, n)| *n > 0).map(|(s, n)| format!("{n} {s}")).collect();
    let [legacy, destination] = report.statements;
    let by_severity = if severities.is_empty() { String::new() } else { format!(": {}", severities.join(", ")) };
    eprintln!("{}, {}, {}{by_severity}", counted(legacy, "legacy statement"), counted(destination, "destination statement"), counted(report.findings, "finding"));
    Ok(())
}

/// `284 statements of 157 patients`, `1 statement of 1 patient`.
fn of_patients(statements: u64, patients: u64) -> String {
    format!("{} of {}", counted(statements, "statement"), counted(patients, "patient"))
}

/// What declared equivalences explain, and which explain more than they did.
fn equivalences(report: &CompareReport) {
    if let Some(run) = report.rejudged {
        eprintln!("the pairs of run {run} were judged again; nothing was read or aligned");
    }
    for count in &report.equivalences {
        eprintln!("  equivalence {}: explains {}", count.id, of_patients(count.statements, count.patients));
    }
    for warning in &report.warnings {
        eprintln!("  warning: {warning}");
    }
}

/// What `--fail-on` leaves out, and what it no longer leaves out. Nothing is said where nothing was ever accepted.
fn waivers(workspace: &Workspace, run: u32, now: u64) -> Result<(), AppError> {
    let waivers = app::waivers(workspace, run, now)?;
    for (label, more) in &waivers.grown {
        eprintln!("  {label}: explains {more} more than when accepted");
    }
    if waivers.proposed > 0 {
        eprintln!("{} proposed as variance: they are open until a lead signs (`throughline sign list`)", waivers.proposed);
    }
    if waivers.accepted > 0 || waivers.expired > 0 {
        eprintln!("{} accepted as variance, {} waivers expired: {} findings open again", waivers.accepted, waivers.expired, waivers.reopened);
    }
    Ok(())
}

pub(crate) fn deidentify() -> Outcome {
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes)?;
    if bytes.is_empty() {
        return Err(AppError::Nothing("stdin holds nothing".into()));
    }
    text(&deid::safe_harbor_stream(&String::from_utf8_lossy(&bytes)));
    Ok(Status::Done)
}
