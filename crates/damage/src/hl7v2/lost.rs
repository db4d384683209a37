//! What vanishes: whole records, and what they say beside their name.

use super::base::{Around, Fixed, GONE, LOSS, WHOLE, done, edited, emptied, emptied_in, is_taken_back, main_edited};
use super::charts::Group;
use super::message::Segment;
use super::{Effect, Operator};
use crate::Family;

const FAMILY: Family = Family::Lost;
/// Records that are an entry of some list.
pub(super) const ENTRIES: Fixed = &["allergy", "problem", "diagnosis", "medication", "immunization", "result", "procedure"];
const AUTHORS: &[(&str, usize)] = &[("OBR", 16), ("TXA", 9), ("DG1", 16), ("IAM", 23)];
const PERFORMERS: &[(&str, usize)] = &[("RXA", 10), ("PR1", 11), ("OBX", 16), ("PV1", 7), ("FT1", 20)];

pub(super) const OPERATORS: &[Operator] = &[
    Operator::harm(FAMILY, "allergy-lost", "an allergy vanishes", &["allergy"], (GONE, WHOLE), gone),
    Operator::harm(FAMILY, "problem-lost", "a problem vanishes", &["problem"], (GONE, WHOLE), gone),
    Operator::harm(FAMILY, "diagnosis-lost", "a diagnosis of a visit vanishes", &["diagnosis"], (GONE, WHOLE), gone),
    Operator::harm(FAMILY, "medication-lost", "a drug order vanishes", &["medication"], (GONE, WHOLE), gone),
    Operator::harm(FAMILY, "immunization-lost", "a vaccination or its refusal vanishes", &["immunization"], (GONE, WHOLE), gone),
    Operator::harm(FAMILY, "given-dose-lost", "a dose that was given or refused vanishes", &["dose"], (GONE, WHOLE), gone),
    Operator::harm(FAMILY, "result-lost", "a result of an order vanishes", &["result"], (GONE, WHOLE), gone),
    Operator::harm(FAMILY, "order-lost", "an order vanishes with its results", &["order"], (GONE, WHOLE), gone),
    Operator::harm(FAMILY, "procedure-lost", "a procedure vanishes", &["procedure"], (GONE, WHOLE), gone),
    Operator::harm(FAMILY, "visit-lost", "a visit vanishes", &["visit"], (GONE, WHOLE), gone),
    Operator::harm(FAMILY, "note-lost", "a note or report vanishes", &["note"], (GONE, WHOLE), gone),
    Operator::harm(FAMILY, "appointment-lost", "an appointment vanishes", &["appointment"], (GONE, WHOLE), gone),
    Operator::harm_one(FAMILY, "message-lost", "a message never arrived", &["message"], (GONE, WHOLE), gone),
    Operator::harm(FAMILY, "reaction-lost", "the reactions of an allergy vanish", &["allergy"], (LOSS, &["reaction"]), |g, _| emptied(g, &[("AL1", 5), ("IAM", 5)])),
    Operator::harm(FAMILY, "severity-lost", "how severe an allergy is vanishes", &["allergy"], (LOSS, &["severity"]), severity),
    Operator::harm(FAMILY, "onset-lost", "when something began vanishes", &["allergy", "problem", "diagnosis"], (LOSS, &["time"]), |g, _| emptied(g, &[("AL1", 6), ("IAM", 11), ("PRB", 16), ("DG1", 5)])),
    Operator::harm(FAMILY, "end-lost", "when something was over vanishes", &["problem", "visit", "coverage"], (LOSS, &["time", "status"]), end),
    Operator::harm(FAMILY, "drug-end-lost", "the last day of a drug vanishes", &["medication"], (LOSS, &["time"]), |g, _| emptied_in(g, "TQ1", 8)),
    Operator::harm(FAMILY, "lot-number-lost", "the lot of a vaccine vanishes", &["immunization"], (LOSS, &["lot"]), |g, _| emptied(g, &[("RXA", 15)])),
    Operator::harm(FAMILY, "manufacturer-lost", "the maker of a vaccine vanishes", &["immunization"], (LOSS, &["manufacturer"]), |g, _| emptied(g, &[("RXA", 17)])),
    Operator::harm(FAMILY, "expiry-lost", "when a vaccine would have expired vanishes", &["immunization"], (LOSS, &["element", "expires"]), |g, _| emptied(g, &[("RXA", 16)])),
    Operator::harm(FAMILY, "performer-lost", "who did it vanishes", &["immunization", "procedure", "result", "visit", "charge"], (LOSS, &["performer"]), |g, _| emptied(g, PERFORMERS)),
    Operator::harm(FAMILY, "author-lost", "who wrote or ordered it vanishes", &["order", "note", "diagnosis", "allergy"], (LOSS, &["author"]), author),
    Operator::harm(FAMILY, "prescriber-lost", "who ordered a drug vanishes", &["medication"], (LOSS, &["author"]), |g, _| emptied_in(g, "ORC", 12)),
    Operator::harm(FAMILY, "comment-lost", "the comment on a result or entry vanishes", &["result", "allergy", "problem"], (LOSS, &["text"]), comment),
    Operator::harm(FAMILY, "specimen-lost", "what was examined vanishes", &["order"], (LOSS, &["specimen"]), specimen),
    Operator::harm(FAMILY, "indication-lost", "why a drug or an examination was ordered vanishes", &["medication", "order", "procedure"], (LOSS, &["reason"]), |g, _| emptied(g, &[("RXE", 27), ("RXO", 20), ("OBR", 31), ("PR1", 15)])),
    Operator::harm(FAMILY, "dose-number-lost", "the number of a dose in its series vanishes", &["immunization"], (LOSS, &["dose_number"]), dose_number),
    Operator::harm(FAMILY, "eligibility-lost", "what was observed with a vaccination vanishes", &["immunization"], (GONE, WHOLE), eligibility),
    Operator::harm(FAMILY, "method-lost", "by which method something was measured vanishes", &["result"], (LOSS, &["method"]), |g, _| emptied(g, &[("OBX", 17)])),
    Operator::harm(FAMILY, "address-lost", "the address of a patient vanishes", &["patient"], (LOSS, &["line", "city", "postal_code", "state", "country"]), |g, _| emptied(g, &[("PID", 11)])),
    Operator::harm(FAMILY, "telephone-lost", "the telephone numbers of a patient vanish", &["patient"], (LOSS, &["phone", "email"]), |g, _| emptied(g, &[("PID", 13)])),
    Operator::harm(FAMILY, "language-lost", "the language of a patient vanishes", &["patient"], (LOSS, &["language"]), |g, _| emptied(g, &[("PID", 15)])),
    Operator::harm(FAMILY, "race-lost", "race and ethnicity of a patient vanish", &["patient"], (LOSS, &["race", "ethnicity"]), race),
    Operator::harm(FAMILY, "next-of-kin-lost", "whom to call in an emergency vanishes", &["patient"], (LOSS, &["element"]), kin),
    Operator::harm(FAMILY, "account-number-lost", "the account number of a patient vanishes", &["patient"], (LOSS, &["element"]), |g, _| emptied(g, &[("PID", 18)])),
    Operator::harm(FAMILY, "location-lost", "where a visit or an appointment was vanishes", &["visit"], (LOSS, &["location"]), location),
    Operator::harm(FAMILY, "visit-reason-lost", "why somebody came vanishes", &["visit"], (LOSS, &["reason"]), |g, _| emptied_in(g, "PV2", 3)),
    Operator::harm(FAMILY, "appointment-place-lost", "where an appointment is vanishes", &["appointment"], (LOSS, &["location"]), |g, _| emptied_in(g, "AIL", 3)),
    Operator::twin(FAMILY, "empty-fields-added", "a segment has empty fields at its end", &["allergy", "problem", "diagnosis", "procedure", "result", "charge", "coverage", "patient", "visit"], trailing),
];

