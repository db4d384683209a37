//! The charts of a run as they are kept: both charts of a patient in one place, and in another what the run judged of them.
//!
//! Charts are written once. A run over the same books takes them as its own, under the places at which they stand, and keeps only what it judged anew.

use super::consequences::Computes;
use super::judgments::Key;
use super::spent::{Spent, Work};
use super::tie::Tie;
use super::written::{Sheet, read};
use super::Arrival;
use crate::{AppError, Result, Workspace};
use balance::{ARCHIVED, Pair, way};
use model::{Statement, Verdict};
use rayon::prelude::*;
use std::collections::VecDeque;
use std::io::{Read as _, Write as _};
use store::{BlobPart, BlobWriter, PatientRow, Store};

/// Class of the blobs that hold charts, and of those that hold what was judged of them.
pub(super) const CLASS: &str = "charts";

/// Rows of patients that are looked up at once.
const ROWS_AT_ONCE: u64 = 1_000;

/// Both charts of a patient with their pairs, as they were judged.
#[derive(Debug)]
pub(crate) struct Charts {
    pub legacy: Vec<Statement>,
    pub destination: Vec<Statement>,
    /// Legacy index, destination index, verdict, ordinal of the first finding, how it was found.
    pub pairs: Vec<(Option<u32>, Option<u32>, Verdict, Option<u64>, String)>,
    pub anchor: i32,
}

/// What is said of a pair of kept charts: its verdict, or that it stays in the archive, where it is held against nothing.
pub(crate) fn pair_word(verdict: Verdict, by: &str) -> &'static str {
    if by == ARCHIVED { ARCHIVED } else { verdict.word() }
}

fn other_program() -> AppError {
    AppError::Other("these results were kept by another version of the program; run `compare`".into())
}

/// The charts of a patient and what was judged of them.
pub(crate) fn opened(workspace: &Workspace, row: &PatientRow) -> Result<(Charts, Computes)> {
    if row.judged.blob.is_empty() {
        return Err(other_program());
    }
    let read = |part| workspace.store().read_blob_part(part, CLASS);
    let (charts, computes, _) = together(&read(&row.charts)?, &read(&row.judged)?)?;
    Ok((charts, computes))
}

/// Charts as they were written with what was judged of them, and by what they are known.
fn together(charts: &[u8], judged: &[u8]) -> Result<(Charts, Computes, Key)> {
    let [legacy, destination] = read(charts).ok_or_else(other_program)?;
    let (pairs, anchor, mut computes, tie, key): (_, _, Computes, Option<Tie>, Key) = postcard::from_bytes(judged).map_err(|_| other_program())?;
    computes.tie = tie;
    Ok((Charts { legacy, destination, pairs, anchor }, computes, key))
}

/// A blob that is started with the first thing that is put into it.
pub(super) struct Pages<'a> {
    store: &'a Store,
    writer: Option<BlobWriter>,
    length: u64,
}

impl<'a> Pages<'a> {
    pub(super) fn new(store: &'a Store) -> Self {
        Self { store, writer: None, length: 0 }
    }

    /// Writes a page; the name of its blob is known when that is whole.
    pub(super) fn put(&mut self, page: &[u8]) -> Result<BlobPart> {
        let writer = match &mut self.writer {
            Some(writer) => writer,
            none => none.insert(self.store.write_blob(CLASS)?),
        };
        writer.write_all(page)?;
        let part = BlobPart { blob: String::new(), offset: self.length, length: page.len() as u64 };
        self.length += part.length;
        Ok(part)
    }

    /// Where charts stand: they are written where they are not kept.
    pub(super) fn place(&mut self, sheet: Sheet) -> Result<BlobPart> {
        match sheet {
            Sheet::New(page) => self.put(&page),
            Sheet::Kept(part) => Ok(part),
        }
    }

