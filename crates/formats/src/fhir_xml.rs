//! FHIR XML as the same tree that FHIR JSON gives (R4 2.6.1 and 2.6.2 say how the two correspond).
//!
//! Numbers stay text: XML does not tell a number from a string, and a FHIR decimal means its digits. `true` and `false`
//! become booleans. An element that occurs once is no array; `Json::items` and `Json::first` see no difference, and the
//! primitives that are lists in JSON are made lists here as well.

use crate::json::Json;
use crate::xml::{Element, Node};
use std::collections::HashMap;

/// Primitives that JSON writes as lists even when there is one.
const LISTS: [&str; 12] = ["given", "prefix", "suffix", "line", "event", "profile", "dayOfWeek", "timeOfDay", "when", "payloadType", "instantiatesUri", "instantiatesCanonical"];

/// Whether an element is a FHIR resource, by its namespace or its name. `name` is the root's local name.
pub(crate) fn is_resource(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase()) && name != "ClinicalDocument"
}

/// A resource as JSON.
pub(crate) fn resource(element: Element<'_>) -> Json {
    let mut members = vec![("resourceType".to_string(), Json::String(element.name().to_string()))];
    members.extend(self::members(element));
    Json::Object(members)
}

fn members(element: Element<'_>) -> Vec<(String, Json)> {
    let mut out: Vec<(String, Json)> = Vec::new();
    for name in ["id", "url"] {
        if let Some(value) = element.attribute(name) {
            out.push((name.into(), Json::String(value.into())));
        }
    }
    let mut index: HashMap<String, usize> = out.iter().enumerate().map(|(i, (name, _))| (name.clone(), i)).collect();
    for child in element.elements() {
        add(&mut out, &mut index, child.name(), value(child));
        // What stands inside a primitive, such as an extension, goes beside it (R4 2.6.2.4): `_birthDate`.
        if child.attribute("value").is_some() && child.elements().next().is_some() {
            add(&mut out, &mut index, &format!("_{}", child.name()), Json::Object(members(child)));
        }
    }
    out
}

fn add(out: &mut Vec<(String, Json)>, index: &mut HashMap<String, usize>, name: &str, value: Json) {
    match index.get(name).and_then(|i| out.get_mut(*i)) {
        Some((_, Json::Array(items))) => items.push(value),
        Some((_, one)) => {
            let first = std::mem::replace(one, Json::Null);
            *one = Json::Array(vec![first, value]);
        }
        None => {
            index.insert(name.to_string(), out.len());
            out.push((name.to_string(), if LISTS.contains(&name) { Json::Array(vec![value]) } else { value }));
        }
    }
}

fn value(element: Element<'_>) -> Json {
    if element.name() == "div" {
        return Json::String(element.text());
    }
    // `resource` and `contained` hold a resource as their only child.
    if matches!(element.name(), "resource" | "contained")
        && let Some(inner) = element.elements().next().filter(|e| is_resource(e.name()))
    {
        return resource(inner);
    }
    let plain = element.children().all(|n| matches!(n, Node::Text(_)));
    match element.attribute("value") {
        Some("true") if plain => Json::Bool(true),
        Some("false") if plain => Json::Bool(false),
        Some(text) => Json::String(text.into()),
        None => Json::Object(members(element)),
    }
}
