//! Distributions: statements and patients of both books per kind, month, code and clinic; numbers and amounts added up.
//!
//! Fed one patient at a time, so that a cell knows how many patients stand in it without remembering them. Tables are exact up
//! to a declared number of cells; what comes after that is counted as beyond, never dropped. A statement with several codes
//! stands in a cell of each, so that a book that recodes is compared in the system that both books use. What one statement only names and
//! others code under that very name is one concept: [`Counts::join_words`] counts it under the codes.

use super::meaning::Concept;
use super::sketch::Sketch;
use crate::judge::is_public;
use model::{Aspect, Date, Decimal, Kind, Precision, Statement, Value, canonical_unit};
use rustc_hash::FxHashMap;
use std::borrow::{Borrow, Cow};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hash;

/// Different codes of a kind that are counted one by one.
pub(crate) const CODES_MAX: usize = 20_000;
/// Different clinics of a kind that are counted one by one.
pub(crate) const CLINICS_MAX: usize = 5_000;
/// Tests whose numbers are gathered.
pub(crate) const TESTS_MAX: usize = 5_000;
/// Words that codes of a kind are known by.
const WORDS_MAX: usize = 50_000;
/// Units of one concept whose places are remembered; those of the others are looked up.
const UNITS_MAX: usize = 8;

/// Between the system and the code of a key.
const SPLIT: char = '\u{1f}';

/// The month of a statement that tells none.
pub(crate) const NO_MONTH: i32 = i32::MIN;

/// Statements and patients in each book.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Count {
    pub(crate) statements: [u64; 2],
    pub(crate) patients: [u64; 2],
    last: [u64; 2],
}

impl Count {
    fn add(&mut self, side: usize, patient: u64) {
        self.statements[side] += 1;
        if self.last[side] != patient {
            self.last[side] = patient;
            self.patients[side] += 1;
        }
    }

    /// Adds what was counted elsewhere. Who stands in both is not known: of patients it is the least that there can be.
    fn join(&mut self, other: &Self) {
        for side in [0, 1] {
            self.statements[side] += other.statements[side];
            self.patients[side] = self.patients[side].max(other.patients[side]);
        }
    }
}

/// Cells by key, each at a place that stays its own.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cells<K, C> {
    places: FxHashMap<K, usize>,
    cells: Vec<C>,
}

impl<K: Eq + Hash, C: Default> Cells<K, C> {
    /// The place of a key, which is a new one while there are fewer than `most`.
    fn place<Q: Eq + Hash + ToOwned<Owned = K> + ?Sized>(&mut self, key: &Q, most: usize) -> Option<usize>
    where
        K: Borrow<Q>,
    {
        let next = self.cells.len();
        if let Some(known) = self.places.get(key) {
            return Some(*known);
        }
        (next < most).then(|| {
            self.places.insert(key.to_owned(), next);
            self.cells.push(C::default());
            next
        })
    }

    /// The cell at a place.
    fn at(&mut self, place: Option<usize>) -> Option<&mut C> {
        self.cells.get_mut(place?)
    }

    /// Takes the cell of a key out.
    fn take<Q: Eq + Hash + ?Sized>(&mut self, key: &Q) -> Option<C>
    where
        K: Borrow<Q>,
    {
        let place = self.places.remove(key)?;
        self.cells.get_mut(place).map(std::mem::take)
    }

    /// Every cell with its key, in no order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&K, &C)> {
        self.places.iter().filter_map(move |(key, place)| Some((key, self.cells.get(*place)?)))
    }
}

/// Cells by key up to a number of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    /// Words for the key, as the first statement had them, and the counts.
    pub(crate) cells: Cells<String, (String, Count)>,
    pub(crate) beyond: Count,
    /// Where the empty key stands, once it does: most statements name no clinic, and to find an empty text among others is dear (see `equal.rs`).
    nameless: Option<usize>,
    /// Places of the codes that are called something, by what they are called.
    called: FxHashMap<String, Vec<usize>>,
    /// What stands beside the code at a place.
    beside: FxHashMap<usize, Beside>,
}

/// What stands beside a code in the statements that tell it.
#[derive(Debug, Clone, Default)]
struct Beside {
    /// Places of the codes that stand beside it in every one; none before the first.
    always: Option<Vec<usize>>,
    /// Systems of which the legacy book tells a code beside it.
    legacy_systems: BTreeSet<String>,
}

/// The system of a key.
fn system_of(key: &str) -> &str {
    key.split(SPLIT).next().unwrap_or_default()
}

