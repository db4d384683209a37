//! Reviews of services (278): what was asked of a payer beforehand, and what it said.
//!
//! A patient event (UM at its level) is a claim for preauthorization, each service below it an order: what is to be done, how often,
//! when, and whether it was certified. A request without a decision is `requested`; an answer without one says nothing of its state.

use super::claim::{health_information, service};
use super::group::{Draft, Group, Out, date};
use super::person::{NM1_PAYER, demographic, payer_of};
use super::words::{CERTIFICATIONS, CERTIFYING, LEVELS, PERIODS, REVIEWS, word_of};
use super::{Said, Shared, rest};
use model::{Aspect, How, Kind, Value};

/// What the header says of all that follows: that it only asks, and when.
pub(super) fn header(out: &mut Out<'_>, mut group: Group, shared: &mut Shared) {
    if let Some(bht) = group.first("BHT") {
        // 11 answers, 01 takes back; everything else asks.
        if group.get(bht, "BHT02") != Some("11") {
            let asked = |code: &str| Value::Word(if code == "01" { "cancelled" } else { "requested" }.into());
            shared.header.extend(group.inherited(Aspect::Status, bht, "BHT02", asked, How::Translated));
        }
        shared.header.extend(group.inherited(Aspect::Recorded, bht, "BHT04", date, How::Copied));
    }
    if out.whole {
        shared.tell_below("", rest::leaves(&group, "", &|_, _| true));
    }
    group.leave(out.coverage);
}

/// A level above the event: who reviews, who asks, whom it is about.
pub(super) fn level(out: &mut Out<'_>, mut group: Group, shared: &mut Shared, said: &mut Said) {
    let level = group.first("HL").and_then(|i| group.get(i, "HL03")).unwrap_or("").to_string();
    match level.as_str() {
        "20" => {
            shared.reset();
            if let Some(index) = group.first("NM1") {
                shared.provider.extend(payer_of(&mut group, index, NM1_PAYER));
            }
        }
        "21" => {
            shared.provider.retain(|f| f.aspect != Aspect::Author);
            if let Some(index) = group.first("NM1") {
                let field = if group.get(index, "NM109").is_some() { "NM109" } else { "NM103" };
                shared.provider.extend(group.inherited(Aspect::Author, index, field, |t| Value::Key(t.into()), How::Copied));
            }
        }
        "22" => {
            shared.coverage.clear();
            if let Some(index) = group.find("NM1", "2010C", "NM101", "IL") {
                shared.coverage.extend(group.inherited(Aspect::Member, index, "NM109", |t| Value::Text(t.into()), How::Copied));
                demographic(out, &mut group, index, said);
            }
        }
        "23" => {
            if let Some(index) = group.find("NM1", "2010D", "NM101", "QC") {
                demographic(out, &mut group, index, said);
            }
        }
        _ => {}
    }
    if out.whole && matches!(level.as_str(), "20" | "21") {
        shared.tell_below(&level, rest::leaves(&group, "", &|_, _| true));
    }
    group.leave(out.coverage);
}

/// What the services of an event take from it: the sort of service, and the decision where they have none of their own.
pub(super) fn shared_by_services(group: &mut Group, shared: &mut Shared) {
    if let Some(um) = group.first("UM") {
        shared.claim.extend(group.inherited(Aspect::Category, um, "UM03", |t| Value::Word(t.into()), How::Derived));
    }
    if let Some(hcr) = group.first("HCR") {
        let certified = |t: &str| Value::Word(word_of(CERTIFICATIONS, t).into());
        shared.claim.extend(group.inherited(Aspect::Status, hcr, "HCR01", certified, How::Derived));
        shared.claim.extend(group.inherited(Aspect::ClaimNumber, hcr, "HCR02", |t| Value::Text(t.into()), How::Derived));
    }
}

/// A patient event: what is asked for as a whole.
pub(super) fn event(out: &mut Out<'_>, mut group: Group, shared: &Shared) {
    let patient = group.patient();
    let Some(um) = group.first("UM").filter(|_| !patient.is_empty()) else { return group.leave(out.coverage) };
    let mut draft = Draft::new(out, &mut group, um);
    draft.say(Aspect::Intent, Value::Word("preauthorization".into()), um, "UM01", How::Derived);
    for index in draft.group.all("HI") {
        health_information(&mut draft, index);
    }
    asked_and_said(&mut draft);
    draft.inherit(&shared.coverage);
    draft.inherit(&shared.provider);
    draft.inherit(&shared.header);
    draft.tell_above(shared);
    let statement = draft.finish_whole(Kind::Claim, patient, "");
    out.emit(statement);
    group.leave(out.coverage);
}

