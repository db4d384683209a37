//! Findings and aligned statements as `throughline compare --json` prints them, with their locators.

use super::{Detail, Tie, opened, proposal_of};
use crate::triage::{ACCEPTED, APPROVED, Lookup, Standing};
use crate::{AppError, Result, Workspace};
use model::{Severity, Statement, Verdict};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use std::borrow::Cow;
use std::collections::HashMap;
use store::{CauseRow, FindingFilter, FindingRow};

/// One line of `throughline compare --json`.
#[derive(Debug, Serialize)]
pub struct FindingLine {
    /// Token.
    pub finding: String,
    /// Verdict.
    pub verdict: String,
    /// Aspect.
    pub aspect: String,
    /// Kind.
    pub kind: String,
    /// Severity.
    pub severity: String,
    /// Legacy side.
    pub legacy: Option<SideLine>,
    /// Destination side.
    pub destination: Option<SideLine>,
    /// Cause.
    pub cause: Option<CauseLine>,
    /// Evidence.
    pub evidence: String,
    /// How the charts are tied, where both sides have one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<LinkWords>,
    /// What a note says to it, as it is written, and where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<NoteWords>,
    /// What the team decided about it, if anything: its own entry, else its cause's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub triage: Option<TriageLine>,
}

impl FindingLine {
    /// Whether it is accepted as variance, a lead has approved that, and it has not expired.
    pub fn waived(&self, now_ms: u64) -> bool {
        self.triage.as_ref().is_some_and(|t| t.disposition == ACCEPTED && t.signed == APPROVED && t.expires_ms.is_some_and(|end| now_ms < end))
    }
}

/// The link of the charts that a finding stands in.
#[derive(Debug, Serialize)]
pub struct LinkWords {
    /// The probability that both are one person; 1 for what our own output was made of.
    pub score: f64,
    /// By what they were found.
    pub by: Cow<'static, str>,
    /// Whether that is below certainty.
    pub uncertain: bool,
    /// What says so and what speaks against it, where it is uncertain.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Cow<'static, str>>,
}

impl LinkWords {
    pub(super) fn of(tie: &Tie) -> Self {
        let Tie { score, by, evidence, .. } = tie.brief();
        Self { score, by, uncertain: tie.is_uncertain(), evidence }
    }
}

/// The triage of a finding.
#[derive(Debug, Serialize)]
pub struct TriageLine {
    /// Disposition, empty for none.
    pub disposition: String,
    /// Why.
    pub reason: String,
    /// Who decided.
    pub by: String,
    /// When an acceptance ends, in milliseconds since 1970.
    pub expires_ms: Option<u64>,
    /// Who sees to it, empty for nobody.
    pub owner: String,
    /// When it is due.
    pub due_ms: Option<u64>,
    /// What a lead said to an acceptance: `approved`, `rejected`, or empty while nobody did.
    pub signed: String,
    /// Which lead.
    pub signed_by: String,
}

/// The sentence of a note that a finding rests on.
#[derive(Debug, Serialize)]
pub struct NoteWords {
    /// What was checked.
    pub check: String,
    /// Where the note stands.
    pub locator: String,
    /// The sentence.
    pub words: String,
}

/// One side of a finding.
#[derive(Debug, Serialize)]
pub struct SideLine {
    /// Patient key of that side.
    pub patient: String,
    /// Statement id.
    pub statement: String,
    /// Locators.
    pub locators: Vec<String>,
    /// Value of the aspect.
    pub value: String,
}

/// The cause of a finding.
#[derive(Debug, Serialize)]
pub struct CauseLine {
    /// Token.
    pub id: String,
    /// Class.
    pub class: String,
    /// Label.
    pub label: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub proposed: String,
}

fn has_id(statement: &Statement) -> bool {
    statement.origin.reference.split_once('/').is_some_and(|(_, id)| !id.is_empty())
}

pub(super) fn statement_id(path: &str, statement: &Statement, ordinal: usize) -> String {
    // A resource is known by its id and its patient: its line moves as soon as another run makes one resource more or less before it,
    // and what was decided about a finding has to find it again. Without an id only the line tells it.
    let (path, line, patient) = match has_id(statement) {
        true => ("", 0, statement.patient.as_str()),
        false => (path, statement.origin.line, ""),
    };
    let text = format!("{path}\u{1f}{line}\u{1f}{}\u{1f}{}\u{1f}{ordinal}\u{1f}{patient}", statement.origin.reference, statement.kind);
    let digest = Sha256::digest(text.as_bytes());
    format!("s-{}", digest[..8].iter().map(|b| format!("{b:02x}")).collect::<String>())
}

