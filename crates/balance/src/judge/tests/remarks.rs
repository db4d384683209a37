//! Remarks beside results: in one piece or several, lost, cut, worded otherwise, and added.

use super::*;
use model::Severity;

fn result(test: &str, remarks: &[&str], reference: &str) -> Statement {
    let facts = [copied(Aspect::Code, Value::words(test)), copied(Aspect::Value, text("6.8"))];
    let mut result = statement(Kind::Observation, 1, facts.into_iter().chain(remarks.iter().map(|words| copied(Aspect::Text, text(words)))).collect());
    result.origin.reference = reference.into();
    result
}

/// What is told of one result whose remarks are others there, and how it weighs; beside it stands another one with a remark.
fn told(legacy: &[&str], destination: &[&str], reference: &str) -> Vec<(Verdict, Severity)> {
    let other = |reference: &str| result("Sodium", &["Measured again."], reference);
    let found = between([0, 0], &[result("Potassium", legacy, ""), other("")], &[result("Potassium", destination, reference), other(reference)]);
    found.iter().map(|f| (f.verdict, f.severity)).collect()
}

#[test]
fn a_remark_in_several_pieces_is_the_remark() {
    assert!(told(&["Verified by repeat.\nLipemic sample."], &["Verified by repeat.", "Lipemic sample."], "Observation/1").is_empty());
    assert!(told(&["Verified by repeat.", "Lipemic sample."], &["Verified by repeat. Lipemic sample."], "Observation/1").is_empty());
    assert!(!told(&["Preliminary", "reports no growth."], &["reports no growth. Preliminary"], "Observation/1").is_empty());
    assert!(!told(&["Verified by repeat.\nDo not use for dosing."], &["Verified by repeat.", "Use for dosing."], "Observation/1").is_empty());
}

#[test]
fn a_remark_that_is_gone_or_cut_is_clinical_and_other_words_are_not() {
    assert_eq!(told(&["Called to the ward and read back"], &[], "Observation/1"), [(Verdict::Altered, Severity::Clinical)]);
    assert_eq!(told(&["Haemolysed, do not use"], &["Haemolysed,"], "Observation/1"), [(Verdict::Altered, Severity::Clinical)]);
    assert_eq!(told(&["Verified by a second run"], &["A second run has verified it"], "Observation/1"), [(Verdict::Altered, Severity::Cosmetic)]);
}

#[test]
fn a_remark_that_only_one_of_two_messages_has_is_told() {
    assert_eq!(told(&[], &["Specimen rejected"], "").len(), 1);
    assert!(told(&[], &["Specimen rejected"], "Observation/1").is_empty(), "a converter puts words beside what is judged");
}

#[test]
fn reactions_in_one_text_are_each_of_them() {
    let allergy = |reactions: &[&str]| statement(Kind::Allergy, 1, reactions.iter().map(|words| copied(Aspect::Reaction, text(words))).collect());
    let both = allergy(&["rash", "itching"]);
    for same in [&["rash; itching"][..], &["Itching, rash"], &["rash/itching"]] {
        assert!(found(&both, &allergy(same)).is_empty() && found(&allergy(same), &both).is_empty(), "{same:?}");
    }
    for other in [&["rash"][..], &["rash; hives"], &["rash and no itching"]] {
        assert!(!found(&both, &allergy(other)).is_empty(), "{other:?}");
    }
}

#[test]
fn of_a_chart_that_was_merged_away_only_that_is_compared() {
    let told = |status: &str| {
        let state = || copied(Aspect::Status, Value::Word(status.into()));
        let (plain, there) = (statement(Kind::Demographic, 1, vec![state()]), statement(Kind::Demographic, 1, vec![state(), copied(Aspect::Family, text("Doe"))]));
        let (legacy, destination) = (book([0, 0], &[plain.clone(), patient(Aspect::Family, "Roe")]), book([0, 0], std::slice::from_ref(&there)));
        judge(&Equivalences::default(), (&legacy, &destination)).pair(&plain, &there).0.iter().map(|d| d.aspect).collect::<Vec<Aspect>>()
    };
    assert_eq!(told("inactive"), [Aspect::Family]);
    assert!(told("merged").is_empty(), "the row says which chart stays, the record also who it was");
}

#[test]
fn a_name_without_its_marks_is_that_name() {
    for (marked, plain) in [("Jos\u{e9}", "Jose"), ("M\u{fc}ller", "Muller"), ("M\u{dc}LLER", "Mueller"), ("S\u{f8}ren", "Soren"), ("N\u{fa}\u{f1}ez", "NUNEZ")] {
        let (marked, plain) = (patient(Aspect::Family, marked), patient(Aspect::Family, plain));
        assert!(found(&marked, &plain).is_empty() && found(&plain, &marked).is_empty());
    }
    for other in ["Jos?", "Josa", "Jos\u{ea}", "Jos"] {
        assert!(!found(&patient(Aspect::Given, "Jos\u{e9}"), &patient(Aspect::Given, other)).is_empty(), "{other}");
    }
}
