//! What a telephone number, an address of mail or a street address is for: at home, at work, on the move.
//!
//! A use is a fact of its own, `home 503-555-0100`, because facts have no groups: it names what it is the use of. In FHIR it stands at the
//! `use`, elsewhere at the place of the number. What must stay true: a use is one of five words, whichever format gave it, and a word that is
//! none of them is no use.

use model::{Aspect, Value};

/// The aspects of uses, each with what it is the use of.
const USES: [(Aspect, Aspect); 3] = [(Aspect::PhoneUse, Aspect::Phone), (Aspect::EmailUse, Aspect::Email), (Aspect::AddressUse, Aspect::Line)];

/// Ways to write the five uses: words of FHIR, of tables, table 0201 and 0190 of HL7 v2, and the codes of v3.
const WORDS: [(&str, &[&str]); 5] = [
    ("home", &["home", "h", "hp", "prn", "orn", "residence", "residential", "private"]),
    ("work", &["work", "w", "wp", "wpn", "dir", "pub", "b", "o", "business", "office"]),
    ("mobile", &["mobile", "m", "mc", "prs", "cp", "cell", "cellular", "cell phone"]),
    ("temp", &["temp", "tmp", "temporary"]),
    ("old", &["old"]),
];

/// The aspect of the use of a number or an address.
pub(crate) fn use_of(aspect: Aspect) -> Option<Aspect> {
    USES.iter().find(|(_, of)| *of == aspect).map(|(aspect, _)| *aspect)
}

/// What an aspect of a use is the use of.
pub(crate) fn used(aspect: Aspect) -> Option<Aspect> {
    USES.iter().find(|(its, _)| *its == aspect).map(|(_, of)| *of)
}

/// A use in the one spelling.
pub(crate) fn word(written: &str) -> Option<&'static str> {
    let written = written.trim().to_lowercase();
    WORDS.iter().find(|(_, ways)| ways.contains(&written.as_str())).map(|(word, _)| *word)
}

/// The fact's value: a use with what it is the use of.
pub(crate) fn value(word: &str, of: &str) -> Value {
    Value::Text(format!("{word} {}", of.trim()))
}

/// The use, and what it is the use of.
pub(crate) fn parts(value: &Value) -> Option<(&str, &str)> {
    match value {
        Value::Text(text) => text.split_once(' '),
        _ => None,
    }
}

/// Whether a leaf of a resource or a message tells what a number or an address is for: then leaves are held against leaves.
pub(crate) fn is_told_at(path: &str) -> bool {
    matches!(path, "telecom.use" | "address.use") || ["PID-11.7", "PID-13.2", "PID-13.3", "PID-14.2", "PID-14.3", "PID-40.2", "PID-40.3"].contains(&path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_has_its_own_words_for_the_five_uses() {
        for (written, known) in [("HP", Some("home")), ("Cell", Some("mobile")), ("WPN", Some("work")), ("temp", Some("temp")), ("pager", None), ("", None)] {
            assert_eq!(word(written), known, "{written:?}");
        }
        let ways: Vec<&str> = WORDS.iter().flat_map(|(_, ways)| ways.iter().copied()).collect();
        assert!(ways.iter().enumerate().all(|(at, way)| !ways.iter().skip(at + 1).any(|other| other == way)), "one way, two uses");
    }

    #[test]
    fn a_use_names_what_it_is_the_use_of() {
        assert_eq!(parts(&value("home", " 503-555-0100 x2")), Some(("home", "503-555-0100 x2")));
        assert!(USES.iter().all(|(its, of)| use_of(*of) == Some(*its) && used(*its) == Some(*of)));
    }
}
