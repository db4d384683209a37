//! The first sections: what the numbers are, what was looked at, and by which versions.

use super::audit::Checkpoint;
use super::dates::moment;
use super::ledgers::{Ledger, invented_lines};
use super::content::{Block, Cell, ColumnKind, ReportSummary, Section, Table, grouped, plural};
use super::sources::Sources;
use crate::Result;
use crate::commands::archived_told;
use model::{Severity, Verdict};
use std::collections::BTreeMap;
use store::{DocumentVersion, FindingFilter};

/// The lenses, of the legacy side and of the destination.
const LENSES: [&str; 2] = ["Lens", "Destination lens"];

/// The report in a few numbers.
pub(super) fn numbers(s: &Sources<'_>, ledger: &Ledger, checkpoint: &Checkpoint) -> ReportSummary {
    ReportSummary {
        run: s.run.id,
        mapping_version: s.compared.version,
        lens_version: s.lenses[0].as_ref().map_or(0, |l| l.version),
        destination_lens_version: s.lenses[1].as_ref().map_or(0, |l| l.version),
        statements: s.told.statements,
        findings: s.compared.findings,
        severities: Severity::ALL.iter().map(|w| (w.word().to_string(), of(s, *w))).collect(),
        causes: s.causes.len() as u64,
        undecided_fields: ledger.undecided(),
        invented_values: invented_lines(s).iter().map(|l| l.values).sum(),
        waivers: s.waivers.len() as u64,
        waivers_signed: s.waivers.iter().filter(|waiver| waiver.approved).count() as u64,
        claims: s.claims.len() as u64,
        claims_read: s.claims.iter().filter(|claim| claim.drawn > 0 && claim.reviewed >= claim.drawn).count() as u64,
        audit_event: checkpoint.last.as_ref().map_or(0, |e| e.seq),
        audit_root: checkpoint.root.clone().unwrap_or_default(),
    }
}

fn of(s: &Sources<'_>, severity: Severity) -> u64 {
    s.compared.severities.get(severity as usize).copied().unwrap_or(0)
}

fn accepted_of(s: &Sources<'_>, severity: Severity) -> u64 {
    s.accepted.get(severity as usize).copied().unwrap_or(0)
}

/// The section that is read first.
pub(super) fn summary(s: &Sources<'_>, numbers: &ReportSummary, ledger: &Ledger, checkpoint: &Checkpoint) -> Result<Section> {
    let mut blocks = vec![Block::Text(said(s, numbers))];
    blocks.extend(warnings(s, ledger, checkpoint).into_iter().map(Block::Warning));
    blocks.push(Block::Table(severities(s)));
    blocks.push(Block::Table(verdicts(s)?));
    blocks.push(Block::Table(classes(s)?));
    blocks.push(Block::Text(
        "How to read the numbers: every number is a count, none is rounded. <11 stands for 1 to 10, where a smaller number could point at a person, and a number that would tell such a one beside others is withheld. A percentage appears only as the bound of a chart review. \
         Patients have pseudonyms, and their times are days from an undisclosed day of each patient."
            .into(),
    ));
    Ok(Section { key: "summary", title: "Summary", sheet: "Summary", blocks })
}

fn said(s: &Sources<'_>, numbers: &ReportSummary) -> String {
    let books = format!(
        "{} of the legacy book were balanced against {} of the destination's book, statement by statement.",
        plural(numbers.statements[0], "statement"),
        grouped(numbers.statements[1])
    );
    let books = format!("{books}{}{}", withheld(s), archived(s));
    if numbers.findings == 0 {
        return format!(
            "{books} No finding was recorded. This is no proof that nothing is wrong: it holds for what both readings read, judged as this program judges. What was not read is listed in this report."
        );
    }
    let safety = match of(s, Severity::Safety) {
        0 => "None of them was judged to be of severity safety.".to_string(),
        n => format!("{} of severity safety.", if n == 1 { "1 is".to_string() } else { format!("{} are", grouped(n)) }),
    };
    format!("{books} {} behind {}. {safety}", plural(numbers.findings, "finding"), plural(numbers.causes, "cause"))
}

