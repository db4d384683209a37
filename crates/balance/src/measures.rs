//! Measures that some systems write as words and others as a number: an age in weeks and days, a titre, feet and inches; and a rank among others, which
//! is told in percent or in percentiles.
//!
//! A titre and a rank are so only where the legacy concept is called one: of other tests 1:160 is a ratio, and a percentage no rank.

use crate::answers;
use model::{Aspect, Decimal, Kind, Quantity, Statement, Value, canonical_unit, convert, parse_decimal};

/// Whether two results are one measure, in whichever of the forms each stands.
pub(crate) fn are_one(legacy: &Statement, a: &Value, b: &Value) -> bool {
    legacy.kind == Kind::Observation
        && match (a, b) {
            (Value::Text(words), Value::Quantity(amount)) | (Value::Quantity(amount), Value::Text(words)) => is_amount(legacy, words, amount),
            (Value::Text(a), Value::Text(b)) => [(a, b), (b, a)].into_iter().any(|(words, amount)| Quantity::parse(amount).is_some_and(|amount| is_amount(legacy, words, &amount))),
            (Value::Quantity(a), Value::Quantity(b)) => a.number == b.number && a.comparator == b.comparator && is_rank(&a.unit) && is_rank(&b.unit) && is_called(legacy, &["percentile"]),
            _ => false,
        }
}

fn is_rank(unit: &str) -> bool {
    matches!(unit.trim().to_lowercase().as_str(), "%" | "{percentile}" | "percentile" | "%ile" | "%tile" | "%{percentile}")
}

/// Whether words are an amount.
fn is_amount(legacy: &Statement, words: &str, amount: &Quantity) -> bool {
    let words = words.trim().to_lowercase();
    let bound = ["<=", ">=", "<", ">"].into_iter().find(|sign| words.starts_with(*sign)).unwrap_or_default();
    if bound != amount.comparator.as_str() {
        return false;
    }
    let words = words.get(bound.len()..).unwrap_or_default().trim();
    let is_it = |value: Option<Decimal>, unit: &str, room: Decimal| value.zip(within(amount, unit)).is_some_and(|(own, (there, half))| is_near(own, there, half.min(room)));
    // A day that is gone is gone, and so is half an inch.
    let half = Decimal::new(5, 1);
    let is_titre = || is_called(legacy, &["titer", "titre"]) || matches!(amount.unit.trim(), "{titer}" | "titer");
    let one_in = |dilution: Decimal| matches!(amount.unit.trim(), "" | "1" | "{titer}" | "titer") && dilution == amount.number;
    is_it(answers::days(words).map(Decimal::from), "d", half) || is_it(inches(words), "[in_i]", half) || titre(words).is_some_and(one_in) && is_titre()
}

/// A number in another unit, with half a unit of its last digit.
fn within(amount: &Quantity, unit: &str) -> Option<(Decimal, Decimal)> {
    let own = match amount.unit.trim().to_lowercase().as_str() {
        "day" | "days" => "d".to_string(),
        "week" | "weeks" | "wks" => "wk".to_string(),
        "inch" | "inches" | "\"" => "[in_i]".to_string(),
        _ => canonical_unit(&amount.unit),
    };
    Some((convert(amount.number, &own, unit)?, convert(amount.tolerance(), &own, unit)?))
}

fn is_near(own: Decimal, there: Decimal, room: Decimal) -> bool {
    own.checked_sub(there).is_some_and(|apart| apart.is_zero() || apart.abs() < room)
}

/// `1:160`.
fn titre(words: &str) -> Option<Decimal> {
    let (one, dilution) = words.split_once(':')?;
    if one.trim() == "1" { parse_decimal(dilution.trim()) } else { None }
}

