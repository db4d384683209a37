//! Observations: results, vital signs, social history, functional and mental status, alone or in a panel.
//!
//! A panel asserts nothing beside its members, which name it; what it says for all of them (its time, specimen, performer) each member
//! says, unless it says it itself. An observation that only asserts its value is named by the template, else by the value.

use crate::ccda::Reader;
use crate::ccda::at::At;
use crate::ccda::codes;
use crate::ccda::entry::{Entry, code_place, date_value, identity, key_of, measured, span};
use crate::ccda::marks;
use crate::ccda::printed;
use crate::ccda::role::{self, Role};
use crate::directives::is_coded;
use crate::worded::PRINTED;
use model::{Aspect, Coding, How, Kind, Value};

/// The observations of an organizer. `outer` are the statements around it, the nearest first.
pub(super) fn panel<'d>(reader: &mut Reader<'_, 'd>, organizer: &At<'d>, outer: &[At<'d>]) -> bool {
    let holders = around(organizer, outer);
    let mut any = false;
    let (others, members): (Vec<At<'d>>, Vec<At<'d>>) = organizer.components().into_iter().partition(At::is_of_another);
    for member in members {
        match member.element.name() {
            "observation" => {
                read(reader, &member.alone(), &holders);
                any = true;
            }
            "organizer" => any |= panel(reader, &member.alone(), &holders),
            "act" if member.claims(&["22.4.64", "22.4.202"]) => any |= reader.dispatch(&member.alone()),
            _ => {}
        }
    }
    if !any && !others.is_empty() {
        return false;
    }
    if !any {
        // A panel without results yet: it was ordered and has a status.
        read(reader, organizer, outer);
    }
    true
}

