//! SCH with its resources: appointments.

use super::entry::{Entry, Words};
use super::value;
use model::{Aspect, Date, How, Kind, Value, civil_from_days};

/// Table 0278 in the words of FHIR.
const STATES: Words = &[
    ("Pending", "pending"), ("Waitlist", "waitlist"), ("Booked", "booked"), ("Started", "checked-in"), ("Complete", "fulfilled"), ("Cancelled", "cancelled"),
    ("Canceled", "cancelled"), ("Discontinued", "cancelled"), ("Deleted", "entered-in-error"), ("Blocked", ""), ("Overbook", "booked"), ("Noshow", "noshow"),
];
/// What an event says by itself.
const EVENTS: Words = &[
    ("S12", "booked"), ("S13", "booked"), ("S14", "booked"), ("S15", "cancelled"), ("S16", "cancelled"), ("S17", "entered-in-error"), ("S26", "noshow"),
];

/// Seconds of a day.
const DAY: u32 = 86_400;

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
    lasting(entry);
    Kind::Appointment
}

/// Where no end is said, when it begins and how long it takes (SCH-9 in the units of SCH-10, SCH-11.3) say it. Between messages that is held by itself.
fn lasting(entry: &mut Entry<'_, '_>) {
    if entry.builder.has(Aspect::End) || entry.scene.tells_all() {
        return;
    }
    let Some(begun) = entry.scene.peek(entry.index, 11, 1, 4, 0).and_then(|text| entry.scene.date(&text)).filter(Date::has_time) else { return };
    let part = |field: usize, component: usize| entry.scene.peek(entry.index, field, 1, component, 0);
    let of_field = part(9, 1).zip(part(10, 1)).and_then(|(number, unit)| Some((seconds(&number, &unit)?, 9)));
    // An interval (TQ.3) has its unit before the number.
    let of_timing = || part(11, 3).and_then(|text| Some((seconds(text.get(1..)?, text.get(..1)?)?, 11)));
    let Some((end, field)) = of_field.or_else(of_timing).and_then(|(seconds, field)| Some((after(begun, seconds)?, field))) else { return };
    entry.scene.look_at(entry.index, field);
    entry.say(Aspect::End, Value::Date(end), field, How::Derived);
}

/// How long a number of minutes or hours is.
fn seconds(number: &str, unit: &str) -> Option<u32> {
    let length = match unit.to_ascii_uppercase().as_str() {
        "M" | "MIN" | "MINS" | "MINUTE" | "MINUTES" => 60,
        "H" | "HR" | "HRS" | "HOUR" | "HOURS" => 3600,
        _ => return None,
    };
    number.parse::<u32>().ok().filter(|number| *number > 0)?.checked_mul(length)
}

/// A point in time so much later, on the same clock.
fn after(begun: Date, seconds: u32) -> Option<Date> {
    let second = begun.second.checked_add(seconds)?;
    let (year, month, day) = civil_from_days(begun.days().checked_add(i32::try_from(second / DAY).ok()?)?);
    (1..=9999).contains(&year).then_some(Date { year, month, day, second: second % DAY, ..begun })
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
