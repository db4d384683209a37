//! The ledger of records: every record of the legacy side, and the one end that it came to.
//!
//! The records are counted anew from the sealed bytes, each gets exactly one end, and the sum is held against what ingest
//! counted: what does not add up is shown as unaccounted, never spread over the ends. What became of a record is told by
//! what a run left (origins of our own output, rows held back), by the alignment of the last comparison where we did not
//! write the destination, and by what lens and mapping declare. It reads; it decides nothing and changes nothing.

mod known;
mod marks;
mod record;

use crate::book::{lens, lookups};
use crate::decided::{self, Contradiction};
use crate::jobs::{Meter, Step};
use crate::source::items;
use crate::{AppError, Result, Workspace};
use balance::{Coverage, Places, Reading};
use formats::Item;
use known::Known;
use model::{Side, Statement};
pub(crate) use marks::Marks;
pub(crate) use record::{Kept, kept};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use store::ArtifactRow;

/// What became of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum End {
    /// A destination record was made of it, or answers it.
    Migrated,
    /// It became part of another record.
    Merged,
    /// It was held back or set aside, with a reason.
    Rejected,
    /// The mapping, the lens or a decision declares that it does not move.
    #[serde(rename = "declared dropped")]
    Dropped,
    /// The lens, the archive rule or a decision declares that it stays in the archive.
    Archived,
    /// Nobody decided.
    Undecided,
}

impl End {
    /// Every end, in order.
    pub const ALL: [End; 6] = [End::Migrated, End::Merged, End::Rejected, End::Dropped, End::Archived, End::Undecided];

    /// The word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Migrated => "migrated",
            Self::Merged => "merged",
            Self::Rejected => "rejected",
            Self::Dropped => "declared dropped",
            Self::Archived => "archived",
            Self::Undecided => "undecided",
        }
    }
}

/// Records of one relation with one end for one reason.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LedgerLine {
    /// Relation, `HL7 v2 messages`, `clinical documents`, or a FHIR resource type.
    pub relation: String,
    /// End.
    pub end: End,
    /// Why; empty where the end says it all.
    pub reason: String,
    /// Records.
    pub records: u64,
}

/// Every legacy record by its end.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Ledger {
    /// Records as ingest counted them: those it read, and those it set aside.
    pub records: u64,
    /// Lines; the relation with the most records first.
    pub lines: Vec<LedgerLine>,
    /// How far the lines are from the records, artifact by artifact; 0 when the ledger adds up.
    pub unaccounted: u64,
    /// Migration run whose output it follows, 0 for none.
    pub migrate_run: u32,
    /// Comparison run whose alignment it follows, 0 for none.
    pub compare_run: u32,
    /// Decisions on hidden corners that the mapping or the lens says the contrary of: neither is taken for right.
    #[serde(default)]
    pub contradictions: Vec<Contradiction>,
}

impl Ledger {
    /// Records with an end.
    pub fn of(&self, end: End) -> u64 {
        self.lines.iter().filter(|l| l.end == end).map(|l| l.records).sum()
    }
}

/// Under this name the last ledger is kept, with what it was made from.
const KEPT: &str = "ledger";

/// The ledger of what is there now; made anew when artifacts, documents or runs have changed since it was kept.
pub fn ledger(workspace: &Workspace, meter: &Meter<'_>) -> Result<Ledger> {
    let store = workspace.store();
    let last = |kind| Ok::<_, AppError>(store.last_run(kind)?.map_or(0, |r| r.id));
    let made_from = format!("{}|{}|{}|{}", store.state()?, last("migrate")?, last("compare")?, decided::signature(workspace)?);
    if let Some((from, ledger)) = store.setting(KEPT)?.and_then(|json| serde_json::from_str::<(String, Ledger)>(&json).ok())
        && from == made_from
    {
        return Ok(ledger);
    }
    let ledger = make(workspace, meter)?;
    let json = serde_json::to_string(&(made_from, &ledger)).map_err(|e| AppError::Other(e.to_string()))?;
    store.set_setting(KEPT, &json)?;
    Ok(ledger)
}

