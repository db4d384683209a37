//! PID and MRG: who the patient is, and which identifiers became another's.

use super::entry::{Entry, Words};
use crate::contact;
use crate::kin;
use crate::written::LANGUAGES;
use model::{Aspect, How, Kind, Value};

const SEXES: Words = &[("F", "female"), ("M", "male"), ("O", "other"), ("U", "unknown"), ("A", "other"), ("N", "other")];
/// Table 0002 in the codes of FHIR.
const MARITAL: Words = &[
    ("A", "L"), ("E", "L"), ("G", "T"), ("P", "T"), ("R", "T"), ("N", "A"), ("B", "U"), ("U", "UNK"), ("O", "OTH"), ("T", "NAVU"),
];
/// Table 0189 in the categories of the OMB; unknown asserts nothing.
const ETHNICITIES: Words = &[("H", "2135-2"), ("N", "2186-5"), ("NH", "2186-5"), ("U", "")];

/// One patient of the message.
pub(super) fn demographic(entry: &mut Entry<'_, '_>) -> Kind {
    // Old versions have the numbers of others in fields of their own, newer ones all in one list.
    for field in [3, 2, 4] {
        identifiers(entry, field);
    }
    names(entry, 5);
    names(entry, 9);
    entry.day(Aspect::BirthDate, 7);
    entry.word(Aspect::Sex, 8, SEXES);
    for repetition in 1..=entry.repetitions(11) {
        address(entry, repetition);
    }
    for field in [13, 14, 40] {
        for repetition in 1..=entry.repetitions(field) {
            contact(entry, field, repetition);
        }
    }
    entry.word(Aspect::Language, 15, &LANGUAGES);
    entry.word(Aspect::MaritalStatus, 16, MARITAL);
    entry.text(Aspect::Ssn, 19, 1);
    entry.text(Aspect::DriverLicense, 20, 1);
    categories(entry, Aspect::Race, 10, &[]);
    categories(entry, Aspect::Ethnicity, 22, ETHNICITIES);
    death(entry);
    multiple_birth(entry);
    contact_persons(entry);
    match entry.scene.event.as_str() {
        "A29" => entry.builder.say(Aspect::Status, Value::Word("removed".into()), "MSH-9.2", How::Translated),
        "A24" | "A37" => entry.scene.unread_event(),
        _ => {}
    }
    Kind::Demographic
}

/// Identifiers by their type (table 0203); one without a type is a record number.
fn identifiers(entry: &mut Entry<'_, '_>, field: usize) {
    for repetition in 1..=entry.repetitions(field) {
        let index = entry.index;
        entry.scene.mark_givers(index, field, repetition, &[4, 6, 9, 10]);
        // Which sort of number it is stands beside it.
        let aspect = match entry.scene.peek(index, field, repetition, 5, 0).as_deref() {
            None | Some("MR" | "PI" | "PT") => Aspect::Mrn,
            Some("SS") => Aspect::Ssn,
            Some("DL") => Aspect::DriverLicense,
            Some("PPN") => Aspect::Passport,
            // A number that no aspect stands for: an account, an insurance, a birth registry.
            Some(sort) => {
                let number = entry.part(field, repetition, 1).unwrap_or_default();
                entry.to_the_letter(field, &format!("{sort} {number}"));
                continue;
            }
        };
        part(entry, aspect, field, repetition, 1);
    }
}

fn part(entry: &mut Entry<'_, '_>, aspect: Aspect, field: usize, repetition: usize, component: usize) {
    if let Some(text) = entry.part(field, repetition, component) {
        let place = entry.place(field, repetition, component);
        entry.builder.text(aspect, &text, &place);
    }
}

