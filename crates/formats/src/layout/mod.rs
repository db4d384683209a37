//! Layouts: what a file of rows cannot say of itself. Declared by people, by the path of the file, or said by a file beside it, and never guessed.
//!
//! Delimited text that is sniffed wrongly, and text of fixed width without blanks between its columns, are read as a layout
//! says: delimiter, quote, encoding, header, names, columns, length of a record, lines to skip. A layout is part of how an
//! artifact was read: whoever keeps the artifact keeps the layout with it.

mod described;
mod document;
mod edit;
mod encoding;
mod fixed;
mod pattern;
mod suggest;

pub use described::{layout_by_columns, layout_by_format_file};
pub use edit::{layout_block, set_layout_block};
pub use encoding::{encoding_fits, is_common_encoding};
pub use suggest::{Sketch, sketch};

use crate::bcp::NativeField;
use crate::csv::Dialect;
use crate::{Format, Item, Limits, Problem, Summary};
use pattern::Pattern;
use serde::{Deserialize, Serialize};
use std::io::Read;
use std::ops::ControlFlow;

/// How a file of rows is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    /// Name of the relation; empty for the name of the file.
    pub relation: String,
    /// Delimited, or in fixed columns.
    pub form: Form,
    /// Label of the encoding, such as `windows-1252`; empty for what the bytes say.
    pub encoding: String,
    /// The first record names the fields.
    pub header: bool,
    /// Names of the fields, in the place of a header's.
    pub names: Vec<String>,
    /// Lines above the first record.
    pub skip: u64,
    /// What lines start with that are no records; empty for none.
    pub comment: String,
    /// The path of the file beside it that describes it; empty where people declared it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub described_by: String,
}

/// The form of the records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Form {
    /// Cells between delimiters.
    Delimited {
        /// One ASCII character.
        delimiter: u8,
        /// None where quotes are text like any other.
        quote: Option<u8>,
    },
    /// Cells at fixed places.
    Fixed {
        /// The columns, in their order.
        columns: Vec<FixedColumn>,
        /// Characters of a record where no line end parts them; a line end behind it is passed over.
        record_length: Option<usize>,
    },
    /// The fields of an export of bcp. Only a format file says this, no document.
    Native {
        /// In the order of the data.
        fields: Vec<NativeField>,
    },
}

/// A column at a fixed place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FixedColumn {
    /// Its first character, counted from 1.
    pub start: usize,
    /// Its characters.
    pub width: usize,
}

impl Layout {
    /// The format that a file of this layout has.
    pub fn format(&self) -> Format {
        match self.form {
            Form::Delimited { .. } => Format::Csv,
            Form::Fixed { .. } => Format::FixedWidth,
            Form::Native { .. } => Format::Bcp,
        }
    }

    /// Whether people declared it; otherwise a file beside it says it.
    pub fn is_declared(&self) -> bool {
        self.described_by.is_empty()
    }

    fn encoding(&self) -> Option<&'static encoding_rs::Encoding> {
        encoding_rs::Encoding::for_label(self.encoding.as_bytes())
    }
}

/// The layouts of a delivery: the first whose pattern a path meets is its own.
#[derive(Debug, Clone, Default)]
pub struct Layouts {
    entries: Vec<(Pattern, Layout)>,
}

impl Layouts {
    /// Parses and checks a document; all problems at once where TOML itself is sound.
    pub fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        Ok(Self { entries: document::parse(text)? })
    }

    /// The layout of a path, as it was ingested.
    pub fn of(&self, path: &str) -> Option<&Layout> {
        self.entries.iter().find(|(pattern, _)| pattern.meets(path)).map(|(_, layout)| layout)
    }

    /// The place in the document of the layout of a path, from 0.
    pub fn place(&self, path: &str) -> Option<usize> {
        self.entries.iter().position(|(pattern, _)| pattern.meets(path))
    }

    /// Each with its pattern as it is written, in the order of the document.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &Layout)> {
        self.entries.iter().map(|(pattern, layout)| (pattern.text(), layout))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// There are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

/// Streams a file as its layout says. As [`crate::read`] otherwise.
pub fn read_laid_out(
    layout: &Layout,
    name: &str,
    input: &mut dyn Read,
    limits: &Limits,
    each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
) -> std::io::Result<Summary> {
    let relation = if layout.relation.is_empty() { crate::relation_name(name) } else { &layout.relation };
    match &layout.form {
        Form::Delimited { delimiter, quote } => {
            let dialect = Dialect {
                delimiter: Some(*delimiter),
                quote: *quote,
                encoding: layout.encoding(),
                header: Some(layout.header),
                names: &layout.names,
                skip: layout.skip,
                comment: &layout.comment,
                bcp: crate::detect::is_bcp(name),
            };
            let mut summary = crate::csv::read_as(relation, &dialect, input, limits, each)?;
            if !layout.is_declared() && !layout.header && !summary.stopped {
                summary.doubt(limits, "no_header", 1, 0, "the first row is no header; the columns have the names that a definition beside the file gives them");
            }
            Ok(summary)
        }
        Form::Native { fields } => crate::bcp::read(relation, fields, input, limits, each),
        Form::Fixed { columns, record_length } => fixed::read(layout, columns, *record_length, relation, input, limits, each),
    }
}

/// The first records of a file as text, unjudged: what somebody looks at who draws columns. Lines where no length is given; a line that
/// does not end within `HEAD_MAX` bytes is cut there, and is the last.
pub fn first_records(encoding: &str, record_length: Option<usize>, input: &mut dyn Read, most: usize) -> std::io::Result<Vec<String>> {
    fixed::heads(encoding_rs::Encoding::for_label(encoding.as_bytes()), record_length, input, most)
}

#[cfg(test)]
mod tests;
