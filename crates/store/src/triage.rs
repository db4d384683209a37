//! Triage, and what became of findings from run to run.
//!
//! The log says who did what, when and why; nothing is ever taken out of it. `triage_now` is its fold, moved on in the same transaction: an
//! entry changes what it names and leaves the rest. No entry closes a finding: `settle_findings` does, when a later comparison no longer
//! has it. Of findings only what changed between two runs is written: the runs in which each was there, as spans.

use crate::{FindingFilter, Result, Store};
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params, params_from_iter};
use std::collections::{BTreeMap, BTreeSet};

/// One entry of the log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TriageEntry {
    /// Place in the log; given by it.
    pub seq: u64,
    /// When.
    pub at_ms: u64,
    /// Who.
    pub by: String,
    /// `cause` or `finding`.
    pub subject_kind: String,
    /// Token of the cause or finding.
    pub subject: String,
    /// New disposition; none leaves it.
    pub disposition: Option<String>,
    /// Why this disposition.
    pub reason: String,
    /// When an acceptance ends.
    pub expires_ms: Option<u64>,
    /// New owner, empty for nobody; none leaves it.
    pub owner: Option<String>,
    /// New due time, 0 for none; none leaves it.
    pub due_ms: Option<u64>,
    /// Comment, empty for none.
    pub comment: String,
    /// Comparison that was looked at.
    pub run: u32,
    /// Findings that the subject explained then.
    pub findings: u64,
    /// What a lead says to the acceptance that stands: `approved` or `rejected`; none for an entry that signs nothing.
    pub signed: Option<String>,
}

/// Which parts of what holds an entry is about: an entry that takes one back asks who touched that part since, and no other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TriageParts {
    /// The disposition, and what a lead said to it.
    pub decision: bool,
    /// Who sees to it.
    pub owner: bool,
    /// Until when.
    pub due: bool,
}

impl TriageEntry {
    /// The parts that it is about.
    pub fn parts(&self) -> TriageParts {
        TriageParts { decision: self.disposition.is_some() || self.signed.is_some(), owner: self.owner.is_some(), due: self.due_ms.is_some() }
    }
}

/// What the log comes to for one subject.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TriageRow {
    /// Token of the cause or finding.
    pub subject: String,
    /// `cause` or `finding`.
    pub subject_kind: String,
    /// Last disposition, if there was one.
    pub disposition: Option<String>,
    /// Its reason.
    pub reason: String,
    /// When an acceptance ends.
    pub expires_ms: Option<u64>,
    /// Who gave the disposition.
    pub by: String,
    /// When.
    pub at_ms: u64,
    /// Place of that entry in the log, which no other decision has; 0 while nothing was decided.
    pub seq: u64,
    /// In which comparison.
    pub run: u32,
    /// Findings that the subject explained then.
    pub findings: u64,
    /// Last owner named, empty for nobody on purpose.
    pub owner: Option<String>,
    /// Last due time named, 0 for none on purpose.
    pub due_ms: Option<u64>,
    /// Comments.
    pub comments: u64,
    /// What a lead said to the last disposition; a new disposition has no signature.
    pub signed: Option<String>,
    /// Who signed, empty for nobody.
    pub signed_by: String,
    /// When, 0 for never.
    pub signed_ms: u64,
    /// Findings that the subject explained when it was signed.
    pub signed_findings: u64,
    /// What the signer said.
    pub signed_reason: String,
}

/// What became of entries that were to be added.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TriageAdded {
    /// Place in the log of the last one; 0 for none.
    pub place: u64,
    /// Subjects that were left as they are.
    pub left: BTreeSet<String>,
}

/// Findings of one cause and severity, those with an entry of their own left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingGroup {
    /// Cause token.
    pub cause: String,
    /// Index of the severity.
    pub severity: u8,
    /// Findings.
    pub count: u64,
}

