//! Literals as the text they stand for: escapes resolved, quotes gone, binary as hex.
//!
//! NULL is the empty text. Numbers stay as written. Bytes that are no text (a `bit` of MySQL, a binary key) become `0x..`,
//! so that nothing of them is lost and nothing of them breaks a table.

use super::dialect::{Dialect, Family};
use super::expression;
use super::lex::{Kind, Quote, Token};
use crate::text::decode;
use std::borrow::Cow;

/// Bytes up to which a text with control characters is taken for a binary key or flag.
const KEY_BYTES_MAX: usize = 16;

/// What a value lost on its way to a cell; counted once a table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Note {
    /// `DEFAULT`: the database would have filled it in.
    Default,
    /// An expression that only the database can evaluate, kept as written.
    Expression,
    /// A function reduced to its literal argument: its name, and the format of a date.
    Function(String, String),
}

/// The value of a cell.
#[derive(Debug)]
pub(super) struct Cell<'b> {
    pub text: Cow<'b, str>,
    pub note: Option<Note>,
    /// It was not UTF-8.
    pub recoded: bool,
}

/// The bytes of a token.
pub(super) fn raw<'b>(bytes: &'b [u8], token: &Token) -> &'b [u8] {
    bytes.get(token.start..token.end).unwrap_or_default()
}

/// A keyword in capitals; empty when the token is no word.
pub(super) fn word(bytes: &[u8], token: &Token) -> String {
    if token.kind == Kind::Word { String::from_utf8_lossy(raw(bytes, token)).to_ascii_uppercase() } else { String::new() }
}

/// An identifier without its quotes.
pub(super) fn name(bytes: &[u8], token: &Token) -> String {
    let raw = raw(bytes, token);
    let text = decode(raw).0;
    if token.kind != Kind::Name {
        return text.into_owned();
    }
    let close = text.chars().next_back().unwrap_or('"');
    let inner = text.get(1..text.len().saturating_sub(1)).unwrap_or("");
    inner.replace(&format!("{close}{close}"), &close.to_string())
}

/// The value of the tokens of a cell; `None` where they make no value at all.
pub(super) fn cell<'b>(bytes: &'b [u8], tokens: &[Token], dialect: Dialect) -> Option<Cell<'b>> {
    let [token] = tokens else { return expression::cell(bytes, tokens, dialect) };
    let plain = |text: Cow<'b, str>, note: Option<Note>| Some(Cell { text, note, recoded: false });
    match token.kind {
        Kind::Number => plain(Cow::Owned(String::from_utf8_lossy(raw(bytes, token)).into_owned()), None),
        Kind::Text(_) | Kind::Name => {
            let (text, recoded) = literal(bytes, token, dialect, false);
            Some(Cell { text, note: None, recoded })
        }
        Kind::Word => match word(bytes, token).as_str() {
            "NULL" => plain(Cow::Borrowed(""), None),
            "DEFAULT" => plain(Cow::Borrowed(""), Some(Note::Default)),
            "TRUE" | "FALSE" => plain(decode(raw(bytes, token)).0, None),
            _ => plain(decode(raw(bytes, token)).0, Some(Note::Expression)),
        },
        Kind::Symbol(_) => None,
    }
}

/// The text of a string, and whether it was not UTF-8. `binary` where a prefix says that it is bytes.
pub(super) fn literal<'b>(bytes: &'b [u8], token: &Token, dialect: Dialect, binary: bool) -> (Cow<'b, str>, bool) {
    let raw = raw(bytes, token);
    let quote = match token.kind {
        Kind::Text(quote) => quote,
        _ if dialect.backslash => Quote::Backslash,
        _ => Quote::Plain,
    };
    let open = raw.iter().position(|b| matches!(b, b'\'' | b'"' | b'`' | b'[' | b'$')).unwrap_or(0) + 1;
    let close = raw.len().saturating_sub(1).max(open);
    let inner = raw.get(open..close).unwrap_or_default();
    let mark = raw.last().copied().unwrap_or(b'\'');
    match quote {
        Quote::Plain => readable(undouble(inner, mark), dialect, binary),
        Quote::Backslash => readable(unescape(inner, mark, dialect.family), dialect, binary),
        Quote::Hex => (Cow::Owned(format!("0x{}", String::from_utf8_lossy(inner))), false),
        Quote::Bits => (Cow::Owned(String::from_utf8_lossy(inner).into_owned()), false),
        Quote::Unicode => (Cow::Owned(code_points(&String::from_utf8_lossy(&undouble(inner, mark)))), false),
        Quote::Dollar => {
            let tag = inner.iter().position(|b| *b == b'$').unwrap_or(0);
            let end = inner.len().saturating_sub(tag + 1).max(tag + 1);
            decode(inner.get(tag + 1..end).unwrap_or_default())
        }
        Quote::Alternative => decode(inner.get(1..inner.len().saturating_sub(1)).unwrap_or_default()),
    }
}

