//! A destination of HL7 v2 messages, in files. Its records are known by file and line: damage leaves the lines of everything
//! else where they were.

use super::{Destination, File};
use damage::Dice;
use damage::hl7v2::{Around, Charts, Edit, Effect, Group, Operator, Work};
use std::collections::{BTreeMap, HashSet};

/// The messages and their records.
pub struct Messages {
    charts: Charts,
}

impl Messages {
    /// Of files by name and text.
    pub fn new(texts: &[(String, String)]) -> Self {
        Self { charts: Charts::new(texts) }
    }

    /// How many messages it holds.
    pub fn count(&self) -> usize {
        self.charts.count()
    }

    /// Names of a record's lines from one of them on.
    fn lines(&self, record: usize, from: usize) -> impl Iterator<Item = String> + use<> {
        let record = &self.charts.records[record];
        let (file, (first, last)) = (self.charts.names[record.file].clone(), record.lines);
        (first + from..=last).map(move |line| format!("{file}:{line}"))
    }

    fn written(&self, edits: &BTreeMap<usize, Edit>) -> Vec<File> {
        (0..self.charts.files.len()).map(|file| (self.charts.names[file].clone(), self.charts.written(file, edits))).collect()
    }
}

impl Destination for Messages {
    type Work = Work;
    type Change = (Group, Effect, Option<usize>);
    const RECORDS: &'static str = "records";

    fn size(&self) -> usize {
        self.charts.records.len()
    }

    fn files(&self) -> Vec<File> {
        self.written(&BTreeMap::new())
    }

    fn name(&self, record: usize) -> String {
        format!("{} {}", self.lines(record, 0).next().unwrap_or_default(), self.charts.records[record].kind)
    }

    fn whose(&self, record: usize) -> String {
        self.charts.patient(record).to_string()
    }

    fn bound(&self, record: usize) -> Vec<usize> {
        self.charts.bound(record)
    }

    fn is_each(operator: &Operator) -> bool {
        matches!(operator.work, Work::Each(_))
    }

    fn change(&self, record: usize, operator: &Operator, dice: Dice) -> Option<Self::Change> {
        let Work::Each(work) = operator.work else { return None };
        if !operator.types.contains(&self.charts.records[record].kind) {
            return None;
        }
        let mut copy = self.charts.group(record)?;
        let mut around = Around::new(&self.charts, record, dice);
        let effect = work(&mut copy, &mut around);
        (effect != Effect::None).then_some((copy, effect, around.beside))
    }

    fn changed(&self, changes: &[(usize, Self::Change)]) -> (Vec<File>, Vec<HashSet<String>>) {
        let mut edits: BTreeMap<usize, Edit> = BTreeMap::new();
        let mut names = Vec::new();
        for (record, (copy, effect, beside)) in changes {
            let mut records: HashSet<String> = self.lines(*record, 0).collect();
            match effect {
                Effect::Changed | Effect::Split(_) => edits.entry(*record).or_default().instead = Some(copy.clone()),
                Effect::Removed => edits.entry(*record).or_default().gone = true,
                Effect::None | Effect::Added(_) => {}
            }
            if let Effect::Added(new) | Effect::Split(new) = effect {
                let target = beside.unwrap_or(*record);
                edits.entry(target).or_default().behind.extend(new.iter().cloned());
                if target != *record {
                    // What was added stands behind the segments that were there.
                    let (first, last) = self.charts.records[target].span;
                    records.extend(self.lines(target, last + 1 - first));
                }
            }
            names.push(records);
        }
        (self.written(&edits), names)
    }

    fn rewritten(&self, operator: &Operator, dice: &mut Dice) -> Option<(Vec<File>, usize)> {
        let Work::Whole(work) = operator.work else { return None };
        let files = self.charts.files.iter().zip(&self.charts.names).map(|(messages, name)| (name.clone(), work(messages, dice))).collect();
        Some((files, self.count()))
    }

    /// An order holds results and reports, a vaccination observations, a message all that it says.
    fn meet(one: &Operator, other: &Operator) -> bool {
        let holds = |kind: &str, member: &str| match kind {
            "order" | "panel" => matches!(member, "result" | "note" | "order" | "panel"),
            "immunization" => member == "result",
            "patient" => member == "will",
            "visit" => matches!(member, "allergy" | "diagnosis" | "procedure" | "will" | "directive"),
            // Another patient and another event touch all that hangs on them.
            "message" => true,
            _ => false,
        };
        let near = |a: &str, b: &str| a == b || holds(a, b) || holds(b, a);
        one.types.iter().any(|a| other.types.iter().any(|b| near(a, b)))
    }
}
