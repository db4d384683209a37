//! What the definitions of a dump say: tables with their columns, keys and comments. It names the fields of rows that come
//! without a list of columns, and becomes the relations `sql.columns`, `sql.keys` and `sql.tables` at the end of the dump,
//! because keys and comments are often added after the rows.

use crate::Record;
use std::collections::{HashMap, HashSet};

/// Columns and keys remembered.
const REMEMBERED_MAX: usize = 1 << 20;

/// Tables of one name among which a name without a schema looks for its own case.
const SAME_BASE_MAX: usize = 64;

/// A name with its schema, which may be empty.
pub(super) type Qualified = (String, String);

/// A column of a table.
#[derive(Debug, Clone, Default)]
pub(super) struct Column {
    pub name: String,
    pub type_name: String,
    pub not_null: bool,
    pub default: String,
    pub keys: Vec<&'static str>,
    pub comment: String,
    pub place: (u64, u64),
}

/// A key of a table.
#[derive(Debug, Clone, Default)]
pub(super) struct Key {
    pub table: usize,
    pub name: String,
    /// `primary`, `unique` or `foreign`.
    pub kind: &'static str,
    pub columns: Vec<String>,
    pub references: Qualified,
    pub references_columns: Vec<String>,
    pub place: (u64, u64),
}

/// A table that was created or filled.
#[derive(Debug, Default)]
pub(super) struct Table {
    schema: String,
    base: String,
    relation: String,
    pub columns: Vec<Column>,
    /// A CREATE TABLE names its columns.
    pub created: bool,
    pub rows: u64,
    pub comment: String,
    pub place: (u64, u64),
}

/// All tables of a dump.
#[derive(Default)]
pub(super) struct Catalog {
    tables: Vec<Table>,
    by_base: HashMap<String, Vec<usize>>,
    /// Tables by base and schema in small letters, where they have a schema.
    by_name: HashMap<Qualified, usize>,
    relations: HashSet<String>,
    /// The next number of a relation whose name was taken.
    numbers: HashMap<String, u32>,
    keys: Vec<Key>,
    remembered: usize,
    /// Columns of one table.
    fields_max: usize,
}

impl Catalog {
    pub(super) fn new(fields_max: usize) -> Self {
        Self { fields_max, ..Self::default() }
    }

    /// The table of a name, added where it is new. Case and a missing schema do not make another table.
    pub(super) fn table(&mut self, (schema, base): &Qualified, place: (u64, u64)) -> usize {
        if let Some(id) = self.find(schema, base) {
            if let Some(table) = self.tables.get_mut(id).filter(|t| t.schema.is_empty() && !schema.is_empty()) {
                table.schema.clone_from(schema);
                self.by_name.insert(key(schema, base), id);
            }
            return id;
        }
        let id = self.tables.len();
        self.tables.push(Table { schema: schema.clone(), base: base.clone(), place, ..Table::default() });
        self.by_base.entry(base.to_lowercase()).or_default().push(id);
        if !schema.is_empty() {
            self.by_name.insert(key(schema, base), id);
        }
        id
    }

    /// The table of a name, if it is known.
    pub(super) fn known(&self, (schema, base): &Qualified) -> Option<usize> {
        self.find(schema, base)
    }

    fn find(&self, schema: &str, base: &str) -> Option<usize> {
        let ids = self.by_base.get(&base.to_lowercase())?;
        let first = ids.first().copied();
        if schema.is_empty() {
            let same = |id: &usize| self.tables.get(*id).is_some_and(|t| t.base == base);
            return ids.iter().take(SAME_BASE_MAX).copied().find(same).or(first);
        }
        // A table without a schema is the first of its name: where there is another already, no such table is added.
        let bare = || first.filter(|id| self.tables.get(*id).is_some_and(|t| t.schema.is_empty()));
        self.by_name.get(&key(schema, base)).copied().or_else(bare)
    }

    pub(super) fn get(&self, id: usize) -> Option<&Table> {
        self.tables.get(id)
    }

    pub(super) fn get_mut(&mut self, id: usize) -> Option<&mut Table> {
        self.tables.get_mut(id)
    }

