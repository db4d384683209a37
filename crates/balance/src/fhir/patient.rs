//! Patients: names, identifiers, addresses, contacts, death, and the extensions of US Core.
//!
//! An old address is left unread, because facts have no groups: its city would stand beside the present one.

use super::entry::Entry;
use super::source::{Source, Subject};
use super::values;
use crate::codes::canonical_system;
use crate::contact;
use crate::kin;
use crate::reading::Places;
use crate::worded::BIRTH_SEX;
use formats::{Json, Resource};
use model::{Aspect, How, Kind, Origin, Statement, Value};

/// What the resource says about the person.
pub(super) fn demographic(entry: &mut Entry<'_, '_, '_>) -> Kind {
    names(entry);
    entry.date(Aspect::BirthDate, "birthDate");
    entry.word(Aspect::Sex, "gender");
    death(entry);
    multiple_birth(entry);
    identifiers(entry);
    telecoms(entry);
    addresses(entry);
    entry.word(Aspect::MaritalStatus, "maritalStatus");
    languages(entry);
    categories(entry, Aspect::Race, &["us-core-race", "argo-race"]);
    categories(entry, Aspect::Ethnicity, &["us-core-ethnicity", "argo-ethnicity"]);
    birth_sex(entry);
    replaced(entry);
    in_use(entry);
    let source = entry.source;
    for member in ["generalPractitioner", "careProvider"] {
        for (index, doctor) in source.items(member).iter().enumerate() {
            entry.who(Aspect::Performer, doctor, format_args!("{member}[{index}]"));
        }
    }
    contact_persons(entry);
    Kind::Demographic
}

fn names(entry: &mut Entry<'_, '_, '_>) {
    let source = entry.source;
    for (index, name) in source.items("name").iter().enumerate() {
        // Nobody is called so any more: like an old address it is no name of today.
        if values::text(name, "use") == Some("old") {
            source.leave("name");
            continue;
        }
        let base = format!("name[{index}]");
        let maiden = values::text(name, "use") == Some("maiden");
        let family = if maiden { Aspect::Maiden } else { Aspect::Family };
        parts(entry, name, "family", (family, family), &base);
        if maiden {
            continue;
        }
        parts(entry, name, "given", (Aspect::Given, Aspect::Middle), &base);
        parts(entry, name, "prefix", (Aspect::Prefix, Aspect::Prefix), &base);
        parts(entry, name, "suffix", (Aspect::Suffix, Aspect::Suffix), &base);
        if values::first(name, "family").is_none() && values::first(name, "given").is_none() {
            entry.text(Aspect::Text, values::first(name, "text"), format_args!("{base}.text"));
        }
    }
}

/// The parts of a name under one member: the first under one aspect, the later ones under another.
fn parts(entry: &mut Entry<'_, '_, '_>, json: &Json, member: &str, (first, later): (Aspect, Aspect), base: &str) {
    let many = matches!(json.get(member), Some(Json::Array(_)));
    for (index, part) in values::items(json, member).iter().enumerate() {
        let place = if many { format!("{base}.{member}[{index}]") } else { format!("{base}.{member}") };
        entry.text(if index == 0 { first } else { later }, Some(part), &place);
    }
}

fn death(entry: &mut Entry<'_, '_, '_>) {
    if entry.source.text("deceasedDateTime").is_some() {
        entry.derive(Aspect::Deceased, Value::Flag(true), "deceasedDateTime");
        entry.date(Aspect::DeathDate, "deceasedDateTime");
    } else if let Some(flag) = entry.source.flag("deceasedBoolean") {
        entry.say(Aspect::Deceased, Value::Flag(flag), "deceasedBoolean");
    } else {
        entry.date(Aspect::DeathDate, "deceasedDateTime");
    }
}

/// Which of several who were born together it is, else that it is one of them. Who was born alone need not say so.
fn multiple_birth(entry: &mut Entry<'_, '_, '_>) {
    entry.number(Aspect::MultipleBirth, "multipleBirthInteger");
    if entry.source.flag("multipleBirthBoolean") == Some(true) {
        entry.say(Aspect::MultipleBirth, Value::Flag(true), "multipleBirthBoolean");
    }
}