/// A finding with an entry of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnTriage {
    /// Ordinal in the run.
    pub ordinal: u64,
    /// Cause token.
    pub cause: String,
    /// Index of the severity.
    pub severity: u8,
    /// What holds of it.
    pub row: TriageRow,
}

/// What one comparison found of one severity, and how that differs from the comparison before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BurnRow {
    /// Run.
    pub run: u32,
    /// Index of the severity.
    pub severity: u8,
    /// Findings.
    pub findings: u64,
    /// Of them accepted as variance when the comparison ended.
    pub accepted: u64,
    /// Of them accepted once, and the waiver had ended.
    pub expired: u64,
    /// Seen for the first time.
    pub fresh: u64,
    /// Seen before, gone in between, and back.
    pub returned: u64,
    /// In the comparison before, and no more.
    pub closed: u64,
}

const NOW: &str = "subject, subject_kind, disposition, reason, expires_ms, decided_by, decided_ms, decided_run, decided_findings, owner, due_ms, comments,
                   signed, signed_by, signed_ms, signed_findings, signed_reason, decided_seq";

fn now_row(r: &Row<'_>) -> rusqlite::Result<TriageRow> {
    Ok(TriageRow {
        subject: r.get(0)?,
        subject_kind: r.get(1)?,
        disposition: r.get(2)?,
        reason: r.get(3)?,
        expires_ms: r.get(4)?,
        by: r.get(5)?,
        at_ms: r.get(6)?,
        run: r.get(7)?,
        findings: r.get(8)?,
        owner: r.get(9)?,
        due_ms: r.get(10)?,
        comments: r.get(11)?,
        signed: r.get(12)?,
        signed_by: r.get(13)?,
        signed_ms: r.get(14)?,
        signed_findings: r.get(15)?,
        signed_reason: r.get(16)?,
        seq: r.get(17)?,
    })
}

fn entry_row(r: &Row<'_>) -> rusqlite::Result<TriageEntry> {
    Ok(TriageEntry {
        seq: r.get(0)?,
        at_ms: r.get(1)?,
        by: r.get(2)?,
        subject_kind: r.get(3)?,
        subject: r.get(4)?,
        disposition: r.get(5)?,
        reason: r.get(6)?,
        expires_ms: r.get(7)?,
        owner: r.get(8)?,
        due_ms: r.get(9)?,
        comment: r.get(10)?,
        run: r.get(11)?,
        findings: r.get(12)?,
        signed: r.get(13)?,
    })
}

fn burn_row(r: &Row<'_>) -> rusqlite::Result<BurnRow> {
    Ok(BurnRow {
        run: r.get(0)?,
        severity: r.get(1)?,
        findings: r.get(2)?,
        accepted: r.get(3)?,
        expired: r.get(4)?,
        fresh: r.get(5)?,
        returned: r.get(6)?,
        closed: r.get(7)?,
    })
}

const LOGGED: &str = "INSERT INTO triage (at_ms, by, subject_kind, subject, disposition, reason, expires_ms, owner, due_ms, comment, run, findings, signed)
                      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";

