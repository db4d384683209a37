//! A side as read: its statements and what they tell, sealed part by part and kept for the next comparison.
//!
//! A part is a large artifact, or some small ones that stand together in the order of their paths. It is read again only when one of its
//! artifacts, or anything that decides how it is read, has changed: the layout, the recognised text, the lens, the tables that the lens looks
//! up, whether both books are of one format, or the program itself. What must stay true: a book of kept parts says exactly what a book that was
//! read from the beginning says. What a part keeps is of that part alone; everything that is said of a whole side is added up from its parts.

use super::heard::{Hearing, is_whole};
use super::rare::Rare;
use super::sealed::{load, save};
use crate::book::{BookReport, By, Labels, Named, TELL_EVERY, hash, is_alike, lookups, parsed, read_artifact};
use crate::jobs::{Meter, Step};
use crate::source::holders;
use crate::spill::{STATEMENTS, Spill};
use crate::{AppError, Result, Workspace, recognise};
use balance::{Coverage, Lens, Places};
use formats::Format;
use model::{Side, Statement};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::ControlFlow;
use store::ArtifactRow;

/// Records from which an artifact is a part of its own, and small ones together are enough for one.
const PART_RECORDS: u64 = 1_000;
/// One small artifact in so many ends a part, by its path: whatever else comes or goes, the parts behind it stay the same.
const PART_ENDS: u64 = 64;
/// Records that are read before what came of them stands in the index: so many are read again, and their blobs left behind, where a process is killed.
const RECORDS_AT_RISK: u64 = 1_000_000;

/// A side as read, its statements under its own keys.
pub(super) struct ReadSide {
    pub(super) report: BookReport,
    /// Blobs with the statements, in the order of the artifacts. They stay for the next comparison.
    pub(super) statements: Vec<String>,
    /// Blobs with the people that they are about, in the same order.
    pub(super) people: Vec<String>,
    pub(super) told: Told,
    /// Records that were read, and records whose reading was kept.
    pub(super) records: [u64; 2],
}

/// What the statements of some artifacts tell beside themselves and whom they are about.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Told {
    pub(super) labels: Labels,
    pub(super) rare: Rare,
    /// Days on which something happened.
    pub(super) days: BTreeSet<i32>,
}

impl Told {
    fn note(&mut self, statement: &Statement) {
        self.labels.note(statement);
        self.rare.note(statement);
        self.days.extend(crate::population::happened(statement));
    }

    fn add(&mut self, other: Self) {
        self.labels.add(other.labels);
        self.rare.add(other.rare);
        self.days.extend(other.days);
    }
}

/// What is kept of a part beside its statements.
#[derive(Serialize, Deserialize)]
struct Kept {
    coverage: Coverage,
    named: Named,
    told: Told,
}

/// A part in the index of a side: what it was read from and by, and the blobs of its statements, of its people and of what is kept beside them.
#[derive(Clone, Serialize, Deserialize)]
struct Part {
    key: String,
    statements: String,
    people: String,
    kept: String,
}

impl Part {
    fn blobs(&self) -> [&String; 3] {
        [&self.statements, &self.people, &self.kept]
    }
}

/// The parts of a side, and the table by which their facts number places. It only grows while a part of it is in use.
#[derive(Default, Serialize, Deserialize)]
struct Index {
    places: Places,
    parts: Vec<Part>,
}

