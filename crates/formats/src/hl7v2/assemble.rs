//! The lines of a chunk become one message: segments, text that goes on over line breaks, ADD and DSC, envelopes.
//!
//! Nothing is dropped in silence: what is no part of a message is set aside block by block, what had to be joined is a
//! doubt. A message that announces its continuation (DSC) waits for the next one and is delivered with it.

use super::envelope::Envelope;
use super::{Delimiters, Message, Segment, cut, escape, groups, nth, read};
use crate::{Item, Limits, Summary};
use std::borrow::Cow;
use std::ops::ControlFlow;

type Each<'e> = dyn FnMut(Item<'_>) -> ControlFlow<()> + 'e;

/// Segments of the standard, 2.1 to 2.8: what a bare or a lower case name is held against.
const STANDARD: &str = "ABS ACC ADD ADJ AFF AIG AIL AIP AIS AL1 APR ARQ ARV AUT BHS BLC BLG BPO BPX BTS BTX BUI CDM CDO CER CM0 CM1 CM2 CNS CON CSP CSR CSS CTD CTI CTR DB1 DEV DG1 DMI DON DPS DRG DSC DSP DST ECD ECR ED EDU EQL EQP EQU ERQ ERR EVN FAC FHS FT1 FTS GOL GP1 GP2 GT1 IAM IAR IIM ILT IN1 IN2 IN3 INV IPC IPR ISD ITM IVC IVT LAN LCC LCH LDP LOC LRL MCP MFA MFE MFI MRG MSA MSH NCK NDS NK1 NPU NSC NST NTE OBR OBX ODS ODT OH1 OH2 OH3 OH4 OM1 OM2 OM3 OM4 OM5 OM6 OM7 OMC ORC ORG OVR PAC PCE PCR PD1 PDA PDC PEO PES PID PKG PM1 PMT PR1 PRA PRB PRC PRD PRT PSG PSH PSL PSS PTH PV1 PV2 PYE QAK QCK QID QPD QRD QRF QRI RCP RDF RDT REL RF1 RFI RGS RMI ROL RQ1 RQD RX1 RXA RXC RXD RXE RXG RXO RXR RXV SAC SCD SCH SCP SDD SFT SGH SGT SHP SID SLT SPM STF STZ TCC TCD TQ1 TQ2 TXA UAC UB1 UB2 URD URS VAR VND VTQ";

/// Segments that hold identities and keys: a stray line of plain text is not theirs.
const KEYS: [&str; 14] = ["MSH", "SFT", "EVN", "PID", "PD1", "MRG", "PV1", "PV2", "ORC", "MSA", "QPD", "QAK", "SCH", "IN1"];

/// A segment while its message is put together.
#[derive(Default)]
struct Draft<'t> {
    line: u64,
    last_line: u64,
    name: Cow<'t, str>,
    text: Cow<'t, str>,
}

impl Draft<'_> {
    fn owned(self) -> Draft<'static> {
        Draft { line: self.line, last_line: self.last_line, name: Cow::Owned(self.name.into_owned()), text: Cow::Owned(self.text.into_owned()) }
    }
}

/// A message while it is put together.
struct Building<'t> {
    line: u64,
    byte: u64,
    delimiters: Delimiters,
    drafts: Vec<Draft<'t>>,
    /// An envelope has closed it: what follows is not its.
    closed: bool,
    /// The escape character may stand outside of MSH-2.
    escapes: bool,
}

impl Building<'_> {
    /// A field of the first or the last segment, as it stands.
    fn field<'d>(&self, draft: Option<&'d Draft<'_>>, index: usize) -> &'d str {
        draft.and_then(|d| nth(&d.text, self.delimiters.field, index + 1)).unwrap_or("").trim()
    }

    /// The pointer of a DSC that ends the message and is no page of a dialogue.
    fn announces(&self) -> Option<String> {
        let last = self.drafts.last().filter(|d| d.name == "DSC")?;
        let pointer = self.field(Some(last), 1);
        (!pointer.is_empty() && self.field(Some(last), 2) != "I").then(|| pointer.to_string())
    }

    /// Whether MSH-2 names the escape character.
    fn names_escape(&self) -> bool {
        let named = self.drafts.first().and_then(|d| cut(&d.text, self.delimiters.field).1).map(|rest| cut(rest, self.delimiters.field).0);
        named.is_some_and(|named| named.as_bytes().contains(&self.delimiters.escape))
    }

    fn size(&self) -> usize {
        self.drafts.iter().map(|d| d.text.len()).sum()
    }
}

