//! Damage of points in time that is the same in documents and in messages: both write them as HL7 does.
//!
//! Which of a record's points in time is rewritten, and how it is put back, is the format's own ([`Dated`]).

use crate::charts::{Around, File, Operator};
use crate::operator::{ALTERED, Fixed};
use crate::stamp::{Stamp, changed, day_only, first_day, midnight, year_only};
use crate::{Effect, Family};

const FAMILY: Family = Family::Time;
/// Aspects of a point in time.
pub(crate) const TIME: Fixed = &["time", "precision"];
const EXACT: (Fixed, Fixed) = (&["altered", "invented"], &["precision", "time"]);
const LESS: (Fixed, Fixed) = (&["altered", "lost"], &["precision", "time"]);

/// Files whose records say when.
pub(crate) trait Dated: File {
    /// One of the points in time of a record, rewritten.
    fn redated(piece: &mut Self::Piece, around: &mut Around<'_, Self>, change: &dyn Fn(&str) -> Option<String>) -> Effect<Self::Piece>;
}

fn stamped<F: Dated>(piece: &mut F::Piece, around: &mut Around<'_, F>, change: fn(&Stamp) -> Option<Stamp>) -> Effect<F::Piece> {
    F::redated(piece, around, &|text: &str| changed(text, change))
}

/// The damage, of records of these kinds.
pub(crate) fn harms<F: Dated>(types: Fixed) -> Vec<Operator<F>> {
    vec![
        Operator::<F>::harm(FAMILY, "day-earlier", "a date was read as midnight in UTC and written in local time: one day earlier", types, (ALTERED, TIME), |p, a| stamped::<F>(p, a, |s| Some(s.moved(-1440)))),
        Operator::<F>::harm(FAMILY, "day-later", "a date is one day later", types, (ALTERED, TIME), |p, a| stamped::<F>(p, a, |s| Some(s.moved(1440)))),
        Operator::<F>::harm(FAMILY, "day-and-month-swapped", "day and month have each other's place", types, (ALTERED, TIME), |p, a| stamped::<F>(p, a, Stamp::swapped)),
        Operator::<F>::harm(FAMILY, "year-earlier", "the year is that before", types, (ALTERED, TIME), |p, a| stamped::<F>(p, a, |s| s.years_later(-1))),
        Operator::<F>::harm(FAMILY, "midnight-added", "a date became a midnight", types, EXACT, |p, a| F::redated(p, a, &midnight)),
        Operator::<F>::harm(FAMILY, "first-of-the-year", "a year or month became its first day", types, EXACT, |p, a| F::redated(p, a, &first_day)),
        Operator::<F>::harm(FAMILY, "time-cut-off", "a time of day was cut off", types, LESS, |p, a| F::redated(p, a, &day_only)),
        Operator::<F>::harm(FAMILY, "day-cut-to-year", "of a date only the year remains", types, LESS, |p, a| F::redated(p, a, &year_only)),
        Operator::<F>::harm(FAMILY, "offset-replaced", "the clock stayed and the offset was replaced: the instant moved", types, (ALTERED, TIME), |p, a| stamped::<F>(p, a, Stamp::replaced)),
        Operator::<F>::harm(FAMILY, "converted-twice", "a time was moved by its offset and keeps its offset", types, (ALTERED, TIME), |p, a| stamped::<F>(p, a, Stamp::converted_twice)),
        Operator::<F>::harm(FAMILY, "afternoon-lost", "a clock of twelve hours lost its PM", types, (ALTERED, TIME), |p, a| stamped::<F>(p, a, Stamp::morning)),
    ]
}

/// An unknown date that became the first one of a system.
pub(crate) fn before_birth<F: Dated>(piece: &mut F::Piece, around: &mut Around<'_, F>) -> Effect<F::Piece> {
    F::redated(piece, around, &|text: &str| Stamp::parse(text).map(|_| "19000101".to_string()))
}

/// The same instant in UTC.
pub(crate) fn in_utc<F: Dated>(piece: &mut F::Piece, around: &mut Around<'_, F>) -> Effect<F::Piece> {
    stamped::<F>(piece, around, Stamp::in_utc)
}
