//! What a person would take instead: Polars and DuckDB, on the same files in the same run.
//!
//! They read the delimited files and find rows without a partner; they neither seal, nor map, nor know what a row means.
//! A peer that cannot be installed here is named as missing; that is no failure.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::table::Row;
use super::{Input, measure};
use crate::place::Place;
use crate::programs;

const NAMES: &[&str] = &["polars", "duckdb"];
const TASKS: &[&str] = &["read", "anti-join"];

/// The peers that are here.
pub struct Peers {
    python: PathBuf,
    script: PathBuf,
    found: Vec<&'static str>,
    /// Versions, and what is missing, in words.
    pub notes: Vec<String>,
}

/// Makes an environment for them and installs those that can be.
pub fn prepare(place: &Place) -> Peers {
    let folder = place.target.join("bench-venv");
    let python = if cfg!(windows) { folder.join("Scripts/python.exe") } else { folder.join("bin/python") };
    let script = place.root.join("tests").join("bench").join("peer.py");
    let mut peers = Peers { python, script, found: Vec::new(), notes: Vec::new() };
    println!("==> peers");
    if !peers.python.exists() && !succeeds(Command::new("python3").args(["-m", "venv"]).arg(&folder)) {
        peers.notes.push("Polars and DuckDB were not measured: python3 with venv is not here.".to_owned());
        return peers;
    }
    for name in NAMES {
        peers.add(name);
    }
    peers
}

impl Peers {
    fn add(&mut self, name: &'static str) {
        if self.version(name).is_none() {
            succeeds(Command::new(&self.python).args(["-m", "pip", "install", "--quiet", name]));
        }
        match self.version(name) {
            Some(version) => {
                self.found.push(name);
                self.notes.push(format!("{name} {version}."));
            }
            None => self.notes.push(format!("{name} was not measured: it cannot be installed here.")),
        }
    }

    fn version(&self, name: &str) -> Option<String> {
        let question = format!("import {name}; print({name}.__version__)");
        programs::answer(&self.python.to_string_lossy(), &["-c", &question])
    }

    /// Adds a row for each peer and task. A peer that fails is noted, and the others go on.
    pub fn measure(&mut self, input: &Input, rows: &mut Vec<Row>) {
        for name in &self.found {
            for task in TASKS {
                let mut command = Command::new(&self.python);
                command.arg(&self.script).args([name, task]).arg(&input.export);
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
        peak_bytes: measured.peak_bytes,
    })
}

fn succeeds(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// The processor's name and the number of its cores that we may use, for the report.
pub fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = text
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(": "))
        .map_or(std::env::consts::ARCH, |(_, name)| name.trim());
    format!("{cores} cores, {name}, {}", std::env::consts::OS)
}
