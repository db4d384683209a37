//! Rows of fixed columns at declared places, with line ends or without. Positions are characters.
//!
//! A record that is cut short before its declared length is set aside; a line without its trailing blanks is a whole record.
//! Text outside the declared columns is counted, and so is that it is not read.

use super::{FixedColumn, Layout};
use crate::text::{Window, decode};
use crate::{Header, Item, Limits, Row, Summary};
use std::borrow::Cow;
use std::io::Read;
use std::ops::ControlFlow;

/// Where a record ends.
enum Next {
    /// Bytes of it without and with its end.
    Record { body: usize, whole: usize, short: bool },
    TooLong,
    End,
}

pub(super) fn read(
    layout: &Layout,
    columns: &[FixedColumn],
    record_length: Option<usize>,
    relation: &str,
    input: &mut dyn Read,
    limits: &Limits,
    each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
) -> std::io::Result<Summary> {
    let mut window = Window::of(input, layout.encoding())?;
    let mut table = Table { layout, columns, relation, limits, each, summary: Summary::default(), names: None, outside: 0, outside_at: (0, 0), commented: 0 };
    table.summary.encoding = window.encoding().into();
    let (mut number, mut cp1252) = (0u64, false);
    // Characters of a transcoded stream are not its bytes.
    let by_characters = layout.encoding().is_some();
    loop {
        let next = match record_length {
            Some(length) => fixed_record(&mut window, length, by_characters)?,
            None => line(&mut window, limits.record_bytes_max)?,
        };
        number += 1;
        let place = (number, window.offset);
        let (body, whole, short) = match next {
            Next::End => break,
            Next::TooLong => {
                let message = format!("the line is longer than {} bytes", limits.record_bytes_max);
                table.summary.refuse(limits, "record_too_long", place.0, place.1, message);
                window.skip_line()?;
                continue;
            }
            Next::Record { body, whole, short } => (body, whole, short),
        };
        let flow = {
            let (text, recoded) = decode(window.bytes().get(..body).unwrap_or_default());
            cp1252 |= recoded;
            if number <= layout.skip { ControlFlow::Continue(()) } else { table.record(&text, place, short) }
        };
        window.consume(whole);
        if flow.is_break() {
            table.summary.stopped = true;
            break;
        }
    }
    Ok(table.finish(cp1252))
}

/// Bytes of a line, and of all records, that somebody looks at.
const HEAD_MAX: usize = 32 << 10;
const HEADS_MAX: usize = 8 << 20;

/// The first records as text.
pub(super) fn heads(encoding: Option<&'static encoding_rs::Encoding>, record_length: Option<usize>, input: &mut dyn Read, most: usize) -> std::io::Result<Vec<String>> {
    let mut window = Window::of(input, encoding)?;
    let (mut all, mut bytes) = (Vec::new(), 0);
    while all.len() < most && bytes < HEADS_MAX {
        let next = match record_length {
            Some(length) => fixed_record(&mut window, length, encoding.is_some())?,
            None => line(&mut window, HEAD_MAX)?,
        };
        let (body, whole) = match next {
            Next::End => break,
            Next::TooLong => (HEAD_MAX, 0),
            Next::Record { body, whole, .. } => (body, whole),
        };
        all.push(decode(window.bytes().get(..body).unwrap_or_default()).0.into_owned());
        if whole == 0 {
            break;
        }
        window.consume(whole);
        bytes += whole;
    }
    Ok(all)
}

/// The next line.
fn line(window: &mut Window<'_>, cap: usize) -> std::io::Result<Next> {
    loop {
        let bytes = window.bytes();
        if let Some(end) = memchr::memchr(b'\n', bytes) {
            let body = if end > 0 && bytes.get(end - 1) == Some(&b'\r') { end - 1 } else { end };
            return Ok(Next::Record { body, whole: end + 1, short: false });
        }
        let length = bytes.len();
        if window.ended {
            return Ok(if length == 0 { Next::End } else { Next::Record { body: length, whole: length, short: false } });
        }
        if length > cap {
            return Ok(Next::TooLong);
        }
        window.grow()?;
    }
}

/// The next record of a declared length, with the line end behind it if there is one.
fn fixed_record(window: &mut Window<'_>, length: usize, by_characters: bool) -> std::io::Result<Next> {
    loop {
        let bytes = window.bytes();
        let found = bytes_of(bytes, length, by_characters, window.ended);
        let (have, ended) = (bytes.len(), window.ended);
        match found {
            // Two bytes more, so that a line end is seen whole.
            Some(body) if have >= body + 2 || ended => {
                let behind = bytes.get(body..).unwrap_or_default();
                let end = if behind.starts_with(b"\r\n") { 2 } else { usize::from(behind.starts_with(b"\n")) };
                return Ok(Next::Record { body, whole: body + end, short: false });
            }
            None if ended && bytes.iter().all(|b| b.is_ascii_whitespace() || matches!(b, 0 | 0x1a)) => return Ok(Next::End),
            None if ended => return Ok(Next::Record { body: have, whole: have, short: true }),
            _ => {
                window.grow()?;
            }
        }
    }
}

