//! Advance directives: consents, observations and documents that say what is to be done when the patient cannot decide.

use super::entry::Entry;
use super::values;
use super::{Out, Source};
use crate::directives::is_coded;
use formats::Json;
use model::{Aspect, Kind};

/// Words of documents and observations that are such directives.
const WORDS: [&str; 8] = [
    "advance directive", "living will", "code status", "do not resuscitate", "resuscitation status", "power of attorney", "health care proxy",
    "healthcare proxy",
];

/// Whether a code or, without one, its words name a directive.
pub(super) fn is_named(json: &Json) -> bool {
    let codes = values::codes(json);
    if codes.is_empty() {
        let words = values::named(json).unwrap_or_default().to_lowercase();
        return WORDS.iter().any(|w| words.contains(w));
    }
    codes.iter().any(|code| is_coded(code))
}

/// A consent that is a directive; any other is counted as unread.
pub(super) fn consent(out: &mut Out<'_>, source: &Source<'_>) {
    let scoped = source.first("scope").is_some_and(|s| values::codes(s).contains(&"adr"));
    if !scoped && !source.items("category").iter().any(is_named) {
        return out.unread();
    }
    let mut entry = Entry::new(&mut *out.places, source);
    for (index, category) in source.items("category").iter().enumerate() {
        entry.told(Aspect::Code, values::concept(category), format_args!("category[{index}]"));
    }
    if !entry.builder.has(Aspect::Code) {
        entry.concept(Aspect::Code, "scope");
    }
    entry.word(Aspect::Status, "status");
    entry.period("provision.period", Aspect::Effective, Aspect::End);
    entry.period("period", Aspect::Effective, Aspect::End);
    entry.first_date(Aspect::Effective, &["dateTime", "date"]);
    entry.first_date(Aspect::Recorded, &["dateTime", "date"]);
    for path in ["organization", "custodian", "manager"] {
        if !entry.builder.has(Aspect::Performer) {
            entry.reference(Aspect::Performer, path);
        }
    }
    decision(&mut entry);
    let title = source.first("sourceAttachment").and_then(|a| values::first(a, "title"));
    entry.text(Aspect::Title, title, "sourceAttachment.title");
    let statement = entry.finish(Kind::AdvanceDirective, &out.patient, &out.origin);
    out.emit(statement);
}

/// What is permitted or denied, and which acts.
fn decision(entry: &mut Entry<'_, '_, '_>) {
    let source = entry.source;
    entry.word(Aspect::Value, "decision");
    let Some(provision) = source.first("provision") else { return };
    for (index, code) in values::items(provision, "code").iter().enumerate() {
        entry.told(Aspect::Value, values::concept(code), format_args!("provision.code[{index}]"));
    }
    if let Some((word, _)) = values::first(provision, "type").and_then(values::word) {
        entry.builder.word(Aspect::Type, word, "provision.type");
    }
}
