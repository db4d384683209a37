//! What is no difference, and what beside it is one.

use super::is_country_of_state;
use crate::judge::tests::{between, copied, found, statement};
use model::{Aspect, Coding, How, Kind, Statement, Value, Verdict};

fn chart(status: &str, reference: &str) -> Statement {
    let word = |word: &str| copied(Aspect::Status, Value::Word(word.into()));
    let status = Some(status).filter(|status| !status.is_empty()).map(word);
    let mut person = statement(Kind::Demographic, 1, [copied(Aspect::Family, Value::Text("Strand".into()))].into_iter().chain(status).collect());
    person.origin.reference = reference.into();
    person
}

#[test]
fn that_a_chart_is_in_use_is_said_by_silence_and_that_it_is_not_is_said() {
    let resource = "Patient/p";
    assert!(found(&chart("active", ""), &chart("", resource)).is_empty());
    assert!(found(&chart("", resource), &chart("active", resource)).is_empty());
    assert!(found(&chart("inactive", ""), &chart("inactive", resource)).is_empty());
    assert_eq!(found(&chart("active", ""), &chart("inactive", resource)), [(Verdict::Altered, Aspect::Status)]);
    assert_eq!(found(&chart("inactive", ""), &chart("active", resource)), [(Verdict::Resurrected, Aspect::Status)]);
    assert_eq!(found(&chart("inactive", ""), &chart("", resource)).len(), 1, "a resource without it is a chart in use");
    assert!(found(&chart("inactive", ""), &chart("", "")).is_empty(), "a document has no place for it");
}

#[test]
fn when_a_specimen_was_taken_is_said_by_its_results_and_when_a_test_is_wanted_by_its_order() {
    let order = |test: &str, aspect: Aspect, how: Option<How>, reference: &str| {
        let when = how.map(|how| (aspect, Value::Text("2024-01-09".into()), how));
        let mut order = statement(Kind::Order, 1, [copied(Aspect::Code, Value::words(test))].into_iter().chain(when).collect());
        order.origin.reference = reference.into();
        order
    };
    // Another order of both books says it of itself.
    let lost = |aspect: Aspect, how: How, reference: &str| {
        let other = |reference: &str| order("Glucose", aspect, Some(How::Copied), reference);
        let (legacy, destination) = (order("Lipids", aspect, Some(how), ""), order("Lipids", aspect, None, reference));
        between([0, 0], &[legacy, other("")], &[destination, other(reference)]).len()
    };
    for aspect in [Aspect::Effective, Aspect::Specimen] {
        assert_eq!([lost(aspect, How::Derived, "ServiceRequest/1"), lost(aspect, How::Copied, "ServiceRequest/1"), lost(aspect, How::Derived, "")], [0, 1, 1], "{aspect}");
    }
}

#[test]
fn a_number_of_a_device_that_is_no_udi_may_be_added_and_not_lost() {
    let device = |has_number: bool| {
        let number = has_number.then(|| (Aspect::DeviceIdentifier, Value::Text("A1".into()), How::Translated));
        let mut device = statement(Kind::Device, 1, [copied(Aspect::Code, Value::words("Pacemaker"))].into_iter().chain(number).collect());
        device.origin.reference = "Device/d".into();
        device
    };
    assert!(found(&device(false), &device(true)).is_empty());
    assert_eq!(found(&device(true), &device(false)).len(), 1);
}

#[test]
fn a_drug_begins_on_the_day_of_its_order_and_no_other() {
    let drug = |begun: &str, ordered: &str, reference: &str| {
        let date = |aspect: Aspect, text: &str| copied(aspect, Value::Date(model::Date::parse_iso(text).unwrap()));
        let mut drug = statement(Kind::Medication, 1, vec![copied(Aspect::Code, Value::words("Warfarin")), date(Aspect::Onset, begun), date(Aspect::Recorded, ordered)]);
        drug.origin.reference = reference.into();
        drug
    };
    let (time, resource) = ("2024-01-08T15:00:00-05:00", "MedicationRequest/1");
    assert!(found(&drug("2024-01-08", time, ""), &drug(time, time, resource)).is_empty());
    assert_eq!(found(&drug("2022-01-08", time, ""), &drug(time, time, resource)), [(Verdict::Altered, Aspect::Onset)]);
    assert_eq!(found(&drug("2024-01-08", time, ""), &drug("2024-01-09", time, resource)), [(Verdict::Altered, Aspect::Onset)]);
}

#[test]
fn that_nothing_is_known_may_be_added_and_not_lost() {
    let person = |race: Option<&str>| {
        let name = copied(Aspect::Family, Value::Text("Strand".into()));
        statement(Kind::Demographic, 1, [name].into_iter().chain(race.map(|race| copied(Aspect::Race, Value::Word(race.into())))).collect())
    };
    assert!(found(&person(None), &person(Some("UNK"))).is_empty());
    assert_eq!(found(&person(Some("UNK")), &person(None)), [(Verdict::Altered, Aspect::Race)]);
}

