//! Discovery over the whole legacy side: joins, anomalies and hidden corners from the profiles that ingest kept.
//!
//! There may be millions of small files. What must stay true: relations of tables and of large files are held one by one, those of documents and of messages in
//! files of their own as one of each name (`gathered`); what is odd in such files is told one by one up to a bound (`told`); of the files themselves some bytes
//! each are held (`files`).

mod files;
pub(crate) mod gathered;
mod proposed;
mod told;

use crate::jobs::Meter;
use crate::members::Memberships;
use crate::migrate::plan;
use crate::rules::{KnownRelation, LegacyRuleFound};
use crate::source::{LegacySource, schema_of};
use crate::{AppError, Result, Workspace};
use discovery::{Anomaly, Column, Corner, Dictionary, EavTable, FieldProfile, Held, Inventory, Join, LensSuggestion, Place, RelationFacts};
use files::LegacyFiles;
use gathered::{Folds, relations};
pub(crate) use gathered::Relation;
pub(crate) use proposed::{Proposed, proposed_there};
use mapping::Source as _;
use model::Side;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ops::ControlFlow;
use told::Told;

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Discovered {
    /// Hidden corners.
    pub corners: Vec<Corner>,
    /// Joins.
    pub joins: Vec<Join>,
    /// Anomalies, with the token of their artifact and their relation.
    pub anomalies: Vec<(String, String, Anomaly)>,
    /// Paths of the artifacts that anomalies and corners are about, by token.
    pub names: BTreeMap<String, String>,
    /// Descriptions of fields from the delivery's own data dictionaries.
    pub dictionary: Dictionary,
    /// Rules and configuration of the legacy system.
    pub rules: Vec<LegacyRuleFound>,
    /// Tables that hold attributes as rows.
    pub attribute_tables: Vec<AttributeTable>,
    /// Codes held against lists; of files that are taken together under number 0.
    pub memberships: Memberships,
    /// What tables most likely assert.
    pub suggestions: Vec<LensSuggestion>,
    /// Names of the relations that have a header.
    pub tables: BTreeSet<String>,
    /// The day that everything was looked at from.
    pub today: Option<model::Date>,
}

/// A table that holds attributes as rows.
#[derive(Debug, Clone)]
pub struct AttributeTable {
    /// What was recognised, and why.
    pub eav: EavTable,
    /// Relation, key and field of the names of its attributes.
    pub names: Option<(String, String, String)>,
}

