//! One pair of the last comparison with the evidence for and against it, found by the id of a finding or of a statement.
//!
//! Read back from the charts that the comparison kept; nothing is compared again. What is printed here holds content and is
//! for inside the workspace; the desktop gets the same through `commands/explain.rs`, de-identified.

use super::declared::judged_by;
use super::lines::{FindingLine, SideLine, line, locator, same_origin_ordinal, statement_id};
use super::learnt::Learnt;
use super::{Charts, Detail, design, opened, pair_word};
use crate::triage::Lookup;
use crate::{AppError, Result, Workspace};
use balance::{ARCHIVED, Coverage, Explaining, Explanation, KEPT_OUT, Step, explain_pair};
use model::{Aspect, Kind, Side, Statement, Value, Verdict};
use serde::Serialize;
use std::collections::HashMap;
use std::sync::Arc;
use store::{FindingRow, PatientRow};

/// A pair in its charts.
pub(crate) struct Found {
    pub charts: Charts,
    pub finding: Option<FindingRow>,
    pub legacy: Option<usize>,
    pub destination: Option<usize>,
}

/// What the run judged by; of the charts alone where an older comparison kept nothing.
fn learnt(workspace: &Workspace, charts: &Charts) -> Result<Arc<Learnt>> {
    if let Some(learnt) = workspace.learnt()? {
        return Ok(learnt);
    }
    let of_chart = |chart: &[Statement]| Coverage { aspects: chart.iter().flat_map(|s| s.facts.iter().map(|f| (s.kind, f.aspect))).collect(), ..Coverage::default() };
    let mut destination = of_chart(&charts.destination);
    destination.design = design::kept(workspace)?;
    Ok(Arc::new(Learnt { legacy: of_chart(&charts.legacy), destination, ..Learnt::default() }))
}

/// The evidence of a pair.
pub(crate) fn explanation(workspace: &Workspace, found: &Found) -> Result<Explanation> {
    let mut equivalences = crate::book::lens(workspace)?.map(|l| l.equivalences).unwrap_or_default();
    if let Some(run) = workspace.store().last_run("compare")? {
        let (declared, day) = judged_by(workspace, &run)?;
        equivalences.declare(&declared, day);
    }
    let learnt = learnt(workspace, &found.charts)?;
    let pairs: Vec<_> = found.charts.pairs.iter().map(|(l, d, _, _, by)| (l.map(|l| l as usize), d.map(|d| d as usize), by.clone())).collect();
    let aligned = Explaining {
        legacy: &found.charts.legacy,
        destination: &found.charts.destination,
        pairs: &pairs,
        equivalences: &equivalences,
        coverage: (&learnt.legacy, &learnt.destination),
        links: &learnt.links,
    };
    let mut explanation = explain_pair(&aligned, found.legacy, found.destination);
    if let Some(finding) = &found.finding {
        as_found(finding, &mut explanation)?;
    }
    Ok(explanation)
}

/// A run judges a chart by the links of those that it has read so far; judged by those of all charts a link may lead elsewhere. Of two
/// differences of one aspect the judge's first one is shown. What was found is what the finding says.
fn as_found(finding: &FindingRow, explanation: &mut Explanation) -> Result<()> {
    let detail: Detail = serde_json::from_str(&finding.detail).map_err(|e| AppError::Other(e.to_string()))?;
    let verdict = Verdict::from_word(&finding.verdict);
    let row = explanation.judged.iter_mut().find(|j| j.aspect.word() == detail.read_as);
    if let Some(row) = row.filter(|row| row.relation != "differs" || row.verdict != verdict || row.manner != detail.manner) {
        if row.relation != "differs" {
            row.by = "as the run found it: by the links of the charts that it had read until then".into();
        }
        row.relation = "differs";
        row.verdict = verdict;
        row.manner = detail.manner;
    }
    Ok(())
}

pub(crate) fn charts_of(workspace: &Workspace, patient: &PatientRow) -> Result<Charts> {
    Ok(opened(workspace, patient)?.0)
}

/// The pair of a finding.
pub(crate) fn of_finding(workspace: &Workspace, run: u32, id: &str) -> Result<Option<Found>> {
    let Some(finding) = workspace.store().finding(run, id)? else { return Ok(None) };
    let Some(patient) = workspace.store().patient_by_ordinal(run, finding.patient)? else { return Ok(None) };
    let detail: Detail = serde_json::from_str(&finding.detail).map_err(|e| AppError::Other(e.to_string()))?;
    // The destination statement of a misplaced one stands in another chart: its index is not kept, and means nothing here.
    Ok(Some(Found { charts: charts_of(workspace, &patient)?, finding: Some(finding), legacy: detail.legacy, destination: detail.destination }))
}

