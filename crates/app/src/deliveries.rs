//! Deliveries compared: what changed in a system's relations since the delivery before, and which rules lose their field.
//!
//! It compares what was kept of both deliveries, profiles and sketches, and reads no row. A relation is compared with the
//! newest earlier delivery that held it, under whatever path. A mapping and a lens are carried over by name: nothing is
//! rewritten here; what no longer finds its field is said.

use crate::discover::is_table;
use crate::examine::Kept;
use crate::source::legacy_schema;
use crate::{AppError, Result, Workspace};
use discovery::{FieldProfile, RelationProfile};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use store::{ArtifactRow, DeliveryRow};

/// A difference between two deliveries.
#[derive(Debug, Clone, Serialize)]
pub struct DeliveryChange {
    /// Relation.
    pub relation: String,
    /// Field, empty for the relation as a whole.
    pub field: String,
    /// `relation added`, `not delivered again`, `read beside the former`, and the words of `discovery::Change`.
    pub change: &'static str,
    /// `high`, `medium`, `low`.
    pub severity: &'static str,
    /// Before, in words without content.
    pub before: String,
    /// Now.
    pub after: String,
    /// Rules of the mapping, and the lens, that no longer find the field.
    pub rules: Vec<String>,
    /// Token of the artifact, where it is one; empty where several hold the relation.
    #[serde(skip)]
    pub artifact: String,
}

/// What one delivery changed.
#[derive(Debug, Clone, Default)]
pub struct DeliveryChanges {
    /// An earlier delivery of the system was there to compare with.
    pub compared: bool,
    /// Relations that are as they were.
    pub unchanged: u64,
    /// What changed, by relation, the most severe first.
    pub changes: Vec<DeliveryChange>,
    /// Rules that read a relation of the delivery and still find every field.
    pub carried: u64,
    /// Rules that do not.
    pub lost: u64,
}

/// Deliveries of the legacy side, newest first.
pub fn deliveries(workspace: &Workspace) -> Result<Vec<DeliveryRow>> {
    Ok(workspace.store().deliveries("legacy")?)
}

/// What a delivery changed against the ones before it of the same system.
pub fn delivery_changes(workspace: &Workspace, delivery: &DeliveryRow) -> Result<DeliveryChanges> {
    let store = workspace.store();
    let all = deliveries(workspace)?;
    let earlier: Vec<&DeliveryRow> = all.iter().filter(|d| d.system == delivery.system && d.id < delivery.id).collect();
    let relations = store.delivered_relations(delivery.id)?;
    let mut found = DeliveryChanges { compared: !earlier.is_empty(), ..DeliveryChanges::default() };
    if earlier.is_empty() {
        return Ok(found);
    }
    let active: BTreeMap<u32, ArtifactRow> = store.artifacts("legacy")?.into_iter().map(|a| (a.id, a)).collect();
    let comparing = Comparing { workspace, active: &active, readers: Readers::new(workspace)?, schema: legacy_schema(workspace)? };
    let mut missing: BTreeMap<&String, &Vec<u32>> = relations.iter().collect();
    let mut former_of_all: Option<BTreeMap<String, Vec<u32>>> = None;
    for former in earlier {
        let held = store.delivered_relations(former.id)?;
        let shared: Vec<&String> = missing.keys().copied().filter(|name| held.contains_key(*name)).collect();
        for name in shared {
            if let (Some(now), Some(before)) = (missing.remove(name), held.get(name)) {
                comparing.relation(name, before, now, &mut found)?;
            }
        }
        if former_of_all.is_none() && held.keys().any(|name| relations.contains_key(name)) {
            former_of_all = Some(held);
        }
    }
    for (name, now) in missing {
        let rows = comparing.profile(name, now)?.rows;
        found.changes.push(comparing.whole(name, now, ("relation added", "medium"), "not there".into(), format!("{rows} rows")));
    }
    for (name, before) in former_of_all.iter().flatten().filter(|(name, _)| !relations.contains_key(*name)) {
        let read = before.iter().any(|id| active.contains_key(id));
        let after = if read { "what came before is still read" } else { "gone" };
        found.changes.push(comparing.whole(name, before, ("not delivered again", "medium"), "there".into(), after.into()));
    }
    let rank = |word: &str| ["high", "medium", "low"].iter().position(|w| *w == word);
    found.changes.sort_by(|a, b| (rank(a.severity), &a.relation, a.change, &a.field).cmp(&(rank(b.severity), &b.relation, b.change, &b.field)));
    let lost: BTreeSet<&String> = found.changes.iter().flat_map(|c| &c.rules).collect();
    found.lost = lost.len() as u64;
    let reading: BTreeSet<&String> = comparing.readers.by_field.iter().filter(|((relation, _), _)| relations.contains_key(relation)).flat_map(|(_, rules)| rules).collect();
    found.carried = reading.difference(&lost).count() as u64;
    Ok(found)
}

