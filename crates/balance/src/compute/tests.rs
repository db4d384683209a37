//! Hand-built charts: each check with what breaks it and with the twin that must stay silent.

use super::*;
use crate::codes::Equivalences;
use crate::compare::compare_patient;
use crate::reading::Coverage;
use model::{Coding, Date, Fact, How, Origin, Quantity, Value, parse_decimal};

const RXNORM: &str = "http://www.nlm.nih.gov/research/umls/rxnorm";
const LOINC: &str = "http://loinc.org";
const ICD: &str = "http://hl7.org/fhir/sid/icd-10-cm";

struct Made(Statement);

impl Made {
    fn new(kind: Kind, line: u64, code: Value) -> Self {
        let origin = Origin { artifact: 0, relation: 0, line, reference: String::new() };
        Self(Statement { kind, patient: "1".into(), origin, facts: Vec::new() }).with(Aspect::Code, code)
    }

    fn with(mut self, aspect: Aspect, value: Value) -> Self {
        self.0.facts.push(Fact { aspect, value, place: 0, how: How::Copied });
        self
    }

    fn word(self, aspect: Aspect, word: &str) -> Self {
        self.with(aspect, Value::Word(word.into()))
    }

    fn date(self, aspect: Aspect, text: &str) -> Self {
        self.with(aspect, Value::Date(Date::parse_iso(text).unwrap()))
    }

    /// Facts in the order of their aspects, as every reading gives them.
    fn done(mut self) -> Statement {
        self.0.facts.sort_by_key(|f| f.aspect);
        self.0
    }
}

fn coded(system: &str, code: &str, display: &str) -> Value {
    Value::code(vec![Coding { system: system.into(), code: code.into(), display: display.into() }], String::new())
}

fn text(words: &str) -> Value {
    Value::words(words)
}

fn allergy(code: Value) -> Statement {
    Made::new(Kind::Allergy, 1, code).word(Aspect::Status, "active").date(Aspect::Onset, "2015-01-01").done()
}

fn drug(line: u64, code: Value) -> Statement {
    Made::new(Kind::Medication, line, code).word(Aspect::Status, "active").date(Aspect::Onset, "2019-01-01").done()
}

fn measured(line: u64, code: Value, day: &str, number: &str, unit: &str) -> Statement {
    let quantity = Quantity { number: parse_decimal(number).unwrap(), comparator: String::new(), unit: unit.into() };
    Made::new(Kind::Observation, line, code).word(Aspect::Status, "final").date(Aspect::Effective, day).with(Aspect::Value, Value::Quantity(quantity)).done()
}

fn last() -> i32 {
    Date::parse_iso("2020-06-30").unwrap().days()
}

/// Compares, computes and promotes; the result, the answers, and how many findings were made.
fn run(legacy: &[Statement], destination: &[Statement], equivalences: &Equivalences) -> (PatientResult, Computed, u64) {
    let mut coverage = [Coverage::default(), Coverage::default()];
    legacy.iter().for_each(|s| coverage[0].count(s));
    destination.iter().for_each(|s| coverage[1].count(s));
    let mut result = compare_patient(legacy, destination, equivalences, (&coverage[0], &coverage[1]), &|_| None);
    let at = At { day: last(), last: last() };
    let mut computed = compute(legacy, destination, &crate::states(legacy, destination, at), &result, at);
    let made = promote(&mut result, &mut computed, legacy, destination);
    (result, computed, made)
}

fn answers(computed: &Computed, check: Check) -> Vec<(&str, &str, Weight, bool)> {
    let of = computed.outcomes.iter().filter(|(o, _)| o.check == check);
    of.map(|(o, e)| (o.legacy_says.as_str(), o.destination_says.as_str(), o.weight, e.is_some())).collect()
}

#[test]
fn an_allergy_check_fires_as_long_as_both_are_coded() {
    let chart = [allergy(coded(RXNORM, "7980", "Penicillin G")), drug(2, coded(RXNORM, "308182", "Amoxicillin 250 MG Oral Capsule"))];
    let (result, computed, made) = run(&chart, &chart, &Equivalences::default());
    assert_eq!(answers(&computed, Check::Allergy), [("fires", "fires", Weight::Agrees, false)]);
    assert_eq!(computed.outcomes[0].0.about, "penicillins and amoxicillin");
    assert_eq!((made, result.findings.len()), (0, 0));
}