impl Table {
    fn add(&mut self, key: &str, words: &str, most: usize, side: usize, patient: u64) {
        let known = if key.is_empty() { self.nameless } else { None };
        let place = known.or_else(|| self.cells.place(key, most));
        if key.is_empty() {
            self.nameless = place;
        }
        self.add_at(place, words, side, patient);
    }

    /// What the code at a place is called.
    fn call(&mut self, place: Option<usize>, said: Vec<String>) {
        let Some(place) = place else { return };
        for words in said {
            if self.called.len() >= WORDS_MAX && !self.called.contains_key(&words) {
                continue;
            }
            let places = self.called.entry(words).or_default();
            if !places.contains(&place) {
                places.push(place);
            }
        }
    }

    /// Notes what stands beside each of these in a statement of a side.
    fn note_beside(&mut self, concepts: &[Concept], side: usize) {
        for (at, concept) in concepts.iter().enumerate() {
            let Some(place) = concept.place else { continue };
            let others: Vec<&Concept> = concepts.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, other)| other).collect();
            let beside = self.beside.entry(place).or_default();
            let known = beside.always.take();
            let always = others.iter().filter_map(|other| other.place).filter(|other| known.as_ref().is_none_or(|known| known.contains(other)));
            beside.always = Some(always.collect());
            if side == 0 {
                beside.legacy_systems.extend(others.iter().map(|other| system_of(&other.key).to_string()));
            }
        }
    }

    /// Codes of a local system that the destination alone tells, in every statement beside one that both books tell, and beside which the legacy book tells
    /// none of that system: what they say is counted there. A code that the destination leaves out is not meant: who asks for it finds nobody any more.
    pub(crate) fn kept_beside(&self) -> BTreeSet<&str> {
        let told = |place: usize| self.cells.cells.get(place).map_or([0; 2], |(_, count)| count.statements);
        let mut kept = BTreeSet::new();
        for (key, place) in &self.cells.places {
            let (system, [legacy, destination]) = (system_of(key), told(*place));
            if legacy > 0 || destination == 0 || is_public(system) {
                continue;
            }
            let is_used = |other: usize| self.beside.get(&other).is_some_and(|beside| beside.legacy_systems.contains(system));
            let always = self.beside.get(place).and_then(|beside| beside.always.as_deref()).unwrap_or_default();
            if always.iter().any(|other| !told(*other).contains(&0) && !is_used(*other)) {
                kept.insert(key.as_str());
            }
        }
        kept
    }

    /// The key of each name that stands alone and by which codes are called, with their keys: one of each system, none of a system that calls
    /// several so.
    fn codes_of_words(&self) -> Vec<(String, Vec<String>)> {
        let keys: FxHashMap<usize, &str> = self.cells.places.iter().map(|(key, place)| (*place, key.as_str())).collect();
        let mut out = Vec::new();
        for key in self.cells.places.keys() {
            let Some(places) = key.strip_prefix(SPLIT).and_then(|words| self.called.get(words)) else { continue };
            let mut systems: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
            for code in places.iter().filter_map(|place| keys.get(place).copied()).filter(|code| *code != key.as_str()) {
                systems.entry(system_of(code)).or_default().push(code);
            }
            let codes: Vec<String> = systems.into_values().filter(|codes| codes.len() == 1).flatten().map(str::to_string).collect();
            if !codes.is_empty() {
                out.push((key.clone(), codes));
            }
        }
        out.sort_unstable();
        out
    }

    /// Counts what stands under a name alone under codes that are called so.
    fn join(&mut self, name: &str, codes: &[String]) {
        let Some((words, count)) = self.cells.take(name) else { return };
        for code in codes {
            let place = self.cells.place(code.as_str(), usize::MAX);
            if let Some((known, own)) = self.cells.at(place) {
                if known.is_empty() {
                    known.clone_from(&words);
                }
                own.join(&count);
            }
            // Beside the name stands nothing.
            if let Some(place) = place {
                self.beside.entry(place).or_default().always = Some(Vec::new());
            }
        }
    }

    /// Adds where the cell is known to stand; none for what is beyond.
    fn add_at(&mut self, place: Option<usize>, words: &str, side: usize, patient: u64) {
        match self.cells.at(place) {
            Some((known, count)) => {
                if known.is_empty() && !words.is_empty() {
                    *known = words.to_string();
                }
                count.add(side, patient);
            }
            None => self.beyond.add(side, patient),
        }
    }
}

