//! Does it still compute: would what the legacy system worked out of a chart still come out of the destination's?
//!
//! Seven questions a patient, answered for both sides on the last day that the books know: allergy checks, interaction
//! checks, trends, the problem list, recalls, appointments, orders. An answer that parts is a consequence: a finding on the
//! same statements explains it, or it becomes a finding of its own ([`promote`]).
//!
//! A check works on codes. The legacy system knows its own codes; the destination's have to stand in a vocabulary that checks
//! are written for. What a statement means is what either side's words say, as long as its code was not altered: the display
//! excuses no code. What must stay true: two charts that the judge found the same part in nothing here.

mod alert;
mod allergy;
mod drugs;
mod interaction;
mod listing;
mod plan;
mod recall;
mod sides;
#[cfg(test)]
mod tests;
mod trend;

use crate::clock;
use crate::compare::{Finding, PatientResult};
use crate::state::{At, State, state_at};
use model::{Aspect, Kind, Severity, Statement, Verdict};
use serde::{Deserialize, Serialize};
use sides::Sides;
use std::borrow::Cow;
use std::collections::HashSet;

/// A question about what can be worked out of a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Check {
    /// Would a drug that the patient is allergic to raise an alert?
    Allergy,
    /// Would two drugs that must not meet raise an alert?
    Interaction,
    /// Do the results of one test stand in one series?
    Trend,
    /// Does the problem appear on the problem list?
    ProblemList,
    /// Does a recall find the patient?
    Recall,
    /// Is a future appointment alive?
    Appointment,
    /// Is an open order alive?
    Order,
}

impl Check {
    /// Every check, in the order of the screen.
    pub const ALL: [Check; 7] = [Check::Allergy, Check::Interaction, Check::ProblemList, Check::Trend, Check::Recall, Check::Appointment, Check::Order];

    /// The word on screen and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Allergy => "allergy check",
            Self::Interaction => "interaction check",
            Self::Trend => "trend",
            Self::ProblemList => "problem list",
            Self::Recall => "recall",
            Self::Appointment => "appointment",
            Self::Order => "order",
        }
    }

    fn severity(self) -> Severity {
        match self {
            Self::Allergy | Self::Interaction => Severity::Safety,
            _ => Severity::Clinical,
        }
    }

    /// Aspects whose findings can explain that this check parts.
    fn rests_on(self, aspect: Aspect) -> bool {
        use Aspect as A;
        let existence = matches!(aspect, A::Statement | A::Patient | A::Status);
        existence
            || match self {
                Self::Allergy | Self::Interaction => matches!(aspect, A::Code | A::Text | A::Verification | A::Negation | A::Onset | A::End | A::Category),
                Self::Trend => matches!(aspect, A::Code | A::Value | A::Unit | A::Comparator | A::Effective),
                Self::ProblemList => matches!(aspect, A::Category | A::Verification | A::Onset | A::End),
                Self::Recall => {
                    matches!(aspect, A::Code | A::Text | A::Category | A::Verification | A::Onset | A::End | A::Effective | A::Value | A::Deceased | A::DeathDate)
                }
                Self::Appointment | Self::Order => matches!(aspect, A::Effective | A::End | A::Intent | A::Negation | A::Deceased | A::DeathDate),
            }
    }
}

/// How an answer of the legacy book relates to the destination's. Kept results know a weight by its place: a new one comes last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Weight {
    /// Both books answer alike.
    Agrees,
    /// They answer otherwise because of a recoding that is declared, or the destination answers more than before.
    Declared,
    /// The destination does no longer work it out.
    Differs,
    /// One book answers, and the other holds too little to tell. That is not alike, and no difference that anybody could show.
    CannotTell,
}

impl Weight {
    /// Every weight, the gravest first.
    pub const ALL: [Weight; 4] = [Weight::Differs, Weight::CannotTell, Weight::Declared, Weight::Agrees];

