//! Which elements of a resource the facts that were read from it stand for, so that what is left can be told apart.
//!
//! A fact stands for the element at its place: for that item of a list and for no other one, but for those that say the same, of which a
//! statement has one fact. A place without an index is that of the first item. Where it is that of a group of elements (a reaction, a
//! diagnosis), it stands for one of them only, and where it only follows from the element, for none.

use super::values;
use crate::contact;
use crate::reading::Places;
use formats::Json;
use model::{Fact, How, Value};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Members by which an object is a value: a concept, an amount, a reference, a span of time, a file.
const OF_A_VALUE: [&str; 21] = [
    "coding", "code", "system", "value", "unit", "reference", "concept", "display", "identifier", "start", "end", "low", "high", "numerator", "denominator", "text", "div",
    "currency", "data", "contentType", "repeat",
];

/// Elements of lists of which a fact is the sum, so that it stands for that of each item: the share of a patient is made of several amounts.
const SUMMED: &str = "adjudication.amount";

/// Places of facts.
#[derive(Default)]
pub(super) struct Told<'f> {
    /// Facts with their places.
    facts: Vec<(&'f str, &'f Value)>,
    /// Places without indices.
    places: BTreeSet<String>,
    /// Of them those of concepts, whose words are judged with them.
    concepts: BTreeSet<String>,
    /// With the indices of later items.
    exact: BTreeSet<String>,
    /// Indices of the resource's extensions.
    extensions: BTreeSet<String>,
}

impl<'f> Told<'f> {
    /// By facts.
    pub(super) fn by(facts: impl Iterator<Item = &'f Fact>, places: &'f Places) -> Self {
        let mut told = Self::default();
        // What a number is for is told beside the leaf, and two books of FHIR are compared by their leaves.
        let told_by_leaf = |f: &Fact| contact::used(f.aspect).is_some();
        for fact in facts.filter(|f| !told_by_leaf(f) && !(f.how == How::Derived && matches!(f.value, Value::Flag(_)))) {
            told.fact(places.name(fact.place), &fact.value);
        }
        told
    }

    /// Adds a fact.
    pub(super) fn fact(&mut self, place: &'f str, value: &'f Value) {
        self.place(place, matches!(value, Value::Code(..)));
        self.facts.push((place, value));
    }

    /// Adds one place.
    pub(super) fn place(&mut self, place: &str, is_concept: bool) {
        if let Some((index, _)) = place.strip_prefix("extension[").and_then(|rest| rest.split_once(']')) {
            self.extensions.insert(index.to_string());
            return;
        }
        self.exact.insert(later(place).into_owned());
        if is_concept {
            self.concepts.insert(plain(place));
        }
        self.places.insert(plain(place));
    }

    /// Whether a fact stands for the element at a place: it was read there, of another item of the list that says the same, or of all of them. `place` is the path
    /// with the indices of all items but first ones.
    pub(super) fn stands_for(&self, path: &str, place: &str, element: &Json) -> bool {
        self.places.contains(path) && (path.ends_with(SUMMED) || self.exact.contains(place) || self.says(path, element))
    }

    /// The keys of the records to which facts lead from an element.
    pub(super) fn keys(&self, path: &str) -> impl Iterator<Item = &str> {
        let of_path = self.facts.iter().filter(move |(place, _)| is_at(place, path));
        of_path.filter_map(|(_, value)| if let Value::Key(key) = value { Some(key.as_str()) } else { None })
    }

    /// Whether what an element says is said by a fact of its path.
    fn says(&self, path: &str, element: &Json) -> bool {
        let own = || self.facts.iter().filter(|(place, _)| is_at(place, path)).map(|(_, value)| value.shown());
        let known = |shown: &str| own().any(|said| said.trim().eq_ignore_ascii_case(shown.trim()));
        let in_words = values::primitive(element).or_else(|| values::word(element).map(|(word, _)| word));
        in_words.is_some_and(known) || [values::concept, values::measured, values::who, values::date].iter().filter_map(|read| read(element)).any(|value| known(&value.shown()))
    }

    /// Whether a fact that was read at a path is this word.
    pub(super) fn says_word(&self, path: &str, word: &str) -> bool {
        let is_word = |value: &Value| matches!(value, Value::Word(said) if said.trim().eq_ignore_ascii_case(word.trim()));
        self.places.contains(path) && self.facts.iter().any(|(place, value)| is_at(place, path) && is_word(value))
    }

    /// Whether a fact stands for an element of one of the items that have it.
    pub(super) fn tells(&self, path: &str) -> bool {
        self.places.contains(path)
    }

    /// Whether it is a concept.
    pub(super) fn tells_words(&self, path: &str) -> bool {
        self.concepts.contains(path)
    }

    /// Whether the facts of an element are words, and nothing else.
    pub(super) fn tells_in_words(&self, path: &str) -> bool {
        let mut own = self.facts.iter().filter(|(place, _)| is_at(place, path)).map(|(_, value)| *value).peekable();
        own.peek().is_some() && own.all(|value| matches!(value, Value::Text(_)))
    }

    /// Whether a fact stands for the element at a place with its indices.
    pub(super) fn tells_exactly(&self, place: &str) -> bool {
        self.exact.contains(&*later(place))
    }

    /// Whether a fact was read from an extension of the resource.
    pub(super) fn tells_extension(&self, index: usize) -> bool {
        self.extensions.contains(&index.to_string())
    }
}

/// A place without the indices of first items.
fn later(place: &str) -> Cow<'_, str> {
    if place.contains("[0]") { Cow::Owned(place.replace("[0]", "")) } else { Cow::Borrowed(place) }
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

/// Whether a place is that of a path, whatever its indices.
fn is_at(place: &str, path: &str) -> bool {
    let mut inside = false;
    let names = place.bytes().filter(|byte| {
        let is_name = !inside && *byte != b'[';
        inside = if inside { *byte != b']' } else { *byte == b'[' };
        is_name
    });
    names.eq(path.bytes())
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
        let route = json(r#"{"coding":[{"code":"1"}]}"#);
        let stands = |place: &str| told.stands_for("dosageInstruction.route", place, &route);
        assert_eq!([stands("dosageInstruction[1].route"), stands("dosageInstruction.route"), stands("dosageInstruction[2].route")], [true, false, false]);
        assert_eq!([told.tells_exactly("dosageInstruction[1].route"), told.tells_exactly("dosageInstruction[0].route"), told.tells_extension(2)], [true, false, true]);
    }

    #[test]
    fn one_fact_stands_for_all_items_that_say_the_same() {
        let city = |name: &str| Value::Text(name.into());
        let salem = city("Salem");
        let mut told = Told::default();
        told.fact("address[0].city", &salem);
        let said = |text: &str| told.stands_for("address.city", "address[1].city", &json(text));
        assert_eq!([said(r#""SALEM""#), said(r#""Bend""#)], [true, false]);
        for place in ["address[0].city", "dosageInstruction[10].doseAndRate[1].rateRatio", "status", ""] {
            assert!(is_at(place, &plain(place)) && !is_at(place, "address"), "{place}");
        }
    }
}
