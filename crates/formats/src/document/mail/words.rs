//! Words of headers: encoded words (RFC 2047), parameters with their quotes and character sets (RFC 2231), quoted-printable.

use crate::inside::Packing;
use std::borrow::Cow;

/// Bytes of an encoded word; the standard has 75, senders write more. A longer one stays as it is.
const WORD_MAX: usize = 4_000;

/// Bytes that `=41` and the like stand for; soft line ends go. In headers `_` is a blank.
pub(super) fn quoted_printable(bytes: &[u8], header: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match first {
            b'=' if after.starts_with(b"\n") => rest = after.get(1..).unwrap_or_default(),
            b'=' if after.starts_with(b"\r\n") => rest = after.get(2..).unwrap_or_default(),
            b'=' => match hex(after) {
                Some(byte) => {
                    out.push(byte);
                    rest = after.get(2..).unwrap_or_default();
                }
                None => out.push(b'='),
            },
            b'_' if header => out.push(b' '),
            other => out.push(*other),
        }
    }
    out
}

fn hex(bytes: &[u8]) -> Option<u8> {
    let digits = bytes.get(..2).filter(|d| d.iter().all(u8::is_ascii_hexdigit))?;
    u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

/// A header with its encoded words as what they say; what is none stays as it is. White space between two of them goes.
pub(super) fn decoded(value: &str) -> String {
    let (mut out, mut rest, mut after_word) = (String::new(), value, false);
    while let Some((before, tail)) = rest.split_once("=?") {
        match word(tail) {
            Some((text, behind)) => {
                if !(after_word && before.trim().is_empty()) {
                    out.push_str(before);
                }
                out.push_str(&text);
                (rest, after_word) = (behind, true);
            }
            None => {
                out.push_str(before);
                out.push_str("=?");
                (rest, after_word) = (tail, false);
            }
        }
    }
    out.push_str(rest);
    out
}

/// `utf-8?Q?text?=`: its text, and what stands behind.
fn word(tail: &str) -> Option<(String, &str)> {
    let (charset, tail) = tail.split_once('?')?;
    let (kind, tail) = tail.split_once('?')?;
    let end = tail.as_bytes().windows(2).take(WORD_MAX).position(|pair| pair == b"?=")?;
    let (text, behind) = (tail.get(..end)?, tail.get(end + 2..)?);
    let bytes = match kind {
        "Q" | "q" => quoted_printable(text.as_bytes(), true),
        "B" | "b" => Packing::Base64.unpack(text).ok()?,
        _ => return None,
    };
    let encoding = encoding_rs::Encoding::for_label(charset.split('*').next()?.as_bytes())?;
    Some((encoding.decode(&bytes).0.into_owned(), behind))
}

/// A parameter behind the semicolons of a header: `name="value"`, `name=value`, `name*=UTF-8''value`.
pub(super) fn parameter(header: &str, name: &str) -> String {
    for part in parts(header).into_iter().skip(1) {
        let Some((key, value)) = part.split_once('=') else { continue };
        let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
        if key == name {
            return decoded(&unquoted(value));
        }
        if key.strip_suffix('*') == Some(name)
            && let Some((charset, rest)) = value.split_once('\'')
        {
            let bytes = percent(rest.split_once('\'').map_or(rest, |(_, text)| text));
            let encoding = encoding_rs::Encoding::for_label(charset.as_bytes()).unwrap_or(encoding_rs::UTF_8);
            return encoding.decode(&bytes).0.into_owned();
        }
    }
    String::new()
}

/// Cut at semicolons outside of quotes.
fn parts(header: &str) -> Vec<&str> {
    let (mut found, mut start, mut quoted, mut escaped) = (Vec::new(), 0, false, false);
    for (at, c) in header.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ';' if !quoted => {
                found.extend(header.get(start..at));
                start = at + 1;
            }
            _ => {}
        }
    }
    found.extend(header.get(start..));
    found
}

fn unquoted(value: &str) -> Cow<'_, str> {
    match value.strip_prefix('"').map(|rest| rest.strip_suffix('"').unwrap_or(rest)) {
        Some(inner) if inner.contains('\\') => Cow::Owned(inner.replace("\\\"", "\"").replace("\\\\", "\\")),
        Some(inner) => Cow::Borrowed(inner),
        None => Cow::Borrowed(value),
    }
}

fn percent(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let byte = if *first == b'%' { hex(after) } else { None };
        out.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{decoded, parameter, quoted_printable};

    #[test]
    fn words_and_parameters_say_what_they_stand_for() {
        for (raw, shown) in [
            ("=?utf-8?B?Q2Fmw6k=?= =?iso-8859-1?q?_=E9?= x", "Café é x"),
            ("plain =?nothing", "plain =?nothing"),
            ("=?utf-8?X?a?=", "=?utf-8?X?a?="),
        ] {
            assert_eq!(decoded(raw), shown);
        }
        let endless = format!("=?utf-8?Q?{}?=", "a".repeat(2 * super::WORD_MAX));
        assert_eq!(decoded(&endless), endless, "no word is so long");
        let header = "attachment; filename=\"a; \\\"b\\\".pdf\"; size=3; other*=iso-8859-1'de'caf%E9";
        assert_eq!((parameter(header, "filename").as_str(), parameter(header, "size").as_str(), parameter(header, "other").as_str()), ("a; \"b\".pdf", "3", "café"));
        assert_eq!(parameter("text/plain", "charset"), "");
        assert_eq!(quoted_printable(b"a=3D=\r\nb=zz_", false), b"a=b=zz_");
    }
}
