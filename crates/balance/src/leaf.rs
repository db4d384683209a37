//! How a leaf of a resource or a message that no aspect stands for is written as a fact: its path, a word that says of what sort it is, and
//! the rest. Of what is too long ([`long`]) or too much ([`Leaves`]) to keep a digest can stay, so that no change of it goes unseen: messages
//! do both, resources the first.
//!
//! A path holds names of elements only, so the first blank ends it. What a destination names anew (ids) and what it may word otherwise
//! is no content: it says nothing about which records of two charts are the same.

use crate::digest::digest;
use model::{Aspect, Date, Fact, Value};
use std::collections::BTreeSet;
use std::hash::Hash;

/// Leaves of one record that are kept as they are.
pub(crate) const LEAVES_MAX: usize = 400;
/// Characters of a value beyond which it is not kept as it is.
pub(crate) const VALUE_MAX: usize = 400;
/// Items of a list beyond which it is not told what belongs to one of them: another book may list them in another order.
pub(crate) const ITEMS_MAX: usize = 60;

/// What a leaf says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    /// The value of an element.
    Said,
    /// What one item of a list holds, as digests: what any system writes alike; behind a bar the words of what it leads to; behind another their keys.
    Item,
    /// The record that a reference leads to.
    Link,
    /// The key of a target for which a fact has the words beside the reference: it is looked up in the directory only.
    Stands,
    /// The words beside a code.
    Called,
    /// The words of a unit that is not the unit of the code beside them.
    Unit,
    /// Something that is marked as over: an old address, a number with an end.
    Over,
    /// The very code of which a fact only says the coarser word. It is news only where nothing else differs.
    Exact,
}

const WORDS: [(Sort, &str); 8] = [
    (Sort::Said, "="),
    (Sort::Item, "together"),
    (Sort::Link, "linked"),
    (Sort::Stands, "stands"),
    (Sort::Called, "called"),
    (Sort::Unit, "shown"),
    (Sort::Over, "over"),
    (Sort::Exact, "exactly"),
];

/// Between a concept and the words beside its code.
const CONCEPT_ENDS: char = '\u{1f}';
/// Between the digests of an item that every system writes alike and those that it does not.
const BAR: &str = " | ";
/// The patient whom the resource is about, as the target of a reference, whatever the id.
pub(crate) const THE_PATIENT: &str = "the patient";

/// What a file holds that stands elsewhere.
pub(crate) const ELSEWHERE: &str = "elsewhere";

/// Leaves of one record: as they are up to a number, and of those beyond it how many and a digest in which their order does not count.
#[derive(Debug, Default)]
pub(crate) struct Leaves<L> {
    kept: BTreeSet<L>,
    further: u64,
    digest: u64,
}

impl<L: Ord + Hash> Leaves<L> {
    /// Adds a leaf.
    pub(crate) fn add(&mut self, one: L) {
        if self.kept.len() < LEAVES_MAX {
            self.kept.insert(one);
        } else if !self.kept.contains(&one) {
            self.further += 1;
            self.digest = self.digest.wrapping_add(digest(&one));
        }
    }

    /// Adds one that is kept as it is, however many there are.
    pub(crate) fn keep(&mut self, one: L) {
        self.kept.insert(one);
    }

    /// What is kept, and a leaf for all the others.
    pub(crate) fn finish(self) -> (BTreeSet<L>, Option<String>) {
        let rest = (self.further > 0).then(|| leaf(Sort::Said, "rest", &format!("{} more {:016x}", self.further, self.digest)));
        (self.kept, rest)
    }
}

/// A leaf as an item of a list holds it.
pub(crate) fn short(leaf: &str) -> u32 {
    (digest(leaf) >> 32) as u32
}

/// A value that is too long to be kept.
pub(crate) fn long(text: &str) -> String {
    format!("{} characters {:016x}", text.chars().count(), digest(text))
}

/// A point in time with an offset, as two books of other offsets write it alike; none of what has no offset.
pub(crate) fn instant(date: Option<Date>) -> Option<String> {
    let date = date.filter(|date| date.has_time() && date.offset.is_some())?;
    Some(format!("instant {}", date.instant(0)))
}

/// A leaf as a fact's text.
pub(crate) fn leaf(sort: Sort, path: &str, value: &str) -> String {
    let word = WORDS.iter().find(|(known, _)| *known == sort).map_or("=", |(_, word)| word);
    format!("{path} {word} {value}")
}

/// What stands there to the letter, where a fact tells it more coarsely.
pub(crate) fn exactly(path: &str, code: &str) -> String {
    leaf(Sort::Exact, path, code)
}

/// The words beside a code of a concept.
pub(crate) fn called(path: &str, concept: &str, words: &str) -> String {
    leaf(Sort::Called, path, &format!("{concept}{CONCEPT_ENDS}{words}"))
}

