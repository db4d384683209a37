//! The comparison run: both books read, patients linked, charts balanced partition by partition, causes drawn, results kept.

use crate::book::{BookReport, K, Labels, Spill, hash, lens, partition, read_statements, rename, resolve};
use crate::jobs::{Meter, Step};
use crate::knowledge::holds_demographics;
use crate::migrate::{Origins, plan};
use crate::show::Showing;
use crate::{AppError, Result, Workspace};
use balance::{Causes, Equivalences, Finding, Pair, PatientResult, Provenance, RuleInfo, Unmade, compare_patient, shown_aspect};
use identity::{Crosswalk, crosswalk};
use mapping::Plan;
use model::{Aspect, Kind, Phi, Severity, Side, Statement, Verdict};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::Write as _;
use std::ops::ControlFlow;
use store::{CauseRow, FindingRow, PatientRow};

/// Records of both sides that one partition holds in memory, about.
const RECORDS_PER_PARTITION: u64 = 150_000;

/// Counts of a comparison, as kept and as printed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct CompareReport {
    /// Run number.
    pub run: u32,
    /// Mapping version that made the destination, 0 for a given one.
    pub version: u32,
    /// Patients linked, on the legacy side only, on the destination side only.
    pub patients: [u64; 3],
    /// Statements in each book.
    pub statements: [u64; 2],
    /// Per kind: legacy, destination, balanced, findings.
    pub kinds: BTreeMap<String, [u64; 4]>,
    /// Pairs per verdict.
    pub verdicts: BTreeMap<String, u64>,
    /// Findings per severity, in the order of `Severity`.
    pub severities: [u64; 5],
    /// Findings.
    pub findings: u64,
    /// Statements of kinds that only the destination's book has, by kind: not balanced.
    pub one_book_only: BTreeMap<String, u64>,
    /// Rows that the lens excludes, with the reason.
    pub excluded: Vec<(String, String, u64)>,
    /// Records that no reading reads, by side and relation or resource type.
    pub unread: Vec<(String, String, u64)>,
    /// Values that the lens does not list, counted per relation and field.
    pub unlisted: Vec<(String, String, u64)>,
}

/// What is kept of a finding beside the columns that lists filter by. Sealed with the database.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Detail {
    pub label: String,
    pub legacy_shown: String,
    pub destination_shown: String,
    pub legacy: Option<usize>,
    pub destination: Option<usize>,
    pub read_as: String,
    pub legacy_locators: Vec<String>,
    pub destination_locators: Vec<String>,
    /// Destination locators as the desktop may see them: by file and line, not by id.
    pub destination_places: Vec<String>,
    pub legacy_patient: String,
    pub destination_patient: String,
    pub legacy_statement: String,
    pub destination_statement: String,
    pub legacy_value: String,
    pub destination_value: String,
    pub manner: String,
    pub by: String,
    pub rule: Option<String>,
}

/// Both charts of a patient, as sealed.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Charts {
    pub legacy: Vec<Statement>,
    pub destination: Vec<Statement>,
    /// Legacy index, destination index, verdict, ordinal of the first finding, how it was found.
    pub pairs: Vec<(Option<u32>, Option<u32>, Verdict, Option<u64>, String)>,
    pub anchor: i32,
}

/// A reason to look at a patient first.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Reason {
    pub key: String,
    pub count: u64,
}

/// One line of `throughline compare --json`.
#[derive(Debug, Serialize)]
pub struct FindingLine {
    /// Token.
    pub finding: String,
    /// Verdict.
    pub verdict: String,
    /// Aspect.
    pub aspect: String,
    /// Kind.
    pub kind: String,
    /// Severity.
    pub severity: String,
    /// Legacy side.
    pub legacy: Option<SideLine>,
    /// Destination side.
    pub destination: Option<SideLine>,
    /// Cause.
    pub cause: Option<CauseLine>,
    /// Evidence.
    pub evidence: String,
}

/// One side of a finding.
#[derive(Debug, Serialize)]
pub struct SideLine {
    /// Patient key of that side.
    pub patient: String,
    /// Statement id.
    pub statement: String,
    /// Locators.
    pub locators: Vec<String>,
    /// Value of the aspect.
    pub value: String,
}

/// The cause of a finding.
#[derive(Debug, Serialize)]
pub struct CauseLine {
    /// Token.
    pub id: String,
    /// Class.
    pub class: String,
    /// Label.
    pub label: String,
}

/// What the workspace knows of who made the destination.
struct Made<'a> {
    origins: Origins,
    plan: Option<Plan>,
    held: HashMap<(u32, u64), Vec<(String, String, String)>>,
    read_relations: HashSet<String>,
    legacy_places: &'a balance::Places,
}

