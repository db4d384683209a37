//! Values and units: the label changed with the number kept, the decimal point moved, a comparator, a range, a flag.

use super::base::{ALTERED, Around, Fixed, LOSS, core_edited, done, edited, put, told};
use super::tree::Element;
use super::{Effect, Operator};
use crate::Family;
use crate::edit::{decimals, is_zero, rounded, shifted};

const FAMILY: Family = Family::Value;
const RESULTS: Fixed = &["result", "vital"];
const MEASURED: Fixed = &["result", "vital", "medication", "immunization"];
const UNIT: Fixed = &["unit", "value", "dose"];
const NUMBER: Fixed = &["value", "dose", "unit"];

pub(super) const OPERATORS: &[Operator] = &[
    Operator::harm(FAMILY, "unit-prefix-changed", "mg stands where mcg stood, or the other way round; the number is kept", MEASURED, (ALTERED, UNIT), prefix),
    Operator::harm(FAMILY, "molar-for-mass", "mmol/L stands where mg/dL stood, or the other way round; the number is kept", RESULTS, (ALTERED, UNIT), molar),
    Operator::harm(FAMILY, "metric-for-imperial", "kg for lb, cm for in, Celsius for Fahrenheit or the other way round; the number is kept", RESULTS, (ALTERED, UNIT), imperial),
    Operator::harm(FAMILY, "unit-lost", "the number has no unit any more", MEASURED, (LOSS, UNIT), unit_lost),
    Operator::harm(FAMILY, "ten-times", "the decimal point moved one place to the right", MEASURED, (ALTERED, NUMBER), ten_times),
    Operator::harm(FAMILY, "a-tenth", "the decimal point moved one place to the left", MEASURED, (ALTERED, NUMBER), tenth),
    Operator::harm(FAMILY, "thousand-times", "the number was converted to the smaller unit, the label was not", MEASURED, (ALTERED, NUMBER), thousand_times),
    Operator::harm(FAMILY, "rounded", "the number is rounded to a whole one", MEASURED, (ALTERED, NUMBER), whole),
    Operator::harm(FAMILY, "digits-swapped", "two digits of the number have each other's place", RESULTS, (ALTERED, NUMBER), swapped),
    Operator::harm(FAMILY, "sign-added", "a number has become negative", RESULTS, (ALTERED, NUMBER), sign),
    Operator::harm(FAMILY, "comparator-lost", "below the limit of detection has become a plain number", RESULTS, (LOSS, &["comparator", "value"]), comparator),
    Operator::harm(FAMILY, "range-replaced", "the destination's own reference range stands in place of the laboratory's", RESULTS, (ALTERED, &["range_low", "range_high", "text"]), range),
    Operator::harm(FAMILY, "range-in-another-unit", "the reference range is said to be in another unit, with its numbers kept", RESULTS, (ALTERED, &["unit", "range_low", "range_high"]), range_unit),
    Operator::harm(FAMILY, "flag-turned", "the abnormal flag no longer is the one of the laboratory", RESULTS, (ALTERED, &["flag"]), flag),
    Operator::harm(FAMILY, "result-turned", "positive has become negative, or the other way round", &["result", "vital", "social"], (ALTERED, &["value"]), turned),
    Operator::harm(FAMILY, "pressures-swapped", "systolic and diastolic have each other's value", &["panel"], (ALTERED, &["value", "code"]), pressures),
    Operator::harm(FAMILY, "result-becomes-text", "the number has become a text", RESULTS, (ALTERED, &["value"]), text),
    Operator::harm(FAMILY, "goal-other", "what the patient is to reach is twice as much", &["goal"], (ALTERED, &["value"]), goal_other),
    Operator::twin(FAMILY, "zero-written", "a whole number is written with a decimal zero, or without", MEASURED, zero),
    Operator::twin(FAMILY, "range-without-unit", "the ends of a reference range have no unit of their own: it is that of the result", RESULTS, range_bare),
    Operator::twin(FAMILY, "unit-in-other-case", "the unit is written in another case of the same meaning", MEASURED, case),
];

const PREFIXES: &[(&str, &str)] = &[
    ("mg", "ug"),
    ("ug", "mg"),
    ("mcg", "mg"),
    ("g", "mg"),
    ("mL", "L"),
    ("mg/dL", "ug/dL"),
    ("ug/dL", "mg/dL"),
    ("ng/mL", "pg/mL"),
    ("pg/mL", "ng/mL"),
    ("g/dL", "mg/dL"),
    ("g/L", "mg/L"),
    ("mmol/L", "umol/L"),
    ("umol/L", "mmol/L"),
    ("10*3/uL", "10*6/uL"),
    ("pg", "ng"),
];
const IMPERIAL: &[(&str, &str)] = &[
    ("[lb_av]", "kg"),
    ("lb_av", "kg"),
    ("lb", "kg"),
    ("kg", "[lb_av]"),
    ("[in_i]", "cm"),
    ("in", "cm"),
    ("inch", "cm"),
    ("cm", "[in_i]"),
    ("m", "[ft_i]"),
    ("[degF]", "Cel"),
    ("Cel", "[degF]"),
];
/// Units that mean the same in either case.
const CASES: &[(&str, &str)] = &[("mg/dL", "mg/dl"), ("g/dL", "g/dl"), ("mL", "ml"), ("mmol/L", "mmol/l"), ("mg/dl", "mg/dL"), ("g/dl", "g/dL"), ("ml", "mL")];
const FLAGS: &[(&str, &str, &str)] =
    &[("N", "H", "High"), ("H", "N", "Normal"), ("L", "N", "Normal"), ("A", "N", "Normal"), ("HH", "H", "High"), ("LL", "L", "Low"), ("AA", "A", "Abnormal")];
