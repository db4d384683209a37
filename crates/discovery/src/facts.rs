//! What one value is by itself: kind, number or point in time, and what is odd about it.
//!
//! Found once per distinct value as long as a field's values are tracked, and added up with the rows that have it. A
//! value is never changed here and never kept.

use model::Date;

/// Date formats tried, as mapping documents write them.
pub const DATE_FORMATS: [&str; 26] = [
    "ISO",
    "MM/DD/YYYY HH24:MI:SS",
    "MM/DD/YYYY HH24:MI",
    "MM/DD/YYYY",
    "YYYYMMDD",
    "YYYYMMDDHH24MISS",
    "YYYYMMDDHH24MI",
    "DD.MM.YYYY",
    "YYYY/MM/DD",
    "MM-DD-YYYY",
    "MM/YYYY",
    "YYYY-MM-DD HH24:MI:SS.000",
    "DD/MM/YYYY HH24:MI:SS",
    "DD/MM/YYYY HH24:MI",
    "DD/MM/YYYY",
    "DD-MM-YYYY",
    "DD.MM.YYYY HH24:MI:SS",
    "DD.MM.YYYY HH24:MI",
    "YYYY/MM/DD HH24:MI:SS",
    "HL7",
    "MM/DD/YYYY HH12:MI:SS AM",
    "MM/DD/YYYY HH12:MI AM",
    "DD-MON-YYYY HH24:MI:SS",
    "DD-MON-YYYY HH24:MI",
    "DD-MON-YYYY",
    "DD-MON-YY(1930)",
];

/// Month first and day first: the places in [`DATE_FORMATS`] that differ in nothing else.
pub(crate) const TWINS: [(usize, usize); 4] = [(1, 12), (2, 13), (3, 14), (9, 15)];

/// Texts that usually mean "empty".
pub(crate) const NULL_LIKE: [&str; 21] = [
    "NULL", "null", "N/A", "NA", "n/a", "UNK", "UNKNOWN", "Unknown", "None", "NONE", "-", "?", "\\N", "(null)", "Null", "NaN", "--", ".", "unknown", "none", "[NULL]",
];

/// Days that systems write when they know none.
pub(crate) const DEFAULT_DATES: [(i16, u8, u8); 6] = [(1900, 1, 1), (1970, 1, 1), (1899, 12, 30), (1899, 12, 31), (1753, 1, 1), (1901, 1, 1)];

/// Years that a date of a record can have.
const YEARS: std::ops::RangeInclusive<i16> = 1880..=2100;

/// Classes of values; the date formats follow.
pub(crate) const BOOLEAN: usize = 0;
pub(crate) const INTEGER: usize = 1;
pub(crate) const DECIMAL: usize = 2;
/// Starts with a letter, no blank inside.
pub(crate) const CODE: usize = 3;
/// Starts with a digit and is no number.
pub(crate) const MIXED: usize = 4;
/// Blanks inside, or anything else.
pub(crate) const WORDS: usize = 5;
/// The first date format.
pub(crate) const DATED: usize = 6;
/// Number of classes.
pub(crate) const CLASSES: usize = DATED + DATE_FORMATS.len();

/// The word for a class of values.
pub(crate) fn class_word(class: usize) -> &'static str {
    match class {
        BOOLEAN => "boolean",
        INTEGER => "integer",
        DECIMAL => "decimal",
        CODE => "letters first",
        MIXED => "digits first",
        WORDS => "words",
        date => DATE_FORMATS.get(date - DATED).copied().unwrap_or("date"),
    }
}

pub(crate) const TIMED: u16 = 1;
pub(crate) const MIDNIGHT: u16 = 2;
pub(crate) const AMBIGUOUS: u16 = 4;
pub(crate) const DAY_FIRST: u16 = 8;
pub(crate) const MONTH_FIRST: u16 = 16;
/// Written as a date, and there is no such day.
pub(crate) const IMPOSSIBLE: u16 = 32;
/// Eight digits that would be an impossible date, if the field holds dates.
pub(crate) const DOUBTFUL: u16 = 64;
/// A date far from any life: year 1, year 9999.
pub(crate) const ODD_YEAR: u16 = 128;
pub(crate) const MOJIBAKE: u16 = 256;
pub(crate) const REPLACEMENT: u16 = 512;
pub(crate) const CONTROL: u16 = 1024;
/// A name that says test.
pub(crate) const TEST: u16 = 2048;
/// `scalar` holds a number or a point in time.
pub(crate) const SCALAR: u16 = 4096;
/// A time without an offset in the hour that clocks in the United States skip in spring: by the local clock there it never was.
pub(crate) const SKIPPED_HOUR: u16 = 8192;

