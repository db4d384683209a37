//! What two books that are both FHIR differ in: each could have said what the other says.

use super::*;
use crate::directory::{Entry, Sort};
use model::Severity;

/// What two books that are both FHIR, with one statement each, differ in.
fn found_in_fhir(legacy: &Statement, destination: &Statement) -> Vec<(Verdict, Aspect, Severity)> {
    between([1, 0], std::slice::from_ref(legacy), std::slice::from_ref(destination)).iter().map(|f| (f.verdict, f.aspect, f.severity)).collect()
}

#[test]
fn a_place_of_the_body_that_the_words_of_the_concept_name_is_nothing_new() {
    let knee = |facts: Vec<(Aspect, Value)>| problem([vec![(Aspect::Code, Value::words("Pain of left knee joint"))], facts].concat());
    let site = |words: &str| vec![(Aspect::BodySite, Value::words(words))];
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
fn a_severity_that_has_become_another_is_told_once() {
    let graded = |word: &str, number: &str| {
        let coding = crate::leaf::leaf(crate::leaf::Sort::Said, "severity.coding", &format!("{SNOMED}|{number}"));
        problem(vec![(Aspect::Code, code(SNOMED, "195967001", "Asthma")), (Aspect::Severity, Value::Word(word.into())), (Aspect::Element, Value::Text(coding))])
    };
    let aspects = |a: &Statement, b: &Statement| found_in_fhir(a, b).into_iter().map(|(_, aspect, _)| aspect).collect::<Vec<_>>();
    assert_eq!(aspects(&graded("severe", "24484000"), &graded("mild", "255604002")), [Aspect::Severity]);
    assert_eq!(aspects(&graded("severe", "24484000"), &graded("severe", "255604002")), [Aspect::Element]);
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
fn somebody_whom_a_row_does_not_name_is_invented_where_its_column_names_others() {
    let row = |author: Option<&str>, table: u32| {
        let mut row = problem([vec![(Aspect::Code, code(SNOMED, "1", "x"))], author.map(|who| (Aspect::Author, Value::Key(who.into()))).into_iter().collect()].concat());
        row.origin.relation = table;
        row
    };
    let told = |person: &str, others: Option<&str>| {
        let mut entry = statement(Kind::Demographic, 9, vec![copied(Aspect::Text, text(person))]);
        entry.patient = "17".into();
        let (plain, named) = (row(None, 7), row(Some("17"), 0));
        let rows = [vec![plain.clone()], vec![row(others, 7); 4]].concat();
        let (legacy, mut destination) = (book([0, 0], &rows), book([0, 0], std::slice::from_ref(&named)));
        destination.directory.note(Entry::of_row(Sort::Person, &entry));
        judge(&Equivalences::default(), (&legacy, &destination)).pair(&plain, &named).0.iter().map(|d| d.aspect).collect::<Vec<Aspect>>()
    };
    assert_eq!(told("Ann Lund", Some("16")), [Aspect::Author]);
    assert!(told("Unknown Provider", Some("16")).is_empty(), "a destination that must name somebody names a stand-in");
    assert!(told("Ann Lund", None).is_empty(), "no row ever names anybody: another table may");
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
fn what_was_an_error_has_come_back_as_whatever_it_counts_now() {
    let word = |aspect: Aspect, word: &str| copied(aspect, Value::Word(word.into()));
    let given = |state: &str| statement(Kind::Immunization, 1, vec![copied(Aspect::Code, code("http://hl7.org/fhir/sid/cvx", "140", "Influenza")), word(Aspect::Status, state)]);
    for state in ["completed", "preliminary", "booked"] {
        assert_eq!(found(&given("entered-in-error"), &given(state)), [(Verdict::Resurrected, Aspect::Status)], "{state}");
    }
    assert_eq!(found(&given("entered-in-error"), &given("not-done")), [(Verdict::Altered, Aspect::Status)]);
}

#[test]
fn what_was_gone_through_has_come_back_where_it_goes_on_and_what_never_took_place_where_it_did() {
    let told = |kind: Kind, from: &str, to: &str| {
        let record = |state: &str| statement(kind, 1, vec![copied(Aspect::Code, Value::words("x")), copied(Aspect::Status, Value::Word(state.into()))]);
        found(&record(from), &record(to))
    };
    for (kind, from, to) in [
        (Kind::Medication, "completed", "active"), (Kind::Order, "completed", "active"), (Kind::Encounter, "finished", "in-progress"), (Kind::Appointment, "cancelled", "booked"),
        (Kind::Appointment, "noshow", "fulfilled"), (Kind::Encounter, "cancelled", "finished"), (Kind::Immunization, "not-done", "completed"),
    ] {
        assert_eq!(told(kind, from, to), [(Verdict::Resurrected, Aspect::Status)], "{kind:?}: {from} to {to}");
    }
    for (kind, from, to) in [(Kind::Medication, "completed", "stopped"), (Kind::Medication, "active", "completed"), (Kind::Appointment, "cancelled", "noshow"), (Kind::Appointment, "noshow", "cancelled")] {
        assert_eq!(told(kind, from, to), [(Verdict::Altered, Aspect::Status)], "{kind:?}: {from} to {to}");
    }
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
