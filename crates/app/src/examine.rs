//! One sealed artifact read: counts, issues, profiles, sketches, traffic of integrations, and who a document names. Once, and a
//! second time with its recognised text where a document shows pages without any.

use crate::book::K;
use crate::facts::FactsReader;
use crate::recognise::{Bare, Outcome, overlaid, packed, recognise};
use crate::{AppError, Result, Workspace};
use discovery::{CodedValues, Context, FieldProfile, Given, Integration, Integrations, Month, Profiler, RelationProfile, Sketch, TableTraffic, patient_field};
use formats::recognition::Recognised;
use formats::{Format, Item, Layout, Limits, Record, Summary, hl7v2};
use model::Phi;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use store::{ArtifactRow, IssueRow, NewArtifact, Pointers, RelationRow, ScanRow, TrafficRow, UnplacedRow};

/// Relations of one artifact that are profiled each by itself: names of relations may come from the data.
const RELATIONS_MAX: usize = 32_768;
/// Under which names of integrations that few patients have are counted together.
const OF_FEW: &str = "(names of few patients)";
/// Under which further ones are profiled together.
const FURTHER: &str = "(further relations)";

/// What is kept of a relation beside its profiles.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Kept {
    /// Sketches in the order of the fields; none where a relation has no header.
    pub sketches: Vec<Sketch>,
    /// What was found across its fields.
    pub context: Context,
    /// Values of its fields that hold codes.
    pub coded: Vec<CodedValues>,
}

impl Kept {
    /// As it was kept; an earlier version kept no codes, one before that nothing.
    pub(crate) fn read(bytes: &[u8]) -> Self {
        let Ok(((sketches, context), rest)) = postcard::take_from_bytes::<(Vec<Sketch>, Context)>(bytes) else { return Self::default() };
        Self { sketches, context, coded: postcard::from_bytes(rest).unwrap_or_default() }
    }
}

/// An artifact as read.
pub(crate) struct Examined {
    /// As it is kept.
    pub new: NewArtifact,
    /// Files inside that can be taken out.
    pub inside: u64,
}

/// Reads a sealed artifact.
pub(crate) fn examine(workspace: &Workspace, mut row: ArtifactRow, format: Format, layout: Option<&Layout>) -> Result<Examined> {
    let mut bare = Bare::default();
    let (mut gathered, mut summary) = read(workspace, &row, (format, layout), None, &mut |item| bare.look(format, item))?;
    let Outcome { recognised, issues } = recognise(workspace, &row, format, &bare)?;
    if let Some(recognised) = &recognised {
        (gathered, summary) = read(workspace, &row, (format, layout), Some(recognised), &mut |_| {})?;
    }
    for issue in issues {
        *summary.counts.entry(issue.code).or_default() += 1;
        summary.issues.push(issue);
    }
    if gathered.further > 0 {
        let message = format!("{} records of relations beyond the first {RELATIONS_MAX} are profiled as one", gathered.further);
        *summary.counts.entry("further_relations").or_default() += 1;
        summary.issues.push(formats::Issue { code: "further_relations", line: 0, byte: 0, message, quarantined: false });
    }
    let facts = gathered.facts.take().map(FactsReader::finish);
    let keep = |facts: crate::facts::Facts| -> Result<ScanRow> {
        Ok(ScanRow { sha256: row.sha256.clone(), facts: facts.written()?, recognised: recognised.as_ref().map(packed).transpose()? })
    };
    let scan = facts.map(keep).transpose()?;
    let patients = gathered.profilers.values().filter(|p| p.rows() > 0).map(Profiler::patients_seen).max().filter(|n| *n > 0);
    let mut relations = Vec::new();
    let mut fields = 0;
    for (name, profiler) in gathered.profilers {
        let few = profiler.patients_seen() < K as u64;
        let relation = profiler.finish_relation();
        fields += relation.fields.len() as u64;
        relations.push(kept(name, relation, few && is_document(format))?);
    }
    let counted: u64 = summary.counts.values().sum();
    // What was cut off on its way has lost whatever stood behind.
    let ends_early = summary.counts.contains_key("unclosed_element");
    row.encoding = summary.encoding;
    row.records = summary.records;
    row.quarantined = summary.quarantined;
    row.issues = counted - summary.quarantined.min(counted);
    row.fields = fields;
    row.patients = patients;
    row.state = match (format.is_read(), summary.quarantined, summary.records) {
        (false, ..) => "unread",
        // Without a description nothing of it is read.
        _ if format == Format::Bcp && layout.is_none() => "unread",
        (_, 0, n) if n > 0 && !ends_early => "read",
        (_, 0, 0) => "unread",
        _ => "partly read",
    }
    .into();
    let issue = |i: formats::Issue| IssueRow { artifact: 0, line: i.line, byte: i.byte, code: i.code.into(), message: i.message, quarantined: i.quarantined };
    let unplaced = summary.unplaced.into_iter().map(|((code, quarantined), issues)| UnplacedRow { code: code.into(), quarantined, issues }).collect();
    let (issues, traffic, layout) = (summary.issues.into_iter().map(issue).collect(), traffic(gathered.integrations), crate::layouts::as_text(layout)?);
    let new = NewArtifact { shown: shown(&row.path), row, relations, issues, unplaced, traffic, scan, layout, inside: None, pointers: gathered.pointers };
    Ok(Examined { new, inside: summary.inside })
}

