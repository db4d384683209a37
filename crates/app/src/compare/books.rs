//! Both books of a run: every statement read, patients linked, charts spilled by patient.

use super::rare::Rare;
use crate::book::{BookReport, Labels, file_by, file_by_names, partitions, spill_side};
use crate::jobs::{Meter, Step};
use crate::migrate::Origins;
use crate::{AppError, Result, Workspace};
use identity::{Crosswalk, crosswalk};
use model::{Aspect, Kind, Phi, Side, Statement};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

pub(super) struct Books {
    pub(super) legacy: BookReport,
    pub(super) destination: BookReport,
    pub(super) crosswalk: Crosswalk,
    pub(super) legacy_parts: Vec<String>,
    pub(super) destination_parts: Vec<String>,
    pub(super) common: HashSet<String>,
    pub(super) persons: HashMap<String, Person>,
    /// The newest day up to today on which something happened by the legacy book.
    pub(super) newest_day: Option<i32>,
    pub(super) rare: Rare,
}

/// What the patient list shows of a person.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Person {
    pub(super) sex: String,
    pub(super) age_band: String,
    pub(super) duplicate: bool,
    pub(super) deceased: bool,
    pub(super) child: bool,
    /// Another chart has the same name and birth date.
    pub(super) namesake: bool,
    /// Other keys that were joined with this chart.
    pub(super) merged: u64,
}

/// One side as read, its statements spilled under its own keys.
struct BookOfSide {
    report: BookReport,
    parts: Vec<String>,
    demographics: Vec<Statement>,
    keys: HashSet<String>,
    labels: Labels,
    rare: Rare,
    newest_day: Option<i32>,
}

/// Reads one side to its end. Nothing of the other side is needed for that: who is who is settled afterwards.
fn read_side(workspace: &Workspace, side: Side, count: usize, latest: i32, meter: &Meter<'_>) -> Result<BookOfSide> {
    let (mut labels, mut rare, mut newest_day) = (Labels::default(), Rare::default(), None);
    let (mut demographics, mut keys) = (Vec::new(), HashSet::new());
    let (report, parts) = spill_side(workspace, side, count, meter, &mut |statement| {
        if statement.kind == Kind::Demographic {
            demographics.push(statement.clone());
        }
        if !keys.contains(&statement.patient) {
            keys.insert(statement.patient.clone());
        }
        labels.note(statement);
        if side == Side::Legacy {
            newest_day = newest_day.max(crate::population::happened(statement).filter(|day| *day <= latest));
            rare.note(statement);
        }
    })?;
    Ok(BookOfSide { report, parts, demographics, keys, labels, rare, newest_day })
}

/// Both sides at once, a thread each, with one progress for both.
fn read_sides(workspace: &Workspace, latest: i32, meter: &Meter<'_>) -> Result<[BookOfSide; 2]> {
    let count = partitions(workspace.store().artifacts("")?.iter().map(|a| a.records).sum());
    let progress: [[AtomicU64; 2]; 2] = Default::default();
    let failed = AtomicBool::new(false);
    let tell = |side: usize, step: Step| {
        // What the other side failed at ends this one as well.
        if failed.load(Ordering::Relaxed) {
            return ControlFlow::Break(());
        }
        progress[side][0].store(step.done, Ordering::Relaxed);
        progress[side][1].store(step.total, Ordering::Relaxed);
        let sum = |part: usize| progress.iter().map(|side| side[part].load(Ordering::Relaxed)).sum();
        meter(Step { phase: "reading both books", done: sum(0), total: sum(1), unit: step.unit })
    };
    let read = |number: usize, side| {
        let book = read_side(workspace, side, count, latest, &|step| tell(number, step));
        failed.fetch_or(book.is_err(), Ordering::Relaxed);
        book
    };
    let (legacy, destination) = std::thread::scope(|scope| {
        let legacy = scope.spawn(|| read(0, Side::Legacy));
        let destination = read(1, Side::Destination);
        (legacy.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), destination)
    });
    match (legacy, destination) {
        (Ok(legacy), Ok(destination)) => Ok([legacy, destination]),
        (Err(AppError::Cancelled), Err(error)) | (Err(error), _) | (_, Err(error)) => Err(error),
    }
}

