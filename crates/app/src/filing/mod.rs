//! Where documents are filed, against whom they name: the document under another patient's chart, the one that no table lists,
//! the one that tables or records name and nobody delivered.
//!
//! Filed is what a table says, else a record that names the file, else the record or the document that it stands in, else a
//! patient's key in the names of file and folders. Whom a document names comes from its pages (`facts`), read or recognised, linked by `identity`. Results
//! are as old as the store's state: `Workspace::filing` keeps them. A verdict is a task for people and moves nothing.
//!
//! There may be millions of documents: what is known of each, and what comes of it, stands on shelves on disk. What must stay true: nothing is held in
//! memory that grows with documents, but hashes of their names while it is looked for which tables list them ([`discovery::DocumentNames`]). Only whoever
//! reads documents as notes asks for all that have words at once ([`Filing::with_words`]).

mod index;
mod people;
mod pointers;
mod verdict;

pub use verdict::VERDICTS;

use crate::facts::{Facts, FactsReader, is_filed};
use crate::source::items;
use crate::{AppError, Result, Workspace};
use discovery::Corner;
use formats::{Format, Item};
use index::{Index, Said};
use people::{People, read_back, written};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::ControlFlow;
use std::sync::{Mutex, MutexGuard, PoisonError};
use store::{ArtifactRow, InsideRow, Pages, ScanRow, Scratch};
use verdict::{Case, Filed, Judged, MISSING, NOBODY, RIGHT, TWO, WRONG, judge};

/// What tables and records say of a document, by the number of its artifact.
const SAID: u8 = 1;
/// Documents by the names that a table may use.
const DOCUMENT_NAME: u8 = 2;
const DOCUMENT_STEM: u8 = 3;
const DOCUMENT_END: u8 = 4;
/// All files by the names that a record may use.
const ANY_NAME: u8 = 5;
const ANY_STEM: u8 = 6;
const ANY_END: u8 = 7;
/// Files by the name by which records refer to them, in the file around them and of all.
const BESIDE: u8 = 8;
const ALONE: u8 = 9;
/// SHA-1 of the files of which records state one.
const HASH: u8 = 10;
/// Under whom each PDF and e-mail is filed, with where that is said, by its path: the files inside it are its.
const AROUND: u8 = 11;
/// How many documents have the same bytes, and how many bytes the same text.
const SAME_BYTES: u8 = 12;
const SAME_TEXT: u8 = 13;
/// Different bytes by text, and patients under whom copies are filed.
const BYTES_OF_TEXT: u8 = 14;
const FILED_COPIES: u8 = 15;
/// Of what is kept: the lines by their number, each with what its copies have in common, and the documents that hang on a patient by their tokens.
const LINE: u8 = 1;
const HANGS: u8 = 2;

/// Letters of the shortest part of a path that is taken for a key.
const KEY_LENGTH_MIN: usize = 4;

/// One document, as the command line prints it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DocumentLine {
    /// Token of the artifact, empty for one that was not delivered.
    pub artifact: String,
    /// Path as ingested; as a table or record writes it for one that was not delivered.
    pub path: String,
    /// Format, empty when it was not delivered.
    pub format: String,
    /// Pages, 0 when unknown.
    pub pages: u64,
    /// How its text came: `layer`, `ocr`, `layer and ocr`, `none`.
    pub text: String,
    /// Of recognised text, 0 to 100.
    pub confidence: Option<u8>,
    /// `filed right`, `filed under another patient`, `no patient named`, `names two patients`, `not indexed`, `indexed but missing`.
    pub verdict: String,
    /// Key of the chart that it names.
    pub linked: Option<String>,
    /// How sure that is, to 1.
    pub score: f64,
    /// Keys of both charts, for a document that names two.
    pub between: Vec<String>,
    /// Key of the chart under which it is filed.
    pub filed: Option<String>,
    /// `index`, `record`, `attachment`, `path`, or empty.
    pub filed_by: String,
    /// Where that is said.
    pub filed_at: String,
    /// Why, in words without content.
    pub evidence: Vec<String>,
    /// Other documents with the same bytes.
    pub same_bytes: u64,
    /// Other documents of other bytes with the same text.
    pub same_text: u64,
}

