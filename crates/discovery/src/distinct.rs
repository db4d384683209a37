//! How many different things there are, in bounded memory: exact up to a cap, then an estimate that says so.
//!
//! [`Distinct`] turns from a set into a HyperLogLog (Flajolet et al. 2007; 2^14 registers, standard error 0.8 %).
//! [`Repeats`] keeps the things with the smallest hashes together with how often each came: a uniform sample of the
//! distinct things whose counts are exact, because what belongs to the smallest at the end was among them all along.

use crate::hash::Spreading;
use std::collections::{HashMap, HashSet};

/// Bits of a hash that choose the register.
const REGISTER_BITS: u32 = 14;
/// Rows kept one by one.
const REPEATS_MAX: usize = 65_536;
/// Rows kept once there are more.
const REPEATS_SAMPLE: usize = 4_096;

/// Number of distinct hashes.
#[derive(Debug, Default)]
pub(crate) struct Distinct {
    exact: HashSet<u64, Spreading>,
    registers: Vec<u8>,
}

impl Distinct {
    /// Takes a hash in; beyond `exact_max` distinct ones the set is given up for an estimate.
    pub(crate) fn add(&mut self, hash: u64, exact_max: usize) {
        if !self.registers.is_empty() {
            self.register(hash);
            return;
        }
        self.exact.insert(hash);
        if self.exact.len() > exact_max {
            self.registers = vec![0; 1 << REGISTER_BITS];
            for hash in std::mem::take(&mut self.exact) {
                self.register(hash);
            }
        }
    }

    fn register(&mut self, hash: u64) {
        let rest = (hash << REGISTER_BITS) | (1 << (REGISTER_BITS - 1));
        let rank = rest.leading_zeros() as u8 + 1;
        if let Some(register) = self.registers.get_mut((hash >> (64 - REGISTER_BITS)) as usize) {
            *register = (*register).max(rank);
        }
    }

    /// The number is no estimate.
    pub(crate) fn is_exact(&self) -> bool {
        self.registers.is_empty()
    }

    /// The number.
    pub(crate) fn count(&self) -> u64 {
        if self.is_exact() {
            return self.exact.len() as u64;
        }
        let registers = self.registers.len() as f64;
        let sum: f64 = self.registers.iter().map(|r| 0.5f64.powi(i32::from(*r))).sum();
        let estimate = 0.7213 / (1.0 + 1.079 / registers) * registers * registers / sum;
        let unused = self.registers.iter().filter(|r| **r == 0).count();
        let linear = unused > 0 && estimate <= 2.5 * registers;
        (if linear { registers * (registers / unused as f64).ln() } else { estimate }).round() as u64
    }
}

/// How often things come again.
#[derive(Debug)]
pub(crate) struct Repeats {
    counts: HashMap<u64, u64, Spreading>,
    bound: u64,
    seen: u64,
}

impl Default for Repeats {
    fn default() -> Self {
        Self { counts: HashMap::default(), bound: u64::MAX, seen: 0 }
    }
}

impl Repeats {
    /// Takes a hash in.
    pub(crate) fn add(&mut self, hash: u64) {
        self.seen += 1;
        if hash > self.bound {
            return;
        }
        *self.counts.entry(hash).or_default() += 1;
        if self.counts.len() > if self.is_exact() { REPEATS_MAX } else { 2 * REPEATS_SAMPLE } {
            let mut hashes: Vec<u64> = self.counts.keys().copied().collect();
            hashes.sort_unstable();
            self.bound = hashes.get(REPEATS_SAMPLE - 1).copied().unwrap_or(self.bound);
            let bound = self.bound;
            self.counts.retain(|hash, _| *hash <= bound);
            self.counts.shrink_to(2 * REPEATS_SAMPLE);
        }
    }

    /// All are counted.
    pub(crate) fn is_exact(&self) -> bool {
        self.bound == u64::MAX
    }

    /// How many came that had come before.
    pub(crate) fn repeated(&self) -> u64 {
        let kept: u64 = self.counts.values().sum();
        let again = kept - self.counts.len() as u64;
        if self.is_exact() || kept == 0 {
            return again;
        }
        (self.seen as f64 * again as f64 / kept as f64).round() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::hash;

    #[test]
    fn distinct_is_exact_up_to_the_cap_and_near_beyond() {
        let mut distinct = Distinct::default();
        for n in 0..3_000u64 {
            distinct.add(hash(&(n % 1_000).to_string()), 1_000);
        }
        assert_eq!((distinct.count(), distinct.is_exact()), (1_000, true));
        for n in 0..120_000u64 {
            distinct.add(hash(&n.to_string()), 1_000);
        }
        assert!(!distinct.is_exact());
        assert!((115_000..125_000).contains(&distinct.count()), "{}", distinct.count());
    }

    #[test]
    fn repeats_are_counted_exactly_while_few() {
        let mut repeats = Repeats::default();
        for n in 0..1_010u64 {
            repeats.add(hash(&(n % 1_000).to_string()));
        }
        assert_eq!((repeats.repeated(), repeats.is_exact()), (10, true));
    }

    #[test]
    fn repeats_are_estimated_when_many() {
        let mut repeats = Repeats::default();
        for n in 0..200_000u64 {
            repeats.add(hash(&n.to_string()));
            if n % 10 == 0 {
                repeats.add(hash(&n.to_string()));
            }
        }
        assert!(!repeats.is_exact());
        assert!((16_000..24_000).contains(&repeats.repeated()), "20,000 rows came twice: {}", repeats.repeated());
    }
}
