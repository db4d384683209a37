//! Ingest: files in, sealed artifacts with their relations, profiles and issues out.
//!
//! A file is hashed and sealed in one pass, then read from its sealed form (`examine`), so that what was read is what is
//! kept. A file that changes while it is read is refused. The same bytes at the same path are recognised and left alone.
//! What stands inside a file (members of an archive, attachments of a document, files in the fields of records) becomes an
//! artifact of its own, named `outer!/inner`, with the record that held it.

use crate::beside::Waiting;
use crate::examine::{Examined, examine};
use crate::inside::Came;
use crate::jobs::{Meter, Step};
use crate::{AppError, Result, Workspace};
use formats::{Format, Layouts, Limits, detect};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::io::{Read, Write as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use store::{ArtifactRow, NewArtifact};

/// Archives within archives that are opened.
const NESTED_MAX: u32 = 5;

/// What came of one file.
#[derive(Debug, Clone, Serialize)]
pub struct IngestLine {
    /// Token of the artifact; empty when the file was refused.
    pub artifact: String,
    /// Path as ingested.
    pub path: String,
    /// Format.
    pub format: String,
    /// Records read.
    pub records: u64,
    /// Records set aside.
    pub quarantined: u64,
    /// Relations.
    pub relations: Vec<String>,
    /// `read`, `partly read`, `unread`, `refused`.
    pub state: String,
    /// Issues: code and count.
    pub issues: BTreeMap<String, u64>,
    /// It was there already.
    pub unchanged: bool,
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}

/// Files below the given paths with the name they are ingested under, in order. Two files of one name that were given one
/// by one keep the folder in front of theirs.
fn files(paths: &[PathBuf]) -> std::io::Result<Vec<(PathBuf, String)>> {
    fn walk(directory: &Path, prefix: &str, out: &mut Vec<(PathBuf, String)>) -> std::io::Result<()> {
        let mut entries: Vec<_> = std::fs::read_dir(directory)?.collect::<std::io::Result<_>>()?;
        entries.sort_by_key(std::fs::DirEntry::file_name);
        for entry in entries {
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            let path = entry.path();
            if path.is_dir() { walk(&path, &format!("{name}/"), out)? } else { out.push((path, name)) }
        }
        Ok(())
    }
    let mut out = Vec::new();
    for path in paths {
        if path.is_dir() {
            walk(path, "", &mut out)?;
        } else {
            let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            out.push((path.clone(), name));
        }
    }
    let mut taken = HashSet::new();
    for (path, name) in &mut out {
        let mut folder = path.parent();
        while !taken.insert(name.clone()) {
            let Some(part) = folder.and_then(|f| f.file_name()) else { break };
            *name = format!("{}/{name}", part.to_string_lossy());
            folder = folder.and_then(Path::parent);
        }
    }
    Ok(out)
}

/// Where artifacts go.
struct Delivery<'a> {
    workspace: &'a Workspace,
    side: &'a str,
    system: &'a str,
    now_ms: u64,
    /// How files of rows are written, where that is declared.
    layouts: &'a Layouts,
}

/// Ingests files and folders. A file that cannot be read is a line of its own; the rest goes on.
pub fn ingest(
    workspace: &Workspace,
    side: &str,
    system: &str,
    paths: &[PathBuf],
    now_ms: u64,
    meter: &Meter<'_>,
    each: &mut dyn FnMut(&IngestLine),
) -> Result<()> {
    let files = files(paths)?;
    if files.is_empty() {
        return Err(AppError::Nothing("there are no files to ingest".into()));
    }
    if side == "destination" {
        // A given destination takes the place of our own output.
        workspace.store().retire_output()?;
    }
    let layouts = crate::layouts::layouts(workspace)?;
    let delivery = Delivery { workspace, side, system, now_ms, layouts: &layouts };
    let (mut kept, mut waiting) = (Vec::<String>::new(), Waiting::default());
    let outcome = delivery.files(files, meter, &mut |line| {
        if !line.artifact.is_empty() {
            kept.push(line.artifact.clone());
        }
        if !waiting.takes(line) {
            each(line);
        }
    });
    // What came before the work was stopped is kept, so it is a delivery too.
    workspace.store().add_delivery(side, system, now_ms, &kept)?;
    match outcome {
        Ok(()) => waiting.settle(workspace, side, now_ms, meter, each)?,
        Err(error) => {
            waiting.release(each);
            return Err(error);
        }
    }
    if side == "legacy" {
        crate::reach::hold(workspace, meter)?;
    }
    Ok(())
}

