//! The command line of the enclave. Scripts rely on its words, its JSON and its exit statuses: see `docs/cli.md`.
//!
//! Progress and summary go to stderr, machine-readable lines to stdout. Exit status: 0 done, 1 findings at or above
//! `--fail-on`, 2 wrong use, 3 nothing to do, 4 done but something was quarantined or unread, 5 failed.

mod archive;
mod books;
mod deliveries;
mod discover;
mod documents;
mod explain;
mod filing;
mod inventory;
mod link;
mod notes;
mod ledger;
mod listed;
mod options;
mod population;
mod sampling;
mod report;
mod lens;
mod pivot;
mod setup;
mod sign;
mod state;
mod terminal;
mod terminology;

use app::{AppError, Workspace};
use clap::Parser as _;
use model::Side;
use options::{Command, Options};
use std::process::ExitCode;

/// How a subcommand ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// Done.
    Done = 0,
    /// Findings at or above `--fail-on`.
    Findings = 1,
    /// Wrong use.
    Usage = 2,
    /// Nothing to do.
    Nothing = 3,
    /// Done, but something was quarantined or unread.
    Partly = 4,
    /// Failed.
    Failed = 5,
}

pub(crate) type Outcome = Result<Status, AppError>;

/// Runs the program.
pub fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::try_from_env("THROUGHLINE_LOG").unwrap_or_else(|_| "warn".into()))
        .with_writer(std::io::stderr)
        .init();
    let options = match Options::try_parse() {
        Ok(options) => options,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { Status::Usage as u8 } else { 0 });
        }
    };
    let home = options.home.clone();
    let status = match run(options) {
        Ok(status) => status,
        Err(error) => {
            terminal::end_progress();
            match (&error, &home) {
                (AppError::Store(store::StoreError::NoWorkspace), Some(home)) => {
                    eprintln!("throughline: there is no workspace in {}: --home or THROUGHLINE_HOME names its folder, `throughline init` makes one", home.display());
                }
                (AppError::Store(store::StoreError::NoWorkspace), None) => eprintln!("throughline: no workspace is named: --home or THROUGHLINE_HOME names its folder, `throughline init` makes one"),
                _ => eprintln!("throughline: {error}"),
            }
            if let AppError::Document(problems) = &error {
                problems.iter().for_each(|p| eprintln!("  {p}"));
            }
            match error {
                AppError::Nothing(_) => Status::Nothing,
                AppError::Document(_) | AppError::Store(store::StoreError::NoWorkspace | store::StoreError::Exists | store::StoreError::NoKeyFile) => Status::Usage,
                _ => Status::Failed,
            }
        }
    };
    ExitCode::from(status as u8)
}

fn run(options: Options) -> Outcome {
    let json = options.json;
    let home = options.home;
    let open = || -> Result<Workspace, AppError> { terminal::open(home.as_deref()) };
    match options.command {
        Command::Init { name } => setup::init(home.as_deref(), &name, json),
        Command::Account { action } => setup::account(&open()?, action, json),
        Command::Serve(serve) => setup::serve(open()?, serve),
        Command::Ingest { side, system, paths } => inventory::ingest(&open()?, side, &system, &paths, json),
        Command::Artifacts(listed) => listed::artifacts(&open()?, listed, json),
        Command::Profile { artifact } => inventory::profile(&open()?, artifact.as_deref(), json),
        Command::Discover { artifact } => discover::discover(&open()?, artifact.as_deref(), json),
        Command::Issues { artifact } => inventory::issues(&open()?, artifact.as_deref(), json),
        Command::Lens { action } => lens::run(Side::Legacy, action, &open, json),
        Command::DestinationLens { action } => lens::run(Side::Destination, action, &open, json),
        Command::Mapping { action } => documents::run("mapping", action, &open, json),
        Command::Layout { action } => documents::run("layouts", action, &open, json),
        Command::Reread => documents::reread(&open()?, json),
        Command::Starter { action } => documents::starter(action, &open, json),
        Command::Migrate { draft, out, wait } => books::migrate(&open()?, (draft, wait), out.as_deref(), json),
        Command::Statements { side, patient } => books::statements(&open()?, side, patient.as_deref(), json),
        Command::Population { question } => population::run(&open()?, question.as_deref(), json),
        Command::Questions { action } => population::questions(action, &open, json),
        Command::Notes { side, patient } => notes::notes(&open()?, side, patient.as_deref(), json),
        Command::Equivalences { action } => documents::run("equivalences", action, &open, json),
        Command::Link => link::link(&open()?, json),
        Command::Compare(compare) => books::compare(&open()?, &compare, json),
        Command::State { patient, day } => state::state(&open()?, &patient, day.as_deref(), json),
        Command::Sample(sample) => sampling::sample(&open()?, &sample, json),
        Command::Report { out } => report::report(&open, &out, json),
        Command::Deidentify => books::deidentify(),
        Command::Audit { at } => setup::audit(&open()?, at, json),
        Command::Ledger => ledger::ledger(&open()?, json),
        Command::Archive(archive) => archive::run(&open()?, &archive, json),
        Command::Deliveries { all } => deliveries::deliveries(&open()?, all, json),
        Command::Retention { action } => documents::run("retention", action, &open, json),
        Command::Documents { verdict } => filing::documents(&open()?, verdict.as_deref(), json),
        Command::Pivot { relation, lens } => pivot::run(&open()?, relation.as_deref(), lens, json),
        Command::Terminology { action } => terminology::run(&open()?, action, json),
        Command::Sign { action } => sign::sign(&open()?, action, json),
    }
}
