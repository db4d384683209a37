//! Who there is on a side: its keys in memory, what its records say of people in order on disk.
//!
//! In memory a patient takes the key, up to twenty-four bytes beside it (`keys.rs`), and five for the name and the marks; beyond that only what merges say is
//! held, for each merge. What must stay true: by which key everybody is known is what [`identity::known_by`] says, and of whatever is said of a patient the own records come
//! in the order in which they were read, before those that only tell of a merge.

use super::keys::Keys;
use crate::knowledge::says_the_same;
use crate::sorted::{Shelves, Sorted, Sorting};
use crate::packed::pack;
use crate::{AppError, Result};
use identity::{Merges, answers_to, is_of_tables, said_merges};
use model::{Aspect, Statement};
use std::collections::HashMap;

/// What an entry under a key is: a record that hangs on it, a record of the person, a merge that names it.
const RECORD: u8 = 0;
const SAID: u8 = 1;
const NAMED: u8 = 2;

/// Marks of a key: records hang on it, something is said of its patient, it was given up.
const HAS_RECORDS: u8 = 1;
const IS_SAID: u8 = 2;
const IS_PRIOR: u8 = 4;

/// Hands out every key of a side with what is said of its patient, in the order in which it was read: a statement as written, or nothing where only a
/// record hangs on the key.
pub(super) type Source<'a> = dyn FnMut(&mut dyn FnMut(&str, &[u8]) -> Result<()>) -> Result<()> + 'a;

/// A side.
pub(super) struct People<'s> {
    pub(super) keys: Keys,
    /// By which key everybody is known: the own one, but for who goes by several.
    names: Vec<u32>,
    marks: Vec<u8>,
    pub(super) merges: Merges,
    said: Sorted<'s>,
}

/// What is said of a patient.
pub(super) struct Said {
    /// The patient, by the key that a message or document means.
    pub(super) number: u32,
    /// It only tells of a merge.
    pub(super) is_merge: bool,
    /// Its place in the order of reading.
    pub(super) order: [u8; 8],
    /// The same was said of the patient last.
    pub(super) is_again: bool,
    pub(super) statement: Statement,
}

/// The first four bytes as a number.
pub(super) fn number_of(bytes: &[u8]) -> u32 {
    bytes.first_chunk::<4>().map_or(super::keys::NOBODY, |first| u32::from_be_bytes(*first))
}

pub(super) fn read_back(bytes: &[u8]) -> Result<Statement> {
    postcard::from_bytes(bytes).map_err(|e| AppError::Other(e.to_string()))
}

fn text(bytes: &[u8]) -> Result<&str> {
    std::str::from_utf8(bytes).map_err(|e| AppError::Other(e.to_string()))
}

/// Whether a statement is held in the order of merges.
pub(super) fn tells_a_merge(statement: &Statement) -> bool {
    statement.facts.iter().any(|fact| matches!(fact.aspect, Aspect::Patient | Aspect::Replaces))
}

impl<'s> People<'s> {
    /// Takes in a side. Where messages and documents may name by a number whom tables name by a key, `has_aliases` says so.
    pub(super) fn of(shelves: &'s Shelves, source: &mut Source<'_>, has_aliases: bool) -> Result<Self> {
        let (raw, telling) = by_key(shelves, source)?;
        let (mut keys, mut marks) = (Keys::default(), Vec::<u8>::new());
        raw.each(&mut |key, value| {
            let number = keys.add(text(key)?) as usize;
            marks.resize(number + 1, 0);
            if let (Some(marks), Some(&(RECORD | SAID))) = (marks.get_mut(number), value.first()) {
                *marks |= HAS_RECORDS;
            }
            Ok(())
        })?;
        keys.complete();
        marks.shrink_to_fit();
        let names: Vec<u32> = (0..).take(keys.len()).collect();
        let names = if has_aliases { aliases(shelves, &raw, &keys, names)? } else { names };
        let said = by_name(shelves, &raw, (&keys, &names), &mut marks)?;
        let mut people = Self { merges: merges(&telling, &keys, &names), keys, names, marks, said };
        people.follow();
        Ok(people)
    }

