//! X12 interchanges (005010, and 004010 where it reads the same): every segment as a record of `x12.<SEGMENT>`.
//!
//! Delimiters come from each ISA; segments end with its terminator, with or without line breaks; several interchanges may
//! follow each other, with junk between them that is set aside. Leaves are `CLM01`, `CLM05-1`, `DMG05[2]-3`; before them
//! stand leaves that name the place: `transaction`, `loop`, `claim`, `patient`, `service_line`. Envelopes that do not close
//! and totals that do not balance are doubts: the segments are read all the same. One segment is in memory at a time.
//!
//! The line is the line of the file if its first interchange is broken into lines, else the ordinal of the segment.

mod context;
mod delimiters;
mod envelope;
mod loops;
mod segment;
mod totals;

use crate::text::{Window, decode};
use crate::{Item, Limits, Record, Summary};
use delimiters::{Delimiters, Isa, PROBE, find_isa, isa_after_break, read_isa, starts_isa, undecided};
use segment::Segment;
use std::borrow::Cow;
use std::io::Read;
use std::ops::ControlFlow;

/// Where a segment starts.
#[derive(Debug, Clone, Copy, Default)]
struct At {
    line: u64,
    byte: u64,
}

/// A doubt on its way to the summary.
struct Doubt {
    code: &'static str,
    at: At,
    message: String,
}

impl Doubt {
    fn new(code: &'static str, at: At, message: impl Into<String>) -> Self {
        Self { code, at, message: message.into() }
    }
}

/// What to do after a step.
enum Step {
    /// Look at the window again.
    Again,
    /// The window is too short, and the stream has not ended.
    More,
    /// Everything is read.
    Done,
    /// The consumer has had enough.
    Stop,
}

/// Bytes between interchanges.
struct Junk {
    at: At,
    bytes: u64,
}

struct Reader<'r> {
    limits: &'r Limits,
    summary: Summary,
    /// Of the interchange being read.
    delimiters: Option<Delimiters>,
    /// Bytes of its ISA, until that is read.
    isa: Option<usize>,
    /// It was told that line breaks stand inside segments of the interchange.
    wrapped: bool,
    /// A segment that is too long is being passed over.
    skipping: bool,
    junk: Option<Junk>,
    /// Lines of the file count, not segments; known from the first ISA on.
    lines: Option<bool>,
    breaks: u64,
    after_cr: bool,
    segments: u64,
    cp1252: bool,
    envelope: envelope::Envelope,
    context: context::Context,
    totals: totals::Totals,
}

/// Whether a text starts with an ISA.
pub(crate) fn looks_like(start: &str) -> bool {
    starts_isa(start.as_bytes(), 0)
}

pub(crate) fn read(
    _name: &str,
    input: &mut dyn Read,
    limits: &Limits,
    each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
) -> std::io::Result<Summary> {
    let mut window = Window::new(input)?;
    let mut reader = Reader::new(limits, window.encoding());
    loop {
        let step = match reader.delimiters {
            Some(delimiters) => reader.inside(&mut window, delimiters, each),
            None => reader.outside(&mut window),
        };
        match step {
            Step::Again => {}
            Step::More => {
                window.grow()?;
            }
            Step::Done => break,
            Step::Stop => {
                reader.summary.stopped = true;
                break;
            }
        }
    }
    Ok(reader.finish())
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | 0 | 0x1a)
}

impl<'r> Reader<'r> {
    fn new(limits: &'r Limits, encoding: &str) -> Self {
        Self {
            limits,
            summary: Summary { encoding: encoding.into(), ..Summary::default() },
            delimiters: None,
            isa: None,
            wrapped: false,
            skipping: false,
            junk: None,
            lines: None,
            breaks: 0,
            after_cr: false,
            segments: 0,
            cp1252: false,
            envelope: envelope::Envelope::default(),
            context: context::Context::default(),
            totals: totals::Totals::default(),
        }
    }

    /// The place of a segment that starts here.
    fn at(&self, byte: u64) -> At {
        let line = if self.lines == Some(false) { self.segments } else { self.breaks + 1 };
        At { line, byte }
    }

    /// Counts the line breaks of bytes that are about to be consumed.
    fn pass(&mut self, bytes: &[u8]) {
        if memchr::memchr2(b'\r', b'\n', bytes).is_none() {
            self.after_cr &= bytes.is_empty();
            return;
        }
        for byte in bytes {
            match byte {
                b'\n' if self.after_cr => self.after_cr = false,
                b'\n' | b'\r' => {
                    self.breaks += 1;
                    self.after_cr = *byte == b'\r';
                }
                _ => self.after_cr = false,
            }
        }
    }

