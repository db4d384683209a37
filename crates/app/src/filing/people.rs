//! Who there is on the legacy side: every chart by its key, its numbers and its names with birth dates, on shelves on disk, since there may be millions.
//!
//! What the records say is read once and told to the shelves; then everybody is filed under one name, as [`identity::known_by`] says, and a document is
//! held against the few charts that it may name ([`People::around`]) as against all of them. What must stay true: nothing is held in memory that grows
//! with patients, messages or documents, but what was said last of the [`LATEST_MAX`] patients of whom something was said lately; and no document costs
//! more because more patients share a birth date, a name or a number.

use super::verdict::Filed;
use crate::{AppError, Result, Workspace};
use identity::{CANDIDATES_MAX, DocumentHeader, Person, Roster, answers_to, is_of_tables, merged_at, plain, said_merges};
use model::{Aspect, Side, Statement};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::{Pages, Scratch};

/// What of a person filing looks at.
const ASKED: [Aspect; 8] = [Aspect::Patient, Aspect::Status, Aspect::Replaces, Aspect::Mrn, Aspect::BirthDate, Aspect::Sex, Aspect::Family, Aspect::Given];
/// Keys that are remembered of one artifact: one with more is of several patients.
const KEYS_MAX: usize = 8;
/// Patients of whom it is remembered what was said last, so that a message that repeats it is passed over.
const LATEST_MAX: usize = 65_536;
/// Charts that one document is held against, by all of its pages.
const AROUND_MAX: usize = 20_000;

/// Statements in their order, and merges in that of their times.
const SAID: u8 = 9;
const MERGE: u8 = 10;
/// The latest record of a patient in the tables, by key.
const OWN: u8 = 1;
/// Keys of patients of the tables by what they answer to, and by that with their birth date.
const ANSWERS: u8 = 2;
const ANSWERS_BORN: u8 = 11;
/// The key of the tables by which the patient of a document or message is known.
const ALIAS: u8 = 3;
/// The key that stays, by the one that was given up.
const INTO: u8 = 4;
/// Charts by key, and their keys by number and by name with birth date.
const CHART: u8 = 5;
const NUMBER: u8 = 6;
const PERSON: u8 = 7;
/// Their keys by family name with birth date, put there for the first document that asks for them.
const FAMILY: u8 = 12;
/// Birth dates that anybody has.
const BORN: u8 = 13;
/// Keys of an artifact that a built-in reading reads.
const OF_ARTIFACT: u8 = 8;

pub(super) fn written<T: Serialize>(what: &T) -> Result<Vec<u8>> {
    postcard::to_stdvec(what).map_err(|e| AppError::Other(e.to_string()))
}

pub(super) fn read_back<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    postcard::from_bytes(bytes).map_err(|e| AppError::Other(e.to_string()))
}

/// What the latest record of a patient in the tables says for aliases.
#[derive(Serialize, Deserialize)]
struct OwnRecord {
    answers_to: Vec<String>,
    birth: Option<i32>,
}

/// What somebody answers to, with the birth date.
fn answer_of(birth: Option<i32>, answer: &str) -> String {
    format!("{} {answer}", birth.map(|day| day.to_string()).unwrap_or_default())
}

fn birth(statement: &Statement) -> Option<i32> {
    statement.date(Aspect::BirthDate).map(|date| date.days())
}

/// What the records say of people, while they are read.
struct Told {
    scratch: Scratch,
    statements: u64,
    /// Digest of what was said last, by that of the key.
    latest: HashMap<u64, u64>,
    latest_max: usize,
    /// The artifact at hand with its keys.
    artifact: u32,
    keys: BTreeSet<String>,
    is_any_built_in: bool,
    is_any_merge: bool,
}

impl Told {
    fn new(scratch: Scratch) -> Self {
        let (latest, keys) = (HashMap::new(), BTreeSet::new());
        Self { scratch, statements: 0, latest, latest_max: LATEST_MAX, artifact: 0, keys, is_any_built_in: false, is_any_merge: false }
    }

