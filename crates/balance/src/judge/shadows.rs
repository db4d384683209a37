//! What a difference drags along: the same mistake, seen in another aspect. It is told once.

use super::{AspectDifference, called};
use model::Aspect;

/// One cause shows as several aspects: a stopped drug shown active loses its end as well; keep both only when both are asserted.
pub(super) fn drop(differences: &mut Vec<AspectDifference>) {
    // A status that differs tells of the concern around it as well, a side of whatever else names one.
    let status = differences.iter().any(|d| d.read_as == Aspect::Status);
    let side = differences.iter().any(|d| d.read_as == Aspect::Laterality && !d.destination.is_empty());
    differences.retain(|d| !(status && d.read_as == Aspect::Concern || side && called::is_side_of_place(d)));
    // The unit of a result is mostly that of its range: where both are another it is told once.
    let is_unit_of = |d: &AspectDifference, aspects: &[Aspect]| d.aspect == Aspect::Unit && aspects.contains(&d.read_as);
    if differences.iter().any(|d| is_unit_of(d, &[Aspect::Value])) {
        differences.retain(|d| !is_unit_of(d, &[Aspect::RangeLow, Aspect::RangeHigh]));
    }
    // What one place says of two points in time is told once.
    let places = |d: &AspectDifference| (d.legacy_place, d.destination_place);
    let told: Vec<(Option<u32>, Option<u32>)> = differences.iter().filter(|d| d.read_as != Aspect::Recorded).map(places).collect();
    differences.retain(|d| d.read_as != Aspect::Recorded || d.legacy_place.is_none() || !told.contains(&places(d)));
    // A date that moved drags `recorded` along when both were read from the same legacy place.
    let mut seen = std::collections::HashSet::new();
    differences.retain(|d| d.aspect != Aspect::Precision || d.legacy_place.is_none() || seen.insert((d.legacy_place, d.manner.clone())));
}
