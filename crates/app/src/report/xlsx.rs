//! The report as a spreadsheet: one sheet a subject, every table with filters, numbers as numbers.
//!
//! Cells are written as strings or numbers, never as formulas, so nothing in the data is evaluated. The creation date is
//! the day of the comparison: the same report gives the same bytes.

use super::content::{Block, Cell, Column, ColumnKind, Report, Section, Table};
use crate::{AppError, Result};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, TableColumn, TableStyle, Workbook, Worksheet, XlsxError};

/// Characters of a cell at most; the file format has room for 32,767.
const CELL_CHARACTERS_MAX: usize = 32_000;
/// Widest column, in characters.
const WIDTH_MAX: usize = 64;
/// Characters of a line of a paragraph.
const LINE_MAX: usize = 110;
/// Rows that the width of a column is measured on.
const MEASURED_ROWS: usize = 1_000;

struct Look {
    title: Format,
    heading: Format,
    quiet: Format,
    warning: Format,
    words: Format,
    count: Format,
    difference: Format,
    /// Numbers beside their names, where words stand too.
    fact: Format,
    /// What stands where a number would.
    few: Format,
    safety: Format,
}

impl Look {
    fn new() -> Self {
        let top = || Format::new().set_align(FormatAlign::Top);
        Self {
            title: top().set_bold().set_font_size(16),
            heading: top().set_bold().set_font_size(12),
            quiet: top().set_font_color("#4A5763"),
            warning: top().set_bold().set_font_color("#B01F1F"),
            words: top().set_text_wrap(),
            count: top().set_num_format("#,##0"),
            difference: top().set_num_format("+#,##0;-#,##0;0"),
            fact: top().set_num_format("#,##0").set_align(FormatAlign::Left),
            few: top().set_align(FormatAlign::Right),
            safety: top().set_bold().set_font_color("#B01F1F"),
        }
    }
}

/// The file.
pub(super) fn workbook(report: &Report) -> Result<Vec<u8>> {
    build(report).map_err(|_| AppError::Other("the spreadsheet could not be written".into()))
}

fn build(report: &Report) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let (year, month, day) = report.day;
    let created = ExcelDateTime::from_ymd(year, month, day)?;
    workbook.set_properties(&DocProperties::new().set_title(report.title.as_str()).set_creation_datetime(&created));
    let look = Look::new();
    let mut names: Vec<&str> = Vec::new();
    for section in report.sections.iter().filter(|s| !s.sheet.is_empty()) {
        if !names.contains(&section.sheet) {
            names.push(section.sheet);
        }
    }
    for name in names {
        let sections: Vec<&Section> = report.sections.iter().filter(|s| s.sheet == name).collect();
        let sheet = workbook.add_worksheet();
        sheet.set_name(name)?;
        write_sheet(sheet, report, &sections, &look)?;
    }
    workbook.save_to_buffer()
}

fn write_sheet(sheet: &mut Worksheet, report: &Report, sections: &[&Section], look: &Look) -> std::result::Result<(), XlsxError> {
    sheet.set_landscape();
    // On paper all columns of a sheet stand side by side.
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_footer("&L&A&RPage &P of &N");
    sheet.write_string_with_format(0, 0, format!("{}: {}", report.title, report.workspace), &look.title)?;
    sheet.write_string_with_format(1, 0, format!("Comparison run {}, {}", report.summary.run, report.at), &look.quiet)?;
    let tables = sections.iter().flat_map(|s| &s.blocks).filter(|b| matches!(b, Block::Table(t) if !t.rows.is_empty())).count();
    let mut widths: Vec<usize> = Vec::new();
    let mut row = 3;
    for section in sections {
        sheet.write_string_with_format(row, 0, section.title, &look.heading)?;
        row += 1;
        for block in &section.blocks {
            row = write_block(sheet, row, block, tables == 1, &mut widths, look)?;
        }
        row += 1;
    }
    for (at, width) in (0u16..).zip(&widths) {
        sheet.set_column_width(at, (*width).clamp(9, WIDTH_MAX) as f64)?;
    }
    Ok(())
}