/// Makes the ledger at the end of a job, so that the first look at it need not wait. A run is done whether or not this is.
pub(crate) fn ahead(workspace: &Workspace, meter: &Meter<'_>) {
    if ledger(workspace, meter).is_err() {
        tracing::warn!("the ledger was not made ahead; the first look at it will");
    }
}

fn make(workspace: &Workspace, meter: &Meter<'_>) -> Result<Ledger> {
    let store = workspace.store();
    let lens = lens(workspace)?;
    let lookups = lookups(workspace, lens.as_ref())?;
    let known = Known::read(workspace, lens.as_ref())?;
    let mut records = 0;
    for artifact in store.walk_artifacts("legacy") {
        let artifact = artifact?;
        records += artifact.records + artifact.quarantined;
    }
    let mut tally = Tally::default();
    let mut done = 0;
    for artifact in store.walk_artifacts("legacy") {
        let artifact = &artifact?;
        set_aside(workspace, artifact, &mut tally)?;
        let mut pass = Pass { known: &known, artifact: artifact.id, tally: &mut tally, waiting: BTreeMap::new() };
        let mut reading = Reading::new(Side::Legacy, artifact.id, lens.as_ref(), &lookups);
        let (mut places, mut stopped) = (Places::default(), false);
        places.number("");
        items(workspace, artifact, &mut |item| {
            done += 1;
            stopped = done % 8192 == 0 && meter(Step { phase: "closing the ledger", done, total: records, unit: "records" }).is_break();
            if stopped {
                return ControlFlow::Break(());
            }
            pass.item(&item, &mut reading, &mut places);
            ControlFlow::Continue(())
        })?;
        if stopped {
            return Err(AppError::Cancelled);
        }
        pass.finish(&mut reading, &mut places);
        tally.close(artifact.records + artifact.quarantined);
    }
    Ok(Ledger { contradictions: decided::contradictions(workspace)?, ..tally.into_ledger(records, &known) })
}

/// Records that ingest set aside.
fn set_aside(workspace: &Workspace, artifact: &ArtifactRow, tally: &mut Tally) -> Result<()> {
    let mut left = artifact.quarantined;
    let relation = formats::relation_name(&artifact.path).to_string();
    for (code, count, _) in workspace.store().issue_counts(artifact.id)?.into_iter().filter(|i| i.2) {
        let count = count.min(left);
        left -= count;
        tally.add(&relation, End::Rejected, format!("set aside at ingest: {}", code.replace('_', " ")), count);
    }
    // What an earlier version read kept no count of the issues beyond those with a place.
    tally.add(&relation, End::Rejected, "set aside at ingest, beyond the issues that are listed".into(), left);
    Ok(())
}

/// Records by relation, end and reason, held against what ingest counted of each artifact.
#[derive(Default)]
struct Tally {
    ends: BTreeMap<(String, End, String), u64>,
    /// Records of the artifact that is not closed yet.
    ended: u64,
    unaccounted: u64,
}

impl Tally {
    fn add(&mut self, relation: &str, end: End, reason: String, records: u64) {
        if records > 0 {
            *self.ends.entry((relation.to_string(), end, reason)).or_default() += records;
            self.ended += records;
        }
    }

    /// Holds the ends of an artifact against its records: what one artifact lacks no other makes good.
    fn close(&mut self, records: u64) {
        self.unaccounted += records.abs_diff(std::mem::take(&mut self.ended));
    }

    fn into_ledger(self, records: u64, known: &Known) -> Ledger {
        let mut sizes: BTreeMap<String, u64> = BTreeMap::new();
        for ((relation, ..), n) in &self.ends {
            *sizes.entry(relation.clone()).or_default() += n;
        }
        let size = |l: &LedgerLine| sizes.get(&l.relation).copied().unwrap_or(0);
        let mut lines: Vec<LedgerLine> = self.ends.into_iter().map(|((relation, end, reason), records)| LedgerLine { relation, end, reason, records }).collect();
        lines.sort_by(|a, b| size(b).cmp(&size(a)).then_with(|| (&a.relation, a.end, b.records).cmp(&(&b.relation, b.end, a.records))));
        Ledger { records, lines, unaccounted: self.unaccounted, migrate_run: known.migrate_run, compare_run: known.compare_run, contradictions: Vec::new() }
    }
}

