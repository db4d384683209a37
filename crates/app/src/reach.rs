//! Every relation of the legacy side held against the known patients: how many of its rows hang on one, and which dates lie outside a life.
//!
//! Known is a patient whom some demographics describe: a table of patients, a FHIR Patient, the message, document or claim itself. An artifact that names
//! patients is read once more for it and what came of it is kept; it is read again only when other patients are known than then. A table without a field
//! that names one is not read. What must stay true: keys are held as hashes, those of so many patients at once (see `discovery::PatientIndex`; where there are
//! more, an artifact is read once for each so many), and nothing of a record is kept but counts, names of fields and lines.

mod holding;

use crate::discover::BUILT_IN;
use crate::facts::is_filed;
use crate::filing::Filing;
use crate::jobs::{Meter, Step};
use crate::source::items;
use crate::{AppError, Result, Workspace};
use balance::Lens;
use discovery::{FieldProfile, Held, Life, PATIENTS_AT_ONCE, PatientIndex, PeopleFields, day_of, patient_space};
use formats::{Format, Item, Record};
use holding::{Asked, day, join};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::ControlFlow;
use std::sync::Arc;
use store::{ArtifactRow, ReachRow};

/// Raised when the same artifact would come out otherwise than before.
const VERSION: &str = "3";
/// Formats whose records say themselves who the patient is and describe him.
const BY_ITSELF: [&str; 3] = ["HL7 v2", "C-CDA", "X12"];
/// Formats of FHIR resources.
const RESOURCES: [&str; 3] = ["FHIR JSON", "FHIR XML", "FHIR NDJSON"];
/// The segment of a claim that describes its patient.
const DESCRIBED_BY: &str = "x12.DMG";
/// Items that are read before whoever watches hears of it.
const TOLD_EVERY: u64 = 1 << 16;

/// Against whom an artifact was held that says itself who its patients are.
fn by_itself() -> String {
    format!("own {VERSION}")
}

/// How far the holding came, for whoever watches.
struct Progress<'m> {
    meter: &'m Meter<'m>,
    total: u64,
    done: u64,
}

impl Progress<'_> {
    /// Tells that so many records of the artifact at hand were held as well.
    fn at(&self, records: u64) -> ControlFlow<()> {
        (self.meter)(Step { phase: "holding against the patients", done: (self.done + records).min(self.total), total: self.total, unit: "records" })
    }

    /// An artifact is done.
    fn passed(&mut self, artifact: &ArtifactRow) -> Result<()> {
        self.done += artifact.records;
        if self.at(0).is_break() { Err(AppError::Cancelled) } else { Ok(()) }
    }
}