/// Identifiers by their type (table 0203), else by their system; one without a type is a record number.
fn identifiers(entry: &mut Entry<'_, '_, '_>) {
    let source = entry.source;
    let mut found: Vec<(Aspect, bool, usize, &Json)> = Vec::new();
    for (index, identifier) in source.items("identifier").iter().enumerate() {
        let code = values::first(identifier, "type").and_then(values::word).map(|(code, _)| code);
        let system = values::text(identifier, "system").unwrap_or("");
        let aspect = match code {
            Some("SS" | "SB") => Aspect::Ssn,
            Some("DL") => Aspect::DriverLicense,
            Some("PPN") => Aspect::Passport,
            _ if matches!(system, "http://hl7.org/fhir/sid/us-ssn" | "urn:oid:2.16.840.1.113883.4.1") => Aspect::Ssn,
            _ if system.starts_with("urn:oid:2.16.840.1.113883.4.3.") => Aspect::DriverLicense,
            _ if system.starts_with("http://hl7.org/fhir/sid/passport-") => Aspect::Passport,
            _ if system.starts_with("urn:oid:2.16.840.1.113883.4.330.") => Aspect::Passport,
            None | Some("MR" | "PI" | "PT") => Aspect::Mrn,
            _ => {
                source.leave("identifier");
                continue;
            }
        };
        found.push((aspect, code == Some("MR"), index, identifier));
    }
    // The medical record number before other numbers.
    found.sort_by_key(|(_, is_record, index, _)| (!*is_record, *index));
    for (aspect, _, index, identifier) in found {
        entry.text(aspect, values::first(identifier, "value"), format_args!("identifier[{index}].value"));
    }
}

fn telecoms(entry: &mut Entry<'_, '_, '_>) {
    let source = entry.source;
    for (index, contact) in source.items("telecom").iter().enumerate() {
        let (aspect, scheme) = match values::text(contact, "system") {
            Some("phone" | "sms") => (Aspect::Phone, "tel:"),
            Some("email") => (Aspect::Email, "mailto:"),
            _ => {
                source.leave("telecom");
                continue;
            }
        };
        let value = values::text(contact, "value").unwrap_or("");
        let place = format!("telecom[{index}].value");
        if value.is_empty() {
            entry.told(aspect, values::first(contact, "value").and_then(values::absence), &place);
        } else {
            let number = value.strip_prefix(scheme).unwrap_or(value);
            entry.builder.text(aspect, number, &place);
            is_for(entry, aspect, contact, number, &format!("telecom[{index}].use"));
        }
    }
}

/// What a number or an address is for, where it says so. It stays a leaf beside: two books of FHIR are compared by those.
fn is_for(entry: &mut Entry<'_, '_, '_>, aspect: Aspect, of: &Json, what: &str, place: &str) {
    if let (Some(aspect), Some(word)) = (contact::use_of(aspect), values::text(of, "use").and_then(contact::word)) {
        entry.builder.say(aspect, contact::value(word, what), place, How::Copied);
    }
}

/// Whom to call for a patient of whom anything else is said. Where they live, since when, and for whom they work is not read, so that the element counts as unread all the same.
fn contact_persons(entry: &mut Entry<'_, '_, '_>) {
    if entry.builder.is_empty() {
        return;
    }
    let source = entry.source;
    for (index, person) in source.peek_all("contact").iter().enumerate() {
        if let Some(value) = contact_person(person) {
            entry.derive(Aspect::Element, value, format_args!("contact[{index}]"));
        }
    }
}

/// One of them, in the list of the patient or as a record of their own: both have the same elements.
fn contact_person(person: &Json) -> Option<Value> {
    let name = values::first(person, "name").map(full_name).unwrap_or_default();
    let mut words = Vec::new();
    for relation in values::items(person, "relationship") {
        words.extend(values::codes(relation));
        words.extend(values::items(relation, "coding").iter().filter_map(|coding| values::text(coding, "display")));
        words.extend(values::text(relation, "text"));
    }
    let phones = values::items(person, "telecom").iter().filter(|telecom| !matches!(values::text(telecom, "system"), Some("email" | "fax" | "url" | "pager")));
    let numbers: Vec<String> = phones.filter_map(|telecom| values::text(telecom, "value")).map(str::to_string).collect();
    kin::value(&name, words.into_iter().find_map(kin::relation), &numbers)
}

/// A record of a contact person (RelatedPerson) of a destination that is held against a book of another format: no more is told of it than of one in the list
/// of the patient, with whose chart it stands. None of one that is in use no more or names nobody.
pub(super) fn related(resource: &Resource, artifact: u32, places: &mut Places) -> Option<Statement> {
    let source = Source::new(&resource.kind, &resource.json);
    let Subject::Patient(patient) = source.subject(resource) else { return None };
    let value = contact_person(&resource.json).filter(|_| source.flag("active") != Some(false))?;
    let mut entry = Entry::new(places, &source);
    entry.derive(Aspect::Element, value, "name");
    Some(entry.builder.finish(Kind::Record, patient, Origin { artifact, relation: 0, line: resource.line, reference: resource.reference.clone() }))
}

