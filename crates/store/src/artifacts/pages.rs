//! Lists of artifacts: which of the active ones are wanted, in which order, and how many there are of each sort.
//!
//! What must stay true: a search finds what is shown of a path and nothing that is masked in it, and a page is read off an index.

use super::{ArtifactRow, COLUMNS, artifact, classes};
use crate::{Result, Store};
use rusqlite::Row;

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
    /// Classes of size.
    pub sizes: &'a [String],
    /// Classes of reach.
    pub reaches: &'a [String],
    /// Risks; an artifact that has one of them is kept.
    pub risks: &'a [String],
    /// Patients of the legacy and of the destination side, which reach is measured against.
    pub people: [u64; 2],
}

impl ArtifactFilter<'_> {
    /// The condition with its parameters. What is not asked for is left out, so that an index can serve the rest.
    pub(super) fn condition(&self) -> (String, Vec<String>) {
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
        for (condition, parameter) in classes::conditions(self) {
            also(&condition, parameter);
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
    /// A page of the active artifacts that a filter keeps.
    pub fn artifacts_page(&self, filter: &ArtifactFilter<'_>, order: ArtifactOrder, descending: bool, part: (u64, u64)) -> Result<Vec<ArtifactRow>> {
        let (sql, parameters) = page(filter, order, descending, part);
        let database = self.database();
        let mut statement = database.prepare(&sql)?;
        let rows = statement.query_map(rusqlite::params_from_iter(parameters), artifact)?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// The active artifacts, counted by side, format and state.
    pub fn artifact_counts(&self) -> Result<Vec<ArtifactCount>> {
        let sql = "SELECT side, format, state, count(*), sum(records), sum(quarantined), coalesce(max(patients), 0) FROM artifact WHERE active = 1 GROUP BY side, format, state";
        let database = self.database();
        let mut statement = database.prepare(sql)?;
        let count = |r: &Row<'_>| {
            Ok(ArtifactCount { side: r.get(0)?, format: r.get(1)?, state: r.get(2)?, artifacts: r.get(3)?, records: r.get(4)?, quarantined: r.get(5)?, patients: r.get(6)? })
        };
        let rows = statement.query_map([], count)?;
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::NewArtifact;

    #[test]
    fn an_artifact_of_an_older_program_is_searched_once_it_is_known_how_it_is_shown() {
        let (_folder, store) = crate::trial();
        let sql = "INSERT INTO artifact (token, side, system, path, format, size_bytes, sha256, blob, encoding, records, quarantined, issues, fields, state, ingested_ms, shown)
                   VALUES (?1, 'legacy', '', ?2, 'PDF', 0, '', '', '', 0, 0, 0, 0, 'read', 0, '')";
        for (token, path) in [("a-1", "scan_00123456.pdf"), ("a-2", "scan.pdf")] {
            store.database().execute(sql, (token, path)).unwrap();
        }
        let found = |text: &str| store.artifact_classes(text, [0, 0]).unwrap().iter().map(|c| c.artifacts).sum::<u64>();
        assert_eq!((found(""), found("scan")), (2, 0));
        let all = store.artifacts_unshown(10).unwrap();
        let said: Vec<(u32, Option<String>)> = all.iter().map(|(id, path)| (*id, path.contains("00123456").then(|| "scan_[number].pdf".to_string()))).collect();
        store.set_shown(&said).unwrap();
        assert!(all.len() == 2 && store.artifacts_unshown(10).unwrap().is_empty());
        assert_eq!((found("SCAN"), found("_"), found("0012"), found("scan_0")), (2, 1, 0, 0));
    }

    #[test]
    fn a_page_by_size_is_read_off_an_index_from_either_end_whatever_is_filtered() {
        let (_folder, store) = crate::trial();
        let words = ["read".to_string()];
        let filters = [
            ArtifactFilter::default(),
            ArtifactFilter { side: "legacy", ..ArtifactFilter::default() },
            ArtifactFilter { side: "legacy", text: "scan", formats: &words, states: &words, ..ArtifactFilter::default() },
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
        let (_folder, store) = crate::trial();
        for number in 0..50_u64 {
            let row = ArtifactRow {
                token: format!("a-{number}"),
                side: if number % 3 == 0 { "destination" } else { "legacy" }.into(),
                path: format!("file {number}"),
                format: if number % 2 == 0 { "PDF" } else { "CSV" }.into(),
                size_bytes: number / 4 * 10,
                ..ArtifactRow::default()
            };
            store.add_artifact(&NewArtifact { row, ..NewArtifact::default() }).unwrap();
        }
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