/// Numbers of one test in one unit.
#[derive(Debug, Clone, Default)]
pub(crate) struct Numbers {
    pub(crate) display: String,
    pub(crate) sides: [Sketch; 2],
    pub(crate) count: Count,
}

/// Amounts of money of a kind in one currency.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Amounts {
    pub(crate) count: Count,
    /// Exact; nothing where a sum outgrew a decimal.
    pub(crate) sums: [Option<Decimal>; 2],
}

/// Everything that is counted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Counts {
    pub(crate) kinds: BTreeMap<Kind, Count>,
    pub(crate) months: FxHashMap<(Kind, i32), Count>,
    pub(crate) codes: BTreeMap<Kind, Table>,
    pub(crate) clinics: BTreeMap<Kind, Table>,
    /// By concept and canonical unit.
    pub(crate) numbers: Cells<(String, String), Numbers>,
    pub(crate) numbers_beyond: Count,
    pub(crate) amounts: BTreeMap<(Kind, Aspect, String), Amounts>,
}

impl Counts {
    /// One statement of the patient of a number, from 1, with the concepts that it means. `side` is 0 for the legacy book.
    pub(crate) fn add(&mut self, statement: &Statement, side: usize, patient: u64, concepts: &mut [Concept]) {
        let kind = statement.kind;
        self.kinds.entry(kind).or_default().add(side, patient);
        if kind == Kind::Demographic {
            return;
        }
        self.months.entry((kind, month(statement.when()))).or_default().add(side, patient);
        let table = self.codes.entry(kind).or_default();
        for concept in concepts.iter_mut() {
            if concept.place.is_none() {
                concept.place = table.cells.place(concept.key.as_str(), CODES_MAX);
                table.call(concept.place, std::mem::take(&mut concept.said));
            }
            table.add_at(concept.place, &concept.words, side, patient);
        }
        // It is the same of all that say the same.
        if concepts.iter().any(|concept| !concept.noted[side]) {
            table.note_beside(concepts, side);
            concepts.iter_mut().for_each(|concept| concept.noted[side] = true);
        }
        let clinic = clinic(statement).unwrap_or_default();
        self.clinics.entry(kind).or_default().add(&clinic, "", CLINICS_MAX, side, patient);
        if kind == Kind::Observation {
            self.number(statement, concepts, side, patient);
        }
        self.money(statement, side, patient);
    }

    /// Counts what is only named where it is coded under that very name, once everything is counted.
    pub(crate) fn join_words(&mut self) {
        for (kind, table) in &mut self.codes {
            for (name, codes) in table.codes_of_words() {
                table.join(&name, &codes);
                if *kind == Kind::Observation {
                    join_numbers(&mut self.numbers, &name, &codes);
                }
            }
        }
    }

    fn number(&mut self, statement: &Statement, concepts: &mut [Concept], side: usize, patient: u64) {
        let Some(Value::Quantity(quantity)) = statement.value(Aspect::Value) else { return };
        for concept in concepts {
            let place = self.place_of_numbers(concept, &quantity.unit);
            let Some(numbers) = self.numbers.at(place) else {
                self.numbers_beyond.add(side, patient);
                continue;
            };
            if numbers.display.is_empty() {
                numbers.display = concept.words.clone();
            }
            numbers.count.add(side, patient);
            numbers.sides[side].add(quantity.number);
        }
    }

    /// Where the numbers of a concept are gathered that are written in a unit.
    fn place_of_numbers(&mut self, concept: &mut Concept, unit: &str) -> Option<usize> {
        if let Some((_, known)) = concept.units.iter().find(|(written, _)| written == unit) {
            return Some(*known);
        }
        let place = self.numbers.place(&(concept.key.clone(), canonical_unit(unit)), TESTS_MAX)?;
        if concept.units.len() < UNITS_MAX {
            concept.units.push((unit.to_string(), place));
        }
        Some(place)
    }

    fn money(&mut self, statement: &Statement, side: usize, patient: u64) {
        const MONEY: [Aspect; 3] = [Aspect::Amount, Aspect::Allowed, Aspect::PatientShare];
        if !statement.facts.iter().any(|f| MONEY.contains(&f.aspect)) {
            return;
        }
        for aspect in MONEY {
            let Some(Value::Quantity(quantity)) = statement.value(aspect) else { continue };
            let amounts = self.amounts.entry((statement.kind, aspect, quantity.unit.trim().to_string())).or_default();
            let first = amounts.count.statements[side] == 0;
            amounts.count.add(side, patient);
            amounts.sums[side] = if first { Some(quantity.number) } else { amounts.sums[side].and_then(|s| s.checked_add(quantity.number)) };
        }
    }
}

