//! What a feed says one after the other of one record: a result that was preliminary and is corrected, an order that was cancelled, a document
//! that was edited.
//!
//! A feed is a log. Of one record (a test of an order, a visit, an appointment, a document; a substance or a problem of the patient) the last word
//! counts. Who holds that need not hold what was said before, and who holds only what was said before is held against the last word. Who keeps what
//! was said before of most records of a kind, as one does who makes a record of each message, has to keep it of all. Which of two
//! words is the later one say the states themselves and the order of messages ([`feed`]); where these contradict each other neither is, unless the record
//! went on before it was ended, and goes on again. Two results in one state and of two times are two. A message that is sent again says nothing new, in
//! either book. What a message takes back may be left out.
//!
//! So it is with the documents of one keeper, of which the header tells which is the later one, and not the state ([`documents`]). A record that none but an
//! earlier document tells of stays, unless that document was replaced.
//!
//! A resource is its id: a book that holds one several times, as deliveries do that overlap and histories, has one record in as many versions. A history begins
//! with the last version and deliveries with the first, so that of two versions what their server wrote beside them tells which counts
//! ([`crate::versions`]), else states that go one way.

mod assumed;
pub(crate) mod documents;
mod earlier;
pub(crate) mod feed;
mod visits;
mod withdrawn;

pub(crate) use assumed::is_assumed;
pub(crate) use documents::{dropped, gone, is_live};
pub(crate) use earlier::{Words, is_stopped, stopped};
pub(crate) use withdrawn::taken_back;
pub use documents::is_place;

use crate::align::Match;
use crate::compare::content;
use crate::leaf;
use crate::own;
use crate::versions;
use documents::Documents;
use feed::Feed;
use model::{Aspect, Fact, Kind, Statement, Value};
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use visits::{visits_named, visits_not_sent};

/// States in the order in which a record takes them; what is not here goes on, as `active` does. Whether something holds or rests, or holds again, only
/// the order of messages tells.
const STEPS: [(&str, u8); 18] = [
    ("registered", 0), ("draft", 0), ("proposed", 0), ("planned", 0), ("pending", 0), ("waitlist", 0), ("final", 2), ("completed", 2), ("fulfilled", 2), ("noshow", 2),
    ("amended", 3), ("corrected", 3), ("appended", 3), ("revoked", 4), ("cancelled", 4), ("stopped", 4), ("entered-in-error", WITHDRAWN), ("removed", WITHDRAWN),
];
/// Kinds of which each record has a number.
const NUMBERED: [Kind; 8] =
    [Kind::Observation, Kind::Encounter, Kind::Order, Kind::Appointment, Kind::Note, Kind::Document, Kind::Charge, Kind::Payment];
/// What messages list anew, whatever they are of.
const LISTED: [Kind; 5] = [Kind::Allergy, Kind::Problem, Kind::EncounterDiagnosis, Kind::Coverage, Kind::Encounter];
const GOES_ON: u8 = 1;
const ENDED: u8 = 4;
const WITHDRAWN: u8 = 5;

