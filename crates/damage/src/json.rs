//! Small ways into a FHIR resource as JSON: members, words of concepts, taking something away. No change of meaning is
//! decided here.

pub(crate) use crate::operator::changed;
use crate::{Site, patient, reference};
use serde_json::{Map, Value, json};

/// Members that say nothing about a patient.
const SILENT: [&str; 5] = ["id", "meta", "text", "identifier", "implicitRules"];

/// The type of a resource.
pub(crate) fn kind(resource: &Value) -> &str {
    text(resource, "resourceType")
}

/// The text of a member; empty where there is none.
pub(crate) fn text<'a>(value: &'a Value, member: &str) -> &'a str {
    value.get(member).and_then(Value::as_str).unwrap_or("")
}

/// The text at a JSON pointer; empty where there is none.
pub(crate) fn at<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or("")
}

/// The items of a member; a single value is a list of one.
pub(crate) fn items<'a>(value: &'a Value, member: &str) -> &'a [Value] {
    match value.get(member) {
        Some(Value::Array(list)) => list,
        Some(Value::Null) | None => &[],
        Some(one) => std::slice::from_ref(one),
    }
}

/// The same, to edit.
pub(crate) fn items_mut<'a>(value: &'a mut Value, member: &str) -> &'a mut [Value] {
    match value.get_mut(member) {
        Some(Value::Array(list)) => list,
        Some(Value::Null) | None => &mut [],
        Some(one) => std::slice::from_mut(one),
    }
}

/// A concept, a coding or a plain code in one word: its first code.
pub(crate) fn word(concept: &Value) -> &str {
    match concept {
        Value::String(word) => word,
        Value::Array(list) => list.first().map_or("", word),
        _ => concept.pointer("/coding/0/code").or_else(|| concept.get("code")).and_then(Value::as_str).unwrap_or(""),
    }
}

/// The word of a member.
pub(crate) fn said<'a>(resource: &'a Value, member: &str) -> &'a str {
    resource.get(member).map_or("", word)
}

/// The words of a concept: its text, else its first display.
pub(crate) fn words(concept: &Value) -> &str {
    let own = text(concept, "text");
    if own.is_empty() { at(concept, "/coding/0/display") } else { own }
}

/// What a concept is known by: system and code, else its words.
pub(crate) fn key(concept: &Value) -> String {
    match at(concept, "/coding/0/code") {
        "" => words(concept).trim().to_lowercase(),
        code => format!("{}|{code}", at(concept, "/coding/0/system")),
    }
}

/// Every code of a concept.
pub(crate) fn codes(concept: &Value) -> Vec<&str> {
    items(concept, "coding").iter().map(|c| text(c, "code")).filter(|code| !code.is_empty()).collect()
}

/// Sets a member of an object.
pub(crate) fn set(value: &mut Value, member: &str, new: Value) {
    if let Value::Object(members) = value {
        members.insert(member.to_string(), new);
    }
}

/// Sets what stands at a JSON pointer; false when nothing stands there.
pub(crate) fn replace(value: &mut Value, pointer: &str, new: Value) -> bool {
    let Some(place) = value.pointer_mut(pointer) else { return false };
    *place = new;
    true
}

/// Gives a concept or a plain code another word in the same system; false when the member is not there.
pub(crate) fn reword(resource: &mut Value, member: &str, word: &str) -> bool {
    let Some(place) = items_mut(resource, member).first_mut() else { return false };
    if place.is_string() {
        *place = Value::from(word);
        return true;
    }
    let mut coding = Map::new();
    if let Some(system) = place.pointer("/coding/0/system") {
        coding.insert("system".to_string(), system.clone());
    }
    coding.insert("code".to_string(), Value::from(word));
    *place = json!({ "coding": [coding] });
    true
}

/// Rewords a member that says one of several words.
pub(crate) fn turn(resource: &mut Value, member: &str, from: &[&str], to: &str) -> bool {
    from.contains(&said(resource, member)) && reword(resource, member, to)
}