/// `5'10"`, `5 ft 10 in`, `5' 10.5''`; feet alone are a number like any other.
fn inches(words: &str) -> Option<Decimal> {
    const SIGNS: [(&str, &str); 11] = [
        ("\u{2019}", "'"), ("\u{2032}", "'"), ("feet", "'"), ("foot", "'"), ("ft", "'"), ("inches", "\""), ("inch", "\""), ("in", "\""), ("\u{201d}", "\""), ("\u{2033}", "\""), ("''", "\""),
    ];
    let signed = SIGNS.iter().fold(words.replace(". ", " "), |text, (from, to)| text.replace(from, to));
    let (feet, rest) = signed.split_once('\'')?;
    let rest = rest.trim().trim_end_matches('.').trim_end_matches('"').trim();
    let (feet, inches): (u32, Decimal) = (feet.trim().parse().ok()?, parse_decimal(rest)?);
    let is_one = feet <= 8 && !inches.is_sign_negative() && inches < Decimal::from(12);
    if is_one { Decimal::from(feet * 12).checked_add(inches) } else { None }
}

/// Whether some name of a concept has one of these words in it.
fn is_called(statement: &Statement, words: &[&str]) -> bool {
    let Some(Value::Code(codings, text)) = statement.value(Aspect::Code) else { return false };
    let names = codings.iter().map(|c| c.display.as_str()).chain([text.as_str()]);
    names.map(str::to_lowercase).any(|name| words.iter().any(|word| name.contains(*word)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Fact, How, Origin};

    fn of(name: &str, a: &Value, b: &Value) -> bool {
        let facts = vec![Fact { aspect: Aspect::Code, value: Value::words(name), place: 0, how: How::Copied }];
        let legacy = Statement { kind: Kind::Observation, patient: "p".into(), origin: Origin { artifact: 1, relation: 0, line: 1, reference: String::new() }, facts };
        are_one(&legacy, a, b) && are_one(&legacy, b, a)
    }

    #[test]
    fn words_and_a_number_are_one_measure() {
        for (name, words, amount) in [
            ("Gestational age", "32w3d", "227 d"), ("Gestational age", "32 weeks 3 days", "227 days"), ("Gestational age", "32 3/7 weeks", "32.4 wk"), ("Gestational age", "32w", "224 d"),
            ("ANA titer", "1:160", "160"), ("Rubella Ab [Titer] in Serum", "1:8", "8 {titer}"), ("RPR titre", "<1:2", "<2"), ("Height", "5'10\"", "70 in"), ("Height", "5 ft 10 in", "177.8 cm"),
            ("Height", "5' 10''", "178 cm"), ("Height", "5 ft. 10 in.", "70 [in_i]"), ("Height", "5\u{2019}10.5\u{201d}", "70.5 in"),
        ] {
            let quantity = Value::Quantity(Quantity::parse(amount).expect("it is a quantity"));
            assert!(of(name, &Value::Text(words.into()), &quantity), "{name}: {words} / {amount}");
            assert!(of(name, &Value::Text(words.into()), &Value::Text(amount.into())), "{name}: {words} / {amount}");
        }
        let share = |text: &str| Value::Quantity(Quantity::parse(text).expect("it is a quantity"));
        assert!(of("Weight-for-length percentile", &share("45 %"), &share("45 {percentile}")));
        assert!(!of("Hematocrit", &share("45 %"), &share("45 {percentile}")) && !of("BMI percentile", &share("45 %"), &share("54 {percentile}")) && !of("BMI percentile", &share("45 %"), &share("45 kg/m2")));
    }

    #[test]
    fn another_measure_is_another() {
        for (name, words, amount) in [
            ("Gestational age", "32w3d", "228 d"), ("Gestational age", "32w3d", "32 wk"), ("Gestational age", "32w3d", "32.3 wk"), ("Gestational age", "32w3d", "227"), ("ANA titer", "1:160", "320"),
            ("ANA titer", "1:160", "160 mg/dL"), ("Albumin ratio", "1:160", "160"), ("ANA titer", "<1:20", "20"), ("ANA titer", "2:160", "160"), ("Height", "5'10\"", "71 in"), ("Height", "5'1\"", "70 in"),
            ("Height", "5'10\"", "5.1 [ft_i]"), ("Height", "5'10\"", "510 cm"), ("Height", "5'14\"", "74 in"), ("Finding", "in 2 days", "2 d"),
        ] {
            let quantity = Value::Quantity(Quantity::parse(amount).expect("it is a quantity"));
            assert!(!of(name, &Value::Text(words.into()), &quantity), "{name}: {words} / {amount}");
        }
    }
}
