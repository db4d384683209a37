//! DOCX (WordprocessingML, ISO/IEC 29500) as text: headers, body, notes, comments and footers, in this order.
//!
//! Paragraphs are lines, cells of a table are parted by tabs. Deleted revisions and hidden runs are kept, each with a doubt,
//! as in rich text. Styles, numbering and pictures are not read; a part that is no XML is said.

use super::{Reading, tidy};
use crate::{Limits, Summary};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::io::{Cursor, Read};

/// Bytes of one part, unpacked.
const PART_BYTES_MAX: u64 = 64 << 20;
/// Bytes of all parts, unpacked.
const PACKAGE_BYTES_MAX: u64 = 256 << 20;
/// Parts of text, over all their kinds.
const PARTS_MAX: usize = 64;

/// Whether the bytes are a package with a word-processing part, by the names of its first members.
pub(super) fn looks_like(head: &[u8]) -> bool {
    let has = |name: &[u8]| memchr::memmem::find(head, name).is_some();
    head.starts_with(b"PK\x03\x04") && has(b"word/") && (has(b"[Content_Types].xml") || has(b"_rels/.rels"))
}

type Package<'a> = zip::ZipArchive<Cursor<&'a [u8]>>;

pub(super) fn read(bytes: &[u8], limits: &Limits, summary: &mut Summary) -> Option<Reading> {
    let Ok(mut package) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        summary.refuse(limits, "bad_docx", 1, 0, "the package cannot be opened: it is damaged or cut short");
        return None;
    };
    let (mut story, mut left) = (Story::default(), PACKAGE_BYTES_MAX);
    for name in parts(&package) {
        match part(&mut package, &name, &mut left) {
            Ok(text) => story.read(&text, &name, limits, summary),
            Err(reason) if name == "word/document.xml" => {
                summary.refuse(limits, "bad_docx", 1, 0, format!("the main part {reason}"));
                return None;
            }
            Err(reason) => summary.doubt(limits, "part_unread", 1, 0, format!("{name} {reason}")),
        }
    }
    if !story.main {
        summary.refuse(limits, "bad_docx", 1, 0, "the package has no word/document.xml");
        return None;
    }
    story.doubts(limits, summary);
    let mut reading = Reading::new("docx");
    properties(&mut package, &mut left, &mut reading);
    reading.text = tidy(&story.out);
    summary.encoding = "UTF-8".into();
    Some(reading)
}

/// The parts that hold text, in the order in which people read them.
fn parts(package: &Package<'_>) -> Vec<String> {
    let mut found: Vec<(usize, String)> = Vec::new();
    for name in package.file_names().flatten() {
        let Some(file) = name.strip_prefix("word/").and_then(|n| n.strip_suffix(".xml")) else { continue };
        let order = match file.trim_end_matches(|c: char| c.is_ascii_digit()) {
            "header" => 0,
            "document" if file == "document" => 1,
            "footnotes" => 2,
            "endnotes" => 3,
            "comments" => 4,
            "footer" => 5,
            _ => continue,
        };
        found.push((order, name.to_string()));
    }
    found.sort();
    found.into_iter().take(PARTS_MAX).map(|(_, name)| name).collect()
}

