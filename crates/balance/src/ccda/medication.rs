//! Medications: taken, prescribed or planned, which the mood tells.
//!
//! The first effective time is the span of the therapy, those with a period or an event are its frequency. A repeat number
//! of CDA counts every fill, the refills of FHIR count those after the first.

use crate::ccda::allergy;
use crate::ccda::at::At;
use crate::ccda::codes;
use crate::ccda::entry::{Entry, date_value, measured, span};
use crate::ccda::rest::beside;
use crate::ccda::role::Area;
use crate::ccda::Reader;
use crate::worded::{AS_NEEDED, AT_MOST, RATE};
use model::{Aspect, Coding, Date, Decimal, How, Kind, Quantity, Value};

/// One medication.
pub(super) fn read<'d>(reader: &mut Reader<'_, 'd>, at: &At<'d>) {
    let (area, today, whole) = (reader.area, reader.header.day(), reader.whole);
    let mut entry = Entry::new(reader.places, reader.document);
    let material = material(at);
    let named = name(&mut entry, at, material.as_ref());
    time(&mut entry, at, whole);
    status(&mut entry, at, today);
    context(&mut entry, at, area, whole);
    dosage(&mut entry, at);
    sig(&mut entry, at, named.as_ref());
    supplies(&mut entry, at);
    entry.authors(&[Some(at)], How::Copied, How::Copied);
    if !entry.builder.has(Aspect::Author) {
        let order = order(at);
        entry.authors(&[order.as_ref()], How::Copied, How::Copied);
    }
    entry.performer(&[Some(at)], How::Derived);
    entry.reasons(at);
    reactions(&mut entry, at);
    entry.encounter(at);
    entry.comments(at);
    if whole {
        ordered(&mut entry, at);
    }
    let (statement, read) = entry.finish(Kind::Medication, &reader.patient, reader.artifact, at.element);
    reader.close(statement, read, at.element);
}

/// The drug itself, as C-CDA and as older documents write it.
pub(super) fn material<'d>(at: &At<'d>) -> Option<At<'d>> {
    let product = at.down("consumable/manufacturedProduct").or_else(|| at.down("product/manufacturedProduct"))?;
    product.child("manufacturedMaterial").or_else(|| product.child("manufacturedLabeledDrug"))
}

/// What the drug is, or that there is none.
fn name<'d>(entry: &mut Entry<'_, 'd>, at: &At<'d>, material: Option<&At<'d>>) -> Option<Value> {
    let code = material.and_then(|m| m.child("code"));
    let negated = at.is_true("negationInd");
    let coded = code.as_ref().and_then(|c| c.attribute("code"));
    // Before there was a denial the act itself said that there is no therapy.
    let act = at.child("code").and_then(|c| c.attribute("code")).filter(|_| coded.is_none());
    let none_said = act.and_then(|act| codes::NO_THERAPY.iter().find(|(code, ..)| *code == act));
    let is_none = none_said.is_some();
    if negated || is_none {
        entry.builder.say(Aspect::Negation, Value::Flag(true), "@negationInd", How::Copied);
        let words = code.as_ref().and_then(|c| c.child("originalText")).map(|t| entry.name_words(&t).to_lowercase()).unwrap_or_default();
        let unnamed = match coded {
            Some(coded) => codes::ANY_SUBSTANCE.contains(&coded),
            None => words.is_empty() || words.starts_with("no ") || words.contains("medication"),
        };
        if unnamed || is_none {
            let (code_of_none, words_of_none) = none_said.filter(|_| !negated).map_or(("787481004", "No known medications"), |(_, code, words)| (*code, *words));
            let none = Coding { system: codes::SNOMED.into(), code: code_of_none.into(), display: words_of_none.into() };
            entry.builder.say(Aspect::Code, Value::code(vec![none], String::new()), "@negationInd", How::Derived);
            code.iter().for_each(|c| entry.seen(c));
            return None;
        }
        entry.builder.say(Aspect::Status, Value::Word("not-taken".into()), "@negationInd", How::Translated);
    }
    product(entry, at, material)
}

