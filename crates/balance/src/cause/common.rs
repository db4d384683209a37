//! What the records of a cause have in common that hardly any other record of their kinds has: a place, an author, a unit, a file, a time before or after
//! which they lie. A destination that left out a clinic or the years before its start says so in no other way.
//!
//! It is told of what the legacy book says, in counts alone: which place or whose records they are the findings show. What must stay true: it is said only
//! where it tells nearly all of the cause from nearly everything else, and there is enough of both.

use super::draw::Act;
use super::{Cause, Causes, Folded, SHOWN_MIN};
use model::{Aspect, CauseClass, Kind, Precision, Statement, Value, Verdict};
use rustc_hash::{FxHashMap, FxHasher};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};

/// Records of a cause, and others of their kinds, from which on something can be told of them.
const RECORDS_MIN: u64 = 20;
/// Records of a cause from which on it may be part of what is told of a greater one.
const PART_MIN: u64 = 5;
/// Of a hundred: how many of the cause have what is told of it, and how many that have it are of the cause.
const NEARLY_ALL: u64 = 95;
/// Patients of whom nothing is told.
const FEW: usize = SHOWN_MIN as usize - 1;
/// Different marks that are counted; where a book has more, nothing is told.
const MARKS_MAX: usize = 400_000;

/// What is said of a cause of several kinds.
const SAME: &str = " Records of other kinds that have the same in common are one with it.";

/// What records may have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Sort {
    /// Where: that of the record, or of its visit.
    Place,
    /// Who wrote or did it.
    Author,
    /// The unit of its number.
    Unit,
    /// The artifact that it was read from.
    File,
    /// The month in which it lies.
    Month,
}

/// Sorts of which one value is what records have in common.
const ONE_OF: [Sort; 4] = [Sort::Place, Sort::Author, Sort::Unit, Sort::File];

/// Where each visit of a patient is, both as numbers.
pub(super) type Visits = FxHashMap<u64, u64>;

/// Records, counted by what they may have in common.
#[derive(Debug, Clone, Default)]
pub(super) struct Marks {
    kinds: BTreeMap<Kind, u64>,
    counts: FxHashMap<(Kind, Sort, u64), u64>,
    /// The last record that a finding was of: the patient, and which one of the chart.
    last: Option<(u64, Option<usize>)>,
    /// The patient in hand, and how many of the records are of that one.
    patient: (u64, u64),
    /// The records of those who have most, of as many patients as are too few to be told of; from the most on.
    few: Vec<u64>,
}

impl Marks {
    /// Counts the record of a finding, which is the one `at` a place of its chart. What is found more than once of one is counted once.
    pub(super) fn note_found(&mut self, (patient, at): (u64, Option<usize>), statement: &Statement, visits: &Visits) {
        if self.last.replace((patient, at)) != Some((patient, at)) {
            self.note(patient, statement, visits);
        }
    }

    /// Counts a record.
    fn note(&mut self, patient: u64, statement: &Statement, visits: &Visits) {
        if statement.kind == Kind::Demographic {
            return;
        }
        if self.patient.0 != patient {
            self.close();
        }
        self.patient = (patient, self.patient.1 + 1);
        *self.kinds.entry(statement.kind).or_default() += 1;
        for (sort, value) in marks(statement, visits).into_iter().flatten() {
            if !self.is_full() {
                *self.counts.entry((statement.kind, sort, value)).or_default() += 1;
            }
        }
    }

    /// The patient in hand has no more records.
    fn close(&mut self) {
        self.few = self.most();
        self.patient.1 = 0;
    }

    /// The records of those who have most, from the most on: of so few patients that nothing is told of them.
    fn most(&self) -> Vec<u64> {
        let mut most: Vec<u64> = self.few.iter().copied().chain([self.patient.1].into_iter().filter(|records| *records > 0)).collect();
        most.sort_unstable_by_key(|records| Reverse(*records));
        most.truncate(FEW);
        most
    }

    /// How many records may be of so few patients that nothing is told of them. Of whom two counts concern it is the most that there can be.
    pub(super) fn of_few(&self) -> u64 {
        self.most().into_iter().sum()
    }

