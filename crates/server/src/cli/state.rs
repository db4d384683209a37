//! state: both charts of one patient on one day. Prints PHI, inside the enclave only.

use super::terminal::{line, text_line};
use super::{Outcome, Status};
use app::{CompareReport, StateSide, Workspace};
use model::{Date, Precision};
use serde_json::json;

pub(crate) fn state(workspace: &Workspace, patient: &str, day: Option<&str>, as_json: bool) -> Outcome {
    let day = match day.map(|text| Date::parse_iso(text).filter(|d| d.precision == Precision::Day)) {
        Some(None) => {
            eprintln!("throughline: --day takes a calendar day, YYYY-MM-DD");
            return Ok(Status::Usage);
        }
        Some(Some(date)) => Some(date.days()),
        None => None,
    };
    let report = app::state_of(workspace, patient, day)?;
    for row in &report.lines {
        match as_json {
            true => line(&json!({"day": report.day, "list": row.list, "legacy": row.legacy, "destination": row.destination, "manner": row.manner})),
            false => text_line(&format!("{}\t{}\t{}\t{}", row.list, side(row.legacy.as_ref()), side(row.destination.as_ref()), row.manner)),
        }
    }
    for row in &report.checks {
        match as_json {
            true => line(row),
            false => text_line(&format!("{}\t{}\t{}\t{}\t{}\t{}", row.check, row.about, row.legacy, row.destination, row.weight, row.statements.join("; "))),
        }
    }
    let parted = report.lines.iter().filter(|r| !r.manner.is_empty()).count();
    let silent = report.checks.iter().filter(|r| r.weight == "differs").count();
    let untold = report.checks.iter().filter(|r| r.weight == "cannot tell").count();
    eprintln!(
        "run {}, {}: {} lines, {parted} part; {} checks on {}, {silent} part, {untold} cannot be told of one book",
        report.run,
        report.day,
        report.lines.len(),
        report.checks.len(),
        report.last
    );
    Ok(if report.lines.is_empty() && report.checks.is_empty() { Status::Nothing } else { Status::Done })
}

fn side(side: Option<&StateSide>) -> String {
    let Some(side) = side else { return "-".into() };
    let why = if side.why.is_empty() { String::new() } else { format!(", {}", side.why) };
    format!("{} [{}{why}] {}", side.label, side.holds, side.locator)
}

/// What a comparison says of states and of what still computes.
pub(crate) fn summary(report: &CompareReport) {
    for (list, [legacy, destination, parted, unsure]) in &report.states {
        eprintln!("  on the last day, {list}: {legacy} in force in the legacy book, {destination} in the destination, {parted} part, of them {unsure} cannot be told");
    }
    for (check, [asked, alike, declared, parted, made, patients]) in &report.checks {
        let untold = report.untold.get(check).unwrap_or(&0);
        eprintln!("  {check}: {asked} asked, {alike} alike, {declared} declared, {untold} cannot be told of one book, {parted} part for {}, {made} of them findings of their own", app::counted(*patients, "patient"));
    }
}
