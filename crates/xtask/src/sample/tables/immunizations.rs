//! `immunizations.csv`: vaccines given here, reported from elsewhere, and refused.

use std::io;

use crate::sample::calendar::{Day, Moment};
use crate::sample::clinical::Chart;
use crate::sample::defects::{self, Planted};
use crate::sample::export::{Export, Table};
use crate::sample::rng::Rng;
use crate::sample::vocabulary;

/// The header.
pub static COLUMNS: &[&str] = &[
    "IMM_ID",
    "PAT_ID",
    "ENC_ID",
    "CVX_CD",
    "VAC_NM",
    "ADMIN_DT",
    "LOT_NO",
    "EXP_DT",
    "MFR",
    "SITE_CD",
    "ROUTE_CD",
    "DOSE_NO",
    "STATUS_CD",
    "REFUSE_RSN",
    "PROV_ID",
    "UPD_TS",
];

/// Writes the vaccines of a chart.
pub fn write(export: &mut Export, chart: &Chart) -> io::Result<()> {
    let index = chart.person.index;
    let mut rng = Rng::stream(export.seed, index, "immunizations");
    let past = chart.past();
    let count = 3 + rng.below(5) as usize;
    for row in 0..count {
        let place = rng.pick(&past);
        let visit = &chart.visits[place];
        let age = chart.person.age_on(visit.start.day);
        let mut choices: Vec<(&str, &str, &str, i64, i64)> = Vec::new();
        let offered = if age < 16 {
            vocabulary::CHILD_VACCINES
        } else {
            vocabulary::VACCINES
        };
        for vaccine in offered {
            let existed = vaccine.0 != "208" || visit.start.day >= Day::of(2020, 12, 14);
            if vaccine.3 <= age && existed {
                choices.push(*vaccine);
            }
        }
        if choices.is_empty() {
            choices.extend(&vocabulary::CHILD_VACCINES[1..2]);
        }
        let (code, name, maker, _, doses) = rng.pick(&choices);
        let mut planted: Vec<Planted> = Vec::new();
        let mut shown_code = code.to_string();
        let mut status = rng.pick(&["G", "G", "G", "G", "G", "G", "G", "H", "H"]);
        if row == 0 && defects::REFUSED_VACCINE.falls_on(index) {
            status = "R";
        } else if rng.chance(1) {
            status = "V";
        }
        let given = status == "G" || status == "V";
        let mut date = visit.start.day.us();
        if status == "H" {
            let earlier = visit
                .start
                .day
                .plus(-rng.between(100, 3000))
                .max(chart.person.birth.plus(30))
                .min(visit.start.day);
            date = match rng.below(3) {
                0 => earlier.us(),
                1 => earlier.month_text(),
                _ => earlier.year_text(),
            };
        }
        let mut lot = if given {
            format!(
                "{}{:03}{}",
                rng.pick(&["A", "U", "K"]),
                rng.below(1000),
                rng.pick(&["AA", "BC", "X"])
            )
        } else {
            String::new()
        };
        if row == 1 && defects::ZERO_LOST_CVX.falls_on(index) {
            shown_code = "8".to_string();
            planted.push(defects::ZERO_LOST_CVX.at("CVX_CD", "the code is 08"));
        }
        if row == 0 && defects::PLACEHOLDER_LOT.falls_on(index) {
            lot = rng.pick(&["UNK", "N/A"]).to_string();
            planted.push(defects::PLACEHOLDER_LOT.at("LOT_NO", "the lot is not known"));
        }
        let reason = if status == "R" {
            rng.pick(&["PATIENT", "PATIENT", "MEDICAL", "STOCK"])
        } else {
            ""
        };
        if status == "R" {
            planted.push(defects::REFUSED_VACCINE.at(
                "STATUS_CD",
                format!("not given ({reason}); must not become a dose"),
            ));
        }
        let expiry = if given {
            visit.start.day.plus(rng.between(90, 500)).us()
        } else {
            String::new()
        };
        let child = age < 2;
        let site = if !given {
            ""
        } else if child {
            rng.pick(&["LT", "RT"])
        } else {
            rng.pick(&["LA", "RA", "LA"])
        };
        let route = if !given {
            ""
        } else if matches!(code, "03" | "21") {
            "SC"
        } else {
            "IM"
        };
        let dose = if doses > 0 && rng.chance(70) {
            (1 + rng.below(doses as u64)).to_string()
        } else {
            String::new()
        };
        let id = chart.key('I', row);
        let shown_name = if shown_code == "8" { "HEP B PED" } else { name };
        let updated = Moment::new(visit.start.day, rng.between(500, 1100)).audit();
        let cells = [
            id.as_str(),
            visit.patient_id.as_str(),
            if status == "H" { "" } else { visit.id.as_str() },
            shown_code.as_str(),
            shown_name,
            date.as_str(),
            lot.as_str(),
            expiry.as_str(),
            if given { maker } else { "" },
            site,
            route,
            dose.as_str(),
            status,
            reason,
            visit.provider,
            updated.as_str(),
        ];
        export.row(Table::Immunizations, &cells, &visit.patient_id, &planted)?;
    }
    Ok(())
}
