//! Allergies and intolerances, and the absence of any.
//!
//! A negated allergy to no substance in particular says that none is known; a negated allergy to a substance refutes that
//! one. The two are kept apart. Reactions carry their own severity; a severity of the allergy itself counts only where no
//! reaction has one, as FHIR has no place for both.

use crate::ccda::at::At;
use crate::ccda::codes;
use crate::ccda::entry::Entry;
use crate::ccda::problem;
use crate::ccda::Reader;
use model::{Aspect, Coding, How, Kind, Value};

/// The allergies of a concern.
pub(super) fn concern<'d>(reader: &mut Reader<'_, 'd>, act: &At<'d>) -> bool {
    let mut any = false;
    for (kind, statement) in act.related() {
        let about = ["33999-4", "SEV", "82606-5"].iter().any(|code| statement.coded(code)) || statement.claims(&["22.4.122", "22.4.28", "22.4.8", "22.4.9"]);
        if statement.element.name() == "observation" && kind != "MFST" && !about && !statement.is_of_another() {
            read(reader, &statement.alone(), Some(act));
            any = true;
        }
    }
    any
}

/// One allergy.
pub(super) fn read<'d>(reader: &mut Reader<'_, 'd>, observation: &At<'d>, act: Option<&At<'d>>) {
    let around = act.map(|a| At::under(a.element, "../.."));
    let today = reader.header.day();
    let mut entry = Entry::new(reader.places, reader.document);
    let kind = name(&mut entry, observation, around.as_ref());
    kind_of_allergy(&mut entry, observation, kind);
    problem::clinical_status(&mut entry, observation, around.as_ref(), today, false);
    problem::followed(&mut entry, around.as_ref());
    for (_, criticality) in observation.asserted().iter().filter(|(_, o)| o.coded("82606-5") || o.claims(&["22.4.145"])) {
        if let Some(value) = criticality.child("value") {
            let word = value.attribute("code").and_then(codes::criticality);
            entry.word(Aspect::Criticality, &value, word, How::Translated);
        }
    }
    if !reactions(&mut entry, observation) {
        problem::severity(&mut entry, observation);
    }
    entry.time(observation.child("effectiveTime").as_ref(), Aspect::Onset, Aspect::End);
    entry.authors(&[Some(observation), around.as_ref()], How::Copied, How::Copied);
    entry.encounter(observation);
    entry.comments(observation);
    let (statement, read) = entry.finish(kind, &reader.patient, reader.artifact, observation.element);
    reader.close(statement, read, observation.element);
}

/// What the allergy is to, whether it is denied, and which of the two kinds of statement that makes.
fn name<'d>(entry: &mut Entry<'_, 'd>, observation: &At<'d>, act: Option<&At<'d>>) -> Kind {
    let negated = observation.is_true("negationInd") || act.is_some_and(|a| a.denies(observation.element));
    let value = observation.child("value");
    let sort = value.as_ref().and_then(|v| v.attribute("code"));
    // The value may name the allergy itself; mostly it only says of which sort the allergy is.
    let names_itself = sort.is_some_and(|c| codes::allergy_kind(c).is_none() && !codes::NO_KNOWN_ALLERGY.contains(&c));
    let substance = substance(entry, observation);
    if negated && substance.as_ref().map_or(!names_itself, |(_, named, _)| names_any(named)) {
        let (code, display) = codes::no_known_allergy(sort.unwrap_or(""));
        let none = Coding { system: codes::SNOMED.into(), code: code.into(), display: display.into() };
        entry.builder.say(Aspect::Code, Value::code(vec![none], String::new()), "@negationInd", How::Derived);
        entry.builder.say(Aspect::Negation, Value::Flag(true), "@negationInd", How::Derived);
        substance.iter().for_each(|(at, ..)| entry.seen(at));
        return Kind::NoKnownAllergy;
    }
    let said = match substance {
        Some((at, named, place)) => {
            entry.builder.say(Aspect::Code, named.clone(), &place, How::Copied);
            entry.seen(&at);
            Some(named)
        }
        None => entry.name(value.as_ref().filter(|_| sort.is_none_or(|c| codes::allergy_kind(c).is_none())), observation),
    };
    if !negated && said.as_ref().is_some_and(none_known) {
        return Kind::NoKnownAllergy;
    }
    let (word, how) = if negated { ("refuted", How::Translated) } else { ("confirmed", How::Derived) };
    entry.builder.say(Aspect::Verification, Value::Word(word.into()), "@negationInd", how);
    if negated {
        entry.builder.say(Aspect::Negation, Value::Flag(true), "@negationInd", How::Derived);
    }
    Kind::Allergy
}

