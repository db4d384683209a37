//! What the makers of a destination set out to fill, where that is known: types of records, and the places of each.
//!
//! Told as data, like [`crate::Provenance`]: nothing here knows the mapping. What stands at a place that the design fills may be
//! a default that somebody decided on, and is counted for the book. What stands at a place that it does not fill, and what no
//! legacy statement of the kind says, nobody asserted at all: a matter of each record, not of coverage.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The places that are filled in each type of record, by the numbers that the destination's book gives them.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Design {
    places: BTreeMap<String, BTreeSet<u32>>,
    /// Nobody loaded the book anywhere: it is as its makers wrote it, and no destination put its own words beside their codes.
    #[serde(default)]
    is_as_written: bool,
}

impl Design {
    /// Adds places to a type of record.
    pub fn fill(&mut self, kind: &str, places: impl IntoIterator<Item = u32>) {
        self.places.entry(kind.into()).or_default().extend(places);
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
        kind(reference).is_none_or(|kind| self.places.contains_key(kind))
    }

    /// Whether a place of a record is filled.
    pub fn fills(&self, reference: &str, place: u32) -> bool {
        kind(reference).is_none_or(|kind| self.places.get(kind).is_some_and(|places| places.contains(&place)))
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
    fn a_record_that_does_not_tell_its_type_may_be_of_the_design() {
        let mut design = Design::default();
        design.fill("Condition", [1]);
        for reference in ["", "urn:uuid:0c0f", "https://ehr.example/fhir/Condition/1"] {
            assert!(design.makes(reference) && design.fills(reference, 9), "{reference}");
        }
    }
}
