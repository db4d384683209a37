//! Names of structures (tables, columns, files) and names for patients.
//!
//! A structure's name can hold an identifier: `smith_john_00123456.pdf`. Its words are kept, its long numbers, dates and
//! known identifiers are masked. A pseudonym is a random number written down; it is derived from nothing (164.514(c)),
//! and the map from patient to number is kept sealed by `store`.

use crate::door::{Deid, Rule};
use crate::known::Known;
use crate::patterns;
use crate::words::{is_allowed, is_common};
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

/// The name of a field, as that of a structure, and withheld whole where it is written like a value: a person, or a number that is no year. A
/// table whose first row of data is taken for its header has such names.
pub fn field_name<T: AsRef<str>>(name: &Phi<T>, known: &Known) -> Deid<String> {
    let text = name.reveal().as_ref().trim();
    match text {
        _ if is_person(text) => Deid::new("[name]".into(), Rule::StructureName),
        _ if is_number(text) => Deid::new("[number]".into(), Rule::StructureName),
        _ => structure_name(name, known),
    }
}

/// A person as records write one: `Quimby, Ann`, `QUIMBY^ANN^B`, `Dr. Quimby`; words that are no names may be parted so as well.
fn is_person(text: &str) -> bool {
    static TITLED: LazyLock<Regex> = LazyLock::new(|| patterns::regex(r"^(?:Dr|Mr|Mrs|Ms|Prof)\.? \p{Lu}"));
    static PARTED: LazyLock<Regex> = LazyLock::new(|| patterns::regex(r"^(\p{L}[\p{L}'’ -]+?)\s*[,^]\s*(\p{L}[\p{L}'’ .-]*)(?:\^.*)?$"));
    let all_common = |part: regex::Match<'_>| part.as_str().split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).all(|word| is_common(&word.to_lowercase()));
    TITLED.is_match(text) || PARTED.captures(text).is_some_and(|parts| !parts.iter().skip(1).flatten().all(all_common))
}

/// Words of companies that are no common words.
const COMPANY: [&str; 18] = [
    "inc", "llc", "ltd", "corp", "corporation", "company", "hmo", "ppo", "medicare", "medicaid", "national", "american", "united", "mutual", "assurance", "healthcare",
    "blue", "laboratories",
];

/// Whether a name that should be that of a company may be a person's: it is written as records write one, or it is a few words of letters of which
/// none is common.
pub fn may_be_person<T: AsRef<str>>(name: &Phi<T>) -> bool {
    let text = name.reveal().as_ref().trim();
    let words: Vec<&str> = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    let of_company = |word: &&str| COMPANY.contains(&word.to_lowercase().as_str());
    // A letter alone is an initial. As a capital, so that a common word that is a name as well counts as one.
    let is_name = |word: &&str| word.chars().count() == 1 || !is_allowed(&word.to_uppercase());
    let is_plain = (2..=4).contains(&words.len()) && text.chars().all(|c| c.is_alphabetic() || " .'’-".contains(c)) && words.iter().all(is_name);
    !words.iter().any(of_company) && (is_person(text) || is_plain)
}

/// Four digits and more, and no year.
fn is_number(text: &str) -> bool {
    let year = text.len() == 4 && text.parse::<u16>().is_ok_and(|year| (1900..=2100).contains(&year));
    text.len() >= 4 && text.bytes().all(|byte| byte.is_ascii_digit()) && !year
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
    fn a_field_that_is_named_like_a_value_is_not_named() {
        let shown = |name: &str| field_name(&Phi::new(name), &Known::default()).into_value();
        for (value, mask) in [
            ("Quackenbush, Ann", "[name]"),
            ("QUACKENBUSH^ANN^B", "[name]"),
            ("Quackenbush,ann", "[name]"),
            ("Dr. Quackenbush", "[name]"),
            ("4711", "[number]"),
            ("0012345", "[number]"),
            ("1931-07-19", "[date]"),
            ("987-65-4321", "[number]"),
        ] {
            assert_eq!(shown(value), mask, "{value}");
        }
        for name in ["LAST_NAME", "Last Name, First Name", "2019", "120", "0;1", "ICD9", "PID-5.1", "code.coding.code", "Date, Time", "drug"] {
            assert_eq!(shown(name), name);
        }
    }

    #[test]
    fn a_company_is_told_from_a_person() {
        let may_be = |name: &str| may_be_person(&Phi::new(name));
        for person in ["Testa Quackenbush", "QUACKENBUSH, TESTA", "Quackenbush^Testa^B", "testa quackenbush", "Testa A. O'Quackenbush", "Rose Brown", "Dr. Quackenbush"] {
            assert!(may_be(person), "{person}");
        }
        for company in ["Plan One", "MCR", "BC01", "Quackenbush Health Plan", "QUACKENBUSH, INC.", "Medicare", "Blue Cross", "Quackenbush Mutual", ""] {
            assert!(!may_be(company), "{company}");
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
