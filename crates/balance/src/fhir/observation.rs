//! Observations of every version, one statement for the observation and one for each component.
//!
//! A panel that only names its members asserts nothing beside them. What a component does not say itself (its time, its
//! performer, its body site) the observation says for it.

use super::Out;
use super::contrary;
use super::directive;
use super::entry::Entry;
use super::source::Source;
use super::values;
use crate::written;
use formats::Json;
use model::{Aspect, Kind, Value};

/// Elements that hold a value, in every version.
const VALUES: [&str; 15] = [
    "valueQuantity", "valueCodeableConcept", "valueString", "valueBoolean", "valueInteger", "valueDateTime", "valueRange", "valueRatio", "valuePeriod",
    "valueTime", "valueSampledData", "valueAttachment", "valueReference", "valueInstant", "valueDate",
];

/// One observation.
pub(super) fn read(out: &mut Out<'_>, source: &Source<'_>) {
    let components = source.items("component");
    let valued = VALUES.iter().any(|member| source.first(member).is_some()) || source.first("dataAbsentReason").is_some();
    let related = source.items("related").iter().any(|r| values::text(r, "type") == Some("has-member"));
    let is_panel = source.first("hasMember").is_some() || related;
    // What it was derived from are statements of their own.
    source.get("derivedFrom");
    if components.is_empty() && !valued && is_panel {
        return out.exclude("a panel asserts nothing beside its members");
    }
    if components.is_empty() || valued {
        one(out, source, None, "", &[]);
    }
    // Components that ask what the observation asks are its values, one each: a repeated result of HL7 v2.
    if let (false, [component, more @ ..]) = (valued, components)
        && !more.is_empty()
        && components.iter().all(|c| asks_the_same(source, c))
    {
        return one(out, source, Some(component), "component[0].", more);
    }
    for (index, component) in components.iter().enumerate() {
        one(out, source, Some(component), &format!("component[{index}]."), &[]);
    }
}

/// Whether a component has the very code of its observation.
fn asks_the_same(source: &Source<'_>, component: &Json) -> bool {
    // Looked at without being read: whoever reads it says so.
    let own = source.peek("code").map(values::codes).unwrap_or_default();
    !own.is_empty() && values::first(component, "code").map(values::codes).is_some_and(|codes| codes == own)
}

/// The observation itself, or one of its components; with the values of `more` components, which ask the same.
fn one(out: &mut Out<'_>, source: &Source<'_>, component: Option<&Json>, prefix: &str, more: &[Json]) {
    let mut entry = Entry::new(&mut *out.places, source);
    let part = |member: &str| match component {
        Some(json) => values::first(json, member),
        None => source.first(member),
    };
    entry.told(Aspect::Code, part("code").and_then(values::concept), format_args!("{prefix}code"));
    entry.word(Aspect::Status, "status");
    for (index, category) in source.items("category").iter().enumerate() {
        if let Some((word, _)) = values::word(category) {
            entry.say(Aspect::Category, Value::Word(word.into()), format_args!("category[{index}]"));
        }
    }
    time(&mut entry);
    entry.encounter_link();
    entry.reference(Aspect::Performer, "performer");
    for member in VALUES {
        let told = part(member).and_then(|json| value(member, json));
        // The numbers of a curve are a value; by what they are to be multiplied, and how far apart they are, stands beside them.
        let below = if member == "valueSampledData" { ".data" } else { "" };
        entry.told(Aspect::Value, told, format_args!("{prefix}{member}{below}"));
        for (index, other) in more.iter().enumerate() {
            let told = values::first(other, member).and_then(|json| value(member, json));
            entry.told(Aspect::Value, told, format_args!("component[{}].{member}{below}", index + 1));
        }
    }
    if let Some((reason, _)) = part("dataAbsentReason").and_then(values::word) {
        entry.say(Aspect::Value, Value::Absent(reason.into()), format_args!("{prefix}dataAbsentReason"));
    }
    specimen(&mut entry);
    let flags = component.map_or_else(|| source.items("interpretation"), |json| values::items(json, "interpretation"));
    interpretation(&mut entry, flags, prefix);
    let ranges = component.map_or_else(|| source.items("referenceRange"), |json| values::items(json, "referenceRange"));
    for (index, range) in ranges.iter().enumerate() {
        bounds(&mut entry, range, &format!("{prefix}referenceRange[{index}]"));
    }
    entry.concept(Aspect::Method, "method");
    entry.sites("bodySite");
    entry.notes(&["note", "comment", "comments"]);
    based_on(&mut entry);
    versions(&mut entry);
    let directive = part("code").is_some_and(directive::is_named);
    let kind = if directive { Kind::AdvanceDirective } else { Kind::Observation };
    let statement = entry.finish(kind, &out.patient, &out.origin);
    out.emit(statement);
}

/// The order whose result it is, with its type: what stands under one order is told so by messages. Between two books of FHIR the link is a link.
fn based_on(entry: &mut Entry<'_, '_, '_>) {
    let source = entry.source;
    if !source.is_of_other_format() {
        return;
    }
    for (index, order) in source.items("basedOn").iter().enumerate() {
        let Some(reference) = values::text(order, "reference") else { continue };
        if let Some(sort) = values::target_type(reference) {
            let key = format!("{sort}/{}", values::local_id(reference));
            entry.derive(Aspect::Panel, Value::Key(key), format_args!("basedOn[{index}]"));
        }
    }
}

/// The observation that this one replaces: early versions name it.
fn versions(entry: &mut Entry<'_, '_, '_>) {
    let source = entry.source;
    for (index, related) in source.items("related").iter().enumerate() {
        if values::text(related, "type") == Some("replaces") {
            let target = values::first(related, "target").and_then(values::who);
            entry.told(Aspect::Replaces, target, format_args!("related[{index}].target"));
        }
    }
}

