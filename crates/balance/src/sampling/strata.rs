//! What may be said of each stratum, and of all of them together.
//!
//! The claim itself rests on the charts drawn by lot and needs nothing of this. The weighted bound uses all charts that were read,
//! also those that were taken from the top on purpose, and is valid whatever was oversampled: the share of wrong charts is the sum
//! over the strata of weight times share, so a bound on every share bounds the sum. For all of them to hold at once with
//! confidence c, each holds with 1 - (1 - c) / m, where m counts the strata that were not read as a whole (Bonferroni). That asks
//! for more than needed and never for less: the weighted bound is the cautious one, and lies above the claim's for the same charts.

use super::bound::{Population, upper_bound};
use super::draw::Stratum;

/// A stratum and what was found in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StratumCount {
    /// Which.
    pub stratum: Stratum,
    /// Patients in it.
    pub patients: u64,
    /// Of them charts in the sample.
    pub charts: u64,
    /// Of them settled.
    pub read: u64,
    /// Of them wrong, or not to be told: what is unclear counts as wrong.
    pub wrong: u64,
}

impl StratumCount {
    /// Whether every chart of the stratum was read, so that its share of wrong ones is known and not bounded.
    fn is_read_as_a_whole(&self) -> bool {
        self.read >= self.patients
    }

    /// The upper bound of its share of wrong charts.
    pub fn upper(&self, confidence: f64) -> f64 {
        match (self.patients, self.is_read_as_a_whole()) {
            (0, _) => 0.0,
            (patients, true) => self.wrong as f64 / patients as f64,
            (patients, false) => upper_bound(self.wrong, self.read, confidence, Population::of(patients, self.read)),
        }
    }
}

/// The upper bound of the share of wrong charts over all strata.
pub fn weighted_bound(strata: &[StratumCount], confidence: f64) -> f64 {
    let patients: u64 = strata.iter().map(|s| s.patients).sum();
    if patients == 0 {
        return 1.0;
    }
    let bounded = strata.iter().filter(|s| !s.is_read_as_a_whole()).count().max(1);
    let each = 1.0 - (1.0 - confidence) / bounded as f64;
    let weighted = strata.iter().map(|s| s.patients as f64 / patients as f64 * s.upper(each));
    weighted.sum::<f64>().min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(stratum: Stratum, patients: u64, read: u64, wrong: u64) -> StratumCount {
        StratumCount { stratum, patients, charts: read, read, wrong }
    }

    #[test]
    fn a_stratum_read_as_a_whole_is_known() {
        let top = count(Stratum::Top, 40, 40, 3);
        assert_eq!(top.upper(0.95), 3.0 / 40.0);
        assert_eq!(count(Stratum::Top, 0, 0, 0).upper(0.95), 0.0);
        assert_eq!(count(Stratum::Rest, 900, 0, 0).upper(0.95), 1.0, "nobody looked");
    }

    #[test]
    fn the_weighted_bound_splits_the_confidence_over_what_is_not_known() {
        let strata = [count(Stratum::Top, 1_000, 1_000, 10), count(Stratum::Rest, 99_000, 299, 0)];
        let wanted = 0.01 * 0.01 + 0.99 * upper_bound(0, 299, 0.95, Population::Unlimited);
        assert!((weighted_bound(&strata, 0.95) - wanted).abs() < 1e-12, "one stratum is not known: it has the whole confidence");
        let strata = [count(Stratum::Top, 50_000, 299, 0), count(Stratum::Rest, 50_000, 299, 0)];
        assert!((weighted_bound(&strata, 0.95) - upper_bound(0, 299, 0.975, Population::Unlimited)).abs() < 1e-12);
    }

    #[test]
    fn it_is_never_below_the_bound_of_the_same_charts_by_lot() {
        let strata = [count(Stratum::Top, 5_000, 15, 0), count(Stratum::Middle, 20_000, 60, 1), count(Stratum::Rest, 75_000, 224, 0)];
        assert!(weighted_bound(&strata, 0.95) > upper_bound(1, 299, 0.95, Population::Unlimited));
        assert_eq!(weighted_bound(&[], 0.95), 1.0);
    }
}
