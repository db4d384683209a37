//! What was judged of each patient, sealed part by part and kept for the next comparison: only who changed is compared again.
//!
//! Two charts are known by what they say and by which statements were made from which, not by where that stands: an artifact that was
//! made again, with other lines or under another number, changes nothing for the patients whose records came out the same. A judgment holds
//! as long as both charts, the ground on which they were judged (equivalences, what the books assert at all, the program) and every answer that
//! the links of all charts gave are the same. What must stay true: a comparison that takes kept judgments says exactly what one that judges
//! everybody says.

use super::balancing::Judged;
use super::books::Books;
use super::readings::PROGRAM;
use super::sealed::{load, save};
use super::{Arrival, About};
use crate::spill::give_up;
use crate::{AppError, Result, Workspace};
use balance::{Alignment, Declarations};
use model::{Fact, Kind, Side, Statement};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;

const SETTING: &str = "kept judgments";
const CLASS: &str = "judgments";

/// By what two charts of a patient are known.
pub(super) type Key = [u8; 16];

/// What came of a patient, and how the charts were aligned.
#[derive(Serialize, Deserialize)]
pub(super) struct Judgment {
    pub(super) alignment: Alignment,
    pub(super) judged: Judged,
}

impl Judgment {
    pub(super) fn packed(&self) -> Result<Vec<u8>> {
        postcard::to_stdvec(self).map_err(|e| AppError::Other(e.to_string()))
    }

    /// As it was packed; none where another program packed it.
    pub(super) fn of(packed: &[u8]) -> Option<Self> {
        postcard::from_bytes(packed).ok()
    }
}

/// The kept judgments of a comparison: on which ground, and a blob for each part of the patients.
#[derive(Default, Serialize, Deserialize)]
struct Index {
    ground: Key,
    parts: Vec<String>,
}

/// Judgments of the comparison before, and those of this one.
pub(super) struct Judgments<'a> {
    workspace: &'a Workspace,
    /// Parts that are still to be asked for, the last one first.
    before: Vec<String>,
    now: Index,
}

impl<'a> Judgments<'a> {
    /// Those that hold on the ground of this run, where its patients are spread over as many parts as then.
    pub(super) fn new(workspace: &'a Workspace, books: &Books, about: About) -> Result<Self> {
        let ground = ground(workspace, books, about.day)?;
        let kept = index(workspace)?;
        let holds = kept.ground == ground && kept.parts.len() == books.legacy_parts.len();
        let before = if holds { kept.parts.into_iter().rev().collect() } else { Vec::new() };
        Ok(Self { workspace, before, now: Index { ground, parts: Vec::new() } })
    }

    /// The packed judgments of the next part, by the charts they are of; none where they are no longer whole.
    pub(super) fn next_part(&mut self) -> HashMap<Key, Vec<u8>> {
        let part = self.before.pop().and_then(|blob| load(self.workspace, CLASS, &blob).ok());
        part.unwrap_or_default()
    }

    /// Keeps those of a part.
    pub(super) fn keep_part(&mut self, packed: &HashMap<Key, Vec<u8>>) -> Result<()> {
        self.now.parts.push(save(self.workspace, CLASS, packed)?);
        Ok(())
    }

    /// Puts those of this run in the place of the ones before.
    pub(super) fn keep(self) -> Result<()> {
        replace(self.workspace, &self.now)
    }

    /// Removes those of a run that did not come to its end.
    pub(super) fn leave(self) {
        give_up(self.workspace, &self.now.parts);
    }
}

/// Forgets what was judged, so that the next comparison judges every patient.
pub(super) fn forget(workspace: &Workspace) -> Result<()> {
    replace(workspace, &Index::default())
}

fn index(workspace: &Workspace) -> Result<Index> {
    let json = workspace.store().setting(SETTING)?;
    Ok(json.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default())
}

fn replace(workspace: &Workspace, now: &Index) -> Result<()> {
    let before = index(workspace)?;
    let json = serde_json::to_string(now).map_err(|e| AppError::Other(e.to_string()))?;
    workspace.store().set_setting(SETTING, &json)?;
    before.parts.iter().try_for_each(|blob| Ok(workspace.store().remove_blob(blob)?))
}

/// Everything beside the charts and the links that decides what is judged of a patient: the program, what is declared to be the same, and what
/// both books assert at all and how their merges stand to each other.
fn ground(workspace: &Workspace, books: &Books, day: i32) -> Result<Key> {
    let store = workspace.store();
    let text = |name| Ok::<_, AppError>(store.document(name)?.map(|version| version.text));
    let equivalences = text("equivalences")?;
    let declared = equivalences.as_deref().and_then(|text| Declarations::parse(text).ok()).unwrap_or_default();
    let in_force: Vec<bool> = declared.equivalences.iter().map(|equivalence| equivalence.holds_on(day)).collect();
    known_by(&(PROGRAM, text("lens")?, equivalences, in_force, books.legacy.coverage.ground(Side::Legacy), books.destination.coverage.ground(Side::Destination), &books.told))
}

/// A statement as far as it is judged: where it stands counts only by what else stands there.
#[derive(Serialize)]
struct Said<'a> {
    kind: Kind,
    patient: &'a str,
    /// The artifacts of a side, in the order in which its statements name them.
    artifact: usize,
    /// The legacy rows of a patient, in the order in which the statements of both sides name them; none for what was made from no row.
    row: Option<usize>,
    relation: u32,
    reference: &'a str,
    facts: &'a [Fact],
}

