//! RXA with its RXR, its order and its results: vaccinations given, refused and retracted. In pharmacy messages an RXA is a
//! drug that was given, and read with the drugs.

use super::entry::{Entry, Words};
use super::{medication, value};
use model::{Aspect, How, Kind, Quantity, Value};

/// Table 0322; without a status the dose was given.
pub(super) const COMPLETIONS: Words = &[("CP", "completed"), ("PA", "completed"), ("RE", "not-done"), ("NA", "not-done")];
/// Messages in which an RXA is no vaccination.
const PHARMACY: [&str; 9] = ["RAS", "RDE", "RDS", "RGV", "RRA", "RRE", "ORM", "OMP", "RAR"];

/// What was administered; none where the code says that nothing was.
pub(super) fn administered(entry: &mut Entry<'_, '_>) -> Option<Kind> {
    entry.scene.mark(entry.index, 2);
    if PHARMACY.contains(&entry.scene.code.as_str()) {
        return medication::medication(entry);
    }
    if entry.get(5, 1).as_deref() == Some("998") {
        entry.scene.exclude(entry.index, "998 says that no vaccine was administered");
        return None;
    }
    entry.concept(Aspect::Code, 5);
    entry.date(Aspect::Effective, 3, 1);
    status(entry);
    dose(entry);
    entry.text(Aspect::Lot, 15, 1);
    entry.date(Aspect::Expires, 16, 1);
    manufacturer(entry);
    entry.concepts(Aspect::Reason, 18);
    entry.key(Aspect::Performer, 10);
    source(entry);
    recorded(entry);
    if let Some(rxr) = entry.scene.children(entry.index, "RXR").first() {
        entry.on(*rxr, |e| {
            e.concept(Aspect::Route, 1);
            e.concept(Aspect::Site, 2);
        });
    }
    dose_number(entry);
    Some(Kind::Immunization)
}

fn status(entry: &mut Entry<'_, '_>) {
    if entry.get(21, 1).as_deref() == Some("D") {
        return entry.say(Aspect::Status, Value::Word("entered-in-error".into()), 21, How::Translated);
    }
    entry.listed(Aspect::Status, 20, COMPLETIONS);
    if !entry.builder.has(Aspect::Status) {
        entry.say(Aspect::Status, Value::Word("completed".into()), 20, How::Derived);
    }
}

/// Who knows of the dose (NIP001): whoever gave it (00), else somebody told of it.
fn source(entry: &mut Entry<'_, '_>) {
    let Some(code) = entry.scene.peek(entry.index, 9, 1, 1, 0) else { return };
    let table = entry.scene.peek(entry.index, 9, 1, 3, 0);
    let is_of_it = table.is_none_or(|table| table.eq_ignore_ascii_case("NIP001"));
    if is_of_it && code.len() == 2 && code.starts_with('0') && code.bytes().all(|b| b.is_ascii_digit()) {
        entry.of_a_table(9, 1);
        entry.to_the_letter(9, &code);
        entry.say(Aspect::Reported, Value::Flag(code != "00"), 9, How::Translated);
    }
}

/// The amount; 999 says that it is not known, and a refused dose has none.
fn dose(entry: &mut Entry<'_, '_>) {
    let amount = entry.get(6, 1).unwrap_or_default();
    let unknown = matches!(amount.as_str(), "999" | "999.0" | "0");
    entry.scene.mark(entry.index, 7);
    if !unknown {
        entry.quantity(Aspect::Dose, 6, 7);
    }
}

fn manufacturer(entry: &mut Entry<'_, '_>) {
    if let Some(name) = entry.get(17, 2).or_else(|| entry.get(17, 1)) {
        entry.say(Aspect::Manufacturer, Value::Text(name), 17, How::Copied);
    }
}

/// When it was entered, else when the order was.
fn recorded(entry: &mut Entry<'_, '_>) {
    entry.date(Aspect::Recorded, 22, 1);
    if let Some(orc) = entry.scene.governor(entry.index, "ORC").filter(|_| !entry.builder.has(Aspect::Recorded)) {
        entry.on(orc, |e| {
            e.scene.mark(orc, 1);
            e.date(Aspect::Recorded, 9, 1);
        });
    }
}

/// The number of the dose in its series, which a result says (LOINC 30973-2).
fn dose_number(entry: &mut Entry<'_, '_>) {
    for obx in entry.scene.children(entry.index, "OBX") {
        if entry.scene.peek(obx, 3, 1, 1, 0).as_deref() == Some("30973-2") {
            let number = entry.scene.get(obx, 5, 1, 1, 0).and_then(|text| value::bare_number(&text, ""));
            if let Some(number) = number.map(|n| Quantity { comparator: String::new(), ..n }) {
                (2..=4).chain([11]).for_each(|field| entry.scene.mark(obx, field));
                entry.builder.say(Aspect::DoseNumber, Value::Quantity(number), "OBX-5", How::Copied);
            }
        }
    }
}
