//! Values and units: the label changed with the number kept, the decimal point moved, a comparator, a range, a flag.

use super::base::{ALTERED, Around, Fixed, LOSS, done, emptied, main_edited, number_fields};
use super::charts::Group;
use super::message::Segment;
use super::{Effect, Operator};
use crate::Family;
use crate::edit::{decimals, rounded, shifted, transposed};

const FAMILY: Family = Family::Value;
const RESULT: Fixed = &["result"];
const MEASURED: Fixed = &["result", "medication", "immunization", "dose"];
const UNIT: Fixed = &["unit", "value", "dose"];
const NUMBER: Fixed = &["value", "dose", "unit"];

pub(super) const OPERATORS: &[Operator] = &[
    Operator::harm(FAMILY, "unit-prefix-changed", "mg stands where mcg stood, or the other way round; the number is kept", MEASURED, (ALTERED, UNIT), |g, _| relabelled(g, PREFIXES)),
    Operator::harm(FAMILY, "molar-for-mass", "mmol/L stands where mg/dL stood, or the other way round; the number is kept", RESULT, (ALTERED, UNIT), |g, _| relabelled(g, crate::value::MOLAR)),
    Operator::harm(FAMILY, "metric-for-imperial", "kg for lb, cm for in, Celsius for Fahrenheit or the other way round; the number is kept", RESULT, (ALTERED, UNIT), |g, _| relabelled(g, IMPERIAL)),
    Operator::harm(FAMILY, "unit-lost", "the number has no unit any more", MEASURED, (LOSS, UNIT), unit_lost),
    Operator::harm(FAMILY, "ten-times", "the decimal point moved one place to the right", MEASURED, (ALTERED, NUMBER), |g, _| renumbered(g, |d| shifted(d, 1).map(|v| v.to_string()))),
    Operator::harm(FAMILY, "a-tenth", "the decimal point moved one place to the left", MEASURED, (ALTERED, NUMBER), |g, _| renumbered(g, |d| shifted(d, -1).map(|v| v.to_string()))),
    Operator::harm(FAMILY, "thousand-times", "the number was converted to the smaller unit, the label was not", MEASURED, (ALTERED, NUMBER), |g, _| renumbered(g, |d| shifted(d, 3).map(|v| v.to_string()))),
    Operator::harm(FAMILY, "rounded", "the number is rounded to a whole one", MEASURED, (ALTERED, NUMBER), |g, _| renumbered(g, |d| if decimals(d).is_empty() { None } else { rounded(d, 0).map(|v| v.to_string()) })),
    Operator::harm(FAMILY, "digits-swapped", "two digits of the number have each other's place", RESULT, (ALTERED, NUMBER), |g, _| renumbered(g, transposed)),
    Operator::harm(FAMILY, "sign-added", "a number has become negative", RESULT, (ALTERED, NUMBER), |g, _| renumbered(g, |d| Some(format!("-{d}")))),
    Operator::harm(FAMILY, "comparator-lost", "below the limit of detection has become a plain number", RESULT, (LOSS, &["comparator", "value"]), |g, _| comparator(g, "")),
    Operator::harm(FAMILY, "comparator-turned", "below the limit has become above it", RESULT, (ALTERED, &["comparator", "value"]), |g, _| comparator(g, ">")),
    Operator::harm(FAMILY, "titre-cut", "of a ratio the second number is gone", RESULT, (ALTERED, &["value"]), titre),
    Operator::harm(FAMILY, "separator-became-a-sign", "of two numbers the second one has become negative, and nothing stands between them", RESULT, (ALTERED, &["value"]), unseparated),
    Operator::harm(FAMILY, "range-replaced", "the destination's own reference range stands in place of the laboratory's", RESULT, (ALTERED, &["range_low", "range_high"]), range),
    Operator::harm(FAMILY, "range-lost", "the reference range vanishes", RESULT, (LOSS, &["range_low", "range_high"]), |g, _| if numbers_of(g).is_some() { emptied(g, &[("OBX", 7)]) } else { Effect::None }),
    Operator::harm(FAMILY, "bound-of-range-within", "a value at the bound of its range has become a normal one", RESULT, (ALTERED, &["element"]), bound_within),
    Operator::twin(FAMILY, "bound-of-range-spaced", "a range of one bound is written with a blank", RESULT, |g, _| bound(g, &[("<=", "<= "), (">=", ">= "), ("<", "< "), (">", "> ")])),
    Operator::harm(FAMILY, "worded-range-replaced", "what a reference range said in words is said otherwise", RESULT, (ALTERED, &["element", "range_low", "range_high"]), worded),
    Operator::harm(FAMILY, "flag-turned", "the abnormal flag no longer is the one of the laboratory", RESULT, (ALTERED, &["flag"]), flag),
    Operator::harm(FAMILY, "flag-lost", "the abnormal flag vanishes", RESULT, (LOSS, &["flag"]), |g, _| emptied(g, &[("OBX", 8)])),
    Operator::harm(FAMILY, "result-turned", "positive has become negative, or the other way round", RESULT, (ALTERED, &["value"]), turned),
    Operator::harm(FAMILY, "result-becomes-text", "the number has become a text", RESULT, (ALTERED, &["value", "unit"]), text),
    Operator::harm(FAMILY, "culture-cut-to-first", "of several findings of one result only the first remains", RESULT, (&["altered", "lost"], &["value"]), first_only),
    Operator::twin(FAMILY, "zero-written", "a whole number is written with a decimal zero, or a number with one more", MEASURED, |g, _| renumbered(g, |d| Some(if d.contains('.') { format!("{d}0") } else { format!("{d}.0") }))),
    Operator::twin(FAMILY, "unit-in-other-case", "the unit is written in another case of the same meaning", MEASURED, |g, _| relabelled(g, CASES)),
    Operator::twin(FAMILY, "unit-by-its-code", "the unit is written by its code of UCUM", MEASURED, |g, _| relabelled(g, SYNONYMS)),
    Operator::twin(FAMILY, "unit-with-system", "the unit names its system", RESULT, unit_system),
    Operator::twin(FAMILY, "number-with-comparator-field", "a number stands as a structured one", RESULT, structured),
    Operator::twin(FAMILY, "structured-in-one-piece", "a structured number stands as a text", RESULT, in_one_piece),
    Operator::twin(FAMILY, "flags-reordered", "several abnormal flags stand in another order", RESULT, flags_turned),
];

