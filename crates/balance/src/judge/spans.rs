//! Severities of documents that lie between two words of resources: moderate to severe is whichever of the two a resource has, and fatal is severe.
//! A document has a code for each of them: which of them somebody meant who wrote one word in a resource nobody may choose.

use model::{Aspect, Fact, Value};

/// Codes of SNOMED CT with the words of which a resource has one.
const SPANS: [(&str, &[&str]); 3] = [("371923003", &["mild", "moderate"]), ("371924009", &["moderate", "severe"]), ("399166001", &["severe"])];

fn ends(value: &Value) -> &'static [&'static str] {
    let found = |code: &str| SPANS.iter().find(|(own, _)| *own == code).map(|(_, ends)| *ends);
    match value {
        Value::Word(code) => found(code).unwrap_or_default(),
        _ => &[],
    }
}

/// Whether a word is an end of what a document says.
pub(super) fn holds(span: &Value, word: &Value) -> bool {
    matches!(word, Value::Word(word) if ends(span).contains(&word.as_str()))
}

/// Severities in another order, where there are several: those that hold several words come last, because whoever says one word takes it first.
pub(super) fn last<'f>(aspect: Aspect, facts: &[&'f Fact]) -> Option<Vec<&'f Fact>> {
    let mut facts = if aspect == Aspect::Severity && facts.len() > 1 { facts.to_vec() } else { return None };
    facts.sort_by_key(|fact| ends(&fact.value).len());
    Some(facts)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{SNOMED, code, copied, differences, statement};
    use model::{Aspect, Kind, Statement, Value};

    fn allergy(reference: &str, severities: &[&str]) -> Statement {
        let mut facts = vec![copied(Aspect::Code, code(SNOMED, "256349002", "Peanut"))];
        facts.extend(severities.iter().map(|word| copied(Aspect::Severity, Value::Word((*word).into()))));
        let mut statement = statement(Kind::Allergy, 1, facts);
        statement.origin.reference = reference.into();
        statement
    }

    #[test]
    fn what_lies_between_two_words_has_become_either_of_them_in_a_resource_and_does_not_come_of_them() {
        let told = |document: &[&str], resource: &[&str]| {
            let found = differences(&allergy("", document), &allergy("AllergyIntolerance/a", resource));
            let back = differences(&allergy("AllergyIntolerance/a", resource), &allergy("", document));
            [found, back].map(|found| found.iter().filter(|d| d.aspect == Aspect::Severity).count())
        };
        for (document, resource) in [("371924009", "severe"), ("371924009", "moderate"), ("371923003", "mild"), ("371923003", "moderate"), ("399166001", "severe")] {
            assert_eq!(told(&[document], &[resource]), [0, 1], "{document} {resource}");
        }
        assert_eq!(told(&["371924009", "severe"], &["severe", "moderate"])[0], 0, "in any order");
        assert_eq!(told(&["371924009"], &["mild"]), [1, 1]);
        assert_eq!(told(&["399166001"], &["moderate"]), [1, 1]);
        let among_documents = differences(&allergy("", &["371924009"]), &allergy("", &["severe"]));
        assert!(among_documents.iter().any(|d| d.aspect == Aspect::Severity));
    }
}
