//! The demo workspace: made once, filled with the sample hospital through the same command line that anyone uses.
//!
//! Each step that is done is noted in a file beside the workspace's folder, so that a run that was interrupted goes on
//! where it stopped. Nothing here reaches into the workspace past its command line.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::failure::{Failure, Outcome};
use crate::files;
use crate::place::Place;
use crate::programs;
use crate::sample;
use crate::secrets::Secrets;
use crate::steps::Steps;

/// The account that the desktop signs in with.
pub const ANALYST: &str = "demo-analyst";
/// The seed of the committed sample hospital.
pub const SEED: u64 = 7;
/// Its patients.
pub const PATIENTS: u64 = 200;
const NAME: &str = "Harbor Clinic migration";

/// A workspace and what opens it.
pub struct Demo {
    program: PathBuf,
    /// The workspace's folder.
    pub home: PathBuf,
    /// What opens it.
    pub secrets: Secrets,
    notes: PathBuf,
}

impl Demo {
    /// Finds or makes the folder's secrets; the workspace itself is made by `fill`.
    pub fn open(place: &Place, home: &Path) -> Outcome<Self> {
        let (Some(above), Some(name)) = (home.parent(), home.file_name()) else {
            return Err(Failure::wrong_use("--home must name a folder"));
        };
        files::create_folder(above)?;
        let file = above.join("demo-passphrase");
        let secrets = if file.exists() {
            Secrets::read(&file)?
        } else if files::is_empty(home) {
            let made = Secrets::create(&file)?;
            println!("A random passphrase and password were made for this demo only, in {}.", file.display());
            println!("A real workspace's passphrase is never kept in a file beside it.");
            made
        } else {
            return Err(Failure::new(format!(
                "{} is there, but its passphrase is not in {}. Remove the folder, or name another with --home.",
                home.display(),
                file.display()
            )));
        };
        let notes = above.join(format!("{}-steps", name.to_string_lossy()));
        if files::is_empty(home) && notes.exists() {
            fs::remove_file(&notes).map_err(|error| Failure::file("cannot remove", &notes, &error))?;
        }
        Ok(Self { program: place.program("debug", "throughline"), home: home.to_path_buf(), secrets, notes })
    }

    /// Makes the workspace and runs the main job on the sample hospital, as far as that was not done.
    pub fn fill(&self, place: &Place, patients: Option<u64>, steps: &mut Steps) -> Outcome {
        self.once(steps, "make the workspace", || self.make())?;
        self.once(steps, "add the demo analyst", || self.add_analyst())?;
        if patients.is_some() && self.is_done("ingest the sample hospital") {
            println!("{} is filled already; --patients needs another --home.", self.home.display());
        }
        self.once(steps, "ingest the sample hospital", || self.ingest(place, patients))?;
        self.once(steps, "apply the starter", || self.throughline(&["starter", "apply", "harbor"], &[0]))?;
        self.once(steps, "make a first draft of the mapping", || self.first_draft(place))?;
        self.once(steps, "migrate", || self.throughline(&["migrate", "--draft"], &[0, 4]))?;
        self.once(steps, "compare", || {
            let mut compare = self.command(&["compare"]);
            programs::run_allowing(compare.stdout(Stdio::null()), &[0, 4]).map(drop)
        })
    }

    /// The starter balances but for the export's own defects. A demonstration wants something to find: a first draft with
    /// four mistakes that real migrations make, as version 2. Restoring version 1, or mending the rules, closes the findings.
    fn first_draft(&self, place: &Place) -> Outcome {
        const MISTAKES: [(&str, &str); 4] = [
            ("COALESCE(MAP(STATUS_CD, 'medication-status'), 'unknown')", "'active'"),
            ("PARSE_DATE(STOP_DT, 'MM/DD/YYYY')", "NULL"),
            ("{ from = \"MMOL/L\", to = \"mmol/L\"", "{ from = \"MMOL/L\", to = \"mg/dL\""),
            ("to = \"387406002\", display = \"Sulfonamide\"", "to = \"373270004\", display = \"Sulfonamide\""),
        ];
        let starter = place.root.join("assets/starters/harbor/mapping.toml");
        let mut text = fs::read_to_string(&starter).map_err(|error| Failure::file("cannot read", &starter, &error))?;
        for (right, wrong) in MISTAKES {
            if !text.contains(right) {
                return Err(Failure::new(format!("{} no longer holds {right}", starter.display())));
            }
            text = text.replacen(right, wrong, 1);
        }
        let draft = self.notes.with_extension("draft.toml");
        files::write(&draft, text.as_bytes())?;
        let file = draft.to_string_lossy().into_owned();
        self.throughline(&["mapping", "import", &file, "--note", "first draft, not reviewed"], &[0])?;
        fs::remove_file(&draft).map_err(|error| Failure::file("cannot remove", &draft, &error))
    }

    /// `throughline` with words, on this workspace.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(words).arg("--home").arg(&self.home);
        command.env("THROUGHLINE_PASSPHRASE", &self.secrets.passphrase);
        command
    }

    fn make(&self) -> Outcome {
        let printed = programs::text(&mut self.command(&["init", "--name", NAME, "--json"]))?;
        // The administrator's one-time password belongs into the file, not on the screen.
        self.secrets.add("administrator", printed.trim())
    }

    fn add_analyst(&self) -> Outcome {
        let mut command = self.command(&["account", "add", "--name", ANALYST, "--role", "analyst"]);
        programs::run(command.env("THROUGHLINE_NEW_PASSWORD", &self.secrets.password))
    }

    fn ingest(&self, place: &Place, patients: Option<u64>) -> Outcome {
        let export = sample_export(place, patients)?;
        let mut command = self.command(&["ingest", "--side", "legacy", "--system", "harbor"]);
        let code = programs::run_allowing(command.arg(&export), &[0, 4])?;
        if code == 4 {
            println!("    Some records were quarantined or not read: the sample hospital is messy on purpose.");
        }
        Ok(())
    }

    fn throughline(&self, words: &[&str], fine: &[i32]) -> Outcome {
        programs::run_allowing(&mut self.command(words), fine).map(drop)
    }

    fn once(&self, steps: &mut Steps, name: &str, work: impl FnOnce() -> Outcome) -> Outcome {
        if self.is_done(name) {
            return Ok(());
        }
        steps.step(name, || {
            work().map_err(|failure| {
                Failure::with_code(
                    format!("{}\nto begin anew, remove {}", failure.message, self.home.display()),
                    failure.code,
                )
            })
        })?;
        let mut notes = self.noted();
        notes.push_str(name);
        notes.push('\n');
        files::write(&self.notes, notes.as_bytes())
    }

    fn is_done(&self, name: &str) -> bool {
        self.noted().lines().any(|line| line == name)
    }

    fn noted(&self) -> String {
        fs::read_to_string(&self.notes).unwrap_or_default()
    }
}

/// The committed export, or one of another size made now.
fn sample_export(place: &Place, patients: Option<u64>) -> Outcome<PathBuf> {
    let committed = place.root.join("assets").join("sample-hospital").join("export");
    let patients = patients.unwrap_or(PATIENTS);
    if patients == PATIENTS && !files::is_empty(&committed) {
        return Ok(committed);
    }
    let folder = place.target.join(format!("sample-hospital-{patients}"));
    files::create_empty(&folder)?;
    let written = sample::generate(&folder, patients, SEED)
        .map_err(|error| Failure::file("cannot write the sample hospital to", &folder, &error))?;
    println!("    made the sample hospital with {} patients in {}", written.patients, folder.display());
    Ok(folder.join("export"))
}
