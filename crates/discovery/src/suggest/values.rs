//! What values say by themselves where the names of tables and fields say nothing: which table is that of the people, and a few
//! attributes whose values look like no others.

use crate::corners::RelationFacts;
use crate::keys::{Join, Place};
use crate::names::{parts, patient_field, says};
use crate::profile::{FieldProfile, share};
use model::is_ucum;
use std::collections::{BTreeMap, BTreeSet};

/// Years between the first and the last day of birth at least, and years in which anybody was born.
const LIFE_MIN: i16 = 50;
const YEARS_MIN: usize = 25;

/// The table of the people, by its key: it holds days of birth, and more relations refer to it than to any other such table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Roll<'j> {
    /// Relation and key.
    pub key: &'j Place,
    /// Relations that refer to it.
    pub referring: usize,
}

impl<'j> Roll<'j> {
    pub(super) fn of(relations: &[RelationFacts<'_>], joins: &'j [Join]) -> Option<Self> {
        // A table that names the patient in another field, and several times, is of what happened to people.
        let is_of_events = |r: &RelationFacts<'_>, key: &Place| {
            let names: Vec<String> = r.fields.iter().map(|f| f.name.clone()).collect();
            let patient = patient_field(r.relation, &names).and_then(|at| r.fields.get(at));
            patient.is_some_and(|f| f.name != key.field && f.distinct < f.filled)
        };
        let holds_births = |key: &Place| relations.iter().any(|r| r.relation == key.relation && r.fields.iter().any(is_birth) && !is_of_events(r, key));
        let mut referring: BTreeMap<&Place, BTreeSet<&str>> = BTreeMap::new();
        for join in joins.iter().filter(|join| join.from.relation != join.to.relation && holds_births(&join.to)) {
            referring.entry(&join.to).or_default().insert(&join.from.relation);
        }
        let most = referring.into_iter().max_by_key(|(_, from)| from.len());
        most.map(|(key, from)| Self { key, referring: from.len() })
    }

    /// The field of a relation that names people: its own key, or what refers to it.
    pub(super) fn field_in<'f>(&'f self, relation: &str, joins: &'f [Join]) -> Option<&'f str> {
        if relation == self.key.relation {
            return Some(self.key.field.as_str());
        }
        let to_it = joins.iter().filter(|join| join.from.relation == relation && join.to == *self.key);
        to_it.max_by(|a, b| a.score.total_cmp(&b.score)).map(|join| join.from.field.as_str())
    }
}

/// Whether a field holds days of birth: its name says so, or its days are spread over a life.
pub(super) fn is_birth(field: &FieldProfile) -> bool {
    let named = says(&parts(&field.name), &["dob", "birth", "birthdate", "birthdt", "geb", "gebdat", "geburtsdatum"]);
    let ends = field.years.keys().next().zip(field.years.keys().next_back());
    let is_a_life = field.years.len() >= YEARS_MIN && ends.is_some_and(|(first, last)| last - first >= LIFE_MIN);
    field.is_dated() && (named || is_a_life && field.timed == 0)
}

/// Whether a field holds the sex of people: two letters or words for it, and few others.
pub(super) fn is_sex(field: &FieldProfile) -> bool {
    const WOMEN: [&str; 4] = ["f", "w", "female", "weiblich"];
    const MEN: [&str; 3] = ["m", "male", "m\u{e4}nnlich"];
    const OTHERS: [&str; 8] = ["d", "o", "u", "x", "other", "unknown", "divers", "unbekannt"];
    let values: Vec<String> = field.top.iter().map(|(value, ..)| value.trim().to_lowercase()).collect();
    let has = |words: &[&str]| values.iter().any(|value| words.contains(&value.as_str()));
    let is_one = |value: &String| [&WOMEN[..], &MEN, &OTHERS].iter().any(|words| words.contains(&value.as_str()));
    field.distinct <= 6 && has(&WOMEN) && has(&MEN) && values.iter().all(is_one)
}

/// Whether a field holds numbers with a comma before the fraction. Three digits behind a comma may be thousands.
pub(super) fn writes_commas(field: &FieldProfile) -> bool {
    let is_number = |pattern: &str| pattern.contains('9') && pattern.chars().all(|c| matches!(c, '9' | ',' | '.' | '-' | '<' | '>' | '=' | ' '));
    let has_fraction = |pattern: &str| pattern.rsplit_once(',').is_some_and(|(_, behind)| matches!(behind.len(), 1 | 2 | 4) && behind.bytes().all(|sign| sign == b'9'));
    let all: u64 = field.patterns.iter().map(|(_, rows)| rows).sum();
    let numbers: u64 = field.patterns.iter().filter(|(pattern, _)| is_number(pattern)).map(|(_, rows)| rows).sum();
    share(numbers, all) >= 0.8 && field.patterns.iter().any(|(pattern, _)| is_number(pattern) && has_fraction(pattern))
}

/// Whether a field holds ranges of numbers, both ends in one text: `70-99`, `3,5 - 5,1`.
pub(super) fn is_range(field: &FieldProfile) -> bool {
    let is_end = |text: &str| text.contains('9') && text.chars().all(|c| matches!(c, '9' | ',' | '.'));
    let of_two = |pattern: &str| pattern.split_once('-').is_some_and(|(low, high)| is_end(low.trim()) && is_end(high.trim()));
    let all: u64 = field.patterns.iter().map(|(_, rows)| rows).sum();
    let ranges: u64 = field.patterns.iter().filter(|(pattern, _)| of_two(pattern)).map(|(_, rows)| rows).sum();
    share(ranges, all) >= 0.5
}

/// Whether a field holds units of measurement: nearly all of its values are units, and one of them is put together of two.
pub(super) fn is_units(field: &FieldProfile) -> bool {
    let is_unit = |value: &str| value.chars().any(|c| c.is_alphabetic() || c == '%') && (is_ucum(value) || super::vocabulary::unit(value).is_some());
    let all: u64 = field.top.iter().map(|(_, rows, _)| rows).sum();
    let units: u64 = field.top.iter().filter(|(value, ..)| is_unit(value)).map(|(_, rows, _)| rows).sum();
    field.distinct <= 60 && share(units, all) >= 0.8 && field.top.iter().any(|(value, ..)| value.contains('/') && is_unit(value))
}
