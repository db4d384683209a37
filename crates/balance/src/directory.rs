//! The directory of a book: who and what serves many patients and belongs to no chart, by id: practitioners and what they work as,
//! organizations, places, devices of nobody.
//!
//! A key says which entry a record names, an entry who that is. Once it is known which key a legacy key has become, both entries are held
//! against each other: the same key is no proof of the same person. Only what both sides say is compared. Numbers count where whoever gave them
//! gives nobody two: those of a system are anew in every system. A name is one whatever its order, titles, capitals and initials.

use crate::vocabulary;
use model::Aspect;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Entries that are held; a larger directory is known in part.
const ENTRIES_MAX: usize = 500_000;
/// Entries of one key that are held.
const NAMESAKES_MAX: usize = 16;
/// How every manner begins that tells of the directory.
const MANNER: &str = "in the directory, ";

/// What an entry is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Sort {
    Person,
    /// What a person works as: it stands for the person.
    Role,
    Organization,
    Place,
    Device,
    /// Somebody of a patient's own: nothing is compared, and nobody else is meant by the key.
    OfAPatient,
}

impl Sort {
    fn word(self) -> &'static str {
        match self {
            Self::Person | Self::Role => "practitioner",
            Self::Organization => "organization",
            Self::Place => "place",
            Self::Device => "device",
            Self::OfAPatient => "relative",
        }
    }
}

/// Where something stands, each part in its normal form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Address {
    pub(crate) line: String,
    pub(crate) city: String,
    pub(crate) postal: String,
}

/// What a resource says of whom or what it stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entry {
    pub(crate) sort: Sort,
    pub(crate) id: String,
    /// Every number that it has, by whoever gave it: references may name it by one.
    pub(crate) keys: Vec<String>,
    /// Numbers that nobody else has: the name of the numbering and the number.
    pub(crate) numbers: Vec<(String, String)>,
    /// Names in their normal form.
    pub(crate) names: Vec<String>,
    /// A name as it is written.
    pub(crate) shown: String,
    /// Of a role: the key of the person.
    pub(crate) of: String,
    /// Of a role: specialties as system and code.
    pub(crate) specialties: Vec<(String, String)>,
    pub(crate) address: Option<Address>,
}

/// The entries of a book.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub struct Directory {
    entries: Vec<Entry>,
    by_key: HashMap<String, Vec<u32>>,
    /// Every sort of which there is an entry.
    sorts: Vec<Sort>,
}

