//! Triage of causes and findings: what is to become of them, who sees to it, until when; its log, and the burn-down over runs.
//!
//! Nothing here closes a finding. Text that people write is looked through before it is kept: the log is never changed, so a name in it would
//! withhold every answer that holds the entry.

use super::{Answer, app, last_compare, not_found, page, refused, severity_word};
use crate::triage::{ACCEPTED, DISPOSITIONS, Lookup, Standing};
use crate::{CompareReport, Host, Workspace, triage as standing};
use contract::{
    BurnCounts, BurnDown, BurnPoint, ErrorCode, Nothing, People, Permission, Person, TriageCounts, TriageEntry, TriageLog, TriageLogQuery, TriageRequest,
    TriageState, Triaged,
};
use std::collections::BTreeSet;
use store::{BurnRow, FindingFilter, RunRow, TriageAdded, TriageParts};

/// Causes and findings of one request, at most.
const SUBJECTS_MAX: usize = 5_000;
/// How far ahead an acceptance may end: after a year somebody has to look at it again.
const WAIVER_MS_MAX: u64 = 366 * 86_400_000;
/// Bytes of a reason or comment, at most.
const TEXT_MAX: usize = 4_000;
/// Comparisons of the burn-down, at most.
const POINTS_MAX: u64 = 50;

/// A cause or finding that is triaged.
struct Subject {
    kind: &'static str,
    id: String,
    standing: Standing,
    findings: u64,
}

pub(crate) fn triage<H: Host>(host: &H, q: TriageRequest) -> Answer<Triaged> {
    let workspace = host.workspace();
    let now_ms = host.now_ms();
    check(&q, now_ms)?;
    check_owner(workspace, q.owner.as_deref())?;
    for text in [&q.reason, &q.comment] {
        if workspace.egress_check(text.as_bytes()).is_err() {
            return Err(refused("The text holds an identifier of a patient. Say it without."));
        }
    }
    let (run, _) = last_compare(workspace)?.ok_or_else(not_found)?;
    let parts = TriageParts { decision: !q.disposition.is_empty(), owner: q.owner.is_some(), due: q.due_ms.is_some() };
    let (subjects, decided) = untouched(workspace, subjects(workspace, run.id, &q)?, parts, q.since)?;
    let waives = q.disposition == ACCEPTED || !q.disposition.is_empty() && subjects.iter().any(|s| s.standing.accepted(now_ms) || s.standing.proposed(now_ms));
    if waives && !host.actor().role.is_some_and(|r| r.may(Permission::AcceptVariance)) {
        return Err(ErrorCode::Forbidden.into());
    }
    let entry = |s: &Subject| store::TriageEntry {
        seq: 0,
        at_ms: now_ms,
        by: host.actor().account.clone(),
        subject_kind: s.kind.into(),
        subject: s.id.clone(),
        disposition: (!q.disposition.is_empty()).then(|| q.disposition.clone()),
        reason: q.reason.trim().into(),
        expires_ms: q.expires_ms,
        owner: q.owner.clone(),
        due_ms: q.due_ms,
        comment: q.comment.trim().into(),
        run: run.id,
        findings: s.findings,
        signed: None,
    };
    let entries: Vec<_> = subjects.iter().map(entry).collect();
    let store = workspace.store();
    let added = match q.since {
        None => app(store.add_triage(&entries)).map(|place| TriageAdded { place, ..TriageAdded::default() })?,
        // Somebody may have decided between the look above and this: those are left too.
        Some(place) => app(store.add_triage_since(&entries, place))?,
    };
    let kept: Vec<_> = subjects.iter().filter(|s| !added.left.contains(&s.id)).collect();
    let left = decided + added.left.len() as u64;
    Ok(Triaged { subjects: kept.len() as u64, findings: kept.iter().map(|s| s.findings).sum(), left, place: added.place })
}

