//! What is kept of files inside others beside their path: the record that held them, and the files that records only name.

use crate::{Result, Store};
use rusqlite::{Connection, Row};
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
#[derive(Debug, Clone, Default, PartialEq, Eq)]
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

/// Keeps which files the records of an artifact name.
pub(crate) fn keep_pointers(database: &Connection, artifact: u32, rows: &[PointerRow]) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let sql = "INSERT INTO pointer (artifact, line, relation, field, value, patient, size_bytes, sha1) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let mut insert = database.prepare_cached(sql)?;
    for r in rows {
        insert.execute((artifact, r.line, &r.relation, &r.field, &r.value, &r.patient, r.size_bytes, &r.sha1))?;
    }
    Ok(())
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

    /// Where one artifact stood, when it was taken out of a record.
    pub fn inside_of(&self, artifact: u32) -> Result<Option<InsideRow>> {
        let database = self.database();
        let mut statement = database.prepare("SELECT artifact, line, place, patient, own_name FROM inside WHERE artifact = ?1")?;
        let mut rows = statement.query_map([artifact], inside)?;
        Ok(rows.next().transpose()?.map(|(_, row)| row))
    }

    /// The files that records of a side name, by artifact and line.
    pub fn pointers(&self, side: &str, each: &mut dyn FnMut(PointerRow)) -> Result<()> {
        let database = self.database();
        let sql = "SELECT artifact, line, relation, field, value, patient, pointer.size_bytes, sha1 FROM pointer JOIN artifact ON artifact.id = pointer.artifact
                   WHERE active = 1 AND side = ?1 ORDER BY artifact, line, pointer.rowid";
        let mut statement = database.prepare(sql)?;
        for row in statement.query_map([side], pointer)? {
            each(row?);
        }
        Ok(())
    }
}
