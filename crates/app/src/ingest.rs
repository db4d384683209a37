//! Ingest: files in, sealed artifacts with their relations, profiles and issues out.
//!
//! A file is hashed and sealed in one pass, then read from its sealed form, so that what was read is what is kept. A file
//! that changes while it is read is refused. The same bytes at the same path are recognised and left alone.

use crate::jobs::{Meter, Step};
use crate::{AppError, Result, Workspace};
use discovery::{Profiler, patient_field};
use formats::{Format, Item, Limits, detect, relation_name};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Write as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use store::{ArtifactRow, IssueRow, NewArtifact, RelationRow};

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

/// Files below the given paths with the name they are ingested under, in order.
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
    Ok(out)
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
    let total: u64 = files.iter().filter_map(|(p, _)| p.metadata().ok()).map(|m| m.len()).sum();
    if side == "destination" {
        // A given destination takes the place of our own output.
        workspace.store().retire_artifacts("destination", true)?;
    }
    let mut done = 0;
    for (path, name) in files {
        if meter(Step { phase: "reading", done, total, unit: "bytes" }).is_break() {
            return Err(AppError::Cancelled);
        }
        let size = path.metadata().map_or(0, |m| m.len());
        let line = match one(workspace, side, system, &path, &name, now_ms) {
            Ok(line) => line,
            Err(AppError::Store(error)) => return Err(error.into()),
            Err(AppError::Io(error)) if error.kind() == std::io::ErrorKind::StorageFull => return Err(store::StoreError::DiskFull.into()),
            Err(error) => refused(name, &error),
        };
        each(&line);
        done += size;
    }
    Ok(())
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

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn one(workspace: &Workspace, side: &str, system: &str, path: &Path, name: &str, now_ms: u64) -> Result<IngestLine> {
    let mut file = File::open(path)?;
    let before = file.metadata()?;
    let mut writer = workspace.store().write_blob("artifact")?;
    let (mut hasher, mut head, mut size) = (Sha256::new(), Vec::new(), 0u64);
    let mut buffer = vec![0; 1 << 20];
    loop {
        let n = file.read(&mut buffer)?;
        if n == 0 {
            break;
        }
        hasher.update(&buffer[..n]);
        writer.write_all(&buffer[..n])?;
        if head.len() < 64 << 10 {
            head.extend_from_slice(&buffer[..n.min((64 << 10) - head.len())]);
        }
        size += n as u64;
    }
    let after = path.metadata()?;
    if before.len() != size || after.len() != size || after.modified().ok() != before.modified().ok() {
        return Err(AppError::Other("the file changed while it was read; ingest it again when it is complete".into()));
    }
    let sha256 = hex(&hasher.finalize());
    if let Some(known) = workspace.store().artifact_at(side, name)?
        && known.sha256 == sha256
    {
        return line_of(workspace, &known, true);
    }
    let blob = writer.finish()?;
    let format = detect(&head, name);
    let row = ArtifactRow {
        id: 0,
        token: format!("a-{}", &hex(&Sha256::digest(format!("{side}\u{1f}{name}\u{1f}{sha256}")))[..16]),
        side: side.into(),
        system: system.into(),
        path: name.into(),
        format: format.word().into(),
        size_bytes: size,
        sha256,
        blob,
        encoding: String::new(),
        records: 0,
        quarantined: 0,
        issues: 0,
        fields: 0,
        patients: None,
        state: "unread".into(),
        ingested_ms: now_ms,
        origins: None,
        run: None,
    };
    let new = examine(workspace, row, format)?;
    // The same artifact (side, path, bytes) may come back after another version: its token is taken, so it gets a suffix.
    let mut new = new;
    if workspace.store().artifact(&new.row.token)?.is_some() {
        new.row.token = format!("{}-{}", new.row.token, store::random_token(2));
    }
    workspace.store().add_artifact(&new)?;
    let added = workspace.store().artifact(&new.row.token)?.ok_or_else(|| AppError::Other("the artifact was not kept".into()))?;
    line_of(workspace, &added, false)
}

fn line_of(workspace: &Workspace, row: &ArtifactRow, unchanged: bool) -> Result<IngestLine> {
    let store = workspace.store();
    Ok(IngestLine {
        artifact: row.token.clone(),
        path: row.path.clone(),
        format: row.format.clone(),
        records: row.records,
        quarantined: row.quarantined,
        relations: store.relations(row.id)?.into_iter().map(|r| r.name).collect(),
        state: row.state.clone(),
        issues: store.issue_counts(row.id)?.into_iter().map(|(code, _, count, _)| (code, count)).collect(),
        unchanged,
        refused: None,
    })
}

