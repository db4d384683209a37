//! Charts made by hand and what both books answer.

mod cells;

use super::*;
use model::{Aspect, Coding, Date, Fact, How, Kind, Origin, Quantity, Value, days_from_civil};

const ICD: &str = "http://hl7.org/fhir/sid/icd-10-cm";
const LOINC: &str = "http://loinc.org";
const RXNORM: &str = "http://www.nlm.nih.gov/research/umls/rxnorm";

/// The first of April 2024.
fn today() -> i32 {
    days_from_civil(2024, 4, 1)
}

/// A statement from `aspect=value` words; a code is `system|code|display`, words without a code are `||words`.
fn told(kind: Kind, facts: &[(&str, &str)]) -> Statement {
    let facts = facts.iter().map(|(aspect, text)| Fact { aspect: Aspect::from_word(aspect).unwrap(), value: value(aspect, text), place: 0, how: How::Copied });
    Statement { kind, patient: "p".into(), origin: Origin { artifact: 0, relation: 0, line: 1, reference: String::new() }, facts: facts.collect() }
}

fn value(aspect: &str, text: &str) -> Value {
    match aspect {
        "code" => {
            let parts: Vec<&str> = text.split('|').collect();
            match parts[..] {
                ["", "", words] => Value::words(words),
                [system, code, display] => Value::code(vec![Coding { system: system.into(), code: code.into(), display: display.into() }], String::new()),
                _ => panic!("{text} is no code"),
            }
        }
        "effective" | "onset" | "end" | "recorded" | "birth_date" | "death_date" => Value::Date(Date::parse_iso(text).unwrap()),
        "value" | "amount" => Value::Quantity(Quantity::parse(text).unwrap()),
        "negated" | "deceased" => Value::Flag(text == "true"),
        "location" => Value::Text(text.into()),
        _ => Value::Word(text.into()),
    }
}

fn problem(code: &str, status: &str) -> Statement {
    told(Kind::Problem, &[("code", code), ("status", status), ("onset", "2019-05-02")])
}

fn diabetes() -> Statement {
    problem(&format!("{ICD}|E11.9|Type 2 diabetes mellitus"), "active")
}

fn a1c(value: &str, day: &str) -> Statement {
    told(Kind::Observation, &[("code", format!("{LOINC}|4548-4|Hemoglobin A1c").as_str()), ("value", value), ("effective", day)])
}

fn medication(code: &str, status: &str) -> Statement {
    told(Kind::Medication, &[("code", code), ("status", status)])
}

fn born(day: &str) -> Statement {
    told(Kind::Demographic, &[("birth_date", day)])
}

/// Both books of patients in order, asked the standard questions.
fn asked(patients: &[(&[Statement], &[Statement])]) -> PopulationResult {
    asked_by(Questions::parse(STANDARD_QUESTIONS).unwrap(), patients)
}

fn asked_by(questions: Questions, patients: &[(&[Statement], &[Statement])]) -> PopulationResult {
    let none = Equivalences::default();
    let mut population = Population::new(questions, &none, today());
    for (ordinal, (legacy, destination)) in patients.iter().enumerate() {
        population.patient(ordinal as u64, legacy, destination);
    }
    population.finish()
}

/// Whether one chart belongs to a standard question.
fn belongs(id: &str, chart: &[Statement]) -> bool {
    asked(&[(chart, &[])]).question(id).unwrap().sides[0].number > 0
}

fn denominator(id: &str, chart: &[Statement]) -> u64 {
    asked(&[(chart, &[])]).question(id).unwrap().sides[0].denominator
}

#[test]
fn of_a_drug_that_a_later_message_stopped_the_patient_is_not_on_it() {
    let message = |line: u64, status: &str| {
        let begun = ("effective", "2023-01-01");
        let mut said = [born("1960-01-01"), told(Kind::Medication, &[("code", "||warfarin 5 mg"), ("status", status), begun])];
        (said[0].origin.line, said[1].origin.line) = (line, line + 1);
        said
    };
    let feed = |last: &str| [message(1, "active"), message(3, last)].concat();
    assert_eq!(["active", "stopped"].map(|last| belongs("anticoagulants", &feed(last))), [true, false]);
}

