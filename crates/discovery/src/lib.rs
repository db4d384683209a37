//! What is in the export: a profile of every field, in one pass and within memory.
//!
//! A [`Profiler`] takes the rows of one relation and gives a [`FieldProfile`] a field: type with confidence, fill, distinct
//! values, the most frequent values with the number of *patients* that have them (so that `deid` can decide what may be
//! shown), patterns, date formats and the shape of numbers. Pure: no clock, no randomness; samples are drawn by hash.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Values tracked one by one per field; beyond that, new values are only counted as distinct.
const TRACKED_MAX: usize = 4_096;
/// Distinct values counted exactly per field; beyond that `distinct_exact` is false.
const DISTINCT_MAX: usize = 200_000;
/// Numbers kept for the shape.
const NUMBERS_MAX: usize = 4_096;
/// Patients counted per value; more than the largest k is not needed.
const PATIENTS_MAX: usize = 50;

/// Date formats tried, most specific first.
pub const DATE_FORMATS: [&str; 12] = [
    "ISO", "MM/DD/YYYY HH24:MI:SS", "MM/DD/YYYY HH24:MI", "MM/DD/YYYY", "YYYYMMDD", "YYYYMMDDHH24MISS", "YYYYMMDDHH24MI", "DD.MM.YYYY", "YYYY/MM/DD",
    "MM-DD-YYYY", "MM/YYYY", "YYYY-MM-DD HH24:MI:SS.000",
];

/// Texts that usually mean "empty".
const NULL_LIKE: [&str; 12] = ["NULL", "null", "N/A", "NA", "n/a", "UNK", "UNKNOWN", "Unknown", "None", "NONE", "-", "?"];

/// What a field holds.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct FieldProfile {
    /// Name.
    pub name: String,
    /// `text`, `integer`, `decimal`, `date`, `datetime`, `boolean`, `empty`.
    pub kind: String,
    /// Share of filled rows of that kind.
    pub confidence: f64,
    /// Rows.
    pub rows: u64,
    /// Filled rows.
    pub filled: u64,
    /// Distinct values.
    pub distinct: u64,
    /// The number of distinct values is exact.
    pub distinct_exact: bool,
    /// Most frequent values: value, rows, patients (counted up to 50).
    pub top: Vec<(String, u64, u64)>,
    /// Shape of the numbers between their 2nd and 98th percentile: 16 shares.
    pub shape: Vec<f64>,
    /// Date formats seen, with rows.
    pub formats: BTreeMap<String, u64>,
    /// Rows with a text that usually means empty.
    pub null_like: u64,
    /// Longest value, in characters.
    pub length_max: u64,
}

#[derive(Default)]
struct Tracked {
    rows: u64,
    patients: Vec<u32>,
}

#[derive(Default)]
struct Field {
    filled: u64,
    integers: u64,
    decimals: u64,
    booleans: u64,
    dates: u64,
    datetimes: u64,
    null_like: u64,
    length_max: u64,
    last_format: usize,
    formats: BTreeMap<&'static str, u64>,
    values: HashMap<String, Tracked>,
    distinct: HashSet<u64>,
    distinct_over: bool,
    numbers: Vec<(u64, f64)>,
}

/// Profiles the rows of one relation.
pub struct Profiler {
    names: Vec<String>,
    patient: Option<usize>,
    rows: u64,
    fields: Vec<Field>,
    patients: HashSet<u64>,
}

