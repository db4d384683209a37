//! CREATE TABLE, ALTER TABLE, CREATE INDEX and COMMENT ON: what they say of tables goes into the catalog.

use super::catalog::{Catalog, Column, Key, Qualified};
use super::cursor::Cursor;
use super::dialect::Family;
use super::lex::Kind;
use super::tally::Tally;

/// Words that end the type or the default of a column.
const AFTER_TYPE: [&str; 33] = [
    "NOT", "NULL", "DEFAULT", "PRIMARY", "UNIQUE", "REFERENCES", "CHECK", "COMMENT", "AUTO_INCREMENT", "AUTOINCREMENT", "COLLATE", "CONSTRAINT",
    "GENERATED", "AS", "IDENTITY", "ON", "ENCODE", "CHARSET", "ROWGUIDCOL", "SPARSE", "INVISIBLE", "VISIBLE", "ENABLE", "DISABLE", "VIRTUAL", "STORED",
    "FOREIGN", "KEY", "STORAGE", "COMPRESSION", "FIRST", "AFTER", "INLINE",
];

/// What a definition is written into.
pub(super) struct Definitions<'c> {
    pub catalog: &'c mut Catalog,
    pub tally: &'c mut Tally,
}

impl Definitions<'_> {
    /// CREATE TABLE; false where it defines no columns (it selects them).
    pub(super) fn create_table(&mut self, cursor: &mut Cursor<'_>) -> bool {
        let place = cursor.place();
        while !cursor.ended() && !cursor.accept("TABLE") {
            cursor.advance();
        }
        let lenient = cursor.accept("IF NOT EXISTS");
        let Some(name) = cursor.qualified() else { return false };
        if !cursor.is_symbol(b'(') && !matches!(cursor.word(0).as_str(), "LIKE" | "OF" | "PARTITION") {
            return false;
        }
        let id = self.catalog.table(&name, place);
        if self.catalog.get(id).is_some_and(|t| t.created) {
            self.tally.add("table_created_twice", &name.1, "", place);
            if lenient {
                return true;
            }
            self.catalog.redefine(id);
        }
        if let Some(table) = self.catalog.get_mut(id) {
            (table.created, table.place) = (true, place);
        }
        if cursor.accept("LIKE") {
            self.copy_columns(cursor, id);
            return true;
        }
        if cursor.symbol(b'(') {
            self.elements(cursor, id);
        }
        while !cursor.ended() {
            if cursor.accept("COMMENT") {
                cursor.symbol(b'=');
                if let (Some(text), Some(table)) = (cursor.text(), self.catalog.get_mut(id)) {
                    table.comment = text;
                }
                continue;
            }
            cursor.skip();
        }
        true
    }

    fn copy_columns(&mut self, cursor: &mut Cursor<'_>, id: usize) {
        let source = cursor.qualified().and_then(|name| self.catalog.known(&name)).and_then(|id| self.catalog.get(id));
        let columns: Vec<Column> = source.map(|t| t.columns.clone()).unwrap_or_default();
        for column in columns {
            self.add_column(id, column, None);
        }
    }

    fn add_column(&mut self, id: usize, column: Column, at: Option<usize>) {
        let place = column.place;
        if !self.catalog.add_column(id, column, at) {
            self.tally.add("catalog_full", "", "", place);
        }
    }

    fn add_key(&mut self, key: Key) {
        let place = key.place;
        if !self.catalog.add_key(key) {
            self.tally.add("catalog_full", "", "", place);
        }
    }

    /// Columns and constraints up to the closing bracket.
    fn elements(&mut self, cursor: &mut Cursor<'_>, id: usize) {
        while !cursor.ended() && !cursor.symbol(b')') {
            self.element(cursor, id);
            while !cursor.ended() && !cursor.is_symbol(b',') && !cursor.is_symbol(b')') {
                cursor.skip();
            }
            cursor.symbol(b',');
        }
    }

    /// A column or a constraint.
    fn element(&mut self, cursor: &mut Cursor<'_>, id: usize) {
        let place = cursor.place();
        let family = cursor.dialect.family;
        let constraint = match cursor.word(0).as_str() {
            "CONSTRAINT" | "PRIMARY" | "FOREIGN" | "UNIQUE" | "CHECK" | "EXCLUDE" | "LIKE" => true,
            "KEY" | "FULLTEXT" | "SPATIAL" => matches!(family, Family::MySql | Family::Other),
            "INDEX" => matches!(family, Family::MySql | Family::Other | Family::SqlServer),
            "SUPPLEMENTAL" => family == Family::Oracle,
            "PERIOD" => cursor.word(1) == "FOR",
            _ => false,
        };
        if constraint {
            self.constraint(cursor, id, place);
        } else {
            self.column(cursor, id, place);
        }
    }

    /// A constraint of a table, read as far as it is a key.
    fn constraint(&mut self, cursor: &mut Cursor<'_>, id: usize, place: (u64, u64)) {
        let mut key = Key { table: id, place, ..Key::default() };
        if cursor.accept("CONSTRAINT") && !matches!(cursor.word(0).as_str(), "PRIMARY" | "UNIQUE" | "FOREIGN" | "CHECK") {
            key.name = cursor.identifier().unwrap_or_default();
        }
        key.kind = match cursor.word(0).as_str() {
            "PRIMARY" => "primary",
            "UNIQUE" => "unique",
            "FOREIGN" => "foreign",
            "DEFAULT" => return self.default_constraint(cursor, id),
            _ => return,
        };
        cursor.advance();
        while matches!(cursor.word(0).as_str(), "KEY" | "INDEX" | "CLUSTERED" | "NONCLUSTERED" | "USING" | "BTREE" | "HASH") {
            cursor.advance();
        }
        if !cursor.is_symbol(b'(') {
            let name = cursor.identifier().unwrap_or_default();
            key.name = if key.name.is_empty() { name } else { key.name };
            while matches!(cursor.word(0).as_str(), "USING" | "BTREE" | "HASH") {
                cursor.advance();
            }
        }
        key.columns = cursor.names();
        if cursor.accept("REFERENCES") {
            key.references = cursor.qualified().unwrap_or_default();
            key.references_columns = cursor.names();
        }
        if !key.columns.is_empty() {
            self.add_key(key);
        }
    }

    /// `DEFAULT ((0)) FOR [column]` of SQL Server.
    fn default_constraint(&mut self, cursor: &mut Cursor<'_>, id: usize) {
        cursor.advance();
        let from = cursor.position();
        while !cursor.ended() && cursor.word(0) != "FOR" {
            cursor.skip();
        }
        let default = cursor.source(from, cursor.position()).to_string();
        cursor.advance();
        if let Some(column) = cursor.identifier().and_then(|name| self.catalog.column(id, &name)) {
            column.default = default;
        }
    }

    /// A column with its keys.
    fn column(&mut self, cursor: &mut Cursor<'_>, id: usize, place: (u64, u64)) {
        let Some(name) = cursor.identifier() else { return };
        let from = cursor.position();
        while at_type(cursor, from) {
            cursor.skip();
        }
        let mut column = Column { name: name.clone(), type_name: cursor.type_name(from, cursor.position()), place, ..Column::default() };
        let (mut position, mut keys) = (None, Vec::new());
        while !cursor.ended() && !cursor.is_symbol(b',') && !cursor.is_symbol(b')') {
            let word = cursor.word(0);
            cursor.skip();
            match word.as_str() {
                "NOT" if cursor.accept("NULL") => column.not_null = true,
                "DEFAULT" => column.default = default(cursor),
                "PRIMARY" => keys.push(("primary", Qualified::default(), Vec::new())),
                // A bare KEY is a primary key, after UNIQUE or PRIMARY it is filling.
                "UNIQUE" => keys.push(("unique", Qualified::default(), Vec::new())),
                "KEY" if keys.is_empty() => keys.push(("primary", Qualified::default(), Vec::new())),
                "REFERENCES" => keys.push(("foreign", cursor.qualified().unwrap_or_default(), cursor.names())),
                "COMMENT" => column.comment = cursor.text().unwrap_or_default(),
                "CONSTRAINT" => drop(cursor.identifier()),
                "FIRST" => position = Some(0),
                "AFTER" => position = self.after(cursor, id),
                "GENERATED" | "ON" => {
                    while matches!(cursor.word(0).as_str(), "ALWAYS" | "BY" | "DEFAULT" | "ON" | "NULL" | "AS" | "IDENTITY" | "UPDATE" | "DELETE" | "SET") {
                        cursor.skip();
                    }
                }
                _ => {}
            }
        }
        self.add_column(id, column, position);
        for (kind, references, references_columns) in keys {
            self.add_key(Key { table: id, kind, columns: vec![name.clone()], references, references_columns, place, ..Key::default() });
        }
    }

    /// The position behind a named column.
    fn after(&mut self, cursor: &mut Cursor<'_>, id: usize) -> Option<usize> {
        let name = cursor.identifier()?;
        let table = self.catalog.get(id)?;
        table.columns.iter().position(|c| c.name.eq_ignore_ascii_case(&name)).map(|at| at + 1)
    }

    /// ALTER TABLE: keys, columns and defaults that it adds. What it does else is counted.
    pub(super) fn alter_table(&mut self, cursor: &mut Cursor<'_>) {
        let place = cursor.place();
        while !cursor.ended() && !cursor.accept("TABLE") {
            cursor.advance();
        }
        cursor.accept("IF EXISTS");
        cursor.accept("ONLY");
        let Some(name) = cursor.qualified() else { return };
        if !cursor.accept("WITH CHECK") {
            cursor.accept("WITH NOCHECK");
        }
        let id = self.catalog.table(&name, place);
        let mut adding = false;
        while !cursor.ended() {
            adding = cursor.accept("ADD") || (adding && !is_action(&cursor.word(0)));
            if adding {
                self.add(cursor, id);
            } else {
                self.tally.add("statement_skipped", "ALTER TABLE", "", place);
            }
            while !cursor.ended() && !cursor.symbol(b',') {
                cursor.skip();
            }
        }
    }

    fn add(&mut self, cursor: &mut Cursor<'_>, id: usize) {
        cursor.accept("COLUMN");
        cursor.accept("IF NOT EXISTS");
        if cursor.symbol(b'(') {
            self.elements(cursor, id);
        } else {
            self.element(cursor, id);
        }
    }

    /// CREATE UNIQUE INDEX; false where the index is not unique.
    pub(super) fn create_index(&mut self, cursor: &mut Cursor<'_>) -> bool {
        let place = cursor.place();
        let mut unique = false;
        while !cursor.ended() && !cursor.accept("INDEX") {
            unique |= cursor.word(0) == "UNIQUE";
            cursor.advance();
        }
        if !unique {
            return false;
        }
        cursor.accept("CONCURRENTLY");
        cursor.accept("IF NOT EXISTS");
        let name = if cursor.word(0) == "ON" { String::new() } else { cursor.qualified().unwrap_or_default().1 };
        cursor.accept("ON");
        cursor.accept("ONLY");
        let Some(table) = cursor.qualified() else { return false };
        if cursor.accept("USING") {
            cursor.advance();
        }
        let columns = cursor.names();
        let id = self.catalog.table(&table, place);
        self.add_key(Key { table: id, name, kind: "unique", columns, place, ..Key::default() });
        true
    }

    /// COMMENT ON TABLE or COLUMN; false where it is on something else.
    pub(super) fn comment(&mut self, cursor: &mut Cursor<'_>) -> bool {
        let place = cursor.place();
        cursor.accept("COMMENT ON");
        let on_column = cursor.accept("COLUMN");
        if !on_column && !cursor.accept("TABLE") {
            return false;
        }
        let mut parts = cursor.parts();
        let column = if on_column { parts.pop() } else { None };
        let Some(base) = parts.pop() else { return false };
        cursor.accept("IS");
        let text = cursor.text().unwrap_or_default();
        self.describe(&(parts.pop().unwrap_or_default(), base), column.as_deref(), text, place);
        true
    }

    /// Puts a comment on a table or a column.
    pub(super) fn describe(&mut self, table: &Qualified, column: Option<&str>, text: String, place: (u64, u64)) {
        let id = self.catalog.table(table, place);
        match column {
            Some(name) => {
                if let Some(column) = self.catalog.column(id, name) {
                    column.comment = text;
                } else {
                    self.add_column(id, Column { name: name.to_string(), comment: text, place, ..Column::default() }, None);
                }
            }
            None => {
                if let Some(table) = self.catalog.get_mut(id) {
                    table.comment = text;
                }
            }
        }
    }
}

