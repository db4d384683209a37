//! Results for which somebody is called at once, by their values: what lists of critical values of adults agree on, each in the units that laboratories use.
//!
//! It is no laboratory's list. The limits are wide, so that whatever is beyond them would be called anywhere; a flag of the laboratory itself says more and
//! is read elsewhere. Newborns have limits of their own (`newborn.rs` knows who is one). A test that is not named here, or has a unit that converts to none of these, is never critical by its value.

use crate::tested::{self, Row};
use model::{Aspect, Decimal, Statement, Value, canonical_unit, convert};

/// Unit, empty for what has none but a name for itself, and in hundredths of it the number at or below which, and at or above which somebody is called.
type Limit = (&'static str, Option<i64>, Option<i64>);

/// Words in the names of tests, codes of LOINC, and the limits.
const LIMITS: [Row<&[Limit]>; 17] = [
    (&["potassium"], &["2823-3", "6298-4"], &[("mmol/L", Some(250), Some(650)), ("meq/L", Some(250), Some(650))]),
    (&["sodium"], &["2951-2", "2947-0"], &[("mmol/L", Some(12_000), Some(16_000)), ("meq/L", Some(12_000), Some(16_000))]),
    (
        &["glucose"],
        &["2345-7", "2339-0", "2340-8", "41653-7", "14743-9", "15074-8", "14749-6"],
        &[("mg/dL", Some(4_000), Some(50_000)), ("mmol/L", Some(220), Some(2_780))],
    ),
    (&["calcium"], &["17861-6", "2000-8"], &[("mg/dL", Some(600), Some(1_300)), ("mmol/L", Some(150), Some(325))]),
    (&["magnesium"], &["19123-9", "2601-3"], &[("mg/dL", Some(100), Some(480)), ("mmol/L", Some(40), Some(200))]),
    (&["hemoglobin", "haemoglobin", "hgb"], &["718-7", "20509-6", "30350-3", "59260-0"], &[("g/dL", Some(700), Some(2_000)), ("mmol/L", Some(430), Some(1_240))]),
    (&["platelets", "platelet count", "plt"], &["777-3", "26515-7"], &[("10*3/uL", Some(2_000), Some(100_000)), ("/uL", Some(2_000_000), Some(100_000_000))]),
    (&["wbc", "leukocytes", "leucocytes"], &["6690-2", "26464-8"], &[("10*3/uL", Some(100), Some(5_000))]),
    (&["neutrophils"], &["751-8", "26499-4"], &[("10*3/uL", Some(50), None)]),
    (&["inr"], &["6301-6", "34714-6", "38875-1"], &[("", None, Some(500))]),
    (&["aptt", "ptt"], &["3173-2", "14979-9"], &[("s", None, Some(10_000))]),
    // By its name alone it is mostly that of urine.
    (&[], &["2744-1", "11558-4", "2746-6"], &[("", Some(720), Some(760))]),
    (&["pco2"], &["2019-8", "11557-6"], &[("mm[Hg]", Some(2_000), Some(7_000)), ("kPa", Some(270), Some(930))]),
    (&["lactate", "lactic acid"], &["2524-7", "32693-4", "2518-9", "14118-4"], &[("mmol/L", None, Some(400)), ("mg/dL", None, Some(3_600))]),
    (&["troponin"], &["10839-9", "6598-7", "42757-5", "67151-1", "89579-7", "49563-0", "48425-3"], &[("ng/L", None, Some(10_000))]),
    (&["digoxin"], &["10535-3", "14698-5"], &[("ng/mL", None, Some(250)), ("nmol/L", None, Some(320))]),
    (&["lithium"], &["14334-7", "3719-2"], &[("mmol/L", None, Some(200)), ("meq/L", None, Some(200))]),
];
/// Calcium that is bound to nothing, half of all: what is little of the whole is much of it. It is looked for first, since the whole has its word too.
const IONIZED: [Row<&[Limit]>; 1] = [(
    &["ionized calcium", "ionised calcium", "calcium ionized", "calcium ionised", "calcium ion", "ionized ca", "ionised ca", "ica"],
    &["1994-3", "1995-0", "12180-6"],
    &[("mmol/L", Some(75), Some(160)), ("mg/dL", Some(300), Some(640))],
)];
/// What is called for at other numbers in the first four weeks of a life, or never by its number, or then alone. It is looked for before all others.
const NEWBORN: [Row<&[Limit]>; 5] = [
    (&["potassium"], &["2823-3", "6298-4"], &[("mmol/L", Some(250), Some(800)), ("meq/L", Some(250), Some(800))]),
    (&["glucose"], &["2345-7", "2339-0", "2340-8", "41653-7", "14743-9", "15074-8", "14749-6"], &[("mg/dL", Some(3_000), Some(50_000)), ("mmol/L", Some(170), Some(2_780))]),
    (&["hemoglobin", "haemoglobin", "hgb"], &["718-7", "20509-6", "30350-3", "59260-0"], &[("g/dL", Some(800), Some(2_400)), ("mmol/L", Some(500), Some(1_490))]),
    (&["troponin"], &["10839-9", "6598-7", "42757-5", "67151-1", "89579-7", "49563-0", "48425-3"], &[]),
    // The whole of it, which a name alone does not tell.
    (&[], &["1975-2"], &[("mg/dL", None, Some(1_800)), ("umol/L", None, Some(30_800))]),
];
/// Words by which a name is that of another test, or of something else than blood.
const OTHERS: &[&str] = &[
    "a1c", "hba1c", "glycated", "glycosylated", "urine", "urinary", "stool", "fecal", "csf", "cerebral", "fluid", "pleural", "peritoneal", "gastric", "dialysate", "sweat", "ratio", "free", "fetal",
    "corpuscular", "erythrocytes", "reticulocyte", "reticulocytes", "dehydrogenase", "antibody", "ab", "gene", "score", "esterase", "estimated", "average", "mean", "width", "challenge", "goal", "target",
    "ua", "ur", "urinalysis", "dipstick", "synovial", "joint", "ascites", "ascitic", "drain", "drainage", "spinal", "amniotic", "vitreous", "saliva", "bath", "rbc", "red", "band", "bands", "immature",
    "reticulated", "large", "giant", "other",
];

/// Whether a result lies where somebody is called. A bound counts where all that it may mean lies there.
pub(crate) fn is_called_for(statement: &Statement) -> bool {
    is_beyond(statement, &[&IONIZED[..], &LIMITS[..]])
}

/// The same of somebody in the first four weeks of a life.
pub(crate) fn is_called_for_newborn(statement: &Statement) -> bool {
    is_beyond(statement, &[&NEWBORN[..], &IONIZED[..], &LIMITS[..]])
}

/// Whether a result lies beyond the limits of the first of some tables that has its test.
fn is_beyond(statement: &Statement, tables: &[&[Row<&'static [Limit]>]]) -> bool {
    if matches!(statement.word(Aspect::Status), Some("cancelled" | "entered-in-error")) {
        return false;
    }
    let Some(Value::Quantity(quantity)) = statement.value(Aspect::Value) else { return false };
    let Some(limits) = tables.iter().copied().find_map(|rows| tested::of_statement(statement, rows, OTHERS)) else { return false };
    let unit = canonical_unit(&quantity.unit);
    // Beside a ratio of times stands the time itself, or a share: "PT/INR 13.5 s".
    let is_bare = !(unit.contains('/') || matches!(unit.as_str(), "s" | "%"));
    limits.iter().any(|(of, low, high)| {
        let number = if of.is_empty() { is_bare.then_some(quantity.number) } else { convert(quantity.number, &unit, of) };
        let Some(number) = number else { return false };
        let bound = |hundredths: &Option<i64>| hundredths.map(|number| Decimal::new(number, 2));
        let below = !quantity.comparator.starts_with('>') && bound(low).is_some_and(|low| number <= low);
        below || !quantity.comparator.starts_with('<') && bound(high).is_some_and(|high| number >= high)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Coding, Fact, How, Kind, Origin, Quantity};

    fn result(code: &str, words: &str, value: &str) -> Statement {
        let fact = |aspect, value| Fact { aspect, value, place: 0, how: How::Copied };
        let codings = if code.is_empty() { Vec::new() } else { vec![Coding { system: "http://loinc.org".into(), code: code.into(), display: String::new() }] };
        let facts = vec![fact(Aspect::Code, Value::code(codings, words)), fact(Aspect::Value, Value::Quantity(Quantity::parse(value).expect("it is a quantity")))];
        Statement { kind: Kind::Observation, patient: "p".into(), origin: Origin { artifact: 1, relation: 0, line: 1, reference: String::new() }, facts }
    }

    #[test]
    fn a_value_beyond_any_list_is_called_for_in_either_unit_and_one_within_is_not() {
        for (code, words, value) in [
            ("2823-3", "", "6.9 mmol/L"), ("", "Potassium", "2.1 meq/L"), ("2951-2", "", "112 mmol/L"), ("2345-7", "", "612 mg/dL"), ("2345-7", "", "34 mmol/L"), ("", "Glucose POC", "1.8 mmol/L"),
            ("718-7", "", "5.9 g/dL"), ("718-7", "", "59 g/L"), ("777-3", "", "9 10*3/uL"), ("6301-6", "", "8.2"), ("2744-1", "", "7.05"), ("2524-7", "", "7.1 mmol/L"),
            ("", "Lactic acid", "64 mg/dL"), ("10839-9", "", "4.2 ng/mL"), ("67151-1", "", "640 ng/L"), ("2345-7", "", ">600 mg/dL"), ("6690-2", "", "0.4 10*3/uL"),
            ("", "Calcium, Ionized", "0.7 mmol/L"), ("", "Calcium.ionized [Moles/volume] in Blood", "1.72 mmol/L"), ("1994-3", "", "0.7 mmol/L"), ("", "Neutrophils", "0.3 10*3/uL"),
        ] {
            assert!(is_called_for(&result(code, words, value)), "{code} {words} {value}");
        }
        for (code, words, value) in [
            ("2823-3", "", "4.1 mmol/L"), ("2345-7", "", "99 mg/dL"), ("2345-7", "", "5.5 mmol/L"), ("", "Glucose [Mass/volume] in Urine", "1000 mg/dL"), ("", "Hemoglobin A1c", "6.1 %"), ("718-7", "", "13.1 g/dL"),
            ("", "Hemoglobin free [Mass/volume] in Plasma", "0.01 g/dL"), ("", "pH of Urine", "5.0"), ("6301-6", "", "2.4"), ("2823-3", "", "<6.5 mmol/L"), ("", "Glucose CSF", "35 mg/dL"), ("67151-1", "", "9 ng/L"),
            ("", "Sodium intake", "2000 mg"), ("", "Lactate dehydrogenase", "400 U/L"), ("2093-3", "", "600 mg/dL"), ("2823-3", "", "6.9"),
            ("", "Calcium.ionized [Moles/volume] in Blood", "1.18 mmol/L"), ("", "Calcium, Ionized", "4.7 mg/dL"), ("", "Ionized calcium", "1.2 mmol/L"),
            ("", "Neutrophils.band form [#/volume] in Blood", "0.1 10*3/uL"), ("", "Immature neutrophils", "0 10*3/uL"), ("", "Magnesium RBC", "5.4 mg/dL"), ("", "PT/INR", "13.5 s"), ("", "Dialysis bath potassium", "2 meq/L"),
        ] {
            assert!(!is_called_for(&result(code, words, value)), "{code} {words} {value}");
        }
        let mut withdrawn = result("2823-3", "", "9.9 mmol/L");
        withdrawn.facts.push(Fact { aspect: Aspect::Status, value: Value::Word("entered-in-error".into()), place: 0, how: How::Copied });
        assert!(!is_called_for(&withdrawn));
    }
}
