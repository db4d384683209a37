//! The evidence for and against a pair, as the desktop may see it: words without content, values through [`Showing`].

use super::{Answer, app, last_compare, not_found};
use crate::compare::{Found, charts_of, explanation, of_finding, of_index};
use crate::show::{OfCharts, Showing};
use crate::{Host, Workspace};
use balance::{Judged, Rival, Step};
use contract::{EvidenceStep, ExplainQuery, ExplainedStatement, Explanation, JudgedAspect};
use model::{Aspect, Kind, Side, Statement, Value};

pub(crate) fn explain<H: Host>(host: &H, q: ExplainQuery) -> Answer<Explanation> {
    let workspace = host.workspace();
    let (run, _) = last_compare(workspace)?.ok_or_else(not_found)?;
    let found = found(workspace, run.id, &q)?.ok_or_else(not_found)?;
    let known = OfCharts::new(workspace, &found.charts)?;
    let showing = known.showing();
    let explained = explanation(workspace, &found)?;
    let seen = Seen { found: &found, showing: &showing };
    Ok(Explanation {
        finding: found.finding.as_ref().map(|f| f.id.clone()).unwrap_or_default(),
        score: points(explained.score),
        legacy: found.legacy.and_then(|l| seen.statement(Side::Legacy, l)),
        destination: found.destination.and_then(|d| seen.statement(Side::Destination, d)),
        steps: explained.steps.iter().map(|s| seen.step(s, found.legacy, found.destination)).collect(),
        rivals: explained.rivals.iter().filter_map(|r| seen.rival(r)).collect(),
        judged: explained.judged.iter().map(|j| seen.judged(j)).collect(),
        pass: explained.pass,
    })
}

/// The pair that is asked for: of a finding, or of a statement of a chart.
fn found(workspace: &Workspace, run: u32, q: &ExplainQuery) -> Answer<Option<Found>> {
    if q.statement.is_empty() {
        return Ok(of_finding(workspace, run, &q.id)?);
    }
    let side = if q.statement.starts_with('L') { Side::Legacy } else { Side::Destination };
    let index = q.statement.get(1..).and_then(|n| n.parse().ok()).ok_or_else(not_found)?;
    let patient = app(workspace.store().patient(run, &q.id))?.ok_or_else(not_found)?;
    Ok(of_index(workspace, run, charts_of(workspace, &patient)?, side, index)?)
}

fn points(points: i64) -> i32 {
    i32::try_from(points).unwrap_or(i32::MAX)
}

/// Two charts and how their values may be shown.
struct Seen<'a> {
    found: &'a Found,
    showing: &'a Showing<'a>,
}

impl Seen<'_> {
    fn chart(&self, side: Side) -> &[Statement] {
        if side == Side::Legacy { &self.found.charts.legacy } else { &self.found.charts.destination }
    }

    fn statement(&self, side: Side, index: usize) -> Option<ExplainedStatement> {
        let statement = self.chart(side).get(index)?;
        let when = statement.when().filter(|_| statement.kind != Kind::Demographic);
        Some(ExplainedStatement {
            id: format!("{}{index}", if side == Side::Legacy { 'L' } else { 'D' }),
            side: side.word().into(),
            label: self.showing.label(statement),
            day: when.map(|d| self.showing.day(&d)),
            value: statement.value(Aspect::Value).map(|v| self.showing.value(statement.kind, Aspect::Value, v)).unwrap_or_default(),
        })
    }

    fn step(&self, step: &Step, legacy: Option<usize>, destination: Option<usize>) -> EvidenceStep {
        let shown = |side: Side, index: Option<usize>, said: &Option<(Aspect, Value)>| {
            let kind = index.and_then(|i| self.chart(side).get(i)).map(|s| s.kind);
            match (kind, said) {
                // A link may be shown as nothing but the word, and the step's own words say more.
                (Some(_), Some((_, Value::Key(_)))) => String::new(),
                (Some(kind), Some((aspect, value))) => self.showing.value(kind, *aspect, value),
                _ => String::new(),
            }
        };
        EvidenceStep {
            what: step.what.into(),
            stance: step.stance.word().into(),
            points: points(step.points),
            most: points(step.most),
            words: step.words.clone(),
            legacy: shown(Side::Legacy, legacy, &step.legacy),
            destination: shown(Side::Destination, destination, &step.destination),
        }
    }

    fn rival(&self, rival: &Rival) -> Option<contract::Rival> {
        let (legacy, destination) = match rival.side {
            Side::Legacy => (Some(rival.index), self.found.destination),
            Side::Destination => (self.found.legacy, Some(rival.index)),
        };
        Some(contract::Rival {
            statement: self.statement(rival.side, rival.index)?,
            score: points(rival.score),
            outcome: rival.outcome.clone(),
            steps: rival.steps.iter().map(|s| self.step(s, legacy, destination)).collect(),
        })
    }

    fn judged(&self, judged: &Judged) -> JudgedAspect {
        let kind = |side, index: Option<usize>| index.and_then(|i| self.chart(side).get(i)).map_or(Kind::Demographic, |s| s.kind);
        let shown = |kind: Kind, values: &[Value]| values.iter().map(|v| self.showing.value(kind, judged.aspect, v)).collect::<Vec<_>>().join("; ");
        JudgedAspect {
            aspect: judged.aspect.word().replace('_', " "),
            legacy: shown(kind(Side::Legacy, self.found.legacy), &judged.legacy),
            destination: shown(kind(Side::Destination, self.found.destination), &judged.destination),
            relation: judged.relation.into(),
            verdict: judged.verdict.map(|v| v.word().to_string()).unwrap_or_default(),
            manner: judged.manner.clone(),
            by: judged.by.clone(),
        }
    }
}
