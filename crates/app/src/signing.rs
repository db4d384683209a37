//! What waits for a lead: acceptances that another person gave, and samples that are read in full. Two pairs of eyes, always two people.
//!
//! An acceptance that no lead approved clears nothing (`triage.rs`), and a sample's claim is nobody's until a lead signs it. Who asked never
//! signs: not who wants a difference accepted, not who drew a sample, not who read one of its charts. A signature is given to what was seen.

use crate::compare::Detail;
use crate::terminology::Terms;
use crate::triage::{ACCEPTED, REJECTED, Standing, standings};
use crate::{AppError, Result, SampleState, Workspace, sample_states};
use std::collections::HashMap;
use store::{CauseRow, SampleSignature};

/// An acceptance of a cause or of a finding.
#[derive(Debug, Clone)]
pub struct WaiverLine {
    /// `cause` or `finding`.
    pub subject: &'static str,
    /// Token of the cause or finding.
    pub id: String,
    /// The cause, or the finding, in words.
    pub label: String,
    /// Class of the cause.
    pub class: String,
    /// Cause of the finding; the cause itself for one.
    pub cause: String,
    /// Index of the worst severity.
    pub severity: u8,
    /// Findings that it would clear now.
    pub findings: u64,
    /// Of them safety.
    pub safety: u64,
    /// Findings that it explained when it was asked for, or signed.
    pub found: u64,
    /// Why.
    pub reason: String,
    /// Who asked.
    pub by: String,
    /// When.
    pub at_ms: u64,
    /// Place of that in the log of triage, which no other decision has.
    pub seq: u64,
    /// When it ends.
    pub expires_ms: u64,
    /// `approved`, `rejected`, or empty.
    pub signed: String,
    /// Which lead.
    pub signed_by: String,
    /// When, 0 for never.
    pub signed_ms: u64,
    /// What the lead said.
    pub signed_reason: String,
}

impl WaiverLine {
    fn of(subject: &'static str, id: String, standing: Standing) -> Self {
        Self {
            subject,
            id,
            label: String::new(),
            class: String::new(),
            cause: String::new(),
            severity: 0,
            findings: 0,
            safety: 0,
            found: standing.found,
            reason: standing.reason,
            by: standing.by,
            at_ms: standing.at_ms,
            seq: standing.seq,
            expires_ms: standing.expires_ms.unwrap_or(0),
            signed: standing.signed,
            signed_by: standing.signed_by,
            signed_ms: standing.signed_ms,
            signed_reason: standing.signed_reason,
        }
    }
}

/// The acceptances of the last comparison: those that wait first, by severity, then those that are signed, newest first.
pub fn waiver_lines(workspace: &Workspace, now_ms: u64) -> Result<Vec<WaiverLine>> {
    let Some(run) = workspace.store().last_run("compare")? else { return Ok(Vec::new()) };
    let causes = workspace.store().causes(run.id)?;
    let mut lines = of_causes(workspace, &causes, now_ms)?;
    lines.extend(of_findings(workspace, run.id, &causes, now_ms)?);
    lines.sort_by(|a, b| {
        let waits = |line: &WaiverLine| !line.signed.is_empty();
        let order = |line: &WaiverLine| (waits(line), std::cmp::Reverse(line.signed_ms), line.severity, std::cmp::Reverse(line.findings));
        order(a).cmp(&order(b)).then_with(|| a.id.cmp(&b.id))
    });
    Ok(lines)
}

/// Whether an acceptance is still worth a line: it has not ended, or a lead said no to it.
fn counts(standing: &Standing, now_ms: u64) -> bool {
    standing.disposition.as_deref() == Some(ACCEPTED) && (standing.accepted(now_ms) || standing.proposed(now_ms) || standing.signed == REJECTED)
}

fn of_causes(workspace: &Workspace, causes: &[CauseRow], now_ms: u64) -> Result<Vec<WaiverLine>> {
    let mut standings = standings(workspace, causes)?;
    let mut lines = Vec::new();
    for cause in causes {
        let Some(standing) = standings.remove(&cause.id).filter(|s| counts(s, now_ms)) else { continue };
        let line = WaiverLine::of("cause", cause.id.clone(), standing);
        let (label, class, id) = (cause.label.clone(), cause.class.clone(), cause.id.clone());
        lines.push(WaiverLine { label, class, cause: id, severity: cause.severity, findings: cause.statements, safety: cause.safety, ..line });
    }
    Ok(lines)
}

/// Findings with an acceptance of their own.
fn of_findings(workspace: &Workspace, run: u32, causes: &[CauseRow], now_ms: u64) -> Result<Vec<WaiverLine>> {
    let store = workspace.store();
    let classes: HashMap<&str, &str> = causes.iter().map(|c| (c.id.as_str(), c.class.as_str())).collect();
    let mut lines = Vec::new();
    for (id, row) in store.triage_of_all("finding")? {
        let standing = Standing::of_finding(Some(&row), &Standing::default());
        if !counts(&standing, now_ms) {
            continue;
        }
        let Some(finding) = store.finding(run, &id)? else { continue };
        let detail: Detail = serde_json::from_str(&finding.detail).map_err(|e| AppError::Other(e.to_string()))?;
        let class = classes.get(finding.cause.as_str()).map_or(String::new(), |c| (*c).to_string());
        let line = WaiverLine::of("finding", id, standing);
        lines.push(WaiverLine { label: detail.label, class, cause: finding.cause, severity: finding.severity, findings: 1, safety: u64::from(finding.severity == 0), ..line });
    }
    let terms = Terms::of_texts(workspace, lines.iter().map(|l| l.label.as_str()))?;
    lines.iter_mut().for_each(|l| terms.name(&mut l.label));
    Ok(lines)
}

/// A sample with what a lead said to it, as long as that holds.
#[derive(Debug, Clone)]
pub struct SignedSample {
    /// The sample.
    pub state: SampleState,
    /// The signature; none while nobody signed, or after somebody read on.
    pub signature: Option<SampleSignature>,
}

/// Readings that were entered into a sample.
pub(crate) fn readings(state: &SampleState) -> u64 {
    state.charts.iter().map(|c| c.reviews.len() as u64).sum()
}

/// Whether every chart of a sample is settled: only then is there a claim to sign.
pub fn is_complete(state: &SampleState) -> bool {
    let all = state.tally(|_| true);
    all.charts > 0 && all.settled == all.charts
}

/// What a lead said to a sample, unless somebody entered another reading since.
pub(crate) fn sample_signed(workspace: &Workspace, state: &SampleState) -> Result<Option<SampleSignature>> {
    Ok(workspace.store().sample_signature(&state.row.id)?.filter(|s| s.readings == readings(state)))
}

/// The samples that are read in full: those that wait first, then those that are signed, newest first.
pub fn complete_samples(workspace: &Workspace) -> Result<Vec<SignedSample>> {
    let mut all = Vec::new();
    for state in sample_states(workspace)?.into_iter().filter(is_complete) {
        let signature = sample_signed(workspace, &state)?;
        all.push(SignedSample { state, signature });
    }
    all.sort_by_key(|s| s.signature.is_some());
    Ok(all)
}

/// Whether an account took part in a sample: it drew it, or read one of its charts.
pub(crate) fn took_part(state: &SampleState, account: &str) -> bool {
    state.row.by == account || state.charts.iter().any(|c| c.reviews.iter().any(|r| r.reader == account))
}
