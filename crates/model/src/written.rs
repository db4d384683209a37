//! Dates as legacy systems write them: by the formats that are declared, in their order, and never by guess.
//!
//! A format is one of [`NAMES`] or a pattern of the tokens `YYYY YY(1930) MM MON DD DDD HH24 HH12 AM MI SS FF OFFSET`; every
//! other character stands for itself, a blank for one blank or more. What is not written has no precision: a year alone stays
//! a year. A text that has the form of a date and names no day that exists is told apart from one of another form.

use crate::date::{Date, Precision, civil_from_days, clock, days_from_civil, parse_offset};

/// Formats that are no patterns: ISO 8601 as FHIR writes it, HL7 v2 TS, FileMan (`YYYMMDD.HHMMSS`, years since 1700), serial
/// days of spreadsheets, seconds and milliseconds since 1970 in UTC.
pub const NAMES: [&str; 7] = ["ISO", "HL7", "FILEMAN", "EXCEL", "EXCEL1904", "EPOCH", "EPOCH_MS"];

/// Days since 1970 of 0001-01-01 and of 9999-12-31.
const DAYS: std::ops::RangeInclusive<i64> = -719_162..=2_932_896;

/// The last serial day of a spreadsheet, 9999-12-31.
const SERIAL_MAX: u32 = 2_958_465;

const MONTHS: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

/// Why a text is no date by the formats that are declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Misread {
    /// It is written in another form.
    Form,
    /// It has the form, and there is no such day or hour.
    Impossible,
}

impl Misread {
    /// The reason in words.
    pub fn word(self) -> &'static str {
        match self {
            Self::Form => "a date of another form than the lens declares",
            Self::Impossible => "a date that does not exist",
        }
    }
}

impl Date {
    /// Reads by formats separated by `;`, tried in order. See the module; no such day: `None`.
    pub fn parse(text: &str, formats: &str) -> Option<Self> {
        Self::read(text, formats).ok()
    }

    /// The same with the reason.
    pub fn read(text: &str, formats: &str) -> Result<Self, Misread> {
        let text = text.trim();
        let mut reason = Misread::Form;
        for format in formats.split(';') {
            match by_format(text, format.trim()) {
                Ok(date) => return Ok(date),
                Err(found) => reason = reason.max(found),
            }
        }
        Err(reason)
    }

    /// Whether these are formats at all; the reason if not.
    pub fn check_formats(formats: &str) -> Result<(), String> {
        formats.split(';').map(str::trim).try_for_each(|format| if NAMES.contains(&format) { Ok(()) } else { check(format) })
    }
}

fn by_format(text: &str, format: &str) -> Result<Date, Misread> {
    match format {
        "ISO" => Date::parse_iso(text).ok_or(if shaped(text, "dddd-dd") { Misread::Impossible } else { Misread::Form }),
        "HL7" => Date::parse_hl7(text).ok_or(if shaped(text, "dddddddd") { Misread::Impossible } else { Misread::Form }),
        "FILEMAN" => fileman(text),
        "EXCEL" => serial(text, false),
        "EXCEL1904" => serial(text, true),
        "EPOCH" => epoch(text, 1000),
        "EPOCH_MS" => epoch(text, 1),
        pattern => by_pattern(text, pattern),
    }
}

