//! Exports of bcp (SQL Server) that say nothing of their columns, read by the format file beside them (`-n`, `-N`, and `-c` with `-f`).
//!
//! A field is framed by its terminator, by the length written before it, or by its type, and only then read; a row whose field cannot be
//! framed ends the reading, because nothing in the data says where the next one starts. A value that is none of its type sets its row aside, and
//! reading goes on. NULL and the empty text are both an empty cell, as everywhere. Every field of the file is a column, also one that the format file
//! loads into none. Without a format file nothing is guessed.

mod field;
mod format_file;
mod value;

#[cfg(test)]
mod tests;

pub use field::{NativeField, NativeType};
pub(crate) use format_file::{Placed, looks_like, parse as parse_format_file, read as read_format_file, whole_text};

use crate::csv::name_fields;
use crate::text::Window;
use crate::{Header, Item, Limits, Row, Summary};
use field::Part;
use std::borrow::Cow;
use std::io::Read;
use std::ops::{ControlFlow, Range};

/// What an export is without its format file: set aside whole, and what would help.
pub(crate) fn undescribed(limits: &Limits) -> Summary {
    let mut summary = Summary { encoding: "native".into(), ..Summary::default() };
    let message = "native data of bcp say nothing of their columns; they are read when their format file is ingested with them: the same name with .fmt, as text or XML";
    summary.refuse(limits, "no_format_file", 0, 0, message);
    summary
}

/// What stands at the start of the bytes.
enum Next {
    /// A row: where each field lies, none for NULL, and the bytes of all.
    Row(Vec<Option<Range<usize>>>, usize),
    /// The bytes hold no whole row.
    More,
    /// The field of that number cannot be framed, and why.
    Broken(usize, &'static str),
}

fn next(fields: &[NativeField], bytes: &[u8], ended: bool) -> Next {
    let (mut at, mut parts) = (0, Vec::with_capacity(fields.len()));
    for (index, field) in fields.iter().enumerate() {
        // The last row may lack the end of its last field.
        match field.part(bytes, at, ended && index + 1 == fields.len()) {
            Part::Value(range, end) => {
                parts.push(range);
                at = end;
            }
            Part::More => return Next::More,
            Part::Broken(why) => return Next::Broken(index + 1, why),
        }
    }
    if at == 0 { Next::Broken(1, "no field takes a byte") } else { Next::Row(parts, at) }
}

/// Streams an export whose fields are known. As [`crate::read`] otherwise.
pub(crate) fn read(
    relation: &str,
    fields: &[NativeField],
    input: &mut dyn Read,
    limits: &Limits,
    each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
) -> std::io::Result<Summary> {
    let mut summary = Summary::default();
    let given: Vec<Cow<'_, str>> = fields.iter().map(|f| Cow::Borrowed(f.name.as_str())).collect();
    let names = name_fields(&given, limits, &mut summary, (0, 0));
    // Text alone has lines; where they end is data as well.
    let is_text = fields.iter().all(|f| f.kind.is_text() && f.prefix == 0);
    let encoding = match is_text {
        true if fields.iter().all(|f| f.kind == NativeType::WideText) => "UTF-16LE",
        true if fields.iter().all(|f| f.kind == NativeType::Text) => "UTF-8",
        _ => "native",
    };
    summary.encoding = encoding.into();
    if each(Item::Header(Header { relation, names: &names })).is_break() {
        summary.stopped = true;
        return Ok(summary);
    }
    let (mut window, mut line, mut recoded) = (Window::raw(input), 1u64, false);
    if fields.first().is_some_and(|f| f.kind == NativeType::WideText && f.prefix == 0) {
        skip_mark(&mut window)?;
    }
    loop {
        let byte = window.offset;
        let (parts, whole) = match next(fields, window.bytes(), window.ended) {
            Next::Row(parts, whole) => (parts, whole),
            Next::More if !window.ended && window.bytes().len() <= limits.record_bytes_max => {
                window.grow()?;
                continue;
            }
            Next::More if window.bytes().is_empty() => break,
            Next::More if window.ended => {
                summary.refuse(limits, "cut_off", line, byte, format!("the file ends within a row, {} bytes after its start", window.bytes().len()));
                break;
            }
            Next::More => {
                summary.refuse(limits, "record_too_long", line, byte, format!("the row is longer than {} bytes; reading ends here", limits.record_bytes_max));
                break;
            }
            Next::Broken(field, why) => {
                summary.refuse(limits, "bad_native_row", line, byte, format!("field {field}: {why}; where the next row starts is not known, and reading ends here"));
                break;
            }
        };
        let bytes = window.bytes().get(..whole).unwrap_or_default();
        let lines = if is_text { memchr::memchr_iter(b'\n', bytes).count() as u64 } else { 1 };
        let flow = match cells(fields, bytes, &parts, &mut recoded) {
            Ok(cells) => {
                summary.records += 1;
                let cells: Vec<&str> = cells.iter().map(|cell| &**cell).collect();
                each(Item::Row(Row { relation, line, byte, cells: &cells }))
            }
            Err(field) => {
                summary.refuse(limits, "bad_value", line, byte, format!("field {field} holds no value of its type"));
                ControlFlow::Continue(())
            }
        };
        window.consume(whole);
        line += lines;
        if flow.is_break() {
            summary.stopped = true;
            return Ok(summary);
        }
    }
    if recoded {
        summary.doubt(limits, "not_utf8", 0, 0, "some values are not UTF-8 and were read as Windows-1252");
        summary.encoding = format!("{} with Windows-1252", summary.encoding);
    }
    if summary.records == 0 && summary.quarantined == 0 {
        summary.doubt(limits, "no_rows", 0, 0, "the file holds no rows");
    }
    Ok(summary)
}

/// Passes over the mark that opens text of two bytes a character (`-w`).
fn skip_mark(window: &mut Window<'_>) -> std::io::Result<()> {
    while window.bytes().len() < 2 && window.grow()? {}
    if window.bytes().starts_with(&[0xff, 0xfe]) {
        window.consume(2);
    }
    Ok(())
}

/// The values of a row as text, or the number of the field whose bytes are none of its type.
fn cells<'b>(fields: &[NativeField], bytes: &'b [u8], parts: &[Option<Range<usize>>], recoded: &mut bool) -> Result<Vec<Cow<'b, str>>, usize> {
    let mut cells = Vec::with_capacity(fields.len());
    for (index, (field, part)) in fields.iter().zip(parts).enumerate() {
        let cell = match part {
            None => Cow::Borrowed(""),
            Some(range) => value::text(field.kind, bytes.get(range.clone()).unwrap_or_default(), recoded).ok_or(index + 1)?,
        };
        cells.push(cell);
    }
    Ok(cells)
}
