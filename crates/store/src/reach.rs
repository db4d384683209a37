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

/// Who holds a relation, and what came of holding it against the known patients.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holder {
    /// Token of the artifact.
    pub token: String,
    /// Its format's word.
    pub format: String,
    /// Distinct patients that it names, if a field names them.
    pub patients: Option<u64>,
    /// What came of holding the relation; nothing where nobody has held it.
    pub reach: Option<ReachRow>,
}

/// Relations with their holders.
const HELD: &str = "SELECT relation.artifact, relation.name, relation.rows, profile, sketches, token, format, patients, reach.rows, named, hanging, dates
   FROM relation CROSS JOIN artifact ON artifact.id = relation.artifact LEFT JOIN reach ON reach.artifact = relation.artifact AND reach.relation = relation.name";
/// Those of a side, as the index of their key has them: sorted, all of them would be held.
const OF_SIDE: &str = "WHERE active = 1 AND side = ?1 ORDER BY relation.artifact, relation.name";

fn held(r: &Row<'_>) -> rusqlite::Result<(RelationRow, Holder)> {
    let relation = RelationRow { artifact: r.get(0)?, name: r.get(1)?, rows: r.get(2)?, profile: r.get(3)?, sketches: r.get(4)? };
    let mut holder = Holder { token: r.get(5)?, format: r.get(6)?, patients: r.get(7)?, reach: None };
    if let Some(rows) = r.get::<_, Option<u64>>(8)? {
        holder.reach = Some(ReachRow { artifact: relation.artifact, relation: relation.name.clone(), rows, named: r.get(9)?, hanging: r.get(10)?, dates: r.get(11)? });
    }
    Ok((relation, holder))
}

fn reach(r: &Row<'_>) -> rusqlite::Result<ReachRow> {
    Ok(ReachRow { artifact: r.get(0)?, relation: r.get(1)?, rows: r.get(2)?, named: r.get(3)?, hanging: r.get(4)?, dates: r.get(5)? })
}