/// Bytes of so many characters, if there are as many.
fn bytes_of(bytes: &[u8], length: usize, by_characters: bool, ended: bool) -> Option<usize> {
    if !by_characters {
        return (bytes.len() >= length).then_some(length);
    }
    let mut starts = bytes.iter().enumerate().filter(|(_, b)| **b & 0xc0 != 0x80).map(|(at, _)| at);
    match starts.nth(length) {
        Some(at) => Some(at),
        // The last record: nothing starts behind it.
        None if ended && bytes.iter().filter(|b| **b & 0xc0 != 0x80).count() == length => Some(bytes.len()),
        None => None,
    }
}

struct Table<'t> {
    layout: &'t Layout,
    columns: &'t [FixedColumn],
    relation: &'t str,
    limits: &'t Limits,
    each: &'t mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
    summary: Summary,
    names: Option<Vec<String>>,
    outside: u64,
    outside_at: (u64, u64),
    commented: u64,
}

impl Table<'_> {
    fn record(&mut self, text: &str, (line, byte): (u64, u64), short: bool) -> ControlFlow<()> {
        if text.trim().is_empty() {
            return ControlFlow::Continue(());
        }
        if !self.layout.comment.is_empty() && text.starts_with(&self.layout.comment) {
            self.commented += 1;
            return ControlFlow::Continue(());
        }
        let text = Characters::new(text);
        let cells: Vec<&str> = self.columns.iter().map(|c| text.part(c.start.saturating_sub(1), c.width).trim()).collect();
        if self.names.is_none() {
            self.begin(&cells, (line, byte))?;
            if self.layout.header {
                return ControlFlow::Continue(());
            }
        }
        if short {
            self.summary.refuse(self.limits, "short_record", line, byte, "the last record is shorter than the layout says");
            return ControlFlow::Continue(());
        }
        if text.text.contains('\0') {
            self.summary.refuse(self.limits, "nul_byte", line, byte, "the row holds a NUL byte");
            return ControlFlow::Continue(());
        }
        if self.has_more(&text) {
            self.outside += 1;
            self.outside_at = if self.outside == 1 { (line, byte) } else { self.outside_at };
        }
        self.summary.records += 1;
        (self.each)(Item::Row(Row { relation: self.relation, line, byte, cells: &cells }))
    }

    fn begin(&mut self, cells: &[&str], place: (u64, u64)) -> ControlFlow<()> {
        let names = if self.layout.names.is_empty() {
            let cells: Vec<Cow<'_, str>> = cells.iter().map(|c| Cow::Borrowed(if self.layout.header { *c } else { "" })).collect();
            crate::csv::name_fields(&cells, self.limits, &mut self.summary, place)
        } else {
            self.layout.names.clone()
        };
        let names = self.names.insert(names);
        (self.each)(Item::Header(Header { relation: self.relation, names: names.as_slice() }))
    }

    /// Whether text stands between or behind the columns.
    fn has_more(&self, text: &Characters<'_>) -> bool {
        let mut from = 0;
        for column in self.columns {
            if !text.part(from, column.start.saturating_sub(1).saturating_sub(from)).trim().is_empty() {
                return true;
            }
            from = column.start.saturating_sub(1).saturating_add(column.width);
        }
        !text.part(from, usize::MAX).trim().is_empty()
    }

    fn finish(mut self, cp1252: bool) -> Summary {
        let mut doubts: Vec<(&'static str, (u64, u64), String)> = Vec::new();
        if self.outside > 0 {
            doubts.push(("outside_columns", self.outside_at, format!("{} rows hold text outside of the columns of the layout, which is not read; the first is here", self.outside)));
        }
        if self.commented > 0 {
            doubts.push(("comment", (0, 0), format!("{} lines start as comments do and are no records", self.commented)));
        }
        if cp1252 {
            doubts.push(("not_utf8", (0, 0), "some records are not UTF-8 and were read as Windows-1252".into()));
            self.summary.encoding = format!("{} with Windows-1252", self.summary.encoding);
        }
        if self.summary.records + self.summary.quarantined == 0 && !self.summary.stopped {
            doubts.push(("no_rows", (0, 0), "the file holds no rows".into()));
        }
        for (code, (line, byte), message) in doubts {
            self.summary.doubt(self.limits, code, line, byte, message);
        }
        self.summary
    }
}

/// A text by its characters.
struct Characters<'t> {
    text: &'t str,
    /// Where each starts; none of an ASCII text, whose bytes they are.
    starts: Option<Vec<usize>>,
}

impl<'t> Characters<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, starts: (!text.is_ascii()).then(|| text.char_indices().map(|(at, _)| at).collect()) }
    }

    fn byte(&self, character: usize) -> usize {
        match &self.starts {
            None => character.min(self.text.len()),
            Some(starts) => starts.get(character).copied().unwrap_or(self.text.len()),
        }
    }

    /// So many characters from one on; fewer at the end.
    fn part(&self, from: usize, count: usize) -> &'t str {
        self.text.get(self.byte(from)..self.byte(from.saturating_add(count))).unwrap_or("")
    }
}