/// Puts what was examined in the place of what stood at its path; with that goes out of use what stood inside it, and how many that were.
pub(crate) fn put(workspace: &Workspace, mut new: NewArtifact) -> Result<(ArtifactRow, u64)> {
    let store = workspace.store();
    // The same artifact (side, path, bytes) may come back after another version: its token is taken, so it gets a suffix.
    if store.artifact(&new.row.token)?.is_some() {
        new.row.token = format!("{}-{}", new.row.token, store::random_token(8));
    }
    let id = store.add_artifact(&new)?;
    // A newer delivery of the same file may hold others, and read as rows it holds none.
    let retired = store.retire_inside(&new.row.side, &new.row.path)?;
    let added = store.artifact_by_id(id)?.ok_or_else(|| AppError::Other("the artifact was not kept".into()))?;
    Ok((added, retired))
}

/// Takes out what stands inside an artifact that was read again: what stood there by its former reading is out of use.
pub(crate) fn take_out(workspace: &Workspace, outer: &ArtifactRow, format: Format, layouts: &Layouts, now_ms: u64, each: &mut dyn FnMut(&IngestLine)) -> Result<()> {
    let depth = outer.path.matches("!/").count() as u32;
    Delivery { workspace, side: &outer.side, system: &outer.system, now_ms, layouts }.inside(outer, format, depth, each)
}

fn refused(path: String, error: &AppError) -> IngestLine {
    IngestLine {
        artifact: String::new(),
        path,
        format: "unknown".into(),
        records: 0,
        quarantined: 0,
        relations: Vec::new(),
        state: "refused".into(),
        issues: BTreeMap::from([("refused".into(), 1)]),
        unchanged: false,
        refused: Some(error.to_string()),
    }
}

/// The token of an artifact: the same for the same bytes at the same path of a side.
fn token(side: &str, path: &str, sha256: &str) -> String {
    format!("a-{}", &hex(&Sha256::digest(format!("{side}\u{1f}{path}\u{1f}{sha256}")))[..16])
}

