//! What a person would take instead: Polars and DuckDB, on the same files in the same run.
//!
//! They read the delimited files and find rows without a partner; they neither seal, nor map, nor know what a row means.
//! A peer that cannot be installed here is named as missing; that is no failure.

use super::table::Row;
use super::Input;
use crate::bench::measure;
use crate::bench::python::Python;
use crate::place::Place;

const NAMES: &[&str] = &["polars", "duckdb"];
const TASKS: &[&str] = &["read", "anti-join"];

/// The peers that are here.
pub struct Peers {
    python: Python,
    found: Vec<&'static str>,
    /// Versions, and what is missing, in words.
    pub notes: Vec<String>,
}

/// Makes an environment for them and installs those that can be.
pub fn prepare(place: &Place) -> Peers {
    println!("==> peers");
    let mut peers = Peers { python: Python::prepare(place, "bench-venv"), found: Vec::new(), notes: Vec::new() };
    for &name in NAMES {
        match peers.python.package(name) {
            Ok(version) => {
                peers.found.push(name);
                peers.notes.push(format!("{name} {version}."));
            }
            Err(missing) => peers.notes.push(missing),
        }
    }
    peers
}

impl Peers {
    /// Adds a row for each peer and task. A peer that fails is noted, and the others go on.
    pub fn measure(&mut self, input: &Input, rows: &mut Vec<Row>) {
        for name in &self.found {
            for task in TASKS {
                let mut command = self.python.script("peer.py");
                command.args([name, task]).arg(&input.export);
                let measured = measure::run(&mut command, &[0], true);
                if let Err(failure) = &measured {
                    println!("    {name} {task}: {failure}");
                }
                match measured.ok().and_then(|measured| row(name, task, input, &measured)) {
                    Some(row) => rows.push(row),
                    None => self.notes.push(format!("{name} {task} failed on {} patients.", input.patients)),
                }
            }
        }
    }
}

/// The script prints `seconds rows bytes` of the task itself, without the time in which Python and the library load.
fn row(name: &str, task: &str, input: &Input, measured: &measure::Measured) -> Option<Row> {
    let mut numbers = measured.output.split_whitespace();
    let seconds: f64 = numbers.next()?.parse().ok()?;
    let rows = numbers.next()?.parse().ok()?;
    let bytes = numbers.next()?.parse().ok()?;
    println!("    {name} {task}: {seconds:.2} s");
    Some(Row {
        step: format!("{name} {task}"),
        patients: input.patients,
        bytes: Some(bytes),
        rows: Some(rows),
        seconds,
        // Of the whole process, where the seconds are of the task alone.
        cpu_seconds: None,
        peak_bytes: measured.peak_bytes,
    })
}
