//! One thing written in two forms is no difference, and its neighbour that means something else is one.

use crate::codes::Equivalences;
use crate::compare::compare_patient;
use crate::judge::{Judge, Relation, code::DECLARED_GONE};
use crate::reading::Coverage;
use model::{Aspect, Coding, Date, Fact, How, Kind, Origin, Severity, Statement, Value, Verdict};

mod designed;
mod manners;

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
    Value::Code(vec![Coding { system: system.into(), code: code.into(), display: display.into() }], String::new())
}

/// Verdict and aspect of every finding.
pub(super) fn found(legacy: &Statement, destination: &Statement) -> Vec<(Verdict, Aspect)> {
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
    for (aspect, a, b) in [(Aspect::Phone, "555-723-1544", "+1(555)-723-1544"), (Aspect::Line, "1357 Amber Dr", "1357 Amber Drive."), (Aspect::Country, "US", "USA"), (Aspect::Country, "USA", "US")] {
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
    let judge = Judge { equivalences: &equivalences, legacy: &coverage, destination: &coverage, links: &|_, _, _| None, ids_are_kept: false, resources: [false; 2] };
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
fn a_system_of_somebodys_own_is_known_by_the_end_of_its_uri_and_a_terminology_is_not() {
    assert_eq!(verdict(&[("L", "1320")], &[("http://example.org/CodeSystem/L", "1320")]), None);
    assert_eq!(verdict(&[("L", "1320")], &[("http://example.org/CodeSystem/L", "1321")]), Some(Verdict::Altered));
    assert_eq!(verdict(&[("L", "1320")], &[("http://example.org/CodeSystem/M", "1320")]), Some(Verdict::Altered));
    assert_eq!(verdict(&[(SNOMED, "1320")], &[("http://example.org/CodeSystem/sct", "1320")]), Some(Verdict::Altered));
}

#[test]
fn the_same_code_under_a_system_that_nobody_knows_is_told_by_its_system() {
    let (equivalences, coverage) = (Equivalences::default(), Coverage::default());
    let judge = Judge { equivalences: &equivalences, legacy: &coverage, destination: &coverage, links: &|_, _, _| None, ids_are_kept: false, resources: [false; 2] };
    let relation = judge.values(Aspect::Code, &codes(&[(SNOMED, "247472004")]), &codes(&[("http://www.snomed.org", "247472004")]));
    assert_eq!(relation, Relation::Differs(Verdict::Altered, Aspect::Code, "the code stands under another code system".into()));
}

#[test]
fn a_word_and_a_code_without_a_system_that_spells_it_are_one() {
    let (equivalences, coverage) = (Equivalences::default(), Coverage::default());
    let judge = Judge { equivalences: &equivalences, legacy: &coverage, destination: &coverage, links: &|_, _, _| None, ids_are_kept: false, resources: [false; 2] };
    let bare = |code: &str| Value::Code(vec![Coding { system: String::new(), code: code.into(), display: String::new() }], String::new());
    let words = |text: &str| Value::Code(Vec::new(), text.into());
    assert_eq!(judge.values(Aspect::Value, &words("160"), &bare("160")), Relation::Equivalent);
    assert_eq!(judge.values(Aspect::Value, &bare("160"), &words("160")), Relation::Equivalent);
    assert!(matches!(judge.values(Aspect::Value, &words("160"), &bare("161")), Relation::Differs(..)));
}

#[test]
fn a_drug_without_a_code_has_every_name_of_it_and_no_other() {
    let (equivalences, coverage) = (Equivalences::default(), Coverage::default());
    let judge = Judge { equivalences: &equivalences, legacy: &coverage, destination: &coverage, links: &|_, _, _| None, ids_are_kept: false, resources: [false; 2] };
    let concept = |words: &str| Value::Code(Vec::new(), words.into());
    let judged = |aspect: Aspect, a: &Value, b: &Value| judge.values(aspect, a, b);
    let differs = |aspect: Aspect| Relation::Differs(Verdict::Altered, aspect, "the words differ".into());
    for other in [concept("paracetamol 325 MG Oral Tablet"), text("Tylenol 325 mg"), text("ACETAMINOPHEN 325 MG TAB")] {
        assert_eq!(judged(Aspect::Code, &concept("acetaminophen 325 mg tablet"), &other), Relation::Equivalent);
        assert_eq!(judged(Aspect::Method, &concept("acetaminophen 325 mg tablet"), &other), differs(Aspect::Method), "{other:?}: only what the record is about");
    }
    for other in [concept("Tylenol 500 mg"), concept("acetaminophen 325 MG / oxycodone 5 MG"), text("ibuprofen 325 mg"), concept("some other drug")] {
        assert_eq!(judged(Aspect::Code, &concept("acetaminophen 325 mg tablet"), &other), differs(Aspect::Code), "{other:?}");
    }
    let coded = code("http://www.nlm.nih.gov/research/umls/rxnorm", "855332", "warfarin sodium 5 MG Oral Tablet");
    assert_eq!(judged(Aspect::Code, &concept("Coumadin 5 mg tab"), &coded), Relation::Equivalent, "words have become the code of their drug");
}

#[test]
fn a_name_and_a_link_tell_nothing_about_each_other() {
    let (equivalences, coverage) = (Equivalences::default(), Coverage::default());
    let judge = Judge { equivalences: &equivalences, legacy: &coverage, destination: &coverage, links: &|_, _, _| None, ids_are_kept: false, resources: [false; 2] };
    let (name, link) = (text("Community Hospital"), Value::Key("b818f780".into()));
    assert_eq!(judge.values(Aspect::Location, &name, &link), Relation::Same);
    assert_eq!(judge.values(Aspect::Author, &link, &name), Relation::Same);
    // A text that became a link which leads nowhere is gone.
    assert!(matches!(judge.values(Aspect::Body, &name, &link), Relation::Differs(..)));
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
fn a_wrong_code_is_no_broader_one_for_the_right_one_beside_it() {
    assert_eq!(verdict(&[(SNOMED, "236578006"), (ICD10, "T86.11")], &[(SNOMED, "236578007"), (ICD10, "T86.11")]), Some(Verdict::Altered));
    assert_eq!(verdict(&[(SNOMED, "236578006"), (ICD10, "T86.11")], &[(SNOMED, "236578006"), (ICD10, "T86.1")]), Some(Verdict::Broader));
    assert_eq!(verdict(&[(ICD10, "T86.1")], &[(ICD10, "T86.11")]), Some(Verdict::Narrower));
}

#[test]
fn behind_another_code_the_right_one_is_only_its_translation() {
    assert_eq!(verdict(&[(SNOMED, "236578006")], &[(SNOMED, "73211009"), (SNOMED, "236578006")]), Some(Verdict::Altered));
    assert_eq!(verdict(&[(SNOMED, "236578006")], &[(SNOMED, "236578006"), (SNOMED, "73211009")]), None, "one more translation");
    assert_eq!(verdict(&[(SNOMED, "236578006"), (SNOMED, "73211009")], &[(SNOMED, "73211009"), (SNOMED, "236578006")]), None);
}

#[test]
fn a_destination_may_number_its_claims() {
    let claim = |numbers: &[&str]| statement(Kind::Claim, 1, numbers.iter().map(|n| copied(Aspect::ClaimNumber, text(n))).chain([copied(Aspect::Status, Value::Word("active".into()))]).collect());
    let (equivalences, coverage) = (Equivalences::default(), Coverage { records: [1, 0], ..Coverage::default() });
    let judge = Judge { equivalences: &equivalences, legacy: &coverage, destination: &coverage, links: &|_, _, _| None, ids_are_kept: false, resources: [false; 2] };
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

/// What two books that are both FHIR, with one statement each, differ in.
fn found_in_fhir(legacy: &Statement, destination: &Statement) -> Vec<(Verdict, Aspect, Severity)> {
    let count = |statement: &Statement| {
        let mut coverage = Coverage { records: [1, 0], ..Coverage::default() };
        coverage.count(statement);
        coverage
    };
    let books = (count(legacy), count(destination));
    let result = compare_patient(std::slice::from_ref(legacy), std::slice::from_ref(destination), &Equivalences::default(), (&books.0, &books.1), &|_| None);
    result.findings.iter().map(|f| (f.verdict, f.aspect, f.severity)).collect()
}

pub(super) fn problem(facts: Vec<(Aspect, Value)>) -> Statement {
    statement(Kind::Problem, 1, facts.into_iter().map(|(aspect, value)| copied(aspect, value)).collect())
}

#[test]
fn a_place_of_the_body_that_the_words_of_the_concept_name_is_nothing_new() {
    let knee = |facts: Vec<(Aspect, Value)>| problem([vec![(Aspect::Code, Value::Code(Vec::new(), "Pain of left knee joint".into()))], facts].concat());
    let site = |words: &str| vec![(Aspect::BodySite, Value::Code(Vec::new(), words.into()))];
    for words in ["Left knee", "Knee joint structure", "Structure of left knee"] {
        assert!(found_in_fhir(&knee(Vec::new()), &knee(site(words))).is_empty(), "{words}");
    }
    for words in ["Left ankle", "Right knee", "Left hand and knee"] {
        assert!(!found_in_fhir(&knee(Vec::new()), &knee(site(words))).is_empty(), "{words}");
    }
}

#[test]
fn words_beside_a_right_code_may_be_contrary() {
    let ankle = |display: &str| problem(vec![(Aspect::Code, code(SNOMED, "1", display))]);
    for same in ["Fracture of left ankle", "LEFT ANKLE FRACTURE", "Fracture of left ankle (disorder)", ""] {
        assert!(found_in_fhir(&ankle("Fracture of left ankle"), &ankle(same)).is_empty(), "{same}");
    }
    assert_eq!(found_in_fhir(&ankle("Fracture of left ankle"), &ankle("Fracture of right ankle")), [(Verdict::Altered, Aspect::Text, Severity::Clinical)]);
    assert_eq!(found_in_fhir(&ankle("Fracture of left ankle"), &ankle("Gingivitis of teeth")), [(Verdict::Altered, Aspect::Text, Severity::Cosmetic)]);
    // In every format what is contrary is told, and other names are not.
    assert_eq!(found(&ankle("Fracture of left ankle"), &ankle("Fracture of right ankle")).len(), 1);
    assert!(found(&ankle("Fracture of left ankle"), &ankle("Gingivitis of teeth")).is_empty());
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
fn a_record_that_the_destination_takes_back_stood_in_a_book_that_never_says_so() {
    let word = |aspect: Aspect, word: &str| copied(aspect, Value::Word(word.into()));
    let allergy = |more: Vec<(Aspect, Value, How)>| {
        let mut facts = vec![copied(Aspect::Code, code(SNOMED, "91936005", "Allergy to penicillin"))];
        facts.extend(more);
        statement(Kind::Allergy, 1, facts)
    };
    let legacy = allergy(vec![word(Aspect::Status, "active")]);
    assert_eq!(found(&legacy, &allergy(vec![word(Aspect::Verification, "entered-in-error")])), [(Verdict::Altered, Aspect::Verification)]);
    assert_eq!(found(&legacy, &allergy(vec![word(Aspect::Status, "active"), word(Aspect::Verification, "refuted")])), [(Verdict::Altered, Aspect::Verification)]);
    assert!(found(&legacy, &allergy(vec![word(Aspect::Status, "active"), word(Aspect::Verification, "confirmed")])).is_empty(), "listed once for the book");
    let given = |more: Vec<(Aspect, Value, How)>| statement(Kind::Immunization, 1, [vec![copied(Aspect::Code, code("http://hl7.org/fhir/sid/cvx", "140", "Influenza"))], more].concat());
    assert_eq!(found(&given(Vec::new()), &given(vec![word(Aspect::Status, "entered-in-error")])), [(Verdict::Altered, Aspect::Status)]);
    assert!(found(&given(Vec::new()), &given(vec![word(Aspect::Status, "completed")])).is_empty());
}

#[test]
fn what_does_not_hold_in_the_destination_is_told_of_every_kind_whose_legacy_records_have_no_status() {
    let record = |kind: Kind, more: Vec<(Aspect, Value, How)>| statement(kind, 1, [vec![copied(Aspect::Text, text("x")), copied(Aspect::Effective, Value::Date(Date::day(2020, 1, 2).unwrap()))], more].concat());
    let word = |aspect: Aspect, word: &str| copied(aspect, Value::Word(word.into()));
    let kinds = [Kind::Claim, Kind::Coverage, Kind::Encounter, Kind::Procedure, Kind::Order, Kind::Appointment, Kind::Charge];
    for kind in kinds {
        for taken in ["cancelled", "revoked", "draft", "entered-in-error"] {
            assert_eq!(found(&record(kind, Vec::new()), &record(kind, vec![word(Aspect::Status, taken)])), [(Verdict::Altered, Aspect::Status)], "{kind:?} {taken}");
        }
        for stands in ["active", "completed", "planned", "billed"] {
            assert!(found(&record(kind, Vec::new()), &record(kind, vec![word(Aspect::Status, stands)])).is_empty(), "{kind:?} {stands}");
        }
    }
    let bill = |intent: &str| record(Kind::Claim, vec![word(Aspect::Intent, intent)]);
    assert_eq!(found(&record(Kind::Claim, Vec::new()), &bill("predetermination")), [(Verdict::Altered, Aspect::Intent)]);
    assert!(found(&record(Kind::Claim, Vec::new()), &bill("claim")).is_empty());
    // What a reading only infers is no word of the destination; what was denied was not done.
    assert!(found(&record(Kind::Claim, Vec::new()), &record(Kind::Claim, vec![(Aspect::Status, Value::Word("cancelled".into()), How::Derived)])).is_empty());
    let denied = record(Kind::Procedure, vec![copied(Aspect::Negation, Value::Flag(true))]);
    let not_done = record(Kind::Procedure, vec![copied(Aspect::Negation, Value::Flag(true)), word(Aspect::Status, "not-done")]);
    assert!(found(&denied, &not_done).is_empty());
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

/// Kind, verdict, aspect and severity of every finding of two charts whose books hold nothing else.
fn between(legacy: &[Statement], destination: &[Statement]) -> Vec<(Kind, Verdict, Aspect, model::Severity)> {
    let count = |chart: &[Statement]| {
        let mut coverage = Coverage::default();
        chart.iter().for_each(|statement| coverage.count(statement));
        coverage
    };
    let books = (count(legacy), count(destination));
    let result = compare_patient(legacy, destination, &Equivalences::default(), (&books.0, &books.1), &|_| None);
    result.findings.iter().map(|f| (f.kind, f.verdict, f.aspect, f.severity)).collect()
}

pub(super) fn day(number: u8) -> Value {
    Value::Date(Date::day(2020, 3, number).unwrap())
}

#[test]
fn a_drug_that_is_taken_and_one_that_was_given_are_one_finding_of_its_kind() {
    const RXNORM: &str = "http://www.nlm.nih.gov/research/umls/rxnorm";
    let drug = |kind: Kind, aspect: Aspect, on: u8| statement(kind, 1, vec![copied(Aspect::Code, code(RXNORM, "582498", "Albuterol")), copied(aspect, day(on))]);
    let taken = drug(Kind::Medication, Aspect::Onset, 4);
    let given = drug(Kind::Order, Aspect::Effective, 4);
    assert_eq!(between(std::slice::from_ref(&taken), &[given]), [(Kind::Medication, Verdict::Altered, Aspect::Category, model::Severity::Clinical)]);
    // Of another month it is another one; and so it is where the list has the drug as well.
    let later = statement(Kind::Order, 2, vec![copied(Aspect::Code, code(RXNORM, "582498", "Albuterol")), copied(Aspect::Effective, Value::Date(Date::day(2020, 7, 4).unwrap()))]);
    let orders = statement(Kind::Order, 9, vec![copied(Aspect::Code, code(RXNORM, "1", "Other")), copied(Aspect::Effective, day(1))]);
    let verdicts: Vec<Verdict> = between(&[taken.clone(), orders.clone()], &[later, orders]).iter().map(|f| f.1).collect();
    assert_eq!(verdicts, [Verdict::Lost, Verdict::Invented]);
}

#[test]
fn a_report_that_only_names_its_results_is_no_statement_of_its_own() {
    let result = |line: u64, panel: bool| {
        let mut facts = vec![copied(Aspect::Code, code("http://loinc.org", "5811-5", "Specific gravity")), copied(Aspect::Effective, day(4)), copied(Aspect::Value, text("1.015"))];
        if panel {
            facts.push((Aspect::Panel, Value::Key("1".into()), How::Derived));
        }
        statement(Kind::Observation, line, facts)
    };
    let report = |more: Option<Value>| {
        let mut facts = vec![copied(Aspect::Type, code("http://loinc.org", "24357-6", "Urinalysis")), copied(Aspect::Effective, day(4)), copied(Aspect::Results, Value::Key("9".into()))];
        facts.extend(more.map(|words| copied(Aspect::Body, words)));
        statement(Kind::Document, 2, facts)
    };
    let legacy = [result(1, true), statement(Kind::Note, 5, vec![copied(Aspect::Title, text("Plan")), copied(Aspect::Body, text("Return in May."))])];
    let other = legacy[1].clone();
    assert!(between(&legacy, &[result(1, false), other.clone(), report(None)]).is_empty());
    let findings = between(&legacy, &[result(1, false), other, report(Some(text("Infection.")))]);
    assert_eq!(findings.iter().map(|f| f.1).collect::<Vec<_>>(), [Verdict::Invented]);
}

#[test]
fn the_same_code_under_another_system_is_the_same_statement() {
    let problem = |system: &str| statement(Kind::Problem, 1, vec![copied(Aspect::Code, code(system, "195967001", "")), copied(Aspect::Status, Value::Word("active".into()))]);
    assert_eq!(found(&problem(SNOMED), &problem("urn:oid: 2.16.840.1.113883.6.96")), [(Verdict::Altered, Aspect::Code)]);
}

#[test]
fn an_appointment_is_known_by_its_time_and_an_insurance_by_its_number() {
    let at = |text: &str| Value::Date(Date::parse_iso(text).unwrap());
    let legacy = statement(Kind::Appointment, 1, vec![copied(Aspect::Code, code(SNOMED, "76164006", "Biopsy of colon")), copied(Aspect::Effective, at("2021-09-24T09:30:00+02:15"))]);
    let destination = statement(Kind::Appointment, 1, vec![copied(Aspect::Effective, at("2021-09-24T12:45:00+05:30"))]);
    assert_eq!(found(&legacy, &destination), [(Verdict::Altered, Aspect::Code)]);
    let insured = |sort: Value| statement(Kind::Coverage, 1, vec![copied(Aspect::Type, sort), copied(Aspect::Effective, day(1)), copied(Aspect::Member, text("HMO-12345"))]);
    let coded = insured(code("http://terminology.hl7.org/CodeSystem/v3-ActCode", "HMO", "health maintenance organization policy"));
    assert!(found(&insured(Value::Word("HMO".into())), &coded).is_empty());
}

#[test]
fn a_drug_without_a_start_is_known_by_its_name() {
    let drug = |number: &str, words: &str, onset: Option<Value>| {
        let mut facts = vec![copied(Aspect::Code, code("http://www.nlm.nih.gov/research/umls/rxnorm", number, words)), copied(Aspect::Status, Value::Word("active".into()))];
        facts.extend(onset.map(|date| copied(Aspect::Onset, date)));
        statement(Kind::Medication, 1, facts)
    };
    let legacy = drug("582498", "Albuterol 0.09 MG/ACTUAT inhalant powder", Some(day(6)));
    let findings = found(&legacy, &drug("435", "Albuterol", None));
    assert!(findings.contains(&(Verdict::Altered, Aspect::Code)), "{findings:?}");
    let other = found(&legacy, &drug("5224", "Heparin", None));
    assert!(other.contains(&(Verdict::Lost, Aspect::Statement)), "{other:?}");
}

#[test]
fn the_list_that_a_record_stands_on_is_told_once() {
    let problem = |kind: Kind, category: Option<&str>| {
        let mut facts = vec![copied(Aspect::Code, code(SNOMED, "44054006", "Diabetes")), copied(Aspect::Onset, day(4))];
        facts.extend(category.map(|word| copied(Aspect::Category, Value::Word(word.into()))));
        statement(kind, 1, facts)
    };
    let listed = problem(Kind::Problem, Some("problem-list-item"));
    assert!(found(&listed, &problem(Kind::Problem, None)).is_empty(), "a problem of a message stands on the list");
    let mut resource = problem(Kind::Problem, None);
    resource.origin.reference = "Condition/1".into();
    assert_eq!(found(&listed, &resource), [(Verdict::Altered, Aspect::Category)], "a resource without a category does not say so");
    assert_eq!(found(&listed, &problem(Kind::EncounterDiagnosis, Some("encounter-diagnosis"))), [(Verdict::Altered, Aspect::Category)]);
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

/// A laboratory result of a day, as a table or as a resource says it.
fn result(day: Date, display: &str, word: fn(&str) -> Value) -> Statement {
    let facts = vec![
        copied(Aspect::Code, code("http://loinc.org", "2345-7", display)),
        copied(Aspect::Value, Value::Quantity(model::Quantity::parse("105 mg/dL").unwrap())),
        copied(Aspect::Status, Value::Word("final".into())),
        copied(Aspect::Effective, Value::Date(day)),
        copied(Aspect::Specimen, word("Serum")),
        copied(Aspect::Flag, word("H")),
    ];
    statement(Kind::Observation, 1, facts)
}

#[test]
fn a_result_that_says_the_same_of_another_century_is_one_with_a_wrong_date() {
    let legacy = result(Date::day(2021, 6, 12).unwrap(), "GLUCOSE", |w| Value::Word(w.into()));
    let wrong = Date::day(1900, 1, 1).unwrap();
    assert_eq!(found(&legacy, &result(wrong, "Glucose [Mass/volume]", text)), [(Verdict::Altered, Aspect::Effective)]);
    // Of another specimen and flagged otherwise it is another result, which happens to have the same value.
    let mut other = result(wrong, "Glucose [Mass/volume]", text);
    other.facts.iter_mut().filter(|f| matches!(f.aspect, Aspect::Specimen | Aspect::Flag)).for_each(|f| f.value = text("Urine"));
    assert_eq!(found(&legacy, &other), [(Verdict::Lost, Aspect::Statement), (Verdict::Invented, Aspect::Statement)]);
}

#[test]
fn a_coded_answer_of_another_time_is_found_by_what_its_code_is_declared_to_mean() {
    let answer = |value: Value, day: Date| {
        let facts = vec![copied(Aspect::Code, code("http://loinc.org", "72166-2", "")), copied(Aspect::Value, value), copied(Aspect::Status, Value::Word("final".into())), copied(Aspect::Category, Value::Word("social-history".into())), copied(Aspect::Effective, Value::Date(day))];
        statement(Kind::Observation, 1, facts)
    };
    let mut equivalences = Equivalences::default();
    equivalences.add(("urn:local:smoking", "Never"), (SNOMED, "266919005"));
    let legacy = answer(code("urn:local:smoking", "Never", ""), Date::day(2018, 3, 9).unwrap());
    let destination = answer(code(SNOMED, "266919005", "Never smoked"), Date::day(2018, 9, 3).unwrap());
    let coverage = Coverage::default();
    let result = compare_patient(std::slice::from_ref(&legacy), std::slice::from_ref(&destination), &equivalences, (&coverage, &coverage), &|_| None);
    assert_eq!(result.findings.iter().map(|f| (f.verdict, f.aspect)).collect::<Vec<_>>(), [(Verdict::Altered, Aspect::Effective)]);
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
fn a_declared_code_that_did_not_come_along_is_a_finding_although_the_local_one_stayed() {
    const LOCAL: &str = "urn:local:allergen";
    let mut equivalences = Equivalences::default();
    equivalences.add((LOCAL, "PCN"), (SNOMED, "373270004"));
    equivalences.add((LOCAL, "AMOX"), ("urn:of-the-new-system", "A1"));
    let coverage = Coverage::default();
    let judge = Judge { equivalences: &equivalences, legacy: &coverage, destination: &coverage, links: &|_, _, _| None, ids_are_kept: false, resources: [false; 2] };
    let judged = |legacy: &[(&str, &str)], destination: &[(&str, &str)]| judge.values(Aspect::Code, &codes(legacy), &codes(destination));
    let gone = Relation::Differs(Verdict::Altered, Aspect::Code, DECLARED_GONE.into());
    assert_eq!(judged(&[(LOCAL, "PCN")], &[(LOCAL, "PCN")]), gone, "the local code alone");
    assert_eq!(judged(&[(LOCAL, "AMOX")], &[(LOCAL, "AMOX")]), gone, "whatever system is declared");
    assert_eq!(judged(&[(LOCAL, "PCN")], &[(LOCAL, "PCN"), ("urn:billing", "77")]), gone, "a code that nobody declares tells nothing");
    // The declared code with the local one beside it, alone, or beside a code of a terminology that says it all.
    for destination in [&[(SNOMED, "373270004"), (LOCAL, "PCN")][..], &[(SNOMED, "373270004")]] {
        assert!(matches!(judged(&[(LOCAL, "PCN")], destination), Relation::Same | Relation::Equivalent), "{destination:?}");
    }
    let with_rxnorm = [(LOCAL, "PCN"), ("http://www.nlm.nih.gov/research/umls/rxnorm", "7980")];
    assert_eq!(judged(&with_rxnorm, &with_rxnorm), Relation::Same);
    // A code of the declared system that is not the declared one is another code.
    assert!(matches!(judged(&[(LOCAL, "PCN")], &[(SNOMED, "387406002"), (LOCAL, "PCN")]), Relation::Differs(Verdict::Altered, ..)));
    // What nobody declares to be anything else is all there is.
    assert_eq!(judged(&[(LOCAL, "XYZ")], &[(LOCAL, "XYZ")]), Relation::Same);
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
        statement(Kind::Medication, 1, vec![copied(Aspect::Code, Value::Code(Vec::new(), "Cetirizine".into())), copied(Aspect::Quantity, Value::Quantity(thirty))])
    };
    for unit in ["each", "EA", "{tbl}", "1"] {
        assert!(found(&order(""), &order(unit)).is_empty(), "{unit}");
    }
    assert_eq!(found(&order(""), &order("mL")), [(Verdict::Altered, Aspect::Unit)]);
}