/// The substance with its name and the place of it.
fn substance<'d>(entry: &Entry<'_, 'd>, observation: &At<'d>) -> Option<(At<'d>, Value, String)> {
    let participants = observation.all("participant");
    let consumed = participants.iter().find(|p| p.attribute("typeCode") == Some("CSM")).or_else(|| participants.first())?;
    let entity = consumed.down("participantRole/playingEntity")?;
    let written = entity.child("name").filter(|n| !n.text().is_empty());
    if let Some(code) = entity.child("code")
        && let Some(mut named) = entry.concept(&code)
    {
        if let (Value::Code(_, text), Some(name)) = (&mut named, &written)
            && text.is_empty()
        {
            *text = name.text();
        }
        let place = crate::ccda::entry::code_place(&code);
        return Some((code, named, place));
    }
    let name = written?;
    let place = name.place("");
    let named = Value::words(name.text());
    Some((name, named, place))
}

/// Whether a denied substance is none in particular.
fn names_any(named: &Value) -> bool {
    let Value::Code(codings, text) = named else { return false };
    let listed = |c: &Coding| codes::ANY_SUBSTANCE.contains(&c.code.as_str()) || codes::NO_KNOWN_ALLERGY.contains(&c.code.as_str());
    if codings.is_empty() { says_none(text) || text.to_lowercase().contains("allerg") } else { codings.iter().any(listed) }
}

/// Whether the name itself says that no allergy is known.
fn none_known(named: &Value) -> bool {
    let Value::Code(codings, text) = named else { return false };
    let listed = codings.iter().any(|c| codes::NO_KNOWN_ALLERGY.contains(&c.code.as_str()));
    listed || (codings.is_empty() && says_none(text))
}

fn says_none(text: &str) -> bool {
    let text = text.trim().trim_end_matches('.').to_lowercase();
    let known = (text.starts_with("no known") || text.starts_with("no allerg")) && text.len() < 60;
    known || matches!(text.as_str(), "nka" | "nkda" | "none" | "none known" | "no drug allergies" | "denies allergies")
}

/// Type and category, from the value.
fn kind_of_allergy<'d>(entry: &mut Entry<'_, 'd>, observation: &At<'d>, kind: Kind) {
    let Some(value) = observation.child("value") else { return };
    let mut parts = std::iter::once(value.clone()).chain(value.all("translation"));
    let Some((place, (sort, category))) = parts.find_map(|p| Some((p.place("@code"), codes::allergy_kind(p.attribute("code")?)?))) else { return };
    let how = if kind == Kind::NoKnownAllergy { How::Derived } else { How::Translated };
    for (aspect, word) in [(Aspect::Type, sort), (Aspect::Category, category)] {
        if !word.is_empty() {
            entry.builder.say(aspect, Value::Word(word.into()), &place, how);
        }
    }
    entry.seen(&value);
}

/// Reactions with their severities. True when a reaction has one.
fn reactions<'d>(entry: &mut Entry<'_, 'd>, observation: &At<'d>) -> bool {
    let mut severe = false;
    for (_, reaction) in observation.asserted().iter().filter(|(kind, o)| o.element.name() == "observation" && (*kind == "MFST" || o.claims(&["22.4.9", "1.54"]))) {
        reaction_named(entry, reaction, Aspect::Reaction);
        severe |= problem::severity(entry, reaction);
    }
    severe
}

/// Says what a reaction is: its value, else the words of its text.
pub(super) fn reaction_named<'d>(entry: &mut Entry<'_, 'd>, reaction: &At<'d>, aspect: Aspect) {
    let value = reaction.child("value");
    // That nothing was found is no reaction.
    if let Some(nothing) = value.as_ref().filter(|v| v.attribute("code").is_some_and(codes::is_nothing_found)) {
        entry.seen(nothing);
        return;
    }
    if entry.code(aspect, value.as_ref()) {
        return;
    }
    if let Some(text) = reaction.child("text") {
        let words = entry.words(&text);
        if !words.is_empty() {
            entry.builder.say(aspect, Value::words(words), &text.place(""), How::Copied);
            entry.seen(&text);
        }
    }
}
