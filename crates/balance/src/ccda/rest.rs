//! What a document says that no aspect asserts: every filled leaf that nothing read, as `path = value`, told by the statement that
//! stands around it; an entry that is no statement, and a person whom only the header names, are records of their own.
//!
//! Where both books are clinical documents nothing has to be known to be compared: a leaf that is gone or other is a difference,
//! whatever it means. Identifiers, narrative, displays and the directory of those who took part say nothing about the patient.

pub(super) mod beside;

use crate::ccda::Reader;
use crate::ccda::at::{At, is_clinical};
use crate::ccda::codes;
use crate::ccda::entry::{Entry, spoken_name};
use crate::ccda::observation;
use crate::leaf::{self, Leaves, Sort, VALUE_MAX};
use crate::written;
use formats::xml::{Element, Node};
use model::{Aspect, Date, Fact, How, Kind, Statement, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Elements that are names of records, words of the narrative, or about those who wrote and did it, whom directories hold.
const SILENT: [&str; 22] = [
    "templateId", "id", "typeId", "realmCode", "text", "originalText", "reference", "translation", "sequenceNumber", "title", "country", "author",
    "informant", "performer", "custodian", "assignedEntity", "assignedAuthor", "representedOrganization", "providerOrganization", "scopingEntity", "setId",
    "versionNumber",
];
/// Codes that told what a statement is, beside what was read of it.
const KNOWN: [&str; 2] = ["code", "statusCode"];

/// Types of a relationship that say more than what is related: that it is the reason, that it is the cause.
const MEANT: [&str; 2] = ["RSON", "CAUS"];

/// Elements that are read as words: when a drug is needed, what is normal.
const WORDED: [&str; 2] = ["precondition", "observationRange"];

/// A leaf: the statement that tells it, its place, and itself.
pub(super) type Left = (usize, String, String);

/// An entry that no reading makes a statement of: what it is called, its state, its day and its value.
pub(super) fn record<'d>(reader: &mut Reader<'_, 'd>, at: &At<'d>) {
    let mut entry = Entry::new(reader.places, reader.document);
    let code = at.child("code");
    let is_named = entry.name(code.as_ref(), at).is_some();
    if !is_named && !named_by_value(&mut entry, at) {
        return;
    }
    let sort = format!("{} {}", at.element.name(), at.attribute("moodCode").unwrap_or("EVN"));
    entry.builder.say(Aspect::Title, Value::Text(sort), "@moodCode", How::Copied);
    entry.status(at, codes::order_status);
    entry.event(at.child("effectiveTime").as_ref(), Aspect::Effective, Aspect::End);
    for value in at.all("value").iter().filter(|v| is_named && !v.is_null()) {
        observation::say_value(&mut entry, Aspect::Value, value);
    }
    entry.authors(&[Some(at)], How::Copied, How::Copied);
    let (statement, read) = entry.finish(Kind::Record, &reader.patient, reader.artifact, at.element);
    reader.close(statement, read, at.element);
}

/// Of an entry that is called nothing the value is all that it says: a goal in words.
fn named_by_value<'d>(entry: &mut Entry<'_, 'd>, at: &At<'d>) -> bool {
    let Some(value) = at.child("value").filter(|value| !value.is_null()) else { return false };
    let words = entry.name_words(&value);
    if words.is_empty() {
        return entry.code(Aspect::Code, Some(&value));
    }
    entry.builder.say(Aspect::Code, Value::words(words), &value.place(""), How::Copied);
    entry.seen(&value);
    true
}

/// Why a section holds nothing, where that tells more than that nothing is known: nobody was asked, or it is withheld.
pub(super) fn empty<'d>(reader: &mut Reader<'_, 'd>, section: &At<'d>) {
    let Some(flavor) = section.attribute("nullFlavor").filter(|flavor| crate::absence::tells(flavor)) else { return };
    reader.read.clear();
    let mut entry = Entry::new(reader.places, reader.document);
    entry.builder.say(Aspect::Title, Value::Text("section".into()), "", How::Copied);
    entry.code(Aspect::Code, section.child("code").as_ref());
    entry.builder.say(Aspect::Value, Value::Absent(codes::absence(flavor).into()), "@nullFlavor", How::Copied);
    let (statement, read) = entry.finish(Kind::Record, &reader.patient, reader.artifact, section.element);
    reader.close(statement, read, section.element);
}