/// Records of integrations by year. A column that should name companies may hold people, whom nobody knows yet at an ingest: of what columns give only
/// the names that many patients have are kept, and in tables without patients those that are no person's. The records of the others are counted together.
fn traffic(integrations: Integrations) -> Vec<TrafficRow> {
    let is_kept = |integration: &Integration| match integration.given() {
        Given::ByFormat => true,
        Given::ByColumn => !deid::may_be_person(&Phi::new(integration.name.as_str())),
        Given::ByColumnOf(patients) => patients >= K,
    };
    let mut rows: BTreeMap<(String, String, u32), u64> = BTreeMap::new();
    for integration in integrations.list() {
        let name = if is_kept(&integration) { integration.name } else { OF_FEW.to_string() };
        for (year, records) in integration.years {
            *rows.entry((integration.kind.clone(), name.clone(), u32::try_from(year).unwrap_or(0))).or_default() += records;
        }
    }
    rows.into_iter().map(|((kind, name, year), records)| TrafficRow { kind, name, year, records }).collect()
}

/// A path as it is shown, where that is not the path itself.
pub(crate) fn shown(path: &str) -> Option<String> {
    Some(crate::commands::structure(path)).filter(|shown| shown != path)
}

/// One pass over the sealed bytes. `look` sees each item before it is laid over with recognised text.
fn read(
    workspace: &Workspace,
    row: &ArtifactRow,
    (format, layout): (Format, Option<&Layout>),
    recognised: Option<&Recognised>,
    look: &mut dyn FnMut(&Item<'_>),
) -> Result<(Gathered, Summary)> {
    // Only where documents are filed on the legacy side does anybody ask which files its records name.
    let mut gathered = Gathered { facts: FactsReader::of(format), points: row.side == "legacy", relations_max: RELATIONS_MAX, ..Gathered::default() };
    let mut reader = workspace.store().read_blob(&row.blob, "artifact")?;
    let (mut more, mut failure) = (0u64, None);
    let mut each = |item: Item<'_>| {
        look(&item);
        let mut handed = 0u64;
        let flow = overlaid(recognised, item, &mut |item| {
            handed += 1;
            gathered.item(&item);
            ControlFlow::Continue(())
        });
        more += handed.saturating_sub(1);
        match gathered.pointers.make_room(workspace.store()) {
            Ok(()) => flow,
            Err(error) => {
                failure = Some(error);
                ControlFlow::Break(())
            }
        }
    };
    let mut summary = match layout {
        Some(layout) => formats::read_laid_out(layout, &row.path, &mut reader, &Limits::default(), &mut each)?,
        None => formats::read(format, &row.path, &mut reader, &Limits::default(), &mut each)?,
    };
    if let Some(error) = failure {
        return Err(error.into());
    }
    // Recognised lines are rows as well.
    summary.records += more;
    Ok((gathered, summary))
}

/// Files that hold one or a few patients each and come by the thousand.
pub(crate) fn is_document(format: Format) -> bool {
    use Format as F;
    matches!(format, F::Ccda | F::FhirJson | F::FhirXml | F::Pdf | F::Rtf | F::Html | F::Docx | F::Mail | F::Image | F::Dicom | F::Text | F::Report)
}

/// What is kept of a field of a document; what is left out reads as nothing.
#[derive(Serialize)]
struct Slim<'f> {
    name: &'f str,
    kind: &'f str,
    confidence: f64,
    rows: u64,
    filled: u64,
    length_max: u64,
}

impl<'f> Slim<'f> {
    fn of(f: &'f FieldProfile) -> Self {
        Self { name: &f.name, kind: &f.kind, confidence: f.confidence, rows: f.rows, filled: f.filled, length_max: f.length_max }
    }
}

/// What is kept of a relation. A document of a few patients has hundreds of fields of which no value may ever be shown:
/// only that they are there is kept, and in few words: a million documents would otherwise take more room as profiles than as documents.
fn kept(name: String, relation: RelationProfile, document: bool) -> Result<RelationRow> {
    let RelationProfile { rows, fields, sketches, context, coded } = relation;
    let profile = match document {
        true => serde_json::to_string(&fields.iter().map(Slim::of).collect::<Vec<_>>()),
        false => terse(&fields),
    };
    let kept = if document { Kept::default() } else { Kept { sketches, context, coded } };
    let sketches = postcard::to_stdvec(&kept).map_err(|e| AppError::Other(e.to_string()))?;
    Ok(RelationRow { artifact: 0, name, rows, profile: profile.map_err(|e| AppError::Other(e.to_string()))?, sketches })
}