/// `allergies.csv:17:STATUS`, or `AllergyIntolerance/abc#clinicalStatus`.
pub(crate) fn locator(path: &str, statement: &Statement, place: &str) -> String {
    match (statement.origin.reference.as_str(), place) {
        ("", "") => format!("{path}:{}", statement.origin.line),
        ("", place) => format!("{path}:{}:{place}", statement.origin.line),
        (reference, "") => reference.to_string(),
        (reference, place) => format!("{reference}#{place}"),
    }
}

pub(crate) fn place_locator(path: &str, statement: &Statement, place: &str) -> String {
    let separator = if place.is_empty() { "" } else if statement.origin.reference.is_empty() { ":" } else { "#" };
    format!("{path}:{}{separator}{place}", statement.origin.line)
}

/// Which statement of its record it is: a resource with components makes several, and one delivered twice makes each of them twice.
pub(super) fn same_origin_ordinal(statements: &[Statement], index: Option<usize>) -> usize {
    let Some(index) = index else { return 0 };
    let origin = &statements[index].origin;
    let by_id = has_id(&statements[index]);
    let same = |s: &&Statement| if by_id { s.origin.artifact == origin.artifact && s.origin.reference == origin.reference } else { s.origin == *origin };
    statements[..index].iter().filter(same).filter(|s| s.kind == statements[index].kind).count()
}

/// Findings that are read of one patient at a time.
const OF_PATIENT: u64 = 20_000;

/// All findings of a patient of a run, the gravest first.
pub(crate) fn findings_of(workspace: &Workspace, run: u32, patient: u64) -> Result<Vec<FindingRow>> {
    let filter = FindingFilter { patient: Some(patient), ..FindingFilter::default() };
    all_pages(|offset| Ok(workspace.store().findings(run, &filter, offset, OF_PATIENT)?))
}

/// All rows of what tells a page from an offset on, and how many there are in all.
fn all_pages<T>(page: impl Fn(u64) -> Result<(Vec<T>, u64)>) -> Result<Vec<T>> {
    let mut all = Vec::new();
    loop {
        let (rows, total) = page(all.len() as u64)?;
        let is_last = rows.is_empty();
        all.extend(rows);
        if is_last || all.len() as u64 >= total {
            return Ok(all);
        }
    }
}

/// Hands out the findings of the last comparison as `compare --json` prints them.
pub fn finding_lines(workspace: &Workspace, run: u32, each: &mut dyn FnMut(&FindingLine)) -> Result<()> {
    let triage = Lookup::read(workspace, run)?;
    let causes: HashMap<String, CauseRow> = workspace.store().causes(run)?.into_iter().map(|c| (c.id.clone(), c)).collect();
    let mut failure = None;
    workspace.store().each_finding(run, &mut |row| match line(row, &causes, &triage) {
        Ok(line) => each(&line),
        Err(error) => failure = Some(error),
    })?;
    failure.map_or(Ok(()), Err)
}

pub(super) fn line(row: FindingRow, causes: &HashMap<String, CauseRow>, triage: &Lookup) -> Result<FindingLine> {
    let detail: Detail = serde_json::from_str(&row.detail).map_err(|e| AppError::Other(e.to_string()))?;
    let side = |patient: String, statement: String, locators: Vec<String>, value: String| (!statement.is_empty()).then_some(SideLine { patient, statement, locators, value });
    let cause = causes.get(&row.cause);
    let triage = triage_line(triage.of(&row.id, &row.cause));
    let (evidence, link) = (evidence(&detail), detail.link.as_ref().map(LinkWords::of));
    Ok(FindingLine {
        finding: row.id,
        verdict: row.verdict,
        aspect: row.aspect,
        kind: row.kind,
        severity: Severity::ALL[usize::from(row.severity.min(4))].word().into(),
        legacy: side(detail.legacy_patient, detail.legacy_statement, detail.legacy_locators, detail.legacy_value),
        destination: side(detail.destination_patient, detail.destination_statement, detail.destination_locators, detail.destination_value),
        cause: cause.map(|c| CauseLine { id: c.id.clone(), class: c.class.clone(), label: c.label.clone(), proposed: proposal_of(c).text }),
        note: detail.note.as_ref().map(|n| NoteWords { check: n.check.clone(), locator: n.place.clone(), words: n.words() }),
        evidence,
        link,
        triage,
    })
}

