//! A mailbox message by message: where each begins and ends, and its bytes as they were before they came into the mailbox.

use super::divider::{LINE_BYTES_MAX, is_divider};
use super::headers::{self, STATED_BYTES_MAX};
use crate::text::{Window, first_line};
use crate::{Limits, Summary};
use std::borrow::Cow;
use std::io::Read;
use std::ops::ControlFlow;

/// Bytes of the headers of one message in which a length is looked for.
const HEADERS_BYTES_MAX: usize = 256 << 10;
/// What stands before every divider but the first.
const MARK: &[u8] = b"\nFrom ";

/// A message with its place in the mailbox.
pub(super) struct Post<'p> {
    /// Its number, from 1 on; those that are set aside count.
    pub number: u64,
    /// 1-based line of its divider.
    pub line: u64,
    /// Byte of its divider.
    pub byte: u64,
    /// The divider, without its end.
    pub divider: String,
    /// Headers and text, without the empty line that parts it from the next message.
    pub bytes: Cow<'p, [u8]>,
}

/// Something that is said once for the whole mailbox: how often, and where first.
#[derive(Default)]
struct Tally {
    times: u64,
    first: (u64, u64),
}

impl Tally {
    fn add(&mut self, times: u64, place: (u64, u64)) {
        if self.times == 0 {
            self.first = place;
        }
        self.times += times;
    }

    fn say(&self, limits: &Limits, summary: &mut Summary, code: &'static str, words: &str) {
        if self.times > 0 {
            summary.doubt(limits, code, self.first.0, self.first.1, format!("{} {words}", self.times));
        }
    }
}

struct Mailbox<'m> {
    window: Window<'m>,
    limits: &'m Limits,
    /// 1-based line at which the window begins.
    line: u64,
    number: u64,
    delivered: u64,
    /// Lines of text that got their sign taken off.
    unquoted: Tally,
    /// Lines of text that begin as a divider does and are none.
    sentences: Tally,
    /// Dividers without an empty line before them.
    unparted: Tally,
    /// Stated lengths at which no message ends.
    wrong_lengths: Tally,
}