#[test]
fn an_order_that_a_later_message_called_off_is_open_no_more() {
    let message = |line: u64, status: &str| {
        let mut said = [born("1960-01-01"), told(Kind::Order, &[("code", "||chest x-ray"), ("status", status), ("effective", "2023-01-01")])];
        (said[0].origin.line, said[1].origin.line) = (line, line + 1);
        said
    };
    let feed = |last: &str| [message(1, "active"), message(3, last)].concat();
    assert_eq!(["active", "cancelled"].map(|last| belongs("open-orders", &feed(last))), [true, false]);
}

#[test]
fn the_standard_document_checks_and_asks_at_least_twelve() {
    let questions = Questions::parse(STANDARD_QUESTIONS).unwrap_or_else(|p| panic!("{p:?}"));
    assert!(questions.titles().count() >= 12);
}

#[test]
fn equal_totals_with_different_patients_differ() {
    let (with, without) = (vec![diabetes(), a1c("9.8 %", "2024-02-01")], vec![diabetes(), a1c("7.1 %", "2024-02-01")]);
    let result = asked(&[(&with, &without), (&without, &with), (&with, &with)]);
    let question = result.question("diabetes-hba1c-over-9").unwrap();
    assert_eq!([question.sides[0].number, question.sides[1].number], [2, 2]);
    assert_eq!([question.sides[0].denominator, question.sides[1].denominator], [3, 3]);
    assert_eq!(question.only, [1, 1]);
    assert_eq!(question.kept, [vec![0], vec![1]]);
    assert!(!question.is_same());
}

#[test]
fn the_same_patients_are_the_same_whatever_the_order_of_their_statements() {
    let chart = vec![diabetes(), a1c("9.8 %", "2024-02-01"), a1c("6 %", "2023-09-01"), a1c("8.4 %", "2024-02-01")];
    let turned: Vec<Statement> = chart.iter().rev().cloned().collect();
    let result = asked(&[(&chart, &turned)]);
    assert!(result.questions.iter().all(QuestionResult::is_same));
    assert!(result.questions.iter().all(|q| q.sides[0] == q.sides[1] && q.other_value == 0));
    assert_eq!(result.question("diabetes-hba1c-over-9").unwrap().sides[0].number, 1, "of two values of one day the greater one");
}

#[test]
fn the_last_value_counts_within_its_window_and_in_its_unit() {
    let cases: &[(&str, Vec<Statement>, bool)] = &[
        ("over", vec![a1c("9.1 %", "2024-01-01")], true),
        ("not over: exactly nine", vec![a1c("9.0 %", "2024-01-01")], false),
        ("the last one is lower", vec![a1c("11 %", "2023-10-01"), a1c("8 %", "2024-01-01")], false),
        ("the last one is higher", vec![a1c("8 %", "2023-10-01"), a1c("11 %", "2024-01-01")], true),
        ("too old", vec![a1c("11 %", "2023-03-31")], false),
        ("the first day of the window", vec![a1c("11 %", "2023-04-01")], true),
        ("after the day that is asked for", vec![a1c("11 %", "2024-04-02")], false),
        ("82 mmol/mol are 9.65 %", vec![a1c("82 mmol/mol", "2024-01-01")], true),
        ("75 mmol/mol are 9.01 %", vec![a1c("75 mmol/mol", "2024-01-01")], true),
        ("74 mmol/mol are 8.92 %", vec![a1c("74 mmol/mol", "2024-01-01")], false),
        ("over fourteen", vec![a1c(">14 %", "2024-01-01")], true),
        ("under fourteen says nothing", vec![a1c("<14 %", "2024-01-01")], false),
        ("a month that may be within", vec![a1c("11 %", "2023-04")], true),
        ("words in the place of a number", vec![told(Kind::Observation, &[("code", "http://loinc.org|4548-4|"), ("text", "pending"), ("effective", "2024-01-01")])], false),
    ];
    for (name, observations, expected) in cases {
        let chart: Vec<Statement> = [diabetes()].into_iter().chain(observations.iter().cloned()).collect();
        assert_eq!(belongs("diabetes-hba1c-over-9", &chart), *expected, "{name}");
    }
}

#[test]
fn a_value_in_a_unit_that_cannot_be_compared_is_counted_and_not_guessed() {
    let chart = [diabetes(), a1c("11 mg/dL", "2024-01-01")];
    let result = asked(&[(&chart, &chart)]);
    let side = result.question("diabetes-hba1c-over-9").unwrap().sides[0];
    assert_eq!((side.number, side.unread), (0, 1));
}

/// Whether one chart is asked a standard question, belongs to it, and whether that cannot be told.
fn told_of(id: &str, chart: &[Statement]) -> [u64; 3] {
    let side = asked(&[(chart, &[])]).question(id).unwrap().sides[0];
    [side.denominator, side.number, side.unread]
}