/// Finds everything anew. The result is as old as the store's state: `Workspace::discovered` keeps it.
pub(crate) fn discover(workspace: &Workspace) -> Result<Discovered> {
    let store = workspace.store();
    // "Today" is the day of the last delivery: the same data give the same anomalies, whenever they are looked at.
    let (year, month, day) = model::civil_from_days((store.newest_ms("legacy")? / 86_400_000) as i32);
    let today = model::Date::parse_iso(&format!("{year:04}-{month:02}-{day:02}"));
    let nothing = Memberships::new();
    let (mut of_messages, mut of_documents) = (Told::default(), Told::default());
    let relations = relations(workspace, Side::Legacy, &mut |one| {
        let told = if one.folds == Folds::Messages { &mut of_messages } else { &mut of_documents };
        // Their codes are held against lists once all are taken together; of documents no value was kept that could be.
        told.add(one, today.map(|t| found(one, &nothing, t)).unwrap_or_default());
    })?;
    let columns: Vec<Column<'_>> = relations.iter().flat_map(columns_of).collect();
    let joins = discovery::joins(&columns, &declared_keys(workspace, Side::Legacy)?);
    let memberships = crate::members::memberships(workspace, &relations)?;
    let mut anomalies: Vec<(u32, String, String, Anomaly)> = of_messages.finish();
    for relation in &relations {
        let all = match (relation.folds, today) {
            (Folds::No, Some(today)) => found(relation, &memberships, today),
            // What else there is of them was told of each file.
            (Folds::Messages, Some(_)) => of_lists(relation, &memberships),
            _ => Vec::new(),
        };
        anomalies.extend(all.into_iter().map(|a| (relation.artifact, relation.token.clone(), relation.name.clone(), a)));
    }
    anomalies.sort_by(|a, b| (&a.2, a.0).cmp(&(&b.2, b.0)).then_with(|| discovery::worse(&a.3, &b.3)));
    anomalies.extend(of_documents.finish());
    anomalies.sort_by(|a, b| a.2.cmp(&b.2));
    let anomalies: Vec<(String, String, Anomaly)> = anomalies.into_iter().map(|(_, token, relation, a)| (token, relation, a)).collect();
    let lens = crate::book::lens(workspace).ok().flatten();
    let asserted: HashSet<&str> = lens.iter().flat_map(balance::Lens::relations).collect();
    let by_lens = |relation: &str| asserted.contains(relation) || lens.as_ref().is_some_and(|l| l.archived(relation).is_some());
    let plan = plan(workspace, true).ok().map(|p| p.0);
    let by_mapping: HashSet<&str> = plan.iter().flat_map(|p| p.resources.iter().map(|r| r.set.from.as_str())).collect();
    // Every field declared dropped, with its reason: somebody has looked at it.
    let is_dropped = |r: &Relation| plan.as_ref().is_some_and(|p| !r.fields.is_empty() && r.fields.iter().all(|f| p.dropped(&r.name, &f.name).is_some()));
    let facts: Vec<RelationFacts<'_>> = relations
        .iter()
        .map(|r| {
            let facts = facts_of(r);
            RelationFacts { read_by_lens: facts.read_by_lens || by_lens(&r.name), read_by_mapping: by_mapping.contains(r.name.as_str()) || is_dropped(r), ..facts }
        })
        .collect();
    let files = LegacyFiles::of(workspace)?;
    let attributes = attributes(workspace, Side::Legacy, &facts, &joins)?;
    // A document under the wrong patient comes before everything else.
    let mut corners = misfiled(workspace)?;
    corners.extend(out_of_use(&memberships, &relations));
    corners.extend(discovery::corners(&Inventory { relations: &facts, artifacts: &files, joins: &joins, attributes: &attributes }));
    files.finish()?;
    let attribute_tables = attributes.into_iter().map(|eav| named(eav, &facts, &joins)).collect();
    let names = names(workspace, anomalies.iter().map(|(token, ..)| token).chain(corners.iter().map(|c| &c.artifact)))?;
    let known: Vec<KnownRelation<'_>> = relations.iter().map(|r| known(r, today)).collect();
    let rules = crate::rules::catalogue(workspace, &known, &joins)?;
    let dictionary = dictionary(workspace, Side::Legacy)?;
    let tables: Vec<RelationFacts<'_>> = relations.iter().zip(&facts).filter(|(r, _)| r.is_table).map(|(_, facts)| facts.clone()).collect();
    let suggestions = discovery::lens_suggestions(&tables, &joins, &dictionary);
    let tables = relations.iter().filter(|r| r.is_table).map(|r| r.name.clone()).collect();
    Ok(Discovered { corners, joins, anomalies, names, dictionary, rules, attribute_tables, memberships, suggestions, tables, today })
}

/// The columns of a relation, as joins are looked for among them.
fn columns_of(relation: &Relation) -> impl Iterator<Item = Column<'_>> {
    relation.fields.iter().zip(&relation.kept.sketches).map(move |(profile, sketch)| Column { relation: &relation.name, field: &profile.name, profile, sketch })
}

/// What is known of a relation where no document reads it.
fn facts_of(relation: &Relation) -> RelationFacts<'_> {
    RelationFacts {
        relation: &relation.name,
        artifact: &relation.token,
        rows: relation.rows,
        fields: &relation.fields,
        sketches: &relation.kept.sketches,
        context: &relation.kept.context,
        reach: relation.reach,
        orphans: relation.orphans,
        read_by_lens: !relation.is_table,
        read_by_mapping: false,
    }
}

