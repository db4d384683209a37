//! lens, mapping, layout, retention, equivalences, questions, starter: the documents.

use super::options::{DocumentAction, StarterAction};
use super::terminal::{document_text, line, now_ms, text, text_line, write_file};
use super::{Outcome, Status};
use app::{AppError, STARTERS, Workspace, counted};
use formats::Problem;
use model::Side;
use serde_json::json;
use std::path::Path;

/// The author of versions made on the command line.
const KEEPER: &str = "enclave";

/// What is wrong with a document, with the mapping against the fields of a workspace.
fn problems(kind: &str, text: &str, workspace: Option<&Workspace>) -> Result<Vec<Problem>, AppError> {
    let found = match kind {
        "lens" | "destination lens" => balance::Lens::parse(text).err(),
        "equivalences" => balance::Declarations::parse(text).err(),
        "questions" => balance::Questions::parse(text).err(),
        "retention" => app::check_retention(text).err(),
        "layouts" => formats::Layouts::parse(text).err(),
        _ => match mapping::Document::parse(text) {
            Err(problems) => Some(problems),
            Ok(document) => {
                let schema = workspace.map(app::legacy_schema).transpose()?.filter(|s| !s.is_empty());
                Some(mapping::Plan::check(document, schema.as_ref()).1)
            }
        },
    };
    Ok(found.unwrap_or_default())
}

fn report(path: &str, found: &[Problem], as_json: bool) {
    for problem in found {
        if as_json {
            line(&json!({"file": path, "line": problem.line, "column": problem.column, "message": problem.message}));
        } else {
            text_line(&format!("{path}:{problem}"));
        }
    }
}

/// What a lens says that nobody should have to guess, beside the problems.
fn notes(path: &str, text: &str) {
    let Ok(lens) = balance::Lens::parse(text) else { return };
    for note in lens.notes() {
        eprintln!("{path}:{}:{}: note: {}", note.line, note.column, note.message);
    }
}

/// What a lens reads and the delivery does not have: it asserts nothing, and nobody should have to find out by what is not there.
fn absent(workspace: &Workspace, kind: &str, path: &str, text: &str) -> Result<(), AppError> {
    let side = if kind == "lens" { Side::Legacy } else { Side::Destination };
    let Ok(lens) = balance::Lens::parse(text) else { return Ok(()) };
    if workspace.store().artifacts(side.word())?.is_empty() {
        return Ok(());
    }
    for (relation, field) in app::lens_missing(workspace, side, &lens)? {
        let what = if field.is_empty() { format!("no relation {relation}") } else { format!("no field {field} of {relation}") };
        eprintln!("{path}: note: the {} delivery has {what}: what reads it asserts nothing", side.word());
    }
    Ok(())
}

pub(crate) fn run(kind: &str, action: DocumentAction, open: &dyn Fn() -> Result<Workspace, AppError>, as_json: bool) -> Outcome {
    match action {
        DocumentAction::Check { file } => {
            if !file.exists() {
                return Ok(missing(&file));
            }
            let text = document_text(&file)?;
            let found = problems(kind, &text, None)?;
            report(&file.display().to_string(), &found, as_json);
            if kind.ends_with("lens") {
                notes(&file.display().to_string(), &text);
            }
            eprintln!("{}: {}", file.display(), counted(found.len() as u64, "problem"));
            Ok(if found.is_empty() { Status::Done } else { Status::Failed })
        }
        DocumentAction::Import { file, note, approve } => {
            if !file.exists() {
                return Ok(missing(&file));
            }
            let workspace = open()?;
            let text = document_text(&file)?;
            let found = problems(kind, &text, Some(&workspace))?;
            if !found.is_empty() {
                report(&file.display().to_string(), &found, as_json);
                eprintln!("{}: {}; nothing was imported", file.display(), counted(found.len() as u64, "problem"));
                return Ok(Status::Failed);
            }
            let status = keep(&workspace, &[(kind, text.as_str())], &note, approve, as_json)?;
            if kind.ends_with("lens") {
                absent(&workspace, kind, &file.display().to_string(), &text)?;
            }
            // What the layouts read otherwise from now on is read again at once.
            if kind == "layouts" { reread(&workspace, as_json) } else { Ok(status) }
        }
        DocumentAction::Export { file } => {
            let Some(version) = open()?.store().document(kind)? else {
                let none = match kind {
                    "layouts" | "equivalences" => "are no",
                    _ => "is no",
                };
                return Err(AppError::Nothing(format!("there {none} {kind} in this workspace")));
            };
            export(&file, &version.text)?;
            eprintln!("{kind} version {} exported", version.version);
            Ok(Status::Done)
        }
    }
}

