//! Both books: every artifact of a side read into statements.

use crate::few::Few;
use crate::jobs::{Meter, Step};
use crate::source::{LegacySource, items};
use crate::{AppError, Result, Workspace};
use balance::{Coverage, Lens, Lookups, Places, Reading};
use formats::{Item, Projection};
use model::{Aspect, Fact, How, Kind, Side, Statement, Value};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;
use store::{ArtifactCount, ArtifactRow};

/// The document that says what the tables of a side assert.
pub fn lens_document(side: Side) -> &'static str {
    match side {
        Side::Legacy => "lens",
        Side::Destination => "destination lens",
    }
}

/// The lens of the legacy side, or none.
pub(crate) fn lens(workspace: &Workspace) -> Result<Option<Lens>> {
    lens_of(workspace, Side::Legacy)
}

/// The lens of a side, or none.
pub(crate) fn lens_of(workspace: &Workspace, side: Side) -> Result<Option<Lens>> {
    match workspace.store().document(lens_document(side))? {
        None => Ok(None),
        Some(version) => parsed(&version.text).map(Some),
    }
}

/// The lens of a text.
pub(crate) fn parsed(text: &str) -> Result<Lens> {
    Lens::parse(text).map_err(|p| AppError::Document(p.iter().map(ToString::to_string).collect()))
}

/// Tables of the legacy side that the lens looks values up in.
pub(crate) fn lookups(workspace: &Workspace, lens: Option<&Lens>) -> Result<Lookups> {
    lookups_of(workspace, Side::Legacy, lens)
}

/// Tables of a side that its lens looks values up in.
pub(crate) fn lookups_of(workspace: &Workspace, side: Side, lens: Option<&Lens>) -> Result<Lookups> {
    let mut lookups = Lookups::default();
    let wanted = lens.map_or(&[][..], |l| &l.lookups);
    if wanted.is_empty() {
        return Ok(lookups);
    }
    let source = LegacySource::of_side(workspace, side)?;
    for (number, table) in wanted.iter().enumerate() {
        for artifact in source.artifacts(&table.relation) {
            let mut projection = Projection::new(&table.relation, &table.fields);
            items(workspace, &artifact?, &mut |item| {
                projection.rows(&item, &mut |cells| {
                    let row: Vec<Option<&str>> = cells.values.iter().map(|v| v.as_deref()).collect();
                    lookups.add(number, table, &row);
                });
                ControlFlow::Continue(())
            })?;
        }
    }
    Ok(lookups)
}

/// Bytes of text of `Binary` resources that are held; documents that name others keep the link alone.
const TEXTS_BYTES_MAX: usize = 256 << 20;

/// What reading a side gave, beside the statements.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct BookReport {
    /// What is asserted, excluded, unread.
    pub coverage: Coverage,
    /// Table of places.
    pub places: Places,
    /// Paths of artifacts by number.
    pub artifacts: BTreeMap<u32, String>,
    /// What records of the side name by reference. Of no use once the references are resolved.
    #[serde(skip)]
    pub(crate) named: Named,
}

/// Records that others name by reference: what they say is said where they are named.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Named {
    /// `Medication` resources by id.
    medications: Few<Value>,
    /// What they say beside their code, where both books are FHIR.
    products: Few<Vec<String>>,
    /// What `Specimen` resources are, by id, where the other book can only say that and name none. Where both are FHIR a link is a link.
    specimens: Few<Value>,
    /// Texts of `Binary` resources by id, for the documents that name them.
    texts: BTreeMap<String, String>,
    /// Bytes of these texts.
    texts_bytes: usize,
    /// Panels that are nothing but their members, by patient and by the id of a member.
    panels: HashMap<String, HashMap<String, Vec<String>>>,
    /// Nobody will resolve a reference by it or ask where something stood, so that nothing is held.
    #[serde(skip)]
    is_closed: bool,
}

