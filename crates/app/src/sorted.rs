//! Entries in the order of their keys, however many there are: sorted in memory as far as there is room, beyond it in sealed runs on disk.
//!
//! It is how both books are joined without holding either: whatever is to meet is put under one key, and comes out side by side. What must stay
//! true: memory is bounded by the room of the shelves and a piece of each run, which is less than a hundredth of what is put in; entries of one key come
//! out in the order in which they were put in.

use crate::Result;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use store::Scratch;

/// Bytes of one sorting that are held in memory.
const ROOM: usize = 16 << 20;
/// Bytes of a run that stand and are read together.
const PIECE: usize = 64 << 10;
/// What an entry takes beside its bytes.
const ENTRY: usize = size_of::<Entry>();
/// Shelf of the runs.
const RUNS: u8 = 1;

/// Where all sortings of one piece of work put what they have no room for.
pub(crate) struct Shelves {
    scratch: Mutex<Scratch>,
    runs: AtomicU32,
    room: usize,
}

/// Where an entry begins among the bytes, where its value does, and where it ends.
type Entry = (usize, usize, usize);

/// Entries in the making.
pub(crate) struct Sorting<'s> {
    shelves: &'s Shelves,
    bytes: Vec<u8>,
    entries: Vec<Entry>,
    runs: Vec<Run>,
}

/// Entries on disk, in order.
struct Run {
    number: u32,
    pieces: u32,
}

/// Entries in order. They may be gone through more than once.
pub(crate) struct Sorted<'s>(Sorting<'s>);

impl Shelves {
    pub(crate) fn new(scratch: Scratch) -> Self {
        Self::with_room(scratch, ROOM)
    }

    /// With other room in memory.
    pub(crate) fn with_room(scratch: Scratch, room: usize) -> Self {
        Self { scratch: Mutex::new(scratch), runs: AtomicU32::new(0), room }
    }

    pub(crate) fn sorting(&self) -> Sorting<'_> {
        Sorting { shelves: self, bytes: Vec::new(), entries: Vec::new(), runs: Vec::new() }
    }

    fn put(&self, (run, piece): (u32, u32), bytes: &[u8]) -> Result<()> {
        let scratch = self.scratch.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(scratch.put(RUNS, &format!("{run:08x}{piece:08x}"), bytes)?)
    }

    fn get(&self, (run, piece): (u32, u32)) -> Result<Vec<u8>> {
        let scratch = self.scratch.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(scratch.get(RUNS, &format!("{run:08x}{piece:08x}"))?.unwrap_or_default())
    }
}

impl<'s> Sorting<'s> {
    pub(crate) fn put(&mut self, key: &[u8], value: &[u8]) -> Result<()> {
        let held = self.bytes.len() + self.entries.len() * ENTRY;
        if !self.entries.is_empty() && held + key.len() + value.len() > self.shelves.room {
            self.put_away()?;
        }
        let start = self.bytes.len();
        self.bytes.extend_from_slice(key);
        let middle = self.bytes.len();
        self.bytes.extend_from_slice(value);
        self.entries.push((start, middle, self.bytes.len()));
        Ok(())
    }

    /// Takes out what was put in.
    pub(crate) fn take(&mut self) -> Self {
        let Self { shelves, bytes, entries, runs } = self;
        Self { shelves, bytes: std::mem::take(bytes), entries: std::mem::take(entries), runs: std::mem::take(runs) }
    }

    /// Everything that was put in, in order.
    pub(crate) fn sorted(mut self) -> Sorted<'s> {
        self.sort();
        self.bytes.shrink_to_fit();
        self.entries.shrink_to_fit();
        Sorted(self)
    }

    fn sort(&mut self) {
        let bytes = self.bytes.as_slice();
        self.entries.sort_by(|a, b| key_of(bytes, a).cmp(key_of(bytes, b)));
    }

    fn entry(&self, number: usize) -> Option<(&[u8], &[u8])> {
        let (start, middle, end) = *self.entries.get(number)?;
        Some((self.bytes.get(start..middle)?, self.bytes.get(middle..end)?))
    }

    /// Makes a run of what is held.
    fn put_away(&mut self) -> Result<()> {
        self.sort();
        let number = self.shelves.runs.fetch_add(1, Ordering::Relaxed);
        let (mut pieces, mut piece) = (0_u32, Vec::with_capacity(PIECE));
        for at in 0..self.entries.len() {
            let Some((key, value)) = self.entry(at) else { continue };
            piece.extend((key.len() as u32).to_be_bytes());
            piece.extend((value.len() as u32).to_be_bytes());
            piece.extend_from_slice(key);
            piece.extend_from_slice(value);
            if piece.len() >= PIECE || at + 1 == self.entries.len() {
                self.shelves.put((number, pieces), &piece)?;
                pieces += 1;
                piece.clear();
            }
        }
        self.runs.push(Run { number, pieces });
        self.bytes.clear();
        self.entries.clear();
        Ok(())
    }
}

fn key_of<'b>(bytes: &'b [u8], (start, middle, _): &Entry) -> &'b [u8] {
    bytes.get(*start..*middle).unwrap_or_default()
}

