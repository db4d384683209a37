//! Artifacts as a source of rows and items: unsealed in memory, read by `formats`, never in the clear on disk. The recognised
//! text of a scan is laid over its rows.

use crate::{AppError, Result, Workspace, recognise};
use balance::Lens;
use discovery::FieldProfile;
use formats::{Format, Item, Limits, Projection};
use mapping::{Source, SourceSchema};
use model::Side;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use store::{ArtifactRow, RelationRow};

/// Streams the items of an artifact. The files inside its records became artifacts when it came in, and are not unpacked again.
pub(crate) fn items(workspace: &Workspace, artifact: &ArtifactRow, each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>) -> Result<()> {
    let Some(format) = Format::from_word(&artifact.format).filter(|f| f.is_read()) else { return Ok(()) };
    let mut reader = workspace.store().read_blob(&artifact.blob, "artifact")?;
    let recognised = recognise::over(workspace, format, &artifact.sha256)?;
    let mut laid_over = |item: Item<'_>| recognise::overlaid(recognised.as_ref(), item, each);
    match crate::layouts::kept(workspace, artifact)? {
        Some(layout) => formats::read_laid_out(&layout, &artifact.path, &mut reader, &Limits::default(), &mut laid_over)?,
        None => formats::read_records(format, &artifact.path, &mut reader, &Limits::default(), &mut laid_over)?,
    };
    Ok(())
}

/// Goes through the relations of a side with the profiles of their fields, artifact by artifact: of documents and messages, which come by the million,
/// each has the same ones, and one is held at a time. Nothing may be asked of the store meanwhile.
pub(crate) fn each_profiled(workspace: &Workspace, side: Side, each: &mut dyn FnMut(RelationRow, Vec<FieldProfile>)) -> Result<()> {
    let mut failure: Option<serde_json::Error> = None;
    workspace.store().each_profile(side.word(), &mut |relation| match serde_json::from_str::<Vec<FieldProfile>>(&relation.profile) {
        Ok(fields) => each(relation, fields),
        Err(error) => failure = Some(error),
    })?;
    failure.map_or(Ok(()), |error| Err(AppError::Other(error.to_string())))
}

/// Fields of every relation of the legacy side.
pub fn legacy_schema(workspace: &Workspace) -> Result<SourceSchema> {
    schema_of(workspace, Side::Legacy)
}

/// Relations and fields that a lens names and the delivery of its side does not have; no field where it lacks the relation. Messages and documents leave out
/// what they do not use.
pub fn lens_missing(workspace: &Workspace, side: Side, lens: &Lens) -> Result<Vec<(String, String)>> {
    let schema = schema_of(workspace, side)?;
    let read = lens.fields().into_iter().map(|(relation, fields)| (relation.to_string(), fields.into_iter().map(str::to_string).collect::<Vec<String>>()));
    let looked_up = lens.lookups.iter().map(|table| (table.relation.clone(), table.fields.clone()));
    let mut found: Vec<(String, String)> = Vec::new();
    for (relation, fields) in read.chain(looked_up).filter(|(relation, _)| !relation.contains('.')) {
        let absent: Vec<String> = match schema.get(&relation) {
            None => vec![String::new()],
            Some(known) => fields.into_iter().filter(|field| !known.contains(field)).collect(),
        };
        for field in absent {
            let one = (relation.clone(), field);
            if !found.contains(&one) {
                found.push(one);
            }
        }
    }
    Ok(found)
}

/// Fields of every relation of a side.
pub(crate) fn schema_of(workspace: &Workspace, side: Side) -> Result<SourceSchema> {
    let mut schema: SourceSchema = BTreeMap::new();
    each_profiled(workspace, side, &mut |relation, profiles| {
        let fields = schema.entry(relation.name).or_default();
        for profile in profiles {
            if !fields.contains(&profile.name) {
                fields.push(profile.name);
            }
        }
    })?;
    Ok(schema)
}

/// The artifacts of a side that hold a relation, all of them at once; see [`LegacySource::artifacts`].
pub(crate) fn holders(workspace: &Workspace, side: &str) -> Result<BTreeMap<String, Vec<ArtifactRow>>> {
    let artifacts: BTreeMap<u32, ArtifactRow> = workspace.store().artifacts(side)?.into_iter().map(|a| (a.id, a)).collect();
    let mut holders: BTreeMap<String, Vec<ArtifactRow>> = BTreeMap::new();
    workspace.store().each_profile(side, &mut |relation| holders.entry(relation.name).or_default().extend(artifacts.get(&relation.artifact).cloned()))?;
    Ok(holders)
}

/// The legacy side as a source for the mapping's run, and either side for what its lens looks up. Of the artifacts that hold a relation their numbers are held.
pub(crate) struct LegacySource<'a> {
    workspace: &'a Workspace,
    holders: BTreeMap<String, (Vec<u32>, u64)>,
}

impl<'a> LegacySource<'a> {
    pub(crate) fn new(workspace: &'a Workspace) -> Result<Self> {
        Self::of_side(workspace, Side::Legacy)
    }

    pub(crate) fn of_side(workspace: &'a Workspace, side: Side) -> Result<Self> {
        Ok(Self { workspace, holders: workspace.store().holders(side.word())? })
    }

    /// The artifacts that hold a relation, one after the other.
    pub(crate) fn artifacts(&self, relation: &str) -> impl Iterator<Item = Result<ArtifactRow>> {
        let ids = self.holders.get(relation).map_or(&[][..], |(ids, _)| ids.as_slice());
        ids.iter().filter_map(move |id| self.workspace.store().artifact_by_id(*id).map_err(AppError::from).transpose())
    }

    /// Records of the artifacts that hold a relation, for progress.
    pub(crate) fn records(&self, relation: &str) -> u64 {
        self.holders.get(relation).map_or(0, |(_, records)| *records)
    }
}

impl Source for LegacySource<'_> {
    fn scan(&self, relation: &str, fields: &[String], each: &mut dyn FnMut(u32, u64, &[Option<&str>]) -> ControlFlow<()>) -> std::io::Result<()> {
        for artifact in self.artifacts(relation) {
            let artifact = artifact.map_err(std::io::Error::other)?;
            let mut projection = Projection::new(relation, fields);
            let mut flow = ControlFlow::Continue(());
            let read = items(self.workspace, &artifact, &mut |item| {
                projection.rows(&item, &mut |cells| {
                    if flow.is_continue() {
                        let row: Vec<Option<&str>> = cells.values.iter().map(|v| v.as_deref()).collect();
                        flow = each(artifact.id, cells.line, &row);
                    }
                });
                flow
            });
            read.map_err(std::io::Error::other)?;
            if flow.is_break() {
                break;
            }
        }
        Ok(())
    }
}
