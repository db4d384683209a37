//! Artifacts with their relations, profiles and issues.

use crate::{InsideRow, PointerRow, Result, ScanRow, Store, StoreError, TrafficRow};
use rusqlite::{OptionalExtension as _, Row};

/// An artifact as it is kept.
#[derive(Debug, Clone)]
pub struct ArtifactRow {
    /// Number, used by locators inside the workspace.
    pub id: u32,
    /// Random token, used outside.
    pub token: String,
    /// `legacy` or `destination`.
    pub side: String,
    /// System the artifact came from.
    pub system: String,
    /// Path as ingested.
    pub path: String,
    /// Format's word.
    pub format: String,
    /// Size.
    pub size_bytes: u64,
    /// Hash of the bytes.
    pub sha256: String,
    /// Blob with the bytes.
    pub blob: String,
    /// Encoding as read.
    pub encoding: String,
    /// Records read.
    pub records: u64,
    /// Records set aside.
    pub quarantined: u64,
    /// Doubts.
    pub issues: u64,
    /// Distinct fields.
    pub fields: u64,
    /// Distinct patients, if a field names them.
    pub patients: Option<u64>,
    /// `read`, `partly read`, `unread`.
    pub state: String,
    /// When.
    pub ingested_ms: u64,
    /// Blob with the origin of each record, for our own output.
    pub origins: Option<String>,
    /// Run that made it, for our own output.
    pub run: Option<u32>,
}

/// An artifact to be added.
#[derive(Debug, Clone)]
pub struct NewArtifact {
    /// The row; `id` is ignored.
    pub row: ArtifactRow,
    /// Its path as it is shown and searched, where that is not the path itself.
    pub shown: Option<String>,
    /// Its relations.
    pub relations: Vec<RelationRow>,
    /// Its issues with their place.
    pub issues: Vec<IssueRow>,
    /// What was counted beyond them.
    pub unplaced: Vec<UnplacedRow>,
    /// Traffic of integrations that it shows.
    pub traffic: Vec<TrafficRow>,
    /// What is known of it as a document, if it is one.
    pub scan: Option<ScanRow>,
    /// The layout that it was read by, as JSON; none where its content told how.
    pub layout: Option<String>,
    /// Where it stood, when it was taken out of a record.
    pub inside: Option<InsideRow>,
    /// Files that its records name.
    pub pointers: Vec<PointerRow>,
}

/// A relation of an artifact.
#[derive(Debug, Clone)]
pub struct RelationRow {
    /// Artifact.
    pub artifact: u32,
    /// Name.
    pub name: String,
    /// Rows.
    pub rows: u64,
    /// Profiles of its fields as JSON.
    pub profile: String,
    /// Sketches of its fields' values, for joins; read back by `Store::sketches_of_side` only.
    pub sketches: Vec<u8>,
}

/// An issue with its place.
#[derive(Debug, Clone)]
pub struct IssueRow {
    /// Artifact.
    pub artifact: u32,
    /// Line, 0 for the whole.
    pub line: u64,
    /// Byte.
    pub byte: u64,
    /// Code.
    pub code: String,
    /// Words without content.
    pub message: String,
    /// Set aside.
    pub quarantined: bool,
}

/// Issues of one code beyond those that an artifact keeps with their place.
#[derive(Debug, Clone)]
pub struct UnplacedRow {
    /// Code.
    pub code: String,
    /// Set aside.
    pub quarantined: bool,
    /// How many.
    pub issues: u64,
}

const COLUMNS: &str = "id, token, side, system, path, format, size_bytes, sha256, blob, encoding, records, quarantined, issues, fields, patients, state, ingested_ms, origins, run";
/// Issues of one artifact, in the words that let the index of issues serve: it begins with whether they are quarantined.
const OF_ARTIFACT: &str = "quarantined IN (0, 1) AND artifact = ?1";

fn artifact(r: &Row<'_>) -> rusqlite::Result<ArtifactRow> {
    Ok(ArtifactRow {
        id: r.get(0)?,
        token: r.get(1)?,
        side: r.get(2)?,
        system: r.get(3)?,
        path: r.get(4)?,
        format: r.get(5)?,
        size_bytes: r.get(6)?,
        sha256: r.get(7)?,
        blob: r.get(8)?,
        encoding: r.get(9)?,
        records: r.get(10)?,
        quarantined: r.get(11)?,
        issues: r.get(12)?,
        fields: r.get(13)?,
        patients: r.get(14)?,
        state: r.get(15)?,
        ingested_ms: r.get(16)?,
        origins: r.get(17)?,
        run: r.get(18)?,
    })
}

