//! Claims and their service lines (837), and what became of claims (277).
//!
//! Diagnoses stay facts of the claim; the list that the lines point into is one fact, and so are the pointers and the
//! modifiers of a line, so that a changed order is a difference.

use super::group::{Draft, Group, Inherited, Out, date};
use super::person::{NM1_PAYER, payer_of};
use super::words::{ORDERS, RELATIONSHIPS, ROLES, diagnosis, procedure, word_of};
use super::{Said, Shared, above, rest};
use crate::written::{authorized, billed, on_admission, operated, part_taken, taking_part};
use model::{Aspect, Date, How, Kind, Value};

/// What the lines of a claim take from it. `whole`: both books are interchanges; beside another format the lines are where the place is said.
pub(super) fn shared_by_lines(group: &mut Group, shared: &mut Shared, whole: bool) {
    shared.claim.clear();
    shared.days = None;
    let Some(clm) = group.first("CLM") else { return };
    let text = |t: &str| Value::Text(t.into());
    shared.claim.extend(group.inherited(Aspect::ClaimNumber, clm, "CLM01", text, How::Copied));
    if group.get(clm, "CLM05-2") != Some("A") {
        let how = if whole { How::Derived } else { How::Copied };
        shared.claim.extend(group.inherited(Aspect::PlaceOfService, clm, "CLM05-1", |t| Value::Word(t.into()), how));
    }
    for index in group.all("NM1") {
        let performs = group.within(index).starts_with("2310") && matches!(group.get(index, "NM101"), Some("82" | "71"));
        if performs && !shared.claim.iter().any(|f| f.aspect == Aspect::Performer) {
            shared.claim.extend(group.inherited(Aspect::Performer, index, "NM109", |t| Value::Key(t.into()), How::Derived));
        }
    }
    for index in group.all("DTP") {
        let wanted = group.within(index) == "2300" && matches!(group.get(index, "DTP01"), Some("434" | "472"));
        if let (true, Some(date)) = (wanted, group.get(index, "DTP03").and_then(|t| t.split('-').next()).and_then(Date::parse_hl7)) {
            shared.claim.push(Inherited { aspect: Aspect::Effective, value: Value::Date(date), place: group.place(index, "DTP03"), how: How::Derived });
        }
    }
}

/// A claim, once its lines are read.
pub(super) fn claim(out: &mut Out<'_>, mut group: Group, shared: &Shared, said: &mut Said) {
    let Some(clm) = group.first("CLM") else { return group.leave(out.coverage) };
    let patient = group.patient();
    let mut draft = Draft::new(out, &mut group, clm);
    header(&mut draft, clm, shared);
    for index in draft.group.all("HI") {
        health_information(&mut draft, index);
    }
    pointed_at(&mut draft);
    let parts = providers(&mut draft, "2310");
    for part in parts.iter().chain(&shared.parts) {
        draft.builder.say(part.aspect, part.value.clone(), &part.place, part.how);
    }
    dates(&mut draft, shared);
    details(&mut draft, shared);
    // The lines say it, and the patient.
    draft.imply(&[Aspect::PlaceOfService, Aspect::Mrn]);
    draft.inherit(&shared.provider);
    let billed: Vec<Inherited> = shared.coverage.iter().filter(|f| matches!(f.aspect, Aspect::Payer | Aspect::PayerOrder)).cloned().collect();
    draft.inherit(&billed);
    draft.tell_above(shared);
    let statement = draft.finish_own(Kind::Claim, patient, "", &|group, index| !is_of_other_coverage(group, index));
    out.emit(statement);
    for index in group.all("SBR") {
        other_coverage(out, &mut group, index, said);
    }
    group.leave(out.coverage);
}