    /// Makes the blob whole and names it to those of the parts that have no name yet.
    pub(super) fn finish<'p>(self, parts: impl Iterator<Item = &'p mut BlobPart>) -> Result<()> {
        let Some(writer) = self.writer else { return Ok(()) };
        let blob = writer.finish()?;
        parts.filter(|part| part.blob.is_empty()).for_each(|part| part.blob.clone_from(&blob));
        Ok(())
    }
}

/// The kept charts of a run, a part at a time, in the order of the run.
pub(super) struct KeptCharts<'a> {
    workspace: &'a Workspace,
    run: u32,
    spent: &'a Spent,
    /// Whether they come with their alignment.
    are_aligned: bool,
    next: u64,
    ahead: VecDeque<PatientRow>,
}

impl<'a> KeptCharts<'a> {
    pub(super) fn of(workspace: &'a Workspace, run: u32, are_aligned: bool, spent: &'a Spent) -> Self {
        Self { workspace, run, spent, are_aligned, next: 0, ahead: VecDeque::new() }
    }

    fn row(&mut self) -> Result<Option<PatientRow>> {
        if self.ahead.is_empty() {
            self.ahead.extend(self.workspace.store().patients_from(self.run, self.next, ROWS_AT_ONCE)?);
            self.next = self.ahead.back().map_or(self.next, |last| last.ordinal + 1);
        }
        Ok(self.ahead.pop_front())
    }

    /// The patients whose charts stand in one blob.
    fn part(&mut self) -> Result<Vec<Arrival>> {
        let Some(first) = self.row()? else { return Ok(Vec::new()) };
        let [charts, judged] = [&first.charts, &first.judged].map(|part| part.blob.clone());
        let mut rows = vec![first];
        while let Some(row) = self.row()? {
            if row.charts.blob != charts {
                self.ahead.push_front(row);
                break;
            }
            rows.push(row);
        }
        let store = self.workspace.store();
        let read = |blob: &str| -> Result<Vec<u8>> {
            let mut bytes = Vec::new();
            self.spent.on(Work::Charts, || store.read_blob(blob, CLASS)?.read_to_end(&mut bytes).map_err(AppError::from))?;
            Ok(bytes)
        };
        let (charts, judged) = (read(&charts)?, read(&judged)?);
        let with_key = |row: PatientRow| Ok((store.key_of(&row.token)?.ok_or_else(|| AppError::Other("a pseudonym has no key".into()))?, row));
        let rows: Vec<(String, PatientRow)> = rows.into_iter().map(with_key).collect::<Result<_>>()?;
        rows.into_par_iter().map(|(key, row)| self.spent.on(Work::Charts, || self.arrival(key, row, (&charts, &judged)))).collect()
    }

    fn arrival(&self, key: String, row: PatientRow, (charts, judged): (&[u8], &[u8])) -> Result<Arrival> {
        let (Charts { legacy, destination, pairs, .. }, _, known) = together(of(charts, &row.charts)?, of(judged, &row.judged)?)?;
        let index = |index: Option<u32>| index.map(|i| i as usize);
        let pair = |(l, d, verdict, _, by): &(Option<u32>, Option<u32>, Verdict, Option<u64>, String)| Pair { legacy: index(*l), destination: index(*d), verdict: *verdict, finding: None, by: way(by) };
        let aligned = self.are_aligned.then(|| pairs.iter().map(pair).collect());
        Ok(Arrival { key, legacy, destination, aligned, kept: Some((row.charts, known)) })
    }
}

impl Iterator for KeptCharts<'_> {
    type Item = Result<Vec<Arrival>>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.part() {
            Ok(part) if part.is_empty() => None,
            part => Some(part),
        }
    }
}

/// A part of a blob that was read.
fn of<'b>(bytes: &'b [u8], part: &BlobPart) -> Result<&'b [u8]> {
    let of = || {
        let start = usize::try_from(part.offset).ok()?;
        bytes.get(start..start.checked_add(usize::try_from(part.length).ok()?)?)
    };
    of().ok_or_else(|| AppError::Other("the kept charts are cut".into()))
}
