//! The hours of the day at which a field's times lie, and by how many whole hours they are shifted against other times: another year's, another
//! place's, another field's. A shift of that kind is a time zone, or a clock that nobody set.
//!
//! Midnight stands for no time and is left out. What must stay true: a shift is told only where the hours have a shape (the day and the night of a
//! clinic), where the two shapes match well once one is turned, and where they match far worse as they are.

/// Times that are enough to have a shape.
const ENOUGH: u64 = 200;

/// Counts by hour of the day.
pub(crate) type Day = [u64; 24];

/// Hours of one field: by year and by facility, in the order of their slots.
#[derive(Debug, Default)]
pub(crate) struct Hours {
    pub(crate) all: Day,
    years: Vec<Day>,
    places: Vec<Day>,
}

impl Hours {
    /// Takes a time in.
    pub(crate) fn add(&mut self, hour: u8, year: Option<usize>, place: Option<usize>) {
        add_at(&mut self.all, hour);
        for (slots, slot) in [(&mut self.years, year), (&mut self.places, place)] {
            let Some(slot) = slot else { continue };
            if slots.len() <= slot {
                slots.resize(slot + 1, [0; 24]);
            }
            if let Some(day) = slots.get_mut(slot) {
                add_at(day, hour);
            }
        }
    }

    /// The year from which on the hours are shifted against all before, by how many hours and in how many rows. `years` in the order of the slots.
    pub(crate) fn shifted_since(&self, years: &[i16]) -> Option<(i16, i8, u64)> {
        let mut ordered: Vec<(i16, &Day)> = years.iter().copied().zip(&self.years).collect();
        ordered.sort_by_key(|(year, _)| *year);
        let whole = |part: &[(i16, &Day)]| part.iter().fold([0; 24], |sum, (_, day)| added(sum, day));
        let splits = (1..ordered.len()).filter_map(|at| {
            let (before, after) = ordered.split_at(at);
            let (before, after) = (whole(before), whole(after));
            let (hours, off) = shift(&before, &after)?;
            Some((off, ordered.get(at)?.0, hours, after.iter().sum::<u64>()))
        });
        splits.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, year, hours, rows)| (year, hours, rows))
    }

    /// Places whose hours are shifted against those of all others, the smaller part: by how many hours, in how many rows.
    pub(crate) fn shifted_places(&self) -> Vec<(i8, u64)> {
        let all = self.places.iter().fold([0; 24], added);
        let total: u64 = all.iter().sum();
        let one = |day: &Day| {
            let rows: u64 = day.iter().sum();
            let mut others = all;
            others.iter_mut().zip(day).for_each(|(sum, n)| *sum = sum.saturating_sub(*n));
            shift(&others, day).filter(|_| rows * 2 < total).map(|(hours, _)| (hours, rows))
        };
        self.places.iter().filter_map(one).collect()
    }
}

fn add_at(day: &mut Day, hour: u8) {
    if let Some(count) = day.get_mut(usize::from(hour)) {
        *count += 1;
    }
}

fn added(mut sum: Day, day: &Day) -> Day {
    sum.iter_mut().zip(day).for_each(|(sum, n)| *sum += n);
    sum
}

/// Half the sum of the differences of two shapes, the second turned back by some hours: 0 for the same, 1 for shapes without anything in common.
fn apart(one: &Day, other: &Day, hours: usize) -> f64 {
    let (all, others) = (one.iter().sum::<u64>().max(1) as f64, other.iter().sum::<u64>().max(1) as f64);
    let turned = other.iter().cycle().skip(hours).take(24);
    one.iter().zip(turned).map(|(a, b)| (*a as f64 / all - *b as f64 / others).abs()).sum::<f64>() / 2.0
}

/// By how many hours the second is later than the first, from -11 to 12 and never 0, and how well it matches then.
pub(crate) fn shift(one: &Day, other: &Day) -> Option<(i8, f64)> {
    if one.iter().sum::<u64>() < ENOUGH || other.iter().sum::<u64>() < ENOUGH {
        return None;
    }
    const FLAT: Day = [1; 24];
    let shaped = apart(one, &FLAT, 0) >= 0.25 && apart(other, &FLAT, 0) >= 0.25;
    let (hours, off) = (1..24).map(|hours| (hours, apart(one, other, hours))).min_by(|a, b| a.1.total_cmp(&b.1))?;
    let as_they_are = apart(one, other, 0);
    let told = shaped && off <= 0.2 && as_they_are >= 0.12 && as_they_are >= off * 3.0;
    let signed = i8::try_from(hours).ok()?;
    told.then_some((if signed > 12 { signed - 24 } else { signed }, off))
}

/// A shift in words: `five hours later`.
pub(crate) fn told(hours: i8) -> String {
    let count = hours.unsigned_abs();
    // Not as a figure: figures that small stand for people elsewhere, and are masked.
    const WORDS: [&str; 13] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    let word = WORDS.get(usize::from(count)).copied().unwrap_or("many");
    format!("{word} {} {}", if count == 1 { "hour" } else { "hours" }, if hours < 0 { "earlier" } else { "later" })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A clinic from eight to five with a noon, so many times an hour, shifted.
    fn clinic(times: u64, shifted: usize) -> Day {
        let mut day = [0; 24];
        for (hour, weight) in (8..18usize).zip([6, 9, 10, 8, 3, 6, 9, 8, 5, 2]) {
            day[(hour + shifted) % 24] = weight * times;
        }
        day
    }

    #[test]
    fn a_shape_that_was_turned_is_told_with_its_hours() {
        assert_eq!(shift(&clinic(10, 0), &clinic(7, 5)).map(|s| s.0), Some(5));
        assert_eq!(shift(&clinic(10, 5), &clinic(7, 0)).map(|s| s.0), Some(-5));
        assert_eq!(shift(&clinic(10, 0), &clinic(90, 1)).map(|s| s.0), Some(1));
        assert_eq!(shift(&clinic(10, 0), &clinic(90, 0)), None, "the same hours");
        assert_eq!(shift(&clinic(1, 0), &clinic(1, 5)), None, "too few to tell");
        let mut night = [0; 24];
        (0..24).for_each(|hour| night[hour] = 40);
        assert_eq!(shift(&night, &clinic(10, 5)), None, "round the clock has no shape");
        let mut other = [0; 24];
        (other[10], other[15]) = (300, 300);
        assert_eq!(shift(&clinic(10, 0), &other), None, "another shape is no shift");
    }

    #[test]
    fn the_year_and_the_place_of_a_shift_are_found() {
        let mut hours = Hours::default();
        for (year, shifted) in [(0, 0), (1, 0), (2, 5), (3, 5)] {
            for (hour, count) in clinic(10, shifted).iter().enumerate() {
                (0..*count).for_each(|n| hours.add(hour as u8, Some(year), Some((n % 2) as usize)));
            }
        }
        assert_eq!(hours.shifted_since(&[2012, 2013, 2014, 2015]), Some((2014, 5, 1_320)));
        assert!(hours.shifted_places().is_empty(), "both places changed together");
        let mut hours = Hours::default();
        for (place, shifted) in [(0, 0), (1, 0), (2, 3)] {
            for (hour, count) in clinic(10, shifted).iter().enumerate() {
                (0..*count).for_each(|_| hours.add(hour as u8, Some(0), Some(place)));
            }
        }
        assert_eq!((hours.shifted_places(), hours.shifted_since(&[2012])), (vec![(3, 660)], None));
        assert_eq!((told(3), told(-1)), ("three hours later".to_string(), "one hour earlier".to_string()));
    }
}
