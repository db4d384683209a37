//! Documents and scans: PDF, RTF, HTML, DOCX, e-mail, pictures, DICOM and plain text, each as rows of relations.
//!
//! A file gives one record of `document` (what it is, what it says of itself, its text), one of `document.page` for each
//! page, and one of `document.attachment` for each file inside it. The text is what a reader of the document would see,
//! and also what the document hides (hidden runs, deleted revisions): that is kept, with a doubt. Pixels are not read here:
//! a scan without a text layer says `has_text` no, and [`scans`] hands its pictures to whoever can read them. A document
//! embedded in a message comes as its bytes to the same readers. No document may panic a reader or make it hold more than the caps below and of [`Limits`].

mod demographics;
mod dicom;
mod html;
mod image;
mod mail;
mod office;
mod pdf;
mod plain;
mod rtf;

use crate::Format;
use crate::recognition::{Scan, Unread};
pub use pdf::{PrintedCell, PrintedLine, printed_lines};

use crate::{Item, Limits, Record, Summary};
use std::io::Read;
use std::ops::ControlFlow;

/// Bytes of text in one leaf; longer text is cut there with a doubt.
const TEXT_BYTES_MAX: usize = 1 << 20;
/// Bytes of text over all pages of one document.
const PAGES_BYTES_MAX: usize = 64 << 20;
/// Pages that get a record of their own.
const PAGES_MAX: usize = 10_000;

/// What a document is, by its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Portable document format.
    Pdf,
    /// Rich text.
    Rtf,
    /// HTML, whole or a fragment.
    Html,
    /// PNG, JPEG, TIFF, GIF or BMP.
    Image,
    /// DICOM part 10, with or without its preamble.
    Dicom,
    /// A DOCX.
    Office,
    /// A message of e-mail.
    Mail,
    /// Text without structure. Never told from bytes: it is what the caller falls back to.
    Text,
}

impl Kind {
    /// Tells the kind from the first bytes (64 KiB are plenty); `None` when they are of no document that is read here.
    pub fn of(head: &[u8]) -> Option<Self> {
        let near = head.get(..1024).unwrap_or(head);
        if memchr::memmem::find(near, b"%PDF-").is_some() {
            Some(Self::Pdf)
        } else if near.trim_ascii_start().starts_with(b"{\\rtf") {
            Some(Self::Rtf)
        } else if office::looks_like(head) {
            Some(Self::Office)
        } else if image::looks_like(head) {
            Some(Self::Image)
        } else if dicom::looks_like(head) {
            Some(Self::Dicom)
        } else if mail::looks_like(head) {
            Some(Self::Mail)
        } else if html::looks_like(head) {
            Some(Self::Html)
        } else {
            None
        }
    }
}

/// Reads a document of a kind. What is no such document is refused with its reason.
pub(crate) fn read(
    kind: Kind,
    input: &mut dyn Read,
    limits: &Limits,
    each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
) -> std::io::Result<Summary> {
    let mut summary = Summary::default();
    let read = match kind {
        Kind::Html => html::read(input, limits, &mut summary)?,
        Kind::Text => plain::read(input, limits, &mut summary)?,
        Kind::Dicom => dicom::read(input, limits, &mut summary)?,
        Kind::Pdf | Kind::Rtf | Kind::Image | Kind::Office | Kind::Mail => match whole(input, limits, &mut summary)? {
            None => None,
            Some(bytes) if kind == Kind::Pdf => pdf::read(&bytes, limits, &mut summary),
            Some(bytes) if kind == Kind::Rtf => rtf::read(&bytes, limits, &mut summary),
            Some(bytes) if kind == Kind::Image => image::read(&bytes, limits, &mut summary),
            Some(bytes) if kind == Kind::Mail => mail::read(&bytes, limits, &mut summary),
            Some(bytes) => office::read(&bytes, limits, &mut summary),
        },
    };
    if let Some(reading) = read {
        summary.inside = reading.inside;
        summary.stopped = deliver(reading, limits, &mut summary, each).is_break();
    }
    Ok(summary)
}