fn header(draft: &mut Draft<'_>, clm: usize, shared: &Shared) {
    draft.text(Aspect::ClaimNumber, clm, "CLM01");
    draft.amount(Aspect::Amount, clm, "CLM02", &shared.currency);
    let (facility, frequency) = (draft.group.take(clm, "CLM05-1"), draft.group.take(clm, "CLM05-3"));
    match (facility, draft.group.get(clm, "CLM05-2")) {
        // An institution's type of bill is its facility code and the frequency.
        (Some(facility), Some("A")) => {
            let bill = format!("{facility}{}", frequency.as_deref().unwrap_or(""));
            draft.say(Aspect::Type, Value::Word(bill), clm, "CLM05", How::Copied);
        }
        (Some(facility), _) => draft.say(Aspect::PlaceOfService, Value::Word(facility), clm, "CLM05-1", How::Copied),
        (None, _) => {}
    }
    if let Some(frequency) = frequency {
        let status = if frequency == "8" { "cancelled" } else { "active" };
        draft.say(Aspect::Frequency, Value::Word(frequency), clm, "CLM05-3", How::Copied);
        draft.say(Aspect::Status, Value::Word(status.into()), clm, "CLM05-3", How::Derived);
    }
    // PB: what would be paid is asked, before anything was done. Any other claim is one.
    let (intent, how) = match draft.group.get(clm, "CLM19") == Some("PB") {
        true => ("predetermination", How::Translated),
        false => ("claim", How::Derived),
    };
    if how == How::Translated {
        draft.group.take(clm, "CLM19");
    }
    draft.say(Aspect::Intent, Value::Word(intent.into()), clm, "CLM19", how);
    // Whose bill it is: interchanges tell it by the form that is sent.
    let form = match draft.group.get(clm, "transaction") {
        Some("837P") => "professional",
        Some("837I") => "institutional",
        Some("837D") => "oral",
        _ => "",
    };
    if !draft.is_whole() && !form.is_empty() {
        draft.say(Aspect::Title, Value::Text(form.into()), clm, "ST03", How::Derived);
    }
    for n in 1..=3 {
        let field = format!("CLM11-{n}");
        if let Some(cause) = draft.group.take(clm, &field) {
            draft.say(Aspect::Flag, Value::Word(format!("related to {cause}")), clm, &field, How::Copied);
        }
    }
}

/// HI: diagnoses, DRG, condition, occurrence and value codes, and procedures.
pub(super) fn health_information(draft: &mut Draft<'_>, index: usize) {
    for n in 1..=12 {
        let part = |p: u8| format!("HI{n:02}-{p}");
        let Some(qualifier) = draft.group.get(index, &part(1)).map(str::to_string) else { continue };
        let aspect = match qualifier.as_str() {
            "ABK" | "BK" => Aspect::Code,
            "ABF" | "BF" | "APR" | "PR" | "ABJ" | "BJ" | "ABN" | "BN" => Aspect::Reason,
            "DR" => Aspect::Category,
            "BG" | "BH" | "BI" | "BE" => Aspect::Flag,
            // Between interchanges they are told with all else that stands beside a code.
            "BBR" | "BR" | "BBQ" | "BQ" if !draft.is_whole() => Aspect::Flag,
            _ => continue,
        };
        let Some(code) = draft.group.take(index, &part(2)) else { continue };
        let period = if aspect == Aspect::Flag { draft.group.take(index, &part(4)).unwrap_or_default() } else { String::new() };
        let value = match qualifier.as_str() {
            "DR" => Value::Word(format!("DRG {code}")),
            "BG" => Value::Word(billed("condition", &code, "")),
            "BH" => Value::Word(billed("occurrence", &code, &period)),
            "BI" => Value::Word(billed("occurrence span", &code, &period)),
            "BE" => Value::Word(billed("value", &code, &draft.group.take(index, &part(5)).map(|text| rest::number(&text)).unwrap_or_default())),
            "BBR" | "BR" | "BBQ" | "BQ" => Value::Word(operated(qualifier.ends_with('R'), &code, &period)),
            _ => Value::code(vec![diagnosis(qualifier.starts_with('A'), &code)], String::new()),
        };
        let how = if matches!(aspect, Aspect::Code | Aspect::Reason) { How::Translated } else { How::Copied };
        // Between interchanges it is told with all else that stands beside a code.
        let present = draft.group.get(index, &part(9)).map(str::to_string).filter(|_| !draft.is_whole() && how == How::Translated);
        if let Some(present) = present {
            let diagnosed = diagnosis(qualifier.starts_with('A'), &code).code;
            draft.say(Aspect::Flag, Value::Word(on_admission(&diagnosed, &present)), index, &part(9), How::Copied);
        }
        draft.say(aspect, value, index, &part(2), how);
    }
}

