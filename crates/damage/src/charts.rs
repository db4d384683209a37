//! A destination of files that hold records, whatever their format: what stands where, what an operator made of it, and the
//! files with that done.
//!
//! A [`File`] is one format's tree. A record is known by file and lines, and what is damaged takes as many lines as before, so
//! a finding's locator leads to the record.

use crate::{Dice, Effect};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Debug;
use std::ops::RangeInclusive;

/// A file of a destination, read.
pub trait File: Sized + 'static {
    /// Where a record stands in a file.
    type Place;
    /// A record, taken out to be edited.
    type Piece: Clone + PartialEq + Debug;
    /// How a twin rewrites a file.
    type Whole: Copy;
    /// Whether two records may begin on one line, so that only their kinds tell them apart.
    const SHARES_LINES: bool;

    /// Of a text; none where it is not sound.
    fn read(text: &str) -> Option<Self>;
    /// Every record of all files, in order.
    fn records(files: &[Self]) -> Vec<Record<Self::Place>>;
    /// How many documents or messages it holds.
    fn count(&self) -> usize;
    /// What stands in a place.
    fn piece(&self, place: &Self::Place) -> Option<Self::Piece>;
    /// Whether two places of a file share anything.
    fn meet(one: &Self::Place, other: &Self::Place) -> bool;
    /// Whether records of a kind may hold records of another kind.
    fn holds(kind: &str, member: &str) -> bool;
    /// The lines on which stands what was added behind a record.
    fn behind(record: &Record<Self::Place>) -> RangeInclusive<usize>;
    /// The text with edits. Every record takes as many lines as before.
    fn written(&self, edits: &[(&Self::Place, &Edit<Self::Piece>)]) -> String;
    /// The text as a twin rewrites it.
    fn rewritten(&self, work: Self::Whole, dice: &mut Dice) -> String;
}

/// The work of an operator that looks at one record at a time.
pub type Each<F> = fn(&mut <F as File>::Piece, &mut Around<'_, F>) -> Effect<<F as File>::Piece>;
/// How an operator on files works.
pub type Work<F> = crate::Work<Each<F>, <F as File>::Whole>;
/// One way to damage a destination of files, or to change it and keep the meaning.
pub type Operator<F> = crate::Operator<Work<F>>;

/// Where a record stands, and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record<P> {
    /// Number of the file.
    pub file: usize,
    /// What it is: `allergy`, `result`, `panel`, `patient`, `note`, ...
    pub kind: &'static str,
    /// First and last line in the file.
    pub lines: (usize, usize),
    /// Whose chart it belongs to.
    pub whose: String,
    /// Where in the file.
    pub place: P,
}

/// What becomes of a record when its file is written.
#[derive(Debug, Clone)]
pub struct Edit<P> {
    /// What stands in its place; as it was when there is none.
    pub instead: Option<P>,
    /// Whether it goes.
    pub gone: bool,
    /// What stands behind it.
    pub behind: Vec<P>,
}

impl<P> Default for Edit<P> {
    fn default() -> Self {
        Self { instead: None, gone: false, behind: Vec::new() }
    }
}

/// What an operator made of a record.
#[derive(Debug, Clone)]
pub struct Change<P> {
    /// The record as it is now.
    pub piece: P,
    /// What was done.
    pub effect: Effect<P>,
    /// The record behind which what is added goes.
    pub beside: usize,
}

/// Files with their records.
pub struct Charts<F: File> {
    /// Names of the files.
    pub names: Vec<String>,
    /// The files.
    pub files: Vec<F>,
    /// Every record.
    pub records: Vec<Record<F::Place>>,
}

impl<F: File> Charts<F> {
    /// Of files by name and text; what is not sound is left out.
    pub fn new(texts: &[(String, String)]) -> Self {
        let (mut names, mut files) = (Vec::new(), Vec::new());
        for (name, text) in texts {
            let Some(file) = F::read(text) else { continue };
            names.push(name.clone());
            files.push(file);
        }
        let records = F::records(&files);
        Self { names, files, records }
    }

    /// A record, taken out.
    pub fn piece(&self, record: usize) -> Option<F::Piece> {
        let record = self.records.get(record)?;
        self.files.get(record.file)?.piece(&record.place)
    }

    /// Whose chart a record belongs to.
    pub fn whose(&self, record: usize) -> &str {
        self.records.get(record).map_or("", |own| own.whose.as_str())
    }

