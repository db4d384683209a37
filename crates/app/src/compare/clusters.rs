//! One person under several numbers in messages: all numbers of one PID-3 are one person's, so that whom one message knows by a number that another one lists
//! beside its key goes by that key, whichever of them each message names.
//!
//! A number is taken for the other key only where one key lists it, neither birth nor name speaks against it, and no merge gives it up: what a side
//! itself merged is followed elsewhere ([`identity::Merges`]). Resources of FHIR are records of people: whether two are one is for people to say.
//! What meets is sorted on disk; only the keys that go by another one are held.

use super::heard::is_of_message;
use super::people::{Source, read_back};
use crate::packed::packed;
use crate::sorted::Shelves;
use crate::{AppError, Result};
use identity::said_merges;
use model::{Aspect, Statement, Value};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Whether a number is the key of a message, or stands beside another key.
const OWN: u8 = 0;
const LISTED: u8 = 1;
/// Between the parts of an entry.
const BAR: char = '\u{1f}';
/// Different things said of a person under one number that are held against each other.
const SAID_MAX: usize = 16;

/// By which key of a side others of its keys go.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Clusters(BTreeMap<String, String>);

/// Who somebody is by one message: day of birth and name, each empty where it is not said.
type Who = (String, String);

/// What is said of one number: the keys that list it, and those who go by it.
#[derive(Default)]
struct Number {
    number: String,
    listed: BTreeSet<(String, Who)>,
    own: BTreeSet<Who>,
}

impl Clusters {
    /// Of a side that is read twice over.
    pub(super) fn of(shelves: &Shelves, source: &mut Source<'_>) -> Result<Self> {
        let (mut entries, mut given_up, mut is_any) = (shelves.sorting(), HashSet::<String>::new(), false);
        source(&mut |key, bytes| {
            if bytes.is_empty() {
                return Ok(());
            }
            let statement = read_back(bytes)?;
            given_up.extend(said_merges(&statement).map(|(prior, _)| prior.to_string()));
            if !is_of_message(&statement) {
                return Ok(());
            }
            let (born, name) = who(&statement);
            entries.put(key.as_bytes(), &entry(OWN, "", &born, &name))?;
            for number in numbers(&statement).filter(|number| number != key) {
                is_any = true;
                entries.put(number.as_bytes(), &entry(LISTED, key, &born, &name))?;
            }
            Ok(())
        })?;
        if !is_any {
            return Ok(Self::default());
        }
        let (mut now, mut found) = (Number::default(), Vec::new());
        entries.sorted().each(&mut |number, value| {
            let number = text(number)?;
            if now.number != number {
                found.extend(std::mem::replace(&mut now, Number { number: number.to_string(), ..Number::default() }).known_by());
            }
            now.add(value)
        })?;
        found.extend(now.known_by());
        found.retain(|(number, _)| !given_up.contains(number));
        Ok(Self::settled(found))
    }

    /// Pairs of a key and the one it goes by, followed to the end.
    fn settled(found: Vec<(String, String)>) -> Self {
        let mut names: BTreeMap<String, String> = BTreeMap::new();
        for (number, key) in found {
            let (gone, kept) = (end(&names, &number).to_string(), end(&names, &key).to_string());
            if gone != kept {
                names.insert(gone, kept);
            }
        }
        Self(names.keys().map(|key| (key.clone(), end(&names, key).to_string())).collect())
    }

    /// The key that another one goes by.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    /// Every key that goes by another one, with that.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, name)| (key.as_str(), name.as_str()))
    }

    /// Hands on what is told of a key under the one that it goes by.
    pub(super) fn renamed(&self, key: &str, bytes: &[u8], each: &mut dyn FnMut(&str, &[u8]) -> Result<()>) -> Result<()> {
        let name = self.get(key).unwrap_or(key);
        if self.0.is_empty() || bytes.is_empty() {
            return each(name, bytes);
        }
        let mut statement = read_back(bytes)?;
        statement.patient = name.to_string();
        for fact in statement.facts.iter_mut().filter(|fact| matches!(fact.aspect, Aspect::Patient | Aspect::Replaces)) {
            if let Value::Key(other) = &mut fact.value
                && let Some(name) = self.get(other)
            {
                *other = name.to_string();
            }
        }
        let written = packed(&statement)?;
        each(name, &written)
    }
}

/// The key at the end of the way from a key.
fn end<'n>(names: &'n BTreeMap<String, String>, key: &'n str) -> &'n str {
    let mut now = key;
    while let Some(next) = names.get(now) {
        now = next;
    }
    now
}

impl Number {
    fn add(&mut self, value: &[u8]) -> Result<()> {
        let Some((kind, rest)) = value.split_first() else { return Ok(()) };
        let mut parts = text(rest)?.split(BAR).map(str::to_string);
        let (key, born, name) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        if *kind == OWN {
            if self.own.len() < SAID_MAX {
                self.own.insert((born, name));
            }
        } else if self.listed.len() < SAID_MAX {
            self.listed.insert((key, (born, name)));
        }
        Ok(())
    }

    /// The number with the one key that lists it, where it is a key itself and nothing speaks against it.
    fn known_by(self) -> Option<(String, String)> {
        let Self { number, listed, own } = self;
        let (first, _) = listed.first()?;
        let is_one = listed.iter().all(|(key, _)| key == first);
        let agree = || listed.iter().all(|(_, there)| own.iter().all(|here| may_be_one(here, there)));
        (is_one && !own.is_empty() && agree()).then(|| (number, first.clone()))
    }
}

