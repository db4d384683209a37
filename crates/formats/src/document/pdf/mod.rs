//! PDF (ISO 32000): pages with their text, what the document says of itself, and the files inside it.
//!
//! The objects are parsed by `lopdf`, the text is laid out by [`layout`]. An encrypted file that opens without a
//! password is read; another is said to be closed. A page that shows pictures and no text is `image_only`: a scan. Filled
//! forms are read from their fields, since their text stands outside the pages. Whatever the library does, a panic of it is
//! a refusal here.

mod files;
mod font;
mod layout;
mod pixels;
mod scans;

pub(super) use files::files;
pub(super) use scans::scans;
mod lines;

pub use lines::{PrintedCell, PrintedLine, printed_lines};

use super::{PAGES_BYTES_MAX, PAGES_MAX, Page, Reading, push, tidy, yes_no};
use crate::{Limits, Summary};
use font::Fonts;
use layout::{Layout, Loaded};
use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId};
use std::collections::HashSet;
use std::ops::ControlFlow;

/// Bytes of any one stream, unpacked.
const STREAM_BYTES_MAX: usize = 64 << 20;
/// Bytes of page content over the whole document, unpacked: bounds the time that a document takes.
const CONTENT_BYTES_MAX: usize = 512 << 20;
/// Files inside the document that are listed.
const ATTACHMENTS_MAX: usize = 1000;
/// Nodes of a tree of names or of form fields.
const NODES_MAX: usize = 20_000;

type Doubt = (&'static str, u64, String);

pub(super) fn read(bytes: &[u8], limits: &Limits, summary: &mut Summary) -> Option<Reading> {
    let parsed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| parse(bytes)));
    let (reading, doubts) = match parsed {
        Ok(Ok(parsed)) => parsed,
        Ok(Err(reason)) => {
            summary.refuse(limits, "bad_pdf", 1, 0, reason);
            return None;
        }
        Err(_) => {
            summary.refuse(limits, "bad_pdf", 1, 0, "the structure of the file makes no sense to the PDF library");
            return None;
        }
    };
    for (code, page, message) in doubts {
        summary.doubt(limits, code, page, 0, message);
    }
    Some(reading)
}

fn parse(bytes: &[u8]) -> Result<(Reading, Vec<Doubt>), &'static str> {
    let document = Document::load_mem_with_options(bytes, LoadOptions::with_max_decompressed_size(STREAM_BYTES_MAX)).map_err(|e| reason(&e))?;
    let mut reading = Reading::new("pdf");
    let mut doubts = Vec::new();
    if document.xref_recovery.is_some() {
        doubts.push(("repaired_pdf", 0, "the table of objects is damaged and was repaired".to_string()));
    }
    let closed = document.trailer.has(b"Encrypt") && !document.was_encrypted();
    reading.say("encrypted", if closed || document.was_encrypted() { "yes" } else { "" });
    if closed {
        reading.closed = true;
        doubts.push(("encrypted", 0, "the document opens with a password only; nothing of it was read".to_string()));
        return Ok((reading, doubts));
    }
    let pages: Vec<ObjectId> = document.get_pages().into_values().collect();
    if pages.is_empty() {
        doubts.push(("no_pages", 0, "the document has no pages, or they cannot be found".to_string()));
    }
    reading.say("pages", pages.len().to_string());
    information(&document, &mut reading);
    if let Some((width, height)) = pages.first().and_then(|page| media_box(&document, *page)) {
        // In points, 72 of them an inch.
        reading.say("width", format!("{width:.0}"));
        reading.say("height", format!("{height:.0}"));
    }
    read_pages(&document, &pages, &mut reading, &mut doubts);
    fields(&document, &mut reading);
    attachments(&document, bytes.len(), &mut reading, &mut doubts);
    Ok((reading, doubts))
}

