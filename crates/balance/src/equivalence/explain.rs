//! Differences that a declared equivalence explains, taken out and counted.

use crate::codes::Equivalences;
use crate::judge::AspectDifference;
use model::{Aspect, Fact, Kind, Statement, Value, Verdict};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Differences of one aspect of a pair that are held against each other crosswise at most. Each pair of values is a question that is kept, and there are half as
/// many as their square.
pub(super) const CROSSWISE_MAX: usize = 64;

/// What a judgment asked of what is declared, and what was said: whether two facts of a pair mean the same. With another answer it would have to be
/// judged anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Index of the legacy statement and of its fact; no fact where the side says nothing.
    legacy: (usize, Option<usize>),
    /// Index of the destination statement and of its fact.
    destination: (usize, Option<usize>),
    /// Aspect as read.
    aspect: Aspect,
    /// What explains the difference.
    id: Option<String>,
}

impl Equivalences {
    /// Whether what the team declares still says what it said when two charts were judged.
    pub fn still_say(&self, asked: &[Question], legacy: &[Statement], destination: &[Statement]) -> bool {
        fn fact(chart: &[Statement], (statement, fact): (usize, Option<usize>)) -> Option<&Fact> {
            chart.get(statement)?.facts.get(fact?)
        }
        asked.iter().all(|question| {
            let Some(kind) = legacy.get(question.legacy.0).map(|s| s.kind) else { return false };
            let (left, right) = (fact(legacy, question.legacy), fact(destination, question.destination));
            self.explaining(kind, question.aspect, left, right) == question.id.as_deref()
        })
    }

    /// The id of what explains that one fact became the other.
    fn explaining(&self, kind: Kind, aspect: Aspect, left: Option<&Fact>, right: Option<&Fact>) -> Option<&str> {
        self.in_force().explaining(kind, aspect, left.map(|f| &f.value), right.map(|f| &f.value), self).map(|e| e.id.as_str())
    }
}

/// Takes the differences of a pair out that are explained and gives the ids of what explains them: those of the document, and `lens:MAP`
/// for the code maps of the lens where the judge found something recoded. Each statement comes with its index in its chart, by which what was asked
/// is put down.
pub(crate) fn explain_differences(
    equivalences: &Equivalences,
    (l, legacy): (usize, &Statement),
    (r, destination): (usize, &Statement),
    differences: &mut Vec<AspectDifference>,
    recoded: bool,
    asked: &mut Vec<Question>,
) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    if recoded {
        lens_maps(equivalences, legacy, destination, &mut ids);
    }
    let mut pair = Pair { equivalences, legacy: (l, legacy), destination: (r, destination), asked };
    let mut kept = Vec::with_capacity(differences.len());
    for difference in differences.drain(..) {
        match pair.explains(&difference, &difference) {
            Some(id) => {
                ids.insert(id);
            }
            None => kept.push(difference),
        }
    }
    // Several values of one aspect may have been held against each other crosswise.
    let aspects: BTreeSet<Aspect> = kept.iter().map(|d| d.read_as).collect();
    for aspect in aspects {
        if let Some(crosswise) = pair.crosswise(&kept, aspect) {
            ids.extend(crosswise);
            kept.retain(|d| d.read_as != aspect);
        }
    }
    *differences = kept;
    ids
}

struct Pair<'a> {
    equivalences: &'a Equivalences,
    legacy: (usize, &'a Statement),
    destination: (usize, &'a Statement),
    asked: &'a mut Vec<Question>,
}

impl<'a> Pair<'a> {
    /// What explains the legacy value of one difference against the destination's value of another.
    fn explains(&mut self, left: &AspectDifference, right: &AspectDifference) -> Option<String> {
        // What was over and is shown as going on is never explained away.
        if left.verdict == Verdict::Resurrected || right.verdict == Verdict::Resurrected {
            return None;
        }
        let ((l, legacy), (r, destination)) = (self.legacy, self.destination);
        let a = fact(legacy, left.read_as, left.legacy_place, &left.legacy);
        let b = fact(destination, right.read_as, right.destination_place, &right.destination);
        let of = |statement: &'a Statement, fact: Option<usize>| fact.and_then(|fact| statement.facts.get(fact));
        let id = self.equivalences.explaining(legacy.kind, left.read_as, of(legacy, a), of(destination, b)).map(str::to_string);
        self.asked.push(Question { legacy: (l, a), destination: (r, b), aspect: left.read_as, id: id.clone() });
        id
    }

    /// What explains all differences of an aspect, when each legacy value has a mate of its own among them. Of more than [`CROSSWISE_MAX`] nothing is
    /// explained: they stay the differences that they are.
    fn crosswise(&mut self, differences: &[AspectDifference], aspect: Aspect) -> Option<Vec<String>> {
        let of_aspect: Vec<&AspectDifference> = differences.iter().filter(|d| d.read_as == aspect).collect();
        if !(2..=CROSSWISE_MAX).contains(&of_aspect.len()) {
            return None;
        }
        let mut free = of_aspect.clone();
        let mut ids = Vec::new();
        for left in &of_aspect {
            let (index, id) = free.iter().enumerate().find_map(|(index, right)| Some((index, self.explains(left, right)?)))?;
            free.remove(index);
            ids.push(id);
        }
        Some(ids)
    }
}

/// The index of the fact that a difference is about.
fn fact(statement: &Statement, aspect: Aspect, place: Option<u32>, shown: &str) -> Option<usize> {
    let place = place?;
    statement.facts.iter().position(|f| f.aspect == aspect && f.place == place && f.value.is_told_by(shown))
}

/// The code maps of the lens through which codes of the two statements agree.
fn lens_maps(equivalences: &Equivalences, legacy: &Statement, destination: &Statement, ids: &mut BTreeSet<String>) {
    for left in &legacy.facts {
        let Value::Code(a, _) = &left.value else { continue };
        for right in destination.facts.iter().filter(|f| f.aspect == left.aspect) {
            let Value::Code(b, _) = &right.value else { continue };
            let literally = a.iter().any(|x| b.iter().any(|y| !x.system.is_empty() && x.system == y.system && x.code.eq_ignore_ascii_case(&y.code)));
            if literally {
                continue;
            }
            let pairs = a.iter().flat_map(|x| b.iter().map(move |y| (x, y)));
            let maps = pairs.filter_map(|(x, y)| equivalences.map_of(x, y).or_else(|| equivalences.map_of(y, x)));
            ids.extend(maps.map(|map| format!("lens:{map}")));
        }
    }
}
