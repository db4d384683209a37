//! Findings and aligned statements as `throughline compare --json` prints them, with their locators.

use super::{Charts, Detail};
use crate::{AppError, Result, Workspace};
use model::{Severity, Statement, Verdict};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use store::{CauseRow, FindingRow};

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
}

pub(super) fn statement_id(path: &str, statement: &Statement, ordinal: usize) -> String {
    // A resource is known by its id, wherever in a file it stands: another export of the same content has the same ids.
    let record = match statement.origin.reference.as_str() {
        "" => format!("{path}\u{1f}{}", statement.origin.line),
        reference => reference.to_string(),
    };
    let text = format!("{record}\u{1f}{}\u{1f}{ordinal}", statement.kind);
    let digest = Sha256::digest(text.as_bytes());
    format!("s-{}", digest[..8].iter().map(|b| format!("{b:02x}")).collect::<String>())
}

/// `allergies.csv:17:STATUS`, or `AllergyIntolerance/abc#clinicalStatus`.
pub(super) fn locator(path: &str, statement: &Statement, place: &str) -> String {
    match (statement.origin.reference.as_str(), place) {
        ("", "") => format!("{path}:{}", statement.origin.line),
        ("", place) => format!("{path}:{}:{place}", statement.origin.line),
        (reference, "") => reference.to_string(),
        (reference, place) => format!("{reference}#{place}"),
    }
}

pub(super) fn place_locator(path: &str, statement: &Statement, place: &str) -> String {
    let separator = if place.is_empty() { "" } else if statement.origin.reference.is_empty() { ":" } else { "#" };
    format!("{path}:{}{separator}{place}", statement.origin.line)
}

/// Which statement of its record it is: a resource with components makes several.
pub(super) fn same_origin_ordinal(statements: &[Statement], index: Option<usize>) -> usize {
    let Some(index) = index else { return 0 };
    let origin = &statements[index].origin;
    statements[..index].iter().filter(|s| s.origin == *origin && s.kind == statements[index].kind).count()
}

/// Hands out the findings of the last comparison as `compare --json` prints them.
pub fn finding_lines(workspace: &Workspace, run: u32, each: &mut dyn FnMut(&FindingLine)) -> Result<()> {
    let causes: HashMap<String, CauseRow> = workspace.store().causes(run)?.into_iter().map(|c| (c.id.clone(), c)).collect();
    let mut failure = None;
    workspace.store().each_finding(run, &mut |row| match line(row, &causes) {
        Ok(line) => each(&line),
        Err(error) => failure = Some(error),
    })?;
    failure.map_or(Ok(()), Err)
}

pub(super) fn line(row: FindingRow, causes: &HashMap<String, CauseRow>) -> Result<FindingLine> {
    let detail: Detail = serde_json::from_str(&row.detail).map_err(|e| AppError::Other(e.to_string()))?;
    let side = |patient: String, statement: String, locators: Vec<String>, value: String| (!statement.is_empty()).then_some(SideLine { patient, statement, locators, value });
    let cause = causes.get(&row.cause);
    Ok(FindingLine {
        finding: row.id,
        verdict: row.verdict,
        aspect: row.aspect,
        kind: row.kind,
        severity: Severity::ALL[usize::from(row.severity.min(4))].word().into(),
        legacy: side(detail.legacy_patient, detail.legacy_statement, detail.legacy_locators, detail.legacy_value),
        destination: side(detail.destination_patient, detail.destination_statement, detail.destination_locators, detail.destination_value),
        cause: cause.map(|c| CauseLine { id: c.id.clone(), class: c.class.clone(), label: c.label.clone() }),
        evidence: if detail.by.is_empty() { detail.manner } else { format!("{}; aligned by {}", detail.manner, detail.by) },
    })
}

/// Hands out aligned statements without a difference, as `compare --all --json` prints them.
pub fn each_same(workspace: &Workspace, run: u32, each: &mut dyn FnMut(&FindingLine)) -> Result<()> {
    let store = workspace.store();
    let paths: HashMap<u32, String> = store.artifacts("")?.into_iter().map(|a| (a.id, a.path)).collect();
    let mut offset = 0;
    loop {
        let (rows, _) = store.patients(run, &store::PatientFilter::default(), "", offset, 500)?;
        if rows.is_empty() {
            return Ok(());
        }
        offset += rows.len() as u64;
        for row in rows {
            let charts: Charts = postcard::from_bytes(&store.read_blob_part(&row.blob, "charts", row.offset, row.length as usize)?).map_err(|e| AppError::Other(e.to_string()))?;
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
                });
            }
        }
    }
}