/// Moves the mate of an earlier state to the last one where that has none: a destination that stopped at the earlier word. A mate that our own
/// output names as made from its row stays, and so does that of a destination that keeps every word, unless the last one takes the record back or lets it
/// go on again: there the last one is lost.
pub(crate) fn settle(legacy: &[Statement], destination: &[Statement], matches: &mut [Match]) {
    let lone = legacy_alone(matches);
    if lone.iter().any(|own| legacy.get(*own).is_some_and(says_died)) {
        settle_death(legacy, destination, matches);
    }
    if !any_alone(legacy, &lone) {
        return;
    }
    let at = places(matches.iter().map(|m| m.legacy));
    let documents = Documents::of(legacy);
    let (records, words) = (records(legacy), stated(legacy, &documents));
    let kept = kept_whole(legacy, &words, &records, &lone);
    let stands_at = |found: &Match| found.destination.and_then(|d| destination.get(d)).map(|s| (s.origin.artifact, s.origin.line));
    for states in records.iter().filter(|states| states.iter().any(|own| lone.contains(own))) {
        let renewed = renewed(&words, states);
        let Some(last) = renewed.or_else(|| last_word(&words, states)) else { continue };
        let is_kept = kind_of(legacy, states).is_some_and(|kind| kept.contains(&kind));
        if is_kept && renewed.is_none() && !is_error(&words, last) {
            continue;
        }
        let Some(alone) = at.get(&last).copied().filter(|m| matches.get(*m).is_some_and(|m| m.destination.is_none())) else { continue };
        let mut held = states.iter().rev().filter_map(|e| at.get(e)).copied().filter(|m| matches.get(*m).is_some_and(|m| m.destination.is_some()));
        // Of a record that goes on again the last word of the destination tells, which may be either.
        let held = if renewed.is_some() { held.max_by_key(|m| matches.get(*m).and_then(stands_at)) } else { held.next() };
        // A later document may say less of a record, and what it does not deny may stand there.
        let is_less = |own: usize| documents.hold_both(legacy, last, own) && !says_otherwise(legacy, last, own);
        if held.and_then(|m| matches.get(m)).and_then(|m| m.legacy).is_some_and(is_less) {
            continue;
        }
        let Some(earlier) = held.and_then(|m| matches.get_mut(m)).filter(|m| m.by != "provenance") else { continue };
        let mate = earlier.destination.take();
        earlier.by = "";
        if let Some(found) = matches.get_mut(alone) {
            (found.destination, found.by) = (mate, "resemblance");
        }
    }
}

/// Whether a message says that the patient has died.
fn says_died(statement: &Statement) -> bool {
    statement.origin.is_in_message() && statement.says_died()
}

/// Moves the mate of the patient to the last message that tells whether he died, where that one says so and stands alone: who died is dead in whichever
/// message the mate resembles. Messages have each their own mate.
fn settle_death(legacy: &[Statement], destination: &[Statement], matches: &mut [Match]) {
    let documents = Documents::of(legacy);
    let patient = |own: usize| legacy.get(own).filter(|s| s.kind == Kind::Demographic && s.origin.is_in_message() && s.merged_into().is_none());
    let of = |found: &Match| found.legacy.and_then(&patient);
    let tells = |found: &Match| of(found).filter(|s| s.value(Aspect::Deceased).or(s.value(Aspect::DeathDate)).is_some());
    let told = matches.iter().enumerate().filter_map(|(at, found)| Some((at, tells(found)?)));
    let Some((last, died)) = told.max_by_key(|(_, s)| documents.feed().place(s)) else { return };
    let is_alone = matches.get(last).is_some_and(|found| found.destination.is_none());
    if !is_alone || !says_died(died) {
        return;
    }
    let is_state = |found: &Match| found.destination.and_then(|at| destination.get(at)).is_some_and(|s| !s.origin.is_in_message());
    let held = matches.iter().position(|found| is_state(found) && found.by != "provenance" && of(found).is_some());
    let Some(held) = held.and_then(|at| matches.get_mut(at)) else { return };
    let mate = held.destination.take();
    held.by = "";
    if let Some(found) = matches.get_mut(last) {
        (found.destination, found.by) = (mate, "resemblance");
    }
}

