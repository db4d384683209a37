//! Which rule gives a place, and which element nobody fills, over small sets of rules.

use super::*;
use mapping::{Document, Plan};

/// The rules of one resource set, each as element and expression; a rule's id is its element.
fn rules(kind: &str, of: &[(&str, &str)]) -> Vec<CheckedRule> {
    let mut text = format!("format = \"throughline-mapping/1\"\nname = \"a\"\nsystem = \"urn:a\"\n\n[[resource]]\ntype = \"{kind}\"\nfrom = \"rows\"\nkey = \"K\"\n");
    for (to, value) in of {
        text.push_str(&format!("\n  [[resource.rule]]\n  id = \"{to}\"\n  to = \"{to}\"\n  value = \"{value}\"\n"));
    }
    text.push_str("\n[code_map.m]\ntarget = \"urn:m\"\nrows = [{ from = \"A\", to = \"b\" }]\n");
    let (mut plan, problems) = Plan::check(Document::parse(&text).unwrap(), None);
    assert!(problems.is_empty(), "{problems:?}");
    plan.resources.remove(0).rules
}

fn asked<'a>(elements: &[&'a str], is_there: bool, field: &'a str, part: Part) -> Asked<'a> {
    Asked { elements: elements.to_vec(), others: Vec::new(), is_there, field, is_words: false, part, nth: None }
}

/// The rule by its id, or the element that none fills.
fn told(rules: &[CheckedRule], asked: &Asked<'_>) -> String {
    match find(rules, asked) {
        Some(Found::Rule(rule)) => format!("rule {}", rule.rule.id),
        Some(Found::Nobody(element, beside)) => format!("nobody {element}, beside {}", beside.len()),
        None => "?".into(),
    }
}

const QUANTITY: [(&str, &str); 4] = [
    ("valueQuantity.comparator", "SUBSTR(RESULT, 1, 1)"),
    ("valueQuantity.unit", "CASE WHEN RESULT IS NOT NULL THEN UNITS END"),
    ("valueQuantity.system", "CASE WHEN RESULT IS NOT NULL THEN 'http://unitsofmeasure.org' END"),
    ("valueString", "RESULT"),
];

#[test]
fn a_number_that_is_gone_is_not_the_mistake_of_its_comparator() {
    let without = rules("Observation", &QUANTITY);
    assert_eq!(told(&without, &asked(&["valueQuantity"], false, "RESULT", Part::Value)), "nobody valueQuantity.value, beside 3");
    let with: Vec<(&str, &str)> = QUANTITY.into_iter().chain([("valueQuantity.value", "CAST(RESULT AS DECIMAL)")]).collect();
    let with = rules("Observation", &with);
    assert_eq!(told(&with, &asked(&["valueQuantity"], false, "RESULT", Part::Value)), "rule valueQuantity.value");
    // With a system there is no unit without a code; and what only the words say wrong is the mistake of the words.
    assert_eq!(told(&with, &asked(&["valueQuantity"], true, "RESULT", Part::Unit { by_words: false })), "nobody valueQuantity.code, beside 4");
    assert_eq!(told(&with, &asked(&["valueQuantity"], true, "RESULT", Part::Unit { by_words: true })), "rule valueQuantity.unit");
    assert_eq!(told(&with, &asked(&["valueQuantity"], true, "RESULT", Part::Comparator)), "rule valueQuantity.comparator");
}

#[test]
fn what_nobody_reads_any_more_was_the_field_of_the_rule_that_says_another_item_again() {
    let wrong = rules("AllergyIntolerance", &[("reaction[0].severity", "SEV1"), ("reaction[1].severity", "SEV1")]);
    assert_eq!(told(&wrong, &asked(&["reaction.severity"], false, "SEV2", Part::Value)), "rule reaction[1].severity");
    let right = rules("AllergyIntolerance", &[("reaction[0].severity", "SEV1"), ("reaction[1].severity", "SEV2")]);
    assert_eq!(told(&right, &asked(&["reaction.severity"], false, "SEV2", Part::Value)), "rule reaction[1].severity");
    assert_eq!(told(&right, &asked(&["reaction.severity"], false, "SEV1", Part::Value)), "rule reaction[0].severity");
}