/// Lines that are no segment, or stand outside any message.
#[derive(Default)]
struct Run<'t> {
    lines: Vec<(u64, &'t str)>,
}

/// A message that waits for its continuation.
struct Waiting {
    building: Building<'static>,
    pointer: String,
    /// Bytes of its segments.
    size: usize,
}

/// Puts messages together, one chunk after the other.
pub(super) struct Assembly<'l> {
    limits: &'l Limits,
    envelope: Envelope,
    /// A message that waits for its continuation.
    waiting: Option<Waiting>,
    names: Vec<groups::Name>,
    groups: groups::Groups,
    /// Room of the message before, used again.
    drafts: Vec<Draft<'static>>,
    segments: Vec<Segment<'static>>,
}

impl<'l> Assembly<'l> {
    pub fn new(limits: &'l Limits) -> Self {
        Self { limits, envelope: Envelope::default(), waiting: None, names: Vec::new(), groups: groups::Groups::default(), drafts: Vec::new(), segments: Vec::new() }
    }

    /// A message that was too long to be read counts for its batch.
    pub fn passed_over(&mut self) {
        self.envelope.message();
    }

    /// Reads the text between two openings, whose lines end at `ends`; it starts at a line and a byte.
    pub fn chunk(&mut self, text: &str, ends: &[usize], place: (u64, u64), summary: &mut Summary, each: &mut Each<'_>) -> ControlFlow<()> {
        let mut building: Option<Building<'_>> = None;
        let mut run = Run::default();
        let mut begin = 0;
        for (number, end) in (place.0..).zip(ends.iter().copied().chain([text.len()])) {
            self.line(text.get(begin..end).unwrap_or_default(), (number, place.1), &mut building, &mut run, summary);
            let is_pair = text.as_bytes().get(end..end + 2) == Some(b"\r\n");
            begin = end + if is_pair { 2 } else { 1 };
        }
        self.settle(&mut run, place.1, &mut building, summary);
        match building {
            Some(mut building) => {
                // Where MSH-2 has the only one of the chunk, nothing is escaped.
                let second = memchr::memchr_iter(building.delimiters.escape, text.as_bytes()).nth(1);
                building.escapes = second.is_some() || !building.names_escape();
                self.complete(building, summary, each)
            }
            None => ControlFlow::Continue(()),
        }
    }

    /// What still waits is delivered without its continuation.
    pub fn finish(&mut self, summary: &mut Summary, each: &mut Each<'_>) -> ControlFlow<()> {
        match self.waiting.take() {
            Some(waiting) => self.without_continuation(&waiting.building, summary, each),
            None => ControlFlow::Continue(()),
        }
    }

