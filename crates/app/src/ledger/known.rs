//! What runs and declarations tell of a record, and the one end that follows. What happened comes before what was declared:
//! a record of which something was made is migrated, whatever else is said of it.

use super::marks::{ARCHIVED, KEPT_OUT, LOST, MADE, MATED, MERGED, Marks};
use super::record::Kept;
use super::{End, Read};
use crate::archive::{kept_out_reason, kept_rows};
use crate::compare::{Charts, CompareReport, charts_of, run_plan};
use crate::decided::{Decided, Decisions};
use crate::held::HeldRows;
use crate::origins::Origins;
use crate::source::legacy_schema;
use crate::{Result, Workspace};
use balance::Lens;
use mapping::Plan;
use model::{Kind, Verdict};
use std::collections::{HashMap, HashSet};

/// Everything that is known of legacy records.
pub(super) struct Known {
    pub(super) migrate_run: u32,
    pub(super) compare_run: u32,
    marks: Marks,
    /// Whether anything of the legacy side is in the destination.
    answered: bool,
    /// Rows held back.
    held: HeldRows,
    /// Relations whose rows a `where` drops, with the reason.
    filtered: HashMap<String, String>,
    /// Relations of which every field is declared dropped, with the reason.
    dropped: HashMap<String, String>,
    /// Relations with the reason why they stay in the archive.
    archive: Option<Lens>,
    /// Why records stay in the archive with their patients: those that the run kept out, and those that the comparison found in no destination.
    kept_out: String,
    archived_with_patient: String,
    /// What was decided about relations as hidden corners.
    corners: Decisions,
    /// Relations that a run reads, and those that are only looked up.
    mapped: HashSet<String>,
    looked_up: HashSet<String>,
    lens_relations: HashSet<String>,
}

/// Why a record of which nothing was made is part of others.
const LOOKED_UP: &str = "looked up: part of the records that name it";

/// Relations that a lens looks values up in, or that are its directory, and of which it asserts nothing.
fn only_looked_up(lens: &Lens) -> HashSet<String> {
    let asserted: HashSet<&str> = lens.parts().zip(lens.directory_parts()).filter(|(_, entry)| entry.is_none()).map(|((relation, _), _)| relation).collect();
    let entries = lens.directory_parts().flatten().map(|(relation, _)| relation);
    let named = lens.lookups.iter().map(|table| table.relation.as_str()).chain(entries);
    named.filter(|relation| !asserted.contains(relation)).map(str::to_string).collect()
}

impl Known {
    pub(super) fn read(workspace: &Workspace, lens: Option<&Lens>) -> Result<Self> {
        let store = workspace.store();
        let destination = store.artifacts("destination")?;
        let migrate_run = destination.iter().find_map(|a| a.run).unwrap_or(0);
        let version = store.run(migrate_run)?.map_or(0, |r| r.version);
        let plan = if migrate_run == 0 { None } else { run_plan(workspace, version)? };
        let mut known = Self {
            migrate_run,
            compare_run: 0,
            marks: Marks::default(),
            answered: false,
            held: HeldRows::read(workspace, migrate_run)?,
            filtered: HashMap::new(),
            dropped: HashMap::new(),
            archive: lens.cloned(),
            kept_out: String::new(),
            archived_with_patient: String::new(),
            corners: Decisions::read(workspace)?,
            mapped: HashSet::new(),
            looked_up: lens.map(only_looked_up).unwrap_or_default(),
            lens_relations: lens.into_iter().flat_map(Lens::relations).map(str::to_string).collect(),
        };
        Origins::read(workspace)?.each(&mut |artifact, line| known.marks.set(artifact, line, MADE));
        if let Some(plan) = &plan {
            known.declared(workspace, plan)?;
        }
        known.kept_out(workspace)?;
        known.aligned(workspace, destination.iter().map(|a| a.ingested_ms).max())?;
        known.answered = known.marks.any(MADE | MATED);
        Ok(known)
    }

    /// What the run kept out, by the rule that was in force when it ran, whatever is in force by now.
    fn kept_out(&mut self, workspace: &Workspace) -> Result<()> {
        let marks = &mut self.marks;
        let version = kept_rows(workspace, self.migrate_run, &mut |artifact, line| marks.set(artifact, line, KEPT_OUT))?;
        self.kept_out = kept_out_reason(version);
        Ok(())
    }

    /// What the mapping of the run declares.
    fn declared(&mut self, workspace: &Workspace, plan: &Plan) -> Result<()> {
        for resource in &plan.resources {
            self.mapped.insert(resource.set.from.clone());
            if let Some(reason) = &resource.set.dropped {
                self.filtered.entry(resource.set.from.clone()).or_insert_with(|| reason.clone());
            }
        }
        for (relation, fields) in legacy_schema(workspace)? {
            if fields.iter().any(|f| plan.reads(&relation, f)) {
                if !self.mapped.contains(&relation) {
                    self.looked_up.insert(relation);
                }
            } else if let (Some(first), true) = (fields.first(), fields.iter().all(|f| plan.dropped(&relation, f).is_some())) {
                let reason = plan.dropped(&relation, first).unwrap_or_default().to_string();
                self.dropped.insert(relation, reason);
            }
        }
        Ok(())
    }

