//! FHIR: kinds of resources and their elements, lists counted by their items.

use super::PartKind;
use super::grow::{Grower, Within, part};
use formats::{Json, Resource};

/// Elements within elements that are followed; those of the standard stay below it.
const DEPTH_MAX: u32 = 12;

/// Counts a resource.
pub(super) fn resource(grower: &mut Grower, resource: &Resource) {
    grower.record();
    let kind = name_of(&resource.kind);
    let top = grower.top();
    let made = || {
        let mut made = part(PartKind::Resource, kind, "");
        made.relation = kind.to_string();
        made
    };
    let Some(at) = grower.touch(top, kind, made) else { return };
    let own = Within { part: Some(at), instance: grower.instance() };
    members(grower, own, &resource.json, (kind, ""), 0);
}

/// A name that has the form of one; any other is not shown.
fn name_of(name: &str) -> &str {
    let plain = name.len() <= 64 && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && name.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_');
    if plain { name } else { "other" }
}

fn members(grower: &mut Grower, within: Within, json: &Json, (kind, path): (&str, &str), depth: u32) {
    let Json::Object(members) = json else { return };
    for (name, value) in members.iter().filter(|(name, _)| depth > 0 || name != "resourceType") {
        let shown = name_of(name);
        let path = if path.is_empty() { shown.to_string() } else { format!("{path}.{shown}") };
        match value {
            Json::Array(items) => items.iter().for_each(|item| element(grower, within, item, (kind, shown, path.as_str()), depth)),
            value => element(grower, within, value, (kind, shown, path.as_str()), depth),
        }
    }
}

fn element(grower: &mut Grower, within: Within, value: &Json, (kind, name, path): (&str, &str, &str), depth: u32) {
    if matches!(value, Json::Null) {
        return;
    }
    let made = || {
        let mut made = part(PartKind::Element, name, "");
        (made.relation, made.field) = (kind.to_string(), path.to_string());
        made
    };
    let Some(at) = grower.touch(within, name, made) else { return };
    if depth < DEPTH_MAX && matches!(value, Json::Object(_)) {
        let own = Within { part: Some(at), instance: grower.instance() };
        members(grower, own, value, (kind, path), depth + 1);
    }
}