/// Which active artifacts are wanted; what is empty keeps all.
#[derive(Debug, Clone, Copy, Default)]
pub struct ArtifactFilter<'a> {
    /// `legacy` or `destination`.
    pub side: &'a str,
    /// Part of the path as it is shown, in any letter case: what is masked in a name is not found by searching for it.
    pub text: &'a str,
    /// Formats.
    pub formats: &'a [String],
    /// States.
    pub states: &'a [String],
}

impl ArtifactFilter<'_> {
    /// The condition with its parameters. What is not asked for is left out, so that an index can serve the rest.
    fn condition(&self) -> (String, Vec<String>) {
        let (mut sql, mut parameters) = (String::from("active = 1"), Vec::new());
        let mut also = |condition: &str, parameter: String| {
            parameters.push(parameter);
            sql.push_str(&format!(" AND {}", condition.replace('?', &format!("?{}", parameters.len()))));
        };
        let list = |words: &[String]| serde_json::to_string(words).unwrap_or_else(|_| "[]".into());
        if !self.side.is_empty() {
            also("side = ?", self.side.to_string());
        }
        if !self.text.is_empty() {
            // What is shown of a path is parts of it, so that most are told by the path alone.
            also("instr(lower(path), ?) > 0 AND (shown IS NULL OR instr(lower(shown), ?) > 0)", self.text.to_lowercase());
        }
        if !self.formats.is_empty() {
            also("format IN (SELECT value FROM json_each(?))", list(self.formats));
        }
        if !self.states.is_empty() {
            also("state IN (SELECT value FROM json_each(?))", list(self.states));
        }
        (sql, parameters)
    }
}

/// Artifacts of one side, format and state together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArtifactCount {
    /// `legacy` or `destination`.
    pub side: String,
    /// Format's word.
    pub format: String,
    /// `read`, `partly read`, `unread`.
    pub state: String,
    /// Artifacts.
    pub artifacts: u64,
    /// Their records.
    pub records: u64,
    /// Their quarantined records.
    pub quarantined: u64,
    /// The most patients that one of them names.
    pub patients: u64,
}

/// What a page of artifacts is ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArtifactOrder {
    /// Path, the legacy side first.
    Path,
    /// Format.
    Format,
    /// Records.
    Records,
    /// Quarantined records.
    Quarantined,
    /// Size.
    Size,
    /// Patients named.
    Patients,
    /// Distinct fields.
    Fields,
}

impl ArtifactOrder {
    fn column(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Format => "format",
            Self::Records => "records",
            Self::Quarantined => "quarantined",
            Self::Size => "size_bytes",
            Self::Patients => "coalesce(patients, 0)",
            Self::Fields => "fields",
        }
    }
}

/// What asks for a page of the artifacts that a filter keeps, with its parameters.
fn page(filter: &ArtifactFilter<'_>, order: ArtifactOrder, descending: bool, (offset, limit): (u64, u64)) -> (String, Vec<String>) {
    let (kept, parameters) = filter.condition();
    let direction = if descending { "DESC" } else { "ASC" };
    let order = match (order, descending) {
        (ArtifactOrder::Path, false) => "side DESC, path, rowid".to_string(),
        // As the index of sizes has them, read from either end: nothing is sorted, and of what an offset passes over no row is read.
        (ArtifactOrder::Size, true) => "size_bytes DESC, path DESC, side, format, state, shown, id".to_string(),
        (ArtifactOrder::Size, false) => "size_bytes, path, side DESC, format DESC, state DESC, shown DESC, id DESC".to_string(),
        (order, _) => format!("{} {direction}, path {direction}, id", order.column()),
    };
    // A side that is the same for all would be taken out of the order, and the rest would be sorted after all: with the sign it stays in.
    let kept = if order.starts_with("size_bytes") { kept.replace("side = ", "+side = ") } else { kept };
    (format!("SELECT {COLUMNS} FROM artifact WHERE {kept} ORDER BY {order} LIMIT {limit} OFFSET {offset}"), parameters)
}