#[test]
fn an_allergy_in_words_silences_the_check_and_the_finding_explains_it() {
    let legacy = [allergy(coded(RXNORM, "7980", "Penicillin G")), drug(2, coded(RXNORM, "308182", "Amoxicillin 250 MG"))];
    let destination = [allergy(text("Penicillin G")), legacy[1].clone()];
    let (result, computed, made) = run(&legacy, &destination, &Equivalences::default());
    assert_eq!(answers(&computed, Check::Allergy), [("fires", "does not fire, the allergy has text only", Weight::Differs, true)]);
    assert_eq!(made, 0, "the lost code explains it: it is not counted twice");
    let explained = computed.outcomes[0].1.unwrap();
    assert_eq!(result.findings[explained].read_as, Aspect::Code);
    assert_eq!(computed.differences().len(), 1);
}

#[test]
fn a_brand_and_what_is_in_it_beside_one_code_fire_alike() {
    let named = |words: &str| {
        let mut drug = drug(2, coded(RXNORM, "198335", words));
        drug.origin.reference = "MedicationRequest/2".into();
        drug
    };
    let sulfa = allergy(coded(RXNORM, "10169", "Sulfonamides"));
    let (legacy, destination) = ([sulfa.clone(), named("Bactrim DS")], [sulfa, named("Sulfamethoxazole 800 MG / Trimethoprim 160 MG")]);
    let (result, computed, _) = run(&legacy, &destination, &Equivalences::default());
    assert!(result.findings.iter().all(|f| f.severity == Severity::Cosmetic), "{:?}", result.findings);
    assert_eq!(answers(&computed, Check::Allergy), [("fires", "fires", Weight::Agrees, false)]);
}

#[test]
fn a_product_is_checked_by_what_is_in_it_whatever_it_is_called() {
    for (substance, product) in [("Codeine", "Tylenol #3"), ("Morphine", "MS Contin 15 MG"), ("Penicillin", "Pen VK 500 MG"), ("Sulfa drugs", "Bactrim DS"), ("Amoxicillin", "Co-amoxiclav 500/125"), ("Aspirin", "Excedrin")] {
        let chart = [allergy(coded(RXNORM, "1", substance)), drug(2, coded(RXNORM, "2", product))];
        let (_, computed, made) = run(&chart, &chart, &Equivalences::default());
        assert_eq!((answers(&computed, Check::Allergy), made), (vec![("fires", "fires", Weight::Agrees, false)], 0), "{substance} / {product}");
        let (_, computed, _) = run(&chart, &chart[1..], &Equivalences::default());
        assert_eq!(answers(&computed, Check::Allergy)[0].1, "does not fire, the allergy has no counterpart", "{substance} / {product}");
    }
    // What shares no substance and no class raises nothing.
    for (substance, product) in [("Penicillin", "Azithromycin 250 MG"), ("Sulfa drugs", "Magnesium sulfate"), ("Potassium chloride", "Losartan potassium 50 MG"), ("Acetaminophen", "Aspirin 81 MG")] {
        let chart = [allergy(coded(RXNORM, "1", substance)), drug(2, coded(RXNORM, "2", product))];
        let (_, computed, _) = run(&chart, &chart, &Equivalences::default());
        assert!(answers(&computed, Check::Allergy).is_empty(), "{substance} / {product}: {:?}", computed.outcomes);
    }
}

#[test]
fn a_series_that_is_told_in_another_unit_as_a_whole_is_one_series() {
    let glucose = |line, day, number: &str, unit: &str| measured(line, coded(LOINC, "2345-7", "Glucose"), day, number, unit);
    let legacy = [glucose(1, "2020-01-01", "90", "mg/dL"), glucose(2, "2020-02-01", "180", "mg/dL")];
    let molar = [glucose(1, "2020-01-01", "5.0", "mmol/L"), glucose(2, "2020-02-01", "10.0", "mmol/L")];
    let (_, computed, made) = run(&legacy, &molar, &Equivalences::default());
    assert_eq!((answers(&computed, Check::Trend)[0].2, made), (Weight::Agrees, 0));
}