/// One service of an event.
pub(super) fn requested(out: &mut Out<'_>, mut group: Group, shared: &Shared) {
    let patient = group.patient();
    let anchor = ["SV1", "SV2", "SV3", "UM", "HSD"].iter().find_map(|name| group.first(name)).filter(|_| !patient.is_empty());
    let Some(anchor) = anchor else { return group.leave(out.coverage) };
    let mut draft = Draft::new(out, &mut group, anchor);
    let lines = [("SV1", "SV101", "SV102", "SV103", "SV104"), ("SV2", "SV202", "SV203", "SV204", "SV205"), ("SV3", "SV301", "SV302", "", "SV306")];
    for (name, procedure, amount, unit, units) in lines {
        if let Some(sv) = draft.group.first(name) {
            service(&mut draft, sv, procedure);
            draft.word(Aspect::RevenueCode, sv, "SV201");
            draft.amount(Aspect::Amount, sv, amount, &shared.currency);
            draft.measure(Aspect::Units, sv, units, unit);
        }
    }
    asked_and_said(&mut draft);
    draft.inherit(&shared.claim);
    draft.inherit(&shared.coverage);
    draft.inherit(&shared.provider);
    draft.inherit(&shared.header);
    let statement = draft.finish_whole(Kind::Order, patient, "");
    out.emit(statement);
    group.leave(out.coverage);
}

/// What an event and a service say alike: the request, the decision, the numbers, the time, how much, and by whom.
fn asked_and_said(draft: &mut Draft<'_>) {
    for index in 0..draft.group.len() {
        match draft.group.name(index).to_string().as_str() {
            "UM" => request(draft, index),
            "HCR" => {
                draft.listed(Aspect::Status, index, "HCR01", CERTIFICATIONS);
                draft.text(Aspect::ClaimNumber, index, "HCR02");
                draft.word(Aspect::Adjustment, index, "HCR03");
            }
            "AAA" => {
                draft.say(Aspect::Status, Value::Word("rejected".into()), index, "AAA01", How::Derived);
                draft.word(Aspect::Adjustment, index, "AAA03");
            }
            "REF" if matches!(draft.group.get(index, "REF01"), Some("BB" | "NT")) => draft.text(Aspect::ClaimNumber, index, "REF02"),
            "DTP" => times(draft, index),
            "HSD" => delivery(draft, index),
            "MSG" => draft.text(Aspect::Text, index, "MSG01"),
            "NM1" => provider(draft, index),
            _ => {}
        }
    }
}

fn request(draft: &mut Draft<'_>, um: usize) {
    draft.listed(Aspect::Type, um, "UM01", REVIEWS);
    draft.listed(Aspect::Class, um, "UM02", CERTIFYING);
    draft.word(Aspect::Category, um, "UM03");
    draft.word(Aspect::PlaceOfService, um, "UM04-1");
    draft.listed(Aspect::Priority, um, "UM06", LEVELS);
}

fn times(draft: &mut Draft<'_>, index: usize) {
    if draft.group.get(index, "DTP02") == Some("TM") {
        return;
    }
    let aspects = match draft.group.get(index, "DTP01") {
        Some("472" | "AAH" | "007" | "150") => (Aspect::Effective, Aspect::End),
        Some("036" | "096" | "151") => (Aspect::End, Aspect::End),
        Some("435") => (Aspect::Onset, Aspect::Onset),
        Some("102") => (Aspect::Recorded, Aspect::Recorded),
        _ => return,
    };
    draft.period(index, "DTP03", aspects.0, aspects.1);
}

/// HSD: how much of it, and how it is spread over time.
fn delivery(draft: &mut Draft<'_>, index: usize) {
    draft.measure(Aspect::Quantity, index, "HSD02", "HSD01");
    let part = |draft: &Draft<'_>, field: &str| draft.group.get(index, field).map(str::to_string);
    let rate = part(draft, "HSD04").map(|often| format!("{often}/{}", part(draft, "HSD03").as_deref().map_or("", |p| word_of(PERIODS, p))));
    let span = part(draft, "HSD06").map(|long| format!("for {long} {}", part(draft, "HSD05").as_deref().map_or("", |p| word_of(PERIODS, p))));
    let words: Vec<String> = rate.into_iter().chain(span).collect();
    if !words.is_empty() {
        draft.say(Aspect::Frequency, Value::Word(words.join(" ")), index, "HSD04", How::Translated);
    }
}

/// Who is to do it, and where.
fn provider(draft: &mut Draft<'_>, index: usize) {
    let named = |draft: &Draft<'_>, first: &'static str, else_: &'static str| if draft.group.get(index, first).is_some() { first } else { else_ };
    match draft.group.get(index, "NM101") {
        Some("SJ" | "82" | "71" | "72" | "73") => {
            let field = named(draft, "NM109", "NM103");
            if let Some(id) = draft.group.take(index, field) {
                draft.say(Aspect::Performer, Value::Key(id), index, field, How::Copied);
            }
        }
        Some("FA" | "77" | "1T") => {
            let field = named(draft, "NM103", "NM109");
            draft.text(Aspect::Location, index, field);
        }
        _ => {}
    }
}
