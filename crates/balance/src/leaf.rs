//! How a leaf of a resource or a message that no aspect stands for is written as a fact: `path = value`; the digest that ties the parts of
//! one item of a list together; and the very code of which a fact only says the coarser word. Of what is too long or too much to keep a
//! digest stays, so that no change of it goes unseen.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher as _};

/// Leaves of one record that are kept as they are.
const LEAVES_MAX: usize = 400;
const IS: &str = " = ";
const TIE: &str = "together ";
const EXACT: &str = "exactly ";

fn digest(content: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = DefaultHasher::new();
    content.hash(&mut hasher);
    hasher.finish()
}

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
        let rest = (self.further > 0).then(|| leaf("the rest", &format!("{} more {:016x}", self.further, self.digest)));
        (self.kept, rest)
    }
}

/// A value that is too long to be kept.
pub(crate) fn long(text: &str) -> String {
    format!("{} characters {:016x}", text.chars().count(), digest(text))
}

/// A leaf as a fact's text.
pub(crate) fn leaf(path: &str, value: &str) -> String {
    format!("{path}{IS}{value}")
}

/// One item of a list, by the digest of all it holds.
pub(crate) fn tie(list: &str, digest: u64) -> String {
    leaf(list, &format!("{TIE}{digest:016x}"))
}

/// Whether a leaf ties parts together.
pub(crate) fn is_tie(leaf: &str) -> bool {
    leaf.split_once(IS).is_some_and(|(_, value)| value.starts_with(TIE))
}

/// What stands there to the letter, where a fact tells it more coarsely.
pub(crate) fn exactly(path: &str, code: &str) -> String {
    leaf(path, &format!("{EXACT}{code}"))
}

/// Whether a leaf is news only where nothing else differs.
pub(crate) fn is_quiet(leaf: &str) -> bool {
    is_tie(leaf) || leaf.split_once(IS).is_some_and(|(_, value)| value.starts_with(EXACT))
}

/// The path of a leaf.
pub(crate) fn path(leaf: &str) -> &str {
    leaf.split_once(IS).map_or("", |(path, _)| path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(leaves: impl Iterator<Item = u32>) -> (BTreeSet<String>, Option<String>) {
        let mut all = Leaves::default();
        leaves.for_each(|n| all.add(leaf("a", &n.to_string())));
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
