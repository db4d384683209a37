//! Points in time: days and offsets that moved, precision added or lost, one date in place of another.
//!
//! A migration that misreads dates misreads all of a resource, so most of these edit every date in it. FHIR wants the start
//! of a period before its end: an edit that would break that gives no occasion, because a server would refuse the resource.

use crate::edit::{all_places, chart, edited, harm, places, put, text, twin};
use crate::moment::{Clock, Moment};
use crate::{Effect, Family, Operator, Site};
use serde_json::Value;

const FAMILY: Family = Family::Time;
const DATED: &[&str] = &[
    "Condition", "AllergyIntolerance", "MedicationRequest", "MedicationStatement", "MedicationAdministration", "Observation", "Procedure", "Immunization",
    "Encounter", "DiagnosticReport", "DocumentReference", "ServiceRequest", "Claim", "ExplanationOfBenefit", "Coverage", "ChargeItem",
];
const DATED_OR_BORN: &[&str] = &[
    "Patient", "Condition", "AllergyIntolerance", "MedicationRequest", "MedicationStatement", "MedicationAdministration", "Observation", "Procedure",
    "Immunization", "Encounter", "DiagnosticReport", "DocumentReference", "ServiceRequest", "Claim", "ExplanationOfBenefit", "Coverage", "ChargeItem",
];
const ALTERED: &[&str] = &["altered"];
const TIME: &[&str] = &["time", "birth_date", "death_date"];
const PRECISION: &[&str] = &["precision", "time", "birth_date", "death_date"];

pub(crate) const OPERATORS: &[Operator] = &[
    harm(FAMILY, "day-earlier", "A date was read as midnight in UTC and written in local time: one day earlier", DATED_OR_BORN, (ALTERED, TIME), day_earlier),
    harm(FAMILY, "day-later", "A date is one day later", DATED_OR_BORN, (ALTERED, TIME), day_later),
    harm(FAMILY, "evening-next-day", "An evening became the next day, as UTC has it, and the time is gone", DATED, (ALTERED, PRECISION), evening),
    harm(FAMILY, "offset-replaced", "The clock stayed and the offset was replaced: the instant moved", DATED, (ALTERED, TIME), offset_replaced),
    harm(FAMILY, "converted-twice", "A time already in UTC was converted to UTC once more", DATED, (ALTERED, TIME), converted_twice),
    harm(FAMILY, "afternoon-lost", "A clock of twelve hours lost its PM", DATED, (ALTERED, TIME), afternoon),
    harm(FAMILY, "first-of-the-year", "A year or month became its first day", DATED_OR_BORN, (&["altered", "invented"], PRECISION), first_day),
    harm(FAMILY, "midnight-added", "A date became a midnight", DATED, (&["altered", "invented"], PRECISION), midnight),
    harm(FAMILY, "time-cut-off", "A time of day was cut off", DATED, (&["altered", "lost"], PRECISION), time_cut),
    harm(FAMILY, "day-cut-to-year", "Of a date only the year remains", DATED, (&["altered", "lost"], PRECISION), year_only),
    harm(FAMILY, "recorded-for-onset", "The day on which it was recorded stands where it began or was taken", DATED, (ALTERED, &["time", "precision"]), recorded_for_onset),
    harm(FAMILY, "load-date", "The day of the migration stands where the record was written", DATED, (ALTERED, &["time", "precision"]), load_date),
    harm(FAMILY, "before-birth", "An unknown date became 1 January 1900, before the patient was born", DATED, (ALTERED, &["time", "precision"]), before_birth),
    harm(FAMILY, "century", "A year of two digits was read in the wrong century: the date is in the future", DATED_OR_BORN, (ALTERED, TIME), century),
    harm(FAMILY, "day-month-swapped", "Day and month are swapped", DATED, (ALTERED, &["time"]), day_month),
    harm(FAMILY, "order-swapped", "Two dates have each other's place: the end before the beginning, the result before the sample", DATED, (ALTERED, &["time"]), order),
    harm(FAMILY, "end-is-start", "What lasted ends in the moment in which it began", DATED, (&["altered", "lost"], &["time"]), end_is_start),
    twin(FAMILY, "zero-offset-spelled", "Z is written +00:00, or the other way round", DATED, zero_spelled),
    twin(FAMILY, "other-offset", "The same instant is written under another offset", DATED, other_offset),
    twin(FAMILY, "milliseconds-written", "A time to the second is written with .000", DATED, milliseconds),
];

