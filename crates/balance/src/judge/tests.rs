//! One thing written in two forms is no difference, and its neighbour that means something else is one.

use crate::codes::Equivalences;
use crate::compare::compare_patient;
use crate::judge::{Judge, Relation};
use crate::reading::Coverage;
use model::{Aspect, Coding, Date, Fact, How, Kind, Origin, Severity, Statement, Value, Verdict};

const SNOMED: &str = "http://snomed.info/sct";
const ICD10: &str = "http://hl7.org/fhir/sid/icd-10-cm";

fn statement(kind: Kind, line: u64, facts: Vec<(Aspect, Value, How)>) -> Statement {
    let facts = facts.into_iter().enumerate().map(|(place, (aspect, value, how))| Fact { aspect, value, place: place as u32, how }).collect();
    Statement { kind, patient: "p".into(), origin: Origin { artifact: 1, relation: 0, line, reference: String::new() }, facts }
}

fn copied(aspect: Aspect, value: Value) -> (Aspect, Value, How) {
    (aspect, value, How::Copied)
}

fn text(words: &str) -> Value {
    Value::Text(words.into())
}

fn code(system: &str, code: &str, display: &str) -> Value {
    Value::Code(vec![Coding { system: system.into(), code: code.into(), display: display.into() }], String::new())
}

/// Verdict and aspect of every finding.
fn found(legacy: &Statement, destination: &Statement) -> Vec<(Verdict, Aspect)> {
    let count = |statement: &Statement| {
        let mut coverage = Coverage::default();
        coverage.count(statement);
        coverage
    };
    let books = (count(legacy), count(destination));
    let result = compare_patient(std::slice::from_ref(legacy), std::slice::from_ref(destination), &Equivalences::default(), (&books.0, &books.1), &|_| None);
    result.findings.iter().map(|f| (f.verdict, f.aspect)).collect()
}

fn patient(aspect: Aspect, words: &str) -> Statement {
    statement(Kind::Demographic, 1, vec![copied(aspect, text(words))])
}

#[test]
fn telephone_numbers_addresses_and_countries_have_many_forms() {
    for (aspect, a, b) in [(Aspect::Phone, "555-723-1544", "+1(555)-723-1544"), (Aspect::Line, "1357 Amber Dr", "1357 Amber Drive."), (Aspect::Country, "US", "USA")] {
        assert!(found(&patient(aspect, a), &patient(aspect, b)).is_empty(), "{a} {b}");
    }
    for (aspect, a, b) in [(Aspect::Phone, "555-723-1544", "555-723-1545"), (Aspect::Line, "1357 Amber Dr", "1357 Amber St"), (Aspect::Country, "US", "CA"), (Aspect::Line, "1357 Amber Drive", "1357 Amber Dr")] {
        assert_eq!(found(&patient(aspect, a), &patient(aspect, b)), [(Verdict::Altered, aspect)], "{a} {b}");
    }
}

fn member(name: &str, performer: Value) -> Statement {
    statement(Kind::CareTeam, 1, vec![copied(Aspect::Text, text(name)), copied(Aspect::Performer, performer)])
}

#[test]
fn a_member_of_a_care_team_is_known_by_the_name() {
    let legacy = member("Dr Albert Davis", Value::Key("5555".into()));
    assert!(found(&legacy, &member("Davis Albert M.D.", Value::Key("10108".into()))).is_empty());
    assert!(found(&legacy, &member("Albert Davis", text("Albert Davis"))).is_empty());
    let other = found(&legacy, &member("Tracy Davis", Value::Key("5555".into())));
    assert_eq!(other, [(Verdict::Lost, Aspect::Statement), (Verdict::Invented, Aspect::Statement)]);
}

