//! Both books of a run: every statement read, patients linked, charts spilled by patient.

use super::rare::Rare;
use crate::book::{BookReport, Labels, partitions, read_statements, rename, spill_side};
use crate::jobs::Meter;
use crate::knowledge::holds_demographics;
use crate::migrate::Origins;
use crate::{AppError, Result, Workspace};
use identity::{Crosswalk, crosswalk};
use model::{Aspect, Kind, Phi, Side, Statement};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

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

pub(super) fn read_books(workspace: &Workspace, origins: &Origins, today: (i32, u8, u8), meter: &Meter<'_>) -> Result<Books> {
    let store = workspace.store();
    let records: u64 = store.artifacts("")?.iter().map(|a| a.records).sum();
    let count = partitions(records);
    let mut labels = Labels::default();
    let mut rare = Rare::default();
    let mut demographics = Vec::new();
    let mut legacy_keys = HashSet::new();
    let latest = model::days_from_civil(today.0 as i16, today.1, today.2);
    let mut newest_day: Option<i32> = None;
    let (legacy, parts) = spill_side(workspace, Side::Legacy, count, meter, &mut |statement| {
        if statement.kind == Kind::Demographic {
            demographics.push(statement.clone());
        }
        newest_day = newest_day.max(crate::population::happened(statement).filter(|day| *day <= latest));
        if !legacy_keys.contains(&statement.patient) {
            legacy_keys.insert(statement.patient.clone());
        }
        labels.note(statement, &statement.patient);
        rare.note(statement);
        statement.patient.clone()
    })?;
    if legacy.coverage.statements.is_empty() {
        return Err(AppError::Nothing("the legacy side asserts nothing: tables need a lens (`throughline starter apply`, `throughline lens import`)".into()));
    }
    let other_names = identity::aliases(&demographics);
    let mut merged: HashMap<String, u64> = HashMap::new();
    for known_by in other_names.values() {
        *merged.entry(known_by.clone()).or_default() += 1;
    }
    let legacy_parts = rename(workspace, parts, &other_names)?;
    for statement in &mut demographics {
        if let Some(known_by) = other_names.get(&statement.patient) {
            legacy_keys.remove(&statement.patient);
            statement.patient.clone_from(known_by);
        }
    }

    let wanted = holds_demographics(workspace, Side::Destination)?;
    let (mut made, mut destination_keys) = (Vec::new(), HashSet::new());
    read_statements(workspace, Side::Destination, &*wanted, meter, &mut |statement, _| {
        if statement.kind == Kind::Demographic {
            destination_keys.insert(statement.patient.clone());
            made.push(statement);
        }
        ControlFlow::Continue(())
    })?;
    let source = |s: &Statement| origins.of(s.origin.artifact, s.origin.line).map(|(a, l, _)| (a, l));
    let first = crosswalk(&demographics, &made, &legacy_keys, &destination_keys, &source);
    let mut mates: HashMap<String, String> = first.links.iter().map(|l| (l.destination.clone(), l.legacy.clone())).collect();
    // Records of a patient whose own record is missing: our own output derives the id from the key.
    if let (true, Some(document)) = (origins.is_own(), mapping_document(workspace)?) {
        let derive = |key: &String| (mapping::stable_id(&document.system, "Patient", key), key.clone());
        mates.extend(first.legacy_only.iter().map(derive));
    }
    let (destination, destination_parts) = spill_side(workspace, Side::Destination, count, meter, &mut |statement| {
        let known = destination_keys.contains(&statement.patient);
        if !known {
            destination_keys.insert(mates.get(&statement.patient).unwrap_or(&statement.patient).clone());
        }
        labels.note(statement, &statement.patient);
        mates.get(&statement.patient).cloned().unwrap_or_else(|| {
            // A key that both sides use without demographics is one person; otherwise it stands alone.
            if legacy_keys.contains(&statement.patient) { statement.patient.clone() } else { format!("\u{1f}{}", statement.patient) }
        })
    })?;
    let crosswalk = crosswalk(&demographics, &made, &legacy_keys, &destination_keys, &source);
    let mut common = labels.common();
    common.extend(authored(workspace)?);
    let persons = persons(&demographics, &made, &merged, today);
    Ok(Books { legacy, destination, crosswalk, legacy_parts, destination_parts, common, persons, newest_day, rare })
}

/// The latest mapping document, when it parses.
fn mapping_document(workspace: &Workspace) -> Result<Option<mapping::Document>> {
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
