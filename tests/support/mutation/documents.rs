//! A destination of clinical documents, a file each. Its records are known by file and line: damage leaves the lines of
//! everything else where they were.

use super::{Destination, File};
use damage::ccda::{Around, Charts, Edit, Effect, Element, Operator, Way, Work, written};
use damage::Dice;
use std::collections::{BTreeMap, HashSet};

/// The documents and their records.
pub struct Documents {
    charts: Charts,
}

impl Documents {
    /// Of documents as text.
    pub fn new(texts: &[String]) -> Self {
        Self { charts: Charts::new(texts) }
    }

    /// How many documents it holds.
    pub fn count(&self) -> usize {
        self.charts.documents.len()
    }

    /// Names of a record's lines.
    fn lines(&self, record: usize) -> impl Iterator<Item = String> + use<> {
        let record = &self.charts.records[record];
        let (file, (first, last)) = (Charts::file(record.document), record.lines);
        (first..=last).map(move |line| format!("{file}:{line}"))
    }

    fn written(&self, edits: &BTreeMap<usize, BTreeMap<Way, Edit>>) -> Vec<File> {
        let text = |number: usize| match edits.get(&number) {
            Some(edits) => written(&self.charts.documents[number], edits, &HashSet::new()).0,
            None => self.charts.texts[number].clone(),
        };
        (0..self.count()).map(|number| (Charts::file(number), text(number))).collect()
    }
}

impl Destination for Documents {
    type Work = Work;
    type Change = (Element, Effect, Option<usize>);
    const RECORDS: &'static str = "records";

    fn size(&self) -> usize {
        self.charts.records.len()
    }

    fn files(&self) -> Vec<File> {
        self.written(&BTreeMap::new())
    }

    fn name(&self, record: usize) -> String {
        self.lines(record).next().unwrap_or_default()
    }

    fn whose(&self, record: usize) -> String {
        Charts::file(self.charts.records[record].document)
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
        let mut copy = self.charts.element(record)?.clone();
        let mut around = Around::new(&self.charts, record, dice);
        let effect = work(&mut copy, &mut around);
        (effect != Effect::None).then_some((copy, effect, around.beside))
    }

    fn changed(&self, changes: &[(usize, Self::Change)]) -> (Vec<File>, Vec<HashSet<String>>) {
        let mut edits: BTreeMap<usize, BTreeMap<Way, Edit>> = BTreeMap::new();
        let mut names = Vec::new();
        for (record, (copy, effect, beside)) in changes {
            let mut edit = |number: usize, change: &dyn Fn(&mut Edit)| {
                let place = &self.charts.records[number];
                change(edits.entry(place.document).or_default().entry(place.way.clone()).or_default());
            };
            let mut records: HashSet<String> = self.lines(*record).collect();
            match effect {
                Effect::Changed | Effect::Split(_) => edit(*record, &|e: &mut Edit| e.instead = Some(copy.clone())),
                Effect::Removed => edit(*record, &|e: &mut Edit| e.gone = true),
                Effect::None | Effect::Added(_) => {}
            }
            if let Effect::Added(new) | Effect::Split(new) = effect {
                let target = beside.unwrap_or(*record);
                edit(target, &|e: &mut Edit| e.behind.extend(new.iter().cloned()));
                records.extend(self.lines(target).last());
            }
            names.push(records);
        }
        (self.written(&edits), names)
    }

    fn rewritten(&self, operator: &Operator, dice: &mut Dice) -> Option<(Vec<File>, usize)> {
        let Work::Whole(work) = operator.work else { return None };
        let mut documents = self.charts.documents.clone();
        documents.iter_mut().for_each(|document| work(document, dice));
        let files: Vec<File> = documents.iter().enumerate().map(|(number, document)| (Charts::file(number), document.text())).collect();
        let changed = files.iter().zip(&self.charts.texts).filter(|((_, text), before)| text != *before).count().max(1);
        Some((files, changed))
    }

    /// A panel holds results, and a relative diseases.
    fn meet(one: &Operator, other: &Operator) -> bool {
        let holds = |kind: &str, member: &str| match kind {
            "panel" => matches!(member, "result" | "vital" | "social" | "functional" | "directive"),
            "relative" => member == "family",
            _ => false,
        };
        let near = |a: &str, b: &str| a == b || holds(a, b) || holds(b, a);
        one.types.iter().any(|a| other.types.iter().any(|b| near(a, b)))
    }
}