/// The ordered list of diagnoses that the lines point into.
fn pointed_at(draft: &mut Draft<'_>) {
    let mut codes = Vec::new();
    let mut first = None;
    for index in draft.group.all("HI") {
        for n in 1..=12 {
            let qualifier = draft.group.get(index, &format!("HI{n:02}-1")).unwrap_or("");
            let code = draft.group.get(index, &format!("HI{n:02}-2"));
            if let (true, Some(code)) = (matches!(qualifier, "ABK" | "BK" | "ABF" | "BF"), code) {
                codes.push(diagnosis(qualifier.starts_with('A'), code).code);
                first.get_or_insert(index);
            }
        }
    }
    if let Some(index) = first {
        draft.say(Aspect::DiagnosisPointer, Value::Word(codes.join(",")), index, "HI01-2", How::Derived);
    }
}

/// Who did it, in which role; the one who rendered or attended is the performer. Gives back who took another part, where another format has keys of its own
/// for them: its claim names them all, whichever line it is.
fn providers(draft: &mut Draft<'_>, loops: &str) -> Vec<Inherited> {
    let mut parts = Vec::new();
    for index in draft.group.all("NM1") {
        let Some(role) = draft.group.get(index, "NM101").filter(|_| draft.group.within(index).starts_with(loops)) else { continue };
        let (entity, role) = (role.to_string(), word_of(ROLES, role).to_string());
        let field = if draft.group.get(index, "NM109").is_some() { "NM109" } else { "NM103" };
        let Some(id) = draft.group.take(index, field) else { continue };
        match entity.as_str() {
            "82" | "71" => draft.say(Aspect::Performer, Value::Key(id.clone()), index, field, How::Copied),
            "77" => {
                let named = if draft.group.get(index, "NM103").is_some() { "NM103" } else { "NM109" };
                draft.text(Aspect::Location, index, named);
            }
            _ => {}
        }
        // Derived: not every destination keeps roles, and the performer is told above.
        if draft.is_whole() {
            draft.say(Aspect::Role, Value::Word(format!("{role} {id}")), index, field, How::Derived);
        } else if let Some(part) = part_taken(&entity) {
            let place = draft.group.place(index, field);
            parts.push(Inherited { aspect: Aspect::Role, value: Value::Key(taking_part(part, &id)), place, how: How::Derived });
        }
    }
    parts
}

fn dates(draft: &mut Draft<'_>, shared: &Shared) {
    draft.periods("2300", &["434", "472"], Aspect::Effective, Aspect::End);
    draft.periods("2300", &["435"], Aspect::Onset, Aspect::End);
    if let (false, Some((first, last))) = (draft.builder.has(Aspect::Effective), shared.days) {
        draft.builder.say(Aspect::Effective, Value::Date(first), "2400/DTP03", How::Derived);
        if last != first {
            draft.builder.say(Aspect::End, Value::Date(last), "2400/DTP03", How::Derived);
        }
    }
}

fn details(draft: &mut Draft<'_>, shared: &Shared) {
    for index in 0..draft.group.len() {
        if draft.group.within(index) != "2300" {
            continue;
        }
        let qualifier = |field: &str| draft.group.get(index, field).unwrap_or("").to_string();
        match draft.group.name(index) {
            "CL1" => {
                draft.word(Aspect::Priority, index, "CL101");
                draft.word(Aspect::Class, index, "CL102");
                draft.word(Aspect::Discharge, index, "CL103");
            }
            "AMT" if matches!(qualifier("AMT01").as_str(), "F3" | "F5") => draft.amount(Aspect::PatientShare, index, "AMT02", &shared.currency),
            "REF" if qualifier("REF01") == "EA" => draft.text(Aspect::Mrn, index, "REF02"),
            "REF" if qualifier("REF01") == "G1" && !draft.is_whole() => {
                if let Some(number) = draft.group.take(index, "REF02") {
                    draft.say(Aspect::Flag, Value::Word(authorized(&number)), index, "REF02", How::Copied);
                }
            }
            "DTP" if !draft.is_whole() && matches!(qualifier("DTP01").as_str(), "431" | "439") => {
                let what = if qualifier("DTP01") == "431" { "onset" } else { "accident" };
                if let Some(day) = draft.group.take(index, "DTP03") {
                    draft.say(Aspect::Flag, Value::Word(format!("{what} {}", date(&day).shown())), index, "DTP03", How::Copied);
                }
            }
            "NTE" => draft.text(Aspect::Text, index, "NTE02"),
            _ => {}
        }
    }
}

/// Whom another coverage is of and by whom, and what kind it is: it says so itself. What its payer paid is the claim's.
fn is_of_other_coverage(group: &Group, index: usize) -> bool {
    let name = group.name(index);
    name == "SBR" || group.within(index).starts_with("2330") && matches!(name, "NM1" | "N3" | "N4" | "DMG")
}

