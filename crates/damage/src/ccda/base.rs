//! What operators share: what more a document says around a record, and small edits of statements.

use super::charts::{core_way, statement};
use super::tree::{Document, Element, Node, Way};
use super::{Effect, read};
use crate::Dice;

pub(super) use super::Around;
pub(super) use crate::operator::{ADDED, ALTERED, Fixed, GONE, LOSS, changed, done, edited};

impl<'a> Around<'a> {
    /// The document of the record.
    pub(super) fn document(&self) -> Option<&'a Document> {
        self.charts.files.get(self.record()?.file)
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
