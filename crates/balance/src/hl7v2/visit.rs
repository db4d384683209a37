//! PV1 and PV2: the visit, and the state that the event puts it in.

use super::entry::{Entry, Words};
use super::value;
use model::{Aspect, Coding, How, Kind, Value};

/// Table 0004 in the codes of FHIR's classes.
const CLASSES: Words = &[("I", "IMP"), ("O", "AMB"), ("E", "EMER"), ("P", "PRENC"), ("B", "IMP")];
/// Table 0007.
const ADMISSION_TYPE: &str = "http://terminology.hl7.org/CodeSystem/v2-0007";
/// What an event says about the visit by itself.
const EVENTS: Words = &[
    ("A03", "finished"), ("A05", "planned"), ("A14", "planned"), ("A11", "cancelled"), ("A27", "cancelled"), ("A38", "cancelled"),
    ("A23", "entered-in-error"), ("A12", "in-progress"), ("A13", "in-progress"), ("A25", "in-progress"), ("A26", "in-progress"), ("A32", "in-progress"),
    ("A33", "in-progress"), ("A52", "in-progress"), ("A53", "in-progress"),
];

/// Events that say of a visit that it has begun: an admission, a transfer, a change of class, an arrival, a leave. Any other leaves it as it was.
const BEGUN: [&str; 9] = ["A01", "A02", "A04", "A06", "A07", "A09", "A10", "A21", "A22"];

/// The visit of the group; none where the class says that there is none.
pub(super) fn encounter(entry: &mut Entry<'_, '_>) -> Option<Kind> {
    let class = entry.get(2, 1);
    let (number, admitted, discharged) = (entry.get(19, 1), entry.get(44, 1), entry.get(45, 1));
    if class.as_deref() == Some("N") && number.is_none() && admitted.is_none() {
        entry.scene.exclude(entry.index, "class N says that there is no visit");
        return None;
    }
    entry.word(Aspect::Class, 2, CLASSES);
    admission_type(entry);
    status(entry, class.as_deref(), discharged.is_some());
    entry.date(Aspect::Effective, 44, 1);
    // A discharge that is cancelled ends nothing.
    if entry.scene.event != "A13" {
        entry.date(Aspect::End, 45, 1);
    }
    location(entry);
    entry.key(Aspect::Performer, 7);
    // Who admitted stands for who attends only where nobody holds both fields against those of the other book.
    if !entry.builder.has(Aspect::Performer) && !entry.scene.tells_all() {
        entry.key(Aspect::Performer, 17);
    }
    entry.word(Aspect::Discharge, 36, &[]);
    if let Some(pv2) = entry.scene.governor(entry.index, "PV2") {
        entry.on(pv2, |e| e.concept(Aspect::Reason, 3));
    }
    Some(Kind::Encounter)
}

fn admission_type(entry: &mut Entry<'_, '_>) {
    let value = match entry.concept_of(4, 1, ADMISSION_TYPE) {
        // Old versions have a plain code of the table here.
        Some(Value::Code(codings, text)) if codings.is_empty() => {
            Some(Value::code(vec![Coding { system: ADMISSION_TYPE.into(), code: text.clone(), display: String::new() }], text))
        }
        other => other,
    };
    if let Some(value) = value {
        entry.say(Aspect::Code, value, 4, How::Copied);
    } else {
        entry.emptied_by(Aspect::Code, 4);
    }
}

/// The event decides; else the discharge, else the class. Only messages about visits say that one goes on, and an update only assumes it, unless it
/// deletes the discharge.
fn status(entry: &mut Entry<'_, '_>, class: Option<&str>, discharged: bool) {
    let about_visits = matches!(entry.scene.code.as_str(), "ADT" | "BAR");
    if about_visits && let Some(word) = value::word(EVENTS, &entry.scene.event) {
        return entry.builder.say(Aspect::Status, Value::Word(word.into()), "MSH-9.2", How::Translated);
    }
    let word = match class {
        _ if discharged => return entry.say(Aspect::Status, Value::Word("finished".into()), 45, How::Derived),
        Some("P") => "planned",
        _ if !about_visits => return,
        None | Some("U") => "unknown",
        _ => "in-progress",
    };
    let is_said = word == "planned" || BEGUN.contains(&entry.scene.event.as_str()) || entry.scene.is_null(entry.index, 45);
    entry.say(Aspect::Status, Value::Word(word.into()), 2, if is_said { How::Derived } else { How::Defaulted });
}

/// Ward, room and bed; without any of them what else says where: facility, building, floor, a description.
fn location(entry: &mut Entry<'_, '_>) {
    entry.emptied_by(Aspect::Location, 3);
    let parts: Vec<String> = [1, 2, 3].into_iter().filter_map(|component| entry.get(3, component)).collect();
    if !parts.is_empty() {
        entry.say(Aspect::Location, Value::Text(parts.join(" ")), 3, How::Copied);
        // One name of a ward stands for as many wards as there are facilities.
        if let Some(facility) = entry.get(3, 4) {
            entry.to_the_letter(3, &facility);
        }
        return;
    }
    let around: Vec<String> = [4, 7, 8, 9].into_iter().filter_map(|component| entry.get(3, component)).collect();
    if !around.is_empty() {
        entry.say(Aspect::Location, Value::Text(around.join(" ")), 3, How::Copied);
    }
}