#[test]
fn an_age_is_told_as_far_as_every_reading_of_the_birth_date_says_the_same() {
    // The first of April 2024: eighteen is who was born up to the first of April 2006.
    for (day, wanted) in [
        ("1990", [1, 1, 0]),
        ("2005", [1, 1, 0]),
        ("2006", [0, 0, 1]),
        ("2006-03", [1, 1, 0]),
        ("2006-04", [0, 0, 1]),
        ("2006-04-01", [1, 1, 0]),
        ("2006-04-02", [0, 0, 0]),
        ("2006-05", [0, 0, 0]),
        ("2007", [0, 0, 0]),
    ] {
        assert_eq!(told_of("tetanus-overdue", &[born(day)]), wanted, "{day}");
    }
    assert_eq!(told_of("tetanus-overdue", &[diabetes()]), [0, 0, 1], "nobody told a birth date");
    for (dates, wanted) in [(["2001-02-03", "1990"], [1, 1, 0]), (["2001-02-03", "2010"], [0, 0, 1]), (["2010", "2001-02-03"], [0, 0, 1])] {
        assert_eq!(told_of("tetanus-overdue", &dates.map(born)), wanted, "{dates:?}: of two dates no order decides");
    }
    let child = |day| [born(day), medication("||Amoxicillin 250 mg/5 mL", "active")];
    assert_eq!(told_of("under-five-weight-dosed", &child("2019")), [0, 0, 1]);
    assert_eq!(told_of("under-five-weight-dosed", &child("2020")), [1, 1, 0]);
    assert_eq!(told_of("under-five-weight-dosed", &child("2025")), [0, 0, 0], "not born yet");
}

#[test]
fn what_a_partial_date_leaves_open_is_in_neither_number() {
    let question = "diabetes-hba1c-over-9";
    let chart = |values: &[(&str, &str)]| -> Vec<Statement> { [diabetes()].into_iter().chain(values.iter().map(|(value, day)| a1c(value, day))).collect() };
    let undated = || told(Kind::Observation, &[("code", format!("{LOINC}|4548-4|").as_str()), ("value", "11 %")]);
    for (values, wanted) in [
        // The twelve months begin with the first of April 2023.
        (vec![("11 %", "2023")], [1, 0, 1]),
        (vec![("11 %", "2023-03")], [1, 0, 0]),
        (vec![("11 %", "2023-05")], [1, 1, 0]),
        (vec![("8 %", "2023")], [1, 0, 0]),
        (vec![("11 %", "2023"), ("10 %", "2024-01-05")], [1, 1, 0]),
        (vec![("11 %", "2023"), ("8 %", "2024-01-05")], [1, 0, 0]),
        (vec![("11 %", "2024-01"), ("8 %", "2024-01-05")], [1, 0, 1]),
        (vec![("11 %", "2023-12"), ("8 %", "2024-01-05")], [1, 0, 0]),
        (vec![("11 %", "2024-01"), ("10 %", "2024-01-05")], [1, 1, 0]),
        // Bounds: by every value that they leave, by none, by some.
        (vec![("<14 %", "2024-01-05")], [1, 0, 1]),
        (vec![("<9 %", "2024-01-05")], [1, 0, 0]),
        (vec![(">5 %", "2024-01-05")], [1, 0, 1]),
        (vec![(">9 %", "2024-01-05")], [1, 1, 0]),
        (vec![(">=9 %", "2024-01-05")], [1, 0, 1]),
    ] {
        assert_eq!(told_of(question, &chart(&values)), wanted, "{values:?}");
        let reversed: Vec<Statement> = chart(&values).into_iter().rev().collect();
        assert_eq!(told_of(question, &reversed), wanted, "{values:?} the other way round");
    }
    assert_eq!(told_of(question, &[diabetes(), undated()]), [1, 0, 1]);
    assert_eq!(told_of("diabetes-no-hba1c", &chart(&[("6 %", "2023")])), [1, 0, 1]);
    assert_eq!(told_of("diabetes-no-hba1c", &chart(&[("6 %", "2023"), ("6 %", "2024-01")])), [1, 0, 0], "another one is there for certain");
    let may_have_ended = told(Kind::Problem, &[("code", format!("{ICD}|I10|").as_str()), ("end", "2024")]);
    assert_eq!(told_of("active-problems", &[diabetes(), may_have_ended.clone()]), [1, 1, 1]);
    assert_eq!(told_of("diabetes-hba1c-over-9", &[may_have_ended]), [0, 0, 0]);
    let visit = |day| told(Kind::Appointment, &[("status", "booked"), ("effective", day)]);
    assert_eq!([told_of("future-appointments", &[visit("2024")]), told_of("future-appointments", &[visit("2024-05")])], [[1, 0, 1], [1, 1, 0]]);
}

