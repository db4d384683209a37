//! What an allergy is to, which a reaction may say again: whoever stores it once says the same.

use super::Rest;
use crate::fhir::values;
use crate::reading::coding;
use crate::vocabulary;
use formats::Json;
use std::collections::BTreeSet;

impl Rest<'_> {
    /// Whether an element is what a reaction is to, and nothing else than what the allergy is to: only the words beside its codes say more then.
    pub(super) fn is_allergen(&mut self, path: &str, value: &Json) -> bool {
        let is_substance = match self.inside {
            Some(list) => list == "reaction" && path == "substance",
            None => path == "reaction.substance",
        };
        if !is_substance || self.allergen.is_empty() {
            return false;
        }
        // Where a reaction has codes, another one is another substance, whatever its words.
        let coded: BTreeSet<String> = codes(value).map(|(_, code)| code).collect();
        let said: BTreeSet<String> = if coded.is_empty() { words(value).collect() } else { coded };
        let is_it = !said.is_empty() && said.is_subset(&self.allergen);
        if is_it {
            for (one, concept) in codes(value) {
                self.called(one, &format!("{path}.coding"), &concept, values::text(one, "code").unwrap_or(""));
            }
        }
        is_it
    }
}

/// What an allergy is to by its codes and its words; nothing of another resource.
pub(super) fn of(json: &Json) -> BTreeSet<String> {
    let is_allergy = values::text(json, "resourceType") == Some("AllergyIntolerance");
    let concept = ["code", "substance"].iter().find_map(|member| values::first(json, member)).filter(|_| is_allergy);
    concept.into_iter().flat_map(|concept| codes(concept).map(|(_, code)| code).chain(words(concept))).collect()
}

/// The codings of a concept that have a code, each with it in one spelling.
fn codes<'j>(concept: &'j Json<'j>) -> impl Iterator<Item = (&'j Json<'j>, String)> {
    values::items(concept, "coding").iter().filter_map(|one| {
        let coding = coding(values::text(one, "system").unwrap_or(""), values::text(one, "code")?, "");
        Some((one, format!("{}|{}", coding.system, coding.code)))
    })
}

/// The words of a concept and of its codings, each in one form. None of them has the sign between a system and a code.
fn words<'j>(concept: &'j Json<'j>) -> impl Iterator<Item = String> {
    let displays = values::items(concept, "coding").iter().filter_map(|one| values::text(one, "display"));
    values::text(concept, "text").into_iter().chain(displays).map(vocabulary::form).filter(|words| !words.is_empty())
}
