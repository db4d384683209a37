//! Two points in time, as exactly as both are known.

use super::Relation;
use model::{Aspect, Date, Precision, Verdict};

pub(super) fn dates(aspect: Aspect, a: &Date, b: &Date) -> Relation {
    let differs = |aspect, manner: String| Relation::Differs(Verdict::Altered, aspect, manner);
    let level = |d: &Date| if d.has_time() { Precision::Second } else { d.precision };
    if level(a) == level(b) {
        if !a.has_time() {
            let shift = b.days() - a.days();
            return match shift {
                0 => Relation::Same,
                1 => differs(aspect, "one day later".into()),
                -1 => differs(aspect, "one day earlier".into()),
                days if days % 365 == 0 => differs(aspect, "another year".into()),
                _ => differs(aspect, "another date".into()),
            };
        }
        // An offset that only one side gives is made explicit, as long as the wall clock stays.
        let offset = a.offset.or(b.offset).unwrap_or(0);
        let seconds = b.instant(b.offset.unwrap_or(offset)) - a.instant(a.offset.unwrap_or(offset));
        let exact = if a.precision == Precision::Second && b.precision == Precision::Second { 0 } else { 59 };
        if seconds.abs() <= exact {
            return if a.offset == b.offset && a.second == b.second { Relation::Same } else { Relation::Equivalent };
        }
        return differs(aspect, shift_words(seconds));
    }
    // Different precision: is the finer one inside the coarser one?
    let (coarse, fine, lost) = if level(a) < level(b) { (a, b, false) } else { (b, a, true) };
    let cut = fine.truncated(coarse.precision);
    // A day against a time with offset: the day may be the local one or the one of UTC.
    let near = coarse.precision == Precision::Day && fine.offset.is_some() && (fine.days() - coarse.days()).abs() <= 1 && {
        let utc = fine.instant(0).div_euclid(86_400) as i32;
        utc == coarse.days()
    };
    if cut.days() == coarse.days() || near {
        let manner = if lost { "the destination knows it less exactly" } else { "the destination claims more precision" };
        return differs(Aspect::Precision, manner.into());
    }
    let days = fine.days() - coarse.days();
    let manner = match if lost { -days } else { days } {
        1 => "one day later".to_string(),
        -1 => "one day earlier".into(),
        _ => "another date".into(),
    };
    differs(aspect, manner)
}

/// A shift of time in words; whole hours up to a day point to a time zone.
fn shift_words(seconds: i64) -> String {
    let direction = if seconds > 0 { "later" } else { "earlier" };
    let s = seconds.abs();
    match s {
        86_400 => format!("one day {direction}"),
        s if s % 86_400 == 0 => "another date".into(),
        s if s % 1800 == 0 && s <= 14 * 3600 => format!("{}:{:02} h {direction}", s / 3600, s / 60 % 60),
        _ => format!("another time, {direction}"),
    }
}
