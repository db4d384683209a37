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
use crate::unfinished::Unfinished;
use crate::{AppError, Result, Workspace};
use formats::{Format, Layouts, Limits, detect};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Write as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use store::{ArtifactRow, IssueRow, NewArtifact, Pages, Scratch};

/// Archives within archives that are opened.
const NESTED_MAX: u32 = 5;

/// What came of one file.
#[derive(Debug, Clone, Serialize, Deserialize)]
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

/// Files in their order.
const FOUND: u8 = 1;
/// Names under which a file is ingested.
const TAKEN: u8 = 2;
/// Tokens of the artifacts that came.
const CAME: u8 = 3;
/// Lines that wait for what other files say.
const WAITS: u8 = 4;
/// Between the parts of a place: before every letter that a name may have.
const PART: char = '\u{1}';

/// A name as a part of a place. What parts them may stand in a name as well: no two files may have one place, or one of them would not be read.
fn as_part(name: &str) -> String {
    name.replace('\u{2}', "\u{2}\u{2}").replace(PART, "\u{2}\u{3}")
}

/// Whether it is the workspace's folder itself or something that the workspace keeps there: a delivery may lie below it as well. `real` is a path as it
/// really lies.
fn is_own(home: &Path, real: &Path) -> bool {
    let Ok(below) = real.strip_prefix(home) else { return false };
    let Some(first) = below.components().next() else { return true };
    let name = first.as_os_str().to_string_lossy();
    matches!(&*name, "blobs" | "scratch") || name.starts_with("keyfile") || name.starts_with("workspace.db") || name.ends_with(".lock")
}

/// The files of a delivery, on a shelf, since there may be millions.
struct Found {
    scratch: Scratch,
    files: u64,
    bytes: u64,
    /// Paths that are no text.
    odd: Vec<PathBuf>,
    /// The workspace's folder, as it really lies: what it keeps there is no delivery, and would be sealed in it again with each call.
    own: PathBuf,
}

impl Found {
    /// Files below the given paths.
    fn below(paths: &[PathBuf], scratch: Scratch, own: PathBuf) -> Result<Self> {
        let mut found = Self { scratch, files: 0, bytes: 0, odd: Vec::new(), own };
        for (number, path) in paths.iter().enumerate() {
            let place = format!("{number:08}");
            if path.is_dir() {
                found.walk(path, &place, "", &mut Vec::new())?;
            } else {
                let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
                found.note(path, &place, &name)?;
            }
        }
        Ok(found)
    }

    /// `within` are the folders on the way here, as they really lie: a link that leads to one of them, or to what holds it, would lead here again.
    fn walk(&mut self, directory: &Path, place: &str, prefix: &str, within: &mut Vec<PathBuf>) -> Result<()> {
        let own_name = directory.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let name = if prefix.is_empty() { own_name.as_str() } else { prefix.trim_end_matches('/') };
        // What cannot be walked is a line of its own, with the reason, and the rest goes on.
        let real = directory.canonicalize().ok().filter(|real| !is_own(&self.own, real));
        let (Some(real), Ok(entries)) = (real, std::fs::read_dir(directory)) else { return self.note(directory, place, name) };
        within.push(real);
        for entry in entries {
            let Ok(entry) = entry else {
                self.note(directory, place, name)?;
                continue;
            };
            let (path, own) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
            let (place, name) = (format!("{place}{PART}{}", as_part(&own)), format!("{prefix}{own}"));
            let leads_back = entry.file_type().is_ok_and(|kind| kind.is_symlink()) && path.canonicalize().is_ok_and(|target| within.iter().any(|folder| folder.starts_with(&target)));
            if path.is_dir() && !leads_back {
                self.walk(&path, &place, &format!("{name}/"), within)?;
            } else {
                self.note(&path, &place, &name)?;
            }
        }
        within.pop();
        Ok(())
    }

    fn note(&mut self, path: &Path, place: &str, name: &str) -> Result<()> {
        self.files += 1;
        self.bytes += path.metadata().map_or(0, |m| m.len());
        let (place, text, odd) = match path.to_str() {
            Some(text) => (place.to_string(), text, None),
            None => {
                self.odd.push(path.to_path_buf());
                (format!("{place}{PART}{}", self.odd.len()), "", Some(self.odd.len() - 1))
            }
        };
        let file = serde_json::to_vec(&(text, odd, name)).map_err(|e| AppError::Other(e.to_string()))?;
        Ok(self.scratch.put(FOUND, &place, &file)?)
    }