    /// The relation of a table: its name, with the schema where another table has the same name. It stays once it is given.
    pub(super) fn relation(&mut self, id: usize) -> String {
        let Some(table) = self.tables.get(id) else { return String::new() };
        if !table.relation.is_empty() {
            return table.relation.clone();
        }
        let shared = self.by_base.get(&table.base.to_lowercase()).is_some_and(|ids| ids.len() > 1);
        let qualified = if table.schema.is_empty() { table.base.clone() } else { format!("{}.{}", table.schema, table.base) };
        let wanted = if shared || self.relations.contains(&table.base) { qualified } else { table.base.clone() };
        let number = self.numbers.entry(wanted.clone()).or_insert(2);
        let mut relation = wanted.clone();
        while !self.relations.insert(relation.clone()) {
            relation = format!("{wanted}_{number}");
            *number += 1;
        }
        if let Some(table) = self.tables.get_mut(id) {
            table.relation.clone_from(&relation);
        }
        relation
    }

    /// Adds a column, at the place of another of the same name or `at` a position; false when no more are remembered.
    pub(super) fn add_column(&mut self, id: usize, column: Column, at: Option<usize>) -> bool {
        if self.remembered >= REMEMBERED_MAX {
            return false;
        }
        self.remembered += 1;
        let Some(table) = self.tables.get_mut(id) else { return true };
        if table.columns.len() >= self.fields_max {
            return false;
        }
        match table.columns.iter().position(|c| c.name.eq_ignore_ascii_case(&column.name)) {
            Some(same) => {
                if let Some(old) = table.columns.get_mut(same) {
                    *old = column;
                }
            }
            None => table.columns.insert(at.unwrap_or(usize::MAX).min(table.columns.len()), column),
        }
        true
    }

    /// Adds a key and marks its columns.
    pub(super) fn add_key(&mut self, key: Key) -> bool {
        if self.remembered >= REMEMBERED_MAX {
            return false;
        }
        self.remembered += 1;
        if let Some(table) = self.tables.get_mut(key.table) {
            for column in table.columns.iter_mut().filter(|c| key.columns.iter().any(|k| k.eq_ignore_ascii_case(&c.name))) {
                column.not_null |= key.kind == "primary";
                if !column.keys.contains(&key.kind) {
                    column.keys.push(key.kind);
                }
            }
        }
        self.keys.push(key);
        true
    }

    /// A column by name.
    pub(super) fn column(&mut self, id: usize, name: &str) -> Option<&mut Column> {
        self.tables.get_mut(id)?.columns.iter_mut().find(|c| c.name.eq_ignore_ascii_case(name))
    }

    /// A table that is dropped before it has rows was a stand-in.
    pub(super) fn dropped(&mut self, name: &Qualified) {
        let Some(id) = self.known(name) else { return };
        if let Some(table) = self.tables.get_mut(id).filter(|t| t.rows == 0) {
            table.created = false;
            table.columns.clear();
            self.keys.retain(|key| key.table != id);
        }
    }

    /// Forgets what an earlier definition of a table said.
    pub(super) fn redefine(&mut self, id: usize) {
        if let Some(table) = self.tables.get_mut(id) {
            table.columns.clear();
            self.keys.retain(|key| key.table != id);
        }
    }

    /// Tables that were created and have no rows, in order: relation, names, place.
    pub(super) fn empty_tables(&mut self) -> Vec<(String, Vec<String>)> {
        let ids: Vec<usize> = self.tables.iter().enumerate().filter(|(_, t)| t.created && t.rows == 0 && !t.columns.is_empty()).map(|(id, _)| id).collect();
        let names = |table: &Table| table.columns.iter().map(|c| c.name.clone()).collect::<Vec<String>>();
        ids.into_iter().map(|id| (self.relation(id), self.get(id).map(names).unwrap_or_default())).collect()
    }

    /// The definitions as records.
    pub(super) fn records(&mut self) -> Vec<Record> {
        let relations: Vec<String> = (0..self.tables.len()).map(|id| self.relation(id)).collect();
        let mut out = Vec::new();
        for (table, relation) in self.tables.iter().zip(&relations) {
            if !table.comment.is_empty() {
                out.push(record("sql.tables", table.place, vec![("table", relation.clone()), ("comment", table.comment.clone())]));
            }
        }
        for (table, relation) in self.tables.iter().zip(&relations) {
            out.extend(table.columns.iter().map(|column| column_record(column, relation)));
        }
        for key in &self.keys {
            let relation = relations.get(key.table).cloned().unwrap_or_default();
            let (schema, base) = &key.references;
            let references = self.find(schema, base).and_then(|id| relations.get(id)).unwrap_or(base).clone();
            let leaves = vec![
                ("table", relation),
                ("name", key.name.clone()),
                ("kind", key.kind.to_string()),
                ("columns", key.columns.join(",")),
                ("references_table", references),
                ("references_columns", key.references_columns.join(",")),
            ];
            out.push(record("sql.keys", key.place, leaves));
        }
        out
    }
}