/// A part as text; the error says in words why there is none. `left` are the bytes that may still be unpacked.
fn part(package: &mut Package<'_>, name: &str, left: &mut u64) -> Result<String, &'static str> {
    let mut file = match package.by_name(name) {
        Ok(file) => file,
        Err(zip::result::ZipError::FileNotFound) => return Err("is not there"),
        Err(_) => return Err("is encrypted or packed in a way that is not read"),
    };
    let mut bytes = Vec::new();
    let cap = PART_BYTES_MAX.min(*left);
    let read = Read::take(&mut file, cap + 1).read_to_end(&mut bytes);
    let length = bytes.len() as u64;
    *left = left.saturating_sub(length);
    if length > cap {
        return Err(if cap < PART_BYTES_MAX { "makes the parts longer than 256 MiB in all" } else { "is longer than 64 MiB" });
    }
    if read.is_err() {
        return Err("is damaged");
    }
    let text = match encoding_rs::Encoding::for_bom(&bytes) {
        Some((encoding, _)) => encoding.decode_with_bom_removal(&bytes).0.into_owned(),
        None => crate::text::decode(&bytes).0.into_owned(),
    };
    Ok(text)
}

/// Title, dates and program, from the two property parts.
fn properties(package: &mut Package<'_>, left: &mut u64, reading: &mut Reading) {
    let fields = [
        ("docProps/core.xml", "title", "title"),
        ("docProps/core.xml", "subject", "subject"),
        ("docProps/core.xml", "creator", "author"),
        ("docProps/core.xml", "created", "created"),
        ("docProps/core.xml", "modified", "modified"),
        ("docProps/app.xml", "Application", "producer"),
        ("docProps/app.xml", "Pages", "pages_stated"),
    ];
    let (mut open, mut text) = (String::new(), String::new());
    for (name, element, field) in fields {
        if open != name {
            open = name.to_string();
            text = part(package, name, left).unwrap_or_default();
        }
        reading.say(field, element_text(&text, element));
    }
}

/// The text of the first element of a local name.
fn element_text(xml: &str, name: &str) -> String {
    let mut reader = Reader::from_str(xml);
    let (mut inside, mut out) = (false, String::new());
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) if start.local_name().into_inner() == name => inside = true,
            Ok(Event::End(_)) if inside => return out.trim().to_string(),
            Ok(Event::Text(text)) if inside => out.push_str(&text),
            Ok(Event::GeneralRef(entity)) if inside => out.extend(resolve(&entity)),
            Ok(Event::Eof) | Err(_) => return String::new(),
            Ok(_) => {}
        }
    }
}

/// A reference by number or one of the five of XML.
fn resolve(entity: &quick_xml::events::BytesRef<'_>) -> Option<char> {
    if let Ok(Some(c)) = entity.resolve_char_ref() {
        return Some(c);
    }
    let name: &str = entity;
    match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "apos" => Some('\''),
        "quot" => Some('"'),
        _ => None,
    }
}

/// The text so far and what was met on the way.
#[derive(Default)]
struct Story {
    out: String,
    main: bool,
    hidden: usize,
    deleted: usize,
    comments: usize,
    pictures: usize,
    symbols: usize,
    /// Open elements that text depends on.
    in_text: bool,
    in_deleted: bool,
    in_properties: usize,
    run_hidden: bool,
    fallback: usize,
    /// For each open row, the cells so far and where its current cell starts.
    rows: Vec<(usize, usize)>,
}

impl Story {
    fn read(&mut self, xml: &str, part: &str, limits: &Limits, summary: &mut Summary) {
        self.main |= part == "word/document.xml";
        self.line();
        let mut reader = Reader::from_str(xml);
        loop {
            match reader.read_event() {
                Ok(Event::Start(start)) => self.open(&start, false),
                Ok(Event::Empty(start)) => self.open(&start, true),
                Ok(Event::End(end)) => self.close(end.local_name().into_inner()),
                Ok(Event::Text(text)) => self.text(&text),
                Ok(Event::CData(text)) => self.text(&text),
                Ok(Event::GeneralRef(entity)) => {
                    if let Some(c) = resolve(&entity) {
                        self.text(c.encode_utf8(&mut [0; 4]));
                    }
                }
                Ok(Event::Eof) => break,
                Ok(_) => {}
                Err(_) => {
                    summary.doubt(limits, "bad_xml", 1, reader.buffer_position(), format!("{part} is broken here; what follows in it was not read"));
                    break;
                }
            }
        }
        self.reset();
    }

    /// Whatever a broken part left open.
    fn reset(&mut self) {
        (self.in_text, self.in_deleted, self.run_hidden) = (false, false, false);
        (self.in_properties, self.fallback) = (0, 0);
        self.rows.clear();
    }