/// What FHIR allows in a place.
#[derive(Clone, Copy, PartialEq)]
enum Sort {
    /// Year to second.
    DateTime,
    /// Second and offset are required.
    Instant,
    /// No time of day.
    Date,
}

/// Where resources have dates; what began or was done comes before what was recorded.
const PLACES: &[(&str, Sort)] = &[
    ("/onsetDateTime", Sort::DateTime),
    ("/onsetPeriod/start", Sort::DateTime),
    ("/effectiveDateTime", Sort::DateTime),
    ("/effectivePeriod/start", Sort::DateTime),
    ("/performedDateTime", Sort::DateTime),
    ("/performedPeriod/start", Sort::DateTime),
    ("/occurrenceDateTime", Sort::DateTime),
    ("/occurrencePeriod/start", Sort::DateTime),
    ("/period/start", Sort::DateTime),
    ("/context/period/start", Sort::DateTime),
    ("/billablePeriod/start", Sort::DateTime),
    ("/dosageInstruction/*/timing/repeat/boundsPeriod/start", Sort::DateTime),
    ("/authoredOn", Sort::DateTime),
    ("/item/*/servicedDate", Sort::Date),
    ("/item/*/servicedPeriod/start", Sort::DateTime),
    ("/birthDate", Sort::Date),
    ("/deceasedDateTime", Sort::DateTime),
    ("/onsetPeriod/end", Sort::DateTime),
    ("/abatementDateTime", Sort::DateTime),
    ("/abatementPeriod/end", Sort::DateTime),
    ("/effectivePeriod/end", Sort::DateTime),
    ("/performedPeriod/end", Sort::DateTime),
    ("/occurrencePeriod/end", Sort::DateTime),
    ("/period/end", Sort::DateTime),
    ("/context/period/end", Sort::DateTime),
    ("/billablePeriod/end", Sort::DateTime),
    ("/item/*/servicedPeriod/end", Sort::DateTime),
    ("/dosageInstruction/*/timing/repeat/boundsPeriod/end", Sort::DateTime),
    ("/lastOccurrence", Sort::DateTime),
    ("/extension/*/valueDateTime", Sort::DateTime),
    ("/recordedDate", Sort::DateTime),
    ("/recorded", Sort::DateTime),
    ("/created", Sort::DateTime),
    ("/enteredDate", Sort::DateTime),
    ("/issued", Sort::Instant),
    ("/date", Sort::Instant),
];
/// Where the writing down is told, not what happened.
const RECORDED: &[&str] = &["/recordedDate", "/recorded", "/authoredOn", "/issued", "/date", "/created", "/enteredDate"];

/// One date with its place.
struct Found {
    at: String,
    sort: Sort,
    moment: Moment,
}

/// Every date of a resource that can be read, in the order of [`PLACES`].
fn dates(resource: &Value) -> Vec<Found> {
    let mut found = Vec::new();
    for (pattern, sort) in PLACES {
        for at in places(resource, pattern) {
            let moment = text(resource, &at).and_then(Moment::parse);
            found.extend(moment.map(|moment| Found { at, sort: *sort, moment }));
        }
    }
    found
}

/// Whether every period in it starts before it ends.
fn is_ordered(value: &Value) -> bool {
    let own = match (value["start"].as_str().and_then(Moment::parse), value["end"].as_str().and_then(Moment::parse)) {
        (Some(start), Some(end)) => start.instant() <= end.instant() || start.known != end.known || start.clock.is_some() != end.clock.is_some(),
        _ => true,
    };
    own && match value {
        Value::Object(members) => members.values().all(is_ordered),
        Value::Array(items) => items.iter().all(is_ordered),
        _ => true,
    }
}

