//! The directory of a book: who and what serves many patients and belongs to no chart, by id: practitioners and what they work as,
//! organizations, places, devices of nobody.
//!
//! A key says which entry a record names, an entry who that is. Once it is known which key a legacy key has become, both entries are held
//! against each other: the same key is no proof of the same person. Only what both sides say is compared. Numbers count where whoever gave them
//! gives nobody two: those of a system are anew in every system. A name is one whatever its order, titles, capitals and initials.

mod absent;
mod entry;

pub(crate) use absent::{is_missing, made, missing};
pub(crate) use entry::{Address, Entry, Sort};

use crate::digest::digest;
use crate::vocabulary;
use crate::written;
use model::Aspect;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};

/// Entries that are held; a larger directory is known in part, and the book says of how many entries nothing is known.
const ENTRIES_MAX: usize = 500_000;
/// Entries of one key that are held.
const NAMESAKES_MAX: usize = 16;
/// Words for the parts of a lens that say who and what serves many patients, beside the kinds of statements.
pub const DIRECTORY: [&str; 3] = ["practitioner", "organization", "location"];
/// Numberings in which nobody has two numbers and nobody shares one, by a part of their URI or OID and by the type of the identifier.
const NUMBERINGS: [(&str, &[&str], &str); 5] = [
    ("NPI", &["us-npi", "2.16.840.1.113883.4.6"], "NPI"),
    ("DEA number", &["2.16.840.1.113883.4.814"], "DEA"),
    ("CLIA number", &["2.16.840.1.113883.4.7"], "CLIA"),
    ("tax number", &["us-ein", "2.16.840.1.113883.4.4", "2.16.840.1.113883.4.2"], "TAX"),
    ("NAIC number", &["2.16.840.1.113883.6.300"], "NAIC"),
];
/// What an entry says otherwise of itself than the legacy one.
const NOT_IN_USE: &str = "is not in use any more";
const IN_USE: &str = "is in use again";
const PRINTED: &str = "is printed under another name";
const CREDENTIAL: &str = "has another credential";
const SEX: &str = "has another sex";
/// How it begins that an entry has another number or name.
const OTHER: &str = "has another ";
/// How it begins that it has another name.
const ANOTHER_NAME: &str = "has another name";
/// What has become of an entry that is missing.
const GONE: &str = "is not there any more";
/// What stands between credentials that are written in one.
pub(crate) const BETWEEN: [char; 3] = [',', ';', '/'];
/// The types of resources that are of the words for them.
const TYPES: [(&str, &str); 4] = [("practitioner", "Practitioner"), ("organization", "Organization"), ("place", "Location"), ("device", "Device")];
/// How every manner begins that tells of the directory.
const MANNER: &str = "in the directory, ";

/// The entries of a book.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub struct Directory {
    entries: Vec<Entry>,
    by_key: HashMap<String, Vec<u32>>,
    /// Every sort of which there is an entry.
    sorts: Vec<Sort>,
    /// Every credential that anybody has.
    credentials: BTreeSet<String>,
    /// Digests of the names by which people go, in their normal form, but for those of one word.
    people: BTreeSet<u64>,
}

impl Directory {
    /// Takes up an entry; one that says the same is held once. False where there is no room for it.
    pub(crate) fn note(&mut self, entry: Entry) -> bool {
        if self.under(&entry.id).any(|known| *known == entry) {
            return true;
        }
        let Some(number) = u32::try_from(self.entries.len()).ok().filter(|n| (*n as usize) < ENTRIES_MAX) else { return false };
        let is_institution = matches!(entry.sort, Sort::Organization | Sort::Place);
        let named: Vec<String> = if is_institution { entry.names.iter().map(|name| under_name(name)).collect() } else { Vec::new() };
        let mut keys: Vec<&String> = entry.keys.iter().chain([&entry.id, &entry.of]).filter(|key| !key.is_empty()).chain(&named).collect();
        keys.sort_unstable();
        keys.dedup();
        // Whoever stands under no key is found by nobody, and would take the room of others with every mention.
        let is_full = |key: &&String| self.by_key.get(*key).is_some_and(|under| under.len() >= NAMESAKES_MAX);
        if !keys.is_empty() && keys.iter().all(is_full) {
            return false;
        }
        for key in keys {
            let under = self.by_key.entry(key.clone()).or_default();
            if under.len() < NAMESAKES_MAX {
                under.push(number);
            }
        }
        if !self.sorts.contains(&entry.sort) {
            self.sorts.push(entry.sort);
        }
        self.credentials.extend(entry.credentials.iter().cloned());
        if entry.sort == Sort::Person {
            self.people.extend(entry.names.iter().filter(|name| name.contains(' ')).map(|name| digest(name.as_str())));
        }
        self.entries.push(entry);
        true
    }

