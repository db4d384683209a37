//! Patients by their key with the days of their birth and death, and the rows of relations held against them: how many hang on a known patient, and
//! which dates lie before a birth or after a death.
//!
//! A known patient is one whom some demographic record describes. An entry takes 16 bytes, and an index holds [`PATIENTS_AT_ONCE`] at most: of more it covers
//! those whose hashes come first and says where the next has to begin, so that memory is bounded and everybody is held all the same. The keys themselves
//! are not kept, only hashes, which are as sensitive. What must stay true: where two records tell two days, the earlier birth and the later death count,
//! so that nothing is called impossible that one record allows.

use crate::anomalies::Anomaly;
use crate::hash::{chain, hash};
use crate::names::{PATIENT_NAMES, canonical, parts, patient_field, says};
use crate::profile::{FieldProfile, share};
use serde::{Deserialize, Serialize};

/// Entries that one index holds: 64 MB.
pub const PATIENTS_AT_ONCE: usize = 1 << 22;
/// Lines that are named of each kind.
const LINES_MAX: usize = 5;

/// One patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Entry {
    key: u64,
    /// Days since 1970, `i32::MAX` where nobody tells.
    birth: i32,
    /// Likewise, `i32::MIN`.
    death: i32,
}

/// Known patients: everybody, or those whose hashes lie in a range. Complete after [`PatientIndex::finish`]; nobody is found before.
#[derive(Debug)]
pub struct PatientIndex {
    entries: Vec<Entry>,
    most: usize,
    /// The least and the greatest hash that it covers.
    first: u64,
    last: u64,
}

impl Default for PatientIndex {
    fn default() -> Self {
        Self::beginning_at(0, PATIENTS_AT_ONCE)
    }
}

/// A known patient's days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Life {
    /// Day of birth.
    pub birth: Option<i32>,
    /// Day of death.
    pub death: Option<i32>,
}

fn key_of(space: &str, key: &str) -> u64 {
    chain(hash(space), hash(key.trim()))
}

impl PatientIndex {
    /// An index that begins at a hash, of at most so many entries: 0 for the first, [`PatientIndex::next_begins`] of one for the one behind it.
    pub fn beginning_at(first: u64, most: usize) -> Self {
        Self { entries: Vec::new(), most: most.max(2), first, last: u64::MAX }
    }

    /// Where the next index has to begin; nothing where this one covers all that come behind its first.
    pub fn next_begins(&self) -> Option<u64> {
        self.last.checked_add(1)
    }

    /// Nobody comes before those whom it covers.
    pub fn is_first(&self) -> bool {
        self.first == 0
    }

    /// Whether it would know a patient of this key, if anybody does.
    pub fn covers(&self, space: &str, key: &str) -> bool {
        self.is_all() || self.spans(key_of(space, key))
    }

    fn is_all(&self) -> bool {
        self.first == 0 && self.last == u64::MAX
    }

    fn spans(&self, hash: u64) -> bool {
        (self.first..=self.last).contains(&hash)
    }

    /// Adds a patient; `space` tells keys of one sort from those of another, which may be the same numbers.
    pub fn add(&mut self, space: &str, key: &str, life: Life) {
        let hash = key_of(space, key);
        if key.trim().is_empty() || !self.spans(hash) {
            return;
        }
        self.entries.push(Entry { key: hash, birth: life.birth.unwrap_or(i32::MAX), death: life.death.unwrap_or(i32::MIN) });
        if self.entries.len() >= self.most {
            self.make_room();
        }
    }

    /// Patients who were added again take no room; where there are too many all the same, those behind the first half are left to the next index.
    fn make_room(&mut self) {
        self.settle();
        self.entries.truncate(self.most / 2);
        if let Some(entry) = self.entries.get(self.most / 2 - 1) {
            self.last = entry.key;
        }
    }

    /// Puts everything in order.
    pub fn finish(&mut self) {
        self.settle();
        self.entries.shrink_to_fit();
    }

