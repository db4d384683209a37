//! Names of structures (tables, columns, files) and names for patients.
//!
//! A structure's name can hold an identifier: `smith_john_00123456.pdf`. Its words are kept, its long numbers, dates and
//! known identifiers are masked. A pseudonym is a random number written down; it is derived from nothing (164.514(c)),
//! and the map from patient to number is kept sealed by `store`.

use crate::door::{Deid, Rule};
use crate::known::Known;
use crate::patterns;
use model::Phi;
use regex::Regex;
use std::sync::LazyLock;

/// Digits and consonants that are not mistaken for each other and spell no words.
const ALPHABET: &[u8; 28] = b"23456789BCDFGHJKMNPQRSTVWXYZ";

static PARTED_DATE: LazyLock<Regex> =
    LazyLock::new(|| patterns::regex(r"\b(?:\d{4}\x01\d{1,2}\x01\d{1,2}|\d{1,2}\x01\d{1,2}\x01(?:\d{4}|\d{2}))\b"));

/// The name of a table, column, relation or file, with long numbers, dates, addresses and known identifiers masked.
pub fn structure_name<T: AsRef<str>>(name: &Phi<T>, known: &Known) -> Deid<String> {
    // An underscore counts as a letter in a pattern's word boundary and would hide what it separates.
    let parted = name.reveal().as_ref().replace('_', "\u{1}");
    let masked = patterns::mask_precise(&PARTED_DATE.replace_all(&parted, "[date]"));
    let name = masked.replace('\u{1}', "_");
    let mut out = String::with_capacity(name.len());
    let mut rest = name.as_str();
    while let Some(first) = rest.chars().next() {
        let inside = first.is_alphanumeric();
        let end = rest.find(|character: char| character.is_alphanumeric() != inside).unwrap_or(rest.len());
        let (part, after) = rest.split_at(end);
        if inside && is_known(part, known) {
            out.push_str("###");
        } else {
            out.push_str(part);
        }
        rest = after;
    }
    Deid::new(out, Rule::StructureName)
}

/// Known as a whole, or in one of its parts: `SmithJohn`, `chart4711`.
fn is_known(word: &str, known: &Known) -> bool {
    let camel = |pair: &[char]| (pair[0].is_lowercase() && pair[1].is_uppercase()) || pair[0].is_numeric() != pair[1].is_numeric();
    let letters: Vec<char> = word.chars().collect();
    let mut start = 0;
    let mut parts = Vec::new();
    for (index, pair) in letters.windows(2).enumerate() {
        if camel(pair) {
            parts.push(&letters[start..=index]);
            start = index + 1;
        }
    }
    parts.push(&letters[start..]);
    known.contains(word) || parts.into_iter().any(|part| known.contains(&part.iter().collect::<String>()))
}

/// Six characters that name a patient on screen, from a random number. Whoever draws the number sees to it that no two
/// patients get the same six characters.
pub fn pseudonym(random: u64) -> String {
    let mut rest = random;
    (0..6)
        .map(|_| {
            let letter = ALPHABET[(rest % 28) as usize] as char;
            rest /= 28;
            letter
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(name: &str, known: &[&str]) -> String {
        structure_name(&Phi::new(name), &Known::new(known)).into_value()
    }

    #[test]
    fn structure_names_keep_words_only() {
        assert_eq!(shown("lab_results_2019", &[]), "lab_results_2019");
        assert_eq!(shown("scan_00123456.pdf", &[]), "scan_[number].pdf");
        assert_eq!(shown("Smith_John.pdf", &["John Smith"]), "###_###.pdf");
        assert_eq!(shown("SmithJohn.pdf", &["John Smith"]), "###.pdf");
        for dated in ["visit-1931-07-04.txt", "visit_1931_07_04.txt", "visit_1931-07-04", "07_04_1931", "x_19310704"] {
            assert!(!shown(dated, &[]).contains("1931"), "{dated}");
        }
    }

    #[test]
    fn pseudonyms_are_six_letters_without_vowels() {
        assert_eq!(pseudonym(0), "222222");
        let token = pseudonym(u64::MAX);
        assert_eq!(token.len(), 6);
        assert!(!token.contains(['A', 'E', 'I', 'O', 'U', '0', '1', 'L']));
        assert_ne!(pseudonym(1), pseudonym(28));
    }
}
