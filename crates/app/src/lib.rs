//! Use cases: one function a command over a narrow [`Host`]; permissions, jobs and audit around them.
//!
//! This is the only place where domain types become wire types, and where `deid` is asked. The command line of the enclave
//! uses the same functions ([`ingest`], [`migrate`], [`compare`]) without the wire.

mod access;
mod book;
mod commands;
mod compare;
mod discover;
mod dispatch;
mod examine;
mod ingest;
mod jobs;
mod knowledge;
mod layouts;
mod migrate;
mod pivot;
mod show;
mod source;
mod workspace;

pub use access::{Actor, new_account};
pub use book::{BookReport, read_statements};
pub use compare::{CauseLine, CompareReport, FindingLine, SideLine, compare, each_same, finding_lines};
pub use discover::AttributeTable;
pub use dispatch::{Host, dispatch};
pub use ingest::{IngestLine, ingest};
pub use jobs::{Meter, Step, quiet};
pub use layouts::{outdated, reread};
pub use migrate::{MigrateReport, migrate};
pub use discovery::suggested_lens;
pub use pivot::{PivotReport, attribute_table, attribute_tables, pivot};
pub use source::legacy_schema;
pub use workspace::Workspace;

/// What can go wrong in a use case. Details stay in the workspace; the wire sees a code.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The workspace on disk failed.
    #[error(transparent)]
    Store(#[from] store::StoreError),
    /// A file could not be read or written.
    #[error("{0}")]
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
    /// Something else, in words without content.
    #[error("{0}")]
    Other(String),
}

/// Results of this crate.
pub type Result<T> = std::result::Result<T, AppError>;
