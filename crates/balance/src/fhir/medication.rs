//! Medications: requested, ordered or stated, of every version.
//!
//! The start of the therapy is the onset; without one it is the day on which the request was written. A frequency is a
//! code or, without one, the repetition in one word: `BID`, `every 12 h`. What is not taken is denied.

use super::entry::Entry;
use super::source::Source;
use super::values;
use crate::sig::hours_between;
use crate::worded::{AS_NEEDED, AT_MOST, RATE, gives_no_reason};
use formats::Json;
use model::{Aspect, Decimal, Kind, Value, parse_decimal};

/// One medication.
pub(super) fn medication(entry: &mut Entry<'_, '_, '_>) -> Kind {
    product(entry);
    state(entry);
    intent(entry);
    times(entry);
    entry.reasons();
    entry.encounter_link();
    author(entry);
    for member in ["dosageInstruction", "dosage"] {
        let source = entry.source;
        for (index, item) in source.items(member).iter().enumerate() {
            dosage(entry, item, &format!("{member}[{index}]"));
        }
    }
    entry.number(Aspect::Refills, "dispenseRequest.numberOfRepeatsAllowed");
    entry.number(Aspect::Quantity, "dispenseRequest.quantity");
    entry.number(Aspect::DaysSupply, "dispenseRequest.expectedSupplyDuration");
    entry.words(Aspect::Category, "category");
    entry.word(Aspect::Priority, "priority");
    if let Some(reported) = entry.source.flag("reportedBoolean") {
        entry.say(Aspect::Reported, Value::Flag(reported), "reportedBoolean");
    }
    entry.notes(&["note"]);
    Kind::Medication
}

/// What the drug is: coded, contained, or a reference that is resolved when the book is whole.
pub(super) fn product(entry: &mut Entry<'_, '_, '_>) {
    entry.concept(Aspect::Code, "medicationCodeableConcept");
    let source = entry.source;
    for member in ["medication", "medicationReference"] {
        let Some(medication) = source.first(member) else { continue };
        let value = if member == "medication" { medication.get("concept").and_then(values::concept) } else { None };
        if entry.told(Aspect::Code, value, member) {
            continue;
        }
        let reference = match medication.get("reference") {
            Some(inner @ Json::Object(_)) => inner,
            _ => medication,
        };
        referred(entry, reference, member);
    }
}

fn referred(entry: &mut Entry<'_, '_, '_>, reference: &Json, place: &str) {
    let source = entry.source;
    if let Some(drug) = values::text(reference, "reference").and_then(|r| source.contained(r)) {
        for path in ["batch.lotNumber", "package.batch.lotNumber"] {
            entry.text(Aspect::Lot, values::down(drug, path), place);
        }
        if let Some(maker) = values::first(drug, "manufacturer").or_else(|| values::first(drug, "marketingAuthorizationHolder")) {
            entry.name(Aspect::Manufacturer, maker, place);
        }
        if entry.told(Aspect::Code, values::first(drug, "code").and_then(values::concept), place) {
            return;
        }
    }
    let value = match values::who(reference) {
        Some(Value::Text(words)) => Some(Value::words(words)),
        other => other,
    };
    entry.told(Aspect::Code, value, place);
}

