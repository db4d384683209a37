//! Takes the rows of one relation and gives what is said of it, in one pass and within memory.
//!
//! A cell costs one hash and one look into a table as long as its value is known; what a value is, is found once per
//! distinct value. Pure: no clock, no randomness; the same rows in the same order give the same profile.

use crate::distinct::{Distinct, Repeats};
use crate::field::{Field, Seen};
use crate::hash::{chain, hash, row_hash};
use crate::members::CodedValues;
use crate::names::{Coded, date_rank, names_facility, parts};
use crate::profile::{Context, FieldProfile, RelationProfile};
use crate::watch::{Flag, Pair, Slots, cell};
use crate::years::SAMPLES_MAX;
use std::collections::HashMap;

/// Fields of one relation; further ones share the last.
const FIELDS_MAX: usize = 16_384;
/// Patients counted one by one.
const PATIENTS_EXACT: usize = 2_000_000;
/// Years and facilities with counts of their own.
const YEARS_MAX: usize = 256;
const FACILITIES_MAX: usize = 64;
/// Codes and meanings watched.
const PAIRS_WATCHED: usize = 64;
/// A meaning stands at most so many columns from its code.
const PAIR_DISTANCE: usize = 12;

/// Profiles the rows of one relation.
pub struct Profiler {
    names: Vec<String>,
    coded: Vec<Coded>,
    index: HashMap<String, usize>,
    fields: Vec<Field>,
    patient: Option<usize>,
    rows: u64,
    patients: Distinct,
    whole_rows: Repeats,
    row_key: Option<usize>,
    but_key: Repeats,
    date: Option<usize>,
    /// How well its name says when a row happened.
    date_rank: u32,
    years: Slots<i16>,
    facility: Option<usize>,
    facilities: Slots<u64>,
    pairs: Vec<Pair>,
    flag: Option<Flag>,
    seen: Vec<Seen>,
    /// Samples of a field and year that may still be begun.
    samples: usize,
}

impl Profiler {
    /// `patient` is the field that names the patient, if one does.
    pub fn new(names: &[String], patient: Option<usize>) -> Self {
        let mut profiler = Self {
            names: Vec::new(),
            coded: Vec::new(),
            index: HashMap::new(),
            fields: Vec::new(),
            patient,
            rows: 0,
            patients: Distinct::default(),
            whole_rows: Repeats::default(),
            row_key: None,
            but_key: Repeats::default(),
            date: None,
            date_rank: 0,
            years: Slots::new(YEARS_MAX),
            facility: None,
            facilities: Slots::new(FACILITIES_MAX),
            pairs: Vec::new(),
            flag: None,
            seen: Vec::new(),
            samples: SAMPLES_MAX,
        };
        for name in names {
            profiler.add(name);
        }
        profiler
    }

    fn add(&mut self, name: &str) -> usize {
        let index = self.names.len();
        self.names.push(name.into());
        self.index.entry(name.into()).or_insert(index);
        self.fields.push(Field::new(name));
        self.give_roles(index, name);
        index
    }

    /// What a field is watched for, by its name.
    fn give_roles(&mut self, index: usize, name: &str) {
        let numbers_rows = || parts(name).last().is_some_and(|word| ["id", "key", "seq", "no", "num", "number", "uuid", "guid", "ien", "rowid"].contains(&word.as_str()));
        if index == 0 && self.patient != Some(0) && numbers_rows() {
            self.row_key = Some(0);
        }
        if self.years.rows.is_empty() {
            let rank = date_rank(name);
            if rank > self.date_rank {
                (self.date, self.date_rank) = (Some(index), rank);
            }
        }
        if self.facility.is_none() && names_facility(name) {
            self.facility = Some(index);
        }
        let coded = Coded::new(name);
        for (other, before) in self.coded.iter().enumerate().skip(index.saturating_sub(PAIR_DISTANCE)) {
            if self.pairs.len() >= PAIRS_WATCHED {
                break;
            }
            if before.is_code_of(&coded) {
                self.pairs.push(Pair::new(other, index));
            } else if coded.is_code_of(before) {
                self.pairs.push(Pair::new(index, other));
            }
        }
        self.coded.push(coded);
        if self.flag.is_none() {
            self.flag = Flag::by_name(index, &self.names);
        }
    }

