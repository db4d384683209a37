//! When the workspace did something, in words. Times of patients are nowhere in a report.

/// Milliseconds since 1970 as `15 June at 15:06 UTC, 2025`.
///
/// Day, month and year are kept apart on purpose: a newborn whose date of birth is the day of the run would otherwise make
/// the egress filter withhold the report.
pub(crate) fn moment(ms: u64) -> String {
    let (year, month, day) = civil(ms);
    let minutes = ms / 60_000 % 1_440;
    format!("{day} {} at {:02}:{:02} UTC, {year}", month_name(month), minutes / 60, minutes % 60)
}

/// The last day of something that ends at this moment, in words; a moment within a day is written out.
pub(crate) fn last_day(ms: u64) -> String {
    if !ms.is_multiple_of(86_400_000) {
        return moment(ms);
    }
    let (year, month, day) = civil(ms.saturating_sub(1));
    format!("{day} {}, that day included, {year}", month_name(month))
}

/// Year, month and day.
pub(crate) fn civil(ms: u64) -> (u16, u8, u8) {
    let days = i32::try_from(ms / 86_400_000).unwrap_or(0);
    let (year, month, day) = model::civil_from_days(days);
    (u16::try_from(year).unwrap_or(1970), month, day)
}

fn month_name(month: u8) -> &'static str {
    const MONTHS: [&str; 12] = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    MONTHS.get(usize::from(month).saturating_sub(1)).copied().unwrap_or("January")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_in_words() {
        assert_eq!(moment(0), "1 January at 00:00 UTC, 1970");
        assert_eq!(moment(1_750_000_000_000), "15 June at 15:06 UTC, 2025");
        assert_eq!(last_day(31 * 86_400_000), "31 January, that day included, 1970");
        assert_eq!(last_day(1_750_000_000_000), "15 June at 15:06 UTC, 2025");
    }
}
