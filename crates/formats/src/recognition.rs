//! Text that a reader of pictures recognised: its table of words as lines with their place and confidence, and those lines as
//! rows of a document's relations.
//!
//! Not the recognition itself: formats know no programs. The table is that of Tesseract (`tsv`): one row a word, with the box in
//! pixels of the picture and a confidence of 0 to 100. Recognised text is never taken for text that the document holds: every
//! row that has it says `text_by` `ocr` (`layer and ocr` where other pages have text of their own) and how sure it is.

use crate::Record;
use crate::document::header_of;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Bytes of text in one leaf.
const TEXT_BYTES_MAX: usize = 1 << 20;
/// Lines of one document that are kept.
const LINES_MAX: usize = 500_000;
/// Confidence below which a line is doubtful.
pub const LOW_CONFIDENCE: u8 = 60;

/// A picture of a page without text, as a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scan {
    /// 1-based page; the first one where the file itself has several.
    pub page: u64,
    /// PNG, JPEG, JPEG 2000, TIFF, GIF, BMP, PBM or PGM.
    pub bytes: Vec<u8>,
}

/// Why a picture was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reason {
    /// It is packed in a way that is not undone here.
    Compression,
    /// Its dictionary and its content do not fit.
    Damaged,
    /// It is over the cap.
    TooLarge,
    /// It stands inside the content of the page, or is too small for words.
    Inline,
    /// The document has more pages than are read.
    TooMany,
    /// Reading it took too long.
    TimedOut,
    /// The program that reads pictures failed on it.
    Failed,
}

impl Reason {
    /// In words, after "the picture on page 3".
    pub fn words(self) -> &'static str {
        match self {
            Self::Compression => "is packed in a way that is not read",
            Self::Damaged => "does not fit what the file says of it",
            Self::TooLarge => "is larger than is read",
            Self::Inline => "stands inside the page's content or is too small for words",
            Self::TooMany => "and those after it were not read: the document has more pages than are read",
            Self::TimedOut => "took too long and was given up",
            Self::Failed => "was refused by the program that reads pictures",
        }
    }

    /// Another attempt may end otherwise.
    pub fn may_pass(self) -> bool {
        matches!(self, Self::TimedOut | Self::Failed)
    }
}

/// A picture that was not read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unread {
    /// 1-based page.
    pub page: u64,
    /// Why.
    pub reason: Reason,
}

/// One recognised line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// 1-based page.
    pub page: u64,
    /// 1-based within the page.
    pub line: u64,
    /// Left, top, width and height in pixels of the page's picture.
    pub area: [u32; 4],
    /// Mean of its words by their length, 0 to 100.
    pub confidence: u8,
    /// It begins a block of its own.
    pub first: bool,
    /// Its words; a wide gap is a tab.
    pub text: String,
}

/// What was recognised in one document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recognised {
    /// Lines by page, in reading order.
    pub lines: Vec<Line>,
    /// Pictures that were not read.
    pub unread: Vec<Unread>,
    /// Lines over the cap, which are not kept.
    pub dropped: u64,
}

/// One word of the table.
struct Word<'a> {
    place: [u32; 4],
    area: [u32; 4],
    confidence: f64,
    text: &'a str,
}

/// A row of the table that is a word; other levels say how the page is divided.
fn word(row: &str) -> Option<Word<'_>> {
    let cells: Vec<&str> = row.trim_end_matches('\r').splitn(12, '\t').collect();
    let [level, page, block, paragraph, line, _, left, top, width, height, confidence, text] = cells[..] else { return None };
    if level != "5" || text.trim().is_empty() {
        return None;
    }
    let number = |text: &str| text.trim().parse::<u32>().ok();
    let confidence: f64 = confidence.trim().parse().ok()?;
    Some(Word {
        place: [number(page)?, number(block)?, number(paragraph)?, number(line)?],
        area: [number(left)?, number(top)?, number(width)?, number(height)?],
        confidence: if confidence.is_finite() { confidence.clamp(0.0, 100.0) } else { 0.0 },
        text: text.trim(),
    })
}

/// A line as its words come.
struct Growing {
    place: [u32; 4],
    area: [u32; 4],
    end: u32,
    weighed: f64,
    letters: f64,
    text: String,
}

