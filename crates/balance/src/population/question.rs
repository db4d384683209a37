//! One question about one chart: who is asked, and what is true of them.
//!
//! A condition is a small tree over statements; evaluating it needs the chart and the day it is asked for, nothing else. What was
//! refuted, negated or entered in error is never found. The order of the statements does not matter.

use super::sets::{Belongs, By};
use model::{Aspect, Date, Decimal, Kind, Precision, Quantity, Statement, Value, canonical_unit, civil_from_days, convert, days_from_civil};

/// One patient's statements in one book, as a question sees them.
pub(crate) struct Chart<'a> {
    pub(crate) statements: &'a [Statement],
    /// Sets of each statement.
    pub(crate) sets: &'a [Belongs],
    /// The day that is "now", in days since 1970.
    pub(crate) as_of: i32,
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

/// What was found in a chart.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Found {
    pub(crate) holds: bool,
    /// The last value behind it.
    pub(crate) value: Option<Read>,
    /// It holds by words alone.
    pub(crate) words: bool,
    /// The last value stands in a unit that cannot be compared.
    pub(crate) unread: bool,
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
                let holds = found.iter().all(|f| f.holds);
                joined(&found, holds, holds && found.iter().any(|f| f.holds && f.words))
            }
            Self::Any(parts) => {
                let found: Vec<Found> = parts.iter().map(|p| p.of(chart)).collect();
                let holds = found.iter().any(|f| f.holds);
                joined(&found, holds, holds && found.iter().filter(|f| f.holds).all(|f| f.words))
            }
            Self::None(parts) => {
                let found: Vec<Found> = parts.iter().map(|p| p.of(chart)).collect();
                Found { holds: !found.iter().any(|f| f.holds), unread: found.iter().any(|f| f.unread), ..Found::default() }
            }
            Self::Age(from, under) => {
                let age = age(chart);
                Found { holds: age.is_some_and(|a| a >= *from && a < *under), ..Found::default() }
            }
            Self::Told(told) => told.of(chart),
        }
    }
}

fn joined(found: &[Found], holds: bool, words: bool) -> Found {
    let value = found.iter().filter(|f| f.holds).find_map(|f| f.value);
    Found { holds, value: if holds { value } else { None }, words, unread: found.iter().any(|f| f.unread) }
}

impl Told {
    pub(crate) fn of(&self, chart: &Chart<'_>) -> Found {
        let matching: Vec<(&Statement, By)> = self.matching(chart).collect();
        let words = !matching.is_empty() && matching.iter().all(|m| m.1 == By::Words);
        match &self.last {
            Some(last) => last.of(&matching),
            None => Found { holds: matching.len() as u64 >= u64::from(self.at_least), value: None, words, unread: false },
        }
    }

    /// How many statements there are.
    pub(crate) fn count(&self, chart: &Chart<'_>) -> (u64, bool) {
        let by: Vec<By> = self.matching(chart).map(|m| m.1).collect();
        (by.len() as u64, !by.is_empty() && by.iter().all(|b| *b == By::Words))
    }

    fn matching<'c>(&'c self, chart: &'c Chart<'_>) -> impl Iterator<Item = (&'c Statement, By)> {
        chart.statements.iter().zip(chart.sets).filter_map(move |(statement, sets)| {
            let by = match self.set {
                None => By::Code,
                Some(set) => sets.iter().find(|(s, _)| *s == set)?.1,
            };
            let meant = self.kinds.contains(&statement.kind) && stands(statement) && self.status_fits(statement);
            (meant && self.window.holds(statement, chart.as_of) && !(self.not_ended && ended(statement, chart.as_of))).then_some((statement, by))
        })
    }

    fn status_fits(&self, statement: &Statement) -> bool {
        let status = statement.word(Aspect::Status).unwrap_or("");
        self.status.is_empty() || self.status.iter().any(|s| s == status)
    }
}