#[test]
fn a_state_and_its_postal_code_say_the_country() {
    let judged = |state: &str, code: &str, country: &str| {
        let part = |aspect, text: &str| copied(aspect, Value::Text(text.into()));
        is_country_of_state(&statement(Kind::Demographic, 1, vec![part(Aspect::State, state), part(Aspect::PostalCode, code)]), &Value::Text(country.into()))
    };
    assert!(judged("IL", "60085", "USA") && judged("Illinois", "60085-1234", "US") && judged("IL", "600851234", "United States"));
    assert!(!judged("ON", "60085", "USA") && !judged("IL", "K1A 0B1", "USA") && !judged("IL", "60085", "MX"));
    let home = |country: &str, reference: &str| {
        let parts = [(Aspect::State, "IL"), (Aspect::PostalCode, "60085"), (Aspect::Country, country)];
        let mut home = statement(Kind::Demographic, 1, parts.into_iter().filter(|(_, text)| !text.is_empty()).map(|(aspect, text)| copied(aspect, Value::Text(text.into()))).collect());
        home.origin.reference = reference.into();
        home
    };
    assert!(found(&home("US", "Patient/1"), &home("", "")).is_empty(), "an interchange leaves it out");
    assert_eq!(found(&home("US", "Patient/1"), &home("", "Patient/1")), [(Verdict::Altered, Aspect::Country)]);
    assert_eq!(found(&home("MX", "Patient/1"), &home("", "")), [(Verdict::Altered, Aspect::Country)]);
}

#[test]
fn a_category_makes_of_no_known_allergy_one_of_a_sort() {
    let none = |code: &str, sorts: &[&str], reference: &str| {
        let code = copied(Aspect::Code, Value::code(vec![Coding { system: "http://snomed.info/sct".into(), code: code.into(), display: String::new() }], "none known"));
        let sorts = sorts.iter().map(|sort| copied(Aspect::Category, Value::Word((*sort).into())));
        let mut none = statement(Kind::NoKnownAllergy, 1, [code].into_iter().chain(sorts).collect());
        none.origin.relation = u32::from(reference.is_empty());
        none.origin.reference = reference.into();
        none
    };
    let judged = |code: &str, sorts: &[&str]| found(&none(code, &[], ""), &none(code, sorts, "AllergyIntolerance/1"));
    assert_eq!(judged("716186003", &["medication"]), [(Verdict::Invented, Aspect::Category)]);
    assert!(judged("409137002", &["medication"]).is_empty(), "no drug allergy is known");
    assert!(judged("716186003", &["medication", "food", "environment"]).is_empty() && judged("716186003", &[]).is_empty());
}

#[test]
fn where_a_server_files_a_record_contradicts_nobody_who_said_nothing() {
    let word = |aspect, word: &str| copied(aspect, Value::Word(word.into()));
    let result = |kind: Kind, facts: &[(Aspect, &str)]| {
        let name = copied(Aspect::Code, Value::words("Iron"));
        let mut result = statement(kind, 1, std::iter::once(name).chain(facts.iter().map(|(aspect, said)| word(*aspect, said))).collect());
        result.origin.reference = "X/1".into();
        result
    };
    for (kind, aspect, said) in [
        (Kind::Observation, Aspect::Category, "laboratory"), (Kind::Problem, Aspect::Category, "problem-list-item"), (Kind::Order, Aspect::Priority, "routine"),
        (Kind::Medication, Aspect::Category, "outpatient"),
    ] {
        assert!(found(&result(kind, &[]), &result(kind, &[(aspect, said)])).is_empty(), "{kind:?} {aspect:?}");
    }
    assert_eq!(found(&result(Kind::Order, &[]), &result(Kind::Order, &[(Aspect::Priority, "stat")])), [(Verdict::Invented, Aspect::Priority)]);
    assert_eq!(found(&result(Kind::Allergy, &[]), &result(Kind::Allergy, &[(Aspect::Category, "food")])), [(Verdict::Invented, Aspect::Category)]);
    let of = |list: &str| result(Kind::Observation, &[(Aspect::Category, list)]);
    assert_eq!(found(&of("laboratory"), &of("vital-signs")), [(Verdict::Altered, Aspect::Category)], "another shelf than the one that was said");
    assert_eq!(found(&of("laboratory"), &result(Kind::Observation, &[])).len(), 1);
}

