//! Payments: claims and lines of a remittance (835), premiums of members (820).
//!
//! `amount` is what was paid, `value` what was charged or billed; adjustments are words such as `CO-45 12.34`.

use super::claim::service;
use super::group::{Draft, Group, Inherited, Out, date, money};
use super::person::{N1_PAYER, payer_of};
use super::words::{PROCESSED, PROCESSED_AS};
use super::{Shared, rest};
use crate::reading::coding;
use crate::written::to_the_cent;
use model::{Aspect, Decimal, How, Kind, Quantity, Value, parse_decimal};

const REMARKS: &str = "https://x12.org/codes/remittance-advice-remark-codes";
const SETTLED: &str = "https://x12.org/codes/provider-adjustment-reason-codes";

/// What the header of a transaction set says about all that follows: payer, payee, number and date of the payment.
pub(super) fn header(out: &mut Out<'_>, mut group: Group, shared: &mut Shared) {
    let word = |t: &str| Value::Word(t.into());
    let mut found: Vec<Option<Inherited>> = Vec::new();
    for index in 0..group.len() {
        let (name, qualifier) = (group.name(index).to_string(), group.get(index, "N101").unwrap_or("").to_string());
        match (name.as_str(), qualifier.as_str()) {
            ("BPR", _) => {
                found.push(group.inherited(Aspect::Type, index, "BPR04", word, How::Copied));
                found.push(group.inherited(Aspect::Effective, index, "BPR16", date, How::Copied));
            }
            ("TRN", _) => found.push(group.inherited(Aspect::Title, index, "TRN02", |t| Value::Text(t.into()), How::Copied)),
            ("N1", "PR" | "IN") => found.push(payer_of(&mut group, index, N1_PAYER)),
            ("N1", "PE") => {
                let field = if group.get(index, "N104").is_some() { "N104" } else { "N102" };
                found.push(group.inherited(Aspect::Author, index, field, |t| Value::Key(t.into()), How::Copied));
            }
            ("CUR", _) => {
                if let Some(currency) = group.take(index, "CUR02") {
                    shared.currency = currency;
                }
            }
            _ => {}
        }
    }
    for fact in found.into_iter().flatten() {
        shared.header.retain(|f| f.aspect != fact.aspect);
        shared.header.push(fact);
    }
    if out.whole {
        shared.tell_below("", rest::leaves(&group, "", &|_, _| true));
    }
    group.leave(out.coverage);
}

/// What a payer settled with a provider beside the claims of a remittance (PLB), each reason by itself. It is about no patient, and only told where the
/// other book could say it.
pub(super) fn settled(out: &mut Out<'_>, mut group: Group, shared: &Shared) {
    const REASONS: [(&str, &str); 6] =
        [("PLB03", "PLB04"), ("PLB05", "PLB06"), ("PLB07", "PLB08"), ("PLB09", "PLB10"), ("PLB11", "PLB12"), ("PLB13", "PLB14")];
    let told = if out.whole { group.all("PLB") } else { Vec::new() };
    for plb in told {
        for (reason, amount) in REASONS {
            let mut draft = Draft::new(out, &mut group, plb);
            let field = format!("{reason}-1");
            if let Some(code) = draft.group.take(plb, &field) {
                draft.say(Aspect::Code, Value::code(vec![coding(SETTLED, &code, "")], String::new()), plb, &field, How::Copied);
            }
            draft.text(Aspect::ClaimNumber, plb, &format!("{reason}-2"));
            draft.amount(Aspect::Amount, plb, amount, &shared.currency);
            if draft.builder.is_empty() {
                break;
            }
            if let Some(provider) = draft.group.take(plb, "PLB01") {
                draft.say(Aspect::Author, Value::Key(provider), plb, "PLB01", How::Copied);
            }
            draft.period(plb, "PLB02", Aspect::End, Aspect::End);
            draft.inherit(&shared.header);
            let statement = draft.finish(Kind::Payment, String::new());
            out.emit(statement);
        }
    }
    group.leave(out.coverage);
}

