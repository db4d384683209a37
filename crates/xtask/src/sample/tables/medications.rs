//! `medications.csv`: the drug courses with their free-text sigs.

use std::io;

use crate::sample::calendar::{Day, Moment};
use crate::sample::clinical::Chart;
use crate::sample::defects;
use crate::sample::export::{Export, Table};
use crate::sample::rng::Rng;

/// The header.
pub static COLUMNS: &[&str] = &[
    "RX_ID",
    "PAT_ID",
    "ENC_ID",
    "MED_NM",
    "RXNORM_CD",
    "LOCAL_CD",
    "DOSE_AMT",
    "DOSE_UNIT",
    "ROUTE_CD",
    "FREQ_CD",
    "PRN_FLG",
    "SIG_TXT",
    "QTY",
    "REFILLS",
    "DAYS_SUPPLY",
    "START_DT",
    "STOP_DT",
    "STATUS_CD",
    "STOP_RSN",
    "ORDER_TYPE",
    "DX_CD",
    "PROV_ID",
    "VOID_FLG",
    "UPD_USER",
    "UPD_TS",
];

/// Writes the courses of a chart.
pub fn write(export: &mut Export, chart: &Chart) -> io::Result<()> {
    let index = chart.person.index;
    let mut rng = Rng::stream(export.seed, index, "medication-rows");
    for (place, course) in chart.courses.iter().enumerate() {
        let visit = &chart.visits[course.visit];
        let drug = course.drug;
        let days = if drug.days > 0 {
            drug.days
        } else {
            rng.pick(&[30, 30, 90, 90])
        };
        let each_day = match drug.frequency {
            "BID" => 2,
            "TID" => 3,
            "QID" | "Q6H" => 4,
            _ => 1,
        };
        let ordered = course.order == "RX";
        let counted = ordered && !matches!(drug.dose.1, "" | "ML" | "PUFF" | "UNITS");
        let quantity = if counted {
            (days * each_day).to_string()
        } else {
            String::new()
        };
        let refills = if ordered {
            rng.pick(&["0", "1", "3", "3", "5", "11", ""])
        } else {
            ""
        };
        let supply = if ordered {
            days.to_string()
        } else {
            String::new()
        };
        let start = course.start.us();
        let stop = course.stop.map(Day::us).unwrap_or_default();
        let updated = Moment::new(course.start, rng.between(480, 1100)).audit();
        let void = if course.status == "E" && rng.chance(50) {
            "Y"
        } else {
            ""
        };
        let frequency = if rng.chance(12) { "" } else { drug.frequency };
        let user = rng.pick(&["JOBCONV", "NUR04", "NUR11", "RXIFC"]);
        let mut cells = [
            course.id.as_str(),
            visit.patient_id.as_str(),
            course.encounter.as_str(),
            drug.name,
            drug.rxnorm,
            drug.local,
            course.dose.0.as_str(),
            course.dose.1.as_str(),
            drug.route,
            frequency,
            if drug.as_needed { "Y" } else { "" },
            course.sig.as_str(),
            quantity.as_str(),
            refills,
            supply.as_str(),
            start.as_str(),
            stop.as_str(),
            course.status,
            course.stop_reason,
            course.order,
            course.reason,
            visit.provider,
            void,
            user,
            updated.as_str(),
        ];
        export.row(
            Table::Medications,
            &cells,
            &visit.patient_id,
            &course.planted,
        )?;
        if place == 0 && defects::DUPLICATE_KEY_DRUG.falls_on(index) {
            let (old_name, old_code) = (cells[3], cells[4]);
            (cells[3], cells[4], cells[5]) = ("GABAPENTIN 300 MG CAP", "25480", "");
            (cells[6], cells[7], cells[9], cells[11]) = ("300", "MG", "TID", "1 cap tid");
            let note = format!(
                "two drugs have this key: this one and {old_name} ({old_code}); both are real"
            );
            let mark = [defects::DUPLICATE_KEY_DRUG.at("RX_ID", note)];
            export.row(Table::Medications, &cells, &visit.patient_id, &mark)?;
        }
    }
    Ok(())
}
