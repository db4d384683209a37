//! What two coded concepts were found to say of each other, kept while a run judges its patients: a book is a few thousand of them, said again and again.
//!
//! It is only a short way to what the rules say, so it holds for one pair of books under one set of equivalences, and what there is no room for is
//! judged as ever.

use super::Relation;
use crate::equal::equal;
use model::{Aspect, Codings};
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::hash::{BuildHasher as _, Hash as _, Hasher as _};
use std::sync::{PoisonError, RwLock};

/// Parts of the memory, each behind a lock of its own.
const PARTS: usize = 64;

/// Pairs that a part holds at most: some hundred bytes each.
const PAIRS_MAX: usize = 1_024;

/// A concept as a record has it: its codes and its words.
pub(super) type Concept<'a> = (&'a Codings, &'a str);

/// What decides how two concepts are judged, beside themselves: what they are said of, and whether their records are resources.
pub(super) type About = (Aspect, [bool; 2]);

/// Two concepts that were judged.
struct Known {
    about: About,
    legacy: (Codings, String),
    destination: (Codings, String),
    relation: Relation,
}

impl Known {
    fn is_of(&self, about: About, legacy: Concept<'_>, destination: Concept<'_>) -> bool {
        let is_that = |(codes, words): &(Codings, String), other: Concept<'_>| codes == other.0 && equal(words, other.1);
        self.about == about && is_that(&self.legacy, legacy) && is_that(&self.destination, destination)
    }
}

/// Pairs of a part by their hash.
#[derive(Default)]
struct Part {
    pairs: FxHashMap<u64, Vec<Known>>,
    count: usize,
}

/// Links to people and places that a part holds at most.
const LINKS_MAX: usize = 512;

/// A link that was judged: of an aspect, by an element, from a legacy key to the destination's.
struct Link {
    about: (Aspect, String),
    keys: (String, String),
    manner: Option<String>,
}

/// Links of a part by their hash.
#[derive(Default)]
struct Links {
    links: FxHashMap<u64, Vec<Link>>,
    count: usize,
}

/// The concepts that a run has judged, and what the entries of the directories differ in that links lead to. Every core reads it and adds to it.
pub struct Concepts {
    parts: [RwLock<Part>; PARTS],
    links: [RwLock<Links>; PARTS],
}

impl Default for Concepts {
    fn default() -> Self {
        Self { parts: std::array::from_fn(|_| RwLock::default()), links: std::array::from_fn(|_| RwLock::default()) }
    }
}

impl Concepts {
    /// What the entries differ in that the keys of a link lead to; `judge` tells where nobody has asked before. A directory is the same for all patients.
    pub(super) fn entries(&self, (aspect, path): (Aspect, &str), (legacy, destination): (&str, &str), judge: impl FnOnce() -> Option<String>) -> Option<String> {
        let hash = FxBuildHasher.hash_one((aspect, path, legacy, destination));
        let Some(part) = self.links.get((hash >> 32) as usize % PARTS) else { return judge() };
        let is_that = |link: &&Link| link.about.0 == aspect && equal(&link.about.1, path) && link.keys.0 == legacy && link.keys.1 == destination;
        let known = |links: &Links| links.links.get(&hash).and_then(|list| list.iter().find(is_that)).map(|link| link.manner.clone());
        if let Some(manner) = known(&part.read().unwrap_or_else(PoisonError::into_inner)) {
            return manner;
        }
        let manner = judge();
        let mut links = part.write().unwrap_or_else(PoisonError::into_inner);
        if links.count < LINKS_MAX && known(&links).is_none() {
            let link = Link { about: (aspect, path.to_string()), keys: (legacy.to_string(), destination.to_string()), manner: manner.clone() };
            links.links.entry(hash).or_default().push(link);
            links.count += 1;
        }
        manner
    }

