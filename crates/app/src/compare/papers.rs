//! Documents and scans as notes: what an RTF, PDF, HTML or DOCX, an e-mail or the recognised text of a picture says, for the chart that it is filed under.
//!
//! They are held against both books and stand in neither. Only what is filed under a patient and names nobody else speaks; its day is that of the statement
//! of the chart that names the file. A text is read when its patient is judged and let go after. Legacy side only: there alone documents are filed.

use crate::filing::Filing;
use crate::source::items;
use crate::{Result, Workspace};
use discovery::file_name;
use formats::Item;
use model::{Aspect, Fact, How, Kind, Origin, Statement, Value};
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use store::ArtifactRow;

/// The documents of each patient.
pub(crate) struct Papers<'a> {
    workspace: &'a Workspace,
    by_patient: HashMap<String, Vec<ArtifactRow>>,
    paths: HashMap<u32, String>,
}

impl<'a> Papers<'a> {
    /// Those of the legacy side. Where there are no documents nobody is asked how they are filed.
    pub(crate) fn of(workspace: &'a Workspace) -> Result<Self> {
        let mut papers = Self { workspace, by_patient: HashMap::new(), paths: HashMap::new() };
        let documents = workspace.store().artifacts("legacy")?.into_iter().filter(Filing::is_about);
        let documents: HashMap<String, ArtifactRow> = documents.map(|a| (a.token.clone(), a)).collect();
        if documents.is_empty() {
            return Ok(papers);
        }
        let filing: Arc<Filing> = workspace.filing()?;
        for (line, patient) in filing.with_words() {
            if let Some(artifact) = documents.get(&line.artifact) {
                papers.paths.insert(artifact.id, artifact.path.clone());
                papers.by_patient.entry(patient.to_string()).or_default().push(artifact.clone());
            }
        }
        Ok(papers)
    }

    /// What the documents of a patient say, each as a note.
    pub(crate) fn of_patient(&self, key: &str, chart: &[Statement]) -> Result<Vec<Statement>> {
        let mut notes = Vec::new();
        for artifact in self.by_patient.get(key).into_iter().flatten() {
            let mut text = String::new();
            items(self.workspace, artifact, &mut |item| {
                if let Item::Record(record) = item
                    && record.relation == "document"
                {
                    text = record.get("text").unwrap_or("").to_string();
                }
                ControlFlow::Continue(())
            })?;
            if !text.trim().is_empty() {
                notes.push(note(artifact, key, text, chart));
            }
        }
        Ok(notes)
    }

    /// Where a note of these stands.
    pub(crate) fn path(&self, note: &Statement) -> &str {
        self.paths.get(&note.origin.artifact).map_or("", String::as_str)
    }
}

fn note(artifact: &ArtifactRow, key: &str, text: String, chart: &[Statement]) -> Statement {
    let fact = |aspect: Aspect, value: Value| Fact { aspect, value, place: 0, how: How::Derived };
    let mut facts = vec![fact(Aspect::Body, Value::Text(text))];
    let day = chart.iter().find(|s| names(s, &artifact.path)).and_then(Statement::when);
    facts.extend(day.map(|day| fact(Aspect::Effective, Value::Date(day))));
    Statement { kind: Kind::Note, patient: key.to_string(), origin: Origin { artifact: artifact.id, relation: 0, line: 1, reference: String::new() }, facts }
}

/// Whether a statement is about a file.
fn names(statement: &Statement, path: &str) -> bool {
    let name = file_name(path);
    let is_it = |fact: &Fact| matches!(&fact.value, Value::Text(text) | Value::Key(text) if file_name(text) == name);
    matches!(statement.kind, Kind::Note | Kind::Document) && !name.is_empty() && statement.facts.iter().any(is_it)
}
