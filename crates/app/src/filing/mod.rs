//! Where documents are filed, against whom they name: the document under another patient's chart, the one that no table lists,
//! the one that tables or records name and nobody delivered.
//!
//! Filed is what a table says, else a record that names the file, else the record or the document that it stands in, else a
//! patient's key in the names of file and folders. Whom a document names comes from its pages (`facts`), read or recognised, linked by `identity`. Results
//! are as old as the store's state: `Workspace::filing` keeps them. A verdict is a task for people and moves nothing.

mod index;
mod pointers;
mod verdict;

pub(crate) use verdict::VERDICTS;

use crate::book::hash;
use crate::facts::{Facts, FactsReader, is_filed};
use crate::knowledge::says_the_same;
use crate::source::items;
use crate::{Result, Workspace, quiet};
use discovery::Corner;
use formats::{Format, Item};
use identity::Roster;
use index::Index;
use model::{Aspect, Kind, Side, Statement};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::ControlFlow;
use store::{ArtifactRow, InsideRow, ScanRow};
use verdict::{Case, Filed, Judged, MISSING, NOBODY, RIGHT, TWO, WRONG, judge};

/// Letters of the shortest part of a path that is taken for a key.
const KEY_LENGTH_MIN: usize = 4;

/// One document, as the command line prints it.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
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
#[derive(Debug, Default)]
pub(crate) struct Filing {
    /// The documents, by path; then those that were not delivered.
    pub documents: Vec<DocumentLine>,
    /// For those not delivered: artifact of the table or record, relation and field; in the order of the lines.
    pub indexes: Vec<(String, String, String)>,
    /// Rows of files that were not delivered by table: token of the artifact, relation, field, rows.
    missing: Vec<(String, String, String, u64)>,
}

/// Every document of the legacy side, one line each.
pub fn document_lines(workspace: &Workspace) -> Result<Vec<DocumentLine>> {
    Ok(workspace.filing()?.documents.clone())
}

/// Who there is, and whose the clinical documents are.
struct People {
    roster: Roster,
    /// Patients of each artifact that a built-in reading reads.
    by_artifact: HashMap<u32, BTreeSet<String>>,
    /// Keys of documents and messages that are another name of a patient of the tables.
    other_names: HashMap<String, String>,
}

impl People {
    /// The patient whom a record names, by whatever key it has.
    fn find(&self, written: &str) -> Option<&str> {
        let written = written.trim();
        if written.is_empty() { None } else { self.roster.find(self.other_names.get(written).map_or(written, String::as_str)) }
    }
}

/// What is known of the files around a file.
struct Around<'a> {
    by_path: HashMap<&'a str, u32>,
    insides: BTreeMap<u32, InsideRow>,
    /// Under whom each PDF and e-mail is filed, with where that is said: the files inside it are its.
    filed: HashMap<&'a str, Filed>,
}

impl Around<'_> {
    /// The patient of the nearest record or document around a file.
    fn patient(&self, path: &str, people: &People) -> Option<Filed> {
        let mut inner = path;
        loop {
            let outer = inner.rsplit_once("!/").map(|(outer, _)| outer);
            if let Some(inside) = self.by_path.get(inner).and_then(|id| self.insides.get(id))
                && let Some(patient) = people.find(&inside.patient)
            {
                return Some(Filed { patient: patient.to_string(), by: "attachment", place: format!("{}:{}:{}", outer.unwrap_or(""), inside.line, inside.place) });
            }
            let outer = outer?;
            if let Some(filed) = self.filed.get(outer) {
                return Some(Filed { by: "attachment", ..filed.clone() });
            }
            let patients = self.by_path.get(outer).and_then(|id| people.by_artifact.get(id)).filter(|p| p.len() == 1);
            if let Some(patient) = patients.and_then(|p| p.first()) {
                return Some(Filed { patient: patient.clone(), by: "attachment", place: outer.to_string() });
            }
            inner = outer;
        }
    }
}

