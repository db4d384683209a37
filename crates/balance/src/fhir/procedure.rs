//! Procedures done, under way, planned or not done, of every version.

use super::entry::Entry;
use super::values;
use model::{Aspect, Kind};

/// One procedure.
pub(super) fn procedure(entry: &mut Entry<'_, '_, '_>) -> Kind {
    entry.concept(Aspect::Code, "code");
    status(entry);
    time(entry);
    for member in ["statusReason", "notDoneReason", "reasonNotPerformed"] {
        entry.concept(Aspect::Reason, member);
    }
    entry.reasons();
    entry.sites("bodySite");
    entry.encounter_link();
    performer(entry);
    for path in ["recorder", "asserter"] {
        if !entry.builder.has(Aspect::Author) {
            entry.reference(Aspect::Author, path);
        }
    }
    entry.date(Aspect::Recorded, "recorded");
    entry.location("location");
    entry.words(Aspect::Category, "category");
    entry.concept(Aspect::Value, "outcome");
    entry.notes(&["note", "notes"]);
    Kind::Procedure
}

fn status(entry: &mut Entry<'_, '_, '_>) {
    let source = entry.source;
    let undone = ["notDone", "notPerformed"].into_iter().find(|m| source.flag(m) == Some(true));
    match (undone, source.text("status")) {
        (Some(member), status) if status != Some("entered-in-error") => entry.translate(Aspect::Status, "not-done", member),
        (_, Some("suspended")) => entry.translate(Aspect::Status, "on-hold", "status"),
        (_, Some("aborted")) => entry.translate(Aspect::Status, "stopped", "status"),
        _ => entry.word(Aspect::Status, "status"),
    }
}

fn time(entry: &mut Entry<'_, '_, '_>) {
    entry.first_date(Aspect::Effective, &["performedDateTime", "occurrenceDateTime"]);
    for path in ["performedPeriod", "occurrencePeriod"] {
        entry.period(path, Aspect::Effective, Aspect::End);
    }
    entry.first_date(Aspect::Effective, &["performedString", "occurrenceString"]);
    entry.number(Aspect::OnsetAge, "performedAge");
    let ages = entry.source.first("performedRange").and_then(values::range);
    entry.told(Aspect::OnsetAge, ages, "performedRange");
}

fn performer(entry: &mut Entry<'_, '_, '_>) {
    let source = entry.source;
    if let Some(performer) = source.first("performer") {
        match values::first(performer, "actor") {
            Some(actor) => entry.who(Aspect::Performer, actor, "performer.actor"),
            None => entry.who(Aspect::Performer, performer, "performer"),
        };
    }
}
