//! Active or archive: what the legacy book knows of each patient's activity, gathered once, sealed, and classified by a
//! retention rule as often as somebody asks.
//!
//! The book is read by the same readings as a comparison; nothing of the mapping is asked. Gathering does not depend on
//! the rule: a changed rule is tried out on what is kept. What must stay true: every patient of the book stands in exactly
//! one class, and a condition that the book cannot answer is named.

mod activity;
mod force;
mod rows;

pub(crate) use force::{KeptOut, is_reason as is_kept_out_reason, kept_out, kept_out_as_gathered, reason as kept_out_reason};
pub use force::{Force, ForceEffect, force_effect, force_history, in_force, set_force};
pub(crate) use rows::{KEPT_ROWS, Rows, kept_rows, rows, seal_rows};

use activity::Gathered;
use crate::book::{hash, read_statements};
use crate::compare::clusters::names;
use crate::jobs::{Meter, Step};
use crate::knowledge::says_the_same;
use crate::sorted::Shelves;
use crate::{AppError, Result, Workspace};
use discovery::{PatientActivity, Retention, RetentionRules, Standing};
use model::{Aspect, Date, Kind, Side, Statement};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::io::{Read as _, Write as _};
use std::ops::ControlFlow;

/// Class of the sealed blob that holds the activity of every patient.
const BLOB: &str = "activity";

/// What gathering gave, as kept with its run.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ArchiveReport {
    /// Run number.
    pub run: u32,
    /// Patients of the legacy book.
    pub patients: u64,
    /// Their statements.
    pub statements: u64,
    /// Statements that name no patient.
    pub without_patient: u64,
    /// Conditions that the book cannot answer, with the reason.
    pub unanswered: Vec<String>,
    /// Day of the last delivery, in days since 1970: "today" where the rule sets no day.
    pub day: i32,
    /// The records and the other keys of every patient are kept as well; what an older program gathered has neither.
    pub(crate) with_records: bool,
    pub(crate) blob: String,
    pub(crate) basis: String,
}

/// One patient in its class.
#[derive(Debug, Clone, Serialize)]
pub struct ArchivePatient {
    /// The patient, under the key of the legacy side.
    pub patient: String,
    /// `active`, `archive`, `undecided`.
    pub class: &'static str,
    /// Why.
    pub reason: &'static str,
    /// Last activity, as it is written.
    pub last_activity: Option<String>,
    /// Statements.
    pub statements: u64,
}

/// Patients and statements of one class or of one move.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Held {
    /// Patients.
    pub patients: u64,
    /// Their statements.
    pub statements: u64,
}

impl Held {
    fn add(&mut self, statements: u64) {
        self.patients += 1;
        self.statements += statements;
    }
}

/// What a rule does to the workspace.
#[derive(Debug, Clone, Default)]
pub struct Effect {
    /// By class and reason.
    pub standings: BTreeMap<Standing, Held>,
    /// By year of the last activity, `None` where none is known: active, archive, undecided patients.
    pub years: BTreeMap<Option<i16>, [u64; 3]>,
}

/// The rule of the workspace with its version; version 0 is the rule that a new workspace starts with.
pub fn retention(workspace: &Workspace) -> Result<(u32, Retention)> {
    match workspace.store().document("retention")? {
        None => Ok((0, Retention::default())),
        Some(document) => {
            let rule = Retention::parse(&document.text).map_err(|p| AppError::Document(p.iter().map(ToString::to_string).collect()))?;
            Ok((document.version, rule))
        }
    }
}

/// Checks a rule as a document, without a workspace.
pub fn check_retention(text: &str) -> std::result::Result<(), Vec<formats::Problem>> {
    Retention::parse(text).map(|_| ())
}

/// The newest gathering, if there is one.
pub fn last_archive(workspace: &Workspace) -> Result<Option<ArchiveReport>> {
    Ok(workspace.store().last_run("archive")?.and_then(|run| serde_json::from_str(&run.report).ok()))
}

/// What a gathering depends on: the artifacts, the lens, and what this program reads of both.
pub(crate) fn basis(workspace: &Workspace) -> Result<String> {
    let artifacts = workspace.store().artifact_ids("legacy")?;
    let newest = artifacts.iter().max().copied().unwrap_or(0);
    let lens = workspace.store().document("lens")?.map_or(0, |l| l.version);
    Ok(format!("{} artifacts up to {newest}, lens {lens}, read by {}", artifacts.len(), env!("THROUGHLINE_READINGS")))
}

/// Gatherings of which one may still have left what it kept.
const GATHERINGS: u64 = 20;

