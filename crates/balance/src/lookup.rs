//! Names that pointers give: tables that a lens looks values up in, and the columns of an assert that come of them.
//!
//! A pointer that names no entry is counted and gives nothing; it is never taken for the name itself. One that names an entry without the value
//! gives nothing, and is no fault. Keys are compared as texts without blanks around them. A list of values in one cell is kept apart by [`SEPARATOR`], and an aspect that reads
//! such a cell has them all.

use crate::condition::{self, Condition};
use model::TextTable;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// Between the values of one cell.
pub(crate) const SEPARATOR: char = '\u{1f}';

/// A table that a lens looks values up in: a value by its key, of rows that meet a condition.
#[derive(Debug, Clone)]
pub struct LookupTable {
    /// The relation it is read from.
    pub relation: String,
    /// Fields to read: those of the key, the value, then those of the condition.
    pub fields: Vec<String>,
    /// How many of them make the key together.
    keys: usize,
    clause: String,
    filter: Option<Condition>,
    /// All values of a key, instead of the first.
    all: bool,
}

impl LookupTable {
    pub(crate) fn new(relation: &str, key: &str, value: &str) -> Self {
        Self::keyed(relation, vec![key.into()], value)
    }

    /// One whose key is several fields together.
    pub(crate) fn keyed(relation: &str, keys: Vec<String>, value: &str) -> Self {
        let count = keys.len();
        let fields = keys.into_iter().chain([value.to_string()]).collect();
        Self { relation: relation.into(), fields, keys: count, clause: String::new(), filter: None, all: false }
    }

    /// The same for rows that meet a condition, and for every value of a key.
    pub(crate) fn narrowed(mut self, clause: Option<&str>, all: bool) -> Result<Self, String> {
        self.all = all;
        if let Some(clause) = clause {
            let mut lookups = Vec::new();
            let filter = condition::parse(clause, &mut self.fields, &mut lookups).map_err(|p| format!("where: {}", p.message))?;
            if !lookups.is_empty() {
                return Err("where: a table that is looked up in looks nothing up itself".into());
            }
            (self.filter, self.clause) = (Some(filter), clause.to_string());
        }
        Ok(self)
    }

    /// The value that is looked up, behind the name of its relation.
    pub(crate) fn looked_up(&self) -> Option<String> {
        self.fields.get(self.keys).map(|value| format!("{}.{value}", self.relation))
    }

    fn is(&self, other: &Self) -> bool {
        let named = |table: &Self| table.fields.get(..=table.keys).map(<[String]>::to_vec);
        (&self.relation, named(self), &self.clause, self.all) == (&other.relation, named(other), &other.clause, other.all)
    }

    /// The number of a table in the list of a lens, where it is added once.
    pub(crate) fn register(self, tables: &mut Vec<Self>) -> usize {
        tables.iter().position(|known| known.is(&self)).unwrap_or_else(|| {
            tables.push(self);
            tables.len() - 1
        })
    }
}

/// What the tables of a lens hold, in their order.
#[derive(Debug, Default, Clone)]
pub struct Lookups {
    tables: Vec<Held>,
}

/// What one table holds: the first value of each key, or all of them where the table gathers.
#[derive(Debug, Default, Clone)]
struct Held {
    first: TextTable,
    all: HashMap<String, String>,
    /// Keys of entries that leave their value out: they name an entry all the same.
    silent: HashSet<String>,
}

impl Lookups {
    /// Adds a row of the table of a number, its cells in the order of `table.fields`.
    pub fn add(&mut self, number: usize, table: &LookupTable, row: &[Option<&str>]) {
        let (Some(parts), Some(value)) = (row.get(..table.keys), row.get(table.keys)) else { return };
        // Blanks are the key of nothing: every row that leaves a pointer out would name it.
        let Some(key) = joined(parts) else { return };
        if table.filter.as_ref().is_some_and(|f| !f.holds(row, &Self::default())) {
            return;
        }
        if self.tables.len() <= number {
            self.tables.resize_with(number + 1, Held::default);
        }
        let Some(held) = self.tables.get_mut(number) else { return };
        let Some(value) = value else {
            // Of a table that gathers nobody asks: that there are no rows is no fault.
            if !table.all {
                held.silent.insert(key.into_owned());
            }
            return;
        };
        if !table.all {
            return held.first.add(&key, value);
        }
        match held.all.get_mut(&*key) {
            None => {
                held.all.insert(key.into_owned(), (*value).into());
            }
            Some(known) => {
                known.push(SEPARATOR);
                known.push_str(value);
            }
        }
    }