impl Directory {
    /// Takes up an entry; one that says the same is held once.
    pub(crate) fn note(&mut self, entry: Entry) {
        let is_known = self.under(&entry.id).any(|known| *known == entry);
        let Some(number) = u32::try_from(self.entries.len()).ok().filter(|n| !is_known && (*n as usize) < ENTRIES_MAX) else { return };
        let mut keys: Vec<&String> = entry.keys.iter().chain([&entry.id, &entry.of]).filter(|key| !key.is_empty()).collect();
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            let under = self.by_key.entry(key.clone()).or_default();
            if under.len() < NAMESAKES_MAX {
                under.push(number);
            }
        }
        if !self.sorts.contains(&entry.sort) {
            self.sorts.push(entry.sort);
        }
        self.entries.push(entry);
    }

    /// Adds the entries of another part of the book.
    pub(crate) fn add(&mut self, other: Self) {
        other.entries.into_iter().for_each(|entry| self.note(entry));
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

    fn has(&self, word: &str) -> bool {
        self.sorts.iter().any(|sort| sort.word() == word)
    }

    /// Whom a key names, in words.
    pub(crate) fn words(&self, key: &str) -> Option<String> {
        let entry = self.named(key).into_iter().next()?;
        let numbers = entry.numbers.iter().map(|(name, number)| format!(", {name} {number}"));
        Some(format!("{}{}", entry.shown, numbers.collect::<String>()))
    }
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

/// What the entries of two keys differ in, where the first has become the second; as the manner of a difference.
pub(crate) fn manner((legacy, destination): (&Directory, &Directory), aspect: Aspect, path: &str, a: &str, b: &str) -> Option<String> {
    if legacy.entries.is_empty() || destination.entries.is_empty() {
        return None;
    }
    let (ours, theirs) = (legacy.named(a), destination.named(b));
    if ours.iter().chain(&theirs).any(|entry| entry.sort == Sort::OfAPatient) {
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
            None if a == b && destination.has(word) => told("is not there any more"),
            Some(_) if !same_name && destination.has(word) => told("has become something of another sort"),
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
        (Some(numbering), true) => return Some(format!("has another name and another {numbering}")),
        (Some(numbering), false) => return Some(format!("has another {numbering}")),
        (None, true) => return Some("has another name".into()),
        (None, false) => {}
    }
    let (ours, theirs) = (legacy.specialties(own), destination.specialties(other));
    let same_system = ours.iter().any(|(system, _)| theirs.iter().any(|(other, _)| other == system));
    if same_system && !ours.iter().any(|one| theirs.contains(one)) {
        return Some("has another specialty".into());
    }
    match (&own.address, &other.address) {
        (Some(a), Some(b)) if !is_person && has_moved(a, b) => Some("stands elsewhere".into()),
        _ => None,
    }
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
mod tests {
    use super::*;
    use crate::cause::{Causes, Provenance, RuleInfo, Unmade};
    use crate::codes::Equivalences;
    use crate::compare::{Finding, compare_patient};
    use crate::lookup::Lookups;
    use crate::reading::{Coverage, Places, Reading};
    use formats::{Format, Limits};
    use model::{CauseClass, Kind, Side, Statement};
    use std::ops::ControlFlow;

    const ANN: &str = r#"{"resourceType":"Practitioner","id":"17","active":true,"identifier":[{"system":"http://hl7.org/fhir/sid/us-npi","value":"1234567893"}],"name":[{"family":"Meyer-Lund","given":["Ann"],"prefix":["Dr."]}]}"#;
    const BOB: &str = r#"{"resourceType":"Practitioner","id":"18","identifier":[{"system":"http://hl7.org/fhir/sid/us-npi","value":"1987654325"}],"name":[{"family":"Stone","given":["Bob"]}]}"#;
    const CLINIC: &str = r#"{"resourceType":"Organization","id":"c","name":"Harbor Hosp., Inc."}"#;
    const WARD: &str = r#"{"resourceType":"Location","id":"w","name":"Ward 5","address":{"line":["1 Main Street"],"city":"St. Ives","postalCode":"01420-1234"}}"#;

    /// A chart whose records name the practitioners of two keys, the clinic and the ward.
    fn chart(ann: &str, bob: &str) -> String {
        let condition = |id: &str, who: &str, code: &str| {
            format!(
                r#"{{"resourceType":"Condition","id":"{id}","subject":{{"reference":"Patient/p"}},"recorder":{{"reference":"{who}"}},"code":{{"coding":[{{"system":"http://snomed.info/sct","code":"{code}"}}]}},"onsetDateTime":"2020-01-0{id}"}}"#
            )
        };
        let visit = r#"{"resourceType":"Encounter","id":"e","status":"finished","class":{"code":"AMB"},"subject":{"reference":"Patient/p"},"period":{"start":"2020-01-01"},
            "location":[{"location":{"reference":"Location/w","display":"Ward 5"}}],"serviceProvider":{"reference":"Organization/c"}}"#
            .replace('\n', " ");
        let patient = r#"{"resourceType":"Patient","id":"p","name":[{"family":"Roe","given":["Jane"]}]}"#.to_string();
        [patient, visit, condition("1", ann, "38341003"), condition("2", ann, "73211009"), condition("3", bob, "195967001")].join("\n")
    }

    fn book(text: &str) -> (Vec<Statement>, Coverage) {
        let (lookups, mut places, mut coverage, mut statements) = (Lookups::default(), Places::default(), Coverage::default(), Vec::new());
        let mut reading = Reading::new(Side::Legacy, 1, None, &lookups).whole(true);
        formats::read(Format::FhirNdjson, "case", &mut text.as_bytes(), &Limits::default(), &mut |item| {
            reading.item(&item, &mut places, &mut coverage, &mut |s| statements.push(s));
            ControlFlow::Continue(())
        })
        .unwrap();
        (statements, coverage)
    }

    fn findings(legacy: &[&str], destination: &[&str]) -> Vec<Finding> {
        let ((ours, left), (theirs, right)) = (book(&legacy.join("\n")), book(&destination.join("\n")));
        compare_patient(&ours, &theirs, &Equivalences::default(), (&left, &right), &|_| None).findings
    }

    /// The manners of what differs, each with how often.
    fn said(destination: &[&str], chart_there: &str) -> Vec<String> {
        let here = chart("Practitioner/17", "Practitioner/18");
        let mut all = destination.to_vec();
        all.push(chart_there);
        let mut counts: std::collections::BTreeMap<String, u32> = Default::default();
        findings(&[ANN, BOB, CLINIC, WARD, &here], &all).into_iter().for_each(|f| *counts.entry(f.manner).or_default() += 1);
        counts.into_iter().map(|(manner, n)| format!("{n} {manner}")).collect()
    }

    fn same_keys() -> String {
        chart("Practitioner/17", "Practitioner/18")
    }

    #[test]
    fn the_same_key_is_no_proof_of_the_same_person() {
        let overlaid = BOB.replace(r#""18""#, r#""17""#);
        assert_eq!(said(&[&overlaid, BOB, CLINIC, WARD], &same_keys()), ["2 in the directory, the practitioner it names has another name and another NPI"]);
        let mistyped = ANN.replace("1234567893", "1234567839");
        assert_eq!(said(&[&mistyped, BOB, CLINIC, WARD], &same_keys()), ["2 in the directory, the practitioner it names has another NPI"]);
        assert_eq!(said(&[BOB, CLINIC, WARD], &same_keys()), ["2 in the directory, the practitioner it names is not there any more"]);
    }

    #[test]
    fn everybody_who_has_become_one_is_told() {
        let migration = r#"{"resourceType":"Practitioner","id":"m","name":[{"text":"Migration User"}]}"#;
        let found = said(&[migration, CLINIC, WARD], &chart("Practitioner/m", "Practitioner/m"));
        assert_eq!(found, ["3 in the directory, the practitioner it names has another name"]);
        let device = r#"{"resourceType":"Device","id":"m","deviceName":[{"name":"Data migration"}]}"#;
        let found = said(&[device, BOB, CLINIC, WARD], &chart("Device/m", "Practitioner/18"));
        assert_eq!(found, ["2 in the directory, the practitioner it names has become something of another sort"]);
    }

    #[test]
    fn organizations_and_places_are_held_against_each_other_too() {
        let renamed = CLINIC.replace("Harbor", "Hillside");
        assert_eq!(said(&[ANN, BOB, &renamed, WARD], &same_keys()), ["1 in the directory, the organization it names has another name"]);
        let moved = WARD.replace("St. Ives", "Penzance").replace("01420", "02139");
        assert_eq!(said(&[ANN, BOB, CLINIC, &moved], &same_keys()), ["1 in the directory, the place it names stands elsewhere"]);
    }

    #[test]
    fn what_is_written_otherwise_is_the_same() {
        let ann = r#"{"resourceType":"Practitioner","id":"9","identifier":[{"value":"1234567893","type":{"coding":[{"code":"NPI"}]}},{"system":"urn:new","value":"44"}],"name":[{"text":"MEYER LUND, ANN K. MD"}]}"#;
        let role = r#"{"resourceType":"PractitionerRole","id":"r","practitioner":{"reference":"Practitioner/9"}}"#;
        let clinic = r#"{"resourceType":"Organization","id":"c","active":true,"name":"HARBOR HOSPITAL"}"#;
        let ward = WARD.replace("St. Ives", "Saint Ives").replace("01420-1234", "01420");
        let nobodys = r#"{"resourceType":"Practitioner","id":"77","name":[{"family":"New"}]}"#;
        for key in ["Practitioner/9", "PractitionerRole/r"] {
            let found = said(&[ann, BOB, role, clinic, &ward, nobodys], &chart(key, "Practitioner/18"));
            assert!(found.is_empty(), "{key}: {found:?}");
        }
        // A book without a directory says nothing of anybody.
        assert!(said(&[], &same_keys()).is_empty());
    }

    #[test]
    fn names_are_those_of_one_person() {
        for (a, b, known, one) in [
            ("ann meyer", "a meyer", false, true),
            ("ann meyer", "ann k meyer", false, true),
            ("ann meyer", "ann stone", false, false),
            ("ann meyer", "ann stone", true, true),
            ("ann meyer", "bob stone", true, false),
            ("a m", "a s", false, false),
        ] {
            assert_eq!(is_one_person(a, b, known), one, "{a} and {b}");
        }
        assert_eq!(institution("St. Mary's Med. Ctr., LLC"), institution("saint marys medical center"));
        assert_ne!(institution("Ward 5"), institution("Ward 6"));
    }

    /// Nobody knows who made the destination.
    struct Unknown;

    impl Provenance for Unknown {
        fn source(&self, _: &Statement) -> Option<(u32, u64)> {
            None
        }
        fn rule(&self, _: &Statement, _: &str, _: Kind, _: Aspect) -> Option<RuleInfo> {
            None
        }
        fn usual_element(&self, _: Kind, _: Aspect) -> &'static str {
            ""
        }
        fn unmade(&self, _: &Statement) -> Option<Unmade> {
            None
        }
        fn is_own(&self) -> bool {
            false
        }
    }

    #[test]
    fn what_became_of_an_entry_is_one_cause() {
        let (here, overlaid) = (same_keys(), BOB.replace(r#""18""#, r#""17""#));
        let all = findings(&[ANN, BOB, &here], &[&overlaid, BOB, &here]);
        assert_eq!(all.iter().map(|f| f.destination_value.as_str()).collect::<Vec<_>>(), ["Bob Stone, NPI 1987654325"; 2]);
        let ((ours, _), (theirs, _)) = (book(&here), book(&here));
        let mut causes = Causes::default();
        for finding in &all {
            causes.add(finding, (finding.legacy.map(|i| &ours[i]), finding.destination.map(|i| &theirs[i])), "", 0, false, &Unknown);
        }
        let causes = causes.into_causes();
        assert_eq!(causes.iter().map(|c| (c.class, c.statements)).collect::<Vec<_>>(), [(CauseClass::Identity, 2)]);
        assert!(causes[0].evidence.ends_with("Entries concerned: 1. On the one that is named most hang 2 records of 1 patients."), "{}", causes[0].evidence);
        assert!(!causes[0].label.contains("Bob") && !causes[0].evidence.contains("17"), "no content");
    }

    #[test]
    fn one_entry_is_held_once_and_named_in_words() {
        let (_, mut coverage) = book(&[ANN, ANN, BOB].join("\n"));
        let (_, other) = book(ANN);
        coverage.directory.add(other.directory);
        assert_eq!(coverage.directory.entries.len(), 2);
        assert_eq!(coverage.directory.words("17").as_deref(), Some("Ann Meyer-Lund, NPI 1234567893"));
        assert_eq!(coverage.directory.words("1987654325").as_deref(), Some("Bob Stone, NPI 1987654325"), "a reference may name a number");
        assert_eq!(coverage.directory.words("19"), None);
    }
}
