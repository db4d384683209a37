//! Why two statements were taken for the same assertion: the evidence for and against, as a waterfall, the rivals that
//! were not taken, and how each aspect was judged.
//!
//! Nothing is decided here and no rule stands here a second time: the points are those that [`Key::weigh`] hands out, the
//! judgements those of [`crate::judge::Judge`]. The points of the steps add up to the score by which the pair was chosen. Words hold no
//! content; values are handed out beside them, for the caller to show or to withhold.

mod judged;
mod words;

use crate::align::{Encounters, Key, keys};
use crate::codes::Equivalences;
use crate::links::Links;
use crate::reading::Coverage;
use judged::judged;
use model::{Aspect, Side, Statement, Value, Verdict};
use std::collections::HashMap;
use words::{refusal_words, said, step, word_for_word};

/// Both charts of a patient with their pairs, as a comparison left them.
pub struct Explaining<'a> {
    /// Legacy chart.
    pub legacy: &'a [Statement],
    /// Destination chart.
    pub destination: &'a [Statement],
    /// Legacy index, destination index, and the pass that found the pair; empty when one stands alone.
    pub pairs: &'a [(Option<usize>, Option<usize>, String)],
    /// Declared equivalences.
    pub equivalences: &'a Equivalences,
    /// What the legacy and the destination book assert at all.
    pub coverage: (&'a Coverage, &'a Coverage),
    /// Where the links of every chart lead, as the comparison learnt it.
    pub links: &'a Links,
}

/// Whether a step speaks for the pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stance {
    /// It speaks for the pair.
    For,
    /// It speaks against it.
    Against,
    /// One side says nothing of it.
    Silent,
}

impl Stance {
    /// The word.
    pub fn word(self) -> &'static str {
        match self {
            Self::For => "for",
            Self::Against => "against",
            Self::Silent => "silent",
        }
    }
}

/// One piece of evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// What is weighed: `concept`, `day`, `value`, ...
    pub what: &'static str,
    /// For or against.
    pub stance: Stance,
    /// Points; negative where a refusal takes all of them back. 0 for what only decides between equal scores.
    pub points: i64,
    /// The most that it could have given.
    pub most: i64,
    /// In words without content.
    pub words: String,
    /// What the legacy statement says of it.
    pub legacy: Option<(Aspect, Value)>,
    /// What the destination statement says of it.
    pub destination: Option<(Aspect, Value)>,
}

/// A statement that could have been the mate and is not.
#[derive(Debug, Clone, PartialEq)]
pub struct Rival {
    /// The book it stands in.
    pub side: Side,
    /// Its index in that chart.
    pub index: usize,
    /// Resemblance; 0 when refused.
    pub score: i64,
    /// Evidence; the points add up to the score.
    pub steps: Vec<Step>,
    /// Why it is not the mate, in words without content.
    pub outcome: String,
}

/// One aspect of a pair as judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// Aspect as read.
    pub aspect: Aspect,
    /// Legacy values.
    pub legacy: Vec<Value>,
    /// Destination values.
    pub destination: Vec<Value>,
    /// `same`, `equivalent`, `differs` or `not judged`.
    pub relation: &'static str,
    /// Verdict, where they differ.
    pub verdict: Option<Verdict>,
    /// What differs, in words without content.
    pub manner: String,
    /// The rule and tolerance that it was judged by.
    pub by: String,
}

/// Everything that led to a pair, or to none.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Explanation {
    /// `provenance`, `content`, `resemblance`, or empty where a statement stands alone.
    pub pass: String,
    /// Resemblance of the pair.
    pub score: i64,
    /// Evidence; the points add up to the score. Empty where a statement stands alone.
    pub steps: Vec<Step>,
    /// The next best on either side, best first, at most three a side.
    pub rivals: Vec<Rival>,
    /// Aspect by aspect; empty where a statement stands alone.
    pub judged: Vec<Judged>,
}

/// Rivals shown a side.
const RIVALS_MAX: usize = 3;