/// Reads the legacy book and keeps what it says of every patient's activity. A cancelled or failed run leaves what was
/// kept before.
pub fn gather(workspace: &Workspace, now: fn() -> u64, meter: &Meter<'_>) -> Result<ArchiveReport> {
    let store = workspace.store();
    if !store.holds_records("legacy")? {
        return Err(AppError::Nothing("the legacy side holds no records; ingest it first".into()));
    }
    store.expect_leftovers()?;
    let run = store.start_run("archive", now(), 0)?;
    let outcome = gather_book(workspace, run, meter);
    match &outcome {
        Ok(report) => {
            let json = serde_json::to_string(report).map_err(|e| AppError::Other(e.to_string()))?;
            store.end_run(run, now(), "done", &json)?;
            // All but what is the newest now: somebody else may have gathered meanwhile.
            for older in store.runs("archive", GATHERINGS)?.iter().rev().skip(1) {
                if let Ok(older) = serde_json::from_str::<ArchiveReport>(&older.report) {
                    store.remove_blob(&older.blob)?;
                }
            }
            store.no_leftovers()?;
        }
        Err(AppError::Cancelled) => store.end_run(run, now(), "cancelled", "{}")?,
        Err(_) => store.end_run(run, now(), "failed", "{}")?,
    }
    outcome
}

fn gather_book(workspace: &Workspace, run: u32, meter: &Meter<'_>) -> Result<ArchiveReport> {
    let mut last = 0_u64;
    for artifact in workspace.store().walk_artifacts("legacy") {
        last = last.max(artifact?.ingested_ms);
    }
    let day = i32::try_from(last / 86_400_000).unwrap_or(0);
    let mut report = ArchiveReport { run, day, with_records: true, basis: basis(workspace)?, ..ArchiveReport::default() };
    let mut patients: HashMap<String, Gathered> = HashMap::new();
    let mut kinds: BTreeMap<Kind, u64> = BTreeMap::new();
    let mut people = People::default();
    let all = |_: &store::ArtifactRow| true;
    read_statements(workspace, Side::Legacy, &all, meter, &mut |statement, _| {
        *kinds.entry(statement.kind).or_default() += 1;
        if statement.patient.is_empty() {
            report.without_patient += 1;
            return ControlFlow::Continue(());
        }
        patients.entry(statement.patient.clone()).or_default().note(&statement, day);
        if statement.kind == Kind::Demographic {
            people.note(statement);
        }
        ControlFlow::Continue(())
    })?;
    if patients.is_empty() {
        return Err(AppError::Nothing("the legacy side asserts nothing: tables need a lens (`throughline starter apply`, `throughline lens import`)".into()));
    }
    // A document or a message may name by another number whom the tables name by a key of their own, and another message by a third.
    for (other, known_by) in names(&Shelves::new(workspace.store().scratch()?), &people.said)? {
        if let Some(gathered) = patients.remove(&other) {
            patients.entry(known_by).or_default().join(other, gathered);
        }
    }
    report.unanswered = unanswered(&kinds);
    let money = kinds.contains_key(&Kind::Charge) && kinds.contains_key(&Kind::Payment);
    keep(workspace, patients, money, &mut report, meter)?;
    Ok(report)
}

/// What the records say of who people are, as far as the names by which they go ask for it. A message says it again each time: what was said
/// last of a patient is not held twice, but whoever tells of a merge is held in the order of merges.
#[derive(Default)]
struct People {
    said: Vec<Statement>,
    /// Number of what was said last, by a digest of the key.
    last: HashMap<u64, usize>,
}

impl People {
    fn note(&mut self, mut statement: Statement) {
        let is_merge = identity::said_merges(&statement).next().is_some();
        let is_asked = |aspect: Aspect| match aspect {
            Aspect::Mrn | Aspect::BirthDate | Aspect::Family | Aspect::Given => true,
            Aspect::Status | Aspect::Patient | Aspect::Replaces | Aspect::Effective | Aspect::Recorded => is_merge,
            _ => false,
        };
        statement.facts.retain(|fact| is_asked(fact.aspect));
        statement.facts.shrink_to_fit();
        // A resource is no message; which one it is says nothing.
        if !statement.origin.reference.is_empty() {
            statement.origin.reference = "/".into();
        }
        let is_of_tables = identity::is_of_tables(&statement);
        let is_of_one_sort = |other: &Statement| identity::is_of_tables(other) == is_of_tables && other.origin.reference == statement.origin.reference;
        let same = |other: &Statement| is_of_one_sort(other) && says_the_same(other, &statement);
        let last = self.last.insert(hash(&statement.patient), self.said.len());
        match last.filter(|last| !is_merge && self.said.get(*last).is_some_and(same)) {
            Some(last) => drop(self.last.insert(hash(&statement.patient), last)),
            None => self.said.push(statement),
        }
    }
}

