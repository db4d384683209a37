//! Rows on their way into Polars, and the cells of what came out.

use crate::functions::{CodeMapIndex, Context};
use crate::lower::held;
use polars::prelude::*;

/// Rows evaluated at a time: enough to amortise a plan, small enough to stay in cache and in memory.
pub(crate) const BATCH_ROWS: usize = 16_384;

/// Rows that are evaluated together, column by column.
pub(crate) struct Batch {
    names: Vec<String>,
    columns: Vec<StringChunkedBuilder>,
    /// Artifact and line of each row.
    pub places: Vec<(u32, u64)>,
}

impl Batch {
    pub(crate) fn new(names: &[String]) -> Self {
        Self { names: names.to_vec(), columns: empty(names), places: Vec::new() }
    }

    pub(crate) fn push(&mut self, artifact: u32, line: u64, values: &[Option<&str>]) {
        for (column, value) in self.columns.iter_mut().zip(values) {
            column.append_option(*value);
        }
        self.places.push((artifact, line));
    }

    /// The rows as a frame. The batch is empty then, but for the places of its rows.
    pub(crate) fn frame(&mut self) -> PolarsResult<DataFrame> {
        let filled = std::mem::replace(&mut self.columns, empty(&self.names));
        DataFrame::new(self.places.len(), filled.into_iter().map(|column| column.finish().into_series().into_column()).collect())
    }
}

fn empty(names: &[String]) -> Vec<StringChunkedBuilder> {
    names.iter().map(|name| StringChunkedBuilder::new(name.as_str().into(), 0)).collect()
}

/// Where a row stands in a column, of which one of one row stands for every row.
pub(crate) fn broadcast(length: usize, at: usize) -> usize {
    if length == 1 { 0 } else { at }
}

/// A value of a column. FHIR has no empty strings: white space alone is no value.
pub(crate) fn filled(column: &StringChunked, at: usize) -> Option<&str> {
    column.get(broadcast(column.len(), at)).filter(|text| text.contains(|c: char| !c.is_whitespace()))
}

/// A field that a code map is asked for: codes without a row are counted, whatever the code map does with them.
pub(crate) struct Watched<'f> {
    pub rule: usize,
    pub map: String,
    index: &'f CodeMapIndex,
    column: &'f StringChunked,
}

impl Watched<'_> {
    /// The code of a row that the code map does not have; `code` is what became of the row's rule.
    pub(crate) fn unmapped(&self, code: u32, at: usize) -> Option<&str> {
        if self.index.otherwise == "hold" && code != held::UNMAPPED {
            return None;
        }
        self.column.get(at).filter(|value| !self.index.rows.contains_key(*value))
    }
}

/// The fields of a batch that code maps are asked for; `maps` has code map and field of each rule.
pub(crate) fn watched<'f>(maps: &[Vec<(String, String)>], frame: &'f DataFrame, context: &'f Context) -> Vec<Watched<'f>> {
    let mut watched = Vec::new();
    for (rule, (map, field)) in maps.iter().enumerate().flat_map(|(rule, fields)| fields.iter().map(move |both| (rule, both))) {
        let column = frame.column(field).ok().and_then(|c| c.as_materialized_series().str().ok());
        if let (Some(index), Some(column)) = (context.code_maps.get(map), column) {
            watched.push(Watched { rule, map: map.clone(), index, column });
        }
    }
    watched
}
