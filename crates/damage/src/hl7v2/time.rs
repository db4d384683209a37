//! Points in time: a day early, a time of day invented or cut off, another offset, another date in its place.

use super::base::{ALTERED, Around, Fixed, done, filled, main_edited};
use super::charts::Group;
use super::message::Message;
use super::{Effect, Operator};
use crate::Family;
use crate::dated::{self, Dated, TIME};
use crate::stamp::Stamp;

const FAMILY: Family = Family::Time;
const TIMED: Fixed = &["allergy", "problem", "diagnosis", "medication", "immunization", "dose", "result", "procedure", "visit", "order", "appointment", "note", "coverage", "charge"];

/// Every operator of the family: what messages and documents share, then what is one format's own.
pub(super) fn operators() -> Vec<Operator> {
    let mut all = dated::harms::<Vec<Message>>(TIMED);
    all.extend_from_slice(OWN);
    all
}

const OWN: &[Operator] = &[
    Operator::harm(FAMILY, "recorded-for-onset", "the day on which it was recorded stands where it began", &["problem", "allergy"], (ALTERED, TIME), recorded_for_onset),
    Operator::harm(FAMILY, "load-date", "the day of the migration stands where it was recorded", &["problem", "allergy", "diagnosis", "immunization", "charge"], (ALTERED, TIME), load_date),
    Operator::harm(FAMILY, "before-birth", "an unknown date became 1 January 1900, before the patient was born", TIMED, (ALTERED, TIME), dated::before_birth::<Vec<Message>>),
    Operator::twin(FAMILY, "other-offset-same-instant", "a time is written in UTC", TIMED, dated::in_utc::<Vec<Message>>),
    Operator::twin(FAMILY, "offset-of-the-message", "a time leaves the offset to the message, which has the same", TIMED, offset_left_out),
    Operator::twin(FAMILY, "moment-as-its-end", "when a vaccine was given stands as when that ended as well", &["immunization"], moment_as_end),
    Operator::twin(FAMILY, "seconds-written", "a time to the minute is written with its seconds, which are nought", TIMED, seconds),
];

/// Where the main segment of a record has its points in time. Of a result without a time of its own that of its order counts.
fn fields(name: &str) -> &'static [usize] {
    match name {
        "AL1" => &[6],
        "IAM" => &[11],
        "PRB" => &[16, 9],
        "DG1" => &[5],
        "RXA" => &[3],
        "OBX" => &[14],
        "PR1" => &[5],
        "PV1" => &[44, 45],
        "OBR" => &[7],
        "TXA" => &[4],
        "IN1" => &[12, 13],
        "FT1" => &[4],
        _ => &[],
    }
}

/// Segments of a drug order and an appointment that say when.
const BESIDE: [(&str, usize); 3] = [("TQ1", 7), ("TQ1", 8), ("ORC", 9)];

impl Dated for Vec<Message> {
    fn redated(group: &mut Group, around: &mut Around<'_>, change: &dyn Fn(&str) -> Option<String>) -> Effect {
        let Some(main) = group.main() else { return Effect::None };
        let by_beside = matches!(around.kind(), "medication" | "appointment");
        let mut places: Vec<(String, usize)> = fields(&main.name).iter().map(|field| (main.name.clone(), *field)).collect();
        if by_beside {
            places = BESIDE.iter().filter(|(name, _)| *name == "TQ1" || around.kind() == "medication").map(|(name, field)| ((*name).to_string(), *field)).collect();
        }
        // A policy knows days.
        let days_only = main.name == "IN1";
        let mut found: Vec<(usize, usize, String)> = Vec::new();
        for (name, field) in places {
            let at = if by_beside { group.segments.iter().position(|s| s.name == name) } else { Some(group.core) };
            let Some(at) = at else { continue };
            let Some(before) = group.segments.get(at).map(|s| s.field(field).to_string()).filter(|text| !text.is_empty()) else { continue };
            // Of a date that is read without its time of day, the day alone says something.
            let after = change(&before).filter(|after| *after != before && !(days_only && after.get(..8) == before.get(..8)));
            found.extend(after.map(|after| (at, field, after)));
        }
        let Some((at, field, new)) = around.one(found) else { return Effect::None };
        let Some(segment) = group.segments.get_mut(at) else { return Effect::None };
        segment.put(field, &new);
        Effect::Changed
    }
}

fn moment_as_end(group: &mut Group, _: &mut Around<'_>) -> Effect {
    let given = group.main().map(|main| main.field(3).to_string()).filter(|given| !given.is_empty());
    given.map_or(Effect::None, |given| filled(group, &[("RXA", 4)], &given))
}

fn offset_left_out(group: &mut Group, around: &mut Around<'_>) -> Effect {
    let header = around.message().and_then(|message| message.segments.first()).and_then(|msh| Stamp::parse(msh.field(7)));
    let Some(zone) = header.map(|sent| sent.zone).filter(|zone| !zone.is_empty()) else { return Effect::None };
    Vec::<Message>::redated(group, around, &|text: &str| Stamp::parse(text).filter(|stamp| stamp.zone == zone).and_then(|_| text.strip_suffix(zone.as_str()).map(str::to_string)))
}

fn seconds(group: &mut Group, around: &mut Around<'_>) -> Effect {
    Vec::<Message>::redated(group, around, &|text: &str| {
        let stamp = Stamp::parse(text)?;
        let clock = text.get(..text.len() - stamp.zone.len())?;
        (clock.len() == 12).then(|| format!("{clock}00{}", stamp.zone))
    })
}

fn recorded_for_onset(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |main| {
        let (onset, recorded) = match main.name.as_str() {
            "PRB" => (16, if main.has(7) { 7 } else { 2 }),
            "IAM" => (11, 13),
            _ => return None,
        };
        let day = main.field(recorded).get(..8)?.to_string();
        done(main.has(onset) && !main.field(onset).starts_with(&day))?;
        main.put(onset, &day);
        Some(())
    })
}

fn load_date(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |main| {
        let field = match main.name.as_str() {
            "PRB" if main.has(7) => 7,
            "PRB" => 2,
            "IAM" => 13,
            "DG1" => 19,
            "RXA" => 22,
            "FT1" => 5,
            _ => return None,
        };
        done(main.has(field))?;
        main.put(field, "20260701");
        Some(())
    })
}
