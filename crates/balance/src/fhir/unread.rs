//! What a resource says that no fact stands for, by paths alone: for a destination that is held against a book of another format.
//!
//! That book has no element of the same name, so nothing of it is compared. But what hardly any record of the destination says nobody asserted
//! (`judge/unread.rs`). A group of elements is told of where a fact stands for the group itself or for that part of it. Links, numbers, metadata,
//! what only says that something is as usual, and what repeats the code of the record assert nothing.

use super::source::Source;
use super::told::is_group;
use super::values;
use crate::leaf::{self, Sort, VALUE_MAX};
use crate::reading::Places;
use formats::Json;
use model::{Aspect, Fact, How, Value, parse_decimal};
use std::collections::BTreeMap;

/// Elements of a resource that say nothing beside what is read of it.
const OF_A_RESOURCE: [&str; 18] = [
    "resourceType", "id", "meta", "implicitRules", "language", "text", "contained", "fhir_comments", "extension", "modifierExtension", "identifier", "link", "photo", "length",
    "statusHistory", "classHistory", "content", "category",
];
/// Parts of a group that say nothing beside what is read of it.
const OF_A_GROUP: [&str; 22] = [
    "id", "extension", "modifierExtension", "identifier", "sequence", "type", "role", "function", "period", "use", "rank", "focal", "format", "system", "linkId", "required",
    "description", "comment", "note", "text", "status", "unitPrice",
];

/// The leaves of a resource of which these facts were read, each by its path.
pub(super) fn leaves<'f>(source: &Source<'_>, facts: impl Iterator<Item = &'f Fact>, places: &Places) -> BTreeMap<String, String> {
    // Of a person groups are names and addresses, which are read as a whole.
    let has_parts = source.kind() != "Patient";
    let is_open = |(name, value, seen): &(&str, &Json, bool)| !OF_A_RESOURCE.contains(name) && (!*seen || has_parts && values::list(value).iter().any(is_group));
    let open: Vec<_> = source.looked_at().into_iter().filter(is_open).collect();
    let mut found = BTreeMap::new();
    if open.is_empty() {
        return found;
    }
    let told: Vec<&str> = facts.map(|fact| places.name(fact.place)).collect();
    let own = source.peek("code");
    for (name, value, seen) in open {
        if seen {
            of_groups(name, value, (told.as_slice(), own), &mut found);
        } else if asserts(value, own) {
            found.insert(path(name), words(value));
        }
    }
    found
}

/// A leaf as a fact of its statement.
pub(super) fn fact(path: &str, words: &str, places: &mut Places) -> Fact {
    Fact { aspect: Aspect::Element, value: Value::Text(leaf::leaf(Sort::Unread, path, words)), place: places.number(path), how: How::Derived }
}

/// Parts of groups for which no fact stands, and that there are more groups than facts stand for.
fn of_groups(name: &str, value: &Json, (told, own): (&[&str], Option<&Json>), found: &mut BTreeMap<String, String>) {
    let inside: Vec<(&str, &str)> = told.iter().filter_map(|place| within(place, name)).collect();
    if inside.is_empty() || inside.iter().any(|(_, part)| part.is_empty()) {
        return;
    }
    let groups = || values::list(value).iter().enumerate().filter(|(_, item)| is_group(item));
    let parts = groups().filter_map(|(_, group)| if let Json::Object(members) = group { Some(members) } else { None }).flatten();
    for (member, inner) in parts {
        let member = member.trim_start_matches('_');
        let is_told = inside.iter().any(|(_, part)| first_step(part) == member);
        // Such numbers lead to other parts of the record.
        let is_pointer = member.ends_with("Sequence") || member == "noteNumber";
        if !is_told && !is_pointer && !OF_A_GROUP.contains(&member) && asserts(inner, own) {
            found.entry(path(&format!("{name}.{member}"))).or_insert_with(|| words(inner));
        }
    }
    let mut indices: Vec<&str> = inside.iter().map(|(index, _)| *index).collect();
    indices.sort_unstable();
    indices.dedup();
    let is_told = |at: usize| indices.iter().any(|index| index.parse() == Ok(at));
    if groups().filter(|(at, group)| values::is_filled(group) && (is_told(*at) || !is_nought(group))).count() > indices.len() {
        found.insert(path(name), "one more".into());
    }
}

