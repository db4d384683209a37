//! `procedures.csv`: what was done, planned and called off, in three code systems.

use std::io;

use crate::sample::calendar::REFERENCE;
use crate::sample::clinical::Chart;
use crate::sample::defects;
use crate::sample::export::{Export, Table};
use crate::sample::rng::Rng;
use crate::sample::vocabulary;

/// The header.
pub static COLUMNS: &[&str] = &[
    "PROC_ID",
    "PAT_ID",
    "ENC_ID",
    "PROC_CD",
    "CODE_SYS",
    "PROC_DESC",
    "PROC_DT",
    "STATUS_CD",
    "SIDE",
    "PROV_ID",
    "CMT",
];

static COMMENTS: &[&str] = &[
    "",
    "",
    "",
    "tolerated well",
    "no complications",
    "pt \"sore\" after, ice advised",
    "aborted, poor prep, repeat 1 yr",
];

/// Writes the procedures of a chart.
pub fn write(export: &mut Export, chart: &Chart) -> io::Result<()> {
    let index = chart.person.index;
    let mut rng = Rng::stream(export.seed, index, "procedures");
    if defects::BLANK_LINE.falls_on(index) {
        let mark = [defects::BLANK_LINE.at("", "an empty line between two records")];
        export.record(Table::Procedures, "", "", &mark)?;
    }
    let past = chart.past();
    let count = 1 + rng.below(4) as usize;
    let mut row = 0;
    for _ in 0..count {
        let (code, system, text, age, sex, side) = rng.pick(vocabulary::PROCEDURES);
        let visit = &chart.visits[rng.pick(&past)];
        let fits = chart.person.age_on(visit.start.day) >= age
            && (sex.is_empty() || sex == chart.person.sex);
        if !fits {
            continue;
        }
        let mut status = rng.pick(&["D", "D", "D", "D", "D", "D", "D", "X", "P"]);
        let mut day = visit.start.day;
        if status == "P" {
            day = REFERENCE.plus(rng.between(5, 90));
            if chart.person.death.is_some() {
                status = "X";
                day = visit.start.day;
            }
        }
        let id = chart.key('X', row);
        row += 1;
        let date = day.us();
        let encounter = if status == "D" && rng.chance(80) {
            visit.id.as_str()
        } else {
            ""
        };
        let comment = rng.pick(COMMENTS);
        let cells = [
            id.as_str(),
            visit.patient_id.as_str(),
            encounter,
            code,
            system,
            text,
            date.as_str(),
            status,
            side,
            visit.provider,
            comment,
        ];
        export.row(Table::Procedures, &cells, &visit.patient_id, &[])?;
    }
    Ok(())
}
