//! The character set of a message: UTF-8 when its bytes are that, else what MSH-18 declares (table 0211), else
//! Windows-1252. ISO 2022 sets hide behind escape characters in plain ASCII, so these are looked for as well.

use super::read::opens;
use encoding_rs::{BIG5, EUC_KR, Encoding, GB18030, ISO_2022_JP, SHIFT_JIS, UTF_8, WINDOWS_1252};
use std::borrow::Cow;

/// A message as text.
pub(super) struct Decoded<'b> {
    pub text: Cow<'b, str>,
    /// The encoding, when it is not UTF-8.
    pub encoding: Option<&'static str>,
    /// It was read as Windows-1252 because nothing else fits.
    pub guessed: bool,
    /// Code and words of what is doubtful.
    pub doubt: Option<(&'static str, String)>,
}

pub(super) fn decode(bytes: &[u8]) -> Decoded<'_> {
    let utf8 = std::str::from_utf8(bytes).ok();
    let shifts = memchr::memchr(0x1b, bytes).is_some();
    let encoding = if utf8.is_some() && !shifts { None } else { declared(bytes, shifts) };
    match (utf8, encoding) {
        (_, Some(Declared::Shifting(first))) => shifting(first, bytes),
        (Some(text), _) => Decoded { text: Cow::Borrowed(text), encoding: None, guessed: false, doubt: None },
        (None, Some(Declared::Set(set))) => by(set, bytes),
        (None, Some(Declared::Unknown)) => {
            let doubt = Some(("unknown_charset", "MSH-18 names a character set that is not known; read as Windows-1252".to_string()));
            Decoded { guessed: true, doubt, ..by(WINDOWS_1252, bytes) }
        }
        (None, None) => Decoded { guessed: true, ..by(WINDOWS_1252, bytes) },
    }
}

fn by<'b>(set: &'static Encoding, bytes: &'b [u8]) -> Decoded<'b> {
    let (text, malformed) = set.decode_without_bom_handling(bytes);
    let doubt = malformed.then(|| ("charset_malformed", format!("some bytes are not valid {}", set.name())));
    Decoded { text, encoding: Some(set.name()), guessed: false, doubt }
}

