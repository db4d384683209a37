//! What counts as one record: what ingest counts as one. A row, a message, a resource, a document, a segment of X12.

use formats::{Item, flatten};

/// A record as the ledger knows it.
pub(crate) struct Kept {
    /// The relation it is counted under.
    pub relation: String,
    /// Every line that a run or a statement may name as its source.
    pub lines: Vec<u64>,
    /// Relations inside it that a mapping may read: segments, elements of a document.
    pub segments: Vec<String>,
}

/// The record of an item; a header is none.
pub(crate) fn kept(item: &Item<'_>) -> Option<Kept> {
    let plain = |relation: &str, line| Some(Kept { relation: relation.into(), lines: vec![line], segments: Vec::new() });
    match item {
        Item::Header(_) => None,
        Item::Row(row) => plain(row.relation, row.line),
        Item::Record(record) => plain(&record.relation, record.line),
        Item::Resource(resource) => plain(&resource.kind, resource.line),
        Item::Message(message) => {
            let mut segments: Vec<String> = message.segments.iter().map(|s| format!("hl7.{}", s.name)).collect();
            segments.sort_unstable();
            segments.dedup();
            let lines = message.segments.iter().map(|s| s.line).chain([message.line]);
            Some(Kept { relation: "HL7 v2 messages".into(), lines: lines.collect(), segments })
        }
        Item::Document(_) => {
            let (mut lines, mut segments) = (Vec::new(), Vec::new());
            flatten(item, &mut |record| {
                lines.push(record.line);
                if !segments.contains(&record.relation) {
                    segments.push(record.relation.clone());
                }
            });
            Some(Kept { relation: "clinical documents".into(), lines, segments })
        }
    }
}
