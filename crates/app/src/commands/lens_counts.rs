//! What a lens would read, beside what the saved one reads, over the same records in one pass. Counts only: no value and no key of anybody.
//!
//! Files that only built-in readings read are left out: no lens changes what they say, unless it names their relations.

use super::artifacts::{field_name, structure};
use super::lens::side_of;
use super::{Answer, app, problems};
use crate::book::{lens_document, lookups_of, parsed};
use crate::discover::is_table;
use crate::source::{holders, items};
use crate::{AppError, Host, Result, Workspace};
use balance::{Coverage, DIRECTORY, Lens, Places, Reading};
use contract::{CountLens, LensCounts, LensDoubt, LensDropped, LensKindCount, LensTableCount, WireError};
use formats::Item;
use model::{Kind, Side};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use store::ArtifactRow;

/// Doubts that are listed.
const DOUBTS_MAX: usize = 100;

pub(crate) fn count_lens<H: Host>(host: &H, q: CountLens) -> Answer<LensCounts> {
    let (workspace, side) = (host.workspace(), side_of(&q.side)?);
    let now = match Lens::parse(&q.lens) {
        Ok(lens) => lens,
        Err(found) => return Ok(LensCounts { problems: problems(&found), ..LensCounts::default() }),
    };
    let saved = app(workspace.store().document(lens_document(side)))?;
    // A saved lens that does not read reads nothing.
    let before = saved.as_ref().and_then(|d| parsed(&d.text).ok());
    let ended = workspace.counting(&host.actor().account);
    match count(workspace, side, (&now, before.as_ref()), q.records, &ended) {
        Ok(counted) => Ok(LensCounts { version: saved.map_or(0, |d| d.version), ..counted.shown() }),
        Err(AppError::Cancelled) => Ok(LensCounts { cancelled: true, ..LensCounts::default() }),
        Err(error) => Err(WireError::from(error)),
    }
}

/// What one of the two lenses read.
struct Tally {
    places: Places,
    coverage: Coverage,
    /// Statements by the number of their relation and by kind.
    kinds: BTreeMap<(u32, Kind), u64>,
    /// Statements by part.
    parts: Vec<u64>,
    /// Relation and word of the parts that are of the directory, whose rows are no statements.
    directory: Vec<Option<(String, &'static str)>>,
}

impl Tally {
    fn new(lens: Option<&Lens>) -> Self {
        let mut places = Places::default();
        places.number("");
        let parts = vec![0; lens.map_or(0, |l| l.parts().count())];
        let directory = lens.into_iter().flat_map(Lens::directory_parts).map(|part| part.map(|(relation, word)| (relation.to_string(), word))).collect();
        Self { places, coverage: Coverage::default(), kinds: BTreeMap::new(), parts, directory }
    }

    fn item(&mut self, reading: &mut Reading<'_>, item: &Item<'_>) {
        let kinds = &mut self.kinds;
        reading.item(item, &mut self.places, &mut self.coverage, &mut |s| *kinds.entry((s.origin.relation, s.kind)).or_default() += 1);
    }

    /// What is open at the end of a file, and what each part made of it.
    fn finish(&mut self, reading: &mut Reading<'_>) {
        let kinds = &mut self.kinds;
        reading.finish(&mut self.places, &mut self.coverage, &mut |s| *kinds.entry((s.origin.relation, s.kind)).or_default() += 1);
        self.parts.iter_mut().zip(reading.made()).for_each(|(sum, made)| *sum += made);
    }

    /// Relations of which anything was read, dropped or left.
    fn relations(&self) -> BTreeSet<&str> {
        let read = self.kinds.keys().map(|(relation, _)| self.places.name(*relation));
        let others = self.coverage.excluded.keys().map(|(relation, _)| relation.as_str()).chain(self.coverage.unread.keys().map(String::as_str));
        let entries = self.entries().map(|(relation, ..)| relation);
        read.chain(others).chain(entries).filter(|relation| !relation.is_empty()).collect()
    }

    /// Statements of a kind, of one relation or of all.
    fn of(&self, kind: Kind, relation: Option<&str>) -> u64 {
        let here = |number: u32| relation.is_none_or(|relation| self.places.name(number) == relation);
        self.kinds.iter().filter(|((number, of), _)| *of == kind && here(*number)).map(|(_, n)| n).sum()
    }

    /// Entries of the directory: relation, word and number of each part.
    fn entries(&self) -> impl Iterator<Item = (&str, &'static str, u64)> {
        self.directory.iter().zip(&self.parts).filter_map(|(part, made)| part.as_ref().map(|(relation, word)| (relation.as_str(), *word, *made)))
    }

    /// Entries of a word, of one relation or of all.
    fn entries_of(&self, word: &str, relation: Option<&str>) -> u64 {
        self.entries().filter(|(from, of, _)| *of == word && relation.is_none_or(|relation| *from == relation)).map(|(.., made)| made).sum()
    }

    fn dropped(&self, relation: &str, reason: &str) -> u64 {
        self.coverage.excluded.get(&(relation.to_string(), reason.to_string())).copied().unwrap_or(0)
    }

    fn unread(&self, relation: &str) -> u64 {
        self.coverage.unread.get(relation).copied().unwrap_or(0)
    }

