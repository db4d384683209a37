//! A part of a side as read: its statements and what they tell, sealed and kept for the next comparison.
//!
//! A part is a large artifact, or some small ones that stand together in the order of their paths. It is read again only when one of its
//! artifacts, or anything that decides how it is read, has changed: the layout, the recognised text, the lens, the tables that the lens looks
//! up, whether both books are of one format, or the program itself. What must stay true: a book of kept parts says exactly what a book that was
//! read from the beginning says. What a part keeps is of that part alone; everything that is said of a whole side is added up from its parts.

use super::heard::{Hearing, is_whole};
use super::labels::{self, Labels, Seen};
use super::rare::Rare;
use super::sealed::{load, save};
use crate::book::{Alike, BookReport, By, Named, hash, read_artifact};
use crate::source::holders;
use crate::spill::{Numbers, STATEMENTS, Spill, give_up};
use crate::{Result, Workspace, recognise};
use balance::{Coverage, Lens, Places};
use formats::Format;
use model::{Codings, Side, Statement};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::{ControlFlow, Range};
use store::{ArtifactRow, BlobWriter};

/// Records from which an artifact is a part of its own, and small ones together are enough for one.
const PART_RECORDS: u64 = 1_000;
/// One small artifact in so many ends a part, by its path: whatever else comes or goes, the parts behind it stay the same.
const PART_ENDS: u64 = 64;

/// What the statements of some artifacts tell beside themselves and whom they are about.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Told {
    pub(super) rare: Rare,
    /// Days on which something happened.
    pub(super) days: BTreeSet<i32>,
}

impl Told {
    fn note(&mut self, statement: &Statement, patient: u64) {
        self.rare.note(statement, patient);
        self.days.extend(crate::population::happened(statement));
    }

    fn add(&mut self, other: Self) {
        self.rare.add(other.rare);
        self.days.extend(other.days);
    }
}

/// What is kept of a part beside its statements.
#[derive(Serialize, Deserialize)]
pub(super) struct Kept {
    /// By which places the statements of the part number theirs.
    places: Vec<String>,
    /// By which codings they number theirs.
    codings: Vec<Codings>,
    coverage: Coverage,
    named: Named,
    told: Told,
    /// Texts and who has them, but for those that were put away.
    pub(super) labels: Seen,
}

/// A part in the index of a side: what it was read from and by, and the blobs of its statements, of its people, of the texts that it put away and of what
/// is kept beside them.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Part {
    pub(super) key: String,
    pub(super) statements: String,
    pub(super) people: String,
    pub(super) labels: Option<String>,
    kept: String,
}

impl Part {
    fn blobs(&self) -> impl Iterator<Item = &String> {
        [&self.statements, &self.people, &self.kept].into_iter().chain(&self.labels)
    }

    /// What is kept beside the statements; nothing where the part is no longer whole.
    pub(super) fn kept(&self, workspace: &Workspace) -> Option<Kept> {
        self.is_there(workspace).then(|| load(workspace, CLASS, &self.kept).ok())?
    }

    /// Whether there are the statements, the people and the texts.
    pub(super) fn is_there(&self, workspace: &Workspace) -> bool {
        let has_labels = self.labels.as_deref().is_none_or(|blob| labels::is_whole(workspace, blob));
        has_labels && workspace.store().read_blob(&self.statements, STATEMENTS).is_ok() && is_whole(workspace, &self.people)
    }
}

/// The parts of a side, and the table by which a book of them numbers places. It only grows while a part of it is in use, so that a chart
/// which nobody changed says the same in the next comparison.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Index {
    pub(super) places: Places,
    pub(super) parts: Vec<Part>,
}

/// What is added up of the parts of a side, one after another.
#[derive(Default)]
pub(super) struct Sum {
    pub(super) report: BookReport,
    pub(super) numbers: Numbers,
    pub(super) told: Told,
}

impl Sum {
    pub(super) fn add(&mut self, kept: Kept) {
        let Kept { places, codings, coverage, named, told, labels: _ } = kept;
        self.numbers.next_part(&places, codings, &mut self.report.places);
        self.report.coverage.add(coverage);
        self.report.named.add(named);
        self.told.add(told);
    }
}