/// Whether the amount of a group is nothing.
pub(super) fn is_nought(group: &Json) -> bool {
    values::down(group, "amount.value").and_then(values::primitive).and_then(parse_decimal).is_some_and(|number| number.is_zero())
}

/// The index and the rest of a place inside of an element: of `reaction[1].severity` in `reaction` they are `1` and `severity`.
fn within<'p>(place: &'p str, name: &str) -> Option<(&'p str, &'p str)> {
    let rest = place.strip_prefix(name)?;
    let (index, rest) = match rest.strip_prefix('[') {
        Some(rest) => rest.split_once(']')?,
        None => ("", rest),
    };
    if rest.is_empty() { Some((index, "")) } else { rest.strip_prefix('.').map(|part| (index, part)) }
}

fn first_step(part: &str) -> &str {
    part.split(['.', '[']).next().unwrap_or(part)
}

/// A path is shown: of what is no name of an element only the letters that one may have.
fn path(name: &str) -> String {
    name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '.').take(80).collect()
}

/// Whether a value says something of its own.
fn asserts(json: &Json, own: Option<&Json>) -> bool {
    match json {
        Json::Null => false,
        Json::Bool(_) | Json::Number(_) => true,
        Json::String(text) => !text.trim().is_empty() && !leaf::is_usual(text),
        Json::Array(items) => items.iter().any(|item| asserts(item, own)),
        Json::Object(members) => {
            // Of what type the record is at the other end of a link is a plain word; of what sort a group is is a concept.
            let of_a_link = |(name, inner): (&str, &Json)| matches!(name, "reference" | "identifier" | "display" | "id" | "extension") || name == "type" && values::primitive(inner).is_some();
            let of_a_span = |name: &str| matches!(name, "start" | "end" | "id" | "extension");
            let beside = |name: &str| matches!(name, "id" | "extension" | "url" | "system" | "version" | "userSelected" | "display");
            let parts = || members.iter().map(|(name, inner)| (name.trim_start_matches('_'), inner));
            !parts().all(of_a_link)
                && !parts().all(|(name, _)| of_a_span(name))
                && !own.is_some_and(|own| is_that(json, own))
                && members.iter().any(|(name, inner)| !beside(name.trim_start_matches('_')) && asserts(inner, own))
        }
    }
}

/// Whether a concept is the record's own once more.
fn is_that(concept: &Json, own: &Json) -> bool {
    let known = values::codes(own);
    let words = |json: &Json| values::text(json, "text").map(|text| text.trim().to_lowercase());
    values::codes(concept).iter().any(|code| known.contains(code)) || words(concept).is_some_and(|said| words(own).as_ref() == Some(&said))
}

