//! What operators share: how one is written down, the record's surroundings, and small edits of statements.

use super::charts::{Charts, Record, core_way, statement};
use super::tree::{Document, Element, Node, Way};
use super::{Effect, Operator, Work, read};
use crate::{Dice, Family};

/// The work of an operator that looks at one record at a time.
pub(super) type Each = fn(&mut Element, &mut Around<'_>) -> Effect;
/// Fixed words of an operator: kinds, verdicts, aspects.
pub(super) type Fixed = &'static [&'static str];

/// Verdicts of what was changed.
pub(super) const ALTERED: Fixed = &["altered"];
/// Verdicts of an attribute that vanished.
pub(super) const LOSS: Fixed = &["altered", "lost"];
/// Verdicts of a statement that vanished.
pub(super) const GONE: Fixed = &["lost", "merged"];
/// Verdicts of something that nobody asserted.
pub(super) const ADDED: Fixed = &["invented", "altered"];

/// An operator that changes the meaning; `says` holds the verdicts and the aspects of which one is right.
pub(super) const fn harm(family: Family, name: &'static str, what: &'static str, types: Fixed, says: (Fixed, Fixed), work: Each) -> Operator {
    Operator { name, family, what, twin: false, types, verdicts: says.0, aspects: says.1, systematic: true, work: Work::Each(work) }
}

/// The same, not to be done to every record at once.
pub(super) const fn harm_one(family: Family, name: &'static str, what: &'static str, types: Fixed, says: (Fixed, Fixed), work: Each) -> Operator {
    Operator { name, family, what, twin: false, types, verdicts: says.0, aspects: says.1, systematic: false, work: Work::Each(work) }
}

/// An operator that keeps the meaning.
pub(super) const fn twin(family: Family, name: &'static str, what: &'static str, types: Fixed, work: Each) -> Operator {
    Operator { name, family, what, twin: true, types, verdicts: &[], aspects: &[], systematic: true, work: Work::Each(work) }
}

/// The undamaged destination around a record, and the dice.
pub struct Around<'a> {
    /// All documents.
    pub charts: &'a Charts,
    /// Number of the record.
    pub own: usize,
    /// Seeded by run, operator and record.
    pub dice: Dice,
    /// The record behind which what is added goes; its own when there is none.
    pub beside: Option<usize>,
}

impl<'a> Around<'a> {
    /// Around a record.
    pub fn new(charts: &'a Charts, own: usize, dice: Dice) -> Self {
        Self { charts, own, dice, beside: None }
    }

    /// The record.
    pub(super) fn record(&self) -> Option<&'a Record> {
        self.charts.records.get(self.own)
    }

    /// What the record is.
    pub(super) fn kind(&self) -> &'static str {
        self.record().map_or("", |r| r.kind)
    }

    /// The document of the record.
    pub(super) fn document(&self) -> Option<&'a Document> {
        self.charts.documents.get(self.record()?.document)
    }

    /// The day on which the document was made, as eight digits; empty where it does not say.
    pub(super) fn day(&self) -> &'a str {
        let made = self.document().and_then(|d| d.root.child("effectiveTime")).map_or("", |t| t.attribute("value"));
        made.get(..8).unwrap_or_default()
    }

    /// Numbers of the other records of its kind in its document.
    pub(super) fn siblings(&self) -> Vec<usize> {
        self.of_kind(self.kind(), true)
    }

    /// Numbers of the other records of a kind, in its document or in the others.
    pub(super) fn of_kind(&self, kind: &str, here: bool) -> Vec<usize> {
        let document = self.record().map(|r| r.document);
        let fits = |(number, record): &(usize, &Record)| *number != self.own && record.kind == kind && (Some(record.document) == document) == here;
        self.charts.records.iter().enumerate().filter(fits).map(|(number, _)| number).collect()
    }

    /// One of several by lot.
    pub(super) fn one<T>(&mut self, mut from: Vec<T>) -> Option<T> {
        if from.is_empty() {
            return None;
        }
        let number = self.dice.below(from.len());
        Some(from.swap_remove(number))
    }
}

/// Changed or not.
pub(super) fn changed(any: bool) -> Effect {
    if any { Effect::Changed } else { Effect::None }
}

/// Edits a copy and keeps it when the edit came to its end and changed anything.
pub(super) fn edited(holder: &mut Element, edit: impl FnOnce(&mut Element) -> Option<()>) -> Effect {
    let mut copy = holder.clone();
    if edit(&mut copy).is_none() || copy == *holder {
        return Effect::None;
    }
    *holder = copy;
    Effect::Changed
}

/// Edits the statement that says what the record is about.
pub(super) fn core_edited(holder: &mut Element, around: &Around<'_>, edit: impl FnOnce(&mut Element) -> Option<()>) -> Effect {
    let Some(way) = core_way(around.kind(), holder) else { return Effect::None };
    edited(holder, |copy| edit(copy.at_mut(&way)?))
}

