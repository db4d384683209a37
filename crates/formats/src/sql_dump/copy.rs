//! COPY .. FROM stdin of PostgreSQL: a row a line, up to a line `\.`.

use super::cursor::Cursor;
use super::insert::Target;
use super::statement::Style;
use super::value::escape;
use super::Reader;
use crate::text::decode;
use crate::{Item, Row};
use std::borrow::Cow;

/// How the lines are written.
struct Layout {
    separator: u8,
    null: Vec<u8>,
}

impl Reader<'_> {
    /// COPY with its lines; without lines it is counted.
    pub(super) fn copy(&mut self) -> std::io::Result<()> {
        let place = self.place();
        let Some(text) = self.take_statement(Style::default())? else { return Ok(()) };
        let mut cursor = Cursor::new(&text, self.dialect, place);
        cursor.advance();
        let name = cursor.qualified().unwrap_or_default();
        let names = Some(cursor.names()).filter(|n| !n.is_empty());
        if !cursor.accept("FROM STDIN") || name.1.is_empty() {
            self.tally.add("statement_skipped", "COPY", "", place);
            return Ok(());
        }
        let Some(layout) = layout(&mut cursor) else {
            let (line, byte) = place;
            self.summary.refuse(self.limits, "copy_format", line, byte, "a COPY whose lines are CSV or binary is not read");
            return self.skip_lines();
        };
        let end = self.line_end(0)?;
        self.consume(end);
        let mut target = self.target(&name, names, place);
        self.lines(&mut target, &layout)
    }

    fn lines(&mut self, target: &mut Target, layout: &Layout) -> std::io::Result<()> {
        while !self.summary.stopped {
            let (line, byte) = self.place();
            let end = self.line_end(0)?;
            let text = self.window.bytes().get(..end).unwrap_or_default();
            let body = text.strip_suffix(b"\n").unwrap_or(text);
            let body = body.strip_suffix(b"\r").unwrap_or(body).len();
            if end == 0 {
                self.summary.doubt(self.limits, "copy_unended", line, byte, "the dump ends inside the lines of a COPY");
                return Ok(());
            }
            if self.window.bytes().get(..body) == Some(b"\\.".as_slice()) {
                self.consume(end);
                return Ok(());
            }
            if body > self.limits.record_bytes_max {
                self.summary.refuse(self.limits, "record_too_long", line, byte, format!("the line is longer than {} bytes", self.limits.record_bytes_max));
                self.skip_line()?;
                continue;
            }
            self.copied_row(target, layout, body, (line, byte));
            self.consume(end);
        }
        Ok(())
    }

    /// Delivers the line at the start of the window.
    fn copied_row(&mut self, target: &mut Target, layout: &Layout, body: usize, (line, byte): (u64, u64)) {
        let count = fields(self.window.bytes().get(..body).unwrap_or_default(), layout.separator).len();
        if count > self.limits.fields_max {
            self.summary.refuse(self.limits, "too_many_fields", line, byte, format!("the row has {count} cells; the cap is {}", self.limits.fields_max));
            return;
        }
        let names = target.names.get_or_insert_with(|| (1..=count).map(|n| format!("column_{n}")).collect());
        if count != names.len() {
            self.summary.refuse(self.limits, "ragged_row", line, byte, format!("the row has {count} cells, the header {}", names.len()));
            return;
        }
        self.announce(target, (line, byte));
        if self.summary.stopped {
            return;
        }
        let mut cells: Vec<Cow<'_, str>> = Vec::with_capacity(count);
        for raw in fields(self.window.bytes().get(..body).unwrap_or_default(), layout.separator) {
            let (text, recoded) = cell(raw, layout);
            self.recoded |= recoded;
            cells.push(text);
        }
        let cells: Vec<&str> = cells.iter().map(AsRef::as_ref).collect();
        self.summary.records += 1;
        if let Some(table) = self.catalog.get_mut(target.id) {
            table.rows += 1;
        }
        self.summary.stopped = (self.each)(Item::Row(Row { relation: &target.relation, line, byte, cells: &cells })).is_break();
    }

    /// Passes over lines up to `\.`.
    fn skip_lines(&mut self) -> std::io::Result<()> {
        loop {
            let end = self.line_end(0)?;
            let ends = self.window.bytes().starts_with(b"\\.");
            self.consume(end);
            if end == 0 || ends {
                return Ok(());
            }
        }
    }

    /// Passes over a line of any length.
    fn skip_line(&mut self) -> std::io::Result<()> {
        loop {
            let end = self.line_end(0)?;
            let whole = end == 0 || self.window.bytes().get(end - 1) == Some(&b'\n');
            self.consume(end);
            if whole {
                return Ok(());
            }
        }
    }
}

/// The options after FROM stdin; `None` where the lines are not text.
fn layout(cursor: &mut Cursor<'_>) -> Option<Layout> {
    let mut layout = Layout { separator: b'\t', null: b"\\N".to_vec() };
    while !cursor.ended() {
        let word = cursor.word(0);
        cursor.advance();
        match word.as_str() {
            "CSV" | "BINARY" => return None,
            "DELIMITER" | "DELIMITERS" | "NULL" => {
                cursor.accept("AS");
                let text = cursor.text().unwrap_or_default();
                match (word.as_str(), text.as_bytes()) {
                    ("NULL", bytes) => layout.null = bytes.to_vec(),
                    (_, [separator]) => layout.separator = *separator,
                    _ => {}
                }
            }
            _ => {}
        }
    }
    Some(layout)
}

/// The fields of a line; a separator after a backslash is none.
fn fields(line: &[u8], separator: u8) -> Vec<&[u8]> {
    let (mut fields, mut start, mut at) = (Vec::new(), 0usize, 0usize);
    while let Some(found) = memchr::memchr2(separator, b'\\', line.get(at..).unwrap_or_default()) {
        at += found;
        if line.get(at) == Some(&separator) {
            fields.push(line.get(start..at).unwrap_or_default());
            start = at + 1;
            at += 1;
        } else {
            at += 2;
        }
    }
    fields.push(line.get(start..).unwrap_or_default());
    fields
}

/// A cell without its escapes; NULL is empty.
fn cell<'b>(raw: &'b [u8], layout: &Layout) -> (Cow<'b, str>, bool) {
    if raw == layout.null.as_slice() {
        return (Cow::Borrowed(""), false);
    }
    if memchr::memchr(b'\\', raw).is_none() {
        return decode(raw);
    }
    let mut out = Vec::with_capacity(raw.len());
    let mut at = 0;
    while let Some(byte) = raw.get(at).copied() {
        at += 1;
        match raw.get(at).copied().filter(|_| byte == b'\\') {
            // `\u` is no escape here.
            Some(letter @ (b'u' | b'U')) => {
                out.push(letter);
                at += 1;
            }
            Some(letter) => at += 1 + escape(letter, raw.get(at + 1..).unwrap_or_default(), &mut out),
            None => out.push(byte),
        }
    }
    let (text, recoded) = decode(&out);
    (Cow::Owned(text.into_owned()), recoded)
}
