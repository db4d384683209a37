//! Whether a problem or an allergy is followed: the status of the concern act around it, beside the status of what it is about.
//!
//! The status observation goes first, so that what a book says of the problem itself is the aspect `status`. The concern is held against the
//! concern where both books have one. Where only the destination has, as when FHIR became a document, a closed concern contradicts a
//! problem that both books call active: the template says of a closed concern that nobody follows it any more.

use super::{AspectDifference, Judge, Relation, difference};
use super::text::is_live;
use model::{Aspect, Fact, Statement, Value, Verdict};

impl Judge<'_> {
    /// How the concerns around two statements differ.
    pub(super) fn concerns(&self, (legacy, destination): (&Statement, &Statement), (left, right): (&[&Fact], &[&Fact])) -> Option<AspectDifference> {
        let live = |statement: &Statement| statement.word(Aspect::Status).is_some_and(is_live);
        match (left.first(), right.first()) {
            (Some(a), Some(b)) => match self.values(Aspect::Concern, &a.value, &b.value) {
                Relation::Differs(verdict, aspect, manner) => Some(difference(aspect, verdict, manner, (Some(*a), Some(*b)))),
                _ => None,
            },
            (None, Some(b)) if is_closed(&b.value) && live(legacy) && live(destination) => {
                Some(difference(Aspect::Concern, Verdict::Altered, "the concern is closed, and both books call it active".into(), (None, Some(*b))))
            }
            // A format without concerns has no place for it, whatever stands beside it in its book; what it says of the problem is its status.
            (Some(a), None) if destination.origin.reference.is_empty() && self.destination.aspects.contains(&(destination.kind, Aspect::Concern)) => {
                Some(difference(Aspect::Concern, Verdict::Altered, "concern is absent in the destination".into(), (Some(*a), None)))
            }
            _ => None,
        }
    }
}

fn is_closed(value: &Value) -> bool {
    matches!(value, Value::Word(word) if matches!(word.as_str(), "completed" | "aborted"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::Equivalences;
    use crate::judge::tests::{differences, judge};
    use crate::reading::Coverage;
    use model::{How, Kind, Origin};

    fn problem(status: &str, concern: &str) -> Statement {
        let said = [(Aspect::Status, status), (Aspect::Concern, concern)].into_iter().filter(|(_, word)| !word.is_empty());
        let facts = said.map(|(aspect, word)| Fact { aspect, value: Value::Word(word.into()), place: 1, how: How::Copied }).collect();
        Statement { kind: Kind::Problem, patient: "p".into(), origin: Origin { artifact: 0, relation: 0, line: 1, reference: String::new() }, facts }
    }

    /// Status and concern of a problem in both books.
    fn found(legacy: (&str, &str), destination: (&str, &str)) -> Vec<(Aspect, String)> {
        let (legacy, destination) = (problem(legacy.0, legacy.1), problem(destination.0, destination.1));
        differences(&legacy, &destination).into_iter().map(|d| (d.aspect, d.manner)).collect()
    }

    fn told(manner: &str) -> Vec<(Aspect, String)> {
        vec![(Aspect::Concern, manner.to_string())]
    }

    #[test]
    fn a_closed_concern_around_an_active_problem_is_told_where_the_other_book_says_otherwise() {
        assert!(found(("active", "completed"), ("active", "completed")).is_empty());
        assert_eq!(found(("active", "active"), ("active", "completed")), told("active has become completed"));
        assert_eq!(found(("active", "completed"), ("active", "active")), told("completed has become active"));
        assert_eq!(found(("active", "suspended"), ("active", "aborted")), told("suspended has become aborted"));
        // FHIR has no concern: its status is held against the status observation, which goes first.
        assert!(found(("active", "completed"), ("active", "")).is_empty());
        assert_eq!(found(("active", ""), ("active", "completed")), told("the concern is closed, and both books call it active"));
        assert!(found(("resolved", ""), ("resolved", "completed")).is_empty());
        assert!(found(("active", ""), ("active", "active")).is_empty());
    }

    #[test]
    fn a_concern_is_missed_where_its_format_has_one() {
        let (legacy, bare) = (problem("active", "active"), problem("active", ""));
        let (nothing, mut book) = (Equivalences::default(), Coverage::default());
        book.count(&legacy);
        let judge = judge(&nothing, (&book, &book));
        let missed = |destination: &Statement| judge.pair(&legacy, destination).0.into_iter().map(|d| d.manner).collect::<Vec<_>>();
        assert_eq!(missed(&bare), ["concern is absent in the destination"]);
        let mut resource = bare.clone();
        resource.origin.reference = "Condition/a".into();
        assert_eq!(missed(&resource), Vec::<String>::new(), "a resource beside documents in one book");
    }

    #[test]
    fn a_status_that_differs_is_told_once() {
        let both = found(("active", "active"), ("resolved", "completed"));
        assert_eq!(both.iter().map(|(aspect, _)| *aspect).collect::<Vec<_>>(), [Aspect::Status]);
        assert_eq!(found(("active", "completed"), ("inactive", ""))[0].0, Aspect::Status);
    }
}
