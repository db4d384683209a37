//! The exact numbers: what k wrong charts among n allow to say about all charts, and how large n must be.
//!
//! Without a limit to the population the count of wrong charts is binomial, and the bounds are those of Clopper and Pearson
//! (Biometrika 26, 1934): the upper bound is the share at which k or fewer wrong charts would be seen with probability 1 - c. In
//! a population of N charts the count is hypergeometric, which needs fewer charts; the bound is then the largest number of wrong
//! charts that k among n do not refute. Nothing is approximated: no normal, no Poisson, no finite-population correction factor.

/// What the charts are drawn from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Population {
    /// So many that drawing without putting back makes no difference.
    Unlimited,
    /// This many.
    Finite(u64),
}

/// From this many times the sample on, a population counts as unlimited. The binomial bound is the larger one, so nothing is
/// claimed too much.
const UNLIMITED_FROM: u64 = 20;

impl Population {
    /// How a sample of `charts` out of `patients` is judged.
    pub fn of(patients: u64, charts: u64) -> Self {
        if patients >= charts.saturating_mul(UNLIMITED_FROM) { Self::Unlimited } else { Self::Finite(patients) }
    }

    /// The name of the distribution.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unlimited => "binomial",
            Self::Finite(_) => "hypergeometric",
        }
    }
}

/// "Fewer than `share` of the charts are wrong, at `confidence`, if at most `errors` are found."
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Claim {
    /// Share of wrong charts, between 0 and 1.
    pub share: f64,
    /// Confidence, between 0 and 1, one-sided.
    pub confidence: f64,
    /// Wrong charts in the sample that the claim survives.
    pub errors: u64,
}

/// Samples are not looked for beyond this size.
const CHARTS_MAX: u64 = 100_000_000;

impl Claim {
    /// Whether the numbers make a claim at all.
    pub fn is_sound(&self) -> bool {
        self.share > 0.0 && self.share < 1.0 && self.confidence > 0.0 && self.confidence < 1.0
    }

    /// How the claim is judged among `patients`: by the binomial unless the sample is a good part of them.
    pub fn population(&self, patients: u64) -> Population {
        self.charts(Population::Unlimited).map_or(Population::Finite(patients), |charts| Population::of(patients, charts))
    }

    /// Whether `errors` wrong charts among `charts` bear the claim out.
    pub fn is_borne_out(&self, errors: u64, charts: u64, population: Population) -> bool {
        let refuted = left_open(self.confidence);
        match population {
            Population::Unlimited => binomial_at_most(errors, charts, self.share) <= refuted,
            Population::Finite(patients) => hypergeometric_at_most(errors, patients, self.too_many(patients), charts.min(patients)) <= refuted,
        }
    }

    /// The fewest charts that bear the claim out when `self.errors` of them are wrong; none if no number does.
    pub fn charts(&self, population: Population) -> Option<u64> {
        if !self.is_sound() {
            return None;
        }
        let most = match population {
            Population::Unlimited => CHARTS_MAX,
            Population::Finite(patients) => patients,
        };
        let enough = |charts: u64| self.is_borne_out(self.errors, charts, population);
        let (mut low, mut high) = (self.errors.saturating_add(1), most);
        if low > high || !enough(high) {
            return None;
        }
        while low < high {
            let middle = low + (high - low) / 2;
            if enough(middle) { high = middle } else { low = middle + 1 }
        }
        Some(low)
    }

    /// The smallest number of wrong charts among `patients` at which the claim is false.
    fn too_many(&self, patients: u64) -> u64 {
        // A product such as 0.07 * 100 lies a hair above the whole number that is meant.
        ((self.share * patients as f64 - 1e-9).ceil().max(1.0) as u64).min(patients)
    }
}

/// The share of wrong charts that `errors` among `charts` leave possible: with the given confidence it is not higher.
///
/// 0 of 30 at 95 % give 9.50 %, 0 of 299 fewer than 1 %, 0 of 2,995 fewer than 0.1 %. Without a chart it is 1.
pub fn upper_bound(errors: u64, charts: u64, confidence: f64, population: Population) -> f64 {
    if charts == 0 || population == Population::Finite(0) {
        return 1.0;
    }
    let errors = errors.min(charts);
    let refuted = left_open(confidence);
    match population {
        Population::Unlimited if errors == charts => 1.0,
        Population::Unlimited => bisect(errors as f64 / charts as f64, 1.0, |share| binomial_at_most(errors, charts, share) > refuted),
        Population::Finite(patients) => {
            let charts = charts.min(patients);
            let errors = errors.min(charts);
            let (mut low, mut high) = (errors, patients - (charts - errors));
            while low < high {
                let middle = low + (high - low).div_ceil(2);
                if hypergeometric_at_most(errors, patients, middle, charts) > refuted { low = middle } else { high = middle - 1 }
            }
            low as f64 / patients as f64
        }
    }
}