/// Whether a text starts as the shape says: `d` is a digit.
fn shaped(text: &str, shape: &str) -> bool {
    text.len() >= shape.len() && text.bytes().zip(shape.bytes()).all(|(b, s)| if s == b'd' { b.is_ascii_digit() } else { b == s })
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// `3050122.1407`: year 1700 + 305. Month and day `00` are not known; zeros at the end of the time are not written, so that
/// seconds are known only where more than four digits are.
fn fileman(text: &str) -> Result<Date, Misread> {
    let (day, time) = text.split_once('.').map_or((text, None), |(day, time)| (day, Some(time)));
    if day.len() != 7 || !all_digits(day) || time.is_some_and(|t| t.len() > 6 || !all_digits(t)) {
        return Err(Misread::Form);
    }
    let number: u32 = day.parse().map_err(|_| Misread::Form)?;
    let year = i16::try_from(1700 + number / 10_000).map_err(|_| Misread::Form)?;
    let (month, day) = ((number / 100 % 100) as u8, (number % 100) as u8);
    let known = |date: Option<Date>, precision| date.map(|d| Date { precision, ..d }).ok_or(Misread::Impossible);
    let Some(time) = time else {
        return match (month, day) {
            (0, 0) => known(Date::day(year, 1, 1), Precision::Year),
            (_, 0) => known(Date::day(year, month, 1), Precision::Month),
            _ => known(Date::day(year, month, day), Precision::Day),
        };
    };
    let precision = if time.len() > 4 { Precision::Second } else { Precision::Minute };
    let date = known(Date::day(year, month, day), precision)?;
    let digits: u32 = format!("{time:0<6}").parse().map_err(|_| Misread::Form)?;
    let second = clock(digits / 10_000, digits / 100 % 100, digits % 100).ok_or(Misread::Impossible)?;
    Ok(Date { second, ..date })
}

/// Days of a spreadsheet, with the time as a fraction: `38374.588194`. Counted from 1900, with the 29 February 1900 that
/// never was, or from 1904.
fn serial(text: &str, from_1904: bool) -> Result<Date, Misread> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    if !all_digits(whole) || !all_digits(fraction) || whole.len() > 7 || fraction.len() > 20 {
        return Err(Misread::Form);
    }
    let mut days: u32 = whole.parse().map_err(|_| Misread::Form)?;
    let scale = 10u128.pow(fraction.len() as u32);
    let part: u128 = fraction.parse().map_err(|_| Misread::Form)?;
    let mut second = u32::try_from((part * 86_400 * 2 + scale) / (scale * 2)).unwrap_or(0);
    if second == 86_400 {
        (days, second) = (days + 1, 0);
    }
    let first = match (from_1904, days) {
        (true, _) => days_from_civil(1904, 1, 1),
        (false, 0 | 60) => return Err(Misread::Impossible),
        (false, 1..60) => days_from_civil(1899, 12, 31),
        _ => days_from_civil(1899, 12, 30),
    };
    let date = if days > SERIAL_MAX { None } else { of_days(i64::from(first) + i64::from(days)) };
    let date = date.ok_or(Misread::Impossible)?;
    let precision = match (part, second % 60) {
        (0, _) => Precision::Day,
        (_, 0) => Precision::Minute,
        _ => Precision::Second,
    };
    Ok(Date { second, precision, ..date })
}

/// Ticks since 1970 in UTC, `milliseconds` each; a fraction of a second may follow whole seconds.
fn epoch(text: &str, milliseconds: i64) -> Result<Date, Misread> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let fraction_known = milliseconds == 1000 && all_digits(fraction);
    if !all_digits(whole) || whole.len() > 15 || !(fraction_known || (fraction.is_empty() && !digits.ends_with('.'))) {
        return Err(Misread::Form);
    }
    let ticks: i64 = whole.parse().map_err(|_| Misread::Form)?;
    let part: i64 = format!("{fraction:0<3}").get(..3).and_then(|f| f.parse().ok()).unwrap_or(0);
    let absolute = ticks.checked_mul(milliseconds).and_then(|t| t.checked_add(part)).ok_or(Misread::Impossible)?;
    let instant = if digits.len() < text.len() { -absolute } else { absolute };
    let date = of_days(instant.div_euclid(86_400_000)).ok_or(Misread::Impossible)?;
    let of_day = instant.rem_euclid(86_400_000);
    Ok(Date { second: (of_day / 1000) as u32, millisecond: (of_day % 1000) as u16, offset: Some(0), precision: Precision::Second, ..date })
}

/// The day of a number of days since 1970, within the years that a date can have.
fn of_days(days: i64) -> Option<Date> {
    let days = i32::try_from(days).ok().filter(|d| DAYS.contains(&i64::from(*d)))?;
    let (year, month, day) = civil_from_days(days);
    Date::day(year, month, day)
}

/// A part of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    Year,
    /// Two digits, and the first of the hundred years that they can mean.
    ShortYear(u32),
    Month,
    MonthName,
    Day,
    DayOfYear,
    Hour,
    HalfDayHour,
    HalfDay,
    Minute,
    Second,
    Fraction,
    Offset,
}

