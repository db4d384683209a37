//! Coverages and single charges, in the words of X12: who pays first, what the insured is to the patient.

use super::entry::Entry;
use super::values;
use formats::Json;
use model::{Aspect, Kind, Value};

/// The place of a payer among several.
pub(super) fn order(number: &str) -> &str {
    match number {
        "1" => "primary",
        "2" => "secondary",
        "3" => "tertiary",
        other => other,
    }
}

/// One coverage.
pub(super) fn coverage(entry: &mut Entry<'_, '_, '_>) -> Kind {
    let source = entry.source;
    entry.word(Aspect::Status, "status");
    entry.concept(Aspect::Type, "type");
    member(entry);
    if let Some((word, _)) = source.first("relationship").and_then(values::word) {
        entry.builder.word(Aspect::Relationship, word, "relationship");
    }
    entry.period("period", Aspect::Effective, Aspect::End);
    for (member, one) in ["payor", "insurer", "issuer", "issuerReference"].into_iter().filter_map(|m| Some((m, source.first(m)?))) {
        if !entry.builder.has(Aspect::Payer) {
            entry.name(Aspect::Payer, one, member);
        }
    }
    classes(entry);
    // The sequence of former versions counts the renewals of one coverage.
    if let Some(number) = source.text("order") {
        entry.translate(Aspect::PayerOrder, order(number), "order");
    }
    Kind::Coverage
}

/// The member's number: of the subscriber, else the identifier that is one.
fn member(entry: &mut Entry<'_, '_, '_>) {
    let source = entry.source;
    if let Some(number) = source.first("subscriberId") {
        let value = values::first(number, "value").unwrap_or(number);
        entry.text(Aspect::Member, Some(value), "subscriberId");
    }
    for (index, identifier) in source.items("identifier").iter().enumerate() {
        let is_member = values::first(identifier, "type").is_some_and(|t| values::codes(t).iter().any(|c| matches!(*c, "MB" | "SN")));
        if is_member && !entry.builder.has(Aspect::Member) {
            entry.text(Aspect::Member, values::first(identifier, "value"), format_args!("identifier[{index}].value"));
        }
    }
}

/// Group and plan: the classes of R4, the grouping of STU3, the members of DSTU2.
fn classes(entry: &mut Entry<'_, '_, '_>) {
    let source = entry.source;
    let mut named_group = None;
    for (index, class) in source.items("class").iter().enumerate() {
        let base = format!("class[{index}]");
        let sort = values::first(class, "type").and_then(values::word).map_or("", |(word, _)| word);
        let value = values::first(class, "value");
        // R5 makes the value an identifier.
        let value = value.map(|v| values::first(v, "value").unwrap_or(v));
        match sort {
            "group" => {
                entry.text(Aspect::Group, value, format_args!("{base}.value"));
                named_group = values::first(class, "name").map(|name| (name, format!("{base}.name")));
            }
            "plan" => {
                let (part, words) = match values::first(class, "name") {
                    Some(name) => ("name", Some(name)),
                    None => ("value", value),
                };
                entry.text(Aspect::Plan, words, format_args!("{base}.{part}"));
            }
            _ => source.leave("class"),
        }
    }
    if let Some((name, place)) = named_group.filter(|_| !entry.builder.has(Aspect::Plan)) {
        entry.text(Aspect::Plan, Some(name), &place);
    }
    let old = [
        ("grouping.group", Aspect::Group),
        ("group", Aspect::Group),
        ("grouping.planDisplay", Aspect::Plan),
        ("grouping.plan", Aspect::Plan),
        ("plan", Aspect::Plan),
    ];
    for (path, aspect) in old {
        if !entry.builder.has(aspect) {
            entry.text(aspect, source.down(path), path);
        }
    }
}

/// One charge that is no line of a claim.
pub(super) fn charge_item(entry: &mut Entry<'_, '_, '_>) -> Kind {
    let source = entry.source;
    entry.concept(Aspect::Code, "code");
    entry.word(Aspect::Status, "status");
    entry.first_date(Aspect::Effective, &["occurrenceDateTime", "occurrenceTiming.event"]);
    entry.period("occurrencePeriod", Aspect::Effective, Aspect::End);
    entry.date(Aspect::Recorded, "enteredDate");
    entry.number(Aspect::Units, "quantity");
    for path in ["priceOverride", "totalPriceComponent.amount", "unitPriceComponent.amount"] {
        if !entry.builder.has(Aspect::Amount) {
            entry.told(Aspect::Amount, source.down(path).and_then(values::money), path);
        }
    }
    billed_as(entry);
    entry.reasons();
    entry.concept(Aspect::BodySite, "bodysite");
    for path in ["performer.actor", "participant.actor"] {
        if !entry.builder.has(Aspect::Performer) {
            entry.reference(Aspect::Performer, path);
        }
    }
    entry.encounter_link();
    entry.notes(&["note"]);
    Kind::Charge
}

/// Modifiers and pointers to the diagnoses of the claim: a charge has no place for them and borrows that of a claim's line, as extensions.
fn billed_as(entry: &mut Entry<'_, '_, '_>) {
    let parts = [
        (Aspect::Modifier, "extension-Claim.item.modifier", "valueCodeableConcept", "|"),
        (Aspect::DiagnosisPointer, "extension-Claim.item.diagnosisSequence", "valuePositiveInt", ","),
    ];
    for (aspect, name, member, separator) in parts {
        let found = entry.source.extensions(&[name]);
        let words: Vec<&str> = found.iter().filter_map(|(_, extension)| Some(values::word(values::first(extension, member)?)?.0)).collect();
        let first = found.first().map_or(0, |(index, _)| *index);
        entry.builder.word(aspect, &words.join(separator), &format!("extension[{first}].{member}"));
    }
}

/// An ordered list of codes as one word, so that a changed order is a difference.
pub(super) fn joined(items: &[Json], separator: &str) -> Option<Value> {
    let words: Vec<&str> = items.iter().filter_map(|item| Some(values::word(item)?.0)).collect();
    if words.is_empty() { None } else { Some(Value::Word(words.join(separator))) }
}