/// A statement and those around it, as its members see them.
fn around<'d>(statement: &At<'d>, outer: &[At<'d>]) -> Vec<At<'d>> {
    let mut holders = vec![At::under(statement.element, "../..")];
    holders.extend(outer.iter().map(|o| At::under(o.element, &o.place("../.."))));
    holders
}

/// One observation, and those that are part of it.
pub(super) fn read<'d>(reader: &mut Reader<'_, 'd>, at: &At<'d>, outer: &[At<'d>]) {
    if marks::is_annotation(at.element) {
        return reader.exclude(at.element, "a mark of protection");
    }
    let area = reader.area;
    let mut entry = Entry::new(reader.places, reader.document);
    name(&mut entry, at);
    // That somebody is not pregnant has a code of its own, and no other format can deny an observation.
    let unpregnant = at.is_true("negationInd") && at.all("value").iter().any(|value| value.attribute("code") == Some(codes::PREGNANT));
    if at.is_true("negationInd") && !unpregnant {
        entry.builder.say(Aspect::Negation, Value::Flag(true), "@negationInd", How::Copied);
    }
    entry.status(at, codes::observation_status);
    let category = if area.category().is_empty() { template_category(at) } else { area.category() };
    if !category.is_empty() {
        entry.builder.say(Aspect::Category, Value::Word(category.into()), "ancestor::section/code/@code", How::Derived);
    }
    if let Some(panel) = outer.first().filter(|o| o.element.name() == "organizer") {
        entry.code_as(Aspect::Type, panel.child("code").as_ref(), How::Derived);
        // Vital signs taken at one time stand together in a document; elsewhere that is no panel.
        if category != "vital-signs" {
            let own = || (format!("organizer at byte {}", panel.element.byte()), panel.place(""));
            let (key, place) = key_of(panel).unwrap_or_else(own);
            // Exporters give one identifier to panels of several names.
            let key = panel.child("code").and_then(|c| c.attribute("code")).map_or(key.clone(), |code| format!("{key} {code}"));
            entry.builder.say(Aspect::Panel, Value::Key(key), &place, How::Derived);
        }
    }
    time(&mut entry, at, outer);
    for value in at.all("value") {
        if unpregnant && value.attribute("code") == Some(codes::PREGNANT) {
            let none = Coding { system: codes::SNOMED.into(), code: codes::NOT_PREGNANT.into(), display: "Not pregnant".into() };
            entry.builder.say(Aspect::Value, Value::code(vec![none], String::new()), &value.place("@code"), How::Translated);
            entry.seen(&value);
        } else {
            say_value(&mut entry, Aspect::Value, &value);
        }
    }
    if let Some(number) = printed::other(reader.document, at) {
        entry.builder.text(Aspect::Text, &format!("{PRINTED}{}", Value::Quantity(number).shown()), &at.place("text/reference/@value"));
    }
    for flag in at.all("interpretationCode") {
        match flag.attribute("code") {
            Some(code) => {
                entry.builder.word(Aspect::Flag, code, &flag.place("@code"));
                entry.seen(&flag);
            }
            None => {
                entry.word(Aspect::Flag, &flag, None, How::Copied);
            }
        }
    }
    ranges(&mut entry, at);
    entry.code(Aspect::Method, at.child("methodCode").as_ref());
    entry.sites(at);
    people(&mut entry, at, outer);
    entry.encounter(at);
    entry.comments(at);
    let is_directive = at.child("code").is_some_and(|code| code.attribute("code").is_some_and(is_coded));
    let kind = if is_directive { Kind::AdvanceDirective } else { Kind::Observation };
    let (statement, read) = entry.finish(kind, &reader.patient, reader.artifact, at.element);
    reader.close(statement, read, at.element);
    parts(reader, at, outer);
}

/// Observations that belong to this one: the estimated date of a pregnancy, the items of a scale. What is about somebody else is none of the patient's.
fn parts<'d>(reader: &mut Reader<'_, 'd>, at: &At<'d>, outer: &[At<'d>]) {
    let holders = around(at, outer);
    for (kind, part) in at.related().into_iter().filter(|(_, part)| !part.is_of_another()) {
        let about = kind == "RSON" || ["33999-4", "SEV", "445518008", "48767-8"].iter().any(|code| part.coded(code));
        match role::of(&part, reader.area) {
            Role::Observation if !about => self::read(reader, &part.alone(), &holders),
            Role::Organizer if !about => {
                panel(reader, &part.alone(), &holders);
            }
            _ => {}
        }
    }
}

/// What is observed.
fn name<'d>(entry: &mut Entry<'_, 'd>, at: &At<'d>) {
    let code = at.child("code");
    let asserts = code.as_ref().is_none_or(|c| c.attribute("code") == Some("ASSERTION") || entry.concept(c).is_none());
    if !asserts {
        entry.name(code.as_ref(), at);
        return;
    }
    let known = if at.claims(&["22.4.78"]) {
        Some(("72166-2", "Tobacco smoking status"))
    } else if at.claims(&["22.4.85"]) {
        Some(("11367-0", "History of tobacco use"))
    } else if at.claims(&["15.3.8"]) {
        Some(("82810-3", "Pregnancy status"))
    } else {
        None
    };
    let place = code.as_ref().map_or_else(|| "templateId/@root".to_string(), code_place);
    if let Some((code, display)) = known {
        let coding = Coding { system: codes::LOINC.into(), code: code.into(), display: display.into() };
        entry.builder.say(Aspect::Code, Value::code(vec![coding], String::new()), &place, How::Derived);
        return;
    }
    let value = at.child("value");
    if !entry.code_as(Aspect::Code, value.as_ref().filter(|v| v.attribute("code").is_some()), How::Derived) {
        entry.name(None, at);
    }
}