/// Why a file was refused, in words that hold nothing of it.
fn reason(error: &lopdf::Error) -> &'static str {
    match error {
        lopdf::Error::Decompress(_) => "a stream of the file's structure cannot be unpacked within the cap",
        lopdf::Error::Xref(_) => "the table of objects is missing or damaged: the file may be cut short",
        lopdf::Error::Decryption(_) | lopdf::Error::UnsupportedSecurityHandler(_) | lopdf::Error::InvalidPassword => "the file is encrypted in a way that is not read",
        lopdf::Error::Parse(_) => "the file is no PDF, or its structure is damaged",
        _ => "the structure of the file is damaged",
    }
}

fn information(document: &Document, reading: &mut Reading) {
    let Some(info) = document.trailer.get_deref(b"Info", document).and_then(Object::as_dict).ok() else { return };
    let text = |key: &[u8]| info.get_deref(key, document).ok().and_then(|o| lopdf::decode_text_string(o).ok()).unwrap_or_default();
    reading.say("title", text(b"Title").trim());
    reading.say("subject", text(b"Subject").trim());
    reading.say("author", text(b"Author").trim());
    reading.say("created", date(&text(b"CreationDate")));
    reading.say("modified", date(&text(b"ModDate")));
    reading.say("producer", text(b"Producer").trim());
    reading.say("creator", text(b"Creator").trim());
}

/// `D:20190304100500+01'00'` as `2019-03-04T10:05:00+01:00`, as much of it as there is; anything else as it is.
fn date(text: &str) -> String {
    let text = text.trim();
    let digits = text.strip_prefix("D:").unwrap_or(text);
    let count = digits.bytes().take(14).take_while(u8::is_ascii_digit).count();
    let part = |from: usize, to: usize| if to <= count { digits.get(from..to) } else { None };
    let Some(year) = part(0, 4) else { return text.to_string() };
    let mut out = year.to_string();
    for (from, to, sign) in [(4, 6, '-'), (6, 8, '-'), (8, 10, 'T'), (10, 12, ':'), (12, 14, ':')] {
        let Some(part) = part(from, to) else { break };
        out.push(sign);
        out.push_str(part);
    }
    if count >= 12 {
        let zone = digits.get(count..).unwrap_or("").replace('\'', ":");
        out.push_str(zone.trim_end_matches(':'));
    }
    out
}

/// Width and height of a page, which it may inherit.
fn media_box(document: &Document, page: ObjectId) -> Option<(f32, f32)> {
    let mut node = document.get_dictionary(page).ok()?;
    for _ in 0..64 {
        if let Ok(corners) = node.get_deref(b"MediaBox", document).and_then(Object::as_array) {
            let number = |i: usize| document.dereference(corners.get(i)?).ok()?.1.as_float().ok();
            return Some(((number(2)? - number(0)?).abs(), (number(3)? - number(1)?).abs()));
        }
        node = node.get_deref(b"Parent", document).and_then(Object::as_dict).ok()?;
    }
    None
}

fn read_pages(document: &Document, pages: &[ObjectId], reading: &mut Reading, doubts: &mut Vec<Doubt>) {
    let fonts = Fonts::of(document, STREAM_BYTES_MAX);
    let (mut text_bytes, mut content_left, mut scans) = (0usize, CONTENT_BYTES_MAX, 0u64);
    let mut loaded = Loaded::default();
    // One more than have records, so that the rest is said.
    for (index, id) in pages.iter().take(PAGES_MAX + 1).enumerate() {
        let number = index as u64 + 1;
        if text_bytes > PAGES_BYTES_MAX || content_left == 0 {
            doubts.push(("text_cut", number, format!("the text of page {number} and of those after it was not read: the document is over the cap")));
            break;
        }
        let mut layout = Layout::new(document, &fonts, std::mem::take(&mut loaded));
        let outcome = layout.page(*id, STREAM_BYTES_MAX.min(content_left));
        content_left = content_left.saturating_sub(layout.content_bytes);
        loaded = std::mem::take(&mut layout.loaded);
        if outcome.is_err() {
            doubts.push(("page_unread", number, format!("the content of page {number} is damaged or over the cap; its text ends there")));
        }
        if layout.unmapped > 0 {
            doubts.push(("unmapped_font", number, format!("page {number} shows {} strings in fonts that do not say which characters they mean", layout.unmapped)));
        }
        let text = tidy(&layout.out);
        let scan = is_scan(&layout, &text);
        scans += u64::from(scan);
        text_bytes += text.len();
        let mut page = Page { leaves: Vec::new(), text };
        push(&mut page.leaves, "image_only", if scan { "yes" } else { "" });
        reading.pages.push(page);
    }
    if scans > 0 {
        reading.say("image_only", yes_no(scans == pages.len() as u64));
        reading.say("image_only_pages", scans.to_string());
    }
}