/// The token that an artifact has when it is read for the first time.
pub(crate) fn token_of(artifact: &ArtifactRow) -> String {
    token(&artifact.side, &artifact.path, &artifact.sha256)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// Bytes that are sealed, and what was learned on the way.
struct Sealed {
    writer: store::BlobWriter,
    sha256: String,
    size_bytes: u64,
    head: Vec<u8>,
}

impl Delivery<'_> {
    fn files(&self, files: Vec<(PathBuf, String)>, meter: &Meter<'_>, each: &mut dyn FnMut(&IngestLine)) -> Result<()> {
        let total: u64 = files.iter().filter_map(|(p, _)| p.metadata().ok()).map(|m| m.len()).sum();
        let mut done = 0;
        for (path, name) in files {
            if meter(Step { phase: "reading", done, total, unit: "bytes" }).is_break() {
                return Err(AppError::Cancelled);
            }
            let size = path.metadata().map_or(0, |m| m.len());
            match self.file(&path, &name, each) {
                Ok(()) => {}
                Err(AppError::Store(error)) => return Err(error.into()),
                Err(AppError::Io(error)) if error.kind() == std::io::ErrorKind::StorageFull => return Err(store::StoreError::DiskFull.into()),
                Err(error) => each(&refused(name, &error)),
            }
            done += size;
        }
        Ok(())
    }

    fn file(&self, path: &Path, name: &str, each: &mut dyn FnMut(&IngestLine)) -> Result<()> {
        let mut file = File::open(path)?;
        let before = file.metadata()?;
        let sealed = self.seal(&mut file)?;
        let after = path.metadata()?;
        if before.len() != sealed.size_bytes || after.len() != sealed.size_bytes || after.modified().ok() != before.modified().ok() {
            return Err(AppError::Other("the file changed while it was read; ingest it again when it is complete".into()));
        }
        self.keep(sealed, name, None, 0, each)
    }

    fn seal(&self, input: &mut dyn Read) -> Result<Sealed> {
        let mut writer = self.workspace.store().write_blob("artifact")?;
        let (mut hasher, mut head, mut size_bytes) = (Sha256::new(), Vec::new(), 0u64);
        let mut buffer = vec![0; 1 << 20];
        loop {
            let n = input.read(&mut buffer)?;
            if n == 0 {
                break;
            }
            hasher.update(&buffer[..n]);
            writer.write_all(&buffer[..n])?;
            if head.len() < 64 << 10 {
                head.extend_from_slice(&buffer[..n.min((64 << 10) - head.len())]);
            }
            size_bytes += n as u64;
        }
        Ok(Sealed { writer, sha256: hex(&hasher.finalize()), size_bytes, head })
    }

    /// Examines and keeps sealed bytes, then what stands inside them.
    fn keep(&self, sealed: Sealed, name: &str, came: Option<&Came>, depth: u32, each: &mut dyn FnMut(&IngestLine)) -> Result<()> {
        let store = self.workspace.store();
        let Sealed { writer, sha256, size_bytes, head } = sealed;
        let layout = self.layouts.of(name);
        let told = || came.map_or_else(|| detect(&head, name), |came| came.format(detect(&head, name)));
        let format = layout.map_or_else(told, formats::Layout::format);
        if let Some(known) = store.artifact_at(self.side, name)?
            && known.sha256 == sha256
            && !crate::recognise::is_due(self.workspace, &known)?
            && !crate::layouts::is_outdated(crate::layouts::kept(self.workspace, &known)?.as_ref(), layout)
        {
            each(&line_of(self.workspace, &known, true)?);
            return self.inside(&known, format, depth, each);
        }
        let row = ArtifactRow {
            token: token(self.side, name, &sha256),
            side: self.side.into(),
            system: self.system.into(),
            path: name.into(),
            format: format.word().into(),
            size_bytes,
            sha256,
            blob: writer.finish()?,
            state: "unread".into(),
            ingested_ms: self.now_ms,
            ..ArtifactRow::default()
        };
        let Examined { mut new, inside } = examine(self.workspace, row, format, layout)?;
        if let Some(came) = came {
            let doubts = came.doubts(format);
            new.row.issues += doubts.len() as u64;
            new.issues.extend(doubts);
            new.inside = Some(came.row());
        }
        let (added, _) = put(self.workspace, new)?;
        each(&line_of(self.workspace, &added, false)?);
        // Most files of records hold none: these are not read again to find that out.
        if inside == 0 { Ok(()) } else { self.inside(&added, format, depth, each) }
    }

    /// Members of an archive, attachments of a document, files in records: each an artifact of its own.
    fn inside(&self, outer: &ArtifactRow, format: Format, depth: u32, each: &mut dyn FnMut(&IngestLine)) -> Result<()> {
        if depth >= NESTED_MAX || !format.holds_others() {
            return Ok(());
        }
        let mut reader = self.workspace.store().read_blob(&outer.blob, "artifact")?;
        let mut failure = None;
        formats::contents(format, &outer.path, &mut reader, &Limits::default(), &mut |inside| {
            let name = format!("{}!/{}", outer.path, inside.name);
            let came = inside.stated.map(|stated| Came::of(stated, inside.bytes));
            let kept = self.seal(&mut &*inside.bytes).and_then(|sealed| self.keep(sealed, &name, came.as_ref(), depth + 1, each));
            match kept {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    failure = Some(error);
                    ControlFlow::Break(())
                }
            }
        })?;
        failure.map_or(Ok(()), Err)
    }
}

pub(crate) fn line_of(workspace: &Workspace, row: &ArtifactRow, unchanged: bool) -> Result<IngestLine> {
    let store = workspace.store();
    let mut issues: BTreeMap<String, u64> = BTreeMap::new();
    for (code, count, _) in store.issue_counts(row.id)? {
        *issues.entry(code).or_default() += count;
    }
    Ok(IngestLine {
        artifact: row.token.clone(),
        path: row.path.clone(),
        format: row.format.clone(),
        records: row.records,
        quarantined: row.quarantined,
        relations: store.relations(row.id)?.into_iter().map(|r| r.name).collect(),
        state: row.state.clone(),
        issues,
        unchanged,
        refused: None,
    })
}
