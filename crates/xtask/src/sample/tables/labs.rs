//! `labs.csv`: results under local codes, in the units of two analysers, typed as they came.
//!
//! Flags follow the numbers; where a defect breaks that, the manifest says what is true.

use std::io;

use crate::sample::calendar::{Moment, REFERENCE};
use crate::sample::clinical::Chart;
use crate::sample::defects::{self, Planted};
use crate::sample::export::{Export, Table};
use crate::sample::rng::Rng;
use crate::sample::tests_of_the_lab::{TESTS, Test};
use crate::sample::visits::Visit;

/// The header.
pub static COLUMNS: &[&str] = &[
    "LAB_ID",
    "PAT_ID",
    "ENC_ID",
    "ACCN",
    "PANEL_CD",
    "TEST_CD",
    "TEST_NM",
    "RESULT",
    "UNITS",
    "REF_RANGE",
    "ABN_FLG",
    "STATUS",
    "SPEC",
    "COLL_DTTM",
    "RESULT_DTTM",
    "PROV_ID",
    "CMT",
];

/// What one test gave.
struct Outcome {
    result: String,
    units: &'static str,
    range: &'static str,
    flag: &'static str,
    status: &'static str,
    comment: &'static str,
    planted: Vec<Planted>,
}

/// Writes the results of a chart.
pub fn write(export: &mut Export, chart: &Chart) -> io::Result<()> {
    let index = chart.person.index;
    let mut rng = Rng::stream(export.seed, index, "labs");
    let past = chart.past();
    let draws = past.len().min(2 + rng.below(2) as usize);
    let mut row = 0;
    for draw in 0..draws {
        let visit = &chart.visits[past[past.len() - 1 - draw * past.len() / draws]];
        let panels = [
            ("BMP", draw == 0 || rng.chance(75)),
            ("LIPID", rng.chance(45)),
            ("CBC", rng.chance(50)),
            ("MISC", draw == 0 || rng.chance(40)),
        ];
        let collected = visit.start.plus(rng.between(5, 90));
        let resulted = collected.plus(rng.between(45, 1500));
        let si_analyser = rng.chance(12);
        for test in TESTS {
            let wanted = panels
                .iter()
                .any(|(panel, ordered)| *panel == test.panel && *ordered);
            if !wanted || (test.panel == "MISC" && !misc_wanted(chart, test, &mut rng)) {
                continue;
            }
            let mut outcome = measure(chart, test, si_analyser, &mut rng);
            if draw == 0 {
                plant(index, test, &mut outcome);
            }
            let mut encounter = if rng.chance(85) {
                visit.id.clone()
            } else {
                String::new()
            };
            if draw == 0 && test.code == "NA" {
                if defects::ORPHAN_ENCOUNTER.falls_on(index) {
                    encounter = format!("E9{index:06}99");
                    outcome.planted.push(
                        defects::ORPHAN_ENCOUNTER.at("ENC_ID", "no such encounter in the export"),
                    );
                }
                if defects::FOREIGN_ENCOUNTER.falls_on(index) {
                    encounter = format!("E{:07}00", 1_000_000 + index - 1);
                    let note = format!(
                        "an encounter of {}; the result belongs to this patient",
                        (1_000_000 + index - 1) * 10
                    );
                    outcome
                        .planted
                        .push(defects::FOREIGN_ENCOUNTER.at("ENC_ID", note));
                }
            }
            let mut when = collected.us();
            if defects::MIDNIGHT.falls_on(index) {
                when = Moment::new(collected.day, 0).us();
                outcome.planted.push(defects::MIDNIGHT.at(
                    "COLL_DTTM",
                    "only the day was known; midnight is not a time",
                ));
            }
            let id = chart.key('L', row);
            row += 1;
            let accession = format!("{}-{draw}", visit.id.trim_start_matches('E'));
            let reported = if outcome.status == "P" {
                String::new()
            } else {
                resulted.us()
            };
            let mut cells = [
                id.as_str(),
                visit.patient_id.as_str(),
                encounter.as_str(),
                accession.as_str(),
                test.panel,
                test.code,
                test.name,
                outcome.result.as_str(),
                outcome.units,
                outcome.range,
                outcome.flag,
                outcome.status,
                test.specimen,
                when.as_str(),
                reported.as_str(),
                visit.provider,
                outcome.comment,
            ];
            export.row(Table::Labs, &cells, &visit.patient_id, &outcome.planted)?;
            if draw == 0 && test.code == "GLU" && defects::DUPLICATE_KEY_LAB.falls_on(index) {
                (cells[5], cells[6], cells[7], cells[8], cells[9]) =
                    ("PLT", "PLATELETS", "244", "K/uL", "150-400");
                (cells[4], cells[10], cells[11], cells[12], cells[16]) =
                    ("CBC", "", "F", "BLD", "");
                let mark = [defects::DUPLICATE_KEY_LAB.at(
                    "LAB_ID",
                    "a second result under the key of the row before; both are real",
                )];
                export.row(Table::Labs, &cells, &visit.patient_id, &mark)?;
            }
        }
    }
    write_broken(export, chart, &chart.visits[past[0]])
}