impl Growing {
    fn of(word: &Word<'_>) -> Self {
        let mut line = Self { place: word.place, area: word.area, end: 0, weighed: 0.0, letters: 0.0, text: String::new() };
        line.add(word);
        line
    }

    fn add(&mut self, word: &Word<'_>) {
        let [left, top, width, height] = word.area;
        if !self.text.is_empty() {
            let gap = left.saturating_sub(self.end);
            self.text.push(if gap > height.max(self.area[3]).saturating_mul(2) { '\t' } else { ' ' });
        }
        // A control character could pass for the end of a line.
        self.text.extend(word.text.chars().filter(|c| !c.is_control()));
        self.end = left.saturating_add(width);
        let letters = word.text.chars().count() as f64;
        self.weighed += word.confidence * letters;
        self.letters += letters;
        let right = self.area[0].saturating_add(self.area[2]).max(self.end);
        let bottom = self.area[1].saturating_add(self.area[3]).max(top.saturating_add(height));
        self.area[0] = self.area[0].min(left);
        self.area[1] = self.area[1].min(top);
        self.area[2] = right.saturating_sub(self.area[0]);
        self.area[3] = bottom.saturating_sub(self.area[1]);
    }

    fn confidence(&self) -> u8 {
        if self.letters > 0.0 { (self.weighed / self.letters).round() as u8 } else { 0 }
    }
}

impl Recognised {
    /// Adds the words of one picture; `page` is the page on which it stands, or its first.
    pub fn add(&mut self, page: u64, table: &str) {
        let mut growing: Option<Growing> = None;
        for word in table.lines().filter_map(word) {
            match &mut growing {
                Some(line) if line.place == word.place => line.add(&word),
                _ => {
                    let before = growing.replace(Growing::of(&word));
                    self.keep(page, before);
                }
            }
        }
        self.keep(page, growing);
    }

    fn keep(&mut self, page: u64, line: Option<Growing>) {
        let Some(line) = line else { return };
        if self.lines.len() >= LINES_MAX {
            self.dropped += 1;
            return;
        }
        let page = page.saturating_add(u64::from(line.place[0].max(1)) - 1);
        let before = self.lines.last().filter(|l| l.page == page);
        let number = before.map_or(0, |l| l.line) + 1;
        let confidence = line.confidence();
        // The first line of a block, or of its paragraph.
        let first = before.is_some() && line.place[3] <= 1;
        self.lines.push(Line { page, line: number, area: line.area, confidence, first, text: line.text });
    }

    /// Whether another attempt may give more.
    pub fn may_pass(&self) -> bool {
        self.unread.iter().any(|u| u.reason.may_pass())
    }

    /// Lines of a page.
    fn of_page(&self, page: u64) -> &[Line] {
        let start = self.lines.partition_point(|l| l.page < page);
        let end = self.lines.partition_point(|l| l.page <= page);
        self.lines.get(start..end).unwrap_or(&[])
    }

    /// Pages with doubtful lines: doubtful lines and lines in all.
    pub fn doubtful(&self) -> BTreeMap<u64, (u64, u64)> {
        let mut pages: BTreeMap<u64, (u64, u64)> = BTreeMap::new();
        for line in &self.lines {
            let page = pages.entry(line.page).or_default();
            page.0 += u64::from(line.confidence < LOW_CONFIDENCE);
            page.1 += 1;
        }
        pages.retain(|_, (low, _)| *low > 0);
        pages
    }

    /// The row of a document's relations with what was recognised, and the rows that come of it: `document.line` behind the page
    /// that they stand on. A row of another relation passes as it is.
    pub fn rows(&self, record: &Record, each: &mut dyn FnMut(&Record)) {
        match record.relation.as_str() {
            "document" => each(&self.document(record)),
            "document.page" => {
                let number = record.get("page").and_then(|p| p.parse().ok()).unwrap_or(0);
                let lines: &[Line] = if record.get("has_text") == Some("yes") { &[] } else { self.of_page(number) };
                if lines.is_empty() {
                    return each(record);
                }
                each(&with_text(record, &text_of(lines), "ocr", lines));
                lines.iter().for_each(|line| each(&row_of(line)));
            }
            _ => each(record),
        }
    }

