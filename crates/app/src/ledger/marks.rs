//! What is known of a source line, a byte a line: twenty million records are twenty megabytes.

use std::collections::{BTreeMap, HashMap};

/// A run made a destination record of it.
pub(super) const MADE: u8 = 1;
/// A statement of it has a mate.
pub(super) const MATED: u8 = 2;
/// A statement of it became one with another.
pub(super) const MERGED: u8 = 4;
/// A statement of it has no mate.
pub(super) const LOST: u8 = 8;
/// The lens reads it as an archived patient's.
pub(super) const ARCHIVED: u8 = 16;
/// A run was to make a record of it and left it in the archive with its patient.
pub(super) const KEPT_OUT: u8 = 32;

/// Lines beyond this are rows that number themselves by a key; they are kept one by one.
const DENSE_MAX: usize = 1 << 28;

/// Marks by artifact and line.
#[derive(Default)]
pub(crate) struct Marks {
    dense: BTreeMap<u32, Vec<u8>>,
    sparse: HashMap<(u32, u64), u8>,
}

impl Marks {
    pub(crate) fn set(&mut self, artifact: u32, line: u64, mark: u8) {
        match usize::try_from(line).ok().filter(|at| *at < DENSE_MAX) {
            Some(at) => {
                let lines = self.dense.entry(artifact).or_default();
                if lines.len() <= at {
                    lines.resize(at + 1, 0);
                }
                if let Some(slot) = lines.get_mut(at) {
                    *slot |= mark;
                }
            }
            None => *self.sparse.entry((artifact, line)).or_default() |= mark,
        }
    }

    /// Hands out every line that has a mark: those near by in their order, then the others in theirs.
    pub(crate) fn each(&self, mark: u8, each: &mut dyn FnMut(u32, u64) -> std::io::Result<()>) -> std::io::Result<()> {
        for (artifact, lines) in &self.dense {
            for (line, _) in (0..).zip(lines).filter(|(_, marks)| **marks & mark != 0) {
                each(*artifact, line)?;
            }
        }
        let mut far: Vec<(u32, u64)> = self.sparse.iter().filter(|(_, marks)| **marks & mark != 0).map(|(place, _)| *place).collect();
        far.sort_unstable();
        far.into_iter().try_for_each(|(artifact, line)| each(artifact, line))
    }

    /// Whether any line has one of these marks.
    pub(super) fn any(&self, mark: u8) -> bool {
        self.dense.values().flatten().chain(self.sparse.values()).any(|marks| marks & mark != 0)
    }

    /// Every mark of some lines together.
    pub(crate) fn of(&self, artifact: u32, lines: &[u64]) -> u8 {
        let dense = self.dense.get(&artifact);
        let one = |line: &u64| match usize::try_from(*line).ok().filter(|at| *at < DENSE_MAX) {
            Some(at) => dense.and_then(|d| d.get(at)).copied().unwrap_or(0),
            None => self.sparse.get(&(artifact, *line)).copied().unwrap_or(0),
        };
        lines.iter().fold(0, |marks, line| marks | one(line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_near_and_far_lines_are_kept_apart_by_artifact() {
        let mut marks = Marks::default();
        marks.set(1, 7, MADE);
        marks.set(1, 7, LOST);
        marks.set(1, u64::MAX, MATED);
        assert_eq!(marks.of(1, &[7]), MADE | LOST);
        assert_eq!(marks.of(1, &[6, 8]), 0);
        assert_eq!([MADE, MATED, LOST | MERGED, MERGED].map(|mark| marks.any(mark)), [true, true, true, false]);
        assert_eq!(marks.of(1, &[u64::MAX, 7]), MADE | LOST | MATED);
        assert_eq!(marks.of(2, &[7, u64::MAX]), 0);
        marks.set(1, 3, MATED);
        marks.set(0, 9, MADE | MATED);
        let of = |mark: u8| {
            let mut found = Vec::new();
            marks.each(mark, &mut |artifact, line| {
                found.push((artifact, line));
                Ok(())
            })
            .unwrap();
            found
        };
        assert_eq!(of(MATED), [(0, 9), (1, 3), (1, u64::MAX)]);
        assert_eq!(of(LOST), [(1, 7)]);
    }
}