/// Hands every message to `each`, names what is wrong with the mailbox, and says how many messages there were to hand out.
pub(super) fn each_post(
    input: &mut dyn Read,
    limits: &Limits,
    summary: &mut Summary,
    each: &mut dyn FnMut(&Post<'_>) -> ControlFlow<()>,
) -> std::io::Result<u64> {
    let mut mailbox = Mailbox {
        window: Window::new(input)?,
        limits,
        line: 1,
        number: 0,
        delivered: 0,
        unquoted: Tally::default(),
        sentences: Tally::default(),
        unparted: Tally::default(),
        wrong_lengths: Tally::default(),
    };
    summary.encoding = mailbox.window.encoding().into();
    mailbox.begin(summary)?;
    while !summary.stopped && mailbox.load(1)? {
        mailbox.message(summary, each)?;
    }
    if !summary.stopped {
        mailbox.close(summary);
    }
    Ok(mailbox.delivered)
}

impl Mailbox<'_> {
    /// Reads until the window holds so many bytes; false where the mailbox ends before.
    fn load(&mut self, count: usize) -> std::io::Result<bool> {
        while self.window.bytes().len() < count && !self.window.ended {
            self.window.grow()?;
        }
        Ok(self.window.bytes().len() >= count)
    }

    fn consume(&mut self, count: usize) {
        let passed = self.window.bytes().get(..count).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', passed).count() as u64;
        self.window.consume(count);
    }

    /// Passes over white space.
    fn skip_blank(&mut self) -> std::io::Result<()> {
        while self.load(1)? {
            let bytes = self.window.bytes();
            let blank = bytes.len() - bytes.trim_ascii_start().len();
            let all = blank == bytes.len();
            self.consume(blank);
            if !all {
                break;
            }
        }
        Ok(())
    }

    /// Comes to the first divider; what stands before it is of no message.
    fn begin(&mut self, summary: &mut Summary) -> std::io::Result<()> {
        self.skip_blank()?;
        self.load(LINE_BYTES_MAX + 1)?;
        if self.window.bytes().is_empty() || is_divider(first_line(self.window.bytes()).0) {
            return Ok(());
        }
        summary.refuse(self.limits, "no_divider", self.line, self.window.offset, "what stands before the first line that begins a message belongs to none");
        self.skip_to_divider(0)
    }

    /// Passes over everything up to the next divider below a place.
    fn skip_to_divider(&mut self, from: usize) -> std::io::Result<()> {
        let mut searched = from;
        loop {
            match find(self.window.bytes(), searched, self.window.ended) {
                Ok(at) => {
                    self.consume(at);
                    return Ok(());
                }
                Err(_) if self.window.ended => {
                    let rest = self.window.bytes().len();
                    self.consume(rest);
                    return Ok(());
                }
                Err(next) => {
                    self.consume(next);
                    searched = 0;
                }
            }
            self.window.grow()?;
        }
    }

    /// The place of the next divider below a place, or of the end of the mailbox; nothing where the cap comes before.
    fn next_divider(&mut self, from: usize) -> std::io::Result<Option<usize>> {
        let cap = self.limits.document_bytes_max.saturating_add(from).saturating_add(LINE_BYTES_MAX);
        let mut searched = from;
        loop {
            match find(self.window.bytes(), searched, self.window.ended) {
                Ok(at) => return Ok(Some(at)),
                Err(_) if self.window.ended => return Ok(Some(self.window.bytes().len())),
                Err(_) if self.window.bytes().len() > cap => return Ok(None),
                Err(next) => searched = next,
            }
            self.window.grow()?;
        }
    }

    /// Where the text ends by the length that its headers state; nothing where they state none, or where no message can end.
    fn stated_end(&mut self, start: usize, place: (u64, u64)) -> std::io::Result<Option<usize>> {
        let Some(text) = self.headers_end(start)? else { return Ok(None) };
        let length = headers::stated_length(self.window.bytes().get(start..text).unwrap_or_default());
        let Some(length) = length.filter(|length| *length <= STATED_BYTES_MAX.min(self.limits.document_bytes_max)) else { return Ok(None) };
        let end = text + length;
        self.load(end + LINE_BYTES_MAX + 5)?;
        if ends_at(self.window.bytes(), end) {
            return Ok(Some(end));
        }
        self.wrong_lengths.add(1, place);
        Ok(None)
    }

    /// The place behind the headers of the message whose first line is at `start`.
    fn headers_end(&mut self, start: usize) -> std::io::Result<Option<usize>> {
        loop {
            let message = self.window.bytes().get(start..).unwrap_or_default();
            if let Some(end) = headers::end(message.get(..HEADERS_BYTES_MAX).unwrap_or(message)) {
                return Ok(Some(start + end));
            }
            if self.window.ended || message.len() >= HEADERS_BYTES_MAX {
                return Ok(None);
            }
            self.window.grow()?;
        }
    }

    /// The message whose divider is at the start of the window.
    fn message(&mut self, summary: &mut Summary, each: &mut dyn FnMut(&Post<'_>) -> ControlFlow<()>) -> std::io::Result<()> {
        self.load(LINE_BYTES_MAX + 1)?;
        self.number += 1;
        let place = (self.line, self.window.offset);
        let start = memchr::memchr(b'\n', self.window.bytes()).map_or(self.window.bytes().len(), |end| end + 1);
        // The end of the divider's line belongs to the search: the next divider may follow at once.
        let below = start.saturating_sub(1);
        let by_length = self.stated_end(start, place)?;
        let end = match by_length {
            Some(end) => Some(end),
            None => self.next_divider(below)?,
        };
        let cap = self.limits.document_bytes_max;
        let too_long = format!("message {} is longer than {cap} bytes", self.number);
        let Some(end) = end else {
            summary.refuse(self.limits, "message_too_long", place.0, place.1, too_long);
            return self.skip_to_divider(below);
        };
        let last = self.window.ended && end == self.window.bytes().len();
        let whole = self.window.bytes().get(start..end).unwrap_or_default();
        let (text, parted) = if by_length.is_some() { (whole, true) } else { without_blank(whole) };
        if !parted && !last {
            self.unparted.add(1, place);
        }
        let opened = if text.len() > cap { Err(("message_too_long", too_long)) } else { opened(text, by_length.is_some(), self.number) };
        match opened {
            Err((code, words)) => summary.refuse(self.limits, code, place.0, place.1, words),
            Ok(Opened { bytes, unquoted, sentences }) => {
                self.unquoted.add(unquoted, place);
                self.sentences.add(sentences, place);
                self.delivered += 1;
                let divider = String::from_utf8_lossy(first_line(self.window.bytes()).0).into_owned();
                summary.stopped = each(&Post { number: self.number, line: place.0, byte: place.1, divider, bytes }).is_break();
            }
        }
        self.consume(end);
        if by_length.is_some() { self.skip_blank() } else { Ok(()) }
    }

    /// What is said once for the whole mailbox.
    fn close(&self, summary: &mut Summary) {
        let limits = self.limits;
        self.unquoted.say(limits, summary, "quotes_taken_off", "lines that begin with > and From were given back without the sign");
        self.sentences.say(limits, summary, "from_in_text", "lines begin with From and name no date; they stay text of their message");
        self.unparted.say(limits, summary, "no_empty_line", "messages are not parted from the next one by an empty line");
        self.wrong_lengths.say(limits, summary, "length_differs", "messages state a length at which they do not end; they end where the next one begins");
        if self.number == 0 {
            summary.doubt(limits, "no_messages", 0, 0, "the mailbox holds no message");
        }
    }
}

/// The start of the next divider whose line begins below `from`, else the place from which to look on when more bytes are there.
fn find(bytes: &[u8], from: usize, ended: bool) -> Result<usize, usize> {
    let mut at = from;
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let Some(found) = memchr::memmem::find(rest, MARK) else { return Err(at.max(bytes.len().saturating_sub(MARK.len() - 1))) };
        let line = rest.get(found + 1..).unwrap_or_default();
        // A line that is not all there yet may become a divider.
        if !ended && line.len() <= LINE_BYTES_MAX && memchr::memchr(b'\n', line).is_none() {
            return Err(at + found);
        }
        if is_divider(first_line(line).0) {
            return Ok(at + found + 1);
        }
        at += found + 1;
    }
}