#[test]
fn a_right_display_over_a_wrong_code_does_not_fire() {
    let legacy = [allergy(coded(RXNORM, "7980", "Penicillin G")), drug(2, coded(RXNORM, "308182", "Amoxicillin 250 MG"))];
    let destination = [legacy[0].clone(), drug(2, coded(RXNORM, "999999", "Amoxicillin 250 MG"))];
    let (_, computed, _) = run(&legacy, &destination, &Equivalences::default());
    assert_eq!(answers(&computed, Check::Allergy), [("fires", "does not fire, the drug has another code", Weight::Differs, true)]);
}

#[test]
fn a_lost_or_refuted_allergy_says_why_nothing_fires() {
    let legacy = [allergy(coded(RXNORM, "1191", "Aspirin")), drug(2, coded(RXNORM, "5640", "Ibuprofen 600 MG"))];
    let (_, computed, _) = run(&legacy, &legacy[1..], &Equivalences::default());
    assert_eq!(answers(&computed, Check::Allergy)[0].1, "does not fire, the allergy has no counterpart");
    let mut refuted = legacy.clone();
    refuted[0] = Made::new(Kind::Allergy, 1, coded(RXNORM, "1191", "Aspirin")).word(Aspect::Status, "active").word(Aspect::Verification, "refuted").date(Aspect::Onset, "2015-01-01").done();
    let (_, computed, _) = run(&legacy, &refuted, &Equivalences::default());
    assert_eq!(answers(&computed, Check::Allergy)[0].1, "does not fire, the allergy is not in force: refuted");
}

#[test]
fn a_declared_recoding_and_a_local_code_raise_no_alarm() {
    let mut equivalences = Equivalences::default();
    equivalences.add(("urn:local", "PCN"), (RXNORM, "7980"));
    equivalences.add(("urn:local", "AMOX"), (RXNORM, "308182"));
    let legacy = [allergy(coded("urn:local", "PCN", "PENICILLIN")), drug(2, coded("urn:local", "AMOX", "AMOXICILLIN 250"))];
    let destination = [allergy(coded(RXNORM, "7980", "")), drug(2, coded(RXNORM, "308182", ""))];
    let (_, computed, made) = run(&legacy, &destination, &equivalences);
    assert_eq!(answers(&computed, Check::Allergy), [("fires", "fires", Weight::Agrees, false)], "no display is needed where the code is right");
    assert_eq!(made, 0);
    let (_, computed, made) = run(&legacy, &legacy, &Equivalences::default());
    let cannot_tell = [("fires", "cannot tell, the drug has a code of a local vocabulary only", Weight::CannotTell, false)];
    assert_eq!(answers(&computed, Check::Allergy), cannot_tell, "carried over as it was: no difference, and never alike");
    assert_eq!((made, computed.differences().len()), (0, 0));
    // Of the declared codes only the local ones came along: the check can no longer tell, and the finding says why.
    let (result, computed, made) = run(&legacy, &legacy, &equivalences);
    assert_eq!(answers(&computed, Check::Allergy), [(cannot_tell[0].0, cannot_tell[0].1, Weight::CannotTell, true)]);
    assert_eq!((made, result.findings.len()), (0, 2));
    assert!(result.findings.iter().all(|f| f.verdict == Verdict::Altered && f.aspect == Aspect::Code));
}

#[test]
fn an_interaction_is_silent_when_one_of_the_drugs_is_over() {
    let legacy = [drug(1, coded(RXNORM, "855332", "Warfarin Sodium 5 MG")), drug(2, coded(RXNORM, "5640", "Ibuprofen 600 MG"))];
    let stopped = Made::new(Kind::Medication, 1, coded(RXNORM, "855332", "Warfarin Sodium 5 MG")).word(Aspect::Status, "stopped").date(Aspect::Onset, "2019-01-01").done();
    let destination = [stopped, legacy[1].clone()];
    let (_, computed, made) = run(&legacy, &destination, &Equivalences::default());
    assert_eq!(answers(&computed, Check::Interaction), [("fires", "does not fire, a drug is not in force: over by its status", Weight::Differs, true)]);
    assert_eq!(computed.outcomes.iter().find(|(o, _)| o.check == Check::Interaction).unwrap().0.about, "warfarin and NSAIDs");
    assert_eq!(made, 0);
    let (_, computed, _) = run(&legacy, &legacy, &Equivalences::default());
    assert_eq!(answers(&computed, Check::Interaction)[0].2, Weight::Agrees);
}