impl Token {
    /// The token at the start of a pattern, and what follows it.
    fn next(pattern: &str) -> Option<(Self, &str)> {
        let fixed: &[(&str, Self)] = match pattern.as_bytes().first()? {
            b'Y' => &[("YYYY", Self::Year)],
            b'M' => &[("MON", Self::MonthName), ("MM", Self::Month), ("MI", Self::Minute)],
            b'D' => &[("DDD", Self::DayOfYear), ("DD", Self::Day)],
            b'H' => &[("HH24", Self::Hour), ("HH12", Self::HalfDayHour)],
            b'S' => &[("SS", Self::Second)],
            b'A' => &[("AM", Self::HalfDay)],
            b'F' => &[("FF", Self::Fraction)],
            b'O' => &[("OFFSET", Self::Offset)],
            _ => return None,
        };
        let found = fixed.iter().find_map(|(word, token)| Some((*token, pattern.strip_prefix(word)?)));
        found.or_else(|| {
            let (pivot, rest) = pattern.strip_prefix("YY(")?.split_once(')')?;
            let pivot: u32 = pivot.parse().ok().filter(|p| (1000..=9900).contains(p))?;
            Some((Self::ShortYear(pivot), rest))
        })
    }

    /// Digits it has: all of them, or at least one where no digit follows.
    fn width(self) -> usize {
        match self {
            Self::Year => 4,
            Self::DayOfYear => 3,
            Self::Fraction => 9,
            Self::MonthName | Self::HalfDay | Self::Offset => 0,
            _ => 2,
        }
    }

    fn may_be_short(self, glued: bool) -> bool {
        match self {
            Self::Fraction => true,
            Self::Year | Self::ShortYear(_) | Self::DayOfYear => false,
            _ => !glued,
        }
    }
}

/// What a text gave, token by token.
#[derive(Default)]
struct Parts {
    year: Option<i16>,
    month: Option<u8>,
    day: Option<u8>,
    day_of_year: Option<u32>,
    hour: Option<u32>,
    half_day_hour: Option<u32>,
    afternoon: Option<bool>,
    minute: Option<u32>,
    second: Option<u32>,
    millisecond: u16,
    offset: Option<i16>,
}

fn by_pattern(text: &str, pattern: &str) -> Result<Date, Misread> {
    let mut parts = Parts::default();
    let (mut rest, mut pattern) = (text, pattern);
    let mut next = Token::next(pattern);
    while let Some(literal) = pattern.chars().next() {
        if let Some((token, after)) = next {
            pattern = after;
            next = Token::next(pattern);
            // A token followed by another of digits has its full width; elsewhere a leading zero may lack.
            let glued = next.is_some_and(|(next, _)| next.width() > 0);
            rest = parts.take(token, glued, rest).ok_or(Misread::Form)?;
            continue;
        }
        if literal == ' ' {
            let blanks = rest.trim_start_matches(' ');
            if blanks.len() == rest.len() {
                return Err(Misread::Form);
            }
            (rest, pattern) = (blanks, pattern.trim_start_matches(' '));
        } else {
            rest = rest.strip_prefix(literal).ok_or(Misread::Form)?;
            pattern = pattern.get(literal.len_utf8()..).unwrap_or_default();
        }
        next = Token::next(pattern);
    }
    if rest.is_empty() { parts.date() } else { Err(Misread::Form) }
}

