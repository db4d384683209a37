//! Both charts with what the questions need of them: mates, states, and what a statement means on its side.

use super::drugs::{self, Label};
use crate::compare::{Finding, PatientResult};
use crate::judge::is_declared_missing;
use crate::state::{At, Holds, List, Standing, State};
use model::{Aspect, Coding, Kind, Severity, Side, Statement, Value, Verdict};
use std::borrow::Cow;
use std::collections::HashSet;
use std::rc::Rc;

/// Code systems that checks of drugs and allergies are written for, by a part of their name.
const VOCABULARIES: [&str; 11] =
    ["rxnorm", "/ndc", "snomed.info", "fdasis", "unii", "2.16.840.1.113883.4.9", "ndf-rt", "ndfrt", "med-rt", "2.16.840.1.113883.3.26.1.5", "whocc.no/atc"];

/// Both charts.
pub(super) struct Sides<'a> {
    pub(super) legacy: &'a [Statement],
    pub(super) destination: &'a [Statement],
    pub(super) at: At,
    states: [Cow<'a, State>; 2],
    to_destination: Vec<Option<usize>>,
    to_legacy: Vec<Option<usize>>,
    /// Statements of either side for which another one of their own chart speaks: what a later message overtook, what was said again.
    spoken_for: [HashSet<usize>; 2],
    /// Destination statements whose code is not the legacy one.
    recoded: Vec<bool>,
    /// Where either side says that the patient has died.
    died: [Option<usize>; 2],
}

/// Why nothing is asked of a chart any more.
pub(super) const DIED: &str = "the patient has died";

impl<'a> Sides<'a> {
    pub(super) fn new(legacy: &'a [Statement], destination: &'a [Statement], states: [Cow<'a, State>; 2], result: &PatientResult, at: At) -> Self {
        let (mut to_destination, mut to_legacy) = (vec![None; legacy.len()], vec![None; destination.len()]);
        for pair in &result.pairs {
            if let (Some(l), Some(d)) = (pair.legacy, pair.destination)
                && let (Some(there), Some(back)) = (to_destination.get_mut(l), to_legacy.get_mut(d))
            {
                (*there, *back) = (Some(d), Some(l));
            }
        }
        let others = || result.pairs.iter().filter(|p| p.by.is_empty() && p.verdict == Verdict::Equivalent);
        let spoken_for = [
            others().filter(|p| p.destination.is_none()).filter_map(|p| p.legacy).collect(),
            others().filter(|p| p.legacy.is_none()).filter_map(|p| p.destination).collect(),
        ];
        let mut recoded = vec![false; destination.len()];
        // A local code that has lost the one that it is declared to be still means what it meant, and so does a code beside which other words stand
        // that are none of something else.
        let wrong = |f: &&Finding| f.read_as == Aspect::Code && f.verdict == Verdict::Altered && f.severity < Severity::Cosmetic && !is_declared_missing(&f.manner);
        for index in result.findings.iter().filter(wrong).filter_map(|f| f.destination) {
            if let Some(flag) = recoded.get_mut(index) {
                *flag = true;
            }
        }
        let died = died(legacy, destination, &spoken_for, result);
        Self { legacy, destination, at, states, to_destination, to_legacy, spoken_for, recoded, died }
    }

    pub(super) fn chart(&self, side: Side) -> &'a [Statement] {
        match side {
            Side::Legacy => self.legacy,
            Side::Destination => self.destination,
        }
    }

    /// Whether another statement of the same chart speaks for a statement: nothing is asked of it.
    pub(super) fn is_spoken_for(&self, side: Side, index: usize) -> bool {
        let [legacy, destination] = &self.spoken_for;
        match side {
            Side::Legacy => legacy.contains(&index),
            Side::Destination => destination.contains(&index),
        }
    }

    /// Which statement of a side says that the patient has died. Nobody calls in who has, and nothing lies ahead.
    pub(super) fn died(&self, side: Side) -> Option<usize> {
        let [legacy, destination] = self.died;
        match side {
            Side::Legacy => legacy,
            Side::Destination => destination,
        }
    }

    pub(super) fn state(&self, side: Side) -> &State {
        match side {
            Side::Legacy => &self.states[0],
            Side::Destination => &self.states[1],
        }
    }

