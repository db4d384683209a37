//! One artifact while it is held: what is asked of its relations, whom each row names, and which of its dates lie outside that life.
//!
//! It knows nothing of other artifacts: whoever may be named comes as an index. Nothing of a row is kept but counts and lines.

use super::{Progress, is_table, watched};
use crate::{Result, Workspace};
use discovery::{Held, Life, PatientIndex, day_of};
use formats::{Header, Item, Record, Resource, Row, ccda, hl7v2};
use std::collections::{BTreeMap, HashMap};
use store::ArtifactRow;

/// Adds what came of holding an artifact against other patients.
pub(super) fn join(found: &mut BTreeMap<String, Held>, more: BTreeMap<String, Held>) {
    for (relation, held) in more {
        found.entry(relation).or_default().join(held);
    }
}

/// What is asked of the relations of one artifact, by their names.
#[derive(Default)]
pub(super) struct Asked {
    pub(super) rows: BTreeMap<String, u64>,
    /// Dated fields, and whether they write the day first.
    pub(super) dates: HashMap<String, Vec<(String, bool)>>,
    /// Of tables the field that names the patient, and the sort of its keys.
    pub(super) named_by: HashMap<String, (String, String)>,
}

impl Asked {
    /// Whether no row can hang on anybody.
    pub(super) fn names_nobody(&self, artifact: &ArtifactRow) -> bool {
        is_table(artifact) && self.named_by.is_empty()
    }

    /// What comes of holding rows that name nobody.
    pub(super) fn of_nobody(&self) -> BTreeMap<String, Held> {
        self.rows.iter().map(|(name, rows)| (name.clone(), Held { rows: *rows, ..Held::default() })).collect()
    }

    /// Holds every relation of the artifact: the rows of the patients whom the index covers, and with the first index those that name nobody or say
    /// themselves who their patient is.
    pub(super) fn hold(&self, workspace: &Workspace, artifact: &ArtifactRow, index: &PatientIndex, progress: &Progress<'_>) -> Result<BTreeMap<String, Held>> {
        let held = self.rows.keys().map(|name| (name.clone(), Held::default())).collect();
        let mut holding = Holding { index, asked: self, places: HashMap::new(), held };
        watched(workspace, artifact, &|read| progress.at(read), &mut |item| holding.item(item))?;
        Ok(holding.held)
    }
}

pub(super) fn day(text: Option<&str>) -> Option<i32> {
    day_of(text?, false).map(|(day, _)| day)
}

/// Where a table names its patient and its dates, by place in its rows.
struct Places {
    patient: Option<(usize, String)>,
    /// Place, field, whether it writes the day first.
    dates: Vec<(usize, String, bool)>,
}

/// One artifact while it is held.
struct Holding<'a> {
    index: &'a PatientIndex,
    asked: &'a Asked,
    places: HashMap<String, Places>,
    held: BTreeMap<String, Held>,
}

