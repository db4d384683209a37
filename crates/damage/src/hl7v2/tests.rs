//! What must hold for every operator over the invented patients; and for some of them what exactly becomes of a record.

use super::charts::Group;
use super::{Charts, Message, Operator, messages, operators, sample};
use crate::every_record::{self, first, named, occasions};
use crate::{Dice, Work};
use std::collections::BTreeMap;

fn charts() -> Charts {
    Charts::new(&sample(40))
}

fn operator(name: &str) -> Operator {
    named(&operators(), name)
}

/// The record that an operator damages first, before and after, as text.
fn damaged(name: &str) -> (String, String) {
    let (before, after) = first::<Vec<Message>>(&operator(name), &charts());
    let text = |group: &Group| group.segments.iter().map(|s| s.text()).collect::<Vec<_>>().join("\n");
    (text(&before), text(&after))
}

#[test]
fn operators_speak() {
    let all = operators();
    crate::every_operator::speak(&all);
    assert!(all.iter().filter(|o| !o.twin).count() >= 150, "there are many ways to do harm");
    assert!(all.iter().filter(|o| o.twin).count() >= 30, "and many to do none");
}

#[test]
fn the_invented_messages_are_sound_and_full() {
    for (name, text) in sample(40) {
        let found = messages(&text);
        let written: String = found.iter().flat_map(|m| &m.segments).map(|s| s.text() + "\n").collect();
        assert_eq!(written, text, "{name}");
        assert!(found.iter().all(|m| !m.patient().is_empty() && !m.event().is_empty()), "{name}");
    }
    let charts = charts();
    let kinds = [
        "patient", "will", "directive", "merge", "visit", "allergy", "none known", "diagnosis", "problem", "procedure", "coverage", "charge", "payment", "medication", "immunization", "order",
        "panel", "result", "note", "appointment", "message", "dose",
    ];
    every_record::kinds_are_there::<Vec<Message>>(&charts, &kinds);
}

#[test]
fn every_operator_finds_an_occasion_and_uses_it() {
    every_record::occasions_are_used::<Vec<Message>>(&operators(), &charts());
}

#[test]
fn the_lines_of_everything_else_stay() {
    every_record::other_lines_stay::<Vec<Message>>(&operators(), &charts());
}

#[test]
fn whole_twins_change_every_file_and_stay_sound() {
    let charts = charts();
    for operator in operators() {
        let Work::Whole(work) = operator.work else { continue };
        let run = || charts.files.iter().map(|file| work(file, &mut Dice::new(3, operator.name))).collect::<Vec<_>>();
        let texts = run();
        assert_eq!(texts, run(), "{}: the same seed does the same", operator.name);
        let changed = texts.iter().enumerate().filter(|(file, text)| **text != charts.written(*file, &BTreeMap::new()).replace("\n\n", "\n")).count();
        assert!(changed > 0, "{} leaves every file as it is", operator.name);
        for (text, file) in texts.iter().zip(&charts.files) {
            assert!(operator.name == "other-delimiters" || messages(text).len() == file.len(), "{} breaks a message", operator.name);
        }
    }
}

#[test]
fn records_know_their_lines() {
    let charts = charts();
    let texts: Vec<String> = (0..charts.files.len()).map(|file| charts.written(file, &BTreeMap::new())).collect();
    for (number, record) in charts.records.iter().enumerate() {
        let lines: Vec<&str> = texts[record.file].lines().collect();
        let own: Vec<&str> = lines[record.lines.0 - 1..record.lines.1].iter().copied().filter(|line| !line.is_empty()).collect();
        let group = charts.piece(number).expect("it is there");
        assert_eq!(own, group.segments.iter().map(|s| s.text()).collect::<Vec<_>>(), "{} at {:?}", record.kind, record.lines);
    }
}

#[test]
fn some_damages_are_exactly_these() {
    let (before, after) = damaged("severity-lowered");
    assert!(before.contains("|SV|") || before.contains("|MO|"), "{before}");
    assert!(after.contains("|MI|"), "{after}");
    let (_, after) = damaged("refused-vaccine-given");
    assert!(after.contains("|CP") && !after.contains("Parental"), "{after}");
    let (before, after) = damaged("as-needed-lost");
    assert_eq!(before.replace(" PRN", ""), after);
    let (before, after) = damaged("comparator-lost");
    assert_eq!(before.replace("|<^", "|^"), after);
    let (_, after) = damaged("discharged-patient-in-hospital");
    assert!(after.contains("ADT^A01") && !after.contains("A03"), "{after}");
    let (before, after) = damaged("names-swapped");
    assert!(before.contains("|Abara^Ada^M") && after.contains("|Ada^Abara^M"), "{after}");
    let (before, after) = damaged("results-under-each-others-number");
    assert_eq!(before.replace("|1|3092008", "|#|3092008").replace("|2|112283007", "|1|112283007").replace("|#|", "|2|"), after);
    let (before, after) = damaged("degree-becomes-suffix");
    assert_eq!(before.replace("^M^^^MD", "^M^MD"), after);
    let (before, after) = damaged("cancellation-beside-the-state");
    assert_eq!(before.replace("ORC|RE|", "ORC|CA|"), after);
    let (before, after) = damaged("bound-of-range-within");
    assert_eq!(before.replace("|<5|", "|<=5|"), after);
    let (before, after) = damaged("observations-of-doses-exchanged");
    let eligible = |text: &str| text.lines().filter(|line| line.contains("64994-7")).map(str::to_string).collect::<Vec<_>>();
    assert!(eligible(&before) != eligible(&after) && eligible(&before).iter().all(|line| eligible(&after).contains(line)), "{after}");
    let (before, after) = damaged("isolates-exchanged");
    let first = |text: &str| text.lines().find(|line| line.starts_with("OBR|1|")).map(str::to_string).unwrap_or_default();
    assert!(first(&before).contains("LN^1^Staphylococcus aureus") && first(&after).contains("LN^2^Escherichia coli"), "{after}");
    let (before, after) = damaged("appointment-in-another-house");
    assert!(before.contains("^^NORTH") && after.contains("^^SOUTH"), "{after}");
    let (_, after) = damaged("kin-telephone-in-parts");
    assert!(after.contains("|^^^^^555^555"), "{after}");
    let (before, after) = damaged("milligrams-for-tablets");
    assert!(before.contains("|TAB|") && after.contains("|mg|"), "{after}");
    let (before, after) = damaged("unknown-becomes-not-asked");
    assert_ne!(before.contains("|\"\"|"), after.contains("|\"\"|"));
}