const OPPOSITES: &[(&str, &str, &str)] = &[
    ("10828004", "260385009", "Negative"),
    ("260385009", "10828004", "Positive"),
    ("260373001", "260415000", "Not detected"),
    ("260415000", "260373001", "Detected"),
    ("373066001", "373067005", "No"),
    ("373067005", "373066001", "Yes"),
    ("449868002", "266919005", "Never smoker"),
    ("266919005", "449868002", "Current every day smoker"),
    ("8517006", "266919005", "Never smoker"),
];
const WORDS: &[(&str, &str)] =
    &[("positive", "Negative"), ("negative", "Positive"), ("detected", "Not detected"), ("not detected", "Detected"), ("yes", "No"), ("no", "Yes"), ("reactive", "Nonreactive")];

/// The quantity of a record, edited where it is a number that is not zero.
fn quantity(holder: &mut Element, around: &Around<'_>, edit: impl FnOnce(&mut Element) -> Option<()>) -> Effect {
    let name = if matches!(around.kind(), "medication" | "immunization") { "doseQuantity" } else { "value" };
    core_edited(holder, around, |core| {
        let quantity = core.child_mut(name)?;
        let kind = quantity.attribute("xsi:type");
        let physical = name == "doseQuantity" || kind.ends_with("PQ") || kind.ends_with("REAL") || kind.ends_with("INT");
        let digits = quantity.attribute("value");
        let number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.') && !is_zero(digits);
        done(physical && number)?;
        // A translation would give the number once more.
        quantity.drop_named("translation");
        edit(quantity)
    })
}

fn relabelled(holder: &mut Element, around: &Around<'_>, table: &[(&str, &str)]) -> Effect {
    quantity(holder, around, |quantity| {
        let (_, unit) = table.iter().find(|(from, _)| *from == quantity.attribute("unit"))?;
        quantity.set("unit", unit);
        Some(())
    })
}

fn prefix(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    relabelled(holder, around, PREFIXES)
}

fn molar(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    relabelled(holder, around, crate::value::MOLAR)
}

fn imperial(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    relabelled(holder, around, IMPERIAL)
}

fn case(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    if is_translated(holder, around) { Effect::None } else { relabelled(holder, around, CASES) }
}

/// Whether a quantity is given once more in other words, which a twin must not take away.
fn is_translated(holder: &Element, around: &Around<'_>) -> bool {
    let name = if matches!(around.kind(), "medication" | "immunization") { "doseQuantity" } else { "value" };
    super::base::core(holder, around).and_then(|core| core.child(name)).is_some_and(|quantity| quantity.child("translation").is_some())
}

fn unit_lost(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    quantity(holder, around, |quantity| {
        // A count in braces or a pure number says as much without its unit.
        let unit = quantity.attribute("unit");
        done(!unit.is_empty() && !unit.starts_with('{') && unit != "1")?;
        done(quantity.unset("unit"))
    })
}

fn renumbered(holder: &mut Element, around: &Around<'_>, change: impl Fn(&str) -> Option<String>) -> Effect {
    quantity(holder, around, |quantity| {
        let new = change(quantity.attribute("value"))?;
        quantity.set("value", &new);
        Some(())
    })
}

fn ten_times(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    renumbered(holder, around, |digits| shifted(digits, 1).map(|v| v.to_string()))
}

fn tenth(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    renumbered(holder, around, |digits| shifted(digits, -1).map(|v| v.to_string()))
}

fn thousand_times(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    renumbered(holder, around, |digits| shifted(digits, 3).map(|v| v.to_string()))
}

fn whole(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    renumbered(holder, around, |digits| if decimals(digits).is_empty() { None } else { rounded(digits, 0).map(|v| v.to_string()) })
}

fn swapped(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    renumbered(holder, around, crate::edit::transposed)
}

fn sign(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    renumbered(holder, around, |digits| Some(format!("-{digits}")))
}

fn zero(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    if is_translated(holder, around) {
        return Effect::None;
    }
    renumbered(holder, around, |digits| match digits.split_once('.') {
        None => Some(format!("{digits}.0")),
        Some((whole, decimals)) if is_zero(decimals) => Some(whole.into()),
        Some(_) => None,
    })
}

