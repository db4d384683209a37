//! Which charts are read: strata from the rank of edge cases, and a selection that depends on the seed and on nothing else.
//!
//! Every patient gets a number from the seed and the pseudonym. The charts with the lowest numbers are the sample *by lot*: each
//! patient had the same chance, so these bear the claim. The top stratum is then filled up to what was declared, again lowest
//! numbers first. Read in the order of the draw, any beginning of the sample is itself a sample by lot.
//!
//! What must stay true: the order in which patients are offered changes nothing, and a patient keeps the number in the next run.

use std::collections::BinaryHeap;

/// How likely the patients of a part are to have broken, as the rank of edge cases has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stratum {
    /// With a safety finding, or among the highest edge scores.
    Top,
    /// The next highest edge scores.
    Middle,
    /// Everybody else.
    Rest,
}

impl Stratum {
    /// Every stratum, the likeliest to break first.
    pub const ALL: [Self; 3] = [Self::Top, Self::Middle, Self::Rest];

    /// Its name.
    pub fn word(self) -> &'static str {
        match self {
            Self::Top => "top",
            Self::Middle => "middle",
            Self::Rest => "rest",
        }
    }

    /// The stratum of a name.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.word() == word)
    }

    /// How many people read each of its charts, without knowing of each other.
    pub fn readers(self) -> u8 {
        if self == Self::Top { 2 } else { 1 }
    }
}

/// The edge scores at which the strata begin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cuts {
    /// Lowest score of the top stratum.
    pub top: f64,
    /// Lowest score of the middle stratum.
    pub middle: f64,
}

impl Cuts {
    /// The stratum of a patient. Who has no reason to break at all is never above the rest, however low a cut lies.
    pub fn stratum(&self, safety: u64, score: f64) -> Stratum {
        if safety > 0 || (score > 0.0 && score >= self.top) {
            Stratum::Top
        } else if score > 0.0 && score >= self.middle {
            Stratum::Middle
        } else {
            Stratum::Rest
        }
    }
}

/// How many charts of the top stratum are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TopCharts {
    /// Those that the lot gives.
    Lot,
    /// At least so many.
    AtLeast(u64),
    /// All.
    All,
}

impl TopCharts {
    /// Charts of a top stratum of `patients` that are kept aside for it.
    pub fn of(self, patients: u64) -> u64 {
        match self {
            Self::Lot => 0,
            Self::AtLeast(charts) => charts.min(patients),
            Self::All => patients,
        }
    }
}

/// A chart to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// Ordinal of the patient in the run.
    pub ordinal: u64,
    /// Pseudonym.
    pub token: String,
    /// Stratum.
    pub stratum: Stratum,
    /// Drawn by lot from all patients; otherwise taken from the top stratum on purpose.
    pub by_lot: bool,
}

/// A patient with the number that the seed gives; the heap's largest is the one to give up.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    number: u64,
    token: String,
    ordinal: u64,
    stratum: Stratum,
}

/// A draw in the making: patients are offered one by one, in any order, and only those that may be chosen are kept.
#[derive(Debug)]
pub struct Draw {
    seed: u64,
    lot: Lowest,
    top: Lowest,
    patients: [u64; 3],
}

impl Draw {
    /// A draw of `charts` by lot, with `top` charts of the top stratum at least.
    pub fn new(seed: u64, charts: u64, top: u64) -> Self {
        Self { seed, lot: Lowest::new(charts), top: Lowest::new(top), patients: [0; 3] }
    }

    /// Takes notice of a patient.
    pub fn offer(&mut self, ordinal: u64, token: &str, stratum: Stratum) {
        let number = number(self.seed, token);
        self.patients[stratum as usize] += 1;
        self.lot.offer(number, token, ordinal, stratum);
        if stratum == Stratum::Top {
            self.top.offer(number, token, ordinal, stratum);
        }
    }

    /// Patients offered so far: top, middle, rest.
    pub fn patients(&self) -> [u64; 3] {
        self.patients
    }

    /// The sample in the order of the draw.
    pub fn finish(self) -> Vec<Drawn> {
        let drawn = |c: Candidate, by_lot: bool| Drawn { ordinal: c.ordinal, token: c.token, stratum: c.stratum, by_lot };
        let lot = self.lot.sorted();
        // Whoever was drawn by lot has a lower number than whoever was not, so the rest of the top comes after them.
        let last = lot.last().cloned();
        let more = self.top.sorted().into_iter().filter(|c| last.as_ref().is_none_or(|last| c > last));
        let more: Vec<Drawn> = more.map(|c| drawn(c, false)).collect();
        lot.into_iter().map(|c| drawn(c, true)).chain(more).collect()
    }
}

