//! Both charts of one patient on one day, as `throughline state` prints them. Holds PHI: the command line of the enclave only.

use super::consequences::Computes;
use super::lines::{findings_of, locator};
use super::{Charts, opened};
use crate::{AppError, Result, Workspace};
use balance::{At, List, Standing};
use model::{Statement, civil_from_days};
use serde::Serialize;
use std::collections::HashMap;
use store::PatientRow;

/// Both charts of a patient on a day.
#[derive(Debug, Serialize)]
pub struct StateReport {
    /// Comparison run.
    pub run: u32,
    /// The day, as `YYYY-MM-DD`.
    pub day: String,
    /// The last day that the books know.
    pub last: String,
    /// Lines of the lists, allergies first.
    pub lines: Vec<StateRow>,
    /// Would it still compute, on the last day.
    pub checks: Vec<CheckRow>,
}

/// One line of a list on a day.
#[derive(Debug, Serialize)]
pub struct StateRow {
    /// List.
    pub list: String,
    /// Legacy side.
    pub legacy: Option<StateSide>,
    /// Destination side.
    pub destination: Option<StateSide>,
    /// How the sides part; empty where they do not.
    pub manner: String,
}

/// How one statement stands on the day.
#[derive(Debug, Serialize)]
pub struct StateSide {
    /// Patient key of that side.
    pub patient: String,
    /// What it is about.
    pub label: String,
    /// `yes`, `cannot tell`, `no`.
    pub holds: String,
    /// Why.
    pub why: String,
    /// Not unconfirmed, provisional or one of several possibilities.
    pub certain: bool,
    /// The record.
    pub locator: String,
}

/// One answer to whether it still computes.
#[derive(Debug, Serialize)]
pub struct CheckRow {
    /// Question.
    pub check: String,
    /// What it is about.
    pub about: String,
    /// The legacy book's answer.
    pub legacy: String,
    /// The destination's answer.
    pub destination: String,
    /// `agrees`, `declared`, `differs`, `cannot tell` where only one book answers.
    pub weight: String,
    /// Labels of the statements.
    pub statements: Vec<String>,
    /// Finding that explains it.
    pub finding: Option<String>,
}

/// What was in force for a patient of the last comparison on a day; without a day, on the last that the books know.
pub fn state_of(workspace: &Workspace, key: &str, day: Option<i32>) -> Result<StateReport> {
    let Some(run) = workspace.store().last_run("compare")? else { return Err(AppError::Nothing("there is no comparison yet".into())) };
    let Some((row, charts, computes)) = find(workspace, run.id, key)? else {
        return Err(AppError::Nothing(format!("run {} has no patient with this key", run.id)));
    };
    let paths: HashMap<u32, String> = workspace.store().artifacts("")?.into_iter().map(|a| (a.id, a.path)).collect();
    let last = charts.last_day();
    let at = At { day: day.unwrap_or(last), last };
    let side = |list: List, chart: &[Statement], standing: Option<Standing>| {
        let standing = standing?;
        let statement = chart.get(standing.index)?;
        let path = paths.get(&statement.origin.artifact).map_or("", String::as_str);
        Some(StateSide {
            patient: statement.patient.clone(),
            label: labelled(list, statement),
            holds: standing.holds.word().into(),
            why: standing.why.into(),
            certain: standing.certain,
            locator: locator(path, statement, ""),
        })
    };
    let lines = balance::mirror(&charts.legacy, &charts.destination, &charts.aligned(), at);
    let lines = lines.into_iter().map(|line| StateRow {
        list: line.list.word().into(),
        legacy: side(line.list, &charts.legacy, line.legacy),
        destination: side(line.list, &charts.destination, line.destination),
        manner: line.manner.unwrap_or("").into(),
    });
    Ok(StateReport { run: run.id, day: written(at.day), last: written(last), lines: lines.collect(), checks: checks(workspace, &row, run.id, &charts, &computes)? })
}

/// What a line is about; of a code status also the answer, without which nobody knows it.
fn labelled(list: List, statement: &Statement) -> String {
    match list.answer(statement) {
        Some(answer) => format!("{}: {}", statement.label(), answer.shown()),
        None => statement.label(),
    }
}

fn checks(workspace: &Workspace, row: &PatientRow, run: u32, charts: &Charts, computes: &Computes) -> Result<Vec<CheckRow>> {
    let findings: HashMap<u64, String> = findings_of(workspace, run, row.ordinal)?.into_iter().map(|f| (f.ordinal, f.id)).collect();
    let rows = computes.outcomes.iter().map(|(outcome, finding)| {
        let legacy = outcome.legacy.iter().filter_map(|i| charts.legacy.get(*i as usize));
        let destination = outcome.destination.iter().filter_map(|i| charts.destination.get(*i as usize));
        let mut statements: Vec<String> = legacy.chain(destination).map(Statement::label).collect();
        statements.sort();
        statements.dedup();
        CheckRow {
            check: outcome.check.word().into(),
            about: outcome.about.clone(),
            legacy: outcome.legacy_says.clone(),
            destination: outcome.destination_says.clone(),
            weight: outcome.weight.word().into(),
            statements,
            finding: finding.and_then(|f| findings.get(&f).cloned()),
        }
    });
    Ok(rows.collect())
}

/// A patient by the key of either side. A destination's key is looked for in the charts, one after the other.
fn find(workspace: &Workspace, run: u32, key: &str) -> Result<Option<(PatientRow, Charts, Computes)>> {
    let store = workspace.store();
    let open = |row: PatientRow| -> Result<(PatientRow, Charts, Computes)> {
        let (charts, computes) = opened(workspace, &row)?;
        Ok((row, charts, computes))
    };
    // A patient of the destination alone is kept under a mark before the key.
    for candidate in [key.to_string(), format!("\u{1f}{key}")] {
        let Some(token) = store.pseudonym_of(&candidate)? else { continue };
        if let Some(row) = store.patient(run, &token)? {
            return open(row).map(Some);
        }
    }
    let mut next = 0;
    loop {
        let rows = store.patients_from(run, next, 500)?;
        let Some(last) = rows.last() else { return Ok(None) };
        next = last.ordinal + 1;
        for row in rows {
            let found = open(row)?;
            if found.1.destination.first().is_some_and(|s| s.patient == key) {
                return Ok(Some(found));
            }
        }
    }
}

fn written(days: i32) -> String {
    let (year, month, day) = civil_from_days(days);
    format!("{year:04}-{month:02}-{day:02}")
}