/// A name in its parts, else as it is written.
fn full_name(name: &Json) -> String {
    let parts: Vec<&str> = values::items(name, "given").iter().chain(values::items(name, "family")).filter_map(values::primitive).collect();
    if parts.is_empty() { values::text(name, "text").unwrap_or("").to_string() } else { parts.join(" ") }
}

fn addresses(entry: &mut Entry<'_, '_, '_>) {
    let source = entry.source;
    for (index, address) in source.items("address").iter().enumerate() {
        if values::text(address, "use") == Some("old") {
            source.leave("address");
            continue;
        }
        let base = format!("address[{index}]");
        parts(entry, address, "line", (Aspect::Line, Aspect::Line), &base);
        if let Some(line) = values::items(address, "line").first().and_then(values::primitive) {
            is_for(entry, Aspect::Line, address, line, &format!("{base}.use"));
        }
        for (member, aspect) in [("city", Aspect::City), ("state", Aspect::State), ("postalCode", Aspect::PostalCode), ("country", Aspect::Country)] {
            entry.text(aspect, values::first(address, member), format_args!("{base}.{member}"));
        }
        let structured = ["line", "city", "state", "postalCode", "country"].iter().any(|part| values::first(address, part).is_some());
        if !structured {
            entry.text(Aspect::Line, values::first(address, "text"), format_args!("{base}.text"));
        }
    }
}

fn languages(entry: &mut Entry<'_, '_, '_>) {
    let source = entry.source;
    for (index, communication) in source.items("communication").iter().enumerate() {
        let word = values::first(communication, "language").and_then(values::word);
        entry.builder.word(Aspect::Language, word.map_or("", |(word, _)| word), &format!("communication[{index}].language"));
    }
}

/// Race or ethnicity: every category and detail by code; the words where there is no code. Unknown asserts nothing; asked and not
/// answered does.
fn categories(entry: &mut Entry<'_, '_, '_>, aspect: Aspect, names: &[&str]) {
    for (index, extension) in entry.source.extensions(names) {
        let place = format!("extension[{index}]");
        let parts = values::items(extension, "extension");
        let named = |wanted: &'static str| parts.iter().filter(move |e| values::text(e, "url") == Some(wanted));
        let codings = named("ombCategory").chain(named("detailed")).filter_map(|e| values::first(e, "valueCoding"));
        let plain = values::first(extension, "valueCodeableConcept").and_then(|c| values::first(c, "coding"));
        let is_unknown = |c: &&Json| values::text(c, "system").is_some_and(|s| canonical_system(s).ends_with("/v3-NullFlavor"));
        let (unknown, known): (Vec<&Json>, Vec<&Json>) = codings.chain(plain).partition(is_unknown);
        let codes: Vec<&str> = known.iter().filter_map(|c| values::text(c, "code")).collect();
        let words = named("text").find_map(|e| values::text(e, "valueString")).filter(|_| codes.is_empty() && unknown.is_empty());
        for word in codes.into_iter().chain(words) {
            entry.builder.word(aspect, word, &place);
        }
        for flavor in unknown.iter().filter_map(|c| values::text(c, "code")).filter(|f| crate::absence::tells(f)) {
            entry.say(aspect, Value::Absent(flavor.into()), &place);
        }
    }
}

/// The sex at birth is no administrative gender, and may differ from it.
fn birth_sex(entry: &mut Entry<'_, '_, '_>) {
    for (index, extension) in entry.source.extensions(&["us-core-birthsex", "argo-birthsex"]) {
        let coded = values::first(extension, "valueCode").or_else(|| values::first(extension, "valueCodeableConcept"));
        if let Some((word, _)) = coded.and_then(values::word) {
            entry.builder.text(Aspect::Text, &format!("{BIRTH_SEX}{word}"), &format!("extension[{index}]"));
        }
    }
}

/// A record that was merged into another, and the records that were merged into this one.
fn replaced(entry: &mut Entry<'_, '_, '_>) {
    let source = entry.source;
    for (index, link) in source.items("link").iter().enumerate() {
        let other = values::first(link, "other").and_then(values::who);
        match values::text(link, "type") {
            Some("replaced-by" | "replace") => {
                entry.translate(Aspect::Status, "merged", format_args!("link[{index}].type"));
                entry.told(Aspect::Patient, other, format_args!("link[{index}].other"));
            }
            Some("replaces") => {
                entry.told(Aspect::Replaces, other, format_args!("link[{index}].other"));
            }
            _ => source.leave("link"),
        }
    }
}

/// Whether the chart is in use. Of one that was merged away the link says more.
fn in_use(entry: &mut Entry<'_, '_, '_>) {
    if let Some(active) = entry.source.flag("active").filter(|_| !entry.builder.has(Aspect::Status)) {
        entry.translate(Aspect::Status, if active { "active" } else { "inactive" }, "active");
    }
}
