//! Which texts so many patients have that they may be shown: told part by part as the books are read, counted text by text once it is known who is who.
//!
//! Most free texts are somebody's own, so that they grow with the patients. Of a part only the last of them are in memory and beside it, those before
//! are sealed in a blob of the part; those of both sides are put in order on disk. What must stay true: of the patients of a text the first k that a
//! side names are remembered, so that a text may be taken for rarer than it is, never for more common; how often a part puts texts away changes nothing of that.

use super::heard::{each_put, put};
use crate::book::{K, hash};
use crate::show::each_text;
use crate::sorted::{Shelves, Sorting};
use crate::{Result, Workspace};
use model::{Side, Statement};
use std::collections::{HashMap, HashSet};
use std::io::{Read, Write};
use std::sync::{Mutex, PoisonError};
use store::BlobWriter;

/// Class of the blobs.
const LABELS: &str = "labels";
/// Different texts of a part that are in memory.
const TEXTS_AT_ONCE: usize = 1 << 16;

/// Texts, and digests of the patients who have them in the order in which they were met: at most k of each.
pub(super) type Seen = HashMap<String, Vec<u64>>;

fn remember(seen: &mut Vec<u64>, patient: u64) {
    if seen.len() < K && !seen.contains(&patient) {
        seen.push(patient);
    }
}

/// The texts of a part while it is read. Where some are put away is opened when the first of them are.
pub(super) struct Labels<W> {
    /// Those since some were put away last.
    seen: Seen,
    away: Option<W>,
    at_once: usize,
}

impl<W> Default for Labels<W> {
    fn default() -> Self {
        Self { seen: Seen::new(), away: None, at_once: TEXTS_AT_ONCE }
    }
}

impl<W: Write> Labels<W> {
    /// Notes the texts of a statement of a patient, who is told by [`hash`].
    pub(super) fn note(&mut self, statement: &Statement, patient: u64, open: &dyn Fn() -> Result<W>) -> Result<()> {
        each_text(statement, &mut |text| match self.seen.get_mut(text) {
            Some(seen) => remember(seen, patient),
            None => drop(self.seen.insert(text.to_string(), vec![patient])),
        });
        if self.seen.len() < self.at_once { Ok(()) } else { self.put_away(open) }
    }

    fn put_away(&mut self, open: &dyn Fn() -> Result<W>) -> Result<()> {
        if self.away.is_none() {
            self.away = Some(open()?);
        }
        let Some(away) = &mut self.away else { return Ok(()) };
        for (text, patients) in self.seen.drain() {
            put(away, &text, &written(&patients))?;
        }
        Ok(())
    }
}

/// A blob for those that a part puts away.
pub(super) fn open(workspace: &Workspace) -> Result<BlobWriter> {
    Ok(workspace.store().write_blob(LABELS)?)
}

impl Labels<BlobWriter> {
    /// The blob with those that were put away, where any were, and the rest.
    pub(super) fn finish(self) -> Result<(Option<String>, Seen)> {
        let away = self.away.map(BlobWriter::finish).transpose()?;
        Ok((away, self.seen))
    }
}

/// Whether the blob of a part is there.
pub(super) fn is_whole(workspace: &Workspace, blob: &str) -> bool {
    workspace.store().read_blob(blob, LABELS).is_ok()
}

fn written(patients: &[u64]) -> Vec<u8> {
    patients.iter().flat_map(|patient| patient.to_be_bytes()).collect()
}

/// Under which digest each patient of a side goes who goes by another key.
#[derive(Default)]
pub(super) struct Names(Vec<(u64, u64)>);

impl Names {
    pub(super) fn of<'n>(names: impl Iterator<Item = (&'n str, &'n str)>) -> Self {
        let mut names: Vec<(u64, u64)> = names.map(|(key, name)| (hash(key), hash(name))).collect();
        names.sort_unstable();
        Self(names)
    }

    fn known_by(&self, patient: u64) -> u64 {
        let Self(names) = self;
        names.binary_search_by_key(&patient, |(key, _)| *key).ok().and_then(|at| names.get(at)).map_or(patient, |(_, name)| *name)
    }
}

