//! Visits as messages name them: each message says at which visit what it tells was done, and several say the same of one.

use super::feed::Feed;
use super::{has_state, says};
use crate::compare::content;
use model::{Fact, Kind, Statement, Value};
use std::collections::{HashMap, HashSet};

/// Visits that messages of something else name, with the class and the place that they had by then, where the destination has the visit. Either a later
/// word tells what became of these, or another message said the same of the visit.
pub(super) fn visits_named(legacy: &[Statement], records: &[Vec<usize>], alone: &HashSet<usize>) -> HashSet<usize> {
    let of = |own: usize| legacy.get(own).filter(|s| s.kind == Kind::Encounter);
    let feed = Feed::of(legacy);
    let is_later = |other: usize, own: usize| of(other).zip(of(own)).is_some_and(|(other, own)| feed.is_before(own, other));
    let is_said = |own: usize, states: &[usize]| {
        let is_said = |fact: &Fact| matches!(fact.value, Value::Key(_)) || states.iter().any(|other| *other != own && of(*other).is_some_and(|s| says(s, fact)));
        of(own).is_some_and(|s| s.facts.iter().all(is_said))
    };
    let mut found = HashSet::new();
    for states in records {
        let (lone, held): (Vec<usize>, Vec<usize>) = states.iter().copied().partition(|own| alone.contains(own));
        let named = lone.into_iter().filter(|own| !held.is_empty() && of(*own).is_some_and(|s| !has_state(s)));
        found.extend(named.filter(|own| held.iter().rev().any(|other| is_later(*other, *own)) || is_said(*own, states)));
    }
    found
}

/// Visits that stand alone as their messages do. Every message says whom it is about, so the destination lacks as many messages as of these stand
/// alone: first those of which all that they say besides is lacking, then such as say nothing besides. Of messages that say the same of a visit any may be
/// the one that is lacking, but one of another name or address is another message.
pub(super) fn visits_not_sent(legacy: &[Statement], records: &[Vec<usize>], alone: &HashSet<usize>) -> HashSet<usize> {
    let place = |own: usize| legacy.get(own).map(|s| (s.origin.artifact, s.origin.line));
    let is_person = |own: usize| legacy.get(own).is_some_and(|s| s.kind == Kind::Demographic && s.origin.is_in_message() && s.merged_into().is_none());
    let mut messages: Vec<((u32, u64), usize)> = (0..legacy.len()).filter(|own| is_person(*own)).filter_map(|own| Some((place(own)?, own))).collect();
    messages.sort_unstable();
    let people: Vec<Option<String>> = messages.iter().map(|(_, person)| legacy.get(*person).map(content)).collect();
    let who = |message: usize| people.get(message).and_then(Option::as_deref);
    let mut lacking: HashMap<&str, usize> = HashMap::new();
    for message in (0..messages.len()).filter(|message| messages.get(*message).is_some_and(|(_, person)| alone.contains(person))) {
        *lacking.entry(who(message).unwrap_or_default()).or_default() += 1;
    }
    let mut found = HashSet::new();
    if lacking.is_empty() {
        return found;
    }
    let message_of = |own: usize| {
        let at = place(own)?;
        let message = messages.partition_point(|(of, _)| *of <= at).checked_sub(1)?;
        messages.get(message).filter(|(of, _)| of.0 == at.0).map(|_| message)
    };
    let besides = lacking_besides(legacy, alone, messages.len(), &message_of);
    let mut of_these = lacking.clone();
    for message in besides.iter().enumerate().filter(|(_, besides)| **besides == Some(true)).map(|(message, _)| message) {
        if let Some(left) = who(message).and_then(|who| of_these.get_mut(who)) {
            *left = left.saturating_sub(1);
        }
    }
    let is_lone = |own: &usize| alone.contains(own) && legacy.get(*own).is_some_and(|s| s.kind == Kind::Encounter);
    let sender = |own: usize| {
        let message = message_of(own)?;
        Some((*besides.get(message)?, who(message)?))
    };
    // Visits that stand alone, each with the words on it that say the same and have a mate: whose message these are in, each of them once.
    let (mut visits, mut same): (Vec<(usize, usize)>, Vec<Vec<(Option<bool>, &str)>>) = (Vec::new(), Vec::new());
    for states in records.iter().filter(|states| states.iter().any(is_lone)) {
        let mut numbers: HashMap<String, usize> = HashMap::new();
        for own in states {
            let Some(statement) = legacy.get(*own) else { continue };
            let number = *numbers.entry(content(statement)).or_insert(same.len());
            if number == same.len() {
                same.push(Vec::new());
            }
            if is_lone(own) {
                visits.push((*own, number));
            } else if let Some(sender) = sender(*own)
                && let Some(senders) = same.get_mut(number)
                && !senders.contains(&sender)
            {
                senders.push(sender);
            }
        }
    }
    visits.sort_unstable();
    // Its own message first, then one that says the same of the visit.
    for (besides_it, by_own) in [(Some(true), true), (Some(true), false), (None, true), (None, false)] {
        let left_over = if besides_it.is_some() { &mut lacking } else { &mut of_these };
        visits.retain(|(own, number)| {
            let of_own = sender(*own).filter(|_| by_own);
            let of_same = same.get(*number).filter(|_| !by_own);
            let mut senders = of_own.iter().chain(of_same.into_iter().flatten()).filter(|(besides, _)| *besides == besides_it).map(|(_, who)| *who);
            let whose = senders.find(|who| left_over.get(who).is_some_and(|left| *left > 0));
            let Some(left) = whose.and_then(|who| left_over.get_mut(who)) else { return true };
            *left -= 1;
            found.insert(*own);
            false
        });
    }
    found
}

/// Of each message whether all that it says besides patient and visit stands alone, or says what stands alone elsewhere; none where it says nothing
/// besides. An appointment stands before whom it is about.
fn lacking_besides(legacy: &[Statement], alone: &HashSet<usize>, messages: usize, message_of: &dyn Fn(usize) -> Option<usize>) -> Vec<Option<bool>> {
    let lone: HashSet<String> = alone.iter().filter_map(|own| legacy.get(*own)).map(content).collect();
    let mut found = vec![None; messages];
    let is_besides = |s: &Statement| s.origin.is_in_message() && !matches!(s.kind, Kind::Demographic | Kind::Encounter | Kind::Appointment);
    for (own, statement) in legacy.iter().enumerate().filter(|(_, s)| is_besides(s)) {
        if let Some(besides) = message_of(own).and_then(|message| found.get_mut(message)) {
            *besides = Some(besides.unwrap_or(true) && (alone.contains(&own) || lone.contains(&content(statement))));
        }
    }
    found
}
