//! Statements of a book spilled into sealed partitions by patient, so that memory stays bounded.
//!
//! A partition holds every statement of its patients, in the order in which they came. Filing under other names moves records as they are written.
//! Places and codings are numbers of the part of the book that a statement is from, until it is read back.

use crate::book::{BookReport, hash, read_statements};
use crate::jobs::Meter;
use crate::{AppError, Result, Workspace};
use balance::Places;
use model::packed::{Packer, unpack};
use model::{Codings, Side, Statement};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::io::{Read as _, Write as _};
use std::ops::{ControlFlow, Range, RangeInclusive};
use store::BlobWriter;

/// Class of the blobs that hold statements.
pub(crate) const STATEMENTS: &str = "book";

/// Statements of one side, sealed in partitions by patient. A record is the lengths of key and statement and the number of the part of the
/// book that the statement is from, then key and statement.
pub(crate) struct Spill {
    writers: Vec<BlobWriter>,
    /// Which of how many partitions they are: what belongs to another one is passed over.
    which: Range<usize>,
    count: usize,
    packer: Packer,
    buffer: Vec<u8>,
}

/// Codings of a part that get a number, some hundred bytes each.
const CODINGS_OF_A_PART: usize = 4_096;

impl Spill {
    pub(crate) fn new(workspace: &Workspace, partitions: usize) -> Result<Self> {
        Self::of(workspace, 0..partitions, partitions)
    }

    /// Some of so many partitions.
    fn of(workspace: &Workspace, which: Range<usize>, count: usize) -> Result<Self> {
        Ok(Self { writers: workspace.store().write_blobs(STATEMENTS, which.len())?, which, count, packer: Packer::new(CODINGS_OF_A_PART), buffer: Vec::new() })
    }

    pub(crate) fn put(&mut self, key: &str, statement: &Statement) -> Result<()> {
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.clear();
        // By the time that it is read the key may be another one: the patient always stands in it.
        self.packer.pack(statement, "", &mut buffer);
        let written = self.record(key, 0, &buffer);
        self.buffer = buffer;
        written
    }

    fn record(&mut self, key: &str, part: u32, statement: &[u8]) -> Result<()> {
        let partition = partition_of(key, self.count);
        let own = partition.checked_sub(self.which.start);
        let Some(writer) = own.and_then(|own| self.writers.get_mut(own)) else { return Ok(()) };
        writer.write_all([key.len() as u32, statement.len() as u32, part].map(u32::to_be_bytes).as_flattened())?;
        writer.write_all(key.as_bytes())?;
        Ok(writer.write_all(statement)?)
    }

    /// Blob ids of the partitions, which are kept, and the codings by which their statements number theirs. Where one of them fails none stays: on
    /// a full disk they are what fills it.
    pub(crate) fn finish(self, workspace: &Workspace) -> Result<(Vec<String>, Vec<Codings>)> {
        self.close(workspace, BlobWriter::finish)
    }

    fn close(self, workspace: &Workspace, close: fn(BlobWriter) -> store::Result<String>) -> Result<(Vec<String>, Vec<Codings>)> {
        let mut blobs: Vec<String> = Vec::with_capacity(self.writers.len());
        for writer in self.writers {
            match close(writer) {
                Ok(blob) => blobs.push(blob),
                Err(error) => {
                    give_up(workspace, &blobs);
                    return Err(error.into());
                }
            }
        }
        Ok((blobs, self.packer.into_codings()))
    }
}

/// Removes blobs that nobody will read. Why that is so is told, not what came of these.
pub(crate) fn give_up(workspace: &Workspace, blobs: &[impl AsRef<str>]) {
    for blob in blobs {
        let _ = workspace.store().remove_blob(blob.as_ref());
    }
}

/// How each part of a book numbers its places and its codings.
#[derive(Debug, Default)]
pub(crate) struct Numbers(Vec<PartNumbers>);

/// For the numbers of a part the places of the whole book, and the codings.
#[derive(Debug)]
struct PartNumbers {
    places: Vec<u32>,
    codings: Vec<Codings>,
}

impl Numbers {
    /// Of a book that was read as one part: its places are the book's own.
    fn of_one(codings: Vec<Codings>) -> Self {
        Self(vec![PartNumbers { places: Vec::new(), codings }])
    }

    /// Takes up the places of the next part into those of the book, and its codings.
    pub(crate) fn next_part(&mut self, places: &[String], codings: Vec<Codings>, book: &mut Places) {
        self.0.push(PartNumbers { places: places.iter().map(|place| book.number(place)).collect(), codings });
    }

