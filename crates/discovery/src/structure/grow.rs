//! The tree of kinds of parts as it grows: one node a kind and place, with its counts.

use super::{Part, PartKind};
use std::collections::HashMap;

/// Kinds of parts that are kept.
const KINDS_MAX: usize = 40_000;

/// Where a part stands: in a part of the tree, and in which of the many of that kind.
#[derive(Debug, Clone, Copy)]
pub(super) struct Within {
    /// The kind of part around it; none at the outermost.
    pub part: Option<usize>,
    /// Tells the parts around it from each other.
    pub instance: u64,
}

/// Counts of a kind that are not shown.
#[derive(Debug, Default)]
struct Run {
    /// The last record that has it.
    record: u64,
    /// The last part that it stood in, and how often it did so far.
    instance: u64,
    times: u64,
    names: HashMap<String, usize>,
}

#[derive(Debug, Default)]
pub(super) struct Grower {
    pub parts: Vec<Part>,
    pub outermost: Vec<usize>,
    /// Records so far; the one at hand included.
    pub records: u64,
    /// Parts so far.
    pub touched: u64,
    /// Parts of kinds that there was no room for.
    pub left_out: u64,
    runs: Vec<Run>,
    names: HashMap<String, usize>,
    instances: u64,
}

impl Grower {
    /// Another record begins.
    pub fn record(&mut self) {
        self.records += 1;
    }

    /// A number that no part around others had before.
    pub fn instance(&mut self) -> u64 {
        self.instances += 1;
        self.instances
    }

    /// Where the outermost parts of the record at hand stand.
    pub fn top(&self) -> Within {
        Within { part: None, instance: self.records }
    }

    /// Counts a part. `made` says what is known of its kind when it is met for the first time.
    pub fn touch(&mut self, within: Within, name: &str, made: impl FnOnce() -> Part) -> Option<usize> {
        self.touched += 1;
        let known = match within.part {
            None => self.names.get(name).copied(),
            Some(parent) => self.runs.get(parent)?.names.get(name).copied(),
        };
        let at = match known {
            Some(at) => at,
            None => self.add(within.part, name, made)?,
        };
        let (record, run, part) = (self.records, self.runs.get_mut(at)?, self.parts.get_mut(at)?);
        part.times += 1;
        part.carriers += u64::from(run.record != record);
        run.record = record;
        run.times = if run.instance == within.instance { run.times + 1 } else { 1 };
        run.instance = within.instance;
        part.most = part.most.max(run.times);
        Some(at)
    }

    fn add(&mut self, parent: Option<usize>, name: &str, made: impl FnOnce() -> Part) -> Option<usize> {
        let at = self.parts.len();
        if at >= KINDS_MAX {
            self.left_out += 1;
            return None;
        }
        self.parts.push(Part { parent, ..made() });
        // No record has this number: the first one counts, whichever it is.
        self.runs.push(Run { record: u64::MAX, ..Run::default() });
        match parent {
            None => {
                self.names.insert(name.to_string(), at);
                self.outermost.push(at);
            }
            Some(parent) => {
                self.runs.get_mut(parent)?.names.insert(name.to_string(), at);
                self.parts.get_mut(parent)?.parts.push(at);
            }
        }
        Some(at)
    }

    /// Marks a kind of part.
    pub fn mark(&mut self, at: usize, mark: &'static str) {
        if let Some(part) = self.parts.get_mut(at).filter(|part| !part.marks.contains(&mark)) {
            part.marks.push(mark);
        }
    }
}

/// A kind of part that is known by its name alone.
pub(super) fn part(kind: PartKind, name: impl Into<String>, title: impl Into<String>) -> Part {
    Part {
        parent: None,
        kind,
        name: name.into(),
        title: title.into(),
        marks: Vec::new(),
        carriers: 0,
        times: 0,
        most: 0,
        relation: String::new(),
        field: String::new(),
        parts: Vec::new(),
    }
}
