//! The layout document: TOML, every problem with its line and column.

use super::pattern::Pattern;
use super::{FixedColumn, Form, Layout};
use crate::{Problem, problem_at};
use serde::Deserialize;
use std::collections::BTreeSet;
use toml::Spanned;

/// The format line every document opens with.
const FORMAT: &str = "throughline-layout/1";
/// Columns of a file at most, and the last place that one can end at.
const COLUMNS_MAX: usize = 16_384;
const PLACE_MAX: usize = 1 << 20;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLayouts {
    format: Spanned<String>,
    #[serde(default)]
    layout: Vec<RawLayout>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLayout {
    path: Spanned<String>,
    format: Spanned<String>,
    #[serde(default)]
    relation: String,
    #[serde(default)]
    delimiter: Option<Spanned<String>>,
    #[serde(default)]
    quote: Option<Spanned<String>>,
    #[serde(default)]
    encoding: Option<Spanned<String>>,
    #[serde(default)]
    header: Option<bool>,
    #[serde(default)]
    names: Option<Spanned<Vec<String>>>,
    #[serde(default)]
    skip: u64,
    #[serde(default)]
    comment: String,
    #[serde(default)]
    record_length: Option<Spanned<usize>>,
    #[serde(default)]
    columns: Option<Spanned<Vec<RawColumn>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawColumn {
    #[serde(default)]
    name: String,
    start: usize,
    width: usize,
}

struct Problems<'t> {
    text: &'t str,
    all: Vec<Problem>,
}

impl Problems<'_> {
    fn at(&mut self, byte: usize, message: impl Into<String>) {
        self.all.push(problem_at(self.text, byte, message.into()));
    }
}

pub(super) fn parse(text: &str) -> Result<Vec<(Pattern, Layout)>, Vec<Problem>> {
    let mut problems = Problems { text, all: Vec::new() };
    let raw: RawLayouts = match toml::from_str(text) {
        Ok(raw) => raw,
        Err(error) => {
            problems.at(error.span().map_or(0, |s| s.start), error.message());
            return Err(problems.all);
        }
    };
    if raw.format.get_ref() != FORMAT {
        problems.at(raw.format.span().start, format!("format is {:?}; this program reads {FORMAT:?}", raw.format.get_ref()));
    }
    let entries: Vec<(Pattern, Layout)> = raw.layout.into_iter().filter_map(|layout| check(layout, &mut problems)).collect();
    if problems.all.is_empty() { Ok(entries) } else { Err(problems.all) }
}

fn check(raw: RawLayout, problems: &mut Problems<'_>) -> Option<(Pattern, Layout)> {
    let before = problems.all.len();
    if raw.path.get_ref().trim().is_empty() {
        problems.at(raw.path.span().start, "say which files it is for: a path, with * and ?");
    }
    if let Some(encoding) = &raw.encoding
        && encoding_rs::Encoding::for_label(encoding.get_ref().as_bytes()).is_none()
    {
        problems.at(encoding.span().start, format!("{:?} is no encoding", encoding.get_ref()));
    }
    let (form, named) = match raw.format.get_ref().as_str() {
        "fixed width" => fixed(&raw, problems),
        word => (delimited(word, &raw, problems), Vec::new()),
    };
    let names = match &raw.names {
        Some(names) => {
            check_names(names.get_ref(), names.span().start, problems);
            names.get_ref().clone()
        }
        None => named,
    };
    if let (Some(Form::Fixed { columns, .. }), Some(given)) = (&form, &raw.names)
        && given.get_ref().len() != columns.len()
    {
        problems.at(given.span().start, format!("{} names for {} columns", given.get_ref().len(), columns.len()));
    }
    let header = raw.header.unwrap_or(names.is_empty() && raw.format.get_ref() != "fixed width");
    (problems.all.len() == before).then_some(())?;
    let encoding = raw.encoding.map(Spanned::into_inner).unwrap_or_default();
    let layout = Layout { relation: raw.relation.trim().into(), form: form?, encoding, header, names, skip: raw.skip, comment: raw.comment, described_by: String::new() };
    Some((Pattern::new(raw.path.get_ref()), layout))
}

