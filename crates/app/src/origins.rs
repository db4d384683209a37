//! Which legacy row each record of our own output was made from, held in a fraction of a byte a record.
//!
//! A migration writes 14 bytes a record: artifact, line and resource set. Rows are mapped in the order in which they stand, so that artifact and
//! set seldom change from one record to the next, and the next line is near and as far as the one before. Held are the records from which on the former
//! change, and the steps from line to line, equal ones together. Whatever the order is, the answers are those of what was written.

use crate::{Result, Workspace};
use std::collections::{BTreeMap, HashMap};
use std::io::{ErrorKind, Read};

/// Size of one origin as it is written: artifact (4), line (8), resource set (2), big-endian.
const ORIGIN_BYTES: usize = 14;
/// Records between two places from which lines are counted.
const BLOCK: u64 = 128;

/// An origin as it is written.
pub(crate) fn written(artifact: u32, line: u64, set: u16) -> [u8; ORIGIN_BYTES] {
    let mut out = [0; ORIGIN_BYTES];
    let bytes = artifact.to_be_bytes().into_iter().chain(line.to_be_bytes()).chain(set.to_be_bytes());
    out.iter_mut().zip(bytes).for_each(|(own, byte)| *own = byte);
    out
}

/// Origins of our own output, read once per comparison: artifact -> record line -> (source artifact, line, set).
#[derive(Default)]
pub(crate) struct Origins {
    by_artifact: BTreeMap<u32, Packed>,
}

impl Origins {
    pub(crate) fn read(workspace: &Workspace) -> Result<Self> {
        let mut by_artifact = BTreeMap::new();
        for artifact in workspace.store().walk_artifacts("destination") {
            let artifact = artifact?;
            if let Some(blob) = &artifact.origins {
                by_artifact.insert(artifact.id, Packed::read(&mut workspace.store().read_blob(blob, "origins")?)?);
            }
        }
        Ok(Self { by_artifact })
    }

    /// Hands out the source artifact and line of every record of our own output.
    pub(crate) fn each(&self, each: &mut dyn FnMut(u32, u64)) {
        self.by_artifact.values().for_each(|packed| packed.each(&mut |artifact, line, _| each(artifact, line)));
    }

    /// Which rows of the source became records, and by which resource set.
    pub(crate) fn rows(&self) -> Rows {
        let mut rows = Rows::default();
        self.by_artifact.values().for_each(|packed| packed.each(&mut |artifact, line, set| rows.note(artifact, line, set)));
        rows
    }

    pub(crate) fn is_own(&self) -> bool {
        !self.by_artifact.is_empty()
    }

    /// Source artifact, line and resource set of a record of our own output.
    pub(crate) fn of(&self, artifact: u32, line: u64) -> Option<(u32, u64, usize)> {
        self.by_artifact.get(&artifact)?.of(line.checked_sub(1)?)
    }
}

/// The rows of the source that became records: per artifact and resource set a bit a line, 64 lines together.
#[derive(Default)]
pub(crate) struct Rows(HashMap<(u32, u16, u64), u64>);

impl Rows {
    fn note(&mut self, artifact: u32, line: u64, set: u16) {
        *self.0.entry((artifact, set, line / 64)).or_default() |= 1 << (line % 64);
    }

    /// Whether a resource set made a record of a row.
    pub(crate) fn has(&self, artifact: u32, line: u64, set: usize) -> bool {
        u16::try_from(set).is_ok_and(|set| self.0.get(&(artifact, set, line / 64)).is_some_and(|lines| lines & (1 << (line % 64)) != 0))
    }
}

/// The origins of the records of one artifact, in their order.
#[derive(Default)]
struct Packed {
    records: u64,
    /// Artifact and set of the records from one on.
    runs: Vec<(u64, u32, u16)>,
    /// For each block the line before its first record, and where its steps begin.
    blocks: Vec<(u64, usize)>,
    /// From each line to the next, in as few bytes as it takes; several equal ones of a block are one with their count.
    steps: Vec<u8>,
    /// The step that was met last, and how often; not yet among the others.
    open: (u64, u64),
}

impl Packed {
    fn read(reader: &mut dyn Read) -> std::io::Result<Self> {
        let (mut packed, mut before, mut record) = (Self::default(), 0, [0; ORIGIN_BYTES]);
        loop {
            match reader.read_exact(&mut record) {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::UnexpectedEof => break,
                Err(error) => return Err(error),
            }
            let [a, b, c, d, line @ .., e, f] = record;
            let line = u64::from_be_bytes(line);
            packed.add((u32::from_be_bytes([a, b, c, d]), u16::from_be_bytes([e, f])), before, line);
            before = line;
        }
        packed.close();
        packed.steps.shrink_to_fit();
        packed.blocks.shrink_to_fit();
        Ok(packed)
    }

    fn add(&mut self, (artifact, set): (u32, u16), before: u64, line: u64) {
        if self.runs.last().is_none_or(|(_, last, of)| (*last, *of) != (artifact, set)) {
            self.runs.push((self.records, artifact, set));
        }
        if self.records.is_multiple_of(BLOCK) {
            self.close();
            self.blocks.push((before, self.steps.len()));
        }
        let step = line.wrapping_sub(before);
        if self.open.0 != step {
            self.close();
        }
        self.open = (step, self.open.1 + 1);
        self.records += 1;
    }

    /// Puts the step that was met last among the others.
    fn close(&mut self) {
        let (step, count) = std::mem::take(&mut self.open);
        // Steps may lead back.
        let signed = step as i64;
        let step = u128::from(((signed << 1) ^ (signed >> 63)) as u64);
        match count {
            0 => {}
            1 => put(&mut self.steps, step << 1),
            several => {
                put(&mut self.steps, (step << 1) | 1);
                put(&mut self.steps, u128::from(several));
            }
        }
    }

