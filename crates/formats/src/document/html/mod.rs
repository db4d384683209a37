//! HTML as text: tags away, entities resolved, blocks as lines and the cells of a table parted by tabs.
//!
//! Tolerant on purpose: legacy notes are fragments, unclosed and wrongly nested. Scripts, styles and comments are skipped;
//! nothing is fetched or run. A sign that is no tag or entity stays as it is.

mod entities;

use super::{Reading, tidy, whole_utf8};
use crate::text::decode;
use crate::{Limits, Summary};
use entities::entities;
use std::borrow::Cow;
use std::io::Read;

/// Bytes of one tag; a longer one is taken for text.
const TAG_BYTES_MAX: usize = 64 << 10;

/// Whether the bytes open like HTML.
pub(super) fn looks_like(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let start: Vec<u8> = head.iter().take(512).map(u8::to_ascii_lowercase).collect();
    let opens = [&b"<!doctype html"[..], b"<html", b"<head", b"<body", b"<meta ", b"<title", b"<div", b"<table", b"<p>", b"<p ", b"<br", b"<span", b"<h1"];
    opens.iter().any(|o| start.starts_with(o)) || ((start.starts_with(b"<?xml") || start.starts_with(b"<!--")) && memchr::memmem::find(&start, b"<html").is_some())
}

pub(super) fn read(input: &mut dyn Read, limits: &Limits, summary: &mut Summary) -> std::io::Result<Option<Reading>> {
    let Some(bytes) = whole_utf8(input, limits, summary)? else { return Ok(None) };
    let text = decode_declared(&bytes, limits, summary);
    let mut stripper = Stripper::default();
    stripper.strip(&text);
    if let Some(element) = stripper.unclosed {
        summary.doubt(limits, "unclosed_element", 0, 0, format!("{element} does not close; what follows it was not read"));
    }
    let mut reading = Reading::new("html");
    reading.say("title", tidy(&stripper.title).trim());
    for (field, value) in stripper.meta {
        reading.say(field, value);
    }
    reading.text = tidy(&stripper.out);
    Ok(Some(reading))
}

/// By the charset that the document declares of itself, when it is not UTF-8 anyway.
fn decode_declared<'a>(bytes: &'a [u8], limits: &Limits, summary: &mut Summary) -> Cow<'a, str> {
    let declared = charset(bytes.get(..4096).unwrap_or(bytes)).and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes()));
    match declared {
        Some(encoding) if encoding != encoding_rs::UTF_8 && encoding.is_ascii_compatible() && !bytes.is_ascii() => {
            let (text, broken) = encoding.decode_without_bom_handling(bytes);
            summary.encoding = encoding.name().into();
            if broken {
                summary.doubt(limits, "bad_encoding", 0, 0, format!("some bytes are not {}", encoding.name()));
            }
            text
        }
        _ => {
            let (text, recoded) = decode(bytes);
            if recoded {
                summary.doubt(limits, "not_utf8", 0, 0, "the text is not UTF-8 and was read as Windows-1252");
                summary.encoding = format!("{} with Windows-1252", summary.encoding);
            }
            text
        }
    }
}

/// The value of the first `charset=`.
fn charset(head: &[u8]) -> Option<String> {
    let lower: Vec<u8> = head.to_ascii_lowercase();
    let at = memchr::memmem::find(&lower, b"charset=")? + b"charset=".len();
    let rest = lower.get(at..)?;
    let label: Vec<u8> = rest.iter().copied().skip_while(|b| matches!(b, b'"' | b'\'' | b' ')).take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':')).collect();
    String::from_utf8(label).ok()
}

#[derive(Default)]
struct Stripper {
    out: String,
    title: String,
    in_title: bool,
    preformatted: usize,
    /// Cells of the row so far.
    cells: usize,
    /// Where the row starts in `out`.
    row: usize,
    meta: Vec<(&'static str, String)>,
    unclosed: Option<&'static str>,
    /// Bytes of the text behind a stretch, looked at already, in which no `>` stands.
    behind_open: Option<usize>,
}

impl Stripper {
    fn strip(&mut self, text: &str) {
        let mut rest = text;
        while let Some(at) = rest.find('<') {
            self.text(rest.get(..at).unwrap_or(""));
            rest = self.markup(rest.get(at..).unwrap_or(""));
        }
        self.text(rest);
        if self.in_title {
            self.unclosed = Some("the title");
        }
    }

