//! One question about one chart: who is asked, and what is true of them.
//!
//! A condition is a small tree over statements; evaluating it needs the chart and the day it is asked for, nothing else. What was
//! refuted, negated or entered in error is never found. The order of the statements does not matter. A partial date is read as every
//! day that it can mean, one that is not told as any day: what is not so by all of them, or by none, cannot be told ([`Truth`]).

use super::sets::By;
use model::{Aspect, Date, Decimal, Kind, Precision, Quantity, Statement, Value, canonical_unit, civil_from_days, convert, days_from_civil};
use std::cmp::Ordering;

/// One patient's statements in one book, as a question sees them.
pub(crate) struct Chart<'a> {
    pub(crate) statements: &'a [Statement],
    /// Which of them are asked.
    pub(crate) asked: &'a Asked,
    /// The day that is "now", in days since 1970.
    pub(crate) as_of: i32,
}

/// The statements of a chart that are asked, by index in their order: those that hold no more are none of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asked {
    all: Vec<usize>,
    /// Of each set, those that belong to it, and by what.
    of_set: Vec<Vec<(usize, By)>>,
}

impl Asked {
    /// Room for another chart, where there are so many sets.
    pub(crate) fn clear(&mut self, sets: usize) {
        self.all.clear();
        self.of_set.resize_with(sets, Vec::new);
        self.of_set.iter_mut().for_each(Vec::clear);
    }

    /// Asks a statement as well, with the sets that it belongs to.
    pub(crate) fn add(&mut self, index: usize, belongs: &[(usize, By)]) {
        self.all.push(index);
        for (set, by) in belongs {
            if let Some(own) = self.of_set.get_mut(*set) {
                own.push((index, *by));
            }
        }
    }
}

/// What a question asks.
#[derive(Debug, Clone)]
pub(crate) struct Question {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) about: String,
    /// Who is asked; everybody with a chart where it is an empty `All`.
    pub(crate) denominator: Condition,
    pub(crate) measure: Measure,
}

/// What is counted of those who are asked.
#[derive(Debug, Clone)]
pub(crate) enum Measure {
    /// Patients of whom the condition is true.
    Patients(Condition),
    /// Statements, added up over the patients.
    Statements(Told),
}

/// A condition over a chart.
#[derive(Debug, Clone)]
pub(crate) enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    None(Vec<Condition>),
    /// Completed years: at least, under.
    Age(u32, u32),
    /// Nobody said that the patient had died by the day.
    Alive,
    Told(Told),
}

/// That statements of a kind are there.
#[derive(Debug, Clone, Default)]
pub(crate) struct Told {
    pub(crate) kinds: Vec<Kind>,
    pub(crate) set: Option<usize>,
    /// Words of the status that count; an empty one where no status is told. Empty list: any.
    pub(crate) status: Vec<String>,
    /// Nothing that ended before the day.
    pub(crate) not_ended: bool,
    pub(crate) window: Window,
    pub(crate) at_least: u32,
    pub(crate) last: Option<Last>,
}

/// When a statement has to be about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Window {
    #[default]
    Ever,
    /// Within so many months before the day, the day included.
    Months(u32),
    /// Since the last such month and day, the day included.
    Since(u8, u8),
    /// After the day.
    After,
}

/// What the last value must be.
#[derive(Debug, Clone)]
pub(crate) struct Last {
    pub(crate) over: Comparison,
    pub(crate) number: Decimal,
    /// Canonical unit of the number.
    pub(crate) unit: String,
    /// A number without a unit counts as one in `unit`.
    pub(crate) unitless: bool,
    /// Other units: `number * factor + add` gives it in `unit`.
    pub(crate) convert: Vec<(String, Decimal, Decimal)>,
}

/// How a value is compared with the number of the question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Over,
    AtLeast,
    Under,
    AtMost,
}

/// Whether something is true by what a book tells, in the order in which the least of several is true of all of them and the greatest of any.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Truth {
    /// By no reading.
    #[default]
    No,
    /// By one reading and not by another: a partial date, a bound in the place of a value, or a unit that cannot be compared decides.
    Untold,
    /// By every reading.
    Yes,
}

