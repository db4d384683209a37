//! A document that contradicts itself: its text prints another number than its entry has.
//!
//! Where both sides do, the destination took over what it was given. A document that does so no longer is mended. Where the value itself, its
//! unit or what was observed has become another one, that is told instead.

use super::{AspectDifference, Judge, difference};
use crate::worded::PRINTED;
use model::{Aspect, Fact, Statement, Value, Verdict};

/// Of the legacy side.
pub(crate) const OF_LEGACY: &str = "the text of the legacy document has another number than its entry";
/// Of the destination alone.
const OF_DESTINATION: &str = "the text of the destination's document has another number than its entry";

/// Whether a value is a number that a document prints otherwise than its entry has it.
pub(super) fn is_printed(value: &Value) -> bool {
    matches!(value, Value::Text(text) if text.starts_with(PRINTED))
}

impl Judge<'_> {
    /// Adds what one of the two documents prints otherwise.
    pub(super) fn tell_printed(&self, legacy: &Statement, destination: &Statement, differences: &mut Vec<AspectDifference>) {
        let is_told = |d: &AspectDifference| matches!(d.aspect, Aspect::Code | Aspect::Value | Aspect::Unit | Aspect::Comparator);
        let (manner, facts) = match (printed(legacy), printed(destination)) {
            // What is no document has no text beside its value.
            (Some(fact), None) if !destination.origin.reference.is_empty() => (OF_LEGACY, (Some(fact), destination.fact(Aspect::Value))),
            (None, Some(fact)) => (OF_DESTINATION, (legacy.fact(Aspect::Value), Some(fact))),
            _ => return,
        };
        if !differences.iter().any(is_told) {
            differences.push(AspectDifference { aspect: Aspect::Value, ..difference(Aspect::Text, Verdict::Contradicted, manner.into(), facts) });
        }
    }
}

fn printed(statement: &Statement) -> Option<&Fact> {
    statement.facts.iter().find(|fact| fact.aspect == Aspect::Text && is_printed(&fact.value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::tests::{code, copied, differences, statement};
    use model::{Kind, Quantity};

    fn result(value: &str, printed: &str, reference: &str) -> Statement {
        let told = Some(printed).filter(|number| !number.is_empty()).map(|number| copied(Aspect::Text, Value::Text(format!("{PRINTED}{number}"))));
        let own = [copied(Aspect::Code, code("http://loinc.org", "4548-4", "Hemoglobin A1c")), copied(Aspect::Value, Value::Quantity(Quantity::parse(value).unwrap()))];
        let mut result = statement(Kind::Observation, 1, own.into_iter().chain(told).collect());
        result.origin.reference = reference.into();
        result
    }

    fn found(legacy: &Statement, destination: &Statement) -> Vec<(Verdict, Aspect, String)> {
        differences(legacy, destination).into_iter().map(|d| (d.verdict, d.aspect, d.manner)).collect()
    }

    #[test]
    fn a_document_that_contradicts_itself_is_told_once_and_of_whose_it_is() {
        let resource = "Observation/1";
        let told = |manner: &str| vec![(Verdict::Contradicted, Aspect::Value, manner.to_string())];
        assert_eq!(found(&result("9.7 %", "7.9 %", ""), &result("9.7 %", "", resource)), told(OF_LEGACY));
        assert_eq!(found(&result("9.7 %", "", resource), &result("9.7 %", "7.9 %", "")), told(OF_DESTINATION));
        assert_eq!(found(&result("9.7 %", "", ""), &result("9.7 %", "7.9 %", "")), told(OF_DESTINATION));
        assert!(found(&result("9.7 %", "7.9 %", ""), &result("9.7 %", "7.9 %", "")).is_empty(), "taken over as it was");
        assert!(found(&result("9.7 %", "7.9 %", ""), &result("9.7 %", "", "")).is_empty(), "mended");
        let other = found(&result("9.7 %", "", ""), &result("7.9 %", "9.7 %", ""));
        assert_eq!(other.iter().map(|(verdict, aspect, _)| (*verdict, *aspect)).collect::<Vec<_>>(), [(Verdict::Altered, Aspect::Value)], "the value is told");
    }
}