/// The product's code, else its written name, else the words of the statement.
pub(super) fn product<'d>(entry: &mut Entry<'_, 'd>, at: &At<'d>, material: Option<&At<'d>>) -> Option<Value> {
    let code = material.and_then(|m| m.child("code"));
    let written = material.and_then(|m| m.child("name")).filter(|n| !n.text().is_empty());
    let unnamed = code.as_ref().and_then(|c| entry.concept(c)).is_none();
    if let Some(written) = written.filter(|_| unnamed) {
        let value = Value::words(written.text());
        entry.builder.say(Aspect::Code, value.clone(), &written.place(""), How::Copied);
        entry.seen(&written);
        return Some(value);
    }
    entry.name(code.as_ref(), at)
}

/// Status: the one observed (C32), else that of the act. A completed prescription whose end lies ahead is still active.
fn status<'d>(entry: &mut Entry<'_, 'd>, at: &At<'d>, today: Option<Date>) {
    if entry.builder.has(Aspect::Status) {
        return;
    }
    for (_, observation) in at.related().iter().filter(|(_, o)| o.element.name() == "observation" && (o.coded("33999-4") || o.claims(&["1.47"]))) {
        if let Some(value) = observation.child("value") {
            let word = value.attribute("code").and_then(codes::medication_status_observed);
            if entry.word(Aspect::Status, &value, word, How::Translated) {
                return;
            }
        }
    }
    let ahead = at.all("effectiveTime").iter().filter_map(|t| t.child("high")?.attribute("value")).any(|text| match (date_value(text), today) {
        (Value::Date(end), Some(today)) => end.days() > today.days(),
        _ => false,
    });
    if ahead && at.child("statusCode").is_some_and(|s| s.attribute("code") == Some("completed")) {
        entry.builder.say(Aspect::Status, Value::Word("active".into()), "effectiveTime/high/@value", How::Derived);
        return;
    }
    entry.status(at, codes::medication_status);
}

/// Intent by mood, category by section. FHIR's tables call a medication taken a plan. Between documents nothing but the section tells a drug that
/// was given during a stay from one that is taken at home.
fn context<'d>(entry: &mut Entry<'_, 'd>, at: &At<'d>, area: Area, whole: bool) {
    let planned = at.claims(&["22.4.42", "22.4.120"]) || area == Area::Plan;
    let intent = match at.attribute("moodCode") {
        Some("INT") if !planned => Some("order"),
        Some(mood) => codes::intent(mood).or((mood == "EVN").then_some("plan")),
        None => None,
    };
    if let Some(intent) = intent {
        entry.builder.say(Aspect::Intent, Value::Word(intent.into()), "@moodCode", How::Derived);
    }
    let (category, how) = match area {
        Area::DischargeMedications => ("discharge", How::Derived),
        Area::MedicationsGiven => ("inpatient", if whole { How::Translated } else { How::Derived }),
        _ => return,
    };
    entry.builder.say(Aspect::Category, Value::Word(category.into()), "ancestor::section/code/@code", how);
}

/// Span and frequency. Of a drug of one day the end is told where both books are clinical documents: without it the drug would go on. FHIR may
/// write that day as a moment.
fn time<'d>(entry: &mut Entry<'_, 'd>, at: &At<'d>, whole: bool) {
    for time in at.all("effectiveTime") {
        // A set of times (SXPR_TS) holds the others as its components.
        for part in std::iter::once(time.clone()).chain(time.all("comp")) {
            if part.child("period").is_some() || part.child("event").is_some() {
                frequency(entry, &part);
            } else {
                entry.event(Some(&part), Aspect::Onset, Aspect::End);
                if whole && !entry.builder.has(Aspect::End) {
                    entry.date(Aspect::End, part.child("high").as_ref(), How::Copied);
                }
            }
        }
    }
}

/// How often: a period in FHIR's words, or the events of a day.
fn frequency<'d>(entry: &mut Entry<'_, 'd>, time: &At<'d>) {
    if let Some(event) = time.child("event")
        && let Some(code) = event.attribute("code")
    {
        let offset = time.child("offset").and_then(|o| measured(&o).or_else(|| o.child("low").and_then(|l| measured(&l))));
        let word = offset.map_or_else(|| code.to_string(), |o| format!("{code} {}", o.shown()));
        entry.builder.say(Aspect::Frequency, Value::Word(word), &event.place("@code"), How::Translated);
        entry.seen(&event);
        time.child("offset").iter().for_each(|o| entry.seen(o));
    }
    let Some(period) = time.child("period") else { return };
    let daily = time.is_true("institutionSpecified");
    let word = match measured(&period) {
        Some(Value::Quantity(q)) if q.number == Decimal::ONE && is_word(&q.unit) => q.unit,
        Some(Value::Quantity(q)) => codes::frequency(q.number, &q.unit, daily),
        Some(other) => other.shown(),
        None => match span(&period) {
            Some(range) => format!("every {}", range.shown()),
            None => return,
        },
    };
    entry.builder.say(Aspect::Frequency, Value::Word(word), &period.place("@value"), How::Translated);
    entry.seen(&period);
}