/// Those whom the header names beside the patient: next of kin, whom to call, who supports.
pub(super) fn people(reader: &mut Reader<'_, '_>) {
    let root = At::here(reader.document.root());
    for participant in root.all("participant") {
        let paths = ["associatedEntity/associatedPerson/name", "associatedEntity/scopingOrganization/name"];
        let Some(name) = paths.iter().filter_map(|path| participant.down(path)).find(|n| !n.text().is_empty()) else { continue };
        reader.read.clear();
        let mut entry = Entry::new(reader.places, reader.document);
        entry.builder.say(Aspect::Title, Value::Text("participant".into()), "", How::Copied);
        entry.builder.say(Aspect::Code, Value::words(spoken_name(&name)), &name.place(""), How::Copied);
        // Whom to call in need is not who is next of kin.
        if let Some(class) = participant.child("associatedEntity").and_then(|entity| entity.attribute("classCode")) {
            let said = leaf::exactly("associatedEntity.classCode", class);
            entry.builder.say(Aspect::Element, Value::Text(said), &participant.place("associatedEntity/@classCode"), How::Derived);
        }
        let (statement, read) = entry.finish(Kind::Record, &reader.patient, reader.artifact, participant.element);
        reader.close(statement, read, participant.element);
        tell(reader, participant.element, None);
    }
}

/// What the patient has consented to, where the header says so.
pub(super) fn consents(reader: &mut Reader<'_, '_>) {
    let root = At::here(reader.document.root());
    for consent in root.all("authorization").iter().filter_map(|authorization| authorization.child("consent")) {
        reader.read.clear();
        let consent = consent.alone();
        let mut entry = Entry::new(reader.places, reader.document);
        entry.builder.say(Aspect::Title, Value::Text("consent".into()), "", How::Copied);
        if !entry.code(Aspect::Code, consent.child("code").as_ref()) {
            continue;
        }
        entry.status(&consent, codes::order_status);
        let (statement, read) = entry.finish(Kind::Record, &reader.patient, reader.artifact, consent.element);
        reader.close(statement, read, consent.element);
        tell(reader, consent.element, None);
    }
}

/// Notes the leaves below an element that nothing read, and what belongs together. `owner` is the statement that tells those outside of any other.
pub(super) fn tell(reader: &mut Reader<'_, '_>, element: Element<'_>, owner: Option<usize>) {
    let mut found = Vec::new();
    let walk = Walk { read: &reader.read, held: &reader.held, statements: &reader.statements };
    walk.down(element, u64::MAX, Place { owner, path: "", around: Around::default() }, &mut found);
    if let Some(owner) = owner.filter(|_| !walk.held.contains_key(&element.byte())) {
        walk.items(element, u64::MAX, owner, "", &mut found);
    }
    reader.rest.extend(found);
}

/// Adds the leaves to their statements.
pub(super) fn add(left: BTreeSet<Left>, statements: &mut [Statement], mut number: impl FnMut(&str) -> u32) {
    let mut told: BTreeMap<usize, Leaves> = BTreeMap::new();
    for (index, place, text) in left {
        let leaves = told.entry(index).or_default();
        if leaf::parts(&text).1 == Sort::Tied {
            leaves.keep(place, text);
        } else {
            leaves.add(place, text);
        }
    }
    for (index, leaves) in told {
        let Some(statement) = statements.get_mut(index) else { continue };
        // Of a very large entry the words beside codes may be left over. Elements are the last of the aspects.
        for (place, text) in leaves.finish().0 {
            statement.facts.push(Fact { aspect: Aspect::Element, value: Value::Text(text), place: number(&place), how: How::Derived });
        }
    }
}

