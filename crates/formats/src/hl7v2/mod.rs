//! HL7 v2, versions 2.1 to 2.8: messages with their delimiters, segments with their place and group, fields by path.
//!
//! Delimiters come from MSH. Segments end with CR, LF or CRLF; MLLP framing and batch envelopes (FHS, BHS, BTS, FTS) are
//! passed over, their counts checked. What stands before any MSH is set aside; a line that is no segment is joined to the
//! text it continues. The line of a segment is its ordinal among the lines of the file, so a locator `oru.hl7:17:OBX-5`
//! can be checked with any editor. Every byte of value is in exactly one leaf; `""`, an explicit null, is not empty.

mod assemble;
mod charset;
mod envelope;
mod escape;
mod groups;
mod leaves;
mod path;
mod patient;
mod read;
#[cfg(test)]
mod tests;

pub use path::Path;
pub(crate) use assemble::looks_headless;
pub(crate) use read::read;

use escape::unescape;
use std::borrow::Cow;

/// The delimiters. One that a message does not have is the zero byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delimiters {
    field: u8,
    component: u8,
    repetition: u8,
    escape: u8,
    subcomponent: u8,
    truncation: u8,
}

impl Delimiters {
    /// What nearly every message has.
    const USUAL: Self = Self { field: b'|', component: b'^', repetition: b'~', escape: b'\\', subcomponent: b'&', truncation: b'#' };

    /// From an MSH segment, and whether MSH-2 is sound: it is missing, repeats a character or names letters otherwise,
    /// and the usual delimiters stand in for what it does not name.
    fn of(msh: &str) -> Option<(Self, bool)> {
        let bytes = msh.as_bytes();
        if bytes.get(3..9) == Some(b"|^~\\&|") {
            return Some((Self::USUAL, true));
        }
        Self::named(bytes)
    }

    /// The same of any MSH.
    fn named(bytes: &[u8]) -> Option<(Self, bool)> {
        let field = bytes.get(3).copied().filter(u8::is_ascii)?;
        let given = bytes.get(4..).unwrap_or_default();
        let given = given.iter().position(|b| *b == field).map_or(given, |end| given.get(..end).unwrap_or_default());
        let punctuation = given.iter().all(u8::is_ascii_punctuation);
        // All different ones have room: there are 32 signs of punctuation.
        let (mut named, mut count) = ([0u8; 32], 0);
        for byte in given.iter().filter(|_| punctuation) {
            let known = named.iter().take(count).any(|known| known == byte);
            if let Some(room) = named.get_mut(count).filter(|_| !known) {
                *room = *byte;
                count += 1;
            }
        }
        let named = named.get(..count).unwrap_or_default();
        let at = |index: usize, usual: u8| match named.get(index) {
            Some(byte) => *byte,
            None if usual == field || named.contains(&usual) => 0,
            None => usual,
        };
        let delimiters =
            Self { field, component: at(0, b'^'), repetition: at(1, b'~'), escape: at(2, b'\\'), subcomponent: at(3, b'&'), truncation: at(4, b'#') };
        Some((delimiters, punctuation && !given.is_empty() && named.len() == given.len()))
    }
}

/// One segment.
#[derive(Debug, Clone, Default)]
pub struct Segment<'a> {
    /// 1-based line in the file.
    pub line: u64,
    /// Three letters, upper case.
    pub name: &'a str,
    text: &'a str,
    parent: Option<usize>,
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

