//! The whole export while it is written: one open file for each table, and the manifest.
//!
//! Writing a record and noting its planted defects is one step, so the manifest cannot point at another line than the
//! one that was written.

use std::io;
use std::path::{Path, PathBuf};

use super::defects::Planted;
use super::manifest::Manifest;
use super::sink::{Sink, Style};
use super::{people, rules, tables};

/// A file of the export that holds many records. The order is the one of `LAYOUT`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// `patients.csv`
    Patients,
    /// `providers.csv`
    Providers,
    /// `encounters.csv`
    Encounters,
    /// `problems.csv`
    Problems,
    /// `allergies.csv`
    Allergies,
    /// `medications.csv`
    Medications,
    /// `labs.csv`
    Labs,
    /// `vitals.csv`
    Vitals,
    /// `immunizations.csv`
    Immunizations,
    /// `procedures.csv`
    Procedures,
    /// `notes.csv`
    Notes,
    /// `charges.txt`
    Charges,
    /// `claims.txt`
    Claims,
    /// `order_sets.csv`
    OrderSets,
    /// `alert_rules.csv`
    AlertRules,
    /// `hl7/adt_2023.hl7`
    Admissions,
    /// `hl7/adt_2024.hl7`
    Registrations,
    /// `hl7/oru_2024.hl7`
    Results,
    /// `flowsheet.csv`
    Flowsheet,
}

type Layout = (Table, &'static str, Style, &'static [&'static str]);

fn layout() -> [Layout; 19] {
    [
        (
            Table::Patients,
            "patients.csv",
            Style::CommaWithMark,
            people::COLUMNS,
        ),
        (
            Table::Providers,
            "providers.csv",
            Style::Comma,
            rules::PROVIDER_COLUMNS,
        ),
        (
            Table::Encounters,
            "encounters.csv",
            Style::Comma,
            tables::encounters::COLUMNS,
        ),
        (
            Table::Problems,
            "problems.csv",
            Style::Comma,
            tables::problems::COLUMNS,
        ),
        (
            Table::Allergies,
            "allergies.csv",
            Style::Comma,
            tables::allergies::COLUMNS,
        ),
        (
            Table::Medications,
            "medications.csv",
            Style::Comma,
            tables::medications::COLUMNS,
        ),
        (Table::Labs, "labs.csv", Style::Comma, tables::labs::COLUMNS),
        (
            Table::Vitals,
            "vitals.csv",
            Style::Comma,
            tables::vitals::COLUMNS,
        ),
        (
            Table::Immunizations,
            "immunizations.csv",
            Style::Comma,
            tables::immunizations::COLUMNS,
        ),
        (
            Table::Procedures,
            "procedures.csv",
            Style::Comma,
            tables::procedures::COLUMNS,
        ),
        (
            Table::Notes,
            "notes.csv",
            Style::CommaWindows1252,
            tables::notes::COLUMNS,
        ),
        (
            Table::Charges,
            "charges.txt",
            Style::Pipe,
            tables::billing::CHARGE_COLUMNS,
        ),
        (
            Table::Claims,
            "claims.txt",
            Style::Pipe,
            tables::billing::CLAIM_COLUMNS,
        ),
        (
            Table::OrderSets,
            "order_sets.csv",
            Style::Comma,
            rules::ORDER_SET_COLUMNS,
        ),
        (
            Table::AlertRules,
            "alert_rules.csv",
            Style::Comma,
            rules::ALERT_COLUMNS,
        ),
        (
            Table::Admissions,
            "hl7/adt_2023.hl7",
            Style::SegmentsCr,
            &[],
        ),
        (
            Table::Registrations,
            "hl7/adt_2024.hl7",
            Style::SegmentsLf,
            &[],
        ),
        (Table::Results, "hl7/oru_2024.hl7", Style::SegmentsCr, &[]),
        (
            Table::Flowsheet,
            "flowsheet.csv",
            Style::Comma,
            tables::flowsheet::COLUMNS,
        ),
    ]
}

/// The open export.
pub struct Export {
    /// The seed of every stream of chance.
    pub seed: u64,
    root: PathBuf,
    sinks: Vec<Sink>,
    manifest: Manifest,
    documents: Vec<(String, u64, u64)>,
}

impl Export {
    /// Creates `export/` and `manifest.json` in a folder.
    pub fn create(directory: &Path, seed: u64) -> io::Result<Export> {
        let root = directory.join("export");
        std::fs::create_dir_all(&root)?;
        let mut sinks = Vec::new();
        for (place, (table, path, style, header)) in layout().into_iter().enumerate() {
            debug_assert!(
                table as usize == place,
                "the layout is in the order of the tables"
            );
            sinks.push(Sink::create(&root, path, style, header)?);
        }
        let manifest = Manifest::create(&directory.join("manifest.json"))?;
        Ok(Export {
            seed,
            root,
            sinks,
            manifest,
            documents: Vec::new(),
        })
    }

    /// Writes a record of cells with its planted defects.
    pub fn row(
        &mut self,
        table: Table,
        cells: &[&str],
        patient: &str,
        planted: &[Planted],
    ) -> io::Result<()> {
        let line = self.sinks[table as usize].row(cells)?;
        self.note(table, line, patient, planted)
    }

    /// Writes a record that is already delimited, or a segment.
    pub fn record(
        &mut self,
        table: Table,
        text: &str,
        patient: &str,
        planted: &[Planted],
    ) -> io::Result<()> {
        let line = self.sinks[table as usize].record(text)?;
        self.note(table, line, patient, planted)
    }

    /// Writes the bytes of a record as they are.
    pub fn raw(
        &mut self,
        table: Table,
        bytes: &[u8],
        patient: &str,
        planted: &[Planted],
    ) -> io::Result<()> {
        let line = self.sinks[table as usize].raw(bytes)?;
        self.note(table, line, patient, planted)
    }

    /// Writes a file of its own; planted defects point at its first line.
    pub fn document(
        &mut self,
        path: &str,
        bytes: &[u8],
        patient: &str,
        planted: &[Planted],
    ) -> io::Result<()> {
        let place = self.root.join(path);
        if let Some(folder) = place.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(place, bytes)?;
        self.documents
            .push((path.to_string(), 1, bytes.len() as u64));
        for mark in planted {
            self.manifest.add(mark, path, 1, patient)?;
        }
        Ok(())
    }

    fn note(
        &mut self,
        table: Table,
        line: u64,
        patient: &str,
        planted: &[Planted],
    ) -> io::Result<()> {
        for mark in planted {
            self.manifest
                .add(mark, self.sinks[table as usize].path, line, patient)?;
        }
        Ok(())
    }

    /// Bytes written so far to a file that holds many records.
    pub fn bytes(&self, table: Table) -> u64 {
        self.sinks[table as usize].bytes()
    }

    /// Closes every file; returns path, records and bytes of each, and the number of planted defects.
    pub fn finish(self) -> io::Result<(Vec<(String, u64, u64)>, u64)> {
        let mut files = Vec::new();
        for sink in self.sinks {
            files.push(sink.finish()?);
        }
        files.extend(self.documents);
        Ok((files, self.manifest.finish()?))
    }
}
