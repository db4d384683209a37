//! Encounters of every version. Classes are those of v3 ActCode and states those of R4, whatever the version calls them.

use super::contrary;
use super::entry::Entry;
use super::former;
use super::values;
use crate::systems::canonical_system;
use formats::Json;
use model::{Aspect, Kind, Value};

/// One encounter.
pub(super) fn encounter(entry: &mut Entry<'_, '_, '_>) -> Kind {
    entry.concept(Aspect::Code, "type");
    class(entry);
    match entry.source.text("status") {
        Some("completed" | "discharged") => entry.translate(Aspect::Status, "finished", "status"),
        _ => entry.word(Aspect::Status, "status"),
    }
    entry.first_date(Aspect::Effective, &["period.start", "actualPeriod.start"]);
    entry.first_date(Aspect::End, &["period.end", "actualPeriod.end"]);
    reasons(entry);
    stay(entry);
    entry.concept(Aspect::Priority, "priority");
    performer(entry);
    locations(entry);
    diagnoses(entry);
    own_key(entry);
    Kind::Encounter
}

/// The class; the plain words of DSTU2 and of early exporters, and the codes of version 2, as those of version 3.
fn class(entry: &mut Entry<'_, '_, '_>) {
    let source = entry.source;
    let Some(class) = source.first("class") else { return };
    let code = match values::word(class).map_or("", |(word, _)| word) {
        "inpatient" => "IMP",
        "outpatient" | "ambulatory" => "AMB",
        "emergency" => "EMER",
        "home" => "HH",
        "field" => "FLD",
        "virtual" => "VR",
        "daytime" => "SS",
        word => {
            let is_it = |coding: &&Json| values::text(coding, "code") == Some(word);
            let system = std::iter::once(class).chain(values::items(class, "coding")).find(is_it).and_then(|coding| values::text(coding, "system"));
            let Some(code) = system.and_then(|system| former::class(&canonical_system(system), word)) else { return entry.word(Aspect::Class, "class") };
            let code = contrary::both(Aspect::Class, class, code).unwrap_or_else(|| code.into());
            return entry.translate(Aspect::Class, &code, "class.coding[0].code");
        }
    };
    entry.translate(Aspect::Class, code, "class");
}

fn reasons(entry: &mut Entry<'_, '_, '_>) {
    let source = entry.source;
    // Of R5 each reason has its own values.
    if source.items("reason").iter().any(|r| r.get("value").is_some()) {
        for (index, reason) in source.items("reason").iter().enumerate() {
            for (i, value) in values::items(reason, "value").iter().enumerate() {
                let place = format!("reason[{index}].value[{i}]");
                if !entry.told(Aspect::Reason, values::concept(value), &place) {
                    entry.who(Aspect::Reason, value, &place);
                }
            }
        }
        return;
    }
    entry.reasons();
}

/// Where the patient came from and went to.
fn stay(entry: &mut Entry<'_, '_, '_>) {
    let source = entry.source;
    for member in ["hospitalization", "admission"] {
        let Some(stay) = source.first(member) else { continue };
        if let Some((word, _)) = values::first(stay, "dischargeDisposition").and_then(values::word) {
            entry.builder.word(Aspect::Discharge, word, &format!("{member}.dischargeDisposition"));
        }
        if let Some((word, _)) = values::first(stay, "admitSource").and_then(values::word) {
            entry.builder.word(Aspect::Category, &format!("admit source {word}"), &format!("{member}.admitSource"));
        }
        // That somebody is known to the public is what a message protects (PV1-16), and HL7's tables put it here.
        for (index, courtesy) in values::items(stay, "specialCourtesy").iter().enumerate() {
            if let Some((word, _)) = values::word(courtesy).filter(|(word, _)| word.eq_ignore_ascii_case("VIP")) {
                entry.say(Aspect::Sensitivity, Value::Word(word.into()), format_args!("{member}.specialCourtesy[{index}]"));
            }
        }
    }
}

/// Whoever attended, else the first who took part and is named: the order of a list says nothing.
fn performer(entry: &mut Entry<'_, '_, '_>) {
    let source = entry.source;
    let attended = |(_, participant): &(usize, &Json)| values::items(participant, "type").iter().any(|sort| values::codes(sort).contains(&"ATND"));
    let (first, others): (Vec<_>, Vec<_>) = source.items("participant").iter().enumerate().partition(attended);
    for (index, participant) in first.into_iter().chain(others) {
        for member in ["individual", "actor"] {
            let Some(person) = values::first(participant, member).filter(|_| !entry.builder.has(Aspect::Performer)) else { continue };
            let patient = values::text(person, "reference").and_then(values::target_type) == Some("Patient");
            if !patient {
                entry.who(Aspect::Performer, person, format_args!("participant[{index}].{member}"));
            }
        }
    }
}

fn locations(entry: &mut Entry<'_, '_, '_>) {
    let source = entry.source;
    for (index, location) in source.items("location").iter().enumerate() {
        if let Some(place) = values::first(location, "location") {
            entry.name(Aspect::Location, place, format_args!("location[{index}].location"));
        }
    }
}

/// Diagnoses are statements of their own; the encounter says which, and as what they were made.
fn diagnoses(entry: &mut Entry<'_, '_, '_>) {
    let source = entry.source;
    for (index, diagnosis) in source.items("diagnosis").iter().enumerate() {
        let base = format!("diagnosis[{index}]");
        for condition in values::items(diagnosis, "condition") {
            if let Some(key) = values::who(condition) {
                entry.derive(Aspect::DiagnosisPointer, key, format_args!("{base}.condition"));
            }
        }
        for member in ["use", "role"] {
            for (word, _) in values::items(diagnosis, member).iter().filter_map(values::word) {
                entry.derive(Aspect::Role, Value::Word(word.into()), format_args!("{base}.{member}"));
            }
        }
    }
    // DSTU2 names those of a stay by what they are.
    for (member, role) in [("admittingDiagnosis", "AD"), ("dischargeDiagnosis", "DD")] {
        let of_stay = source.first("hospitalization").map_or(&[][..], |stay| values::items(stay, member));
        for (index, condition) in of_stay.iter().enumerate() {
            let place = format!("hospitalization.{member}[{index}]");
            if let Some(key) = values::who(condition) {
                entry.derive(Aspect::DiagnosisPointer, key, &place);
                entry.derive(Aspect::Role, Value::Word(role.into()), &place);
            }
        }
    }
}

/// The key by which other statements name this encounter: its id or, where it has none, the address of its entry.
fn own_key(entry: &mut Entry<'_, '_, '_>) {
    let id = entry.source.own_id();
    if !id.is_empty() {
        entry.derive(Aspect::Encounter, Value::Key(id), "id");
    }
}