impl<'a> Message<'a> {
    /// The value at a path of a segment, escapes resolved; `None` when empty. `""` (an explicit null) comes as `""` text.
    pub fn value<'s>(&self, segment: &Segment<'s>, path: &Path) -> Option<Cow<'s, str>> {
        self.at(segment, path.field, path.repetition, path.component, path.subcomponent)
    }

    /// The value at numbers instead of a path; parts are 1-based, and 0 is the first.
    pub fn at<'s>(&self, segment: &Segment<'s>, field: usize, repetition: usize, component: usize, subcomponent: usize) -> Option<Cow<'s, str>> {
        if segment.name == "MSH" && field <= 2 {
            return self.raw_field(segment, field).filter(|f| !f.is_empty()).map(Cow::Borrowed);
        }
        let value = self.raw(segment, field, repetition, component, subcomponent)?;
        (!value.is_empty()).then(|| unescape(value, &self.delimiters))
    }

    /// A whole repetition (component 0) or a whole component, delimiters in it kept: the text of those who do not escape.
    pub fn whole<'s>(&self, segment: &Segment<'s>, field: usize, repetition: usize, component: usize) -> Option<Cow<'s, str>> {
        self.part(nth(self.raw_field(segment, field)?, self.delimiters.repetition, repetition.max(1))?, component)
    }

    /// The repetitions of a field as they stand, none of an empty one: one pass over the field, however many there are.
    pub(crate) fn raw_repetitions<'s>(&self, segment: &Segment<'s>, field: usize) -> impl Iterator<Item = &'s str> + use<'s> {
        let repetition = self.delimiters.repetition;
        self.raw_field(segment, field).filter(|text| !text.is_empty()).into_iter().flat_map(move |text| parts(text, repetition))
    }

    /// A repetition as it stands (component 0) or a whole component of it, as [`Message::whole`] gives them.
    pub(crate) fn part<'s>(&self, repetition: &'s str, component: usize) -> Option<Cow<'s, str>> {
        let text = if component == 0 { repetition } else { nth(repetition, self.delimiters.component, component)? };
        (!text.is_empty()).then(|| unescape(text, &self.delimiters))
    }

    /// Whether an explicit null stands at a path: `""`, "delete what you have", which is not the same as empty.
    pub fn is_null(&self, segment: &Segment<'_>, path: &Path) -> bool {
        self.raw(segment, path.field, path.repetition, path.component, path.subcomponent) == Some("\"\"")
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

    /// Hands the number of each field that holds more than an explicit null to `each`.
    pub fn filled(&self, segment: &Segment<'_>, each: &mut dyn FnMut(usize)) {
        let (bytes, shift) = (segment.text.as_bytes(), usize::from(segment.name == "MSH"));
        let (mut index, mut begin) = (0, 0);
        let mut field = |end: usize| {
            if index > shift && end > begin && bytes.get(begin..end) != Some(b"\"\"") {
                each(index + shift);
            }
            (index, begin) = (index + 1, end + 1);
        };
        each_at(bytes, self.delimiters.field, &mut field);
        field(bytes.len());
    }

    /// Each leaf value of a segment with its path: what a profile sees. Repetitions and sub-components beyond the first
    /// are named; the first sub-component has the path of its component.
    pub fn leaves(&self, segment: &Segment<'_>, each: &mut dyn FnMut(&Path, Cow<'_, str>)) {
        leaves::of(&self.delimiters, segment, each);
    }

    /// Index of the segment that governs the one at `index`: OBR for OBX, the OBX for its NTE; `None` for MSH.
    pub fn parent(&self, index: usize) -> Option<usize> {
        self.segments.get(index)?.parent
    }

    /// Index of the segment of that name that the one at `index` stands under or beside: its own governors first, then
    /// what goes with one of them and comes once, as the PV1 of a PID, the RXR of an RXA, the TQ1 of an order.
    pub fn governor(&self, index: usize, name: &str) -> Option<usize> {
        let chain = move || std::iter::successors(Some(index), move |i: &usize| self.parent(*i));
        let named = |i: &usize| self.segments.get(*i).is_some_and(|s| s.name == name);
        chain().find(named).or_else(|| chain().find_map(|i| self.satellite(i, index, name)))
    }

    /// The segment at [`Message::governor`].
    pub fn governing(&self, index: usize, name: &str) -> Option<&Segment<'a>> {
        self.segments.get(self.governor(index, name)?)
    }

    /// The child of that name which comes last before `index`, else the first after it.
    fn satellite(&self, parent: usize, index: usize, name: &str) -> Option<usize> {
        groups::goes_with(self.segments.get(parent)?.name, name).then_some(())?;
        let is_child = |i: &usize| self.segments.get(*i).is_some_and(|s| s.name == name && s.parent == Some(parent));
        (parent + 1..index).rev().find(is_child).or_else(|| (index.max(parent) + 1..self.segments.len()).find(is_child))
    }

    fn raw<'s>(&self, segment: &Segment<'s>, field: usize, repetition: usize, component: usize, subcomponent: usize) -> Option<&'s str> {
        let d = &self.delimiters;
        let whole = self.raw_field(segment, field)?;
        // Most fields are one value, and no letter or digit is a delimiter.
        if repetition <= 1 && component <= 1 && subcomponent <= 1 && whole.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Some(whole);
        }
        let repetition = nth(whole, d.repetition, repetition.max(1))?;
        let component = nth(repetition, d.component, component.max(1))?;
        nth(component, d.subcomponent, subcomponent.max(1))
    }

    fn raw_field<'s>(&self, segment: &Segment<'s>, field: usize) -> Option<&'s str> {
        match (segment.name, field) {
            ("MSH", 1) => segment.text.get(3..4),
            ("MSH", n) => nth(segment.text, self.delimiters.field, n),
            (_, n) => nth(segment.text, self.delimiters.field, n.checked_add(1)?),
        }
    }
}