    /// Takes in what was counted of other findings.
    pub(super) fn join(&mut self, other: &Self) {
        self.close();
        let theirs = other.most();
        self.few.resize(self.few.len().max(theirs.len()), 0);
        self.few.iter_mut().zip(theirs).for_each(|(records, more)| *records += more);
        self.add(other);
    }

    fn add(&mut self, other: &Self) {
        other.kinds.iter().for_each(|(kind, count)| *self.kinds.entry(*kind).or_default() += count);
        for (mark, count) in &other.counts {
            if self.is_full() {
                return;
            }
            *self.counts.entry(*mark).or_default() += count;
        }
    }

    /// Whether there are so many marks that not all of them are counted: nothing is told by them.
    fn is_full(&self) -> bool {
        self.counts.len() >= MARKS_MAX
    }

    /// Whether records of more than one kind are counted.
    pub(super) fn is_of_several_kinds(&self) -> bool {
        self.kinds.len() > 1
    }

    fn records(&self) -> u64 {
        self.kinds.values().sum()
    }

    /// Records of kinds.
    fn of_kinds<'k>(&self, kinds: impl Iterator<Item = &'k Kind>) -> u64 {
        kinds.filter_map(|kind| self.kinds.get(kind)).sum()
    }

    /// Records of kinds with a mark.
    fn with<'k>(&self, kinds: impl Iterator<Item = &'k Kind>, sort: Sort, value: u64) -> u64 {
        kinds.filter_map(|kind| self.counts.get(&(*kind, sort, value))).sum()
    }

    /// The values of a sort, in order.
    fn values(&self, sort: Sort) -> BTreeSet<u64> {
        self.counts.keys().filter(|(_, of, _)| *of == sort).map(|(_, _, value)| *value).collect()
    }
}

/// What the legacy book says of one patient, by what records may have in common: worked out on any core, and taken in by [`Causes::book`].
#[derive(Debug, Default)]
pub struct Booked {
    marks: Marks,
    visits: Visits,
}

impl Booked {
    /// That of a chart.
    pub fn of(legacy: &[Statement]) -> Self {
        let mut booked = Self { marks: Marks::default(), visits: visits(legacy) };
        // A statement has about one mark that no other one has.
        booked.marks.counts.reserve(legacy.len());
        for statement in legacy {
            // Whose they are counts in what is told of a cause alone.
            booked.marks.note(0, statement, &booked.visits);
        }
        booked
    }
}

/// Where the visits of a patient are.
fn visits(legacy: &[Statement]) -> Visits {
    let of_visit = |statement: &Statement| {
        let place = statement.value(Aspect::Location).filter(|place| !matches!(place, Value::Absent(_)))?;
        Some((number(statement.value(Aspect::Encounter)?), number(place)))
    };
    legacy.iter().filter(|statement| statement.kind == Kind::Encounter).filter_map(of_visit).collect()
}

fn number(value: &Value) -> u64 {
    match value {
        Value::Key(text) | Value::Text(text) | Value::Word(text) => number_of(text),
        other => number_of(&other.shown()),
    }
}

fn number_of(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    text.hash(&mut hasher);
    hasher.finish()
}

fn marks(statement: &Statement, visits: &Visits) -> [Option<(Sort, u64)>; 5] {
    // The first fact of each aspect, in one pass: a book is many statements.
    let mut first = [None::<&Value>; 6];
    for fact in &statement.facts {
        let [place, visit, author, performer, value, dose] = &mut first;
        let slot = match fact.aspect {
            Aspect::Location => place,
            Aspect::Encounter => visit,
            Aspect::Author => author,
            Aspect::Performer => performer,
            Aspect::Value => value,
            Aspect::Dose => dose,
            _ => continue,
        };
        if !matches!(fact.value, Value::Absent(_)) {
            slot.get_or_insert(&fact.value);
        }
    }
    let [place, visit, author, performer, value, dose] = first;
    let place = place.map(number).or_else(|| visits.get(&number(visit?)).copied());
    let author = author.or(performer).map(number);
    let unit = [value, dose].into_iter().find_map(|value| match value? {
        Value::Quantity(quantity) if !quantity.unit.is_empty() => Some(number_of(&quantity.unit)),
        _ => None,
    });
    let month = statement.when().map(|date| {
        let month = if date.precision == Precision::Year { 0 } else { u64::from(date.month.saturating_sub(1)) };
        u64::from(date.year.unsigned_abs()) * 12 + month
    });
    [
        place.map(|value| (Sort::Place, value)),
        author.map(|value| (Sort::Author, value)),
        unit.map(|value| (Sort::Unit, value)),
        Some((Sort::File, u64::from(statement.origin.artifact))),
        month.map(|value| (Sort::Month, value)),
    ]
}

