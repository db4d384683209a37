//! The migration run: the mapping over the legacy side, NDJSON a resource type sealed as the destination's artifacts.

use crate::archive::{KEPT_ROWS, KeptOut, Rows, seal_rows};
use crate::decided::Decisions;
use crate::examine::examine;
use crate::jobs::{Meter, Step};
use crate::source::{LegacySource, legacy_schema};
use crate::{AppError, Result, Workspace, origins};
use formats::Format;
use mapping::{Document, Held, MadeResource, Plan, Sink};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use store::{ArtifactRow, BlobWriter, Migrated};

/// Counts of a run, as kept and as printed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct MigrateReport {
    /// Run number.
    pub run: u32,
    /// Mapping version.
    pub version: u32,
    /// Rows read, summed over resource sets.
    pub rows: u64,
    /// Resources made.
    pub made: u64,
    /// Rows held back.
    pub held: u64,
    /// Rows declared dropped.
    pub dropped: u64,
    /// Rows of patients whom the archive rule keeps out.
    #[serde(default)]
    pub archived: u64,
    /// The rule that kept them out; none where no rule was in force.
    #[serde(default)]
    pub archive_rule: Option<ArchiveRule>,
    /// Per resource set.
    pub sets: Vec<SetCounts>,
    /// Codes without a row: code map, code, rows.
    pub unmapped: Vec<(String, String, u64)>,
    /// References that lead nowhere, by resource type.
    pub dangling: BTreeMap<String, u64>,
    /// Source fields: all, mapped, dropped, undecided.
    pub negative_space: [u64; 4],
}

/// The archive rule that was in force when a migration ran.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ArchiveRule {
    /// Its version.
    pub version: u32,
    /// Patients whom it keeps out.
    pub patients: u64,
}

/// Counts of one resource set.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct SetCounts {
    /// Resource type.
    pub resource: String,
    /// Source relation.
    pub from: String,
    /// Rows.
    pub rows: u64,
    /// Resources.
    pub made: u64,
    /// Declared dropped.
    pub dropped: u64,
    /// Reason.
    pub dropped_reason: String,
    /// Of patients whom the archive rule keeps out.
    #[serde(default)]
    pub archived: u64,
    /// Held: rule, reason, rows.
    pub held: Vec<(String, String, u64)>,
    /// Rules: id, element, reason, values by how (absent, copied, translated, derived, defaulted), held.
    pub rules: Vec<(String, String, Option<String>, [u64; 5], u64)>,
}

/// Checks the latest (`draft`) or the approved mapping against the legacy side. Also gives its version and problems.
pub(crate) fn plan(workspace: &Workspace, draft: bool) -> Result<(Plan, u32, Vec<mapping::Problem>)> {
    let store = workspace.store();
    let version = if draft {
        store.document("mapping")?
    } else {
        let approved = store.approved_version("mapping")?;
        store.document_version("mapping", approved)?
    };
    let Some(version) = version else {
        let is_any = store.document("mapping")?.is_some();
        let missing = if is_any { "no mapping version is approved; use --draft to run the latest" } else { "there is no mapping yet" };
        return Err(AppError::Nothing(missing.into()));
    };
    let words = |p: Vec<mapping::Problem>| AppError::Document(p.iter().map(ToString::to_string).collect());
    let document = Document::parse(&version.text).map_err(words)?;
    let (plan, problems) = Plan::check(document, Some(&legacy_schema(workspace)?));
    Ok((plan, version.version, problems))
}

/// A file in the clear. It has its name once the run that wrote it is done; until then what an earlier run wrote keeps it.
struct Plain {
    writer: std::io::BufWriter<std::fs::File>,
    partial: PathBuf,
    path: PathBuf,
}

impl Plain {
    fn create(path: PathBuf) -> std::io::Result<Self> {
        let partial = path.with_extension("ndjson.part");
        let file = std::fs::File::create(&partial).map_err(|error| at(&path, &error))?;
        Ok(Self { writer: std::io::BufWriter::new(file), partial, path })
    }

    fn add(&mut self, json: &str) -> std::io::Result<()> {
        let written = self.writer.write_all(json.as_bytes()).and_then(|()| self.writer.write_all(b"\n"));
        written.map_err(|error| at(&self.path, &error))
    }