#[test]
fn an_alert_for_one_drug_of_a_class_says_nothing_of_another() {
    let ordered = [(1, "855332", "Warfarin Sodium 5 MG"), (2, "5640", "Ibuprofen 600 MG"), (3, "7258", "Naproxen 500 MG")];
    let legacy = ordered.map(|(line, code, name)| drug(line, coded(RXNORM, code, name)));
    let destination = [legacy[0].clone(), drug(2, text("Ibuprofen 600 MG")), legacy[2].clone()];
    let (_, computed, made) = run(&legacy, &destination, &Equivalences::default());
    assert_eq!(answers(&computed, Check::Interaction), [("fires", "does not fire, the drug has text only", Weight::Differs, true)]);
    assert_eq!(made, 0);
    // Of two orders of one drug the one that is left still fires.
    let twice = [legacy[0].clone(), legacy[1].clone(), drug(4, coded(RXNORM, "5640", "Ibuprofen 600 MG"))];
    let (_, computed, _) = run(&twice, &twice[..2], &Equivalences::default());
    assert_eq!(answers(&computed, Check::Interaction)[0].2, Weight::Agrees);
}

#[test]
fn a_series_that_falls_apart_is_a_consequence_and_a_declared_split_is_none() {
    let glucose = |line, day, code: &str| measured(line, coded(LOINC, code, "Glucose"), day, "100", "mg/dL");
    let legacy = [glucose(1, "2020-01-01", "2345-7"), glucose(2, "2020-02-01", "2345-7")];
    let split = [legacy[0].clone(), glucose(2, "2020-02-01", "2339-0")];
    let (_, computed, _) = run(&legacy, &split, &Equivalences::default());
    assert_eq!(answers(&computed, Check::Trend), [("one series", "2 series, apart by code", Weight::Differs, true)]);
    let mut equivalences = Equivalences::default();
    equivalences.add((LOINC, "2345-7"), (LOINC, "2339-0"));
    let (_, computed, made) = run(&legacy, &split, &equivalences);
    assert_eq!(answers(&computed, Check::Trend)[0].2, Weight::Declared);
    assert_eq!(made, 0);
    let unit = [legacy[0].clone(), measured(2, coded(LOINC, "2345-7", "Glucose"), "2020-02-01", "100", "mmol/L")];
    let (_, computed, _) = run(&legacy, &unit, &Equivalences::default());
    assert_eq!(answers(&computed, Check::Trend)[0].1, "2 series, apart by unit");
    let (_, computed, _) = run(&legacy, &legacy, &Equivalences::default());
    assert_eq!(answers(&computed, Check::Trend)[0].2, Weight::Agrees);
}

#[test]
fn a_result_in_words_is_on_no_curve() {
    let glucose = |line, day| measured(line, coded(LOINC, "2345-7", "Glucose"), day, "100", "mg/dL");
    let worded = Made::new(Kind::Observation, 2, coded(LOINC, "2345-7", "Glucose")).word(Aspect::Status, "final").date(Aspect::Effective, "2020-02-01");
    let legacy = [glucose(1, "2020-01-01"), glucose(2, "2020-02-01")];
    let destination = [legacy[0].clone(), worded.with(Aspect::Value, Value::Text("100 mg/dL".into())).done()];
    let (_, computed, made) = run(&legacy, &destination, &Equivalences::default());
    let of = answers(&computed, Check::Trend);
    assert_eq!((of[0].1, made), ("1 of 2 results in words and no numbers", 0), "{of:?}");
    assert_ne!(of[0].2, Weight::Agrees);
}

