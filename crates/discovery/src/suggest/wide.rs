//! Tables that have a column for each vital sign: which columns are one, and in which unit. The name of a column proposes, half of its numbers confirm.

use crate::names::{canonical, parts, says};
use crate::profile::FieldProfile;

/// Columns from which on a table is one of vital signs.
pub(super) const COLUMNS_MIN: usize = 3;
/// What stands in a lens for the name of a column that is a row, and for what it holds.
pub(super) const NAME: &str = "{each}";
pub(super) const HELD: &str = "{value}";

/// A vital sign.
struct Vital {
    /// Code of LOINC, and what it is.
    loinc: &'static str,
    called: &'static str,
    /// One of these is in the name of the column.
    words: &'static [&'static str],
    /// Its units.
    units: &'static [Unit],
}

/// A unit with words for it, and between which numbers the middle half of the values of a clinic lies.
struct Unit {
    code: &'static str,
    words: &'static [&'static str],
    usual: [f64; 2],
}

const fn unit(code: &'static str, words: &'static [&'static str], usual: [f64; 2]) -> Unit {
    Unit { code, words, usual }
}

const PRESSURE: &[&str] = &["mmhg"];
const A_MINUTE: &[&str] = &["bpm"];
const POUNDS: &[&str] = &["lb", "lbs", "pound", "pounds"];
const INCHES: &[&str] = &["in", "inch", "inches"];

static VITALS: [Vital; 10] = [
    Vital { loinc: "8480-6", called: "systolic blood pressure", words: &["sys", "sbp", "systolic", "bps", "bpsys", "sysbp", "bpsystolic"], units: &[unit("mm[Hg]", PRESSURE, [80.0, 190.0])] },
    Vital { loinc: "8462-4", called: "diastolic blood pressure", words: &["dia", "dbp", "diastolic", "bpd", "bpdia", "diabp", "bpdiastolic"], units: &[unit("mm[Hg]", PRESSURE, [40.0, 120.0])] },
    Vital { loinc: "8867-4", called: "heart rate", words: &["pulse", "pls", "puls", "hr", "heartrate", "heart", "bpm"], units: &[unit("/min", A_MINUTE, [45.0, 180.0])] },
    Vital { loinc: "9279-1", called: "respiratory rate", words: &["resp", "rsp", "rr", "respiration", "respirations", "respiratory", "resprate"], units: &[unit("/min", A_MINUTE, [8.0, 60.0])] },
    Vital {
        loinc: "8310-5",
        called: "body temperature",
        words: &["temp", "tmp", "temperature", "t", "bodytemp"],
        units: &[unit("[degF]", &["f", "degf", "fahrenheit"], [95.0, 104.0]), unit("Cel", &["c", "degc", "cel", "celsius"], [35.0, 40.0])],
    },
    Vital {
        loinc: "29463-7",
        called: "body weight",
        words: &["weight", "wt", "wgt", "gewicht", "bodyweight"],
        units: &[unit("kg", &["kg", "kilo", "kilos"], [2.0, 260.0]), unit("[lb_av]", POUNDS, [5.0, 350.0]), unit("g", &["g", "gram", "grams"], [1500.0, 160_000.0])],
    },
    Vital {
        loinc: "8302-2",
        called: "body height",
        words: &["height", "ht", "hgt", "groesse", "bodyheight", "stature"],
        units: &[unit("cm", &["cm"], [45.0, 210.0]), unit("[in_i]", INCHES, [18.0, 82.0]), unit("m", &["m"], [0.45, 2.1])],
    },
    Vital { loinc: "39156-5", called: "body mass index", words: &["bmi"], units: &[unit("kg/m2", &["kgm2"], [12.0, 50.0])] },
    Vital { loinc: "2708-6", called: "oxygen saturation", words: &["spo2", "o2sat", "sao2", "o2", "osat", "sat", "saturation", "oxygensaturation", "pulseox"], units: &[unit("%", &["pct", "percent"], [80.0, 100.0])] },
    Vital { loinc: "9843-4", called: "head circumference", words: &["hc", "headcirc", "ofc", "head"], units: &[unit("cm", &["cm"], [30.0, 60.0]), unit("[in_i]", INCHES, [12.0, 24.0])] },
];

/// What speaks about a measurement and is none.
const NEVER: [&str; 36] = [
    "method", "site", "status", "unit", "units", "uom", "position", "pos", "date", "dt", "time", "by", "note", "flag", "id", "cd", "code", "low", "high", "target", "loss", "change",
    "birth", "ideal", "dry", "goal", "max", "min", "mean", "avg", "fetal", "fundal", "bed", "prior", "prev", "adj",
];

/// A column that is a vital sign.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Column {
    pub name: String,
    pub loinc: &'static str,
    pub called: &'static str,
    /// UCUM; empty where nothing tells it.
    pub unit: &'static str,
}