impl Named {
    /// Notes a resource that others may name; `whole` where both books are FHIR.
    fn note(&mut self, resource: &formats::Resource, whole: bool) {
        if self.is_closed {
            return;
        }
        // A Bundle that is sent for storing names its resources by nothing but the address of their entries.
        let id = resource.reference.rsplit(['/', ':']).next().filter(|id| !id.is_empty());
        match (resource.kind.as_str(), id) {
            ("Medication", Some(id)) => {
                if let Some(code) = resource.json.get("code") {
                    self.medications.insert(id.to_string(), medication(code));
                }
                if whole {
                    self.products.insert(id.to_string(), balance::named_leaves(resource));
                }
            }
            ("Specimen", Some(id)) if !whole => {
                if let Some(sort) = resource.json.get("type") {
                    self.specimens.insert(id.to_string(), medication(sort));
                }
            }
            ("Binary", Some(id)) => {
                let data = resource.json.text("contentType").zip(resource.json.text("data")).filter(|_| self.texts_bytes < TEXTS_BYTES_MAX);
                let text = data.and_then(|(sort, data)| balance::attached_words(sort, data));
                if let Some(text) = text {
                    self.texts_bytes += text.len();
                    self.texts.insert(id.to_string(), text);
                }
            }
            _ => {}
        }
        for panel in balance::panels_in(resource) {
            let of_patient = self.panels.entry(panel.patient).or_default();
            for member in panel.members {
                of_patient.entry(member).or_default().push(panel.own.clone());
            }
        }
    }

    /// Adds what other artifacts of the side hold.
    pub(crate) fn add(&mut self, other: Self) {
        self.medications.add(other.medications);
        self.products.add(other.products);
        self.specimens.add(other.specimens);
        for (id, text) in other.texts {
            if self.texts_bytes < TEXTS_BYTES_MAX {
                self.texts_bytes += text.len();
                self.texts.insert(id, text);
            }
        }
        for (patient, members) in other.panels {
            let of_patient = self.panels.entry(patient).or_default();
            for (member, panels) in members {
                of_patient.entry(member).or_default().extend(panels);
            }
        }
    }
}

/// Reads every artifact of a side, or those that `wanted` chooses, into statements.
pub fn read_statements(
    workspace: &Workspace,
    side: Side,
    wanted: &dyn Fn(&ArtifactRow) -> bool,
    meter: &Meter<'_>,
    each: &mut dyn FnMut(Statement, &Places) -> ControlFlow<()>,
) -> Result<BookReport> {
    let lens = lens_of(workspace, side)?;
    read_into(BookReport::default(), workspace, (side, lens.as_ref()), wanted, meter, each)
}

/// Reads who the patients of a side are, statement by statement, with a lens or with the built-in readings alone. Nothing is held of what was read.
pub(crate) fn read_demographics(workspace: &Workspace, side: Side, lens: Option<&Lens>, each: &mut dyn FnMut(Statement) -> Result<()>) -> Result<()> {
    let wanted = crate::knowledge::holds_demographics(workspace, side)?;
    let report = BookReport { named: Named { is_closed: true, ..Named::default() }, ..BookReport::default() };
    let mut failure = None;
    let read = read_into(report, workspace, (side, lens), &*wanted, &crate::quiet, &mut |statement, _| {
        let taken = if statement.kind == Kind::Demographic { each(statement) } else { Ok(()) };
        match taken {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                failure = Some(error);
                ControlFlow::Break(())
            }
        }
    });
    match failure {
        Some(error) => Err(error),
        None => read.map(drop),
    }
}

