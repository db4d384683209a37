//! Encodings: UTF-8 with and without BOM, UTF-16 by BOM or by its zero bytes, and Windows-1252 for whatever is not
//! valid UTF-8, record by record, because mixed encodings in one file are normal.

use std::borrow::Cow;
use std::io::Read;

/// The head as text, or `None` when it is binary.
pub(crate) fn decode_head(head: &[u8]) -> Option<String> {
    // UTF-32 opens as UTF-16 does and is none.
    if head.starts_with(&[0xff, 0xfe, 0, 0]) || head.starts_with(&[0, 0, 0xfe, 0xff]) {
        return None;
    }
    if let Some(encoding) = utf16(head) {
        return Some(encoding.decode(head).0.into_owned());
    }
    let control = |at: usize, byte: u8| match byte {
        b'\t' | b'\r' | b'\n' | 0x0b | 0x0c | 0x1c | 0x1d | 0x1e | 0x1a => false,
        // A change of the character set (ISO 2022), as Japanese messages have it around every name.
        0x1b => !matches!(head.get(at + 1), Some(b'$' | b'(')),
        other => other < 32,
    };
    let controls = head.iter().enumerate().filter(|(at, byte)| control(*at, **byte)).count();
    // A few NULs or escapes are dirt in a text; one in fifty is a binary.
    if controls * 50 > head.len() || (controls > 0 && head.len() < 50) {
        return None;
    }
    Some(String::from_utf8_lossy(head).into_owned())
}

/// UTF-16 by BOM, or by every second byte being zero.
pub(crate) fn utf16(head: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    if head.starts_with(&[0xff, 0xfe]) {
        return Some(encoding_rs::UTF_16LE);
    }
    if head.starts_with(&[0xfe, 0xff]) {
        return Some(encoding_rs::UTF_16BE);
    }
    let probe = &head[..head.len().min(256) & !1];
    let zeros = |odd: usize| probe.iter().skip(odd).step_by(2).filter(|b| **b == 0).count() * 10 > probe.len() * 4;
    match (probe.len() >= 8, zeros(1), zeros(0)) {
        (true, true, false) => Some(encoding_rs::UTF_16LE),
        (true, false, true) => Some(encoding_rs::UTF_16BE),
        _ => None,
    }
}

/// A record as text, and whether it had to be read as Windows-1252.
pub(crate) fn decode(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), false),
        Err(_) => (encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0, true),
    }
}

/// A line without its end, and what follows.
pub(crate) fn first_line(bytes: &[u8]) -> (&[u8], &[u8]) {
    let end = memchr::memchr(b'\n', bytes).unwrap_or(bytes.len());
    let line = bytes.get(..end).unwrap_or_default();
    (line.strip_suffix(b"\r").unwrap_or(line), bytes.get(end + 1..).unwrap_or_default())
}

/// A byte stream with its BOM removed and UTF-16 turned into UTF-8. `skipped` is the length of a removed BOM, so that
/// byte offsets stay true for UTF-8 files; for UTF-16 they count bytes of the UTF-8 form.
pub(crate) struct Utf8Stream<'a> {
    input: &'a mut dyn Read,
    decoder: Option<encoding_rs::Decoder>,
    raw: Vec<u8>,
    pending: Vec<u8>,
    at: usize,
    done: bool,
    /// Name of the encoding.
    pub encoding: &'static str,
    /// Bytes of a removed BOM.
    pub skipped: u64,
}

impl<'a> Utf8Stream<'a> {
    /// A stream in a declared encoding; without one, in what its first bytes say.
    pub(crate) fn of(input: &'a mut dyn Read, declared: Option<&'static encoding_rs::Encoding>) -> std::io::Result<Self> {
        let mut head = vec![0; 4096];
        let mut filled = 0;
        while filled < head.len() {
            match input.read(&mut head[filled..])? {
                0 => break,
                n => filled += n,
            }
        }
        head.truncate(filled);
        let mut stream =
            Self { input, decoder: None, raw: Vec::new(), pending: Vec::new(), at: 0, done: false, encoding: "UTF-8", skipped: 0 };
        if let Some(encoding) = declared.filter(|e| *e != encoding_rs::UTF_8).or_else(|| utf16(&head)) {
            stream.encoding = encoding.name();
            let mut decoder = encoding.new_decoder_with_bom_removal();
            stream.pending = transcode(&mut decoder, &head, false);
            stream.decoder = Some(decoder);
            stream.raw = vec![0; 64 << 10];
        } else if head.starts_with(&[0xef, 0xbb, 0xbf]) {
            stream.skipped = 3;
            head.drain(..3);
            stream.pending = head;
        } else {
            stream.pending = head;
        }
        Ok(stream)
    }
}

fn transcode(decoder: &mut encoding_rs::Decoder, bytes: &[u8], last: bool) -> Vec<u8> {
    let mut out = String::with_capacity(decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(bytes.len() * 3));
    let _ = decoder.decode_to_string(bytes, &mut out, last);
    out.into_bytes()
}

