//! Who is insured, and how: the subscribers and dependants of claims, enrollments and eligibility answers.

use super::group::{Draft, Group, Inherited, Out, date, payer};
use super::words::{BENEFITS, MAINTENANCE, MARITAL, ORDERS, RACES, RELATIONSHIPS, SEXES, word_of};
use super::{Said, Shared, rest};
use model::{Aspect, How, Kind, Value};

/// What a member is reported under stands in loops of its own, behind the coverages.
const REPORTED: &str = "2750";

/// The parts of a name.
const NAMES: [(Aspect, &str); 5] =
    [(Aspect::Family, "NM103"), (Aspect::Given, "NM104"), (Aspect::Middle, "NM105"), (Aspect::Prefix, "NM106"), (Aspect::Suffix, "NM107")];

/// The person that NM1 at `index` names, from the segments of its loop.
pub(super) fn demographic(out: &mut Out<'_>, group: &mut Group, index: usize, said: &mut Said) {
    let patient = group.patient();
    if patient.is_empty() || group.get(index, "NM102") == Some("2") {
        return;
    }
    let within = group.within(index).to_string();
    let mut draft = Draft::new(out, group, index);
    for (aspect, field) in NAMES {
        draft.text(aspect, index, field);
    }
    if draft.group.get(index, "NM108") == Some("34") {
        draft.text(Aspect::Ssn, index, "NM109");
    }
    for other in 0..draft.group.len() {
        let here = draft.group.within(other) == within;
        match draft.group.name(other) {
            "N3" if here => ["N301", "N302"].iter().for_each(|f| draft.text(Aspect::Line, other, f)),
            "N4" if here => address(&mut draft, other),
            "DMG" if here => particulars(&mut draft, other),
            "PER" if here => contacts(&mut draft, other),
            "LUI" if here => language(&mut draft, other),
            "REF" if here || within == "2100A" => identifiers(&mut draft, other),
            "INS" => death(&mut draft, other),
            _ => {}
        }
    }
    // Beside the person the levels of a claim hold the coverage.
    let is_own = |group: &Group, index: usize| {
        let is_level = !group.get(index, "transaction").is_some_and(|set| set.starts_with("837"));
        group.within(index) == within || is_level && group.within(index) != REPORTED
    };
    let statement = draft.finish_own(Kind::Demographic, patient, "", &is_own);
    out.emit(statement.filter(|s| said.first_time(s)));
}

fn address(draft: &mut Draft<'_>, index: usize) {
    for (aspect, field) in [(Aspect::City, "N401"), (Aspect::State, "N402"), (Aspect::PostalCode, "N403"), (Aspect::Country, "N404")] {
        draft.text(aspect, index, field);
    }
}

fn particulars(draft: &mut Draft<'_>, index: usize) {
    draft.period(index, "DMG02", Aspect::BirthDate, Aspect::BirthDate);
    draft.listed(Aspect::Sex, index, "DMG03", SEXES);
    draft.known(Aspect::MaritalStatus, index, "DMG04", MARITAL);
    for repetition in 1..=10 {
        let field = if repetition == 1 { "DMG05".to_string() } else { format!("DMG05[{repetition}]") };
        let (coded, listed) = (format!("{field}-3"), format!("{field}-1"));
        let code = draft.group.get(index, &coded).or_else(|| draft.group.get(index, &listed).map(|c| word_of(RACES, c))).unwrap_or("");
        let aspect = if matches!(code, "2135-2" | "2186-5") { Aspect::Ethnicity } else { Aspect::Race };
        if draft.group.get(index, &coded).is_some() {
            draft.word(aspect, index, &coded);
        } else {
            draft.known(aspect, index, &listed, RACES);
        }
    }
}

fn contacts(draft: &mut Draft<'_>, index: usize) {
    for (qualifier, number) in [("PER03", "PER04"), ("PER05", "PER06"), ("PER07", "PER08")] {
        match draft.group.get(index, qualifier) {
            Some("TE" | "HP" | "WP" | "CP" | "AP" | "BN") => draft.text(Aspect::Phone, index, number),
            Some("EM") => draft.text(Aspect::Email, index, number),
            _ => {}
        }
    }
}

