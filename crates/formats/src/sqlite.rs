//! The SQLite file format, read without an SQL engine: every table of the file, and its schema as records.
//!
//! Follows the published file format (header, b-tree pages, cells, overflow pages, records, schema table). Nothing is
//! executed: views, triggers and virtual tables are told, not run. Every page is visited once, so a circle ends. A page or
//! a row that is broken is set aside with its page number, and reading goes on at the next. Relations are named as the
//! tables; `sql.columns`, `sql.keys` and `sql.routines` tell the schema. The line of a row is its rowid.

mod pages;
mod schema;
mod value;

use crate::guarded::whole;
use crate::{Header, Item, Limits, Record, Row, Summary};
use pages::{Cell, Pages};
use schema::{Column, Definition};
use std::borrow::Cow;
use std::io::Read;
use std::ops::ControlFlow;
use value::Value;

pub(crate) fn read(
    _name: &str,
    input: &mut dyn Read,
    limits: &Limits,
    each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
) -> std::io::Result<Summary> {
    let mut summary = Summary::default();
    let Some(bytes) = whole(input, limits, &mut summary)? else { return Ok(summary) };
    let pages = match Pages::new(&bytes) {
        Ok(pages) => pages,
        Err(message) => {
            summary.refuse(limits, "bad_header", 0, 0, message);
            return Ok(summary);
        }
    };
    summary.encoding = pages.encoding.word().into();
    if pages.wal {
        let message = "the file was kept with a write-ahead log; what is only in a -wal file beside it is not seen";
        summary.doubt(limits, "journal_mode_wal", 0, 0, message);
    }
    if pages.cut {
        summary.doubt(limits, "cut_file", 0, bytes.len() as u64, "the file does not end with a whole page");
    }
    let mut file = File { pages, limits, each, summary, recoded: false, blobs: 0 };
    let flow = file.read();
    let File { mut summary, recoded, blobs, .. } = file;
    summary.stopped = flow.is_break();
    if recoded {
        summary.doubt(limits, "not_utf8", 0, 0, "some texts are not of the file's encoding and were read as Windows-1252");
    }
    if blobs > 0 {
        let message = format!("{blobs} binary values are over {} bytes; their length stands for them", value::BLOB_SHOWN);
        summary.doubt(limits, "long_blob", 0, 0, message);
    }
    if summary.records + summary.quarantined == 0 {
        summary.doubt(limits, "no_rows", 0, 0, "the file holds no tables");
    }
    Ok(summary)
}

/// A file while it is read.
struct File<'e> {
    pages: Pages<'e>,
    limits: &'e Limits,
    each: &'e mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
    summary: Summary,
    recoded: bool,
    /// Binary values that were too long to show.
    blobs: u64,
}

/// A table with where it starts.
struct Table {
    root: u32,
    definition: Definition,
}

