//! Patients on their way through a comparison: while the charts of one part are read, those of the part before are aligned and judged, and what came
//! of the patients before these is counted, sealed and let go of. Each step has a thread of its own, what it does for many patients is done on every
//! core, and everything goes one way, in the order of the run.

use super::balancing::Balancing;
use super::charts::Pages;
use super::judging::{Balanced, Judging};
use super::judgments::{Before, Judgments, Key, Packed};
use super::spent::{Spent, Work};
use super::written::Sheet;
use super::{AT_ONCE, Arrival};
use crate::jobs::{Meter, Step};
use crate::{AppError, Result};
use rayon::prelude::*;
use serde_bytes::ByteBuf;
use std::sync::mpsc::{SyncSender, sync_channel};
use store::{FindingRow, PatientRow, Store};

/// Findings that are held before they are written: where a whole kind is lost a part has as many as records.
const FINDINGS_AT_ONCE: usize = 8_192;

/// A patient's key, and what was judged of the patient as it is kept, by the charts it is of; no bytes where they are those of the run before.
type Left = (String, Option<(Key, Option<ByteBuf>)>);

/// What is handed from the judging to the keeping.
enum Passed {
    /// A part begins.
    Part(Part),
    /// The next patients of it.
    Patients(Vec<Balanced>),
}

/// A part of the patients as it is handed on.
struct Part {
    /// Its number, and what the run before judged of its patients, where judgments are kept.
    judged: Option<(usize, Packed)>,
    /// Whether the destination gave its records ids of its own, as far as the links of all charts up to here tell.
    ids_are_new: bool,
}

/// Takes the patients of a run, part after part, to what is kept of them. `meter` is told how many of `total` were judged, in the words of `phase`.
pub(super) fn pass(
    parts: impl Iterator<Item = Result<Vec<Arrival>>> + Send,
    (judging, mut before): (&mut Judging<'_>, Option<Before<'_>>),
    mut keeping: Keeping<'_, '_, '_>,
    (phase, total, meter): (&'static str, u64, &Meter<'_>),
) -> Result<()> {
    std::thread::scope(|scope| {
        let (hand, passed) = sync_channel(1);
        let kept = scope.spawn(move || passed.into_iter().try_for_each(|passed| keeping.take(passed)).map(|()| keeping));
        let judged = read_ahead(parts, |part| judge_part(part?, (judging, before.as_mut()), (phase, total, meter), &hand));
        drop(hand);
        // Where the keeping failed nobody takes any more, which is not the reason.
        let mut keeping = kept.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        // A part that somebody cancelled, or that failed, is not whole.
        judged?;
        keeping.close()
    })
}

/// Does something with each part in turn while the next one is read: two of them are held.
fn read_ahead<T: Send>(parts: impl Iterator<Item = T> + Send, each: impl FnMut(T) -> Result<()>) -> Result<()> {
    std::thread::scope(|scope| {
        let (done, read) = sync_channel(0);
        // Nobody takes any more where a part failed or somebody cancelled.
        scope.spawn(move || parts.map(|part| done.send(part)).take_while(std::result::Result::is_ok).for_each(drop));
        read.into_iter().try_for_each(each)
    })
}

/// Does two things beside each other, each on a thread of its own: who waits for the disk keeps no core from the patients of the next part.
fn beside<A, B: Send>(own: impl FnOnce() -> A, other: impl FnOnce() -> B + Send) -> (A, B) {
    std::thread::scope(|scope| {
        let other = scope.spawn(other);
        let own = own();
        (own, other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })
}

/// Aligns and judges the patients of a part and hands them on.
fn judge_part(
    arrivals: Vec<Arrival>,
    (judging, before): (&mut Judging<'_>, Option<&mut Before<'_>>),
    (phase, total, meter): (&'static str, u64, &Meter<'_>),
    hand: &SyncSender<Passed>,
) -> Result<()> {
    let Some(first) = arrivals.first() else { return Ok(()) };
    let (judged, aligned) = match before {
        Some(before) => {
            let part = before.part_of(&first.key);
            let judged = before.take_part(part);
            let aligned = judging.align(arrivals, Some((&judged, before.ground())))?;
            (Some((part, judged)), aligned)
        }
        None => (None, judging.align(arrivals, None)?),
    };
    let pass = |passed| hand.send(passed).map_err(|_| AppError::Cancelled);
    pass(Passed::Part(Part { judged, ids_are_new: judging.links.ids_are_new() }))?;
    let mut aligned = aligned.into_iter();
    while aligned.len() > 0 {
        if meter(Step { phase, done: judging.patients, total, unit: "patients" }).is_break() {
            return Err(AppError::Cancelled);
        }
        pass(Passed::Patients(judging.judge(aligned.by_ref().take(AT_ONCE).collect())))?;
    }
    Ok(())
}

/// Keeps what came of the patients: rows, findings and causes of one after the other, their charts and what was judged of them a part in a blob.
pub(super) struct Keeping<'k, 'b, 'j> {
    store: &'k Store,
    spent: &'k Spent,
    balancing: &'k mut Balancing<'b>,
    judgments: Option<&'k mut Judgments<'j>>,
    open: Option<Open<'k>>,
}

