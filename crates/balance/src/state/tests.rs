//! Tables of cases: what holds on a day by status and dates, and how two charts part.

use super::*;
use model::{Coding, Date, Fact, How, Origin, Verdict};

fn fact(aspect: Aspect, value: Value) -> Fact {
    Fact { aspect, value, place: 0, how: How::Copied }
}

/// A statement from `aspect=value` parts: dates as FHIR writes them, everything else as words.
fn statement(kind: Kind, label: &str, parts: &[(Aspect, &str)]) -> Statement {
    let mut facts = vec![fact(Aspect::Code, Value::code(vec![Coding { system: "urn:test".into(), code: label.into(), display: label.into() }], String::new()))];
    for (aspect, text) in parts {
        let value = match aspect {
            Aspect::Onset | Aspect::End | Aspect::Recorded | Aspect::Effective => Value::Date(Date::parse_iso(text).unwrap()),
            Aspect::Negation => Value::Flag(*text == "true"),
            Aspect::Value => Value::words(*text),
            _ => Value::Word((*text).into()),
        };
        facts.push(fact(*aspect, value));
    }
    Statement { kind, patient: "1".into(), origin: Origin { artifact: 0, relation: 0, line: 1, reference: String::new() }, facts }
}

fn day(text: &str) -> i32 {
    Date::parse_iso(text).unwrap().days()
}

fn at(text: &str) -> At {
    At { day: day(text), last: day("2020-06-30") }
}

use Aspect::{Effective, End, Intent, Negation, Onset, Recorded, Status, Value as Answer, Verification};
use Holds::{CannotTell, No, Yes};

