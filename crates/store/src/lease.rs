//! Who works on a workspace: locks on two empty files of its folder, which the operating system takes back when a process ends,
//! however it ends.
//!
//! A lease is the right to replace what comparisons and migrations keep: one piece of work at a time, in whichever process. Beside it every
//! open workspace is present; whoever is present alone may clear away what others left. Where a file system has no locks nobody is kept
//! out, and nobody is alone.

use crate::results::blobs_of_patients;
use crate::{Result, Store};
use rusqlite::types::ValueRef;
use std::collections::HashSet;
use std::fs::{File, TryLockError};
use std::ops::ControlFlow;
use std::path::Path;

const WORK: &str = "work.lock";
const PRESENCE: &str = "open.lock";
/// Setting that says that whole blobs are left to which nothing refers any more.
const LEFTOVERS: &str = "leftovers";
/// Its value while somebody is at work who leaves none when it comes to its end.
const AT_WORK: &str = "at work";
/// Characters of the name of a blob.
const NAME_LENGTH: usize = 32;

/// The right to replace results, until it is dropped.
#[derive(Debug)]
pub struct Lease {
    /// Closing it gives the lock back.
    _file: Option<File>,
}

/// An open workspace among the others that have it open.
pub(crate) struct Presence(File);

fn lock_file(home: &Path, name: &str) -> Result<File> {
    let path = home.join(name);
    let opened = File::options().read(true).write(true).create(true).truncate(false).open(&path);
    Ok(opened.map_err(|error| crate::at(&path, "written", &error))?)
}