    /// A statement of a part, as the book says it.
    fn unpack(&self, part: u32, mut bytes: &[u8]) -> Option<Statement> {
        let PartNumbers { places, codings } = self.0.get(part as usize)?;
        let mut statement = unpack(&mut bytes, "", codings)?;
        let of_book = |place: u32| places.get(place as usize).copied().unwrap_or(place);
        statement.origin.relation = of_book(statement.origin.relation);
        statement.facts.iter_mut().for_each(|fact| fact.place = of_book(fact.place));
        bytes.is_empty().then_some(statement)
    }
}

/// Records of both sides that one partition holds in memory, about: few enough that what a step leaves is still at hand for the next one, and in a large book
/// so many that it need not be gone through again.
const RECORDS_PER_PARTITION: RangeInclusive<u64> = 24_000..=50_000;

/// Partitions that are written at once, those of a hundred million records: each takes some room while it is written. Where there are more of
/// them, a book is gone through again for the next ones.
const PARTITIONS_AT_ONCE: usize = 2_048;

/// The partition of a key, where there are so many.
pub(crate) fn partition_of(key: &str, count: usize) -> usize {
    (hash(key) % count.max(1) as u64) as usize
}

/// Into how many partitions so many records are spilled.
pub(crate) fn partitions(records: u64) -> usize {
    let held = (records / PARTITIONS_AT_ONCE as u64 + 1).clamp(*RECORDS_PER_PARTITION.start(), *RECORDS_PER_PARTITION.end());
    usize::try_from(records / held + 1).unwrap_or(usize::MAX)
}

/// Which of so many partitions are written each time that a book is gone through.
fn passes(count: usize) -> impl Iterator<Item = Range<usize>> {
    (0..count).step_by(PARTITIONS_AT_ONCE).map(move |first| first..count.min(first.saturating_add(PARTITIONS_AT_ONCE)))
}

/// Reads a whole side and spills it under the keys by which it knows its patients; `each` looks at every statement. Gives what the
/// reading gave beside the statements, and the partitions, which are no more than are written at once, with their numbers.
pub(crate) fn spill_side(workspace: &Workspace, side: Side, count: usize, meter: &Meter<'_>, each: &mut dyn FnMut(&Statement)) -> Result<(BookReport, Vec<String>, Numbers)> {
    let mut spill = Spill::new(workspace, count.min(PARTITIONS_AT_ONCE))?;
    let mut failure = None;
    let report = read_statements(workspace, side, &|_| true, meter, &mut |statement, _| {
        each(&statement);
        match spill.put(&statement.patient, &statement) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                failure = Some(error);
                ControlFlow::Break(())
            }
        }
    });
    match failure {
        Some(error) => Err(error),
        None => {
            let report = report?;
            let (partitions, codings) = spill.close(workspace, BlobWriter::finish_for_now)?;
            Ok((report, partitions, Numbers::of_one(codings)))
        }
    }
}

/// By which name a key is known, where it is another one.
pub(crate) type KnownBy<'k, 'n> = &'k (dyn Fn(&str) -> Option<Cow<'n, str>> + Sync);

/// Files the parts of a book into so many partitions under the names by which people are known. Statements are moved as they are, with the
/// number of their part, and stay where they were.
pub(crate) fn file_by(workspace: &Workspace, parts: &[String], count: usize, known_by: KnownBy<'_, '_>) -> Result<Vec<String>> {
    file(workspace, parts, count, (known_by, |at, _| at))
}

/// Which number of a part a record gets: of its blob's place among the parts, and of the number that it has.
type PartOf = fn(u32, u32) -> u32;

fn file(workspace: &Workspace, blobs: &[String], count: usize, how: (KnownBy<'_, '_>, PartOf)) -> Result<Vec<String>> {
    let mut filed = Vec::new();
    for which in passes(count) {
        let some = file_some(workspace, blobs, (which, count), how).inspect_err(|_| give_up(workspace, &filed))?;
        filed.extend(some);
    }
    Ok(filed)
}

fn file_some(workspace: &Workspace, blobs: &[String], (which, count): (Range<usize>, usize), (known_by, part_of): (KnownBy<'_, '_>, PartOf)) -> Result<Vec<String>> {
    let mut spill = Spill::of(workspace, which, count)?;
    for (at, blob) in (0..).zip(blobs) {
        each_record(workspace, blob, &mut |key, part, statement| match known_by(key) {
            Some(name) => spill.record(&name, part_of(at, part), statement),
            None => spill.record(key, part_of(at, part), statement),
        })?;
    }
    Ok(spill.close(workspace, BlobWriter::finish_for_now)?.0)
}

