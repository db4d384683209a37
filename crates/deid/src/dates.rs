//! Dates and ages.
//!
//! Safe Harbor leaves the year of a date and an age up to 89. Whatever would tell that a person is 90 or over becomes
//! "90+" or nothing. "Today" comes from outside: there is no clock here.

use crate::door::{Deid, Rule, WITHHELD};
use model::Phi;

/// Year, month, day.
pub type Day = (i32, u8, u8);

/// The longest span of days that tells no age over 89.
const LONGEST_SPAN: i64 = 89 * 365;
/// Events before this age say how old a person is, because of what they are (school vaccinations, for example).
const GROWN: i32 = 18;

fn is_day((year, month, day): Day) -> bool {
    (1..=9999).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day)
}

/// Completed years, or nothing if a date is not one or lies before birth.
fn age(birth: Day, at: Day) -> Option<i32> {
    if !is_day(birth) || !is_day(at) || at < birth {
        return None;
    }
    let birthday_to_come = (at.1, at.2) < (birth.1, birth.2);
    Some(at.0 - birth.0 - i32::from(birthday_to_come))
}

/// The age at a day, in bands of five years: `0-4` to `85-89`, then `90+`.
pub fn age_band(birth: &Phi<Day>, at: Day) -> Deid<String> {
    let band = match age(*birth.reveal(), at) {
        None => WITHHELD.to_owned(),
        Some(90..) => "90+".to_owned(),
        Some(age) => format!("{}-{}", age / 5 * 5, age / 5 * 5 + 4),
    };
    Deid::new(band, Rule::AgeBand)
}

/// The year of a date of a person. Nothing where the year would tell that the person is 90 or over at `today`: every
/// year 90 or more before today, and for a person of 90 or over also the years before they were grown.
pub fn year(date: &Phi<Day>, birth: Option<&Phi<Day>>, today: Day) -> Deid<Option<i32>> {
    let date = *date.reveal();
    let birth = birth.map(|birth| *birth.reveal());
    let very_old = birth.and_then(|birth| age(birth, today)).is_some_and(|age| age >= 90);
    let tells = today.0.saturating_sub(date.0) >= 90 || birth.is_some_and(|birth| very_old && date.0 < birth.0 + GROWN);
    Deid::new((is_day(date) && !tells).then_some(date.0), Rule::Year)
}

/// Days from the patient's undisclosed anchor. Both are days on one count. Spans beyond 89 years are cut to 89 years.
pub fn relative_day(date: &Phi<i64>, anchor: &Phi<i64>) -> Deid<i64> {
    let span = date.reveal().saturating_sub(*anchor.reveal());
    Deid::new(span.clamp(-LONGEST_SPAN, LONGEST_SPAN), Rule::RelativeDay)
}

/// Minutes from the first moment that is known of the same day. Both are seconds since midnight. It tells how far apart
/// things happened within a day, never at what time.
pub fn relative_minute(second: &Phi<u32>, first: &Phi<u32>) -> Deid<u32> {
    Deid::new(second.reveal().saturating_sub(*first.reveal()) / 60, Rule::RelativeMinute)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_tell_a_distance_and_no_clock() {
        let minute = |second, first| relative_minute(&Phi::new(second), &Phi::new(first)).into_value();
        assert_eq!(minute(34_200, 34_200), 0, "the first of a day is 0 at whatever time it was");
        assert_eq!(minute(36_059, 34_200), 30);
        assert_eq!(minute(100, 34_200), 0);
    }

    const TODAY: Day = (2026, 6, 15);

    fn band(birth: Day) -> String {
        age_band(&Phi::new(birth), TODAY).into_value()
    }

    #[test]
    fn bands_change_on_the_birthday() {
        assert_eq!(band((2026, 6, 15)), "0-4");
        assert_eq!(band((2021, 6, 16)), "0-4");
        assert_eq!(band((2021, 6, 15)), "5-9");
        assert_eq!(band((1936, 6, 16)), "85-89");
        assert_eq!(band((1936, 6, 15)), "90+");
        assert_eq!(band((1899, 1, 1)), "90+");
        assert_eq!(band((2027, 1, 1)), WITHHELD);
        assert_eq!(band((1980, 13, 1)), WITHHELD);
    }

    #[test]
    fn a_year_that_tells_a_great_age_is_withheld() {
        let old = Phi::new((1930, 1, 1));
        let young = Phi::new((1980, 1, 1));
        let year = |date: Day, birth: &Phi<Day>| year(&Phi::new(date), Some(birth), TODAY).into_value();
        assert_eq!(year((1930, 1, 1), &old), None);
        assert_eq!(year((1940, 9, 1), &old), None);
        assert_eq!(year((2019, 5, 1), &old), Some(2019));
        assert_eq!(year((1985, 5, 1), &young), Some(1985));
        assert_eq!(year((1901, 5, 1), &young), None);
    }

    #[test]
    fn relative_days_are_cut() {
        let day = |date, anchor| relative_day(&Phi::new(date), &Phi::new(anchor)).into_value();
        assert_eq!(day(110, 100), 10);
        assert_eq!(day(0, 40_000), -LONGEST_SPAN);
        assert_eq!(day(i64::MIN, i64::MAX), -LONGEST_SPAN);
    }
}
