//! Which legacy rows say something of patients who are kept out, and of nobody else.
//!
//! Told by the readings and the lens alone, as the comparison reads them where both books are of one format; nothing of the mapping is asked. A row that also speaks of a
//! patient who migrates is not kept out. What a migration kept out is sealed under its run, for the ledger.

use super::force::KeptOut;
use crate::book::{TELL_EVERY, lens, lookups};
use crate::jobs::{Meter, Step};
use crate::ledger::{Marks, kept};
use crate::source::items;
use crate::{AppError, Result, Workspace};
use balance::{Coverage, Places, Reading};
use formats::Item;
use model::{Side, Statement};
use std::io::{BufReader, BufWriter, ErrorKind, Read as _, Write as _};
use std::ops::ControlFlow;

/// A statement of it is of somebody who is kept out.
const OUT: u8 = 1;
/// A statement of it is of somebody who migrates.
const STAYS: u8 = 2;
/// A run was to make a record of it, and did not.
const MET: u8 = 4;

/// Rows of the legacy side by whom they speak of, and which of them a run met: a byte a row, however many are kept out.
#[derive(Default)]
pub(crate) struct Rows {
    marks: Marks,
}

impl Rows {
    pub(crate) fn is_kept_out(&self, artifact: u32, line: u64) -> bool {
        self.marks.of(artifact, &[line]) & (OUT | STAYS) == OUT
    }

    /// Notes that a run left a row in the archive: one of these, or one that refers to whom such a row describes.
    pub(crate) fn meet(&mut self, artifact: u32, line: u64) {
        self.marks.set(artifact, line, MET);
    }

    fn note(&mut self, kept_out: &KeptOut, artifact: u32, statement: &Statement) -> u8 {
        let mark = match statement.patient.as_str() {
            "" => 0,
            patient if kept_out.holds(patient) => OUT,
            _ => STAYS,
        };
        if mark != 0 {
            self.marks.set(artifact, statement.origin.line, mark);
        }
        mark
    }
}

/// Reads the legacy book for the rows of those who are kept out.
pub(crate) fn rows(workspace: &Workspace, kept_out: &KeptOut, meter: &Meter<'_>) -> Result<Rows> {
    let lens = lens(workspace)?;
    let lookups = lookups(workspace, lens.as_ref())?;
    let mut total = 0;
    for artifact in workspace.store().walk_artifacts("legacy") {
        total += artifact?.records;
    }
    let (mut rows, mut done) = (Rows::default(), 0);
    for artifact in workspace.store().walk_artifacts("legacy") {
        let artifact = &artifact?;
        let mut reading = Reading::new(Side::Legacy, artifact.id, lens.as_ref(), &lookups).whole(true);
        let (mut places, mut coverage, mut stopped) = (Places::default(), Coverage::default(), false);
        places.number("");
        items(workspace, artifact, &mut |item| {
            done += 1;
            stopped = done % TELL_EVERY == 0 && meter(Step { phase: "looking for the records of archived patients", done, total, unit: "records" }).is_break();
            if stopped {
                return ControlFlow::Break(());
            }
            let mut mark = 0;
            reading.item(&item, &mut places, &mut coverage, &mut |statement| mark |= rows.note(kept_out, artifact.id, &statement));
            // A message or a document is its patient's as a whole. What a row says may be told with a later one.
            if mark != 0
                && matches!(item, Item::Message(_) | Item::Document(_))
                && let Some(record) = kept(&item)
            {
                record.lines.iter().for_each(|line| rows.marks.set(artifact.id, *line, mark));
            }
            ControlFlow::Continue(())
        })?;
        if stopped {
            return Err(AppError::Cancelled);
        }
        reading.finish(&mut places, &mut coverage, &mut |statement| {
            rows.note(kept_out, artifact.id, &statement);
        });
    }
    Ok(rows)
}

/// The setting that says where the last migration's are.
pub(crate) const KEPT_ROWS: &str = "rows that the archive rule kept out";
const CLASS: &str = "kept out";

/// Seals which rows a migration left in the archive: the run, the version of the rule, then artifact and line of each. Gives the value of the setting,
/// which is empty where no rule was in force.
pub(crate) fn seal_rows(workspace: &Workspace, run: u32, kept: Option<(u32, &Rows)>) -> Result<String> {
    let Some((version, rows)) = kept else { return Ok(String::new()) };
    let mut writer = BufWriter::new(workspace.store().write_blob(CLASS)?);
    writer.write_all(&run.to_be_bytes())?;
    writer.write_all(&version.to_be_bytes())?;
    rows.marks.each(MET, &mut |artifact, line| {
        writer.write_all(&artifact.to_be_bytes())?;
        writer.write_all(&line.to_be_bytes())
    })?;
    Ok(writer.into_inner().map_err(|e| e.into_error())?.finish()?)
}

/// Hands out what a migration left in the archive, row by row, and gives the version of the rule; 0 and nothing where none was in force, or where
/// another run is kept.
pub(crate) fn kept_rows(workspace: &Workspace, run: u32, each: &mut dyn FnMut(u32, u64)) -> Result<u32> {
    let store = workspace.store();
    let Some(blob) = store.setting(KEPT_ROWS)?.filter(|blob| !blob.is_empty()) else { return Ok(0) };
    let mut reader = BufReader::new(store.read_blob(&blob, CLASS)?);
    let (mut of, mut version) = ([0; 4], [0; 4]);
    reader.read_exact(&mut of)?;
    reader.read_exact(&mut version)?;
    if u32::from_be_bytes(of) != run {
        return Ok(0);
    }
    let mut row = [0; 12];
    loop {
        match reader.read_exact(&mut row) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(u32::from_be_bytes(version)),
            Err(error) => return Err(error.into()),
        }
        let [a, b, c, d, line @ ..] = row;
        each(u32::from_be_bytes([a, b, c, d]), u64::from_be_bytes(line));
    }
}