    fn line<'t>(&mut self, raw: &'t str, (number, byte): (u64, u64), building: &mut Option<Building<'t>>, run: &mut Run<'t>, summary: &mut Summary) {
        let (start, line) = trimmed(raw);
        if line.is_empty() {
            return;
        }
        if let Some(name) = Envelope::name(line) {
            self.settle(run, byte, building, summary);
            if let Some(words) = self.envelope.line(name, line) {
                summary.doubt(self.limits, "batch_count_differs", number, byte, words);
            }
            if let Some(building) = building {
                building.closed = true;
            }
            return;
        }
        let name = building.as_ref().filter(|open| !open.closed).and_then(|open| segment_name(line, open.delimiters.field));
        match (building.is_some(), name) {
            (false, _) if read::opens(line.as_bytes()) => {
                self.settle(run, byte, building, summary);
                self.envelope.message();
                *building = self.open(line, number, byte + (raw.len() - start.len()) as u64, summary);
            }
            (true, Some(name)) => {
                if !run.lines.is_empty() {
                    self.settle(run, byte, building, summary);
                }
                let Some(open) = building else { return };
                let draft = Draft { line: number, last_line: number, name, text: Cow::Borrowed(line) };
                if draft.name == "ADD" { append(open, draft) } else { open.drafts.push(draft) }
            }
            _ => run.lines.push((number, raw.trim_matches(['\u{b}', '\u{1c}', '\u{1a}', '\u{feff}']))),
        }
    }

    fn open<'t>(&mut self, line: &'t str, number: u64, byte: u64, summary: &mut Summary) -> Option<Building<'t>> {
        let Some((delimiters, sound)) = Delimiters::of(line) else {
            summary.refuse(self.limits, "bad_msh", number, byte, "MSH names no delimiters");
            return None;
        };
        if !sound {
            summary.doubt(self.limits, "odd_delimiters", number, byte, "MSH-2 is missing, repeats a character or names letters; the usual delimiters stand in");
        }
        let draft = Draft { line: number, last_line: number, name: Cow::Borrowed("MSH"), text: Cow::Borrowed(line) };
        let mut drafts = emptied(std::mem::take(&mut self.drafts));
        drafts.push(draft);
        Some(Building { line: number, byte, delimiters, drafts, closed: false, escapes: true })
    }

    /// Finds a place for lines that are no segment: the text before them, or aside.
    fn settle(&self, run: &mut Run<'_>, byte: u64, building: &mut Option<Building<'_>>, summary: &mut Summary) {
        if run.lines.is_empty() {
            return;
        }
        let lines = std::mem::take(&mut run.lines);
        let Some((first, _)) = lines.first() else { return };
        let (first, count) = (*first, lines.len());
        let Some(open) = building.as_mut().filter(|b| !b.closed) else {
            let words = if count == 1 { "a segment stands before any MSH".to_string() } else { format!("{count} lines stand before any MSH") };
            return summary.refuse(self.limits, "no_msh", first, byte, words);
        };
        let delimiters = open.delimiters;
        let divided = |line: &str| line.contains(char::from(delimiters.field)) || line.contains(char::from(delimiters.component));
        let goes_on = lines.iter().any(|(_, line)| divided(line)) && !lines.iter().any(|(_, line)| is_foreign(line, delimiters.field));
        let Some(draft) = open.drafts.last_mut().filter(|d| goes_on || (!KEYS.contains(&&*d.name) && !lines.iter().any(|(_, l)| is_foreign(l, delimiters.field)))) else {
            let words = if count == 1 { "a line is no segment".to_string() } else { format!("{count} lines are no segments") };
            return summary.refuse(self.limits, "bad_segment", first, byte, words);
        };
        let text = draft.text.to_mut();
        for (number, line) in &lines {
            text.extend(std::iter::repeat_n('\n', usize::try_from(number - draft.last_line).unwrap_or(1)));
            text.push_str(line);
            draft.last_line = *number;
        }
        let words = match count {
            1 => "a line that is no segment was joined to the one before it".to_string(),
            _ => format!("{count} lines that are no segments were joined to the one before them"),
        };
        summary.doubt(self.limits, "continuation", first, byte, words);
    }

    /// A whole chunk: it continues the message that waits, waits itself, or is delivered.
    fn complete(&mut self, building: Building<'_>, summary: &mut Summary, each: &mut Each<'_>) -> ControlFlow<()> {
        let mut building = building;
        if let Some(Waiting { building: mut whole, pointer, size }) = self.waiting.take() {
            let size = size.saturating_add(building.size());
            if size <= self.limits.record_bytes_max && building.field(building.drafts.first(), 13) == pointer {
                // The DSC before and the MSH behind it go.
                let gone = whole.drafts.pop().map_or(0, |d| d.text.len()) + building.drafts.first().map_or(0, |d| d.text.len());
                whole.escapes |= building.escapes;
                for draft in building.drafts.drain(..).skip(1) {
                    append(&mut whole, draft.owned());
                }
                return match whole.announces() {
                    Some(pointer) => {
                        self.waiting = Some(Waiting { building: whole, pointer, size: size.saturating_sub(gone) });
                        ControlFlow::Continue(())
                    }
                    None => self.deliver(&whole, summary, each),
                };
            }
            self.without_continuation(&whole, summary, each)?;
        }
        self.wait_or_deliver(building, summary, each)
    }

    fn wait_or_deliver(&mut self, building: Building<'_>, summary: &mut Summary, each: &mut Each<'_>) -> ControlFlow<()> {
        match building.announces() {
            Some(pointer) => {
                let size = building.size();
                let Building { line, byte, delimiters, drafts, closed, escapes } = building;
                let drafts = drafts.into_iter().map(Draft::owned).collect();
                self.waiting = Some(Waiting { building: Building { line, byte, delimiters, drafts, closed, escapes }, pointer, size });
                ControlFlow::Continue(())
            }
            None => {
                let flow = self.deliver(&building, summary, each);
                self.drafts = emptied(building.drafts);
                flow
            }
        }
    }

    fn without_continuation(&mut self, building: &Building<'_>, summary: &mut Summary, each: &mut Each<'_>) -> ControlFlow<()> {
        summary.doubt(self.limits, "continuation_missing", building.line, building.byte, "DSC announces a continuation that does not follow");
        self.deliver(building, summary, each)
    }

    fn deliver<'d>(&mut self, building: &'d Building<'_>, summary: &mut Summary, each: &mut Each<'_>) -> ControlFlow<()> {
        if building.escapes {
            self.doubt_escapes(building, summary);
        }
        let name = |draft: &Draft<'_>| draft.name.as_bytes().first_chunk().copied().unwrap_or_default();
        self.names.clear();
        self.names.extend(building.drafts.iter().map(name));
        let code = building.field(building.drafts.first(), 8);
        self.groups.find(&self.names, nth(code, building.delimiters.component, 1).unwrap_or(""));
        let segment = |(d, parent): (&'d Draft<'_>, &Option<usize>)| Segment { line: d.line, name: &d.name, text: &d.text, parent: *parent };
        let mut segments: Vec<Segment<'d>> = emptied(std::mem::take(&mut self.segments));
        segments.extend(building.drafts.iter().zip(&self.groups.parents).map(segment));
        let message = Message { line: building.line, byte: building.byte, delimiters: building.delimiters, segments };
        summary.records += 1;
        let flow = each(Item::Message(&message));
        self.segments = emptied(message.segments);
        flow
    }

    fn doubt_escapes(&self, building: &Building<'_>, summary: &mut Summary) {
        let (mut count, mut first) = (0, None);
        for draft in &building.drafts {
            // MSH-2 holds the escape character itself.
            let text = if draft.name == "MSH" { after_delimiters(&draft.text, building.delimiters.field) } else { &*draft.text };
            let found = escape::unknown(text, &building.delimiters);
            if found > 0 {
                first = first.or(Some(draft.line));
            }
            count += found;
        }
        if let Some(line) = first {
            let words = if count == 1 { "an escape sequence is not known and stays as it is".to_string() } else { format!("{count} escape sequences are not known and stay as they are") };
            summary.doubt(self.limits, "unknown_escape", line, building.byte, words);
        }
    }
}

