//! A destination that stopped at an earlier word: what messages said of a record before the last one.

use super::documents::Documents;
use super::{assumed, records};
use crate::judge::{AspectDifference, Judge};
use model::{Aspect, Statement, Value};
use std::borrow::Cow;
use std::collections::HashMap;

/// How the manner begins of what a destination says as an earlier message or document said it of the record.
const STOPPED: &str = "as an earlier message or document said it: ";
/// Earlier words on a record that a destination is held against.
const EARLIER_MAX: usize = 20;

/// That a destination stopped at an earlier word, told of a difference from the last one.
pub(crate) fn stopped(manner: &str) -> String {
    format!("{STOPPED}{manner}")
}

/// Whether a manner tells so: whatever aspects of whatever kinds differ, it is one cause.
pub(crate) fn is_stopped(manner: &str) -> bool {
    manner.starts_with(STOPPED)
}

/// The words on each record of a chart of messages that was told of several times.
pub(crate) struct Words {
    records: Vec<Vec<usize>>,
    of: HashMap<usize, usize>,
    standing: HashMap<usize, usize>,
    documents: Documents,
}

impl Words {
    pub(crate) fn of(chart: &[Statement]) -> Self {
        let records: Vec<Vec<usize>> = records(chart).into_iter().filter(|states| states.iter().all(|own| chart.get(*own).is_some_and(|s| s.origin.is_in_message()))).collect();
        let of = records.iter().enumerate().flat_map(|(number, states)| states.iter().map(move |own| (*own, number))).collect();
        let standing = assumed::standing_in(chart, &records);
        Self { records, of, standing, documents: Documents::of(chart) }
    }

    /// A word on a record, of its chart and its index there, in the state in which the record stands then, unless the word that says that `is_held` to have
    /// a mate: there it is judged.
    pub(crate) fn as_it_stands<'s>(&self, (chart, own): (&[Statement], usize), word: Cow<'s, Statement>, is_held: &dyn Fn(usize) -> bool) -> Cow<'s, Statement> {
        let Some(said) = self.standing.get(&own).filter(|said| !is_held(**said)).and_then(|said| chart.get(*said)) else { return word };
        let mut word = word.into_owned();
        assumed::put(&mut word, said);
        Cow::Owned(word)
    }

    /// What messages said of the record before a word on it, the last one first.
    pub(crate) fn before(&self, own: usize) -> impl Iterator<Item = usize> {
        self.all_before(own).take(EARLIER_MAX)
    }

    fn all_before(&self, own: usize) -> impl Iterator<Item = usize> {
        let states = self.of.get(&own).and_then(|number| self.records.get(*number)).map_or(&[][..], Vec::as_slice);
        let at = states.iter().position(|other| *other == own).unwrap_or(0);
        states.iter().take(at).rev().copied()
    }

    /// Whether the destination says what an earlier document said of the record, and this one neither says nor denies: who keeps it keeps what was known.
    /// How the record stands, and since when no more, the last one says by its silence as well.
    pub(crate) fn said_before(&self, judge: &Judge<'_>, (legacy, own): (&[Statement], usize), destination: &Statement, d: &AspectDifference) -> bool {
        const OF_STATE: [Aspect; 4] = [Aspect::Status, Aspect::Verification, Aspect::Negation, Aspect::End];
        let is_held = |own: usize| legacy.get(own).filter(|s| self.documents.hold(s));
        let is_silent = is_held(own).is_some_and(|s| d.legacy.is_empty() && s.value(d.read_as).is_none());
        if !is_silent || OF_STATE.contains(&d.read_as) {
            return false;
        }
        let is_said = |s: &Statement, value: &Value| s.facts.iter().any(|fact| fact.aspect == d.read_as && judge.is_alike(d.read_as, &fact.value, value));
        let says_all = |s: &Statement| destination.facts.iter().filter(|fact| fact.aspect == d.read_as).all(|fact| is_said(s, &fact.value));
        self.all_before(own).filter_map(is_held).any(says_all)
    }

    /// Whether a resource says when it was recorded as an earlier message said it: each message on an order says when it was sent, and a resource keeps the
    /// first.
    pub(crate) fn recorded_before(&self, judge: &Judge<'_>, (legacy, own): (&[Statement], usize), destination: &Statement) -> bool {
        let Some(there) = destination.value(Aspect::Recorded).filter(|_| !destination.origin.is_in_message()) else { return false };
        let is_it = |earlier: usize| legacy.get(earlier).and_then(|s| s.value(Aspect::Recorded)).is_some_and(|said| judge.is_alike(Aspect::Recorded, said, there));
        self.before(own).any(is_it)
    }
}