/// The statement that says what the record is about.
pub(super) fn core<'e>(holder: &'e Element, around: &Around<'_>) -> Option<&'e Element> {
    holder.at(&core_way(around.kind(), holder)?)
}

/// Whether something was done, as an edit says it.
pub(super) fn done(any: bool) -> Option<()> {
    any.then_some(())
}

/// Whether the record says that something is not so.
pub(super) fn is_denied(holder: &Element, around: &Around<'_>) -> bool {
    let outer = statement(holder).is_some_and(|s| s.attribute("negationInd") == "true");
    let between = || holder.within(|e| e.local() == "entryRelationship").iter().any(|way| holder.at(way).is_some_and(|r| r.attribute("negationInd") == "true"));
    outer || core(holder, around).is_some_and(|c| c.attribute("negationInd") == "true") || between()
}

/// Value of an attribute of the first element down a path; empty when there is none.
pub(super) fn told<'e>(element: &'e Element, path: &str, attribute: &str) -> &'e str {
    element.down(path).map_or("", |e| e.attribute(attribute))
}

/// Sets an attribute of the first element down a path that has it.
pub(super) fn put(element: &mut Element, path: &str, attribute: &str, value: &str) -> Option<()> {
    let found = element.down_mut(path).filter(|e| !e.attribute(attribute).is_empty())?;
    found.set(attribute, value);
    Some(())
}

/// Whether an element is a statement of a code, itself or through a translation.
pub(super) fn coded(statement: &Element, code: &str) -> bool {
    let Some(given) = statement.child("code") else { return false };
    given.attribute("code") == code || given.elements().any(|t| t.local() == "translation" && t.attribute("code") == code)
}

/// Takes out, at any depth, the relationships to statements that pass. Whether there was one.
pub(super) fn drop_related(element: &mut Element, passes: impl Fn(&str, &Element) -> bool + Copy) -> bool {
    let related = |e: &Element| e.local() == "entryRelationship" && statement(e).is_some_and(|s| passes(e.attribute("typeCode"), s));
    let mut any = element.drop_all(related);
    for child in element.elements_mut() {
        any |= drop_related(child, passes);
    }
    any
}

/// Takes out the relationships of the statement itself to statements that pass. Whether there was one.
pub(super) fn drop_direct(element: &mut Element, passes: impl Fn(&str, &Element) -> bool) -> bool {
    element.drop_all(|e| e.local() == "entryRelationship" && statement(e).is_some_and(|s| passes(e.attribute("typeCode"), s)))
}

/// Takes the elements of a name out, at any depth. Whether there was one.
pub(super) fn drop_deep(element: &mut Element, name: &str) -> bool {
    let mut any = element.drop_named(name);
    for child in element.elements_mut() {
        any |= drop_deep(child, name);
    }
    any
}

/// The ways to the statements at any depth that pass.
pub(super) fn statements(element: &Element, passes: impl Fn(&Element) -> bool + Copy) -> Vec<Way> {
    element.within(|e| super::charts::is_clinical(e) && passes(e))
}

/// An element from its text, under the prefix of another.
pub(super) fn made(akin: &Element, text: &str) -> Option<Element> {
    let mut element = read::element(text)?;
    if let Some((prefix, _)) = akin.name.split_once(':') {
        prefixed(&mut element, prefix);
    }
    Some(element)
}

/// Gives every name without a prefix one.
pub(super) fn prefixed(element: &mut Element, prefix: &str) {
    if !element.name.contains(':') {
        element.name = format!("{prefix}:{}", element.name);
    }
    element.elements_mut().for_each(|child| prefixed(child, prefix));
}

/// Gives every statement in an element an id of its own: what is copied is another record.
pub(super) fn renewed(element: &mut Element, dice: &mut Dice) {
    let is_statement = super::charts::is_clinical(element);
    for child in element.elements_mut() {
        if is_statement && child.local() == "id" {
            child.unset("nullFlavor");
            child.set("root", "2.25.4711");
            child.set("extension", &format!("{:016x}", dice.draw()));
        }
        renewed(child, dice);
    }
}

/// Turns the order of the children of a name around. Whether that makes a difference.
pub(super) fn turned(element: &mut Element, name: &str) -> bool {
    let places: Vec<usize> = element.children.iter().enumerate().filter(|(_, n)| matches!(n, Node::Element(e) if e.local() == name)).map(|(at, _)| at).collect();
    let before = element.children.clone();
    for pair in 0..places.len() / 2 {
        if let (Some(first), Some(last)) = (places.get(pair), places.get(places.len() - 1 - pair)) {
            element.children.swap(*first, *last);
        }
    }
    element.children != before
}
