//! Which legacy rows say something of patients who are kept out, and of nobody else.
//!
//! Told by the readings and the lens alone, as the comparison reads them; nothing of the mapping is asked. A row that also speaks of a
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
use serde::{Deserialize, Serialize};
use std::io::Read as _;
use std::ops::ControlFlow;

/// A statement of it is of somebody who is kept out.
const OUT: u8 = 1;
/// A statement of it is of somebody who migrates.
const STAYS: u8 = 2;

/// Rows of the legacy side by whom they speak of.
#[derive(Default)]
pub(crate) struct Rows {
    marks: Marks,
}

impl Rows {
    pub(crate) fn is_kept_out(&self, artifact: u32, line: u64) -> bool {
        self.marks.of(artifact, &[line]) == OUT
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
    let artifacts = workspace.store().artifacts("legacy")?;
    let total: u64 = artifacts.iter().map(|a| a.records).sum();
    let (mut rows, mut done) = (Rows::default(), 0);
    for artifact in &artifacts {
        let mut reading = Reading::new(Side::Legacy, artifact.id, lens.as_ref(), &lookups);
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

/// What the last migration kept out, as sealed.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct KeptOutRows {
    /// The run.
    pub(crate) run: u32,
    /// Version of the rule, 0 when none was in force.
    pub(crate) version: u32,
    /// Artifact and line of every row, in order.
    pub(crate) rows: Vec<(u32, u64)>,
}

const SETTING: &str = "kept out by the archive rule";
const CLASS: &str = "kept out";

/// Keeps what a migration kept out, in the place of what the one before kept out.
pub(crate) fn keep_rows(workspace: &Workspace, kept: &KeptOutRows) -> Result<()> {
    let store = workspace.store();
    let before = store.setting(SETTING)?.filter(|blob| !blob.is_empty());
    if kept.version == 0 && before.is_none() {
        return Ok(());
    }
    let mut writer = store.write_blob(CLASS)?;
    postcard::to_io(kept, &mut writer).map_err(|e| AppError::Other(e.to_string()))?;
    store.set_setting(SETTING, &writer.finish()?)?;
    before.iter().try_for_each(|blob| Ok(store.remove_blob(blob)?))
}

/// What a migration kept out; nothing where it was another run that is kept.
pub(crate) fn kept_rows(workspace: &Workspace, run: u32) -> Result<KeptOutRows> {
    let store = workspace.store();
    let Some(blob) = store.setting(SETTING)?.filter(|blob| !blob.is_empty()) else { return Ok(KeptOutRows::default()) };
    let mut bytes = Vec::new();
    store.read_blob(&blob, CLASS)?.read_to_end(&mut bytes)?;
    let kept: KeptOutRows = postcard::from_bytes(&bytes).map_err(|e| AppError::Other(e.to_string()))?;
    Ok(if kept.run == run { kept } else { KeptOutRows::default() })
}
