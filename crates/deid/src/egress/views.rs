//! The encodings an identifier could hide in, undone.
//!
//! Each view decodes the bytes in one way and searches again, up to three deep, so base64 of JSON with escapes is
//! searched too. Decoding noise as base64 gives noise: in it only long finds count, unless all of the run is text.

use super::{Category, Hit};

/// Finds an identifier at least that many bytes long in a text.
type Find<'a> = &'a dyn Fn(&str, usize) -> Option<(Category, usize)>;

const DEEPEST: usize = 2;
/// Runs shorter than this decode to less than the shortest identifier.
const SHORTEST_BASE64: usize = 7;
const SHORTEST_HEX: usize = 10;
/// What counts as found in noise.
const LONG_FIND: usize = 8;

pub(super) fn search(bytes: &[u8], find: Find<'_>) -> Option<Hit> {
    view(bytes, find, 0, 0)
}

fn view(bytes: &[u8], find: Find<'_>, shortest: usize, depth: usize) -> Option<Hit> {
    let text = String::from_utf8_lossy(bytes);
    if let Some((category, offset)) = find(&text, shortest) {
        return Some(Hit { category, offset, form: "raw" });
    }
    if depth > DEEPEST {
        return None;
    }
    let has = |wanted: u8| bytes.contains(&wanted);
    let again = |form: &'static str, decoded: Vec<u8>| {
        view(&decoded, find, shortest, depth + 1).map(|hit| Hit { form, ..hit })
    };
    let plain = (has(b'\\').then(|| again("json", json(bytes))).flatten())
        .or_else(|| has(b'%').then(|| again("url", percent(bytes))).flatten())
        .or_else(|| has(b'&').then(|| again("html", html(&text).into_bytes())).flatten())
        .or_else(|| has(0).then(|| again("utf-16", bytes.iter().copied().filter(|byte| *byte != 0).collect())).flatten());
    plain.or_else(|| hex(bytes, find, depth)).or_else(|| base64(bytes, find, depth))
}

/// `\uXXXX`, `\n`, `\/` and so on.
fn json(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escape = if bytes[at] == b'\\' { bytes.get(at + 1) } else { None };
        match escape {
            None => {
                out.push(bytes[at]);
                at += 1;
            }
            Some(b'u') => {
                let code = bytes.get(at + 2..at + 6).and_then(|digits| number(digits, 16));
                let letter = code.and_then(char::from_u32).unwrap_or(' ');
                out.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
                at += if code.is_some() { 6 } else { 2 };
            }
            Some(other) => {
                out.push(match other {
                    b'n' | b'r' | b't' | b'b' | b'f' => b' ',
                    other => *other,
                });
                at += 2;
            }
        }
    }
    out
}

fn number(digits: &[u8], radix: u32) -> Option<u32> {
    u32::from_str_radix(std::str::from_utf8(digits).ok()?, radix).ok()
}

fn percent(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = if bytes[at] == b'%' { bytes.get(at + 1..at + 3).and_then(|digits| number(digits, 16)) } else { None };
        match code.and_then(|code| u8::try_from(code).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    out
}

const ENTITIES: [(&str, &str); 20] = [
    ("amp", "&"), ("lt", "<"), ("gt", ">"), ("quot", "\""), ("apos", "'"), ("nbsp", " "), ("eacute", "é"), ("egrave", "è"),
    ("aacute", "á"), ("agrave", "à"), ("iacute", "í"), ("oacute", "ó"), ("uacute", "ú"), ("ntilde", "ñ"), ("ouml", "ö"),
    ("uuml", "ü"), ("auml", "ä"), ("ccedil", "ç"), ("oslash", "ø"), ("aring", "å"),
];

fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        // An entity is short: `&` far from a `;` is itself.
        let end = rest.bytes().take(12).position(|byte| byte == b';');
        match end.and_then(|end| entity(&rest[..end]).map(|decoded| (decoded, end))) {
            Some((decoded, end)) => {
                out.push_str(&decoded);
                rest = &rest[end + 1..];
            }
            None => out.push('&'),
        }
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<String> {
    if let Some(code) = name.strip_prefix('#') {
        let code = match code.strip_prefix(['x', 'X']) {
            Some(digits) => number(digits.as_bytes(), 16),
            None => number(code.as_bytes(), 10),
        };
        return code.and_then(char::from_u32).map(String::from);
    }
    ENTITIES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, text)| (*text).to_owned())
}

