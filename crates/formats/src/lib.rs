//! Bytes in, records out: relations and resources with a locator for every cell, and issues instead of failures.
//!
//! [`detect()`] tells the [`Format`] of an artifact by its content, [`read()`] streams it as [`Item`]s and closes with a
//! [`Summary`]. Nothing here panics, and nothing is dropped in silence: what could not be read is an [`Issue`] with its
//! line, byte and reason. Memory is bounded by [`Limits`], whatever the size of the input.

mod csv;
mod detect;
mod fhir;
pub mod hl7v2;
pub mod json;
mod project;
mod text;

pub use detect::{Format, detect, relation_name};
pub use fhir::Resource;
pub use json::Json;
pub use project::{Cells, Projection};

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
    pub counts: std::collections::BTreeMap<&'static str, u64>,
    /// The consumer asked to stop.
    pub stopped: bool,
}

impl Summary {
    /// Notes an issue; counts it in any case.
    pub(crate) fn note(&mut self, limits: &Limits, issue: Issue) {
        *self.counts.entry(issue.code).or_default() += 1;
        self.quarantined += u64::from(issue.quarantined);
        if self.issues.len() < limits.issues_max {
            self.issues.push(issue);
        }
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
    /// 1-based line on which the row starts.
    pub line: u64,
    /// Byte offset of its start.
    pub byte: u64,
    /// Cells in the order of the header; an empty cell is `""`.
    pub cells: &'a [&'a str],
}

/// One thing that was read.
pub enum Item<'a> {
    /// The header of a table; comes first.
    Header(&'a [String]),
    /// A row of that table.
    Row(Row<'a>),
    /// An HL7 v2 message.
    Message(&'a hl7v2::Message<'a>),
    /// A FHIR resource.
    Resource(&'a Resource),
}

/// Streams an artifact. `each` may stop the reading by `Break`. I/O errors of `input` are returned; everything that is
/// wrong with the content is an issue of the summary.
pub fn read(
    format: Format,
    input: &mut dyn Read,
    limits: &Limits,
    each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
) -> std::io::Result<Summary> {
    match format {
        Format::Csv => csv::read(input, limits, each),
        Format::Hl7v2 => hl7v2::read(input, limits, each),
        Format::FhirJson => fhir::read_json(input, limits, each),
        Format::FhirNdjson => fhir::read_ndjson(input, limits, each),
        other => {
            let mut summary = Summary::default();
            let (code, message) = match other {
                Format::Empty => ("empty_file", "the file holds no bytes".to_string()),
                Format::Binary => ("unknown_binary", "the content is binary and of no known format, whatever the name says".into()),
                other => ("no_reader", format!("{} is recognised but not read yet", other.word())),
            };
            summary.note(limits, Issue { code, line: 0, byte: 0, message, quarantined: other == Format::Binary });
            Ok(summary)
        }
    }
}
