//! The structure of an artifact: kinds of messages with their segments, fields and components; sections, templates and entries of documents;
//! elements of resources; loops of transactions.
//!
//! Names are those of the standards, which discovery has checked; values are those that the profile of a field lets out.

use super::artifacts::{field_name, profiles, structure, top};
use super::{Answer, app, not_found};
use crate::Host;
use crate::show::{hidden, phi_class};
use crate::structure::Outline;
use contract::{StructureNode, StructureQuery, StructureView};
use discovery::FieldProfile;
use discovery::structure::Part;
use std::collections::{BTreeSet, HashMap};
use store::{ArtifactRow, Store};

pub(crate) fn artifact_structure<H: Host>(host: &H, q: StructureQuery) -> Answer<StructureView> {
    let workspace = host.workspace();
    let artifact = app(workspace.store().artifact(&q.id))?.ok_or_else(not_found)?;
    if discovery::structure::form(&artifact.format).is_empty() {
        return Ok(StructureView { exact: true, ..StructureView::default() });
    }
    let outline = workspace.outline(&artifact)?;
    let found = &outline.structure;
    // 0 is the whole, so that parts are counted from 1.
    let parent = q.parent.checked_sub(1).map(|at| usize::try_from(at).unwrap_or(usize::MAX));
    if parent.is_some_and(|at| at >= found.parts.len()) {
        return Err(not_found());
    }
    let parts: Vec<(usize, &Part)> = found.below(parent).collect();
    let known = known(workspace.store(), &artifact, &parts)?;
    let rows = parts.into_iter().map(|(at, part)| node(&outline, at, part, &known)).collect();
    Ok(StructureView {
        form: found.form.into(),
        records: found.records,
        exact: found.exact,
        left_out: found.left_out,
        narrative_only: found.narrative_only,
        rows,
    })
}

/// Profiles of the fields that some parts are, by relation and field. Values are shown of the legacy side only.
fn known(store: &Store, artifact: &ArtifactRow, parts: &[(usize, &Part)]) -> Answer<HashMap<(String, String), FieldProfile>> {
    let wanted: BTreeSet<&str> = parts.iter().filter(|(_, part)| !part.field.is_empty()).map(|(_, part)| part.relation.as_str()).collect();
    let mut known = HashMap::new();
    if wanted.is_empty() || artifact.side != "legacy" {
        return Ok(known);
    }
    for relation in app(store.relations(artifact.id))?.into_iter().filter(|r| wanted.contains(r.name.as_str())) {
        for profile in profiles(&relation.profile)? {
            known.insert((relation.name.clone(), profile.name.clone()), profile);
        }
    }
    Ok(known)
}

fn node(outline: &Outline, at: usize, part: &Part, known: &HashMap<(String, String), FieldProfile>) -> StructureNode {
    let above = outline.structure.records_above(part);
    let entries = outline.entries(at);
    let profile = known.get(&(part.relation.clone(), part.field.clone()));
    let hidden = profile.and_then(|p| hidden(phi_class(p)));
    StructureNode {
        id: at as u64 + 1,
        parts: part.parts.len() as u64,
        kind: part.kind.word().into(),
        name: part.name.clone(),
        title: part.title.clone(),
        marks: part.marks.iter().map(|mark| mark.to_string()).collect(),
        carriers: part.carriers,
        share: if above == 0 { 0.0 } else { (part.carriers as f64 / above as f64).min(1.0) },
        times: part.times,
        most: part.most,
        read: entries.map(|[read, _]| read),
        unread: entries.map(|[_, unread]| unread),
        relation: structure(&part.relation),
        field: if profile.is_some() { field_name(&part.field) } else { String::new() },
        values: if hidden.is_none() { profile.map_or_else(Vec::new, |p| top(p, None)) } else { Vec::new() },
        hidden,
    }
}
