//! RXO, RXE, RXD, RXG and the RXA of pharmacy messages: drugs ordered, encoded, dispensed and given, one statement an order.
//!
//! Of an order that comes in several forms the encoded one is read (RXE), else the order (RXO): the others are counted as
//! excluded. Status comes from ORC, timing from TQ1 or its predecessors, route from RXR. A drug that was dispensed or given without its order
//! beside it is something that happened, as a dispense or an administration of FHIR is, and no drug of a list.

use super::entry::{Entry, Words};
use super::immunization::COMPLETIONS;
use super::value;
use crate::worded::RATE;
use model::{Aspect, Date, How, Kind, Quantity, Value};

/// Table 0038 in the words of FHIR's prescriptions.
const STATES: Words = &[
    ("A", "active"), ("IP", "active"), ("SC", "active"), ("CM", "completed"), ("CA", "cancelled"), ("DC", "stopped"), ("RP", "stopped"), ("HD", "on-hold"),
    ("ER", "entered-in-error"),
];
/// Table 0119. What could not be ended, halted or changed goes on.
const CONTROLS: Words = &[
    ("NW", "active"), ("SN", "active"), ("OK", "active"), ("NA", "active"), ("XO", "active"), ("XX", "active"), ("RO", "active"), ("RF", "active"), ("AF", "active"),
    ("RL", "active"), ("RE", "active"), ("PR", "active"), ("UC", "active"), ("UD", "active"), ("UH", "active"), ("UM", "active"), ("UX", "active"), ("CA", "cancelled"),
    ("CR", "cancelled"), ("OC", "cancelled"), ("DC", "stopped"), ("DR", "stopped"), ("OD", "stopped"), ("DF", "stopped"), ("RP", "stopped"), ("RU", "stopped"),
    ("HD", "on-hold"), ("HR", "on-hold"), ("OH", "on-hold"), ("UR", "on-hold"), ("FU", "completed"),
];

/// When a therapy starts, and where that stands.
type Start = (Date, String);

/// Where a segment has what; 0 where it has no such field.
struct Fields {
    code: usize,
    low: usize,
    high: usize,
    units: usize,
    instructions: usize,
    quantity: usize,
    quantity_units: usize,
    refills: usize,
    indication: usize,
    lot: usize,
    rate: usize,
    rate_units: usize,
}

fn fields(name: &str) -> Fields {
    match name {
        "RXO" => Fields { code: 1, low: 2, high: 3, units: 4, instructions: 7, quantity: 11, quantity_units: 12, refills: 13, indication: 20, lot: 0, rate: 21, rate_units: 22 },
        "RXE" => Fields { code: 2, low: 3, high: 4, units: 5, instructions: 7, quantity: 10, quantity_units: 11, refills: 12, indication: 27, lot: 0, rate: 23, rate_units: 24 },
        "RXD" => Fields { code: 2, low: 0, high: 0, units: 0, instructions: 0, quantity: 4, quantity_units: 5, refills: 0, indication: 21, lot: 18, rate: 0, rate_units: 0 },
        "RXG" => Fields { code: 4, low: 5, high: 6, units: 7, instructions: 13, quantity: 0, quantity_units: 0, refills: 0, indication: 22, lot: 19, rate: 15, rate_units: 16 },
        _ => Fields { code: 5, low: 6, high: 0, units: 7, instructions: 0, quantity: 0, quantity_units: 0, refills: 0, indication: 19, lot: 15, rate: 0, rate_units: 0 },
    }
}

/// One drug.
pub(super) fn medication(entry: &mut Entry<'_, '_>) -> Option<Kind> {
    let orc = entry.scene.governor(entry.index, "ORC");
    if let Some(reason) = said_elsewhere(entry, orc) {
        entry.scene.exclude(entry.index, reason);
        return None;
    }
    let fields = fields(entry.name());
    entry.concept(Aspect::Code, fields.code);
    dose(entry, &fields);
    optional(entry, fields.instructions, instructions);
    optional(entry, fields.quantity, |e, field| e.quantity(Aspect::Quantity, field, fields.quantity_units));
    optional(entry, fields.refills, |e, field| e.quantity(Aspect::Refills, field, 0));
    optional(entry, fields.indication, |e, field| e.concepts(Aspect::Reason, field));
    optional(entry, fields.lot, |e, field| e.text(Aspect::Lot, field, 1));
    optional(entry, fields.rate, |e, field| rate(e, field, fields.rate_units));
    let happened = matches!(entry.name(), "RXA" | "RXD");
    if happened {
        given(entry);
    }
    let start = timing(entry, orc);
    dose_state(entry);
    ordered(entry, orc, start);
    if happened {
        has_happened(entry);
        of_order(entry, orc);
    }
    route(entry, orc);
    Some(if happened { Kind::Order } else { Kind::Medication })
}

fn optional(entry: &mut Entry<'_, '_>, field: usize, read: impl FnOnce(&mut Entry<'_, '_>, usize)) {
    if field > 0 {
        read(entry, field);
    }
}

