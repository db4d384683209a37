//! `charges.txt` and `claims.txt`: the money, pipe-delimited, with local charge codes.
//!
//! Amounts are whole cents written with two digits. Claims add up unless a defect says otherwise.

use std::io;

use crate::sample::calendar::REFERENCE;
use crate::sample::clinical::Chart;
use crate::sample::defects::{self, Planted};
use crate::sample::export::{Export, Table};
use crate::sample::rng::Rng;
use crate::sample::visits::Visit;

/// The header of the charges.
pub static CHARGE_COLUMNS: &[&str] = &[
    "CHG_ID", "PAT_ID", "ENC_ID", "SVC_DT", "CHG_CD", "CHG_DESC", "MOD", "UNITS", "AMT", "DX_PTR",
    "PROV_ID", "POST_DT",
];

/// The header of the claims.
pub static CLAIM_COLUMNS: &[&str] = &[
    "CLM_ID",
    "PAT_ID",
    "ENC_ID",
    "MRN",
    "PAYER_CD",
    "PAYER_SEQ",
    "SVC_DT",
    "SUBMIT_DT",
    "BILLED",
    "ALLOWED",
    "PAID",
    "PT_RESP",
    "ADJ_CD",
    "STATUS",
    "DX_LIST",
];

/// Charge code, text and cents.
static ITEMS: &[(&str, &str, i64)] = &[
    ("HC1020", "VENIPUNCTURE", 2_400),
    ("HC2010", "BASIC METABOLIC PANEL", 6_150),
    ("HC2040", "CBC AUTO", 4_725),
    ("HC3110", "EKG TRACING", 11_800),
    ("HC4005", "VACCINE ADMIN", 3_900),
    ("HC5120", "XRAY WRIST 3V", 18_340),
];

fn dollars(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// Writes the charges and claims of a chart.
pub fn write(export: &mut Export, chart: &Chart) -> io::Result<()> {
    let index = chart.person.index;
    let mut rng = Rng::stream(export.seed, index, "billing");
    let mut charge_row = 0;
    let mut claim_row = 0;
    for place in chart.past() {
        let visit = &chart.visits[place];
        let diagnoses: Vec<&str> = chart
            .problems
            .iter()
            .filter(|problem| {
                problem.noted <= visit.start.day
                    && !problem.code.0.is_empty()
                    && problem.list != "F"
            })
            .map(|problem| problem.code.0.as_str())
            .take(3)
            .collect();
        let mut items: Vec<(&str, &str, i64)> = vec![match visit.kind {
            "INP" | "OBS" => ("HC9100", "ROOM AND BOARD", 214_000),
            "ER" => ("HC9300", "ER VISIT", 68_400),
            "TEL" => ("HC0110", "PHONE VISIT", 4_500),
            _ => ("HC0100", "OFFICE VISIT", 14_200),
        }];
        if rng.chance(35) {
            items.push(rng.pick(ITEMS));
        }
        let mut billed = 0;
        for (code, text, cents) in items {
            let units = if code == "HC9100" {
                visit
                    .end
                    .map_or(1, |end| (end.day.0 - visit.start.day.0).max(1))
            } else {
                1
            };
            billed += cents * units;
            let charge = Charge {
                code,
                text,
                cents: cents * units,
                units,
                pointers: diagnoses.len(),
            };
            put_charge(export, chart, visit, &charge, charge_row, &mut rng)?;
            charge_row += 1;
        }
        if rng.chance(65) || claim_row == 0 {
            put_claim(
                export,
                chart,
                visit,
                billed,
                &diagnoses.join(";"),
                claim_row,
                &mut rng,
            )?;
            claim_row += 1;
        }
    }
    if defects::ORPHAN_PATIENT.falls_on(index) {
        let visit = &chart.visits[0];
        let id = chart.key('C', 90);
        let date = visit.start.day.us();
        let cells = [
            id.as_str(),
            "99999990",
            visit.id.as_str(),
            date.as_str(),
            "HC1020",
            "VENIPUNCTURE",
            "",
            "1",
            "24.00",
            "",
            visit.provider,
            date.as_str(),
        ];
        let mark = [defects::ORPHAN_PATIENT.at(
            "PAT_ID",
            format!(
                "no such patient; the encounter belongs to {}",
                visit.patient_id
            ),
        )];
        export.row(Table::Charges, &cells, &visit.patient_id, &mark)?;
    }
    Ok(())
}

/// One charge before it is written.
struct Charge<'a> {
    code: &'a str,
    text: &'a str,
    cents: i64,
    units: i64,
    pointers: usize,
}

