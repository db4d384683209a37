//! What is told of words that say nothing, of lists that are one word and of what has no length.

use super::*;
use crate::judge::CUT;

#[test]
fn that_nothing_is_specified_is_no_other_text() {
    let concept = |more: &[&str]| {
        let mut facts = vec![copied(Aspect::Code, Value::words("Sore knee"))];
        facts.extend(more.iter().map(|words| copied(Aspect::Text, text(words))));
        statement(Kind::Problem, 1, facts)
    };
    let row = concept(&["Sore knee"]);
    assert!(found(&row, &concept(&["not specified"])).is_empty());
    assert_eq!(found(&row, &concept(&["Sore ankle"])), [(Verdict::Altered, Aspect::Text)]);
}

#[test]
fn words_that_say_nothing_are_part_of_a_name_that_they_stand_in() {
    let row = patient(Aspect::Family, "Roe");
    let there = statement(Kind::Demographic, 1, vec![copied(Aspect::Family, text("Roe")), copied(Aspect::Suffix, text("not specified"))]);
    let (mut left, mut right) = (Coverage::default(), Coverage::default());
    left.count(&row);
    left.promise(Kind::Demographic, Aspect::Suffix);
    right.count(&there);
    let result = compare_patient(&[row], &[there], &Equivalences::default(), (&left, &right), &|_| None);
    assert_eq!(result.findings.iter().map(|f| (f.verdict, f.aspect)).collect::<Vec<_>>(), [(Verdict::Invented, Aspect::Suffix)]);
}

#[test]
fn a_side_that_is_another_one_is_told_once() {
    let on = |side: &str, place: &str| {
        let mut facts = vec![copied(Aspect::Code, Value::words("Malignant neoplasm of left female breast")), copied(Aspect::Laterality, Value::Word(side.into()))];
        facts.extend((!place.is_empty()).then(|| copied(Aspect::BodySite, text(place))));
        statement(Kind::Problem, 1, facts)
    };
    assert_eq!(found(&on("left", ""), &on("right", "right")), [(Verdict::Altered, Aspect::Laterality)]);
    assert_eq!(found(&on("left", ""), &on("left", "right")), [(Verdict::Altered, Aspect::BodySite)]);
    assert!(found(&on("left", ""), &on("left", "left")).is_empty());
}

#[test]
fn a_list_that_is_one_word_is_told_by_its_first_item_that_differs() {
    let nothing = Equivalences::default();
    let manner = |before: &str, after: &str| match related(&nothing, Aspect::DiagnosisPointer, &Value::Word(before.into()), &Value::Word(after.into())) {
        Relation::Differs(_, _, manner) => manner,
        other => format!("{other:?}"),
    };
    assert_eq!(manner("1,2,3", "1,2,4"), "number 3 of the list is another");
    assert_eq!(manner("E11.9,I10", "E11.9"), "number 2 of the list is absent");
    assert_eq!(manner("1", "1,2"), "number 2 of the list is one more");
    assert_eq!(manner("1,2", "2,1"), "the items stand in another order");
    assert_eq!(manner("1,2", "1, 2"), "Same", "blanks between them");
    assert_eq!([manner("L30.9,I10", "L309,I10"), manner("L30.9", "L30.8")], ["Same", "number 1 of the list is another"], "with dots and without");
    assert_eq!([manner("1", "2"), manner("E11.9", "I10")], ["number 1 of the list is another"; 2], "one mistake, whichever it was and is");
}

#[test]
fn codes_of_a_closed_vocabulary_are_told_as_clinicians_say_them() {
    let nothing = Equivalences::default();
    let manner = |aspect: Aspect, before: &str, after: &str| match related(&nothing, aspect, &Value::Word(before.into()), &Value::Word(after.into())) {
        Relation::Differs(_, _, manner) => manner,
        other => format!("{other:?}"),
    };
    assert_eq!(manner(Aspect::Flag, "HH", "N"), "critically high has become normal");
    assert_eq!(manner(Aspect::Frequency, "WK", "QD"), "once a week has become once a day");
    assert_eq!(manner(Aspect::Class, "IMP", "AMB"), "inpatient has become outpatient");
    assert_eq!(manner(Aspect::RevenueCode, "0450", "0250"), "another word");
    assert_eq!(manner(Aspect::Status, "stopped", "completed"), "stopped has become completed");
    // One mistake, whatever the amounts and however many reasons it takes for others.
    assert_eq!(manner(Aspect::Adjustment, "CO-45 20.00", "CO-45 2000.00"), "another sum");
    assert_eq!([("CO-45", "CO-97"), ("CO-45 20.00", "CO-97 7.50")].map(|(a, b)| manner(Aspect::Adjustment, a, b)), ["another reason"; 2]);
    assert_eq!(["20.00", "7.50"].map(|sum| manner(Aspect::Adjustment, "CO-45 20.00", &format!("PR-2 {sum}"))), ["CO has become PR"; 2]);
}

