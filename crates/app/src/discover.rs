//! Discovery over the whole legacy side: joins, anomalies and hidden corners from the profiles that ingest kept.

use crate::examine::Kept;
use crate::migrate::plan;
use crate::rules::{KnownRelation, LegacyRuleFound};
use crate::source::{LegacySource, legacy_schema};
use crate::{AppError, Result, Workspace};
use discovery::{Anomaly, ArtifactFacts, Column, Corner, Dictionary, EavTable, FieldProfile, Inventory, Join, LensSuggestion, Place, RelationFacts};
use mapping::Source as _;
use std::collections::{BTreeMap, HashSet};
use std::ops::ControlFlow;
use store::ArtifactRow;

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Discovered {
    /// Hidden corners.
    pub corners: Vec<Corner>,
    /// Joins.
    pub joins: Vec<Join>,
    /// Anomalies, with the token of their artifact and their relation.
    pub anomalies: Vec<(String, String, Anomaly)>,
    /// Paths of the artifacts by token.
    pub names: BTreeMap<String, String>,
    /// Descriptions of fields from the delivery's own data dictionaries.
    pub dictionary: Dictionary,
    /// Rules and configuration of the legacy system.
    pub rules: Vec<LegacyRuleFound>,
    /// Tables that hold attributes as rows.
    pub attribute_tables: Vec<AttributeTable>,
    /// What tables most likely assert.
    pub suggestions: Vec<LensSuggestion>,
}

/// A table that holds attributes as rows.
#[derive(Debug, Clone)]
pub struct AttributeTable {
    /// What was recognised, and why.
    pub eav: EavTable,
    /// Relation, key and field of the names of its attributes.
    pub names: Option<(String, String, String)>,
}

/// A relation as it was kept, read back.
pub(crate) struct Relation {
    /// Artifact.
    pub artifact: u32,
    /// Name.
    pub name: String,
    /// Rows.
    pub rows: u64,
    /// Profiles of its fields.
    pub fields: Vec<FieldProfile>,
    /// Sketches and what was found across fields.
    pub kept: Kept,
}

/// Finds everything anew. The result is as old as the store's state: `Workspace::discovered` keeps it.
pub(crate) fn discover(workspace: &Workspace) -> Result<Discovered> {
    let store = workspace.store();
    let artifacts: BTreeMap<u32, ArtifactRow> = store.artifacts("legacy")?.into_iter().map(|a| (a.id, a)).collect();
    let relations = relations(workspace)?;
    let columns: Vec<Column<'_>> = relations
        .iter()
        .flat_map(|r| r.fields.iter().zip(&r.kept.sketches).map(|(profile, sketch)| Column { relation: &r.name, field: &profile.name, profile, sketch }))
        .collect();
    let joins = discovery::joins(&columns, &declared_keys(workspace)?);
    let token = |id: u32| artifacts.get(&id).map_or("", |a| a.token.as_str());
    // "Today" is the day of the last delivery: the same data give the same anomalies, whenever they are looked at.
    let (year, month, day) = model::civil_from_days((artifacts.values().map(|a| a.ingested_ms).max().unwrap_or(0) / 86_400_000) as i32);
    let today = model::Date::parse_iso(&format!("{year:04}-{month:02}-{day:02}"));
    let table = |r: &Relation| artifacts.get(&r.artifact).is_some_and(|a| is_table(&r.name, a));
    let anomalies = relations.iter().flat_map(|r| today.map(|t| found(r, token(r.artifact), table(r), t)).unwrap_or_default()).collect();
    let lens = crate::book::lens(workspace).ok().flatten();
    let asserted: HashSet<&str> = lens.iter().flat_map(balance::Lens::relations).collect();
    let by_lens = |relation: &str| asserted.contains(relation) || lens.as_ref().is_some_and(|l| l.archived(relation).is_some());
    let plan = plan(workspace, true).ok().map(|p| p.0);
    let by_mapping: HashSet<&str> = plan.iter().flat_map(|p| p.resources.iter().map(|r| r.set.from.as_str())).collect();
    // Every field declared dropped, with its reason: somebody has looked at it.
    let is_dropped = |r: &Relation| plan.as_ref().is_some_and(|p| !r.fields.is_empty() && r.fields.iter().all(|f| p.dropped(&r.name, &f.name).is_some()));
    let facts: Vec<RelationFacts<'_>> = relations
        .iter()
        .map(|r| RelationFacts {
            relation: &r.name,
            artifact: token(r.artifact),
            rows: r.rows,
            fields: &r.fields,
            sketches: &r.kept.sketches,
            context: &r.kept.context,
            reach: artifacts.get(&r.artifact).and_then(|a| reach(r, a)),
            read_by_lens: by_lens(&r.name) || artifacts.get(&r.artifact).is_some_and(|a| !is_table(&r.name, a)),
            read_by_mapping: by_mapping.contains(r.name.as_str()) || is_dropped(r),
        })
        .collect();
    let in_records = store.insides("legacy")?;
    let mut named: HashSet<String> = HashSet::new();
    store.pointers("legacy", &mut |pointer| {
        named.insert(discovery::file_name(&pointer.value));
    })?;
    // What stands in a record, or is named by one, needs no table that lists it.
    let is_loose = |a: &ArtifactRow| !in_records.contains_key(&a.id) && !named.contains(&discovery::file_name(&a.path));
    let files: Vec<ArtifactFacts<'_>> = artifacts.values().map(|a| file(a, is_loose(a))).collect();
    let mut attributes = discovery::eav_tables(&facts, &joins);
    attributes.extend(crate::pivot::confirmed(workspace, discovery::eav_candidates(&facts, &joins))?);
    // A document under the wrong patient comes before everything else.
    let mut corners = misfiled(workspace)?;
    corners.extend(discovery::corners(&Inventory { relations: &facts, artifacts: &files, joins: &joins, attributes: &attributes }));
    let named = |eav: EavTable| AttributeTable { names: discovery::names_of(&eav, &facts, &joins), eav };
    let attribute_tables = attributes.into_iter().map(named).collect();
    let names = artifacts.values().map(|a| (a.token.clone(), a.path.clone())).collect();
    let known: Vec<KnownRelation<'_>> = relations.iter().map(|r| known(r, today)).collect();
    let rules = crate::rules::catalogue(workspace, &known, &joins)?;
    let dictionary = dictionary(workspace)?;
    let of_table = |r: &Relation| artifacts.get(&r.artifact).is_some_and(|a| is_table(&r.name, a));
    let tables: Vec<RelationFacts<'_>> = relations.iter().zip(&facts).filter(|(r, _)| of_table(*r)).map(|(_, facts)| facts.clone()).collect();
    let suggestions = discovery::lens_suggestions(&tables, &joins, &dictionary);
    Ok(Discovered { corners, joins, anomalies, names, dictionary, rules, attribute_tables, suggestions })
}