impl Provenance for Made<'_> {
    fn source(&self, destination: &Statement) -> Option<(u32, u64)> {
        self.origins.of(destination.origin.artifact, destination.origin.line).map(|(a, l, _)| (a, l))
    }

    fn rule(&self, destination: &Statement, place: &str, kind: Kind, aspect: Aspect) -> Option<RuleInfo> {
        let (_, _, set) = self.origins.of(destination.origin.artifact, destination.origin.line)?;
        let plan = self.plan.as_ref()?;
        let paths = if place.is_empty() { usual_places(kind, aspect) } else { std::slice::from_ref(&place) };
        let rule = paths.iter().find_map(|p| plan.rule_for(set, p))?;
        Some(RuleInfo { id: rule.rule.id.clone(), element: rule.rule.to.clone(), code_map: rule.code_maps.first().cloned(), reason: rule.rule.reason.clone() })
    }

    fn unmade(&self, legacy: &Statement) -> Option<Unmade> {
        if !self.is_own() {
            return None;
        }
        if let Some(held) = self.held.get(&(legacy.origin.artifact, legacy.origin.line)) {
            let (_, rule, reason) = held.first()?;
            return Some(Unmade::Held(rule.clone(), reason.clone()));
        }
        let relation = match legacy.origin.relation {
            0 => {
                // A built-in reading of HL7 v2: the places tell the segment.
                let segment = legacy.facts.iter().filter_map(|f| self.legacy_places.name(f.place).split_once('-')).map(|(s, _)| s);
                format!("hl7.{}", segment.last()?)
            }
            number => self.legacy_places.name(number).to_string(),
        };
        if !self.read_relations.contains(&relation) {
            return Some(Unmade::NotMapped(relation));
        }
        let dropped = self.plan.as_ref()?.resources.iter().filter(|r| r.set.from == relation).find_map(|r| r.set.dropped.clone());
        dropped.map(Unmade::Dropped)
    }

    fn is_own(&self) -> bool {
        self.origins.is_own()
    }
}

/// Where FHIR usually holds an aspect: for naming the rule that should have filled it.
fn usual_places(kind: Kind, aspect: Aspect) -> &'static [&'static str] {
    use Aspect as A;
    match (kind, aspect) {
        (Kind::Medication, A::End) => &["dispenseRequest.validityPeriod.end", "dosageInstruction.timing.repeat.boundsPeriod.end"],
        (Kind::Medication, A::Onset) => &["authoredOn"],
        (Kind::Medication, A::Code) => &["medicationCodeableConcept"],
        (Kind::Medication, A::Sig) => &["dosageInstruction.text"],
        (Kind::Medication, A::Dose | A::Unit) => &["dosageInstruction.doseAndRate.doseQuantity"],
        (Kind::Medication, A::Route) => &["dosageInstruction.route"],
        (Kind::Medication, A::Refills) => &["dispenseRequest.numberOfRepeatsAllowed"],
        (Kind::Medication, A::AsNeeded) => &["dosageInstruction.asNeededBoolean"],
        (Kind::Problem | Kind::EncounterDiagnosis | Kind::Allergy, A::Status) => &["clinicalStatus"],
        (Kind::Problem | Kind::EncounterDiagnosis | Kind::Allergy, A::Verification) => &["verificationStatus"],
        (Kind::Problem | Kind::EncounterDiagnosis, A::Onset) => &["onsetDateTime"],
        (Kind::Problem | Kind::EncounterDiagnosis, A::End) => &["abatementDateTime"],
        (Kind::Allergy, A::Criticality) => &["criticality"],
        (Kind::Allergy, A::Severity) => &["reaction.severity"],
        (Kind::Allergy, A::Reaction) => &["reaction.manifestation"],
        (Kind::Encounter, A::Effective) => &["period.start"],
        (Kind::Encounter, A::End) => &["period.end"],
        (Kind::Encounter, A::Class) => &["class"],
        (Kind::Observation, A::Value | A::Unit) => &["valueQuantity", "valueString", "valueCodeableConcept"],
        (Kind::Observation, A::Effective) => &["effectiveDateTime"],
        (Kind::Observation, A::Flag) => &["interpretation"],
        (Kind::Observation, A::RangeLow) => &["referenceRange.low"],
        (Kind::Observation, A::RangeHigh) => &["referenceRange.high"],
        (Kind::Immunization, A::Effective) => &["occurrenceDateTime"],
        (Kind::Immunization, A::Lot) => &["lotNumber"],
        (Kind::Immunization, A::Code) => &["vaccineCode"],
        (Kind::Procedure, A::Effective) => &["performedDateTime", "performedPeriod.start"],
        (Kind::Procedure, A::End) => &["performedPeriod.end"],
        (_, A::Status) => &["status"],
        (_, A::Code) => &["code"],
        (_, A::Recorded) => &["recordedDate"],
        (_, A::Encounter) => &["encounter"],
        _ => &[],
    }
}

fn statement_id(path: &str, statement: &Statement, ordinal: usize) -> String {
    let text = format!("{path}\u{1f}{}\u{1f}{}\u{1f}{}\u{1f}{ordinal}", statement.origin.line, statement.origin.reference, statement.kind);
    let digest = Sha256::digest(text.as_bytes());
    format!("s-{}", digest[..8].iter().map(|b| format!("{b:02x}")).collect::<String>())
}

/// `allergies.csv:17:STATUS`, or `AllergyIntolerance/abc#clinicalStatus`.
fn locator(path: &str, statement: &Statement, place: &str) -> String {
    match (statement.origin.reference.as_str(), place) {
        ("", "") => format!("{path}:{}", statement.origin.line),
        ("", place) => format!("{path}:{}:{place}", statement.origin.line),
        (reference, "") => reference.to_string(),
        (reference, place) => format!("{reference}#{place}"),
    }
}

fn place_locator(path: &str, statement: &Statement, place: &str) -> String {
    let separator = if place.is_empty() { "" } else if statement.origin.reference.is_empty() { ":" } else { "#" };
    format!("{path}:{}{separator}{place}", statement.origin.line)
}

struct Books {
    legacy: BookReport,
    destination: BookReport,
    crosswalk: Crosswalk,
    legacy_parts: Vec<String>,
    destination_parts: Vec<String>,
    common: HashSet<String>,
    persons: HashMap<String, Person>,
}