    pub(crate) fn get(&self, number: usize, key: &str) -> Option<&str> {
        let (held, key) = (self.tables.get(number)?, key.trim());
        held.first.get(key).or_else(|| held.all.get(key).map(String::as_str))
    }

    /// Whether an entry of a key leaves its value out.
    fn is_silent(&self, number: usize, key: &str) -> bool {
        self.tables.get(number).is_some_and(|held| held.silent.contains(key.trim()))
    }

    /// The value of a key of several fields.
    pub(crate) fn of(&self, number: usize, parts: &[Option<&str>]) -> Option<&str> {
        self.get(number, &joined(parts)?)
    }
}

/// The fields of a key as one text; none where one of them is empty.
fn joined<'k>(parts: &[Option<&'k str>]) -> Option<Cow<'k, str>> {
    if let [only] = parts {
        return only.map(str::trim).filter(|p| !p.is_empty()).map(Cow::Borrowed);
    }
    let filled: Vec<&str> = parts.iter().map_while(|part| part.map(str::trim).filter(|p| !p.is_empty())).collect();
    (filled.len() == parts.len()).then(|| Cow::Owned(filled.join(SEPARATOR.to_string().as_str())))
}

/// What an expression takes of a text: its first group, or the whole match where it has no group or that one is no part of the match.
pub(crate) fn taken<'t>(pattern: &regex::Regex, text: &'t str) -> Option<&'t str> {
    // The whole match is found without a look at groups.
    if pattern.captures_len() == 1 {
        return pattern.find(text).map(|m| m.as_str());
    }
    let groups = pattern.captures(text)?;
    groups.get(1).or_else(|| groups.get(0)).map(|m| m.as_str())
}

/// A column of an assert that no field holds: what a pointer in another column names.
#[derive(Debug, Clone)]
pub(crate) struct Derived {
    /// Its place among the columns of the assert.
    pub column: usize,
    /// The column with the pointer.
    pub from: usize,
    /// What of the pointer is the key.
    pub pattern: Option<regex::Regex>,
    /// The number of its table; none where the key itself is the value.
    pub table: Option<usize>,
    /// The relation pointed to.
    pub relation: String,
    /// It gathers the rows that name this one: that there are none is no fault.
    pub all: bool,
}

impl Derived {
    /// What the pointers of a cell name, and how many of them name nothing.
    pub(crate) fn find<'l>(&self, text: &'l str, lookups: &'l Lookups) -> (Option<Cow<'l, str>>, u64) {
        let (mut found, mut missing): (Vec<&'l str>, u64) = (Vec::new(), 0);
        for part in text.split(SEPARATOR).filter(|p| !p.trim().is_empty()) {
            let key = match &self.pattern {
                None => part,
                // A pointer of another kind (a variable pointer to another file) is not this column's.
                Some(pattern) => match taken(pattern, part) {
                    Some(key) => key,
                    None => continue,
                },
            };
            match self.table.map_or(Some(key), |table| lookups.get(table, key)) {
                Some(name) => found.push(name),
                None => missing += u64::from(!self.all && !self.table.is_some_and(|table| lookups.is_silent(table, key))),
            }
        }
        match found.as_slice() {
            [] => (None, missing),
            [one] => (Some(Cow::Borrowed(*one)), missing),
            many => (Some(Cow::Owned(many.join(SEPARATOR.to_string().as_str()))), missing),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_takes_its_first_group_or_all_that_it_matches() {
        let of = |pattern: &str, text| taken(&regex::Regex::new(pattern).unwrap(), text);
        assert_eq!(of("^[^;]+", "E11.9;I10"), Some("E11.9"));
        assert_eq!(of("^[^;]+;([^;]+)", "E11.9;I10"), Some("I10"));
        assert_eq!(of("^(?:a|(b))c", "ac"), Some("ac"), "the group is no part of the match");
        assert_eq!(of("x(y)?", "x"), Some("x"));
        assert_eq!((of("^$", ""), of("z", "E11.9"), of("(z)", "E11.9")), (Some(""), None, None));
    }

    #[test]
    fn a_key_of_one_field_is_that_field_and_one_of_several_is_all_of_them() {
        assert_eq!(joined(&[Some(" a ")]).as_deref(), Some("a"));
        assert_eq!(joined(&[Some("a"), Some("b ")]).as_deref(), Some("a\u{1f}b"));
        assert!(joined(&[Some(" ")]).is_none() && joined(&[None]).is_none() && joined(&[Some("a"), None]).is_none());
    }
}