    pub(super) fn statement(&self, side: Side, index: usize) -> Option<&'a Statement> {
        self.chart(side).get(index)
    }

    /// The statement of the other side that a statement is aligned with.
    pub(super) fn mate(&self, side: Side, index: usize) -> Option<usize> {
        let mates = match side {
            Side::Legacy => &self.to_destination,
            Side::Destination => &self.to_legacy,
        };
        mates.get(index).copied().flatten()
    }

    /// Whether the code of a statement is not what it was.
    pub(super) fn is_recoded(&self, side: Side, index: usize) -> bool {
        let at = match side {
            Side::Legacy => self.mate(side, index),
            Side::Destination => Some(index),
        };
        at.and_then(|i| self.recoded.get(i)).is_some_and(|flag| *flag)
    }

    /// What a statement is called, with what its mate is called as long as both mean the same.
    pub(super) fn label(&self, side: Side, index: usize) -> Rc<Label> {
        let mut text = self.statement(side, index).map(texts).unwrap_or_default();
        if let Some(mate) = self.mate(side, index).filter(|_| !self.is_recoded(side, index)) {
            text.push(' ');
            text.push_str(&self.statement(other(side), mate).map(texts).unwrap_or_default());
        }
        drugs::label(&text)
    }

    /// The codings of a statement, with those of its mate as long as both mean the same.
    pub(super) fn codes(&self, side: Side, index: usize) -> Vec<&'a Coding> {
        let mut codes: Vec<&Coding> = self.statement(side, index).map(codings).unwrap_or_default().iter().collect();
        if let Some(mate) = self.mate(side, index).filter(|_| !self.is_recoded(side, index)) {
            codes.extend(self.statement(other(side), mate).map(codings).unwrap_or_default());
        }
        codes
    }

    /// Whether a check finds the statement by its code.
    pub(super) fn coded(&self, side: Side, index: usize) -> Coded {
        let codings = self.statement(side, index).map(codings).unwrap_or_default();
        if codings.iter().all(|c| c.code.trim().is_empty()) {
            return Coded::No("has text only");
        }
        if codings.iter().all(|c| c.system.is_empty()) {
            return Coded::No("has a code without its system");
        }
        if side == Side::Legacy {
            return Coded::Yes;
        }
        if self.is_recoded(side, index) {
            return Coded::No("has another code");
        }
        let standard = |c: &Coding| {
            let system = c.system.to_lowercase();
            VOCABULARIES.iter().any(|v| system.contains(v))
        };
        if codings.iter().any(standard) { Coded::Yes } else { Coded::CannotTell("has a code of a local vocabulary only") }
    }

    /// What is in force, or may be, in a list of a side.
    pub(super) fn in_force(&self, side: Side, list: List) -> Vec<Standing> {
        self.state(side).list(list).into_iter().filter(|s| !self.is_spoken_for(side, s.index)).collect()
    }

    /// Why a statement of the other side does not count here: it has no mate, or the mate does not hold.
    pub(super) fn absence(&self, from: Side, list: List, index: usize) -> Result<&'static str, &'static str> {
        let Some(mate) = self.mate(from, index) else { return Ok("has no counterpart") };
        match self.state(other(from)).of(list, mate).map(|s| (s.holds, s.why)) {
            None => Ok("stands in another list"),
            Some((Holds::No, why)) => Ok(why),
            Some((Holds::CannotTell, why)) => Err(why),
            Some((Holds::Yes, _)) => Ok("means something else"),
        }
    }
}

/// Where each side says that the patient has died. What only one of them says counts where the judge found something to say of it.
fn died(legacy: &[Statement], destination: &[Statement], [here, there]: &[HashSet<usize>; 2], result: &PatientResult) -> [Option<usize>; 2] {
    let of = |chart: &[Statement], spoken_for: &HashSet<usize>| (0..chart.len()).find(|index| !spoken_for.contains(index) && chart.get(*index).is_some_and(Statement::says_died));
    let found = [of(legacy, here), of(destination, there)];
    let tells = |f: &Finding| f.kind == Kind::Demographic && [f.aspect, f.read_as].iter().any(|aspect| matches!(aspect, Aspect::Deceased | Aspect::DeathDate));
    match found {
        [Some(_), Some(_)] => found,
        _ if result.findings.iter().any(tells) => found,
        _ => [None; 2],
    }
}

/// Whether a check can work on a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coded {
    Yes,
    CannotTell(&'static str),
    No(&'static str),
}

pub(super) fn other(side: Side) -> Side {
    match side {
        Side::Legacy => Side::Destination,
        Side::Destination => Side::Legacy,
    }
}

pub(super) fn codings(statement: &Statement) -> &[Coding] {
    match statement.value(Aspect::Code) {
        Some(Value::Code(codings, _)) => codings,
        _ => &[],
    }
}

/// Everything that a statement is called.
fn texts(statement: &Statement) -> String {
    let mut out = String::new();
    let mut add = |text: &str| {
        out.push(' ');
        out.push_str(text);
    };
    for fact in statement.facts.iter().filter(|f| matches!(f.aspect, Aspect::Code | Aspect::Text)) {
        match &fact.value {
            Value::Code(codings, text) => {
                codings.iter().for_each(|c| add(&c.display));
                add(text);
            }
            Value::Text(text) | Value::Word(text) => add(text),
            _ => {}
        }
    }
    out
}