/// What the patient list shows of a person.
#[derive(Clone)]
struct Person {
    sex: String,
    age_band: String,
    duplicate: bool,
    deceased: bool,
    child: bool,
}

/// Runs a comparison over everything that is active on both sides.
pub fn compare(workspace: &Workspace, now: fn() -> u64, meter: &Meter<'_>) -> Result<CompareReport> {
    let store = workspace.store();
    if store.artifacts("legacy")?.iter().all(|a| a.records == 0) {
        return Err(AppError::Nothing("the legacy side holds no records; ingest it first".into()));
    }
    let destination = store.artifacts("destination")?;
    if destination.iter().all(|a| a.records == 0) {
        return Err(AppError::Nothing("the destination side holds no records; run `migrate`, or ingest a destination".into()));
    }
    let origins = Origins::read(workspace)?;
    let migrated = destination.iter().find_map(|a| a.run);
    let version = match migrated {
        Some(run) => store.run(run)?.map_or(0, |r| r.version),
        None => 0,
    };
    let run = store.start_run("compare", now(), version)?;
    let outcome = compare_books(workspace, run, version, migrated, origins, now, meter);
    match &outcome {
        Ok(report) => {
            let json = serde_json::to_string(report).map_err(|e| AppError::Other(e.to_string()))?;
            store.end_run(run, now(), "done", &json)?;
            for blob in store.forget_results(run)? {
                store.remove_blob(&blob)?;
            }
        }
        Err(AppError::Cancelled) => store.end_run(run, now(), "cancelled", "{}")?,
        Err(_) => store.end_run(run, now(), "failed", "{}")?,
    }
    outcome
}

fn read_books(workspace: &Workspace, origins: &Origins, today: (i32, u8, u8), meter: &Meter<'_>) -> Result<Books> {
    let store = workspace.store();
    let records: u64 = store.artifacts("")?.iter().map(|a| a.records).sum();
    let partitions = (records / RECORDS_PER_PARTITION + 1).min(256) as usize;
    let mut labels = Labels::default();
    let mut demographics = Vec::new();
    let mut legacy_keys = HashSet::new();
    let mut spill = Spill::new(workspace, partitions)?;
    let mut failure = None;
    let all = |_: &store::ArtifactRow| true;
    let legacy = read_statements(workspace, Side::Legacy, &all, meter, &mut |statement, _| {
        if statement.kind == Kind::Demographic {
            demographics.push(statement.clone());
        }
        if !legacy_keys.contains(&statement.patient) {
            legacy_keys.insert(statement.patient.clone());
        }
        labels.note(&statement, &statement.patient);
        match spill.put(&statement.patient, &statement) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                failure = Some(error);
                ControlFlow::Break(())
            }
        }
    });
    if let Some(error) = failure {
        return Err(error);
    }
    let legacy = legacy?;
    if legacy.coverage.statements.is_empty() {
        return Err(AppError::Nothing("the legacy side asserts nothing: tables need a lens (`throughline starter apply`, `throughline lens import`)".into()));
    }
    let other_names = identity::aliases(&demographics);
    let legacy_parts = rename(workspace, spill.finish()?, &other_names)?;
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
    let mut spill = Spill::new(workspace, partitions)?;
    let mut failure = None;
    let destination = read_statements(workspace, Side::Destination, &all, meter, &mut |statement, _| {
        let key = mates.get(&statement.patient).cloned().unwrap_or_else(|| {
            // A key that both sides use without demographics is one person; otherwise it stands alone.
            if legacy_keys.contains(&statement.patient) { statement.patient.clone() } else { format!("\u{1f}{}", statement.patient) }
        });
        let known = destination_keys.contains(&statement.patient);
        if !known {
            destination_keys.insert(mates.get(&statement.patient).unwrap_or(&statement.patient).clone());
        }
        labels.note(&statement, &statement.patient);
        match spill.put(&key, &statement) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                failure = Some(error);
                ControlFlow::Break(())
            }
        }
    });
    if let Some(error) = failure {
        return Err(error);
    }
    let destination = destination?;
    let destination_parts = spill.finish()?;
    let crosswalk = crosswalk(&demographics, &made, &legacy_keys, &destination_keys, &source);
    let mut common = labels.common();
    common.extend(authored(workspace)?);
    let persons = persons(&demographics, &made, today);
    Ok(Books { legacy, destination, crosswalk, legacy_parts, destination_parts, common, persons })
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

fn persons(legacy: &[Statement], destination: &[Statement], today: (i32, u8, u8)) -> HashMap<String, Person> {
    let mut seen: HashMap<String, Vec<String>> = HashMap::new();
    let text = |s: &Statement, a| s.value(a).map(model::Value::shown).unwrap_or_default();
    for statement in legacy {
        let name: String = [Aspect::Family, Aspect::Given].iter().map(|a| text(statement, *a).to_lowercase().chars().take(3).collect::<String>()).collect();
        let birth = text(statement, Aspect::BirthDate);
        if !birth.is_empty() {
            seen.entry(format!("{name}|{birth}")).or_default().push(statement.patient.clone());
        }
    }
    let doubles: HashSet<&String> = seen.values().filter(|k| k.len() > 1).flatten().collect();
    let one = |s: &Statement| {
        let birth = s.date(Aspect::BirthDate);
        let age_band = birth.map_or_else(|| "unknown".to_string(), |d| {
            deid::age_band(&Phi::new((i32::from(d.year), d.month, d.day)), today).into_value()
        });
        let sex = s.word(Aspect::Sex).filter(|w| matches!(*w, "female" | "male" | "other")).unwrap_or("unknown").to_string();
        let age = birth.map_or(99, |d| today.0 - i32::from(d.year));
        Person { sex, age_band, duplicate: doubles.contains(&s.patient), deceased: s.value(Aspect::Deceased) == Some(&model::Value::Flag(true)), child: age < 13 }
    };
    destination.iter().chain(legacy).map(|s| (s.patient.clone(), one(s))).collect()
}

