//! `cargo xtask start`: from a fresh clone to the desktop's window on the sample hospital.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use crate::arguments::{self, Arguments};
use crate::demo::{ANALYST, Demo};
use crate::failure::{Failure, Outcome};
use crate::leash::Leash;
use crate::place::{self, Place};
use crate::programs;
use crate::serving::Serving;
use crate::setup::{self, Need};
use crate::steps::Steps;
use crate::tour;
use crate::ui::{self, Build};

/// Sets up, builds, fills and opens.
pub fn run(mut arguments: Arguments) -> Outcome {
    let yes = setup::agreed(&mut arguments);
    let with_tour = arguments.flag("--tour");
    let home = arguments.value("--home")?;
    let patients = arguments.value("--patients")?.map(|text| arguments::patients(&text)).transpose()?;
    arguments.end()?;
    if with_tour {
        if home.is_some() || patients.is_some() {
            return Err(Failure::wrong_use("--tour uses a workspace of its own: leave out --home and --patients"));
        }
        return tour::show(None, yes);
    }
    let place = Place::for_building()?;
    let home = match home {
        Some(path) => place::absolute(&path)?,
        None => default_home()?,
    };
    let mut steps = Steps::new("cargo xtask start");
    prepare(&place, Need::Window, yes, &mut steps)?;
    let demo = Demo::open(&place, &home)?;
    demo.fill(&place, patients, &mut steps)?;
    println!("{}", steps.summary());
    println!("The workspace is in {}; its passphrase and password are in {}.", home.display(), demo.secrets.file.display());
    if has_display() {
        return open(&place, &demo);
    }
    println!("There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window was opened.");
    println!("To see every screen as pictures: cargo xtask start --tour");
    Ok(())
}

/// Everything before the workspace: the machine, the interface, the programs.
pub fn prepare(place: &Place, need: Need, yes: bool, steps: &mut Steps) -> Outcome {
    steps.step("set up", || setup::run(need, yes))?;
    steps.step("install the interface's libraries", || ui::install(place))?;
    steps.step("build the interface", || ui::build(place, Build::Desktop))?;
    steps.step("build the programs", || {
        // The same form as in `test`: another one would unify features anew and build Polars and Tauri a second time.
        programs::run(place.cargo().args(["build", "--workspace", "--bins", "--tests"]))
    })
}

fn open(place: &Place, demo: &Demo) -> Outcome {
    let serving = Serving::start(demo)?;
    println!("The server answers at {} (certificate {}).", serving.address, serving.fingerprint);
    println!("Opening the window, signed in as {ANALYST}. Close it, or press Ctrl-C here, to stop both.");
    let mut command = Command::new(place.program("debug", "desktop"));
    command
        .env("THROUGHLINE_CONNECT", &serving.address)
        .env("THROUGHLINE_FINGERPRINT", &serving.fingerprint)
        .env("THROUGHLINE_ACCOUNT", ANALYST)
        .env("THROUGHLINE_PASSWORD", &demo.secrets.password);
    let status = Leash::start(&mut command)?.wait()?;
    drop(serving);
    if status.success() { Ok(()) } else { Err(programs::ended(&command, status)) }
}

fn default_home() -> Outcome<PathBuf> {
    let data = match env::var_os("XDG_DATA_HOME").filter(|value| !value.is_empty()) {
        Some(folder) => PathBuf::from(folder),
        None => place::home_folder()?.join(".local").join("share"),
    };
    Ok(data.join("throughline-demo"))
}

/// macOS and Windows always have one.
fn has_display() -> bool {
    let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(not(target_os = "linux")) || set("DISPLAY") || set("WAYLAND_DISPLAY")
}