/// When: a moment, or a span that has an end of its own. A span that only has an end is the time all the same.
fn time(entry: &mut Entry<'_, '_, '_>) {
    entry.first_date(Aspect::Effective, &["effectiveDateTime"]);
    if entry.source.down("effectivePeriod.start").is_some() {
        entry.period("effectivePeriod", Aspect::Effective, Aspect::End);
    }
    entry.first_date(Aspect::Effective, &["effectivePeriod.end", "effectiveInstant", "effectiveTiming.event"]);
    entry.date(Aspect::Recorded, "issued");
}

/// A value by its type; what cannot be compared as what it is stays in words.
fn value(member: &str, json: &Json) -> Option<Value> {
    match member {
        "valueQuantity" | "valueInteger" => values::measured(json),
        "valueCodeableConcept" => values::concept(json),
        "valueBoolean" => values::flag(json).map(Value::Flag).or_else(|| values::absence(json)),
        "valueDateTime" | "valueInstant" | "valueDate" => values::date(json),
        "valueRange" => values::range(json),
        "valueRatio" => values::ratio(json),
        "valuePeriod" => values::period(json),
        "valueSampledData" => values::text(json, "data").map(|data| Value::Text(data.into())),
        "valueAttachment" => {
            let sort = values::text(json, "contentType").unwrap_or("text/plain");
            let decoded = values::text(json, "data").and_then(|data| crate::reading::attached_words(sort, data));
            decoded.or_else(|| values::text(json, "title").or_else(|| values::text(json, "url")).map(str::to_string)).map(Value::Text)
        }
        "valueReference" => values::who(json),
        _ => values::primitive(json).map(|text| Value::Text(text.into())).or_else(|| values::absence(json)),
    }
}

/// What was taken: its words, the type of a contained specimen, else which; of two books of FHIR which comes first.
pub(super) fn specimen(entry: &mut Entry<'_, '_, '_>) {
    let source = entry.source;
    for (index, specimen) in source.items("specimen").iter().enumerate() {
        // A result has one, and a report several.
        let place = if index == 0 { "specimen".to_string() } else { format!("specimen[{index}]") };
        if let Some(words) = values::text(specimen, "display").filter(|_| !source.is_link(specimen)) {
            entry.builder.word(Aspect::Specimen, words, &format!("{place}.display"));
            continue;
        }
        let contained = values::text(specimen, "reference").filter(|r| r.starts_with('#')).and_then(|r| source.contained(r));
        let kind = contained.and_then(|c| values::first(c, "type")).and_then(values::concept);
        if !entry.told(Aspect::Specimen, kind, &place) {
            entry.who(Aspect::Specimen, specimen, &place);
        }
    }
}

/// Every interpretation by its standard code, else by its first, else by its words.
fn interpretation(entry: &mut Entry<'_, '_, '_>, flags: &[Json], prefix: &str) {
    for (index, flag) in flags.iter().enumerate() {
        let place = format!("{prefix}interpretation[{index}]");
        let is_standard = |c: &&Json| values::text(c, "system").is_some_and(|s| s.ends_with("ObservationInterpretation") || s.ends_with("0078"));
        let standard = values::items(flag, "coding").iter().find(is_standard).and_then(|c| values::text(c, "code"));
        let word = match (standard, values::word(flag)) {
            (Some(code), _) => code.to_string(),
            (None, Some((word, ".coding[0].code" | ""))) => word.to_string(),
            (None, Some((words, _))) => words.to_lowercase(),
            (None, None) => continue,
        };
        let word = contrary::both(Aspect::Flag, flag, &word).unwrap_or(word);
        entry.builder.word(Aspect::Flag, &word, &place);
    }
}

/// Bounds of the normal range, also where they are written in words (`5.0-8.0`); its words where it has no bounds. Other ranges (critical, therapeutic) are none of these.
fn bounds(entry: &mut Entry<'_, '_, '_>, range: &Json, base: &str) {
    let sort = values::first(range, "type").or_else(|| values::first(range, "meaning"));
    let codes = sort.map(values::codes).unwrap_or_default();
    if !codes.is_empty() && !codes.iter().any(|code| matches!(*code, "normal" | "N")) {
        return entry.source.leave("referenceRange");
    }
    let words = values::text(range, "text").and_then(written::range);
    let (shown_low, shown_high) = words.clone().unwrap_or_default();
    let mut bounded = false;
    for (member, aspect, shown) in [("low", Aspect::RangeLow, shown_low), ("high", Aspect::RangeHigh, shown_high)] {
        let Some(bound) = values::first(range, member).and_then(values::quantity) else { continue };
        // Where the words give another bound than the element it is both, and neither: programs read the one, people the other.
        let value = match shown.filter(|shown| shown.number != bound.number) {
            Some(shown) => Value::Text(format!("{} or {}", bound.number, shown.number)),
            None => Value::Quantity(bound),
        };
        entry.say(aspect, value, format_args!("{base}.{member}"));
        bounded = true;
    }
    if bounded {
        return;
    }
    match words {
        Some((low, high)) => {
            for (aspect, bound) in [(Aspect::RangeLow, low), (Aspect::RangeHigh, high)] {
                if let Some(bound) = bound {
                    entry.say(aspect, Value::Quantity(bound), format_args!("{base}.text"));
                }
            }
        }
        None => {
            entry.text(Aspect::Text, values::first(range, "text"), format_args!("{base}.text"));
        }
    }
}
