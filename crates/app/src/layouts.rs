//! Layouts of files: the document in force, the one that each artifact was read by, and reading again what a new one changes.
//!
//! An artifact keeps the layout that it was examined by, and is always read back by that one: a new document changes nothing
//! by itself and nothing goes stale unseen. [`reread`] examines anew what the document in force would read otherwise.

use crate::examine::examine;
use crate::ingest::{IngestLine, line_of, token_of};
use crate::jobs::{Meter, Step, quiet};
use crate::{AppError, Result, Workspace};
use formats::{Format, Layout, Layouts, detect};
use std::collections::HashMap;
use std::io::Read as _;
use store::ArtifactRow;

/// Bytes that a format is told from.
const HEAD_BYTES: u64 = 64 << 10;

/// The document in force; empty where there is none.
pub(crate) fn layouts(workspace: &Workspace) -> Result<Layouts> {
    match workspace.store().document("layouts")? {
        None => Ok(Layouts::default()),
        Some(version) => Layouts::parse(&version.text).map_err(|p| AppError::Document(p.iter().map(ToString::to_string).collect())),
    }
}

/// The layout that an artifact was read by.
pub(crate) fn kept(workspace: &Workspace, artifact: &ArtifactRow) -> Result<Option<Layout>> {
    workspace.store().layout_of(artifact.id)?.map(|text| parsed(&text)).transpose()
}

/// The layouts that artifacts in use were read by, by id.
pub(crate) fn all_kept(workspace: &Workspace) -> Result<HashMap<u32, Layout>> {
    workspace.store().layouts_kept()?.into_iter().map(|(id, text)| Ok((id, parsed(&text)?))).collect()
}

fn parsed(text: &str) -> Result<Layout> {
    serde_json::from_str(text).map_err(|e| AppError::Other(e.to_string()))
}

/// A layout as it is kept.
pub(crate) fn as_text(layout: Option<&Layout>) -> Result<Option<String>> {
    layout.map(|l| serde_json::to_string(l).map_err(|e| AppError::Other(e.to_string()))).transpose()
}

/// The artifacts that the document in force would read otherwise than they were read.
pub fn outdated(workspace: &Workspace) -> Result<Vec<ArtifactRow>> {
    let (layouts, kept) = (layouts(workspace)?, all_kept(workspace)?);
    // Our own output is written by us: no layout applies to it.
    let ours = workspace.store().artifacts("")?.into_iter().filter(|a| a.run.is_none());
    Ok(ours.filter(|a| kept.get(&a.id) != layouts.of(&a.path)).collect())
}

/// Examines them anew from their sealed bytes. What was read before stays in the history.
pub fn reread(workspace: &Workspace, now_ms: u64, each: &mut dyn FnMut(&IngestLine)) -> Result<u64> {
    reread_by(workspace, now_ms, &quiet, each)
}

/// The same with a meter. What was read before somebody asked to stop is kept: each artifact is whole by itself.
pub(crate) fn reread_by(workspace: &Workspace, now_ms: u64, meter: &Meter<'_>, each: &mut dyn FnMut(&IngestLine)) -> Result<u64> {
    let layouts = layouts(workspace)?;
    let outdated = outdated(workspace)?;
    let (total, mut count) = (outdated.len() as u64, 0);
    for artifact in outdated {
        if meter(Step { phase: "reading again", done: count, total, unit: "artifacts" }).is_break() {
            break;
        }
        let layout = layouts.of(&artifact.path);
        let format = match layout {
            Some(layout) => layout.format(),
            None => told(workspace, &artifact)?,
        };
        let inside = workspace.store().inside_of(artifact.id)?;
        let row = ArtifactRow { token: token_of(&artifact), format: format.word().into(), ingested_ms: now_ms, ..artifact };
        let mut new = examine(workspace, row, format, layout)?.new;
        new.inside = inside;
        if workspace.store().artifact(&new.row.token)?.is_some() {
            new.row.token = format!("{}-{}", new.row.token, store::random_token(2));
        }
        let token = new.row.token.clone();
        workspace.store().add_artifact(&new)?;
        if let Some(added) = workspace.store().artifact(&token)? {
            each(&line_of(workspace, &added, false)?);
        }
        count += 1;
    }
    Ok(count)
}

/// The format of sealed bytes, by their content.
fn told(workspace: &Workspace, artifact: &ArtifactRow) -> Result<Format> {
    let mut head = Vec::new();
    workspace.store().read_blob(&artifact.blob, "artifact")?.take(HEAD_BYTES).read_to_end(&mut head)?;
    Ok(detect(&head, &artifact.path))
}