#[test]
fn a_status_speaks_of_the_last_day_and_dates_of_the_days_before() {
    let cases: &[(Kind, &[(Aspect, &str)], &str, Holds, &str)] = &[
        (Kind::Problem, &[(Status, "active"), (Onset, "2015-03-02")], "2020-06-30", Yes, ""),
        (Kind::Problem, &[(Status, "active"), (Onset, "2015-03-02")], "2015-03-02", Yes, ""),
        (Kind::Problem, &[(Status, "active"), (Onset, "2015-03-02")], "2015-03-01", No, "not begun yet"),
        (Kind::Problem, &[(Status, "resolved"), (Onset, "2015-03-02"), (End, "2018-01-10")], "2018-01-10", Yes, ""),
        (Kind::Problem, &[(Status, "resolved"), (Onset, "2015-03-02"), (End, "2018-01-10")], "2018-01-11", No, "over by its date"),
        (Kind::Problem, &[(Status, "resolved"), (Onset, "2015-03-02")], "2020-06-30", No, "over by its status"),
        (Kind::Problem, &[(Status, "resolved"), (Onset, "2015-03-02")], "2017-06-30", CannotTell, "over by now, and no date says since when"),
        (Kind::Problem, &[(Onset, "2015-03-02")], "2020-06-30", CannotTell, "no status says whether it goes on"),
        (Kind::Problem, &[(Status, "active")], "2020-06-30", Yes, "undated"),
        (Kind::Problem, &[(Status, "active")], "2019-06-30", CannotTell, "no date says since when"),
        (Kind::Problem, &[(Status, "active"), (Onset, "2012-01-01"), (Recorded, "2016-01-01")], "2014-01-01", Yes, "written down later"),
        (Kind::Problem, &[(Status, "active"), (Recorded, "2016-01-01")], "2014-01-01", No, "not written down yet"),
        (Kind::Problem, &[(Status, "active"), (Recorded, "2021-01-01")], "2020-06-30", Yes, "written down later"),
        (Kind::Problem, &[(Status, "active"), (Recorded, "2021-01-01")], "2020-06-29", No, "not written down yet"),
        (Kind::Problem, &[(Status, "resolved"), (Recorded, "2021-01-01")], "2020-06-30", No, "over by its status"),
        (Kind::Problem, &[(Status, "active"), (Onset, "2012"), (Negation, "true")], "2020-06-30", No, "denied"),
        (Kind::Problem, &[(Status, "active"), (Onset, "2015-01-01"), (Verification, "entered-in-error")], "2018-01-01", No, "entered in error"),
        (Kind::Allergy, &[(Onset, "2015-03-02")], "2020-06-30", Yes, ""),
        (Kind::Allergy, &[(Onset, "2015-03-02"), (Verification, "refuted")], "2020-06-30", No, "refuted"),
        (Kind::Allergy, &[(Onset, "2015-03-02"), (Verification, "refuted")], "2018-06-30", CannotTell, "refuted, and no date says since when"),
        (Kind::Allergy, &[(Status, "active"), (Verification, "entered-in-error")], "2020-06-30", No, "entered in error"),
        (Kind::Medication, &[(Status, "active"), (Onset, "2019-01-01"), (End, "2019-02-01")], "2020-06-30", CannotTell, "goes on by its status, is over by its date"),
        (Kind::Medication, &[(Status, "stopped"), (Onset, "2019-01-01"), (End, "2021-02-01")], "2020-06-30", No, "over by its status"),
        (Kind::Medication, &[(Status, "unknown"), (Onset, "2019-01-01")], "2020-06-30", CannotTell, "no status says whether it goes on"),
        (Kind::Medication, &[(Status, "unknown"), (Onset, "2019-01-01"), (End, "2021-01-01")], "2020-06-30", Yes, ""),
        (Kind::Medication, &[(Status, "on-hold"), (Onset, "2019-01-01")], "2020-06-30", CannotTell, "on hold"),
        (Kind::Medication, &[(Status, "draft"), (Onset, "2019-01-01")], "2020-06-30", No, "only planned"),
        (Kind::Medication, &[(Status, "active"), (Onset, "2020-08-01")], "2020-06-30", No, "not begun yet"),
        (Kind::Medication, &[(Status, "intended"), (Onset, "2019-01-01")], "2020-06-30", No, "only planned"),
        (Kind::Medication, &[(Status, "active"), (Intent, "proposal"), (Onset, "2019-01-01")], "2020-06-30", No, "only planned"),
        (Kind::Medication, &[(Status, "active"), (Intent, "plan"), (Onset, "2019-01-01")], "2020-06-30", Yes, ""),
    ];
    for (kind, parts, when, expected, why) in cases {
        assert_eq!(holds(&statement(*kind, "x", parts), at(when)), (*expected, *why), "{kind} {parts:?} on {when}");
    }
}

#[test]
fn a_coarse_date_holds_for_no_day_in_particular() {
    let year = statement(Kind::Problem, "x", &[(Status, "active"), (Onset, "2015")]);
    let month = statement(Kind::Problem, "x", &[(Status, "resolved"), (Onset, "2010-01-01"), (End, "2016-02")]);
    let cases = [
        (&year, "2014-12-31", No), (&year, "2015-01-01", CannotTell), (&year, "2015-12-30", CannotTell), (&year, "2015-12-31", Yes), (&year, "2016-01-01", Yes),
        (&month, "2016-02-01", Yes), (&month, "2016-02-02", CannotTell), (&month, "2016-02-29", CannotTell), (&month, "2016-03-01", No),
    ];
    for (one, when, expected) in cases {
        assert_eq!(holds(one, at(when)).0, expected, "{when}");
    }
    // What stands in the book on its last day has begun, whatever the year's days would say.
    let this_year = statement(Kind::Problem, "x", &[(Status, "active"), (Onset, "2020")]);
    assert_eq!(holds(&this_year, at("2020-06-30")).0, Yes);
    assert_eq!(holds(&this_year, at("2020-03-01")).0, CannotTell);
}

