//! Which records of two charts are one, and what is told of those that have no other.

use super::*;

#[test]
fn a_drug_that_is_taken_and_one_that_was_given_are_one_finding_of_its_kind() {
    const RXNORM: &str = "http://www.nlm.nih.gov/research/umls/rxnorm";
    let drug = |kind: Kind, aspect: Aspect, on: u8| statement(kind, 1, vec![copied(Aspect::Code, code(RXNORM, "582498", "Albuterol")), copied(aspect, day(on))]);
    let taken = drug(Kind::Medication, Aspect::Onset, 4);
    let given = drug(Kind::Order, Aspect::Effective, 4);
    let told: Vec<_> = between([0, 0], std::slice::from_ref(&taken), &[given]).iter().map(|f| (f.kind, f.verdict, f.aspect, f.severity)).collect();
    assert_eq!(told, [(Kind::Medication, Verdict::Altered, Aspect::Category, model::Severity::Clinical)]);
    // Of another month it is another one; and so it is where the list has the drug as well.
    let later = statement(Kind::Order, 2, vec![copied(Aspect::Code, code(RXNORM, "582498", "Albuterol")), copied(Aspect::Effective, Value::Date(Date::day(2020, 7, 4).unwrap()))]);
    let orders = statement(Kind::Order, 9, vec![copied(Aspect::Code, code(RXNORM, "1", "Other")), copied(Aspect::Effective, day(1))]);
    let verdicts: Vec<Verdict> = between([0, 0], &[taken, orders.clone()], &[later, orders]).iter().map(|f| f.verdict).collect();
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
    assert!(between([0, 0], &legacy, &[result(1, false), other.clone(), report(None)]).is_empty());
    let findings = between([0, 0], &legacy, &[result(1, false), other, report(Some(text("Infection.")))]);
    assert_eq!(findings.iter().map(|f| f.verdict).collect::<Vec<_>>(), [Verdict::Invented]);
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