    /// All of it is on the disk.
    fn keep(&mut self) -> std::io::Result<()> {
        let kept = self.writer.flush().and_then(|()| self.writer.get_ref().sync_all());
        kept.map_err(|error| at(&self.path, &error))
    }

    /// Gives the file its name.
    fn put(&self) -> std::io::Result<()> {
        std::fs::rename(&self.partial, &self.path).map_err(|error| at(&self.path, &error))
    }
}

/// A failure of what is written in the clear, with its place.
fn at(path: &Path, error: &std::io::Error) -> std::io::Error {
    std::io::Error::new(error.kind(), format!("{} could not be written: {error}", path.display()))
}

impl Drop for Plain {
    fn drop(&mut self) {
        // Where it has its name by now, there is none under the other.
        let _ = std::fs::remove_file(&self.partial);
    }
}

struct Output {
    records: BlobWriter,
    origins: BlobWriter,
    plain: Option<Plain>,
    hasher: Sha256,
    size: u64,
}

struct Files<'a> {
    workspace: &'a Workspace,
    out: Option<&'a Path>,
    outputs: BTreeMap<String, Output>,
    /// Artifact, line and the number of the reason.
    held: Vec<(u32, u64, usize)>,
    /// Resource set, rule and reason, of which there are few.
    reasons: Vec<(usize, String, &'static str)>,
    /// Rows of those whom the archive rule in force keeps out, and what of them was met.
    out_rows: Option<Rows>,
    relations: Vec<String>,
    done: u64,
    total: u64,
    meter: &'a Meter<'a>,
}

/// Rows held back that are kept with their place; all are counted.
const HELD_MAX: usize = 1_000_000;

impl Sink for Files<'_> {
    fn resource(&mut self, made: &MadeResource<'_>) -> std::io::Result<()> {
        if !self.outputs.contains_key(made.kind) {
            let open = |class| self.workspace.store().write_blob(class).map_err(std::io::Error::other);
            let plain = self.out.map(|directory| Plain::create(directory.join(format!("{}.ndjson", made.kind)))).transpose()?;
            let output = Output { records: open("artifact")?, origins: open("origins")?, plain, hasher: Sha256::new(), size: 0 };
            self.outputs.insert(made.kind.to_string(), output);
        }
        let Some(output) = self.outputs.get_mut(made.kind) else { return Ok(()) };
        output.records.write_all(made.json.as_bytes())?;
        output.records.write_all(b"\n")?;
        output.hasher.update(made.json.as_bytes());
        output.hasher.update(b"\n");
        output.size += made.json.len() as u64 + 1;
        if let Some(plain) = &mut output.plain {
            plain.add(made.json)?;
        }
        output.origins.write_all(&origins::written(made.artifact, made.line, made.set as u16))
    }

    fn held(&mut self, held: &Held<'_>) -> std::io::Result<()> {
        if self.held.len() < HELD_MAX {
            let known = self.reasons.iter().position(|(set, rule, reason)| *set == held.set && rule == held.rule && *reason == held.reason);
            let number = known.unwrap_or_else(|| {
                self.reasons.push((held.set, held.rule.into(), held.reason));
                self.reasons.len() - 1
            });
            self.held.push((held.artifact, held.line, number));
        }
        Ok(())
    }

    fn progress(&mut self, rows: u64) -> ControlFlow<()> {
        self.done += rows;
        (self.meter)(Step { phase: "mapping", done: self.done, total: self.total, unit: "rows" })
    }

    fn keeps_out(&self) -> bool {
        self.out_rows.is_some()
    }

    fn is_kept_out(&self, artifact: u32, line: u64) -> bool {
        self.out_rows.as_ref().is_some_and(|rows| rows.is_kept_out(artifact, line))
    }

    fn kept_out(&mut self, artifact: u32, line: u64) -> std::io::Result<()> {
        if let Some(rows) = &mut self.out_rows {
            rows.meet(artifact, line);
        }
        Ok(())
    }
}