/// The word on a record that is later than all others, where files and states tell.
fn last_word(words: &[Stated<'_>], states: &[usize]) -> Option<usize> {
    // From the end: where the files tell the order, the last one is found at once.
    states.iter().copied().rev().find(|last| states.iter().all(|own| own == last || succeeds(words, *last, *own)))
}

/// The last word on a record that went on, was ended and goes on again, where the order of all of it is known: whichever way round that is read, it goes on.
/// Results of a series are several.
fn renewed(words: &[Stated<'_>], states: &[usize]) -> Option<usize> {
    let told: Vec<(usize, &Stated<'_>)> = states.iter().filter_map(|own| Some((*own, words.get(*own).filter(|word| word.has_state)?))).collect();
    let ((_, first), (last, word)) = (told.first()?, told.last()?);
    let is_next = |pair: &[(usize, &Stated<'_>)]| matches!(pair, [(_, one), (_, next)] if one.feed().is_before(one.statement, next.statement));
    let is_told = told.iter().all(|(_, word)| !word.is_resource) && told.windows(2).all(is_next) && first.statement.kind != Kind::Observation;
    let is_ended = told.iter().any(|(_, word)| word.step >= ENDED);
    (is_told && is_ended && first.step <= GOES_ON && word.step <= GOES_ON).then_some(*last)
}

/// Whether a message took back what it says, as an error: it deletes it, or the visit never was.
fn is_error(words: &[Stated<'_>], own: usize) -> bool {
    words.get(own).is_some_and(|word| word.is_error)
}

/// Legacy statements that stand alone, and of whose record the same word again has its mate, or a later one where the destination does not keep
/// what was said before. A visit that messages name stands in each of them where the destination is made of messages as well, `into_messages`, and has
/// all of these: in one that has arrived it is lost, and of one that has not there is none.
pub(crate) fn overtaken(legacy: &[Statement], matches: &[Match], into_messages: bool) -> HashSet<usize> {
    let alone = legacy_alone(matches);
    if !any_alone(legacy, &alone) {
        return HashSet::new();
    }
    let documents = Documents::of(legacy);
    let (records, words) = (records(legacy), stated(legacy, &documents));
    let kept = kept_whole(legacy, &words, &records, &alone);
    let of_kind = |own: usize, kinds: &dyn Fn(Kind) -> bool| legacy.get(own).is_some_and(|s| kinds(s.kind));
    // Of what was taken back, or goes on again, no other word counts, however many the destination keeps.
    let (mut again, mut settled) = (HashSet::new(), HashSet::new());
    for states in records.iter().filter(|states| states.iter().any(|own| alone.contains(own))) {
        let renewed = renewed(&words, states);
        if renewed.is_some() || last_word(&words, states).is_some_and(|last| is_error(&words, last)) {
            settled.extend(states.iter().copied());
            again.extend(renewed);
        }
    }
    let is_kept = |own: usize| !settled.contains(&own) && of_kind(own, &|kind| kept.contains(&kind));
    let not_sent = if into_messages { visits_not_sent(legacy, &records, &alone) } else { HashSet::new() };
    let stands_for_itself = |own: usize| into_messages && of_kind(own, &|kind| kind == Kind::Encounter) && !not_sent.contains(&own) && !settled.contains(&own);
    let says_less = |other: usize, own: usize| documents.hold_both(legacy, other, own) && !says_otherwise(legacy, own, other);
    let mut found = told_besides(legacy, &records, &alone, &|other, own| !is_kept(own) && (again.contains(&other) || succeeds(&words, other, own) || says_less(other, own)));
    found.retain(|own| !stands_for_itself(*own));
    if !into_messages && !kept.contains(&Kind::Encounter) {
        found.extend(visits_named(legacy, &records, &alone));
    }
    if !into_messages {
        let is_lost = |own: &usize| alone.contains(own) && legacy.get(*own).is_some_and(|s| s.origin.is_in_message() && !documents.hold(s));
        for states in records.iter().filter(|states| states.iter().all(is_lost)) {
            found.extend(lost_once_of_messages(legacy, &words, states));
        }
    }
    if documents.are_several() {
        let gone = records.iter().filter(|states| states.iter().all(|own| alone.contains(own) && legacy.get(*own).is_some_and(|s| documents.hold(s))));
        for states in gone {
            if last_word(&words, states).is_some_and(|last| is_error(&words, last)) {
                found.extend(states.iter().copied());
            } else {
                found.extend(lost_once(legacy, states, &|other, own| succeeds(&words, other, own)));
            }
        }
        found.extend(alone.iter().copied().filter(|own| documents.is_answered(legacy, *own)));
        // Who the patient is every document tells anew, and a later one need not say all of it.
        found.retain(|own| !of_kind(*own, &|kind| kind == Kind::Demographic));
    }
    found
}

/// Words of one book that a later word on the same record overtook, each with the last one: what a feed said of an order before it ended it is in force
/// no more, whatever another book keeps.
pub(crate) fn overruled(chart: &[Statement]) -> HashMap<usize, usize> {
    if !chart.iter().any(|statement| statement.origin.is_in_message()) {
        return HashMap::new();
    }
    let (records, documents) = (records(chart), Documents::of(chart));
    let words = if records.is_empty() { Vec::new() } else { stated(chart, &documents) };
    let mut found = HashMap::new();
    for states in &records {
        if let Some(last) = renewed(&words, states).or_else(|| last_word(&words, states)) {
            found.extend(states.iter().filter(|own| **own != last).map(|own| (*own, last)));
        }
    }
    found
}

/// Of the words of documents on a record of which nothing arrived those that are not told: the last one is lost, once.
fn lost_once(chart: &[Statement], states: &[usize], is_later: &dyn Fn(usize, usize) -> bool) -> Vec<usize> {
    let said: Vec<Option<String>> = states.iter().map(|own| chart.get(*own).map(content)).collect();
    let is_said_again = |at: usize| said.iter().skip(at + 1).any(|other| said.get(at) == Some(other));
    let is_overtaken = |at: usize, own: usize| is_said_again(at) || states.iter().any(|other| is_later(*other, own));
    let mut overtaken: Vec<usize> = states.iter().enumerate().filter(|(at, own)| is_overtaken(*at, **own)).map(|(_, own)| *own).collect();
    // Headers may contradict each other, so that each document comes after another one.
    if overtaken.len() == states.len() {
        overtaken.pop();
    }
    overtaken
}

/// The same of the words of messages. What each of them lists anew is one record however much of it each says: the last that tells its state is lost.
fn lost_once_of_messages(chart: &[Statement], words: &[Stated<'_>], states: &[usize]) -> Vec<usize> {
    let is_listed = |own: &usize| chart.get(*own).is_some_and(|s| LISTED.contains(&s.kind));
    if !states.iter().all(is_listed) {
        return lost_once(chart, states, &|other, own| succeeds(words, other, own));
    }
    let has_state = |own: &&usize| words.get(**own).is_some_and(|word| word.has_state);
    let last = states.iter().rev().find(has_state).or(states.last()).copied();
    states.iter().copied().filter(|own| Some(*own) != last).collect()
}

/// Destination statements that stand alone and only say again what another message said, or what was so until a later document of it said otherwise.
pub(crate) fn said_again(destination: &[Statement], matches: &[Match]) -> HashSet<usize> {
    let alone: HashSet<usize> = matches.iter().filter(|m| m.legacy.is_none()).filter_map(|m| m.destination).collect();
    if !any_alone(destination, &alone) {
        return HashSet::new();
    }
    let documents = Documents::of(destination);
    let words = stated(destination, &documents);
    told_besides(destination, &records(destination), &alone, &|other, own| documents.hold_both(destination, other, own) && succeeds(&words, other, own))
}

/// Of those that stand alone the ones for which another word of their record speaks, which has a mate: it says all of it, or is later, as `is_later` tells
/// of the other word and the one that stands alone.
fn told_besides(chart: &[Statement], records: &[Vec<usize>], alone: &HashSet<usize>, is_later: &dyn Fn(usize, usize) -> bool) -> HashSet<usize> {
    let mut found = HashSet::new();
    for states in records {
        let (lone, held): (Vec<usize>, Vec<usize>) = states.iter().copied().partition(|own| alone.contains(own));
        if lone.is_empty() || held.is_empty() {
            continue;
        }
        let said: HashSet<String> = held.iter().filter_map(|other| chart.get(*other)).map(content).collect();
        let is_said = |own: usize| chart.get(own).is_some_and(|statement| said.contains(&content(statement)));
        // From the end, where later words are found at once.
        let speaks = |own: usize| held.iter().rev().any(|other| is_later(*other, own) || says_all(chart, *other, own));
        found.extend(lone.into_iter().filter(|own| is_said(*own) || speaks(*own)));
    }
    found
}

/// Kinds of which the destination keeps every word of most records that were overtaken: there a word that is not kept is lost.
fn kept_whole(chart: &[Statement], words: &[Stated<'_>], records: &[Vec<usize>], alone: &HashSet<usize>) -> HashSet<Kind> {
    let mut counts: HashMap<Kind, (usize, usize)> = HashMap::new();
    for states in records {
        let is_overtaken = |own: &usize| states.iter().rev().any(|other| succeeds(words, *other, *own));
        let Some(kind) = kind_of(chart, states).filter(|_| states.iter().any(is_overtaken)) else { continue };
        let (whole, lacking) = counts.entry(kind).or_default();
        *(if states.iter().any(|own| alone.contains(own)) { lacking } else { whole }) += 1;
    }
    counts.into_iter().filter(|(_, (whole, lacking))| whole > lacking).map(|(kind, _)| kind).collect()
}

/// Where each statement of a side stands among the matches.
pub(crate) fn places(side: impl Iterator<Item = Option<usize>>) -> HashMap<usize, usize> {
    side.enumerate().filter_map(|(number, statement)| Some((statement?, number))).collect()
}

/// Whether what may be a word of a record stands alone: of most charts nothing does.
fn any_alone(chart: &[Statement], alone: &HashSet<usize>) -> bool {
    let mut lone = alone.iter().filter_map(|index| chart.get(*index));
    if lone.clone().any(|statement| record(statement).is_some() || documents::is_told(statement)) {
        return true;
    }
    let repeated = if alone.is_empty() { HashSet::new() } else { repeated(chart) };
    lone.any(|statement| repeated.contains(statement.origin.reference.as_str()))
}

/// Resources that the book holds at several places.
fn repeated(chart: &[Statement]) -> HashSet<&str> {
    let mut at: HashMap<&str, (u32, u64)> = HashMap::new();
    let mut found = HashSet::new();
    for statement in chart.iter().filter(|statement| is_resource(statement)) {
        let (reference, place) = (statement.origin.reference.as_str(), (statement.origin.artifact, statement.origin.line));
        if *at.entry(reference).or_insert(place) != place {
            found.insert(reference);
        }
    }
    found
}

/// Whether a statement was read from a resource that has an id.
fn is_resource(statement: &Statement) -> bool {
    statement.origin.relation == 0 && !own::id(statement).is_empty()
}

/// The resource of a statement by its id, what it is about and when that was: where ids begin anew with each file another record has the same one.
fn resource(statement: &Statement) -> (Kind, String) {
    use Kind::{Document, Encounter, Immunization, Medication, Note, Observation, Order, Procedure};
    let when = match statement.kind {
        Observation => statement.value(Aspect::Effective).map(Value::shown),
        Medication | Order | Procedure | Immunization | Encounter | Document | Note => statement.when().map(|when| when.days().to_string()),
        _ => None,
    };
    (statement.kind, format!("{} {} {}", statement.origin.reference, code(statement).unwrap_or_default(), when.unwrap_or_default()))
}

fn legacy_alone(matches: &[Match]) -> HashSet<usize> {
    matches.iter().filter(|m| m.destination.is_none()).filter_map(|m| m.legacy).collect()
}

/// The kind of a record, by its first word.
fn kind_of(chart: &[Statement], states: &[usize]) -> Option<Kind> {
    states.first().and_then(|first| chart.get(*first)).map(|s| s.kind)
}

/// Whether a statement says what a fact of another one does.
pub(crate) fn says(statement: &Statement, fact: &Fact) -> bool {
    statement.facts.iter().any(|own| own.aspect == fact.aspect && own.value == fact.value)
}

/// Whether one word on a record says all that another one says, as where the results of an order come in two messages and the second says less of it.
fn says_all(chart: &[Statement], one: usize, other: usize) -> bool {
    chart.get(one).zip(chart.get(other)).is_some_and(|(one, other)| other.facts.iter().filter(|fact| !versions::is_version(fact)).all(|fact| says(one, fact)))
}

/// Whether one word on a record says anything that another one does not; who wrote it down, and when, each document may say anew.
fn says_otherwise(chart: &[Statement], one: usize, other: usize) -> bool {
    const ANEW: [Aspect; 3] = [Aspect::Recorded, Aspect::Author, Aspect::Performer];
    let is_content = |fact: &Fact| !matches!(fact.value, Value::Key(_)) && leaf::of(fact).is_none_or(|text| leaf::content(text).is_some());
    let is_other = |other: &Statement, fact: &Fact| !ANEW.contains(&fact.aspect) && is_content(fact) && !says(other, fact);
    chart.get(one).zip(chart.get(other)).is_some_and(|(one, other)| one.facts.iter().any(|fact| is_other(other, fact)))
}

/// The words on each record that was told of several times, in the order in which they were sent. What one message, or one resource, says several times under one
/// number is several records, the first ones of all messages one, the second ones another; results of several times are known by these.
fn records(chart: &[Statement]) -> Vec<Vec<usize>> {
    let documents = Documents::of(chart);
    let mut order: Vec<usize> = (0..chart.len()).collect();
    order.sort_by_cached_key(|index| chart.get(*index).map(|s| documents.feed().place(s)));
    let mut in_message: HashMap<(Kind, String), usize> = HashMap::new();
    let mut in_resource: HashMap<(u32, u64, Kind, String), usize> = HashMap::new();
    let (repeated, series) = (repeated(chart), told_of_times(chart));
    let mut found: HashMap<(Kind, String, usize), Vec<usize>> = HashMap::new();
    for index in order {
        let Some(statement) = chart.get(index) else { continue };
        // Every message says first whom it is about.
        if statement.kind == Kind::Demographic {
            in_message.clear();
        }
        let (named, before) = if repeated.contains(statement.origin.reference.as_str()) {
            let (kind, number) = resource(statement);
            let before = in_resource.entry((statement.origin.artifact, statement.origin.line, kind, number.clone())).or_default();
            ((kind, number), before)
        } else {
            let Some((kind, number)) = record_in(&series, statement) else { continue };
            let before = in_message.entry((kind, number.clone())).or_default();
            ((kind, number), before)
        };
        *before += 1;
        found.entry((named.0, named.1, *before)).or_default().push(index);
    }
    let told = documents.records(chart);
    found.into_values().filter(|states| states.len() > 1).map(|states| documents.in_order(chart, states)).chain(told).collect()
}

/// The numbers of results of which one message tells several times: each of these has words of its own, whichever a later message takes back or corrects.
fn told_of_times(chart: &[Statement]) -> HashSet<String> {
    let mut order: Vec<&Statement> = chart.iter().filter(|s| matches!(s.kind, Kind::Demographic | Kind::Observation)).collect();
    order.sort_by_key(|s| (s.origin.artifact, s.origin.line));
    let mut message: usize = 0;
    let mut told: HashMap<String, (usize, String)> = HashMap::new();
    let mut found = HashSet::new();
    for statement in order {
        if statement.kind == Kind::Demographic {
            message += 1;
            continue;
        }
        let (Some((_, number)), Some(when)) = (record(statement), statement.value(Aspect::Effective)) else { continue };
        let when = when.shown();
        match told.get(&number) {
            Some((in_message, before)) if *in_message == message => {
                if *before != when {
                    found.insert(number);
                }
            }
            _ => {
                told.insert(number, (message, when));
            }
        }
    }
    found
}

/// The record of a statement; of a series, as [`told_of_times`] knows it, the result of its time.
fn record_in(series: &HashSet<String>, statement: &Statement) -> Option<(Kind, String)> {
    let (kind, number) = record(statement)?;
    let when = statement.value(Aspect::Effective).filter(|_| kind == Kind::Observation && series.contains(&number));
    let number = match when {
        Some(when) => format!("{number} {}", when.shown()),
        None => number,
    };
    Some((kind, number))
}

/// What a statement of a message or a document is a word of; none of rows, which are records themselves, and of resources, which have an id.
fn record(statement: &Statement) -> Option<(Kind, String)> {
    if !statement.origin.is_in_message() {
        return None;
    }
    let number = || own::numbers(statement).next().map(str::to_string);
    let on = |aspect: Aspect| statement.value(aspect).filter(|value| !crate::absence::is_deleted(value)).map(Value::shown);
    let named = match statement.kind {
        // Of a result without an order only that it is sent again can be told.
        Kind::Observation => match key(statement, Aspect::Panel) {
            Some(panel) => format!("{panel} {}", code(statement)?),
            None => format!("{} {} {}", code(statement)?, on(Aspect::Effective)?, on(Aspect::Value)?),
        },
        // One that stands among the results of an order.
        Kind::AdvanceDirective => format!("{} {}", key(statement, Aspect::Panel)?, code(statement)?),
        // A visit without number, time and state, as messages of something else name it, is where somebody was by then.
        Kind::Encounter => match key(statement, Aspect::Encounter) {
            Some(number) => number.to_string(),
            None if has_state(statement) || statement.when().is_some() => return None,
            None => format!("{} {}", on(Aspect::Class).unwrap_or_default(), on(Aspect::Location)?),
        },
        // A dose has no number: it is how much of what was given at one time.
        Kind::Order => match number() {
            Some(number) => format!("{number} {}", code(statement)?),
            None => format!("{} {} {}", on(Aspect::Effective)?, code(statement)?, on(Aspect::Dose).unwrap_or_default()),
        },
        // A report of a message goes by the order whose results it reports.
        Kind::Document if statement.origin.is_in_message() => number().or_else(|| key(statement, Aspect::Results).map(str::to_string))?,
        Kind::Appointment | Kind::Note | Kind::Document | Kind::Charge | Kind::Payment => number()?,
        // What began at another time is another episode.
        Kind::Allergy | Kind::Problem => format!("{} {}", code(statement)?, on(Aspect::Onset).unwrap_or_default()),
        Kind::EncounterDiagnosis => format!("{} {}", key(statement, Aspect::Encounter)?, code(statement)?),
        // Two orders of one drug on one day differ in how much is taken, and how.
        Kind::Medication => {
            let begun = on(Aspect::Effective).or_else(|| on(Aspect::Onset))?;
            let how: Vec<String> = [Aspect::Dose, Aspect::Frequency, Aspect::Sig].into_iter().map(|aspect| on(aspect).unwrap_or_default()).collect();
            format!("{} {begun} {}", code(statement)?, how.join(" "))
        }
        Kind::Immunization | Kind::Procedure => format!("{} {}", code(statement)?, on(Aspect::Effective)?),
        Kind::Coverage => format!("{} {}", on(Aspect::Plan)?, on(Aspect::Member).unwrap_or_default()),
        _ => return None,
    };
    Some((statement.kind, named))
}

/// Whether two statements of messages are words on one record; who the patient is is one record, and each result of a series is one.
pub(crate) fn is_of_one_record(one: &Statement, other: &Statement) -> bool {
    let is_patient = |s: &Statement| s.kind == Kind::Demographic && s.origin.is_in_message() && s.merged_into().is_none();
    let is_series = is_series(one.kind, [one, other].map(|s| s.value(Aspect::Effective)));
    (is_patient(one) && is_patient(other)) || (!is_series && record(one).is_some_and(|own| record(other) == Some(own)))
}

fn has_state(statement: &Statement) -> bool {
    statement.word(Aspect::Status).or(statement.word(Aspect::Verification)).is_some()
}

fn key(statement: &Statement, aspect: Aspect) -> Option<&str> {
    match statement.value(aspect)? {
        Value::Key(key) => Some(key.as_str()),
        _ => None,
    }
}

fn code(statement: &Statement) -> Option<String> {
    match statement.value(Aspect::Code)? {
        Value::Code(codings, text) => Some(codings.first().map_or_else(|| text.to_lowercase(), |c| format!("{}|{}", c.system, c.code))),
        _ => None,
    }
}

fn step(statement: &Statement) -> u8 {
    if statement.word(Aspect::Verification) == Some("entered-in-error") {
        return WITHDRAWN;
    }
    let state = statement.word(Aspect::Status).unwrap_or_default();
    STEPS.iter().find(|(word, _)| *word == state).map_or(GOES_ON, |(_, step)| *step)
}

/// How far a problem, an allergy or a record of somebody has come: it is none of today any more, or has come back after that. Of two versions the
/// further one is the later.
fn course(statement: &Statement) -> u8 {
    match statement.word(Aspect::Status) {
        Some("inactive" | "remission" | "resolved" | "retired") => 1,
        Some("recurrence" | "relapse") => 2,
        _ => 0,
    }
}

/// A word on a record, as far as it tells which of two is the later one.
struct Stated<'c> {
    statement: &'c Statement,
    documents: &'c Documents,
    /// The number of its record among those that documents tell of.
    record: Option<usize>,
    has_state: bool,
    step: u8,
    course: u8,
    when: Option<&'c Value>,
    is_resource: bool,
    is_error: bool,
}

impl<'c> Stated<'c> {
    /// Of a statement and the one by whose state its record stands then.
    fn of(statement: &'c Statement, standing: &Statement, (documents, record): (&'c Documents, Option<usize>)) -> Self {
        let is_cancelled = standing.kind == Kind::Encounter && standing.word(Aspect::Status) == Some("cancelled");
        Self {
            statement,
            documents,
            record,
            has_state: has_state(statement),
            step: step(standing),
            course: course(statement),
            when: statement.value(Aspect::Effective),
            is_resource: is_resource(statement),
            is_error: statement.origin.is_in_message() && (step(standing) == WITHDRAWN || is_cancelled),
        }
    }

    /// The messages of its chart.
    fn feed(&self) -> &'c Feed {
        self.documents.feed()
    }
}

/// The statements of a chart so.
fn stated<'c>(chart: &'c [Statement], documents: &'c Documents) -> Vec<Stated<'c>> {
    let (records, standing) = (documents.records(chart), assumed::standing(chart));
    let of: HashMap<usize, usize> = records.iter().enumerate().flat_map(|(number, states)| states.iter().map(move |own| (*own, number))).collect();
    let by = |own: usize| standing.get(&own).and_then(|said| chart.get(*said));
    let told = |(own, statement): (usize, &'c Statement)| Stated::of(statement, by(own).unwrap_or(statement), (documents, of.get(&own).copied()));
    chart.iter().enumerate().map(told).collect()
}

/// Whether one state of a record is later than another: it is a further one, and was not sent before it. Of two results in one
/// state that are of two times neither is. What was said without a state can only be taken back.
fn succeeds(words: &[Stated<'_>], later: usize, earlier: usize) -> bool {
    let (Some(later), Some(earlier)) = (words.get(later), words.get(earlier)) else { return false };
    if let Some(is_later) = documents::succeeds(later.documents, later.statement, earlier.statement) {
        return is_later && later.record.is_some() && later.record == earlier.record;
    }
    if !later.has_state || !earlier.has_state && !later.is_error {
        return false;
    }
    let kind = later.statement.kind;
    match later.feed().order(later.statement, earlier.statement) {
        _ if later.is_resource => match versions::order(later.statement, earlier.statement) {
            Some(order) => order == Ordering::Greater,
            None => (later.step, later.course) > (earlier.step, earlier.course),
        },
        Some(Ordering::Greater) => later.step > earlier.step || (later.step == earlier.step && !is_series(kind, [later.when, earlier.when])),
        Some(_) => false,
        // Where nothing says which was sent first only the states tell, and only of what has a number of its own.
        None if later.step == earlier.step => {
            let is_filed_after = later.feed().is_filed_after(later.statement, earlier.statement);
            is_filed_after && NUMBERED.contains(&kind) && !is_series(kind, [later.when, earlier.when])
        }
        None => NUMBERED.contains(&kind) && later.step > earlier.step,
    }
}

/// Whether two results are of two times, as those of a series that one order asked for.
fn is_series(kind: Kind, [one, other]: [Option<&Value>; 2]) -> bool {
    kind == Kind::Observation && one.zip(other).is_some_and(|(one, other)| one != other)
}

#[cfg(test)]
mod doses;
#[cfg(test)]
mod tests;