/// Text that changes sets by escape characters. A line begins in the first set, and what stands behind a change back into ASCII is in it again: a
/// change that is left open ends with its line, or it would take the ends of segments for halves of letters.
fn shifting(first: Option<&'static Encoding>, bytes: &[u8]) -> Decoded<'static> {
    let (mut text, mut malformed, mut guessed) = (String::with_capacity(bytes.len()), false, false);
    for line in bytes.split_inclusive(|b| matches!(b, b'\r' | b'\n')) {
        let (body, end) = match line {
            [body @ .., end @ (b'\r' | b'\n')] => (body, Some(char::from(*end))),
            body => (body, None),
        };
        for (number, piece) in body.split(|b| *b == 0x1b).enumerate() {
            let plain = if number == 0 { Some(piece) } else { piece.strip_prefix(b"(B") };
            match (plain, first) {
                (Some(plain), Some(set)) => {
                    let (found, wrong) = set.decode_without_bom_handling(plain);
                    text.push_str(&found);
                    malformed |= wrong;
                }
                (Some(plain), None) => {
                    let (found, recoded) = crate::text::decode(plain);
                    text.push_str(&found);
                    guessed |= recoded;
                }
                (None, _) => {
                    let escaped = [&b"\x1b"[..], piece].concat();
                    let (found, wrong) = ISO_2022_JP.decode_without_bom_handling(&escaped);
                    text.push_str(&found);
                    malformed |= wrong;
                }
            }
        }
        text.extend(end);
    }
    let doubt = malformed.then(|| ("charset_malformed", format!("some bytes are not valid {}", ISO_2022_JP.name())));
    Decoded { text: Cow::Owned(text), encoding: Some(ISO_2022_JP.name()), guessed, doubt }
}

enum Declared {
    Set(&'static Encoding),
    /// The bytes change into another set and back into the first, where that one is known.
    Shifting(Option<&'static Encoding>),
    Unknown,
}

/// What MSH-18 says; `None` when it says nothing that helps: empty, ASCII or a Unicode form that the bytes are not in. Of several sets the
/// first is the default, and the others are those that the bytes change into.
fn declared(bytes: &[u8], shifts: bool) -> Option<Declared> {
    let msh = bytes.split(|b| matches!(b, b'\r' | b'\n')).map(|line| line.trim_ascii_start().trim_ascii_end()).find_map(|line| {
        let start = line.iter().position(|b| !matches!(b, 0x0b | 0x1c | b' ' | b'\t' | 0xef | 0xbb | 0xbf))?;
        line.get(start..).filter(|rest| opens(rest))
    })?;
    let separator = *msh.get(3)?;
    let field = msh.split(|b| *b == separator).nth(17)?;
    let repetition = msh.get(5).copied().filter(|b| b.is_ascii_punctuation()).unwrap_or(b'~');
    let mut names = field.split(|b| *b == repetition).map(|name| String::from_utf8_lossy(name).trim().to_ascii_uppercase());
    let first = names.next()?;
    let default = set_of(&first);
    let escaped = |set: &Option<Declared>| matches!(set, Some(Declared::Set(set)) if *set == ISO_2022_JP);
    if shifts && (escaped(&default) || names.any(|name| escaped(&set_of(&name)))) {
        let known = match default {
            Some(Declared::Set(set)) if set != ISO_2022_JP => Some(set),
            _ => None,
        };
        return Some(Declared::Shifting(known));
    }
    default
}

/// The set of a name of table 0211, in upper case.
fn set_of(name: &str) -> Option<Declared> {
    let set = match name {
        "" | "ASCII" | "UTF-8" | "UTF8" | "ISO IR6" => return None,
        unicode if unicode.starts_with("UNICODE") => return None,
        "ISO IR14" => Some(SHIFT_JIS),
        "ISO IR87" | "ISO IR159" => Some(ISO_2022_JP),
        "GB 18030-2000" => Some(GB18030),
        "KS X 1001" => Some(EUC_KR),
        "BIG-5" => Some(BIG5),
        other => match other.strip_prefix("8859/") {
            Some(part) => Encoding::for_label(format!("iso-8859-{part}").as_bytes()),
            None => Encoding::for_label(other.as_bytes()),
        },
    };
    let usable = |set: &&'static Encoding| *set != UTF_8 && (set.is_ascii_compatible() || *set == ISO_2022_JP);
    Some(set.filter(usable).map_or(Declared::Unknown, Declared::Set))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(set: &str, name: &[u8]) -> Vec<u8> {
        let mut bytes = format!("MSH|^~\\&|A|B|C|D|2024||ADT^A01|1|P|2.5||||||{set}\rPID|1||1||").into_bytes();
        bytes.extend_from_slice(name);
        bytes
    }

    #[test]
    fn msh_18_decides_where_the_bytes_are_not_utf_8() {
        let cases: [(&str, &[u8], &str, Option<&str>, bool); 11] = [
            ("UNICODE UTF-8", "Žofia".as_bytes(), "Žofia", None, false),
            ("8859/2", b"\xaeofia", "Žofia", Some("ISO-8859-2"), false),
            ("8859/1~8859/2", b"Andr\xe9", "André", Some("windows-1252"), false),
            ("ISO IR87", b"\x1b$B;3\x1b(B", "山", Some("ISO-2022-JP"), false),
            ("ISO-2022-JP", b"\x1b$B;3\x1b(B", "山", Some("ISO-2022-JP"), false),
            ("~ISO IR87", b"\x1b$B;3\x1b(B", "山", Some("ISO-2022-JP"), false),
            ("ASCII~ISO IR87", b"\x1b$B;3\x1b(B", "山", Some("ISO-2022-JP"), false),
            ("GB 18030-2000", b"\xcd\xf5", "王", Some("gb18030"), false),
            ("ASCII", b"Andr\xe9", "André", Some("windows-1252"), true),
            ("", b"Andr\xe9", "André", Some("windows-1252"), true),
            ("KLINGON", b"Andr\xe9", "André", Some("windows-1252"), true),
        ];
        for (set, bytes, expected, encoding, guessed) in cases {
            let bytes = message(set, bytes);
            let decoded = decode(&bytes);
            assert!(decoded.text.ends_with(expected), "{set}: {}", decoded.text);
            assert_eq!((decoded.encoding.map(str::to_ascii_lowercase), decoded.guessed), (encoding.map(str::to_ascii_lowercase), guessed), "{set}");
            assert_eq!(decoded.doubt.is_some(), set == "KLINGON", "{set}");
        }
    }

    #[test]
    fn a_change_of_sets_ends_with_its_line_and_takes_nothing_from_the_first_set() {
        let bytes = message("8859/1~ISO IR87", b"Andr\xe9^\x1b$B;3\rOBX|1|ST|x||\x1b$B;3\x1b(B\xe9\x1b(B\x1b$B;3\x1b(B");
        let decoded = decode(&bytes);
        assert!(decoded.text.ends_with("||André^山\rOBX|1|ST|x||山é山"), "{}", decoded.text);
        assert_eq!((decoded.encoding, decoded.guessed, decoded.doubt.is_none()), (Some("ISO-2022-JP"), false, true));
    }
}