/// The candidates with the lowest numbers.
#[derive(Debug)]
struct Lowest {
    most: usize,
    heap: BinaryHeap<Candidate>,
}

impl Lowest {
    fn new(most: u64) -> Self {
        Self { most: usize::try_from(most).unwrap_or(usize::MAX), heap: BinaryHeap::new() }
    }

    fn offer(&mut self, number: u64, token: &str, ordinal: u64, stratum: Stratum) {
        let full = self.heap.len() >= self.most;
        if full && self.heap.peek().is_none_or(|worst| (number, token) >= (worst.number, worst.token.as_str())) {
            return;
        }
        if full {
            self.heap.pop();
        }
        self.heap.push(Candidate { number, token: token.to_string(), ordinal, stratum });
    }

    fn sorted(self) -> Vec<Candidate> {
        self.heap.into_sorted_vec()
    }
}

/// The number that a seed gives a pseudonym: its bytes folded in one by one through the finaliser of SplitMix64 (Steele, Lea and
/// Flood, OOPSLA 2014). Pseudonyms are random already; what matters is that another seed gives another order.
fn number(seed: u64, token: &str) -> u64 {
    token.bytes().fold(mix(seed), |state, byte| mix(state ^ u64::from(byte)))
}

fn mix(state: u64) -> u64 {
    let z = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn stratum(index: u64) -> Stratum {
        match index % 20 {
            0 => Stratum::Top,
            1..=4 => Stratum::Middle,
            _ => Stratum::Rest,
        }
    }

    fn sample(seed: u64, patients: impl Iterator<Item = u64>, charts: u64, top: u64) -> Vec<Drawn> {
        let mut draw = Draw::new(seed, charts, top);
        patients.for_each(|i| draw.offer(i, &format!("P{i:05}"), stratum(i)));
        draw.finish()
    }

    #[test]
    fn strata_come_from_safety_and_score() {
        let cuts = Cuts { top: 50.0, middle: 10.0 };
        let of = |safety, score| cuts.stratum(safety, score);
        assert_eq!([of(1, 0.0), of(0, 50.0), of(0, 49.9), of(0, 10.0), of(0, 9.9), of(0, 0.0)], [Stratum::Top, Stratum::Top, Stratum::Middle, Stratum::Middle, Stratum::Rest, Stratum::Rest]);
        assert_eq!(Cuts { top: 0.0, middle: 0.0 }.stratum(0, 0.0), Stratum::Rest, "nothing speaks against this patient");
    }

    #[test]
    fn the_top_is_filled_up_and_nobody_is_drawn_twice() {
        let drawn = sample(7, 0..2_000, 100, 40);
        assert_eq!(drawn.iter().filter(|d| d.by_lot).count(), 100);
        assert_eq!(drawn.iter().filter(|d| d.stratum == Stratum::Top).count(), 40);
        assert!(drawn.iter().skip(100).all(|d| !d.by_lot && d.stratum == Stratum::Top));
        assert_eq!(drawn.iter().map(|d| &d.token).collect::<BTreeSet<_>>().len(), drawn.len());
        assert_eq!(sample(7, 0..2_000, 0, 2_000).len(), 100, "all of the top");
        assert_eq!(sample(7, 0..30, 50, 0).len(), 30, "no more than there are");
        assert!(sample(7, 0..2_000, 0, 0).is_empty());
    }

    #[test]
    fn a_smaller_sample_is_the_beginning_of_a_larger_one() {
        let large = sample(11, 0..2_000, 300, 0);
        assert_eq!(sample(11, 0..2_000, 59, 0), large[..59]);
    }

    #[test]
    fn every_patient_has_the_same_chance() {
        // 400 draws of a tenth: each of 200 patients is expected 40 times, with a standard deviation of 6.
        let mut times = vec![0u32; 200];
        for seed in 0..400 {
            sample(seed, 0..200, 20, 0).iter().for_each(|d| times[d.ordinal as usize] += 1);
        }
        assert!(times.iter().all(|t| (10..=70).contains(t)), "{times:?}");
        let squares: f64 = times.iter().map(|t| (f64::from(*t) - 40.0).powi(2) / 36.0).sum();
        assert!((120.0..290.0).contains(&squares), "chi-square of 199 degrees of freedom is {squares}");
    }

    proptest! {
        #[test]
        fn the_order_of_the_patients_changes_nothing(seed in any::<u64>(), patients in 1u64..600, charts in 0u64..80, top in 0u64..40) {
            let there = sample(seed, 0..patients, charts, top);
            let back = sample(seed, (0..patients).rev(), charts, top);
            prop_assert_eq!(there, back);
        }
    }
}
