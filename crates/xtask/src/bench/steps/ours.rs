//! Ours: init, ingest, migrate and compare on a workspace of its own, by the program's command line.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::table::Row;
use super::Input;
use crate::bench::Setting;
use crate::bench::measure::{self, Measured};
use crate::failure::Outcome;

/// The workspace is thrown away after the run.
const PASSPHRASE: &str = "a workspace to measure on";

/// A workspace that is made only to be measured.
pub struct Workspace {
    program: PathBuf,
    home: PathBuf,
}

impl Workspace {
    /// By the program of the setting's profile.
    pub fn new(setting: &Setting, home: &Path) -> Self {
        Self { program: setting.place.program(&setting.profile, "throughline"), home: home.to_path_buf() }
    }

    /// A command of the program on this workspace.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(words).arg("--home").arg(&self.home).env("THROUGHLINE_PASSPHRASE", PASSPHRASE);
        command
    }

    /// Runs it without keeping what it prints; status 4 says that some of the work was set aside.
    pub fn run(&self, words: &[&str]) -> Outcome<Measured> {
        measure::run(&mut self.command(words), &[0, 4], false)
    }

    /// Reads the export.
    pub fn ingest(&self, export: &Path) -> Outcome<Measured> {
        let mut command = self.command(&["ingest", "--side", "legacy", "--system", "harbor"]);
        measure::run(command.arg(export), &[0, 4], false)
    }
}

/// Adds a row for each step.
pub fn measure(setting: &Setting, input: &Input, home: &Path, rows: &mut Vec<Row>) -> Outcome {
    let workspace = Workspace::new(setting, home);
    rows.push(row("init", input, &workspace.run(&["init", "--name", "Benchmark"])?));
    rows.push(row("ingest", input, &workspace.ingest(&input.export)?));
    workspace.run(&["starter", "apply", "harbor"])?;
    rows.push(row("migrate", input, &workspace.run(&["migrate", "--draft"])?));
    rows.push(row("compare", input, &workspace.run(&["compare"])?));
    Ok(())
}

fn row(step: &str, input: &Input, measured: &Measured) -> Row {
    let whole = step != "init";
    println!("    {step}: {:.2} s", measured.seconds);
    Row {
        step: step.to_owned(),
        patients: input.patients,
        bytes: whole.then_some(input.bytes),
        rows: whole.then_some(input.rows),
        seconds: measured.seconds,
        cpu_seconds: measured.cpu_seconds,
        peak_bytes: measured.peak_bytes,
    }
}
