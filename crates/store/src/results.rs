//! Runs and what they found: patients, causes, findings. Lists are paged here, by index, so that they stay fast at a million.

use crate::filter::{FindingFilter, PatientFilter, Where};
use crate::{BlobPart, Result, Store};
use rusqlite::{Connection, OptionalExtension as _, Row, params_from_iter};
use std::collections::HashMap;

/// A run.
#[derive(Debug, Clone)]
pub struct RunRow {
    /// Number.
    pub id: u32,
    /// `migrate` or `compare`.
    pub kind: String,
    /// Start.
    pub started_ms: u64,
    /// End.
    pub ended_ms: Option<u64>,
    /// Mapping version, 0 for none.
    pub version: u32,
    /// `running`, `done`, `cancelled`, `failed`.
    pub state: String,
    /// Counts as JSON.
    pub report: String,
}

/// A patient of a comparison.
#[derive(Debug, Clone)]
pub struct PatientRow {
    /// Ordinal in the run.
    pub ordinal: u64,
    /// Pseudonym.
    pub token: String,
    /// `paired`, `legacy only`, `destination only`, `archived`; `nobody` of what is about no patient.
    pub side: String,
    /// Sex word.
    pub sex: String,
    /// Age band.
    pub age_band: String,
    /// Legacy statements.
    pub legacy: u64,
    /// Destination statements.
    pub destination: u64,
    /// Findings.
    pub findings: u64,
    /// Safety findings.
    pub safety: u64,
    /// Clinical findings.
    pub clinical: u64,
    /// Rank.
    pub score: f64,
    /// Reasons as JSON.
    pub reasons: String,
    /// Both charts, which may have been written by an earlier run.
    pub charts: BlobPart,
    /// What this run judged of them.
    pub judged: BlobPart,
    /// Index of the worst severity, 9 for none.
    pub worst: u8,
}

/// A cause.
#[derive(Debug, Clone)]
pub struct CauseRow {
    /// Token.
    pub id: String,
    /// Class word.
    pub class: String,
    /// Label.
    pub label: String,
    /// Evidence.
    pub evidence: String,
    /// Rule.
    pub rule: Option<String>,
    /// Kind word.
    pub kind: String,
    /// Verdict word.
    pub verdict: String,
    /// Aspect word.
    pub aspect: String,
    /// Index of the worst severity.
    pub severity: u8,
    /// Findings.
    pub statements: u64,
    /// Safety findings.
    pub safety: u64,
    /// Patients.
    pub patients: u64,
    /// Clusters as JSON.
    pub clusters: String,
    /// What to do about it, as JSON; empty in results of an earlier version.
    pub proposal: String,
}

/// A finding.
#[derive(Debug, Clone)]
pub struct FindingRow {
    /// Ordinal in the run.
    pub ordinal: u64,
    /// Token.
    pub id: String,
    /// Ordinal of the patient.
    pub patient: u64,
    /// Verdict word.
    pub verdict: String,
    /// Aspect word.
    pub aspect: String,
    /// Kind word.
    pub kind: String,
    /// Index of the severity.
    pub severity: u8,
    /// Cause token.
    pub cause: String,
    /// Cause class.
    pub class: String,
    /// Everything else as JSON.
    pub detail: String,
    /// Artifacts that its statements stand in. Kept to be asked for, not read back.
    pub artifacts: Vec<u32>,
}

/// Counts of patients by side, with at least one safety, clinical or other finding, and by reason.
pub type PatientFacets = (Vec<(String, u64)>, [u64; 3], Vec<(String, u64)>);

/// Facets of patients that were asked for, by run and filter.
#[derive(Default)]
pub(crate) struct Remembered(HashMap<String, PatientFacets>);

const REMEMBERED_MAX: usize = 256;

fn run_row(r: &Row<'_>) -> rusqlite::Result<RunRow> {
    Ok(RunRow { id: r.get(0)?, kind: r.get(1)?, started_ms: r.get(2)?, ended_ms: r.get(3)?, version: r.get(4)?, state: r.get(5)?, report: r.get(6)? })
}