    /// How two concepts relate; `judge` tells where nobody has asked before.
    pub(super) fn relation(&self, about: About, legacy: Concept<'_>, destination: Concept<'_>, judge: impl FnOnce() -> Relation) -> Relation {
        let mut hasher = FxBuildHasher.build_hasher();
        (about, legacy, destination).hash(&mut hasher);
        let hash = hasher.finish();
        let Some(part) = self.parts.get((hash >> 32) as usize % PARTS) else { return judge() };
        let known = |part: &Part| part.pairs.get(&hash).and_then(|list| list.iter().find(|known| known.is_of(about, legacy, destination))).map(|known| known.relation.clone());
        if let Some(relation) = known(&part.read().unwrap_or_else(PoisonError::into_inner)) {
            return relation;
        }
        let relation = judge();
        let mut part = part.write().unwrap_or_else(PoisonError::into_inner);
        if part.count < PAIRS_MAX && known(&part).is_none() {
            let own = |(codes, words): Concept<'_>| (codes.clone(), words.to_string());
            part.pairs.entry(hash).or_default().push(Known { about, legacy: own(legacy), destination: own(destination), relation: relation.clone() });
            part.count += 1;
        }
        relation
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Coding, Verdict};
    use std::cell::Cell;

    fn coding(code: &str) -> Codings {
        [Coding { system: "urn:s".into(), code: code.into(), display: String::new() }].into()
    }

    #[test]
    fn a_pair_is_judged_once_and_another_by_itself() {
        let (concepts, asked) = (Concepts::default(), Cell::new(0));
        let about = (Aspect::Code, [false; 2]);
        let relation = |about, a: &str, words: &str| {
            let (legacy, destination) = (coding(a), coding("2"));
            let judge = || {
                asked.set(asked.get() + 1);
                Relation::Differs(Verdict::Altered, Aspect::Code, format!("{a} {words}"))
            };
            concepts.relation(about, (&legacy, words), (&destination, "two"), judge)
        };
        let first = relation(about, "1", "one");
        assert_eq!(first, Relation::Differs(Verdict::Altered, Aspect::Code, "1 one".into()));
        assert_eq!((relation(about, "1", "one"), asked.get()), (first.clone(), 1));
        assert_ne!(relation(about, "3", "one"), first);
        assert_ne!(relation(about, "1", "ones"), first);
        relation((Aspect::Value, [false; 2]), "1", "one");
        relation((Aspect::Code, [true, false]), "1", "one");
        assert_eq!(asked.get(), 5);
    }

    #[test]
    fn a_link_is_judged_once_by_all_that_it_is() {
        let (concepts, asked) = (Concepts::default(), Cell::new(0));
        let entries = |aspect, path, legacy, destination| {
            let judge = || {
                asked.set(asked.get() + 1);
                (legacy != destination).then(|| format!("{aspect} {path} {legacy} {destination}"))
            };
            concepts.entries((aspect, path), (legacy, destination), judge)
        };
        let links = [(Aspect::Author, "", "1", "2"), (Aspect::Performer, "", "1", "2"), (Aspect::Element, "a", "1", "2"), (Aspect::Element, "b", "1", "2"), (Aspect::Author, "", "2", "1"), (Aspect::Author, "", "1", "1")];
        let all = || links.map(|(aspect, path, legacy, destination)| entries(aspect, path, legacy, destination));
        let first = all();
        assert_eq!((all(), asked.get()), (first.clone(), links.len()));
        assert!(first.iter().take(5).collect::<std::collections::HashSet<_>>().len() == 5 && first[5].is_none(), "{first:?}");
    }

    #[test]
    fn what_there_is_no_room_for_is_judged_as_ever() {
        let concepts = Concepts::default();
        let many = 2 * PARTS * PAIRS_MAX;
        let relation = |number: usize| {
            let legacy = coding(&number.to_string());
            concepts.relation((Aspect::Code, [false; 2]), (&legacy, ""), (&legacy, ""), || Relation::Differs(Verdict::Altered, Aspect::Code, number.to_string()))
        };
        for number in (0..many).chain(0..many) {
            assert_eq!(relation(number), Relation::Differs(Verdict::Altered, Aspect::Code, number.to_string()));
        }
        assert!(concepts.parts.iter().all(|part| part.read().is_ok_and(|part| part.count <= PAIRS_MAX)));
    }
}
