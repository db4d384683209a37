//! Artifacts as they are kept, with their relations, layouts and issues: the rows and the questions about one artifact or about a whole side.
//!
//! All of them one after the other are in `walk`; which of them a list shows is in `pages` and `classes`, how they lie in folders in `folders` and `tree`; how they are added, made again and taken out of use is in `put`. What must stay true: of one
//! path on one side at most one artifact is active; the others are history.

mod classes;
mod folders;
mod pages;
mod put;
mod tree;
mod walk;

pub use classes::{ArtifactClass, HIDDEN_CORNER, NAMES_PEOPLE, REACHES, RISKS, SIZES, SIZES_BEFORE, UNDECIDED_FIELDS, size_word};
pub use tree::{FolderRow, TreeArtifact, TreePage};
pub use pages::{ArtifactCount, ArtifactFilter, ArtifactOrder};
pub use put::Migrated;
pub use walk::ArtifactWalk;

use crate::{InsideRow, Pointers, Result, ScanRow, Store, TrafficRow};
use rusqlite::{OptionalExtension as _, Row};

/// An artifact as it is kept.
#[derive(Debug, Clone, Default)]
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
    /// What is known of its risks beyond this row, as bits; ignored when it is added.
    pub risk: u32,
    /// Rows that were held against the known patients; none where nobody has held them. Ignored when it is added.
    pub reach_rows: Option<u64>,
    /// Rows of them that hang on a known patient.
    pub hanging_rows: Option<u64>,
}

/// An artifact to be added.
#[derive(Debug, Default)]
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
    pub pointers: Pointers,
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
    /// Sketches of its fields' values, for joins; read back where relations are gone through with them or with who holds them.
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

pub(crate) const COLUMNS: &str =
    "id, token, side, system, path, format, size_bytes, sha256, blob, encoding, records, quarantined, issues, fields, patients, state, ingested_ms, origins, run, reach_rows, hanging_rows, risk";
/// Issues of one artifact, in the words that let the index of issues serve: it begins with whether they are quarantined.
const OF_ARTIFACT: &str = "quarantined IN (0, 1) AND artifact = ?1";

pub(crate) fn artifact(r: &Row<'_>) -> rusqlite::Result<ArtifactRow> {
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
        reach_rows: r.get(19)?,
        hanging_rows: r.get(20)?,
        risk: r.get(21)?,
    })
}

impl ArtifactRow {
    /// Its risks, in words of [`RISKS`].
    pub fn risks(&self) -> Vec<&'static str> {
        let own = u32::from(self.quarantined > 0) | u32::from(self.issues > 0) << 1 | u32::from(self.state != "read") << 2;
        classes::words_of(own | self.risk).collect()
    }
}

impl Store {
    /// Active artifacts of a side (both when empty), by path: all of them at once. Where there may be very many, see [`Store::walk_artifacts`].
    pub fn artifacts(&self, side: &str) -> Result<Vec<ArtifactRow>> {
        let database = self.database();
        let mut statement = database.prepare(&format!("SELECT {COLUMNS} FROM artifact WHERE active = 1 AND (?1 = '' OR side = ?1) ORDER BY side DESC, path, id"))?;
        let rows = statement.query_map([side], artifact)?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn issues_of_one_artifact_are_not_looked_for_among_all() {
        let (_folder, store) = crate::trial();
        let sql = format!("EXPLAIN QUERY PLAN SELECT code, message FROM issue WHERE {OF_ARTIFACT}");
        let plan: String = store.database().query_row(&sql, [1], |r| r.get(3)).unwrap();
        assert!(plan.contains("SEARCH issue USING INDEX issue_artifact (quarantined=? AND artifact=?)"), "{plan}");
    }
}
