//! One thing written in two forms is no difference, and its neighbour that means something else is one.

use crate::codes::Equivalences;
use crate::compare::{Finding, compare_patient};
use crate::judge::{AspectDifference, Judge, Relation};
use crate::reading::Coverage;
use model::{Aspect, Coding, Date, Fact, How, Kind, Origin, Statement, Value, Verdict};

mod coded;
mod designed;
mod manners;
mod pairs;
mod remarks;
mod resources;

pub(super) const SNOMED: &str = "http://snomed.info/sct";
pub(super) const ICD10: &str = "http://hl7.org/fhir/sid/icd-10-cm";

pub(super) fn statement(kind: Kind, line: u64, facts: Vec<(Aspect, Value, How)>) -> Statement {
    let facts = facts.into_iter().enumerate().map(|(place, (aspect, value, how))| Fact { aspect, value, place: place as u32, how }).collect();
    Statement { kind, patient: "p".into(), origin: Origin { artifact: 1, relation: 0, line, reference: String::new() }, facts }
}

pub(super) fn copied(aspect: Aspect, value: Value) -> (Aspect, Value, How) {
    (aspect, value, How::Copied)
}

fn text(words: &str) -> Value {
    Value::Text(words.into())
}

pub(super) fn code(system: &str, code: &str, display: &str) -> Value {
    Value::code(vec![Coding { system: system.into(), code: code.into(), display: display.into() }], String::new())
}

/// A book that holds these records, of so many resources and others.
fn book(records: [u64; 2], statements: &[Statement]) -> Coverage {
    let mut book = Coverage { records, ..Coverage::default() };
    statements.iter().for_each(|statement| book.count(statement));
    book
}

/// Verdict and aspect of every finding.
pub(super) fn found(legacy: &Statement, destination: &Statement) -> Vec<(Verdict, Aspect)> {
    between([0, 0], std::slice::from_ref(legacy), std::slice::from_ref(destination)).iter().map(|f| (f.verdict, f.aspect)).collect()
}

/// The findings of two charts whose books hold nothing else.
pub(super) fn between(records: [u64; 2], legacy: &[Statement], destination: &[Statement]) -> Vec<Finding> {
    let books = (book(records, legacy), book(records, destination));
    compare_patient(legacy, destination, &Equivalences::default(), (&books.0, &books.1), &|_| None).findings
}

/// The judge of two books, whose records keep neither ids nor links.
pub(super) fn judge<'a>(equivalences: &'a Equivalences, (legacy, destination): (&'a Coverage, &'a Coverage)) -> Judge<'a> {
    Judge { equivalences, legacy, destination, links: &|_, _, _| None, ids_are_kept: false, resources: [false; 2], names: &|_| false, concepts: None }
}

/// What a pair differs in whose books hold nothing else.
pub(super) fn differences(legacy: &Statement, destination: &Statement) -> Vec<AspectDifference> {
    let books = [legacy, destination].map(|statement| book([0, 0], std::slice::from_ref(statement)));
    judge(&Equivalences::default(), (&books[0], &books[1])).pair(legacy, destination).0
}

/// How two values of an aspect relate, where so much is declared.
fn related(equivalences: &Equivalences, aspect: Aspect, legacy: &Value, destination: &Value) -> Relation {
    let book = Coverage::default();
    judge(equivalences, (&book, &book)).values(aspect, legacy, destination)
}

fn patient(aspect: Aspect, words: &str) -> Statement {
    statement(Kind::Demographic, 1, vec![copied(aspect, text(words))])
}