fn hash(value: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

impl Profiler {
    /// `patient` is the field that names the patient, if one does.
    pub fn new(names: &[String], patient: Option<usize>) -> Self {
        let fields = names.iter().map(|_| Field::default()).collect();
        Self { names: names.to_vec(), patient, rows: 0, fields, patients: HashSet::new() }
    }

    /// One row; empty cells are `""`.
    pub fn row(&mut self, cells: &[&str]) {
        self.rows += 1;
        let patient = self.patient.and_then(|p| cells.get(p)).filter(|p| !p.is_empty()).map(|p| hash(p));
        self.patients.extend(patient);
        for (field, cell) in self.fields.iter_mut().zip(cells) {
            field.value(cell, patient);
        }
    }

    /// The number of a field, added when it is new (HL7 v2 segments and FHIR resources have no header).
    pub fn field(&mut self, name: &str) -> usize {
        if let Some(index) = self.names.iter().position(|n| n == name) {
            return index;
        }
        self.names.push(name.into());
        self.fields.push(Field::default());
        self.names.len() - 1
    }

    /// One row of which only some fields are filled.
    pub fn sparse_row(&mut self, cells: &[(usize, &str)], patient: Option<&str>) {
        self.rows += 1;
        let patient = patient.filter(|p| !p.is_empty()).map(hash);
        self.patients.extend(patient);
        for (index, cell) in cells {
            if let Some(field) = self.fields.get_mut(*index) {
                field.value(cell, patient);
            }
        }
    }

    /// Distinct patients seen so far, whether by a field or by `sparse_row`.
    pub fn patients_seen(&self) -> u64 {
        self.patients.len() as u64
    }

    /// Distinct patients named, when a field names them.
    pub fn patients(&self) -> Option<u64> {
        self.patient.map(|_| self.patients.len() as u64)
    }

    /// Rows seen.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// The profiles, in the order of the fields.
    pub fn finish(self) -> Vec<FieldProfile> {
        let rows = self.rows;
        self.names.into_iter().zip(self.fields).map(|(name, field)| field.finish(name, rows)).collect()
    }
}

impl Field {
    fn value(&mut self, cell: &str, patient: Option<u64>) {
        let text = cell.trim();
        if text.is_empty() {
            return;
        }
        self.filled += 1;
        self.null_like += u64::from(NULL_LIKE.contains(&text));
        self.length_max = self.length_max.max(cell.chars().count() as u64);
        let code = hash(text);
        if !self.distinct_over {
            self.distinct.insert(code);
            self.distinct_over = self.distinct.len() >= DISTINCT_MAX;
        }
        if text.len() <= 120 && (self.values.contains_key(text) || self.values.len() < TRACKED_MAX) {
            let tracked = self.values.entry(text.to_string()).or_default();
            tracked.rows += 1;
            if let Some(patient) = patient.map(|p| p as u32)
                && tracked.patients.len() < PATIENTS_MAX
                && !tracked.patients.contains(&patient)
            {
                tracked.patients.push(patient);
            }
        }
        self.classify(text, code);
    }

    fn classify(&mut self, text: &str, code: u64) {
        if matches!(text, "Y" | "N" | "y" | "n" | "true" | "false" | "TRUE" | "FALSE" | "T" | "F") {
            self.booleans += 1;
            return;
        }
        let first = text.as_bytes()[0];
        if !(first.is_ascii_digit() || matches!(first, b'-' | b'+' | b'.')) {
            return;
        }
        // The format of the last date is most likely that of the next.
        let order = std::iter::once(self.last_format).chain(0..DATE_FORMATS.len());
        let digits_only = text.bytes().all(|b| b.is_ascii_digit());
        if text.len() >= 7 && !(digits_only && !matches!(text.len(), 8 | 12 | 14)) {
            for index in order {
                if let Some(date) = model::Date::parse(text, DATE_FORMATS[index]).filter(|d| (1880..=2100).contains(&d.year)) {
                    self.last_format = index;
                    *self.formats.entry(DATE_FORMATS[index]).or_default() += 1;
                    if date.has_time() { self.datetimes += 1 } else { self.dates += 1 }
                    return;
                }
            }
        }
        if let Some(number) = model::parse_decimal(text) {
            if number.scale() == 0 { self.integers += 1 } else { self.decimals += 1 }
            // A sample by hash: the same rows give the same sample.
            if self.numbers.len() < NUMBERS_MAX {
                self.numbers.push((code, text.replace(',', "").parse().unwrap_or(0.0)));
            }
        }
    }

    fn finish(mut self, name: String, rows: u64) -> FieldProfile {
        let counts = [
            ("boolean", self.booleans),
            ("integer", self.integers),
            ("decimal", self.decimals + if self.decimals > 0 { self.integers } else { 0 }),
            ("date", self.dates),
            ("datetime", self.datetimes),
        ];
        let (kind, count) = counts.into_iter().max_by_key(|(_, n)| *n).unwrap_or(("text", 0));
        let share = if self.filled == 0 { 0.0 } else { count as f64 / self.filled as f64 };
        let (kind, confidence) = match (self.filled, share) {
            (0, _) => ("empty", 1.0),
            (_, s) if s >= 0.6 => (kind, s),
            (_, s) => ("text", 1.0 - s),
        };
        let mut top: Vec<(String, u64, u64)> = self.values.drain().map(|(v, t)| (v, t.rows, t.patients.len() as u64)).collect();
        top.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        top.truncate(64);
        FieldProfile {
            name,
            kind: kind.into(),
            confidence,
            rows,
            filled: self.filled,
            distinct: self.distinct.len() as u64,
            distinct_exact: !self.distinct_over,
            shape: shape(kind, &mut self.numbers, &top, self.filled),
            top,
            formats: self.formats.into_iter().map(|(f, n)| (f.to_string(), n)).collect(),
            null_like: self.null_like,
            length_max: self.length_max,
        }
    }
}

fn shape(kind: &str, numbers: &mut [(u64, f64)], top: &[(String, u64, u64)], filled: u64) -> Vec<f64> {
    if !matches!(kind, "integer" | "decimal") || numbers.len() < 20 {
        return top.iter().take(16).map(|(_, n, _)| *n as f64 / filled.max(1) as f64).collect();
    }
    numbers.sort_unstable_by(|a, b| a.1.total_cmp(&b.1));
    let at = |share: f64| numbers[((numbers.len() - 1) as f64 * share) as usize].1;
    let (low, high) = (at(0.02), at(0.98));
    if high <= low {
        return vec![1.0];
    }
    let mut bins = vec![0u64; 16];
    for (_, n) in numbers.iter() {
        let bin = ((n - low) / (high - low) * 16.0).clamp(0.0, 15.0) as usize;
        bins[bin] += 1;
    }
    bins.iter().map(|b| *b as f64 / numbers.len() as f64).collect()
}

/// The field that most likely names the patient, by the names of a header and of its relation.
pub fn patient_field(relation: &str, names: &[String]) -> Option<usize> {
    let canonical = |n: &str| n.to_lowercase().replace(['_', '-', ' '], "");
    let wanted = ["patientid", "patid", "patient", "patno", "patientno", "mrn", "personid", "subjectid", "ptid", "pid", "memberid"];
    let found = wanted.iter().find_map(|w| names.iter().position(|n| canonical(n) == *w));
    let is_patients = relation.to_lowercase().trim_end_matches('s').ends_with("patient");
    found.or_else(|| is_patients.then(|| names.iter().position(|n| canonical(n) == "id")).flatten())
}