const PREFIXES: &[(&str, &str)] = &[
    ("mg", "ug"), ("ug", "mg"), ("mcg", "mg"), ("g", "mg"), ("mL", "L"), ("mg/dL", "ug/dL"), ("ug/dL", "mg/dL"), ("ng/mL", "pg/mL"), ("pg/mL", "ng/mL"), ("g/dL", "mg/dL"),
    ("g/L", "mg/L"), ("mg/L", "ug/L"), ("mmol/L", "umol/L"), ("umol/L", "mmol/L"), ("10*3/uL", "10*6/uL"), ("MG", "MCG"), ("MCG", "MG"),
];
const IMPERIAL: &[(&str, &str)] = &[
    ("[lb_av]", "kg"), ("lb", "kg"), ("kg", "[lb_av]"), ("[in_i]", "cm"), ("in", "cm"), ("cm", "[in_i]"), ("[degF]", "Cel"), ("Cel", "[degF]"),
];
/// Units that mean the same in either case.
const CASES: &[(&str, &str)] = &[("mg/dL", "mg/dl"), ("g/dL", "g/dl"), ("mL", "ml"), ("mmol/L", "mmol/l"), ("mg/dl", "mg/dL"), ("g/dl", "g/dL"), ("ml", "mL")];
/// Other names of one unit.
const SYNONYMS: &[(&str, &str)] = &[
    ("mcg", "ug"), ("ug", "mcg"), ("lb", "[lb_av]"), ("in", "[in_i]"), ("MG", "mg"), ("ug/mL", "mcg/mL"), ("ug/dL", "µg/dL"), ("ug/L", "mcg/L"), ("umol/L", "μmol/L"), ("10*3/uL", "10*3/µL"),
    ("10*6/uL", "10*6/μL"),
];
const FLAGS: &[(&str, &str)] = &[("N", "H"), ("H", "N"), ("L", "N"), ("A", "N"), ("HH", "H"), ("LL", "L"), ("AA", "A"), ("R", "S"), ("S", "R"), ("I", "S")];
const OPPOSITES: &[(&str, &str)] = &[
    ("10828004", "260385009^Negative^SCT"), ("260385009", "10828004^Positive^SCT"), ("260373001", "260415000^Not detected^SCT"), ("260415000", "260373001^Detected^SCT"),
    ("449868002", "266919005^Never smoker^SCT"), ("266919005", "449868002^Current every day smoker^SCT"), ("8517006", "266919005^Never smoker^SCT"),
];
const WORDS: &[(&str, &str)] =
    &[("positive", "Negative"), ("negative", "Positive"), ("detected", "Not detected"), ("not detected", "Detected"), ("yes", "No"), ("no", "Yes"), ("reactive", "Nonreactive"), ("nonreactive", "Reactive")];

