//! A code without its system is not a code: of words, units and numbers, and what only looks alike.

use super::read;
use crate::codes::Equivalences;
use crate::compare::compare_patient;
use crate::lookup::Lookups;
use crate::reading::{Coverage, Places, Reading};
use formats::{Format, Limits};
use model::{Aspect, Coding, Date, Fact, How, Kind, Origin, Quantity, Side, Statement, Value};
use std::ops::ControlFlow;

const UCUM: &str = r#""system":"http://unitsofmeasure.org","#;
const CATEGORY: &str = r#""system":"http://terminology.hl7.org/CodeSystem/observation-category","#;
const FLAG: &str = r#""system":"http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation","#;

/// A statement that a lens read of a table.
fn of_a_table(kind: Kind, facts: Vec<(Aspect, Value)>) -> Statement {
    let facts = facts.into_iter().map(|(aspect, value)| Fact { aspect, value, place: 0, how: How::Copied }).collect();
    Statement { kind, patient: "p".into(), origin: Origin { artifact: 1, relation: 1, line: 1, reference: String::new() }, facts }
}

/// Aspect, manner, place and severity of what differs from a resource.
fn told(legacy: &Statement, resource: &str) -> Vec<String> {
    let mut book = read(resource);
    book.coverage.records = [1, 0];
    let mut coverage = Coverage::default();
    coverage.count(legacy);
    let result = compare_patient(std::slice::from_ref(legacy), &book.statements, &Equivalences::default(), (&coverage, &book.coverage), &|_| None);
    let place = |number: Option<u32>| number.map_or("", |number| book.places.name(number));
    result.findings.iter().map(|f| format!("{} {} @{} {}", f.aspect, f.manner, place(f.destination_place), f.severity)).collect()
}

fn result() -> Statement {
    let glucose = Value::code(vec![Coding { system: "http://loinc.org".into(), code: "1558-6".into(), display: String::new() }], String::new());
    let value = Quantity { unit: "mg/dL".into(), ..Quantity::parse("95").unwrap() };
    of_a_table(
        Kind::Observation,
        vec![
            (Aspect::Code, glucose),
            (Aspect::Value, Value::Quantity(value)),
            (Aspect::Category, Value::Word("laboratory".into())),
            (Aspect::Effective, Value::Date(Date::day(2020, 1, 2).unwrap())),
            (Aspect::Flag, Value::Word("H".into())),
        ],
    )
}

fn observation(category: &str, flag: &str, unit: &str) -> String {
    format!(
        r#"{{"resourceType":"Observation","id":"o","status":"final","subject":{{"reference":"Patient/p"}},"effectiveDateTime":"2020-01-02","code":{{"coding":[{{"system":"http://loinc.org","code":"1558-6"}}]}},"category":[{{"coding":[{{{category}"code":"laboratory"}}]}}],"interpretation":[{{"coding":[{{{flag}"code":"H"}}]}}],"valueQuantity":{{"value":95,"unit":"mg/dL",{unit}"code":"mg/dL"}}}}"#
    )
}

#[test]
fn a_word_and_a_unit_whose_code_has_no_system_are_told_with_its_place() {
    assert_eq!(told(&result(), &observation(CATEGORY, FLAG, UCUM)), [""; 0]);
    assert_eq!(told(&result(), &observation("", FLAG, UCUM)), ["category the code system is gone @category[0].coding[0].system administrative"]);
    assert_eq!(told(&result(), &observation(CATEGORY, "", UCUM)), ["flag the code system is gone @interpretation[0].coding[0].system administrative"]);
    assert_eq!(told(&result(), &observation(CATEGORY, FLAG, "")), ["unit the code system is gone @valueQuantity.system clinical"]);
}