#[test]
fn a_month_ends_on_its_last_day_in_leap_years_and_in_december() {
    let of = |text: &str| span(&Date::parse_iso(text).unwrap());
    assert_eq!(of("2016-02"), (day("2016-02-01"), day("2016-02-29")));
    assert_eq!(of("2015-02"), (day("2015-02-01"), day("2015-02-28")));
    assert_eq!(of("2015-12"), (day("2015-12-01"), day("2015-12-31")));
    assert_eq!(of("2015"), (day("2015-01-01"), day("2015-12-31")));
    assert_eq!(of("2015-03-02T23:30:00-05:00"), (day("2015-03-02"), day("2015-03-02")));
}

#[test]
fn a_later_code_status_takes_the_place_of_the_earlier() {
    let full = statement(Kind::AdvanceDirective, "code status", &[(Effective, "2015-01-01"), (Answer, "full code")]);
    let dnr = statement(Kind::AdvanceDirective, "code status", &[(Effective, "2019-01-01"), (Answer, "do not resuscitate")]);
    let will = statement(Kind::AdvanceDirective, "living will", &[(Effective, "2010-01-01")]);
    let chart = [full, dnr, will];
    let in_force = |when: &str| state_at(&chart, at(when)).list(List::CodeStatus).iter().map(|s| s.index).collect::<Vec<_>>();
    assert_eq!(in_force("2016-01-01"), [0, 2]);
    assert_eq!(in_force("2020-06-30"), [1, 2]);
    assert_eq!(state_at(&chart, at("2020-06-30")).of(List::CodeStatus, 0).unwrap().why, "a later one takes its place");
}

#[test]
fn of_what_a_feed_says_one_after_the_other_of_a_drug_the_last_word_is_in_force() {
    let message = |line: u64, parts: &[(Aspect, &str)]| {
        let mut person = statement(Kind::Demographic, "somebody", &[]);
        let mut drug = statement(Kind::Medication, "warfarin", parts);
        (person.origin.line, drug.origin.line) = (line, line + 1);
        [person, drug]
    };
    let chart = |last: &str| [message(1, &[(Status, "active"), (Effective, "2019-01-01")]), message(3, &[(Status, last), (Effective, "2019-01-01"), (Recorded, "2019-06-01")])].concat();
    let standing = |last: &str, when: &str| {
        let state = state_at(&chart(last), at(when));
        [1, 3].map(|index| state.of(List::Medications, index).unwrap().holds)
    };
    assert_eq!(standing("stopped", "2020-06-30"), [No, No]);
    assert_eq!(standing("on-hold", "2020-06-30"), [No, CannotTell]);
    assert_eq!(standing("active", "2020-06-30"), [No, Yes], "once in force, and not twice");
    assert_eq!(standing("stopped", "2019-03-01"), [Yes, CannotTell], "nobody had stopped it yet");
}

#[test]
fn what_is_in_force_of_a_code_status_is_the_answer_and_not_the_question() {
    let directive = |day: &str, answer: &str| statement(Kind::AdvanceDirective, "code status", &[(Effective, day), (Answer, answer)]);
    let (full, dnr) = (directive("2015-01-01", "full code"), directive("2019-01-01", "do not resuscitate"));
    let manners = |legacy: &[Statement], destination: &[Statement], pairs: &[Aligned]| {
        compare_states(legacy, destination, pairs, at("2020-06-30")).iter().map(|d| d.manner).collect::<Vec<_>>()
    };
    let both = [full.clone(), dnr.clone()];
    let lost = [aligned(1, Verdict::Same), vec![Aligned { legacy: Some(1), destination: None, verdict: Verdict::Lost }]].concat();
    assert_eq!(manners(&both, &both[..1], &lost), ["in force in the destination only", "in force in the legacy book only"]);
    let [old, new] = [std::slice::from_ref(&dnr), std::slice::from_ref(&full)];
    assert_eq!(manners(old, new, &aligned(1, Verdict::Altered)), ["in force on both sides, and the answer reads otherwise"]);
    assert_eq!(manners(old, new, &aligned(1, Verdict::Equivalent)), Vec::<&str>::new(), "the two were declared to be one");
    assert_eq!(manners(old, old, &aligned(1, Verdict::Altered)), Vec::<&str>::new(), "what was altered is something else");
    let twice = [dnr.clone(), dnr];
    let once = [Aligned { legacy: Some(0), destination: Some(0), verdict: Verdict::Same }, Aligned { legacy: Some(1), destination: None, verdict: Verdict::Lost }];
    assert_eq!(manners(&twice, &twice[..1], &once), Vec::<&str>::new(), "another one says the same");
}

