//! The destination of the HL7 v2 mutation test: files of messages, and the records in them that operators damage.
//!
//! A record is a run of segments that say one thing together: an AL1 with its notes, an ORC with its RXA, RXR and OBX, a whole
//! message. It is known by file and lines: every segment is written with an empty line behind it, and what is damaged takes
//! as many lines as before, so a finding's locator leads to the record.

use super::message::{Message, Segment, messages};
use super::records;
use std::collections::{BTreeMap, HashMap};

/// Where a record stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Number of the file.
    pub file: usize,
    /// Number of the message in it.
    pub message: usize,
    /// What it is: `allergy`, `result`, `order`, `patient`, `message`, ...
    pub kind: &'static str,
    /// First and last segment in the message.
    pub span: (usize, usize),
    /// The segment that says what it is about.
    pub core: usize,
    /// First and last line in the file.
    pub lines: (usize, usize),
    /// The number of the patient whom it is about.
    pub patient: String,
}

/// Segments that say one thing together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The segments.
    pub segments: Vec<Segment>,
    /// Which of them says what it is about.
    pub core: usize,
}

impl Group {
    /// The segment that says what it is about.
    pub fn main(&self) -> Option<&Segment> {
        self.segments.get(self.core)
    }

    /// The first segment of a name.
    pub fn first(&self, name: &str) -> Option<&Segment> {
        self.segments.iter().find(|s| s.name == name)
    }
}

/// Files of messages with their records.
pub struct Charts {
    /// Names of the files.
    pub names: Vec<String>,
    /// The messages of each file.
    pub files: Vec<Vec<Message>>,
    /// Every record.
    pub records: Vec<Record>,
}

/// What becomes of a record when its file is written.
#[derive(Debug, Clone, Default)]
pub struct Edit {
    /// What stands in its place; as it was when there is none.
    pub instead: Option<Group>,
    /// Whether it goes.
    pub gone: bool,
    /// What stands behind it.
    pub behind: Vec<Group>,
}

impl Charts {
    /// Of files by name and text; messages that are not sound are left out.
    pub fn new(texts: &[(String, String)]) -> Self {
        let mut charts = Self { names: Vec::new(), files: Vec::new(), records: Vec::new() };
        for (name, text) in texts {
            charts.names.push(name.clone());
            charts.files.push(messages(text));
        }
        charts.records = found(&charts.files);
        charts
    }

    /// How many messages it holds.
    pub fn count(&self) -> usize {
        self.files.iter().map(Vec::len).sum()
    }

    /// The message of a record.
    pub fn message(&self, record: usize) -> Option<&Message> {
        let record = self.records.get(record)?;
        self.files.get(record.file)?.get(record.message)
    }

    /// The segments of a record.
    pub fn group(&self, record: usize) -> Option<Group> {
        let (first, last) = self.records.get(record)?.span;
        let core = self.records.get(record)?.core.checked_sub(first)?;
        Some(Group { segments: self.message(record)?.segments.get(first..=last)?.to_vec(), core })
    }

    /// The number of the patient whom a record is about.
    pub fn patient(&self, record: usize) -> &str {
        self.records.get(record).map_or("", |own| own.patient.as_str())
    }

    /// The records that cannot be damaged beside this one: those that share a segment with it.
    pub fn bound(&self, record: usize) -> Vec<usize> {
        let Some(own) = self.records.get(record) else { return Vec::new() };
        let meets = |other: &Record| (other.file, other.message) == (own.file, own.message) && other.span.0 <= own.span.1 && own.span.0 <= other.span.1;
        self.records.iter().enumerate().filter(|(_, other)| meets(other)).map(|(number, _)| number).collect()
    }

    /// A file as text, with edits by the number of the record.
    pub fn written(&self, file: usize, edits: &BTreeMap<usize, Edit>) -> String {
        let mut out = String::new();
        for (number, message) in self.files.get(file).into_iter().flatten().enumerate() {
            let own: HashMap<usize, (&Record, &Edit)> = edits
                .iter()
                .filter_map(|(record, edit)| Some((self.records.get(*record)?, edit)))
                .filter(|(record, _)| (record.file, record.message) == (file, number))
                .map(|(record, edit)| (record.span.0, (record, edit)))
                .collect();
            let mut at = 0;
            while let Some(segment) = message.segments.get(at) {
                match own.get(&at) {
                    Some((record, edit)) => {
                        write_edited(message.segments.get(record.span.0..=record.span.1).unwrap_or_default(), edit, &mut out);
                        at = record.span.1 + 1;
                    }
                    None => {
                        out.push_str(&segment.text());
                        out.push_str("\n\n");
                        at += 1;
                    }
                }
            }
        }
        out
    }
}

/// Segments with their edit, in as many lines as before: two for each segment that was there.
fn write_edited(before: &[Segment], edit: &Edit, out: &mut String) {
    let kept: &[Segment] = match &edit.instead {
        _ if edit.gone => &[],
        Some(group) => &group.segments,
        None => before,
    };
    let behind: Vec<&Segment> = edit.behind.iter().flat_map(|g| &g.segments).collect();
    let lines = before.len() * 2;
    let close = kept.len() + behind.len() > before.len();
    let mut used = 0;
    for segment in kept.iter().chain(behind) {
        out.push_str(&segment.text());
        out.push('\n');
        used += 1;
        if !close {
            out.push('\n');
            used += 1;
        }
    }
    out.push_str(&"\n".repeat(lines.saturating_sub(used)));
}

/// Every record of all files, each with its lines. What its patient's messages say twice is left alone: of two that say the
/// same nobody could tell which was damaged.
fn found(files: &[Vec<Message>]) -> Vec<Record> {
    let mut all = Vec::new();
    let mut keys = Vec::new();
    for (file, messages) in files.iter().enumerate() {
        let mut line = 1;
        for (number, message) in messages.iter().enumerate() {
            for place in records::records(message) {
                let lines = (line + 2 * place.span.0, line + 2 * place.span.1 + 1);
                keys.push(records::sameness(message, &place));
                let patient = records::patient(message, place.core).to_string();
                all.push(Record { file, message: number, kind: place.kind, span: place.span, core: place.core, lines, patient });
            }
            line += 2 * message.segments.len();
        }
    }
    let mut counts: HashMap<String, usize> = HashMap::new();
    keys.iter().for_each(|key| *counts.entry(key.clone()).or_default() += 1);
    all.into_iter().zip(keys).filter(|(_, key)| counts.get(key) == Some(&1)).map(|(record, _)| record).collect()
}