#[test]
fn a_day_that_lost_its_month_is_no_member_any_more() {
    let (legacy, destination) = ([born("2006-02-10")], [born("2006")]);
    let question = asked(&[(&legacy, &destination), (&legacy, &legacy), (&destination, &destination)]).question("tetanus-overdue").unwrap().clone();
    assert_eq!(question.sides.map(|side| [side.denominator, side.number, side.unread]), [[2, 2, 1], [1, 1, 2]]);
    assert_eq!((question.only, question.asked_only), ([1, 0], [1, 0]), "what neither book can tell is no difference");
}

#[test]
fn what_one_book_alone_can_tell_is_a_difference_although_nobody_moved() {
    // Whoever was born in 2006 may be an adult; whoever was born in its second half is none.
    let (legacy, destination) = ([born("2006-09-10")], [born("2006")]);
    let result = asked(&[(&legacy, &destination), (&legacy, &legacy), (&destination, &destination)]);
    let question = result.question("tetanus-overdue").unwrap();
    assert_eq!((question.only, question.asked_only, question.told_only, question.told_kept.clone()), ([0, 0], [0, 0], [1, 0], [vec![0], Vec::new()]));
    assert!(!question.is_same());
    let other_way = asked(&[(&destination, &legacy)]);
    assert_eq!(other_way.question("tetanus-overdue").unwrap().told_only, [0, 1]);
    // Nobody is asked of whom one book has no chart.
    assert_eq!(asked(&[(&destination, &[])]).question("tetanus-overdue").unwrap().told_only, [0, 0]);
}

#[test]
fn a_value_that_moved_without_leaving_the_question_is_counted() {
    let (legacy, destination) = ([diabetes(), a1c("9.8 %", "2024-01-01")], [diabetes(), a1c("98 %", "2024-01-01")]);
    let result = asked(&[(&legacy, &destination)]);
    let question = result.question("diabetes-hba1c-over-9").unwrap();
    assert!(question.is_same());
    assert_eq!(question.other_value, 1);
}

#[test]
fn a_value_in_another_unit_is_the_same_as_far_as_rounding_parts_them() {
    let other_value = |legacy: &str, destination: &str| {
        let charts = [legacy, destination].map(|value| [diabetes(), a1c(value, "2024-01-01")]);
        asked(&[(&charts[0], &charts[1])]).question("diabetes-hba1c-over-9").unwrap().other_value
    };
    assert_eq!([other_value("9.6 %", "81.4 mmol/mol"), other_value("81 mmol/mol", "9.6 %")], [0, 0]);
    assert_eq!([other_value("9.6 %", "83 mmol/mol"), other_value("9.6 %", "9.7 %"), other_value("81 mmol/mol", "82 mmol/mol")], [1, 1, 1]);
}

/// One question whose unit neither book may use.
const HEAVY: &str = r#"
format = "throughline-questions/1"
name = "weight"

[set.weight]
title = "Body weight"
codes = [{ system = "http://loinc.org", code = ["29463-7"], complete = true }]

[[question]]
id = "heavy"
title = "over 100 kg"
about = "The last weight."
numerator = { kind = ["observation"], set = "weight", last = "> 100", unit = "kg" }
"#;

#[test]
fn values_in_two_units_of_which_none_is_that_of_the_question_are_the_same_as_far_as_rounding_parts_them() {
    let weight = |value: &str| [told(Kind::Observation, &[("code", "http://loinc.org|29463-7|Body weight"), ("value", value), ("effective", "2024-01-01")])];
    let other_value = |legacy: &str, destination: &str| {
        let charts = [weight(legacy), weight(destination)];
        let result = asked_by(Questions::parse(HEAVY).unwrap(), &[(&charts[0], &charts[1])]);
        let question = result.question("heavy").unwrap();
        assert_eq!(question.sides.map(|side| side.number), [1, 1], "{legacy}, {destination}");
        question.other_value
    };
    for (legacy, destination) in [("240.3 lb", "108998 g"), ("108998 g", "240.3 lb"), ("109000 g", "109000000 mg"), ("109 kg", "109000 g"), ("109000 gm", "109000 g")] {
        assert_eq!(other_value(legacy, destination), 0, "{legacy} is {destination}");
    }
    for (legacy, destination) in [("240.3 lb", "109100 g"), ("109000 g", "109001 g"), ("240.3 lb", "240.4 lb"), ("109000 gm", "109001 g")] {
        assert_eq!(other_value(legacy, destination), 1, "{legacy} is not {destination}");
    }
}