#[test]
fn a_problem_on_the_list_may_not_end_as_a_diagnosis_of_an_encounter() {
    let problem = |kind: Kind| Made::new(kind, 1, coded(ICD, "J45", "Asthma")).word(Aspect::Status, "active").date(Aspect::Onset, "2015-01-01").done();
    let (_, computed, made) = run(&[problem(Kind::Problem)], &[problem(Kind::EncounterDiagnosis)], &Equivalences::default());
    assert_eq!(answers(&computed, Check::ProblemList), [("on the list", "a diagnosis of an encounter only", Weight::Differs, true)]);
    assert_eq!(made, 0);
    let mut unsaid = problem(Kind::Problem);
    unsaid.origin.reference = "Condition/1".into();
    let (_, computed, _) = run(&[problem(Kind::EncounterDiagnosis)], &[unsaid], &Equivalences::default());
    assert_eq!(answers(&computed, Check::ProblemList)[0].2, Weight::CannotTell, "a record without a category is on no list in particular");
}

#[test]
fn a_day_of_import_takes_nothing_off_a_list() {
    let problem = |recorded: &[&str]| {
        let made = Made::new(Kind::Problem, 1, coded(ICD, "E11.9", "Type 2 diabetes")).word(Aspect::Status, "active");
        recorded.iter().fold(made, |made, day| made.date(Aspect::Recorded, day)).done()
    };
    for legacy in [problem(&[]), problem(&["2015-03-01"])] {
        let (_, computed, made) = run(&[legacy], &[problem(&["2026-01-01"])], &Equivalences::default());
        assert!(computed.differences().is_empty(), "{:?}", computed.outcomes);
        assert_eq!(made, 0);
    }
}

#[test]
fn a_problem_that_may_be_over_is_in_doubt_for_that_and_not_for_its_category() {
    let problem = |status: &[&str]| {
        let made = Made::new(Kind::Problem, 1, coded(ICD, "E11.9", "Type 2 diabetes")).word(Aspect::Category, "problem-list-item").date(Aspect::Onset, "2010-01-01");
        status.iter().fold(made, |made, status| made.word(Aspect::Status, status)).done()
    };
    let (_, computed, _) = run(&[problem(&["active"])], &[problem(&[])], &Equivalences::default());
    assert_eq!(answers(&computed, Check::ProblemList)[0].1, "cannot tell, no status says whether it goes on");
}

#[test]
fn an_answer_that_only_one_book_gives_is_neither_alike_nor_a_difference() {
    for (legacy, destination, weight) in [
        (Some(true), Some(true), Weight::Agrees),
        (None, None, Weight::Agrees),
        (Some(true), Some(false), Weight::Differs),
        (Some(true), None, Weight::CannotTell),
        (None, Some(true), Weight::CannotTell),
        (Some(false), None, Weight::CannotTell),
    ] {
        assert_eq!(Weight::of(legacy, destination), weight, "{legacy:?} and {destination:?}");
    }
    let mut ranks: Vec<Weight> = Weight::ALL.into_iter().rev().collect();
    ranks.sort_by_key(|w| w.rank());
    assert_eq!(ranks, Weight::ALL, "the gravest comes first");
}

#[test]
fn an_open_order_of_which_nobody_knows_the_state_can_no_longer_be_told() {
    let order = |status: &str| Made::new(Kind::Order, 2, coded(LOINC, "2345-7", "Glucose")).word(Aspect::Status, status).date(Aspect::Recorded, "2020-06-01").done();
    let (_, computed, _) = run(&[order("active")], &[order("unknown")], &Equivalences::default());
    let of = answers(&computed, Check::Order);
    assert_eq!((of[0].0, of[0].2), ("alive", Weight::CannotTell), "{of:?}");
    assert!(computed.differences().is_empty(), "what only one book tells is no difference that can be shown");
}