    fn settle(&mut self) {
        self.entries.sort_unstable_by_key(|e| e.key);
        self.entries.dedup_by(|next, kept| {
            let same = next.key == kept.key;
            if same {
                (kept.birth, kept.death) = (kept.birth.min(next.birth), kept.death.max(next.death));
            }
            same
        });
    }

    /// A patient by key.
    pub fn get(&self, space: &str, key: &str) -> Option<Life> {
        let key = key_of(space, key);
        let entry = self.entries.binary_search_by_key(&key, |e| e.key).ok().and_then(|at| self.entries.get(at))?;
        Some(Life { birth: Some(entry.birth).filter(|d| *d != i32::MAX), death: Some(entry.death).filter(|d| *d != i32::MIN) })
    }

    /// Patients; one with two sorts of keys counts twice.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// There are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

/// Where a table tells who its patients are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PeopleFields {
    /// Fields of keys with their sort: the key of the table has the empty one.
    pub keys: Vec<(String, String)>,
    /// Field of the birth date, and whether it writes the day first.
    pub birth: Option<(String, bool)>,
    /// Field of the date of death, likewise.
    pub death: Option<(String, bool)>,
}

/// What a table tells of its patients, if it describes them: one row a patient, by a key and with a birth date or a name that says so. `by_lens` is
/// the field of the key where the lens reads demographics from it.
pub fn people_fields(relation: &str, fields: &[FieldProfile], by_lens: Option<&str>) -> Option<PeopleFields> {
    let names: Vec<String> = fields.iter().map(|f| f.name.clone()).collect();
    let key = by_lens.and_then(|wanted| fields.iter().find(|f| f.name == wanted)).or_else(|| fields.get(patient_field(relation, &names)?))?;
    let dated = |is: &dyn Fn(&str) -> bool| fields.iter().find(|f| f.is_dated() && is(&canonical(&f.name))).map(|f| (f.name.clone(), is_day_first(f)));
    let birth = dated(&|name| (name.contains("birth") || name == "dob" || name == "born" || name.ends_with("dob")) && !names_another(name));
    let death = dated(&|name| (name.contains("death") || name.contains("deceased") || name == "dod" || name == "died") && !names_another(name));
    let is_named = matches!(canonical(relation).trim_end_matches('s'), "patient" | "demographic" | "patientdemographic" | "patientindex" | "patientmaster" | "mpi" | "person" | "people");
    let one_each = |f: &FieldProfile| f.filled > 0 && if f.distinct_exact { f.distinct * 10 >= f.filled * 9 } else { f.repeated <= 0.1 };
    if by_lens.is_none() && !(one_each(key) && (birth.is_some() || is_named)) {
        return None;
    }
    // Another number of the patient, by which other tables may refer to this one.
    let is_second = |name: &str| name != "patient" && PATIENT_NAMES.contains(&name);
    let seconds = fields.iter().filter(|f| f.name != key.name && one_each(f) && is_second(&canonical(&f.name)));
    let keys = std::iter::once((key.name.clone(), String::new())).chain(seconds.map(|f| (f.name.clone(), canonical(&f.name)))).collect();
    Some(PeopleFields { keys, birth, death })
}

/// A date of somebody else's life.
fn names_another(canonical: &str) -> bool {
    ["mother", "father", "guarantor", "subscriber", "spouse", "guardian", "insured", "place", "weight", "cause", "order"].iter().any(|word| canonical.contains(*word))
}

/// The sort of the keys in a patient field: its own where a table of patients has a second key of that name.
pub fn patient_space(field: &str, people: &[PeopleFields]) -> String {
    let name = canonical(field);
    let is_key = people.iter().any(|p| p.keys.iter().any(|(key, space)| space.is_empty() && canonical(key) == name));
    let is_second = people.iter().any(|p| p.keys.iter().any(|(_, space)| *space == name));
    if is_second && !is_key { name } else { String::new() }
}

fn is_day_first(field: &FieldProfile) -> bool {
    field.day_first > 0 && field.month_first == 0
}

