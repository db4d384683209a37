//! Any item as rows of relations: what a profile counts, and what a lens or a mapping may name as a field.
//!
//! A FHIR resource is a row of the relation of its type, a leaf of it a field: `code.coding.code`, `name[1].given`; the
//! first of a list has no index. A clinical document is many rows (`ccda`). Tables and HL7 v2 have rows of their own.

use crate::{Item, Json, Record, Resource, ccda};
use std::fmt::Write as _;

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
            descend(&mut name.to_string(), value, &mut leaves);
        }
    }
    Record { relation: resource.kind.clone(), line: resource.line, byte: resource.byte, leaves }
}

/// Bytes of a field's name; deeper leaves share the name that is cut.
const PATH_BYTES_MAX: usize = 1 << 10;

/// Adds the leaves of a value. The path to it grows on the way down, and is what it was when this returns, but for what was cut of it.
fn descend(path: &mut String, value: &Json, leaves: &mut Vec<(String, String)>) {
    if path.len() > PATH_BYTES_MAX
        && let Some((end, _)) = path.char_indices().find(|(i, _)| *i >= PATH_BYTES_MAX)
    {
        path.truncate(end);
    }
    let length = path.len();
    match value {
        Json::Null => {}
        Json::Bool(flag) => leaves.push((path.clone(), flag.to_string())),
        Json::Number(text) | Json::String(text) => {
            if !text.is_empty() {
                leaves.push((path.clone(), text.to_string()));
            }
        }
        Json::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    // A text takes whatever is written to it.
                    let _ = write!(path, "[{index}]");
                }
                descend(path, item, leaves);
                path.truncate(length);
            }
        }
        Json::Object(members) => {
            for (name, value) in members {
                path.push('.');
                path.push_str(name);
                descend(path, value, leaves);
                path.truncate(length);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaves(json: &Json) -> Vec<(String, String)> {
        let mut leaves = Vec::new();
        descend(&mut "a".to_string(), json, &mut leaves);
        leaves
    }

    #[test]
    fn every_leaf_has_the_path_to_it() {
        let json = crate::json::parse(r#"{"b":[{"c":[1,[true,"x"],null,""]},{"c":"y","d":{}}],"e":"z"}"#, 64).unwrap();
        let expected = [("a.b.c", "1"), ("a.b.c[1]", "true"), ("a.b.c[1][1]", "x"), ("a.b[1].c", "y"), ("a.e", "z")];
        assert_eq!(leaves(&json), expected.map(|(path, value)| (path.to_string(), value.to_string())));
    }

    #[test]
    fn a_long_path_is_cut_between_two_characters_and_goes_on_from_there() {
        let long = "\u{20ac}".repeat(400);
        let text = format!(r#"{{"{long}":{{"b":"x","c":"y"}},"d":"z"}}"#);
        let json = crate::json::parse(&text, 64).unwrap();
        let cut = format!("a.{}", "\u{20ac}".repeat(341));
        assert_eq!(leaves(&json), [(cut.clone(), "x".to_string()), (cut, "y".to_string()), ("a.d".to_string(), "z".to_string())]);
    }
}
