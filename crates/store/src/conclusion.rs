//! How a comparison comes to its end: everything by which the workspace shows another comparison than before takes effect in one step.
//!
//! While a run is at work it stages its settings under its own number. They hold from its conclusion on, together with what became of the
//! findings, the counts for the burn-down and the end of the run; a run that is given up leaves those of the run before as they were. Whoever
//! looks, at whatever time and after whatever crash, sees the one comparison or the other.

use crate::lease::{expect_leftovers, is_name};
use crate::results::{blobs_of_patients, end_run};
use crate::triage::settle_findings;
use crate::{BurnRow, Result, Store, set_setting};
use rusqlite::{Connection, OptionalExtension as _};
use std::collections::BTreeSet;

/// Where the results of a comparison stand, by its number.
const RESULTS: [&str; 5] = ["patient", "patient_reason", "finding", "finding_origin", "cause"];

/// What staged settings begin with, before the number of their run.
const STAGED: &str = "of run ";

/// What a comparison came to.
#[derive(Debug, Clone, Copy)]
pub struct Conclusion<'a> {
    /// Its number.
    pub run: u32,
    /// The comparison before, 0 for none.
    pub previous: u32,
    /// Where the results of the comparison before stand and become this one's: the settings that say `RUN WHAT` of it and go with them.
    pub stands: Option<&'a [&'a str]>,
    /// Its counts by severity. What is new, back and closed is counted by the store.
    pub burn: &'a [BurnRow],
    /// When it ended.
    pub ended_ms: u64,
    /// Its counts.
    pub report: &'a str,
}

/// What staged settings of a run begin with.
fn staged_by(run: u32) -> String {
    format!("{STAGED}{run}: ")
}