/// Profiles without the members that say nothing; these read as nothing. Of a message that is a file of its own most do not.
fn terse(fields: &[FieldProfile]) -> serde_json::Result<String> {
    let (nothing, mut all) = (serde_json::to_value(FieldProfile::default())?, Vec::new());
    for field in fields {
        let mut said = serde_json::to_value(field)?;
        if let Some(members) = said.as_object_mut() {
            members.retain(|name, value| nothing.get(name.as_str()) != Some(&*value));
        }
        all.push(said);
    }
    serde_json::to_string(&all)
}

/// The profiles of a relation with everything that a profile has, also what is not kept of documents.
pub fn whole_profiles(relation: &RelationRow) -> Result<serde_json::Value> {
    let fields: Vec<FieldProfile> = serde_json::from_str(&relation.profile).map_err(|e| AppError::Other(e.to_string()))?;
    serde_json::to_value(fields).map_err(|e| AppError::Other(e.to_string()))
}

/// Profilers by relation.
#[derive(Default)]
struct Gathered {
    profilers: BTreeMap<String, Profiler>,
    /// Relations with a header.
    tables: BTreeSet<String>,
    integrations: Integrations,
    /// Columns that name payers, laboratories, portals and interfaces, by relation.
    traffic: BTreeMap<String, TableTraffic>,
    /// Month of the clinical document that is being read.
    month: Option<Month>,
    /// Who a document names, when it is one.
    facts: Option<FactsReader>,
    /// Whether the files that records name are gathered.
    points: bool,
    pointers: Pointers,
    /// Relations that are profiled each by itself, and records of those beyond.
    relations_max: usize,
    further: u64,
}

impl Gathered {
    fn item(&mut self, item: &Item<'_>) {
        if self.points {
            crate::inside::pointers(item, &mut self.pointers);
        }
        match item {
            Item::Header(header) => {
                if self.is_further(header.relation) {
                    return;
                }
                let new = || Profiler::new(header.names, patient_field(header.relation, header.names));
                self.profilers.entry(header.relation.to_string()).or_insert_with(new);
                self.tables.insert(header.relation.to_string());
                if let Some(traffic) = TableTraffic::of(header.relation, header.names) {
                    self.traffic.insert(header.relation.to_string(), traffic);
                }
            }
            Item::Row(row) => {
                match self.profilers.get_mut(row.relation) {
                    Some(profiler) => profiler.row(row.cells),
                    None => self.further += u64::from(self.profilers.len() >= self.relations_max),
                }
                if let Some(traffic) = self.traffic.get(row.relation) {
                    traffic.row(row.cells, &mut self.integrations);
                }
            }
            Item::Message(message) => self.message(message),
            Item::Resource(resource) => {
                formats::flatten(item, &mut |record| self.first_values(record, resource.patient()));
                discovery::resource_traffic(resource, &mut self.integrations);
            }
            Item::Record(_) => formats::flatten(item, &mut |record| self.record(record)),
            Item::Document(_) => {
                self.month = None;
                formats::flatten(item, &mut |record| {
                    self.month = self.month.or_else(|| discovery::document_month(record));
                    discovery::document_traffic(record, self.month, &mut self.integrations);
                    self.record(record);
                });
            }
        }
    }

    /// Whether there is no room for a relation to be profiled by itself.
    fn is_further(&self, relation: &str) -> bool {
        self.profilers.len() >= self.relations_max && !self.profilers.contains_key(relation)
    }

    fn profiler(&mut self, relation: &str) -> &mut Profiler {
        let relation = if self.is_further(relation) {
            self.further += 1;
            FURTHER
        } else {
            relation
        };
        if !self.profilers.contains_key(relation) {
            self.profilers.insert(relation.to_string(), Profiler::new(&[], None));
        }
        self.profilers.entry(relation.to_string()).or_insert_with(|| Profiler::new(&[], None))
    }

    fn record(&mut self, record: &Record) {
        if let Some(facts) = &mut self.facts {
            facts.record(record);
        }
        if record.relation == "x12.NM1" && record.get("NM101") == Some("PR") {
            self.integrations.note("payer", record.get("NM103").unwrap_or(""), None);
        }
        let profiler = self.profiler(&record.relation);
        let cells: Vec<(usize, &str)> = record.leaves.iter().map(|(field, value)| (profiler.field(field), value.as_str())).collect();
        profiler.sparse_row(&cells, record.get("patient"));
    }

