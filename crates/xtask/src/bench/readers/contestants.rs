//! Who reads: ours, and peers from PyPI and crates.io that are installed or built here when they can be.

use std::ffi::OsString;
use std::path::PathBuf;

use super::inputs::Topic;
use crate::bench::Setting;
use crate::bench::python::Python;
use crate::place::Place;
use crate::programs;

/// A program that reads one input.
pub struct Contestant {
    /// What it reads.
    pub topic: Topic,
    /// Name and version.
    pub name: String,
    /// One of ours.
    pub ours: bool,
    /// What it does and what it does not.
    pub does: &'static str,
    /// The program.
    pub program: PathBuf,
    /// Its words before the input's path.
    pub words: Vec<OsString>,
}

/// A package of PyPI that reads.
struct Package {
    topic: Topic,
    name: &'static str,
    does: &'static str,
}

const PACKAGES: &[Package] = &[
    Package { topic: Topic::Hl7v2, name: "hl7", does: "splits every message down to its sub-components; resolves no escapes, keeps no places, names no issues" },
    Package {
        topic: Topic::Hl7v2,
        name: "hl7apy",
        does: "builds every message by the standard's own structures, most tolerant validation, no groups; keeps no places",
    },
    Package { topic: Topic::Ccda, name: "lxml", does: "the XML tree and a walk over every attribute and text; knows nothing of sections, entries or references" },
    Package { topic: Topic::Csv, name: "polars", does: "columns of text in memory, on all cores; ragged rows cut or filled without a word" },
    Package { topic: Topic::Csv, name: "duckdb", does: "a table of text in memory, on all cores; ragged rows left out without a word" },
    Package {
        topic: Topic::Profile,
        name: "polars",
        does: "types guessed from the first rows; of each column the empty ones, exact distinct values, least, greatest, quartiles and the 20 most frequent, on all cores, in memory",
    },
    Package { topic: Topic::Profile, name: "duckdb", does: "SUMMARIZE of the file: of each column type, empty ones, least, greatest, mean, quartiles and an estimate of the distinct values, on all cores" },
];

/// All of some topics that are here, ours first, and what is missing in words.
pub fn all(setting: &Setting, topics: &[Topic]) -> (Vec<Contestant>, Vec<String>) {
    println!("==> peers of the readers");
    let mut contestants = ours(setting);
    contestants.retain(|contestant| topics.contains(&contestant.topic));
    let mut notes = Vec::new();
    let python = Python::prepare(&setting.place, "bench-venv");
    for package in PACKAGES.iter().filter(|package| topics.contains(&package.topic)) {
        match python.package(package.name) {
            Ok(version) => contestants.push(of_python(&python, package, &version)),
            Err(missing) => notes.push(missing),
        }
    }
    match topics.contains(&Topic::Hl7v2).then(|| crate_peer(&setting.place)) {
        None => {}
        Some(Some(peer)) => contestants.push(peer),
        Some(None) => notes.push("hl7-parser was not measured: not installed, and `bench/peers` cannot be built here.".to_owned()),
    }
    (contestants, notes)
}

fn ours(setting: &Setting) -> Vec<Contestant> {
    let one = |topic: Topic, mode: &str, name: &str, does| Contestant {
        topic,
        name: format!("throughline, {name}"),
        ours: true,
        does,
        program: setting.example("read_bench"),
        words: vec![topic.format().into(), mode.into()],
    };
    vec![
        one(Topic::Hl7v2, "relations", "relations", "every value with its path, escapes resolved, segments in their groups with line and byte, issues named"),
        one(Topic::Hl7v2, "fields", "fields", "messages, segments in their groups with line and byte, and where each field stands, issues named; no values"),
        one(Topic::Hl7v2, "items", "segments", "messages and segments in their groups with line and byte, issues named; no values"),
        one(Topic::Ccda, "relations", "relations", "every attribute and text in a row of a relation with line and byte, references resolved, narrative against entries"),
        one(Topic::Ccda, "items", "documents", "the documents with their index of references; no rows"),
        one(Topic::Csv, "relations", "rows", "every row with line and byte; ragged, binary and undecodable rows set aside by name; one core, bounded memory"),
        one(Topic::Profile, "profile", "profile", "types, formats, units, code systems by checksum, patterns, truncation, encodings, histograms, fill by year and place, most frequent values with their patients, patients reached; one pass, one core, bounded memory"),
    ]
}

fn of_python(python: &Python, package: &Package, version: &str) -> Contestant {
    let command = python.script("readers.py");
    let mut words: Vec<OsString> = command.get_args().map(|word| word.to_os_string()).collect();
    words.push(if package.topic == Topic::Profile { format!("{}-profile", package.name) } else { package.name.to_owned() }.into());
    Contestant {
        topic: package.topic,
        name: format!("{} {version} (PyPI)", package.name),
        ours: false,
        does: package.does,
        program: PathBuf::from(command.get_program()),
        words,
    }
}

/// Always built for release, whatever the profile of ours.
fn crate_peer(place: &Place) -> Option<Contestant> {
    let folder = place.root.join("bench").join("peers");
    let target = place.target.join("bench-peers");
    let mut build = place.cargo();
    build.args(["build", "--release", "--manifest-path"]).arg(folder.join("Cargo.toml")).arg("--target-dir").arg(&target);
    if let Err(failure) = programs::run(&mut build) {
        println!("    hl7-parser: {failure}");
        return None;
    }
    Some(Contestant {
        topic: Topic::Hl7v2,
        name: "hl7-parser 0.3 (crate, release)".to_owned(),
        ours: false,
        does: "splits every message down to its sub-components with their ranges; escapes only when displayed, which is not asked; names no issues",
        program: target.join("release").join(format!("bench-peers{}", std::env::consts::EXE_SUFFIX)),
        words: vec!["hl7-parser".into()],
    })
}