/// Checks every document of the legacy side.
pub(crate) fn check(workspace: &Workspace) -> Result<Filing> {
    let artifacts = workspace.store().artifacts("legacy")?;
    let documents: Vec<&ArtifactRow> = artifacts.iter().filter(|a| Filing::is_about(a)).collect();
    let people = people(workspace)?;
    let paths: HashMap<u32, &str> = artifacts.iter().map(|a| (a.id, a.path.as_str())).collect();
    let mut index = index::read(workspace, &documents, &paths, &people.roster)?;
    let insides = workspace.store().insides("legacy")?;
    pointers::add(workspace, &mut index, (&artifacts, &documents), &insides, &people)?;
    let mut around = Around { by_path: artifacts.iter().map(|a| (a.path.as_str(), a.id)).collect(), insides, filed: HashMap::new() };
    let facts = all_facts(workspace, &documents)?;
    let copies = Copies::of(&documents, &facts);
    let mut filing = Filing::default();
    for (at, (artifact, facts)) in documents.iter().zip(&facts).enumerate() {
        let entries = index.entries.remove(&at).unwrap_or_default();
        let unknown_key = entries.iter().any(|e| e.patient.is_some() && !e.known);
        let doubts: BTreeSet<&str> = entries.iter().flat_map(|e| e.doubts.iter().copied()).collect();
        let filed = filed(artifact, entries, &around, &people);
        // A document comes before the files inside it, since its path begins theirs.
        if let Some(first) = filed.first().filter(|_| Format::from_word(&artifact.format).is_some_and(Format::holds_others)) {
            around.filed.insert(artifact.path.as_str(), first.clone());
        }
        let mut judged = judge(&Case { headers: &facts.headers, text_by: &facts.text_by, filed: &filed, unknown_key: unknown_key && filed.is_empty() }, &people.roster);
        judged.evidence.extend(doubts.into_iter().map(str::to_string));
        filing.documents.push(line(artifact, facts, judged, copies.of_one(artifact, facts)));
    }
    copies.across_patients(&mut filing.documents, &documents, &facts);
    filing.list_missing(index, &artifacts);
    Ok(filing)
}

/// What of a person filing looks at.
const ASKED: [Aspect; 8] = [Aspect::Patient, Aspect::Status, Aspect::Replaces, Aspect::Mrn, Aspect::BirthDate, Aspect::Sex, Aspect::Family, Aspect::Given];
/// Keys that are remembered of one artifact: one with more is of several patients.
const KEYS_MAX: usize = 8;

/// The demographics of the legacy side as far as filing asks for them. A message repeats the patient: who is said again in the same words is held once.
#[derive(Default)]
struct Told {
    demographics: Vec<Statement>,
    /// Where those of a patient stand, by a digest of the key.
    of_patient: HashMap<u64, Vec<u32>>,
    by_artifact: HashMap<u32, BTreeSet<String>>,
}

impl Told {
    fn note(&mut self, mut statement: Statement) {
        statement.facts.retain(|fact| ASKED.contains(&fact.aspect));
        statement.facts.shrink_to_fit();
        statement.origin.reference = String::new();
        let is_built_in = statement.origin.relation == 0;
        if is_built_in {
            let keys = self.by_artifact.entry(statement.origin.artifact).or_default();
            if keys.len() <= KEYS_MAX {
                keys.insert(statement.patient.clone());
            }
        }
        // Of merges the last one counts, so that each is held in its order.
        let merges = statement.facts.iter().any(|fact| matches!(fact.aspect, Aspect::Patient | Aspect::Replaces));
        let known = self.of_patient.entry(hash(&statement.patient)).or_insert_with(|| Vec::with_capacity(1));
        let same = |other: &Statement| (other.origin.relation == 0) == is_built_in && says_the_same(other, &statement);
        if merges || !known.iter().filter_map(|at| self.demographics.get(*at as usize)).any(same) {
            known.push(self.demographics.len() as u32);
            self.demographics.push(statement);
        }
    }
}

/// Who there is. Documents and messages that name by record number whom the tables name by a key go by that key.
fn people(workspace: &Workspace) -> Result<People> {
    let wanted = crate::knowledge::holds_demographics(workspace, Side::Legacy)?;
    let mut told = Told::default();
    crate::book::read_statements(workspace, Side::Legacy, &*wanted, &quiet, &mut |statement, _| {
        if statement.kind == Kind::Demographic {
            told.note(statement);
        }
        ControlFlow::Continue(())
    })?;
    let Told { mut demographics, by_artifact, of_patient } = told;
    drop(of_patient);
    let other_names = identity::known_by(&demographics).0;
    let known_by = |key: String| other_names.get(&key).cloned().unwrap_or(key);
    for statement in &mut demographics {
        statement.patient = known_by(std::mem::take(&mut statement.patient));
    }
    let by_artifact = by_artifact.into_iter().map(|(artifact, keys)| (artifact, keys.into_iter().map(known_by).collect())).collect();
    Ok(People { roster: Roster::new(demographics), by_artifact, other_names })
}

