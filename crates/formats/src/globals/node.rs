//! One node of a global: `^DPT(12,.11)="12 MAIN ST^^^BOSTON"`, with `$C()` and `_` resolved.
//!
//! Not an interpreter: a subscript or a value is a number, a text or a concatenation of texts and characters, and nothing else.

use crate::text::decode;

/// Subscripts that M allows at most are 31; more is no global.
const SUBSCRIPTS_MAX: usize = 64;

/// A subscript.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Subscript {
    /// As the text it stands for.
    pub text: String,
    /// Written without quotes.
    pub number: bool,
}

/// The name of a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reference {
    /// The global, without caret.
    pub global: String,
    /// Its subscripts.
    pub subscripts: Vec<Subscript>,
}

/// The reference at the start of a line, and what follows it.
pub(super) fn reference(line: &str) -> Option<(Reference, &str)> {
    let line = line.strip_prefix('^')?;
    let length = line.bytes().enumerate().take_while(|(i, b)| b.is_ascii_alphanumeric() || (*i == 0 && *b == b'%')).count();
    let (global, mut rest) = line.split_at_checked(length)?;
    if global.is_empty() || global.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let mut subscripts = Vec::new();
    if let Some(inner) = rest.strip_prefix('(') {
        rest = inner;
        loop {
            let (text, number, after) = expression(rest)?;
            subscripts.push(Subscript { text, number });
            rest = after;
            if subscripts.len() > SUBSCRIPTS_MAX {
                return None;
            }
            if let Some(after) = rest.strip_prefix(',') {
                rest = after;
                continue;
            }
            rest = rest.strip_prefix(')')?;
            break;
        }
    }
    Some((Reference { global: global.to_string(), subscripts }, rest))
}

/// The value after the equals sign, and whether its quotes had to be mended.
pub(super) fn value(text: &str) -> Option<(String, bool)> {
    if let Some((value, _, "")) = expression(text) {
        return Some((value, false));
    }
    // Some exporters put quotes around the whole of a value that starts or ends with a control character.
    let inner = text.strip_prefix('"')?;
    [Some(inner), inner.strip_suffix('"')].into_iter().flatten().find_map(|mended| match expression(mended) {
        Some((value, _, "")) => Some((value, true)),
        _ => None,
    })
}

/// Terms joined by `_`, whether it is a single number, and what follows.
fn expression(text: &str) -> Option<(String, bool, &str)> {
    let (mut out, mut rest, mut single) = (String::new(), text, true);
    let number = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+'));
    loop {
        rest = term(rest, &mut out)?;
        match rest.strip_prefix('_') {
            Some(after) => {
                rest = after;
                single = false;
            }
            None => return Some((out, number && single, rest)),
        }
    }
}

fn term<'t>(text: &'t str, out: &mut String) -> Option<&'t str> {
    if let Some(inner) = text.strip_prefix('"') {
        return quoted(inner, out);
    }
    if let Some(inner) = text.strip_prefix('$') {
        let (name, after) = inner.split_once('(')?;
        let (codes, rest) = after.split_once(')')?;
        match name.to_ascii_uppercase().as_str() {
            "C" | "CHAR" => characters(codes, out)?,
            "ZCH" | "ZCHAR" => {
                let bytes: Option<Vec<u8>> = codes.split(',').map(|c| c.trim().parse::<u8>().ok()).collect();
                out.push_str(&decode(&bytes?).0);
            }
            _ => return None,
        }
        return Some(rest);
    }
    let length = text.bytes().take_while(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'E')).count();
    if length == 0 {
        return None;
    }
    let (number, rest) = text.split_at_checked(length)?;
    out.push_str(number);
    Some(rest)
}

/// Up to the closing quote; a doubled quote is one.
fn quoted<'t>(text: &'t str, out: &mut String) -> Option<&'t str> {
    let mut rest = text;
    loop {
        let (before, after) = rest.split_once('"')?;
        out.push_str(before);
        match after.strip_prefix('"') {
            Some(more) => {
                out.push('"');
                rest = more;
            }
            None => return Some(after),
        }
    }
}

/// `$C(13,10)`. Codes 128 to 159 are the characters of Windows-1252, which is what these systems stored.
fn characters(codes: &str, out: &mut String) -> Option<()> {
    for code in codes.split(',') {
        let code: u32 = code.trim().parse().ok()?;
        match u8::try_from(code) {
            Ok(byte @ 128..=159) => out.push_str(&decode(&[byte]).0),
            _ => out.push(char::from_u32(code)?),
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subscripts(line: &str) -> Vec<String> {
        reference(line).map(|(r, _)| r.subscripts.into_iter().map(|s| s.text).collect()).unwrap_or_default()
    }

    #[test]
    fn a_reference_has_a_global_and_subscripts() {
        let (read, rest) = reference("^GMR(120.8,3,\"B\",\"O\"\"NEIL\",-1.5)=\"\"").unwrap();
        assert_eq!((read.global.as_str(), rest), ("GMR", "=\"\""));
        assert_eq!(subscripts("^GMR(120.8,3,\"B\",\"O\"\"NEIL\",-1.5)=\"\""), ["120.8", "3", "B", "O\"NEIL", "-1.5"]);
        assert_eq!(read.subscripts.iter().map(|s| s.number).collect::<Vec<_>>(), [true, true, false, false, true]);
        assert!(reference("^%ZIS(1,0)").is_some() && reference("^SCE=\"\"").is_some());
        assert!(reference("DPT(1)").is_none() && reference("^(1)").is_none() && reference("^DPT(1").is_none());
    }

    #[test]
    fn values_are_concatenations() {
        assert_eq!(value("\"a\"\"b\"_$C(9)_\"c\""), Some(("a\"b\tc".into(), false)));
        assert_eq!(value("$C(13,10)"), Some(("\r\n".into(), false)));
        assert_eq!(value("\"it\"_$C(146)_\"s\""), Some(("it\u{2019}s".into(), false)));
        assert_eq!(value("$ZCH(195,169)"), Some(("é".into(), false)));
        assert_eq!(value("-12.5"), Some(("-12.5".into(), false)));
        assert_eq!(value("\"open"), None);
    }

    #[test]
    fn quotes_around_a_whole_concatenation_are_mended() {
        assert_eq!(value("\"$C(9)_\"by mail\"\""), Some(("\tby mail".into(), true)));
        assert_eq!(value("\"$C(9)_\"A - 1\"_$C(9)\""), Some(("\tA - 1\t".into(), true)));
    }
}
