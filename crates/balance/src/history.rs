//! What a feed says one after the other of one record: a result that was preliminary and is corrected, an order that was cancelled, a document
//! that was edited.
//!
//! A feed is a log. Of one record (a test of an order, a visit, an appointment, a document; a substance or a problem of the patient) the last word
//! counts. Who holds that need not hold what was said before, and who holds only what was said before is held against the last word. Which of two
//! words is the later one say the states themselves and the order of messages in one file; where these contradict each other neither is. A message
//! that is sent again says nothing new, in either book.

use crate::align::Match;
use crate::compare::content;
use crate::own;
use model::{Aspect, Kind, Statement, Value};
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

/// States in the order in which a record takes them; what is not here goes on, as `active` does. Whether something holds or rests, or holds again, only
/// the order of messages tells.
const STEPS: [(&str, u8); 18] = [
    ("registered", 0), ("draft", 0), ("proposed", 0), ("planned", 0), ("pending", 0), ("waitlist", 0), ("final", 2), ("completed", 2), ("fulfilled", 2), ("noshow", 2),
    ("amended", 3), ("corrected", 3), ("appended", 3), ("revoked", 4), ("cancelled", 4), ("stopped", 4), ("entered-in-error", WITHDRAWN), ("removed", WITHDRAWN),
];
/// Kinds of which each record has a number.
const NUMBERED: [Kind; 8] =
    [Kind::Observation, Kind::Encounter, Kind::Order, Kind::Appointment, Kind::Note, Kind::Document, Kind::Charge, Kind::Payment];
const GOES_ON: u8 = 1;
const WITHDRAWN: u8 = 5;

/// Moves the mate of an earlier state to the last one where that has none: a destination that stopped at the earlier word. A mate that our own
/// output names as made from its row stays.
pub(crate) fn settle(legacy: &[Statement], matches: &mut [Match]) {
    if !any_alone(legacy, matches.iter().filter(|m| m.destination.is_none()).filter_map(|m| m.legacy)) {
        return;
    }
    let at = places(matches.iter().map(|m| m.legacy));
    for states in records(legacy) {
        let Some(last) = states.iter().copied().find(|l| states.iter().all(|e| e == l || succeeds(legacy, *l, *e))) else { continue };
        let Some(alone) = at.get(&last).copied().filter(|m| matches.get(*m).is_some_and(|m| m.destination.is_none())) else { continue };
        let held = states.iter().rev().filter_map(|e| at.get(e)).copied().find(|m| matches.get(*m).is_some_and(|m| m.destination.is_some()));
        let Some(earlier) = held.and_then(|m| matches.get_mut(m)).filter(|m| m.by != "provenance") else { continue };
        let mate = earlier.destination.take();
        earlier.by = "";
        if let Some(found) = matches.get_mut(alone) {
            (found.destination, found.by) = (mate, "resemblance");
        }
    }
}

/// Legacy statements that stand alone, and of whose record a later state has its mate, or the same word again.
pub(crate) fn overtaken(legacy: &[Statement], matches: &[Match]) -> HashSet<usize> {
    let alone = matches.iter().filter(|m| m.destination.is_none()).filter_map(|m| m.legacy).collect();
    told_besides(legacy, &alone, &|chart, other, own| succeeds(chart, other, own) || same_words(chart, other, own))
}

/// Destination statements that stand alone and only say again what another message said.
pub(crate) fn said_again(destination: &[Statement], matches: &[Match]) -> HashSet<usize> {
    let alone = matches.iter().filter(|m| m.legacy.is_none()).filter_map(|m| m.destination).collect();
    told_besides(destination, &alone, &same_words)
}

/// Of those that stand alone the ones for which another word of their record speaks, which has a mate.
fn told_besides(chart: &[Statement], alone: &HashSet<usize>, speaks: &dyn Fn(&[Statement], usize, usize) -> bool) -> HashSet<usize> {
    if !any_alone(chart, alone.iter().copied()) {
        return HashSet::new();
    }
    let mut found = HashSet::new();
    for states in records(chart) {
        let lone = states.iter().copied().filter(|own| alone.contains(own));
        found.extend(lone.filter(|own| states.iter().any(|other| !alone.contains(other) && speaks(chart, *other, *own))));
    }
    found
}

/// Where each statement of a side stands among the matches.
fn places(side: impl Iterator<Item = Option<usize>>) -> HashMap<usize, usize> {
    side.enumerate().filter_map(|(number, statement)| Some((statement?, number))).collect()
}

