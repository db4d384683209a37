//! How many rows of each relation hang on a known patient, and which of their dates lie outside a life: kept once an artifact was held against the
//! known patients, so that nobody reads it again for that.
//!
//! What must stay true: the sums on an artifact's own row are those of its relations here.

use crate::{RelationRow, Result, Store};
use rusqlite::Row;

/// Rows of one relation of an artifact, held against the known patients.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReachRow {
    /// Artifact.
    pub artifact: u32,
    /// Relation.
    pub relation: String,
    /// Rows.
    pub rows: u64,
    /// Rows that name a patient.
    pub named: u64,
    /// Rows that hang on a known one.
    pub hanging: u64,
    /// Dates outside a life, as JSON.
    pub dates: String,
}

fn reach(r: &Row<'_>) -> rusqlite::Result<ReachRow> {
    Ok(ReachRow { artifact: r.get(0)?, relation: r.get(1)?, rows: r.get(2)?, named: r.get(3)?, hanging: r.get(4)?, dates: r.get(5)? })
}

/// Whether an artifact holds a relation, by the key of relations: a name alone has no index, and would be looked for among the relations of all.
const HOLDS: &str = "EXISTS (SELECT 1 FROM relation WHERE relation.artifact = artifact.id AND name = ?3)";
const REACH: &str = "reach.artifact, relation, reach.rows, named, hanging, dates";

impl Store {
    /// Numbers of the active artifacts of a side with records, by path, that were not held against these known patients, nor against their own, both in the
    /// words of [`Self::put_reach`]; without those of some formats. And how many records they have.
    pub fn reach_due(&self, side: &str, known: &str, own: &str, but: &[&str]) -> Result<(Vec<u32>, u64)> {
        let but = serde_json::to_string(but).map_err(|e| crate::StoreError::Database(e.to_string()))?;
        let database = self.database();
        let sql = "SELECT id, records FROM artifact WHERE active = 1 AND side = ?1 AND records > 0 AND format NOT IN (SELECT value FROM json_each(?4))
             AND NOT EXISTS (SELECT 1 FROM reach WHERE reach.artifact = artifact.id AND known IN (?2, ?3)) ORDER BY path, id";
        let mut statement = database.prepare(sql)?;
        let mut rows = statement.query((side, known, own, but))?;
        let (mut due, mut records) = (Vec::new(), 0);
        while let Some(row) = rows.next()? {
            due.push(row.get(0)?);
            records += row.get::<_, u64>(1)?;
        }
        Ok((due, records))
    }

    /// Puts what came of holding the relations of an artifact in the place of what came of it before. `known` says against whom.
    pub fn put_reach(&self, id: u32, known: &str, relations: &[ReachRow]) -> Result<()> {
        let mut database = self.database();
        let transaction = database.transaction()?;
        transaction.execute("DELETE FROM reach WHERE artifact = ?1", [id])?;
        for r in relations {
            let sql = "INSERT INTO reach (artifact, relation, rows, named, hanging, known, dates) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
            transaction.execute(sql, (id, &r.relation, r.rows, r.named, r.hanging, known, &r.dates))?;
        }
        let sum = |of: fn(&ReachRow) -> u64| relations.iter().map(of).sum::<u64>();
        transaction.execute("UPDATE artifact SET reach_rows = ?2, hanging_rows = ?3 WHERE id = ?1", (id, sum(|r| r.rows), sum(|r| r.hanging)))?;
        transaction.commit()?;
        Ok(())
    }

    /// Changes whenever artifacts were held, in whichever process; what was delivered is the same before and after.
    pub fn reach_state(&self) -> Result<String> {
        Ok(self.setting("reach")?.unwrap_or_default())
    }

    /// Whoever remembers what was found hears that artifacts were held.
    pub fn reach_changed(&self) -> Result<()> {
        self.database().execute("INSERT INTO meta (key, value) VALUES ('reach', '1') ON CONFLICT (key) DO UPDATE SET value = value + 1", [])?;
        Ok(())
    }

