//! Entries that a link names and that stand nowhere.

use super::{GONE, MANNER, TYPES, likely};
use crate::reading::Coverage;
use model::Aspect;

/// Which types of entries the makers of a book, as far as they are known, set out to make.
pub(crate) fn made(book: &Coverage) -> [bool; 4] {
    TYPES.map(|(_, resource)| book.makes(resource))
}

/// That a key leads to no entry, of a book that holds all that its makers made and has entries of what the element names, or whose makers set out to
/// make some and left out every one; as the manner of a difference.
pub(crate) fn missing(destination: &Coverage, aspect: Aspect, path: &str, key: &str) -> Option<String> {
    let entries = &destination.directory;
    let word = likely(aspect, path).into_iter().next().filter(|_| !entries.is_full())?;
    let is_known = entries.has(word) || TYPES.iter().any(|(known, resource)| *known == word && destination.makes(resource));
    (is_known && entries.under(key).next().is_none()).then(|| format!("{MANNER}the {word} it names {GONE}"))
}

/// Whether what a manner tells is that an entry is missing, and of what type the resource would be.
pub(crate) fn is_missing(what: &str) -> Option<&'static str> {
    let word = what.strip_prefix("the ")?.strip_suffix(GONE)?.strip_suffix(" it names ")?;
    TYPES.iter().find(|(known, _)| *known == word).map(|(_, resource)| *resource)
}
