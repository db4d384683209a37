//! What is ordered or planned: procedures, tests, supplies, referrals and instructions as orders, encounters as
//! appointments. The intent is the mood's; nothing here has happened.

use crate::ccda::Reader;
use crate::ccda::at::At;
use crate::ccda::codes;
use crate::ccda::entry::Entry;
use crate::ccda::medication::material;
use crate::ccda::observation;
use model::{Aspect, How, Kind, Value};

/// One order.
pub(super) fn order<'d>(reader: &mut Reader<'_, 'd>, at: &At<'d>) {
    let mut entry = Entry::new(reader.places, reader.document);
    let product = material(at).and_then(|m| m.child("code"));
    let code = at.child("code").filter(|c| entry.concept(c).is_some()).or(product);
    let named = entry.name(code.as_ref(), at);
    intent(&mut entry, at, How::Translated);
    if at.is_true("negationInd") {
        entry.builder.say(Aspect::Negation, Value::Flag(true), "@negationInd", How::Copied);
    }
    entry.status(at, codes::order_status);
    entry.event(at.child("effectiveTime").as_ref(), Aspect::Effective, Aspect::End);
    entry.code(Aspect::Priority, at.child("priorityCode").as_ref());
    entry.quantity(Aspect::Quantity, at.child("quantity").as_ref());
    for value in at.all("value").iter().filter(|v| !v.is_null()) {
        observation::say_value(&mut entry, Aspect::Value, value);
    }
    // An instruction is what its text says; its code only names the sort.
    if let (Some(text), Some(Value::Code(_, name))) = (at.child("text"), &named) {
        let words = entry.words(&text);
        if !words.eq_ignore_ascii_case(name) {
            entry.builder.text(Aspect::Text, &words, &text.place(""));
        }
    }
    entry.sites(at);
    context(&mut entry, at);
    let (statement, read) = entry.finish(Kind::Order, &reader.patient, reader.artifact, at.element);
    reader.close(statement, read, at.element);
}

/// One planned encounter.
pub(super) fn appointment<'d>(reader: &mut Reader<'_, 'd>, at: &At<'d>) {
    let mut entry = Entry::new(reader.places, reader.document);
    entry.name(at.child("code").as_ref(), at);
    intent(&mut entry, at, How::Derived);
    let status = at.child("statusCode").and_then(|s| s.attribute("code"));
    let (word, place) = match (status, at.attribute("moodCode")) {
        (Some("cancelled" | "aborted"), _) => ("cancelled", "statusCode/@code"),
        (Some("completed"), _) => ("fulfilled", "statusCode/@code"),
        (Some("nullified"), _) => ("entered-in-error", "statusCode/@code"),
        (_, Some("APT")) => ("booked", "@moodCode"),
        // The mood of what has happened.
        (_, Some("EVN")) => ("fulfilled", "@moodCode"),
        _ => ("proposed", "@moodCode"),
    };
    entry.builder.say(Aspect::Status, Value::Word(word.into()), place, How::Derived);
    entry.event(at.child("effectiveTime").as_ref(), Aspect::Effective, Aspect::End);
    entry.locations(at);
    context(&mut entry, at);
    let (statement, read) = entry.finish(Kind::Appointment, &reader.patient, reader.artifact, at.element);
    reader.close(statement, read, at.element);
}

fn intent<'d>(entry: &mut Entry<'_, 'd>, at: &At<'d>, how: How) {
    if let Some(word) = at.attribute("moodCode").and_then(codes::intent) {
        entry.builder.say(Aspect::Intent, Value::Word(word.into()), "@moodCode", how);
    }
}

/// Who, why and in which encounter.
fn context<'d>(entry: &mut Entry<'_, 'd>, at: &At<'d>) {
    entry.reasons(at);
    entry.authors(&[Some(at)], How::Copied, How::Copied);
    entry.performer(&[Some(at)], How::Copied);
    entry.encounter(at);
    entry.comments(at);
}
