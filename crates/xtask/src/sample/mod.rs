//! The sample hospital: the export of a legacy system that never existed, made from a seed.
//!
//! What the files hold is written in `assets/sample-hospital/SCHEMA.md`. Patients are made and written one by one, so a
//! million need no more memory than one. The same seed gives the same bytes, patient i is the same whatever their number, no clock is
//! read, and every defect that is planted is in `manifest.json` beside the export.

mod calendar;
mod ccda;
mod clinical;
mod conditions;
mod courses;
mod defects;
mod drugs;
mod export;
mod hl7;
mod manifest;
mod names;
mod pdf;
mod people;
mod person;
mod providers;
mod results;
mod rng;
mod rules;
mod sink;
mod tables;
#[cfg(test)]
mod tests;
mod tests_of_the_lab;
mod visits;
mod vocabulary;

use std::fmt;
use std::io;
use std::path::Path;

use clinical::Chart;
use export::Export;

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Persons (a person may have two charts).
    pub patients: u64,
    /// Path within `export/`, records without the header, and bytes of every file.
    pub files: Vec<(String, u64, u64)>,
    /// Planted defects in the manifest.
    pub defects: u64,
}

impl fmt::Display for Summary {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (path, records, bytes) in &self.files {
            writeln!(out, "{path:<28} {records:>12} records {bytes:>14} bytes")?;
        }
        let total: u64 = self.files.iter().map(|(_, _, bytes)| bytes).sum();
        write!(
            out,
            "{} patients, {total} bytes, {} planted defects",
            self.patients, self.defects
        )
    }
}

/// Writes `export/` and `manifest.json` into a folder, which is made if it is missing. Files of an earlier run with the same
/// names are replaced.
pub fn generate(directory: &Path, patients: u64, seed: u64) -> io::Result<Summary> {
    let mut export = Export::create(directory, seed)?;
    rules::write(&mut export)?;
    for index in 0..patients {
        let chart = Chart::draw(seed, index);
        people::write(&mut export, &chart.person)?;
        tables::encounters::write(&mut export, &chart)?;
        tables::problems::write(&mut export, &chart)?;
        tables::allergies::write(&mut export, &chart)?;
        tables::medications::write(&mut export, &chart)?;
        tables::labs::write(&mut export, &chart)?;
        tables::vitals::write(&mut export, &chart)?;
        tables::immunizations::write(&mut export, &chart)?;
        tables::procedures::write(&mut export, &chart)?;
        tables::notes::write(&mut export, &chart)?;
        tables::billing::write(&mut export, &chart)?;
        hl7::write(&mut export, &chart)?;
        results::write(&mut export, &chart)?;
        ccda::write(&mut export, &chart)?;
        pdf::write(&mut export, &chart)?;
    }
    let (files, defects) = export.finish()?;
    Ok(Summary {
        patients,
        files,
        defects,
    })
}
