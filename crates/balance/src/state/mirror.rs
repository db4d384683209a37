//! Two charts on one day, laid side by side along their alignment: what is in force on both sides, on one, or cannot be told.
//!
//! A statement without a mate parts the lists only when nothing else on the other side says the same: several courses that
//! became one are no loss on a day that the one covers. What must stay true: each statement that is in force stands in
//! exactly one line of its list.

use super::lists::{List, names_of_answer, says_otherwise};
use super::standing::{At, Holds, Standing};
use super::{State, states};
use crate::compare::Pair;
use model::{Aspect, Kind, Statement, Value, Verdict};
use std::cell::OnceCell;
use std::collections::{BTreeMap, HashSet};

/// An alignment, as far as states need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Aligned {
    /// Index of the legacy statement.
    pub legacy: Option<usize>,
    /// Index of the destination statement.
    pub destination: Option<usize>,
    /// Verdict.
    pub verdict: Verdict,
}

impl From<&Pair> for Aligned {
    fn from(pair: &Pair) -> Self {
        Self { legacy: pair.legacy, destination: pair.destination, verdict: pair.verdict }
    }
}

/// One line of a list on a day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StateLine {
    /// List.
    pub list: List,
    /// How the legacy statement stands; `None` where there is none in this list.
    pub legacy: Option<Standing>,
    /// How the destination statement stands.
    pub destination: Option<Standing>,
    /// Index of the alignment; `None` for a statement that the comparison does not balance.
    pub pair: Option<usize>,
    /// How the sides part, in words without content; `None` where they do not.
    pub manner: Option<&'static str>,
}

/// A line in which the sides part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StateDifference {
    /// List.
    pub list: List,
    /// Index of the legacy statement.
    pub legacy: Option<usize>,
    /// Index of the destination statement.
    pub destination: Option<usize>,
    /// How the sides part, in words without content.
    pub manner: &'static str,
}

/// What a clinician sees on one side on a day, and what not on the other.
pub fn compare_states(legacy: &[Statement], destination: &[Statement], aligned: &[Aligned], at: At) -> Vec<StateDifference> {
    let difference = |line: StateLine| {
        let manner = line.manner?;
        Some(StateDifference { list: line.list, legacy: line.legacy.map(|s| s.index), destination: line.destination.map(|s| s.index), manner })
    };
    mirror(legacy, destination, aligned, at).into_iter().filter_map(difference).collect()
}

/// Both charts on one day, list by list, along their alignment.
pub fn mirror(legacy: &[Statement], destination: &[Statement], aligned: &[Aligned], at: At) -> Vec<StateLine> {
    mirror_of((legacy, destination), &states(legacy, destination, at), aligned, at)
}

/// The same where it is known how both charts stand on the day ([`states`]).
pub fn mirror_of((legacy, destination): (&[Statement], &[Statement]), [left, right]: &[State; 2], aligned: &[Aligned], at: At) -> Vec<StateLine> {
    let both = Both { legacy, destination, at, left, right, in_force: OnceCell::new() };
    let mut lines = Vec::new();
    let mut balanced = vec![false; destination.len()];
    for (index, pair) in aligned.iter().enumerate() {
        if let Some(is_balanced) = pair.destination.and_then(|at| balanced.get_mut(at)) {
            *is_balanced = true;
        }
        // Most statements belong to no list.
        let is_listed = |state: &State, index: Option<usize>| index.is_some_and(|index| !state.of_statement(index).is_empty());
        if !is_listed(left, pair.legacy) && !is_listed(right, pair.destination) {
            continue;
        }
        for list in List::ALL {
            let line = StateLine {
                list,
                legacy: pair.legacy.and_then(|i| both.left.of(list, i)),
                destination: pair.destination.and_then(|i| both.right.of(list, i)),
                pair: Some(index),
                manner: None,
            };
            if is_shown(&line) {
                lines.push(StateLine { manner: both.manner(&line, pair), ..line });
            }
        }
    }
    // Kinds that only the destination's book has are shown and not balanced.
    for list in List::ALL {
        let alone = both.right.list(list).into_iter().filter(|s| balanced.get(s.index) != Some(&true));
        lines.extend(alone.map(|s| StateLine { list, legacy: None, destination: Some(s), pair: None, manner: None }));
    }
    lines.sort_by_key(|l| List::ALL.iter().position(|one| *one == l.list));
    lines
}

fn is_shown(line: &StateLine) -> bool {
    [line.legacy, line.destination].iter().flatten().any(|s| s.holds != Holds::No)
}

type Concepts = BTreeMap<List, HashSet<String>>;

/// What is in force in each list, by concept.
fn in_force(chart: &[Statement], state: &State) -> Concepts {
    let mut concepts = Concepts::new();
    for list in List::ALL {
        let standing = state.list(list).into_iter().filter(|s| s.holds == Holds::Yes);
        let names = standing.filter_map(|s| chart.get(s.index)).flat_map(|statement| names(list, statement)).collect();
        concepts.insert(list, names);
    }
    concepts
}

