//! Where JSON values start and end, found without parsing them, over a stream and over a text in memory.

use crate::lines::Place;
use crate::text::Window;
use std::io::Read;

/// Blanks after a value that are looked at.
const BLANKS_MAX: usize = 64 << 10;

/// Turns offsets of a text into places; offsets mostly rise, so each line is counted once.
pub(super) struct Cursor {
    base: Place,
    at: usize,
    line: u64,
}

impl Cursor {
    pub(super) fn new(base: Place) -> Self {
        Self { base, at: 0, line: base.line }
    }

    pub(super) fn to(&mut self, text: &str, offset: usize) -> Place {
        if offset < self.at {
            (self.at, self.line) = (0, self.base.line);
        }
        let between = text.as_bytes().get(self.at..offset.min(text.len())).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', between).count() as u64;
        self.at = offset.min(text.len());
        Place { line: self.line, byte: self.base.byte + offset as u64 }
    }
}

/// Finds the end of a value; keeps its state when the bytes at hand end first.
#[derive(Default)]
pub(super) struct Scanner {
    at: usize,
    depth: usize,
    quoted: bool,
    escaped: bool,
}

impl Scanner {
    /// End of the value that starts at the first of `bytes`; 0 when none starts there; `None` when more bytes are needed.
    fn advance(&mut self, bytes: &[u8]) -> Option<usize> {
        loop {
            if self.quoted && !self.escaped {
                // Most bytes of an export are text in quotes.
                let rest = bytes.get(self.at..).unwrap_or_default();
                self.at += memchr::memchr2(b'"', b'\\', rest).unwrap_or(rest.len());
            }
            let byte = *bytes.get(self.at)?;
            self.at += 1;
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' if self.quoted => self.escaped = true,
                b'"' if self.quoted => {
                    self.quoted = false;
                    if self.depth == 0 {
                        return Some(self.at);
                    }
                }
                _ if self.quoted => {}
                b'"' => self.quoted = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' if self.depth > 1 => self.depth -= 1,
                b'}' | b']' if self.depth == 1 => return Some(self.at),
                b'}' | b']' | b',' | b' ' | b'\n' | b'\r' | b'\t' if self.depth == 0 => return Some(self.at - 1),
                _ => {}
            }
        }
    }

    fn is_open(&self) -> bool {
        self.quoted || self.depth > 0
    }
}

/// How far a value of a stream reaches.
pub(super) enum Extent {
    /// So many bytes; 0 when no value starts here.
    Whole(usize),
    /// Over the cap.
    TooLong(Scanner),
    /// The stream ends within it.
    Cut,
}

/// A stream with its line.
pub(super) struct Source<'a> {
    pub window: Window<'a>,
    line: u64,
}

impl<'a> Source<'a> {
    pub(super) fn new(input: &'a mut dyn Read) -> std::io::Result<Self> {
        Ok(Self { window: Window::new(input)?, line: 1 })
    }

    pub(super) fn place(&self) -> Place {
        Place { line: self.line, byte: self.window.offset }
    }

    /// The next bytes, as many as are there.
    pub(super) fn ahead(&self, count: usize) -> &[u8] {
        let bytes = self.window.bytes();
        bytes.get(..count).unwrap_or(bytes)
    }

    /// Leaves bytes behind and counts their line ends.
    pub(super) fn skip(&mut self, count: usize) {
        let seen = self.ahead(count);
        let (length, lines) = (seen.len(), memchr::memchr_iter(b'\n', seen).count());
        self.line += lines as u64;
        self.window.consume(length);
    }

    /// Leaves white space behind and tells the byte after it, which stays.
    pub(super) fn peek(&mut self) -> std::io::Result<Option<u8>> {
        loop {
            let bytes = self.window.bytes();
            if let Some(at) = bytes.iter().position(|b| !b.is_ascii_whitespace()) {
                self.skip(at);
                return Ok(self.window.bytes().first().copied());
            }
            let blanks = bytes.len();
            self.skip(blanks);
            if self.window.ended || !self.window.grow()? {
                return Ok(None);
            }
        }
    }

    /// How far the value at the start reaches.
    pub(super) fn value(&mut self, cap: usize) -> std::io::Result<Extent> {
        let mut scanner = Scanner::default();
        loop {
            let end = scanner.advance(self.window.bytes());
            let length = end.unwrap_or(self.window.bytes().len());
            if length > cap {
                return Ok(Extent::TooLong(if end.is_some() { Scanner::default() } else { scanner }));
            }
            if end.is_some() {
                return Ok(Extent::Whole(length));
            }
            if self.window.ended || !self.window.grow()? {
                return Ok(if scanner.is_open() { Extent::Cut } else { Extent::Whole(length) });
            }
        }
    }

