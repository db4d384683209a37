//! Names that no lexicon has and the charts themselves do: the first long word of a drug's label, the whole wording of a problem.
//!
//! Both charts lend their words, so that what one of them lost is looked for in the notes all the same. A symptom's or a situation's wording is none of a
//! problem. What must stay true: a name of the lexicon is never one of these.

use super::labels::{NoteLabels, OTHER_MEANING};
use super::subject::labels;
use super::words::{Word, words};
use model::{Kind, Statement};
use std::collections::HashMap;

/// Words that are on many labels and name no drug.
const NO_NAME: &[&str] = &[
    "tablet", "tablets", "capsule", "capsules", "solution", "suspension", "injection", "injectable", "topical", "extended", "release", "delayed", "sodium",
    "unknown", "medication", "patient", "supply", "vitamin", "device", "multivitamin", "product", "calcium", "chloride", "inhaler", "ointment", "ophthalmic",
    "powder", "strips", "lancets", "needles", "syringe", "generic", "several", "various", "prenatal", "normal", "saline", "dextrose", "oxygen", "aerosol",
];
/// Tags behind a wording, and words in it, that make it no disease of its own.
const NO_DISEASE: &[&str] = &[
    "finding", "situation", "procedure", "event", "observable", "person", "unspecified", "other", "pain", "ache", "symptom", "symptoms", "problem", "disorder", "disease",
    "abnormal", "normal", "education", "employment", "housing", "review", "due", "medication", "limited", "social", "stress", "chronic", "acute", "general",
];
/// Words of the longest wording of a problem.
const PROBLEM_WORDS_MAX: usize = 4;
/// Letters of a problem of a single word.
const PROBLEM_LETTERS_MIN: usize = 9;
/// Letters of the word of a drug.
const DRUG_LETTERS_MIN: usize = 7;

/// One name.
#[derive(Debug)]
struct Name {
    words: Vec<String>,
    name: String,
    problem: bool,
}

/// Names by their first word, the longest first.
#[derive(Debug, Default)]
pub(super) struct Own {
    by_first: HashMap<String, Vec<Name>>,
}

impl Own {
    /// Those of some charts.
    pub(super) fn of(charts: &[&[Statement]], known: &NoteLabels) -> Self {
        let mut own = Self::default();
        for statement in charts.iter().flat_map(|chart| chart.iter()).filter(|s| matches!(s.kind, Kind::Medication | Kind::Problem)) {
            for label in known.of_statement(statement, &labels(statement)) {
                if let Some(words) = &label.own {
                    own.extend(statement.kind, words);
                }
            }
        }
        own.by_first.values_mut().for_each(|names| names.sort_by_key(|n| std::cmp::Reverse(n.words.len())));
        own
    }

    fn extend(&mut self, kind: Kind, words: &[String]) {
        let Some(first) = words.first() else { return };
        let known = self.by_first.entry(first.clone()).or_default();
        if known.iter().all(|n| n.words != words) {
            known.push(Name { name: words.join(" "), words: words.to_vec(), problem: kind == Kind::Problem });
        }
    }

    /// The longest name that begins at a word: how many words it has, the name, and whether it is a problem's.
    pub(super) fn at(&self, words: &[Word], from: usize) -> Option<(usize, &str, bool)> {
        let names = self.by_first.get(words.get(from)?.text.as_str())?;
        let fits = |name: &Name| words.get(from..from + name.words.len()).is_some_and(|here| here.iter().zip(&name.words).all(|(word, part)| word.text == *part));
        names.iter().find(|name| fits(name)).map(|name| (name.words.len(), name.name.as_str(), name.problem))
    }

    /// What a label names in one of these, by its words that notes may name it by.
    pub(super) fn named(&self, words: &[String]) -> Option<&str> {
        self.by_first.get(words.first()?)?.iter().find(|n| n.words == words).map(|n| n.name.as_str())
    }
}

/// The words by which notes may name what a label is about.
pub(super) fn own_name(kind: Kind, label: &str) -> Option<Vec<String>> {
    match kind {
        Kind::Medication => drug(label).map(|word| vec![word]),
        Kind::Problem | Kind::EncounterDiagnosis => problem(label),
        _ => None,
    }
}

/// The first long word of a drug's label.
fn drug(label: &str) -> Option<String> {
    let lower = label.to_lowercase();
    let first = lower.split(|c: char| !c.is_alphabetic()).find(|w| !w.is_empty())?;
    (first.len() >= DRUG_LETTERS_MIN && !NO_NAME.contains(&first)).then(|| first.to_string())
}

/// The wording of a problem without the tag that a terminology puts behind it.
fn problem(label: &str) -> Option<Vec<String>> {
    let (wording, tag) = label.split_once('(').unwrap_or((label, ""));
    let tag: Vec<String> = words(tag, 0, tag.len()).into_iter().map(|w| w.text).collect();
    let wording: Vec<String> = words(wording, 0, wording.len()).into_iter().map(|w| w.text).collect();
    let no_disease = |w: &String| OTHER_MEANING.contains(&w.as_str()) || NO_DISEASE.contains(&w.as_str());
    let tagged = tag.iter().any(|w| w.as_str() != "disorder" && no_disease(w));
    // "Huntington's disease" is a name, "disease" and "chronic disease" are none.
    let telling = wording.iter().filter(|w| !no_disease(*w)).count();
    let wrong = wording.iter().any(|w| OTHER_MEANING.contains(&w.as_str()) || !w.chars().all(|c| c.is_alphabetic() || c == '\''));
    let long = match wording.as_slice() {
        [one] => one.len() >= PROBLEM_LETTERS_MIN,
        several => (2..=PROBLEM_WORDS_MAX).contains(&several.len()),
    };
    let symptom = wording.iter().any(|w| matches!(w.as_str(), "pain" | "ache" | "symptom" | "symptoms" | "finding"));
    (long && telling > 0 && !wrong && !tagged && !symptom).then_some(wording)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wording_of_a_disease_is_a_name_and_that_of_a_situation_is_none() {
        let named = |label: &str| problem(label).map(|words| words.join(" "));
        assert_eq!(named("Huntington's chorea (disorder)").as_deref(), Some("huntington's chorea"));
        assert_eq!(named("Sarcoidosis").as_deref(), Some("sarcoidosis"));
        assert_eq!(named("Myasthenia gravis").as_deref(), Some("myasthenia gravis"));
        for label in ["Full-time employment (finding)", "Chronic pain", "Cough", "Medication review due (situation)", "Family history of sarcoidosis", "Disease", "Fracture subluxation of the left wrist joint", "A15.0"] {
            assert_eq!(named(label), None, "{label}");
        }
    }
}
