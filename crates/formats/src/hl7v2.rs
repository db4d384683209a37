//! HL7 v2: messages with their delimiters, segments with their place, fields by path.
//!
//! Delimiters come from MSH. Segments end with CR, LF or CRLF; MLLP framing and batch envelopes (FHS, BHS, BTS, FTS) are
//! passed over and counted as read. A segment before any MSH is set aside. The line of a segment is its ordinal among the
//! lines of the file, so a locator `oru.hl7:17:OBX-5` can be checked with any editor.

use crate::text::{Window, decode};
use crate::{Item, Limits, Summary};
use std::borrow::Cow;
use std::io::Read;
use std::ops::ControlFlow;

/// The five delimiters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delimiters {
    field: u8,
    component: u8,
    repetition: u8,
    escape: u8,
    subcomponent: u8,
}

impl Delimiters {
    /// From the first bytes of an MSH segment; the usual ones where it is short.
    fn of(msh: &str) -> Option<Self> {
        let bytes = msh.as_bytes();
        let field = *bytes.get(3)?;
        let rest: Vec<u8> = bytes[4..].iter().copied().take_while(|b| *b != field).collect();
        let at = |i: usize, usual: u8| rest.get(i).copied().unwrap_or(usual);
        field.is_ascii().then_some(Self { field, component: at(0, b'^'), repetition: at(1, b'~'), escape: at(2, b'\\'), subcomponent: at(3, b'&') })
    }
}

/// One segment.
#[derive(Debug, Clone)]
pub struct Segment<'a> {
    /// 1-based line in the file.
    pub line: u64,
    /// Three letters.
    pub name: &'a str,
    text: &'a str,
}

/// One message.
#[derive(Debug, Clone)]
pub struct Message<'a> {
    /// 1-based line of its MSH.
    pub line: u64,
    /// Byte offset of its MSH.
    pub byte: u64,
    /// Its delimiters.
    pub delimiters: Delimiters,
    /// Its segments, MSH first.
    pub segments: Vec<Segment<'a>>,
}

/// Where a value stands: `OBX-3[2].1.2`. Parts are 1-based.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Path {
    /// Segment name.
    pub segment: String,
    /// Field.
    pub field: usize,
    /// Repetition.
    pub repetition: usize,
    /// Component; 0 for the first of possibly one.
    pub component: usize,
    /// Sub-component; 0 likewise.
    pub subcomponent: usize,
}

impl Path {
    /// Reads `PID-3`, `PID-3.1`, `PID-3[2].1`, `OBX-3.1.2`.
    pub fn parse(text: &str) -> Option<Self> {
        let (segment, rest) = text.split_once('-')?;
        (segment.len() == 3 && segment.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())).then_some(())?;
        let mut parts = rest.split('.');
        let field = parts.next()?;
        let (field, repetition) = match field.split_once('[') {
            None => (field, 1),
            Some((field, r)) => (field, r.strip_suffix(']')?.parse().ok()?),
        };
        let mut optional = || parts.next().map_or(Some(0), |p| p.parse().ok());
        let path = Self { segment: segment.into(), field: field.parse().ok()?, repetition, component: optional()?, subcomponent: optional()? };
        (path.field >= 1 && path.repetition >= 1).then_some(path)
    }
}