fn names(entry: &mut Entry<'_, '_>, field: usize) {
    for repetition in 1..=entry.repetitions(field) {
        if entry.scene.peek(entry.index, field, repetition, 7, 0).as_deref() == Some("M") {
            part(entry, Aspect::Maiden, field, repetition, 1);
            continue;
        }
        let parts = [
            (1, Aspect::Family), (2, Aspect::Given), (3, Aspect::Middle), (4, Aspect::Suffix), (5, Aspect::Prefix), (6, Aspect::Suffix), (14, Aspect::Suffix),
        ];
        for (component, aspect) in parts {
            part(entry, aspect, field, repetition, component);
        }
        // FHIR has one place for both. A degree stands in the sixth part, since version 2.5 in the fourteenth.
        for (component, what) in [(4, "suffix"), (6, "degree"), (14, "degree")] {
            if let Some(text) = entry.part(field, repetition, component) {
                let letters: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
                entry.to_the_letter(field, &format!("{what} {}", letters.to_lowercase()));
            }
        }
    }
}

fn address(entry: &mut Entry<'_, '_>, repetition: usize) {
    let parts = [(1, Aspect::Line), (2, Aspect::Line), (3, Aspect::City), (4, Aspect::State), (5, Aspect::PostalCode), (6, Aspect::Country)];
    for (component, aspect) in parts {
        part(entry, aspect, 11, repetition, component);
        if component == 1 {
            street(entry, repetition);
        }
    }
    let sort = entry.scene.peek(entry.index, 11, repetition, 7, 0);
    if let (Some(word), Some(line)) = (sort.as_deref().and_then(address_use), entry.scene.peek(entry.index, 11, repetition, 1, 0)) {
        let place = entry.place(11, repetition, 1);
        entry.builder.say(Aspect::AddressUse, contact::value(word, &line), &place, How::Translated);
    }
}

/// A street address in parts: the name of the street and the number of the house, beside the line or in its place. What the line does not hold is one more.
fn street(entry: &mut Entry<'_, '_>, repetition: usize) {
    let index = entry.index;
    let line = entry.scene.peek(index, 11, repetition, 1, 1).unwrap_or_default().to_lowercase();
    for subcomponent in [2, 3] {
        let Some(text) = entry.scene.get(index, 11, repetition, 1, subcomponent) else { continue };
        entry.to_the_letter(11, &text.to_lowercase());
        let of = |text: &str| text.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_string).collect::<Vec<_>>();
        let held = of(&line);
        if !entry.scene.tells_all() && !of(&text).iter().all(|word| held.contains(word)) {
            let place = entry.place(11, repetition, 1);
            entry.builder.text(Aspect::Line, &text, &place);
        }
    }
}

/// What an address is for (table 0190): of the types that say it.
fn address_use(sort: &str) -> Option<&'static str> {
    match sort {
        "H" => Some("home"),
        "B" | "O" => Some("work"),
        "C" => Some("temp"),
        _ => None,
    }
}

/// What a number is for: a cellular phone goes along, else what table 0201 says. Where that table says nothing the field that it stands in
/// implies a use, of a cellular phone beside its own: the cellular phone in the field of those at home is either.
fn phone_uses(field: usize, uses: Option<&str>, sort: Option<&str>) -> impl Iterator<Item = (&'static str, How)> {
    let said = match (sort, uses) {
        (Some("CP"), _) | (_, Some("PRS")) => Some("mobile"),
        (_, Some("PRN" | "ORN")) => Some("home"),
        (_, Some("WPN")) => Some("work"),
        _ => None,
    };
    let implied = match (field, uses) {
        (13, None) => Some("home"),
        (14, None) => Some("work"),
        _ => None,
    };
    said.map(|word| (word, How::Translated)).into_iter().chain(implied.map(|word| (word, How::Derived)))
}