/// Whether an artifact holds a relation, by the key of relations: a name alone has no index, and would be looked for among the relations of all.
const HOLDS: &str = "EXISTS (SELECT 1 FROM relation WHERE relation.artifact = artifact.id AND name = ?3)";
const REACH: &str = "reach.artifact, relation, reach.rows, named, hanging, dates";
/// Rows of it that are held at once.
const PAGE: u32 = 1_000;

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

    /// What came of it, for the relations of every active artifact of a side with its token and path, by artifact and relation. Few are held at once, and nothing
    /// is locked while one is looked at.
    pub fn each_reach(&self, side: &str, each: &mut dyn FnMut(&ReachRow, &str, &str)) -> Result<()> {
        self.each_reach_by(side, PAGE, each)
    }

    fn each_reach_by(&self, side: &str, most: u32, each: &mut dyn FnMut(&ReachRow, &str, &str)) -> Result<()> {
        let (mut artifact, mut relation) = (0, String::new());
        loop {
            let page = self.reach_behind(side, (artifact, relation.as_str()), most)?;
            let Some((last, ..)) = page.last() else { return Ok(()) };
            (artifact, relation) = (last.artifact, last.relation.clone());
            page.iter().for_each(|(row, token, path)| each(row, token, path));
        }
    }

    /// The next of them behind a relation of an artifact.
    fn reach_behind(&self, side: &str, (artifact, relation): (u32, &str), most: u32) -> Result<Vec<(ReachRow, String, String)>> {
        let database = self.database();
        // The order of the key that they are read by.
        let sql = format!(
            "SELECT {REACH}, token, path FROM reach CROSS JOIN artifact ON artifact.id = reach.artifact
             WHERE active = 1 AND side = ?1 AND (reach.artifact, relation) > (?2, ?3) ORDER BY reach.artifact, relation LIMIT ?4"
        );
        let mut statement = database.prepare_cached(&sql)?;
        let rows = statement.query_map((side, artifact, relation, most), |r| Ok((reach(r)?, r.get(6)?, r.get(7)?)))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// The relations of every active artifact of a side with their sketches and with who holds them, artifact by artifact; one is held at a time. Nothing else may
    /// be asked of the store meanwhile.
    pub fn each_held_relation(&self, side: &str, each: &mut dyn FnMut(RelationRow, Holder)) -> Result<()> {
        let database = self.database();
        let mut statement = database.prepare(&format!("{HELD} {OF_SIDE}"))?;
        for row in statement.query_map([side], held)? {
            let (relation, holder) = row?;
            each(relation, holder);
        }
        Ok(())
    }

    /// The relations of one artifact with their sketches and with it as who holds them, by name.
    pub fn held_relations_of(&self, id: u32) -> Result<Vec<(RelationRow, Holder)>> {
        let database = self.database();
        let mut statement = database.prepare(&format!("{HELD} WHERE relation.artifact = ?1 ORDER BY relation.name"))?;
        let rows = statement.query_map([id], held)?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// What came of it, for the relations of one artifact.
    pub fn reach_of(&self, id: u32) -> Result<Vec<ReachRow>> {
        let database = self.database();
        let mut statement = database.prepare(&format!("SELECT {REACH} FROM reach WHERE artifact = ?1"))?;
        let rows = statement.query_map([id], reach)?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Relations of the active artifacts of a side that are of none of these formats, without their sketches, artifact by artifact; one is held at a time. Nothing
    /// else may be asked of the store meanwhile.
    pub fn each_relation_but_of(&self, side: &str, formats: &[&str], each: &mut dyn FnMut(RelationRow)) -> Result<()> {
        let formats = serde_json::to_string(formats).map_err(|e| crate::StoreError::Database(e.to_string()))?;
        let database = self.database();
        // Read in the order of their key: sorted, all of them would be held.
        let sql = "SELECT relation.artifact, name, rows, profile FROM relation CROSS JOIN artifact ON artifact.id = relation.artifact
                   WHERE active = 1 AND side = ?1 AND format NOT IN (SELECT value FROM json_each(?2)) ORDER BY relation.artifact, name";
        let mut statement = database.prepare(sql)?;
        for row in statement.query_map([side, &formats], |r| Ok(RelationRow { artifact: r.get(0)?, name: r.get(1)?, rows: r.get(2)?, profile: r.get(3)?, sketches: Vec::new() }))? {
            each(row?);
        }
        Ok(())
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
        let mut all = Vec::new();
        store.each_reach("legacy", &mut |row, token, path| all.push((row.relation.clone(), row.hanging, format!("{token} {path}")))).unwrap();
        assert_eq!(all, [("visits".to_string(), 9, "a-1 a-1".to_string()), ("hl7.PID".to_string(), 2, "a-2 a-2".to_string())]);
        assert_eq!(store.reach_of(ids[0]).unwrap().len(), 1);
    }

    #[test]
    fn more_relations_than_are_held_at_once_come_once_each_with_who_holds_them() {
        let (_folder, store) = crate::trial();
        let count = 6;
        for n in 0..count {
            let row = ArtifactRow { token: format!("a-{n}"), side: "legacy".into(), path: format!("m{n}.hl7"), format: "HL7 v2".into(), patients: Some(1), ..ArtifactRow::default() };
            let relation = |name: &str| RelationRow { artifact: 0, name: name.into(), rows: 1, profile: "[]".into(), sketches: vec![7] };
            let id = store.add_artifact(&NewArtifact { row, relations: vec![relation("hl7.PID"), relation("hl7.MSH")], ..NewArtifact::default() }).unwrap();
            let of = |relation: &str| ReachRow { relation: relation.into(), rows: 1, named: 1, hanging: 1, dates: "[]".into(), ..ReachRow::default() };
            // Of the last one nobody has held the patient.
            let held = if n + 1 == count { vec![of("hl7.MSH")] } else { vec![of("hl7.MSH"), of("hl7.PID")] };
            store.put_reach(id, "own", &held).unwrap();
        }
        for most in [1, 3, PAGE] {
            let mut all = Vec::new();
            store.each_reach_by("legacy", most, &mut |row, token, _| all.push((row.artifact, row.relation.clone(), token.to_string()))).unwrap();
            assert!(all.len() == 2 * count - 1 && all.is_sorted() && all.windows(2).all(|two| two[0] != two[1]), "{all:?} by {most}");
        }
        let mut held = Vec::new();
        store.each_held_relation("legacy", &mut |relation, holder| held.push((relation, holder))).unwrap();
        assert_eq!(held.len(), 2 * count);
        assert!(held.iter().map(|(r, _)| (r.artifact, r.name.clone())).is_sorted(), "as the index of their key has them");
        assert!(held.iter().all(|(r, h)| h.token == format!("a-{}", r.artifact - 1) && h.format == "HL7 v2" && h.patients == Some(1) && r.sketches == [7]));
        assert_eq!(held.iter().filter(|(r, h)| h.reach.as_ref().is_some_and(|reach| reach.relation == r.name && reach.hanging == 1)).count(), 2 * count - 1);
        let of_one: Vec<(String, Holder)> = held.iter().filter(|(r, _)| r.artifact == 3).map(|(r, holder)| (r.name.clone(), holder.clone())).collect();
        assert_eq!(of_one.len(), 2);
        assert_eq!(store.held_relations_of(3).unwrap().into_iter().map(|(r, holder)| (r.name, holder)).collect::<Vec<_>>(), of_one, "and those of one of them");
        let database = store.database();
        let mut statement = database.prepare(&format!("EXPLAIN QUERY PLAN {HELD} {OF_SIDE}")).unwrap();
        let plan: Vec<String> = statement.query_map(["legacy"], |r| r.get(3)).unwrap().map(|line| line.unwrap()).collect();
        assert!(!plan.iter().any(|line| line.contains("TEMP B-TREE")), "{plan:?}");
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
