//! What is ordered, planned or done upon an order: requests of every version, dispenses and administrations, appointments.
//!
//! A dispense or an administration of an order that is named is no statement of its own: the order says it. Held against a book of another format it is one,
//! because that may tell of it by itself, as messages do; what nobody tells of there is left to the order (`compare.rs`).

use super::Out;
use super::entry::Entry;
use super::former;
use super::medication;
use super::source::Source;
use super::values;
use formats::Json;
use model::{Aspect, Kind, Value};

/// States of orders in the words of R4's requests.
const STATES: [(&str, &str); 11] = [
    ("cancelled", "revoked"), ("suspended", "on-hold"), ("rejected", "revoked"), ("failed", "revoked"), ("aborted", "revoked"), ("requested", "active"),
    ("received", "active"), ("accepted", "active"), ("in-progress", "active"), ("review", "active"), ("proposed", "draft"),
];

/// One request, or each item of an order of DSTU2.
pub(super) fn request(out: &mut Out<'_>, source: &Source<'_>) {
    let items: &[Json] = if source.kind() == "DiagnosticOrder" { source.items("item") } else { &[] };
    if items.is_empty() {
        return one(out, source, None, "");
    }
    for (index, item) in items.iter().enumerate() {
        one(out, source, Some(item), &format!("item[{index}]."));
    }
}

fn one(out: &mut Out<'_>, source: &Source<'_>, item: Option<&Json>, prefix: &str) {
    let mut entry = Entry::new(&mut *out.places, source);
    match item {
        Some(item) => {
            entry.told(Aspect::Code, values::first(item, "code").and_then(values::concept), format_args!("{prefix}code"));
            entry.told(Aspect::BodySite, values::first(item, "bodySite").and_then(values::concept), format_args!("{prefix}bodySite"));
        }
        None => names(&mut entry),
    }
    status(&mut entry);
    intent(&mut entry);
    if source.flag("doNotPerform") == Some(true) {
        entry.say(Aspect::Negation, Value::Flag(true), "doNotPerform");
    }
    time(&mut entry);
    entry.word(Aspect::Priority, "priority");
    entry.number(Aspect::Quantity, "quantityQuantity");
    for member in ["asNeededBoolean", "asNeededCodeableConcept"] {
        if let Some(needed) = source.first(member) {
            entry.derive(Aspect::AsNeeded, Value::Flag(values::flag(needed).unwrap_or(true)), member);
        }
    }
    entry.reasons();
    people(&mut entry);
    entry.sites("bodySite");
    super::observation::specimen(&mut entry);
    words(&mut entry);
    entry.encounter_link();
    let statement = entry.finish(Kind::Order, &out.patient, &out.origin);
    out.emit(statement);
}

/// What is asked for: of each kind of request in its own element.
fn names(entry: &mut Entry<'_, '_, '_>) {
    for member in ["code", "codeCodeableConcept", "deviceCodeableConcept", "serviceRequested"] {
        entry.concept(Aspect::Code, member);
    }
    let source = entry.source;
    for member in ["codeReference", "device", "deviceReference"] {
        if let Some(device) = source.first(member).filter(|_| !entry.builder.has(Aspect::Code)) {
            let value = match values::who(device) {
                Some(Value::Key(key)) => values::text(device, "display").map_or(Value::Key(key), |words| Value::words(words)),
                Some(Value::Text(words)) => Value::words(words),
                _ => continue,
            };
            entry.say(Aspect::Code, value, member);
        }
    }
    if !entry.builder.has(Aspect::Code) {
        entry.concept(Aspect::Code, "type");
    }
}

fn status(entry: &mut Entry<'_, '_, '_>) {
    let status = entry.source.text("status").unwrap_or("");
    match STATES.iter().find(|(old, _)| *old == status) {
        Some((_, word)) => entry.translate(Aspect::Status, word, "status"),
        None => entry.word(Aspect::Status, "status"),
    }
}

/// Whether it is an order or less; what DSTU2 had requests for was ordered.
fn intent(entry: &mut Entry<'_, '_, '_>) {
    let is_old = matches!(entry.source.kind(), "DiagnosticOrder" | "ProcedureRequest" | "ReferralRequest" | "DeviceUseRequest");
    if is_old && entry.source.text("intent").is_none() {
        return entry.derive(Aspect::Intent, Value::Word("order".into()), "resourceType");
    }
    entry.word(Aspect::Intent, "intent");
}

/// When it is to be done, and when it was written.
fn time(entry: &mut Entry<'_, '_, '_>) {
    entry.first_date(Aspect::Effective, &["occurrenceDateTime", "scheduledDateTime", "timingDateTime"]);
    for path in ["occurrencePeriod", "scheduledPeriod", "timingPeriod", "occurrenceTiming.repeat.boundsPeriod", "fulfillmentTime"] {
        entry.period(path, Aspect::Effective, Aspect::End);
    }
    entry.first_date(Aspect::Recorded, &["authoredOn", "orderedOn", "dateSent", "date", "recordedOn", "event.dateTime"]);
}

fn people(entry: &mut Entry<'_, '_, '_>) {
    for path in ["requester.agent", "requester", "orderer"] {
        if !entry.builder.has(Aspect::Author) {
            entry.reference(Aspect::Author, path);
        }
    }
    for path in ["performer", "recipient"] {
        if !entry.builder.has(Aspect::Performer) {
            entry.reference(Aspect::Performer, path);
        }
    }
}