/// One item of a list, by the digests of what it holds.
pub(crate) fn item(path: &str, alike: &[u32], named: &[u32], keys: &[u32]) -> String {
    let written = |digests: &[u32]| digests.iter().map(|d| format!("{d:08x}")).collect::<Vec<_>>().join(" ");
    leaf(Sort::Item, path, &format!("{}{BAR}{}{BAR}{}", written(alike), written(named), written(keys)))
}

/// Path, sort and rest of a leaf.
pub(crate) fn parts(leaf: &str) -> (&str, Sort, &str) {
    let (path, rest) = leaf.split_once(' ').unwrap_or((leaf, ""));
    let (word, value) = rest.split_once(' ').unwrap_or((rest, ""));
    let sort = WORDS.iter().find(|(_, known)| *known == word).map_or(Sort::Said, |(sort, _)| *sort);
    (path, sort, value)
}

/// Where a text that is shown stands, if it is a leaf: the path names structure only.
pub fn element_path(text: &str) -> Option<&str> {
    let Some((path, rest)) = text.split_once(' ') else { return Some(text) };
    let word = rest.split(' ').next()?;
    WORDS.iter().any(|(_, known)| *known == word).then_some(path)
}

/// Concept and words of what is called.
pub(crate) fn concept(value: &str) -> (&str, &str) {
    value.split_once(CONCEPT_ENDS).unwrap_or(("", value))
}

/// The digests of an item, those of keys only where these tell anything.
pub(crate) fn digests(value: &str, with_keys: bool) -> Vec<&str> {
    let told = if with_keys { value } else { value.rsplit_once('|').map_or(value, |(told, _)| told) };
    told.split(' ').filter(|digest| !digest.is_empty() && *digest != "|").collect()
}

/// What a leaf tells of which records are the same; none where it tells nothing.
pub(crate) fn content(leaf: &str) -> Option<&str> {
    match parts(leaf).1 {
        Sort::Link | Sort::Stands | Sort::Called => None,
        Sort::Item => Some(leaf.split_once(BAR).map_or(leaf, |(alike, _)| alike)),
        Sort::Said | Sort::Unit | Sort::Over | Sort::Exact => Some(leaf),
    }
}

/// The leaf that a fact is, if it is one.
pub(crate) fn of(fact: &Fact) -> Option<&str> {
    match (&fact.value, fact.aspect) {
        (Value::Text(leaf), Aspect::Element) => Some(leaf),
        _ => None,
    }
}

/// The record that a fact leads to from an element that no aspect stands for.
pub(crate) fn linked(fact: &Fact) -> Option<&str> {
    let (_, sort, key) = parts(of(fact)?);
    (sort == Sort::Link && !key.is_empty() && key != "#").then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leaf_is_read_as_it_was_written() {
        assert_eq!(parts(&leaf(Sort::Said, "a.b", "x = y called z")), ("a.b", Sort::Said, "x = y called z"));
        assert_eq!(parts(&leaf(Sort::Link, "performer", "12")), ("performer", Sort::Link, "12"));
        assert_eq!(parts(&exactly("PID-3", "AN 70")), ("PID-3", Sort::Exact, "AN 70"));
        assert_eq!(content(&exactly("PID-3", "AN 70")), Some("PID-3 exactly AN 70"));
        let words = called("code.coding", "http://loinc.org|1-8", "serum iron");
        let (path, sort, rest) = parts(&words);
        assert_eq!((path, sort, concept(rest)), ("code.coding", Sort::Called, ("http://loinc.org|1-8", "serum iron")));
        let tied = item("telecom", &[1, 2], &[3], &[4]);
        assert_eq!(digests(parts(&tied).2, true), ["00000001", "00000002", "00000003", "00000004"]);
        assert_eq!(digests(parts(&tied).2, false), ["00000001", "00000002", "00000003"]);
        assert_eq!(content(&tied), Some("telecom together 00000001 00000002"));
        assert_eq!([content(&words), content(&leaf(Sort::Link, "a", "b"))], [None, None]);
    }

    fn told(leaves: impl Iterator<Item = u32>) -> (BTreeSet<String>, Option<String>) {
        let mut all = Leaves::default();
        leaves.for_each(|n| all.add(leaf(Sort::Said, "a", &n.to_string())));
        all.finish()
    }

    #[test]
    fn what_is_beyond_the_cap_is_told_by_a_digest() {
        let most = LEAVES_MAX as u32;
        assert_eq!(told((0..most).chain(0..most)).1, None, "one that is kept is no further one");
        let (kept, rest) = told(0..most + 3);
        assert_eq!((kept.len(), rest.is_some()), (LEAVES_MAX, true));
        assert_eq!(told((0..most).chain((most..most + 3).rev())).1, rest, "in whatever order");
        assert_ne!(told((0..most).chain([most, most + 1, most + 9])).1, rest, "another value");
        assert_ne!(told(0..most + 2).1, rest, "one less");
    }

    #[test]
    fn a_long_value_of_the_same_length_is_another() {
        assert_ne!(long(&"5 mg daily ".repeat(50)), long(&"8 mg daily ".repeat(50)));
        assert_eq!(long("a"), long("a"));
    }
}