    /// Between interchanges: looks for the next ISA.
    fn outside(&mut self, window: &mut Window<'_>) -> Step {
        let bytes = window.bytes();
        let Some(at) = find_isa(bytes) else {
            // The last bytes may be the start of an ISA.
            let keep = if window.ended { 0 } else { undecided(bytes) };
            let gone = bytes.len() - keep;
            self.set_aside(bytes.get(..gone).unwrap_or(bytes), window.offset);
            window.consume(gone);
            return if window.ended { Step::Done } else { Step::More };
        };
        if at > 0 {
            self.set_aside(bytes.get(..at).unwrap_or(bytes), window.offset);
            window.consume(at);
            return Step::Again;
        }
        match read_isa(bytes, window.ended) {
            Isa::More => return Step::More,
            Isa::Bad(reason) => {
                let at = self.at(window.offset);
                self.summary.refuse(self.limits, "bad_isa", at.line, at.byte, format!("{reason}; nothing is read up to the next ISA"));
                let name = bytes.get(..3).unwrap_or(bytes);
                let gone = name.len();
                self.set_aside(name, window.offset);
                window.consume(gone);
            }
            Isa::Whole { delimiters, length, fixed, lines } => {
                self.report_junk();
                self.lines.get_or_insert(lines);
                (self.delimiters, self.isa, self.wrapped, self.skipping) = (Some(delimiters), Some(length), false, false);
                if !fixed {
                    let line = if self.lines == Some(false) { self.segments + 1 } else { self.breaks + 1 };
                    let message = "the elements of the ISA do not have their fixed lengths; it is read by its separators";
                    self.summary.doubt(self.limits, "isa_length", line, window.offset, message);
                }
            }
        }
        Step::Again
    }

    /// Notes bytes that belong to no interchange, and passes them.
    fn set_aside(&mut self, bytes: &[u8], offset: u64) {
        let Some(first) = bytes.iter().position(|b| !is_blank(*b)) else { return self.pass(bytes) };
        let (before, rest) = bytes.split_at(first);
        self.pass(before);
        let at = self.at(offset + first as u64);
        let count = rest.iter().filter(|b| !is_blank(**b)).count() as u64;
        self.junk.get_or_insert(Junk { at, bytes: 0 }).bytes += count;
        self.pass(rest);
    }

    fn report_junk(&mut self) {
        if let Some(junk) = self.junk.take() {
            let message = format!("{} bytes that are no blanks stand outside any interchange", junk.bytes);
            self.summary.refuse(self.limits, "outside_interchange", junk.at.line, junk.at.byte, message);
        }
    }

    /// Inside an interchange: reads one segment.
    fn inside(&mut self, window: &mut Window<'_>, delimiters: Delimiters, each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>) -> Step {
        let terminator = delimiters.terminator;
        let bytes = window.bytes();
        let blanks = bytes.iter().take_while(|b| is_blank(**b) && **b != terminator).count();
        if blanks > 0 {
            self.pass(bytes.get(..blanks).unwrap_or(bytes));
            window.consume(blanks);
            return Step::Again;
        }
        if bytes.len() < PROBE && !window.ended {
            return Step::More;
        }
        if bytes.is_empty() {
            return Step::Done;
        }
        if self.skipping {
            return self.skip(window, terminator);
        }
        if self.isa.is_none() && starts_isa(bytes, 0) {
            self.delimiters = None;
            return Step::Again;
        }
        let max = self.limits.record_bytes_max;
        let end = match self.isa.take().or_else(|| memchr::memchr(terminator, bytes)) {
            Some(end) if end <= max => Some(end),
            None if bytes.len() <= max && !window.ended => return Step::More,
            None if bytes.len() <= max => None,
            _ => {
                self.segments += 1;
                self.skipping = true;
                let at = self.at(window.offset);
                self.refuse("record_too_long", at, format!("the segment is longer than {max} bytes"));
                return Step::Again;
            }
        };
        let body = bytes.get(..end.unwrap_or(bytes.len())).unwrap_or(bytes);
        let cut = if starts_isa(body, 0) { None } else { isa_after_break(body) };
        let body = cut.and_then(|c| body.get(..c)).unwrap_or(body);
        let terminated = cut.is_none() && end.is_some();
        let whole = body.len() + usize::from(terminated);
        self.segments += 1;
        let at = self.at(window.offset);
        if !terminated {
            self.summary.doubt(self.limits, "unterminated_segment", at.line, at.byte, "the segment has no terminator");
        }
        let flow = self.segment(body, delimiters, at, each);
        self.pass(bytes.get(..whole).unwrap_or(bytes));
        window.consume(whole);
        if flow.is_break() { Step::Stop } else { Step::Again }
    }

