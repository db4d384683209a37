//! What files of a delivery say of the columns of others: the format file of an export of bcp, and the definition of a table in a dump.
//!
//! It is looked for after a delivery, so that it does not matter which file came first, and only among files of one side. A format file
//! describes the files of its name in its folder; a definition the files that are named like its table, where all definitions of that name which fit
//! agree. What is found becomes the layout that the file is read by, and is kept with it like one that people declare. What people declare goes before it.

use crate::ingest::IngestLine;
use crate::layouts::{Reread, all_kept, anew, layouts};
use crate::source::items;
use crate::{Result, Workspace};
use formats::{Format, Item, Layout, layout_by_columns, layout_by_format_file, relation_name};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use store::ArtifactRow;

/// What the reader says of a delimited file whose first row may be no header.
const DOUBTS: [&str; 2] = ["no_header", "header_doubted"];

/// Columns of a table, each with its type.
type Columns = Vec<(String, String)>;

/// Lines of a delivery that wait for what the other files say.
#[derive(Default)]
pub(crate) struct Waiting {
    held: Vec<IngestLine>,
    /// A file came that may describe others, those of earlier deliveries too.
    describes: bool,
}

impl Waiting {
    /// Whether a line waits. One does when a description could change how its file is read.
    pub(crate) fn takes(&mut self, line: &IngestLine) -> bool {
        let format = Format::from_word(&line.format);
        self.describes |= matches!(format, Some(Format::FormatFile | Format::SqlDump));
        let exported = [".bcp", ".dat"].iter().any(|ending| line.path.to_ascii_lowercase().ends_with(ending));
        let may_change = exported || matches!(format, Some(Format::Bcp | Format::Binary)) || DOUBTS.iter().any(|code| line.issues.contains_key(*code));
        if may_change {
            self.held.push(line.clone());
        }
        may_change
    }

    /// The lines that waited, as they were.
    pub(crate) fn release(self, each: &mut dyn FnMut(&IngestLine)) {
        self.held.iter().for_each(each);
    }

    /// Reads again what other files describe, and tells every line that waited as its file is read now.
    pub(crate) fn settle(self, workspace: &Workspace, side: &str, now_ms: u64, each: &mut dyn FnMut(&IngestLine)) -> Result<()> {
        if self.held.is_empty() && !self.describes {
            return Ok(());
        }
        let mut lines: BTreeMap<String, IngestLine> = self.held.into_iter().map(|line| (line.path.clone(), line)).collect();
        let waiting: BTreeSet<String> = lines.keys().cloned().collect();
        let (declared, kept) = (layouts(workspace)?, all_kept(workspace)?);
        let mut beside = Beside::new(workspace, side)?;
        let mut came = Reread::default();
        for artifact in workspace.store().artifacts(side)? {
            let concerned = waiting.contains(&artifact.path) || self.describes && may_be_described(workspace, &artifact)?;
            if !concerned || artifact.run.is_some() || declared.of(&artifact.path).is_some() {
                continue;
            }
            let Some(layout) = beside.layout(&artifact)? else { continue };
            if kept.get(&artifact.id) != Some(&layout) {
                let mut read = |line: &IngestLine| drop(lines.insert(line.path.clone(), line.clone()));
                anew(workspace, artifact, Some(&layout), &declared, now_ms, &mut came, &mut read)?;
            }
        }
        lines.values().for_each(each);
        Ok(())
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
    side: String,
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
        for artifact in workspace.store().artifacts(side)?.into_iter().filter(|a| a.run.is_none()) {
            match Format::from_word(&artifact.format) {
                Some(Format::FormatFile) => drop(format_files.insert(place(&artifact.path), artifact)),
                Some(Format::SqlDump) => drop(dumps.insert(artifact.id, artifact)),
                _ => {}
            }
        }
        Ok(Self { workspace, side: side.into(), format_files, dumps, tables: None, definitions: BTreeMap::new() })
    }

    /// How an artifact is to be read by what stands beside it; none where nothing says it, or the file says it itself.
    pub(crate) fn layout(&mut self, artifact: &ArtifactRow) -> Result<Option<Layout>> {
        let rows = [Format::Bcp, Format::Binary, Format::Csv, Format::FixedWidth, Format::Text];
        if !Format::from_word(&artifact.format).is_some_and(|format| rows.contains(&format)) {
            return Ok(None);
        }
        if let Some(described_by) = self.format_files.get(&place(&artifact.path)) {
            let mut reader = self.workspace.store().read_blob(&described_by.blob, "artifact")?;
            if let Some(layout) = layout_by_format_file(&mut reader, &described_by.path)? {
                return Ok(Some(layout));
            }
        }
        if artifact.format != Format::Csv.word() || self.dumps.is_empty() {
            return Ok(None);
        }
        self.by_definition(artifact)
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
            for relation in self.workspace.store().relations_of_side(&self.side)? {
                if self.dumps.contains_key(&relation.artifact) {
                    tables.entry(table_name(&relation.name)).or_default().insert(relation.artifact);
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