/// Whether birth and name allow two to be one person: who is born on one day may have another name.
fn may_be_one((born, name): &Who, (born_there, name_there): &Who) -> bool {
    let same = |a: &str, b: &str| a.is_empty() || b.is_empty() || a == b;
    same(born, born_there) && (same(name, name_there) || !born.is_empty() && born == born_there)
}

fn who(statement: &Statement) -> Who {
    let part = |aspect: Aspect| statement.value(aspect).map(|value| value.shown().trim().to_lowercase()).unwrap_or_default();
    let born = statement.date(Aspect::BirthDate).map(|date| date.days().to_string()).unwrap_or_default();
    let name = format!("{}|{}", part(Aspect::Family), part(Aspect::Given)).replace(BAR, " ");
    (born, if name.len() > 1 { name } else { String::new() })
}

/// The record numbers of a statement.
fn numbers(statement: &Statement) -> impl Iterator<Item = String> {
    statement.facts.iter().filter(|fact| fact.aspect == Aspect::Mrn).map(|fact| fact.value.shown())
}

fn entry(kind: u8, key: &str, born: &str, name: &str) -> Vec<u8> {
    let mut entry = vec![kind];
    entry.extend_from_slice(format!("{key}{BAR}{born}{BAR}{name}").as_bytes());
    entry
}

fn text(bytes: &[u8]) -> Result<&str> {
    std::str::from_utf8(bytes).map_err(|e| AppError::Other(e.to_string()))
}

#[cfg(test)]
mod tests {
    use super::super::heard::MESSAGE;
    use super::super::people::tests::shelves;
    use super::*;
    use model::{Date, Fact, How, Kind, Origin};

    /// A person under a key, by a message or a resource, with numbers, a day of birth and a family name.
    fn person(key: &str, numbers: &[&str], (born, family): (&str, &str), reference: &str) -> Statement {
        let numbers = numbers.iter().map(|number| (Aspect::Mrn, Some(Value::Text((*number).into()))));
        let said = [(Aspect::Family, (!family.is_empty()).then(|| Value::Text(family.into()))), (Aspect::BirthDate, Date::parse_iso(born).map(Value::Date))];
        let mut facts: Vec<Fact> = said.into_iter().chain(numbers).filter_map(|(aspect, value)| Some(Fact { aspect, value: value?, place: 0, how: How::Copied })).collect();
        facts.sort_by_key(|fact| fact.aspect);
        Statement { kind: Kind::Demographic, patient: key.into(), origin: Origin { artifact: 0, relation: 0, line: 1, reference: reference.into() }, facts }
    }

    fn clusters(said: &[Statement]) -> Vec<(String, String)> {
        let (_folder, shelves) = shelves(1);
        let mut source = |each: &mut dyn FnMut(&str, &[u8]) -> Result<()>| -> Result<()> {
            said.iter().try_for_each(|statement| each(&statement.patient, &postcard::to_stdvec(statement).unwrap()))
        };
        Clusters::of(&shelves, &mut source).unwrap().iter().map(|(key, name)| (key.to_string(), name.to_string())).collect()
    }

    fn pair(key: &str, name: &str) -> (String, String) {
        (key.to_string(), name.to_string())
    }

    #[test]
    fn whoever_is_named_by_a_number_of_a_list_goes_by_the_key_of_the_list() {
        let holm = ("1970-01-02", "Holm");
        let whole = person("42", &["42", "742", "9"], holm, MESSAGE);
        let short = person("742", &["742"], ("", "Holm"), MESSAGE);
        assert_eq!(clusters(&[whole.clone(), short.clone()]), [pair("742", "42")]);
        assert_eq!(clusters(&[short.clone(), person("9", &["9"], ("", ""), MESSAGE), whole.clone()]), [pair("742", "42"), pair("9", "42")]);
        // Of a chain all go by the first one.
        let next = person("742", &["742", "5"], holm, MESSAGE);
        assert_eq!(clusters(&[whole.clone(), next, person("5", &["5"], holm, MESSAGE)]), [pair("5", "42"), pair("742", "42")]);
        assert_eq!(clusters(&[person("1", &["1", "2"], holm, MESSAGE), person("2", &["1", "2"], holm, MESSAGE)]).len(), 1, "each lists the other");
        assert_eq!(clusters(std::slice::from_ref(&whole)), Vec::new(), "a number by which nobody goes is nobody else's");
    }

    #[test]
    fn nobody_is_taken_for_whom_birth_name_a_merge_or_a_second_list_speaks_against() {
        let holm = ("1970-01-02", "Holm");
        let whole = person("42", &["42", "742"], holm, MESSAGE);
        for (who, is_one) in [(("1970-01-02", "Berg"), true), (("1980-01-02", "Holm"), false), (("", "Berg"), false), (("", "Holm"), true)] {
            assert_eq!(clusters(&[whole.clone(), person("742", &["742"], who, MESSAGE)]).len(), usize::from(is_one), "{who:?}");
        }
        let short = person("742", &["742"], holm, MESSAGE);
        assert_eq!(clusters(&[whole.clone(), short.clone(), person("43", &["43", "742"], holm, MESSAGE)]), Vec::new(), "two list it");
        let mut merge = person("742", &["742"], holm, "");
        merge.facts.extend([(Aspect::Status, Value::Word("merged".into())), (Aspect::Patient, Value::Key("77".into()))].map(|(aspect, value)| Fact { aspect, value, place: 0, how: How::Copied }));
        merge.facts.sort_by_key(|fact| fact.aspect);
        assert_eq!(clusters(&[whole.clone(), short, merge]), Vec::new(), "it was given up");
        assert_eq!(clusters(&[whole, person("742", &["742"], holm, "")]), Vec::new(), "a resource is a person of its own");
    }
}