/// The texts of both sides.
pub(super) struct Texts<'s>(Mutex<Sorting<'s>>);

impl<'s> Texts<'s> {
    pub(super) fn new(shelves: &'s Shelves) -> Self {
        Self(Mutex::new(shelves.sorting()))
    }

    /// Takes in those of the next part of a side.
    pub(super) fn add(&self, workspace: &Workspace, side: Side, (away, rest): (Option<&str>, &Seen)) -> Result<()> {
        match away {
            Some(blob) => self.add_read(side, &mut workspace.store().read_blob(blob, LABELS)?, rest),
            None => self.add_read(side, &mut std::io::empty(), rest),
        }
    }

    /// What a part put away comes before the rest.
    fn add_read(&self, side: Side, away: &mut impl Read, rest: &Seen) -> Result<()> {
        let mut sorting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut value = Vec::new();
        let mut take = |text: &str, patients: &[u8]| -> Result<()> {
            value.clear();
            value.push(u8::from(side == Side::Destination));
            value.extend_from_slice(patients);
            sorting.put(text.as_bytes(), &value)
        };
        each_put(away, &mut take)?;
        for (text, patients) in rest {
            take(text, &written(patients))?;
        }
        Ok(())
    }

    /// Those that at least k patients have. Everybody counts once who goes by several keys of a side, or stands in both: `names` says by which
    /// digest the patients of each are known.
    pub(super) fn common(self, names: &[Names; 2]) -> Result<HashSet<String>> {
        let Self(sorting) = self;
        let sorted = sorting.into_inner().unwrap_or_else(PoisonError::into_inner).sorted();
        let (mut common, mut at, mut sides) = (HashSet::new(), None::<Vec<u8>>, [Vec::new(), Vec::new()]);
        sorted.each(&mut |text, value| {
            if at.as_deref() != Some(text) {
                common.extend(shared(at.as_deref(), &sides, names));
                at = Some(text.to_vec());
                sides.iter_mut().for_each(Vec::clear);
            }
            let Some((side, patients)) = value.split_first() else { return Ok(()) };
            let Some(seen) = sides.get_mut(usize::from(*side)) else { return Ok(()) };
            patients.as_chunks::<8>().0.iter().for_each(|patient| remember(seen, u64::from_be_bytes(*patient)));
            Ok(())
        })?;
        common.extend(shared(at.as_deref(), &sides, names));
        Ok(common)
    }
}