    /// What the last comparison tells, as long as it compared the destination that is there now.
    fn aligned(&mut self, workspace: &Workspace, newest_ms: Option<u64>) -> Result<()> {
        let store = workspace.store();
        let Some(run) = store.last_run("compare")? else { return Ok(()) };
        let of_now = match self.migrate_run {
            0 => run.version == 0 && newest_ms.is_some_and(|at| run.started_ms >= at),
            migrate => run.id > migrate,
        };
        if !of_now {
            return Ok(());
        }
        self.compare_run = run.id;
        let version = serde_json::from_str::<CompareReport>(&run.report).map_or(0, |report| report.archive_rule);
        self.archived_with_patient = kept_out_reason(version);
        let mut misplaced = HashSet::new();
        store.each_finding(run.id, &mut |finding| {
            if finding.verdict == Verdict::Misplaced.word() {
                misplaced.insert(finding.ordinal);
            }
        })?;
        let mut next = 0;
        loop {
            let rows = store.patients_from(run.id, next, 500)?;
            let Some(last) = rows.last() else { return Ok(()) };
            next = last.ordinal + 1;
            for row in rows {
                self.mark(&charts_of(workspace, &row)?, &misplaced);
            }
        }
    }

    fn mark(&mut self, charts: &Charts, misplaced: &HashSet<u64>) {
        // Whether whoever a number was merged into stands in the legacy chart, and nothing of it arrived.
        let is_survivor = |l: &Option<u32>| l.and_then(|l| charts.legacy.get(l as usize)).is_some_and(|s| s.kind == Kind::Demographic && s.merged_into().is_none());
        let mut survivors = charts.pairs.iter().filter(|(l, ..)| is_survivor(l)).peekable();
        let is_survivor_lost = survivors.peek().is_some() && survivors.all(|(_, d, _, _, by)| d.is_none() && by != balance::ARCHIVED);
        for (l, d, verdict, finding, by) in &charts.pairs {
            let Some(statement) = l.and_then(|l| charts.legacy.get(l as usize)) else { continue };
            let elsewhere = finding.is_some_and(|f| misplaced.contains(&f));
            let mark = match (d, verdict) {
                (Some(_), _) => MATED,
                (None, _) if elsewhere => MATED,
                (None, _) if by == balance::ARCHIVED => ARCHIVED,
                // Merged into somebody who never arrived, it is as lost as they are.
                (None, Verdict::Merged | Verdict::Equivalent) if statement.merged_into().is_some() && is_survivor_lost => LOST,
                // What needs no answer of its own repeats another record, or says who a number was that was merged away.
                (None, Verdict::Merged | Verdict::Equivalent) => MERGED,
                _ => LOST,
            };
            self.marks.set(statement.origin.artifact, statement.origin.line, mark);
        }
    }

    pub(super) fn lens_reads(&self, relation: &str) -> bool {
        self.lens_relations.contains(relation)
    }

    pub(super) fn is_made(&self, artifact: u32, record: &Kept) -> bool {
        self.marks.of(artifact, &record.lines) & MADE != 0
    }

    /// The end of a record and why.
    pub(super) fn end(&self, artifact: u32, record: &Kept, read: &Read) -> (End, String) {
        let marks = self.marks.of(artifact, &record.lines) | self.marks.of(artifact, &read.lines);
        let held = record.lines.iter().chain(&read.lines).find_map(|line| self.held.of(artifact, *line).next());
        let one = "the destination holds one where the legacy system holds several alike";
        match (marks, held) {
            (m, None) if m & MADE != 0 => (End::Migrated, String::new()),
            (m, Some((_, rule, reason))) if m & MADE != 0 => (End::Migrated, format!("in part; {rule} held back the rest: {reason}")),
            (m, Some(_)) if m & MERGED != 0 && m & (MATED | LOST) == 0 => (End::Merged, one.into()),
            (_, Some((_, rule, reason))) => (End::Rejected, format!("{rule}: {reason}")),
            (m, None) if m & MATED != 0 => (End::Migrated, if self.migrate_run == 0 { String::new() } else { "found in the destination, made from another record".into() }),
            (m, None) if m & MERGED != 0 => (End::Merged, one.into()),
            (m, None) if m & KEPT_OUT != 0 => (End::Archived, self.kept_out.clone()),
            // A row that the lens alone reads may be one that a `where` drops.
            (m, None) if m & ARCHIVED != 0 && self.filtered_by(record).is_none() => (End::Archived, self.archived_with_patient.clone()),
            (m, None) => self.unmade(artifact, record, read, m & LOST != 0),
        }
    }