#[test]
fn what_was_cut_is_told_as_such_in_whatever_letters() {
    let nothing = Equivalences::default();
    let manner = |aspect: Aspect, before: Value, after: Value| match related(&nothing, aspect, &before, &after) {
        Relation::Differs(_, _, manner) => manner,
        other => format!("{other:?}"),
    };
    for (before, after) in [("CASTILLO", "Casti"), ("CASTILLO", "CASTI"), ("O\u{d6}STERREICH", "o\u{f6}ster")] {
        assert_eq!(manner(Aspect::Family, text(before), text(after)), CUT, "{before} {after}");
    }
    assert_eq!(manner(Aspect::Family, text("CASTILLO"), text("Costi")), "the text differs");
    let concept = |before: &str, after: &str| manner(Aspect::Code, Value::words(before), Value::words(after));
    assert_eq!(concept("CHRONIC FATIGUE, ETIOLOGY UNCLEAR", "Chronic fatigue, eti"), CUT);
    assert_eq!(concept("Diabetes mellitus type 2", "Diabetes mellitus"), "the words differ", "it may be what a less exact concept is called");
}

#[test]
fn what_begins_and_ends_at_one_moment_is_that_moment() {
    let moment = |text: &str| Value::Date(model::Date::parse_hl7(text).unwrap());
    let of = |kind: Kind, start: Aspect, end: Option<&str>| {
        let mut facts = vec![copied(Aspect::Code, Value::words("Sore knee")), copied(start, moment("20240501101500+0000"))];
        facts.extend(end.map(|end| copied(Aspect::End, moment(end))));
        facts.sort_by_key(|fact| fact.0);
        statement(kind, 1, facts)
    };
    let visit = |end: Option<&str>| of(Kind::Encounter, Aspect::Effective, end);
    assert!(found(&visit(Some("20240501101500+0000")), &visit(None)).is_empty());
    assert!(!found(&visit(Some("20240501114500+0000")), &visit(None)).is_empty());
    let problem = |end: Option<&str>| of(Kind::Problem, Aspect::Onset, end);
    assert!(!found(&problem(Some("20240501101500+0000")), &problem(None)).is_empty(), "without its end it goes on");
}

#[test]
fn a_record_of_which_no_number_stayed_is_told_where_the_others_kept_theirs() {
    let order = |numbers: &[&str], day_of: i64| {
        let mut facts = vec![copied(Aspect::Code, code("urn:lab", &format!("t{day_of}"), "Test")), copied(Aspect::Effective, day(3))];
        facts.splice(0..0, numbers.iter().map(|number| copied(Aspect::Statement, Value::Key((*number).into()))));
        statement(Kind::Order, day_of as u64, facts)
    };
    let numbers = |mistaken: [&str; 2]| (0..20).map(|n| {
        let own = [format!("P{n}"), format!("F{n}")];
        if n == 7 { order(&mistaken, n) } else { order(&[&own[0], &own[1]], n) }
    }).collect::<Vec<_>>();
    let told = |mistaken: [&str; 2]| between([0, 1], &numbers(["P7", "F7"]), &numbers(mistaken)).iter().map(|f| (f.aspect, f.severity)).collect::<Vec<_>>();
    assert_eq!(told(["P70", "F70"]), [(Aspect::Identifier, model::Severity::Administrative)]);
    assert!(told(["P7", "F7"]).is_empty() && told(["P7", "F70"]).is_empty(), "one of two that stayed finds it");
}