/// Status and denial, each version in its own way.
fn state(entry: &mut Entry<'_, '_, '_>) {
    let source = entry.source;
    let status = source.text("status");
    let denied = ["taken", "wasNotTaken"].into_iter().find(|m| matches!((*m, source.text(m)), ("taken", Some("n")) | ("wasNotTaken", Some("true"))));
    match denied.filter(|_| status != Some("entered-in-error")) {
        Some(place) => {
            entry.translate(Aspect::Status, "not-taken", place);
            entry.say(Aspect::Negation, Value::Flag(true), place);
        }
        // Whether it is taken nobody knows.
        None if status == Some("active") && source.text("taken") == Some("unk") => entry.translate(Aspect::Status, "unknown", "taken"),
        None => entry.word(Aspect::Status, "status"),
    }
    if status == Some("not-taken") {
        entry.derive(Aspect::Negation, Value::Flag(true), "status");
    }
    if source.flag("doNotPerform") == Some(true) {
        entry.say(Aspect::Negation, Value::Flag(true), "doNotPerform");
    }
    // Why it is not taken is a reason; why it was stopped is not the reason of the therapy.
    let refused = entry.builder.has(Aspect::Negation);
    for member in ["statusReason", "reasonNotTaken", "reasonEnded"] {
        for (index, reason) in source.items(member).iter().enumerate() {
            let place = format!("{member}[{index}]");
            if refused {
                entry.told(Aspect::Reason, values::concept(reason), &place);
            } else if let Some(words) = values::named(reason) {
                entry.builder.text(Aspect::Text, &words, &place);
            }
        }
    }
    if source.first("medicationCodeableConcept").is_some_and(|c| values::codes(c).contains(&"787481004")) {
        entry.derive(Aspect::Negation, Value::Flag(true), "medicationCodeableConcept");
    }
}

/// The intent; a statement of what is taken is a plan, as in HL7's tables for C-CDA.
fn intent(entry: &mut Entry<'_, '_, '_>) {
    if entry.source.text("intent").is_some() {
        return entry.word(Aspect::Intent, "intent");
    }
    let word = match entry.source.kind() {
        "MedicationOrder" | "MedicationPrescription" => "order",
        "MedicationStatement" | "MedicationUsage" => "plan",
        _ => return,
    };
    entry.derive(Aspect::Intent, Value::Word(word.into()), "resourceType");
}

/// Onset, end, and when it was written down.
fn times(entry: &mut Entry<'_, '_, '_>) {
    let source = entry.source;
    let value = |path: &str| source.down(path).and_then(values::date);
    let written = ["authoredOn", "dateWritten"].into_iter().find(|m| source.get(m).is_some());
    let (start, end) = course(source);
    // The same day twice is said once, as the day of the request.
    if let (Some((start, place)), Some(written)) = (&start, written)
        && Some(start) != value(written).as_ref()
    {
        entry.told(Aspect::Onset, Some(start.clone()), place);
    }
    let others = ["effectivePeriod.start", "effectiveDateTime"];
    for path in written.into_iter().chain(others) {
        entry.first_date(Aspect::Onset, &[path]);
    }
    if let Some((start, place)) = start.filter(|_| !entry.builder.has(Aspect::Onset)) {
        entry.told(Aspect::Onset, Some(start), &place);
    }
    entry.first_date(Aspect::Onset, &["dateAsserted"]);
    entry.first_date(Aspect::End, &["dispenseRequest.validityPeriod.end"]);
    if let Some((end, place)) = end.filter(|_| !entry.builder.has(Aspect::End)) {
        entry.told(Aspect::End, Some(end), &place);
    }
    entry.first_date(Aspect::End, &["effectivePeriod.end", "dateEnded"]);
    entry.first_date(Aspect::Recorded, &["authoredOn", "dateWritten", "dateAsserted"]);
}

/// A point in time and where it stands.
type Bound = (Value, String);

/// From when until when a drug is to be taken, as its dosages say: from the first start to the last end, whatever their order.
fn course(source: &Source<'_>) -> (Option<Bound>, Option<Bound>) {
    let bounds = |key: &str| {
        let mut found: Vec<Bound> = Vec::new();
        for member in ["dosageInstruction", "dosage"] {
            for (index, dosage) in source.items(member).iter().enumerate() {
                let below = format!("timing.repeat.boundsPeriod.{key}");
                let at = if index == 0 { String::new() } else { format!("[{index}]") };
                found.extend(values::down(dosage, &below).and_then(values::date).map(|date| (date, format!("{member}{at}.{below}"))));
                // A dose that is given once, or on days that are named, begins with the first of them.
                let events = values::items(dosage, "timing").iter().flat_map(|timing| values::items(timing, "event")).enumerate().filter(|_| key == "start");
                found.extend(events.filter_map(|(event, date)| Some((values::date(date)?, format!("{member}{at}.timing.event[{event}]")))));
            }
        }
        found
    };
    let day = |(date, _): &Bound| if let Value::Date(date) = date { date.days() } else { 0 };
    (bounds("start").into_iter().min_by_key(day), bounds("end").into_iter().max_by_key(day))
}

