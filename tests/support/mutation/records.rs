//! A destination of files that hold records: clinical documents, HL7 v2 messages. A record is known by file and line: damage
//! leaves the lines of everything else where they were.

use super::{Destination, File};
use damage::charts::{self, Change, Charts, Edit};
use damage::{Dice, Effect, Operator, Work};
use std::collections::{BTreeMap, HashSet};
use std::ops::RangeInclusive;

/// The files and their records.
pub struct Records<F: charts::File> {
    charts: Charts<F>,
}

impl<F: charts::File> Records<F> {
    /// Of files by name and text.
    pub fn new(texts: &[(String, String)]) -> Self {
        Self { charts: Charts::new(texts) }
    }

    /// Names of lines of a record's file.
    fn lines(&self, record: usize, lines: RangeInclusive<usize>) -> Vec<String> {
        let file = &self.charts.names[self.charts.records[record].file];
        lines.map(|line| format!("{file}:{line}")).collect()
    }

    fn written(&self, edits: &BTreeMap<usize, Edit<F::Piece>>) -> Vec<File> {
        self.charts.names.iter().enumerate().map(|(file, name)| (name.clone(), self.charts.written(file, edits))).collect()
    }
}

impl<F: charts::File> Destination for Records<F> {
    type Work = charts::Work<F>;
    type Change = Change<F::Piece>;
    const RECORDS: &'static str = "records";

    fn size(&self) -> usize {
        self.charts.records.len()
    }

    fn files(&self) -> Vec<File> {
        self.written(&BTreeMap::new())
    }

    fn name(&self, record: usize) -> String {
        let own = &self.charts.records[record];
        let line = format!("{}:{}", self.charts.names[own.file], own.lines.0);
        if F::SHARES_LINES { format!("{line} {}", own.kind) } else { line }
    }

    fn whose(&self, record: usize) -> String {
        self.charts.whose(record).to_string()
    }

    fn bound(&self, record: usize) -> Vec<usize> {
        self.charts.bound(record)
    }

    fn is_each(operator: &Operator<Self::Work>) -> bool {
        operator.is_each()
    }

    fn change(&self, record: usize, operator: &Operator<Self::Work>, dice: Dice) -> Option<Self::Change> {
        self.charts.change(record, operator, dice)
    }

    fn changed(&self, changes: &[(usize, Self::Change)]) -> (Vec<File>, Vec<HashSet<String>>) {
        let mut names = Vec::new();
        for (record, change) in changes {
            let (first, last) = self.charts.records[*record].lines;
            let mut records: HashSet<String> = self.lines(*record, first..=last).into_iter().collect();
            if matches!(change.effect, Effect::Added(_) | Effect::Split(_)) {
                records.extend(self.lines(change.beside, F::behind(&self.charts.records[change.beside])));
            }
            names.push(records);
        }
        (self.written(&Charts::<F>::edits(changes)), names)
    }

    fn rewritten(&self, operator: &Operator<Self::Work>, dice: &mut Dice) -> Option<(Vec<File>, usize)> {
        let Work::Whole(work) = operator.work else { return None };
        let (mut files, mut changed) = (Vec::new(), 0);
        for (file, (name, before)) in self.charts.files.iter().zip(self.files()) {
            let text = file.rewritten(work, dice);
            if text != before {
                changed += file.count();
            }
            files.push((name, text));
        }
        Some((files, changed.max(1)))
    }

    fn meet(one: &Operator<Self::Work>, other: &Operator<Self::Work>) -> bool {
        let near = |a: &str, b: &str| a == b || F::holds(a, b) || F::holds(b, a);
        one.types.iter().any(|a| other.types.iter().any(|b| near(a, b)))
    }
}