impl Parts {
    /// Takes one token off the text; one that is glued to the next has its full width.
    fn take<'t>(&mut self, token: Token, glued: bool, text: &'t str) -> Option<&'t str> {
        match token {
            Token::MonthName => return self.month_name(text),
            Token::HalfDay => return self.half_day(text),
            Token::Offset => {
                self.offset = Some(if text == "Z" { 0 } else { parse_offset(text)? });
                return Some("");
            }
            _ => {}
        }
        let width = token.width();
        let length = text.bytes().take(width).take_while(u8::is_ascii_digit).count();
        (length == width || (length > 0 && token.may_be_short(glued))).then_some(())?;
        let (digits, rest) = text.split_at_checked(length)?;
        let number: u32 = digits.parse().ok()?;
        match token {
            Token::Year => self.year = i16::try_from(number).ok(),
            Token::ShortYear(pivot) => self.year = i16::try_from(pivot + (number + 100 - pivot % 100) % 100).ok(),
            Token::Month => self.month = u8::try_from(number).ok(),
            Token::Day => self.day = u8::try_from(number).ok(),
            Token::DayOfYear => self.day_of_year = Some(number),
            Token::Hour => self.hour = Some(number),
            Token::HalfDayHour => self.half_day_hour = Some(number),
            Token::Minute => self.minute = Some(number),
            Token::Second => self.second = Some(number),
            _ => self.millisecond = format!("{digits:0<3}").get(..3).and_then(|f| f.parse().ok()).unwrap_or(0),
        }
        Some(rest)
    }

    /// An English month, in full or by its first letters, at least three.
    fn month_name<'t>(&mut self, text: &'t str) -> Option<&'t str> {
        let length = text.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (name, rest) = text.split_at_checked(length)?;
        let name = name.to_ascii_lowercase();
        (name.len() >= 3).then_some(())?;
        let month = MONTHS.iter().position(|m| m.starts_with(&name))?;
        self.month = u8::try_from(month + 1).ok();
        Some(rest.strip_prefix('.').unwrap_or(rest))
    }

    /// `AM`, `pm`, `a.m.`, `P`.
    fn half_day<'t>(&mut self, text: &'t str) -> Option<&'t str> {
        let (first, rest) = text.split_at_checked(1)?;
        self.afternoon = match first {
            "A" | "a" => Some(false),
            "P" | "p" => Some(true),
            _ => return None,
        };
        let rest = rest.strip_prefix('.').unwrap_or(rest);
        let Some(rest) = rest.strip_prefix(['M', 'm']) else { return Some(rest) };
        Some(rest.strip_prefix('.').unwrap_or(rest))
    }

    fn date(self) -> Result<Date, Misread> {
        let year = self.year.ok_or(Misread::Form)?;
        let day = match self.day_of_year {
            Some(day) => of_year(year, day),
            None => Date::day(year, self.month.unwrap_or(1), self.day.unwrap_or(1)),
        };
        let mut date = day.ok_or(Misread::Impossible)?;
        let hour = match (self.hour, self.half_day_hour, self.afternoon) {
            (Some(hour), ..) => Some(hour),
            (None, Some(hour @ 1..=12), Some(afternoon)) => Some(hour % 12 + if afternoon { 12 } else { 0 }),
            (None, Some(_), _) => return Err(Misread::Impossible),
            (None, None, _) => None,
        };
        date.precision = match (self.month.is_some(), self.day.is_some(), self.day_of_year.is_some()) {
            (_, _, true) | (true, true, _) => Precision::Day,
            (true, false, _) => Precision::Month,
            (false, ..) => Precision::Year,
        };
        if let (Some(hour), Precision::Day) = (hour, date.precision) {
            date.second = clock(hour, self.minute.unwrap_or(0), self.second.unwrap_or(0)).ok_or(Misread::Impossible)?;
            date.precision = if self.second.is_some() { Precision::Second } else { Precision::Minute };
            (date.millisecond, date.offset) = (self.millisecond, self.offset);
        }
        Ok(date)
    }
}

/// The day of a year, counted from 1.
fn of_year(year: i16, day: u32) -> Option<Date> {
    let first = Date::day(year, 1, 1)?;
    let date = of_days(i64::from(first.days()) + i64::from(day.checked_sub(1)?))?;
    (date.year == year).then_some(date)
}

