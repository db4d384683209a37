//! Active or archive: what the legacy book knows of each patient's activity, gathered once, sealed, and classified by a
//! retention rule as often as somebody asks.
//!
//! The book is read by the same readings as a comparison; nothing of the mapping is asked. Gathering does not depend on
//! the rule: a changed rule is tried out on what is kept. What must stay true: every patient of the book stands in exactly
//! one class, and a condition that the book cannot answer is named.

use crate::book::read_statements;
use crate::jobs::{Meter, Step};
use crate::{AppError, Result, Workspace};
use discovery::{PatientActivity, Retention, RetentionRules, Standing};
use model::{Aspect, Date, Kind, Side, Statement, Value};
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
pub fn check_retention(text: &str) -> std::result::Result<(), Vec<discovery::RetentionProblem>> {
    Retention::parse(text).map(|_| ())
}

/// The newest gathering, if there is one.
pub fn last_archive(workspace: &Workspace) -> Result<Option<ArchiveReport>> {
    Ok(workspace.store().last_run("archive")?.and_then(|run| serde_json::from_str(&run.report).ok()))
}

/// What a gathering depends on: the artifacts and the lens.
pub(crate) fn basis(workspace: &Workspace) -> Result<String> {
    let artifacts = workspace.store().artifacts("legacy")?;
    let newest = artifacts.iter().map(|a| a.id).max().unwrap_or(0);
    let lens = workspace.store().document("lens")?.map_or(0, |l| l.version);
    Ok(format!("{} artifacts up to {newest}, lens {lens}", artifacts.len()))
}

/// Reads the legacy book and keeps what it says of every patient's activity. A cancelled or failed run leaves what was
/// kept before.
pub fn gather(workspace: &Workspace, now: fn() -> u64, meter: &Meter<'_>) -> Result<ArchiveReport> {
    let store = workspace.store();
    if store.artifacts("legacy")?.iter().all(|a| a.records == 0) {
        return Err(AppError::Nothing("the legacy side holds no records; ingest it first".into()));
    }
    let before = last_archive(workspace)?;
    let run = store.start_run("archive", now(), 0)?;
    let outcome = gather_book(workspace, run, meter);
    match &outcome {
        Ok(report) => {
            let json = serde_json::to_string(report).map_err(|e| AppError::Other(e.to_string()))?;
            store.end_run(run, now(), "done", &json)?;
            if let Some(before) = before {
                store.remove_blob(&before.blob)?;
            }
        }
        Err(AppError::Cancelled) => store.end_run(run, now(), "cancelled", "{}")?,
        Err(_) => store.end_run(run, now(), "failed", "{}")?,
    }
    outcome
}

fn gather_book(workspace: &Workspace, run: u32, meter: &Meter<'_>) -> Result<ArchiveReport> {
    let last = workspace.store().artifacts("legacy")?.iter().map(|a| a.ingested_ms).max().unwrap_or(0);
    let day = i32::try_from(last / 86_400_000).unwrap_or(0);
    let mut report = ArchiveReport { run, day, basis: basis(workspace)?, ..ArchiveReport::default() };
    let mut patients: HashMap<String, Gathered> = HashMap::new();
    let mut kinds: BTreeMap<Kind, u64> = BTreeMap::new();
    let mut demographics: Vec<Statement> = Vec::new();
    let all = |_: &store::ArtifactRow| true;
    read_statements(workspace, Side::Legacy, &all, meter, &mut |statement, _| {
        *kinds.entry(statement.kind).or_default() += 1;
        if statement.patient.is_empty() {
            report.without_patient += 1;
            return ControlFlow::Continue(());
        }
        patients.entry(statement.patient.clone()).or_default().note(&statement, day);
        if statement.kind == Kind::Demographic {
            demographics.push(statement);
        }
        ControlFlow::Continue(())
    })?;
    if patients.is_empty() {
        return Err(AppError::Nothing("the legacy side asserts nothing: tables need a lens (`throughline starter apply`, `throughline lens import`)".into()));
    }
    // A document or a message may name by another number whom the tables name by a key of their own.
    for (other, known_by) in identity::aliases(&demographics) {
        if let Some(gathered) = patients.remove(&other) {
            patients.entry(known_by).or_default().join(gathered);
        }
    }
    report.unanswered = unanswered(&kinds);
    let money = kinds.contains_key(&Kind::Charge) && kinds.contains_key(&Kind::Payment);
    keep(workspace, patients, money, &mut report, meter)?;
    Ok(report)
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
        if report.patients % 1024 == 0 && meter(Step { phase: "keeping", done: report.patients, total, unit: "patients" }).is_break() {
            return Err(AppError::Cancelled);
        }
        gathered.activity.balance_cents = if money { gathered.balance() } else { 0 };
        let bytes = postcard::to_stdvec(&(&key, gathered.statements, &gathered.activity)).map_err(|e| AppError::Other(e.to_string()))?;
        writer.write_all(&u32::try_from(bytes.len()).unwrap_or(0).to_be_bytes())?;
        writer.write_all(&bytes)?;
        report.patients += 1;
        report.statements += gathered.statements;
    }
    report.blob = writer.finish()?;
    Ok(())
}