#[test]
fn an_entry_moves_into_the_message_of_another_patient() {
    let left = every_record::moved_elsewhere::<Vec<Message>>(&operator("entry-in-another-chart"), &charts());
    assert!(left.segments.is_empty(), "nothing is left here");
}

#[test]
fn a_comment_stays_with_the_entry_it_belongs_to() {
    let lines = |segments: &[super::message::Segment]| segments.iter().map(|s| s.text()).collect::<Vec<_>>();
    let text = "MSH|^~\\&|A|H|B|H|20240101||ADT^A04|1|P|2.5.1\nPID|1||7\nAL1|1|DA|A^a^L\nAL1|2|DA|B^b^L\nNTE|1||about b\nAL1|3|DA|C^c^L\nDG1|1||D^d^L\n";
    let mut segments = messages(text).remove(0).segments;
    assert_eq!(super::base::turn_run(&mut segments, "AL1"), 3);
    assert_eq!(lines(&segments)[2..], ["AL1|3|DA|C^c^L", "AL1|2|DA|B^b^L", "NTE|1||about b", "AL1|1|DA|A^a^L", "DG1|1||D^d^L"]);
    assert_eq!(super::base::turn_run(&mut segments, "PV1"), 0);
}

#[test]
fn a_cancelled_appointment_that_stands_does_not_say_that_it_is_cancelled() {
    let (before, after) = damaged("cancelled-appointment-live");
    assert!(before.contains("SIU^S15") && before.contains("|Cancelled"), "{before}");
    assert!(after.contains("SIU^S12") && after.contains("|Booked") && !after.contains("Cancelled"), "{after}");
}

#[test]
fn a_concept_is_replaced_by_one_that_the_patient_has_not() {
    let charts = charts();
    for (number, change) in occasions::<Vec<Message>>(&operator("concept-replaced"), &charts).into_iter().step_by(40) {
        let code = |group: &Group| group.main().map(|m| m.part(super::base::concept_field(&m.name), 1).to_string());
        let own = |other: usize| charts.whose(other) == charts.whose(number) && charts.records[other].kind == charts.records[number].kind;
        let there: Vec<Option<String>> = (0..charts.records.len()).filter(|other| own(*other)).map(|other| charts.piece(other).and_then(|g| code(&g))).collect();
        assert!(!there.contains(&code(&change.piece)), "{:?} of {there:?}", code(&change.piece));
    }
}

#[test]
fn an_update_that_says_nothing_new_is_no_message_of_its_own() {
    let visit = |event: &str, control: usize, ward: &str| format!("MSH|^~\\&|A|H|B|H|2024010{control}||ADT^{event}|{control}|P|2.5.1\nPID|1||7\nPV1|1|I|{ward}||||||||||||||||V1\n");
    let kinds = |text: String| Charts::new(&[("a.hl7".to_string(), text)]).records.iter().filter(|r| r.kind == "message").count();
    assert_eq!(kinds(visit("A01", 1, "W1") + &visit("A08", 2, "W1")), 0);
    assert_eq!(kinds(visit("A01", 1, "W1") + &visit("A08", 2, "W2")), 2);
    assert_eq!(kinds(visit("A01", 1, "W1") + &visit("A11", 2, "W1")), 2);
}

#[test]
fn a_way_that_the_instructions_name_is_no_invention() {
    let order = |words: &str| format!("MSH|^~\\&|A|H|B|H|20240101||RDE^O11|1|P|2.5.1\nPID|1||7\nORC|NW|1\nRXE||1^A^L|1||TAB||^{words}\n");
    let finds = |words: &str| {
        let charts = Charts::new(&[("a.hl7".to_string(), order(words))]);
        occasions::<Vec<Message>>(&operator("route-invented"), &charts).len()
    };
    assert_eq!(["Take with water", "Take one tablet by mouth nightly", "1 tab PO qd", "Take orally"].map(finds), [1, 0, 0, 0]);
}
