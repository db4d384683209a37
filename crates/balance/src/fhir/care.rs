//! What stands beside the clinical lists: care teams, family history and devices.

use super::Out;
use super::entry::Entry;
use super::source::Source;
use super::values;
use crate::written::CAUSE_OF_DEATH;
use formats::Json;
use model::{Aspect, How, Kind, Value};

/// The members of a care team, one statement each. The patient, who is listed too, is no member of it.
pub(super) fn team(out: &mut Out<'_>, source: &Source<'_>) {
    let mut any = false;
    for (index, participant) in source.items("participant").iter().enumerate() {
        let base = format!("participant[{index}]");
        let Some(member) = values::first(participant, "member") else { continue };
        if values::text(member, "reference").is_some_and(|r| out.is_patient(r)) {
            out.exclude_part("participant", "the patient is no member of the team");
            any = true;
            continue;
        }
        let mut entry = Entry::new(&mut *out.places, source);
        entry.who(Aspect::Performer, member, format_args!("{base}.member"));
        entry.text(Aspect::Text, values::first(member, "display"), format_args!("{base}.member.display"));
        for (i, role) in values::items(participant, "role").iter().enumerate() {
            entry.told(Aspect::Role, values::concept(role), format_args!("{base}.role[{i}]"));
        }
        entry.word(Aspect::Status, "status");
        for period in ["period", "coveragePeriod"] {
            if let Some(period) = values::first(participant, period) {
                entry.span(period, &format!("{base}.period"), Aspect::Effective, Aspect::End);
            }
        }
        entry.period("period", Aspect::Effective, Aspect::End);
        entry.text(Aspect::Title, source.first("name"), "name");
        entry.reasons();
        entry.encounter_link();
        entry.notes(&["note"]);
        let statement = entry.finish(Kind::CareTeam, &out.patient, &out.origin);
        out.emit(statement);
        any = true;
    }
    if !any {
        out.exclude("the team names nobody");
    }
}

/// The family history of one relative: a statement for each condition.
pub(super) fn relative(out: &mut Out<'_>, source: &Source<'_>) {
    let conditions = source.items("condition");
    for (index, condition) in conditions.iter().enumerate() {
        let base = format!("condition[{index}]");
        let mut entry = Entry::new(&mut *out.places, source);
        entry.told(Aspect::Code, values::first(condition, "code").and_then(values::concept), format_args!("{base}.code"));
        let none = values::first(condition, "code").is_some_and(|c| values::codes(c).contains(&"160266009"));
        if none || source.flag("notDone") == Some(true) {
            entry.derive(Aspect::Negation, Value::Flag(true), format_args!("{base}.code"));
        }
        person(&mut entry);
        onset(&mut entry, condition, &base);
        let fatal = values::first(condition, "contributedToDeath").and_then(values::flag) == Some(true);
        let died = values::first(condition, "outcome").is_some_and(|o| values::codes(o).contains(&"419099009"));
        if fatal || died {
            entry.derive(Aspect::Deceased, Value::Flag(true), format_args!("{base}.outcome"));
            // That somebody died, and that it was of this, are two things. Between resources the element tells it.
            if !source.is_of_whole_books() {
                entry.derive(Aspect::Flag, Value::Word(CAUSE_OF_DEATH.into()), format_args!("{base}.contributedToDeath"));
            }
        }
        for note in values::items(condition, "note") {
            entry.text(Aspect::Text, values::first(note, "text").or(Some(note)), format_args!("{base}.note"));
        }
        let statement = entry.finish(Kind::FamilyHistory, &out.patient, &out.origin);
        out.emit(statement);
    }
    if conditions.is_empty() {
        out.exclude("the relative has no condition");
    }
}