fn template_category(at: &At<'_>) -> &'static str {
    const SOCIAL: [&str; 11] = ["22.4.38", "22.4.78", "22.4.85", "22.4.200", "22.4.501", "22.4.502", "22.4.503", "22.4.506", "22.4.507", "22.4.111", "15.3.8"];
    if at.claims(&["22.4.27"]) {
        "vital-signs"
    } else if at.claims(&["22.4.2"]) {
        "laboratory"
    } else if at.claims(&SOCIAL) {
        "social-history"
    } else {
        ""
    }
}

/// When: its own time, else that of the statements around it.
fn time<'d>(entry: &mut Entry<'_, 'd>, at: &At<'d>, outer: &[At<'d>]) {
    if let Some(time) = at.child("effectiveTime") {
        let (low, high) = (time.child("low"), time.child("high"));
        for start in [Some(&time), low.as_ref(), time.child("center").as_ref()] {
            if !entry.builder.has(Aspect::Effective) {
                entry.date(Aspect::Effective, start, How::Copied);
            }
        }
        let value = |bound: &Option<At<'d>>| bound.as_ref().and_then(|b| b.attribute("value"));
        if value(&low) == value(&high) {
            high.iter().for_each(|h| entry.seen(h));
        } else {
            entry.date(if entry.builder.has(Aspect::Effective) { Aspect::End } else { Aspect::Effective }, high.as_ref(), How::Copied);
        }
    }
    for time in outer.iter().filter_map(|o| o.child("effectiveTime")) {
        let start = time.child("low");
        for bound in [Some(&time), start.as_ref()] {
            if !entry.builder.has(Aspect::Effective) {
                entry.date(Aspect::Effective, bound, How::Derived);
            }
        }
    }
}

/// Specimen, performer and author: its own, else those of the statements around it.
fn people<'d>(entry: &mut Entry<'_, 'd>, at: &At<'d>, outer: &[At<'d>]) {
    let mut holders: Vec<Option<&At<'d>>> = vec![Some(at)];
    holders.extend(outer.iter().map(Some));
    if let Some(holder) = holders.iter().flatten().find(|h| h.child("specimen").is_some()) {
        specimen(entry, holder);
    }
    entry.authors(&holders, How::Derived, How::Derived);
    if entry.performer(&holders, How::Copied) {
        return;
    }
    let author = holders.iter().flatten().find_map(|h| h.down("author/assignedAuthor"));
    if let Some((value, place)) = author.as_ref().and_then(identity) {
        entry.builder.say(Aspect::Performer, value, &place, How::Derived);
    }
}

/// What was taken.
pub(super) fn specimen<'d>(entry: &mut Entry<'_, 'd>, at: &At<'d>) {
    for specimen in at.all("specimen") {
        let Some(entity) = specimen.down("specimenRole/specimenPlayingEntity") else { continue };
        let code = entity.child("code");
        let written = entity.child("name").map(|n| n.text()).unwrap_or_default();
        if !entry.code(Aspect::Specimen, code.as_ref()) {
            entry.builder.text(Aspect::Specimen, &written, &entity.place("name"));
        }
        entry.seen(&specimen);
    }
}

/// Bounds of the normal range, also where they are written in words (`5.0-8.0`); its words where it has no bounds.
fn ranges<'d>(entry: &mut Entry<'_, 'd>, at: &At<'d>) {
    for range in at.all("referenceRange").iter().filter_map(|r| r.child("observationRange")) {
        let level = range.child("interpretationCode").and_then(|i| i.attribute("code"));
        if level.is_some_and(|code| code != "N") {
            continue;
        }
        let value = range.child("value");
        let mut bounded = false;
        for (part, aspect) in [("low", Aspect::RangeLow), ("high", Aspect::RangeHigh)] {
            let Some(bound) = value.as_ref().and_then(|v| v.child(part)) else { continue };
            let Some(limit) = measured(&bound) else { continue };
            entry.builder.say(aspect, limit, &bound.place("@value"), How::Copied);
            entry.seen(&bound);
            bounded = true;
        }
        let written = value.iter().chain(range.child("text").iter()).map(|t| (entry.words(t), t.place(""))).find(|(words, _)| !words.is_empty());
        let Some((words, place)) = written.filter(|_| !bounded) else { continue };
        match crate::written::range(&words) {
            Some((low, high)) => {
                for (aspect, bound) in [(Aspect::RangeLow, low), (Aspect::RangeHigh, high)] {
                    if let Some(bound) = bound {
                        entry.builder.say(aspect, Value::Quantity(bound), &place, How::Translated);
                    }
                }
            }
            None => entry.builder.text(Aspect::Text, &words, &place),
        }
        entry.seen(&range);
    }
}