/// The words of a document that a record holds whole, as whoever opens it sees them; none of a sort that is not HTML or rich text, and of what is not
/// the sort that it claims to be. Plain text is only read here where it says in which letters it is written, and those are no UTF-8.
pub fn words_of(content_type: &str, bytes: &[u8]) -> Option<String> {
    let (limits, mut summary) = (Limits::default(), Summary::default());
    let sort = content_type.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    let reading = match sort.as_str() {
        "text/html" | "application/xhtml+xml" => html::read(&mut &*bytes, &limits, &mut summary).ok()?,
        "text/rtf" | "application/rtf" | "text/richtext" => rtf::read(bytes, &limits, &mut summary),
        "text/plain" => return in_its_letters(content_type, bytes),
        _ => None,
    };
    reading.map(|reading| reading.text)
}

/// Plain text by the `charset` that its content type names, when it is not UTF-8 anyway.
fn in_its_letters(content_type: &str, bytes: &[u8]) -> Option<String> {
    if std::str::from_utf8(bytes).is_ok() {
        return None;
    }
    let label = content_type.split(';').filter_map(|part| part.split_once('=')).find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))?.1;
    let encoding = encoding_rs::Encoding::for_label(label.trim().trim_matches('"').as_bytes())?;
    Some(encoding.decode(bytes).0.into_owned())
}

/// The pictures of the pages without text, one after the other: those of a PDF's image-only pages, a picture file as a whole.
/// A picture that cannot be handed on is named with its page and reason.
pub fn scans(format: Format, input: &mut dyn Read, limits: &Limits, each: &mut dyn FnMut(Result<Scan, Unread>) -> ControlFlow<()>) -> std::io::Result<()> {
    if !matches!(format, Format::Pdf | Format::Image) {
        return Ok(());
    }
    // What is over the cap was said when the document was read.
    let Some(bytes) = whole(input, limits, &mut Summary::default())? else { return Ok(()) };
    if format == Format::Image {
        let _ = each(Ok(Scan { page: 1, bytes }));
    } else {
        pdf::scans(&bytes, each);
    }
    Ok(())
}

