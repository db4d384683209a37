//! Under what a statement's own record is known: the id of its resource, or the numbers that a row or a segment gives itself.

use model::{Aspect, Statement, Value};

/// The id of its resource; empty of what is none.
pub(crate) fn id(statement: &Statement) -> &str {
    let reference = statement.origin.reference.as_str();
    let id = reference.bytes().rposition(|byte| matches!(byte, b'/' | b':')).and_then(|at| reference.get(at + 1..));
    id.unwrap_or(reference)
}

/// The numbers that a statement gives as those of its own record.
pub(crate) fn numbers(statement: &Statement) -> impl Iterator<Item = &str> {
    let given = statement.facts.iter().filter(|fact| fact.aspect == Aspect::Statement);
    given.filter_map(|fact| if let Value::Key(number) = &fact.value { Some(number.as_str()) } else { None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Kind, Origin};

    #[test]
    fn an_id_is_what_stands_behind_the_type_or_the_scheme() {
        let of = |reference: &str| Statement { kind: Kind::Problem, patient: String::new(), origin: Origin { artifact: 0, relation: 0, line: 1, reference: reference.into() }, facts: Vec::new() };
        for (reference, known) in [("Condition/12", "12"), ("urn:uuid:a-b", "a-b"), ("http://x/Condition/7", "7"), ("bare", "bare"), ("Condition/", ""), ("", ""), ("Ähre/é", "é")] {
            assert_eq!(id(&of(reference)), known, "{reference:?}");
        }
    }
}