    /// What came of it, for the relations of every active artifact of a side.
    pub fn reach_of_side(&self, side: &str) -> Result<Vec<ReachRow>> {
        let database = self.database();
        let mut statement = database.prepare(&format!("SELECT {REACH} FROM reach JOIN artifact ON artifact.id = reach.artifact WHERE active = 1 AND side = ?1"))?;
        let rows = statement.query_map([side], reach)?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// What came of it, for the relations of one artifact.
    pub fn reach_of(&self, id: u32) -> Result<Vec<ReachRow>> {
        let database = self.database();
        let mut statement = database.prepare(&format!("SELECT {REACH} FROM reach WHERE artifact = ?1"))?;
        let rows = statement.query_map([id], reach)?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Relations of the active artifacts of a side that are of none of these formats.
    pub fn relations_but_of(&self, side: &str, formats: &[&str]) -> Result<Vec<RelationRow>> {
        let formats = serde_json::to_string(formats).map_err(|e| crate::StoreError::Database(e.to_string()))?;
        let database = self.database();
        let sql = "SELECT artifact, name, rows, profile FROM relation JOIN artifact ON artifact.id = relation.artifact
                   WHERE active = 1 AND side = ?1 AND format NOT IN (SELECT value FROM json_each(?2)) ORDER BY name, artifact";
        let mut statement = database.prepare(sql)?;
        let rows = statement.query_map([side, &formats], |r| Ok(RelationRow { artifact: r.get(0)?, name: r.get(1)?, rows: r.get(2)?, profile: r.get(3)?, sketches: Vec::new() }))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Numbers of the active artifacts of a side and of these formats that hold a relation, by path.
    pub fn artifacts_with(&self, side: &str, formats: &[&str], relation: &str) -> Result<Vec<u32>> {
        let formats = serde_json::to_string(formats).map_err(|e| crate::StoreError::Database(e.to_string()))?;
        let database = self.database();
        let sql = format!("SELECT id FROM artifact WHERE active = 1 AND side = ?1 AND format IN (SELECT value FROM json_each(?2)) AND {HOLDS} ORDER BY path, id");
        let mut statement = database.prepare(&sql)?;
        let rows = statement.query_map([side, &formats, relation], |r| r.get(0))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ArtifactRow, NewArtifact};

    #[test]
    fn an_artifact_is_due_until_it_was_held_against_those_who_are_known_now() {
        let (_folder, store) = crate::trial();
        let row = |token: &str| ArtifactRow { token: token.into(), side: "legacy".into(), path: token.into(), format: "CSV".into(), records: 3, ..ArtifactRow::default() };
        let ids = ["a-1", "a-2"].map(|token| store.add_artifact(&NewArtifact { row: row(token), ..NewArtifact::default() }).unwrap());
        let due = |known: &str| store.reach_due("legacy", known, "own", &[]).unwrap().0;
        assert_eq!(due("first"), ids);
        assert_eq!(store.reach_due("legacy", "first", "own", &["PDF"]).unwrap(), (ids.to_vec(), 6));
        assert_eq!(store.reach_due("legacy", "first", "own", &["PDF", "CSV"]).unwrap(), (Vec::new(), 0));
        let of = |relation: &str, rows, named, hanging| ReachRow { relation: relation.into(), rows, named, hanging, dates: "[]".into(), ..ReachRow::default() };
        store.put_reach(ids[0], "first", &[of("visits", 10, 9, 7), of("staff", 5, 0, 0)]).unwrap();
        store.put_reach(ids[1], "own", &[of("hl7.PID", 2, 2, 2)]).unwrap();
        assert!(due("first").is_empty());
        assert_eq!(due("second"), [ids[0]], "who says himself who his patients are is not asked again");
        let kept = store.artifact("a-1").unwrap().unwrap();
        assert_eq!((kept.reach_rows, kept.hanging_rows), (Some(15), Some(7)));
        store.put_reach(ids[0], "second", &[of("visits", 10, 9, 9)]).unwrap();
        let all = store.reach_of_side("legacy").unwrap();
        assert_eq!(all.iter().map(|r| (r.relation.as_str(), r.hanging)).collect::<Vec<_>>(), [("visits", 9), ("hl7.PID", 2)]);
        assert_eq!(store.reach_of(ids[0]).unwrap().len(), 1);
    }

    #[test]
    fn artifacts_are_found_by_format_and_relation_without_a_look_at_the_relations_of_all() {
        let (_folder, store) = crate::trial();
        for (token, format, name) in [("a-1", "FHIR JSON", "Patient"), ("a-2", "CSV", "Patient"), ("a-3", "FHIR JSON", "Observation")] {
            let row = ArtifactRow { token: token.into(), side: "legacy".into(), path: token.into(), format: format.into(), ..ArtifactRow::default() };
            let relation = RelationRow { artifact: 0, name: name.into(), rows: 1, profile: "[]".into(), sketches: Vec::new() };
            store.add_artifact(&NewArtifact { row, relations: vec![relation], ..NewArtifact::default() }).unwrap();
        }
        let found = store.artifacts_with("legacy", &["FHIR JSON", "FHIR XML"], "Patient").unwrap();
        assert_eq!(found, [1]);
        let database = store.database();
        let mut statement = database.prepare(&format!("EXPLAIN QUERY PLAN SELECT id FROM artifact WHERE side = ?1 AND format = ?2 AND {HOLDS}")).unwrap();
        let plan: Vec<String> = statement.query_map(["legacy", "FHIR JSON", "Patient"], |r| r.get(3)).unwrap().map(|line| line.unwrap()).collect();
        assert!(plan.iter().any(|line| line.starts_with("SEARCH relation") && line.contains("artifact=? AND name=?")), "{plan:?}");
    }
}