/// What was found of all documents.
#[derive(Debug)]
pub(crate) struct Filing {
    /// Lines of the documents by path, then of those that were not delivered.
    shelves: Mutex<Scratch>,
    /// Documents that were delivered.
    delivered: u64,
    /// Those of them whose filing somebody has to look at: under another patient, or of two.
    grave: u64,
    /// For those not delivered: artifact of the table or record, relation and field; in the order of the lines.
    pub indexes: Vec<(String, String, String)>,
    /// Rows of files that were not delivered by table: token of the artifact, relation, field, rows.
    missing: Vec<(String, String, String, u64)>,
}

/// Every document of the legacy side, one line each, all of them at once.
pub fn document_lines(workspace: &Workspace) -> Result<Vec<DocumentLine>> {
    let mut lines = Vec::new();
    each_document(workspace, &mut |line| lines.push(line))?;
    Ok(lines)
}

/// The same one after the other.
pub fn each_document(workspace: &Workspace, each: &mut dyn FnMut(DocumentLine)) -> Result<()> {
    workspace.filing()?.each(&mut |line| {
        each(line);
        Ok(())
    })
}

/// The documents of the legacy side, by path.
fn documents(workspace: &Workspace) -> impl Iterator<Item = Result<ArtifactRow>> {
    let all = workspace.store().walk_artifacts("legacy").map(|artifact| artifact.map_err(AppError::from));
    all.filter(|artifact| !matches!(artifact, Ok(artifact) if !Filing::is_about(artifact)))
}

/// What is known of the files around a file.
struct Around<'a> {
    workspace: &'a Workspace,
    scratch: &'a Scratch,
}

impl Around<'_> {
    /// The patient of the nearest record or document around a file.
    fn patient(&self, path: &str, people: &People) -> Result<Option<Filed>> {
        let filed = |patient: String, place: String| Filed { patient, by: "attachment".into(), place };
        let mut inner = path;
        while let Some((outer, _)) = inner.rsplit_once("!/") {
            if let Some(inside) = self.inside(inner)?
                && let Some(patient) = people.find(&inside.patient)?
            {
                return Ok(Some(filed(patient, format!("{outer}:{}:{}", inside.line, inside.place))));
            }
            if let Some(document) = self.scratch.get(AROUND, outer)? {
                let document: Filed = read_back(&document)?;
                return Ok(Some(filed(document.patient, document.place)));
            }
            if let Some(artifact) = self.workspace.store().artifact_at("legacy", outer)?
                && let Some(patient) = people.of_artifact(artifact.id)?
            {
                return Ok(Some(filed(patient, outer.to_string())));
            }
            inner = outer;
        }
        Ok(None)
    }

    /// Where a file stood, when it was taken out of a record.
    fn inside(&self, path: &str) -> Result<Option<InsideRow>> {
        let store = self.workspace.store();
        match store.artifact_at("legacy", path)? {
            Some(artifact) => Ok(store.inside_of(artifact.id)?),
            None => Ok(None),
        }
    }

    /// A document comes before the files inside it, since its path begins theirs.
    fn note(&self, artifact: &ArtifactRow, filed: &[Filed]) -> Result<()> {
        match filed.first().filter(|_| Format::from_word(&artifact.format).is_some_and(Format::holds_others)) {
            Some(first) => Ok(self.scratch.put(AROUND, &artifact.path, &written(first)?)?),
            None => Ok(()),
        }
    }
}

/// Checks every document of the legacy side.
pub(crate) fn check(workspace: &Workspace) -> Result<Filing> {
    let people = people::people(workspace)?;
    let scratch = workspace.store().scratch()?;
    let mut index = index::read(workspace, &scratch, &people)?;
    pointers::add(workspace, &scratch, &mut index, &people)?;
    let mut copies = Copies { scratch: &scratch, are_across: false };
    for artifact in documents(workspace) {
        let artifact = artifact?;
        copies.note(&artifact, &facts(workspace, &artifact)?.same_text)?;
    }
    let mut filing = Filing { shelves: Mutex::new(workspace.store().scratch()?), delivered: 0, grave: 0, indexes: Vec::new(), missing: Vec::new() };
    let around = Around { workspace, scratch: &scratch };
    for artifact in documents(workspace) {
        let artifact = artifact?;
        let facts = facts(workspace, &artifact)?;
        let judged = judged(&artifact, &facts, index.said(artifact.id)?, &around, &people)?;
        let line = line(&artifact, &facts, judged, copies.of_one(&artifact, &facts.same_text)?);
        let shared = if facts.same_text.is_empty() { &artifact.sha256 } else { &facts.same_text };
        copies.filed(shared, line.filed.as_deref())?;
        filing.take(&line, shared)?;
    }
    if copies.are_across {
        filing.tell_across(&copies)?;
    }
    filing.list_missing(workspace, index)?;
    Ok(filing)
}

