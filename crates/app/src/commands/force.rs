//! The archive rule in force: what that would do, and the two decisions. Counts of patients from 1 to 10 stay here.

use super::archive::{archived_told, view};
use super::{Answer, facet, severity_word};
use crate::archive::{force_effect, force_history, last_archive, set_force};
use crate::{Host, Workspace};
use contract::{EnforceRetention, ErrorCode, ForceEffect, ForceQuery, LiftRetention, RetentionDecision, RetentionForce, RetentionView};

/// Every decision with the version that is in force now.
pub(super) fn force(workspace: &Workspace) -> Answer<RetentionForce> {
    let history = force_history(workspace)?;
    let version = history.last().filter(|last| last.in_force).map_or(0, |last| last.version);
    let decision = |d: crate::Force| RetentionDecision { in_force: d.in_force, version: d.version, by: d.by, at_ms: d.at_ms, reason: d.reason };
    Ok(RetentionForce { version, history: history.into_iter().rev().map(decision).collect() })
}

pub(crate) fn preview_force<H: Host>(host: &H, request: ForceQuery) -> Answer<ForceEffect> {
    let effect = force_effect(host.workspace(), request.version)?;
    let all = last_archive(host.workspace())?.map_or(0, |report| report.patients);
    let patients = archived_told(effect.patients, all);
    // What a few patients have would tell how few they are.
    let with = |count: u64| patients.map(|_| count);
    let findings = effect.findings.iter().zip(0u8..).filter(|(count, _)| **count > 0 && patients.is_some());
    Ok(ForceEffect {
        patients,
        statements: with(effect.statements),
        records: with(effect.records),
        findings: findings.map(|(count, severity)| facet(severity_word(severity), *count)).collect(),
        compare_run: effect.compare_run,
        stale: effect.stale,
    })
}

fn decide<H: Host>(host: &H, version: Option<u32>, reason: &str) -> Answer<RetentionView> {
    if reason.trim().is_empty() {
        return Err(ErrorCode::Invalid.into());
    }
    set_force(host.workspace(), version, &host.actor().account, reason, host.now_ms())?;
    view(host.workspace())
}

pub(crate) fn enforce_retention<H: Host>(host: &H, request: EnforceRetention) -> Answer<RetentionView> {
    decide(host, Some(request.version), &request.reason)
}

pub(crate) fn lift_retention<H: Host>(host: &H, request: LiftRetention) -> Answer<RetentionView> {
    decide(host, None, &request.reason)
}