/// What was read of an entry, and where the statements of the document stand.
struct Walk<'w> {
    read: &'w BTreeSet<u64>,
    held: &'w BTreeMap<u64, usize>,
    statements: &'w [Statement],
}

/// Where an element stands: the statement that tells it, its path from there, and how the next statement is meant by what is around it.
#[derive(Clone, Copy)]
struct Place<'p> {
    owner: Option<usize>,
    path: &'p str,
    around: Around<'p>,
}

/// How a statement is meant by the acts, the organizers and the relationships around it that are no statements themselves.
#[derive(Default, Clone, Copy)]
struct Around<'p> {
    /// The state of the organizer.
    state: Option<&'p str>,
    /// Whether it is denied.
    is_denied: bool,
    /// That it has not happened.
    mood: Option<&'p str>,
    /// What the nearest of them says of its own.
    beside: &'p [String],
}

impl<'p> Around<'p> {
    /// The same with one more element around it, which says something of its own.
    fn with(self, element: Element<'p>, beside: &'p [String]) -> Self {
        // Whether the whole is done: what it holds has states of its own beside it.
        let state = if element.name() == "organizer" { state_of(element) } else { None };
        let beside = if beside.is_empty() { self.beside } else { beside };
        Self { state: state.or(self.state), is_denied: self.is_denied || is_denied(element), mood: mood_of(element).or(self.mood), beside }
    }
}