    /// The end of a record that nothing in the destination answers.
    fn unmade(&self, artifact: u32, record: &Kept, read: &Read, lost: bool) -> (End, String) {
        if let Some(reason) = self.filtered_by(record) {
            return (End::Dropped, reason.clone());
        }
        if let Some(reason) = self.archived(record) {
            return (End::Archived, reason);
        }
        if read.lines.is_empty() && read.excluded.as_deref() == Some(balance::PART_OF_GROUP) {
            return (End::Merged, balance::PART_OF_GROUP.into());
        }
        if let (Some(reason), true) = (&read.excluded, read.lines.is_empty()) {
            // Not declared by anybody: the row does not say whom it is about.
            let end = if reason == "no patient is named" { End::Undecided } else { End::Dropped };
            return (end, reason.clone());
        }
        if let Some(reason) = self.dropped_whole(record) {
            return (End::Dropped, reason.clone());
        }
        // What is looked up is part of others as soon as there are such.
        if self.answered && self.is_looked_up_inside(record) && !lost {
            return (End::Merged, LOOKED_UP.into());
        }
        if matches!(record.relation.as_str(), "archive.member" | "mailbox.message") {
            return (End::Merged, "what it holds is an artifact of its own".into());
        }
        if self.answered && self.looked_up.contains(&record.relation) && read.lines.is_empty() {
            return (End::Merged, LOOKED_UP.into());
        }
        if let Some(decided) = self.decided(artifact, record) {
            return decided;
        }
        (End::Undecided, self.open(record, read, lost).into())
    }

    /// Why a `where` of the mapping drops a record.
    fn filtered_by(&self, record: &Kept) -> Option<&String> {
        std::iter::once(&record.relation).chain(&record.segments).find_map(|relation| self.filtered.get(relation))
    }

    /// What was decided of a record as a hidden corner: by its relation, by every segment inside it, or by the file that holds it. Nothing
    /// where the mapping reads the relation: what it makes nothing of is open all the same.
    fn decided(&self, artifact: u32, record: &Kept) -> Option<(End, String)> {
        if self.mapped.contains(&record.relation) || record.segments.iter().any(|segment| self.mapped.contains(segment)) {
            return None;
        }
        let of = |relation: &String| self.corners.relation(relation).and_then(Decided::end);
        let inside = || {
            let first = of(record.segments.first()?)?;
            record.segments.iter().all(|segment| of(segment).is_some_and(|(end, _)| end == first.0)).then_some(first)
        };
        of(&record.relation).or_else(inside).or_else(|| self.corners.artifact(artifact).and_then(Decided::end))
    }

    /// Why every field of a record is declared dropped: of its relation, or of every segment inside it.
    fn dropped_whole(&self, record: &Kept) -> Option<&String> {
        let inside = record.segments.first().filter(|_| record.segments.iter().all(|s| self.dropped.contains_key(s)));
        self.dropped.get(&record.relation).or_else(|| self.dropped.get(inside?))
    }

    /// Whether a rule looks something up in a segment of a message, and every other segment is declared dropped.
    fn is_looked_up_inside(&self, record: &Kept) -> bool {
        record.segments.iter().any(|s| self.looked_up.contains(s)) && record.segments.iter().all(|s| self.looked_up.contains(s) || self.dropped.contains_key(s))
    }

    fn archived(&self, record: &Kept) -> Option<String> {
        let family = match record.relation.as_str() {
            "HL7 v2 messages" => "hl7",
            "clinical documents" => "ccda",
            relation => relation,
        };
        self.archive.as_ref()?.archived(family).map(str::to_string)
    }

    /// Why nobody decided.
    fn open(&self, record: &Kept, read: &Read, lost: bool) -> &'static str {
        let mapped = self.mapped.contains(&record.relation) || record.segments.iter().any(|s| self.mapped.contains(s));
        let looked_up = self.looked_up.contains(&record.relation) || self.is_looked_up_inside(record);
        match (lost, read.lines.is_empty()) {
            (true, _) if self.migrate_run != 0 && !mapped => "the lens reads it, no rule does, and nothing in the destination answers it",
            (true, _) => "nothing in the destination answers it",
            (false, is_silent) if (!is_silent || looked_up) && self.compare_run == 0 && self.migrate_run == 0 => "not migrated and not compared yet",
            (false, true) if looked_up => "looked up, and no record that names it is in the destination",
            (false, false) if self.compare_run == 0 => "the lens reads it and no rule does",
            (false, false) => "its statements are not balanced",
            (false, true) if mapped => "a rule reads it and nothing came of it",
            (false, true) => "neither a lens nor a rule reads it",
        }
    }
}
