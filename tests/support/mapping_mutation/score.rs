//! One change tried: the mapping run, what it writes held against what the clean one writes, the books balanced, and what is new said of.

use super::{Change, Operator, Site};
use crate::Bench;
use app::FindingLine;
use damage::Dice;
use mapping::Document;
use std::collections::{BTreeMap, HashSet};

/// Which changes are drawn.
const SEED: u64 = 20_261_126;

/// What came of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Every byte that is written is the same.
    Nothing,
    /// The mapping does not run, and says why.
    Refused(String),
    /// Another output, and nothing is said of it.
    Silent,
    /// Something is said.
    Said(Said),
}

/// What is said of a change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// New findings.
    pub findings: usize,
    /// New findings of severity safety.
    pub safety: usize,
    /// Causes that they have, and of them those that name the true one.
    pub causes: [usize; 2],
    /// The verdict, aspect and kind of most of them are right.
    pub is_right: bool,
    /// The cause of most of them names the true one.
    pub is_named: bool,
    /// Verdict, aspect and kind of most of them.
    pub most: String,
    /// The cause of most of them.
    pub label: String,
}

/// A change that was tried.
pub struct Trial {
    /// Index of its operator.
    pub operator: usize,
    /// What was done where.
    pub what: String,
    /// Resource set and element that it is about, for telling what is not seen.
    pub about: String,
    /// What came of it.
    pub outcome: Outcome,
}

/// A mapping and its legacy side, with what the clean mapping writes and says.
pub struct Ground {
    bench: Bench,
    text: String,
    clean: Vec<(String, Vec<u8>)>,
    known: HashSet<String>,
}

impl Ground {
    /// Of a workspace with the legacy side and the lens of a starter.
    pub fn new(starter: &str, bench: Bench) -> Self {
        let text = Bench::starter_text(starter, "mapping");
        let mut ground = Self { bench, text, clean: Vec::new(), known: HashSet::new() };
        ground.clean = ground.written(&ground.text).unwrap();
        // Against nothing written, every error would change nothing.
        assert!(!ground.clean.is_empty(), "the clean mapping writes nothing");
        ground.known = ground.findings().into_iter().map(|f| f.finding).collect();
        ground
    }

    /// Tries what operators can do, at most so many changes in all.
    pub fn trials(&self, operators: &[Operator], most: usize) -> Vec<Trial> {
        let document = Document::parse(&self.text).unwrap();
        let site = Site::new(&self.text, &document);
        let drawn = drawn(operators, &site, most);
        drawn.into_iter().map(|(at, change)| self.trial(at, &operators[at], change)).collect()
    }

    fn trial(&self, at: usize, operator: &Operator, change: Change) -> Trial {
        let text = change.edit.applied(&self.text).unwrap();
        let outcome = match self.written(&text) {
            Err(refused) => Outcome::Refused(refused),
            Ok(made) if made == self.clean => Outcome::Nothing,
            Ok(_) => self.said(operator, &change, &text),
        };
        let places = [&change.truth.homes, &change.truth.sets, &change.truth.elements];
        let about = places.iter().filter_map(|of| of.first().cloned()).collect::<Vec<_>>().join(" ");
        Trial { operator: at, what: change.what, about, outcome }
    }

    /// What a mapping writes, file by file.
    fn written(&self, text: &str) -> Result<Vec<(String, Vec<u8>)>, String> {
        self.bench.document("mapping", text);
        self.bench.written()
    }

    fn findings(&self) -> Vec<FindingLine> {
        let report = app::compare(&self.bench.workspace, crate::now, &app::quiet).unwrap();
        let mut lines = Vec::new();
        // A line is handed out to look at, and not to keep.
        app::finding_lines(&self.bench.workspace, report.run, &mut |line| lines.push(kept(line))).unwrap();
        lines
    }

