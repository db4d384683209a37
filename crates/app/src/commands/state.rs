//! Both charts on one day, and what still computes, as the desktop may see it: labels by rule, days from the anchor.

use super::patients::charts;
use super::{Answer, app, last_compare, not_found};
use crate::Host;
use crate::compare::{Charts, Computes, findings_of};
use crate::show::{OfCharts, Showing};
use balance::{ARCHIVED, At, Holds, List, Standing};
use contract::{ChartCheck, ChartState, ChartStateQuery, CheckStatement, StateEntry, StateLine, StateList};
use model::{Aspect, Statement, Verdict};
use std::collections::HashMap;

/// Days from the anchor that may be asked for: longer than any life.
const DAYS_MAX: i32 = 60_000;
/// Labels that one check shows of each side.
const LABELS_MAX: usize = 6;

/// Findings of a patient by their ordinal.
type Findings<'a> = HashMap<u64, &'a store::FindingRow>;

pub(crate) fn chart_state<H: Host>(host: &H, q: ChartStateQuery) -> Answer<ChartState> {
    let workspace = host.workspace();
    let (run, _) = last_compare(workspace)?.ok_or_else(not_found)?;
    let patient = app(workspace.store().patient(run.id, &q.id))?.ok_or_else(not_found)?;
    let charts = charts(workspace, &patient)?;
    let known = OfCharts::new(workspace, &charts)?;
    let showing = known.showing();
    let found = findings_of(workspace, run.id, patient.ordinal)?;
    let findings: Findings<'_> = found.iter().map(|f| (f.ordinal, f)).collect();
    let last = charts.last_day();
    let day = q.day.map_or(last, |d| charts.anchor.saturating_add(d.clamp(-DAYS_MAX, DAYS_MAX)));
    let lists = lists(&charts, At { day, last }, &showing, &findings);
    Ok(ChartState {
        day: showing.from_anchor(day),
        last: showing.from_anchor(last),
        days: balance::yearly_days(&charts.legacy, &charts.destination, last).into_iter().map(|d| showing.from_anchor(d)).collect(),
        differences: lists.iter().flat_map(|l| &l.lines).filter(|l| !l.manner.is_empty()).count() as u64,
        lists,
    })
}

fn lists(charts: &Charts, at: At, showing: &Showing<'_>, findings: &Findings<'_>) -> Vec<StateList> {
    let lines = balance::mirror(&charts.legacy, &charts.destination, &charts.aligned(), at);
    let mut out = Vec::new();
    for list in List::ALL {
        let of_list: Vec<&balance::StateLine> = lines.iter().filter(|l| l.list == list).collect();
        if of_list.is_empty() {
            continue;
        }
        let in_force = |side: fn(&balance::StateLine) -> Option<Standing>| of_list.iter().filter(|l| side(l).is_some_and(|s| s.holds == Holds::Yes)).count() as u64;
        let mut shown: Vec<StateLine> = of_list.iter().map(|l| line(charts, l, showing, findings)).collect();
        shown.sort_by_key(|l| l.manner.is_empty());
        out.push(StateList { list: list.word().into(), legacy: in_force(|l| l.legacy), destination: in_force(|l| l.destination), lines: shown });
    }
    out
}

fn line(charts: &Charts, line: &balance::StateLine, showing: &Showing<'_>, findings: &Findings<'_>) -> StateLine {
    let pair = line.pair.and_then(|p| charts.pairs.get(p));
    let finding = pair.and_then(|p| p.3).and_then(|f| findings.get(&f));
    let verdict = match (pair.map(|p| p.2), finding) {
        (_, Some(finding)) => finding.verdict.clone(),
        _ if pair.is_some_and(|p| p.4 == ARCHIVED) => ARCHIVED.into(),
        (Some(Verdict::Same | Verdict::Equivalent), None) if line.manner.is_some() => Verdict::Altered.word().into(),
        (verdict, None) => verdict.map(|v| v.word().to_string()).unwrap_or_default(),
    };
    StateLine {
        legacy: entry('L', &charts.legacy, (line.list, line.legacy), showing),
        destination: entry('D', &charts.destination, (line.list, line.destination), showing),
        manner: line.manner.unwrap_or("").into(),
        verdict,
        finding: finding.map(|f| f.id.clone()).unwrap_or_default(),
        severity: finding.map(|f| super::severity_word(f.severity)).unwrap_or_default(),
    }
}

fn entry(prefix: char, chart: &[Statement], (list, standing): (List, Option<Standing>), showing: &Showing<'_>) -> Option<StateEntry> {
    let standing = standing?;
    let statement = chart.get(standing.index)?;
    Some(StateEntry {
        id: format!("{prefix}{}", standing.index),
        label: labelled(list, statement, showing),
        holds: standing.holds.word().into(),
        why: standing.why.into(),
        certain: standing.certain,
    })
}

/// What a line is about; of a code status also the answer, without which nobody knows it.
fn labelled(list: List, statement: &Statement, showing: &Showing<'_>) -> String {
    match list.answer(statement) {
        Some(answer) => format!("{}: {}", showing.label(statement), showing.value(statement.kind, Aspect::Value, answer)),
        None => showing.label(statement),
    }
}

/// What still computes, as kept by the comparison.
pub(super) fn checks(computes: &Computes, charts: &Charts, showing: &Showing<'_>, findings: &Findings<'_>) -> Vec<ChartCheck> {
    let label = |prefix: char, chart: &[Statement], indices: &[u32]| {
        let known = indices.iter().filter_map(|i| Some((i, chart.get(*i as usize)?))).take(LABELS_MAX);
        known.map(|(i, s)| CheckStatement { id: format!("{prefix}{i}"), label: showing.label(s) }).collect::<Vec<_>>()
    };
    let check = |(outcome, explained): &(balance::CheckOutcome, Option<u64>)| {
        let finding = explained.and_then(|f| findings.get(&f));
        let mut statements = label('L', &charts.legacy, &outcome.legacy);
        statements.extend(label('D', &charts.destination, &outcome.destination));
        ChartCheck {
            check: outcome.check.word().into(),
            about: outcome.about.clone(),
            legacy: outcome.legacy_says.clone(),
            destination: outcome.destination_says.clone(),
            weight: outcome.weight.word().into(),
            statements,
            finding: finding.map(|f| f.id.clone()).unwrap_or_default(),
            verdict: finding.map(|f| f.verdict.clone()).unwrap_or_default(),
            severity: finding.map(|f| super::severity_word(f.severity)).unwrap_or_default(),
        }
    };
    computes.outcomes.iter().map(check).collect()
}