/// The fold's one step. A disposition brings its reason, end, author and count, and takes the signature of the one before away; owner and
/// due time stand by themselves. A signature brings who gave it, when and over how many findings.
const FOLDED: &str = "
    INSERT INTO triage_now (subject, subject_kind, disposition, reason, expires_ms, decided_by, decided_ms, decided_run, decided_findings, owner, due_ms, comments,
      signed, signed_by, signed_ms, signed_findings, signed_reason, decided_seq)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12,
      ?13, iif(?13 IS NULL, '', ?6), iif(?13 IS NULL, 0, ?7), iif(?13 IS NULL, 0, ?9), iif(?13 IS NULL, '', ?4), iif(?3 IS NULL, 0, ?14))
    ON CONFLICT (subject) DO UPDATE SET
      disposition = coalesce(excluded.disposition, disposition),
      reason = CASE WHEN excluded.disposition IS NULL THEN reason ELSE excluded.reason END,
      expires_ms = CASE WHEN excluded.disposition IS NULL THEN expires_ms ELSE excluded.expires_ms END,
      decided_by = CASE WHEN excluded.disposition IS NULL THEN decided_by ELSE excluded.decided_by END,
      decided_ms = CASE WHEN excluded.disposition IS NULL THEN decided_ms ELSE excluded.decided_ms END,
      decided_seq = CASE WHEN excluded.disposition IS NULL THEN decided_seq ELSE excluded.decided_seq END,
      decided_run = CASE WHEN excluded.disposition IS NULL THEN decided_run ELSE excluded.decided_run END,
      decided_findings = CASE WHEN excluded.disposition IS NULL THEN decided_findings ELSE excluded.decided_findings END,
      owner = coalesce(excluded.owner, owner),
      due_ms = coalesce(excluded.due_ms, due_ms),
      comments = comments + excluded.comments,
      signed = CASE WHEN excluded.disposition IS NULL THEN coalesce(excluded.signed, signed) ELSE excluded.signed END,
      signed_by = CASE WHEN excluded.disposition IS NULL AND excluded.signed IS NULL THEN signed_by ELSE excluded.signed_by END,
      signed_ms = CASE WHEN excluded.disposition IS NULL AND excluded.signed IS NULL THEN signed_ms ELSE excluded.signed_ms END,
      signed_findings = CASE WHEN excluded.disposition IS NULL AND excluded.signed IS NULL THEN signed_findings ELSE excluded.signed_findings END,
      signed_reason = CASE WHEN excluded.disposition IS NULL AND excluded.signed IS NULL THEN signed_reason ELSE excluded.signed_reason END";

/// Whether somebody changed one of these parts of a subject after a place in the log: who decides or signs changes the decision, who names an owner or a day
/// changes that alone, and a comment changes nothing.
fn touched_after(database: &Connection, subject: &str, parts: TriageParts, place: u64) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM triage WHERE subject = ?1 AND seq > ?2
               AND ((?3 AND (disposition IS NOT NULL OR signed IS NOT NULL)) OR (?4 AND owner IS NOT NULL) OR (?5 AND due_ms IS NOT NULL)))";
    Ok(database.query_row(sql, params![subject, place, parts.decision, parts.owner, parts.due], |r| r.get(0))?)
}

/// Adds entries to the log and moves what holds now, inside a transaction of the caller's. Answers with the place of the last one, 0 for none.
pub(crate) fn write(transaction: &Transaction<'_>, entries: &[TriageEntry]) -> Result<u64> {
    let mut place = 0;
    let mut log = transaction.prepare(LOGGED)?;
    let mut fold = transaction.prepare(FOLDED)?;
    for e in entries {
        log.execute(params![
            e.at_ms, e.by, e.subject_kind, e.subject, e.disposition, e.reason, e.expires_ms, e.owner, e.due_ms, e.comment, e.run, e.findings, e.signed
        ])?;
        let seq = transaction.last_insert_rowid();
        place = u64::try_from(seq).unwrap_or_default();
        let comments = u64::from(!e.comment.is_empty());
        fold.execute(params![
            e.subject, e.subject_kind, e.disposition, e.reason, e.expires_ms, e.by, e.at_ms, e.run, e.findings, e.owner, e.due_ms, comments, e.signed, seq
        ])?;
    }
    Ok(place)
}