fn language(draft: &mut Draft<'_>, index: usize) {
    let field = if draft.group.get(index, "LUI02").is_some() { "LUI02" } else { "LUI03" };
    draft.word(Aspect::Language, index, field);
}

fn identifiers(draft: &mut Draft<'_>, index: usize) {
    match draft.group.get(index, "REF01") {
        Some("SY") => draft.text(Aspect::Ssn, index, "REF02"),
        Some("EA") => draft.text(Aspect::Mrn, index, "REF02"),
        _ => {}
    }
}

fn death(draft: &mut Draft<'_>, index: usize) {
    if draft.group.get(index, "INS12").is_some() {
        draft.period(index, "INS12", Aspect::DeathDate, Aspect::DeathDate);
        draft.say(Aspect::Deceased, Value::Flag(true), index, "INS12", How::Derived);
    }
}

/// A payer that NM1 or N1 names.
pub(super) fn payer_of(group: &mut Group, index: usize, (name, qualifier, id): (&str, &str, &str)) -> Option<Inherited> {
    let qualified = group.get(index, qualifier).unwrap_or("").to_string();
    let value = payer(group.take(index, name), &qualified, group.take(index, id))?;
    Some(Inherited { aspect: Aspect::Payer, value, place: group.place(index, name), how: How::Copied })
}

/// Fields of NM1 and N1 that name a payer.
pub(super) const NM1_PAYER: (&str, &str, &str) = ("NM103", "NM108", "NM109");
pub(super) const N1_PAYER: (&str, &str, &str) = ("N102", "N103", "N104");

/// A level of the hierarchy of an 837.
pub(super) fn claim_level(out: &mut Out<'_>, mut group: Group, shared: &mut Shared, said: &mut Said) {
    let level = group.first("HL").and_then(|i| group.get(i, "HL03")).unwrap_or("").to_string();
    match level.as_str() {
        "20" => {
            shared.reset();
            provider(&mut group, shared);
            if out.whole {
                shared.tell_below(&level, rest::leaves(&group, "", &|_, _| true));
            }
        }
        "22" => {
            subscriber(&mut group, shared);
            if let Some(index) = group.find("NM1", "2010BA", "NM101", "IL") {
                demographic(out, &mut group, index, said);
            }
            match group.first("SBR") {
                Some(index) if shared.is_self => coverage(out, &mut group, index, shared, said),
                _ if out.whole => shared.insured = rest::leaves(&group, "", &is_of_coverage),
                _ => {}
            }
        }
        "23" => {
            if let Some(index) = group.find("NM1", "2010CA", "NM101", "QC") {
                demographic(out, &mut group, index, said);
            }
            if let Some(index) = group.first("PAT") {
                coverage(out, &mut group, index, shared, said);
            }
        }
        _ => {}
    }
    group.leave(out.coverage);
}

/// The billing provider and the currency hold for all claims below.
fn provider(group: &mut Group, shared: &mut Shared) {
    if let Some(index) = group.first("CUR")
        && let Some(currency) = group.take(index, "CUR02")
    {
        shared.currency = currency;
    }
    if let Some(index) = group.find("NM1", "2010AA", "NM101", "85") {
        let field = if group.get(index, "NM109").is_some() { "NM109" } else { "NM103" };
        shared.provider.extend(group.inherited(Aspect::Author, index, field, |t| Value::Key(t.into()), How::Copied));
    }
}