/// Edits every date that the change takes.
fn everywhere(resource: &mut Value, change: impl Fn(&Found) -> Option<Moment>) -> Effect {
    edited(resource, |r| {
        for found in dates(r) {
            // What stays is not written anew, so that its spelling stays too.
            if let Some(moment) = change(&found).filter(|moment| *moment != found.moment) {
                put(r, &found.at, moment.text())?;
            }
        }
        is_ordered(r).then_some(())
    })
}

/// Edits what happened, wherever the same date stands for it, and leaves what was recorded.
fn main_date(resource: &mut Value, change: impl Fn(&Found) -> Option<Moment>) -> Effect {
    edited(resource, |r| {
        let all = dates(r);
        let first = all.first()?;
        let moment = change(first)?;
        let is_record = |at: &str| RECORDED.contains(&at) && at != "/authoredOn";
        for found in all.iter().filter(|f| f.at == first.at || (f.moment == first.moment && f.sort == first.sort && !is_record(&f.at))) {
            put(r, &found.at, moment.text())?;
        }
        is_ordered(r).then_some(())
    })
}

fn is_day(moment: &Moment) -> bool {
    moment.known == 3 && moment.clock.is_none()
}

fn day_earlier(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    everywhere(resource, |f| is_day(&f.moment).then(|| f.moment.moved(-86_400)))
}

fn day_later(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    everywhere(resource, |f| is_day(&f.moment).then(|| f.moment.moved(86_400)))
}

fn evening(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    everywhere(resource, |f| {
        let utc = f.moment.in_zone(0);
        let next = f.sort == Sort::DateTime && f.moment.clock.is_some() && utc.days == f.moment.days + 1;
        next.then_some(Moment { clock: None, ..utc })
    })
}

/// The same wall clock under another offset.
fn relabelled(moment: &Moment, zone: i64) -> Option<Moment> {
    let clock = moment.clock.as_ref()?;
    Some(Moment { clock: Some(Clock { zone, ..clock.clone() }), ..moment.clone() })
}

/// UTC where there was an offset; the east of the United States where there was UTC.
fn another_zone(moment: &Moment) -> Option<i64> {
    moment.clock.as_ref().map(|clock| if clock.zone == 0 { -300 } else { 0 })
}

fn offset_replaced(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    everywhere(resource, |f| relabelled(&f.moment, another_zone(&f.moment)?))
}

fn converted_twice(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    everywhere(resource, |f| {
        let zone = f.moment.clock.as_ref()?.zone;
        Some(f.moment.moved(-zone * 60))
    })
}

fn afternoon(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    everywhere(resource, |f| {
        let late = f.moment.clock.as_ref()?.second >= 13 * 3600;
        late.then(|| f.moment.moved(-12 * 3600))
    })
}

fn first_day(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    everywhere(resource, |f| (f.moment.known < 3).then(|| Moment { known: 3, ..f.moment.clone() }))
}

fn midnight(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let clock = || Some(Clock { second: 0, fraction: String::new(), zone: 0 });
    everywhere(resource, |f| (is_day(&f.moment) && f.sort == Sort::DateTime).then(|| Moment { clock: clock(), ..f.moment.clone() }))
}

/// A midnight may be nothing but a day, so it loses nothing.
fn time_cut(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    everywhere(resource, |f| {
        let told = f.sort == Sort::DateTime && f.moment.clock.as_ref()?.second != 0;
        told.then(|| Moment { clock: None, ..f.moment.clone() })
    })
}

/// The first of January may be nothing but a year, so it loses nothing.
fn year_only(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    main_date(resource, |f| {
        let (year, month, day) = f.moment.date();
        let told = f.sort == Sort::DateTime && f.moment.known == 3 && (month, day) != (1, 1);
        told.then(|| Moment { known: 1, clock: None, ..Moment::day(year, 1, 1) })
    })
}

/// More than a minute apart, or not even the same precision.
fn differ(a: &Moment, b: &Moment) -> bool {
    (a.instant() - b.instant()).abs() >= 60
}

