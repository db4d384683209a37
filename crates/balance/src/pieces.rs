//! A dose by weight and by the piece: 500 mg are one tablet of 500 mg. Of what strength the piece is, the words of the legacy drug tell.
//! And a dose by the spoon and in milliliters: of a drug a teaspoon is 5 mL, a tablespoon 15 mL.

use crate::{drug_names, sig};
use model::{Aspect, Decimal, Quantity, Statement, Value, canonical_unit, convert};

/// Whether two doses are one, once by weight and once by the piece, or once by the spoon. A drug without a strength, or of several, tells nothing.
pub(crate) fn are_one(legacy: &Statement, a: &Value, b: &Value) -> bool {
    let (Value::Quantity(a), Value::Quantity(b)) = (a, b) else { return false };
    if spoon(&a.unit).is_some() || spoon(&b.unit).is_some() {
        return a.comparator == b.comparator && milliliters(a).is_some_and(|own| milliliters(b) == Some(own));
    }
    let (pieces, weighed) = match (sig::counts_pieces(&a.unit), sig::counts_pieces(&b.unit)) {
        (true, false) => (a, b),
        (false, true) => (b, a),
        _ => return false,
    };
    let weighs = |(strength, unit): (Decimal, &str)| {
        let whole = strength.checked_mul(pieces.number).and_then(|whole| convert(whole, unit, &canonical_unit(&weighed.unit)));
        whole == Some(weighed.number)
    };
    a.comparator == b.comparator && strength(legacy).is_some_and(weighs)
}

/// Milliliters of a spoon.
fn spoon(unit: &str) -> Option<Decimal> {
    let unit = unit.trim().trim_matches(['{', '}', '[', ']']).to_lowercase();
    match unit.as_str() {
        "tsp" | "tsp_us" | "teaspoon" | "teaspoons" | "teaspoonful" | "teaspoonfuls" => Some(Decimal::from(5)),
        "tbsp" | "tbs_us" | "tablespoon" | "tablespoons" | "tablespoonful" | "tablespoonfuls" => Some(Decimal::from(15)),
        _ => None,
    }
}

fn milliliters(dose: &Quantity) -> Option<Decimal> {
    match spoon(&dose.unit) {
        Some(one) => dose.number.checked_mul(one),
        None => convert(dose.number, &canonical_unit(&dose.unit), "mL"),
    }
}

/// The one strength that the names of a drug tell.
fn strength(statement: &Statement) -> Option<(Decimal, &'static str)> {
    let Some(Value::Code(codings, text)) = statement.value(Aspect::Code) else { return None };
    let mut told = codings.iter().map(|c| c.display.as_str()).chain([text.as_str()]).filter(|name| !name.is_empty()).filter_map(drug_names::strength);
    let first = told.next()?;
    told.all(|other| other == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::are_one;
    use model::{Aspect, Fact, How, Kind, Origin, Quantity, Statement, Value};

    #[test]
    fn a_dose_is_as_many_pieces_as_weigh_as_much() {
        let of = |drug: &str, a: &str, b: &str| {
            let facts = vec![Fact { aspect: Aspect::Code, value: Value::words(drug), place: 0, how: How::Copied }];
            let drug = Statement { kind: Kind::Medication, patient: "p".into(), origin: Origin { artifact: 1, relation: 0, line: 1, reference: String::new() }, facts };
            let dose = |text: &str| Value::Quantity(Quantity::parse(text).expect("it is a quantity"));
            are_one(&drug, &dose(a), &dose(b)) && are_one(&drug, &dose(b), &dose(a))
        };
        for (drug, a, b) in [
            ("Tylenol 500 mg tablet", "500 mg", "1 tablet"), ("Warfarin Sodium 5 MG Oral Tablet", "2.5 mg", "0.5 {tbl}"), ("Synthroid 50 mcg", "0.05 mg", "1 tab"),
            ("Amoxicillin 400 mg/5 mL", "1 tsp", "5 mL"), ("Amoxicillin 400 mg/5 mL", "1.5 teaspoons", "7.5 ml"), ("Maalox", "2 [tbs_us]", "30 mL"),
        ] {
            assert!(of(drug, a, b), "{drug}: {a} / {b}");
        }
        for (drug, a, b) in [
            ("Tylenol 500 mg tablet", "500 mg", "2 tablet"), ("Tylenol", "500 mg", "1 tablet"), ("amoxicillin 80 MG/ML", "80 mg", "1 tablet"), ("Norco 5/325", "5 mg", "1 tablet"),
            ("Tylenol 500 mg tablet", "500 mg", "500 mg"), ("Tylenol 500 mg tablet", "1 tablet", "1 capsule"), ("Tylenol 500 mg tablet", "500 mg", "1 mL"), ("Maalox", "1 tbsp", "5 mL"), ("Maalox", "1 tsp", "1 tbsp"), ("Maalox", "1 tsp", "5 mg"), ("Maalox", "1 tsp", "1 mL"),
        ] {
            assert!(!of(drug, a, b), "{drug}: {a} / {b}");
        }
    }
}
