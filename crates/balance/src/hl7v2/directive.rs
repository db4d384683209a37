//! PD1 and CON: living wills and other directives for the time when the patient cannot decide.

use super::entry::{Entry, Words};
use model::{Aspect, How, Kind, Value};

/// Table 0498.
const STATES: Words = &[("A", "active"), ("L", "active"), ("P", "draft"), ("R", "rejected"), ("X", "inactive"), ("B", "")];
/// What a directive is called, in senders' words and codes.
const NAMES: [&str; 9] =
    ["ADVANCE DIRECTIVE", "LIVING WILL", "RESUSCITAT", "DNR", "DNI", "POWER OF ATTORNEY", "HEALTHCARE PROXY", "HEALTH CARE PROXY", "42348-3"];

/// PD1-15 in codes, else PD1-7: whether there is a living will.
pub(super) fn living_will(entry: &mut Entry<'_, '_>) -> Option<Kind> {
    entry.concepts(Aspect::Code, 15);
    let will = entry.get(7, 1);
    if !entry.builder.is_empty() {
        entry.date(Aspect::Effective, 22, 1);
        return Some(Kind::AdvanceDirective);
    }
    let exists = match will?.as_str() {
        "Y" | "F" => true,
        "N" | "I" => false,
        _ => return None,
    };
    entry.say(Aspect::Code, Value::words("Living will"), 7, How::Translated);
    entry.say(Aspect::Negation, Value::Flag(!exists), 7, How::Translated);
    Some(Kind::AdvanceDirective)
}

/// A consent that is a directive; any other is counted as unread.
pub(super) fn consent(entry: &mut Entry<'_, '_>) -> Option<Kind> {
    let parts = [1, 2].map(|component| entry.scene.peek(entry.index, 2, 1, component, 0).unwrap_or_default().to_ascii_uppercase());
    if !parts.iter().any(|part| NAMES.iter().any(|name| part.contains(name))) {
        return None;
    }
    entry.concept(Aspect::Code, 2);
    entry.listed(Aspect::Status, 11, STATES);
    entry.date(Aspect::Recorded, 13, 1);
    entry.date(Aspect::Effective, 14, 1);
    entry.date(Aspect::End, 15, 1);
    Some(Kind::AdvanceDirective)
}