/// Points below which a statement is no rival: a common day or an unknown one alone is no resemblance.
const RIVAL_LEAST: u32 = 150;

/// Explains a pair, or why a statement has no mate. Indices that the charts do not have give an empty explanation.
pub fn explain_pair(aligned: &Explaining<'_>, legacy: Option<usize>, destination: Option<usize>) -> Explanation {
    let [left, right] = [aligned.legacy, aligned.destination].map(|chart| keys(chart, aligned.equivalences));
    let mut weighing = Weighing { aligned, left: &left, right: &right, encounters: Encounters::default(), mates: HashMap::new() };
    weighing.learn((legacy, destination));
    let mut explanation = Explanation::default();
    if let (Some(l), Some(r)) = (legacy.filter(|l| *l < left.len()), destination.filter(|r| *r < right.len())) {
        explanation.pass = weighing.pass(l, r);
        (explanation.score, explanation.steps) = weighing.steps(l, r);
        if explanation.pass == "provenance" {
            explanation.steps.insert(0, provenance());
        }
        explanation.judged = judged(aligned, (l, &aligned.legacy[l]), (r, &aligned.destination[r]));
    }
    if let Some(l) = legacy.filter(|l| *l < left.len()) {
        explanation.rivals.extend(weighing.rivals(Side::Destination, l, destination));
    }
    if let Some(r) = destination.filter(|r| *r < right.len()) {
        explanation.rivals.extend(weighing.rivals(Side::Legacy, r, legacy));
    }
    explanation
}

fn provenance() -> Step {
    Step {
        what: "provenance",
        stance: Stance::For,
        points: 0,
        most: 0,
        words: "the run made the destination record from this very source record; the rest only confirms it".into(),
        legacy: None,
        destination: None,
    }
}

/// Two charts being weighed against each other once more.
struct Weighing<'a, 'k> {
    aligned: &'a Explaining<'a>,
    left: &'k [Key<'k>],
    right: &'k [Key<'k>],
    encounters: Encounters<'k>,
    /// Side and index to the index of the mate and the pass that found it.
    mates: HashMap<(Side, usize), (usize, &'a str)>,
}

impl Weighing<'_, '_> {
    /// What the other pairs tell: who is taken, and which encounter became which.
    fn learn(&mut self, explained: (Option<usize>, Option<usize>)) {
        let (left, right) = (self.left, self.right);
        for (l, r, by) in self.aligned.pairs {
            let (Some(l), Some(r)) = (*l, *r) else { continue };
            let (Some(a), Some(b)) = (left.get(l), right.get(r)) else { continue };
            self.mates.insert((Side::Legacy, l), (r, by.as_str()));
            self.mates.insert((Side::Destination, r), (l, by.as_str()));
            if (Some(l), Some(r)) != explained {
                self.encounters.vote(a, b);
            }
        }
    }

    fn pass(&self, l: usize, r: usize) -> String {
        match self.mates.get(&(Side::Legacy, l)) {
            Some((mate, by)) if *mate == r => (*by).to_string(),
            _ => String::new(),
        }
    }

    /// The waterfall of a legacy and a destination statement.
    fn steps(&self, l: usize, r: usize) -> (i64, Vec<Step>) {
        let (a, b) = (&self.left[l], &self.right[r]);
        let (x, y) = (&self.aligned.legacy[l], &self.aligned.destination[r]);
        let mut steps = Vec::new();
        let (sum, refusal) = a.weigh(b, |part, points, most| steps.extend(step((a, b), (x, y), part, points, most)));
        if let Some(refusal) = refusal {
            steps.push(Step { what: "refused", stance: Stance::Against, points: -i64::from(sum), most: 0, words: refusal_words(refusal).into(), legacy: None, destination: None });
        }
        steps.push(self.encounter(a, b, x, y));
        steps.push(word_for_word(a, b));
        (if refusal.is_some() { 0 } else { i64::from(sum) }, steps)
    }

