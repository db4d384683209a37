//! One field while its relation is read: one hash a cell, the rest once per distinct value.

use crate::codes;
use crate::facts::{BOOLEAN, CLASSES, DATE_FORMATS, DATED, DECIMAL, DEFAULT_DATES, Facts, INTEGER, NULL_LIKE, SCALAR, TWINS, class_word, examine};
use crate::hash::hash;
use crate::hours::Hours;
use crate::members::{self, CodedValues};
use crate::names::{canonical, names_people, parts, says};
use crate::profile::{Break, FieldProfile, YearFill, share};
use crate::shape::{self, Sorted};
use crate::sketch::Sketch;
use crate::tally::Tally;
use crate::values::Values;
use crate::years;
use std::collections::BTreeMap;

/// Rows drawn for the percentiles of a field with many distinct values.
const DRAWN: usize = 2_048;
/// Values of `top`.
const TOP: usize = 64;
/// Distinct values looked at for code systems.
const CODES: usize = 2_048;

/// Words of fields that hold codes of diagnoses.
const DIAGNOSES: [&str; 6] = ["icd", "icd9", "dx", "diag", "diagnosis", "code"];

/// What a cell turned out to be, for what looks at whole rows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen {
    pub(crate) field: usize,
    /// Hash of the trimmed value, 0 for an empty cell.
    pub(crate) hash: u64,
    pub(crate) class: usize,
    pub(crate) year: i16,
    /// Hour of a time of day that is not midnight.
    pub(crate) hour: Option<u8>,
    /// A text that usually means empty.
    pub(crate) null: bool,
}

impl Seen {
    /// An empty cell.
    pub(crate) fn empty(field: usize) -> Self {
        Self { field, hash: 0, class: 0, year: 0, hour: None, null: false }
    }
}

/// Numbers and moments of rows drawn by the hash of the row.
#[derive(Debug)]
struct Drawn {
    rows: Vec<(u64, f64, bool)>,
    bound: u64,
}

impl Drawn {
    fn add(&mut self, row: u64, facts: &Facts) {
        if row > self.bound {
            return;
        }
        self.rows.push((row, facts.scalar, facts.class >= DATED));
        if self.rows.len() >= 2 * DRAWN {
            self.rows.sort_unstable_by_key(|(row, ..)| *row);
            self.rows.truncate(DRAWN);
            self.bound = self.rows.last().map_or(self.bound, |(row, ..)| *row);
        }
    }
}

/// A field's sums.
#[derive(Debug)]
pub(crate) struct Field {
    people: bool,
    filled: u64,
    padded: u64,
    length_min: u64,
    length_max: u64,
    length_sum: u64,
    tally: Tally,
    pub(crate) values: Values,
    drawn: Drawn,
    day_first: bool,
    by_year: Vec<[u32; CLASSES]>,
    by_facility: Vec<u64>,
    /// Rows drawn of each year.
    drawn_by_year: Vec<Option<Box<years::Drawn>>>,
    hours: Option<Box<Hours>>,
}

impl Field {
    pub(crate) fn new(name: &str) -> Self {
        Self {
            people: names_people(name),
            filled: 0,
            padded: 0,
            length_min: u64::MAX,
            length_max: 0,
            length_sum: 0,
            tally: Tally::default(),
            values: Values::default(),
            drawn: Drawn { rows: Vec::new(), bound: u64::MAX },
            day_first: false,
            by_year: Vec::new(),
            by_facility: Vec::new(),
            drawn_by_year: Vec::new(),
            hours: None,
        }
    }

    /// Takes a cell in. `row` is the hash of the row's ordinal.
    pub(crate) fn value(&mut self, index: usize, cell: &str, patient: Option<u32>, row: u64) -> Seen {
        let text = cell.trim();
        if text.is_empty() {
            return Seen::empty(index);
        }
        self.filled += 1;
        self.padded += u64::from(text.len() != cell.len());
        let code = hash(text);
        let (facts, chars) = match self.values.known(code, patient) {
            Some(known) => known,
            None => self.unknown(text, code, patient, row),
        };
        let length = u64::from(chars);
        self.length_min = self.length_min.min(length);
        self.length_max = self.length_max.max(length);
        self.length_sum += length;
        if facts.has(SCALAR) {
            self.drawn.add(row, &facts);
        }
        Seen { field: index, hash: code, class: facts.class, year: facts.year, hour: facts.hour(), null: facts.null > 0 }
    }

    /// A value that is not tracked: examined, and tracked from now on or added up at once.
    fn unknown(&mut self, text: &str, code: u64, patient: Option<u32>, row: u64) -> (Facts, u32) {
        let facts = examine(text, self.day_first, self.people);
        if facts.has(crate::facts::DAY_FIRST) {
            self.day_first = true;
        }
        let chars = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        let tally = &mut self.tally;
        if !self.values.admit(code, row, (text, chars, facts), patient, &mut |facts: &Facts, rows: u64| tally.add(facts, rows)) {
            self.tally.add(&facts, 1);
        }
        (facts, chars)
    }

