//! Values of cells as text.

use calamine::{Data, ExcelDateTime};

/// What is doubtful about a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doubt {
    /// A whole number beyond fifteen digits.
    LongNumber,
    /// `#REF!` and its like.
    Error,
    /// 29 February 1900, or outside the years a spreadsheet knows.
    BadDate,
}

/// Days that a spreadsheet's calendar has.
const DAYS: f64 = 2_958_466.0;

pub(super) fn is_blank(data: &Data) -> bool {
    match data {
        Data::Empty => true,
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.trim().is_empty(),
        _ => false,
    }
}

/// A value as text: whole numbers without a point, dates and times as ISO text, `true` and `false`.
pub(super) fn of(data: &Data) -> (String, Option<Doubt>) {
    match data {
        Data::Empty => (String::new(), None),
        Data::Int(number) => (number.to_string(), None),
        Data::Float(number) => float(*number),
        Data::String(text) => (text.clone(), None),
        Data::Bool(value) => (value.to_string(), None),
        Data::DateTime(moment) => date(moment),
        Data::DateTimeIso(text) => (text.strip_suffix("T00:00:00").filter(|day| !day.trim().is_empty()).unwrap_or(text).to_string(), None),
        Data::DurationIso(text) => (time_of_day(text).unwrap_or_else(|| text.clone()), None),
        Data::Error(error) => (error.to_string(), Some(Doubt::Error)),
    }
}

/// The shortest text that is this number.
fn float(number: f64) -> (String, Option<Doubt>) {
    let size = number.abs();
    if number.fract() == 0.0 && size < 1e15 {
        return ((number as i64).to_string(), None);
    }
    let doubt = (number.fract() == 0.0).then_some(Doubt::LongNumber);
    let text = if (1e-7..1e21).contains(&size) { number.to_string() } else { format!("{number:e}") };
    (text, doubt)
}

/// Days without a time, times without a day, or both.
fn date(moment: &ExcelDateTime) -> (String, Option<Doubt>) {
    let value = moment.as_f64();
    if moment.is_duration() && value.is_finite() {
        return (duration(value), None);
    }
    if !value.is_finite() || !(0.0..DAYS).contains(&value) {
        return (float(value).0, Some(Doubt::BadDate));
    }
    let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
    let clock = if milli == 0 { format!("{hour:02}:{minute:02}:{second:02}") } else { format!("{hour:02}:{minute:02}:{second:02}.{milli:03}") };
    if value < 1.0 {
        return (clock, None);
    }
    let doubt = ((year, month, day) == (1900, 2, 29)).then_some(Doubt::BadDate);
    let text = format!("{year:04}-{month:02}-{day:02}");
    if clock == "00:00:00" { (text, doubt) } else { (format!("{text}T{clock}"), doubt) }
}

/// `PT26H30M0S` of a number of days.
fn duration(days: f64) -> String {
    let seconds = (days.abs() * 86_400.0).round() as u64;
    let sign = if days < 0.0 { "-" } else { "" };
    format!("{sign}PT{}H{}M{}S", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

/// `PT08H30M00S` as `08:30:00`; `None` when it is no time of a day.
fn time_of_day(text: &str) -> Option<String> {
    let (hours, rest) = text.strip_prefix("PT")?.split_once('H')?;
    let (minutes, rest) = rest.split_once('M')?;
    let seconds = rest.strip_suffix('S')?;
    let (whole, fraction) = seconds.split_once(['.', ',']).unwrap_or((seconds, ""));
    let (hours, minutes, whole) = (hours.parse::<u8>().ok()?, minutes.parse::<u8>().ok()?, whole.parse::<u8>().ok()?);
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    (hours < 24).then(|| format!("{hours:02}:{minutes:02}:{whole:02}{point}{fraction}"))
}

/// `A`, `Z`, `AA` of a column counted from 0.
pub(super) fn column_letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::ExcelDateTimeType::{DateTime, TimeDelta};

    #[test]
    fn numbers() {
        let text = |n: f64| of(&Data::Float(n)).0;
        assert_eq!([text(5.0), text(-0.0), text(98.6), text(0.1), text(1e-9)], ["5", "0", "98.6", "0.1", "1e-9"]);
        assert_eq!(of(&Data::Float(1_234_567_890_123_456.0)), ("1234567890123456".into(), Some(Doubt::LongNumber)));
        assert_eq!(of(&Data::Bool(true)).0, "true");
    }

    #[test]
    fn dates_and_times() {
        let text = |value: f64, is_1904: bool| of(&Data::DateTime(ExcelDateTime::new(value, DateTime, is_1904)));
        assert_eq!(text(45_943.0, false).0, "2025-10-13");
        assert_eq!(text(45_943.541, false).0, "2025-10-13T12:59:02.400");
        assert_eq!(text(0.5, false).0, "12:00:00");
        assert_eq!(text(44_481.0, true).0, "2025-10-13");
        assert_eq!(text(60.0, false), ("1900-02-29".into(), Some(Doubt::BadDate)));
        assert_eq!(text(-3.0, false), ("-3".into(), Some(Doubt::BadDate)));
        assert_eq!(of(&Data::DateTime(ExcelDateTime::new(1.5, TimeDelta, false))).0, "PT36H0M0S");
        assert_eq!(of(&Data::DateTimeIso("2020-01-02T00:00:00".into())).0, "2020-01-02");
        assert_eq!(of(&Data::DateTimeIso("T00:00:00".into())).0, "T00:00:00");
        assert_eq!(of(&Data::DurationIso("PT08H30M05.50S".into())).0, "08:30:05.5");
        assert_eq!(of(&Data::DurationIso("PT36H00M00S".into())).0, "PT36H00M00S");
    }

    #[test]
    fn letters() {
        assert_eq!([column_letters(0), column_letters(25), column_letters(26), column_letters(16_383)], ["A", "Z", "AA", "XFD"]);
        assert_eq!(column_letters(u32::MAX).len(), 7);
    }
}
