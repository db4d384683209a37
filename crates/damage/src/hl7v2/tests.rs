//! What must hold for every operator over the invented patients; and for some of them what exactly becomes of a record.

use super::charts::{Charts, Edit, Group};
use super::{Around, Effect, Operator, Work, messages, operators, sample};
use crate::Dice;
use std::collections::{BTreeMap, BTreeSet};

const VERDICTS: [&str; 11] =
    ["narrower", "broader", "altered", "lost", "invented", "resurrected", "misplaced", "duplicated", "merged", "split", "contradicted"];

fn charts() -> Charts {
    Charts::new(&sample(40))
}

fn named(name: &str) -> Operator {
    operators().into_iter().find(|o| o.name == name).unwrap_or_else(|| panic!("no operator {name}"))
}

/// Every occasion of an operator: the record, what it became, the effect, and where what is added goes.
fn occasions(operator: &Operator, charts: &Charts) -> Vec<(usize, Group, Effect, Option<usize>)> {
    let Work::Each(work) = operator.work else { return Vec::new() };
    let mut found = Vec::new();
    for (number, record) in charts.records.iter().enumerate().filter(|(_, r)| operator.types.contains(&r.kind)) {
        let before = charts.group(number).expect("the record is there");
        let mut after = before.clone();
        let mut around = Around::new(charts, number, Dice::new(7, &format!("{} {number}", operator.name)));
        let effect = work(&mut after, &mut around);
        if effect == Effect::None {
            assert_eq!(after, before, "{} gives no occasion and edits a {} all the same", operator.name, record.kind);
        } else {
            found.push((number, after, effect, around.beside));
        }
    }
    found
}

/// The record that an operator damages first, before and after, as text.
fn first(name: &str) -> (String, String) {
    let charts = charts();
    let (number, after, ..) = occasions(&named(name), &charts).into_iter().next().unwrap_or_else(|| panic!("{name} finds no occasion"));
    let text = |group: &Group| group.segments.iter().map(|s| s.text()).collect::<Vec<_>>().join("\n");
    (text(&charts.group(number).expect("it is there")), text(&after))
}

#[test]
fn names_are_unique_and_speak() {
    let all = operators();
    let names: BTreeSet<&str> = all.iter().map(|o| o.name).collect();
    assert_eq!(names.len(), all.len());
    for operator in &all {
        assert!(operator.name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{}", operator.name);
        assert!(operator.what.len() > 15, "{} does not say what happens", operator.name);
        assert_eq!(operator.verdicts.is_empty(), operator.twin, "{}", operator.name);
        assert_eq!(operator.aspects.is_empty(), operator.twin, "{}", operator.name);
        assert!(operator.verdicts.iter().all(|v| VERDICTS.contains(v)), "{} names a verdict that is none", operator.name);
        assert!(operator.twin || matches!(operator.work, Work::Each(_)), "{}: only twins rewrite everything", operator.name);
    }
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
    let kinds: BTreeSet<&str> = charts.records.iter().map(|r| r.kind).collect();
    let all = [
        "patient", "will", "directive", "merge", "visit", "allergy", "none known", "diagnosis", "problem", "procedure", "coverage", "charge", "payment", "medication", "immunization", "order",
        "panel", "result", "note", "appointment", "message",
    ];
    for kind in all {
        assert!(kinds.contains(kind), "no {kind} among {kinds:?}");
    }
}

#[test]
fn every_operator_finds_an_occasion_and_uses_it() {
    let charts = charts();
    let mut idle = Vec::new();
    for operator in operators().iter().filter(|o| matches!(o.work, Work::Each(_))) {
        let found = occasions(operator, &charts);
        if found.is_empty() {
            idle.push(operator.name);
        }
        for (number, after, effect, _) in &found {
            let same = charts.group(*number).as_ref() == Some(after);
            assert_eq!(same, matches!(effect, Effect::Removed | Effect::Added(_)), "{}: edited or not", operator.name);
        }
    }
    assert!(idle.is_empty(), "no occasion: {idle:?}");
}

#[test]
fn the_lines_of_everything_else_stay() {
    let charts = charts();
    let clean: Vec<String> = (0..charts.files.len()).map(|file| charts.written(file, &BTreeMap::new())).collect();
    for operator in operators().iter().filter(|o| matches!(o.work, Work::Each(_))) {
        for (number, after, effect, beside) in occasions(operator, &charts).into_iter().take(20) {
            let mut edits: BTreeMap<usize, Edit> = BTreeMap::new();
            let own = edits.entry(number).or_default();
            own.gone = effect == Effect::Removed;
            own.instead = Some(after);
            if let Effect::Added(more) | Effect::Split(more) = effect {
                edits.entry(beside.unwrap_or(number)).or_default().behind.extend(more);
            }
            for record in edits.keys() {
                let (file, (from, to)) = (charts.records[*record].file, charts.records[*record].lines);
                let text = charts.written(file, &edits);
                let (before, after): (Vec<&str>, Vec<&str>) = (clean[file].lines().collect(), text.lines().collect());
                assert_eq!(after.len(), before.len(), "{}: lines were lost or came", operator.name);
                let touched = |line: usize| edits.keys().any(|r| charts.records[*r].file == file && (charts.records[*r].lines.0..=charts.records[*r].lines.1).contains(&(line + 1)));
                for line in (0..before.len()).filter(|line| !touched(*line)) {
                    assert_eq!(after[line], before[line], "{}: beside the record of {from} to {to}", operator.name);
                }
                assert_ne!(after[from - 1..to], before[from - 1..to], "{}: the record is as it was", operator.name);
            }
        }
    }
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
        let group = charts.group(number).expect("it is there");
        assert_eq!(own, group.segments.iter().map(|s| s.text()).collect::<Vec<_>>(), "{} at {:?}", record.kind, record.lines);
    }
}

