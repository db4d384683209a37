use super::*;
use crate::Equivalences;
use crate::compare::compare_patient;
use crate::reading::Coverage;
use model::{Coding, Date, How, Origin};

fn told(kind: Kind, line: u64, facts: Vec<(Aspect, Value)>) -> Statement {
    let mut facts: Vec<Fact> = facts.into_iter().map(|(aspect, value)| Fact { aspect, value, place: 0, how: How::Copied }).collect();
    facts.sort_by_key(|f| f.aspect);
    Statement { kind, patient: "p".into(), origin: Origin { artifact: 0, relation: 0, line, reference: String::new() }, facts }
}

/// A message of one result: who it is of, and what was found.
fn result(line: u64, value: &str, state: &str) -> [Statement; 2] {
    result_of("2823-3", line, value, state)
}

fn result_of(test: &str, line: u64, value: &str, state: &str) -> [Statement; 2] {
    let code = Value::code(vec![Coding { system: "http://loinc.org".into(), code: test.into(), display: String::new() }], String::new());
    let facts = vec![
        (Aspect::Code, code),
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
fn who_died_is_held_against_the_message_that_says_so() {
    let message = |line: u64, has_died: bool| {
        let died = has_died.then_some((Aspect::Deceased, Value::Flag(true)));
        told(Kind::Demographic, line, std::iter::once((Aspect::Mrn, Value::Text("7".into()))).chain(died).collect())
    };
    let feed = [message(1, false), message(11, true)];
    let found = |has_died: bool| {
        let mut there = message(1, has_died);
        there.origin.reference = "Patient/p".into();
        let mut book = Coverage::default();
        feed.iter().for_each(|s| book.count(s));
        compare_patient(&feed, &[there], &Equivalences::default(), (&book, &book), &|_| None).findings.iter().map(|f| f.read_as).collect::<Vec<_>>()
    };
    assert_eq!(found(false), [Aspect::Deceased]);
    assert_eq!(found(true), Vec::<Aspect>::new());
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
    assert!(overtaken(&legacy, &[mate, Match { legacy: Some(1), destination: None, by: "" }], false).is_empty());
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
fn who_keeps_the_earlier_words_of_most_records_has_to_keep_them_all() {
    let tests = ["2823-3", "2951-2", "2345-7", "2160-0"];
    let first: Vec<_> = (3..).step_by(2).zip(tests).map(|(line, test)| result_of(test, line, "4.9", "preliminary")).collect();
    let last: Vec<_> = (33..).step_by(2).zip(tests).map(|(line, test)| result_of(test, line, "6.8", "final")).collect();
    let feed = [first.clone(), last.clone()].concat();
    assert_eq!(differences(&feed, &feed), Vec::<String>::new());
    assert_eq!(differences(&feed, &last), Vec::<String>::new(), "a destination of last words");
    let one_less = differences(&feed, &[first[1..].to_vec(), last.clone()].concat());
    assert!(one_less.len() == 1 && one_less[0].starts_with("lost statement"), "{one_less:?}");
    assert_eq!(differences(&feed, &[first[..1].to_vec(), last.clone()].concat()), Vec::<String>::new(), "one that was kept does not make a rule");
    let final_less = differences(&feed, &[first, last[1..].to_vec()].concat());
    assert!(final_less.len() == 1 && final_less[0].starts_with("lost statement"), "{final_less:?}");
}

#[test]
fn results_of_a_series_do_not_overtake_each_other_and_a_preliminary_one_of_another_time_is_overtaken() {
    let at = |[person, mut result]: [Statement; 2], time: &str| {
        result.facts.push(Fact { aspect: Aspect::Effective, value: Value::Text(time.into()), place: 0, how: How::Copied });
        result.facts.sort_by_key(|f| f.aspect);
        [person, result]
    };
    let (six, noon) = (at(result(3, "4.9", "final"), "06:00"), at(result(13, "6.8", "final"), "12:00"));
    let series = [six, noon.clone()];
    for kept in &series {
        let told = differences(&series, std::slice::from_ref(kept));
        assert!(told.len() == 1 && told[0].starts_with("lost statement"), "{told:?}");
    }
    let early = at(result(3, "4.9", "preliminary"), "06:00");
    assert_eq!(differences(&[early, noon.clone()], std::slice::from_ref(&noon)), Vec::<String>::new());
}

#[test]
fn a_coverage_without_a_number_that_is_said_again_is_one_and_two_of_one_message_are_two() {
    let message = |line: u64| {
        let person = told(Kind::Demographic, line, vec![(Aspect::Mrn, Value::Text("7".into()))]);
        [person, told(Kind::Coverage, line + 1, vec![(Aspect::Plan, Value::Text("Gold".into()))])]
    };
    let alone = |coverage: usize| [Match { legacy: Some(1), destination: Some(0), by: "content" }, Match { legacy: Some(coverage), destination: None, by: "" }];
    let sent_again = [message(1), message(11)].concat();
    assert_eq!(overtaken(&sent_again, &alone(3), false), HashSet::from([3]));
    let mut one_message = message(1).to_vec();
    one_message.extend(message(11).into_iter().skip(1));
    assert!(overtaken(&one_message, &alone(2), false).is_empty());
}

#[test]
fn a_visit_of_which_nothing_arrived_is_lost_once_however_many_messages_name_it() {
    let message = |line: u64, state: Option<&str>| {
        let number = (Aspect::Encounter, Value::Key("V1".into()));
        let visit = state.map(|word| (Aspect::Status, Value::Word(word.into()))).into_iter().chain([number]).collect();
        [told(Kind::Demographic, line, vec![(Aspect::Mrn, Value::Text("7".into()))]), told(Kind::Encounter, line + 1, visit)]
    };
    let feed = [message(1, Some("in-progress")), message(11, Some("finished")), message(21, None)].concat();
    let lone = |legacy: usize| Match { legacy: Some(legacy), destination: None, by: "" };
    let matches = [Match { legacy: Some(0), destination: Some(0), by: "content" }, lone(1), lone(3), lone(5)];
    let found = overtaken(&feed, &matches, false);
    assert_eq!([1, 3, 5].map(|own| found.contains(&own)), [true, false, true]);
}

#[test]
fn a_visit_stands_in_each_message_that_arrived_and_in_none_that_did_not() {
    let message = |line: u64| {
        let person = told(Kind::Demographic, line, vec![(Aspect::Mrn, Value::Text("7".into()))]);
        [person, told(Kind::Encounter, line + 1, vec![(Aspect::Encounter, Value::Key("V1".into()))])]
    };
    let feed = [message(1), message(11)].concat();
    let matched = |legacy: usize, destination: usize| Match { legacy: Some(legacy), destination: Some(destination), by: "content" };
    let lone = |legacy: usize| Match { legacy: Some(legacy), destination: None, by: "" };
    // Both messages are there, one without its visit.
    assert!(overtaken(&feed, &[matched(0, 0), matched(1, 1), matched(2, 2), lone(3)], true).is_empty());
    // The second message was not sent again: its visit is the one of the first.
    assert_eq!(overtaken(&feed, &[matched(0, 0), matched(1, 1), lone(2), lone(3)], true), HashSet::from([3]));
    // A message under another name was not: both of the old name are there, one without its visit.
    let mut renamed = message(21);
    renamed[0].facts.push(Fact { aspect: Aspect::Suffix, value: Value::Text("Jr".into()), place: 0, how: How::Copied });
    let feed = [feed, renamed.to_vec()].concat();
    let beside_it = [matched(0, 0), matched(1, 1), matched(2, 2), lone(3), lone(4), lone(5)];
    assert_eq!(overtaken(&feed, &beside_it, true), HashSet::from([5]));
    // Of two messages that say the same of it either may be the one that is lacking.
    let beside_it = [matched(0, 0), lone(1), matched(2, 2), matched(3, 3), lone(4), matched(5, 5)];
    assert_eq!(overtaken(&feed, &beside_it, true), HashSet::from([1]));
    // The message that is lacking said something else, and no visit.
    let other = [message(31)[..1].to_vec(), vec![told(Kind::Observation, 32, vec![(Aspect::Value, Value::Text("7".into()))])]].concat();
    let feed = [message(1).to_vec(), message(11).to_vec(), other].concat();
    assert!(overtaken(&feed, &[matched(0, 0), matched(1, 1), matched(2, 2), lone(3), lone(4), lone(5)], true).is_empty());
}

/// A visit that each message of a long stay names, every second of which is not in the other book: what each pair of words costs would be minutes.
#[test]
fn thousands_of_words_on_one_record_are_not_held_against_each_other_one_by_one() {
    let message = |line: u64| {
        let person = told(Kind::Demographic, line, vec![(Aspect::Mrn, Value::Text("7".into()))]);
        [person, told(Kind::Encounter, line + 1, vec![(Aspect::Encounter, Value::Key("V1".into())), (Aspect::Status, Value::Word("in-progress".into()))])]
    };
    let feed: Vec<Statement> = (0..8_000).flat_map(|number| message(2 * number + 1)).collect();
    let is_sent = |own: usize| (own / 2).is_multiple_of(2);
    let matches: Vec<Match> = (0..feed.len()).map(|own| Match { legacy: Some(own), destination: is_sent(own).then_some(own), by: "content" }).collect();
    let visits: HashSet<usize> = (0..feed.len()).filter(|own| own % 2 == 1 && !is_sent(*own)).collect();
    assert_eq!(overtaken(&feed, &matches, true), visits);
}

#[test]
fn what_was_made_of_a_row_stays_with_it() {
    let legacy = [result(3, "4.9", "final"), result(13, "6.8", "corrected")].concat();
    let mut matches = [Match { legacy: Some(1), destination: Some(0), by: "provenance" }, Match { legacy: Some(3), destination: None, by: "" }];
    settle(&legacy, &[], &mut matches);
    assert_eq!(matches.map(|m| m.destination), [Some(0), None]);
}

#[test]
fn only_a_later_state_overtakes() {
    let chart = [result(3, "1", "preliminary"), result(13, "1", "corrected")].concat();
    let none = Documents::default();
    assert!(succeeds(&stated(&chart, &none), 3, 1) && !succeeds(&stated(&chart, &none), 1, 3));
    // Of two files only the states tell.
    let mut apart = chart.clone();
    apart[3].origin.artifact = 1;
    assert!(succeeds(&stated(&apart, &none), 3, 1) && !succeeds(&stated(&apart, &none), 1, 3));
}

#[test]
fn a_visit_that_a_result_names_is_the_visit_whatever_has_become_of_it() {
    let visit = |line: u64, place: &str, state: &str| {
        let named = vec![(Aspect::Encounter, Value::Key("V1".into())), (Aspect::Location, Value::Text(place.into()))];
        let state = Some(state).filter(|state| !state.is_empty()).map(|state| (Aspect::Status, Value::Word(state.into())));
        [told(Kind::Demographic, line - 1, vec![(Aspect::Mrn, Value::Text("7".into()))]), told(Kind::Encounter, line, named.into_iter().chain(state).collect())]
    };
    let feed = |last: &str| [visit(2, "W1", "in-progress"), visit(4, "W1", ""), visit(6, "W2", "in-progress"), visit(8, last, ""), visit(10, "W2", "finished")];
    let there = [visit(10, "W2", "finished")];
    assert_eq!(differences(&feed("W2"), &there), Vec::<String>::new());
    assert_eq!(differences(&feed("W1"), &there), Vec::<String>::new(), "a laboratory that had not heard yet");
    let late = [visit(2, "W1", "in-progress"), visit(4, "W2", "finished"), visit(6, "W1", ""), visit(8, "W9", "")];
    let told = differences(&late, &there);
    assert!(told.len() == 1 && told.concat().starts_with("lost statement"), "a place that nobody else knows of: {told:?}");
    assert!(!differences(&late, &[]).is_empty());
}

#[test]
fn what_was_an_error_need_not_stand_in_a_document() {
    let allergy = |line: u64, state: &str| {
        let code = Value::code(vec![Coding { system: "http://www.nlm.nih.gov/research/umls/rxnorm".into(), code: "2231".into(), display: String::new() }], String::new());
        told(Kind::Allergy, line, vec![(Aspect::Code, code), (Aspect::Verification, Value::Word(state.into()))])
    };
    let alone: Vec<Match> = (0..4).map(|own| Match { legacy: Some(own), destination: None, by: "" }).collect();
    let person = |line: u64| told(Kind::Demographic, line, vec![(Aspect::Mrn, Value::Text("7".into()))]);
    let feed = |first: &str, second: &str| [person(2), allergy(3, first), person(12), allergy(13, second)];
    assert_eq!(taken_back(&feed("confirmed", "entered-in-error"), &alone, true), HashSet::from([1, 3]));
    assert!(taken_back(&feed("confirmed", "entered-in-error"), &alone, false).is_empty());
    assert_eq!(taken_back(&feed("entered-in-error", "confirmed"), &alone, true), HashSet::from([1]), "it was said anew");
}

#[test]
fn a_result_without_an_order_that_is_sent_again_is_no_second_one() {
    let sent = |line: u64, value: &str| {
        let [person, mut result] = result(line, value, "final");
        result.facts.retain(|fact| fact.aspect != Aspect::Panel);
        result.facts.push(Fact { aspect: Aspect::Effective, value: Value::Text("2023-10-01".into()), place: 0, how: How::Copied });
        result.facts.sort_by_key(|fact| fact.aspect);
        [person, result]
    };
    assert_eq!(differences(&[sent(3, "4.9"), sent(13, "4.9")], &[sent(3, "4.9")]), Vec::<String>::new());
    assert_eq!(differences(&[sent(3, "4.9"), sent(13, "6.8")], &[sent(3, "4.9")]).len(), 1, "another value is another result");
}

#[test]
fn a_message_that_says_less_of_the_same_record_says_nothing_new() {
    let mut full = result(3, "4.9", "final");
    full[1].facts.push(Fact { aspect: Aspect::Text, value: Value::Text("Measured again".into()), place: 0, how: How::Copied });
    full[1].facts.sort_by_key(|fact| fact.aspect);
    let short = result(13, "4.9", "final");
    let pairs = |alone: usize, held: usize| [Match { legacy: Some(0), destination: Some(held), by: "content" }, Match { legacy: None, destination: Some(alone), by: "" }];
    let sent = [full, short].concat();
    assert_eq!(said_again(&sent, &pairs(3, 1)), HashSet::from([3]));
    assert!(said_again(&sent, &pairs(1, 3)).is_empty(), "a remark that only one of them has");
}

/// A resource of a diagnosis, a result or a drug in one of its versions.
fn version(kind: Kind, line: u64, reference: &str, state: &str, more: &str) -> Statement {
    let code = Value::code(vec![Coding { system: "http://loinc.org".into(), code: "2823-3".into(), display: String::new() }], String::new());
    let mut facts = vec![(Aspect::Code, code), (Aspect::Status, Value::Word(state.into()))];
    facts.extend((!more.is_empty()).then(|| (Aspect::Text, Value::Text(more.into()))));
    let mut one = told(kind, line, facts);
    one.origin.reference = reference.into();
    one
}

fn told_of(legacy: &[Statement], destination: &[Statement]) -> Vec<String> {
    let (mut here, mut there) = (Coverage::default(), Coverage::default());
    legacy.iter().for_each(|s| here.count(s));
    destination.iter().for_each(|s| there.count(s));
    let found = compare_patient(legacy, destination, &Equivalences::default(), (&here, &there), &|_| None);
    found.findings.iter().map(|f| format!("{} {}", f.verdict, f.aspect)).collect()
}

#[test]
fn a_resource_that_two_deliveries_hold_is_one() {
    for kind in [Kind::Problem, Kind::Medication, Kind::Observation] {
        let once = version(kind, 1, "X/1", "active", "");
        let again = version(kind, 9, "X/1", "active", "");
        let there = version(kind, 1, "X/77", "active", "");
        assert_eq!(told_of(&[once.clone(), again.clone()], std::slice::from_ref(&there)), Vec::<String>::new());
        assert_eq!(told_of(std::slice::from_ref(&there), &[once.clone(), again]), Vec::<String>::new());
        // Two of two ids are two, and so are two that one resource says.
        assert_eq!(told_of(&[once.clone(), version(kind, 9, "X/2", "active", "")], std::slice::from_ref(&there)).len(), 1);
        assert_eq!(told_of(&[once.clone(), once], std::slice::from_ref(&there)).len(), 1);
    }
}

#[test]
fn of_the_versions_of_a_resource_the_last_one_counts_whichever_stands_first() {
    let (first, last) = (|line| version(Kind::Medication, line, "X/1", "active", ""), |line| version(Kind::Medication, line, "X/1", "stopped", "rash"));
    let there = |state: &str, more: &str| [version(Kind::Medication, 1, "X/77", state, more)];
    for history in [[first(1), last(9)], [last(1), first(9)]] {
        assert_eq!(told_of(&history, &there("stopped", "rash")), Vec::<String>::new());
        let stale = told_of(&history, &there("active", ""));
        assert!(!stale.is_empty() && stale.iter().all(|told| !told.starts_with("lost statement")), "{stale:?}");
        assert_eq!(told_of(&history, &[]).len(), 2, "none of them came");
    }
    let course = [version(Kind::Problem, 1, "X/1", "resolved", "over"), version(Kind::Problem, 9, "X/1", "active", "")];
    assert_eq!(told_of(&course, &[version(Kind::Problem, 1, "X/77", "resolved", "over")]), Vec::<String>::new());
    assert!(told_of(&course, &[version(Kind::Problem, 1, "X/77", "active", "")]).iter().any(|told| told.ends_with("status")));
    // What was said more of it is told where the destination kept the version that lacks it.
    let fuller = [version(Kind::Problem, 1, "X/1", "active", ""), version(Kind::Problem, 9, "X/1", "active", "since a fall")];
    assert_eq!(told_of(&fuller, &[version(Kind::Problem, 1, "X/77", "active", "since a fall")]), Vec::<String>::new());
    assert_eq!(told_of(&fuller, &[version(Kind::Problem, 1, "X/77", "active", "")]).len(), 1);
}

#[test]
fn what_was_taken_back_may_be_left_out_of_any_book_and_stands_live_in_none() {
    let (first, back, other) = (result(3, "4.9", "final"), result(13, "4.9", "entered-in-error"), result_of("2345-7", 23, "5", "final"));
    let feed = [first.clone(), back.clone(), other.clone()];
    assert_eq!(differences(&feed, std::slice::from_ref(&other)), Vec::<String>::new());
    assert_eq!(differences(&feed[1..], std::slice::from_ref(&other)), Vec::<String>::new(), "nobody has told of what was taken back");
    assert_eq!(differences(&feed, &[back, other.clone()]), Vec::<String>::new());
    let live = differences(&feed, &[first.clone(), other.clone()]);
    assert!(live.len() == 1 && !live[0].starts_with("lost"), "{live:?}");
    assert_eq!(told_of(&feed.concat(), &other), Vec::<String>::new(), "nor need messages be sent");
    // What was said anew after that counts.
    let anew = [feed.to_vec(), vec![result(33, "4.9", "final")]].concat();
    assert!(!differences(&anew, std::slice::from_ref(&other)).is_empty());
}

#[test]
fn whoever_keeps_every_word_and_not_the_one_that_takes_back_has_the_record_live() {
    let tests = ["2823-3", "2951-2", "2345-7"];
    let words = |from: u64, state: &'static str| (from..).step_by(2).zip(tests).map(|(line, test)| result_of(test, line, "4.9", state)).collect::<Vec<_>>();
    let kept = [words(3, "preliminary"), words(33, "final"), vec![result_of("3094-0", 53, "1", "final")]].concat();
    let feed = [kept.clone(), vec![result_of("3094-0", 63, "1", "entered-in-error")]].concat();
    let told = differences(&feed, &kept);
    assert!(told.len() == 1 && !told[0].starts_with("lost"), "{told:?}");
}

#[test]
fn what_was_ended_and_goes_on_again_goes_on() {
    let booked = |line: u64, state: &str| {
        let facts = vec![(Aspect::Statement, Value::Key("A1".into())), (Aspect::Effective, Value::Text("09:00".into())), (Aspect::Status, Value::Word(state.into()))];
        [told(Kind::Demographic, line - 1, vec![(Aspect::Mrn, Value::Text("7".into()))]), told(Kind::Appointment, line, facts)]
    };
    let feed = [booked(3, "booked"), booked(13, "cancelled"), booked(23, "booked")];
    assert_eq!(differences(&feed, &[booked(3, "booked")]), Vec::<String>::new());
    let stale = differences(&feed, &[booked(3, "cancelled")]);
    assert!(stale.len() == 1 && stale[0].starts_with("altered status"), "{stale:?}");
    // The second booking never arrived: whoever looks finds it cancelled.
    assert_eq!(told_of(&feed.concat(), &feed[..2].concat()), ["altered status"]);
    for arrived in [&feed[1..], &feed[2..], &feed[..]] {
        assert_eq!(told_of(&feed.concat(), &arrived.concat()), Vec::<String>::new());
    }
}

#[test]
fn all_that_an_earlier_word_says_otherwise_is_one_cause() {
    let manners = |destination: &[Statement; 2]| {
        let legacy = [result(3, "4.9", "final"), result(13, "6.8", "corrected")].concat();
        let (mut here, mut there) = (Coverage::default(), Coverage::default());
        legacy.iter().for_each(|s| here.count(s));
        destination.iter().for_each(|s| there.count(s));
        let found = compare_patient(&legacy, &resources(std::slice::from_ref(destination)), &Equivalences::default(), (&here, &there), &|_| None);
        found.findings.into_iter().map(|f| f.manner).collect::<Vec<_>>()
    };
    let stale = manners(&result(3, "4.9", "final"));
    assert!(stale.len() > 1 && stale.iter().all(|manner| is_stopped(manner)), "{stale:?}");
    let other = manners(&result(3, "5.5", "final"));
    assert!(!other.is_empty() && !other.iter().any(|manner| is_stopped(manner)), "{other:?}");
}

#[test]
fn a_resource_says_when_a_record_was_made_by_its_first_message_or_its_last() {
    let order = |line: u64, state: &str, day: &str| {
        let code = Value::code(vec![Coding { system: "http://loinc.org".into(), code: "24323-8".into(), display: String::new() }], String::new());
        let when = Value::Date(Date::parse_iso(day).unwrap());
        let facts = vec![(Aspect::Code, code), (Aspect::Statement, Value::Key("P1".into())), (Aspect::Status, Value::Word(state.into())), (Aspect::Recorded, when)];
        [told(Kind::Demographic, line - 1, vec![(Aspect::Mrn, Value::Text("7".into()))]), told(Kind::Order, line, facts)]
    };
    let feed = [order(3, "active", "2024-01-01"), order(13, "revoked", "2024-01-05")];
    for day in ["2024-01-01", "2024-01-05"] {
        assert_eq!(differences(&feed, &[order(3, "revoked", day)]), Vec::<String>::new(), "{day}");
    }
    assert_eq!(differences(&feed, &[order(3, "revoked", "2024-02-09")]).len(), 1);
}

#[test]
fn what_takes_back_one_result_of_a_series_takes_back_none_of_another_time() {
    let at = |[person, mut result]: [Statement; 2], time: &str| {
        result.facts.push(Fact { aspect: Aspect::Effective, value: Value::Text(time.into()), place: 0, how: How::Copied });
        result.facts.sort_by_key(|f| f.aspect);
        [person, result]
    };
    // Both stand in one message.
    let [person, six] = at(result(3, "4.9", "final"), "06:00");
    let [_, noon] = at(result(5, "6.8", "final"), "12:00");
    let back = at(result(13, "6.8", "entered-in-error"), "12:00");
    let other = result_of("2345-7", 23, "5", "final");
    let feed = [vec![person.clone(), six.clone(), noon], back.to_vec(), other.to_vec()].concat();
    assert_eq!(told_of(&feed, &[vec![person, six], other.to_vec()].concat()), Vec::<String>::new());
    assert_eq!(told_of(&feed, &other), ["lost statement"], "nobody took back that of six o'clock");
}

#[test]
fn a_number_that_is_given_anew_after_a_visit_was_cancelled_is_another_stay() {
    let stay = |file: u32, line: u64, state: &str, day: &str| {
        let when = Value::Date(Date::parse_iso(day).unwrap());
        let facts = vec![(Aspect::Encounter, Value::Key("V1".into())), (Aspect::Status, Value::Word(state.into())), (Aspect::Effective, when)];
        let mut said = [told(Kind::Demographic, line - 1, vec![(Aspect::Mrn, Value::Text("7".into()))]), told(Kind::Encounter, line, facts)];
        said.iter_mut().for_each(|statement| statement.origin.artifact = file);
        said
    };
    let other = result(23, "5", "final");
    let found = |day: &str| {
        let feed = [stay(1, 3, "in-progress", "2024-01-01"), stay(1, 13, "cancelled", "2024-01-01"), stay(2, 3, "in-progress", day), other.clone()];
        differences(&feed, std::slice::from_ref(&other))
    };
    let again = found("2024-01-05");
    assert!(again.len() == 1 && again[0].starts_with("lost statement"), "{again:?}");
    assert_eq!(found("2024-01-01"), Vec::<String>::new(), "the same stay");
}

#[test]
fn a_vaccination_that_was_taken_back_to_the_minute_does_not_stand_by_its_day() {
    let given = |line: u64, day: &str, state: &str| {
        let code = Value::code(vec![Coding { system: "http://hl7.org/fhir/sid/cvx".into(), code: "140".into(), display: String::new() }], String::new());
        let facts = vec![(Aspect::Code, code), (Aspect::Effective, Value::Date(Date::parse_iso(day).unwrap())), (Aspect::Status, Value::Word(state.into()))];
        [told(Kind::Demographic, line - 1, vec![(Aspect::Mrn, Value::Text("7".into()))]), told(Kind::Immunization, line, facts)]
    };
    let (first, back) = (given(3, "2023-10-01", "completed"), given(13, "2023-10-01T08:00:00", "entered-in-error"));
    let before = given(23, "2022-10-01", "completed");
    let live = differences(&[first.clone(), back.clone()], std::slice::from_ref(&first));
    assert_eq!(live.len(), 1, "{live:?}");
    assert_eq!(differences(&[back, before.clone()], std::slice::from_ref(&before)), Vec::<String>::new(), "one of another year");
}

#[test]
fn what_stands_behind_an_entry_of_a_document_does_not_hang_on_it() {
    let code = |code: &str| (Aspect::Code, Value::code(vec![Coding { system: "urn:test".into(), code: code.into(), display: String::new() }], String::new()));
    let dose = told(Kind::Immunization, 2, vec![code("208"), (Aspect::Status, Value::Word("entered-in-error".into()))]);
    let found = told(Kind::Observation, 3, vec![code("72166-2"), (Aspect::Value, Value::Text("former smoker".into()))]);
    let mut chart = vec![told(Kind::Demographic, 1, vec![(Aspect::Mrn, Value::Text("7".into()))]), dose, found];
    let alone: Vec<Match> = (0..3).map(|own| Match { legacy: Some(own), destination: None, by: "" }).collect();
    assert!(taken_back(&chart, &alone, true).contains(&2), "a message tells what was observed behind what was given");
    chart[0].facts.push(documents::document(&documents::Header::default()));
    let of_document = taken_back(&chart, &alone, true);
    assert!(of_document.contains(&1) && !of_document.contains(&2), "{of_document:?}");
}

#[test]
fn what_is_live_goes_on_and_is_not_denied() {
    let of = |kind: Kind, aspect: Aspect, word: &str| is_live(&told(kind, 1, vec![(aspect, Value::Word(word.into()))]));
    assert!(["active", "recurrence"].iter().all(|word| of(Kind::Problem, Aspect::Status, word)));
    assert!(!["inactive", "remission", "resolved"].iter().any(|word| of(Kind::Problem, Aspect::Status, word)));
    assert!(!["completed", "on-hold", "not-taken", "intended", "stopped"].iter().any(|word| of(Kind::Medication, Aspect::Status, word)));
    assert!(of(Kind::Allergy, Aspect::Verification, "confirmed") && !of(Kind::Allergy, Aspect::Verification, "refuted"));
    assert!(!of(Kind::Immunization, Aspect::Status, "active"), "what was done stays so");
}
