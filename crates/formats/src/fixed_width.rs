//! Text tables of fixed columns: listings with blank columns between them, and reports with a ruler.
//!
//! Columns are found in the first 200 lines: by a ruler (`----- ---`) under the header, else where every line is blank.
//! Files without blanks between their fields are no such tables: they stay text. A row whose text stands where the columns
//! have a gap, or that is shorter than lines of a fixed length, is set aside. Headers that a report repeats on each page are
//! passed over and counted. Positions are characters, not bytes.

mod shape;

use crate::lines::{Place, each_line};
use crate::{Header, Item, Limits, Record, Row, Summary};
use shape::{Shape, is_ruler, normal};
use std::borrow::Cow;
use std::io::Read;
use std::ops::ControlFlow;

/// Lines that columns are found in, and their bytes.
const HEAD_LINES: usize = 200;
const HEAD_BYTES: usize = 1 << 20;

/// Whether the first lines are a table of fixed columns; prose and lists are not.
pub(crate) fn looks_fixed(text: &str) -> bool {
    let mut lines: Vec<&str> = text.lines().take(HEAD_LINES + 1).collect();
    if lines.len() > 3 && (lines.len() > HEAD_LINES || !text.ends_with('\n')) {
        lines.pop();
    }
    Shape::find(&lines).is_some()
}

pub(crate) fn read(
    name: &str,
    input: &mut dyn Read,
    limits: &Limits,
    each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
) -> std::io::Result<Summary> {
    let mut summary = Summary::default();
    let stem = crate::relation_name(name).to_string();
    let mut table = Table { stem, limits, each, shape: None, names: Vec::new(), head: Vec::new(), head_bytes: 0, passed: 0, passed_at: 0, failed: false };
    each_line(input, limits, &mut summary, &mut |text, place, summary| table.line(text, place, summary))?;
    if !summary.stopped && table.shape.is_none() {
        summary.stopped = table.begin(&mut summary).is_break();
    }
    summary.stopped &= !table.failed;
    table.close(&mut summary);
    Ok(summary)
}

/// A table while it is read.
struct Table<'e> {
    stem: String,
    limits: &'e Limits,
    each: &'e mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
    shape: Option<Shape>,
    names: Vec<String>,
    /// Lines kept until the columns are found.
    head: Vec<(String, Place)>,
    head_bytes: usize,
    /// Lines that repeat a page header, and the first of them.
    passed: u64,
    passed_at: u64,
    /// No columns were found.
    failed: bool,
}

