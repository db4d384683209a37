//! What discovery keeps beside profiles: sketches of fields, traffic of integrations, decisions on hidden corners.

use crate::{RelationRow, Result, Store};
use std::collections::{BTreeMap, HashSet};

/// Records of one integration in one year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrafficRow {
    /// `sending application`, `payer`, ...
    pub kind: String,
    /// Its name as written in the data.
    pub name: String,
    /// Year, 0 when the records tell none.
    pub year: u32,
    /// Records.
    pub records: u64,
}

/// What became of a hidden corner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CornerDecision {
    /// `migrate`, `archive`, `drop`, `explained`.
    pub decision: String,
    /// Why.
    pub reason: String,
    /// Who decided.
    pub by: String,
    /// When.
    pub at_ms: u64,
}

impl Store {
    /// Sketches of the relations of every active artifact of a side: artifact, relation, bytes.
    pub fn sketches_of_side(&self, side: &str) -> Result<Vec<(u32, String, Vec<u8>)>> {
        let database = self.database();
        let sql = "SELECT artifact, name, sketches FROM relation JOIN artifact ON artifact.id = relation.artifact WHERE active = 1 AND side = ?1 ORDER BY name, artifact";
        let mut statement = database.prepare(sql)?;
        let rows = statement.query_map([side], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// The relations of every active artifact of a side with their sketches, artifact by artifact; one is held at a time. Nothing else may be asked of the
    /// store meanwhile.
    pub fn each_relation(&self, side: &str, each: &mut dyn FnMut(RelationRow)) -> Result<()> {
        let database = self.database();
        // Read in the order of their key: sorted, all of them would be held.
        let sql = "SELECT relation.artifact, name, rows, profile, sketches FROM relation CROSS JOIN artifact ON artifact.id = relation.artifact
                   WHERE active = 1 AND side = ?1 ORDER BY relation.artifact, name";
        let mut statement = database.prepare(sql)?;
        for row in statement.query_map([side], |r| Ok(RelationRow { artifact: r.get(0)?, name: r.get(1)?, rows: r.get(2)?, profile: r.get(3)?, sketches: r.get(4)? }))? {
            each(row?);
        }
        Ok(())
    }

    /// Active artifacts of a side that hold any of these relations.
    pub fn artifacts_holding(&self, side: &str, relations: &[&str]) -> Result<HashSet<u32>> {
        let relations = serde_json::to_string(relations).map_err(|e| crate::StoreError::Database(e.to_string()))?;
        let database = self.database();
        let sql = "SELECT DISTINCT artifact FROM relation JOIN artifact ON artifact.id = relation.artifact WHERE active = 1 AND side = ?1 AND name IN (SELECT value FROM json_each(?2))";
        let mut statement = database.prepare(sql)?;
        let rows = statement.query_map([side, &relations], |r| r.get(0))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Traffic of every integration in the active artifacts of a side.
    pub fn traffic(&self, side: &str) -> Result<Vec<TrafficRow>> {
        let database = self.database();
        let sql = "SELECT kind, traffic.name, year, sum(traffic.records) FROM traffic JOIN artifact ON artifact.id = traffic.artifact
                   WHERE active = 1 AND side = ?1 GROUP BY kind, traffic.name, year ORDER BY kind, traffic.name, year";
        let mut statement = database.prepare(sql)?;
        let rows = statement.query_map([side], |r| Ok(TrafficRow { kind: r.get(0)?, name: r.get(1)?, year: r.get(2)?, records: r.get(3)? }))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Decisions on hidden corners, by corner.
    pub fn corner_decisions(&self) -> Result<BTreeMap<String, CornerDecision>> {
        let database = self.database();
        let mut statement = database.prepare("SELECT id, decision, reason, by, at_ms FROM corner")?;
        let rows = statement.query_map([], |r| Ok((r.get(0)?, CornerDecision { decision: r.get(1)?, reason: r.get(2)?, by: r.get(3)?, at_ms: r.get(4)? })))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Keeps one decision for some corners, all or none; `None` takes their decisions back.
    pub fn decide_corners(&self, ids: &[String], decision: Option<&CornerDecision>) -> Result<()> {
        let mut database = self.database();
        let transaction = database.transaction()?;
        for id in ids {
            match decision {
                None => transaction.execute("DELETE FROM corner WHERE id = ?1", [id])?,
                Some(d) => transaction.execute(
                    "INSERT INTO corner (id, decision, reason, by, at_ms) VALUES (?1, ?2, ?3, ?4, ?5)
                     ON CONFLICT (id) DO UPDATE SET decision = ?2, reason = ?3, by = ?4, at_ms = ?5",
                    (id, &d.decision, &d.reason, &d.by, d.at_ms),
                )?,
            };
        }
        transaction.commit()?;
        Ok(())
    }
}