/// Closes what a comparison no longer has and opens what it has anew, against the comparison before it (0 for none), and keeps what it came to:
/// `rows` have its counts by severity, what is new, back and closed is counted here.
pub(crate) fn settle_findings(transaction: &Transaction<'_>, run: u32, previous: u32, rows: &[BurnRow]) -> Result<()> {
    // The results of the run before are still there: a finding closes with the severity that it had last. Without the hint the
    // smallest severity is looked for from the index of severities, over all findings for each one that closes.
    transaction.execute(
        "UPDATE finding_span SET gone_run = ?1, severity = coalesce((SELECT min(severity) FROM finding INDEXED BY finding_id WHERE run = ?2 AND finding.id = finding_span.id), severity)
         WHERE gone_run IS NULL AND NOT EXISTS (SELECT 1 FROM finding WHERE run = ?1 AND finding.id = finding_span.id)",
        [run, previous],
    )?;
    transaction.execute(
        "INSERT INTO finding_span (id, first_run, gone_run, severity)
         SELECT id, ?1, NULL, min(severity) FROM finding
         WHERE run = ?1 AND NOT EXISTS (SELECT 1 FROM finding_span AS span WHERE span.id = finding.id AND span.gone_run IS NULL) GROUP BY id",
        [run],
    )?;
    let mut rows = rows.to_vec();
    let older = "EXISTS (SELECT 1 FROM finding_span AS older WHERE older.id = finding_span.id AND older.first_run < ?1)";
    let sql = format!("SELECT severity, count(*), coalesce(sum({older}), 0) FROM finding_span WHERE first_run = ?1 GROUP BY severity");
    let mut statement = transaction.prepare(&sql)?;
    for row in statement.query_map([run], |r| Ok((r.get::<_, usize>(0)?, r.get::<_, u64>(1)?, r.get::<_, u64>(2)?)))? {
        let (severity, opened, returned) = row?;
        if let Some(row) = rows.get_mut(severity) {
            (row.fresh, row.returned) = (opened.saturating_sub(returned), returned);
        }
    }
    let mut statement = transaction.prepare("SELECT severity, count(*) FROM finding_span WHERE gone_run = ?1 GROUP BY severity")?;
    for row in statement.query_map([run], |r| Ok((r.get::<_, usize>(0)?, r.get::<_, u64>(1)?)))? {
        let (severity, closed) = row?;
        if let Some(row) = rows.get_mut(severity) {
            row.closed = closed;
        }
    }
    for b in rows {
        transaction.execute(
            "INSERT OR REPLACE INTO burn (run, severity, findings, accepted, expired, fresh, returned, closed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![run, b.severity, b.findings, b.accepted, b.expired, b.fresh, b.returned, b.closed],
        )?;
    }
    Ok(())
}

impl BurnRow {
    /// A row for each severity of a run, without any count.
    pub fn none_of(run: u32) -> Vec<Self> {
        (0..5).map(|severity| Self { run, severity, ..Self::default() }).collect()
    }
}

impl Store {
    /// Adds entries to the log and moves what holds now, all or nothing. Answers with the place of the last one, 0 for none.
    pub fn add_triage(&self, entries: &[TriageEntry]) -> Result<u64> {
        let mut database = self.database();
        let transaction = database.transaction()?;
        let place = write(&transaction, entries)?;
        transaction.commit()?;
        Ok(place)
    }

    /// Adds entries to the log but those of which somebody changed a part after a place in it, as who decides or signs changes the decision; looked at and added in one go.
    pub fn add_triage_since(&self, entries: &[TriageEntry], since: u64) -> Result<TriageAdded> {
        let mut database = self.database();
        let transaction = database.transaction()?;
        let mut left = BTreeSet::new();
        let mut kept = Vec::new();
        for entry in entries {
            if touched_after(&transaction, &entry.subject, entry.parts(), since)? {
                left.insert(entry.subject.clone());
            } else {
                kept.push(entry.clone());
            }
        }
        let place = write(&transaction, &kept)?;
        transaction.commit()?;
        Ok(TriageAdded { place, left })
    }

    /// Whether somebody changed one of these parts of a subject after a place in the log.
    pub fn triage_touched_after(&self, subject: &str, parts: TriageParts, place: u64) -> Result<bool> {
        touched_after(&self.database(), subject, parts, place)
    }