    /// Leaves the rest of a value that is over the cap behind.
    pub(super) fn pass(&mut self, mut scanner: Scanner) -> std::io::Result<()> {
        loop {
            if let Some(end) = scanner.advance(self.window.bytes()) {
                self.skip(end);
                return Ok(());
            }
            let seen = self.window.bytes().len();
            self.skip(seen);
            scanner.at = 0;
            if self.window.ended || !self.window.grow()? {
                return Ok(());
            }
        }
    }

    /// Whether nothing but white space follows the first `end` bytes, as far as `BLANKS_MAX` shows: no more is held for it.
    pub(super) fn ends_after(&mut self, end: usize) -> std::io::Result<bool> {
        loop {
            let rest = self.window.bytes().get(end..).unwrap_or_default();
            let rest = rest.get(..BLANKS_MAX).unwrap_or(rest);
            if rest.iter().any(|b| !b.is_ascii_whitespace()) {
                return Ok(false);
            }
            if rest.len() == BLANKS_MAX || self.window.ended || !self.window.grow()? {
                return Ok(true);
            }
        }
    }

    /// Whether the first two lines that are not blank each look like one object.
    pub(super) fn one_a_line(&mut self, cap: usize) -> std::io::Result<bool> {
        loop {
            let bytes = self.window.bytes();
            let is_object = |line: &[u8]| line.starts_with(b"{") && line.ends_with(b"}");
            if let Some(end) = memchr::memchr(b'\n', bytes) {
                let (first, rest) = bytes.split_at(end);
                if !is_object(first.trim_ascii()) {
                    return Ok(false);
                }
                let rest = rest.trim_ascii_start();
                let end = memchr::memchr(b'\n', rest);
                if !rest.is_empty() && (end.is_some() || self.window.ended) {
                    return Ok(is_object(rest.get(..end.unwrap_or(rest.len())).unwrap_or_default().trim_ascii_end()));
                }
            }
            if bytes.len() > cap || self.window.ended || !self.window.grow()? {
                return Ok(false);
            }
        }
    }

    /// Bytes of the next line without and with its end; the inner `None` when it is over the cap, the outer at the end.
    #[expect(clippy::type_complexity, reason = "two answers that are not the same nothing")]
    pub(super) fn line(&mut self, cap: usize) -> std::io::Result<Option<Option<(usize, usize)>>> {
        loop {
            let length = self.window.bytes().len();
            match memchr::memchr(b'\n', self.window.bytes()) {
                Some(end) => return Ok(Some((end <= cap).then_some((end, end + 1)))),
                None if length > cap => return Ok(Some(None)),
                None if self.window.ended => return Ok((length > 0).then_some(Some((length, length)))),
                None => {
                    self.window.grow()?;
                }
            }
        }
    }

    /// Leaves the rest of the line behind.
    pub(super) fn skip_line(&mut self) -> std::io::Result<()> {
        loop {
            if let Some(end) = memchr::memchr(b'\n', self.window.bytes()) {
                self.skip(end + 1);
                return Ok(());
            }
            let seen = self.window.bytes().len();
            self.skip(seen);
            if self.window.ended || !self.window.grow()? {
                return Ok(());
            }
        }
    }
}

/// A walk through a text in memory, value by value.
pub(super) struct Walk<'t> {
    pub text: &'t str,
    pub at: usize,
    pub cursor: Cursor,
}

impl<'t> Walk<'t> {
    pub(super) fn place(&mut self, offset: usize) -> Place {
        self.cursor.to(self.text, offset)
    }

    /// The byte after white space, which stays.
    pub(super) fn next_byte(&mut self) -> Option<u8> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        self.at += rest.iter().position(|b| !b.is_ascii_whitespace()).unwrap_or(rest.len());
        self.text.as_bytes().get(self.at).copied()
    }

    /// The value at this place; empty when none starts here. Leaves it behind.
    pub(super) fn value(&mut self) -> &'t str {
        let rest = self.text.get(self.at..).unwrap_or("");
        let end = Scanner::default().advance(rest.as_bytes()).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or("")
    }

    /// Whether the array at this place starts with an object.
    pub(super) fn holds_objects(&self) -> bool {
        let rest = self.text.as_bytes().get(self.at + 1..).unwrap_or_default();
        rest.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'{')
    }
}
