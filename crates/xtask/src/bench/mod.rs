//! `cargo xtask bench`: ingest, migrate and compare over the sample hospital in several sizes, and peers in the same run.
//!
//! It reports and judges nothing: no test depends on a duration. Each measured program is a process of its own, so that
//! its peak memory is its own too. Growth is the ratio of the times over the ratio of the inputs, against the size
//! before: 1 is linear.

mod measure;
mod ours;
mod peers;
mod table;

use std::path::PathBuf;

use crate::arguments::{self, Arguments};
use crate::demo::SEED;
use crate::failure::{Failure, Outcome};
use crate::files;
use crate::place::{self, Place};
use crate::programs;
use crate::sample;
use crate::setup::{self, Need};
use table::Row;

const SIZES: &str = "1000,100000";

/// A sample hospital to measure on.
pub struct Input {
    /// Persons in it.
    pub patients: u64,
    /// Its files.
    pub export: PathBuf,
    /// Bytes of all files.
    pub bytes: u64,
    /// Records of all files.
    pub rows: u64,
}

/// Takes the options, measures, prints, and writes where it was told.
pub fn run(mut arguments: Arguments) -> Outcome {
    let yes = setup::agreed(&mut arguments);
    let sizes = sizes(arguments.value("--patients")?.as_deref().unwrap_or(SIZES))?;
    let out = arguments.value("--out")?.map(|path| place::absolute(&path)).transpose()?;
    // `debug` measures the programs of `cargo xtask start`, without the long release build; the table says which.
    let profile = arguments.value("--profile")?.unwrap_or_else(|| "release".into());
    arguments.end()?;
    let place = Place::for_building()?;
    setup::run(Need::Program, yes)?;
    if profile == "release" {
        println!("==> build the release program");
        programs::run(place.cargo().args(["build", "--release", "-p", "server"]))?;
    }
    let mut peers = peers::prepare(&place);
    let mut rows = Vec::new();
    for patients in sizes {
        measure_size(&place, &profile, patients, &mut peers, &mut rows)?;
    }
    peers.notes.push(format!("Our program was built with profile {profile}."));
    let report = table::report(&rows, &peers.notes);
    println!("\n{report}");
    if let Some(file) = out {
        files::write(&file, report.as_bytes())?;
        println!("Written to {}", file.display());
    }
    Ok(())
}

fn measure_size(place: &Place, profile: &str, patients: u64, peers: &mut peers::Peers, rows: &mut Vec<Row>) -> Outcome {
    println!("==> {patients} patients");
    let folder = place.target.join("bench").join(patients.to_string());
    files::create_empty(&folder)?;
    let written = sample::generate(&folder, patients, SEED)
        .map_err(|error| Failure::file("cannot write the sample hospital to", &folder, &error))?;
    let input = Input {
        patients,
        export: folder.join("export"),
        bytes: written.files.iter().map(|(_, _, bytes)| bytes).sum(),
        rows: written.files.iter().map(|(_, records, _)| records).sum(),
    };
    ours::measure(place, profile, &input, &folder.join("workspace"), rows)?;
    peers.measure(&input, rows);
    files::remove(&folder)
}

/// Ascending, so that growth is against the smaller one.
fn sizes(text: &str) -> Outcome<Vec<u64>> {
    let mut sizes = text.split(',').map(arguments::patients).collect::<Outcome<Vec<u64>>>()?;
    sizes.sort_unstable();
    sizes.dedup();
    Ok(sizes)
}

#[cfg(test)]
mod tests {
    use super::sizes;

    #[test]
    fn sizes_ascend() {
        assert_eq!(sizes("100000,1000,1000").unwrap(), [1000, 100_000]);
        assert_eq!(sizes("1000,many").unwrap_err().code, 2);
    }
}
