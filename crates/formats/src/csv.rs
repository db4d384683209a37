//! Delimited text (RFC 4180 and its relatives) with the line and byte of every row.
//!
//! Any of `, ; TAB |` as delimiter (sniffed, or as a layout or a first line `sep=;` declares), quotes by doubling, line ends CR, LF, CRLF and mixed. Whether the first
//! row names the fields is declared, or told by the rows below it (`header`); where it does not, it is a row like any other. A row that does
//! not fit its header, is the header again (files that were joined), holds a NUL, never closes a quote or is over the cap is set aside with its place;
//! reading goes on at the next line.

use crate::header::{self, Told};
use crate::text::{Window, decode, first_line};
use crate::{Header, Item, Limits, Row, Summary};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::io::Read;
use std::ops::ControlFlow;

const DELIMITERS: [u8; 4] = [b',', b'\t', b'|', b';'];

/// How a file is written, as far as that is declared.
pub(crate) struct Dialect<'d> {
    /// Found in the first rows where it is not declared.
    pub delimiter: Option<u8>,
    /// None where quotes are text like any other.
    pub quote: Option<u8>,
    pub encoding: Option<&'static encoding_rs::Encoding>,
    /// Whether the first record names the fields; told by the records below it where it is not declared.
    pub header: Option<bool>,
    /// Names of the fields, in the place of a header's.
    pub names: &'d [String],
    /// Lines above the header.
    pub skip: u64,
    /// What lines start with that are no records; empty for none.
    pub comment: &'d str,
    /// Written by bcp: text between tabs where nothing else is told, without quotes; an empty text is a NUL.
    pub bcp: bool,
}

impl Default for Dialect<'_> {
    fn default() -> Self {
        Self { delimiter: None, quote: Some(b'"'), encoding: None, header: None, names: &[], skip: 0, comment: "", bcp: false }
    }
}

/// Whether the first line names a delimiter, or the first lines have one in equal number.
pub(crate) fn looks_delimited(text: &str) -> bool {
    if named_delimiter(text.as_bytes()).is_some() {
        return true;
    }
    let lines: Vec<&str> = text.lines().take(4).collect();
    DELIMITERS.iter().any(|d| {
        let counts: Vec<usize> = lines.iter().map(|l| l.bytes().filter(|b| b == d).count()).collect();
        counts.first().is_some_and(|c| *c > 0) && (counts.len() == 1 || counts[0] == counts[1])
    })
}

/// The delimiter that the first rows agree on.
pub(crate) fn sniff(head: &[u8]) -> u8 {
    let count = |delimiter: u8| -> (usize, usize) {
        let mut counts = Vec::new();
        let (mut quoted, mut n, mut any) = (false, 0, false);
        for byte in head.iter().take(64 << 10) {
            match byte {
                b'"' => quoted = !quoted,
                b'\n' | b'\r' if !quoted => {
                    if any {
                        counts.push(n);
                    }
                    (n, any) = (0, false);
                    continue;
                }
                b if *b == delimiter && !quoted => n += 1,
                _ => {}
            }
            any = true;
        }
        if counts.is_empty() && any {
            counts.push(n);
        }
        let first = counts.first().copied().unwrap_or(0);
        let agree = counts.iter().take(50).filter(|c| **c == first).count();
        if first == 0 { (0, 0) } else { (agree, first) }
    };
    // On a tie the earlier of the list wins.
    DELIMITERS.into_iter().rev().max_by_key(|d| count(*d)).filter(|d| count(*d) != (0, 0)).unwrap_or(b',')
}

/// The delimiter that a first line `sep=;` names, which spreadsheets write for each other: no record.
fn named_delimiter(head: &[u8]) -> Option<u8> {
    let [name @ .., delimiter] = head.split(|byte| matches!(byte, b'\r' | b'\n')).next()? else { return None };
    (name.eq_ignore_ascii_case(b"sep=") && delimiter.is_ascii()).then_some(*delimiter)
}

