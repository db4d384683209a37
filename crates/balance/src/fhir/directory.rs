//! Entries of the directory: resources of whom and what serves many patients, and of the relatives who share their ids.

use super::values;
use crate::codes::canonical_system;
use crate::directory::{self, Address, BETWEEN, Entry, Sort, institution};
use crate::written;
use formats::{Json, Resource};
use model::Value;

/// The entry that a resource is, if it is one.
pub(crate) fn entry(resource: &Resource) -> Option<Entry> {
    let json = &resource.json;
    let sort = match resource.kind.as_str() {
        "Practitioner" => Sort::Person,
        "PractitionerRole" => Sort::Role,
        "Organization" => Sort::Organization,
        "Location" | "HealthcareService" => Sort::Place,
        "Device" if values::first(json, "patient").or_else(|| values::first(json, "subject")).is_none() => Sort::Device,
        "RelatedPerson" => Sort::OfAPatient,
        _ => return None,
    };
    let mut keys: Vec<String> = values::items(json, "identifier").iter().filter_map(|i| values::text(i, "value")).map(|n| n.trim().to_string()).collect();
    keys.push(values::local_id(&resource.full_url));
    let mut entry = Entry {
        keys,
        numbers: values::items(json, "identifier").iter().filter_map(number).collect(),
        sex: values::text(json, "gender").map(str::to_string),
        specialties: specialties(json),
        address: values::first(json, "address").map(address),
        active: values::first(json, "active").and_then(values::flag),
        ..Entry::new(sort, values::local_id(&resource.reference))
    };
    match sort {
        Sort::Person => person(&mut entry, json),
        Sort::Role => role(&mut entry, json),
        Sort::OfAPatient => entry.numbers.clear(),
        _ => institutional(&mut entry, json),
    }
    entry.names.retain(|name| !name.is_empty());
    Some(entry)
}

/// The numbering of an identifier and its number in one form.
fn number(identifier: &Json) -> Option<(String, String)> {
    let types = values::first(identifier, "type").map(values::codes).unwrap_or_default();
    directory::number(values::text(identifier, "system").unwrap_or(""), &types, values::text(identifier, "value")?)
}

/// The parts of a name of a person, else its text; the text beside parts where it is another name. And the letters behind it.
fn person(entry: &mut Entry, json: &Json) {
    for name in values::items(json, "name") {
        let parts = ["given", "family"].iter().flat_map(|part| values::items(name, part)).filter_map(values::primitive);
        let parts: Vec<&str> = parts.collect();
        let text = values::text(name, "text").or_else(|| values::primitive(name)).unwrap_or("");
        let whole = if parts.is_empty() { text.to_string() } else { parts.join(" ") };
        called(entry, &whole);
        let (printed, known) = (normal(text), normal(&whole));
        if !printed.is_empty() && !known.is_empty() && !printed.split(' ').any(|word| known.split(' ').any(|own| own == word)) {
            entry.printed.push(printed);
        }
    }
    let suffixes = values::items(json, "name").iter().flat_map(|name| values::items(name, "suffix")).filter_map(values::primitive);
    let codes = values::items(json, "qualification").iter().filter_map(|one| values::first(one, "code"));
    let said = codes.flat_map(|code| values::text(code, "text").into_iter().chain(values::items(code, "coding").iter().flat_map(|c| [values::text(c, "code"), values::text(c, "display")]).flatten()));
    entry.credentials = suffixes.chain(said).flat_map(|letters| letters.split(BETWEEN)).map(written::bare).filter(|letters| !letters.is_empty()).collect();
}

/// A name of a person in its normal form.
fn normal(name: &str) -> String {
    written::person(&name.replace('-', " "))
}

/// A role stands for its person, whom it may only know by name.
fn role(entry: &mut Entry, json: &Json) {
    let Some(of) = values::first(json, "practitioner") else { return };
    if let Some(Value::Key(key)) = values::who(of) {
        entry.of = key;
    }
    called(entry, values::text(of, "display").unwrap_or(""));
    entry.numbers.extend(values::first(of, "identifier").and_then(number));
    entry.address = None;
}

fn called(entry: &mut Entry, name: &str) {
    entry.names.push(normal(name));
    if entry.shown.is_empty() {
        entry.shown = name.trim().to_string();
    }
}

/// Organizations, places and devices: by every name that they go by.
fn institutional(entry: &mut Entry, json: &Json) {
    let plain = ["name", "alias"].iter().flat_map(|member| values::items(json, member)).filter_map(values::primitive);
    let devices = values::items(json, "deviceName").iter().filter_map(|name| values::text(name, "name"));
    for name in plain.chain(devices) {
        entry.names.push(institution(name));
        if entry.shown.is_empty() {
            entry.shown = name.trim().to_string();
        }
    }
}

/// What somebody is specialized in: of a role, and of the roles that earlier versions had within the person.
fn specialties(json: &Json) -> Vec<(String, String)> {
    let within = ["practitionerRole", "role"].iter().flat_map(|member| values::items(json, member));
    let concepts = std::iter::once(json).chain(within).flat_map(|role| values::items(role, "specialty"));
    let codings = concepts.flat_map(|concept| values::items(concept, "coding"));
    let told = codings.filter_map(|c| Some((canonical_system(values::text(c, "system")?), values::text(c, "code")?.trim().to_uppercase())));
    let mut found: Vec<(String, String)> = told.collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn address(json: &Json) -> Address {
    let text = |key: &str| values::text(json, key).unwrap_or("");
    Address::of(text("line"), text("city"), text("postalCode"))
}