    /// Adds the entries of another part of the book; tells for how many there is no room.
    pub(crate) fn add(&mut self, other: Self) -> u64 {
        other.entries.into_iter().map(|entry| u64::from(!self.note(entry))).sum()
    }

    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    fn under(&self, key: &str) -> impl Iterator<Item = &Entry> {
        self.by_key.get(key).into_iter().flatten().filter_map(move |number| self.entries.get(*number as usize))
    }

    /// Whom a key names, by id, else by a number: of a role the person, where there is one.
    fn named(&self, key: &str) -> Vec<&Entry> {
        let mut found: Vec<&Entry> = self.under(key).filter(|entry| entry.id == key).collect();
        if found.is_empty() {
            // A role that names the person by the number is not the person.
            found = self.under(key).filter(|entry| entry.sort != Sort::Role).collect();
        }
        found.into_iter().map(|entry| self.person(entry)).collect()
    }

    /// Of a role the person, where there is one; whoever is no role is who it is.
    fn person<'e>(&'e self, entry: &'e Entry) -> &'e Entry {
        if entry.sort != Sort::Role || entry.of.is_empty() {
            return entry;
        }
        self.under(&entry.of).find(|other| other.sort == Sort::Person).unwrap_or(entry)
    }

    /// Specialties of a person, by whatever they work as.
    fn specialties<'e>(&'e self, entry: &'e Entry) -> Vec<&'e (String, String)> {
        let roles = entry.keys.iter().chain([&entry.id]).flat_map(|key| self.under(key).filter(move |role| role.sort == Sort::Role && role.of == *key));
        entry.specialties.iter().chain(roles.flat_map(|role| &role.specialties)).collect()
    }

    /// Whether it lists anything of a sort: who is only named by messages is listed nowhere, and so is nobody missed there.
    fn has(&self, word: &str) -> bool {
        self.sorts.iter().any(|sort| *sort != Sort::OfMessages && sort.word() == word)
    }

    /// Whether there is an entry of an id.
    pub(crate) fn holds(&self, id: &str) -> bool {
        self.under(id).any(|entry| entry.id == id)
    }

    /// Whether there may have been no room for somebody: who is not found may be one of these.
    fn is_full(&self) -> bool {
        self.entries.len() >= ENTRIES_MAX
    }

    /// Whether a key names somebody or something that goes by a name, whatever the order of its words, its titles and how much of it is said.
    pub(crate) fn is_called(&self, key: &str, name: &str) -> bool {
        let (person, place) = (written::person(&name.replace('-', " ")), institution(name));
        let goes = |entry: &Entry| match entry.sort.word() == Sort::Person.word() {
            true => entry.names.iter().any(|own| is_one_person(own, &person, false)),
            false => entry.names.contains(&place),
        };
        !person.is_empty() && self.named(key).into_iter().any(|entry| goes(entry) || written::person(&entry.shown) == written::person(name))
    }

    /// The same, or that nobody stands under the key: then nobody can tell what it is called.
    pub(crate) fn may_be_called(&self, key: &str, name: &str) -> bool {
        self.named(key).is_empty() || self.is_called(key, name)
    }

    /// Whether a key leads to a person, a place or an organization, and a name is that of another one.
    pub(crate) fn is_somebody_else(&self, key: &str, name: &str) -> bool {
        let named = self.named(key);
        let are = |sort: Sort| !named.is_empty() && named.iter().all(|entry| entry.sort == sort && !entry.names.is_empty());
        if are(Sort::Person) {
            let normal = written::person(&name.replace('-', " "));
            return self.people.contains(&digest(normal.as_str())) && !self.is_called(key, name);
        }
        // Only the whole name of a place tells it from what it is a part of.
        let whole = institution(name);
        let goes_by_it = |entry: &&Entry| entry.names.contains(&whole);
        let is_known = |sort: Sort| are(sort) && self.under(&under_name(&whole)).any(|other| other.sort == sort);
        !named.iter().any(goes_by_it) && [Sort::Place, Sort::Organization].into_iter().any(is_known)
    }

