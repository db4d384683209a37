//! Populations of a run: the questions asked, what both books answered, kept sealed beside the findings.
//!
//! The result is one sealed blob; the setting `population` says which and of which run. A newer run takes its place. Counts here
//! are exact: what may leave the workspace is decided in `commands/population.rs`.

use crate::compare::charts_of;
use crate::{AppError, Result, Workspace};
use balance::{PopulationResult, QuestionResult, Questions, STANDARD_QUESTIONS};
use model::{Kind, Statement};
use std::io::{Read as _, Write as _};

/// Where the result of the last run is.
pub(crate) const SETTING: &str = "population";
pub(crate) const CLASS: &str = "population";
/// What a kept result begins with, by the form in which it is written: what an earlier version of the program kept in another form is none, although its bytes
/// might be read as one. No result begins so by itself: the first byte is how long its name is.
const FORM: &[u8] = b"\0population 2\n";

/// The questions of the workspace: its own latest document, else the standard ones.
pub(crate) fn questions(workspace: &Workspace) -> Result<Questions> {
    let own = workspace.store().document("questions")?;
    let text = own.as_ref().map_or(STANDARD_QUESTIONS, |d| d.text.as_str());
    Questions::parse(text).map_err(|problems| AppError::Document(problems.iter().map(ToString::to_string).collect()))
}

/// The day on which something happened to a patient, by a statement that is never about a plan or a contract.
pub(crate) fn happened(statement: &Statement) -> Option<i32> {
    let plan = matches!(statement.kind, Kind::Demographic | Kind::Appointment | Kind::Order | Kind::Coverage | Kind::AuditEvent | Kind::Payment);
    if plan { None } else { statement.when().map(|d| d.days()) }
}

/// Keeps the result of a run, from its conclusion on in the place of the one before.
pub(crate) fn keep(workspace: &Workspace, run: u32, result: &PopulationResult) -> Result<()> {
    let store = workspace.store();
    let mut bytes = FORM.to_vec();
    crate::packed::pack(&mut bytes, result)?;
    let mut writer = store.write_blob(CLASS)?;
    writer.write_all(&bytes)?;
    let blob = writer.finish()?;
    Ok(store.stage_setting(run, SETTING, &format!("{run} {blob}"))?)
}

/// What both books said in a run, when it is the one that is kept.
pub(crate) fn of_run(workspace: &Workspace, run: u32) -> Result<Option<PopulationResult>> {
    let Some(kept) = workspace.store().setting(SETTING)? else { return Ok(None) };
    let Some((_, blob)) = kept.split_once(' ').filter(|(number, _)| number.parse::<u32>().ok() == Some(run)) else { return Ok(None) };
    let mut bytes = Vec::new();
    workspace.store().read_blob(blob, CLASS)?.read_to_end(&mut bytes)?;
    Ok(read(&bytes))
}

/// What was kept in these bytes. What an earlier version of the program counted is counted again by the next comparison.
fn read(bytes: &[u8]) -> Option<PopulationResult> {
    postcard::from_bytes(bytes.strip_prefix(FORM)?).ok()
}

/// What both books said in the last comparison, with its run.
pub fn population(workspace: &Workspace) -> Result<(u32, PopulationResult)> {
    let Some(run) = workspace.store().last_run("compare")? else { return Err(AppError::Nothing("there is no comparison yet".into())) };
    match of_run(workspace, run.id)? {
        Some(result) => Ok((run.id, result)),
        None => Err(AppError::Nothing(format!("run {} counted no populations; compare again", run.id))),
    }
}

/// How a patient's answers differ, and the lists of a question that hold them: the word, the list of ordinals.
pub(crate) fn differences(question: &QuestionResult) -> [(&'static str, &[u64]); 6] {
    let [legacy, destination] = &question.kept;
    let [asked_legacy, asked_destination] = &question.asked_kept;
    let [told_legacy, told_destination] = &question.told_kept;
    [
        ("only legacy", legacy.as_slice()),
        ("only destination", destination.as_slice()),
        ("asked only legacy", asked_legacy.as_slice()),
        ("asked only destination", asked_destination.as_slice()),
        ("told only legacy", told_legacy.as_slice()),
        ("told only destination", told_destination.as_slice()),
    ]
}

/// A patient whose answer to a question differs.
#[derive(Debug)]
pub struct Differing {
    /// `only legacy`, `only destination`, `asked only legacy`, `asked only destination`, `told only legacy`, `told only destination`.
    pub difference: &'static str,
    /// Key in the legacy book, empty without a chart there.
    pub legacy: String,
    /// Key in the destination's book, empty without a chart there.
    pub destination: String,
}

/// Hands out the patients whose answers to a question differ in the last comparison, under the keys of both sides.
pub fn each_differing(workspace: &Workspace, id: &str, each: &mut dyn FnMut(&Differing)) -> Result<()> {
    let (run, result) = population(workspace)?;
    let Some(question) = result.question(id) else { return Err(AppError::Nothing(format!("run {run} was not asked {id:?}"))) };
    let store = workspace.store();
    for (difference, ordinals) in differences(question) {
        for ordinal in ordinals {
            let Some(row) = store.patient_by_ordinal(run, *ordinal)? else { continue };
            let charts = charts_of(workspace, &row)?;
            let key = |chart: &[Statement]| chart.first().map(|s| s.patient.clone()).unwrap_or_default();
            each(&Differing { difference, legacy: key(&charts.legacy), destination: key(&charts.destination) });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_in_another_form_is_none() {
        let result = PopulationResult {
            name: String::new(),
            as_of: 0,
            people: [0; 3],
            questions: Vec::new(),
            cells: Vec::new(),
            drifts: Vec::new(),
            numbers: Vec::new(),
            amounts: Vec::new(),
            beyond: Vec::new(),
        };
        let mut bytes = crate::packed::packed(&result).unwrap();
        assert!(postcard::from_bytes::<PopulationResult>(&bytes).is_ok() && read(&bytes).is_none());
        bytes.splice(0..0, FORM.iter().copied());
        assert!(read(&bytes).is_some());
    }
}