#[test]
fn a_component_holds_the_same_elements_as_its_record() {
    let panel = [
        ("valueQuantity.value", "CAST(VAL AS DECIMAL)"),
        ("component[1].valueQuantity.unit", "CASE WHEN VAL2 IS NOT NULL THEN 'mmHg' END"),
        ("component[1].code.coding[0].system", "CASE WHEN VAL2 IS NOT NULL THEN 'http://loinc.org' END"),
    ];
    let rules = rules("Observation", &panel);
    assert_eq!(told(&rules, &asked(&["valueQuantity"], false, "VAL2", Part::Value)), "nobody component[1].valueQuantity.value, beside 1");
    assert_eq!(told(&rules, &asked(&["component[1].code"], true, "", Part::Code)), "nobody component[1].code.coding.code, beside 1");
}

#[test]
fn what_an_item_of_a_list_says_nothing_without_is_named_with_its_place() {
    let person = [
        ("telecom[0].system", "'phone'"),
        ("telecom[0].value", "HOME"),
        ("telecom[1].use", "'mobile'"),
        ("telecom[1].value", "CELL"),
        ("identifier[0].system", "'urn:mrn'"),
        ("identifier[1].system", "'urn:key'"),
        ("identifier[1].value", "K"),
    ];
    let rules = rules("Patient", &person);
    assert_eq!(told(&rules, &asked(&["telecom.value"], false, "CELL", Part::Value)), "nobody telecom[1].system, beside 2");
    assert_eq!(told(&rules, &asked(&["telecom.value"], false, "HOME", Part::Value)), "rule telecom[0].value", "the other number has its rule");
    // The record number stands as another one: nobody fills its own.
    assert_eq!(told(&rules, &asked(&["identifier[1].value"], true, "MRN", Part::Value)), "nobody identifier.value, beside 1");
    assert_eq!(told(&rules, &asked(&["identifier[1].value"], true, "K", Part::Value)), "rule identifier[1].value");
}

#[test]
fn an_extension_says_nothing_without_its_url_or_its_value() {
    let nested = [("extension[1].extension[0].url", "'ombCategory'"), ("extension[1].extension[0].valueCoding.code", "MAP(ETH, 'm')"), ("extension[2].url", "'urn:end'")];
    let rules = rules("Patient", &nested);
    assert_eq!(told(&rules, &asked(&["extension"], false, "ETH", Part::Value)), "nobody extension[1].url, beside 2");
    assert_eq!(told(&rules, &asked(&["extension[2].valueDateTime"], false, "GONE", Part::Value)), "nobody extension[2].valueDateTime, beside 1");
}

#[test]
fn a_rule_that_copies_the_sources_own_code_gives_none() {
    let local = ("code.coding[1].code", "ICD_CD");
    let of = |more: &[(&str, &str)]| {
        let all: Vec<(&str, &str)> = [local].into_iter().chain(more.iter().copied()).collect();
        told(&rules("Condition", &all), &asked(&["code"], true, "ICD_CD", Part::DeclaredCode))
    };
    assert_eq!(of(&[]), "nobody code.coding.code, beside 1");
    let first = rules("Condition", &[("code.coding[0].code", "ICD_CD")]);
    assert_eq!(told(&first, &asked(&["code"], true, "ICD_CD", Part::DeclaredCode)), "nobody code.coding[1].code, beside 1", "the first place is taken");
    assert_eq!(of(&[("code.coding[0].system", "'urn:icd'")]), "nobody code.coding.code, beside 1");
    assert_eq!(of(&[("code.coding[0].code", "UPPER(ICD_CD)")]), "rule code.coding[0].code");
}