#[test]
fn a_damage_moves_the_question_that_it_is_about_and_no_other() {
    let tetanus = |status| told(Kind::Immunization, &[("code", "http://hl7.org/fhir/sid/cvx|115|Tdap"), ("status", status), ("effective", "2020-05-01")]);
    let warfarin = |status| medication("||warfarin 5 mg tab", status);
    let chart = |a1c: Option<Statement>, drug: Option<Statement>, vaccine: Option<Statement>| -> Vec<Statement> {
        [born("1960-01-01"), diabetes()].into_iter().chain(a1c).chain(drug).chain(vaccine).collect()
    };
    let percent = || Some(a1c("9.6 %", "2024-02-01"));
    let legacy = chart(percent(), Some(warfarin("active")), Some(tetanus("completed")));
    let moved = |destination: &[Statement]| {
        let result = asked(&[(legacy.as_slice(), destination)]);
        result.questions.iter().filter(|q| !q.is_same()).map(|q| q.id.as_str()).collect::<Vec<_>>().join(" ")
    };
    let (on, given) = (|| Some(warfarin("active")), || Some(tetanus("completed")));
    for (destination, wanted) in [
        (chart(percent(), on(), given()), ""),
        (chart(Some(a1c("81.4 mmol/mol", "2024-02-01")), on(), given()), ""),
        (chart(Some(a1c("9.6 mmol/mol", "2024-02-01")), on(), given()), "diabetes-hba1c-over-9"),
        (chart(None, on(), given()), "diabetes-hba1c-over-9 diabetes-no-hba1c"),
        (chart(percent(), None, given()), "anticoagulants"),
        (chart(percent(), Some(warfarin("stopped")), given()), "anticoagulants"),
        (chart(percent(), on(), Some(tetanus("not-done"))), "tetanus-overdue"),
        (chart(percent(), on(), None), "tetanus-overdue"),
    ] {
        assert_eq!(moved(&destination), wanted);
    }
}

#[test]
fn who_is_asked_depends_on_what_is_live() {
    let cases: &[(&str, Statement, u64)] = &[
        ("active", diabetes(), 1),
        ("no status told", told(Kind::Problem, &[("code", format!("{ICD}|E11.9|").as_str())]), 1),
        ("without its point", problem(&format!("{ICD}|E119|"), "active"), 1),
        ("resolved", problem(&format!("{ICD}|E11.9|"), "resolved"), 0),
        ("over by its end", told(Kind::Problem, &[("code", format!("{ICD}|E11.9|").as_str()), ("end", "2020-01-01")]), 0),
        ("ends later", told(Kind::Problem, &[("code", format!("{ICD}|E11.9|").as_str()), ("end", "2024-04")]), 1),
        ("may have ended", told(Kind::Problem, &[("code", format!("{ICD}|E11.9|").as_str()), ("end", "2024")]), 0),
        ("refuted", told(Kind::Problem, &[("code", format!("{ICD}|E11.9|").as_str()), ("verification", "refuted")]), 0),
        ("negated", told(Kind::Problem, &[("code", format!("{ICD}|E11.9|").as_str()), ("negated", "true")]), 0),
        ("words alone", problem("||DIABETES MELLITUS, TYPE 2", "active"), 1),
        ("a local code with words", problem("urn:local|77|Diabetes type 2", "active"), 1),
        ("another disease by a complete list, whatever its words", problem(&format!("{ICD}|E23.2|Diabetes insipidus, diabetes"), "active"), 0),
        ("words that say no", problem("||Family history of diabetes mellitus", "active"), 0),
        ("inside a word", problem("||prediabetes", "active"), 0),
        ("a diagnosis of a visit", told(Kind::EncounterDiagnosis, &[("code", format!("{ICD}|E11.9|").as_str()), ("status", "active")]), 0),
    ];
    for (name, statement, expected) in cases {
        assert_eq!(denominator("diabetes-hba1c-over-9", std::slice::from_ref(statement)), *expected, "{name}");
    }
}