fn misc_wanted(chart: &Chart, test: &Test, rng: &mut Rng) -> bool {
    match test.code {
        "INR" => chart.takes("WARFARIN"),
        "A1C" => chart.has("E11.9") || rng.chance(20),
        "TSH" => chart.has("E03.9") || rng.chance(20),
        _ => rng.chance(22),
    }
}

fn measure(chart: &Chart, test: &Test, si_analyser: bool, rng: &mut Rng) -> Outcome {
    let mut outcome = Outcome {
        result: String::new(),
        units: rng.pick(test.units),
        range: test.range,
        flag: "",
        status: rng.pick(&[
            "F", "F", "F", "F", "F", "F", "F", "F", "F", "F", "F", "F", "F", "C",
        ]),
        comment: rng.pick(&[
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "slight hemolysis",
            "called to RN, read back",
            "fasting, per pt",
        ]),
        planted: Vec::new(),
    };
    if test.range == "NEG" {
        outcome.result = rng
            .pick(&[
                "NEG",
                "NEG",
                "NEG",
                "POS",
                if test.code == "UPRO" { "TRACE" } else { "NEG" },
            ])
            .to_string();
        outcome.flag = if outcome.result == "NEG" { "" } else { "A" };
        return outcome;
    }
    let mut value = rng.level(test.spread.0, test.spread.1);
    if chart.has("E11.9") {
        value += match test.code {
            "GLU" => 60.0,
            "A1C" => 2.1,
            _ => 0.0,
        };
    }
    if test.code == "INR" {
        value += 1.4;
    }
    outcome.flag = if value < test.normal.0 {
        "L"
    } else if value > test.normal.1 {
        if value > test.normal.1 * 1.5 {
            "HH"
        } else {
            "H"
        }
    } else {
        rng.pick(&["", "", "", "N"])
    };
    outcome.result = format!("{value:.digits$}", digits = test.digits);
    if let Some(other) = &test.other
        && si_analyser
    {
        outcome.result = format!("{:.digits$}", value * other.factor, digits = other.digits);
        outcome.units = rng.pick(other.units);
        outcome.range = other.range;
    }
    match rng.below(100) {
        0..=1 if test.code == "TSH" => (outcome.result, outcome.flag) = ("<0.1".to_string(), "L"),
        2 if test.code == "TG" && !si_analyser => {
            (outcome.result, outcome.flag) = (">500".to_string(), "HH")
        }
        3 => (outcome.result, outcome.flag, outcome.status) = ("pending".to_string(), "", "P"),
        4 => (outcome.result, outcome.flag, outcome.status) = (String::new(), "", "X"),
        5..=6 => outcome.range = "",
        _ => {}
    }
    outcome
}