impl File<'_> {
    fn read(&mut self) -> ControlFlow<()> {
        let mut entries: Vec<[String; 5]> = Vec::new();
        let mut cells = self.pages.tree(1);
        while let Some(cell) = self.next(&mut cells, "the schema") {
            let Some(values) = self.values(&cell) else { continue };
            let text = |i: usize| values.get(i).map(|v| v.text(false)).unwrap_or_default();
            entries.push([text(0), text(1), text(2), text(3), text(4)]);
        }
        let mut tables = Vec::new();
        for (index, entry) in entries.iter().enumerate() {
            let line = index as u64 + 1;
            let [kind, name, table, root, sql] = entry.each_ref().map(String::as_str);
            match kind {
                "table" => tables.extend(self.table(line, name, root, sql)?),
                "index" => self.index(line, table, sql)?,
                _ => self.record("sql.routines", line, &[("name", name), ("kind", kind), ("table", table), ("body", sql)])?,
            }
        }
        for table in &tables {
            self.rows(table)?;
        }
        ControlFlow::Continue(())
    }

    /// The next cell of a tree; broken pages on the way are set aside.
    fn next(&mut self, cells: &mut pages::Tree, what: &str) -> Option<Cell> {
        loop {
            match cells.next(&mut self.pages, self.limits.record_bytes_max)? {
                Ok(cell) => return Some(cell),
                Err(fault) => {
                    let message = format!("page {} of {what}: {}", fault.page, fault.reason);
                    self.summary.refuse(self.limits, fault.code, 0, fault.byte, message);
                }
            }
        }
    }

    /// The values of a record; one that is cut or holds what is of no known type is set aside.
    fn values(&mut self, cell: &Cell) -> Option<Vec<Value>> {
        let (values, whole) = value::values(&cell.payload, self.pages.encoding, self.limits.fields_max);
        if !whole {
            let message = format!("page {}: a record ends before its values do", cell.page);
            self.summary.refuse(self.limits, "cut_record", line_of(cell), cell.byte, message);
            return None;
        }
        self.recoded |= values.iter().any(Value::is_recoded);
        self.blobs += values.iter().filter(|v| v.is_long_blob()).count() as u64;
        Some(values)
    }

    fn record(&mut self, relation: &str, line: u64, leaves: &[(&str, &str)]) -> ControlFlow<()> {
        let leaves = leaves.iter().filter(|(_, v)| !v.is_empty()).map(|(f, v)| (f.to_string(), v.to_string())).collect();
        self.summary.records += 1;
        (self.each)(Item::Record(&Record { relation: relation.into(), line, byte: 0, leaves }))
    }

    /// Tells a table's columns and keys; `None` for a table that has no pages or no readable definition.
    fn table(&mut self, line: u64, name: &str, root: &str, sql: &str) -> ControlFlow<(), Option<Table>> {
        let Some(definition) = schema::table(name, sql, self.limits.fields_max) else {
            let message = format!("the definition of table {name} cannot be read, or it has more than {} columns or keys", self.limits.fields_max);
            self.summary.refuse(self.limits, "bad_schema", line, 0, message);
            return ControlFlow::Continue(None);
        };
        for column in &definition.columns {
            let key = if column.primary { "primary" } else { "" };
            self.record("sql.columns", line, &[("table", name), ("column", column.name.as_str()), ("type", column.kind.as_str()), ("key", key)])?;
        }
        for key in &definition.keys {
            let (columns, other) = (key.columns.join(","), key.references_columns.join(","));
            let leaves = [("table", name), ("kind", key.kind), ("columns", columns.as_str()), ("references_table", key.references_table.as_str()), ("references_columns", other.as_str())];
            self.record("sql.keys", line, &leaves)?;
        }
        match root.parse::<u32>() {
            Ok(root) if root > 0 => ControlFlow::Continue(Some(Table { root, definition })),
            _ => {
                self.summary.doubt(self.limits, "virtual_table", line, 0, format!("table {name} is virtual; the tables that keep its content are read"));
                ControlFlow::Continue(None)
            }
        }
    }

    fn index(&mut self, line: u64, table: &str, sql: &str) -> ControlFlow<()> {
        // An index that a constraint made has no text of its own; its constraint was told.
        let Some((kind, columns)) = schema::index(sql) else { return ControlFlow::Continue(()) };
        let columns = columns.join(",");
        self.record("sql.keys", line, &[("table", table), ("kind", kind), ("columns", columns.as_str())])
    }

    fn rows(&mut self, table: &Table) -> ControlFlow<()> {
        let definition = &table.definition;
        let stored: Vec<&Column> = definition.columns.iter().filter(|c| !c.computed).collect();
        if stored.len() < definition.columns.len() {
            let message = format!("table {} has computed columns that are not stored", definition.name);
            self.summary.doubt(self.limits, "computed_column", 0, 0, message);
        }
        // The stored text may be damaged and name a column twice.
        let given: Vec<Cow<'_, str>> = stored.iter().map(|c| Cow::Borrowed(c.name.as_str())).collect();
        let names = crate::csv::name_fields(&given, self.limits, &mut self.summary, (0, 0));
        (self.each)(Item::Header(Header { relation: &definition.name, names: &names }))?;
        let order = definition.stored_order();
        let (mut cells, mut ordinal) = (self.pages.tree(table.root), 0u64);
        let what = format!("table {}", definition.name);
        while let Some(cell) = self.next(&mut cells, &what) {
            ordinal += 1;
            let Some(values) = self.values(&cell) else { continue };
            if values.len() > order.len() {
                let message = format!("page {}: the row has {} values, the table {} columns", cell.page, values.len(), order.len());
                self.summary.refuse(self.limits, "ragged_row", line_of(&cell), cell.byte, message);
                continue;
            }
            let texts = row(&stored, &order, &values, &cell);
            let line = if cell.rowid > 0 { line_of(&cell) } else { ordinal };
            let cells: Vec<&str> = texts.iter().map(String::as_str).collect();
            self.summary.records += 1;
            (self.each)(Item::Row(Row { relation: &definition.name, line, byte: cell.byte, cells: &cells }))?;
        }
        ControlFlow::Continue(())
    }
}