    fn of(&self, record: u64) -> Option<(u32, u64, usize)> {
        if record >= self.records {
            return None;
        }
        let (mut line, from) = *self.blocks.get(usize::try_from(record / BLOCK).ok()?)?;
        let (mut steps, mut left) = (self.steps.get(from..)?.iter(), record % BLOCK + 1);
        while left > 0 {
            let (step, count) = equal_steps(&mut steps)?;
            line = line.wrapping_add(step.wrapping_mul(count.min(left)));
            left = left.saturating_sub(count);
        }
        let run = self.runs.partition_point(|(first, ..)| *first <= record).checked_sub(1)?;
        let (_, artifact, set) = *self.runs.get(run)?;
        Some((artifact, line, usize::from(set)))
    }

    fn each(&self, each: &mut dyn FnMut(u32, u64, u16)) {
        let (mut steps, mut line, mut step, mut count) = (self.steps.iter(), 0_u64, 0, 0);
        let ends = self.runs.iter().skip(1).map(|(first, ..)| *first).chain([self.records]);
        for ((first, artifact, set), end) in self.runs.iter().zip(ends) {
            for _ in *first..end {
                if count == 0 {
                    let Some(next) = equal_steps(&mut steps) else { return };
                    (step, count) = next;
                }
                count -= 1;
                line = line.wrapping_add(step);
                each(*artifact, line, *set);
            }
        }
    }
}

/// Seven bits a byte, the low ones first.
fn put(steps: &mut Vec<u8>, mut left: u128) {
    while left >= 0x80 {
        steps.push(left as u8 | 0x80);
        left >>= 7;
    }
    steps.push(left as u8);
}

fn take(steps: &mut std::slice::Iter<'_, u8>) -> Option<u128> {
    let mut left = 0_u128;
    for shift in (0..u128::BITS).step_by(7) {
        let byte = *steps.next()?;
        left |= u128::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(left);
        }
    }
    None
}

/// The next step, and how many of them follow each other: one at least.
fn equal_steps(steps: &mut std::slice::Iter<'_, u8>) -> Option<(u64, u64)> {
    let first = take(steps)?;
    let count = if first & 1 == 0 { 1 } else { take(steps)? as u64 };
    let step = (first >> 1) as u64;
    Some(((step >> 1) ^ (step & 1).wrapping_neg(), count.max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(origins: &[(u32, u64, u16)]) -> Packed {
        let bytes: Vec<u8> = origins.iter().flat_map(|(artifact, line, set)| written(*artifact, *line, *set)).collect();
        Packed::read(&mut bytes.as_slice()).unwrap()
    }

    /// Rows in their order, rows left out, a second set, another artifact, lines that go back, and lines that are numbers of a key.
    fn origins() -> Vec<(u32, u64, u16)> {
        let rows = (2..5_000).filter(|line| line % 7 != 0).map(|line| (3, line, 0));
        let second = (2..300).rev().map(|line| (3, line, 1));
        let small = (0..200).map(|artifact| (10 + artifact, 1, 2));
        let far = [u64::MAX, 0, u64::MAX / 2, 1 << 63, (1 << 63) - 1, 7].map(|line| (400, line, u16::MAX));
        rows.chain(second).chain(small).chain(far).collect()
    }

    #[test]
    fn every_origin_is_given_as_it_was_written_whatever_the_order() {
        let origins = origins();
        let packed = packed(&origins);
        for (record, (artifact, line, set)) in (0..).zip(&origins) {
            assert_eq!(packed.of(record), Some((*artifact, *line, usize::from(*set))), "{record}");
        }
        assert_eq!((packed.of(origins.len() as u64), packed.of(u64::MAX)), (None, None));
        let mut found = Vec::new();
        packed.each(&mut |artifact, line, set| found.push((artifact, line, set)));
        assert_eq!(found, origins);
        assert!(super::tests::packed(&[]).of(0).is_none());
    }

    #[test]
    fn which_rows_became_records_is_known_by_row_and_resource_set() {
        let origins = Origins { by_artifact: BTreeMap::from([(1, packed(&[(7, 1, 0), (7, 64, 0), (7, 65, 2)]))]) };
        let rows = origins.rows();
        let has = [(7, 1, 0), (7, 64, 0), (7, 65, 2), (7, 65, 0), (7, 2, 0), (8, 1, 0), (7, u64::MAX, 0)].map(|(artifact, line, set)| rows.has(artifact, line, set));
        assert_eq!(has, [true, true, true, false, false, false, false]);
        assert_eq!(origins.of(1, 3), Some((7, 65, 2)));
    }

    #[test]
    fn rows_in_their_order_take_a_fraction_of_a_byte_each() {
        let room = |lines: &mut dyn Iterator<Item = u64>| {
            let rows: Vec<(u32, u64, u16)> = lines.map(|line| (3, line, 0)).collect();
            let Packed { records, runs, blocks, steps, .. } = packed(&rows);
            (records, (size_of_val(runs.as_slice()) + size_of_val(blocks.as_slice()) + steps.len()) as u64)
        };
        let [all, each_fifth, most, some] = [
            room(&mut (2..100_002)),
            room(&mut (2..500_002).step_by(5)),
            room(&mut (2..100_002).filter(|line| line % 50 != 0)),
            room(&mut (2..200_002).filter(|line| line * line % 7 < 3)),
        ];
        for (records, bytes) in [all, each_fifth, most] {
            assert!(bytes <= records / 4 + 100, "{bytes} bytes of {records} records");
        }
        assert!(some.1 <= some.0 * 5 / 4 + 100, "in no order that repeats: {some:?}");
    }
}