impl Table<'_> {
    fn line(&mut self, text: &str, place: Place, summary: &mut Summary) -> ControlFlow<()> {
        let text = text.trim_start_matches('\u{c}');
        if self.shape.is_some() {
            return self.body(text, place, summary);
        }
        self.head_bytes += text.len();
        self.head.push((text.to_string(), place));
        if self.head.len() < HEAD_LINES && self.head_bytes < HEAD_BYTES { ControlFlow::Continue(()) } else { self.begin(summary) }
    }

    /// Finds the columns and reads the lines kept so far.
    fn begin(&mut self, summary: &mut Summary) -> ControlFlow<()> {
        let head = std::mem::take(&mut self.head);
        let lines: Vec<&str> = head.iter().map(|(text, _)| text.as_str()).collect();
        if lines.iter().all(|l| l.trim().is_empty()) && head.len() < HEAD_LINES {
            return ControlFlow::Continue(());
        }
        let Some(shape) = Shape::find(&lines) else {
            self.failed = true;
            summary.refuse(self.limits, "no_columns", 0, 0, "no fixed columns were found");
            return ControlFlow::Break(());
        };
        let first_row = shape.first_row;
        let header = shape.header.and_then(|i| lines.get(i).copied());
        self.names = self.name_fields(&shape, header, summary);
        let header_at = shape.header;
        self.shape = Some(shape);
        for (index, (text, place)) in head.iter().enumerate() {
            if index < first_row && Some(index) != header_at && !is_ruler(text) && !text.trim().is_empty() {
                self.preamble(text, *place, summary)?;
            }
        }
        (self.each)(Item::Header(Header { relation: &self.stem, names: &self.names }))?;
        for (text, place) in head.iter().skip(first_row) {
            self.body(text, *place, summary)?;
        }
        ControlFlow::Continue(())
    }

    /// Names from the header line; `column_3` where there is none.
    fn name_fields(&self, shape: &Shape, header: Option<&str>, summary: &mut Summary) -> Vec<String> {
        let folded = |text: &&str| Cow::Owned(text.split_whitespace().collect::<Vec<_>>().join(" "));
        let texts: Vec<Cow<'_, str>> = shape.names(header.unwrap_or("")).iter().map(folded).collect();
        crate::csv::name_fields(&texts, self.limits, summary, (0, 0))
    }

    /// A title above the header.
    fn preamble(&mut self, text: &str, place: Place, summary: &mut Summary) -> ControlFlow<()> {
        summary.records += 1;
        let leaves = vec![("text".to_string(), text.trim().to_string())];
        let record = Record { relation: format!("{}.preamble", self.stem), line: place.line, byte: place.byte, leaves };
        (self.each)(Item::Record(&record))
    }

    fn body(&mut self, text: &str, place: Place, summary: &mut Summary) -> ControlFlow<()> {
        let Some(shape) = &self.shape else { return ControlFlow::Continue(()) };
        if text.trim().is_empty() {
            return ControlFlow::Continue(());
        }
        if shape.repeats.contains(&normal(text)) || (shape.ruled && is_ruler(text)) {
            self.passed += 1;
            self.passed_at = if self.passed == 1 { place.line } else { self.passed_at };
            return ControlFlow::Continue(());
        }
        let cells = match shape.cells(text) {
            Ok(cells) => cells,
            Err(message) => {
                summary.refuse(self.limits, "ragged_row", place.line, place.byte, message);
                return ControlFlow::Continue(());
            }
        };
        if text.contains('\0') {
            summary.refuse(self.limits, "nul_byte", place.line, place.byte, "the row holds a NUL byte");
            return ControlFlow::Continue(());
        }
        summary.records += 1;
        (self.each)(Item::Row(Row { relation: &self.stem, line: place.line, byte: place.byte, cells: &cells }))
    }

    fn close(&self, summary: &mut Summary) {
        if self.passed > 0 {
            let message = format!("{} lines repeat the header of a page and are no rows; the first is here", self.passed);
            summary.doubt(self.limits, "page_header", self.passed_at, 0, message);
        }
        if summary.records + summary.quarantined == 0 {
            summary.doubt(self.limits, "no_rows", 0, 0, "the file holds no rows");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Headers and rows as text; the issues as `code:line`.
    fn read_all(text: &str) -> (Vec<String>, Vec<String>) {
        let mut out = Vec::new();
        let summary = read("labs.txt", &mut text.as_bytes(), &Limits::default(), &mut |item| {
            match item {
                Item::Header(header) => out.push(header.names.join("|")),
                Item::Row(row) => out.push(format!("{} {} {}", row.line, row.byte, row.cells.join("|"))),
                Item::Record(record) => out.push(format!("{} {} {}", record.relation, record.line, record.get("text").unwrap_or(""))),
                _ => {}
            }
            ControlFlow::Continue(())
        })
        .unwrap();
        (out, summary.issues.iter().map(|i| format!("{}:{}", i.code, i.line)).collect())
    }

    const LISTING: &str = "ID     TEST NAME      VALUE\n10021  Sodium          140.0\n10022  Potassium LVL     4.1\n10023  Glucose          98\n";

    #[test]
    fn blank_columns_part_the_fields() {
        assert!(looks_fixed(LISTING));
        let (out, issues) = read_all(LISTING);
        assert_eq!(out, ["ID|TEST NAME|VALUE", "2 28 10021|Sodium|140.0", "3 57 10022|Potassium LVL|4.1", "4 86 10023|Glucose|98"]);
        assert!(issues.is_empty(), "{issues:?}");
    }

    #[test]
    fn without_a_header_fields_are_numbered() {
        let (out, _) = read_all("A000   Cholera one\nA0100  Typhoid fever\nA011   Paratyphoid\n");
        assert_eq!(out, ["column_1|column_2", "1 0 A000|Cholera one", "2 19 A0100|Typhoid fever", "3 40 A011|Paratyphoid"]);
    }

    #[test]
    fn names_are_unique_beside_numbered_ones() {
        let (out, _) = read_all("column_2\n-------- ----\nSodium   140\nGlucose  98\n");
        assert_eq!(out, ["column_2|column_2_2", "3 23 Sodium|140", "4 36 Glucose|98"]);
    }

    #[test]
    fn a_ruler_parts_the_fields_and_pages_repeat_it() {
        let page = |n: u32, rows: &str| format!("North Clinic          page {n}\n\nNAME       DOSE UNIT\n---------- ---- ----\n{rows}");
        let text = format!("{}\u{c}{}", page(1, "Aspirin      81 mg\nNitro spray 0.4 mg\n"), page(2, "Metformin   500 mg\nLong medicine name\n"));
        assert!(looks_fixed(&text));
        let (out, issues) = read_all(&text);
        let expected = ["labs.preamble 1 North Clinic          page 1", "NAME|DOSE|UNIT", "5 72 Aspirin|81|mg", "11 183 Metformin|500|mg"];
        assert_eq!(out, expected);
        assert_eq!(issues, ["ragged_row:6", "ragged_row:12", "page_header:7"]);
    }

    #[test]
    fn lines_of_one_length_leave_a_short_one_aside() {
        let rows: String = (10..40).map(|n| format!("{n}  name{n}  ab{n}\n")).collect();
        let (out, issues) = read_all(&format!("{rows}41  name\n"));
        assert_eq!(out.len(), 31);
        assert_eq!(issues, ["ragged_row:31"]);
    }

    #[test]
    fn prose_lists_and_reports_are_no_tables() {
        for text in [
            "This is a letter about a patient.\nIt has three lines of prose, and\nnothing in it stands in columns.\n",
            "-  milk\n-  bread\n-  tea\n",
            "Name:      One\nBorn:      Two\nSex:       Three\n",
            "a\tb\nc\td\ne\tf\n",
            "one  two\nthree\n",
            "",
        ] {
            assert!(!looks_fixed(text), "{text}");
        }
        let (out, issues) = read_all("no columns here\nnor there\nand not here either\n");
        assert!(out.is_empty());
        assert_eq!(issues, ["no_columns:0"]);
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text in "[ab1é:\\- \n\u{c}\0]{0,300}") {
            let mut delivered = 0u64;
            let summary = read("x.txt", &mut text.as_bytes(), &Limits { record_bytes_max: 64, ..Limits::default() }, &mut |item| {
                delivered += u64::from(!matches!(item, Item::Header(_)));
                ControlFlow::Continue(())
            }).unwrap();
            proptest::prop_assert_eq!(delivered, summary.records);
        }

        #[test]
        fn padded_rows_round_trip(rows in proptest::collection::vec(("[a-z]{6}", 100..999u32, "[A-Z]{3}"), 3..30)) {
            let text: String = rows.iter().map(|(a, n, c)| format!("{a:<6}   {n}   {c}\n")).collect();
            let mut cells = Vec::new();
            read("x.txt", &mut text.as_bytes(), &Limits::default(), &mut |item| {
                if let Item::Row(row) = item {
                    cells.push(row.cells.iter().map(|c| c.to_string()).collect::<Vec<_>>());
                }
                ControlFlow::Continue(())
            }).unwrap();
            let expected: Vec<Vec<String>> = rows.iter().map(|(a, n, c)| vec![a.clone(), n.to_string(), c.clone()]).collect();
            proptest::prop_assert_eq!(cells, expected);
        }
    }
}
