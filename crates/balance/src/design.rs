//! What the makers of a destination set out to fill, where that is known: types of records, and the places of each.
//!
//! Told as data, like [`crate::Provenance`]: nothing here knows the mapping. What stands at a place that the design fills may be
//! a default that somebody decided on, and is counted for the book. What stands at a place that it does not fill, and what no
//! legacy statement of the kind says, nobody asserted at all: a matter of each record, not of coverage.

use crate::labels::Labels;
use crate::leaf;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What is filled in each type of record; places go by the numbers that the destination's book gives them.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Design {
    types: BTreeMap<String, Filled>,
    /// Nobody loaded the book anywhere: it is as its makers wrote it, and no destination put its own words beside their codes.
    #[serde(default)]
    is_as_written: bool,
    /// What they call the codes that they write.
    #[serde(default)]
    pub labels: Labels,
}

/// What is filled in a type of record.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filled {
    places: BTreeSet<u32>,
    /// What stands at places that are filled with the same for every record.
    constants: BTreeMap<u32, Constant>,
    /// Words at places that stand there where the source says nothing.
    defaults: BTreeMap<u32, BTreeSet<String>>,
}

/// What every record has at a place.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Constant {
    /// One of these.
    pub words: BTreeSet<String>,
    /// They are the codes of a concept, beside which a destination may have put words of its own.
    pub of_concept: bool,
}

impl Design {
    /// Says what every record of a type has at a place.
    pub fn always(&mut self, kind: &str, place: u32, constant: Constant) {
        self.of_type(kind).constants.insert(place, constant);
    }

    /// What every record of the type of this one has at a place, where these are other words.
    pub(crate) fn said_otherwise(&self, reference: &str, place: u32, words: &str) -> Option<&Constant> {
        let constant = self.of(reference).and_then(|filled| filled.constants.get(&place))?;
        // Long words are kept by their beginning.
        let is_cut = words.chars().count() >= leaf::VALUE_MAX;
        let is_one = |known: &String| known.eq_ignore_ascii_case(words) || is_cut && known.starts_with(words);
        Some(constant).filter(|constant| !words.is_empty() && !constant.words.iter().any(is_one))
    }

    /// Says which words a record of a type has at a place where the source says nothing.
    pub fn by_default(&mut self, kind: &str, place: u32, words: &str) {
        self.of_type(kind).defaults.entry(place).or_default().insert(words.into());
    }

    /// Whether words at a place of a record are those that stand there where the source says nothing.
    pub(crate) fn is_default(&self, reference: &str, place: u32, words: &str) -> bool {
        self.of(reference).and_then(|filled| filled.defaults.get(&place)).is_some_and(|known| known.contains(words))
    }

    /// Adds places to a type of record.
    pub fn fill(&mut self, kind: &str, places: impl IntoIterator<Item = u32>) {
        self.of_type(kind).places.extend(places);
    }

    fn of_type(&mut self, kind: &str) -> &mut Filled {
        self.types.entry(kind.into()).or_default()
    }

    /// What is filled in records of the type of this one.
    fn of(&self, reference: &str) -> Option<&Filled> {
        self.types.get(kind(reference)?)
    }

    /// What is filled in each type of record.
    pub(crate) fn types(&self) -> impl Iterator<Item = (&str, &Filled)> {
        self.types.iter().map(|(of, filled)| (of.as_str(), filled))
    }

    /// The same of a book that is as its makers wrote it.
    pub fn as_written(self) -> Self {
        Self { is_as_written: true, ..self }
    }

    /// Whether the book is as its makers wrote it.
    pub(crate) fn is_as_written(&self) -> bool {
        self.is_as_written
    }

    /// Whether records of the type of this one are made at all. One whose reference does not tell its type may be.
    pub fn makes(&self, reference: &str) -> bool {
        kind(reference).is_none_or(|kind| self.types.contains_key(kind))
    }

    /// Whether a place of a record is filled.
    pub fn fills(&self, reference: &str, place: u32) -> bool {
        kind(reference).is_none_or(|kind| self.types.get(kind).is_some_and(|filled| filled.places.contains(&place)))
    }
}

/// The type in `Type/id`.
fn kind(reference: &str) -> Option<&str> {
    reference.split_once('/').map(|(kind, _)| kind).filter(|kind| !kind.is_empty() && kind.bytes().all(|b| b.is_ascii_alphabetic()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_filled_in_its_own_type_of_record_only() {
        let mut design = Design::default();
        design.fill("MedicationRequest", [3, 4]);
        assert!(design.fills("MedicationRequest/a", 3));
        assert!(!design.fills("MedicationRequest/a", 5));
        assert!(!design.fills("Immunization/a", 3));
        assert!(design.makes("MedicationRequest/a") && !design.makes("MedicationAdministration/a"));
    }

    #[test]
    fn what_every_record_has_at_a_place_is_known_and_other_words_are_told() {
        let mut design = Design::default();
        design.always("ClaimResponse", 4, Constant { words: ["claim".to_string()].into(), of_concept: false });
        let otherwise = |reference: &str, place: u32, words: &str| design.said_otherwise(reference, place, words).is_some();
        assert!(otherwise("ClaimResponse/1", 4, "preauthorization"));
        assert!(otherwise("ClaimResponse/1", 4, "clai"), "a part of it is another word");
        assert!(!otherwise("ClaimResponse/1", 4, "claim") && !otherwise("ClaimResponse/1", 4, ""));
        assert!(!otherwise("ClaimResponse/1", 5, "preauthorization") && !otherwise("Claim/1", 4, "preauthorization"));
    }

    #[test]
    fn words_for_nothing_are_known_by_type_and_place() {
        let mut design = Design::default();
        design.by_default("Condition", 4, "seen by the team");
        assert!(design.is_default("Condition/1", 4, "seen by the team"));
        assert!(!design.is_default("Condition/1", 4, "worse at night") && !design.is_default("Condition/1", 5, "seen by the team") && !design.is_default("Procedure/1", 4, "seen by the team"));
    }

    #[test]
    fn a_record_that_does_not_tell_its_type_may_be_of_the_design() {
        let mut design = Design::default();
        design.fill("Condition", [1]);
        for reference in ["", "urn:uuid:0c0f", "https://ehr.example/fhir/Condition/1"] {
            assert!(design.makes(reference) && design.fills(reference, 9), "{reference}");
        }
    }
}
