//! ORC and OBR: what was ordered, and how far it came. The results are statements of their own.

use super::document;
use super::entry::{Entry, Words};
use super::value;
use model::{Aspect, How, Kind, Value};

/// Table 0038 in the words of FHIR's orders.
const STATES: Words = &[
    ("A", "active"), ("CA", "revoked"), ("CM", "completed"), ("DC", "revoked"), ("ER", "entered-in-error"), ("HD", "on-hold"), ("IP", "active"), ("RP", "revoked"),
    ("SC", "active"),
];
/// Table 0119: what the control code alone says. What could not be ended, halted or changed goes on.
const CONTROLS: Words = &[
    ("NW", "active"), ("SN", "active"), ("OK", "active"), ("NA", "active"), ("XO", "active"), ("XX", "active"), ("RO", "active"), ("RL", "active"), ("RQ", "active"),
    ("PR", "active"), ("PY", "active"), ("AF", "active"), ("RF", "active"), ("UC", "active"), ("UD", "active"), ("UH", "active"), ("UM", "active"), ("UX", "active"),
    ("CA", "revoked"), ("CR", "revoked"), ("OC", "revoked"), ("DC", "revoked"), ("OD", "revoked"), ("DR", "revoked"), ("DF", "revoked"), ("RP", "revoked"),
    ("RU", "revoked"), ("HD", "on-hold"), ("HR", "on-hold"), ("OH", "on-hold"), ("UR", "on-hold"), ("FU", "completed"),
];
/// Table 0123: how far the results came.
const RESULTS: Words = &[
    ("F", "completed"), ("C", "completed"), ("A", "active"), ("P", "active"), ("R", "active"), ("I", "active"), ("S", "active"), ("O", "active"), ("X", "revoked"),
];