    fn note(&mut self, mut statement: Statement) -> Result<()> {
        let is_merge = said_merges(&statement).next().is_some();
        statement.facts.retain(|fact| ASKED.contains(&fact.aspect) || is_merge && matches!(fact.aspect, Aspect::Effective | Aspect::Recorded));
        if is_of_tables(&statement) {
            let own = OwnRecord { answers_to: answers_to(&statement).collect(), birth: birth(&statement) };
            self.scratch.put(OWN, &statement.patient, &written(&own)?)?;
        }
        let is_built_in = statement.origin.relation == 0;
        if is_built_in {
            self.is_any_built_in = true;
            self.of_artifact(&statement)?;
        }
        self.is_any_merge |= is_merge;
        // Of merges the last one counts, so that each is held in its order; of all else what is said again in the same words changes nothing.
        if self.is_news(is_built_in, &statement)? || is_merge {
            self.scratch.put(SAID, &format!("{:016x}", self.statements), &written(&statement)?)?;
            self.statements += 1;
        }
        Ok(())
    }

    /// Whether something else was said of the patient last, as far as that is remembered.
    fn is_news(&mut self, is_built_in: bool, statement: &Statement) -> Result<bool> {
        let digest = digest(&written(&(is_built_in, &statement.patient, &statement.facts))?);
        if self.latest.len() >= self.latest_max {
            self.latest.clear();
        }
        Ok(self.latest.insert(digest_of_key(&statement.patient), digest) != Some(digest))
    }

    fn of_artifact(&mut self, statement: &Statement) -> Result<()> {
        if self.artifact != statement.origin.artifact {
            self.close_artifact()?;
            self.artifact = statement.origin.artifact;
        }
        if self.keys.len() <= KEYS_MAX && !self.keys.contains(&statement.patient) {
            self.keys.insert(statement.patient.clone());
        }
        Ok(())
    }

    /// Artifacts are read one after the other: what is known of the one at hand is complete.
    fn close_artifact(&mut self) -> Result<()> {
        let keys = std::mem::take(&mut self.keys);
        if keys.is_empty() { Ok(()) } else { Ok(self.scratch.put(OF_ARTIFACT, &self.artifact.to_string(), &written(&keys)?)?) }
    }

    /// Files everybody under one name.
    fn finish(mut self) -> Result<People> {
        self.close_artifact()?;
        let mut people = People { scratch: self.scratch, given_up: 0, is_anybody_renamed: false, are_families_there: Cell::new(false) };
        if self.is_any_built_in {
            people.find_aliases()?;
        }
        if self.is_any_merge {
            people.follow_merges()?;
        }
        people.learn()?;
        people.index()?;
        Ok(people)
    }
}

fn digest(bytes: &[u8]) -> u64 {
    use std::hash::{DefaultHasher, Hasher as _};
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    hasher.finish()
}

fn digest_of_key(key: &str) -> u64 {
    digest(key.as_bytes())
}

/// Who there is, and whose the documents are that a built-in reading reads.
pub(super) struct People {
    scratch: Scratch,
    /// Keys that were given up for others.
    given_up: u64,
    is_anybody_renamed: bool,
    are_families_there: Cell<bool>,
}

/// Everybody whom the legacy side describes. Documents and messages that name by record number whom the tables name by a key go by that key.
pub(super) fn people(workspace: &Workspace) -> Result<People> {
    let lens = crate::book::lens(workspace)?;
    let mut told = Told::new(workspace.store().scratch()?);
    crate::book::read_demographics(workspace, Side::Legacy, lens.as_ref(), &mut |statement| told.note(statement))?;
    told.finish()
}