/// What rules ask of a relation; a year after today is a mistake.
fn known(relation: &Relation, today: Option<model::Date>) -> KnownRelation<'_> {
    let dated = |f: &&FieldProfile| relation.kept.context.date_field.as_deref() == Some(f.name.as_str());
    let past = |year: &i16| today.is_none_or(|t| *year <= t.year);
    let last_year = relation.fields.iter().find(dated).and_then(|f| f.years.keys().copied().filter(past).max());
    KnownRelation { name: &relation.name, rows: relation.rows, fields: relation.fields.iter().map(|f| f.name.clone()).collect(), last_year }
}

/// Corners about the filing of documents. A lens that does not check says so on its own screen; here it takes nothing away.
fn misfiled(workspace: &Workspace) -> Result<Vec<Corner>> {
    match workspace.filing() {
        Ok(filing) => Ok(filing.corners()),
        Err(AppError::Document(_)) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

fn found(relation: &Relation, token: &str, is_table: bool, today: model::Date) -> Vec<(String, String, Anomaly)> {
    // Messages and documents repeat what they say: only in a table is a repeated row odd.
    let odd = |a: &Anomaly| is_table || !a.code.starts_with("duplicate_");
    discovery::anomalies(&relation.name, relation.rows, &relation.fields, &relation.kept.context, today)
        .into_iter()
        .filter(odd)
        .map(|a| (token.to_string(), relation.name.clone(), a))
        .collect()
}

/// The relations of the legacy side.
pub(crate) fn relations(workspace: &Workspace) -> Result<Vec<Relation>> {
    let store = workspace.store();
    let mut kept: BTreeMap<(u32, String), Kept> = BTreeMap::new();
    for (artifact, name, bytes) in store.sketches_of_side("legacy")? {
        // A relation kept by an earlier version has none.
        kept.insert((artifact, name), postcard::from_bytes(&bytes).unwrap_or_default());
    }
    let read = |r: store::RelationRow| -> Result<Relation> {
        let fields = serde_json::from_str(&r.profile).map_err(|e| AppError::Other(e.to_string()))?;
        let kept = kept.remove(&(r.artifact, r.name.clone())).unwrap_or_default();
        Ok(Relation { artifact: r.artifact, name: r.name, rows: r.rows, fields, kept })
    };
    store.relations_of_side("legacy")?.into_iter().map(read).collect()
}

/// Whether a relation has a header; built-in readings read the others.
pub(crate) fn is_table(name: &str, artifact: &ArtifactRow) -> bool {
    let built_in = ["HL7 v2", "FHIR JSON", "FHIR XML", "FHIR NDJSON", "C-CDA", "X12"];
    !built_in.contains(&artifact.format.as_str()) && !name.starts_with("sql.") && !name.starts_with("mumps.")
}

/// Share of the rows that name a patient: by the patient field of a table, or because a built-in reading knows the patient
/// of every row.
fn reach(relation: &Relation, artifact: &ArtifactRow) -> Option<f64> {
    if relation.name.starts_with("mumps.") {
        // Code names no patient, and it is no table that somebody forgot to join: it is in the catalogue of rules.
        return Some(0.0);
    }
    if !is_table(&relation.name, artifact) {
        return artifact.patients.map(|_| 1.0);
    }
    let names: Vec<String> = relation.fields.iter().map(|f| f.name.clone()).collect();
    let field = relation.fields.get(discovery::patient_field(&relation.name, &names)?)?;
    Some(field.fill())
}

/// What is known of a file; `is_loose` says that no record holds or names it.
fn file(a: &ArtifactRow, is_loose: bool) -> ArtifactFacts<'_> {
    ArtifactFacts {
        artifact: &a.token,
        path: &a.path,
        format: &a.format,
        sha256: &a.sha256,
        state: &a.state,
        is_document: is_loose && matches!(a.format.as_str(), "PDF" | "RTF" | "HTML" | "DOCX" | "e-mail" | "image" | "DICOM" | "C-CDA" | "text"),
        is_archive: a.format == "archive",
        is_inside: a.path.contains("!/"),
    }
}

/// Foreign keys that a dump declares.
fn declared_keys(workspace: &Workspace) -> Result<Vec<(Place, Place)>> {
    let source = LegacySource::new(workspace)?;
    let wanted = ["kind", "table", "columns", "references_table", "references_columns"].map(String::from);
    let mut keys = Vec::new();
    source.scan("sql.keys", &wanted, &mut |_, _, row| {
        if let [Some("foreign"), Some(table), Some(columns), Some(to), Some(to_columns)] = row {
            for (from, key) in columns.split(',').zip(to_columns.split(',')) {
                let place = |relation: &str, field: &str| Place { relation: relation.into(), field: field.trim().into() };
                keys.push((place(table, from), place(to, key)));
            }
        }
        ControlFlow::Continue(())
    })?;
    Ok(keys)
}

/// The delivery's own data dictionaries: tables that describe the fields of others.
fn dictionary(workspace: &Workspace) -> Result<Dictionary> {
    let source = LegacySource::new(workspace)?;
    let mut dictionary = Dictionary::default();
    for (relation, fields) in legacy_schema(workspace)? {
        let Some(columns) = discovery::recognise(&fields) else { continue };
        source.scan(&relation, &fields, &mut |_, _, row| {
            let cells: Vec<&str> = row.iter().map(|c| c.unwrap_or("")).collect();
            dictionary.row(&columns, &cells, &relation);
            ControlFlow::Continue(())
        })?;
    }
    printed(workspace, &mut dictionary)?;
    Ok(dictionary)
}

/// PDFs whose name says that they describe the export, at most so many: patients' papers are not searched for tables.
const PRINTED_MAX: usize = 100;
const PRINTED_WORDS: [&str; 12] = ["dictionary", "dict", "codebook", "schema", "ehi", "specification", "spec", "documentation", "layout", "guide", "definitions", "fields"];

/// The dictionaries that come as PDF.
fn printed(workspace: &Workspace, dictionary: &mut Dictionary) -> Result<()> {
    let store = workspace.store();
    let describes = |a: &ArtifactRow| {
        let path = a.path.to_lowercase();
        a.format == "PDF" && path.split(|c: char| !c.is_alphanumeric()).any(|word| PRINTED_WORDS.contains(&word) || word.ends_with("dictionary"))
    };
    for artifact in store.artifacts("legacy")?.iter().filter(|a| describes(a)).take(PRINTED_MAX) {
        let mut reader = store.read_blob(&artifact.blob, "artifact")?;
        let lines = formats::printed_lines(&mut reader, &formats::Limits::default())?;
        discovery::printed_rows(&lines, formats::relation_name(&artifact.path), dictionary);
    }
    Ok(())
}
