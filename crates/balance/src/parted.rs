//! What an aligned pair differs in, before anything that the team declares is heard: by the two statements themselves, and by what stands around them in
//! both charts. The comparison asks here, and so does whoever explains what it found.

use crate::align::{Match, confused, group};
use crate::answered::{self, Sent};
use crate::billed::{self, Bills};
use crate::compare::content;
use crate::deletions;
use crate::history::{self, Words};
use crate::judge::{AspectDifference, Judge};
use crate::kin;
use crate::leads::Leads;
use crate::leaf;
use crate::merges::Superseded;
use crate::otherwise;
use crate::parsed;
use crate::split::Splits;
use model::{Aspect, Kind, Statement, Value, Verdict};
use std::cell::OnceCell;
use std::collections::HashMap;

/// What is wrong with what a document told of alone that another one replaced.
const DROPPED: &str = "the document that replaced the one which said so says it no more";

/// Two aligned charts, of whose pairs it is asked.
pub(crate) struct Parted<'c> {
    legacy: &'c [Statement],
    destination: &'c [Statement],
    matches: &'c [Match],
    settled: (&'c Leads<'c>, &'c Splits, &'c Superseded),
    words: [OnceCell<Words>; 2],
    sent: OnceCell<Sent>,
    /// Lines of the destination by the numbers of their claims.
    lines: OnceCell<HashMap<String, Vec<&'c Statement>>>,
    /// Records of the destination that those of money lead to.
    bills: OnceCell<Bills<'c>>,
    /// Of both charts, as [`history::dropped`] tells.
    dropped: OnceCell<[HashMap<usize, bool>; 2]>,
}

impl<'c> Parted<'c> {
    /// Of two charts, their alignment, and what is known of the whole of both.
    pub(crate) fn new((legacy, destination): (&'c [Statement], &'c [Statement]), matches: &'c [Match], settled: (&'c Leads<'c>, &'c Splits, &'c Superseded)) -> Self {
        Self { legacy, destination, matches, settled, words: [OnceCell::new(), OnceCell::new()], sent: OnceCell::new(), lines: OnceCell::new(), bills: OnceCell::new(), dropped: OnceCell::new() }
    }

    /// What the legacy statement and the destination's of an index each differ in, and whether anything was recoded.
    pub(crate) fn differences(&self, judge: &Judge<'_>, (l, r): (usize, usize)) -> (Vec<AspectDifference>, bool) {
        let (legacy, destination) = (&self.legacy[l], &self.destination[r]);
        if self.is_brought_back((l, r)) {
            return (vec![brought_back(legacy, destination)], false);
        }
        let (mut own, mut mate) = (kin::apart(legacy, destination, self.destination), kin::apart(destination, legacy, self.legacy));
        if history::is_assumed(legacy) {
            let is_held = |said: usize| self.matches.iter().any(|found| found.legacy == Some(said) && found.destination.is_some());
            own = self.words().as_it_stands((self.legacy, l), own, &is_held);
        }
        if history::is_assumed(destination) {
            let is_held = |said: usize| self.matches.iter().any(|found| found.destination == Some(said) && found.legacy.is_some());
            mate = self.words_there().as_it_stands((self.destination, r), mate, &is_held);
        }
        let (mut differences, recoded) = of_statements(judge, self.settled, (l, own.as_ref()), (r, mate.as_ref()));
        differences.retain(|d| d.read_as != Aspect::Recorded || !self.words().recorded_before(judge, (self.legacy, l), destination));
        differences.retain(|d| !otherwise::is_replaced((self.legacy, l), d) && !self.is_said_there_too(l, d));
        let may_be_known = |d: &AspectDifference| d.legacy.is_empty() && legacy.origin.is_in_message();
        differences.retain(|d| !(may_be_known(d) && self.words().said_before(judge, (self.legacy, l), destination, d)));
        differences.extend(deletions::told((self.legacy, l), (self.destination, r), &differences));
        differences.extend(kin::told((self.legacy, l), (self.destination, r), self.matches, judge.destination));
        differences.extend(answered::told(legacy, destination, &|number| self.sent.get_or_init(|| answered::sent(self.legacy)).get(number).copied()));
        let bills = billed::leads(destination).then(|| self.bills.get_or_init(|| billed::bills(self.legacy, self.destination, self.matches)));
        differences.extend(billed::other_line(&judge.of(legacy, destination), (legacy, destination), bills, &|number| {
            self.lines.get_or_init(|| billed::lines(self.destination)).get(number).map(Vec::as_slice).unwrap_or_default()
        }));
        if let Some(bills) = bills {
            billed::settle(&judge.of(legacy, destination), legacy, destination, bills, &mut differences);
        }
        (differences, recoded)
    }

    /// Whether a result stands under what another one of the legacy chart that says the same stands under, or under nothing as that: the two may be taken
    /// for each other.
    fn is_said_there_too(&self, l: usize, d: &AspectDifference) -> bool {
        let is_above = |text: &str| text.starts_with(leaf::WITH_ABOVE);
        if d.read_as != Aspect::Element || !is_above(&d.destination) && !(is_above(&d.legacy) && d.destination.is_empty()) {
            return false;
        }
        let own = content(&self.legacy[l]);
        let above = |other: &Statement| other.facts.iter().filter_map(leaf::of).find(|text| is_above(text)).unwrap_or_default().to_string();
        self.legacy.iter().enumerate().any(|(at, other)| at != l && above(other) == d.destination && content(other) == own)
    }