/// The room of drafts or segments, for those of another text: a vector collected from its own kind keeps its room.
fn emptied<T, U: Default>(mut room: Vec<T>) -> Vec<U> {
    room.clear();
    room.into_iter().map(|_| U::default()).collect()
}

/// An MSH from MSH-3 on.
fn after_delimiters(text: &str, separator: u8) -> &str {
    cut(text, separator).1.and_then(|rest| cut(rest, separator).1).unwrap_or_default()
}

/// A line without what stands before it, and without what stands around it.
fn trimmed(raw: &str) -> (&str, &str) {
    let (first, last) = (raw.as_bytes().first(), raw.as_bytes().last());
    let start = match first {
        Some(byte) if byte.is_ascii_alphanumeric() => raw,
        _ => raw.trim_start_matches(['\u{b}', '\u{1c}', ' ', '\t', '\u{feff}']),
    };
    let line = match last {
        Some(0x0b | 0x1c | 0x1a | b' ') => start.trim_end_matches(['\u{b}', '\u{1c}', '\u{1a}', ' ']),
        _ => start,
    };
    (start, line)
}

/// ADD holds the rest of the segment before it, from the middle of its last field on.
fn append<'t>(open: &mut Building<'t>, draft: Draft<'t>) {
    match open.drafts.last_mut().filter(|last| draft.name == "ADD" && last.name != "MSH") {
        Some(last) => {
            last.text.to_mut().push_str(draft.text.get(4..).unwrap_or(""));
            last.last_line = draft.last_line;
        }
        None => open.drafts.push(draft),
    }
}