impl Message<'_> {
    /// The value at a path of a segment, escapes resolved; `None` when empty. `""` (an explicit null) comes as `""` text.
    pub fn value<'s>(&self, segment: &Segment<'s>, path: &Path) -> Option<Cow<'s, str>> {
        let d = &self.delimiters;
        let field = self.raw_field(segment, path.field)?;
        if segment.name == "MSH" && path.field <= 2 {
            return Some(Cow::Borrowed(field));
        }
        let repetition = nth(field, d.repetition, path.repetition)?;
        let component = nth(repetition, d.component, path.component.max(1))?;
        let value = nth(component, d.subcomponent, path.subcomponent.max(1))?;
        (!value.is_empty()).then(|| unescape(value, d))
    }

    /// Number of repetitions of a field; 0 when empty.
    pub fn repetitions(&self, segment: &Segment<'_>, field: usize) -> usize {
        match self.raw_field(segment, field) {
            None | Some("") => 0,
            Some(text) => memchr::memchr_iter(self.delimiters.repetition, text.as_bytes()).count() + 1,
        }
    }

    /// Number of fields that a segment has.
    pub fn fields(&self, segment: &Segment<'_>) -> usize {
        let separators = memchr::memchr_iter(self.delimiters.field, segment.text.as_bytes()).count();
        separators + usize::from(segment.name == "MSH")
    }

    fn raw_field<'s>(&self, segment: &Segment<'s>, field: usize) -> Option<&'s str> {
        if segment.name != "MSH" {
            return nth(segment.text, self.delimiters.field, field + 1);
        }
        match field {
            1 => segment.text.get(3..4),
            n => nth(segment.text, self.delimiters.field, n),
        }
    }

    /// Each leaf value of a segment with its path: what a profile sees. Repetitions beyond the first are named.
    pub fn leaves(&self, segment: &Segment<'_>, each: &mut dyn FnMut(Path, Cow<'_, str>)) {
        let d = &self.delimiters;
        for field in 1..=self.fields(segment) {
            if segment.name == "MSH" && field <= 2 {
                continue;
            }
            let Some(raw) = self.raw_field(segment, field).filter(|r| !r.is_empty()) else { continue };
            for (r, repetition) in raw.split(char::from(d.repetition)).enumerate() {
                let single = !repetition.contains(char::from(d.component));
                for (c, component) in repetition.split(char::from(d.component)).enumerate() {
                    let value = nth(component, d.subcomponent, 1).unwrap_or("");
                    if !value.is_empty() {
                        let path = Path {
                            segment: segment.name.into(),
                            field,
                            repetition: r + 1,
                            component: if single { 0 } else { c + 1 },
                            subcomponent: 0,
                        };
                        each(path, unescape(value, d));
                    }
                }
            }
        }
    }
}

impl std::fmt::Display for Path {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.segment, self.field)?;
        if self.repetition > 1 {
            write!(f, "[{}]", self.repetition)?;
        }
        if self.component > 0 {
            write!(f, ".{}", self.component)?;
        }
        if self.subcomponent > 0 {
            write!(f, ".{}", self.subcomponent)?;
        }
        Ok(())
    }
}

/// The n-th (1-based) part.
fn nth(text: &str, delimiter: u8, n: usize) -> Option<&str> {
    text.split(char::from(delimiter)).nth(n - 1)
}