/// A page that shows pictures and no text.
fn is_scan(layout: &Layout<'_>, text: &str) -> bool {
    layout.images > 0 && !text.chars().any(char::is_alphanumeric) && layout.unmapped == 0
}

/// The fields of a filled form as leaves `form.<name>`.
fn fields(document: &Document, reading: &mut Reading) {
    let form = document.catalog().ok().and_then(|c| c.get_deref(b"AcroForm", document).ok()).and_then(|o| o.as_dict().ok());
    let Some(roots) = form.and_then(|f| f.get_deref(b"Fields", document).ok()).and_then(|o| o.as_array().ok()) else { return };
    let mut waiting: Vec<(&Object, String)> = roots.iter().rev().map(|o| (o, String::new())).collect();
    let (mut seen, mut nodes): (HashSet<ObjectId>, usize) = (HashSet::new(), 0);
    while let Some((object, parent)) = waiting.pop() {
        nodes += 1;
        let Ok((id, object)) = document.dereference(object) else { continue };
        if nodes > NODES_MAX || id.is_some_and(|id| !seen.insert(id)) {
            continue;
        }
        let Ok(field) = object.as_dict() else { continue };
        let own = field.get_deref(b"T", document).ok().and_then(|o| lopdf::decode_text_string(o).ok()).unwrap_or_default();
        let name = if parent.is_empty() || own.is_empty() { format!("{parent}{own}") } else { format!("{parent}.{own}") };
        let value = field.get_deref(b"V", document).ok().map(|v| match v {
            Object::Name(name) => String::from_utf8_lossy(name).into_owned(),
            other => lopdf::decode_text_string(other).unwrap_or_default(),
        });
        if let Some(value) = value.filter(|v| v != "Off" && !name.is_empty()) {
            reading.say(&format!("form.{name}"), value.trim());
        }
        if let Ok(kids) = field.get_deref(b"Kids", document).and_then(Object::as_array) {
            waiting.extend(kids.iter().rev().map(|kid| (kid, name.clone())));
        }
    }
}

/// Lists the files inside; of each it is said whether it can be taken out.
fn attachments(document: &Document, bytes: usize, reading: &mut Reading, doubts: &mut Vec<Doubt>) {
    let specifications = files::specifications(document);
    if specifications.len() > ATTACHMENTS_MAX {
        doubts.push(("too_many_attachments", 0, format!("of {} files inside the document {ATTACHMENTS_MAX} are listed and taken out", specifications.len())));
    }
    reading.attachments = specifications.iter().take(ATTACHMENTS_MAX).map(|s| attachment(document, s)).collect();
    if !reading.attachments.is_empty() {
        reading.say("attachments", reading.attachments.len().to_string());
    }
    files::each_file(document, bytes, &mut |file| {
        match file.bytes {
            Ok(_) => reading.inside += 1,
            Err(reason) => doubts.push(("bad_attachment", 0, format!("the file in object {} inside the document {reason} and is not taken out", file.number))),
        }
        ControlFlow::Continue(())
    });
}