/// Who reads which field: rules of the mapping by their id, and the lens.
struct Readers {
    by_field: BTreeMap<(String, String), BTreeSet<String>>,
}

impl Readers {
    fn new(workspace: &Workspace) -> Result<Self> {
        let mut by_field: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
        let mut reads = |relation: &str, field: &str, rule: String| {
            by_field.entry((relation.into(), field.into())).or_default().insert(rule);
        };
        let document = workspace.store().document("mapping")?.and_then(|v| mapping::Document::parse(&v.text).ok());
        // Without a schema: a rule whose field is gone must not be left out, it is what is looked for.
        for resource in document.map(|d| mapping::Plan::check(d, None).0).iter().flat_map(|p| &p.resources) {
            let from = &resource.set.from;
            let by_rules: HashSet<&String> = resource.rules.iter().flat_map(|r| &r.fields).collect();
            for rule in &resource.rules {
                rule.fields.iter().for_each(|field| reads(from, field, rule.rule.id.clone()));
            }
            for field in resource.fields.iter().filter(|f| !by_rules.contains(f)) {
                reads(from, field, format!("{} of {from}: key or condition", resource.set.kind));
            }
        }
        if let Some(lens) = crate::book::lens(workspace).ok().flatten() {
            for (relation, fields) in lens.fields() {
                fields.iter().for_each(|field| reads(relation, field, format!("lens: {relation}")));
            }
            for table in &lens.lookups {
                table.fields.iter().for_each(|field| reads(&table.relation, field, format!("lens: lookup in {}", table.relation)));
            }
        }
        Ok(Self { by_field })
    }
}

struct Comparing<'a> {
    workspace: &'a Workspace,
    active: &'a BTreeMap<u32, ArtifactRow>,
    readers: Readers,
    schema: mapping::SourceSchema,
}