/// Says a value of any data type; a null flavor without words is an absence with its reason.
pub(super) fn say_value<'d>(entry: &mut Entry<'_, 'd>, aspect: Aspect, at: &At<'d>) {
    let value = typed(entry, at).or_else(|| guessed(entry, at)).or_else(|| at.attribute("nullFlavor").map(|n| Value::Absent(codes::absence(n).into())));
    let Some(value) = value else { return };
    let place = match &value {
        Value::Code(..) => code_place(at),
        Value::Absent(_) => at.place("@nullFlavor"),
        _ if at.attribute("value").is_some() => at.place("@value"),
        _ => at.place(""),
    };
    entry.builder.say(aspect, value, &place, How::Copied);
    entry.seen(at);
}

/// A value by its declared type.
fn typed<'d>(entry: &Entry<'_, 'd>, at: &At<'d>) -> Option<Value> {
    let declared = at.attribute("xsi:type").unwrap_or("");
    let kind = declared.rsplit(':').next().unwrap_or(declared);
    match kind {
        "CD" | "CE" | "CV" | "CO" | "CS" | "CR" => entry.concept(at),
        "BL" | "BN" => match at.attribute("value") {
            Some("true" | "1") => Some(Value::Flag(true)),
            Some("false" | "0") => Some(Value::Flag(false)),
            _ => None,
        },
        "TS" => at.attribute("value").map(date_value),
        "IVL_TS" => period(at),
        "ST" | "SC" => Some(at.text()).filter(|t| !t.is_empty()).map(Value::Text),
        "ED" => document(entry, at),
        "PQ" | "REAL" | "INT" | "MO" => measured(at).or_else(|| entry.converted(at)),
        _ if kind.starts_with("RTO") => ratio(at),
        _ => None,
    }
}

/// A value whose type is missing, or that does not keep to it.
fn guessed<'d>(entry: &Entry<'_, 'd>, at: &At<'d>) -> Option<Value> {
    if at.attribute("representation") == Some("B64") {
        return None;
    }
    let coded = if at.attribute("code").is_some() { entry.concept(at) } else { None };
    let words = || Some(entry.words(at)).filter(|w| !w.is_empty()).map(Value::Text);
    coded.or_else(|| measured(at)).or_else(|| span(at)).or_else(words)
}

/// A text, in line or in base 64. What is no text is no value that could be compared.
fn document<'d>(entry: &Entry<'_, 'd>, at: &At<'d>) -> Option<Value> {
    if at.attribute("representation") != Some("B64") {
        return Some(entry.words(at)).filter(|t| !t.is_empty()).map(Value::Text);
    }
    let is_text = at.attribute("mediaType").is_none_or(|m| m.starts_with("text/"));
    crate::reading::base64_text(&at.text()).filter(|_| is_text).map(Value::Text)
}

fn period(at: &At<'_>) -> Option<Value> {
    let bound = |name: &str| at.child(name).and_then(|b| b.attribute("value")).map(date_value);
    match (bound("low"), bound("high")) {
        (Some(low), Some(high)) if low == high => Some(low),
        (Some(low), Some(high)) => Some(Value::Text(format!("{} to {}", low.shown(), high.shown()))),
        (Some(one), None) | (None, Some(one)) => Some(one),
        (None, None) => at.attribute("value").map(date_value),
    }
}

/// A ratio as it is written: `1:128`.
fn ratio(at: &At<'_>) -> Option<Value> {
    let part = |name: &str| at.child(name).as_ref().and_then(measured).map(|v| v.shown());
    Some(Value::Text(format!("{}:{}", part("numerator")?, part("denominator")?)))
}