fn patient_row(r: &Row<'_>) -> rusqlite::Result<PatientRow> {
    Ok(PatientRow {
        ordinal: r.get(0)?,
        token: r.get(1)?,
        side: r.get(2)?,
        sex: r.get(3)?,
        age_band: r.get(4)?,
        legacy: r.get(5)?,
        destination: r.get(6)?,
        findings: r.get(7)?,
        safety: r.get(8)?,
        clinical: r.get(9)?,
        score: r.get(10)?,
        reasons: r.get(11)?,
        charts: BlobPart { blob: r.get(12)?, offset: r.get(13)?, length: r.get(14)? },
        judged: BlobPart { blob: r.get(15)?, offset: r.get(16)?, length: r.get(17)? },
        worst: r.get(18)?,
    })
}

const PATIENT: &str =
    "ordinal, token, side, sex, age_band, legacy, destination, findings, safety, clinical, score, reasons, blob, offset, length, judged, judged_offset, judged_length, worst";

/// The blobs that patients refer to.
pub(crate) fn blobs_of_patients(which: &str) -> String {
    format!("SELECT blob FROM patient {which} UNION SELECT judged FROM patient {which}")
}

fn finding_row(r: &Row<'_>) -> rusqlite::Result<FindingRow> {
    Ok(FindingRow {
        ordinal: r.get(0)?,
        id: r.get(1)?,
        patient: r.get(2)?,
        verdict: r.get(3)?,
        aspect: r.get(4)?,
        kind: r.get(5)?,
        severity: r.get(6)?,
        cause: r.get(7)?,
        class: r.get(8)?,
        detail: r.get(9)?,
        artifacts: Vec::new(),
    })
}

const FINDING: &str = "ordinal, id, patient, verdict, aspect, kind, severity, cause, class, detail";

/// The rows of a page. Which rows they are is asked of an index alone, so that skipping a million of them reads no row; the
/// rows of the page are then fetched one by one.
fn rows_of_page<T>(database: &Connection, page: &str, clause: &Where, one: &str, run: u32, row: fn(&Row<'_>) -> rusqlite::Result<T>) -> Result<Vec<T>> {
    let mut statement = database.prepare(page)?;
    let ordinals: Vec<u64> = statement.query_map(params_from_iter(&clause.values), |r| r.get(0))?.collect::<std::result::Result<_, _>>()?;
    let mut statement = database.prepare(one)?;
    let rows = ordinals.into_iter().map(|ordinal| statement.query_row((run, ordinal), row));
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}

fn cause_row(r: &Row<'_>) -> rusqlite::Result<CauseRow> {
    Ok(CauseRow {
        id: r.get(0)?,
        class: r.get(1)?,
        label: r.get(2)?,
        evidence: r.get(3)?,
        rule: r.get(4)?,
        kind: r.get(5)?,
        verdict: r.get(6)?,
        aspect: r.get(7)?,
        severity: r.get(8)?,
        statements: r.get(9)?,
        safety: r.get(10)?,
        patients: r.get(11)?,
        clusters: r.get(12)?,
        proposal: r.get(13)?,
    })
}

/// A row that a migration held back: artifact and line, then relation, rule and reason.
pub type HeldRow<'r> = (u32, u64, &'r str, &'r str, &'r str);

pub(crate) fn end_run(database: &Connection, id: u32, now_ms: u64, state: &str, report: &str) -> Result<()> {
    database.execute("UPDATE run SET ended_ms = ?2, state = ?3, report = ?4 WHERE id = ?1", (id, now_ms, state, report))?;
    Ok(())
}

/// Replaces the rows held back by the last migration run.
pub(crate) fn put_held<'r>(database: &Connection, run: u32, rows: impl Iterator<Item = HeldRow<'r>>) -> Result<()> {
    database.execute("DELETE FROM held", [])?;
    let mut insert = database.prepare("INSERT INTO held (run, artifact, line, relation, rule, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    for (artifact, line, relation, rule, reason) in rows {
        insert.execute((run, artifact, line, relation, rule, reason))?;
    }
    Ok(())
}

impl Store {
    /// Opens a run and gives its number.
    pub fn start_run(&self, kind: &str, now_ms: u64, version: u32) -> Result<u32> {
        let database = self.database();
        database.execute("INSERT INTO run (kind, started_ms, version, state, report) VALUES (?1, ?2, ?3, 'running', '{}')", (kind, now_ms, version))?;
        Ok(database.last_insert_rowid() as u32)
    }

    /// Closes a run that keeps no settings of its own. Those of a comparison are concluded or given up.
    pub fn end_run(&self, id: u32, now_ms: u64, state: &str, report: &str) -> Result<()> {
        end_run(&self.database(), id, now_ms, state, report)
    }

