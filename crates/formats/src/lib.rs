//! Bytes in, records out: relations and resources with a locator for every cell, and issues instead of failures.
//!
//! [`detect()`] tells the [`Format`] of an artifact by its content, [`read()`] streams it as [`Item`]s and closes with a
//! [`Summary`]. Nothing here panics, and nothing is dropped in silence: what could not be read is an [`Issue`] with its
//! line, byte and reason. Memory is bounded by [`Limits`], whatever the size of the input.

mod archive;
mod bcp;
pub mod ccda;
mod contents;
mod csv;
mod dbase;
mod dbunit;
mod detect;
mod digits;
mod document;
mod fhir;
mod fhir_xml;
mod fixed_width;
mod flatten;
mod globals;
mod guarded;
mod header;
pub mod hl7v2;
mod inside;
pub mod json;
mod json_table;
mod key_value;
mod kids;
mod layout;
mod lines;
mod mailbox;
mod parquet_table;
mod problem;
mod project;
pub mod recognition;
mod routines;
#[cfg(test)]
mod seen;
mod sql_dump;
mod sqlite;
mod terminology;
mod text;
mod unread;
mod workbook;
mod x12;
pub mod xml;

pub use bcp::{NativeField, NativeType};
pub use contents::contents;
pub use detect::{Format, detect, relation_name};
pub use document::{header_of, scans, words_of};
pub use document::{PrintedCell, PrintedLine, printed_lines};
pub use fhir::Resource;
pub use flatten::flatten;
pub use inside::{Inside, Pointer, Stated, pointers};
pub use json::Json;
pub use layout::{
    FixedColumn, Form, Layout, Layouts, Sketch, encoding_fits, first_records, is_common_encoding, layout_block, layout_by_columns, layout_by_format_file,
    read_laid_out, set_layout_block, sketch,
};
pub use problem::{Problem, line_column, problem_at, toml_text};
pub use project::{Cells, Projection};
pub use terminology::{Release, Term, TermSummary, read_terms};

use std::collections::BTreeMap;
use std::io::Read;
use std::ops::ControlFlow;

/// Every cap in one place. Each refusal names the cap.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of one record (CSV row, HL7 v2 message, NDJSON line).
    pub record_bytes_max: usize,
    /// Bytes of one JSON document that is not NDJSON.
    pub document_bytes_max: usize,
    /// Fields of one record.
    pub fields_max: usize,
    /// Nesting of JSON.
    pub depth_max: usize,
    /// Issues kept with their place; all are counted.
    pub issues_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            record_bytes_max: 16 << 20,
            document_bytes_max: 1 << 30,
            fields_max: 16_384,
            depth_max: 64,
            issues_max: 10_000,
        }
    }
}

/// A doubt or a refusal, with its place. Never holds content of the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// Code, such as `ragged_row`.
    pub code: &'static str,
    /// 1-based line, 0 for the artifact as a whole.
    pub line: u64,
    /// Byte offset of the record.
    pub byte: u64,
    /// What is wrong, in words and counts.
    pub message: String,
    /// The record was set aside; otherwise it was read and this is a doubt.
    pub quarantined: bool,
}

/// What came of reading one artifact.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// Records delivered.
    pub records: u64,
    /// Records set aside.
    pub quarantined: u64,
    /// Encoding as read.
    pub encoding: String,
    /// Issues with their place, at most `Limits::issues_max`.
    pub issues: Vec<Issue>,
    /// All issues by code.
    pub counts: BTreeMap<&'static str, u64>,
    /// Of them those beyond `issues`, by code and by whether they set a record aside.
    pub unplaced: BTreeMap<(&'static str, bool), u64>,
    /// The consumer asked to stop.
    pub stopped: bool,
    /// Files inside that [`contents()`] takes out, as far as the reading came.
    pub inside: u64,
}

impl Summary {
    /// Notes an issue; counts it in any case.
    pub(crate) fn note(&mut self, limits: &Limits, issue: Issue) {
        *self.counts.entry(issue.code).or_default() += 1;
        self.quarantined += u64::from(issue.quarantined);
        self.place(limits, issue);
    }

    /// Keeps an issue that is counted with its place, as long as there is room.
    fn place(&mut self, limits: &Limits, issue: Issue) {
        if self.issues.len() < limits.issues_max {
            self.issues.push(issue);
        } else {
            *self.unplaced.entry((issue.code, issue.quarantined)).or_default() += 1;
        }
    }

