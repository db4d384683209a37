//! The migration run: the mapping over the legacy side, NDJSON a resource type sealed as the destination's artifacts.

use crate::examine::examine;
use crate::jobs::{Meter, Step};
use crate::source::{LegacySource, legacy_schema};
use crate::{AppError, Result, Workspace};
use formats::Format;
use mapping::{Document, Held, MadeResource, Plan, Sink};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, HashMap};
use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::Path;
use store::{ArtifactRow, BlobWriter};

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
    /// Per resource set.
    pub sets: Vec<SetCounts>,
    /// Codes without a row: code map, code, rows.
    pub unmapped: Vec<(String, String, u64)>,
    /// References that lead nowhere, by resource type.
    pub dangling: BTreeMap<String, u64>,
    /// Source fields: all, mapped, dropped, undecided.
    pub negative_space: [u64; 4],
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
    /// Held: rule, reason, rows.
    pub held: Vec<(String, String, u64)>,
    /// Rules: id, element, reason, values by how (absent, copied, translated, derived, defaulted), held.
    pub rules: Vec<(String, String, Option<String>, [u64; 5], u64)>,
}

/// Size of one origin record: artifact (4), line (8), resource set (2), big-endian.
pub(crate) const ORIGIN_BYTES: usize = 14;

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
        let missing = if draft { "there is no mapping yet" } else { "no mapping version is approved; use --draft to run the latest" };
        return Err(AppError::Nothing(missing.into()));
    };
    let words = |p: Vec<mapping::Problem>| AppError::Document(p.iter().map(ToString::to_string).collect());
    let document = Document::parse(&version.text).map_err(words)?;
    let (plan, problems) = Plan::check(document, Some(&legacy_schema(workspace)?));
    Ok((plan, version.version, problems))
}

struct Output {
    records: BlobWriter,
    origins: BlobWriter,
    plain: Option<std::io::BufWriter<std::fs::File>>,
    hasher: Sha256,
    size: u64,
}

