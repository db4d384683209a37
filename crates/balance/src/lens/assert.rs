//! What a checked lens holds of one relation: the sources of every aspect, fields as columns of a row.
//!
//! Rows are read by it in [`crate::table`]; nothing is read or checked here.

use crate::condition::Condition;
use crate::directory::Sort;
use crate::group::Group;
use crate::lookup::Derived;
use model::{Aspect, Kind, NumberForm};
use std::collections::BTreeMap;

/// How a field's text becomes a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum As {
    Code,
    Text,
    Word,
    Quantity,
    Number,
    Date,
    Boolean,
    Key,
    /// Why there is no value.
    Absence,
}

/// One source of an aspect, fields as indices into the assert's list.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    /// Attributes whose rows it reads; empty for rows of any.
    pub attributes: Vec<String>,
    pub fields: Vec<usize>,
    pub constant: Option<String>,
    pub kind: As,
    pub system: String,
    pub system_field: Option<usize>,
    pub display: Option<usize>,
    pub text: Option<usize>,
    pub unit: String,
    pub unit_field: Option<usize>,
    pub units: BTreeMap<String, String>,
    /// What a number or an address is for, and the field that says it.
    pub used_for: Option<&'static str>,
    pub use_field: Option<usize>,
    pub format: String,
    /// A day and a time of day in fields of their own, read as one text.
    pub is_joined: bool,
    /// How numbers are written, where it is not as in `1234.5`.
    pub written: Option<NumberForm>,
    pub values: BTreeMap<String, String>,
    pub otherwise: Option<String>,
    pub absent: Option<String>,
    pub when: Option<Condition>,
    pub null_like: Vec<String>,
    pub split: Option<String>,
    pub pattern: Option<regex::Regex>,
    pub pad: usize,
    pub also: bool,
}

/// What the rows of one relation assert.
#[derive(Debug, Clone)]
pub(crate) struct Assert {
    pub kind: Kind,
    /// What its rows are entries of, where they say who and what serves many patients: these are statements of nobody's chart.
    pub entry: Option<Sort>,
    pub from: String,
    pub patient: usize,
    pub filter: Option<Condition>,
    pub excluded: String,
    pub say: Vec<(Aspect, Vec<Source>)>,
    /// What the legacy system has no place for: its silence is silence.
    pub never: Vec<Aspect>,
    /// The columns of a row: fields of the relation, and names of lookups.
    pub fields: Vec<String>,
    /// Columns that no field holds, each after the one it starts from.
    pub derived: Vec<Derived>,
    /// Every field of such a name is a row of its own; what the first group matches stands for [`EACH`].
    pub each: Option<regex::Regex>,
    /// The column that says what the value of a row is a value of.
    pub attribute: Option<usize>,
    /// Rows of the relation that make one statement together.
    pub group: Option<Group>,
}

impl Assert {
    /// Whether some aspects are read of rows of certain attributes only, and others count as unlisted.
    pub fn picks_attributes(&self) -> bool {
        self.group.is_none() && self.say.iter().flat_map(|(_, sources)| sources).any(|s| !s.attributes.is_empty())
    }
}

/// What stands in an assert for the part of a field's name that `each` matched.
pub(crate) const EACH: &str = "{each}";

/// What stands in an assert for the field whose name `each` matched, and for what it holds.
pub(crate) const VALUE: &str = "{value}";
