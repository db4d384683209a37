//! Who there is on the legacy side: every chart by its key, its numbers and its names with birth dates, on shelves on disk, since there may be millions.
//!
//! What the records say is read once and told to the shelves; then everybody is filed under one name, as [`crate::compare::clusters::names`] says, and
//! a document is held against the few charts that it may name ([`People::around`]) as against all of them. What must stay true: nothing is held in
//! memory that grows with patients, messages or documents, but what was said last of the [`LATEST_MAX`] patients of whom something was said lately; and
//! no document costs more because more patients share a birth date, a name or a number.

use super::verdict::Filed;
use crate::compare::clusters::Clusters;
use crate::sorted::Shelves;
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
/// Charts that one document is held against, by all of its pages: beyond them no further page is looked at.
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

    /// Files everybody under one name; the shelves are for sorting.
    fn finish(mut self, shelves: &Shelves) -> Result<People> {
        self.close_artifact()?;
        let (clusters, are_families_there) = (Clusters::default(), Cell::new(false));
        let mut people = People { scratch: self.scratch, given_up: 0, is_anybody_renamed: false, are_families_there, clusters };
        if self.is_any_built_in {
            people.find_clusters(shelves)?;
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
    /// Who goes by several numbers in messages.
    clusters: Clusters,
}

/// Everybody whom the legacy side describes. Documents and messages that name by record number whom the tables name by a key go by that key.
pub(super) fn people(workspace: &Workspace) -> Result<People> {
    let lens = crate::book::lens(workspace)?;
    let mut told = Told::new(workspace.store().scratch()?);
    crate::book::read_demographics(workspace, Side::Legacy, lens.as_ref(), &mut |statement| told.note(statement))?;
    told.finish(&Shelves::new(workspace.store().scratch()?))
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

    fn find_clusters(&mut self, shelves: &Shelves) -> Result<()> {
        let clusters = Clusters::of_people(shelves, &mut |each| self.each(SAID, &mut |_, _, statement: Statement| each(&statement)))?;
        self.is_anybody_renamed |= !clusters.is_empty();
        self.clusters = clusters;
        Ok(())
    }

    /// As [`identity::aliases`] finds them.
    fn find_aliases(&mut self) -> Result<()> {
        let mut is_indexed = false;
        self.each(SAID, &mut |people, _, mut statement: Statement| {
            people.clusters.rename(&mut statement);
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
        self.each(SAID, &mut |people, _, mut statement: Statement| {
            people.clusters.rename(&mut statement);
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
        let one = self.clusters.get(key);
        let key = one.unwrap_or(key);
        let is_given_up = self.scratch.get(INTO, key)?.is_some();
        let name = if is_given_up { Some(key.to_string()) } else { self.text(ALIAS, key)?.or_else(|| one.map(str::to_string)) };
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

    /// The charts that a document may name, and those under which it is filed: linked among them it links as among all. With them the pages for which they
    /// were looked up, and false where there are more charts than one document is held against.
    pub(super) fn around<'h>(&self, headers: &'h [(u64, DocumentHeader)], filed: &[Filed]) -> Result<(Roster, &'h [(u64, DocumentHeader)], bool)> {
        let (mut charts, mut births) = (BTreeMap::new(), BTreeSet::new());
        for filed in filed {
            self.take(&filed.patient, &mut charts)?;
        }
        let mut are_all = true;
        for (at, (_, header)) in headers.iter().enumerate() {
            // A page of which not everybody was looked up would be linked to one of the first.
            if charts.len() >= AROUND_MAX {
                return Ok((Roster::of(charts, births), headers.get(..at).unwrap_or_default(), false));
            }
            let mut asked = header.asks_for();
            if !self.take_holders(NUMBER, &asked.numbers, &mut charts)? {
                are_all = false;
                asked = header.without_number().asks_for();
            }
            if !asked.families.is_empty() && !self.are_families_there.get() {
                self.index_families()?;
            }
            for day in &asked.births {
                if self.scratch.get(BORN, &day.to_string())?.is_some() {
                    births.insert(*day);
                }
            }
            are_all &= self.take_holders(PERSON, &asked.persons, &mut charts)?;
            are_all &= self.take_holders(FAMILY, &asked.families, &mut charts)?;
        }
        Ok((Roster::of(charts, births), headers, are_all))
    }

    /// Takes the charts that each of these texts finds, and of more than a header is compared with one more: by that it is seen that there are more. Whether
    /// there are none.
    fn take_holders(&self, shelf: u8, texts: &BTreeSet<String>, charts: &mut BTreeMap<String, Person>) -> Result<bool> {
        let mut are_all = true;
        for text in texts {
            let keys = self.scratch.texts(shelf, text, CANDIDATES_MAX + 1)?;
            are_all &= keys.len() <= CANDIDATES_MAX;
            for key in &keys {
                self.take(key, charts)?;
            }
        }
        Ok(are_all)
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
mod tests;