fn words(entry: &mut Entry<'_, '_, '_>) {
    let source = entry.source;
    for (index, category) in source.items("category").iter().enumerate() {
        entry.spoken(Aspect::Category, category, format_args!("category[{index}]"));
    }
    // A referral of STU3 has for its type what sort of request it is, beside what is asked for.
    if let Some(sort) = source.first("type").filter(|_| source.kind() == "ReferralRequest" && source.first("serviceRequested").is_some()) {
        entry.spoken(Aspect::Category, sort, "type");
    }
    entry.notes(&["note", "notes", "patientInstruction", "description"]);
    for (index, detail) in source.items("orderDetail").iter().enumerate() {
        if let Some(words) = values::named(detail) {
            entry.builder.text(Aspect::Text, &words, &format!("orderDetail[{index}]"));
        }
    }
}

/// A drug that was dispensed or given, where the order that it belongs to does not say it.
pub(super) fn supply(out: &mut Out<'_>, source: &Source<'_>) {
    let order = ["authorizingPrescription", "request", "prescription"].into_iter().find_map(|member| Some((member, source.first(member)?)));
    let key = order.and_then(|(_, order)| values::who(order)).filter(|who| matches!(who, Value::Key(_)));
    if order.is_some() && (key.is_none() || !source.is_of_other_format()) {
        return out.exclude("a dispense or a dose of an order that is named");
    }
    let mut entry = Entry::new(&mut *out.places, source);
    medication::product(&mut entry);
    if let (Some((member, _)), Some(key)) = (order, key) {
        entry.derive(Aspect::Panel, key, member);
    }
    supplied(&mut entry);
    entry.first_date(Aspect::Effective, &["whenHandedOver", "whenPrepared", "effectiveDateTime", "effectiveTimeDateTime", "occurenceDateTime"]);
    for path in ["effectivePeriod", "effectiveTimePeriod", "occurencePeriod"] {
        entry.period(path, Aspect::Effective, Aspect::End);
    }
    entry.number(Aspect::Quantity, "quantity");
    entry.number(Aspect::DaysSupply, "daysSupply");
    for (index, dosage) in source.items("dosageInstruction").iter().enumerate() {
        medication::dosage(&mut entry, dosage, &format!("dosageInstruction[{index}]"));
    }
    if let Some(dosage) = source.first("dosage") {
        medication::dosage(&mut entry, dosage, "dosage");
    }
    entry.reasons();
    performer(&mut entry);
    entry.encounter_link();
    entry.notes(&["note"]);
    let statement = entry.finish(Kind::Order, &out.patient, &out.origin);
    out.emit(statement);
}

/// Whether it was done, each version in its own way.
fn supplied(entry: &mut Entry<'_, '_, '_>) {
    let source = entry.source;
    source.get("status");
    let undone = former::DENIED.into_iter().find(|flag| source.flag(flag) == Some(true));
    match (undone, former::state(source.kind(), source.text("status").unwrap_or(""))) {
        (Some(member), _) => entry.translate(Aspect::Status, former::NOT_DONE, member),
        (None, Some(word)) => entry.translate(Aspect::Status, word, "status"),
        (None, None) => entry.word(Aspect::Status, "status"),
    }
    for member in ["statusReason", "reasonNotGiven", "notDoneReasonCodeableConcept", "statusReasonCodeableConcept"] {
        entry.concept(Aspect::Reason, member);
    }
}

fn performer(entry: &mut Entry<'_, '_, '_>) {
    for path in ["performer.actor", "performer", "practitioner", "dispenser"] {
        if !entry.builder.has(Aspect::Performer) {
            entry.reference(Aspect::Performer, path);
        }
    }
}

/// One appointment.
pub(super) fn appointment(entry: &mut Entry<'_, '_, '_>) -> Kind {
    entry.concept(Aspect::Code, "serviceType");
    // DSTU2 has the kind of service under the name of the kind of appointment.
    entry.concept(Aspect::Type, "appointmentType");
    if !entry.builder.has(Aspect::Type) {
        entry.concept(Aspect::Code, "type");
    }
    entry.word(Aspect::Status, "status");
    entry.date(Aspect::Effective, "start");
    entry.date(Aspect::End, "end");
    entry.reasons();
    let source = entry.source;
    for (index, participant) in source.items("participant").iter().enumerate() {
        let Some(actor) = values::first(participant, "actor") else { continue };
        let place = format!("participant[{index}].actor");
        match values::text(actor, "reference").and_then(values::target_type) {
            Some("Patient") => {}
            Some("Location" | "HealthcareService") => {
                entry.name(Aspect::Location, actor, &place);
            }
            _ => {
                entry.who(Aspect::Performer, actor, &place);
            }
        }
    }
    entry.date(Aspect::Recorded, "created");
    entry.word(Aspect::Priority, "priority");
    entry.notes(&["description", "comment", "note", "patientInstruction"]);
    for member in ["cancelationReason", "cancellationReason"] {
        if let Some(words) = source.first(member).and_then(values::named) {
            entry.builder.text(Aspect::Text, &words, member);
        }
    }
    Kind::Appointment
}