/// Bytes that are looked at one by one: most parts end within them.
const NEAR_BYTES: usize = 24;
/// Bytes of a text whose delimiters are worth a search instead.
const FAR_BYTES: usize = 512;

/// Where a delimiter stands.
fn find(bytes: &[u8], delimiter: u8) -> Option<usize> {
    let (near, far) = bytes.split_at(bytes.len().min(NEAR_BYTES));
    near.iter().position(|b| *b == delimiter).or_else(|| Some(near.len() + memchr::memchr(delimiter, far)?))
}

/// A text up to a delimiter, and what follows it. Delimiters are ASCII, so every cut is between characters.
fn cut(text: &str, delimiter: u8) -> (&str, Option<&str>) {
    match find(text.as_bytes(), delimiter) {
        Some(at) => (text.get(..at).unwrap_or_default(), text.get(at + 1..)),
        None => (text, None),
    }
}

/// Hands each place of a delimiter to `each`, eight bytes at a time: fields are too short for a search for each of them.
fn each_at(bytes: &[u8], delimiter: u8, each: &mut impl FnMut(usize)) {
    const LOW: u64 = u64::from_le_bytes([0x7f; 8]);
    let (eights, rest) = bytes.as_chunks::<8>();
    for (number, eight) in eights.iter().enumerate() {
        let differs = u64::from_le_bytes(*eight) ^ u64::from_le_bytes([delimiter; 8]);
        // The high bit of each byte that does not differ.
        let mut found = !(((differs & LOW) + LOW) | differs | LOW);
        while found != 0 {
            each(number * 8 + found.trailing_zeros() as usize / 8);
            found &= found - 1;
        }
    }
    let from = bytes.len() - rest.len();
    rest.iter().enumerate().filter(|(_, byte)| **byte == delimiter).for_each(|(at, _)| each(from + at));
}

/// The parts between delimiters; there is always one.
fn parts(text: &str, delimiter: u8) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let (part, left) = cut(rest?, delimiter);
        rest = left;
        Some(part)
    })
}

/// The n-th (1-based) part.
fn nth(text: &str, delimiter: u8, n: usize) -> Option<&str> {
    let (bytes, before) = (text.as_bytes(), n.checked_sub(2));
    let begin = match before {
        None => n.checked_sub(1)?,
        Some(before) if bytes.len() > FAR_BYTES => memchr::memchr_iter(delimiter, bytes).nth(before)? + 1,
        Some(before) => bytes.iter().enumerate().filter(|(_, b)| **b == delimiter).nth(before)?.0 + 1,
    };
    Some(cut(text.get(begin..)?, delimiter).0)
}
