//! How a leaf of a resource or a message that no aspect stands for is written as a fact: `path = value`; the digest that ties the parts of
//! one item of a list together; and the very code of which a fact only says the coarser word.

const IS: &str = " = ";
const TIE: &str = "together ";
const EXACT: &str = "exactly ";

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
