//! SCH with its resources: appointments.

use super::entry::{Entry, Words};
use super::value;
use model::{Aspect, How, Kind, Value};

/// Table 0278 in the words of FHIR.
const STATES: Words = &[
    ("Pending", "pending"), ("Waitlist", "waitlist"), ("Booked", "booked"), ("Started", "checked-in"), ("Complete", "fulfilled"), ("Cancelled", "cancelled"),
    ("Canceled", "cancelled"), ("Discontinued", "cancelled"), ("Deleted", "entered-in-error"), ("Blocked", ""), ("Overbook", "booked"), ("Noshow", "noshow"),
];
/// What an event says by itself.
const EVENTS: Words = &[
    ("S12", "booked"), ("S13", "booked"), ("S14", "booked"), ("S15", "cancelled"), ("S16", "cancelled"), ("S17", "entered-in-error"), ("S26", "noshow"),
];

/// The appointment of the message.
pub(super) fn appointment(entry: &mut Entry<'_, '_>) -> Kind {
    for field in [1, 2] {
        if let Some(key) = entry.get(field, 1) {
            entry.given(field);
            entry.say(Aspect::Statement, Value::Key(key), field, How::Derived);
        }
    }
    entry.concept(Aspect::Reason, 7);
    entry.concept(Aspect::Type, 8);
    status(entry);
    entry.date(Aspect::Effective, 11, 4);
    entry.date(Aspect::End, 11, 5);
    if let Some(tq1) = entry.scene.children(entry.index, "TQ1").first() {
        entry.on(*tq1, |e| {
            e.date(Aspect::Effective, 7, 1);
            e.date(Aspect::End, 8, 1);
        });
    }
    resources(entry);
    Kind::Appointment
}

fn status(entry: &mut Entry<'_, '_>) {
    let event = entry.scene.event.clone();
    let over = matches!(event.as_str(), "S15" | "S16" | "S17" | "S26");
    if !over {
        entry.listed(Aspect::Status, 25, STATES);
    }
    entry.scene.mark(entry.index, 25);
    let word = value::word(EVENTS, &event).filter(|_| !entry.builder.has(Aspect::Status));
    if let Some(word) = word {
        entry.builder.say(Aspect::Status, Value::Word(word.into()), "MSH-9.2", How::Translated);
    }
    agreed(entry, &event, over);
}

/// That event and state say alike that it is over, for two books of messages: a booking of what is cancelled, or the cancellation of what
/// stands, is neither.
fn agreed(entry: &mut Entry<'_, '_>, event: &str, over: bool) {
    let state = entry.get(25, 1).and_then(|code| value::word(STATES, &code)).filter(|word| !word.is_empty());
    let is_over = state.is_some_and(|word| matches!(word, "cancelled" | "entered-in-error" | "noshow"));
    let agree = if over { state.is_none() || is_over } else { is_over && !matches!(event, "S12" | "S13") };
    if agree {
        entry.to_the_letter(25, "as its event says");
    }
}

/// Services, persons and places.
fn resources(entry: &mut Entry<'_, '_>) {
    for service in entry.scene.all("AIS") {
        entry.on(service, |e| {
            e.concept(Aspect::Code, 3);
            if !e.builder.has(Aspect::Effective) {
                e.date(Aspect::Effective, 4, 1);
            }
        });
    }
    for person in entry.scene.all("AIP") {
        entry.on(person, |e| e.key(Aspect::Performer, 3));
    }
    for place in entry.scene.all("AIL") {
        entry.on(place, |e| {
            let parts: Vec<String> = [1, 2, 3].into_iter().filter_map(|component| e.get(3, component)).collect();
            if !parts.is_empty() {
                e.say(Aspect::Location, Value::Text(parts.join(" ")), 3, How::Copied);
            }
        });
    }
}