fn gone(group: &mut Group, around: &mut Around<'_>) -> Effect {
    let event = around.message().map_or("", |message| message.event());
    if is_taken_back(group, event) { Effect::None } else { Effect::Removed }
}

fn severity(group: &mut Group, _: &mut Around<'_>) -> Effect {
    let told = group.main().is_some_and(|m| matches!(m.part(4, 1), "SV" | "MO" | "MI"));
    if told { emptied(group, &[("AL1", 4), ("IAM", 4)]) } else { Effect::None }
}

/// A visit of which nothing else is said than its place is lost with it.
fn location(group: &mut Group, _: &mut Around<'_>) -> Effect {
    let is_known = group.main().is_some_and(|visit| [2, 4, 7, 36, 44, 45].into_iter().any(|field| visit.has(field)));
    if is_known { emptied(group, &[("PV1", 3)]) } else { Effect::None }
}

fn end(group: &mut Group, _: &mut Around<'_>) -> Effect {
    emptied(group, &[("PRB", 9), ("PV1", 45), ("IN1", 13)])
}

/// Where the order names its author twice, the other one would still tell it; an ORC may stand for several OBR behind it.
fn author(group: &mut Group, around: &mut Around<'_>) -> Effect {
    let common = || before(around).iter().rev().find(|s| matches!(s.name.as_str(), "ORC" | "PID")).is_some_and(|s| s.name == "ORC" && s.has(12));
    let ordered = group.first("ORC").is_some_and(|orc| orc.has(12)) || group.first("OBR").is_some() && group.first("ORC").is_none() && common();
    let again = ordered || group.main().is_some_and(|m| m.name == "TXA" && m.has(5));
    if again { Effect::None } else { emptied(group, AUTHORS) }
}