/// The files inside a PDF or an e-mail, one after the other. Those that cannot be taken out were doubted when it was read.
pub(crate) fn files(kind: Kind, input: &mut dyn Read, limits: &Limits, each: &mut dyn FnMut(&crate::Inside<'_>) -> ControlFlow<()>) -> std::io::Result<Summary> {
    let mut summary = Summary::default();
    if let Some(bytes) = whole(input, limits, &mut summary)? {
        let flow = if kind == Kind::Mail { mail::files(&bytes, each) } else { pdf::files(&bytes, each) };
        summary.stopped = flow.is_break();
    }
    Ok(summary)
}

/// Who a page says it is about: `patient_name`, `patient_id`, `birth_date`, `sex` as written, each at most once.
pub fn header_of(page: &str) -> Vec<(&'static str, String)> {
    demographics::of(page)
}

/// All bytes of the input; `None` when they are over the cap, which is said.
fn whole(input: &mut dyn Read, limits: &Limits, summary: &mut Summary) -> std::io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    let cap = limits.document_bytes_max as u64;
    Read::take(input, cap.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > cap {
        summary.refuse(limits, "document_too_long", 1, 0, format!("the document is longer than {cap} bytes"));
        return Ok(None);
    }
    Ok(Some(bytes))
}

/// The bytes of a text, UTF-16 recoded and a byte order mark dropped; `None` when they are over the cap, which is said.
fn whole_utf8(input: &mut dyn Read, limits: &Limits, summary: &mut Summary) -> std::io::Result<Option<Vec<u8>>> {
    let mut window = crate::text::Window::new(input)?;
    summary.encoding = window.encoding().into();
    while window.bytes().len() <= limits.document_bytes_max && window.grow()? {}
    if window.bytes().len() > limits.document_bytes_max {
        summary.refuse(limits, "document_too_long", 1, 0, format!("the document is longer than {} bytes", limits.document_bytes_max));
        return Ok(None);
    }
    Ok(Some(window.bytes().to_vec()))
}

/// One page as read.
#[derive(Debug, Default)]
struct Page {
    leaves: Vec<(String, String)>,
    text: String,
}

/// A document as read, before it becomes records.
#[derive(Debug, Default)]
struct Reading {
    kind: &'static str,
    leaves: Vec<(String, String)>,
    /// The whole text; when empty, the pages have it.
    text: String,
    pages: Vec<Page>,
    attachments: Vec<Vec<(String, String)>>,
    /// Files inside that can be taken out.
    inside: u64,
    /// The text could not be looked for, so that nothing is said about it.
    closed: bool,
}

impl Reading {
    fn new(kind: &'static str) -> Self {
        Self { kind, ..Self::default() }
    }

    /// Adds a leaf unless it is empty.
    fn say(&mut self, field: &str, value: impl Into<String>) {
        push(&mut self.leaves, field, value);
    }

    /// The whole text, that of the pages one after the other.
    fn whole_text(&mut self) -> String {
        if !self.text.is_empty() {
            return std::mem::take(&mut self.text);
        }
        let mut out = String::new();
        for page in self.pages.iter().filter(|p| !p.text.is_empty()) {
            if !out.is_empty() {
                out.push_str("\n\n");
            }
            out.push_str(&page.text);
        }
        out
    }
}

fn push(leaves: &mut Vec<(String, String)>, field: &str, value: impl Into<String>) {
    let value: String = value.into();
    if !value.trim().is_empty() {
        leaves.push((field.to_string(), value));
    }
}

fn yes_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

fn deliver(
    mut reading: Reading,
    limits: &Limits,
    summary: &mut Summary,
    each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    // A document that flows has pages only where it breaks them itself.
    let mut pages = reading.pages.len();
    if pages == 0 && reading.text.contains('\u{c}') {
        (reading.pages, pages) = broken_into_pages(&reading.text);
        reading.say("page_breaks", pages.saturating_sub(1).to_string());
    }
    let text = reading.whole_text();
    let mut record = Record { relation: "document".into(), line: 1, byte: 0, leaves: vec![("type".into(), reading.kind.into())] };
    record.leaves.append(&mut reading.leaves);
    if !reading.closed {
        push(&mut record.leaves, "has_text", yes_no(text.chars().any(char::is_alphanumeric)));
        push(&mut record.leaves, "characters", text.chars().count().to_string());
        let first = reading.pages.first().map_or(text.as_str(), |p| p.text.as_str());
        for (field, value) in demographics::of(first) {
            if record.get(field).is_none() {
                push(&mut record.leaves, field, value);
            }
        }
        push(&mut record.leaves, "text", cut(text, 0, limits, summary));
    }
    hand(&record, summary, each)?;
    deliver_pages(std::mem::take(&mut reading.pages), pages, limits, summary, each)?;
    for (index, leaves) in std::mem::take(&mut reading.attachments).into_iter().enumerate() {
        hand(&Record { relation: "document.attachment".into(), line: index as u64 + 1, byte: 0, leaves }, summary, each)?;
    }
    ControlFlow::Continue(())
}

/// The pages of a text that have a record of their own, and how many there are in all.
fn broken_into_pages(text: &str) -> (Vec<Page>, usize) {
    let page = |text: &str| Page { leaves: Vec::new(), text: text.trim_matches('\n').to_string() };
    (text.split('\u{c}').take(PAGES_MAX).map(page).collect(), text.matches('\u{c}').count() + 1)
}

fn deliver_pages(
    pages: Vec<Page>,
    count: usize,
    limits: &Limits,
    summary: &mut Summary,
    each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    if count > PAGES_MAX {
        summary.doubt(limits, "too_many_pages", 0, 0, format!("of {count} pages the first {PAGES_MAX} have a record of their own"));
    }
    for (index, mut page) in pages.into_iter().take(PAGES_MAX).enumerate() {
        let number = index as u64 + 1;
        let mut leaves = vec![("page".to_string(), number.to_string())];
        leaves.append(&mut page.leaves);
        push(&mut leaves, "has_text", yes_no(page.text.chars().any(char::is_alphanumeric)));
        push(&mut leaves, "text", cut(page.text, number, limits, summary));
        hand(&Record { relation: "document.page".into(), line: number, byte: 0, leaves }, summary, each)?;
    }
    ControlFlow::Continue(())
}

fn hand(record: &Record, summary: &mut Summary, each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>) -> ControlFlow<()> {
    summary.records += 1;
    each(Item::Record(record))
}

/// The text, cut at the cap with a doubt. `page` is 0 for the text as a whole.
fn cut(mut text: String, page: u64, limits: &Limits, summary: &mut Summary) -> String {
    if text.len() > TEXT_BYTES_MAX {
        let place = if page == 0 { "the text".to_string() } else { format!("the text of page {page}") };
        summary.doubt(limits, "text_cut", page, 0, format!("{place} has {} bytes and is cut at {TEXT_BYTES_MAX}", text.len()));
        text.truncate(text.floor_char_boundary(TEXT_BYTES_MAX));
    }
    text
}

/// Text for people: one kind of line end, no control characters, no space before a line end, at most one empty line
/// together. Space inside a line stays, since columns hang on it; form feeds stay, since pages do.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (index, page) in text.split('\u{c}').enumerate() {
        if index > 0 {
            out.push('\u{c}');
        }
        tidy_page(page, &mut out);
    }
    let end = out.trim_end().len();
    out.truncate(end);
    let start = out.len() - out.trim_start_matches(['\n', '\u{c}']).len();
    out.split_off(start)
}

