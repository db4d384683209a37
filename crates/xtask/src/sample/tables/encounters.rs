//! `encounters.csv`: the visits, and the defects of their times and keys.

use std::io;

use crate::sample::calendar::Moment;
use crate::sample::clinical::Chart;
use crate::sample::defects::{self, Planted};
use crate::sample::export::{Export, Table};
use crate::sample::rng::Rng;

/// The header.
pub static COLUMNS: &[&str] = &[
    "ENC_ID",
    "PAT_ID",
    "ENC_TYPE",
    "ADMIT_DTTM",
    "DISCH_DTTM",
    "DEPT_CD",
    "PROV_ID",
    "REASON_TXT",
    "DX_CD",
    "DX_DESC",
    "DISPO_CD",
    "STATUS",
    "UPD_TS",
];

static REASONS: &[&str] = &[
    "annual physical",
    "f/u blood pressure",
    "cough x 1 wk",
    "med refill",
    "\"just not feeling right\"",
    "knee pain, worse on stairs",
    "lab review",
    "fever, sore throat",
    "abd pain",
    "dizzy when standing",
    "rash both arms",
    "well visit",
    "DM check, foot exam",
    "SOB",
];

/// Writes the visits of a chart.
pub fn write(export: &mut Export, chart: &Chart) -> io::Result<()> {
    let index = chart.person.index;
    let mut rng = Rng::stream(export.seed, index, "encounters");
    let chosen = chart.past().last().copied();
    for (place, visit) in chart.visits.iter().enumerate() {
        let mut planted: Vec<Planted> = Vec::new();
        let mut admitted = visit.start.us();
        let mut discharged = visit.end.map(Moment::us).unwrap_or_default();
        if chosen == Some(place) {
            if defects::END_BEFORE_START.falls_on(index) {
                discharged = visit.start.plus(-1440).us();
                planted.push(defects::END_BEFORE_START.at(
                    "DISCH_DTTM",
                    "ends a day before it starts; the start is right",
                ));
            }
            if defects::INVALID_ENCOUNTER_DATE.falls_on(index) {
                admitted = "02/30/2021 09:00".to_string();
                planted.push(defects::INVALID_ENCOUNTER_DATE.at(
                    "ADMIT_DTTM",
                    format!("no such day; it was {}", visit.start.us()),
                ));
            }
        }
        let department = match visit.kind {
            "ER" => "EDX",
            "INP" | "OBS" => "WRD",
            _ if visit.provider == "DR04" => "CAR",
            _ if visit.provider == "DR06" => "PED",
            _ if visit.provider == "DR02" || visit.provider == "DR09" => "INT",
            _ => "FAM",
        };
        let diagnosis = chart
            .problems
            .iter()
            .find(|problem| problem.visit == place && problem.list != "F");
        let (code, display) = match diagnosis {
            Some(problem) => (problem.code.0.as_str(), problem.code.1.as_str()),
            None => ("", ""),
        };
        let disposition = match visit.kind {
            "INP" | "ER" | "OBS" if visit.status == "C" => {
                rng.pick(&["HOME", "HOME", "HOME", "HOME", "SNF", "AMA", ""])
            }
            _ => "",
        };
        let updated = visit.start.plus(rng.between(60, 4000)).audit();
        let reason = rng.pick(REASONS);
        let cells = [
            visit.id.as_str(),
            visit.patient_id.as_str(),
            visit.kind,
            admitted.as_str(),
            discharged.as_str(),
            department,
            visit.provider,
            reason,
            code,
            display,
            disposition,
            visit.status,
            updated.as_str(),
        ];
        export.row(Table::Encounters, &cells, &visit.patient_id, &planted)?;
        if place == 0 && defects::DUPLICATE_ROW.falls_on(index) {
            let mark = [defects::DUPLICATE_ROW.at("", "the row before, delivered twice")];
            export.row(Table::Encounters, &cells, &visit.patient_id, &mark)?;
        }
    }
    let Some(death) = chart.person.death else {
        return Ok(());
    };
    if defects::AFTER_DEATH.falls_on(index) {
        let id = chart.key('E', 90);
        let start = Moment::new(death.plus(21), 10 * 60 + 5).us();
        let cells = [
            id.as_str(),
            chart.person.patient_id.as_str(),
            "TEL",
            start.as_str(),
            "",
            "FAM",
            "DR01",
            "med refill",
            "",
            "",
            "",
            "C",
            "",
        ];
        let mark = [defects::AFTER_DEATH.at(
            "ADMIT_DTTM",
            format!("three weeks after the death on {}", death.iso()),
        )];
        export.row(Table::Encounters, &cells, &chart.person.patient_id, &mark)?;
    }
    Ok(())
}
