//! A projection: the fields that a consumer wants of one relation, cell by cell, from tables and HL7 v2 alike.

use crate::{Item, Record, flatten, hl7v2};
use std::borrow::Cow;

/// The wanted cells of one row.
pub struct Cells<'a> {
    /// 1-based line of the row, or of the segment.
    pub line: u64,
    /// One a wanted field; `None` when empty.
    pub values: Vec<Option<Cow<'a, str>>>,
}

enum Bound {
    /// Not bound to a header yet.
    Table(Vec<Option<usize>>),
    /// Paths into the segment and those that govern it.
    Segments(Vec<Option<hl7v2::Path>>),
}

/// Wanted fields of a relation, bound to an artifact by its header.
pub struct Projection {
    relation: String,
    fields: Vec<String>,
    bound: Bound,
}

impl Projection {
    /// `relation` is a relation's name: a table's, `hl7.` and a segment name, `ccda.` and an element name, ...
    pub fn new(relation: &str, fields: &[String]) -> Self {
        let bound = match relation.strip_prefix("hl7.") {
            Some(_) => Bound::Segments(fields.iter().map(|f| hl7v2::Path::parse(f)).collect()),
            None => Bound::Table(Vec::new()),
        };
        Self { relation: relation.into(), fields: fields.to_vec(), bound }
    }

    /// Wanted fields that the header bound last does not have.
    pub fn missing(&self) -> Vec<&str> {
        let missing = |found: Vec<bool>| self.fields.iter().zip(found).filter(|(_, f)| !f).map(|(n, _)| n.as_str()).collect();
        match &self.bound {
            Bound::Table(indices) => missing(indices.iter().map(Option::is_some).collect()),
            Bound::Segments(paths) => missing(paths.iter().map(Option::is_some).collect()),
        }
    }

    /// Hands each row of `item` that belongs to the relation to `each`.
    pub fn rows(&mut self, item: &Item<'_>, each: &mut dyn FnMut(Cells<'_>)) {
        match (item, &mut self.bound) {
            (Item::Header(header), Bound::Table(indices)) if header.relation == self.relation => {
                *indices = self.fields.iter().map(|f| header.names.iter().position(|n| n == f)).collect();
            }
            (Item::Row(row), Bound::Table(indices)) if row.relation == self.relation => {
                let cell = |i: &Option<usize>| i.and_then(|i| row.cells.get(i)).filter(|c| !c.is_empty()).map(|c| Cow::Borrowed(*c));
                each(Cells { line: row.line, values: indices.iter().map(cell).collect() });
            }
            (Item::Record(_) | Item::Resource(_) | Item::Document(_), _) => {
                let (relation, fields) = (&self.relation, &self.fields);
                flatten(item, &mut |record| {
                    if record.relation == *relation {
                        record_row(record, fields, each);
                    }
                });
            }
            (Item::Message(message), Bound::Segments(paths)) => segment_rows(message, &self.relation[4..], paths, each),
            _ => {}
        }
    }
}

fn record_row(record: &Record, fields: &[String], each: &mut dyn FnMut(Cells<'_>)) {
    each(Cells { line: record.line, values: fields.iter().map(|f| record.get(f).map(Cow::Borrowed)).collect() });
}

/// Each segment of the name, with those it stands under or beside in its group: MSH, PID, PV1; ORC for OBR; OBR for OBX.
fn segment_rows(message: &hl7v2::Message<'_>, name: &str, paths: &[Option<hl7v2::Path>], each: &mut dyn FnMut(Cells<'_>)) {
    for (index, segment) in message.segments.iter().enumerate().filter(|(_, s)| s.name == name) {
        let value = |path: &Option<hl7v2::Path>| {
            let path = path.as_ref()?;
            let source = if path.segment == name { segment } else { message.governing(index, &path.segment)? };
            message.value(source, path)
        };
        each(Cells { line: segment.line, values: paths.iter().map(value).collect() });
    }
}
