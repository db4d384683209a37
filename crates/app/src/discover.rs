//! Discovery over the whole legacy side: joins, anomalies and hidden corners from the profiles that ingest kept.

use crate::examine::Kept;
use crate::jobs::Meter;
use crate::members::Memberships;
use crate::migrate::plan;
use crate::rules::{KnownRelation, LegacyRuleFound};
use crate::source::{LegacySource, legacy_schema};
use crate::{AppError, Result, Workspace};
use discovery::{Anomaly, ArtifactFacts, Column, Corner, Dictionary, EavTable, FieldProfile, Held, Inventory, Join, LensSuggestion, Place, RelationFacts};
use formats::Format;
use mapping::Source as _;
use serde::Serialize;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ops::ControlFlow;
use store::{ArtifactRow, RelationRow};

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
    /// How the rows of relations hang on known patients, by artifact and relation; as far as they were held.
    pub reach: BTreeMap<(u32, String), Held>,
    /// Codes held against lists.
    pub memberships: Memberships,
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

/// A relation as it was kept, read back; or those of one name of all documents, of which there may be millions.
pub(crate) struct Relation {
    /// Artifact; 0 for those of several documents.
    pub artifact: u32,
    /// Name.
    pub name: String,
    /// Rows.
    pub rows: u64,
    /// Profiles of its fields.
    pub fields: Vec<FieldProfile>,
    /// Sketches and what was found across fields.
    pub kept: Kept,
    /// It has a header; built-in readings read the others.
    is_table: bool,
    /// Share of its rows that hang on a known patient; nothing where none names one.
    reach: Option<f64>,
    /// Rows that name a patient whom nobody knows.
    orphans: Option<u64>,
}

