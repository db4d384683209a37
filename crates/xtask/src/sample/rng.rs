//! The seeded source of chance: splitmix64, one stream for each patient and subject.
//!
//! A stream depends on the seed, the patient's number and the subject's name only. So patient 17 has the same labs
//! in a run of 20 patients and in a run of a million, and a new draw in one subject does not shift another subject.
//! It is not for secrets.

/// One stream of numbers.
pub struct Rng(u64);

fn mix(value: u64) -> u64 {
    let mut mixed = value;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

impl Rng {
    /// The stream of one subject of one patient.
    pub fn stream(seed: u64, index: u64, subject: &str) -> Rng {
        let mut state = mix(seed.wrapping_add(0x9E37_79B9_7F4A_7C15));
        for byte in subject.bytes() {
            state = mix(state ^ u64::from(byte)).wrapping_add(0x632B_E59B_D9B4_E019);
        }
        Rng(mix(state ^ mix(index.wrapping_add(0x1234_5678_9ABC_DEF1))))
    }

    /// The next 64 bits.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.0)
    }

    /// A number from 0 up to and without `limit`.
    pub fn below(&mut self, limit: u64) -> u64 {
        ((u128::from(self.draw()) * u128::from(limit)) >> 64) as u64
    }

    /// A number from `low` to `high`, both included; `low` when the range is empty.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        if high <= low {
            return low;
        }
        low + self.below((high - low + 1) as u64) as i64
    }

    /// A fraction from `low` to `high` in a thousand steps.
    pub fn level(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * (self.below(1001) as f64) / 1000.0
    }

    /// True in `percent` of 100 draws.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of the choices, which must not be empty.
    pub fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u64) as usize]
    }
}
