//! Milliequivalents and millimoles: of an ion the one is the other times its charge. Whose number it is, the words of the legacy concept tell.

use model::{Aspect, Coding, Decimal, Quantity, Statement, Value};

/// Words of ions in the names of tests and drugs, and their charge.
const IONS: [(&str, i64); 9] =
    [("sodium", 1), ("potassium", 1), ("chloride", 1), ("bicarbonate", 1), ("carbon dioxide", 1), ("lithium", 1), ("anion gap", 1), ("calcium", 2), ("magnesium", 2)];
/// Parts of salts that have another charge than their ion of sodium or potassium: 15 mmol of potassium phosphate have 22 mEq of potassium.
const OF_ANOTHER_CHARGE: [&str; 2] = ["phosphate", "citrate"];
/// Codes of LOINC for them in serum, plasma and blood.
const TESTS: [(&str, i64); 14] = [
    ("2951-2", 1), ("2947-0", 1), ("2823-3", 1), ("6298-4", 1), ("2075-0", 1), ("2069-3", 1), ("1963-8", 1), ("2028-9", 1), ("2024-8", 1), ("33037-3", 1), ("10466-1", 1),
    ("14334-7", 1), ("2000-8", 2), ("2601-3", 2),
];

/// Whether two quantities of an ion are the same amount, once in milliequivalents and once in millimoles.
pub(super) fn are_one(legacy: &Statement, a: &Value, b: &Value) -> bool {
    let (Value::Quantity(a), Value::Quantity(b)) = (a, b) else { return false };
    let one = match (measure(a), measure(b)) {
        (Some((true, x)), Some((false, y))) if x == y => Some((a, b)),
        (Some((false, x)), Some((true, y))) if x == y => Some((b, a)),
        _ => None,
    };
    let Some((equivalents, moles)) = one else { return false };
    a.comparator == b.comparator && charge(legacy).is_some_and(|charge| moles.number.checked_mul(Decimal::from(charge)) == Some(equivalents.number))
}

/// Whether it is given in milliequivalents or in millimoles, and of what; none in another unit.
fn measure(quantity: &Quantity) -> Option<(bool, String)> {
    let unit = quantity.unit.trim().to_lowercase();
    let per = |unit: &str| unit.is_empty() || unit.starts_with('/');
    let part = |start: &str| unit.strip_prefix(start).filter(|rest| per(rest)).map(str::to_string);
    part("meq").map(|rest| (true, rest)).or_else(|| part("mmol").map(|rest| (false, rest)))
}

/// The charge of the ion that a concept is about; none where it names none or parts of several charges.
fn charge(statement: &Statement) -> Option<i64> {
    let Some(Value::Code(codings, text)) = statement.value(Aspect::Code) else { return None };
    let tested = |c: &Coding| TESTS.iter().find(|(code, _)| c.system == "http://loinc.org" && *code == c.code).map(|(_, charge)| *charge);
    if let Some(charge) = codings.iter().find_map(tested) {
        return Some(charge);
    }
    let words = codings.iter().map(|c| c.display.as_str()).chain([text.as_str()]).collect::<Vec<_>>().join(" ").to_lowercase();
    if OF_ANOTHER_CHARGE.iter().any(|part| words.contains(part)) {
        return None;
    }
    let mut charges: Vec<i64> = IONS.iter().filter(|(ion, _)| words.contains(ion)).map(|(_, charge)| *charge).collect();
    charges.dedup();
    if let [charge] = charges[..] { Some(charge) } else { None }
}

#[cfg(test)]
mod tests {
    use super::are_one;
    use model::{Aspect, Coding, Fact, How, Kind, Origin, Quantity, Statement, Value};

    fn of(code: &str, words: &str, a: &str, b: &str) -> bool {
        let concept = Value::code(vec![Coding { system: "http://loinc.org".into(), code: code.into(), display: String::new() }], words);
        let facts = vec![Fact { aspect: Aspect::Code, value: concept, place: 0, how: How::Copied }];
        let statement = Statement { kind: Kind::Observation, patient: "p".into(), origin: Origin { artifact: 1, relation: 0, line: 1, reference: String::new() }, facts };
        let quantity = |text: &str| Value::Quantity(Quantity::parse(text).expect("it is a quantity"));
        are_one(&statement, &quantity(a), &quantity(b))
    }

    #[test]
    fn an_ion_with_one_charge_keeps_its_number_and_one_with_two_does_not() {
        assert!(of("2823-3", "", "4.9 mmol/L", "4.9 meq/L") && of("9", "Sodium, serum", "140 meq/L", "140 mmol/L") && of("2000-8", "", "5.0 meq/L", "2.5 mmol/L"));
        assert!(of("9", "POTASSIUM CHLORIDE 20 MEQ", "20 meq", "20 mmol"));
        for (code, words, a, b) in [
            ("2823-3", "", "4.9 mmol/L", "4.8 meq/L"),
            ("2823-3", "", "4.9 mmol/L", "4.9 mg/dL"),
            ("2823-3", "", "4.9 mmol/L", "4.9 meq"),
            ("2823-3", "", "<4.9 mmol/L", "4.9 meq/L"),
            ("2000-8", "", "5.0 meq/L", "5.0 mmol/L"),
            ("9", "Glucose", "5.0 meq/L", "5.0 mmol/L"),
            ("9", "POTASSIUM PHOSPHATE 15 MMOL", "15 mmol", "15 meq"),
            ("9", "Calcium chloride", "5.0 meq/L", "5.0 mmol/L"),
        ] {
            assert!(!of(code, words, a, b), "{code} {words} {a} {b}");
        }
    }
}
