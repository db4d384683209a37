//! Under what a statement's own record is known: the id of its resource, or the numbers that a row or a segment gives itself.

use crate::leaf;
use model::{Aspect, Statement, Value};

/// The id of its resource; empty of what is none.
pub(crate) fn id(statement: &Statement) -> &str {
    let reference = statement.origin.reference.as_str();
    let id = reference.bytes().rposition(|byte| matches!(byte, b'/' | b':')).and_then(|at| reference.get(at + 1..));
    id.unwrap_or(reference)
}

/// What both books may call a record: the least of the numbers that somebody gave it, else the resource that it is; none of what is neither.
pub fn known_as(statement: &Statement) -> Option<&str> {
    let given = statement.facts.iter().filter_map(|fact| match (fact.aspect, &fact.value) {
        (Aspect::Identifier, Value::Text(number)) => Some(number.as_str()),
        (Aspect::Element, Value::Text(text)) if text.starts_with(leaf::NUMBER) => Some(text.as_str()),
        _ => None,
    });
    given.min().or(Some(statement.origin.reference.as_str())).filter(|name| !name.is_empty())
}

/// The numbers that a statement gives as those of its own record.
pub(crate) fn numbers(statement: &Statement) -> impl Iterator<Item = &str> {
    let given = statement.facts.iter().filter(|fact| fact.aspect == Aspect::Statement);
    given.filter_map(|fact| if let Value::Key(number) = &fact.value { Some(number.as_str()) } else { None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Fact, How, Kind, Origin};

    #[test]
    fn an_id_is_what_stands_behind_the_type_or_the_scheme() {
        let of = |reference: &str| Statement { kind: Kind::Problem, patient: String::new(), origin: Origin { artifact: 0, relation: 0, line: 1, reference: reference.into() }, facts: Vec::new() };
        for (reference, known) in [("Condition/12", "12"), ("urn:uuid:a-b", "a-b"), ("http://x/Condition/7", "7"), ("bare", "bare"), ("Condition/", ""), ("", ""), ("Ähre/é", "é")] {
            assert_eq!(id(&of(reference)), known, "{reference:?}");
        }
    }

    #[test]
    fn a_record_is_called_by_its_number_before_its_id() {
        let of = |reference: &str, facts: &[(Aspect, &str)]| {
            let fact = |(aspect, text): &(Aspect, &str)| Fact { aspect: *aspect, value: Value::Text((*text).into()), place: 0, how: How::Derived };
            let origin = Origin { artifact: 0, relation: 0, line: 1, reference: reference.into() };
            let statement = Statement { kind: Kind::CareTeam, patient: String::new(), origin, facts: facts.iter().map(fact).collect() };
            known_as(&statement).map(str::to_string)
        };
        assert_eq!(of("CareTeam/1", &[]).as_deref(), Some("CareTeam/1"));
        assert_eq!(of("CareTeam/1", &[(Aspect::Element, "identifier(urn:x) = 7"), (Aspect::Element, "note = 1")]).as_deref(), Some("identifier(urn:x) = 7"));
        assert_eq!(of("", &[(Aspect::Identifier, "9"), (Aspect::Identifier, "7")]).as_deref(), Some("7"));
        assert_eq!(of("", &[(Aspect::Title, "team")]), None);
    }
}
