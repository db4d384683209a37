//! X12: transaction sets, loops, segments, elements and components.

use super::grow::{Grower, Within, part};
use super::{Part, PartKind, names};
use formats::Record;
use std::collections::HashMap;

/// What stands around the transactions.
pub(super) const ENVELOPE: &str = "envelope";

/// Where the reading stands.
#[derive(Debug, Default)]
pub(super) struct Place {
    transaction: Option<Within>,
    /// It is the envelope.
    enveloped: bool,
    /// The loop at hand.
    current: String,
    around: Option<Within>,
    /// The segment that each kind of loop was seen to begin with.
    opens: HashMap<usize, String>,
}

/// Counts a segment.
pub(super) fn segment(grower: &mut Grower, place: &mut Place, record: &Record) {
    let Some(name) = record.relation.strip_prefix("x12.") else { return };
    let set = record.get("transaction").unwrap_or("");
    // The envelope stands around the transactions and is none.
    let enveloped = set.is_empty();
    if name == "ST" {
        grower.record();
    }
    if name == "ST" || place.transaction.is_none() || enveloped != place.enveloped {
        let kind = if enveloped { ENVELOPE } else { names::x12(set).map_or("unknown transaction", |_| set) };
        let made = || {
            let mut made = part(PartKind::Transaction, kind, if enveloped { "Interchange and groups" } else { names::x12(kind).unwrap_or("") });
            if kind == "unknown transaction" {
                made.marks.push("unknown");
            }
            made
        };
        let top = grower.top();
        let at = grower.touch(top, kind, made);
        place.transaction = at.map(|at| Within { part: Some(at), instance: grower.instance() });
        (place.current, place.around, place.enveloped) = (String::new(), None, enveloped);
    }
    let Some(transaction) = place.transaction else { return };
    let within = in_loop(grower, place, transaction, record.get("loop").unwrap_or(""), name).unwrap_or(transaction);
    let Some(at) = grower.touch(within, name, || of_segment(name)) else { return };
    let own = Within { part: Some(at), instance: grower.instance() };
    elements(grower, own, name, record);
}

/// The loop that a segment stands in: another one when its name differs, or when the segment that opens it comes again.
fn in_loop(grower: &mut Grower, place: &mut Place, transaction: Within, id: &str, segment: &str) -> Option<Within> {
    if id.is_empty() {
        (place.current, place.around) = (String::new(), None);
        return None;
    }
    let again = place.around.and_then(|w| w.part).and_then(|at| place.opens.get(&at)).is_some_and(|opener| opener == segment);
    if place.current != id || again {
        let at = grower.touch(transaction, id, || part(PartKind::Loop, id, names::x12(id).unwrap_or("")))?;
        place.opens.entry(at).or_insert_with(|| segment.to_string());
        place.current = id.to_string();
        place.around = Some(Within { part: Some(at), instance: grower.instance() });
    }
    place.around
}

fn of_segment(name: &str) -> Part {
    let title = names::x12(name);
    let mut made = part(PartKind::Segment, name, title.unwrap_or(""));
    made.relation = format!("x12.{name}");
    if title.is_none() {
        made.marks.push("unknown");
    }
    made
}

/// Counts elements and components: `CLM05-1` is the first component of `CLM05`, `DMG05[2]-3` one of a repetition.
fn elements(grower: &mut Grower, segment: Within, name: &str, record: &Record) {
    let mut last: Option<(&str, Option<Within>)> = None;
    for (leaf, _) in record.leaves.iter().filter(|(leaf, _)| leaf.starts_with(name)) {
        let (repetition, component) = leaf.split_once('-').map_or((leaf.as_str(), ""), |(element, component)| (element, component));
        let element = repetition.split('[').next().unwrap_or(repetition);
        if last.is_none_or(|(known, _)| known != repetition) {
            let at = grower.touch(segment, element, || of_leaf(PartKind::Field, name, element));
            last = Some((repetition, at.map(|at| Within { part: Some(at), instance: grower.instance() })));
        }
        if let (false, Some((_, Some(own)))) = (component.is_empty(), last) {
            let leaf = format!("{element}-{component}");
            grower.touch(own, &leaf, || of_leaf(PartKind::Component, name, &leaf));
        }
    }
}

fn of_leaf(kind: PartKind, segment: &str, leaf: &str) -> Part {
    let mut made = part(kind, leaf, "");
    (made.relation, made.field) = (format!("x12.{segment}"), leaf.to_string());
    made
}