/// One document judged, by all that is known of it.
fn judged(artifact: &ArtifactRow, facts: &Facts, said: Said, around: &Around<'_>, people: &People) -> Result<Judged> {
    let Said { filed: said, is_unknown_key, doubts, are_more } = said;
    let filed = filed(artifact, said, around, people)?;
    around.note(artifact, &filed)?;
    let (roster, headers, are_all) = people.around(&facts.headers, &filed)?;
    let mut judged = judge(&Case { headers, text_by: &facts.text_by, filed: &filed, unknown_key: is_unknown_key && filed.is_empty() }, &roster);
    judged.evidence.extend(doubts);
    if are_more {
        judged.evidence.push("more tables and records file it than it is held against".into());
    }
    if !are_all {
        judged.evidence.push("more charts have its number, or its name and birth date, than it is held against".into());
    }
    if roster.is_any_full() {
        judged.evidence.push("a chart that it is held against has more names, birth dates or numbers than are told apart".into());
    }
    Ok(judged)
}

/// Facts of a document. Those that an earlier version did not keep are gathered now and kept.
fn facts(workspace: &Workspace, artifact: &ArtifactRow) -> Result<Facts> {
    let kept = workspace.store().scan_facts(&artifact.sha256)?;
    kept.and_then(|text| Facts::read(&text)).map_or_else(|| gathered(workspace, artifact), Ok)
}

fn gathered(workspace: &Workspace, artifact: &ArtifactRow) -> Result<Facts> {
    let Some(mut reader) = Format::from_word(&artifact.format).and_then(FactsReader::of) else { return Ok(Facts::default()) };
    items(workspace, artifact, &mut |item| {
        if let Item::Record(record) = item {
            reader.record(record);
        }
        ControlFlow::Continue(())
    })?;
    let facts = reader.finish();
    let recognised = workspace.store().recognised(&artifact.sha256)?;
    workspace.store().keep_scan(&ScanRow { sha256: artifact.sha256.clone(), facts: facts.written()?, recognised })?;
    Ok(facts)
}

/// Under whom a document is filed, by every source, those of greater weight first.
fn filed(artifact: &ArtifactRow, said: Vec<Filed>, around: &Around<'_>, people: &People) -> Result<Vec<Filed>> {
    // What tables say came first.
    let mut filed = said;
    filed.extend(around.patient(&artifact.path, people)?);
    // The name of a file that stood in a record is made of its place there and says nothing of a patient.
    let named = match artifact.path.rsplit_once("!/") {
        Some((outer, _)) if around.workspace.store().inside_of(artifact.id)?.is_some() => outer,
        _ => artifact.path.as_str(),
    };
    if let Some(patient) = key_in_path(named, people)? {
        filed.push(Filed { patient, by: "path".into(), place: artifact.path.clone() });
    }
    Ok(filed)
}

/// The one patient whose key or number stands in the names of a file and its folders.
fn key_in_path(path: &str, people: &People) -> Result<Option<String>> {
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    let parts = stem.split(['/', '\\', '!']);
    let words = stem.split(|c: char| !c.is_alphanumeric());
    let may_be_key = |part: &&str| part.len() >= KEY_LENGTH_MIN && part.bytes().any(|b| b.is_ascii_digit()) && !is_dated(part);
    let mut found = BTreeSet::new();
    for part in parts.chain(words).filter(may_be_key) {
        found.extend(people.chart(part)?);
    }
    Ok(found.pop_first().filter(|_| found.is_empty()))
}

/// A year, or a day without separators: names of folders more often than keys.
fn is_dated(part: &str) -> bool {
    let year = |text: &str| text.parse::<u32>().is_ok_and(|y| (1900..=2100).contains(&y));
    let whole = part.len() == 8 && part.bytes().all(|b| b.is_ascii_digit()) && model::Date::parse_hl7(part).is_some();
    (part.len() == 4 && year(part)) || (whole && part.get(..4).is_some_and(year))
}

/// How often bytes and texts stand.
struct Copies<'s> {
    scratch: &'s Scratch,
    /// Copies of one are filed under several patients.
    are_across: bool,
}

