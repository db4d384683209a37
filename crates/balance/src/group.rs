//! Rows of one table that say one thing together: an allergen with its reactions, each a row that names the row above them.
//!
//! One row heads the group and makes the statement. What the others say is looked up from there, so that it does not matter
//! where in the table, or in which part of it, they stand. A row that heads or belongs to such a group asserts nothing by itself; one of
//! which nothing is said is counted by its attribute, one that names another patient than its head is a doubt.

use crate::lookup::{Derived, LookupTable, Lookups};
use serde::Deserialize;
use std::collections::BTreeSet;
use toml::Spanned;

/// Why a row that a group took asserts nothing by itself.
pub const PART_OF_GROUP: &str = "read with the row that heads its group";

/// `[assert.group]` as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawGroup {
    /// Attributes of the rows that head a group.
    pub heads: Spanned<Words>,
    /// The field of the head by which the others name it.
    pub key: String,
    /// The field of the others that names it.
    pub field: String,
}

/// One word, or several.
#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum Words {
    /// One.
    One(String),
    /// Several.
    Many(Vec<String>),
}

impl Words {
    pub(crate) fn all(self) -> Vec<String> {
        match self {
            Self::One(word) => vec![word],
            Self::Many(words) => words,
        }
    }
}

/// A group while its assert is checked.
pub(crate) struct Draft {
    heads: Vec<String>,
    key: String,
    field: String,
    from: String,
    /// The field that says what the value of a row is a value of.
    attribute: String,
    clause: Option<String>,
    read: BTreeSet<String>,
}

/// A checked group.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub heads: Vec<String>,
    /// The column that names the head.
    pub field: usize,
    /// The patients of the heads, by key; where the patient is looked up, their attributes.
    pub table: usize,
    /// The column of the patient in the same table.
    pub patient: Option<usize>,
    /// Attributes of rows that are read with their head.
    pub read: BTreeSet<String>,
}

impl Draft {
    pub(crate) fn new(raw: RawGroup, from: &str, attribute: &str, clause: Option<&str>) -> Self {
        let RawGroup { heads, key, field } = raw;
        let clause = clause.map(str::to_string);
        Self { heads: heads.into_inner().all(), key, field, from: from.into(), attribute: attribute.into(), clause, read: BTreeSet::new() }
    }

    /// The condition of the rows of some attributes.
    fn rows_of(&self, words: &[String]) -> String {
        let quoted: Vec<String> = words.iter().map(|word| format!("'{}'", word.replace('\'', "''"))).collect();
        let of = format!("TRIM(\"{}\") IN ({})", self.attribute.replace('"', "\"\""), quoted.join(", "));
        self.clause.as_ref().map_or(of.clone(), |clause| format!("{of} AND ({clause})"))
    }

    /// Whether a source reads other rows than the head. `Err` where it reads both.
    pub(crate) fn is_of_others(&self, words: &[String]) -> Result<bool, String> {
        let of_heads = words.iter().filter(|word| self.heads.contains(*word)).count();
        if of_heads > 0 && of_heads < words.len() {
            return Err("reads the row that heads the group, or the others".into());
        }
        Ok(!words.is_empty() && of_heads == 0)
    }

    /// The column that holds a field, or a lookup, of the other rows of some attributes; as a list where there are several.
    pub(crate) fn column(&mut self, name: &str, words: &[String], fields: &mut Vec<String>, derived: &mut Vec<Derived>, lookups: &mut Vec<LookupTable>) -> Result<usize, String> {
        self.read.extend(words.iter().cloned());
        let own = format!("{name}[{}]", words.join(", "));
        if let Some(at) = fields.iter().position(|field| *field == own) {
            return Ok(at);
        }
        let lookup = derived.iter().find(|d| fields.get(d.column).is_some_and(|field| field == name)).cloned();
        let made = match lookup {
            Some(lookup) => {
                let start = fields.get(lookup.from).cloned().unwrap_or_default();
                let from = self.column(&start, words, fields, derived, lookups)?;
                Derived { column: place(&own, fields), from, ..lookup }
            }
            None => {
                // It is a field of the relation that is read, so that it stands among those.
                place(name, fields);
                let table = LookupTable::new(&self.from, &self.field, name).narrowed(Some(self.rows_of(words).as_str()), true)?;
                let from = place(&self.key, fields);
                Derived { column: place(&own, fields), from, pattern: None, relation: self.from.clone(), table: Some(table.register(lookups)), all: true }
            }
        };
        let column = made.column;
        derived.push(made);
        Ok(column)
    }

    /// The group, once every source is known. The first column of an assert is its patient.
    pub(crate) fn finish(self, fields: &mut Vec<String>, derived: &[Derived], lookups: &mut Vec<LookupTable>) -> Result<Group, String> {
        if self.heads.is_empty() {
            return Err("name the attribute of the rows that head a group".into());
        }
        if derived.iter().any(|d| fields.get(d.column).is_some_and(|field| [&self.attribute, &self.key, &self.field].contains(&field))) {
            return Err("`attribute`, `key` and `field` of a group are fields of the table".into());
        }
        let patient = (!derived.iter().any(|d| d.column == 0)).then_some(0);
        let value = patient.and_then(|at: usize| fields.get(at)).unwrap_or(&self.attribute).clone();
        let table = LookupTable::new(&self.from, &self.key, &value).narrowed(Some(self.rows_of(&self.heads).as_str()), false)?;
        let is_looked_up = |name: &String| derived.iter().any(|d| fields.get(d.column) == Some(name));
        if table.fields.iter().skip(2).any(is_looked_up) {
            return Err("`where` holds for every row of a group and names fields of the table only".into());
        }
        let table = table.register(lookups);
        Ok(Group { field: place(&self.field, fields), heads: self.heads, table, patient, read: self.read })
    }
}

fn place(name: &str, fields: &mut Vec<String>) -> usize {
    fields.iter().position(|field| field == name).unwrap_or_else(|| {
        fields.push(name.into());
        fields.len() - 1
    })
}

/// What a row is to a group.
pub(crate) enum Part<'l> {
    /// It makes the statement.
    Head,
    /// It belongs to a head, whose patient this is.
    Member {
        /// Whether its attribute is one that is read.
        read: bool,
        /// The patient of the head, where the table says.
        patient: Option<&'l str>,
    },
    /// It is none of its rows.
    Other,
}

impl Group {
    /// What a row is, by its attribute and by what names its head.
    pub(crate) fn part<'l>(&self, attribute: &str, named: &str, lookups: &'l Lookups) -> Part<'l> {
        if self.heads.iter().any(|head| head == attribute) {
            return Part::Head;
        }
        match lookups.get(self.table, named) {
            Some(found) => Part::Member { read: self.read.contains(attribute), patient: self.patient.map(|_| found) },
            None => Part::Other,
        }
    }
}
