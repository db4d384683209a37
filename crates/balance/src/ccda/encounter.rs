//! Encounters: those of the section, and the one that the document is about.
//!
//! A code of v3 ActCode is the class, the other codes are the type. The time says more than the status: what has an end is
//! finished.

use crate::ccda::Reader;
use crate::ccda::at::At;
use crate::ccda::codes;
use crate::ccda::entry::{Entry, code_place, date_value, identity, key_of};
use crate::ccda::note;
use crate::ccda::problem;
use model::{Aspect, Coding, Date, How, Kind, Value};

/// The system of encounter classes.
const CLASSES: &str = "http://terminology.hl7.org/CodeSystem/v3-ActCode";

/// One encounter with its diagnoses and notes.
pub(super) fn read<'d>(reader: &mut Reader<'_, 'd>, at: &At<'d>) {
    let today = reader.header.day();
    let key = key_of(at).map(|(key, _)| key);
    reader.encounters.extend(key.clone().map(|key| (key, at.element.byte())));
    let mut entry = Entry::new(reader.places, reader.document);
    common(&mut entry, at, today);
    entry.reasons(at);
    entry.performer(&[Some(at)], How::Copied);
    entry.locations(at);
    entry.authors(&[Some(at)], How::Derived, How::Derived);
    entry.comments(at);
    let (statement, read) = entry.finish(Kind::Encounter, &reader.patient, reader.artifact, at.element);
    reader.close(statement, read, at.element);
    let link = key.map(|key| (key, "ancestor::encounter/id".to_string()));
    for (_, related) in at.related().into_iter().filter(|(_, related)| !related.is_of_another()) {
        let inner = related.alone();
        if related.claims(&["22.4.202"]) {
            note::activity(reader, &inner, link.clone());
        } else if related.claims(&["22.4.80", "22.4.4", "22.4.3", "1.27", "1.28"]) || related.coded("29308-4") {
            problem::diagnosis_of(reader, &inner, link.clone());
        }
    }
}

/// The encounter of the header. Of one that a section has as well, between documents, what only the header says: how the patient left.
pub(super) fn of_header(reader: &mut Reader<'_, '_>) {
    let Some(element) = reader.document.root().child("componentOf") else { return };
    let Some(at) = At::here(element).child("encompassingEncounter") else { return };
    let known = key_of(&at).and_then(|(key, _)| reader.encounters.get(&key).copied());
    if known.is_some() && !reader.whole {
        return;
    }
    let today = reader.header.day();
    let mut entry = Entry::new(reader.places, reader.document);
    common(&mut entry, &at, today);
    let people = at.all("encounterParticipant").into_iter().chain(at.child("responsibleParty"));
    if let Some((value, place)) = people.filter_map(|p| p.child("assignedEntity")).find_map(|r| identity(&r)) {
        entry.builder.say(Aspect::Performer, value, &place, How::Copied);
    }
    if let Some(facility) = at.down("location/healthCareFacility") {
        entry.location(&facility);
    }
    let (statement, read) = entry.finish(Kind::Encounter, &reader.patient, reader.artifact, element);
    match known {
        None => reader.close(statement, read, element),
        Some(byte) => {
            if let Some(index) = reader.held.get(&byte).copied()
                && let Some(known) = reader.statements.get_mut(index)
            {
                super::fill(known, statement);
            }
        }
    }
}

/// Lists of where a patient goes from the hospital: that of HL7, and that of bills.
const DISPOSITIONS: [&str; 2] = ["2.16.840.1.113883.12.112", "2.16.840.1.113883.6.301.5"];

/// What both forms of an encounter have.
fn common<'d>(entry: &mut Entry<'_, 'd>, at: &At<'d>, today: Option<Date>) {
    name(entry, at);
    status(entry, at, today);
    entry.event(at.child("effectiveTime").as_ref(), Aspect::Effective, Aspect::End);
    if let Some(disposition) = at.child("dischargeDispositionCode") {
        // Of a code and its translations the one of the first list of those that every hospital has, whichever stands first.
        let translations = disposition.all("translation");
        let of = |list: &&str| {
            let is_of = |code: &&At<'d>| code.attribute("code").is_some() && code.attribute("codeSystem") == Some(*list);
            std::iter::once(&disposition).chain(&translations).find(is_of)
        };
        let said = DISPOSITIONS.iter().find_map(|list| of(list)).unwrap_or(&disposition);
        match said.attribute("code") {
            Some(code) => {
                entry.builder.word(Aspect::Discharge, code, &said.place("@code"));
                entry.seen(&disposition);
            }
            None => {
                entry.word(Aspect::Discharge, &disposition, None, How::Copied);
            }
        }
    }
}

/// Type and class.
fn name<'d>(entry: &mut Entry<'_, 'd>, at: &At<'d>) {
    let code = at.child("code");
    let Some((code, Value::Code(codings, text))) = code.and_then(|c| Some((c.clone(), entry.concept(&c)?))) else {
        entry.name(None, at);
        return;
    };
    let place = code_place(&code);
    let (classes, types): (Vec<Coding>, Vec<Coding>) = codings.iter().cloned().partition(|c| c.system == CLASSES);
    if let Some(class) = classes.first() {
        entry.builder.say(Aspect::Class, Value::Word(class.code.clone()), &place, How::Copied);
    } else if let Some(class) = types.iter().find_map(|c| codes::visit_class(&c.code)) {
        entry.builder.say(Aspect::Class, Value::Word(class.into()), &place, How::Derived);
    }
    // The display of a class is no type.
    if !types.is_empty() || code.child("originalText").is_some() || classes.is_empty() {
        entry.builder.say(Aspect::Code, Value::code(types, text), &place, How::Copied);
    }
    entry.seen(&code);
}

/// Status, by the time where it tells.
fn status<'d>(entry: &mut Entry<'_, 'd>, at: &At<'d>, today: Option<Date>) {
    let given = at.child("statusCode").and_then(|s| s.attribute("code"));
    let time = at.child("effectiveTime");
    let value = |part: &str| time.as_ref().and_then(|t| t.child(part)).and_then(|b| b.attribute("value"));
    let is_past = |text: &str| match (date_value(text), today) {
        (Value::Date(date), Some(today)) => date.days() < today.days(),
        _ => false,
    };
    let point = time.as_ref().and_then(|t| t.attribute("value"));
    let plain = given.is_none_or(|code| code == "completed" || code == "active");
    let (word, part, how) = match (plain, point.or_else(|| value("high")), value("low"), given) {
        (true, Some(_), _, _) => ("finished", "effectiveTime", How::Derived),
        (true, None, Some(low), None) => (if is_past(low) { "finished" } else { "in-progress" }, "effectiveTime/low/@value", How::Derived),
        (_, _, _, Some(code)) => (codes::encounter_status(code).unwrap_or(code), "statusCode/@code", How::Translated),
        _ => return,
    };
    entry.builder.say(Aspect::Status, Value::Word(word.into()), &at.place(part), how);
}
