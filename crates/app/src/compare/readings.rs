//! A part of a side as read: its statements and what they tell, sealed and kept for the next comparison.
//!
//! A part is a large artifact, or some small ones that stand together in the order of their paths. It is read again only when one of its
//! artifacts, or anything that decides how it is read, has changed: the layout, the recognised text, the lens, the tables that the lens looks
//! up, whether both books are of one format, or the program itself. What must stay true: a book of kept parts says exactly what a book that was
//! read from the beginning says. What a part keeps is of that part alone; everything that is said of a whole side is added up from its parts.

use super::rare::Rare;
use super::sealed::{load, save};
use crate::book::{BookReport, By, Labels, Named, hash, read_artifact};
use crate::knowledge::says_the_same;
use crate::source::holders;
use crate::spill::{PlaceNumbers, STATEMENTS, Spill};
use crate::{Result, Workspace, recognise};
use balance::{Coverage, Lens, Places};
use formats::Format;
use identity::Again;
use model::{Aspect, Fact, Kind, Origin, Side, Statement};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::{ControlFlow, Range};
use store::ArtifactRow;

/// Records from which an artifact is a part of its own, and small ones together are enough for one.
const PART_RECORDS: u64 = 1_000;
/// One small artifact in so many ends a part, by its path: whatever else comes or goes, the parts behind it stay the same.
const PART_ENDS: u64 = 64;

/// What the statements of some artifacts tell beside themselves.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Told {
    /// People, each as far as [`person`] takes them. A message repeats the patient: who is said again in the same words is held once.
    pub(super) demographics: Vec<Statement>,
    /// Where that was said again, in the order in which it was.
    pub(super) again: Vec<Again>,
    /// The last one of each patient, by a digest of the key.
    #[serde(skip)]
    last: HashMap<u64, u32>,
    pub(super) keys: HashSet<String>,
    pub(super) labels: Labels,
    pub(super) rare: Rare,
    /// Days on which something happened.
    pub(super) days: BTreeSet<i32>,
}

impl Told {
    fn note(&mut self, statement: &Statement) {
        if statement.kind == Kind::Demographic {
            self.hold(person(statement));
        }
        if !self.keys.contains(&statement.patient) {
            self.keys.insert(statement.patient.clone());
        }
        self.labels.note(statement);
        self.rare.note(statement);
        self.days.extend(crate::population::happened(statement));
    }

    /// Takes up a person; gives the number of the statement that says it. Of a patient of whom two things are said by turns each is held: of
    /// some the first one counts, of others the last. Whoever tells of a merge is held in the order of merges, and a row of a table stands for itself.
    fn hold(&mut self, person: Statement) -> u32 {
        let next = self.demographics.len() as u32;
        let tells_a_merge = person.facts.iter().any(|fact| matches!(fact.aspect, Aspect::Patient | Aspect::Replaces));
        let last = self.last.insert(hash(&person.patient), next).filter(|_| person.origin.relation == 0 && !tells_a_merge);
        let same = |other: &Statement| other.origin.relation == 0 && says_the_same(other, &person);
        if let Some(of) = last.filter(|last| self.demographics.get(*last as usize).is_some_and(same)) {
            self.last.insert(hash(&person.patient), of);
            self.again.push(Again { artifact: person.origin.artifact, line: person.origin.line, of, before: next });
            return of;
        }
        self.demographics.push(person);
        next
    }

    /// Takes up what another part says again; `held` tells where the statements of that part stand now.
    fn repeat(&mut self, held: &[u32], again: Again) {
        if let Some(of) = held.get(again.of as usize) {
            self.again.push(Again { of: *of, before: self.demographics.len() as u32, ..again });
        }
    }

    /// Everything that was said of people, in the order in which it was.
    pub(super) fn said(&self) -> impl Iterator<Item = &Statement> + Clone {
        (0..=self.demographics.len()).flat_map(move |at| {
            let first = self.again.partition_point(|again| (again.before as usize) < at);
            let again = self.again.iter().skip(first).take_while(move |again| again.before as usize == at);
            again.filter_map(move |again| self.demographics.get(again.of as usize)).chain(self.demographics.get(at))
        })
    }

