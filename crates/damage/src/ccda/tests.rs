//! What must hold for every operator over the invented patients; and for some of them what exactly becomes of a record.

use super::charts::{Charts, Edit, written};
use super::{Around, Effect, Element, Operator, Work, document, operators, sample};
use crate::Dice;
use std::collections::{BTreeMap, BTreeSet, HashSet};

const VERDICTS: [&str; 11] =
    ["narrower", "broader", "altered", "lost", "invented", "resurrected", "misplaced", "duplicated", "merged", "split", "contradicted"];

fn charts() -> Charts {
    Charts::new(&sample(12))
}

fn named(name: &str) -> Operator {
    operators().into_iter().find(|o| o.name == name).unwrap_or_else(|| panic!("no operator {name}"))
}

/// Every occasion of an operator: the record, what it became, the effect, and where what is added goes.
fn occasions(operator: &Operator, charts: &Charts) -> Vec<(usize, Element, Effect, Option<usize>)> {
    let Work::Each(work) = operator.work else { return Vec::new() };
    let mut found = Vec::new();
    for (number, record) in charts.records.iter().enumerate().filter(|(_, r)| operator.types.contains(&r.kind)) {
        let before = charts.element(number).expect("the record is there");
        let mut after = before.clone();
        let mut around = Around::new(charts, number, Dice::new(7, &format!("{} {number}", operator.name)));
        let effect = work(&mut after, &mut around);
        if effect == Effect::None {
            assert_eq!(&after, before, "{} gives no occasion and edits a {} all the same", operator.name, record.kind);
        } else {
            found.push((number, after, effect, around.beside));
        }
    }
    found
}

/// The record of a kind that an operator damages first, before and after, as text.
fn first(name: &str) -> (String, String) {
    let charts = charts();
    let (number, after, ..) = occasions(&named(name), &charts).into_iter().next().unwrap_or_else(|| panic!("{name} finds no occasion"));
    let text = |element: &Element| {
        let mut out = String::new();
        element.write(&mut out);
        out
    };
    (text(charts.element(number).expect("it is there")), text(&after))
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
    assert_eq!(charts.documents.len(), 12);
    let kinds: BTreeSet<&str> = charts.records.iter().map(|r| r.kind).collect();
    for kind in ["patient", "visit", "allergy", "problem", "medication", "immunization", "panel", "result", "vital", "social", "procedure", "encounter", "family", "plan", "directive", "device", "payer", "note"] {
        assert!(kinds.contains(kind), "no {kind} among {kinds:?}");
    }
}

#[test]
fn every_operator_finds_an_occasion_and_uses_it() {
    let charts = charts();
    for operator in operators().iter().filter(|o| matches!(o.work, Work::Each(_))) {
        let found = occasions(operator, &charts);
        assert!(!found.is_empty(), "{} finds no occasion", operator.name);
        for (number, after, effect, _) in &found {
            let same = charts.element(*number) == Some(after);
            assert_eq!(same, matches!(effect, Effect::Removed | Effect::Added(_)), "{}: edited or not", operator.name);
        }
    }
}

#[test]
fn the_lines_of_everything_else_stay() {
    let charts = charts();
    for operator in operators().iter().filter(|o| matches!(o.work, Work::Each(_))) {
        let Some((number, after, effect, beside)) = occasions(operator, &charts).into_iter().next() else { continue };
        let record = &charts.records[number];
        let mut edits = BTreeMap::from([(record.way.clone(), Edit { gone: effect == Effect::Removed, instead: Some(after), behind: Vec::new() })]);
        if let (None, Effect::Added(more) | Effect::Split(more)) = (beside, &effect) {
            edits.entry(record.way.clone()).or_default().behind.clone_from(more);
        }
        let (text, _) = written(&charts.documents[record.document], &edits, &HashSet::new());
        let (before, after): (Vec<&str>, Vec<&str>) = (charts.texts[record.document].lines().collect(), text.lines().collect());
        assert_eq!(after.len(), before.len(), "{}: lines were lost or came", operator.name);
        let (first, last) = record.lines;
        assert_eq!(after[..first - 1], before[..first - 1], "{}: before the record", operator.name);
        assert_eq!(after[last..], before[last..], "{}: behind the record", operator.name);
        assert!(document(&text).is_some(), "{}: what is damaged is XML still", operator.name);
    }
}

#[test]
fn whole_twins_change_every_document_and_stay_sound() {
    let charts = charts();
    for operator in operators() {
        let Work::Whole(work) = operator.work else { continue };
        let run = || {
            let mut documents = charts.documents.clone();
            documents.iter_mut().for_each(|d| work(d, &mut Dice::new(3, operator.name)));
            documents.iter().map(super::Document::text).collect::<Vec<_>>()
        };
        let texts = run();
        assert_eq!(texts, run(), "{}: the same seed does the same", operator.name);
        for (text, before) in texts.iter().zip(&charts.texts) {
            assert_ne!(text, before, "{} leaves a document as it is", operator.name);
            assert!(document(text).is_some(), "{} breaks a document", operator.name);
        }
    }
}

#[test]
fn records_know_their_lines() {
    let charts = charts();
    for (number, record) in charts.records.iter().enumerate() {
        let lines: Vec<&str> = charts.texts[record.document].lines().collect();
        let text = lines[record.lines.0 - 1..record.lines.1].join("\n");
        let mut own = String::new();
        charts.element(number).expect("it is there").write(&mut own);
        assert!(text.contains(&own), "{} at {:?}", record.kind, record.lines);
    }
}

#[test]
fn some_damages_are_exactly_these() {
    let (before, after) = first("one-digit-wrong");
    assert_eq!(before.replace("code=\"7980\"", "code=\"7981\""), after);
    let (_, after) = first("day-earlier");
    assert!(after.contains("20120102"), "{after}");
    let (_, after) = first("allergy-becomes-none-known");
    assert!(after.contains("negationInd=\"true\"") && after.contains("<code nullFlavor=\"NA\"/>") && !after.contains("MFST"), "{after}");
    let (_, after) = first("refuted-entry-live");
    assert!(after.contains("negationInd=\"false\""), "{after}");
    let (_, after) = first("as-needed-lost");
    assert!(!after.contains("precondition"), "{after}");
    let (_, after) = first("comparator-lost");
    assert!(after.contains("<value xsi:type=\"PQ\" value=\"0.3\" unit=\"mg/L\">"), "{after}");
    let (before, after) = first("names-swapped");
    assert!(before.contains("<given>Ada</given>") && after.contains("<family>Ada</family>"), "{after}");
}

#[test]
fn an_entry_moves_into_another_document() {
    let charts = charts();
    let (number, after, effect, beside) = occasions(&named("entry-in-another-chart"), &charts).into_iter().next().expect("there is one");
    let target = beside.expect("it goes somewhere");
    assert_ne!(charts.records[target].document, charts.records[number].document);
    assert_eq!(charts.records[target].kind, charts.records[number].kind);
    assert!(after.elements().next().is_none(), "nothing is left here");
    assert!(matches!(effect, Effect::Split(list) if list.len() == 1));
}
