//! OpenDocument spreadsheets, streamed out of `content.xml`.
//!
//! Our own reader: files repeat cells and rows by number, so laying a sheet out as a grid lets a small file demand any
//! amount of memory. Here a repeated row is handed on row by row, and what repetition makes of a sheet is capped.

use super::Refusal;
use super::book::{Cell, Take};
use super::text::is_blank;
use calamine::Data;
use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesStart, Event};
use std::collections::HashSet;
use std::io::{BufReader, Cursor, Read};
use std::ops::ControlFlow;

const ROWS_MAX: u64 = 1 << 20;
const COLUMNS_MAX: u64 = 1 << 14;
/// Cells of a sheet that stand there by repetition, and their bytes.
const REPEATED_MAX: u64 = 1 << 24;
/// Blanks that one element may stand for.
const BLANKS_MAX: u64 = 4_096;
const BROKEN: &str = "the content of the sheet is broken";

/// A workbook: its sheets by name and whether hidden, and the merged areas of each.
pub(super) struct Ods<'b> {
    bytes: &'b [u8],
    pub sheets: Vec<(String, bool)>,
    pub merged: Vec<usize>,
}

impl<'b> Ods<'b> {
    pub(super) fn open(bytes: &'b [u8]) -> Result<Self, Refusal> {
        if is_encrypted(bytes) {
            return Err(("encrypted", "the workbook is protected by a password".into()));
        }
        let mut walk = Walk::default();
        let ended = walk.content(bytes, &mut |_| ControlFlow::Continue(()));
        match ended {
            Err(reason) if walk.sheets.is_empty() => Err(("broken_workbook", reason.into())),
            _ => Ok(Self { bytes, sheets: walk.sheets, merged: walk.merged }),
        }
    }

