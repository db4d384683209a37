//! Numbers by which a line of a claim names other parts of it.

use crate::fhir::values;
use formats::Json;
use std::borrow::Cow;

/// Lists of a claim, how their items are numbered, and where a line names one; of R4 and of STU3.
const PARTS: [(&str, &str, &str); 7] = [
    ("careTeam", "sequence", "careTeamSequence"), ("careTeam", "sequence", "careTeamLinkId"), ("supportingInfo", "sequence", "informationSequence"),
    ("information", "sequence", "informationLinkId"), ("procedure", "sequence", "procedureSequence"), ("procedure", "sequence", "procedureLinkId"),
    ("processNote", "number", "noteNumber"),
];
/// Lists of lines, and of what is below a line.
const LINES: [&str; 4] = ["item", "addItem", "detail", "subDetail"];

/// A claim or an answer to one in which lines hold what they name by a number, for whoever numbers these parts anew says the same; none where it has no
/// part that a line may name.
pub(super) fn followed<'j>(claim: &Json<'j>) -> Option<Json<'j>> {
    let is_claim = matches!(values::text(claim, "resourceType"), Some("Claim" | "ClaimResponse" | "ExplanationOfBenefit"));
    let has_parts = is_claim && PARTS.iter().any(|(list, ..)| !claim.items(list).is_empty());
    has_parts.then(|| led(claim, claim))
}

/// A claim, or a line of it at any depth, in which numbers are what they lead to.
fn led<'j>(claim: &Json<'j>, line: &Json<'j>) -> Json<'j> {
    let Json::Object(members) = line else { return line.clone() };
    let lead = |(name, value): &(Cow<'j, str>, Json<'j>)| {
        let part = PARTS.iter().find(|(.., pointer)| name == pointer);
        let there = match (part, value) {
            (Some((list, number, _)), _) => Json::Array(each(value).iter().map(|one| target(claim, list, number, one)).collect()),
            (None, Json::Array(lines)) if LINES.contains(&&**name) => Json::Array(lines.iter().map(|line| led(claim, line)).collect()),
            (None, one) if LINES.contains(&&**name) => led(claim, one),
            (None, Json::Array(list)) if name == "procedure" => Json::Array(ranked(list)),
            _ => value.clone(),
        };
        (name.clone(), there)
    };
    Json::Object(members.iter().map(lead).collect())
}

/// A list whose items are numbered by their order: of what was done the first is the main one, whatever the numbers are.
fn ranked<'j>(list: &[Json<'j>]) -> Vec<Json<'j>> {
    let number = |one: &Json<'j>| values::text(one, "sequence").and_then(|text| text.parse::<u64>().ok());
    let rank = |own: u64| list.iter().filter_map(number).filter(|other| *other < own).count() + 1;
    let in_order = |one: &Json<'j>| match (one, number(one)) {
        (Json::Object(members), Some(own)) => {
            let renumbered = |(name, value): &(Cow<'j, str>, Json<'j>)| (name.clone(), if name == "sequence" { Json::Number(rank(own).to_string().into()) } else { value.clone() });
            Json::Object(members.iter().map(renumbered).collect())
        }
        _ => one.clone(),
    };
    list.iter().map(in_order).collect()
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
