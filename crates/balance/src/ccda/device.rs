//! Devices: implants and equipment, with the identifier that makes a device findable (UDI).

use crate::ccda::Reader;
use crate::ccda::at::At;
use crate::ccda::entry::Entry;
use crate::ccda::medication::material;
use crate::ccda::role::Area;
use model::{Aspect, How, Kind, Value};

/// Root of the device identifiers of the FDA.
const FDA: &str = "2.16.840.1.113883.3.3719";

/// The devices that take part in a statement.
pub(super) fn taking_part<'d>(at: &At<'d>) -> Vec<At<'d>> {
    let roles = at.all("participant").into_iter().filter_map(|p| Some((p.attribute("typeCode") == Some("DEV"), p.child("participantRole")?)));
    roles.filter(|(is_device, role)| *is_device || role.child("playingDevice").is_some() || role.claims(&["22.4.37"])).map(|(_, role)| role).collect()
}

/// One device of a procedure.
pub(super) fn read<'d>(reader: &mut Reader<'_, 'd>, at: &At<'d>, role: &At<'d>) {
    let is_equipment = reader.whole && reader.area == Area::Devices;
    let mut entry = Entry::new(reader.places, reader.document);
    described(&mut entry, at, role, is_equipment);
    denied(&mut entry, at);
    entry.event(at.child("effectiveTime").as_ref(), Aspect::Effective, Aspect::End);
    entry.sites(at);
    let (statement, read) = entry.finish(Kind::Device, &reader.patient, reader.artifact, at.element);
    reader.close(statement, read, at.element);
}

/// Equipment that only its text or code names.
pub(super) fn named_only<'d>(reader: &mut Reader<'_, 'd>, at: &At<'d>) {
    let mut entry = Entry::new(reader.places, reader.document);
    entry.name(at.child("code").as_ref(), at);
    denied(&mut entry, at);
    entry.event(at.child("effectiveTime").as_ref(), Aspect::Effective, Aspect::End);
    let (statement, read) = entry.finish(Kind::Device, &reader.patient, reader.artifact, at.element);
    reader.close(statement, read, at.element);
}

/// A supply that is no drug: a walker, a wheelchair.
pub(super) fn supply<'d>(reader: &mut Reader<'_, 'd>, at: &At<'d>) {
    let (role, is_equipment) = (taking_part(at).into_iter().next(), reader.whole && reader.area == Area::Devices);
    let mut entry = Entry::new(reader.places, reader.document);
    match &role {
        Some(role) => described(&mut entry, at, role, is_equipment),
        None => {
            let product = material(at).and_then(|m| m.child("code"));
            let code = at.child("code").filter(|c| entry.concept(c).is_some()).or(product);
            entry.name(code.as_ref(), at);
        }
    }
    denied(&mut entry, at);
    entry.quantity(Aspect::Quantity, at.child("quantity").as_ref());
    entry.event(at.child("effectiveTime").as_ref(), Aspect::Effective, Aspect::End);
    let (statement, read) = entry.finish(Kind::Device, &reader.patient, reader.artifact, at.element);
    reader.close(statement, read, at.element);
}

/// A device that is denied is none.
fn denied<'d>(entry: &mut Entry<'_, 'd>, at: &At<'d>) {
    if at.is_true("negationInd") {
        entry.builder.say(Aspect::Negation, Value::Flag(true), "@negationInd", How::Copied);
    }
}

/// What the device is, its identifier and its maker. Between documents one without a name is called by the words of what it takes part in: equipment
/// stands under a procedure that is none, and often nothing but that is named.
fn described<'d>(entry: &mut Entry<'_, 'd>, at: &At<'d>, role: &At<'d>, is_equipment: bool) {
    let device = role.child("playingDevice");
    let code = device.as_ref().and_then(|d| d.child("code"));
    let coded = code.as_ref().is_some_and(|c| entry.concept(c).is_some());
    let model_name = device.as_ref().and_then(|d| d.child("manufacturerModelName")).filter(|n| !coded && !n.text().is_empty());
    match model_name {
        Some(name) => entry.builder.say(Aspect::Code, Value::words(name.text()), &name.place(""), How::Copied),
        None => {
            let around = at.child("code").filter(|around| is_equipment && around.attribute("code").is_none());
            if entry.name(code.as_ref(), at).is_none() && around.is_some() {
                entry.name(around.as_ref(), at);
            }
        }
    }
    for id in role.all("id").iter().filter(|id| !id.is_null()) {
        let (number, part) = match id.attribute("extension") {
            Some(number) => (number, "@extension"),
            None => (id.attribute("root").filter(|r| *r != FDA).unwrap_or(""), "@root"),
        };
        entry.builder.text(Aspect::DeviceIdentifier, number, &id.place(part));
    }
    let makers = ["scopingEntity/desc", "scopingEntity/name"];
    if let Some(maker) = makers.iter().filter_map(|path| role.down(path)).find(|m| !m.text().is_empty()) {
        entry.builder.text(Aspect::Manufacturer, &maker.text(), &maker.place(""));
    }
    entry.seen(role);
}