#[test]
fn an_order_that_a_later_message_cancelled_is_not_asked_for_twice() {
    let person = |line: u64| Made::new(Kind::Demographic, line, text("")).done();
    let order = |line: u64, status: &str| {
        let made = Made::new(Kind::Order, line, coded(LOINC, "2345-7", "Glucose")).word(Aspect::Status, status);
        made.with(Aspect::Statement, Value::Key("F1".into())).date(Aspect::Recorded, "2020-06-01").done()
    };
    let feed = [person(1), order(2, "active"), person(11), order(12, "revoked")];
    let (result, computed, _) = run(&feed, &feed[2..], &Equivalences::default());
    assert!(answers(&computed, Check::Order).is_empty(), "{:?}", computed.outcomes);
    assert!(result.findings.iter().all(|f| f.kind != Kind::Order), "{:?}", result.findings);
    // A destination that never heard of it.
    let (_, computed, _) = run(&feed, &feed[..2], &Equivalences::default());
    assert_eq!(answers(&computed, Check::Order), [("not alive, cancelled", "alive", Weight::Differs, true)]);
}

#[test]
fn appointments_ahead_and_open_orders_stay_alive() {
    let appointment = |status: &str| Made::new(Kind::Appointment, 1, coded("urn:local", "FU", "Follow-up")).word(Aspect::Status, status).date(Aspect::Effective, "2020-09-01T09:00:00").done();
    let order = |status: &str| Made::new(Kind::Order, 2, coded(LOINC, "2345-7", "Glucose")).word(Aspect::Status, status).date(Aspect::Recorded, "2020-06-01").done();
    let legacy = [appointment("booked"), order("active")];
    let (_, computed, made) = run(&legacy, &[appointment("cancelled"), order("completed")], &Equivalences::default());
    assert_eq!(answers(&computed, Check::Appointment), [("alive", "not alive, cancelled", Weight::Differs, true)]);
    assert_eq!(answers(&computed, Check::Order), [("alive", "not alive, done", Weight::Differs, true)]);
    assert_eq!(made, 0);
    let (_, computed, _) = run(&legacy, &legacy, &Equivalences::default());
    assert!(computed.differences().is_empty());
}

#[test]
fn an_evening_that_is_the_next_day_elsewhere_moves_no_recall_no_appointment_and_no_drug() {
    let chart = |tested: &str, seen: &str, ended: &str| {
        vec![
            Made::new(Kind::Problem, 1, coded(ICD, "E11.9", "Type 2 diabetes")).word(Aspect::Status, "active").date(Aspect::Onset, "2010-01-01").done(),
            // 184 days before the last day: due, a day later it would not be.
            measured(2, coded(LOINC, "4548-4", "Hemoglobin A1c"), tested, "7.1", "%"),
            Made::new(Kind::Appointment, 3, coded("urn:local", "FU", "Follow-up")).word(Aspect::Status, "booked").date(Aspect::Effective, seen).done(),
            allergy(coded(RXNORM, "7980", "Penicillin G")),
            Made::new(Kind::Medication, 5, coded(RXNORM, "308182", "Amoxicillin 250 MG")).word(Aspect::Status, "active").date(Aspect::Onset, "2020-06-20").date(Aspect::End, ended).done(),
        ]
    };
    let local = chart("2019-12-29T20:00:00-05:00", "2020-06-29T19:30:00-05:00", "2020-06-30T05:00:00+08:00");
    let utc = chart("2019-12-30T01:00:00Z", "2020-06-30T00:30:00Z", "2020-06-29T21:00:00Z");
    for (legacy, destination) in [(&local, &utc), (&utc, &local)] {
        let (_, computed, made) = run(legacy, destination, &Equivalences::default());
        assert!(computed.outcomes.iter().all(|(outcome, _)| outcome.weight == Weight::Agrees), "{:?}", computed.outcomes);
        assert_eq!(made, 0);
    }
    let (_, computed, _) = run(&local, &utc, &Equivalences::default());
    assert_eq!(answers(&computed, Check::Recall), [("called in, the test is due", "called in, the test is due", Weight::Agrees, false)], "by the legacy book's clock");
    // The same digits under another zone are another moment: what the judge tells stays what it is.
    let shifted = chart("2019-12-30T20:00:00-05:00", "2020-06-30T19:30:00-05:00", "2020-06-30T05:00:00+08:00");
    let (_, computed, _) = run(&local, &shifted, &Equivalences::default());
    assert!(answers(&computed, Check::Recall).iter().chain(&answers(&computed, Check::Appointment)).all(|answer| answer.2 == Weight::Differs && answer.3), "{:?}", computed.outcomes);
}

