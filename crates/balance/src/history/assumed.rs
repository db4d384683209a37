//! A message that updates a visit (A08) says nothing of whether it goes on: that is assumed of its class. Where the visit was cancelled before, or has ended,
//! it stands as it stood.

use super::feed::Feed;
use super::withdrawn::is_of_another_stay;
use super::{GOES_ON, has_state, records, step};
use model::{Aspect, How, Statement};
use std::cmp::Ordering;
use std::collections::HashMap;

/// Whether the state of a statement is only assumed of what its message says besides.
pub(crate) fn is_assumed(statement: &Statement) -> bool {
    statement.origin.is_in_message() && statement.fact(Aspect::Status).is_some_and(|fact| fact.how == How::Defaulted)
}

/// Of each statement of a chart that only assumes its state, the one by whose state its record stands, where it is over by that.
pub(super) fn standing(chart: &[Statement]) -> HashMap<usize, usize> {
    if chart.iter().any(is_assumed) { standing_in(chart, &records(chart)) } else { HashMap::new() }
}

/// The same where the words on each record are known.
pub(super) fn standing_in(chart: &[Statement], records: &[Vec<usize>]) -> HashMap<usize, usize> {
    let mut found = HashMap::new();
    if !records.iter().flatten().any(|own| chart.get(*own).is_some_and(is_assumed)) {
        return found;
    }
    let feed = Feed::of(chart);
    for states in records {
        let (assumed, said): (Vec<usize>, Vec<usize>) = states.iter().copied().partition(|own| chart.get(*own).is_some_and(is_assumed));
        found.extend(assumed.into_iter().filter_map(|own| Some((own, said_over(chart, &feed, &said, own)?))));
    }
    found
}

/// The word by which a record is over when another one assumes that it goes on: the last one that was sent before it and says a state, else of those of which
/// nobody knows whether they were the one that has come furthest. Of what is `said` otherwise than assumed.
fn said_over(chart: &[Statement], feed: &Feed, said: &[usize], own: usize) -> Option<usize> {
    let statement = chart.get(own)?;
    let order = |other: usize| chart.get(other).map(|word| feed.order(word, statement));
    let is_before = |other: usize| order(other) == Some(Some(Ordering::Less)) && !is_of_another_stay(chart, other, own);
    let is_elsewhere = |other: usize| order(other) == Some(None) && !is_of_another_stay(chart, other, own);
    let says = |other: &usize| chart.get(*other).is_some_and(|word| word.origin.is_in_message() && has_state(word));
    let before = said.iter().copied().filter(says).rfind(|other| is_before(*other));
    let last = before.or_else(|| said.iter().copied().filter(says).filter(|other| is_elsewhere(*other)).max_by_key(|other| chart.get(*other).map(come)))?;
    chart.get(last).is_some_and(|word| come(word) > GOES_ON).then_some(last)
}

/// How far a record has come by a word: a visit that was left is over, and may go on again by what is said after that.
fn come(word: &Statement) -> u8 {
    if word.word(Aspect::Status) == Some("finished") { GOES_ON + 1 } else { step(word) }
}

/// Puts a statement in the state of another word on its record, with the end that this one knows.
pub(super) fn put(statement: &mut Statement, said: &Statement) {
    if let Some(state) = said.fact(Aspect::Status)
        && let Some(own) = statement.facts.iter_mut().find(|fact| fact.aspect == Aspect::Status)
    {
        (own.value, own.how) = (state.value.clone(), state.how);
    }
    if statement.value(Aspect::End).is_none()
        && let Some(end) = said.fact(Aspect::End)
    {
        statement.facts.push(end.clone());
        statement.facts.sort_by_key(|fact| fact.aspect);
    }
}
