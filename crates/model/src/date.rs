//! Partial dates: a point in time with exactly the precision and the offset that the source gave.

use serde::{Deserialize, Serialize};

/// How much of a date is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Precision {
    /// Year only.
    Year,
    /// Year and month.
    Month,
    /// A calendar day.
    Day,
    /// Minutes, without seconds.
    Minute,
    /// Seconds or finer.
    Second,
}

impl Precision {
    /// The word on screen.
    pub fn word(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Month => "month",
            Self::Day => "day",
            Self::Minute | Self::Second => "time",
        }
    }
}

/// A date or date-time. Parts beyond `precision` are at their least value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Date {
    /// Year, 1 to 9999.
    pub year: i16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// Seconds since local midnight, 0 to 86,400.
    pub second: u32,
    /// Milliseconds.
    pub millisecond: u16,
    /// Minutes east of UTC, when the source gave one.
    pub offset: Option<i16>,
    /// What is known.
    pub precision: Precision,
}

impl Date {
    /// A calendar day; `None` if there is no such day.
    pub fn day(year: i16, month: u8, day: u8) -> Option<Self> {
        let date = Self { year, month, day, second: 0, millisecond: 0, offset: None, precision: Precision::Day };
        (year >= 1 && (1..=12).contains(&month) && day >= 1 && day <= days_in_month(year, month)).then_some(date)
    }

    /// Reads a FHIR date, dateTime or instant (`YYYY`, `YYYY-MM`, `YYYY-MM-DD`, `YYYY-MM-DDThh:mm[:ss[.fff]][Z|+hh:mm]`;
    /// a blank instead of the T is accepted).
    pub fn parse_iso(text: &str) -> Option<Self> {
        let text = text.trim();
        let bytes = text.as_bytes();
        let number = |from: usize, to: usize| -> Option<u32> {
            let part = bytes.get(from..to)?;
            part.iter().all(u8::is_ascii_digit).then(|| part.iter().fold(0, |n, d| n * 10 + u32::from(d - b'0')))
        };
        let year = i16::try_from(number(0, 4)?).ok()?;
        let mut date = Self::day(year, 1, 1)?;
        date.precision = Precision::Year;
        if bytes.len() == 4 {
            return Some(date);
        }
        (bytes[4] == b'-').then_some(())?;
        let month = number(5, 7)? as u8;
        if bytes.len() == 7 {
            return Self::day(year, month, 1).map(|d| Self { precision: Precision::Month, ..d });
        }
        (bytes[7] == b'-').then_some(())?;
        date = Self::day(year, month, number(8, 10)? as u8)?;
        if bytes.len() == 10 {
            return Some(date);
        }
        (bytes[10] == b'T' || bytes[10] == b' ').then_some(())?;
        (bytes.get(13) == Some(&b':')).then_some(())?;
        let (hour, minute) = (number(11, 13)?, number(14, 16)?);
        let mut at = 16;
        let mut second = 0;
        date.precision = Precision::Minute;
        if bytes.get(at) == Some(&b':') {
            second = number(17, 19)?;
            at = 19;
            date.precision = Precision::Second;
            if bytes.get(at) == Some(&b'.') {
                let digits: String = text[at + 1..].chars().take_while(char::is_ascii_digit).collect();
                (!digits.is_empty()).then_some(())?;
                at += 1 + digits.len();
                date.millisecond = format!("{digits:0<3}")[..3].parse().ok()?;
            }
        }
        date.second = clock(hour, minute, second)?;
        date.offset = match text.get(at..)? {
            "" => None,
            "Z" | "z" => Some(0),
            zone => Some(parse_offset(zone)?),
        };
        Some(date)
    }

    /// Reads an HL7 v2 TS/DTM: `YYYY[MM[DD[HH[MM[SS[.S+]]]]]][+/-ZZZZ]`.
    pub fn parse_hl7(text: &str) -> Option<Self> {
        let text = text.trim();
        let zone_at = text.find(['+', '-']).unwrap_or(text.len());
        let (stamp, zone) = text.split_at(zone_at);
        let (digits, fraction) = stamp.split_once('.').unwrap_or((stamp, ""));
        digits.bytes().all(|b| b.is_ascii_digit()).then_some(())?;
        let part = |from: usize, to: usize| digits.get(from..to).and_then(|p| p.parse::<u32>().ok());
        let year = i16::try_from(part(0, 4)?).ok()?;
        let offset = if zone.is_empty() { None } else { Some(parse_offset(zone)?) };
        let with = |d: Option<Self>, precision| d.map(|d| Self { precision, offset, ..d });
        let month = || part(4, 6).map(|m| m as u8);
        let day = || Self::day(year, month()?, part(6, 8)? as u8);
        match digits.len() {
            4 => with(Self::day(year, 1, 1), Precision::Year),
            6 => with(Self::day(year, month()?, 1), Precision::Month),
            8 => with(day(), Precision::Day),
            10 => with(day().and_then(|d| Some(Self { second: clock(part(8, 10)?, 0, 0)?, ..d })), Precision::Minute),
            12 => with(day().and_then(|d| Some(Self { second: clock(part(8, 10)?, part(10, 12)?, 0)?, ..d })), Precision::Minute),
            14 => {
                let mut date = with(day(), Precision::Second)?;
                date.second = clock(part(8, 10)?, part(10, 12)?, part(12, 14)?)?;
                if !fraction.is_empty() {
                    date.millisecond = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
                }
                Some(date)
            }
            _ => None,
        }
    }