/// Reads a sealed artifact once: counts, issues, profiles.
pub(crate) fn examine(workspace: &Workspace, mut row: ArtifactRow, format: Format) -> Result<NewArtifact> {
    let mut gathered = Gathered { table: relation_name(&row.path), profilers: BTreeMap::new() };
    let mut reader = workspace.store().read_blob(&row.blob, "artifact")?;
    let summary = formats::read(format, &mut reader, &Limits::default(), &mut |item| {
        gathered.item(&item);
        ControlFlow::Continue(())
    })?;
    let patients = gathered.profilers.values().filter(|p| p.rows() > 0).map(Profiler::patients_seen).max().filter(|n| *n > 0);
    let mut relations = Vec::new();
    let mut fields = 0;
    for (name, profiler) in gathered.profilers {
        let rows = profiler.rows();
        let profiles = profiler.finish();
        fields += profiles.len() as u64;
        let profile = serde_json::to_string(&profiles).map_err(|e| AppError::Other(e.to_string()))?;
        relations.push(RelationRow { artifact: 0, name, rows, profile });
    }
    let counted: u64 = summary.counts.values().sum();
    row.encoding = summary.encoding;
    row.records = summary.records;
    row.quarantined = summary.quarantined;
    row.issues = counted - summary.quarantined.min(counted);
    row.fields = fields;
    row.patients = patients;
    row.state = match (format.is_read(), summary.quarantined, summary.records) {
        (false, ..) => "unread",
        (_, 0, n) if n > 0 => "read",
        (_, 0, _) => "unread",
        _ => "partly read",
    }
    .into();
    let issue = |i: formats::Issue| IssueRow { artifact: 0, line: i.line, byte: i.byte, code: i.code.into(), message: i.message, quarantined: i.quarantined };
    Ok(NewArtifact { row, relations, issues: summary.issues.into_iter().map(issue).collect() })
}

/// Profilers by relation.
struct Gathered {
    table: String,
    profilers: BTreeMap<String, Profiler>,
}

impl Gathered {
    fn item(&mut self, item: &Item<'_>) {
        match item {
            Item::Header(names) => {
                let profiler = Profiler::new(names, patient_field(&self.table, names));
                self.profilers.insert(self.table.clone(), profiler);
            }
            Item::Row(row) => {
                if let Some(profiler) = self.profilers.get_mut(&self.table) {
                    profiler.row(row.cells);
                }
            }
            Item::Message(message) => self.message(message),
            Item::Resource(resource) => {
                let profiler = self.profilers.entry(resource.kind.clone()).or_insert_with(|| Profiler::new(&[], None));
                let formats::Json::Object(members) = &resource.json else { return };
                let cells: Vec<(usize, &str)> = members
                    .iter()
                    .filter(|(name, _)| name != "resourceType")
                    .map(|(name, value)| (profiler.field(name), value.str().unwrap_or("…")))
                    .collect();
                let patient = if resource.kind == "Patient" { resource.json.text("id") } else {
                    ["subject", "patient"].iter().find_map(|m| resource.json.get(m)?.text("reference"))
                };
                profiler.sparse_row(&cells, patient);
            }
        }
    }

    fn message(&mut self, message: &formats::hl7v2::Message<'_>) {
        let path = formats::hl7v2::Path { segment: "PID".into(), field: 3, repetition: 1, component: 1, subcomponent: 0 };
        let pid = message.segments.iter().find(|s| s.name == "PID");
        let patient = pid.and_then(|s| message.value(s, &path)).map(|v| v.into_owned());
        for segment in &message.segments {
            let profiler = self.profilers.entry(format!("hl7.{}", segment.name)).or_insert_with(|| Profiler::new(&[], None));
            let mut cells: Vec<(usize, String)> = Vec::new();
            message.leaves(segment, &mut |path, value| cells.push((profiler.field(&path.to_string()), value.into_owned())));
            let cells: Vec<(usize, &str)> = cells.iter().map(|(i, v)| (*i, v.as_str())).collect();
            profiler.sparse_row(&cells, patient.as_deref());
        }
    }
}