    /// The weight of a yes or no of either book; `None` where it cannot be told.
    fn of(legacy: Option<bool>, destination: Option<bool>) -> Self {
        match (legacy, destination) {
            (a, b) if a == b => Self::Agrees,
            (Some(_), Some(_)) => Self::Differs,
            _ => Self::CannotTell,
        }
    }

    /// Its place in [`Weight::ALL`].
    pub fn rank(self) -> usize {
        Self::ALL.iter().position(|w| *w == self).unwrap_or(Self::ALL.len())
    }

    /// The word on screen and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Agrees => "agrees",
            Self::Declared => "declared",
            Self::Differs => "differs",
            Self::CannotTell => "cannot tell",
        }
    }
}

/// One answer of both books.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckOutcome {
    /// The question.
    pub check: Check,
    /// What it is about, in words of our own tables: `warfarin and NSAIDs`. Empty where the statements say it.
    pub about: String,
    /// Legacy statements.
    pub legacy: Vec<u32>,
    /// Destination statements.
    pub destination: Vec<u32>,
    /// The legacy book's answer, in words without content.
    pub legacy_says: String,
    /// The destination's answer.
    pub destination_says: String,
    /// How they relate.
    pub weight: Weight,
}

impl CheckOutcome {
    /// How the answers part, in words without content.
    pub fn manner(&self) -> String {
        format!("{}: {} in the legacy book, {} in the destination", self.check.word(), self.legacy_says, self.destination_says)
    }
}

/// A consequence: an answer that parts, as a finding may name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComputeDifference {
    /// The question.
    pub check: Check,
    /// Legacy statements.
    pub legacy: Vec<usize>,
    /// Destination statements.
    pub destination: Vec<usize>,
    /// How the answers part, in words without content.
    pub manner: String,
}

/// What came of the questions about one patient.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Computed {
    /// Every answer, with the index of the finding that explains it where it parts.
    pub outcomes: Vec<(CheckOutcome, Option<usize>)>,
}

impl Computed {
    /// The answers that part.
    pub fn differences(&self) -> Vec<ComputeDifference> {
        let parted = self.outcomes.iter().map(|(o, _)| o).filter(|o| o.weight == Weight::Differs);
        let indices = |list: &[u32]| list.iter().map(|i| *i as usize).collect();
        parted.map(|o| ComputeDifference { check: o.check, legacy: indices(&o.legacy), destination: indices(&o.destination), manner: o.manner() }).collect()
    }
}

/// Statements that are kept of one answer; a long series needs no more to be found again.
const STATEMENTS_MAX: usize = 24;

/// Asks every question of both charts. `states` is how they stand on the day ([`states`](crate::states)).
pub fn compute(legacy: &[Statement], destination: &[Statement], [left, right]: &[State; 2], result: &PatientResult, at: At) -> Computed {
    let destination = clock::as_judged(legacy, destination, result);
    let right = match &destination {
        Cow::Borrowed(_) => Cow::Borrowed(right),
        Cow::Owned(moved) => Cow::Owned(state_at(moved, at)),
    };
    let sides = Sides::new(legacy, &destination, [Cow::Borrowed(left), right], result, at);
    let mut outcomes = Vec::new();
    allergy::ask(&sides, &mut outcomes);
    interaction::ask(&sides, &mut outcomes);
    listing::ask(&sides, &mut outcomes);
    trend::ask(&sides, &mut outcomes);
    recall::ask(&sides, &mut outcomes);
    plan::ask(&sides, &mut outcomes);
    let settle = |mut answer: Answer| {
        let parts = matches!(answer.outcome.weight, Weight::Differs | Weight::CannotTell);
        let explained = if parts { explain(&answer.outcome, &result.findings) } else { None };
        if answer.gains && explained.is_none() && answer.outcome.weight == Weight::Differs {
            answer.outcome.weight = Weight::Declared;
        }
        answer.outcome.legacy.truncate(STATEMENTS_MAX);
        answer.outcome.destination.truncate(STATEMENTS_MAX);
        (answer.outcome, explained)
    };
    Computed { outcomes: outcomes.into_iter().map(settle).collect() }
}