    /// Days since 1970-01-01 of the local calendar day.
    #[inline]
    pub fn days(&self) -> i32 {
        days_from_civil(self.year, self.month, self.day)
    }

    /// Seconds since 1970-01-01 UTC; a date without offset is taken as `default_offset` minutes east.
    pub fn instant(&self, default_offset: i16) -> i64 {
        i64::from(self.days()) * 86_400 + i64::from(self.second)
            - i64::from(self.offset.unwrap_or(default_offset)) * 60
    }

    /// Whether a time of day is known.
    #[inline]
    pub fn has_time(&self) -> bool {
        self.precision >= Precision::Minute
    }

    /// The same point cut down to a coarser precision.
    pub fn truncated(&self, precision: Precision) -> Self {
        let mut date = *self;
        if precision >= self.precision {
            return date;
        }
        date.precision = precision;
        if precision <= Precision::Day {
            (date.second, date.millisecond, date.offset) = (0, 0, None);
        }
        if precision <= Precision::Month {
            date.day = 1;
        }
        if precision <= Precision::Year {
            date.month = 1;
        }
        date
    }
}

impl std::fmt::Display for Date {
    /// As FHIR writes it. A time without offset is written without one: the caller decides whether that is allowed.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut out = Written::default();
        out.number(self.year.unsigned_abs().into(), 4);
        if self.precision >= Precision::Month {
            out.marked(b'-', self.month.into(), 2);
        }
        if self.precision >= Precision::Day {
            out.marked(b'-', self.day.into(), 2);
        }
        if self.has_time() {
            out.marked(b'T', self.second / 3600, 2);
            out.marked(b':', self.second / 60 % 60, 2);
            out.marked(b':', self.second % 60, 2);
            if self.millisecond > 0 {
                out.marked(b'.', self.millisecond.into(), 3);
            }
            match self.offset {
                None => {}
                Some(0) => out.byte(b'Z'),
                Some(o) => {
                    let minutes = u32::from(o.unsigned_abs());
                    out.marked(if o < 0 { b'-' } else { b'+' }, minutes / 60, 2);
                    out.marked(b':', minutes % 60, 2);
                }
            }
        }
        f.write_str(out.text())
    }
}

/// A date while it is written: at most eight numbers of ten digits, with what stands before each. A migration writes millions of them;
/// each number by itself through a format costs several times as much.
struct Written {
    bytes: [u8; 88],
    length: usize,
}

impl Default for Written {
    fn default() -> Self {
        Self { bytes: [0; 88], length: 0 }
    }
}

impl Written {
    fn byte(&mut self, byte: u8) {
        if let Some(slot) = self.bytes.get_mut(self.length) {
            *slot = byte;
            self.length += 1;
        }
    }

    /// A number with zeros before it, up to so many digits.
    fn number(&mut self, number: u32, digits: usize) {
        let (mut reversed, mut length, mut rest) = ([b'0'; 10], 0, number);
        for slot in &mut reversed {
            if rest == 0 && length >= digits {
                break;
            }
            *slot = b'0' + (rest % 10) as u8;
            rest /= 10;
            length += 1;
        }
        reversed.iter().take(length).rev().for_each(|digit| self.byte(*digit));
    }

    fn marked(&mut self, mark: u8, number: u32, digits: usize) {
        self.byte(mark);
        self.number(number, digits);
    }

    fn text(&self) -> &str {
        self.bytes.get(..self.length).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }
}

/// Seconds since midnight; 24:00:00 is the end of the day.
pub(crate) fn clock(hour: u32, minute: u32, second: u32) -> Option<u32> {
    ((hour < 24 || (hour == 24 && minute == 0 && second == 0)) && minute < 60 && second <= 60)
        .then_some(hour * 3600 + minute * 60 + second)
}