    fn add(&mut self, other: Self) {
        let mut again = other.again.into_iter().peekable();
        let mut held: Vec<u32> = Vec::with_capacity(other.demographics.len());
        for (at, person) in (0_u32..).zip(other.demographics) {
            while let Some(repeated) = again.next_if(|again| again.before <= at) {
                self.repeat(&held, repeated);
            }
            held.push(self.hold(person));
        }
        again.for_each(|repeated| self.repeat(&held, repeated));
        self.keys.extend(other.keys);
        self.labels.add(other.labels);
        self.rare.add(other.rare);
        self.days.extend(other.days);
    }
}

/// As much of a person as who is linked and the list of patients read: everybody of both books is held at once.
fn person(statement: &Statement) -> Statement {
    // Where it is said, and when, is told of merges alone.
    let merges = statement.facts.iter().any(|fact| matches!(fact.aspect, Aspect::Patient | Aspect::Replaces));
    let is_read = |fact: &&Fact| match fact.aspect {
        Aspect::Effective | Aspect::Recorded => merges,
        aspect => identity::reads(aspect) || aspect == Aspect::Deceased,
    };
    let mut facts = Vec::with_capacity(statement.facts.iter().filter(is_read).count());
    facts.extend(statement.facts.iter().filter(is_read).cloned());
    let reference = if merges { statement.origin.reference.clone() } else { String::new() };
    Statement { kind: statement.kind, patient: statement.patient.clone(), origin: Origin { reference, ..statement.origin }, facts }
}

/// What is kept of a part beside its statements.
#[derive(Serialize, Deserialize)]
pub(super) struct Kept {
    /// By which places the statements of the part number theirs.
    places: Vec<String>,
    coverage: Coverage,
    named: Named,
    told: Told,
}

/// A part in the index of a side: what it was read from and by, and the blobs of its statements and of what is kept beside them.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Part {
    pub(super) key: String,
    pub(super) statements: String,
    kept: String,
}

impl Part {
    /// What is kept beside the statements; nothing where the part is no longer whole.
    pub(super) fn kept(&self, workspace: &Workspace) -> Option<Kept> {
        self.has_statements(workspace).then(|| load(workspace, CLASS, &self.kept).ok())?
    }