fn attachment(document: &Document, specification: &Dictionary) -> Vec<(String, String)> {
    let text = |key: &[u8]| specification.get_deref(key, document).ok().and_then(|o| lopdf::decode_text_string(o).ok()).unwrap_or_default();
    let mut leaves = Vec::new();
    push(&mut leaves, "name", files::name_of(document, specification));
    if let Some((_, stream)) = files::stream_of(document, specification) {
        let kind = stream.dict.get_deref(b"Subtype", document).and_then(Object::as_name).unwrap_or_default();
        push(&mut leaves, "media_type", String::from_utf8_lossy(kind));
        let stated = stream.dict.get_deref(b"Params", document).and_then(Object::as_dict).and_then(|p| p.get_deref(b"Size", document)).and_then(Object::as_i64).ok();
        push(&mut leaves, "size", stated.map(|s| s.to_string()).unwrap_or_default());
        push(&mut leaves, "packed_size", stream.content.len().to_string());
    }
    push(&mut leaves, "description", text(b"Desc"));
    leaves
}

#[cfg(test)]
mod tests {
    use super::super::Kind;
    use super::super::tests::records;
    use super::date;
    use crate::{Record, Summary};

    /// A PDF of the bodies of objects 1, 2, 3, with a table that fits.
    fn pdf(objects: &[String], info: &str) -> Vec<u8> {
        let mut out = b"%PDF-1.4\n".to_vec();
        let mut places = Vec::new();
        for (index, body) in objects.iter().enumerate() {
            places.push(out.len());
            out.extend(format!("{} 0 obj\n{body}\nendobj\n", index + 1).bytes());
        }
        let table = out.len();
        out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
        for place in places {
            out.extend(format!("{place:010} 00000 n \n").bytes());
        }
        out.extend(format!("trailer\n<< /Size {} /Root 1 0 R {info} >>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1).bytes());
        out
    }

    pub(super) fn stream(dictionary: &str, content: &str) -> String {
        format!("<< {dictionary} /Length {} >>\nstream\n{content}\nendstream", content.len())
    }

    /// A PDF whose pages have these contents; object 3 is a font, 4 a picture, then page and content in turn.
    fn paged(contents: &[&str], catalog: &str, info: &str) -> Vec<u8> {
        built(&stream("/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8", "0"), contents, catalog, info)
    }

    /// The same with another picture.
    pub(super) fn paged_with(picture: &str, contents: &[&str]) -> Vec<u8> {
        built(picture, contents, "", "")
    }

    fn built(picture: &str, contents: &[&str], catalog: &str, info: &str) -> Vec<u8> {
        let kids: Vec<String> = (0..contents.len()).map(|i| format!("{} 0 R", 5 + 2 * i)).collect();
        let mut objects = vec![
            format!("<< /Type /Catalog /Pages 2 0 R {catalog} >>"),
            format!("<< /Type /Pages /Count {} /Kids [{}] /MediaBox [0 0 612 792] >>", contents.len(), kids.join(" ")),
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_string(),
            picture.to_string(),
        ];
        for (index, content) in contents.iter().enumerate() {
            objects.push(format!("<< /Type /Page /Parent 2 0 R /Resources << /Font << /F1 3 0 R >> /XObject << /I 4 0 R >> >> /Contents {} 0 R >>", 6 + 2 * index));
            objects.push(stream("", content));
        }
        pdf(&objects, info)
    }

    fn read(bytes: &[u8]) -> (Vec<Record>, Summary) {
        records(Kind::Pdf, bytes)
    }

    #[test]
    fn pages_come_with_their_text() {
        let one = "BT /F1 12 Tf 72 720 Td (Patient: Roe, Jane) Tj 200 0 Td (MRN: 00123) Tj -200 -18 Td [(Ta) 20 (blets) -300 (5 mg)] TJ ET";
        let two = "BT /F1 12 Tf 14 TL 72 720 Td (caf\\351) Tj T* (next) Tj (line) ' ET";
        let (found, summary) = read(&paged(&[one, two], "", ""));
        let leaf = |n: usize, field: &str| found[n].get(field).unwrap_or("-").to_string();
        assert_eq!((leaf(0, "pages"), leaf(0, "width"), leaf(0, "height"), leaf(0, "has_text")), ("2".into(), "612".into(), "792".into(), "yes".into()));
        assert_eq!(leaf(1, "text"), "Patient: Roe, Jane\tMRN: 00123\nTablets 5 mg");
        assert_eq!(leaf(2, "text"), "café\nnext\nline");
        assert_eq!((leaf(0, "patient_name"), leaf(0, "patient_id")), ("Roe, Jane".into(), "00123".into()));
        assert_eq!((found.len(), summary.counts.len()), (3, 0));
    }

    #[test]
    fn content_over_the_cap_counts_and_fonts_are_loaded_once() {
        let bytes = paged(&["BT /F1 12 Tf (one) Tj ET", "BT /F1 10 Tf (two) Tj ET"], "", "");
        let document = lopdf::Document::load_mem(&bytes).unwrap();
        let fonts = super::Fonts::of(&document, 1 << 20);
        let pages: Vec<lopdf::ObjectId> = document.get_pages().into_values().collect();
        let mut layout = super::Layout::new(&document, &fonts, super::Loaded::default());
        assert_eq!((layout.page(pages[0], 8), layout.content_bytes), (Err(()), 8));
        let mut layout = super::Layout::new(&document, &fonts, super::Loaded::default());
        assert!(layout.page(pages[0], 1 << 20).is_ok());
        let mut layout = super::Layout::new(&document, &fonts, std::mem::take(&mut layout.loaded));
        assert!(layout.page(pages[1], 1 << 20).is_ok());
        assert_eq!((layout.out.as_str(), layout.loaded.fonts.len()), ("two", 1));
    }

    #[test]
    fn printed_lines_have_their_cells_at_their_places() {
        // Drawn column by column, a word at a time.
        let page = "BT /F1 10 Tf 72 700 Td (Field) Tj 0 -14 Td (STATUS) Tj ET BT /F1 10 Tf 200 700 Td (Meaning) Tj 0 -14 Td (status) Tj 32 0 Td (of it) Tj ET";
        let bytes = paged(&[page, "BT /F1 10 Tf 72 700 Td (next) Tj ET"], "", "");
        let lines = super::printed_lines(&mut &bytes[..], &crate::Limits::default()).unwrap();
        let shown: Vec<(u64, Vec<(i64, &str)>)> = lines.iter().map(|l| (l.page, l.cells.iter().map(|c| (c.left as i64, c.text.as_str())).collect())).collect();
        assert_eq!(shown, [(1, vec![(72, "Field"), (200, "Meaning")]), (1, vec![(72, "STATUS"), (200, "status of it")]), (2, vec![(72, "next")])]);
        assert!(super::printed_lines(&mut &b"no pdf"[..], &crate::Limits::default()).unwrap().is_empty());
    }

    #[test]
    fn a_scan_has_no_text() {
        let (found, summary) = read(&paged(&["q 612 0 0 792 0 0 cm /I Do Q"], "", ""));
        assert_eq!((found[0].get("has_text"), found[0].get("image_only"), found[0].get("text")), (Some("no"), Some("yes"), None));
        assert_eq!(found[1].get("image_only"), Some("yes"));
        assert_eq!(summary.counts.len(), 0);
    }

    #[test]
    fn information_and_form_fields_are_leaves() {
        let info = "/Info << /Title (Referral) /Producer <FEFF00C9> /CreationDate (D:20190304100500+01'00') >>";
        let (found, _) = read(&paged(&[""], "/AcroForm << /Fields [<< /T (patient) /Kids [<< /T (name) /V (Jane Roe) >>] >> << /T (box) /V /Off >>] >>", info));
        let leaf = |field: &str| found[0].get(field);
        assert_eq!((leaf("title"), leaf("producer"), leaf("created")), (Some("Referral"), Some("É"), Some("2019-03-04T10:05:00+01:00")));
        assert_eq!((leaf("form.patient.name"), leaf("form.box")), (Some("Jane Roe"), None));
    }

    #[test]
    fn files_inside_are_listed() {
        let names = "/Names << /EmbeddedFiles << /Names [(a) << /Type /Filespec /F (ccd.xml) /EF << /F 4 0 R >> >>] >> >>";
        let (found, _) = read(&paged(&[""], names, ""));
        let last = found.last().unwrap();
        assert_eq!((last.relation.as_str(), last.get("name"), last.get("packed_size")), ("document.attachment", Some("ccd.xml"), Some("1")));
        assert_eq!(found[0].get("attachments"), Some("1"));
    }

    #[test]
    fn files_inside_are_taken_out_once_and_bombs_are_not() {
        let filed = |names: &str, streams: &[(&str, Vec<u8>)]| {
            let mut objects = vec!["<< /Type /Catalog /Pages 2 0 R NAMES >>".replace("NAMES", names), "<< /Type /Pages /Kids [] /Count 0 >>".to_string()];
            // Streams as hexadecimal digits, since objects are text here.
            objects.extend(streams.iter().map(|(filter, bytes)| {
                let digits: String = bytes.iter().map(|b| format!("{b:02x}")).collect::<String>() + ">";
                format!("<< /Length {} /Filter [/ASCIIHexDecode{filter}] /Subtype /text#2Fxml /Params << /Size 5 >> >>\nstream\n{digits}\nendstream", digits.len())
            }));
            pdf(&objects, "")
        };
        let zeros = |count: usize| {
            let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
            std::io::Write::write_all(&mut packer, &vec![0; count]).unwrap();
            packer.finish().unwrap()
        };
        let names = "/Names << /EmbeddedFiles << /Names [(a) << /F (../x/ccd.xml) /EF << /F 3 0 R >> >> (b) << /UF (again.xml) /EF << /F 3 0 R >> >> (c) << /F (bomb) /EF << /F 4 0 R >> >>] >> >>";
        let bytes = filed(names, &[("", b"<a/>".to_vec()), (" /FlateDecode", zeros(20 << 20))]);
        let mut out = Vec::new();
        crate::contents(crate::Format::Pdf, "a.pdf", &mut &bytes[..], &crate::Limits::default(), &mut |file| {
            out.push((file.name.to_string(), file.bytes.to_vec(), file.stated.map(|s| (s.line, s.size, s.media_type.clone()))));
            std::ops::ControlFlow::Continue(())
        })
        .unwrap();
        assert_eq!(out, [("3/x/ccd.xml".to_string(), b"<a/>".to_vec(), Some((3, Some(5), "text/xml".to_string())))]);
        let (_, summary) = read(&bytes);
        assert_eq!((summary.inside, summary.counts.get("bad_attachment")), (1, Some(&1)), "{:?}", summary.issues);
    }

    #[test]
    fn a_damaged_table_is_repaired_and_said_and_no_pdf_is_refused() {
        let mut bytes = paged(&["BT /F1 12 Tf (kept) Tj ET"], "", "");
        let table = memchr::memmem::rfind(&bytes, b"startxref").unwrap();
        bytes.truncate(table);
        bytes.extend(b"startxref\n1\n%%EOF\n");
        let (found, summary) = read(&bytes);
        assert_eq!((found[0].get("text"), summary.counts["repaired_pdf"]), (Some("kept"), 1));
        let (found, summary) = read(b"%PDF-1.4\nnothing\n");
        assert_eq!((found.len(), summary.counts["bad_pdf"]), (0, 1));
    }

    #[test]
    fn dates_are_as_whole_as_they_are_written() {
        for (written, shown) in [("D:2019", "2019"), ("D:20190304", "2019-03-04"), ("D:20190304100500Z", "2019-03-04T10:05:00Z"), ("last May", "last May"), ("", "")] {
            assert_eq!(date(written), shown);
        }
    }
}