#[test]
fn that_no_drug_allergy_is_known_is_narrower_than_that_none_is() {
    let none = |value: Value| statement(Kind::NoKnownAllergy, 1, vec![copied(Aspect::Code, value), copied(Aspect::Status, Value::Word("active".into()))]);
    let (drugs, any) = (none(code(SNOMED, "409137002", "No known drug allergy")), none(code(SNOMED, "716186003", "No known allergy")));
    assert_eq!(found(&drugs, &any), [(Verdict::Broader, Aspect::Code)]);
    assert_eq!(found(&any, &drugs), [(Verdict::Narrower, Aspect::Code)]);
    assert!(found(&any, &any).is_empty());
}

#[test]
fn a_code_that_can_be_none_of_its_system_is_not_narrower() {
    let problem = |value: Value| statement(Kind::Problem, 1, vec![copied(Aspect::Code, value), copied(Aspect::Onset, Value::Date(Date::day(2015, 6, 22).unwrap()))]);
    let anemia = problem(code(ICD10, "D63", "Anemia"));
    assert_eq!(found(&anemia, &problem(code(ICD10, "D63.1", "Anemia"))), [(Verdict::Narrower, Aspect::Code)]);
    assert_eq!(found(&anemia, &problem(code(ICD10, "D63.1AAAABC", "Anemia"))), [(Verdict::Altered, Aspect::Code)]);
}

#[test]
fn headings_of_coded_sections_are_not_compared_unless_a_transport_spoiled_them() {
    let note = |title: &str, how: How| {
        let facts = vec![copied(Aspect::Type, code("http://loinc.org", "51848-0", "")), (Aspect::Title, text(title), how), copied(Aspect::Body, text("Doing well."))];
        statement(Kind::Note, 1, facts)
    };
    assert!(found(&note("ASSESSMENTS", How::Derived), &note("Assessment and findings", How::Derived)).is_empty());
    assert_eq!(found(&note("ASSESSMENTS", How::Derived), &note("ASSESSME", How::Derived)), [(Verdict::Altered, Aspect::Title)]);
    assert_eq!(found(&note("ASSESSMENTS", How::Copied), &note("Other", How::Derived)), [(Verdict::Altered, Aspect::Title)]);
}

#[test]
fn what_one_place_says_of_two_points_in_time_is_told_once() {
    let note = |day: u8| {
        let date = Value::Date(Date::day(2015, 6, day).unwrap());
        let mut note = statement(
            Kind::Note,
            1,
            vec![copied(Aspect::Type, code("http://loinc.org", "51848-0", "")), copied(Aspect::Body, text("Doing well.")), (Aspect::Effective, date.clone(), How::Derived), (Aspect::Recorded, date, How::Derived)],
        );
        note.facts.iter_mut().for_each(|fact| fact.place = 7);
        note
    };
    assert_eq!(found(&note(22), &note(25)), [(Verdict::Altered, Aspect::Effective)]);
}

/// One meaning in several systems.
fn codes(codings: &[(&str, &str)]) -> Value {
    let coding = |(system, code): &(&str, &str)| Coding { system: (*system).into(), code: (*code).into(), display: String::new() };
    Value::Code(codings.iter().map(coding).collect(), "words".into())
}

/// The verdict on two codes; none where they are the same.
fn verdict(legacy: &[(&str, &str)], destination: &[(&str, &str)]) -> Option<Verdict> {
    let (equivalences, coverage) = (Equivalences::default(), Coverage::default());
    let judge = Judge { equivalences: &equivalences, legacy: &coverage, destination: &coverage, links: &|_, _, _| None, ids_are_kept: false };
    match judge.values(Aspect::Code, &codes(legacy), &codes(destination)) {
        Relation::Differs(verdict, ..) => Some(verdict),
        Relation::Same | Relation::Equivalent => None,
    }
}

#[test]
fn a_code_that_never_had_a_system_is_compared_as_a_word() {
    assert_eq!(verdict(&[("", "UNK")], &[("", "UNK")]), None);
    assert_eq!(verdict(&[("", "UNK")], &[("", "OTH")]), Some(Verdict::Altered));
    assert_eq!(verdict(&[(SNOMED, "91936005")], &[("", "91936005")]), Some(Verdict::Altered));
}

