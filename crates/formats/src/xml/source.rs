//! The bytes of an XML file as text, with the way back from a place in the text to its line and byte.
//!
//! A byte order mark wins over the declaration, and bytes that are valid UTF-8 win over a declaration that says otherwise.
//! What is neither UTF-8 nor of a declared encoding is Windows-1252, line by line, because mixed encodings are normal.
//! Bytes are those of the file, except after a multi-byte encoding other than UTF-8 and UTF-16, where they are UTF-8's.

use crate::{Limits, Summary};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

/// What a character of the text takes in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Width {
    /// As many bytes as in UTF-8.
    Utf8,
    /// One byte.
    Single,
    /// Two bytes for each UTF-16 unit.
    Utf16,
}

/// A part of the text of one width, up to `end`.
#[derive(Debug)]
struct Stretch {
    end: usize,
    width: Width,
}

/// A file as text.
pub(super) struct Source<'b> {
    /// The text, byte order mark removed.
    pub text: Cow<'b, str>,
    /// Encoding as read.
    pub encoding: String,
    skipped: u64,
    stretches: Vec<Stretch>,
}

impl<'b> Source<'b> {
    pub fn new(bytes: &'b [u8], limits: &Limits, summary: &mut Summary) -> Self {
        if let Some((encoding, skipped)) = utf16(bytes) {
            let body: &'b [u8] = bytes.get(skipped..).unwrap_or_default();
            return Self::whole(body, encoding, Width::Utf16, skipped as u64, limits, summary);
        }
        let (skipped, body): (u64, &'b [u8]) = match bytes.strip_prefix(b"\xef\xbb\xbf") {
            Some(rest) => (3, rest),
            None => (0, bytes),
        };
        let declared = declared(body);
        if let Ok(text) = std::str::from_utf8(body) {
            if declared.is_some() && !text.is_ascii() {
                summary.doubt(limits, "encoding_contradicts", 1, 0, "the declaration names another encoding, but the bytes are UTF-8 and were read as such");
            }
            return Self { text: Cow::Borrowed(text), encoding: "UTF-8".into(), skipped, stretches: Vec::new() };
        }
        if let Some(encoding) = declared.filter(|_| skipped == 0) {
            let width = if encoding.is_single_byte() { Width::Single } else { Width::Utf8 };
            return Self::whole(body, encoding, width, skipped, limits, summary);
        }
        summary.doubt(limits, "not_utf8", 0, 0, "some lines are not UTF-8 and were read as Windows-1252");
        let (text, stretches) = by_line(body);
        Self { text: Cow::Owned(text), encoding: "UTF-8 with Windows-1252".into(), skipped, stretches }
    }

    /// All of it in one encoding.
    fn whole(body: &'b [u8], encoding: &'static Encoding, width: Width, skipped: u64, limits: &Limits, summary: &mut Summary) -> Self {
        let (text, replaced) = encoding.decode_without_bom_handling(body);
        if replaced {
            summary.doubt(limits, "undecodable_bytes", 0, 0, "some bytes mean nothing in the encoding of the file and were replaced");
        }
        let stretches = vec![Stretch { end: text.len(), width }];
        Self { text, encoding: encoding.name().into(), skipped, stretches }
    }

    /// The start of the text.
    pub fn start(&self) -> Place<'_> {
        let line_end = line_end(&self.text, 0);
        Place { text: &self.text, stretches: &self.stretches, at: 0, line_end, line: 1, byte: self.skipped }
    }
}

/// UTF-16 by its mark, or by the zero byte beside the first `<`; with the length of the mark.
fn utf16(bytes: &[u8]) -> Option<(&'static Encoding, usize)> {
    match bytes {
        [0xff, 0xfe, ..] => Some((UTF_16LE, 2)),
        [0xfe, 0xff, ..] => Some((UTF_16BE, 2)),
        [b'<', 0, ..] => Some((UTF_16LE, 0)),
        [0, b'<', ..] => Some((UTF_16BE, 0)),
        _ => None,
    }
}

/// The encoding of the XML declaration, when it is known and not UTF-8. UTF-16 is none: its declaration could not be read so.
fn declared(body: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(body.get(..body.len().min(256)).unwrap_or_default());
    let declaration = head.trim_start().strip_prefix("<?xml")?.split("?>").next()?;
    let (_, value) = declaration.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let label = value.strip_prefix(quote)?.split(quote).next()?;
    Encoding::for_label_no_replacement(label.as_bytes()).filter(|e| e.is_ascii_compatible() && *e != UTF_8)
}

