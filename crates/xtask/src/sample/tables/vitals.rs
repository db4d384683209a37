//! `vitals.csv`: vital signs, one row each; blood pressure holds its two values in one row.

use std::io;

use crate::sample::clinical::Chart;
use crate::sample::defects::{self, Planted};
use crate::sample::export::{Export, Table};
use crate::sample::rng::Rng;

/// The header.
pub static COLUMNS: &[&str] = &[
    "VIT_ID",
    "PAT_ID",
    "ENC_ID",
    "VIT_CD",
    "VAL",
    "VAL2",
    "UNITS",
    "TAKEN_DTTM",
    "USER_ID",
    "VOID_FLG",
];

/// Code, value, second value and unit.
type Reading = (&'static str, String, String, &'static str);

/// Writes the vital signs of a chart.
pub fn write(export: &mut Export, chart: &Chart) -> io::Result<()> {
    let index = chart.person.index;
    let mut rng = Rng::stream(export.seed, index, "vitals");
    if defects::REPEATED_HEADER.falls_on(index) {
        let mark = [
            defects::REPEATED_HEADER.at("", "the header again, from a second run of the report")
        ];
        export.row(Table::Vitals, COLUMNS, "", &mark)?;
    }
    let taken: Vec<usize> = chart
        .past()
        .into_iter()
        .rev()
        .filter(|place| chart.visits[*place].kind != "TEL")
        .take(3)
        .collect();
    let adult_weight = rng.level(52.0, 112.0);
    let adult_height = rng.level(150.0, 193.0);
    let mut row = 0;
    let mut weight_planted = false;
    let mut temperature_planted = false;
    for place in taken {
        let visit = &chart.visits[place];
        let age = chart.person.age_on(visit.start.day).max(0) as f64;
        let weight = if age < 17.0 {
            3.6 + age * 3.4
        } else {
            adult_weight + rng.level(-4.0, 4.0)
        };
        let height = if age < 17.0 {
            52.0 + age * 7.0
        } else {
            adult_height
        };
        let when = visit.start.plus(rng.between(2, 12)).us();
        let readings = draw(
            weight,
            height,
            chart.has("I10"),
            defects::TEMPERATURE_CONFLICT.falls_on(index),
            &mut rng,
        );
        let user = rng.pick(&["MA01", "MA02", "NUR04", "NUR11"]);
        for (code, value, second, unit) in readings {
            let mut planted: Vec<Planted> = Vec::new();
            let (mut shown, mut shown_unit) = (value, unit);
            if code == "WT" && defects::WEIGHT_CONFLICT.falls_on(index) && !weight_planted {
                weight_planted = true;
                (shown, shown_unit) = (format!("{weight:.1}"), "lb");
                planted.push(defects::WEIGHT_CONFLICT.at("UNITS", "the value is in kg"));
            }
            if code == "TMP"
                && defects::TEMPERATURE_CONFLICT.falls_on(index)
                && !temperature_planted
            {
                temperature_planted = true;
                (shown, shown_unit) = ("37.1".to_string(), "F");
                planted.push(
                    defects::TEMPERATURE_CONFLICT.at("UNITS", "the value is in degrees Celsius"),
                );
            }
            let id = chart.key('V', row);
            row += 1;
            let void = if rng.chance(1) && planted.is_empty() {
                "Y"
            } else {
                ""
            };
            let cells = [
                id.as_str(),
                visit.patient_id.as_str(),
                visit.id.as_str(),
                code,
                shown.as_str(),
                second.as_str(),
                shown_unit,
                when.as_str(),
                user,
                void,
            ];
            export.row(Table::Vitals, &cells, &visit.patient_id, &planted)?;
        }
    }
    Ok(())
}

fn draw(
    weight: f64,
    height: f64,
    hypertensive: bool,
    always_temperature: bool,
    rng: &mut Rng,
) -> Vec<Reading> {
    let raised = if hypertensive { 18 } else { 0 };
    let systolic = rng.between(98, 134) + raised;
    let diastolic = rng.between(58, 84) + raised / 2;
    let temperature = rng.level(36.1, 38.4);
    let metric = rng.chance(25);
    let none = String::new;
    let mut readings: Vec<Reading> = vec![
        (
            "BP",
            systolic.to_string(),
            diastolic.to_string(),
            rng.pick(&["mmHg", "mmHg", ""]),
        ),
        ("HR", rng.between(52, 104).to_string(), none(), "bpm"),
    ];
    if metric {
        readings.push(("WT", format!("{weight:.1}"), none(), "kg"));
    } else {
        readings.push(("WT", format!("{:.1}", weight * 2.204_62), none(), "lb"));
    }
    if rng.chance(70) || always_temperature {
        let celsius = metric && rng.chance(60);
        let shown = if celsius {
            temperature
        } else {
            temperature * 1.8 + 32.0
        };
        readings.push((
            "TMP",
            format!("{shown:.1}"),
            none(),
            if celsius { "C" } else { "F" },
        ));
    }
    if rng.chance(30) {
        let shown = if metric { height } else { height / 2.54 };
        readings.push((
            "HT",
            format!("{shown:.1}"),
            none(),
            if metric { "cm" } else { "in" },
        ));
    }
    if rng.chance(35) {
        readings.push((
            "RR",
            rng.between(12, 22).to_string(),
            none(),
            rng.pick(&["/min", ""]),
        ));
    }
    if rng.chance(35) {
        readings.push(("SPO2", rng.between(91, 100).to_string(), none(), "%"));
    }
    readings
}