    /// The newest finished run of a kind.
    pub fn last_run(&self, kind: &str) -> Result<Option<RunRow>> {
        let sql = "SELECT id, kind, started_ms, ended_ms, version, state, report FROM run WHERE kind = ?1 AND state = 'done' ORDER BY id DESC LIMIT 1";
        Ok(self.database().query_row(sql, [kind], run_row).optional()?)
    }

    /// One run.
    pub fn run(&self, id: u32) -> Result<Option<RunRow>> {
        let sql = "SELECT id, kind, started_ms, ended_ms, version, state, report FROM run WHERE id = ?1";
        Ok(self.database().query_row(sql, [id], run_row).optional()?)
    }

    /// The newest run of one of some kinds that stands as running: at work, or left by a crash.
    pub fn open_run(&self, kinds: &[&str]) -> Result<Option<RunRow>> {
        let database = self.database();
        let mut statement = database.prepare("SELECT id, kind, started_ms, ended_ms, version, state, report FROM run WHERE state = 'running' ORDER BY id DESC")?;
        for row in statement.query_map([], run_row)? {
            let row = row?;
            if kinds.contains(&row.kind.as_str()) {
                return Ok(Some(row));
            }
        }
        Ok(None)
    }

    /// Finished runs of a kind, oldest first, at most the last `limit`.
    pub fn runs(&self, kind: &str, limit: u64) -> Result<Vec<RunRow>> {
        let database = self.database();
        let mut statement = database.prepare("SELECT id, kind, started_ms, ended_ms, version, state, report FROM run WHERE kind = ?1 AND state = 'done' ORDER BY id DESC LIMIT ?2")?;
        let rows = statement.query_map((kind, limit), run_row)?;
        let mut runs: Vec<RunRow> = rows.collect::<std::result::Result<_, _>>()?;
        runs.reverse();
        Ok(runs)
    }

    /// Hands out the rows held back by a run: artifact, line, then relation, rule and reason.
    pub fn each_held(&self, run: u32, each: &mut dyn FnMut(u32, u64, (String, String, String))) -> Result<()> {
        let database = self.database();
        let mut statement = database.prepare("SELECT artifact, line, relation, rule, reason FROM held WHERE run = ?1")?;
        let mut rows = statement.query([run])?;
        while let Some(row) = rows.next()? {
            each(row.get(0)?, row.get(1)?, (row.get(2)?, row.get(3)?, row.get(4)?));
        }
        Ok(())
    }

    /// The pseudonym of a key, made when it has none; `make` gives candidates until one is free.
    pub fn pseudonyms(&self, keys: &[String], make: &mut dyn FnMut() -> String) -> Result<Vec<String>> {
        let mut database = self.database();
        let transaction = database.transaction()?;
        let mut out = Vec::with_capacity(keys.len());
        {
            let mut find = transaction.prepare("SELECT token FROM pseudonym WHERE key = ?1")?;
            let mut insert = transaction.prepare("INSERT OR IGNORE INTO pseudonym (key, token) VALUES (?1, ?2)")?;
            for key in keys {
                let mut token: Option<String> = find.query_row([key], |r| r.get(0)).optional()?;
                while token.is_none() {
                    let candidate = make();
                    if insert.execute([key, &candidate])? == 1 {
                        token = Some(candidate);
                    }
                }
                out.extend(token);
            }
        }
        transaction.commit()?;
        Ok(out)
    }

    /// The pseudonym that a key has; none is made.
    pub fn pseudonym_of(&self, key: &str) -> Result<Option<String>> {
        Ok(self.database().query_row("SELECT token FROM pseudonym WHERE key = ?1", [key], |r| r.get(0)).optional()?)
    }