#[test]
fn an_order_not_to_resuscitate_is_a_code_status_until_it_is_revoked() {
    let order = |label: &str, status: &str| statement(Kind::Order, label, &[(Status, status), (Effective, "2019-01-01")]);
    let chart = [order("Do not resuscitate", "active"), order("DNR", "revoked"), order("Chest X-ray", "active")];
    assert_eq!(state_at(&chart, at("2020-06-30")).list(List::CodeStatus).iter().map(|s| s.index).collect::<Vec<_>>(), [0]);
}

#[test]
fn of_two_code_statuses_of_one_day_the_later_hour_counts_and_without_it_neither_can_be_told() {
    let directive = |when: &str, answer: &str| statement(Kind::AdvanceDirective, "code status", &[(Effective, when), (Answer, answer)]);
    let standing = |first: &str, second: &str, answer: &str| {
        let state = state_at(&[directive(first, "full code"), directive(second, answer)], at("2020-06-30"));
        [0, 1].map(|index| state.of(List::CodeStatus, index).unwrap().holds)
    };
    let dnr = "do not resuscitate";
    assert_eq!(standing("2020-06-01T08:00:00-05:00", "2020-06-01T16:00:00-05:00", dnr), [No, Yes], "admitted as full code, changed in the afternoon");
    assert_eq!(standing("2020-06-01T16:00:00", "2020-06-01T08:00:00", dnr), [Yes, No]);
    assert_eq!(standing("2020-06-01T23:30:00-05:00", "2020-06-02T04:00:00Z", dnr), [Yes, No], "half an hour before, although of the next day");
    assert_eq!(standing("2020-06-01", "2020-06-01T16:00:00", dnr), [CannotTell, CannotTell], "one of them has lost its hour");
    assert_eq!(standing("2019", "2019-06-01", dnr), [CannotTell, CannotTell], "a year says nothing of June");
    assert_eq!(standing("2018", "2019-06-01", dnr), [No, Yes]);
    assert_eq!(standing("2020-06-01", "2020-06-01", "Full code"), [Yes, Yes], "one answer, written twice");
    let mut over = directive("2020-06-01", "full code");
    over.facts.push(fact(Status, Value::Word("inactive".into())));
    let state = state_at(&[over, directive("2020-06-01", dnr)], at("2020-06-30"));
    assert_eq!([0, 1].map(|index| state.of(List::CodeStatus, index).unwrap().holds), [No, Yes], "what is over casts no doubt");
}