fn numbers_of(group: &Group) -> Option<(usize, usize)> {
    number_fields(group.main()?)
}

/// The unit of a number, exchanged by a table.
fn relabelled(group: &mut Group, table: &[(&str, &str)]) -> Effect {
    main_edited(group, |main| {
        let (_, unit) = number_fields(main)?;
        let (_, other) = table.iter().find(|(from, _)| *from == main.part(unit, 1))?;
        main.put(unit, other);
        Some(())
    })
}

fn unit_lost(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |main| {
        let (_, unit) = number_fields(main)?;
        // A count in braces or a pure number says as much without its unit.
        let named = main.part(unit, 1);
        done(!named.is_empty() && !named.starts_with('{') && named != "1")?;
        main.put(unit, "");
        Some(())
    })
}

fn renumbered(group: &mut Group, change: impl Fn(&str) -> Option<String>) -> Effect {
    main_edited(group, |main| {
        let (value, _) = number_fields(main)?;
        let new = change(main.field(value))?;
        main.put(value, &new);
        Some(())
    })
}

/// The comparator of a number, in front of it or as the first part of a structured one.
fn comparator(group: &mut Group, instead: &str) -> Effect {
    main_edited(group, |main| {
        let value = main.field(5).to_string();
        done(main.name == "OBX" && value.starts_with('<') && !value.starts_with("<>"))?;
        match main.field(2) {
            "SN" if main.part(5, 3).is_empty() => main.put_part(5, 1, instead),
            "NM" => main.put(5, &format!("{instead}{}", value.trim_start_matches(['<', '=']))),
            _ => return None,
        }
        Some(())
    })
}

fn titre(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |main| {
        done(main.field(2) == "SN" && matches!(main.part(5, 3), ":" | "/" | "-") && !main.part(5, 4).is_empty())?;
        let first = format!("^{}", main.part(5, 2));
        main.put(5, &first);
        Some(())
    })
}

/// A range of one number with another sign before it.
fn bound(group: &mut Group, signs: &[(&str, &str)]) -> Effect {
    main_edited(group, |result| {
        let text = result.field(7).to_string();
        let (sign, other) = signs.iter().find(|(sign, _)| text.starts_with(*sign))?;
        let number = text.strip_prefix(*sign)?;
        done(result.name == "OBX" && !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit() || b == b'.'))?;
        result.put(7, &format!("{other}{number}"));
        Some(())
    })
}

fn bound_within(group: &mut Group, _: &mut Around<'_>) -> Effect {
    bound(group, &[("<", "<="), (">", ">=")])
}