    /// Adds patients and findings of a run.
    pub fn add_results(&self, run: u32, patients: &[PatientRow], findings: &[FindingRow]) -> Result<()> {
        let mut database = self.database();
        let transaction = database.transaction()?;
        {
            let mut insert = transaction.prepare_cached(
                "INSERT INTO patient (run, ordinal, token, side, sex, age_band, legacy, destination, findings, safety, clinical, score, reasons,
                   blob, offset, length, judged, judged_offset, judged_length, worst)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)",
            )?;
            for p in patients {
                insert.execute(rusqlite::params![
                    run, p.ordinal, p.token, p.side, p.sex, p.age_band, p.legacy, p.destination, p.findings, p.safety, p.clinical, p.score, p.reasons,
                    p.charts.blob, p.charts.offset, p.charts.length, p.judged.blob, p.judged.offset, p.judged.length, p.worst
                ])?;
            }
            let mut insert = transaction.prepare_cached("INSERT OR IGNORE INTO patient_reason SELECT ?1, json_extract(value, '$.key'), ?2 FROM json_each(?3)")?;
            for p in patients.iter().filter(|p| p.reasons != "[]") {
                insert.execute(rusqlite::params![run, p.ordinal, p.reasons])?;
            }
            let mut insert = transaction.prepare_cached(
                "INSERT INTO finding (run, ordinal, id, patient, verdict, aspect, kind, severity, cause, class, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            )?;
            for f in findings {
                insert.execute(rusqlite::params![run, f.ordinal, f.id, f.patient, f.verdict, f.aspect, f.kind, f.severity, f.cause, f.class, f.detail])?;
            }
            let mut insert = transaction.prepare_cached("INSERT OR IGNORE INTO finding_origin (run, artifact, ordinal) VALUES (?1, ?2, ?3)")?;
            for (f, artifact) in findings.iter().flat_map(|f| f.artifacts.iter().map(move |artifact| (f, artifact))) {
                insert.execute((run, artifact, f.ordinal))?;
            }
        }
        transaction.commit()?;
        Ok(())
    }

    /// The blobs that hold the charts of a run and what was judged of them.
    pub fn chart_blobs(&self, run: u32) -> Result<Vec<String>> {
        let database = self.database();
        let mut statement = database.prepare(&blobs_of_patients("WHERE run = ?1"))?;
        let rows = statement.query_map([run], |r| r.get(0))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Adds the causes of a run.
    pub fn add_causes(&self, run: u32, causes: &[CauseRow]) -> Result<()> {
        let mut database = self.database();
        let transaction = database.transaction()?;
        {
            let mut insert = transaction.prepare(
                "INSERT INTO cause (run, id, class, label, evidence, rule, kind, verdict, aspect, severity, statements, safety, patients, clusters, proposal)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
            )?;
            for c in causes {
                insert.execute(rusqlite::params![
                    run, c.id, c.class, c.label, c.evidence, c.rule, c.kind, c.verdict, c.aspect, c.severity, c.statements, c.safety, c.patients, c.clusters, c.proposal
                ])?;
            }
        }
        transaction.commit()?;
        Ok(())
    }

    /// Gives the findings of some causes to others: id of what it was, id and class of what it is part of.
    pub fn fold_causes(&self, run: u32, folded: &[[String; 3]]) -> Result<()> {
        let mut database = self.database();
        let transaction = database.transaction()?;
        for [from, into, class] in folded {
            transaction.execute("UPDATE finding SET cause = ?3, class = ?4 WHERE run = ?1 AND cause = ?2", (run, from, into, class))?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// A page of patients and the total.
    pub fn patients(&self, run: u32, filter: &PatientFilter, sort: &str, offset: u64, limit: u64) -> Result<(Vec<PatientRow>, u64)> {
        let clause = filter.clause(run);
        let order = match sort {
            "findings" => "findings",
            "-findings" => "findings DESC",
            "statements" => "legacy + destination",
            "-statements" => "legacy + destination DESC",
            "difference" => "abs(destination - legacy)",
            "-difference" => "abs(destination - legacy) DESC",
            "safety" => "safety, clinical",
            "-safety" => "safety DESC, clinical DESC",
            "patient" => "token",
            "-patient" => "token DESC",
            "sex" => "sex",
            "-sex" => "sex DESC",
            // A band begins with its first year; what begins with none is unknown.
            "age" => "CAST(age_band AS INTEGER)",
            "-age" => "CAST(age_band AS INTEGER) DESC",
            "legacy" => "legacy",
            "-legacy" => "legacy DESC",
            "destination" => "destination",
            "-destination" => "destination DESC",
            "clinical" => "clinical",
            "-clinical" => "clinical DESC",
            "-rank" => "score",
            _ => "score DESC",
        };
        let database = self.database();
        let total = database.query_row(&format!("SELECT count(*) FROM patient WHERE {}", clause.sql), params_from_iter(&clause.values), |r| r.get(0))?;
        let page = format!("SELECT ordinal FROM patient WHERE {} ORDER BY {order}, ordinal LIMIT {limit} OFFSET {offset}", clause.sql);
        let one = format!("SELECT {PATIENT} FROM patient WHERE run = ?1 AND ordinal = ?2");
        Ok((rows_of_page(&database, &page, &clause, &one, run, patient_row)?, total))
    }

    /// The next patients of a run from an ordinal on, in the order of the run: for going through all of them, however many they are.
    pub fn patients_from(&self, run: u32, ordinal: u64, most: u64) -> Result<Vec<PatientRow>> {
        let database = self.database();
        let mut statement = database.prepare_cached(&format!("SELECT {PATIENT} FROM patient WHERE run = ?1 AND ordinal >= ?2 ORDER BY ordinal LIMIT ?3"))?;
        let rows = statement.query_map((run, ordinal, most), patient_row)?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Patients counted under a filter.
    pub fn patient_facets(&self, run: u32, filter: &PatientFilter) -> Result<PatientFacets> {
        // A question about a list of patients is as long as the list, and is not held.
        if filter.ordinals.is_some() {
            return self.count_facets(run, filter);
        }
        // What a finished run found does not change: the same question is answered from memory.
        let question = format!("{run} {filter:?}");
        if let Some(known) = self.remembered().0.get(&question) {
            return Ok(known.clone());
        }
        let facets = self.count_facets(run, filter)?;
        let mut remembered = self.remembered();
        if remembered.0.len() >= REMEMBERED_MAX {
            remembered.0.clear();
        }
        remembered.0.insert(question, facets.clone());
        Ok(facets)
    }

    fn count_facets(&self, run: u32, filter: &PatientFilter) -> Result<PatientFacets> {
        let mut clause = filter.clause(run);
        let database = self.database();
        let sql = format!("SELECT side, count(*), sum(safety > 0), sum(clinical > 0), sum(findings > safety + clinical) FROM patient WHERE {} GROUP BY side ORDER BY 2 DESC", clause.sql);
        let mut statement = database.prepare(&sql)?;
        let (mut sides, mut severities) = (Vec::new(), [0; 3]);
        for row in statement.query_map(params_from_iter(&clause.values), |r| Ok(((r.get(0)?, r.get(1)?), [r.get(2)?, r.get(3)?, r.get(4)?])))? {
            let (side, counts): ((String, u64), [u64; 3]) = row?;
            sides.push(side);
            severities.iter_mut().zip(counts).for_each(|(sum, n)| *sum += n);
        }
        let of = format!("SELECT r.key, count(*) FROM patient_reason r WHERE r.run = {run}");
        let sql = match *filter == PatientFilter::default() {
            true => format!("{of} GROUP BY 1 ORDER BY 2 DESC, 1"),
            false => format!("{of} AND r.ordinal IN (SELECT ordinal FROM patient WHERE {}) GROUP BY 1 ORDER BY 2 DESC, 1", clause.sql),
        };
        if *filter == PatientFilter::default() {
            clause.values.clear();
        }
        let mut statement = database.prepare(&sql)?;
        let reasons = statement.query_map(params_from_iter(&clause.values), |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<std::result::Result<_, _>>()?;
        Ok((sides, severities, reasons))
    }

    /// A patient by pseudonym.
    pub fn patient(&self, run: u32, token: &str) -> Result<Option<PatientRow>> {
        let sql = format!("SELECT {PATIENT} FROM patient WHERE run = ?1 AND token = ?2");
        Ok(self.database().query_row(&sql, (run, token), patient_row).optional()?)
    }

    /// A patient by ordinal.
    pub fn patient_by_ordinal(&self, run: u32, ordinal: u64) -> Result<Option<PatientRow>> {
        let sql = format!("SELECT {PATIENT} FROM patient WHERE run = ?1 AND ordinal = ?2");
        Ok(self.database().query_row(&sql, (run, ordinal), patient_row).optional()?)
    }

    /// A page of findings, worst first, and the total.
    pub fn findings(&self, run: u32, filter: &FindingFilter, offset: u64, limit: u64) -> Result<(Vec<FindingRow>, u64)> {
        self.findings_by(run, filter, "", offset, limit)
    }

    /// A page of findings and the total: by `patient` (`-patient` descending), worst first of each; worst first of all for any other word.
    pub fn findings_by(&self, run: u32, filter: &FindingFilter, sort: &str, offset: u64, limit: u64) -> Result<(Vec<FindingRow>, u64)> {
        let by = match sort {
            "patient" => "(SELECT token FROM patient p WHERE p.run = finding.run AND p.ordinal = finding.patient), ",
            "-patient" => "(SELECT token FROM patient p WHERE p.run = finding.run AND p.ordinal = finding.patient) DESC, ",
            _ => "",
        };
        let clause = filter.clause(run);
        let database = self.database();
        let total = database.query_row(&format!("SELECT count(*) FROM finding WHERE {}", clause.sql), params_from_iter(&clause.values), |r| r.get(0))?;
        let page = format!("SELECT ordinal FROM finding WHERE {} ORDER BY {by}severity, ordinal LIMIT {limit} OFFSET {offset}", clause.sql);
        let one = format!("SELECT {FINDING} FROM finding WHERE run = ?1 AND ordinal = ?2");
        Ok((rows_of_page(&database, &page, &clause, &one, run, finding_row)?, total))
    }

    /// Whether it was kept which artifacts the findings of a run come from: a comparison of an older program did not.
    pub fn knows_origins(&self, run: u32) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM finding_origin WHERE run = ?1) OR NOT EXISTS (SELECT 1 FROM finding WHERE run = ?1)";
        Ok(self.database().query_row(sql, [run], |r| r.get(0))?)
    }

    /// Each finding of a run, in order.
    pub fn each_finding(&self, run: u32, each: &mut dyn FnMut(FindingRow)) -> Result<()> {
        let database = self.database();
        let mut statement = database.prepare(&format!("SELECT {FINDING} FROM finding WHERE run = ?1 ORDER BY ordinal"))?;
        let rows = statement.query_map([run], finding_row)?;
        for row in rows {
            each(row?);
        }
        Ok(())
    }

    /// A finding by token.
    pub fn finding(&self, run: u32, id: &str) -> Result<Option<FindingRow>> {
        let sql = format!("SELECT {FINDING} FROM finding WHERE run = ?1 AND id = ?2");
        Ok(self.database().query_row(&sql, (run, id), finding_row).optional()?)
    }

    /// Findings counted by a column (`severity`, `verdict`, `kind`, `class`, `cause`) under a filter.
    pub fn count_findings(&self, run: u32, filter: &FindingFilter, column: &str) -> Result<Vec<(String, u64)>> {
        let column = ["severity", "verdict", "kind", "class", "cause"].into_iter().find(|c| *c == column).unwrap_or("severity");
        let clause = filter.clause(run);
        let database = self.database();
        let mut statement = database.prepare(&format!("SELECT CAST({column} AS TEXT), count(*) FROM finding WHERE {} GROUP BY {column} ORDER BY 2 DESC", clause.sql))?;
        let rows = statement.query_map(params_from_iter(&clause.values), |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Causes of a run, worst first.
    pub fn causes(&self, run: u32) -> Result<Vec<CauseRow>> {
        let database = self.database();
        let sql = "SELECT id, class, label, evidence, rule, kind, verdict, aspect, severity, statements, safety, patients, clusters, proposal FROM cause WHERE run = ?1 ORDER BY severity, safety DESC, statements DESC, id";
        let mut statement = database.prepare(sql)?;
        let rows = statement.query_map([run], cause_row)?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }
}

impl Store {
    /// A finding by ordinal.
    pub fn finding_by_ordinal(&self, run: u32, ordinal: u64) -> Result<Option<FindingRow>> {
        let sql = format!("SELECT {FINDING} FROM finding WHERE run = ?1 AND ordinal = ?2");
        Ok(self.database().query_row(&sql, (run, ordinal), finding_row).optional()?)
    }

    /// Changes findings and removes others in one go: pairs that turned out to be one.
    pub fn join_findings(&self, run: u32, changed: &[FindingRow], removed: &[u64]) -> Result<()> {
        let mut database = self.database();
        let transaction = database.transaction()?;
        for f in changed {
            transaction.execute(
                "UPDATE finding SET verdict = ?3, aspect = ?4, severity = ?5, cause = ?6, class = ?7, detail = ?8 WHERE run = ?1 AND ordinal = ?2",
                (run, f.ordinal, &f.verdict, &f.aspect, f.severity, &f.cause, &f.class, &f.detail),
            )?;
        }
        for ordinal in removed {
            transaction.execute("DELETE FROM finding WHERE run = ?1 AND ordinal = ?2", (run, ordinal))?;
        }
        transaction.commit()?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
