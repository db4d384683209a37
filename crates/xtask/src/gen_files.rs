//! `cargo xtask gen`: the files that are made from others, and whether those in the repository are still the same.
//!
//! Everything is made in a folder of its own first, then compared with the repository. `--check` names the files that
//! differ and changes nothing. The sample hospital comes from `sample`, the rest from the contract's command table.

use std::path::{Path, PathBuf};

use crate::arguments::Arguments;
use crate::demo::{PATIENTS, SEED};
use crate::failure::{Failure, Outcome};
use crate::files;
use crate::place::Place;
use crate::programs;
use crate::sample;

/// A folder that holds generated files only: what is there and not made any more is removed.
const EXPORT: &str = "assets/sample-hospital/export";
const CONTRACT: &str = "ui/src/contract";
/// What the generator over the command table reads or rewrites.
const GIVEN: &[&str] = &[
    "src-tauri/src/host_commands.rs",
    "src-tauri/capabilities/main.json",
    "ui/src/contract/commands.json",
    "docs/commands.md",
];

/// How the repository differs from what was made.
struct Difference {
    changed: Vec<PathBuf>,
    gone: Vec<PathBuf>,
}

/// Takes the options; writes or checks.
pub fn run(mut arguments: Arguments) -> Outcome {
    let only_check = arguments.flag("--check");
    arguments.end()?;
    let place = Place::for_building()?;
    if only_check {
        return check(&place);
    }
    let made = make(&place)?;
    let difference = compare(&place, &made)?;
    for file in &difference.changed {
        files::write(&place.root.join(file), &files::read(&made.join(file))?)?;
        println!("wrote {}", file.display());
    }
    for file in &difference.gone {
        let path = place.root.join(file);
        std::fs::remove_file(&path).map_err(|error| Failure::file("cannot remove", &path, &error))?;
        println!("removed {}", file.display());
    }
    if difference.changed.is_empty() && difference.gone.is_empty() {
        println!("The generated files are as they were.");
    }
    Ok(())
}

/// Names the files that differ; the repository stays as it is.
pub fn check(place: &Place) -> Outcome {
    let difference = compare(place, &make(place)?)?;
    let named = |words: &str, files: &[PathBuf]| -> Vec<String> {
        files.iter().map(|file| format!("  {words} {}", file.display())).collect()
    };
    let mut lines = named("differs:", &difference.changed);
    lines.extend(named("not made any more:", &difference.gone));
    if lines.is_empty() {
        println!("    the generated files are up to date");
        return Ok(());
    }
    Err(Failure::new(format!("generated files are not up to date; cargo xtask gen writes them:\n{}", lines.join("\n"))))
}

/// Makes everything in the target folder, laid out like the repository.
fn make(place: &Place) -> Outcome<PathBuf> {
    let made = place.target.join("generated");
    files::create_empty(&made)?;
    for name in GIVEN {
        let from = place.root.join(name);
        if from.is_file() {
            files::write(&made.join(name), &files::read(&from)?)?;
        } else if let Some(above) = made.join(name).parent() {
            files::create_folder(above)?;
        }
    }
    let hospital = made.join("assets").join("sample-hospital");
    files::create_folder(&hospital)?;
    sample::generate(&hospital, PATIENTS, SEED)
        .map_err(|error| Failure::file("cannot write the sample hospital to", &hospital, &error))?;
    export_contract(place, &made)?;
    programs::run(place.cargo().args(["run", "-q", "-p", "contract", "--example", "generate", "--"]).arg(&made))?;
    Ok(made)
}

/// The exports are tests of ts-rs; one process writes them one after the other into one file.
fn export_contract(place: &Place, made: &Path) -> Outcome {
    let folder = made.join(CONTRACT);
    files::create_folder(&folder)?;
    let mut command = place.cargo();
    command.args(["test", "-q", "-p", "contract", "--lib", "export_bindings", "--", "--test-threads=1"]);
    programs::text(command.env("TS_RS_EXPORT_DIR", &folder)).map(drop)?;
    if folder.join("contract.ts").is_file() {
        return Ok(());
    }
    Err(Failure::new("the contract's types were not exported"))
}

fn compare(place: &Place, made: &Path) -> Outcome<Difference> {
    let mut changed = Vec::new();
    for file in files::under(made)? {
        let path = place.root.join(&file);
        if !path.is_file() || files::read(&path)? != files::read(&made.join(&file))? {
            changed.push(file);
        }
    }
    let gone = files::under(&place.root.join(EXPORT))?
        .into_iter()
        .map(|file| Path::new(EXPORT).join(file))
        .filter(|file| !made.join(file).is_file())
        .collect();
    Ok(Difference { changed, gone })
}