    /// Takes up what was doubted or set aside beside it.
    fn add(&mut self, limits: &Limits, other: Summary) {
        for issue in other.issues {
            self.place(limits, issue);
        }
        for (code, count) in other.counts {
            *self.counts.entry(code).or_default() += count;
        }
        for (of, count) in other.unplaced {
            *self.unplaced.entry(of).or_default() += count;
        }
        self.quarantined += other.quarantined;
        self.inside += other.inside;
    }

    fn refuse(&mut self, limits: &Limits, code: &'static str, line: u64, byte: u64, message: impl Into<String>) {
        self.note(limits, Issue { code, line, byte, message: message.into(), quarantined: true });
    }

    fn doubt(&mut self, limits: &Limits, code: &'static str, line: u64, byte: u64, message: impl Into<String>) {
        self.note(limits, Issue { code, line, byte, message: message.into(), quarantined: false });
    }
}

/// A row of a table.
#[derive(Debug)]
pub struct Row<'a> {
    /// The relation it belongs to, as in the header before it.
    pub relation: &'a str,
    /// 1-based line on which the row starts; row number where a format has no lines.
    pub line: u64,
    /// Byte offset of its start; 0 where a format has no such place.
    pub byte: u64,
    /// Cells in the order of the header; an empty cell is `""`.
    pub cells: &'a [&'a str],
}

/// The header of a table.
#[derive(Debug)]
pub struct Header<'a> {
    /// The relation: the name of the table.
    pub relation: &'a str,
    /// Names of the fields, unique and never empty.
    pub names: &'a [String],
}

/// A row of a relation that has no header: an X12 segment, an entry of a clinical document, a scan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The relation: `x12.CLM`, `ccda.observation`, `document`.
    pub relation: String,
    /// 1-based line on which it starts; its ordinal where a format has no lines.
    pub line: u64,
    /// Byte offset of its start.
    pub byte: u64,
    /// Field and value of every leaf, in order; no value is empty.
    pub leaves: Vec<(String, String)>,
}

impl Record {
    /// First value of a field.
    pub fn get(&self, field: &str) -> Option<&str> {
        self.leaves.iter().find(|(f, _)| f == field).map(|(_, v)| v.as_str())
    }
}