#[test]
fn the_day_of_storing_dates_nothing_that_has_a_date_and_everything_that_has_none() {
    let day = |aspect, day: &str| copied(aspect, Value::Date(model::Date::parse_iso(day).unwrap()));
    let named = |words: &str, reference: &str, days: &[(Aspect, &str)]| {
        let name = copied(Aspect::Code, Value::words(words));
        let mut allergy = statement(Kind::Allergy, words.len() as u64, std::iter::once(name).chain(days.iter().map(|(aspect, said)| day(*aspect, said))).collect());
        allergy.origin.reference = reference.into();
        allergy
    };
    let allergy = |days: &[(Aspect, &str)]| named("Latex", "AllergyIntolerance/1", days);
    let (onset, stored) = ((Aspect::Onset, "2010"), (Aspect::Recorded, "2026-11-01"));
    // Of a row as well, where others of its table say when they were written.
    let rows = |days: &[(Aspect, &str)]| [named("Latex", "", days), named("Pollen", "", &[onset, stored])];
    let there = [allergy(&[onset, stored]), named("Pollen", "AllergyIntolerance/2", &[onset, stored])];
    assert!(between([0, 0], &rows(&[onset]), &there).is_empty());
    assert!(matches!(&between([0, 0], &rows(&[]), &[allergy(&[stored]), there[1].clone()])[..], [found] if found.verdict == Verdict::Invented));
    assert!(found(&allergy(&[onset]), &allergy(&[onset, stored])).is_empty());
    assert!(matches!(found(&allergy(&[]), &allergy(&[stored]))[..], [(Verdict::Invented, _)]));
}

#[test]
fn who_of_several_was_read_first_is_no_difference() {
    let link = |key: &str| copied(Aspect::Element, Value::Text(crate::leaf::leaf(crate::leaf::Sort::Link, "performer", key)));
    let result = |keys: &[&str]| {
        let first = keys.iter().take(1).map(|key| copied(Aspect::Performer, Value::Key((*key).into())));
        let all = keys.iter().filter(|_| keys.len() > 1).map(|key| link(key));
        let mut result = statement(Kind::Observation, 1, first.chain(all).collect());
        result.origin.reference = "Observation/1".into();
        result
    };
    let (one, other) = (result(&["a", "b"]), result(&["b", "a"]));
    assert!(super::is_told_by_leaves((&one, &other), (&[&one.facts[0]], &[&other.facts[0]])));
    let alone = result(&["b"]);
    assert!(!super::is_told_by_leaves((&one, &alone), (&[&one.facts[0]], &[&alone.facts[0]])), "one of two is gone");
}

#[test]
fn one_of_several_born_together_is_told_apart_and_who_was_born_alone_need_not_say_so() {
    let person = |birth: Option<Value>, reference: &str| {
        let mut person = statement(Kind::Demographic, 1, [copied(Aspect::Family, Value::Text("Strand".into()))].into_iter().chain(birth.map(|value| copied(Aspect::MultipleBirth, value))).collect());
        person.origin.reference = reference.into();
        person
    };
    let (second, third) = (Value::Quantity(model::Quantity::parse("2").unwrap()), Value::Quantity(model::Quantity::parse("3").unwrap()));
    let resource = "Patient/p";
    for (row, there) in [(second.clone(), None), (second.clone(), Some(third)), (Value::Flag(true), Some(Value::Flag(false))), (Value::Flag(true), None)] {
        assert_eq!(found(&person(Some(row.clone()), ""), &person(there, resource)), [(Verdict::Altered, Aspect::MultipleBirth)], "{row:?}");
    }
    assert!(found(&person(Some(second.clone()), ""), &person(Some(second), resource)).is_empty());
    assert!(found(&person(Some(Value::Flag(false)), ""), &person(None, resource)).is_empty());
    assert!(found(&person(None, resource), &person(Some(Value::Flag(false)), resource)).is_empty());
}

#[test]
fn a_modifier_that_nobody_asserted_is_told_whatever_the_legacy_book_could_say() {
    let problem = |modifier: Option<Value>| {
        let name = copied(Aspect::Code, Value::words("Asthma"));
        statement(Kind::Problem, 1, [name].into_iter().chain(modifier.map(|value| copied(Aspect::Negation, value))).collect())
    };
    let turned = problem(Some(Value::Text("negated: true".into())));
    assert_eq!(found(&problem(None), &turned), [(Verdict::Invented, Aspect::Negation)]);
    assert_eq!(found(&turned, &problem(None)), [(Verdict::Altered, Aspect::Negation)]);
    assert!(found(&turned, &turned).is_empty());
}

#[test]
fn a_remark_that_the_code_says_as_well_is_held_against_one_with_a_word_of_it_and_against_no_other() {
    let asthma = |remark: &str, reference: &str| {
        let name = copied(Aspect::Code, Value::words("Seasonal asthma"));
        let mut problem = statement(Kind::Problem, 1, vec![name, copied(Aspect::Text, Value::Text(remark.into()))]);
        problem.origin.reference = reference.into();
        problem
    };
    let of_resource = |remark: &str| found(&asthma("Seasonal asthma", ""), &asthma(remark, "Condition/1"));
    for cut_or_changed in ["Seasonal", "Seaso", "Seasonal allergy"] {
        assert_eq!(of_resource(cut_or_changed), [(Verdict::Altered, Aspect::Text)], "{cut_or_changed}");
    }
    for whole_or_another in ["Seasonal asthma", "Follow up in May"] {
        assert!(of_resource(whole_or_another).is_empty(), "{whole_or_another}");
    }
}
