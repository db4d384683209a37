//! One pass over the rows of a table of attributes: counted by attribute, as a pivot would have it, and by the groups of its rows.

use super::groups::{Gathering, Groups};
use super::lens::is_coded;
use super::{EavTable, is_no_value};
use crate::hash::hash;
use std::collections::{BTreeMap, BTreeSet};

/// Attributes that a pivot counts one by one; further ones are summed up.
const ATTRIBUTES_MAX: usize = 20_000;
/// Patients counted of one attribute, at most.
const PATIENTS_MAX: usize = 50;

/// One attribute, as a pivot would have it for a column.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Attribute {
    /// The value that says what; empty for those that are summed up.
    pub value: String,
    /// Rows that are not removed.
    pub rows: u64,
    /// Removed rows.
    pub removed: u64,
    /// Entities, counted up to 50.
    pub entities: u64,
    /// Rows in which each value column is filled, in the order of the table's.
    pub filled: Vec<u64>,
    /// Rows with no value at all.
    pub empty: u64,
    /// Rows with more than one.
    pub several: u64,
    /// What the values are: `number`, `date`, `coded`, `text`, with rows.
    pub kinds: BTreeMap<&'static str, u64>,
}

/// One row of such a table.
#[derive(Debug, Clone, Copy, Default)]
pub struct PivotRow<'r> {
    /// Of whom.
    pub entity: &'r str,
    /// What.
    pub attribute: &'r str,
    /// It was removed.
    pub removed: bool,
    /// Its value columns, in the order of the table's.
    pub values: &'r [Option<&'r str>],
    /// The key that groups refer to, where the table has one.
    pub key: &'r str,
    /// Its group, empty for none.
    pub group: &'r str,
}

#[derive(Default)]
struct Tally {
    attribute: Attribute,
    seen: BTreeSet<u64>,
    /// Its number, in the order in which attributes came.
    number: usize,
}

/// Counts the rows of a table by attribute.
pub struct Pivot {
    /// For each value column: its values refer to entries of a dictionary.
    coded: Vec<bool>,
    tallies: BTreeMap<String, Tally>,
    further: Tally,
    further_attributes: BTreeSet<u64>,
    gathering: Option<Gathering>,
}

impl Pivot {
    /// For the value columns of a table.
    pub fn new(table: &EavTable) -> Self {
        Self {
            coded: table.values.iter().map(is_coded).collect(),
            tallies: BTreeMap::new(),
            further: Tally { number: usize::MAX, ..Tally::default() },
            further_attributes: BTreeSet::new(),
            gathering: table.group.as_ref().map(|_| Gathering::default()),
        }
    }

    /// Takes in one row.
    pub fn row(&mut self, row: &PivotRow<'_>) {
        let attribute = row.attribute.trim();
        let count = self.tallies.len();
        let full = count >= ATTRIBUTES_MAX && !self.tallies.contains_key(attribute);
        let tally = if full {
            if self.further_attributes.len() < ATTRIBUTES_MAX {
                self.further_attributes.insert(hash(attribute));
            }
            &mut self.further
        } else {
            self.tallies.entry(attribute.to_string()).or_insert_with(|| Tally { number: count, ..Tally::default() })
        };
        let filled = tally.take(row.entity, row.removed, row.values, &self.coded);
        let (number, group, key) = (tally.number, row.group.trim(), row.key.trim());
        let Some(gathering) = self.gathering.as_mut().filter(|_| !row.removed) else { return };
        if !is_no_value(group) {
            gathering.row(hash(group), number, hash(row.entity.trim()));
        }
        if filled == 0 && !key.is_empty() {
            gathering.empty_row(hash(key), number);
        }
    }

    /// The attributes, most rows first, and how many are summed up in the last; and the groups, where the table has some.
    pub fn finish(self) -> (Vec<Attribute>, usize, Option<Groups>) {
        let mut names = vec![String::new(); self.tallies.len()];
        for (value, tally) in &self.tallies {
            if let Some(name) = names.get_mut(tally.number) {
                name.clone_from(value);
            }
        }
        let groups = self.gathering.map(|gathering| gathering.finish(&|number: usize| names.get(number).cloned().unwrap_or_default()));
        let mut all: Vec<Attribute> = self.tallies.into_iter().map(|(value, tally)| Attribute { value, ..tally.attribute }).collect();
        all.sort_by(|a, b| (b.rows, b.removed).cmp(&(a.rows, a.removed)).then_with(|| a.value.cmp(&b.value)));
        let further = self.further_attributes.len();
        if further > 0 {
            all.push(self.further.attribute);
        }
        (all, further, groups)
    }
}

impl Tally {
    /// Counts a row; gives how many of its value columns are filled.
    fn take(&mut self, entity: &str, removed: bool, values: &[Option<&str>], coded: &[bool]) -> u64 {
        let attribute = &mut self.attribute;
        attribute.filled.resize(values.len(), 0);
        if self.seen.len() < PATIENTS_MAX && !entity.is_empty() {
            self.seen.insert(hash(entity));
            attribute.entities = self.seen.len() as u64;
        }
        if removed {
            attribute.removed += 1;
            return 0;
        }
        attribute.rows += 1;
        let mut filled = 0u64;
        for ((value, count), coded) in values.iter().zip(attribute.filled.iter_mut()).zip(coded) {
            let Some(text) = value.map(str::trim).filter(|t| !is_no_value(t)) else { continue };
            *count += 1;
            filled += 1;
            *attribute.kinds.entry(kind(text, *coded)).or_default() += 1;
        }
        attribute.empty += u64::from(filled == 0);
        attribute.several += u64::from(filled > 1);
        filled
    }
}

/// What a value is by its look; one that refers to a dictionary is coded.
fn kind(text: &str, coded: bool) -> &'static str {
    let class = crate::facts::examine(text, false, false).class;
    match class {
        _ if coded => "coded",
        crate::facts::INTEGER | crate::facts::DECIMAL => "number",
        class if class >= crate::facts::DATED => "date",
        _ => "text",
    }
}