impl Walk<'_> {
    fn down<'p>(&self, element: Element<'p>, end: u64, place: Place<'p>, found: &mut Vec<Left>) {
        let own = self.held.get(&element.byte()).copied();
        let path = if own.is_some() { "" } else { place.path };
        if let Some(own) = own {
            self.items(element, end, own, "", found);
            self.stands(element, own, place.around, found);
        }
        let owner = own.or(place.owner);
        let beside = if own.is_none() { self.beside(element, end, owner.is_none()) } else { Vec::new() };
        let around = if own.is_some() { Around::default() } else { place.around.with(element, &beside) };
        let is_statement = is_clinical(element);
        let mut relations: BTreeMap<&str, usize> = BTreeMap::new();
        let children: Vec<Element<'_>> = element.elements().collect();
        for (index, child) in children.iter().enumerate() {
            let name = child.name();
            if let Some(owner) = owner
                && let Some(kind) = attribute(*child, "typeCode").filter(|kind| name == "entryRelationship" && MEANT.contains(kind))
            {
                let number = relations.entry(kind).or_default();
                *number += 1;
                let below = step(&step(path, name), "typeCode");
                found.push((owner, below.clone(), leaf::exactly(&below, &format!("{kind} {number}"))));
            }
            if let Some(owner) = owner.filter(|_| is_statement && name == "informant")
                && let Some(who) = informant(*child)
            {
                let below = step(path, name);
                found.push((owner, below.clone(), leaf::exactly(&below, &who)));
            }
            if let Some(owner) = owner.filter(|_| is_statement && name == "reference")
                && let Some(what) = outside(*child)
            {
                let below = step(path, name);
                found.push((owner, below.clone(), leaf::leaf(Sort::Said, &below, &what)));
            }
            let said = self.held.contains_key(&child.byte());
            if let Some(owner) = owner.filter(|_| self.read.contains(&child.byte())) {
                let mut tell = |place, text| found.push((owner, place, text));
                qualifiers(*child, &step(path, name), self.read, &mut tell);
                if WORDED.contains(&name) {
                    codes_of_words(*child, &step(path, name), &mut tell);
                }
            }
            let is_patients = name == "subject" && At::here(element).is_of_oneself();
            if SILENT.contains(&name) || is_patients || (is_statement && KNOWN.contains(&name) && !said) {
                continue;
            }
            let until = children.get(index + 1).map_or(end, |next| next.byte());
            let touched = child.byte() < until && self.read.range(child.byte()..until).next().is_some();
            let below = step(path, name);
            if !touched && let Some((owner, called)) = owner.and_then(|owner| Some((owner, called(element, *child, &below)?))) {
                found.push((owner, below, called));
            } else if !touched && !said {
                if let Some(owner) = owner {
                    leaves(*child, &below, &mut |place, text| found.push((owner, place, text)));
                }
            } else if said || !self.read.contains(&child.byte()) {
                if let Some(owner) = owner.filter(|_| !self.holds(*child, until)) {
                    stance(*child, &below, &mut |place, text| found.push((owner, place, text)));
                }
                self.down(*child, until, Place { owner, path: &below, around }, found);
            }
        }
    }

    /// How a statement is meant, where nothing that was read of it says so: the organizer that it stands in is not done, it is planned, it is denied.
    fn stands(&self, element: Element<'_>, own: usize, around: Around<'_>, found: &mut Vec<Left>) {
        let Some(statement) = self.statements.get(own) else { return };
        let says_mood = matches!(statement.kind, Kind::Medication | Kind::Order | Kind::Appointment | Kind::Record);
        let denies = |fact: &Fact| fact.aspect == Aspect::Negation || matches!(&fact.value, Value::Word(word) if word == "not-done");
        let says_denial = statement.facts.iter().any(denies);
        let denial = (!says_denial && (is_denied(element) || around.is_denied)).then_some((leaf::DENIAL, "true"));
        let mood = mood_of(element).or(around.mood).filter(|_| !says_mood).map(|mood| (leaf::MOOD, mood));
        let state = around.state.map(|state| (leaf::AROUND, state));
        for (path, said) in denial.into_iter().chain(mood).chain(state) {
            found.push((own, path.to_string(), leaf::leaf(Sort::Said, path, said)));
        }
        found.extend(around.beside.iter().map(|said| (own, leaf::parts(said).0.to_string(), said.clone())));
    }

    /// What an act or an organizer around statements says of its own; its times where nothing else tells them.
    fn beside(&self, element: Element<'_>, end: u64, tells_times: bool) -> Vec<String> {
        if !is_clinical(element) || !self.holds(element, end) {
            return Vec::new();
        }
        let held: Vec<&Statement> = self.held.range(element.byte()..end).filter_map(|(_, index)| self.statements.get(*index)).collect();
        beside::of(&At::here(element), &held, tells_times)
    }

    /// Whether a statement stands in an element, or is it.
    fn holds(&self, element: Element<'_>, end: u64) -> bool {
        element.byte() < end && self.held.range(element.byte()..end).next().is_some()
    }

    /// What belongs together in elements of one name that a statement has several of, read or not: a reaction and how severe it is, a language
    /// and whether it is preferred. The state of a part is the exporter's.
    fn items(&self, element: Element<'_>, end: u64, owner: usize, path: &str, found: &mut Vec<Left>) {
        let mut lists: BTreeMap<String, Vec<Vec<u32>>> = BTreeMap::new();
        let children: Vec<Element<'_>> = element.elements().collect();
        for (index, child) in children.iter().enumerate() {
            let name = child.name();
            let until = children.get(index + 1).map_or(end, |next| next.byte());
            if SILENT.contains(&name) || KNOWN.contains(&name) || self.holds(*child, until) {
                continue;
            }
            let below = step(path, name);
            let mut parts = Vec::new();
            leaves(*child, &below, &mut |place: String, text: String| {
                if !place.ends_with(".statusCode") && leaf::parts(&text).1 != Sort::Called {
                    parts.push(leaf::short(&text));
                }
            });
            if !parts.is_empty() {
                lists.entry(below.clone()).or_default().push(parts);
            }
            self.items(*child, until, owner, &below, found);
        }
        for (below, list) in lists.into_iter().filter(|(_, list)| (2..=leaf::ITEMS_MAX).contains(&list.len())) {
            found.extend(list.iter().map(|parts| (owner, below.clone(), leaf::tied(&below, parts))));
        }
    }
}