/// Where one record ends and its cells lie.
enum Scan {
    /// Bytes of the record with its line end, and bytes without.
    Record { whole: usize, body: usize, line_ends: u64 },
    /// The window holds no whole record.
    More,
    /// End of stream inside a quote.
    OpenQuote,
}

/// Finds the end of the record at the start of `bytes`.
fn scan(bytes: &[u8], delimiter: u8, quote: Option<u8>, ended: bool) -> Scan {
    let (mut at, mut line_ends, mut cell_start) = (0, 0, true);
    while at < bytes.len() {
        if let Some(quote) = quote.filter(|q| cell_start && bytes[at] == *q) {
            // A quoted cell: up to a quote that is not doubled.
            at += 1;
            loop {
                match memchr::memchr3(quote, b'\n', b'\r', &bytes[at..]) {
                    None => return if ended { Scan::OpenQuote } else { Scan::More },
                    Some(i) => at += i,
                }
                match bytes[at] {
                    b if b == quote && bytes.get(at + 1) == Some(&quote) => at += 2,
                    b if b == quote && at + 1 == bytes.len() && !ended => return Scan::More,
                    b if b == quote => {
                        at += 1;
                        break;
                    }
                    b'\r' if bytes.get(at + 1) == Some(&b'\n') => {
                        line_ends += 1;
                        at += 2;
                    }
                    _ => {
                        line_ends += 1;
                        at += 1;
                    }
                }
            }
            cell_start = false;
            continue;
        }
        match memchr::memchr3(delimiter, b'\n', b'\r', &bytes[at..]) {
            None => break,
            Some(i) => at += i,
        }
        match bytes[at] {
            b if b == delimiter => {
                cell_start = true;
                at += 1;
            }
            b'\r' if at + 1 == bytes.len() && !ended => return Scan::More,
            b'\r' if bytes.get(at + 1) == Some(&b'\n') => return Scan::Record { whole: at + 2, body: at, line_ends: line_ends + 1 },
            _ => return Scan::Record { whole: at + 1, body: at, line_ends: line_ends + 1 },
        }
    }
    if ended { Scan::Record { whole: bytes.len(), body: bytes.len(), line_ends: line_ends + 1 } } else { Scan::More }
}

/// Splits a record into cells, quotes resolved.
fn split<'t>(record: &'t str, delimiter: u8, quote: Option<u8>, cells: &mut Vec<Cow<'t, str>>) {
    cells.clear();
    let bytes = record.as_bytes();
    let mut at = 0;
    loop {
        if let Some(quote) = quote.filter(|q| bytes.get(at) == Some(q)) {
            let (mut end, mut doubled) = (at + 1, false);
            while let Some(i) = memchr::memchr(quote, &bytes[end..]) {
                end += i;
                if bytes.get(end + 1) != Some(&quote) {
                    break;
                }
                doubled = true;
                end += 2;
            }
            let inner = &record[at + 1..end.min(record.len())];
            let once = |quote: u8| char::from(quote).to_string();
            let mut cell = if doubled { Cow::Owned(inner.replace(&once(quote).repeat(2), &once(quote))) } else { Cow::Borrowed(inner) };
            at = (end + 1).min(bytes.len());
            let next = memchr::memchr(delimiter, &bytes[at..]).map_or(bytes.len(), |i| at + i);
            if next > at {
                cell.to_mut().push_str(&record[at..next]); // text after a closing quote belongs to the cell
            }
            cells.push(cell);
            at = next;
        } else {
            let next = memchr::memchr(delimiter, &bytes[at..]).map_or(bytes.len(), |i| at + i);
            cells.push(Cow::Borrowed(&record[at..next]));
            at = next;
        }
        if at >= bytes.len() {
            return;
        }
        at += 1; // the delimiter
        if at == bytes.len() {
            cells.push(Cow::Borrowed(""));
            return;
        }
    }
}

