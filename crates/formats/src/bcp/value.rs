//! The bytes of a value as text, written as bcp writes it in its exports of characters; `None` where they are none of the type.
//!
//! A time of midnight is written, a fraction of a second only where there is one.

use super::NativeType as T;
use crate::digits::{self, DAYS_MAX, DAYS_TO_1900, day};
use crate::text::decode;
use std::borrow::Cow;
use std::fmt::Write as _;

/// Ticks of seven places in a second and in a day.
const TICKS: i64 = 10_000_000;
const TICKS_OF_DAY: i64 = 86_400 * TICKS;

/// A value as text. `recoded` becomes true where text was no UTF-8.
pub(super) fn text<'b>(kind: T, bytes: &'b [u8], recoded: &mut bool) -> Option<Cow<'b, str>> {
    if kind == T::Text {
        return narrow(bytes, recoded);
    }
    Some(Cow::Owned(match kind {
        T::Text => return None,
        T::WideText => wide(bytes)?,
        T::TinyInt => u8::from_le_bytes(exact(bytes)?).to_string(),
        T::SmallInt => i16::from_le_bytes(exact(bytes)?).to_string(),
        T::Int => i32::from_le_bytes(exact(bytes)?).to_string(),
        T::BigInt => i64::from_le_bytes(exact(bytes)?).to_string(),
        T::Bit => u8::from(exact::<1>(bytes)? != [0]).to_string(),
        T::Real => Some(f32::from_le_bytes(exact(bytes)?)).filter(|n| n.is_finite())?.to_string(),
        T::Float => Some(f64::from_le_bytes(exact(bytes)?)).filter(|n| n.is_finite())?.to_string(),
        T::Decimal => decimal(bytes)?,
        T::Money => money(bytes)?,
        T::SmallMoney => {
            let amount = i32::from_le_bytes(exact(bytes)?);
            digits::decimal(amount < 0, amount.unsigned_abs().into(), 4)
        }
        T::DateTime => datetime(bytes)?,
        T::SmallDateTime => small_datetime(bytes)?,
        T::Date => day(number(exact::<3>(bytes)?.as_slice()))?,
        T::Time => time(number(exact::<5>(bytes)?.as_slice()))?,
        T::DateTime2 => datetime2(exact(bytes)?)?,
        T::DateTimeOffset => with_offset(exact(bytes)?)?,
        T::UniqueId => unique_id(&exact(bytes)?),
        T::Binary => hexadecimal(bytes),
    }))
}

/// The bytes, where there are so many.
fn exact<const N: usize>(bytes: &[u8]) -> Option<[u8; N]> {
    bytes.try_into().ok()
}

/// Seven bytes at most, the lowest first.
fn number(bytes: &[u8]) -> i64 {
    bytes.iter().rev().fold(0, |sum, byte| (sum << 8) | i64::from(*byte))
}

/// Text of one byte a character; a NUL alone is the empty text, another is none.
fn narrow<'b>(bytes: &'b [u8], recoded: &mut bool) -> Option<Cow<'b, str>> {
    if bytes == b"\0" {
        return Some(Cow::Borrowed(""));
    }
    let (text, other) = decode(bytes);
    *recoded |= other;
    (!text.contains('\0')).then_some(text)
}

fn wide(bytes: &[u8]) -> Option<String> {
    if bytes == b"\0\0" {
        return Some(String::new());
    }
    let (text, broken) = encoding_rs::UTF_16LE.decode_without_bom_handling(bytes);
    (!broken && !text.contains('\0')).then(|| text.into_owned())
}

/// Precision, scale, sign (0 is minus) and up to sixteen bytes.
fn decimal(bytes: &[u8]) -> Option<String> {
    let [precision, scale, sign, number @ ..] = bytes else { return None };
    if !(1..=38).contains(precision) || scale > precision || *sign > 1 || number.is_empty() || number.len() > 16 {
        return None;
    }
    let number = number.iter().rev().fold(0u128, |sum, byte| (sum << 8) | u128::from(*byte));
    Some(digits::decimal(*sign == 0, number, usize::from(*scale)))
}

/// The high half comes before the low one.
fn money(bytes: &[u8]) -> Option<String> {
    let [high, low] = halves(bytes)?;
    let amount = (i64::from(i32::from_le_bytes(high)) << 32) | i64::from(u32::from_le_bytes(low));
    Some(digits::decimal(amount < 0, amount.unsigned_abs().into(), 4))
}