#[test]
fn each_membership_says_by_what() {
    let code = [medication(&format!("{RXNORM}|11289|warfarin"), "active")];
    let words = [medication("||Coumadin 5 mg tablet", "active")];
    let result = asked(&[(&code, &words)]);
    let question = result.question("anticoagulants").unwrap();
    assert!(question.is_same());
    assert_eq!([question.sides[0].by_words, question.sides[1].by_words], [0, 1]);
}

#[test]
fn a_declared_equivalence_makes_a_local_code_known() {
    let mut declared = Equivalences::default();
    declared.add(("urn:lab", "A1C"), (LOINC, "4548-4"));
    let local = [diabetes(), told(Kind::Observation, &[("code", "urn:lab|A1C|"), ("value", "10 %"), ("effective", "2024-01-01")])];
    let mut population = Population::new(Questions::parse(STANDARD_QUESTIONS).unwrap(), &declared, today());
    population.patient(0, &local, &[diabetes(), a1c("10 %", "2024-01-01")]);
    let result = population.finish();
    let question = result.question("diabetes-hba1c-over-9").unwrap();
    assert_eq!([question.sides[0].number, question.sides[1].number], [1, 1]);
    let loinc = result.cells.iter().find(|c| matches!(&c.key, CellKey::Code(s, code, _) if s == LOINC && code == "4548-4")).unwrap();
    assert_eq!((loinc.statements, loinc.one_book), ([1, 1], false));
    let own = result.cells.iter().find(|c| matches!(&c.key, CellKey::Code(s, ..) if s == "urn:lab")).unwrap();
    assert!(own.one_book, "the destination never uses the local system: listed, not balanced");
}

#[test]
fn nobody_is_overdue_who_has_died() {
    let person = |died: &[(&str, &str)]| told(Kind::Demographic, &[vec![("birth_date", "1960-01-01")], died.to_vec()].concat());
    let later = vec![("deceased", "true"), ("death_date", "2024-04-02")];
    for (died, is_asked) in [(vec![], 1), (vec![("deceased", "false")], 1), (vec![("deceased", "true")], 0), (vec![("death_date", "2024-04-01")], 0), (later, 1)] {
        let chart = [person(&died)];
        let result = asked(&[(&chart, &chart)]);
        for id in ["influenza-overdue", "tetanus-overdue"] {
            let side = result.question(id).unwrap().sides[0];
            assert_eq!([side.denominator, side.number, side.unread], [is_asked, is_asked, 0], "{id}: {died:?}");
        }
    }
    // Which day of the year it was may decide.
    let dead = [person(&[("death_date", "2024")])];
    assert_eq!(asked(&[(&dead, &dead)]).question("influenza-overdue").unwrap().sides[0].unread, 1);
    let lost = asked(&[(&[person(&[("deceased", "true")])], &[person(&[])])]);
    assert_eq!(lost.question("influenza-overdue").unwrap().asked_only, [0, 1], "the letter goes to who has died");
}

