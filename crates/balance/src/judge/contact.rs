//! What numbers and addresses are for, number by number: a use is only held against that of the same number in the other book.

use super::{AspectDifference, Judge, difference};
use crate::contact;
use crate::leaf;
use model::{Aspect, Fact, Statement, Value, Verdict};

impl Judge<'_> {
    /// How the uses of one sort differ. A legacy book that tells none is silent, and whatever number only one book has another aspect tells.
    pub(super) fn uses(&self, (legacy, destination): (&Statement, &Statement), aspect: Aspect, (left, right): (&[&Fact], &[&Fact])) -> Option<AspectDifference> {
        let of = contact::used(aspect)?;
        if self.are_of_one_format(legacy, destination) && (told_by_leaves(legacy) || told_by_leaves(destination)) {
            return None;
        }
        let is_one = |a: &str, b: &str| self.is_alike(of, &Value::Text(a.into()), &Value::Text(b.into()));
        let mut lost = None;
        for fact in left {
            let Some((word, what)) = contact::parts(&fact.value) else { continue };
            // Of one number a book may tell several uses; one that both tell is enough.
            let of_it = |f: &&&Fact| contact::parts(&f.value).is_some_and(|(_, other)| is_one(what, other));
            let own: Vec<&str> = left.iter().filter(of_it).filter_map(|f| contact::parts(&f.value)).map(|(word, _)| word).collect();
            let there: Vec<(&Fact, &str)> = right.iter().filter(of_it).filter_map(|f| Some((*f, contact::parts(&f.value)?.0))).collect();
            match there.first() {
                Some(_) if there.iter().any(|(_, theirs)| own.contains(theirs)) => {}
                Some((other, theirs)) => {
                    let manner = format!("what is for {word} is for {theirs} in the destination");
                    return Some(difference(aspect, Verdict::Altered, manner, (Some(*fact), Some(*other))));
                }
                None if lost.is_none() && self.is_lost(destination, aspect, fact, (of, what)) => lost = Some(*fact),
                None => {}
            }
        }
        let manner = format!("{} is absent in the destination", super::said_aspect(aspect));
        lost.map(|fact| difference(aspect, Verdict::Altered, manner, (Some(fact), None)))
    }

    /// Whether a number is there and nothing says any more what it is for. Of addresses and mail many books never say it.
    fn is_lost(&self, destination: &Statement, aspect: Aspect, fact: &Fact, (of, what): (Aspect, &str)) -> bool {
        let is_it = |f: &Fact| f.aspect == of && self.is_alike(of, &Value::Text(what.into()), &f.value);
        aspect == Aspect::PhoneUse && destination.facts.iter().any(is_it) && self.excuse_absent(destination, aspect, fact).is_none()
    }
}

/// Whether the leaves of a record tell the uses, as where both books are of one format.
fn told_by_leaves(statement: &Statement) -> bool {
    statement.facts.iter().filter_map(leaf::of).any(|leaf| contact::is_told_at(leaf::parts(leaf).0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::tests::differences;
    use model::{How, Kind, Origin};

    fn person(numbers: &[(&str, &str)], how: How) -> Statement {
        let mut facts = Vec::new();
        for (place, (word, number)) in (0_u32..).zip(numbers) {
            facts.push(Fact { aspect: Aspect::Phone, value: Value::Text((*number).into()), place, how: How::Copied });
            if !word.is_empty() {
                facts.push(Fact { aspect: Aspect::PhoneUse, value: contact::value(word, number), place, how });
            }
        }
        facts.sort_by_key(|f| f.aspect);
        Statement { kind: Kind::Demographic, patient: "p".into(), origin: Origin { artifact: 0, relation: 0, line: 1, reference: String::new() }, facts }
    }

    fn found(legacy: &Statement, destination: &Statement) -> Vec<(Aspect, Verdict, String)> {
        differences(legacy, destination).into_iter().map(|d| (d.aspect, d.verdict, d.manner)).collect()
    }

    fn told(manner: &str) -> Vec<(Aspect, Verdict, String)> {
        vec![(Aspect::PhoneUse, Verdict::Altered, manner.to_string())]
    }

    #[test]
    fn uses_that_are_exchanged_or_left_out_are_told_once() {
        let legacy = person(&[("home", "503-555-0100"), ("mobile", "503-555-0199")], How::Translated);
        assert!(found(&legacy, &person(&[("mobile", "(503) 555-0199"), ("home", "(503) 555-0100")], How::Translated)).is_empty());
        let exchanged = person(&[("mobile", "503-555-0100"), ("home", "503-555-0199")], How::Translated);
        assert_eq!(found(&legacy, &exchanged), told("what is for home is for mobile in the destination"));
        let none = person(&[("", "503-555-0100"), ("", "503-555-0199")], How::Translated);
        assert_eq!(found(&legacy, &none), told("phone use is absent in the destination"));
        assert!(found(&none, &legacy).is_empty(), "a book that tells no uses is silent");
        let implied = person(&[("home", "503-555-0100"), ("work", "503-555-0199")], How::Derived);
        assert!(found(&implied, &none).is_empty(), "what only a place implies is not missed");
    }

    #[test]
    fn a_number_that_only_one_book_has_is_told_by_itself() {
        let legacy = person(&[("home", "503-555-0100"), ("mobile", "503-555-0199")], How::Translated);
        let other = person(&[("home", "503-555-0100"), ("work", "503-555-0111")], How::Translated);
        assert!(found(&legacy, &other).iter().all(|(aspect, ..)| *aspect == Aspect::Phone));
        let both = person(&[("home", "503-555-0100"), ("mobile", "503-555-0100")], How::Translated);
        assert!(found(&both, &person(&[("mobile", "503-555-0100")], How::Translated)).iter().all(|(aspect, ..)| *aspect != Aspect::PhoneUse));
    }
}