/// The subscriber's coverage holds for the claims below, and for those of the dependants.
fn subscriber(group: &mut Group, shared: &mut Shared) {
    shared.coverage.clear();
    shared.insured.clear();
    shared.is_self = false;
    let text = |t: &str| Value::Text(t.into());
    if let Some(index) = group.first("SBR") {
        // Without a relationship the subscriber is the patient unless a dependant's level follows (HL04).
        let childless = group.first("HL").and_then(|h| group.get(h, "HL04")) != Some("1");
        shared.is_self = group.get(index, "SBR02").map_or(childless, |r| r == "18");
        let order = |t: &str| Value::Word(word_of(ORDERS, t).into());
        shared.coverage.extend(group.inherited(Aspect::PayerOrder, index, "SBR01", order, How::Translated));
        shared.coverage.extend(group.inherited(Aspect::Group, index, "SBR03", text, How::Copied));
        shared.coverage.extend(group.inherited(Aspect::Plan, index, "SBR04", text, How::Copied));
        shared.coverage.extend(group.inherited(Aspect::Type, index, "SBR09", |t| Value::Word(t.into()), How::Copied));
    }
    if let Some(index) = group.find("NM1", "2010BA", "NM101", "IL") {
        shared.coverage.extend(group.inherited(Aspect::Member, index, "NM109", text, How::Copied));
    }
    if let Some(index) = group.find("NM1", "2010BB", "NM101", "PR") {
        shared.coverage.extend(payer_of(group, index, NM1_PAYER));
    }
}

/// Whether a segment of a level of a claim is about the coverage, not about the person.
fn is_of_coverage(group: &Group, index: usize) -> bool {
    !matches!(group.within(index), "2010BA" | "2010CA")
}

/// The coverage of the person of the level.
fn coverage(out: &mut Out<'_>, group: &mut Group, index: usize, shared: &Shared, said: &mut Said) {
    let patient = group.patient();
    let mut draft = Draft::new(out, group, index);
    for field in ["SBR02", "PAT01"] {
        draft.listed(Aspect::Relationship, index, field, RELATIONSHIPS);
    }
    draft.inherit(&shared.coverage);
    draft.tell(&shared.insured);
    let statement = draft.finish_own(Kind::Coverage, patient, "", &is_of_coverage);
    out.emit(statement.filter(|s| said.first_time(s)));
}

/// A member of an 834: the person, and what its coverages share.
pub(super) fn member(out: &mut Out<'_>, mut group: Group, shared: &mut Shared, said: &mut Said) {
    if out.whole {
        reported(out, &mut group, said);
    }
    shared.coverage.clear();
    let named = group.find("NM1", "2100A", "NM101", "IL").or_else(|| group.find("NM1", "2100A", "NM101", "74"));
    let text = |t: &str| Value::Text(t.into());
    if let Some(index) = group.first("INS") {
        let relationship = |t: &str| Value::Word(word_of(RELATIONSHIPS, t).into());
        shared.coverage.extend(group.inherited(Aspect::Relationship, index, "INS02", relationship, How::Translated));
    }
    if let Some(index) = named.filter(|i| matches!(group.get(*i, "NM108"), Some("MI" | "II"))) {
        shared.coverage.extend(group.inherited(Aspect::Member, index, "NM109", text, How::Copied));
    } else if let Some(index) = group.find("REF", "2000", "REF01", "0F") {
        shared.coverage.extend(group.inherited(Aspect::Member, index, "REF02", text, How::Copied));
    }
    if let Some(index) = group.find("REF", "2000", "REF01", "1L") {
        shared.coverage.extend(group.inherited(Aspect::Group, index, "REF02", text, How::Copied));
    }
    // Last: it tells what is left of the member.
    if let Some(index) = named {
        demographic(out, &mut group, index, said);
    }
    group.leave(out.coverage);
}