/// Tables of a side that hold attributes as rows: by their profiles, and those that only their rows confirm.
fn attributes(workspace: &Workspace, side: Side, facts: &[RelationFacts<'_>], joins: &[Join]) -> Result<Vec<EavTable>> {
    let mut found = discovery::eav_tables(facts, joins);
    found.extend(crate::pivot::confirmed(workspace, side, discovery::eav_candidates(facts, joins))?);
    Ok(found)
}

/// A table of attributes with the table that names them.
fn named(eav: EavTable, facts: &[RelationFacts<'_>], joins: &[Join]) -> AttributeTable {
    AttributeTable { names: discovery::names_of(&eav, facts, joins), eav }
}

/// What is odd about the relations of one file of the legacy side, by their names, and its own codes held against lists: of files that come by the million
/// [`discover`] tells some one by one, and holds the codes of all of them together.
pub(crate) fn of_artifact(workspace: &Workspace, id: u32, all: &Discovered) -> Result<(Vec<(String, Anomaly)>, Memberships)> {
    let rows = workspace.store().held_relations_of(id)?;
    let relations = rows.into_iter().map(|(row, holder)| Relation::read(row, holder)).collect::<Result<Vec<Relation>>>()?;
    let memberships = crate::members::memberships(workspace, &relations)?;
    let mut anomalies = Vec::new();
    if let Some(today) = all.today {
        for relation in &relations {
            anomalies.extend(found(relation, &memberships, today).into_iter().map(|a| (relation.name.clone(), a)));
        }
    }
    Ok((anomalies, memberships))
}

/// Paths of artifacts by token; an empty token is of none.
fn names<'a>(workspace: &Workspace, tokens: impl Iterator<Item = &'a String>) -> Result<BTreeMap<String, String>> {
    let tokens: BTreeSet<&String> = tokens.filter(|token| !token.is_empty()).collect();
    let mut names = BTreeMap::new();
    for token in tokens {
        if let Some(artifact) = workspace.store().artifact(token)? {
            names.insert(artifact.token, artifact.path);
        }
    }
    Ok(names)
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
        Ok(filing) => filing.corners(),
        Err(AppError::Document(_)) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// Codes of a field that their list calls out of use, over all artifacts.
#[derive(Default)]
struct OutOfUse<'a> {
    artifacts: BTreeSet<&'a str>,
    rows: u64,
    /// Of the artifact with most of them; another may have others.
    codes: u64,
    /// There may be more.
    at_least: bool,
    list: &'a str,
}

/// Codes in use that their list calls out of use: one corner a field, whatever artifacts hold it.
fn out_of_use<'a>(memberships: &'a Memberships, relations: &'a [Relation]) -> Vec<Corner> {
    let tokens: BTreeMap<u32, &str> = relations.iter().map(|r| (r.artifact, r.token.as_str())).collect();
    let mut fields: BTreeMap<(&str, &str), OutOfUse<'_>> = BTreeMap::new();
    for ((artifact, relation, field), m) in memberships.iter().filter(|(_, m)| m.rows_retired > 0) {
        let found = fields.entry((relation.as_str(), field.as_str())).or_default();
        found.artifacts.insert(tokens.get(artifact).copied().unwrap_or(""));
        found.rows += m.rows_retired;
        found.codes = found.codes.max(m.values_retired);
        found.at_least |= !m.whole || found.artifacts.len() > 1;
        found.list = &m.list;
    }
    let mut corners = Vec::new();
    for ((relation, field), found) in fields {
        let artifact = found.artifacts.first().filter(|_| found.artifacts.len() == 1).copied().unwrap_or("");
        let words = format!("{field} holds codes that {} calls out of use", found.list);
        corners.push(Corner::of_codes((artifact, relation, field), words, format!("{} rows with {}{} such codes", found.rows, if found.at_least { "at least " } else { "" }, found.codes)));
    }
    corners
}

