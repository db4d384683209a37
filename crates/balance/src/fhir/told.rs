//! Which elements of a resource the facts that were read from it stand for, so that what is left can be told apart.
//!
//! A fact stands for the element at its place. Where that is a group of elements (a reaction, a diagnosis), it stands for one of them only,
//! and where it only follows from the element, for none.

use super::values;
use crate::contact;
use crate::reading::Places;
use formats::Json;
use model::{Fact, How, Value};
use std::collections::BTreeSet;

/// Members by which an object is a value: a concept, an amount, a reference, a span of time, a file.
const OF_A_VALUE: [&str; 21] = [
    "coding", "code", "system", "value", "unit", "reference", "concept", "display", "identifier", "start", "end", "low", "high", "numerator", "denominator", "text", "div",
    "currency", "data", "contentType", "repeat",
];

/// Places of facts.
#[derive(Default)]
pub(super) struct Told {
    /// Without indices.
    places: BTreeSet<String>,
    /// Of them those of concepts, whose words are judged with them.
    concepts: BTreeSet<String>,
    /// As they are.
    exact: BTreeSet<String>,
    /// Indices of the resource's extensions.
    extensions: BTreeSet<String>,
}

impl Told {
    /// By facts.
    pub(super) fn by<'f>(facts: impl Iterator<Item = &'f Fact>, places: &Places) -> Self {
        let mut told = Self::default();
        // What a number is for is told beside the leaf, and two books of FHIR are compared by their leaves.
        let told_by_leaf = |f: &Fact| contact::used(f.aspect).is_some();
        for fact in facts.filter(|f| !told_by_leaf(f) && !(f.how == How::Derived && matches!(f.value, Value::Flag(_)))) {
            told.place(places.name(fact.place), matches!(fact.value, Value::Code(..)));
        }
        told
    }

    /// Adds one place.
    pub(super) fn place(&mut self, place: &str, is_concept: bool) {
        if let Some((index, _)) = place.strip_prefix("extension[").and_then(|rest| rest.split_once(']')) {
            self.extensions.insert(index.to_string());
            return;
        }
        self.exact.insert(place.to_string());
        if is_concept {
            self.concepts.insert(plain(place));
        }
        self.places.insert(plain(place));
    }

    /// Whether a fact stands for an element.
    pub(super) fn tells(&self, path: &str) -> bool {
        self.places.contains(path)
    }

    /// Whether it is a concept.
    pub(super) fn tells_words(&self, path: &str) -> bool {
        self.concepts.contains(path)
    }

    /// Whether a fact stands for the element at a place with its indices.
    pub(super) fn tells_exactly(&self, place: &str) -> bool {
        self.exact.contains(place)
    }

    /// Whether a fact was read from an extension of the resource.
    pub(super) fn tells_extension(&self, index: usize) -> bool {
        self.extensions.contains(&index.to_string())
    }
}

/// A place without its indices: `dosageInstruction[1].route` is `dosageInstruction.route`.
fn plain(place: &str) -> String {
    let mut out = String::with_capacity(place.len());
    let mut inside = false;
    for c in place.chars() {
        match c {
            '[' => inside = true,
            ']' => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

/// Whether an object is a group of elements, not a value.
pub(super) fn is_group(json: &Json) -> bool {
    let Json::Object(members) = json else { return false };
    let speaks = |name: &str| !matches!(name, "id" | "extension" | "modifierExtension");
    members.iter().any(|(name, _)| speaks(name)) && !OF_A_VALUE.iter().any(|member| values::member(json, member).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> Json<'_> {
        formats::json::parse(text, 100).unwrap()
    }

    #[test]
    fn a_place_stands_for_a_value_but_not_for_a_group() {
        assert!(is_group(&json(r#"{"date":"2020","detail":{"reference":"Observation/1"}}"#)));
        for value in [r#"{"coding":[{"code":"1"}]}"#, r#"{"reference":"X/1"}"#, r#"{"value":1}"#, r#"{"extension":[{"url":"x"}]}"#, r#"{"repeat":{"count":1}}"#] {
            assert!(!is_group(&json(value)), "{value}");
        }
        let mut told = Told::default();
        told.place("dosageInstruction[1].route", true);
        told.place("extension[2].x", false);
        assert_eq!([told.tells("dosageInstruction.route"), told.tells_words("dosageInstruction.route"), told.tells("dosageInstruction")], [true, true, false]);
        assert_eq!([told.tells_exactly("dosageInstruction[1].route"), told.tells_exactly("dosageInstruction[0].route"), told.tells_extension(2)], [true, false, true]);
    }
}