/// Runs the mapping and replaces the destination's own output when everything went well. With `out` the NDJSON is also
/// written in the clear to a folder, for those who may take it.
pub fn migrate(workspace: &Workspace, draft: bool, out: Option<&Path>, now: fn() -> u64, meter: &Meter<'_>) -> Result<MigrateReport> {
    let (plan, version, problems) = plan(workspace, draft)?;
    if !problems.is_empty() {
        return Err(AppError::Document(problems.iter().map(ToString::to_string).collect()));
    }
    if let Some(directory) = out {
        std::fs::create_dir_all(directory).map_err(|error| at(directory, &error))?;
    }
    let source = LegacySource::new(workspace)?;
    let total: u64 = plan.resources.iter().map(|r| source.records(&r.set.from)).sum();
    if total == 0 {
        return Err(AppError::Nothing("the legacy side holds no rows of the relations that the mapping reads".into()));
    }
    let _lease = workspace.lease()?;
    let archive = crate::archive::kept_out(workspace, now, meter)?;
    let out_rows = archive.as_ref().map(|kept_out| crate::archive::rows(workspace, kept_out, meter)).transpose()?;
    // What is sealed by a run that fails is nobody's: it is said now, while there is room to say so.
    workspace.store().expect_leftovers()?;
    let run = workspace.store().start_run("migrate", now(), version)?;
    let mut files = Files {
        workspace,
        out,
        outputs: BTreeMap::new(),
        held: Vec::new(),
        reasons: Vec::new(),
        out_rows,
        relations: plan.resources.iter().map(|r| r.set.from.clone()).collect(),
        done: 0,
        total,
        meter,
    };
    let outcome = plan.run(&source, &mut files);
    let report = match outcome {
        Ok(report) if report.cancelled => {
            // Where this cannot be written, whoever opens the workspace next does it.
            let _ = workspace.store().end_run(run, now(), "cancelled", "{}");
            return Err(AppError::Cancelled);
        }
        Ok(report) => report,
        Err(error) => {
            let _ = workspace.store().end_run(run, now(), "failed", "{}");
            return Err(error.into());
        }
    };
    match finish(workspace, (run, version), &plan, report, (files, archive), now) {
        Ok((counts, replaced, plain)) => {
            plain.iter().try_for_each(Plain::put)?;
            replaced.iter().try_for_each(|blob| workspace.store().remove_blob(blob))?;
            workspace.store().no_leftovers()?;
            Ok(counts)
        }
        Err(error) => {
            let _ = workspace.store().end_run(run, now(), "failed", "{}");
            Err(error)
        }
    }
}

