//! Use cases: one function a command over a narrow [`Host`]; permissions, jobs and audit around them.
//!
//! This is the only place where domain types become wire types, and where `deid` is asked. The command line of the enclave
//! uses the same functions ([`ingest`], [`migrate`], [`compare`]) without the wire.

mod access;
mod archive;
mod beside;
mod book;
#[cfg(test)]
#[path = "../../identity/src/chance.rs"]
mod chance;
mod commands;
mod compare;
mod decided;
mod declare;
mod deliveries;
mod discover;
mod dispatch;
mod examine;
mod facts;
mod few;
mod filing;
mod held;
mod ingest;
mod inside;
mod jobs;
mod knowledge;
mod ledger;
mod members;
mod population;
mod notes;
mod quote;
mod reach;
mod sampling;
mod report;
mod routines;
mod rules;
mod recognise;
mod layouts;
mod migrate;
mod origins;
mod packed;
mod pivot;
mod show;
mod sorted;
mod source;
mod spill;
mod terminology;
mod triage;
mod turn;
mod unfinished;
mod signing;
mod suggest;
mod told;
mod wording;
mod workspace;
mod risks;
mod starters;
mod structure;

pub use access::{Actor, Admission, admit, new_account};
pub use archive::{ArchivePatient, ArchiveReport, Effect, Held, archive_patients, check_retention, cut_over, effect, gather, last_archive, retention};
pub use archive::{Force, ForceEffect, force_effect, force_history, in_force, set_force};
pub use book::{BookReport, lens_document, read_statements};
pub use compare::{CheckRow, StateReport, StateRow, StateSide, state_of};
pub use compare::{AddedLine, CauseLine, CompareReport, EquivalenceCount, FindingLine, LinkLine, LinkWords, NoteWords, SideLine, TriageLine};
pub use compare::{compare, each_same, finding_lines, forget_readings, link, proposal_of, rejudge};
pub use compare::{ExplainLine, ExplanationLine, JudgedLine, RivalLine, StepLine, explain};
pub use decided::{Contradiction, contradictions};
pub use deliveries::{DeliveryChange, DeliveryChanges, deliveries, delivery_changes};
pub use discover::{AttributeTable, DiscoveryLine, each_discovered};
pub use dispatch::{Host, dispatch, noted};
pub use examine::whole_profiles;
pub use filing::{DocumentLine, VERDICTS, document_lines, each_document};
pub use ingest::{IngestLine, ingest};
pub use jobs::{Meter, Step, quiet};
pub use ledger::{End, Ledger, LedgerLine, ledger};
pub use population::{Differing, each_differing, population};
pub use notes::{NoteLine, NotesReport, each_note_hit};
pub use sampling::{CHARTS_MAX, ChartState, SamplePlanned, SampleState, SampleWish, Tally, draw_sample, plan_sample, sample_state, sample_states, share_words};
pub use report::{ReportFile, ReportFormat, ReportSummary, discrepancy_report};
pub use layouts::{Reread, outdated, reread};
pub use migrate::{ArchiveRule, MigrateReport, migrate};
pub use discovery::suggested_lens;
pub use pivot::{PivotReport, attribute_table, attribute_tables, pivot};
pub use reach::{hold, hold_at_once};
pub use source::{legacy_schema, lens_missing};
pub use terminology::{TermIssue, TermsImported, import_terminology, remove_terminology, terminology_name, terminology_system};
pub use triage::{Waivers, finding_ids, waivers};
pub use signing::{SignedSample, WaiverLine, complete_samples, is_complete, waiver_lines};
pub use starters::{STARTERS, Starter, starter};
pub use suggest::{SuggestedPart, suggested_parts};
pub use risks::listed_artifacts;
pub use turn::{AtWork, at_work, in_turn};
pub use wording::counted;
pub use unfinished::{Unfinished, unfinished_deliveries};
pub use workspace::Workspace;

/// What can go wrong in a use case. Details stay in the workspace; the wire sees a code.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The workspace on disk failed.
    #[error(transparent)]
    Store(#[from] store::StoreError),
    /// A file could not be read or written.
    #[error("{}", io_words(.0))]
    Io(#[from] std::io::Error),
    /// There is nothing to do, and why.
    #[error("{0}")]
    Nothing(String),
    /// A document does not check: problems as `line:column: message`.
    #[error("the document has {} problems; first: {}", .0.len(), .0.first().map_or("", String::as_str))]
    Document(Vec<String>),
    /// The caller asked to stop.
    #[error("cancelled; nothing was changed")]
    Cancelled,
    /// Another piece of work replaces the same results.
    #[error("another comparison or migration is running on this workspace, here or in another program; nothing was changed. Wait for it, or cancel it there")]
    Busy,
    /// Something that was about to leave held a known identifier.
    #[error("a known identifier was about to leave; nothing was written")]
    Withheld,
    /// Something else, in words without content.
    #[error("{0}")]
    Other(String),
}

/// A full disk is called that, whoever met it; what comes with words of its own keeps them.
fn io_words(error: &std::io::Error) -> String {
    match (error.kind(), error.raw_os_error()) {
        (std::io::ErrorKind::StorageFull, Some(_)) => store::StoreError::DiskFull.to_string(),
        _ => error.to_string(),
    }
}

/// Results of this crate.
pub type Result<T> = std::result::Result<T, AppError>;
