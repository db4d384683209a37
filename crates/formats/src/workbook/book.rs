//! One face for four formats of workbooks: sheets, and their cells in order.

use super::compound;
use super::ods::Ods;
use super::package::{self, Kind};
use super::Refusal;
use crate::Limits;
use crate::guarded::guarded;
use calamine::{Data, Reader, SheetType, SheetVisible, Xls, XlsError, Xlsb, XlsbError, Xlsx, XlsxError, open_workbook_from_rs};
use std::io::Cursor;
use std::ops::ControlFlow;

type Bytes<'b> = Cursor<&'b [u8]>;

/// Cells of a sheet that cannot be read before the sheet counts as broken.
const FAULTS_MAX: u32 = 1_000;
const BROKE_OFF: &str = "the reader of the format broke off";
const BROKEN: &str = "the content of the sheet is broken";
const UNREADABLE: &str = "a cell cannot be read";

/// A workbook.
pub(super) enum Book<'b> {
    Xlsx(Box<Xlsx<Bytes<'b>>>),
    Xlsb(Box<Xlsb<Bytes<'b>>>),
    Xls(Box<Xls<Bytes<'b>>>),
    Ods(Ods<'b>),
}

/// A sheet.
pub(super) struct Sheet {
    pub name: String,
    pub hidden: bool,
    /// It is a sheet of cells: no chart, dialog or macro.
    pub has_cells: bool,
}

/// A cell; row and column from 0.
pub(super) struct Cell {
    pub row: u32,
    pub column: u32,
    pub data: Data,
    pub formula: bool,
    /// The text is an error value.
    pub error: bool,
}

/// Takes cells, and what stands for one that cannot be read.
pub(super) type Take<'t> = &'t mut dyn FnMut(Result<Cell, &'static str>) -> ControlFlow<()>;
/// Gives the next cell, or why it cannot be read; an error ends the sheet.
type Next<'n> = &'n mut dyn FnMut() -> Result<Option<Result<Cell, &'static str>>, &'static str>;

impl<'b> Book<'b> {
    /// Opens a workbook after its sizes were checked.
    pub(super) fn open(bytes: &'b [u8], limits: &Limits) -> Result<Self, Refusal> {
        if bytes.starts_with(compound::MAGIC) {
            compound::check(bytes)?;
            let opened = guarded(|| open_workbook_from_rs::<Xls<_>, _>(Cursor::new(bytes)));
            return match opened {
                Some(Ok(book)) => Ok(Self::Xls(Box::new(book))),
                Some(Err(XlsError::Password)) => Err(encrypted()),
                _ => Err(broken()),
            };
        }
        match package::check(bytes, limits)? {
            Kind::Ods => Ok(Self::Ods(Ods::open(bytes)?)),
            Kind::Xlsb => match guarded(|| open_workbook_from_rs::<Xlsb<_>, _>(Cursor::new(bytes))) {
                Some(Ok(book)) => Ok(Self::Xlsb(Box::new(book))),
                Some(Err(XlsbError::Password)) => Err(encrypted()),
                _ => Err(broken()),
            },
            Kind::Xlsx => match guarded(|| open_workbook_from_rs::<Xlsx<_>, _>(Cursor::new(bytes))) {
                Some(Ok(book)) => Ok(Self::Xlsx(Box::new(book))),
                Some(Err(XlsxError::Password)) => Err(encrypted()),
                _ => Err(broken()),
            },
        }
    }

    pub(super) fn sheets(&self) -> Vec<Sheet> {
        let metadata = match self {
            Self::Xlsx(book) => book.sheets_metadata(),
            Self::Xlsb(book) => book.sheets_metadata(),
            Self::Xls(book) => book.sheets_metadata(),
            Self::Ods(book) => return book.sheets.iter().map(|(name, hidden)| Sheet { name: name.clone(), hidden: *hidden, has_cells: true }).collect(),
        };
        let sheet = |s: &calamine::Sheet| Sheet { name: s.name.clone(), hidden: s.visible != SheetVisible::Visible, has_cells: s.typ == SheetType::WorkSheet };
        metadata.iter().map(sheet).collect()
    }

    fn name(&self, index: usize) -> String {
        let metadata = match self {
            Self::Xlsx(book) => book.sheets_metadata(),
            Self::Xlsb(book) => book.sheets_metadata(),
            Self::Xls(book) => book.sheets_metadata(),
            Self::Ods(book) => return book.sheets.get(index).map(|(name, _)| name.clone()).unwrap_or_default(),
        };
        metadata.get(index).map(|sheet| sheet.name.clone()).unwrap_or_default()
    }

    /// Merged areas of a sheet; 0 where the format's reader does not tell.
    pub(super) fn merged(&mut self, index: usize) -> usize {
        let name = self.name(index);
        let areas = match self {
            Self::Xlsx(book) => guarded(|| book.merge_cells_by_sheet_name(&name).map_or(0, |areas| areas.len())),
            Self::Xls(book) => guarded(|| book.merge_cells_by_sheet_name(&name).map_or(0, |areas| areas.len())),
            Self::Xlsb(_) => None,
            Self::Ods(book) => book.merged.get(index).copied(),
        };
        areas.unwrap_or(0)
    }

    /// Formulas of a sheet that its cells do not tell.
    pub(super) fn formulas(&mut self, index: usize) -> u64 {
        let name = self.name(index);
        let count = match self {
            Self::Xlsx(_) | Self::Ods(_) => None,
            Self::Xls(book) => guarded(|| book.worksheet_formula(&name).map_or(0, |range| range.used_cells().count() as u64)),
            Self::Xlsb(book) => guarded(|| {
                let mut count = 0;
                let Ok(mut reader) = book.worksheet_cells_reader(&name) else { return 0 };
                while let Ok(Some(_)) = reader.next_formula() {
                    count += 1;
                }
                count
            }),
        };
        count.unwrap_or(0)
    }

    /// Hands the cells of a sheet in order to `take`. An error ends the sheet.
    pub(super) fn cells(&mut self, index: usize, take: Take<'_>) -> Result<(), &'static str> {
        let name = self.name(index);
        match self {
            Self::Xlsx(book) => xlsx_cells(book, &name, take),
            Self::Xlsb(book) => xlsb_cells(book, &name, take),
            Self::Xls(book) => xls_cells(book, &name, take),
            Self::Ods(book) => book.cells(index, take),
        }
    }
}

fn encrypted() -> Refusal {
    ("encrypted", "the workbook is protected by a password".into())
}

fn broken() -> Refusal {
    ("broken_workbook", "the workbook is not as its format demands".into())
}

/// Hands over every cell that there is. One that cannot be read is told and passed over, as long as there are not too many.
fn each_cell(next: Next<'_>, take: Take<'_>) -> Result<(), &'static str> {
    let mut faults = 0;
    while let Some(cell) = next()? {
        faults += u32::from(cell.is_err());
        if take(cell).is_break() {
            return Ok(());
        }
        if faults > FAULTS_MAX {
            return Err("too many cells cannot be read");
        }
    }
    Ok(())
}

fn xlsx_cells(book: &mut Xlsx<Bytes<'_>>, name: &str, take: Take<'_>) -> Result<(), &'static str> {
    let mut reader = guarded(move || book.worksheet_cells_reader(name)).ok_or(BROKE_OFF)?.map_err(|_| BROKEN)?;
    let next: Next<'_> = &mut || match guarded(|| reader.next_cell_with_formula_metadata()).ok_or(BROKE_OFF)? {
        Ok(None) => Ok(None),
        Ok(Some(cell)) => {
            let (row, column) = cell.pos;
            Ok(Some(Ok(Cell { row, column, data: Data::from(cell.value), formula: cell.formula.is_some(), error: false })))
        }
        Err(XlsxError::Xml(_) | XlsxError::XmlEof(_) | XlsxError::Io(_) | XlsxError::Zip(_)) => Err(BROKEN),
        Err(_) => Ok(Some(Err(UNREADABLE))),
    };
    each_cell(next, take)
}

fn xlsb_cells(book: &mut Xlsb<Bytes<'_>>, name: &str, take: Take<'_>) -> Result<(), &'static str> {
    let mut reader = guarded(move || book.worksheet_cells_reader(name)).ok_or(BROKE_OFF)?.map_err(|_| BROKEN)?;
    let next: Next<'_> = &mut || match guarded(|| reader.next_cell()).ok_or(BROKE_OFF)? {
        Ok(None) => Ok(None),
        Ok(Some(cell)) => {
            let (row, column) = cell.get_position();
            Ok(Some(Ok(Cell { row, column, data: Data::from(cell.get_value().clone()), formula: false, error: false })))
        }
        Err(XlsbError::Io(_) | XlsbError::Zip(_)) => Err(BROKEN),
        Err(_) => Ok(Some(Err(UNREADABLE))),
    };
    each_cell(next, take)
}

fn xls_cells(book: &mut Xls<Bytes<'_>>, name: &str, take: Take<'_>) -> Result<(), &'static str> {
    let range = guarded(|| book.worksheet_range(name)).ok_or(BROKE_OFF)?.map_err(|_| BROKEN)?;
    let (top, left) = range.start().unwrap_or((0, 0));
    for (row, column, data) in range.used_cells() {
        let (row, column) = (top.saturating_add(row as u32), left.saturating_add(column as u32));
        if take(Ok(Cell { row, column, data: data.clone(), formula: false, error: false })).is_break() {
            break;
        }
    }
    Ok(())
}