/// Everything a partition's patients need.
struct Balancing<'a> {
    run: u32,
    books: &'a Books,
    made: &'a Made<'a>,
    equivalences: &'a Equivalences,
    by_legacy: HashMap<&'a str, &'a str>,
    causes: Causes,
    report: CompareReport,
    ordinal: u64,
    findings: u64,
    lone: HashMap<u64, Vec<(u64, u64, bool)>>,
}

fn compare_books(
    workspace: &Workspace,
    run: u32,
    version: u32,
    migrated: Option<u32>,
    origins: Origins,
    now: fn() -> u64,
    meter: &Meter<'_>,
) -> Result<CompareReport> {
    let store = workspace.store();
    let (year, month, day) = model::civil_from_days((now() / 86_400_000) as i32);
    let books = read_books(workspace, &origins, (i32::from(year), month, day), meter)?;
    let lens = lens(workspace)?;
    let nothing = Equivalences::default();
    let mut held: HashMap<(u32, u64), Vec<(String, String, String)>> = HashMap::new();
    if let Some(run) = migrated {
        for (artifact, line, relation, rule, reason) in store.held(run)? {
            held.entry((artifact, line)).or_default().push((relation, rule, reason));
        }
    }
    let plan = match (version, migrated) {
        (0, _) | (_, None) => None,
        (version, _) => run_plan(workspace, version)?,
    };
    let read_relations = plan.iter().flat_map(|p| p.resources.iter().map(|r| r.set.from.clone())).collect();
    let made = Made { origins, plan, held, read_relations, legacy_places: &books.legacy.places };
    let by_legacy = books.crosswalk.links.iter().map(|l| (l.legacy.as_str(), l.destination.as_str())).collect();
    let mut balancing = Balancing {
        run,
        books: &books,
        made: &made,
        equivalences: lens.as_ref().map_or(&nothing, |l| &l.equivalences),
        by_legacy,
        causes: Causes::default(),
        report: CompareReport { run, version, ..Default::default() },
        ordinal: 0,
        findings: 0,
        lone: HashMap::new(),
    };
    balancing.count_books();
    let total = (books.crosswalk.links.len() + books.crosswalk.legacy_only.len() + books.crosswalk.destination_only.len()) as u64;
    for (left, right) in books.legacy_parts.iter().zip(&books.destination_parts) {
        let (mut legacy, mut destination) = (partition(workspace, left)?, partition(workspace, right)?);
        for chart in destination.values_mut() {
            resolve(chart, &books.destination.medications);
        }
        let keys: std::collections::BTreeSet<String> = legacy.keys().chain(destination.keys()).cloned().collect();
        let mut charts = store.write_blob("charts")?;
        let mut offset = 0;
        let (mut patients, mut findings) = (Vec::new(), Vec::new());
        for key in keys {
            if balancing.ordinal % 64 == 0 && meter(Step { phase: "comparing", done: balancing.ordinal, total, unit: "patients" }).is_break() {
                return Err(AppError::Cancelled);
            }
            let one = balancing.patient(&key, legacy.remove(&key).unwrap_or_default(), destination.remove(&key).unwrap_or_default(), &mut findings)?;
            let (mut row, bytes) = one;
            charts.write_all(&bytes)?;
            (row.offset, row.length) = (offset, bytes.len() as u64);
            offset += bytes.len() as u64;
            patients.push(row);
        }
        let blob = charts.finish()?;
        let keys: Vec<String> = patients.iter().map(|p| p.token.clone()).collect();
        let tokens = store.pseudonyms(&keys, &mut || {
            let number = u64::from_str_radix(&store::random_token(8), 16).unwrap_or(0);
            deid::pseudonym(number)
        })?;
        for (row, token) in patients.iter_mut().zip(tokens) {
            row.blob.clone_from(&blob);
            row.token = token;
        }
        store.add_results(run, &patients, &findings)?;
    }
    let mut common: Vec<&String> = books.common.iter().collect();
    common.sort_unstable();
    store.set_setting("common texts", &serde_json::to_string(&common).map_err(|e| AppError::Other(e.to_string()))?)?;
    balancing.finish(workspace)
}

/// The plan of a version as it was when the run was made.
fn run_plan(workspace: &Workspace, version: u32) -> Result<Option<Plan>> {
    let Some(document) = workspace.store().document_version("mapping", version)? else { return Ok(plan(workspace, true).ok().map(|p| p.0)) };
    let schema = crate::source::legacy_schema(workspace)?;
    Ok(mapping::Document::parse(&document.text).ok().map(|d| Plan::check(d, Some(&schema)).0))
}