/// Puts all that a run made in the place of what the one before it made, in one step: whoever looks sees the one or the other. Gives the blobs that
/// nothing refers to any more and the files in the clear as well.
fn finish(
    workspace: &Workspace,
    (run, version): (u32, u32),
    plan: &Plan,
    report: mapping::RunReport,
    (files, archive): (Files<'_>, Option<KeptOut>),
    now: fn() -> u64,
) -> Result<(MigrateReport, Vec<String>, Vec<Plain>)> {
    let Files { outputs, held, reasons, relations, out_rows, .. } = files;
    let store = workspace.store();
    let (mut same, mut fresh) = (Vec::new(), Vec::new());
    let (rows, plain) = made(run, outputs, now)?;
    for row in rows {
        match store.artifact_at("destination", &row.path)?.filter(|old| is_same(old, &row)) {
            // What came out as it was stays what it was: nothing of it is examined, read or compared as new.
            Some(old) => {
                store.remove_blob(&row.blob)?;
                same.push((old.id, row.origins));
            }
            None => fresh.push(examine(workspace, row, Format::FhirNdjson, None)?.new),
        }
    }
    let mut counts = counts(run, version, report, negative_space(workspace, Some(plan))?);
    // Which rows the archive rule in force kept out: the ledger says so of each.
    let kept = seal_rows(workspace, run, archive.as_ref().map(|kept_out| kept_out.version).zip(out_rows.as_ref()))?;
    counts.archive_rule = archive.map(|kept_out| ArchiveRule { version: kept_out.version, patients: kept_out.patients });
    let json = serde_json::to_string(&counts).map_err(|e| AppError::Other(e.to_string()))?;
    let held_back = held.iter().filter_map(|(artifact, line, number)| {
        let (set, rule, reason) = reasons.get(*number)?;
        Some((*artifact, *line, relations.get(*set)?.as_str(), rule.as_str(), *reason))
    });
    let before = store.setting(KEPT_ROWS)?.filter(|blob| !blob.is_empty());
    let migrated = Migrated { run, same: &same, fresh: &fresh, setting: (KEPT_ROWS, &kept), ended_ms: now(), report: &json };
    let mut replaced = store.put_migration(&migrated, held_back)?;
    replaced.extend(before);
    Ok((counts, replaced, plain))
}

/// The artifacts of what was written, and the files in the clear, which are whole by now.
fn made(run: u32, outputs: BTreeMap<String, Output>, now: fn() -> u64) -> Result<(Vec<ArtifactRow>, Vec<Plain>)> {
    let (mut made, mut plains) = (Vec::new(), Vec::new());
    for (kind, output) in outputs {
        if let Some(mut plain) = output.plain {
            plain.keep()?;
            plains.push(plain);
        }
        let sha256: String = output.hasher.finalize().iter().map(|b| format!("{b:02x}")).collect();
        made.push(ArtifactRow {
            token: format!("a-{run}-{}", kind.to_lowercase()),
            side: "destination".into(),
            system: "throughline".into(),
            path: format!("{kind}.ndjson"),
            format: Format::FhirNdjson.word().into(),
            size_bytes: output.size,
            sha256,
            blob: output.records.finish()?,
            encoding: "UTF-8".into(),
            state: "read".into(),
            ingested_ms: now(),
            origins: Some(output.origins.finish()?),
            run: Some(run),
            ..ArtifactRow::default()
        });
    }
    Ok((made, plains))
}

/// Whether an artifact of our own was made again byte by byte.
fn is_same(old: &ArtifactRow, new: &ArtifactRow) -> bool {
    old.run.is_some() && (&old.path, &old.format, &old.sha256, old.size_bytes) == (&new.path, &new.format, &new.sha256, new.size_bytes)
}

/// Where every source field of the legacy tables ended: all, mapped, dropped, undecided. What was decided as a hidden corner to stay behind
/// is dropped with its reason, as long as no rule reads it.
pub(crate) fn negative_space(workspace: &Workspace, plan: Option<&Plan>) -> Result<[u64; 4]> {
    let (mut counts, decided) = ([0; 4], Decisions::read(workspace)?);
    for (relation, fields) in legacy_schema(workspace)? {
        for field in fields {
            counts[0] += 1;
            let stays_behind = || plan.is_some_and(|plan| plan.dropped(&relation, &field).is_some()) || decided.field(&relation, &field).is_some();
            let slot = if plan.is_some_and(|plan| plan.reads(&relation, &field)) { 1 } else if stays_behind() { 2 } else { 3 };
            counts[slot] += 1;
        }
    }
    Ok(counts)
}

fn counts(run: u32, version: u32, report: mapping::RunReport, negative_space: [u64; 4]) -> MigrateReport {
    let set = |r: &mapping::ResourceReport| SetCounts {
        resource: r.kind.clone(),
        from: r.from.clone(),
        rows: r.rows,
        made: r.made,
        dropped: r.dropped,
        dropped_reason: r.dropped_reason.clone(),
        archived: r.kept_out,
        held: r.held.iter().map(|((rule, reason), n)| (rule.clone(), (*reason).to_string(), *n)).collect(),
        rules: r.rules.iter().map(|x| (x.rule.clone(), x.element.clone(), x.reason.clone(), x.values, x.held)).collect(),
    };
    MigrateReport {
        run,
        version,
        rows: report.resources.iter().map(|r| r.rows).sum(),
        made: report.made(),
        held: report.held(),
        dropped: report.resources.iter().map(|r| r.dropped).sum(),
        archived: report.resources.iter().map(|r| r.kept_out).sum(),
        archive_rule: None,
        sets: report.resources.iter().map(set).collect(),
        unmapped: report.unmapped.into_iter().map(|((map, code), n)| (map, code, n)).collect(),
        dangling: report.dangling,
        negative_space,
    }
}
