//! What a run keeps of its books for the next one, so that its charts can be judged again: everything but the statements, which stand in the charts.
//!
//! One sealed blob; the setting `kept books` says which and of which run. It holds for the artifacts and the lenses that were read, by the
//! program that read them, and no longer once they change: a newer program may read a record otherwise. Where nothing else has changed either that
//! decides who is whose and what a book says, a comparison takes books and charts as they are.

use super::books::Books;
use super::linking::Roll;
use super::rare::Rare;
use super::charts;
use super::judgments::{Key, known_by};
use super::readings::{PROGRAM, are_whole};
use super::sides::known_parts;
use super::stands::PROGRAM as WHOLE_PROGRAM;
use super::sealed::{load, replace};
use crate::book::{BookReport, lens_document};
use crate::{Result, Workspace};
use identity::Reconciled;
use model::Side;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};

pub(super) const SETTING: &str = "kept books";
pub(super) const CLASS: &str = "books";
/// Whether the next comparison is not to take them.
const ANEW: &str = "books are read anew";

/// What was read: the active artifacts of both sides by number and content, the versions of both lenses, and the
/// program's own readings; and everything that decides what came of it.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sources {
    artifacts: Vec<(u32, String)>,
    lenses: [u32; 2],
    program: String,
    /// All of what decides books and charts: the program, what each part of both sides is known by, the mapping, whose ids and words books are read
    /// with, the migration, which says what was made of what, and the day, by which ages are told.
    whole: Key,
}

impl Sources {
    /// As they are now, on a day.
    pub(super) fn now(workspace: &Workspace, day: i32) -> Result<Self> {
        let mut artifacts: Vec<(u32, String)> = workspace.store().artifacts("")?.into_iter().map(|a| (a.id, a.sha256)).collect();
        artifacts.sort_unstable();
        let lens = |side| -> Result<u32> { Ok(workspace.store().document(lens_document(side))?.map_or(0, |d| d.version)) };
        let lenses = [lens(Side::Legacy)?, lens(Side::Destination)?];
        let mapping = workspace.store().document("mapping")?.map(|document| document.text);
        let migrated = workspace.store().last_run("migrate")?.map_or(0, |run| run.id);
        let whole = known_by(&(WHOLE_PROGRAM, known_parts(workspace)?, mapping, migrated, day))?;
        Ok(Self { artifacts, lenses, program: PROGRAM.into(), whole })
    }

    /// Whether the same artifacts were read by the same lenses.
    pub(super) fn are_read_as(&self, other: &Self) -> bool {
        (&self.artifacts, self.lenses, &self.program) == (&other.artifacts, other.lenses, &other.program)
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
    spread: usize,
    records: [u64; 2],
    filed: &'a HashMap<String, String>,
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
    spread: usize,
    records: [u64; 2],
    filed: HashMap<String, String>,
}

/// Books as they were kept.
pub(super) struct Standing {
    pub(super) books: Books,
    /// Under whom each document of the legacy side is filed, by its token.
    pub(super) filed: HashMap<String, String>,
    /// What they were read from.
    pub(super) sources: Sources,
}

/// Keeps the books of a run in the place of the ones before, and how documents are filed. `sources` is what stood there when they were read.
pub(super) fn keep(workspace: &Workspace, run: u32, books: &Books, filed: &HashMap<String, String>, sources: &Sources) -> Result<()> {
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
        spread: books.spread,
        records: books.records.map(|[read, kept]| read + kept),
        filed,
    };
    workspace.store().stage_setting(run, ANEW, "")?;
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

/// The books of the run before, where all that decides them is as it was then, and all that is kept of them is there.
pub(super) fn standing(workspace: &Workspace, previous: u32, sources: &Sources) -> Result<Option<Standing>> {
    let store = workspace.store();
    if store.setting(ANEW)?.is_some_and(|said| !said.is_empty()) {
        return Ok(None);
    }
    let Some(standing) = of_run(workspace, previous)?.filter(|standing| standing.sources == *sources) else { return Ok(None) };
    let are_whole = are_whole(workspace)? && store.chart_blobs(previous)?.iter().all(|blob| store.read_blob(blob, charts::CLASS).is_ok());
    Ok(are_whole.then_some(standing))
}

/// Says that the next comparison is to read and file everything. Until one has, the pairs of the last can still be judged again.
pub(super) fn forget(workspace: &Workspace) -> Result<()> {
    Ok(workspace.store().set_setting(ANEW, "yes")?)
}

/// The books of a run; `None` when they are not kept.
pub(super) fn of_run(workspace: &Workspace, run: u32) -> Result<Option<Standing>> {
    let Some(setting) = workspace.store().setting(SETTING)? else { return Ok(None) };
    let Some((_, blob)) = setting.split_once(' ').filter(|(number, _)| number.parse::<u32>().ok() == Some(run)) else { return Ok(None) };
    let Ok(kept) = load::<Kept>(workspace, CLASS, blob) else { return Ok(None) };
    let books = Books {
        legacy: kept.legacy,
        destination: kept.destination,
        roll: kept.roll,
        told: kept.told,
        merged: kept.merged,
        spread: kept.spread,
        legacy_parts: Vec::new(),
        destination_parts: Vec::new(),
        numbers: Default::default(),
        common: kept.common,
        newest_day: kept.newest_day,
        rare: kept.rare,
        records: kept.records.map(|records| [0, records]),
        kept_out: None,
    };
    Ok(Some(Standing { books, filed: kept.filed, sources: kept.sources }))
}
