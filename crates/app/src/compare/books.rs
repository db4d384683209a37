//! Both books of a run: every statement read, patients linked, charts spilled by patient.

use super::rare::Rare;
use super::readings::{ReadSide, Told, read_side};
use super::tie::{Tie, ties};
use super::stage;
use crate::book::BookReport;
use crate::jobs::{Meter, Step};
use crate::origins::Origins;
use crate::spill::{file_by, partitions};
use crate::{AppError, Result, Workspace};
use identity::{Crosswalk, Merges, Persons, Reconciled, reconcile};
use model::{Aspect, Phi, Side, Statement};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

pub(super) struct Books {
    pub(super) legacy: BookReport,
    pub(super) destination: BookReport,
    pub(super) crosswalk: Crosswalk,
    /// How the charts of each linked patient are tied, by legacy key.
    pub(super) ties: HashMap<String, Tie>,
    /// Where one side merged numbers and the other did not do the same.
    pub(super) told: Reconciled,
    /// Numbers that each side merged away.
    pub(super) merged: [u64; 2],
    pub(super) legacy_parts: Vec<String>,
    pub(super) destination_parts: Vec<String>,
    pub(super) common: HashSet<String>,
    pub(super) persons: HashMap<String, Person>,
    /// The newest day up to today on which something happened by the legacy book.
    pub(super) newest_day: Option<i32>,
    pub(super) rare: Rare,
    /// Records of each side that were read, and those whose reading was kept.
    pub(super) records: [[u64; 2]; 2],
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

/// Both sides at once, a thread each, with one progress for both.
fn read_sides(workspace: &Workspace, meter: &Meter<'_>) -> Result<[ReadSide; 2]> {
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
        let book = read_side(workspace, side, &|step| tell(number, step));
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
    let [left, right] = read_sides(workspace, meter)?;
    stage(meter, "linking patients")?;
    let records = [left.records, right.records];
    let count = partitions(records.iter().flatten().sum());
    let ReadSide { report: legacy, statements: legacy_statements, told: mut left, .. } = left;
    let ReadSide { report: destination, statements: destination_statements, told: mut right, .. } = right;
    if legacy.coverage.statements.is_empty() {
        return Err(AppError::Nothing("the legacy side asserts nothing: tables need a lens (`throughline starter apply`, `throughline lens import`)".into()));
    }
    let People { names, merges } = people(&mut left, &right);
    left.labels.file_by(&names);
    let mut merged: HashMap<String, u64> = HashMap::new();
    for known_by in names.values() {
        *merged.entry(known_by.clone()).or_default() += 1;
    }
    let Paired { mut crosswalk, told, mates } = paired(workspace, origins, (&left, &right), &merges)?;
    // Who stands in both books is one patient of the k: a text that six have is six patients' on either side.
    right.labels.file_by(&mates);
    let filed_by = |key: &str| {
        // Who was merged away on this side goes by the number that stays.
        let key = told.followed.get(key).map_or(key, String::as_str);
        match mates.get(key) {
            Some(mate) => Some(Cow::Borrowed(mate.as_str())),
            // A key that both sides use without demographics is one person; otherwise it stands alone.
            None if left.keys.contains(key) => Some(Cow::Owned(key.to_string())),
            None => Some(Cow::Owned(format!("\u{1f}{key}"))),
        }
    };
    let authored = authored(workspace)?;
    let legacy_parts = file_by(workspace, &legacy_statements, count, &|key| names.get(key).map(|name| Cow::Borrowed(name.as_str())))?;
    let destination_parts = file_by(workspace, &destination_statements, count, &filed_by).inspect_err(|_| remove_parts(workspace, &legacy_parts))?;
    let ties = ties(&mut crosswalk, &merges[0], &told);
    let merges_made = [merges[0].count(), merges[1].count()];
    // Who a retired number was says nothing of the person any more.
    left.demographics.retain(|s| !merges[0].is_prior(&s.patient) && s.merged_into().is_none());
    right.demographics.retain(|s| !told.followed.contains_key(&s.patient) && s.merged_into().is_none());
    let mut common = left.labels.common(right.labels);
    common.extend(authored);
    let persons = persons(&left.demographics, &right.demographics, &merged, today);
    let latest = model::days_from_civil(today.0 as i16, today.1, today.2);
    let newest_day = left.days.range(..=latest).next_back().copied();
    Ok(Books { legacy, destination, crosswalk, ties, told, merged: merges_made, legacy_parts, destination_parts, common, persons, newest_day, rare: left.rare, records })
}

/// Removes partitions that nobody will read. Those that were read are gone already; what came of the run is told, not what of these.
pub(super) fn remove_parts(workspace: &Workspace, parts: &[String]) {
    for part in parts {
        let _ = workspace.store().remove_blob(part);
    }
}

/// By which keys the people of the legacy side are known, and what each side merged.
struct People {
    names: HashMap<String, String>,
    merges: [Merges; 2],
}

/// Gives everybody of the legacy side one key of its own: their demographics keep the keys that were merged away, to be held against the
/// destination, and no record hangs on those any more.
fn people(left: &mut Told, right: &Told) -> People {
    let aliases = identity::aliases(&left.demographics);
    let legacy = Merges::of(&left.demographics, &aliases);
    for statement in &mut left.demographics {
        if let Some(known_by) = aliases.get(&statement.patient) {
            statement.patient.clone_from(known_by);
        }
    }
    let names = legacy.names(aliases);
    left.keys.retain(|key| !names.contains_key(key));
    left.keys.extend(legacy.followed().map(|(_, survivor)| survivor.to_string()));
    let destination = Merges::of(&right.demographics, &HashMap::new());
    People { names, merges: [legacy, destination] }
}

/// Who is whose, and by which legacy keys the destination's go.
struct Paired {
    crosswalk: Crosswalk,
    told: Reconciled,
    mates: HashMap<String, String>,
}

/// Links both sides by the keys that their people go by: those who have a record of their own first, then those on whose keys others hang.
fn paired(workspace: &Workspace, origins: &Origins, (left, right): (&Told, &Told), merges: &[Merges; 2]) -> Result<Paired> {
    let source = |s: &Statement| origins.of(s.origin.artifact, s.origin.line).map(|(a, l, _)| (a, l));
    let link = |keys: &HashSet<String>| {
        let legacy = Persons { demographics: &left.demographics, keys: &left.keys, merges: &merges[0] };
        reconcile(legacy, Persons { demographics: &right.demographics, keys, merges: &merges[1] }, &source)
    };
    let mut keys: HashSet<String> = right.demographics.iter().map(|s| s.patient.clone()).collect();
    let (first, told) = link(&keys);
    let mut mates: HashMap<String, String> = first.links.into_iter().map(|l| (l.destination, l.legacy)).collect();
    mates.extend(told.apart.iter().map(|(key, survivor)| (key.clone(), survivor.clone())));
    for (prior, survivor) in &told.followed {
        if let Some(mate) = mates.get(survivor).cloned() {
            mates.insert(prior.clone(), mate);
        }
    }
    // Records of a patient whose own record is missing: our own output derives the id from the key.
    if let (true, Some(document)) = (origins.is_own(), mapping_document(workspace)?) {
        let derive = |key: &String| (mapping::stable_id(&document.system, "Patient", key), key.clone());
        mates.extend(first.legacy_only.iter().map(derive));
    }
    let others: Vec<String> = right.keys.iter().filter(|key| !keys.contains(*key) && !told.followed.contains_key(*key)).map(|key| mates.get(key).unwrap_or(key).clone()).collect();
    keys.extend(others);
    Ok(Paired { crosswalk: link(&keys).0, told, mates })
}

/// Both sides linked, without their charts.
pub(super) struct Linked {
    pub(super) crosswalk: Crosswalk,
    pub(super) told: Reconciled,
    pub(super) merges: [Merges; 2],
    pub(super) reports: [BookReport; 2],
}

/// Reads and links both sides: what a comparison would link.
pub(super) fn linked(workspace: &Workspace, origins: &Origins, meter: &Meter<'_>) -> Result<Linked> {
    let [left, right] = read_sides(workspace, meter)?;
    let ReadSide { report: legacy, told: mut left, .. } = left;
    let ReadSide { report: destination, told: right, .. } = right;
    if left.demographics.is_empty() && left.keys.is_empty() {
        return Err(AppError::Nothing("the legacy side names no patient; ingest it first, and give its tables a lens".into()));
    }
    let People { merges, .. } = people(&mut left, &right);
    let Paired { crosswalk, told, .. } = paired(workspace, origins, (&left, &right), &merges)?;
    Ok(Linked { crosswalk, told, merges, reports: [legacy, destination] })
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
    let mut seen: HashMap<String, Vec<&str>> = HashMap::new();
    let mut named: HashMap<String, HashSet<&str>> = HashMap::new();
    let text = |s: &Statement, a| s.value(a).map(model::Value::shown).unwrap_or_default();
    for statement in legacy {
        let name: String = [Aspect::Family, Aspect::Given].iter().map(|a| text(statement, *a).to_lowercase().chars().take(3).collect::<String>()).collect();
        let birth = text(statement, Aspect::BirthDate);
        if !birth.is_empty() && !name.is_empty() {
            let whole = [Aspect::Family, Aspect::Given].map(|a| text(statement, a).trim().to_lowercase()).join("|");
            named.entry(format!("{whole}|{birth}")).or_default().insert(&statement.patient);
        }
        if !birth.is_empty() {
            seen.entry(format!("{name}|{birth}")).or_default().push(&statement.patient);
        }
    }
    let doubles: HashSet<&str> = seen.into_values().filter(|k| k.len() > 1).flatten().collect();
    let namesakes: HashSet<&str> = named.into_values().filter(|k| k.len() > 1).flatten().collect();
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
            duplicate: doubles.contains(s.patient.as_str()),
            deceased: s.value(Aspect::Deceased) == Some(&model::Value::Flag(true)),
            child: age < 13,
            namesake: namesakes.contains(s.patient.as_str()),
            merged: merged.get(&s.patient).copied().unwrap_or(0),
        }
    };
    destination.iter().chain(legacy).map(|s| (s.patient.clone(), one(s))).collect()
}
