//! Values of Parquet columns as text.

use crate::digits;
use crate::text::decode;

/// Bytes of a binary value that are shown.
pub(super) const BLOB_SHOWN: usize = 64;
const DAY_SECONDS: i64 = 86_400;
/// The Julian day of 1 January 1970.
const EPOCH_JULIAN: i64 = 2_440_588;

/// What a column's values mean. `digits` are those of a second's fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Plain,
    Unsigned,
    Date,
    Time(u32),
    Timestamp { digits: u32, utc: bool },
    Decimal(i32),
    Text,
    Uuid,
    /// A number in sixteen bits.
    Half,
}

/// A value as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Text {
    pub text: String,
    /// It is not UTF-8.
    pub recoded: bool,
    /// Its length stands for it.
    pub long: bool,
}

impl Text {
    pub(super) fn plain(text: String) -> Self {
        Self { text, recoded: false, long: false }
    }
}

/// A whole number; `narrow` when it is kept in 32 bits.
pub(super) fn integer(meaning: Meaning, value: i64, narrow: bool) -> Text {
    Text::plain(match meaning {
        Meaning::Unsigned if narrow => (value as u32).to_string(),
        Meaning::Unsigned => (value as u64).to_string(),
        Meaning::Date => date(value),
        Meaning::Time(digits) => clock(value, digits),
        Meaning::Timestamp { digits, utc } => {
            let day = 10i64.pow(digits) * DAY_SECONDS;
            let moment = format!("{}T{}", date(value.div_euclid(day)), clock(value.rem_euclid(day), digits));
            if utc { moment + "Z" } else { moment }
        }
        Meaning::Decimal(scale) => decimal(i128::from(value), scale),
        Meaning::Plain | Meaning::Text | Meaning::Uuid | Meaning::Half => value.to_string(),
    })
}

/// The timestamp of old writers: nanoseconds of the day in two words, and the Julian day.
pub(super) fn int96(words: &[u32]) -> Text {
    let word = |i: usize| words.get(i).copied().unwrap_or(0);
    let nanos = (i64::from(word(1)) << 32) | i64::from(word(0));
    let day = 1_000_000_000 * DAY_SECONDS;
    let days = i64::from(word(2) as i32) - EPOCH_JULIAN + nanos.div_euclid(day);
    Text::plain(format!("{}T{}", date(days), clock(nanos.rem_euclid(day), 9)))
}

/// Bytes: text, a decimal, an identifier, or hexadecimal digits.
pub(super) fn bytes(meaning: Meaning, bytes: &[u8]) -> Text {
    match meaning {
        Meaning::Decimal(scale) if bytes.len() <= 16 && !bytes.is_empty() => Text::plain(decimal(signed(bytes), scale)),
        Meaning::Uuid if bytes.len() == 16 => {
            let digits = hex(bytes);
            let parts: Vec<&str> = [(0, 8), (8, 12), (12, 16), (16, 20), (20, 32)].iter().filter_map(|(a, b)| digits.get(*a..*b)).collect();
            Text::plain(parts.join("-"))
        }
        Meaning::Half if bytes.len() == 2 => Text::plain(format!("{:?}", half(bytes))),
        Meaning::Text => {
            let (text, recoded) = decode(bytes);
            Text { text: text.into_owned(), recoded, long: false }
        }
        // Old writers do not say that a text is one.
        _ => match std::str::from_utf8(bytes) {
            Ok(text) if !text.contains(|c: char| c.is_control() && !c.is_whitespace()) => Text::plain(text.to_string()),
            _ if bytes.len() > BLOB_SHOWN => Text { text: format!("blob of {} bytes", bytes.len()), recoded: false, long: true },
            _ => Text::plain(format!("x'{}'", hex(bytes))),
        },
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// A little-endian number of sixteen bits: sign, five bits of exponent, ten of fraction.
fn half(bytes: &[u8]) -> f64 {
    let bits = bytes.iter().rev().fold(0u32, |bits, byte| (bits << 8) | u32::from(*byte));
    let (exponent, fraction) = ((bits >> 10) & 0x1f, f64::from(bits & 0x3ff) / 1_024.0);
    let size = match exponent {
        0 => fraction * 2f64.powi(-14),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (1.0 + fraction) * 2f64.powi(exponent as i32 - 15),
    };
    if bits & 0x8000 == 0 { size } else { -size }
}

/// A big-endian integer in two's complement.
fn signed(bytes: &[u8]) -> i128 {
    let sign = if bytes.first().is_some_and(|b| *b >= 0x80) { -1i128 } else { 0 };
    bytes.iter().fold(sign, |value, byte| (value << 8) | i128::from(*byte))
}

/// Digits with a point `scale` places from the end.
fn decimal(value: i128, scale: i32) -> String {
    // No file means more places than a number has room for.
    let scale = usize::try_from(scale).unwrap_or(0).min(100);
    digits::decimal(value < 0, value.unsigned_abs(), scale)
}

/// `1970-01-01` of a number of days since then, in the proleptic Gregorian calendar.
fn date(days: i64) -> String {
    // Counted from 1 March of a year that 400 divides, a leap day is the last of its year.
    let shifted = days.saturating_add(719_468);
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    let year = year_of_era + era * 400 + next;
    format!("{year:04}-{month:02}-{day:02}")
}

/// `08:30:00` of a number of parts of seconds since midnight; the fraction has all its digits or is left out.
fn clock(value: i64, digits: u32) -> String {
    let parts = 10i64.pow(digits);
    let (seconds, fraction) = (value.div_euclid(parts), value.rem_euclid(parts));
    let text = format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if fraction == 0 { text } else { format!("{text}.{fraction:0width$}", width = digits as usize) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_all_centuries() {
        let days = [(0, "1970-01-01"), (-1, "1969-12-31"), (11_016, "2000-02-29"), (-25_509, "1900-02-28"), (-25_508, "1900-03-01"), (-719_528, "0000-01-01"), (2_932_896, "9999-12-31")];
        for (day, text) in days {
            assert_eq!(date(day), text);
        }
    }

    #[test]
    fn decimals_and_times() {
        assert_eq!([decimal(540, 2), decimal(-5, 2), decimal(7, 0), decimal(0, 3), decimal(i128::MIN, 0)], ["5.40", "-0.05", "7", "0.000", "-170141183460469231731687303715884105728"]);
        assert_eq!(signed(&[0xff, 0x85]), -123);
        assert_eq!(clock(30_600_000_001, 6), "08:30:00.000001");
        assert_eq!(integer(Meaning::Unsigned, -1, true).text, "4294967295");
        assert_eq!(integer(Meaning::Timestamp { digits: 3, utc: true }, -1, false).text, "1969-12-31T23:59:59.999Z");
        assert_eq!(bytes(Meaning::Uuid, &[0x12; 16]).text, "12121212-1212-1212-1212-121212121212");
        assert_eq!(bytes(Meaning::Half, &[0x00, 0xc1]).text, "-2.5");
        assert_eq!(bytes(Meaning::Plain, &[0; 65]).text, "blob of 65 bytes");
    }
}