    fn document(&self, record: &Record) -> Record {
        if self.lines.is_empty() {
            return record.clone();
        }
        let own = record.get("text").unwrap_or("");
        let recognised = text_of(&self.lines);
        let (text, by) = if own.is_empty() { (recognised, "ocr") } else { (format!("{own}\n\n{recognised}"), "layer and ocr") };
        let mut out = with_text(record, &text, by, &self.lines);
        let header = header_of(&text_of(self.of_page(1)));
        for (field, value) in header {
            if out.get(field).is_none() {
                out.leaves.push((field.to_string(), value));
            }
        }
        out
    }
}

/// Lines one below the other, an empty one before a block.
fn text_of(lines: &[Line]) -> String {
    let mut out = String::new();
    let mut page = None;
    for line in lines {
        if page.is_some() {
            out.push_str(if line.first || page != Some(line.page) { "\n\n" } else { "\n" });
        }
        page = Some(line.page);
        out.push_str(&line.text);
    }
    out
}

/// Mean confidence by the length of the lines.
fn confidence_of(lines: &[Line]) -> u64 {
    let letters: u64 = lines.iter().map(|l| l.text.chars().count() as u64).sum();
    let weighed: u64 = lines.iter().map(|l| u64::from(l.confidence) * l.text.chars().count() as u64).sum();
    weighed.checked_div(letters).unwrap_or(0)
}

/// A row with recognised text in place of none, or behind its own.
fn with_text(record: &Record, text: &str, by: &str, lines: &[Line]) -> Record {
    let text = &text[..text.floor_char_boundary(TEXT_BYTES_MAX)];
    let taken = ["has_text", "characters", "text", "text_by", "confidence"];
    let mut leaves: Vec<(String, String)> = record.leaves.iter().filter(|(field, _)| !taken.contains(&field.as_str())).cloned().collect();
    let mut push = |field: &str, value: String| leaves.push((field.to_string(), value));
    push("has_text", if text.chars().any(char::is_alphanumeric) { "yes" } else { "no" }.to_string());
    if record.relation == "document" {
        push("characters", text.chars().count().to_string());
    }
    push("text_by", by.to_string());
    push("confidence", confidence_of(lines).to_string());
    if !text.trim().is_empty() {
        push("text", text.to_string());
    }
    Record { leaves, ..record.clone() }
}