/// What one value is.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Facts {
    pub(crate) class: usize,
    /// Place in [`NULL_LIKE`], counted from 1.
    pub(crate) null: usize,
    /// Place in [`DEFAULT_DATES`], counted from 1.
    pub(crate) default: usize,
    pub(crate) flags: u16,
    /// Year of a date, else 0.
    pub(crate) year: i16,
    /// The number, or seconds since 1970 by the local clock.
    pub(crate) scalar: f64,
    /// Minutes east of UTC, where a date says so.
    pub(crate) offset: Option<i16>,
}

impl Facts {
    /// Whether all of these flags are set.
    pub(crate) fn has(&self, flags: u16) -> bool {
        self.flags & flags == flags
    }

    /// Hour of the day of a time that is not midnight, which mostly stands for none.
    pub(crate) fn hour(&self) -> Option<u8> {
        let timed = self.has(TIMED | SCALAR) && !self.has(MIDNIGHT);
        timed.then(|| (self.scalar.rem_euclid(86_400.0) / 3_600.0) as u8)
    }
}

/// What a value is. `day_first` says how the field writes `03/04/2012`; `people` says that the field holds names.
pub(crate) fn examine(text: &str, day_first: bool, people: bool) -> Facts {
    let mut facts = Facts { flags: trouble(text), ..Facts::default() };
    facts.null = NULL_LIKE.iter().position(|n| *n == text).map_or(0, |at| at + 1);
    if people && is_test(text) {
        facts.flags |= TEST;
    }
    if matches!(text, "Y" | "N" | "y" | "n" | "true" | "false" | "TRUE" | "FALSE" | "T" | "F") {
        facts.class = BOOLEAN;
        return facts;
    }
    let first = text.bytes().next().unwrap_or(b' ');
    if first.is_ascii_digit() || matches!(first, b'-' | b'+' | b'.') {
        if date(text, day_first, &mut facts) {
            return facts;
        }
        if let Some((number, whole)) = number(text) {
            facts.class = if whole { INTEGER } else { DECIMAL };
            facts.scalar = number;
            facts.flags |= SCALAR;
            return facts;
        }
    }
    let blank = text.bytes().any(|b| b.is_ascii_whitespace());
    facts.class = match first {
        _ if blank => WORDS,
        b if b.is_ascii_digit() => MIXED,
        b if b.is_ascii_alphabetic() => CODE,
        _ => WORDS,
    };
    facts
}

/// Trouble with the encoding: text that was read in the wrong one, replacement and control characters.
fn trouble(text: &str) -> u16 {
    let mut flags = 0;
    if text.is_ascii() {
        if text.bytes().any(|b| b.is_ascii_control() && !matches!(b, b'\t' | b'\n' | b'\r')) {
            flags |= CONTROL;
        }
        return flags;
    }
    if model::is_mojibake(text) {
        flags |= MOJIBAKE;
    }
    for letter in text.chars() {
        if letter == '\u{fffd}' {
            flags |= REPLACEMENT;
        }
        if letter.is_control() && !matches!(letter, '\t' | '\n' | '\r') {
            flags |= CONTROL;
        }
    }
    flags
}

/// Whether a name is one that people give to patients who do not exist.
fn is_test(text: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(|word| {
        let upper = word.to_ascii_uppercase();
        let numbered = upper.strip_prefix("TEST").is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()));
        numbered || (upper.len() >= 2 && upper.starts_with("ZZ")) || matches!(upper.as_str(), "DUMMY" | "FAKE" | "TESTER" | "TESTPATIENT" | "TESTING" | "DONOTUSE")
    })
}