    /// Whether the destination says what an earlier message said of the record.
    pub(crate) fn stopped_before(&self, judge: &Judge<'_>, (l, r): (usize, usize)) -> bool {
        self.legacy[l].origin.is_in_message() && self.words().before(l).any(|earlier| judge.pair(&self.legacy[earlier], &self.destination[r]).0.is_empty())
    }

    /// Whether documents told of a legacy statement that others replaced, and no other one: it may be gone.
    pub(crate) fn is_dropped(&self, l: usize) -> bool {
        self.dropped()[0].contains_key(&l)
    }

    /// Whether it is live in the destination all the same, and there is nothing else of it that could be.
    fn is_brought_back(&self, (l, r): (usize, usize)) -> bool {
        let [here, there] = self.dropped();
        here.get(&l) == Some(&true) && history::is_live(&self.destination[r]) && !there.contains_key(&r)
    }

    fn dropped(&self) -> &[HashMap<usize, bool>; 2] {
        self.dropped.get_or_init(|| [self.legacy, self.destination].map(history::dropped))
    }

    fn words(&self) -> &Words {
        self.words[0].get_or_init(|| Words::of(self.legacy))
    }

    fn words_there(&self) -> &Words {
        self.words[1].get_or_init(|| Words::of(self.destination))
    }
}

fn brought_back(legacy: &Statement, destination: &Statement) -> AspectDifference {
    AspectDifference {
        aspect: Aspect::Statement,
        read_as: Aspect::Statement,
        verdict: Verdict::Resurrected,
        manner: DROPPED.into(),
        legacy_place: legacy.fact(Aspect::Code).map(|fact| fact.place),
        destination_place: destination.fact(Aspect::Code).map(|fact| fact.place),
        legacy: legacy.label(),
        destination: destination.label(),
    }
}

/// What two statements by themselves differ in, each with its index in its chart.
fn of_statements(
    judge: &Judge<'_>,
    (leads, splits, superseded): (&Leads<'_>, &Splits, &Superseded),
    (l, legacy): (usize, &Statement),
    (r, destination): (usize, &Statement),
) -> (Vec<AspectDifference>, bool) {
    let (mut differences, recoded) = judge.pair(legacy, destination);
    if confused(group(legacy.kind), group(destination.kind)) {
        // What one kind says and the other has no place for follows from the kind, which is told.
        differences.retain(|d| !d.legacy.is_empty() && !d.destination.is_empty());
    }
    // A note without its text is a document: what is gone is told, and not what that makes of it.
    let emptied = differences.iter().any(|d| d.read_as == Aspect::Body && d.destination.is_empty());
    // A clinical document has one entry for a drug that is taken and for one that was given.
    let of_a_document = judge.legacy.is_of_documents() != judge.destination.is_of_documents() && [legacy, destination].iter().all(|s| s.origin.is_in_message());
    let is_one_entry = of_a_document && [legacy.kind, destination.kind].iter().all(|kind| matches!(kind, Kind::Medication | Kind::Order));
    if let Some(kind) = other_kind(legacy, destination).filter(|_| !emptied && !is_one_entry) {
        // On which list it stands is told by the kind already.
        differences.retain(|d| d.read_as != Aspect::Category);
        differences.push(kind);
    }
    // What was not done of the one is not taken of the other.
    let is_undone = |word: &str| matches!(word, "not-done" | "not-taken");
    differences.retain(|d| !(is_one_entry && d.read_as == Aspect::Status && is_undone(&d.legacy) && is_undone(&d.destination)));
    otherwise::settle((legacy, destination), judge.legacy.is_of_documents(), &mut differences);
    leads.within.settle(legacy, &mut differences);
    leads.settle(legacy, destination, &mut differences);
    if splits.explain(l, r) {
        // What this one lacks the other part has; links and what stands apart remain.
        differences.retain(|d| matches!(legacy.value(d.read_as).or(destination.value(d.read_as)), Some(Value::Key(_))));
    }
    superseded.settle(legacy, destination, &mut differences);
    parsed::settle(judge, legacy, destination, &mut differences);
    (differences, recoded)
}

/// The two are of kinds that destinations confuse, and the destination says which it means.
pub(crate) fn other_kind(legacy: &Statement, destination: &Statement) -> Option<AspectDifference> {
    // A Condition without a category does not say which list it is on.
    let listed = |s: &Statement| s.facts.iter().any(|f| f.value == Value::Word("problem-list-item".into()));
    let says_list = destination.kind != Kind::Problem || listed(destination);
    (legacy.kind != destination.kind && says_list).then(|| kind_difference(legacy, destination))
}

fn kind_difference(legacy: &Statement, destination: &Statement) -> AspectDifference {
    AspectDifference {
        aspect: Aspect::Category,
        read_as: Aspect::Category,
        verdict: Verdict::Altered,
        manner: format!("{} has become {}", legacy.kind, destination.kind),
        legacy_place: None,
        destination_place: None,
        legacy: legacy.kind.word().into(),
        destination: destination.kind.word().into(),
    }
}
