//! The kept pairs of the last comparison judged again under the documents of now: no artifact is read, nothing is aligned.
//!
//! What must stay true: for a change that only the judging sees (equivalences and their tolerances, the questions asked of both
//! books) the run says exactly what a whole comparison would say. Where the artifacts, the lens or the program have changed it refuses.

use super::{About, Arrival, Computes, CompareReport, balance_books, concluded, design, kept};
use super::papers::Papers;
use super::spent::Spent;
use crate::jobs::Meter;
use crate::origins::Origins;
use crate::{AppError, Result, Workspace};
use balance::{Pair, way};
use model::Side;
use std::io::Read as _;
use store::PatientRow;

/// Judges the last comparison again and makes a run of it.
pub fn rejudge(workspace: &Workspace, now: fn() -> u64, meter: &Meter<'_>) -> Result<CompareReport> {
    let store = workspace.store();
    let _lease = workspace.lease()?;
    let Some(last) = store.last_run("compare")? else { return Err(AppError::Nothing("there is no comparison yet; run `compare`".into())) };
    let Some((mut books, sources)) = kept::of_run(workspace, last.id)? else {
        return Err(AppError::Nothing(format!("run {} kept no books to judge again; run `compare`", last.id)));
    };
    if sources != kept::Sources::now(workspace)? {
        return Err(AppError::Nothing(format!("artifacts, lens or program have changed since run {}; run `compare`", last.id)));
    }
    let migrated = store.artifacts("destination")?.iter().find_map(|a| a.run);
    // The same artifacts may be those of a newer run by now: what made them is told by its mapping.
    let version = match migrated {
        Some(run) => store.run(run)?.map_or(0, |r| r.version),
        None => 0,
    };
    let origins = Origins::read(workspace)?;
    // As a whole comparison would: whoever the rule in force keeps out today.
    books.kept_out = crate::archive::kept_out(workspace, now, meter)?;
    design::settle(workspace, &mut books, version)?;
    let papers = Papers::of(workspace, Side::Legacy)?;
    // From here on the run ends as done, or is given up.
    let run = store.start_run("compare", now(), version)?;
    let about = About { run, version, migrated, previous: last.id, day: (now() / 86_400_000) as i32, phase: "judging again" };
    let pairs = KeptPairs { workspace, run: last.id, next: 0, ahead: None };
    let outcome = balance_books(workspace, about, (origins, papers), (&books, &Spent::default()), (pairs, None), meter).and_then(|mut report| {
        report.rejudged = Some(last.id);
        kept::hand_on(workspace, run)?;
        Ok(report)
    });
    concluded(workspace, about, false, now, outcome)
}

/// The kept charts of a run with their alignment, one blob of charts at a time, in the order of the run.
struct KeptPairs<'a> {
    workspace: &'a Workspace,
    run: u32,
    next: u64,
    ahead: Option<PatientRow>,
}

impl Iterator for KeptPairs<'_> {
    type Item = Result<Vec<Arrival>>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.group() {
            Ok(group) if group.is_empty() => None,
            group => Some(group),
        }
    }
}

impl KeptPairs<'_> {
    fn row(&mut self) -> Result<Option<PatientRow>> {
        if let Some(row) = self.ahead.take() {
            return Ok(Some(row));
        }
        let row = self.workspace.store().patient_by_ordinal(self.run, self.next)?;
        self.next += 1;
        Ok(row)
    }

    fn group(&mut self) -> Result<Vec<Arrival>> {
        let mut group = Vec::new();
        let mut charts: Option<(String, Vec<u8>)> = None;
        while let Some(row) = self.row()? {
            let (blob, bytes) = match charts.take() {
                Some(open) if open.0 == row.blob => open,
                Some(_) => {
                    self.ahead = Some(row);
                    break;
                }
                None => {
                    let mut bytes = Vec::new();
                    self.workspace.store().read_blob(&row.blob, "charts")?.read_to_end(&mut bytes)?;
                    (row.blob.clone(), bytes)
                }
            };
            group.push(self.arrival(&row, &bytes)?);
            charts = Some((blob, bytes));
        }
        Ok(group)
    }

    fn arrival(&self, row: &PatientRow, bytes: &[u8]) -> Result<Arrival> {
        let cut = || AppError::Other("the kept charts are cut".into());
        let start = usize::try_from(row.offset).map_err(|_| cut())?;
        let length = usize::try_from(row.length).map_err(|_| cut())?;
        let part = start.checked_add(length).and_then(|end| bytes.get(start..end)).ok_or_else(cut)?;
        let (charts, _) = Computes::behind(part)?;
        let key = self.workspace.store().key_of(&row.token)?.ok_or_else(|| AppError::Other("a pseudonym has no key".into()))?;
        let of = |index: Option<u32>| index.map(|i| i as usize);
        let pair = |(l, d, verdict, _, by): &(Option<u32>, Option<u32>, model::Verdict, Option<u64>, String)| Pair { legacy: of(*l), destination: of(*d), verdict: *verdict, finding: None, by: way(by) };
        let aligned = charts.pairs.iter().map(pair).collect();
        Ok(Arrival { key, legacy: charts.legacy, destination: charts.destination, aligned: Some(aligned) })
    }
}