#[test]
fn a_wrong_code_is_no_broader_one_for_the_right_one_beside_it() {
    assert_eq!(verdict(&[(SNOMED, "236578006"), (ICD10, "T86.11")], &[(SNOMED, "236578007"), (ICD10, "T86.11")]), Some(Verdict::Altered));
    assert_eq!(verdict(&[(SNOMED, "236578006"), (ICD10, "T86.11")], &[(SNOMED, "236578006"), (ICD10, "T86.1")]), Some(Verdict::Broader));
    assert_eq!(verdict(&[(ICD10, "T86.1")], &[(ICD10, "T86.11")]), Some(Verdict::Narrower));
}

/// What two quantities are told apart as; nothing where they are the same.
fn quantity(aspect: Aspect, legacy: &str, destination: &str, literal: bool) -> bool {
    let of = |text: &str| model::Quantity::parse(text).unwrap();
    matches!(super::quantity::quantities(aspect, &of(legacy), &of(destination), literal), Relation::Differs(..))
}

#[test]
fn orders_are_compared_to_the_last_digit_and_measurements_to_half_of_it() {
    assert!(quantity(Aspect::Dose, "2 mg", "2.5 mg", false));
    assert!(quantity(Aspect::Dose, "400 mg", "0 g", false));
    assert!(quantity(Aspect::Dose, "500 ug", "1 mg", false));
    assert!(!quantity(Aspect::Dose, "400 mg", "0.4 g", true));
    assert!(!quantity(Aspect::Value, "17 mg/dL", "17.13 mg/dL", false));
    assert!(quantity(Aspect::Value, "17 mg/dL", "17.13 mg/dL", true));
    assert!(quantity(Aspect::Value, "140 umol/L", "0 mmol/L", true));
    assert!(!quantity(Aspect::Value, "150 [lb_av]", "68.04 kg", false));
}

#[test]
fn quotes_dashes_and_commas_between_words_are_spelling_and_decimal_commas_are_not() {
    assert!(super::text::same_text("mother\u{2019}s \u{201c}cold\u{201d} 5\u{2013}10", "mother's \"cold\" 5-10"));
    assert!(super::text::same_text("100,000 colonies, few", "100 000 colonies few"));
    assert!(!super::text::same_text("take 1,5 tablets", "take 1 5 tablets"));
}

/// What two books that are both FHIR, with one statement each, differ in.
fn found_in_fhir(legacy: &Statement, destination: &Statement) -> Vec<(Verdict, Aspect, Severity)> {
    let count = |statement: &Statement| {
        let mut coverage = Coverage { records: [1, 0], ..Coverage::default() };
        coverage.count(statement);
        statement.facts.iter().for_each(|f| coverage.learn(&f.value));
        coverage
    };
    let books = (count(legacy), count(destination));
    let result = compare_patient(std::slice::from_ref(legacy), std::slice::from_ref(destination), &Equivalences::default(), (&books.0, &books.1), &|_| None);
    result.findings.iter().map(|f| (f.verdict, f.aspect, f.severity)).collect()
}

fn problem(facts: Vec<(Aspect, Value)>) -> Statement {
    statement(Kind::Problem, 1, facts.into_iter().map(|(aspect, value)| copied(aspect, value)).collect())
}

