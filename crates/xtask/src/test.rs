//! `cargo xtask test`: sets up and passes every test. The continuous check calls this and nothing else.
//!
//! What must stay true: testing does not alter the repository. The contract's tests export TypeScript; here they do so into
//! the target folder, also because the runner's many processes would each write the file with their own types only.

use std::path::PathBuf;
use std::process::Command;

use crate::arguments::Arguments;
use crate::failure::Outcome;
use crate::gen_files;
use crate::place::Place;
use crate::programs;
use crate::setup::{self, Need};
use crate::steps::Steps;
use crate::tour;
use crate::ui::{self, Build};

const TOPICS: &[&str] = &["ccda", "claims", "hl7v2", "legacy", "patients", "standards"];

/// Takes the options and runs every step.
pub fn run(mut arguments: Arguments) -> Outcome {
    let yes = setup::agreed(&mut arguments);
    let fast = arguments.flag("--fast");
    arguments.end()?;
    let place = Place::for_building()?;
    let mut steps = Steps::new(if fast { "cargo xtask test --fast" } else { "cargo xtask test" });
    steps.step("set up", || setup::run(Need::Drive, yes))?;
    steps.step("install the interface's libraries", || ui::install(&place))?;
    steps.step("check the interface", || ui::check(&place))?;
    steps.step("build the interface", || ui::build(&place, Build::Desktop))?;
    steps.step("build the interface for a browser", || ui::build(&place, Build::Browser))?;
    steps.step("build the programs and tests", || {
        programs::run(place.cargo().args(["build", "--workspace", "--bins", "--tests"]))
    })?;
    let corpora = steps.step("unpack the corpora", || corpora(&place))?;
    steps.step("run the tests", || programs::run(&mut runner(&place, corpora)))?;
    if fast {
        println!("The end-to-end lanes were left out (--fast).");
    } else {
        lanes(&place, &mut steps)?;
    }
    steps.step("check the generated files", || gen_files::check(&place))?;
    println!("{}", steps.summary());
    Ok(())
}

/// Takes the options and writes the tables of `docs/detection` anew: the migration mutation test with leave to write.
pub fn mutation(mut arguments: Arguments) -> Outcome {
    let yes = setup::agreed(&mut arguments);
    arguments.end()?;
    let place = Place::for_building()?;
    let mut steps = Steps::new("cargo xtask mutation");
    steps.step("set up", || setup::run(Need::Drive, yes))?;
    let corpora = steps.step("unpack the corpora", || corpora(&place))?;
    steps.step("damage, compare and score", || {
        let mut command = runner(&place, corpora);
        let nextest = programs::answer("cargo-nextest", &["nextest", "--version"]).is_some();
        let filter: &[&str] = if nextest { &["-E", "binary(mutation) | binary(cross_formats)"] } else { &["--test", "mutation", "--test", "cross_formats"] };
        programs::run(command.args(filter).env("UPDATE_DETECTION", "1"))
    })?;
    println!("The tables are in docs/detection.");
    Ok(())
}

fn runner(place: &Place, corpora: Option<PathBuf>) -> Command {
    let mut command = place.cargo();
    if programs::answer("cargo-nextest", &["nextest", "--version"]).is_some() {
        // The contract's tests write one TypeScript file together: they share a process, in the check of the generated files.
        command.args(["nextest", "run", "--workspace", "--exclude", "contract"]);
    } else {
        command.args(["test", "--workspace"]);
    }
    command.env("TS_RS_EXPORT_DIR", place.target.join("contract-export"));
    if let Some(folder) = corpora {
        command.env("THROUGHLINE_CORPORA", folder);
    }
    command
}

/// An unpacked copy of the corpora that lie beside some checkouts, when they do.
pub fn corpora(place: &Place) -> Outcome<Option<PathBuf>> {
    let unpack = place.root.join("..").join("shared").join("corpora").join("unpack");
    if !unpack.is_file() {
        println!("    there are no corpora beside this checkout: tests over them are not run");
        return Ok(None);
    }
    if programs::on_path("python3").is_none() {
        println!("    python3, which unpacks the corpora, is not here: tests over them are not run");
        return Ok(None);
    }
    let folder = place.target.join("corpora");
    programs::run(Command::new("python3").arg(&unpack).arg(&folder).args(TOPICS))?;
    println!("    tests over the corpora read them from {}", folder.display());
    Ok(Some(folder))
}

/// The browser build against the real server, then the real window.
fn lanes(place: &Place, steps: &mut Steps) -> Outcome {
    steps.step("end to end in a browser", || {
        let mut command = Command::new("node");
        command
            .arg("tests/e2e/browser.mjs")
            .current_dir(&place.root)
            .env("CARGO_TARGET_DIR", &place.target)
            .env("THROUGHLINE_BIN_DIR", place.programs("debug"));
        if let Some(browser) = chromium() {
            command.env("CHROMIUM", browser);
        }
        programs::run(&mut command)
    })?;
    if cfg!(not(target_os = "linux")) {
        println!("The lane through the real window was left out: it drives WebKitGTK, which is on Linux only.");
        return Ok(());
    }
    steps.step("end to end in the window", || programs::run(&mut tour::in_a_display(place, "tests/e2e/window.mjs")))
}

/// The browser, unless `CHROMIUM` names one: Ubuntu calls it otherwise than Debian.
fn chromium() -> Option<PathBuf> {
    if std::env::var_os("CHROMIUM").is_some() {
        return None;
    }
    ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(programs::on_path)
}