/// Streams the items of an artifact, and stops where whoever watches asks for it.
fn watched(workspace: &Workspace, artifact: &ArtifactRow, tell: &dyn Fn(u64) -> ControlFlow<()>, each: &mut dyn FnMut(&Item<'_>)) -> Result<()> {
    let (mut read, mut flow) = (0u64, ControlFlow::Continue(()));
    items(workspace, artifact, &mut |item| {
        each(&item);
        read += 1;
        if read.is_multiple_of(TOLD_EVERY) {
            flow = tell(read);
        }
        flow
    })?;
    if flow.is_break() { Err(AppError::Cancelled) } else { Ok(()) }
}

/// Holds what was not held yet against the patients who are known now; how many artifacts that were. Stopped, it goes on the next time.
pub fn hold(workspace: &Workspace, meter: &Meter<'_>) -> Result<u64> {
    hold_at_once(workspace, PATIENTS_AT_ONCE, meter)
}

/// The same with so many patients in memory at once. What comes of it does not depend on their number.
pub fn hold_at_once(workspace: &Workspace, most: usize, meter: &Meter<'_>) -> Result<u64> {
    let mut held = 0;
    let outcome = hold_due(workspace, most, meter, &mut held);
    if held > 0 {
        workspace.store().reach_changed()?;
    }
    match outcome {
        Ok(()) | Err(AppError::Cancelled) => Ok(held),
        Err(error) => Err(error),
    }
}

fn hold_due(workspace: &Workspace, most: usize, meter: &Meter<'_>, held: &mut u64) -> Result<()> {
    let known = Known { most, ..Known::of(workspace)? };
    hold_documents(workspace, meter, held)?;
    let (due, total) = workspace.store().reach_due("legacy", &known.fingerprint, &by_itself(), &document_formats())?;
    let mut progress = Progress { meter, total, done: 0 };
    let mut rest = Vec::new();
    for id in due {
        let Some(artifact) = workspace.store().artifact_by_id(id)? else { continue };
        if !known.holds_alone(&artifact) {
            rest.push(id);
            continue;
        }
        let asked = known.asked(workspace, &artifact)?;
        let (mut found, mut begins) = (BTreeMap::new(), Some(0));
        while let Some(first) = begins {
            let own = own_index(workspace, &artifact, &asked, PatientIndex::beginning_at(first, most), &progress)?;
            join(&mut found, asked.hold(workspace, &artifact, &own, &progress)?);
            begins = own.next_begins();
        }
        // What names somebody of another file is held against all of them.
        if found.values().all(|h| h.hanging == h.named) {
            keep(workspace, &artifact, &by_itself(), &found)?;
            *held += 1;
            progress.passed(&artifact)?;
        } else {
            rest.push(id);
        }
    }
    // Without anybody who is known nothing can be said of a table.
    let mut begins = Some(0).filter(|_| known.is_anybody());
    let mut rest = Rest { workspace, known: &known, artifacts: rest, so_far: HashMap::new() };
    while let Some(first) = begins {
        begins = rest.hold(first, &mut progress, held)?;
    }
    Ok(())
}

/// Artifacts that are held against everybody who is known, by their numbers, and what came of that so far.
struct Rest<'a> {
    workspace: &'a Workspace,
    known: &'a Known,
    artifacts: Vec<u32>,
    so_far: HashMap<u32, BTreeMap<String, Held>>,
}

impl Rest<'_> {
    /// Holds each against the patients from a hash on, as many as are in memory at once, and says where the next begin. What names nobody is not read for it.
    fn hold(&mut self, first: u64, progress: &mut Progress<'_>, held: &mut u64) -> Result<Option<u64>> {
        let mut everybody: Option<PatientIndex> = None;
        for id in &self.artifacts {
            let Some(artifact) = self.workspace.store().artifact_by_id(*id)? else { continue };
            let artifact = &artifact;
            let asked = self.known.asked(self.workspace, artifact)?;
            let found = if asked.names_nobody(artifact) {
                // It is done with the first patients.
                if first == 0 { asked.of_nobody() } else { continue }
            } else {
                if everybody.is_none() {
                    everybody = Some(self.known.index(self.workspace, first, progress)?);
                }
                let Some(index) = everybody.as_ref().filter(|index| first > 0 || !index.is_empty()) else { continue };
                let mut found = self.so_far.remove(&artifact.id).unwrap_or_default();
                join(&mut found, asked.hold(self.workspace, artifact, index, progress)?);
                if index.next_begins().is_some() {
                    self.so_far.insert(artifact.id, found);
                    continue;
                }
                found
            };
            // Without a relation nothing can be kept, and it would be read again each time.
            if !found.is_empty() {
                keep(self.workspace, artifact, &self.known.fingerprint, &found)?;
                *held += 1;
            }
            progress.passed(artifact)?;
        }
        Ok(everybody.and_then(|index| index.next_begins()))
    }
}

fn keep(workspace: &Workspace, artifact: &ArtifactRow, known: &str, found: &BTreeMap<String, Held>) -> Result<()> {
    let row = |(relation, held): (&String, &Held)| -> Result<ReachRow> {
        let dates = serde_json::to_string(&held.dates).map_err(|e| AppError::Other(e.to_string()))?;
        Ok(ReachRow { artifact: artifact.id, relation: relation.clone(), rows: held.rows, named: held.named, hanging: held.hanging, dates })
    };
    let rows = found.iter().map(row).collect::<Result<Vec<_>>>()?;
    Ok(workspace.store().put_reach(artifact.id, known, &rows)?)
}