/// Reads a side to its end, as far as no reading of it is kept.
pub(super) fn read_side(workspace: &Workspace, side: Side, meter: &Meter<'_>) -> Result<ReadSide> {
    let text = if side == Side::Legacy { workspace.store().document("lens")?.map(|version| version.text) } else { None };
    let lens = text.as_deref().map(parsed).transpose()?;
    let whole = is_alike(workspace)?;
    // The keys come before what they stand for is read: what somebody changes in between is read under the key of what was there before, which
    // nobody will ask for again. The other way round it would be taken for read.
    let keys = Keys::new(workspace, side, whole, lens.as_ref().zip(text.as_deref()))?;
    let artifacts = workspace.store().artifacts(side.word())?;
    let mut wanted: Vec<(String, &[ArtifactRow])> = Vec::new();
    for part in parts_of(&artifacts) {
        wanted.push((keys.of(part)?, part));
    }
    let lookups = lookups(workspace, lens.as_ref())?;
    let by = By { side, lens: lens.as_ref(), lookups: &lookups, whole };
    let Index { places, parts } = index(workspace, side)?;
    let asked: HashSet<&str> = wanted.iter().map(|(key, _)| key.as_str()).collect();
    let (hold, over): (Vec<Part>, Vec<Part>) = parts.into_iter().partition(|part| asked.contains(part.key.as_str()));
    let mut report = BookReport { places: if hold.is_empty() { Places::default() } else { places }, ..Default::default() };
    report.places.number("");
    if !over.is_empty() {
        // What is over goes first: nobody has room for a book twice, and its places are not those of the table that is kept from now on.
        keep_index(workspace, side, &Index { places: report.places.clone(), parts: hold.clone() })?;
        remove(workspace, &over)?;
    }
    let mut known: HashMap<String, Part> = hold.into_iter().map(|part| (part.key.clone(), part)).collect();
    let mut reader = Reader { workspace, by, report, told: Told::default(), records: [0, 0], total: artifacts.iter().map(|a| a.records).sum(), meter };
    let (mut parts, mut due): (Vec<Part>, u64) = (Vec::new(), RECORDS_AT_RISK);
    let outcome: Result<()> = wanted.into_iter().try_for_each(|(key, artifacts)| {
        // Asked before a part is taken up: until then it stands among those that are known, and stays kept.
        if reader.tell().is_break() {
            return Err(AppError::Cancelled);
        }
        let part = match known.remove(&key) {
            Some(part) => reader.take(part, artifacts)?,
            None => reader.read(key, artifacts)?,
        };
        parts.push(part);
        if reader.records[0] >= due {
            due = reader.records[0] + RECORDS_AT_RISK;
            keep_index(workspace, side, &Index { places: reader.report.places.clone(), parts: parts.iter().chain(known.values()).cloned().collect() })?;
        }
        Ok(())
    });
    // What was read so far is kept even if the reading did not come to its end.
    let statements = parts.iter().map(|part| part.statements.clone()).collect();
    let people = parts.iter().map(|part| part.people.clone()).collect();
    parts.extend(known.into_values());
    keep_index(workspace, side, &Index { places: reader.report.places.clone(), parts })?;
    outcome?;
    let Reader { report, told, records, .. } = reader;
    Ok(ReadSide { report, statements, people, told, records })
}

/// Forgets what is kept of both sides and what was judged of them, so that the next comparison reads and judges everything.
pub fn forget_readings(workspace: &Workspace) -> Result<()> {
    // A comparison at work takes what is kept for granted.
    let _lease = workspace.lease()?;
    for side in [Side::Legacy, Side::Destination] {
        let parts = index(workspace, side)?.parts;
        keep_index(workspace, side, &Index::default())?;
        remove(workspace, &parts)?;
    }
    super::judgments::forget(workspace)
}

/// Artifacts in their order, cut into parts.
fn parts_of(artifacts: &[ArtifactRow]) -> Vec<&[ArtifactRow]> {
    let (mut parts, mut start, mut records) = (Vec::new(), 0, 0);
    for (at, artifact) in artifacts.iter().enumerate() {
        records += artifact.records;
        let next_is_large = artifacts.get(at + 1).is_some_and(|next| next.records >= PART_RECORDS);
        let ends = hash(&artifact.path).is_multiple_of(PART_ENDS);
        if records >= PART_RECORDS || next_is_large || ends || at + 1 == artifacts.len() {
            parts.push(&artifacts[start..=at]);
            (start, records) = (at + 1, 0);
        }
    }
    parts
}

/// A side on the way to being read.
struct Reader<'a> {
    workspace: &'a Workspace,
    by: By<'a>,
    report: BookReport,
    told: Told,
    records: [u64; 2],
    total: u64,
    meter: &'a Meter<'a>,
}