    /// Gives each file with the name that it is ingested under, folder by folder in the order of the names.
    fn each(&self, each: &mut dyn FnMut(&Path, String) -> Result<()>) -> Result<()> {
        let mut pages = Pages::of(FOUND);
        while let Some(page) = pages.next(&self.scratch)? {
            for (_, file) in page {
                let (text, odd, name): (String, Option<usize>, String) = serde_json::from_slice(&file).map_err(|e| AppError::Other(e.to_string()))?;
                let path = odd.and_then(|at| self.odd.get(at).cloned()).unwrap_or_else(|| PathBuf::from(text));
                each(&path, self.own_name(&path, name)?)?;
            }
        }
        Ok(())
    }

    /// Notes the artifact that a line tells of; a file that was refused is none.
    fn came(&self, line: &IngestLine) -> Result<()> {
        if line.artifact.is_empty() { Ok(()) } else { Ok(self.scratch.put(CAME, &line.artifact, &[])?) }
    }

    /// Two files of one name that were given one by one keep the folder in front of theirs.
    fn own_name(&self, path: &Path, mut name: String) -> Result<String> {
        let mut folder = path.parent();
        while !self.scratch.add(TAKEN, &name, "")? {
            let Some(part) = folder.and_then(|f| f.file_name()) else { break };
            name = format!("{}/{name}", part.to_string_lossy());
            folder = folder.and_then(Path::parent);
        }
        Ok(name)
    }
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
    let found = Found::below(paths, workspace.store().scratch()?, workspace.store().home().canonicalize()?)?;
    if found.files == 0 {
        return Err(AppError::Nothing("there are no files to ingest".into()));
    }
    // Until it is through: whoever works with what came of a delivery that was ended in between is told so.
    workspace.store().expect_leftovers()?;
    let own = Unfinished::of(side, system, paths);
    own.begin(workspace)?;
    let layouts = crate::layouts::layouts(workspace)?;
    let delivery = Delivery { workspace, side, system, now_ms, layouts: &layouts };
    let (mut waiting, mut failed) = (Waiting::on(&found.scratch, WAITS), None);
    let outcome = delivery.files(&found, meter, &mut |line| match found.came(line).and_then(|()| waiting.takes(line)) {
        Ok(true) => {}
        Ok(false) => each(line),
        Err(error) => {
            failed = Some(error);
            each(line);
        }
    });
    if let Some(error) = failed {
        return Err(error);
    }
    // What came before the work was stopped is kept, so it is a delivery too.
    workspace.store().add_delivery(side, system, now_ms, (&found.scratch, CAME))?;
    match outcome {
        Ok(()) => waiting.settle(workspace, side, now_ms, meter, each)?,
        Err(error) => {
            waiting.release(each)?;
            return Err(error);
        }
    }
    if side == "legacy" {
        crate::reach::hold(workspace, meter)?;
    }
    own.end(workspace)?;
    Ok(workspace.store().no_leftovers()?)
}

