//! Values and units: a label changed with the number kept, a decimal point moved, a comparator, a range, a flag.
//!
//! A number that is zero gives no occasion for scaling or another label: nothing of something is nothing of anything.

use crate::edit::{all_places, decimals, digits, edited, harm, is_zero, list, number, one, places, put, rounded, set, shifted, take, text, twin};
use crate::{Effect, Family, Operator, Site};
use serde_json::{Value, json};

const FAMILY: Family = Family::Value;
const MEASURED: &[&str] = &["Observation", "MedicationRequest", "MedicationStatement", "MedicationAdministration", "Immunization"];
const OBSERVED: &[&str] = &["Observation"];
/// Where a quantity measures the patient or a dose.
const QUANTITIES: &[&str] = &[
    "/valueQuantity",
    "/component/*/valueQuantity",
    "/dosageInstruction/*/doseAndRate/*/doseQuantity",
    "/dosage/*/doseAndRate/*/doseQuantity",
    "/dosage/dose",
    "/doseQuantity",
];
const ALTERED: &[&str] = &["altered"];

pub(crate) const OPERATORS: &[Operator] = &[
    harm(FAMILY, "unit-prefix-changed", "mg stands where mcg stood, or the other way round; the number is kept", MEASURED, (ALTERED, &["unit", "value", "dose"]), prefix),
    harm(FAMILY, "molar-for-mass", "mmol/L stands where mg/dL stood, or the other way round; the number is kept", OBSERVED, (ALTERED, &["unit", "value"]), molar),
    harm(FAMILY, "metric-for-imperial", "kg for lb, cm for in, Celsius for Fahrenheit or the other way round; the number is kept", OBSERVED, (ALTERED, &["unit", "value"]), imperial),
    harm(FAMILY, "unit-lost", "The number has no unit any more", MEASURED, (&["altered", "lost"], &["unit", "value", "dose"]), unit_lost),
    harm(FAMILY, "ten-times", "The decimal point moved one place to the right", MEASURED, (ALTERED, &["value", "dose"]), ten_times),
    harm(FAMILY, "a-tenth", "The decimal point moved one place to the left", MEASURED, (ALTERED, &["value", "dose"]), tenth),
    harm(FAMILY, "thousand-times", "The number was converted to the smaller unit, the label was not", MEASURED, (ALTERED, &["value", "dose", "unit"]), thousand_times),
    harm(FAMILY, "rounded", "The number is rounded to a whole one", MEASURED, (ALTERED, &["value", "dose"]), whole),
    harm(FAMILY, "decimals-cut", "Decimals after the first are cut off", MEASURED, (ALTERED, &["value", "dose"]), cut),
    harm(FAMILY, "comparator-lost", "Below the limit of detection has become a plain number", OBSERVED, (&["altered", "lost"], &["comparator", "value"]), comparator_lost),
    harm(FAMILY, "comparator-turned", "Less than has become greater than, or the other way round", OBSERVED, (ALTERED, &["comparator", "value"]), comparator_turned),
    harm(FAMILY, "range-replaced", "The destination's own reference range stands in place of the laboratory's", OBSERVED, (ALTERED, &["range_low", "range_high", "text"]), range),
    harm(FAMILY, "flag-derived-anew", "The abnormal flag no longer is the one of the laboratory", OBSERVED, (ALTERED, &["flag"]), flag),
    harm(FAMILY, "components-swapped", "Two components of a panel have each other's value, as systolic and diastolic", OBSERVED, (ALTERED, &["value", "code"]), components),
    harm(FAMILY, "result-turned", "Positive has become negative, detected not detected, yes no, or the other way round", OBSERVED, (ALTERED, &["value"]), turned),
    twin(FAMILY, "converted-exactly", "The number is converted exactly into another unit of the same quantity", MEASURED, converted),
    twin(FAMILY, "zero-written", "A whole number is written with a decimal zero, or without", MEASURED, zero),
    twin(FAMILY, "ion-in-milliequivalents", "An ion with one charge stands in mEq/L for mmol/L, or the other way round; the number is kept", OBSERVED, ion),
    twin(FAMILY, "mass-in-moles", "A concentration of glucose or creatinine stands in moles, converted, where mg/dL stood", OBSERVED, moles),
    twin(FAMILY, "unit-in-words", "The unit is spelled out beside its UCUM code", MEASURED, in_words),
    twin(FAMILY, "ucum-code-added", "The UCUM code is given beside the unit that already was one", MEASURED, code_added),
];