fn by_line(body: &[u8]) -> (String, Vec<Stretch>) {
    let mut text = String::with_capacity(body.len() + body.len() / 8);
    let mut stretches: Vec<Stretch> = Vec::new();
    for line in body.split_inclusive(|b| *b == b'\n') {
        let (part, recoded) = crate::text::decode(line);
        text.push_str(&part);
        let width = if recoded { Width::Single } else { Width::Utf8 };
        match stretches.last_mut() {
            Some(last) if last.width == width => last.end = text.len(),
            _ => stretches.push(Stretch { end: text.len(), width }),
        }
    }
    (text, stretches)
}

/// Where the line ends that goes on at a place; behind everything when it is the last.
fn line_end(text: &str, from: usize) -> usize {
    text.as_bytes().get(from..).and_then(|rest| memchr::memchr(b'\n', rest)).map_or(usize::MAX, |at| from + at)
}

/// A place in the text that only moves forward, so that counting lines stays linear.
pub(super) struct Place<'s> {
    text: &'s str,
    stretches: &'s [Stretch],
    at: usize,
    /// Where the line ends.
    line_end: usize,
    /// 1-based line.
    pub line: u64,
    /// Byte offset in the file.
    pub byte: u64,
}

impl Place<'_> {
    pub fn advance(&mut self, to: usize) {
        let to = to.min(self.text.len());
        while self.line_end < to {
            self.line += 1;
            self.line_end = line_end(self.text, self.line_end + 1);
        }
        // Nearly every file is UTF-8 from end to end.
        if self.stretches.is_empty() && self.at < to {
            self.byte += (to - self.at) as u64;
            self.at = to;
        }
        while self.at < to {
            let (width, end) = match self.stretches.split_first() {
                Some((first, rest)) if first.end <= self.at => {
                    self.stretches = rest;
                    continue;
                }
                Some((first, _)) => (first.width, first.end.min(to)),
                None => (Width::Utf8, to),
            };
            let passed = self.text.get(self.at..end).unwrap_or_default();
            self.byte += match width {
                Width::Utf8 => passed.len() as u64,
                Width::Single => passed.chars().count() as u64,
                Width::Utf16 => passed.encode_utf16().count() as u64 * 2,
            };
            self.at = end;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (String, String, Vec<&'static str>) {
        let mut summary = Summary::default();
        let source = Source::new(bytes, &Limits::default(), &mut summary);
        (source.text.to_string(), source.encoding.clone(), summary.counts.into_keys().collect())
    }

    fn place_of(bytes: &[u8], needle: &str) -> (u64, u64) {
        let mut summary = Summary::default();
        let source = Source::new(bytes, &Limits::default(), &mut summary);
        let mut place = source.start();
        place.advance(source.text.find(needle).unwrap());
        (place.line, place.byte)
    }

    #[test]
    fn encodings_are_told_apart() {
        assert_eq!(read("<a>é</a>".as_bytes()), ("<a>é</a>".into(), "UTF-8".into(), vec![]));
        assert_eq!(read(b"\xef\xbb\xbf<a/>"), ("<a/>".into(), "UTF-8".into(), vec![]));
        assert_eq!(read(b"\xff\xfe<\0a\0/\0>\0"), ("<a/>".into(), "UTF-16LE".into(), vec![]));
        assert_eq!(read(b"<\0a\0/\0>\0"), ("<a/>".into(), "UTF-16LE".into(), vec![]));
        assert_eq!(read(b"\0<\0a\0/\0>"), ("<a/>".into(), "UTF-16BE".into(), vec![]));
        let (text, encoding, issues) = read(b"<?xml version='1.0' encoding='ISO-8859-2'?><a>\xb3</a>");
        assert!(text.ends_with("<a>ł</a>"), "{text}");
        assert_eq!((encoding.as_str(), issues), ("ISO-8859-2", vec![]));
    }

    #[test]
    fn what_contradicts_its_declaration_is_a_doubt() {
        let (text, encoding, issues) = read("<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><a>é</a>".as_bytes());
        assert!(text.ends_with("<a>é</a>"), "{text}");
        assert_eq!((encoding.as_str(), issues), ("UTF-8", vec!["encoding_contradicts"]));
        let (text, encoding, issues) = read(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a>caf\xe9</a>\n<b>\xc3\xa9</b>");
        assert!(text.ends_with("<a>café</a>\n<b>é</b>"), "{text}");
        assert_eq!((encoding.as_str(), issues), ("UTF-8 with Windows-1252", vec!["not_utf8"]));
    }

    #[test]
    fn bytes_are_those_of_the_file() {
        assert_eq!(place_of(b"\xef\xbb\xbf<a>\n<b/>", "<b"), (2, 7));
        assert_eq!(place_of("<a>é\n<b/>".as_bytes(), "<b"), (2, 6));
        assert_eq!(place_of(b"<a>caf\xe9\n\xc3\xa9<b/>", "<b"), (2, 10));
        assert_eq!(place_of(b"\xff\xfe<\0a\0>\0\n\0<\0b\0/\0>\0", "<b"), (2, 10));
    }
}
