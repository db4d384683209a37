//! What the words of a concept say beyond its code: the side, that it is feared, in doubt or over. A destination that kept the code prints the
//! name of its terminology, and then no part of its record says so any more.
//!
//! Of two resources only: others may have no place for what somebody wrote. What must stay true: what any part of the destination's record says,
//! in words or as a side, a certainty or a status of its own, is said.

use super::called::{self, ANOTHER_SENSE, SIDE_GONE};
use super::text::text_of;
use super::{AspectDifference, Judge, difference};
use crate::vocabulary::tokens;
use model::{Aspect, Fact, Kind, Statement, Value, Verdict};

/// How a side is written shortly.
const SHORT_SIDES: [(&str, &[&str]); 3] = [("left", &["l", "lt", "lft"]), ("right", &["r", "rt", "rgt"]), ("bilateral", &["b", "bil", "bilat", "both"])];

/// Adds what the words of the legacy concept said and the destination says nowhere, where nothing else is told of either.
pub(super) fn tell(judge: &Judge<'_>, legacy: &Statement, destination: &Statement, differences: &mut Vec<AspectDifference>) {
    if !judge.legacy_could_say_all() || !judge.destination_could_say_all() {
        return;
    }
    let is_of_it = |d: &AspectDifference| matches!(d.read_as, Aspect::Code | Aspect::Laterality | Aspect::BodySite);
    if differences.iter().any(is_of_it) {
        return;
    }
    let Some((fact, words, before)) = own_words(legacy) else { return };
    let Some(there) = destination.facts.iter().find(|fact| fact.aspect == Aspect::Code) else { return };
    // What stands behind the name with words of its own may be about another thing: a pain of the chest, and a bypass of former times.
    let is_of_the_name = |word: &String| words.iter().take(before).any(|own| own == word) || words.iter().all(|own| called::is_doubt(own, &words));
    let is_in_doubt = |word: &String| called::is_doubt(word, &words) && is_of_the_name(word) && is_held_for_certain(destination);
    let lost = |word: &&String| (called::is_side(word) || is_in_doubt(*word)) && !says(destination, word);
    let Some(word) = words.iter().find(lost) else { return };
    let manner = if called::is_side(word) { SIDE_GONE } else { ANOTHER_SENSE };
    differences.push(AspectDifference { aspect: Aspect::Text, ..difference(Aspect::Code, Verdict::Altered, manner.into(), (Some(fact), Some(there))) });
}

/// The concept of a statement, the words that only its text has, and how many of them stand before those of the name: each of its codes has a name
/// of its own, without them.
fn own_words(statement: &Statement) -> Option<(&Fact, Vec<String>, usize)> {
    let fact = statement.facts.iter().find(|fact| fact.aspect == Aspect::Code)?;
    let Value::Code(codings, text) = &fact.value else { return None };
    if codings.is_empty() || text.is_empty() || codings.iter().any(|coding| coding.display.is_empty()) {
        return None;
    }
    let named: Vec<String> = codings.iter().flat_map(|coding| called::spelled_out(tokens(&coding.display))).collect();
    let mut words = called::spelled_out(tokens(text));
    let before = words.iter().take_while(|word| !named.contains(word)).count();
    words.retain(|word| !named.contains(word));
    (!words.is_empty()).then_some((fact, words, before))
}

/// Whether any part of a record has a word, or says it shortly.
fn says(statement: &Statement, word: &str) -> bool {
    let short = SHORT_SIDES.iter().find(|(side, _)| *side == word).map_or(&[][..], |(_, short)| *short);
    let is_it = |said: &String| said == word || short.contains(&said.as_str());
    let displays = |value: &Value| -> Vec<String> {
        match value {
            Value::Code(codings, _) => codings.iter().map(|coding| coding.display.clone()).collect(),
            _ => Vec::new(),
        }
    };
    let all = |fact: &Fact| displays(&fact.value).into_iter().chain(text_of(&fact.value)).collect::<Vec<String>>();
    statement.facts.iter().flat_map(all).any(|text| called::spelled_out(tokens(&text)).iter().any(is_it))
}

/// Whether a problem is on record as one that the patient has, and has now.
fn is_held_for_certain(statement: &Statement) -> bool {
    let is_certain = statement.facts.iter().all(|fact| fact.aspect != Aspect::Verification || fact.value == Value::Word("confirmed".into()));
    let is_now = statement.facts.iter().any(|fact| fact.aspect == Aspect::Status && fact.value == Value::Word("active".into()));
    matches!(statement.kind, Kind::Problem | Kind::EncounterDiagnosis) && is_certain && is_now
}

#[cfg(test)]
mod tests {
    use crate::judge::tests::{SNOMED, copied, found, statement};
    use model::{Aspect, Coding, Kind, Statement, Value, Verdict};

    /// An active problem, as a resource.
    fn problem(display: &str, words: &str, more: &[(Aspect, Value)]) -> Statement {
        let code = Value::code(vec![Coding { system: SNOMED.into(), code: "30989003".into(), display: display.into() }], words);
        let facts = [(Aspect::Code, code), (Aspect::Status, Value::Word("active".into()))].into_iter().chain(more.iter().cloned());
        let mut statement = statement(Kind::Problem, 1, facts.map(|(aspect, value)| copied(aspect, value)).collect());
        statement.origin.reference = "Condition/1".into();
        statement
    }

    #[test]
    fn a_side_or_a_doubt_that_only_the_words_named_is_told_where_nothing_says_it_any_more() {
        for words in ["Left knee pain", "Bilateral knee pain", "Possible knee pain", "Fear of knee pain", "Knee pain, in remission"] {
            for kept in ["Knee pain", ""] {
                assert_eq!(found(&problem("Knee pain", words, &[]), &problem("Knee pain", kept, &[])), [(Verdict::Altered, Aspect::Text)], "{words} / {kept}");
            }
        }
    }

    #[test]
    fn what_another_part_says_or_the_name_of_the_code_is_said() {
        let site = (Aspect::BodySite, Value::words("Left knee"));
        let doubt = (Aspect::Verification, Value::Word("provisional".into()));
        for (legacy, destination) in [
            (problem("Knee pain", "Left knee pain", std::slice::from_ref(&site)), problem("Knee pain", "Knee pain", std::slice::from_ref(&site))),
            (problem("Knee pain", "Left knee pain", &[]), problem("Knee pain", "L knee pain", &[])),
            (problem("Knee pain", "Suspected knee pain", std::slice::from_ref(&doubt)), problem("Knee pain", "Knee pain", std::slice::from_ref(&doubt))),
            (problem("Pain of left knee", "Left knee pain", &[]), problem("Pain of left knee", "", &[])),
            (problem("Knee pain", "Severe pain of the knee", &[]), problem("Knee pain", "Knee pain", &[])),
            (problem("Knee pain", "Knee pain, history of bypass", &[]), problem("Knee pain", "Knee pain", &[])),
            (problem("Knee pain", "Knee pain s/p fall", &[]), problem("Knee pain", "", &[])),
        ] {
            assert!(found(&legacy, &destination).is_empty(), "{legacy:?}");
        }
    }
}