/// What is not among the numbers of statements.
fn withheld(s: &Sources<'_>) -> &'static str {
    if s.told.is_withheld() { " Where everybody has one, as of the demographics, their number is one of patients: it is withheld where a few would follow, and no total counts them then." } else { "" }
}

/// Who was not balanced because the archive rule keeps them out.
fn archived(s: &Sources<'_>) -> String {
    if s.compared.archive_rule == 0 {
        return String::new();
    }
    let [archived, statements, _] = s.compared.archived;
    let [paired, legacy_only, _] = s.compared.patients;
    let told = archived_told(archived, archived + paired + legacy_only);
    let few = if deid::small_count(archived).is_none() { "<11" } else { "some" };
    let patients = told.map_or_else(|| few.to_string(), grouped);
    let statements = if told.is_some() { grouped(statements) } else { "some".into() };
    format!(" Of the legacy book {statements} statements of {patients} patients stay in the archive, by version {} of the archive rule.", s.compared.archive_rule)
}

/// What stands between this report and a signature.
fn warnings(s: &Sources<'_>, ledger: &Ledger, checkpoint: &Checkpoint) -> Vec<String> {
    let mut out = Vec::new();
    let mut say = |on: bool, words: String| {
        if on {
            out.push(words);
        }
    };
    let (open, accepted) = (of(s, Severity::Safety).saturating_sub(accepted_of(s, Severity::Safety)), accepted_of(s, Severity::Safety));
    let words = if open == 1 { "1 finding of severity safety is open.".to_string() } else { format!("{} findings of severity safety are open.", grouped(open)) };
    say(open > 0, words);
    let words = format!("{} of severity safety stay as they are: a lead signed their acceptance. Waivers says until when.", plural(accepted, "finding"));
    say(accepted > 0, words);
    if let Some(run) = s.newer_migration {
        say(true, format!("Run {run} migrated again after this comparison: compare again before signing."));
    }
    say(s.newer_artifacts > 0, format!("{} came in after this comparison began: compare again before signing.", plural(s.newer_artifacts, "artifact")));
    let in_force = crate::in_force(s.workspace).ok().flatten().map_or(0, |force| force.version);
    say(in_force != s.compared.archive_rule, "The archive rule was put in force, changed or taken out of force after this comparison: migrate and compare again before signing.".into());
    let contradicted = crate::contradictions(s.workspace).map_or(0, |all| all.len() as u64);
    say(contradicted > 0, format!("The mapping or the lens says the contrary of {} on hidden corners.", plural(contradicted, "decision")));
    let unapproved = s.compared.version > 0 && s.mapping.as_ref().is_some_and(|m| m.approved_by.is_none());
    say(unapproved, format!("Mapping version {} made the destination and is not approved.", s.compared.version));
    let later = s.compared.version > 0 && s.latest_mapping > s.compared.version;
    say(later, format!("Mapping version {} is newer than version {}, which made the destination.", s.latest_mapping, s.compared.version));
    for ((name, lens), latest) in LENSES.iter().zip(&s.lenses).zip(s.latest_lenses) {
        let read_by = lens.as_ref().map_or(0, |l| l.version);
        say(latest > read_by, format!("{name} version {latest} is newer than version {read_by}, by which this comparison read."));
    }
    say(ledger.undecided() > 0, format!("{}: neither mapped, nor dropped with a reason, nor archived.", plural(ledger.undecided(), "undecided source field")));
    let unjustified = invented_lines(s).iter().filter(|l| l.reason.is_none()).count() as u64;
    say(unjustified > 0, format!("Values that no source asserted and no reason explains: by {}.", plural(unjustified, "rule")));
    for warning in &s.compared.warnings {
        say(true, format!("{warning}."));
    }
    say(checkpoint.root.is_err(), "The audit log was changed: it does not fit its own hashes.".into());
    out
}

fn severities(s: &Sources<'_>) -> Table {
    let columns = [("Severity", ColumnKind::Severity), ("Findings", ColumnKind::Bar), ("Accepted and signed", ColumnKind::Count), ("Open", ColumnKind::Count)];
    let row = |w: &Severity| {
        let (all, accepted) = (of(s, *w), accepted_of(s, *w));
        vec![w.word().into(), all.into(), accepted.into(), all.saturating_sub(accepted).into()]
    };
    Table::new("Findings by severity", "", &columns).with(Severity::ALL.iter().map(row))
}

fn counted(s: &Sources<'_>, column: &str) -> Result<BTreeMap<String, u64>> {
    Ok(s.workspace.store().count_findings(s.run.id, &FindingFilter::default(), column)?.into_iter().collect())
}

fn verdicts(s: &Sources<'_>) -> Result<Table> {
    let found = counted(s, "verdict")?;
    let count = |counts: &BTreeMap<String, u64>, word: &str| counts.get(word).copied().unwrap_or(0);
    let columns = [("Verdict", ColumnKind::Words), ("Statements", ColumnKind::Count), ("Findings", ColumnKind::Bar)];
    // Where the demographics are not among the statements of a verdict, the findings beside these would tell them.
    let findings = |word: &str| {
        let findings = count(&found, word);
        (findings, Cell::beside_others(Some(findings).filter(|n| *n == 0 || count(&s.told.verdicts, word) == count(&s.compared.verdicts, word))))
    };
    let rows = Verdict::ALL.iter().map(|v| (v.word(), count(&s.told.verdicts, v.word()), findings(v.word()))).filter(|r| r.1 + r.2.0 > 0);
    Ok(Table::new("By verdict; a pair of statements with several findings has the worst of them as its verdict", "No statement was balanced.", &columns)
        .with(rows.map(|(word, statements, (_, findings))| vec![word.into(), statements.into(), findings])))
}

fn classes(s: &Sources<'_>) -> Result<Table> {
    let columns = [("Class of the cause", ColumnKind::Words), ("Findings", ColumnKind::Bar)];
    let mut rows: Vec<(String, u64)> = counted(s, "class")?.into_iter().collect();
    rows.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Ok(Table::new("Findings by class of cause", "No finding, no cause.", &columns).with(rows.into_iter().map(|(class, n)| vec![class.into(), n.into()])))
}

/// What was looked at.
pub(super) fn scope(s: &Sources<'_>) -> Result<Section> {
    let columns = [
        ("Side", ColumnKind::Words),
        ("Format", ColumnKind::Words),
        ("State", ColumnKind::Words),
        ("Artifacts", ColumnKind::Count),
        ("Records", ColumnKind::Count),
        ("Quarantined", ColumnKind::Count),
    ];
    let mut counts: Vec<_> = s.workspace.artifact_counts()?.iter().cloned().collect();
    counts.sort_by(|a, b| b.side.cmp(&a.side).then_with(|| (&a.format, &a.state).cmp(&(&b.format, &b.state))));
    // A resource is one record: beside the statements their number would tell that of the patients.
    let records_told = |side: &str, records: u64| Cell::beside_others(Some(records).filter(|_| side != "destination" || s.told.people.whole[1].is_some()));
    let rows = counts.iter().map(|c| vec![c.side.as_str().into(), c.format.as_str().into(), c.state.as_str().into(), c.artifacts.into(), records_told(&c.side, c.records), c.quarantined.into()]);
    let facts = vec![
        ("Workspace".to_string(), Cell::from(s.workspace.name())),
        ("Comparison began".to_string(), moment(s.run.started_ms).into()),
        ("Comparison ended".to_string(), moment(s.run.ended_ms.unwrap_or(s.run.started_ms)).into()),
        ("Statements, legacy book".to_string(), s.told.statements[0].into()),
        ("Statements, destination's book".to_string(), s.told.statements[1].into()),
    ];
    let blocks = vec![Block::Facts(facts), Block::Table(Table::new("Artifacts on both sides", "No artifact.", &columns).with(rows))];
    Ok(Section { key: "scope", title: "Scope", sheet: "Summary", blocks })
}

/// By what it was judged.
pub(super) fn versions(s: &Sources<'_>) -> Section {
    let mut facts = vec![("Comparison run".to_string(), Cell::from(s.run.id))];
    match (&s.migrated, s.compared.version) {
        (_, 0) => facts.push(("Destination".into(), "given: not made by a mapping of this workspace".into())),
        (Some((run, _)), _) => facts.push(("Migration run".into(), format!("{}, {}", run.id, moment(run.ended_ms.unwrap_or(run.started_ms))).into())),
        (None, _) => facts.push(("Migration run".into(), "its counts are not in the workspace any more".into())),
    }
    if s.compared.version > 0 {
        facts.push(("Mapping version".into(), s.compared.version.into()));
        facts.extend(s.mapping.iter().flat_map(|m| document("Mapping", m)));
        let approved = s.mapping.as_ref().and_then(|m| m.approved_by.clone()).unwrap_or_else(|| "not approved".into());
        facts.push(("Mapping approved by".into(), approved.into()));
    }
    for (name, lens) in LENSES.iter().zip(&s.lenses) {
        facts.push((format!("{name} version"), lens.as_ref().map_or_else(|| Cell::from("none: built-in readings alone"), |l| l.version.into())));
        facts.extend(lens.iter().flat_map(|l| document(name, l)));
    }
    facts.push(("Program version".into(), env!("CARGO_PKG_VERSION").into()));
    Section { key: "versions", title: "Versions", sheet: "Summary", blocks: vec![Block::Facts(facts)] }
}

fn document(name: &str, version: &DocumentVersion) -> Vec<(String, Cell)> {
    let mut facts = vec![(format!("{name} written by"), Cell::from(format!("{}, {}", version.author, moment(version.at_ms))))];
    if !version.note.trim().is_empty() {
        facts.push((format!("{name} note"), version.note.trim().into()));
    }
    facts
}