    fn open(&mut self, start: &BytesStart<'_>, empty: bool) {
        let name = start.local_name().into_inner();
        if name == "Fallback" || self.fallback > 0 {
            // The older rendering of the same content.
            self.fallback += usize::from(!empty);
            return;
        }
        match name {
            "t" => self.in_text = !empty,
            "delText" => (self.in_text, self.in_deleted) = (!empty, !empty),
            "tab" if self.in_properties == 0 => self.out.push('\t'),
            "br" => self.out.push(if attribute(start, "type").as_deref() == Some("page") { '\u{c}' } else { '\n' }),
            "cr" => self.out.push('\n'),
            "noBreakHyphen" => self.out.push('-'),
            "sym" => self.symbol(start),
            "rPr" | "pPr" => self.in_properties += usize::from(!empty),
            "vanish" => self.run_hidden = !matches!(attribute(start, "val").as_deref(), Some("0" | "false" | "off")),
            "r" => self.run_hidden = false,
            "tr" if !empty => {
                self.line();
                self.rows.push((0, self.out.len()));
            }
            "tc" if !empty => self.cell(),
            "drawing" | "pict" => self.pictures += 1,
            "comment" => self.comments += 1,
            "p" if empty => self.out.push('\n'),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        if self.fallback > 0 {
            self.fallback -= 1;
            return;
        }
        match name {
            "t" | "delText" => (self.in_text, self.in_deleted) = (false, false),
            "rPr" | "pPr" => self.in_properties = self.in_properties.saturating_sub(1),
            "p" => self.out.push('\n'),
            "tr" => {
                self.rows.pop();
                self.line();
            }
            _ => {}
        }
    }

    fn cell(&mut self) {
        let Some((cells, start)) = self.rows.last_mut() else { return };
        if *cells > 0 {
            // The last paragraph of the cell before has ended its line.
            let end = self.out.trim_end_matches(['\n', ' ']).len();
            self.out.truncate(end.max(*start));
            self.out.push('\t');
        }
        *cells += 1;
        *start = self.out.len();
    }

    fn line(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with(['\n', '\u{c}']) {
            self.out.push('\n');
        }
    }

    /// A character of a symbol font. The boxes and ticks of forms are known; others leave a mark.
    fn symbol(&mut self, start: &BytesStart<'_>) {
        let code = attribute(start, "char").and_then(|c| u32::from_str_radix(&c, 16).ok()).unwrap_or(0);
        let font = attribute(start, "font").unwrap_or_default();
        let shown = match (font.as_str(), code & 0xff) {
            ("Wingdings", 0xfe) | ("Wingdings 2", 0x52) => '☑',
            ("Wingdings", 0xfd | 0x78) | ("Wingdings 2", 0x53 | 0x54) => '☒',
            ("Wingdings", 0xa8 | 0x6f | 0x72) | ("Wingdings 2", 0xa3) => '☐',
            ("Wingdings", 0xfc) | ("Wingdings 2", 0x50) => '✓',
            ("Wingdings", 0xfb) | ("Wingdings 2", 0x4f) => '✗',
            _ => '\u{fffd}',
        };
        self.symbols += usize::from(shown == '\u{fffd}');
        self.out.push(shown);
    }

    fn text(&mut self, text: &str) {
        if !self.in_text || self.fallback > 0 {
            return;
        }
        let count = text.chars().filter(|c| !c.is_whitespace()).count();
        self.hidden += if self.run_hidden { count } else { 0 };
        self.deleted += if self.in_deleted { count } else { 0 };
        self.out.push_str(text);
    }

    fn doubts(&self, limits: &Limits, summary: &mut Summary) {
        let mut say = |code: &'static str, count: usize, message: &str| {
            if count > 0 {
                summary.doubt(limits, code, 1, 0, format!("{count} {message}"));
            }
        };
        say("hidden_text", self.hidden, "characters are hidden from the document's reader and were kept");
        say("deleted_text", self.deleted, "characters are of deleted revisions and were kept");
        say("comment_text", self.comments, "comments were kept as text");
        say("pictures_unread", self.pictures, "pictures or drawings in the text were not read");
        say("symbol_font", self.symbols, "characters of symbol fonts are not known");
    }
}

/// An attribute by its local name.
fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = start.attributes().flatten().find(|a| a.key.local_name().into_inner() == name)?;
    Some(found.value.to_string())
}

#[cfg(test)]
mod tests {
    use super::super::Kind;
    use super::super::tests::records;
    use crate::{Record, Summary};
    use std::io::{Cursor, Write};

