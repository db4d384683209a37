//! What a report is built from: the newest comparison, the migration and the documents that it rests on.

use super::claims::{Claim, Waiver};
use super::dates::{last_day, moment};
use super::words::cause_words;
use crate::book::lens_document;
use crate::commands::{Answer, cause_rows, has_findings, last_compare};
use crate::signing::sample_signed;
use crate::told::Told;
use crate::triage::{ACCEPTED, REJECTED, Standing, groups, standings};
use crate::{AppError, CompareReport, MigrateReport, Result, SampleState, Workspace, sample_states};
use balance::PopulationResult;
use contract::CauseRow;
use model::Side;
use store::{DocumentVersion, FindingFilter, RunRow, TriageRow};

/// Everything that sections share.
pub(super) struct Sources<'a> {
    pub workspace: &'a Workspace,
    /// The comparison.
    pub run: RunRow,
    pub compared: CompareReport,
    /// What may be told of its patients and statements.
    pub told: Told,
    /// The migration that made the destination; none for a given one.
    pub migrated: Option<(RunRow, MigrateReport)>,
    /// A migration after the comparison, which the comparison does not know.
    pub newer_migration: Option<u32>,
    /// Artifacts ingested after the comparison began.
    pub newer_artifacts: u64,
    /// The mapping version that made the destination; the latest when the destination was given.
    pub mapping: Option<DocumentVersion>,
    pub latest_mapping: u32,
    /// The lens versions that the comparison read by, of the legacy side and of the destination.
    pub lenses: [Option<DocumentVersion>; 2],
    pub latest_lenses: [u32; 2],
    /// Causes of findings.
    pub causes: Vec<CauseRow>,
    /// Equivalences that explain more than was declared or known.
    pub alarms: Vec<CauseRow>,
    /// Findings of each severity that an acceptance covers which a lead signed, as of the comparison.
    pub accepted: Vec<u64>,
    pub waivers: Vec<Waiver>,
    pub claims: Vec<Claim>,
    /// What both books answered; none of a comparison by a program that asked nothing.
    pub population: Option<PopulationResult>,
}

/// Documents looked through for the version that was in force.
const VERSIONS_MAX: u64 = 10_000;
/// Runs looked through.
const RUNS_MAX: u64 = 10_000;

impl<'a> Sources<'a> {
    pub(super) fn read(workspace: &'a Workspace) -> Result<Self> {
        let store = workspace.store();
        let found = inside(last_compare(workspace))?;
        let (run, compared) = found.ok_or_else(|| AppError::Nothing("there is no comparison yet; run `compare` first".into()))?;
        let latest = store.document("mapping")?;
        let mapping = if compared.version == 0 { latest.clone() } else { store.document_version("mapping", compared.version)? };
        let migrations = store.runs("migrate", RUNS_MAX)?;
        let made = migrations.iter().rev().find(|m| compared.version != 0 && m.id < run.id);
        let lenses = [lens_at(workspace, Side::Legacy, run.started_ms)?, lens_at(workspace, Side::Destination, run.started_ms)?];
        let newest = |side| -> Result<u32> { Ok(store.document(lens_document(side))?.map_or(0, |l| l.version)) };
        let latest_lenses = [newest(Side::Legacy)?, newest(Side::Destination)?];
        let told = Told::of(&compared);
        let (causes, alarms): (Vec<CauseRow>, Vec<CauseRow>) = inside(cause_rows(workspace, run.id, &mapping, run.started_ms))?.into_iter().partition(has_findings);
        Ok(Self {
            migrated: made.and_then(|m| serde_json::from_str(&m.report).ok().map(|report| (m.clone(), report))),
            newer_migration: migrations.iter().rev().find(|m| m.id > run.id).map(|m| m.id),
            newer_artifacts: store.ingested_after(run.started_ms)?,
            latest_mapping: latest.map_or(0, |m| m.version),
            latest_lenses,
            accepted: accepted(workspace, &run)?,
            waivers: waivers(&causes, workspace, &run)?,
            claims: sample_states(workspace)?.iter().map(|sample| claim(workspace, &told, run.id, sample)).collect::<Result<_>>()?,
            population: crate::population::of_run(workspace, run.id)?,
            causes,
            alarms,
            workspace,
            run,
            told,
            compared,
            mapping,
            lenses,
        })
    }
}

