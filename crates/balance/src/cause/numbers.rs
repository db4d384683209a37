//! What was done to numbers that differ: all multiplied by one factor, all greater by one amount, or degrees of one scale under the unit of another. It is
//! drawn from pairs of values and said without any of them. What must stay true: it holds of nearly all of them, and they are not all alike.

use super::common::is_nearly_all;
use super::{Cause, SHOWN_MIN};

/// Different numbers of the source from which on one factor is no chance.
const NUMBERS_MIN: usize = 5;
/// By how much of itself a number may miss a factor beside what is rounded away: the factor is drawn from rounded numbers.
const MISS: f64 = 0.002;

/// A number of both books, half a unit of the last digit of the second, and how often they are found.
struct Pair {
    legacy: f64,
    destination: f64,
    rounded: f64,
    count: u64,
}

/// A number as it is shown, maybe with a unit behind it, and how many digits stand behind its point.
fn number(shown: &str) -> Option<(f64, i32)> {
    let text = shown.split_whitespace().next()?;
    let digits = text.split_once('.').map_or(0, |(_, digits)| digits.len());
    let number = text.parse::<f64>().ok().filter(|number| number.is_finite())?;
    Some((number, i32::try_from(digits).ok()?))
}

fn pair(legacy: &str, destination: &str, count: u64) -> Option<Pair> {
    let ((legacy, _), (destination, digits)) = (number(legacy)?, number(destination)?);
    Some(Pair { legacy, destination, rounded: 0.5 * 10_f64.powi(-digits), count })
}

/// Whether what is done to the numbers of the source gives nearly all of the destination's, each missed by no more than such a part of itself.
fn fits(pairs: &[Pair], miss: f64, done: impl Fn(f64) -> f64) -> bool {
    let all: u64 = pairs.iter().map(|pair| pair.count).sum();
    let is_close = |pair: &&Pair| {
        let expected = done(pair.legacy);
        (expected - pair.destination).abs() <= pair.rounded * 1.01 + expected.abs() * miss
    };
    let fitting: u64 = pairs.iter().filter(is_close).map(|pair| pair.count).sum();
    is_nearly_all(fitting, all)
}

/// The middle one of some numbers.
fn middle(mut numbers: Vec<f64>) -> Option<f64> {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied()
}

/// Four digits that count.
fn shown(number: f64) -> String {
    let places = (0..12_usize).find(|places| number.abs() * 10_f64.powi(i32::try_from(*places).unwrap_or_default()) >= 1000.0).unwrap_or(12);
    let text = format!("{number:.places$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_string() } else { text }
}

/// What was done to numbers, in words; none where nothing is done to nearly all of them.
fn done(pairs: &[Pair]) -> Option<String> {
    let different = |number: fn(&Pair) -> f64| {
        let mut numbers: Vec<f64> = pairs.iter().map(number).collect();
        numbers.sort_by(f64::total_cmp);
        numbers.dedup();
        numbers.iter().filter(|number| **number != 0.0).count()
    };
    // Where the destination says few different numbers whatever the source says, nothing was done to them.
    if different(|pair| pair.legacy) < NUMBERS_MIN || different(|pair| pair.destination) < NUMBERS_MIN {
        return None;
    }
    if fits(pairs, 0.0, |number| (number - 32.0) * 5.0 / 9.0) {
        return Some("every number is degrees Celsius of the Fahrenheit of the source".into());
    }
    if fits(pairs, 0.0, |number| number * 9.0 / 5.0 + 32.0) {
        return Some("every number is degrees Fahrenheit of the Celsius of the source".into());
    }
    let more = middle(pairs.iter().map(|pair| pair.destination - pair.legacy).collect())?;
    // One more and one less are told first: of numbers that lie close together both may fit.
    if more.abs() >= MISS && fits(pairs, 0.0, |number| number + more) {
        return Some(format!("every number is that of the source {} {}", if more > 0.0 { "plus" } else { "minus" }, shown(more.abs())));
    }
    let factor = middle(pairs.iter().filter(|pair| pair.legacy != 0.0).map(|pair| pair.destination / pair.legacy).collect())?;
    let is_other = factor != 0.0 && (factor - 1.0).abs() > 0.01;
    (is_other && fits(pairs, MISS, |number| number * factor)).then(|| format!("every number is that of the source times {}", shown(factor)))
}

impl Cause {
    /// What was done to its numbers, in words.
    pub(super) fn done_to_numbers(&self) -> Option<String> {
        if self.patients < SHOWN_MIN || !self.label.ends_with(": the value differs") {
            return None;
        }
        let pairs: Vec<Pair> = self.clusters.iter().filter_map(|((legacy, destination), cluster)| pair(legacy, destination, cluster.statements)).collect();
        let known: u64 = pairs.iter().map(|pair| pair.count).sum();
        // What a few patients have in common is nobody's business.
        let is_of_few = is_nearly_all(self.marks.of_few(), known);
        if is_of_few || !is_nearly_all(known, self.statements) { None } else { done(&pairs) }
    }
}

#[cfg(test)]
mod tests {
    use super::{Pair, done, pair};

    fn told(pairs: &[(&str, &str)]) -> Option<String> {
        let pairs: Vec<Pair> = pairs.iter().filter_map(|(legacy, destination)| pair(legacy, destination, 10)).collect();
        done(&pairs)
    }

    #[test]
    fn what_was_done_to_numbers_is_told_by_its_factor_its_amount_or_its_scale() {
        let weights = [("150 [lb_av]", "68 [lb_av]"), ("200.5 [lb_av]", "90.9 [lb_av]"), ("99 [lb_av]", "44.9 [lb_av]"), ("310 [lb_av]", "140.6 [lb_av]"), ("120 [lb_av]", "54.4 [lb_av]")];
        assert!(told(&weights).is_some_and(|text| text.starts_with("every number is that of the source times 0.45")), "{:?}", told(&weights));
        let degrees = [("98.6 [degF]", "37"), ("100.4 [degF]", "38"), ("97.7 [degF]", "36.5"), ("102 [degF]", "38.9"), ("99.1 [degF]", "37.3")];
        assert_eq!(told(&degrees).as_deref(), Some("every number is degrees Celsius of the Fahrenheit of the source"));
        let refills = [("0", "1"), ("1", "2"), ("2", "3"), ("3", "4"), ("5", "6"), ("11", "12")];
        assert_eq!(told(&refills).as_deref(), Some("every number is that of the source plus 1"));
        // Others, too few, and none.
        assert_eq!(told(&[("1", "7"), ("2", "5"), ("3", "90"), ("4", "2"), ("5", "1")]), None);
        assert_eq!(told(&weights[..4]), None);
        assert_eq!(told(&[("1.1", "2"), ("1.2", "2"), ("1.3", "2"), ("1.4", "2"), ("1.45", "2")]), None, "a default");
        assert_eq!(told(&[]), None);
    }
}
