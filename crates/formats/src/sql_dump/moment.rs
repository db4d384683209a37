//! Dates and times that SQL Server scripts as binary: `CAST(0x00009CEF00A25634 AS DateTime)`.
//!
//! `datetime` is days since 1900-01-01 and 1/300 seconds, big-endian; `date`, `time` and `datetime2` are little-endian with
//! days since 0001-01-01 and a leading scale. Other types stay as written.

use crate::digits::{DAYS_TO_1900, day};

/// The moment in words, where the type is one of these and the bytes fit it.
pub(super) fn read(hex: &str, type_name: &str) -> Option<String> {
    let bytes = bytes(hex)?;
    match type_name {
        "DATETIME" => {
            let days = i32::from_be_bytes(bytes.get(..4)?.try_into().ok()?);
            let ticks = u32::from_be_bytes(bytes.get(4..8)?.try_into().ok()?);
            let thousandths = (u64::from(ticks) * 10 + 1) / 3;
            (bytes.len() == 8).then_some(())?;
            Some(format!("{} {}", day(i64::from(days) + DAYS_TO_1900)?, time(thousandths, 1_000, 3)?))
        }
        "SMALLDATETIME" => {
            let days = u16::from_be_bytes(bytes.get(..2)?.try_into().ok()?);
            let minutes = u16::from_be_bytes(bytes.get(2..4)?.try_into().ok()?);
            (bytes.len() == 4).then_some(())?;
            Some(format!("{} {}", day(i64::from(days) + DAYS_TO_1900)?, time(u64::from(minutes) * 60, 1, 0)?))
        }
        "DATE" => day(little(bytes.get(..3)?)),
        "TIME" => scaled(&bytes),
        "DATETIME2" => {
            let (clock, days) = bytes.split_at_checked(bytes.len().checked_sub(3)?)?;
            Some(format!("{} {}", day(little(days))?, scaled(clock)?))
        }
        _ => None,
    }
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let digits = hex.as_bytes();
    if digits.len() % 2 != 0 || digits.len() > 32 {
        return None;
    }
    digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

fn little(bytes: &[u8]) -> i64 {
    bytes.iter().rev().fold(0i64, |sum, byte| (sum << 8) | i64::from(*byte))
}

/// A scale and a count of its units since midnight.
fn scaled(bytes: &[u8]) -> Option<String> {
    let (scale, clock) = bytes.split_first()?;
    if *scale > 7 || clock.len() > 5 || clock.is_empty() {
        return None;
    }
    let units = 10u64.pow(u32::from(*scale));
    time(u64::try_from(little(clock)).ok()?, units, usize::from(*scale))
}

fn time(count: u64, units: u64, digits: usize) -> Option<String> {
    let (seconds, fraction) = (count / units, count % units);
    let whole = format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    (seconds < 86_400).then(|| if digits == 0 { whole } else { format!("{whole}.{fraction:0digits$}") })
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn binary_moments_read() {
        assert_eq!(read("00009CEF00A25634", "DATETIME").as_deref(), Some("2009-12-30 09:51:03.000"));
        assert_eq!(read("FFFF2E4600000000", "DATETIME").as_deref(), Some("1753-01-01 00:00:00.000"));
        assert_eq!(read("9CEF024F", "SMALLDATETIME").as_deref(), Some("2009-12-30 09:51:00"));
        assert_eq!(read("5B950A00", "DATE").as_deref(), Some("1900-01-01"));
        assert_eq!(read("0700000000005B950A", "DATETIME2").as_deref(), Some("1900-01-01 00:00:00.0000000"));
        assert_eq!(read("00FFFF", "DATETIME"), None);
        assert_eq!(read("4142", "VARBINARY"), None);
    }
}