fn delimited(word: &str, raw: &RawLayout, problems: &mut Problems<'_>) -> Option<Form> {
    let usual = match word {
        "csv" => Some(b','),
        "tsv" => Some(b'\t'),
        "pipe" => Some(b'|'),
        "delimited" => None,
        other => {
            problems.at(raw.format.span().start, format!("{other:?} is no format of rows: csv, tsv, pipe, delimited, fixed width"));
            return None;
        }
    };
    for (given, key) in [(raw.columns.as_ref().map(Spanned::span), "columns"), (raw.record_length.as_ref().map(Spanned::span), "record_length")] {
        if let Some(span) = given {
            problems.at(span.start, format!("`{key}` goes with format = \"fixed width\""));
        }
    }
    let delimiter = match &raw.delimiter {
        Some(given) => one_letter(given, "delimiter", problems),
        None if usual.is_none() => {
            problems.at(raw.format.span().start, "say which `delimiter` it is");
            None
        }
        None => usual,
    };
    let quote = match &raw.quote {
        None => Some(b'"'),
        Some(none) if none.get_ref().is_empty() => None,
        Some(given) => one_letter(given, "quote", problems),
    };
    Some(Form::Delimited { delimiter: delimiter?, quote })
}

/// One ASCII character that ends no line.
fn one_letter(given: &Spanned<String>, what: &str, problems: &mut Problems<'_>) -> Option<u8> {
    match given.get_ref().as_bytes() {
        [letter] if letter.is_ascii() && !matches!(letter, b'\n' | b'\r' | 0) => Some(*letter),
        _ => {
            problems.at(given.span().start, format!("the {what} is one ASCII character"));
            None
        }
    }
}

fn fixed(raw: &RawLayout, problems: &mut Problems<'_>) -> (Option<Form>, Vec<String>) {
    for (given, key) in [(&raw.delimiter, "delimiter"), (&raw.quote, "quote")] {
        if let Some(given) = given {
            problems.at(given.span().start, format!("text of fixed width has no `{key}`"));
        }
    }
    let Some(columns) = &raw.columns else {
        problems.at(raw.format.span().start, "list the `columns`: { name = \"PAT_ID\", start = 1, width = 8 }");
        return (None, Vec::new());
    };
    let (place, mut end) = (columns.span().start, 0);
    for column in columns.get_ref() {
        let last = column.start.saturating_add(column.width).saturating_sub(1);
        if column.start == 0 || column.width == 0 || last > PLACE_MAX {
            problems.at(place, format!("column {:?}: start and width are counted from 1, up to {PLACE_MAX}", column.name));
        } else if column.start <= end {
            problems.at(place, format!("column {:?} starts at {}, where the one before it ends at {end}", column.name, column.start));
        }
        end = end.max(last);
    }
    if columns.get_ref().is_empty() || columns.get_ref().len() > COLUMNS_MAX {
        problems.at(place, format!("1 to {COLUMNS_MAX} columns"));
    }
    if let Some(length) = &raw.record_length
        && *length.get_ref() < end
    {
        problems.at(length.span().start, format!("the last column ends at {end}, behind the end of the record"));
    }
    let names: Vec<String> = columns.get_ref().iter().map(|c| c.name.trim().to_string()).collect();
    let named = names.iter().any(|n| !n.is_empty());
    if named {
        check_names(&names, place, problems);
    } else if raw.names.is_none() && raw.header != Some(true) {
        problems.at(place, "name the columns, or say header = true");
    }
    let columns = columns.get_ref().iter().map(|c| FixedColumn { start: c.start, width: c.width }).collect();
    let record_length = raw.record_length.as_ref().map(|l| *l.get_ref());
    (Some(Form::Fixed { columns, record_length }), if named { names } else { Vec::new() })
}

fn check_names(names: &[String], place: usize, problems: &mut Problems<'_>) {
    let mut known = BTreeSet::new();
    for name in names {
        if name.trim().is_empty() {
            problems.at(place, "a name is empty");
        } else if !known.insert(name) {
            problems.at(place, format!("the name {name:?} stands twice"));
        }
    }
}
