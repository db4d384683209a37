//! Free text: counted by default, scrubbed on request for a chart.
//!
//! Scrubbing masks by patterns first; of what is left, a word stays only if it is on the list of allowed words and does
//! not belong to anyone known here, and a number only if it is short. So an unknown name is hidden because it is
//! unknown, not because anything recognised it.

use crate::door::{Deid, Rule};
use crate::known::Known;
use crate::patterns;
use crate::words::is_allowed;
use model::Phi;

pub(crate) const HIDDEN: &str = "[hidden]";

/// How free text is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FreeText {
    /// As the number of its words. The default.
    #[default]
    Counted,
    /// With everything masked that is not allowed.
    Scrubbed,
}

/// Free text in the given mode. `known` holds the identifiers of the patient, relatives and staff.
pub fn free_text<T: AsRef<str>>(text: &Phi<T>, known: &Known, mode: FreeText) -> Deid<String> {
    let text = text.reveal().as_ref();
    match mode {
        FreeText::Counted => {
            let words = text.split_whitespace().count();
            let noun = if words == 1 { "word" } else { "words" };
            Deid::new(format!("[free text, {words} {noun}]"), Rule::FreeTextCounted)
        }
        FreeText::Scrubbed => Deid::new(scrub(text, known), Rule::FreeTextScrubbed),
    }
}

pub(crate) fn scrub(text: &str, known: &Known) -> String {
    // Square brackets mean a mask below; those of the text itself must not protect what is inside them. Neither may an
    // underscore, which patterns take for a letter.
    let plain = text.replace('[', "(").replace(']', ")").replace('_', " ");
    let masked = patterns::safe_harbor_stream(&plain);
    let mut out = String::with_capacity(masked.len());
    let mut rest = masked.as_str();
    while let Some(first) = rest.chars().next() {
        let end = if first == '[' {
            rest.find(']').map_or(1, |at| at + 1)
        } else {
            let inside = is_word(first);
            rest.find(|character: char| is_word(character) != inside || character == '[').unwrap_or(rest.len())
        };
        let (part, after) = rest.split_at(end);
        rest = after;
        if !is_word(first) || may_stay(part, after, known) {
            out.push_str(part);
        } else if !ends_hidden(&out) {
            out.push_str(HIDDEN);
        } else {
            // One mask for a run of hidden words: their number says something too.
            out.truncate(out.trim_end().len());
        }
    }
    out
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '\''
}

pub(crate) fn ends_hidden(out: &str) -> bool {
    out.trim_end_matches(' ').ends_with(HIDDEN)
}

fn may_stay(word: &str, after: &str, known: &Known) -> bool {
    let bare = word.trim_matches('\'');
    let bare = bare.strip_suffix("'s").unwrap_or(bare);
    if bare.is_empty() {
        return true;
    }
    if known.contains(bare) || bare.split('\'').any(|part| known.contains(part)) {
        return false;
    }
    if bare.bytes().all(|byte| byte.is_ascii_digit()) {
        return number_may_stay(bare, after);
    }
    is_short_code(bare) || is_allowed(&bare.replace('\'', ""))
}

/// Up to three digits, a recent year, or four digits with a unit. Other four-digit numbers may be the end of a longer
/// one, or a house or room number.
pub(crate) fn number_may_stay(number: &str, after: &str) -> bool {
    match number.len() {
        0..=3 => true,
        4 => {
            let year = number.parse().is_ok_and(|year: u32| (1946..=2099).contains(&year));
            let next: String = after.trim_start().chars().take_while(|letter| letter.is_alphabetic()).collect();
            year || ["mg", "mcg", "ml", "units", "iu", "kcal", "calories", "g"].contains(&next.to_lowercase().as_str())
        }
        _ => false,
    }
}

/// `A1c`, `B12`, `T4`, `L5`, `q6h`, `500mg`: short mixtures that clinical text is full of.
pub(crate) fn is_short_code(word: &str) -> bool {
    let letters = word.bytes().take_while(u8::is_ascii_alphabetic).count();
    let digits = word.bytes().skip(letters).take_while(u8::is_ascii_digit).count();
    let Some(tail) = word.get(letters + digits..) else { return false };
    if word.eq_ignore_ascii_case("hba1c") {
        return true;
    }
    let mixed = digits > 0 && letters + tail.len() > 0;
    let unit = ["mg", "mcg", "ml", "g", "kg", "cm", "mm", "lb", "lbs", "l", "h", "hr", "x", "th", "nd", "rd", "st", "yo", "f", "c"].contains(&tail);
    mixed && ((letters <= 2 && digits <= 2 && tail.len() <= 1) || (letters == 0 && digits <= 4 && unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scrubbed(text: &str, known: &[&str]) -> String {
        free_text(&Phi::new(text), &Known::new(known), FreeText::Scrubbed).into_value()
    }

    #[test]
    fn counted_by_default() {
        let shown = free_text(&Phi::new("Zebulon was seen"), &Known::default(), FreeText::default());
        assert_eq!(shown.value(), "[free text, 3 words]");
        assert_eq!(shown.rule(), Rule::FreeTextCounted);
    }

    #[test]
    fn unknown_words_are_hidden_because_they_are_unknown() {
        let text = scrubbed("zebulon quackenbush denies chest pain, lives in Squantum near Quackenbush Mill", &[]);
        for secret in ["zebulon", "uackenbush", "Squantum"] {
            assert!(!text.contains(secret), "{text}");
        }
        assert!(text.contains("denies chest pain"), "{text}");
    }

    #[test]
    fn known_words_are_hidden_though_they_are_allowed() {
        let text = scrubbed("hope was seen for pain, chart 4711 4711", &["Hope Pain", "4711"]);
        assert!(!text.contains("hope") && !text.contains("pain") && !text.contains("4711"), "{text}");
    }

    #[test]
    fn clinical_text_stays() {
        for text in ["HbA1c was 7 on metformin 1000 mg", "The patient denies fever.", "Pain 8/10 since 2019"] {
            let shown = scrubbed(text, &[]).replace("[hidden]", "");
            assert!(shown.len() + 8 >= text.len(), "{text} became {shown}");
        }
        assert_eq!(scrubbed("The patient denies fever.", &[]), "The patient denies fever.");
    }

    #[test]
    fn brackets_protect_nothing() {
        assert!(!scrubbed("[zebulon] [quackenbush", &[]).contains("eb"));
        assert!(!scrubbed("room_zebulon_4521", &[]).contains("zeb"));
        assert_eq!(scrubbed("", &[]), "");
    }
}
