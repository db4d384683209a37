//! Spreadsheets: XLSX, XLSB and XLS through `calamine`, ODS by a reader of our own; each sheet is a relation.
//!
//! The header is the first row in which two thirds of the used columns hold text; rows above it are records of
//! `<sheet>.preamble`. Values are read as they are stored, formulas as they were computed last; dates become ISO text.
//! Whatever a spreadsheet hides or loses is said: hidden sheets, merged cells, formulas, error values, lost digits. Before
//! a file reaches a reader that is not ours, its declared and its real sizes are checked, because a small file can demand
//! any amount of memory there; cells are streamed, never laid out as a grid.

mod book;
mod compound;
mod ods;
mod package;
mod text;

use crate::guarded::whole;
use crate::{Header, Item, Limits, Record, Row, Summary};
use book::{Book, Cell};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::ops::ControlFlow;

/// Rows among which a header is looked for.
const HEAD_ROWS: usize = 100;

/// Sheets that are read.
const SHEETS_MAX: usize = 10_000;

/// What a workbook or a part of it is set aside for: code and words.
type Refusal = (&'static str, String);

/// Whether the first bytes are a workbook. ZIP and OLE files are many things: the names of their parts, and where those lie
/// further on the file's own name, tell.
pub(crate) fn looks_workbook(head: &[u8], name: &str) -> bool {
    let extension = name.rsplit('.').next().unwrap_or("").to_ascii_lowercase();
    let holds = |part: &[u8]| memchr::memmem::find(head, part).is_some();
    if head.starts_with(b"PK\x03\x04") {
        let parts = holds(b"xl/workbook.") || holds(b"xl/worksheets/") || holds(b"application/vnd.oasis.opendocument.spreadsheet");
        return parts || matches!(extension.as_str(), "xlsx" | "xlsm" | "xlsb" | "xltx" | "ods");
    }
    head.starts_with(compound::MAGIC) && (matches!(extension.as_str(), "xls" | "xlt" | "xla") || holds(b"W\0o\0r\0k\0b\0o\0o\0k\0"))
}

pub(crate) fn read(
    name: &str,
    input: &mut dyn Read,
    limits: &Limits,
    each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
) -> std::io::Result<Summary> {
    let mut summary = Summary { encoding: "UTF-8".into(), ..Summary::default() };
    let Some(bytes) = whole(input, limits, &mut summary)? else { return Ok(summary) };
    match Book::open(&bytes, limits) {
        Err((code, message)) => summary.refuse(limits, code, 0, 0, message),
        Ok(mut book) => {
            let flow = read_book(&mut book, crate::relation_name(name), limits, &mut summary, each);
            summary.stopped = flow.is_break();
        }
    }
    if summary.records + summary.quarantined == 0 {
        summary.doubt(limits, "no_rows", 0, 0, "the workbook holds no rows");
    }
    Ok(summary)
}

fn read_book(book: &mut Book<'_>, stem: &str, limits: &Limits, summary: &mut Summary, each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>) -> ControlFlow<()> {
    let mut sheets = book.sheets();
    cap_sheets(&mut sheets, limits, summary);
    let single = sheets.iter().filter(|s| s.has_cells).count() == 1;
    for (index, sheet) in sheets.iter().enumerate() {
        if !sheet.has_cells {
            summary.doubt(limits, "sheet_without_cells", 0, 0, format!("sheet {} is a chart, a dialog or a macro", sheet.name));
            continue;
        }
        let relation = if single { stem.to_string() } else { format!("{stem}.{}", sheet.name) };
        if sheet.hidden {
            summary.doubt(limits, "hidden_sheet", 0, 0, format!("sheet {} is hidden; it is read as the others are", sheet.name));
        }
        let survey = Survey::of(book, index);
        if survey.columns.is_empty() {
            summary.doubt(limits, "empty_sheet", 0, 0, format!("sheet {} holds no values", sheet.name));
        }
        if survey.columns.len() > limits.fields_max {
            let message = format!("sheet {} has {} columns; the cap is {}", sheet.name, survey.columns.len(), limits.fields_max);
            summary.refuse(limits, "too_many_fields", 0, 0, message);
            continue;
        }
        let merged = book.merged(index);
        if merged > 0 {
            summary.doubt(limits, "merged_cells", 0, 0, format!("sheet {} has {merged} merged areas; each has its value in its first cell only", sheet.name));
        }
        let mut table = Table { relation, columns: survey.columns.iter().copied().collect(), header: survey.header(), named: false, limits, summary: &mut *summary, each: &mut *each, row: 0, cells: Vec::new(), tally: Tally::default() };
        table.read(book, index)?;
    }
    ControlFlow::Continue(())
}

/// Leaves out the sheets over the cap and says so.
fn cap_sheets(sheets: &mut Vec<book::Sheet>, limits: &Limits, summary: &mut Summary) {
    if sheets.len() > SHEETS_MAX {
        summary.refuse(limits, "too_many_sheets", 0, 0, format!("the workbook has {} sheets; the cap is {SHEETS_MAX}", sheets.len()));
        sheets.truncate(SHEETS_MAX);
    }
}

/// What a first pass over a sheet finds: its columns, and how many texts its first rows hold.
#[derive(Default)]
struct Survey {
    columns: BTreeSet<u32>,
    rows: Vec<(u32, usize)>,
}

impl Survey {
    fn of(book: &mut Book<'_>, index: usize) -> Self {
        let mut survey = Self::default();
        // What cannot be read is said by the second pass.
        let _ = book.cells(index, &mut |cell| {
            if let Ok(cell) = cell
                && !text::is_blank(&cell.data)
            {
                survey.columns.insert(cell.column);
                survey.count(&cell);
            }
            ControlFlow::Continue(())
        });
        survey
    }

    fn count(&mut self, cell: &Cell) {
        let is_text = usize::from(matches!(cell.data, calamine::Data::String(_)));
        let known = self.rows.len();
        match self.rows.last_mut() {
            Some((row, texts)) if *row == cell.row => *texts += is_text,
            _ if known < HEAD_ROWS => self.rows.push((cell.row, is_text)),
            _ => {}
        }
    }

    /// The first row that holds texts in two thirds of the columns.
    fn header(&self) -> Option<u32> {
        self.rows.iter().find(|(_, texts)| *texts > 0 && texts * 3 >= self.columns.len() * 2).map(|(row, _)| *row)
    }
}

/// What is counted over a sheet and said once.
#[derive(Default)]
struct Tally {
    formulas: u64,
    /// Formulas without a value, and the row of the first.
    uncomputed: u64,
    uncomputed_at: u32,
    /// Whole numbers beyond fifteen digits, and the row of the first.
    long: u64,
    long_at: u32,
}

/// A sheet while it is read.
struct Table<'e> {
    relation: String,
    columns: Vec<u32>,
    header: Option<u32>,
    named: bool,
    limits: &'e Limits,
    summary: &'e mut Summary,
    each: &'e mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
    /// The row whose cells are gathered.
    row: u32,
    cells: Vec<(u32, String)>,
    tally: Tally,
}

