//! Where nothing has changed that a comparison sees, the results of the one before stand: they become those of the new run, and nothing is read.
//!
//! What decides them is taken down before anything of it is read: what somebody changes meanwhile is then not taken for seen. What must stay true: a
//! run that is handed results says what one says that reads and judges everything. So the whole program is part of it, and the day: ages, what is
//! still to come and what has expired are told by it.

use super::readings::are_whole;
use super::sealed::is_of_run;
use super::{About, CompareReport, charts, in_force, judgments, kept, learnt, stage};
use crate::archive::KeptOut;
use crate::jobs::Meter;
use crate::{Result, Workspace, population};

/// By what the results of which run are known.
const SETTING: &str = "results known by";

/// What is kept of a run beside its rows, and goes on with them.
const BESIDE: [(&str, &str); 3] = [(kept::SETTING, kept::CLASS), (learnt::SETTING, learnt::CLASS), (population::SETTING, population::CLASS)];

/// The program, all of it that a comparison may go through, as it was when it was built.
pub(super) const PROGRAM: &str = env!("THROUGHLINE_PROGRAM");

/// A name for everything that decides what a comparison says but the run before. `state` is the store's, which moves on with artifacts and documents. A
/// migration may make the same artifacts again, from other rows by other rules.
pub(super) fn known_by(workspace: &Workspace, state: &str, day: i32, kept_out: Option<&KeptOut>) -> Result<String> {
    let migrated = workspace.store().last_run("migrate")?.map_or(0, |run| run.id);
    let key = judgments::known_by(&(PROGRAM, state, day, migrated, kept_out.map(KeptOut::told)))?;
    Ok(key.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// What the run before counted, where its results stand and all that is kept of them, and for the comparison after this one, is whole.
pub(super) fn of_before(workspace: &Workspace, previous: u32, day: i32, known: &str) -> Result<Option<CompareReport>> {
    let store = workspace.store();
    if store.setting(SETTING)?.as_deref() != Some(format!("{previous} {known}").as_str()) {
        return Ok(None);
    }
    let report = store.run(previous)?.and_then(|run| serde_json::from_str::<CompareReport>(&run.report).ok());
    let Some(report) = report else { return Ok(None) };
    for beside in BESIDE {
        if !is_of_run(workspace, beside, previous)? {
            return Ok(None);
        }
    }
    let is_whole = are_whole(workspace)? && store.chart_blobs(previous)?.iter().all(|blob| store.read_blob(blob, charts::CLASS).is_ok());
    let stands = is_whole && in_force(workspace, previous, day)?.1.says_again(&report);
    Ok(stands.then_some(report))
}

/// What this run says where the results of the one before stand: what that one said, and that nothing was read or judged.
pub(super) fn said_again(about: About, before: CompareReport, meter: &Meter<'_>) -> Result<CompareReport> {
    stage(meter, about.phase)?;
    let spared = |[one, other]: [u64; 2]| [0, one + other];
    Ok(CompareReport { run: about.run, records: before.records.map(spared), judged: spared(before.judged), ..before })
}

/// What says of which run the results are that stand.
pub(super) fn settings() -> Vec<&'static str> {
    BESIDE.iter().map(|(setting, _)| *setting).chain([SETTING]).collect()
}

/// Keeps by what the results of a run are known.
pub(super) fn keep(workspace: &Workspace, run: u32, known: &str) -> Result<()> {
    Ok(workspace.store().stage_setting(run, SETTING, &format!("{run} {known}"))?)
}

/// Forgets it: the next comparison looks at everything.
pub(super) fn forget(workspace: &Workspace) -> Result<()> {
    Ok(workspace.store().set_setting(SETTING, "")?)
}
