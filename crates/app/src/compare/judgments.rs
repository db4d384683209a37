//! What was judged of each patient, sealed part by part and kept for the next comparison: only who changed is compared again.
//!
//! A judgment holds as long as both charts, as `written.rs` knows them, the ground on which they were judged (code maps of the lens, what the books assert
//! at all, the program) and every answer that the links of all charts and the declared equivalences gave are the same. What the books assert of a kind or
//! of a type of record is the ground of charts that hold one, and so are the transaction sets of X12 that a chart is told in. What must stay true: a
//! comparison that takes kept judgments says exactly what one that judges everybody says.

use super::books::Books;
use super::judging::Judged;
use super::readings::PROGRAM;
use super::sealed::{load, save};
use crate::book::lens;
use crate::packed::packed;
use crate::spill::{give_up, partition_of};
use crate::{AppError, Result, Workspace};
use balance::{Alignment, Coverage};
use model::{Kind, Side, Statement};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashMap};

const SETTING: &str = "kept judgments";
const CLASS: &str = "judgments";

/// By what two charts of a patient are known.
pub(super) type Key = [u8; 16];

/// Packed judgments by the charts they are of.
pub(super) type Packed = HashMap<Key, ByteBuf>;

/// What came of a patient, and how the charts were aligned.
#[derive(Serialize, Deserialize)]
pub(super) struct Judgment {
    pub(super) alignment: Alignment,
    pub(super) judged: Judged,
}

impl Judgment {
    pub(super) fn packed(&self) -> Result<Vec<u8>> {
        packed(self)
    }

    /// As it was packed; none where another program packed it.
    pub(super) fn of(packed: &[u8]) -> Option<Self> {
        postcard::from_bytes(packed).ok()
    }
}

/// The kept judgments of a comparison: on which ground, over how many partitions the patients were spread, and a blob for each of these that held some, by
/// the number of the partition.
#[derive(Default, Serialize, Deserialize)]
struct Index {
    ground: Key,
    spread: usize,
    parts: BTreeMap<usize, String>,
}

/// Judgments of the comparison before, as far as they hold, and on which ground they are taken.
pub(super) struct Before<'a> {
    workspace: &'a Workspace,
    /// Parts that are still to be asked for.
    parts: BTreeMap<usize, String>,
    spread: usize,
    ground: Ground,
}

/// Judgments of this comparison.
pub(super) struct Judgments<'a> {
    workspace: &'a Workspace,
    now: Index,
}

/// On what charts are judged beside what stands in them.
pub(super) struct Ground {
    /// Every chart.
    whole: Key,
    /// Those with a statement of a kind.
    kinds: BTreeMap<Kind, Key>,
    /// Those with a record of a type in the destination, by what its reference begins with.
    types: BTreeMap<String, Key>,
}

impl Ground {
    /// The parts of the ground on which two charts stand, as far as not all do.
    pub(super) fn of(&self, books: [&Coverage; 2], legacy: &[Statement], destination: &[Statement]) -> Result<Vec<Key>> {
        // One by one: a chart has many statements of few kinds, and to collect them would sort them all.
        let (mut kinds, mut types): (BTreeSet<Kind>, BTreeSet<&str>) = Default::default();
        let mut last = None;
        for statement in legacy.iter().chain(destination) {
            if last.replace(statement.kind) != Some(statement.kind) {
                kinds.insert(statement.kind);
            }
        }
        let mut last = None::<&str>;
        for reference in destination.iter().map(|s| s.origin.reference.as_str()) {
            let is_as_before = last.and_then(|of| reference.strip_prefix(of)).is_some_and(|rest| rest.starts_with('/'));
            if !is_as_before {
                last = reference.split('/').next();
                types.extend(last);
            }
        }
        let mut stands_on: Vec<Key> = kinds.iter().filter_map(|kind| self.kinds.get(kind)).chain(types.into_iter().filter_map(|of| self.types.get(of))).copied().collect();
        let sets = [books[0].sets_of(legacy), books[1].sets_of(destination)];
        if sets.iter().any(|sets| !sets.is_empty()) {
            stands_on.push(known_by(&sets)?);
        }
        Ok(stands_on)
    }
}

impl<'a> Before<'a> {
    /// Those that hold on the ground of this run, where its patients are spread over as many parts as then.
    pub(super) fn new(workspace: &'a Workspace, books: &Books) -> Result<Self> {
        let ground = ground(workspace, books)?;
        let kept = index(workspace)?;
        let holds = kept.ground == ground.whole && kept.spread == books.spread;
        Ok(Self { workspace, parts: if holds { kept.parts } else { BTreeMap::new() }, spread: books.spread, ground })
    }

    /// The ground of this run.
    pub(super) fn ground(&self) -> &Ground {
        &self.ground
    }

    /// The number of the partition that a patient is in.
    pub(super) fn part_of(&self, key: &str) -> usize {
        partition_of(key, self.spread)
    }

    /// The packed judgments of a part, by the charts they are of; none where they are no longer whole.
    pub(super) fn take_part(&mut self, part: usize) -> Packed {
        let part = self.parts.remove(&part).and_then(|blob| load(self.workspace, CLASS, &blob).ok());
        part.unwrap_or_default()
    }
}

impl<'a> Judgments<'a> {
    /// None yet, on the ground on which those of before are taken.
    pub(super) fn new(before: &Before<'a>) -> Self {
        Self { workspace: before.workspace, now: Index { ground: before.ground.whole, spread: before.spread, parts: BTreeMap::new() } }
    }

