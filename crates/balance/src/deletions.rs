//! What a message deletes (`""`, chapter 2 of HL7 v2) and what it says nothing of, in two books of messages.
//!
//! By itself a null says what silence says. In a feed it does not: where another message of the record has said a value, a null takes it back, and an
//! empty field leaves it as it was. Only that is told here; a null against a value is told where values are judged.

use crate::absence;
use crate::history::{self, feed::Feed};
use crate::judge::AspectDifference;
use crate::leaf::{self, Sort};
use model::{Aspect, Fact, Statement, Value, Verdict};
use std::cmp::Ordering;

/// What a null empties: what an aspect stands for, or the path of a leaf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Emptied<'f> {
    Aspect(Aspect),
    Leaf(&'f str),
}

impl<'f> Emptied<'f> {
    /// What a fact says is known to be nothing.
    fn by(fact: &'f Fact) -> Option<Self> {
        match &fact.value {
            value if absence::is_deleted(value) => Some(Self::Aspect(fact.aspect)),
            _ => {
                let (path, sort, value) = leaf::parts(leaf::of(fact)?);
                (sort == Sort::Said && value == leaf::DELETED).then_some(Self::Leaf(path))
            }
        }
    }

    /// Whether a fact says a value of it.
    fn is_filled_by(self, fact: &Fact) -> bool {
        match self {
            Self::Aspect(aspect) => fact.aspect == aspect && !matches!(fact.value, Value::Absent(_)),
            Self::Leaf(path) => leaf::of(fact).map(leaf::parts).is_some_and(|(own, sort, value)| own == path && sort == Sort::Said && value != leaf::DELETED),
        }
    }

    /// Whether a statement says anything of it.
    fn is_said_by(self, statement: &Statement) -> bool {
        statement.facts.iter().any(|fact| self.is_filled_by(fact) || Emptied::by(fact) == Some(self))
    }

    fn aspect(self) -> Aspect {
        match self {
            Self::Aspect(aspect) => aspect,
            Self::Leaf(_) => Aspect::Element,
        }
    }
}

/// What one of a pair of statements deletes while the other says nothing of it, and a value of it stands in that one's chart. `found` differs already.
pub(crate) fn told(legacy: (&[Statement], usize), destination: (&[Statement], usize), found: &[AspectDifference]) -> Vec<AspectDifference> {
    let (Some(own), Some(mate)) = (legacy.0.get(legacy.1), destination.0.get(destination.1)) else { return Vec::new() };
    if !own.origin.is_in_message() || !mate.origin.is_in_message() {
        return Vec::new();
    }
    let is_new = |what: Emptied<'_>| !found.iter().any(|d| d.read_as == what.aspect());
    let here = deleted(own, mate, destination).filter(|(what, _)| is_new(*what)).map(|(what, fact)| difference(what, fact, true));
    let there = deleted(mate, own, legacy).filter(|(what, _)| is_new(*what)).map(|(what, fact)| difference(what, fact, false));
    here.chain(there).collect()
}

/// What a statement deletes, and its mate leaves as another message of the mate's own chart has said it.
fn deleted<'f>(statement: &'f Statement, mate: &'f Statement, chart: (&'f [Statement], usize)) -> impl Iterator<Item = (Emptied<'f>, &'f Fact)> {
    let of_it = statement.facts.iter().filter_map(|fact| Some((Emptied::by(fact)?, fact)));
    of_it.filter(move |(what, _)| !what.is_said_by(mate) && stands(chart, *what))
}