/// Whether a part is so much of the whole that what is said of it is said of all.
pub(super) fn is_nearly_all(part: u64, whole: u64) -> bool {
    part * 100 >= whole * NEARLY_ALL
}

/// What the records of a cause have in common.
struct Common {
    sort: Sort,
    value: u64,
    /// In words.
    words: String,
}

/// Whether nearly all of a cause have a mark, and nearly all of their kinds that have it are of the cause; of a file nearly all that it holds.
fn tells(cause: &Marks, book: &Marks, sort: Sort, value: u64) -> Option<[u64; 2]> {
    let kinds = if sort == Sort::File { book.kinds.keys() } else { cause.kinds.keys() };
    let (with, all) = (cause.with(cause.kinds.keys(), sort, value), book.with(kinds, sort, value));
    (is_nearly_all(with, cause.records()) && is_nearly_all(with, all)).then_some([with, all])
}

/// `months` are those in which anything of the book lies.
fn common(cause: &Marks, book: &Marks, months: &BTreeSet<u64>) -> Vec<Common> {
    let (records, all) = (cause.records(), book.of_kinds(cause.kinds.keys()));
    // A book that has more marks than are counted cannot tell.
    if records < RECORDS_MIN || book.is_full() {
        return Vec::new();
    }
    // Where it is everything of its kinds, whatever they have in common says nothing, unless it is a whole file.
    let is_everything = all.saturating_sub(records) < RECORDS_MIN || is_nearly_all(records, all);
    let is_whole_book = book.records().saturating_sub(records) < RECORDS_MIN;
    let mut found = Vec::new();
    for sort in ONE_OF.into_iter().filter(|sort| if *sort == Sort::File { !is_whole_book } else { !is_everything }) {
        let told = cause.values(sort).into_iter().find_map(|value| Some((value, tells(cause, book, sort, value)?)));
        let Some((value, [with, of_all])) = told.filter(|(_, [with, _])| *with > cause.of_few()) else { continue };
        // A source of one file alone says nothing by it.
        if sort == Sort::File && book.records().saturating_sub(of_all) < RECORDS_MIN {
            continue;
        }
        let what = match sort {
            Sort::Place => "of visits or records of one place",
            Sort::Author => "by one author or performer",
            Sort::Unit => "in one unit",
            Sort::File | Sort::Month => "from one file of the source",
        };
        found.push(Common { sort, value, words: format!("{with} of {records} are {what}, as are {of_all} in all in the legacy book.") });
    }
    if !is_everything {
        found.extend(since_or_until(cause, (book, months), records));
    }
    found
}

/// The time before or after which records lie, told by its year.
fn since_or_until(cause: &Marks, (book, months): (&Marks, &BTreeSet<u64>), records: u64) -> Option<Common> {
    let of_month = |month: &u64| [*month, cause.with(cause.kinds.keys(), Sort::Month, *month), book.with(cause.kinds.keys(), Sort::Month, *month)];
    let mut months: Vec<[u64; 3]> = months.iter().map(of_month).collect();
    let until = month_that_tells(&months, records).map(|found| (found, "or before"));
    months.reverse();
    let ((month, [of_cause, all]), words) = until.or_else(|| month_that_tells(&months, records).map(|found| (found, "or after")))?;
    if of_cause <= cause.of_few() {
        return None;
    }
    let words = format!("{of_cause} of {records} lie in {} {words}, by the month, as do {all} in all in the legacy book.", month / 12);
    Some(Common { sort: Sort::Month, value: month, words })
}

