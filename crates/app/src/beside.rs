//! What files of a delivery say of the columns of others: the format file of an export of bcp, and the definition of a table in a dump.
//!
//! It is looked for after a delivery, so that it does not matter which file came first, and only among files of one side. A format file
//! describes the files of its name in its folder; a definition the files that are named like its table, where all definitions of that name which fit
//! agree. What is found becomes the layout that the file is read by, and is kept with it like one that people declare. What people declare goes before it.

use crate::ingest::IngestLine;
use crate::jobs::{Meter, Step};
use crate::layouts::{Reread, anew, kept, layouts};
use crate::source::items;
use crate::{AppError, Result, Workspace};
use formats::{Format, Item, Layout, Limits, layout_by_columns, layout_by_format_file, read_laid_out, relation_name};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use store::{ArtifactRow, Pages, Scratch};

/// What the reader says of a delimited file whose first row may be no header.
const DOUBTS: [&str; 2] = ["no_header", "header_doubted"];

/// Rows of a file that a format file has to frame, where the file may be something else.
const ROWS_TRIED: u64 = 20;

/// Columns of a table, each with its type.
type Columns = Vec<(String, String)>;

/// Lines of a delivery that wait for what the other files say, on a shelf by the path of their file.
pub(crate) struct Waiting<'s> {
    lines: (&'s Scratch, u8),
    is_any: bool,
    /// A file came that may describe others, those of earlier deliveries too.
    describes: bool,
}

impl<'s> Waiting<'s> {
    pub(crate) fn on(scratch: &'s Scratch, shelf: u8) -> Self {
        Self { lines: (scratch, shelf), is_any: false, describes: false }
    }

    /// Whether a line waits. One does when a description could change how its file is read.
    pub(crate) fn takes(&mut self, line: &IngestLine) -> Result<bool> {
        let format = Format::from_word(&line.format);
        self.describes |= matches!(format, Some(Format::FormatFile | Format::SqlDump));
        let may_change = is_named_as_export(&line.path) || matches!(format, Some(Format::Bcp | Format::Binary)) || DOUBTS.iter().any(|code| line.issues.contains_key(*code));
        if may_change {
            self.put(line)?;
            self.is_any = true;
        }
        Ok(may_change)
    }

    fn put(&self, line: &IngestLine) -> Result<()> {
        let (scratch, shelf) = self.lines;
        let text = serde_json::to_vec(line).map_err(|e| AppError::Other(e.to_string()))?;
        Ok(scratch.put(shelf, &line.path, &text)?)
    }

    /// Tells the lines that waited, as they are by now.
    pub(crate) fn release(&self, each: &mut dyn FnMut(&IngestLine)) -> Result<()> {
        let ((scratch, shelf), mut failure) = (self.lines, None);
        let mut pages = Pages::of(shelf);
        while let Some(page) = pages.next(scratch)? {
            for (_, line) in page {
                match serde_json::from_slice::<IngestLine>(&line) {
                    Ok(line) => each(&line),
                    Err(error) => failure = Some(AppError::Other(error.to_string())),
                }
            }
        }
        failure.map_or(Ok(()), Err)
    }

    /// Reads again what other files describe, and tells every line that waited as its file is read now, whatever comes in between.
    pub(crate) fn settle(&self, workspace: &Workspace, side: &str, now_ms: u64, meter: &Meter<'_>, each: &mut dyn FnMut(&IngestLine)) -> Result<()> {
        if !self.is_any && !self.describes {
            return Ok(());
        }
        let outcome = self.read_described(workspace, side, now_ms, meter);
        self.release(each)?;
        outcome
    }