#[test]
fn some_damages_are_exactly_these() {
    let (before, after) = first("severity-lowered");
    assert!(before.contains("|SV|") || before.contains("|MO|"), "{before}");
    assert!(after.contains("|MI|"), "{after}");
    let (_, after) = first("refused-vaccine-given");
    assert!(after.contains("|CP") && !after.contains("Parental"), "{after}");
    let (before, after) = first("as-needed-lost");
    assert_eq!(before.replace(" PRN", ""), after);
    let (before, after) = first("comparator-lost");
    assert_eq!(before.replace("|<^", "|^"), after);
    let (_, after) = first("discharged-patient-in-hospital");
    assert!(after.contains("ADT^A01") && !after.contains("A03"), "{after}");
    let (before, after) = first("names-swapped");
    assert!(before.contains("|Abara^Ada^M") && after.contains("|Ada^Abara^M"), "{after}");
    let (before, after) = first("unknown-becomes-not-asked");
    assert_ne!(before.contains("|\"\"|"), after.contains("|\"\"|"));
}

#[test]
fn an_entry_moves_into_the_message_of_another_patient() {
    let charts = charts();
    let (number, after, effect, beside) = occasions(&named("entry-in-another-chart"), &charts).into_iter().next().expect("there is one");
    let target = beside.expect("it goes somewhere");
    assert_ne!(charts.patient(target), charts.patient(number));
    assert_eq!(charts.records[target].kind, charts.records[number].kind);
    assert!(after.segments.is_empty(), "nothing is left here");
    assert!(matches!(effect, Effect::Split(list) if list.len() == 1));
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
    let (before, after) = first("cancelled-appointment-live");
    assert!(before.contains("SIU^S15") && before.contains("|Cancelled"), "{before}");
    assert!(after.contains("SIU^S12") && after.contains("|Booked") && !after.contains("Cancelled"), "{after}");
}

#[test]
fn a_concept_is_replaced_by_one_that_the_patient_has_not() {
    let charts = charts();
    for (number, after, ..) in occasions(&named("concept-replaced"), &charts).into_iter().step_by(40) {
        let code = |group: &Group| group.main().map(|m| m.part(super::base::concept_field(&m.name), 1).to_string());
        let own = |other: usize| charts.patient(other) == charts.patient(number) && charts.records[other].kind == charts.records[number].kind;
        let there: Vec<Option<String>> = (0..charts.records.len()).filter(|other| own(*other)).map(|other| charts.group(other).and_then(|g| code(&g))).collect();
        assert!(!there.contains(&code(&after)), "{:?} of {there:?}", code(&after));
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
