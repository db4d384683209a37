//! `cargo xtask fuzz`: every reader on damaged inputs, one target after the other, each in a process of its own.
//!
//! By libFuzzer when cargo-fuzz is installed, which follows the code that an input reaches; else, or with `--mutate`, by a driver
//! of ours that damages the committed samples by chance from a seed, and needs neither cargo-fuzz nor a C++ compiler. Both
//! hold the readers to the same check (`fuzz/src/lib.rs`). An input that fails stays in `fuzz/artifacts/<target>` and is named.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use crate::arguments::{self, Arguments};
use crate::failure::{Failure, Outcome};
use crate::files;
use crate::place::Place;
use crate::programs;

const SECONDS: u64 = 60;
const SEED: u64 = 7;
/// Where the driver writes an input before it is read, so that it is there when the process dies of it.
const CURRENT: &str = "current";

/// What runs the targets.
struct Fuzz {
    place: Place,
    folder: PathBuf,
    seconds: u64,
    seed: u64,
    /// The driver, or nothing when cargo-fuzz does it.
    driver: Option<PathBuf>,
}

/// What came of one target.
struct Done {
    target: String,
    /// Files of inputs that failed in this run.
    found: Vec<PathBuf>,
    /// It ended badly although no input was left behind.
    broken: bool,
}

/// Takes the options, builds, runs every target, and says what was found.
pub fn run(mut arguments: Arguments) -> Outcome {
    let seconds = arguments.value("--seconds")?.map(|text| arguments::count(&text)).transpose()?.unwrap_or(SECONDS);
    let seed = arguments.value("--seed")?.map(|text| arguments::count(&text)).transpose()?.unwrap_or(SEED);
    let target = arguments.value("--target")?;
    let mutate = arguments.flag("--mutate");
    arguments.end()?;
    let place = Place::for_building()?;
    let folder = place.root.join("fuzz");
    let targets = chosen(&targets(&folder)?, target.as_deref())?;
    seeds(&folder)?;
    let driver = if !mutate && cargo_fuzz(&place) { None } else { Some(driver(&place)?) };
    let fuzz = Fuzz { place, folder, seconds, seed, driver };
    println!("==> {} targets, {seconds} s each, {}", targets.len(), fuzz.means());
    let mut done = Vec::new();
    for target in targets {
        done.push(fuzz.target(target)?);
    }
    conclude(&done, &fuzz.folder)
}

/// The names of the files in `fuzz_targets`.
fn targets(folder: &Path) -> Outcome<Vec<String>> {
    let mut found = Vec::new();
    for path in files::under(&folder.join("fuzz_targets"))? {
        if path.extension().is_some_and(|extension| extension == "rs") {
            found.extend(path.file_stem().map(|stem| stem.to_string_lossy().into_owned()));
        }
    }
    Ok(found)
}

fn chosen(all: &[String], named: Option<&str>) -> Outcome<Vec<String>> {
    match named {
        None => Ok(all.to_vec()),
        Some(name) if all.iter().any(|target| target == name) => Ok(vec![name.to_owned()]),
        Some(name) => Err(Failure::wrong_use(format!("'{name}' is no target: {}", all.join(", ")))),
    }
}

/// Fills `corpus/` with what the project already has.
fn seeds(folder: &Path) -> Outcome {
    println!("==> seeds");
    programs::text(Command::new("bash").arg("seed.sh").current_dir(folder)).map(drop)
}

fn cargo_fuzz(place: &Place) -> bool {
    let mut command = place.cargo();
    command.args(["fuzz", "--version"]).stdin(std::process::Stdio::null());
    command.output().is_ok_and(|output| output.status.success())
}

fn driver(place: &Place) -> Outcome<PathBuf> {
    println!("==> build the driver");
    let target = place.target.join("fuzz");
    let mut command = place.cargo();
    command.args(["build", "--release", "--no-default-features", "--example", "drive", "--manifest-path"]);
    programs::run(command.arg(place.root.join("fuzz").join("Cargo.toml")).arg("--target-dir").arg(&target))?;
    Ok(target.join("release").join("examples").join(format!("drive{}", std::env::consts::EXE_SUFFIX)))
}