    /// A FHIR resource: the first value of each path, whatever the place in lists.
    fn first_values(&mut self, record: &Record, patient: Option<&str>) {
        let profiler = self.profiler(&record.relation);
        let leaves = record.leaves.iter().filter(|(field, _)| !field.contains('['));
        let cells: Vec<(usize, &str)> = leaves.map(|(field, value)| (profiler.field(field), value.as_str())).collect();
        profiler.sparse_row(&cells, patient);
    }

    fn message(&mut self, message: &hl7v2::Message<'_>) {
        let value = |segment: &hl7v2::Segment<'_>, field| message.at(segment, field, 1, 1, 1).map(|v| v.into_owned()).unwrap_or_default();
        let patient = message.pid(0).map(|pid| message.patient(pid)).filter(|p| !p.is_empty());
        let header = message.segments.first();
        let month = header.and_then(|s| model::Date::parse_hl7(&value(s, 7))).map(|d| (d.year, d.month));
        for segment in &message.segments {
            let noted: &[(&str, usize)] = match segment.name {
                "MSH" => &[("sending application", 3), ("sending facility", 4), ("receiving application", 5)],
                "IN1" => &[("payer", 4)],
                "OBX" => &[("laboratory", 23)],
                _ => &[],
            };
            for (kind, field) in noted {
                self.integrations.note(kind, &value(segment, *field), month);
            }
            if segment.name == "MSH" {
                let kind = [1, 2].map(|c| message.at(segment, 9, 1, c, 1).map(|v| v.into_owned()).unwrap_or_default()).join(" ");
                self.integrations.note("message type", &kind, month);
            }
            let profiler = self.profiler(&format!("hl7.{}", segment.name));
            let mut cells: Vec<(usize, String)> = Vec::new();
            message.leaves(segment, &mut |path, value| cells.push((profiler.field(&path.to_string()), value.into_owned())));
            let cells: Vec<(usize, &str)> = cells.iter().map(|(i, v)| (*i, v.as_str())).collect();
            profiler.sparse_row(&cells, patient.as_deref());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_earlier_version_kept_is_read_without_its_codes() {
        let context = Context { date_field: Some("seen".into()), ..Context::default() };
        let before = postcard::to_stdvec(&(vec![Sketch::default()], context.clone())).unwrap();
        let read = Kept::read(&before);
        assert_eq!((read.sketches.len(), read.context.date_field.as_deref(), read.coded.len()), (1, Some("seen"), 0));
        let coded = vec![CodedValues { field: "code".into(), system: "LOINC".into(), values: vec![("718-7".into(), 2, 1)], whole: true }];
        let now = postcard::to_stdvec(&Kept { sketches: vec![Sketch::default()], context, coded: coded.clone() }).unwrap();
        assert_eq!(Kept::read(&now).coded, coded);
        assert!(Kept::read(&[]).sketches.is_empty());
    }

    #[test]
    fn names_of_relations_that_come_from_the_data_take_no_memory_without_end() {
        let mut gathered = Gathered { relations_max: 3, ..Gathered::default() };
        for n in 0..100 {
            let record = Record { relation: format!("kind-{}", n % 20), line: n + 1, byte: 0, leaves: vec![("id".into(), n.to_string())] };
            gathered.record(&record);
        }
        let rows: Vec<(&str, u64)> = gathered.profilers.iter().map(|(name, profiler)| (name.as_str(), profiler.rows())).collect();
        assert_eq!(rows, [(FURTHER, 85), ("kind-0", 5), ("kind-1", 5), ("kind-2", 5)]);
        assert_eq!(gathered.further, 85, "and it is counted");
    }

    #[test]
    fn of_a_document_it_is_kept_that_its_fields_are_there_and_in_few_words() {
        let field = FieldProfile { name: "code/@code".into(), kind: "integer".into(), confidence: 1.0, rows: 4, filled: 3, length_max: 9, distinct: 2, top: vec![("7".into(), 3, 1)], ..FieldProfile::default() };
        let profile = || RelationProfile { rows: 4, fields: vec![field.clone(); 50], sketches: vec![Sketch::default(); 50], ..RelationProfile::default() };
        let [document, table] = [true, false].map(|document| kept("ccda.act".into(), profile(), document).unwrap());
        assert!(document.profile.len() < 50 * 120 && document.sketches.len() < 200, "{} and {} bytes", document.profile.len(), document.sketches.len());
        let (of_document, of_table) = (whole_profiles(&document).unwrap(), whole_profiles(&table).unwrap());
        assert_eq!(of_document[49], serde_json::to_value(FieldProfile { distinct: 0, top: Vec::new(), ..field.clone() }).unwrap(), "every key is there, and no value");
        assert_eq!(of_table[49], serde_json::to_value(&field).unwrap());
        assert!(table.profile.contains("distinct") && !table.profile.contains("mojibake"), "what says nothing is not kept: {}", table.profile);
    }
}