/// Hands the activity of every patient of a gathering to `each`, by key in order: key, statements, activity.
fn each_kept(workspace: &Workspace, report: &ArchiveReport, each: &mut dyn FnMut(&str, u64, &PatientActivity)) -> Result<()> {
    let mut reader = std::io::BufReader::new(workspace.store().read_blob(&report.blob, BLOB)?);
    let mut length = [0u8; 4];
    for _ in 0..report.patients {
        reader.read_exact(&mut length)?;
        let mut bytes = vec![0u8; u32::from_be_bytes(length) as usize];
        reader.read_exact(&mut bytes)?;
        let (key, statements, activity): (String, u64, PatientActivity) = postcard::from_bytes(&bytes).map_err(|e| AppError::Other(e.to_string()))?;
        each(&key, statements, &activity);
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
    each_kept(workspace, report, &mut |_, statements, activity| effect.add(activity, statements, &rule.rules, today))?;
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
    each_kept(workspace, report, &mut |_, statements, activity| {
        effect.add(activity, statements, &then.rules, that_day);
        let (from, to) = (discovery::classify(activity, &now.rules, today), discovery::classify(activity, &then.rules, that_day));
        if from.class() != to.class() {
            moves.entry((from, to)).or_default().add(statements);
        }
    })?;
    Ok((effect, moves))
}

/// Every patient in its class, by key in order.
pub fn archive_patients(workspace: &Workspace, report: &ArchiveReport, rule: &Retention, each: &mut dyn FnMut(&ArchivePatient)) -> Result<()> {
    let today = cut_over(rule, report);
    each_kept(workspace, report, &mut |key, statements, activity| {
        let standing = discovery::classify(activity, &rule.rules, today);
        let last_activity = activity.last_activity.map(|d| d.to_string());
        each(&ArchivePatient { patient: key.into(), class: standing.class(), reason: standing.reason(), last_activity, statements });
    })
}

/// What the statements of one patient say.
#[derive(Debug, Default)]
struct Gathered {
    statements: u64,
    activity: PatientActivity,
    /// Charged, in cents.
    charged: i64,
    /// Paid and adjusted, in cents: by service line, and by whole claim. A remittance says both of the same money.
    settled: [i64; 2],
}

impl Gathered {
    /// Takes one statement in. Dates after `day` are no activity: they are planned, or wrong.
    fn note(&mut self, statement: &Statement, day: i32) {
        self.statements += 1;
        let activity = &mut self.activity;
        let status = statement.word(Aspect::Status).unwrap_or("");
        let refuted = matches!(statement.word(Aspect::Verification), Some("refuted" | "entered-in-error")) || status == "entered-in-error";
        let live = !refuted && statement.value(Aspect::Negation) != Some(&Value::Flag(true));
        if !refuted {
            for date in activity_dates(statement).into_iter().filter(|d| d.days() <= day) {
                activity.last_activity = later(activity.last_activity, Some(date));
            }
        }
        match statement.kind {
            Kind::Demographic => {
                activity.birth = activity.birth.or_else(|| statement.date(Aspect::BirthDate));
                activity.deceased_on = activity.deceased_on.or_else(|| statement.date(Aspect::DeathDate));
                activity.deceased |= statement.value(Aspect::Deceased) == Some(&Value::Flag(true));
            }
            Kind::Order if live && is_open(status) => activity.open_orders += 1,
            Kind::Medication if live && status == "active" && statement.date(Aspect::End).is_none_or(|d| d.days() >= day) => activity.prescriptions += 1,
            Kind::Appointment if live && !matches!(status, "cancelled" | "noshow" | "fulfilled") => {
                activity.appointment = later(activity.appointment, statement.date(Aspect::Effective));
            }
            Kind::Allergy if live => activity.allergies += 1,
            Kind::AdvanceDirective if live => activity.directives += 1,
            Kind::Charge if live => {
                self.charged += cents(statement, Aspect::Amount);
                self.settled[0] += cents(statement, Aspect::Adjustment);
            }
            Kind::Payment if live => {
                let by_claim = usize::from(statement.value(Aspect::Code).is_none());
                if let Some(settled) = self.settled.get_mut(by_claim) {
                    *settled += cents(statement, Aspect::Amount) + cents(statement, Aspect::Adjustment);
                }
            }
            _ => {}
        }
    }

    /// What is still open, in cents.
    fn balance(&self) -> i64 {
        self.charged - self.settled.iter().copied().max().unwrap_or(0)
    }

    /// Takes in what is known of the same patient under another key.
    fn join(&mut self, other: Self) {
        let (activity, more) = (&mut self.activity, other.activity);
        self.statements += other.statements;
        self.charged += other.charged;
        for (settled, more) in self.settled.iter_mut().zip(other.settled) {
            *settled += more;
        }
        activity.last_activity = later(activity.last_activity, more.last_activity);
        activity.appointment = later(activity.appointment, more.appointment);
        activity.birth = activity.birth.or(more.birth);
        activity.deceased_on = activity.deceased_on.or(more.deceased_on);
        activity.deceased |= more.deceased;
        activity.open_orders += more.open_orders;
        activity.prescriptions += more.prescriptions;
        activity.allergies += more.allergies;
        activity.directives += more.directives;
    }
}

fn later(a: Option<Date>, b: Option<Date>) -> Option<Date> {
    match (a, b) {
        (Some(x), Some(y)) if x.days() >= y.days() => Some(x),
        (x, None) => x,
        (_, y) => y,
    }
}

/// An order that somebody still waits for. One without a status is not taken for open: it is not known to be.
fn is_open(status: &str) -> bool {
    matches!(status, "active" | "draft" | "on-hold" | "in-progress" | "registered" | "preliminary" | "planned" | "arrived" | "proposed")
}

/// Dates on which something happened to the patient. Money, coverage and what is known of the person say nothing of that.
fn activity_dates(statement: &Statement) -> Vec<Date> {
    let aspects: &[Aspect] = match statement.kind {
        Kind::Demographic | Kind::Coverage | Kind::Payment | Kind::CareTeam | Kind::FamilyHistory | Kind::AuditEvent => &[],
        Kind::Encounter => &[Aspect::Effective, Aspect::Onset, Aspect::End, Aspect::Recorded],
        _ => &[Aspect::Effective, Aspect::Onset, Aspect::Recorded],
    };
    aspects.iter().filter_map(|a| statement.date(*a)).collect()
}

/// Sum of the amounts of an aspect, in cents. An adjustment may be a word that ends with its amount: `CO-45 12.50`.
fn cents(statement: &Statement, aspect: Aspect) -> i64 {
    let amount = |value: &Value| match value {
        Value::Quantity(quantity) => Some(quantity.number),
        Value::Word(word) | Value::Text(word) => word.rsplit(' ').next().and_then(model::parse_decimal),
        _ => None,
    };
    let amounts = statement.facts.iter().filter(|f| f.aspect == aspect).filter_map(|f| amount(&f.value));
    amounts.map(|n| n.to_string().parse::<f64>().map_or(0, |n| (n * 100.0).round() as i64)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Fact, How, Origin, Quantity};

    const DAY: i32 = 20_000;

    fn statement(kind: Kind, facts: Vec<(Aspect, Value)>) -> Statement {
        let origin = Origin { artifact: 1, relation: 1, line: 1, reference: String::new() };
        let facts = facts.into_iter().map(|(aspect, value)| Fact { aspect, value, place: 0, how: How::Copied }).collect();
        Statement { kind, patient: "p".into(), origin, facts }
    }

    fn gathered(statements: Vec<Statement>) -> Gathered {
        let mut gathered = Gathered::default();
        statements.iter().for_each(|s| gathered.note(s, DAY));
        gathered
    }

    fn date(text: &str) -> Value {
        Value::Date(Date::parse_iso(text).unwrap())
    }

    fn word(text: &str) -> Value {
        Value::Word(text.into())
    }

    fn money(text: &str) -> Value {
        Value::Quantity(Quantity::parse(text).unwrap())
    }

    #[test]
    fn activity_is_the_latest_thing_that_happened() {
        let found = gathered(vec![
            statement(Kind::Demographic, vec![(Aspect::BirthDate, date("1950-01-02"))]),
            statement(Kind::Encounter, vec![(Aspect::Effective, date("2012-05-01")), (Aspect::End, date("2012-05-03"))]),
            statement(Kind::Observation, vec![(Aspect::Effective, date("2014-01-01")), (Aspect::Status, word("entered-in-error"))]),
            statement(Kind::Observation, vec![(Aspect::Effective, date("2099-01-01"))]),
            statement(Kind::Payment, vec![(Aspect::Effective, date("2019-01-01"))]),
        ]);
        assert_eq!(found.activity.last_activity.unwrap().to_string(), "2012-05-03", "neither a mistake, nor a typing error, nor a payment");
        assert_eq!(found.statements, 5);
        assert_eq!(found.activity.birth.unwrap().year, 1950);
    }

    #[test]
    fn only_what_is_open_and_live_keeps() {
        let allergy = |verification: &str| statement(Kind::Allergy, vec![(Aspect::Verification, word(verification))]);
        let order = |status: &str| statement(Kind::Order, vec![(Aspect::Status, word(status))]);
        let found = gathered(vec![
            allergy("refuted"),
            allergy("confirmed"),
            order("active"),
            order("completed"),
            statement(Kind::Order, Vec::new()),
            statement(Kind::Medication, vec![(Aspect::Status, word("active")), (Aspect::End, date("2011-01-01"))]),
            statement(Kind::Appointment, vec![(Aspect::Status, word("cancelled")), (Aspect::Effective, date("2030-01-01"))]),
        ]);
        assert_eq!((found.activity.allergies, found.activity.open_orders, found.activity.prescriptions), (1, 1, 0));
        assert_eq!(found.activity.appointment, None);
    }

    #[test]
    fn the_same_money_is_settled_once() {
        let code = (Aspect::Code, Value::Code(Vec::new(), "99213".into()));
        let found = gathered(vec![
            statement(Kind::Charge, vec![code.clone(), (Aspect::Amount, money("100.10"))]),
            statement(Kind::Payment, vec![(Aspect::Amount, money("60.00")), (Aspect::Adjustment, word("CO-45 40.10"))]),
            statement(Kind::Payment, vec![code.clone(), (Aspect::Amount, money("60.00")), (Aspect::Adjustment, word("CO-45 40.10"))]),
        ]);
        assert_eq!(found.balance(), 0);
        let open = gathered(vec![statement(Kind::Charge, vec![code, (Aspect::Amount, money("100.10"))])]);
        assert_eq!(open.balance(), 10_010);
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
