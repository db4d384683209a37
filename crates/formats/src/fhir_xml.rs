//! FHIR XML as the same tree that FHIR JSON gives (R4 2.6.1 and 2.6.2 say how the two correspond).
//!
//! Numbers stay text: XML does not tell a number from a string, and a FHIR decimal means its digits. `true` and `false`
//! become booleans. An element that occurs once is no array; `Json::items` and `Json::first` see no difference, and the
//! primitives that are lists in JSON are made lists here as well.

use crate::json::Json;
use crate::xml::{Element, Node};
use std::borrow::Cow;
use std::collections::HashMap;

/// The members of an object, with texts of their own.
type Members = Vec<(Cow<'static, str>, Json<'static>)>;

/// Primitives that JSON writes as lists even when there is one.
const LISTS: [&str; 12] = ["given", "prefix", "suffix", "line", "event", "profile", "dayOfWeek", "timeOfDay", "when", "payloadType", "instantiatesUri", "instantiatesCanonical"];

/// Whether an element is a FHIR resource, by its namespace or its name. `name` is the root's local name.
pub(crate) fn is_resource(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase()) && name != "ClinicalDocument"
}

/// A resource as JSON.
pub(crate) fn resource(element: Element<'_>) -> Json<'static> {
    let mut members: Members = vec![("resourceType".into(), Json::String(element.name().to_string().into()))];
    members.extend(self::members(element));
    Json::Object(members)
}

fn members(element: Element<'_>) -> Members {
    let mut out: Members = Vec::new();
    for name in ["id", "url"] {
        if let Some(value) = element.attribute(name) {
            out.push((name.into(), Json::String(value.to_string().into())));
        }
    }
    let mut index: HashMap<String, usize> = out.iter().enumerate().map(|(i, (name, _))| (name.to_string(), i)).collect();
    for child in element.elements() {
        add(&mut out, &mut index, child.name(), value(child));
        // What stands inside a primitive, such as an extension, goes beside it (R4 2.6.2.4): `_birthDate`.
        if child.attribute("value").is_some() && child.elements().next().is_some() {
            add(&mut out, &mut index, &format!("_{}", child.name()), Json::Object(members(child)));
        }
    }
    out
}

fn add(out: &mut Members, index: &mut HashMap<String, usize>, name: &str, value: Json<'static>) {
    match index.get(name).and_then(|i| out.get_mut(*i)) {
        Some((_, Json::Array(items))) => items.push(value),
        Some((_, one)) => {
            let first = std::mem::replace(one, Json::Null);
            *one = Json::Array(vec![first, value]);
        }
        None => {
            index.insert(name.to_string(), out.len());
            out.push((name.to_string().into(), if LISTS.contains(&name) { Json::Array(vec![value]) } else { value }));
        }
    }
}

fn value(element: Element<'_>) -> Json<'static> {
    if element.name() == "div" {
        return Json::String(element.text().into());
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
        Some(text) => Json::String(text.to_string().into()),
        None => Json::Object(members(element)),
    }
}