/// Another segment of the same order says it.
fn said_elsewhere(entry: &Entry<'_, '_>, orc: Option<usize>) -> Option<&'static str> {
    let has = |name: &str| orc.is_some_and(|orc| !entry.scene.children(orc, name).is_empty());
    match entry.name() {
        "RXO" if has("RXE") => Some("the encoded order of the same group says it"),
        "RXD" | "RXG" | "RXA" if has("RXE") || has("RXO") => Some("a dispense or a dose of an order that is read"),
        _ => None,
    }
}

/// An amount, or a span of amounts as text.
fn dose(entry: &mut Entry<'_, '_>, fields: &Fields) {
    if fields.low == 0 {
        return;
    }
    let high = if fields.high == 0 { None } else { entry.get(fields.high, 1) };
    let low = entry.get(fields.low, 1);
    match (low, high) {
        (Some(low), Some(high)) if low != high => {
            let unit = entry.unit(fields.units);
            entry.say(Aspect::Dose, Value::Text(format!("{low}-{high} {unit}").trim().into()), fields.low, How::Copied);
        }
        _ => entry.quantity(Aspect::Dose, fields.low, fields.units),
    }
}

/// How fast it is given, in the words that other formats have for it; what is no number stays unread.
fn rate(entry: &mut Entry<'_, '_>, field: usize, units: usize) {
    let said = entry.scene.peek(entry.index, field, 1, 1, 0);
    let Some(rate) = said.and_then(|amount| value::quantity(&amount, &entry.peeked_unit(units))) else { return };
    entry.scene.mark(entry.index, field);
    entry.scene.mark(entry.index, units);
    let (rate, place) = (Quantity { number: rate.number.normalize(), ..rate }, entry.place(field, 1, 1));
    entry.builder.text(Aspect::Text, &format!("{RATE}{}", Value::Quantity(rate).shown()), &place);
}

/// The words for patient and nurse.
fn instructions(entry: &mut Entry<'_, '_>, field: usize) {
    let lines: Vec<String> = (1..=entry.repetitions(field)).filter_map(|r| entry.part(field, r, 2).or_else(|| entry.part(field, r, 1))).collect();
    if !lines.is_empty() {
        entry.say(Aspect::Sig, Value::Text(lines.join("\n")), field, How::Copied);
    }
}

/// Frequency, span and text of the timing: TQ1, in old versions the first field of RXE or ORC-7. Gives its start.
fn timing(entry: &mut Entry<'_, '_>, orc: Option<usize>) -> Option<Start> {
    let own = entry.scene.children(entry.index, "TQ1").first().copied();
    let shared = orc.and_then(|orc| entry.scene.children(orc, "TQ1").first().copied());
    if let Some(tq1) = own.or(shared) {
        let pattern = entry.scene.get(tq1, 3, 1, 1, 1).or_else(|| period(entry, tq1));
        frequency(entry, pattern, "TQ1-3");
        (1..=entry.scene.repetitions(tq1, 9)).for_each(|repetition| as_needed(entry, tq1, (9, repetition, 1)));
        return span(entry, tq1, [(7, 1), (8, 1), (11, 1)]);
    }
    let old = match entry.name() {
        "RXE" if entry.repetitions(1) > 0 => Some((entry.index, 1)),
        "RXG" if entry.repetitions(3) > 0 => Some((entry.index, 3)),
        _ => orc.map(|orc| (orc, 7)),
    };
    let (segment, field) = old?;
    let pattern = entry.scene.get(segment, field, 1, 2, 1);
    let place = format!("{}-{field}.2", entry.scene.name(segment));
    frequency(entry, pattern, &place);
    as_needed(entry, segment, (field, 1, 6));
    span(entry, segment, [(field, 4), (field, 5), (field, 8)])
}

/// Start, end and text of a timing, by field and component. What has happened already has a time of its own.
fn span(entry: &mut Entry<'_, '_>, segment: usize, [start, end, text]: [(usize, usize); 3]) -> Option<Start> {
    let mut found = None;
    let happened = entry.builder.has(Aspect::Effective);
    entry.on(segment, |e| {
        if !happened {
            let said = e.get(start.0, start.1);
            if let Some(date) = said.and_then(|text| e.scene.date(&text)) {
                e.say(Aspect::Effective, Value::Date(date), start.0, How::Derived);
                found = Some((date, e.place(start.0, 1, 0)));
            }
            e.date(Aspect::End, end.0, end.1);
        }
        if !e.builder.has(Aspect::Sig) {
            e.text(Aspect::Sig, text.0, text.1);
        }
    });
    found
}

/// A pattern that names no code: once in a period (RPT.5 and RPT.6).
fn period(entry: &mut Entry<'_, '_>, tq1: usize) -> Option<String> {
    let (number, unit) = (entry.scene.peek(tq1, 3, 1, 5, 0)?, entry.scene.peek(tq1, 3, 1, 6, 0)?);
    entry.scene.mark_parts(tq1, 3, 1, &[5, 6]);
    Some(format!("every {number} {unit}"))
}

