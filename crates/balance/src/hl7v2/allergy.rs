//! AL1 and IAM: allergies, listed anew in each message or updated one by one, and the assertion that there are none.

use super::entry::{Entry, Words};
use super::value;
use model::{Aspect, How, Kind, Value};

/// Table 0127; what has no category in FHIR asserts none.
const CATEGORIES: Words = &[
    ("DA", "medication"), ("FA", "food"), ("EA", "environment"), ("PA", "environment"), ("LA", "environment"), ("AA", "biologic"), ("MA", ""), ("MC", ""),
];
const TYPES: Words = &[("DA", "allergy"), ("FA", "allergy"), ("EA", "allergy"), ("PA", "allergy"), ("LA", "allergy"), ("AA", "allergy"), ("MA", "allergy")];
/// Table 0128.
const SEVERITIES: Words = &[("SV", "severe"), ("MO", "moderate"), ("MI", "mild"), ("U", "")];
/// Table 0438: how sure the source is.
const CERTAINTIES: Words = &[
    ("C", "confirmed"), ("I", "confirmed"), ("U", "unconfirmed"), ("P", "unconfirmed"), ("S", "unconfirmed"), ("D", "unconfirmed"), ("E", "entered-in-error"),
];
/// Codes that say that none is known: SNOMED CT and what senders write.
const NONE_KNOWN: [&str; 13] = [
    "716186003", "409137002", "428607008", "429625007", "428197003", "NKA", "NKDA", "NKFA", "NKEA", "NKALL", "NO KNOWN ALLERGIES", "NO KNOWN DRUG ALLERGIES",
    "NO KNOWN ALLERGY",
];

/// AL1: what is on the list is active.
pub(super) fn listed(entry: &mut Entry<'_, '_>) -> Kind {
    let kind = substance(entry);
    reactions(entry);
    entry.date(Aspect::Onset, 6, 1);
    entry.say(Aspect::Status, Value::Word("active".into()), 3, How::Derived);
    kind
}

/// IAM: with its action (table 0206 and 0323) and its status.
pub(super) fn updated(entry: &mut Entry<'_, '_>) -> Kind {
    let kind = substance(entry);
    reactions(entry);
    entry.date(Aspect::Onset, 11, 1);
    entry.date(Aspect::Recorded, 13, 1);
    if !entry.builder.has(Aspect::Recorded) {
        entry.date(Aspect::Recorded, 24, 1);
    }
    entry.key(Aspect::Author, 23);
    let (action, state) = (entry.get(6, 1), entry.get(17, 1));
    let inactivated = entry.get(22, 1).is_some();
    entry.date(Aspect::End, 22, 1);
    if action.as_deref() == Some("D") {
        entry.say(Aspect::Verification, Value::Word("entered-in-error".into()), 6, How::Translated);
    } else {
        entry.listed(Aspect::Verification, 17, CERTAINTIES);
        match state.as_deref() {
            Some("E") => {}
            Some("I") => entry.say(Aspect::Status, Value::Word("inactive".into()), 17, How::Translated),
            _ if inactivated => entry.say(Aspect::Status, Value::Word("inactive".into()), 22, How::Derived),
            Some(word @ ("active" | "inactive" | "resolved")) => entry.say(Aspect::Status, Value::Word(word.into()), 17, How::Copied),
            _ => entry.say(Aspect::Status, Value::Word("active".into()), 3, How::Derived),
        }
    }
    kind
}

fn substance(entry: &mut Entry<'_, '_>) -> Kind {
    let value = entry.concept_of(3, 1, "");
    let none = value.as_ref().is_some_and(says_none);
    if let Some(value) = value {
        entry.say(Aspect::Code, value, 3, How::Copied);
    }
    if none {
        return Kind::NoKnownAllergy;
    }
    entry.listed(Aspect::Category, 2, CATEGORIES);
    if let Some(word) = entry.get(2, 1).and_then(|code| value::word(TYPES, &code)) {
        entry.say(Aspect::Type, Value::Word(word.into()), 2, How::Derived);
    }
    entry.listed(Aspect::Severity, 4, SEVERITIES);
    Kind::Allergy
}

fn says_none(value: &Value) -> bool {
    let Value::Code(codings, text) = value else { return false };
    let listed = |t: &str| NONE_KNOWN.contains(&t.trim().to_ascii_uppercase().as_str());
    listed(text) || codings.iter().any(|c| listed(&c.code) || listed(&c.display))
}

/// Reactions: words, or codes where senders have them.
fn reactions(entry: &mut Entry<'_, '_>) {
    entry.concepts(Aspect::Reaction, 5);
}