/// What is odd about a relation, worst first.
fn found(relation: &Relation, memberships: &Memberships, today: model::Date) -> Vec<Anomaly> {
    // Messages and documents repeat what they say: only in a table is a repeated row odd.
    let odd = |a: &Anomaly| relation.is_table || !a.code.starts_with("duplicate_");
    let mut all = discovery::anomalies(&relation.name, relation.rows, &relation.fields, &relation.kept.context, today);
    all.retain(odd);
    all.extend(relation.held.as_ref().map(Held::anomalies).unwrap_or_default());
    all.extend(of_lists(relation, memberships));
    discovery::worst_first(&mut all);
    all
}

/// What lists say of the codes of a relation.
fn of_lists(relation: &Relation, memberships: &Memberships) -> Vec<Anomaly> {
    let mut all = Vec::new();
    for field in &relation.fields {
        let of_field = memberships.get(&(relation.artifact, relation.name.clone(), field.name.clone()));
        let anomalies = of_field.map(|m| m.anomalies(&field.name, relation.rows)).unwrap_or_default();
        // Of a field that is hidden no value is shown, however many patients have it.
        let hidden = crate::show::is_hidden(field);
        all.extend(anomalies.into_iter().map(|mut a| {
            a.values.iter_mut().filter(|_| hidden).for_each(|(.., patients)| *patients = 0);
            a
        }));
    }
    all
}

/// Formats that built-in readings read.
pub(crate) const BUILT_IN: [&str; 6] = ["HL7 v2", "C-CDA", "X12", "FHIR JSON", "FHIR XML", "FHIR NDJSON"];

/// Whether a relation of an artifact of a format has a header; built-in readings read the others.
pub(crate) fn is_table(name: &str, format: &str) -> bool {
    !BUILT_IN.contains(&format) && !name.starts_with("sql.") && !name.starts_with("mumps.")
}

/// Something that discovery found, as the enclave tells it: with places and values.
#[derive(Debug, Clone, Default, Serialize)]
pub struct DiscoveryLine {
    /// `anomaly`, `corner`, `reach`, `membership`.
    pub what: &'static str,
    /// Code of an anomaly, kind of a corner, code system of a membership; empty for reach.
    pub code: String,
    /// `high`, `medium`, `low`; empty for reach and membership.
    pub severity: String,
    /// Token of the artifact; empty when several hold it.
    pub artifact: String,
    /// Its path, likewise.
    pub path: String,
    /// Relation.
    pub relation: String,
    /// Field, empty for the relation as a whole.
    pub field: String,
    /// Rows it is about; of reach those that hang on a known patient, of a membership the distinct values that are members.
    pub count: u64,
    /// Of how many: rows, or distinct values.
    pub of: u64,
    /// In words.
    pub words: String,
    /// Where the first of the rows are: `visits.csv:17:VISIT_DT`.
    pub locators: Vec<String>,
    /// Values that it is about, with their rows.
    pub values: Vec<(String, u64)>,
}