    fn said(&self, operator: &Operator, change: &Change, text: &str) -> Outcome {
        let fresh: Vec<FindingLine> = self.findings().into_iter().filter(|line| !self.known.contains(&line.finding)).collect();
        if fresh.is_empty() {
            return Outcome::Silent;
        }
        let changed = Document::parse(text).unwrap();
        let (mut causes, mut verdicts) = (BTreeMap::new(), BTreeMap::new());
        for line in &fresh {
            let (label, class) = line.cause.as_ref().map_or(("", ""), |c| (c.label.as_str(), c.class.as_str()));
            *causes.entry((label, class)).or_insert(0) += 1;
            *verdicts.entry((line.verdict.as_str(), line.aspect.as_str(), line.kind.as_str())).or_insert(0) += 1;
        }
        let names = |(label, class): &(&str, &str)| change.truth.is_named_by(label, class, &changed);
        let (label, class) = most(&causes);
        let (verdict, aspect, kind) = most(&verdicts);
        Outcome::Said(Said {
            findings: fresh.len(),
            safety: fresh.iter().filter(|line| line.severity == "safety").count(),
            causes: [causes.len(), causes.keys().filter(|cause| names(cause)).count()],
            is_right: operator.verdicts.contains(&verdict) && change.truth.is_about(verdict, aspect, kind),
            is_named: names(&(label, class)),
            most: format!("{verdict}, {aspect}, {kind}"),
            label: label.to_string(),
        })
    }
}

/// What is kept of a line.
fn kept(line: &FindingLine) -> FindingLine {
    let cause = line.cause.as_ref().map(|c| app::CauseLine { id: c.id.clone(), class: c.class.clone(), label: c.label.clone(), proposed: String::new() });
    FindingLine {
        finding: line.finding.clone(),
        verdict: line.verdict.clone(),
        aspect: line.aspect.clone(),
        kind: line.kind.clone(),
        severity: line.severity.clone(),
        legacy: None,
        destination: None,
        cause,
        evidence: String::new(),
        link: None,
        note: None,
        triage: None,
    }
}

/// The most frequent, of equals the first.
fn most<K: Copy + Default + Ord>(counts: &BTreeMap<K, usize>) -> K {
    counts.iter().fold((K::default(), 0), |best, (key, count)| if *count > best.1 { (*key, *count) } else { best }).0
}

/// Changes drawn by the seed: of every operator the first, then the second, until there are enough. In the order of the table.
fn drawn(operators: &[Operator], site: &Site<'_>, most: usize) -> Vec<(usize, Change)> {
    let mut piles: Vec<Vec<Change>> = operators
        .iter()
        .map(|operator| {
            let mut changes = (operator.changes)(site);
            changes.sort_by_key(|change| Dice::new(SEED, &format!("{} {}", operator.name, change.what)).draw());
            changes.truncate(operator.most);
            changes.reverse();
            changes
        })
        .collect();
    // Where there is not room for all of them, no family stands behind the others.
    let mut order: Vec<usize> = (0..operators.len()).collect();
    order.sort_by_key(|at| Dice::new(SEED, operators[*at].name).draw());
    let mut taken: Vec<(usize, Change)> = Vec::new();
    while taken.len() < most && piles.iter().any(|pile| !pile.is_empty()) {
        for at in &order {
            if taken.len() < most
                && let Some(change) = piles[*at].pop()
            {
                taken.push((*at, change));
            }
        }
    }
    taken.sort_by_key(|(at, _)| *at);
    taken
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping_mutation::operators;

    #[test]
    fn every_operator_is_drawn_before_one_is_drawn_twice_and_the_draw_is_the_same_each_time() {
        let text = Bench::starter_text("harbor", "mapping");
        let document = Document::parse(&text).unwrap();
        let (site, operators) = (Site::new(&text, &document), operators());
        let of = |most| drawn(&operators, &site, most).into_iter().map(|(at, change)| (at, change.what)).collect::<Vec<_>>();
        let (few, many) = (of(20), of(350));
        assert_eq!(few.iter().map(|(at, _)| at).collect::<HashSet<_>>().len(), 20);
        assert!(many.len() > 200 && many.len() <= 350, "{}", many.len());
        assert!(few.iter().all(|one| many.contains(one)));
        assert_eq!(many, of(350));
    }
}