impl Holding<'_> {
    /// Whether a row that names somebody, by sort and key, or nobody is held now.
    fn is_due(&self, named: Option<(&str, &str)>) -> bool {
        named.map_or(self.index.is_first(), |(space, key)| self.index.covers(space, key))
    }

    fn item(&mut self, item: &Item<'_>) {
        match item {
            Item::Header(header) => self.header(header),
            Item::Row(row) => self.row(row),
            Item::Message(message) => self.message(message),
            Item::Resource(resource) => self.resource(resource, item),
            Item::Record(record) => self.single(record),
            Item::Document(document) => self.document(document, item),
        }
    }

    fn header(&mut self, header: &Header<'_>) {
        let patient = self.asked.named_by.get(header.relation).and_then(|(field, space)| Some((header.names.iter().position(|name| name == field)?, space.clone())));
        let place = |(field, day_first): &(String, bool)| Some((header.names.iter().position(|name| name == field)?, field.clone(), *day_first));
        let dates = self.asked.dates.get(header.relation).into_iter().flatten().filter_map(place).collect();
        self.places.insert(header.relation.to_string(), Places { patient, dates });
    }

    fn row(&mut self, row: &Row<'_>) {
        let Some(places) = self.places.get(row.relation) else { return };
        let named = places.patient.as_ref().and_then(|(at, space)| Some((row.cells.get(*at)?.trim(), space))).filter(|(key, _)| !key.is_empty());
        if !self.is_due(named.map(|(key, space)| (space.as_str(), key))) {
            return;
        }
        let life = named.and_then(|(key, space)| self.index.get(space, key));
        let Some(held) = self.held.get_mut(row.relation) else { return };
        held.row(named.is_some(), life.is_some());
        let Some(life) = life.filter(has_days) else { return };
        for (at, field, day_first) in &places.dates {
            if let Some(day) = row.cells.get(*at).and_then(|cell| day_of(cell, *day_first)) {
                held.date(field, day, life, row.line);
            }
        }
    }

    /// A record of a table without a header names its patient by a field of its own; a claim describes him itself.
    fn single(&mut self, record: &Record) {
        let asked = self.asked;
        if let Some((field, space)) = asked.named_by.get(&record.relation) {
            let key = record.get(field).map(str::trim).filter(|key| !key.is_empty());
            if !self.is_due(key.map(|key| (space.as_str(), key))) {
                return;
            }
            let life = key.and_then(|key| self.index.get(space, key));
            self.record(record, key.is_some(), life);
        } else {
            let patient = record.get("patient");
            if !self.is_due(patient.map(|patient| ("", patient))) {
                return;
            }
            let life = patient.map(|p| self.index.get("", p).unwrap_or(Life { birth: None, death: None }));
            self.record(record, patient.is_some(), life);
        }
    }

    /// A message describes its patient itself, by PID.
    fn message(&mut self, message: &hl7v2::Message<'_>) {
        if !self.is_due(None) {
            return;
        }
        let of_patient = |field: usize| message.segments.iter().find(|s| s.name == "PID").and_then(|s| message.at(s, field, 1, 1, 1));
        let named = of_patient(3).is_some();
        let life = Life { birth: day(of_patient(7).as_deref()), death: day(of_patient(29).as_deref()) };
        for segment in &message.segments {
            let relation = format!("hl7.{}", segment.name);
            let Some(held) = self.held.get_mut(&relation) else { continue };
            held.row(named, named);
            let dates = self.asked.dates.get(&relation).map_or(&[][..], Vec::as_slice);
            if !has_days(&life) || dates.is_empty() {
                continue;
            }
            message.leaves(segment, &mut |path, value| {
                let path = path.to_string();
                if let Some((field, day_first)) = dates.iter().find(|(field, _)| *field == path)
                    && let Some(day) = day_of(&value, *day_first)
                {
                    held.date(field, day, life, segment.line);
                }
            });
        }
    }

    fn resource(&mut self, resource: &Resource, item: &Item<'_>) {
        let patient = resource.patient();
        if !self.is_due(patient.map(|id| ("", id))) {
            return;
        }
        let life = patient.and_then(|id| self.index.get("", id));
        formats::flatten(item, &mut |record| self.record(record, patient.is_some(), life));
    }

    /// A document describes its patient itself.
    fn document(&mut self, document: &ccda::Document, item: &Item<'_>) {
        if !self.is_due(None) {
            return;
        }
        let life = life_of(document);
        formats::flatten(item, &mut |record| {
            let named = record.get("patient").is_some();
            self.record(record, named, named.then_some(life));
        });
    }

    /// A row without a header; `life` is that of its patient, if he is known.
    fn record(&mut self, record: &Record, named: bool, life: Option<Life>) {
        let Some(held) = self.held.get_mut(&record.relation) else { return };
        held.row(named, life.is_some());
        let (Some(life), Some(dates)) = (life.filter(has_days), self.asked.dates.get(&record.relation)) else { return };
        for (field, day_first) in dates {
            if let Some(day) = record.get(field).and_then(|value| day_of(value, *day_first)) {
                held.date(field, day, life, record.line);
            }
        }
    }
}

/// The life of the patient of a document: of the first of several, whom its rows name.
fn life_of(document: &ccda::Document) -> Life {
    let root = document.root();
    let target = if root.name() == "recordTarget" { Some(root) } else { root.child("recordTarget") };
    let patient = target.and_then(|target| target.down("patientRole/patient"));
    let time = |name: &str| day(patient.and_then(|patient| patient.child(name)).and_then(|time| time.attribute("value")));
    Life { birth: time("birthTime"), death: time("sdtc:deceasedTime") }
}

/// Whether anything is known to hold dates against.
fn has_days(life: &Life) -> bool {
    life.birth.is_some() || life.death.is_some()
}