#[test]
fn an_order_for_a_moment_is_as_open_where_the_moment_is_an_interval() {
    let order = |end: &[&str]| {
        let point = Made::new(Kind::Order, 2, coded(LOINC, "2345-7", "Glucose")).word(Aspect::Status, "active").date(Aspect::Effective, "2019-06-01T10:00:00Z");
        end.iter().fold(point, |made, end| made.date(Aspect::End, end)).done()
    };
    let (_, computed, _) = run(&[order(&[])], &[order(&["2019-06-01T10:00:00Z"])], &Equivalences::default());
    assert!(computed.differences().is_empty(), "{:?}", answers(&computed, Check::Order));
    let (_, computed, _) = run(&[order(&[])], &[order(&["2019-06-02T10:00:00Z"])], &Equivalences::default());
    let of = answers(&computed, Check::Order);
    assert_eq!((of[0].0, of[0].1, of[0].2), ("alive", "not alive, past", Weight::Differs), "{of:?}");
}

#[test]
fn a_recall_names_the_same_patient_as_long_as_the_test_is_found() {
    let diabetes = Made::new(Kind::Problem, 1, coded(ICD, "E11.9", "Type 2 diabetes")).word(Aspect::Status, "active").date(Aspect::Onset, "2010-01-01").done();
    let a1c = |code: &str| measured(2, coded(LOINC, code, "Hemoglobin A1c"), "2020-05-01", "7.1", "%");
    let legacy = [diabetes.clone(), a1c("4548-4")];
    let (_, computed, _) = run(&legacy, &legacy, &Equivalences::default());
    assert_eq!(answers(&computed, Check::Recall), [("on the list, not due", "on the list, not due", Weight::Agrees, false)]);
    let (_, computed, made) = run(&legacy, &[diabetes], &Equivalences::default());
    assert_eq!(answers(&computed, Check::Recall), [("on the list, not due", "called in, the test is due", Weight::Differs, true)]);
    assert_eq!(made, 0);
}

#[test]
fn who_is_not_due_is_still_looked_for() {
    let diabetes = |status: &str, code: &str| {
        Made::new(Kind::Problem, 1, coded(ICD, code, "Type 2 diabetes")).word(Aspect::Status, status).date(Aspect::Onset, "2010-01-01").done()
    };
    let a1c = || measured(2, coded(LOINC, "4548-4", "Hemoglobin A1c"), "2020-05-01", "7.1", "%");
    let legacy = [diabetes("active", "E11.9"), a1c()];
    for destination in [vec![a1c()], vec![diabetes("resolved", "E11.9"), a1c()], vec![diabetes("active", "E87.6"), a1c()]] {
        let (_, computed, made) = run(&legacy, &destination, &Equivalences::default());
        assert_eq!(answers(&computed, Check::Recall), [("on the list, not due", "not on the list", Weight::Differs, true)], "{destination:?}");
        assert_eq!(made, 0);
    }
}

#[test]
fn nobody_calls_in_who_has_died_and_nothing_lies_ahead() {
    let chart = |died: &[bool]| {
        let person = died.iter().fold(Made::new(Kind::Demographic, 9, text("")), |made, flag| made.with(Aspect::Deceased, Value::Flag(*flag)));
        vec![
            person.done(),
            Made::new(Kind::Problem, 1, coded(ICD, "E11.9", "Type 2 diabetes")).word(Aspect::Status, "active").date(Aspect::Onset, "2010-01-01").done(),
            Made::new(Kind::Appointment, 3, coded("urn:local", "FU", "Follow-up")).word(Aspect::Status, "booked").date(Aspect::Effective, "2020-09-01").done(),
        ]
    };
    let (dead, lives) = (chart(&[true]), chart(&[]));
    let (_, computed, made) = run(&dead, &lives, &Equivalences::default());
    assert_eq!(answers(&computed, Check::Recall), [("not on the list, the patient has died", "called in, the test is due", Weight::Differs, true)]);
    assert_eq!(answers(&computed, Check::Appointment), [("not alive, the patient has died", "alive", Weight::Differs, true)]);
    assert_eq!(made, 0, "the lost death explains it");
    let (_, computed, _) = run(&dead, &dead, &Equivalences::default());
    assert_eq!(answers(&computed, Check::Recall)[0].2, Weight::Agrees);
    assert!(computed.differences().is_empty() && answers(&computed, Check::Appointment).is_empty());
}