/// Fields whose dates are held against the life of the patient, and whether they write the day first. Dates of a life itself and of contracts are
/// not: those begin before a birth and end after a death.
pub fn dated_fields(fields: &[FieldProfile]) -> Vec<(String, bool)> {
    let held = |f: &&FieldProfile| {
        let (name, words) = (canonical(&f.name), parts(&f.name));
        let of_life = ["birth", "dob", "death", "deceased"].iter().any(|word| name.contains(*word)) || says(&words, &["dod", "born", "died"]);
        let of_contract = ["expir", "valid", "policy", "coverage", "licens", "effectiveto"].iter().any(|word| name.contains(*word));
        // Of a field of a document only the kind of what most rows hold is known.
        f.is_dated() && !of_life && !of_contract && !matches!(f.name.split(['.', '[']).next(), Some("PID-7" | "PID-29" | "MSH-7" | "EVN-2"))
    };
    fields.iter().filter(held).map(|f| (f.name.clone(), is_day_first(f))).collect()
}

/// Rows of a relation, held against the known patients.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Held {
    /// Rows.
    pub rows: u64,
    /// Rows that name a patient.
    pub named: u64,
    /// Rows that hang on a known patient.
    pub hanging: u64,
    /// Fields with dates outside the life of their patient.
    pub dates: Vec<DateHeld>,
}

/// Dates of a field outside the life of their patient.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DateHeld {
    /// Field.
    pub field: String,
    /// Rows before the birth.
    pub before_birth: u64,
    /// Lines of the first of them.
    pub before_lines: Vec<u64>,
    /// Rows after the death.
    pub after_death: u64,
    /// Lines of the first of them.
    pub after_lines: Vec<u64>,
}

impl DateHeld {
    fn join(&mut self, other: Self) {
        self.before_birth += other.before_birth;
        self.after_death += other.after_death;
        for (lines, more) in [(&mut self.before_lines, other.before_lines), (&mut self.after_lines, other.after_lines)] {
            lines.extend(more);
            lines.sort_unstable();
            lines.dedup();
            lines.truncate(LINES_MAX);
        }
    }

    fn first_line(&self) -> Option<u64> {
        self.before_lines.iter().chain(&self.after_lines).min().copied()
    }
}

impl Held {
    /// Adds other rows of the same relation: those whose patients another index covers.
    pub fn join(&mut self, other: Self) {
        self.rows += other.rows;
        self.named += other.named;
        self.hanging += other.hanging;
        for more in other.dates {
            match self.dates.iter_mut().find(|date| date.field == more.field) {
                Some(date) => date.join(more),
                None => self.dates.push(more),
            }
        }
        self.dates.sort_by_key(DateHeld::first_line);
    }

    /// Takes a row; `known` is its patient, where it names one and that one is known.
    pub fn row(&mut self, names_a_patient: bool, known: bool) {
        self.rows += 1;
        self.named += u64::from(names_a_patient);
        self.hanging += u64::from(names_a_patient && known);
    }

    /// Rows that name a patient whom nobody knows.
    pub fn orphans(&self) -> u64 {
        self.named.saturating_sub(self.hanging)
    }

    /// Share of the rows that hang on a known patient; 0 of no rows.
    pub fn share(&self) -> f64 {
        share(self.hanging, self.rows)
    }

    /// Takes the date of a field. A time of day may be told by another clock than a date: there a day more or less is nothing.
    pub fn date(&mut self, field: &str, (day, timed): (i32, bool), life: Life, line: u64) {
        let slack = i32::from(timed);
        let before = life.birth.is_some_and(|birth| day < birth.saturating_sub(slack));
        let after = life.death.is_some_and(|death| day > death.saturating_add(slack));
        if !before && !after {
            return;
        }
        let at = match self.dates.iter().position(|d| d.field == field) {
            Some(at) => at,
            None => {
                self.dates.push(DateHeld { field: field.into(), ..DateHeld::default() });
                self.dates.len() - 1
            }
        };
        let Some(held) = self.dates.get_mut(at) else { return };
        let (count, lines) = if before { (&mut held.before_birth, &mut held.before_lines) } else { (&mut held.after_death, &mut held.after_lines) };
        *count += 1;
        if lines.len() < LINES_MAX && lines.last() != Some(&line) {
            lines.push(line);
        }
    }
}