/// A unit that is a frequency itself: exporters write `1 BID`.
fn is_word(unit: &str) -> bool {
    unit.len() > 1 && unit.starts_with(|c: char| c.is_ascii_uppercase()) && unit.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
}

/// Dose, rate, limit, route, site and whether it is taken as needed.
fn dosage<'d>(entry: &mut Entry<'_, 'd>, at: &At<'d>) {
    entry.quantity(Aspect::Dose, at.child("doseQuantity").as_ref());
    if let Some(rate) = at.child("rateQuantity")
        && let Some(value) = measured(&rate).or_else(|| span(&rate))
    {
        entry.builder.text(Aspect::Text, &format!("{RATE}{}", value.shown()), &rate.place(""));
        entry.seen(&rate);
    }
    if let Some(limit) = at.child("maxDoseQuantity") {
        let part = |name: &str| limit.child(name).as_ref().and_then(measured).map(|v| v.shown());
        if let (Some(dose), Some(time)) = (part("numerator"), part("denominator")) {
            entry.builder.text(Aspect::Text, &format!("{AT_MOST}{dose} in {time}"), &limit.place(""));
            entry.seen(&limit);
        }
    }
    entry.code(Aspect::Route, at.child("routeCode").as_ref());
    entry.code(Aspect::Site, at.child("approachSiteCode").as_ref());
    as_needed(entry, at);
    if let Some(lot) = material(at).and_then(|m| m.child("lotNumberText")) {
        entry.builder.text(Aspect::Lot, &lot.text(), &lot.place(""));
        entry.seen(&lot);
    }
    manufacturer(entry, at);
}

/// A condition says that it is taken as needed, and maybe for what.
fn as_needed<'d>(entry: &mut Entry<'_, 'd>, at: &At<'d>) {
    for condition in at.all("precondition").iter().filter(|p| !p.is_null() && p.child("criterion").is_none_or(|c| !c.is_null())) {
        entry.builder.say(Aspect::AsNeeded, Value::Flag(true), &condition.place(""), How::Translated);
        entry.seen(condition);
        let value = condition.down("criterion/value").and_then(|v| Some((format!("{AS_NEEDED}{}", value_words(&entry.concept(&v)?)), v.place(""))));
        let text = || condition.down("criterion/text").map(|t| (entry.words(&t), t.place("")));
        if let Some((words, place)) = value.or_else(text) {
            entry.builder.text(Aspect::Text, &words, &place);
        }
    }
}

/// Who makes the product.
pub(super) fn manufacturer<'d>(entry: &mut Entry<'_, 'd>, at: &At<'d>) {
    let product = at.down("consumable/manufacturedProduct").or_else(|| at.down("product/manufacturedProduct"));
    let Some(organization) = product.and_then(|p| p.child("manufacturerOrganization")) else { return };
    let Some(name) = organization.child("name").filter(|n| !n.text().is_empty()) else { return };
    entry.builder.text(Aspect::Manufacturer, &name.text(), &name.place(""));
    entry.seen(&organization);
}

