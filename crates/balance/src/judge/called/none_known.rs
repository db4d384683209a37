//! How it is said that no allergy is known, by words and by codes.

use super::NEGATIONS;
use crate::drug_names;
use crate::vocabulary::tokens;
use model::Coding;

/// How words say that no allergy is known: of none at all, of drugs, of food.
const NONE_KNOWN: [&[&str]; 3] = [
    &["nka", "no known allergy", "no known allergie", "no allergy", "no allergie", "none known"],
    &["nkda", "no known drug allergy", "no known drug allergie", "no known medication allergy", "no known medication allergie", "no drug allergy", "no drug allergie"],
    &["nkfa", "no known food allergy", "no known food allergie"],
];

/// SNOMED CT: that no allergy is known, of none at all and of each sort, with the category of what it is to.
pub(crate) const NO_ALLERGY: [(&str, &str); 4] = [("716186003", ""), ("409137002", "medication"), ("429625007", "food"), ("428607008", "environment")];

/// Of which sort no allergy is known: 0 of any, 1 of drugs, 2 of food; none where words say something else.
pub(super) fn sort_of_none_known(words: &[String]) -> Option<usize> {
    NONE_KNOWN.iter().position(|names| names.contains(&words.join(" ").as_str()))
}

/// Whether one of two names says that no allergy is known and the other names a substance, which it does not deny.
pub(super) fn are_none_and_one(a: &str, b: &str) -> bool {
    let is_none = |name: &str| sort_of_none_known(&tokens(name)).is_some();
    let is_one = |name: &str| !drug_names::named(name).is_empty() && !tokens(name).iter().any(|word| NEGATIONS.contains(&word.as_str()));
    is_none(a) && is_one(b) || is_none(b) && is_one(a)
}

/// The same of a concept: by the code of SNOMED CT, else by its words or a short code of somebody's own.
pub(crate) fn none_known(codings: &[Coding], text: &str) -> Option<usize> {
    if let Some(coding) = codings.iter().find(|coding| coding.system.as_str() == "http://snomed.info/sct") {
        return NO_ALLERGY.iter().position(|(code, _)| *code == coding.code.as_str());
    }
    let names = codings.iter().flat_map(|coding| [coding.display.as_str(), coding.code.as_str()]).chain([text]);
    names.map(tokens).find_map(|words| sort_of_none_known(&words))
}
