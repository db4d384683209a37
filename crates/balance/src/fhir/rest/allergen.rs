//! What an allergy is to, which a reaction may say again: whoever stores it once says the same.

use super::Rest;
use crate::fhir::values;
use crate::reading::coding;
use crate::vocabulary;
use formats::Json;
use std::collections::BTreeSet;

impl Rest<'_> {
    /// Whether a reaction is said to be to nothing else than what the allergy is to.
    pub(super) fn is_allergen(&self, path: &str, value: &Json) -> bool {
        let is_substance = match self.inside {
            Some(list) => list == "reaction" && path == "substance",
            None => path == "reaction.substance",
        };
        let said = if is_substance { said_by(value) } else { BTreeSet::new() };
        !said.is_empty() && said.is_subset(&self.allergen)
    }
}

/// What an allergy is to; nothing of another resource.
pub(super) fn of(json: &Json) -> BTreeSet<String> {
    let is_allergy = values::text(json, "resourceType") == Some("AllergyIntolerance");
    let concept = ["code", "substance"].iter().find_map(|member| values::first(json, member)).filter(|_| is_allergy);
    concept.map(said_by).unwrap_or_default()
}

/// What a concept says, in one spelling each: its codes, where it has none its words.
fn said_by(concept: &Json) -> BTreeSet<String> {
    let spelled = |one: &Json| {
        let coding = coding(values::text(one, "system")?, values::text(one, "code")?, "");
        Some(format!("{}|{}", coding.system, coding.code))
    };
    let codes: BTreeSet<String> = values::items(concept, "coding").iter().filter_map(spelled).collect();
    let words = values::text(concept, "text").map(vocabulary::form);
    if codes.is_empty() { words.into_iter().collect() } else { codes }
}