    /// Lets everybody go by the key that stays.
    fn follow(&mut self) {
        let Self { keys, names, marks, merges, .. } = self;
        let now = |name: u32| keys.number(merges.survivor(keys.get(name))).unwrap_or(name);
        for (number, name) in (0_u32..).zip(names.iter_mut()) {
            if *name != number {
                *name = now(*name);
            }
        }
        for (prior, survivor) in merges.followed() {
            let (Some(prior), Some(survivor)) = (keys.number(prior), keys.number(survivor)) else { continue };
            if let (Some(name), Some(marks)) = (names.get_mut(prior as usize), marks.get_mut(prior as usize)) {
                *name = survivor;
                *marks |= IS_PRIOR;
            }
        }
    }

    /// Files all records under the keys by which their patients are known: none hangs on another key any more.
    pub(super) fn file_by_names(&mut self) {
        for (number, name) in (0_u32..).zip(&self.names) {
            if let Some(marks) = self.marks.get_mut(number as usize).filter(|_| *name != number) {
                *marks &= !HAS_RECORDS;
            }
        }
        for (_, survivor) in self.merges.followed() {
            let number = self.keys.number(survivor).map_or(usize::MAX, |number| number as usize);
            if let Some(marks) = self.marks.get_mut(number) {
                *marks |= HAS_RECORDS;
            }
        }
    }

    pub(super) fn len(&self) -> usize {
        self.keys.len()
    }

    pub(super) fn numbers(&self) -> impl Iterator<Item = u32> + use<> {
        (0_u32..).take(self.keys.len())
    }

    fn has(&self, number: u32, mark: u8) -> bool {
        self.marks.get(number as usize).is_some_and(|marks| marks & mark != 0)
    }

    pub(super) fn has_records(&self, number: u32) -> bool {
        self.has(number, HAS_RECORDS)
    }

    pub(super) fn is_said(&self, number: u32) -> bool {
        self.has(number, IS_SAID)
    }

    pub(super) fn is_prior(&self, number: u32) -> bool {
        self.has(number, IS_PRIOR)
    }

    /// By which key somebody is known who goes by several. Where merges go round in a circle that may be the own one.
    pub(super) fn name(&self, number: u32) -> Option<u32> {
        self.names.get(number as usize).copied().filter(|name| *name != number || self.is_prior(number))
    }

    /// The same by the keys themselves.
    pub(super) fn known_by(&self, key: &str) -> Option<&str> {
        self.name(self.keys.number(key)?).map(|name| self.keys.get(name))
    }

    /// Goes through what is said of those who are wanted, patient by patient.
    pub(super) fn each_said(&self, wanted: &dyn Fn(u32) -> bool, each: &mut dyn FnMut(Said) -> Result<()>) -> Result<()> {
        self.said.each(&mut |key, value| {
            let (number, is_merge) = (number_of(key), key.get(4) == Some(&1));
            let (Some((is_again, bytes)), true) = (value.split_first(), wanted(number)) else { return Ok(()) };
            let order = key.last_chunk::<8>().copied().unwrap_or_default();
            each(Said { number, is_merge, order, is_again: *is_again == 1, statement: read_back(bytes)? })
        })
    }

    /// Gives of everybody who is wanted what is held against the other side, as written: the first own record.
    pub(super) fn each_first(&self, wanted: &dyn Fn(u32) -> bool, each: &mut dyn FnMut(u32, &[u8]) -> Result<()>) -> Result<()> {
        let mut last = None;
        self.said.each(&mut |key, value| {
            let number = number_of(key);
            match (last.replace(number) != Some(number), value.get(1..)) {
                (true, Some(bytes)) if wanted(number) => each(number, bytes),
                _ => Ok(()),
            }
        })
    }
}

