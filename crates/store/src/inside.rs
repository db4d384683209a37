//! What is kept of files inside others beside their path: the record that held them, and the files that records only name.

use crate::{Pages, Result, Scratch, Store, StoreError};
use rusqlite::{Connection, Row};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where a file stood that was taken out of another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InsideRow {
    /// Line of the record that held it.
    pub line: u64,
    /// Field of it.
    pub place: String,
    /// Key of the patient of the record, as written there; empty when it names none.
    pub patient: String,
    /// The name by which other records refer to the file, empty when they cannot.
    pub own_name: String,
}

/// A file that a record names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointerRow {
    /// Artifact of the record; ignored when it is added.
    pub artifact: u32,
    /// Line of the record.
    pub line: u64,
    /// Its relation.
    pub relation: String,
    /// Its field.
    pub field: String,
    /// Path, URL or reference, as written.
    pub value: String,
    /// Key of the patient of the record, as written there; empty when it names none.
    pub patient: String,
    /// Bytes that the file is said to have.
    pub size_bytes: Option<u64>,
    /// SHA-1 that it is said to have, in hexadecimal digits; empty when nothing is stated.
    pub sha1: String,
}

/// Keeps where a file stood.
pub(crate) fn keep(database: &Connection, artifact: u32, row: &InsideRow) -> Result<()> {
    let sql = "INSERT INTO inside (artifact, line, place, patient, own_name) VALUES (?1, ?2, ?3, ?4, ?5)";
    database.execute(sql, (artifact, row.line, &row.place, &row.patient, &row.own_name))?;
    Ok(())
}

/// The files that the records of an artifact name, as they are gathered: the latest in memory, the others on disk. Of an export of millions of
/// references to documents each is one.
#[derive(Debug, Default)]
pub struct Pointers {
    latest: Vec<PointerRow>,
    others: Option<Scratch>,
    on_disk: u64,
}

impl Pointers {
    /// Adds one; it is held until there is need of its room ([`Pointers::make_room`]).
    pub fn push(&mut self, row: PointerRow) {
        self.latest.push(row);
    }

    /// Puts those that are held on disk where they are many.
    pub fn make_room(&mut self, store: &Store) -> Result<()> {
        if self.latest.len() < PAGE as usize {
            return Ok(());
        }
        let others = match self.others.take() {
            Some(others) => others,
            None => store.scratch()?,
        };
        for row in self.latest.drain(..) {
            let written = postcard::to_stdvec(&row).map_err(|e| StoreError::Database(e.to_string()))?;
            others.put(0, &format!("{:016x}", self.on_disk), &written)?;
            self.on_disk += 1;
        }
        self.others = Some(others);
        Ok(())
    }

    /// Gives each in the order in which they came.
    fn try_each(&self, each: &mut dyn FnMut(&PointerRow) -> Result<()>) -> Result<()> {
        let mut pages = Pages::of(0);
        while let Some(others) = &self.others
            && let Some(page) = pages.next(others)?
        {
            for (_, row) in &page {
                let row: PointerRow = postcard::from_bytes(row).map_err(|e| StoreError::Database(e.to_string()))?;
                each(&row)?;
            }
        }
        self.latest.iter().try_for_each(each)
    }

    fn is_empty(&self) -> bool {
        self.latest.is_empty() && self.on_disk == 0
    }
}

/// Keeps which files the records of an artifact name.
pub(crate) fn keep_pointers(database: &Connection, artifact: u32, pointers: &Pointers) -> Result<()> {
    if pointers.is_empty() {
        return Ok(());
    }
    let sql = "INSERT INTO pointer (artifact, line, relation, field, value, patient, size_bytes, sha1) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let mut insert = database.prepare_cached(sql)?;
    pointers.try_each(&mut |r| {
        insert.execute((artifact, r.line, &r.relation, &r.field, &r.value, &r.patient, r.size_bytes, &r.sha1))?;
        Ok(())
    })
}

fn inside(row: &Row<'_>) -> rusqlite::Result<(u32, InsideRow)> {
    Ok((row.get(0)?, InsideRow { line: row.get(1)?, place: row.get(2)?, patient: row.get(3)?, own_name: row.get(4)? }))
}

fn pointer(row: &Row<'_>) -> rusqlite::Result<PointerRow> {
    Ok(PointerRow {
        artifact: row.get(0)?,
        line: row.get(1)?,
        relation: row.get(2)?,
        field: row.get(3)?,
        value: row.get(4)?,
        patient: row.get(5)?,
        size_bytes: row.get(6)?,
        sha1: row.get(7)?,
    })
}