/// What a member is reported under: each category by its name, with what it says (a class of premiums, what the state bears of them) and its days.
fn reported(out: &mut Out<'_>, group: &mut Group, said: &mut Said) {
    let categories: Vec<usize> = group.all("N1").into_iter().filter(|index| group.within(*index) == REPORTED).collect();
    for (at, index) in categories.iter().copied().enumerate() {
        let end = categories.get(at + 1).copied().unwrap_or_else(|| group.len());
        let patient = group.patient();
        let mut draft = Draft::new(out, group, index);
        draft.say(Aspect::Title, Value::Text("reporting category".into()), index, "N101", How::Derived);
        if let Some(name) = draft.group.take(index, "N102") {
            draft.say(Aspect::Code, Value::words(name), index, "N102", How::Copied);
        }
        let is_own = |group: &Group, other: usize| (index..end).contains(&other) && group.within(other) == REPORTED;
        let statement = draft.finish_own(Kind::Record, patient, "", &is_own);
        out.emit(statement.filter(|s| said.first_time(s)));
    }
}

/// A coverage of a member: HD and what belongs to it.
pub(super) fn enrolled(out: &mut Out<'_>, mut group: Group, shared: &Shared, said: &mut Said) {
    if let Some(index) = group.first("HD") {
        let patient = group.patient();
        let mut draft = Draft::new(out, &mut group, index);
        draft.known(Aspect::Status, index, "HD01", MAINTENANCE);
        draft.word(Aspect::Type, index, "HD03");
        draft.text(Aspect::Plan, index, "HD04");
        draft.word(Aspect::Class, index, "HD05");
        draft.periods("2300", &["348"], Aspect::Effective, Aspect::End);
        draft.periods("2300", &["349"], Aspect::End, Aspect::End);
        if let Some(premium) = draft.group.find("AMT", "2300", "AMT01", "P3") {
            draft.amount(Aspect::Amount, premium, "AMT02", &shared.currency);
        }
        if let Some(number) = draft.group.find("REF", "2300", "REF01", "1L") {
            draft.text(Aspect::Group, number, "REF02");
        }
        draft.inherit(&shared.coverage);
        draft.inherit(&shared.header);
        draft.tell_above(shared);
        let statement = draft.finish_whole(Kind::Coverage, patient, "");
        out.emit(statement.filter(|s| said.first_time(s)));
    }
    group.leave(out.coverage);
}

/// A level of the hierarchy of a 270 or 271.
pub(super) fn eligibility_level(out: &mut Out<'_>, mut group: Group, shared: &mut Shared, said: &mut Said) {
    let level = group.first("HL").and_then(|i| group.get(i, "HL03")).unwrap_or("").to_string();
    let text = |t: &str| Value::Text(t.into());
    match level.as_str() {
        "20" => {
            shared.reset();
            if let Some(index) = group.find("NM1", "2100A", "NM101", "PR") {
                shared.provider.extend(payer_of(&mut group, index, NM1_PAYER));
            }
            if out.whole {
                shared.tell_below(&level, rest::leaves(&group, "", &|_, _| true));
            }
        }
        "21" if out.whole => shared.tell_below(&level, rest::leaves(&group, "", &|_, _| true)),
        "22" | "23" => {
            let (within, entity) = if level == "22" { ("2100C", "IL") } else { ("2100D", "03") };
            if level == "22" {
                shared.coverage.clear();
            }
            shared.coverage.retain(|f| f.aspect == Aspect::Member);
            let named = group.find("NM1", within, "NM101", entity);
            if let Some(member) = named.and_then(|index| group.inherited(Aspect::Member, index, "NM109", text, How::Copied)) {
                shared.coverage.clear();
                shared.coverage.push(member);
            }
            plan_dates(&mut group, within, shared);
            if let Some(index) = group.find("REF", within, "REF01", "6P") {
                shared.coverage.extend(group.inherited(Aspect::Group, index, "REF02", text, How::Copied));
            }
            if let Some(index) = group.first("INS") {
                let relationship = |t: &str| Value::Word(word_of(RELATIONSHIPS, t).into());
                shared.coverage.extend(group.inherited(Aspect::Relationship, index, "INS02", relationship, How::Translated));
            }
            // Last: it tells what is left of the level.
            if let Some(index) = named {
                demographic(out, &mut group, index, said);
            }
        }
        _ => {}
    }
    group.leave(out.coverage);
}

