//! Numbers of one test in bounded memory: exact count and sum, least, most, and a histogram by the two leading digits.
//!
//! A bin holds the numbers that begin with the same two digits at the same power of ten, so that quantiles are known to within
//! 10 % and no floating point decides: same numbers, same bins, in whatever order they come.

use model::Decimal;
use std::collections::BTreeMap;

/// The numbers of one side.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sketch {
    pub(crate) count: u64,
    /// Exact; nothing where it outgrew a decimal.
    pub(crate) sum: Option<Decimal>,
    pub(crate) least: Option<Decimal>,
    pub(crate) most: Option<Decimal>,
    bins: BTreeMap<i16, u64>,
}

impl Sketch {
    pub(crate) fn add(&mut self, number: Decimal) {
        self.sum = if self.count == 0 { Some(number) } else { self.sum.and_then(|s| s.checked_add(number)) };
        self.count += 1;
        self.least = Some(self.least.map_or(number, |l| l.min(number)));
        self.most = Some(self.most.map_or(number, |m| m.max(number)));
        *self.bins.entry(bin(number)).or_default() += 1;
    }

    /// Adds the numbers of another.
    pub(crate) fn join(&mut self, other: &Self) {
        if other.count == 0 {
            return;
        }
        self.sum = if self.count == 0 { other.sum } else { self.sum.zip(other.sum).and_then(|(own, other)| own.checked_add(other)) };
        self.count += other.count;
        self.least = self.least.into_iter().chain(other.least).min();
        self.most = self.most.into_iter().chain(other.most).max();
        other.bins.iter().for_each(|(bin, n)| *self.bins.entry(*bin).or_default() += n);
    }

    /// First, second and third quartile, each cut to two digits.
    pub(crate) fn quartiles(&self) -> Option<[Decimal; 3]> {
        (self.count > 0).then(|| [1, 2, 3].map(|q| self.quantile(self.count.saturating_mul(q).div_ceil(4))))
    }

    /// The bin of the number of a rank, from 1.
    fn quantile(&self, rank: u64) -> Decimal {
        let mut seen = 0;
        for (bin, n) in &self.bins {
            seen += n;
            if seen >= rank {
                return edge(*bin);
            }
        }
        Decimal::ZERO
    }
}

/// Sign, power of ten and two leading digits as one number in the order of the values.
fn bin(number: Decimal) -> i16 {
    let mantissa = number.mantissa().unsigned_abs();
    if mantissa == 0 {
        return 0;
    }
    let digits = mantissa.ilog10();
    let leading = if digits >= 1 { mantissa / 10u128.pow(digits - 1) } else { mantissa * 10 };
    let power = digits as i16 - number.scale() as i16;
    let place = (power + 30) * 90 + leading as i16 - 9;
    if number.is_sign_negative() { -place } else { place }
}

/// The number of a bin that is nearest to zero.
fn edge(bin: i16) -> Decimal {
    if bin == 0 {
        return Decimal::ZERO;
    }
    let place = bin.abs() - 1;
    let (power, leading) = (i32::from(place / 90) - 30 - 1, i64::from(place % 90) + 10);
    let number = match u32::try_from(power) {
        Ok(up) => Decimal::try_from_i128_with_scale(i128::from(leading) * 10i128.pow(up.min(30)), 0).unwrap_or(Decimal::MAX),
        Err(_) => Decimal::try_new(leading, power.unsigned_abs()).unwrap_or(Decimal::ZERO),
    };
    let number = number.normalize();
    if bin < 0 { -number } else { number }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::parse_decimal;
    use proptest::prelude::*;

    fn number(text: &str) -> Decimal {
        parse_decimal(text).unwrap()
    }

    #[test]
    fn a_bin_is_known_by_its_two_leading_digits() {
        for (given, cut) in [("9.13", "9.1"), ("0.00457", "0.0045"), ("5", "5"), ("1234", "1200"), ("-7.77", "-7.7"), ("0", "0"), ("10.00", "10")] {
            assert_eq!(edge(bin(number(given))), number(cut), "{given}");
        }
    }

    #[test]
    fn quartiles_and_sums_do_not_depend_on_the_order() {
        let (mut up, mut down) = (Sketch::default(), Sketch::default());
        (1..=100).for_each(|n| up.add(Decimal::from(n)));
        (1..=100).rev().for_each(|n| down.add(Decimal::from(n)));
        assert_eq!(up.quartiles(), Some([25, 50, 75].map(Decimal::from)));
        assert_eq!((up.quartiles(), up.sum, up.least, up.most), (down.quartiles(), Some(Decimal::from(5050)), down.least, down.most));
    }

    #[test]
    fn what_is_joined_is_what_was_added_together() {
        let sketch = |range: std::ops::RangeInclusive<i64>| {
            let mut sketch = Sketch::default();
            range.for_each(|n| sketch.add(Decimal::from(n)));
            sketch
        };
        let told = |s: &Sketch| (s.count, s.sum, s.least, s.most, s.quartiles());
        let mut joined = sketch(1..=40);
        joined.join(&sketch(41..=100));
        joined.join(&Sketch::default());
        assert_eq!(told(&joined), told(&sketch(1..=100)));
        let mut empty = Sketch::default();
        empty.join(&sketch(1..=3));
        assert_eq!(told(&empty), told(&sketch(1..=3)));
    }

    proptest! {
        #[test]
        fn the_edge_is_never_further_from_zero_and_within_a_tenth(mantissa in -1_000_000_000i64..1_000_000_000, scale in 0u32..12) {
            let given = Decimal::new(mantissa, scale);
            let cut = edge(bin(given));
            prop_assert!(cut.abs() <= given.abs());
            prop_assert!((given - cut).abs() * Decimal::from(10) <= given.abs());
        }

        #[test]
        fn bins_stand_in_the_order_of_the_numbers(a in -1_000_000i64..1_000_000, b in -1_000_000i64..1_000_000, scale in 0u32..6) {
            let (a, b) = (Decimal::new(a, scale), Decimal::new(b, scale));
            prop_assert!(a > b || bin(a) <= bin(b));
        }
    }
}