    /// Counts a filled cell for the year and the facility of its row.
    pub(crate) fn place(&mut self, class: usize, year: Option<usize>, facility: Option<usize>) {
        if let Some(slot) = year {
            if self.by_year.len() <= slot {
                self.by_year.resize(slot + 1, [0; CLASSES]);
            }
            if let Some(count) = self.by_year.get_mut(slot).and_then(|classes| classes.get_mut(class)) {
                *count = count.saturating_add(1);
            }
        }
        if let Some(slot) = facility {
            if self.by_facility.len() <= slot {
                self.by_facility.resize(slot + 1, 0);
            }
            if let Some(count) = self.by_facility.get_mut(slot) {
                *count += 1;
            }
        }
    }

    /// Draws a filled cell for the year of its row, by the hash of the row; of a year without a sample yet only while there are `left`. Dates are told
    /// by their formats.
    pub(crate) fn draw(&mut self, seen: &Seen, text: &str, year: usize, row: u64, left: &mut usize) {
        if seen.null || seen.class >= DATED {
            return;
        }
        if self.drawn_by_year.len() <= year {
            self.drawn_by_year.resize_with(year + 1, || None);
        }
        let Some(slot) = self.drawn_by_year.get_mut(year) else { return };
        if slot.is_none() && *left > 0 {
            *left -= 1;
            *slot = Some(Box::default());
        }
        if let Some(drawn) = slot {
            drawn.add(row, text.trim());
        }
    }

    /// Counts a time of day by its hour, for the year and the facility of its row.
    pub(crate) fn time(&mut self, hour: u8, year: Option<usize>, facility: Option<usize>) {
        self.hours.get_or_insert_default().add(hour, year, facility);
    }

    /// The sketch of its values.
    pub(crate) fn sketch(&self) -> Sketch {
        let sample: Vec<(u64, u64)> = self.values.sample().iter().map(|(hash, tracked)| (*hash, tracked.rows)).collect();
        Sketch::new(&sample, !self.values.is_sampled())
    }

    /// The profile of so many rows, and the values of codes; `years` and `facilities` with their rows, in the order of the slots.
    pub(crate) fn finish(mut self, name: String, rows: u64, years: &[(i16, u64)], facilities: &[(String, u64)]) -> (FieldProfile, Option<CodedValues>) {
        for (_, tracked) in self.values.by_rows() {
            self.tally.add(&tracked.facts, tracked.rows);
        }
        let (kind, confidence) = self.kind();
        let dated = matches!(kind, "date" | "datetime");
        let (distinct, distinct_exact) = self.values.distinct();
        let by_year = self.fill_by_year(years);
        let breaks = self.breaks(&name, years, &by_year);
        let mut profile = FieldProfile {
            kind: kind.into(),
            confidence,
            rows,
            filled: self.filled,
            distinct,
            distinct_exact,
            sampled: self.values.is_sampled(),
            padded: self.padded,
            length_min: if self.filled == 0 { 0 } else { self.length_min },
            length_max: self.length_max,
            length_mean: share(self.length_sum, self.filled),
            formats: self.formats(),
            null_like: self.tally.nulls.iter().sum(),
            null_tokens: named(&self.tally.nulls, |at| NULL_LIKE.get(at).map(|token| token.to_string())),
            default_dates: named(&self.tally.defaults, |at| DEFAULT_DATES.get(at).map(|(y, m, d)| format!("{y:04}-{m:02}-{d:02}"))),
            mojibake: self.tally.mojibake,
            replacement: self.tally.replacement,
            control: self.tally.control,
            ambiguous_dates: self.tally.ambiguous,
            day_first: self.tally.day_first,
            month_first: self.tally.month_first,
            impossible_dates: self.tally.impossible + if dated { self.tally.doubtful } else { 0 },
            odd_years: self.tally.odd_year,
            timed: self.tally.timed,
            midnight: self.tally.midnight,
            test_names: self.tally.test,
            years: std::mem::take(&mut self.tally.years),
            one_facility: self.one_facility(facilities),
            one_year: one_year(&by_year),
            by_year,
            breaks,
            hours: self.hours.as_ref().map_or_else(Vec::new, |hours| hours.all.to_vec()),
            shifted_places: self.hours.as_ref().map_or_else(Vec::new, |hours| hours.shifted_places()),
            offsets: if self.tally.offsets.keys().any(Option::is_some) { self.tally.offsets.iter().map(|(offset, rows)| (offset_word(*offset), *rows)).collect() } else { BTreeMap::new() },
            skipped_hour: self.tally.skipped_hour,
            name,
            ..FieldProfile::default()
        };
        self.shapes(&mut profile);
        let coded = self.coded(&profile);
        (profile, coded)
    }