/// The month up to which nearly all of a cause lie and hardly anything else does, with how many of the cause and of all: the one that tells best. Of each month
/// it is given how many of both.
fn month_that_tells(months: &[[u64; 3]], records: u64) -> Option<(u64, [u64; 2])> {
    let in_all: u64 = months.iter().map(|[_, _, all]| *all).sum();
    let (mut sums, mut best) = ([0_u64, 0_u64], None::<(u64, (u64, [u64; 2]))>);
    for [month, of_cause, all] in months {
        sums = [sums[0] + of_cause, sums[1] + all];
        if is_nearly_all(sums[0], records) && is_nearly_all(sums[0], sums[1]) && in_all.saturating_sub(sums[1]) >= RECORDS_MIN {
            // Of the cause more than of others.
            let gain = 2 * sums[0] - sums[1];
            if best.is_none_or(|(most, _)| gain > most) {
                best = Some((gain, (*month, sums)));
            }
        }
    }
    best.map(|(_, found)| found)
}

impl Cause {
    /// Whether what its records have in common is to be told: enough patients stand behind it, and nothing of it was found to be part of another finding.
    fn may_tell(&self) -> bool {
        self.statements > 0 && self.patients >= SHOWN_MIN && self.marks.records() <= self.statements
    }

    /// Whether nobody knows what made it, so that whatever it has in common may be all that is known of it.
    fn is_unknown(&self) -> bool {
        self.class == CauseClass::Destination && self.rule.is_none() && matches!(self.remedy.act, Act::Loader)
    }
}

impl Causes {
    /// Takes in what the legacy book says of the next patient, whose findings are added after it.
    pub fn book(&mut self, booked: &Booked) {
        self.book.add(&booked.marks);
        self.visits.clone_from(&booked.visits);
    }

    /// What is lost, or differs, of one place, one author or one file and of nothing else is one cause, whichever kinds of records it is of.
    pub(super) fn fold_common(&mut self) -> Vec<Folded> {
        let mut folded = Vec::new();
        let mut seeds: Vec<(Reverse<u64>, usize)> = self.causes.iter().enumerate().filter(|(_, cause)| cause.is_unknown() && cause.may_tell()).map(|(at, cause)| (Reverse(cause.statements), at)).collect();
        seeds.sort_unstable();
        for (_, seed_at) in seeds {
            let Some(seed) = self.causes.get(seed_at).filter(|cause| cause.statements > 0) else { continue };
            let is_of_any_kind = |sort: Sort| matches!(sort, Sort::Place | Sort::Author);
            // No month makes one of several causes.
            let of_seed = common(&seed.marks, &self.book, &BTreeSet::new()).into_iter().filter(|common| is_of_any_kind(common.sort));
            let shared: Vec<(Sort, u64)> = of_seed.map(|common| (common.sort, common.value)).collect();
            if shared.is_empty() {
                continue;
            }
            let is_part = |(at, cause): &(usize, &Cause)| {
                let is_alike = *at == seed_at || cause.verdict == seed.verdict && cause.is_unknown() && cause.statements >= PART_MIN;
                let is_known = || cause.marks.records() >= PART_MIN && cause.marks.records() <= cause.statements;
                // Of who wrote and who did one record both may differ: in two aspects it would count twice.
                let is_of_one = || seed.verdict == Verdict::Lost || is_of_links(seed) && cause.aspect == seed.aspect;
                let shares = || shared.iter().any(|(sort, value)| tells(&cause.marks, &self.book, *sort, *value).is_some());
                is_alike && is_known() && is_of_one() && shares()
            };
            let parts: Vec<usize> = self.causes.iter().enumerate().filter(is_part).map(|(at, _)| at).collect();
            folded.extend(self.take_into_worst(&parts, SAME));
        }
        folded.extend(self.fold_files());
        folded
    }