fn halves(bytes: &[u8]) -> Option<[[u8; 4]; 2]> {
    let [a, b, c, d, e, f, g, h] = exact::<8>(bytes)?;
    Some([[a, b, c, d], [e, f, g, h]])
}

fn datetime(bytes: &[u8]) -> Option<String> {
    let [days, ticks] = halves(bytes)?;
    let thirds = i64::from(u32::from_le_bytes(ticks));
    let date = day(i64::from(i32::from_le_bytes(days)) + DAYS_TO_1900)?;
    // To the nearest thousandth, as the server rounds: .000, .003, .007.
    let milliseconds = (thirds * 10 + 1) / 3;
    Some(format!("{date} {}", time(milliseconds * (TICKS / 1000))?))
}

fn small_datetime(bytes: &[u8]) -> Option<String> {
    let [a, b, c, d] = exact::<4>(bytes)?;
    let date = day(i64::from(u16::from_le_bytes([a, b])) + DAYS_TO_1900)?;
    Some(format!("{date} {}", time(i64::from(u16::from_le_bytes([c, d])) * 60 * TICKS)?))
}

fn datetime2(bytes: [u8; 8]) -> Option<String> {
    let (ticks, days) = bytes.split_at(5);
    Some(format!("{} {}", day(number(days))?, time(number(ticks))?))
}

