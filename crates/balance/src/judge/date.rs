//! Two points in time, as exactly as both are known.

use super::Relation;
use model::{Aspect, Date, Precision, Verdict};

pub(super) fn dates(aspect: Aspect, a: &Date, b: &Date) -> Relation {
    let differs = |aspect, manner: String| Relation::Differs(Verdict::Altered, aspect, manner);
    let level = |d: &Date| if d.has_time() { Precision::Second } else { d.precision };
    if level(a) == level(b) {
        if !a.has_time() {
            return if a.days() == b.days() { Relation::Same } else { differs(aspect, day_words(a, b).into()) };
        }
        // An offset that only one side gives is made explicit, as long as the wall clock stays.
        let offset = a.offset.or(b.offset).unwrap_or(0);
        let seconds = b.instant(b.offset.unwrap_or(offset)) - a.instant(a.offset.unwrap_or(offset));
        let exact = if a.precision == Precision::Second && b.precision == Precision::Second { 0 } else { 59 };
        if seconds.abs() <= exact {
            return if a.offset == b.offset && a.second == b.second { Relation::Same } else { Relation::Equivalent };
        }
        // The same clock on another day: an offset that changes with the season is no shift of its own.
        if a.second == b.second && a.days() != b.days() {
            return differs(aspect, day_words(a, b).into());
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

/// How a day differs from one that was written the other way round and read so: 3/4 for 4/3.
const EXCHANGED: &str = "another date, day and month are exchanged";

/// How one day differs from another, in words.
fn day_words(a: &Date, b: &Date) -> &'static str {
    match b.days() - a.days() {
        1 => "one day later",
        -1 => "one day earlier",
        _ if (a.month, a.day) == (b.month, b.day) => "another year",
        _ if (a.year, a.month, a.day) == (b.year, b.day, b.month) => EXCHANGED,
        _ => "another date",
    }
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

#[cfg(test)]
mod tests {
    use super::dates;
    use crate::judge::Relation;
    use model::{Aspect, Date};

    fn manner(a: &str, b: &str) -> String {
        let [a, b] = [a, b].map(|text| Date::parse_iso(text).unwrap());
        match dates(Aspect::Effective, &a, &b) {
            Relation::Differs(_, _, manner) => manner,
            _ => String::new(),
        }
    }

    #[test]
    fn the_clock_of_another_day_is_another_date_whatever_the_season() {
        assert_eq!(manner("2021-06-11T10:49:00-05:00", "2021-11-09T10:49:00-05:00"), "another date");
        assert_eq!(manner("2023-03-07T11:42:00-06:00", "2023-07-04T11:42:00-05:00"), "another date");
        assert_eq!(manner("2021-03-14T01:30:00-06:00", "2021-03-15T01:30:00-05:00"), "one day later");
        assert_eq!(manner("2021-06-11T10:49:00-05:00", "2021-06-11T10:49:00-04:00"), "1:00 h earlier");
        assert_eq!(manner("2021-06-11T10:49:00-05:00", "2021-11-06T13:13:00-06:00"), "another time, later");
    }

    #[test]
    fn a_day_that_was_read_the_other_way_round_is_told_as_one() {
        for (a, b) in [("2021-06-11T10:49:00-05:00", "2021-11-06T10:49:00-05:00"), ("2023-03-07T11:42:00-06:00", "2023-07-03T11:42:00-05:00"), ("1935-01-03", "1935-03-01"), ("2020-04-03", "2020-03-04")] {
            assert_eq!(manner(a, b), super::EXCHANGED, "{a} {b}");
        }
        assert_eq!(manner("1935-01-03", "1936-03-01"), "another date");
        assert_eq!(manner("2020-02-01", "2020-01-31"), "one day earlier");
    }

    #[test]
    fn a_century_away_it_is_the_day_of_another_year() {
        assert_eq!(manner("2019-06-03", "1919-06-03"), "another year");
        assert_eq!(manner("2012-10-06T09:52:00-05:00", "1912-10-06T09:52:00-06:00"), "another year");
        assert_eq!(manner("2020", "2021"), "another year");
        assert_eq!(manner("2020-03-14", "2019-03-15"), "another date");
    }
}
