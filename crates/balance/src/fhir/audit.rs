//! Who did what to the record, and when: audit events and provenance that name a patient.

use super::entry::Entry;
use super::values;
use model::{Aspect, Kind};

/// An audit event.
pub(super) fn event(entry: &mut Entry<'_, '_, '_>) -> Kind {
    entry.concept(Aspect::Code, "type");
    entry.concept(Aspect::Code, "code");
    for member in ["subtype", "category"] {
        entry.words(Aspect::Category, member);
    }
    entry.word(Aspect::Type, "action");
    entry.word(Aspect::Status, "outcome");
    entry.date(Aspect::Recorded, "recorded");
    // DSTU2 has all of it in the event.
    entry.told(Aspect::Code, entry.source.down("event.type").and_then(values::concept), "event.type");
    entry.told(Aspect::Type, entry.source.down("event.action").and_then(values::concept), "event.action");
    entry.date(Aspect::Recorded, "event.dateTime");
    entry.period("occurredPeriod", Aspect::Effective, Aspect::End);
    entry.first_date(Aspect::Effective, &["occurredDateTime"]);
    agents(entry, &["agent", "participant"]);
    entry.encounter_link();
    Kind::AuditEvent
}

/// A record of provenance.
pub(super) fn provenance(entry: &mut Entry<'_, '_, '_>) -> Kind {
    entry.concept(Aspect::Code, "activity");
    entry.concept(Aspect::Reason, "reason");
    entry.date(Aspect::Recorded, "recorded");
    for path in ["occurredPeriod", "period"] {
        entry.period(path, Aspect::Effective, Aspect::End);
    }
    entry.first_date(Aspect::Effective, &["occurredDateTime"]);
    agents(entry, &["agent"]);
    entry.location("location");
    Kind::AuditEvent
}

/// Whoever acted, with their parts in it.
fn agents(entry: &mut Entry<'_, '_, '_>, members: &[&str]) {
    let source = entry.source;
    for member in members {
        for (index, agent) in source.items(member).iter().enumerate() {
            let base = format!("{member}[{index}]");
            let names = ["who", "whoReference", "whoUri", "actor", "reference", "userId", "altId"];
            let told = names.iter().find_map(|name| Some((*name, values::first(agent, name)?)));
            match told {
                Some((name, json)) => entry.who(Aspect::Author, json, format_args!("{base}.{name}")),
                None => entry.text(Aspect::Author, values::first(agent, "name"), format_args!("{base}.name")),
            };
            for role in values::items(agent, "type").iter().chain(values::items(agent, "role")) {
                entry.spoken(Aspect::Role, role, format_args!("{base}.type"));
            }
        }
    }
}
