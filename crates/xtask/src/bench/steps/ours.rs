//! Ours: init, ingest, migrate and compare on a workspace of its own, by the program's command line.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::table::Row;
use super::Input;
use crate::bench::Setting;
use crate::bench::measure::{self, Measured};
use crate::failure::Outcome;
use crate::files;

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

    /// Declares an equivalence that nothing needs, in a file beside the workspace: both books stay as they were read, and nobody is judged anew.
    pub fn declare(&self, number: usize) -> Outcome {
        let path = self.home.with_extension(format!("equivalence-{number}.toml"));
        files::write(&path, equivalence(number).as_bytes())?;
        self.run(&["equivalences", "import", &path.display().to_string()]).map(drop)
    }
}

/// A document of one equivalence that no book of the sample hospital needs.
fn equivalence(number: usize) -> String {
    let [legacy, destination] = ["legacy", "destination"].map(|side| format!("urn:benchmark:{side}|{number}"));
    format!(
        "format = \"throughline-equivalences/1\"\nname = \"benchmark\"\n\n[[equivalence]]\nid = \"nothing-needs-it\"\nkind = [\"allergy\"]\naspect = \"code\"\n\
         legacy = \"{legacy}\"\ndestination = \"{destination}\"\nauthor = \"benchmark\"\nreason = \"what is declared decides who is judged, not what is read\"\n\
         test = [{{ legacy = \"{legacy}\", destination = \"{destination}\", equivalent = true }}]\n"
    )
}

/// Adds a row for each step.
pub fn measure(setting: &Setting, input: &Input, home: &Path, rows: &mut Vec<Row>) -> Outcome {
    let workspace = Workspace::new(setting, home);
    rows.push(row("init", input, &workspace.run(&["init", "--name", "Benchmark"])?));
    rows.push(row("ingest", input, &workspace.ingest(&input.export)?));
    workspace.run(&["starter", "apply", "harbor"])?;
    rows.push(row("migrate", input, &workspace.run(&["migrate", "--draft"])?));
    rows.push(row("compare", input, &workspace.run(&["compare"])?));
    rows.push(row("compare, nothing changed", input, &workspace.run(&["compare"])?));
    workspace.declare(0)?;
    rows.push(row("compare, an equivalence declared", input, &workspace.run(&["compare"])?));
    let mapping = home.with_extension("toml");
    let text = files::read(&setting.place.root.join("assets/starters/harbor/mapping.toml"))?;
    files::write(&mapping, without_rule(&String::from_utf8_lossy(&text), "allergy-category").unwrap_or_default().as_bytes())?;
    let path = mapping.display().to_string();
    workspace.run(&["mapping", "import", &path])?;
    rows.push(row("migrate, one rule changed", input, &workspace.run(&["migrate", "--draft"])?));
    rows.push(row("compare, one rule changed", input, &workspace.run(&["compare"])?));
    Ok(())
}

/// A mapping without one of its rules: a table from its head to the next.
fn without_rule(text: &str, rule: &str) -> Option<String> {
    let at = text.find(&format!("id = \"{rule}\""))?;
    let start = text[..at].rfind("[[")?;
    let end = text[at..].find("[[").map_or(text.len(), |next| at + next);
    Some(format!("{}{}", &text[..start], &text[end..]))
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

#[cfg(test)]
mod tests {
    use super::without_rule;

    #[test]
    fn a_rule_is_taken_out_and_nothing_else() {
        let text = "a = 1\n[[rule]]\nid = \"one\"\nto = \"x\"\n[[rule]]\nid = \"two\"\n";
        assert_eq!(without_rule(text, "one").unwrap(), "a = 1\n[[rule]]\nid = \"two\"\n");
        assert_eq!(without_rule(text, "two").unwrap(), "a = 1\n[[rule]]\nid = \"one\"\nto = \"x\"\n");
        assert_eq!(without_rule(text, "three"), None);
    }
}
