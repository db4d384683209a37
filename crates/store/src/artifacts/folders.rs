//! The tree of artifacts: the folders of a delivery, and the artifacts that hold others, each with the sums of what lies below it.
//!
//! The sums are kept as artifacts come and go, so that a node with a million artifacts below it is opened without looking at one of
//! them. A folder's path ends with a slash; `outer.zip!/` is what stands inside `outer.zip`. What must stay true: a node's sums are those
//! of the artifacts in use below it, and bytes are counted once: what stands inside an archive adds nothing to the size of the folder
//! around it (nor does a folder whose own name ends with `!`, which looks like one).

use super::ArtifactRow;
use crate::Result;
use rusqlite::{Row, Transaction};
use std::collections::BTreeMap;

/// Columns of an artifact that its folders count, for `RETURNING` and for `SELECT`.
pub(super) const COUNTED: &str = "side, path, size_bytes, records, quarantined, issues, state";

/// The folder of an artifact, as an index has it: its path up to the last slash.
pub(super) const FOLDER: &str = "rtrim(path, replace(path, '/', ''))";

/// What is counted of an artifact.
pub(super) struct Counted {
    side: String,
    path: String,
    sums: Sums,
}

/// Sums of the artifacts below a node, or what they change by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Sums {
    artifacts: i64,
    direct: i64,
    size_bytes: i64,
    records: i64,
    quarantined: i64,
    issues: i64,
    unread: i64,
}

impl Counted {
    /// What is counted of a row.
    pub fn of(row: &ArtifactRow) -> Self {
        let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        let (size_bytes, records, quarantined, issues) = (number(row.size_bytes), number(row.records), number(row.quarantined), number(row.issues));
        let sums = Sums { artifacts: 1, direct: 0, size_bytes, records, quarantined, issues, unread: i64::from(row.state != "read") };
        Self { side: row.side.clone(), path: row.path.clone(), sums }
    }
}

/// Reads [`COUNTED`].
pub(super) fn counted(r: &Row<'_>) -> rusqlite::Result<Counted> {
    let state: String = r.get(6)?;
    let unread = i64::from(state != "read");
    let sums = Sums { artifacts: 1, direct: 0, size_bytes: r.get(2)?, records: r.get(3)?, quarantined: r.get(4)?, issues: r.get(5)?, unread };
    Ok(Counted { side: r.get(0)?, path: r.get(1)?, sums })
}

/// What becomes of the sums while artifacts come and go; written once, at the end.
#[derive(Debug, Default)]
pub(super) struct Changes {
    by: BTreeMap<(String, String), Sums>,
}

impl Changes {
    /// An artifact is in use from now on.
    pub fn came(&mut self, artifact: &Counted) {
        self.count(artifact, 1);
    }

    /// An artifact is out of use from now on.
    pub fn went(&mut self, artifact: &Counted) {
        self.count(artifact, -1);
    }

    fn count(&mut self, artifact: &Counted, sign: i64) {
        let Counted { side, path, sums } = artifact;
        let (mut size_bytes, mut direct) = (sums.size_bytes, 1);
        for folder in folders(path) {
            let of = self.by.entry((side.clone(), folder.to_string())).or_default();
            of.artifacts += sign;
            of.direct += sign * direct;
            of.size_bytes += sign * size_bytes;
            of.records += sign * sums.records;
            of.quarantined += sign * sums.quarantined;
            of.issues += sign * sums.issues;
            of.unread += sign * sums.unread;
            direct = 0;
            if folder.ends_with("!/") {
                size_bytes = 0;
            }
        }
    }

    /// Whether no artifact came or went.
    pub fn is_empty(&self) -> bool {
        self.by.is_empty()
    }

    /// Writes the sums; a folder in which nothing is left goes. The artifacts are written by then.
    pub fn write(self, transaction: &Transaction<'_>) -> Result<()> {
        let mut add = transaction.prepare_cached(
            "INSERT INTO artifact_folder (side, parent, path, within, artifacts, direct, size_bytes, records, quarantined, issues, unread)
             VALUES (?1, ?2, ?3, substr(?3, -2) = '!/' AND EXISTS (SELECT 1 FROM artifact WHERE active = 1 AND side = ?1 AND path = ?4), ?5, ?6, ?7, ?8, ?9, ?10, ?11)
             ON CONFLICT (side, path) DO UPDATE SET artifacts = artifacts + excluded.artifacts, direct = direct + excluded.direct, size_bytes = size_bytes + excluded.size_bytes,
             records = records + excluded.records, quarantined = quarantined + excluded.quarantined, issues = issues + excluded.issues, unread = unread + excluded.unread",
        )?;
        let mut empty = transaction.prepare_cached("DELETE FROM artifact_folder WHERE side = ?1 AND path = ?2 AND artifacts <= 0")?;
        for ((side, path), s) in self.by.into_iter().filter(|(_, sums)| *sums != Sums::default()) {
            let own = path.strip_suffix("!/").unwrap_or("");
            add.execute(rusqlite::params![side, parent(&path), path, own, s.artifacts, s.direct, s.size_bytes, s.records, s.quarantined, s.issues, s.unread])?;
            if s.artifacts < 0 {
                empty.execute([&side, &path])?;
            }
        }
        Ok(())
    }
}

/// The folders of a path, the nearest first and the whole side last: `a/b/`, `a/` and the empty one of `a/b/c.csv`.
fn folders(path: &str) -> impl Iterator<Item = &str> {
    path.rmatch_indices('/').filter_map(|(at, _)| path.get(..=at)).chain(std::iter::once(""))
}

/// The folder around a folder; none around a whole side.
fn parent(folder: &str) -> Option<&str> {
    let inner = folder.strip_suffix('/')?;
    Some(inner.rfind('/').and_then(|at| inner.get(..=at)).unwrap_or(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_those_of_the_path_and_the_whole_side() {
        assert_eq!(folders("a/b.zip!/c/d.csv").collect::<Vec<_>>(), ["a/b.zip!/c/", "a/b.zip!/", "a/", ""]);
        assert_eq!(folders("x.csv").collect::<Vec<_>>(), [""]);
        assert_eq!((parent("a/b.zip!/"), parent("a/"), parent("")), (Some("a/"), Some(""), None));
    }
}
