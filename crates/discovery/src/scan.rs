//! Two deliveries of the same relation: what changed, from their profiles and sketches.
//!
//! A delivery is never compared by its rows here; that is for the comparison of charts. What is said is enough to know
//! whether mappings and lenses written for the first delivery still fit the second.

use crate::profile::{FieldProfile, RelationProfile, share};
use crate::sketch::Sketch;
use std::collections::{BTreeMap, BTreeSet};

/// Share of values that a renamed field must have in common with the old one, either way.
const RENAMED_MIN: f64 = 0.8;
/// Population stability index above which a distribution moved, and above which it is another one.
const MOVED: f64 = 0.1;
const OTHER: f64 = 0.25;

/// A difference between two deliveries.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// `rows`, `field added`, `field removed`, `field renamed`, `kind changed`, `format changed`, `fill changed`,
    /// `distribution shifted`, `values new`, `values gone`.
    pub kind: &'static str,
    /// Field as it is named now, or was, if it is gone; empty for the relation as a whole.
    pub field: String,
    /// `high`, `medium`, `low`.
    pub severity: &'static str,
    /// Before, in words without content.
    pub before: String,
    /// Now.
    pub after: String,
}

fn change(kind: &'static str, field: &str, severity: &'static str, before: impl Into<String>, after: impl Into<String>) -> Change {
    Change { kind, field: field.into(), severity, before: before.into(), after: after.into() }
}

/// What changed from one delivery of a relation to the next, most severe first.
pub fn compare(before: &RelationProfile, after: &RelationProfile) -> Vec<Change> {
    let mut all = Vec::new();
    if before.rows != after.rows {
        let severity = if after.rows < before.rows { "high" } else { "low" };
        all.push(change("rows", "", severity, before.rows.to_string(), after.rows.to_string()));
    }
    let names = |relation: &RelationProfile| -> BTreeSet<String> { relation.fields.iter().map(|f| f.name.clone()).collect() };
    let (old, new) = (names(before), names(after));
    let (mut removed, mut added): (Vec<String>, Vec<String>) = (old.difference(&new).cloned().collect(), new.difference(&old).cloned().collect());
    for (from, to) in renamed(before, after, &removed, &added) {
        removed.retain(|name| *name != from);
        added.retain(|name| *name != to);
        all.push(change("field renamed", &to, "high", from.as_str(), to.as_str()));
        compare_fields(before, &from, after, &to, &mut all);
    }
    all.extend(removed.iter().map(|name| change("field removed", name, "high", "there", "gone")));
    all.extend(added.iter().map(|name| change("field added", name, "medium", "not there", "there")));
    for name in old.intersection(&new) {
        compare_fields(before, name, after, name, &mut all);
    }
    let rank = |severity: &str| ["high", "medium", "low"].iter().position(|s| *s == severity);
    all.sort_by(|a, b| rank(a.severity).cmp(&rank(b.severity)).then_with(|| (a.kind, &a.field).cmp(&(b.kind, &b.field))));
    all
}

fn find<'a>(relation: &'a RelationProfile, name: &str) -> Option<(&'a FieldProfile, Option<&'a Sketch>)> {
    let at = relation.fields.iter().position(|f| f.name == name)?;
    Some((relation.fields.get(at)?, relation.sketches.get(at)))
}

