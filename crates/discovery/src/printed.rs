//! Data dictionaries that come as printed tables: rows put together from lines whose cells have a place on the page.
//!
//! A line whose cells are the columns of a dictionary is a header; until the next one, cells below belong to the column that
//! they stand under. A line without a field goes on with the row above it, if it is near. What stands above a header and names
//! a table is the table of its rows.

use crate::dictionary::{Dictionary, DictionaryColumns, recognise};
use crate::names::{canonical, parts, says};
use formats::{PrintedCell, PrintedLine};

/// Points that a cell may stand to the left of its header.
const SLACK: f64 = 4.0;
/// Height of letters, times, that a line may stand below the row that it goes on with.
const NEAR: f64 = 2.2;
/// Letters and words of a name of a field.
const NAME_LETTERS_MAX: usize = 64;
const NAME_WORDS_MAX: usize = 6;

/// A table that is being read.
struct Table {
    columns: DictionaryColumns,
    headers: Vec<PrintedCell>,
    /// What stands above it.
    title: String,
    row: Option<Vec<String>>,
    /// Page and place of the line that went into the row last.
    last: (u64, f64),
}

/// Takes the rows of every dictionary among printed lines; `file` names the table where nothing else does. Returns the rows
/// taken.
pub fn printed_rows(lines: &[PrintedLine], file: &str, dictionary: &mut Dictionary) -> u64 {
    let (mut table, mut title, mut rows): (Option<Table>, String, u64) = (None, String::new(), 0);
    for line in lines {
        let names: Vec<String> = line.cells.iter().map(|c| c.text.clone()).collect();
        if let Some(columns) = recognise(&names).filter(|_| line.cells.len() >= 2) {
            rows += finish(table.take(), file, dictionary);
            table = Some(Table { columns, headers: line.cells.clone(), title: title.clone(), row: None, last: (line.page, line.base) });
            continue;
        }
        // Right below a row a lone word is the rest of it.
        if let Some(named) = title_of(line)
            && !table.as_ref().is_some_and(|t| t.is_near(line))
        {
            title = named;
        }
        let Some(open) = &mut table else { continue };
        let cells = open.cells(line);
        let filled = cells.iter().filter(|c| !c.is_empty()).count();
        if filled >= 2 && open.names_a_field(&cells) {
            let done = open.row.replace(cells);
            rows += take(done, open, file, dictionary);
            open.last = (line.page, line.base);
        } else if open.is_near(line) {
            open.go_on(&cells);
            open.last = (line.page, line.base);
        }
    }
    rows + finish(table, file, dictionary)
}

fn finish(table: Option<Table>, file: &str, dictionary: &mut Dictionary) -> u64 {
    let Some(mut table) = table else { return 0 };
    let row = table.row.take();
    take(row, &table, file, dictionary)
}

fn take(row: Option<Vec<String>>, table: &Table, file: &str, dictionary: &mut Dictionary) -> u64 {
    let Some(row) = row else { return 0 };
    let cells: Vec<&str> = row.iter().map(String::as_str).collect();
    dictionary.row(&table.columns, &cells, if table.title.is_empty() { file } else { &table.title });
    1
}

/// The table that a line above a header names: `Table: ORDERS`, or a name by itself.
fn title_of(line: &PrintedLine) -> Option<String> {
    let text = line.cells.iter().map(|c| c.text.as_str()).collect::<Vec<_>>().join(" ");
    if let Some((label, name)) = text.split_once(':')
        && says(&parts(label), &["table", "entity", "file", "view", "object", "segment"])
        && parts(label).len() <= 3
    {
        return name.split_whitespace().next().map(str::to_string);
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.as_slice() {
        ["Table" | "TABLE" | "table", name] => Some((*name).to_string()),
        [name] if name.len() >= 3 && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || matches!(b, b'_' | b'.')) && name.contains(|c: char| c.is_ascii_uppercase()) => {
            Some((*name).to_string())
        }
        _ => None,
    }
}

impl Table {
    /// The cells of a line under their columns.
    fn cells(&self, line: &PrintedLine) -> Vec<String> {
        let mut cells = vec![String::new(); self.headers.len()];
        for cell in &line.cells {
            if let Some(place) = cells.get_mut(self.column(cell)) {
                if !place.is_empty() {
                    place.push(' ');
                }
                place.push_str(&cell.text);
            }
        }
        cells
    }

    /// The column that a cell stands under: the last that begins to its left. A header in the middle of its column begins to
    /// the right of its cells: where it stands over the cell and no other does, it is the one.
    fn column(&self, cell: &PrintedCell) -> usize {
        let over: Vec<usize> = self.headers.iter().enumerate().filter(|(_, h)| h.left < cell.right && h.right > cell.left).map(|(at, _)| at).collect();
        if let [one] = over.as_slice() {
            return *one;
        }
        self.headers.iter().rposition(|h| h.left <= cell.left + SLACK).unwrap_or(0)
    }

