//! Escape sequences (chapter 2.7 of the standard): delimiters, hexadecimal bytes, formatting commands.
//!
//! What is not known stays as it was written and can be counted; a lone escape character is text. Highlighting and
//! indents carry no content and go; commands that break a line become a line break.

use super::Delimiters;
use crate::text::decode;
use std::borrow::Cow;

/// Blank lines or blanks that one command may ask for.
const REPEAT_MAX: usize = 99;

/// The text with its escape sequences resolved; as it is written when nothing would be left of it.
pub(super) fn unescape<'a>(text: &'a str, delimiters: &Delimiters) -> Cow<'a, str> {
    if memchr::memchr(delimiters.escape, text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    resolve(text, delimiters, &mut out);
    // A value of nothing but formatting is no empty value: it stays as it was written.
    if out.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(out) }
}

/// Number of sequences whose meaning is not known.
pub(super) fn unknown(text: &str, delimiters: &Delimiters) -> u64 {
    if memchr::memchr(delimiters.escape, text.as_bytes()).is_some() { resolve(text, delimiters, &mut String::with_capacity(text.len())) } else { 0 }
}

fn resolve(text: &str, delimiters: &Delimiters, out: &mut String) -> u64 {
    let escape = char::from(delimiters.escape);
    let (mut rest, mut unknown) = (text, 0);
    while let Some((before, after)) = rest.split_once(escape) {
        out.push_str(before);
        let closed = after.split_once(escape);
        if let Some((meaning, tail)) = closed.and_then(|(code, tail)| Some((meaning(code, delimiters)?, tail))) {
            out.push_str(&meaning);
            rest = tail;
        } else if let Some((code, tail)) = closed.filter(|(code, _)| is_sequence(code)) {
            unknown += 1;
            out.push(escape);
            out.push_str(code);
            out.push(escape);
            rest = tail;
        } else {
            // A lone escape character: what follows may still open a sequence.
            out.push(escape);
            rest = after;
        }
    }
    out.push_str(rest);
    unknown
}

/// Looks like a sequence: one letter, or a command or a local or character set sequence with its digits.
fn is_sequence(code: &str) -> bool {
    let plain = code.len() <= 24 && code.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'+' | b'-'));
    plain && ((code.len() == 1 && code.bytes().all(|b| b.is_ascii_alphabetic())) || code.starts_with(['.', 'C', 'M', 'X', 'Z']))
}

fn meaning(code: &str, delimiters: &Delimiters) -> Option<String> {
    let delimiter = match code {
        "F" => delimiters.field,
        "S" => delimiters.component,
        "T" => delimiters.subcomponent,
        "R" => delimiters.repetition,
        "E" => delimiters.escape,
        "P" => delimiters.truncation,
        // Highlighting, and the return to the first character set.
        "H" | "N" | "C2842" => return Some(String::new()),
        _ => return code.strip_prefix('.').map_or_else(|| hexadecimal(code.strip_prefix('X')?), command),
    };
    (delimiter != 0).then(|| char::from(delimiter).to_string())
}

fn command(code: &str) -> Option<String> {
    let (name, number) = (code.get(..2)?.to_ascii_lowercase(), code.get(2..)?);
    let times = match number.trim_start_matches('+') {
        "" => 1,
        digits => digits.trim_start_matches('-').parse::<usize>().ok()?.min(REPEAT_MAX),
    };
    match name.as_str() {
        "br" | "ce" => Some("\n".into()),
        "sp" => Some("\n".repeat(times)),
        "sk" => Some(" ".repeat(times)),
        "in" | "ti" | "fi" | "nf" => Some(String::new()),
        _ => None,
    }
}

fn hexadecimal(digits: &str) -> Option<String> {
    (!digits.is_empty() && digits.len() % 2 == 0 && digits.bytes().all(|b| b.is_ascii_hexdigit())).then_some(())?;
    let bytes: Vec<u8> = (0..digits.len()).step_by(2).filter_map(|i| u8::from_str_radix(digits.get(i..i + 2)?, 16).ok()).collect();
    Some(decode(&bytes).0.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usual() -> Delimiters {
        Delimiters::of("MSH|^~\\&#|").unwrap().0
    }

    #[test]
    fn sequences_become_what_they_stand_for() {
        let cases = [
            (r"a\F\b\S\c\T\d\R\e\E\f\P\g", r"a|b^c&d~e\f#g", 0),
            (r"one\.br\two\.sp+2\three\.sk3\four", "one\ntwo\n\nthree   four", 0),
            (r"\H\bold\N\ \.in+4\\.ti-2\\.ce\end", "bold \nend", 0),
            (r"\X48C3A9\ \X0d0A\", "Hé \r\n", 0),
            (r"\Zab1\ and \M244223\ and \C2842\", r"\Zab1\ and \M244223\ and ", 2),
            (r"\XZZ\ \.qq\ \Y\", r"\XZZ\ \.qq\ \Y\", 3),
            (r"\H\", r"\H\", 0),
            (r"\.in+4\\.sp0\\N\", r"\.in+4\\.sp0\\N\", 0),
            (r"C:\share and \\server\x y\T\", r"C:\share and \\server\x y&", 0),
        ];
        for (text, expected, count) in cases {
            assert_eq!(unescape(text, &usual()), expected, "{text}");
            assert_eq!(unknown(text, &usual()), count, "{text}");
        }
    }
}
