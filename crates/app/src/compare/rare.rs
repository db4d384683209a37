//! Codes that hardly anybody in the book has: a code map or a terminology server was tried on the others.
//!
//! Counted while the legacy book is read, in bounded memory: up to three patients are remembered of each code, and codes
//! beyond the bound are not counted and never called rare.

use model::{Aspect, Coding, Kind, Statement, Value};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hasher as _};

/// Different codes that are counted at most.
const CODES_MAX: usize = 1_000_000;
/// A code of at least this many patients is not rare.
const PATIENTS: usize = 3;
/// In a book of fewer patients nothing is called rare.
const BOOK_MIN: usize = 100;

/// Patients of each code.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Rare {
    seen: HashMap<u64, Vec<u64>>,
    patients: HashSet<u64>,
}

impl Rare {
    /// Counts the codes of a statement of a patient, who is told by [`crate::book::hash`].
    pub(super) fn note(&mut self, statement: &Statement, patient: u64) {
        if self.patients.len() < BOOK_MIN {
            self.patients.insert(patient);
        }
        for code in codes(statement) {
            if self.seen.len() >= CODES_MAX && !self.seen.contains_key(&code) {
                continue;
            }
            let known = self.seen.entry(code).or_default();
            if known.len() < PATIENTS && !known.contains(&patient) {
                known.push(patient);
            }
        }
    }

    /// Adds the patients of other codes.
    pub(super) fn add(&mut self, other: Self) {
        for patient in other.patients {
            // Whoever is counted already takes no room.
            if self.patients.len() < BOOK_MIN {
                self.patients.insert(patient);
            }
        }
        let mut codes: Vec<(u64, Vec<u64>)> = other.seen.into_iter().collect();
        // Where there is no room for all, the same ones are counted each time.
        if self.seen.len() + codes.len() > CODES_MAX {
            codes.sort_unstable();
        }
        for (code, patients) in codes {
            if self.seen.len() >= CODES_MAX && !self.seen.contains_key(&code) {
                continue;
            }
            let known = self.seen.entry(code).or_default();
            for patient in patients {
                if known.len() < PATIENTS && !known.contains(&patient) {
                    known.push(patient);
                }
            }
        }
    }

    /// Different codes of a chart that fewer than three patients of the book have.
    pub(super) fn of(&self, chart: &[Statement]) -> u64 {
        if self.patients.len() < BOOK_MIN {
            return 0;
        }
        let rare = |code: &u64| self.seen.get(code).is_some_and(|p| p.len() < PATIENTS);
        chart.iter().flat_map(codes).filter(rare).collect::<HashSet<u64>>().len() as u64
    }
}

/// Codes of what a clinician would search for.
fn codes(statement: &Statement) -> impl Iterator<Item = u64> {
    use Kind as K;
    let clinical = matches!(statement.kind, K::Problem | K::EncounterDiagnosis | K::Medication | K::Allergy | K::Observation | K::Procedure | K::Immunization | K::Device);
    let codings = match statement.value(Aspect::Code) {
        Some(Value::Code(codings, _)) if clinical => &**codings,
        _ => &[],
    };
    codings.iter().filter(|c| !c.code.is_empty()).map(digest)
}

/// The digest of `system|code`, without that text being made: every clinical statement of a book has one.
fn digest(coding: &Coding) -> u64 {
    let mut hasher = DefaultHasher::new();
    [coding.system.as_str(), "|", coding.code.as_str()].iter().for_each(|part| hasher.write(part.as_bytes()));
    // As a text ends.
    hasher.write_u8(0xff);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::hash;
    use model::{Fact, How, Origin};

    fn problem(patient: usize, code: &str) -> Statement {
        let value = Value::code(vec![Coding { system: "s".into(), code: code.into(), display: String::new() }], String::new());
        let facts = vec![Fact { aspect: Aspect::Code, value, place: 0, how: How::Copied }];
        let origin = Origin { artifact: 0, relation: 0, line: 1, reference: String::new() };
        Statement { kind: Kind::Problem, patient: patient.to_string(), origin, facts }
    }

    fn note(rare: &mut Rare, patient: usize, code: &str) {
        rare.note(&problem(patient, code), hash(&patient.to_string()));
    }

    #[test]
    fn a_code_is_rare_when_hardly_anybody_has_it_and_never_in_a_small_book() {
        let mut rare = Rare::default();
        for patient in 0..BOOK_MIN {
            note(&mut rare, patient, "common");
        }
        note(&mut rare, 1, "odd");
        note(&mut rare, 1, "odd");
        assert_eq!(rare.of(&[problem(1, "odd"), problem(1, "odd"), problem(1, "common")]), 1, "a code counts once a chart");
        assert_eq!(rare.of(&[problem(1, "never counted")]), 0);
        let mut small = Rare::default();
        note(&mut small, 1, "odd");
        assert_eq!(small.of(&[problem(1, "odd")]), 0);
    }

    #[test]
    fn a_patient_of_several_parts_is_counted_once() {
        let part = |patients: std::ops::Range<usize>| {
            let mut part = Rare::default();
            patients.for_each(|patient| note(&mut part, patient, "common"));
            part
        };
        let mut book = part(0..60);
        book.add(part(0..80));
        assert_eq!(book.patients.len(), 80, "sixty of them were known");
        book.add(part(70..101));
        assert_eq!(book.patients.len(), BOOK_MIN);
    }

    #[test]
    fn the_digest_of_a_code_is_that_of_its_text() {
        let coding = Coding { system: "http://loinc.org".into(), code: "718-7".into(), display: "Hemoglobin".into() };
        assert_eq!(digest(&coding), hash("http://loinc.org|718-7"));
    }
}
