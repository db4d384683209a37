//! What a message says that no aspect asserts: every filled leaf of a field that nothing looked at, as `SEG-n.c = value` in the spelling of
//! [`crate::leaf`], told by the statement of its segment or of the one that governs it. A field of which one component was looked at is
//! looked at: what stands beside it (who assigned a number, what a telephone is for, the name beside a key) is not told.
//!
//! Where both books are HL7 v2 nothing has to be known to be compared: a leaf that is gone or other is a difference, whatever
//! it means. Numbers that every system gives anew, and the order of repetitions, say nothing.

use super::entry::Scene;
use crate::leaf::{self, ITEMS_MAX, Leaves, Sort, VALUE_MAX};
use crate::reading::{Coverage, Places};
use model::{Aspect, Date, Fact, How, Statement, Value};
use std::collections::{BTreeMap, HashMap};

/// Fields that count segments, that say what to do with one, or that every system numbers anew.
const SILENT: [(&str, usize); 32] = [
    ("AIG", 1), ("AIG", 2), ("AIL", 1), ("AIL", 2), ("AIP", 1), ("AIP", 2), ("AIS", 1), ("AIS", 2), ("ARV", 1), ("CON", 1), ("DG1", 20), ("GT1", 1), ("IAM", 7), ("IAR", 1), ("NTE", 1),
    ("OBX", 4), ("OBX", 21), ("ORC", 2), ("ORC", 3), ("ORC", 4), ("ORC", 8), ("PRB", 4), ("PRT", 1), ("PRT", 2), ("RGS", 1), ("RGS", 2), ("RXD", 1), ("RXD", 7), ("RXE", 15), ("RXG", 1),
    ("RXG", 2), ("SPM", 2),
];

/// Adds what is left of a message to its statements, which come with the numbers of their segments.
pub(super) fn tell(scene: &Scene<'_>, held: &mut [(usize, Statement)], places: &mut Places, coverage: &mut Coverage) {
    let by_segment: HashMap<usize, usize> = held.iter().enumerate().map(|(number, (segment, _))| (*segment, number)).collect();
    let mut leaves: Vec<Leaves<(String, String)>> = held.iter().map(|_| Leaves::default()).collect();
    for (index, field, code) in scene.exact() {
        let Some(own) = owner(scene, *index, &by_segment).and_then(|number| leaves.get_mut(number)) else { continue };
        let place = format!("{}-{field}", scene.name(*index));
        let exact = leaf::exactly(&place, code);
        own.keep((place, exact));
    }
    let mut parts: BTreeMap<(usize, &str), Vec<Vec<u32>>> = BTreeMap::new();
    for index in 0..scene.count() {
        let Some(number) = owner(scene, index, &by_segment) else { continue };
        let Some(own) = leaves.get_mut(number) else { continue };
        let (name, mut held_by_it) = (scene.name(index), Vec::new());
        scene.unread(index, &mut |field, component, value| {
            if !SILENT.contains(&(name, field)) {
                let text = leaf::leaf(Sort::Said, &format!("{name}-{field}.{component}"), &written(value));
                held_by_it.push(leaf::short(&text));
                own.add((format!("{name}-{field}"), text));
            }
        });
        parts.entry((number, name)).or_default().push(held_by_it);
    }
    // Of several segments of a name under one statement, such as the next of kin, which parts belong to one of them.
    for ((number, name), segments) in parts.into_iter().filter(|(_, segments)| (2..=ITEMS_MAX).contains(&segments.len())) {
        let Some(own) = leaves.get_mut(number) else { continue };
        segments.iter().filter(|held| held.len() > 1).for_each(|held| own.keep((name.to_string(), leaf::item(name, held, &[], &[]))));
    }
    for ((_, statement), leaves) in held.iter_mut().zip(leaves) {
        let (kept, rest) = leaves.finish();
        let all = kept.into_iter().chain(rest.map(|rest| (String::new(), rest)));
        let facts: Vec<Fact> = all.map(|(place, leaf)| Fact { aspect: Aspect::Element, value: Value::Text(leaf), place: places.number(&place), how: How::Derived }).collect();
        if !facts.is_empty() {
            coverage.promise(statement.kind, Aspect::Element);
            statement.facts.extend(facts);
        }
    }
}

/// The statement that a segment belongs to: its own, else that of what governs it. An order is told by its detail.
fn owner(scene: &Scene<'_>, index: usize, by_segment: &HashMap<usize, usize>) -> Option<usize> {
    let mut at = Some(index);
    while let Some(here) = at {
        let own = by_segment.get(&here).or_else(|| {
            let details: &[usize] = if scene.name(here) == "ORC" { scene.under(here) } else { &[] };
            details.iter().find_map(|detail| by_segment.get(detail))
        });
        if let Some(number) = own {
            return Some(*number);
        }
        at = scene.parent(here);
    }
    None
}

/// A value as it is compared: a time with an offset as its instant.
fn written(value: &str) -> String {
    match leaf::instant(Date::parse_hl7(value)) {
        Some(instant) => instant,
        None if value.chars().count() > VALUE_MAX => leaf::long(value),
        None => value.to_string(),
    }
}
