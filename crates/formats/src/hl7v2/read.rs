//! The stream: bytes cut where messages open, decoded, and handed on. A message reaches to the next opening line or MLLP
//! start block; one that is longer than the limit is passed over line by line, so memory stays bounded.

use super::assemble::Assembly;
use super::charset;
use crate::text::Window;
use crate::{Item, Limits, Summary};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::Read;
use std::ops::ControlFlow;

/// Bytes that tell whether a line opens a message.
const OPENING_BYTES: usize = 7;

/// A line that opens a message: MSH and a field separator. Any case and any separator, as long as MSH-2 follows.
pub(super) fn opens(line: &[u8]) -> bool {
    let Some((name, rest)) = line.split_at_checked(3) else { return false };
    let Some(separator) = rest.first().filter(|b| b.is_ascii_punctuation()) else { return false };
    let delimiters = rest.get(1..4).is_some_and(|d| d.iter().all(u8::is_ascii_punctuation));
    (name == b"MSH" && *separator == b'|') || (name.eq_ignore_ascii_case(b"MSH") && delimiters)
}

pub(crate) fn read(input: &mut dyn Read, limits: &Limits, each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>) -> std::io::Result<Summary> {
    let mut summary = Summary::default();
    let mut window = Window::new(input)?;
    let mut assembly = Assembly::new(limits);
    let (mut line, mut guessed, mut encodings) = (1u64, false, BTreeSet::from([window.encoding()]));
    let mut ends = Vec::new();
    loop {
        ends.clear();
        let found = chunk_end(window.bytes(), window.ended, &mut ends);
        let length = found.map_or(window.bytes().len(), |(end, _)| end);
        let opened = opens_at(window.bytes(), 0, true) == Some(true);
        if length > limits.record_bytes_max && (opened || found.is_none()) {
            let byte = window.offset;
            let lines = skip(&mut window)?;
            if opened {
                assembly.passed_over();
                summary.refuse(limits, "record_too_long", line, byte, format!("the message is longer than {} bytes", limits.record_bytes_max));
            } else {
                summary.refuse(limits, "no_msh", line, byte, format!("{lines} lines stand before any MSH"));
            }
            line += lines;
            continue;
        }
        let Some((end, lines)) = found else {
            window.grow()?;
            continue;
        };
        if end == 0 {
            break;
        }
        let byte = window.offset;
        let flow = {
            let decoded = charset::decode(window.bytes().get(..end).unwrap_or_default());
            guessed |= decoded.guessed;
            encodings.extend(decoded.encoding);
            if let Some((code, words)) = decoded.doubt {
                summary.doubt(limits, code, line, byte, words);
            }
            if matches!(decoded.text, Cow::Owned(_)) {
                // The text has other bytes than the file.
                ends.clear();
                ends.extend(ends_of_lines(decoded.text.as_bytes()));
            }
            assembly.chunk(&decoded.text, &ends, (line, byte), &mut summary, each)
        };
        line += lines;
        window.consume(end);
        if flow.is_break() {
            summary.stopped = true;
            break;
        }
    }
    if !summary.stopped {
        summary.stopped = assembly.finish(&mut summary, each).is_break();
    }
    if guessed {
        summary.doubt(limits, "not_utf8", 0, 0, "some messages are not UTF-8 and were read as Windows-1252");
    }
    summary.encoding = encoding_words(window.encoding(), &encodings);
    Ok(summary)
}

fn encoding_words(first: &str, all: &BTreeSet<&'static str>) -> String {
    let others: Vec<&str> = all.iter().copied().filter(|name| *name != first).map(|name| if name == "windows-1252" { "Windows-1252" } else { name }).collect();
    if others.is_empty() { first.to_string() } else { format!("{first} with {}", others.join(", ")) }
}

/// Whether what starts at `at`, behind framing and blanks, opens a message; `None` when more bytes are needed.
fn opens_at(bytes: &[u8], at: usize, ended: bool) -> Option<bool> {
    let rest = bytes.get(at..).unwrap_or_default();
    // Nearly every line is told by its first letter.
    if rest.len() >= OPENING_BYTES && rest.first().is_some_and(|b| b.is_ascii_alphanumeric() && !matches!(b, b'M' | b'm')) {
        return Some(false);
    }
    let line = rest.get(framing(rest)..).unwrap_or_default();
    (ended || line.len() >= OPENING_BYTES).then(|| opens(line))
}

/// Bytes before a line proper: MLLP blocks, blanks, the byte order marks of files that were put together.
fn framing(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|b| matches!(**b, 0x0b | 0x1c | b' ' | b'\t' | 0xef | 0xbb | 0xbf)).count()
}