/// Who asked for it; of a statement whoever told it, unless it is the patient.
fn author(entry: &mut Entry<'_, '_, '_>) {
    for path in ["requester.agent", "requester", "prescriber", "recorder"] {
        if !entry.builder.has(Aspect::Author) {
            entry.reference(Aspect::Author, path);
        }
    }
    let source = entry.source;
    let Some(teller) = source.first("informationSource") else { return };
    let kind = values::text(teller, "reference").and_then(values::target_type);
    // A reference that does not say its type may lead to the patient all the same.
    let patient = ["subject", "patient"].iter().find_map(|member| source.first(member)).and_then(values::who);
    if patient.is_some() && values::who(teller) == patient {
        return;
    }
    if !entry.builder.has(Aspect::Author) && !matches!(kind, Some("Patient" | "RelatedPerson")) {
        entry.who(Aspect::Author, teller, "informationSource");
    }
}

/// One dosage: words, way, amount, limit and frequency.
pub(super) fn dosage(entry: &mut Entry<'_, '_, '_>, json: &Json, base: &str) {
    entry.text(Aspect::Sig, values::first(json, "text"), format_args!("{base}.text"));
    as_needed(entry, json, base);
    for (member, aspect) in [("route", Aspect::Route), ("site", Aspect::Site), ("siteCodeableConcept", Aspect::Site), ("method", Aspect::Method)] {
        entry.told(aspect, values::first(json, member).and_then(values::concept), format_args!("{base}.{member}"));
    }
    let rates = values::items(json, "doseAndRate");
    for (index, rate) in rates.iter().enumerate() {
        amounts(entry, rate, &format!("{base}.doseAndRate[{index}]"));
    }
    if rates.is_empty() {
        amounts(entry, json, base);
    }
    limits(entry, json, base);
    frequency(entry, json, base);
    for member in ["additionalInstruction", "additionalInstructions", "patientInstruction"] {
        for (index, instruction) in values::items(json, member).iter().enumerate() {
            if let Some(words) = values::named(instruction) {
                entry.builder.text(Aspect::Text, &words, &format!("{base}.{member}[{index}]"));
            }
        }
    }
}

fn as_needed(entry: &mut Entry<'_, '_, '_>, json: &Json, base: &str) {
    let plain = ["asNeededBoolean", "asNeeded"].into_iter().find_map(|m| Some((m, values::flag(values::first(json, m)?)?)));
    if let Some((member, flag)) = plain {
        entry.say(Aspect::AsNeeded, Value::Flag(flag), format_args!("{base}.{member}"));
    }
    for member in ["asNeededCodeableConcept", "asNeededFor"] {
        let place = format!("{base}.{member}");
        for condition in values::items(json, member) {
            let reason = values::named(condition).map(|words| format!("{AS_NEEDED}{words}"));
            match reason.as_deref() {
                _ if plain.is_some() => {}
                // Where it gives no reason that is all it says.
                Some(words) if gives_no_reason(words) => entry.say(Aspect::AsNeeded, Value::Flag(true), &place),
                _ => entry.derive(Aspect::AsNeeded, Value::Flag(true), &place),
            }
            if let Some(words) = reason {
                entry.builder.text(Aspect::Text, &words, &place);
            }
        }
    }
}

/// Dose and rate.
fn amounts(entry: &mut Entry<'_, '_, '_>, json: &Json, base: &str) {
    for member in ["doseQuantity", "quantityQuantity", "dose", "quantity"] {
        entry.told(Aspect::Dose, values::first(json, member).and_then(values::measured), format_args!("{base}.{member}"));
    }
    for member in ["doseRange", "quantityRange"] {
        entry.told(Aspect::Dose, values::first(json, member).and_then(values::range), format_args!("{base}.{member}"));
    }
    let quantity = || values::first(json, "rateQuantity").and_then(values::worded).map(|words| ("rateQuantity", words));
    let range = || values::first(json, "rateRange").and_then(values::range).map(|v| ("rateRange", v.shown()));
    let ratio = || values::first(json, "rateRatio").and_then(per).map(|words| ("rateRatio", words));
    if let Some((member, words)) = quantity().or_else(range).or_else(ratio) {
        entry.builder.text(Aspect::Text, &format!("{RATE}{words}"), &format!("{base}.{member}"));
    }
}