impl Truth {
    /// By every reading, or at least by one.
    fn of(sure: bool, possible: bool) -> Self {
        match (sure, possible) {
            (true, _) => Self::Yes,
            (false, true) => Self::Untold,
            (false, false) => Self::No,
        }
    }

    fn not(self) -> Self {
        match self {
            Self::No => Self::Yes,
            Self::Untold => Self::Untold,
            Self::Yes => Self::No,
        }
    }

    /// What several readings of one thing say together; none without any.
    fn agreed(readings: impl Iterator<Item = Self>) -> Option<Self> {
        readings.reduce(|all, one| if all == one { all } else { Self::Untold })
    }
}

/// What was found in a chart.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Found {
    pub(crate) truth: Truth,
    /// The last value behind it.
    pub(crate) value: Option<Read>,
    /// It is true by words alone.
    pub(crate) words: bool,
}

/// A value as a question reads it, in the question's unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Read {
    number: Decimal,
    /// What one in the last place that was written is there.
    step: Decimal,
    /// What nought and one of the unit in which it was written are there: units that convert alike are one, however they are written.
    unit: [Decimal; 2],
}

impl Read {
    /// Whether two values are one: of different units as far as rounding to what was written may part them.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        if self.unit == other.unit {
            return self.number == other.number;
        }
        let half = self.step.max(other.step) / Decimal::TWO;
        self.number.checked_sub(other.number).is_some_and(|apart| apart.abs() <= half)
    }
}

impl Condition {
    pub(crate) fn of(&self, chart: &Chart<'_>) -> Found {
        match self {
            Self::All(parts) => {
                let found: Vec<Found> = parts.iter().map(|p| p.of(chart)).collect();
                joined(&found, found.iter().map(|f| f.truth).min().unwrap_or(Truth::Yes), found.iter().any(|f| f.words))
            }
            Self::Any(parts) => {
                let found: Vec<Found> = parts.iter().map(|p| p.of(chart)).collect();
                joined(&found, any(&found), found.iter().filter(|f| f.truth == Truth::Yes).all(|f| f.words))
            }
            Self::None(parts) => {
                let found: Vec<Found> = parts.iter().map(|p| p.of(chart)).collect();
                Found { truth: any(&found).not(), ..Found::default() }
            }
            Self::Age(from, under) => Found { truth: age(chart, *from, *under), ..Found::default() },
            Self::Alive => Found { truth: died(chart).not(), ..Found::default() },
            Self::Told(told) => told.of(chart),
        }
    }
}

fn any(found: &[Found]) -> Truth {
    found.iter().map(|f| f.truth).max().unwrap_or(Truth::No)
}

fn joined(found: &[Found], truth: Truth, words: bool) -> Found {
    let is_true = truth == Truth::Yes;
    let value = found.iter().filter(|f| is_true && f.truth == Truth::Yes).find_map(|f| f.value);
    Found { truth, value, words: is_true && words }
}

/// A statement that a condition means.
struct Match<'c> {
    statement: &'c Statement,
    by: By,
    /// That it is about the time that is asked for, and goes on where that is asked: never [`Truth::No`].
    truth: Truth,
}

impl Told {
    pub(crate) fn of(&self, chart: &Chart<'_>) -> Found {
        let matching = self.matching(chart);
        if let Some(last) = &self.last {
            return last.of(&matching);
        }
        let (sure, words) = sure(&matching);
        let least = u64::from(self.at_least);
        let truth = Truth::of(sure >= least, matching.len() as u64 >= least);
        Found { truth, value: None, words: truth == Truth::Yes && words }
    }

    /// How many statements there are for certain, whether by words alone, and whether there may be more.
    pub(crate) fn count(&self, chart: &Chart<'_>) -> (u64, bool, bool) {
        let matching = self.matching(chart);
        let (sure, words) = sure(&matching);
        (sure, words, matching.len() as u64 > sure)
    }

