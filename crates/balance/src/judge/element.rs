//! Leaves that no aspect stands for ([`crate::leaf`]): one of the legacy side is gone or other. What was added asserts nothing that is
//! known.

use super::AspectDifference;
use crate::leaf;
use model::{Aspect, Fact, Value, Verdict};

/// The first leaf of the legacy side that the destination has not. `alone` says that nothing else differs: only then is it news that the
/// parts of a list belong together otherwise, or that a code is another one of the same coarser word.
pub(super) fn difference(left: &[&Fact], right: &[&Fact], alone: bool) -> Option<AspectDifference> {
    let missing = |l: &&&Fact| !right.iter().any(|r| text(l) == text(r));
    let gone = left.iter().filter(missing).find(|l| !leaf::is_quiet(text(l)));
    let fact = gone.or_else(|| left.iter().filter(|_| alone).find(missing))?;
    let path = leaf::path(text(fact));
    let other = right.iter().find(|r| leaf::path(text(r)) == path && !left.iter().any(|l| text(l) == text(r)));
    let manner = match (leaf::is_tie(text(fact)), other) {
        (true, _) => format!("what belongs together in {path} is other in the destination"),
        (false, Some(_)) => format!("{path} is other in the destination"),
        (false, None) => format!("{path} is absent in the destination"),
    };
    Some(AspectDifference {
        aspect: Aspect::Element,
        read_as: Aspect::Element,
        verdict: Verdict::Altered,
        manner,
        legacy_place: Some(fact.place),
        destination_place: other.map(|o| o.place),
        legacy: text(fact).into(),
        destination: other.map(|o| text(o).to_string()).unwrap_or_default(),
    })
}

fn text(fact: &Fact) -> &str {
    match &fact.value {
        Value::Text(text) => text,
        _ => "",
    }
}