/// A claim of a remittance, once its lines are read.
pub(super) fn claim(out: &mut Out<'_>, mut group: Group, shared: &Shared) {
    let Some(clp) = group.first("CLP") else { return group.leave(out.coverage) };
    let patient = group.patient();
    let mut draft = Draft::new(out, &mut group, clp);
    draft.text(Aspect::ClaimNumber, clp, "CLP01");
    draft.text(Aspect::ClaimNumber, clp, "CLP07");
    draft.known(Aspect::PayerOrder, clp, "CLP02", PROCESSED_AS);
    draft.listed(Aspect::Status, clp, "CLP02", PROCESSED);
    draft.amount(Aspect::Value, clp, "CLP03", &shared.currency);
    draft.amount(Aspect::Amount, clp, "CLP04", &shared.currency);
    draft.amount(Aspect::PatientShare, clp, "CLP05", &shared.currency);
    draft.word(Aspect::Category, clp, "CLP06");
    draft.word(Aspect::PlaceOfService, clp, "CLP08");
    draft.word(Aspect::Frequency, clp, "CLP09");
    adjustments(&mut draft);
    remarks(&mut draft);
    for index in 0..draft.group.len() {
        let qualifier = draft.group.get(index, "NM101").or_else(|| draft.group.get(index, "REF01")).or_else(|| draft.group.get(index, "DTM01"));
        match (draft.group.name(index), qualifier) {
            ("NM1", Some("QC" | "IL")) => draft.text(Aspect::Member, index, "NM109"),
            ("NM1", Some("82")) => {
                if let Some(id) = draft.group.take(index, "NM109") {
                    draft.say(Aspect::Performer, Value::Key(id), index, "NM109", How::Copied);
                }
            }
            ("REF", Some("1L")) => draft.text(Aspect::Group, index, "REF02"),
            ("REF", Some("EA")) => draft.text(Aspect::Mrn, index, "REF02"),
            ("DTM", Some("232")) => draft.period(index, "DTM02", Aspect::Onset, Aspect::End),
            ("DTM", Some("233")) => draft.period(index, "DTM02", Aspect::End, Aspect::End),
            _ => {}
        }
    }
    // Mostly it repeats this of the claim that it answers, and of its patient.
    draft.imply(&[Aspect::Mrn, Aspect::Category, Aspect::PlaceOfService, Aspect::Frequency, Aspect::Member, Aspect::Performer, Aspect::Onset, Aspect::End]);
    draft.inherit(&shared.header);
    draft.tell_above(shared);
    let statement = draft.finish_whole(Kind::Payment, patient, "");
    out.emit(statement);
    group.leave(out.coverage);
}

/// What the lines of a claim of a remittance take from it.
pub(super) fn shared_by_lines(group: &mut Group, shared: &mut Shared) {
    shared.claim.clear();
    if let Some(clp) = group.first("CLP") {
        shared.claim.extend(group.inherited(Aspect::ClaimNumber, clp, "CLP01", |t| Value::Text(t.into()), How::Copied));
    }
}

/// A service line of a remittance.
pub(super) fn line(out: &mut Out<'_>, mut group: Group, shared: &Shared) {
    let Some(svc) = group.first("SVC") else { return group.leave(out.coverage) };
    let patient = group.patient();
    let mut draft = Draft::new(out, &mut group, svc);
    service(&mut draft, svc, "SVC01");
    draft.amount(Aspect::Value, svc, "SVC02", &shared.currency);
    draft.amount(Aspect::Amount, svc, "SVC03", &shared.currency);
    draft.word(Aspect::RevenueCode, svc, "SVC04");
    draft.measure(Aspect::Units, svc, "SVC05", "");
    if !draft.builder.has(Aspect::Units) {
        // The guide: what is not written is one.
        draft.say(Aspect::Units, Value::Quantity(Quantity { number: Decimal::ONE, comparator: String::new(), unit: String::new() }), svc, "SVC05", How::Derived);
    }
    // Between interchanges it is told with the other sums of a line.
    if !draft.is_whole()
        && let Some(allowed) = draft.group.find("AMT", "2110", "AMT01", "B6")
    {
        draft.amount(Aspect::Allowed, allowed, "AMT02", &shared.currency);
    }
    adjustments(&mut draft);
    patient_share(&mut draft, &shared.currency);
    remarks(&mut draft);
    for index in draft.group.all("DTM") {
        match draft.group.get(index, "DTM01") {
            Some("472" | "150") => draft.period(index, "DTM02", Aspect::Onset, Aspect::End),
            Some("151") => draft.period(index, "DTM02", Aspect::End, Aspect::End),
            _ => {}
        }
    }
    draft.inherit(&shared.claim);
    draft.inherit(&shared.header);
    let statement = draft.finish_whole(Kind::Payment, patient, shared.number());
    out.emit(statement);
    group.leave(out.coverage);
}

