//! Names of a person that one book writes otherwise than the other, judged once all differences of the pair are known.

use super::{AspectDifference, same_text, text_of};
use model::{Aspect, Statement, Verdict};

/// A name at birth that stands among the other family names has lost its use, and no name was invented.
pub(super) fn at_birth(differences: &mut Vec<AspectDifference>) {
    let is_extra = |d: &AspectDifference| d.read_as == Aspect::Family && d.verdict == Verdict::Invented;
    let Some(maiden) = differences.iter().position(|d| d.read_as == Aspect::Maiden && d.destination.is_empty()) else { return };
    let same = |d: &AspectDifference| is_extra(d) && same_text(&d.destination, &differences[maiden].legacy);
    let Some(extra) = differences.iter().position(same) else { return };
    let place = differences[extra].destination_place;
    let told = &mut differences[maiden];
    told.manner = "the name at birth stands as one more family name".into();
    told.destination = told.legacy.clone();
    told.destination_place = place;
    differences.remove(extra);
}

/// Parts of a name that stand one behind the other, and of which a book may write two in one.
const NEIGHBOURS: [[Aspect; 2]; 2] = [[Aspect::Given, Aspect::Middle], [Aspect::Family, Aspect::Suffix]];

/// Parts of a name of which one book writes in one what the other writes apart are the same: `Jane Q` against `Jane` and `Q`, `Roe Jr.` against `Roe`
/// and `Jr`.
pub(super) fn in_one((legacy, destination): (&Statement, &Statement), differences: &mut Vec<AspectDifference>) -> bool {
    let before = differences.len();
    for parts in NEIGHBOURS {
        let names = |s: &Statement| {
            let of = |aspect: Aspect| s.facts.iter().filter(move |f| f.aspect == aspect).filter_map(|f| text_of(&f.value));
            parts.into_iter().flat_map(of).collect::<Vec<_>>().join(" ").replace('.', "")
        };
        if differences.iter().any(|d| parts.contains(&d.read_as)) && same_text(&names(legacy), &names(destination)) {
            differences.retain(|d| !parts.contains(&d.read_as));
        }
    }
    differences.len() < before
}