    /// Counts the row and its patient; gives the patient's number and the row's hash.
    fn begin(&mut self, patient: Option<&str>) -> (Option<u32>, u64) {
        let row = row_hash(self.rows);
        self.rows += 1;
        let patient = patient.map(str::trim).filter(|p| !p.is_empty()).map(hash);
        if let Some(patient) = patient {
            self.patients.add(patient, PATIENTS_EXACT);
        }
        (patient.map(|patient| patient as u32), row)
    }

    /// One row; empty cells are `""`.
    pub fn row(&mut self, cells: &[&str]) {
        let named = self.patient.and_then(|field| cells.get(field)).copied();
        let (patient, row) = self.begin(named);
        let mut seen = std::mem::take(&mut self.seen);
        seen.clear();
        for (index, (field, cell)) in self.fields.iter_mut().zip(cells).enumerate() {
            seen.push(field.value(index, cell, patient, row));
        }
        self.whole_row(&seen, row, &|at| cells.get(at).copied());
        self.seen = seen;
    }

    /// The number of a field, added when it is new (HL7 v2 segments and FHIR resources have no header).
    pub fn field(&mut self, name: &str) -> usize {
        match self.index.get(name) {
            Some(index) => *index,
            None if self.names.len() == FIELDS_MAX => FIELDS_MAX - 1,
            None if self.names.len() == FIELDS_MAX - 1 => self.add("(further fields)"),
            None => self.add(name),
        }
    }

    /// One row of which only some fields are filled.
    pub fn sparse_row(&mut self, cells: &[(usize, &str)], patient: Option<&str>) {
        let (patient, row) = self.begin(patient);
        let mut seen = std::mem::take(&mut self.seen);
        seen.clear();
        for (index, cell) in cells {
            // One for every cell, so that the place of what was seen is that of its cell.
            let of_cell = self.fields.get_mut(*index).map(|field| field.value(*index, cell, patient, row));
            seen.push(of_cell.unwrap_or_else(|| Seen::empty(*index)));
        }
        self.whole_row(&seen, row, &|at| cells.get(at).map(|(_, cell)| *cell));
        self.seen = seen;
    }

