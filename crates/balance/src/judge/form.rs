//! Of which format two records are: what no aspect stands for has nothing in common between two formats.

use super::{Judge, element};
use model::{Aspect, Statement};

/// What a statement was read of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// A message or a clinical document.
    Message,
    /// A row of a table, of which a lens says all that it asserts.
    Row,
    /// A segment of an interchange that tells its elements.
    Interchange,
    Resource,
    /// A row that has a name as a resource has.
    NamedRow,
}

impl Form {
    fn of(statement: &Statement) -> Self {
        let has_elements = || statement.facts.iter().any(|fact| fact.aspect == Aspect::Element);
        match (statement.origin.reference.is_empty(), statement.origin.relation == 0) {
            (true, true) => Self::Message,
            (true, false) if has_elements() => Self::Interchange,
            (true, false) => Self::Row,
            (false, true) => Self::Resource,
            (false, false) => Self::NamedRow,
        }
    }
}

impl Judge<'_> {
    /// Whether the elements of both records are held against each other.
    pub(super) fn are_of_one_format(&self, legacy: &Statement, destination: &Statement) -> bool {
        Form::of(legacy) == Form::of(destination) || self.legacy.could_say_all() && self.destination.could_say_all()
    }

    /// Whether an aspect is one of elements between records of two formats: the elements themselves, and the numbers of a resource where these
    /// are elements, so that no fact of it is left to hold against those of the other record.
    pub(super) fn is_of_elements(&self, aspect: Aspect, legacy: &Statement, destination: &Statement) -> bool {
        let is_it = match aspect {
            Aspect::Element => true,
            Aspect::Identifier => [legacy, destination].into_iter().any(element::has_numbers),
            _ => false,
        };
        is_it && !self.are_of_one_format(legacy, destination)
    }
}
