//! The kept pairs of the last comparison judged again under the documents of now: no artifact is read, nothing is aligned.
//!
//! What must stay true: for a change that only the judging sees (equivalences and their tolerances, the questions asked of both
//! books) the run says exactly what a whole comparison would say. Where the artifacts, the lens or the program have changed it refuses.

use super::{About, CompareReport, balance_books, concluded, design, kept};
use super::charts::KeptCharts;
use super::papers::Papers;
use super::spent::Spent;
use crate::jobs::Meter;
use crate::origins::Origins;
use crate::{AppError, Result, Workspace};
use model::Side;

/// Judges the last comparison again and makes a run of it.
pub fn rejudge(workspace: &Workspace, now: fn() -> u64, meter: &Meter<'_>) -> Result<CompareReport> {
    let store = workspace.store();
    let _lease = workspace.lease()?;
    let Some(last) = store.last_run("compare")? else { return Err(AppError::Nothing("there is no comparison yet; run `compare`".into())) };
    let Some(kept::Standing { mut books, sources, .. }) = kept::of_run(workspace, last.id)? else {
        return Err(AppError::Nothing(format!("run {} kept no books to judge again; run `compare`", last.id)));
    };
    let day = (now() / 86_400_000) as i32;
    if !sources.are_read_as(&kept::Sources::now(workspace, day)?) {
        return Err(AppError::Nothing(format!("artifacts, lens or program have changed since run {}; run `compare`", last.id)));
    }
    let migrated = store.artifacts("destination")?.iter().find_map(|a| a.run);
    // The same artifacts may be those of a newer run by now: what made them is told by its mapping.
    let version = match migrated {
        Some(run) => store.run(run)?.map_or(0, |r| r.version),
        None => 0,
    };
    let origins = Origins::read(workspace)?;
    // As a whole comparison would: whoever the rule in force keeps out today.
    books.kept_out = crate::archive::kept_out(workspace, now, meter)?;
    let plan = design::settle(workspace, &mut books, version)?;
    let papers = Papers::of(workspace, Side::Legacy)?;
    // From here on the run ends as done, or is given up.
    let run = store.start_run("compare", now(), version)?;
    let about = About { run, version, migrated, previous: last.id, day, phase: "judging again" };
    let spent = Spent::default();
    let parts = KeptCharts::of(workspace, last.id, true, &spent);
    let outcome = balance_books(workspace, about, (origins, &papers, plan), (&books, &spent), (parts, None), meter).and_then(|mut report| {
        report.rejudged = Some(last.id);
        kept::hand_on(workspace, run)?;
        Ok(report)
    });
    concluded(workspace, about, false, now, outcome)
}
