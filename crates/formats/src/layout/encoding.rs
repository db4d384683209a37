//! Which encodings somebody may choose for a file of which only the shape of the records is shown.
//!
//! Bytes that are read in another encoding than their own become other characters, and what class these have tells of the bytes: two letters of a name are
//! one sign of UTF-16, a letter here and a mark there. So the choice is what the bytes themselves allow; what they cannot tell is for people who see them.

use crate::text::utf16;
use encoding_rs::{Encoding, ISO_8859_15, UTF_8, WINDOWS_1252};
use std::io::Read;

/// Bytes that are looked at.
const HEAD_BYTES: u64 = 64 << 10;

/// Encodings in which every byte of ASCII is itself, and no other byte takes one of these in.
fn common() -> [&'static Encoding; 3] {
    [UTF_8, WINDOWS_1252, ISO_8859_15]
}

/// Whether a label is that of an encoding which the bytes of a file allow or rule out by themselves, whatever anybody declared.
pub fn is_common_encoding(label: &str) -> bool {
    Encoding::for_label(label.as_bytes()).is_some_and(|encoding| common().contains(&encoding))
}

/// Whether the bytes of a file allow an encoding, by its label: none at all, the UTF-16 that they are in, UTF-8 where they are that, else one of ASCII's family.
pub fn encoding_fits(label: &str, input: &mut dyn Read) -> std::io::Result<bool> {
    if label.is_empty() {
        return Ok(true);
    }
    let Some(wanted) = Encoding::for_label(label.as_bytes()) else { return Ok(false) };
    let mut head = Vec::new();
    input.take(HEAD_BYTES).read_to_end(&mut head)?;
    Ok(match utf16(&head) {
        Some(own) => wanted == own,
        None if is_utf8(&head) => wanted == UTF_8,
        None => common().contains(&wanted),
    })
}

/// Whether bytes beyond ASCII stand there, all of them as UTF-8 has them.
fn is_utf8(head: &[u8]) -> bool {
    let whole = std::str::from_utf8(head).map_or_else(|error| error.error_len().is_none(), |_| true);
    whole && !head.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fitting(bytes: &[u8]) -> Vec<&'static str> {
        let all = ["", "utf-8", "latin1", "windows-1252", "iso-8859-15", "utf-16le", "utf-16be", "macintosh", "ibm866", "shift_jis", "gb18030", "iso-2022-jp", "replacement", "x-user-defined", "nonsense"];
        all.into_iter().filter(|label| encoding_fits(label, &mut &*bytes).unwrap()).collect()
    }

    #[test]
    fn bytes_allow_what_they_can_be_and_no_trick() {
        let family = ["", "utf-8", "latin1", "windows-1252", "iso-8859-15"];
        assert_eq!(fitting(b"0001JOHNSO19700102A\n"), family);
        assert_eq!(fitting(b"0001JOS\xc9  19700102A\n"), family);
        assert_eq!(fitting("0001JOS\u{c9}  19700102A\n".as_bytes()), ["", "utf-8"]);
        let sixteen: Vec<u8> = "0001JOHNSO\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(fitting(&sixteen), ["", "utf-16le"]);
        assert_eq!(fitting(b""), family);
        assert!(is_common_encoding("ascii") && !is_common_encoding("utf-16le") && !is_common_encoding("macintosh") && !is_common_encoding(""));
    }
}
