//! FHIR XML as the same tree that FHIR JSON gives (R4 2.6.1 and 2.6.2 say how the two correspond).
//!
//! Numbers stay text: XML does not tell a number from a string, and a FHIR decimal means its digits. `true` and `false`
//! become booleans. An element that occurs once is no array; `Json::items` and `Json::first` see no difference, and the
//! primitives that are lists in JSON are made lists here as well.

use crate::json::Json;
use crate::xml::{Element, Node};

/// Primitives that JSON writes as lists even when there is one.
const LISTS: [&str; 12] = ["given", "prefix", "suffix", "line", "event", "profile", "dayOfWeek", "timeOfDay", "when", "payloadType", "instantiatesUri", "instantiatesCanonical"];

/// Whether an element is a FHIR resource, by its namespace or its name. `name` is the root's local name.
pub(crate) fn is_resource(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase()) && name != "ClinicalDocument"
}

/// A resource as JSON.
pub(crate) fn resource(element: &Element) -> Json {
    let mut members = vec![("resourceType".to_string(), Json::String(element.name.clone()))];
    members.extend(self::members(element));
    Json::Object(members)
}

fn members(element: &Element) -> Vec<(String, Json)> {
    let mut out: Vec<(String, Json)> = Vec::new();
    for name in ["id", "url"] {
        if let Some(value) = element.attribute(name) {
            out.push((name.into(), Json::String(value.into())));
        }
    }
    for child in element.elements() {
        let value = value(child);
        match out.iter_mut().find(|(name, _)| *name == child.name) {
            Some((_, Json::Array(items))) => items.push(value),
            Some((_, one)) => {
                let first = std::mem::replace(one, Json::Null);
                *one = Json::Array(vec![first, value]);
            }
            None if LISTS.contains(&child.name.as_str()) => out.push((child.name.clone(), Json::Array(vec![value]))),
            None => out.push((child.name.clone(), value)),
        }
    }
    out
}

fn value(element: &Element) -> Json {
    if element.name == "div" {
        return Json::String(element.text());
    }
    // `resource` and `contained` hold a resource as their only child.
    if matches!(element.name.as_str(), "resource" | "contained")
        && let Some(inner) = element.elements().next().filter(|e| is_resource(&e.name))
    {
        return resource(inner);
    }
    let plain = element.children.iter().all(|n| matches!(n, Node::Text(_)));
    match element.attribute("value") {
        Some("true") if plain => Json::Bool(true),
        Some("false") if plain => Json::Bool(false),
        Some(text) => Json::String(text.into()),
        None => Json::Object(members(element)),
    }
}
