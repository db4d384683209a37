//! Documents and scans as notes: what an RTF, PDF, HTML or DOCX, an e-mail or the recognised text of a picture says, for the chart that it is filed under.
//!
//! They are held against books and stand in none. On the legacy side only what is filed under a patient and names nobody else speaks, on the destination's
//! what stood inside a record of the patient. The day of one is that of the statement made of the record around it, or of the one that names the file. A text is read when its
//! patient is judged and let go after.

use crate::filing::Filing;
use crate::source::items;
use crate::{Result, Workspace};
use discovery::file_name;
use formats::Item;
use model::{Aspect, Fact, How, Kind, Origin, Side, Statement, Value};
use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;
use store::{ArtifactRow, InsideRow};

/// The documents of each patient.
pub(crate) struct Papers<'a> {
    workspace: &'a Workspace,
    by_patient: HashMap<String, Vec<Paper>>,
    paths: HashMap<u32, String>,
    /// Under whom each document is filed, by its token.
    filed: HashMap<String, String>,
}

/// One document.
struct Paper {
    artifact: ArtifactRow,
    /// Artifact and line of the record that it stood in.
    record: Option<(u32, u64)>,
}

impl<'a> Papers<'a> {
    /// Those of a side. Where there are no documents nobody is asked how they are filed.
    pub(crate) fn of(workspace: &'a Workspace, side: Side) -> Result<Self> {
        Self::filed_by(workspace, side, |insides, documents| match side {
            Side::Legacy => workspace.filing()?.with_words(),
            Side::Destination => Ok(documents.iter().filter_map(|a| Some((a.token.clone(), insides.get(&a.id)?.patient.clone()))).filter(|(_, patient)| !patient.is_empty()).collect()),
        })
    }

    /// Those of the legacy side as they were filed.
    pub(super) fn as_filed(workspace: &'a Workspace, filed: HashMap<String, String>) -> Result<Self> {
        Self::filed_by(workspace, Side::Legacy, |_, _| Ok(filed))
    }

    /// Under whom each document is filed, by its token.
    pub(super) fn filed(&self) -> &HashMap<String, String> {
        &self.filed
    }

    fn filed_by(workspace: &'a Workspace, side: Side, filed_by: impl FnOnce(&BTreeMap<u32, InsideRow>, &[&ArtifactRow]) -> Result<HashMap<String, String>>) -> Result<Self> {
        let mut papers = Self { workspace, by_patient: HashMap::new(), paths: HashMap::new(), filed: HashMap::new() };
        let artifacts = workspace.store().artifacts(side.word())?;
        let documents: Vec<&ArtifactRow> = artifacts.iter().filter(|a| Filing::is_about(a)).collect();
        if documents.is_empty() {
            return Ok(papers);
        }
        let insides = workspace.store().insides(side.word())?;
        let ids: HashMap<&str, u32> = artifacts.iter().map(|a| (a.path.as_str(), a.id)).collect();
        papers.filed = filed_by(&insides, &documents)?;
        for artifact in documents {
            let Some(patient) = papers.filed.get(&artifact.token).cloned() else { continue };
            let outer = artifact.path.rsplit_once("!/").and_then(|(outer, _)| ids.get(outer).copied());
            let record = outer.zip(insides.get(&artifact.id).map(|inside| inside.line));
            papers.paths.insert(artifact.id, artifact.path.clone());
            papers.by_patient.entry(patient).or_default().push(Paper { artifact: artifact.clone(), record });
        }
        Ok(papers)
    }

    /// What the documents of a patient say, each as a note.
    pub(crate) fn of_patient(&self, key: &str, chart: &[Statement]) -> Result<Vec<Statement>> {
        let mut notes = Vec::new();
        for paper in self.by_patient.get(key).into_iter().flatten() {
            let mut text = String::new();
            items(self.workspace, &paper.artifact, &mut |item| {
                if let Item::Record(record) = item
                    && record.relation == "document"
                {
                    text = record.get("text").unwrap_or("").to_string();
                }
                ControlFlow::Continue(())
            })?;
            if !text.trim().is_empty() {
                notes.push(note(paper, key, text, chart));
            }
        }
        Ok(notes)
    }

    /// Where a note of these stands.
    pub(crate) fn path(&self, note: &Statement) -> &str {
        self.paths.get(&note.origin.artifact).map_or("", String::as_str)
    }
}

fn note(paper: &Paper, key: &str, text: String, chart: &[Statement]) -> Statement {
    let fact = |aspect: Aspect, value: Value| Fact { aspect, value, place: 0, how: How::Derived };
    let mut facts = vec![fact(Aspect::Body, Value::Text(text))];
    let day = chart.iter().find(|s| is_about(s, paper)).and_then(Statement::when);
    facts.extend(day.map(|day| fact(Aspect::Effective, Value::Date(day))));
    Statement { kind: Kind::Note, patient: key.to_string(), origin: Origin { artifact: paper.artifact.id, relation: 0, line: 1, reference: String::new() }, facts }
}

/// Whether a statement is made of the record around a document, or names its file.
fn is_about(statement: &Statement, paper: &Paper) -> bool {
    let name = file_name(&paper.artifact.path);
    let names = |fact: &Fact| matches!(&fact.value, Value::Text(text) | Value::Key(text) if file_name(text) == name);
    let around = paper.record.is_some_and(|(artifact, line)| statement.origin.artifact == artifact && statement.origin.line == line);
    matches!(statement.kind, Kind::Note | Kind::Document) && (around || (!name.is_empty() && statement.facts.iter().any(names)))
}