pub(crate) fn read(
    name: &str,
    input: &mut dyn Read,
    limits: &Limits,
    each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
) -> std::io::Result<Summary> {
    if crate::detect::is_bcp(name) {
        return read_bcp(crate::relation_name(name), input, limits, each);
    }
    read_as(crate::relation_name(name), &Dialect::default(), input, limits, each)
}

/// A character export of bcp: text between tabs without quotes, and never a header.
fn read_bcp(
    relation: &str,
    input: &mut dyn Read,
    limits: &Limits,
    each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
) -> std::io::Result<Summary> {
    let dialect = Dialect { quote: None, header: Some(false), bcp: true, ..Dialect::default() };
    let mut summary = read_as(relation, &dialect, input, limits, each)?;
    if summary.records + summary.quarantined > 0 {
        summary.doubt(limits, "no_header", 1, 0, "an export of bcp has no header; its columns are numbered");
    }
    Ok(summary)
}

/// The first records of these bytes that are not blank, as far as the look for a header goes.
pub(crate) fn first_rows(bytes: &[u8], ended: bool, delimiter: u8, quote: Option<u8>) -> Vec<Vec<String>> {
    let head = bytes.get(..header::BYTES).unwrap_or(bytes);
    let ended = ended && head.len() == bytes.len();
    let (mut at, mut rows) = (0, Vec::new());
    while rows.len() <= header::ROWS {
        let rest = head.get(at..).unwrap_or_default();
        let Scan::Record { whole, body, .. } = scan(rest, delimiter, quote, ended) else { break };
        if whole == 0 {
            break;
        }
        let (text, _) = decode(rest.get(..body).unwrap_or_default());
        if !text.trim().is_empty() {
            let mut cells = Vec::new();
            split(&text, delimiter, quote, &mut cells);
            rows.push(cells.into_iter().map(Cow::into_owned).collect::<Vec<String>>());
        }
        at += whole;
    }
    rows
}

/// Whether the first record of these bytes is a header, by those below it.
fn told(bytes: &[u8], ended: bool, delimiter: u8, quote: Option<u8>) -> Told {
    let rows = first_rows(bytes, ended, delimiter, quote);
    rows.split_first().map_or(Told::Header, |(first, below)| header::told(first, below))
}

/// The delimiter of an export of bcp: tabs, unless the first line has none.
pub(crate) fn bcp_delimiter(head: &[u8]) -> u8 {
    if first_line(head).0.contains(&b'\t') { b'\t' } else { sniff(head) }
}