/// What came of holding a relation, as it was kept.
pub(crate) fn read(row: &ReachRow) -> Held {
    Held { rows: row.rows, named: row.named, hanging: row.hanging, dates: serde_json::from_str(&row.dates).unwrap_or_default() }
}

fn is_document(artifact: &ArtifactRow) -> bool {
    Format::from_word(&artifact.format).is_some_and(is_filed)
}

/// Formats of documents that are filed under a patient.
fn document_formats() -> Vec<&'static str> {
    Format::ALL.iter().filter(|format| is_filed(**format)).map(|format| format.word()).collect()
}

/// All of a document hangs on the patient under whom it is filed, or whom it names for certain. Where that changed it is kept anew; nothing is read.
fn hold_documents(workspace: &Workspace, meter: &Meter<'_>, held: &mut u64) -> Result<()> {
    let store = workspace.store();
    let is_held = |artifact: &ArtifactRow| artifact.records > 0 && is_document(artifact);
    let mut total = 0;
    for artifact in store.walk_artifacts("legacy") {
        total += u64::from(is_held(&artifact?));
    }
    let filing = if total == 0 { None } else { filing(workspace)? };
    let mut done = 0;
    for document in store.walk_artifacts("legacy") {
        let document = document?;
        if !is_held(&document) {
            continue;
        }
        done += 1;
        let reached = filing.as_ref().map_or(Ok(false), |filing| filing.reaches(&document.token))?;
        let before = document.reach_rows.map(|rows| rows > 0 && document.hanging_rows == Some(rows));
        if before == Some(reached) {
            continue;
        }
        let of = |rows: u64| if reached { Held { rows, named: rows, hanging: rows, ..Held::default() } } else { Held { rows, ..Held::default() } };
        let found = store.relations(document.id)?.into_iter().map(|r| (r.name, of(r.rows))).collect();
        keep(workspace, &document, &by_itself(), &found)?;
        *held += 1;
        if meter(Step { phase: "holding against the patients", done: done - 1, total, unit: "documents" }).is_break() {
            return Err(AppError::Cancelled);
        }
    }
    Ok(())
}

