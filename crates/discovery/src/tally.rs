//! Sums over the rows of one field: kinds, dates, trouble. Takes the facts of a value with the number of its rows.

use crate::facts::{
    AMBIGUOUS, CLASSES, CONTROL, DATE_FORMATS, DATED, DAY_FIRST, DECIMAL, DEFAULT_DATES, DOUBTFUL, Facts, IMPOSSIBLE, INTEGER, MIDNIGHT, MOJIBAKE, MONTH_FIRST,
    NULL_LIKE, ODD_YEAR, REPLACEMENT, SCALAR, SKIPPED_HOUR, TEST, TIMED,
};
use std::collections::BTreeMap;

/// Least and greatest of what was seen.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Range(pub(crate) Option<(f64, f64)>);

impl Range {
    fn take(&mut self, value: f64) {
        self.0 = Some(self.0.map_or((value, value), |(least, greatest)| (least.min(value), greatest.max(value))));
    }
}

/// The sums.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) classes: [u64; CLASSES],
    pub(crate) nulls: [u64; NULL_LIKE.len()],
    pub(crate) defaults: [u64; DEFAULT_DATES.len()],
    pub(crate) years: BTreeMap<i16, u64>,
    pub(crate) numbers: Range,
    pub(crate) moments: Range,
    pub(crate) timed: u64,
    pub(crate) midnight: u64,
    pub(crate) ambiguous: u64,
    pub(crate) day_first: u64,
    pub(crate) month_first: u64,
    pub(crate) impossible: u64,
    pub(crate) doubtful: u64,
    pub(crate) odd_year: u64,
    pub(crate) mojibake: u64,
    pub(crate) replacement: u64,
    pub(crate) control: u64,
    pub(crate) test: u64,
    pub(crate) skipped_hour: u64,
    /// Of times of day: minutes east of UTC, or none said.
    pub(crate) offsets: BTreeMap<Option<i16>, u64>,
}

impl Tally {
    /// Adds a value that stands in `rows` rows.
    pub(crate) fn add(&mut self, facts: &Facts, rows: u64) {
        add_at(&mut self.classes, Some(facts.class), rows);
        if facts.null > 0 {
            add_at(&mut self.nulls, facts.null.checked_sub(1), rows);
        }
        if facts.class >= DATED {
            *self.years.entry(facts.year).or_default() += rows;
            add_at(&mut self.defaults, facts.default.checked_sub(1), rows);
            if facts.has(TIMED) {
                *self.offsets.entry(facts.offset).or_default() += rows;
            }
        }
        if facts.has(SCALAR) {
            let range = if matches!(facts.class, INTEGER | DECIMAL) {
                &mut self.numbers
            } else {
                &mut self.moments
            };
            range.take(facts.scalar);
        }
        if facts.flags & !SCALAR == 0 {
            return;
        }
        for (flag, sum) in [
            (TIMED, &mut self.timed),
            (MIDNIGHT, &mut self.midnight),
            (AMBIGUOUS, &mut self.ambiguous),
            (DAY_FIRST, &mut self.day_first),
            (MONTH_FIRST, &mut self.month_first),
            (IMPOSSIBLE, &mut self.impossible),
            (DOUBTFUL, &mut self.doubtful),
            (ODD_YEAR, &mut self.odd_year),
            (MOJIBAKE, &mut self.mojibake),
            (REPLACEMENT, &mut self.replacement),
            (CONTROL, &mut self.control),
            (TEST, &mut self.test),
            (SKIPPED_HOUR, &mut self.skipped_hour),
        ] {
            if facts.has(flag) {
                *sum += rows;
            }
        }
    }

    /// Rows with a date or a date and time.
    pub(crate) fn dates(&self) -> u64 {
        self.classes.iter().skip(DATED).sum()
    }

    /// Rows with a day that is eight digits and nothing else: a number as well.
    pub(crate) fn spelled_by_digits(&self) -> u64 {
        self.classes
            .iter()
            .skip(DATED)
            .zip(DATE_FORMATS)
            .filter(|(_, format)| *format == "YYYYMMDD")
            .map(|(rows, _)| rows)
            .sum()
    }
}

fn add_at(sums: &mut [u64], index: Option<usize>, rows: u64) {
    if let Some(sum) = index.and_then(|index| sums.get_mut(index)) {
        *sum += rows;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::examine;

    #[test]
    fn rows_add_up() {
        let mut tally = Tally::default();
        for (text, rows) in [("5", 3), ("7.5", 1), ("2012-03-04 00:00:00", 10), ("1900-01-01", 4), ("N/A", 2)] {
            tally.add(&examine(text, false, false), rows);
        }
        assert_eq!((tally.dates(), tally.timed, tally.midnight), (14, 10, 10));
        assert_eq!((tally.numbers.0, tally.defaults[0], tally.nulls[2]), (Some((5.0, 7.5)), 4, 2));
        assert_eq!(tally.years, BTreeMap::from([(1900, 4), (2012, 10)]));
    }
}