impl People {
    /// Goes through a shelf in the order of its keys.
    fn each<T: DeserializeOwned>(&mut self, shelf: u8, each: &mut dyn FnMut(&mut Self, &str, T) -> Result<()>) -> Result<()> {
        let mut pages = Pages::of(shelf);
        while let Some(page) = pages.next(&self.scratch)? {
            for (key, value) in &page {
                each(self, key, read_back(value)?)?;
            }
        }
        Ok(())
    }

    /// As [`identity::aliases`] finds them.
    fn find_aliases(&mut self) -> Result<()> {
        let mut is_indexed = false;
        self.each(SAID, &mut |people, _, statement: Statement| {
            if statement.origin.relation != 0 || people.scratch.get(OWN, &statement.patient)?.is_some() {
                return Ok(());
            }
            if !std::mem::replace(&mut is_indexed, true) {
                people.index_answers()?;
            }
            people.find_alias(&statement)
        })
    }

    fn index_answers(&mut self) -> Result<()> {
        self.each(OWN, &mut |people, key, own: OwnRecord| {
            for answer in own.answers_to {
                people.scratch.add(ANSWERS_BORN, &answer_of(own.birth, &answer), key)?;
                people.scratch.add(ANSWERS, &answer, key)?;
            }
            Ok(())
        })
    }

    fn find_alias(&mut self, statement: &Statement) -> Result<()> {
        let born = birth(statement);
        let mut named: Option<String> = None;
        for answer in answers_to(statement) {
            // Whoever has another birth date is somebody else; one who has none may be the one. Of each two are enough to see that there are two.
            let of_birth = |birth: Option<i32>| self.scratch.texts(ANSWERS_BORN, &answer_of(birth, &answer), 2);
            let keys = if born.is_some() { [of_birth(born)?, of_birth(None)?].concat() } else { self.scratch.texts(ANSWERS, &answer, 2)? };
            for key in keys {
                if named.as_ref() == Some(&key) {
                    continue;
                }
                // Of two nobody knows which.
                if named.is_some() {
                    return Ok(());
                }
                named = Some(key);
            }
        }
        if let Some(one) = named {
            self.scratch.put(ALIAS, &statement.patient, one.as_bytes())?;
            self.is_anybody_renamed = true;
        }
        Ok(())
    }

    /// As [`identity::Merges`] follows them: the later event counts, and one without a time follows the one that was read before it.
    fn follow_merges(&mut self) -> Result<()> {
        let (mut last, mut count) = (i64::MIN, 0u64);
        self.each(SAID, &mut |people, _, statement: Statement| {
            for (prior, surviving) in said_merges(&statement) {
                last = merged_at(&statement).unwrap_or(last);
                let merge = (people.alias(prior)?, people.alias(surviving)?);
                // Digits that sort as the times do, those before 1970 first.
                let place = format!("{:016x}{count:016x}", last.cast_unsigned() ^ (1 << 63));
                people.scratch.put(MERGE, &place, &written(&merge)?)?;
                count += 1;
            }
            Ok(())
        })?;
        self.each(MERGE, &mut |people, _, (prior, surviving): (String, String)| people.merge(&prior, &surviving))
    }

    fn merge(&mut self, prior: &str, surviving: &str) -> Result<()> {
        let before = self.text(INTO, prior)?;
        if prior == surviving || before.as_deref() == Some(surviving) {
            return Ok(());
        }
        if self.survivor(surviving.to_string())? == prior {
            self.scratch.remove(INTO, surviving)?;
            self.given_up = self.given_up.saturating_sub(1);
        }
        self.scratch.put(INTO, prior, surviving.as_bytes())?;
        self.given_up += u64::from(before.is_none());
        self.is_anybody_renamed = true;
        Ok(())
    }