/// Bytes and line ends up to where the next message opens, or the input ends; `None` when more bytes are needed. The
/// first line belongs to the chunk whatever it is. Where lines end is added to `ends`.
fn chunk_end(bytes: &[u8], ended: bool, ends: &mut Vec<usize>) -> Option<(usize, u64)> {
    let (mut at, mut lines) = (framing(bytes), 0);
    loop {
        let Some(offset) = memchr::memchr3(b'\r', b'\n', 0x0b, bytes.get(at..).unwrap_or_default()) else {
            return ended.then_some((bytes.len(), lines));
        };
        let here = at + offset;
        let (next, passed) = match (bytes.get(here), bytes.get(here + 1)) {
            // A start block opens a message in the middle of a line, too.
            (Some(0x0b), _) => (here, 0),
            (Some(b'\r'), None) if !ended => return None,
            (Some(b'\r'), Some(b'\n')) => (here + 2, 1),
            _ => (here + 1, 1),
        };
        if passed > 0 {
            ends.push(here);
        }
        lines += passed;
        if opens_at(bytes, next, ended)? {
            return Some((next, lines));
        }
        at = (next + framing(bytes.get(next..).unwrap_or_default())).max(here + 1);
    }
}

/// Passes over the rest of a chunk that is too long; gives its line ends.
fn skip(window: &mut Window<'_>) -> std::io::Result<u64> {
    let (mut lines, mut ends) = (0, Vec::new());
    loop {
        ends.clear();
        if let Some((end, found)) = chunk_end(window.bytes(), window.ended, &mut ends) {
            window.consume(end);
            return Ok(lines + found);
        }
        // The last line may open a message once more of it is there: its line end stays in front of it.
        let bytes = window.bytes();
        let last = match memchr::memrchr2(b'\r', b'\n', bytes) {
            Some(i) if i > 0 && bytes.get(i) == Some(&b'\n') && bytes.get(i - 1) == Some(&b'\r') => i - 1,
            Some(i) => i,
            None => 0,
        };
        let cut = if last > 0 { last } else { bytes.len().saturating_sub(2 * OPENING_BYTES) };
        lines += line_ends(bytes.get(..cut).unwrap_or_default());
        window.consume(cut);
        window.grow()?;
    }
}

/// Where lines end.
fn ends_of_lines(bytes: &[u8]) -> impl Iterator<Item = usize> {
    let goes_on = |at: &usize| bytes.get(*at) == Some(&b'\n') && at.checked_sub(1).and_then(|before| bytes.get(before)) == Some(&b'\r');
    memchr::memchr2_iter(b'\r', b'\n', bytes).filter(move |at| !goes_on(at))
}

/// Line ends: LF, CRLF, and CR alone.
fn line_ends(bytes: &[u8]) -> u64 {
    memchr::memchr2_iter(b'\r', b'\n', bytes).filter(|i| !(bytes.get(*i) == Some(&b'\r') && bytes.get(i + 1) == Some(&b'\n'))).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_opens_with_its_delimiters() {
        let opening = ["MSH|^~\\&|A", "MSH||A", "MSH#!~\\&#A", "msh|^~\\&|a", "MSH|"];
        let other = ["MSH", "MSH-2 says", "MSHX|^~\\&", "msh|a|b", "MSH: see below", "PID|1"];
        assert!(opening.iter().all(|l| opens(l.as_bytes())));
        assert!(!other.iter().any(|l| opens(l.as_bytes())));
    }

    #[test]
    fn chunks_end_where_messages_open() {
        let end = |bytes: &[u8], ended| chunk_end(bytes, ended, &mut Vec::new());
        let text = b"MSH|^~\\&|A\rPID|1\r\nMSH|^~\\&|B\r";
        assert_eq!(end(text, true), Some((18, 2)));
        assert_eq!(end(&text[18..], true), Some((11, 1)));
        assert_eq!(end(&text[..20], false), None);
        assert_eq!(end(b"\x0bMSH|^~\\&|A\rPID|1\x1c\x0bMSH|^~\\&|B", true), Some((18, 1)));
    }

    proptest::proptest! {
        /// The ends of lines that are met on the way to the end of a chunk are all of the chunk's, and as many as are counted.
        #[test]
        fn every_line_of_a_chunk_ends_where_it_is_said_to(parts in proptest::collection::vec(proptest::prelude::prop_oneof![
            proptest::prelude::Just("MSH|^~\\&|A"), proptest::prelude::Just("PID|1"), proptest::prelude::Just("\r"), proptest::prelude::Just("\n"),
            proptest::prelude::Just("\r\n"), proptest::prelude::Just("\u{b}"), proptest::prelude::Just(" "), proptest::prelude::Just("\u{feff}"), proptest::prelude::Just("é"),
        ], 0..40)) {
            let text = parts.concat();
            let mut ends = Vec::new();
            let (end, lines) = chunk_end(text.as_bytes(), true, &mut ends).unwrap();
            let chunk = &text.as_bytes()[..end];
            proptest::prop_assert_eq!(ends_of_lines(chunk).collect::<Vec<usize>>(), ends.clone());
            proptest::prop_assert_eq!((ends.len() as u64, line_ends(chunk)), (lines, lines));
        }
    }
}
