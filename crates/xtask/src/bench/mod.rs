//! `cargo xtask bench`: what we measure of ourselves, and peers beside it in the same run.
//!
//! Six parts, each a section of one page: `main` (ingest, migrate and compare over the sample hospital), `readers` (the
//! readers alone), `profile` (what is said of every field of a table), `compare` (both books against tools that compare rows),
//! `feed` (one visit in thousands of messages) and `lists` (lists of a million rows). It reports and judges nothing: no test depends on a duration. Each measured program is a process of its own, so that its peak memory
//! is its own too. Growth is the ratio of the times over the ratio of the inputs, against the size before: 1 is linear.
//! Where we lose, the page says so.

mod books;
mod feed;
mod lists;
mod measure;
mod page;
mod python;
mod readers;
mod steps;

use std::path::PathBuf;

use crate::arguments::{self, Arguments};
use crate::failure::{Failure, Outcome};
use crate::files;
use crate::place::{self, Place};
use crate::programs;
use crate::setup::{self, Need};

const MEGABYTES: &str = "4,16,64";

/// What all parts need to know.
pub struct Setting {
    /// The repository and its builds.
    pub place: Place,
    /// How our programs are built: `release` or `debug`.
    pub profile: String,
    /// Sizes of the sample hospital, when they were given.
    pub patients: Option<Vec<u64>>,
    /// Sizes of the readers' inputs.
    pub megabytes: Vec<u64>,
}

impl Setting {
    /// Builds something of the workspace with the profile.
    pub fn build(&self, what: &[&str]) -> Outcome {
        let mut command = self.place.cargo();
        command.arg("build").args(what);
        if self.profile == "release" {
            command.arg("--release");
        }
        println!("==> build {} ({})", what.join(" "), self.profile);
        programs::run(&mut command)
    }

    /// Builds the program. Without optimisation by the very selection of `start` and `test`: cargo unites features over what is selected, and
    /// every dependency would compile a second time.
    pub fn build_program(&self) -> Outcome {
        self.build(if self.profile == "release" { &["-p", "server"] } else { &["--workspace", "--bins", "--tests"] })
    }

    /// An example that was built.
    pub fn example(&self, name: &str) -> PathBuf {
        self.place.programs(&self.profile).join("examples").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }

    /// A folder for what is made only to be measured.
    pub fn folder(&self, name: &str) -> PathBuf {
        self.place.target.join("bench").join(name)
    }
}

/// A part of the run, which writes one section of the page.
struct Part {
    word: &'static str,
    title: &'static str,
    section: fn(&Setting) -> Outcome<String>,
}

/// In the order of the page.
const PARTS: &[Part] = &[
    Part { word: "main", title: "Ingest, migrate, compare", section: steps::section },
    Part { word: "readers", title: "Readers", section: readers::section },
    Part { word: "profile", title: "Profile of a table", section: readers::profiles },
    Part { word: "compare", title: "Comparing the books", section: books::section },
    Part { word: "feed", title: "One visit in thousands of messages", section: feed::section },
    Part { word: "lists", title: "Lists of a million rows", section: lists::section },
];

/// Takes the options, measures, prints, and writes where it was told.
pub fn run(mut arguments: Arguments) -> Outcome {
    let yes = setup::agreed(&mut arguments);
    let parts = parts(arguments.value("--only")?.as_deref())?;
    let patients = arguments.value("--patients")?.map(|text| sizes(&text)).transpose()?;
    let megabytes = sizes(arguments.value("--megabytes")?.as_deref().unwrap_or(MEGABYTES))?;
    let out = arguments.value("--out")?.map(|path| place::absolute(&path)).transpose()?;
    // `debug` measures the programs of `cargo xtask start`, without the long release build; every section says which.
    let profile = arguments.value("--profile")?.unwrap_or_else(|| "release".into());
    arguments.end()?;
    if !["release", "debug"].contains(&profile.as_str()) {
        return Err(Failure::wrong_use("--profile takes release or debug"));
    }
    let place = Place::for_building()?;
    setup::run(Need::Program, yes)?;
    let setting = Setting { place, profile, patients, megabytes };
    let mut made = Vec::new();
    for part in parts {
        let body = (part.section)(&setting)?;
        println!("\n## {}\n\n{body}", part.title);
        made.push((part.title, format!("{}\n\n{}", page::measured(&setting.profile), body.trim())));
        // After each part, so that a long run that is stopped keeps what it has.
        if let Some(file) = &out {
            let before = if file.exists() { String::from_utf8_lossy(&files::read(file)?).into_owned() } else { String::new() };
            files::write(file, page::with(&before, &made).as_bytes())?;
            println!("Written to {}", file.display());
        }
    }
    Ok(())
}

/// The named parts in the order of the page; all of them when none is named.
fn parts(named: Option<&str>) -> Outcome<Vec<&'static Part>> {
    let Some(named) = named else { return Ok(PARTS.iter().collect()) };
    let words: Vec<&str> = named.split(',').map(str::trim).collect();
    if let Some(unknown) = words.iter().find(|word| PARTS.iter().all(|part| part.word != **word)) {
        let known: Vec<&str> = PARTS.iter().map(|part| part.word).collect();
        return Err(Failure::wrong_use(format!("'{unknown}' is no part of the benchmarks: {}", known.join(", "))));
    }
    Ok(PARTS.iter().filter(|part| words.contains(&part.word)).collect())
}

/// Titles of the sections, in the order of the page.
fn titles() -> Vec<&'static str> {
    PARTS.iter().map(|part| part.title).collect()
}

/// Ascending, so that growth is against the smaller one.
fn sizes(text: &str) -> Outcome<Vec<u64>> {
    let mut sizes = text.split(',').map(arguments::count).collect::<Outcome<Vec<u64>>>()?;
    sizes.sort_unstable();
    sizes.dedup();
    Ok(sizes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_ascend() {
        assert_eq!(sizes("100000,1000,1000").unwrap(), [1000, 100_000]);
        assert_eq!(sizes("1000,many").unwrap_err().code, 2);
    }

    #[test]
    fn parts_come_in_the_order_of_the_page_and_must_exist() {
        let words = |named| parts(named).map(|parts| parts.iter().map(|part| part.word).collect::<Vec<_>>());
        assert_eq!(words(Some("lists, readers")).unwrap(), ["readers", "lists"]);
        assert_eq!(words(None).unwrap().len(), PARTS.len());
        assert_eq!(words(Some("readers,writers")).unwrap_err().code, 2);
    }
}