/// What it says, for people.
fn words(json: &Json) -> String {
    let said = values::list(json).first().and_then(values::named).unwrap_or_default();
    said.chars().take(VALUE_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(kind: &str, text: &str, places: &[&str]) -> Vec<String> {
        let json = formats::json::parse(text, 100).unwrap();
        let source = Source::new(kind, &json);
        let mut book = Places::default();
        let facts: Vec<Fact> = places.iter().map(|place| Fact { aspect: Aspect::Text, value: Value::Flag(true), place: book.number(place), how: How::Copied }).collect();
        for place in places {
            source.get(first_step(place));
        }
        leaves(&source, facts.iter(), &book).into_iter().map(|(path, words)| format!("{path} {words}").trim().to_string()).collect()
    }

    #[test]
    fn what_no_fact_stands_for_is_found_at_the_top_and_in_the_groups_that_are_told_of() {
        let text = r#"{"resourceType":"Procedure","id":"1","code":{"text":"Appendectomy"},"complication":[{"text":"bleeding"}],"report":[{"reference":"DiagnosticReport/1"}],
            "performer":[{"actor":{"reference":"Practitioner/1"},"function":{"text":"surgeon"},"onBehalfOf":{"display":"Clinic"}},{"actor":{"reference":"Practitioner/2"}}]}"#;
        assert_eq!(found("Procedure", text, &["code", "performer.actor"]), ["complication bleeding", "performer one more"]);
        let series = r#"{"resourceType":"Immunization","protocolApplied":[{"doseNumberPositiveInt":1,"seriesDosesPositiveInt":3,"targetDisease":[{"text":"Measles"}]}]}"#;
        let told = ["protocolApplied[0].doseNumberPositiveInt"];
        assert_eq!(found("Immunization", series, &told), ["protocolApplied.seriesDosesPositiveInt 3", "protocolApplied.targetDisease Measles"]);
        assert!(found("Immunization", series, &["protocolApplied[0]"]).is_empty(), "a fact stands for the group");
    }

    #[test]
    fn a_number_that_leads_to_another_part_asserts_nothing() {
        let line = r#"{"resourceType":"Claim","item":[{"net":{"value":150},"informationSequence":[1],"noteNumber":[2],"category":{"text":"supply"}}]}"#;
        assert_eq!(found("Claim", line, &["item[0].net"]), ["item.category supply"]);
    }

    #[test]
    fn a_group_that_only_says_its_sort_is_no_link() {
        let paid = |payee: &str| format!(r#"{{"resourceType":"Claim","total":{{"value":1}},"payee":{payee}}}"#);
        assert_eq!(found("Claim", &paid(r#"{"type":{"coding":[{"code":"subscriber"}]}}"#), &["total"]), ["payee"]);
        assert!(found("Claim", &paid(r#"{"type":"Patient","reference":"Patient/1"}"#), &["total"]).is_empty());
    }

    #[test]
    fn an_amount_of_nothing_is_no_group_more() {
        let totals = |first: &str, amount: &str| format!(r#"{{"resourceType":"ClaimResponse","total":[{{"amount":{{"value":{first}}}}},{{"amount":{{"value":{amount}}}}}]}}"#);
        assert!(found("ClaimResponse", &totals("150", "0.00"), &["total[0].amount"]).is_empty());
        assert_eq!(found("ClaimResponse", &totals("150", "20"), &["total[0].amount"]), ["total one more"]);
        assert_eq!(found("ClaimResponse", &totals("0.00", "20"), &["total[0].amount"]), ["total one more"], "beside an amount of nothing that is read");
    }

    #[test]
    fn links_numbers_the_usual_and_what_repeats_the_code_say_nothing() {
        for element in [
            r#""identifier":[{"system":"urn:x","value":"1"}]"#, r#""basedOn":[{"reference":"ServiceRequest/1","display":"an order"}]"#, r#""priority":"routine""#,
            r#""detail":{"coding":[{"system":"urn:x","code":"appendectomy","display":"Appendectomy"}]}"#, r#""length":{"value":20,"unit":"min"}"#, r#""meta":{"source":"x"}"#,
            r#""usedPeriod":{"start":"2020"}"#, r#""outcome":{"text":"unknown"}"#, r#""_outcome":{"extension":[{"url":"x","valueCode":"unknown"}]}"#,
        ] {
            let text = format!(r#"{{"resourceType":"Procedure","code":{{"coding":[{{"code":"appendectomy"}}],"text":"Appendectomy"}},{element}}}"#);
            assert!(found("Procedure", &text, &["code"]).is_empty(), "{element}");
        }
        let person = r#"{"resourceType":"Patient","name":[{"family":"A","period":{"start":"2020"}}],"address":[{"city":"B","district":"C"}],"multipleBirthBoolean":true}"#;
        assert_eq!(found("Patient", person, &["name[0].family", "address[0].city"]), ["multipleBirthBoolean true"]);
    }
}
