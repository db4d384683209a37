//! Ours: init, ingest, migrate and compare on a workspace of its own, by the program's command line.

use std::path::Path;
use std::process::Command;

use super::table::Row;
use super::{Input, measure};
use crate::failure::Outcome;
use crate::place::Place;

/// The workspace is thrown away after the run.
const PASSPHRASE: &str = "a workspace to measure on";

/// Adds a row for each step.
pub fn measure(place: &Place, profile: &str, input: &Input, home: &Path, rows: &mut Vec<Row>) -> Outcome {
    let program = place.program(profile, "throughline");
    let command = |words: &[&str]| {
        let mut command = Command::new(&program);
        command.args(words).arg("--home").arg(home).env("THROUGHLINE_PASSPHRASE", PASSPHRASE);
        command
    };
    rows.push(row("init", input, &measure::run(&mut command(&["init", "--name", "Benchmark"]), &[0], false)?));
    let mut ingest = command(&["ingest", "--side", "legacy", "--system", "harbor"]);
    rows.push(row("ingest", input, &measure::run(ingest.arg(&input.export), &[0, 4], false)?));
    measure::run(&mut command(&["starter", "apply", "harbor"]), &[0], false)?;
    rows.push(row("migrate", input, &measure::run(&mut command(&["migrate", "--draft"]), &[0, 4], false)?));
    rows.push(row("compare", input, &measure::run(&mut command(&["compare"]), &[0, 4], false)?));
    Ok(())
}

fn row(step: &str, input: &Input, measured: &measure::Measured) -> Row {
    let whole = step != "init";
    println!("    {step}: {:.2} s", measured.seconds);
    Row {
        step: step.to_owned(),
        patients: input.patients,
        bytes: whole.then_some(input.bytes),
        rows: whole.then_some(input.rows),
        seconds: measured.seconds,
        peak_bytes: measured.peak_bytes,
    }
}