/// Facts of the documents, in their order. Those that an earlier version did not keep are gathered now and kept.
fn all_facts(workspace: &Workspace, documents: &[&ArtifactRow]) -> Result<Vec<Facts>> {
    let kept = workspace.store().scan_facts("legacy")?;
    documents.iter().map(|a| kept.get(&a.sha256).and_then(|text| Facts::read(text)).map_or_else(|| gathered(workspace, a), Ok)).collect()
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
fn filed(artifact: &ArtifactRow, entries: Vec<index::Entry>, around: &Around<'_>, people: &People) -> Vec<Filed> {
    let mut filed: Vec<Filed> = Vec::new();
    // What tables say came first.
    for entry in entries.into_iter().filter(|e| e.known) {
        if let Some(patient) = entry.patient.filter(|p| !filed.iter().any(|f| f.patient == *p)) {
            filed.push(Filed { patient, by: entry.by, place: entry.place });
        }
    }
    filed.extend(around.patient(&artifact.path, people));
    // The name of a file that stood in a record is made of its place there and says nothing of a patient.
    let named = match artifact.path.rsplit_once("!/") {
        Some((outer, _)) if around.insides.contains_key(&artifact.id) => outer,
        _ => artifact.path.as_str(),
    };
    if let Some(patient) = key_in_path(named, &people.roster) {
        filed.push(Filed { patient, by: "path", place: artifact.path.clone() });
    }
    filed
}

/// The one patient whose key or number stands in the names of a file and its folders.
fn key_in_path(path: &str, roster: &Roster) -> Option<String> {
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    let parts = stem.split(['/', '\\', '!']);
    let words = stem.split(|c: char| !c.is_alphanumeric());
    let may_be_key = |part: &&str| part.len() >= KEY_LENGTH_MIN && part.bytes().any(|b| b.is_ascii_digit()) && !is_dated(part);
    let found: BTreeSet<&str> = parts.chain(words).filter(may_be_key).filter_map(|part| roster.find(part)).collect();
    let mut found = found.into_iter();
    match (found.next(), found.next()) {
        (Some(one), None) => Some(one.to_string()),
        _ => None,
    }
}

/// A year, or a day without separators: names of folders more often than keys.
fn is_dated(part: &str) -> bool {
    let year = |text: &str| text.parse::<u32>().is_ok_and(|y| (1900..=2100).contains(&y));
    let whole = part.len() == 8 && part.bytes().all(|b| b.is_ascii_digit()) && model::Date::parse_hl7(part).is_some();
    (part.len() == 4 && year(part)) || (whole && part.get(..4).is_some_and(year))
}

/// How often bytes and texts stand.
struct Copies {
    bytes: HashMap<String, u64>,
    /// Different bytes by text.
    text: HashMap<String, BTreeSet<String>>,
}

impl Copies {
    fn of(documents: &[&ArtifactRow], facts: &[Facts]) -> Self {
        let mut out = Self { bytes: HashMap::new(), text: HashMap::new() };
        for (artifact, facts) in documents.iter().zip(facts) {
            *out.bytes.entry(artifact.sha256.clone()).or_default() += 1;
            if !facts.same_text.is_empty() {
                out.text.entry(facts.same_text.clone()).or_default().insert(artifact.sha256.clone());
            }
        }
        out
    }

    /// Others with the same bytes, and others with the same text in other bytes.
    fn of_one(&self, artifact: &ArtifactRow, facts: &Facts) -> (u64, u64) {
        let bytes = self.bytes.get(&artifact.sha256).map_or(0, |n| n - 1);
        let text = self.text.get(&facts.same_text).map_or(0, |hashes| hashes.len() as u64 - 1);
        (bytes, text)
    }

    /// A copy under another patient is said: of a form that is no matter, of a letter it is.
    fn across_patients(&self, lines: &mut [DocumentLine], documents: &[&ArtifactRow], facts: &[Facts]) {
        let mut filed: HashMap<&str, BTreeSet<String>> = HashMap::new();
        let keys: Vec<&str> = documents.iter().zip(facts).map(|(a, f)| if f.same_text.is_empty() { a.sha256.as_str() } else { f.same_text.as_str() }).collect();
        for (line, key) in lines.iter().zip(&keys) {
            filed.entry(*key).or_default().extend(line.filed.clone());
        }
        for (line, key) in lines.iter_mut().zip(&keys) {
            if line.filed.is_some() && filed.get(*key).is_some_and(|patients| patients.len() > 1) {
                line.evidence.push("a copy of it is filed under another patient".into());
            }
        }
    }
}

fn line(artifact: &ArtifactRow, facts: &Facts, judged: Judged, (same_bytes, same_text): (u64, u64)) -> DocumentLine {
    let (filed, filed_by, filed_at) = judged.filed.map_or_else(Default::default, |f| (Some(f.patient), f.by.to_string(), f.place));
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

    /// Documents with a text that are filed under a patient and name nobody else, with the patient's key.
    pub(crate) fn with_words(&self) -> impl Iterator<Item = (&DocumentLine, &str)> {
        let sure = |d: &&DocumentLine| matches!(d.verdict.as_str(), RIGHT | NOBODY) && d.text != "none";
        self.documents.iter().filter(sure).filter_map(|d| Some((d, d.filed.as_deref()?)))
    }

    /// Lines of the documents that tables or records name and nobody delivered.
    fn list_missing(&mut self, index: Index, artifacts: &[ArtifactRow]) {
        let tokens: HashMap<u32, &str> = artifacts.iter().map(|a| (a.id, a.token.as_str())).collect();
        let mut holders: BTreeMap<(String, String), String> = BTreeMap::new();
        for entry in index.missing {
            let token = tokens.get(&entry.artifact).copied().unwrap_or("").to_string();
            holders.entry(entry.field.clone()).or_insert_with(|| token.clone());
            self.indexes.push((token, entry.field.0, entry.field.1));
            let said = match entry.by {
                "index" => "a table names it, and no file of the delivery is called so",
                _ => "a record names it, and the delivery does not hold it",
            };
            self.documents.push(DocumentLine {
                path: entry.value,
                text: "none".into(),
                verdict: MISSING.into(),
                filed: entry.patient.filter(|_| entry.known),
                filed_by: entry.by.into(),
                filed_at: entry.place,
                evidence: vec![said.into()],
                ..DocumentLine::default()
            });
        }
        for ((relation, field), rows) in index.missing_rows {
            let token = holders.get(&(relation.clone(), field.clone())).cloned().unwrap_or_default();
            self.missing.push((token, relation, field, rows));
        }
    }

    /// Documents that were delivered.
    pub(crate) fn delivered(&self) -> &[DocumentLine] {
        let end = self.documents.len() - self.indexes.len();
        self.documents.get(..end).unwrap_or(&[])
    }

    /// Documents whose filing somebody has to look at: under another patient, or of two.
    pub(crate) fn grave(&self) -> impl Iterator<Item = &DocumentLine> {
        self.delivered().iter().filter(|d| d.verdict == WRONG || d.verdict == TWO)
    }

    /// Hidden corners: each document that is filed wrong, each table or relation of records whose files are not there.
    pub(crate) fn corners(&self) -> Vec<Corner> {
        let grave = self.grave().map(|d| {
            let (kind, words) = match d.verdict.as_str() {
                WRONG => ("document of another patient", "it names one patient and is filed under another: in the destination it would stand in the wrong chart"),
                _ => ("document of two patients", "its pages name two patients: wherever it is filed, one chart holds what is another's"),
            };
            Corner::of_documents(kind, (d.artifact.as_str(), d.path.as_str()), ("", ""), words.into(), d.evidence.join("; "))
        });
        let missing = self.missing.iter().map(|(token, relation, field, rows)| {
            let words = format!("{field} of {relation} names documents that the delivery does not hold");
            Corner::of_documents("documents not delivered", (token.as_str(), ""), (relation.as_str(), field.as_str()), words, format!("{rows} rows"))
        });
        grave.chain(missing).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Fact, How, Origin, Value};

    #[test]
    fn a_date_in_a_path_is_no_key() {
        assert!(is_dated("2014") && is_dated("20140131"));
        assert!(!is_dated("10000020") && !is_dated("0014") && !is_dated("M-2014"));
    }

    fn person(artifact: u32, patient: &str, facts: &[(Aspect, Value)]) -> Statement {
        let facts = facts.iter().map(|(aspect, value)| Fact { aspect: *aspect, value: value.clone(), place: 0, how: How::Copied }).collect();
        Statement { kind: Kind::Demographic, patient: patient.into(), origin: Origin { artifact, relation: 0, line: 1, reference: String::new() }, facts }
    }

    #[test]
    fn who_is_said_again_is_held_once_and_every_merge_in_its_order() {
        let text = |words: &str| Value::Text(words.into());
        let named = |family: &str, city: &str| [(Aspect::Family, text(family)), (Aspect::City, text(city))];
        let merge = [(Aspect::Status, Value::Word("merged".into())), (Aspect::Patient, Value::Key("2".into()))];
        let mut told = Told::default();
        told.note(person(7, "1", &named("Holm", "Lund")));
        told.note(person(7, "1", &named("Holm", "Malmo")));
        told.note(person(7, "1", &named("Berg", "Lund")));
        told.note(person(8, "1", &merge));
        told.note(person(8, "1", &merge));
        (0..20).for_each(|n| told.note(person(9, &n.to_string(), &[])));
        let names: Vec<String> = told.demographics.iter().filter_map(|s| s.value(Aspect::Family)).map(Value::shown).collect();
        assert_eq!(names, ["Holm", "Berg"]);
        assert_eq!(told.demographics.iter().filter(|s| s.value(Aspect::Patient).is_some()).count(), 2);
        assert!(told.demographics.iter().all(|s| s.value(Aspect::City).is_none()));
        assert_eq!([7, 8, 9].map(|artifact| told.by_artifact[&artifact].len()), [1, 1, KEYS_MAX + 1]);
    }
}