fn text(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    quantity(holder, around, |quantity| {
        let words = format!("about {} {}", quantity.attribute("value"), quantity.attribute("unit"));
        for name in ["value", "unit"] {
            quantity.unset(name);
        }
        quantity.set("xsi:type", "ST");
        quantity.say(words.trim());
        Some(())
    })
}

/// An interval with one end is a comparator.
fn comparator(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |core| {
        let value = core.child_mut("value")?;
        done(value.attribute("xsi:type").ends_with("IVL_PQ"))?;
        let ends: Vec<(String, String)> = ["low", "high"].iter().filter_map(|end| value.child(end)).map(|e| (e.attribute("value").to_string(), e.attribute("unit").to_string())).filter(|(v, _)| !v.is_empty()).collect();
        let [(number, unit)] = &ends[..] else { return None };
        value.drop_all(|_| true);
        value.set("xsi:type", "PQ");
        value.set("value", number);
        if !unit.is_empty() {
            value.set("unit", unit);
        }
        Some(())
    })
}

/// Both bounds a fifth higher, and at least by two.
fn range(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |core| {
        let range = core.down_mut("referenceRange/observationRange")?;
        done(range.child("interpretationCode").is_none_or(|i| i.attribute("code") == "N"))?;
        let mut any = false;
        for end in ["value/low", "value/high"] {
            let Some(bound) = range.down_mut(end) else { continue };
            let Ok(number) = bound.attribute("value").parse::<f64>() else { continue };
            bound.set("value", &format!("{:.1}", number + (number.abs() * 0.2).max(2.0)));
            any = true;
        }
        done(any)
    })
}

/// Edits the bounds of a normal range that have a unit, those that pass.
fn range_units(holder: &mut Element, around: &Around<'_>, passes: fn(&Element) -> bool, edit: fn(&mut Element)) -> Effect {
    core_edited(holder, around, |core| {
        let range = core.down_mut("referenceRange/observationRange")?;
        done(range.child("interpretationCode").is_none_or(|i| i.attribute("code") == "N"))?;
        let mut any = false;
        for end in ["value/low", "value/high"] {
            let Some(bound) = range.down_mut(end).filter(|b| !b.attribute("value").is_empty() && !b.attribute("unit").is_empty() && passes(b)) else { continue };
            edit(bound);
            any = true;
        }
        done(any)
    })
}

/// Nothing is nothing in whatever unit, and of an ion of one charge so many milliequivalents are as many millimoles.
fn range_unit(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    let is_some = |bound: &Element| bound.attribute("value").parse::<f64>().is_ok_and(|number| number != 0.0);
    range_units(holder, around, is_some, |bound| {
        let is_molar = matches!(bound.attribute("unit").to_lowercase().as_str(), "mmol/l" | "meq/l");
        bound.set("unit", if is_molar { "mg/dL" } else { "mmol/L" });
    })
}

fn range_bare(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    range_units(holder, around, |_| true, |bound| {
        bound.unset("unit");
    })
}

fn flag(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |core| {
        let flag = core.child_mut("interpretationCode")?;
        let (_, code, display) = FLAGS.iter().find(|(from, ..)| *from == flag.attribute("code"))?;
        flag.drop_all(|_| true);
        flag.set("code", code);
        flag.set("displayName", display);
        Some(())
    })
}

fn turned(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |core| {
        let value = core.child_mut("value")?;
        if let Some((_, code, display)) = OPPOSITES.iter().find(|(from, ..)| *from == value.attribute("code")) {
            value.drop_all(|_| true);
            value.set("code", code);
            value.set("displayName", display);
            return Some(());
        }
        let words = value.words().to_lowercase();
        let (_, other) = WORDS.iter().find(|(from, _)| *from == words)?;
        done(value.attribute("code").is_empty())?;
        value.say(other);
        Some(())
    })
}

fn pressures(holder: &mut Element, _: &mut Around<'_>) -> Effect {
    edited(holder, |entry| {
        let of = |code: &str| entry.ways("organizer/component/observation").into_iter().find(|way| entry.at(way).is_some_and(|o| told(o, "code", "code") == code));
        let (systolic, diastolic) = (of("8480-6")?, of("8462-4")?);
        let number = |way: &super::Way| entry.at(way).map(|o| told(o, "value", "value").to_string()).filter(|v| !v.is_empty());
        let (high, low) = (number(&systolic)?, number(&diastolic)?);
        done(high != low)?;
        put(entry.at_mut(&systolic)?, "value", "value", &low)?;
        put(entry.at_mut(&diastolic)?, "value", "value", &high)
    })
}

fn goal_other(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |goal| {
        let number = told(goal, "value", "value").parse::<i64>().ok().filter(|n| *n != 0)?;
        put(goal, "value", "value", &(number * 2).to_string())
    })
}