/// A rate as it is prescribed: `100 mL/h`.
fn per(json: &Json) -> Option<String> {
    let (amount, time) = (values::quantity(values::first(json, "numerator")?)?, values::quantity(values::first(json, "denominator")?)?);
    let count = if time.number == Decimal::ONE { String::new() } else { format!("{} ", time.number.normalize()) };
    Some(format!("{} {}/{count}{}", amount.number.normalize(), amount.unit, time.unit))
}

fn limits(entry: &mut Entry<'_, '_, '_>, json: &Json, base: &str) {
    for limit in values::items(json, "maxDosePerPeriod") {
        let part = |key: &str| values::first(limit, key).and_then(values::worded);
        if let (Some(dose), Some(time)) = (part("numerator"), part("denominator")) {
            entry.builder.text(Aspect::Text, &format!("{AT_MOST}{dose} in {time}"), &format!("{base}.maxDosePerPeriod"));
        }
    }
    for (member, words) in [("maxDosePerAdministration", "at a time"), ("maxDosePerLifetime", "in a lifetime")] {
        if let Some(dose) = values::first(json, member).and_then(values::worded) {
            entry.builder.text(Aspect::Text, &format!("{AT_MOST}{dose} {words}"), &format!("{base}.{member}"));
        }
    }
}

/// The code of the timing, with its words or its repetition where they are another rhythm: programs read the one, people and other programs the
/// other. Without a code its repetition.
fn frequency(entry: &mut Entry<'_, '_, '_>, json: &Json, base: &str) {
    let Some(timing) = values::first(json, "timing") else { return };
    let coded = values::first(timing, "code").and_then(values::word);
    if let Some((word, _)) = coded {
        let in_words = || values::first(timing, "code").and_then(|code| other_rhythm(code, word)).map(str::to_string);
        let other = in_words().or_else(|| other_repetition(timing, word));
        let word = other.map_or_else(|| word.to_string(), |other| format!("{word} or {other}"));
        return entry.builder.word(Aspect::Frequency, &word, &format!("{base}.timing.code"));
    }
    if let Some(repeat) = values::first(timing, "repeat") {
        for word in repetition(repeat) {
            entry.translate(Aspect::Frequency, &word, format_args!("{base}.timing.repeat"));
        }
    }
}

/// The words beside the code of a timing, where they name another rhythm than the code.
fn other_rhythm<'j>(concept: &'j Json<'j>, code: &str) -> Option<&'j str> {
    let meant = hours_between(code)?;
    let displays = values::items(concept, "coding").iter().filter_map(|c| values::text(c, "display"));
    values::text(concept, "text").into_iter().chain(displays).find(|words| hours_between(words).is_some_and(|hours| hours != meant))
}

/// The repetition beside the code of a timing, where it is another rhythm than the code.
fn other_repetition(timing: &Json, code: &str) -> Option<String> {
    let meant = hours_between(code)?;
    let told = repetition(values::first(timing, "repeat")?);
    told.into_iter().find(|word| hours_between(word).is_some_and(|hours| hours != meant))
}

/// Whether a timing says its rhythm twice, by a code and as a repetition of which no more is known than how often it comes: a fact of the code stands for
/// both, and tells where they are two.
pub(super) fn is_said_by_code(timing: &Json) -> bool {
    let (Some(code), Some(repeat)) = (values::first(timing, "code").and_then(values::word), values::first(timing, "repeat")) else { return false };
    let is_plain = ["when", "timeOfDay", "dayOfWeek"].iter().all(|member| values::member(repeat, member).is_none());
    is_plain && hours_between(code.0).is_some() && repetition(repeat).iter().all(|word| hours_between(word).is_some())
}