/// The order of a group.
pub(super) fn order(entry: &mut Entry<'_, '_>) -> Kind {
    if let Some(line) = document::first_line(entry) {
        entry.scene.reports.insert(entry.index, line);
    }
    entry.concept(Aspect::Code, 4);
    let orc = entry.scene.governor(entry.index, "ORC");
    keys(entry, orc);
    status(entry, orc);
    wanted(entry, orc);
    entry.key(Aspect::Author, 16);
    if let Some(orc) = orc {
        // Who ordered is told once: by the number, whose it is, and nobody else in the field.
        let said = [1, 9].map(|part| entry.scene.peek(entry.index, 16, 1, part, 0));
        entry.on(orc, |e| {
            e.date(Aspect::Recorded, 9, 1);
            if !e.builder.has(Aspect::Author) {
                e.key(Aspect::Author, 12);
            } else if said[0].is_some() && [1, 9].map(|part| e.scene.peek(orc, 12, 1, part, 0)) == said {
                e.scene.mark_parts(orc, 12, 1, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
            }
        });
    }
    if !entry.builder.has(Aspect::Recorded) {
        entry.date(Aspect::Recorded, 6, 1);
    }
    entry.concepts(Aspect::Reason, 31);
    specimen(entry);
    priority(entry, orc);
    Kind::Order
}

/// When it is to be done. When the specimen was taken (OBR-7, OBR-8) is a matter of the results, and only by them of the order.
fn wanted(entry: &mut Entry<'_, '_>, orc: Option<usize>) {
    if let Some(tq1) = entry.scene.governor(entry.index, "TQ1") {
        entry.on(tq1, |e| {
            e.date(Aspect::Effective, 7, 1);
            e.date(Aspect::End, 8, 1);
        });
    }
    if !entry.builder.has(Aspect::Effective) {
        entry.date(Aspect::Effective, 27, 4);
        entry.date(Aspect::End, 27, 5);
    }
    if let (Some(orc), false) = (orc, entry.builder.has(Aspect::Effective)) {
        entry.on(orc, |e| {
            e.date(Aspect::Effective, 7, 4);
            if !e.builder.has(Aspect::End) {
                e.date(Aspect::End, 7, 5);
            }
        });
    }
    for (aspect, field) in [(Aspect::Effective, 7), (Aspect::End, 8)] {
        if entry.builder.has(aspect) {
            // Another time than the one that is wanted: it stands beside what is read.
            let index = entry.index;
            entry.scene.look_at(index, field);
        } else if let Some(text) = entry.get(field, 1) {
            let point = entry.scene.point(&text);
            entry.say(aspect, point, field, How::Derived);
        }
    }
}

/// The numbers of placer and filler are the keys of the record itself.
fn keys(entry: &mut Entry<'_, '_>, orc: Option<usize>) {
    for field in [2, 3] {
        let own = entry.get(field, 1).map(|key| (key, entry.place(field, 1, 1)));
        let shared = orc.and_then(|orc| Some((entry.scene.get(orc, field, 1, 1, 0)?, format!("ORC-{field}.1"))));
        // What the order says once more need not be said by its detail.
        let part = |segment: Option<usize>, component: usize| entry.scene.peek(segment?, field, 1, component, 0);
        if own.is_some() && [1, 2, 3, 4].into_iter().all(|component| part(Some(entry.index), component) == part(orc, component)) {
            entry.scene.mark(entry.index, field);
        } else {
            entry.given(field);
        }
        if let Some((key, place)) = own.or(shared) {
            entry.builder.say(Aspect::Statement, Value::Key(key), &place, How::Derived);
        }
    }
}

/// The state of the order: its own, else what the control code says, else how far the results came.
fn status(entry: &mut Entry<'_, '_>, orc: Option<usize>) {
    if let Some(orc) = orc {
        // RE is not in the table: it only says that results come along.
        entry.on(orc, |e| e.order_state(STATES, CONTROLS));
    }
    // Where the order says its own state, how far the results came is another matter, and unread.
    if entry.builder.has(Aspect::Status) {
        return;
    }
    if let Some(word) = entry.get(25, 1).and_then(|code| value::word(RESULTS, &code)) {
        entry.say(Aspect::Status, Value::Word(word.into()), 25, How::Derived);
    }
}

/// The specimen of the order or of the order above a result: SPM-4, in old versions OBR-15. Beside another format an order that has results
/// has it from them.
pub(super) fn specimen(entry: &mut Entry<'_, '_>) {
    let by_results = entry.name() == "OBR" && !entry.scene.tells_all() && !entry.scene.children(entry.index, "OBX").is_empty();
    let how = if by_results { How::Derived } else { How::Copied };
    if let Some(spm) = entry.scene.governor(entry.index, "SPM") {
        specimens(entry, spm).into_iter().for_each(|spm| entry.on(spm, |e| words_of(e, 4, how)));
    } else if let Some(obr) = entry.scene.governor(entry.index, "OBR") {
        entry.on(obr, |e| words_of(e, 15, how));
    }
}

/// Of the specimens of an order that stand behind a segment which is the first is anybody's choice: between messages all of them are told.
fn specimens(entry: &Entry<'_, '_>, spm: usize) -> Vec<usize> {
    match entry.scene.parent(spm).filter(|_| spm > entry.index && entry.scene.tells_all()) {
        Some(order) => entry.scene.children(order, "SPM").into_iter().filter(|other| *other >= spm).collect(),
        None => vec![spm],
    }
}

fn words_of(entry: &mut Entry<'_, '_>, field: usize, how: How) {
    // The specimen source of old versions has the code, its words and its system as sub-components.
    let nested = entry.scene.get(entry.index, field, 1, 1, 2);
    if nested.is_some() {
        [1, 3].into_iter().for_each(|part| drop(entry.scene.get(entry.index, field, 1, 1, part)));
    }
    // Where there are words, the code beside them is no word of theirs.
    if let (Some(code), Some(_)) = (entry.get(field, 1), entry.get(field, 2)) {
        entry.to_the_letter(field, &code);
    }
    if let Some(text) = nested.or_else(|| entry.get(field, 2)).or_else(|| entry.get(field, 1)) {
        entry.say(Aspect::Specimen, Value::Word(text), field, how);
    }
}

/// TQ1-9, the sixth part of the old timing, else OBR-5.
fn priority(entry: &mut Entry<'_, '_>, orc: Option<usize>) {
    let timed = entry.scene.governor(entry.index, "TQ1").and_then(|tq1| Some((entry.scene.get(tq1, 9, 1, 1, 0)?, "TQ1-9")));
    let own = timed.or_else(|| Some((entry.get(27, 6)?, "OBR-27.6"))).or_else(|| Some((entry.get(5, 1)?, "OBR-5")));
    let found = own.or_else(|| Some((entry.scene.get(orc?, 7, 1, 6, 0)?, "ORC-7.6")));
    if let Some((code, place)) = found {
        let word = match code.as_str() {
            "S" => "stat",
            "A" => "asap",
            "R" => "routine",
            other => other,
        };
        entry.builder.say(Aspect::Priority, Value::Word(word.into()), place, How::Translated);
    }
}
