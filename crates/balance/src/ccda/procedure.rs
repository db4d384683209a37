//! Procedures, as procedure, act or observation, and the devices that they left in the patient.

use crate::ccda::at::At;
use crate::ccda::codes;
use crate::ccda::device;
use crate::ccda::entry::Entry;
use crate::ccda::observation;
use crate::ccda::role::Area;
use crate::ccda::Reader;
use model::{Aspect, How, Kind, Value};

/// One procedure and its devices.
pub(super) fn read<'d>(reader: &mut Reader<'_, 'd>, at: &At<'d>) {
    let devices = device::taking_part(at);
    // Medical equipment stands under a procedure that often is none: then only the device is said.
    let code = at.child("code");
    let equipment = reader.area == Area::Devices && code.as_ref().is_none_or(|c| c.attribute("code").is_none());
    for role in &devices {
        device::read(reader, at, role);
    }
    if equipment {
        if devices.is_empty() {
            device::named_only(reader, at);
        }
        return;
    }
    let mut entry = Entry::new(reader.places, reader.document);
    entry.name(code.as_ref(), at);
    if at.is_true("negationInd") {
        entry.builder.say(Aspect::Status, Value::Word("not-done".into()), "@negationInd", How::Translated);
    } else {
        entry.status(at, codes::procedure_status);
    }
    entry.event(at.child("effectiveTime").as_ref(), Aspect::Effective, Aspect::End);
    entry.sites(at);
    if let Some(code) = &code {
        entry.side(code);
    }
    entry.code(Aspect::Method, at.child("methodCode").as_ref());
    entry.code(Aspect::Site, at.child("approachSiteCode").as_ref());
    entry.code(Aspect::Priority, at.child("priorityCode").as_ref());
    for value in at.all("value").iter().filter(|v| !v.is_null()) {
        observation::say_value(&mut entry, Aspect::Value, value);
    }
    entry.reasons(at);
    entry.authors(&[Some(at)], How::Derived, How::Derived);
    entry.performer(&[Some(at)], How::Copied);
    entry.locations(at);
    observation::specimen(&mut entry, at);
    entry.encounter(at);
    entry.comments(at);
    let (statement, read) = entry.finish(Kind::Procedure, &reader.patient, reader.artifact, at.element);
    reader.close(statement, read, at.element);
}