    /// Whether somebody else than whom a key leads to goes by a number and a name; where nobody goes by both and whom it leads to has another number or
    /// none, whether an organization goes by the name.
    pub(crate) fn is_another(&self, key: &str, number: &str, name: &str) -> bool {
        let is_it = |entry: &Entry| entry.id == key || entry.of == key;
        let words = written::person(name);
        let known: Vec<&Entry> = self.under(number).filter(|entry| !words.is_empty() && written::person(&entry.shown) == words).collect();
        if !known.is_empty() {
            return !known.into_iter().any(is_it);
        }
        let called: Vec<&Entry> = self.under(&under_name(&institution(name))).filter(|entry| entry.sort == Sort::Organization).collect();
        let is_known = !self.named(key).is_empty() && !self.under(number).any(is_it);
        is_known && !called.is_empty() && !called.into_iter().any(|entry| is_it(entry) || entry.keys.iter().any(|own| own == key))
    }

    /// Whether a key names a person who goes by a name, and not a stand-in for whoever it was.
    pub(crate) fn is_somebody(&self, key: &str) -> bool {
        const NOBODY: [&str; 12] =
            ["unknown", "unspecified", "unassigned", "historical", "legacy", "placeholder", "conversion", "converted", "migrated", "external", "outside", "default"];
        let is_word_for_nobody = |word: &str| NOBODY.contains(&word.to_lowercase().as_str());
        let is_named = |entry: &Entry| !entry.shown.is_empty() && !entry.shown.split(|c: char| !c.is_alphanumeric()).any(is_word_for_nobody);
        self.named(key).into_iter().any(|entry| entry.sort == Sort::Person && is_named(entry))
    }

    /// Whom a key names, in words.
    pub(crate) fn words(&self, key: &str) -> Option<String> {
        let entry = self.named(key).into_iter().next()?;
        let numbers = entry.numbers.iter().map(|(name, number)| format!(", {name} {number}"));
        Some(format!("{}{}", entry.shown, numbers.collect::<String>()))
    }
}

/// What an organization or a place that goes by a name in its normal form stands under beside its numbers: no number begins like it.
fn under_name(name: &str) -> String {
    format!("\u{1f}{name}")
}

/// Whether one of two keys is a number of whom the other names by id, and nobody else's, or whoever works as what the other names: a record may name
/// somebody by each of them. So are two ids of one sort that have a number in common which nobody else has.
pub(crate) fn is_same(legacy: &Directory, destination: &Directory, a: &str, b: &str) -> bool {
    let has = |own: &Directory, other: &Directory, id: &str, number: &str| {
        let is_it = |entry: &Entry| entry.id == id || entry.of == id;
        let is_number = || own.under(id).any(|entry| entry.id == id && entry.keys.iter().any(|key| key == number));
        let is_role = || own.under(id).any(|entry| entry.id == id && entry.sort == Sort::Role && entry.of == number);
        id != number && (is_role() || is_number() && own.under(number).all(is_it) && !other.under(number).any(|entry| entry.id == number))
    };
    // A server may keep somebody once for each record that names him, under the number that nobody else has. Organizations may share one, that of whom they
    // belong to: those have another number or name beside it.
    let is_one = |own: &Entry, other: &Entry| {
        let shared = (own.sort == other.sort || own.sort == Sort::OfMessages) && own.numbers.iter().any(|number| other.numbers.contains(number));
        let is_number = |what: &str| NUMBERINGS.iter().any(|(name, ..)| what.strip_prefix(OTHER) == Some(*name));
        shared && parted((legacy, own), (destination, other)).is_none_or(|what| !is_number(&what) && !what.starts_with(ANOTHER_NAME))
    };
    let is_copy = |own: &&Entry| destination.named(b).into_iter().any(|other| is_one(own, other));
    has(legacy, destination, a, b) || has(destination, legacy, b, a) || legacy.named(a).iter().any(is_copy)
}

