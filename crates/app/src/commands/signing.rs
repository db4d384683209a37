//! The lead's word: what waits for it, and giving it. Another person than the one who asked, always; given to what was seen.
//!
//! Reasons are looked through before they are kept, as in triage: what is signed is never changed.

use super::{Answer, app, last_compare, not_for_you, not_found, refused, severity_word};
use crate::signing::{SignedSample, WaiverLine, complete_samples, is_complete, readings, took_part, waiver_lines};
use crate::triage::{APPROVED, REJECTED};
use crate::{Host, Workspace, sample_state};
use contract::{ErrorCode, Nothing, Permission, SampleToSign, SignQueue, SignSample, SignWaivers, SignedWaivers, WaiverRow};
use std::collections::BTreeSet;
use store::{SampleSignature, TriageEntry};

/// Acceptances that are signed at once, at most.
const WAIVERS_MAX: usize = 1_000;
/// Bytes of a reason, at most.
const TEXT_MAX: usize = 4_000;

fn may_sign<H: Host>(host: &H) -> bool {
    host.actor().role.is_some_and(|r| r.may(Permission::SignOff))
}

/// How many acceptances and samples wait for a lead.
pub(crate) fn waiting(workspace: &Workspace, now_ms: u64) -> Answer<(u64, u64)> {
    let waivers = waiver_lines(workspace, now_ms)?.iter().filter(|w| w.signed.is_empty()).count() as u64;
    let samples = complete_samples(workspace)?.iter().filter(|s| s.signature.is_none()).count() as u64;
    Ok((waivers, samples))
}

pub(crate) fn sign_queue<H: Host>(host: &H, _: Nothing) -> Answer<SignQueue> {
    let workspace = host.workspace();
    let (account, may) = (host.actor().account.as_str(), may_sign(host));
    let waivers = waiver_lines(workspace, host.now_ms())?;
    let samples = complete_samples(workspace)?;
    let waits = || waivers.iter().filter(|w| w.signed.is_empty());
    Ok(SignQueue {
        waivers_waiting: waits().count() as u64,
        findings_waiting: waits().map(|w| w.findings).sum(),
        samples_waiting: samples.iter().filter(|s| s.signature.is_none()).count() as u64,
        samples: samples.iter().map(|s| sample_row(s, account, may)).collect(),
        waivers: waivers.into_iter().map(|w| waiver_row(w, account, may)).collect(),
    })
}

fn waiver_row(w: WaiverLine, account: &str, may: bool) -> WaiverRow {
    WaiverRow {
        may_sign: may && w.signed.is_empty() && w.by != account,
        subject: w.subject.into(),
        severity: severity_word(w.severity),
        grown: if w.signed == REJECTED { 0 } else { w.findings.saturating_sub(w.found) },
        id: w.id,
        label: w.label,
        class: w.class,
        cause: w.cause,
        findings: w.findings,
        safety: w.safety,
        reason: w.reason,
        by: w.by,
        at_ms: w.at_ms,
        seq: w.seq,
        expires_ms: w.expires_ms,
        signed: w.signed,
        signed_by: w.signed_by,
        signed_ms: w.signed_ms,
        signed_reason: w.signed_reason,
    }
}

fn sample_row(s: &SignedSample, account: &str, may: bool) -> SampleToSign {
    let (row, all) = (&s.state.row, s.state.tally(|_| true));
    let signature = s.signature.clone().unwrap_or_default();
    let readers: BTreeSet<&str> = s.state.charts.iter().flat_map(|c| c.reviews.iter().map(|r| r.reader.as_str())).collect();
    SampleToSign {
        id: row.id.clone(),
        run: row.run,
        claim: s.state.claim_said(),
        state: s.state.state().into(),
        words: s.state.words(),
        charts: all.charts,
        errors: all.errors,
        readings: readings(&s.state),
        by: row.by.clone(),
        at_ms: row.at_ms,
        readers: readers.into_iter().map(str::to_string).collect(),
        may_sign: may && s.signature.is_none() && !took_part(&s.state, account),
        signed: signature.verdict,
        signed_by: signature.by,
        signed_ms: signature.at_ms,
        signed_reason: signature.reason,
    }
}

/// What can be told of a signature without looking at what is signed.
fn check(workspace: &Workspace, verdict: &str, reason: &str) -> Answer<()> {
    if !matches!(verdict, APPROVED | REJECTED) || reason.len() > TEXT_MAX {
        return Err(ErrorCode::Invalid.into());
    }
    if verdict == REJECTED && reason.trim().is_empty() {
        return Err(refused("Say why it is rejected: who asked has to know."));
    }
    workspace.egress_check(reason.as_bytes()).map_err(|()| refused("The text holds an identifier of a patient. Say it without."))
}

pub(crate) fn sign_waivers<H: Host>(host: &H, q: SignWaivers) -> Answer<SignedWaivers> {
    let workspace = host.workspace();
    check(workspace, &q.verdict, &q.reason)?;
    if q.waivers.is_empty() || q.waivers.len() > WAIVERS_MAX {
        return Err(ErrorCode::Invalid.into());
    }
    let (run, _) = last_compare(workspace)?.ok_or_else(not_found)?;
    let lines = waiver_lines(workspace, host.now_ms())?;
    let mut signed: Vec<(TriageEntry, u64)> = Vec::new();
    for seen in &q.waivers {
        let line = lines.iter().find(|l| l.id == seen.id).ok_or_else(not_found)?;
        // Nobody signs what they asked for, and no list of others hides that one is one's own.
        if line.by == host.actor().account {
            return Err(not_for_you(format!("You asked for {} yourself: another lead signs it.", line.id)));
        }
        // Another comparison since then may have given the cause more than was looked at.
        if line.findings != seen.findings {
            return Err(ErrorCode::Conflict.into());
        }
        if signed.iter().any(|(entry, _)| entry.subject == line.id) {
            continue;
        }
        let entry = TriageEntry {
            at_ms: host.now_ms(),
            by: host.actor().account.clone(),
            subject_kind: line.subject.into(),
            subject: line.id.clone(),
            reason: q.reason.trim().into(),
            run: run.id,
            findings: line.findings,
            signed: Some(q.verdict.clone()),
            ..TriageEntry::default()
        };
        signed.push((entry, seen.seq));
    }
    app(workspace.store().sign_waivers(&signed))?;
    Ok(SignedWaivers { waivers: signed.len() as u64, findings: signed.iter().map(|(entry, _)| entry.findings).sum() })
}

pub(crate) fn sign_sample<H: Host>(host: &H, q: SignSample) -> Answer<Nothing> {
    let workspace = host.workspace();
    check(workspace, &q.verdict, &q.reason)?;
    let state = sample_state(workspace, &q.id)?.ok_or_else(not_found)?;
    if took_part(&state, &host.actor().account) {
        return Err(not_for_you("You drew this sample or read in it: another lead signs it."));
    }
    if !is_complete(&state) {
        return Err(refused("A sample is signed when every chart of it is settled."));
    }
    if crate::signing::sample_signed(workspace, &state)?.is_some() {
        return Err(ErrorCode::Conflict.into());
    }
    let signature = SampleSignature {
        sample: state.row.id.clone(),
        verdict: q.verdict,
        reason: q.reason.trim().into(),
        readings: q.readings,
        said: state.words(),
        by: host.actor().account.clone(),
        at_ms: host.now_ms(),
    };
    app(workspace.store().sign_sample(&signature))?;
    Ok(Nothing::default())
}
