//! A point in time as HL7 writes it (`20150722230000-0500`), taken apart and written again as exactly as it was.

use crate::moment::Moment;

/// A point in time of year, month and day at least.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stamp {
    /// Days since 1970.
    days: i64,
    /// Minutes since midnight, where a time of day is given.
    minutes: Option<i64>,
    /// Seconds and fractions as written.
    rest: String,
    /// Offset as written, maybe empty.
    pub(crate) zone: String,
}

impl Stamp {
    /// Reads one that names at least a day; none where it does not.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (stamp, zone) = text.split_at_checked(text.find(['+', '-']).unwrap_or(text.len()))?;
        let number = |from: usize, to: usize| stamp.get(from..to).filter(|p| p.bytes().all(|b| b.is_ascii_digit())).and_then(|p| p.parse::<i64>().ok());
        let (year, month, day) = (number(0, 4)?, number(4, 6)?, number(6, 8)?);
        let moment = Moment::day(year, month, day);
        if moment.date() != (year, month, day) {
            return None;
        }
        let minutes = match stamp.len() {
            8 => None,
            length if length >= 12 => Some(number(8, 10)? * 60 + number(10, 12)?),
            _ => return None,
        };
        Some(Self { days: moment.days, minutes, rest: stamp.get(12..).unwrap_or_default().into(), zone: zone.into() })
    }

    /// Writes it.
    pub(crate) fn text(&self) -> String {
        let (year, month, day) = Moment { days: self.days, known: 3, clock: None }.date();
        let clock = self.minutes.map_or(String::new(), |m| format!("{:02}{:02}{}", m / 60, m % 60, self.rest));
        format!("{year:04}{month:02}{day:02}{clock}{}", self.zone)
    }

    /// Year, month and day.
    fn date(&self) -> (i64, i64, i64) {
        Moment { days: self.days, known: 3, clock: None }.date()
    }

    /// The same time of day on another day; none where there is no such day.
    fn on(&self, year: i64, month: i64, day: i64) -> Option<Self> {
        let moved = Moment::day(year, month, day);
        (moved.date() == (year, month, day)).then(|| Self { days: moved.days, ..self.clone() })
    }

    /// The clock moved, whatever day that makes; a day alone moves by whole days.
    pub(crate) fn moved(&self, minutes: i64) -> Self {
        let total = self.days * 1440 + self.minutes.unwrap_or(0) + minutes;
        Self { days: total.div_euclid(1440), minutes: self.minutes.map(|_| total.rem_euclid(1440)), ..self.clone() }
    }

    /// Day and month in each other's place; none where there is no such day.
    pub(crate) fn swapped(&self) -> Option<Self> {
        let (year, month, day) = self.date();
        self.on(year, day, month)
    }

    /// The same day of another year; none where there is no such day.
    pub(crate) fn years_later(&self, years: i64) -> Option<Self> {
        let (year, month, day) = self.date();
        self.on(year + years, month, day)
    }

    /// Minutes since midnight.
    pub(crate) fn clock(&self) -> Option<i64> {
        self.minutes
    }

    /// Minutes east of UTC; none where no offset is written.
    fn offset(&self) -> Option<i64> {
        let sign = if self.zone.starts_with('-') { -1 } else { 1 };
        let digits = self.zone.get(1..).filter(|d| d.len() == 4)?;
        let number: i64 = digits.parse().ok()?;
        Some(sign * (number / 100 * 60 + number % 100))
    }

    /// Minutes east of UTC of a time of day that is not in UTC.
    fn shift(&self) -> Option<i64> {
        self.offset().filter(|minutes| *minutes != 0 && self.clock().is_some())
    }

    /// The clock stays and the offset is replaced: another instant.
    pub(crate) fn replaced(&self) -> Option<Self> {
        let zone = if self.shift()? == -300 { "-0800".into() } else { "+0000".into() };
        Some(Self { zone, ..self.clone() })
    }

    /// Moved to UTC, and the offset stays: another instant.
    pub(crate) fn converted_twice(&self) -> Option<Self> {
        Some(self.moved(-self.shift()?))
    }

    /// A clock of twelve hours without its PM; none before one in the afternoon.
    pub(crate) fn morning(&self) -> Option<Self> {
        self.clock().filter(|minutes| *minutes >= 780).map(|_| self.moved(-720))
    }

    /// The same instant in UTC.
    pub(crate) fn in_utc(&self) -> Option<Self> {
        Some(Self { zone: "+0000".into(), ..self.converted_twice()? })
    }
}

/// A point in time as it is after a change; none where that is what it was.
pub(crate) fn changed(text: &str, change: impl Fn(&Stamp) -> Option<Stamp>) -> Option<String> {
    change(&Stamp::parse(text)?).map(|s| s.text()).filter(|new| new != text)
}

/// A day with a midnight that nobody named.
pub(crate) fn midnight(text: &str) -> Option<String> {
    Stamp::parse(text).filter(|s| s.clock().is_none() && s.zone.is_empty()).map(|_| format!("{text}000000"))
}

/// The first day of a year or a month.
pub(crate) fn first_day(text: &str) -> Option<String> {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    match text.len() {
        4 if digits => Some(format!("{text}0101")),
        6 if digits => Some(format!("{text}01")),
        _ => None,
    }
}

/// A time of day cut to its day.
pub(crate) fn day_only(text: &str) -> Option<String> {
    Stamp::parse(text).filter(|s| s.clock().is_some()).and_then(|_| text.get(..8).map(str::to_string))
}

/// A day cut to its year.
pub(crate) fn year_only(text: &str) -> Option<String> {
    Stamp::parse(text).and_then(|_| text.get(..4).map(str::to_string))
}

#[cfg(test)]
mod tests {
    use super::Stamp;

    #[test]
    fn what_is_read_is_written_the_same() {
        for text in ["20150722", "20200229", "201507222330", "20150722233015-0500", "20150722233015.123+0530"] {
            assert_eq!(Stamp::parse(text).map(|s| s.text()).as_deref(), Some(text));
        }
        for text in ["", "2015", "201507", "20150230", "2015-07-22", "2015072223", "unknown"] {
            assert_eq!(Stamp::parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_clock_moves_over_midnight() {
        let late = Stamp::parse("20151231233000-0500").expect("it is a time");
        assert_eq!(late.offset(), Some(-300));
        assert_eq!(late.moved(300).text(), "20160101043000-0500");
        assert_eq!(Stamp::parse("20160301").map(|s| s.moved(-1440).text()).as_deref(), Some("20160229"));
        assert_eq!(super::changed("20151231233000-0500", Stamp::in_utc).as_deref(), Some("20160101043000+0000"));
        assert_eq!(super::changed("20151231233000-0500", Stamp::replaced).as_deref(), Some("20151231233000-0800"));
        assert_eq!(super::changed("20151231233000+0000", Stamp::in_utc), None);
        assert_eq!(super::changed("201512311305", Stamp::morning).as_deref(), Some("201512310105"));
        assert_eq!(super::changed("201512311255", Stamp::morning), None);
    }
}