/// The numbers of a test that is only named, in each unit, with those of the codes that are called so.
fn join_numbers(numbers: &mut Cells<(String, String), Numbers>, name: &str, codes: &[String]) {
    let mut units: Vec<String> = numbers.places.keys().filter(|(key, _)| key == name).map(|(_, unit)| unit.clone()).collect();
    units.sort_unstable();
    for unit in units {
        let Some(named) = numbers.take(&(name.to_string(), unit.clone())) else { continue };
        for code in codes {
            let place = numbers.place(&(code.clone(), unit.clone()), usize::MAX);
            let Some(own) = numbers.at(place) else { continue };
            if own.display.is_empty() {
                own.display.clone_from(&named.display);
            }
            own.count.join(&named.count);
            own.sides.iter_mut().zip(&named.sides).for_each(|(own, other)| own.join(other));
        }
    }
}

/// Months since year 0, or none where the source tells no month.
fn month(when: Option<Date>) -> i32 {
    match when {
        Some(date) if date.precision >= Precision::Month => i32::from(date.year) * 12 + i32::from(date.month) - 1,
        _ => NO_MONTH,
    }
}

/// Where it took place, as the source names it.
fn clinic(statement: &Statement) -> Option<Cow<'_, str>> {
    let named = match statement.value(Aspect::Location)? {
        Value::Text(text) | Value::Word(text) | Value::Key(text) => Cow::Borrowed(text.trim()),
        other => Cow::Owned(other.shown().trim().to_string()),
    };
    (!named.is_empty()).then_some(named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_needs_a_month() {
        let of = |text| month(Date::parse_iso(text));
        assert_eq!(of("2024-03-09T23:59:00Z"), 2024 * 12 + 2);
        assert_eq!(of("2024-03"), of("2024-03-31"));
        assert_eq!(of("2024"), NO_MONTH);
        assert_eq!(month(None), NO_MONTH);
    }

    #[test]
    fn a_code_stands_once_however_often_it_is_said() {
        use super::super::meaning::Meanings;
        use super::super::sets::Sets;
        use crate::codes::Equivalences;
        use model::{Coding, Fact, How, Origin};
        let coding = |system: &str, code: &str, display: &str| Coding { system: system.into(), code: code.into(), display: display.into() };
        let of = |value: Value| {
            let fact = Fact { aspect: Aspect::Code, value, place: 0, how: How::Copied };
            let origin = Origin { artifact: 0, relation: 0, line: 1, reference: String::new() };
            let statement = Statement { kind: Kind::Problem, patient: "1".into(), origin, facts: vec![fact] };
            let mut equivalences = Equivalences::default();
            equivalences.add(("urn:a", "1"), ("urn:b", "2"));
            let mut counts = Counts::default();
            let mut meanings = Meanings::default();
            counts.add(&statement, 0, 1, &mut meanings.of(&statement, &Sets::default(), &equivalences).concepts);
            let mut cells: Vec<(String, String, u64)> = Vec::new();
            for (key, (words, count)) in counts.codes[&Kind::Problem].cells.iter() {
                cells.push((key.clone(), words.clone(), count.statements[0]));
            }
            cells.sort();
            cells
        };
        let codings = vec![coding("urn:a", "1", "Gout"), coding("urn:b", "2", "gout"), coding("urn:a", "1", "again")];
        let cell = |key: &str, words: &str| (key.to_string(), words.to_string(), 1_u64);
        assert_eq!(of(Value::code(codings, String::new())), [cell("urn:a\u{1f}1", "Gout"), cell("urn:b\u{1f}2", "gout")]);
        assert_eq!(of(Value::words(" Gout ")), [cell("\u{1f}gout", "gout")]);
    }

    #[test]
    fn a_full_table_counts_what_is_beyond() {
        let mut table = Table::default();
        for (patient, key) in ["a", "b", "a", "c", "c"].into_iter().enumerate() {
            table.add(key, "", 2, 0, patient as u64 + 1);
        }
        let a = table.cells.iter().find(|(key, _)| key.as_str() == "a").map(|(_, (_, count))| count.statements);
        assert_eq!(a, Some([2, 0]));
        assert_eq!(table.beyond.statements, [2, 0]);
        assert_eq!(table.beyond.patients, [2, 0]);
    }
}