/// Takes away what stands at the end of a path, in every item of a list on the way, and whatever is empty then. True when
/// something went.
pub(crate) fn take(value: &mut Value, path: &[&str]) -> bool {
    match value {
        Value::Array(list) => {
            let mut went = false;
            for item in list.iter_mut() {
                went |= take(item, path);
            }
            if went {
                list.retain(|item| !is_empty(item));
            }
            went
        }
        Value::Object(members) => take_member(members, path),
        _ => false,
    }
}

fn take_member(members: &mut Map<String, Value>, path: &[&str]) -> bool {
    match path {
        [] => false,
        [last] => {
            let companion = members.remove(&format!("_{last}")).is_some();
            members.remove(*last).is_some() || companion
        }
        [first, rest @ ..] => {
            let Some(inner) = members.get_mut(*first) else { return false };
            let went = take(inner, rest);
            let emptied = went && is_empty(inner);
            if emptied {
                members.remove(*first);
            }
            went
        }
    }
}

/// Takes away what edits have left empty of a member.
pub(crate) fn prune(value: &mut Value, member: &str) {
    if let Some(Value::Array(list)) = value.get_mut(member) {
        list.retain(|item| !is_empty(item));
    }
    if value.get(member).is_some_and(is_empty) {
        take(value, &[member]);
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(list) => list.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}

/// Members that are a choice of a stem (`onsetDateTime`, `onsetAge`), their companions among them.
pub(crate) fn choices(value: &Value, stem: &str) -> Vec<String> {
    let Some(members) = value.as_object() else { return Vec::new() };
    let is_choice = |name: &str| name.trim_start_matches('_').strip_prefix(stem).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()));
    members.keys().filter(|name| is_choice(name)).cloned().collect()
}

/// Takes every choice of a stem away.
pub(crate) fn take_choice(value: &mut Value, stem: &str) -> bool {
    let names = choices(value, stem);
    for name in &names {
        take(value, &[name.as_str()]);
    }
    !names.is_empty()
}

/// Takes away the extensions whose URL ends with a name.
pub(crate) fn take_extension(value: &mut Value, name: &str) -> bool {
    let Some(Value::Array(list)) = value.get_mut("extension") else { return false };
    let before = list.len();
    list.retain(|e| text(e, "url").rsplit('/').next() != Some(name));
    let (after, went) = (list.len(), list.len() < before);
    if after == 0 {
        take(value, &["extension"]);
    }
    went
}

/// Whether two resources say the same of the same patient: everything but their own identity.
pub(crate) fn says_the_same(one: &Value, other: &Value) -> bool {
    let (Some(a), Some(b)) = (one.as_object(), other.as_object()) else { return false };
    if kind(one) != kind(other) {
        return false;
    }
    let speaks = |name: &str| !SILENT.contains(&name);
    let count = |m: &Map<String, Value>| m.keys().filter(|name| speaks(name)).count();
    count(a) == count(b) && a.iter().filter(|(name, _)| speaks(name)).all(|(name, value)| b.get(name) == Some(value))
}

/// Other resources of the same type and patient, in the order of the destination.
pub(crate) fn siblings<'a>(resource: &Value, site: &Site<'a>) -> Vec<&'a Value> {
    let own = reference(resource);
    site.chart(&patient(resource)).filter(|r| kind(r) == kind(resource) && reference(r) != own).collect()
}

/// Whether the chart says the same a second time.
pub(crate) fn has_duplicate(resource: &Value, site: &Site<'_>) -> bool {
    siblings(resource, site).iter().any(|other| says_the_same(resource, other))
}

/// A resource of the same type about another patient, drawn by the dice; none when there is none near.
pub(crate) fn stranger<'a>(resource: &Value, site: &mut Site<'a>) -> Option<&'a Value> {
    const STEPS: usize = 3_000;
    let all = site.all();
    let own = patient(resource);
    let start = site.dice.below(all.len());
    let mut round = all.iter().skip(start).chain(all.iter().take(start)).take(STEPS);
    round.find(|r| kind(r) == kind(resource) && patient(r) != own && !patient(r).is_empty())
}