/// What the legacy reading made of an item.
#[derive(Default)]
struct Read {
    /// Lines of the statements that came of it.
    lines: Vec<u64>,
    /// Why it asserts nothing, as the lens says.
    excluded: Option<String>,
    /// Relations of which something was left unread, with how many.
    unread: BTreeMap<String, u64>,
}

/// One artifact on its way through the ledger.
struct Pass<'a> {
    known: &'a Known,
    artifact: u32,
    tally: &'a mut Tally,
    /// Segments of a claim or payment that is not read to its end yet, by relation.
    waiting: BTreeMap<String, u64>,
}

impl Pass<'_> {
    fn item(&mut self, item: &Item<'_>, reading: &mut Reading<'_>, places: &mut Places) {
        let Some(record) = kept(item) else {
            // A header is no record, and the reading needs it to know the columns.
            self.read(|places, coverage, each| reading.item(item, places, coverage, each), places);
            return;
        };
        let grouped = record.relation.starts_with("x12.") && !self.known.lens_reads(&record.relation);
        let made = self.known.is_made(self.artifact, &record);
        // A segment is read with its group; a record of which something was made needs no reading.
        let read = if grouped || !made { self.read(|places, coverage, each| reading.item(item, places, coverage, each), places) } else { Read::default() };
        if !grouped || made {
            let (end, reason) = self.known.end(self.artifact, &record, &read);
            self.tally.add(&record.relation, end, reason, 1);
        }
        if grouped {
            self.leave_group(&read);
            if !made {
                *self.waiting.entry(record.relation).or_default() += 1;
            }
        }
    }

    fn read(&self, from: impl FnOnce(&mut Places, &mut Coverage, &mut dyn FnMut(Statement)), places: &mut Places) -> Read {
        let (mut coverage, mut lines) = (Coverage::default(), Vec::new());
        from(places, &mut coverage, &mut |statement| lines.push(statement.origin.line));
        let excluded = coverage.excluded.into_keys().map(|(_, reason)| reason).next();
        Read { lines, excluded, unread: coverage.unread }
    }

    /// Segments of a group that was read to its end share the end of what came of it; those left unread are undecided.
    fn leave_group(&mut self, read: &Read) {
        for (relation, unread) in &read.unread {
            let Some(waiting) = self.waiting.get_mut(relation) else { continue };
            let unread = (*unread).min(*waiting);
            *waiting -= unread;
            self.tally.add(relation, End::Undecided, "a segment of which no fact came".into(), unread);
        }
        if read.lines.is_empty() {
            return;
        }
        let group = Kept { relation: String::new(), lines: read.lines.clone(), segments: Vec::new() };
        let (end, reason) = self.known.end(self.artifact, &group, read);
        for (relation, n) in std::mem::take(&mut self.waiting) {
            self.tally.add(&relation, end, reason.clone(), n);
        }
    }

    fn finish(mut self, reading: &mut Reading<'_>, places: &mut Places) {
        let read = self.read(|places, coverage, each| reading.finish(places, coverage, each), places);
        self.leave_group(&read);
        for (relation, n) in std::mem::take(&mut self.waiting) {
            self.tally.add(&relation, End::Undecided, "a segment of which no statement came".into(), n);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_artifact_lacks_another_does_not_make_good() {
        let mut tally = Tally::default();
        tally.add("labs", End::Migrated, String::new(), 5);
        tally.close(3);
        tally.add("notes", End::Undecided, String::new(), 1);
        tally.close(3);
        assert_eq!(tally.unaccounted, 4, "six records and six ends, of other records");
    }
}
