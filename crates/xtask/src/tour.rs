//! `cargo xtask tour`: the real window, driven through every screen, with a picture of each.
//!
//! The workspace is made anew each time, so that the pictures are of the same thing.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::Command;

use crate::arguments::Arguments;
use crate::demo::{ANALYST, Demo};
use crate::failure::{Failure, Outcome};
use crate::files;
use crate::place::{self, Place};
use crate::programs;
use crate::setup::{self, Need};
use crate::start;
use crate::steps::Steps;

/// Takes the options and shows.
pub fn run(mut arguments: Arguments) -> Outcome {
    let yes = setup::agreed(&mut arguments);
    let out = arguments.value("--out")?.map(|path| place::absolute(&path)).transpose()?;
    arguments.end()?;
    show(out, yes)
}

/// Builds, fills a workspace of its own, and drives the window.
pub fn show(out: Option<PathBuf>, yes: bool) -> Outcome {
    if cfg!(not(target_os = "linux")) {
        return Err(Failure::new("the tour drives WebKitGTK and runs on Linux only; cargo xtask start opens the window"));
    }
    let place = Place::for_building()?;
    let out = out.unwrap_or_else(|| place.root.join("target").join("tour"));
    let mut steps = Steps::new("cargo xtask tour");
    start::prepare(&place, Need::Drive, yes, &mut steps)?;
    let folder = place.target.join("tour-home");
    files::create_empty(&folder)?;
    let demo = Demo::open(&place, &folder.join("workspace"))?;
    demo.fill(&place, None, &mut steps)?;
    files::create_folder(&out)?;
    steps.step("tour", || {
        let mut command = in_a_display(&place, "tests/e2e/tour.mjs");
        command
            .arg("--out")
            .arg(&out)
            .env("THROUGHLINE_TOUR_OUT", &out)
            .env("THROUGHLINE_HOME_READY", &demo.home)
            .env("THROUGHLINE_PASSPHRASE", &demo.secrets.passphrase)
            .env("THROUGHLINE_ACCOUNT", ANALYST)
            .env("THROUGHLINE_PASSWORD", &demo.secrets.password);
        programs::run(&mut command)
    })?;
    println!("{}", steps.summary());
    println!("{} pictures are in {}", pictures(&out)?, out.display());
    Ok(())
}

/// A script of Node in a display and on a bus of its own, which end with it.
pub fn in_a_display(place: &Place, script: &str) -> Command {
    let mut command = Command::new("xvfb-run");
    command
        .args(["-a", "-s", "-screen 0 1440x900x24", "dbus-run-session", "--", "node", script])
        .current_dir(&place.root)
        .env("CARGO_TARGET_DIR", &place.target)
        .env("THROUGHLINE_BIN_DIR", place.programs("debug"));
    command
}

fn pictures(out: &std::path::Path) -> Outcome<usize> {
    let found = files::under(out)?;
    Ok(found.iter().filter(|file| file.extension() == Some(OsStr::new("png"))).count())
}