impl Copies<'_> {
    fn note(&self, artifact: &ArtifactRow, text: &str) -> Result<()> {
        self.count(SAME_BYTES, &artifact.sha256)?;
        if !text.is_empty() && self.scratch.add(BYTES_OF_TEXT, text, &artifact.sha256)? {
            self.count(SAME_TEXT, text)?;
        }
        Ok(())
    }

    fn count(&self, shelf: u8, key: &str) -> Result<()> {
        let count = self.counted(shelf, key)? + 1;
        Ok(self.scratch.put(shelf, key, &count.to_be_bytes())?)
    }

    fn counted(&self, shelf: u8, key: &str) -> Result<u64> {
        let count = self.scratch.get(shelf, key)?;
        Ok(count.and_then(|count| <[u8; 8]>::try_from(count.as_slice()).ok()).map_or(0, u64::from_be_bytes))
    }

    /// Others with the same bytes, and others with the same text in other bytes.
    fn of_one(&self, artifact: &ArtifactRow, text: &str) -> Result<(u64, u64)> {
        let (bytes, text) = (self.counted(SAME_BYTES, &artifact.sha256)?, self.counted(SAME_TEXT, text)?);
        Ok((bytes.saturating_sub(1), text.saturating_sub(1)))
    }

    /// Notes under whom one is filed, by what its copies have in common.
    fn filed(&mut self, shared: &str, patient: Option<&str>) -> Result<()> {
        if let Some(patient) = patient
            && self.scratch.add(FILED_COPIES, shared, patient)?
        {
            self.are_across |= self.is_across(shared)?;
        }
        Ok(())
    }

    fn is_across(&self, shared: &str) -> Result<bool> {
        Ok(self.scratch.texts(FILED_COPIES, shared, 2)?.len() > 1)
    }
}

/// A number as a key that sorts as numbers do.
fn place(number: u64) -> String {
    format!("{number:016x}")
}

fn line(artifact: &ArtifactRow, facts: &Facts, judged: Judged, (same_bytes, same_text): (u64, u64)) -> DocumentLine {
    let (filed, filed_by, filed_at) = judged.filed.map_or_else(Default::default, |f| (Some(f.patient), f.by, f.place));
    DocumentLine {
        artifact: artifact.token.clone(),
        path: artifact.path.clone(),
        format: artifact.format.clone(),
        pages: facts.pages,
        text: facts.text_by.clone(),
        confidence: facts.confidence,
        verdict: judged.verdict.into(),
        linked: judged.linked,
        score: judged.score,
        between: judged.between,
        filed,
        filed_by,
        filed_at,
        evidence: judged.evidence,
        same_bytes,
        same_text,
    }
}

impl Filing {
    /// Whether an artifact is a document that is filed under a patient.
    pub(crate) fn is_about(artifact: &ArtifactRow) -> bool {
        Format::from_word(&artifact.format).is_some_and(is_filed)
    }

    fn shelves(&self) -> MutexGuard<'_, Scratch> {
        self.shelves.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a line behind those that are there.
    fn put(&self, number: u64, line: &DocumentLine, shared: &str) -> Result<()> {
        Ok(self.shelves().put(LINE, &place(number), &written(&(line, shared))?)?)
    }

    /// Takes a document that was delivered, with what its copies have in common.
    fn take(&mut self, line: &DocumentLine, shared: &str) -> Result<()> {
        self.put(self.delivered, line, shared)?;
        if line.filed.is_some() || line.linked.is_some() {
            self.shelves().put(HANGS, &line.artifact, &[])?;
        }
        self.delivered += 1;
        self.grave += u64::from(line.is_grave());
        Ok(())
    }

    /// A copy under another patient is said: of a form that is no matter, of a letter it is.
    fn tell_across(&self, copies: &Copies<'_>) -> Result<()> {
        let (shelves, mut pages) = (self.shelves(), Pages::of(LINE));
        while let Some(page) = pages.next(&shelves)? {
            for (number, line) in page {
                let (mut line, shared): (DocumentLine, String) = read_back(&line)?;
                if line.filed.is_some() && copies.is_across(&shared)? {
                    line.evidence.push("a copy of it is filed under another patient".into());
                    shelves.put(LINE, &number, &written(&(line, shared))?)?;
                }
            }
        }
        Ok(())
    }

    /// Gives the line of each document by path, then of those that were not delivered. Nothing is locked while one is looked at.
    pub(crate) fn each(&self, each: &mut dyn FnMut(DocumentLine) -> Result<()>) -> Result<()> {
        let mut pages = Pages::of(LINE);
        loop {
            let page = pages.next(&self.shelves())?;
            let Some(page) = page else { return Ok(()) };
            for (_, line) in page {
                let (line, _): (DocumentLine, String) = read_back(&line)?;
                each(line)?;
            }
        }
    }

