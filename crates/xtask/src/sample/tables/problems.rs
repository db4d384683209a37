//! `problems.csv`: problem list, encounter diagnoses and family history, in one table as the vendor keeps them.

use std::io;

use crate::sample::calendar::{Day, Moment};
use crate::sample::clinical::Chart;
use crate::sample::defects;
use crate::sample::export::{Export, Table};
use crate::sample::rng::Rng;

/// The header.
pub static COLUMNS: &[&str] = &[
    "PROB_ID",
    "PAT_ID",
    "ENC_ID",
    "LIST_TYPE",
    "ICD_CD",
    "ICD_DESC",
    "PROB_TXT",
    "STATUS_CD",
    "CERT",
    "ONSET_DT",
    "RESOLVED_DT",
    "NOTED_DT",
    "SEV_CD",
    "SIDE",
    "PROV_ID",
    "VOID_FLG",
    "UPD_TS",
];

/// Writes the problems of a chart.
pub fn write(export: &mut Export, chart: &Chart) -> io::Result<()> {
    let index = chart.person.index;
    let mut rng = Rng::stream(export.seed, index, "problem-rows");
    for problem in &chart.problems {
        let visit = &chart.visits[problem.visit];
        let resolved = problem.resolved.map(Day::us).unwrap_or_default();
        let noted = problem.noted.us();
        let updated = Moment::new(problem.noted, rng.between(480, 1100)).audit();
        let cells = [
            problem.id.as_str(),
            visit.patient_id.as_str(),
            if problem.linked {
                visit.id.as_str()
            } else {
                ""
            },
            problem.list,
            problem.code.0.as_str(),
            problem.code.1.as_str(),
            problem.typed.as_str(),
            problem.status,
            problem.certainty,
            problem.onset.as_str(),
            resolved.as_str(),
            noted.as_str(),
            problem.severity,
            problem.side,
            visit.provider,
            problem.void,
            updated.as_str(),
        ];
        export.row(Table::Problems, &cells, &visit.patient_id, &problem.planted)?;
    }
    if defects::RAGGED_LONG.falls_on(index) {
        let visit = &chart.visits[0];
        let id = chart.key('P', 80);
        let noted = visit.start.day.us();
        let text = format!(
            "{id},{},{},P,,,dizziness, not vertigo,A,C,,,{noted},,,{},,",
            visit.patient_id, visit.id, visit.provider
        );
        let mark = [defects::RAGGED_LONG.at(
            "PROB_TXT",
            "the comma of `dizziness, not vertigo` was not quoted: one cell too many",
        )];
        export.record(Table::Problems, &text, &visit.patient_id, &mark)?;
    }
    Ok(())
}