/// Conditions of a rule that no statement of the book can answer.
fn unanswered(kinds: &BTreeMap<Kind, u64>) -> Vec<String> {
    let lacks = |kind: &Kind| !kinds.contains_key(kind);
    let conditions: [(&str, &[Kind]); 6] = [
        ("open orders", &[Kind::Order]),
        ("open balance", &[Kind::Charge, Kind::Payment]),
        ("appointments", &[Kind::Appointment]),
        ("active prescriptions", &[Kind::Medication]),
        ("allergies", &[Kind::Allergy]),
        ("advance directives", &[Kind::AdvanceDirective]),
    ];
    let missing = |needed: &[Kind]| needed.iter().filter(|k| lacks(k)).map(|k| k.word()).collect::<Vec<_>>().join(" and no ");
    let words = |(condition, needed): &(&str, &[Kind])| {
        let missing = missing(needed);
        (!missing.is_empty()).then(|| format!("{condition}: the legacy book holds no {missing}"))
    };
    conditions.iter().filter_map(words).collect()
}

/// Seals the activity of every patient, in the order of their keys.
fn keep(workspace: &Workspace, patients: HashMap<String, Gathered>, money: bool, report: &mut ArchiveReport, meter: &Meter<'_>) -> Result<()> {
    let mut sorted: Vec<(String, Gathered)> = patients.into_iter().collect();
    sorted.sort_by(|a, b| a.0.cmp(&b.0));
    let total = sorted.len() as u64;
    let mut writer = workspace.store().write_blob(BLOB)?;
    for (key, mut gathered) in sorted {
        gathered.others.sort_unstable();
        if report.patients % 1024 == 0 && meter(Step { phase: "keeping", done: report.patients, total, unit: "patients" }).is_break() {
            return Err(AppError::Cancelled);
        }
        gathered.activity.balance_cents = if money { gathered.balance() } else { 0 };
        let bytes = postcard::to_stdvec(&(&key, gathered.statements, &gathered.activity, gathered.records, &gathered.others)).map_err(|e| AppError::Other(e.to_string()))?;
        writer.write_all(&u32::try_from(bytes.len()).unwrap_or(0).to_be_bytes())?;
        writer.write_all(&bytes)?;
        report.patients += 1;
        report.statements += gathered.statements;
    }
    report.blob = writer.finish()?;
    Ok(())
}

/// What is kept of one patient.
struct One {
    key: String,
    statements: u64,
    activity: PatientActivity,
    /// Legacy records that say the statements.
    records: u64,
    /// Other keys that the patient goes by.
    others: Vec<String>,
}

/// Hands what is kept of every patient of a gathering to `each`, by key in order.
fn each_kept(workspace: &Workspace, report: &ArchiveReport, each: &mut dyn FnMut(One)) -> Result<()> {
    let mut reader = std::io::BufReader::new(workspace.store().read_blob(&report.blob, BLOB)?);
    let mut length = [0u8; 4];
    for _ in 0..report.patients {
        reader.read_exact(&mut length)?;
        let mut bytes = vec![0u8; u32::from_be_bytes(length) as usize];
        reader.read_exact(&mut bytes)?;
        let failed = |e: postcard::Error| AppError::Other(e.to_string());
        let ((key, statements, activity), more): ((String, u64, PatientActivity), _) = postcard::take_from_bytes(&bytes).map_err(failed)?;
        let (records, others): (u64, Vec<String>) = if report.with_records { postcard::from_bytes(more).map_err(failed)? } else { (0, Vec::new()) };
        each(One { key, statements, activity, records, others });
    }
    Ok(())
}

/// The day from which a rule counts back.
pub fn cut_over(rule: &Retention, report: &ArchiveReport) -> Date {
    let (year, month, day) = model::civil_from_days(report.day);
    let delivered = Date { year, month, day, second: 0, millisecond: 0, offset: None, precision: model::Precision::Day };
    rule.cut_over.unwrap_or(delivered)
}

/// What a rule does.
pub fn effect(workspace: &Workspace, report: &ArchiveReport, rule: &Retention) -> Result<Effect> {
    let (mut effect, today) = (Effect::default(), cut_over(rule, report));
    each_kept(workspace, report, &mut |one| effect.add(&one.activity, one.statements, &rule.rules, today))?;
    Ok(effect)
}

