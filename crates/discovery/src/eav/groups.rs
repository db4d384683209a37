//! Rows of attributes that make one statement together: the readings of one blood pressure, the parts of one form. A column says so,
//! by the key of the row that heads the group or by a number that its rows share.
//!
//! Counted: how many groups, of how many rows, and of which attributes they are made. What a group means is not guessed.

use crate::corners::RelationFacts;
use crate::keys::keys;
use crate::names::{parts, says};
use crate::profile::{FieldProfile, share};
use std::collections::{BTreeMap, BTreeSet};

/// Groups and rows without a value that are counted one by one; beyond it the counts are of the first.
const GROUPS_MAX: usize = 200_000;
/// Attributes of one group that are told apart.
const ATTRIBUTES_MAX: usize = 64;
/// Kinds of groups that are kept; further ones are counted.
const KINDS_MAX: usize = 200;
/// Patients counted of one kind, at most.
const PATIENTS_MAX: usize = 50;

/// The column that groups rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupColumn {
    /// Field.
    pub field: String,
    /// The key of the table that it refers to: the group is headed by a row of its own.
    pub heading: Option<String>,
}

/// Groups of one make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupKind {
    /// Attribute of the row that heads them, where one does.
    pub heading: Option<String>,
    /// Their attributes, in order.
    pub attributes: Vec<String>,
    /// Groups.
    pub groups: u64,
    /// Entities, counted up to 50.
    pub entities: u64,
}

/// The groups of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Groups {
    /// Groups.
    pub groups: u64,
    /// Rows in them, without those that head them.
    pub rows: u64,
    /// Groups by their number of rows.
    pub sizes: BTreeMap<u64, u64>,
    /// What they are made of, most groups first.
    pub kinds: Vec<GroupKind>,
    /// Kinds that are not kept.
    pub further: u64,
    /// Every group was counted.
    pub whole: bool,
}

/// The field that groups the rows of a table. `taken` are fields that say something else.
pub(super) fn group_column(relation: &RelationFacts<'_>, taken: &[&str]) -> Option<GroupColumn> {
    let own_keys: Vec<String> = keys(relation.fields).into_iter().map(|k| k.field).collect();
    let heading = |f: &FieldProfile| own_keys.iter().find(|key| refers_to(relation, &f.name, key)).cloned();
    let repeats = |f: &FieldProfile| f.distinct >= 1 && f.distinct < f.filled;
    let candidate = |f: &FieldProfile| {
        let words = parts(&f.name);
        let plain = matches!(f.kind.as_str(), "integer" | "text") && f.free_text == 0 && f.filled > 0;
        if !plain || !groups_by_name(&words) || taken.contains(&f.name.as_str()) || own_keys.contains(&f.name) {
            return None;
        }
        let heading = heading(f);
        // Without a heading row only repetition tells a group from a mark of the row.
        (heading.is_some() || (repeats(f) && f.distinct > 1)).then(|| GroupColumn { field: f.name.clone(), heading })
    };
    let found: Vec<GroupColumn> = relation.fields.iter().filter_map(candidate).collect();
    found.iter().find(|g| g.heading.is_some()).or_else(|| found.first()).cloned()
}

/// Whether the words of a field say that it names a group: `obs_group_id`, `PANEL_NO`, `parent_result`.
fn groups_by_name(words: &[String]) -> bool {
    const SAYS: [&str; 9] = ["group", "grp", "grouping", "parent", "panel", "battery", "cluster", "set", "bundle"];
    const NOT: [&str; 17] = [
        "type", "name", "nm", "desc", "description", "class", "category", "age", "blood", "insurance", "ethnic", "user", "provider", "location", "is", "flag", "plan",
    ];
    says(words, &SAYS) && !says(words, &NOT)
}

/// Whether the values of a field are keys of other rows of its own table.
fn refers_to(relation: &RelationFacts<'_>, field: &str, key: &str) -> bool {
    let of = |name: &str| {
        let at = relation.fields.iter().position(|f| f.name == name)?;
        Some((relation.fields.get(at)?, relation.sketches.get(at)?))
    };
    let (Some((from, used)), Some((to, known))) = (of(field), of(key)) else { return false };
    from.kind == to.kind && share(from.filled, from.rows) < 1.0 && used.contained_in(known).values >= 0.9
}

/// One group while its rows come in.
#[derive(Default)]
struct Gathered {
    rows: u64,
    /// Numbers of its attributes.
    attributes: BTreeSet<usize>,
    entity: u64,
}

/// Gathers rows by their group.
#[derive(Default)]
pub(super) struct Gathering {
    groups: BTreeMap<u64, Gathered>,
    /// Rows without a value by their own key: what may head a group. With the number of their attribute.
    empty: BTreeMap<u64, usize>,
    cut: bool,
}

impl Gathering {
    /// A row of a group; all but the attribute's number by their hashes.
    pub(super) fn row(&mut self, group: u64, attribute: usize, entity: u64) {
        if self.groups.len() >= GROUPS_MAX && !self.groups.contains_key(&group) {
            self.cut = true;
            return;
        }
        let gathered = self.groups.entry(group).or_insert_with(|| Gathered { entity, ..Gathered::default() });
        gathered.rows += 1;
        if gathered.attributes.len() < ATTRIBUTES_MAX {
            gathered.attributes.insert(attribute);
        }
    }

    /// A row without a value of its own.
    pub(super) fn empty_row(&mut self, key: u64, attribute: usize) {
        if self.empty.len() >= GROUPS_MAX {
            self.cut = true;
            return;
        }
        self.empty.insert(key, attribute);
    }

    /// The groups; `name` gives an attribute by its number.
    pub(super) fn finish(self, name: &dyn Fn(usize) -> String) -> Groups {
        let mut found = Groups { groups: self.groups.len() as u64, whole: !self.cut, ..Groups::default() };
        let mut kinds: BTreeMap<(Option<usize>, Vec<usize>), (u64, BTreeSet<u64>)> = BTreeMap::new();
        for (id, gathered) in self.groups {
            found.rows += gathered.rows;
            *found.sizes.entry(gathered.rows).or_default() += 1;
            let make = (self.empty.get(&id).copied(), gathered.attributes.into_iter().collect());
            let (groups, entities) = kinds.entry(make).or_default();
            *groups += 1;
            if entities.len() < PATIENTS_MAX {
                entities.insert(gathered.entity);
            }
        }
        let named = |((heading, attributes), (groups, entities)): ((Option<usize>, Vec<usize>), (u64, BTreeSet<u64>))| {
            let mut attributes: Vec<String> = attributes.into_iter().map(name).collect();
            attributes.sort();
            GroupKind { heading: heading.map(name), attributes, groups, entities: entities.len() as u64 }
        };
        found.kinds = kinds.into_iter().map(named).collect();
        found.kinds.sort_by(|a, b| b.groups.cmp(&a.groups).then_with(|| (&a.heading, &a.attributes).cmp(&(&b.heading, &b.attributes))));
        found.further = found.kinds.len().saturating_sub(KINDS_MAX) as u64;
        found.kinds.truncate(KINDS_MAX);
        found
    }
}