    /// Takes the markup at the start of `rest`, which is a `<`, and gives what comes after it.
    fn markup<'t>(&mut self, rest: &'t str) -> &'t str {
        if let Some(after) = rest.strip_prefix("<!--") {
            return self.until(after, "-->", "a comment");
        }
        if let Some(after) = rest.strip_prefix("<![CDATA[") {
            let end = after.find("]]>").unwrap_or(after.len());
            self.text(after.get(..end).unwrap_or(""));
            return after.get(end + 3..).unwrap_or("");
        }
        let second = rest.as_bytes().get(1).copied().unwrap_or(b' ');
        let end = if second.is_ascii_alphabetic() || matches!(second, b'/' | b'!' | b'?') { self.tag_end(rest) } else { None };
        let Some(end) = end else {
            self.text("<");
            return rest.get(1..).unwrap_or("");
        };
        let (tag, after) = (rest.get(1..end).unwrap_or(""), rest.get(end + 1..).unwrap_or(""));
        self.tag(tag);
        match name_of(tag).as_str() {
            "script" if !tag.ends_with('/') => self.until(after, "</script", "a script"),
            "style" if !tag.ends_with('/') => self.until(after, "</style", "a style"),
            "template" if !tag.ends_with('/') => self.until(after, "</template", "a template"),
            _ => after,
        }
    }

    /// Place of the `>` that ends the tag, quotes honoured; without them when a quote never closes.
    fn tag_end(&mut self, rest: &str) -> Option<usize> {
        let bytes = rest.as_bytes().get(..TAG_BYTES_MAX).unwrap_or(rest.as_bytes());
        // Many signs may open before one closes: no byte is looked at for each of them anew.
        let seen = self.behind_open.map_or(0, |behind| rest.len().saturating_sub(behind)).min(bytes.len());
        let Some(found) = memchr::memchr(b'>', bytes.get(seen..).unwrap_or(&[])) else {
            self.behind_open = Some(rest.len() - bytes.len());
            return None;
        };
        quoted_end(bytes).or(Some(seen + found))
    }

    /// What comes after `close`, in any case of letters.
    fn until<'t>(&mut self, rest: &'t str, close: &str, element: &'static str) -> &'t str {
        let mut from = 0;
        while let Some(found) = rest.get(from..).and_then(|r| r.find(['<', '-'])) {
            let at = from + found;
            if rest.as_bytes().get(at..at + close.len()).is_some_and(|b| b.eq_ignore_ascii_case(close.as_bytes())) {
                let after = rest.get(at + close.len()..).unwrap_or("");
                return if close.starts_with('<') { after.split_once('>').map_or("", |(_, tail)| tail) } else { after };
            }
            from = at + 1;
        }
        self.unclosed = Some(element);
        ""
    }

    fn tag(&mut self, tag: &str) {
        let name = name_of(tag);
        let closes = tag.starts_with('/');
        match name.as_str() {
            "title" => self.in_title = !closes && self.title.is_empty(),
            "meta" => self.meta(tag),
            "pre" | "textarea" => {
                self.preformatted = if closes { self.preformatted.saturating_sub(1) } else { self.preformatted + 1 };
                self.line();
            }
            "td" | "th" if !closes => {
                if self.cells > 0 {
                    // A paragraph in the cell before has ended its line.
                    let end = self.out.trim_end_matches([' ', '\n']).len();
                    self.out.truncate(end.max(self.row));
                    self.out.push('\t');
                }
                self.cells += 1;
            }
            "tr" | "table" => {
                self.line();
                (self.cells, self.row) = (0, self.out.len());
            }
            "br" => {
                self.trim_space();
                self.out.push('\n');
            }
            "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "ul" | "ol" | "dl" | "blockquote" | "section" | "article" => self.line(),
            "div" | "li" | "dt" | "dd" | "hr" | "header" | "footer" | "address" | "form" | "fieldset" | "legend" | "caption" | "thead" | "tbody"
            | "tfoot" | "body" | "html" | "head" | "option" | "nav" | "main" | "aside" | "center" | "summary" | "details" => self.line(),
            _ => {}
        }
    }

    fn meta(&mut self, tag: &str) {
        let attributes = attributes(tag);
        let get = |name: &str| attributes.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone());
        let field = match get("name").unwrap_or_default().to_ascii_lowercase().as_str() {
            "generator" => "producer",
            "author" => "author",
            "dcterms.created" | "created" | "date" => "created",
            "dcterms.modified" | "modified" | "changed" => "modified",
            _ => return,
        };
        if !self.meta.iter().any(|(f, _)| *f == field) {
            self.meta.push((field, get("content").unwrap_or_default()));
        }
    }

    /// A block starts or ends: the next text stands on a line of its own.
    fn line(&mut self) {
        self.trim_space();
        if !self.out.is_empty() && !self.out.ends_with(['\n', '\t']) {
            self.out.push('\n');
        }
    }

    fn trim_space(&mut self) {
        if self.out.ends_with(' ') {
            self.out.pop();
        }
    }

    fn text(&mut self, raw: &str) {
        if raw.is_empty() {
            return;
        }
        let text = entities(raw);
        if self.in_title {
            self.title.push_str(&text);
            return;
        }
        if self.preformatted > 0 {
            self.out.push_str(&text);
            return;
        }
        for c in text.chars() {
            // HTML folds its white space; a non-breaking space is none of it.
            if c.is_ascii_whitespace() {
                if !self.out.is_empty() && !self.out.ends_with([' ', '\n', '\t']) {
                    self.out.push(' ');
                }
            } else {
                self.out.push(c);
            }
        }
    }
}