/// The subjects of which nobody changed these parts after a place in the log, and how many others there are: what a colleague decided since, or whom
/// they named, is left alone, and so needs no permission either.
fn untouched(workspace: &Workspace, subjects: Vec<Subject>, parts: TriageParts, since: Option<u64>) -> Answer<(Vec<Subject>, u64)> {
    let Some(place) = since else { return Ok((subjects, 0)) };
    let (mut kept, mut decided) = (Vec::new(), 0);
    for subject in subjects {
        if app(workspace.store().triage_touched_after(&subject.id, parts, place))? {
            decided += 1;
        } else {
            kept.push(subject);
        }
    }
    Ok((kept, decided))
}

/// What can be told without looking into the workspace.
fn check(q: &TriageRequest, now_ms: u64) -> Answer<()> {
    let nothing = q.disposition.is_empty() && q.owner.is_none() && q.due_ms.is_none() && q.comment.trim().is_empty();
    let subjects = q.causes.len() + q.findings.len();
    if nothing || subjects == 0 || subjects > SUBJECTS_MAX || q.reason.len() > TEXT_MAX || q.comment.len() > TEXT_MAX {
        return Err(ErrorCode::Invalid.into());
    }
    if !q.disposition.is_empty() && !DISPOSITIONS.contains(&q.disposition.as_str()) || q.disposition != ACCEPTED && q.expires_ms.is_some() {
        return Err(ErrorCode::Invalid.into());
    }
    if q.disposition == ACCEPTED {
        if q.reason.trim().is_empty() {
            return Err(refused("An acceptance needs a reason."));
        }
        if !q.expires_ms.is_some_and(|end| end > now_ms && end <= now_ms.saturating_add(WAIVER_MS_MAX)) {
            return Err(refused("An acceptance ends on a day within the next year."));
        }
    }
    Ok(())
}

fn check_owner(workspace: &Workspace, owner: Option<&str>) -> Answer<()> {
    match owner {
        None | Some("") => Ok(()),
        Some(name) if able(workspace)?.iter().any(|p| p.name == name) => Ok(()),
        Some(_) => Err(refused("Nobody with this name can see to it.")),
    }
}

/// The causes and findings of a request, each once. One that the comparison does not have refuses all.
fn subjects(workspace: &Workspace, run: u32, q: &TriageRequest) -> Answer<Vec<Subject>> {
    let store = workspace.store();
    let causes = app(store.causes(run))?;
    let standings = standing::standings(workspace, &causes)?;
    let mut subjects = Vec::new();
    for id in q.causes.iter().collect::<BTreeSet<_>>() {
        let cause = causes.iter().find(|c| c.id == *id).ok_or_else(not_found)?;
        let standing = standings.get(id).cloned().unwrap_or_default();
        subjects.push(Subject { kind: "cause", id: id.clone(), standing, findings: cause.statements });
    }
    for id in q.findings.iter().collect::<BTreeSet<_>>() {
        let finding = app(store.finding(run, id))?.ok_or_else(not_found)?;
        let own = app(store.triage_of(id))?;
        let cause = standings.get(&finding.cause).cloned().unwrap_or_default();
        subjects.push(Subject { kind: "finding", id: id.clone(), standing: Standing::of_finding(own.as_ref(), &cause), findings: 1 });
    }
    Ok(subjects)
}

/// What holds, as the wire tells it.
pub(crate) fn state(s: Standing, now_ms: u64) -> TriageState {
    TriageState {
        state: s.state(now_ms).into(),
        overdue: s.overdue(now_ms),
        disposition: s.disposition.unwrap_or_default(),
        reason: s.reason,
        by: s.by,
        at_ms: s.at_ms,
        expires_ms: s.expires_ms,
        owner: s.owner,
        due_ms: s.due_ms,
        found: s.found,
        grown: s.grown,
        inherited: s.inherited,
        comments: s.comments,
        signed: s.signed,
        signed_by: s.signed_by,
        signed_ms: s.signed_ms,
        signed_reason: s.signed_reason,
    }
}

/// What holds of the findings of a run, to be asked one by one.
pub(crate) fn lookup(workspace: &Workspace, run: u32) -> Answer<Lookup> {
    Ok(Lookup::read(workspace, run)?)
}

