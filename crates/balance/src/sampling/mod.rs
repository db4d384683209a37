//! Sampling with a claim: how many charts must be read to say "fewer than 1 % are wrong", which ones, and what may be said
//! once they are read.
//!
//! A *chart* is one patient's pair of charts; it is *wrong* when a reader finds at least one error in it. A [`Claim`] is a share,
//! a confidence and the errors it tolerates. [`bound`] has the exact numbers, [`draw`] chooses the charts, [`reading`] settles what
//! readers entered, [`strata`] bounds the parts and the whole.
//!
//! Not here: who reads, where anything is kept, words for the screen. What must stay true: no clock and no randomness; the same
//! seed and the same patients give the same sample, in whatever order they come. A claim never rests on the charts that were
//! taken from the top stratum on purpose, only on those that every patient could have become.

pub mod bound;
pub mod draw;
pub mod reading;
pub mod strata;

pub use bound::{Claim, Population, interval, upper_bound};
pub use draw::{Cuts, Draw, Drawn, Stratum, TopCharts};
pub use reading::{Agreement, How, Outcome, Reading, Standing, agreement, settle};
pub use strata::{StratumCount, weighted_bound};