impl Balancing<'_> {
    fn count_books(&mut self) {
        let (legacy, destination) = (&self.books.legacy.coverage, &self.books.destination.coverage);
        self.report.statements = [legacy.statements.values().sum(), destination.statements.values().sum()];
        for (kind, count) in &legacy.statements {
            self.report.kinds.entry(kind.word().into()).or_default()[0] = *count;
        }
        for (kind, count) in &destination.statements {
            match legacy.statements.contains_key(kind) {
                true => self.report.kinds.entry(kind.word().into()).or_default()[1] = *count,
                false => {
                    self.report.one_book_only.insert(kind.word().into(), *count);
                }
            }
        }
        let crosswalk = &self.books.crosswalk;
        self.report.patients = [crosswalk.links.len() as u64, crosswalk.legacy_only.len() as u64, crosswalk.destination_only.len() as u64];
        self.report.excluded = legacy.excluded.iter().map(|((relation, reason), n)| (relation.clone(), reason.clone(), *n)).collect();
        for (side, coverage) in [("legacy", legacy), ("destination", destination)] {
            self.report.unread.extend(coverage.unread.iter().map(|(name, n)| (side.to_string(), name.clone(), *n)));
        }
        let mut fields: BTreeMap<(String, String), u64> = BTreeMap::new();
        for ((relation, field, _), n) in &legacy.unlisted {
            *fields.entry((relation.clone(), field.clone())).or_default() += n;
        }
        self.report.unlisted = fields.into_iter().map(|((r, f), n)| (r, f, n)).collect();
    }

    fn patient(&mut self, key: &str, legacy: Vec<Statement>, destination: Vec<Statement>, out: &mut Vec<FindingRow>) -> Result<(PatientRow, Vec<u8>)> {
        let source = |s: &Statement| self.made.source(s);
        let coverage = (&self.books.legacy.coverage, &self.books.destination.coverage);
        let result = compare_patient(&legacy, &destination, self.equivalences, coverage, &source);
        // The anchor is the last day that either book knows: "now" as the charts see it, never disclosed.
        let days = legacy.iter().chain(&destination).flat_map(|s| s.facts.iter()).filter_map(|f| match &f.value {
            model::Value::Date(d) if f.aspect != Aspect::BirthDate && d.year < 2100 => Some(d.days()),
            _ => None,
        });
        let anchor = days.max().unwrap_or(0);
        let showing = Showing { anchor, common: &self.books.common };
        let first = self.findings;
        let mut counts = [0u64; 5];
        let destination_key = destination.first().map(|s| s.patient.clone()).or_else(|| self.by_legacy.get(key).map(|k| (*k).to_string())).unwrap_or_default();
        for finding in &result.findings {
            counts[finding.severity as usize] += 1;
            let row = self.finding(finding, (&legacy, &destination), (key, &destination_key), &showing)?;
            out.push(row);
        }
        for ((kind, verdict), n) in &result.verdicts {
            *self.report.verdicts.entry(verdict.word().into()).or_default() += n;
            let entry = self.report.kinds.entry(kind.word().into()).or_default();
            if matches!(verdict, Verdict::Same | Verdict::Equivalent) {
                entry[2] += n;
            }
        }
        for (index, n) in counts.iter().enumerate() {
            self.report.severities[index] += n;
        }
        let side = match (legacy.is_empty(), destination.is_empty()) {
            (false, false) => "paired",
            (false, true) => "legacy only",
            _ => "destination only",
        };
        let person = self.books.persons.get(key).or_else(|| self.books.persons.get(&destination_key)).cloned();
        let (score, reasons) = edge(&legacy, &counts, person.as_ref(), side);
        let pairs = result.pairs.iter().map(|p: &Pair| {
            (p.legacy.map(|i| i as u32), p.destination.map(|i| i as u32), p.verdict, p.finding.map(|f| first + f as u64), p.by.to_string())
        });
        let row = PatientRow {
            ordinal: self.ordinal,
            // The key for now; exchanged for its pseudonym before it is kept.
            token: key.to_string(),
            side: side.into(),
            sex: person.as_ref().map_or_else(|| "unknown".into(), |p| p.sex.clone()),
            age_band: person.as_ref().map_or_else(|| "unknown".into(), |p| p.age_band.clone()),
            legacy: legacy.len() as u64,
            destination: destination.len() as u64,
            findings: result.findings.len() as u64,
            safety: counts[0],
            clinical: counts[1],
            score,
            reasons: serde_json::to_string(&reasons).map_err(|e| AppError::Other(e.to_string()))?,
            blob: String::new(),
            offset: 0,
            length: 0,
            worst: counts.iter().position(|n| *n > 0).unwrap_or(9) as u8,
        };
        self.note_lone(&result, &legacy, &destination, first);
        let charts = Charts { pairs: pairs.collect(), legacy, destination, anchor };
        let bytes = postcard::to_stdvec(&charts).map_err(|e| AppError::Other(e.to_string()))?;
        self.ordinal += 1;
        Ok((row, bytes))
    }

    /// Remembers statements that stand alone, by content: the same content alone in two charts is misplaced.
    fn note_lone(&mut self, result: &PatientResult, legacy: &[Statement], destination: &[Statement], first: u64) {
        for (index, finding) in result.findings.iter().enumerate().filter(|(_, f)| f.aspect == Aspect::Statement) {
            let (statement, is_legacy) = match (finding.verdict, finding.legacy, finding.destination) {
                (Verdict::Lost, Some(l), _) => (&legacy[l], true),
                (Verdict::Invented, _, Some(d)) => (&destination[d], false),
                _ => continue,
            };
            if statement.kind == Kind::Demographic {
                continue;
            }
            if let Some(content) = self.content(statement) {
                self.lone.entry(content).or_default().push((self.ordinal, first + index as u64, is_legacy));
            }
        }
    }

    /// Hash of concept, time to the instant and value; only telling contents count.
    fn content(&self, statement: &Statement) -> Option<u64> {
        let when = statement.when()?;
        let code = match statement.value(Aspect::Code)? {
            model::Value::Code(codings, text) => match codings.first() {
                Some(c) => match self.equivalences.of(&c.system, &c.code).first() {
                    Some((s, c)) => format!("{s}|{c}"),
                    None => format!("{}|{}", c.system, c.code),
                },
                None => text.to_lowercase(),
            },
            other => other.shown(),
        };
        let value = statement.value(Aspect::Value).map(|v| match v {
            model::Value::Quantity(q) => q.number.normalize().to_string(),
            other => other.shown(),
        });
        Some(hash(&format!("{}|{code}|{}|{}|{}", statement.kind, when.instant(0), when.has_time(), value.unwrap_or_default())))
    }

    fn finding(
        &mut self,
        finding: &Finding,
        (legacy, destination): (&[Statement], &[Statement]),
        (legacy_key, destination_key): (&str, &str),
        showing: &Showing<'_>,
    ) -> Result<FindingRow> {
        let books = self.books;
        let left = finding.legacy.map(|i| &legacy[i]);
        let right = finding.destination.map(|i| &destination[i]);
        let path = |report: &BookReport, s: &Statement| report.artifacts.get(&s.origin.artifact).cloned().unwrap_or_default();
        let left_place = finding.legacy_place.map(|p| books.legacy.places.name(p).to_string()).unwrap_or_default();
        let right_place = finding.destination_place.map(|p| books.destination.places.name(p).to_string()).unwrap_or_default();
        let alone = legacy.is_empty() || destination.is_empty();
        let cause = self.causes.add(finding, (left, right), &right_place, self.ordinal, alone, self.made);
        let statement_ids = (
            left.map(|s| statement_id(&path(&books.legacy, s), s, same_origin_ordinal(legacy, finding.legacy))).unwrap_or_default(),
            right.map(|s| statement_id(&path(&books.destination, s), s, same_origin_ordinal(destination, finding.destination))).unwrap_or_default(),
        );
        let digest = Sha256::digest(format!("{}\u{1f}{}\u{1f}{}\u{1f}{}", statement_ids.0, statement_ids.1, finding.verdict, finding.read_as).as_bytes());
        let id: String = format!("f-{}", digest[..8].iter().map(|b| format!("{b:02x}")).collect::<String>());
        let shown = |s: Option<&Statement>, place: Option<u32>| {
            let fact = s.and_then(|s| s.facts.iter().find(|f| f.aspect == finding.read_as && place.is_none_or(|p| f.place == p)));
            match (s, fact) {
                (Some(s), Some(f)) => showing.value(s.kind, f.aspect, &f.value),
                (Some(s), None) if finding.aspect == Aspect::Statement => showing.label(s),
                _ => String::new(),
            }
        };
        let info = &self.causes.causes()[cause];
        let detail = Detail {
            label: left.or(right).map(|s| showing.label(s)).unwrap_or_default(),
            legacy_shown: if finding.legacy_value.is_empty() { String::new() } else { shown(left, finding.legacy_place) },
            destination_shown: if finding.destination_value.is_empty() { String::new() } else { shown(right, finding.destination_place) },
            legacy: finding.legacy,
            destination: finding.destination,
            read_as: finding.read_as.word().into(),
            legacy_locators: left.map(|s| vec![locator(&path(&books.legacy, s), s, &left_place)]).unwrap_or_default(),
            destination_locators: right.map(|s| vec![locator(&path(&books.destination, s), s, &right_place)]).unwrap_or_default(),
            destination_places: right.map(|s| vec![place_locator(&path(&books.destination, s), s, &right_place)]).unwrap_or_default(),
            legacy_patient: if left.is_some() { legacy_key.to_string() } else { String::new() },
            destination_patient: if right.is_some() { destination_key.to_string() } else { String::new() },
            legacy_statement: statement_ids.0,
            destination_statement: statement_ids.1,
            legacy_value: finding.legacy_value.clone(),
            destination_value: finding.destination_value.clone(),
            manner: finding.manner.clone(),
            by: finding.by.into(),
            rule: info.rule.clone(),
        };
        self.report.kinds.entry(finding.kind.word().into()).or_default()[3] += 1;
        let row = FindingRow {
            ordinal: self.findings,
            id,
            patient: self.ordinal,
            verdict: finding.verdict.word().into(),
            aspect: shown_aspect(finding.aspect).into(),
            kind: finding.kind.word().into(),
            severity: finding.severity as u8,
            cause: cause_id(info.class.word(), &info.label),
            class: info.class.word().into(),
            detail: serde_json::to_string(&detail).map_err(|e| AppError::Other(e.to_string()))?,
        };
        self.findings += 1;
        Ok(row)
    }

    fn finish(mut self, workspace: &Workspace) -> Result<CompareReport> {
        let (joined, mut rows) = self.join_misplaced(workspace)?;
        self.report.findings = self.findings - joined;
        for cause in self.causes.into_causes().into_iter().filter(|c| c.statements > 0) {
            let mut clusters: Vec<_> = cause.clusters.iter().map(|((l, d), n)| (l.clone(), d.clone(), n.0, n.1, n.2)).collect();
            clusters.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| (&a.0, &a.1).cmp(&(&b.0, &b.1))));
            // Values of fewer than k patients become one line; what is kept is shown only if it is a word or common.
            let mut shown: Vec<(String, String, u64, u64, u64)> = Vec::new();
            let mut others = (0, 0, 0);
            for (l, d, n, patients, safety) in clusters {
                let allowed = |t: &String| t.is_empty() || self.books.common.contains(t) || t.len() <= 24 && t.chars().all(|c| c.is_ascii_lowercase() || c == '-');
                if patients >= K as u64 && allowed(&l) && allowed(&d) && shown.len() < 40 && cause.kind != Kind::Demographic {
                    shown.push((l, d, n, patients, safety));
                } else {
                    others = (others.0 + n, others.1 + patients, others.2 + safety);
                }
            }
            // A cluster of everything says nothing; patients of several values cannot be added up, so the cause's own bound it.
            if others.0 > 0 && !shown.is_empty() {
                shown.push(("other values".into(), "other values".into(), others.0, others.1.min(cause.patients), others.2));
            }
            rows.push(CauseRow {
                id: cause_id(cause.class.word(), &cause.label),
                class: cause.class.word().into(),
                label: cause.label,
                evidence: cause.evidence,
                rule: cause.rule,
                kind: cause.kind.word().into(),
                verdict: cause.verdict.word().into(),
                aspect: shown_aspect(cause.aspect).into(),
                severity: cause.severity as u8,
                statements: cause.statements,
                safety: cause.safety,
                patients: cause.patients,
                clusters: serde_json::to_string(&shown).map_err(|e| AppError::Other(e.to_string()))?,
            });
        }
        workspace.store().add_causes(self.run, &rows)?;
        Ok(self.report)
    }

    /// The same content lost in one chart and invented in another, once each: one misplaced statement. Gives how many
    /// findings were joined, and their causes.
    fn join_misplaced(&mut self, workspace: &Workspace) -> Result<(u64, Vec<CauseRow>)> {
        let store = workspace.store();
        let mut places: Vec<_> = std::mem::take(&mut self.lone).into_values().collect();
        places.sort_unstable();
        let (mut changed, mut removed) = (Vec::new(), Vec::new());
        let mut by_kind: BTreeMap<String, u64> = BTreeMap::new();
        for found in places {
            let ([(p, lost, true), (q, invented, false)] | [(q, invented, false), (p, lost, true)]) = found[..] else { continue };
            if p == q {
                continue;
            }
            let (Some(mut left), Some(right)) = (store.finding_by_ordinal(self.run, lost)?, store.finding_by_ordinal(self.run, invented)?) else { continue };
            let parse = |row: &FindingRow| serde_json::from_str::<Detail>(&row.detail).map_err(|e| AppError::Other(e.to_string()));
            let (mut detail, other) = (parse(&left)?, parse(&right)?);
            for row in [&left, &right] {
                self.report.severities[usize::from(row.severity.min(4))] -= 1;
                self.causes.withdraw(&row.cause, |class, label| cause_id(class, label), row.severity == 0);
            }
            self.report.severities[0] += 1;
            detail.destination_shown = other.destination_shown;
            detail.destination_locators = other.destination_locators;
            detail.destination_places = other.destination_places;
            detail.destination_patient = other.destination_patient;
            detail.destination_statement = other.destination_statement;
            detail.destination_value = other.destination_value;
            detail.manner = "the destination holds it under another patient".into();
            detail.rule = None;
            (left.verdict, left.aspect, left.severity) = ("misplaced".into(), "patient".into(), 0);
            left.class = model::CauseClass::Identity.word().into();
            left.cause = cause_id(&left.class, &misplaced_label(&left.kind));
            left.detail = serde_json::to_string(&detail).map_err(|e| AppError::Other(e.to_string()))?;
            *by_kind.entry(left.kind.clone()).or_default() += 1;
            for (verdict, step) in [("lost", -1i64), ("invented", -1), ("misplaced", 1)] {
                let count = self.report.verdicts.entry(verdict.into()).or_default();
                *count = count.saturating_add_signed(step);
            }
            if let Some(counts) = self.report.kinds.get_mut(&left.kind) {
                counts[3] -= 1;
            }
            changed.push(left);
            removed.push(invented);
        }
        store.join_findings(self.run, &changed, &removed)?;
        let cause = |(kind, n): (String, u64)| CauseRow {
            id: cause_id("identity", &misplaced_label(&kind)),
            class: "identity".into(),
            label: misplaced_label(&kind),
            evidence: "The same concept, time and value is missing in one chart and stands, once, in another.".into(),
            rule: None,
            kind,
            verdict: "misplaced".into(),
            aspect: "patient".into(),
            severity: 0,
            statements: n,
            safety: n,
            patients: n,
            clusters: "[]".into(),
        };
        Ok((removed.len() as u64, by_kind.into_iter().map(cause).collect()))
    }
}