/// Holds what is not held yet, and hands out what discovery finds: of one artifact by its path or token, or of all.
pub fn each_discovered(workspace: &Workspace, wanted: Option<&str>, meter: &Meter<'_>, each: &mut dyn FnMut(&DiscoveryLine)) -> Result<()> {
    crate::reach::hold(workspace, meter)?;
    let found = workspace.discovered()?;
    let path = |token: &str| found.names.get(token).cloned().unwrap_or_default();
    let is_wanted = |line: &DiscoveryLine| wanted.is_none_or(|w| line.artifact == w || line.path == w);
    let mut tell = |line: DiscoveryLine| {
        if is_wanted(&line) {
            each(&line);
        }
    };
    for (token, relation, a) in &found.anomalies {
        let path = path(token);
        let locators = a.lines.iter().map(|line| format!("{path}:{line}:{}", a.field)).collect();
        let of = if a.share > 0.0 { (a.count as f64 / a.share).round() as u64 } else { 0 };
        let values = a.values.iter().map(|(value, rows, _)| (value.clone(), *rows)).collect();
        let (code, severity, words) = (a.code.into(), a.severity.into(), a.words.clone());
        tell(DiscoveryLine { what: "anomaly", code, severity, artifact: token.clone(), path, relation: relation.clone(), field: a.field.clone(), count: a.count, of, words, locators, values });
    }
    for c in &found.corners {
        let (code, severity, words) = (c.kind.into(), c.risk.into(), format!("{} ({})", c.words, c.evidence));
        let (artifact, relation, field) = (c.artifact.clone(), c.relation.clone(), c.field.clone());
        tell(DiscoveryLine { what: "corner", code, severity, path: path(&artifact), artifact, relation, field, words, ..DiscoveryLine::default() });
    }
    workspace.store().each_reach("legacy", &mut |row, token, path| {
        let held = crate::reach::read(row);
        let words = format!("{:.1} % of the rows hang on a known patient; {} name one whom nobody knows", held.share() * 100.0, held.orphans());
        let (artifact, path, relation) = (token.to_string(), path.to_string(), row.relation.clone());
        tell(DiscoveryLine { what: "reach", artifact, path, relation, count: held.hanging, of: held.rows, words, ..DiscoveryLine::default() });
    })?;
    for ((id, relation, field), m) in &found.memberships {
        let (artifact, path) = workspace.store().artifact_by_id(*id)?.map(|a| (a.token, a.path)).unwrap_or_default();
        let words = format!("{:.1} % of the distinct values are members of {}", m.share() * 100.0, m.list);
        let (relation, field, code) = (relation.clone(), field.clone(), m.system.clone());
        tell(DiscoveryLine { what: "membership", code, artifact, path, relation, field, count: m.members, of: m.values, words, ..DiscoveryLine::default() });
    }
    Ok(())
}

/// Foreign keys that a dump of a side declares.
fn declared_keys(workspace: &Workspace, side: Side) -> Result<Vec<(Place, Place)>> {
    let source = LegacySource::of_side(workspace, side)?;
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
fn dictionary(workspace: &Workspace, side: Side) -> Result<Dictionary> {
    let source = LegacySource::of_side(workspace, side)?;
    let mut dictionary = Dictionary::default();
    for (relation, fields) in schema_of(workspace, side)? {
        let Some(columns) = discovery::recognise(&fields) else { continue };
        source.scan(&relation, &fields, &mut |_, _, row| {
            let cells: Vec<&str> = row.iter().map(|c| c.unwrap_or("")).collect();
            dictionary.row(&columns, &cells, &relation);
            ControlFlow::Continue(())
        })?;
    }
    printed(workspace, side, &mut dictionary)?;
    Ok(dictionary)
}

/// PDFs whose name says that they describe the export, at most so many: patients' papers are not searched for tables.
const PRINTED_MAX: usize = 100;
const PRINTED_WORDS: [&str; 12] = ["dictionary", "dict", "codebook", "schema", "ehi", "specification", "spec", "documentation", "layout", "guide", "definitions", "fields"];

/// The dictionaries that come as PDF.
fn printed(workspace: &Workspace, side: Side, dictionary: &mut Dictionary) -> Result<()> {
    let store = workspace.store();
    let describes = |a: &store::ArtifactRow| {
        let path = a.path.to_lowercase();
        a.format == "PDF" && path.split(|c: char| !c.is_alphanumeric()).any(|word| PRINTED_WORDS.contains(&word) || word.ends_with("dictionary"))
    };
    for artifact in store.walk_artifacts(side.word()).filter(|a| a.as_ref().map_or(true, describes)).take(PRINTED_MAX) {
        let artifact = artifact?;
        let mut reader = store.read_blob(&artifact.blob, "artifact")?;
        let lines = formats::printed_lines(&mut reader, &formats::Limits::default())?;
        discovery::printed_rows(&lines, formats::relation_name(&artifact.path), dictionary);
    }
    Ok(())
}