pub(super) fn read_books(workspace: &Workspace, origins: &Origins, today: (i32, u8, u8), meter: &Meter<'_>) -> Result<Books> {
    let [mut left, mut right] = read_sides(workspace, model::days_from_civil(today.0 as i16, today.1, today.2), meter)?;
    if left.report.coverage.statements.is_empty() {
        return Err(AppError::Nothing("the legacy side asserts nothing: tables need a lens (`throughline starter apply`, `throughline lens import`)".into()));
    }
    let other_names = identity::aliases(&left.demographics);
    left.labels.file_by(&other_names);
    let mut merged: HashMap<String, u64> = HashMap::new();
    for known_by in other_names.values() {
        *merged.entry(known_by.clone()).or_default() += 1;
    }
    for statement in &mut left.demographics {
        if let Some(known_by) = other_names.get(&statement.patient) {
            left.keys.remove(&statement.patient);
            statement.patient.clone_from(known_by);
        }
    }
    let legacy_parts = file_by_names(workspace, left.parts, &other_names)?;

    let mut destination_keys: HashSet<String> = right.demographics.iter().map(|s| s.patient.clone()).collect();
    let source = |s: &Statement| origins.of(s.origin.artifact, s.origin.line).map(|(a, l, _)| (a, l));
    let first = crosswalk(&left.demographics, &right.demographics, &left.keys, &destination_keys, &source);
    let mut mates: HashMap<String, String> = first.links.iter().map(|l| (l.destination.clone(), l.legacy.clone())).collect();
    // Records of a patient whose own record is missing: our own output derives the id from the key.
    if let (true, Some(document)) = (origins.is_own(), mapping_document(workspace)?) {
        let derive = |key: &String| (mapping::stable_id(&document.system, "Patient", key), key.clone());
        mates.extend(first.legacy_only.iter().map(derive));
    }
    // Who stands in both books is one patient of the k: a text that six have is six patients' on either side.
    right.labels.file_by(&mates);
    for key in right.keys {
        if !destination_keys.contains(&key) {
            destination_keys.insert(mates.get(&key).cloned().unwrap_or(key));
        }
    }
    let known_by = |key: &str| match mates.get(key) {
        Some(mate) => Some(Cow::Borrowed(mate.as_str())),
        // A key that both sides use without demographics is one person; otherwise it stands alone.
        None if left.keys.contains(key) => None,
        None => Some(Cow::Owned(format!("\u{1f}{key}"))),
    };
    let destination_parts = file_by(workspace, right.parts, &known_by)?;
    let crosswalk = crosswalk(&left.demographics, &right.demographics, &left.keys, &destination_keys, &source);
    let mut common = left.labels.common(right.labels);
    common.extend(authored(workspace)?);
    let persons = persons(&left.demographics, &right.demographics, &merged, today);
    let BookOfSide { report: legacy, newest_day, rare, .. } = left;
    Ok(Books { legacy, destination: right.report, crosswalk, legacy_parts, destination_parts, common, persons, newest_day, rare })
}

/// The latest mapping document, when it parses.
pub(super) fn mapping_document(workspace: &Workspace) -> Result<Option<mapping::Document>> {
    Ok(workspace.store().document("mapping")?.and_then(|v| mapping::Document::parse(&v.text).ok()))
}

/// Displays that the team itself wrote into the mapping's code maps.
fn authored(workspace: &Workspace) -> Result<Vec<String>> {
    let Some(document) = mapping_document(workspace)? else { return Ok(Vec::new()) };
    Ok(document.code_maps.values().flat_map(|m| m.rows.iter().map(|r| r.display.clone())).filter(|d| !d.is_empty()).collect())
}

fn persons(legacy: &[Statement], destination: &[Statement], merged: &HashMap<String, u64>, today: (i32, u8, u8)) -> HashMap<String, Person> {
    let mut seen: HashMap<String, Vec<String>> = HashMap::new();
    let mut named: HashMap<String, HashSet<String>> = HashMap::new();
    let text = |s: &Statement, a| s.value(a).map(model::Value::shown).unwrap_or_default();
    for statement in legacy {
        let name: String = [Aspect::Family, Aspect::Given].iter().map(|a| text(statement, *a).to_lowercase().chars().take(3).collect::<String>()).collect();
        let birth = text(statement, Aspect::BirthDate);
        if !birth.is_empty() && !name.is_empty() {
            let whole = [Aspect::Family, Aspect::Given].map(|a| text(statement, a).trim().to_lowercase()).join("|");
            named.entry(format!("{whole}|{birth}")).or_default().insert(statement.patient.clone());
        }
        if !birth.is_empty() {
            seen.entry(format!("{name}|{birth}")).or_default().push(statement.patient.clone());
        }
    }
    let doubles: HashSet<&String> = seen.values().filter(|k| k.len() > 1).flatten().collect();
    let namesakes: HashSet<&String> = named.values().filter(|k| k.len() > 1).flatten().collect();
    let one = |s: &Statement| {
        let birth = s.date(Aspect::BirthDate);
        let age_band = birth.map_or_else(|| "unknown".to_string(), |d| {
            deid::age_band(&Phi::new((i32::from(d.year), d.month, d.day)), today).into_value()
        });
        let sex = s.word(Aspect::Sex).filter(|w| matches!(*w, "female" | "male" | "other")).unwrap_or("unknown").to_string();
        let age = birth.map_or(99, |d| today.0 - i32::from(d.year));
        Person {
            sex,
            age_band,
            duplicate: doubles.contains(&s.patient),
            deceased: s.value(Aspect::Deceased) == Some(&model::Value::Flag(true)),
            child: age < 13,
            namesake: namesakes.contains(&s.patient),
            merged: merged.get(&s.patient).copied().unwrap_or(0),
        }
    };
    destination.iter().chain(legacy).map(|s| (s.patient.clone(), one(s))).collect()
}