    fn encounter(&self, a: &Key<'_>, b: &Key<'_>, x: &Statement, y: &Statement) -> Step {
        let (stance, words) = match (!a.links.is_empty(), !b.links.is_empty(), self.encounters.agree(a, b)) {
            (false, false, _) => (Stance::Silent, "neither hangs on an encounter"),
            (true, true, 2) => (Stance::For, "both hang on the same encounter; decides between equal scores"),
            (true, true, 0) => (Stance::Against, "they hang on different encounters; decides between equal scores"),
            (true, true, _) => (Stance::Silent, "no other pair tells whether their encounters are the same"),
            _ => (Stance::Against, "only one of them hangs on an encounter; decides between equal scores"),
        };
        Step { what: "encounter", stance, points: 0, most: 0, words: words.into(), legacy: said(x, &[Aspect::Encounter]), destination: said(y, &[Aspect::Encounter]) }
    }

    /// The best of one side that are not the mate of a statement of the other.
    fn rivals(&self, side: Side, index: usize, mate: Option<usize>) -> Vec<Rival> {
        let pair = |other: usize| if side == Side::Destination { (index, other) } else { (other, index) };
        let count = if side == Side::Destination { self.right.len() } else { self.left.len() };
        let mut candidates: Vec<(u32, u32, u32, usize)> = (0..count)
            .filter(|other| Some(*other) != mate)
            .filter_map(|other| {
                let (l, r) = pair(other);
                let (sum, refusal) = self.left[l].weigh(&self.right[r], |_, _, _| {});
                let score = if refusal.is_some() { 0 } else { sum };
                (sum >= RIVAL_LEAST).then(|| (score, sum, self.left[l].agreement(&self.right[r]), other))
            })
            .collect();
        candidates.sort_unstable_by(|a, b| (b.0, b.1, b.2).cmp(&(a.0, a.1, a.2)).then(a.3.cmp(&b.3)));
        candidates.truncate(RIVALS_MAX);
        let own = mate.map(|m| i64::from(self.resemblance(pair(m))));
        candidates
            .into_iter()
            .map(|(.., other)| {
                let (l, r) = pair(other);
                let (score, steps) = self.steps(l, r);
                let outcome = self.outcome(side, other, score, own, &steps);
                Rival { side, index: other, score, steps, outcome }
            })
            .collect()
    }

    fn resemblance(&self, (l, r): (usize, usize)) -> u32 {
        match (self.left.get(l), self.right.get(r)) {
            (Some(a), Some(b)) => a.resemblance(b),
            _ => 0,
        }
    }

    /// Why a rival is not the mate. `own` is what the mate itself has.
    fn outcome(&self, side: Side, index: usize, score: i64, own: Option<i64>, steps: &[Step]) -> String {
        if let Some(refused) = steps.iter().find(|s| s.what == "refused") {
            return format!("refused: {}", refused.words);
        }
        if let Some((mate, by)) = self.mates.get(&(side, index)) {
            let pair = if side == Side::Destination { (*mate, index) } else { (index, *mate) };
            let theirs = i64::from(self.resemblance(pair));
            return match (*by, theirs.cmp(&score)) {
                ("provenance", _) if side == Side::Destination => "taken: the run made it from another source record".into(),
                ("provenance", _) => "taken: the run made another destination record from it".into(),
                (_, std::cmp::Ordering::Greater) => format!("taken: its own mate has {theirs} points"),
                (_, std::cmp::Ordering::Equal) => "taken: its own mate has as many points; facts word for word, the encounter or the order of records decided".into(),
                (_, std::cmp::Ordering::Less) => format!("taken: its own mate agrees in content before resemblance is asked, with {theirs} points"),
            };
        }
        match own {
            Some(own) if own > score => format!("{} points less than the mate", own - score),
            Some(_) => "as many points as the mate; facts word for word, the encounter or the order of records decided".into(),
            None => "free: the chart is too large for every pair to be weighed, and these two share no code, words or day".into(),
        }
    }
}

#[cfg(test)]
mod tests;