impl Store {
    /// Adds an artifact. One with the same side and path that was there stays in the history, no longer active.
    pub fn add_artifact(&self, new: &NewArtifact) -> Result<u32> {
        let mut database = self.database();
        let transaction = database.transaction()?;
        let id = insert(&transaction, new)?;
        crate::changed(&transaction)?;
        transaction.commit()?;
        Ok(id)
    }

    /// Adds several, all or none.
    pub fn add_artifacts(&self, all: &mut dyn Iterator<Item = NewArtifact>) -> Result<()> {
        let mut database = self.database();
        let transaction = database.transaction()?;
        for new in all {
            insert(&transaction, &new)?;
        }
        crate::changed(&transaction)?;
        transaction.commit()?;
        Ok(())
    }

    /// Active artifacts of a side (both when empty), by path.
    pub fn artifacts(&self, side: &str) -> Result<Vec<ArtifactRow>> {
        let database = self.database();
        let mut statement = database.prepare(&format!("SELECT {COLUMNS} FROM artifact WHERE active = 1 AND (?1 = '' OR side = ?1) ORDER BY side DESC, path, id"))?;
        let rows = statement.query_map([side], artifact)?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// A page of the active artifacts that a filter keeps.
    pub fn artifacts_page(&self, filter: &ArtifactFilter<'_>, order: ArtifactOrder, descending: bool, part: (u64, u64)) -> Result<Vec<ArtifactRow>> {
        let (sql, parameters) = page(filter, order, descending, part);
        let database = self.database();
        let mut statement = database.prepare(&sql)?;
        let rows = statement.query_map(rusqlite::params_from_iter(parameters), artifact)?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// The active artifacts whose path holds a text (all when it is empty), counted by side, format and state: from these
    /// counts every facet and every total follows.
    pub fn artifact_counts(&self, text: &str) -> Result<Vec<ArtifactCount>> {
        let (kept, parameters) = ArtifactFilter { text, ..ArtifactFilter::default() }.condition();
        let sql = format!("SELECT side, format, state, count(*), sum(records), sum(quarantined), coalesce(max(patients), 0) FROM artifact WHERE {kept} GROUP BY side, format, state");
        let database = self.database();
        let mut statement = database.prepare(&sql)?;
        let count = |r: &Row<'_>| {
            Ok(ArtifactCount { side: r.get(0)?, format: r.get(1)?, state: r.get(2)?, artifacts: r.get(3)?, records: r.get(4)?, quarantined: r.get(5)?, patients: r.get(6)? })
        };
        let rows = statement.query_map(rusqlite::params_from_iter(parameters), count)?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Artifacts of an older program of which is not known how their paths are shown, some of them; until that is said no search finds them.
    pub fn artifacts_unshown(&self, most: u32) -> Result<Vec<(u32, String)>> {
        let database = self.database();
        let mut statement = database.prepare("SELECT id, path FROM artifact WHERE shown = '' LIMIT ?1")?;
        let rows = statement.query_map([most], |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Says how paths of artifacts are shown; nothing for one that is shown as it is.
    pub fn set_shown(&self, shown: &[(u32, Option<String>)]) -> Result<()> {
        let mut database = self.database();
        let transaction = database.transaction()?;
        for (id, shown) in shown {
            transaction.execute("UPDATE artifact SET shown = ?2 WHERE id = ?1", (id, shown))?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// Artifacts by number, active or not.
    pub fn artifact_by_id(&self, id: u32) -> Result<Option<ArtifactRow>> {
        Ok(self.database().query_row(&format!("SELECT {COLUMNS} FROM artifact WHERE id = ?1"), [id], artifact).optional()?)
    }

    /// An artifact by token.
    pub fn artifact(&self, token: &str) -> Result<Option<ArtifactRow>> {
        Ok(self.database().query_row(&format!("SELECT {COLUMNS} FROM artifact WHERE token = ?1"), [token], artifact).optional()?)
    }

    /// The active artifact with a path on a side.
    pub fn artifact_at(&self, side: &str, path: &str) -> Result<Option<ArtifactRow>> {
        let sql = format!("SELECT {COLUMNS} FROM artifact WHERE active = 1 AND side = ?1 AND path = ?2");
        Ok(self.database().query_row(&sql, [side, path], artifact).optional()?)
    }

    /// Takes our own output out of use; it stays in the history.
    pub fn retire_output(&self) -> Result<()> {
        let database = self.database();
        database.execute("UPDATE artifact SET active = 0 WHERE side = 'destination' AND run IS NOT NULL", [])?;
        crate::changed(&database)
    }

    /// Puts the output of a run in the place of the whole destination side, all or nothing: artifacts of our own that were made again as they
    /// were, each with the blob of its new origins, and those that are new. Gives the blobs of origins that nothing refers to any more.
    pub fn put_output(&self, run: u32, same: &[(u32, Option<String>)], fresh: &[NewArtifact]) -> Result<Vec<String>> {
        let mut database = self.database();
        let transaction = database.transaction()?;
        transaction.execute("UPDATE artifact SET active = 0 WHERE active = 1 AND side = 'destination'", [])?;
        let mut over = Vec::new();
        for (id, origins) in same {
            let before: Option<String> = transaction.query_row("SELECT origins FROM artifact WHERE id = ?1", [id], |r| r.get(0))?;
            over.extend(before);
            transaction.execute("UPDATE artifact SET active = 1, run = ?2, origins = ?3 WHERE id = ?1", (id, run, origins))?;
        }
        for new in fresh {
            insert(&transaction, new)?;
        }
        crate::changed(&transaction)?;
        transaction.commit()?;
        Ok(over)
    }

    /// Takes out of use what stood inside an artifact, its path with `!/` behind it, and says how many that were.
    pub fn retire_inside(&self, side: &str, path: &str) -> Result<u64> {
        // As a range of paths, so that an index serves it: `0` comes right behind `/`.
        let (first, end) = (format!("{path}!/"), format!("{path}!0"));
        let database = self.database();
        let retired = database.execute("UPDATE artifact SET active = 0 WHERE active = 1 AND side = ?1 AND path >= ?2 AND path < ?3", (side, &first, &end))?;
        if retired > 0 {
            crate::changed(&database)?;
        }
        Ok(retired as u64)
    }

    /// The layout that an artifact was read by.
    pub fn layout_of(&self, id: u32) -> Result<Option<String>> {
        Ok(self.database().query_row("SELECT layout FROM artifact_layout WHERE artifact = ?1", [id], |r| r.get(0)).optional()?)
    }

    /// The layouts that active artifacts were read by, by the id of the artifact.
    pub fn layouts_kept(&self) -> Result<std::collections::HashMap<u32, String>> {
        let database = self.database();
        let mut statement = database.prepare("SELECT artifact, layout FROM artifact_layout JOIN artifact ON artifact.id = artifact_layout.artifact WHERE active = 1")?;
        let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Relations of an artifact.
    pub fn relations(&self, id: u32) -> Result<Vec<RelationRow>> {
        let database = self.database();
        let mut statement = database.prepare("SELECT artifact, name, rows, profile FROM relation WHERE artifact = ?1 ORDER BY name")?;
        let rows = statement.query_map([id], |r| Ok(RelationRow { artifact: r.get(0)?, name: r.get(1)?, rows: r.get(2)?, profile: r.get(3)?, sketches: Vec::new() }))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Relations of every active artifact of a side.
    pub fn relations_of_side(&self, side: &str) -> Result<Vec<RelationRow>> {
        let database = self.database();
        let sql = "SELECT artifact, name, rows, profile FROM relation JOIN artifact ON artifact.id = relation.artifact WHERE active = 1 AND side = ?1 ORDER BY name, artifact";
        let mut statement = database.prepare(sql)?;
        let rows = statement.query_map([side], |r| Ok(RelationRow { artifact: r.get(0)?, name: r.get(1)?, rows: r.get(2)?, profile: r.get(3)?, sketches: Vec::new() }))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Issues of an artifact by code, those without a place too: code, count, quarantined.
    pub fn issue_counts(&self, id: u32) -> Result<Vec<(String, u64, bool)>> {
        let database = self.database();
        let sql = format!(
            "WITH every AS (SELECT code, 1 AS times, quarantined FROM issue WHERE {OF_ARTIFACT} UNION ALL SELECT code, issues, quarantined FROM issue_unplaced WHERE artifact = ?1)
             SELECT code, sum(times), quarantined FROM every GROUP BY code, quarantined ORDER BY 2 DESC"
        );
        let mut statement = database.prepare(&sql)?;
        let rows = statement.query_map([id], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Issues of an artifact in the words that were said: code, message, count, quarantined. Of a code that has very many messages the
    /// most frequent; the rest, and those that no place is kept of, in one line.
    pub fn issue_messages(&self, id: u32) -> Result<Vec<(String, String, u64, bool)>> {
        const MESSAGES_MAX: u32 = 40;
        let database = self.database();
        let sql = format!(
            "WITH said AS (SELECT code, message, quarantined, count(*) AS times FROM issue WHERE {OF_ARTIFACT} GROUP BY code, message, quarantined),
             ranked AS (SELECT *, row_number() OVER (PARTITION BY code, quarantined ORDER BY times DESC, message) AS place FROM said
               UNION ALL SELECT code, '', quarantined, issues, ?2 + 1 FROM issue_unplaced WHERE artifact = ?1)
             SELECT code, CASE WHEN min(place) > ?2 THEN 'further ones of this kind' ELSE min(message) END, sum(times), quarantined FROM ranked
             GROUP BY code, quarantined, min(place, ?2 + 1) ORDER BY quarantined DESC, 3 DESC, code, min(place)"
        );
        let mut statement = database.prepare(&sql)?;
        let rows = statement.query_map((id, MESSAGES_MAX), |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Every issue of an artifact that was kept with its place, in the order of the places.
    pub fn issues(&self, id: u32) -> Result<Vec<IssueRow>> {
        let database = self.database();
        let mut statement = database.prepare(&format!("SELECT artifact, line, byte, code, message, quarantined FROM issue WHERE {OF_ARTIFACT} ORDER BY line, byte, code, message"))?;
        let row = |r: &Row<'_>| Ok(IssueRow { artifact: r.get(0)?, line: r.get(1)?, byte: r.get(2)?, code: r.get(3)?, message: r.get(4)?, quarantined: r.get(5)? });
        let rows = statement.query_map([id], row)?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// A page of the quarantine with its total: of one artifact, or of all active ones.
    pub fn quarantine(&self, id: Option<u32>, offset: u64, limit: u64) -> Result<(Vec<IssueRow>, u64)> {
        let database = self.database();
        let filter = "FROM issue JOIN artifact ON artifact.id = issue.artifact WHERE issue.quarantined = 1 AND active = 1 AND (?1 IS NULL OR artifact = ?1)";
        let total = database.query_row(&format!("SELECT count(*) {filter}"), [id], |r| r.get(0))?;
        let mut statement = database.prepare(&format!("SELECT artifact, line, byte, code, message, issue.quarantined {filter} ORDER BY artifact, line LIMIT ?3 OFFSET ?2"))?;
        let row = |r: &Row<'_>| Ok(IssueRow { artifact: r.get(0)?, line: r.get(1)?, byte: r.get(2)?, code: r.get(3)?, message: r.get(4)?, quarantined: r.get(5)? });
        let rows = statement.query_map((id, offset, limit), row)?;
        Ok((rows.collect::<std::result::Result<_, _>>()?, total))
    }
}

fn insert(transaction: &rusqlite::Transaction<'_>, new: &NewArtifact) -> Result<u32> {
    transaction.execute("UPDATE artifact SET active = 0 WHERE active = 1 AND side = ?1 AND path = ?2", [&new.row.side, &new.row.path])?;
    let a = &new.row;
    transaction.execute(
        "INSERT INTO artifact (token, side, system, path, format, size_bytes, sha256, blob, encoding, records, quarantined, issues, fields, patients, state, ingested_ms, origins, run, shown)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)",
        rusqlite::params![
            a.token, a.side, a.system, a.path, a.format, a.size_bytes, a.sha256, a.blob, a.encoding, a.records, a.quarantined, a.issues, a.fields, a.patients, a.state,
            a.ingested_ms, a.origins, a.run, new.shown
        ],
    )?;
    let id = u32::try_from(transaction.last_insert_rowid()).map_err(|_| StoreError::Database("too many artifacts".into()))?;
    {
        let mut relation = transaction.prepare_cached("INSERT INTO relation (artifact, name, rows, profile, sketches) VALUES (?1, ?2, ?3, ?4, ?5)")?;
        for r in &new.relations {
            relation.execute((id, &r.name, r.rows, &r.profile, &r.sketches))?;
        }
        let mut traffic = transaction.prepare_cached("INSERT INTO traffic (artifact, kind, name, year, records) VALUES (?1, ?2, ?3, ?4, ?5)")?;
        for t in &new.traffic {
            traffic.execute((id, &t.kind, &t.name, t.year, t.records))?;
        }
        let mut issue = transaction.prepare_cached("INSERT INTO issue (artifact, line, byte, code, message, quarantined) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
        for i in &new.issues {
            issue.execute((id, i.line, i.byte, &i.code, &i.message, i.quarantined))?;
        }
        let mut unplaced = transaction.prepare_cached("INSERT INTO issue_unplaced (artifact, code, quarantined, issues) VALUES (?1, ?2, ?3, ?4)")?;
        for u in &new.unplaced {
            unplaced.execute((id, &u.code, u.quarantined, u.issues))?;
        }
    }
    if let Some(scan) = &new.scan {
        crate::scans::keep(transaction, scan)?;
    }
    if let Some(inside) = &new.inside {
        crate::inside::keep(transaction, id, inside)?;
    }
    crate::inside::keep_pointers(transaction, id, &new.pointers)?;
    if let Some(layout) = &new.layout {
        transaction.execute("INSERT INTO artifact_layout (artifact, layout) VALUES (?1, ?2)", (id, layout))?;
    }
    Ok(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_takes_the_place_of_the_destination_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::init(&folder.path().join("ws"), "Test", "passphrase", vault::Cost::TRIVIAL).unwrap();
        let new = |token: &str, path: &str, run: u32| {
            let row = ArtifactRow {
                id: 0,
                token: token.into(),
                side: "destination".into(),
                system: "test".into(),
                path: path.into(),
                format: "FHIR NDJSON".into(),
                size_bytes: 0,
                sha256: String::new(),
                blob: String::new(),
                encoding: String::new(),
                records: 1,
                quarantined: 0,
                issues: 0,
                fields: 0,
                patients: None,
                state: "read".into(),
                ingested_ms: 0,
                origins: Some(format!("origins of {token}")),
                run: Some(run),
            };
            NewArtifact { row, shown: None, relations: Vec::new(), issues: Vec::new(), unplaced: Vec::new(), traffic: Vec::new(), scan: None, layout: None, inside: None, pointers: Vec::new() }
        };
        let there = |store: &Store| -> Vec<(String, Option<u32>, Option<String>)> {
            store.artifacts("destination").unwrap().into_iter().map(|a| (a.token, a.run, a.origins)).collect()
        };
        assert!(store.put_output(1, &[], &[new("a-1", "Condition.ndjson", 1), new("a-2", "Patient.ndjson", 1)]).unwrap().is_empty());
        let before = there(&store);
        let kept = store.artifact("a-2").unwrap().unwrap().id;
        let same = [(kept, Some("newer".to_string()))];
        // A token that is there already.
        assert!(store.put_output(2, &same, &[new("a-1", "Condition.ndjson", 2)]).is_err());
        assert_eq!(there(&store), before);
        assert_eq!(store.put_output(2, &same, &[new("a-3", "Condition.ndjson", 2)]).unwrap(), ["origins of a-2"]);
        let after = [("a-3".to_string(), Some(2), Some("origins of a-3".to_string())), ("a-2".to_string(), Some(2), Some("newer".to_string()))];
        assert_eq!(there(&store), after);
    }

    #[test]
    fn issues_of_one_artifact_are_not_looked_for_among_all() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::init(&folder.path().join("ws"), "Test", "passphrase", vault::Cost::TRIVIAL).unwrap();
        let sql = format!("EXPLAIN QUERY PLAN SELECT code, message FROM issue WHERE {OF_ARTIFACT}");
        let plan: String = store.database().query_row(&sql, [1], |r| r.get(3)).unwrap();
        assert!(plan.contains("SEARCH issue USING INDEX issue_artifact (quarantined=? AND artifact=?)"), "{plan}");
    }

    #[test]
    fn an_artifact_of_an_older_program_is_searched_once_it_is_known_how_it_is_shown() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::init(&folder.path().join("ws"), "Test", "passphrase", vault::Cost::TRIVIAL).unwrap();
        let sql = "INSERT INTO artifact (token, side, system, path, format, size_bytes, sha256, blob, encoding, records, quarantined, issues, fields, state, ingested_ms, shown)
                   VALUES (?1, 'legacy', '', ?2, 'PDF', 0, '', '', '', 0, 0, 0, 0, 'read', 0, '')";
        for (token, path) in [("a-1", "scan_00123456.pdf"), ("a-2", "scan.pdf")] {
            store.database().execute(sql, (token, path)).unwrap();
        }
        let found = |text: &str| store.artifact_counts(text).unwrap().iter().map(|c| c.artifacts).sum::<u64>();
        assert_eq!((found(""), found("scan")), (2, 0));
        let all = store.artifacts_unshown(10).unwrap();
        let said: Vec<(u32, Option<String>)> = all.iter().map(|(id, path)| (*id, path.contains("00123456").then(|| "scan_[number].pdf".to_string()))).collect();
        store.set_shown(&said).unwrap();
        assert!(all.len() == 2 && store.artifacts_unshown(10).unwrap().is_empty());
        assert_eq!((found("SCAN"), found("_"), found("0012"), found("scan_0")), (2, 1, 0, 0));
    }

    #[test]
    fn a_page_by_size_is_read_off_an_index_from_either_end_whatever_is_filtered() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::init(&folder.path().join("ws"), "Test", "passphrase", vault::Cost::TRIVIAL).unwrap();
        let words = ["read".to_string()];
        let filters = [
            ArtifactFilter::default(),
            ArtifactFilter { side: "legacy", ..ArtifactFilter::default() },
            ArtifactFilter { side: "legacy", text: "scan", formats: &words, states: &words },
        ];
        for filter in &filters {
            for descending in [true, false] {
                let (sql, parameters) = page(filter, ArtifactOrder::Size, descending, (500, 100));
                let database = store.database();
                let mut statement = database.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
                let plan: Vec<String> = statement.query_map(rusqlite::params_from_iter(parameters), |r| r.get(3)).unwrap().map(|line| line.unwrap()).collect();
                let plan = plan.join("; ");
                assert!(plan.contains("USING INDEX artifact_size") && !plan.contains("TEMP B-TREE"), "{filter:?}: {plan}");
            }
        }
    }

    #[test]
    fn pages_by_size_hold_every_artifact_once_the_largest_first_or_last() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::init(&folder.path().join("ws"), "Test", "passphrase", vault::Cost::TRIVIAL).unwrap();
        let row = |number: u64| ArtifactRow {
            id: 0,
            token: format!("a-{number}"),
            side: if number % 3 == 0 { "destination" } else { "legacy" }.into(),
            system: "test".into(),
            path: format!("file {number}"),
            format: if number % 2 == 0 { "PDF" } else { "CSV" }.into(),
            size_bytes: number / 4 * 10,
            sha256: String::new(),
            blob: String::new(),
            encoding: String::new(),
            records: 0,
            quarantined: 0,
            issues: 0,
            fields: 0,
            patients: None,
            state: "read".into(),
            ingested_ms: 0,
            origins: None,
            run: None,
        };
        let new = |number| NewArtifact { row: row(number), shown: None, relations: Vec::new(), issues: Vec::new(), unplaced: Vec::new(), traffic: Vec::new(), scan: None, layout: None, inside: None, pointers: Vec::new() };
        store.add_artifacts(&mut (0..50).map(new)).unwrap();
        let formats = ["PDF".to_string()];
        for (filter, count) in [(ArtifactFilter::default(), 50), (ArtifactFilter { side: "legacy", formats: &formats, ..ArtifactFilter::default() }, 16)] {
            let all = |descending| -> Vec<(u64, String)> {
                let pages = (0..6).flat_map(|page| store.artifacts_page(&filter, ArtifactOrder::Size, descending, (page * 10, 10)).unwrap());
                pages.map(|a| (a.size_bytes, a.token)).collect()
            };
            let (down, mut up) = (all(true), all(false));
            assert!(down.len() == count && down.is_sorted_by(|a, b| a.0 >= b.0), "{down:?}");
            up.reverse();
            assert_eq!(down, up, "the one is the other read from its end");
        }
    }
}