fn tidy_page(page: &str, out: &mut String) {
    let (mut any, mut empty) = (false, 0);
    for line in page.replace("\r\n", "\n").split(['\n', '\r', '\u{2028}', '\u{2029}']) {
        let line: String = line.chars().filter(|c| *c == '\t' || !c.is_control()).map(|c| if c == '\u{a0}' { ' ' } else { c }).collect();
        let line = line.trim_end();
        if line.is_empty() {
            empty += 1;
            continue;
        }
        if any {
            out.push_str(if empty > 0 { "\n\n" } else { "\n" });
        }
        out.push_str(line);
        (any, empty) = (true, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The records of a document and what came of it.
    pub(super) fn records(kind: Kind, bytes: &[u8]) -> (Vec<Record>, Summary) {
        records_within(kind, bytes, &Limits::default())
    }

    pub(super) fn records_within(kind: Kind, bytes: &[u8], limits: &Limits) -> (Vec<Record>, Summary) {
        crate::seen::records(|each| read(kind, &mut &*bytes, limits, each))
    }

    #[test]
    fn the_words_of_a_document_in_a_record_are_those_that_a_reader_sees() {
        let words = |sort: &str, bytes: &[u8]| words_of(sort, bytes).map(|w| w.split_whitespace().collect::<Vec<_>>().join(" "));
        assert_eq!(words("text/html; charset=utf-8", b"<html><body><p>BP &lt; 140</p><p>No fever</p></body></html>").as_deref(), Some("BP < 140 No fever"));
        assert_eq!(words("TEXT/HTML", b"no markup at all").as_deref(), Some("no markup at all"));
        assert_eq!(words("application/rtf", b"{\\rtf1\\ansi {\\b No} fever\\par Home}").as_deref(), Some("No fever Home"));
        assert_eq!(words("text/rtf", b"No rich text"), None);
        assert_eq!(words("text/plain", b"<p>"), None);
        assert_eq!(words("text/plain; charset=ISO-8859-1", b"Fi\xe8vre").as_deref(), Some("Fi\u{e8}vre"));
        assert_eq!([words("text/plain; charset=latin1", "Fi\u{e8}vre".as_bytes()), words("text/plain", b"Fi\xe8vre"), words("text/plain; charset=none", b"\xe8")], [None, None, None]);
    }

    #[test]
    fn kinds_are_told_by_their_bytes() {
        let cases: [(&[u8], Option<Kind>); 9] = [
            (b"\n%PDF-1.7\n", Some(Kind::Pdf)),
            (b"{\\rtf1 x}", Some(Kind::Rtf)),
            (b"<!DOCTYPE html><p>", Some(Kind::Html)),
            (b"  <HTML>", Some(Kind::Html)),
            (b"\x89PNG\r\n\x1a\n", Some(Kind::Image)),
            (b"II*\0\x08\0\0\0", Some(Kind::Image)),
            (b"<ClinicalDocument/>", None),
            (b"Name,City\n", None),
            (b"", None),
        ];
        for (head, kind) in cases {
            assert_eq!(Kind::of(head), kind, "{head:?}");
        }
    }

    #[test]
    fn tidy_keeps_columns_and_pages_and_drops_the_rest() {
        assert_eq!(tidy("\r\n\r\nA   1 \r\nB\u{7}\r\r\n\n\nC\u{a0}D\n\u{c}\nE \n\u{c}"), "A   1\nB\n\nC D\u{c}E");
        assert_eq!(tidy(""), "");
    }

    #[test]
    fn form_feeds_make_pages() {
        let (records, summary) = records(Kind::Text, b"one\n\x0ctwo\n\x0c");
        assert_eq!(records.iter().map(|r| r.relation.as_str()).collect::<Vec<_>>(), ["document", "document.page", "document.page"]);
        assert_eq!(records[0].get("page_breaks"), Some("1"));
        assert_eq!(records[2].get("text"), Some("two"));
        assert_eq!(summary.counts.len(), 0);
    }

    #[test]
    fn no_more_pages_are_made_than_are_delivered() {
        let (pages, count) = broken_into_pages(&"a\u{c}".repeat(PAGES_MAX + 4));
        assert_eq!((pages.len(), count), (PAGES_MAX, PAGES_MAX + 5));
        let (found, summary) = records(Kind::Text, "a\u{c}".repeat(PAGES_MAX + 4).as_bytes());
        assert_eq!((found.len(), summary.counts["too_many_pages"]), (PAGES_MAX + 1, 1));
    }

    #[test]
    fn long_text_is_cut_between_characters_and_says_so() {
        let text = format!("a{}", "é".repeat(TEXT_BYTES_MAX / 2));
        let (records, summary) = records(Kind::Text, text.as_bytes());
        assert_eq!(records[0].get("text").map(str::len), Some(TEXT_BYTES_MAX - 1));
        assert_eq!(records[0].get("characters"), Some((TEXT_BYTES_MAX / 2 + 1).to_string().as_str()));
        assert_eq!(summary.counts["text_cut"], 1);
    }

    #[test]
    fn a_document_over_the_cap_is_refused() {
        let limits = Limits { document_bytes_max: 4, ..Limits::default() };
        for kind in [Kind::Pdf, Kind::Rtf, Kind::Html, Kind::Image, Kind::Office, Kind::Mail, Kind::Text] {
            let (records, summary) = records_within(kind, b"12345", &limits);
            assert_eq!((records.len(), summary.quarantined, summary.counts["document_too_long"]), (0, 1, 1), "{kind:?}");
        }
    }

    #[test]
    fn a_consumer_may_stop() {
        let mut seen = 0;
        let summary = read(Kind::Text, &mut &b"a\x0cb"[..], &Limits::default(), &mut |_| {
            seen += 1;
            ControlFlow::Break(())
        })
        .unwrap();
        assert!(summary.stopped && seen == 1);
    }

    /// Beginnings that carry a reader past its first check.
    fn starts() -> Vec<(Kind, &'static [u8])> {
        vec![
            (Kind::Pdf, b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"),
            (Kind::Rtf, b"{\\rtf1\\ansi "),
            (Kind::Html, b"<html><body>"),
            (Kind::Image, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
            (Kind::Image, b"II*\0\x08\0\0\0\x01\0"),
            (Kind::Image, b"\xff\xd8\xff\xe1"),
            (Kind::Image, b"GIF89a"),
            (Kind::Image, b"BM"),
            (Kind::Dicom, b"\x08\0\x05\0CS\x0a\0ISO_IR 100"),
            (Kind::Dicom, b"\x08\0\x05\0\x0a\0\0\0ISO_IR 100"),
            (Kind::Office, b"PK\x03\x04"),
            (Kind::Text, b""),
        ]
    }

    proptest::proptest! {
        /// No bytes panic a reader, whatever it took them for.
        #[test]
        fn no_bytes_panic_a_reader(tail in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300), pick in 0..12usize) {
            let (kind, start) = starts()[pick];
            records(kind, &[start, &tail].concat());
            records(kind, &tail);
        }

        /// Nor does any nesting of the signs that RTF and HTML are made of.
        #[test]
        fn no_markup_panics_a_reader(tail in "[{}\\\\'<>&;#a-z0-9 \"/!*-]{0,120}") {
            records(Kind::Rtf, format!("{{\\rtf1{tail}").as_bytes());
            records(Kind::Html, tail.as_bytes());
        }
    }
}