/// A number and whether it is whole, in digits as legacy systems print them.
fn number(text: &str) -> Option<(f64, bool)> {
    let (negative, digits) = match text.as_bytes().split_first()? {
        (b'-', rest) => (true, rest),
        (b'+', rest) => (false, rest),
        _ => (false, text.as_bytes()),
    };
    if !digits.iter().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b'e' | b'E' | b'-' | b'+')) {
        return None;
    }
    let (mut whole, mut scale, mut points) = (0u64, 0i32, 0u32);
    let ends_in_digits = digits.first().is_some_and(u8::is_ascii_digit) && digits.last().is_some_and(u8::is_ascii_digit);
    if digits.len() <= 16 && ends_in_digits && digits.iter().all(|b| b.is_ascii_digit() || *b == b'.') {
        for byte in digits {
            match byte {
                b'.' => points += 1,
                digit => {
                    whole = whole * 10 + u64::from(digit - b'0');
                    scale += i32::from(points > 0);
                }
            }
        }
        let value = whole as f64 / 10f64.powi(scale);
        return (points <= 1).then_some((if negative { -value } else { value }, points == 0));
    }
    let decimal = model::parse_decimal(text)?;
    Some((decimal.to_string().parse().ok()?, decimal.scale() == 0))
}

/// The formats that a text can have, by where its digits end: the first that reads it wins.
fn candidates(text: &str, day_first: bool) -> &'static [usize] {
    let bytes = text.as_bytes();
    let Some(at) = bytes.iter().position(|b| !b.is_ascii_digit()) else {
        return match bytes.len() {
            8 => &[4],
            12 => &[6],
            14 => &[5],
            _ => &[],
        };
    };
    let colons = bytes.iter().filter(|b| **b == b':').count();
    let is_named = bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic);
    let is_half_day = matches!(bytes.last(), Some(b'M' | b'm'));
    match (at, bytes.get(at).copied().unwrap_or(0), colons, day_first) {
        (4, b'-', ..) => &[0, 11],
        (4, b'/', 0, _) => &[8],
        (4, b'/', ..) => &[18],
        (1 | 2, b'/', 1, _) if is_half_day => &[21],
        (1 | 2, b'/', 2, _) if is_half_day => &[20],
        (1 | 2, b'-', 0, _) if is_named => &[24, 25],
        (1 | 2, b'-', 1, _) if is_named => &[23],
        (1 | 2, b'-', 2, _) if is_named => &[22],
        (1 | 2, b'/', 0, false) => &[3, 14, 10],
        (1 | 2, b'/', 0, true) => &[14, 3, 10],
        (1 | 2, b'/', 1, false) => &[2, 13],
        (1 | 2, b'/', 1, true) => &[13, 2],
        (1 | 2, b'/', 2, false) => &[1, 12],
        (1 | 2, b'/', 2, true) => &[12, 1],
        (1 | 2, b'-', 0, false) => &[9, 15],
        (1 | 2, b'-', 0, true) => &[15, 9],
        (1 | 2, b'.', 0, _) => &[7],
        (1 | 2, b'.', 1, _) => &[17],
        (1 | 2, b'.', 2, _) => &[16],
        (12 | 14, b'+' | b'-', ..) | (14, b'.', ..) => &[19],
        _ => &[],
    }
}

/// Reads a date; what looks like one and is none is flagged and left to the other classes.
fn date(text: &str, day_first: bool, facts: &mut Facts) -> bool {
    if !(7..=35).contains(&text.len()) {
        return false;
    }
    let formats = candidates(text, day_first);
    for index in formats {
        let Some(date) = DATE_FORMATS.get(*index).and_then(|format| Date::parse(text, format)) else { continue };
        let usual = YEARS.contains(&date.year);
        // Digits alone are a date of year 1 or 9999 only where they spell one of the days that systems write for "none".
        if !usual && matches!(*index, 4..=6) && !text.starts_with("99991231") && !text.starts_with("00010101") {
            return false;
        }
        facts.class = DATED + index;
        facts.year = date.year;
        if date.has_time() {
            facts.flags |= if date.second % 86_400 == 0 { TIMED | MIDNIGHT } else { TIMED };
            facts.offset = date.offset;
            if date.offset.is_none() && is_skipped(&date) {
                facts.flags |= SKIPPED_HOUR;
            }
        }
        facts.default = DEFAULT_DATES.iter().position(|d| *d == (date.year, date.month, date.day)).map_or(0, |at| at + 1);
        if usual {
            facts.scalar = f64::from(date.days()) * 86_400.0 + f64::from(date.second);
            facts.flags |= SCALAR;
        } else {
            facts.flags |= ODD_YEAR;
        }
        if TWINS.iter().any(|(a, b)| a == index || b == index) {
            facts.flags |= order(text);
        }
        return true;
    }
    if !formats.is_empty() {
        facts.flags |= no_such_day(text);
    }
    false
}

