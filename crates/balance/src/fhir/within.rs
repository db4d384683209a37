//! Results that stand inside of a report or of a panel: records of their own, as they are where a server keeps them apart.

use super::values;
use formats::{Json, Resource};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Whether what a resource of a type contains is a record of its own: a result in a report or in a panel. One inside of anything else, such as what
/// followed a vaccination, belongs to that.
pub(super) fn is_result(around: &str, inner: &Json) -> bool {
    matches!(around, "DiagnosticReport" | "Observation") && values::text(inner, "resourceType") == Some("Observation")
}

/// The id of a record, by which its results are known from those of others; of a result inside of a record that of the record.
pub(super) fn own_id(reference: &str, json: &Json) -> String {
    match reference.split_once('#') {
        Some((around, _)) => values::local_id(around),
        None => json.text("id").map_or_else(|| values::local_id(reference), str::to_string),
    }
}

/// The key of a result inside of the record of an id that a reference leads to.
pub(super) fn key(reference: &Json, own: &str) -> Option<String> {
    let inner = values::text(reference, "reference")?.strip_prefix('#').filter(|inner| !inner.is_empty())?;
    Some(format!("{own}#{inner}"))
}

/// The results inside of a record, each as if it stood beside it: about the same patient where it names none, and with the other resources
/// that it leads to.
pub(super) fn results<'r>(around: &Resource<'r>) -> Vec<Resource<'r>> {
    let contained = around.json.items("contained");
    if !contained.iter().any(|inner| is_result(&around.kind, inner)) {
        return Vec::new();
    }
    let (inner, others): (Vec<&Json<'r>>, Vec<&Json<'r>>) = contained.iter().partition(|inner| is_result(&around.kind, inner));
    let subject = ["subject", "patient"].iter().find_map(|member| around.json.get(member));
    let own = own_id(&around.reference, &around.json);
    let beside = |inner: &Json<'r>| {
        let Json::Object(members) = inner else { return None };
        let mut members = members.clone();
        if let Some(subject) = subject.filter(|_| inner.get("subject").is_none()) {
            members.push((Cow::Borrowed("subject"), subject.clone()));
        }
        let led = led(inner, &others);
        if !led.is_empty() {
            members.push((Cow::Borrowed("contained"), Json::Array(led.into_iter().cloned().collect())));
        }
        let reference = format!("Observation/{own}#{}", inner.text("id").unwrap_or(""));
        Some(Resource { line: around.line, byte: around.byte, kind: "Observation".into(), reference, full_url: String::new(), json: Json::Object(members) })
    };
    inner.into_iter().filter_map(beside).collect()
}

/// Of other contained resources those that one leads to, and those that these lead to.
fn led<'a, 'r>(inner: &'a Json<'r>, others: &[&'a Json<'r>]) -> Vec<&'a Json<'r>> {
    let (mut left, mut found, mut names): (Vec<&'a Json<'r>>, Vec<&'a Json<'r>>, BTreeSet<&'a str>) = (others.to_vec(), Vec::new(), BTreeSet::new());
    names_inside(inner, &mut names);
    while let Some(at) = left.iter().position(|other| values::text(other, "id").is_some_and(|id| names.contains(id))) {
        let next = left.swap_remove(at);
        names_inside(next, &mut names);
        found.push(next);
    }
    found
}

/// The contained resources that a part of a resource leads to, by id.
fn names_inside<'a>(json: &'a Json<'_>, names: &mut BTreeSet<&'a str>) {
    match json {
        Json::Array(items) => items.iter().for_each(|item| names_inside(item, names)),
        Json::Object(members) => {
            for (name, value) in members {
                match value.str().filter(|_| name == "reference").and_then(|text| text.strip_prefix('#')) {
                    Some(id) => {
                        names.insert(id);
                    }
                    None => names_inside(value, names),
                }
            }
        }
        _ => {}
    }
}