/// How triage stands in a run, and how many safety findings are open.
pub(crate) fn counts(workspace: &Workspace, run: u32, now_ms: u64) -> Answer<(TriageCounts, u64)> {
    let causes = app(workspace.store().causes(run))?;
    let standings = standing::standings(workspace, &causes)?;
    let groups = standing::groups(workspace, run, &FindingFilter::default(), &standings)?;
    let [open, proposed, accepted, expired, overdue, _] = standing::state_counts(groups.iter(), now_ms);
    let grown = standings.values().filter(|s| s.grown > 0).count() as u64;
    let safety = groups.iter().filter(|g| g.severity == 0 && !g.standing.accepted(now_ms)).map(|g| g.count).sum();
    Ok((TriageCounts { open, proposed, accepted, expired, overdue, grown }, safety))
}

pub(crate) fn triage_log<H: Host>(host: &H, q: TriageLogQuery) -> Answer<TriageLog> {
    let workspace = host.workspace();
    let store = workspace.store();
    let (run, _) = last_compare(workspace)?.ok_or_else(not_found)?;
    let mut subjects = vec![q.id.clone()];
    // A finding that is closed has its own entries still; its cause is that of the comparison that shows it.
    if let Some(finding) = app(store.finding(run.id, &q.id))? {
        subjects.push(finding.cause);
    }
    let (entries, total) = app(store.triage_log(&subjects, q.offset, page(q.limit)))?;
    let row = |e: store::TriageEntry| TriageEntry {
        seq: e.seq,
        at_ms: e.at_ms,
        by: e.by,
        subject: e.subject_kind,
        disposition: e.disposition.unwrap_or_default(),
        reason: e.reason,
        expires_ms: e.expires_ms,
        owner: e.owner,
        due_ms: e.due_ms,
        comment: e.comment,
        run: e.run,
        findings: e.findings,
        signed: e.signed.unwrap_or_default(),
    };
    Ok(TriageLog { rows: entries.into_iter().map(row).collect(), total })
}

pub(crate) fn burn_down<H: Host>(host: &H, _: Nothing) -> Answer<BurnDown> {
    let store = host.workspace().store();
    let mut points = Vec::new();
    for run in app(store.runs("compare", POINTS_MAX))? {
        let rows = app(store.burn(run.id))?;
        points.extend(point(run, &rows));
    }
    Ok(BurnDown { points })
}

fn point(run: RunRow, rows: &[BurnRow]) -> Option<BurnPoint> {
    let report: CompareReport = serde_json::from_str(&run.report).ok()?;
    let counts = |b: &BurnRow| BurnCounts {
        severity: severity_word(b.severity),
        open: b.findings.saturating_sub(b.accepted),
        accepted: b.accepted,
        expired: b.expired,
        fresh: b.fresh,
        returned: b.returned,
        closed: b.closed,
    };
    // A run of an older program kept its findings by severity and no more; nothing could be accepted then.
    let older = || (0u8..5).zip(report.severities).map(|(severity, open)| BurnCounts { severity: severity_word(severity), open, ..BurnCounts::default() }).collect();
    Some(BurnPoint {
        run: run.id,
        at_ms: run.ended_ms.unwrap_or(0),
        mapping_version: report.version,
        settled: !rows.is_empty(),
        severities: if rows.is_empty() { older() } else { rows.iter().map(counts).collect() },
    })
}

fn able(workspace: &Workspace) -> Answer<Vec<Person>> {
    let accounts = app(workspace.store().accounts())?;
    let able = |a: &store::Account| !a.disabled && crate::access::role(&a.role).is_some_and(|r| r.may(Permission::Triage));
    Ok(accounts.into_iter().filter(able).map(|a| Person { name: a.name, role: a.role }).collect())
}

pub(crate) fn people<H: Host>(host: &H, _: Nothing) -> Answer<People> {
    Ok(People { rows: able(host.workspace())? })
}