/// A telephone number or an electronic address (XTN), in one piece or in parts. Fax and pager are no telephones.
fn contact(entry: &mut Entry<'_, '_>, field: usize, repetition: usize) {
    let index = entry.index;
    entry.scene.look_at(index, field);
    // What it is for and of which sort it is stands beside it; of its parts those are read that are said.
    let get = |component: usize| entry.scene.peek(index, field, repetition, component, 0);
    let (number, uses, kind, address) = (get(1), get(2), get(3), get(4));
    let (country, area, local, extension, unformatted) = (get(5), get(6), get(7), get(8), get(12));
    let electronic = kind.as_deref().is_some_and(|k| matches!(k, "Internet" | "X.400")) || uses.as_deref() == Some("NET");
    // An electronic address of another sort (X.400) has no sign in it.
    let written = address.clone().or_else(|| number.clone()).filter(|_| electronic);
    let mail = address.filter(|a| a.contains('@')).or_else(|| number.clone().filter(|n| n.contains('@'))).or(written);
    if let Some(mail) = mail {
        let place = entry.place(field, repetition, 4);
        entry.builder.text(Aspect::Email, &mail, &place);
        entry.scene.mark_parts(index, field, repetition, if number.as_ref() == Some(&mail) { &[1] } else { &[4] });
    }
    let is_for: Vec<(&str, How)> = phone_uses(field, uses.as_deref(), kind.as_deref()).collect();
    if electronic || kind.is_some_and(|k| matches!(k.as_str(), "FX" | "BP")) {
        return;
    }
    // The number in the parts without what is dialled around it, which the one piece may leave out.
    let core = local.as_ref().map(|local| format!("{}{local}", area.as_deref().unwrap_or_default()));
    let parts = local.map(|local| {
        let country = country.map(|c| format!("+{} ", c.trim_start_matches('+'))).unwrap_or_default();
        let area = area.map(|a| format!("{a} ")).unwrap_or_default();
        format!("{country}{area}{local}{}", extension.map(|x| format!(" x{x}")).unwrap_or_default())
    });
    // The parts took the place of the one piece, which is kept for old receivers.
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let agrees = |n: &String| {
        let is_in = |p: &String| digits(n).contains(&digits(p)) || digits(p).contains(&digits(n));
        parts.is_none() || parts.iter().chain(&core).any(is_in)
    };
    let whole = number.filter(|n| !n.contains('@'));
    // Two numbers that disagree are both told: nobody knows which of them is answered.
    let beside = parts.clone().filter(|_| whole.as_ref().is_some_and(|n| !agrees(n)));
    for number in whole.or_else(|| parts.clone()).or(unformatted).into_iter().chain(beside) {
        let place = entry.place(field, repetition, 1);
        entry.builder.text(Aspect::Phone, &number, &place);
        for (word, how) in &is_for {
            entry.builder.say(Aspect::PhoneUse, contact::value(word, &number), &place, *how);
        }
        entry.scene.mark_parts(index, field, repetition, &[1, 5, 6, 7, 8, 12]);
    }
}

/// Race and ethnicity: the code of the CDC's set, what the table has for it, else the words.
fn categories(entry: &mut Entry<'_, '_>, aspect: Aspect, field: usize, words: Words) {
    entry.emptied_by(aspect, field);
    for repetition in 1..=entry.repetitions(field) {
        let (code, text) = (entry.part(field, repetition, 1), entry.part(field, repetition, 2));
        let listed = |code: &String| code.len() == 6 && code.as_bytes().get(4) == Some(&b'-');
        let word = match (code, text) {
            (Some(code), _) if listed(&code) => code,
            (Some(code), text) => super::value::word(words, &code).map(str::to_string).or(text).unwrap_or(code),
            (None, Some(text)) => text,
            (None, None) => continue,
        };
        entry.of_a_table(field, repetition);
        let place = entry.place(field, repetition, 0);
        entry.builder.word(aspect, &word, &place);
    }
}

/// Which of several who were born together it is (PID-25), else that it is one of them (PID-24). Between messages both fields are compared as they are.
fn multiple_birth(entry: &mut Entry<'_, '_>) {
    if entry.scene.tells_all() {
        return;
    }
    entry.quantity(Aspect::MultipleBirth, 25, 0);
    if entry.get(24, 1).as_deref() == Some("Y") && !entry.builder.has(Aspect::MultipleBirth) {
        entry.say(Aspect::MultipleBirth, Value::Flag(true), 24, How::Translated);
    }
}