fn misplaced_label(kind: &str) -> String {
    format!("{kind} filed under another patient")
}

fn cause_id(class: &str, label: &str) -> String {
    let digest = Sha256::digest(format!("{class}\u{1f}{label}").as_bytes());
    format!("c-{}", digest[..6].iter().map(|b| format!("{b:02x}")).collect::<String>())
}

/// Which statement of its record it is: a resource with components makes several.
fn same_origin_ordinal(statements: &[Statement], index: Option<usize>) -> usize {
    let Some(index) = index else { return 0 };
    let origin = &statements[index].origin;
    statements[..index].iter().filter(|s| s.origin == *origin && s.kind == statements[index].kind).count()
}

/// How likely a patient is to break, and why.
fn edge(legacy: &[Statement], severities: &[u64; 5], person: Option<&Person>, side: &str) -> (f64, Vec<Reason>) {
    let count = |kind: Kind| legacy.iter().filter(|s| s.kind == kind).count() as u64;
    let mut reasons = Vec::new();
    let mut score = 0.0;
    let mut add = |key: &str, count: u64, weight: f64| {
        reasons.push((weight, Reason { key: key.into(), count }));
        score += weight;
    };
    if severities[Severity::Safety as usize] > 0 {
        add("safety findings", severities[0], 40.0 + severities[0].min(40) as f64);
    }
    if side != "paired" {
        add(side, 1, 35.0);
    }
    if severities[1] > 0 {
        add("clinical findings", severities[1], 10.0 + severities[1].min(50) as f64 / 5.0);
    }
    let checks: [(&str, u64, u64, f64); 4] = [
        ("many allergies", count(Kind::Allergy), 4, 8.0),
        ("many medications", count(Kind::Medication), 12, 8.0),
        ("many encounters", count(Kind::Encounter), 20, 6.0),
        ("long record", legacy.len() as u64, 150, 6.0),
    ];
    for (key, n, least, weight) in checks {
        if n >= least {
            add(key, n, weight + (n as f64 / least as f64).min(4.0));
        }
    }
    let corrected = legacy.iter().filter(|s| matches!(s.word(Aspect::Status), Some("corrected" | "entered-in-error")) || s.word(Aspect::Verification) == Some("refuted")).count() as u64;
    if corrected > 0 {
        add("corrected or refuted", corrected, 7.0 + corrected.min(5) as f64);
    }
    let none_known = count(Kind::NoKnownAllergy);
    if none_known > 0 && count(Kind::Allergy) > 0 {
        add("conflicting allergies", none_known, 12.0);
    }
    if let Some(person) = person {
        if person.duplicate {
            add("possible duplicate", 1, 14.0);
        }
        if person.deceased {
            add("deceased", 1, 5.0);
        }
        if person.child && count(Kind::Medication) > 0 {
            add("child with medications", count(Kind::Medication), 6.0);
        }
    }
    reasons.sort_by(|a, b| b.0.total_cmp(&a.0));
    (score, reasons.into_iter().map(|(_, r)| r).collect())
}

