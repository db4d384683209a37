//! Layouts of files: the document in force, the one that each artifact was read by, and reading again what a new one changes.
//!
//! An artifact keeps the layout that it was examined by, and is always read back by that one: a new document changes nothing
//! by itself and nothing goes stale unseen. [`reread`] examines anew what the document in force would read otherwise.

use crate::beside::Beside;
use crate::examine::{Examined, examine};
use crate::ingest::{IngestLine, line_of, put, take_out, token_of};
use crate::inside::raised_around;
use crate::jobs::{Meter, Step, quiet};
use crate::{AppError, Result, Workspace};
use formats::{Format, Layout, Layouts, detect};
use std::collections::{BTreeMap, HashMap};
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
    let is_due = |a: &ArtifactRow| a.run.is_none() && is_outdated(kept.get(&a.id), layouts.of(&a.path));
    let mut outdated = Vec::new();
    for artifact in workspace.store().walk_artifacts("") {
        outdated.extend(Some(artifact?).filter(is_due));
    }
    Ok(outdated)
}

/// Whether the layout that an artifact was read by is not the one that people declare for it now. What a file beside it says is none of theirs.
pub(crate) fn is_outdated(kept: Option<&Layout>, declared: Option<&Layout>) -> bool {
    kept.filter(|layout| layout.is_declared()) != declared
}

/// What reading again came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reread {
    /// Artifacts that were read again.
    pub artifacts: u64,
    /// Files that were taken out of them.
    pub inside: u64,
    /// Files that had been taken out of them by the former reading and went out of use.
    pub retired: u64,
}

impl Reread {
    /// What became of files inside, in words; nothing where there were none.
    pub fn inside_words(&self) -> String {
        match (self.inside, self.retired) {
            (0, 0) => String::new(),
            (inside, retired) => format!("; {inside} files inside them taken out, {retired} of the former reading out of use"),
        }
    }
}

/// Examines them anew from their sealed bytes, with what stands inside. What was read before stays in the history.
pub fn reread(workspace: &Workspace, now_ms: u64, each: &mut dyn FnMut(&IngestLine)) -> Result<Reread> {
    reread_by(workspace, now_ms, &quiet, each)
}

/// The same with a meter. What was read before somebody asked to stop is kept: each artifact is whole by itself.
pub(crate) fn reread_by(workspace: &Workspace, now_ms: u64, meter: &Meter<'_>, each: &mut dyn FnMut(&IngestLine)) -> Result<Reread> {
    let layouts = layouts(workspace)?;
    let outdated = outdated(workspace)?;
    let (total, mut came) = (outdated.len() as u64, Reread::default());
    let mut sides: BTreeMap<String, Beside<'_>> = BTreeMap::new();
    for (done, artifact) in (0..).zip(outdated) {
        if meter(Step { phase: "reading again", done, total, unit: "artifacts" }).is_break() {
            break;
        }
        // What stood inside a file that was read again a moment ago went out of use with its former reading.
        if workspace.store().artifact_at(&artifact.side, &artifact.path)?.is_some_and(|now| now.id == artifact.id) {
            let layout = match layouts.of(&artifact.path) {
                Some(declared) => Some(declared.clone()),
                None => undeclared(workspace, &mut sides, &artifact)?,
            };
            anew(workspace, artifact, layout.as_ref(), &layouts, now_ms, &mut came, each)?;
        }
    }
    if came.artifacts > 0 {
        crate::reach::hold(workspace, meter)?;
    }
    Ok(came)
}

/// What a file beside an artifact says of it, now that nobody declares it.
fn undeclared<'w>(workspace: &'w Workspace, sides: &mut BTreeMap<String, Beside<'w>>, artifact: &ArtifactRow) -> Result<Option<Layout>> {
    if !sides.contains_key(&artifact.side) {
        sides.insert(artifact.side.clone(), Beside::new(workspace, &artifact.side)?);
    }
    let as_told = ArtifactRow { format: told(workspace, artifact)?.word().into(), ..artifact.clone() };
    sides.get_mut(&artifact.side).map_or(Ok(None), |beside| beside.layout(&as_told))
}

/// Examines one artifact anew, as a layout says or as its content tells.
pub(crate) fn anew(
    workspace: &Workspace,
    artifact: ArtifactRow,
    layout: Option<&Layout>,
    layouts: &Layouts,
    now_ms: u64,
    came: &mut Reread,
    each: &mut dyn FnMut(&IngestLine),
) -> Result<()> {
    let store = workspace.store();
    let format = match layout {
        Some(layout) => layout.format(),
        None => told(workspace, &artifact)?,
    };
    let (old, same_format) = (artifact.id, artifact.format == format.word());
    let row = ArtifactRow { token: token_of(&artifact), format: format.word().into(), ingested_ms: now_ms, ..artifact };
    let Examined { mut new, inside } = examine(workspace, row, format, layout)?;
    new.inside = store.inside_of(old)?;
    if new.inside.is_some() {
        let doubts = raised_around(store.issues(old)?, same_format);
        new.row.issues += doubts.len() as u64;
        new.issues.extend(doubts);
    }
    let (added, retired) = put(workspace, new)?;
    came.retired += retired;
    came.artifacts += 1;
    each(&line_of(workspace, &added, false)?);
    let mut tokens = vec![added.token.clone()];
    if inside > 0 {
        take_out(workspace, &added, format, layouts, now_ms, &mut |line| {
            tokens.push(line.artifact.clone());
            each(line);
        })?;
    }
    came.inside += tokens.len() as u64 - 1;
    Ok(store.take_place(old, &tokens)?)
}

/// The format of sealed bytes, by their content.
fn told(workspace: &Workspace, artifact: &ArtifactRow) -> Result<Format> {
    let mut head = Vec::new();
    workspace.store().read_blob(&artifact.blob, "artifact")?.take(HEAD_BYTES).read_to_end(&mut head)?;
    Ok(detect(&head, &artifact.path))
}