/// Units that differ by a prefix which migrations confuse.
const PREFIXES: &[(&str, &str)] = &[
    ("mg", "ug"),
    ("ug", "mg"),
    ("mcg", "mg"),
    ("g", "mg"),
    ("kg", "g"),
    ("mL", "L"),
    ("mg/dL", "ug/dL"),
    ("ug/dL", "mg/dL"),
    ("ng/mL", "pg/mL"),
    ("pg/mL", "ng/mL"),
    ("g/dL", "mg/dL"),
    ("g/L", "mg/L"),
    ("mg/L", "ug/L"),
    ("mmol/L", "umol/L"),
    ("umol/L", "mmol/L"),
    ("mg/g", "ug/g"),
    ("pg", "ng"),
];
/// Units of mass and of substance that are taken for each other.
pub(crate) const MOLAR: &[(&str, &str)] = &[("mg/dL", "mmol/L"), ("mmol/L", "mg/dL"), ("umol/L", "mg/dL")];
const IMPERIAL: &[(&str, &str)] =
    &[("[lb_av]", "kg"), ("kg", "[lb_av]"), ("[in_i]", "cm"), ("cm", "[in_i]"), ("[degF]", "Cel"), ("Cel", "[degF]")];
/// How far the point moves from one unit to another of the same quantity.
const EXACT: &[(&str, &str, i32)] = &[
    ("ug", "mg", -3),
    ("mg", "ug", 3),
    ("g", "mg", 3),
    ("kg", "g", 3),
    ("cm", "m", -2),
    ("mL", "L", -3),
    ("g/dL", "g/L", 1),
    ("mg/dL", "g/L", -2),
    ("mmol/L", "umol/L", 3),
    ("umol/L", "mmol/L", -3),
];
/// UCUM units in words.
const WORDS: &[(&str, &str)] = &[
    ("mg", "milligram"),
    ("ug", "microgram"),
    ("g", "gram"),
    ("mL", "milliliter"),
    ("kg", "kilogram"),
    ("cm", "centimeter"),
    ("%", "percent"),
    ("Cel", "degree Celsius"),
    ("/min", "per minute"),
    ("mm[Hg]", "millimeter of mercury"),
    ("mg/dL", "milligram per deciliter"),
    ("g/dL", "gram per deciliter"),
    ("mmol/L", "millimole per liter"),
    ("umol/L", "micromole per liter"),
    ("kg/m2", "kilogram per square meter"),
    ("10*3/uL", "thousand per microliter"),
    ("fL", "femtoliter"),
    ("[lb_av]", "pound"),
    ("[in_i]", "inch"),
    ("[degF]", "degree Fahrenheit"),
];
/// Answers and their opposites, as code and words.
const OPPOSITES: &[(&str, &str, &str, &str)] = &[
    ("10828004", "Positive", "260385009", "Negative"),
    ("260373001", "Detected", "260415000", "Not detected"),
    ("373066001", "Yes", "373067005", "No"),
    ("LA6576-8", "Positive", "LA6577-6", "Negative"),
    ("LA11882-0", "Detected", "LA11883-8", "Not detected"),
    ("LA33-6", "Yes", "LA32-8", "No"),
    ("POS", "Positive", "NEG", "Negative"),
];
/// What a destination that computes flags itself may put in their place.
const FLAGS: &[(&str, &str, &str)] = &[
    ("H", "N", "Normal"),
    ("HH", "H", "High"),
    ("L", "N", "Normal"),
    ("LL", "L", "Low"),
    ("A", "N", "Normal"),
    ("AA", "A", "Abnormal"),
    ("N", "A", "Abnormal"),
];

/// One quantity.
struct Measure {
    at: String,
    digits: String,
    unit: String,
}

/// Every quantity of a resource that is not zero.
fn measures(resource: &Value) -> Vec<Measure> {
    let read = |at: String| {
        let quantity = resource.pointer(&at)?;
        let unit = text(quantity, "/code").or_else(|| text(quantity, "/unit")).unwrap_or("").to_string();
        let digits = quantity.get("value").and_then(digits).filter(|d| !is_zero(d))?;
        Some(Measure { at, digits, unit })
    };
    all_places(resource, QUANTITIES).into_iter().filter_map(read).collect()
}

