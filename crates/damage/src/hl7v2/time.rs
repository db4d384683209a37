//! Points in time: a day early, a time of day invented or cut off, another offset, another date in its place.

use super::base::{ALTERED, Around, Fixed, done, main_edited};
use super::charts::Group;
use super::{Effect, Operator};
use crate::Family;
use crate::stamp::{Stamp, changed, day_only, first_day, midnight, year_only};

const FAMILY: Family = Family::Time;
const TIMED: Fixed = &["allergy", "problem", "diagnosis", "medication", "immunization", "result", "procedure", "visit", "order", "appointment", "note", "coverage", "charge"];
const TIME: Fixed = &["time", "precision"];
const EXACT: (Fixed, Fixed) = (&["altered", "invented"], &["precision", "time"]);
const LESS: (Fixed, Fixed) = (&["altered", "lost"], &["precision", "time"]);

pub(super) const OPERATORS: &[Operator] = &[
    Operator::harm(FAMILY, "day-earlier", "a date was read as midnight in UTC and written in local time: one day earlier", TIMED, (ALTERED, TIME), |g, a| stamped(g, a, |s| Some(s.moved(-1440)))),
    Operator::harm(FAMILY, "day-later", "a date is one day later", TIMED, (ALTERED, TIME), |g, a| stamped(g, a, |s| Some(s.moved(1440)))),
    Operator::harm(FAMILY, "day-and-month-swapped", "day and month have each other's place", TIMED, (ALTERED, TIME), |g, a| stamped(g, a, Stamp::swapped)),
    Operator::harm(FAMILY, "year-earlier", "the year is that before", TIMED, (ALTERED, TIME), |g, a| stamped(g, a, |s| s.years_later(-1))),
    Operator::harm(FAMILY, "midnight-added", "a date became a midnight", TIMED, EXACT, |g, a| redated(g, a, midnight)),
    Operator::harm(FAMILY, "first-of-the-year", "a year or month became its first day", TIMED, EXACT, |g, a| redated(g, a, first_day)),
    Operator::harm(FAMILY, "time-cut-off", "a time of day was cut off", TIMED, LESS, |g, a| redated(g, a, day_only)),
    Operator::harm(FAMILY, "day-cut-to-year", "of a date only the year remains", TIMED, LESS, |g, a| redated(g, a, year_only)),
    Operator::harm(FAMILY, "offset-replaced", "the clock stayed and the offset was replaced: the instant moved", TIMED, (ALTERED, TIME), |g, a| stamped(g, a, Stamp::replaced)),
    Operator::harm(FAMILY, "converted-twice", "a time was moved by its offset and keeps its offset", TIMED, (ALTERED, TIME), |g, a| stamped(g, a, Stamp::converted_twice)),
    Operator::harm(FAMILY, "afternoon-lost", "a clock of twelve hours lost its PM", TIMED, (ALTERED, TIME), |g, a| stamped(g, a, |s| s.clock().filter(|minutes| *minutes >= 780).map(|_| s.moved(-720)))),
    Operator::harm(FAMILY, "recorded-for-onset", "the day on which it was recorded stands where it began", &["problem", "allergy"], (ALTERED, TIME), recorded_for_onset),
    Operator::harm(FAMILY, "load-date", "the day of the migration stands where it was recorded", &["problem", "allergy", "diagnosis", "immunization", "charge"], (ALTERED, TIME), load_date),
    Operator::harm(FAMILY, "before-birth", "an unknown date became 1 January 1900, before the patient was born", TIMED, (ALTERED, TIME), |g, a| redated(g, a, |text| Stamp::parse(text).map(|_| "19000101".to_string()))),
    Operator::twin(FAMILY, "other-offset-same-instant", "a time is written in UTC", TIMED, |g, a| stamped(g, a, Stamp::in_utc)),
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

/// One of the points in time, rewritten.
fn redated(group: &mut Group, around: &mut Around<'_>, change: impl Fn(&str) -> Option<String>) -> Effect {
    let Some(main) = group.main() else { return Effect::None };
    let by_beside = matches!(around.kind(), "medication" | "appointment");
    let mut places: Vec<(String, usize)> = fields(&main.name).iter().map(|field| (main.name.clone(), *field)).collect();
    if by_beside {
        places = BESIDE.iter().filter(|(name, _)| *name == "TQ1" || around.kind() == "medication").map(|(name, field)| ((*name).to_string(), *field)).collect();
    }
    // A claim for a policy or a charge knows days; a note without another date is dated once.
    let days_only = matches!(main.name.as_str(), "IN1");
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

fn stamped(group: &mut Group, around: &mut Around<'_>, change: impl Fn(&Stamp) -> Option<Stamp>) -> Effect {
    redated(group, around, |text| changed(text, &change))
}

fn seconds(group: &mut Group, around: &mut Around<'_>) -> Effect {
    redated(group, around, |text| {
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