    /// What is lost of several kinds and is together all that one file holds is one cause: the file was not loaded.
    fn fold_files(&mut self) -> Vec<Folded> {
        if self.book.is_full() {
            return Vec::new();
        }
        let mut by_file: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
        for (at, cause) in self.causes.iter().enumerate() {
            let marks = &cause.marks;
            if cause.verdict != Verdict::Lost || !cause.is_unknown() || marks.records() < PART_MIN || marks.records() > cause.statements {
                continue;
            }
            let file = marks.values(Sort::File).into_iter().find(|file| is_nearly_all(marks.with(marks.kinds.keys(), Sort::File, *file), marks.records()));
            if let Some(file) = file {
                by_file.entry(file).or_default().push(at);
            }
        }
        let mut folded = Vec::new();
        for (file, parts) in by_file {
            let lost: u64 = parts.iter().filter_map(|at| self.causes.get(*at)).map(|cause| cause.marks.with(cause.marks.kinds.keys(), Sort::File, file)).sum();
            let held = self.book.with(self.book.kinds.keys(), Sort::File, file);
            // A source of one file alone says nothing by it.
            if lost < RECORDS_MIN || !is_nearly_all(lost, held) || self.book.records().saturating_sub(held) < RECORDS_MIN {
                continue;
            }
            folded.extend(self.take_into_worst(&parts, SAME));
        }
        folded
    }

    /// Says of each cause what its records have in common.
    pub(super) fn tell_common(&mut self) {
        let (book, months) = (&self.book, self.book.values(Sort::Month));
        for cause in self.causes.iter_mut().filter(|cause| cause.may_tell()) {
            cause.common = common(&cause.marks, book, &months).into_iter().map(|common| common.words).collect::<Vec<_>>().join(" ");
            if !cause.common.is_empty() {
                cause.evidence.push(' ');
                cause.evidence.push_str(&cause.common);
            }
        }
    }
}

/// Whether it is of who wrote or did something: these part alike in records of every kind.
fn is_of_links(cause: &Cause) -> bool {
    matches!(cause.aspect, Aspect::Author | Aspect::Performer)
}

#[cfg(test)]
mod tests {
    use super::super::{Provenance, Tied};
    use super::*;
    use crate::compare::Finding;
    use model::{Date, Fact, How, Origin, Severity};

    /// A destination of which nobody knows the maker.
    struct Nobody;

    impl Provenance for Nobody {}

    fn record(kind: Kind, line: u64, facts: &[(Aspect, Value)]) -> Statement {
        let facts = facts.iter().map(|(aspect, value)| Fact { aspect: *aspect, value: value.clone(), place: 1, how: How::Copied }).collect();
        Statement { patient: "1".into(), kind, origin: Origin { artifact: 1, relation: 1, line, reference: String::new() }, facts }
    }

    fn lost(kind: Kind, at: usize) -> Finding {
        Finding {
            verdict: Verdict::Lost,
            aspect: Aspect::Statement,
            read_as: Aspect::Statement,
            kind,
            severity: Severity::Clinical,
            legacy: Some(at),
            destination: None,
            legacy_place: None,
            destination_place: None,
            legacy_value: "a".into(),
            destination_value: String::new(),
            manner: "no counterpart".into(),
            by: "",
        }
    }

    /// Patients with a visit in the ward and one in the clinic, a year each; in both four results and a note. What is lost is lost as `is_lost` says, by place and year.
    fn balanced(is_lost: &dyn Fn(bool, i16) -> bool) -> Vec<Cause> {
        let mut causes = Causes::default();
        for patient in 0..20_u64 {
            let year = 2001 + i16::try_from(patient).unwrap();
            let mut chart = Vec::new();
            for (nth, place) in ["ward", "clinic"].into_iter().enumerate() {
                let visit = Value::Key(format!("{patient} {place}"));
                let line = patient * 100 + nth as u64 * 10;
                chart.push((place == "ward", record(Kind::Encounter, line, &[(Aspect::Encounter, visit.clone()), (Aspect::Location, Value::Text(place.into()))])));
                let day = (Aspect::Effective, Value::Date(Date::day(year, 6, 1).unwrap()));
                for (kind, lines) in [(Kind::Observation, 1..5), (Kind::Note, 5..6)] {
                    chart.extend(lines.map(|more| (place == "ward", record(kind, line + more, &[(Aspect::Encounter, visit.clone()), day.clone()]))));
                }
            }
            let legacy: Vec<Statement> = chart.iter().map(|(_, statement)| statement.clone()).collect();
            causes.book(&Booked::of(&legacy));
            for (at, (_, statement)) in chart.iter().enumerate().filter(|(_, (is_ward, statement))| statement.kind != Kind::Encounter && is_lost(*is_ward, year)) {
                causes.add(&lost(statement.kind, at), (Some(statement), None), ("", ""), patient, Tied::Firmly, &Nobody);
            }
        }
        causes.fold();
        causes.into_causes().into_iter().filter(|cause| cause.statements > 0).collect()
    }