#[test]
fn a_test_without_a_result_is_due() {
    let diabetes = Made::new(Kind::Problem, 1, coded(ICD, "E11.9", "Type 2 diabetes")).word(Aspect::Status, "active").date(Aspect::Onset, "2010-01-01").done();
    let absent = Made::new(Kind::Observation, 2, coded(LOINC, "4548-4", "Hemoglobin A1c")).word(Aspect::Status, "final").date(Aspect::Effective, "2020-05-01");
    let legacy = [diabetes.clone(), measured(2, coded(LOINC, "4548-4", "Hemoglobin A1c"), "2020-05-01", "7.1", "%")];
    let (_, computed, made) = run(&legacy, &[diabetes, absent.with(Aspect::Value, Value::Absent("unknown".into())).done()], &Equivalences::default());
    assert_eq!(answers(&computed, Check::Recall), [("on the list, not due", "called in, the test is due", Weight::Differs, true)]);
    assert_eq!(made, 0);
}

#[test]
fn a_recall_that_rests_on_a_doubt_is_no_difference_and_one_more_patient_no_harm() {
    let diabetes = |code: Value| Made::new(Kind::Problem, 1, code).date(Aspect::Onset, "2010-01-01");
    let coded = || coded(ICD, "E11.9", "Type 2 diabetes");
    let sure = diabetes(coded()).word(Aspect::Status, "active").done();
    let (_, computed, made) = run(std::slice::from_ref(&sure), &[diabetes(coded()).done()], &Equivalences::default());
    assert_eq!(answers(&computed, Check::Recall)[0].1, "cannot tell, what it rests on may be over");
    assert_eq!(made, 0);
    let in_words = diabetes(text("Type 2 diabetes")).word(Aspect::Status, "active").done();
    let (_, computed, made) = run(&[in_words], &[sure], &Equivalences::default());
    assert_ne!(answers(&computed, Check::Recall)[0].2, Weight::Agrees);
    assert_eq!(made, 0);
}

#[test]
fn what_no_finding_explains_becomes_one() {
    let legacy = [allergy(coded(RXNORM, "7980", "Penicillin G")), drug(2, coded(RXNORM, "308182", "Amoxicillin 250 MG"))];
    let (mut result, mut computed, _) = run(&legacy, &legacy, &Equivalences::default());
    let outcome = &mut computed.outcomes[0];
    (outcome.0.weight, outcome.0.destination_says) = (Weight::Differs, "does not fire, the allergy has text only".into());
    let before: u64 = result.verdicts.values().sum();
    assert_eq!(promote(&mut result, &mut computed, &legacy, &legacy), 1);
    let finding = &result.findings[0];
    assert_eq!((finding.verdict, finding.aspect, finding.severity), (Verdict::Altered, Aspect::Statement, Severity::Safety));
    assert!(finding.manner.starts_with("allergy check: "), "{}", finding.manner);
    assert_eq!(computed.outcomes[0].1, Some(0));
    assert_eq!(result.verdicts.values().sum::<u64>(), before, "the pair changes its verdict, none is added");
    assert_eq!(result.pairs.iter().filter(|p| p.finding == Some(0)).count(), 1);
    assert_eq!(promote(&mut result, &mut computed, &legacy, &legacy), 0, "and only once");
}

#[test]
fn the_same_charts_give_the_same_answers() {
    let legacy = [allergy(coded(RXNORM, "7980", "Penicillin G")), drug(2, coded(RXNORM, "308182", "Amoxicillin 250 MG")), drug(3, coded(RXNORM, "855332", "Warfarin")), drug(4, coded(RXNORM, "5640", "Ibuprofen"))];
    let destination = [legacy[3].clone(), legacy[1].clone(), legacy[0].clone()];
    let first = run(&legacy, &destination, &Equivalences::default()).1;
    for _ in 0..5 {
        assert_eq!(run(&legacy, &destination, &Equivalences::default()).1, first);
    }
}
