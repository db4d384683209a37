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

/// Relations of the active artifacts of a side, as the index of their key has them.
const BY_ARTIFACT: &str = "FROM relation CROSS JOIN artifact ON artifact.id = relation.artifact WHERE active = 1 AND side = ?1 ORDER BY relation.artifact, name";

impl Store {
    /// The relations of every active artifact of a side with their sketches, artifact by artifact; one is held at a time. Nothing else may be asked of the
    /// store meanwhile.
    pub fn each_relation(&self, side: &str, each: &mut dyn FnMut(RelationRow)) -> Result<()> {
        self.relations_by_artifact(side, "sketches", each)
    }

    /// The same without their sketches.
    pub fn each_profile(&self, side: &str, each: &mut dyn FnMut(RelationRow)) -> Result<()> {
        self.relations_by_artifact(side, "x''", each)
    }

    fn relations_by_artifact(&self, side: &str, sketches: &str, each: &mut dyn FnMut(RelationRow)) -> Result<()> {
        let database = self.database();
        // Read in the order of their key: sorted, all of them would be held.
        let mut statement = database.prepare(&format!("SELECT relation.artifact, name, rows, profile, {sketches} {BY_ARTIFACT}"))?;
        for row in statement.query_map([side], |r| Ok(RelationRow { artifact: r.get(0)?, name: r.get(1)?, rows: r.get(2)?, profile: r.get(3)?, sketches: r.get(4)? }))? {
            each(row?);
        }
        Ok(())
    }

    /// By relation the numbers of the active artifacts of a side that hold it, in order, and how many records these have.
    pub fn holders(&self, side: &str) -> Result<BTreeMap<String, (Vec<u32>, u64)>> {
        let database = self.database();
        let mut statement = database.prepare(&format!("SELECT relation.artifact, name, artifact.records {BY_ARTIFACT}"))?;
        let mut rows = statement.query([side])?;
        let mut holders: BTreeMap<String, (Vec<u32>, u64)> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let (artifacts, records) = holders.entry(row.get(1)?).or_default();
            artifacts.push(row.get(0)?);
            *records += row.get::<_, u64>(2)?;
        }
        Ok(holders)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ArtifactRow, NewArtifact};

    #[test]
    fn holders_of_relations_are_those_that_are_in_use_with_their_records() {
        let (_folder, store) = crate::trial();
        for (token, side, path, records, names) in [
            ("a-1", "legacy", "x", 3, "visits patients"),
            ("a-2", "legacy", "y", 4, "visits"),
            ("a-3", "destination", "y", 5, "visits"),
            ("a-4", "legacy", "z", 6, "visits"),
            ("a-5", "legacy", "z", 7, "staff"),
        ] {
            let row = ArtifactRow { token: token.into(), side: side.into(), path: path.into(), records, ..ArtifactRow::default() };
            let relation = |name: &str| RelationRow { artifact: 0, name: name.to_string(), rows: 1, profile: "[]".into(), sketches: b"sketch".to_vec() };
            store.add_artifact(&NewArtifact { row, relations: names.split(' ').map(relation).collect(), ..NewArtifact::default() }).unwrap();
        }
        let holders = store.holders("legacy").unwrap();
        let wanted = [("patients", (vec![1], 3)), ("staff", (vec![5], 7)), ("visits", (vec![1, 2], 7))];
        assert_eq!(holders, BTreeMap::from(wanted.map(|(name, held)| (name.to_string(), held))));
        let (mut whole, mut profiles) = (Vec::new(), Vec::new());
        store.each_relation("legacy", &mut |r| whole.push((r.artifact, r.name, r.sketches.len()))).unwrap();
        store.each_profile("legacy", &mut |r| profiles.push((r.artifact, r.name, r.sketches.len()))).unwrap();
        assert_eq!(whole.iter().map(|(artifact, name, _)| (*artifact, name.as_str())).collect::<Vec<_>>(), [(1, "patients"), (1, "visits"), (2, "visits"), (5, "staff")]);
        assert!(whole.iter().all(|(.., sketches)| *sketches == 6));
        assert_eq!(profiles, whole.into_iter().map(|(artifact, name, _)| (artifact, name, 0)).collect::<Vec<_>>());
    }
}