impl Effect {
    fn add(&mut self, activity: &PatientActivity, statements: u64, rules: &RetentionRules, today: Date) {
        let standing = discovery::classify(activity, rules, today);
        self.standings.entry(standing).or_default().add(statements);
        let class = match standing {
            Standing::Active(_) => 0,
            Standing::Archive(_) => 1,
            Standing::Undecided(_) => 2,
        };
        if let Some(patients) = self.years.entry(activity.last_activity.map(|d| d.year)).or_default().get_mut(class) {
            *patients += 1;
        }
    }
}

/// What another rule would do, and who moves from where to where.
pub fn try_out(workspace: &Workspace, report: &ArchiveReport, now: &Retention, then: &Retention) -> Result<(Effect, BTreeMap<(Standing, Standing), Held>)> {
    let (today, that_day) = (cut_over(now, report), cut_over(then, report));
    let (mut effect, mut moves) = (Effect::default(), BTreeMap::<(Standing, Standing), Held>::new());
    each_kept(workspace, report, &mut |one| {
        effect.add(&one.activity, one.statements, &then.rules, that_day);
        let (from, to) = (discovery::classify(&one.activity, &now.rules, today), discovery::classify(&one.activity, &then.rules, that_day));
        if from.class() != to.class() {
            moves.entry((from, to)).or_default().add(one.statements);
        }
    })?;
    Ok((effect, moves))
}

/// Every patient in its class, by key in order.
pub fn archive_patients(workspace: &Workspace, report: &ArchiveReport, rule: &Retention, each: &mut dyn FnMut(&ArchivePatient)) -> Result<()> {
    let today = cut_over(rule, report);
    each_kept(workspace, report, &mut |one| {
        let standing = discovery::classify(&one.activity, &rule.rules, today);
        let last_activity = one.activity.last_activity.map(|d| d.to_string());
        each(&ArchivePatient { patient: one.key, class: standing.class(), reason: standing.reason(), last_activity, statements: one.statements });
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Fact, How, Origin, Value};

    fn person(relation: u32, patient: &str, facts: &[(Aspect, Value)]) -> Statement {
        let facts = facts.iter().map(|(aspect, value)| Fact { aspect: *aspect, value: value.clone(), place: 0, how: How::Copied }).collect();
        Statement { kind: Kind::Demographic, patient: patient.into(), origin: Origin { artifact: 1, relation, line: 1, reference: String::new() }, facts }
    }

    #[test]
    fn a_message_that_says_its_patient_again_takes_no_room_and_everybody_goes_by_the_same_name() {
        let text = |words: &str| Value::Text(words.into());
        let day = |text: &str| (Aspect::Recorded, Value::Date(Date::parse_iso(text).unwrap()));
        let merge = |prior: &str, surviving: &str, at: &str| person(0, prior, &[(Aspect::Status, Value::Word("merged".into())), (Aspect::Patient, Value::Key(surviving.into())), day(at)]);
        let message = |city: &str| person(0, "77", &[(Aspect::Mrn, text("77")), (Aspect::City, text(city)), day("2024-01-01")]);
        let mut said = vec![person(1, "row-1", &[(Aspect::Mrn, text("77"))]), person(1, "row-2", &[(Aspect::Mrn, text("78"))])];
        said.extend((0..50).map(|n| message(if n % 2 == 0 { "Lund" } else { "Malmo" })));
        // Read the other way round than they happened.
        said.extend([merge("77", "78", "2024-03-02"), merge("78", "77", "2024-03-01"), message("Lund"), person(0, "78", &[(Aspect::Mrn, text("78"))])]);
        let mut people = People::default();
        said.iter().for_each(|statement| people.note(statement.clone()));
        assert_eq!(people.said.len(), 7, "{:?}", people.said);
        let known = |said: &[Statement]| {
            let folder = tempfile::tempdir().unwrap();
            names(&Shelves::new(store::Scratch::within(folder.path()).unwrap()), said).unwrap()
        };
        let names = known(&people.said);
        assert_eq!(names, known(&said));
        assert_eq!(names.get("row-1").map(String::as_str), Some("row-2"), "the later merge counts");
    }

    #[test]
    fn what_no_statement_answers_is_named() {
        let kinds = BTreeMap::from([(Kind::Charge, 1), (Kind::Medication, 1), (Kind::Allergy, 1), (Kind::Appointment, 1)]);
        let named = unanswered(&kinds);
        assert_eq!(named, [
            "open orders: the legacy book holds no order",
            "open balance: the legacy book holds no payment",
            "advance directives: the legacy book holds no advance directive",
        ]);
    }
}
