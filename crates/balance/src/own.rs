//! Under what a statement's own record is known: the id of its resource, or the numbers that a row or a segment gives itself.

use model::{Aspect, Statement, Value};

/// The id of its resource; empty of what is none.
pub(crate) fn id(statement: &Statement) -> &str {
    statement.origin.reference.rsplit(['/', ':']).next().unwrap_or_default()
}

/// The numbers that a statement gives as those of its own record.
pub(crate) fn numbers(statement: &Statement) -> impl Iterator<Item = &str> {
    let given = statement.facts.iter().filter(|fact| fact.aspect == Aspect::Statement);
    given.filter_map(|fact| if let Value::Key(number) = &fact.value { Some(number.as_str()) } else { None })
}