impl Read for Utf8Stream<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        loop {
            if self.at < self.pending.len() {
                let n = out.len().min(self.pending.len() - self.at);
                out[..n].copy_from_slice(&self.pending[self.at..self.at + n]);
                self.at += n;
                return Ok(n);
            }
            if self.done {
                return Ok(0);
            }
            let Some(decoder) = &mut self.decoder else { return self.input.read(out) };
            let n = self.input.read(&mut self.raw)?;
            self.done = n == 0;
            self.pending = transcode(decoder, &self.raw[..n], n == 0);
            self.at = 0;
        }
    }
}

/// Bytes that a window has room for at once: many files are small.
const BUFFER_BYTES: usize = 32 << 10;

/// A growing window over a stream: records are found in it and consumed from its start.
pub(crate) struct Window<'a> {
    input: Utf8Stream<'a>,
    /// What was read from `start` to `end`, and room behind it that is filled again and again.
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// Offset of `bytes()[0]` in the stream.
    pub offset: u64,
    /// No more bytes will come.
    pub ended: bool,
}

impl<'a> Window<'a> {
    pub(crate) fn new(input: &'a mut dyn Read) -> std::io::Result<Self> {
        Self::of(input, None)
    }

    /// Over a stream in a declared encoding.
    pub(crate) fn of(input: &'a mut dyn Read, declared: Option<&'static encoding_rs::Encoding>) -> std::io::Result<Self> {
        let input = Utf8Stream::of(input, declared)?;
        let offset = input.skipped;
        Ok(Self { input, buffer: Vec::new(), start: 0, end: 0, offset, ended: false })
    }

    /// Over bytes that are no text: nothing is taken for a mark of an encoding.
    pub(crate) fn raw(input: &'a mut dyn Read) -> Self {
        let input = Utf8Stream { input, decoder: None, raw: Vec::new(), pending: Vec::new(), at: 0, done: false, encoding: "binary", skipped: 0 };
        Self { input, buffer: Vec::new(), start: 0, end: 0, offset: 0, ended: false }
    }

    pub(crate) fn encoding(&self) -> &'static str {
        self.input.encoding
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.buffer[self.start..self.end]
    }

    /// Reads more; false when the stream has ended.
    pub(crate) fn grow(&mut self) -> std::io::Result<bool> {
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
        }
        // Whatever the size of its reads, the input fills a whole step. Caps are checked between steps: a record may be over
        // its cap by one of them.
        let (before, full) = (self.end, self.end + self.end.clamp(256 << 10, 1 << 20));
        while self.end < full {
            if self.end == self.buffer.len() {
                self.buffer.resize((self.end * 2).clamp(BUFFER_BYTES, full), 0);
            }
            let room = full.min(self.buffer.len());
            match self.input.read(&mut self.buffer[self.end..room]) {
                Ok(0) => break,
                Ok(count) => self.end += count,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        self.ended = self.end == before;
        Ok(!self.ended)
    }

    pub(crate) fn consume(&mut self, count: usize) {
        self.start += count;
        self.offset += count as u64;
    }

    /// Passes over a line of any length that only a line feed ends, as readers that know no other end have it.
    pub(crate) fn skip_to_line_feed(&mut self) -> std::io::Result<()> {
        loop {
            let bytes = self.bytes();
            let (passed, ended) = memchr::memchr(b'\n', bytes).map_or((bytes.len(), false), |at| (at + 1, true));
            self.consume(passed);
            if ended || !self.grow()? {
                return Ok(());
            }
        }
    }

    /// Passes over a line of any length, with its end; false where there was none.
    pub(crate) fn skip_line(&mut self) -> std::io::Result<bool> {
        let mut any = false;
        loop {
            let bytes = self.bytes();
            any |= !bytes.is_empty();
            match memchr::memchr2(b'\n', b'\r', bytes) {
                Some(at) if bytes.get(at) == Some(&b'\r') && at + 1 == bytes.len() && !self.ended => {
                    self.grow()?;
                }
                Some(at) => {
                    let crlf = bytes.get(at) == Some(&b'\r') && bytes.get(at + 1) == Some(&b'\n');
                    self.consume(at + 1 + usize::from(crlf));
                    return Ok(true);
                }
                None => {
                    let seen = bytes.len();
                    self.consume(seen);
                    if !self.grow()? {
                        return Ok(any);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::decode_head;

    #[test]
    fn a_text_that_changes_sets_is_a_text_and_one_of_four_bytes_a_letter_is_none_that_is_read() {
        assert!(decode_head(b"PID|1||1||\x1b$B;3\x1b(B^\x1b$B;3\x1b(B").is_some());
        assert!(decode_head(b"\x1b\x1b\x1b\x1b short").is_none());
        assert!(decode_head(b"\xff\xfeM\x00S\x00H\x00|\x00").is_some());
        assert!(decode_head(b"\xff\xfe\x00\x00M\x00\x00\x00S\x00\x00\x00").is_none());
    }
}