/// Reads a file that is written as declared.
pub(crate) fn read_as(
    relation: &str,
    dialect: &Dialect<'_>,
    input: &mut dyn Read,
    limits: &Limits,
    each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
) -> std::io::Result<Summary> {
    let mut summary = Summary::default();
    let mut window = Window::of(input, dialect.encoding)?;
    summary.encoding = window.encoding().into();
    let (mut line, mut cp1252, mut commented) = (1u64, false, 0u64);
    for _ in 0..dialect.skip {
        if !window.skip_line()? {
            break;
        }
        line += 1;
    }
    while window.bytes().len() < 64 << 10 && window.grow()? {}
    let named = named_delimiter(window.bytes());
    if named.is_some() {
        line += u64::from(window.skip_line()?);
    }
    let delimiter = dialect.delimiter.or(named).unwrap_or_else(|| if dialect.bcp { bcp_delimiter(window.bytes()) } else { sniff(window.bytes()) });
    let (mut header, mut doubted): (Option<Vec<String>>, bool) = (None, false);
    loop {
        // As many bytes as the look for a header takes, however the input hands them out: a reading ends as the one before it.
        while header.is_none() && !window.ended && window.bytes().len() < header::BYTES && window.grow()? {}
        if !dialect.comment.is_empty() {
            while window.bytes().len() < dialect.comment.len() && window.grow()? {}
            if window.bytes().starts_with(dialect.comment.as_bytes()) {
                line += u64::from(window.skip_line()?);
                commented += 1;
                continue;
            }
        }
        let (whole, body, line_ends) = match scan(window.bytes(), delimiter, dialect.quote, window.ended) {
            Scan::More if window.bytes().len() <= limits.record_bytes_max => {
                window.grow()?;
                continue;
            }
            Scan::More | Scan::OpenQuote => {
                line = set_aside_first_line(&mut window, limits, &mut summary, line)?;
                continue;
            }
            Scan::Record { whole: 0, .. } => break,
            Scan::Record { whole, body, line_ends } => (whole, body, line_ends),
        };
        let byte = window.offset;
        let flow = {
            let (text, recoded) = decode(&window.bytes()[..body]);
            cp1252 |= recoded;
            let place = (line, byte);
            // Once: the first record that is not blank makes the header.
            let looked = header.is_none() && dialect.header.is_none() && dialect.names.is_empty() && !text.trim().is_empty();
            let told = if looked { told(window.bytes(), window.ended, delimiter, dialect.quote) } else { Told::Header };
            doubted |= !matches!(told, Told::Header);
            Record { text: &text, relation, dialect, delimiter, place, told, doubted }.deliver(&mut header, limits, &mut summary, each)
        };
        line += line_ends;
        window.consume(whole);
        if flow.is_break() {
            // A header over the cap ends the reading as well; nobody asked for that.
            summary.stopped = header.as_ref().is_none_or(|names| !names.is_empty());
            break;
        }
    }
    if commented > 0 {
        summary.doubt(limits, "comment", 0, 0, format!("{commented} lines start as comments do and are no records"));
    }
    if cp1252 {
        summary.doubt(limits, "not_utf8", 0, 0, "some records are not UTF-8 and were read as Windows-1252");
        summary.encoding = format!("{} with Windows-1252", summary.encoding);
    }
    if header.is_none() {
        summary.doubt(limits, "empty_file", 0, 0, "the file holds no header");
    } else if summary.records == 0 && summary.quarantined == 0 {
        summary.doubt(limits, "no_rows", 0, 0, "the file holds a header and no rows");
    }
    Ok(summary)
}

/// A record over the cap or with a quote that never closes: its first line is set aside, reading goes on after it.
fn set_aside_first_line(window: &mut Window<'_>, limits: &Limits, summary: &mut Summary, line: u64) -> std::io::Result<u64> {
    let byte = window.offset;
    let over = window.bytes().len() > limits.record_bytes_max;
    let line_end = |bytes: &[u8]| memchr::memchr2(b'\n', b'\r', bytes);
    let first_line_is_long = line_end(window.bytes()).is_none();
    if over && first_line_is_long {
        summary.refuse(limits, "record_too_long", line, byte, format!("the record is longer than {} bytes", limits.record_bytes_max));
    } else {
        summary.refuse(limits, "unclosed_quote", line, byte, "a quote opens in this record and does not close");
    }
    loop {
        match line_end(window.bytes()) {
            Some(i) => {
                let crlf = window.bytes()[i] == b'\r' && window.bytes().get(i + 1) == Some(&b'\n');
                window.consume(i + 1 + usize::from(crlf));
                return Ok(line + 1);
            }
            None => {
                let n = window.bytes().len();
                window.consume(n);
                if !window.grow()? {
                    return Ok(line + 1);
                }
            }
        }
    }
}

/// One record with its table.
struct Record<'r> {
    text: &'r str,
    relation: &'r str,
    dialect: &'r Dialect<'r>,
    delimiter: u8,
    place: (u64, u64),
    /// What the first records tell of a header, where nobody declared it.
    told: Told,
    /// Whether what was read as a header may be none.
    doubted: bool,
}

