//! The words that may stay in scrubbed text, from `words.txt`: common English and clinical words, no names.
//!
//! A word that is also a family or given name stays only when it is written in lower case.

use std::collections::HashSet;
use std::sync::LazyLock;

static WORDS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("words.txt").lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace).collect());

/// Allowed words that are also names, and titles' neighbours.
const ALSO_NAMES: &str = " white black brown green gray grey blue young long short strong sharp small little rose may june april august mark \
grace hope joy faith will bill bush wood woods stone hill rice cook baker carter bishop pope king price day early best hart heart love rich \
bell ball banks bird field fields fish ford forest fox frost gold hand hands head hunt lake lamb lane mason miller moon page parks pool power rivers \
silver summer winter snow sparks speed star sun taylor walker ward waters weeks west wise north east south marks wells bond chase church dawn dean drew \
earl eve frank gene grant guy holly iris ivy jack jay jean may max pat penny rob rod sandy skip sky sue tab tad temple van victor violet wade cross case \
major minor noble pace pitts poor read root roots savage shields skinner swift walls weaver curry cotton cherry berry bean bone burns cuff ";

/// Whether a word may stay in scrubbed text as it is written.
pub(crate) fn is_allowed(word: &str) -> bool {
    let lower = word.to_lowercase();
    let capitalised = word.chars().next().is_some_and(char::is_uppercase);
    if capitalised && ALSO_NAMES.contains(&format!(" {lower} ")) {
        return false;
    }
    is_common(&lower)
}

/// Whether a lower-case word, or the word it is an inflection of, is on the list.
pub(crate) fn is_common(lower: &str) -> bool {
    if WORDS.contains(lower) {
        return true;
    }
    let stems: [(&str, &[&str]); 7] =
        [("ies", &["y"]), ("es", &["", "e"]), ("s", &[""]), ("ed", &["", "e"]), ("ing", &["", "e"]), ("ly", &["", "le"]), ("ally", &[""])];
    stems.iter().any(|(suffix, endings)| {
        lower.strip_suffix(*suffix).is_some_and(|stem| {
            let doubled = matches!(*suffix, "ed" | "ing") && undoubled(stem).is_some_and(|stem| WORDS.contains(stem));
            stem.len() >= 3 && (doubled || endings.iter().any(|ending| WORDS.contains(format!("{stem}{ending}").as_str())))
        })
    })
}

/// `stopp` to `stop`.
fn undoubled(stem: &str) -> Option<&str> {
    let mut letters = stem.chars().rev();
    let (last, before) = (letters.next()?, letters.next()?);
    (last == before).then(|| stem.strip_suffix(last)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_their_inflections() {
        for word in ["patient", "Patients", "stopped", "allergies", "denies", "breathing", "the", "severely"] {
            assert!(is_allowed(word), "{word}");
        }
        for word in ["Quackenbush", "zebulon", "Smith", "Rose", "Brown", "garcia", "Boston"] {
            assert!(!is_allowed(word), "{word}");
        }
        assert!(is_allowed("brown"));
    }

    #[test]
    fn the_list_is_long_enough_and_lower_case() {
        assert!(WORDS.len() > 1000, "{}", WORDS.len());
        assert!(WORDS.iter().all(|word| word.chars().all(|letter| letter.is_ascii_lowercase())));
    }
}