    fn package(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        for (name, text) in [("[Content_Types].xml", "<Types/>")].iter().chain(parts) {
            writer.start_file(*name, options).unwrap();
            writer.write_all(text.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn document(body: &str) -> String {
        format!("<?xml version=\"1.0\"?><w:document xmlns:w=\"urn:w\"><w:body>{body}</w:body></w:document>")
    }

    fn read(body: &str) -> (Record, Summary) {
        let (mut found, summary) = records(Kind::Office, &package(&[("word/document.xml", &document(body))]));
        (found.remove(0), summary)
    }

    #[test]
    fn paragraphs_are_lines_and_cells_are_tabs() {
        let p = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
        let cases = [
            (format!("{}{}", p("One"), p("two &amp; &#233;")), "One\ntwo & é"),
            ("<w:p><w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs></w:pPr><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r></w:p>".into(), "a\tb\nc"),
            (
                format!("<w:tbl><w:tr><w:tc>{}</w:tc><w:tc>{}{}</w:tc></w:tr><w:tr><w:tc><w:p/></w:tc><w:tc>{}</w:tc></w:tr></w:tbl>{}", p("A"), p("B"), p("b"), p("D"), p("E")),
                "A\tB\nb\n\tD\nE",
            ),
            ("<mc:AlternateContent><mc:Choice><w:t>new</w:t></mc:Choice><mc:Fallback><w:p><w:t>old</w:t></w:p></mc:Fallback></mc:AlternateContent>".into(), "new"),
            ("<w:sym w:font=\"Wingdings\" w:char=\"F0FE\"/><w:t> yes</w:t>".into(), "☑ yes"),
        ];
        for (body, text) in cases {
            let (record, summary) = read(&body);
            assert_eq!(record.get("text"), Some(text), "{body}");
            assert_eq!(summary.counts.len(), 0, "{body}");
        }
    }

    #[test]
    fn what_is_hidden_or_deleted_is_kept_and_said() {
        let (record, summary) = read("<w:r><w:rPr><w:vanish/></w:rPr><w:t>ab</w:t></w:r><w:del><w:r><w:delText>cde</w:delText></w:r></w:del><w:r><w:t>f</w:t></w:r>");
        assert_eq!(record.get("text"), Some("abcdef"));
        assert_eq!(summary.counts.keys().copied().collect::<Vec<_>>(), ["deleted_text", "hidden_text"]);
    }

    #[test]
    fn headers_come_first_and_properties_are_leaves() {
        let header = "<w:hdr xmlns:w=\"urn:w\"><w:p><w:r><w:t>MRN: 00123</w:t></w:r></w:p></w:hdr>";
        let core = "<cp:coreProperties xmlns:cp=\"c\" xmlns:dc=\"d\"><dc:title>Plan &lt;1&gt;</dc:title><dcterms:created>2020-01-02T03:04:05Z</dcterms:created></cp:coreProperties>";
        let bytes = package(&[("word/document.xml", &document("<w:p><w:r><w:t>body</w:t></w:r><w:r><w:br w:type=\"page\"/><w:t>two</w:t></w:r></w:p>")), ("word/header1.xml", header), ("docProps/core.xml", core)]);
        assert_eq!(Kind::of(&bytes), Some(Kind::Office));
        let (found, summary) = records(Kind::Office, &bytes);
        assert_eq!(found[0].get("text"), Some("MRN: 00123\nbody\u{c}two"));
        assert_eq!((found[0].get("title"), found[0].get("created")), (Some("Plan <1>"), Some("2020-01-02T03:04:05Z")));
        assert_eq!((found[0].get("patient_id"), found[0].get("page_breaks")), (Some("00123"), Some("1")));
        assert_eq!((found.len(), summary.counts.len()), (3, 0));
    }

    #[test]
    fn all_parts_share_one_cap() {
        let bytes = package(&[("word/header1.xml", "<a>12</a>"), ("word/header2.xml", "<b>34</b>")]);
        let mut package = zip::ZipArchive::new(Cursor::new(bytes.as_slice())).unwrap();
        let mut left = 12;
        assert_eq!(super::part(&mut package, "word/header1.xml", &mut left), Ok("<a>12</a>".to_string()));
        assert_eq!((super::part(&mut package, "word/header2.xml", &mut left).is_err(), left), (true, 0));
    }

    #[test]
    fn broken_parts_and_packages_are_said() {
        let (record, summary) = read("<w:p><w:t>a</w:t></w:p></w:oops>");
        assert_eq!((record.get("text"), summary.counts["bad_xml"]), (Some("a"), 1));
        for bytes in [b"PK\x03\x04".to_vec(), package(&[("word/other.xml", "<x/>")])] {
            let (found, summary) = records(Kind::Office, &bytes);
            assert_eq!((found.len(), summary.counts["bad_docx"]), (0, 1));
        }
    }
}
