//! Words, sides and units by which the same code or number is another thing, and the forms of them that are not.

use super::tests::{ICD10, SNOMED, code, copied, day, found, problem, quantity, statement};
use model::{Aspect, Coding, Kind, Value, Verdict};

#[test]
fn a_side_that_only_the_destination_says_is_that_of_the_words() {
    let fracture = |display: &str, side: &[&str]| {
        let sides = side.iter().map(|side| (Aspect::Laterality, Value::Word((*side).into())));
        problem(std::iter::once((Aspect::Code, code(SNOMED, "1", display))).chain(sides).collect())
    };
    let left = fracture("Fracture of left ankle", &[]);
    assert_eq!(found(&left, &fracture("Fracture of left ankle", &["right"])), [(Verdict::Altered, Aspect::Laterality)]);
    assert!(found(&left, &fracture("Fracture of left ankle", &["left"])).is_empty());
    assert!(found(&left, &fracture("Fracture of left ankle", &["bilateral"])).is_empty());
    assert!(found(&fracture("Fracture of left or right ankle", &[]), &fracture("Fracture of left or right ankle", &["right"])).is_empty());
    assert!(found(&fracture("Fracture of ankle", &[]), &fracture("Fracture of ankle", &["right"])).is_empty());
}

#[test]
fn words_in_doubt_are_another_thing_unless_they_came_along() {
    let pe = |display: &str, words: &str| problem(vec![(Aspect::Code, Value::code(vec![Coding { system: ICD10.into(), code: "I26.99".into(), display: display.into() }], words))]);
    let doubted = pe("", "R/O PE");
    assert_eq!(found(&doubted, &pe("", "PE")), [(Verdict::Altered, Aspect::Text)]);
    assert_eq!(found(&doubted, &pe("PE", "")), [(Verdict::Altered, Aspect::Text)]);
    assert!(found(&doubted, &pe("PE", "R/O PE")).is_empty() && found(&doubted, &pe("", "Rule out PE")).is_empty());
    assert!(found(&doubted, &pe("Other pulmonary embolism without acute cor pulmonale", "")).is_empty(), "the terminology's own words");
}

#[test]
fn the_number_of_an_ion_is_kept_between_milliequivalents_and_millimoles() {
    let result = |display: &str, amount: &str| {
        let value = Value::Quantity(model::Quantity::parse(amount).expect("a quantity"));
        statement(Kind::Observation, 1, vec![copied(Aspect::Code, code("http://loinc.org", "1", display)), copied(Aspect::Effective, day(3)), copied(Aspect::Value, value)])
    };
    assert!(found(&result("Potassium", "4.9 mmol/L"), &result("Potassium", "4.9 meq/L")).is_empty());
    assert_eq!(found(&result("Calcium", "2.5 mmol/L"), &result("Calcium", "2.5 meq/L")), [(Verdict::Altered, Aspect::Unit)]);
}

#[test]
fn mass_and_moles_of_one_test_are_one_result_and_of_another_number_none() {
    let result = |amount: &str| {
        let value = Value::Quantity(model::Quantity::parse(amount).expect("a quantity"));
        statement(Kind::Observation, 1, vec![copied(Aspect::Code, code("http://loinc.org", "2345-7", "Glucose")), copied(Aspect::Effective, day(3)), copied(Aspect::Value, value)])
    };
    assert!(found(&result("90 mg/dL"), &result("5 mmol/L")).is_empty());
    assert_eq!(found(&result("90 mg/dL"), &result("90 mmol/L")), [(Verdict::Altered, Aspect::Unit)]);
    assert_eq!(found(&result("90 mg/dL"), &result("9 mmol/L")), [(Verdict::Altered, Aspect::Unit)]);
}

#[test]
fn a_measure_in_words_is_the_one_in_numbers() {
    let result = |name: &str, value: Value| statement(Kind::Observation, 1, vec![copied(Aspect::Code, code("http://loinc.org", "1", name)), copied(Aspect::Effective, day(3)), copied(Aspect::Value, value)]);
    let words = |name: &str, value: &str| result(name, Value::Text(value.into()));
    let number = |name: &str, value: &str| result(name, Value::Quantity(model::Quantity::parse(value).expect("a quantity")));
    for (name, a, b) in [("Gestational age", "32w3d", "227 d"), ("ANA titer", "1:160", "160"), ("Body height", "5'10\"", "177.8 cm")] {
        assert!(found(&words(name, a), &number(name, b)).is_empty() && found(&number(name, b), &words(name, a)).is_empty(), "{name}: {a} / {b}");
    }
    assert!(!found(&words("Gestational age", "32w3d"), &number("Gestational age", "223 d")).is_empty());
}

#[test]
fn the_ends_of_a_range_have_a_unit_where_both_books_give_one() {
    assert!(!quantity(Aspect::RangeLow, "3.5", "3.5 mmol/L", false) && !quantity(Aspect::RangeHigh, "5.1 mmol/L", "5.1", true));
    assert!(!quantity(Aspect::RangeHigh, "5.1 g/dL", "51 g/L", true));
    assert!(quantity(Aspect::RangeHigh, "5.1 mmol/L", "5.1 mg/dL", true) && quantity(Aspect::RangeHigh, "5.1", "6.1 mmol/L", false));
    let result = |value: &str, low: &str| {
        let of = |aspect, amount: &str| copied(aspect, Value::Quantity(model::Quantity::parse(amount).expect("a quantity")));
        statement(Kind::Observation, 1, vec![copied(Aspect::Code, code("http://loinc.org", "1", "Glucose")), copied(Aspect::Effective, day(3)), of(Aspect::Value, value), of(Aspect::RangeLow, low)])
    };
    assert_eq!(found(&result("5.4 mmol/L", "3.9 mmol/L"), &result("5.4 mg/dL", "3.9 mg/dL")), [(Verdict::Altered, Aspect::Unit)], "told once");
}
