//! What lies in a folder of the tree of artifacts: folders first, then artifacts, each with the sums of what is below it.
//!
//! Without a filter both are read off an index and nothing is summed up. With one, the artifacts that it keeps below the folder are
//! looked at once. What must stay true: an artifact that holds others is there when something inside it is kept, even if it is not.

use super::folders::FOLDER;
use super::{ArtifactFilter, ArtifactRow, COLUMNS, artifact};
use crate::{Result, Store};
use rusqlite::{Connection, OptionalExtension as _, Row, params_from_iter};

/// A folder, or the inside of an artifact, with the sums of the artifacts below it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FolderRow {
    /// Number, the same for as long as anything lies in it.
    pub id: u64,
    /// `legacy` or `destination`.
    pub side: String,
    /// Path up to the last slash; empty for a whole side.
    pub path: String,
    /// Artifacts below it.
    pub artifacts: u64,
    /// Artifacts that lie in it and in no folder of it.
    pub direct: u64,
    /// Bytes as they were delivered: what stands inside an archive is not counted again.
    pub size_bytes: u64,
    /// Records.
    pub records: u64,
    /// Quarantined records.
    pub quarantined: u64,
    /// Doubts.
    pub issues: u64,
    /// Artifacts that were not read in full.
    pub unread: u64,
}

/// An artifact in a folder.
#[derive(Debug, Clone)]
pub struct TreeArtifact {
    /// The artifact.
    pub row: ArtifactRow,
    /// What stands inside it, as far as a filter keeps it.
    pub inside: Option<FolderRow>,
}

/// A page of what lies in a folder.
#[derive(Debug, Clone, Default)]
pub struct TreePage {
    /// Folders of the page.
    pub folders: Vec<FolderRow>,
    /// Artifacts of the page, behind the folders.
    pub artifacts: Vec<TreeArtifact>,
    /// Folders and artifacts in all.
    pub total: u64,
}

const FOLDER_COLUMNS: &str = "id, side, path, artifacts, direct, size_bytes, records, quarantined, issues, unread";

fn folder(r: &Row<'_>) -> rusqlite::Result<FolderRow> {
    Ok(FolderRow {
        id: r.get(0)?,
        side: r.get(1)?,
        path: r.get(2)?,
        artifacts: r.get(3)?,
        direct: r.get(4)?,
        size_bytes: r.get(5)?,
        records: r.get(6)?,
        quarantined: r.get(7)?,
        issues: r.get(8)?,
        unread: r.get(9)?,
    })
}

/// Sums of artifacts below a node that a filter keeps, in the columns of [`FOLDER_COLUMNS`]; `way` is their path from there.
fn sums(way: &str) -> String {
    format!(
        "count(*) AS artifacts, sum(CASE WHEN instr({way}, '!/') = 0 THEN size_bytes ELSE 0 END) AS size_bytes, sum(records) AS records,
         sum(quarantined) AS quarantined, sum(issues) AS issues, sum(state <> 'read') AS unread"
    )
}

/// A page of what lies in a folder: folders from a table of them, then so many artifacts from `here`, with what that table says of their inside.
fn lying_in(database: &Connection, of: &FolderRow, table: &str, (here, parameters): (&str, &[String]), direct: u64, part: (u64, u64)) -> Result<TreePage> {
    let within = format!("FROM {table} WHERE side = ?1 AND parent = ?2 AND within = 0");
    let folder_total: u64 = database.query_row(&format!("SELECT count(*) {within}"), [&of.side, &of.path], |r| r.get(0))?;
    let (offset, limit) = part;
    let sql = format!("SELECT {FOLDER_COLUMNS} {within} ORDER BY path LIMIT {limit} OFFSET {offset}");
    let folders: Vec<FolderRow> = database.prepare(&sql)?.query_map([&of.side, &of.path], folder)?.collect::<std::result::Result<_, _>>()?;
    let (offset, limit) = (offset.saturating_sub(folder_total), limit.saturating_sub(folders.len() as u64));
    let sql = format!("SELECT {COLUMNS} {here} ORDER BY path LIMIT {limit} OFFSET {offset}");
    let rows: Vec<ArtifactRow> = database.prepare(&sql)?.query_map(params_from_iter(parameters), artifact)?.collect::<std::result::Result<_, _>>()?;
    let mut inside = database.prepare(&format!("SELECT {FOLDER_COLUMNS} FROM {table} WHERE side = ?1 AND path = ?2 || '!/' AND within = 1"))?;
    let with = |row: ArtifactRow| -> rusqlite::Result<TreeArtifact> {
        let inside = inside.query_row([&row.side, &row.path], folder).optional()?;
        Ok(TreeArtifact { row, inside })
    };
    let artifacts = rows.into_iter().map(with).collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(TreePage { folders, artifacts, total: folder_total + direct })
}