impl Store {
    /// Where the files of a side stood that are in use, by artifact.
    pub fn insides(&self, side: &str) -> Result<BTreeMap<u32, InsideRow>> {
        let database = self.database();
        let sql = "SELECT inside.artifact, line, place, patient, own_name FROM inside JOIN artifact ON artifact.id = inside.artifact WHERE active = 1 AND side = ?1";
        let mut statement = database.prepare(sql)?;
        let rows = statement.query_map([side], inside)?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Numbers of the files of a side that stood in records and are in use, in order.
    pub fn inside_numbers(&self, side: &str) -> Result<Vec<u32>> {
        let database = self.database();
        // In the order of the key that they are read by.
        let sql = "SELECT inside.artifact FROM inside CROSS JOIN artifact ON artifact.id = inside.artifact WHERE active = 1 AND side = ?1 ORDER BY inside.artifact";
        let mut statement = database.prepare(sql)?;
        let rows = statement.query_map([side], |r| r.get(0))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Where one artifact stood, when it was taken out of a record.
    pub fn inside_of(&self, artifact: u32) -> Result<Option<InsideRow>> {
        let database = self.database();
        let mut statement = database.prepare("SELECT artifact, line, place, patient, own_name FROM inside WHERE artifact = ?1")?;
        let mut rows = statement.query_map([artifact], inside)?;
        Ok(rows.next().transpose()?.map(|(_, row)| row))
    }

    /// The files that records of a side name, by artifact and line. Few are held at once, and nothing is locked while one is looked at.
    pub fn pointers(&self, side: &str, each: &mut dyn FnMut(PointerRow)) -> Result<()> {
        let mut behind = (0, 0, 0);
        loop {
            let page = self.pointers_behind(side, behind)?;
            let Some((last, _)) = page.last() else { return Ok(()) };
            behind = *last;
            page.into_iter().for_each(|(_, pointer)| each(pointer));
        }
    }

    /// The next of them behind a place.
    fn pointers_behind(&self, side: &str, (artifact, line, row): Place) -> Result<Vec<(Place, PointerRow)>> {
        let database = self.database();
        // The order of the index that they are read by.
        let sql = "SELECT pointer.artifact, line, relation, field, value, patient, pointer.size_bytes, sha1, pointer.rowid
                   FROM pointer CROSS JOIN artifact ON artifact.id = pointer.artifact
                   WHERE active = 1 AND side = ?1 AND (pointer.artifact, line, pointer.rowid) > (?2, ?3, ?4) ORDER BY pointer.artifact, line, pointer.rowid LIMIT ?5";
        let mut statement = database.prepare_cached(sql)?;
        let rows = statement.query_map((side, artifact, line, row, PAGE), |r| Ok(((r.get(0)?, r.get(1)?, r.get(8)?), pointer(r)?)))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }
}

/// Where a pointer stands among all: artifact, line and a number of its own.
type Place = (u32, u64, i64);

/// Pointers that are held at once.
const PAGE: u32 = 4_096;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ArtifactRow, NewArtifact};

    #[test]
    fn more_pointers_than_are_held_at_once_come_once_each_and_in_order() {
        let (_folder, store) = crate::trial();
        let count = u64::from(PAGE) + 10;
        let named = |line: u64| PointerRow { line, value: line.to_string(), ..PointerRow::default() };
        for (token, side) in [("a-1", "legacy"), ("a-2", "destination"), ("a-3", "legacy")] {
            let row = ArtifactRow { token: token.into(), side: side.into(), path: token.into(), ..ArtifactRow::default() };
            let mut pointers = Pointers::default();
            for n in 0..count {
                // Two in each line.
                pointers.push(named(n / 2));
                pointers.make_room(&store).unwrap();
                assert!(pointers.latest.len() < PAGE as usize, "the others are on disk");
            }
            store.add_artifact(&NewArtifact { row, pointers, ..NewArtifact::default() }).unwrap();
        }
        let mut found: Vec<(u32, u64)> = Vec::new();
        // The store is asked for something else meanwhile: nothing is locked.
        let mut each = |pointer: PointerRow| {
            assert!(store.inside_of(pointer.artifact).unwrap().is_none());
            found.push((pointer.artifact, pointer.line));
        };
        store.pointers("legacy", &mut each).unwrap();
        assert_eq!(found.len() as u64, 2 * count);
        assert!(found.is_sorted());
        assert_eq!(found.first().map(|(_, line)| *line), Some(0));
        assert_eq!(found.iter().filter(|(_, line)| *line == 3).count(), 4);
    }
}