/// What may come after a death: the business of an estate, and the work on a record.
const BUSINESS: [&str; 22] = [
    "bill", "billing", "billed", "claim", "post", "posted", "posting", "paid", "payment", "charge", "invoice", "statement", "update", "updated", "modified", "changed", "created", "entry",
    "entered", "print", "printed", "sent",
];

impl Held {
    /// What is odd about the rows as they hang on patients: on nobody who is known, before a birth, after a death.
    pub fn anomalies(&self) -> Vec<Anomaly> {
        let mut all = Vec::new();
        let orphans = self.orphans();
        if orphans > 0 {
            let severity = if orphans * 100 > self.rows { "high" } else { "medium" };
            all.push(Anomaly::of("unknown_patient", "", severity, (orphans, self.rows), "rows name a patient whom no demographics describe"));
        }
        for held in &self.dates {
            let business = says(&parts(&held.field), &BUSINESS);
            let mut note = |code: &'static str, severity: &'static str, count: u64, lines: &[u64], words: &str| {
                if count > 0 {
                    all.push(Anomaly { lines: lines.to_vec(), ..Anomaly::of(code, &held.field, severity, (count, self.rows), words) });
                }
            };
            note("before_birth", "high", held.before_birth, &held.before_lines, "rows lie before the birth of their patient");
            let severity = if business { "low" } else { "medium" };
            note("after_death", severity, held.after_death, &held.after_lines, "rows lie after the death of their patient");
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profiler::Profiler;

    fn life(birth: Option<i32>, death: Option<i32>) -> Life {
        Life { birth, death }
    }

    #[test]
    fn an_entry_takes_sixteen_bytes_and_two_records_of_one_patient_are_one() {
        assert_eq!(size_of::<Entry>(), 16, "what an index holds at most is 64 MB");
        let mut index = PatientIndex::default();
        index.add("", "7", life(Some(100), None));
        index.add("", " 7 ", life(Some(90), Some(500)));
        index.add("mrn", "7", life(Some(3), None));
        index.add("", "", life(Some(1), None));
        index.finish();
        assert_eq!(index.len(), 2);
        assert_eq!(index.get("", "7"), Some(life(Some(90), Some(500))), "the earlier birth, the later death");
        assert_eq!((index.get("mrn", "7"), index.get("mrn", "8")), (Some(life(Some(3), None)), None));
    }

    #[test]
    fn of_more_patients_than_an_index_holds_each_is_covered_once_and_all_are_held() {
        // Each is described three times, the last time with a day of death.
        let describe = |index: &mut PatientIndex| {
            for n in (0..500).chain(0..500) {
                index.add("", &n.to_string(), life(Some(n), None));
            }
            (0..500).for_each(|n| index.add("", &n.to_string(), life(None, Some(n + 10))));
        };
        let rows: Vec<String> = (0..700).map(|n| n.to_string()).collect();
        let hold = |index: &PatientIndex, held: &mut Held| {
            for (line, key) in (1..).zip(&rows) {
                if index.covers("", key) {
                    let life = index.get("", key);
                    held.row(true, life.is_some());
                    life.into_iter().for_each(|life| held.date("seen", (100, false), life, line));
                }
            }
        };
        let (mut whole, mut everybody) = (PatientIndex::default(), Held::default());
        describe(&mut whole);
        whole.finish();
        assert_eq!((whole.len(), whole.next_begins()), (500, None));
        hold(&whole, &mut everybody);
        let (mut from, mut parts, mut patients, mut joined) = (Some(0), 0, 0, Held::default());
        while let Some(first) = from {
            let mut index = PatientIndex::beginning_at(first, 64);
            describe(&mut index);
            assert!(index.entries.capacity() <= 64, "{} entries are held", index.entries.capacity());
            index.finish();
            assert_eq!(index.is_first(), parts == 0);
            let mut held = Held::default();
            hold(&index, &mut held);
            joined.join(held);
            (from, parts, patients) = (index.next_begins(), parts + 1, patients + index.len());
        }
        assert_eq!((joined, patients), (everybody.clone(), 500));
        assert!(parts > 7 && everybody.dates[0].before_birth > 0 && everybody.dates[0].after_death > 0, "{parts} {everybody:?}");
    }

    #[test]
    fn dates_before_a_birth_and_after_a_death_are_counted_with_their_lines() {
        let mut held = Held::default();
        let patient = life(Some(1_000), Some(2_000));
        for (line, day) in (2..).zip([999, 1_000, 2_000, 2_001, 1_500]) {
            held.row(true, true);
            held.date("seen", (day, false), patient, line);
        }
        held.date("at", (999, true), patient, 9);
        held.date("at", (998, true), patient, 10);
        held.date("seen", (1, false), life(None, None), 11);
        held.row(true, false);
        held.row(false, false);
        assert_eq!((held.rows, held.named, held.hanging, held.orphans()), (7, 6, 5, 1));
        assert_eq!((held.share(), Held::default().share()), (5.0 / 7.0, 0.0));
        let seen = DateHeld { field: "seen".into(), before_birth: 1, before_lines: vec![2], after_death: 1, after_lines: vec![5] };
        let at = DateHeld { field: "at".into(), before_birth: 1, before_lines: vec![10], ..DateHeld::default() };
        assert_eq!(held.dates, [seen, at]);
        let found: Vec<(&str, String, u64, Vec<u64>)> = held.anomalies().into_iter().map(|a| (a.code, a.field, a.count, a.lines)).collect();
        let expected: [(&str, &str, u64, Vec<u64>); 4] = [("unknown_patient", "", 1, vec![]), ("before_birth", "seen", 1, vec![2]), ("after_death", "seen", 1, vec![5]), ("before_birth", "at", 1, vec![10])];
        assert_eq!(found, expected.map(|(code, field, count, lines)| (code, field.to_string(), count, lines)));
    }

    fn fields(names: &[&str], rows: &[&[&str]]) -> Vec<FieldProfile> {
        let names: Vec<String> = names.iter().map(|name| name.to_string()).collect();
        let mut profiler = Profiler::new(&names, None);
        rows.iter().for_each(|row| profiler.row(row));
        profiler.finish()
    }

    #[test]
    fn the_table_of_patients_is_told_from_tables_that_name_them() {
        let people = fields(&["PAT_ID", "MRN", "DOB", "DEATH_DT"], &[&["1", "M1", "13/02/1950", ""], &["2", "M2", "01/02/1960", "2010-01-01"], &["3", "M3", "01/02/1961", ""]]);
        let found = people_fields("registry", &people, None).unwrap();
        assert_eq!(found.keys, [("PAT_ID".to_string(), String::new()), ("MRN".to_string(), "mrn".to_string())]);
        assert_eq!((found.birth, found.death), (Some(("DOB".to_string(), true)), Some(("DEATH_DT".to_string(), false))));
        let visits = fields(&["PAT_ID", "VISIT_DT", "DOB"], &[&["1", "2001-01-01", "1950-01-01"], &["1", "2002-01-01", "1950-01-01"], &["1", "2002-01-02", "1950-01-01"]]);
        assert_eq!(people_fields("visits", &visits, None), None, "a patient in several rows");
        assert_eq!(dated_fields(&visits), [("VISIT_DT".to_string(), false)]);
        let by_lens = people_fields("visits", &visits, Some("PAT_ID"));
        assert!(by_lens.is_some(), "the lens knows");
    }

    #[test]
    fn a_field_refers_by_the_sort_of_key_that_it_is_named_after() {
        let people = [PeopleFields { keys: vec![("ID".into(), String::new()), ("MRN".into(), "mrn".into())], ..PeopleFields::default() }];
        assert_eq!([patient_space("mrn", &people), patient_space("PATIENT_ID", &people)], ["mrn".to_string(), String::new()]);
    }
}