fn put_charge(
    export: &mut Export,
    chart: &Chart,
    visit: &Visit,
    charge: &Charge<'_>,
    row: usize,
    rng: &mut Rng,
) -> io::Result<()> {
    let mut planted: Vec<Planted> = Vec::new();
    let mut pointers = match charge.pointers {
        0 => "",
        1 => "1",
        2 => rng.pick(&["1", "1,2", "2,1"]),
        _ => rng.pick(&["1", "1,2", "2,1", "1,2,3", "3"]),
    };
    if row == 0 && defects::POINTER_OUT_OF_RANGE.falls_on(chart.person.index) {
        pointers = "1,7";
        planted.push(defects::POINTER_OUT_OF_RANGE.at(
            "DX_PTR",
            format!("the visit has {} coded diagnoses", charge.pointers),
        ));
    }
    let id = chart.key('C', row);
    let date = visit.start.day.us();
    let posted = visit.start.day.plus(rng.between(1, 9)).min(REFERENCE).us();
    let (units, amount) = (charge.units.to_string(), dollars(charge.cents));
    let modifier = rng.pick(&["", "", "", "", "", "25", "59", "GT"]);
    let cells = [
        id.as_str(),
        visit.patient_id.as_str(),
        visit.id.as_str(),
        date.as_str(),
        charge.code,
        charge.text,
        modifier,
        units.as_str(),
        amount.as_str(),
        pointers,
        visit.provider,
        posted.as_str(),
    ];
    export.row(Table::Charges, &cells, &visit.patient_id, &planted)
}

fn put_claim(
    export: &mut Export,
    chart: &Chart,
    visit: &Visit,
    billed: i64,
    diagnoses: &str,
    row: usize,
    rng: &mut Rng,
) -> io::Result<()> {
    let index = chart.person.index;
    let mut planted: Vec<Planted> = Vec::new();
    let status = rng.pick(&["P", "P", "P", "P", "P", "P", "D", "O"]);
    let payer = rng.pick(&["HARB", "HARB", "MCR", "MCR", "MCD", "SELF"]);
    let allowed = billed * rng.between(48, 82) / 100;
    let share = if status == "P" {
        allowed * rng.pick(&[0_i64, 10, 20]) / 100
    } else {
        0
    };
    let mut paid = if status == "P" { allowed - share } else { 0 };
    let mut encounter = visit.id.clone();
    let second = chart
        .person
        .duplicate
        .as_ref()
        .filter(|(id, _, _)| *id == visit.patient_id);
    let mut number = second.map_or_else(|| chart.person.mrn.clone(), |(_, mrn, _)| mrn.clone());
    if row == 0 {
        if defects::PAID_OVER_ALLOWED.falls_on(index) {
            paid = allowed + 5_000;
            planted.push(defects::PAID_OVER_ALLOWED.at(
                "PAID",
                "more was paid than allowed; the ledger was never corrected",
            ));
        }
        if defects::CLAIM_OTHER_ENCOUNTER.falls_on(index) {
            encounter = format!("E{:07}00", 1_000_000 + index - 1);
            planted.push(defects::CLAIM_OTHER_ENCOUNTER.at(
                "ENC_ID",
                format!("an encounter of another patient; it was {}", visit.id),
            ));
        }
        if defects::ZERO_LOST_MRN.falls_on(index) {
            let full = number.clone();
            number = full.trim_start_matches('0').to_string();
            planted.push(defects::ZERO_LOST_MRN.at("MRN", format!("the number is {full}")));
        }
    }
    let id = chart.key('M', row);
    let date = visit.start.day.us();
    let submitted = visit.start.day.plus(rng.between(2, 30)).min(REFERENCE).us();
    let adjustment = match status {
        "P" if share > 0 => "PR2",
        "P" => "CO45",
        "D" => "PR1",
        _ => "",
    };
    let (billed, allowed, paid, share) = (
        dollars(billed),
        dollars(allowed),
        dollars(paid),
        dollars(share),
    );
    let cells = [
        id.as_str(),
        visit.patient_id.as_str(),
        encounter.as_str(),
        number.as_str(),
        payer,
        "1",
        date.as_str(),
        submitted.as_str(),
        billed.as_str(),
        allowed.as_str(),
        paid.as_str(),
        share.as_str(),
        adjustment,
        status,
        diagnoses,
    ];
    export.row(Table::Claims, &cells, &visit.patient_id, &planted)
}
