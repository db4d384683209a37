//! What the makers of a destination call the codes that they write: the words of their code maps.
//!
//! Words beside such a code that name another of these codes have strayed, however rare they are; how often a book says something need not be known.

use crate::digest::digest;
use crate::reading::coding;
use crate::vocabulary::form;
use model::Coding;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Names of codes, by system. Codes are held in capital letters.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Labels {
    systems: BTreeMap<String, OfSystem>,
}

/// The names of the codes of a system.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct OfSystem {
    /// The names of each code.
    names: BTreeMap<String, BTreeSet<String>>,
    /// The codes of each name, by its form.
    codes: BTreeMap<String, BTreeSet<String>>,
}

/// Names of codes, or codes of names, as digests: of the system and the code, and of the system and the form of the name.
pub(crate) type Digests = BTreeMap<u64, BTreeSet<u64>>;

impl Labels {
    /// Says what a code of a system is called.
    pub fn call(&mut self, system: &str, code: &str, name: &str) {
        // As a reading has it: with its dot, its noughts and under the one name of its system.
        let Coding { system, code, .. } = coding(system, code, "");
        let (code, form) = (code.to_uppercase(), form(name));
        if system.is_empty() || code.is_empty() || form.is_empty() {
            return;
        }
        let of_system = self.systems.entry(system).or_default();
        of_system.names.entry(code.clone()).or_default().insert(name.into());
        of_system.codes.entry(form).or_default().insert(code);
    }

    /// What a code is called; none where nobody named it.
    pub(crate) fn of(&self, system: &str, code: &str) -> Option<&BTreeSet<String>> {
        self.systems.get(system)?.names.get(&code.to_uppercase())
    }

    /// Whether words name other codes of the system, and not this one.
    pub(crate) fn are_of_another(&self, system: &str, code: &str, words: &str) -> bool {
        let codes = self.systems.get(system).and_then(|of_system| of_system.codes.get(&form(words)));
        codes.is_some_and(|codes| !codes.contains(&code.to_uppercase()))
    }

    /// The names of each code, and the codes of each name.
    pub(crate) fn digests(&self) -> [Digests; 2] {
        let mut found = [Digests::new(), Digests::new()];
        for (system, of_system) in &self.systems {
            for (name, codes) in &of_system.codes {
                let name = digest(&(system.as_str(), name.as_str()));
                for code in codes.iter().map(|code| digest(&(system.as_str(), code.as_str()))) {
                    found[0].entry(code).or_default().insert(name);
                    found[1].entry(name).or_default().insert(code);
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOINC: &str = "http://loinc.org";

    #[test]
    fn a_name_is_that_of_a_code_of_another_or_of_nobody() {
        let mut labels = Labels::default();
        labels.call(LOINC, "29463-7", "Body weight");
        labels.call(LOINC, "8302-2", "Body height");
        labels.call(LOINC, "3137-7", "Body height");
        assert!(labels.are_of_another(LOINC, "29463-7", "HEIGHT, body") && !labels.are_of_another(LOINC, "3137-7", "Body height"));
        assert!(!labels.are_of_another(LOINC, "29463-7", "Body mass index") && !labels.are_of_another("http://snomed.info/sct", "29463-7", "Body height"));
        assert_eq!(labels.of(LOINC, "8302-2").map(BTreeSet::len), Some(1));
        assert_eq!(labels.of(LOINC, "8867-4"), None);
    }

    #[test]
    fn a_code_of_a_map_is_the_one_that_a_reading_makes_of_it() {
        let mut labels = Labels::default();
        labels.call("http://hl7.org/fhir/sid/icd-10-cm", "E119", "Type 2 diabetes mellitus");
        labels.call("http://hl7.org/fhir/sid/cvx", "8", "Hep B, adolescent or pediatric");
        assert!(labels.of("http://hl7.org/fhir/sid/icd-10-cm", "E11.9").is_some() && labels.of("http://hl7.org/fhir/sid/cvx", "08").is_some());
        assert!(!labels.are_of_another("http://hl7.org/fhir/sid/icd-10-cm", "E11.9", "Type 2 diabetes mellitus"));
    }

    #[test]
    fn what_says_nothing_is_no_name() {
        let mut labels = Labels::default();
        for (system, code, name) in [("", "1", "One"), (LOINC, "", "One"), (LOINC, "1", ""), (LOINC, "1", "--")] {
            labels.call(system, code, name);
        }
        assert_eq!(labels, Labels::default());
    }
}
