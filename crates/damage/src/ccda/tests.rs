//! What must hold for every operator over the invented patients; and for some of them what exactly becomes of a record.

use super::tree::{Document, Element};
use super::{Charts, Operator, document, operators, sample};
use crate::every_record::{self, first, named};
use crate::{Dice, Work};
use std::collections::BTreeMap;

fn charts() -> Charts {
    let texts: Vec<(String, String)> = sample(12).into_iter().enumerate().map(|(number, text)| (format!("{number}.xml"), text)).collect();
    Charts::new(&texts)
}

fn operator(name: &str) -> Operator {
    named(&operators(), name)
}

fn text(element: &Element) -> String {
    let mut out = String::new();
    element.write(&mut out);
    out
}

/// The record that an operator damages first, before and after, as text.
fn damaged(name: &str) -> (String, String) {
    let (before, after) = first::<Document>(&operator(name), &charts());
    (text(&before), text(&after))
}

#[test]
fn operators_speak() {
    let all = operators();
    crate::every_operator::speak(&all);
    assert!(all.iter().filter(|o| !o.twin).count() >= 100, "there are many ways to do harm");
    assert!(all.iter().filter(|o| o.twin).count() >= 25, "and many to do none");
}

#[test]
fn the_invented_documents_are_sound_and_full() {
    for text in sample(12) {
        let document = document(&text).expect("it is sound XML");
        assert_eq!(document.text(), text);
    }
    let charts = charts();
    assert_eq!(charts.files.len(), 12);
    let kinds = ["patient", "visit", "allergy", "problem", "medication", "immunization", "panel", "result", "vital", "social", "procedure", "encounter", "family", "plan", "directive", "device", "payer", "note"];
    every_record::kinds_are_there::<Document>(&charts, &kinds);
}

#[test]
fn every_operator_finds_an_occasion_and_uses_it() {
    every_record::occasions_are_used::<Document>(&operators(), &charts());
}

#[test]
fn the_lines_of_everything_else_stay() {
    every_record::other_lines_stay::<Document>(&operators(), &charts());
}

#[test]
fn whole_twins_change_every_document_and_stay_sound() {
    let charts = charts();
    for operator in operators() {
        let Work::Whole(work) = operator.work else { continue };
        let run = || {
            let mut documents = charts.files.clone();
            documents.iter_mut().for_each(|d| work(d, &mut Dice::new(3, operator.name)));
            documents.iter().map(Document::text).collect::<Vec<_>>()
        };
        let texts = run();
        assert_eq!(texts, run(), "{}: the same seed does the same", operator.name);
        for (text, before) in texts.iter().zip(&charts.files) {
            assert_ne!(*text, before.text(), "{} leaves a document as it is", operator.name);
            assert!(document(text).is_some(), "{} breaks a document", operator.name);
        }
    }
}

#[test]
fn records_know_their_lines() {
    let charts = charts();
    let texts: Vec<String> = (0..charts.files.len()).map(|file| charts.written(file, &BTreeMap::new())).collect();
    for (number, record) in charts.records.iter().enumerate() {
        let lines: Vec<&str> = texts[record.file].lines().collect();
        let there = lines[record.lines.0 - 1..record.lines.1].join("\n");
        assert!(there.contains(&text(charts.element(number).expect("it is there"))), "{} at {:?}", record.kind, record.lines);
    }
}

#[test]
fn some_damages_are_exactly_these() {
    let (before, after) = damaged("one-digit-wrong");
    assert_eq!(before.replace("code=\"7980\"", "code=\"7981\""), after);
    let (_, after) = damaged("day-earlier");
    assert!(after.contains("20120102"), "{after}");
    let (_, after) = damaged("allergy-becomes-none-known");
    assert!(after.contains("negationInd=\"true\"") && after.contains("<code nullFlavor=\"NA\"/>") && !after.contains("MFST"), "{after}");
    let (_, after) = damaged("refuted-entry-live");
    assert!(after.contains("negationInd=\"false\""), "{after}");
    let (_, after) = damaged("as-needed-lost");
    assert!(!after.contains("precondition"), "{after}");
    let (_, after) = damaged("comparator-lost");
    assert!(after.contains("<value xsi:type=\"PQ\" value=\"0.3\" unit=\"mg/L\">"), "{after}");
    let (before, after) = damaged("names-swapped");
    assert!(before.contains("<given>Ada</given>") && after.contains("<family>Ada</family>"), "{after}");
}

#[test]
fn an_entry_moves_into_another_document() {
    let left = every_record::moved_elsewhere::<Document>(&operator("entry-in-another-chart"), &charts());
    assert!(left.elements().next().is_none(), "nothing is left here");
}
