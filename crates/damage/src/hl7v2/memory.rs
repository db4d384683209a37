//! What a record remembers: directives, marks of protection, what a document replaces, and the last of several writers.

use super::base::{Around, Fixed, GONE, LOSS, WHOLE, done, edited, is_taken_back, main_edited, turned};
use super::charts::Group;
use super::message::Segment;
use super::resurrected::event;
use super::{Effect, Operator};
use crate::Family;

const FAMILY: Family = Family::Memory;
const MARK: (Fixed, Fixed) = (LOSS, &["sensitivity"]);

pub(super) const OPERATORS: &[Operator] = &[
    Operator::harm(FAMILY, "directive-lost", "an advance directive vanishes", &["directive", "will"], (GONE, WHOLE), |_, _| Effect::Removed),
    Operator::harm(FAMILY, "living-will-turned", "who has a living will has none, or the other way round", &["will"], (&["altered", "invented", "lost"], &["negation"]), |g, _| turned(g, &[("PD1", 7)], &[("Y", "N"), ("N", "Y"), ("F", "I"), ("I", "F")])),
    Operator::harm(FAMILY, "directive-revoked", "an advance directive in force is taken back", &["directive"], (&["altered"], &["status"]), |g, _| turned(g, &[("CON", 11)], &[("A", "X"), ("L", "X")])),
    Operator::harm(FAMILY, "directive-of-another-kind", "no resuscitation has become a living will, or the other way round", &["directive"], (&["altered", "lost", "invented"], &["code", "text", "statement"]), other_directive),
    Operator::harm(FAMILY, "visit-mark-lost", "that a visit is protected is not said any more", &["visit"], MARK, visit_mark),
    Operator::harm(FAMILY, "diagnosis-mark-lost", "that a diagnosis is confidential is not said any more", &["diagnosis"], MARK, |g, _| turned(g, &[("DG1", 18)], &[("Y", "")])),
    Operator::harm(FAMILY, "order-mark-lost", "that an order and its results are confidential is not said any more", &["order", "medication", "immunization"], MARK, |g, _| super::base::emptied_in(g, "ORC", 28)),
    Operator::harm(FAMILY, "document-mark-lost", "that a note is restricted is not said any more", &["note"], MARK, |g, _| turned(g, &[("TXA", 18)], &[("R", ""), ("V", ""), ("VR", ""), ("UC", ""), ("RE", "")])),
    Operator::harm(FAMILY, "restriction-lost", "that access to a patient's record is restricted vanishes", &["patient"], MARK, restriction),
    Operator::harm(FAMILY, "parent-document-lost", "an addendum no longer says to which note it belongs", &["note"], (LOSS, &["replaces"]), |g, _| if g.main().is_some_and(|m| m.name == "TXA") { super::base::emptied(g, &[("TXA", 13)]) } else { Effect::None }),
    Operator::harm(FAMILY, "amended-note-original", "an edited note is an original one", &["message"], (&["altered"], &["status"]), |g, _| event(g, &[("T08", "T02"), ("T10", "T02")])),
    Operator::harm(FAMILY, "addendum-becomes-note", "an addendum is a note of its own that replaces the one it belonged to", &["message"], (&["altered", "lost"], &["replaces", "status"]), |g, _| event(g, &[("T06", "T02")])),
    Operator::harm_one(Family::LastWins, "last-result-wins", "an earlier result has the value of a later one", &["result"], (&["altered"], &["value", "unit"]), last_wins),
    Operator::harm_one(Family::LastWins, "patient-overwritten", "the address of another patient overwrote this one's", &["patient"], (&["altered", "lost", "invented"], &["line", "city", "postal_code", "state"]), overwritten),
    Operator::harm_one(Family::LastWins, "entry-overwritten", "another entry of the same list overwrote this one", &["allergy", "problem", "procedure"], (&["altered", "lost", "merged", "invented", "duplicated"], &["statement", "code", "time", "status", "reaction", "severity"]), replaced),
];

/// That somebody is like everybody else asks for no protection.
fn visit_mark(group: &mut Group, _: &mut Around<'_>) -> Effect {
    let plain = group.main().is_none_or(|visit| matches!(visit.part(16, 1).trim().to_uppercase().as_str(), "N" | "NO" | "U" | "L" | "M" | "0" | "F"));
    if plain { Effect::None } else { super::base::emptied(group, &[("PV1", 16)]) }
}

fn other_directive(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |consent| {
        let other = match consent.part(2, 1) {
            "42348-3" => "75320-2^Advance directive^LN",
            "75320-2" => "42348-3^Advance directives^LN",
            _ => return None,
        };
        consent.put(2, other);
        Some(())
    })
}

fn restriction(group: &mut Group, _: &mut Around<'_>) -> Effect {
    edited(group, |g| {
        let before = g.segments.len();
        g.segments.retain(|s| s.name != "ARV" || s.field(2) == "D");
        done(g.segments.len() < before)
    })
}

/// Another result of the same test of the patient, with another number.
fn last_wins(group: &mut Group, around: &mut Around<'_>) -> Effect {
    let Some(main) = group.main().filter(|m| super::base::number_fields(m).is_some()) else { return Effect::None };
    let (test, own) = (main.part(3, 1).to_string(), main.field(5).to_string());
    let same = |s: &&Segment| s.part(3, 1) == test && s.field(2) == "NM" && s.has(5) && s.field(5).parse::<f64>().ok() != own.parse::<f64>().ok();
    let Some(other) = around.others(true).into_iter().filter(same).map(|s| s.field(5).to_string()).next_back() else { return Effect::None };
    main_edited(group, |m| {
        m.put(5, &other);
        Some(())
    })
}

fn overwritten(group: &mut Group, around: &mut Around<'_>) -> Effect {
    let own = group.main().map(|m| m.field(11).to_string()).unwrap_or_default();
    let others: Vec<String> = around.others(false).into_iter().map(|s| s.field(11).to_string()).filter(|a| !a.is_empty() && *a != own).collect();
    let Some(other) = around.one(others).filter(|_| !own.is_empty()) else { return Effect::None };
    main_edited(group, |pid| {
        pid.put(11, &other);
        Some(())
    })
}

/// An entry that its own message takes back need not be there.
fn replaced(group: &mut Group, around: &mut Around<'_>) -> Effect {
    if is_taken_back(group, around.message().map_or("", |message| message.event())) {
        return Effect::None;
    }
    let Some(name) = group.main().map(|m| m.name.clone()) else { return Effect::None };
    let field = super::base::concept_field(&name);
    let own = group.main().map(|m| m.part(field, 1).to_string()).unwrap_or_default();
    let others: Vec<Segment> = around.others(true).into_iter().filter(|s| s.name == name && s.part(field, 1) != own).cloned().collect();
    let Some(other) = around.one(others) else { return Effect::None };
    main_edited(group, |main| {
        *main = other;
        Some(())
    })
}
