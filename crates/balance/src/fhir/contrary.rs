//! Words of closed vocabularies of which a code says one thing and the words beside it another: programs read the one, people the other.
//!
//! Only words that name another class of the same vocabulary to the letter count. A narrower word (`Resolved` beside `inactive`) and whatever
//! nobody here knows say no other thing.

use super::values;
use formats::Json;
use model::Aspect;

/// Codes and names by what they say, in classes that exclude each other.
type Classes = &'static [&'static [&'static str]];

const VOCABULARIES: [(Aspect, Classes); 7] = [
    (Aspect::Status, &[&["active", "recurrence", "relapse"], &["inactive", "remission", "in remission", "resolved"]]),
    (Aspect::Verification, &[&["confirmed"], &["unconfirmed", "provisional", "differential"], &["refuted"], &["entered-in-error", "entered in error"]]),
    (Aspect::Severity, &[&["mild"], &["moderate"], &["severe"]]),
    (Aspect::Laterality, &[&["left", "left side"], &["right", "right side"], &["bilateral", "right and left", "left and right"]]),
    (Aspect::Flag, &[&["H", "high"], &["L", "low"], &["N", "normal"], &["HH", "critical high", "critically high"], &["LL", "critical low", "critically low"]]),
    (Aspect::Class, &[&["AMB", "ambulatory", "outpatient"], &["EMER", "emergency"], &["IMP", "inpatient", "inpatient encounter"], &["VR", "virtual"], &["HH", "home health"]]),
    (Aspect::MaritalStatus, &[&["M", "married"], &["S", "never married", "single"], &["D", "divorced"], &["W", "widowed"]]),
];

/// What a payer's answer to a claim says in a word that nobody can take for another one.
const ANSWERS: Classes = &[&["processed", "approved", "paid", "paid in full"], &["denied", "rejected", "declined"]];

/// The answer of a payer that these words are, as a remittance has it, where they are one.
pub(super) fn answer(words: &str) -> Option<&'static str> {
    let is_it = |way: &&str| words.trim().trim_end_matches('.').eq_ignore_ascii_case(way);
    ANSWERS.iter().find(|class| class.iter().any(is_it)).and_then(|class| class.first().copied())
}

/// The word of a concept and the contrary one that the words beside its code name, where they do: it is both, and neither.
pub(super) fn both(aspect: Aspect, concept: &Json, word: &str) -> Option<String> {
    if values::primitive(concept).is_some() {
        return None;
    }
    let (_, classes) = VOCABULARIES.iter().find(|(of, _)| *of == aspect)?;
    let class = |said: &str| classes.iter().position(|class| class.iter().any(|way| said.trim().eq_ignore_ascii_case(way)));
    let own = class(word)?;
    let concept = concept.get("concept").unwrap_or(concept);
    let codings = std::iter::once(concept).chain(values::items(concept, "coding"));
    let mut said = codings.filter_map(|coding| values::text(coding, "display")).chain(values::text(concept, "text"));
    let other = said.find(|words| class(words).is_some_and(|at| at != own))?;
    Some(format!("{word} or {}", other.trim().to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_name_another_class_are_told_and_narrower_or_unknown_ones_are_not() {
        let told = |aspect: Aspect, word: &str, concept: &str| both(aspect, &formats::json::parse(concept, 100).unwrap(), word);
        let shown = |code: &str, display: &str, text: &str| format!(r#"{{"coding":[{{"code":"{code}","display":"{display}"}}],"text":"{text}"}}"#);
        for (aspect, code, display, text) in [
            (Aspect::Status, "active", "Active", "Active problem"),
            (Aspect::Status, "inactive", "Inactive", "Resolved"),
            (Aspect::Verification, "confirmed", "Confirmed present", "Yes"),
            (Aspect::Flag, "H", "High", "Above high normal"),
            (Aspect::Class, "IMP", "inpatient encounter", "Ward"),
            (Aspect::Category, "exam", "Laboratory", "Laboratory"),
        ] {
            assert_eq!(told(aspect, code, &shown(code, display, text)), None, "{code} {display} {text}");
        }
        assert_eq!(told(Aspect::Status, "active", &shown("active", "Resolved", "")).as_deref(), Some("active or resolved"));
        assert_eq!(told(Aspect::Verification, "confirmed", &shown("confirmed", "", "Refuted")).as_deref(), Some("confirmed or refuted"));
        assert_eq!(told(Aspect::Severity, "severe", &shown("24484000", "Mild", "")).as_deref(), Some("severe or mild"));
        assert_eq!(told(Aspect::Class, "AMB", r#"{"code":"AMB","display":"emergency"}"#).as_deref(), Some("AMB or emergency"));
        assert_eq!(told(Aspect::Status, "active", r#""active""#), None, "a plain code has no words");
    }
}