/// `+hh:mm`, `-hhmm`, `+hh`.
pub(crate) fn parse_offset(zone: &str) -> Option<i16> {
    let sign = match zone.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits: String = zone[1..].chars().filter(|c| *c != ':').collect();
    (digits.bytes().all(|b| b.is_ascii_digit()) && (digits.len() == 4 || digits.len() == 2)).then_some(())?;
    let hours: i16 = digits[..2].parse().ok()?;
    let minutes: i16 = digits.get(2..4).map_or(Some(0), |m| m.parse().ok())?;
    (hours <= 14 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

fn days_in_month(year: i16, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days since 1970-01-01 of a proleptic Gregorian day.
#[inline]
pub fn days_from_civil(year: i16, month: u8, day: u8) -> i32 {
    let y = i32::from(year) - i32::from(month <= 2);
    let era = y.div_euclid(400);
    let yoe = y.rem_euclid(400);
    let doy = (153 * (i32::from(month) + if month > 2 { -3 } else { 9 }) + 2) / 5 + i32::from(day) - 1;
    era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719_468
}

/// The inverse of [`days_from_civil`].
pub fn civil_from_days(days: i32) -> (i16, u8, u8) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let (day, month) = (doy - (153 * mp + 2) / 5 + 1, if mp < 10 { mp + 3 } else { mp - 9 });
    ((yoe + era * 400 + i32::from(month <= 2)) as i16, month as u8, day as u8)
}

/// A zone of local times, found by its name once and asked for every date.
#[derive(Debug, Clone)]
pub struct Zone(Rule);

#[derive(Debug, Clone)]
enum Rule {
    /// Minutes east of UTC.
    Fixed(i16),
    Named(jiff::tz::TimeZone),
}

impl Zone {
    /// An IANA zone (`America/Chicago`) or a fixed one (`UTC`, `+02:00`). `None` for an unknown one.
    pub fn of(name: &str) -> Option<Self> {
        if let Some(fixed) = parse_offset(name) {
            return Some(Self(Rule::Fixed(fixed)));
        }
        jiff::tz::TimeZone::get(name).ok().map(|zone| Self(Rule::Named(zone)))
    }

    /// Minutes east of UTC at a local time. One that a clock change skips or repeats takes the offset before the change.
    pub fn offset(&self, local: &Date) -> Option<i16> {
        let zone = match &self.0 {
            Rule::Fixed(fixed) => return Some(*fixed),
            Rule::Named(zone) => zone,
        };
        let second = local.second.min(86_399) as i32;
        let time = jiff::civil::Time::new((second / 3600) as i8, (second / 60 % 60) as i8, (second % 60) as i8, 0).ok()?;
        let date = jiff::civil::Date::new(local.year, local.month as i8, local.day as i8).ok()?;
        let offset = match zone.to_ambiguous_timestamp(date.to_datetime(time)).offset() {
            jiff::tz::AmbiguousOffset::Unambiguous { offset } => offset,
            jiff::tz::AmbiguousOffset::Gap { before, .. } | jiff::tz::AmbiguousOffset::Fold { before, .. } => before,
        };
        Some((offset.seconds() / 60) as i16)
    }
}

/// Minutes east of UTC at a local time in a zone of that name, as [`Zone`] tells them. `None` for an unknown zone.
pub fn zone_offset(zone: &str, local: &Date) -> Option<i16> {
    Zone::of(zone)?.offset(local)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_a_date_has_its_digits() {
        let whole = Date { year: 1, month: 2, day: 3, second: 4 * 3600 + 5 * 60 + 6, millisecond: 7, offset: Some(-90), precision: Precision::Second };
        assert_eq!(whole.to_string(), "0001-02-03T04:05:06.007-01:30");
        let end = Date { year: 9999, month: 12, day: 31, second: 86_400, millisecond: 0, offset: Some(0), precision: Precision::Minute };
        assert_eq!(end.to_string(), "9999-12-31T24:00:00Z");
        let east = Date { second: 0, millisecond: 120, offset: Some(14 * 60), precision: Precision::Second, ..end };
        assert_eq!(east.to_string(), "9999-12-31T00:00:00.120+14:00");
        assert_eq!(Date { offset: None, ..east }.to_string(), "9999-12-31T00:00:00.120");
        assert_eq!(whole.truncated(Precision::Month).to_string(), "0001-02");
        assert_eq!(whole.truncated(Precision::Year).to_string(), "0001");
        for days in (-719_162..2_932_896).step_by(997) {
            let (year, month, day) = civil_from_days(days);
            let date = Date::day(year, month, day).expect("a day of these years");
            assert_eq!(date.to_string(), format!("{year:04}-{month:02}-{day:02}"));
        }
    }

    #[test]
    fn a_zone_is_asked_as_often_as_wanted() {
        let at = |zone: &str, month| Zone::of(zone).and_then(|zone| zone.offset(&Date::day(2024, month, 2)?));
        assert_eq!([at("America/Chicago", 1), at("America/Chicago", 7), at("+02:00", 7), at("Nowhere/Here", 7)], [Some(-360), Some(-300), Some(120), None]);
        assert_eq!(zone_offset("America/Chicago", &Date::day(2024, 7, 2).expect("a day")), Some(-300));
    }
}
