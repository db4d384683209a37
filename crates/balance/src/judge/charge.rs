//! Milliequivalents and millimoles: of an ion the one is the other times its charge. Whose number it is, the words of the legacy concept tell.

use crate::tested::{self, Row};
use model::{Decimal, Quantity, Statement, Value};

/// Words of ions in the names of tests and drugs, their codes of LOINC in serum, plasma and blood, and their charge.
const IONS: [Row<i64>; 9] = [
    (&["sodium"], &["2951-2", "2947-0"], 1),
    (&["potassium"], &["2823-3", "6298-4"], 1),
    (&["chloride"], &["2075-0", "2069-3"], 1),
    (&["bicarbonate"], &["1963-8"], 1),
    (&["carbon dioxide"], &["2028-9", "2024-8"], 1),
    (&["lithium"], &["14334-7"], 1),
    (&["anion gap"], &["33037-3", "10466-1"], 1),
    (&["calcium"], &["2000-8"], 2),
    (&["magnesium"], &["2601-3"], 2),
];
/// Parts of salts that have another charge than their ion of sodium or potassium: 15 mmol of potassium phosphate have 22 mEq of potassium.
const OF_ANOTHER_CHARGE: [&str; 4] = ["phosphate", "phosphates", "biphosphate", "citrate"];

/// Whether two quantities of an ion are the same amount, once in milliequivalents and once in millimoles.
pub(super) fn are_one(legacy: &Statement, a: &Value, b: &Value) -> bool {
    let (Value::Quantity(a), Value::Quantity(b)) = (a, b) else { return false };
    let one = match (measure(a), measure(b)) {
        (Some((true, x)), Some((false, y))) if x == y => Some((a, b)),
        (Some((false, x)), Some((true, y))) if x == y => Some((b, a)),
        _ => None,
    };
    let Some((equivalents, moles)) = one else { return false };
    a.comparator == b.comparator && tested::of_statement(legacy, &IONS, &OF_ANOTHER_CHARGE).is_some_and(|charge| moles.number.checked_mul(Decimal::from(charge)) == Some(equivalents.number))
}

/// Whether it is given in milliequivalents or in millimoles, and of what; none in another unit.
fn measure(quantity: &Quantity) -> Option<(bool, String)> {
    let unit = quantity.unit.trim().to_lowercase();
    let per = |unit: &str| unit.is_empty() || unit.starts_with('/');
    let part = |start: &str| unit.strip_prefix(start).filter(|rest| per(rest)).map(str::to_string);
    part("meq").map(|rest| (true, rest)).or_else(|| part("mmol").map(|rest| (false, rest)))
}

#[cfg(test)]
mod tests {
    fn of(code: &str, words: &str, a: &str, b: &str) -> bool {
        crate::tested::are_one(super::are_one, (code, words), a, b)
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
