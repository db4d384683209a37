//! What follows for care beside the findings: lists on the last day, and what no longer computes. Kept with what was judged of
//! each patient and counted in the report.
//!
//! A consequence is no finding: it names the one that explains it, so that nothing is counted twice. One that none explains
//! becomes a finding before the findings are written.

use super::tie::Tie;
use super::{Charts, CompareReport};
use balance::{Aligned, At, Check, CheckOutcome, Computed, Holds, PatientResult, StateLine, Weight};
use model::Statement;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Answers kept of one patient, those that part first.
const OUTCOMES_MAX: usize = 200;

/// What follows for one patient, as sealed with what was judged.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Computes {
    /// Answers with the ordinal of the finding that explains them.
    pub outcomes: Vec<(CheckOutcome, Option<u64>)>,
    /// How the charts are tied; sealed behind the answers.
    #[serde(skip)]
    pub tie: Option<Tie>,
}

impl Charts {
    /// The alignment, as states need it.
    pub(crate) fn aligned(&self) -> Vec<Aligned> {
        let of = |i: Option<u32>| i.map(|i| i as usize);
        self.pairs.iter().map(|(l, d, verdict, _, _)| Aligned { legacy: of(*l), destination: of(*d), verdict: *verdict }).collect()
    }

    /// The last day that the books know.
    pub(crate) fn last_day(&self) -> i32 {
        balance::last_day(&self.legacy, &self.destination).unwrap_or(self.anchor)
    }
}

/// What follows for one patient, with the index of the finding that explains it, and what it adds to the counts of the run.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Consequences {
    outcomes: Vec<(CheckOutcome, Option<usize>)>,
    counts: Counts,
}

/// What one patient adds to the counts of a run, each as the report has it. They are kept with a judgment: the report itself may get another
/// form from one program to the next.
#[derive(Default, Serialize, Deserialize)]
struct Counts {
    checks: BTreeMap<String, [u64; 6]>,
    untold: BTreeMap<String, u64>,
    states: BTreeMap<String, [u64; 4]>,
}

impl Consequences {
    /// Asks what still computes and makes findings of what nothing explains. Of patients with both charts only.
    pub(super) fn new(result: &mut PatientResult, legacy: &[Statement], destination: &[Statement], anchor: i32) -> Self {
        if legacy.is_empty() || destination.is_empty() {
            return Self::default();
        }
        let last = balance::last_day(legacy, destination).unwrap_or(anchor);
        let at = At { day: last, last };
        let states = balance::states(legacy, destination, at);
        let mut computed = balance::compute(legacy, destination, &states, result, at);
        let known = result.findings.len();
        balance::promote(result, &mut computed, legacy, destination);
        let mut counts = Counts::default();
        count_checks(&mut counts, &computed, known);
        let aligned: Vec<Aligned> = result.pairs.iter().map(Aligned::from).collect();
        count_states(&mut counts, &balance::mirror_of((legacy, destination), &states, &aligned, at));
        let mut outcomes: Vec<(CheckOutcome, Option<usize>)> = computed.outcomes.into_iter().filter(|(o, _)| is_kept(o)).collect();
        outcomes.sort_by_key(|(o, _)| o.weight.rank());
        outcomes.truncate(OUTCOMES_MAX);
        Self { outcomes, counts }
    }

    /// Adds to the counts of the run.
    pub(super) fn count(&self, report: &mut CompareReport) {
        for (check, counts) in &self.counts.checks {
            let sums = report.checks.entry(check.clone()).or_default();
            sums.iter_mut().zip(counts).for_each(|(sum, n)| *sum += n);
        }
        for (check, untold) in &self.counts.untold {
            *report.untold.entry(check.clone()).or_default() += untold;
        }
        for (list, counts) in &self.counts.states {
            let sums = report.states.entry(list.clone()).or_default();
            sums.iter_mut().zip(counts).for_each(|(sum, n)| *sum += n);
        }
    }

    /// As it is sealed; `first` is the ordinal of the patient's first finding.
    pub(super) fn kept(&self, first: u64) -> Computes {
        Computes { outcomes: self.outcomes.iter().map(|(o, f)| (o.clone(), f.map(|f| first + f as u64))).collect(), tie: None }
    }
}

/// Alerts and recalls are shown also where both books agree; of the others only what parts.
fn is_kept(outcome: &CheckOutcome) -> bool {
    outcome.weight != Weight::Agrees || matches!(outcome.check, Check::Allergy | Check::Interaction | Check::Recall)
}

fn count_checks(sums: &mut Counts, computed: &Computed, known: usize) {
    let mut parted: BTreeSet<Check> = BTreeSet::new();
    let mut made: BTreeSet<usize> = BTreeSet::new();
    for (outcome, explained) in &computed.outcomes {
        let counts = sums.checks.entry(outcome.check.word().into()).or_default();
        counts[0] += 1;
        match outcome.weight {
            Weight::Agrees => counts[1] += 1,
            Weight::Declared => counts[2] += 1,
            Weight::CannotTell => *sums.untold.entry(outcome.check.word().into()).or_default() += 1,
            Weight::Differs => {
                counts[3] += 1;
                parted.insert(outcome.check);
                if explained.is_some_and(|f| f >= known && made.insert(f)) {
                    counts[4] += 1;
                }
            }
        }
    }
    for check in parted {
        sums.checks.entry(check.word().into()).or_default()[5] += 1;
    }
}

fn count_states(sums: &mut Counts, lines: &[StateLine]) {
    for line in lines {
        let counts = sums.states.entry(line.list.word().into()).or_default();
        counts[0] += u64::from(line.legacy.is_some_and(|s| s.holds == Holds::Yes));
        counts[1] += u64::from(line.destination.is_some_and(|s| s.holds == Holds::Yes));
        if line.manner.is_some() {
            counts[2] += 1;
            let unsure = [line.legacy, line.destination].iter().flatten().any(|s| s.holds == Holds::CannotTell);
            counts[3] += u64::from(unsure);
        }
    }
}