fn accepted(workspace: &Workspace, run: &RunRow) -> Result<Vec<u64>> {
    let standings = standings(workspace, &workspace.store().causes(run.id)?)?;
    let mut counts = vec![0; model::Severity::ALL.len()];
    for group in groups(workspace, run.id, &FindingFilter::default(), &standings)? {
        if let Some(count) = counts.get_mut(usize::from(group.severity)).filter(|_| group.standing.accepted(run.started_ms)) {
            *count += group.count;
        }
    }
    Ok(counts)
}

/// What a lead said, who and when. A report never leaves out that nobody did.
fn signed_words(verdict: &str, by: &str, at_ms: u64, reason: &str) -> String {
    if verdict.is_empty() {
        return "not signed: open".into();
    }
    let reason = if reason.is_empty() { String::new() } else { format!(": {reason}") };
    format!("{verdict} by {by} on {}{reason}", moment(at_ms))
}

/// What somebody wants accepted as variance: causes, then single findings, as far as the comparison still has them.
fn waivers(causes: &[CauseRow], workspace: &Workspace, run: &RunRow) -> Result<Vec<Waiver>> {
    let store = workspace.store();
    let of_causes = store.triage_of_all("cause")?;
    let of_findings = store.triage_of_all("finding")?;
    let waiver = |row: &TriageRow, cause: String, [findings, safety]: [u64; 2]| {
        let standing = Standing::of_cause(Some(row), findings);
        Waiver {
            cause,
            reason: row.reason.clone(),
            by: row.by.clone(),
            signed: signed_words(row.signed.as_deref().unwrap_or(""), &row.signed_by, row.signed_ms, &row.signed_reason),
            approved: standing.accepted(run.started_ms),
            expires: row.expires_ms.map(last_day).unwrap_or_default(),
            findings,
            safety,
            ended: standing.ended(run.started_ms),
        }
    };
    let accepted = |row: &&TriageRow| row.disposition.as_deref() == Some(ACCEPTED) && row.signed.as_deref() != Some(REJECTED);
    let mut all: Vec<Waiver> = causes.iter().filter_map(|c| of_causes.get(&c.id).filter(accepted).map(|row| waiver(row, cause_words(&c.label), [c.statements, c.safety]))).collect();
    for row in of_findings.values().filter(accepted) {
        if let Some(finding) = store.finding(run.id, &row.subject)? {
            let safety = u64::from(finding.severity == model::Severity::Safety as u8);
            all.push(waiver(row, format!("single finding {}", row.subject), [1, safety]));
        }
    }
    Ok(all)
}

/// What a sample supports.
fn claim(workspace: &Workspace, told: &Told, run: u32, sample: &SampleState) -> Result<Claim> {
    let lot = sample.by_lot();
    // They are those of the legacy book and of the destination's alone: where one of these is withheld their sum would tell it.
    let is_told = told.people.whole[0].is_some() && told.people.only[1].is_some();
    let patients = if is_told { format!("the {} patients", sample.row.patients.iter().sum::<u64>()) } else { "the patients".into() };
    let signature = sample_signed(workspace, sample)?.unwrap_or_default();
    Ok(Claim {
        population: format!("{patients} of comparison {}", sample.row.run),
        drawn: lot.charts,
        reviewed: lot.settled,
        errors: lot.errors + lot.unclear,
        said: sample.words(),
        older: sample.row.run < run,
        signed: if signature.verdict.is_empty() { "not signed".into() } else { signed_words(&signature.verdict, &signature.by, signature.at_ms, &signature.reason) },
    })
}

/// The newest lens of a side when a comparison began: it reads by the latest.
fn lens_at(workspace: &Workspace, side: Side, started_ms: u64) -> Result<Option<DocumentVersion>> {
    let (versions, _) = workspace.store().document_history(lens_document(side), 0, VERSIONS_MAX)?;
    Ok(versions.into_iter().find(|v| v.at_ms <= started_ms))
}

/// A failure of a command's part, as one of this crate.
pub(super) fn inside<T>(answer: Answer<T>) -> Result<T> {
    answer.map_err(|error| AppError::Other(format!("the report could not be built: {:?}", error.code)))
}
