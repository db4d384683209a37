//! A content as one number, where only whether two are the same counts. Not for what must hold beyond one version of the program.

use std::hash::{DefaultHasher, Hash, Hasher as _};

/// The digest of a content: the same of the same content, a text or a tuple of parts.
pub(crate) fn digest(content: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = DefaultHasher::new();
    content.hash(&mut hasher);
    hasher.finish()
}