/// What differs, how the pair was found, and whether the charts are one person's at all.
fn evidence(detail: &Detail) -> String {
    let mut words = detail.manner.clone();
    if !detail.by.is_empty() {
        words.push_str(&format!("; aligned by {}", detail.by));
    }
    if let Some(tie) = detail.link.as_ref().filter(|tie| tie.is_uncertain()) {
        words.push_str(&format!("; {}", tie.words()));
    }
    words
}

fn triage_line(standing: Standing) -> Option<TriageLine> {
    let Standing { disposition, reason, by, expires_ms, owner, due_ms, signed, signed_by, .. } = standing;
    let nothing = disposition.is_none() && owner.is_empty() && due_ms.is_none();
    (!nothing).then(|| TriageLine { disposition: disposition.unwrap_or_default(), reason, by, expires_ms, owner, due_ms, signed, signed_by })
}

/// Hands out aligned statements without a difference, as `compare --all --json` prints them.
pub fn each_same(workspace: &Workspace, run: u32, each: &mut dyn FnMut(&FindingLine)) -> Result<()> {
    let store = workspace.store();
    let paths: HashMap<u32, String> = store.artifacts("")?.into_iter().map(|a| (a.id, a.path)).collect();
    let mut next = 0;
    loop {
        let rows = store.patients_from(run, next, 500)?;
        let Some(last) = rows.last() else { return Ok(()) };
        next = last.ordinal + 1;
        for row in rows {
            let (charts, computes) = opened(workspace, &row)?;
            for (l, d, verdict, _, by) in charts.pairs.iter().filter(|p| matches!(p.2, Verdict::Same | Verdict::Equivalent)) {
                let (Some(l), Some(d)) = (l, d) else { continue };
                let side = |s: &Statement, all: &[Statement], index: u32| {
                    let path = paths.get(&s.origin.artifact).cloned().unwrap_or_default();
                    let statement = statement_id(&path, s, same_origin_ordinal(all, Some(index as usize)));
                    SideLine { patient: s.patient.clone(), statement, locators: vec![locator(&path, s, "")], value: s.label() }
                };
                let (left, right) = (&charts.legacy[*l as usize], &charts.destination[*d as usize]);
                each(&FindingLine {
                    finding: String::new(),
                    verdict: verdict.word().into(),
                    aspect: String::new(),
                    kind: left.kind.word().into(),
                    severity: String::new(),
                    legacy: Some(side(left, &charts.legacy, *l)),
                    destination: Some(side(right, &charts.destination, *d)),
                    cause: None,
                    evidence: format!("aligned by {by}"),
                    link: computes.tie.as_ref().map(LinkWords::of),
                    triage: None,
                    note: None,
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Kind, Origin};

    fn statement(patient: &str, line: u64, reference: &str) -> Statement {
        Statement { patient: patient.into(), kind: Kind::Problem, origin: Origin { artifact: 1, relation: 0, line, reference: reference.into() }, facts: Vec::new() }
    }

    #[test]
    fn all_pages_are_read_and_none_twice() {
        let rows: Vec<u64> = (0..25).collect();
        let page = |offset: u64| Ok((rows.iter().copied().skip(offset as usize).take(10).collect::<Vec<u64>>(), 25));
        assert_eq!(all_pages(page).unwrap(), rows);
        assert_eq!(all_pages(|_| Ok((Vec::<u64>::new(), 0))).unwrap(), Vec::<u64>::new());
        assert_eq!(all_pages(|offset| Ok((if offset == 0 { vec![7] } else { Vec::new() }, 9))).unwrap(), vec![7], "rows that went away meanwhile are not waited for");
    }

    #[test]
    fn a_resource_keeps_its_id_when_its_line_moves() {
        let id = |patient: &str, line, reference: &str| statement_id("Condition.ndjson", &statement(patient, line, reference), 0);
        assert_eq!(id("1", 4, "Condition/a"), id("1", 5, "Condition/a"));
        assert_ne!(id("1", 4, "Condition/a"), id("1", 4, "Condition/b"));
        assert_ne!(id("1", 4, "Condition/a"), id("2", 9, "Condition/a"), "local ids of two patients in one file");
        assert_ne!(id("1", 4, ""), id("1", 5, ""), "a row is known by its line");
        assert_ne!(id("1", 4, "Condition/"), id("1", 5, "Condition/"), "a resource without an id, too");
    }

    #[test]
    fn the_same_resource_delivered_twice_has_two_ids() {
        let twice = [statement("1", 4, "Condition/a"), statement("1", 9, "Condition/a"), statement("1", 9, "Condition/b")];
        assert_eq!([0, 1, 2].map(|index| same_origin_ordinal(&twice, Some(index))), [0, 1, 0]);
    }
}