#[test]
fn telephone_numbers_addresses_and_countries_have_many_forms() {
    for (aspect, a, b) in [(Aspect::Phone, "555-723-1544", "+1(555)-723-1544"), (Aspect::Line, "1357 Amber Dr", "1357 Amber Drive."), (Aspect::Line, "12 Oak Parkway, Suite 4", "12 Oak Pkwy Ste. 4"), (Aspect::Line, "P.O. Box 12", "PO Box 12"), (Aspect::Line, "12 North Oak Street", "12 N. Oak St"), (Aspect::Country, "US", "USA"), (Aspect::Country, "USA", "US"), (Aspect::Prefix, "Mrs.", "Mrs"), (Aspect::Suffix, "MD", "M.D."), (Aspect::Middle, "J.", "J")] {
        assert!(found(&patient(aspect, a), &patient(aspect, b)).is_empty(), "{a} {b}");
    }
    for (aspect, a, b) in [(Aspect::Phone, "555-723-1544", "555-723-1545"), (Aspect::Line, "1357 Amber Dr", "1357 Amber St"), (Aspect::Line, "12 Oak Parkway", "12 Oak Hwy"), (Aspect::Line, "12 North Oak", "12 South Oak"), (Aspect::Phone, "٠٣٢١٢٣٤", "٠٣٢٩٩٩٩"), (Aspect::Country, "US", "CA"), (Aspect::Line, "1357 Amber Drive", "1357 Amber Dr")] {
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
fn what_a_format_has_no_reading_for_and_what_silence_says_is_not_missed() {
    let dose = |more: Vec<(Aspect, Value, How)>, reference: &str| {
        let mut given = statement(Kind::Immunization, 1, [vec![copied(Aspect::Code, code("http://hl7.org/fhir/sid/cvx", "140", "Flu"))], more].concat());
        given.origin.reference = reference.into();
        given
    };
    let legacy = |aspect: Aspect, value: Value| dose(vec![copied(aspect, value)], "");
    // A document names no number as that of its record, a resource could.
    assert!(found(&legacy(Aspect::Identifier, text("I-7")), &dose(Vec::new(), "")).is_empty());
    assert_eq!(found(&legacy(Aspect::Identifier, text("I-7")), &dose(Vec::new(), "Immunization/a")), [(Verdict::Altered, Aspect::Identifier)]);
    for (reported, missed) in [(false, 0), (true, 1)] {
        assert_eq!(found(&legacy(Aspect::Reported, Value::Flag(reported)), &dose(Vec::new(), "Immunization/a")).len(), missed);
        assert_eq!(found(&dose(Vec::new(), ""), &dose(vec![copied(Aspect::Reported, Value::Flag(false))], "Immunization/a")).len(), 0);
    }
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
            vec![copied(Aspect::Type, code("http://loinc.org", "51848-0", "")), copied(Aspect::Body, text("Doing well.")), copied(Aspect::Effective, date.clone()), copied(Aspect::Recorded, date)],
        );
        note.facts.iter_mut().for_each(|fact| fact.place = 7);
        note
    };
    assert_eq!(found(&note(22), &note(25)), [(Verdict::Altered, Aspect::Effective)]);
}

/// One meaning in several systems.
fn codes(codings: &[(&str, &str)]) -> Value {
    let coding = |(system, code): &(&str, &str)| Coding { system: (*system).into(), code: (*code).into(), display: String::new() };
    Value::code(codings.iter().map(coding).collect::<model::Codings>(), "words")
}

#[test]
fn a_name_and_a_link_tell_nothing_about_each_other() {
    let nothing = Equivalences::default();
    let (name, link) = (text("Community Hospital"), Value::Key("b818f780".into()));
    assert_eq!(related(&nothing, Aspect::Location, &name, &link), Relation::Same);
    assert_eq!(related(&nothing, Aspect::Author, &link, &name), Relation::Same);
    // A text that became a link which leads nowhere is gone.
    assert!(matches!(related(&nothing, Aspect::Body, &name, &link), Relation::Differs(..)));
}

#[test]
fn a_name_at_birth_that_stands_as_one_more_family_name_is_told_once() {
    let person = |birth: Aspect| statement(Kind::Demographic, 1, vec![copied(Aspect::Family, text("Jones")), copied(birth, text("Strand"))]);
    let (legacy, destination) = (person(Aspect::Maiden), person(Aspect::Family));
    assert_eq!(found(&legacy, &destination), [(Verdict::Altered, Aspect::Maiden)]);
}