/// Whether what may be a word of a record stands alone: of most charts nothing does.
fn any_alone(chart: &[Statement], mut alone: impl Iterator<Item = usize>) -> bool {
    alone.any(|index| chart.get(index).and_then(record).is_some())
}

fn same_words(chart: &[Statement], one: usize, other: usize) -> bool {
    chart.get(one).zip(chart.get(other)).is_some_and(|(one, other)| content(one) == content(other))
}

/// The words on each record that was told of several times, in the order of the files. What one message says several times under one number is
/// several records, the first ones of all messages one, the second ones another.
fn records(chart: &[Statement]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..chart.len()).collect();
    let place = |index: &usize| chart.get(*index).map(|s| (s.origin.artifact, s.origin.line));
    order.sort_by_key(place);
    let mut in_message: HashMap<(Kind, String), usize> = HashMap::new();
    let mut found: HashMap<(Kind, String, usize), Vec<usize>> = HashMap::new();
    for index in order {
        let Some(statement) = chart.get(index) else { continue };
        // Every message says first whom it is about.
        if statement.kind == Kind::Demographic {
            in_message.clear();
        }
        if let Some((kind, number)) = record(statement) {
            let before = in_message.entry((kind, number.clone())).or_default();
            *before += 1;
            found.entry((kind, number, *before)).or_default().push(index);
        }
    }
    found.into_values().filter(|states| states.len() > 1).collect()
}