/// Reads what is wanted of a side, with a lens given or with the built-in readings alone, into a report.
fn read_into(
    mut report: BookReport,
    workspace: &Workspace,
    (side, lens): (Side, Option<&Lens>),
    wanted: &dyn Fn(&ArtifactRow) -> bool,
    meter: &Meter<'_>,
    each: &mut dyn FnMut(Statement, &Places) -> ControlFlow<()>,
) -> Result<BookReport> {
    let lookups = lookups_of(workspace, side, lens)?;
    report.places.number("");
    let mut total = 0;
    for artifact in workspace.store().walk_artifacts(side.word()) {
        let artifact = artifact?;
        total += if wanted(&artifact) { artifact.records } else { 0 };
    }
    let by = By { side, lens, lookups: &lookups, alike: alike(workspace)? };
    let mut done = 0;
    let phase = if side == Side::Legacy { "reading the legacy book" } else { "reading the destination book" };
    for artifact in workspace.store().walk_artifacts(side.word()) {
        let artifact = artifact?;
        if !wanted(&artifact) {
            continue;
        }
        let mut tick = || {
            done += 1;
            if done % TELL_EVERY == 0 { meter(Step { phase, done, total, unit: "records" }) } else { ControlFlow::Continue(()) }
        };
        read_artifact(workspace, &by, &artifact, &mut report, &mut tick, each)?;
    }
    Ok(report)
}

/// Records between two tellings of where a reading stands.
pub(crate) const TELL_EVERY: u64 = 8192;

/// By what the artifacts of a side are read into statements.
pub(crate) struct By<'a> {
    pub(crate) side: Side,
    pub(crate) lens: Option<&'a Lens>,
    pub(crate) lookups: &'a Lookups,
    pub(crate) alike: Alike,
}

/// Reads one artifact into statements; `tick` hears of every record and may end the reading, which is then cancelled.
pub(crate) fn read_artifact(
    workspace: &Workspace,
    by: &By<'_>,
    artifact: &ArtifactRow,
    report: &mut BookReport,
    tick: &mut dyn FnMut() -> ControlFlow<()>,
    each: &mut dyn FnMut(Statement, &Places) -> ControlFlow<()>,
) -> Result<()> {
    if !report.named.is_closed {
        report.artifacts.insert(artifact.id, artifact.path.clone());
    }
    let BookReport { coverage, places, named, .. } = report;
    if by.side == Side::Destination && is_copy_kept_beside(artifact) {
        *coverage.excluded.entry(("ccda.document".into(), "a resource keeps it as a document: its entries are no records of the destination".into())).or_default() += artifact.records;
        return Ok(());
    }
    let mut reading = Reading::new(by.side, artifact.id, by.lens, by.lookups).whole(by.alike.holds(&artifact.format));
    let mut flow = ControlFlow::Continue(());
    // Room for the statements of one record, used again for the next.
    let mut made: Vec<Statement> = Vec::new();
    items(workspace, artifact, &mut |item| {
        flow = tick();
        if flow.is_break() {
            return flow;
        }
        if let Item::Resource(resource) = &item {
            named.note(resource, by.alike.holds(FHIR));
        }
        reading.item(&item, places, coverage, &mut |statement| made.push(statement));
        flow = made.drain(..).try_for_each(|statement| each(statement, places));
        flow
    })?;
    if flow.is_continue() {
        reading.finish(places, coverage, &mut |statement| made.push(statement));
        flow = made.drain(..).try_for_each(|statement| each(statement, places));
    }
    if flow.is_break() { Err(AppError::Cancelled) } else { Ok(()) }
}

/// Whether an artifact is a clinical document that a resource of FHIR holds as an attachment: most converters keep what they were given so. Where the
/// destination's records stand beside it, the document is one of them, and no second chart.
fn is_copy_kept_beside(artifact: &ArtifactRow) -> bool {
    let field = artifact.path.rsplit_once("!/").and_then(|(_, name)| name.split_once('-')).map_or("", |(_, field)| field);
    artifact.format == "C-CDA" && ["DocumentReference.", "Binary.", "DiagnosticReport.", "Media.", "Communication."].iter().any(|holder| field.starts_with(holder))
}

const FHIR: &str = "FHIR";
const X12: &str = "X12";
/// Families of formats of which also what no aspect asserts can be read.
const FAMILIES: [&str; 4] = [FHIR, "HL7 v2", "C-CDA", X12];

