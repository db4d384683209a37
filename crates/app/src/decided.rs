//! What somebody decided of hidden corners, as the ledgers count it, and where a decision and a document say the contrary.
//!
//! A decision about a relation, a field or a document counts where mapping and lens say nothing of it. Where they do say something else
//! neither is taken for right: the contradiction is told. A corner that is mapped after it was decided on is found no more, its decision
//! stands: both are known by the same name.

use crate::book::{hash, lens};
use crate::ledger::End;
use crate::migrate::plan;
use crate::source::legacy_schema;
use crate::{Result, Workspace};
use balance::Lens;
use discovery::corner_id;
use mapping::Plan;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::CornerDecision;

/// Corners about a relation as a whole.
const OF_RELATIONS: [&str; 2] = ["unread relation", "unjoined relation"];
/// Corners about a field as a whole. Of some rows or attributes alone no field is decided.
const OF_FIELDS: [&str; 7] =
    ["one clinic only", "one year only", "changed meaning", "changed fill", "place in one table only", "retired entries in use", "retired codes in use"];
/// Corners about a file as a whole.
const OF_FILES: [&str; 3] = ["document without index", "unread artifact", "same file twice"];

/// A decision on one thing.
#[derive(Debug, Clone)]
pub(crate) struct Decided {
    id: String,
    kind: &'static str,
    word: String,
    reason: String,
}

impl Decided {
    /// The end of what was decided on, and why; `None` where it is to migrate, or is as it should be.
    pub(crate) fn end(&self) -> Option<(End, String)> {
        let end = match self.word.as_str() {
            "archive" => End::Archived,
            "drop" => End::Dropped,
            _ => return None,
        };
        Some((end, format!("decided as a hidden corner: {}", self.reason)))
    }
}

/// Everything that was decided, by what it is about.
#[derive(Debug, Default)]
pub(crate) struct Decisions {
    relations: BTreeMap<String, Decided>,
    fields: BTreeMap<(String, String), Decided>,
    artifacts: BTreeMap<u32, Decided>,
}

impl Decisions {
    pub(crate) fn read(workspace: &Workspace) -> Result<Self> {
        let decided = workspace.store().corner_decisions()?;
        let mut all = Self::default();
        if decided.is_empty() {
            return Ok(all);
        }
        let find = |kinds: &[&'static str], path: &str, relation: &str, field: &str| {
            let one = |kind: &&'static str| {
                let id = corner_id(kind, path, relation, field);
                let CornerDecision { decision, reason, .. } = decided.get(&id)?.clone();
                Some(Decided { id, kind: *kind, word: decision, reason })
            };
            // Of two corners about the same thing the one that leaves it behind counts: the other may be decided as it should be.
            kinds.iter().filter_map(one).find(|decided| decided.end().is_some()).or_else(|| kinds.iter().find_map(one))
        };
        for (relation, fields) in legacy_schema(workspace)? {
            for field in fields {
                if let Some(one) = find(&OF_FIELDS, "", &relation, &field) {
                    all.fields.insert((relation.clone(), field), one);
                }
            }
            if let Some(one) = find(&OF_RELATIONS, "", &relation, "") {
                all.relations.insert(relation, one);
            }
        }
        for artifact in workspace.store().walk_artifacts("legacy") {
            let artifact = artifact?;
            if let Some(one) = find(&OF_FILES, &artifact.path, "", "") {
                all.artifacts.insert(artifact.id, one);
            }
        }
        Ok(all)
    }

    pub(crate) fn relation(&self, relation: &str) -> Option<&Decided> {
        self.relations.get(relation)
    }

    pub(crate) fn artifact(&self, artifact: u32) -> Option<&Decided> {
        self.artifacts.get(&artifact)
    }

    /// The end of a field that no document says anything of: its own decision, or that of its relation.
    pub(crate) fn field(&self, relation: &str, field: &str) -> Option<(End, String)> {
        let own = self.fields.get(&(relation.to_string(), field.to_string())).and_then(Decided::end);
        own.or_else(|| self.relations.get(relation).and_then(Decided::end))
    }
}

/// What tells these decisions from others.
pub(crate) fn signature(workspace: &Workspace) -> Result<u64> {
    Ok(hash(&format!("{:?}", workspace.store().corner_decisions()?)))
}

/// A decision that a document says the contrary of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contradiction {
    /// The corner.
    pub corner: String,
    /// Its kind.
    pub kind: String,
    /// Relation.
    pub relation: String,
    /// Field, empty for the relation as a whole.
    pub field: String,
    /// `migrate`, `archive`, `drop`.
    pub decision: String,
    /// Why it was decided so.
    pub reason: String,
    /// What mapping and lens say.
    pub says: String,
}