/// Who the relative is.
fn person(entry: &mut Entry<'_, '_, '_>) {
    entry.concept(Aspect::Relationship, "relationship");
    sex(entry);
    entry.first_date(Aspect::BirthDate, &["bornDate", "bornPeriod.start", "bornString"]);
    let source = entry.source;
    if let Some(dead) = source.flag("deceasedBoolean") {
        entry.say(Aspect::Deceased, Value::Flag(dead), "deceasedBoolean");
    }
    entry.date(Aspect::DeathDate, "deceasedDate");
    for member in ["deceasedDate", "deceasedAge", "deceasedQuantity", "deceasedRange", "deceasedString"] {
        if source.first(member).is_some() {
            entry.derive(Aspect::Deceased, Value::Flag(true), member);
        }
    }
    // The status says how much of the history is known, which other formats have no word for.
    if source.is_of_whole_books() || source.text("status") != Some("completed") {
        entry.word(Aspect::Status, "status");
    }
    entry.date(Aspect::Recorded, "date");
    entry.notes(&["note"]);
}

/// The sex of the relative: in FHIR's own words, whichever system the code is from.
fn sex(entry: &mut Entry<'_, '_, '_>) {
    let source = entry.source;
    for member in ["sex", "gender"] {
        let coded = source.first(member).map(values::codes).unwrap_or_default();
        match coded.first() {
            Some(&"M") => entry.translate(Aspect::Sex, "male", member),
            Some(&"F") => entry.translate(Aspect::Sex, "female", member),
            _ => entry.word(Aspect::Sex, member),
        }
    }
}

fn onset(entry: &mut Entry<'_, '_, '_>, condition: &Json, base: &str) {
    for member in ["onsetAge", "onsetQuantity", "onsetString"] {
        entry.told(Aspect::OnsetAge, values::first(condition, member).and_then(values::measured), format_args!("{base}.{member}"));
    }
    entry.told(Aspect::OnsetAge, values::first(condition, "onsetRange").and_then(values::range), format_args!("{base}.onsetRange"));
    if let Some(period) = values::first(condition, "onsetPeriod") {
        entry.span(period, &format!("{base}.onsetPeriod"), Aspect::Effective, Aspect::End);
    }
}

/// One device of a patient.
pub(super) fn device(entry: &mut Entry<'_, '_, '_>) -> Kind {
    let source = entry.source;
    entry.concept(Aspect::Code, "type");
    if !entry.builder.has(Aspect::Code) {
        let paths = ["deviceName.name", "name.value", "udi.name", "modelNumber", "model"];
        if let Some((path, words)) = paths.into_iter().find_map(|path| Some((path, values::primitive(source.down(path)?)?))) {
            entry.say(Aspect::Code, Value::words(words), path);
        }
    }
    identifiers(entry);
    entry.word(Aspect::Status, "status");
    entry.text(Aspect::Manufacturer, source.first("manufacturer"), "manufacturer");
    entry.text(Aspect::Lot, source.first("lotNumber"), "lotNumber");
    entry.notes(&["note"]);
    Kind::Device
}

/// The whole UDI as a person reads it, else the identifier in it, else another number of the device.
fn identifiers(entry: &mut Entry<'_, '_, '_>) {
    let source = entry.source;
    for member in ["udiCarrier", "udi"] {
        for (index, carrier) in source.items(member).iter().enumerate() {
            let base = format!("{member}[{index}]");
            if values::primitive(carrier).is_some() {
                entry.text(Aspect::DeviceIdentifier, Some(carrier), &base);
                continue;
            }
            let parts = ["carrierHRF", "deviceIdentifier"];
            if let Some(part) = parts.into_iter().find(|part| values::text(carrier, part).is_some()) {
                entry.text(Aspect::DeviceIdentifier, values::first(carrier, part), format_args!("{base}.{part}"));
            }
        }
    }
    if entry.builder.has(Aspect::DeviceIdentifier) {
        return;
    }
    if entry.text(Aspect::DeviceIdentifier, source.first("distinctIdentifier"), "distinctIdentifier") {
        return;
    }
    for (index, identifier) in source.items("identifier").iter().enumerate() {
        if let Some(number) = values::text(identifier, "value") {
            // A number that any system may give: where it was it has to stay.
            entry.builder.say_at(Aspect::DeviceIdentifier, Value::Text(number.into()), format_args!("identifier[{index}].value"), How::Translated);
        }
    }
}