/// Takes the staged settings of a run out: names and values.
fn take_staged(database: &Connection, run: u32) -> Result<Vec<(String, String)>> {
    let by = staged_by(run);
    let mut statement = database.prepare("DELETE FROM meta WHERE substr(key, 1, length(?1)) = ?1 RETURNING substr(key, length(?1) + 1), value")?;
    let rows = statement.query_map([&by], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}

/// Takes out what was found by the runs whose number compares so (`= ?1`, `<> ?1`). Gives the blobs of their charts that no other run has.
fn take_results(database: &Connection, which: &str, run: u32) -> Result<Vec<String>> {
    let blobs = |which: &str, run: &[u32]| -> Result<BTreeSet<String>> {
        let mut statement = database.prepare(&blobs_of_patients(which))?;
        let rows = statement.query_map(rusqlite::params_from_iter(run), |r| r.get(0))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    };
    let taken = blobs(&format!("WHERE run {which}"), &[run])?;
    for table in RESULTS {
        database.execute(&format!("DELETE FROM {table} WHERE run {which}"), [run])?;
    }
    Ok(taken.difference(&blobs("", &[])?).filter(|blob| !blob.is_empty()).cloned().collect())
}

/// The blob that a value of the form `RUN BLOB` names.
fn blob_of(value: &str) -> Option<&str> {
    value.split_once(' ').map(|(_, blob)| blob).filter(|blob| is_name(blob))
}

impl Store {
    /// Sets a setting that holds as soon as the run is concluded. A value `RUN BLOB` names a blob that goes when another takes its place.
    pub fn stage_setting(&self, run: u32, key: &str, value: &str) -> Result<()> {
        self.set_setting(&format!("{}{key}", staged_by(run)), value)
    }

    /// Ends a comparison that is done, all or nothing, then removes what older ones found; their runs and counts stay, and so does which findings they had.
    pub fn conclude(&self, c: &Conclusion<'_>) -> Result<()> {
        let mut over = Vec::new();
        {
            let mut database = self.database();
            let transaction = database.transaction()?;
            if let Some(settings) = c.stands {
                for table in RESULTS {
                    transaction.execute(&format!("UPDATE {table} SET run = ?2 WHERE run = ?1"), (c.previous, c.run))?;
                }
                for setting in settings {
                    let sql = "UPDATE meta SET value = ?3 || substr(value, instr(value, ' ')) WHERE key = ?1 AND value LIKE ?2 || ' %'";
                    transaction.execute(sql, (setting, c.previous, c.run))?;
                }
            }
            for (key, value) in take_staged(&transaction, c.run)? {
                let before: Option<String> = transaction.query_row("SELECT value FROM meta WHERE key = ?1", [&key], |r| r.get(0)).optional()?;
                over.extend(before.as_deref().and_then(blob_of).filter(|blob| blob_of(&value) != Some(*blob)).map(str::to_string));
                set_setting(&transaction, &key, &value)?;
            }
            settle_findings(&transaction, c.run, c.previous, c.burn)?;
            end_run(&transaction, c.run, c.ended_ms, "done", c.report)?;
            expect_leftovers(&transaction)?;
            transaction.commit()?;
        }
        // It is done by now: what cannot be removed is noted, and goes when the workspace is opened the next time, or with the next comparison.
        let forgotten = take_results(&self.database(), "<> ?1", c.run);
        let _ = forgotten.and_then(|blobs| {
            over.extend(blobs);
            self.remove_all(&over)
        });
        Ok(())
    }

    /// Ends a comparison that is not done (`cancelled`, `failed`): what it had found and staged goes with it.
    pub fn give_up(&self, run: u32, now_ms: u64, state: &str) -> Result<()> {
        let mut over = Vec::new();
        {
            let mut database = self.database();
            let transaction = database.transaction()?;
            for (key, value) in take_staged(&transaction, run)? {
                // A run that judges the pairs of another again keeps what that one kept.
                let kept: Option<String> = transaction.query_row("SELECT value FROM meta WHERE key = ?1", [&key], |r| r.get(0)).optional()?;
                over.extend(blob_of(&value).filter(|blob| kept.as_deref().and_then(blob_of) != Some(*blob)).map(str::to_string));
            }
            over.extend(take_results(&transaction, "= ?1", run)?);
            end_run(&transaction, run, now_ms, state, "{}")?;
            expect_leftovers(&transaction)?;
            transaction.commit()?;
        }
        // What it sealed before it could stage that is known to nobody: the note stays.
        over.iter().try_for_each(|blob| self.remove_blob(blob))
    }

    fn remove_all(&self, blobs: &[String]) -> Result<()> {
        blobs.iter().try_for_each(|blob| self.remove_blob(blob))?;
        self.no_leftovers()
    }

    /// Ends the runs that a crash left open, in the same manner; their blobs are left to whoever sweeps them up.
    pub(crate) fn give_up_open_runs(&self) -> Result<()> {
        let mut database = self.database();
        let transaction = database.transaction()?;
        for table in RESULTS {
            transaction.execute(&format!("DELETE FROM {table} WHERE run IN (SELECT id FROM run WHERE state = 'running')"), [])?;
        }
        transaction.execute("UPDATE run SET state = 'failed' WHERE state = 'running'", [])?;
        transaction.execute("DELETE FROM meta WHERE substr(key, 1, length(?1)) = ?1", [STAGED])?;
        Ok(transaction.commit()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FindingRow, trial};
    use std::collections::HashSet;
    use std::io::Write as _;

    fn blob(store: &Store) -> String {
        let mut writer = store.write_blob("population").unwrap();
        writer.write_all(b"answers").unwrap();
        writer.finish().unwrap()
    }

    fn finding(store: &Store, run: u32, id: &str) {
        let (verdict, aspect, kind) = ("altered".into(), "status".into(), "problem".into());
        let row = FindingRow { ordinal: 0, id: id.into(), patient: 0, verdict, aspect, kind, severity: 1, cause: "c-1".into(), class: "unit".into(), detail: "{}".into(), artifacts: Vec::new() };
        store.add_results(run, &[], &[row]).unwrap();
    }

    /// A comparison with one finding and one kept answer, ready to be concluded.
    fn at_work(store: &Store, id: &str) -> (u32, String) {
        let run = store.start_run("compare", 1, 0).unwrap();
        finding(store, run, id);
        let kept = blob(store);
        store.stage_setting(run, "population", &format!("{run} {kept}")).unwrap();
        store.stage_setting(run, "common texts", &format!("[\"{id}\"]")).unwrap();
        (run, kept)
    }

    fn conclude(store: &Store, run: u32, previous: u32) {
        store.conclude(&Conclusion { run, previous, stands: None, burn: &BurnRow::none_of(run), ended_ms: 2, report: "{}" }).unwrap();
    }

    /// What whoever looks is shown: the last comparison, whose answers and texts are kept, and whether they can be read.
    fn shown(store: &Store) -> (u32, Option<String>, Option<String>, bool) {
        let kept = store.setting("population").unwrap();
        let is_there = kept.as_deref().and_then(blob_of).is_some_and(|blob| store.read_blob(blob, "population").is_ok());
        (store.last_run("compare").unwrap().map_or(0, |run| run.id), kept, store.setting("common texts").unwrap(), is_there)
    }

    #[test]
    fn until_a_run_is_concluded_everything_is_that_of_the_one_before_and_then_of_it() {
        let (_folder, store) = trial();
        let (first, kept) = at_work(&store, "f-1");
        assert_eq!(shown(&store), (0, None, None, false));
        conclude(&store, first, 0);
        let of_first = (first, Some(format!("{first} {kept}")), Some("[\"f-1\"]".to_string()), true);
        assert_eq!(shown(&store), of_first);
        let (second, newer) = at_work(&store, "f-2");
        assert_eq!(shown(&store), of_first, "it is still at work");
        conclude(&store, second, first);
        assert_eq!(shown(&store), (second, Some(format!("{second} {newer}")), Some("[\"f-2\"]".to_string()), true));
        assert!(store.read_blob(&kept, "population").is_err(), "what nothing refers to any more is gone");
        assert_eq!(store.burn(second).unwrap().iter().map(|b| [b.fresh, b.closed]).fold([0, 0], |a, b| [a[0] + b[0], a[1] + b[1]]), [1, 1]);
        assert_eq!(store.finding_ids(second).unwrap(), Some(vec!["f-2".to_string()]));
    }

    #[test]
    fn a_run_that_is_given_up_or_left_by_a_crash_leaves_nothing_of_its_own() {
        let (_folder, store) = trial();
        let (first, kept) = at_work(&store, "f-1");
        conclude(&store, first, 0);
        let of_first = shown(&store);
        let (given_up, own) = at_work(&store, "f-2");
        store.give_up(given_up, 3, "cancelled").unwrap();
        assert!(store.read_blob(&own, "population").is_err());
        // One that judged the pairs of the first again: what is kept is the first's.
        let again = store.start_run("compare", 4, 0).unwrap();
        store.stage_setting(again, "population", &format!("{again} {kept}")).unwrap();
        store.give_up(again, 5, "failed").unwrap();
        assert_eq!(shown(&store), of_first);
        let (crashed, left) = at_work(&store, "f-3");
        assert!(store.clear_away(&HashSet::new()).unwrap().is_some());
        assert_eq!(store.run(crashed).unwrap().unwrap().state, "failed");
        assert!(store.read_blob(&left, "population").is_err(), "nothing refers to it");
        assert_eq!(shown(&store), of_first);
        let (next, _) = at_work(&store, "f-1");
        conclude(&store, next, first);
        assert!(store.burn(next).unwrap().iter().all(|b| (b.fresh, b.returned, b.closed) == (0, 0, 0)), "nothing is new since the first");
    }

    #[test]
    fn blobs_that_a_crash_kept_from_being_removed_go_when_the_workspace_is_opened() {
        let (_folder, store) = trial();
        let orphan = blob(&store);
        // As a conclusion leaves it when it is ended before its last step.
        store.expect_leftovers().unwrap();
        assert_eq!(store.clear_away(&HashSet::new()).unwrap(), Some(1));
        assert!(store.read_blob(&orphan, "population").is_err());
        let _other = blob(&store);
        store.expect_leftovers().unwrap();
        store.no_leftovers().unwrap();
        assert_eq!(store.clear_away(&HashSet::new()).unwrap(), Some(0), "whoever comes to the end takes the note back");
        store.note_leftovers().unwrap();
        store.expect_leftovers().unwrap();
        store.no_leftovers().unwrap();
        assert_eq!(store.clear_away(&HashSet::new()).unwrap(), Some(1), "but not that of others");
        let _third = blob(&store);
        store.expect_leftovers().unwrap();
        // Another one begins, where the first did not come to its end.
        store.expect_leftovers().unwrap();
        store.no_leftovers().unwrap();
        assert_eq!(store.clear_away(&HashSet::new()).unwrap(), Some(1), "what a failed one left goes although the next came to its end");
    }
}