/// The text, where those who have it on both sides are enough.
fn shared(text: Option<&[u8]>, sides: &[Vec<u64>; 2], names: &[Names; 2]) -> Option<String> {
    let known = sides.iter().zip(names).flat_map(|(seen, names)| seen.iter().map(move |patient| names.known_by(*patient)));
    if known.collect::<HashSet<u64>>().len() < K {
        return None;
    }
    text.and_then(|text| std::str::from_utf8(text).ok()).map(str::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::people::tests::shelves;
    use model::{Aspect, Fact, How, Kind, Origin, Value};
    use std::ops::Range;

    fn statement(patient: &str, text: &str) -> Statement {
        let fact = Fact { aspect: Aspect::Text, value: Value::Text(text.into()), place: 0, how: How::Copied };
        Statement { kind: Kind::Note, patient: patient.into(), origin: Origin { artifact: 0, relation: 0, line: 1, reference: String::new() }, facts: vec![fact] }
    }

    /// A part that says each text of each of its patients.
    type Part<'a> = Vec<(&'a str, &'a str, Range<usize>)>;

    fn part<'a>(text: &'a str, prefix: &'a str, patients: Range<usize>) -> Part<'a> {
        vec![(text, prefix, patients)]
    }

    /// The names of so many patients of one prefix.
    fn names(from: &str, to: &str, patients: Range<usize>) -> Names {
        let names: Vec<(String, String)> = patients.map(|number| (format!("{from}{number}"), format!("{to}{number}"))).collect();
        Names::of(names.iter().map(|(key, name)| (key.as_str(), name.as_str())))
    }

    /// What is common to the parts of both sides, which hold so many texts in memory and have so much room on the shelves.
    fn common_within(sides: [&[Part<'_>]; 2], names: &[Names; 2], (at_once, room): (usize, usize)) -> Vec<String> {
        let (_folder, shelves) = shelves(room);
        let all = Texts::new(&shelves);
        for (side, parts) in [Side::Legacy, Side::Destination].into_iter().zip(sides) {
            for part in parts {
                let mut labels: Labels<Vec<u8>> = Labels { at_once, ..Labels::default() };
                for (text, prefix, patients) in part {
                    for number in patients.clone() {
                        let patient = format!("{prefix}{number}");
                        labels.note(&statement(&patient, text), hash(&patient), &|| Ok(Vec::new())).unwrap();
                    }
                }
                assert_eq!(labels.away.is_some(), at_once == 1 && !part.is_empty());
                assert!(labels.seen.len() < at_once, "a part holds no more");
                all.add_read(side, &mut labels.away.unwrap_or_default().as_slice(), &labels.seen).unwrap();
            }
        }
        let mut common: Vec<String> = all.common(names).unwrap().into_iter().collect();
        common.sort();
        common
    }

    fn common(legacy: &[Part<'_>], destination: &[Part<'_>], names: &[Names; 2]) -> usize {
        let found = [(1, 1), (1, 1 << 20), (100, 1), (100, 1 << 20)].map(|bounds| common_within([legacy, destination], names, bounds));
        assert!(found.iter().all(|other| *other == found[0]), "where texts are held changes nothing: {found:?}");
        found[0].len()
    }

    fn nobody() -> [Names; 2] {
        [Names::default(), Names::default()]
    }

    #[test]
    fn a_text_counts_for_the_patients_of_all_parts_and_of_both_sides() {
        let one_by_one: Vec<Part<'_>> = (0..K).map(|n| part("a", "", n..n + 1)).collect();
        assert_eq!(common(&one_by_one, &[], &nobody()), 1);
        assert_eq!(common(&one_by_one[1..], &[], &nobody()), 0);
        assert_eq!(common(&one_by_one[1..], &one_by_one[..1], &nobody()), 1, "the last one is of the other side");
        assert_eq!(common(&one_by_one[..1], &[part("a", "", 1..K)], &nobody()), 1, "the first one is");
        assert_eq!(common(&[part("a", "", 0..1), part("a", "", 0..K - 1)], &[part("a", "", 0..K - 1)], &nobody()), 0, "who has it twice has it once");
        let mixed = vec![("a", "", 0..K), ("b", "", 0..K - 1), ("", "", 0..K), ("c", "", 0..100)];
        assert_eq!(common(&[mixed.clone(), vec![]], &[part("b", "", 0..K - 1)], &nobody()), 3);
        assert_eq!(common_within([&[mixed], &[]], &nobody(), (1, 1)), ["", "a", "c"]);
    }

    #[test]
    fn a_patient_of_both_books_is_one_of_the_k_under_whatever_keys() {
        let (six, others) = ([part("a", "mrn-", 0..6)], [part("a", "uuid-", 0..6)]);
        assert_eq!(common(&six, &others, &nobody()), 1, "twelve that nobody linked are twelve");
        assert_eq!(common(&six, &others, &[Names::default(), names("uuid-", "mrn-", 0..6)]), 0, "six patients of both books are six");
        assert_eq!(common(&six, &[part("a", "uuid-", 0..K)], &[Names::default(), names("uuid-", "mrn-", 0..K)]), 1);
        let merged = [Names::of([("old-0", "old-1")].into_iter()), Names::default()];
        assert_eq!(common(&[part("a", "old-", 0..K)], &[], &merged), 0, "two names of one patient are one");
        assert_eq!(common(&[part("a", "old-", 0..K + 1)], &[], &merged), 0, "of the first k two are one, and nobody knows of more");
        assert_eq!(common(&[part("a", "old-", 0..K)], &[part("a", "old-", 1..K + 1)], &merged), 1);
    }
}
