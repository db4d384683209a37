//! Every artifact of a side one after the other, a page at a time, since there may be millions.
//!
//! What must stay true: one page is held, and nothing is locked while one of it is looked at.

use super::{ArtifactRow, COLUMNS, artifact};
use crate::{Result, Store};
use std::collections::VecDeque;

/// Artifacts that are held at once.
const PAGE: u32 = 500;
/// The next ones of a side, as an index has them.
const NEXT: &str = "FROM artifact WHERE active = 1 AND side = ?1 AND (path, id) > (?2, ?3) ORDER BY path, id LIMIT ?4";

/// The next ones by their number, without a look at an index of paths.
const AFTER: &str = "FROM artifact NOT INDEXED WHERE active = 1 AND side = ?1 AND id > ?2 ORDER BY id LIMIT ?3";

/// The active artifacts of a side, in the order of [`Store::artifacts`]. What comes into use behind the place where it stands is met as well.
pub struct ArtifactWalk<'s> {
    store: &'s Store,
    /// Sides that are not gone through to their end.
    sides: VecDeque<String>,
    page: std::vec::IntoIter<ArtifactRow>,
    /// Path and number of the last one that was fetched.
    behind: (String, u32),
    most: u32,
}

impl Iterator for ArtifactWalk<'_> {
    type Item = Result<ArtifactRow>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(row) = self.page.next() {
                return Some(Ok(row));
            }
            let side = self.sides.front()?;
            let page = match self.store.artifacts_behind(side, &self.behind, self.most) {
                Ok(page) => page,
                Err(error) => {
                    self.sides.clear();
                    return Some(Err(error));
                }
            };
            match page.last() {
                Some(last) => self.behind = (last.path.clone(), last.id),
                None => {
                    self.sides.pop_front();
                    self.behind = Default::default();
                }
            }
            self.page = page.into_iter();
        }
    }
}