    /// Passes over the rest of a segment that is too long.
    fn skip(&mut self, window: &mut Window<'_>, terminator: u8) -> Step {
        let bytes = window.bytes();
        let found = memchr::memchr(terminator, bytes);
        let gone = found.map_or(bytes.len(), |i| i + 1);
        self.pass(bytes.get(..gone).unwrap_or(bytes));
        window.consume(gone);
        self.skipping = found.is_none();
        match (found, window.ended) {
            (Some(_), _) => Step::Again,
            (None, false) => Step::More,
            (None, true) => Step::Done,
        }
    }

    /// One segment without its terminator.
    fn segment(
        &mut self,
        body: &[u8],
        delimiters: Delimiters,
        at: At,
        each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let (text, recoded) = decode(body);
        self.cp1252 |= recoded;
        let text = self.unwrapped(text.trim_matches(['\r', '\n']), at);
        if text.trim().is_empty() {
            self.summary.doubt(self.limits, "empty_segment", at.line, at.byte, "a segment is empty");
            return ControlFlow::Continue(());
        }
        let (code, message) = match Segment::parse(&text, delimiters) {
            None => ("bad_segment", "a segment has no valid name".to_string()),
            Some(segment) if segment.len() > self.limits.fields_max => {
                ("too_many_fields", format!("the segment has more than {} elements", self.limits.fields_max))
            }
            Some(segment) => return self.deliver(&segment, at, each),
        };
        self.refuse(code, at, message);
        ControlFlow::Continue(())
    }

    /// Sets a segment aside; it still counts as one for its envelope.
    fn refuse(&mut self, code: &'static str, at: At, message: String) {
        self.summary.refuse(self.limits, code, at.line, at.byte, message);
        let mut doubts = Vec::new();
        self.envelope.pass(at, &mut doubts);
        self.tell(doubts);
    }

    /// The text without the line breaks that wrapping left inside it.
    fn unwrapped<'t>(&mut self, text: &'t str, at: At) -> Cow<'t, str> {
        if !text.contains(['\r', '\n']) {
            return Cow::Borrowed(text);
        }
        if !self.wrapped {
            self.wrapped = true;
            self.summary.doubt(self.limits, "wrapped_lines", at.line, at.byte, "line breaks inside segments are passed over, from here on");
        }
        Cow::Owned(text.replace(['\r', '\n'], ""))
    }

    fn deliver(&mut self, segment: &Segment<'_>, at: At, each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>) -> ControlFlow<()> {
        let mut doubts = Vec::new();
        self.envelope.segment(segment, at, &mut doubts);
        self.context.enter(segment, at, &mut doubts);
        self.totals.segment(segment, &self.context, at, &mut doubts);
        self.tell(doubts);
        let mut record = Record { relation: format!("x12.{}", segment.name), line: at.line, byte: at.byte, leaves: Vec::new() };
        self.context.leaves(&mut record.leaves);
        segment.leaves(&mut record.leaves);
        self.summary.records += 1;
        if segment.name == "IEA" {
            self.delimiters = None;
        }
        each(Item::Record(&record))
    }

    fn tell(&mut self, doubts: Vec<Doubt>) {
        for doubt in doubts {
            self.summary.doubt(self.limits, doubt.code, doubt.at.line, doubt.at.byte, doubt.message);
        }
    }

    fn finish(mut self) -> Summary {
        self.report_junk();
        if !self.summary.stopped {
            let mut doubts = Vec::new();
            self.totals.end(&mut doubts);
            self.envelope.end(&mut doubts);
            self.tell(doubts);
        }
        if self.cp1252 {
            self.summary.doubt(self.limits, "not_utf8", 0, 0, "some segments are not UTF-8 and were read as Windows-1252");
            self.summary.encoding = format!("{} with Windows-1252", self.summary.encoding);
        }
        self.summary
    }
}

#[cfg(test)]
mod tests;
