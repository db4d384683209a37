//! One comparison or migration at a time: who is at work on a workspace, and waiting for one's turn.
//!
//! The lease decides, here and across programs; what is said of whoever holds it is for people to read. Between the end of waiting and
//! the beginning of work somebody else may come first: whoever waits then waits on.

use crate::jobs::{Meter, Step};
use crate::{AppError, Result, Workspace};
use std::time::Duration;

/// Under this setting stands for whom the work was begun that had the lease last.
pub(crate) const BY: &str = "at work for";
/// Runs that need the lease.
const KINDS: [&str; 2] = ["migrate", "compare"];
/// The phase of a job before its turn.
pub(crate) const WAITING: &str = "waiting for its turn";
/// Time between two looks.
const PAUSE: Duration = Duration::from_millis(300);

/// A run that is at work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtWork {
    /// Run number.
    pub run: u32,
    /// `migrate`, `compare`.
    pub kind: String,
    /// When it began.
    pub started_ms: u64,
    /// For whom.
    pub by: String,
}

impl AtWork {
    /// In words; `now_ms` tells for how long.
    pub fn words(&self, now_ms: u64) -> String {
        let seconds = now_ms.saturating_sub(self.started_ms) / 1_000;
        let since = if seconds < 120 { format!("{seconds} seconds") } else { format!("{} minutes", seconds / 60) };
        let by = if self.by.is_empty() { String::new() } else { format!(", begun by {}", self.by) };
        format!("run {} ({}) has been at work for {since}{by}", self.run, self.kind)
    }
}

/// The comparison or migration that stands as running; `None` where there is none, or where it has not begun its run yet.
pub fn at_work(workspace: &Workspace) -> Result<Option<AtWork>> {
    let store = workspace.store();
    let Some(run) = store.open_run(&KINDS)? else { return Ok(None) };
    Ok(Some(AtWork { run: run.id, kind: run.kind, started_ms: run.started_ms, by: store.setting(BY)?.unwrap_or_default() }))
}

/// Waits until no comparison and no migration is at work, here or in another program.
fn wait_for_turn(workspace: &Workspace, meter: &Meter<'_>) -> Result<()> {
    while workspace.store().lease()?.is_none() {
        if meter(Step { phase: WAITING, done: 0, total: 0, unit: "" }).is_break() {
            return Err(AppError::Cancelled);
        }
        std::thread::sleep(PAUSE);
    }
    Ok(())
}

/// Does a piece of work when it is its turn. Of several that waited for the same end one goes first and the others wait on: work takes the
/// lease before it writes, so what came too late has changed nothing.
pub fn in_turn<T>(workspace: &Workspace, meter: &Meter<'_>, work: impl Fn() -> Result<T>) -> Result<T> {
    loop {
        wait_for_turn(workspace, meter)?;
        match work() {
            Err(AppError::Busy) => std::thread::sleep(PAUSE),
            done => return done,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_at_work_is_told_with_for_how_long() {
        let work = AtWork { run: 12, kind: "compare".into(), started_ms: 60_000, by: "lead-1".into() };
        assert_eq!(work.words(150_000), "run 12 (compare) has been at work for 90 seconds, begun by lead-1");
        assert_eq!(AtWork { by: String::new(), ..work }.words(660_000), "run 12 (compare) has been at work for 10 minutes");
    }
}
