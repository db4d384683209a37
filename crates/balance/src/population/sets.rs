//! Value sets: which concepts a question means, by code first, by words where no code can say.
//!
//! Codes are compared in their own system, or through the declared equivalences of the lens. Words are asked only of statements
//! whose codes the set does not claim to know completely: a code of a complete system that is not listed is not meant, whatever
//! its display says. Nothing here knows a patient.

use crate::codes::{Equivalences, canonical_system};
use model::{Aspect, Coding, Statement, Value};
use std::collections::{HashMap, HashSet};

/// By what a statement belongs to a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum By {
    /// A listed code.
    Code,
    /// Its words alone.
    Words,
}

/// Sets that a statement belongs to, by index.
pub(crate) type Belongs = Box<[(usize, By)]>;

/// One value set as it was declared.
#[derive(Debug, Clone, Default)]
pub(crate) struct ValueSet {
    /// System and code.
    pub(crate) codes: Vec<(String, String)>,
    /// System and beginning of a code.
    pub(crate) prefixes: Vec<(String, String)>,
    /// Systems in which the listed codes are all there are.
    pub(crate) complete: Vec<String>,
    /// Beginnings of words, lower case.
    pub(crate) words: Vec<String>,
    /// Words that say that it is something else.
    pub(crate) not_words: Vec<String>,
}

/// All sets of a document, ready to be asked.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sets {
    sets: Vec<ValueSet>,
    exact: HashMap<String, HashMap<String, Vec<usize>>>,
    prefixes: HashMap<String, Vec<(String, usize)>>,
    complete: HashSet<(usize, String)>,
}

impl Sets {
    pub(crate) fn new(sets: Vec<ValueSet>) -> Self {
        let mut out = Self::default();
        for (index, set) in sets.iter().enumerate() {
            for (system, code) in &set.codes {
                let (system, code) = normal(system, code);
                out.exact.entry(system).or_default().entry(code).or_default().push(index);
            }
            for (system, prefix) in &set.prefixes {
                let (system, prefix) = normal(system, prefix);
                out.prefixes.entry(system).or_default().push((prefix, index));
            }
            out.complete.extend(set.complete.iter().map(|s| (index, canonical_system(s))));
        }
        out.sets = sets;
        out
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.sets.len()
    }

    /// The sets that a statement belongs to.
    pub(crate) fn of(&self, statement: &Statement, equivalences: &Equivalences) -> Belongs {
        let codes = codes(statement, equivalences);
        let mut by_code: HashSet<usize> = HashSet::new();
        let mut systems: HashSet<&str> = HashSet::new();
        for (system, code) in &codes {
            systems.insert(system);
            by_code.extend(self.exact.get(system).and_then(|c| c.get(code)).into_iter().flatten());
            let begun = self.prefixes.get(system).into_iter().flatten().filter(|(prefix, _)| code.starts_with(prefix.as_str()));
            by_code.extend(begun.map(|(_, index)| *index));
        }
        let words = words(statement);
        let mut out = Vec::new();
        for (index, set) in self.sets.iter().enumerate() {
            if by_code.contains(&index) {
                out.push((index, By::Code));
            } else if !systems.iter().any(|s| self.complete.contains(&(index, (*s).to_string()))) && said(set, &words) {
                out.push((index, By::Words));
            }
        }
        out.into()
    }
}

/// A code as it is compared: ICD codes without their point.
fn normal(system: &str, code: &str) -> (String, String) {
    let Coding { system, code, .. } = crate::reading::coding(system, code, "");
    let code = if system.contains("/icd-") { code.replace('.', "").to_uppercase() } else { code };
    (system, code)
}

/// Codings of what a statement is about.
pub(crate) fn codings(statement: &Statement) -> impl Iterator<Item = &Coding> {
    statement.facts.iter().filter(|f| f.aspect == Aspect::Code).flat_map(|f| match &f.value {
        Value::Code(codings, _) => &**codings,
        _ => &[],
    })
}

/// What the lens declares a coding of a statement to mean in other systems. What a statement says in a system itself, no map says for it: a result
/// that carries its local code and another code of LOINC than the one that the local code is mapped to is counted as that other one.
pub(crate) fn declared<'a>(statement: &'a Statement, coding: &Coding, equivalences: &'a Equivalences) -> impl Iterator<Item = &'a (String, String)> {
    equivalences.of(&coding.system, &coding.code).iter().filter(move |(system, _)| codings(statement).all(|own| own.system.as_str() != system.as_str()))
}

/// Own codes and those that the lens declares to mean the same, as they are compared.
fn codes(statement: &Statement, equivalences: &Equivalences) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for coding in codings(statement).filter(|c| !c.system.is_empty()) {
        out.push(normal(&coding.system, &coding.code));
        out.extend(declared(statement, coding, equivalences).map(|(s, c)| normal(s, c)));
    }
    out
}

/// Words that say what a statement is about: displays and original text; a remark beside a code says something else.
pub(crate) fn words(statement: &Statement) -> Vec<String> {
    let mut out = Vec::new();
    for fact in statement.facts.iter().filter(|f| f.aspect == Aspect::Code) {
        match &fact.value {
            Value::Code(codings, text) => out.extend(codings.iter().map(|c| &c.display).chain([text]).filter(|t| !t.is_empty()).map(|t| t.to_lowercase())),
            Value::Text(text) | Value::Word(text) => out.push(text.to_lowercase()),
            _ => {}
        }
    }
    if out.is_empty() && codings(statement).next().is_none() {
        let named = [Aspect::Text, Aspect::Title].iter().filter_map(|a| statement.value(*a));
        out.extend(named.filter_map(|v| match v {
            Value::Text(text) | Value::Word(text) => Some(text.to_lowercase()),
            _ => None,
        }));
    }
    out
}

fn said(set: &ValueSet, words: &[String]) -> bool {
    let any = |stems: &[String]| stems.iter().any(|stem| words.iter().any(|text| begins_a_word(text, stem)));
    !set.words.is_empty() && any(&set.words) && !any(&set.not_words)
}

/// Whether a stem stands in a text at the beginning of a word.
fn begins_a_word(text: &str, stem: &str) -> bool {
    text.match_indices(stem).any(|(at, _)| !text[..at].chars().next_back().is_some_and(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stem_begins_a_word() {
        assert!(begins_a_word("type 2 diabetes mellitus", "diabetes"));
        assert!(begins_a_word("(diabetes)", "diabetes"));
        assert!(!begins_a_word("prediabetes", "diabetes"));
        assert!(!begins_a_word("", "diabetes"));
    }

    #[test]
    fn an_icd_code_is_the_same_with_and_without_its_point() {
        assert_eq!(normal("I10", "e11.9"), normal("http://hl7.org/fhir/sid/icd-10-cm", "E119"));
        assert_eq!(normal("CVX", "9").1, "09");
    }
}
