//! IN1 with IN2, and FT1: coverages, charges and payments. Amounts are exact.

use super::entry::{Entry, Words};
use super::value;
use model::{Aspect, How, Kind, Value};

/// Table 0063 in the words of FHIR.
const RELATIONSHIPS: Words = &[
    ("SEL", "self"), ("SELF", "self"), ("18", "self"), ("01", "spouse"), ("1", "self"), ("2", "spouse"), ("3", "child"), ("SPO", "spouse"), ("CHD", "child"),
    ("19", "child"), ("PAR", "parent"), ("MTH", "parent"), ("FTH", "parent"), ("DOM", "common"), ("OTH", "other"), ("UNK", "unknown"),
];
const ORDERS: Words = &[("1", "primary"), ("2", "secondary"), ("3", "tertiary")];

/// One insurance of the patient.
pub(super) fn coverage(entry: &mut Entry<'_, '_>) -> Kind {
    let payer = entry.get(4, 1).map(|name| (name, 4)).or_else(|| entry.get(3, 1).map(|id| (id, 3)));
    if let Some((payer, field)) = payer {
        entry.say(Aspect::Payer, Value::Text(payer), field, How::Copied);
    }
    entry.word(Aspect::PayerOrder, 22, ORDERS);
    if !entry.builder.has(Aspect::PayerOrder) {
        entry.word(Aspect::PayerOrder, 1, ORDERS);
    }
    let (code, name) = (entry.get(2, 1), entry.get(2, 2));
    if let (Some(code), Some(_)) = (&code, &name) {
        entry.to_the_letter(2, code);
    }
    if let Some(plan) = name.or(code) {
        entry.say(Aspect::Plan, Value::Text(plan), 2, How::Copied);
    }
    entry.text(Aspect::Group, 8, 1);
    member(entry);
    entry.word(Aspect::Relationship, 17, RELATIONSHIPS);
    entry.word(Aspect::Type, 15, &[]);
    entry.day(Aspect::Effective, 12);
    entry.day(Aspect::End, 13);
    Kind::Coverage
}

/// The member: of the insured, of the policy, else as IN2 has it.
fn member(entry: &mut Entry<'_, '_>) {
    for field in [49, 36] {
        if !entry.builder.has(Aspect::Member) {
            entry.text(Aspect::Member, field, 1);
        }
    }
    if let Some(in2) = entry.scene.children(entry.index, "IN2").first() {
        entry.on(*in2, |e| {
            if !e.builder.has(Aspect::Member) {
                e.text(Aspect::Member, 61, 1);
            }
        });
    }
}

/// One financial transaction: a payment (PY), else a charge, a credit or an adjustment.
pub(super) fn transaction(entry: &mut Entry<'_, '_>) -> Kind {
    let sort = entry.get(6, 1).unwrap_or_default();
    let place = if entry.get(25, 1).is_some() { 25 } else { 7 };
    entry.concept(Aspect::Code, place);
    entry.text(Aspect::Text, 8, 1);
    entry.date(Aspect::Effective, 4, 1);
    entry.date(Aspect::Recorded, 5, 1);
    entry.word(Aspect::Type, 6, &[]);
    // That it is a charge or a payment a record of another format says by being one; a credit it has to name.
    if matches!(sort.as_str(), "CG" | "PY") && !entry.scene.tells_all() {
        entry.builder.imply(&[Aspect::Type]);
    }
    let total = [11, 22].into_iter().find(|field| entry.scene.peek(entry.index, *field, 1, 1, 1).is_some());
    let amount = if matches!(sort.as_str(), "AJ" | "CD") { Aspect::Adjustment } else { Aspect::Amount };
    if let Some(field) = total {
        money(entry, amount, field);
    }
    entry.quantity(Aspect::Units, 10, 0);
    for (aspect, field) in [(Aspect::Modifier, 26), (Aspect::DiagnosisPointer, 19)] {
        let mut codes = Vec::new();
        for repetition in 1..=entry.repetitions(field) {
            if let Some(code) = entry.part(field, repetition, 1) {
                let place = entry.place(field, repetition, 0);
                entry.builder.word(aspect, &code, &place);
                codes.push(code);
            }
        }
        // Which of them comes first is part of the claim.
        if codes.len() > 1 {
            entry.to_the_letter(field, &codes.join(" "));
        }
    }
    entry.word(Aspect::RevenueCode, 41, &[]);
    entry.key(Aspect::Performer, 20);
    if let Some(key) = entry.get(2, 1) {
        entry.say(Aspect::Statement, Value::Key(key), 2, How::Derived);
    }
    if sort == "PY" { Kind::Payment } else { Kind::Charge }
}

/// A composite price (CP) or plain number: the amount under its currency.
fn money(entry: &mut Entry<'_, '_>, aspect: Aspect, field: usize) {
    let (text, currency) = (entry.scene.get(entry.index, field, 1, 1, 1), entry.scene.get(entry.index, field, 1, 1, 2));
    let Some(text) = text else { return };
    let currency = currency.unwrap_or_else(|| "USD".into());
    let plain = text.trim_start_matches('$');
    let value = value::bare_number(plain, &currency).map_or(Value::Text(text.clone()), Value::Quantity);
    entry.say(aspect, value, field, How::Copied);
}