fn plant(index: u64, test: &Test, outcome: &mut Outcome) {
    if defects::UNIT_CONFLICT.falls_on(index) && test.code == "GLU" {
        (outcome.units, outcome.range, outcome.flag, outcome.status) = ("mg/dL", "70-99", "", "F");
        outcome.result = "5.4".to_string();
        outcome.planted.push(
            defects::UNIT_CONFLICT.at("UNITS", "5.4 is mmol/L (97 mg/dL), the unit is wrong"),
        );
    }
    if defects::DECIMAL_SHIFT.falls_on(index) && test.code == "K" {
        (outcome.units, outcome.range, outcome.flag, outcome.status) =
            ("mmol/L", "3.5-5.1", "", "F");
        outcome.result = "41".to_string();
        outcome
            .planted
            .push(defects::DECIMAL_SHIFT.at("RESULT", "the value was 4.1"));
    }
    if defects::PENDING_FINAL.falls_on(index) && test.code == "CRE" {
        (outcome.result, outcome.flag, outcome.status) = ("pending".to_string(), "", "F");
        outcome
            .planted
            .push(defects::PENDING_FINAL.at("RESULT", "no result, although STATUS says final"));
    }
    if defects::LOCAL_LAB.falls_on(index) && test.code == "BUN" {
        outcome.comment = "TROPX ordered with this draw";
    }
}

/// The rows that cannot be read well, and the ones nobody can map.
fn write_broken(export: &mut Export, chart: &Chart, visit: &Visit) -> io::Result<()> {
    let index = chart.person.index;
    let patient = chart.person.patient_id.as_str();
    let when = visit.start.us();
    if defects::LOCAL_LAB.falls_on(index) {
        let id = chart.key('L', 90);
        let cells = [
            id.as_str(),
            patient,
            visit.id.as_str(),
            "",
            "MISC",
            "TROPX",
            "TROPONIN X",
            "0.03",
            "ng/mL",
            "",
            "",
            "F",
            "SER",
            when.as_str(),
            when.as_str(),
            visit.provider,
            "",
        ];
        let mark =
            [defects::LOCAL_LAB.at("TEST_CD", "a retired assay; no record of what it measured")];
        export.row(Table::Labs, &cells, patient, &mark)?;
    }
    if defects::RAGGED_SHORT.falls_on(index) {
        let id = chart.key('L', 91);
        let cells = [
            id.as_str(),
            patient,
            visit.id.as_str(),
            "",
            "BMP",
            "K",
            "POTASSIUM",
            "4.4",
            "mmol/L",
        ];
        let mark =
            [defects::RAGGED_SHORT
                .at("", "the row ends after UNITS; the rest was never delivered")];
        export.row(Table::Labs, &cells, patient, &mark)?;
    }
    if defects::BINARY_JUNK.falls_on(index) {
        let mut bytes = format!("{},{patient},", chart.key('L', 92)).into_bytes();
        bytes.extend_from_slice(
            b"\x00\x00\x00\x7FELF\x02\x01\xFF\xFE\x00,\x80\x81\xC3\x28,\x00,GLU",
        );
        let mark = [defects::BINARY_JUNK.at("", "a damaged block of the disk: NULs and binary")];
        export.raw(Table::Labs, &bytes, patient, &mark)?;
    }
    if defects::FUTURE_DATE.falls_on(index) {
        let id = chart.key('L', 93);
        let future = Moment::new(REFERENCE.plus(18 * 365), 8 * 60).us();
        let cells = [
            id.as_str(),
            patient,
            visit.id.as_str(),
            "",
            "CBC",
            "HGB",
            "HEMOGLOBIN",
            "13.4",
            "g/dL",
            "12.0-16.0",
            "",
            "F",
            "BLD",
            future.as_str(),
            when.as_str(),
            visit.provider,
            "",
        ];
        let mark = [defects::FUTURE_DATE.at(
            "COLL_DTTM",
            format!("18 years after the export; it was {when}"),
        )];
        export.row(Table::Labs, &cells, patient, &mark)?;
    }
    Ok(())
}
