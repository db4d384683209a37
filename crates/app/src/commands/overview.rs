//! The migration at a glance.

use super::{Answer, app, cause_rows, facet, has_findings, last_compare, last_migrate, reading};
use crate::migrate::{negative_space, plan};
use crate::told::{KindTold, Told};
use crate::{Host, MigrateReport, Workspace};
use contract::{InventedLine, KindBalance, NegativeSpace, NextStep, Nothing, Overview};
use mapping::how;
use model::{Severity, Verdict};

pub(crate) fn overview<H: Host>(host: &H, _: Nothing) -> Answer<Overview> {
    let workspace = host.workspace();
    let store = workspace.store();
    let counts = workspace.artifact_counts()?;
    let legacy = || counts.iter().filter(|c| c.side == "legacy");
    let mapping = app(store.document("mapping"))?;
    let migrate = last_migrate(workspace)?;
    let compared = last_compare(workspace)?;
    let mut answer = Overview {
        workspace: workspace.name().into(),
        artifacts: legacy().map(|c| c.artifacts).sum(),
        records: legacy().map(|c| c.records).sum(),
        quarantined: legacy().map(|c| c.quarantined).sum(),
        unread: legacy().filter(|c| c.state == "unread").map(|c| c.artifacts).sum(),
        destination_artifacts: counts.iter().filter(|c| c.side == "destination").map(|c| c.artifacts).sum(),
        negative_space: space(workspace)?,
        invented: migrate.as_ref().map_or_else(Vec::new, |(_, r)| invented(r)),
        mapping_version: mapping.as_ref().map_or(0, |m| m.version),
        migrate_run: migrate.as_ref().map_or(0, |(r, _)| r.id),
        ..Default::default()
    };
    let mut safety = 0;
    if let Some((run, report)) = &compared {
        let told = Told::of(report);
        [answer.legacy_patients, answer.destination_patients] = told.people.whole;
        [answer.legacy_statements, answer.destination_statements] = told.statements;
        answer.archive_rule = report.archive_rule;
        answer.archived_patients = super::archive::archived_told(report.archived[0], report.archived[0] + report.patients[0] + report.patients[1]);
        // What a few patients have would tell how few they are.
        answer.archived_statements = answer.archived_patients.map(|_| report.archived[1]);
        answer.severities = Severity::ALL.iter().map(|s| facet(s.word(), report.severities[*s as usize])).collect();
        answer.verdicts = Verdict::ALL.iter().filter_map(|v| told.verdicts.get(v.word()).filter(|n| **n > 0).map(|n| facet(v.word(), *n))).collect();
        let kind = |(kind, KindTold { legacy, destination, balanced, findings }): (String, KindTold)| KindBalance { kind, legacy, destination, balanced, findings };
        answer.kinds = told.kinds.into_iter().map(kind).collect();
        let (triage, open_safety) = super::triage::counts(workspace, run.id, host.now_ms())?;
        (answer.triage, safety) = (triage, open_safety);
        answer.top_causes = cause_rows(workspace, run.id, &mapping, host.now_ms())?.into_iter().filter(has_findings).take(5).collect();
        answer.compare_run = run.id;
        answer.compared_ms = run.ended_ms;
        answer.reading = reading(report);
    }
    answer.next = next(workspace, host.now_ms(), &answer, safety, migrate.as_ref().map(|m| &m.1), compared.as_ref().map(|c| c.0.version))?;
    Ok(answer)
}

/// Where every source field ended; without a mapping nothing is mapped.
pub(crate) fn space(workspace: &Workspace) -> Answer<NegativeSpace> {
    let plan = plan(workspace, true).ok();
    let counts = negative_space(workspace, plan.as_ref().map(|(plan, ..)| plan))?;
    Ok(NegativeSpace { fields: counts[0], mapped: counts[1], dropped: counts[2], undecided: counts[3] })
}

/// The invented-value ledger of a run: rules with values that no source asserted, most first.
pub(crate) fn invented(report: &MigrateReport) -> Vec<InventedLine> {
    let mut lines: Vec<InventedLine> = report
        .sets
        .iter()
        .flat_map(|s| s.rules.iter().map(move |r| (s, r)))
        .filter(|(_, r)| r.3[usize::from(how::DEFAULTED)] > 0)
        .map(|(s, r)| InventedLine { rule: r.0.clone(), element: format!("{}.{}", s.resource, r.1), values: r.3[usize::from(how::DEFAULTED)], reason: r.2.clone() })
        .collect();
    lines.sort_by(|a, b| (a.reason.is_some(), b.values, &a.rule).cmp(&(b.reason.is_some(), a.values, &b.rule)));
    lines
}

fn next(workspace: &Workspace, now_ms: u64, o: &Overview, safety: u64, migrate: Option<&MigrateReport>, compared_version: Option<u32>) -> Answer<Vec<NextStep>> {
    let mut steps = Vec::new();
    let mut add = |key: &str, count: u64| steps.push(NextStep { key: key.into(), count });
    if o.artifacts == 0 {
        add("no_artifacts", 0);
        return Ok(steps);
    }
    let (waivers, samples) = super::signing::waiting(workspace, now_ms)?;
    for (key, count) in [("safety_findings", safety), ("waivers_to_sign", waivers), ("samples_to_sign", samples), ("expired_waivers", o.triage.expired), ("grown_causes", o.triage.grown), ("overdue_findings", o.triage.overdue)] {
        if count > 0 {
            add(key, count);
        }
    }
    let approved = app(workspace.store().approved_version("mapping"))?;
    match (o.mapping_version, migrate) {
        // Whom others load the destination for waits for no mapping of ours.
        (0, _) if compared_version != Some(0) && o.destination_artifacts == 0 => add("no_mapping", 0),
        (version, _) if approved != version => add("unapproved_mapping", u64::from(version)),
        _ => {}
    }
    if o.mapping_version > 0 && migrate.is_none_or(|m| m.version != o.mapping_version) {
        add("not_migrated", u64::from(o.mapping_version));
    }
    // Whoever the rule keeps out by now was made, or the other way round.
    let in_force = crate::in_force(workspace)?.map_or(0, |force| force.version);
    if migrate.is_some_and(|m| m.archive_rule.as_ref().map_or(0, |rule| rule.version) != in_force) {
        add("archive_rule", u64::from(in_force));
    }
    match (compared_version, migrate) {
        (None, _) => add("not_compared", 0),
        (Some(_), None) if o.archive_rule != in_force => add("stale_compare", 0),
        (Some(version), Some(migrate)) if version != 0 && (version != migrate.version || migrate.run > o.compare_run) => add("stale_compare", 0),
        _ => {}
    }
    let unmapped = migrate.map_or(0, |m| m.unmapped.len() as u64);
    // Where others made the destination no mapping of ours is to decide on fields.
    let undecided = if o.mapping_version == 0 && o.destination_artifacts > 0 { 0 } else { o.negative_space.undecided };
    for (key, count) in [("quarantine", o.quarantined), ("unmapped_codes", unmapped), ("undecided_fields", undecided), ("unread", o.unread)] {
        if count > 0 {
            add(key, count);
        }
    }
    if steps.is_empty() {
        steps.push(NextStep { key: "clear".into(), count: 0 });
    }
    Ok(steps)
}