/// Whether clocks in the United States skip this hour: two in the morning of the second Sunday of March, before 2007 of the first of April.
fn is_skipped(date: &Date) -> bool {
    let sunday = (date.days() + 4).rem_euclid(7) == 0;
    let spring = match date.year {
        2007.. => date.month == 3 && (8..=14).contains(&date.day),
        1987..=2006 => date.month == 4 && date.day <= 7,
        _ => false,
    };
    sunday && spring && date.second / 3_600 == 2
}

/// The day of a date that is whole and no placeholder, in days since 1970, and whether it has a time of day. `day_first` says how
/// the field writes `03/04/2012`.
pub fn day_of(text: &str, day_first: bool) -> Option<(i32, bool)> {
    let text = text.trim();
    // What is shorter tells a year, or a year and a month.
    if text.len() < 8 {
        return None;
    }
    let facts = examine(text, day_first, false);
    let whole = facts.class >= DATED && facts.has(SCALAR) && facts.default == 0;
    whole.then(|| ((facts.scalar / 86_400.0).floor() as i32, facts.has(TIMED)))
}

/// The first three numbers of a text, with their digits.
fn groups(text: &str) -> Option<[(u32, usize); 3]> {
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).map(|digits| Some((digits.parse::<u32>().ok()?, digits.len())));
    Some([numbers.next()??, numbers.next()??, numbers.next()??])
}

/// Whether day or month comes first, as far as the numbers can tell.
fn order(text: &str) -> u16 {
    match groups(text) {
        Some([(a, _), _, _]) if a > 12 => DAY_FIRST,
        Some([_, (b, _), _]) if b > 12 => MONTH_FIRST,
        Some([(a, _), (b, _), _]) if a != b => AMBIGUOUS,
        _ => 0,
    }
}