    /// The records that cannot be damaged beside this one, itself among them: those that share anything with it.
    pub fn bound(&self, record: usize) -> Vec<usize> {
        let Some(own) = self.records.get(record) else { return Vec::new() };
        let mut found = Vec::new();
        for (number, other) in self.records.iter().enumerate() {
            if other.file == own.file && F::meet(&own.place, &other.place) {
                found.push(number);
            }
        }
        found
    }

    /// What an operator makes of a record; none where it gives no occasion.
    pub fn change(&self, record: usize, operator: &Operator<F>, dice: Dice) -> Option<Change<F::Piece>> {
        let crate::Work::Each(work) = operator.work else { return None };
        if !operator.types.contains(&self.records.get(record)?.kind) {
            return None;
        }
        let mut piece = self.piece(record)?;
        let mut around = Around::new(self, record, dice);
        let effect = work(&mut piece, &mut around);
        let beside = around.beside.unwrap_or(record);
        if effect == Effect::None { None } else { Some(Change { piece, effect, beside }) }
    }

    /// Changes of records as edits of their files.
    pub fn edits(changes: &[(usize, Change<F::Piece>)]) -> BTreeMap<usize, Edit<F::Piece>> {
        let mut edits: BTreeMap<usize, Edit<F::Piece>> = BTreeMap::new();
        for (record, change) in changes {
            match &change.effect {
                Effect::Changed | Effect::Split(_) => edits.entry(*record).or_default().instead = Some(change.piece.clone()),
                Effect::Removed => edits.entry(*record).or_default().gone = true,
                Effect::None | Effect::Added(_) => {}
            }
            if let Effect::Added(new) | Effect::Split(new) = &change.effect {
                edits.entry(change.beside).or_default().behind.extend(new.iter().cloned());
            }
        }
        edits
    }

    /// A file as text, with edits by the number of the record.
    pub fn written(&self, file: usize, edits: &BTreeMap<usize, Edit<F::Piece>>) -> String {
        let mut own = Vec::new();
        for (number, edit) in edits {
            if let Some(record) = self.records.get(*number).filter(|record| record.file == file) {
                own.push((&record.place, edit));
            }
        }
        self.files.get(file).map(|file| file.written(&own)).unwrap_or_default()
    }
}

/// Leaves out what is said twice: of two records that say the same nobody could tell which was damaged. Two say the same when
/// they have a key in common.
pub(crate) fn once_only<P>(records: Vec<Record<P>>, keys: &[Vec<String>]) -> Vec<Record<P>> {
    let mut counts: HashMap<&String, usize> = HashMap::new();
    keys.iter().flatten().for_each(|key| *counts.entry(key).or_default() += 1);
    let mut once = Vec::new();
    for (record, of) in records.into_iter().zip(keys) {
        if of.iter().all(|key| counts.get(key) == Some(&1)) {
            once.push(record);
        }
    }
    once
}

/// The undamaged destination around a record, and the dice.
pub struct Around<'a, F: File> {
    /// All files.
    pub charts: &'a Charts<F>,
    /// Number of the record.
    pub own: usize,
    /// Seeded by run, operator and record.
    pub dice: Dice,
    /// The record behind which what is added goes; its own when there is none.
    pub beside: Option<usize>,
}

impl<'a, F: File> Around<'a, F> {
    /// Around a record.
    pub fn new(charts: &'a Charts<F>, own: usize, dice: Dice) -> Self {
        Self { charts, own, dice, beside: None }
    }

    /// The record.
    pub(crate) fn record(&self) -> Option<&'a Record<F::Place>> {
        self.charts.records.get(self.own)
    }

    /// What the record is.
    pub(crate) fn kind(&self) -> &'static str {
        self.record().map_or("", |r| r.kind)
    }

    /// Numbers of the other records of a kind, of its chart or of the others.
    pub(crate) fn of_kind(&self, kind: &str, here: bool) -> Vec<usize> {
        let whose = self.charts.whose(self.own);
        let mut found = Vec::new();
        for (number, record) in self.charts.records.iter().enumerate() {
            if number != self.own && record.kind == kind && (record.whose == whose) == here {
                found.push(number);
            }
        }
        found
    }

    /// One of several by lot.
    pub(crate) fn one<T>(&mut self, from: Vec<T>) -> Option<T> {
        crate::edit::one(from, &mut self.dice)
    }
}