/// Whether a key is somebody's number in a numbering that gives nobody two (an NPI), and the other key leads to whoever has another one of it: however few
/// links tell of either, these are two. `directory` is that of the book of the other key.
pub(crate) fn is_another_number(directory: &Directory, number: &str, key: &str) -> bool {
    let digits = written::bare(number);
    let mut known = directory.under(number).flat_map(|entry| &entry.numbers).filter(|(_, own)| *own == digits).map(|(name, _)| name).peekable();
    if known.peek().is_none() {
        return false;
    }
    let led = directory.named(key);
    let has_another = |name: &String| {
        let theirs: Vec<&str> = led.iter().flat_map(|entry| numbers(entry, name)).collect();
        !theirs.is_empty() && !theirs.contains(&digits.as_str())
    };
    known.any(has_another)
}

/// Whether an element that no aspect stands for names people, organizations or places.
pub(crate) fn is_entry(path: &str) -> bool {
    const LAST: [&str; 26] = [
        "actor", "attester", "author", "custodian", "enterer", "facility", "individual", "insurer", "location", "manager", "managingOrganization", "manufacturer", "member",
        "onBehalfOf", "organization", "origin", "party", "payor", "performer", "practitioner", "provider", "recorder", "requester", "resultsInterpreter", "serviceProvider", "who",
    ];
    LAST.contains(&path.rsplit('.').next().unwrap_or(path))
}

/// Whether an element names a place or an organization by words, where it has any, instead of its key.
pub(crate) fn is_worded(path: &str) -> bool {
    matches!(path.rsplit('.').next().unwrap_or(path), "actor" | "facility" | "insurer" | "location" | "manufacturer" | "payor")
}

