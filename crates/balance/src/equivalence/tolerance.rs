//! How far two values of one aspect may lie apart and still be the same to the team.
//!
//! A tolerance is wider than what the judge itself allows (half a unit of the last digit that the legacy system printed). Arithmetic
//! is exact; numbers in units that do not convert are never within a tolerance.

use model::{Aspect, Date, Decimal, Precision, Quantity, Value, canonical_unit, convert};

/// A tolerance.
#[derive(Debug, Clone, PartialEq)]
pub enum Tolerance {
    /// The numbers lie at most this far apart, in a unit, or in the legacy unit when none is named.
    Absolute(Decimal, String),
    /// The numbers lie at most this share of the legacy number apart.
    Relative(Decimal),
    /// The numbers lie at most half a unit of the last digit apart that the coarser side prints.
    HalfLastDigit,
    /// The days lie at most this many apart.
    Days(i64),
    /// The times lie at most this many minutes apart.
    Minutes(i64),
    /// Both say the same year, month or day; what is finer does not count.
    Precision(Precision),
}

/// Beyond it the conversion of units could leave the range of an exact number.
const NUMBER_MAX: i64 = 1_000_000_000_000_000;

impl Tolerance {
    /// Whether it is about points in time.
    pub(crate) fn is_of_time(&self) -> bool {
        matches!(self, Self::Days(_) | Self::Minutes(_) | Self::Precision(_))
    }

    /// Whether an aspect may hold what it is about.
    pub(crate) fn fits(&self, aspect: Aspect) -> bool {
        aspect.is_time() == self.is_of_time()
    }

    /// Whether two values lie within it.
    pub(crate) fn holds(&self, left: &Value, right: &Value) -> bool {
        match (left, right) {
            (Value::Quantity(a), Value::Quantity(b)) => self.numbers(a, b).unwrap_or(false),
            (Value::Date(a), Value::Date(b)) => self.dates(a, b),
            _ => false,
        }
    }

    fn numbers(&self, a: &Quantity, b: &Quantity) -> Option<bool> {
        let large = Decimal::from(NUMBER_MAX);
        if a.comparator != b.comparator || a.number.abs() > large || b.number.abs() > large {
            return Some(false);
        }
        let (from, to) = (canonical_unit(&a.unit), canonical_unit(&b.unit));
        let named = match self {
            Self::Absolute(_, unit) if !unit.is_empty() => canonical_unit(unit),
            _ => from.clone(),
        };
        let (x, y) = (convert(a.number, &from, &named)?, convert(b.number, &to, &named)?);
        let apart = x.checked_sub(y)?.abs();
        Some(match self {
            Self::Absolute(most, _) => apart <= *most,
            Self::Relative(share) => apart <= x.abs().checked_mul(*share)?,
            Self::HalfLastDigit => from == to && apart <= a.tolerance().max(b.tolerance()),
            _ => false,
        })
    }

    fn dates(&self, a: &Date, b: &Date) -> bool {
        match self {
            Self::Days(most) => a.precision >= Precision::Day && b.precision >= Precision::Day && i64::from(a.days()).abs_diff(i64::from(b.days())) <= most.unsigned_abs(),
            Self::Minutes(most) if a.has_time() && b.has_time() => {
                // An offset that only one side gives holds for both, as it does for the judge.
                let offset = a.offset.or(b.offset).unwrap_or(0);
                let moment = |date: &Date| date.instant(offset).saturating_mul(1000).saturating_add(i64::from(date.millisecond));
                moment(a).abs_diff(moment(b)) <= most.unsigned_abs().saturating_mul(60_000)
            }
            Self::Precision(level) => a.precision >= *level && b.precision >= *level && a.truncated(*level).days() == b.truncated(*level).days(),
            _ => false,
        }
    }

    /// In words: `at most 2 days apart`.
    pub fn words(&self) -> String {
        let days = |n: i64, unit: &str| format!("at most {n} {unit}{} apart", if n == 1 { "" } else { "s" });
        match self {
            Self::Absolute(most, unit) if unit.is_empty() => format!("at most {most} apart"),
            Self::Absolute(most, unit) => format!("at most {most} {unit} apart"),
            Self::Relative(share) => match share.checked_mul(Decimal::from(100)) {
                Some(percent) => format!("at most {} % of the legacy number apart", percent.normalize()),
                None => format!("at most {share} of the legacy number apart"),
            },
            Self::HalfLastDigit => "at most half a unit of the coarser side's last digit apart".into(),
            Self::Days(n) => days(*n, "day"),
            Self::Minutes(n) => days(*n, "minute"),
            Self::Precision(level) => format!("the same {}", level.word()),
        }
    }
}