/// Forgets what is kept of both sides, what was judged of them and that the results of the last comparison stand, so that the next one reads and
/// judges everything.
pub fn forget_readings(workspace: &Workspace) -> Result<()> {
    // A comparison at work takes what is kept for granted.
    let _lease = workspace.lease()?;
    workspace.store().expect_leftovers()?;
    for side in [Side::Legacy, Side::Destination] {
        let parts = index_to_replace(workspace, side)?.parts;
        keep_index(workspace, side, &Index::default())?;
        remove(workspace, &parts)?;
    }
    super::judgments::forget(workspace)?;
    super::kept::forget(workspace)?;
    super::stands::forget(workspace)?;
    Ok(workspace.store().no_leftovers()?)
}

/// Whether all that is kept of both sides can be read back.
pub(super) fn are_whole(workspace: &Workspace) -> Result<bool> {
    for side in [Side::Legacy, Side::Destination] {
        if !index(workspace, side)?.is_some_and(|index| index.parts.iter().all(|part| part.is_there(workspace))) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Artifacts in their order, cut into parts.
pub(super) fn parts_of(artifacts: &[ArtifactRow]) -> Vec<Range<usize>> {
    let (mut parts, mut start, mut records) = (Vec::new(), 0, 0);
    for (at, artifact) in artifacts.iter().enumerate() {
        records += artifact.records;
        let next_is_large = artifacts.get(at + 1).is_some_and(|next| next.records >= PART_RECORDS);
        let ends = hash(&artifact.path).is_multiple_of(PART_ENDS);
        if records >= PART_RECORDS || next_is_large || ends || at + 1 == artifacts.len() {
            parts.push(start..at + 1);
            (start, records) = (at + 1, 0);
        }
    }
    parts
}

/// Reads a part and keeps it; `tick` hears of every record and may end the reading.
pub(super) fn read_part(workspace: &Workspace, by: &By<'_>, (key, artifacts): (&str, &[ArtifactRow]), tick: &mut dyn FnMut() -> ControlFlow<()>) -> Result<Part> {
    let (mut spill, mut hearing) = (Spill::new(workspace, 1)?, Hearing::new(workspace)?);
    let (mut told, mut labels, mut failure, mut report) = (Told::default(), Labels::<BlobWriter>::default(), None, BookReport::default());
    report.places.number("");
    let outcome = artifacts.iter().try_for_each(|artifact| {
        read_artifact(workspace, by, artifact, &mut report, tick, &mut |statement, _| {
            let patient = hash(&statement.patient);
            told.note(&statement, patient);
            let noted = labels.note(&statement, patient, &|| labels::open(workspace)).and_then(|()| hearing.note(&statement, patient));
            match noted.and_then(|()| spill.put(&statement.patient, &statement)) {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    failure = Some(error);
                    ControlFlow::Break(())
                }
            }
        })
    });
    if let Some(error) = failure {
        return Err(error);
    }
    outcome?;
    // Nothing refers to these yet, until the part is whole.
    let (mut statements, codings) = spill.finish(workspace)?;
    let statements = statements.pop().unwrap_or_default();
    let people = hearing.finish().inspect_err(|_| give_up(workspace, &[&statements]))?;
    let (away, seen) = labels.finish().inspect_err(|_| give_up(workspace, &[&statements, &people]))?;
    let kept = Kept { places: report.places.names().to_vec(), codings, coverage: report.coverage, named: report.named, told, labels: seen };
    let mut part = Part { key: key.into(), statements, people, labels: away, kept: String::new() };
    part.kept = save(workspace, CLASS, &kept).inspect_err(|_| give_up(workspace, &[&part.statements, &part.people].into_iter().chain(&part.labels).collect::<Vec<_>>()))?;
    Ok(part)
}

/// The program's own readers and readings, and the form in which they are kept, as they were when it was built.
pub(super) const PROGRAM: &str = env!("THROUGHLINE_READINGS");

/// What parts are known by: everything that decides what reading them gives.
pub(super) struct Keys<'a> {
    workspace: &'a Workspace,
    layouts: HashMap<u32, String>,
    /// What all parts of a side depend on.
    common: Sha256,
}

