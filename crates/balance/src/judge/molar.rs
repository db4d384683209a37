//! Mass and amount of substance: 90 mg/dL of glucose are 5 mmol/L of it. Of what, the legacy concept tells, by its code of LOINC or by its words.
//!
//! Molar masses are sums of the standard atomic weights (IUPAC 2021); where laboratories report a part of a substance (nitrogen of urea, phosphorus of
//! phosphate, the subunit of hemoglobin) it is that of the part. A substance that is not named here, or two in one name, convert to nothing.

use crate::measures;
use crate::tested::{self, Row};
use model::{Decimal, Kind, Quantity, Statement, Value, canonical_unit, convert};

/// Words in the names of tests, codes of LOINC, and the molar mass in mg/mol.
const SUBSTANCES: [Row<i64>; 23] = [
    (&["glucose"], &["2345-7", "2339-0", "2340-8", "1558-6", "41653-7", "14749-6", "15074-8", "14743-9", "1521-4"], 180_156),
    (&["creatinine"], &["2160-0", "38483-4", "14682-9"], 113_120),
    (&["urea nitrogen", "bun"], &["3094-0", "6299-2"], 28_014),
    (&["uric acid", "urate"], &["3084-1", "14933-6"], 168_110),
    (&["cholesterol"], &["2093-3", "2085-9", "13457-7", "2089-1", "18262-6", "43396-1", "14647-2", "14646-4"], 386_654),
    (&["triglyceride", "triglycerides"], &["2571-8", "14927-8"], 885_400),
    (&["bilirubin"], &["1975-2", "1968-7", "1971-1", "14631-6", "14629-0"], 584_662),
    (&["calcium"], &["17861-6", "1994-3", "1995-0", "2000-8"], 40_078),
    (&["magnesium"], &["19123-9", "2601-3"], 24_305),
    (&["phosphate", "phosphorus"], &["2777-1", "14879-1"], 30_974),
    (&["iron"], &["2498-4", "2500-7", "14798-3", "14800-7"], 55_845),
    (&["lactate", "lactic acid"], &["2524-7", "32693-4", "2518-9", "14118-4"], 90_078),
    (&["hemoglobin", "haemoglobin", "hgb"], &["718-7", "20509-6", "30350-3", "59260-0"], 16_114_000),
    (&["albumin"], &["1751-7", "54347-0"], 66_500_000),
    (&["cortisol"], &["2143-6", "14675-3"], 362_460),
    (&["testosterone"], &["2986-8", "14913-8"], 288_424),
    (&["estradiol"], &["2243-4", "14715-7"], 272_382),
    (&["thyroxine"], &["3026-2", "3024-7", "14921-1", "14920-3"], 776_874),
    (&["cobalamin", "vitamin b12"], &["2132-9", "14685-2"], 1_355_365),
    (&["digoxin"], &["10535-3", "14698-5"], 780_949),
    (&["acetaminophen", "paracetamol"], &["3298-7", "14600-1"], 151_163),
    (&["theophylline"], &["4049-3", "14915-3"], 180_164),
    (&["ethanol"], &["5643-2", "5640-8", "14719-9"], 46_068),
];
/// Words by which a name is that of another substance, or of a share of one.
const OF_ANOTHER: &[&str] = &["a1c", "glycated", "glycosylated", "ratio", "clearance", "antibody", "binding globulin", "globulin", "methemoglobin", "carboxyhemoglobin", "corpuscular", "citrate", "carbonate"];

/// The share of hemoglobin that bears sugar, which laboratories tell in percent (NGSP) and in millimoles a mole (IFCC).
const SUGARED: [Row<()>; 1] = [(&["a1c", "hba1c"], &["4548-4", "17856-6", "59261-8", "41995-2"], ())];

/// An amount in grams or moles of one liter, with half a unit of its last digit.
struct Amount {
    number: Decimal,
    half: Decimal,
    is_mass: bool,
}

/// Whether two concentrations of a substance are the same amount, once as mass and once in moles, or two results one measure in other forms. The second
/// may be rounded.
pub(super) fn are_one(legacy: &Statement, a: &Value, b: &Value) -> bool {
    if measures::are_one(legacy, a, b) {
        return true;
    }
    let (Value::Quantity(a), Value::Quantity(b)) = (a, b) else { return false };
    if legacy.kind != Kind::Observation || a.comparator != b.comparator {
        return false;
    }
    if is_one_share(a, b) {
        return tested::of_statement(legacy, &SUGARED, &["estimated", "average"]).is_some();
    }
    let (Some(x), Some(y)) = (amount(a), amount(b)) else { return false };
    x.is_mass != y.is_mass && molar_mass(legacy).and_then(|mass| fits(&x, &y, mass)).unwrap_or(false)
}