/// Everything under the keys as read, and the statements that tell of merges in their order.
fn by_key<'s>(shelves: &'s Shelves, source: &mut Source<'_>) -> Result<(Sorted<'s>, Vec<Statement>)> {
    let (mut sorting, mut telling, mut order, mut entry) = (shelves.sorting(), Vec::new(), 0_u64, Vec::<u8>::new());
    source(&mut |key, bytes| {
        if bytes.is_empty() {
            return sorting.put(key.as_bytes(), &[RECORD]);
        }
        let statement = read_back(bytes)?;
        entry.clear();
        entry.push(SAID);
        entry.extend(order.to_be_bytes());
        entry.extend_from_slice(bytes);
        sorting.put(key.as_bytes(), &entry)?;
        order += 1;
        let mut is_telling = false;
        for (prior, surviving) in said_merges(&statement) {
            sorting.put(prior.as_bytes(), &[NAMED])?;
            sorting.put(surviving.as_bytes(), &[NAMED])?;
            is_telling = true;
        }
        if is_telling {
            telling.push(statement);
        }
        Ok(())
    })?;
    Ok((sorting.sorted(), telling))
}

/// Hands out every statement under its key, with its place in the order of reading.
fn each_statement(raw: &Sorted<'_>, keys: &Keys, each: &mut dyn FnMut(u32, [u8; 8], Statement) -> Result<()>) -> Result<()> {
    raw.each(&mut |key, value| {
        let Some((&SAID, rest)) = value.split_first() else { return Ok(()) };
        let (Some((order, bytes)), Some(number)) = (rest.split_first_chunk::<8>(), keys.number(text(key)?)) else { return Ok(()) };
        each(number, *order, read_back(bytes)?)
    })
}

/// What was said, by the patients whom messages and documents mean; marks of whom something is said.
fn by_name<'s>(shelves: &'s Shelves, raw: &Sorted<'_>, (keys, names): (&Keys, &[u32]), marks: &mut [u8]) -> Result<Sorted<'s>> {
    let (mut sorting, mut last, mut key) = (shelves.sorting(), None::<Statement>, Vec::<u8>::new());
    each_statement(raw, keys, &mut |number, order, mut statement| {
        let may_repeat = statement.origin.relation == 0 && !tells_a_merge(&statement);
        let is_again = may_repeat && last.as_ref().is_some_and(|last| last.origin.relation == 0 && says_the_same(last, &statement));
        if !is_again {
            last = Some(statement.clone());
        }
        let name = names.get(number as usize).copied().unwrap_or(number);
        if name != number {
            statement.patient = keys.get(name).to_string();
        }
        if let Some(marks) = marks.get_mut(name as usize) {
            *marks |= IS_SAID;
        }
        key.clear();
        key.extend(name.to_be_bytes());
        key.push(u8::from(statement.merged_into().is_some()));
        key.extend(order);
        let mut value = vec![u8::from(is_again)];
        pack(&mut value, &statement)?;
        sorting.put(&key, &value)
    })?;
    Ok(sorting.sorted())
}

/// The merges of a side; messages and documents name by number whom tables name by key.
fn merges(telling: &[Statement], keys: &Keys, names: &[u32]) -> Merges {
    let mut known: HashMap<String, String> = HashMap::new();
    for key in telling.iter().flat_map(said_merges).flat_map(|(prior, surviving)| [prior, surviving]) {
        let Some(number) = keys.number(key) else { continue };
        if let Some(name) = names.get(number as usize).filter(|name| **name != number) {
            known.insert(key.to_string(), keys.get(*name).to_string());
        }
    }
    Merges::of(telling, &known)
}

/// Days since 1970, with a byte that says whether there are any.
fn birth(statement: &Statement) -> [u8; 5] {
    let [a, b, c, d] = statement.date(Aspect::BirthDate).map_or([0; 4], |date| date.days().to_be_bytes());
    [u8::from(statement.date(Aspect::BirthDate).is_some()), a, b, c, d]
}

fn contradict(one: &[u8], other: &[u8]) -> bool {
    one.first() == Some(&1) && other.first() == Some(&1) && one != other
}