/// Writes a block from a row on and gives the row after it.
fn write_block(sheet: &mut Worksheet, row: u32, block: &Block, alone: bool, widths: &mut Vec<usize>, look: &Look) -> std::result::Result<u32, XlsxError> {
    match block {
        Block::Text(words) => write_lines(sheet, row, words, &look.quiet),
        Block::Warning(words) => write_lines(sheet, row, words, &look.warning),
        Block::Facts(facts) => write_facts(sheet, row, facts, widths, look),
        Block::Table(table) => write_table(sheet, row, table, alone, widths, look),
        Block::Signatures(_) => Ok(row),
    }
}

/// Writes a paragraph line below line: in one cell it would run out of the window and off the paper.
fn write_lines(sheet: &mut Worksheet, mut row: u32, words: &str, format: &Format) -> std::result::Result<u32, XlsxError> {
    for line in lines(words) {
        sheet.write_string_with_format(row, 0, bounded(&line), format)?;
        row += 1;
    }
    Ok(row)
}

/// A paragraph in lines of [`LINE_MAX`] characters at most; only a word that is longer makes a longer one.
fn lines(words: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in words.split_whitespace() {
        let full = lines.last().is_some_and(|line| !line.is_empty() && line.chars().count() + 1 + word.chars().count() > LINE_MAX);
        if full {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

fn write_facts(sheet: &mut Worksheet, mut row: u32, facts: &[(String, Cell)], widths: &mut Vec<usize>, look: &Look) -> std::result::Result<u32, XlsxError> {
    for (name, cell) in facts {
        sheet.write_string_with_format(row, 0, bounded(name), &look.quiet)?;
        match cell {
            Cell::Count(count) => sheet.write_number_with_format(row, 1, *count as f64, &look.fact)?,
            Cell::Difference(difference) => sheet.write_number_with_format(row, 1, *difference as f64, &look.fact)?,
            Cell::Words(words) => sheet.write_string_with_format(row, 1, bounded(words), &look.words)?,
            Cell::Few => sheet.write_string_with_format(row, 1, cell.shown(), &look.words)?,
        };
        widen(widths, 0, name.chars().count());
        widen(widths, 1, cell.shown().chars().count().min(40));
        row += 1;
    }
    Ok(row + 1)
}

/// Writes a table with filters. A table that is alone on its sheet keeps its head in view.
fn write_table(sheet: &mut Worksheet, row: u32, table: &Table, alone: bool, widths: &mut Vec<usize>, look: &Look) -> std::result::Result<u32, XlsxError> {
    sheet.write_string_with_format(row, 0, bounded(&table.caption), &look.heading)?;
    if table.rows.is_empty() {
        sheet.write_string_with_format(row + 1, 0, table.empty, &look.quiet)?;
        return Ok(row + 3);
    }
    let head = row + 1;
    let mut below = head + 1;
    for cells in &table.rows {
        for ((at, cell), column) in (0u16..).zip(cells).zip(&table.columns) {
            write_cell(sheet, (below, at), column.kind, cell, look)?;
        }
        below += 1;
    }
    let columns: Vec<TableColumn> = table.columns.iter().map(|c| TableColumn::new().set_header(c.title)).collect();
    let last_column = u16::try_from(table.columns.len().saturating_sub(1)).unwrap_or(0);
    let made = rust_xlsxwriter::Table::new().set_columns(&columns).set_style(TableStyle::Light1);
    sheet.add_table(head, 0, below - 1, last_column, &made)?;
    if alone {
        sheet.set_freeze_panes(head + 1, 0)?;
        sheet.set_repeat_rows(head, head)?;
    }
    for (at, column) in table.columns.iter().enumerate() {
        widen(widths, at, natural_width(table, at, column));
    }
    if !table.cut.is_empty() {
        sheet.write_string_with_format(below, 0, bounded(&table.cut), &look.quiet)?;
        below += 1;
    }
    Ok(below + 1)
}

fn write_cell(sheet: &mut Worksheet, (row, column): (u32, u16), kind: ColumnKind, cell: &Cell, look: &Look) -> std::result::Result<(), XlsxError> {
    match (kind, cell) {
        (_, Cell::Count(count)) => sheet.write_number_with_format(row, column, *count as f64, &look.count)?,
        (_, Cell::Difference(difference)) => sheet.write_number_with_format(row, column, *difference as f64, &look.difference)?,
        (ColumnKind::Severity, Cell::Words(word)) if word == "safety" => sheet.write_string_with_format(row, column, word, &look.safety)?,
        (_, Cell::Words(words)) => sheet.write_string_with_format(row, column, bounded(words), &look.words)?,
        (_, Cell::Few) => sheet.write_string_with_format(row, column, cell.shown(), &look.few)?,
    };
    Ok(())
}

fn natural_width(table: &Table, at: usize, column: &Column) -> usize {
    let cells = table.rows.iter().take(MEASURED_ROWS).filter_map(|row| row.get(at)).map(|cell| cell.shown().chars().count());
    // The arrow of the filter stands beside the heading.
    let heading = column.title.chars().count() + 4;
    let widest = cells.max().unwrap_or(0) + 1;
    match column.kind {
        ColumnKind::Count | ColumnKind::Bar | ColumnKind::Severity => widest.max(heading),
        ColumnKind::Words | ColumnKind::Name | ColumnKind::Note => widest.clamp(heading, WIDTH_MAX.max(heading)),
    }
}

fn widen(widths: &mut Vec<usize>, at: usize, width: usize) {
    if widths.len() <= at {
        widths.resize(at + 1, 0);
    }
    if let Some(known) = widths.get_mut(at) {
        *known = (*known).max(width);
    }
}

/// A text that a cell has room for; one that was cut says so.
fn bounded(text: &str) -> String {
    match text.char_indices().nth(CELL_CHARACTERS_MAX) {
        None => text.into(),
        Some((end, _)) => format!("{} (cut)", text.get(..end).unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> Report {
        let columns = [("Cause", ColumnKind::Words), ("Findings", ColumnKind::Count)];
        let table = Table::new("Causes", "none", &columns).with([vec!["=HYPERLINK(\"x\")".into(), Cell::Count(12_345)], vec!["+1".into(), Cell::Few]]);
        let sections = vec![
            Section { key: "a", title: "Causes", sheet: "Causes", blocks: vec![Block::Text("told".into()), Block::Table(table)] },
            Section { key: "b", title: "Waivers", sheet: "Waivers", blocks: vec![Block::Table(Table::new("Accepted", "No waiver is recorded.", &columns))] },
            Section { key: "c", title: "Paper", sheet: "", blocks: vec![Block::Signatures(vec!["Lead"])] },
        ];
        Report { title: "Discrepancy report".into(), day: (2025, 6, 15), sections, ..Default::default() }
    }

    #[test]
    fn the_same_report_gives_the_same_bytes() {
        let bytes = workbook(&report()).unwrap();
        assert!(bytes.starts_with(b"PK") && bytes == workbook(&report()).unwrap());
    }

    #[test]
    fn a_paragraph_is_written_line_below_line_and_loses_no_word() {
        let words = "What no lead approved counts as open. ".repeat(20);
        let lines = lines(&words);
        assert!(lines.len() > 5 && lines.iter().all(|line| line.chars().count() <= LINE_MAX), "{lines:?}");
        assert_eq!(lines.join(" "), words.trim());
        assert_eq!(super::lines("told"), ["told"]);
    }

    #[test]
    fn a_long_text_is_cut_and_says_so() {
        let long = "é".repeat(CELL_CHARACTERS_MAX + 1);
        assert!(bounded(&long).ends_with(" (cut)") && bounded(&long).chars().count() == CELL_CHARACTERS_MAX + 6);
        assert_eq!(bounded("short"), "short");
    }
}