/// The name of a segment that a line is, in upper case. A bare name and one in lower case must be known.
fn segment_name(line: &str, separator: u8) -> Option<Cow<'_, str>> {
    let name = line.get(..3)?;
    let plain = |b: &u8| b.is_ascii_uppercase() || b.is_ascii_digit();
    if let [first, second, third, next, ..] = line.as_bytes()
        && first.is_ascii_uppercase()
        && plain(second)
        && plain(third)
        && *next == separator
    {
        return Some(Cow::Borrowed(name));
    }
    let shaped = name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.bytes().all(|b| b.is_ascii_alphanumeric());
    let upper = !name.bytes().any(|b| b.is_ascii_lowercase());
    let known = || name.starts_with(['Z', 'z']) || is_standard(&name.to_ascii_uppercase());
    let fits = match line.as_bytes().get(3) {
        Some(next) => *next == separator && (upper || known()),
        None => upper && known(),
    };
    (shaped && fits).then(|| if upper { Cow::Borrowed(name) } else { Cow::Owned(name.to_ascii_uppercase()) })
}

fn is_standard(name: &str) -> bool {
    STANDARD.split_ascii_whitespace().any(|s| s == name)
}

/// Whether a text is segments from its first line on and has no header: two lines at least, a PID among them. PID-1 is a number or empty: in a table
/// with a column of that name stands the name of the next one.
pub(crate) fn looks_headless(text: &str) -> bool {
    let lines: Vec<&str> = text.split(['\r', '\n']).map(str::trim).filter(|line| !line.is_empty()).take(10).collect();
    let named = |line: &&str| line.as_bytes().get(3) == Some(&b'|') && line.get(..3).is_some_and(|name| name.starts_with('Z') || is_standard(name));
    let numbered = |line: &&str| line.strip_prefix("PID|").is_some_and(|rest| rest.starts_with(|c: char| c == '|' || c.is_ascii_digit()));
    lines.len() > 1 && lines.iter().any(numbered) && lines.iter().all(named)
}

/// A segment with other delimiters than the message has.
fn is_foreign(line: &str, separator: u8) -> bool {
    let line = line.trim_start();
    let next = line.as_bytes().get(3).copied();
    next.is_some_and(|b| b != separator && matches!(b, b'|' | b'^' | b'~' | b'#' | b'!' | b'*')) && line.get(..3).is_some_and(is_standard)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_segment_by_its_name_and_separator() {
        let cases = [
            ("PID|1", Some("PID")),
            ("pid|1", Some("PID")),
            ("zpi|1", Some("ZPI")),
            ("QQQ|1", Some("QQQ")),
            ("qqq|1", None),
            ("NTE", Some("NTE")),
            ("BUN", None),
            ("PID^1", None),
            ("The patient", None),
            ("1AB|", None),
        ];
        for (line, name) in cases {
            assert_eq!(segment_name(line, b'|').as_deref(), name, "{line}");
        }
        assert!(is_foreign("PID^1", b'|') && !is_foreign("BUN^1", b'|') && !is_foreign("OBX: see", b'|'));
    }

    #[test]
    fn segments_without_a_header_are_told_from_a_table() {
        assert!(looks_headless("PID|1||7\rOBX|1|NM|GLU||5.2") && looks_headless("EVN|A01\nPID|||7"));
        assert!(!looks_headless("PID|NAME\nZ01|Roe\nZ02|Doe") && !looks_headless("PID|1||7") && !looks_headless("PID|1||7\n101|x"));
    }
}