    pub(super) fn has_statements(&self, workspace: &Workspace) -> bool {
        workspace.store().read_blob(&self.statements, STATEMENTS).is_ok()
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
    pub(super) numbers: PlaceNumbers,
    pub(super) told: Told,
}

impl Sum {
    pub(super) fn add(&mut self, kept: Kept) {
        let Kept { places, coverage, named, mut told } = kept;
        self.numbers.next_part(&places, &mut self.report.places);
        told.demographics.iter_mut().for_each(|person| self.numbers.renumber_last(person));
        self.report.coverage.add(coverage);
        self.report.named.add(named);
        self.told.add(told);
    }
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
    let mut spill = Spill::new(workspace, 1)?;
    let (mut told, mut failure, mut report) = (Told::default(), None, BookReport::default());
    report.places.number("");
    let outcome = artifacts.iter().try_for_each(|artifact| {
        read_artifact(workspace, by, artifact, &mut report, tick, &mut |statement, _| {
            told.note(&statement);
            match spill.put(&statement.patient, &statement) {
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
    let kept = Kept { places: report.places.names().to_vec(), coverage: report.coverage, named: report.named, told };
    let statements = spill.finish()?.pop().unwrap_or_default();
    match save(workspace, CLASS, &kept) {
        Ok(kept) => Ok(Part { key: key.into(), statements, kept }),
        Err(error) => {
            // Nothing refers to the statements yet, and where the disk is full they are what fills it.
            workspace.store().remove_blob(&statements)?;
            Err(error)
        }
    }
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
    pub(super) fn new(workspace: &'a Workspace, side: Side, whole: bool, lens: Option<(&Lens, &str)>) -> Result<Self> {
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

pub(super) fn index(workspace: &Workspace, side: Side) -> Result<Index> {
    // An index that another version of the program wrote in another form is none.
    let read = |blob: String| load(workspace, CLASS, &blob).unwrap_or_default();
    Ok(workspace.store().setting(&setting(side))?.filter(|blob| !blob.is_empty()).map(read).unwrap_or_default())
}

/// Blobs to which only another blob refers: the parts that the index of each side names.
pub(crate) fn held_blobs(workspace: &Workspace) -> Result<HashSet<String>> {
    let mut held = HashSet::new();
    for side in [Side::Legacy, Side::Destination] {
        held.extend(index(workspace, side)?.parts.into_iter().flat_map(|part| [part.statements, part.kept]));
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
    parts.iter().flat_map(|part| [&part.statements, &part.kept]).try_for_each(|blob| Ok(store.remove_blob(blob)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{How, Value};

    fn record(relation: u32, line: u64, key: &str, family: &str) -> Statement {
        let fact = |aspect, text: &str| Fact { aspect, value: Value::Text(text.into()), place: 0, how: How::Copied };
        let facts = vec![fact(Aspect::Family, family), fact(Aspect::City, &line.to_string()), fact(Aspect::Recorded, &line.to_string())];
        Statement { kind: Kind::Demographic, patient: key.into(), origin: Origin { artifact: 7, relation, line, reference: "Patient/1".into() }, facts }
    }

    fn told(records: &[(u32, u64, &str, &str)]) -> Told {
        let mut told = Told::default();
        records.iter().for_each(|(relation, line, key, family)| told.note(&record(*relation, *line, key, family)));
        told
    }

    fn said(told: &Told) -> Vec<String> {
        told.said().map(|s| format!("{} {}", s.patient, s.value(Aspect::Family).map(Value::shown).unwrap_or_default())).collect()
    }

    static RECORDS: [(u32, u64, &str, &str); 10] = [
        (0, 1, "1", "Holm"),
        (0, 2, "1", "Holm"),
        (0, 3, "2", "Roe"),
        (0, 4, "1", "Berg"),
        (0, 5, "1", "Holm"),
        (3, 6, "2", "Roe"),
        (3, 7, "2", "Roe"),
        (0, 8, "1", "Holm"),
        (0, 9, "1", "Holm"),
        (0, 10, "2", "Roe"),
    ];

    #[test]
    fn who_is_said_again_is_held_once_and_everything_is_said_in_its_order() {
        let whole = told(&RECORDS);
        let wanted: Vec<String> = RECORDS.iter().map(|(_, _, key, family)| format!("{key} {family}")).collect();
        assert_eq!(said(&whole), wanted);
        assert_eq!(whole.demographics.len(), 7, "rows of a table and names that come back are held");
        assert_eq!(whole.again.iter().map(|again| (again.line, again.of)).collect::<Vec<_>>(), [(2, 0), (8, 3), (9, 3)]);
        assert!(whole.demographics.iter().all(|s| s.facts.len() == 1 && s.origin.reference.is_empty()));
    }

    #[test]
    fn parts_that_were_kept_say_together_what_the_whole_says() {
        let whole = told(&RECORDS);
        for cut in 0..=RECORDS.len() {
            for second in cut..=RECORDS.len() {
                let mut parts = Told::default();
                for part in [&RECORDS[..cut], &RECORDS[cut..second], &RECORDS[second..]] {
                    parts.add(postcard::from_bytes(&postcard::to_stdvec(&told(part)).unwrap()).unwrap());
                }
                assert_eq!(said(&parts), said(&whole), "{cut} {second}");
                assert_eq!((&parts.again, parts.demographics.len()), (&whole.again, whole.demographics.len()), "{cut} {second}");
            }
        }
    }

    #[test]
    fn every_record_of_a_merge_is_held_with_its_reference() {
        let mut merge = record(0, 1, "1", "Holm");
        merge.facts.push(Fact { aspect: Aspect::Patient, value: Value::Key("2".into()), place: 0, how: How::Copied });
        let mut told = Told::default();
        (0..3).for_each(|_| told.note(&merge));
        assert_eq!((told.demographics.len(), told.again.len()), (3, 0));
        assert!(told.demographics.iter().all(|s| s.origin.reference == "Patient/1" && s.value(Aspect::Recorded).is_some()), "the later merge counts");
    }
}