/// What a statement of a message or a document is a word of; none of rows and resources, which are records themselves.
fn record(statement: &Statement) -> Option<(Kind, String)> {
    if statement.origin.relation != 0 || !statement.origin.reference.is_empty() {
        return None;
    }
    let number = || own::numbers(statement).next().map(str::to_string);
    let on = |aspect: Aspect| statement.value(aspect).map(Value::shown);
    let named = match statement.kind {
        Kind::Observation => format!("{} {}", key(statement, Aspect::Panel)?, code(statement)?),
        Kind::Encounter => key(statement, Aspect::Encounter)?.to_string(),
        Kind::Order => format!("{} {}", number()?, code(statement)?),
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
        Kind::Coverage => format!("{} {}", on(Aspect::Plan)?, on(Aspect::Member)?),
        _ => return None,
    };
    Some((statement.kind, named))
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

/// Whether one state of a record is later than another: it is a further one, and does not stand before it in the same file.
fn succeeds(chart: &[Statement], later: usize, earlier: usize) -> bool {
    let (Some(later), Some(earlier)) = (chart.get(later), chart.get(earlier)) else { return false };
    if !has_state(later) || !has_state(earlier) {
        return false;
    }
    let in_file = (later.origin.artifact == earlier.origin.artifact).then(|| later.origin.line.cmp(&earlier.origin.line));
    match in_file {
        Some(Ordering::Greater) => step(later) >= step(earlier),
        Some(_) => false,
        // Of two files only the states tell, and only of what has a number of its own.
        None => NUMBERED.contains(&later.kind) && step(later) > step(earlier),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Equivalences;
    use crate::compare::compare_patient;
    use crate::reading::Coverage;
    use model::{Coding, Fact, How, Origin};

    fn told(kind: Kind, line: u64, facts: Vec<(Aspect, Value)>) -> Statement {
        let mut facts: Vec<Fact> = facts.into_iter().map(|(aspect, value)| Fact { aspect, value, place: 0, how: How::Copied }).collect();
        facts.sort_by_key(|f| f.aspect);
        Statement { kind, patient: "p".into(), origin: Origin { artifact: 0, relation: 0, line, reference: String::new() }, facts }
    }

    /// A message of one result: who it is of, and what was found.
    fn result(line: u64, value: &str, state: &str) -> [Statement; 2] {
        let potassium = Value::Code(vec![Coding { system: "http://loinc.org".into(), code: "2823-3".into(), display: String::new() }], String::new());
        let facts = vec![
            (Aspect::Code, potassium),
            (Aspect::Panel, Value::Key("F1 24323-8".into())),
            (Aspect::Value, Value::Text(value.into())),
            (Aspect::Status, Value::Word(state.into())),
        ];
        [told(Kind::Demographic, line - 1, vec![(Aspect::Mrn, Value::Text("7".into()))]), told(Kind::Observation, line, facts)]
    }

    /// The same results as resources, and the patient once.
    fn resources(results: &[[Statement; 2]]) -> Vec<Statement> {
        let as_resource = |(number, mut statement): (usize, Statement)| {
            statement.origin.reference = format!("{}/{number}", statement.kind.word());
            statement
        };
        let person = results.first().map(|[person, _]| person.clone());
        person.into_iter().chain(results.iter().map(|[_, result]| result.clone())).enumerate().map(as_resource).collect()
    }

    /// `verdict aspect legacy > destination` of what a feed and resources differ in.
    fn differences(feed: &[[Statement; 2]], destination: &[[Statement; 2]]) -> Vec<String> {
        let (legacy, destination) = (feed.concat(), resources(destination));
        let (mut here, mut there) = (Coverage::default(), Coverage::default());
        legacy.iter().for_each(|s| here.count(s));
        destination.iter().for_each(|s| there.count(s));
        let found = compare_patient(&legacy, &destination, &Equivalences::default(), (&here, &there), &|_| None);
        found.findings.iter().map(|f| format!("{} {} {} > {}", f.verdict, f.aspect, f.legacy_value, f.destination_value)).collect()
    }

    #[test]
    fn what_was_said_before_the_last_word_need_not_be_there() {
        let (first, last) = (result(3, "4.9", "preliminary"), result(13, "6.8", "final"));
        assert_eq!(differences(&[first.clone(), last.clone()], std::slice::from_ref(&last)), Vec::<String>::new());
        // In a file that stands the other way round nobody knows which of them counts.
        let (late, early) = (result(3, "6.8", "final"), result(13, "4.9", "preliminary"));
        assert_eq!(differences(&[late.clone(), early], std::slice::from_ref(&late)).len(), 1);
    }

    #[test]
    fn who_stopped_at_an_earlier_word_is_held_against_the_last_one() {
        let (first, last) = (result(3, "4.9", "final"), result(13, "6.8", "corrected"));
        let stale = differences(&[first.clone(), last], std::slice::from_ref(&first));
        assert!(stale.iter().any(|told| told.starts_with("altered value") && told.ends_with("6.8 > 4.9")), "{stale:?}");
        assert!(stale.iter().all(|told| !told.starts_with("lost")), "{stale:?}");
        let taken_back = differences(&[first.clone(), result(13, "4.9", "entered-in-error")], std::slice::from_ref(&first));
        assert!(taken_back.iter().any(|told| told.starts_with("resurrected") || told.starts_with("altered status")), "{taken_back:?}");
    }

    #[test]
    fn two_results_of_one_message_are_two_and_so_is_a_loss_of_both_states() {
        let [person, first] = result(3, "4.9", "final");
        let [_, second] = result(4, "6.8", "final");
        let legacy = [person, first, second];
        let mate = Match { legacy: Some(2), destination: Some(0), by: "content" };
        assert!(overtaken(&legacy, &[mate, Match { legacy: Some(1), destination: None, by: "" }]).is_empty());
        let both = [result(3, "4.9", "preliminary"), result(13, "6.8", "final")];
        assert!(differences(&both, &[]).len() >= 2);
    }

    #[test]
    fn a_message_that_was_sent_again_says_nothing_new_in_either_book() {
        let once = result(3, "4.9", "final");
        let again = result(13, "4.9", "final");
        assert_eq!(differences(&[once.clone(), again.clone()], std::slice::from_ref(&once)), Vec::<String>::new());
        let matches = |destination: usize| [Match { legacy: Some(0), destination: Some(1), by: "content" }, Match { legacy: None, destination: Some(destination), by: "" }];
        let sent_twice = [once.clone(), again].concat();
        assert_eq!(said_again(&sent_twice, &matches(3)), HashSet::from([3]));
        let [person, first] = once;
        let stands_twice = [person, first.clone(), first];
        assert!(said_again(&stands_twice, &matches(2)).is_empty(), "twice in one message is two");
    }

    #[test]
    fn what_was_made_of_a_row_stays_with_it() {
        let legacy = [result(3, "4.9", "final"), result(13, "6.8", "corrected")].concat();
        let mut matches = [Match { legacy: Some(1), destination: Some(0), by: "provenance" }, Match { legacy: Some(3), destination: None, by: "" }];
        settle(&legacy, &mut matches);
        assert_eq!(matches.map(|m| m.destination), [Some(0), None]);
    }

    #[test]
    fn only_a_later_state_overtakes() {
        let chart = [result(3, "1", "preliminary"), result(13, "1", "corrected")].concat();
        assert!(succeeds(&chart, 3, 1) && !succeeds(&chart, 1, 3));
        // Of two files only the states tell.
        let mut apart = chart.clone();
        apart[3].origin.artifact = 1;
        assert!(succeeds(&apart, 3, 1) && !succeeds(&apart, 1, 3));
    }
}