/// One thing that was read.
pub enum Item<'a> {
    /// The header of a table; comes before its rows.
    Header(Header<'a>),
    /// A row of the table whose header came last.
    Row(Row<'a>),
    /// A row of a relation without a header.
    Record(&'a Record),
    /// An HL7 v2 message.
    Message(&'a hl7v2::Message<'a>),
    /// A FHIR resource.
    Resource(&'a Resource<'a>),
    /// A clinical document (C-CDA, C32, other CDA).
    Document(&'a ccda::Document),
}

/// Streams an artifact; `name` is its path, whose last part names the relation of a table. `each` may stop the reading by `Break`. I/O errors of `input` are returned; everything that is
/// wrong with the content is an issue of the summary.
pub fn read(
    format: Format,
    name: &str,
    input: &mut dyn Read,
    limits: &Limits,
    each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
) -> std::io::Result<Summary> {
    match format {
        Format::Csv => csv::read(name, input, limits, each),
        Format::Bcp => Ok(bcp::undescribed(limits)),
        Format::FormatFile => bcp::read_format_file(name, input, limits, each),
        Format::FixedWidth => fixed_width::read(name, input, limits, each),
        Format::Workbook => workbook::read(name, input, limits, each),
        Format::Sqlite => sqlite::read(name, input, limits, each),
        Format::Parquet => parquet_table::read(name, input, limits, each),
        Format::Dbase => dbase::read(name, input, limits, each),
        Format::Json => json_table::read(name, input, limits, each),
        Format::SqlDump => sql_dump::read(name, input, limits, each),
        Format::Dataset => dbunit::read(name, input, limits, each),
        Format::Globals => globals::read(name, input, limits, each),
        Format::Routines => routines::read(name, input, limits, each),
        Format::Kids => kids::read(input, limits, each),
        Format::Hl7v2 | Format::FhirJson | Format::FhirXml | Format::FhirNdjson => inside::watched(limits, each, &mut |each| inside::records(format, input, limits, each)),
        Format::Ccda => contents::documents(input, limits, each),
        Format::X12 => x12::read(name, input, limits, each),
        Format::Report => key_value::read(name, input, limits, each),
        Format::Pdf => document::read(document::Kind::Pdf, input, limits, each),
        Format::Rtf => document::read(document::Kind::Rtf, input, limits, each),
        Format::Html => document::read(document::Kind::Html, input, limits, each),
        Format::Docx => document::read(document::Kind::Office, input, limits, each),
        Format::Mail => document::read(document::Kind::Mail, input, limits, each),
        Format::Mailbox => mailbox::read(input, limits, each),
        Format::Image => document::read(document::Kind::Image, input, limits, each),
        Format::Dicom => document::read(document::Kind::Dicom, input, limits, each),
        Format::Text => document::read(document::Kind::Text, input, limits, each),
        Format::Archive => contents::members(name, input, limits, each),
        Format::Empty | Format::Binary | Format::Xml => unread::read(format, input, limits),
    }
}

/// The same for whoever asks for the records alone: nobody looks for files inside of them or unpacks these, and the summary counts none.
pub fn read_records(
    format: Format,
    name: &str,
    input: &mut dyn Read,
    limits: &Limits,
    each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
) -> std::io::Result<Summary> {
    match format {
        Format::Hl7v2 | Format::FhirJson | Format::FhirXml | Format::FhirNdjson => inside::records(format, input, limits, each),
        _ => read(format, name, input, limits, each),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_asks_for_the_records_alone_gets_the_same_and_no_file_is_counted() {
        let text = "{\"resourceType\":\"Binary\",\"id\":\"1\",\"contentType\":\"application/pdf\",\"data\":\"JVBERi0xLjQ=\"}\nno json\n{\"resourceType\":\"Patient\",\"id\":\"2\"}\n";
        let mut seen = [Vec::new(), Vec::new()];
        let [watched, alone] = &mut seen;
        let note = |found: &mut Vec<String>, item: Item<'_>| {
            if let Item::Resource(resource) = item {
                found.push(resource.reference.clone());
            }
            ControlFlow::Continue(())
        };
        let whole = read(Format::FhirNdjson, "x", &mut text.as_bytes(), &Limits::default(), &mut |item| note(watched, item)).unwrap();
        let records = read_records(Format::FhirNdjson, "x", &mut text.as_bytes(), &Limits::default(), &mut |item| note(alone, item)).unwrap();
        assert_eq!([whole.records, whole.quarantined, whole.inside], [2, 1, 1]);
        assert_eq!([records.records, records.quarantined, records.inside], [2, 1, 0]);
        assert_eq!(watched, alone);
        assert_eq!(watched.as_slice(), ["Binary/1", "Patient/2"]);
    }

    fn noted(limits: &Limits, refused: u64, doubted: u64) -> Summary {
        let mut summary = Summary::default();
        (0..refused).for_each(|line| summary.refuse(limits, "ragged_row", line, 0, "two cells of three"));
        (0..doubted).for_each(|line| summary.doubt(limits, "ragged_row", line, 0, "a cell more"));
        summary
    }

    #[test]
    fn issues_without_room_for_their_place_stay_counted_by_what_they_did() {
        let limits = Limits { issues_max: 3, ..Limits::default() };
        let mut summary = noted(&limits, 5, 2);
        assert_eq!((summary.issues.len(), summary.quarantined, summary.counts["ragged_row"]), (3, 5, 7));
        assert_eq!(summary.unplaced, BTreeMap::from([(("ragged_row", false), 2), (("ragged_row", true), 2)]));
        summary.add(&limits, noted(&limits, 0, 4));
        assert_eq!((summary.issues.len(), summary.quarantined, summary.counts["ragged_row"]), (3, 5, 11));
        assert_eq!(summary.unplaced, BTreeMap::from([(("ragged_row", false), 6), (("ragged_row", true), 2)]));
        summary.add(&limits, noted(&limits, 4, 1));
        assert_eq!((summary.issues.len(), summary.quarantined, summary.counts["ragged_row"]), (3, 9, 16));
        assert_eq!(summary.unplaced, BTreeMap::from([(("ragged_row", false), 7), (("ragged_row", true), 6)]));
    }
}