/// Resolves `\F\ \S\ \T\ \R\ \E\ \.br\ \Xdd..\`; an unknown escape stays as it is.
fn unescape<'a>(text: &'a str, d: &Delimiters) -> Cow<'a, str> {
    let escape = char::from(d.escape);
    if !text.contains(escape) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(escape) {
        out.push_str(before);
        let Some((code, tail)) = after.split_once(escape) else {
            out.push(escape);
            out.push_str(after);
            return Cow::Owned(out);
        };
        match code {
            "F" => out.push(char::from(d.field)),
            "S" => out.push(char::from(d.component)),
            "T" => out.push(char::from(d.subcomponent)),
            "R" => out.push(char::from(d.repetition)),
            "E" => out.push(escape),
            ".br" | ".sp" => out.push('\n'),
            "H" | "N" => {}
            hex if hex.starts_with('X') && hex.len() % 2 == 1 && hex[1..].bytes().all(|b| b.is_ascii_hexdigit()) => {
                let bytes: Vec<u8> = (1..hex.len()).step_by(2).filter_map(|i| u8::from_str_radix(&hex[i..i + 2], 16).ok()).collect();
                out.push_str(&decode(&bytes).0);
            }
            unknown => {
                out.push(escape);
                out.push_str(unknown);
                out.push(escape);
            }
        }
        rest = tail;
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// A line that opens a message.
fn opens(line: &[u8]) -> bool {
    line.len() > 3 && line.starts_with(b"MSH") && !line[3].is_ascii_alphanumeric() && line[3] > b' '
}

pub(crate) fn read(
    input: &mut dyn Read,
    limits: &Limits,
    each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
) -> std::io::Result<Summary> {
    let mut summary = Summary::default();
    let mut window = Window::new(input)?;
    summary.encoding = window.encoding().into();
    let (mut line, mut cp1252) = (1u64, false);
    loop {
        // A message reaches to the next line that opens one.
        let (end, lines) = match message_end(window.bytes(), window.ended) {
            Some(found) => found,
            None if window.bytes().len() > limits.record_bytes_max => {
                summary.refuse(limits, "record_too_long", line, window.offset, format!("the message is longer than {} bytes", limits.record_bytes_max));
                line += skip_message(&mut window)?;
                continue;
            }
            None => {
                window.grow()?;
                continue;
            }
        };
        if end == 0 {
            break;
        }
        let byte = window.offset;
        let flow = {
            let (text, recoded) = decode(&window.bytes()[..end]);
            cp1252 |= recoded;
            deliver(&text, (line, byte), limits, &mut summary, each)
        };
        line += lines;
        window.consume(end);
        if flow.is_break() {
            summary.stopped = true;
            break;
        }
    }
    if cp1252 {
        summary.doubt(limits, "not_utf8", 0, 0, "some messages are not UTF-8 and were read as Windows-1252");
        summary.encoding = format!("{} with Windows-1252", summary.encoding);
    }
    Ok(summary)
}

/// Bytes and line ends up to the next opening line (or the end).
fn message_end(bytes: &[u8], ended: bool) -> Option<(usize, u64)> {
    let (mut at, mut lines, mut first) = (0, 0, true);
    loop {
        let start = at + bytes[at..].iter().take_while(|b| matches!(**b, 0x0b | 0x1c | b' ')).count();
        if !ended && bytes.len() - start < 4 {
            return None;
        }
        if !first && opens(&bytes[start..]) {
            return Some((at, lines));
        }
        first = false;
        match memchr::memchr2(b'\r', b'\n', &bytes[at..]) {
            None if ended => return Some((bytes.len(), lines + u64::from(at < bytes.len()))),
            None => return None,
            Some(i) => {
                at += i;
                let crlf = bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n');
                if bytes[at] == b'\r' && at + 1 == bytes.len() && !ended {
                    return None;
                }
                at += 1 + usize::from(crlf);
                lines += 1;
            }
        }
    }
}

fn skip_message(window: &mut Window<'_>) -> std::io::Result<u64> {
    let mut lines = 0;
    loop {
        let bytes = window.bytes();
        let n = bytes.len().saturating_sub(4);
        lines += memchr::memchr2_iter(b'\r', b'\n', &bytes[..n]).filter(|i| !(bytes[*i] == b'\n' && *i > 0 && bytes[i - 1] == b'\r')).count() as u64;
        window.consume(n);
        let more = window.grow()?;
        if let Some(i) = memchr::memmem::find_iter(window.bytes(), b"MSH").find(|i| *i > 0 && matches!(window.bytes()[i - 1], b'\r' | b'\n' | 0x0b)) {
            let bytes = &window.bytes()[..i];
            lines += memchr::memchr2_iter(b'\r', b'\n', bytes).filter(|j| !(bytes[*j] == b'\n' && *j > 0 && bytes[j - 1] == b'\r')).count() as u64;
            window.consume(i);
            return Ok(lines);
        }
        if !more {
            let n = window.bytes().len();
            window.consume(n);
            return Ok(lines + 1);
        }
    }
}

fn deliver(
    text: &str,
    (line, byte): (u64, u64),
    limits: &Limits,
    summary: &mut Summary,
    each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let mut message: Option<Message<'_>> = None;
    let (mut number, mut rest) = (line, text);
    while !rest.is_empty() {
        let end = rest.find(['\r', '\n']).unwrap_or(rest.len());
        let (raw, after) = rest.split_at(end);
        let trimmed = raw.trim_matches(['\u{b}', '\u{1c}', ' ', '\u{1a}']);
        let name = trimmed.get(..3).unwrap_or("");
        let valid = name.len() == 3 && name.as_bytes()[0].is_ascii_uppercase() && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        match &mut message {
            _ if trimmed.is_empty() || matches!(name, "FHS" | "BHS" | "BTS" | "FTS") => {}
            None if opens(trimmed.as_bytes()) => match Delimiters::of(trimmed) {
                Some(delimiters) => {
                    message = Some(Message { line: number, byte, delimiters, segments: vec![Segment { line: number, name, text: trimmed }] });
                }
                None => summary.refuse(limits, "bad_msh", number, byte, "MSH names no delimiters"),
            },
            None => summary.refuse(limits, "no_msh", number, byte, "a segment stands before any MSH"),
            Some(message) if valid && trimmed.as_bytes().get(3).is_none_or(|b| *b == message.delimiters.field) => {
                message.segments.push(Segment { line: number, name, text: trimmed });
            }
            Some(_) => summary.refuse(limits, "bad_segment", number, byte, "a line is no segment"),
        }
        rest = match after.strip_prefix("\r\n") {
            Some(r) => r,
            None => after.get(1..).unwrap_or(""),
        };
        number += 1;
    }
    match message {
        Some(message) => {
            summary.records += 1;
            each(Item::Message(&message))
        }
        None => ControlFlow::Continue(()),
    }
}