#[test]
fn the_other_standard_questions_answer() {
    let tdap = |day| told(Kind::Immunization, &[("code", "http://hl7.org/fhir/sid/cvx|115|Tdap"), ("status", "completed"), ("effective", day)]);
    let flu = |day| told(Kind::Immunization, &[("code", "http://hl7.org/fhir/sid/cvx|140|Influenza"), ("status", "completed"), ("effective", day)]);
    let pressure = |code: &str, value| told(Kind::Observation, &[("code", format!("{LOINC}|{code}|").as_str()), ("value", value), ("effective", "2024-01-05")]);
    let tension = || problem(&format!("{ICD}|I10|Essential hypertension"), "active");
    let visit = |status, day| told(Kind::Appointment, &[("status", status), ("effective", day)]);
    let drugs = |n: usize| (0..n).map(|i| medication(&format!("||drug {i}"), "active")).collect::<Vec<_>>();
    let cases: &[(&str, Vec<Statement>, bool)] = &[
        ("diabetes-no-hba1c", vec![diabetes(), a1c("6 %", "2022-01-01")], true),
        ("diabetes-no-hba1c", vec![diabetes(), a1c("6 %", "2024-01-01")], false),
        ("anticoagulants", vec![medication("||Heparin flush 10 units", "active")], false),
        ("anticoagulants", vec![medication("||apixaban", "stopped")], false),
        ("anticoagulants", vec![medication("||Marcumar 3 mg", "active")], true),
        ("anticoagulants", vec![medication("||apixaban", "unknown")], false),
        ("insulin", vec![medication("||Lantus SoloStar", "active")], true),
        ("insulin", vec![medication("||Fiasp FlexTouch", "active")], true),
        ("opioids", vec![medication("||oxyCODONE 5 mg", "active")], true),
        ("opioids", vec![medication("||Butrans patch", "active")], true),
        ("opioids", vec![medication("||apomorphine", "active"), medication("||Naloxone nasal spray", "active")], false),
        ("immunosuppressants", vec![medication("||cyclosporine ophthalmic", "active")], false),
        ("penicillin-allergy", vec![told(Kind::Allergy, &[("code", "http://snomed.info/sct|91936005|"), ("status", "active")])], true),
        ("penicillin-allergy", vec![told(Kind::Allergy, &[("code", "||PCN"), ("verification", "refuted")])], false),
        ("no-allergy-documentation", vec![diabetes()], true),
        ("no-allergy-documentation", vec![told(Kind::NoKnownAllergy, &[("status", "active")])], false),
        ("tetanus-overdue", vec![born("1960-01-01"), tdap("2014-03-31")], true),
        ("tetanus-overdue", vec![born("1960-01-01"), tdap("2014-04-01")], false),
        ("tetanus-overdue", vec![born("2010-01-01")], false),
        ("tetanus-overdue", vec![born("1960-01-01"), told(Kind::Immunization, &[("code", "http://hl7.org/fhir/sid/cvx|142|"), ("status", "completed"), ("effective", "2020-01-01")])], false),
        ("influenza-overdue", vec![told(Kind::Immunization, &[("code", "http://hl7.org/fhir/sid/cvx|320|"), ("status", "completed"), ("effective", "2023-10-01")])], false),
        ("tetanus-overdue", vec![born("1960-01-01"), told(Kind::Immunization, &[("code", "||Td"), ("status", "completed"), ("effective", "2020-01-01")])], false),
        ("tetanus-overdue", vec![born("1960-01-01"), told(Kind::Immunization, &[("code", "||TIG (HyperTET)"), ("status", "completed"), ("effective", "2020-01-01")])], true),
        ("influenza-overdue", vec![told(Kind::Immunization, &[("code", "||Flu 2023-24"), ("status", "completed"), ("effective", "2023-10-01")])], false),
        ("influenza-overdue", vec![told(Kind::Immunization, &[("code", "||HIB, H. influenzae b"), ("status", "completed"), ("effective", "2023-10-01")])], true),
        ("influenza-overdue", vec![flu("2023-07-31")], true),
        ("influenza-overdue", vec![flu("2023-10-01")], false),
        ("active-problems", vec![diabetes()], true),
        ("hypertension-over-140-90", vec![tension(), pressure("8480-6", "138 mm[Hg]"), pressure("8462-4", "90 mmHg")], true),
        ("hypertension-over-140-90", vec![tension(), pressure("8480-6", "139"), pressure("8462-4", "89")], false),
        ("pregnant", vec![problem(&format!("{ICD}|Z33.1|"), "active")], true),
        ("hypertension-over-140-90", vec![problem(&format!("{ICD}|I1A.0|"), "active"), pressure("8480-6", "150 mm[Hg]")], true),
        ("pregnant", vec![problem(&format!("{ICD}|Z33.2|Encounter for elective termination of pregnancy"), "active")], false),
        ("pregnant", vec![problem(&format!("{ICD}|O80|Pregnancy delivered"), "active")], false),
        ("advance-directive", vec![told(Kind::AdvanceDirective, &[("status", "active")])], true),
        ("open-orders", vec![told(Kind::Order, &[("status", "active")])], true),
        ("open-orders", vec![told(Kind::Order, &[("status", "completed")])], false),
        ("future-appointments", vec![visit("booked", "2024-04-02")], true),
        ("future-appointments", vec![visit("booked", "2024-03-31")], false),
        ("future-appointments", vec![visit("cancelled", "2024-04-02")], false),
        ("ten-medications", drugs(10), true),
        ("ten-medications", drugs(9), false),
        ("under-five-weight-dosed", vec![born("2019-04-02"), medication("||Amoxicillin 250 mg/5 mL", "active")], true),
        ("under-five-weight-dosed", vec![born("2019-04-01"), medication("||Amoxicillin 250 mg/5 mL", "active")], false),
    ];
    for (index, (id, chart, expected)) in cases.iter().enumerate() {
        assert_eq!(belongs(id, chart), *expected, "case {index}: {id}");
    }
}