/// Not refuted, not negated, not an error.
fn stands(statement: &Statement) -> bool {
    let refuted = matches!(statement.word(Aspect::Verification), Some("refuted" | "entered-in-error"));
    let negated = statement.value(Aspect::Negation) == Some(&Value::Flag(true));
    !refuted && !negated && statement.word(Aspect::Status) != Some("entered-in-error")
}

fn ended(statement: &Statement, as_of: i32) -> bool {
    statement.date(Aspect::End).is_some_and(|end| last_day(&end) < as_of)
}

impl Window {
    /// A partial date is within as soon as one of its days is.
    fn holds(self, statement: &Statement, as_of: i32) -> bool {
        let Some(when) = statement.when() else { return self == Self::Ever };
        let within = |from: i32| last_day(&when) >= from && when.days() <= as_of;
        match self {
            Self::Ever => true,
            Self::Months(months) => within(months_before(as_of, months)),
            Self::Since(month, day) => within(last_time(as_of, month, day)),
            Self::After => last_day(&when) > as_of,
        }
    }
}

impl Last {
    fn of(&self, matching: &[(&Statement, By)]) -> Found {
        let valued = matching.iter().filter_map(|(s, by)| Some((moment(s)?, s, quantity(s)?, *by)));
        let mut newest: Option<(i32, i64)> = None;
        let mut at: Vec<(Option<Read>, String, By)> = Vec::new();
        for (when, _, (quantity, comparator), by) in valued {
            if newest.is_none_or(|n| when > n) {
                newest = Some(when);
                at.clear();
            }
            if newest == Some(when) {
                at.push((self.read(quantity), comparator, by));
            }
        }
        // Several values of one moment: the greatest one, so that no order decides.
        let best = at.iter().filter_map(|(n, c, by)| n.map(|n| (n, c.as_str(), *by))).max_by(|a, b| a.0.number.cmp(&b.0.number).then_with(|| a.1.cmp(b.1)).then_with(|| b.2.cmp(&a.2)));
        match best {
            Some((value, comparator, by)) => {
                let holds = self.holds(value.number, comparator);
                Found { holds, value: Some(value), words: holds && by == By::Words, unread: false }
            }
            None => Found { unread: !at.is_empty(), ..Found::default() },
        }
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

    /// `<4` is not known to be over anything; `>14` is over 9.
    fn holds(&self, number: Decimal, comparator: &str) -> bool {
        let upward = matches!(self.over, Comparison::Over | Comparison::AtLeast);
        match comparator {
            "<" | "<=" if upward => return false,
            ">" | ">=" if !upward => return false,
            ">" if upward => return number >= self.number,
            "<" if !upward => return number <= self.number,
            _ => {}
        }
        match self.over {
            Comparison::Over => number > self.number,
            Comparison::AtLeast => number >= self.number,
            Comparison::Under => number < self.number,
            Comparison::AtMost => number <= self.number,
        }
    }
}

fn quantity(statement: &Statement) -> Option<(&Quantity, String)> {
    let Some(Value::Quantity(quantity)) = statement.value(Aspect::Value) else { return None };
    let comparator = if quantity.comparator.is_empty() { statement.word(Aspect::Comparator).unwrap_or("") } else { &quantity.comparator };
    Some((quantity, comparator.to_string()))
}

/// Day first, so that a book that lost the hour is read on its day.
fn moment(statement: &Statement) -> Option<(i32, i64)> {
    let when = statement.when()?;
    Some((when.days(), if when.has_time() { when.instant(0) } else { i64::from(when.days()) * 86_400 }))
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

/// Completed years on the day.
fn age(chart: &Chart<'_>) -> Option<u32> {
    let born = chart.statements.iter().filter(|s| s.kind == Kind::Demographic).find_map(|s| s.date(Aspect::BirthDate))?;
    let (year, month, day) = civil_from_days(chart.as_of);
    let before_birthday = (month, day) < (born.month, born.day);
    u32::try_from(i32::from(year) - i32::from(born.year) - i32::from(before_birthday)).ok()
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