/// Whether a value stands in a chart in another message of the record at a place: not in one that was sent after it.
fn stands((chart, at): (&[Statement], usize), what: Emptied<'_>) -> bool {
    let Some(own) = chart.get(at) else { return false };
    // Most say nothing of it. Within a file its lines tell the order.
    let said: Vec<&Statement> = chart.iter().filter(|other| what.is_said_by(other) && history::is_of_one_record(own, other)).collect();
    let is_in_file = said.iter().all(|other| other.origin.artifact == own.origin.artifact);
    let feed = if is_in_file { Feed::default() } else { Feed::of(chart) };
    let is_behind = |other: &Statement| matches!(feed.order(other, own), Some(Ordering::Greater | Ordering::Equal));
    let place = |other: &Statement| (feed.is_before(other, own), feed.place(other));
    // The last one before it counts, which may have taken it back.
    let before = said.into_iter().filter(|other| !is_behind(other));
    before.max_by_key(|other| place(other)).is_some_and(|other| other.facts.iter().any(|fact| what.is_filled_by(fact)))
}

fn difference(what: Emptied<'_>, fact: &Fact, by_legacy: bool) -> AspectDifference {
    let path = match what {
        Emptied::Aspect(_) => String::new(),
        Emptied::Leaf(path) => format!("{path}: "),
    };
    let manner = if by_legacy { "what was deleted still stands in the destination" } else { "the destination deletes what the legacy system leaves" };
    let (shown, silent) = (fact.value.shown(), String::new());
    let (legacy, destination) = if by_legacy { (shown, silent) } else { (silent, shown) };
    let aspect = what.aspect();
    AspectDifference {
        aspect,
        read_as: aspect,
        verdict: Verdict::Altered,
        manner: format!("{path}{manner}"),
        legacy_place: by_legacy.then_some(fact.place),
        destination_place: (!by_legacy).then_some(fact.place),
        legacy,
        destination,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{How, Kind, Origin};

    /// Who the patient is by one message of a feed, with telephone and account.
    fn person(line: u64, phone: Option<Value>, account: &str) -> Statement {
        let account = (!account.is_empty()).then(|| (Aspect::Element, Value::Text(leaf::leaf(Sort::Said, "PID-18.1", account).as_str().into())));
        let facts = phone.map(|phone| (Aspect::Phone, phone)).into_iter().chain(account);
        let facts = facts.map(|(aspect, value)| Fact { aspect, value, place: 0, how: How::Copied }).collect();
        Statement { kind: Kind::Demographic, patient: "p".into(), origin: Origin { artifact: 0, relation: 0, line, reference: String::new() }, facts }
    }

    fn manners(legacy: &[Statement], destination: &[Statement]) -> Vec<String> {
        told((legacy, 1), (destination, 1), &[]).into_iter().map(|d| format!("{} {}", d.aspect, d.manner)).collect()
    }

    #[test]
    fn a_null_takes_back_what_another_message_said_and_silence_leaves_it() {
        let number = || Some(Value::Text("555-1000".into()));
        let null = || Some(Value::Absent(absence::DELETED.into()));
        let feed = |later: Option<Value>, account: &str| [person(1, number(), "A7"), person(9, later, account)];
        assert_eq!(manners(&feed(null(), ""), &feed(None, "")), ["phone what was deleted still stands in the destination"]);
        assert_eq!(manners(&feed(None, ""), &feed(null(), "")), ["phone the destination deletes what the legacy system leaves"]);
        assert_eq!(manners(&feed(None, leaf::DELETED), &feed(None, "")), ["element PID-18.1: what was deleted still stands in the destination"]);
        assert_eq!(manners(&feed(null(), ""), &feed(null(), "")), Vec::<String>::new());
        // Nothing was said before, or it is told as a value.
        let unsaid = [person(1, None, ""), person(9, None, "")];
        assert_eq!(manners(&feed(null(), ""), &unsaid), Vec::<String>::new());
        assert_eq!(manners(&feed(null(), ""), &feed(number(), "")), Vec::<String>::new());
        // What was said later is no matter of this message, and a resource is no message.
        let before = [person(9, number(), ""), person(1, None, "")];
        assert_eq!(manners(&feed(null(), ""), &before), Vec::<String>::new());
        let mut resource = feed(None, "");
        resource.iter_mut().for_each(|s| s.origin.reference = "Patient/1".into());
        assert_eq!(manners(&feed(null(), ""), &resource), Vec::<String>::new());
    }
}