impl Store {
    /// A folder by its number.
    pub fn folder(&self, id: u64) -> Result<Option<FolderRow>> {
        Ok(self.database().query_row(&format!("SELECT {FOLDER_COLUMNS} FROM artifact_folder WHERE id = ?1"), [id], folder).optional()?)
    }

    /// The whole of a side; nothing where it holds no artifact.
    pub fn folder_of_side(&self, side: &str) -> Result<Option<FolderRow>> {
        Ok(self.database().query_row(&format!("SELECT {FOLDER_COLUMNS} FROM artifact_folder WHERE side = ?1 AND path = ''"), [side], folder).optional()?)
    }

    /// The folders around an artifact or a folder, the whole side first: what has to stand open for it to be seen.
    pub fn folders_around(&self, side: &str, path: &str) -> Result<Vec<FolderRow>> {
        let mut ways: Vec<&str> = path.match_indices('/').filter_map(|(at, _)| path.get(..=at)).collect();
        ways.insert(0, "");
        let database = self.database();
        let mut one = database.prepare(&format!("SELECT {FOLDER_COLUMNS} FROM artifact_folder WHERE side = ?1 AND path = ?2"))?;
        let found = ways.into_iter().map(|way| one.query_row([side, way], folder).optional());
        Ok(found.filter_map(std::result::Result::transpose).collect::<std::result::Result<_, _>>()?)
    }

    /// A page of what lies in a folder.
    pub fn tree_page(&self, of: &FolderRow, part: (u64, u64)) -> Result<TreePage> {
        let here = format!("FROM artifact WHERE active = 1 AND side = ?1 AND {FOLDER} = ?2");
        lying_in(&self.database(), of, "artifact_folder", (here.as_str(), [of.side.clone(), of.path.clone()].as_slice()), of.direct, part)
    }

    /// A page of what a filter keeps in a folder, with sums of that.
    pub fn tree_page_kept(&self, of: &FolderRow, filter: &ArtifactFilter<'_>, part: (u64, u64)) -> Result<TreePage> {
        let filter = ArtifactFilter { side: &of.side, ..*filter };
        let database = self.database();
        gather(&database, of, &filter)?;
        let (kept, mut parameters) = filter.condition();
        parameters.push(of.path.clone());
        let here = format!(
            "FROM artifact WHERE active = 1 AND side = ?1 AND {FOLDER} = ?{} AND (({kept}) OR path || '!/' IN (SELECT path FROM temp.tree_step WHERE within = 1))",
            parameters.len()
        );
        let direct: u64 = database.query_row(&format!("SELECT count(*) {here}"), params_from_iter(&parameters), |r| r.get(0))?;
        let page = lying_in(&database, of, "temp.tree_step", (here.as_str(), parameters.as_slice()), direct, part)?;
        database.execute("DELETE FROM temp.tree_step", [])?;
        Ok(page)
    }