    /// What holds of one subject.
    pub fn triage_of(&self, subject: &str) -> Result<Option<TriageRow>> {
        let sql = format!("SELECT {NOW} FROM triage_now WHERE subject = ?1");
        Ok(self.database().query_row(&sql, [subject], now_row).optional()?)
    }

    /// What holds of every subject of a kind, by its token.
    pub fn triage_of_all(&self, subject_kind: &str) -> Result<BTreeMap<String, TriageRow>> {
        let database = self.database();
        let mut statement = database.prepare(&format!("SELECT {NOW} FROM triage_now WHERE subject_kind = ?1"))?;
        let rows = statement.query_map([subject_kind], now_row)?;
        let rows: Vec<TriageRow> = rows.collect::<std::result::Result<_, _>>()?;
        Ok(rows.into_iter().map(|row| (row.subject.clone(), row)).collect())
    }

    /// A page of the log of some subjects, newest first, and how many entries they have.
    pub fn triage_log(&self, subjects: &[String], offset: u64, limit: u64) -> Result<(Vec<TriageEntry>, u64)> {
        let marks = vec!["?"; subjects.len()].join(", ");
        let database = self.database();
        let total = database.query_row(&format!("SELECT count(*) FROM triage WHERE subject IN ({marks})"), params_from_iter(subjects), |r| r.get(0))?;
        let sql = format!(
            "SELECT seq, at_ms, by, subject_kind, subject, disposition, reason, expires_ms, owner, due_ms, comment, run, findings, signed FROM triage
             WHERE subject IN ({marks}) ORDER BY seq DESC LIMIT {limit} OFFSET {offset}"
        );
        let mut statement = database.prepare(&sql)?;
        let rows = statement.query_map(params_from_iter(subjects), entry_row)?;
        Ok((rows.collect::<std::result::Result<_, _>>()?, total))
    }

