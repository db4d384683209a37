//! Deliveries: which artifacts came together, and when. What a delivery before this one left is kept with its profiles.

use crate::{Pages, Result, Scratch, Store, StoreError};
use rusqlite::OptionalExtension as _;
use std::collections::BTreeMap;

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
    /// Notes that some artifacts came together: their tokens are the keys of a shelf. The same files once more are no new delivery.
    pub fn add_delivery(&self, side: &str, system: &str, at_ms: u64, (tokens, shelf): (&Scratch, u8)) -> Result<()> {
        let mut database = self.database();
        let transaction = database.transaction()?;
        let before: Option<u32> = transaction.query_row("SELECT max(id) FROM delivery WHERE side = ?1 AND system = ?2", [side, system], |r| r.get(0))?;
        transaction.execute("INSERT INTO delivery (side, system, at_ms) VALUES (?1, ?2, ?3)", (side, system, at_ms))?;
        let delivery = u32::try_from(transaction.last_insert_rowid()).map_err(|_| StoreError::Database("too many deliveries".into()))?;
        let mut files = 0;
        {
            let mut file = transaction.prepare("INSERT OR IGNORE INTO delivery_file (delivery, artifact) SELECT ?1, id FROM artifact WHERE token = ?2")?;
            let mut pages = Pages::of(shelf);
            while let Some(page) = pages.next(tokens)? {
                for (token, _) in &page {
                    files += file.execute((delivery, token))?;
                }
            }
        }
        let differ = "SELECT EXISTS (SELECT 1 FROM delivery_file f WHERE delivery = ?1 AND NOT EXISTS (SELECT 1 FROM delivery_file o WHERE o.delivery = ?2 AND o.artifact = f.artifact))";
        let differ = |one: Option<u32>, other: Option<u32>| transaction.query_row(differ, (one, other), |r| r.get::<_, bool>(0));
        if files == 0 || !differ(Some(delivery), before)? && !differ(before, Some(delivery))? {
            // Dropped, the transaction leaves nothing.
            return Ok(());
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

#[cfg(test)]
mod tests {
    use crate::{ArtifactRow, NewArtifact};

    #[test]
    fn the_same_files_once_more_are_no_new_delivery_and_one_more_or_less_is() {
        let (_folder, store) = crate::trial();
        for token in ["a-1", "a-2", "a-3"] {
            let row = ArtifactRow { token: token.into(), side: "legacy".into(), path: token.into(), ..ArtifactRow::default() };
            store.add_artifact(&NewArtifact { row, ..NewArtifact::default() }).unwrap();
        }
        let deliver = |system: &str, tokens: &[&str]| -> Vec<u64> {
            let scratch = store.scratch().unwrap();
            tokens.iter().for_each(|token| scratch.put(1, token, &[]).unwrap());
            store.add_delivery("legacy", system, 1, (&scratch, 1)).unwrap();
            store.deliveries("legacy").unwrap().iter().rev().map(|d| d.files).collect()
        };
        assert!(deliver("s", &[]).is_empty());
        assert!(deliver("s", &["of nobody"]).is_empty());
        assert_eq!(deliver("s", &["a-1", "a-2"]), [2]);
        assert_eq!(deliver("s", &["a-2", "a-1"]), [2], "the same again");
        assert_eq!(deliver("t", &["a-1", "a-2"]), [2, 2], "of another system");
        assert_eq!(deliver("s", &["a-1"]), [2, 2, 1], "one less");
        assert_eq!(deliver("s", &["a-1", "a-2", "a-3"]), [2, 2, 1, 3], "two more");
    }
}
