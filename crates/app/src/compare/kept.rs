//! What a run keeps of its books so that its pairs can be judged again: everything but the statements, which stand in the charts.
//!
//! One sealed blob; the setting `kept books` says which and of which run. It holds for the artifacts and the lenses that were read, by the
//! program that read them, and no longer once they change: a newer program may read a record otherwise.

use super::books::Books;
use super::linking::Roll;
use super::rare::Rare;
use super::readings::PROGRAM;
use super::sealed::{load, replace};
use crate::book::{BookReport, lens_document};
use crate::{Result, Workspace};
use identity::Reconciled;
use model::Side;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

pub(super) const SETTING: &str = "kept books";
pub(super) const CLASS: &str = "books";

/// What was read: the active artifacts of both sides by number and content, the versions of both lenses, and the
/// program's own readings.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sources {
    artifacts: Vec<(u32, String)>,
    lenses: [u32; 2],
    program: String,
}

impl Sources {
    /// As they are now.
    pub(super) fn now(workspace: &Workspace) -> Result<Self> {
        let mut artifacts: Vec<(u32, String)> = workspace.store().artifacts("")?.into_iter().map(|a| (a.id, a.sha256)).collect();
        artifacts.sort_unstable();
        let lens = |side| -> Result<u32> { Ok(workspace.store().document(lens_document(side))?.map_or(0, |d| d.version)) };
        let lenses = [lens(Side::Legacy)?, lens(Side::Destination)?];
        Ok(Self { artifacts, lenses, program: PROGRAM.into() })
    }
}

/// As it is written. The fields stand in the order of [`Kept`].
#[derive(Serialize)]
struct Keeping<'a> {
    sources: &'a Sources,
    legacy: &'a BookReport,
    destination: &'a BookReport,
    roll: &'a Roll,
    common: &'a HashSet<String>,
    newest_day: Option<i32>,
    rare: &'a Rare,
    told: &'a Reconciled,
    merged: [u64; 2],
}

/// As it is read back.
#[derive(Deserialize)]
struct Kept {
    sources: Sources,
    legacy: BookReport,
    destination: BookReport,
    roll: Roll,
    common: HashSet<String>,
    newest_day: Option<i32>,
    rare: Rare,
    told: Reconciled,
    merged: [u64; 2],
}

/// Keeps the books of a run in the place of the ones before. `sources` is what stood there when they were read.
pub(super) fn keep(workspace: &Workspace, run: u32, books: &Books, sources: &Sources) -> Result<()> {
    let keeping = Keeping {
        sources,
        legacy: &books.legacy,
        destination: &books.destination,
        roll: &books.roll,
        common: &books.common,
        newest_day: books.newest_day,
        rare: &books.rare,
        told: &books.told,
        merged: books.merged,
    };
    replace(workspace, (SETTING, CLASS), run, &keeping)
}

/// Hands the kept books of one run on to the run that judged them again.
pub(super) fn hand_on(workspace: &Workspace, run: u32) -> Result<()> {
    let kept = workspace.store().setting(SETTING)?;
    match kept.as_deref().and_then(|kept| kept.split_once(' ')) {
        Some((_, blob)) => Ok(workspace.store().stage_setting(run, SETTING, &format!("{run} {blob}"))?),
        None => Ok(()),
    }
}

/// The books of a run and what they were read from; `None` when they are not kept.
pub(super) fn of_run(workspace: &Workspace, run: u32) -> Result<Option<(Books, Sources)>> {
    let Some(setting) = workspace.store().setting(SETTING)? else { return Ok(None) };
    let Some((_, blob)) = setting.split_once(' ').filter(|(number, _)| number.parse::<u32>().ok() == Some(run)) else { return Ok(None) };
    let Ok(kept) = load::<Kept>(workspace, CLASS, blob) else { return Ok(None) };
    let books = Books {
        legacy: kept.legacy,
        destination: kept.destination,
        roll: kept.roll,
        told: kept.told,
        merged: kept.merged,
        legacy_parts: Vec::new(),
        destination_parts: Vec::new(),
        numbers: Default::default(),
        common: kept.common,
        newest_day: kept.newest_day,
        rare: kept.rare,
        records: [[0, 0], [0, 0]],
        kept_out: None,
    };
    Ok(Some((books, kept.sources)))
}