/// Whether a lock was had; `None` where there are no locks.
fn tried(tried: std::result::Result<(), TryLockError>) -> Result<Option<bool>> {
    match tried {
        Ok(()) => Ok(Some(true)),
        Err(TryLockError::WouldBlock) => Ok(Some(false)),
        Err(TryLockError::Error(error)) if error.kind() == std::io::ErrorKind::Unsupported => Ok(None),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

impl Presence {
    pub(crate) fn enter(home: &Path) -> Result<Self> {
        let file = lock_file(home, PRESENCE)?;
        // Waits at most until somebody has cleared away; without locks nobody is ever alone.
        let _ = file.lock_shared();
        Ok(Self(file))
    }

    /// Does what nobody else may see half done; nothing while somebody else has the workspace open.
    fn alone<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<Option<T>> {
        let _ = self.0.unlock();
        let done = match tried(self.0.try_lock()) {
            Ok(Some(true)) => {
                let done = work();
                let _ = self.0.unlock();
                done.map(Some)
            }
            Ok(_) => Ok(None),
            Err(error) => Err(error),
        };
        let _ = self.0.lock_shared();
        done
    }
}

impl Store {
    /// The right to replace the results of comparisons and migrations; `None` while another piece of work has it, here or in another process.
    pub fn lease(&self) -> Result<Option<Lease>> {
        let file = lock_file(self.home(), WORK)?;
        Ok(match tried(file.try_lock())? {
            Some(true) => Some(Lease { _file: Some(file) }),
            Some(false) => None,
            None => Some(Lease { _file: None }),
        })
    }

    /// Says that nothing knows any more to which blobs something referred: whoever opens the workspace next clears them away.
    pub fn note_leftovers(&self) -> Result<()> {
        self.set_setting(LEFTOVERS, "yes")
    }

    /// Says that blobs are sealed before anything refers to them, or removed after nothing does: what work that ends in between leaves goes when the
    /// workspace is opened next. Said beforehand, since a full disk takes no note either.
    pub fn expect_leftovers(&self) -> Result<()> {
        expect_leftovers(&self.database())
    }

    /// Takes back what [`Self::expect_leftovers`] said: the work came to its end.
    pub fn no_leftovers(&self) -> Result<()> {
        self.database().execute("UPDATE meta SET value = '' WHERE key = ?1 AND value = ?2", [LEFTOVERS, AT_WORK])?;
        Ok(())
    }

    /// Clears away what work left that never came to its end: runs that stand as running, blobs in the making, and whole ones that nothing
    /// refers to. `held` are those to which other blobs refer. What was begun and never ended gets its event. Tells how many files went; nothing is
    /// done while somebody else has the workspace open.
    pub fn clear_away(&self, held: &HashSet<String>) -> Result<Option<u64>> {
        self.presence().alone(|| {
            // Neither keeps the other from being done: on a full disk there is room for an event once something went.
            let cleared = self.clear(held);
            self.audit_interrupted()?;
            cleared
        })
    }

    fn clear(&self, held: &HashSet<String>) -> Result<u64> {
        let mut is_any_partial = false;
        self.each_blob_file(&mut |path| {
            is_any_partial = is_partial(path);
            Ok(if is_any_partial { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        })?;
        let are_noted = self.setting(LEFTOVERS)?.is_some_and(|noted| !noted.is_empty());
        // Work begins with a run or with a blob in the making: where neither is left, nothing is but what somebody noted.
        if !is_any_partial && !are_noted && !self.has_open_runs()? {
            return Ok(0);
        }
        let mut cleared = 0;
        // On a full disk nothing can be written before something went.
        if self.give_up_open_runs().is_err() {
            cleared += self.sweep(held)?;
            self.give_up_open_runs()?;
        }
        cleared += self.sweep(held)?;
        if are_noted {
            self.set_setting(LEFTOVERS, "")?;
        }
        Ok(cleared)
    }

    fn has_open_runs(&self) -> Result<bool> {
        Ok(self.database().query_row("SELECT EXISTS (SELECT 1 FROM run WHERE state = 'running')", [], |r| r.get(0))?)
    }

    /// The files of all blobs, whole and in the making, one after the other: there is one for each artifact, and whoever opens a workspace looks at them.
    fn each_blob_file(&self, each: &mut dyn FnMut(&Path) -> Result<ControlFlow<()>>) -> Result<()> {
        let folder = self.home().join("blobs");
        if !folder.is_dir() {
            return Ok(());
        }
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            if !entry.file_type()?.is_dir() {
                continue;
            }
            for file in std::fs::read_dir(entry.path())? {
                if each(&file?.path())?.is_break() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn sweep(&self, held: &HashSet<String>) -> Result<u64> {
        let (mut names, mut partial) = (HashSet::new(), 0);
        self.each_blob_file(&mut |path| {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if is_partial(path) {
                std::fs::remove_file(path)?;
                partial += 1;
            } else if is_name(name) && !held.contains(name) {
                names.insert(name.to_string());
            }
            Ok(ControlFlow::Continue(()))
        })?;
        self.keep_what_is_known(&mut names)?;
        for name in &names {
            self.remove_blob(name)?;
        }
        Ok(partial + names.len() as u64)
    }

    /// Takes out of names of blobs every one that any row of any table holds, wherever in a text it stands: first where they mostly do.
    fn keep_what_is_known(&self, names: &mut HashSet<String>) -> Result<()> {
        let database = self.database();
        let of_patients = blobs_of_patients("");
        for sql in ["SELECT blob FROM artifact", "SELECT origins FROM artifact", of_patients.as_str(), "SELECT value FROM meta", "SELECT report FROM run"] {
            keep_named(&database, sql, names)?;
        }
        if names.is_empty() {
            return Ok(());
        }
        let mut statement = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")?;
        let tables: Vec<String> = statement.query_map([], |r| r.get(0))?.collect::<std::result::Result<_, _>>()?;
        for table in tables {
            keep_named(&database, &format!("SELECT * FROM \"{}\"", table.replace('"', "\"\"")), names)?;
        }
        Ok(())
    }
}

/// The same as a part of a transaction.
pub(crate) fn expect_leftovers(database: &rusqlite::Connection) -> Result<()> {
    // A note that is there already is that of work which did not come to its end, or is still going on: it stays when this one ends.
    let sql = "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = CASE value WHEN '' THEN ?2 ELSE 'yes' END";
    database.execute(sql, [LEFTOVERS, AT_WORK])?;
    Ok(())
}

/// Takes out of names every one that stands in a row of a query.
fn keep_named(database: &rusqlite::Connection, sql: &str, names: &mut HashSet<String>) -> Result<()> {
    let mut statement = database.prepare(sql)?;
    let columns = statement.column_count();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        for column in 0..columns {
            if let ValueRef::Text(text) | ValueRef::Blob(text) = row.get_ref(column)? {
                for run in text.split(|byte| !is_digit(*byte)).filter(|run| run.len() >= NAME_LENGTH) {
                    // Ids may stand next to other digits.
                    for name in run.windows(NAME_LENGTH).filter_map(|name| std::str::from_utf8(name).ok()) {
                        names.remove(name);
                    }
                }
            }
        }
    }
    Ok(())
}

fn is_partial(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "part")
}

fn is_digit(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}

pub(crate) fn is_name(name: &str) -> bool {
    name.len() == NAME_LENGTH && name.bytes().all(is_digit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AuditEvent, trial};
    use std::io::Write as _;

    fn blob(store: &Store) -> String {
        let mut writer = store.write_blob("book").unwrap();
        writer.write_all(b"statements").unwrap();
        writer.finish().unwrap()
    }

    fn count(store: &Store) -> usize {
        let mut files = 0;
        let mut count = |_: &Path| {
            files += 1;
            Ok(ControlFlow::Continue(()))
        };
        store.each_blob_file(&mut count).unwrap();
        files
    }

    #[test]
    fn one_piece_of_work_at_a_time_whoever_does_it() {
        let (_folder, store) = trial();
        let other = Store::open(store.home(), "passphrase").unwrap();
        let lease = store.lease().unwrap();
        assert!(lease.is_some());
        assert!(other.lease().unwrap().is_none() && store.lease().unwrap().is_none());
        drop(lease);
        assert!(other.lease().unwrap().is_some(), "it is given back");
    }

    #[test]
    fn what_nothing_refers_to_goes_and_all_else_stays() {
        let (_folder, store) = trial();
        let (orphan, told, held) = (blob(&store), blob(&store), blob(&store));
        store.set_setting("kept books", &format!("7 {told}")).unwrap();
        let partial = store.home().join("blobs").join(&orphan[..2]).join("left.part");
        std::fs::write(&partial, b"half").unwrap();
        let run = store.start_run("compare", 1, 0).unwrap();
        let cleared = store.clear_away(&HashSet::from([held.clone()])).unwrap();
        assert_eq!(cleared, Some(2));
        assert_eq!(count(&store), 2);
        assert!(store.read_blob(&told, "book").is_ok() && store.read_blob(&held, "book").is_ok() && store.read_blob(&orphan, "book").is_err());
        assert_eq!(store.run(run).unwrap().unwrap().state, "failed", "no process is left that could end it");
    }

    #[test]
    fn leftovers_that_somebody_noted_go_once() {
        let (_folder, store) = trial();
        let _orphan = blob(&store);
        assert_eq!(store.clear_away(&HashSet::new()).unwrap(), Some(0), "nobody knows of it");
        store.note_leftovers().unwrap();
        assert_eq!(store.clear_away(&HashSet::new()).unwrap(), Some(1));
        let _other = blob(&store);
        assert_eq!(store.clear_away(&HashSet::new()).unwrap(), Some(0));
    }

    #[test]
    fn leftovers_go_where_no_event_can_be_written() {
        let (_folder, store) = trial();
        let _orphan = blob(&store);
        store.note_leftovers().unwrap();
        let event = AuditEvent { seq: 0, at_ms: 1, actor: "ada".into(), role: "lead".into(), what: "ran".into(), object: String::new(), outcome: String::new() };
        store.audit_ahead(&event).unwrap();
        store.database().execute_batch("CREATE TRIGGER no_room BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'full'); END").unwrap();
        assert!(store.clear_away(&HashSet::new()).is_err());
        assert_eq!((count(&store), store.audit_begun().unwrap().len()), (0, 1), "and what was begun is still to be told");
    }

    #[test]
    fn nothing_is_cleared_away_while_somebody_else_has_it_open() {
        let (_folder, store) = trial();
        let other = Store::open(store.home(), "passphrase").unwrap();
        let _orphan = blob(&other);
        let run = other.start_run("compare", 1, 0).unwrap();
        assert_eq!(store.clear_away(&HashSet::new()).unwrap(), None);
        assert_eq!((count(&store), store.run(run).unwrap().unwrap().state.as_str()), (1, "running"));
        drop(other);
        assert_eq!(store.clear_away(&HashSet::new()).unwrap(), Some(1));
    }
}
