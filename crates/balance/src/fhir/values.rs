//! FHIR's data types as values: primitives, concepts, quantities, ranges, money, points in time, references.
//!
//! JSON and XML give the same values: a number may be a text, and a list of one may be its only item. A value that is not
//! there may say why (`data-absent-reason`), and the reason is a value too. What is no number or date stays as text.

use crate::reading::coding;
use crate::written::to_the_cent;
use formats::Json;
use model::{Coding, Date, Decimal, Quantity, Value, canonical_unit, convert, is_ucum, parse_decimal};

/// A member of an object; `_name` stands for a primitive that has no value of its own.
pub(super) fn member<'j>(json: &'j Json<'j>, key: &str) -> Option<&'j Json<'j>> {
    let Json::Object(members) = json else { return None };
    let mut companion = None;
    for (name, value) in members {
        match named_by(name, key) {
            Some(Named::Value) if !matches!(value, Json::Null) => return Some(value),
            Some(Named::Companion) => companion = Some(value),
            _ => {}
        }
    }
    companion
}

/// What a member holds of the element of a name.
pub(super) enum Named {
    /// The element.
    Value,
    /// What stands beside the value of a primitive.
    Companion,
}

/// Whether a member is named by a key, or by the key behind `_`. Most names have another length, which is all that is compared of them.
pub(super) fn named_by(name: &str, key: &str) -> Option<Named> {
    if name.len() == key.len() {
        return (name == key).then_some(Named::Value);
    }
    let is_companion = name.len() == key.len() + 1 && name.strip_prefix('_') == Some(key);
    is_companion.then_some(Named::Companion)
}

/// The items of a list; anything else is a list of one.
pub(super) fn list<'j>(json: &'j Json<'j>) -> &'j [Json<'j>] {
    match json {
        Json::Array(items) => items,
        Json::Null => &[],
        one => std::slice::from_ref(one),
    }
}

/// The items of a member.
pub(super) fn items<'j>(json: &'j Json<'j>, key: &str) -> &'j [Json<'j>] {
    match member(json, key) {
        Some(value) => list(value),
        None => &[],
    }
}

/// The first item of a member.
pub(super) fn first<'j>(json: &'j Json<'j>, key: &str) -> Option<&'j Json<'j>> {
    items(json, key).first()
}

/// Down a path of members, by the first item of each.
pub(super) fn down<'j>(json: &'j Json<'j>, path: &str) -> Option<&'j Json<'j>> {
    path.split('.').try_fold(json, first)
}

/// The text of a primitive that is not empty.
pub(super) fn primitive<'j>(json: &'j Json<'_>) -> Option<&'j str> {
    match json {
        Json::String(text) | Json::Number(text) if !text.trim().is_empty() => Some(text),
        Json::Bool(true) => Some("true"),
        Json::Bool(false) => Some("false"),
        _ => None,
    }
}

/// The text of a primitive member.
pub(super) fn text<'j>(json: &'j Json<'j>, key: &str) -> Option<&'j str> {
    primitive(first(json, key)?)
}

/// The resource that holds a file, where it stands among these inside of the same record.
pub(super) fn inside<'j>(file: &Json, contained: &'j [Json<'j>]) -> Option<&'j Json<'j>> {
    let id = text(file, "url")?.strip_prefix('#')?;
    contained.iter().find(|held| text(held, "id") == Some(id))
}

/// What a file holds, in base64: its data, or an address that is its own content (RFC 2397).
pub(super) fn held<'j>(file: &'j Json<'j>) -> Option<&'j str> {
    text(file, "data").or_else(|| text(file, "url")?.strip_prefix("data:")?.split_once(";base64,").map(|(_, data)| data))
}

