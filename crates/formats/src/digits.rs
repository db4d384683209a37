//! Days and decimal numbers that files hold in binary form, as digits.

use model::civil_from_days;

/// Days from 0001-01-01 to 1900-01-01, to 1970-01-01, and to the first day of the year 10000.
pub(crate) const DAYS_TO_1900: i64 = 693_595;
const DAYS_TO_1970: i64 = 719_162;
pub(crate) const DAYS_MAX: i64 = 3_652_059;

/// A day by its number since 0001-01-01, in the Gregorian calendar; years 1 to 9999.
pub(crate) fn day(days: i64) -> Option<String> {
    if !(0..DAYS_MAX).contains(&days) {
        return None;
    }
    let (year, month, day) = civil_from_days(i32::try_from(days - DAYS_TO_1970).ok()?);
    Some(format!("{year:04}-{month:02}-{day:02}"))
}

/// A whole number with its last `scale` digits behind the point.
pub(crate) fn decimal(negative: bool, number: u128, scale: usize) -> String {
    let digits = format!("{number:0>width$}", width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    let sign = if negative && number > 0 { "-" } else { "" };
    if scale == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_an_end_on_both_sides() {
        let days = [(0, "0001-01-01"), (DAYS_TO_1900, "1900-01-01"), (DAYS_TO_1970, "1970-01-01"), (730_178, "2000-02-29"), (DAYS_MAX - 1, "9999-12-31")];
        for (number, text) in days {
            assert_eq!(day(number).as_deref(), Some(text));
        }
        assert_eq!([day(-1), day(DAYS_MAX), day(i64::MAX), day(i64::MIN)], [None, None, None, None]);
    }

    proptest::proptest! {
        /// A day that is later is written later, and every day is a day.
        #[test]
        fn days_follow_each_other(days in 0..DAYS_MAX - 1) {
            let (one, next) = (day(days).unwrap(), day(days + 1).unwrap());
            proptest::prop_assert!(one < next && one.len() == 10);
            proptest::prop_assert!(model::Date::parse_iso(&next).is_some());
        }
    }
}