    fn matching<'c>(&self, chart: &Chart<'c>) -> Vec<Match<'c>> {
        match self.set {
            None => chart.asked.all.iter().filter_map(|index| self.matches(chart, *index, By::Code)).collect(),
            Some(set) => chart.asked.of_set.get(set).into_iter().flatten().filter_map(|(index, by)| self.matches(chart, *index, *by)).collect(),
        }
    }

    /// A statement as the condition means it; none where it does not.
    fn matches<'c>(&self, chart: &Chart<'c>, index: usize, by: By) -> Option<Match<'c>> {
        let statement = chart.statements.get(index).filter(|s| self.kinds.contains(&s.kind) && stands(s) && self.status_fits(s))?;
        let goes_on = if self.not_ended { ended(statement, chart.as_of).not() } else { Truth::Yes };
        let truth = self.window.holds(statement, chart.as_of).min(goes_on);
        (truth != Truth::No).then_some(Match { statement, by, truth })
    }

    fn status_fits(&self, statement: &Statement) -> bool {
        let status = statement.word(Aspect::Status).unwrap_or("");
        self.status.is_empty() || self.status.iter().any(|s| s == status)
    }
}

/// How many of the statements are meant for certain, and whether there are any and all of them by words.
fn sure(matching: &[Match<'_>]) -> (u64, bool) {
    let by: Vec<By> = matching.iter().filter(|m| m.truth == Truth::Yes).map(|m| m.by).collect();
    (by.len() as u64, !by.is_empty() && by.iter().all(|by| *by == By::Words))
}

/// Not refuted, not negated, not an error, and no word that a result could not be had.
fn stands(statement: &Statement) -> bool {
    let refuted = matches!(statement.word(Aspect::Verification), Some("refuted" | "entered-in-error"));
    let negated = statement.value(Aspect::Negation) == Some(&Value::Flag(true));
    let absent = statement.kind == Kind::Observation && matches!(statement.value(Aspect::Value), Some(Value::Absent(_)));
    !refuted && !negated && !absent && statement.word(Aspect::Status) != Some("entered-in-error")
}

/// Without an end it goes on.
fn ended(statement: &Statement, as_of: i32) -> Truth {
    statement.date(Aspect::End).map_or(Truth::No, |end| Truth::of(last_day(&end) < as_of, end.days() < as_of))
}

impl Window {
    fn holds(self, statement: &Statement, as_of: i32) -> Truth {
        let (first, last) = statement.when().map_or((i32::MIN, i32::MAX), |when| (when.days(), last_day(&when)));
        let within = |from: i32| Truth::of(first >= from && last <= as_of, last >= from && first <= as_of);
        match self {
            Self::Ever => Truth::Yes,
            Self::Months(months) => within(months_before(as_of, months)),
            Self::Since(month, day) => within(last_time(as_of, month, day)),
            Self::After => Truth::of(first > as_of, last > as_of),
        }
    }
}

/// One value that may be the last one.
struct Valued {
    /// The first and the last moment that it can be of.
    moments: [(i32, i64); 2],
    truth: Truth,
    read: Option<Read>,
    comparator: String,
    by: By,
}

impl Last {
    fn of(&self, matching: &[Match<'_>]) -> Found {
        let valued = matching.iter().filter_map(|m| {
            let (quantity, comparator) = quantity(m.statement)?;
            Some(Valued { moments: moments(m.statement), truth: m.truth, read: self.read(quantity), comparator, by: m.by })
        });
        let valued: Vec<Valued> = valued.collect();
        // Every value can be the last one but such as are of a time before another that is there for certain.
        let newest = valued.iter().filter(|v| v.truth == Truth::Yes).map(|v| v.moments[0]).max();
        let mut last: Vec<&Valued> = valued.iter().filter(|v| newest.is_none_or(|newest| v.moments[1] >= newest)).collect();
        // Several values of one moment: the greatest one that can be read, so that no order decides.
        last.sort_by(|a, b| greatest(b, a));
        let mut told: Vec<(i32, i64)> = Vec::new();
        last.retain(|v| {
            let [first, end] = v.moments;
            // What may be another time, or not be meant, hides none that is.
            if first != end || v.truth != Truth::Yes {
                return true;
            }
            let is_greatest = !told.contains(&first);
            told.push(first);
            is_greatest
        });
        let readings = last.iter().map(|v| v.read.map_or(Truth::Untold, |read| self.holds(read.number, &v.comparator)));
        // Where no value is there for certain, there may be none.
        let truth = Truth::agreed(readings.chain(newest.is_none().then_some(Truth::No))).unwrap_or(Truth::No);
        let best = last.first().filter(|_| truth == Truth::Yes);
        Found { truth, value: best.and_then(|v| v.read), words: best.is_some_and(|v| v.by == By::Words) }
    }

    /// The value in the unit of the question.
    fn read(&self, quantity: &Quantity) -> Option<Read> {
        let unit = canonical_unit(&quantity.unit);
        let is_converted = unit != self.unit && !(unit.is_empty() && self.unitless);
        let of = |number: Decimal| if is_converted { self.converted(number, &unit) } else { Some(number) };
        let (number, scale) = (of(quantity.number)?, [of(Decimal::ZERO)?, of(Decimal::ONE)?]);
        let next = quantity.number.checked_add(Decimal::new(1, quantity.number.scale())).and_then(of);
        let step = next.and_then(|next| next.checked_sub(number)).map_or(Decimal::ZERO, |step| step.abs());
        Some(Read { number: number.normalize(), step, unit: scale })
    }

    fn converted(&self, number: Decimal, unit: &str) -> Option<Decimal> {
        if let Some((_, factor, add)) = self.convert.iter().find(|(known, ..)| known == unit) {
            return number.checked_mul(*factor)?.checked_add(*add);
        }
        convert(number, unit, &self.unit)
    }

    /// `<14` may be over 9 and `<4` cannot; `>14` is.
    fn holds(&self, number: Decimal, comparator: &str) -> Truth {
        let (is_beyond, is_at) = match self.over {
            Comparison::Over => (number > self.number, false),
            Comparison::AtLeast => (number > self.number, number == self.number),
            Comparison::Under => (number < self.number, false),
            Comparison::AtMost => (number < self.number, number == self.number),
        };
        let upward = matches!(self.over, Comparison::Over | Comparison::AtLeast);
        let is_open = matches!(comparator, "<" | ">");
        match comparator {
            // A bound on the way that is asked for: all that lies beyond it is, or some of it.
            ">" | ">=" if upward => Truth::of(is_beyond || is_at || (is_open && number == self.number), true),
            "<" | "<=" if !upward => Truth::of(is_beyond || is_at || (is_open && number == self.number), true),
            // One against it: some of what lies before it is, or none.
            "<" | "<=" | ">" | ">=" => Truth::of(false, is_beyond || (is_at && !is_open)),
            _ => Truth::of(is_beyond || is_at, false),
        }
    }
}

/// The greater value; of equal ones the greater comparator and the one that is known by its code. What cannot be read is the least.
fn greatest(a: &Valued, b: &Valued) -> Ordering {
    let number = |v: &Valued| v.read.map(|read| read.number);
    number(a).cmp(&number(b)).then_with(|| a.comparator.cmp(&b.comparator)).then_with(|| b.by.cmp(&a.by))
}

fn quantity(statement: &Statement) -> Option<(&Quantity, String)> {
    let Some(Value::Quantity(quantity)) = statement.value(Aspect::Value) else { return None };
    let comparator = if quantity.comparator.is_empty() { statement.word(Aspect::Comparator).unwrap_or("") } else { &quantity.comparator };
    Some((quantity, comparator.to_string()))
}

/// The first and the last moment that a statement can be of, day first, so that a book that lost the hour is read on its day.
fn moments(statement: &Statement) -> [(i32, i64); 2] {
    match statement.when() {
        None => [(i32::MIN, i64::MIN), (i32::MAX, i64::MAX)],
        Some(when) if when.precision < Precision::Day => [(when.days(), i64::MIN), (last_day(&when), i64::MAX)],
        Some(when) => [(when.days(), if when.has_time() { when.instant(0) } else { i64::from(when.days()) * 86_400 }); 2],
    }
}

/// The last day that a date can mean.
fn last_day(date: &Date) -> i32 {
    match date.precision {
        Precision::Year => days_from_civil(date.year, 12, 31),
        Precision::Month if date.month >= 12 => days_from_civil(date.year, 12, 31),
        Precision::Month => days_from_civil(date.year, date.month + 1, 1) - 1,
        _ => date.days(),
    }
}

/// The same day so many months before; the last of the month where it has no such day.
pub(crate) fn months_before(day: i32, months: u32) -> i32 {
    let (year, month, of_month) = civil_from_days(day);
    let index = i64::from(year) * 12 + i64::from(month) - 1 - i64::from(months);
    let (year, month) = (index.div_euclid(12).clamp(1, 9999) as i16, (index.rem_euclid(12) + 1) as u8);
    (1..=of_month).rev().find_map(|d| Date::day(year, month, d)).map_or(day, |d| d.days())
}

/// The last time that a month and day came round.
fn last_time(as_of: i32, month: u8, day: u8) -> i32 {
    let (year, ..) = civil_from_days(as_of);
    let this_year = days_from_civil(year, month, day);
    if this_year <= as_of { this_year } else { days_from_civil(year - 1, month, day) }
}

/// Whether the completed years are at least and under so many on the day, by every birth date that is told and every day that it can mean.
fn age(chart: &Chart<'_>, from: u32, under: u32) -> Truth {
    let (year, month, day) = civil_from_days(chart.as_of);
    let years = |born: i32| {
        let (born_year, born_month, born_day) = civil_from_days(born);
        i64::from(year) - i64::from(born_year) - i64::from((month, day) < (born_month, born_day))
    };
    let (from, under) = (i64::from(from), i64::from(under));
    let born = chart.statements.iter().filter(|s| s.kind == Kind::Demographic).filter_map(|s| s.date(Aspect::BirthDate));
    let readings = born.map(|born| {
        let (oldest, youngest) = (years(born.days()), years(last_day(&born)));
        Truth::of(youngest >= from && oldest < under, oldest >= from && youngest < under)
    });
    Truth::agreed(readings).unwrap_or(Truth::Untold)
}

/// Whether the patient had died by the day. Who is not said to have died lives, in every book.
fn died(chart: &Chart<'_>) -> Truth {
    let said = chart.asked.all.iter().filter_map(|index| chart.statements.get(*index)).filter(|s| s.kind == Kind::Demographic);
    let deaths = said.map(|s| match (s.date(Aspect::DeathDate), s.value(Aspect::Deceased)) {
        (Some(day), _) => Truth::of(last_day(&day) <= chart.as_of, day.days() <= chart.as_of),
        (None, Some(Value::Flag(true))) => Truth::Yes,
        _ => Truth::No,
    });
    deaths.max().unwrap_or(Truth::No)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_go_back_over_years_and_short_months() {
        let day = |y, m, d| days_from_civil(y, m, d);
        for (from, months, to) in [((2024, 3, 31), 1, (2024, 2, 29)), ((2024, 1, 15), 12, (2023, 1, 15)), ((2024, 5, 1), 120, (2014, 5, 1)), ((2023, 3, 30), 1, (2023, 2, 28))] {
            assert_eq!(months_before(day(from.0, from.1, from.2), months), day(to.0, to.1, to.2), "{from:?} - {months}");
        }
    }

    #[test]
    fn a_season_began_this_year_or_the_year_before() {
        assert_eq!(last_time(days_from_civil(2024, 10, 1), 8, 1), days_from_civil(2024, 8, 1));
        assert_eq!(last_time(days_from_civil(2024, 2, 1), 8, 1), days_from_civil(2023, 8, 1));
        assert_eq!(last_time(days_from_civil(2024, 8, 1), 8, 1), days_from_civil(2024, 8, 1));
    }

    #[test]
    fn a_partial_date_reaches_to_its_last_day() {
        let date = |text| Date::parse_iso(text).unwrap();
        assert_eq!(last_day(&date("2023")), days_from_civil(2023, 12, 31));
        assert_eq!(last_day(&date("2024-02")), days_from_civil(2024, 2, 29));
        assert_eq!(last_day(&date("2023-12")), days_from_civil(2023, 12, 31));
        assert_eq!(last_day(&date("2023-06-09")), days_from_civil(2023, 6, 9));
    }
}