#[test]
fn a_system_by_another_of_its_names_is_the_same_and_another_system_is_not() {
    let (oid, older) = (r#""system":"urn:oid:2.16.840.1.113883.6.8","#, r#""system":"http://hl7.org/fhir/observation-category","#);
    assert_eq!(told(&result(), &observation(older, r#""system":"http://hl7.org/fhir/v2/0078","#, oid)), [""; 0]);
    let other = r#""system":"http://loinc.org","#;
    assert_eq!(told(&result(), &observation(other, FLAG, UCUM)), ["category the code stands under another code system @category[0].coding[0].system administrative"]);
    assert_eq!(told(&result(), &observation(CATEGORY, FLAG, other)), ["unit the code stands under another code system @valueQuantity.system clinical"]);
}

#[test]
fn race_ethnicity_and_what_is_not_known_of_them_have_several_homes() {
    let person = |race: &str, marital: &str| {
        let extension = format!(r#"{{"url":"http://hl7.org/fhir/us/core/StructureDefinition/us-core-race","extension":[{{"url":"ombCategory","valueCoding":{{"system":"{race}","code":"2106-3"}}}}]}}"#);
        format!(r#"{{"resourceType":"Patient","id":"p","name":[{{"family":"Roe"}}],"extension":[{extension}],"maritalStatus":{{"coding":[{{"system":"{marital}","code":"M"}}]}}}}"#)
    };
    let row = of_a_table(Kind::Demographic, vec![(Aspect::Family, Value::Text("Roe".into())), (Aspect::Race, Value::Word("2106-3".into())), (Aspect::MaritalStatus, Value::Word("M".into()))]);
    for race in ["urn:oid:2.16.840.1.113883.6.238", "urn:oid:2.16.840.1.113883.5.104", "http://hl7.org/fhir/v3/Race", "http://terminology.hl7.org/CodeSystem/v2-0005"] {
        for marital in ["http://hl7.org/fhir/v3/MaritalStatus", "http://hl7.org/fhir/marital-status", "urn:oid:2.16.840.1.113883.12.2"] {
            assert_eq!(told(&row, &person(race, marital)), [""; 0], "{race} {marital}");
        }
    }
    assert_eq!(told(&row, &person("http://loinc.org", "http://hl7.org/fhir/v3/MaritalStatus")).len(), 1);
}

#[test]
fn a_word_under_a_terminology_whose_codes_have_another_form_stands_under_another_system() {
    let person = |system: &str, code: &str| {
        format!(r#"{{"resourceType":"Patient","id":"p","name":[{{"family":"Roe"}}],"communication":[{{"language":{{"coding":[{{"system":"{system}","code":"{code}"}}]}}}}]}}"#)
    };
    let row = |code: &str| of_a_table(Kind::Demographic, vec![(Aspect::Family, Value::Text("Roe".into())), (Aspect::Language, Value::Word(code.into()))]);
    for system in ["urn:ietf:bcp:47", "urn:oid:2.16.840.1.113883.6.121", "urn:clinic:languages"] {
        assert_eq!(told(&row("en"), &person(system, "en")), [""; 0], "{system}");
    }
    let found = told(&row("en"), &person("http://snomed.info/sct", "en"));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("language the code stands under another code system @communication[0].language.coding[0].system"), "{found:?}");
}

#[test]
fn a_unit_that_has_a_code_in_a_terminology_is_no_code_of_ucum() {
    for (system, code, more) in [("http://snomed.info/sct", "385055001", 0), ("urn:oid:2.16.840.1.113883.3.26.1.1", "C48542", 0), ("http://snomed.info/sct", "mg", 1), ("http://snomed.info/sct", "m2", 1)] {
        let given = format!(r#"{{"resourceType":"Observation","id":"o","status":"final","subject":{{"reference":"Patient/p"}},"effectiveDateTime":"2020-01-02","code":{{"text":"Dose"}},"valueQuantity":{{"value":6,"system":"{system}","code":"{code}"}}}}"#);
        let six = Quantity { unit: code.into(), ..Quantity::parse("6").unwrap() };
        let day = Value::Date(Date::day(2020, 1, 2).unwrap());
        let row = of_a_table(Kind::Observation, vec![(Aspect::Code, Value::words("Dose")), (Aspect::Value, Value::Quantity(six)), (Aspect::Effective, day)]);
        assert_eq!(told(&row, &given).len(), more, "{code}");
    }
}

#[test]
fn a_bare_number_of_a_message_is_a_code_of_nobody() {
    let person = |code: &str| format!(r#"{{"resourceType":"Patient","id":"p","name":[{{"family":"Roe"}}],"maritalStatus":{{"coding":[{{"code":"{code}"}}]}}}}"#);
    let row = |code: &str| of_a_table(Kind::Demographic, vec![(Aspect::Family, Value::Text("Roe".into())), (Aspect::MaritalStatus, Value::Word(code.into()))]);
    let message = |code: &str| {
        let mut said = row(code);
        said.origin.relation = 0;
        said
    };
    assert_eq!(told(&message("2"), &person("2")), [""; 0]);
    assert_eq!(told(&message("M"), &person("M")).len(), 1, "the table of the field is known");
    assert_eq!(told(&row("2"), &person("2")).len(), 1);
}

#[test]
fn what_lacks_its_system_on_both_sides_is_the_same() {
    let bare = observation("", "", "");
    let own = read(&bare).statements.remove(0);
    assert_eq!(told(&own, &bare), [""; 0]);
    assert_eq!(told(&own, &observation(CATEGORY, FLAG, UCUM)), [""; 0], "systems were added");
    let whole = read(&observation(CATEGORY, FLAG, UCUM)).statements.remove(0);
    assert_eq!(told(&whole, &bare).len(), 3, "{:?}", told(&whole, &bare));
}

#[test]
fn words_that_are_plain_codes_have_no_system_by_their_nature() {
    let allergy = of_a_table(Kind::Allergy, vec![(Aspect::Code, Value::words("bees")), (Aspect::Category, Value::Word("environment".into())), (Aspect::Criticality, Value::Word("low".into()))]);
    let plain = r#"{"resourceType":"AllergyIntolerance","id":"a","patient":{"reference":"Patient/p"},"code":{"text":"bees"},"category":["environment"],"criticality":"low"}"#;
    assert_eq!(told(&allergy, plain), [""; 0]);
}

#[test]
fn on_which_list_a_problem_stands_is_said_by_its_kind() {
    let code = Value::code(vec![Coding { system: "http://snomed.info/sct".into(), code: "38341003".into(), display: String::new() }], String::new());
    let row = of_a_table(Kind::Problem, vec![(Aspect::Code, code)]);
    let problem = |system: &str| format!(r#"{{"resourceType":"Condition","id":"c","subject":{{"reference":"Patient/p"}},"code":{{"coding":[{{"system":"http://snomed.info/sct","code":"38341003"}}]}},"category":[{{"coding":[{{{system}"code":"problem-list-item"}}]}}]}}"#);
    assert_eq!(told(&row, &problem(r#""system":"http://terminology.hl7.org/CodeSystem/condition-category","#)), [""; 0]);
    assert_eq!(told(&row, &problem("")), ["category the code system is gone @category[0].coding[0].system administrative"]);
}

#[test]
fn a_number_of_a_table_needs_whoever_gave_it() {
    let person = |system: &str| format!(r#"{{"resourceType":"Patient","id":"p","identifier":[{{{system}"type":{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR"}}]}},"value":"00417"}}]}}"#);
    let number = of_a_table(Kind::Demographic, vec![(Aspect::Mrn, Value::Text("00417".into()))]);
    assert_eq!(told(&number, &person(r#""system":"urn:harbor:mrn","#)), [""; 0]);
    assert_eq!(told(&number, &person("")), ["mrn the code system is gone @identifier[0].system clinical"]);
    let assigned = r#""assigner":{"display":"Harbor Clinic"},"#;
    assert_eq!(told(&number, &person(assigned)), [""; 0], "whoever gave it is named beside it");
    let of_a_resource = read(&person(r#""system":"urn:harbor:mrn","#)).statements.remove(0);
    assert_eq!(told(&of_a_resource, &person(assigned)), ["mrn the code system is gone @identifier[0].system clinical"], "it had a system");
    // A message may name a number without whoever gave it.
    let of_a_message = Statement { origin: Origin { relation: 0, ..number.origin.clone() }, ..number };
    assert_eq!(told(&of_a_message, &person("")), [""; 0]);
}

#[test]
fn the_number_of_a_record_is_held_against_that_of_the_table() {
    let visit = |identifier: &str| format!(r#"{{"resourceType":"Encounter","id":"e","status":"finished","subject":{{"reference":"Patient/p"}},"class":{{"system":"urn:oid:2.16.840.1.113883.5.4","code":"AMB"}},"type":[{{"coding":[{{"system":"urn:harbor:type","code":"OFC"}}]}}],"period":{{"start":"2020-01-02"}}{identifier}}}"#);
    let office = Value::code(vec![Coding { system: "urn:harbor:type".into(), code: "OFC".into(), display: String::new() }], String::new());
    let (day, class, number) = (Value::Date(Date::day(2020, 1, 2).unwrap()), Value::Word("AMB".into()), Value::Text("E1".into()));
    let row = of_a_table(Kind::Encounter, vec![(Aspect::Code, office), (Aspect::Effective, day), (Aspect::Class, class), (Aspect::Identifier, number)]);
    assert_eq!(told(&row, &visit(r#","identifier":[{"system":"urn:a","value":"E1"},{"system":"urn:b","value":"9"}]"#)), [""; 0]);
    assert_eq!(told(&row, &visit(r#","identifier":[{"system":"urn:a","value":"E2"}]"#)).len(), 1);
    assert_eq!(told(&row, &visit(r#","identifier":[{"value":"E1"}]"#)), ["identifier the code system is gone @identifier[0].system administrative"]);
    assert_eq!(told(&row, &visit("")), ["identifier identifier is absent in the destination @ administrative"]);
}

#[test]
fn a_code_beside_a_right_one_that_lost_its_system_is_told() {
    let coding = |system: &str, code: &str| Coding { system: system.into(), code: code.into(), display: String::new() };
    let both = of_a_table(Kind::Problem, vec![(Aspect::Code, Value::code(vec![coding("http://snomed.info/sct", "38341003"), coding("urn:harbor:problem", "HTN")], String::new()))]);
    let problem = |local: &str| format!(r#"{{"resourceType":"Condition","id":"c","subject":{{"reference":"Patient/p"}},"code":{{"coding":[{{"system":"http://snomed.info/sct","code":"38341003"}},{{{local}}}]}}}}"#);
    assert_eq!(told(&both, &problem(r#""system":"urn:harbor:problem","code":"HTN""#)), [""; 0]);
    assert_eq!(told(&both, &problem(r#""code":"X9""#)), [""; 0], "the destination's own");
    assert_eq!(told(&both, &problem(r#""code":"HTN""#)), ["code the code system is gone @code.coding[1].system clinical"]);
}

fn whole(text: &str) -> (Vec<Statement>, Coverage) {
    let (lookups, mut places, mut coverage, mut statements) = (Lookups::default(), Places::default(), Coverage::default(), Vec::new());
    let mut reading = Reading::new(Side::Legacy, 1, None, &lookups).whole(true);
    formats::read(Format::FhirJson, "case", &mut text.as_bytes(), &Limits::default(), &mut |item| {
        reading.item(&item, &mut places, &mut coverage, &mut |statement| statements.push(statement));
        ControlFlow::Continue(())
    })
    .unwrap();
    (statements, coverage)
}

#[test]
fn of_two_books_of_resources_a_number_needs_its_giver_and_may_have_a_new_one() {
    let record = |identifiers: &str| format!(r#"{{"resourceType":"Procedure","id":"x","status":"completed","subject":{{"reference":"Patient/p"}},"code":{{"text":"Biopsy"}},"identifier":[{identifiers}]}}"#);
    let manners = |a: &str, b: &str| {
        let ((ours, left), (theirs, right)) = (whole(&record(a)), whole(&record(b)));
        let found = compare_patient(&ours, &theirs, &Equivalences::default(), (&left, &right), &|_| None).findings;
        found.into_iter().map(|f| format!("{} {}", f.aspect, f.manner)).collect::<Vec<_>>()
    };
    let (given, bare, renamed) = (r#"{"system":"urn:a","value":"P-1"}"#, r#"{"value":"P-1"}"#, r#"{"system":"urn:b","value":"P-1"}"#);
    assert_eq!(manners(given, bare), ["element the code system is gone"]);
    for (a, b) in [(given, given), (bare, bare), (given, renamed), (bare, given)] {
        assert_eq!(manners(a, b), [""; 0], "{a} {b}");
    }
}