    /// Takes in every statement under the name of its patient.
    fn learn(&mut self) -> Result<()> {
        self.each(SAID, &mut |people, _, mut statement: Statement| {
            if let Some(name) = people.other_name(&statement.patient)? {
                statement.patient = name;
            }
            let known = people.scratch.get(CHART, &statement.patient)?.map(|chart| read_back::<Person>(&chart)).transpose()?;
            let mut person = known.clone().unwrap_or_else(|| Person::new(&statement.patient));
            person.learn(&statement);
            if known.as_ref() == Some(&person) {
                return Ok(());
            }
            Ok(people.scratch.put(CHART, &statement.patient, &written(&person)?)?)
        })
    }

    /// Puts every chart on the shelves by which it is found.
    fn index(&mut self) -> Result<()> {
        self.each(CHART, &mut |people, key, person: Person| {
            for number in person.numbers() {
                people.scratch.add(NUMBER, number, key)?;
            }
            for by in person.persons() {
                people.scratch.add(PERSON, &by, key)?;
            }
            for day in person.births() {
                people.scratch.put(BORN, &day.to_string(), &[])?;
            }
            Ok(())
        })
    }

    /// The same by family names. Only a document without a number asks for them, and many deliveries have none.
    fn index_families(&self) -> Result<()> {
        let mut pages = Pages::of(CHART);
        while let Some(page) = pages.next(&self.scratch)? {
            for (key, chart) in page {
                for by in read_back::<Person>(&chart)?.families() {
                    self.scratch.add(FAMILY, &by, &key)?;
                }
            }
        }
        self.are_families_there.set(true);
        Ok(())
    }

    fn text(&self, shelf: u8, key: &str) -> Result<Option<String>> {
        let bytes = self.scratch.get(shelf, key)?;
        bytes.map(|bytes| String::from_utf8(bytes).map_err(|e| AppError::Other(e.utf8_error().to_string()))).transpose()
    }

    fn alias(&self, key: &str) -> Result<String> {
        Ok(self.text(ALIAS, key)?.unwrap_or_else(|| key.to_string()))
    }

    /// The key that a person goes by now. No chain is longer than there are keys that were given up.
    fn survivor(&self, mut key: String) -> Result<String> {
        for _ in 0..=self.given_up {
            match self.text(INTO, &key)? {
                Some(next) => key = next,
                None => break,
            }
        }
        Ok(key)
    }

    /// The name of somebody who goes by another.
    fn other_name(&self, key: &str) -> Result<Option<String>> {
        if !self.is_anybody_renamed {
            return Ok(None);
        }
        let is_given_up = self.scratch.get(INTO, key)?.is_some();
        let name = if is_given_up { Some(key.to_string()) } else { self.text(ALIAS, key)? };
        name.map(|name| self.survivor(name)).transpose()
    }

    /// The one chart with a key, or with a record number when no key is so written.
    pub(super) fn chart(&self, key: &str) -> Result<Option<String>> {
        if self.scratch.get(CHART, key.trim())?.is_some() {
            return Ok(Some(key.trim().to_string()));
        }
        let mut numbered = self.scratch.texts(NUMBER, &plain(key), 2)?;
        Ok(numbered.pop().filter(|_| numbered.is_empty()))
    }

    /// The chart of the patient whom a record names, by whatever key it has.
    pub(super) fn find(&self, key: &str) -> Result<Option<String>> {
        let key = key.trim();
        if key.is_empty() {
            return Ok(None);
        }
        match self.other_name(key)? {
            Some(name) => self.chart(&name),
            None => self.chart(key),
        }
    }

    /// The patient of an artifact that a built-in reading reads, where it is of one.
    pub(super) fn of_artifact(&self, artifact: u32) -> Result<Option<String>> {
        let Some(keys) = self.scratch.get(OF_ARTIFACT, &artifact.to_string())? else { return Ok(None) };
        let mut names = BTreeSet::new();
        for key in read_back::<BTreeSet<String>>(&keys)? {
            names.insert(self.other_name(&key)?.unwrap_or(key));
        }
        Ok(names.pop_first().filter(|_| names.is_empty()))
    }