/// What a concept is qualified by: it is read without, but for the side. Of a qualifier that was read the codes are told where nothing else is.
fn qualifiers(concept: Element<'_>, path: &str, read: &BTreeSet<u64>, each: &mut dyn FnMut(String, String)) {
    let below = step(path, "qualifier");
    for qualifier in concept.elements().filter(|e| e.name() == "qualifier") {
        let is_read = qualifier.elements().any(|part| read.contains(&part.byte()));
        leaves(qualifier, &below, &mut |place: String, text: String| {
            if is_read {
                let (at, _, value) = leaf::parts(&text);
                each(place, leaf::exactly(at, value));
            } else {
                each(place, text);
            }
        });
    }
}

/// Whose word a statement is: a name whatever the order of its parts, else what somebody is to the patient.
fn informant(element: Element<'_>) -> Option<String> {
    let at = At::here(element);
    let paths = ["assignedEntity/assignedPerson/name", "relatedEntity/relatedPerson/name", "assignedEntity/representedOrganization/name"];
    let named = paths.iter().filter_map(|path| at.down(path)).map(|name| written::person(&name.text())).find(|name| !name.is_empty());
    named.or_else(|| Some(at.down("relatedEntity/code")?.attribute("code")?.to_string()))
}

/// What a statement refers to outside of its document, such as the signed directive: of what sort it is, and the file where it lies. Its identifier is
/// any system's own.
fn outside(reference: Element<'_>) -> Option<String> {
    const SORTS: [&str; 4] = ["externalDocument", "externalAct", "externalObservation", "externalProcedure"];
    let at = At::here(reference);
    let (sort, there) = SORTS.iter().find_map(|sort| Some((*sort, at.child(sort)?)))?;
    let code = there.child("code").and_then(|code| code.attribute("code"));
    let file = there.down("text/reference").and_then(|file| file.attribute("value")).filter(|file| !file.starts_with('#'));
    Some(normal(&[Some(sort), code, file].into_iter().flatten().collect::<Vec<_>>().join(" ")))
}

/// The codes of the values below an element of which only the words are read.
fn codes_of_words(element: Element<'_>, path: &str, each: &mut dyn FnMut(String, String)) {
    for child in element.elements().filter(|child| matches!(child.name(), "criterion" | "value")) {
        let below = step(path, child.name());
        if let Some(code) = attribute(child, "code") {
            each(below.clone(), leaf::exactly(&below, code));
        }
        codes_of_words(child, &below, each);
    }
}

/// How an element means what it holds: that it is denied, or that it has not happened.
fn stance(element: Element<'_>, path: &str, each: &mut dyn FnMut(String, String)) {
    let denial = is_denied(element).then_some((leaf::DENIAL, "true"));
    let mood = mood_of(element).map(|mood| (leaf::MOOD, mood));
    for (name, said) in denial.into_iter().chain(mood) {
        let place = step(path, name);
        each(place.clone(), leaf::leaf(Sort::Said, &place, said));
    }
}

/// An attribute without blanks around it, where it is not empty.
fn attribute<'d>(element: Element<'d>, name: &str) -> Option<&'d str> {
    element.attribute(name).map(str::trim).filter(|value| !value.is_empty())
}

/// Whether an element says that it is not so.
fn is_denied(element: Element<'_>) -> bool {
    matches!(attribute(element, "negationInd"), Some("true" | "1"))
}

/// The mood of an element that has not happened.
fn mood_of(element: Element<'_>) -> Option<&str> {
    attribute(element, "moodCode").filter(|mood| *mood != "EVN")
}

/// The state of an act or an organizer.
fn state_of(element: Element<'_>) -> Option<&str> {
    attribute(element.elements().find(|e| e.name() == "statusCode")?, "code")
}

fn step(path: &str, name: &str) -> String {
    let name = name.strip_prefix("sdtc:").unwrap_or(name);
    if path.is_empty() { name.to_string() } else { format!("{path}.{name}") }
}