#[test]
fn statements_are_added_up_and_compared_patient_by_patient() {
    let (two, one) = ([diabetes(), problem(&format!("{ICD}|I10|"), "active")], [diabetes()]);
    let result = asked(&[(&two, &one), (&one, &two)]);
    let question = result.question("active-problems").unwrap();
    assert!(question.counts_statements);
    assert_eq!([question.sides[0].number, question.sides[1].number], [3, 3]);
    assert_eq!(question.only, [1, 1], "equal sums, other patients");
}

#[test]
fn patients_of_one_book_belong_there_alone_and_are_no_difference_of_who_is_asked() {
    let chart = [diabetes()];
    let result = asked(&[(&chart, &[]), (&[], &chart), (&chart, &chart), (&[], &[])]);
    assert_eq!(result.people, [1, 1, 1]);
    let question = result.question("no-allergy-documentation").unwrap();
    assert_eq!((question.only, question.asked_only), ([1, 1], [0, 0]));
    assert_eq!(question.kept, [vec![0], vec![1]]);
}

#[test]
fn the_document_may_fix_the_day() {
    let text = STANDARD_QUESTIONS.replacen("name = \"standard 1\"", "name = \"standard 1\"\nas_of = \"2020-01-01\"", 1);
    let chart = [diabetes(), a1c("11 %", "2024-01-01")];
    let result = asked_by(Questions::parse(&text).unwrap(), &[(&chart, &chart)]);
    assert_eq!(result.as_of, days_from_civil(2020, 1, 1));
    assert_eq!(result.question("diabetes-hba1c-over-9").unwrap().sides[0].number, 0);
}

#[test]
fn the_same_books_give_the_same_result() {
    let charts: Vec<Vec<Statement>> = (0..40)
        .map(|i| vec![diabetes(), a1c(&format!("{}.{} %", 5 + i % 8, i % 10), "2024-01-01"), medication(&format!("||drug {}", i % 7), "active")])
        .collect();
    let patients: Vec<(&[Statement], &[Statement])> = charts.iter().map(|c| (c.as_slice(), &c[..2])).collect();
    let shown = || format!("{:?}", asked(&patients));
    assert_eq!(shown(), shown());
}

#[test]
fn problems_of_a_document_have_their_place() {
    let head = "format = \"throughline-questions/1\"\nname = \"x\"\n";
    let question = |parts: &str| format!("{head}[[question]]\nid = \"q\"\ntitle = \"t\"\nabout = \"a\"\n{parts}");
    let cases: &[(String, u32, &str)] = &[
        ("format = \"other/1\"\nname = \"x\"".into(), 1, "this program reads"),
        (format!("{head}as_of = \"2024-13-01\""), 3, "is no day"),
        (format!("{head}[set.empty]\ntitle = \"Empty\""), 4, "neither codes nor words"),
        (format!("{head}[set.s]\ntitle = \"S\"\ncodes = [{{ system = \"\", code = [\"1\"] }}]"), 5, "without its system"),
        (question("numerator = { kind = [\"problm\"] }"), 7, "no kind of statement"),
        (question("numerator = { kind = [\"problem\"], set = \"nowhere\" }"), 7, "no set"),
        (question("numerator = { kind = [\"observation\"], last = \"about 9\" }"), 7, "is no comparison"),
        (question("numerator = { kind = [\"observation\"], last = \"> 9\", convert = [{ unit = \"g/L\", factor = \"ten\" }] }"), 7, "is no decimal"),
        (question("numerator = { kind = [\"immunization\"], since = \"02-30\" }"), 7, "is no month and day"),
        (question("numerator = { live = true }"), 4, "exactly one of"),
        (question("numerator = { any = [] }"), 4, "is empty"),
        (question(""), 4, "either a `numerator` or a `count`"),
        (question("numerator = { kind = [\"problem\"], unit = \"%\" }"), 4, "belong to `last`"),
        (question("numerator = { kind = [\"problem\"], colour = 1 }"), 7, "unknown field"),
        (format!("{}\n[[question]]\nid = \"q\"\ntitle = \"t\"\nabout = \"a\"\ncount = {{ kind = [\"problem\"] }}", question("count = { kind = [\"problem\"] }")), 9, "already"),
    ];
    for (text, line, words) in cases {
        let problems = Questions::parse(text).map(|_| ()).unwrap_err();
        assert!(problems.iter().any(|p| p.line == *line && p.message.contains(words)), "{text}\n{problems:?}");
    }
}