/// The dates of the plan as a whole, for every benefit that has none of its own.
fn plan_dates(group: &mut Group, within: &str, shared: &mut Shared) {
    for index in group.all("DTP").into_iter().filter(|i| group.within(*i) == within).collect::<Vec<_>>() {
        let first = match group.get(index, "DTP01") {
            Some("291" | "307" | "346" | "348" | "356" | "472") => Aspect::Effective,
            Some("347" | "349" | "357") => Aspect::End,
            _ => continue,
        };
        let end = group.get(index, "DTP03").and_then(|text| text.split_once('-')).map(|(_, end)| date(end));
        let begin = |text: &str| date(text.split('-').next().unwrap_or(text));
        shared.coverage.extend(group.inherited(first, index, "DTP03", begin, How::Copied));
        if let Some(value) = end {
            shared.coverage.push(Inherited { aspect: Aspect::End, value, place: group.place(index, "DTP03"), how: How::Copied });
        }
    }
}

/// A benefit of a 271: EB and what belongs to it.
pub(super) fn benefit(out: &mut Out<'_>, mut group: Group, shared: &Shared, said: &mut Said) {
    if let Some(index) = group.first("EB") {
        let patient = group.patient();
        let within = group.within(index).to_string();
        let mut draft = Draft::new(out, &mut group, index);
        draft.known(Aspect::Status, index, "EB01", BENEFITS);
        draft.word(Aspect::Type, index, "EB01");
        draft.word(Aspect::Class, index, "EB02");
        draft.word(Aspect::Category, index, "EB03");
        for field in (2..).map(|n: u32| format!("EB03[{n}]")) {
            if draft.group.get(index, &field).is_none() {
                break;
            }
            draft.word(Aspect::Category, index, &field);
        }
        draft.text(Aspect::Plan, index, "EB05");
        draft.word(Aspect::Frequency, index, "EB06");
        draft.amount(Aspect::Amount, index, "EB07", &shared.currency);
        draft.measure(Aspect::Value, index, "EB08", "");
        draft.measure(Aspect::Quantity, index, "EB10", "");
        draft.periods(&within, &["291", "307", "346", "348", "356"], Aspect::Effective, Aspect::End);
        draft.periods(&within, &["347", "349", "357"], Aspect::End, Aspect::End);
        for message in draft.group.all("MSG") {
            draft.text(Aspect::Text, message, "MSG01");
        }
        draft.inherit(&shared.coverage);
        draft.inherit(&shared.provider);
        draft.tell_above(shared);
        let statement = draft.finish_whole(Kind::Coverage, patient, "");
        out.emit(statement.filter(|s| said.first_time(s)));
    }
    group.leave(out.coverage);
}

/// What a 270 asks of a coverage: EQ and what belongs to it. It asserts that somebody asked, not that anybody is insured.
pub(super) fn inquiry(out: &mut Out<'_>, mut group: Group, shared: &Shared, said: &mut Said) {
    if let Some(index) = group.first("EQ") {
        let patient = group.patient();
        let within = group.within(index).to_string();
        let mut draft = Draft::new(out, &mut group, index);
        draft.say(Aspect::Status, Value::Word("inquired".into()), index, "EQ01", How::Derived);
        draft.word(Aspect::Category, index, "EQ01");
        for field in (2..).map(|n: u32| format!("EQ01[{n}]")) {
            if draft.group.get(index, &field).is_none() {
                break;
            }
            draft.word(Aspect::Category, index, &field);
        }
        super::claim::service(&mut draft, index, "EQ02");
        draft.word(Aspect::Class, index, "EQ03");
        draft.periods(&within, &["291", "307", "472"], Aspect::Effective, Aspect::End);
        draft.inherit(&shared.coverage);
        draft.inherit(&shared.provider);
        draft.tell_above(shared);
        let statement = draft.finish_whole(Kind::Coverage, patient, "");
        out.emit(statement.filter(|s| said.first_time(s)));
    }
    group.leave(out.coverage);
}
