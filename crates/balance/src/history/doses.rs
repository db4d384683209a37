//! Words on one record that would let somebody believe that a drug was given less often, or that an allergy is gone.

use super::{Match, is_of_one_record, taken_back};
use model::{Aspect, Date, Fact, How, Kind, Origin, Statement, Value};
use std::collections::HashSet;

fn told(kind: Kind, (artifact, line): (u32, u64), facts: Vec<(Aspect, Value)>) -> Statement {
    let facts = facts.into_iter().map(|(aspect, value)| Fact { aspect, value, place: 0, how: How::Copied }).collect();
    Statement { kind, patient: "p".into(), origin: Origin { artifact, relation: 0, line, reference: String::new() }, facts }
}

#[test]
fn two_amounts_of_one_time_are_two_doses_and_the_same_one_is_sent_again() {
    let time = Value::Date(Date::parse_iso("2024-01-09T08:00:00Z").unwrap());
    let dose = |line: u64, amount: &str| {
        let amount = Value::Text(amount.into());
        told(Kind::Order, (0, line), vec![(Aspect::Code, Value::words("Insulin regular")), (Aspect::Status, Value::Word("completed".into())), (Aspect::Effective, time.clone()), (Aspect::Dose, amount)])
    };
    assert!(!is_of_one_record(&dose(3, "4 [iU]"), &dose(8, "2 [iU]")));
    assert!(is_of_one_record(&dose(3, "4 [iU]"), &dose(8, "4 [iU]")));
}

#[test]
fn what_was_taken_back_and_stands_in_the_document_all_the_same_is_told() {
    let allergy = |place: (u32, u64), state: &str| told(Kind::Allergy, place, vec![(Aspect::Code, Value::words("Penicillin")), (Aspect::Verification, Value::Word(state.into()))]);
    let back = |legacy: &[Statement], first: Option<usize>| {
        let pairs = [Match { legacy: Some(0), destination: first, by: "" }, Match { legacy: Some(1), destination: None, by: "" }];
        taken_back(legacy, &pairs, true)
    };
    let two_files = [allergy((1, 3), "confirmed"), allergy((2, 3), "entered-in-error")];
    assert_eq!(back(&two_files, Some(0)), HashSet::new(), "the document has it live");
    assert!(back(&two_files, None).contains(&1), "it stands nowhere");
    let said_anew = [allergy((1, 9), "confirmed"), allergy((1, 3), "entered-in-error")];
    assert_eq!(back(&said_anew, Some(0)), HashSet::from([1]));
}