/// The partner of a unit in a table.
fn partner(table: &[(&str, &'static str)], unit: &str) -> Option<&'static str> {
    table.iter().find(|(from, _)| *from == unit).map(|(_, to)| *to)
}

/// Writes another unit wherever the quantity writes one.
fn label(resource: &mut Value, at: &str, unit: &str) -> Option<()> {
    let quantity = resource.pointer_mut(at)?.as_object_mut()?;
    for member in ["unit", "code"] {
        if let Some(written) = quantity.get_mut(member) {
            *written = unit.into();
        }
    }
    Some(())
}

/// Another label on one of the quantities that a table knows.
fn relabelled(resource: &mut Value, site: &mut Site<'_>, table: &[(&str, &'static str)]) -> Effect {
    let found: Vec<(String, &str)> = measures(resource).into_iter().filter_map(|m| Some((m.at, partner(table, &m.unit)?))).collect();
    let Some((at, unit)) = one(found, &mut site.dice) else { return Effect::None };
    edited(resource, |r| label(r, &at, unit))
}

fn prefix(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    relabelled(resource, site, PREFIXES)
}

fn molar(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    relabelled(resource, site, MOLAR)
}

fn imperial(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    relabelled(resource, site, IMPERIAL)
}

fn unit_lost(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    // A count in braces or a pure number says as much without its unit.
    let real = |m: &Measure| !m.unit.is_empty() && !m.unit.starts_with('{') && m.unit != "1";
    let Some(found) = one(measures(resource).into_iter().filter(real).collect(), &mut site.dice) else { return Effect::None };
    edited(resource, |r| {
        for member in ["unit", "code", "system"] {
            take(r, &found.at, member);
        }
        Some(())
    })
}

/// Another number in one of the quantities.
fn renumbered(resource: &mut Value, site: &mut Site<'_>, change: impl Fn(&str) -> Option<Value>) -> Effect {
    let found: Vec<(String, Value)> = measures(resource).into_iter().filter_map(|m| Some((m.at, change(&m.digits)?))).collect();
    let Some((at, value)) = one(found, &mut site.dice) else { return Effect::None };
    edited(resource, |r| set(r, &at, "value", value))
}

fn ten_times(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    renumbered(resource, site, |digits| shifted(digits, 1))
}

fn tenth(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    renumbered(resource, site, |digits| shifted(digits, -1))
}

fn thousand_times(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    renumbered(resource, site, |digits| shifted(digits, 3))
}

fn whole(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    renumbered(resource, site, |digits| if decimals(digits).is_empty() { None } else { rounded(digits, 0) })
}

fn cut(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    renumbered(resource, site, |digits| {
        let (whole, _) = digits.split_once('.')?;
        let kept = decimals(digits);
        if kept.len() < 2 { None } else { number(&format!("{whole}.{}", kept.get(..1)?)) }
    })
}

fn comparator_lost(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let quantity = all_places(r, QUANTITIES).into_iter().find(|at| text(r, &format!("{at}/comparator")).is_some());
        if let Some(at) = quantity {
            return take(r, &at, "comparator").map(|_| ());
        }
        let words = text(r, "/valueString")?.trim().to_string();
        let bare = words.strip_prefix(['<', '>'])?.trim_start_matches('=').trim().to_string();
        put(r, "/valueString", bare)
    })
}

fn comparator_turned(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let at = all_places(r, &["/valueQuantity/comparator", "/component/*/valueQuantity/comparator"]).into_iter().next()?;
        let turned = match text(r, &at)? {
            "<" => ">",
            "<=" => ">=",
            ">" => "<",
            ">=" => "<=",
            _ => return None,
        };
        put(r, &at, turned)
    })
}

fn range(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let at = all_places(r, &["/referenceRange/*", "/component/*/referenceRange/*"]).into_iter().find(|at| bounds(r, at).iter().any(Option::is_some))?;
        let [low, high] = bounds(r, &at);
        let moved = [low.and_then(|d| wider(&d)), high.and_then(|d| wider(&d))];
        for (member, value) in ["low", "high"].iter().zip(&moved) {
            if let Some(value) = value {
                set(r, &format!("{at}/{member}"), "value", value.clone())?;
            }
        }
        if text(r, &format!("{at}/text")).is_some() {
            let words = match moved {
                [Some(low), Some(high)] => format!("{low}-{high}"),
                [Some(low), None] => format!(">={low}"),
                [None, Some(high)] => format!("<={high}"),
                [None, None] => return None,
            };
            set(r, &at, "text", words)?;
        }
        Some(())
    })
}