/// Another payer's coverage of the patient (loop 2320), from SBR to the next.
fn other_coverage(out: &mut Out<'_>, group: &mut Group, sbr: usize, said: &mut Said) {
    let patient = group.patient();
    let end = group.all("SBR").into_iter().find(|i| *i > sbr).unwrap_or(group.len());
    let within = |group: &Group, entity: &str| {
        (sbr..end).find(|i| group.name(*i) == "NM1" && group.within(*i).starts_with("2330") && group.get(*i, "NM101") == Some(entity))
    };
    let (insured, paying) = (within(&*group, "IL"), within(&*group, "PR"));
    let payer = paying.and_then(|i| payer_of(group, i, NM1_PAYER));
    let mut draft = Draft::new(out, group, sbr);
    draft.listed(Aspect::PayerOrder, sbr, "SBR01", ORDERS);
    draft.listed(Aspect::Relationship, sbr, "SBR02", RELATIONSHIPS);
    draft.text(Aspect::Group, sbr, "SBR03");
    draft.text(Aspect::Plan, sbr, "SBR04");
    draft.word(Aspect::Type, sbr, "SBR09");
    if let Some(insured) = insured {
        draft.text(Aspect::Member, insured, "NM109");
    }
    let payer: Vec<Inherited> = payer.into_iter().collect();
    draft.inherit(&payer);
    let statement = draft.finish_own(Kind::Coverage, patient, "", &|group, index| (sbr..end).contains(&index) && is_of_other_coverage(group, index));
    out.emit(statement.filter(|s| said.first_time(s)));
}

/// Where the parts of a service line stand: the procedure, charge, unit, units, place, pointers.
struct Fields {
    procedure: &'static str,
    charge: &'static str,
    unit: &'static str,
    units: &'static str,
    place: &'static str,
    pointers: &'static str,
}

const PROFESSIONAL: Fields = Fields { procedure: "SV101", charge: "SV102", unit: "SV103", units: "SV104", place: "SV105", pointers: "SV107" };
const INSTITUTIONAL: Fields = Fields { procedure: "SV202", charge: "SV203", unit: "SV204", units: "SV205", place: "", pointers: "" };
const DENTAL: Fields = Fields { procedure: "SV301", charge: "SV302", unit: "", units: "SV306", place: "SV303", pointers: "SV311" };

/// A service line.
pub(super) fn line(out: &mut Out<'_>, mut group: Group, shared: &mut Shared) {
    let found = [("SV1", &PROFESSIONAL), ("SV2", &INSTITUTIONAL), ("SV3", &DENTAL)].into_iter().find_map(|(name, f)| Some((group.first(name)?, f)));
    let Some((sv, fields)) = found else { return group.leave(out.coverage) };
    let patient = group.patient();
    let mut draft = Draft::new(out, &mut group, sv);
    service(&mut draft, sv, fields.procedure);
    draft.amount(Aspect::Amount, sv, fields.charge, &shared.currency);
    draft.measure(Aspect::Units, sv, fields.units, fields.unit);
    draft.word(Aspect::PlaceOfService, sv, fields.place);
    draft.joined(Aspect::DiagnosisPointer, sv, fields.pointers, (1, 4), ",");
    draft.word(Aspect::RevenueCode, sv, "SV201");
    draft.periods("2400", &["472"], Aspect::Effective, Aspect::End);
    drugs(&mut draft);
    teeth(&mut draft);
    shared.parts.extend(providers(&mut draft, "2420"));
    for index in draft.group.all("NTE") {
        draft.text(Aspect::Text, index, "NTE02");
    }
    draft.inherit(&shared.claim);
    let statement = draft.finish_whole(Kind::Charge, patient, shared.number());
    if let Some(statement) = &statement {
        shared.widen([statement.date(Aspect::Effective), statement.date(Aspect::End)]);
    }
    out.emit(statement);
    group.leave(out.coverage);
}

/// A composite of a procedure and its modifiers.
pub(super) fn service(draft: &mut Draft<'_>, index: usize, field: &str) {
    let part = |p: u8| format!("{field}-{p}");
    let qualifier = draft.group.get(index, &part(1)).unwrap_or("").to_string();
    if let Some(code) = draft.group.take(index, &part(2)) {
        let text = draft.group.get(index, &part(7)).unwrap_or("").to_string();
        draft.say(Aspect::Code, Value::code(vec![procedure(&qualifier, &code, &text)], String::new()), index, &part(2), How::Copied);
    }
    draft.joined(Aspect::Modifier, index, field, (3, 6), "|");
}