/// By what the two charts of a patient are known, by whom they are of, and by the documents that stand in neither. `source` tells the legacy row that a destination statement was made from.
pub(super) fn key(arrival: &Arrival, papers: &[Statement], source: &dyn Fn(&Statement) -> Option<(u32, u64)>) -> Result<Key> {
    let mut rows: HashMap<(u32, u64), usize> = HashMap::new();
    let mut said = Vec::with_capacity(arrival.legacy.len() + arrival.destination.len());
    let own = |s: &Statement| Some((s.origin.artifact, s.origin.line));
    let sides: [(&[Statement], &dyn Fn(&Statement) -> Option<(u32, u64)>); 2] = [(&arrival.legacy, &own), (&arrival.destination, source)];
    for (chart, from) in sides {
        let mut artifacts: HashMap<u32, usize> = HashMap::new();
        for statement in chart {
            let (next_artifact, next_row) = (artifacts.len(), rows.len());
            said.push(Said {
                kind: statement.kind,
                patient: &statement.patient,
                artifact: *artifacts.entry(statement.origin.artifact).or_insert(next_artifact),
                row: from(statement).map(|row| *rows.entry(row).or_insert(next_row)),
                relation: statement.origin.relation,
                reference: &statement.origin.reference,
                facts: &statement.facts,
            });
        }
    }
    let papers: Vec<&[Fact]> = papers.iter().map(|paper| paper.facts.as_slice()).collect();
    known_by_within(room(arrival), &(&arrival.key, arrival.legacy.len(), said, papers))
}

/// Bytes that a written statement mostly takes.
const STATEMENT_BYTES: usize = 288;

/// Room for both charts of a patient in writing, so that it is not moved while they are written.
pub(super) fn room(arrival: &Arrival) -> Vec<u8> {
    Vec::with_capacity((arrival.legacy.len() + arrival.destination.len()) * STATEMENT_BYTES)
}

/// A short name of a value: two values have the same one only if they are the same.
pub(super) fn known_by(what: &impl Serialize) -> Result<Key> {
    known_by_within(Vec::new(), what)
}

fn known_by_within(room: Vec<u8>, what: &impl Serialize) -> Result<Key> {
    let bytes = postcard::to_io(what, room).map_err(|e| AppError::Other(e.to_string()))?;
    let mut key = Key::default();
    key.iter_mut().zip(Sha256::digest(bytes)).for_each(|(own, byte)| *own = byte);
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Aspect, How, Origin, Value};

    fn statement(artifact: u32, line: u64, text: &str) -> Statement {
        let facts = vec![Fact { aspect: Aspect::Text, value: Value::Text(text.into()), place: 0, how: How::Copied }];
        Statement { kind: Kind::Problem, patient: "p".into(), origin: Origin { artifact, relation: 0, line, reference: String::new() }, facts }
    }

    fn known(legacy: &[(u32, u64, &str)], destination: &[(u32, u64, &str)], sources: &[(u32, u64)]) -> Key {
        let of = |side: &[(u32, u64, &str)]| side.iter().map(|(artifact, line, text)| statement(*artifact, *line, text)).collect::<Vec<_>>();
        let arrival = Arrival { key: "p".into(), legacy: of(legacy), destination: of(destination), aligned: None };
        let source = |s: &Statement| destination.iter().position(|(a, l, _)| (*a, *l) == (s.origin.artifact, s.origin.line)).and_then(|at| sources.get(at).copied());
        key(&arrival, &[], &source).unwrap()
    }

    #[test]
    fn the_ground_is_what_a_judgment_sees_of_a_book_and_not_how_often_it_is_said() {
        let ground = |book: &balance::Coverage| known_by(&book.ground(Side::Legacy)).unwrap();
        let mut book = balance::Coverage::default();
        book.statements.insert(Kind::Problem, 10);
        let before = ground(&book);
        book.statements.insert(Kind::Problem, 4_000);
        assert_eq!(ground(&book), before);
        book.givers.insert(7);
        assert_ne!(ground(&book), before, "who gives numbers tells whether a giver was renamed");
    }

    #[test]
    fn charts_are_known_by_what_they_say_and_by_what_was_made_from_what() {
        let charts = known(&[(1, 4, "gout"), (1, 9, "gout")], &[(7, 1, "gout"), (7, 2, "gout")], &[(1, 4), (1, 9)]);
        let made_again = known(&[(1, 4, "gout"), (1, 9, "gout")], &[(8, 11, "gout"), (8, 12, "gout")], &[(1, 4), (1, 9)]);
        assert_eq!(charts, made_again, "another artifact with other lines");
        let others = [
            known(&[(1, 4, "gout"), (1, 9, "gout")], &[(7, 1, "gout"), (7, 2, "gout")], &[(1, 9), (1, 4)]),
            known(&[(1, 4, "gout"), (1, 9, "gout")], &[(7, 1, "gout"), (7, 2, "gout")], &[]),
            known(&[(1, 4, "gout"), (1, 9, "gout")], &[(7, 1, "gout"), (8, 2, "gout")], &[(1, 4), (1, 9)]),
            known(&[(1, 4, "gout"), (1, 9, "gout")], &[(7, 1, "gout"), (7, 2, "gouty")], &[(1, 4), (1, 9)]),
            known(&[(1, 4, "gout")], &[(7, 1, "gout"), (7, 2, "gout")], &[(1, 4), (1, 9)]),
        ];
        for (index, other) in others.iter().enumerate() {
            assert_ne!(charts, *other, "{index}");
        }
    }
}
