//! A FHIR date, dateTime or instant taken apart and written again, with the precision and the offset that it has.
//!
//! What is no such text is none. Days are counted from 1970-01-01 in the proleptic Gregorian calendar.

/// A point in time as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Moment {
    /// The day, or the first day of the month or year.
    pub days: i64,
    /// How many of year, month and day are known: 1 to 3.
    pub known: u8,
    /// Time of day.
    pub clock: Option<Clock>,
}

/// A time of day with its offset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Clock {
    /// Seconds since local midnight.
    pub second: i64,
    /// What follows the seconds: `.933`, or nothing.
    pub fraction: String,
    /// Minutes east of UTC; FHIR requires them.
    pub zone: i64,
}

impl Moment {
    /// A calendar day.
    pub(crate) fn day(year: i64, month: i64, day: i64) -> Self {
        Self { days: days_of(year, month, day), known: 3, clock: None }
    }

    /// Reads a date, a dateTime with offset or an instant.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (date, time) = text.split_once('T').map_or((text, None), |(date, time)| (date, Some(time)));
        let parts: Vec<&str> = date.split('-').collect();
        let widths = [4, 2, 2];
        let known = u8::try_from(parts.len()).ok().filter(|n| (1..=3).contains(n))?;
        let mut numbers = [1_i64; 3];
        for ((part, width), number) in parts.iter().zip(widths).zip(numbers.iter_mut()) {
            *number = plain(part, width)?;
        }
        let [year, month, day] = numbers;
        let clock = match time {
            Some(time) if known == 3 => Some(Clock::parse(time)?),
            Some(_) => return None,
            None => None,
        };
        let moment = Self { days: days_of(year, month, day), known, clock };
        // No such day comes back as another one.
        (moment.date() == (year, month, day)).then_some(moment)
    }

    /// Year, month and day.
    pub(crate) fn date(&self) -> (i64, i64, i64) {
        date_of(self.days)
    }

    /// Writes it.
    pub(crate) fn text(&self) -> String {
        let (year, month, day) = self.date();
        match (self.known, &self.clock) {
            (1, _) => format!("{year:04}"),
            (2, _) => format!("{year:04}-{month:02}"),
            (_, None) => format!("{year:04}-{month:02}-{day:02}"),
            (_, Some(clock)) => format!("{year:04}-{month:02}-{day:02}T{}", clock.text()),
        }
    }

    /// Seconds since 1970 in UTC; a day counts from its midnight in UTC.
    pub(crate) fn instant(&self) -> i64 {
        let clock = self.clock.as_ref().map_or(0, |c| c.second - c.zone * 60);
        self.days * 86_400 + clock
    }

    /// The wall clock moved, whatever day that makes; a day alone moves by whole days.
    pub(crate) fn moved(&self, seconds: i64) -> Self {
        let total = self.days * 86_400 + self.clock.as_ref().map_or(0, |c| c.second) + seconds;
        let mut moved = self.clone();
        moved.days = total.div_euclid(86_400);
        if let Some(clock) = &mut moved.clock {
            clock.second = total.rem_euclid(86_400);
        }
        moved
    }

    /// The same instant under another offset.
    pub(crate) fn in_zone(&self, zone: i64) -> Self {
        let Some(clock) = &self.clock else { return self.clone() };
        let mut there = self.moved((zone - clock.zone) * 60);
        if let Some(clock) = &mut there.clock {
            clock.zone = zone;
        }
        there
    }

    /// The same day of another year; none where that year has no such day.
    pub(crate) fn in_year(&self, year: i64) -> Option<Self> {
        let (_, month, day) = self.date();
        self.on(year, month, day)
    }

    /// The same time on another day; none where there is no such day.
    pub(crate) fn on(&self, year: i64, month: i64, day: i64) -> Option<Self> {
        let moved = Self { days: days_of(year, month, day), ..self.clone() };
        (moved.date() == (year, month, day)).then_some(moved)
    }
}

impl Clock {
    fn parse(text: &str) -> Option<Self> {
        let at = text.find(['Z', '+', '-'])?;
        let (time, zone) = (text.get(..at)?, text.get(at..)?);
        let (whole, fraction) = match time.find('.') {
            Some(dot) => (time.get(..dot)?, time.get(dot..)?),
            None => (time, ""),
        };
        let parts: Vec<&str> = whole.split(':').collect();
        let [hour, minute, second] = parts[..] else { return None };
        let second = plain(hour, 2)? * 3600 + plain(minute, 2)? * 60 + plain(second, 2)?;
        Some(Self { second, fraction: fraction.to_string(), zone: zone_of(zone)? }).filter(|c| c.second < 86_400)
    }

    fn text(&self) -> String {
        let (hour, minute, second) = (self.second / 3600, self.second / 60 % 60, self.second % 60);
        let zone = match self.zone {
            0 => "Z".to_string(),
            zone => format!("{}{:02}:{:02}", if zone < 0 { '-' } else { '+' }, zone.abs() / 60, zone.abs() % 60),
        };
        format!("{hour:02}:{minute:02}:{second:02}{}{zone}", self.fraction)
    }
}

/// A number of exactly so many digits.
fn plain(text: &str, width: usize) -> Option<i64> {
    let fits = text.len() == width && text.bytes().all(|b| b.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}

fn zone_of(text: &str) -> Option<i64> {
    if text == "Z" {
        return Some(0);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let (hours, minutes) = text.get(1..)?.split_once(':')?;
    Some(sign * (plain(hours, 2)? * 60 + plain(minutes, 2)?))
}

/// Days since 1970-01-01, after Howard Hinnant's `days_from_civil`.
fn days_of(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Year, month and day of days since 1970-01-01, the inverse of [`days_of`].
fn date_of(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let years = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * years + years / 4 - years / 100);
    let part = (5 * of_year + 2) / 153;
    let day = of_year - (153 * part + 2) / 5 + 1;
    let month = if part < 10 { part + 3 } else { part - 9 };
    (years + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::Moment;

    #[test]
    fn what_is_read_is_written_the_same() {
        for text in ["2014", "2014-03", "2014-03-05", "2020-02-29", "1899-12-31", "2014-03-05T23:30:00-05:00", "2014-03-05T23:30:00.933Z"] {
            assert_eq!(Moment::parse(text).expect(text).text(), text);
        }
        for text in ["", "14", "2014-3", "2015-02-29", "2014-03-05T10:00", "2014-03T10:00:00Z", "March", "2014-03-05T10:00:00", "2014-13-01"] {
            assert_eq!(Moment::parse(text), None, "{text}");
        }
    }

    #[test]
    fn an_instant_stays_in_another_zone() {
        let late = Moment::parse("2019-12-31T23:30:00-05:00").unwrap();
        assert_eq!(late.in_zone(0).text(), "2020-01-01T04:30:00Z");
        assert_eq!(late.in_zone(0).instant(), late.instant());
        assert_eq!(late.moved(-86_400).text(), "2019-12-30T23:30:00-05:00");
        assert_eq!(Moment::parse("1970-01-02").unwrap().instant(), 86_400);
    }
}