/// Whom to call (NK1) for a patient of whom anything else is said. Between messages every leaf of these segments is compared as it is.
fn contact_persons(entry: &mut Entry<'_, '_>) {
    if entry.scene.tells_all() || entry.builder.is_empty() {
        return;
    }
    for segment in entry.scene.children(entry.index, "NK1") {
        entry.on(segment, contact_person);
    }
}

fn contact_person(entry: &mut Entry<'_, '_>) {
    let mut name = String::new();
    for repetition in 1..=entry.repetitions(2) {
        if name.is_empty() {
            name = [2, 3, 1].into_iter().filter_map(|component| entry.part(2, repetition, component)).collect::<Vec<String>>().join(" ");
        }
    }
    entry.of_a_table(3, 1);
    let relation = [1, 2, 4, 5].into_iter().find_map(|component| kin::relation(&entry.part(3, 1, component)?));
    let mut numbers = Vec::new();
    for field in [5, 6] {
        let index = entry.index;
        for repetition in 1..=entry.repetitions(field) {
            let part = |component: usize| entry.scene.peek(index, field, repetition, component, 0);
            let in_parts = || part(7).map(|local| format!("{}{local}", part(6).unwrap_or_default()));
            numbers.extend(part(1).or_else(in_parts).or_else(|| part(12)));
        }
        entry.scene.mark(index, field);
    }
    if let Some(value) = kin::value(&name, relation, &numbers) {
        entry.say(Aspect::Element, value, 2, How::Derived);
    }
}

fn death(entry: &mut Entry<'_, '_>) {
    let indicator = entry.get(30, 1);
    if entry.get(29, 1).is_some() {
        entry.date(Aspect::DeathDate, 29, 1);
        entry.say(Aspect::Deceased, Value::Flag(true), 29, How::Derived);
    } else if let Some(flag) = indicator.and_then(|i| match i.as_str() {
        "Y" => Some(true),
        "N" => Some(false),
        _ => None,
    }) {
        entry.say(Aspect::Deceased, Value::Flag(flag), 30, How::Translated);
    } else {
        entry.emptied_by(Aspect::Deceased, 30);
    }
}

/// Events that move a part of the record; the prior patient stays.
const MOVES: [&str; 3] = ["A43", "A44", "A45"];

/// What became of the prior patient: merged into the one of the group, or moved from. `None` when the identifiers are those of
/// one patient, as when accounts or visits merge: those fields are counted as unread.
pub(super) fn merge(entry: &mut Entry<'_, '_>) -> Option<Kind> {
    let index = entry.index;
    let surviving = entry.scene.patient(index);
    let prior = entry.scene.surest(index, 1).or_else(|| entry.get(4, 1))?;
    if prior == surviving || surviving.is_empty() || entry.scene.is_own(index, &prior) {
        return None;
    }
    let word = if MOVES.contains(&entry.scene.event.as_str()) { "moved" } else { "merged" };
    entry.say(Aspect::Status, Value::Word(word.into()), 1, How::Translated);
    entry.builder.say(Aspect::Patient, Value::Key(surviving), "PID-3", How::Copied);
    identifiers(entry, 1);
    identifiers(entry, 4);
    names(entry, 7);
    happened(entry);
    entry.patient = Some(prior);
    Some(Kind::Demographic)
}

/// When it happened, and when it was written down: of merges that contradict each other the later one counts.
fn happened(entry: &mut Entry<'_, '_>) {
    if let Some(evn) = entry.scene.all("EVN").first().copied() {
        entry.on(evn, |e| {
            e.date(Aspect::Effective, 6, 1);
            e.date(Aspect::Recorded, 2, 1);
        });
    }
}