impl Record<'_> {
    /// Whether the first record names the fields.
    fn is_headed(&self) -> bool {
        self.dialect.header.unwrap_or(!matches!(self.told, Told::Row(_)))
    }

    fn deliver(&self, header: &mut Option<Vec<String>>, limits: &Limits, summary: &mut Summary, each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>) -> ControlFlow<()> {
        let (line, byte) = self.place;
        if self.text.trim().is_empty() {
            return ControlFlow::Continue(());
        }
        let mut cells = Vec::with_capacity(header.as_ref().map_or(16, Vec::len));
        split(self.text, self.delimiter, self.dialect.quote, &mut cells);
        let names = match header {
            Some(names) => names,
            None => {
                if cells.len() > limits.fields_max {
                    summary.refuse(limits, "too_many_fields", line, byte, format!("the header has {} fields; the cap is {}", cells.len(), limits.fields_max));
                    *header = Some(Vec::new());
                    return ControlFlow::Break(());
                }
                let names = header.insert(self.names(&cells, limits, summary));
                each(Item::Header(Header { relation: self.relation, names: names.as_slice() }))?;
                match &self.told {
                    Told::Header => {}
                    Told::Doubtful(why) => summary.doubt(limits, "header_doubted", line, byte, format!("the first row is read as a header and may be none: {why}")),
                    Told::Row(why) => {
                        summary.doubt(limits, "no_header", line, byte, format!("the first row is no header: {why}; it is read as a row and the columns are numbered"));
                    }
                }
                if self.is_headed() {
                    return ControlFlow::Continue(());
                }
                names
            }
        };
        if cells.len() != names.len() {
            let message = format!("the row has {} cells, the header {}", cells.len(), names.len());
            summary.refuse(limits, "ragged_row", line, byte, message);
            return ControlFlow::Continue(());
        }
        if memchr::memchr(0, self.text.as_bytes()).is_some() && !(self.dialect.bcp && without_nul(&mut cells)) {
            summary.refuse(limits, "nul_byte", line, byte, "the row holds a NUL byte");
            return ControlFlow::Continue(());
        }
        if self.is_header_again(&cells, names, limits) {
            summary.refuse(limits, "header_again", line, byte, "the row is the header again, as where files were joined, and no record");
            return ControlFlow::Continue(());
        }
        summary.records += 1;
        let cells: Vec<&str> = cells.iter().map(AsRef::as_ref).collect();
        each(Item::Row(Row { relation: self.relation, line, byte, cells: &cells }))
    }

    /// Whether a row names the fields as the header did, behind the mark that a file may begin with. One word alone may be a value, and so may be what is a header by
    /// doubt alone; names that a layout declares need not stand in the file.
    fn is_header_again(&self, cells: &[Cow<'_, str>], names: &[String], limits: &Limits) -> bool {
        // Of most rows the first cell tells that they are none; one of empty cells names no field.
        let is_like = |cell: &str, name: &str| if cell.is_empty() { name.starts_with("column_") } else { name.starts_with(cell) };
        let is_likely = cells.len() > 1 && cells.iter().zip(names).all(|(cell, name)| is_like(unmarked(cell), name));
        if !is_likely || self.doubted || !self.dialect.names.is_empty() || cells.iter().all(|cell| cell.trim().is_empty()) {
            return false;
        }
        let cells: Vec<Cow<'_, str>> = cells.iter().map(|cell| Cow::Borrowed(unmarked(cell))).collect();
        name_fields(&cells, limits, &mut Summary::default(), self.place) == *names
    }

    /// Names of the fields: declared, of the header, or numbered.
    fn names(&self, cells: &[Cow<'_, str>], limits: &Limits, summary: &mut Summary) -> Vec<String> {
        let (line, byte) = self.place;
        if self.dialect.names.is_empty() {
            let none = vec![Cow::Borrowed(""); cells.len()];
            return name_fields(if self.is_headed() { cells } else { &none }, limits, summary, self.place);
        }
        if self.is_headed() && cells.len() != self.dialect.names.len() {
            let message = format!("the header has {} fields, the layout names {}", cells.len(), self.dialect.names.len());
            summary.doubt(limits, "header_differs", line, byte, message);
        }
        self.dialect.names.to_vec()
    }
}

/// A cell without blanks around it, and without the mark that a file may begin with.
fn unmarked(cell: &str) -> &str {
    cell.trim_start_matches('\u{FEFF}').trim()
}

/// Empties the cells that are a NUL alone; whether none is left.
fn without_nul(cells: &mut [Cow<'_, str>]) -> bool {
    for cell in cells.iter_mut() {
        if &**cell == "\0" {
            *cell = Cow::Borrowed("");
        }
    }
    !cells.iter().any(|cell| cell.contains('\0'))
}

/// Header names made unique and never empty: a name that an earlier field has gets a number that no other field has.
pub(crate) fn name_fields(cells: &[Cow<'_, str>], limits: &Limits, summary: &mut Summary, (line, byte): (u64, u64)) -> Vec<String> {
    let given: Vec<String> = cells
        .iter()
        .enumerate()
        .map(|(index, cell)| match cell.trim() {
            "" => format!("column_{}", index + 1),
            name => name.to_string(),
        })
        .collect();
    let reserved: HashSet<&str> = given.iter().map(String::as_str).collect();
    let mut seen = HashMap::<&str, u32>::new();
    let mut taken = HashSet::new();
    let mut names = Vec::with_capacity(given.len());
    for (index, base) in given.iter().enumerate() {
        let count = seen.entry(base).or_default();
        *count += 1;
        let mut name = base.clone();
        if *count > 1 {
            while reserved.contains(name.as_str()) || taken.contains(&name) {
                name = format!("{base}_{count}");
                *count += 1;
            }
            *count -= 1;
            summary.doubt(limits, "duplicate_header", line, byte, format!("field {} has the name of an earlier one; it is read as its number {count}", index + 1));
        }
        taken.insert(name.clone());
        names.push(name);
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_delimiter_is_told_whatever_ends_its_line() {
        assert_eq!([&b"sep=;\ra;b"[..], b"SEP=|\r\na|b", b"sep=\t\na", b"sep", b"", b"a;b\nsep=;"].map(named_delimiter), [Some(b';'), Some(b'|'), Some(b'\t'), None, None, None]);
        assert!(looks_delimited("sep=;\na;b;c\n1;2;3\n"));
    }

    #[test]
    fn the_header_again_is_no_record_and_an_empty_row_of_a_table_without_one_is() {
        let read = |text: &str| {
            let mut input = text.as_bytes();
            let summary = read_as("t", &Dialect { header: Some(text.starts_with("A,")), ..Dialect::default() }, &mut input, &Limits::default(), &mut |_| ControlFlow::Continue(())).unwrap();
            (summary.records, summary.quarantined)
        };
        assert_eq!(read("A,B\n1,2\nA,B\n3,4\n"), (2, 1));
        assert_eq!(read("A,B\n1,2\n\u{FEFF}A,B\n3,4\n"), (2, 1), "a file that begins with a mark, behind another one");
        assert_eq!(read("A,\n1,2\nA,\n,\nA,x\n"), (3, 1), "a field without a name");
        assert_eq!(read("1,2\n,\n1,2\n"), (3, 0), "rows that are alike where no header is");
        // Nobody declared a header, and what is taken for one is written as the rows below it.
        let words = "aspirin,oral\nmetformin,oral\naspirin,oral\nlisinopril,oral\nmetformin,oral\naspirin,oral\n";
        let summary = read_as("t", &Dialect::default(), &mut words.as_bytes(), &Limits::default(), &mut |_| ControlFlow::Continue(())).unwrap();
        assert_eq!(summary.counts.get("header_again"), None, "{:?}", summary.counts);
    }

    #[test]
    fn names_are_unique_whatever_the_header_says() {
        let cells = ["A", "A_2", "A", "", "A", "column_4"].map(Cow::Borrowed);
        let names = name_fields(&cells, &Limits::default(), &mut Summary::default(), (1, 0));
        assert_eq!(names, ["A", "A_2", "A_3", "column_4", "A_4", "column_4_2"]);
    }
}