fn recorded_for_onset(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let all = dates(r);
        let first = all.first().filter(|f| f.sort == Sort::DateTime && !RECORDED.contains(&f.at.as_str()))?;
        let recorded = all.iter().find(|f| RECORDED.contains(&f.at.as_str()) && differ(&f.moment, &first.moment))?;
        put(r, &first.at, recorded.moment.text())?;
        is_ordered(r).then_some(())
    })
}

fn load_date(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    everywhere(resource, |f| {
        let loaded = f.moment.on(2026, 3, 1).filter(|_| f.moment.known == 3)?;
        RECORDED.contains(&f.at.as_str()).then_some(loaded)
    })
}

/// Nobody in care was alive in 1900; who was born before gives no occasion.
fn before_birth(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let born = chart(site, resource).into_iter().find_map(|r| Moment::parse(text(r, "/birthDate")?));
    if born.is_none_or(|born| born.date().0 <= 1900) {
        return Effect::None;
    }
    main_date(resource, |f| f.moment.on(1900, 1, 1))
}

/// 1927 to 1999 become 2027 to 2099. Every date of the resource must take part, or a period would end before it starts.
fn century(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let in_range = |f: &Found| (1927..=1999).contains(&f.moment.date().0);
    if !dates(resource).iter().all(in_range) {
        return Effect::None;
    }
    everywhere(resource, |f| f.moment.in_year(f.moment.date().0 + 100))
}

fn day_month(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    everywhere(resource, |f| {
        let (year, month, day) = f.moment.date();
        if f.moment.known == 3 && day <= 12 && day != month { f.moment.on(year, day, month) } else { None }
    })
}

fn order(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    const PAIRS: &[(&str, &str)] = &[("/onsetDateTime", "/abatementDateTime"), ("/effectiveDateTime", "/issued"), ("/onsetDateTime", "/lastOccurrence")];
    edited(resource, |r| {
        let read = |at: &str| Moment::parse(text(r, at)?);
        let differing = |a: &Moment, b: &Moment, to: &str| differ(a, b) && (to != "/issued" || (a.clock.is_some() && b.clock.is_some()));
        let found = PAIRS.iter().find_map(|(from, to)| Some((*from, *to, read(from)?, read(to)?)).filter(|(_, to, a, b)| differing(a, b, to)));
        let (from, to, a, b) = found?;
        put(r, from, b.text())?;
        put(r, to, a.text())
    })
}

fn end_is_start(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    const SPANS: &[&str] = &["/period", "/performedPeriod", "/effectivePeriod", "/occurrencePeriod", "/dosageInstruction/*/timing/repeat/boundsPeriod"];
    edited(resource, |r| {
        let bounds = |r: &Value, at: &str| Some((text(r, &format!("{at}/start"))?.to_string(), text(r, &format!("{at}/end"))?.to_string()));
        let found = all_places(r, SPANS).into_iter().find_map(|at| bounds(r, &at).filter(|(start, end)| start != end).map(|(start, _)| (at, start)));
        if let Some((at, start)) = found {
            return put(r, &format!("{at}/end"), start);
        }
        let onset = text(r, "/onsetDateTime")?.to_string();
        put(r, "/abatementDateTime", onset)
    })
}

/// `Z` and `+00:00` are the same offset in ISO 8601 and in FHIR.
fn zero_spelled(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        for found in dates(r) {
            let written = text(r, &found.at)?;
            let other = match (written.strip_suffix('Z'), written.strip_suffix("+00:00")) {
                (Some(time), _) => format!("{time}+00:00"),
                (_, Some(time)) => format!("{time}Z"),
                _ => continue,
            };
            put(r, &found.at, other)?;
        }
        Some(())
    })
}

fn other_offset(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    everywhere(resource, |f| Some(f.moment.in_zone(another_zone(&f.moment)?)))
}

fn milliseconds(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    everywhere(resource, |f| {
        let clock = f.moment.clock.as_ref().filter(|c| c.fraction.is_empty())?;
        Some(Moment { clock: Some(Clock { fraction: ".000".into(), ..clock.clone() }), ..f.moment.clone() })
    })
}