impl Contradiction {
    /// In words, the names of relation and field as they are given.
    pub fn words(&self, relation: &str, field: &str) -> String {
        let name = if field.is_empty() { relation.to_string() } else { format!("{relation}.{field}") };
        let decided = match self.decision.as_str() {
            "drop" => "be dropped",
            "archive" => "stay in the archive",
            _ => "migrate",
        };
        format!("{name} is decided to {decided} ({}), but {}", self.reason, self.says)
    }
}

/// Decisions that the latest mapping or the lens says the contrary of. A document that does not check says nothing here: its own screen tells.
pub fn contradictions(workspace: &Workspace) -> Result<Vec<Contradiction>> {
    let decisions = Decisions::read(workspace)?;
    if decisions.relations.is_empty() && decisions.fields.is_empty() {
        return Ok(Vec::new());
    }
    let plan = plan(workspace, true).ok().map(|checked| checked.0);
    let lens = lens(workspace).ok().flatten();
    let schema = legacy_schema(workspace)?;
    let none = Vec::new();
    let documents = Documents { plan: plan.as_ref(), lens: lens.as_ref() };
    let of_relations = decisions.relations.iter().map(|(relation, one)| {
        let fields = schema.get(relation).unwrap_or(&none);
        contradiction(one, (relation.as_str(), ""), documents.of_relation(relation, fields, one.end().is_some()))
    });
    let of_fields = decisions.fields.iter().map(|((relation, field), one)| contradiction(one, (relation.as_str(), field.as_str()), documents.of_field(relation, field, one.end().is_some())));
    Ok(of_relations.chain(of_fields).flatten().collect())
}

fn contradiction(one: &Decided, (relation, field): (&str, &str), says: Vec<String>) -> Option<Contradiction> {
    // What is as it should be is decided on and goes wherever the documents say.
    if says.is_empty() || one.word == "explained" {
        return None;
    }
    Some(Contradiction {
        corner: one.id.clone(),
        kind: one.kind.into(),
        relation: relation.into(),
        field: field.into(),
        decision: one.word.clone(),
        reason: one.reason.clone(),
        says: says.join(", and "),
    })
}

/// Both documents that may say something of a relation or field.
struct Documents<'a> {
    plan: Option<&'a Plan>,
    lens: Option<&'a Lens>,
}

impl Documents<'_> {
    /// What they say against a relation that stays behind, or against one that is to migrate.
    fn of_relation(&self, relation: &str, fields: &[String], stays_behind: bool) -> Vec<String> {
        let mut says = Vec::new();
        if !stays_behind {
            let dropped = self.plan.filter(|_| !fields.is_empty()).and_then(|plan| fields.iter().map(|field| plan.dropped(relation, field)).collect::<Option<Vec<_>>>());
            says.extend(dropped.and_then(|reasons| reasons.first().map(|reason| format!("the mapping declares it dropped: {reason}"))));
            says.extend(self.lens.and_then(|lens| lens.archived(relation)).map(|reason| format!("the lens declares it archived: {reason}")));
            return says;
        }
        if let Some(plan) = self.plan {
            let mut made: Vec<&str> = plan.resources.iter().filter(|r| r.set.from == relation).map(|r| r.set.kind.as_str()).collect();
            made.dedup();
            match made.is_empty() {
                false => says.push(format!("the mapping makes {} of it", made.join(" and "))),
                true if fields.iter().any(|field| plan.reads(relation, field)) => says.push("the mapping looks values up in it".into()),
                true => {}
            }
        }
        if self.lens.is_some_and(|lens| lens.fields().contains_key(relation)) {
            says.push("the lens asserts it".into());
        }
        says
    }

    /// The same of a field.
    fn of_field(&self, relation: &str, field: &str, stays_behind: bool) -> Vec<String> {
        let mut says = Vec::new();
        if !stays_behind {
            says.extend(self.plan.and_then(|plan| plan.dropped(relation, field)).map(|reason| format!("the mapping declares it dropped: {reason}")));
            return says;
        }
        if self.plan.is_some_and(|plan| plan.reads(relation, field)) {
            says.push("a rule of the mapping reads it".into());
        }
        if self.lens.is_some_and(|lens| lens.fields().get(relation).is_some_and(|fields| fields.contains(&field))) {
            says.push("the lens reads it".into());
        }
        says
    }
}