/// Place of the first `>` outside of quotes.
fn quoted_end(bytes: &[u8]) -> Option<usize> {
    let mut quote: Option<u8> = None;
    for (at, byte) in bytes.iter().enumerate() {
        match (quote, *byte) {
            (Some(open), b) if b == open => quote = None,
            (None, b @ (b'"' | b'\'')) if at > 0 && bytes.get(at - 1).is_some_and(|p| *p == b'=' || p.is_ascii_whitespace()) => quote = Some(b),
            (None, b'>') => return Some(at),
            _ => {}
        }
    }
    None
}

/// Name of a tag in small letters, prefix dropped.
fn name_of(tag: &str) -> String {
    let name = tag.trim_start_matches('/').split(|c: char| c.is_ascii_whitespace() || c == '/').next().unwrap_or("");
    name.rsplit(':').next().unwrap_or("").to_ascii_lowercase()
}

/// The attributes of a tag, names in small letters, entities resolved.
fn attributes(tag: &str) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let mut rest = tag.split_once(|c: char| c.is_ascii_whitespace()).map_or("", |(_, r)| r);
    while let Some((before, after)) = rest.split_once('=') {
        let name = before.split_ascii_whitespace().last().unwrap_or("").to_ascii_lowercase();
        let after = after.trim_start();
        let (value, tail) = match after.chars().next() {
            Some(quote @ ('"' | '\'')) => after.get(1..).unwrap_or("").split_once(quote).unwrap_or((after, "")),
            _ => after.split_once(|c: char| c.is_ascii_whitespace()).unwrap_or((after, "")),
        };
        out.push((name, entities(value).into_owned()));
        rest = tail;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::Kind;
    use super::super::tests::records;
    use super::{Stripper, TAG_BYTES_MAX};

    fn text(html: &str) -> String {
        let mut stripper = Stripper::default();
        stripper.strip(html);
        super::super::tidy(&stripper.out)
    }

    #[test]
    fn blocks_are_lines_and_cells_are_tabs() {
        let cases = [
            ("<p>One\n  two</p><p>three<br/>four</p>", "One two\nthree\nfour"),
            ("<table><tr><th>Drug<th>Dose</tr><tr><td>A <td> 5 mg</table>after", "Drug\tDose\nA\t5 mg\nafter"),
            ("<tr><td>v<tr><td></td><td>x</td></tr>", "v\n\tx"),
            ("<tr><td><p>a</p><p>b</p></td><td><div>c</div></td></tr><tr><td>d", "a\nb\tc\nd"),
            ("a<script>if (a<b) { '</p>' }</SCRIPT>b<style>p{}</style>c<!-- <p>no</p> -->d", "abcd"),
            ("<pre>  1\n  2</pre>", "  1\n  2"),
            ("5 < 6 &lt; 7 <3 & x", "5 < 6 < 7 <3 & x"),
            ("<a title=\"a > b\">x</a>", "x"),
            ("<b>bold", "bold"),
            ("<![CDATA[a<b]]>c", "a<bc"),
            ("don't <i>stop</i> it's", "don't stop it's"),
            ("", ""),
        ];
        for (html, expected) in cases {
            assert_eq!(text(html), expected, "{html:?}");
        }
    }

    #[test]
    fn head_gives_title_and_producer() {
        let html = b"<html><head><meta charset='iso-8859-2'><META name=\"Generator\" content='Old &amp; Co'><title> Note \n</title></head><body>\xb1</body></html>";
        let (records, summary) = records(Kind::Html, html);
        assert_eq!(records.len(), 1);
        assert_eq!(records[0].get("title"), Some("Note"));
        assert_eq!(records[0].get("producer"), Some("Old & Co"));
        assert_eq!(records[0].get("text"), Some("ą"));
        assert_eq!(summary.encoding, "ISO-8859-2");
    }

    #[test]
    fn very_many_tags_that_never_close_are_text() {
        let open = "<a".repeat(100_000);
        assert!(text(&open) == open);
        // The first whose tag is not too long goes with the sign that closes all of them.
        assert!(text(&format!("{open}>x")) == format!("{}x", "<a".repeat(100_000 - TAG_BYTES_MAX / 2 + 1)));
    }

    #[test]
    fn an_element_that_never_closes_is_said() {
        let (records, summary) = records(Kind::Html, b"<p>seen</p><script>lost");
        assert_eq!(records[0].get("text"), Some("seen"));
        assert_eq!(summary.counts["unclosed_element"], 1);
    }
}