    /// Keeps those of a part.
    pub(super) fn keep_part(&mut self, part: usize, packed: &Packed) -> Result<()> {
        self.now.parts.insert(part, save(self.workspace, CLASS, packed)?);
        Ok(())
    }

    /// Puts those of this run in the place of the ones before.
    pub(super) fn keep(self) -> Result<()> {
        replace(self.workspace, &self.now)
    }

    /// Removes those of a run that did not come to its end.
    pub(super) fn leave(self) {
        give_up(self.workspace, &self.now.parts.into_values().collect::<Vec<_>>());
    }
}

/// Forgets what was judged, so that the next comparison judges every patient.
pub(super) fn forget(workspace: &Workspace) -> Result<()> {
    replace(workspace, &Index::default())
}

fn index(workspace: &Workspace) -> Result<Index> {
    let Some(json) = workspace.store().setting(SETTING)? else { return Ok(Index::default()) };
    let read = serde_json::from_str(&json);
    if read.is_err() {
        // Another program wrote it in another form: nobody knows any more what it refers to.
        workspace.store().note_leftovers()?;
    }
    Ok(read.unwrap_or_default())
}

fn replace(workspace: &Workspace, now: &Index) -> Result<()> {
    let before = index(workspace)?;
    let json = serde_json::to_string(now).map_err(|e| AppError::Other(e.to_string()))?;
    workspace.store().set_setting(SETTING, &json)?;
    before.parts.values().try_for_each(|blob| Ok(workspace.store().remove_blob(blob)?))
}

/// Everything beside the charts, the links and what the team declares that decides what is judged of a patient: the program, the code maps of the
/// lens, and what both books assert at all and how their merges stand to each other.
fn ground(workspace: &Workspace, books: &Books) -> Result<Ground> {
    let lens = lens(workspace)?;
    let declares = lens.as_ref().map(|lens| lens.equivalences.declares());
    let (legacy, destination) = (books.legacy.coverage.ground(Side::Legacy), books.destination.coverage.ground(Side::Destination));
    let whole = known_by(&(PROGRAM, declares, legacy.whole, destination.whole, &books.told))?;
    let kinds = Kind::ALL.iter().map(|kind| Ok((*kind, known_by(&(kind, legacy.kinds.get(kind), destination.kinds.get(kind)))?)));
    let types = destination.types.iter().map(|(of, known)| Ok(((*of).to_string(), known_by(&(of, known))?)));
    Ok(Ground { whole, kinds: kinds.collect::<Result<_>>()?, types: types.collect::<Result<_>>()? })
}

/// A short name of a value: two values have the same one only if they are the same.
pub(super) fn known_by(what: &impl Serialize) -> Result<Key> {
    let mut key = Key::default();
    key.iter_mut().zip(Sha256::digest(packed(what)?)).for_each(|(own, byte)| *own = byte);
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Aspect, Origin};

    #[test]
    fn the_ground_is_what_a_judgment_sees_of_a_book_and_not_how_often_it_is_said() {
        let ground = |book: &Coverage| known_by(&book.ground(Side::Legacy).whole).unwrap();
        let mut book = Coverage::default();
        book.statements.insert(Kind::Problem, 10);
        let before = ground(&book);
        book.statements.insert(Kind::Problem, 4_000);
        assert_eq!(ground(&book), before);
        book.givers.insert(7);
        assert_ne!(ground(&book), before, "who gives numbers tells whether a giver was renamed");
    }

    #[test]
    fn a_transaction_set_is_the_ground_of_the_charts_that_are_told_in_it() {
        let whole = |book: &Coverage| known_by(&book.ground(Side::Legacy).whole).unwrap();
        let told_in = |artifact: u32| Statement { kind: Kind::Claim, patient: "p".into(), origin: Origin { artifact, relation: 0, line: 9, reference: String::new() }, facts: Vec::new() };
        let (mut book, ground) = (Coverage::default(), Ground { whole: Key::default(), kinds: BTreeMap::new(), types: BTreeMap::new() });
        book.sets.insert(3, vec![(2, 7)]);
        let of = |book: &Coverage, artifact: u32| ground.of([book; 2], &[told_in(artifact)], &[]).unwrap();
        let before = (whole(&book), of(&book, 3), of(&book, 4));
        book.sets.insert(5, vec![(2, 8)]);
        assert_eq!((whole(&book), of(&book, 3), of(&book, 4)), before, "a file of other charts");
        assert!(before.2.is_empty(), "no interchange tells of it");
        book.sets.insert(3, vec![(2, 9)]);
        assert_ne!(of(&book, 3), before.1);
    }

    #[test]
    fn what_is_asserted_of_a_kind_is_the_ground_of_that_kind_alone() {
        let of = |book: &Coverage, kind| known_by(&book.ground(Side::Destination).kinds.get(&kind)).unwrap();
        let whole = |book: &Coverage| known_by(&book.ground(Side::Destination).whole).unwrap();
        let mut book = Coverage::default();
        book.statements.extend([(Kind::Problem, 10), (Kind::Allergy, 10)]);
        let before = [of(&book, Kind::Problem), of(&book, Kind::Allergy), whole(&book)];
        book.aspects.insert((Kind::Allergy, Aspect::Category));
        assert_eq!([of(&book, Kind::Problem), whole(&book)], [before[0], before[2]]);
        assert_ne!(of(&book, Kind::Allergy), before[1]);
    }
}