    /// One of these lines, by its number among them.
    pub(crate) fn line(&self, number: u64) -> Result<Option<DocumentLine>> {
        let Some(line) = self.shelves().get(LINE, &place(number))? else { return Ok(None) };
        let (line, _): (DocumentLine, String) = read_back(&line)?;
        Ok(Some(line))
    }

    /// Whether a document is filed under a patient, or names one for certain, by its token.
    pub(crate) fn reaches(&self, token: &str) -> Result<bool> {
        Ok(self.shelves().get(HANGS, token)?.is_some())
    }

    /// Documents with a text that are filed under a patient and name nobody else, by their tokens, with the patient's key.
    pub(crate) fn with_words(&self) -> Result<HashMap<String, String>> {
        let mut found = HashMap::new();
        self.each(&mut |line| {
            if matches!(line.verdict.as_str(), RIGHT | NOBODY) && line.text != "none" {
                found.extend(line.filed.map(|patient| (line.artifact, patient)));
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// Lines of the documents that tables or records name and nobody delivered.
    fn list_missing(&mut self, workspace: &Workspace, index: Index<'_>) -> Result<()> {
        let mut tokens: HashMap<u32, String> = HashMap::new();
        let mut holders: BTreeMap<(String, String), String> = BTreeMap::new();
        for entry in index.missing {
            let token = match tokens.get(&entry.artifact) {
                Some(token) => token.clone(),
                None => {
                    let token = workspace.store().artifact_by_id(entry.artifact)?.map(|a| a.token).unwrap_or_default();
                    tokens.insert(entry.artifact, token.clone());
                    token
                }
            };
            holders.entry(entry.field.clone()).or_insert_with(|| token.clone());
            let said = match entry.by {
                "index" => "a table names it, and no file of the delivery is called so",
                _ => "a record names it, and the delivery does not hold it",
            };
            let line = DocumentLine {
                path: entry.value,
                text: "none".into(),
                verdict: MISSING.into(),
                filed: entry.patient.filter(|_| entry.known),
                filed_by: entry.by.into(),
                filed_at: entry.place,
                evidence: vec![said.into()],
                ..DocumentLine::default()
            };
            self.put(self.count(), &line, "")?;
            self.indexes.push((token, entry.field.0, entry.field.1));
        }
        for ((relation, field), rows) in index.missing_rows {
            let token = holders.get(&(relation.clone(), field.clone())).cloned().unwrap_or_default();
            self.missing.push((token, relation, field, rows));
        }
        Ok(())
    }

    /// Documents, those included that were not delivered.
    pub(crate) fn count(&self) -> u64 {
        self.delivered + self.indexes.len() as u64
    }

    /// Documents that were delivered.
    pub(crate) fn delivered(&self) -> u64 {
        self.delivered
    }

    /// Documents whose filing somebody has to look at: under another patient, or of two.
    pub(crate) fn grave(&self) -> u64 {
        self.grave
    }

    /// Hidden corners: each document that is filed wrong, each table or relation of records whose files are not there.
    pub(crate) fn corners(&self) -> Result<Vec<Corner>> {
        let mut corners = Vec::new();
        self.each(&mut |d| {
            let (kind, words) = match d.verdict.as_str() {
                WRONG => ("document of another patient", "it names one patient and is filed under another: in the destination it would stand in the wrong chart"),
                TWO => ("document of two patients", "its pages name two patients: wherever it is filed, one chart holds what is another's"),
                _ => return Ok(()),
            };
            corners.push(Corner::of_documents(kind, (d.artifact.as_str(), d.path.as_str()), ("", ""), words.into(), d.evidence.join("; ")));
            Ok(())
        })?;
        let missing = self.missing.iter().map(|(token, relation, field, rows)| {
            let words = format!("{field} of {relation} names documents that the delivery does not hold");
            Corner::of_documents("documents not delivered", (token.as_str(), ""), (relation.as_str(), field.as_str()), words, format!("{rows} rows"))
        });
        corners.extend(missing);
        Ok(corners)
    }
}

impl DocumentLine {
    /// Whether somebody has to look at its filing: under another patient, or of two.
    pub(crate) fn is_grave(&self) -> bool {
        self.verdict == WRONG || self.verdict == TWO
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_in_a_path_is_no_key() {
        assert!(is_dated("2014") && is_dated("20140131"));
        assert!(!is_dated("10000020") && !is_dated("0014") && !is_dated("M-2014"));
    }
}
