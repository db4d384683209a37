//! OBX: observations of every value type, and the lines of reports, which are one statement together.

use super::entry::{Entry, Words};
use super::{document, order, value};
use crate::directives::is_coded;
use crate::written;
use model::{Aspect, How, Kind, Quantity, Value};

/// Table 0085 in the words of FHIR.
const STATES: Words = &[
    ("F", "final"), ("U", "final"), ("C", "corrected"), ("A", "amended"), ("B", "amended"), ("P", "preliminary"), ("R", "preliminary"), ("S", "preliminary"),
    ("I", "registered"), ("O", "registered"), ("X", "cancelled"), ("D", "entered-in-error"), ("W", "entered-in-error"), ("N", ""), ("V", "final"),
];
/// Table 0074: sections of a laboratory.
const LABORATORY: [&str; 16] = ["LAB", "CH", "HM", "MB", "BG", "BLB", "CP", "GE", "IMM", "MCB", "MYC", "PAR", "SP", "SR", "TX", "VR"];

/// An observation, a report or a document; `None` for what was read with another segment.
pub(super) fn observed(entry: &mut Entry<'_, '_>) -> Option<Kind> {
    let parent = entry.scene.parent(entry.index);
    let governed = parent.map_or("", |p| entry.scene.name(p));
    if governed == "TXA" && document::is_line(entry) {
        return None;
    }
    if document::is_attachment(entry) {
        return Some(document::attachment(entry));
    }
    let obr = entry.scene.governor(entry.index, "OBR");
    if let (Some(obr), Some(first)) = (obr, parent.and_then(|p| entry.scene.reports.get(&p).copied())) {
        return if first == entry.index { document::report(entry, obr) } else { None };
    }
    // The number of the dose is said by the immunization.
    if governed == "RXA" && entry.get(3, 1).as_deref() == Some("30973-2") {
        return None;
    }
    entry.concept(Aspect::Code, 3);
    entry.scene.mark(entry.index, 4);
    values(entry);
    status(entry, obr);
    for repetition in 1..=entry.repetitions(8) {
        if let Some(flag) = entry.part(8, repetition, 1) {
            let place = entry.place(8, repetition, 0);
            entry.builder.word(Aspect::Flag, &flag, &place);
        }
    }
    range(entry);
    time(entry, obr);
    entry.key(Aspect::Performer, 16);
    entry.concept(Aspect::Method, 17);
    entry.concept(Aspect::BodySite, 20);
    order::specimen(entry);
    category(entry, obr);
    panel(entry, obr);
    // A code status that stands among the results is a directive, as it is everywhere.
    let is_directive = [1, 4].into_iter().any(|component| entry.scene.peek(entry.index, 3, 1, component, 0).is_some_and(|code| is_coded(&code)));
    Some(if is_directive { Kind::AdvanceDirective } else { Kind::Observation })
}

/// The value by its type; a type that is missing is told by what stands there.
fn values(entry: &mut Entry<'_, '_>) {
    let kind = entry.get(2, 1).unwrap_or_default().to_ascii_uppercase();
    let unit = entry.peeked_unit(6);
    unit_is_said(entry, matches!(kind.as_str(), "NM" | "SN" | "NR"));
    if matches!(kind.as_str(), "ST" | "TX" | "FT" | "") {
        return text(entry, &kind, &unit);
    }
    for repetition in 1..=entry.repetitions(5) {
        if let Some(value) = one_value(entry, &kind, &unit, repetition) {
            let place = entry.place(5, repetition, 0);
            entry.builder.say(Aspect::Value, value, &place, How::Copied);
        }
    }
}

/// The unit is read with the value; between messages one that the value does not carry (of a waveform, of words) is compared by itself.
fn unit_is_said(entry: &mut Entry<'_, '_>, by_the_value: bool) {
    if by_the_value || !entry.scene.tells_all() {
        entry.scene.mark(entry.index, 6);
    }
}

fn one_value(entry: &mut Entry<'_, '_>, kind: &str, unit: &str, repetition: usize) -> Option<Value> {
    let first = entry.part(5, repetition, 1);
    match kind {
        "SN" => value::structured(|component| entry.part(5, repetition, component), unit),
        "CE" | "CWE" | "CNE" | "CF" => entry.concept_of(5, repetition, ""),
        "DT" | "TS" | "DTM" => first.map(|text| entry.scene.point(&text)),
        // A number that is none is a span or a ratio under the wrong type.
        "NM" => first.map(|text| match value::quantity(&text, unit) {
            Some(quantity) => Value::Quantity(quantity),
            None if !unit.is_empty() && written::numbers(&text).is_some() => Value::Text(format!("{} {unit}", text.trim())),
            None => Value::Text(text),
        }),
        "NR" => Some(Value::Text(format!("{}-{} {unit}", first?, entry.part(5, repetition, 2)?).trim().into())),
        "DR" => Some(Value::Text(format!("{}/{}", first.unwrap_or_default(), entry.part(5, repetition, 2).unwrap_or_default()))),
        "TM" | "ID" | "IS" | "SI" => first.map(Value::Text),
        // Names, addresses, identifiers: their parts, in order.
        _ => {
            let parts: Vec<String> = (1..=12).filter_map(|component| entry.part(5, repetition, component)).collect();
            (!parts.is_empty()).then(|| Value::Text(parts.join(" ")))
        }
    }
}

