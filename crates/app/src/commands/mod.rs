//! One function a command, grouped as the screens are. Wire types are made here and nowhere else.

mod archive;
mod artifacts;
mod deliveries;
mod discovery;
mod discovery_report;
mod equivalences;
mod explain;
mod documents;
mod export;
mod findings;
mod jobs;
mod ledger;
mod mapping;
mod mapping_edit;
mod named_files;
mod overview;
mod patients;
mod population;
mod sampling;
mod sampling_sheet;
mod report;
mod rules;
mod pivot;
mod session;
mod triage;
mod state;
mod layouts;
mod signing;
mod statement;
mod lens;
mod lens_counts;
mod lens_preview;
mod lens_suggest;
mod lens_wire;
mod line_diff;

pub(crate) use artifacts::{artifact, artifact_sample, artifacts, field_name, quarantine, structure};
pub(crate) use equivalences::{equivalences, preview_equivalence, retire_equivalence, save_equivalence};
pub(crate) use archive::{archived_told, preview_retention, retention, save_retention, start_archive};
pub(crate) use deliveries::deliveries;
pub(crate) use discovery::{anomalies, corners, decide_corners, decide_integrations, discovery, integrations, joins};
pub(crate) use discovery_report::export_discovery;
pub(crate) use export::{export_findings, note_export as note_patients_export, note_export as note_population_export};
pub(crate) use findings::{causes, finding, findings};
pub(crate) use jobs::{cancel_job, jobs, start_compare, start_migrate, start_rejudge};
pub(crate) use mapping::{mapping, mapping_history, preview_rule, rule};
pub(crate) use named_files::{mask_people, place};
pub(crate) use mapping_edit::{approve_mapping, restore_mapping, save_code_map, save_rule};
pub(crate) use overview::overview;
pub(crate) use patients::{chart, patients};
pub(crate) use population::{population, question_row, questions};
pub(crate) use sampling::{draw_sample, plan_sample, record_review, sample, samples};
pub(crate) use sampling_sheet::export_sample;
pub(crate) use report::export_report;
pub(crate) use rules::{classify_rules, legacy_rule, legacy_rules};
pub(crate) use pivot::pivot;
pub(crate) use session::{session, sign_in, sign_out};
pub(crate) use triage::{burn_down, people, triage, triage_log};
pub(crate) use state::chart_state;

// What the discrepancy report shares with the screens.
pub(crate) use findings::{cause_rows, has_findings, selected};
pub(crate) use overview::invented;
pub(crate) use explain::explain;
pub(crate) use ledger::ledger;

pub(crate) use documents::documents;
pub(crate) use layouts::{layout_sample, layouts, preview_layout, restore_layouts, save_layout, start_reread};
pub(crate) use signing::{sign_queue, sign_sample, sign_waivers};
pub(crate) use statement::chart_statement;
pub(crate) use lens::{cancel_lens_count, draft_lens, lens, lens_history, restore_lens, save_lens};
pub(crate) use lens_counts::count_lens;
pub(crate) use lens_preview::preview_lens;
pub(crate) use lens_suggest::suggest_lens;

mod parts;
mod tree;
mod uses;
pub(crate) use artifacts::{decision, filter as artifact_filter};
pub(crate) use parts::artifact_structure;
pub(crate) use tree::artifact_tree;
pub(crate) use uses::artifact_uses;

mod force;
pub(crate) use force::{enforce_retention, lift_retention, preview_force};

mod starters;
pub(crate) use starters::{begin_mapping, starters};

use crate::{AppError, Workspace};
use contract::{ErrorCode, WireError};

/// Answers of this module.
pub(crate) type Answer<T> = Result<T, WireError>;

/// Rows of a page at most.
pub(crate) const PAGE_MAX: u64 = 500;

pub(crate) fn page(limit: u64) -> u64 {
    if limit == 0 { 100 } else { limit.min(PAGE_MAX) }
}

pub(crate) fn not_found() -> WireError {
    ErrorCode::NotFound.into()
}

/// Problems of a document, as a screen shows them.
pub(crate) fn problems(found: &[formats::Problem]) -> Vec<contract::Problem> {
    found.iter().map(|p| contract::Problem { line: p.line, column: p.column, message: p.message.clone() }).collect()
}

/// The answer to a document with problems.
pub(crate) fn invalid(found: &[formats::Problem]) -> WireError {
    WireError { problems: problems(found), ..ErrorCode::Invalid.into() }
}

/// The answer to what cannot be done as it was asked, in words.
pub(crate) fn refused(words: impl Into<String>) -> WireError {
    WireError { problems: vec![contract::Problem { line: 1, column: 1, message: words.into() }], ..ErrorCode::Invalid.into() }
}

/// Not for whoever asks, although their role may do so: with the reason.
pub(crate) fn not_for_you(words: impl Into<String>) -> WireError {
    WireError { problems: refused(words).problems, ..ErrorCode::Forbidden.into() }
}

pub(crate) fn app<T>(result: Result<T, store::StoreError>) -> Answer<T> {
    result.map_err(|e| AppError::from(e).into())
}

/// The newest finished comparison with its counts.
pub(crate) fn last_compare(workspace: &Workspace) -> Answer<Option<(store::RunRow, crate::CompareReport)>> {
    let run = app(workspace.store().last_run("compare"))?;
    Ok(run.and_then(|r| serde_json::from_str(&r.report).ok().map(|report| (r, report))))
}

/// The newest finished migration with its counts.
pub(crate) fn last_migrate(workspace: &Workspace) -> Answer<Option<(store::RunRow, crate::MigrateReport)>> {
    let run = app(workspace.store().last_run("migrate"))?;
    Ok(run.and_then(|r| serde_json::from_str(&r.report).ok().map(|report| (r, report))))
}

/// What a run read of both books.
pub(crate) fn reading(report: &crate::CompareReport) -> contract::RunReading {
    let [[legacy_read, legacy_kept], [destination_read, destination_kept]] = report.records;
    let [judged, judged_kept] = crate::told::Told::of(report).judged(report.judged);
    contract::RunReading { legacy_read, legacy_kept, destination_read, destination_kept, judged, judged_kept, rejudged: report.rejudged.unwrap_or_default() }
}

pub(crate) fn severity_word(index: u8) -> String {
    model::Severity::ALL.get(usize::from(index)).map_or(String::new(), |s| s.word().into())
}

pub(crate) fn severity_indices(words: &[String]) -> Vec<u8> {
    words.iter().filter_map(|w| model::Severity::from_word(w)).map(|s| s as u8).collect()
}

pub(crate) fn facet(value: impl Into<String>, count: u64) -> contract::Facet {
    contract::Facet { value: value.into(), count }
}
