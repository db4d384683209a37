//! On what the processor time of a comparison was spent, summed over all cores: `throughline compare --timings`, and the benchmark.

use cpu_time::{ProcessTime, ThreadTime};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// A part of the work that one core does by itself for a patient or a part of the books.
#[derive(Debug, Clone, Copy)]
pub(super) enum Work {
    /// Statements that were read, opened and put into charts.
    Charts,
    /// Both charts written as they are kept and known by.
    Writing,
    /// Which statements are the same assertion, and where links lead.
    Aligning,
    /// Verdicts, severities and merges.
    Judging,
    /// Both charts against the notes.
    Notes,
    /// What still computes, and lists on the last day.
    Computing,
    /// What populations answer.
    Populations,
    /// Rows of patients and findings, and their causes.
    Causes,
    /// Charts and judgments packed, to be sealed.
    Keeping,
}

impl Work {
    const ALL: [(Self, &'static str); 9] = [
        (Self::Charts, "charts"),
        (Self::Writing, "writing"),
        (Self::Aligning, "aligning"),
        (Self::Judging, "judging"),
        (Self::Notes, "notes"),
        (Self::Computing, "computing"),
        (Self::Populations, "populations"),
        (Self::Causes, "causes"),
        (Self::Keeping, "keeping"),
    ];
}

/// Processor time by part of the work, while it is done, and since when.
#[derive(Debug)]
pub(super) struct Spent {
    began: Instant,
    parts: [AtomicU64; Work::ALL.len()],
}

impl Default for Spent {
    fn default() -> Self {
        Self { began: Instant::now(), parts: Default::default() }
    }
}

impl Spent {
    /// Does some work on this thread alone, and counts its processor time.
    pub(super) fn on<T>(&self, part: Work, work: impl FnOnce() -> T) -> T {
        let began = ThreadTime::now();
        let done = work();
        let nanoseconds = u64::try_from(began.elapsed().as_nanos()).unwrap_or(u64::MAX);
        if let Some(sum) = self.parts.get(part as usize) {
            sum.fetch_add(nanoseconds, Ordering::Relaxed);
        }
        done
    }

    /// What it came to. The whole is that of the process until now.
    pub(super) fn timings(&self) -> Timings {
        let seconds = |part: Work| self.parts.get(part as usize).map_or(0, |sum| sum.load(Ordering::Relaxed)) as f64 / 1e9;
        let whole = ProcessTime::try_now().map_or(0.0, |time| time.as_duration().as_secs_f64());
        Timings { parts: Work::ALL.iter().map(|(part, word)| (*word, seconds(*part))).collect(), whole, comparing: self.began.elapsed().as_secs_f64() }
    }
}

/// Processor seconds of a comparison, over all cores.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Timings {
    /// By part of the work; what is done beside them (opening, reading records, linking, filing, the database) is in none.
    pub parts: BTreeMap<&'static str, f64>,
    /// Of the process, from its start until what was found is kept.
    pub whole: f64,
    /// Seconds that passed from the first statements, taken from where they were put when the books were read, until what was found is kept.
    pub comparing: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_worked_is_counted_under_its_part_alone() {
        let spent = Spent::default();
        let sum = spent.on(Work::Judging, || (0..3_000_000_u64).map(|n| n ^ (n << 7)).fold(0, u64::wrapping_add));
        let timings = spent.timings();
        assert!(sum > 0 && timings.parts["judging"] > 0.0 && timings.whole >= timings.parts["judging"] && timings.comparing > 0.0, "{timings:?}");
        assert!(timings.parts.iter().all(|(part, seconds)| *part == "judging" || *seconds == 0.0) && timings.parts.len() == Work::ALL.len());
    }
}