/// The digits of both bounds of a range.
fn bounds(resource: &Value, at: &str) -> [Option<String>; 2] {
    ["low", "high"].map(|member| resource.pointer(&format!("{at}/{member}/value")).and_then(digits))
}

/// A bound a fifth higher, in as many decimals, and at least two units of its last digit.
fn wider(digits: &str) -> Option<Value> {
    let places = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let exact: f64 = digits.parse().ok()?;
    let least = 2.0 / 10_f64.powi(i32::try_from(places).ok()?);
    rounded(&format!("{}", exact + (exact.abs() * 0.2).max(least)), places)
}

fn flag(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let concept = all_places(r, &["/interpretation/*", "/component/*/interpretation/*"]).into_iter().next()?;
        let mut words = None;
        for at in places(r, &format!("{concept}/coding/*")) {
            let code = text(r, &format!("{at}/code")).unwrap_or("");
            let Some((_, new, display)) = FLAGS.iter().find(|(old, ..)| *old == code) else { continue };
            set(r, &at, "code", *new)?;
            set(r, &at, "display", *display)?;
            words = Some(*display);
        }
        if text(r, &format!("{concept}/text")).is_some() {
            set(r, &concept, "text", words?)?;
        }
        words.map(|_| ())
    })
}

fn components(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let count = list(r, "/component").len();
        let read = |index: usize| r.pointer(&format!("/component/{index}/valueQuantity"));
        let differ = |a: &Value, b: &Value| a["value"] != b["value"] && a["unit"] == b["unit"] && a["code"] == b["code"];
        let pairs = (0..count).flat_map(|a| (a + 1..count).map(move |b| (a, b)));
        let found = pairs.filter_map(|(a, b)| Some((a, b, read(a)?.clone(), read(b)?.clone()))).find(|(_, _, x, y)| differ(x, y));
        let (a, b, x, y) = found?;
        put(r, &format!("/component/{a}/valueQuantity"), y)?;
        put(r, &format!("/component/{b}/valueQuantity"), x)
    })
}

fn turned(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        if let Some(new) = text(r, "/valueString").and_then(opposite_words) {
            return put(r, "/valueString", new);
        }
        let concepts = all_places(r, &["/valueCodeableConcept", "/component/*/valueCodeableConcept"]);
        concepts.into_iter().find_map(|at| turn(r, &at))
    })
}

/// Turns every coding of an answer; none where no coding has an opposite.
fn turn(resource: &mut Value, at: &str) -> Option<()> {
    let mut words = None;
    for coding in places(resource, &format!("{at}/coding/*")) {
        let Some((code, display)) = text(resource, &format!("{coding}/code")).and_then(opposite) else { continue };
        set(resource, &coding, "code", code)?;
        set(resource, &coding, "display", display)?;
        words = Some(display);
    }
    let display = words?;
    if resource.pointer(at)?.get("text").is_some() {
        set(resource, at, "text", display)?;
    }
    Some(())
}

fn opposite(code: &str) -> Option<(&'static str, &'static str)> {
    OPPOSITES.iter().find_map(|(yes, yes_words, no, no_words)| match code {
        code if code == *yes => Some((*no, *no_words)),
        code if code == *no => Some((*yes, *yes_words)),
        _ => None,
    })
}

fn opposite_words(words: &str) -> Option<&'static str> {
    let is = |other: &str| words.trim().eq_ignore_ascii_case(other);
    OPPOSITES.iter().find_map(|(yes, yes_words, no, no_words)| match () {
        () if is(yes_words) || is(yes) => Some(*no_words),
        () if is(no_words) || is(no) => Some(*yes_words),
        () => None,
    })
}