#[test]
fn a_code_and_its_system_are_two_rules() {
    let code = [("code.coding[0].code", "MAP(C, 'm')"), ("code.coding[1].system", "'urn:own'"), ("code.coding[1].code", "C")];
    let with: Vec<(&str, &str)> = code.into_iter().chain([("code.coding[0].system", "MAP_SYSTEM(C, 'm')")]).collect();
    let system = asked(&["code"], true, "C", Part::System);
    assert_eq!(told(&rules("Condition", &code), &system), "nobody code.coding.system, beside 1");
    assert_eq!(told(&rules("Condition", &with), &system), "rule code.coding[0].system");
    assert_eq!(told(&rules("Condition", &with), &asked(&["code"], true, "C", Part::Value)), "rule code.coding[0].code");
    // A class is one coding; the reading tells its place as if it were one of several.
    let class = rules("Encounter", &[("class.system", "'urn:act'"), ("class.code", "MAP(T, 'm')")]);
    assert_eq!(told(&class, &asked(&["class.coding[0].code"], true, "T", Part::Value)), "rule class.code");
}

#[test]
fn a_field_that_nobody_reads_is_missing_where_nothing_is_filled() {
    let texts = rules("Procedure", &[("code.text", "DESCRIPTION")]);
    assert_eq!(told(&texts, &asked(&["code.text", "note.text"], false, "CMT", Part::Value)), "nobody note.text, beside 0");
    assert_eq!(told(&texts, &asked(&["code.text", "note.text"], false, "DESCRIPTION", Part::Value)), "rule code.text");
    // The status of a document stood for the one of its text.
    let note = rules("DocumentReference", &[("status", "'current'")]);
    let status = Asked { others: vec!["docStatus", "status"], ..asked(&["status"], true, "STATUS", Part::Value) };
    assert_eq!(told(&note, &status), "nobody docStatus, beside 0");
    // A rule that reads another column is there, and wrong.
    let wrong = rules("Observation", &[("encounter.reference", "REF('Encounter', PAT_ID)")]);
    let encounter = Asked { others: vec!["encounter"], ..asked(&["encounter"], true, "ENC_ID", Part::Value) };
    assert_eq!(told(&wrong, &encounter), "rule encounter.reference");
    assert_eq!(told(&note, &asked(&[], false, "STATUS", Part::Value)), "nobody , beside 0", "nobody can say where");
}

#[test]
fn an_item_of_a_list_in_one_field_has_its_own_rule() {
    let split = |number: usize| format!("SPLIT_PART(DX_LIST, ';', {number})");
    let (first, second, third) = (split(1), split(2), split(3));
    let list = [
        ("diagnosis[0].sequence", "1"),
        ("diagnosis[0].diagnosisCodeableConcept.coding[0].code", first.as_str()),
        ("diagnosis[1].diagnosisCodeableConcept.coding[0].code", second.as_str()),
        ("diagnosis[2].diagnosisCodeableConcept.coding[0].code", third.as_str()),
    ];
    let all = rules("Claim", &list);
    let second = Asked { nth: Some(1), ..asked(&["diagnosis"], true, "DX_LIST", Part::Value) };
    assert_eq!(told(&all, &second), "rule diagnosis[1].diagnosisCodeableConcept.coding[0].code");
    let without: Vec<(&str, &str)> = list.into_iter().filter(|(to, _)| !to.starts_with("diagnosis[1]")).collect();
    assert!(told(&rules("Claim", &without), &second).starts_with("nobody diagnosis[1].diagnosisCodeableConcept.coding.code"));
    assert_eq!([nth("number 2 of the list is another"), nth("another date")], [Some(1), None]);
}

#[test]
fn of_several_numbers_the_one_that_is_made_of_the_field_and_its_own_system() {
    let numbers = [("identifier[0].value", "MRN"), ("identifier[1].value", "SSN"), ("identifier[1].type.coding[0].system", "'urn:sorts'")];
    let numbers = rules("Patient", &numbers);
    assert_eq!(told(&numbers, &asked(&["identifier.value"], false, "SSN", Part::Value)), "rule identifier[1].value");
    assert_eq!(told(&numbers, &asked(&["identifier[1]"], true, "SSN", Part::System)), "nobody identifier[1].system, beside 2");
}