    /// Hands the cells of a sheet in order to `take`.
    pub(super) fn cells(&self, index: usize, take: Take<'_>) -> Result<(), &'static str> {
        Walk { wanted: Some(index), ..Walk::default() }.content(self.bytes, take)
    }
}

/// Whether the package's manifest says that its parts are encrypted.
fn is_encrypted(bytes: &[u8]) -> bool {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else { return false };
    let Ok(part) = archive.by_name("META-INF/manifest.xml") else { return false };
    let mut manifest = Vec::new();
    // A manifest that breaks off tells what it holds before.
    let _ = part.take(1 << 20).read_to_end(&mut manifest);
    memchr::memmem::find(&manifest, b"encryption-data").is_some()
}

/// A cell while it is read.
struct Open {
    repeated: u64,
    data: Data,
    /// Its text is its value.
    by_text: bool,
    text: String,
    paragraphs: usize,
    formula: bool,
    error: bool,
}

/// A cell of the row that is read.
struct Pending {
    column: u64,
    repeated: u64,
    data: Data,
    formula: bool,
    error: bool,
}

/// A way through `content.xml`.
#[derive(Default)]
struct Walk {
    /// The sheet whose cells are wanted; none for the list of sheets.
    wanted: Option<usize>,
    sheets: Vec<(String, bool)>,
    merged: Vec<usize>,
    style: String,
    hidden_styles: HashSet<String>,
    /// Tables in tables.
    depth: usize,
    row: u64,
    row_repeated: u64,
    column: u64,
    cell: Option<Open>,
    pending: Vec<Pending>,
    /// Paragraphs and annotations that are open.
    paragraphs: usize,
    annotations: usize,
    repeated: u64,
}

impl Walk {
    fn content(&mut self, bytes: &[u8], take: Take<'_>) -> Result<(), &'static str> {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| BROKEN)?;
        let part = archive.by_name("content.xml").map_err(|_| BROKEN)?;
        let mut reader = Reader::from_reader(BufReader::new(part));
        reader.config_mut().expand_empty_elements = true;
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            match reader.read_event_into(&mut buffer).map_err(|_| BROKEN)? {
                Event::Start(start) => self.start(&start),
                Event::End(end) => {
                    if self.end(end.name().as_ref(), &mut *take)?.is_break() {
                        return Ok(());
                    }
                }
                Event::Text(text) => self.text(&text.xml10_content()),
                Event::CData(text) => self.text(&text.xml10_content()),
                Event::GeneralRef(reference) => match reference.resolve_char_ref() {
                    Ok(Some(c)) => self.text(c.encode_utf8(&mut [0; 4])),
                    _ => self.text(resolve_predefined_entity(&reference).unwrap_or("")),
                },
                Event::Eof if self.depth > 0 => return Err("the content ends too early"),
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    fn start(&mut self, start: &BytesStart<'_>) {
        match start.name().as_ref() {
            "style:style" => self.style = attribute(start, "style:name").unwrap_or_default(),
            "style:table-properties" if attribute(start, "table:display").as_deref() == Some("false") => {
                self.hidden_styles.insert(self.style.clone());
            }
            "table:table" => {
                self.depth += 1;
                if self.depth == 1 {
                    self.open_sheet(start);
                }
            }
            "table:table-row" if self.depth == 1 => {
                self.row_repeated = number(start, "table:number-rows-repeated");
                self.column = 0;
                self.pending.clear();
            }
            "table:table-cell" | "table:covered-table-cell" if self.depth == 1 => self.open_cell(start),
            "office:annotation" => self.annotations += 1,
            "text:p" => {
                self.paragraphs += 1;
                if self.cell.as_ref().is_some_and(|c| c.paragraphs > 0) {
                    self.text("\n");
                }
                if let Some(cell) = self.cell.as_mut().filter(|_| self.annotations == 0) {
                    cell.paragraphs += 1;
                }
            }
            "text:s" => self.text(&" ".repeat(number(start, "text:c").min(BLANKS_MAX) as usize)),
            "text:tab" => self.text("\t"),
            "text:line-break" => self.text("\n"),
            _ => {}
        }
    }

    fn open_sheet(&mut self, start: &BytesStart<'_>) {
        let hidden = attribute(start, "table:style-name").is_some_and(|s| self.hidden_styles.contains(&s));
        let unnamed = format!("Sheet{}", self.sheets.len() + 1);
        self.sheets.push((attribute(start, "table:name").filter(|n| !n.is_empty()).unwrap_or(unnamed), hidden));
        self.merged.push(0);
        (self.row, self.repeated) = (0, 0);
    }

    fn open_cell(&mut self, start: &BytesStart<'_>) {
        let spans = number(start, "table:number-columns-spanned") > 1 || number(start, "table:number-rows-spanned") > 1;
        if let Some(areas) = self.merged.last_mut().filter(|_| spans) {
            *areas += 1;
        }
        let value = |name: &str| attribute(start, name).unwrap_or_default();
        let data = match value("office:value-type").as_str() {
            "float" | "percentage" | "currency" => match value("office:value") {
                text if text.is_empty() => Data::Empty,
                text => text.parse().map_or(Data::String(text), Data::Float),
            },
            "date" => Data::DateTimeIso(value("office:date-value")),
            "time" => Data::DurationIso(value("office:time-value")),
            "boolean" => Data::Bool(value("office:boolean-value").eq_ignore_ascii_case("true")),
            "string" => Data::String(value("office:string-value")),
            _ => Data::Empty,
        };
        let error = value("calcext:value-type") == "error";
        self.cell = Some(Open {
            repeated: number(start, "table:number-columns-repeated"),
            by_text: error || is_blank(&data),
            data,
            text: String::new(),
            paragraphs: 0,
            formula: attribute(start, "table:formula").is_some(),
            error,
        });
    }

    fn text(&mut self, text: &str) {
        let shown = self.paragraphs > 0 && self.annotations == 0 && self.depth == 1;
        if let Some(cell) = self.cell.as_mut().filter(|c| c.by_text && shown) {
            cell.text.push_str(text);
        }
    }

    fn end(&mut self, name: &str, take: Take<'_>) -> Result<ControlFlow<()>, &'static str> {
        match name {
            "text:p" => self.paragraphs = self.paragraphs.saturating_sub(1),
            "office:annotation" => self.annotations = self.annotations.saturating_sub(1),
            "table:table-cell" | "table:covered-table-cell" if self.depth == 1 => self.close_cell(),
            "table:table-row" if self.depth == 1 => return self.close_row(take),
            "table:table" => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 && self.is_wanted() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            _ => {}
        }
        Ok(ControlFlow::Continue(()))
    }

    fn is_wanted(&self) -> bool {
        self.wanted.is_some_and(|index| index + 1 == self.sheets.len())
    }

    fn close_cell(&mut self) {
        let Some(cell) = self.cell.take() else { return };
        let data = if cell.by_text { Data::String(cell.text) } else { cell.data };
        let blank = is_blank(&data);
        if !blank || cell.formula {
            let data = if blank { Data::Empty } else { data };
            self.pending.push(Pending { column: self.column, repeated: cell.repeated, data, formula: cell.formula, error: cell.error && !blank });
        }
        self.column = self.column.saturating_add(cell.repeated).min(COLUMNS_MAX);
    }

    fn close_row(&mut self, take: Take<'_>) -> Result<ControlFlow<()>, &'static str> {
        let rows = self.row_repeated.min(ROWS_MAX.saturating_sub(self.row));
        let first = self.row;
        self.row = self.row.saturating_add(self.row_repeated).min(ROWS_MAX);
        // A cell that is repeated no times, or stands beyond the last column, would cost time for each row and count for nothing.
        self.pending.retain(|cell| cell.repeated > 0 && cell.column < COLUMNS_MAX);
        if !self.is_wanted() || self.pending.is_empty() {
            return Ok(ControlFlow::Continue(()));
        }
        for row in first..first + rows {
            for cell in &self.pending {
                let end = cell.column.saturating_add(cell.repeated).min(COLUMNS_MAX);
                for column in cell.column..end {
                    if row > first || column > cell.column {
                        self.repeated += 1 + weight(&cell.data);
                    }
                    if self.repeated > REPEATED_MAX {
                        return Err("cells are repeated too often");
                    }
                    let one = Cell { row: row as u32, column: column as u32, data: cell.data.clone(), formula: cell.formula, error: cell.error };
                    if take(Ok(one)).is_break() {
                        return Ok(ControlFlow::Break(()));
                    }
                }
            }
        }
        Ok(ControlFlow::Continue(()))
    }
}

fn weight(data: &Data) -> u64 {
    match data {
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.len() as u64,
        _ => 0,
    }
}

/// An attribute with its entities resolved.
fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = start.try_get_attribute(name).ok()??;
    Some(unescape(&attribute.value).map_or_else(|_| attribute.value.to_string(), |text| text.into_owned()))
}

/// A number of times; 1 when it is not said.
fn number(start: &BytesStart<'_>, name: &str) -> u64 {
    attribute(start, name).and_then(|text| text.parse().ok()).unwrap_or(1)
}