impl Reader<'_> {
    /// Takes a part as it was read before; reads it where what was kept is no longer whole.
    fn take(&mut self, part: Part, artifacts: &[ArtifactRow]) -> Result<Part> {
        let kept = load::<Kept>(self.workspace, CLASS, &part.kept);
        let (Ok(kept), Ok(_), true) = (kept, self.workspace.store().read_blob(&part.statements, STATEMENTS), is_whole(self.workspace, &part.people)) else {
            remove(self.workspace, std::slice::from_ref(&part))?;
            return self.read(part.key, artifacts);
        };
        self.report.artifacts.extend(artifacts.iter().map(|a| (a.id, a.path.clone())));
        self.add(kept);
        self.records[1] += artifacts.iter().map(|a| a.records).sum::<u64>();
        Ok(part)
    }

    /// Reads a part and keeps it.
    fn read(&mut self, key: String, artifacts: &[ArtifactRow]) -> Result<Part> {
        let (mut spill, mut hearing) = (Spill::new(self.workspace, 1)?, Hearing::new(self.workspace)?);
        let (mut told, mut failure, before) = (Told::default(), None, self.records[0]);
        let mut report = BookReport { places: std::mem::take(&mut self.report.places), ..Default::default() };
        let outcome = artifacts.iter().try_for_each(|artifact| {
            let (meter, total, [read, kept]) = (self.meter, self.total, &mut self.records);
            let mut tick = || {
                *read += 1;
                if read.is_multiple_of(TELL_EVERY) { tell(meter, *read + *kept, total) } else { ControlFlow::Continue(()) }
            };
            read_artifact(self.workspace, &self.by, artifact, &mut report, &mut tick, &mut |statement, _| {
                told.note(&statement);
                match hearing.note(&statement).and_then(|()| spill.put(&statement.patient, &statement)) {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(error) => {
                        failure = Some(error);
                        ControlFlow::Break(())
                    }
                }
            })
        });
        self.report.places = report.places;
        if let Some(error) = failure {
            return Err(error);
        }
        outcome?;
        // Headers and the like are items and no records.
        self.records[0] = before + artifacts.iter().map(|a| a.records).sum::<u64>();
        self.report.artifacts.extend(report.artifacts);
        let kept = Kept { coverage: report.coverage, named: report.named, told };
        let statements = spill.finish()?.pop().unwrap_or_default();
        let people = hearing.finish().inspect_err(|_| self.give_up(&[&statements]))?;
        let beside = save(self.workspace, CLASS, &kept).inspect_err(|_| self.give_up(&[&statements, &people]))?;
        self.add(kept);
        Ok(Part { key, statements, people, kept: beside })
    }

    /// Nothing refers to these yet, and where the disk is full they are what fills it. Why it failed is told, not what of these.
    fn give_up(&self, blobs: &[&str]) {
        for blob in blobs {
            let _ = self.workspace.store().remove_blob(blob);
        }
    }

    fn add(&mut self, kept: Kept) {
        self.report.coverage.add(kept.coverage);
        self.report.named.add(kept.named);
        self.told.add(kept.told);
    }

    fn tell(&self) -> ControlFlow<()> {
        tell(self.meter, self.records.iter().sum(), self.total)
    }
}

fn tell(meter: &Meter<'_>, done: u64, total: u64) -> ControlFlow<()> {
    meter(Step { phase: "reading", done, total, unit: "records" })
}

/// The program's own readers and readings, and the form in which they are kept, as they were when it was built.
pub(super) const PROGRAM: &str = env!("THROUGHLINE_READINGS");

/// What parts are known by: everything that decides what reading them gives.
struct Keys<'a> {
    workspace: &'a Workspace,
    layouts: HashMap<u32, String>,
    /// What all parts of a side depend on.
    common: Sha256,
}

impl<'a> Keys<'a> {
    /// `lens` comes with the very text that it was parsed from.
    fn new(workspace: &'a Workspace, side: Side, whole: bool, lens: Option<(&Lens, &str)>) -> Result<Self> {
        let mut keys = Self { workspace, layouts: workspace.store().layouts_kept()?, common: Sha256::new() };
        let mut hasher = Sha256::new();
        put(&mut hasher, &[PROGRAM, side.word(), if whole { "whole" } else { "" }]);
        if let Some((lens, text)) = lens {
            put(&mut hasher, &[text]);
            let looked_up: BTreeSet<&String> = lens.lookups.iter().map(|table| &table.relation).collect();
            let holders = if looked_up.is_empty() { Default::default() } else { holders(workspace, Side::Legacy.word())? };
            looked_up.into_iter().filter_map(|relation| holders.get(relation)).flatten().try_for_each(|artifact| keys.put(&mut hasher, artifact))?;
        }
        keys.common = hasher;
        Ok(keys)
    }

    fn of(&self, part: &[ArtifactRow]) -> Result<String> {
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

fn index(workspace: &Workspace, side: Side) -> Result<Index> {
    // An index that another version of the program wrote in another form is none.
    let read = |blob: String| load(workspace, CLASS, &blob).unwrap_or_default();
    Ok(workspace.store().setting(&setting(side))?.filter(|blob| !blob.is_empty()).map(read).unwrap_or_default())
}

/// Blobs to which only another blob refers: the parts that the index of each side names.
pub(crate) fn held_blobs(workspace: &Workspace) -> Result<HashSet<String>> {
    let mut held = HashSet::new();
    for side in [Side::Legacy, Side::Destination] {
        held.extend(index(workspace, side)?.parts.into_iter().flat_map(|part| [part.statements, part.people, part.kept]));
    }
    Ok(held)
}

fn keep_index(workspace: &Workspace, side: Side, index: &Index) -> Result<()> {
    let store = workspace.store();
    let before = store.setting(&setting(side))?.filter(|blob| !blob.is_empty());
    store.set_setting(&setting(side), &save(workspace, CLASS, index)?)?;
    before.iter().try_for_each(|blob| Ok(store.remove_blob(blob)?))
}

fn remove(workspace: &Workspace, parts: &[Part]) -> Result<()> {
    let store = workspace.store();
    parts.iter().flat_map(Part::blobs).try_for_each(|blob| Ok(store.remove_blob(blob)?))
}