/// The instruction in words: the free text sig, else the statement's own text where that is more than the drug's name.
fn sig<'d>(entry: &mut Entry<'_, 'd>, at: &At<'d>, named: Option<&Value>) {
    for (_, related) in at.related() {
        let is_sig = related.coded("76662-6") || related.claims(&["22.4.147"]);
        let is_instruction = related.element.name() == "act" && (related.claims(&["22.4.20", "1.49"]) || related.coded("PINSTRUCT"));
        let aspect = match (is_sig, is_instruction) {
            (true, _) => Aspect::Sig,
            (_, true) => Aspect::Text,
            _ => continue,
        };
        let words = related.child("text").map(|t| entry.words(&t)).unwrap_or_default();
        if !words.is_empty() {
            entry.builder.text(aspect, &words, &related.place("text"));
            entry.seen(&related);
        }
    }
    if entry.builder.has(Aspect::Sig) {
        return;
    }
    let Some(text) = at.child("text") else { return };
    let words = entry.words(&text);
    let same = |name: &str| name.trim().eq_ignore_ascii_case(words.trim());
    let is_name = match named {
        Some(Value::Code(codings, name)) => same(name) || codings.iter().any(|c| same(&c.display)),
        _ => false,
    };
    if !is_name && !words.is_empty() {
        entry.builder.say(Aspect::Sig, Value::Text(words), &text.place(""), How::Derived);
    }
}

/// The order for a supply among what is related.
fn order<'d>(at: &At<'d>) -> Option<At<'d>> {
    at.related().into_iter().map(|(_, s)| s).find(|s| s.element.name() == "supply" && s.attribute("moodCode") == Some("INT"))
}

/// Who ordered or dispensed it and when, beside who wrote down that it is taken: nothing but documents says both.
fn ordered<'d>(entry: &mut Entry<'_, 'd>, at: &At<'d>) {
    for (_, supply) in at.related().iter().filter(|(_, s)| s.element.name() == "supply") {
        let said = beside::ordered(supply, &entry.builder.told().map(|(fact, _)| fact).collect::<Vec<_>>());
        for text in said {
            entry.builder.say(Aspect::Element, Value::Text(text), &supply.place("author"), How::Derived);
        }
    }
}

/// Refills, quantity and days, of the order or, without one, of a dispense.
fn supplies<'d>(entry: &mut Entry<'_, 'd>, at: &At<'d>) {
    let mut supplies: Vec<At<'d>> = at.related().into_iter().map(|(_, s)| s).filter(|s| s.element.name() == "supply").collect();
    supplies.sort_by_key(|s| s.attribute("moodCode") != Some("INT"));
    for supply in &supplies {
        let days = supply.claims(&["37.3.10"]) || supply.child("quantity").is_some_and(|q| q.attribute("unit") == Some("d"));
        if days {
            if !entry.builder.has(Aspect::DaysSupply) {
                entry.quantity(Aspect::DaysSupply, supply.child("quantity").as_ref());
            }
            continue;
        }
        if !entry.builder.has(Aspect::Refills) {
            refills(entry, supply);
        }
        if !entry.builder.has(Aspect::Quantity) {
            entry.quantity(Aspect::Quantity, supply.child("quantity").as_ref());
        }
        if !entry.builder.has(Aspect::DaysSupply) {
            entry.quantity(Aspect::DaysSupply, supply.down("expectedUseTime/width").as_ref());
        }
        if !entry.builder.has(Aspect::End) && supply.attribute("moodCode") == Some("INT") {
            entry.date(Aspect::End, supply.down("effectiveTime/high").as_ref(), How::Copied);
        }
    }
}

/// One less than the fills that are allowed.
fn refills<'d>(entry: &mut Entry<'_, 'd>, supply: &At<'d>) {
    let Some(number) = supply.child("repeatNumber") else { return };
    let value = match measured(&number).or_else(|| span(&number)) {
        Some(Value::Quantity(fills)) => {
            let after_first = fills.number.checked_sub(Decimal::ONE).unwrap_or(fills.number).max(Decimal::ZERO);
            Value::Quantity(Quantity { number: after_first, ..fills })
        }
        Some(other) => other,
        None => return,
    };
    entry.builder.say(Aspect::Refills, value, &number.place("@value"), How::Translated);
    entry.seen(&number);
}

/// A reaction to the drug, as immunizations have them too.
pub(super) fn reactions<'d>(entry: &mut Entry<'_, 'd>, at: &At<'d>) {
    for (_, reaction) in at.asserted().iter().filter(|(kind, o)| *kind == "MFST" || o.claims(&["22.4.9"])) {
        allergy::reaction_named(entry, reaction, Aspect::Reaction);
    }
}

fn value_words(value: &Value) -> String {
    match value {
        Value::Code(_, text) if !text.is_empty() => text.clone(),
        other => other.shown(),
    }
}
