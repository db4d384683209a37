//! Any item as rows of relations: what a profile counts, and what a lens or a mapping may name as a field.
//!
//! A FHIR resource is a row of the relation of its type, a leaf of it a field: `code.coding.code`, `name[1].given`; the
//! first of a list has no index. A clinical document is many rows (`ccda`). Tables and HL7 v2 have rows of their own.

use crate::{Item, Json, Record, Resource, ccda};

/// Hands the rows of a record, a resource or a document to `each`; the other items have none.
pub fn flatten(item: &Item<'_>, each: &mut dyn FnMut(&Record)) {
    match item {
        Item::Record(record) => each(record),
        Item::Resource(resource) => each(&row(resource)),
        Item::Document(document) => ccda::records(document, each),
        Item::Header(_) | Item::Row(_) | Item::Message(_) => {}
    }
}

fn row(resource: &Resource<'_>) -> Record {
    let mut leaves = Vec::new();
    if let Json::Object(members) = &resource.json {
        for (name, value) in members.iter().filter(|(name, _)| name != "resourceType") {
            descend(name, value, &mut leaves);
        }
    }
    Record { relation: resource.kind.clone(), line: resource.line, byte: resource.byte, leaves }
}

/// Bytes of a field's name; deeper leaves share the name that is cut.
const PATH_BYTES_MAX: usize = 1 << 10;

fn descend(path: &str, value: &Json, leaves: &mut Vec<(String, String)>) {
    let path = match path.char_indices().find(|(i, _)| *i >= PATH_BYTES_MAX) {
        Some((end, _)) => &path[..end],
        None => path,
    };
    match value {
        Json::Null => {}
        Json::Bool(flag) => leaves.push((path.into(), flag.to_string())),
        Json::Number(text) | Json::String(text) => {
            if !text.is_empty() {
                leaves.push((path.into(), text.to_string()));
            }
        }
        Json::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                if index == 0 { descend(path, item, leaves) } else { descend(&format!("{path}[{index}]"), item, leaves) }
            }
        }
        Json::Object(members) => members.iter().for_each(|(name, value)| descend(&format!("{path}.{name}"), value, leaves)),
    }
}