impl Sorted<'_> {
    /// Goes through all entries in the order of their keys.
    pub(crate) fn each(&self, each: &mut dyn FnMut(&[u8], &[u8]) -> Result<()>) -> Result<()> {
        let Self(sorting) = self;
        if sorting.runs.is_empty() {
            return (0..sorting.entries.len()).filter_map(|at| sorting.entry(at)).try_for_each(|(key, value)| each(key, value));
        }
        // What is held came last, and so it does among entries of one key.
        let on_disk = sorting.runs.iter().map(|run| Cursor::Disk { shelves: sorting.shelves, run, next: 0, piece: Vec::new(), at: 0 });
        let mut cursors: Vec<Cursor<'_>> = on_disk.chain([Cursor::Memory { sorting, next: 0 }]).collect();
        let mut ahead = BinaryHeap::with_capacity(cursors.len());
        for (number, cursor) in cursors.iter_mut().enumerate() {
            ahead.extend(cursor.next()?.map(|(key, value)| Reverse((key, number, value))));
        }
        while let Some(Reverse((key, number, value))) = ahead.pop() {
            each(&key, &value)?;
            let Some(cursor) = cursors.get_mut(number) else { continue };
            ahead.extend(cursor.next()?.map(|(key, value)| Reverse((key, number, value))));
        }
        Ok(())
    }
}

/// A place among sorted entries.
enum Cursor<'c> {
    Memory { sorting: &'c Sorting<'c>, next: usize },
    Disk { shelves: &'c Shelves, run: &'c Run, next: u32, piece: Vec<u8>, at: usize },
}

impl Cursor<'_> {
    fn next(&mut self) -> Result<Option<(Vec<u8>, Vec<u8>)>> {
        match self {
            Self::Memory { sorting, next } => {
                let entry = sorting.entry(*next).map(|(key, value)| (key.to_vec(), value.to_vec()));
                *next += 1;
                Ok(entry)
            }
            Self::Disk { shelves, run, next, piece, at } => {
                if *at >= piece.len() {
                    if *next >= run.pieces {
                        return Ok(None);
                    }
                    *piece = shelves.get((run.number, *next))?;
                    (*next, *at) = (*next + 1, 0);
                }
                entry_at(piece, at).map(Some).ok_or_else(|| crate::AppError::Other("what was put away in order is cut".into()))
            }
        }
    }
}

/// The entry at a place of a piece, which is moved behind it.
fn entry_at(piece: &[u8], at: &mut usize) -> Option<(Vec<u8>, Vec<u8>)> {
    let mut take = |length: usize| {
        let end = at.checked_add(length)?;
        let taken = piece.get(*at..end)?;
        *at = end;
        Some(taken)
    };
    let length = |bytes: &[u8]| Some(u32::from_be_bytes(bytes.try_into().ok()?) as usize);
    let (key, value) = (length(take(4)?)?, length(take(4)?)?);
    Some((take(key)?.to_vec(), take(value)?.to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(sorted: &Sorted<'_>) -> Vec<(String, u32)> {
        let mut found = Vec::new();
        sorted
            .each(&mut |key, value| {
                found.push((String::from_utf8(key.to_vec()).unwrap(), u32::from_be_bytes(value.try_into().unwrap())));
                Ok(())
            })
            .unwrap();
        found
    }

    #[test]
    fn entries_come_in_the_order_of_their_keys_and_of_one_key_as_they_were_put_in() {
        let folder = tempfile::tempdir().unwrap();
        for room in [1, 200, 5_000, ROOM] {
            let shelves = Shelves::with_room(Scratch::within(folder.path()).unwrap(), room);
            let (mut sorting, mut other) = (shelves.sorting(), shelves.sorting());
            let entries: Vec<(String, u32)> = (0..2_000_u32).map(|n| (format!("k{}", n.wrapping_mul(2_654_435_761) % 700), n)).collect();
            for (key, n) in &entries {
                sorting.put(key.as_bytes(), &n.to_be_bytes()).unwrap();
                other.put(&n.to_be_bytes(), b"").unwrap();
                assert!(sorting.bytes.len() <= room.max(64), "{room}");
            }
            let (sorted, other) = (sorting.sorted(), other.sorted());
            let mut wanted = entries;
            wanted.sort_by(|a, b| a.0.cmp(&b.0));
            assert_eq!(all(&sorted), wanted, "{room}");
            assert_eq!(all(&sorted), wanted, "gone through again");
            let mut count = 0;
            other
                .each(&mut |_, value| {
                    count += u32::from(value.is_empty());
                    Ok(())
                })
                .unwrap();
            assert_eq!((count, sorted.0.runs.is_empty()), (2_000, room == ROOM));
        }
    }

    #[test]
    fn nothing_and_empty_keys_and_values_are_sorted_as_well() {
        let folder = tempfile::tempdir().unwrap();
        let shelves = Shelves::with_room(Scratch::within(folder.path()).unwrap(), 1);
        let none = shelves.sorting().sorted();
        none.each(&mut |_, _| panic!("nothing was put in")).unwrap();
        let mut sorting = shelves.sorting();
        for key in ["b", "", "a"] {
            sorting.put(key.as_bytes(), b"").unwrap();
        }
        let mut keys = Vec::new();
        sorting
            .sorted()
            .each(&mut |key, value| {
                keys.push((key.to_vec(), value.len()));
                Ok(())
            })
            .unwrap();
        assert_eq!(keys, [(b"".to_vec(), 0), (b"a".to_vec(), 0), (b"b".to_vec(), 0)]);
    }
}
