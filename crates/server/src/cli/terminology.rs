//! terminology: words for codes, from the customer's own releases.

use super::options::TerminologyAction;
use super::terminal::{end_progress, line, nothing, now_ms, progress, text_line};
use super::{Outcome, Status};
use app::{TermsImported, Workspace};
use serde_json::json;
use std::path::PathBuf;

/// Who imports on the command line.
const KEEPER: &str = "enclave";
/// Places of refused rows that are printed without `--json`.
const PLACES_SHOWN: usize = 20;

pub(crate) fn run(workspace: &Workspace, action: TerminologyAction, as_json: bool) -> Outcome {
    match action {
        TerminologyAction::Import { files } => import(workspace, &files, as_json),
        TerminologyAction::List => list(workspace, as_json),
        TerminologyAction::Remove { system } => remove(workspace, &system, as_json),
    }
}

fn import(workspace: &Workspace, files: &[PathBuf], as_json: bool) -> Outcome {
    if let Some(missing) = files.iter().find(|f| !f.is_file()) {
        eprintln!("throughline: {} is no file that is there", missing.display());
        return Ok(Status::Usage);
    }
    let (mut codes, mut refused) = (0u64, 0u64);
    let meter = progress();
    for file in files {
        let imported = app::import_terminology(workspace, file, KEEPER, now_ms(), &meter)?;
        end_progress();
        codes += imported.codes.values().sum::<u64>();
        refused += imported.refused;
        if as_json { line(&imported) } else { told(&imported) }
    }
    eprintln!("{} files: words for {codes} codes, {refused} rows refused", files.len());
    Ok(match (codes, refused) {
        (0, _) => Status::Nothing,
        (_, 0) => Status::Done,
        _ => Status::Partly,
    })
}

fn told(imported: &TermsImported) {
    let TermsImported { file, release, rows, .. } = imported;
    let release = if release.is_empty() { "no release" } else { release.as_str() };
    text_line(&format!("{file}\t{release}\t{rows} rows with words\t{} refused", imported.refused));
    for (system, codes) in &imported.codes {
        text_line(&format!("{file}\t{}\t{codes} codes", app::terminology_name(system)));
    }
    for (why, count) in &imported.passed_over {
        eprintln!("  {file}: {count} rows passed over: {why}");
    }
    for (code, count) in &imported.issues {
        eprintln!("  {file}: {code} x{count}");
    }
    for place in imported.places.iter().take(PLACES_SHOWN) {
        eprintln!("  {file}:{}: {}", place.line, place.message);
    }
    if imported.places.len() > PLACES_SHOWN {
        eprintln!("  {file}: further places with --json");
    }
}

fn list(workspace: &Workspace, as_json: bool) -> Outcome {
    let rows = workspace.store().terminologies()?;
    for row in &rows {
        let name = app::terminology_name(&row.system);
        if as_json {
            line(&json!({
                "system": row.system, "name": name, "codes": row.codes, "source": row.source, "release": row.release, "sha256": row.sha256, "by": row.by, "at_ms": row.at_ms,
            }));
        } else {
            text_line(&format!("{name}\t{} codes\t{}\t{}\t{}", row.codes, row.source, row.release, day(row.at_ms)));
        }
    }
    Ok(if rows.is_empty() { nothing("the workspace holds no words of a terminology; `terminology import` takes releases") } else { Status::Done })
}

/// The day of a moment, in UTC.
fn day(at_ms: u64) -> String {
    let days = i32::try_from(at_ms / 86_400_000).unwrap_or(i32::MAX);
    let (year, month, day) = model::civil_from_days(days);
    format!("{year:04}-{month:02}-{day:02}")
}

fn remove(workspace: &Workspace, system: &str, as_json: bool) -> Outcome {
    let system = app::terminology_system(system);
    let codes = app::remove_terminology(workspace, &system, KEEPER, now_ms())?;
    let name = app::terminology_name(&system);
    if as_json {
        line(&json!({"system": system, "name": name, "removed": codes}));
    }
    eprintln!("{name}: words of {codes} codes removed");
    Ok(if codes == 0 { Status::Nothing } else { Status::Done })
}
