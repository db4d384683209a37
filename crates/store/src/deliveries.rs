//! Deliveries: which artifacts came together, and when. What a delivery before this one left is kept with its profiles.

use crate::{Result, Store};
use rusqlite::OptionalExtension as _;
use std::collections::{BTreeMap, BTreeSet};

/// One delivery of a system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryRow {
    /// Number.
    pub id: u32,
    /// `legacy` or `destination`.
    pub side: String,
    /// System it came from.
    pub system: String,
    /// When it was ingested.
    pub at_ms: u64,
    /// Artifacts, those within others included.
    pub files: u64,
    /// Artifacts that no earlier delivery held.
    pub new_files: u64,
    /// Records of its artifacts.
    pub records: u64,
}

/// A relation of an artifact with everything that was kept of it.
#[derive(Debug, Clone)]
pub struct DeliveredRelation {
    /// Rows.
    pub rows: u64,
    /// Profiles of its fields as JSON.
    pub profile: String,
    /// Sketches of its fields' values.
    pub sketches: Vec<u8>,
}

impl Store {
    /// Notes that some artifacts, by token, came together. The same files once more are no new delivery.
    pub fn add_delivery(&self, side: &str, system: &str, at_ms: u64, tokens: &[String]) -> Result<()> {
        let mut database = self.database();
        let transaction = database.transaction()?;
        {
            let mut files: BTreeSet<u32> = BTreeSet::new();
            let mut by_token = transaction.prepare("SELECT id FROM artifact WHERE token = ?1")?;
            for token in tokens {
                files.extend(by_token.query_row([token], |r| r.get::<_, u32>(0)).optional()?);
            }
            let last = "SELECT artifact FROM delivery_file WHERE delivery = (SELECT max(id) FROM delivery WHERE side = ?1 AND system = ?2)";
            let mut before = transaction.prepare(last)?;
            let before: BTreeSet<u32> = before.query_map([side, system], |r| r.get(0))?.collect::<std::result::Result<_, _>>()?;
            if files.is_empty() || files == before {
                return Ok(());
            }
            transaction.execute("INSERT INTO delivery (side, system, at_ms) VALUES (?1, ?2, ?3)", (side, system, at_ms))?;
            let delivery = transaction.last_insert_rowid();
            let mut file = transaction.prepare("INSERT INTO delivery_file (delivery, artifact) VALUES (?1, ?2)")?;
            for artifact in files {
                file.execute((delivery, artifact))?;
            }
        }
        transaction.commit()?;
        Ok(())
    }

    /// What was read anew, and what was taken out of it, takes the place of what it was read as before in every delivery that held that.
    pub fn take_place(&self, old: u32, new: &[String]) -> Result<()> {
        let mut database = self.database();
        let transaction = database.transaction()?;
        let (side, path): (String, String) = transaction.query_row("SELECT side, path FROM artifact WHERE id = ?1", [old], |r| Ok((r.get(0)?, r.get(1)?)))?;
        transaction.execute(
            "DELETE FROM delivery_file WHERE delivery IN (SELECT delivery FROM delivery_file WHERE artifact = ?1)
             AND artifact IN (SELECT id FROM artifact WHERE active = 0 AND side = ?2 AND path >= ?3 AND path < ?4)",
            (old, side, format!("{path}!/"), format!("{path}!0")),
        )?;
        for token in new {
            transaction.execute(
                "INSERT OR IGNORE INTO delivery_file (delivery, artifact) SELECT delivery, artifact.id FROM delivery_file JOIN artifact ON token = ?2 WHERE artifact = ?1",
                (old, token),
            )?;
        }
        transaction.execute("DELETE FROM delivery_file WHERE artifact = ?1", [old])?;
        transaction.commit()?;
        Ok(())
    }

    /// Deliveries of a side, newest first.
    pub fn deliveries(&self, side: &str) -> Result<Vec<DeliveryRow>> {
        let database = self.database();
        let sql = "SELECT d.id, d.side, d.system, d.at_ms, count(*),
                     sum(NOT EXISTS (SELECT 1 FROM delivery_file o JOIN delivery e ON e.id = o.delivery WHERE o.artifact = f.artifact AND o.delivery < d.id)), sum(a.records)
                   FROM delivery d JOIN delivery_file f ON f.delivery = d.id JOIN artifact a ON a.id = f.artifact WHERE d.side = ?1 GROUP BY d.id ORDER BY d.id DESC";
        let mut statement = database.prepare(sql)?;
        let row = |r: &rusqlite::Row<'_>| {
            Ok(DeliveryRow { id: r.get(0)?, side: r.get(1)?, system: r.get(2)?, at_ms: r.get(3)?, files: r.get(4)?, new_files: r.get(5)?, records: r.get(6)? })
        };
        let rows = statement.query_map([side], row)?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Relations of a delivery with the numbers of the artifacts that hold them.
    pub fn delivered_relations(&self, delivery: u32) -> Result<BTreeMap<String, Vec<u32>>> {
        let database = self.database();
        let sql = "SELECT relation.name, relation.artifact FROM relation JOIN delivery_file f ON f.artifact = relation.artifact WHERE f.delivery = ?1 ORDER BY 1, 2";
        let mut statement = database.prepare(sql)?;
        let mut all: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        let mut rows = statement.query([delivery])?;
        while let Some(row) = rows.next()? {
            all.entry(row.get(0)?).or_default().push(row.get(1)?);
        }
        Ok(all)
    }

    /// One relation of one artifact, active or not.
    pub fn delivered_relation(&self, artifact: u32, name: &str) -> Result<Option<DeliveredRelation>> {
        let sql = "SELECT rows, profile, sketches FROM relation WHERE artifact = ?1 AND name = ?2";
        let row = |r: &rusqlite::Row<'_>| Ok(DeliveredRelation { rows: r.get(0)?, profile: r.get(1)?, sketches: r.get(2)? });
        Ok(self.database().query_row(sql, (artifact, name), row).optional()?)
    }
}