/// Finds everything anew. The result is as old as the store's state: `Workspace::discovered` keeps it.
pub(crate) fn discover(workspace: &Workspace) -> Result<Discovered> {
    let store = workspace.store();
    let artifacts: BTreeMap<u32, ArtifactRow> = store.artifacts("legacy")?.into_iter().map(|a| (a.id, a)).collect();
    let held: BTreeMap<(u32, String), Held> = store.reach_of_side("legacy")?.iter().map(|r| ((r.artifact, r.relation.clone()), crate::reach::read(r))).collect();
    let held_of = |r: &Relation| held.get(&(r.artifact, r.name.clone()));
    let token = |id: u32| artifacts.get(&id).map_or("", |a| a.token.as_str());
    // "Today" is the day of the last delivery: the same data give the same anomalies, whenever they are looked at.
    let (year, month, day) = model::civil_from_days((artifacts.values().map(|a| a.ingested_ms).max().unwrap_or(0) / 86_400_000) as i32);
    let today = model::Date::parse_iso(&format!("{year:04}-{month:02}-{day:02}"));
    let nothing = Memberships::new();
    let mut of_documents = Vec::new();
    let relations = relations(workspace, &artifacts, &held, &mut |document| {
        // No value of a document was kept that could be held against a list.
        let asked = Asked { is_table: document.is_table, held: held_of(document), memberships: &nothing };
        of_documents.extend(today.map(|t| found(document, token(document.artifact), &asked, t)).unwrap_or_default());
    })?;
    let columns: Vec<Column<'_>> = relations
        .iter()
        .flat_map(|r| r.fields.iter().zip(&r.kept.sketches).map(|(profile, sketch)| Column { relation: &r.name, field: &profile.name, profile, sketch }))
        .collect();
    let joins = discovery::joins(&columns, &declared_keys(workspace)?);
    let memberships = crate::members::memberships(workspace, &relations)?;
    let asked = |r: &Relation| Asked { is_table: r.is_table, held: held_of(r), memberships: &memberships };
    let by_itself = |r: &&Relation| artifacts.get(&r.artifact).is_some_and(|a| !is_of_documents(a));
    let mut anomalies: Vec<(String, String, Anomaly)> = relations.iter().filter(by_itself).flat_map(|r| today.map(|t| found(r, token(r.artifact), &asked(r), t)).unwrap_or_default()).collect();
    anomalies.extend(of_documents);
    anomalies.sort_by(|a, b| a.1.cmp(&b.1));
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
            reach: r.reach,
            orphans: r.orphans,
            read_by_lens: by_lens(&r.name) || !r.is_table,
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
    corners.extend(out_of_use(&memberships, &token));
    corners.extend(discovery::corners(&Inventory { relations: &facts, artifacts: &files, joins: &joins, attributes: &attributes }));
    let named = |eav: EavTable| AttributeTable { names: discovery::names_of(&eav, &facts, &joins), eav };
    let attribute_tables = attributes.into_iter().map(named).collect();
    let names = artifacts.values().map(|a| (a.token.clone(), a.path.clone())).collect();
    let known: Vec<KnownRelation<'_>> = relations.iter().map(|r| known(r, today)).collect();
    let rules = crate::rules::catalogue(workspace, &known, &joins)?;
    let dictionary = dictionary(workspace)?;
    let tables: Vec<RelationFacts<'_>> = relations.iter().zip(&facts).filter(|(r, _)| r.is_table).map(|(_, facts)| facts.clone()).collect();
    let suggestions = discovery::lens_suggestions(&tables, &joins, &dictionary);
    Ok(Discovered { corners, joins, anomalies, names, dictionary, rules, attribute_tables, reach: held, memberships, suggestions })
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

/// What else is asked of a relation than its profiles tell.
struct Asked<'a> {
    is_table: bool,
    held: Option<&'a Held>,
    memberships: &'a Memberships,
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
fn out_of_use<'a>(memberships: &'a Memberships, token: &dyn Fn(u32) -> &'a str) -> Vec<Corner> {
    let mut fields: BTreeMap<(&str, &str), OutOfUse<'_>> = BTreeMap::new();
    for ((artifact, relation, field), m) in memberships.iter().filter(|(_, m)| m.rows_retired > 0) {
        let found = fields.entry((relation.as_str(), field.as_str())).or_default();
        found.artifacts.insert(token(*artifact));
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

fn found(relation: &Relation, token: &str, asked: &Asked<'_>, today: model::Date) -> Vec<(String, String, Anomaly)> {
    // Messages and documents repeat what they say: only in a table is a repeated row odd.
    let odd = |a: &Anomaly| asked.is_table || !a.code.starts_with("duplicate_");
    let mut all = discovery::anomalies(&relation.name, relation.rows, &relation.fields, &relation.kept.context, today);
    all.retain(odd);
    all.extend(asked.held.map(Held::anomalies).unwrap_or_default());
    for field in &relation.fields {
        let of_field = asked.memberships.get(&(relation.artifact, relation.name.clone(), field.name.clone()));
        let anomalies = of_field.map(|m| m.anomalies(&field.name, relation.rows)).unwrap_or_default();
        // Of a field that is hidden no value is shown, however many patients have it.
        let hidden = crate::show::is_hidden(field);
        all.extend(anomalies.into_iter().map(|mut a| {
            a.values.iter_mut().filter(|_| hidden).for_each(|(.., patients)| *patients = 0);
            a
        }));
    }
    discovery::worst_first(&mut all);
    all.into_iter().map(|a| (token.to_string(), relation.name.clone(), a)).collect()
}

/// The relations of the legacy side by name. Those of documents are handed out one by one, and of each name one stands for all of them: whether there are
/// ten or ten million, their fields are told by name.
fn relations(workspace: &Workspace, artifacts: &BTreeMap<u32, ArtifactRow>, held: &BTreeMap<(u32, String), Held>, document: &mut dyn FnMut(&Relation)) -> Result<Vec<Relation>> {
    let mut all: Vec<Relation> = Vec::new();
    let mut of_documents: BTreeMap<(String, bool, bool), Relation> = BTreeMap::new();
    let mut failed = None;
    workspace.store().each_relation("legacy", &mut |row| {
        let Some(artifact) = artifacts.get(&row.artifact) else { return };
        let one = match Relation::read(row, artifact, held) {
            Ok(one) => one,
            Err(error) => {
                failed = failed.take().or(Some(error));
                return;
            }
        };
        if !is_of_documents(artifact) {
            return all.push(one);
        }
        document(&one);
        match of_documents.entry((one.name.clone(), one.is_table, one.reach.is_some())) {
            Entry::Vacant(first) => {
                first.insert(one);
            }
            Entry::Occupied(mut whole) => whole.get_mut().add(one),
        }
    })?;
    if let Some(error) = failed {
        return Err(error);
    }
    all.extend(of_documents.into_values());
    all.sort_by(|a, b| (&a.name, a.artifact).cmp(&(&b.name, b.artifact)));
    Ok(all)
}

fn is_of_documents(artifact: &ArtifactRow) -> bool {
    Format::from_word(&artifact.format).is_some_and(crate::examine::is_document)
}

impl Relation {
    fn read(row: RelationRow, artifact: &ArtifactRow, held: &BTreeMap<(u32, String), Held>) -> Result<Self> {
        let fields = serde_json::from_str(&row.profile).map_err(|e| AppError::Other(e.to_string()))?;
        // A relation kept by an earlier version has no sketches.
        let kept = Kept::read(&row.sketches);
        let is_table = is_table(&row.name, artifact);
        let mut one = Self { artifact: row.artifact, name: row.name, rows: row.rows, fields, kept, is_table, reach: None, orphans: None };
        let held = held.get(&(one.artifact, one.name.clone()));
        (one.reach, one.orphans) = (reach(&one, artifact, held), held.map(Held::orphans));
        Ok(one)
    }

    /// Takes in the relation of another document with its name. Of its fields little is kept; what they are called is what is asked.
    fn add(&mut self, other: Self) {
        let share = |relation: &Self| relation.reach.map_or(0.0, |reach| reach * relation.rows as f64);
        let rows = self.rows + other.rows;
        self.reach = self.reach.map(|reach| if rows == 0 { reach } else { (share(self) + share(&other)) / rows as f64 });
        self.orphans = [self.orphans, other.orphans].into_iter().flatten().reduce(|a, b| a + b);
        (self.artifact, self.rows) = (0, rows);
        for field in other.fields {
            match self.fields.iter_mut().find(|own| own.name == field.name) {
                Some(own) => (own.rows, own.filled, own.length_max) = (own.rows + field.rows, own.filled + field.filled, own.length_max.max(field.length_max)),
                None => self.fields.push(field),
            }
        }
    }
}

/// Formats that built-in readings read.
pub(crate) const BUILT_IN: [&str; 6] = ["HL7 v2", "C-CDA", "X12", "FHIR JSON", "FHIR XML", "FHIR NDJSON"];

/// Whether a relation has a header; built-in readings read the others.
pub(crate) fn is_table(name: &str, artifact: &ArtifactRow) -> bool {
    !BUILT_IN.contains(&artifact.format.as_str()) && !name.starts_with("sql.") && !name.starts_with("mumps.")
}

/// Share of the rows that hang on a known patient. As long as nobody has held them, of those that name one: by the patient field of a table, or because
/// a built-in reading knows the patient of every row.
fn reach(relation: &Relation, artifact: &ArtifactRow, held: Option<&Held>) -> Option<f64> {
    if relation.name.starts_with("mumps.") {
        // Code names no patient, and it is no table that somebody forgot to join: it is in the catalogue of rules.
        return Some(0.0);
    }
    if let Some(held) = held.filter(|h| h.named > 0) {
        return Some(held.share());
    }
    if !is_table(&relation.name, artifact) {
        return artifact.patients.map(|_| 1.0);
    }
    let names: Vec<String> = relation.fields.iter().map(|f| f.name.clone()).collect();
    let field = relation.fields.get(discovery::patient_field(&relation.name, &names)?)?;
    Some(field.fill())
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
    let tokens: BTreeMap<u32, String> = workspace.store().artifacts("legacy")?.into_iter().map(|a| (a.id, a.token)).collect();
    let token = |id: &u32| tokens.get(id).cloned().unwrap_or_default();
    for ((id, relation), held) in &found.reach {
        let artifact = token(id);
        let words = format!("{:.1} % of the rows hang on a known patient; {} name one whom nobody knows", held.share() * 100.0, held.orphans());
        let (path, relation) = (path(&artifact), relation.clone());
        tell(DiscoveryLine { what: "reach", artifact, path, relation, count: held.hanging, of: held.rows, words, ..DiscoveryLine::default() });
    }
    for ((id, relation, field), m) in &found.memberships {
        let artifact = token(id);
        let words = format!("{:.1} % of the distinct values are members of {}", m.share() * 100.0, m.list);
        let (path, relation, field, code) = (path(&artifact), relation.clone(), field.clone(), m.system.clone());
        tell(DiscoveryLine { what: "membership", code, artifact, path, relation, field, count: m.members, of: m.values, words, ..DiscoveryLine::default() });
    }
    Ok(())
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

#[cfg(test)]
mod tests {
    use super::*;

    fn of_document(artifact: u32, rows: u64, reach: Option<f64>, fields: &[(&str, u64)]) -> Relation {
        let fields = fields.iter().map(|(name, filled)| FieldProfile { name: (*name).into(), rows, filled: *filled, length_max: *filled, ..FieldProfile::default() }).collect();
        Relation { artifact, name: "ccda.entry".into(), rows, fields, kept: Kept::default(), is_table: false, reach, orphans: reach.map(|_| 1) }
    }

    #[test]
    fn one_relation_stands_for_those_of_many_documents() {
        let mut whole = of_document(7, 30, Some(1.0), &[("code", 30), ("time", 9)]);
        whole.add(of_document(8, 10, Some(0.2), &[("code", 4), ("unit", 2)]));
        assert_eq!((whole.artifact, whole.rows, whole.reach, whole.orphans), (0, 40, Some(0.8), Some(2)));
        let fields: Vec<(&str, u64, u64, u64)> = whole.fields.iter().map(|f| (f.name.as_str(), f.rows, f.filled, f.length_max)).collect();
        assert_eq!(fields, [("code", 40, 34, 30), ("time", 30, 9, 9), ("unit", 10, 2, 2)]);
        let mut nobody = of_document(7, 0, None, &[]);
        nobody.add(of_document(8, 0, None, &[]));
        assert_eq!((nobody.reach, nobody.orphans), (None, None));
    }
}