/// CAS: group, reason and amount. A reason by which nothing is adjusted says nothing beside one by which something is.
fn adjustments(draft: &mut Draft<'_>) {
    let is_nought = |text: &str| parse_decimal(text).is_some_and(|number| number.is_zero());
    let adjusts = |index: usize| rest::ADJUSTMENTS.iter().any(|[_, amount, _]| draft.group.get(index, amount).is_some_and(|text| !is_nought(text)));
    let is_adjusted = draft.group.all("CAS").into_iter().any(adjusts);
    for index in draft.group.all("CAS") {
        let group = draft.group.get(index, "CAS01").unwrap_or("").to_string();
        for [reason, amount, _] in rest::ADJUSTMENTS {
            let (Some(code), Some(text)) = (draft.group.take(index, reason), draft.group.take(index, amount)) else { continue };
            if is_adjusted && is_nought(&text) {
                continue;
            }
            let text = parse_decimal(&text).map_or(text, |n| to_the_cent(n).to_string());
            draft.say(Aspect::Adjustment, Value::Word(format!("{group}-{code} {text}")), index, amount, How::Copied);
        }
    }
}

/// The patient's share of a line: the sum of what its adjustments leave to the patient (PR).
fn patient_share(draft: &mut Draft<'_>, currency: &str) {
    let mut sum: Option<(usize, Decimal)> = None;
    for index in draft.group.all("CAS") {
        if draft.group.get(index, "CAS01") != Some("PR") {
            continue;
        }
        for [_, amount, _] in rest::ADJUSTMENTS {
            let Some(number) = draft.group.get(index, amount).and_then(parse_decimal) else { continue };
            let (first, so_far) = sum.unwrap_or((index, Decimal::ZERO));
            sum = so_far.checked_add(number).map(|total| (first, total));
        }
    }
    if let Some((index, total)) = sum {
        let value = Value::Quantity(Quantity { number: to_the_cent(total), comparator: String::new(), unit: currency.into() });
        draft.say(Aspect::PatientShare, value, index, "CAS03", How::Derived);
    }
}

/// Remark codes: LQ of a line, MOA and MIA of a claim.
fn remarks(draft: &mut Draft<'_>) {
    const MOA: [&str; 5] = ["MOA03", "MOA04", "MOA05", "MOA06", "MOA07"];
    const MIA: [&str; 5] = ["MIA05", "MIA20", "MIA21", "MIA22", "MIA23"];
    for index in 0..draft.group.len() {
        let fields: &[&str] = match draft.group.name(index) {
            "LQ" if draft.group.get(index, "LQ01") == Some("HE") => &["LQ02"],
            "MOA" => &MOA,
            "MIA" => &MIA,
            _ => continue,
        };
        for field in fields {
            if let Some(code) = draft.group.take(index, field) {
                draft.say(Aspect::Reason, Value::code(vec![coding(REMARKS, &code, "")], String::new()), index, field, How::Copied);
            }
        }
    }
}

/// The member of an 820, whose remittances follow.
pub(super) fn premium_member(out: &mut Out<'_>, mut group: Group, shared: &mut Shared) {
    shared.coverage.clear();
    if let Some(index) = group.first("NM1") {
        shared.coverage.extend(group.inherited(Aspect::Member, index, "NM109", |t| Value::Text(t.into()), How::Copied));
    }
    if out.whole {
        shared.tell_below("ENT", rest::leaves(&group, "", &|_, _| true));
    }
    group.leave(out.coverage);
}

/// A premium: RMR and what belongs to it.
pub(super) fn premium(out: &mut Out<'_>, mut group: Group, shared: &Shared) {
    let Some(rmr) = group.first("RMR") else { return group.leave(out.coverage) };
    let patient = group.patient();
    let mut draft = Draft::new(out, &mut group, rmr);
    draft.text(Aspect::ClaimNumber, rmr, "RMR02");
    draft.amount(Aspect::Amount, rmr, "RMR04", &shared.currency);
    draft.amount(Aspect::Value, rmr, "RMR05", &shared.currency);
    for index in 0..draft.group.len() {
        match (draft.group.name(index), draft.group.get(index, "REF01").or_else(|| draft.group.get(index, "DTM01"))) {
            ("REF", Some("18")) => draft.text(Aspect::Plan, index, "REF02"),
            ("REF", Some("1L")) => draft.text(Aspect::Group, index, "REF02"),
            ("DTM", Some("582")) => {
                let field = if draft.group.get(index, "DTM06").is_some() { "DTM06" } else { "DTM02" };
                draft.period(index, field, Aspect::Onset, Aspect::End);
            }
            ("ADX", _) => {
                let (Some(amount), Some(reason)) = (draft.group.take(index, "ADX01"), draft.group.take(index, "ADX02")) else { continue };
                let amount = money(&amount, "").shown();
                draft.say(Aspect::Adjustment, Value::Word(format!("{reason} {amount}")), index, "ADX01", How::Copied);
            }
            _ => {}
        }
    }
    draft.inherit(&shared.coverage);
    draft.inherit(&shared.header);
    draft.tell_above(shared);
    let statement = draft.finish_whole(Kind::Payment, patient, "");
    out.emit(statement);
    group.leave(out.coverage);
}
