//! Numbers by which a line of a claim names other parts of it.

use crate::fhir::values;
use formats::Json;
use std::borrow::Cow;

/// Lists of a claim, how their items are numbered, and where a line names one; of R4 and of STU3.
const PARTS: [(&str, &str, &str); 5] = [
    ("careTeam", "sequence", "careTeamSequence"), ("careTeam", "sequence", "careTeamLinkId"), ("supportingInfo", "sequence", "informationSequence"),
    ("information", "sequence", "informationLinkId"), ("processNote", "number", "noteNumber"),
];
const LINES: [&str; 2] = ["item", "addItem"];

/// A claim or an answer to one in which lines hold what they name by a number, for whoever numbers these parts anew says the same; none where no line names any.
pub(super) fn followed<'j>(claim: &Json<'j>) -> Option<Json<'j>> {
    let Json::Object(members) = claim else { return None };
    let is_claim = matches!(values::text(claim, "resourceType"), Some("Claim" | "ClaimResponse" | "ExplanationOfBenefit"));
    let names = |line: &Json<'j>| PARTS.iter().any(|(.., pointer)| line.get(pointer).is_some());
    if !is_claim || !LINES.iter().flat_map(|lines| claim.items(lines)).any(names) {
        return None;
    }
    let lead = |(name, value): &(Cow<'j, str>, Json<'j>)| {
        let part = PARTS.iter().find(|(.., pointer)| name == pointer);
        let led = part.map(|(list, number, _)| Json::Array(each(value).iter().map(|one| target(claim, list, number, one)).collect()));
        (name.clone(), led.unwrap_or_else(|| value.clone()))
    };
    let line = |line: &Json<'j>| match line {
        Json::Object(members) => Json::Object(members.iter().map(&lead).collect()),
        other => other.clone(),
    };
    let member = |(name, value): &(Cow<'j, str>, Json<'j>)| match value {
        Json::Array(lines) if LINES.contains(&&**name) => (name.clone(), Json::Array(lines.iter().map(&line).collect())),
        other => (name.clone(), other.clone()),
    };
    Some(Json::Object(members.iter().map(member).collect()))
}

/// The numbers of a member that may be one.
fn each<'a, 'j>(value: &'a Json<'j>) -> &'a [Json<'j>] {
    match value {
        Json::Array(items) => items,
        one => std::slice::from_ref(one),
    }
}

/// The item of a list that a number leads to, without its number; the number itself where there is none.
fn target<'j>(claim: &Json<'j>, list: &str, number: &str, pointer: &Json<'j>) -> Json<'j> {
    let wanted = values::primitive(pointer);
    match claim.items(list).iter().find(|part| wanted.is_some() && values::text(part, number) == wanted) {
        Some(Json::Object(members)) => Json::Object(members.iter().filter(|(name, _)| name != number).cloned().collect()),
        _ => pointer.clone(),
    }
}