/// Every filled leaf of an element: its value with the unit, its code, its denial and mood, its words.
fn leaves(element: Element<'_>, path: &str, each: &mut dyn FnMut(String, String)) {
    let attribute = |name: &str| attribute(element, name);
    let unit = attribute("unit").map(|unit| format!(" {}", model::canonical_unit(unit))).unwrap_or_default();
    let number = |value: &str| leaf::number_to_call(value).filter(|_| element.name() == "telecom");
    let value = attribute("value").map(|value| format!("{}{unit}", number(value).unwrap_or_else(|| normal(value))));
    let code = attribute("code").map(str::to_string);
    // Of a value that is an identifier itself, such as that of a device.
    let identifier = attribute("extension").map(normal);
    let absent = attribute("nullFlavor").filter(|flavor| crate::absence::tells(flavor)).map(|flavor| format!("absent {flavor}"));
    let bare = code.is_none() && value.is_none();
    let words: Vec<&str> = element.children().filter_map(|n| if let Node::Text(text) = n { Some(text) } else { None }).collect();
    let words = Some(normal(&words.join(" "))).filter(|w| !w.is_empty());
    for text in [value, code, identifier, absent, words, moment(element)].into_iter().flatten() {
        each(path.to_string(), leaf::leaf(Sort::Said, path, &text));
    }
    stance(element, path, each);
    let is_moment = moment(element).is_some();
    for child in element.elements() {
        let below = step(path, child.name());
        if let Some(called) = called(element, child, &below) {
            each(below, called);
            continue;
        }
        match child.name() {
            "low" | "high" if is_moment => {}
            // Where nothing else says it, another code or the words are what is said.
            "translation" | "originalText" if bare => leaves(child, path, each),
            name if !SILENT.contains(&name) => leaves(child, &below, each),
            _ => {}
        }
    }
}

/// The name that stands beside a code of the same element, as the words of that code: a product, a substance and a place have many.
fn called(holder: Element<'_>, name: Element<'_>, path: &str) -> Option<String> {
    let words = Some(name.text()).filter(|words| name.name() == "name" && name.elements().next().is_none() && !words.is_empty())?;
    let code = At::here(holder.elements().find(|e| e.name() == "code")?);
    let coding = std::iter::once(code.clone()).chain(code.all("translation")).find_map(|c| codes::coding_of(&c))?;
    Some(leaf::called(path, &format!("{}|{}", coding.system, coding.code), &words))
}

/// The moment at which what an element bounds begins and ends.
fn moment(element: Element<'_>) -> Option<String> {
    let bound = |name: &str| element.elements().find(|e| e.name() == name)?.attribute("value").map(str::trim).filter(|v| !v.is_empty());
    let low = bound("low").filter(|low| element.name() == "effectiveTime" && Some(*low) == bound("high"))?;
    Some(normal(low))
}

/// One spelling of what is written in several: instants, numbers, letter case and white space. Long words are told by a digest.
fn normal(text: &str) -> String {
    let text = text.trim();
    if let Some(instant) = leaf::instant(Date::parse_hl7(text)) {
        return instant;
    }
    if let Some(digits) = clock(text) {
        return digits.to_string();
    }
    if let Ok(number) = text.parse::<model::Decimal>() {
        return number.normalize().to_string();
    }
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    if words.chars().count() > VALUE_MAX { leaf::long(&words) } else { words }
}

/// A time without an offset by the digits that tell anything: seconds and a midnight that are nought some write, and others do not.
fn clock(text: &str) -> Option<&str> {
    let (digits, fraction) = text.split_once('.').unwrap_or((text, ""));
    let minute = if digits.len() == "YYYYMMDDhhmmss".len() { digits.strip_suffix("00")? } else { digits };
    let is_time = minute.len() == "YYYYMMDDhhmm".len() && fraction.bytes().all(|b| b == b'0') && Date::parse_hl7(text).is_some_and(|date| date.has_time());
    is_time.then(|| minute.strip_suffix("0000").unwrap_or(minute))
}

#[cfg(test)]
mod tests;
