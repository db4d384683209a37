//! The interface: its libraries, its checks, and its two builds (for the desktop, and for a browser on loopback).
//!
//! What was built from the same content is not built again. The stamps lie in `node_modules`, so that they go with it.

use std::fs;
use std::process::Command;

use crate::failure::{Failure, Outcome};
use crate::files;
use crate::place::Place;
use crate::programs;

const LOCK_STAMP: &str = "node_modules/.throughline-lock";
const SOURCES: &[&str] =
    &["src", "public", "isolation", "vite", "index.html", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts"];

/// One of the two builds.
#[derive(Clone, Copy)]
pub enum Build {
    /// Goes into the desktop.
    Desktop,
    /// Served to a browser, for tests.
    Browser,
}

impl Build {
    fn script(self) -> &'static str {
        match self {
            Self::Desktop => "build",
            Self::Browser => "build:browser",
        }
    }

    fn page(self) -> &'static str {
        match self {
            Self::Desktop => "dist/index.html",
            Self::Browser => "dist-browser/index.html",
        }
    }

    fn stamp(self) -> &'static str {
        match self {
            Self::Desktop => "node_modules/.throughline-dist",
            Self::Browser => "node_modules/.throughline-dist-browser",
        }
    }
}

/// `npm ci`, unless the same lock file was installed before.
pub fn install(place: &Place) -> Outcome {
    let ui = place.root.join("ui");
    let lock = files::fingerprint(&ui, &["package-lock.json"])?;
    let stamp = ui.join(LOCK_STAMP);
    if is(&stamp, &lock) {
        println!("    the libraries are there already");
        return Ok(());
    }
    programs::run(&mut npm(place, &["ci"]))?;
    files::write(&stamp, lock.as_bytes())
}

/// Types and unit tests.
pub fn check(place: &Place) -> Outcome {
    programs::run(&mut npm(place, &["run", "check"]))
}

/// Builds, unless the same sources were built before.
pub fn build(place: &Place, build: Build) -> Outcome {
    let ui = place.root.join("ui");
    let sources = files::fingerprint(&ui, SOURCES)?;
    let (page, stamp) = (ui.join(build.page()), ui.join(build.stamp()));
    if page.is_file() && is(&stamp, &sources) {
        println!("    nothing changed since the last build");
        return Ok(());
    }
    programs::run(&mut npm(place, &["run", build.script()]))?;
    if !page.is_file() {
        return Err(Failure::new(format!("npm run {} made no {}", build.script(), page.display())));
    }
    files::write(&stamp, sources.as_bytes())
}

fn npm(place: &Place, words: &[&str]) -> Command {
    let mut command = programs::npm();
    command.current_dir(place.root.join("ui")).args(words);
    command
}

fn is(stamp: &std::path::Path, content: &str) -> bool {
    fs::read_to_string(stamp).is_ok_and(|text| text == content)
}