/// The segments of the message before the record.
fn before<'a>(around: &Around<'a>) -> &'a [Segment] {
    let first = around.record().map_or(0, |record| record.place.span.0);
    around.message().and_then(|message| message.segments.get(..first)).unwrap_or_default()
}

/// The segments of the message behind the record.
fn behind<'a>(around: &Around<'a>) -> &'a [Segment] {
    let last = around.record().map_or(0, |record| record.place.span.1);
    around.message().and_then(|message| message.segments.get(last + 1..)).unwrap_or_default()
}

/// Takes out the segments that pass.
fn dropped(group: &mut Group, passes: impl Fn(&Segment) -> bool) -> Effect {
    edited(group, |g| {
        let before = g.segments.len();
        g.segments.retain(|s| !passes(s));
        done(g.segments.len() < before)
    })
}

fn comment(group: &mut Group, _: &mut Around<'_>) -> Effect {
    dropped(group, |s| s.name == "NTE" && s.has(3))
}

/// A specimen that stands before its orders is none of the order before it, and one behind what stands between still tells what was examined.
fn specimen(group: &mut Group, around: &mut Around<'_>) -> Effect {
    let is_order = |s: &&Segment| matches!(s.name.as_str(), "SPM" | "ORC" | "OBR");
    let segments = around.message().map(|message| message.segments.as_slice()).unwrap_or_default();
    let specimens_first = segments.iter().find(is_order).is_some_and(|s| s.name == "SPM");
    let another_behind = behind(around).iter().find(is_order).is_some_and(|s| s.name == "SPM");
    if specimens_first || another_behind {
        return Effect::None;
    }
    edited(group, |g| {
        let before = g.segments.clone();
        g.segments.retain(|s| s.name != "SPM" || !s.has(4));
        if let Some(order) = g.segments.iter_mut().find(|s| s.name == "OBR" && s.has(15)) {
            order.put(15, "");
        }
        done(g.segments != before)
    })
}

fn dose_number(group: &mut Group, _: &mut Around<'_>) -> Effect {
    dropped(group, |s| s.name == "OBX" && s.part(3, 1) == "30973-2" && s.has(5))
}

fn eligibility(group: &mut Group, _: &mut Around<'_>) -> Effect {
    dropped(group, |s| s.name == "OBX" && s.part(3, 1) != "30973-2" && s.has(5))
}

fn race(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |pid| {
        done(pid.has(10) || (pid.has(22) && pid.part(22, 1) != "U"))?;
        pid.put(10, "");
        pid.put(22, "");
        Some(())
    })
}

fn kin(group: &mut Group, _: &mut Around<'_>) -> Effect {
    dropped(group, |s| s.name == "NK1" && s.has(2))
}

fn trailing(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |main| {
        let last = main.fields.len();
        main.put(last + 3, "");
        Some(())
    })
}