/// Text of any length; a number under a unit is a quantity all the same, and coded parts without a type are a code.
fn text(entry: &mut Entry<'_, '_>, kind: &str, unit: &str) {
    let Some(text) = entry.lines(5) else { return };
    let number = if unit.is_empty() && !kind.is_empty() { None } else { value::bare_number(&text, unit) };
    let coded = if kind.is_empty() && entry.get(5, 3).is_some() { entry.concept_of(5, 1, "") } else { None };
    let is_under_unit = !unit.is_empty() && written::numbers(&text).is_some();
    unit_is_said(entry, number.is_some() || coded.is_none() && is_under_unit);
    let value = match (number, coded) {
        (Some(quantity), _) => Value::Quantity(quantity),
        (None, Some(coded)) => coded,
        // A span, a ratio or a category in one piece is what a structured number says in parts, under the unit beside it.
        (None, None) if is_under_unit => Value::Text(format!("{} {unit}", text.trim())),
        (None, None) => Value::Text(text),
    };
    entry.say(Aspect::Value, value, 5, How::Copied);
}

/// The status of the result, else that of its order. What was not asked is absent.
fn status(entry: &mut Entry<'_, '_>, obr: Option<usize>) {
    entry.listed(Aspect::Status, 11, STATES);
    if entry.get(11, 1).as_deref() == Some("N") && !entry.builder.has(Aspect::Value) {
        entry.say(Aspect::Value, Value::Absent("not-asked".into()), 11, How::Translated);
    }
    if entry.scene.is_null(entry.index, 5) && !entry.builder.has(Aspect::Value) {
        entry.say(Aspect::Value, Value::Absent("unknown".into()), 5, How::Translated);
    }
    let given = entry.get(11, 1).is_some();
    // Between messages how far the results came is compared of the order as well.
    let said = match obr.filter(|_| !given) {
        Some(obr) if entry.scene.tells_all() => entry.scene.peek(obr, 25, 1, 1, 0),
        Some(obr) => entry.scene.get(obr, 25, 1, 1, 0),
        None => None,
    };
    let code = said.unwrap_or_default();
    if let Some(word) = value::word(STATES, &code).filter(|w| !w.is_empty()) {
        entry.exactly(11, STATES, &code);
        entry.builder.say(Aspect::Status, Value::Word(word.into()), "OBR-25", How::Derived);
    }
}

fn range(entry: &mut Entry<'_, '_>) {
    // A range in words is left unread, and so counted.
    let Some(text) = entry.scene.peek(entry.index, 7, 1, 1, 0) else { return };
    let Some((low, high)) = value::range(&text) else { return };
    entry.scene.mark(entry.index, 7);
    // A bound of FHIR does not say whether it is still within.
    if let Some(edge) = written::edge(&text) {
        entry.to_the_letter(7, edge);
    }
    let mut bound = |aspect: Aspect, quantity: Option<Quantity>| {
        if let Some(quantity) = quantity {
            entry.say(aspect, Value::Quantity(quantity), 7, How::Copied);
        }
    };
    bound(Aspect::RangeLow, low);
    bound(Aspect::RangeHigh, high);
}

/// When it was observed: of the result itself, else of its order.
fn time(entry: &mut Entry<'_, '_>, obr: Option<usize>) {
    entry.date(Aspect::Effective, 14, 1);
    let Some(obr) = obr else { return };
    for field in [7, 22] {
        if !entry.builder.has(Aspect::Effective) {
            entry.on(obr, |e| e.date(Aspect::Effective, field, 1));
        }
    }
}

/// The order whose result it is.
fn panel(entry: &mut Entry<'_, '_>, obr: Option<usize>) {
    if let Some((key, place)) = obr.and_then(|obr| panel_of(entry, obr)) {
        entry.builder.say(Aspect::Panel, Value::Key(key), place, How::Derived);
    }
}

/// An order as what its results stand under, by its number and what was ordered: one number may stand for several orders.
pub(super) fn panel_of(entry: &Entry<'_, '_>, obr: usize) -> Option<(String, &'static str)> {
    let orc = entry.scene.governor(obr, "ORC");
    let mut numbers = [(Some(obr), 3, "OBR-3"), (orc, 3, "ORC-3"), (Some(obr), 2, "OBR-2"), (orc, 2, "ORC-2")].into_iter();
    let (number, place) = numbers.find_map(|(at, field, place)| Some((entry.scene.peek(at?, field, 1, 1, 0)?, place)))?;
    let ordered = entry.scene.peek(obr, 4, 1, 1, 0).unwrap_or_default();
    // One message may report the same order several times under one number, as a panel each.
    let before = entry.scene.reported_before(obr);
    let again = if before > 0 { format!(" #{}", before + 1) } else { String::new() };
    Some((format!("{}{again}", format!("{number} {ordered}").trim()), place))
}

fn category(entry: &mut Entry<'_, '_>, obr: Option<usize>) {
    let Some(section) = obr.and_then(|obr| entry.scene.get(obr, 24, 1, 1, 0)) else { return };
    let word = match section.as_str() {
        "RAD" | "RUS" | "CT" | "NMR" | "NMS" | "RX" | "VUS" | "CUS" => "imaging",
        lab if LABORATORY.contains(&lab) => "laboratory",
        _ => return,
    };
    entry.builder.say(Aspect::Category, Value::Word(word.into()), "OBR-24", How::Derived);
}