/// A bare reference range is in the unit of the value, so a value that has one is left alone.
fn converted(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    if !all_places(resource, &["/referenceRange", "/component/*/referenceRange"]).is_empty() {
        return Effect::None;
    }
    let change = |m: Measure| {
        let (_, to, by) = EXACT.iter().find(|(from, ..)| *from == m.unit)?;
        Some((m.at, *to, shifted(&m.digits, *by)?))
    };
    let Some((at, unit, value)) = one(measures(resource).into_iter().filter_map(change).collect(), &mut site.dice) else { return Effect::None };
    edited(resource, |r| {
        label(r, &at, unit)?;
        set(r, &at, "value", value)
    })
}

/// `5` and `5.0` are the same number: no tolerance comes from a zero that JSON writers add or drop at will.
fn zero(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    renumbered(resource, site, |digits| match digits.split_once('.') {
        None => number(&format!("{digits}.0")),
        Some((whole, decimals)) if is_zero(decimals) => number(whole),
        Some(_) => None,
    })
}

/// Sodium, potassium, chloride and bicarbonate in serum or plasma and in blood (LOINC).
const IONS: &[&str] = &["2951-2", "2947-0", "2823-3", "6298-4", "2075-0", "2069-3", "1963-8", "2028-9"];

fn ion(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    const AT: &str = "/valueQuantity";
    let is_ion = list(resource, "/code/coding").iter().any(|c| c["system"] == "http://loinc.org" && IONS.iter().any(|ion| c["code"] == *ion));
    let unit = text(resource, &format!("{AT}/code")).or_else(|| text(resource, &format!("{AT}/unit"))).unwrap_or("");
    let other = match unit {
        "mmol/L" => "meq/L",
        "meq/L" => "mmol/L",
        _ => return Effect::None,
    };
    edited(resource, |r| {
        for at in all_places(r, &[AT, "/referenceRange/*/low", "/referenceRange/*/high"]) {
            for member in ["unit", "code"] {
                if r.pointer(&at)?.get(member).is_some() {
                    set(r, &at, member, other)?;
                }
            }
        }
        is_ion.then_some(())
    })
}

/// Codes of LOINC of a substance in serum, plasma or blood; moles that are a mg/dL of it, their unit, and the decimals that laboratories print.
const MOLES: &[(&[&str], f64, &str, usize)] = &[(&["2345-7", "2339-0"], 0.055_508, "mmol/L", 2), (&["2160-0", "38483-4"], 88.4, "umol/L", 1)];

fn moles(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    const AT: &str = "/valueQuantity";
    let unit = text(resource, &format!("{AT}/code")).or_else(|| text(resource, &format!("{AT}/unit"))).unwrap_or("");
    if unit != "mg/dL" || !all_places(resource, &["/referenceRange"]).is_empty() {
        return Effect::None;
    }
    let is_of = |codes: &[&str]| list(resource, "/code/coding").iter().any(|c| c["system"] == "http://loinc.org" && codes.iter().any(|code| c["code"] == *code));
    let Some((_, factor, unit, decimals)) = MOLES.iter().find(|(codes, ..)| is_of(codes)) else { return Effect::None };
    let number: Option<f64> = resource.pointer(&format!("{AT}/value")).and_then(digits).and_then(|digits| digits.parse().ok());
    let Some(value) = number.and_then(|number| rounded(&(number * factor).to_string(), *decimals)) else { return Effect::None };
    edited(resource, |r| {
        label(r, AT, unit)?;
        set(r, AT, "value", value)
    })
}

/// The code decides what the unit is; `unit` is for people.
fn in_words(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let coded = |m: &Measure| text(resource, &format!("{}/system", m.at)) == Some("http://unitsofmeasure.org");
    let found: Vec<(String, &str)> =
        measures(resource).into_iter().filter(coded).filter_map(|m| Some((m.at, partner(WORDS, &m.unit)?))).collect();
    let Some((at, words)) = one(found, &mut site.dice) else { return Effect::None };
    edited(resource, |r| set(r, &at, "unit", words))
}

fn code_added(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let bare = |m: &Measure| resource.pointer(&m.at).is_some_and(|q| q.get("code").is_none() && q.get("system").is_none());
    let ucum = |m: &Measure| partner(WORDS, &m.unit).is_some();
    let found: Vec<Measure> = measures(resource).into_iter().filter(bare).filter(ucum).collect();
    let Some(found) = one(found, &mut site.dice) else { return Effect::None };
    edited(resource, |r| {
        set(r, &found.at, "system", json!("http://unitsofmeasure.org"))?;
        set(r, &found.at, "code", found.unit.as_str())
    })
}
