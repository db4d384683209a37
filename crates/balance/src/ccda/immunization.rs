//! Immunizations given, refused or not done. A planned one is a medication with the intent of a plan.

use crate::ccda::at::At;
use crate::ccda::codes;
use crate::ccda::entry::{Entry, measured};
use crate::ccda::medication::{manufacturer, material, product, reactions};
use crate::ccda::Reader;
use model::{Aspect, How, Kind, Value};

/// One immunization.
pub(super) fn read<'d>(reader: &mut Reader<'_, 'd>, at: &At<'d>) {
    let mut entry = Entry::new(reader.places, reader.document);
    let material = material(at);
    product(&mut entry, at, material.as_ref());
    if at.is_true("negationInd") {
        entry.builder.say(Aspect::Status, Value::Word("not-done".into()), "@negationInd", How::Translated);
    } else {
        entry.status(at, codes::immunization_status);
    }
    let time = at.child("effectiveTime");
    let start = time.as_ref().and_then(|t| t.child("low"));
    if !entry.date(Aspect::Effective, time.as_ref(), How::Copied) {
        entry.date(Aspect::Effective, start.as_ref(), How::Copied);
    }
    // What begins and ends at one moment has no end of its own.
    let end = time.as_ref().and_then(|t| t.child("high"));
    if let Some(end) = end.filter(|end| start.as_ref().is_some_and(|s| s.attribute("value") == end.attribute("value"))) {
        entry.seen(&end);
    }
    number(&mut entry, at);
    entry.quantity(Aspect::Dose, at.child("doseQuantity").as_ref());
    entry.code(Aspect::Route, at.child("routeCode").as_ref());
    entry.code(Aspect::Site, at.child("approachSiteCode").as_ref());
    if let Some(lot) = material.as_ref().and_then(|m| m.child("lotNumberText")).filter(|l| !l.text().is_empty()) {
        entry.builder.text(Aspect::Lot, &lot.text(), &lot.place(""));
        entry.seen(&lot);
    }
    let expires = material.as_ref().and_then(|m| m.child("expirationTime"));
    entry.date(Aspect::Expires, expires.as_ref(), How::Copied);
    manufacturer(&mut entry, at);
    entry.reasons(at);
    reactions(&mut entry, at);
    entry.authors(&[Some(at)], How::Derived, How::Copied);
    entry.performer(&[Some(at)], How::Copied);
    entry.encounter(at);
    entry.comments(at);
    let (statement, read) = entry.finish(Kind::Immunization, &reader.patient, reader.artifact, at.element);
    reader.close(statement, read, at.element);
}

/// The number of the dose in its series: of the statement, else of the observation that older documents use for it.
fn number<'d>(entry: &mut Entry<'_, 'd>, at: &At<'d>) {
    let repeat = at.child("repeatNumber");
    let observed = at.related().into_iter().map(|(_, o)| o).find(|o| o.coded("30973-2")).and_then(|o| o.child("value"));
    for number in repeat.iter().chain(observed.iter()) {
        if let Some(value) = measured(number) {
            entry.builder.say(Aspect::DoseNumber, value, &number.place("@value"), How::Copied);
            entry.seen(number);
            return;
        }
    }
}
