//! Distributions: statements and patients of both books per kind, month, code and clinic; numbers and amounts added up.
//!
//! Fed one patient at a time, so that a cell knows how many patients stand in it without remembering them. Tables are exact up
//! to a declared number of cells; what comes after that is counted as beyond, never dropped. A statement with several codes
//! stands in a cell of each, so that a book that recodes is compared in the system that both books use.

use super::sets::{codings, words};
use super::sketch::Sketch;
use crate::codes::Equivalences;
use model::{Aspect, Date, Decimal, Kind, Precision, Statement, Value, canonical_unit};
use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

/// Different codes of a kind that are counted one by one.
pub(crate) const CODES_MAX: usize = 20_000;
/// Different clinics of a kind that are counted one by one.
pub(crate) const CLINICS_MAX: usize = 5_000;
/// Tests whose numbers are gathered.
pub(crate) const TESTS_MAX: usize = 5_000;

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
}

/// Cells by key up to a number of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    /// Words for the key, as the first statement had them, and the counts.
    pub(crate) cells: HashMap<String, (String, Count)>,
    pub(crate) beyond: Count,
}

impl Table {
    fn add(&mut self, key: &str, words: &str, most: usize, side: usize, patient: u64) {
        if let Some((known, count)) = self.cells.get_mut(key) {
            if known.is_empty() && !words.is_empty() {
                *known = words.to_string();
            }
            count.add(side, patient);
        } else if self.cells.len() < most {
            let mut count = Count::default();
            count.add(side, patient);
            self.cells.insert(key.to_string(), (words.to_string(), count));
        } else {
            self.beyond.add(side, patient);
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
    pub(crate) months: BTreeMap<(Kind, i32), Count>,
    pub(crate) codes: BTreeMap<Kind, Table>,
    pub(crate) clinics: BTreeMap<Kind, Table>,
    pub(crate) numbers: HashMap<(String, String), Numbers>,
    pub(crate) numbers_beyond: Count,
    pub(crate) amounts: BTreeMap<(Kind, Aspect, String), Amounts>,
    /// Room for the key of the concept that is being counted: most of them are known already.
    key: String,
}

impl Counts {
    /// One statement of the patient of a number, from 1. `side` is 0 for the legacy book.
    pub(crate) fn add(&mut self, statement: &Statement, side: usize, patient: u64, equivalences: &Equivalences) {
        let kind = statement.kind;
        self.kinds.entry(kind).or_default().add(side, patient);
        if kind == Kind::Demographic {
            return;
        }
        self.months.entry((kind, month(statement.when()))).or_default().add(side, patient);
        let concepts = concepts(statement, equivalences);
        let table = self.codes.entry(kind).or_default();
        for concept in &concepts {
            concept.put_key(&mut self.key);
            table.add(&self.key, &concept.words, CODES_MAX, side, patient);
        }
        let clinic = clinic(statement).unwrap_or_default();
        self.clinics.entry(kind).or_default().add(&clinic, "", CLINICS_MAX, side, patient);
        if kind == Kind::Observation {
            self.number(statement, &concepts, side, patient);
        }
        self.money(statement, side, patient);
    }

    fn number(&mut self, statement: &Statement, concepts: &[Concept<'_>], side: usize, patient: u64) {
        let Some(Value::Quantity(quantity)) = statement.value(Aspect::Value) else { return };
        let unit = canonical_unit(&quantity.unit);
        for concept in concepts {
            concept.put_key(&mut self.key);
            let key = (self.key.clone(), unit.clone());
            let is_full = self.numbers.len() >= TESTS_MAX;
            let numbers = match self.numbers.entry(key) {
                Entry::Vacant(_) if is_full => {
                    self.numbers_beyond.add(side, patient);
                    continue;
                }
                entry => entry.or_default(),
            };
            if numbers.display.is_empty() {
                numbers.display = concept.words.to_string();
            }
            numbers.count.add(side, patient);
            numbers.sides[side].add(quantity.number);
        }
    }

    fn money(&mut self, statement: &Statement, side: usize, patient: u64) {
        for aspect in [Aspect::Amount, Aspect::Allowed, Aspect::PatientShare] {
            let Some(Value::Quantity(quantity)) = statement.value(aspect) else { continue };
            let amounts = self.amounts.entry((statement.kind, aspect, quantity.unit.trim().to_string())).or_default();
            let first = amounts.count.statements[side] == 0;
            amounts.count.add(side, patient);
            amounts.sums[side] = if first { Some(quantity.number) } else { amounts.sums[side].and_then(|s| s.checked_add(quantity.number)) };
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

/// What a statement is counted under: a code of a system, or words alone under none.
struct Concept<'s> {
    system: &'s str,
    code: Cow<'s, str>,
    words: Cow<'s, str>,
}

impl Concept<'_> {
    /// Puts its key, `system\u{1f}code`, in the place of another one.
    fn put_key(&self, key: &mut String) {
        key.clear();
        key.push_str(self.system);
        key.push('\u{1f}');
        key.push_str(&self.code);
    }

    fn key_bytes(&self) -> impl Iterator<Item = u8> {
        self.system.bytes().chain([0x1f]).chain(self.code.bytes())
    }

    fn has_key_of(&self, other: &Self) -> bool {
        self.system.len() + self.code.len() == other.system.len() + other.code.len() && self.key_bytes().eq(other.key_bytes())
    }
}

/// Every coding, own and declared to mean the same, each once, with its words; the words alone without any.
fn concepts<'s>(statement: &'s Statement, equivalences: &'s Equivalences) -> Vec<Concept<'s>> {
    let mut out: Vec<Concept<'s>> = Vec::new();
    let mut put = |system: &'s str, code: &'s str, words: &'s str| {
        let concept = Concept { system, code: Cow::Borrowed(code), words: Cow::Borrowed(words) };
        if !out.iter().any(|known| known.has_key_of(&concept)) {
            out.push(concept);
        }
    };
    for coding in codings(statement) {
        put(&coding.system, &coding.code, &coding.display);
        for (system, code) in equivalences.of(&coding.system, &coding.code) {
            put(system, code, &coding.display);
        }
    }
    if out.is_empty() {
        let first = words(statement).into_iter().next();
        out.extend(first.map(|w| Concept { system: "", code: Cow::Owned(w.trim().to_string()), words: Cow::Owned(w.trim().to_string()) }));
    }
    out
}

/// Where it took place, as the source names it.
fn clinic(statement: &Statement) -> Option<String> {
    let named = statement.value(Aspect::Location)?.shown();
    let named = named.trim();
    (!named.is_empty()).then(|| named.to_string())
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
        use model::{Coding, Fact, How, Origin};
        let coding = |system: &str, code: &str, display: &str| Coding { system: system.into(), code: code.into(), display: display.into() };
        let of = |value: Value| {
            let fact = Fact { aspect: Aspect::Code, value, place: 0, how: How::Copied };
            let origin = Origin { artifact: 0, relation: 0, line: 1, reference: String::new() };
            let statement = Statement { kind: Kind::Problem, patient: "1".into(), origin, facts: vec![fact] };
            let mut equivalences = Equivalences::default();
            equivalences.add(("urn:a", "1"), ("urn:b", "2"));
            let mut counts = Counts::default();
            counts.add(&statement, 0, 1, &equivalences);
            let mut cells: Vec<(String, String, u64)> = Vec::new();
            for (key, (words, count)) in &counts.codes[&Kind::Problem].cells {
                cells.push((key.clone(), words.clone(), count.statements[0]));
            }
            cells.sort();
            cells
        };
        let codings = vec![coding("urn:a", "1", "Gout"), coding("urn:b", "2", "gout"), coding("urn:a", "1", "again")];
        let cell = |key: &str, words: &str| (key.to_string(), words.to_string(), 1_u64);
        assert_eq!(of(Value::Code(codings, String::new())), [cell("urn:a\u{1f}1", "Gout"), cell("urn:b\u{1f}2", "Gout")]);
        assert_eq!(of(Value::Code(Vec::new(), " Gout ".into())), [cell("\u{1f}gout", "gout")]);
    }

    #[test]
    fn a_full_table_counts_what_is_beyond() {
        let mut table = Table::default();
        for (patient, key) in ["a", "b", "a", "c", "c"].into_iter().enumerate() {
            table.add(key, "", 2, 0, patient as u64 + 1);
        }
        assert_eq!(table.cells["a"].1.statements, [2, 0]);
        assert_eq!(table.beyond.statements, [2, 0]);
        assert_eq!(table.beyond.patients, [2, 0]);
    }
}