    /// Times that values did not read, by relation, field and reason; those that are not listed with them, whatever they are.
    fn doubts(&self) -> BTreeMap<(&str, &str, &str), u64> {
        let mut found: BTreeMap<(&str, &str, &str), u64> = BTreeMap::new();
        for ((relation, field, reason), times) in &self.coverage.doubts {
            *found.entry((relation.as_str(), field.as_str(), reason.as_str())).or_default() += times;
        }
        for ((relation, field, _), times) in &self.coverage.unlisted {
            *found.entry((relation.as_str(), field.as_str(), "values that are not listed")).or_default() += times;
        }
        found
    }
}

/// What both lenses read: the edited one first.
struct Counted {
    sides: [Tally; 2],
    files: u64,
    records: u64,
    whole: bool,
}

fn count(workspace: &Workspace, side: Side, (now, before): (&Lens, Option<&Lens>), most: u64, ended: &AtomicBool) -> Result<Counted> {
    let tables = [lookups_of(workspace, side, Some(now))?, lookups_of(workspace, side, before)?];
    let mut counted = Counted { sides: [Tally::new(Some(now)), Tally::new(before)], files: 0, records: 0, whole: true };
    for artifact in wanted(workspace, side, now, before)? {
        let [first, second] = &tables;
        let mut readings = [Reading::new(side, artifact.id, Some(now), first), Reading::new(side, artifact.id, before, second)];
        counted.file(workspace, &artifact, &mut readings, most, ended)?;
    }
    Ok(counted)
}

/// Files of a side with a table, or with a relation that one of the lenses names.
fn wanted(workspace: &Workspace, side: Side, now: &Lens, before: Option<&Lens>) -> Result<Vec<ArtifactRow>> {
    let named: BTreeSet<&str> = now.relations().into_iter().chain(before.into_iter().flat_map(Lens::relations)).collect();
    let mut found: BTreeMap<u32, ArtifactRow> = BTreeMap::new();
    for (relation, artifacts) in holders(workspace, side.word())? {
        for artifact in artifacts {
            if named.contains(relation.as_str()) || is_table(&relation, &artifact.format) {
                found.insert(artifact.id, artifact);
            }
        }
    }
    Ok(found.into_values().collect())
}

impl Counted {
    /// Reads the first records of a file by both lenses; all of them where `most` is 0.
    fn file(&mut self, workspace: &Workspace, artifact: &ArtifactRow, readings: &mut [Reading<'_>; 2], most: u64, ended: &AtomicBool) -> Result<()> {
        let (mut records, mut whole) = (0u64, true);
        let sides = &mut self.sides;
        items(workspace, artifact, &mut |item| {
            if ended.load(Ordering::Relaxed) {
                return ControlFlow::Break(());
            }
            if !matches!(item, Item::Header(_)) {
                if most > 0 && records >= most {
                    whole = false;
                    return ControlFlow::Break(());
                }
                records += 1;
            }
            for (side, reading) in sides.iter_mut().zip(readings.iter_mut()) {
                side.item(reading, &item);
            }
            ControlFlow::Continue(())
        })?;
        if ended.load(Ordering::Relaxed) {
            return Err(AppError::Cancelled);
        }
        for (side, reading) in self.sides.iter_mut().zip(readings.iter_mut()) {
            side.finish(reading);
        }
        self.files += 1;
        self.records += records;
        self.whole &= whole;
        Ok(())
    }

    fn shown(self) -> LensCounts {
        let [now, saved] = &self.sides;
        let relations: BTreeSet<&str> = now.relations().union(&saved.relations()).copied().collect();
        LensCounts {
            files: self.files,
            records: self.records,
            whole: self.whole,
            kinds: kinds(now, saved, None),
            parts: now.parts.clone(),
            tables: relations.into_iter().map(|relation| table(relation, now, saved)).collect(),
            doubts: doubts(now, saved),
            ..LensCounts::default()
        }
    }
}

/// Statements by kind and entries of the directory, of one relation or of all; what neither lens makes any of is left out.
fn kinds(now: &Tally, saved: &Tally, relation: Option<&str>) -> Vec<LensKindCount> {
    let both = Kind::ALL.iter().map(|kind| LensKindCount { kind: kind.word().into(), now: now.of(*kind, relation), saved: saved.of(*kind, relation) });
    let entries = DIRECTORY.iter().map(|word| LensKindCount { kind: (*word).into(), now: now.entries_of(word, relation), saved: saved.entries_of(word, relation) });
    both.chain(entries).filter(|count| count.now + count.saved > 0).collect()
}

fn table(relation: &str, now: &Tally, saved: &Tally) -> LensTableCount {
    let reasons: BTreeSet<&str> = [now, saved].into_iter().flat_map(|side| side.coverage.excluded.keys()).filter(|(of, _)| of == relation).map(|(_, reason)| reason.as_str()).collect();
    let mut dropped: Vec<LensDropped> =
        reasons.into_iter().map(|reason| LensDropped { reason: reason.into(), now: now.dropped(relation, reason), saved: saved.dropped(relation, reason) }).collect();
    dropped.sort_by_key(|d| std::cmp::Reverse(d.now.max(d.saved)));
    LensTableCount { table: structure(relation), unread: now.unread(relation), unread_saved: saved.unread(relation), kinds: kinds(now, saved, Some(relation)), dropped }
}

/// Values that did not read, most first.
fn doubts(now: &Tally, saved: &Tally) -> Vec<LensDoubt> {
    let (now, saved) = (now.doubts(), saved.doubts());
    let places: BTreeSet<&(&str, &str, &str)> = now.keys().chain(saved.keys()).collect();
    let mut found: Vec<LensDoubt> = places
        .into_iter()
        .map(|place| LensDoubt {
            table: structure(place.0),
            field: field_name(place.1),
            reason: structure(place.2),
            times: now.get(place).copied().unwrap_or(0),
            saved: saved.get(place).copied().unwrap_or(0),
        })
        .collect();
    found.sort_by_key(|doubt| std::cmp::Reverse(doubt.times.max(doubt.saved)));
    found.truncate(DOUBTS_MAX);
    found
}