/// The cells of a row in the order of its columns. A column that was added after the row was written has its default.
fn row(stored: &[&Column], order: &[usize], values: &[Value], cell: &Cell) -> Vec<String> {
    let mut texts: Vec<String> = stored.iter().map(|c| c.default.clone()).collect();
    for (at, value) in order.iter().zip(values) {
        let (Some(text), Some(column)) = (texts.get_mut(*at), stored.get(*at)) else { continue };
        // The alias of the rowid is stored as NULL.
        *text = if column.is_rowid && value.is_null() { cell.rowid.to_string() } else { value.text(column.is_real) };
    }
    texts
}

fn line_of(cell: &Cell) -> u64 {
    u64::try_from(cell.rowid).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;

    /// 512-byte pages: 60 rows of `person` over nine pages, some with overflow; `visit log` without rowid; `code` with a
    /// column added after its first row; a view, a trigger and an index.
    fn sample() -> Vec<u8> {
        unpack(include_str!("sqlite/sample.b64"))
    }

    fn unpack(text: &str) -> Vec<u8> {
        let packed = base64::engine::general_purpose::STANDARD.decode(text.replace('\n', "")).unwrap();
        let mut bytes = Vec::new();
        flate2::read::GzDecoder::new(&packed[..]).read_to_end(&mut bytes).unwrap();
        bytes
    }

    /// Relation, line and cells or leaves of each record.
    fn read_all(bytes: &[u8]) -> (Vec<(String, u64, String)>, Summary) {
        let mut out = Vec::new();
        let mut input = bytes;
        let summary = read("x.db", &mut input, &Limits::default(), &mut |item| {
            match item {
                Item::Row(row) => out.push((row.relation.to_string(), row.line, row.cells.join("|"))),
                Item::Record(record) => {
                    let leaves: Vec<String> = record.leaves.iter().map(|(f, v)| format!("{f}={v}")).collect();
                    out.push((record.relation.clone(), record.line, leaves.join("|")));
                }
                _ => {}
            }
            ControlFlow::Continue(())
        })
        .unwrap();
        assert_eq!(summary.records, out.len() as u64);
        (out, summary)
    }

    fn of<'o>(out: &'o [(String, u64, String)], relation: &str) -> Vec<(u64, &'o str)> {
        out.iter().filter(|(r, _, _)| r == relation).map(|(_, line, text)| (*line, text.as_str())).collect()
    }

    #[test]
    fn every_table_and_the_schema() {
        let (out, summary) = read_all(&sample());
        assert_eq!((summary.quarantined, summary.encoding.as_str()), (0, "UTF-8"));
        assert_eq!(summary.issues.iter().map(|i| i.code).collect::<Vec<_>>(), ["long_blob"]);
        let people = of(&out, "person");
        assert_eq!(people.len(), 60);
        assert_eq!(people[0], (3, "3|Person 1 é|60.125|x'01ff'|n"));
        assert_eq!(people[3], (12, "12|Person 4 é|60.5|blob of 100 bytes|nnnn"));
        assert_eq!(people[4], (15, "15|Person 5 é|60.0|x'05ff'|nnnnn"));
        assert_eq!(people[6], (21, "21|Person 7 é||x'07ff'|nnnnnnn"));
        assert!(people[49].1.ends_with(&"n".repeat(1000)) && people[49].0 == 150);
        assert_eq!(of(&out, "visit log").len(), 60);
        assert_eq!(of(&out, "visit log")[0], (1, "84|2020-01-01"));
        assert_eq!(of(&out, "code"), [(1, "sys|a|Alpha|1"), (2, "sys|b||0")]);
        assert_eq!(of(&out, "sql.columns").len(), 11);
        assert_eq!(of(&out, "sql.columns")[0], (1, "table=person|column=id|type=integer|key=primary"));
        let keys = of(&out, "sql.keys");
        let expected = [
            (1, "table=person|kind=primary|columns=id"),
            (2, "table=visit log|kind=foreign|columns=person_id|references_table=person|references_columns=id"),
            (2, "table=visit log|kind=primary|columns=day,person_id"),
            (3, "table=code|kind=unique|columns=code"),
            (7, "table=person|kind=index|columns=name"),
        ];
        assert_eq!(keys, expected);
        assert_eq!(of(&out, "sql.routines").len(), 2);
        assert!(of(&out, "sql.routines")[0].1.starts_with("name=heavy|kind=view|table=heavy|body=CREATE VIEW heavy"));
    }

    #[test]
    fn a_column_named_twice_has_a_name_of_its_own() {
        let mut bytes = sample();
        let at = memchr::memmem::find(&bytes, b"display text, active").unwrap();
        bytes[at..at + 7].copy_from_slice(b"code   ");
        let (mut names, mut input) = (Vec::new(), bytes.as_slice());
        let summary = read("x.db", &mut input, &Limits::default(), &mut |item| {
            if let Item::Header(header) = item
                && header.relation == "code"
            {
                names = header.names.to_vec();
            }
            ControlFlow::Continue(())
        })
        .unwrap();
        assert_eq!(names, ["system", "code", "code_2", "active"]);
        assert_eq!(summary.counts.get("duplicate_header"), Some(&1));
    }

    #[test]
    fn utf16_texts() {
        let (out, summary) = read_all(&unpack(include_str!("sqlite/utf16.b64")));
        assert_eq!(summary.encoding, "UTF-16LE");
        assert_eq!(of(&out, "person")[0].1, "3|Person 1 é|60.125|x'01ff'|n");
    }

    #[test]
    fn a_broken_page_and_a_circle_are_set_aside() {
        let mut broken = sample();
        broken[8 * 512] = 0;
        let mut circle = sample();
        let at = 512 + usize::from(u16::from_be_bytes([circle[512 + 12], circle[512 + 13]]));
        circle[at..at + 4].copy_from_slice(&2u32.to_be_bytes());
        for bytes in [broken, circle] {
            let (out, summary) = read_all(&bytes);
            assert_eq!((of(&out, "person").len(), of(&out, "visit log").len()), (51, 60));
            assert_eq!((summary.quarantined, summary.counts.get("bad_page")), (1, Some(&1)));
        }
    }

    #[test]
    fn a_cut_file_a_log_and_what_is_no_database() {
        let mut bytes = sample();
        bytes[18] = 2;
        let (_, summary) = read_all(&bytes[..13_000]);
        assert_eq!((summary.counts.get("journal_mode_wal"), summary.counts.get("cut_file")), (Some(&1), Some(&1)));
        assert!(summary.counts.contains_key("bad_page"));
        let (_, summary) = read_all(b"SQLite format 3\0 and no more");
        assert_eq!(summary.counts.get("bad_header"), Some(&1));
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_panic(changes in proptest::collection::vec((0..13_824usize, proptest::prelude::any::<u8>()), 1..40)) {
            let mut bytes = sample();
            for (at, byte) in changes {
                bytes[at] = byte;
            }
            let (_, summary) = read_all(&bytes);
            proptest::prop_assert!(summary.records < 10_000);
        }
    }
}