/// Who is another name of a patient of the tables, as [`identity::aliases`] finds them: both are put under what they answer to.
fn aliases(shelves: &Shelves, raw: &Sorted<'_>, keys: &Keys, mut names: Vec<u32>) -> Result<Vec<u32>> {
    let mut answers = shelves.sorting();
    let mut is_of_table = vec![false; keys.len()];
    let (mut own, mut is_any_built_in) = (None::<(u32, Statement)>, false);
    each_statement(raw, keys, &mut |number, _, statement| {
        is_any_built_in |= statement.origin.relation == 0;
        if is_of_tables(&statement) {
            // The latest record of a patient in the tables counts.
            if let Some((before, record)) = own.take().filter(|(before, _)| *before != number) {
                answer(&mut answers, &[], before, &record)?;
            }
            own = Some((number, statement));
            is_of_table.get_mut(number as usize).into_iter().for_each(|is_of_table| *is_of_table = true);
        }
        Ok(())
    })?;
    let (Some((number, record)), true) = (own, is_any_built_in) else { return Ok(names) };
    answer(&mut answers, &[], number, &record)?;
    each_statement(raw, keys, &mut |number, order, statement| {
        let is_other = statement.origin.relation == 0 && is_of_table.get(number as usize) == Some(&false);
        if is_other { answer(&mut answers, &order, number, &statement) } else { Ok(()) }
    })?;
    for (alias, name) in candidates(shelves, &answers.sorted())? {
        if let Some(known_by) = names.get_mut(alias as usize) {
            *known_by = name;
        }
    }
    Ok(names)
}

/// Puts a record under everything that its patient answers to. One of the tables has no order, and comes before all others.
fn answer(answers: &mut Sorting<'_>, order: &[u8], number: u32, record: &Statement) -> Result<()> {
    let mut value = number.to_be_bytes().to_vec();
    value.extend(birth(record));
    value.extend_from_slice(order);
    answers_to(record).try_for_each(|answer| answers.put(answer.as_bytes(), &value))
}