/// Puts what was examined in the place of what stood at its path; with that goes out of use what stood inside it, and how many that were.
pub(crate) fn put(workspace: &Workspace, new: NewArtifact) -> Result<(ArtifactRow, u64)> {
    let store = workspace.store();
    // A newer delivery of the same file may hold others, and read as rows it holds none.
    let (id, retired) = store.put_artifact(new)?;
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
    fn files(&self, found: &Found, meter: &Meter<'_>, each: &mut dyn FnMut(&IngestLine)) -> Result<()> {
        let (total, mut done) = (found.bytes, 0);
        found.each(&mut |path, name| {
            if meter(Step { phase: "reading", done, total, unit: "bytes" }).is_break() {
                return Err(AppError::Cancelled);
            }
            let size = path.metadata().map_or(0, |m| m.len());
            match self.file(path, &name, &found.own, each) {
                Ok(()) => {}
                Err(AppError::Store(error)) => return Err(error.into()),
                Err(AppError::Io(error)) if error.kind() == std::io::ErrorKind::StorageFull => return Err(store::StoreError::DiskFull.into()),
                Err(error) => each(&refused(name, &error)),
            }
            done += size;
            Ok(())
        })
    }

    /// `own` is the workspace's folder, as it really lies.
    fn file(&self, path: &Path, name: &str, own: &Path, each: &mut dyn FnMut(&IngestLine)) -> Result<()> {
        // Asked before it is opened: whoever opens a pipe waits for somebody who writes.
        let kind = path.metadata()?.file_type();
        if is_own(own, &path.canonicalize()?) {
            return Err(AppError::Other("it lies in the workspace's own folder, and is no delivery".into()));
        }
        if kind.is_dir() {
            let listed = std::fs::read_dir(path).and_then(|mut entries| entries.try_for_each(|entry| entry.map(drop)));
            listed.map_err(|error| AppError::Other(format!("the folder could not be read: {error}")))?;
            if !path.is_symlink() {
                return Err(AppError::Other("the folder could not be read to its end; ingest it again".into()));
            }
            return Err(AppError::Other("the link leads back to a folder that holds it; what is there is read in its own place".into()));
        }
        if !kind.is_file() {
            return Err(AppError::Other("it is a pipe, a socket or a device, and no file".into()));
        }
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
        // What we made ourselves is nobody's delivery, even where the same bytes are given back.
        if let Some(known) = store.artifact_at(self.side, name)?
            && known.run.is_none()
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
        if depth >= NESTED_MAX && inside > 0 {
            new.row.issues += 1;
            new.issues.push(too_deep(inside));
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

/// What stands in the last archive that is opened, and is itself not opened.
fn too_deep(inside: u64) -> IssueRow {
    let message = format!("{inside} files stand in here, and this is within {NESTED_MAX} others already: they are listed and not opened; unpack the outer ones first");
    IssueRow { artifact: 0, line: 0, byte: 0, code: "nested_too_deep".into(), message, quarantined: false }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn found(paths: &[PathBuf]) -> Vec<(PathBuf, String)> {
        let shelves = tempfile::tempdir().unwrap();
        let (found, mut all) = (Found::below(paths, Scratch::within(shelves.path()).unwrap(), shelves.path().join("own")).unwrap(), Vec::new());
        found
            .each(&mut |path, name| {
                all.push((path.to_path_buf(), name));
                Ok(())
            })
            .unwrap();
        assert_eq!(found.files, all.len() as u64);
        assert_eq!(found.bytes, all.iter().map(|(path, _)| path.metadata().unwrap().len()).sum::<u64>());
        all
    }

    #[test]
    fn files_come_folder_by_folder_in_the_order_of_their_names() {
        let folder = tempfile::tempdir().unwrap();
        // A folder stands among the files as its own name sorts, whatever stands in it.
        let names = ["B.csv", "a b.csv", "a!.csv", "a.csv", "a/z.csv", "a/é/1.csv", "a/b.csv", "ab.csv", "é.csv"];
        for name in names {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, name).unwrap();
        }
        let all = found(&[folder.path().to_path_buf()]);
        let order = ["B.csv", "a/b.csv", "a/z.csv", "a/é/1.csv", "a b.csv", "a!.csv", "a.csv", "ab.csv", "é.csv"];
        assert_eq!(all.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>(), order);
        assert!(all.iter().all(|(path, name)| std::fs::read_to_string(path).unwrap() == *name));
    }

    #[test]
    fn a_workspace_keeps_what_is_its_own_and_no_delivery_below_it() {
        let home = Path::new("/data/ws");
        for own in ["", "keyfile", "keyfile.part", "workspace.db", "workspace.db-wal", "open.lock", "blobs", "blobs/ab/abcd"] {
            assert!(is_own(home, &home.join(own)), "{own}");
        }
        for delivered in ["in", "in/people.csv", "people.csv", "in/blobs"] {
            assert!(!is_own(home, &home.join(delivered)), "{delivered}");
        }
        assert!(!is_own(home, Path::new("/data/wsx/keyfile")));
    }

    #[cfg(unix)]
    #[test]
    fn a_name_may_hold_what_parts_names() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("a")).unwrap();
        for name in ["a/b", "a\u{1}b", "a\u{2}\u{3}b"] {
            std::fs::write(folder.path().join(name), "1").unwrap();
        }
        assert_eq!(found(&[folder.path().to_path_buf()]).len(), 3);
    }

    #[test]
    fn two_files_of_one_name_keep_the_folder_in_front_of_theirs() {
        let folder = tempfile::tempdir().unwrap();
        let paths = ["2014/a.csv", "2015/a.csv", "b.csv"].map(|name| folder.path().join(name));
        for path in &paths {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "1").unwrap();
        }
        assert_eq!(found(&paths).into_iter().map(|(_, name)| name).collect::<Vec<_>>(), ["a.csv", "2015/a.csv", "b.csv"]);
    }
}