#[test]
fn the_currency_is_the_unit_of_money() {
    let total = [("total[0].amount.value", "CAST(A AS DECIMAL)"), ("total[0].amount.currency", "'USD'"), ("total[1].amount.value", "CAST(B AS DECIMAL)")];
    let without = rules("ClaimResponse", &total);
    let unit = asked(&["total[1].amount"], true, "B", Part::Unit { by_words: false });
    assert_eq!(told(&without, &unit), "nobody total[1].amount.currency, beside 1");
    let all: Vec<(&str, &str)> = total.into_iter().chain([("total[1].amount.currency", "'EUR'")]).collect();
    assert_eq!(told(&rules("ClaimResponse", &all), &unit), "rule total[1].amount.currency");
    assert_eq!(told(&without, &asked(&["total[1].amount"], true, "B", Part::Value)), "rule total[1].amount.value");
    let price = rules("ChargeItem", &[("priceOverride.value", "CAST(A AS DECIMAL)")]);
    assert_eq!(told(&price, &asked(&["priceOverride"], true, "A", Part::Unit { by_words: false })), "nobody priceOverride.currency, beside 1");
}

#[test]
fn the_end_of_a_course_that_is_made_of_another_day_is_the_mistake_of_its_rule() {
    let course = rules("MedicationRequest", &[("dosageInstruction[0].timing.repeat.boundsPeriod.end", "START_DT")]);
    let ends = vec!["dosageInstruction.timing.repeat.boundsPeriod.end", "dispenseRequest.validityPeriod.end"];
    let end = Asked { others: ends, ..asked(&["dosageInstruction[0].timing.repeat.boundsPeriod.end"], true, "STOP_DT", Part::Value) };
    assert_eq!(told(&course, &end), "rule dosageInstruction[0].timing.repeat.boundsPeriod.end");
}

#[test]
fn words_beside_a_code_and_words_of_the_whole_have_their_own_rules() {
    let concept = [("medicationCodeableConcept.coding[0].code", "C"), ("medicationCodeableConcept.coding[0].display", "NAME"), ("medicationCodeableConcept.text", "SIG")];
    let concept = rules("MedicationRequest", &concept);
    let of = |of_all| told(&concept, &asked(&["medicationCodeableConcept"], true, "C", Part::Words { of_all }));
    assert_eq!([of(true), of(false)], ["rule medicationCodeableConcept.text", "rule medicationCodeableConcept.coding[0].display"]);
    let only_code = rules("MedicationRequest", &[("medicationCodeableConcept.coding[0].code", "C")]);
    assert_eq!(told(&only_code, &asked(&["medicationCodeableConcept"], true, "C", Part::Words { of_all: true })), "rule medicationCodeableConcept.coding[0].code");
}

#[test]
fn words_of_a_concept_are_not_its_code() {
    let reaction = rules("AllergyIntolerance", &[("reaction[0].manifestation[0].coding[0].code", "MAP(R, 'm')"), ("reaction[0].manifestation[0].coding[0].system", "'urn:m'")]);
    let of_words = Asked { is_words: true, ..asked(&["reaction.manifestation"], false, "R", Part::Value) };
    assert_eq!(told(&reaction, &of_words), "nobody reaction.manifestation.text, beside 2");
    assert_eq!(told(&reaction, &asked(&["reaction.manifestation"], false, "R", Part::Value)), "rule reaction[0].manifestation[0].coding[0].code");
}

#[test]
fn the_words_of_a_unit_are_wrong_where_its_code_is_the_legacy_one() {
    let part = |legacy, destination| Part::of(Aspect::Unit, Aspect::Value, "the number is kept under another unit", (legacy, destination));
    assert_eq!(part("5 mg/dL", "5 mg/dL or mmol/L"), Part::Unit { by_words: true });
    assert_eq!(part("5 mg/dL", "5 mmol/L or mg/dL"), Part::Unit { by_words: false });
    assert_eq!(Part::of(Aspect::Code, Aspect::Code, "the code system is gone", ("", "")), Part::System);
    assert_eq!(Part::of(Aspect::Status, Aspect::Status, "active has become resolved", ("", "")), Part::Value);
}