/// What is wrong with a pattern.
fn check(pattern: &str) -> Result<(), String> {
    let mut tokens = Vec::new();
    let mut rest = pattern;
    while let Some(literal) = rest.chars().next() {
        if let Some((token, after)) = Token::next(rest) {
            tokens.push(token);
            rest = after;
            continue;
        }
        if rest.starts_with("YY") {
            return Err(format!("{pattern:?}: a year of two digits needs the first of the hundred years that it can mean, such as YY(1930)"));
        }
        if literal.is_ascii_alphabetic() && !matches!(literal, 'T' | 'Z') {
            return Err(format!("{pattern:?}: {literal:?} is no part of a date; the tokens are YYYY YY(1930) MM MON DD DDD HH24 HH12 AM MI SS FF OFFSET, the names {}", NAMES.join(" ")));
        }
        rest = rest.get(literal.len_utf8()..).unwrap_or_default();
    }
    let has = |token: Token| tokens.contains(&token);
    let year = has(Token::Year) || tokens.iter().any(|t| matches!(t, Token::ShortYear(_)));
    let day = (has(Token::Day) && (has(Token::Month) || has(Token::MonthName))) || has(Token::DayOfYear);
    let hour = has(Token::Hour) || has(Token::HalfDayHour);
    let wrong = if !year {
        "names no year"
    } else if (hour || has(Token::Day)) && !day {
        "names a day without a month, or an hour without a day"
    } else if has(Token::HalfDayHour) != has(Token::HalfDay) {
        "HH12 and AM go together"
    } else if (has(Token::Minute) && !hour) || (has(Token::Second) && !has(Token::Minute)) || (has(Token::Fraction) && !has(Token::Second)) {
        "names a part of the time without the one before it"
    } else {
        return Ok(());
    };
    Err(format!("{pattern:?} {wrong}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str, formats: &str) -> String {
        Date::read(text, formats).map_or_else(|e| format!("{e:?}"), |d| format!("{d} {:?}", d.precision))
    }

    #[test]
    fn dates_of_fileman() {
        for (text, expected) in [
            ("3050122.1407", "2005-01-22T14:07:00 Minute"),
            ("3050719.08", "2005-07-19T08:00:00 Minute"),
            ("3050719.1", "2005-07-19T10:00:00 Minute"),
            ("3061225.16374", "2006-12-25T16:37:40 Second"),
            ("3110613.24", "2011-06-13T24:00:00 Minute"),
            ("2450124", "1945-01-24 Day"),
            ("3050000", "2005 Year"),
            ("3050100", "2005-01 Month"),
            ("3050230", "Impossible"),
            ("3050012", "Impossible"),
            ("3051300", "Impossible"),
            ("3050122.25", "Impossible"),
            ("3050122.0861", "Impossible"),
            ("3050100.12", "Impossible"),
            ("305012", "Form"),
            ("3050122.", "Form"),
            ("3050122.1407555", "Form"),
            ("2005-01-22", "Form"),
        ] {
            assert_eq!(shown(text, "FILEMAN"), expected, "{text}");
        }
    }

    #[test]
    fn dates_by_pattern() {
        for (text, formats, expected) in [
            ("05-JAN-2010 02:07 PM", "DD-MON-YYYY HH12:MI AM", "2010-01-05T14:07:00 Minute"),
            ("5-Sept-2010 12:07 a.m.", "DD-MON-YYYY HH12:MI AM", "2010-09-05T00:07:00 Minute"),
            ("Jan  5 2010  2:07PM", "MON DD YYYY HH12:MIAM", "2010-01-05T14:07:00 Minute"),
            ("05JAN2010", "DDMONYYYY", "2010-01-05 Day"),
            ("1/5/29", "MM/DD/YY(1930)", "2029-01-05 Day"),
            ("1/5/30", "MM/DD/YY(1930)", "1930-01-05 Day"),
            ("01/05/00", "MM/DD/YY(1925)", "2000-01-05 Day"),
            ("201001051407", "YYYYMMDDHH24MI", "2010-01-05T14:07:00 Minute"),
            ("2012366", "YYYYDDD", "2012-12-31 Day"),
            ("2011366", "YYYYDDD", "Impossible"),
            ("2011000", "YYYYDDD", "Impossible"),
            ("2010-01-05 14:07:09.5", "YYYY-MM-DD HH24:MI:SS.FF", "2010-01-05T14:07:09.500 Second"),
            ("2010-01-05 14:07:09.123456", "YYYY-MM-DD HH24:MI:SS.FF", "2010-01-05T14:07:09.123 Second"),
            ("13:00 PM 1/5/2010", "HH12:MI AM MM/DD/YYYY", "Impossible"),
            ("02/30/2010", "MM/DD/YYYY", "Impossible"),
            ("25/12/2010", "MM/DD/YYYY;DD/MM/YYYY", "2010-12-25 Day"),
            ("3/2010", "MM/YYYY", "2010-03 Month"),
            ("soon", "MM/DD/YYYY;YYYY", "Form"),
            ("2010-02-30", "ISO", "Impossible"),
            ("20100230", "HL7", "Impossible"),
            ("", "YYYY", "Form"),
        ] {
            assert_eq!(shown(text, formats), expected, "{text} as {formats}");
        }
    }

    #[test]
    fn days_and_seconds_that_are_counted() {
        for (text, formats, expected) in [
            ("1", "EXCEL", "1900-01-01 Day"),
            ("59", "EXCEL", "1900-02-28 Day"),
            ("60", "EXCEL", "Impossible"),
            ("61", "EXCEL", "1900-03-01 Day"),
            ("38374.588194", "EXCEL", "2005-01-22T14:07:00 Minute"),
            ("38374.99999999", "EXCEL", "2005-01-23T00:00:00 Minute"),
            ("36912", "EXCEL1904", "2005-01-22 Day"),
            ("9999999", "EXCEL", "Impossible"),
            ("4.3E4", "EXCEL", "Form"),
            ("0", "EPOCH", "1970-01-01T00:00:00Z Second"),
            ("-1", "EPOCH", "1969-12-31T23:59:59Z Second"),
            ("1106402820.25", "EPOCH", "2005-01-22T14:07:00.250Z Second"),
            ("1106402820250", "EPOCH_MS", "2005-01-22T14:07:00.250Z Second"),
            ("999999999999999", "EPOCH", "Impossible"),
            ("1106402820.", "EPOCH", "Form"),
        ] {
            assert_eq!(shown(text, formats), expected, "{text} as {formats}");
        }
    }

    #[test]
    fn formats_that_say_too_little() {
        for good in ["FILEMAN", "MM/DD/YYYY;YYYY", "DD-MON-YYYY HH12:MI AM", "YYYYDDD", "YYYY-MM-DDTHH24:MI:SSOFFSET", "MM/DD/YY(1930)"] {
            assert_eq!(Date::check_formats(good), Ok(()), "{good}");
        }
        for bad in ["MM/DD/YY", "MM/DD", "HH12:MI DD.MM.YYYY", "DD/YYYY", "YYYY HH24", "fileman", "", "YYYY-MM-DD HH24:SS", "MM/DD/YY(30)"] {
            assert!(Date::check_formats(bad).is_err(), "{bad}");
        }
    }

    /// As FileMan writes it: zeros at the end of the time are not written.
    fn as_fileman(date: &Date) -> String {
        let day = match date.precision {
            Precision::Year => format!("{:03}0000", date.year - 1700),
            Precision::Month => format!("{:03}{:02}00", date.year - 1700, date.month),
            _ => format!("{:03}{:02}{:02}", date.year - 1700, date.month, date.day),
        };
        let time = format!("{:02}{:02}{:02}", date.second / 3600, date.second / 60 % 60, date.second % 60);
        let time = time.trim_end_matches('0');
        if date.has_time() && !time.is_empty() { format!("{day}.{time}") } else { day }
    }

    proptest! {
        #[test]
        fn no_text_and_no_format_panic(text in ".{0,40}", format in "[YMDHSAIFNOET0-9();:/ .,é-]{0,24}") {
            let _ = Date::read(&text, &format);
            let _ = Date::check_formats(&format);
            for name in NAMES {
                let _ = Date::read(&text, name);
            }
        }

        #[test]
        fn digits_never_panic(text in "-?[0-9]{0,24}(\\.[0-9]{0,24})?") {
            for format in NAMES.into_iter().chain(["YYYYMMDDHH24MISSFF", "YYYYDDD", "YY(1930)MMDD", "DDMMYYYY"]) {
                if let Ok(date) = Date::read(&text, format) {
                    prop_assert!((1..=9999).contains(&date.year) && date.second <= 86_400);
                }
            }
        }

        #[test]
        fn what_is_written_reads_back(days in -98_000i32..=266_000, second in 1u32..86_400, precision in 0usize..5) {
            let (year, month, day) = civil_from_days(days);
            let precision = [Precision::Year, Precision::Month, Precision::Day, Precision::Minute, Precision::Second][precision];
            let second = if precision == Precision::Minute { (second / 60 * 60).max(60) } else { second };
            let whole = Date { second, precision: Precision::Second, ..Date::day(year, month, day).unwrap() };
            let date = whole.truncated(precision);
            // A second of zero is not written, and then nobody knows that it was known.
            if precision < Precision::Second || second % 60 != 0 {
                prop_assert_eq!(Date::read(&as_fileman(&date), "FILEMAN"), Ok(date));
            }
            let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
            let (hour12, half) = (if hour % 12 == 0 { 12 } else { hour % 12 }, if hour < 12 { "AM" } else { "PM" });
            let name = MONTHS[usize::from(month) - 1][..3].to_uppercase();
            let text = format!("{day:02}-{name}-{year} {hour12:02}:{minute:02}:{second:02} {half}");
            prop_assert_eq!(Date::read(&text, "DD-MON-YYYY HH12:MI:SS AM"), Ok(whole));
            let text = format!("{:.8}", f64::from(days + 25_569) + f64::from(whole.second) / 86_400.0);
            if days + 25_569 > 60 {
                prop_assert_eq!(Date::read(&text, "EXCEL").map(|d| (d.days(), d.second)), Ok((days, whole.second)));
            }
            let text = (i64::from(days) * 86_400 + i64::from(whole.second)).to_string();
            prop_assert_eq!(Date::read(&text, "EPOCH"), Ok(Date { offset: Some(0), ..whole }));
        }
    }
}