    /// Reads again what other files describe: of the files whose lines wait, and where a description came, of all of the side. Whoever stops it has the
    /// rest read by the next delivery that holds a description or the file.
    fn read_described(&self, workspace: &Workspace, side: &str, now_ms: u64, meter: &Meter<'_>) -> Result<()> {
        let declared = layouts(workspace)?;
        let mut beside = Beside::new(workspace, side)?;
        // By their numbers: what is read anew comes into use, and is none of those that are to be read.
        let artifacts = workspace.store().artifact_ids(side)?;
        let (total, mut came) = (artifacts.len() as u64, Reread::default());
        for (done, id) in (0..).zip(artifacts) {
            let Some(artifact) = workspace.store().artifact_by_id(id)? else { continue };
            let concerned = self.waits(&artifact.path)? || self.describes && may_be_described(workspace, &artifact)?;
            if !concerned || artifact.run.is_some() || declared.of(&artifact.path).is_some() {
                continue;
            }
            let Some(layout) = beside.layout(&artifact)? else { continue };
            if kept(workspace, &artifact)?.as_ref() != Some(&layout) {
                if meter(Step { phase: "reading again", done, total, unit: "artifacts" }).is_break() {
                    break;
                }
                let mut put = Ok(());
                let outcome = anew(workspace, artifact, Some(&layout), &declared, now_ms, &mut came, &mut |line| {
                    if put.is_ok() {
                        put = self.put(line);
                    }
                });
                outcome.and(put)?;
            }
        }
        Ok(())
    }

    /// Whether the line of a file waits, or was told since by reading it again.
    fn waits(&self, path: &str) -> Result<bool> {
        let (scratch, shelf) = self.lines;
        Ok(self.is_any && scratch.get(shelf, path)?.is_some())
    }
}

/// Whether a description could say something new of an artifact: of a delimited file only where its header is in doubt.
fn may_be_described(workspace: &Workspace, artifact: &ArtifactRow) -> Result<bool> {
    let doubted = || -> Result<bool> { Ok(workspace.store().issue_counts(artifact.id)?.iter().any(|(code, ..)| DOUBTS.contains(&code.as_str()))) };
    Ok(artifact.format != Format::Csv.word() || artifact.issues > 0 && doubted()?)
}

/// The descriptions of one side.
pub(crate) struct Beside<'w> {
    workspace: &'w Workspace,
    /// Format files by folder and name without extension, in small letters.
    format_files: BTreeMap<(String, String), ArtifactRow>,
    dumps: BTreeMap<u32, ArtifactRow>,
    /// The dumps that know a table of a name; not looked up before a file could be of one.
    tables: Option<BTreeMap<String, BTreeSet<u32>>>,
    /// Definitions by dump and table, of the dumps that were read.
    definitions: BTreeMap<u32, BTreeMap<String, Vec<Columns>>>,
}

impl<'w> Beside<'w> {
    pub(crate) fn new(workspace: &'w Workspace, side: &str) -> Result<Self> {
        let (mut format_files, mut dumps) = (BTreeMap::new(), BTreeMap::new());
        for artifact in workspace.store().walk_artifacts(side) {
            let artifact = artifact?;
            match Format::from_word(&artifact.format).filter(|_| artifact.run.is_none()) {
                Some(Format::FormatFile) => drop(format_files.insert(place(&artifact.path), artifact)),
                Some(Format::SqlDump) => drop(dumps.insert(artifact.id, artifact)),
                _ => {}
            }
        }
        Ok(Self { workspace, format_files, dumps, tables: None, definitions: BTreeMap::new() })
    }

    /// How an artifact is to be read by what stands beside it; none where nothing says it, or the file says it itself.
    pub(crate) fn layout(&mut self, artifact: &ArtifactRow) -> Result<Option<Layout>> {
        let rows = [Format::Bcp, Format::Binary, Format::Csv, Format::FixedWidth, Format::Text];
        if !Format::from_word(&artifact.format).is_some_and(|format| rows.contains(&format)) {
            return Ok(None);
        }
        if let Some(described_by) = self.format_files.get(&place(&artifact.path)) {
            let mut reader = self.workspace.store().read_blob(&described_by.blob, "artifact")?;
            if let Some(layout) = layout_by_format_file(&mut reader, &described_by.path)?
                && (is_export(artifact) || self.is_read_by(artifact, &layout)?)
            {
                return Ok(Some(layout));
            }
        }
        if artifact.format != Format::Csv.word() || self.dumps.is_empty() {
            return Ok(None);
        }
        self.by_definition(artifact)
    }