/// Both ends of a range of numbers, as they are written.
fn ends(main: &Segment) -> Option<(f64, f64)> {
    let (low, high) = main.field(7).split_once('-')?;
    Some((low.trim().parse().ok()?, high.trim().parse().ok()?))
}

/// Both ends a fifth higher, and at least by two.
fn range(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |main| {
        let (low, high) = ends(main)?;
        let raised = |n: f64| n + (n.abs() * 0.2).max(2.0);
        main.put(7, &format!("{:.1}-{:.1}", raised(low), raised(high)));
        Some(())
    })
}

fn worded(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |main| {
        let words = main.field(7);
        done(main.name == "OBX" && words.len() > 3 && words.chars().all(|c| c.is_alphabetic() || c == ' '))?;
        let other = if words.eq_ignore_ascii_case("positive") { "NEGATIVE" } else { "POSITIVE" };
        main.put(7, other);
        Some(())
    })
}

fn flag(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |main| {
        let (_, other) = FLAGS.iter().find(|(from, _)| *from == main.part(8, 1))?;
        done(main.name == "OBX" && main.repetitions(8).len() == 1)?;
        main.put(8, other);
        Some(())
    })
}

fn turned(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |main| {
        done(main.repetitions(5).len() == 1)?;
        if matches!(main.field(2), "CE" | "CWE") {
            let (_, other) = OPPOSITES.iter().find(|(from, _)| *from == main.part(5, 1))?;
            main.put(5, other);
            return Some(());
        }
        done(matches!(main.field(2), "ST" | "TX"))?;
        let words = main.field(5).to_lowercase();
        let (_, other) = WORDS.iter().find(|(from, _)| *from == words)?;
        main.put(5, other);
        Some(())
    })
}

fn text(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |main| {
        done(main.name == "OBX")?;
        number_fields(main)?;
        let words = format!("about {} {}", main.field(5), main.part(6, 1));
        main.put(2, "ST");
        main.put(5, words.trim());
        main.put(6, "");
        Some(())
    })
}

fn first_only(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |main| {
        done(matches!(main.field(2), "CE" | "CWE") && main.repetitions(5).len() > 1)?;
        let first = main.repetitions(5).first()?.to_string();
        main.put(5, &first);
        Some(())
    })
}

fn unit_system(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |main| {
        let (_, unit) = number_fields(main)?;
        let code = main.field(unit).to_string();
        done(!code.is_empty() && !code.contains('^'))?;
        main.put(unit, &format!("{code}^{code}^UCUM"));
        Some(())
    })
}

fn structured(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |main| {
        done(main.name == "OBX")?;
        number_fields(main)?;
        let number = format!("^{}", main.field(5));
        main.put(2, "SN");
        main.put(5, &number);
        Some(())
    })
}

/// The parts of a structured number, where there is one of them.
fn parts(main: &Segment) -> Option<[String; 4]> {
    done(main.name == "OBX" && main.field(2) == "SN" && !main.field(5).contains(['~', '&', '\\']) && !main.part(5, 2).is_empty())?;
    Some([1, 2, 3, 4].map(|component| main.part(5, component).to_string()))
}

fn unseparated(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |main| {
        let [comparator, first, separator, second] = parts(main)?;
        done(!separator.is_empty() && second.starts_with(|c: char| c.is_ascii_digit()))?;
        main.put(5, &format!("{comparator}^{first}^^-{second}"));
        Some(())
    })
}

fn in_one_piece(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |main| {
        let [comparator, first, separator, second] = parts(main)?;
        done(comparator != "<>" && (separator.is_empty() == second.is_empty() || separator == "+"))?;
        let comparator = if comparator == "=" { "" } else { comparator.as_str() };
        main.put(2, "ST");
        main.put(5, &format!("{comparator}{first}{separator}{second}"));
        Some(())
    })
}

fn flags_turned(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |main| {
        let all: Vec<String> = main.repetitions(8).into_iter().rev().map(str::to_string).collect();
        done(main.name == "OBX" && all.len() > 1)?;
        main.put(8, &all.join("~"));
        Some(())
    })
}