/// Whether a text may end at a place: the mailbox does, or a divider follows after no more than two ends of lines. The bytes reach beyond
/// the longest divider or to the end of the mailbox.
fn ends_at(bytes: &[u8], end: usize) -> bool {
    let Some(mut rest) = bytes.get(end..) else { return false };
    if rest.trim_ascii_start().is_empty() && rest.len() <= LINE_BYTES_MAX {
        return true;
    }
    let mut opens_line = end > 0 && bytes.get(end - 1) == Some(&b'\n');
    for _ in 0..2 {
        if let Some(after) = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")) {
            (rest, opens_line) = (after, true);
        }
    }
    opens_line && is_divider(first_line(rest).0)
}

/// A text without the empty line at its end, and whether there was one.
fn without_blank(text: &[u8]) -> (&[u8], bool) {
    let Some(line) = text.strip_suffix(b"\n") else { return (text, false) };
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if line.is_empty() || line.ends_with(b"\n") { (line, true) } else { (text, false) }
}

struct Opened<'t> {
    bytes: Cow<'t, [u8]>,
    unquoted: u64,
    sentences: u64,
}

/// A message as it was before it came into the mailbox, or why it is none.
fn opened(text: &[u8], by_length: bool, number: u64) -> Result<Opened<'_>, (&'static str, String)> {
    if text.trim_ascii().is_empty() {
        return Err(("empty_message", format!("message {number} holds nothing")));
    }
    if !headers::is_header(first_line(text).0) {
        return Err(("bad_message", format!("message {number} does not begin with a header line")));
    }
    let below = headers::end(text).unwrap_or(text.len());
    let (head, body) = (text.get(..below).unwrap_or_default(), text.get(below..).unwrap_or_default());
    let sentences = u64::from(body.starts_with(b"From ")) + memchr::memmem::find_iter(body, MARK).count() as u64;
    // Whoever states lengths and leaves such a line alone has put no sign before the others either.
    if by_length && sentences > 0 {
        return Ok(Opened { bytes: Cow::Borrowed(text), unquoted: 0, sentences: 0 });
    }
    let (taken, unquoted) = without_signs(body);
    let bytes = if unquoted == 0 { Cow::Borrowed(text) } else { Cow::Owned([head, taken.as_slice()].concat()) };
    Ok(Opened { bytes, unquoted, sentences })
}

/// The text with one `>` taken off each line that begins with some of them and `From `, and how many lines these are. Nothing is
/// copied where there are none.
fn without_signs(body: &[u8]) -> (Vec<u8>, u64) {
    let (mut out, mut kept, mut lines) = (Vec::new(), 0, 0);
    for at in memchr::memmem::find_iter(body, b">From ") {
        let signs = body.get(..at).unwrap_or_default().iter().rev().take_while(|b| **b == b'>').count();
        let start = at - signs;
        if start == 0 || body.get(start - 1) == Some(&b'\n') {
            out.extend_from_slice(body.get(kept..start).unwrap_or_default());
            (kept, lines) = (start + 1, lines + 1);
        }
    }
    if lines > 0 {
        out.extend_from_slice(body.get(kept..).unwrap_or_default());
    }
    (out, lines)
}