/// What a manner tells that an entry says otherwise of itself: the type of the resource, and the elements that say it. None of what may as well be
/// another entry.
pub(crate) fn is_said_in(what: &str) -> Option<(&'static str, &'static [&'static str])> {
    let (word, what) = what.strip_prefix("the ")?.split_once(" it names ")?;
    let elements: &[&str] = match what {
        NOT_IN_USE | IN_USE => &["active"],
        PRINTED => &["name.text"],
        CREDENTIAL => &["qualification", "name.suffix"],
        SEX => &["gender"],
        _ => return None,
    };
    TYPES.iter().find(|(known, _)| *known == word).map(|(_, resource)| (*resource, elements))
}

/// The numbering of which an entry that goes by its name has another number, and the type of the resource.
pub(crate) fn other_number(what: &str) -> Option<(&'static str, &'static str)> {
    let (word, what) = what.strip_prefix("the ")?.split_once(" it names ")?;
    let said = what.strip_prefix(OTHER)?;
    let (numbering, ..) = NUMBERINGS.iter().find(|(name, ..)| *name == said)?;
    TYPES.iter().find(|(known, _)| *known == word).map(|(_, resource)| (*resource, *numbering))
}

/// What the entries of two keys differ in, where the first has become the second; as the manner of a difference.
pub(crate) fn manner((legacy, destination): (&Directory, &Directory), aspect: Aspect, path: &str, a: &str, b: &str) -> Option<String> {
    if legacy.entries.is_empty() || destination.entries.is_empty() {
        return None;
    }
    let (mut ours, theirs) = (legacy.named(a), destination.named(b));
    // A directory knows more of somebody than messages that only mention him.
    if ours.iter().any(|entry| entry.sort != Sort::OfMessages) {
        ours.retain(|entry| entry.sort != Sort::OfMessages);
    }
    if ours.iter().chain(&theirs).any(|entry| entry.sort == Sort::OfAPatient) {
        return None;
    }
    // How somebody is called under the number that stayed is a matter of the directory, which messages do not bring.
    if a == b && ours.iter().any(|entry| entry.sort == Sort::OfMessages && entry.numbers.is_empty()) {
        return None;
    }
    // Ids may be counted anew for each type: the element tells which of them is meant.
    let word = likely(aspect, path).into_iter().find(|word| ours.iter().any(|entry| entry.sort.word() == *word))?;
    let ours: Vec<&Entry> = ours.into_iter().filter(|entry| entry.sort.word() == word).collect();
    let told = |what: &str| Some(format!("{MANNER}the {word} it names {what}"));
    let (alike, others): (Vec<&Entry>, Vec<&Entry>) = theirs.into_iter().partition(|entry| entry.sort.word() == word);
    if alike.is_empty() {
        let same_name = others.iter().any(|other| ours.iter().any(|own| own.names.iter().any(|name| other.names.contains(name))));
        return match others.first() {
            // Whoever is named otherwise may not be listed at all; an id that stayed says who is missed.
            None if a == b && destination.has(word) && !destination.is_full() && !ours.iter().any(|entry| entry.sort == Sort::OfMessages) => told(GONE),
            // Of whoever goes by no name nobody can tell that it is something else.
            Some(_) if !same_name && destination.has(word) && ours.iter().any(|own| !own.names.is_empty()) => told("has become something of another sort"),
            _ => None,
        };
    }
    let mut found = None;
    for (own, other) in ours.iter().flat_map(|own| alike.iter().map(move |other| (*own, *other))) {
        match parted((legacy, own), (destination, other)) {
            None => return None,
            parted => found = found.or(parted),
        }
    }
    found.and_then(|what| told(&what))
}

/// Whether a manner tells of the directory.
pub(crate) fn is_manner(manner: &str) -> bool {
    manner.starts_with(MANNER)
}

/// What a manner tells, without its beginning.
pub(crate) fn of_manner(manner: &str) -> Option<&str> {
    manner.strip_prefix(MANNER)
}

/// Of what an entry may be that an element names, the likeliest first.
fn likely(aspect: Aspect, path: &str) -> [&'static str; 4] {
    let last = path.rsplit('.').next().unwrap_or(path).to_lowercase();
    match aspect {
        Aspect::Location => ["place", "organization", "practitioner", "device"],
        Aspect::Payer | Aspect::Manufacturer => ["organization", "practitioner", "place", "device"],
        _ if last.contains("location") || last == "facility" => ["place", "organization", "practitioner", "device"],
        _ if ["organization", "custodian", "insurer", "payor", "onbehalfof", "serviceprovider", "manufacturer"].iter().any(|word| last.ends_with(word)) => {
            ["organization", "practitioner", "place", "device"]
        }
        _ => ["practitioner", "organization", "place", "device"],
    }
}

/// What two entries of one sort differ in, the weightiest.
fn parted((legacy, own): (&Directory, &Entry), (destination, other): (&Directory, &Entry)) -> Option<String> {
    let numbering = own.numbers.iter().map(|(name, _)| name).find(|name| numbers(own, name).iter().all(|n| !numbers(other, name).contains(n)) && !numbers(other, name).is_empty());
    let known = own.numbers.iter().any(|number| other.numbers.contains(number));
    let both_named = !own.names.is_empty() && !other.names.is_empty();
    let is_person = own.sort.word() == Sort::Person.word();
    let alike = |a: &String, b: &String| if is_person { is_one_person(a, b, known) } else { a == b };
    let renamed = both_named && !own.names.iter().any(|a| other.names.iter().any(|b| alike(a, b)));
    match (numbering, renamed) {
        (Some(numbering), true) => return Some(format!("{ANOTHER_NAME} and another {numbering}")),
        (Some(numbering), false) => return Some(format!("{OTHER}{numbering}")),
        (None, true) => return Some(ANOTHER_NAME.into()),
        (None, false) => {}
    }
    // A name that is printed is one that the person has somewhere, in parts or in print.
    let has_name = |printed: &String| own.names.iter().chain(&own.printed).any(|name| alike(name, printed));
    if is_person && both_named && !other.printed.iter().all(has_name) {
        return Some(PRINTED.into());
    }
    if is_person && has_another_credential((legacy, own), other) {
        return Some(CREDENTIAL.into());
    }
    // Of whose sex a book does not know nothing is said.
    let sexes = [own, other].map(|entry| entry.sex.as_deref().filter(|sex| matches!(*sex, "female" | "male" | "other")));
    if is_person && let [Some(a), Some(b)] = sexes && a != b {
        return Some(SEX.into());
    }
    let (ours, theirs) = (legacy.specialties(own), destination.specialties(other));
    let same_system = ours.iter().any(|(system, _)| theirs.iter().any(|(other, _)| other == system));
    if same_system && !ours.iter().any(|one| theirs.contains(one)) {
        return Some("has another specialty".into());
    }
    match (&own.address, &other.address) {
        (Some(a), Some(b)) if !is_person && has_moved(a, b) => return Some("stands elsewhere".into()),
        _ => {}
    }
    match (own.active, other.active) {
        (Some(true), Some(false)) => Some(NOT_IN_USE.into()),
        (Some(false), Some(true)) => Some(IN_USE.into()),
        _ => None,
    }
}

/// Whether the letters behind a name are others, and no other words for them: those that the legacy directory has for somebody else, or what it has
/// of the person in another place, a number or a name.
fn has_another_credential((legacy, own): (&Directory, &Entry), other: &Entry) -> bool {
    if own.credentials.is_empty() || other.credentials.iter().any(|letters| own.credentials.contains(letters)) {
        return false;
    }
    let has_key = |letters: &String| own.keys.iter().chain([&own.id]).any(|key| written::bare(key) == *letters);
    let has_name = |letters: &String| own.names.iter().any(|name| name.split(' ').any(|word| word == letters.as_str()));
    other.credentials.iter().any(|letters| legacy.credentials.contains(letters) || has_key(letters) || has_name(letters))
}

/// The numbering of a number and the number in one form; none of a numbering that is anew in every system.
pub(crate) fn number(system: &str, types: &[&str], text: &str) -> Option<(String, String)> {
    let of_types = || NUMBERINGS.iter().find(|(.., word)| types.contains(word)).map(|(name, ..)| *name);
    let name = numbering(system).or_else(of_types)?;
    let digits = written::bare(text);
    let bare = digits.strip_prefix("npi").unwrap_or(&digits).to_string();
    (!bare.is_empty()).then(|| (name.to_string(), bare))
}

/// The numbering of a system, of those that give nobody two numbers.
pub fn numbering(system: &str) -> Option<&'static str> {
    let system = system.to_lowercase();
    let last = system.rsplit(['/', ':']).next();
    NUMBERINGS.iter().find(|(_, parts, _)| parts.iter().any(|part| last == Some(*part))).map(|(name, ..)| *name)
}