impl Comparing<'_> {
    fn relation(&self, name: &str, before: &[u32], now: &[u32], found: &mut DeliveryChanges) -> Result<()> {
        let path = |id: &u32| self.active.get(id).map(|a| a.path.clone());
        // A file of the same name takes the place of the former one; under another path both are read. Messages and
        // documents come a part at a time: of them that is no wonder, and neither is another number.
        let is_table = now.iter().filter_map(|id| self.active.get(id)).any(|a| is_table(name, &a.format));
        let beside: Vec<String> = before.iter().filter(|id| is_table && !now.contains(id)).filter_map(path).collect();
        if let Some(first) = beside.first() {
            let more = if beside.len() > 1 { format!(" and {} more", beside.len() - 1) } else { String::new() };
            let after = now.iter().find_map(path).unwrap_or_default();
            found.changes.push(self.whole(name, now, ("read beside the former", "high"), format!("{first}{more}"), after));
        }
        if before == now {
            found.unchanged += 1;
            return Ok(());
        }
        let changes = discovery::compare(&self.profile(name, before)?, &self.profile(name, now)?);
        if changes.is_empty() && beside.is_empty() {
            found.unchanged += 1;
        }
        for change in changes {
            let gone = match change.kind {
                "field removed" => Some(change.field.as_str()),
                "field renamed" => Some(change.before.as_str()),
                _ => None,
            };
            let rules = gone.map_or_else(Vec::new, |field| self.losing(name, field));
            let DeliveryChange { artifact, .. } = self.whole(name, now, ("", ""), String::new(), String::new());
            let severity = if change.kind == "rows" && !is_table { "low" } else { change.severity };
            let (before, after) = (change.before, change.after);
            found.changes.push(DeliveryChange { relation: name.into(), field: change.field, change: change.kind, severity, before, after, rules, artifact });
        }
        Ok(())
    }

    /// Rules that read a field that no artifact in use has any more.
    fn losing(&self, relation: &str, field: &str) -> Vec<String> {
        if self.schema.get(relation).is_some_and(|fields| fields.iter().any(|f| f == field)) {
            return Vec::new();
        }
        self.readers.by_field.get(&(relation.to_string(), field.to_string())).map_or_else(Vec::new, |rules| rules.iter().cloned().collect())
    }

    fn whole(&self, name: &str, held: &[u32], (change, severity): (&'static str, &'static str), before: String, after: String) -> DeliveryChange {
        let artifact = match held {
            [one] => self.active.get(one).map_or_else(String::new, |a| a.token.clone()),
            _ => String::new(),
        };
        DeliveryChange { relation: name.into(), field: String::new(), change, severity, before, after, rules: Vec::new(), artifact }
    }

    /// What was kept of a relation, over all the artifacts that hold it.
    fn profile(&self, name: &str, held: &[u32]) -> Result<RelationProfile> {
        let mut whole: Option<RelationProfile> = None;
        for artifact in held {
            let Some(kept) = self.workspace.store().delivered_relation(*artifact, name)? else { continue };
            let fields: Vec<FieldProfile> = serde_json::from_str(&kept.profile).map_err(|e| AppError::Other(e.to_string()))?;
            let Kept { sketches, context, coded } = Kept::read(&kept.sketches);
            let one = RelationProfile { rows: kept.rows, fields, sketches, context, coded };
            whole = Some(match whole {
                None => one,
                Some(known) => merged(known, one),
            });
        }
        Ok(whole.unwrap_or_default())
    }
}

/// Two parts of one relation as one: what can be added is added, what would need the rows again is left out.
fn merged(mut whole: RelationProfile, part: RelationProfile) -> RelationProfile {
    whole.rows += part.rows;
    whole.sketches.clear();
    for field in part.fields {
        match whole.fields.iter_mut().find(|f| f.name == field.name) {
            Some(known) => add(known, &field),
            None => whole.fields.push(field),
        }
    }
    for field in &mut whole.fields {
        // A field that a part lacks is empty there.
        field.rows = whole.rows;
        (field.top, field.shape, field.shape_range) = (Vec::new(), Vec::new(), None);
    }
    whole
}

fn add(known: &mut FieldProfile, part: &FieldProfile) {
    if known.filled < part.filled {
        known.kind.clone_from(&part.kind);
    }
    known.filled += part.filled;
    known.distinct = known.distinct.max(part.distinct);
    known.distinct_exact = false;
    for (format, rows) in &part.formats {
        *known.formats.entry(format.clone()).or_default() += rows;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relation(rows: u64, fields: &[(&str, u64)]) -> RelationProfile {
        let field = |(name, filled): &(&str, u64)| FieldProfile { name: (*name).into(), kind: "text".into(), rows, filled: *filled, ..FieldProfile::default() };
        RelationProfile { rows, fields: fields.iter().map(field).collect(), ..RelationProfile::default() }
    }

    #[test]
    fn parts_of_a_relation_add_up() {
        let whole = merged(relation(10, &[("id", 10), ("note", 5)]), relation(30, &[("id", 30), ("unit", 30)]));
        let found: Vec<(&str, u64, u64)> = whole.fields.iter().map(|f| (f.name.as_str(), f.filled, f.rows)).collect();
        assert_eq!(found, [("id", 40, 40), ("note", 5, 40), ("unit", 30, 40)]);
        let kinds: Vec<&str> = discovery::compare(&whole, &whole).iter().map(|c| c.kind).collect();
        assert!(kinds.is_empty(), "{kinds:?}");
    }
}