/// A line as a row.
fn row_of(line: &Line) -> Record {
    let leaf = |field: &str, value: String| (field.to_string(), value);
    let area = line.area.map(|n| n.to_string()).join(",");
    Record {
        relation: "document.line".into(),
        line: line.line,
        byte: 0,
        leaves: vec![
            leaf("page", line.page.to_string()),
            leaf("line", line.line.to_string()),
            leaf("box", area),
            leaf("text_by", "ocr".into()),
            leaf("confidence", line.confidence.to_string()),
            leaf("text", line.text.clone()),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n";

    fn read(rows: &str) -> Recognised {
        let mut recognised = Recognised::default();
        recognised.add(1, &format!("{HEAD}{rows}"));
        recognised
    }

    const PAGE: &str = "1\t1\t0\t0\t0\t0\t0\t0\t1275\t1650\t-1\t\n4\t1\t1\t1\t1\t0\t103\t226\t503\t30\t-1\t\n\
        5\t1\t1\t1\t1\t1\t103\t226\t115\t24\t96.3\tPatient:\n5\t1\t1\t1\t1\t2\t235\t227\t64\t27\t96.3\tRoe,\n5\t1\t1\t1\t1\t3\t311\t227\t69\t29\t87.0\tJane\n\
        5\t1\t1\t1\t1\t4\t600\t227\t78\t23\t87.0\tMRN:\n5\t1\t1\t1\t1\t5\t690\t227\t97\t23\t96.7\t00123\n5\t1\t1\t1\t2\t1\t103\t297\t72\t23\t30\tblurred\n\
        5\t1\t2\t1\t1\t1\t100\t367\t122\t23\t96.0\tTetanus\n5\t2\t1\t1\t1\t1\t10\t10\t20\t20\t99\ttwo\n";

    #[test]
    fn words_become_lines_with_place_and_confidence() {
        let recognised = read(PAGE);
        let shown: Vec<(u64, u64, &str)> = recognised.lines.iter().map(|l| (l.page, l.line, l.text.as_str())).collect();
        assert_eq!(shown, [(1, 1, "Patient: Roe, Jane\tMRN: 00123"), (1, 2, "blurred"), (1, 3, "Tetanus"), (2, 1, "two")]);
        assert_eq!((recognised.lines[0].area, recognised.lines[0].confidence), ([103, 226, 684, 30], 93));
        assert_eq!(recognised.doubtful(), BTreeMap::from([(1, (1, 3))]));
    }

    fn record(relation: &str, leaves: &[(&str, &str)]) -> Record {
        Record { relation: relation.into(), line: 1, byte: 0, leaves: leaves.iter().map(|(f, v)| (f.to_string(), v.to_string())).collect() }
    }

    fn rows(recognised: &Recognised, record: &Record) -> Vec<Record> {
        let mut out = Vec::new();
        recognised.rows(record, &mut |row| out.push(row.clone()));
        out
    }

    #[test]
    fn a_page_without_text_gets_its_lines_and_a_page_with_text_stays() {
        let recognised = read(PAGE);
        let found = rows(&recognised, &record("document.page", &[("page", "1"), ("image_only", "yes"), ("has_text", "no")]));
        assert_eq!(found.iter().map(|r| r.relation.as_str()).collect::<Vec<_>>(), ["document.page", "document.line", "document.line", "document.line"]);
        let leaf = |n: usize, field: &str| found[n].get(field).unwrap_or("-").to_string();
        assert_eq!((leaf(0, "has_text"), leaf(0, "text_by"), leaf(0, "image_only")), ("yes".into(), "ocr".into(), "yes".into()));
        assert_eq!(leaf(0, "text"), "Patient: Roe, Jane\tMRN: 00123\nblurred\n\nTetanus");
        assert_eq!((leaf(2, "page"), leaf(2, "line"), leaf(2, "box"), leaf(2, "confidence")), ("1".into(), "2".into(), "103,297,72,23".into(), "30".into()));
        let own = record("document.page", &[("page", "1"), ("has_text", "yes"), ("text", "own")]);
        assert_eq!(rows(&recognised, &own), [own]);
    }

    #[test]
    fn the_document_has_the_text_and_who_it_names() {
        let recognised = read(PAGE);
        let found = rows(&recognised, &record("document", &[("type", "pdf"), ("has_text", "no"), ("characters", "0")]));
        assert_eq!((found[0].get("patient_name"), found[0].get("patient_id"), found[0].get("text_by")), (Some("Roe, Jane"), Some("00123"), Some("ocr")));
        let mixed = rows(&recognised, &record("document", &[("has_text", "yes"), ("text", "own"), ("patient_id", "7")]));
        assert_eq!((mixed[0].get("text_by"), mixed[0].get("patient_id")), (Some("layer and ocr"), Some("7")), "the document's own words come first");
        assert!(mixed[0].get("text").is_some_and(|t| t.starts_with("own\n\nPatient:")));
        let nothing = record("document", &[("has_text", "no")]);
        assert_eq!(rows(&Recognised::default(), &nothing), [nothing]);
    }

    proptest::proptest! {
        /// No table panics, and every word of it stands in a line.
        #[test]
        fn no_word_is_lost(table in "([0-9\\t.a-z -]{0,40}\\n){0,20}", words in proptest::collection::vec(("[a-z]{1,8}", 0u32..3, 0u32..3, 0u32..2000), 0..30)) {
            read(&table);
            let rows: String = words.iter().enumerate().map(|(n, (text, block, line, left))| format!("5\t1\t{block}\t1\t{line}\t{n}\t{left}\t5\t6\t7\t50\t{text}\n")).collect();
            let recognised = read(&rows);
            let found: Vec<&str> = recognised.lines.iter().flat_map(|l| l.text.split_whitespace()).collect();
            let wanted: Vec<&str> = words.iter().map(|(text, ..)| text.as_str()).collect();
            proptest::prop_assert_eq!(found, wanted);
        }
    }
}
