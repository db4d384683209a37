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
use export::{Export, Table};

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
        tables::flowsheet::write(&mut export, &chart)?;
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

/// Files of the hospital that a reader alone is measured on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What the interface engine and the laboratory sent: `hl7/`.
    Messages,
    /// `labs.csv`.
    Labs,
}

impl Part {
    const fn tables(self) -> &'static [Table] {
        match self {
            Part::Messages => &[Table::Admissions, Table::Registrations, Table::Results],
            Part::Labs => &[Table::Labs],
        }
    }

    fn write(self, export: &mut Export, chart: &Chart) -> io::Result<()> {
        match self {
            Part::Messages => {
                hl7::write(export, chart)?;
                results::write(export, chart)
            }
            Part::Labs => tables::labs::write(export, chart),
        }
    }
}

/// As `generate`, but only a part, of as many patients as make it this large. The other files are there without records.
pub fn generate_part(directory: &Path, part: Part, bytes_min: u64, seed: u64) -> io::Result<Summary> {
    let mut export = Export::create(directory, seed)?;
    let mut patients = 0;
    while part.tables().iter().map(|table| export.bytes(*table)).sum::<u64>() < bytes_min {
        part.write(&mut export, &Chart::draw(seed, patients))?;
        patients += 1;
    }
    let (files, defects) = export.finish()?;
    Ok(Summary {
        patients,
        files,
        defects,
    })
}