fn is_action(word: &str) -> bool {
    matches!(word, "DROP" | "ALTER" | "MODIFY" | "CHANGE" | "RENAME" | "ENABLE" | "DISABLE" | "ENGINE" | "OWNER" | "SET" | "CONVERT" | "ORDER" | "AUTO_INCREMENT")
}

/// Whether the token here still belongs to the type that starts at `from`.
fn at_type(cursor: &Cursor<'_>, from: usize) -> bool {
    let Some(token) = cursor.peek() else { return false };
    match token.kind {
        Kind::Symbol(b',' | b')') => false,
        Kind::Word => {
            let word = cursor.word(0);
            let set = word == "CHARACTER" && cursor.word(1) == "SET";
            !set && !AFTER_TYPE.contains(&word.as_str())
        }
        Kind::Name => cursor.position() == from || cursor.dialect.family == Family::SqlServer,
        _ => true,
    }
}

/// The default as written: at least one token, up to the next constraint.
fn default(cursor: &mut Cursor<'_>) -> String {
    let from = cursor.position();
    loop {
        cursor.skip();
        let ends = cursor.is_symbol(b',') || cursor.is_symbol(b')') || AFTER_TYPE.contains(&cursor.word(0).as_str());
        if cursor.ended() || ends {
            return cursor.source(from, cursor.position()).to_string();
        }
    }
}