/// Bytes as text, or as hex where they are none.
fn readable(bytes: Cow<'_, [u8]>, dialect: Dialect, binary: bool) -> (Cow<'_, str>, bool) {
    let is_control = |b: &u8| *b < 9 || (14..32).contains(b);
    let short = dialect.family == Family::MySql && bytes.len() <= KEY_BYTES_MAX;
    let opaque = (binary || short) && bytes.iter().any(is_control);
    if opaque || (binary && std::str::from_utf8(&bytes).is_err()) {
        let hex: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
        return (Cow::Owned(format!("0x{hex}")), false);
    }
    match bytes {
        Cow::Borrowed(bytes) => decode(bytes),
        Cow::Owned(bytes) => {
            let (text, recoded) = decode(&bytes);
            (Cow::Owned(text.into_owned()), recoded)
        }
    }
}

/// Doubled quotes are one.
fn undouble(inner: &[u8], mark: u8) -> Cow<'_, [u8]> {
    if memchr::memchr(mark, inner).is_none() {
        return Cow::Borrowed(inner);
    }
    let mut out = Vec::with_capacity(inner.len());
    let mut rest = inner.iter().peekable();
    while let Some(byte) = rest.next() {
        out.push(*byte);
        if *byte == mark && rest.peek() == Some(&&mark) {
            rest.next();
        }
    }
    Cow::Owned(out)
}

/// Backslash escapes as the family has them, and doubled quotes.
fn unescape(inner: &[u8], mark: u8, family: Family) -> Cow<'_, [u8]> {
    if memchr::memchr2(b'\\', mark, inner).is_none() {
        return Cow::Borrowed(inner);
    }
    let mut out = Vec::with_capacity(inner.len());
    let mut at = 0;
    while let Some(byte) = inner.get(at).copied() {
        at += 1;
        if byte == mark && inner.get(at) == Some(&mark) {
            at += 1;
        }
        let Some(escaped) = inner.get(at).copied().filter(|_| byte == b'\\') else {
            out.push(byte);
            continue;
        };
        at += 1;
        if family == Family::Postgres || family == Family::Other {
            at += escape(escaped, inner.get(at..).unwrap_or_default(), &mut out);
            continue;
        }
        match escaped {
            b'0' => out.push(0),
            b'b' => out.push(8),
            b'n' => out.push(b'\n'),
            b'r' => out.push(b'\r'),
            b't' => out.push(b'\t'),
            b'Z' => out.push(26),
            b'%' | b'_' => out.extend([b'\\', escaped]),
            other => out.push(other),
        }
    }
    Cow::Owned(out)
}

/// An escape of C as PostgreSQL has it; gives how many bytes after the letter belong to it.
pub(super) fn escape(letter: u8, rest: &[u8], out: &mut Vec<u8>) -> usize {
    let digits = |radix: u32, most: usize| -> (u32, usize) {
        let taken = rest.iter().take(most).take_while(|b| char::from(**b).is_digit(radix)).count();
        let value = rest.iter().take(taken).fold(0u32, |sum, b| sum.wrapping_mul(radix).wrapping_add(char::from(*b).to_digit(radix).unwrap_or(0)));
        (value, taken)
    };
    match letter {
        b'b' => out.push(8),
        b'f' => out.push(12),
        b'n' => out.push(b'\n'),
        b'r' => out.push(b'\r'),
        b't' => out.push(b'\t'),
        b'v' => out.push(11),
        b'x' => {
            let (value, taken) = digits(16, 2);
            out.push(if taken == 0 { b'x' } else { value.to_le_bytes()[0] });
            return taken;
        }
        b'u' | b'U' => {
            let most = if letter == b'u' { 4 } else { 8 };
            let (value, taken) = digits(16, most);
            let mut buffer = [0; 4];
            match char::from_u32(value).filter(|_| taken == most) {
                Some(character) => out.extend_from_slice(character.encode_utf8(&mut buffer).as_bytes()),
                None => {
                    out.push(letter);
                    return 0;
                }
            }
            return taken;
        }
        b'0'..=b'7' => {
            let (value, taken) = digits(8, 2);
            out.push((u32::from(letter - b'0').wrapping_mul(8u32.wrapping_pow(taken as u32)).wrapping_add(value)).to_le_bytes()[0]);
            return taken;
        }
        other => out.push(other),
    }
    0
}

/// `\0041` and `\+000041` as characters; `\\` is a backslash.
pub(super) fn code_points(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        if let Some(more) = after.strip_prefix('\\') {
            out.push('\\');
            rest = more;
            continue;
        }
        let (digits, length) = if after.starts_with('+') { (after.get(1..7), 7) } else { (after.get(..4), 4) };
        match digits.and_then(|d| u32::from_str_radix(d, 16).ok()).and_then(char::from_u32) {
            Some(character) => {
                out.push(character);
                rest = after.get(length..).unwrap_or("");
            }
            None => {
                out.push('\\');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}
