//! What makes an artifact of the legacy side risky beyond what its row says: fields that name people or hold free text, a hidden corner
//! that nobody decided on, fields that no rule reads and nobody dropped.
//!
//! It rests on discovery and on the mapping, so it is worked out where these are asked for anyway, and noted in the store, where lists are
//! narrowed by it. What must stay true: it is worked out again when deliveries, documents or decisions changed, and not before.

use crate::commands::{artifact_filter, decision};
use crate::migrate::plan;
use crate::show::phi_class;
use crate::source::each_profiled;
use crate::{Result, Workspace};
use contract::ArtifactsQuery;
use discovery::FieldProfile;
use mapping::Plan;
use std::collections::HashMap;
use store::{ArtifactOrder, ArtifactRow, HIDDEN_CORNER, NAMES_PEOPLE, UNDECIDED_FIELDS};

/// The artifacts that a query keeps, the legacy side first, by path; its page and its order do not count.
pub fn listed_artifacts(workspace: &Workspace, q: &ArtifactsQuery) -> Result<Vec<ArtifactRow>> {
    // Discovery takes its time: only who asks for risks waits for it.
    if !q.risks.is_empty() {
        note_risks(workspace)?;
    }
    workspace.findable(&q.text)?;
    let filter = artifact_filter(q, workspace.people_of_sides()?);
    Ok(workspace.store().artifacts_page(&filter, ArtifactOrder::Path, false, (0, u64::from(u32::MAX)))?)
}

/// What the risks rest on, as it is now.
fn basis(workspace: &Workspace) -> Result<String> {
    let decided = workspace.store().corner_decisions()?;
    let last = decided.values().map(|d| d.at_ms).max().unwrap_or(0);
    Ok(format!("{} {} {last}", workspace.store().state()?, decided.len()))
}

/// Whether the risks that are noted are those of now.
pub(crate) fn are_current(workspace: &Workspace) -> Result<bool> {
    Ok(workspace.store().risks_basis()? == basis(workspace)?)
}

/// Notes the risks as they are now.
pub(crate) fn note_risks(workspace: &Workspace) -> Result<()> {
    let store = workspace.store();
    if are_current(workspace)? {
        return Ok(());
    }
    let (found, decided) = (workspace.discovered()?, store.corner_decisions()?);
    // Discovery may have kept what it held meanwhile: from here on it rests on that.
    let basis = basis(workspace)?;
    let mut risks: HashMap<String, u32> = HashMap::new();
    for corner in found.corners.iter().filter(|c| !c.artifact.is_empty() && !decided.contains_key(&c.id)) {
        *risks.entry(corner.artifact.clone()).or_default() |= HIDDEN_CORNER;
    }
    let plan = plan(workspace, true).ok().map(|p| p.0);
    let mut known = Known { plan: plan.as_ref(), names_people: HashMap::new(), undecided: HashMap::new() };
    let mut by_number: HashMap<u32, u32> = HashMap::new();
    each_profiled(workspace, model::Side::Legacy, &mut |relation, fields| {
        let bits = known.of(&relation.name, &fields);
        if bits > 0 {
            *by_number.entry(relation.artifact).or_default() |= bits;
        }
    })?;
    store.each_artifact("legacy", &mut |artifact| {
        if let Some(bits) = by_number.get(&artifact.id) {
            *risks.entry(artifact.token.clone()).or_default() |= bits;
        }
    })?;
    Ok(store.set_risks("legacy", &risks, &basis)?)
}

/// Answers that are the same for every file of a kind: documents come by the thousand and have the same fields.
struct Known<'p> {
    plan: Option<&'p Plan>,
    /// By name and kind of a field of which no value is kept.
    names_people: HashMap<(String, String), bool>,
    /// By relation and field.
    undecided: HashMap<(String, String), bool>,
}

impl Known<'_> {
    fn of(&mut self, relation: &str, fields: &[FieldProfile]) -> u32 {
        let people = fields.iter().any(|field| self.names_people(field));
        let undecided = fields.iter().any(|field| self.is_undecided(relation, &field.name));
        (if people { NAMES_PEOPLE } else { 0 }) | (if undecided { UNDECIDED_FIELDS } else { 0 })
    }

    fn names_people(&mut self, field: &FieldProfile) -> bool {
        let told = |field: &FieldProfile| matches!(phi_class(field), "direct identifier" | "free text");
        if !field.top.is_empty() || field.distinct_exact {
            return told(field);
        }
        *self.names_people.entry((field.name.clone(), field.kind.clone())).or_insert_with(|| told(field))
    }

    fn is_undecided(&mut self, relation: &str, field: &str) -> bool {
        let plan = self.plan;
        *self.undecided.entry((relation.to_string(), field.to_string())).or_insert_with(|| decision(plan, relation, field).0 == "undecided")
    }
}