/// Families of formats that both sides hold: of their records also what no aspect asserts is read, and compared where both of a pair have it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Alike([bool; 4]);

impl Alike {
    /// Whether a format is of such a family.
    pub(crate) fn holds(self, format: &str) -> bool {
        self.words().any(|family| is_of_family(family, format))
    }

    /// The families.
    pub(crate) fn words(self) -> impl Iterator<Item = &'static str> {
        FAMILIES.into_iter().zip(self.0).filter_map(|(family, held)| held.then_some(family))
    }
}

fn is_of_family(family: &str, format: &str) -> bool {
    format == family || family == FHIR && format.starts_with(family)
}

/// What both sides hold of one family. Messages and documents are not told apart by what was read of them: where both stand in the books beside
/// one another, the elements of neither are compared. Resources and segments of interchanges are told from everything else.
pub(crate) fn alike(workspace: &Workspace) -> Result<Alike> {
    let counts = workspace.artifact_counts()?;
    let mut holding: Vec<&ArtifactCount> = counts.iter().filter(|c| c.records > 0).collect();
    let is_document = |c: &&ArtifactCount| c.side == Side::Destination.word() && c.format == "C-CDA";
    if holding.iter().any(is_document) && are_kept_beside(workspace)? {
        holding.retain(|c| !is_document(c));
    }
    let sides = [Side::Legacy, Side::Destination];
    if !sides.iter().all(|side| holding.iter().any(|c| c.side == side.word())) {
        return Ok(Alike::default());
    }
    for family in FAMILIES {
        if is_all_of(workspace, &holding, family)? {
            return Ok(Alike([true; 4]));
        }
    }
    let held = |family: &str, side: &Side| holding.iter().any(|c| c.side == side.word() && is_of_family(family, &c.format));
    let is_told_apart = |family: &str| matches!(family, FHIR | X12);
    let alone = |family: &str| FAMILIES.iter().all(|other| *other == family || is_told_apart(other) || !sides.iter().any(|side| held(*other, side)));
    Ok(Alike(FAMILIES.map(|family| sides.iter().all(|side| held(family, side)) && (is_told_apart(family) || alone(family)))))
}

