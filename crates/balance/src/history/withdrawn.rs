//! What messages took back as an error: whoever followed leaves it out.

use super::documents::Documents;
use super::{code, is_error, key, legacy_alone, record_in, records, stated, succeeds, told_of_times};
use crate::align::Match;
use model::{Aspect, Kind, Statement};
use std::collections::{HashMap, HashSet};

/// What a message took back as an error, with what was said of it before, where none of it stands in the other book: whoever followed leaves it out, or
/// keeps it as what was an error. `of_messages` says that the legacy book is one of messages.
pub(crate) fn taken_back(legacy: &[Statement], matches: &[Match], of_messages: bool) -> HashSet<usize> {
    if !of_messages {
        return HashSet::new();
    }
    let alone = legacy_alone(matches);
    if !alone.iter().any(|own| legacy.get(*own).is_some_and(|statement| statement.origin.is_in_message())) {
        return HashSet::new();
    }
    let documents = Documents::of(legacy);
    let words = stated(legacy, &documents);
    let mut found: HashSet<usize> = alone.iter().copied().filter(|own| is_error(&words, *own)).collect();
    if found.is_empty() {
        return found;
    }
    let series = told_of_times(legacy);
    // What was taken back and stands there all the same is told, unless it was said anew.
    let subject = |statement: &Statement| match statement.kind {
        Kind::Allergy | Kind::Problem | Kind::Medication | Kind::Immunization | Kind::Procedure => code(statement).map(|code| (statement.kind, code)),
        _ => record_in(&series, statement),
    };
    let mut said: HashMap<(Kind, String), Vec<(bool, &Statement)>> = HashMap::new();
    let mut held_codes: HashSet<(Kind, Option<String>)> = HashSet::new();
    for (own, statement) in legacy.iter().enumerate().filter(|(own, _)| !is_error(&words, *own)) {
        let is_held = !alone.contains(&own);
        if is_held {
            held_codes.insert((statement.kind, code(statement)));
        }
        if let Some(subject) = subject(statement) {
            said.entry(subject).or_default().push((is_held, statement));
        }
    }
    // What has no number is another one where it was on another day, or in another dose.
    let has_number = |statement: &Statement| !matches!(statement.kind, Kind::Medication | Kind::Immunization | Kind::Procedure);
    let begun = |statement: &Statement| statement.date(Aspect::Effective).or_else(|| statement.date(Aspect::Onset)).map(|day| day.days());
    let is_of_it = |one: &Statement, error: &Statement| {
        let is_on_another_day = begun(one).zip(begun(error)).is_some_and(|(one, error)| one != error);
        let is_another_dose = one.value(Aspect::Dose).zip(error.value(Aspect::Dose)).is_some_and(|(one, error)| one != error);
        has_number(error) || !is_on_another_day && !is_another_dose
    };
    let is_anew = |one: &Statement, error: &Statement| {
        documents.feed().is_before(error, one) && (has_number(error) || begun(one).is_some() && begun(one) == begun(error))
    };
    let stands = |error: &Statement| match subject(error) {
        Some(subject) => {
            let of_it: Vec<(bool, &Statement)> = said.get(&subject).into_iter().flatten().copied().filter(|(_, one)| is_of_it(one, error)).collect();
            of_it.iter().any(|(is_held, _)| *is_held) && !of_it.iter().any(|(_, one)| is_anew(one, error))
        }
        // What has neither number nor time may be whatever has its code.
        None => held_codes.contains(&(error.kind, code(error))),
    };
    found.retain(|own| legacy.get(*own).is_some_and(|error| !stands(error)));
    if found.is_empty() {
        return found;
    }
    let takes_back = |error: usize, own: usize| is_error(&words, error) && succeeds(&words, error, own) && !is_of_another_stay(legacy, error, own);
    for states in records(legacy).iter().filter(|states| states.iter().all(|own| alone.contains(own))) {
        let before: Vec<usize> = states.iter().copied().filter(|own| states.iter().any(|other| takes_back(*other, *own))).collect();
        found.extend(before);
    }
    let hanging: Vec<usize> = hanging(legacy, &found, &documents).filter(|own| alone.contains(own)).collect();
    found.extend(hanging);
    found
}

/// What was observed with something that was taken back, as the reaction to a dose: it stands behind it in its message, and is of no order. What stands
/// behind an entry of a document has nothing to do with it.
fn hanging<'c>(chart: &'c [Statement], taken_back: &'c HashSet<usize>, documents: &Documents) -> impl Iterator<Item = usize> + 'c {
    let is_given = |statement: &Statement| matches!(statement.kind, Kind::Immunization | Kind::Medication);
    let is_of_none = |statement: &Statement| statement.kind == Kind::Observation && key(statement, Aspect::Panel).is_none();
    let mut order: Vec<(usize, &Statement)> = chart.iter().enumerate().filter(|(_, s)| s.origin.is_in_message() && !documents.have(s)).collect();
    order.sort_by_key(|(_, statement)| (statement.origin.artifact, statement.origin.line));
    let mut is_behind_it = false;
    order.into_iter().filter_map(move |(own, statement)| {
        if is_of_none(statement) {
            return is_behind_it.then_some(own);
        }
        is_behind_it = is_given(statement) && taken_back.contains(&own);
        None
    })
}

/// Whether two files tell of two days on which somebody came under one number of a visit: which of them was the later one they leave open.
pub(super) fn is_of_another_stay(chart: &[Statement], one: usize, other: usize) -> bool {
    let Some((one, other)) = chart.get(one).zip(chart.get(other)) else { return false };
    let is_on_another_day = one.when().zip(other.when()).is_some_and(|(one, other)| one.days() != other.days());
    one.kind == Kind::Encounter && one.origin.artifact != other.origin.artifact && is_on_another_day
}
