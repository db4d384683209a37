//! Days and minutes of the proleptic Gregorian calendar, and the ways the legacy system writes them.
//!
//! There is no clock here: the export was taken on `REFERENCE`, always. Times are local and know no zone, exactly as in
//! the export.

/// A day, counted from 1970-01-01.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Day(pub i64);

/// The day on which the export was taken: 2024-06-30.
pub const REFERENCE: Day = Day(19_904);

/// The day on which the legacy system went live: 2012-01-01.
pub const GO_LIVE: Day = Day(15_340);

impl Day {
    /// The day of a year, month and day that exist.
    pub fn of(year: i64, month: i64, day: i64) -> Day {
        let shifted = if month <= 2 { year - 1 } else { year };
        let era = shifted.div_euclid(400);
        let year_of_era = shifted.rem_euclid(400);
        let month_from_march = (month + 9) % 12;
        let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Day(era * 146_097 + day_of_era - 719_468)
    }

    /// Year, month and day.
    pub fn parts(self) -> (i64, i64, i64) {
        let shifted = self.0 + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 {
            month_from_march + 3
        } else {
            month_from_march - 9
        };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        (year, month, day)
    }

    /// This day moved by a number of days.
    pub fn plus(self, days: i64) -> Day {
        Day(self.0 + days)
    }

    /// `MM/DD/YYYY`
    pub fn us(self) -> String {
        let (year, month, day) = self.parts();
        format!("{month:02}/{day:02}/{year:04}")
    }

    /// `MM/YYYY`
    pub fn month_text(self) -> String {
        let (year, month, _) = self.parts();
        format!("{month:02}/{year:04}")
    }

    /// `YYYY`
    pub fn year_text(self) -> String {
        format!("{:04}", self.parts().0)
    }

    /// `YYYY-MM-DD`
    pub fn iso(self) -> String {
        let (year, month, day) = self.parts();
        format!("{year:04}-{month:02}-{day:02}")
    }

    /// `YYYYMMDD`
    pub fn compact(self) -> String {
        let (year, month, day) = self.parts();
        format!("{year:04}{month:02}{day:02}")
    }
}

/// A local minute.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Moment {
    /// The day.
    pub day: Day,
    /// Minutes since local midnight.
    pub minute: i64,
}

impl Moment {
    /// A minute of a day.
    pub fn new(day: Day, minute: i64) -> Moment {
        Moment { day, minute }
    }

    /// This minute moved by a number of minutes.
    pub fn plus(self, minutes: i64) -> Moment {
        let total = self.minute + minutes;
        Moment {
            day: self.day.plus(total.div_euclid(1440)),
            minute: total.rem_euclid(1440),
        }
    }

    /// `MM/DD/YYYY HH:MM`
    pub fn us(self) -> String {
        format!(
            "{} {:02}:{:02}",
            self.day.us(),
            self.minute / 60,
            self.minute % 60
        )
    }

    /// `YYYY-MM-DD HH:MM:SS`, the audit form.
    pub fn audit(self) -> String {
        format!(
            "{} {:02}:{:02}:07",
            self.day.iso(),
            self.minute / 60,
            self.minute % 60
        )
    }

    /// `YYYYMMDDHHMM`, the HL7 form.
    pub fn hl7(self) -> String {
        format!(
            "{}{:02}{:02}",
            self.day.compact(),
            self.minute / 60,
            self.minute % 60
        )
    }
}