fn missing(file: &Path) -> Status {
    eprintln!("throughline: {} is not there", file.display());
    Status::Usage
}

/// Writes a document into a file, or to stdout where that is `-`.
pub(crate) fn export(file: &Path, document: &str) -> Result<(), AppError> {
    if file == Path::new("-") {
        text(document);
        return Ok(());
    }
    write_file(file, document.as_bytes())
}

/// Reads again what the layouts in force read otherwise than it was read.
pub(crate) fn reread(workspace: &Workspace, as_json: bool) -> Outcome {
    let (mut quarantined, mut unread) = (0, 0);
    let came = app::reread(workspace, now_ms(), &mut |l| {
        quarantined += l.quarantined;
        unread += u64::from(l.state == "unread");
        if as_json {
            line(l);
        } else {
            text_line(&format!("{}\t{}\t{}\t{} quarantined\t{}", l.path, l.format, counted(l.records, "record"), l.quarantined, l.state));
        }
    })?;
    eprintln!(
        "{} read again: {} quarantined, {} unread{}",
        counted(came.artifacts, "artifact"),
        counted(quarantined, "record"),
        counted(unread, "artifact"),
        came.inside_words()
    );
    Ok(if quarantined + unread > 0 { Status::Partly } else { Status::Done })
}

/// Keeps documents, all or none.
fn keep(workspace: &Workspace, documents: &[(&str, &str)], note: &str, approve: bool, as_json: bool) -> Outcome {
    let versions = workspace.store().keep_documents(documents, (KEEPER, now_ms(), note), approve)?;
    for ((kind, _), version) in documents.iter().zip(versions) {
        if as_json {
            line(&json!({"document": kind, "version": version, "approved": approve}));
        }
        eprintln!("{kind} version {version}{}", if approve { ", approved" } else { "" });
    }
    Ok(Status::Done)
}

pub(crate) fn starter(action: StarterAction, open: &dyn Fn() -> Result<Workspace, AppError>, as_json: bool) -> Outcome {
    match action {
        StarterAction::List => {
            for starter in STARTERS {
                if as_json {
                    line(&json!({"starter": starter.name, "about": starter.about}));
                } else {
                    text_line(&format!("{}\t{}", starter.name, starter.about));
                }
            }
            Ok(Status::Done)
        }
        StarterAction::Apply { name } => {
            let Some(starter) = app::starter(&name) else {
                eprintln!("throughline: there is no starter {name}; `throughline starter list` lists them");
                return Ok(Status::Usage);
            };
            let workspace = open()?;
            let note = format!("starter {name}");
            // A shipped starter was reviewed when it was written: it runs at once, changes to it need approval.
            let documents: Vec<(&str, &str)> = std::iter::once(("lens", starter.lens)).chain(starter.mapping.map(|mapping| ("mapping", mapping))).collect();
            keep(&workspace, &documents, &note, true, as_json)?;
            let Some(mapping) = starter.mapping else {
                eprintln!("{name} has no mapping: the lens reads the system, and what becomes of its fields is still to be written");
                return Ok(Status::Done);
            };
            let found = problems("mapping", mapping, Some(&workspace))?;
            report(name.as_str(), &found, as_json);
            if !found.is_empty() {
                eprintln!("{} against the fields of this workspace", counted(found.len() as u64, "problem"));
                return Ok(Status::Partly);
            }
            Ok(Status::Done)
        }
    }
}