    /// Whether the cell of the field holds something like a name; of a table of values, one without a field may give a value.
    fn names_a_field(&self, cells: &[String]) -> bool {
        let cell = |at: usize| cells.get(at).map_or("", String::as_str);
        let field = cell(self.columns.field);
        if field.is_empty() {
            return self.columns.value.is_some_and(|v| !cell(v).is_empty()) && self.row.is_some();
        }
        field.chars().count() <= NAME_LETTERS_MAX && field.split_whitespace().count() <= NAME_WORDS_MAX && !canonical(field).is_empty()
    }

    fn is_near(&self, line: &PrintedLine) -> bool {
        let (page, base) = self.last;
        self.row.is_some() && page == line.page && base - line.base <= NEAR * line.height
    }

    /// Adds a line to the row. Values that are listed one below the other stay apart.
    fn go_on(&mut self, cells: &[String]) {
        let Some(row) = &mut self.row else { return };
        for (at, (whole, more)) in row.iter_mut().zip(cells).enumerate().filter(|(_, (_, more))| !more.is_empty()) {
            let lists = self.columns.values == Some(at) && (more.contains('=') || more.contains(':') || more.contains(" - "));
            if !whole.is_empty() {
                whole.push(if lists { '\n' } else { ' ' });
            }
            whole.push_str(more);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of `left text` cells, each 14 points below the one before; an empty one is a gap.
    fn lines(all: &[&[(f64, &str)]]) -> Vec<PrintedLine> {
        let line = |(at, cells): (usize, &&[(f64, &str)])| PrintedLine {
            page: 1,
            base: 700.0 - 14.0 * at as f64,
            height: 10.0,
            cells: cells.iter().map(|(left, text)| PrintedCell { left: *left, right: left + 5.0 * text.len() as f64, text: (*text).to_string() }).collect(),
        };
        all.iter().enumerate().map(line).filter(|l| !l.cells.is_empty()).collect()
    }

    #[test]
    fn a_printed_dictionary_is_put_together_from_its_lines() {
        let page = lines(&[
            &[(72.0, "Export guide")],
            &[(72.0, "Table: VISITS")],
            &[(72.0, "Column"), (160.0, "Type"), (220.0, "Description"), (400.0, "Valid Values")],
            &[(72.0, "STATUS_CD"), (160.0, "int"), (220.0, "Status of the visit as"), (400.0, "1 = Open")],
            &[(220.0, "the desk sees it"), (400.0, "2 = Closed by the")],
            &[(400.0, "desk")],
            &[(72.0, "CLINIC"), (160.0, "text"), (220.0, "Where it was")],
            &[],
            &[],
            &[],
            &[(72.0, "This guide is confidential and stands below the table, far from its last row.")],
            &[(72.0, "Table: ORDERS")],
            &[(72.0, "Column"), (160.0, "Type"), (220.0, "Description")],
            &[(72.0, "STATUS_CD"), (160.0, "int"), (220.0, "Status of the order")],
        ]);
        let mut dictionary = Dictionary::default();
        assert_eq!(printed_rows(&page, "guide", &mut dictionary), 3);
        let status = dictionary.of("VISITS", "status_cd").unwrap();
        assert_eq!((status.text.as_str(), status.kind.as_str()), ("Status of the visit as the desk sees it", "int"));
        assert_eq!((status.meaning("1"), status.meaning("2")), (Some("Open"), Some("Closed by the desk")));
        assert_eq!(dictionary.of("orders", "STATUS_CD").map(|d| d.text.as_str()), Some("Status of the order"));
        assert_eq!(dictionary.of("visits", "clinic").map(|d| d.text.as_str()), Some("Where it was"));
    }

    #[test]
    fn a_printed_table_of_values_and_centred_headers() {
        let page = lines(&[
            &[(90.0, "Field"), (210.0, "Value"), (320.0, "Meaning")],
            &[(72.0, "VISIT_STATUS"), (215.0, "1"), (300.0, "The visit is open")],
            &[(215.0, "2"), (300.0, "The visit is closed")],
            &[(72.0, "CLASS"), (215.0, "A"), (300.0, "Ambulatory")],
        ]);
        let mut dictionary = Dictionary::default();
        assert_eq!(printed_rows(&page, "codes", &mut dictionary), 3);
        assert_eq!(dictionary.of("visits", "visit_status").and_then(|d| d.meaning("2")), Some("The visit is closed"));
        assert_eq!(dictionary.of("visits", "class").and_then(|d| d.meaning("A")), Some("Ambulatory"));
    }

    #[test]
    fn letters_are_no_dictionary() {
        let page = lines(&[&[(72.0, "Dear colleague,")], &[(72.0, "the field of vision"), (300.0, "was examined")], &[(72.0, "Name"), (200.0, "Date")]]);
        let mut dictionary = Dictionary::default();
        assert_eq!((printed_rows(&page, "letter", &mut dictionary), dictionary.len()), (0, 0));
    }
}