/// Where documents are filed, and whom they name; nothing where nobody can tell.
fn filing(workspace: &Workspace) -> Result<Option<Arc<Filing>>> {
    match workspace.filing() {
        Ok(filing) => Ok(Some(filing)),
        // A lens that does not check says so on its own screen.
        Err(AppError::Document(_) | AppError::Nothing(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Who may be known, and where that is said.
struct Known {
    /// Tables of patients: artifact, relation, fields.
    tables: Vec<(ArtifactRow, String, PeopleFields)>,
    /// Fields of the tables, for the sorts of their keys.
    people: Vec<PeopleFields>,
    /// Artifacts with resources of patients, by their numbers: there may be one for each patient.
    resources: Vec<u32>,
    with_patients: HashSet<u32>,
    lens: Option<Lens>,
    /// The same as long as the same patients are known by the same fields.
    fingerprint: String,
    /// Patients that are in memory at once.
    most: usize,
}

impl Known {
    fn of(workspace: &Workspace) -> Result<Self> {
        let store = workspace.store();
        let lens = crate::book::lens(workspace).ok().flatten();
        let by_lens: HashSet<String> = lens.iter().flat_map(|l| l.demographic_relations()).collect();
        let mut tables = Vec::new();
        // A document describes nobody for sure, and there may be a million.
        let no_tables: Vec<&str> = BUILT_IN.into_iter().chain(document_formats()).collect();
        let (mut described, mut failed): (Vec<(String, u32, PeopleFields)>, Option<serde_json::Error>) = (Vec::new(), None);
        store.each_relation_but_of("legacy", &no_tables, &mut |relation| match serde_json::from_str::<Vec<FieldProfile>>(&relation.profile) {
            Ok(fields) => {
                let key = lens.as_ref().filter(|_| by_lens.contains(&relation.name)).and_then(|l| l.patient_field(&relation.name));
                described.extend(discovery::people_fields(&relation.name, &fields, key).map(|found| (relation.name, relation.artifact, found)));
            }
            Err(error) => failed = Some(error),
        })?;
        if let Some(error) = failed {
            return Err(AppError::Other(error.to_string()));
        }
        described.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
        for (relation, artifact, found) in described {
            if let Some(artifact) = store.artifact_by_id(artifact)? {
                tables.push((artifact, relation, found));
            }
        }
        let resources = store.artifacts_with("legacy", &RESOURCES, "Patient")?;
        let mut hash = Sha256::new();
        let mut said = |text: &str| {
            hash.update(text.as_bytes());
            hash.update([0u8]);
        };
        said(VERSION);
        tables.iter().for_each(|(artifact, relation, fields)| said(&format!("{} {relation} {fields:?}", artifact.id)));
        resources.iter().for_each(|id| said(&id.to_string()));
        for relation in lens.iter().flat_map(|l| l.relations()) {
            said(&format!("{relation} {:?}", lens.as_ref().and_then(|l| l.patient_field(relation))));
        }
        let fingerprint = hash.finalize().iter().map(|b| format!("{b:02x}")).collect();
        let people = tables.iter().map(|(.., fields)| fields.clone()).collect();
        let with_patients = resources.iter().copied().collect();
        Ok(Self { tables, people, resources, with_patients, lens, fingerprint, most: PATIENTS_AT_ONCE })
    }

    /// Whether an artifact may say itself who all of its patients are.
    fn holds_alone(&self, artifact: &ArtifactRow) -> bool {
        BY_ITSELF.contains(&artifact.format.as_str()) || (artifact.format.starts_with("FHIR") && self.with_patients.contains(&artifact.id))
    }

    /// Whether anything describes patients.
    fn is_anybody(&self) -> bool {
        !self.tables.is_empty() || !self.resources.is_empty()
    }

    /// Everybody who is known from a hash on, as far as there is room. Each artifact is read once, however many of its relations describe patients.
    fn index(&self, workspace: &Workspace, first: u64, progress: &Progress<'_>) -> Result<PatientIndex> {
        let mut index = PatientIndex::beginning_at(first, self.most);
        let mut described: BTreeMap<u32, (&ArtifactRow, HashMap<&str, &PeopleFields>)> = BTreeMap::new();
        for (artifact, relation, fields) in &self.tables {
            described.entry(artifact.id).or_insert_with(|| (artifact, HashMap::new())).1.insert(relation.as_str(), fields);
        }
        for (artifact, people) in described.values() {
            let mut places: HashMap<String, PeoplePlaces> = HashMap::new();
            watched(workspace, artifact, &|_| progress.at(0), &mut |item| match item {
                Item::Header(header) => {
                    if let Some(fields) = people.get(header.relation) {
                        places.insert(header.relation.to_string(), PeoplePlaces::of(header.names, fields));
                    }
                }
                Item::Row(row) => {
                    if let Some(places) = places.get(row.relation) {
                        places.add(row.cells, &mut index);
                    }
                }
                Item::Record(record) => {
                    if let Some(fields) = people.get(record.relation.as_str()) {
                        add_record(record, fields, &mut index);
                    }
                }
                _ => {}
            })?;
        }
        for id in &self.resources {
            let Some(artifact) = workspace.store().artifact_by_id(*id)? else { continue };
            watched(workspace, &artifact, &|_| progress.at(0), &mut |item| add_resource(item, &mut index))?;
        }
        index.finish();
        Ok(index)
    }

    /// What is asked of the relations of an artifact.
    fn asked(&self, workspace: &Workspace, artifact: &ArtifactRow) -> Result<Asked> {
        let mut asked = Asked::default();
        for relation in workspace.store().relations(artifact.id)? {
            let fields: Vec<FieldProfile> = serde_json::from_str(&relation.profile).map_err(|e| AppError::Other(e.to_string()))?;
            asked.dates.insert(relation.name.clone(), discovery::dated_fields(&fields));
            if is_table(artifact)
                && let Some(field) = self.patient_field(&relation.name, &fields)
            {
                let space = patient_space(&field, &self.people);
                asked.named_by.insert(relation.name.clone(), (field, space));
            }
            asked.rows.insert(relation.name, relation.rows);
        }
        Ok(asked)
    }

    /// The field of a table that names the patient: the one that the lens says, else by its name.
    fn patient_field(&self, relation: &str, fields: &[FieldProfile]) -> Option<String> {
        let by_lens = self.lens.as_ref().and_then(|l| l.patient_field(relation)).filter(|field| fields.iter().any(|f| f.name == *field));
        let names: Vec<String> = fields.iter().map(|f| f.name.clone()).collect();
        by_lens.map(str::to_string).or_else(|| names.get(discovery::patient_field(relation, &names)?).cloned())
    }
}

fn is_table(artifact: &ArtifactRow) -> bool {
    !BUILT_IN.contains(&artifact.format.as_str())
}

/// Where a table of patients keeps what it tells, by place in its rows.
#[derive(Default)]
struct PeoplePlaces {
    keys: Vec<(usize, String)>,
    birth: Option<(usize, bool)>,
    death: Option<(usize, bool)>,
}

impl PeoplePlaces {
    fn of(names: &[String], fields: &PeopleFields) -> Self {
        let place = |field: &str| names.iter().position(|name| name == field);
        let date = |date: &Option<(String, bool)>| date.as_ref().and_then(|(field, day_first)| Some((place(field)?, *day_first)));
        let keys = fields.keys.iter().filter_map(|(field, space)| Some((place(field)?, space.clone()))).collect();
        Self { keys, birth: date(&fields.birth), death: date(&fields.death) }
    }

    fn add(&self, cells: &[&str], index: &mut PatientIndex) {
        let day = |at: Option<(usize, bool)>| at.and_then(|(at, day_first)| day_of(cells.get(at)?, day_first)).map(|(day, _)| day);
        let life = Life { birth: day(self.birth), death: day(self.death) };
        for (at, space) in &self.keys {
            index.add(space, cells.get(*at).copied().unwrap_or(""), life);
        }
    }
}

/// A patient whom a record describes that has no header.
fn add_record(record: &Record, fields: &PeopleFields, index: &mut PatientIndex) {
    let day = |date: &Option<(String, bool)>| date.as_ref().and_then(|(field, day_first)| day_of(record.get(field)?, *day_first)).map(|(day, _)| day);
    let life = Life { birth: day(&fields.birth), death: day(&fields.death) };
    for (field, space) in &fields.keys {
        index.add(space, record.get(field).unwrap_or(""), life);
    }
}

fn add_resource(item: &Item<'_>, index: &mut PatientIndex) {
    if let Item::Resource(resource) = item
        && resource.kind == "Patient"
        && let Some(id) = resource.patient()
    {
        index.add("", id, Life { birth: day(resource.json.text("birthDate")), death: day(resource.json.text("deceasedDateTime")) });
    }
}

/// Whom an artifact describes itself. Messages and documents tell it record by record and need none, nor do claims that describe nobody.
fn own_index(workspace: &Workspace, artifact: &ArtifactRow, asked: &Asked, mut index: PatientIndex, progress: &Progress<'_>) -> Result<PatientIndex> {
    if asked.rows.contains_key(DESCRIBED_BY) || artifact.format.starts_with("FHIR") {
        watched(workspace, artifact, &|_| progress.at(0), &mut |item| {
            add_resource(item, &mut index);
            if let Item::Record(record) = item
                && record.relation == DESCRIBED_BY
                && let Some(patient) = record.get("patient")
            {
                index.add("", patient, Life { birth: day(record.get("DMG02")), death: None });
            }
        })?;
    }
    index.finish();
    Ok(index)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_of_patients_is_read_by_the_places_of_its_header() {
        let names: Vec<String> = ["DOB", "ID", "MRN", "DIED"].map(String::from).to_vec();
        let dated = |field: &str| Some((field.to_string(), false));
        let fields = PeopleFields { keys: vec![("ID".into(), String::new()), ("MRN".into(), "mrn".into())], birth: dated("DOB"), death: dated("DIED") };
        let mut index = PatientIndex::default();
        PeoplePlaces::of(&names, &fields).add(&["1970-01-11", "7", "M7", ""], &mut index);
        index.finish();
        let life = Some(Life { birth: Some(10), death: None });
        assert_eq!([index.get("", "7"), index.get("mrn", "M7"), index.get("", "M7")], [life, life, None]);
    }
}