/// Base and schema in small letters.
fn key(schema: &str, base: &str) -> Qualified {
    (base.to_lowercase(), schema.to_ascii_lowercase())
}

fn column_record(column: &Column, relation: &str) -> Record {
    let nullable = if column.not_null { "no" } else { "yes" };
    let leaves = vec![
        ("table", relation.to_string()),
        ("column", column.name.clone()),
        ("type", column.type_name.clone()),
        ("nullable", nullable.to_string()),
        ("default", column.default.clone()),
        ("key", column.keys.join(",")),
        ("comment", column.comment.clone()),
    ];
    record("sql.columns", column.place, leaves)
}

/// A record of the leaves that hold something.
pub(super) fn record(relation: &str, (line, byte): (u64, u64), leaves: Vec<(&str, String)>) -> Record {
    let leaves = leaves.into_iter().filter(|(_, value)| !value.is_empty()).map(|(field, value)| (field.to_string(), value)).collect();
    Record { relation: relation.to_string(), line, byte, leaves }
}

/// Names made unique and never empty, and whether that was needed.
pub(super) fn unique(names: Vec<String>) -> (Vec<String>, bool) {
    let (mut seen, mut next): (HashSet<String>, HashMap<String, u32>) = (HashSet::new(), HashMap::new());
    let (mut out, mut changed) = (Vec::with_capacity(names.len()), false);
    for (index, name) in names.into_iter().enumerate() {
        let base = if name.trim().is_empty() { format!("column_{}", index + 1) } else { name };
        let number = next.entry(base.clone()).or_insert(2);
        let mut unique = base.clone();
        while !seen.insert(unique.clone()) {
            unique = format!("{base}_{number}");
            *number += 1;
            changed = true;
        }
        out.push(unique);
    }
    (out, changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(schema: &str, base: &str) -> Qualified {
        (schema.into(), base.into())
    }

    #[test]
    fn a_schema_is_shown_where_it_tells_tables_apart() {
        let mut catalog = Catalog::new(16);
        let (a, b) = (catalog.table(&named("public", "visit"), (1, 0)), catalog.table(&named("old", "visit"), (2, 9)));
        let c = catalog.table(&named("dbo", "Person"), (3, 20));
        assert_eq!((catalog.relation(a), catalog.relation(b), catalog.relation(c)), ("public.visit".into(), "old.visit".into(), "Person".into()));
        assert_eq!(catalog.table(&named("", "person"), (4, 30)), c);
    }

    #[test]
    fn tables_are_found_by_schema_and_columns_are_capped() {
        let mut catalog = Catalog::new(2);
        let bare = catalog.table(&named("", "Visit"), (1, 0));
        assert_eq!(catalog.table(&named("S", "visit"), (2, 0)), bare);
        let other = catalog.table(&named("t", "visit"), (3, 0));
        assert_eq!((catalog.known(&named("s", "VISIT")), catalog.known(&named("T", "visit"))), (Some(bare), Some(other)));
        assert_eq!((catalog.known(&named("", "visit")), catalog.known(&named("u", "visit"))), (Some(other), None));
        let column = |name: &str| Column { name: name.into(), ..Column::default() };
        assert!(["a", "A", "b"].iter().all(|name| catalog.add_column(bare, column(name), None)));
        assert!(!catalog.add_column(bare, column("c"), None));
    }

    #[test]
    fn many_names_alike_become_unique() {
        let (names, _) = unique(vec!["a".to_string(); 20_000]);
        assert_eq!(names.last().map(String::as_str), Some("a_20000"));
    }

    #[test]
    fn names_become_unique() {
        let (names, changed) = unique(vec!["a".into(), "a".into(), "a_2".into(), String::new()]);
        assert_eq!((names, changed), (vec!["a".to_string(), "a_2".into(), "a_2_2".into(), "column_4".into()], true));
    }
}
