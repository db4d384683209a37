//! One way to damage a destination: what it is called, what it looks at, what is right to say of it, and its work.
//!
//! It is the same for resources, documents and messages; only what the work is given differs.

use crate::{Dice, Family, Site};
use serde_json::Value;

/// Fixed words of an operator: types, verdicts, aspects.
pub(crate) type Fixed = &'static [&'static str];

/// Verdicts of what was changed.
pub(crate) const ALTERED: Fixed = &["altered"];
/// Verdicts of an attribute that vanished.
pub(crate) const LOSS: Fixed = &["altered", "lost"];
/// Verdicts of a statement that vanished.
pub(crate) const GONE: Fixed = &["lost", "merged"];
/// Verdicts of something that nobody asserted.
pub(crate) const ADDED: Fixed = &["invented", "altered"];
/// The aspect of a whole statement.
pub(crate) const WHOLE: Fixed = &["statement"];

/// What an operator did with one resource, or another sort of record.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect<R = Value> {
    /// The resource gives no occasion; it is as it was.
    None,
    /// The resource was edited in place.
    Changed,
    /// The resource goes.
    Removed,
    /// The resource stays as it is, these come beside it.
    Added(Vec<R>),
    /// The resource was edited in place and these come beside it.
    Split(Vec<R>),
}

/// Work on one resource at a time.
pub type EachResource = fn(&mut Value, &mut Site<'_>) -> Effect;
/// Work on all resources at once.
pub type AllResources = fn(&mut Vec<Value>, &mut Dice);

/// How an operator works: on resources, where nothing else is said.
#[derive(Clone, Copy)]
pub enum Work<E = EachResource, W = AllResources> {
    /// Looks at one record at a time; applied to a share of the records that give occasion. It must tell a record that
    /// gives none by [`Effect::None`] and may look at the rest of the destination around it.
    Each(E),
    /// Rewrites the whole destination at once (new ids, other order); only twins do.
    Whole(W),
}

/// One way to damage a destination, or to change it and keep the meaning.
#[derive(Clone, Copy)]
pub struct Operator<W = Work> {
    /// Short name in kebab case, unique.
    pub name: &'static str,
    /// Family.
    pub family: Family,
    /// What happens, in words a clinician reads.
    pub what: &'static str,
    /// Whether it keeps the meaning: the comparison must stay silent.
    pub twin: bool,
    /// Resource types, or kinds of record, that it looks at; empty for all.
    pub types: &'static [&'static str],
    /// Verdicts of which one is right (words of `product.md`); empty for a twin.
    pub verdicts: &'static [&'static str],
    /// Aspects of which one is right (as `compare --json` prints them: `status`, `time`, `precision`, `unit`, `value`, `code`, `statement`, ...).
    pub aspects: &'static [&'static str],
    /// Whether it may be done to every record at once: what is overwritten by a record that is overwritten itself is not lost,
    /// and then nobody could say what is.
    pub systematic: bool,
    /// The work.
    pub work: W,
}

impl<E: Copy, W: Copy> Operator<Work<E, W>> {
    /// An operator that changes the meaning; `says` holds the verdicts and the aspects of which one is right.
    pub(crate) const fn harm(family: Family, name: &'static str, what: &'static str, types: Fixed, says: (Fixed, Fixed), work: E) -> Self {
        Self { name, family, what, twin: false, types, verdicts: says.0, aspects: says.1, systematic: true, work: Work::Each(work) }
    }

    /// The same, not to be done to every record at once.
    pub(crate) const fn harm_one(family: Family, name: &'static str, what: &'static str, types: Fixed, says: (Fixed, Fixed), work: E) -> Self {
        Self { name, family, what, twin: false, types, verdicts: says.0, aspects: says.1, systematic: false, work: Work::Each(work) }
    }

    /// An operator that keeps the meaning.
    pub(crate) const fn twin(family: Family, name: &'static str, what: &'static str, types: Fixed, work: E) -> Self {
        Self { name, family, what, twin: true, types, verdicts: &[], aspects: &[], systematic: true, work: Work::Each(work) }
    }

    /// An operator that keeps the meaning and rewrites everything.
    pub(crate) const fn whole(family: Family, name: &'static str, what: &'static str, work: W) -> Self {
        Self { name, family, what, twin: true, types: &[], verdicts: &[], aspects: &[], systematic: true, work: Work::Whole(work) }
    }

    /// Whether it looks at one record at a time.
    pub fn is_each(&self) -> bool {
        matches!(self.work, Work::Each(_))
    }
}

/// Edits a copy and keeps it when the edit came to its end and changed anything.
pub(crate) fn edited<R: Clone + PartialEq>(record: &mut R, edit: impl FnOnce(&mut R) -> Option<()>) -> Effect<R> {
    let mut copy = record.clone();
    if edit(&mut copy).is_none() || copy == *record {
        return Effect::None;
    }
    *record = copy;
    Effect::Changed
}

/// The effect of an edit that may have found nothing.
pub(crate) fn changed<R>(any: bool) -> Effect<R> {
    if any { Effect::Changed } else { Effect::None }
}

/// Whether something was done, as an edit says it.
pub(crate) fn done(any: bool) -> Option<()> {
    any.then_some(())
}
