//! Ingest, migrate and compare over the sample hospital in several sizes, and what peers do with the same files.

mod ours;
mod peers;
mod table;

use std::path::PathBuf;

use super::Setting;
use crate::demo::SEED;
use crate::failure::{Failure, Outcome};
use crate::files;
use crate::sample;

pub use ours::Workspace;

const SIZES: &[u64] = &[1_000, 100_000];

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

impl Input {
    /// Makes it in a folder, which is emptied before.
    pub fn make(folder: &std::path::Path, patients: u64) -> Outcome<Self> {
        files::create_empty(folder)?;
        let written = sample::generate(folder, patients, SEED).map_err(|error| Failure::file("cannot write the sample hospital to", folder, &error))?;
        Ok(Self {
            patients,
            export: folder.join("export"),
            bytes: written.files.iter().map(|(_, _, bytes)| bytes).sum(),
            rows: written.files.iter().map(|(_, records, _)| records).sum(),
        })
    }
}

/// The section.
pub fn section(setting: &Setting) -> Outcome<String> {
    setting.build_program()?;
    let mut peers = peers::prepare(&setting.place);
    let mut rows = Vec::new();
    for patients in setting.patients.as_deref().unwrap_or(SIZES) {
        println!("==> {patients} patients");
        let folder = setting.folder(&patients.to_string());
        let input = Input::make(&folder, *patients)?;
        ours::measure(setting, &input, &folder.join("workspace"), &mut rows)?;
        peers.measure(&input, &mut rows);
        files::remove(&folder)?;
    }
    Ok(table::section(&rows, &peers.notes))
}