/// The days of a week in their order.
const WEEK: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// A repetition in words: its interval with days and hours, and each event of the day.
fn repetition(repeat: &Json) -> Vec<String> {
    let number = |key: &str| values::text(repeat, key).and_then(parse_decimal).map(|n| n.normalize());
    let all = |key: &str| values::items(repeat, key).iter().filter_map(values::primitive).collect::<Vec<_>>();
    let mut words: Vec<String> = Vec::new();
    for event in values::items(repeat, "when").iter().filter_map(values::primitive) {
        words.push(number("offset").map_or_else(|| event.to_string(), |offset| format!("{event} {offset} min")));
    }
    let unit = values::text(repeat, "periodUnit").or_else(|| values::text(repeat, "periodUnits"));
    let times = (number("frequency"), number("frequencyMax"));
    // With events of the day, that often a day says no more than them, and neither does once a day: each of them comes once.
    let as_often = times.0.is_none_or(|often| often == Decimal::ONE || often == Decimal::from(words.len()));
    let is_open = [(times.1, times.0), (number("periodMax"), number("period"))].iter().any(|(most, least)| most.is_some() && most != least);
    let is_daily = |period: Decimal, unit: &str| unit == "d" && period == Decimal::ONE || unit == "h" && period == Decimal::from(24);
    let interval = match (number("period"), unit) {
        (Some(period), Some(unit)) if !words.is_empty() && as_often && !is_open && is_daily(period, unit) => None,
        (Some(period), Some(unit)) => Some(interval(times, (period, number("periodMax")), unit)),
        _ => times.0.map(|n| format!("{n} times")),
    };
    // Whichever stands first, it is the same day and the same week.
    let (mut hours, mut days) = (all("timeOfDay"), all("dayOfWeek"));
    hours.sort_unstable();
    days.sort_by_key(|day| WEEK.iter().position(|known| known == day));
    let at = if hours.is_empty() { None } else { Some(format!("at {}", hours.join(","))) };
    let on = if days.is_empty() { None } else { Some(format!("on {}", days.join(","))) };
    let whole: Vec<String> = interval.into_iter().chain(at).chain(on).collect();
    if !whole.is_empty() {
        words.push(whole.join(" "));
    }
    words
}

/// `BID`, `Q8H`, `every 36 h`, `2 times every 1 wk`, `every 4-6 h`.
fn interval((times, most): (Option<Decimal>, Option<Decimal>), (period, longest): (Decimal, Option<Decimal>), unit: &str) -> String {
    let times = times.unwrap_or(Decimal::ONE);
    let most = most.filter(|m| *m != times);
    let longest = longest.filter(|l| *l != period);
    if most.is_none() && longest.is_none() {
        if times == Decimal::ONE {
            return clock(period, unit);
        }
        let daily = [(2, "BID"), (3, "TID"), (4, "QID")];
        let word = daily.iter().find(|(n, _)| period == Decimal::ONE && unit == "d" && times == Decimal::from(*n));
        if let Some((_, word)) = word {
            return (*word).to_string();
        }
    }
    let span = longest.map_or_else(|| period.to_string(), |longest| format!("{period}-{longest}"));
    let every = format!("every {span} {unit}");
    match most {
        Some(most) => format!("{times}-{most} times {every}"),
        None if times == Decimal::ONE => every,
        None => format!("{times} times {every}"),
    }
}

/// One time in a span on the clock.
fn clock(period: Decimal, unit: &str) -> String {
    let every = || format!("every {period} {unit}");
    let hours = match unit {
        "min" => period.checked_div(Decimal::from(60)),
        "h" => Some(period),
        "d" => period.checked_mul(Decimal::from(24)),
        "wk" => period.checked_mul(Decimal::from(168)),
        "mo" if period == Decimal::ONE => return "MO".into(),
        _ => None,
    };
    let usual = [(24, "QD"), (1, "Q1H"), (2, "Q2H"), (3, "Q3H"), (4, "Q4H"), (6, "Q6H"), (8, "Q8H"), (48, "QOD"), (168, "WK")];
    let word = usual.iter().find(|(whole, _)| hours == Some(Decimal::from(*whole))).map(|(_, word)| (*word).to_string());
    word.unwrap_or_else(every)
}
