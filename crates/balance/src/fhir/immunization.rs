//! Immunizations given, refused or not done, of every version.

use super::entry::Entry;
use super::values;
use formats::Json;
use model::{Aspect, Kind, Value};

/// One immunization.
pub(super) fn immunization(entry: &mut Entry<'_, '_, '_>) -> Kind {
    entry.concept(Aspect::Code, "vaccineCode");
    status(entry);
    entry.first_date(Aspect::Effective, &["occurrenceDateTime", "date", "occurrenceString"]);
    entry.text(Aspect::Lot, entry.source.first("lotNumber"), "lotNumber");
    entry.date(Aspect::Expires, "expirationDate");
    entry.concept(Aspect::Funding, "fundingSource");
    for (index, category) in entry.source.items("programEligibility").iter().enumerate() {
        entry.told(Aspect::Eligibility, values::concept(category), format_args!("programEligibility[{index}]"));
    }
    entry.concept(Aspect::Site, "site");
    entry.concept(Aspect::Route, "route");
    reasons(entry);
    entry.date(Aspect::Recorded, "recorded");
    entry.number(Aspect::Dose, "doseQuantity");
    dose_number(entry);
    entry.encounter_link();
    performer(entry);
    let source = entry.source;
    if let Some(maker) = source.first("manufacturer") {
        entry.name(Aspect::Manufacturer, maker, "manufacturer");
    }
    entry.location("location");
    reported(entry);
    reactions(entry);
    // A dose that does not count.
    if entry.source.flag("isSubpotent") == Some(true) {
        entry.say(Aspect::Negation, Value::Text("subpotent".into()), "isSubpotent");
    }
    entry.notes(&["note"]);
    Kind::Immunization
}

/// Whether it was only told by somebody: the first source saw it given.
fn reported(entry: &mut Entry<'_, '_, '_>) {
    for (member, told) in [("primarySource", false), ("reported", true)] {
        if let Some(flag) = entry.source.flag(member) {
            entry.say(Aspect::Reported, Value::Flag(flag == told), member);
        }
    }
    // Only of what was told there is somebody who told it.
    if !entry.builder.has(Aspect::Reported) && entry.source.peek("reportOrigin").is_some() {
        entry.derive(Aspect::Reported, Value::Flag(true), "reportOrigin");
    }
}

/// What was not given has that for its status, in every version.
fn status(entry: &mut Entry<'_, '_, '_>) {
    let source = entry.source;
    source.get("status");
    let refused = ["notGiven", "wasNotGiven"].into_iter().find(|m| source.flag(m) == Some(true));
    match refused {
        Some(member) => entry.translate(Aspect::Status, "not-done", member),
        None => entry.word(Aspect::Status, "status"),
    }
}

/// Why it was given, or why not.
fn reasons(entry: &mut Entry<'_, '_, '_>) {
    entry.concept(Aspect::Reason, "statusReason");
    let source = entry.source;
    if let Some(explanation) = source.first("explanation") {
        for member in ["reason", "reasonNotGiven"] {
            for (index, reason) in values::items(explanation, member).iter().enumerate() {
                entry.told(Aspect::Reason, values::concept(reason), format_args!("explanation.{member}[{index}]"));
            }
        }
    }
    entry.reasons();
}

/// The number in the series: of the first protocol that has one.
fn dose_number(entry: &mut Entry<'_, '_, '_>) {
    let source = entry.source;
    for (list, member) in [
        ("protocolApplied", "doseNumberPositiveInt"),
        ("protocolApplied", "doseNumberString"),
        ("protocolApplied", "doseNumber"),
        ("vaccinationProtocol", "doseSequence"),
    ] {
        for (index, protocol) in source.items(list).iter().enumerate() {
            if !entry.builder.has(Aspect::DoseNumber) {
                entry.told(Aspect::DoseNumber, values::first(protocol, member).and_then(values::measured), format_args!("{list}[{index}].{member}"));
            }
        }
    }
}

/// Who gave it, not who ordered it.
fn performer(entry: &mut Entry<'_, '_, '_>) {
    let source = entry.source;
    for member in ["performer", "practitioner"] {
        let orders = |json: &&Json| ["function", "role"].iter().filter_map(|m| values::first(json, m)).any(|f| values::codes(f).contains(&"OP"));
        let items = source.items(member);
        let Some(one) = items.iter().find(|p| !orders(p)).or_else(|| items.first()) else { continue };
        if entry.builder.has(Aspect::Performer) {
            continue;
        }
        match values::first(one, "actor") {
            Some(actor) => entry.who(Aspect::Performer, actor, format_args!("{member}.actor")),
            None => entry.who(Aspect::Performer, one, member),
        };
    }
}

/// Reactions: what they were where it is said, else the observation that says it.
fn reactions(entry: &mut Entry<'_, '_, '_>) {
    let source = entry.source;
    for (index, reaction) in source.items("reaction").iter().enumerate() {
        let place = format!("reaction[{index}]");
        if let Some(detail) = values::first(reaction, "manifestation").or_else(|| values::first(reaction, "detail")) {
            entry.record_of_chart(Aspect::Reaction, detail, &place);
        }
    }
}