/// Drugs: LIN names one by its NDC, CTP its quantity.
fn drugs(draft: &mut Draft<'_>) {
    for index in draft.group.all("LIN") {
        let ndc = draft.group.get(index, "LIN02") == Some("N4");
        if let (true, Some(code)) = (ndc, draft.group.take(index, "LIN03")) {
            draft.say(Aspect::Code, Value::code(vec![procedure("N4", &code, "")], String::new()), index, "LIN03", How::Copied);
        }
    }
    for index in draft.group.all("CTP") {
        draft.measure(Aspect::Quantity, index, "CTP04", "CTP05-1");
    }
}

/// Dental: the tooth and its surfaces, whose order says nothing.
fn teeth(draft: &mut Draft<'_>) {
    for index in draft.group.all("TOO") {
        let Some(tooth) = draft.group.take(index, "TOO02") else { continue };
        let mut surfaces: Vec<String> = (1..=5).filter_map(|n| draft.group.take(index, &format!("TOO03-{n}"))).collect();
        surfaces.sort_unstable();
        let word = if surfaces.is_empty() { tooth } else { format!("{tooth} {}", surfaces.join("|")) };
        draft.say(Aspect::BodySite, Value::Word(word), index, "TOO02", How::Copied);
    }
}

/// A level of the hierarchy of a 276, 277 or 277CA: who is asked, who asks, and about whom.
pub(super) fn status_level(out: &mut Out<'_>, group: Group, shared: &mut Shared) {
    let level = group.first("HL").and_then(|i| group.get(i, "HL03")).unwrap_or("").to_string();
    if level == "20" {
        shared.reset();
    }
    if out.whole {
        // PT is the patient, whoever is insured.
        let level = if level == "PT" { "22" } else { &level };
        shared.tell_below(level, rest::leaves(&group, "", &|_, _| true));
    }
    group.leave(out.coverage);
}

/// The status of a claim in a 277 or 277CA, and the question for it: TRN and what belongs to it.
pub(super) fn status(out: &mut Out<'_>, mut group: Group, shared: &mut Shared) {
    let patient = group.patient();
    let Some(trn) = group.first("TRN") else { return group.leave(out.coverage) };
    if patient.is_empty() {
        // What became of all claims below.
        if let (true, Some((_, told))) = (out.whole, shared.above.last_mut()) {
            told.extend(rest::leaves(&group, "", &|_, _| true).into_iter().map(above));
        }
        return group.leave(out.coverage);
    }
    let within = group.within(trn).to_string();
    let is_question = group.get(trn, "transaction") == Some("276");
    let stated = group.all("STC").into_iter().find(|index| group.within(*index) == within);
    let Some(stc) = stated.or_else(|| Some(trn).filter(|_| is_question && out.whole)) else { return group.leave(out.coverage) };
    let mut draft = Draft::new(out, &mut group, stc);
    if is_question {
        draft.say(Aspect::Status, Value::Word("inquired".into()), trn, "TRN01", How::Derived);
    }
    if draft.group.get(trn, "transaction") == Some("277CA") {
        draft.text(Aspect::ClaimNumber, trn, "TRN02");
    }
    for index in draft.group.all("REF") {
        if matches!(draft.group.get(index, "REF01"), Some("1K" | "EJ" | "D9")) {
            draft.text(Aspect::ClaimNumber, index, "REF02");
        }
    }
    for index in draft.group.all("STC").into_iter().filter(|index| draft.group.within(*index) == within).collect::<Vec<_>>() {
        draft.joined(Aspect::Status, index, "STC01", (1, 2), ":");
        draft.period(index, "STC02", Aspect::Recorded, Aspect::Recorded);
    }
    draft.amount(Aspect::Amount, stc, "STC04", &shared.currency);
    if let Some(charged) = draft.group.find("AMT", &within, "AMT01", "T3") {
        draft.amount(Aspect::Amount, charged, "AMT02", &shared.currency);
    }
    draft.periods(&within, &["472", "232"], Aspect::Effective, Aspect::End);
    draft.tell_above(shared);
    let statement = draft.finish_whole(Kind::Claim, patient, "");
    out.emit(statement);
    group.leave(out.coverage);
}