/// Hands out the findings of the last comparison as `compare --json` prints them.
pub fn finding_lines(workspace: &Workspace, run: u32, each: &mut dyn FnMut(&FindingLine)) -> Result<()> {
    let causes: HashMap<String, CauseRow> = workspace.store().causes(run)?.into_iter().map(|c| (c.id.clone(), c)).collect();
    let mut failure = None;
    workspace.store().each_finding(run, &mut |row| match line(row, &causes) {
        Ok(line) => each(&line),
        Err(error) => failure = Some(error),
    })?;
    failure.map_or(Ok(()), Err)
}

fn line(row: FindingRow, causes: &HashMap<String, CauseRow>) -> Result<FindingLine> {
    let detail: Detail = serde_json::from_str(&row.detail).map_err(|e| AppError::Other(e.to_string()))?;
    let side = |patient: String, statement: String, locators: Vec<String>, value: String| (!statement.is_empty()).then_some(SideLine { patient, statement, locators, value });
    let cause = causes.get(&row.cause);
    Ok(FindingLine {
        finding: row.id,
        verdict: row.verdict,
        aspect: row.aspect,
        kind: row.kind,
        severity: Severity::ALL[usize::from(row.severity.min(4))].word().into(),
        legacy: side(detail.legacy_patient, detail.legacy_statement, detail.legacy_locators, detail.legacy_value),
        destination: side(detail.destination_patient, detail.destination_statement, detail.destination_locators, detail.destination_value),
        cause: cause.map(|c| CauseLine { id: c.id.clone(), class: c.class.clone(), label: c.label.clone() }),
        evidence: if detail.by.is_empty() { detail.manner } else { format!("{}; aligned by {}", detail.manner, detail.by) },
    })
}