/// Whether every clinical document of the destination is one that a resource holds.
fn are_kept_beside(workspace: &Workspace) -> Result<bool> {
    for artifact in workspace.store().walk_artifacts(Side::Destination.word()) {
        let artifact = artifact?;
        if artifact.format == "C-CDA" && artifact.records > 0 && !is_copy_kept_beside(&artifact) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether all that was read is of one family of formats. What a record, a message or a document carries with it, a scan or a letter, is no other book.
fn is_all_of(workspace: &Workspace, holding: &[&ArtifactCount], family: &str) -> Result<bool> {
    let of_family = |format: &str| is_of_family(family, format);
    if !holding.iter().any(|c| of_family(&c.format)) {
        return Ok(false);
    }
    if holding.iter().all(|c| of_family(&c.format)) {
        return Ok(true);
    }
    let store = workspace.store();
    for artifact in store.walk_artifacts("") {
        let artifact = artifact?;
        if artifact.records == 0 || of_family(&artifact.format) {
            continue;
        }
        let carrier = match artifact.path.rsplit_once("!/") {
            Some((outer, _)) => store.artifact_at(&artifact.side, outer)?,
            None => None,
        };
        if !carrier.is_some_and(|outer| of_family(&outer.format) && outer.records > 0) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn medication(code: &formats::Json) -> Value {
    let text = |j: &formats::Json, k: &str| j.text(k).unwrap_or("").to_string();
    let codings: model::Codings = code
        .items("coding")
        .iter()
        .map(|c| model::Coding { system: balance::canonical_system(&text(c, "system")), code: text(c, "code"), display: text(c, "display") })
        .collect();
    Value::code(codings, text(code, "text"))
}

/// Replaces references to what a chart can resolve by what they mean: a `Medication` by its code and what else it says, a `Specimen` by its type, a reason by the code of
/// the condition it names, a document's text by that of its `Binary`. Results learn which panels and reports name them. Where a book says of its specimens what
/// they are, one that it has not, or of which it says nothing, tells nothing of what was taken.
pub(crate) fn resolve(chart: &mut [Statement], report: &BookReport) {
    tell_panels(chart, report);
    // What a condition is called by its id, where a record gives one as its reason.
    let names_conditions = chart.iter().flat_map(|s| &s.facts).any(|f| f.aspect == Aspect::Reason && matches!(f.value, Value::Key(_)));
    let conditions: HashMap<String, Value> = chart
        .iter()
        .filter(|s| names_conditions && matches!(s.kind, Kind::Problem | Kind::EncounterDiagnosis))
        .filter_map(|s| Some((s.origin.reference.rsplit(['/', ':']).next()?.to_string(), s.value(Aspect::Code)?.clone())))
        .collect();
    for statement in chart.iter_mut() {
        let mut products: Vec<&Vec<String>> = Vec::new();
        for fact in &mut statement.facts {
            if let (Value::Key(id), Aspect::Code) = (&fact.value, fact.aspect) {
                products.extend(report.named.products.get(id));
            }
            let found = match (&fact.value, fact.aspect) {
                (Value::Key(id), Aspect::Code) => report.named.medications.get(id).cloned(),
                (Value::Key(id), Aspect::Specimen) => report.named.specimens.get(id).cloned(),
                (Value::Key(id), Aspect::Reason) => conditions.get(id).cloned(),
                (Value::Key(id), Aspect::Body) => report.named.texts.get(id).cloned().map(Value::Text),
                _ => None,
            };
            if let Some(meaning) = found {
                fact.value = meaning;
            }
        }
        let says_nothing = |fact: &Fact| fact.aspect == Aspect::Specimen && matches!(fact.value, Value::Key(_)) && !report.named.specimens.is_empty();
        statement.facts.retain(|fact| !says_nothing(fact));
        let told = |leaf: &String| Fact { aspect: Aspect::Element, value: Value::Text(leaf.clone()), place: 0, how: How::Derived };
        statement.facts.extend(products.into_iter().flatten().map(told));
    }
}

/// The id of the record that a statement was read from.
fn own_id(statement: &Statement) -> &str {
    statement.origin.reference.rsplit(['/', ':']).next().unwrap_or("")
}

/// Says of each result which panels and reports name it; where any does, the order that it is based on need not.
fn tell_panels(chart: &mut [Statement], report: &BookReport) {
    let mut named: HashMap<String, Vec<String>> = HashMap::new();
    for statement in chart.iter() {
        for fact in statement.facts.iter().filter(|f| f.aspect == Aspect::Results) {
            if let Value::Key(member) = &fact.value {
                named.entry(member.clone()).or_default().push(own_id(statement).to_string());
            }
        }
    }
    if named.is_empty() && report.named.panels.is_empty() {
        return;
    }
    for statement in chart.iter_mut().filter(|s| s.kind == Kind::Observation && !s.origin.reference.is_empty()) {
        let own = own_id(statement);
        let panels: Vec<String> = [named.get(own), report.named.panels.get(&statement.patient).and_then(|panels| panels.get(own))].into_iter().flatten().flatten().cloned().collect();
        if panels.is_empty() {
            continue;
        }
        let told = |panel| Fact { aspect: Aspect::Panel, value: Value::Key(panel), place: 0, how: How::Derived };
        statement.facts.retain(|f| f.aspect != Aspect::Panel);
        statement.facts.extend(panels.into_iter().map(told));
        statement.facts.sort_by_key(|f| f.aspect);
    }
}

/// The least number of different patients a value must have to be shown.
pub(crate) const K: usize = 11;

pub(crate) fn hash(text: &str) -> u64 {
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