/// Pairs of a field that is gone and one that is new and holds the same values, best first.
fn renamed(before: &RelationProfile, after: &RelationProfile, removed: &[String], added: &[String]) -> Vec<(String, String)> {
    let mut pairs: Vec<(f64, &String, &String)> = Vec::new();
    for from in removed {
        let Some((old, Some(old_sketch))) = find(before, from) else { continue };
        for to in added {
            let Some((new, Some(new_sketch))) = find(after, to) else { continue };
            let (there, back) = (old_sketch.contained_in(new_sketch), new_sketch.contained_in(old_sketch));
            let alike = there.values.min(back.values);
            // Two fields of flags hold the same values without being the same.
            if old.kind == new.kind && old.distinct > 3 && alike >= RENAMED_MIN {
                pairs.push((alike, from, to));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| (a.1, a.2).cmp(&(b.1, b.2))));
    let mut free: Vec<(String, String)> = Vec::new();
    for (_, from, to) in pairs {
        if free.iter().all(|(gone, new)| gone != from && new != to) {
            free.push((from.clone(), to.clone()));
        }
    }
    free
}

fn compare_fields(before: &RelationProfile, from: &str, after: &RelationProfile, to: &str, all: &mut Vec<Change>) {
    let (Some((old, _)), Some((new, _))) = (find(before, from), find(after, to)) else { return };
    if old.kind != new.kind && old.filled > 0 && new.filled > 0 {
        all.push(change("kind changed", to, "high", old.kind.as_str(), new.kind.as_str()));
    }
    let main = |f: &FieldProfile| f.formats.iter().max_by_key(|(_, rows)| **rows).map(|(format, _)| format.clone()).unwrap_or_default();
    if old.is_dated() && new.is_dated() && main(old) != main(new) {
        all.push(change("format changed", to, "high", main(old), main(new)));
    }
    let (was, is) = (old.fill(), new.fill());
    if (was - is).abs() > 0.1 {
        let severity = if is < was { "high" } else { "medium" };
        all.push(change("fill changed", to, severity, format!("{:.0} %", was * 100.0), format!("{:.0} %", is * 100.0)));
    }
    values(old, new, to, all);
    let index = if old.kind == new.kind { shift(old, new) } else { 0.0 };
    if index >= MOVED {
        let severity = if index >= OTHER { "medium" } else { "low" };
        all.push(change("distribution shifted", to, severity, "", format!("population stability index {index:.2}")));
    }
}

/// Whether a field draws from so few values that all of them are listed.
fn lists_all(field: &FieldProfile) -> bool {
    !field.is_dated() && !field.sampled && field.distinct > 0 && field.distinct <= field.top.len() as u64 && field.distinct * 5 <= field.filled
}

/// Values of a field of codes that came and that went: counted, never named.
fn values(old: &FieldProfile, new: &FieldProfile, to: &str, all: &mut Vec<Change>) {
    if !lists_all(old) || !lists_all(new) {
        return;
    }
    let not_in = |there: &FieldProfile, here: &FieldProfile| there.top.iter().filter(|(value, ..)| here.top.iter().all(|(other, ..)| other != value)).count();
    let words = |n: usize| if n == 1 { "1 value".to_string() } else { format!("{n} values") };
    let (came, went) = (not_in(new, old), not_in(old, new));
    if came > 0 {
        all.push(change("values new", to, "medium", "not there", words(came)));
    }
    if went > 0 {
        all.push(change("values gone", to, "low", words(went), "not there"));
    }
}

/// Population stability index of a field with few values, or of a number; 0 where it says nothing, as for keys and dates.
fn shift(old: &FieldProfile, new: &FieldProfile) -> f64 {
    if old.is_dated() || old.filled.min(new.filled) < 50 {
        return 0.0;
    }
    let listed = |f: &FieldProfile| -> BTreeMap<String, f64> { f.top.iter().map(|(value, rows, _)| (value.clone(), share(*rows, f.filled))).collect() };
    let few = |f: &FieldProfile| f.distinct <= f.top.len() as u64 && f.distinct * 5 <= f.filled;
    if few(old) && few(new) {
        let (old, new) = (listed(old), listed(new));
        let values: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        let of = |shares: &BTreeMap<String, f64>, value: &str| shares.get(value).copied().unwrap_or(0.0);
        return values.iter().map(|value| part(of(&old, value), of(&new, value))).sum();
    }
    match (old.shape_range, new.shape_range) {
        (Some(range), Some(other)) if old.shape.len() > 1 && new.shape.len() > 1 => {
            let moved = rebinned(&new.shape, other, range, old.shape.len());
            old.shape.iter().zip(moved).map(|(was, is)| part(*was, is)).sum()
        }
        _ => 0.0,
    }
}

/// One bin's part of the index; an empty bin counts as one in a thousand.
fn part(was: f64, is: f64) -> f64 {
    let (was, is) = (was.max(0.001), is.max(0.001));
    (is - was) * (is / was).ln()
}

/// A histogram over `from` as one over `to`, each bin spread evenly; what lies beyond goes to the outermost.
fn rebinned(shares: &[f64], from: (f64, f64), to: (f64, f64), bins: usize) -> Vec<f64> {
    const STEPS: usize = 32;
    let mut out = vec![0.0; bins];
    let width = (from.1 - from.0) / shares.len().max(1) as f64;
    for (at, share) in shares.iter().enumerate() {
        for step in 0..STEPS {
            let value = from.0 + width * (at as f64 + (step as f64 + 0.5) / STEPS as f64);
            let bin = ((value - to.0) / (to.1 - to.0) * bins as f64).clamp(0.0, bins.saturating_sub(1) as f64) as usize;
            if let Some(sum) = out.get_mut(bin) {
                *sum += share / STEPS as f64;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profiler::Profiler;

    fn delivery(names: &[&str], rows: impl Iterator<Item = Vec<String>>) -> RelationProfile {
        let names: Vec<String> = names.iter().map(|name| name.to_string()).collect();
        let mut profiler = Profiler::new(&names, None);
        for row in rows {
            profiler.row(&row.iter().map(String::as_str).collect::<Vec<_>>());
        }
        profiler.finish_relation()
    }

    fn kinds(before: &RelationProfile, after: &RelationProfile) -> Vec<(&'static str, String)> {
        compare(before, after).into_iter().map(|change| (change.kind, change.field)).collect()
    }

    fn row(n: u32) -> Vec<String> {
        vec![format!("P{n}"), (n % 100).to_string(), if n % 2 == 0 { "A".into() } else { "B".into() }]
    }

    #[test]
    fn the_same_delivery_has_no_changes() {
        let one = delivery(&["id", "age", "status"], (0..500).map(row));
        assert!(compare(&one, &one).is_empty());
    }

    #[test]
    fn fields_come_go_and_change_their_name() {
        let one = delivery(&["id", "age", "status"], (0..500).map(row));
        let two = delivery(&["PATIENT", "age", "note"], (0..500).map(|n| vec![format!("P{n}"), (n % 100).to_string(), "x".into()]));
        let found = kinds(&one, &two);
        assert_eq!(found, [("field removed", "status".to_string()), ("field renamed", "PATIENT".to_string()), ("field added", "note".to_string())]);
    }

    #[test]
    fn kind_format_fill_and_rows() {
        let one = delivery(&["seen", "code"], (0..100).map(|n| vec![format!("2012-03-{:02}", n % 28 + 1), n.to_string()]));
        let two = delivery(&["seen", "code"], (0..50).map(|n| vec![format!("03/{:02}/2012", n % 28 + 1), if n < 20 { format!("X{n}") } else { String::new() }]));
        let found: Vec<&str> = compare(&one, &two).iter().map(|change| change.kind).collect();
        assert_eq!(found, ["fill changed", "format changed", "kind changed", "rows"]);
    }

    #[test]
    fn codes_that_came_and_went_are_counted() {
        let coded = |codes: &'static [&'static str]| delivery(&["code"], (0..200).map(move |n| vec![codes.get(n % codes.len()).unwrap_or(&"").to_string()]));
        let found = compare(&coded(&["A", "B", "C"]), &coded(&["A", "B", "D", "E"]));
        let of = |kind: &str| found.iter().find(|c| c.kind == kind).map(|c| (c.before.as_str(), c.after.as_str()));
        assert_eq!(of("values new"), Some(("not there", "2 values")));
        assert_eq!(of("values gone"), Some(("1 value", "not there")));
        let keys = |from: u32| delivery(&["id"], (from..from + 500).map(|n| vec![format!("P{n}")]));
        assert!(compare(&keys(0), &keys(400)).iter().all(|c| !c.kind.starts_with("values")), "keys are no codes");
    }

    #[test]
    fn distributions_that_moved() {
        let one = delivery(&["id", "age", "status"], (0..500).map(row));
        let skewed = |n: u32| vec![format!("P{n}"), (n % 100).to_string(), if n % 10 == 0 { "A".into() } else { "B".to_string() }];
        assert_eq!(kinds(&one, &delivery(&["id", "age", "status"], (0..500).map(skewed))), [("distribution shifted", "status".to_string())]);
        let older = |n: u32| vec![format!("P{n}"), (n % 100 + 60).to_string(), if n % 2 == 0 { "A".into() } else { "B".to_string() }];
        let found = kinds(&one, &delivery(&["id", "age", "status"], (0..500).map(older)));
        assert_eq!(found, [("distribution shifted", "age".to_string())]);
    }
}