#[test]
fn a_directive_on_record_is_one_as_a_consent_and_as_an_observation() {
    let directive = |word: &str| statement(Kind::AdvanceDirective, 1, vec![copied(Aspect::Code, code(SNOMED, "304253006", "Not for resuscitation")), copied(Aspect::Status, Value::Word(word.into()))]);
    assert!(found(&directive("final"), &directive("active")).is_empty());
    assert_eq!(found(&directive("final"), &directive("rejected")), [(Verdict::Altered, Aspect::Status)]);
}

#[test]
fn a_destination_may_number_its_claims() {
    let claim = |numbers: &[&str]| statement(Kind::Claim, 1, numbers.iter().map(|n| copied(Aspect::ClaimNumber, text(n))).chain([copied(Aspect::Status, Value::Word("active".into()))]).collect());
    let (nothing, whole) = (Equivalences::default(), book([1, 0], &[]));
    let judge = judge(&nothing, (&whole, &whole));
    let differences = |legacy: &[&str], destination: &[&str]| judge.pair(&claim(legacy), &claim(destination)).0.len();
    assert_eq!([differences(&[], &["N7"]), differences(&["A1"], &["A1", "N7"])], [0, 0]);
    assert_eq!([differences(&["A1"], &["A2"]), differences(&["A1"], &[])], [1, 1]);
}

/// What two quantities are told apart as; nothing where they are the same.
pub(super) fn quantity(aspect: Aspect, legacy: &str, destination: &str, literal: bool) -> bool {
    let of = |text: &str| model::Quantity::parse(text).unwrap();
    matches!(super::quantity::quantities(aspect, &of(legacy), &of(destination), literal), Relation::Differs(..))
}

#[test]
fn orders_are_compared_to_the_last_digit_and_measurements_to_half_of_it() {
    assert!(quantity(Aspect::Dose, "2 mg", "2.5 mg", false));
    assert!(quantity(Aspect::Dose, "400 mg", "0 g", false));
    assert!(quantity(Aspect::Dose, "500 ug", "1 mg", false));
    assert!(!quantity(Aspect::Dose, "400 mg", "0.4 g", true));
    assert!(!quantity(Aspect::Dose, "20 U", "20 [iU]", true) && !quantity(Aspect::Dose, "20 units", "20 [iU]", true) && quantity(Aspect::Dose, "20 U", "20 mL", true));
    assert!(!quantity(Aspect::Value, "17 mg/dL", "17.13 mg/dL", false));
    assert!(quantity(Aspect::Value, "17 mg/dL", "17.13 mg/dL", true));
    assert!(quantity(Aspect::Value, "140 umol/L", "0 mmol/L", true));
    assert!(!quantity(Aspect::Value, "150 [lb_av]", "68.04 kg", false));
    assert!(quantity(Aspect::Value, "150 MG/DL", "150 Mg/dL", false), "megagrams");
    assert!(!quantity(Aspect::Value, "150 Mg/dl", "150 Mg/dL", false), "so it was written");
    assert!(!quantity(Aspect::Value, "150 MG/DL", "150 mg/dL", false) && !quantity(Aspect::Value, "150 mg/dL", "150 MG/DL", false));
}

#[test]
fn quotes_dashes_and_commas_between_words_are_spelling_and_decimal_commas_are_not() {
    assert!(super::text::same_text("mother\u{2019}s \u{201c}cold\u{201d} 5\u{2013}10", "mother's \"cold\" 5-10"));
    assert!(super::text::same_text("100,000 colonies, few", "100 000 colonies few"));
    assert!(!super::text::same_text("take 1,5 tablets", "take 1 5 tablets"));
    assert!(super::text::same_text("no fever", "\u{feff}no fe\u{ad}ver\u{200b}"), "marks that nobody sees");
}

pub(super) fn problem(facts: Vec<(Aspect, Value)>) -> Statement {
    statement(Kind::Problem, 1, facts.into_iter().map(|(aspect, value)| copied(aspect, value)).collect())
}

pub(super) fn day(number: u8) -> Value {
    Value::Date(Date::day(2020, 3, number).unwrap())
}