/// The two-sided interval of Clopper and Pearson: half of what confidence leaves open lies on each side.
pub fn interval(errors: u64, charts: u64, confidence: f64) -> (f64, f64) {
    if charts == 0 {
        return (0.0, 1.0);
    }
    let errors = errors.min(charts);
    let side = (1.0 + confidence) / 2.0;
    let lower = match errors.checked_sub(1) {
        None => 0.0,
        Some(fewer) => bisect(0.0, errors as f64 / charts as f64, |share| 1.0 - binomial_at_most(fewer, charts, share) <= 1.0 - side),
    };
    (lower, upper_bound(errors, charts, side, Population::Unlimited))
}

/// What confidence leaves open. A probability that equals it to nine digits counts as equal: 95 of 100 charts bear out at 95 %
/// that none is wrong, although 5 / 100 and 1 - 0.95 are different doubles.
fn left_open(confidence: f64) -> f64 {
    (1.0 - confidence) * (1.0 + 1e-9)
}

/// Where `holds`, true at `low`, turns false on the way to `high`.
fn bisect(mut low: f64, mut high: f64, holds: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..100 {
        let middle = low + (high - low) / 2.0;
        if holds(middle) { low = middle } else { high = middle }
    }
    high
}

/// The probability of at most `errors` wrong charts among `charts` when each is wrong with probability `share`.
fn binomial_at_most(errors: u64, charts: u64, share: f64) -> f64 {
    if errors >= charts || share <= 0.0 {
        return 1.0;
    }
    if share >= 1.0 {
        return 0.0;
    }
    let odds = share / (1.0 - share);
    let exactly = |k: u64| (ln_choose(charts, k) + k as f64 * share.ln() + (charts - k) as f64 * (-share).ln_1p()).exp();
    // Summed from the large end towards the small one, on the side of the mean where the terms fall.
    if (errors as f64) < charts as f64 * share {
        tail(exactly(errors), (1..=errors).rev().map(|k| k as f64 / ((charts - k + 1) as f64 * odds)))
    } else {
        1.0 - tail(exactly(errors + 1), (errors + 1..charts).map(|k| (charts - k) as f64 / (k + 1) as f64 * odds))
    }
}

/// The probability of at most `errors` wrong charts when `charts` are drawn from `patients` of which `wrong` are wrong.
fn hypergeometric_at_most(errors: u64, patients: u64, wrong: u64, charts: u64) -> f64 {
    let (wrong, charts) = (wrong.min(patients), charts.min(patients));
    let fewest = (charts + wrong).saturating_sub(patients);
    if errors >= wrong.min(charts) {
        return 1.0;
    }
    if errors < fewest {
        return 0.0;
    }
    let exactly = |k: u64| (ln_choose(wrong, k) + ln_choose(patients - wrong, charts - k) - ln_choose(patients, charts)).exp();
    // Right charts that would stay undrawn if k of the drawn ones were wrong.
    let undrawn = |k: u64| (patients + k - wrong - charts) as f64;
    if (errors as f64) * (patients as f64) < charts as f64 * wrong as f64 {
        let ratio = |k: u64| k as f64 * undrawn(k) / ((wrong - k + 1) as f64 * (charts - k + 1) as f64);
        tail(exactly(errors), (fewest + 1..=errors).rev().map(ratio))
    } else {
        let ratio = |k: u64| (wrong - k) as f64 * (charts - k) as f64 / ((k + 1) as f64 * undrawn(k + 1));
        1.0 - tail(exactly(errors + 1), (errors + 1..wrong.min(charts)).map(ratio))
    }
}

/// A sum of falling terms, each the one before times a ratio; what no longer counts is left out.
fn tail(first: f64, ratios: impl Iterator<Item = f64>) -> f64 {
    let (mut term, mut sum) = (first, first);
    for ratio in ratios {
        term *= ratio;
        sum += term;
        if term <= sum * 1e-18 {
            break;
        }
    }
    sum.clamp(0.0, 1.0)
}