    /// The distinct values of a field that looks like codes of a system: whether they are members of it is asked later.
    fn coded(&self, profile: &FieldProfile) -> Option<CodedValues> {
        let system = profile.codes.iter().find(|c| members::SYSTEMS.contains(&c.system.as_str()))?.system.clone();
        // Decimals pass for ICD-9-CM by their form: they are codes only where their field says so.
        if system == "ICD-9-CM" && profile.kind == "decimal" && !says(&parts(&profile.name), &DIAGNOSES) {
            return None;
        }
        let sample = self.values.sample();
        let whole = !self.values.is_sampled() && sample.len() <= members::KEPT_MAX;
        let values = sample.into_iter().take(members::KEPT_MAX).filter(|(_, tracked)| !tracked.cut && tracked.facts.null == 0);
        let mut values: Vec<(String, u64, u64)> = values.map(|(_, tracked)| (tracked.text.to_string(), tracked.rows, tracked.patients.len() as u64)).collect();
        values.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        Some(CodedValues { field: profile.name.clone(), system, values, whole })
    }

    /// The kind that most values are of, and the share that is. Eight digits may spell a day: among numbers they are one of them.
    fn kind(&self) -> (&'static str, f64) {
        let class = |class: usize| self.tally.classes.get(class).copied().unwrap_or(0);
        let decimals = class(DECIMAL);
        let counts = [
            ("boolean", class(BOOLEAN), 0),
            ("integer", class(INTEGER), self.tally.spelled_by_digits()),
            ("decimal", decimals + if decimals > 0 { class(INTEGER) } else { 0 }, self.tally.spelled_by_digits()),
            ("date", self.tally.dates() - self.tally.timed, 0),
            ("datetime", self.tally.timed, 0),
        ];
        let (kind, count) = counts.into_iter().max_by_key(|(_, n, _)| *n).map_or(("text", 0), |(kind, n, too)| (kind, n + too));
        match (self.filled, share(count, self.filled)) {
            (0, _) => ("empty", 1.0),
            (_, s) if s >= 0.6 => (kind, s),
            (_, s) => ("text", 1.0 - s),
        }
    }

    /// Date formats with rows. Where some dates can only be day first and none month first, all are day first.
    fn formats(&self) -> BTreeMap<String, u64> {
        let mut counts: Vec<u64> = self.tally.classes.iter().skip(DATED).copied().collect();
        if self.tally.day_first > 0 && self.tally.month_first == 0 {
            for (month_first, day_first) in TWINS {
                let moved = counts.get_mut(month_first).map(std::mem::take).unwrap_or(0);
                if let Some(count) = counts.get_mut(day_first) {
                    *count += moved;
                }
            }
        }
        named(&counts, |at| DATE_FORMATS.get(at).map(|format| format.to_string()))
    }

    fn fill_by_year(&self, years: &[(i16, u64)]) -> Vec<YearFill> {
        let none = [0u32; CLASSES];
        let mut all: Vec<YearFill> = years
            .iter()
            .enumerate()
            .map(|(slot, (year, rows))| {
                let classes = self.by_year.get(slot).unwrap_or(&none);
                // The first of equals, so that the word is always the same.
                let (class, most) = classes.iter().enumerate().rev().max_by_key(|(_, count)| **count).unwrap_or((0, &0));
                let form = if *most == 0 { "" } else { class_word(class) };
                let filled = classes.iter().map(|count| u64::from(*count)).sum();
                YearFill { year: *year, rows: *rows, filled, form: form.into(), of_form: u64::from(*most) }
            })
            .collect();
        all.sort_by_key(|fill| fill.year);
        all
    }

    /// Where it breaks with the years before: its values, and the hours of its times.
    fn breaks(&self, name: &str, years: &[(i16, u64)], by_year: &[YearFill]) -> Vec<Break> {
        let drawn_in = |fill: &YearFill| {
            let slot = years.iter().position(|(year, _)| *year == fill.year)?;
            self.drawn_by_year.get(slot)?.as_deref()
        };
        let drawn: Vec<Option<&years::Drawn>> = by_year.iter().map(drawn_in).collect();
        let mut breaks = years::breaks(name, by_year, &drawn);
        let slots: Vec<i16> = years.iter().map(|(year, _)| *year).collect();
        if let Some((year, hours, rows)) = self.hours.as_ref().and_then(|of| of.shifted_since(&slots)) {
            breaks.push(Break { year, within: false, what: "hours".into(), before: String::new(), after: crate::hours::told(hours), rows });
        }
        breaks
    }

