//! notes: one book held against its own notes. Prints what they say, so it stays in the enclave.

use super::options::SideOption;
use super::terminal::{end_progress, line, progress, text_line};
use super::{Outcome, Status};
use app::Workspace;

pub(crate) fn notes(workspace: &Workspace, side: SideOption, patient: Option<&str>, as_json: bool) -> Outcome {
    let meter = progress();
    let report = app::each_note_hit(workspace, side.side(), patient, &meter, &mut |hit| {
        if as_json {
            return line(&hit);
        }
        let against = match (&hit.value, &hit.statement) {
            (Some(value), Some(place)) => format!("{value} [{place}]"),
            _ => "-".into(),
        };
        text_line(&format!("{}\t{}\t{}\t{}\t{against}\t{}", hit.patient, hit.check, hit.concept, hit.locator, hit.sentence));
    })?;
    end_progress();
    for (check, n) in &report.checks {
        eprintln!("  {check}: {n}");
    }
    let hits: u64 = report.checks.values().sum();
    eprintln!("{} notes of {} patients, {hits} sentences against the book or beyond it", report.notes, report.patients);
    Ok(Status::Done)
}