#[test]
fn a_pregnancy_ends_by_an_answer_or_by_time() {
    let coded = |code: &str, parts: &[(Aspect, &str)]| {
        let mut one = statement(Kind::Observation, "status", parts);
        one.facts[0].value = Value::code(vec![Coding { system: "http://loinc.org".into(), code: code.into(), display: String::new() }], String::new());
        one
    };
    let pregnant = coded("82810-3", &[(Status, "final"), (Effective, "2019-01-10"), (Answer, "pregnant")]);
    let not = coded("82810-3", &[(Status, "final"), (Effective, "2019-06-01"), (Answer, "not pregnant")]);
    let listed = |chart: &[Statement], when: &str| state_at(chart, at(when)).list(List::Pregnancy).len();
    assert_eq!(listed(std::slice::from_ref(&pregnant), "2019-03-01"), 1);
    assert_eq!(listed(std::slice::from_ref(&pregnant), "2020-06-30"), 0, "no pregnancy lasts so long");
    assert_eq!(listed(&[pregnant, not], "2019-07-01"), 0, "a later answer says that there is none");
    let problem = |code: &str| {
        let mut one = statement(Kind::Problem, "pregnancy", &[(Status, "active"), (Onset, "2020-01-10")]);
        one.facts[0].value = Value::code(vec![Coding { system: "http://hl7.org/fhir/sid/icd-10-cm".into(), code: code.into(), display: String::new() }], String::new());
        one
    };
    for (code, there) in [("Z33.1", 1), ("O14.13", 1), ("O24.410", 1), ("Z34.90", 1), ("Z33.2", 0), ("O80", 0), ("O99.893", 0)] {
        assert_eq!(listed(&[problem(code)], "2020-06-30"), there, "{code}");
    }
    let mut old = problem("Z33.1");
    old.facts[2].value = Value::Date(Date::parse_iso("2017-01-10").unwrap());
    assert_eq!(listed(std::slice::from_ref(&old), "2020-06-30"), 0, "nobody tidied the list");
    assert_eq!(state_at(&[old], at("2020-06-30")).list(List::Problems).len(), 1, "on the problem list it still is");
}

#[test]
fn none_known_beside_an_allergy_cannot_be_told() {
    let none = statement(Kind::NoKnownAllergy, "NKDA", &[(Recorded, "2012-01-01")]);
    let allergy = statement(Kind::Allergy, "penicillin", &[(Status, "active"), (Onset, "2015-01-01"), (Verification, "unconfirmed")]);
    let latex = statement(Kind::Allergy, "latex", &[(Status, "active"), (Onset, "2015-01-01")]);
    assert_eq!(state_at(&[none.clone(), latex], at("2020-06-30")).list(List::NoKnownAllergies)[0].holds, Yes, "it is no drug");
    let chart = [none, allergy];
    let state = state_at(&chart, at("2014-01-01"));
    assert_eq!(state.list(List::NoKnownAllergies)[0].holds, Yes);
    let state = state_at(&chart, at("2020-06-30"));
    assert_eq!(state.list(List::NoKnownAllergies)[0].holds, CannotTell);
    assert!(!state.list(List::Allergies)[0].certain);
}

#[test]
fn two_courses_of_one_drug_overlap_while_both_are_in_force() {
    let first = statement(Kind::Medication, "warfarin", &[(Status, "stopped"), (Onset, "2018-01-01"), (End, "2018-06-01")]);
    let second = statement(Kind::Medication, "warfarin", &[(Status, "active"), (Onset, "2018-05-01")]);
    let chart = [first, second];
    assert_eq!(state_at(&chart, at("2018-05-15")).overlaps, [(0, 1)]);
    assert_eq!(state_at(&chart, at("2018-07-01")).overlaps, []);
}

fn aligned(count: usize, verdict: Verdict) -> Vec<Aligned> {
    (0..count).map(|i| Aligned { legacy: Some(i), destination: Some(i), verdict }).collect()
}

#[test]
fn charts_part_where_one_side_no_longer_shows_what_was_in_force() {
    let left = |parts: &[(Aspect, &str)]| vec![statement(Kind::Medication, "digoxin", parts)];
    let stopped = left(&[(Status, "stopped"), (Onset, "2018-01-01"), (End, "2019-01-01")]);
    let active = left(&[(Status, "active"), (Onset, "2018-01-01")]);
    let manners = |a: &[Statement], b: &[Statement], when: &str| compare_states(a, b, &aligned(1, Verdict::Resurrected), at(when)).iter().map(|d| d.manner).collect::<Vec<_>>();
    assert_eq!(manners(&stopped, &active, "2020-06-30"), ["in force in the destination only"]);
    assert_eq!(manners(&stopped, &active, "2018-06-01"), Vec::<&str>::new(), "both were in force then");
    assert_eq!(manners(&active, &stopped, "2020-06-30"), ["in force in the legacy book only"]);
    let problem = |parts: &[(Aspect, &str)]| vec![statement(Kind::Problem, "asthma", parts)];
    let unsure = problem(&[(Status, "active"), (Onset, "2018-01-01"), (Verification, "provisional")]);
    let sure = problem(&[(Status, "active"), (Onset, "2018-01-01")]);
    assert_eq!(manners(&unsure, &sure, "2020-06-30"), ["in force on both sides, confirmed in the destination only"]);
}