/// The names of what a statement puts in a list: those of its concept, and of an answer each beside what it answers.
fn names(list: List, statement: &Statement) -> Vec<String> {
    let concept = names_of_concept(statement);
    let Some(answer) = list.answer(statement) else { return concept };
    let answers = names_of_answer(answer);
    concept.iter().flat_map(|asked| answers.iter().map(move |answer| format!("{asked}\u{1f}{answer}"))).collect()
}

/// The names of a concept: its codes, and its label.
fn names_of_concept(statement: &Statement) -> Vec<String> {
    let mut names = vec![statement.label().trim().to_lowercase()];
    if let Some(Value::Code(codings, _)) = statement.value(Aspect::Code) {
        names.extend(codings.iter().filter(|c| !c.system.is_empty()).map(|c| format!("{}|{}", c.system, c.code)));
    }
    names
}

struct Both<'a> {
    legacy: &'a [Statement],
    destination: &'a [Statement],
    at: At,
    left: &'a State,
    right: &'a State,
    /// What is in force on either side, by concept: asked of charts that part only.
    in_force: OnceCell<[Concepts; 2]>,
}

impl Both<'_> {
    fn in_force(&self) -> &[Concepts; 2] {
        self.in_force.get_or_init(|| [in_force(self.legacy, self.left), in_force(self.destination, self.right)])
    }

    fn manner(&self, line: &StateLine, pair: &Aligned) -> Option<&'static str> {
        // One of several alike stands for all of them.
        if matches!(pair.verdict, Verdict::Merged | Verdict::Duplicated | Verdict::Split) || self.list_is_unsaid(pair) {
            return None;
        }
        let (left, right) = (line.legacy.map_or(Holds::No, |s| s.holds), line.destination.map_or(Holds::No, |s| s.holds));
        let manner = match (left, right) {
            (Holds::Yes, Holds::Yes) => match (line.legacy.is_none_or(|s| s.certain), line.destination.is_none_or(|s| s.certain)) {
                (false, true) => return Some("in force on both sides, confirmed in the destination only"),
                (true, false) => return Some("in force on both sides, confirmed in the legacy book only"),
                _ => return self.reads_otherwise(line, pair).then_some("in force on both sides, and the answer reads otherwise"),
            },
            (Holds::Yes, Holds::No) => "in force in the legacy book only",
            (Holds::No, Holds::Yes) => "in force in the destination only",
            (Holds::Yes, Holds::CannotTell) => "in force in the legacy book, the destination cannot tell",
            (Holds::CannotTell, Holds::Yes) => "in force in the destination, the legacy book cannot tell",
            (Holds::CannotTell, Holds::No) => "over in the destination, the legacy book cannot tell",
            (Holds::No, Holds::CannotTell) => "over in the legacy book, the destination cannot tell",
            _ => return None,
        };
        let [here, there] = self.in_force();
        let settled = (left == Holds::Yes && self.is_covered(self.legacy, line.legacy, there, line.list))
            || (right == Holds::Yes && self.is_covered(self.destination, line.destination, here, line.list))
            || self.is_a_matter_of_midnight(line, pair);
        (!settled).then_some(manner)
    }

    /// Both answer one question, the judge found the two to be not the same, and they answer by no code and no word alike.
    fn reads_otherwise(&self, line: &StateLine, pair: &Aligned) -> bool {
        if matches!(pair.verdict, Verdict::Same | Verdict::Equivalent) {
            return false;
        }
        let here = line.legacy.and_then(|s| self.legacy.get(s.index)).filter(|s| line.list.answer(s).is_some());
        let there = line.destination.and_then(|s| self.destination.get(s.index)).filter(|s| line.list.answer(s).is_some());
        here.zip(there).is_some_and(|(here, there)| says_otherwise(here, there))
    }

    /// Another statement of the other side says the same on this day.
    fn is_covered(&self, chart: &[Statement], standing: Option<Standing>, other: &Concepts, list: List) -> bool {
        let Some(statement) = standing.and_then(|s| chart.get(s.index)) else { return false };
        other.get(&list).is_some_and(|known| names(list, statement).iter().any(|n| !n.is_empty() && known.contains(n)))
    }

    /// A record of the destination that does not say which list it is on, of what was an encounter's diagnosis.
    fn list_is_unsaid(&self, pair: &Aligned) -> bool {
        let (Some(l), Some(d)) = (pair.legacy.and_then(|i| self.legacy.get(i)), pair.destination.and_then(|i| self.destination.get(i))) else { return false };
        let listed = d.facts.iter().any(|f| f.value == Value::Word("problem-list-item".into()));
        l.kind == Kind::EncounterDiagnosis && d.kind == Kind::Problem && !listed
    }

    /// The judge found the two the same: a day that one of them counts from another midnight parts nothing.
    fn is_a_matter_of_midnight(&self, line: &StateLine, pair: &Aligned) -> bool {
        let (Some(left), Some(right)) = (line.legacy, line.destination) else { return false };
        let Some(statement) = self.destination.get(right.index).filter(|_| matches!(pair.verdict, Verdict::Same | Verdict::Equivalent)) else { return false };
        [-1, 1].into_iter().any(|by| {
            let at = At { day: self.at.day + by, last: self.at.last + by };
            let near = At { day: self.at.day + by, last: self.at.last };
            [at, near].into_iter().any(|at| super::lists::standing_in(line.list, right.index, statement, at).holds == left.holds)
        })
    }
}