impl Fuzz {
    fn means(&self) -> String {
        match self.driver {
            None => "by cargo-fuzz".to_owned(),
            Some(_) => format!("by mutations of the samples from seed {}", self.seed),
        }
    }

    fn target(&self, target: String) -> Outcome<Done> {
        let artifacts = self.folder.join("artifacts").join(&target);
        files::create_folder(&artifacts)?;
        let began = SystemTime::now();
        let mut command = match &self.driver {
            None => self.by_cargo_fuzz(&target),
            Some(driver) => self.by_driver(driver, &target),
        };
        let status = command.status().map_err(|error| programs::not_started(&command, &error))?;
        if !status.success() {
            keep_current(&artifacts)?;
        }
        let found = written_since(&artifacts, began)?;
        let broken = !status.success() && found.is_empty();
        Ok(Done { target, found, broken })
    }

    fn by_cargo_fuzz(&self, target: &str) -> Command {
        let mut command = self.place.cargo();
        command.current_dir(&self.folder).args(["fuzz", "run", "--sanitizer", "none", "--target-dir"]).arg(self.place.target.join("fuzz"));
        command.args([target, "--"]).arg(format!("-max_total_time={}", self.seconds));
        command.args(["-max_len=16384", "-timeout=10", "-rss_limit_mb=2048"]);
        command
    }

    fn by_driver(&self, driver: &Path, target: &str) -> Command {
        let mut command = Command::new(driver);
        command.arg(target).arg(self.seconds.to_string()).arg(self.seed.to_string());
        command.arg(self.folder.join("corpus").join(target)).arg(self.folder.join("artifacts").join(target));
        command
    }
}

/// Files of this run, those that an earlier one found already included.
fn written_since(folder: &Path, began: SystemTime) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    for name in files::under(folder)? {
        let path = folder.join(name);
        let written = fs::metadata(&path).and_then(|about| about.modified()).map_err(|error| Failure::file("cannot read", &path, &error))?;
        if written >= began {
            found.push(path);
        }
    }
    Ok(found)
}

/// The input on which the process died, under a name of its own.
fn keep_current(artifacts: &Path) -> Outcome {
    let current = artifacts.join(CURRENT);
    if !current.is_file() {
        return Ok(());
    }
    let kept = artifacts.join(format!("died-{}", files::fingerprint(artifacts, &[CURRENT])?));
    fs::rename(&current, &kept).map_err(|error| Failure::file("cannot rename", &current, &error))
}

fn conclude(done: &[Done], folder: &Path) -> Outcome {
    let bad: Vec<&Done> = done.iter().filter(|target| target.broken || !target.found.is_empty()).collect();
    println!();
    for target in &bad {
        let what = if target.broken { "ended badly, no input left behind".to_owned() } else { format!("{} inputs", target.found.len()) };
        println!("{}: {what}", target.target);
        for file in &target.found {
            println!("    {}", file.display());
        }
    }
    println!("{} targets, {} with findings.", done.len(), bad.len());
    if bad.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!("readers failed on inputs; what to do with one: {}", folder.join("README.md").display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_must_be_there() {
        let all = ["csv".to_owned(), "hl7v2".to_owned()];
        assert_eq!(chosen(&all, None).unwrap(), all);
        assert_eq!(chosen(&all, Some("hl7v2")).unwrap(), ["hl7v2"]);
        assert_eq!(chosen(&all, Some("hl7")).unwrap_err().code, 2);
    }

    #[test]
    fn the_repository_has_targets() {
        let found = targets(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz")).unwrap();
        assert!(found.len() > 20 && found.contains(&"hl7v2".to_owned()));
    }

    #[test]
    fn one_bad_target_is_enough_to_fail() {
        let done = |found: &[&str], broken| Done { target: "csv".to_owned(), found: found.iter().map(PathBuf::from).collect(), broken };
        assert!(conclude(&[done(&[], false)], Path::new(".")).is_ok());
        assert!(conclude(&[done(&[], false), done(&["crash-1"], false)], Path::new(".")).is_err());
        assert!(conclude(&[done(&[], true)], Path::new(".")).is_err());
    }
}