    /// The only facility that fills it, of several with enough rows.
    fn one_facility(&self, facilities: &[(String, u64)]) -> Option<String> {
        let filled = |slot: usize| self.by_facility.get(slot).copied().unwrap_or(0);
        let mut filling = facilities.iter().enumerate().filter(|(slot, _)| filled(*slot) > 0);
        let (slot, (name, rows)) = filling.next()?;
        let alone = filling.next().is_none();
        let others = facilities.iter().filter(|(other, rows)| other != name && *rows >= 20).count();
        (alone && others > 0 && *rows >= 20 && share(filled(slot), *rows) >= 0.1).then(|| name.clone())
    }

    /// What is found from the distinct values.
    fn shapes(&self, profile: &mut FieldProfile) {
        let by_rows = self.values.by_rows();
        let whole = by_rows.iter().filter(|(_, tracked)| !tracked.cut);
        profile.top = whole.take(TOP).map(|(_, t)| (t.text.to_string(), t.rows, t.patients.len() as u64)).collect();
        let sample = self.values.sample();
        let again = sample.iter().filter(|(_, tracked)| tracked.rows > 1).count();
        profile.repeated = share(again as u64, sample.len() as u64);

        let weighed = shape::weigh(&self.values, self.filled);
        profile.patterns = shape::patterns(&weighed);
        profile.units = shape::units(&weighed);
        let zeros = shape::zeros(&weighed, matches!(canonical(&profile.name).as_str(), "zip" | "zipcode" | "postalcode"));
        (profile.zeros_kept, profile.zeros_lost, profile.zeros_twins) = (zeros.kept, zeros.lost, zeros.twins);
        if profile.kind == "text"
            && let Some((length, rows)) = shape::truncated_at(&weighed)
        {
            (profile.truncated_at, profile.truncated) = (Some(length), rows);
        }
        profile.free_text = shape::free_text(&weighed);
        let texts: Vec<&str> = sample.iter().filter(|(_, tracked)| !tracked.cut && tracked.facts.null == 0).take(CODES).map(|(_, tracked)| &*tracked.text).collect();
        if !profile.is_dated() {
            profile.codes = codes::recognise(&profile.name, &texts);
        }
        self.scalars(profile);
    }

    /// Least, greatest, percentiles and histogram of numbers or moments.
    fn scalars(&self, profile: &mut FieldProfile) {
        let dated = profile.is_dated();
        if dated || matches!(profile.kind.as_str(), "integer" | "decimal") {
            let range = if dated { self.tally.moments } else { self.tally.numbers };
            (profile.min, profile.max) = (range.0.map(|r| r.0), range.0.map(|r| r.1));
            let sorted = Sorted::new(self.scalar_rows(dated));
            profile.quantiles = [0.05, 0.25, 0.5, 0.75, 0.95].iter().filter_map(|share| sorted.at(*share)).collect();
            if sorted.rows() >= 20
                && let Some((range, shares)) = sorted.histogram()
            {
                (profile.shape_range, profile.shape) = (Some(range), shares);
                return;
            }
        }
        profile.shape = profile.top.iter().take(16).map(|(_, rows, _)| share(*rows, self.filled)).collect();
    }

    /// Numbers or moments with their rows: of every value, or of the rows drawn.
    fn scalar_rows(&self, dated: bool) -> Vec<(f64, u64)> {
        if self.values.is_sampled() {
            return self.drawn.rows.iter().filter(|(_, _, moment)| *moment == dated).map(|(_, scalar, _)| (*scalar, 1)).collect();
        }
        let sample = self.values.sample();
        let scalars = sample.iter().filter(|(_, t)| t.facts.has(SCALAR) && (t.facts.class >= DATED) == dated);
        scalars.map(|(_, t)| (t.facts.scalar, t.rows)).collect()
    }
}

/// `+02:00`, or `none`.
fn offset_word(offset: Option<i16>) -> String {
    offset.map_or_else(|| "none".into(), |minutes| format!("{}{:02}:{:02}", if minutes < 0 { '-' } else { '+' }, minutes.abs() / 60, minutes.abs() % 60))
}

/// The counts that are not 0, by name.
fn named(counts: &[u64], name: impl Fn(usize) -> Option<String>) -> BTreeMap<String, u64> {
    counts.iter().enumerate().filter(|(_, count)| **count > 0).filter_map(|(at, count)| Some((name(at)?, *count))).collect()
}

/// The only year in which a field is filled, of several with enough rows.
fn one_year(by_year: &[YearFill]) -> Option<i16> {
    let mut filled = by_year.iter().filter(|year| year.filled > 0);
    let only = filled.next()?;
    let alone = filled.next().is_none();
    let others = by_year.iter().filter(|year| year.year != only.year && year.rows >= 20).count();
    (alone && others > 0 && only.rows >= 20 && share(only.filled, only.rows) >= 0.1).then_some(only.year)
}