#[test]
fn a_note_that_lost_its_text_is_one_finding() {
    let note = |kind: Kind, body: Option<&str>| {
        let mut facts = vec![copied(Aspect::Type, code("http://loinc.org", "11488-4", "Consultation note")), copied(Aspect::Effective, day(4))];
        facts.extend(body.map(|words| copied(Aspect::Body, text(words))));
        statement(kind, 1, facts)
    };
    assert_eq!(found(&note(Kind::Note, Some("Doing well.")), &note(Kind::Document, None)), [(Verdict::Altered, Aspect::Body)]);
}

#[test]
fn a_diagnosis_of_a_charge_is_kept_as_its_reason() {
    let charge = |aspect: Aspect, value: Value| statement(Kind::Charge, 1, vec![copied(Aspect::Code, code("http://www.ama-assn.org/go/cpt", "71045", "")), copied(aspect, value)]);
    let legacy = charge(Aspect::DiagnosisPointer, Value::Word("29857009".into()));
    assert!(found(&legacy, &charge(Aspect::Reason, code(SNOMED, "29857009", "Chest pain"))).is_empty());
    assert_eq!(found(&legacy, &charge(Aspect::Reason, code(SNOMED, "68235000", "Nasal congestion"))), [(Verdict::Altered, Aspect::DiagnosisPointer)]);
}

#[test]
fn that_a_patient_lives_is_said_by_silence_and_a_death_is_not() {
    let person = |deceased: Option<bool>| {
        let mut facts = vec![copied(Aspect::Family, text("Holm"))];
        facts.extend(deceased.map(|flag| copied(Aspect::Deceased, Value::Flag(flag))));
        statement(Kind::Demographic, 1, facts)
    };
    assert!(found(&person(Some(false)), &person(None)).is_empty());
    assert_eq!(found(&person(Some(true)), &person(None)), [(Verdict::Altered, Aspect::Deceased)]);
}

#[test]
fn a_death_that_is_only_implied_is_lost_where_nobody_dies_in_the_destination() {
    let patient = |facts: Vec<(Aspect, Value, How)>| statement(Kind::Demographic, 1, facts);
    let named = || copied(Aspect::Family, text("Lopez"));
    let legacy = |dead: bool| patient(vec![named(), (Aspect::Deceased, Value::Flag(dead), How::Derived)]);
    assert_eq!(found(&legacy(true), &patient(vec![named()])), [(Verdict::Altered, Aspect::Deceased)]);
    assert!(found(&legacy(false), &patient(vec![named()])).is_empty());
}

#[test]
fn given_names_are_the_same_in_one_and_apart_and_not_in_another_order() {
    let person = |given: &str, middle: &str| {
        let middle = Some(middle).filter(|m| !m.is_empty()).map(|m| copied(Aspect::Middle, text(m)));
        statement(Kind::Demographic, 1, [copied(Aspect::Family, text("Roe")), copied(Aspect::Given, text(given))].into_iter().chain(middle).collect())
    };
    assert!(found(&person("Jane", "Q"), &person("Jane Q", "")).is_empty());
    assert!(found(&person("JANE Q", ""), &person("Jane", "Q")).is_empty());
    assert!(!found(&person("Jane", "Q"), &person("Q", "Jane")).is_empty());
    assert!(!found(&person("Jane", "Q"), &person("Jane", "")).is_empty());
    assert!(!found(&person("Jane Q", ""), &person("Jane", "")).is_empty());
}

#[test]
fn how_many_were_dispensed_is_as_many_each_and_no_volume() {
    let order = |unit: &str| {
        let thirty = model::Quantity { number: model::Decimal::from(30), comparator: String::new(), unit: unit.into() };
        statement(Kind::Medication, 1, vec![copied(Aspect::Code, Value::words("Cetirizine")), copied(Aspect::Quantity, Value::Quantity(thirty))])
    };
    for unit in ["each", "EA", "{tbl}", "1"] {
        assert!(found(&order(""), &order(unit)).is_empty(), "{unit}");
    }
    assert_eq!(found(&order(""), &order("mL")), [(Verdict::Altered, Aspect::Unit)]);
}