/// The columns of a table that are vital signs, each of another one.
pub(super) fn columns(fields: &[FieldProfile]) -> Vec<Column> {
    let mut found: Vec<Column> = Vec::new();
    for column in fields.iter().filter_map(column) {
        if !found.iter().any(|known| known.loinc == column.loinc) {
            found.push(column);
        }
    }
    found
}

fn column(field: &FieldProfile) -> Option<Column> {
    let [_, first, _, third, _] = field.quantiles[..] else { return None };
    let words = parts(&field.name);
    if !matches!(field.kind.as_str(), "integer" | "decimal") || says(&words, &NEVER) {
        return None;
    }
    let joined = canonical(&field.name);
    let vital = VITALS.iter().find(|vital| says(&words, vital.words) || vital.words.contains(&joined.as_str()))?;
    let fits = |unit: &&Unit| unit.usual[0] <= first && third <= unit.usual[1];
    let named = vital.units.iter().find(|unit| says(&words, unit.words));
    let unit = match named {
        // The name says the unit, and the numbers have to be of it.
        Some(unit) => Some(unit).filter(fits)?.code,
        None => {
            let mut fitting = vital.units.iter().filter(fits);
            let unit = fitting.next()?;
            // Numbers that may be of several units are of none as long as nobody says it.
            if fitting.next().is_some() { "" } else { unit.code }
        }
    };
    Some(Column { name: field.name.clone(), loinc: vital.loinc, called: vital.called, unit })
}

/// The names of the columns as an expression, whose group is the name.
pub(super) fn pattern(columns: &[Column]) -> String {
    let escaped = |name: &str| {
        let mut out = String::new();
        for letter in name.chars() {
            if letter.is_ascii_punctuation() && !matches!(letter, '_' | '<' | '>') {
                out.push('\\');
            }
            out.push(letter);
        }
        out
    };
    format!("^({})$", columns.iter().map(|column| escaped(&column.name)).collect::<Vec<_>>().join("|"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, middle: [f64; 2]) -> Option<(&'static str, &'static str)> {
        let [first, third] = middle;
        let quantiles = vec![first, first, f64::midpoint(first, third), third, third];
        column(&FieldProfile { name: name.into(), kind: "integer".into(), quantiles, ..FieldProfile::default() }).map(|found| (found.loinc, found.unit))
    }

    #[test]
    fn a_name_proposes_and_the_numbers_confirm() {
        assert_eq!(of("BP_SYS", [110.0, 140.0]), Some(("8480-6", "mm[Hg]")));
        assert_eq!(of("bpd", [65.0, 85.0]), Some(("8462-4", "mm[Hg]")));
        assert_eq!(of("RR", [14.0, 18.0]), Some(("9279-1", "/min")));
        assert_eq!(of("RR", [110.0, 140.0]), None, "a blood pressure in other countries");
        assert_eq!(of("T_F", [97.5, 99.0]), Some(("8310-5", "[degF]")));
        assert_eq!(of("TEMPERATURE", [36.2, 37.1]), Some(("8310-5", "Cel")));
        assert_eq!(of("T_F", [36.2, 37.1]), None, "the name says another unit than the numbers");
        assert_eq!(of("WT_LB", [130.0, 210.0]), Some(("29463-7", "[lb_av]")));
        assert_eq!(of("weight", [60.0, 90.0]), Some(("29463-7", "")), "of kilograms or of pounds");
        assert_eq!([of("weight", [118.0, 165.0]), of("weight", [150.0, 280.0])], [Some(("29463-7", "")), Some(("29463-7", "[lb_av]"))]);
        for name in ["FETAL_HR", "FUNDAL_HT", "HEAD_OF_BED", "BIRTH_WEIGHT", "DRY_WEIGHT", "HR_MAX", "TEMP_MIN"] {
            assert_eq!([of(name, [30.0, 45.0]), of(name, [60.0, 90.0]), of(name, [96.0, 99.0]), of(name, [2800.0, 3600.0])], [None; 4], "{name}");
        }
        assert_eq!(of("O2", [95.0, 99.0]), Some(("2708-6", "%")));
        assert_eq!([of("TEMP_METHOD", [1.0, 2.0]), of("PULSE_ID", [60.0, 80.0]), of("SYSTEM", [100.0, 130.0]), of("AGE", [40.0, 60.0])], [None; 4]);
    }

    #[test]
    fn names_are_taken_letter_by_letter() {
        let column = |name: &str| Column { name: name.into(), loinc: "", called: "", unit: "" };
        assert_eq!(pattern(&[column("BP_SYS"), column("O2 (%)"), column("T.F")]), "^(BP_SYS|O2 \\(\\%\\)|T\\.F)$");
    }
}