/// The pair that a statement of a chart stands in: side and index.
pub(crate) fn of_index(workspace: &Workspace, run: u32, charts: Charts, side: Side, index: usize) -> Result<Option<Found>> {
    let own = |l: &Option<u32>, d: &Option<u32>| if side == Side::Legacy { *l } else { *d };
    let pair = charts.pairs.iter().find(|(l, d, ..)| own(l, d).is_some_and(|i| i as usize == index));
    let Some((legacy, destination, _, ordinal, _)) = pair.cloned() else { return Ok(None) };
    let finding = match ordinal {
        Some(ordinal) => workspace.store().finding_by_ordinal(run, ordinal)?,
        None => None,
    };
    Ok(Some(Found { charts, finding, legacy: legacy.map(|l| l as usize), destination: destination.map(|d| d as usize) }))
}

/// The pair of a statement by its id, looked for chart by chart.
fn of_statement(workspace: &Workspace, run: u32, id: &str, paths: &HashMap<u32, String>) -> Result<Option<Found>> {
    let mut next = 0;
    loop {
        let rows = workspace.store().patients_from(run, next, 500)?;
        let Some(last) = rows.last() else { return Ok(None) };
        next = last.ordinal + 1;
        for row in rows {
            let charts = charts_of(workspace, &row)?;
            let sides = [(Side::Legacy, &charts.legacy), (Side::Destination, &charts.destination)];
            let place = sides.into_iter().find_map(|(side, chart)| index_of(chart, id, paths).map(|index| (side, index)));
            if let Some((side, index)) = place {
                return of_index(workspace, run, charts, side, index);
            }
        }
    }
}

fn index_of(chart: &[Statement], id: &str, paths: &HashMap<u32, String>) -> Option<usize> {
    let mut seen: HashMap<(u32, u32, u64, &str, Kind), usize> = HashMap::new();
    chart.iter().position(|s| {
        let ordinal = seen.entry((s.origin.artifact, s.origin.relation, s.origin.line, s.origin.reference.as_str(), s.kind)).or_default();
        let found = statement_id(paths.get(&s.origin.artifact).map_or("", String::as_str), s, *ordinal) == id;
        *ordinal += 1;
        found
    })
}

/// What `compare --explain ID` prints: the finding (or the balanced pair) and its evidence.
#[derive(Debug, Serialize)]
pub struct ExplainLine {
    /// The finding as `compare` prints it; without id where the pair balances.
    #[serde(flatten)]
    pub line: FindingLine,
    /// The evidence.
    pub explanation: ExplanationLine,
}

/// The evidence of a pair with its values.
#[derive(Debug, Serialize)]
pub struct ExplanationLine {
    /// `provenance`, `content`, `resemblance`, or empty where a statement stands alone.
    pub pass: String,
    /// Resemblance: the sum of the points of the steps.
    pub score: i64,
    /// The waterfall.
    pub steps: Vec<StepLine>,
    /// The next best of either side.
    pub rivals: Vec<RivalLine>,
    /// Aspect by aspect.
    pub judged: Vec<JudgedLine>,
}

/// One step of a waterfall.
#[derive(Debug, Serialize)]
pub struct StepLine {
    /// What is weighed.
    pub what: &'static str,
    /// `for`, `against` or `silent`.
    pub stance: &'static str,
    /// Points.
    pub points: i64,
    /// The most that it could have given.
    pub most: i64,
    /// In words.
    pub words: String,
    /// What the legacy statement says.
    pub legacy: String,
    /// What the destination statement says.
    pub destination: String,
}

/// A statement that could have been the mate.
#[derive(Debug, Serialize)]
pub struct RivalLine {
    /// `legacy` or `destination`.
    pub side: &'static str,
    /// The statement.
    #[serde(flatten)]
    pub statement: SideLine,
    /// Resemblance.
    pub score: i64,
    /// Why it is not the mate.
    pub outcome: String,
    /// Its waterfall.
    pub steps: Vec<StepLine>,
}

/// One aspect as judged.
#[derive(Debug, Serialize)]
pub struct JudgedLine {
    /// Aspect.
    pub aspect: &'static str,
    /// Legacy values.
    pub legacy: Vec<String>,
    /// Destination values.
    pub destination: Vec<String>,
    /// `same`, `equivalent`, `differs`, `not judged`.
    pub relation: &'static str,
    /// Verdict where they differ.
    pub verdict: Option<&'static str>,
    /// What differs.
    pub manner: String,
    /// Rule and tolerance.
    pub by: String,
}