/// Files a book anew under one name of those who have several: `names` says by which a key is known.
pub(crate) fn file_by_names(workspace: &Workspace, parts: Vec<String>, names: &HashMap<String, String>) -> Result<Vec<String>> {
    if names.is_empty() {
        return Ok(parts);
    }
    let known_by = |key: &str| names.get(key).map(|name| Cow::Borrowed(name.as_str()));
    // All of them are of the part that was read.
    let filed = file(workspace, &parts, parts.len(), (&known_by, |_, part| part)).inspect_err(|_| give_up(workspace, &parts))?;
    parts.iter().try_for_each(|part| workspace.store().remove_blob(part))?;
    Ok(filed)
}

/// Reads a partition back, by key in order, and removes it.
pub(crate) fn partition(workspace: &Workspace, blob: &str, numbers: &Numbers) -> Result<BTreeMap<String, Vec<Statement>>> {
    let mut charts: BTreeMap<String, Vec<Statement>> = BTreeMap::new();
    each_record(workspace, blob, &mut |key, part, bytes| {
        let statement = numbers.unpack(part, bytes).ok_or_else(|| AppError::Other("a statement that was spilled is cut".into()))?;
        match charts.get_mut(key) {
            Some(chart) => chart.push(statement),
            None => drop(charts.insert(key.to_string(), vec![statement])),
        }
        Ok(())
    })?;
    workspace.store().remove_blob(blob)?;
    Ok(charts)
}

/// Gives every record of a partition: key, number of the part, and statement as written.
fn each_record(workspace: &Workspace, blob: &str, each: &mut dyn FnMut(&str, u32, &[u8]) -> Result<()>) -> Result<()> {
    let mut reader = workspace.store().read_blob(blob, STATEMENTS)?;
    let (mut lengths, mut record) = ([0_u8; 12], Vec::new());
    loop {
        if reader.read(&mut lengths[..1])? == 0 {
            break;
        }
        reader.read_exact(&mut lengths[1..])?;
        let [a, b, c, d, e, f, g, h, part @ ..] = lengths;
        let (key, statement) = (u32::from_be_bytes([a, b, c, d]) as usize, u32::from_be_bytes([e, f, g, h]) as usize);
        record.resize(key + statement, 0);
        reader.read_exact(&mut record)?;
        let (key, statement) = record.split_at(key);
        each(std::str::from_utf8(key).map_err(|e| AppError::Other(e.to_string()))?, u32::from_be_bytes(part), statement)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Aspect, Coding, Fact, How, Kind, Origin, Value};

    #[test]
    fn every_partition_is_written_once_however_many_there_are() {
        for records in [0, 50_000, 99_999 * 1_024, 500_000_000] {
            let count = partitions(records);
            assert!(count as u64 * RECORDS_PER_PARTITION.end() > records, "none holds more than its share");
            assert!(passes(count).flatten().eq(0..count) && passes(count).all(|which| which.len() <= PARTITIONS_AT_ONCE), "{count}");
        }
        assert_eq!(passes(partitions(500_000_000)).count(), 5);
        assert_eq!([20_000_000, 99_000_000].map(|records| passes(partitions(records)).count()), [1, 1]);
    }

    #[test]
    fn places_and_codings_of_every_part_become_those_of_the_book() {
        let mut book = Places::default();
        book.number("");
        let mut numbers = Numbers::default();
        let parts = [["", "PID.5", "PID.3"], ["", "PID.3", "PID.8"]].map(|names| names.map(String::from));
        let spilled: Vec<(Statement, Vec<u8>)> = (0..).zip(&parts).map(|(part, own)| {
            let codings = Codings::from([Coding { system: "urn:s".into(), code: format!("of part {part}"), display: String::new() }]);
            let facts = (0..3).map(|place| Fact { aspect: Aspect::Code, value: Value::code(codings.clone(), ""), place, how: How::Copied }).collect();
            let origin = Origin { artifact: 1, relation: 2, line: 1, reference: String::new() };
            let statement = Statement { kind: Kind::Problem, patient: "p".into(), origin, facts };
            let (mut packer, mut bytes) = (Packer::new(9), Vec::new());
            packer.pack(&statement, "", &mut bytes);
            numbers.next_part(own, packer.into_codings(), &mut book);
            (statement, bytes)
        }).collect();
        assert_eq!(book.names(), ["", "PID.5", "PID.3", "PID.8"], "in the order in which one reading of all would have met them");
        for ((part, own), (statement, bytes)) in (0..).zip(&parts).zip(&spilled) {
            let read = numbers.unpack(part, bytes).unwrap();
            let named: Vec<&str> = read.facts.iter().map(|fact| book.name(fact.place)).collect();
            assert_eq!(named, own.each_ref().map(String::as_str));
            assert_eq!(book.name(read.origin.relation), own[2]);
            assert_eq!(read.label(), statement.label());
        }
        let (_, bytes) = &spilled[0];
        assert!(numbers.unpack(2, bytes).is_none() && numbers.unpack(0, &bytes[1..]).is_none(), "what is of no part, or cut");
    }
}