    /// The charts that a document may name, and those under which it is filed: linked among them it links as among all. False with them where there are
    /// more than one document is held against.
    pub(super) fn around(&self, headers: &[(u64, DocumentHeader)], filed: &[Filed]) -> Result<(Roster, bool)> {
        let (mut charts, mut births) = (BTreeMap::new(), BTreeSet::new());
        for filed in filed {
            self.take(&filed.patient, &mut charts)?;
        }
        let mut are_all = true;
        for (_, header) in headers {
            let asked = header.asks_for();
            if !asked.families.is_empty() && !self.are_families_there.get() {
                self.index_families()?;
            }
            for day in &asked.births {
                if self.scratch.get(BORN, &day.to_string())?.is_some() {
                    births.insert(*day);
                }
            }
            let shelves = [(NUMBER, &asked.numbers), (PERSON, &asked.persons), (FAMILY, &asked.families)];
            for (shelf, value) in shelves.into_iter().flat_map(|(shelf, values)| values.iter().map(move |value| (shelf, value))) {
                let mut keys = self.scratch.texts(shelf, value, CANDIDATES_MAX + 1)?;
                are_all &= keys.len() <= CANDIDATES_MAX;
                keys.truncate(CANDIDATES_MAX);
                for key in &keys {
                    if charts.len() >= AROUND_MAX {
                        return Ok((Roster::of(charts, births), false));
                    }
                    self.take(key, &mut charts)?;
                }
            }
        }
        Ok((Roster::of(charts, births), are_all))
    }