    /// What is found across the fields of a row; `text` gives the cell that was seen at a place.
    fn whole_row<'t>(&mut self, seen: &[Seen], row: u64, text: &dyn Fn(usize) -> Option<&'t str>) {
        let (mut whole, mut but_key) = (0u64, 0u64);
        for filled in seen.iter().filter(|cell| cell.hash != 0) {
            let element = filled.hash.wrapping_add(filled.field as u64);
            whole = chain(whole, element);
            if self.row_key.is_some_and(|key| key != filled.field) {
                but_key = chain(but_key, element);
            }
        }
        self.whole_rows.add(whole);
        if self.row_key.is_some() {
            self.but_key.add(but_key);
        }
        let year = self.date.and_then(|date| cell(seen, date)).map(|cell| cell.year).filter(|year| (1880..=2100).contains(year));
        let year = year.and_then(|year| self.years.place(year));
        let facility = self.facility.and_then(|facility| cell(seen, facility)).and_then(|cell| self.facilities.place(cell.hash));
        for (at, filled) in seen.iter().enumerate().filter(|(_, cell)| cell.hash != 0) {
            let Some(field) = self.fields.get_mut(filled.field) else { continue };
            if year.is_some() || facility.is_some() {
                field.place(filled.class, year, facility);
            }
            if let Some(hour) = filled.hour {
                field.time(hour, year, facility);
            }
            if let Some(year) = year
                && let Some(text) = text(at)
            {
                field.draw(filled, text, year, row, &mut self.samples);
            }
        }
        for pair in &mut self.pairs {
            pair.row(seen);
        }
        if let Some(flag) = &mut self.flag {
            flag.row(seen);
        }
    }

    /// Distinct patients seen so far, whether by a field or by `sparse_row`; an estimate beyond two million.
    pub fn patients_seen(&self) -> u64 {
        self.patients.count()
    }

    /// Distinct patients named, when a field names them.
    pub fn patients(&self) -> Option<u64> {
        self.patient.map(|_| self.patients.count())
    }

    /// Rows seen.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// The profiles, in the order of the fields.
    pub fn finish(self) -> Vec<FieldProfile> {
        self.finish_fields().0
    }

    fn finish_fields(self) -> (Vec<FieldProfile>, Vec<CodedValues>) {
        let facilities = self.facility_names();
        let Self { names, fields, rows, years, .. } = self;
        let (profiles, coded): (Vec<_>, Vec<_>) = names.into_iter().zip(fields).map(|(name, field)| field.finish(name, rows, &years.rows, &facilities)).unzip();
        (profiles, coded.into_iter().flatten().collect())
    }

    /// Profiles, sketches and what was found across fields.
    pub fn finish_relation(self) -> RelationProfile {
        let sketches = self.fields.iter().map(Field::sketch).collect();
        let (rows, context) = (self.rows, self.context());
        let (fields, coded) = self.finish_fields();
        RelationProfile { rows, sketches, context, fields, coded }
    }

    /// Facilities with their rows; none when there are too many to tell them apart.
    fn facility_names(&self) -> Vec<(String, u64)> {
        let values = self.facility.filter(|_| !self.facilities.over).and_then(|field| self.fields.get(field)).map(|field| &field.values);
        let text = |hash: u64| values.and_then(|values| values.get(hash)).map_or_else(|| format!("{hash:x}"), |tracked| tracked.text.to_string());
        if values.is_none() { Vec::new() } else { self.facilities.rows.iter().map(|(hash, rows)| (text(*hash), *rows)).collect() }
    }

    fn context(&self) -> Context {
        let name = |index: Option<usize>| index.and_then(|index| self.names.get(index)).cloned();
        Context {
            duplicates: self.whole_rows.repeated(),
            duplicates_but_key: if self.row_key.is_some() { self.but_key.repeated() } else { 0 },
            row_key: name(self.row_key),
            duplicates_exact: self.whole_rows.is_exact() && self.but_key.is_exact(),
            pairs: self.pairs.iter().map(|pair| pair.finish(&self.names, &self.fields)).collect(),
            date_field: name(self.date),
            facility_field: name(self.facility),
            retired: self.flag.as_ref().and_then(|flag| flag.finish(&self.names)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profiler(names: &[&str], patient: Option<usize>) -> Profiler {
        Profiler::new(&names.iter().map(|name| name.to_string()).collect::<Vec<_>>(), patient)
    }

    #[test]
    fn the_kinds_of_a_small_table() {
        let mut profiler = profiler(&["patient_id", "born", "weight", "smoker", "note"], Some(0));
        for n in 0..40 {
            let (id, born, weight) = (format!("P{}", n % 20), format!("19{:02}-03-04", n + 30), format!("{}.5", 60 + n));
            profiler.row(&[&id, &born, &weight, if n % 2 == 0 { "Y" } else { "N" }, if n == 0 { "NULL" } else { "" }]);
        }
        assert_eq!((profiler.rows(), profiler.patients(), profiler.patients_seen()), (40, Some(20), 20));
        let fields = profiler.finish();
        let kinds: Vec<&str> = fields.iter().map(|field| field.kind.as_str()).collect();
        assert_eq!(kinds, ["text", "date", "decimal", "boolean", "text"]);
        assert_eq!((fields[0].distinct, fields[0].distinct_exact, fields[0].sampled), (20, true, false));
        assert_eq!(fields[0].patterns, [("A9".to_string(), 20), ("A99".to_string(), 20)]);
        assert_eq!((fields[2].min, fields[2].max), (Some(60.5), Some(99.5)));
        assert_eq!(fields[2].quantiles.len(), 5);
        assert_eq!(fields[2].shape.len(), 16);
        assert_eq!(fields[3].top, [("N".to_string(), 20, 10), ("Y".to_string(), 20, 10)]);
        assert_eq!((fields[4].filled, fields[4].null_like, fields[4].null_tokens["NULL"]), (1, 1, 1));
        assert_eq!(fields[1].formats["ISO"], 40);
    }

    #[test]
    fn a_large_table_is_sampled_and_says_so() {
        let mut profiler = profiler(&["id", "value", "day"], None);
        for n in 0..60_000u32 {
            let (id, value) = (format!("R{n:06}"), (f64::from(n) / 100.0).to_string());
            profiler.row(&[&id, &value, if n % 3 == 0 { "01/13/2012" } else { "02/03/2012" }]);
        }
        let fields = profiler.finish();
        assert!(fields[0].sampled && fields[0].distinct == 60_000 && fields[0].distinct_exact && fields[0].repeated == 0.0);
        assert_eq!(fields[0].patterns, [("A999999".to_string(), 60_000)]);
        assert_eq!((fields[1].min, fields[1].max), (Some(0.0), Some(599.99)), "from all rows");
        assert!((fields[1].quantiles[2] - 300.0).abs() < 30.0, "from rows drawn all over, not from the first: {}", fields[1].quantiles[2]);
        assert_eq!((fields[2].month_first, fields[2].ambiguous_dates, fields[2].formats["MM/DD/YYYY"]), (20_000, 40_000, 60_000));
    }

    #[test]
    fn day_first_fields_are_told_from_their_unambiguous_dates() {
        let mut profiler = profiler(&["seen_on"], None);
        for day in ["03/04/2012", "25/12/2012", "05/06/2012"] {
            profiler.row(&[day]);
        }
        assert_eq!(profiler.finish()[0].formats.iter().collect::<Vec<_>>(), [(&"DD/MM/YYYY".to_string(), &3)]);
    }

    #[test]
    fn repeated_rows_with_and_without_their_number() {
        let mut profiler = profiler(&["allergy_id", "patient_id", "agent"], Some(1));
        for (id, patient, agent) in [("1", "P1", "nuts"), ("2", "P1", "nuts"), ("2", "P1", "nuts"), ("3", "P2", "nuts")] {
            profiler.row(&[id, patient, agent]);
        }
        let context = profiler.finish_relation().context;
        assert_eq!((context.duplicates, context.duplicates_but_key, context.duplicates_exact), (1, 2, true));
        assert_eq!(context.row_key.as_deref(), Some("allergy_id"));
    }

    #[test]
    fn a_code_with_two_meanings() {
        let mut profiler = profiler(&["patient_id", "DX_CD", "DX_DESC"], Some(0));
        for (code, meaning) in [("I10", "Hypertension"), ("I10", "HYPERTENSION"), ("E11", "Diabetes"), ("E11", "Asthma"), ("J45", "asthma")] {
            profiler.row(&["P1", code, meaning]);
        }
        let pair = &profiler.finish_relation().context.pairs[0];
        assert_eq!((pair.codes_with_many, pair.rows_with_many, pair.meanings_with_many, pair.exact), (1, 2, 1, true));
    }

    #[test]
    fn fill_by_year_and_by_clinic() {
        let mut profiler = profiler(&["visit_dt", "clinic", "pain_score", "icd"], None);
        for n in 0..200 {
            let year = 2010 + n / 50;
            let (day, clinic) = (format!("{year}-05-06"), if n % 2 == 0 { "North" } else { "South" });
            let pain = if n % 2 == 0 { "7" } else { "" };
            profiler.row(&[&day, clinic, pain, if year < 2012 { "250.00" } else { "E11.9" }]);
        }
        let profile = profiler.finish_relation();
        assert_eq!((profile.context.date_field.as_deref(), profile.context.facility_field.as_deref()), (Some("visit_dt"), Some("clinic")));
        assert_eq!(profile.fields[2].one_facility.as_deref(), Some("North"));
        let forms: Vec<&str> = profile.fields[3].by_year.iter().map(|year| year.form.as_str()).collect();
        assert_eq!(forms, ["decimal", "decimal", "letters first", "letters first"]);
    }

    #[test]
    fn entries_out_of_use() {
        let mut profiler = profiler(&["payer_cd", "payer_name", "active"], None);
        for (code, active) in [("A", "1"), ("B", "0"), ("C", "0")] {
            profiler.row(&[code, "x", active]);
        }
        let retired = profiler.finish_relation().context.retired.unwrap();
        assert_eq!((retired.key.as_str(), retired.rows), ("payer_cd", 2));
        assert!(retired.keys.contains(&hash("B")) && !retired.keys.contains(&hash("A")));
    }

    #[test]
    fn rows_without_a_header() {
        let mut profiler = profiler(&[], None);
        for (patient, code) in [("P1", "718-7"), ("P2", "2345-7"), ("P2", "8480-6")] {
            let cells = [(profiler.field("OBX-3.1"), code), (profiler.field("OBX-3.2"), "a test")];
            profiler.sparse_row(&cells, Some(patient));
        }
        assert_eq!(profiler.patients_seen(), 2);
        let profile = profiler.finish_relation();
        assert_eq!(profile.fields[0].codes[0].system, "LOINC");
        assert_eq!(profile.context.pairs[0].meanings_with_many, 1);
        assert_eq!(profile.sketches[0].hashes.len(), 3);
    }
}