/// Hands out aligned statements without a difference, as `compare --all --json` prints them.
pub fn each_same(workspace: &Workspace, run: u32, each: &mut dyn FnMut(&FindingLine)) -> Result<()> {
    let store = workspace.store();
    let paths: HashMap<u32, String> = store.artifacts("")?.into_iter().map(|a| (a.id, a.path)).collect();
    let mut offset = 0;
    loop {
        let (rows, _) = store.patients(run, &store::PatientFilter::default(), "", offset, 500)?;
        if rows.is_empty() {
            return Ok(());
        }
        offset += rows.len() as u64;
        for row in rows {
            let charts: Charts = postcard::from_bytes(&store.read_blob_part(&row.blob, "charts", row.offset, row.length as usize)?).map_err(|e| AppError::Other(e.to_string()))?;
            for (l, d, verdict, _, by) in charts.pairs.iter().filter(|p| matches!(p.2, Verdict::Same | Verdict::Equivalent)) {
                let (Some(l), Some(d)) = (l, d) else { continue };
                let side = |s: &Statement, all: &[Statement], index: u32| {
                    let path = paths.get(&s.origin.artifact).cloned().unwrap_or_default();
                    let statement = statement_id(&path, s, same_origin_ordinal(all, Some(index as usize)));
                    SideLine { patient: s.patient.clone(), statement, locators: vec![locator(&path, s, "")], value: s.label() }
                };
                let (left, right) = (&charts.legacy[*l as usize], &charts.destination[*d as usize]);
                each(&FindingLine {
                    finding: String::new(),
                    verdict: verdict.word().into(),
                    aspect: String::new(),
                    kind: left.kind.word().into(),
                    severity: String::new(),
                    legacy: Some(side(left, &charts.legacy, *l)),
                    destination: Some(side(right, &charts.destination, *d)),
                    cause: None,
                    evidence: format!("aligned by {by}"),
                });
            }
        }
    }
}