/// Yes or no.
pub(super) fn flag(json: &Json) -> Option<bool> {
    match primitive(json)? {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// Whether there is anything in it.
pub(super) fn is_filled(json: &Json) -> bool {
    match json {
        Json::Null => false,
        Json::String(text) => !text.trim().is_empty(),
        Json::Array(items) => items.iter().any(is_filled),
        Json::Object(members) => members.iter().any(|(_, value)| is_filled(value)),
        Json::Bool(_) | Json::Number(_) => true,
    }
}

/// Why a value is not there, when its extension says so.
pub(super) fn absence(json: &Json) -> Option<Value> {
    let is_reason = |e: &&Json| text(e, "url").is_some_and(|url| url.ends_with("/data-absent-reason"));
    let extension = items(json, "extension").iter().find(is_reason)?;
    let coded = || member(extension, "valueCodeableConcept").and_then(word).map(|(code, _)| code);
    let reason = text(extension, "valueCode").or_else(|| text(extension, "valueString")).or_else(coded)?;
    Some(Value::Absent(reason.into()))
}

/// A point in time, or why there is none.
pub(super) fn date(json: &Json) -> Option<Value> {
    match primitive(json) {
        Some(text) => Some(Date::parse_iso(text).map_or_else(|| Value::Text(text.into()), Value::Date)),
        None => absence(json),
    }
}

fn one_coding(json: &Json) -> Option<Coding> {
    Some(coding(text(json, "system").unwrap_or(""), text(json, "code")?, text(json, "display").unwrap_or("")))
}

/// A CodeableConcept, a Coding, the concept of a CodeableReference or a plain code, with all its codings.
pub(super) fn concept(json: &Json) -> Option<Value> {
    if let Some(words) = primitive(json) {
        return Some(Value::words(words.trim()));
    }
    if let Some(inner) = json.get("concept") {
        return concept(inner);
    }
    let (listed, own_words) = (items(json, "coding"), text(json, "text"));
    let mut codings: Vec<Coding> = Vec::with_capacity(listed.len());
    codings.extend(listed.iter().filter_map(one_coding));
    if codings.is_empty() {
        codings.extend(one_coding(json));
    }
    let display = || listed.iter().find_map(|c| text(c, "display"));
    let words = own_words.or_else(display).unwrap_or("").trim().to_string();
    // A reason of absence in the place of a code: nothing is there, unless words of its own say what.
    if let Some(reason) = reason_of_absence(&codings)
        && own_words.is_none_or(|words| crate::absence::named(words).is_some())
    {
        return Some(Value::Absent(reason));
    }
    if codings.is_empty() && words.is_empty() { absence(json) } else { Some(Value::code(codings, words)) }
}

/// The reason of absence that stands in the place of a code, where every other coding is called one as well.
fn reason_of_absence(codings: &[Coding]) -> Option<String> {
    codings.iter().any(crate::absence::is_flavor).then(|| crate::absence::of_codings(codings)).flatten()
}

/// Why a concept has no value, where nothing but a reason of absence stands in the place of its code.
pub(super) fn reason_in_place(json: &Json) -> Option<Value> {
    let may_be = |one: &Json| text(one, "system").is_some_and(crate::absence::may_be_of_flavors);
    let is_likely = may_be(json) || items(json, "coding").iter().any(may_be);
    if is_likely { concept(json).filter(|value| matches!(value, Value::Absent(_))) } else { None }
}

/// A concept in one word: its code, one of HL7's own systems first and whatever their order, else its words; with the part of the place that says it.
pub(super) fn word<'j>(json: &'j Json<'j>) -> Option<(&'j str, &'static str)> {
    if let Some(word) = primitive(json) {
        return Some((word, ""));
    }
    let json = json.get("concept").unwrap_or(json);
    let own = |c: &&Json| text(c, "system").is_some_and(|s| s.contains("hl7.org"));
    let coded = items(json, "coding").iter().filter(|c| text(c, "code").is_some()).min_by_key(|c| (!own(c), text(c, "system"), text(c, "code")));
    let coded = coded.or(first(json, "coding"));
    if let Some(code) = text(json, "code").or_else(|| coded.and_then(|c| text(c, "code"))) {
        return Some((code, ".coding[0].code"));
    }
    let display = || coded.and_then(|c| text(c, "display")).map(|display| (display, ".coding[0].display"));
    text(json, "text").map(|words| (words, ".text")).or_else(display)
}

/// A concept in words; its first code where it has none.
pub(super) fn named(json: &Json) -> Option<String> {
    match concept(json)? {
        Value::Code(codings, words) if words.is_empty() => {
            let coding = codings.first()?;
            Some(if coding.display.is_empty() { coding.code.clone() } else { coding.display.clone() })
        }
        Value::Code(_, words) => Some(words),
        _ => None,
    }
}

/// How an extension is called: the last part of its address.
pub(super) fn extension_name<'j>(extension: &'j Json<'_>) -> &'j str {
    text(extension, "url").and_then(|url| url.rsplit('/').next()).unwrap_or("")
}

/// What an extension says in words, with the extensions inside of it in the order of the alphabet; none where some of it has no words of its own
/// (a link, a span of time).
pub(super) fn extension_words(extension: &Json) -> Option<String> {
    let inside = items(extension, "extension");
    if inside.is_empty() {
        let Json::Object(members) = extension else { return None };
        let (_, value) = members.iter().find(|(member, _)| member.starts_with("value"))?;
        let amount = || member(value, "value").and_then(|_| worded(value));
        return primitive(value).map(str::to_string).or_else(amount).or_else(|| named(value)).filter(|words| !words.is_empty());
    }
    let each = |part: &Json<'_>| Some(format!("{}: {}", extension_name(part), extension_words(part)?));
    let mut parts = inside.iter().map(each).collect::<Option<Vec<String>>>()?;
    parts.sort_unstable();
    Some(parts.join(", "))
}

/// Every code that a concept has.
pub(super) fn codes<'j>(json: &'j Json<'j>) -> Vec<&'j str> {
    let json = json.get("concept").unwrap_or(json);
    primitive(json).into_iter().chain(text(json, "code")).chain(items(json, "coding").iter().filter_map(|c| text(c, "code"))).collect()
}

/// A number with comparator and unit; also a plain number.
pub(super) fn quantity(json: &Json) -> Option<Quantity> {
    let Some(digits) = text(json, "value") else { return Quantity::parse(primitive(json)?) };
    let comparator = text(json, "comparator").unwrap_or("").into();
    Some(Quantity { number: parse_decimal(digits)?, comparator, unit: unit(json) })
}

/// The unit by its code. Where its words are another unit it is both, and neither: programs read the one, people the other.
fn unit(json: &Json) -> String {
    let (code, words) = (text(json, "code"), text(json, "unit"));
    match (code, words) {
        (Some(code), Some(words)) if other_unit(words, code).is_some() => format!("{code} or {words}"),
        _ => code.or(words).or_else(|| text(json, "currency")).unwrap_or("").to_string(),
    }
}

/// How drugs are counted.
const PIECES: [&str; 14] =
    ["tablet", "tab", "capsule", "cap", "puff", "drop", "patch", "suppository", "suppositories", "spray", "inhalation", "lozenge", "application", "vial"];

/// The unit that words name, where it is not the unit of the code beside them.
pub(super) fn other_unit(words: &str, code: &str) -> Option<String> {
    if words.eq_ignore_ascii_case(code) {
        return None;
    }
    let canonical = |unit: &str| canonical_unit(&unit.replace('^', "*"));
    let (shown, meant) = (canonical(words), canonical(code));
    let is_unit = |unit: &str| !unit.is_empty() && !unit.starts_with('{') && is_ucum(unit);
    let same = shown.eq_ignore_ascii_case(&meant) || convert(Decimal::ONE, &shown, &meant) == Some(Decimal::ONE);
    // What is counted by the piece is no weight and no volume.
    let is_piece = |unit: &str| {
        let unit = unit.trim_matches(['{', '}']).to_lowercase();
        PIECES.iter().any(|piece| unit.strip_prefix(*piece).is_some_and(|end| matches!(end, "" | "s" | "es")))
    };
    (!same && (is_unit(&shown) || is_piece(words)) && is_unit(&meant)).then_some(shown)
}

/// A quantity; what is no number stays as text, and what is absent says why.
pub(super) fn measured(json: &Json) -> Option<Value> {
    if let Some(quantity) = quantity(json) {
        return Some(Value::Quantity(quantity));
    }
    match text(json, "value").or_else(|| primitive(json)) {
        Some(digits) => Some(Value::Text(format!("{digits} {}", unit(json)).trim().into())),
        None => absence(json).or_else(|| member(json, "value").and_then(absence)),
    }
}

/// An amount in words; zeros behind the point say nothing there.
pub(super) fn worded(json: &Json) -> Option<String> {
    Some(match measured(json)? {
        Value::Quantity(amount) => Value::Quantity(Quantity { number: amount.number.normalize(), ..amount }).shown(),
        other => other.shown(),
    })
}

/// A range: a comparator when one end is open, one number when both ends are the same, else the span in words.
pub(super) fn range(json: &Json) -> Option<Value> {
    let bound = |key: &str| member(json, key).and_then(quantity);
    match (bound("low"), bound("high")) {
        (Some(low), None) => Some(Value::Quantity(Quantity { comparator: ">=".into(), ..low })),
        (None, Some(high)) => Some(Value::Quantity(Quantity { comparator: "<=".into(), ..high })),
        (Some(low), Some(high)) if low == high => Some(Value::Quantity(low)),
        (Some(low), Some(high)) => {
            let unit = if low.unit.is_empty() || low.unit == high.unit { String::new() } else { format!(" {}", low.unit) };
            Some(Value::Text(format!("{}{unit}-{} {}", low.number.normalize(), high.number.normalize(), high.unit).trim().into()))
        }
        (None, None) => absence(json),
    }
}

/// A ratio as it is written: `1:128`, whether or not its parts are said to have no unit.
pub(super) fn ratio(json: &Json) -> Option<Value> {
    let bare = |part: Value| match part {
        Value::Quantity(quantity) if quantity.unit == "1" => Value::Quantity(Quantity { unit: Default::default(), ..quantity }),
        other => other,
    };
    let part = |key: &str| member(json, key).and_then(measured).map(|part| bare(part).shown());
    match (part("numerator"), part("denominator")) {
        (Some(numerator), Some(denominator)) => Some(Value::Text(format!("{numerator}:{denominator}"))),
        (Some(one), None) => Some(Value::Text(one)),
        _ => absence(json),
    }
}

/// A period: a point when both ends are the same or one is open, else the span in words.
pub(super) fn period(json: &Json) -> Option<Value> {
    let bound = |key: &str| member(json, key).and_then(date);
    match (bound("start"), bound("end")) {
        (Some(start), Some(end)) if start == end => Some(start),
        (Some(start), Some(end)) => Some(Value::Text(format!("{} to {}", start.shown(), end.shown()))),
        (Some(one), None) | (None, Some(one)) => Some(one),
        (None, None) => absence(json),
    }
}

/// An amount of money; it is exact to the cent, so it is written to the cent.
pub(super) fn money(json: &Json) -> Option<Value> {
    let digits = text(json, "value")?;
    Some(match parse_decimal(digits) {
        Some(number) => Value::Quantity(Quantity { number: to_the_cent(number), comparator: String::new(), unit: unit_of_money(json) }),
        None => Value::Text(digits.into()),
    })
}

fn unit_of_money(json: &Json) -> String {
    text(json, "currency").map_or_else(|| unit(json), str::to_string)
}

/// A reference without the version that it names.
fn current(reference: &str) -> &str {
    // Hardly any names one, and to look for a letter is cheaper than for a word.
    if !reference.contains('_') {
        return reference;
    }
    reference.split("/_history/").next().unwrap_or(reference)
}

/// The id at the end of a reference, a conditional reference or `urn:uuid:`.
pub(super) fn local_id(reference: &str) -> String {
    let current = current(reference);
    let last = current.split('?').next_back().unwrap_or(current);
    last.rsplit(['/', ':', '|']).next().unwrap_or(last).trim_start_matches('#').to_string()
}

/// The type that a reference names; none for `urn:uuid:` and the like.
pub(super) fn target_type(reference: &str) -> Option<&str> {
    if reference.starts_with("urn:") || reference.starts_with('#') {
        return None;
    }
    let current = current(reference);
    let path = match current.split_once('?') {
        Some((path, _)) => path,
        None => current.rsplit_once('/')?.0,
    };
    path.rsplit('/').next().filter(|kind| kind.starts_with(|c: char| c.is_ascii_uppercase()))
}

/// Whom or what a reference names: the id, an identifier, else the words.
pub(super) fn who(json: &Json) -> Option<Value> {
    let key = |text: &str| Some(local_id(text)).filter(|id| !id.is_empty()).map(Value::Key);
    if let Some(uri) = primitive(json) {
        return key(uri);
    }
    if let Some(inner @ Json::Object(_)) = json.get("reference") {
        return who(inner);
    }
    let number = || down(json, "identifier.value").or_else(|| first(json, "value")).and_then(primitive);
    let identified = || number().map(|value| Value::Key(value.trim().into()));
    let named = || text(json, "display").map(|words| Value::Text(words.into()));
    text(json, "reference").and_then(key).or_else(identified).or_else(named)
}

/// The ids that a panel of an id names as its members, in every version.
pub(super) fn panel_members(panel: &Json, own: &str) -> Vec<String> {
    let member = |json: &Json| match who(json) {
        Some(Value::Key(key)) => Some(super::within::key(json, own).unwrap_or(key)),
        _ => None,
    };
    let related = items(panel, "related").iter().filter(|r| text(r, "type") == Some("has-member")).filter_map(|r| first(r, "target"));
    items(panel, "hasMember").iter().chain(related).filter_map(member).collect()
}

/// Whether a file of a content type is words, whichever way they are written down.
pub(super) fn is_of_words(content_type: &str) -> bool {
    let sort = content_type.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    sort.starts_with("text/") || matches!(sort.as_str(), "application/rtf" | "application/xhtml+xml")
}

/// Elements of XHTML within a line: they do not end a word.
const INLINE: [&str; 14] = ["a", "b", "big", "code", "em", "font", "i", "small", "span", "strong", "sub", "sup", "tt", "u"];

/// Entities of XHTML, that of the ampersand last.
const ENTITIES: [(&str, &str); 8] =
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&apos;", "'"), ("&nbsp;", " "), ("&#160;", " "), ("&amp;", "&")];

/// The words of a narrative, without its markup.
pub(super) fn plain(markup: &str) -> String {
    let mut out = String::with_capacity(markup.len());
    let mut rest = markup;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        out.push_str(before);
        let opens = tag.get(1..).is_some_and(|t| t.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!'));
        let end = if opens { tag.find('>') } else { None };
        let Some(end) = end else {
            // A sign of comparison, not a tag.
            out.push('<');
            rest = tag.get(1..).unwrap_or("");
            continue;
        };
        let name: String = tag.chars().skip(1).skip_while(|c| *c == '/').take_while(char::is_ascii_alphanumeric).collect();
        if !INLINE.contains(&name.to_ascii_lowercase().as_str()) {
            out.push(' ');
        }
        rest = tag.get(end + 1..).unwrap_or("");
    }
    out.push_str(rest);
    for (entity, written) in ENTITIES {
        if out.contains(entity) {
            out = out.replace(entity, written);
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}