impl Table<'_> {
    fn read(&mut self, book: &mut Book<'_>, index: usize) -> ControlFlow<()> {
        let mut flow = ControlFlow::Continue(());
        let ended = book.cells(index, &mut |cell| {
            flow = self.cell(cell);
            flow
        });
        flow?;
        match ended {
            Ok(()) => self.flush()?,
            // The row at hand may be cut.
            Err(reason) => {
                let message = format!("{reason}; this row of {} and those after it are not read", self.relation);
                self.summary.refuse(self.limits, "broken_sheet", u64::from(self.row) + 1, 0, message);
            }
        }
        let formulas = self.tally.formulas + book.formulas(index);
        self.close(formulas);
        ControlFlow::Continue(())
    }

    fn cell(&mut self, cell: Result<Cell, &'static str>) -> ControlFlow<()> {
        let cell = match cell {
            Ok(cell) => cell,
            Err(reason) => {
                self.summary.doubt(self.limits, "bad_cell", u64::from(self.row) + 1, 0, format!("{reason}; it is in this row or the next"));
                return ControlFlow::Continue(());
            }
        };
        if cell.row != self.row {
            self.flush()?;
            self.row = cell.row;
        }
        self.tally.formulas += u64::from(cell.formula);
        if text::is_blank(&cell.data) {
            if cell.formula && matches!(cell.data, calamine::Data::Empty) {
                self.tally.uncomputed_at = if self.tally.uncomputed == 0 { cell.row } else { self.tally.uncomputed_at };
                self.tally.uncomputed += 1;
            }
            return ControlFlow::Continue(());
        }
        let (text, doubt) = text::of(&cell.data);
        match if cell.error { Some(text::Doubt::Error) } else { doubt } {
            Some(text::Doubt::LongNumber) => {
                self.tally.long_at = if self.tally.long == 0 { cell.row } else { self.tally.long_at };
                self.tally.long += 1;
            }
            Some(text::Doubt::Error) => self.doubt(&cell, "error_cell", "holds an error value"),
            Some(text::Doubt::BadDate) => self.doubt(&cell, "bad_date", "holds a date that no calendar has"),
            None => {}
        }
        self.cells.push((cell.column, text));
        ControlFlow::Continue(())
    }

    fn doubt(&mut self, cell: &Cell, code: &'static str, words: &str) {
        let line = u64::from(cell.row) + 1;
        let message = format!("cell {}{line} of {} {words}", text::column_letters(cell.column), self.relation);
        self.summary.doubt(self.limits, code, line, 0, message);
    }

    /// Delivers the row that was gathered.
    fn flush(&mut self) -> ControlFlow<()> {
        let cells = std::mem::take(&mut self.cells);
        if cells.is_empty() {
            return ControlFlow::Continue(());
        }
        let line = u64::from(self.row) + 1;
        if self.header.is_none() && !self.named {
            self.summary.doubt(self.limits, "no_header_row", line, 0, format!("{} has no row of names; its columns have their letters", self.relation));
            let letters: Vec<String> = self.columns.iter().map(|c| text::column_letters(*c)).collect();
            self.name(&letters)?;
        }
        if self.header == Some(self.row) && !self.named {
            let names = self.names(&cells, line);
            return self.name(&names);
        }
        if !self.named {
            return self.preamble(cells, line);
        }
        let texts = in_columns(&self.columns, &cells);
        self.summary.records += 1;
        (self.each)(Item::Row(Row { relation: &self.relation, line, byte: 0, cells: &texts }))
    }

    /// Names from the header row: white space folded, unique, never empty.
    fn names(&mut self, cells: &[(u32, String)], line: u64) -> Vec<String> {
        let folded = |text: &str| Cow::Owned(text.split_whitespace().collect::<Vec<_>>().join(" "));
        let texts: Vec<Cow<'_, str>> = in_columns(&self.columns, cells).into_iter().map(folded).collect();
        crate::csv::name_fields(&texts, self.limits, self.summary, (line, 0))
    }

    fn name(&mut self, names: &[String]) -> ControlFlow<()> {
        self.named = true;
        (self.each)(Item::Header(Header { relation: &self.relation, names }))
    }

    /// A row above the header.
    fn preamble(&mut self, cells: Vec<(u32, String)>, line: u64) -> ControlFlow<()> {
        let leaves = cells.into_iter().map(|(column, text)| (text::column_letters(column), text)).collect();
        self.summary.records += 1;
        (self.each)(Item::Record(&Record { relation: format!("{}.preamble", self.relation), line, byte: 0, leaves }))
    }

    fn close(&mut self, formulas: u64) {
        let tally = &self.tally;
        if formulas > 0 {
            let message = format!("{} has {formulas} formulas; the values they had last are read", self.relation);
            self.summary.doubt(self.limits, "formula", 0, 0, message);
        }
        if tally.uncomputed > 0 {
            let message = format!("{} formulas have no value in the file; the first is in this row", tally.uncomputed);
            self.summary.doubt(self.limits, "formula_without_value", u64::from(tally.uncomputed_at) + 1, 0, message);
        }
        if tally.long > 0 {
            let message = format!("{} numbers have more than fifteen digits, which a spreadsheet does not keep; the first is in this row", tally.long);
            self.summary.doubt(self.limits, "long_number", u64::from(tally.long_at) + 1, 0, message);
        }
    }
}

/// The texts of a row, one a column; the last one when the row names a cell twice.
fn in_columns<'c>(columns: &[u32], cells: &'c [(u32, String)]) -> Vec<&'c str> {
    let found: BTreeMap<u32, &str> = cells.iter().map(|(column, text)| (*column, text.as_str())).collect();
    columns.iter().map(|c| found.get(c).copied().unwrap_or("")).collect()
}

#[cfg(test)]
mod tests;
