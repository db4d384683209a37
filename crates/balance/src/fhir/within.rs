//! Results that stand inside of a report or of a panel: records of their own, as they are where a server keeps them apart.

use super::values;
use formats::{Json, Resource};
use std::borrow::Cow;

/// Whether a contained resource is a record of its own.
pub(super) fn is_result(inner: &Json) -> bool {
    values::text(inner, "resourceType") == Some("Observation")
}

/// The id of a record, by which its results are known from those of others.
pub(super) fn own_id(resource: &Resource) -> String {
    resource.json.text("id").map_or_else(|| values::local_id(&resource.reference), str::to_string)
}

/// The key of a result inside of the record of an id that a reference leads to.
pub(super) fn key(reference: &Json, own: &str) -> Option<String> {
    let inner = values::text(reference, "reference")?.strip_prefix('#').filter(|inner| !inner.is_empty())?;
    Some(format!("{own}#{inner}"))
}

/// The results inside of a record, each as if it stood beside it: about the same patient where it names none, and with the other resources
/// that it may lead to.
pub(super) fn results<'r>(around: &Resource<'r>) -> Vec<Resource<'r>> {
    let contained = around.json.items("contained");
    if !contained.iter().any(is_result) {
        return Vec::new();
    }
    let (inner, others): (Vec<&Json<'r>>, Vec<&Json<'r>>) = contained.iter().partition(|inner| is_result(inner));
    let subject = ["subject", "patient"].iter().find_map(|member| around.json.get(member));
    let own = own_id(around);
    let beside = |inner: &Json<'r>| {
        let Json::Object(members) = inner else { return None };
        let mut members = members.clone();
        if let Some(subject) = subject.filter(|_| inner.get("subject").is_none()) {
            members.push((Cow::Borrowed("subject"), subject.clone()));
        }
        if !others.is_empty() {
            members.push((Cow::Borrowed("contained"), Json::Array(others.iter().map(|other| (*other).clone()).collect())));
        }
        let reference = format!("Observation/{own}#{}", inner.text("id").unwrap_or(""));
        Some(Resource { line: around.line, byte: around.byte, kind: "Observation".into(), reference, full_url: String::new(), json: Json::Object(members) })
    };
    inner.into_iter().filter_map(beside).collect()
}