/// The evidence of a finding or of a statement of the last comparison; nothing when neither has the id.
pub fn explain(workspace: &Workspace, run: u32, id: &str) -> Result<Option<ExplainLine>> {
    let paths: HashMap<u32, String> = workspace.store().artifacts("")?.into_iter().map(|a| (a.id, a.path)).collect();
    let found = match of_finding(workspace, run, id)? {
        Some(found) => Some(found),
        None => of_statement(workspace, run, id, &paths)?,
    };
    let Some(found) = found else { return Ok(None) };
    let explanation = explanation(workspace, &found)?;
    Ok(Some(ExplainLine { line: head(workspace, run, &found, &paths)?, explanation: shown(&found, explanation, &paths) }))
}

/// The finding, or what a pair without one would print.
fn head(workspace: &Workspace, run: u32, found: &Found, paths: &HashMap<u32, String>) -> Result<FindingLine> {
    if let Some(finding) = &found.finding {
        let causes = workspace.store().causes(run)?.into_iter().map(|c| (c.id.clone(), c)).collect();
        return line(finding.clone(), &causes, &Lookup::read(workspace, run)?);
    }
    let (legacy, destination) = (&found.charts.legacy, &found.charts.destination);
    let pair = found.charts.pairs.iter().find(|p| p.0.map(|l| l as usize) == found.legacy && p.1.map(|d| d as usize) == found.destination);
    let kind = found.legacy.and_then(|l| legacy.get(l)).or_else(|| found.destination.and_then(|d| destination.get(d))).map(|s| s.kind.word());
    Ok(FindingLine {
        finding: String::new(),
        verdict: pair.map_or("", |p| pair_word(p.2, &p.4)).into(),
        aspect: String::new(),
        kind: kind.unwrap_or_default().into(),
        severity: String::new(),
        legacy: found.legacy.and_then(|l| side_line(legacy, l, paths)),
        destination: found.destination.and_then(|d| side_line(destination, d, paths)),
        cause: None,
        evidence: pair.map(|p| if p.4 == ARCHIVED { KEPT_OUT.to_string() } else { format!("aligned by {}", p.4) }).unwrap_or_default(),
        link: None,
        triage: None,
        note: None,
    })
}

fn side_line(chart: &[Statement], index: usize, paths: &HashMap<u32, String>) -> Option<SideLine> {
    let statement = chart.get(index)?;
    let path = paths.get(&statement.origin.artifact).map_or("", String::as_str);
    let id = statement_id(path, statement, same_origin_ordinal(chart, Some(index)));
    Some(SideLine { patient: statement.patient.clone(), statement: id, locators: vec![locator(path, statement, "")], value: statement.label() })
}

fn shown(found: &Found, explanation: Explanation, paths: &HashMap<u32, String>) -> ExplanationLine {
    let values = |values: &[Value]| -> Vec<String> { values.iter().map(Value::shown).collect() };
    let rivals = explanation.rivals.into_iter().filter_map(|rival| {
        let chart = if rival.side == Side::Legacy { &found.charts.legacy } else { &found.charts.destination };
        let statement = side_line(chart, rival.index, paths)?;
        Some(RivalLine { side: rival.side.word(), statement, score: rival.score, outcome: rival.outcome, steps: step_lines(rival.steps) })
    });
    let judged = explanation.judged.iter().map(|j| JudgedLine {
        aspect: j.aspect.word(),
        legacy: values(&j.legacy),
        destination: values(&j.destination),
        relation: j.relation,
        verdict: j.verdict.map(|v| v.word()),
        manner: j.manner.clone(),
        by: j.by.clone(),
    });
    ExplanationLine { pass: explanation.pass, score: explanation.score, steps: step_lines(explanation.steps), rivals: rivals.collect(), judged: judged.collect() }
}

fn step_lines(steps: Vec<Step>) -> Vec<StepLine> {
    let value = |said: &Option<(Aspect, Value)>| said.as_ref().map(|(_, v)| v.shown()).unwrap_or_default();
    let one = |s: Step| StepLine { what: s.what, stance: s.stance.word(), points: s.points, most: s.most, legacy: value(&s.legacy), destination: value(&s.destination), words: s.words };
    steps.into_iter().map(one).collect()
}