    /// Findings under a filter that have an entry of their own.
    pub fn own_triage(&self, run: u32, filter: &FindingFilter) -> Result<Vec<OwnTriage>> {
        let clause = filter.clause(run);
        let database = self.database();
        // The few that were triaged one by one lead; the other way round each finding would be looked up.
        let sql = format!(
            "SELECT {NOW}, ordinal, cause, severity FROM triage_now CROSS JOIN finding
             WHERE subject_kind = 'finding' AND finding.id = triage_now.subject AND {} ORDER BY ordinal",
            clause.sql
        );
        let mut statement = database.prepare(&sql)?;
        let row = |r: &Row<'_>| Ok(OwnTriage { row: now_row(r)?, ordinal: r.get(18)?, cause: r.get(19)?, severity: r.get(20)? });
        let rows = statement.query_map(params_from_iter(&clause.values), row)?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Findings under a filter by cause and severity, without those of `own`, which has the same filter.
    pub fn finding_groups(&self, run: u32, filter: &FindingFilter, own: &[OwnTriage]) -> Result<Vec<FindingGroup>> {
        let clause = filter.clause(run);
        let mut groups: BTreeMap<(String, u8), u64> = BTreeMap::new();
        {
            let database = self.database();
            let mut statement = database.prepare(&format!("SELECT cause, severity, count(*) FROM finding WHERE {} GROUP BY cause, severity", clause.sql))?;
            let rows = statement.query_map(params_from_iter(&clause.values), |r| Ok(((r.get(0)?, r.get(1)?), r.get(2)?)))?;
            for row in rows {
                let (key, count) = row?;
                groups.insert(key, count);
            }
        }
        for one in own {
            if let Some(count) = groups.get_mut(&(one.cause.clone(), one.severity)) {
                *count = count.saturating_sub(1);
            }
        }
        Ok(groups.into_iter().filter(|(_, count)| *count > 0).map(|((cause, severity), count)| FindingGroup { cause, severity, count }).collect())
    }

    /// What one comparison came to, by severity; empty for one that an older program made.
    pub fn burn(&self, run: u32) -> Result<Vec<BurnRow>> {
        let database = self.database();
        let mut statement = database.prepare("SELECT run, severity, findings, accepted, expired, fresh, returned, closed FROM burn WHERE run = ?1 ORDER BY severity")?;
        let rows = statement.query_map([run], burn_row)?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Ids of the findings that a comparison had, if that is known of it.
    pub fn finding_ids(&self, run: u32) -> Result<Option<Vec<String>>> {
        // Comparisons of an older program kept their ids as one text.
        if let Some(list) = self.setting(&format!("findings of run {run}"))? {
            return Ok(Some(list.lines().map(str::to_string).collect()));
        }
        let database = self.database();
        let known = "SELECT EXISTS (SELECT 1 FROM burn WHERE run = ?1) OR EXISTS (SELECT 1 FROM finding_span WHERE first_run = ?1)";
        if !database.query_row(known, [run], |r| r.get::<_, bool>(0))? {
            return Ok(None);
        }
        let mut statement = database.prepare("SELECT id FROM finding_span WHERE first_run <= ?1 AND (gone_run IS NULL OR gone_run > ?1)")?;
        let rows = statement.query_map([run], |r| r.get(0))?;
        Ok(Some(rows.collect::<std::result::Result<_, _>>()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Conclusion, FindingRow};

    fn finding(ordinal: u64, id: &str, severity: u8, cause: &str) -> FindingRow {
        let word = |w: &str| w.to_string();
        let (verdict, aspect, kind, class, detail) = (word("altered"), word("status"), word("problem"), word("unit"), word("{}"));
        FindingRow { ordinal, id: word(id), patient: 0, verdict, aspect, kind, severity, cause: word(cause), class, detail, artifacts: Vec::new() }
    }

    fn run(store: &Store, ids: &[(&str, u8)]) -> (u32, Vec<BurnRow>) {
        let previous = store.last_run("compare").unwrap().map_or(0, |r| r.id);
        let run = store.start_run("compare", 1, 1).unwrap();
        let rows: Vec<FindingRow> = ids.iter().zip(0..).map(|((id, severity), ordinal)| finding(ordinal, id, *severity, "c-1")).collect();
        store.add_results(run, &[], &rows).unwrap();
        store.conclude(&Conclusion { run, previous, stands: None, burn: &BurnRow::none_of(run), ended_ms: 2, report: "{}" }).unwrap();
        (run, store.burn(run).unwrap())
    }

    /// New, back and closed over all severities.
    fn moved(burn: &[BurnRow]) -> [u64; 3] {
        burn.iter().fold([0; 3], |sum, b| [sum[0] + b.fresh, sum[1] + b.returned, sum[2] + b.closed])
    }

    #[test]
    fn a_finding_closes_when_a_run_lacks_it_and_may_come_back() {
        let (_folder, store) = crate::trial();
        assert_eq!(moved(&run(&store, &[("f-1", 0), ("f-2", 1)]).1), [2, 0, 0]);
        let (second, burn) = run(&store, &[("f-2", 1), ("f-3", 1)]);
        assert_eq!(moved(&burn), [1, 0, 1]);
        assert_eq!((burn[0].closed, burn[1].fresh), (1, 1), "by severity");
        assert_eq!(moved(&run(&store, &[("f-1", 0), ("f-2", 1)]).1), [0, 1, 1]);
        let mut ids = store.finding_ids(second).unwrap().unwrap();
        ids.sort();
        assert_eq!(ids, ["f-2", "f-3"], "a run is known after its results are forgotten");
        assert_eq!(store.finding_ids(99).unwrap(), None);
        assert_eq!(store.burn(second).unwrap(), burn, "and what it came to");
    }

    #[test]
    fn a_finding_closes_with_the_severity_it_had_last_and_one_that_stands_twice_counts_once() {
        let (_folder, store) = crate::trial();
        assert_eq!(moved(&run(&store, &[("f-1", 3), ("f-1", 2)]).1), [1, 0, 0]);
        run(&store, &[("f-1", 0)]);
        let (_, burn) = run(&store, &[]);
        assert_eq!((burn[0].closed, burn[2].closed), (1, 0));
    }

    fn entry(at_ms: u64, disposition: Option<&str>) -> TriageEntry {
        let subject_kind = "cause".to_string();
        TriageEntry { at_ms, by: format!("by-{at_ms}"), subject_kind, subject: "c-1".into(), disposition: disposition.map(str::to_string), findings: at_ms, ..TriageEntry::default() }
    }

    #[test]
    fn an_entry_changes_what_it_names_and_leaves_the_rest() {
        let (_folder, store) = crate::trial();
        let mut accepted = entry(1, Some("accepted"));
        (accepted.reason, accepted.expires_ms, accepted.owner) = ("known".into(), Some(50), Some("lead".into()));
        let mut comment = entry(2, None);
        (comment.comment, comment.due_ms) = ("see the ticket".into(), Some(70));
        store.add_triage(&[accepted, comment]).unwrap();
        let now = store.triage_of("c-1").unwrap().unwrap();
        assert_eq!((now.disposition.as_deref(), now.reason.as_str(), now.expires_ms, now.by.as_str(), now.findings), (Some("accepted"), "known", Some(50), "by-1", 1));
        assert_eq!((now.owner.as_deref(), now.due_ms, now.comments), (Some("lead"), Some(70), 1));

        store.add_triage(&[entry(3, Some("mapping defect"))]).unwrap();
        let now = store.triage_of("c-1").unwrap().unwrap();
        assert_eq!((now.disposition.as_deref(), now.reason.as_str(), now.expires_ms), (Some("mapping defect"), "", None), "the end goes with the acceptance");
        assert_eq!(now.owner.as_deref(), Some("lead"));

        let (log, total) = store.triage_log(&["c-1".into()], 0, 2).unwrap();
        assert_eq!(total, 3, "nothing is taken out of the log");
        assert_eq!(log.iter().map(|e| e.at_ms).collect::<Vec<_>>(), [3, 2], "newest first");
    }

    #[test]
    fn what_is_taken_back_is_left_where_somebody_decided_or_signed_since() {
        let (_folder, store) = crate::trial();
        let of = |subject: &str, e: TriageEntry| TriageEntry { subject: subject.into(), ..e };
        let place = store.add_triage(&[entry(1, Some("accepted")), of("c-2", entry(1, Some("accepted"))), of("c-3", entry(1, Some("accepted")))]).unwrap();
        assert_eq!(place, 3);
        store.add_triage(&[TriageEntry { comment: "seen".into(), ..entry(2, None) }, of("c-2", entry(2, Some("identity")))]).unwrap();
        store.add_triage(&[of("c-3", TriageEntry { signed: Some("approved".into()), ..entry(2, None) })]).unwrap();
        let back = |subject: &str| of(subject, entry(3, Some("reopened")));
        let added = store.add_triage_since(&[back("c-1"), back("c-2"), back("c-3")], place).unwrap();
        assert_eq!(added.left.iter().map(String::as_str).collect::<Vec<_>>(), ["c-2", "c-3"], "a comment decides nothing");
        assert_eq!(added.place, 7);
        let holds = |subject: &str| store.triage_of(subject).unwrap().unwrap().disposition.unwrap();
        assert_eq!([holds("c-1"), holds("c-2"), holds("c-3")], ["reopened", "identity", "accepted"]);
        assert_eq!(store.add_triage_since(&[back("c-1")], place).unwrap().place, 0, "nor twice");
    }

    #[test]
    fn an_owner_is_taken_back_where_nobody_named_another_since_and_whatever_was_decided() {
        let (_folder, store) = crate::trial();
        let of = |subject: &str, e: TriageEntry| TriageEntry { subject: subject.into(), ..e };
        let owned = |at_ms: u64, owner: &str| TriageEntry { owner: Some(owner.into()), ..entry(at_ms, None) };
        let place = store.add_triage(&[owned(1, "ada"), of("c-2", owned(1, "ada")), of("c-3", owned(1, "ada"))]).unwrap();
        let due = TriageEntry { due_ms: Some(70), ..entry(2, None) };
        store.add_triage(&[entry(2, Some("identity")), of("c-2", owned(2, "grace")), of("c-3", due)]).unwrap();
        let added = store.add_triage_since(&[owned(3, ""), of("c-2", owned(3, "")), of("c-3", owned(3, ""))], place).unwrap();
        assert_eq!(added.left.iter().map(String::as_str).collect::<Vec<_>>(), ["c-2"], "a decision and a day name no owner");
        let owner = |subject: &str| store.triage_of(subject).unwrap().unwrap().owner.unwrap();
        assert_eq!([owner("c-1"), owner("c-2"), owner("c-3")], ["", "grace", ""]);
        assert_eq!(store.triage_of("c-1").unwrap().unwrap().disposition.as_deref(), Some("identity"), "what was decided holds");
        assert_eq!(store.triage_of("c-3").unwrap().unwrap().due_ms, Some(70));
    }

    #[test]
    fn groups_and_own_entries_part_the_findings_and_the_scope_selects_among_them() {
        let (_folder, store) = crate::trial();
        let number = store.start_run("compare", 1, 1).unwrap();
        store.add_results(number, &[], &[finding(0, "f-0", 0, "c-1"), finding(1, "f-1", 0, "c-1"), finding(2, "f-2", 1, "c-2")]).unwrap();
        store.add_triage(&[TriageEntry { subject_kind: "finding".into(), subject: "f-1".into(), ..entry(1, Some("reopened")) }]).unwrap();
        let own = store.own_triage(number, &FindingFilter::default()).unwrap();
        assert_eq!(own.iter().map(|o| (o.ordinal, o.cause.as_str())).collect::<Vec<_>>(), [(1, "c-1")]);
        let groups = store.finding_groups(number, &FindingFilter::default(), &own).unwrap();
        assert_eq!(groups.iter().map(|g| (g.cause.as_str(), g.count)).collect::<Vec<_>>(), [("c-1", 1), ("c-2", 1)]);
        let narrowed = FindingFilter { severities: vec![1], ..FindingFilter::default() };
        assert!(store.own_triage(number, &narrowed).unwrap().is_empty());

        let passing = |causes: &[&str], own_passing: &[u64]| {
            let scope = crate::TriageScope { causes: causes.iter().map(|c| c.to_string()).collect(), own: vec![1], own_passing: own_passing.to_vec() };
            let filter = FindingFilter { triage: Some(scope), ..FindingFilter::default() };
            store.findings(number, &filter, 0, 10).unwrap().0.into_iter().map(|f| f.id).collect::<Vec<_>>()
        };
        assert_eq!(passing(&["c-1"], &[]), ["f-0"]);
        assert_eq!(passing(&["c-2"], &[1]), ["f-1", "f-2"]);
        assert!(passing(&[], &[]).is_empty());
        assert!(passing(&["c-1\"]') OR 1=1 --"], &[]).is_empty(), "a token that is none selects nothing");

        let of_causes = |causes: &[&str]| {
            let filter = FindingFilter { causes: Some(causes.iter().map(|c| c.to_string()).collect()), ..FindingFilter::default() };
            store.count_findings(number, &filter, "cause").unwrap().into_iter().map(|(_, n)| n).sum::<u64>()
        };
        assert_eq!((of_causes(&["c-1"]), of_causes(&["c-1", "c-2"]), of_causes(&[])), (2, 3, 0), "causes that nothing is asked of let nothing pass");
    }
}