impl Store {
    /// The active artifacts of a side (both when empty), by path, one after the other.
    pub fn walk_artifacts(&self, side: &str) -> ArtifactWalk<'_> {
        self.walk_by(side, PAGE)
    }

    fn walk_by(&self, side: &str, most: u32) -> ArtifactWalk<'_> {
        let sides: &[&str] = if side.is_empty() { &["legacy", "destination"] } else { &[side] };
        ArtifactWalk { store: self, sides: sides.iter().map(|side| side.to_string()).collect(), page: Vec::new().into_iter(), behind: Default::default(), most }
    }

    fn artifacts_behind(&self, side: &str, (path, id): &(String, u32), most: u32) -> Result<Vec<ArtifactRow>> {
        let database = self.database();
        let mut statement = database.prepare_cached(&format!("SELECT {COLUMNS} {NEXT}"))?;
        let rows = statement.query_map((side, path, id, most), artifact)?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Gives the active artifacts of a side in the order of their numbers, the order in which they came. Few are held at once, and nothing is locked while one is
    /// looked at.
    pub fn each_artifact(&self, side: &str, each: &mut dyn FnMut(&ArtifactRow)) -> Result<()> {
        self.each_by(side, PAGE, each)
    }

    fn each_by(&self, side: &str, most: u32, each: &mut dyn FnMut(&ArtifactRow)) -> Result<()> {
        let mut behind = 0;
        loop {
            let page = self.artifacts_after(side, behind, most)?;
            let Some(last) = page.last() else { return Ok(()) };
            behind = last.id;
            page.iter().for_each(&mut *each);
        }
    }

    fn artifacts_after(&self, side: &str, behind: u32, most: u32) -> Result<Vec<ArtifactRow>> {
        let database = self.database();
        let mut statement = database.prepare_cached(&format!("SELECT {COLUMNS} {AFTER}"))?;
        let rows = statement.query_map((side, behind, most), artifact)?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// When the newest of the active artifacts of a side came; 0 where there is none.
    pub fn newest_ms(&self, side: &str) -> Result<u64> {
        let sql = "SELECT coalesce(max(ingested_ms), 0) FROM artifact WHERE active = 1 AND side = ?1";
        Ok(self.database().query_row(sql, [side], |r| r.get(0))?)
    }

    /// Numbers of the active artifacts of a side (both when empty), by path: for whoever goes through them and changes which there are.
    pub fn artifact_ids(&self, side: &str) -> Result<Vec<u32>> {
        let database = self.database();
        let mut statement = database.prepare("SELECT id FROM artifact WHERE active = 1 AND (?1 = '' OR side = ?1) ORDER BY side DESC, path, id")?;
        let rows = statement.query_map([side], |r| r.get(0))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Whether any active artifact of a side holds records.
    pub fn holds_records(&self, side: &str) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM artifact WHERE active = 1 AND side = ?1 AND records > 0)";
        Ok(self.database().query_row(sql, [side], |r| r.get(0))?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::NewArtifact;

    /// Artifacts of both sides, some of one path and some out of use.
    fn filled() -> (tempfile::TempDir, Store) {
        let (folder, store) = crate::trial();
        for number in 0..60_u64 {
            let row = ArtifactRow {
                token: format!("a-{number}"),
                side: if number % 3 == 0 { "destination" } else { "legacy" }.into(),
                // Some come again, in place of what stood there; letters of other scripts and paths within others sort as they do in the list.
                path: ["", "a.pdf", "a.pdf!/b", "a.pdf 2", "é", "Z"][number as usize % 6].to_string() + &(number / 12).to_string(),
                records: number % 2,
                ..ArtifactRow::default()
            };
            store.add_artifact(&NewArtifact { row, ..NewArtifact::default() }).unwrap();
        }
        (folder, store)
    }

    #[test]
    fn a_walk_page_by_page_gives_the_rows_of_the_whole_list() {
        let (_folder, store) = filled();
        for side in ["", "legacy", "destination", "nowhere"] {
            let whole: Vec<String> = store.artifacts(side).unwrap().iter().map(|a| format!("{a:?}")).collect();
            for most in [1, 2, 7, PAGE] {
                let walked: Vec<String> = store.walk_by(side, most).map(|a| format!("{:?}", a.unwrap())).collect();
                assert_eq!(walked, whole, "{side} by {most}");
            }
            let ids: Vec<u32> = store.artifacts(side).unwrap().iter().map(|a| a.id).collect();
            assert_eq!(store.artifact_ids(side).unwrap(), ids);
            let holds = store.artifacts(side).unwrap().iter().any(|a| a.records > 0);
            assert!(side.is_empty() || store.holds_records(side).unwrap() == holds, "{side}");
        }
        assert!(store.artifacts("").unwrap().len() < 60, "some are out of use");
    }

    #[test]
    fn a_walk_holds_one_page_and_locks_nothing_meanwhile() {
        let (_folder, store) = filled();
        let mut walk = store.walk_by("", 7);
        while let Some(artifact) = walk.next() {
            assert!(walk.page.len() < 7, "the others are on disk");
            assert!(store.artifact_by_id(artifact.unwrap().id).unwrap().is_some());
        }
    }

    #[test]
    fn artifacts_by_number_are_those_of_the_list_and_are_not_sorted() {
        let (_folder, store) = filled();
        for side in ["legacy", "destination", "nowhere"] {
            let mut wanted: Vec<(u32, String)> = store.artifacts(side).unwrap().into_iter().map(|a| (a.id, a.token)).collect();
            wanted.sort();
            for most in [1, 7, PAGE] {
                let mut all = Vec::new();
                // The store is asked for something else meanwhile: nothing is locked.
                store.each_by(side, most, &mut |a| all.push((a.id, store.artifact_by_id(a.id).unwrap().unwrap().token))).unwrap();
                assert_eq!(all, wanted, "{side} by {most}");
            }
        }
        let row = ArtifactRow { token: "late".into(), side: "legacy".into(), path: "late".into(), ingested_ms: 7, ..ArtifactRow::default() };
        store.add_artifact(&NewArtifact { row, ..NewArtifact::default() }).unwrap();
        assert_eq!(["legacy", "destination", "nowhere"].map(|side| store.newest_ms(side).unwrap()), [7, 0, 0]);
        let database = store.database();
        let mut statement = database.prepare(&format!("EXPLAIN QUERY PLAN SELECT {COLUMNS} {AFTER}")).unwrap();
        let plan: Vec<String> = statement.query_map(("legacy", 1, 10), |r| r.get(3)).unwrap().map(|line| line.unwrap()).collect();
        assert!(plan.iter().any(|line| line.contains("INTEGER PRIMARY KEY")) && !plan.iter().any(|line| line.contains("TEMP B-TREE")), "{plan:?}");
    }

    #[test]
    fn a_page_is_read_off_an_index() {
        let (_folder, store) = crate::trial();
        let database = store.database();
        let mut statement = database.prepare(&format!("EXPLAIN QUERY PLAN SELECT {COLUMNS} {NEXT}")).unwrap();
        let plan: Vec<String> = statement.query_map(("legacy", "a", 1, 10), |r| r.get(3)).unwrap().map(|line| line.unwrap()).collect();
        let plan = plan.join("; ");
        assert!(plan.contains("USING INDEX artifact_side (active=? AND side=? AND path>?)") && !plan.contains("TEMP B-TREE"), "{plan}");
    }
}