    fn take(&self, key: &str, charts: &mut BTreeMap<String, Person>) -> Result<()> {
        if !charts.contains_key(key)
            && let Some(chart) = self.scratch.get(CHART, key)?
        {
            charts.insert(key.to_string(), read_back(&chart)?);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use identity::{Named, link_document};
    use model::{Date, Fact, How, Kind, Origin, Value};

    fn person(artifact: u32, relation: u32, patient: &str, facts: &[(Aspect, Value)]) -> Statement {
        let facts = facts.iter().map(|(aspect, value)| Fact { aspect: *aspect, value: value.clone(), place: 0, how: How::Copied }).collect();
        Statement { kind: Kind::Demographic, patient: patient.into(), origin: Origin { artifact, relation, line: 1, reference: String::new() }, facts }
    }

    fn text(words: &str) -> Value {
        Value::Text(words.into())
    }

    fn merged_into(surviving: &str) -> [(Aspect, Value); 2] {
        [(Aspect::Status, Value::Word("merged".into())), (Aspect::Patient, Value::Key(surviving.into()))]
    }

    /// What was told, with the folder that its shelves are in.
    fn told(statements: &[Statement], latest_max: usize) -> (tempfile::TempDir, Told) {
        let folder = tempfile::tempdir().unwrap();
        let mut told = Told { latest_max, ..Told::new(Scratch::within(folder.path()).unwrap()) };
        for statement in statements {
            told.note(statement.clone()).unwrap();
            assert!(told.latest.len() <= latest_max, "what is held in memory has an end");
        }
        (folder, told)
    }

    #[test]
    fn who_is_said_again_is_held_once_and_every_merge_in_its_order() {
        let named = |family: &str, city: &str| person(7, 0, "1", &[(Aspect::Family, text(family)), (Aspect::City, text(city))]);
        let mut said = vec![named("Holm", "Lund"), named("Holm", "Malmo"), named("Berg", "Lund"), person(8, 0, "1", &merged_into("2")), person(8, 0, "1", &merged_into("2"))];
        said.extend((0..20).map(|n| person(9, 0, &n.to_string(), &[])));
        let (_folder, mut told) = told(&said, LATEST_MAX);
        told.close_artifact().unwrap();
        let held: Vec<Statement> = told.scratch.behind(SAID, None, usize::MAX).unwrap().iter().map(|(_, statement)| read_back(statement).unwrap()).collect();
        let names: Vec<String> = held.iter().filter_map(|s| s.value(Aspect::Family)).map(Value::shown).collect();
        assert_eq!(names, ["Holm", "Berg"]);
        assert_eq!(held.iter().filter(|s| s.value(Aspect::Patient).is_some()).count(), 2);
        assert!(held.iter().all(|s| s.value(Aspect::City).is_none()));
        let keys = |artifact: u32| read_back::<BTreeSet<String>>(&told.scratch.get(OF_ARTIFACT, &artifact.to_string()).unwrap().unwrap()).unwrap().len();
        assert_eq!([7, 8, 9].map(keys), [1, 1, KEYS_MAX + 1]);
    }

    /// Chosen by a seed: the same each time.
    struct Chance(u64);

    impl Chance {
        fn below(&mut self, most: usize) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) as usize % most
        }

        fn of<'t>(&mut self, texts: &[&'t str]) -> &'t str {
            texts[self.below(texts.len())]
        }
    }

    const KEYS: [&str; 9] = ["1", "2", "03", "3", "m-7", "M7", "77", "0077", "x"];
    const BORN: [&str; 3] = ["1970-02-01", "1970-01-02", "1981-05-05"];
    const FAMILIES: [&str; 5] = ["Roe", "Doe", "Hall", "Whitfield", "Whitfeld"];
    const GIVEN: [&str; 4] = ["Jane", "J", "John", "Pat"];

    /// A record of a table or of a message, which may tell of a merge.
    fn any_person(chance: &mut Chance) -> Statement {
        let mut facts = Vec::new();
        if chance.below(3) > 0 {
            facts.push((Aspect::Mrn, text(chance.of(&KEYS))));
        }
        if chance.below(4) > 0 {
            facts.push((Aspect::BirthDate, Value::Date(Date::parse_iso(chance.of(&BORN)).unwrap())));
        }
        if chance.below(4) > 0 {
            facts.extend([(Aspect::Family, text(chance.of(&FAMILIES))), (Aspect::Given, text(chance.of(&GIVEN)))]);
        }
        match chance.below(12) {
            0 => facts.extend(merged_into(chance.of(&KEYS))),
            1 => facts.push((Aspect::Replaces, Value::Key(chance.of(&KEYS).into()))),
            _ => {}
        }
        if chance.below(2) == 0 {
            facts.push((Aspect::Recorded, Value::Date(Date::parse_iso(chance.of(&["1969-12-30", "2024-03-01", "2024-03-02"])).unwrap())));
        }
        person(1, chance.below(2) as u32, chance.of(&KEYS), &facts)
    }

    /// Everybody in memory: the names by which people go, and the charts.
    fn in_memory(said: &[Statement]) -> (HashMap<String, String>, Roster) {
        let names = identity::known_by(said).0;
        let name = |key: &str| names.get(key).map_or(key, String::as_str).to_string();
        let filed: Vec<Statement> = said.iter().map(|s| Statement { patient: name(&s.patient), ..s.clone() }).collect();
        (names, Roster::new(&filed))
    }

    #[test]
    fn on_disk_everybody_is_found_and_linked_as_in_memory() {
        let mut chance = Chance(11);
        let (mut renamed, mut linked) = (0, 0);
        for round in 0..120 {
            let count = 1 + chance.below(24);
            let said: Vec<Statement> = (0..count).map(|_| any_person(&mut chance)).collect();
            let (names, roster) = in_memory(&said);
            renamed += names.len();
            // What is remembered of the latest saves work and changes nothing.
            let (_folder, told) = told(&said, [1, 3, LATEST_MAX][round % 3]);
            let people = told.finish().unwrap();
            for key in KEYS {
                assert_eq!(people.chart(key).unwrap().as_deref(), roster.find(key), "{key} in {said:?}");
                assert_eq!(people.find(key).unwrap().as_deref(), roster.find(names.get(key).map_or(key, String::as_str)), "{key} by its name in {said:?}");
            }
            for _ in 0..20 {
                let name = format!("{}, {}", chance.of(&FAMILIES), chance.of(&GIVEN));
                let born = ["1970-02-01", "01/02/1970", "1981-05-05", ""];
                let number = if chance.below(3) == 0 { "" } else { chance.of(&KEYS) };
                let header = DocumentHeader { name, number: number.into(), birth: chance.of(&born).into(), sex: String::new() };
                let filed = Filed { patient: chance.of(&KEYS).into(), by: "path".into(), place: String::new() };
                let (around, are_all) = people.around(&[(1, header.clone())], std::slice::from_ref(&filed)).unwrap();
                let link = link_document(&header, &around);
                assert_eq!(link, link_document(&header, &roster), "{header:?} in {said:?}");
                assert_eq!(around.compare(&header, &filed.patient), roster.compare(&header, &filed.patient), "{header:?} against {filed:?} in {said:?}");
                assert!(are_all);
                linked += usize::from(link.patient.is_some());
            }
        }
        assert!(renamed > 100 && linked > 100, "{renamed} names, {linked} links");
    }

    #[test]
    fn a_document_is_held_against_few_of_many_and_it_is_said_where_there_are_more() {
        let born = (Aspect::BirthDate, Value::Date(Date::parse_iso("1900-01-01").unwrap()));
        // Everybody has one birth date and one given name, and ten have one family name.
        let family = |n: usize| format!("{}berg", ["a", "e", "i", "o"].map(|vowel| format!("{}{vowel}", char::from(b'b' + (n / 10 % 20) as u8))).concat().repeat(1 + n / 200));
        let named = |n: usize| [born.clone(), (Aspect::Family, text(&family(n))), (Aspect::Given, text("Testa"))];
        let said: Vec<Statement> = (0..3_000).map(|n| person(1, 1, &format!("k{n:05}"), &named(n))).collect();
        let (_folder, told) = told(&said, 16);
        let people = told.finish().unwrap();
        let held_against = |name: String, number: &str| {
            let header = DocumentHeader { name, number: number.into(), birth: "1900-01-01".into(), sex: String::new() };
            let (around, are_all) = people.around(&[(1, header.clone())], &[]).unwrap();
            assert!(are_all);
            (around.len(), link_document(&header, &around))
        };
        for n in [0, 7, 1_234, 2_999] {
            let (count, link) = held_against(format!("{}, Testa", family(n)), &format!("k{n:05}"));
            assert_eq!((count, link.patient), (10, Some(format!("k{n:05}"))), "not the 3,000");
            let (count, link) = held_against(format!("{}, Testa", family(n)), "");
            assert_eq!((count, link.named), (10, Named::Several), "nor without a number");
        }
        assert_eq!(held_against(String::new(), "").0, 0, "a birth date alone names nobody");
        assert_eq!(held_against("Nobody, Testa".into(), "").1.named, Named::Nobody, "whose birth date somebody has");
        for n in 0..=CANDIDATES_MAX {
            people.scratch.add(NUMBER, "0", &format!("k{n:05}")).unwrap();
        }
        let numbered = DocumentHeader { number: "0".into(), ..DocumentHeader::default() };
        assert!(!people.around(&[(1, numbered)], &[]).unwrap().1);
    }

    #[test]
    fn an_artifact_of_one_patient_is_his_and_one_of_several_is_nobodys() {
        let mut messages: Vec<Statement> = (0..50).map(|n| person(n, 0, &format!("p{n}"), &[])).collect();
        messages.push(person(49, 0, "p1", &[]));
        let (_folder, told) = told(&messages, 4);
        let people = told.finish().unwrap();
        let of = |artifact: u32| people.of_artifact(artifact).unwrap();
        assert_eq!((of(7).as_deref(), of(49), of(99)), (Some("p7"), None, None));
    }
}