/// Whoever answers to the number or the key of exactly one patient of the tables, record by record in the order of reading.
fn candidates(shelves: &Shelves, answers: &Sorted<'_>) -> Result<Vec<(u32, u32)>> {
    let mut named = shelves.sorting();
    let (mut at, mut own): (Option<Vec<u8>>, Vec<(u32, [u8; 5])>) = (None, Vec::new());
    answers.each(&mut |answer, value| {
        if at.as_deref() != Some(answer) {
            own.clear();
            at = Some(answer.to_vec());
        }
        let (number, rest) = (number_of(value), value.get(4..).unwrap_or_default());
        let Some((born, order)) = rest.split_first_chunk::<5>() else { return Ok(()) };
        if order.is_empty() {
            own.push((number, *born));
            return Ok(());
        }
        // Of two nobody knows which.
        let mut found: Vec<u32> = Vec::with_capacity(2);
        for (candidate, other) in &own {
            if found.len() < 2 && !found.contains(candidate) && !contradict(born, other) {
                found.push(*candidate);
            }
        }
        found.iter().try_for_each(|candidate| named.put(order, &[number.to_be_bytes(), candidate.to_be_bytes()].concat()))
    })?;
    let (mut aliases, mut at, mut are_several): (Vec<(u32, u32)>, Vec<u8>, bool) = (Vec::new(), Vec::new(), false);
    let mut one: Option<(u32, u32)> = None;
    named.sorted().each(&mut |order, value| {
        if at != order {
            aliases.extend(one.take().filter(|_| !are_several));
            (at, are_several) = (order.to_vec(), false);
        }
        let found = (number_of(value), number_of(value.get(4..).unwrap_or_default()));
        are_several |= one.is_some_and(|one| one != found);
        one = one.or(Some(found));
        Ok(())
    })?;
    aliases.extend(one.filter(|_| !are_several));
    Ok(aliases)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use model::{Fact, How, Kind, Origin, Value};

    /// Shelves with so much room in memory, and the folder that the rest is in.
    pub(in crate::compare) fn shelves(room: usize) -> (tempfile::TempDir, Shelves) {
        let folder = tempfile::tempdir().unwrap();
        let scratch = store::Scratch::within(folder.path()).unwrap();
        (folder, Shelves::with_room(scratch, room))
    }

    /// A side on which this is said, and other records hang on these keys.
    pub(in crate::compare) fn with_keys<'s>(shelves: &'s Shelves, said: &[Statement], keys: &[String], has_aliases: bool) -> People<'s> {
        let mut source = |each: &mut dyn FnMut(&str, &[u8]) -> Result<()>| -> Result<()> {
            for statement in said {
                each(&statement.patient, &postcard::to_stdvec(statement).unwrap())?;
            }
            keys.iter().try_for_each(|key| each(key, &[]))
        };
        People::of(shelves, &mut source, has_aliases).unwrap()
    }

    pub(in crate::compare) fn people<'s>(shelves: &'s Shelves, said: &[Statement], has_aliases: bool) -> People<'s> {
        with_keys(shelves, said, &[], has_aliases)
    }

    fn record(relation: u32, line: u64, key: &str, family: &str) -> Statement {
        let facts = vec![Fact { aspect: Aspect::Family, value: Value::Text(family.into()), place: 0, how: How::Copied }];
        Statement { kind: Kind::Demographic, patient: key.into(), origin: Origin { artifact: 7, relation, line, reference: String::new() }, facts }
    }

    static RECORDS: [(u32, u64, &str, &str); 10] = [
        (0, 1, "1", "Holm"),
        (0, 2, "1", "Holm"),
        (0, 3, "2", "Roe"),
        (0, 4, "1", "Berg"),
        (0, 5, "1", "Holm"),
        (3, 6, "2", "Roe"),
        (3, 7, "2", "Roe"),
        (0, 8, "1", "Holm"),
        (0, 9, "1", "Holm"),
        (0, 10, "2", "Roe"),
    ];

    #[test]
    fn who_is_said_again_is_known_and_everything_of_a_patient_is_said_in_its_order() {
        let said: Vec<Statement> = RECORDS.iter().map(|(relation, line, key, family)| record(*relation, *line, key, family)).collect();
        for room in [1, 1 << 20] {
            let (_folder, shelves) = shelves(room);
            let people = people(&shelves, &said, true);
            let mut found = Vec::new();
            people
                .each_said(&|_| true, &mut |said| {
                    found.push((people.keys.get(said.number).to_string(), said.statement.origin.line, said.is_again));
                    Ok(())
                })
                .unwrap();
            let of = |key: &str, lines: &[u64]| lines.iter().map(|line| (key.to_string(), *line, [2, 8, 9].contains(line))).collect::<Vec<_>>();
            assert_eq!(found, [of("1", &[1, 2, 4, 5, 8, 9]), of("2", &[3, 6, 7, 10])].concat(), "rows of a table and names that come back are no repetition");
            let mut first = Vec::new();
            people
                .each_first(&|_| true, &mut |number, statement| {
                    first.push((number, read_back(statement)?.origin.line));
                    Ok(())
                })
                .unwrap();
            assert_eq!(first, [(0, 1), (1, 3)]);
        }
    }

    #[test]
    fn a_record_of_a_merge_alone_comes_behind_the_own_ones_and_its_key_has_no_records() {
        let mut merge = record(0, 1, "1", "");
        merge.facts = [(Aspect::Status, Value::Word("merged".into())), (Aspect::Patient, Value::Key("9".into()))]
            .map(|(aspect, value)| Fact { aspect, value, place: 0, how: How::Copied })
            .to_vec();
        let (_folder, shelves) = shelves(1);
        let mut people = with_keys(&shelves, &[merge, record(0, 2, "1", "Holm")], &["5".into()], true);
        people.file_by_names();
        let mut lines = Vec::new();
        people
            .each_said(&|_| true, &mut |said| {
                lines.push((said.statement.origin.line, said.is_merge));
                Ok(())
            })
            .unwrap();
        assert_eq!(lines, [(2, false), (1, true)]);
        let marks = ["1", "5", "9"].map(|key| people.keys.number(key).map(|n| (people.has_records(n), people.is_said(n), people.is_prior(n))));
        assert_eq!(marks, [Some((false, true, true)), Some((true, false, false)), Some((true, false, false))]);
        assert_eq!([people.known_by("1"), people.known_by("9"), people.known_by("77")], [Some("9"), None, None]);
    }
}