/// Flags a text that is written as a date and names no day: 30 February, `0000-00-00`.
fn no_such_day(text: &str) -> u16 {
    if text.bytes().all(|b| b.is_ascii_digit()) {
        let part = |from: usize, to: usize| text.get(from..to).and_then(|digits| digits.parse::<i16>().ok()).unwrap_or(i16::MAX);
        let near = YEARS.contains(&part(0, 4)) && part(4, 6) <= 12 && part(6, 8) <= 31;
        return if near { DOUBTFUL } else { 0 };
    }
    match groups(text) {
        Some([(_, 4), (_, 1 | 2), (_, 1 | 2)] | [(_, 1 | 2), (_, 1 | 2), (_, 4)]) => IMPOSSIBLE,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str) -> &'static str {
        class_word(examine(text, false, false).class)
    }

    #[test]
    fn kinds_of_values() {
        for (text, expected) in [
            ("Y", "boolean"),
            ("0042", "integer"),
            ("-7", "integer"),
            ("5.40", "decimal"),
            ("1,200.5", "decimal"),
            ("1.2.3", "digits first"),
            ("E11.9", "letters first"),
            ("12A", "digits first"),
            ("seen today", "words"),
            ("2012-03-04", "ISO"),
            ("2012-03-04T10:20:30Z", "ISO"),
            ("3/4/2012", "MM/DD/YYYY"),
            ("25/12/2012", "DD/MM/YYYY"),
            ("25/12/2012 08:30", "DD/MM/YYYY HH24:MI"),
            ("20120304", "YYYYMMDD"),
            ("24.12.2012", "DD.MM.YYYY"),
            ("3/4/2012 12:00:00 AM", "MM/DD/YYYY HH12:MI:SS AM"),
            ("03/04/2012 2:07 pm", "MM/DD/YYYY HH12:MI AM"),
            ("04-MAR-2012 14:07", "DD-MON-YYYY HH24:MI"),
            ("4-Mar-2012", "DD-MON-YYYY"),
            ("04-MAR-12", "DD-MON-YY(1930)"),
            ("12-AND-40", "digits first"),
            ("20120304101500-0500", "HL7"),
            ("12345678", "integer"),
            ("2012", "integer"),
        ] {
            assert_eq!(word(text), expected, "{text}");
        }
        assert_eq!(examine("03/04/2012", true, false).class, DATED + 14, "as the field writes it");
        assert_eq!(examine("5.40", false, false).scalar, 5.4);
        assert_eq!(examine("1970-01-02", false, false).scalar, 86_400.0);
    }

    #[test]
    fn dates_that_are_odd() {
        let has = |text: &str, flag: u16| examine(text, false, false).has(flag);
        assert!(has("2012-02-30", IMPOSSIBLE) && has("0000-00-00", IMPOSSIBLE) && has("02/30/2012", IMPOSSIBLE));
        assert!(has("20120230", DOUBTFUL) && !has("98765432", DOUBTFUL));
        assert!(has("9999-12-31", ODD_YEAR) && has("0001-01-01", ODD_YEAR) && has("99991231", ODD_YEAR));
        assert!(!has("9999-12-31", SCALAR), "no year 9999 in the quartiles");
        assert!(has("03/04/2012", AMBIGUOUS) && !has("03/03/2012", AMBIGUOUS));
        assert!(has("03/24/2012", MONTH_FIRST) && has("24/03/2012", DAY_FIRST));
        assert!(has("2012-03-04 00:00:00", MIDNIGHT) && !has("2012-03-04", MIDNIGHT));
        assert_eq!(examine("1900-01-01", false, false).default, 1);
    }

    #[test]
    fn hours_that_clocks_skip_and_days_of_dates() {
        let has = |text: &str| examine(text, false, false).has(SKIPPED_HOUR);
        assert!(has("2014-03-09 02:30:00") && has("2005-04-03 02:00:01") && has("03/09/2014 02:59"));
        assert!(!has("2014-03-09 03:00:00") && !has("2014-03-16 02:30:00") && !has("2014-03-02 02:30:00") && !has("2005-03-13 02:30:00"));
        assert!(!has("2014-03-09T02:30:00Z"), "a time with its offset is a moment, whatever the clocks do");
        assert_eq!(examine("2014-03-09T02:30:00-05:00", false, false).offset, Some(-300));
        assert_eq!((examine("2014-03-09 14:30:00", false, false).hour(), examine("2014-03-09 00:00:00", false, false).hour()), (Some(14), None));
        assert_eq!((day_of("1970-01-03", false), day_of("03/01/1970", true), day_of("1970-01-02 05:00:00", false)), (Some((2, false)), Some((2, false)), Some((1, true))));
        assert!(["1970", "1970-01", "01/1970", "1900-01-01", "9999-12-31", "12345678", ""].iter().all(|text| day_of(text, false).is_none()));
    }

    #[test]
    fn trouble_with_the_encoding() {
        let has = |text: &str, flag: u16| examine(text, false, false).has(flag);
        assert!(has("JosÃ©", MOJIBAKE) && has("donâ€™t", MOJIBAKE) && has("20Â°C", MOJIBAKE));
        assert!(!has("José", MOJIBAKE) && !has("Ã", MOJIBAKE));
        assert!(has("Jos\u{fffd}", REPLACEMENT) && has("a\u{1}b", CONTROL) && !has("a\tb", CONTROL));
    }

    #[test]
    fn names_of_nobody() {
        let is = |text: &str| examine(text, false, true).has(TEST);
        assert!(is("ZZTEST") && is("Test, Patient") && is("TEST7") && is("Dummy"));
        assert!(!is("Testa") && !is("Fitzz") && !is("Zorro"));
        assert!(!examine("TEST", false, false).has(TEST), "only where names stand");
    }
}