    /// Whether the first rows of a file are framed as a layout says: a text or a table of the name of an export is not the export.
    fn is_read_by(&self, artifact: &ArtifactRow, layout: &Layout) -> Result<bool> {
        let mut reader = self.workspace.store().read_blob(&artifact.blob, "artifact")?;
        let mut rows = 0u64;
        let summary = read_laid_out(layout, &artifact.path, &mut reader, &Limits::default(), &mut |item| {
            rows += u64::from(matches!(item, Item::Row(_)));
            if rows < ROWS_TRIED { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        Ok(rows > 0 && summary.quarantined == 0)
    }

    /// By the definitions of the table that the file is named like; none where two that fit say otherwise.
    fn by_definition(&mut self, artifact: &ArtifactRow) -> Result<Option<Layout>> {
        let table = table_name(relation_name(&artifact.path));
        let dumps: Vec<u32> = self.tables()?.get(&table).into_iter().flatten().copied().collect();
        let mut found: Option<Layout> = None;
        for id in dumps {
            let Some(dump) = self.dumps.get(&id).cloned() else { continue };
            for columns in &self.defined(&dump, &table)? {
                let mut reader = self.workspace.store().read_blob(&artifact.blob, "artifact")?;
                let Some(layout) = layout_by_columns(&artifact.path, &mut reader, columns, &dump.path)? else { continue };
                match &found {
                    Some(other) if other.names != layout.names || other.header != layout.header => return Ok(None),
                    Some(_) => {}
                    None => found = Some(layout),
                }
            }
        }
        Ok(found)
    }

    /// The dumps that know each table: a table that is defined without rows is a relation as well.
    fn tables(&mut self) -> Result<&BTreeMap<String, BTreeSet<u32>>> {
        if self.tables.is_none() {
            let mut tables: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
            for id in self.dumps.keys() {
                for relation in self.workspace.store().relations(*id)? {
                    tables.entry(table_name(&relation.name)).or_default().insert(*id);
                }
            }
            self.tables = Some(tables);
        }
        Ok(self.tables.get_or_insert_default())
    }

    /// The definitions of a table in a dump, which is read once for all of them.
    fn defined(&mut self, dump: &ArtifactRow, table: &str) -> Result<Vec<Columns>> {
        if !self.definitions.contains_key(&dump.id) {
            let mut tables: BTreeMap<String, Columns> = BTreeMap::new();
            items(self.workspace, dump, &mut |item| {
                if let Item::Record(record) = item
                    && record.relation == "sql.columns"
                    && let (Some(table), Some(column)) = (record.get("table"), record.get("column"))
                {
                    let type_name = record.get("type").unwrap_or_default();
                    tables.entry(table.to_string()).or_default().push((column.to_string(), type_name.to_string()));
                }
                ControlFlow::Continue(())
            })?;
            // Two schemas may have a table of one name.
            let mut by_name: BTreeMap<String, Vec<Columns>> = BTreeMap::new();
            for (table, columns) in tables {
                by_name.entry(table_name(&table)).or_default().push(columns);
            }
            self.definitions.insert(dump.id, by_name);
        }
        Ok(self.definitions.get(&dump.id).and_then(|tables| tables.get(table)).cloned().unwrap_or_default())
    }
}

/// Whether a file is plainly an export: by its name, or because nothing else reads it.
fn is_export(artifact: &ArtifactRow) -> bool {
    is_named_as_export(&artifact.path) || matches!(Format::from_word(&artifact.format), Some(Format::Bcp | Format::Binary))
}

fn is_named_as_export(path: &str) -> bool {
    [".bcp", ".dat"].iter().any(|ending| path.to_ascii_lowercase().ends_with(ending))
}

/// The folder of a path, and the name of its file without extension; letter case aside.
fn place(path: &str) -> (String, String) {
    let folder = path.rfind(['/', '\\']).map_or("", |at| path.get(..at).unwrap_or_default());
    (folder.to_lowercase(), relation_name(path).to_lowercase())
}

/// A table without its schema, letter case and brackets aside: `dbo.Patient` is `patient`.
fn table_name(relation: &str) -> String {
    relation.rsplit('.').next().unwrap_or(relation).trim_matches(['[', ']', '"', '`']).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_one_name_in_one_folder_stand_beside_each_other() {
        assert_eq!(place("Export/Patient.fmt"), place("export/patient.BCP"));
        assert_ne!(place("a/patient.fmt"), place("b/patient.bcp"));
        assert_ne!(place("patient.fmt"), place("patients.bcp"));
        assert_eq!(place("all.zip!/x/patient.fmt"), place("all.zip!/x/patient.bcp"));
    }

    #[test]
    fn tables_go_by_their_own_name() {
        assert_eq!(["dbo.Patient", "[PATIENT]", "patient"].map(table_name), ["patient", "patient", "patient"]);
    }
}