/// An answer before it is known whether a finding explains it.
struct Answer {
    outcome: CheckOutcome,
    /// The destination works out more, or groups otherwise: no harm where no finding says that something is wrong.
    gains: bool,
}

/// The severest finding on the same statements that the check rests on.
fn explain(outcome: &CheckOutcome, findings: &[Finding]) -> Option<usize> {
    let legacy: HashSet<usize> = outcome.legacy.iter().map(|i| *i as usize).collect();
    let destination: HashSet<usize> = outcome.destination.iter().map(|i| *i as usize).collect();
    let touches = |f: &Finding| f.legacy.is_some_and(|i| legacy.contains(&i)) || f.destination.is_some_and(|i| destination.contains(&i));
    let telling = |f: &Finding| f.aspect != Aspect::Precision && (outcome.check.rests_on(f.read_as) || outcome.check.rests_on(f.aspect));
    let found = findings.iter().enumerate().filter(|(_, f)| touches(f) && telling(f));
    found.min_by_key(|(index, f)| (f.severity, *index)).map(|(index, _)| index)
}

/// Makes findings of the answers that part without one, and names them as their own explanation. Gives how many there are.
pub fn promote(result: &mut PatientResult, computed: &mut Computed, legacy: &[Statement], destination: &[Statement]) -> u64 {
    let mut made = 0;
    for (outcome, explained) in computed.outcomes.iter_mut().filter(|(o, e)| o.weight == Weight::Differs && e.is_none()) {
        let (left, right) = (outcome.legacy.first().map(|i| *i as usize), outcome.destination.first().map(|i| *i as usize));
        let statements = (left.and_then(|i| legacy.get(i)), right.and_then(|i| destination.get(i)));
        let Some(kind) = statements.0.or(statements.1).map(|s| s.kind) else { continue };
        // One finding for the statements: several drugs against one allergy are one thing to mend.
        let manner = outcome.manner();
        let same = |f: &Finding| f.aspect == Aspect::Statement && f.verdict == Verdict::Altered && f.legacy == left && f.destination == right;
        if let Some(known) = result.findings.iter().position(same) {
            *explained = Some(known);
            continue;
        }
        let place = |s: Option<&Statement>| s.and_then(|s| s.fact(Aspect::Code).or(s.facts.first())).map(|f| f.place);
        let finding = Finding {
            verdict: Verdict::Altered,
            aspect: Aspect::Statement,
            read_as: Aspect::Statement,
            kind,
            severity: outcome.check.severity(),
            legacy: left,
            destination: right,
            legacy_place: place(statements.0),
            destination_place: place(statements.1),
            legacy_value: outcome.legacy_says.clone(),
            destination_value: outcome.destination_says.clone(),
            manner,
            by: "",
        };
        *explained = Some(result.findings.len());
        mark(result, kind, left, right);
        result.findings.push(finding);
        made += 1;
    }
    made
}

/// The alignment of a new finding carries it, unless it has a finding already.
fn mark(result: &mut PatientResult, kind: Kind, left: Option<usize>, right: Option<usize>) {
    let next = result.findings.len();
    let Some(pair) = result.pairs.iter_mut().find(|p| (left.is_some() && p.legacy == left) || (left.is_none() && right.is_some() && p.destination == right)) else { return };
    if pair.finding.is_some() {
        return;
    }
    let before = std::mem::replace(&mut pair.verdict, Verdict::Altered);
    pair.finding = Some(next);
    if let Some(count) = result.verdicts.get_mut(&(kind, before)) {
        *count = count.saturating_sub(1);
    }
    result.verdicts.retain(|_, count| *count > 0);
    *result.verdicts.entry((kind, Verdict::Altered)).or_default() += 1;
}