fn ln_choose(of: u64, k: u64) -> f64 {
    if k > of { f64::NEG_INFINITY } else { ln_factorial(of) - ln_factorial(k) - ln_factorial(of - k) }
}

/// The logarithm of n!, to the last digits of a double: summed when small, Stirling's series (four terms) from there on.
fn ln_factorial(n: u64) -> f64 {
    if n < 64 {
        return (2..=n).map(|i| (i as f64).ln()).sum();
    }
    let x = n as f64;
    let series = 1.0 / (12.0 * x) - 1.0 / (360.0 * x.powi(3)) + 1.0 / (1260.0 * x.powi(5)) - 1.0 / (1680.0 * x.powi(7));
    x * x.ln() - x + 0.5 * (2.0 * std::f64::consts::PI * x).ln() + series
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn close(found: f64, wanted: f64, within: f64) {
        assert!((found - wanted).abs() <= within, "{found} is not {wanted}");
    }

    fn claim(share: f64, confidence: f64, errors: u64) -> Claim {
        Claim { share, confidence, errors }
    }

    #[test]
    fn the_bound_is_the_published_one() {
        for (errors, charts, wanted) in [(0, 30, 0.095_033_852_9), (0, 59, 0.049_507_609_9), (0, 299, 0.009_969_146_8), (0, 2_995, 0.000_999_744_4), (1, 10, 0.394_163_302_4), (5, 20, 0.455_582_404_0), (3, 299, 0.025_726_467_4)] {
            close(upper_bound(errors, charts, 0.95, Population::Unlimited), wanted, 1e-9);
        }
        assert_eq!(upper_bound(0, 0, 0.95, Population::Unlimited), 1.0);
        assert_eq!(upper_bound(7, 7, 0.95, Population::Unlimited), 1.0);
    }

    #[test]
    fn the_interval_is_that_of_clopper_and_pearson() {
        for (errors, charts, low, high) in [(0, 10, 0.0, 0.308_497_1), (1, 10, 0.002_528_6, 0.445_016_1), (5, 20, 0.086_571_5, 0.491_045_9), (2, 59, 0.004_131_9, 0.117_148_5)] {
            let (lower, upper) = interval(errors, charts, 0.95);
            close(lower, low, 1e-7);
            close(upper, high, 1e-7);
        }
    }

    #[test]
    fn the_sizes_are_those_of_the_tables_for_attributes() {
        let sizes = |share, confidence| [0, 1, 2, 3, 4].map(|errors| claim(share, confidence, errors).charts(Population::Unlimited));
        assert_eq!(sizes(0.05, 0.95), [59, 93, 124, 153, 181].map(Some));
        assert_eq!(sizes(0.10, 0.95), [29, 46, 61, 76, 89].map(Some));
        assert_eq!(sizes(0.10, 0.90), [22, 38, 52, 65, 78].map(Some));
        assert_eq!(claim(0.01, 0.95, 0).charts(Population::Unlimited), Some(299));
        assert_eq!(claim(0.001, 0.95, 0).charts(Population::Unlimited), Some(2_995));
    }

    #[test]
    fn a_small_population_needs_the_charts_of_the_tables_for_freedom_from_disease() {
        let table = [(50, 0.1, 22, 33), (100, 0.05, 45, 65), (100, 0.1, 25, 39), (200, 0.01, 155, 195), (500, 0.01, 225, 328), (1_000, 0.01, 258, 393), (1_000, 0.05, 57, 90), (2_000, 0.01, 277, 431), (5_000, 0.01, 290, 456)];
        for (patients, share, none, one) in table {
            let charts = |errors| claim(share, 0.95, errors).charts(Population::Finite(patients));
            assert_eq!((charts(0), charts(1)), (Some(none), Some(one)), "{patients} patients, {share}");
        }
        assert_eq!(claim(0.01, 0.95, 1).charts(Population::Finite(100)), None, "one wrong chart is 1 % of 100");
        assert_eq!(claim(0.01, 0.95, 0).charts(Population::Finite(100)), Some(95));
    }

    #[test]
    fn the_bound_of_a_small_population_counts_whole_charts() {
        let wrong = |errors, charts, patients: u64| (upper_bound(errors, charts, 0.95, Population::Finite(patients)) * patients as f64).round() as u64;
        assert_eq!((wrong(0, 277, 2_000), wrong(0, 276, 2_000), wrong(0, 225, 500), wrong(2, 59, 500)), (19, 20, 4, 49));
        assert_eq!(wrong(3, 100, 100), 3, "all were read");
        assert_eq!((wrong(7, 7, 5), upper_bound(1, 4, 0.95, Population::Finite(0))), (5, 1.0), "a share is never over one");
        close(hypergeometric_at_most(2, 500, 30, 59), 0.287_596_651_3, 1e-9);
        close(hypergeometric_at_most(1, 100, 10, 20), 0.363_049_434_2, 1e-9);
        assert_eq!(hypergeometric_at_most(3, 50, 20, 40), 0.0, "forty of fifty hold at least ten of the twenty");
    }

    #[test]
    fn the_logarithm_of_a_factorial_is_one_function() {
        close(ln_factorial(64) - ln_factorial(63), 64f64.ln(), 1e-11);
        close(ln_factorial(10), 3_628_800f64.ln(), 1e-12);
        close(ln_factorial(1_000), 5_912.128_178_488_163, 1e-9);
    }

    #[test]
    fn an_unsound_claim_has_no_size() {
        for (share, confidence) in [(0.0, 0.95), (1.0, 0.95), (0.01, 0.0), (0.01, 1.0), (f64::NAN, 0.95), (-0.5, 0.95)] {
            assert_eq!(claim(share, confidence, 0).charts(Population::Unlimited), None);
        }
        assert_eq!(claim(0.05, 0.95, 9).charts(Population::Finite(0)), None);
    }

    proptest! {
        #[test]
        fn more_charts_lower_the_bound_and_more_errors_raise_it(charts in 2u64..3_000, part in 0.0f64..1.0, confidence in 0.6f64..0.999) {
            let errors = ((charts - 1) as f64 * part) as u64;
            let bound = upper_bound(errors, charts, confidence, Population::Unlimited);
            prop_assert!(bound > errors as f64 / charts as f64 && bound <= 1.0);
            prop_assert!(upper_bound(errors, charts + 1, confidence, Population::Unlimited) < bound);
            prop_assert!(upper_bound(errors + 1, charts, confidence, Population::Unlimited) > bound);
        }

        #[test]
        fn the_bound_is_where_the_probability_is_what_confidence_leaves(charts in 1u64..3_000, part in 0.0f64..0.9, confidence in 0.6f64..0.999) {
            let errors = ((charts - 1) as f64 * part) as u64;
            let bound = upper_bound(errors, charts, confidence, Population::Unlimited);
            prop_assert!((binomial_at_most(errors, charts, bound) - (1.0 - confidence)).abs() < 1e-8);
        }

        #[test]
        fn the_size_is_the_fewest_charts_that_bear_the_claim_out(share in 0.002f64..0.4, confidence in 0.6f64..0.999, errors in 0u64..6, patients in 5u64..20_000) {
            let claim = Claim { share, confidence, errors };
            for population in [Population::Unlimited, Population::Finite(patients)] {
                if let Some(charts) = claim.charts(population) {
                    prop_assert!(upper_bound(errors, charts, confidence, population) <= share + 1e-9);
                    prop_assert!(!claim.is_borne_out(errors, charts - 1, population) || charts == errors + 1);
                    prop_assert!(!claim.is_borne_out(errors + 1, charts, population) || charts == patients);
                }
            }
        }

        #[test]
        fn a_finite_population_never_needs_more(share in 0.01f64..0.4, confidence in 0.9f64..0.99, errors in 0u64..4, patients in 50u64..50_000) {
            let claim = Claim { share, confidence, errors };
            if let (Some(finite), Some(unlimited)) = (claim.charts(Population::Finite(patients)), claim.charts(Population::Unlimited)) {
                prop_assert!(finite <= unlimited);
            }
        }

        #[test]
        fn probabilities_add_up(charts in 1u64..400, share in 0.0f64..1.0) {
            let single = |k: u64| binomial_at_most(k, charts, share) - if k == 0 { 0.0 } else { binomial_at_most(k - 1, charts, share) };
            let mean: f64 = (0..=charts).map(|k| k as f64 * single(k)).sum();
            prop_assert!((mean - charts as f64 * share).abs() < 1e-6);
        }
    }
}