#[test]
fn what_has_no_counterpart_parts_unless_something_else_says_the_same() {
    let course = |from: &str| statement(Kind::Medication, "digoxin", &[(Status, "active"), (Onset, from)]);
    let legacy = [course("2018-01-01"), course("2019-01-01")];
    let destination = [course("2018-01-01")];
    let pairs = [Aligned { legacy: Some(0), destination: Some(0), verdict: Verdict::Same }, Aligned { legacy: Some(1), destination: None, verdict: Verdict::Lost }];
    assert_eq!(compare_states(&legacy, &destination, &pairs, at("2020-06-30")), []);
    let nothing = [Aligned { legacy: Some(0), destination: None, verdict: Verdict::Lost }, Aligned { legacy: Some(1), destination: None, verdict: Verdict::Lost }];
    assert_eq!(compare_states(&legacy, &[], &nothing, at("2020-06-30")).len(), 2);
}

#[test]
fn the_same_instant_counted_from_another_midnight_parts_nothing() {
    let local = [statement(Kind::Problem, "x", &[(Status, "active"), (Onset, "2018-03-01T23:30:00-06:00")])];
    let utc = [statement(Kind::Problem, "x", &[(Status, "active"), (Onset, "2018-03-02T05:30:00Z")])];
    assert_eq!(compare_states(&local, &utc, &aligned(1, Verdict::Equivalent), at("2018-03-01")), []);
    assert_eq!(compare_states(&local, &utc, &aligned(1, Verdict::Altered), at("2018-03-01")).len(), 1, "where the judge saw a shift it does");
}

#[test]
fn the_last_day_is_the_legacy_books_and_no_plan() {
    let seen = statement(Kind::Encounter, "visit", &[(Effective, "2020-06-30")]);
    let booked = statement(Kind::Appointment, "visit", &[(Effective, "2020-09-01")]);
    let imported = statement(Kind::Problem, "x", &[(Recorded, "2024-01-01")]);
    assert_eq!(last_day(&[seen, booked], std::slice::from_ref(&imported)), Some(day("2020-06-30")));
    assert_eq!(last_day(&[], &[imported]), Some(day("2024-01-01")));
    let chart = [statement(Kind::Problem, "x", &[(Onset, "2017-09-01")])];
    let last = day("2020-02-29");
    assert_eq!(yearly_days(&chart, &[], last), [last, last - 365, last - 730]);
    assert_eq!(yearly_days(&[], &[], last), [last]);
}

#[test]
fn the_order_of_statements_changes_nothing() {
    let one = statement(Kind::Problem, "a", &[(Status, "active"), (Onset, "2015")]);
    let two = statement(Kind::AdvanceDirective, "code status", &[(Effective, "2015-01-01"), (Answer, "full code")]);
    let three = statement(Kind::AdvanceDirective, "code status", &[(Effective, "2016-01-01"), (Answer, "do not resuscitate")]);
    let summary = |chart: &[Statement]| {
        let state = state_at(chart, at("2020-06-30"));
        let mut lines: Vec<String> = List::ALL.iter().flat_map(|l| state.list(*l)).map(|s| format!("{} {:?} {}", chart[s.index].label(), s.holds, s.why)).collect();
        lines.sort();
        lines
    };
    let forward = [one.clone(), two.clone(), three.clone()];
    let back = [three, two, one];
    assert_eq!(summary(&forward), summary(&back));
    assert_eq!(state_at(&forward, at("2020-06-30")), state_at(&forward, at("2020-06-30")));
}