#[test]
fn words_beside_a_right_code_may_be_contrary() {
    let ankle = |display: &str| problem(vec![(Aspect::Code, code(SNOMED, "1", display))]);
    for same in ["Fracture of left ankle", "LEFT ANKLE FRACTURE", "Fracture of left ankle (disorder)", ""] {
        assert!(found_in_fhir(&ankle("Fracture of left ankle"), &ankle(same)).is_empty(), "{same}");
    }
    assert_eq!(found_in_fhir(&ankle("Fracture of left ankle"), &ankle("Fracture of right ankle")), [(Verdict::Altered, Aspect::Text, Severity::Clinical)]);
    assert_eq!(found_in_fhir(&ankle("Fracture of left ankle"), &ankle("Gingivitis of teeth")), [(Verdict::Altered, Aspect::Text, Severity::Cosmetic)]);
    assert!(found(&ankle("Fracture of left ankle"), &ankle("Fracture of right ankle")).is_empty(), "beside a code of tables nothing is known of words");
    // Words of another concept of the book.
    let two = problem(vec![(Aspect::Code, code(SNOMED, "1", "Body weight")), (Aspect::Reason, code(SNOMED, "2", "Body height"))]);
    let wrong = problem(vec![(Aspect::Code, code(SNOMED, "1", "Body height")), (Aspect::Reason, code(SNOMED, "2", "Body height"))]);
    assert_eq!(found_in_fhir(&two, &wrong), [(Verdict::Altered, Aspect::Text, Severity::Clinical)]);
}

#[test]
fn one_of_several_codes_of_a_terminology_may_be_gone() {
    const LOINC: &str = "http://loinc.org";
    let note = |codings: &[(&str, &str)]| problem(vec![(Aspect::Code, codes(codings))]);
    let two = note(&[(LOINC, "34117-2"), (LOINC, "51847-2")]);
    assert_eq!(found_in_fhir(&two, &note(&[(LOINC, "51847-2")])).len(), 1);
    assert_eq!(found_in_fhir(&two, &note(&[(SNOMED, "34117-2"), (LOINC, "51847-2")])).len(), 1, "it stands under another terminology");
    assert!(found_in_fhir(&two, &note(&[(LOINC, "51847-2"), (LOINC, "34117-2"), ("urn:own", "9")])).is_empty());
}

#[test]
fn whoever_is_named_only_in_the_destination_is_invented() {
    let plain = problem(vec![(Aspect::Code, code(SNOMED, "1", "x"))]);
    let named = problem(vec![(Aspect::Author, Value::Key("migration".into())), (Aspect::Code, code(SNOMED, "1", "x"))]);
    assert_eq!(found_in_fhir(&plain, &named).iter().map(|f| (f.0, f.1)).collect::<Vec<_>>(), [(Verdict::Invented, Aspect::Author)]);
    assert!(found(&plain, &named).is_empty());
}

#[test]
fn what_was_withdrawn_needs_no_state() {
    let withdrawn = |status: bool| {
        let mut facts = vec![(Aspect::Code, code(SNOMED, "1", "x")), (Aspect::Verification, Value::Word("entered-in-error".into()))];
        facts.extend(status.then(|| (Aspect::Status, Value::Word("active".into()))));
        problem(facts)
    };
    assert!(found_in_fhir(&withdrawn(true), &withdrawn(false)).is_empty());
}

#[test]
fn a_flag_that_says_no_beside_one_that_says_yes_is_silence_and_a_list_is_one_more() {
    let order = |flags: &[bool]| statement(Kind::Medication, 1, flags.iter().map(|f| copied(Aspect::AsNeeded, Value::Flag(*f))).chain([copied(Aspect::Code, code(SNOMED, "1", "x"))]).collect());
    assert!(found_in_fhir(&order(&[true]), &order(&[true, false])).is_empty());
    let result = |lists: &[&str]| {
        let lists = lists.iter().map(|l| copied(Aspect::Category, Value::Word((*l).into())));
        statement(Kind::Observation, 1, lists.chain([copied(Aspect::Code, code(SNOMED, "1", "x"))]).collect())
    };
    assert_eq!(found_in_fhir(&result(&["laboratory"]), &result(&["laboratory", "social-history"])).len(), 1);
    assert!(found_in_fhir(&result(&["laboratory"]), &result(&["laboratory", "local-list"])).is_empty());
}