/// Whether one is the other by the master equation: 7.0 % are 53 mmol/mol.
fn is_one_share(a: &Quantity, b: &Quantity) -> bool {
    let is_percent = |quantity: &Quantity| quantity.unit.trim().starts_with('%');
    let is_molar = |quantity: &Quantity| quantity.unit.trim().eq_ignore_ascii_case("mmol/mol");
    let (percent, molar) = match (is_percent(a), is_percent(b)) {
        (true, false) if is_molar(b) => (a, b),
        (false, true) if is_molar(a) => (b, a),
        _ => return false,
    };
    let slope = Decimal::new(1093, 2);
    let expected = percent.number.checked_mul(slope).and_then(|share| share.checked_sub(Decimal::new(235, 1)));
    let room = percent.tolerance().min(Decimal::new(5, 2)).checked_mul(slope).and_then(|room| room.checked_add(molar.tolerance().min(Decimal::new(5, 1))));
    expected.zip(room).and_then(|(expected, room)| Some(expected.checked_sub(molar.number)?.abs() <= room)).unwrap_or(false)
}

/// Within the last digit of the second, if that is no more than a fiftieth; and laboratories round the factor itself.
fn fits(x: &Amount, y: &Amount, mass: Decimal) -> Option<bool> {
    let moles = |is_mass: bool, number: Decimal| if is_mass { number.checked_div(mass) } else { Some(number) };
    let (expected, found, half) = (moles(x.is_mass, x.number)?, moles(y.is_mass, y.number)?, moles(y.is_mass, y.half)?);
    let share = |thousandths: i64| expected.abs().checked_mul(Decimal::new(thousandths, 3));
    let tolerance = half.min(share(20)?).max(share(2)?);
    Some(expected.checked_sub(found)?.abs() <= tolerance)
}

fn amount(quantity: &Quantity) -> Option<Amount> {
    let unit = canonical_unit(&quantity.unit);
    let per_liter = |target: &str| Some((convert(quantity.number, &unit, target)?, convert(quantity.tolerance(), &unit, target)?));
    let mass = per_liter("g/L").map(|(number, half)| Amount { number, half, is_mass: true });
    mass.or_else(|| per_liter("mol/L").map(|(number, half)| Amount { number, half, is_mass: false }))
}

/// Grams of a mole of what a concept is about; none where it names nothing of the table, or several.
fn molar_mass(statement: &Statement) -> Option<Decimal> {
    tested::of_statement(statement, &SUBSTANCES, OF_ANOTHER).map(|mass| Decimal::new(mass, 3))
}

#[cfg(test)]
mod tests {
    fn of(code: &str, words: &str, a: &str, b: &str) -> bool {
        crate::tested::are_one(super::are_one, (code, words), a, b)
    }

    #[test]
    fn mass_and_moles_of_a_known_substance_are_one_amount() {
        for (code, words, a, b) in [
            ("2345-7", "", "90 mg/dL", "5 mmol/L"),
            ("2345-7", "", "100 mg/dL", "5.6 mmol/L"),
            ("2345-7", "", "100 mg/dL", "5.556 mmol/L"),
            ("2345-7", "", "5.0 mmol/L", "90 mg/dL"),
            ("2160-0", "", "1.2 mg/dL", "106 umol/L"),
            ("x", "Urea nitrogen [Mass/volume] in Serum", "14 mg/dL", "5 mmol/L"),
            ("x", "Cholesterol in HDL", "40 mg/dL", "1.03 mmol/L"),
            ("718-7", "", "14 g/dL", "8.7 mmol/L"),
            ("17861-6", "", "9.5 mg/dL", "2.37 mmol/L"),
            ("4548-4", "", "7.0 %", "53 mmol/mol"),
            ("x", "Hemoglobin A1c/Hemoglobin.total in Blood", "48 mmol/mol", "6.5 %"),
        ] {
            assert!(of(code, words, a, b), "{code} {words}: {a} and {b}");
        }
    }

    #[test]
    fn another_substance_another_number_and_what_nobody_named_are_not() {
        for (code, words, a, b) in [
            ("2345-7", "", "90 mg/dL", "9 mmol/L"),
            ("2345-7", "", "90 mg/dL", "90 mmol/L"),
            ("2093-3", "", "200 mg/dL", "11.1 mmol/L"),
            ("2345-7", "", "100 mg/dL", "6 mmol/L"),
            ("x", "Copper", "90 ug/dL", "14 umol/L"),
            ("x", "Calcium and magnesium", "4 mg/dL", "1 mmol/L"),
            ("x", "Hemoglobin A1c", "14 g/dL", "8.7 mmol/L"),
            ("2345-7", "", "<90 mg/dL", "5 mmol/L"),
            ("4548-4", "", "7.0 %", "58 mmol/mol"),
            ("4548-4", "", "7.0 %", "7 mmol/mol"),
            ("x", "Reticulocytes", "7.0 %", "53 mmol/mol"),
            ("2345-7", "", "90 mg/dL", "90 mg/dL"),
        ] {
            assert!(!of(code, words, a, b), "{code} {words}: {a} and {b}");
        }
    }
}