/// The moment is that of UTC; what is written is that of the zone.
fn with_offset(bytes: [u8; 10]) -> Option<String> {
    let (moment, zone) = bytes.split_at(8);
    let (ticks, days) = moment.split_at(5);
    let (ticks, days, minutes) = (number(ticks), number(days), i64::from(i16::from_le_bytes(exact(zone)?)));
    if ticks >= TICKS_OF_DAY || days >= DAYS_MAX || minutes.abs() > 14 * 60 {
        return None;
    }
    let local = days * TICKS_OF_DAY + ticks + minutes * 60 * TICKS;
    let (date, clock) = (day(local.div_euclid(TICKS_OF_DAY))?, time(local.rem_euclid(TICKS_OF_DAY))?);
    let sign = if minutes < 0 { '-' } else { '+' };
    Some(format!("{date} {clock} {sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60))
}

/// A time by its ticks since midnight.
fn time(ticks: i64) -> Option<String> {
    if !(0..TICKS_OF_DAY).contains(&ticks) {
        return None;
    }
    let (seconds, fraction) = (ticks / TICKS, ticks % TICKS);
    let clock = format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if fraction == 0 {
        return Some(clock);
    }
    Some(format!("{clock}.{}", format!("{fraction:07}").trim_end_matches('0')))
}

/// Three numbers with the lowest byte first, and eight bytes as they are.
fn unique_id(bytes: &[u8; 16]) -> String {
    const ORDER: [usize; 16] = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
    let mut out = String::with_capacity(36);
    for (place, index) in ORDER.into_iter().enumerate() {
        if matches!(place, 4 | 6 | 8 | 10) {
            out.push('-');
        }
        let _ = write!(out, "{:02X}", bytes[index]);
    }
    out
}

fn hexadecimal(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(out, "{byte:02X}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(kind: T, bytes: &[u8]) -> Option<String> {
        text(kind, bytes, &mut false).map(Cow::into_owned)
    }

    #[test]
    fn numbers_amounts_and_bytes() {
        let decimal = |sign: u8, number: u128| [&[18, 2, sign][..], &number.to_le_bytes()].concat();
        let cases: [(T, Vec<u8>, &str); 15] = [
            (T::TinyInt, vec![255], "255"),
            (T::SmallInt, (-2i16).to_le_bytes().to_vec(), "-2"),
            (T::Int, 70_000i32.to_le_bytes().to_vec(), "70000"),
            (T::BigInt, i64::MIN.to_le_bytes().to_vec(), "-9223372036854775808"),
            (T::Bit, vec![1], "1"),
            (T::Real, 1.5f32.to_le_bytes().to_vec(), "1.5"),
            (T::Float, (-0.1f64).to_le_bytes().to_vec(), "-0.1"),
            (T::Decimal, decimal(1, 1_250), "12.50"),
            (T::Decimal, decimal(0, 5), "-0.05"),
            (T::Money, vec![0, 0, 0, 0, 0x44, 0x5c, 0x12, 0], "120.3268"),
            (T::Money, vec![0xff, 0xff, 0xff, 0xff, 0xf0, 0xd8, 0xff, 0xff], "-1.0000"),
            (T::SmallMoney, 12_345i32.to_le_bytes().to_vec(), "1.2345"),
            (T::Binary, vec![0xde, 0xad, 0x01], "DEAD01"),
            (T::UniqueId, vec![0xff, 0x19, 0x96, 0x6f, 0x86, 0x8b, 0x11, 0xd0, 0xb4, 0x2d, 0, 0xc0, 0x4f, 0xc9, 0x64, 0xff], "6F9619FF-8B86-D011-B42D-00C04FC964FF"),
            (T::WideText, vec![0x5a, 0, 0xfc, 0], "Zü"),
        ];
        for (kind, bytes, expected) in cases {
            assert_eq!(shown(kind, &bytes).as_deref(), Some(expected), "{kind:?}");
        }
    }

    #[test]
    fn days_and_times() {
        let ticks = |seconds: i64, fraction: i64| (seconds * TICKS + fraction).to_le_bytes()[..5].to_vec();
        let of_day = |days: i64| days.to_le_bytes()[..3].to_vec();
        let datetime = |days: i32, thirds: u32| [days.to_le_bytes(), thirds.to_le_bytes()].concat();
        assert_eq!(shown(T::Date, &of_day(0)).as_deref(), Some("0001-01-01"));
        assert_eq!(shown(T::Date, &of_day(DAYS_MAX - 1)).as_deref(), Some("9999-12-31"));
        assert_eq!(shown(T::Date, &of_day(DAYS_TO_1900)).as_deref(), Some("1900-01-01"));
        assert_eq!(shown(T::Date, &of_day(730_178)).as_deref(), Some("2000-02-29"));
        assert_eq!(shown(T::Date, &of_day(DAYS_MAX)), None);
        assert_eq!(shown(T::DateTime, &datetime(11_521, 300 * 8 * 3_600)).as_deref(), Some("1931-07-19 08:00:00"));
        assert_eq!(shown(T::DateTime, &datetime(-53_690, 1)).as_deref(), Some("1753-01-01 00:00:00.003"));
        assert_eq!(shown(T::DateTime, &datetime(0, 300 * 86_400)), None);
        assert_eq!(shown(T::SmallDateTime, &[0, 0, 0x9f, 5]).as_deref(), Some("1900-01-01 23:59:00"));
        assert_eq!(shown(T::Time, &ticks(8 * 3_600, 1_200_000)).as_deref(), Some("08:00:00.12"));
        assert_eq!(shown(T::DateTime2, &[ticks(1, 0), of_day(0)].concat()).as_deref(), Some("0001-01-01 00:00:01"));
        // One in the morning of UTC is the evening before in New York.
        let eastern = [ticks(3_600, 0), of_day(730_178), (-300i16).to_le_bytes().to_vec()].concat();
        assert_eq!(shown(T::DateTimeOffset, &eastern).as_deref(), Some("2000-02-28 20:00:00 -05:00"));
    }

    #[test]
    fn bytes_that_are_none_of_a_type_are_no_value() {
        for (kind, bytes) in [
            (T::Int, &[1, 2, 3][..]),
            (T::Float, &f64::NAN.to_le_bytes()[..]),
            (T::Decimal, &[10, 12, 1, 0][..]),
            (T::Decimal, &[10, 2, 7, 0][..]),
            (T::Time, &[0xff; 5][..]),
            (T::WideText, &[0x5a][..]),
            (T::WideText, &[0, 0xd8][..]),
            (T::Text, &b"a\0b"[..]),
            (T::DateTimeOffset, &[0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0x7f][..]),
            (T::DateTimeOffset, &[0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0, 0][..]),
        ] {
            assert_eq!(shown(kind, bytes), None, "{kind:?}");
        }
        assert_eq!(shown(T::Text, b"\0").as_deref(), Some(""));
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..24), pick in 0..T::ALL.len()) {
            shown(T::ALL[pick], &bytes);
        }
    }
}