    #[test]
    fn what_is_lost_of_one_place_is_one_cause_whichever_kinds_it_is_of() {
        let found = balanced(&|is_ward, _| is_ward);
        let [cause] = &found[..] else { panic!("{found:?}") };
        assert_eq!((cause.statements, cause.patients), (100, 20));
        assert_eq!(cause.common, "100 of 100 are of visits or records of one place, as are 100 in all in the legacy book.");
        assert!(cause.evidence.contains(&cause.common) && cause.proposal(&[]).text.contains("of several kinds never arrived"), "{}", cause.evidence);
        assert!(cause.proposal(&[]).text.ends_with(&cause.common), "{}", cause.proposal(&[]).text);
    }

    #[test]
    fn what_is_lost_before_a_day_or_after_it_is_told_by_its_year() {
        let found = balanced(&|_, year| year <= 2012);
        assert!(found.iter().any(|cause| cause.common == "96 of 96 lie in 2012 or before, by the month, as do 96 in all in the legacy book."), "{found:?}");
        let found = balanced(&|_, year| year >= 2010);
        assert!(found.iter().any(|cause| cause.common.contains("lie in 2010 or after")), "{found:?}");
    }

    #[test]
    fn a_file_that_was_not_loaded_is_one_cause_whichever_kinds_it_holds() {
        let told = |left: u64| {
            let mut causes = Causes::default();
            for patient in 0..30_u64 {
                let mut chart = vec![record(Kind::Observation, patient, &[]), record(if patient % 3 == 0 { Kind::NoKnownAllergy } else { Kind::Allergy }, patient, &[])];
                chart[1].origin.artifact = 2;
                causes.book(&Booked::of(&chart));
                if patient >= left {
                    causes.add(&lost(chart[1].kind, 1), (Some(&chart[1]), None), ("", ""), patient, Tied::Firmly, &Nobody);
                }
            }
            causes.fold();
            causes.into_causes().into_iter().filter(|cause| cause.statements > 0).map(|cause| (cause.statements, cause.common)).collect::<Vec<_>>()
        };
        assert_eq!(told(0), [(30, "30 of 30 are from one file of the source, as are 30 in all in the legacy book.".to_string())]);
        assert!(told(6).len() == 2 && told(6).iter().all(|(_, common)| common.is_empty()), "part of a file: {:?}", told(6));
    }

    #[test]
    fn a_record_that_differs_in_who_wrote_and_in_who_did_it_counts_once_in_what_is_told() {
        let mut causes = Causes::default();
        for patient in 0..30_u64 {
            let by = |kind: Kind, nth: u64, who: &str| record(kind, patient * 100 + nth, &[(Aspect::Author, Value::Key(who.into()))]);
            let chart = [by(Kind::Observation, 0, "1"), by(Kind::Procedure, 1, "1"), by(Kind::Observation, 2, "2"), by(Kind::Procedure, 3, "2")];
            causes.book(&Booked::of(&chart));
            for (nth, statement) in chart.iter().take(2).enumerate() {
                for aspect in [Aspect::Author, Aspect::Performer] {
                    let other = Finding { verdict: Verdict::Altered, aspect, read_as: aspect, destination: Some(nth), manner: "somebody else".into(), ..lost(statement.kind, nth) };
                    causes.add(&other, (Some(statement), Some(statement)), ("", ""), patient, Tied::Firmly, &Nobody);
                }
            }
        }
        causes.fold();
        let mut found: Vec<(Aspect, u64, String)> = causes.into_causes().into_iter().filter(|cause| cause.statements > 0).map(|cause| (cause.aspect, cause.statements, cause.common)).collect();
        found.sort();
        let told = "60 of 60 are by one author or performer, as are 60 in all in the legacy book.".to_string();
        assert_eq!(found, [(Aspect::Author, 60, told.clone()), (Aspect::Performer, 60, told)]);
    }