    /// Sums of what a filter keeps on each side, by side; the whole sides without one.
    pub fn tree_roots(&self, filter: &ArtifactFilter<'_>) -> Result<Vec<FolderRow>> {
        let (kept, parameters) = filter.condition();
        let sql = format!(
            "SELECT f.id, f.side, f.path, s.artifacts, f.direct, s.size_bytes, s.records, s.quarantined, s.issues, s.unread FROM artifact_folder f JOIN
             (SELECT side, {} FROM artifact WHERE {kept} GROUP BY side) s ON s.side = f.side WHERE f.path = '' ORDER BY f.side DESC",
            sums("path")
        );
        let database = self.database();
        let mut statement = database.prepare(&sql)?;
        let rows = statement.query_map(params_from_iter(&parameters), folder)?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }
}

/// Gathers what a filter keeps below a folder by the step under it, in a table that stays in memory.
fn gather(database: &Connection, of: &FolderRow, filter: &ArtifactFilter<'_>) -> Result<()> {
    database.execute_batch(
        "CREATE TEMP TABLE IF NOT EXISTS tree_step (id, side, parent, path TEXT PRIMARY KEY, within, artifacts, direct, size_bytes, records, quarantined, issues, unread) WITHOUT ROWID;
         DELETE FROM temp.tree_step;",
    )?;
    let (kept, mut parameters) = filter.condition();
    let below = if of.path.is_empty() {
        String::new()
    } else {
        // As a range of paths: `0` comes right behind `/`.
        let end = of.path.strip_suffix('/').unwrap_or(&of.path);
        parameters.extend([of.path.clone(), format!("{end}0")]);
        format!(" AND path >= ?{} AND path < ?{}", parameters.len() - 1, parameters.len())
    };
    let from = of.path.chars().count() + 1;
    let sql = format!(
        "INSERT INTO temp.tree_step
         WITH kept AS (SELECT substr(path, {from}) AS rest, size_bytes, records, quarantined, issues, state FROM artifact WHERE {kept}{below}),
         step AS (SELECT substr(rest, 1, instr(rest, '/')) AS name, substr(rest, instr(rest, '/') + 1) AS way, * FROM kept WHERE instr(rest, '/') > 0),
         sums AS (SELECT name, {} FROM step GROUP BY name)
         SELECT f.id, f.side, f.parent, f.path, f.within, s.artifacts, f.direct, s.size_bytes, s.records, s.quarantined, s.issues, s.unread
         FROM sums s JOIN artifact_folder f ON f.side = ?{} AND f.path = ?{} || s.name",
        sums("way"),
        parameters.len() + 1,
        parameters.len() + 2
    );
    parameters.extend([of.side.clone(), of.path.clone()]);
    database.execute(&sql, params_from_iter(&parameters))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::NewArtifact;

    /// A delivery with folders, an archive in a folder, an archive in that, and a folder that only looks like an archive.
    const PATHS: [&str; 9] = ["x.csv", "a/b.zip", "a/b.zip!/c/d.csv", "a/b.zip!/e.zip", "a/b.zip!/e.zip!/f.csv", "a/g/h.csv", "a/g/i.csv", "odd!/j.csv", "z/k.csv"];

    fn new(path: &str, token: &str) -> NewArtifact {
        let row = ArtifactRow {
            token: token.into(),
            side: "legacy".into(),
            path: path.into(),
            format: if path.ends_with("csv") { "CSV" } else { "archive" }.into(),
            size_bytes: 10,
            records: 3,
            quarantined: 1,
            issues: 2,
            state: if path.contains('g') { "unread" } else { "read" }.into(),
            ..ArtifactRow::default()
        };
        NewArtifact { row, ..NewArtifact::default() }
    }

    fn filled(store: &Store) {
        for (at, path) in PATHS.iter().enumerate() {
            store.add_artifact(&new(path, &format!("a-{at}"))).unwrap();
        }
    }

    /// The tree as text: a line a node, with its artifacts, bytes and unread ones.
    fn drawn(store: &Store, of: &FolderRow, filter: Option<&ArtifactFilter<'_>>, depth: usize, out: &mut Vec<String>) {
        let page = match filter {
            Some(filter) => store.tree_page_kept(of, filter, (0, 100)).unwrap(),
            None => store.tree_page(of, (0, 100)).unwrap(),
        };
        assert_eq!(page.total as usize, page.folders.len() + page.artifacts.len());
        let sums = |f: &FolderRow| format!("{} of {} bytes, {} unread", f.artifacts, f.size_bytes, f.unread);
        for folder in &page.folders {
            out.push(format!("{}{} {}", "  ".repeat(depth), folder.path, sums(folder)));
            drawn(store, folder, filter, depth + 1, out);
        }
        for TreeArtifact { row, inside } in &page.artifacts {
            out.push(format!("{}{} {}", "  ".repeat(depth), row.path, inside.as_ref().map(sums).unwrap_or_default()).trim_end().to_string());
            if let Some(inside) = inside {
                drawn(store, inside, filter, depth + 1, out);
            }
        }
    }

    fn tree(store: &Store, filter: Option<&ArtifactFilter<'_>>) -> Vec<String> {
        let mut out = Vec::new();
        if let Some(root) = store.folder_of_side("legacy").unwrap() {
            drawn(store, &root, filter, 0, &mut out);
        }
        out
    }

    #[test]
    fn folders_hold_the_sums_of_what_is_below_them_and_bytes_count_once() {
        let (_folder, store) = crate::trial();
        filled(&store);
        let expected = [
            "a/ 6 of 30 bytes, 2 unread",
            "  a/g/ 2 of 20 bytes, 2 unread",
            "    a/g/h.csv",
            "    a/g/i.csv",
            "  a/b.zip 3 of 20 bytes, 0 unread",
            "    a/b.zip!/c/ 1 of 10 bytes, 0 unread",
            "      a/b.zip!/c/d.csv",
            "    a/b.zip!/e.zip 1 of 10 bytes, 0 unread",
            "      a/b.zip!/e.zip!/f.csv",
            "odd!/ 1 of 10 bytes, 0 unread",
            "  odd!/j.csv",
            "z/ 1 of 10 bytes, 0 unread",
            "  z/k.csv",
            "x.csv",
        ];
        assert_eq!(tree(&store, None), expected);
        // A filter that keeps all sums up to the same.
        assert_eq!(tree(&store, Some(&ArtifactFilter { text: "/", ..ArtifactFilter::default() })), tree(&store, None).into_iter().filter(|l| l != "x.csv").collect::<Vec<_>>());
        let root = store.folder_of_side("legacy").unwrap().unwrap();
        assert_eq!((root.artifacts, root.direct, root.size_bytes, root.records, root.quarantined, root.issues, root.unread), (9, 1, 50, 27, 9, 18, 2));
        assert_eq!(store.tree_roots(&ArtifactFilter::default()).unwrap(), [root]);
    }

    #[test]
    fn an_archive_stays_in_sight_when_only_something_inside_it_is_kept() {
        let (_folder, store) = crate::trial();
        filled(&store);
        let expected = ["a/ 1 of 0 bytes, 0 unread", "  a/b.zip 1 of 0 bytes, 0 unread", "    a/b.zip!/e.zip 1 of 10 bytes, 0 unread", "      a/b.zip!/e.zip!/f.csv"];
        assert_eq!(tree(&store, Some(&ArtifactFilter { text: "f.csv", ..ArtifactFilter::default() })), expected);
        let formats = ["archive".to_string()];
        let expected = ["a/ 2 of 10 bytes, 0 unread", "  a/b.zip 1 of 10 bytes, 0 unread", "    a/b.zip!/e.zip"];
        assert_eq!(tree(&store, Some(&ArtifactFilter { formats: &formats, ..ArtifactFilter::default() })), expected);
    }

    #[test]
    fn sums_stay_true_when_artifacts_come_again_and_go() {
        let (_folder, store) = crate::trial();
        filled(&store);
        // A newer delivery of the archive holds one file less.
        assert_eq!(store.put_artifact(new("a/b.zip", "b-1")).unwrap().1, 3);
        store.add_artifact(&new("a/b.zip!/c/d.csv", "b-2")).unwrap();
        store.add_artifact(&new("z/k.csv", "b-3")).unwrap();
        let (_other, fresh) = crate::trial();
        for (at, path) in PATHS.iter().enumerate().filter(|(_, path)| !path.contains("e.zip")) {
            fresh.add_artifact(&new(path, &format!("a-{at}"))).unwrap();
        }
        assert_eq!(tree(&store, None), tree(&fresh, None));
        let mut output = new("Patient.ndjson", "o-1");
        (output.row.side, output.row.run) = ("destination".into(), Some(1));
        store.put_output(1, &[], &[output]).unwrap();
        let kept = store.artifact("o-1").unwrap().unwrap().id;
        store.put_output(2, &[(kept, None)], &[]).unwrap();
        assert_eq!(store.folder_of_side("destination").unwrap().map(|f| f.artifacts), Some(1));
        store.put_output(3, &[], &[]).unwrap();
        assert_eq!(store.folder_of_side("destination").unwrap(), None);
    }

    #[test]
    fn a_workspace_of_an_older_program_gets_the_sums_that_are_kept_from_then_on() {
        let (_folder, store) = crate::trial();
        filled(&store);
        let kept = || -> Vec<(FolderRow, Option<String>, bool)> {
            let sql = format!("SELECT {FOLDER_COLUMNS}, parent, within FROM artifact_folder ORDER BY path");
            let row = |r: &Row<'_>| -> rusqlite::Result<_> { Ok((FolderRow { id: 0, ..folder(r)? }, r.get(10)?, r.get(11)?)) };
            store.database().prepare(&sql).unwrap().query_map([], row).unwrap().map(|r| r.unwrap()).collect()
        };
        let wanted = kept();
        let step = crate::schema::STEPS.iter().find(|step| step.contains("INSERT INTO artifact_folder")).unwrap();
        let (first, end) = (step.find("INSERT INTO artifact_folder").unwrap(), step.find("CREATE TABLE finding_origin").unwrap());
        store.database().execute_batch(&format!("DELETE FROM artifact_folder; {}", &step[first..end])).unwrap();
        assert_eq!(wanted.len(), 8);
        assert_eq!(kept(), wanted);
    }

    #[test]
    fn pages_hold_everything_once_and_the_folders_around_an_artifact_lead_to_it() {
        let (_folder, store) = crate::trial();
        filled(&store);
        let root = store.folder_of_side("legacy").unwrap().unwrap();
        let everything = ArtifactFilter::default();
        for kept in [false, true] {
            let names = |part| {
                let page = if kept { store.tree_page_kept(&root, &everything, part) } else { store.tree_page(&root, part) }.unwrap();
                page.folders.into_iter().map(|f| f.path).chain(page.artifacts.into_iter().map(|a| a.row.path)).collect::<Vec<_>>()
            };
            let pages: Vec<String> = (0..5).flat_map(|at| names((at, 1))).collect();
            assert_eq!(pages, ["a/", "odd!/", "z/", "x.csv"]);
            assert_eq!(names((2, 10)), ["z/", "x.csv"]);
        }
        let around: Vec<String> = store.folders_around("legacy", "a/b.zip!/c/d.csv").unwrap().into_iter().map(|f| f.path).collect();
        assert_eq!(around, ["", "a/", "a/b.zip!/", "a/b.zip!/c/"]);
        assert_eq!(store.folder(root.id).unwrap(), Some(root));
    }

    #[test]
    fn a_folder_is_opened_off_an_index() {
        let (_folder, store) = crate::trial();
        let sql = format!("EXPLAIN QUERY PLAN SELECT {COLUMNS} FROM artifact WHERE active = 1 AND side = ?1 AND {FOLDER} = ?2 ORDER BY path LIMIT 100 OFFSET 5000");
        let database = store.database();
        let plan: Vec<String> = database.prepare(&sql).unwrap().query_map(["legacy", "a/"], |r| r.get(3)).unwrap().map(|line| line.unwrap()).collect();
        let plan = plan.join("; ");
        assert!(plan.contains("USING INDEX artifact_folder_of") && !plan.contains("TEMP B-TREE"), "{plan}");
    }
}
