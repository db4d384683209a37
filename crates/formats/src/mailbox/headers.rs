//! What a mailbox has to know of a message's own headers: where they end, the length that they state, and whether the program
//! that kept the mailbox had thrown the message away.

use super::divider::is_divider;
use std::borrow::Cow;

/// Lengths that are looked up; a longer text ends at its divider.
pub(super) const STATED_BYTES_MAX: usize = 64 << 20;
/// The bit of `X-Mozilla-Status` that says expunged.
const EXPUNGED: u16 = 0x0008;
/// Letters of `Status` and `X-Status`.
const FLAGS_MAX: usize = 6;

/// Whether a line, without its end, is a header: a name, a colon.
pub(super) fn is_header(line: &[u8]) -> bool {
    let Some(name) = memchr::memchr(b':', line).and_then(|at| line.get(..at)) else { return false };
    let name = name.trim_ascii_end();
    !name.is_empty() && name.iter().all(|b| b.is_ascii_graphic())
}

/// The place behind the empty line that ends the headers; nothing where the next message begins before.
pub(super) fn end(message: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        let rest = message.get(at..)?;
        let length = memchr::memchr(b'\n', rest)?;
        let line = rest.get(..length)?;
        at += length + 1;
        if line.is_empty() || line == b"\r" {
            return Some(at);
        }
        if is_divider(line.strip_suffix(b"\r").unwrap_or(line)) {
            return None;
        }
    }
}

/// The values of the headers of a name, without what is folded onto further lines.
fn values<'m>(head: &'m [u8], name: &'m str) -> impl Iterator<Item = Cow<'m, str>> {
    head.split(|b| *b == b'\n').take_while(|line| !line.trim_ascii_end().is_empty()).filter_map(move |line| {
        let at = memchr::memchr(b':', line)?;
        let own = line.get(..at)?.trim_ascii_end();
        own.eq_ignore_ascii_case(name.as_bytes()).then(|| String::from_utf8_lossy(line.get(at + 1..).unwrap_or_default().trim_ascii()))
    })
}

/// The length of the text that the headers state.
pub(super) fn stated_length(head: &[u8]) -> Option<usize> {
    values(head, "content-length").find_map(|value| value.parse::<usize>().ok())
}

/// Whether the headers say that the message was deleted and only not yet cleared away.
pub(super) fn is_deleted(message: &[u8]) -> bool {
    // A few letters, as programs of mail write them; anything longer is somebody's own header.
    let flags = |value: &str| value.len() <= FLAGS_MAX && value.bytes().all(|b| b.is_ascii_uppercase()) && value.contains('D');
    let marked = |name: &'static str| values(message, name).any(|value| flags(&value));
    let expunged = values(message, "x-mozilla-status").any(|value| u16::from_str_radix(&value, 16).is_ok_and(|bits| bits & EXPUNGED != 0));
    expunged || marked("status") || marked("x-status")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_end_at_the_empty_line() {
        assert_eq!(end(b"A: b\r\n c\r\n\r\ntext"), Some(12));
        assert_eq!(end(b"\ntext"), Some(1));
        assert_eq!(end(b"A: b\n"), None);
        assert_eq!(end(b"A: b\nFrom a Mon Mar  4 10:05:00 2019\nB: c\n\n"), None);
        assert!(is_header(b"Subject : x") && is_header(b"X-A:") && !is_header(b" folded: x") && !is_header(b"no header: x") && !is_header(b""));
    }

    #[test]
    fn length_and_deletion_are_read_from_the_headers_only() {
        assert_eq!(stated_length(b"A: b\nCONTENT-LENGTH:  12 \r\n\nContent-Length: 5"), Some(12));
        assert_eq!(stated_length(b"A: b\nContent-Length: many\n\nContent-Length: 5"), None);
        for (head, deleted) in [("Status: RO\nX-Status: AD\n\n", true), ("Status: RO\n\nStatus: D", false), ("X-Mozilla-Status: 0009\n\n", true), ("X-Mozilla-Status: 0001\n\n", false), ("Status: Delivered\n\n", false)] {
            assert_eq!(is_deleted(head.as_bytes()), deleted, "{head}");
        }
    }
}