fn numbers<'e>(entry: &'e Entry, numbering: &str) -> Vec<&'e str> {
    entry.numbers.iter().filter(|(name, _)| name == numbering).map(|(_, number)| number.as_str()).collect()
}

/// Whether two names in their normal form may be those of one person: each word of the shorter one stands in the longer one, or its initial.
/// Of somebody who is `known` by a number one word in common is enough: people marry.
fn is_one_person(a: &str, b: &str, known: bool) -> bool {
    if a == b {
        return true;
    }
    let (mut a, mut b): (Vec<&str>, Vec<&str>) = (a.split(' ').collect(), b.split(' ').collect());
    if a.len() > b.len() {
        std::mem::swap(&mut a, &mut b);
    }
    let is_word = |word: &&&str| word.chars().count() > 1;
    let shared = a.iter().filter(is_word).any(|word| b.contains(word));
    let fits = |x: &str, y: &str| x == y || x.chars().count() == 1 && y.starts_with(x) || y.chars().count() == 1 && x.starts_with(y);
    shared && (known || a.iter().all(|word| b.iter().any(|other| fits(word, other))))
}

fn has_moved(a: &Address, b: &Address) -> bool {
    let differ = |x: &str, y: &str| !x.is_empty() && !y.is_empty() && x != y;
    let same_postal = !a.postal.is_empty() && a.postal == b.postal;
    differ(&a.city, &b.city) && !same_postal || differ(&a.postal, &b.postal) && differ(&a.line, &b.line)
}

/// The name of an organization or a place in its normal form: legal forms say nothing, some words are mostly abbreviated.
pub(crate) fn institution(name: &str) -> String {
    const NOTHING: [&str; 12] = ["inc", "incorporated", "llc", "llp", "ltd", "limited", "corp", "corporation", "co", "company", "pc", "pllc"];
    const SHORT: [(&str, &str); 9] = [
        ("hosp", "hospital"), ("ctr", "center"), ("centre", "center"), ("med", "medical"), ("st", "saint"), ("dept", "department"), ("univ", "university"), ("assoc", "associate"),
        ("svc", "service"),
    ];
    let joined: String = name.chars().filter(|c| !matches!(*c, '\'' | '’' | '.')).collect();
    let mut words: Vec<String> = vocabulary::tokens(&joined).into_iter().filter(|word| !NOTHING.contains(&word.as_str())).collect();
    for word in &mut words {
        if let Some((_, long)) = SHORT.iter().find(|(short, _)| *short == word.as_str()) {
            *word = (*long).to_string();
        }
    }
    words.sort_unstable();
    words.dedup();
    words.join(" ")
}

#[cfg(test)]
mod tests;