fn frequency(entry: &mut Entry<'_, '_>, pattern: Option<String>, place: &str) {
    let Some(pattern) = pattern else { return };
    if pattern.to_ascii_uppercase().split(' ').any(|word| word.ends_with("PRN")) {
        entry.builder.say(Aspect::AsNeeded, Value::Flag(true), place, How::Derived);
    }
    entry.builder.word(Aspect::Frequency, &pattern, place);
}

/// A priority by which a drug is taken as needed (table 0485), by field, repetition and component.
fn as_needed(entry: &mut Entry<'_, '_>, segment: usize, (field, repetition, component): (usize, usize, usize)) {
    let is_said = entry.scene.peek(segment, field, repetition, component, 1).is_some_and(|code| code.eq_ignore_ascii_case("PRN"));
    if is_said {
        entry.scene.mark_parts(segment, field, repetition, &[component]);
        if !entry.builder.has(Aspect::AsNeeded) {
            let place = format!("{}-{field}", entry.scene.name(segment));
            entry.builder.say(Aspect::AsNeeded, Value::Flag(true), &place, How::Translated);
        }
    }
}

/// What the order says: status, when it was written, by whom. The therapy begins when it is said to, else with its order. When and by whom it was
/// ordered is no part of what has happened.
fn ordered(entry: &mut Entry<'_, '_>, orc: Option<usize>, start: Option<Start>) {
    let happened = matches!(entry.name(), "RXA" | "RXD");
    if let Some((date, place)) = start.filter(|_| !happened) {
        entry.builder.say(Aspect::Onset, Value::Date(date), &place, How::Copied);
    }
    let Some(orc) = orc else { return };
    let dose_says = entry.builder.has(Aspect::Status);
    entry.on(orc, |e| {
        if dose_says || happened && !e.scene.tells_all() && goes_on(e) {
            e.scene.mark(orc, 1);
        } else {
            e.order_state(STATES, CONTROLS);
        }
        if !happened {
            written(e);
            e.key(Aspect::Author, 12);
        }
    });
}

/// Whether an order goes on: that says nothing of how far what was dispensed or given upon it came.
fn goes_on(orc: &Entry<'_, '_>) -> bool {
    let word = |field: usize, words: Words| orc.scene.peek(orc.index, field, 1, 1, 0).and_then(|code| value::word(words, &code));
    word(5, STATES).or_else(|| word(1, CONTROLS)).is_none_or(|state| state == "active")
}

/// What is reported as dispensed or given has been. Between messages a dispense says no more of itself than its order does.
fn has_happened(entry: &mut Entry<'_, '_>) {
    let place = if entry.name() == "RXA" { 20 } else { 3 };
    if !entry.builder.has(Aspect::Status) && (place == 20 || !entry.scene.tells_all()) {
        entry.say(Aspect::Status, Value::Word("completed".into()), place, How::Derived);
    }
}

/// The order upon which it was dispensed or given, by its number. Between messages both stand where they stood.
fn of_order(entry: &mut Entry<'_, '_>, orc: Option<usize>) {
    let Some(orc) = orc.filter(|_| !entry.scene.tells_all()) else { return };
    let number = [(2, "ORC-2"), (3, "ORC-3")].into_iter().find_map(|(field, place)| Some((entry.scene.peek(orc, field, 1, 1, 0)?, place)));
    if let Some((number, place)) = number {
        entry.builder.say(Aspect::Panel, Value::Key(number), place, How::Derived);
    }
}

/// When the order was written (ORC-9): other formats have that only by the way, messages all of them.
fn written(entry: &mut Entry<'_, '_>) {
    let Some(text) = entry.get(9, 1) else { return };
    if !entry.builder.has(Aspect::Onset) {
        entry.date(Aspect::Onset, 9, 1);
    }
    entry.scene.mark_parts(entry.index, 9, 1, &[2]);
    let how = if entry.scene.tells_all() { How::Copied } else { How::Derived };
    let point = entry.scene.point(&text);
    entry.say(Aspect::Recorded, point, 9, how);
}

/// How a dose went (RXA-20, RXA-21): given, refused or taken back, however far its order is.
fn dose_state(entry: &mut Entry<'_, '_>) {
    if entry.name() != "RXA" {
        return;
    }
    if entry.get(21, 1).as_deref() == Some("D") {
        return entry.say(Aspect::Status, Value::Word("entered-in-error".into()), 21, How::Translated);
    }
    entry.listed(Aspect::Status, 20, COMPLETIONS);
}

/// When a drug was dispensed or given, until when, by whom, and why it was not.
fn given(entry: &mut Entry<'_, '_>) {
    entry.date(Aspect::Effective, 3, 1);
    entry.key(Aspect::Performer, 10);
    if entry.name() == "RXA" {
        entry.concepts(Aspect::Reason, 18);
        entry.date(Aspect::End, 4, 1);
    }
}

fn route(entry: &mut Entry<'_, '_>, orc: Option<usize>) {
    let own = entry.scene.children(entry.index, "RXR").first().copied();
    let shared = orc.and_then(|orc| entry.scene.children(orc, "RXR").first().copied());
    if let Some(rxr) = own.or(shared) {
        entry.on(rxr, |e| {
            e.concept(Aspect::Route, 1);
            e.concept(Aspect::Site, 2);
        });
    }
}
