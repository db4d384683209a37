//! The tables that belong to nobody: providers, order sets and alert rules.
//!
//! They are the clinic's memory. Two alert rules and one order set carry defects that no patient row shows.

use std::io;

use super::defects::{self, Planted};
use super::export::{Export, Table};
use super::providers;

/// The header of `providers.csv`.
pub static PROVIDER_COLUMNS: &[&str] = &[
    "PROV_ID",
    "LAST_NM",
    "FIRST_NM",
    "CRED",
    "SPEC",
    "ACTIVE_FLG",
    "END_DT",
];

/// The header of `order_sets.csv`.
pub static ORDER_SET_COLUMNS: &[&str] = &[
    "SET_ID",
    "SET_NM",
    "LINE_NO",
    "ITEM_TYPE",
    "ITEM_CD",
    "ITEM_NM",
    "DEFAULT_SIG",
    "ACTIVE_FLG",
    "LAST_REVIEW_DT",
];

/// The header of `alert_rules.csv`.
pub static ALERT_COLUMNS: &[&str] = &[
    "RULE_ID",
    "RULE_NM",
    "TRIGGER_TYPE",
    "TRIGGER_CD",
    "OPERATOR",
    "THRESHOLD",
    "UNIT",
    "SEVERITY",
    "MESSAGE",
    "OWNER_ID",
    "ACTIVE_FLG",
    "LAST_REVIEW_DT",
];

static ORDER_SETS: &[[&str; 9]] = &[
    [
        "OS01",
        "CHEST PAIN ER",
        "1",
        "LAB",
        "TROPX",
        "TROPONIN X",
        "now and in 3 h",
        "Y",
        "02/11/2015",
    ],
    [
        "OS01",
        "CHEST PAIN ER",
        "2",
        "MED",
        "1191",
        "ASPIRIN 81 MG TAB",
        "4 tabs chewed x1",
        "Y",
        "02/11/2015",
    ],
    [
        "OS01",
        "CHEST PAIN ER",
        "3",
        "NURS",
        "HPEKG",
        "EKG 12 LEAD",
        "within 10 min",
        "Y",
        "02/11/2015",
    ],
    [
        "OS02",
        "NEW DIABETES",
        "1",
        "LAB",
        "A1C",
        "HGB A1C",
        "",
        "Y",
        "06/30/2022",
    ],
    [
        "OS02",
        "NEW DIABETES",
        "2",
        "LAB",
        "LDL",
        "LDL CHOL CALC",
        "fasting",
        "Y",
        "06/30/2022",
    ],
    [
        "OS02",
        "NEW DIABETES",
        "3",
        "MED",
        "861007",
        "METFORMIN 500 MG TAB",
        "1 tab po bid with meals",
        "Y",
        "06/30/2022",
    ],
    [
        "OS03",
        "COUMADIN START",
        "1",
        "MED",
        "855332",
        "WARFARIN 5 MG TAB",
        "5 mg daily x3, INR day 4",
        "Y",
        "09/15/2020",
    ],
    [
        "OS03",
        "COUMADIN START",
        "2",
        "LAB",
        "INR",
        "PT INR",
        "day 4, day 7, then weekly",
        "Y",
        "09/15/2020",
    ],
    [
        "OS04",
        "PEDS WELL 12 MO",
        "1",
        "NURS",
        "03",
        "MMR",
        "0.5 ml sc",
        "Y",
        "01/20/2023",
    ],
    [
        "OS04",
        "PEDS WELL 12 MO",
        "2",
        "NURS",
        "21",
        "VARICELLA",
        "0.5 ml sc",
        "N",
        "01/20/2023",
    ],
];

static ALERTS: &[[&str; 12]] = &[
    [
        "AR01",
        "HIGH POTASSIUM",
        "LAB",
        "K",
        ">",
        "6.0",
        "mmol/L",
        "1",
        "Critical potassium, call now",
        "DR02",
        "Y",
        "03/02/2023",
    ],
    [
        "AR02",
        "METFORMIN AND KIDNEY",
        "LAB",
        "CRE",
        ">",
        "132",
        "mg/dL",
        "1",
        "Creatinine high: stop metformin",
        "DR02",
        "Y",
        "05/19/2018",
    ],
    [
        "AR03",
        "WARFARIN INR",
        "LAB",
        "INR",
        ">",
        "4.5",
        "",
        "1",
        "INR high, hold warfarin",
        "DR09",
        "Y",
        "10/08/2018",
    ],
    [
        "AR04",
        "PENICILLIN CLASS",
        "ALG",
        "PCN",
        "ANY",
        "",
        "",
        "1",
        "Penicillin allergy: check amoxicillin",
        "DR14",
        "Y",
        "08/21/2022",
    ],
    [
        "AR05",
        "LOW GLUCOSE",
        "LAB",
        "GLU",
        "<",
        "54",
        "mg/dL",
        "2",
        "Hypoglycemia",
        "DR01",
        "Y",
        "03/02/2023",
    ],
    [
        "AR06",
        "DIGOXIN PULSE",
        "VIT",
        "HR",
        "<",
        "50",
        "bpm",
        "2",
        "Bradycardia with digoxin, \"check level\"",
        "DR04",
        "Y",
        "11/30/2021",
    ],
    [
        "AR07",
        "STUDY DRUG 17",
        "DRUG",
        "HM003",
        "ANY",
        "",
        "",
        "3",
        "Study participant, call coordinator",
        "DR14",
        "N",
        "04/04/2022",
    ],
];

/// Writes the three tables.
pub fn write(export: &mut Export) -> io::Result<()> {
    for provider in providers::PROVIDERS {
        let active = if provider.left.is_empty() { "Y" } else { "N" };
        let cells = [
            provider.id,
            provider.family,
            provider.given,
            provider.credential,
            provider.specialty,
            active,
            provider.left,
        ];
        export.row(Table::Providers, &cells, "", &[])?;
    }
    for (place, cells) in ORDER_SETS.iter().enumerate() {
        let planted: Vec<Planted> = if place == 0 {
            vec![defects::ORDER_SET_RETIRED.at(
                "ITEM_CD",
                "an active order set orders a test that no longer exists",
            )]
        } else {
            Vec::new()
        };
        export.row(Table::OrderSets, cells, "", &planted)?;
    }
    for cells in ALERTS {
        let planted: Vec<Planted> = match cells[0] {
            "AR02" => vec![
                defects::ALERT_THRESHOLD
                    .at("UNIT", "132 is umol/L (1.5 mg/dL): the rule never fires"),
            ],
            "AR03" => vec![defects::ALERT_OWNER_LEFT.at(
                "OWNER_ID",
                "the owner left on 03/31/2019; nobody reviews the rule",
            )],
            _ => Vec::new(),
        };
        export.row(Table::AlertRules, cells, "", &planted)?;
    }
    Ok(())
}
