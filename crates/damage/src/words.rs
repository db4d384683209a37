//! The words of attachments, in and out of base64 (RFC 4648, standard alphabet).

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Whether a place holds base64: only the data of attachments do.
pub(crate) fn is_encoded(at: &str) -> bool {
    at.ends_with("/data")
}

/// The text of base64; none where it is no base64 or no UTF-8.
pub(crate) fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut buffer, mut bits) = (0_u32, 0_u32);
    for c in text.bytes().filter(|c| !c.is_ascii_whitespace() && *c != b'=') {
        let value = ALPHABET.iter().position(|a| *a == c)?;
        buffer = (buffer << 6) | u32::try_from(value).ok()?;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((buffer >> bits) & 0xff).ok()?);
        }
    }
    String::from_utf8(bytes).ok()
}

/// The base64 of a text.
pub(crate) fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() / 3 * 4 + 4);
    for chunk in text.as_bytes().chunks(3) {
        let byte = |index: usize| u32::from(chunk.get(index).copied().unwrap_or(0));
        let group = (byte(0) << 16) | (byte(1) << 8) | byte(2);
        for place in 0..4_usize {
            let sextet = usize::try_from((group >> (18 - 6 * place)) & 63).unwrap_or(0);
            let letter = ALPHABET.get(sextet).copied().unwrap_or(b'A');
            out.push(if place <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{decoded, encoded};

    #[test]
    fn what_is_encoded_is_decoded() {
        for text in ["", "a", "ab", "abc", "Käse, 5 µg\nno change"] {
            assert_eq!(decoded(&encoded(text)).as_deref(), Some(text));
        }
        assert_eq!(encoded("Man"), "TWFu");
        assert_eq!(encoded("Ma"), "TWE=");
        assert_eq!(encoded("M"), "TQ==");
        assert_eq!(decoded("TW\nFu").as_deref(), Some("Man"));
        assert_eq!(decoded("%%%"), None);
    }
}
