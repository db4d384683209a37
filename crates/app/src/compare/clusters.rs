//! One person under several numbers in messages: all numbers of one PID-3 are one person's, so that whom one message knows by a number that another one lists
//! beside its key goes by that key, whichever of them each message names.
//!
//! A number is taken for the other key only where one key lists it, neither birth nor name speaks against it, and no merge gives it up: what a side
//! itself merged is followed elsewhere ([`identity::Merges`]). Resources of FHIR and rows of tables are records of people: whether two are one is for
//! people to say, so that none of them goes by the number of another. But what resources say of somebody whom they name by a number, as logical and
//! conditional references do, is said of the one person whose record gives it. Where numbers of some are ids of others nobody can tell which is meant.
//! What meets is sorted on disk; only the keys that go by another one are held.
//!
//! Every part of the program that asks whose a record is goes through here: the comparison and the filing of documents, which hold people on disk, by
//! [`Clusters`]; notes and the archive, which hold them in memory, by [`names`].

use super::heard::{is_by_message, is_of_message};
use super::people::{Source, read_back, tells_a_merge};
use crate::packed::packed;
use crate::sorted::Shelves;
use crate::{AppError, Result};
use identity::{is_of_tables, said_merges};
use model::{Aspect, Statement, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Whether a number is the key of a message, stands beside another key, is the key of a record of its own, is given by such a record, or is a key on which
/// anything hangs.
const OWN: u8 = 0;
const LISTED: u8 = 1;
const RECORD: u8 = 2;
const GIVEN: u8 = 3;
const HUNG: u8 = 4;
/// Between the parts of an entry.
const BAR: char = '\u{1f}';
/// Different things said of a person under one number that are held against each other.
const SAID_MAX: usize = 16;

/// Hands out what is said of people, in any order.
type People<'a> = dyn FnMut(&mut dyn FnMut(&Statement) -> Result<()>) -> Result<()> + 'a;
/// The same by key, and the keys on which other records hang.
type Keyed<'a> = dyn FnMut(&mut dyn FnMut(&str, Option<&Statement>) -> Result<()>) -> Result<()> + 'a;

/// By which key of a side others of its keys go.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Clusters(BTreeMap<String, String>);

/// Who somebody is by one message: day of birth and name, each empty where it is not said.
type Who = (String, String);

/// What is said of one number: the keys that list it, and those who go by it.
#[derive(Default)]
struct Number {
    number: String,
    listed: BTreeSet<(String, Who)>,
    own: BTreeSet<Who>,
    /// Keys of the records that give it.
    givers: BTreeSet<String>,
    is_record: bool,
    is_hung: bool,
}

/// What a side says of its numbers.
#[derive(Default)]
pub(super) struct Gathered {
    /// Numbers of messages with the key that each goes by.
    found: Vec<(String, String)>,
    /// Numbers on which others hang, with the record that gives each.
    named: Vec<(String, String)>,
    /// Whether numbers of some are ids of others.
    pub(super) are_ids: bool,
}

impl Gathered {
    /// Of a side whose people were heard.
    pub(super) fn of(shelves: &Shelves, source: &mut Source<'_>) -> Result<Self> {
        let mut people = |each: &mut dyn FnMut(&str, Option<&Statement>) -> Result<()>| -> Result<()> {
            source(&mut |key, bytes| if bytes.is_empty() { each(key, None) } else { each(key, Some(&read_back(bytes)?)) })
        };
        Self::gathered(shelves, &mut people, is_of_message)
    }

    /// Who goes by which key; whom records name by a number only where they may be named so. Both sides are asked together whether they may: who is one on
    /// the one side is not to be two on the other.
    pub(super) fn clusters(self, may_be_named: bool) -> Clusters {
        let Self { mut found, named, are_ids: _ } = self;
        if may_be_named {
            found.extend(named);
        }
        Clusters::settled(found)
    }

    fn gathered(shelves: &Shelves, people: &mut Keyed<'_>, is_of_message: fn(&Statement) -> bool) -> Result<Self> {
        let (mut entries, mut given_up, mut is_any) = (shelves.sorting(), HashSet::<String>::new(), false);
        let mut is_any_given = false;
        people(&mut |key, said| {
            let Some(statement) = said else { return entries.put(key.as_bytes(), &[HUNG]) };
            given_up.extend(said_merges(statement).map(|(prior, _)| prior.to_string()));
            if !is_of_message(statement) {
                let is_record = !statement.origin.reference.is_empty() || is_of_tables(statement) || !tells_a_merge(statement);
                if is_record && statement.origin.relation == 0 && statement.merged_into().is_none() {
                    for number in numbers(statement) {
                        is_any_given = true;
                        entries.put(number.trim().as_bytes(), &entry(GIVEN, &statement.patient, "", ""))?;
                    }
                }
                return if is_record { entries.put(statement.patient.as_bytes(), &[RECORD]) } else { Ok(()) };
            }
            let (key, (born, name)) = (statement.patient.as_str(), who(statement));
            entries.put(key.as_bytes(), &entry(OWN, "", &born, &name))?;
            for number in numbers(statement).filter(|number| number != key) {
                is_any = true;
                entries.put(number.as_bytes(), &entry(LISTED, key, &born, &name))?;
            }
            Ok(())
        })?;
        if !is_any && !is_any_given {
            return Ok(Self::default());
        }
        let (mut now, mut found, mut named, mut are_ids) = (Number::default(), Vec::new(), Vec::new(), false);
        let mut take = |number: Number| {
            are_ids |= number.is_id_of_another();
            named.extend(number.named());
            found.extend(number.known_by());
        };
        entries.sorted().each(&mut |number, value| {
            let number = text(number)?;
            if now.number != number {
                take(std::mem::replace(&mut now, Number { number: number.to_string(), ..Number::default() }));
            }
            now.add(value)
        })?;
        take(now);
        [&mut found, &mut named].into_iter().for_each(|pairs| pairs.retain(|(number, _)| !given_up.contains(number)));
        Ok(Self { found, named, are_ids })
    }
}

impl Clusters {
    /// Of what readings say of people; a statement needs no more facts than those of numbers, birth, name and merges.
    pub(crate) fn of_people(shelves: &Shelves, people: &mut People<'_>) -> Result<Self> {
        let mut keyed = |each: &mut dyn FnMut(&str, Option<&Statement>) -> Result<()>| -> Result<()> {
            people(&mut |statement| each(&statement.patient, Some(statement)))
        };
        let gathered = Gathered::gathered(shelves, &mut keyed, is_by_message)?;
        let may_be_named = !gathered.are_ids;
        Ok(gathered.clusters(may_be_named))
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
    pub(crate) fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    /// Whether nobody goes by several numbers.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
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
        self.rename(&mut statement);
        let written = packed(&statement)?;
        each(name, &written)
    }

    /// Lets a statement speak of everybody by the key that he or she goes by.
    pub(crate) fn rename(&self, statement: &mut Statement) {
        if let Some(name) = self.get(&statement.patient) {
            statement.patient = name.to_string();
        }
        for fact in statement.facts.iter_mut().filter(|fact| matches!(fact.aspect, Aspect::Patient | Aspect::Replaces)) {
            if let Value::Key(other) = &mut fact.value
                && let Some(name) = self.get(other)
            {
                *other = name.to_string();
            }
        }
    }
}

/// By which key everybody of a side is known who goes by several, of what readings say of people: numbers of one message, keys of the tables
/// behind numbers of messages, and merges ([`identity::known_by`]).
pub(crate) fn names(shelves: &Shelves, people: &[Statement]) -> Result<HashMap<String, String>> {
    let clusters = Clusters::of_people(shelves, &mut |each| people.iter().try_for_each(each))?;
    if clusters.is_empty() {
        return Ok(identity::known_by(people).0);
    }
    let mut renamed = people.to_vec();
    renamed.iter_mut().for_each(|statement| clusters.rename(statement));
    let mut names = identity::known_by(&renamed).0;
    for (key, name) in clusters.iter() {
        let last = names.get(name).map_or(name, String::as_str).to_string();
        names.insert(key.to_string(), last);
    }
    Ok(names)
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
        match *kind {
            RECORD => self.is_record = true,
            HUNG => self.is_hung = true,
            _ => return self.told(*kind, rest),
        }
        Ok(())
    }

    /// Adds who has the number.
    fn told(&mut self, kind: u8, rest: &[u8]) -> Result<()> {
        let mut parts = text(rest)?.split(BAR).map(str::to_string);
        let (key, born, name) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        match kind {
            OWN if self.own.len() < SAID_MAX => {
                self.own.insert((born, name));
            }
            GIVEN if self.givers.len() < SAID_MAX => {
                self.givers.insert(key);
            }
            LISTED if self.listed.len() < SAID_MAX => {
                self.listed.insert((key, (born, name)));
            }
            _ => {}
        }
        Ok(())
    }

    /// Whether it is the id of a record, and another record gives it as a number.
    fn is_id_of_another(&self) -> bool {
        self.is_record && self.givers.iter().any(|giver| *giver != self.number)
    }

    /// The number with the one record that gives it, where others hang on it and nobody is said to be it.
    fn named(&self) -> Option<(String, String)> {
        let mut givers = self.givers.iter();
        let (Some(giver), None) = (givers.next(), givers.next()) else { return None };
        (self.is_hung && !self.is_record && self.own.is_empty()).then(|| (self.number.clone(), giver.clone()))
    }

    /// The number with the one key that lists it, where it is a key itself and nothing speaks against it.
    fn known_by(self) -> Option<(String, String)> {
        let Self { number, listed, own, is_record, .. } = self;
        let (first, _) = listed.first()?;
        let is_one = listed.iter().all(|(key, _)| key == first);
        let agree = || listed.iter().all(|(_, there)| own.iter().all(|here| may_be_one(here, there)));
        (is_one && !is_record && !own.is_empty() && agree()).then(|| (number, first.clone()))
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
        hung(said, &[])
    }

    /// The same where other records hang on these keys.
    fn hung(said: &[Statement], keys: &[&str]) -> Vec<(String, String)> {
        let (_folder, shelves) = shelves(1);
        let mut source = |each: &mut dyn FnMut(&str, &[u8]) -> Result<()>| -> Result<()> {
            keys.iter().try_for_each(|key| each(key, &[]))?;
            said.iter().try_for_each(|statement| each(&statement.patient, &postcard::to_stdvec(statement).unwrap()))
        };
        let gathered = Gathered::of(&shelves, &mut source).unwrap();
        let may_be_named = !gathered.are_ids;
        gathered.clusters(may_be_named).iter().map(|(key, name)| (key.to_string(), name.to_string())).collect()
    }

    #[test]
    fn whoever_holds_people_in_memory_knows_them_by_the_same_keys() {
        let holm = ("1970-01-02", "Holm");
        // As a reading gives it: neither a reference nor a relation, but for the row by whose key everybody goes.
        let said = [person("742", &["742"], ("", "Holm"), ""), person("42", &["42", "742"], holm, "")];
        let (_folder, shelves) = shelves(1);
        let of = |said: &[Statement]| names(&shelves, said).unwrap().into_iter().collect::<BTreeMap<_, _>>();
        assert_eq!(of(&said), BTreeMap::from([pair("742", "42")]));
        let mut row = person("row-1", &["42"], holm, "");
        row.origin.relation = 3;
        assert_eq!(of(&[&said[..], &[row]].concat()), BTreeMap::from([pair("42", "row-1"), pair("742", "row-1")]));
        let resource = person("742", &["742"], holm, "Patient/742");
        assert_eq!(of(&[&said[1..], &[resource]].concat()), BTreeMap::new());
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
    fn records_of_somebody_who_is_named_by_a_number_are_of_the_one_who_has_it() {
        let (holm, berg) = (person("p1", &["M1"], ("1970-01-02", "Holm"), ""), person("p2", &["M2", "M3"], ("1980-01-02", "Berg"), ""));
        assert_eq!(hung(&[holm.clone(), berg.clone()], &["M1", "p2", "M3", "M9"]), [pair("M1", "p1"), pair("M3", "p2")]);
        let twin = person("p4", &["M1"], ("1970-01-02", "Holm"), "");
        assert_eq!(hung(&[holm.clone(), berg.clone(), twin], &["M1", "M3"]), [pair("M3", "p2")], "two have the number");
        // 7 may be the number of the one or the id of somebody who is not there.
        let (one, other) = (person("5", &["7"], ("1970-01-02", "Holm"), ""), person("6", &["5"], ("1980-01-02", "Berg"), ""));
        assert_eq!(hung(&[one, other], &["7"]), Vec::new(), "numbers of some are ids of others");
        assert_eq!(hung(&[holm, person("M1", &[], ("", ""), "")], &["M1"]), Vec::new(), "there is a record under it");
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
        assert_eq!(clusters(&[whole.clone(), person("742", &["742"], holm, "")]), Vec::new(), "a resource is a person of its own");
        let mut row = person("742", &["742"], holm, "");
        row.origin.relation = 3;
        assert_eq!(clusters(&[whole, person("742", &["742"], holm, MESSAGE), row]), Vec::new(), "a row of a table as well, whatever messages say");
    }
}