    #[test]
    fn what_has_one_place_in_common_is_named_by_the_worst_of_it() {
        let mut causes = Causes::default();
        for patient in 0..30_u64 {
            let at = |kind: Kind, nth: u64, place: &str| record(kind, patient * 100 + nth, &[(Aspect::Location, Value::Text(place.into()))]);
            let mut chart: Vec<Statement> = (0..6).map(|nth| at(Kind::Observation, nth, if nth < 3 { "ward" } else { "clinic" })).collect();
            if patient < 12 {
                chart.extend([at(Kind::Allergy, 6, "ward"), at(Kind::Allergy, 7, "clinic")]);
            }
            causes.book(&Booked::of(&chart));
            let is_lost = |statement: &Statement| statement.value(Aspect::Location) == Some(&Value::Text("ward".into()));
            for (nth, statement) in chart.iter().enumerate().filter(|(_, statement)| is_lost(statement)) {
                let severity = if statement.kind == Kind::Allergy { Severity::Safety } else { Severity::Clinical };
                causes.add(&Finding { severity, ..lost(statement.kind, nth) }, (Some(statement), None), ("", ""), patient, Tied::Firmly, &Nobody);
            }
        }
        causes.fold();
        let found: Vec<Cause> = causes.into_causes().into_iter().filter(|cause| cause.statements > 0).collect();
        let [cause] = &found[..] else { panic!("{found:?}") };
        assert_eq!((cause.label.as_str(), cause.severity), ("Allergy lost: no counterpart in the destination", Severity::Safety));
        assert_eq!((cause.statements, cause.safety, cause.patients), (102, 12, 30), "patients of what it took in are not forgotten");
        assert_eq!(cause.common, "102 of 102 are of visits or records of one place, as are 102 in all in the legacy book.");
    }

    #[test]
    fn nothing_is_told_of_what_few_patients_have() {
        let mut causes = Causes::default();
        for patient in 0..11_u64 {
            let at = |nth: u64, place: &str| record(Kind::Observation, patient * 1000 + nth, &[(Aspect::Location, Value::Text(place.into()))]);
            let gone: Vec<Statement> = if patient == 0 { (0..200).map(|nth| at(nth, "ward")).collect() } else { vec![at(0, "home")] };
            let kept = (500..503).map(|nth| at(nth, "clinic"));
            causes.book(&Booked::of(&gone.iter().cloned().chain(kept).collect::<Vec<Statement>>()));
            for (nth, statement) in gone.iter().enumerate() {
                causes.add(&lost(Kind::Observation, nth), (Some(statement), None), ("", ""), patient, Tied::Firmly, &Nobody);
            }
        }
        let found = causes.into_causes();
        let [cause] = &found[..] else { panic!("{found:?}") };
        assert_eq!((cause.statements, cause.patients, cause.common.as_str()), (210, 11, ""));
    }

    #[test]
    fn the_one_file_of_a_source_is_nothing_in_common() {
        let mut causes = Causes::default();
        for patient in 0..1_000_u64 {
            let chart = [record(if patient < 970 { Kind::Observation } else { Kind::Note }, patient, &[])];
            causes.book(&Booked::of(&chart));
            if patient < 970 {
                causes.add(&lost(Kind::Observation, 0), (Some(&chart[0]), None), ("", ""), patient, Tied::Firmly, &Nobody);
            }
        }
        causes.fold();
        assert!(causes.into_causes().iter().all(|cause| cause.common.is_empty()));
    }

    #[test]
    fn what_is_lost_everywhere_or_here_and_there_has_nothing_in_common() {
        let everything = balanced(&|_, _| true);
        assert!(everything.len() == 2 && everything.iter().all(|cause| cause.common.is_empty()), "{everything:?}");
        let here_and_there = balanced(&|is_ward, year| is_ward == (year % 2 == 0));
        assert!(here_and_there.len() == 2 && here_and_there.iter().all(|cause| cause.common.is_empty()), "{here_and_there:?}");
        // Most of a place is not nearly all of it.
        let most = balanced(&|is_ward, year| is_ward && year > 2003);
        assert!(most.iter().all(|cause| !cause.common.contains("place")), "{most:?}");
    }
}