struct Files<'a> {
    workspace: &'a Workspace,
    out: Option<&'a Path>,
    outputs: BTreeMap<String, Output>,
    held: Vec<(u32, u64, String, String, String)>,
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
            let plain = match self.out {
                None => None,
                Some(directory) => Some(std::io::BufWriter::new(std::fs::File::create(directory.join(format!("{}.ndjson", made.kind)))?)),
            };
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
            plain.write_all(made.json.as_bytes())?;
            plain.write_all(b"\n")?;
        }
        output.origins.write_all(&made.artifact.to_be_bytes())?;
        output.origins.write_all(&made.line.to_be_bytes())?;
        output.origins.write_all(&(made.set as u16).to_be_bytes())
    }

    fn held(&mut self, held: &Held<'_>) -> std::io::Result<()> {
        if self.held.len() < HELD_MAX {
            self.held.push((held.artifact, held.line, self.relations[held.set].clone(), held.rule.into(), held.reason.into()));
        }
        Ok(())
    }

    fn progress(&mut self, rows: u64) -> ControlFlow<()> {
        self.done += rows;
        (self.meter)(Step { phase: "mapping", done: self.done, total: self.total, unit: "rows" })
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
        std::fs::create_dir_all(directory)?;
    }
    let source = LegacySource::new(workspace)?;
    let total: u64 = plan.resources.iter().map(|r| source.records(&r.set.from)).sum();
    if total == 0 {
        return Err(AppError::Nothing("the legacy side holds no rows of the relations that the mapping reads".into()));
    }
    let _lease = workspace.lease()?;
    let run = workspace.store().start_run("migrate", now(), version)?;
    let mut files = Files {
        workspace,
        out,
        outputs: BTreeMap::new(),
        held: Vec::new(),
        relations: plan.resources.iter().map(|r| r.set.from.clone()).collect(),
        done: 0,
        total,
        meter,
    };
    let outcome = plan.run(&source, &mut files);
    let report = match outcome {
        Ok(report) if report.cancelled => {
            workspace.store().end_run(run, now(), "cancelled", "{}")?;
            return Err(AppError::Cancelled);
        }
        Ok(report) => report,
        Err(error) => {
            workspace.store().end_run(run, now(), "failed", "{}")?;
            return Err(error.into());
        }
    };
    let Files { outputs, held, .. } = files;
    let mut made = Vec::new();
    for (kind, output) in outputs {
        if let Some(mut plain) = output.plain {
            plain.flush()?;
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
    let store = workspace.store();
    let before = store.artifacts("destination")?;
    let (mut same, mut fresh) = (Vec::new(), Vec::new());
    for row in made {
        match before.iter().find(|old| is_same(old, &row)) {
            // What came out as it was stays what it was: nothing of it is examined, read or compared as new.
            Some(old) => {
                store.remove_blob(&row.blob)?;
                same.push((old.id, row.origins));
            }
            None => fresh.push(examine(workspace, row, Format::FhirNdjson, None)?.new),
        }
    }
    for origins in store.put_output(run, &same, &fresh)? {
        store.remove_blob(&origins)?;
    }
    store.put_held(run, &held)?;
    let counts = counts(run, version, report, negative_space(workspace, &plan)?);
    let json = serde_json::to_string(&counts).map_err(|e| AppError::Other(e.to_string()))?;
    store.end_run(run, now(), "done", &json)?;
    Ok(counts)
}

/// Whether an artifact of our own was made again byte by byte.
fn is_same(old: &ArtifactRow, new: &ArtifactRow) -> bool {
    old.run.is_some() && (&old.path, &old.format, &old.sha256, old.size_bytes) == (&new.path, &new.format, &new.sha256, new.size_bytes)
}

/// Where every source field of the legacy tables ended: all, mapped, dropped, undecided.
pub(crate) fn negative_space(workspace: &Workspace, plan: &Plan) -> Result<[u64; 4]> {
    let mut counts = [0; 4];
    for (relation, fields) in legacy_schema(workspace)? {
        for field in fields {
            counts[0] += 1;
            let slot = if plan.reads(&relation, &field) { 1 } else if plan.dropped(&relation, &field).is_some() { 2 } else { 3 };
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
        sets: report.resources.iter().map(set).collect(),
        unmapped: report.unmapped.into_iter().map(|((map, code), n)| (map, code, n)).collect(),
        dangling: report.dangling,
        negative_space,
    }
}

/// Origins of our own output, read once per comparison: artifact -> record line -> (source artifact, line, set).
#[derive(Default)]
pub(crate) struct Origins {
    by_artifact: BTreeMap<u32, Vec<u8>>,
}

impl Origins {
    pub(crate) fn read(workspace: &Workspace) -> Result<Self> {
        let mut by_artifact = BTreeMap::new();
        for artifact in workspace.store().artifacts("destination")? {
            if let Some(blob) = &artifact.origins {
                let mut reader = workspace.store().read_blob(blob, "origins")?;
                let mut bytes = Vec::new();
                std::io::Read::read_to_end(&mut reader, &mut bytes)?;
                by_artifact.insert(artifact.id, bytes);
            }
        }
        Ok(Self { by_artifact })
    }

    /// Hands out the source artifact and line of every record of our own output.
    pub(crate) fn each(&self, each: &mut dyn FnMut(u32, u64)) {
        for record in self.by_artifact.values().flat_map(|bytes| bytes.chunks_exact(ORIGIN_BYTES)) {
            if let (Ok(artifact), Ok(line)) = (record[..4].try_into(), record[4..12].try_into()) {
                each(u32::from_be_bytes(artifact), u64::from_be_bytes(line));
            }
        }
    }

    pub(crate) fn is_own(&self) -> bool {
        !self.by_artifact.is_empty()
    }

    /// Which rows of the source became records, and by which resource set.
    pub(crate) fn rows(&self) -> Rows {
        let mut rows = Rows::default();
        for record in self.by_artifact.values().flat_map(|bytes| bytes.chunks_exact(ORIGIN_BYTES)) {
            if let (Ok(artifact), Ok(line), Ok(set)) = (record[..4].try_into(), record[4..12].try_into(), record[12..14].try_into()) {
                let (line, set) = (u64::from_be_bytes(line), u16::from_be_bytes(set));
                *rows.0.entry((u32::from_be_bytes(artifact), set, line / 64)).or_default() |= 1 << (line % 64);
            }
        }
        rows
    }

    /// Source artifact, line and resource set of a record of our own output.
    pub(crate) fn of(&self, artifact: u32, line: u64) -> Option<(u32, u64, usize)> {
        let bytes = self.by_artifact.get(&artifact)?;
        let at = usize::try_from(line.checked_sub(1)?).ok()? * ORIGIN_BYTES;
        let record = bytes.get(at..at + ORIGIN_BYTES)?;
        let artifact = u32::from_be_bytes(record[..4].try_into().ok()?);
        let line = u64::from_be_bytes(record[4..12].try_into().ok()?);
        Some((artifact, line, usize::from(u16::from_be_bytes(record[12..14].try_into().ok()?))))
    }
}

/// The rows of the source that became records: per artifact and resource set a bit a line, 64 lines together.
#[derive(Default)]
pub(crate) struct Rows(HashMap<(u32, u16, u64), u64>);

impl Rows {
    /// Whether a resource set made a record of a row.
    pub(crate) fn has(&self, artifact: u32, line: u64, set: usize) -> bool {
        u16::try_from(set).is_ok_and(|set| self.0.get(&(artifact, set, line / 64)).is_some_and(|lines| lines & (1 << (line % 64)) != 0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn which_rows_became_records_is_known_by_row_and_resource_set() {
        let record = |artifact: u32, line: u64, set: u16| [&artifact.to_be_bytes()[..], &line.to_be_bytes()[..], &set.to_be_bytes()[..]].concat();
        let bytes = [record(7, 1, 0), record(7, 64, 0), record(7, 65, 2)].concat();
        let origins = Origins { by_artifact: BTreeMap::from([(1, bytes)]) };
        let rows = origins.rows();
        let has = [(7, 1, 0), (7, 64, 0), (7, 65, 2), (7, 65, 0), (7, 2, 0), (8, 1, 0), (7, u64::MAX, 0)].map(|(artifact, line, set)| rows.has(artifact, line, set));
        assert_eq!(has, [true, true, true, false, false, false, false]);
        assert_eq!(origins.of(1, 3), Some((7, 65, 2)));
    }
}