fn hex(bytes: &[u8], find: Find<'_>, depth: usize) -> Option<Hit> {
    for (start, run) in runs(bytes, |byte| byte.is_ascii_hexdigit(), SHORTEST_HEX) {
        for skip in 0..2 {
            let decoded: Vec<u8> =
                run[skip..].chunks_exact(2).filter_map(|pair| number(pair, 16)).filter_map(|byte| u8::try_from(byte).ok()).collect();
            if let Some(hit) = stretches(&decoded, find, depth) {
                return Some(Hit { offset: start, form: "hex", ..hit });
            }
        }
    }
    None
}

fn base64(bytes: &[u8], find: Find<'_>, depth: usize) -> Option<Hit> {
    let inside = |byte: u8| sextet(byte).is_some();
    for (start, run) in runs(bytes, inside, SHORTEST_BASE64) {
        let values: Vec<u8> = run.iter().filter_map(|byte| sextet(*byte)).collect();
        for skip in 0..4.min(values.len()) {
            if let Some(hit) = stretches(&decode(&values[skip..]), find, depth) {
                return Some(Hit { offset: start, form: "base64", ..hit });
            }
        }
    }
    None
}

/// The value of a base64 digit, of the standard and of the URL alphabet.
fn sextet(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    }
}

fn decode(values: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(values.len() / 4 * 3 + 3);
    for group in values.chunks(4) {
        let bits = (0..4).fold(0u32, |bits, place| (bits << 6) | u32::from(group.get(place).copied().unwrap_or(0)));
        let whole = group.len() * 6 / 8;
        out.extend_from_slice(&bits.to_be_bytes()[1..1 + whole]);
    }
    out
}

/// Runs of bytes of one kind. Line ends inside a run of wrapped lines are left out.
fn runs(bytes: &[u8], inside: impl Fn(u8) -> bool, shortest: usize) -> Vec<(usize, Vec<u8>)> {
    const WRAPPED: usize = 60;
    let mut out = Vec::new();
    let (mut start, mut line, mut run) = (0, 0, Vec::new());
    for (at, byte) in bytes.iter().copied().chain(std::iter::once(b' ')).enumerate() {
        if inside(byte) {
            if run.is_empty() {
                start = at;
            }
            run.push(byte);
            line += 1;
        } else if matches!(byte, b'\r' | b'\n') && (line >= WRAPPED || (line == 0 && !run.is_empty())) {
            line = 0;
        } else {
            if run.len() >= shortest {
                out.push((start, std::mem::take(&mut run)));
            }
            run.clear();
            line = 0;
        }
    }
    out
}

/// Searches what is text in decoded bytes.
fn stretches(decoded: &[u8], find: Find<'_>, depth: usize) -> Option<Hit> {
    let readable = decoded.iter().copied().filter(|byte| printable(*byte)).count();
    // The last bytes may come from what followed the encoded run.
    let text = match std::str::from_utf8(decoded) {
        Ok(_) => true,
        Err(error) => error.valid_up_to() + 4 >= decoded.len(),
    };
    let whole = text && readable + 2 >= decoded.len();
    let shortest = if whole { 0 } else { LONG_FIND };
    decoded
        .split(|byte| !printable(*byte))
        .filter(|stretch| stretch.len() >= 5)
        .find_map(|stretch| view(stretch, find, shortest, depth + 1))
}

fn printable(byte: u8) -> bool {
    (byte >= 0x20 && byte != 0x7f) || matches!(byte, b'\t' | b'\n' | b'\r' | 0)
}
