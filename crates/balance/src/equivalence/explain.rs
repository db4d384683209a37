//! Differences that a declared equivalence explains, taken out and counted.

use super::InForce;
use crate::codes::Equivalences;
use crate::judge::AspectDifference;
use model::{Aspect, Statement, Value, Verdict};
use std::collections::BTreeSet;

/// Takes the differences out that are explained and gives the ids of what explains them: those of the document, and `lens:MAP`
/// for the code maps of the lens where the judge found something recoded.
pub(crate) fn explain_differences(equivalences: &Equivalences, legacy: &Statement, destination: &Statement, differences: &mut Vec<AspectDifference>, recoded: bool) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    if recoded {
        lens_maps(equivalences, legacy, destination, &mut ids);
    }
    let in_force = equivalences.in_force();
    if in_force.is_empty() || differences.is_empty() {
        return ids;
    }
    let pair = Pair { in_force, equivalences, legacy, destination };
    let mut kept = Vec::with_capacity(differences.len());
    for difference in differences.drain(..) {
        match pair.explains(&difference, &difference) {
            Some(id) => {
                ids.insert(id.to_string());
            }
            None => kept.push(difference),
        }
    }
    // Several values of one aspect may have been held against each other crosswise.
    let aspects: BTreeSet<Aspect> = kept.iter().map(|d| d.read_as).collect();
    for aspect in aspects {
        if let Some(crosswise) = pair.crosswise(&kept, aspect) {
            ids.extend(crosswise);
            kept.retain(|d| d.read_as != aspect);
        }
    }
    *differences = kept;
    ids
}

struct Pair<'a> {
    in_force: &'a InForce,
    equivalences: &'a Equivalences,
    legacy: &'a Statement,
    destination: &'a Statement,
}

impl<'a> Pair<'a> {
    /// What explains the legacy value of one difference against the destination's value of another.
    fn explains(&self, left: &AspectDifference, right: &AspectDifference) -> Option<&'a str> {
        // What was over and is shown as going on is never explained away.
        if left.verdict == Verdict::Resurrected || right.verdict == Verdict::Resurrected {
            return None;
        }
        let a = value(self.legacy, left.read_as, left.legacy_place, &left.legacy);
        let b = value(self.destination, right.read_as, right.destination_place, &right.destination);
        self.in_force.explaining(self.legacy.kind, left.read_as, a, b, self.equivalences).map(|e| e.id.as_str())
    }

    /// What explains all differences of an aspect, when each legacy value has a mate of its own among them.
    fn crosswise(&self, differences: &[AspectDifference], aspect: Aspect) -> Option<Vec<String>> {
        let of_aspect: Vec<&AspectDifference> = differences.iter().filter(|d| d.read_as == aspect).collect();
        if of_aspect.len() < 2 {
            return None;
        }
        let mut free = of_aspect.clone();
        let mut ids = Vec::new();
        for left in &of_aspect {
            let (index, id) = free.iter().enumerate().find_map(|(index, right)| Some((index, self.explains(left, right)?)))?;
            free.remove(index);
            ids.push(id.to_string());
        }
        Some(ids)
    }
}

/// The value that a difference is about.
fn value<'s>(statement: &'s Statement, aspect: Aspect, place: Option<u32>, shown: &str) -> Option<&'s Value> {
    let place = place?;
    statement.facts.iter().filter(|f| f.aspect == aspect && f.place == place).map(|f| &f.value).find(|v| v.is_told_by(shown))
}

/// The code maps of the lens through which codes of the two statements agree.
fn lens_maps(equivalences: &Equivalences, legacy: &Statement, destination: &Statement, ids: &mut BTreeSet<String>) {
    for left in &legacy.facts {
        let Value::Code(a, _) = &left.value else { continue };
        for right in destination.facts.iter().filter(|f| f.aspect == left.aspect) {
            let Value::Code(b, _) = &right.value else { continue };
            let literally = a.iter().any(|x| b.iter().any(|y| !x.system.is_empty() && x.system == y.system && x.code.eq_ignore_ascii_case(&y.code)));
            if literally {
                continue;
            }
            let pairs = a.iter().flat_map(|x| b.iter().map(move |y| (x, y)));
            let maps = pairs.filter_map(|(x, y)| equivalences.map_of(x, y).or_else(|| equivalences.map_of(y, x)));
            ids.extend(maps.map(|map| format!("lens:{map}")));
        }
    }
}