impl<'a> Keys<'a> {
    /// `lens` comes with the very text that it was parsed from.
    pub(super) fn new(workspace: &'a Workspace, side: Side, alike: Alike, lens: Option<(&Lens, &str)>) -> Result<Self> {
        let mut keys = Self { workspace, layouts: workspace.store().layouts_kept()?, common: Sha256::new() };
        let mut hasher = Sha256::new();
        put(&mut hasher, &[PROGRAM, side.word(), &alike.words().collect::<Vec<_>>().join(", ")]);
        if let Some((lens, text)) = lens {
            put(&mut hasher, &[text]);
            let looked_up: BTreeSet<&String> = lens.lookups.iter().map(|table| &table.relation).collect();
            let holders = if looked_up.is_empty() { Default::default() } else { holders(workspace, side.word())? };
            looked_up.into_iter().filter_map(|relation| holders.get(relation)).flatten().try_for_each(|artifact| keys.put(&mut hasher, artifact))?;
        }
        keys.common = hasher;
        Ok(keys)
    }

    pub(super) fn of(&self, part: &[ArtifactRow]) -> Result<String> {
        let mut hasher = self.common.clone();
        part.iter().try_for_each(|artifact| self.put(&mut hasher, artifact))?;
        Ok(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
    }

    fn put(&self, hasher: &mut Sha256, artifact: &ArtifactRow) -> Result<()> {
        let layout = self.layouts.get(&artifact.id).map_or("", String::as_str);
        put(hasher, &[&artifact.id.to_string(), &artifact.path, &artifact.sha256, &artifact.format, layout]);
        let recognised = Format::from_word(&artifact.format).map(|format| recognise::over(self.workspace, format, &artifact.sha256)).transpose()?.flatten();
        if let Some(recognised) = recognised {
            hasher.update(recognise::packed(&recognised)?);
        }
        Ok(())
    }
}

/// Texts with their lengths, so that no two lists are alike.
fn put(hasher: &mut Sha256, texts: &[&str]) {
    for text in texts {
        hasher.update((text.len() as u64).to_be_bytes());
        hasher.update(text.as_bytes());
    }
}

const CLASS: &str = "reading";

fn setting(side: Side) -> String {
    format!("kept readings, {}", side.word())
}

/// The index as it is kept; none where another version of the program wrote it in another form.
fn index(workspace: &Workspace, side: Side) -> Result<Option<Index>> {
    match workspace.store().setting(&setting(side))?.filter(|blob| !blob.is_empty()) {
        Some(blob) => Ok(load(workspace, CLASS, &blob).ok()),
        None => Ok(Some(Index::default())),
    }
}

/// The index that another one takes the place of. What one referred to that nobody can read is as large as a book: it goes when the workspace is
/// opened next.
pub(super) fn index_to_replace(workspace: &Workspace, side: Side) -> Result<Index> {
    let read = index(workspace, side)?;
    if read.is_none() {
        workspace.store().note_leftovers()?;
    }
    Ok(read.unwrap_or_default())
}

/// Blobs to which only another blob refers: the parts that the index of each side names.
pub(crate) fn held_blobs(workspace: &Workspace) -> Result<HashSet<String>> {
    let mut held = HashSet::new();
    for side in [Side::Legacy, Side::Destination] {
        held.extend(index(workspace, side)?.unwrap_or_default().parts.iter().flat_map(Part::blobs).cloned());
    }
    Ok(held)
}

pub(super) fn keep_index(workspace: &Workspace, side: Side, index: &Index) -> Result<()> {
    let store = workspace.store();
    let before = store.setting(&setting(side))?.filter(|blob| !blob.is_empty());
    store.set_setting(&setting(side), &save(workspace, CLASS, index)?)?;
    before.iter().try_for_each(|blob| Ok(store.remove_blob(blob)?))
}

pub(super) fn remove(workspace: &Workspace, parts: &[Part]) -> Result<()> {
    let store = workspace.store();
    parts.iter().flat_map(Part::blobs).try_for_each(|blob| Ok(store.remove_blob(blob)?))
}