/// A part whose patients are not all kept yet.
struct Open<'k> {
    part: Part,
    /// What was judged of its patients, as it is kept for the next run.
    known: Packed,
    patients: Vec<PatientRow>,
    findings: Vec<FindingRow>,
    keys: Vec<String>,
    charts: Pages<'k>,
    judged: Pages<'k>,
}

impl<'k, 'b, 'j> Keeping<'k, 'b, 'j> {
    pub(super) fn new(store: &'k Store, spent: &'k Spent, balancing: &'k mut Balancing<'b>, judgments: Option<&'k mut Judgments<'j>>) -> Self {
        Self { store, spent, balancing, judgments, open: None }
    }

    fn take(&mut self, passed: Passed) -> Result<()> {
        match passed {
            Passed::Part(part) => {
                self.close()?;
                self.balancing.ids_are_new = part.ids_are_new;
                let (charts, judged) = (Pages::new(self.store), Pages::new(self.store));
                self.open = Some(Open { part, known: Packed::default(), patients: Vec::new(), findings: Vec::new(), keys: Vec::new(), charts, judged });
                Ok(())
            }
            Passed::Patients(balanced) => self.patients(balanced),
        }
    }

    fn patients(&mut self, mut balanced: Vec<Balanced>) -> Result<()> {
        let Self { store, spent, balancing, open: Some(open), .. } = self else { return Ok(()) };
        let sheets: Vec<Sheet> = balanced.iter_mut().map(|one| std::mem::take(&mut one.written.sheet)).collect();
        let (first, before) = (balancing.findings, open.patients.len());
        let (patients, findings) = (&mut open.patients, &mut open.findings);
        let (rows, sealed) = rayon::join(
            || spent.on(Work::Causes, || balanced.iter().try_for_each(|one| balancing.patient(one, findings).map(|row| patients.push(row)))),
            || seal(&balanced, first, spent),
        );
        rows?;
        if open.findings.len() >= FINDINGS_AT_ONCE {
            store.add_results(balancing.run, &[], &open.findings)?;
            open.findings.clear();
        }
        let is_kept = open.part.judged.is_some();
        let (charts, judged) = (&mut open.charts, &mut open.judged);
        let (written, left) = beside(
            || {
                open.patients.iter_mut().skip(before).zip(sheets.into_iter().zip(sealed)).try_for_each(|(row, (sheet, sealed))| {
                    (row.charts, row.judged) = (charts.place(sheet)?, judged.put(&sealed?)?);
                    Ok::<(), AppError>(())
                })
            },
            || leave(balanced, is_kept, spent),
        );
        written?;
        for (key, packed) in left? {
            open.keys.push(key);
            if let (Some((_, before)), Some((charts, packed))) = (&mut open.part.judged, packed) {
                open.known.extend(packed.or_else(|| before.remove(&charts)).map(|packed| (charts, packed)));
            }
        }
        Ok(())
    }

    /// Keeps what came of a part as a whole: its charts and what was judged of them, which is written by now, its patients under their pseudonyms, and
    /// the findings.
    fn close(&mut self) -> Result<()> {
        let Some(Open { part, known, mut patients, findings, keys, charts, judged }) = self.open.take() else { return Ok(()) };
        let (store, run, judgments) = (self.store, self.balancing.run, &mut self.judgments);
        let (kept, stored) = beside(
            || match (judgments, part.judged) {
                (Some(judgments), Some((part, _))) => judgments.keep_part(part, &known),
                _ => Ok(()),
            },
            || {
                charts.finish(patients.iter_mut().map(|row| &mut row.charts))?;
                judged.finish(patients.iter_mut().map(|row| &mut row.judged))?;
                let tokens = store.pseudonyms(&keys, &mut || {
                    let number = u64::from_str_radix(&store::random_token(8), 16).unwrap_or(0);
                    deid::pseudonym(number)
                })?;
                patients.iter_mut().zip(tokens).for_each(|(row, token)| row.token = token);
                Ok(store.add_results(run, &patients, &findings)?)
            },
        );
        kept.and(stored)
    }
}

/// What was judged of patients as it is kept. `first` is the ordinal of the first finding among them.
fn seal(balanced: &[Balanced], mut first: u64, spent: &Spent) -> Vec<Result<Vec<u8>>> {
    let with_first = |one| {
        let own: (&Balanced, u64) = (one, first);
        first += own.0.judgment.judged.result.findings.len() as u64;
        own
    };
    let firsts: Vec<(&Balanced, u64)> = balanced.iter().map(with_first).collect();
    firsts.into_par_iter().map(|(one, first)| spent.on(Work::Keeping, || one.sealed(first))).collect()
}

/// Lets go of patients on every core: to free their charts takes about as long as to pack what was judged of them.
fn leave(balanced: Vec<Balanced>, is_kept: bool, spent: &Spent) -> Result<Vec<Left>> {
    let leave = |one: Balanced| spent.on(Work::Keeping, || {
        let is_known = one.key != Key::default();
        let packed = || if one.stands { Ok(None) } else { one.judgment.packed().map(|packed| Some(ByteBuf::from(packed))) };
        let kept = if is_kept && is_known { Some((one.key, packed()?)) } else { None };
        Ok((one.arrival.key, kept))
    });
    balanced.into_par_iter().map(leave).collect()
}
