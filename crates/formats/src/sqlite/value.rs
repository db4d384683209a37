//! Values of an SQLite record.

use crate::text::decode;

/// Bytes of a binary value that are shown.
pub(super) const BLOB_SHOWN: usize = 64;

/// Encoding of texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
}

impl Encoding {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
        }
    }

    /// A text, with whether it is not of this encoding.
    fn text(self, bytes: &[u8]) -> Value {
        let encoding = match self {
            Self::Utf8 => {
                let (text, recoded) = decode(bytes);
                return Value::Text { text: text.into_owned(), recoded };
            }
            Self::Utf16Le => encoding_rs::UTF_16LE,
            Self::Utf16Be => encoding_rs::UTF_16BE,
        };
        let (text, recoded) = encoding.decode_without_bom_handling(bytes);
        Value::Text { text: text.into_owned(), recoded }
    }
}

/// One value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Null,
    Integer(i64),
    Real(f64),
    Text { text: String, recoded: bool },
    Blob(Vec<u8>),
}

impl Value {
    pub(super) fn is_null(&self) -> bool {
        *self == Self::Null
    }

    pub(super) fn is_recoded(&self) -> bool {
        matches!(self, Self::Text { recoded: true, .. })
    }

    pub(super) fn is_long_blob(&self) -> bool {
        matches!(self, Self::Blob(bytes) if bytes.len() > BLOB_SHOWN)
    }

    /// As text; `""` for NULL. In a column of real numbers (`real`) a whole number is stored as an integer.
    pub(super) fn text(&self, real: bool) -> String {
        match self {
            Self::Null => String::new(),
            Self::Integer(number) if real => format!("{:?}", *number as f64),
            Self::Integer(number) => number.to_string(),
            Self::Real(number) => format!("{number:?}"),
            Self::Text { text, .. } => text.clone(),
            Self::Blob(bytes) if bytes.len() > BLOB_SHOWN => format!("blob of {} bytes", bytes.len()),
            Self::Blob(bytes) => {
                let digits: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
                format!("x'{digits}'")
            }
        }
    }
}

/// A variable-length integer and the bytes it takes.
pub(super) fn varint(bytes: &[u8]) -> Option<(i64, usize)> {
    let mut value = 0u64;
    for index in 0..8 {
        let byte = *bytes.get(index)?;
        value = (value << 7) | u64::from(byte & 0x7f);
        if byte < 0x80 {
            return Some((value as i64, index + 1));
        }
    }
    // The ninth byte counts whole.
    let last = *bytes.get(8)?;
    Some((((value << 8) | u64::from(last)) as i64, 9))
}

/// The values of a record, at most `most`, and whether all of them are there.
pub(super) fn values(payload: &[u8], encoding: Encoding, most: usize) -> (Vec<Value>, bool) {
    let mut values = Vec::new();
    let Some((header, mut at)) = varint(payload) else { return (values, false) };
    let Ok(header) = usize::try_from(header) else { return (values, false) };
    let mut body = header;
    while at < header {
        let Some((kind, used)) = varint(payload.get(at..).unwrap_or_default()) else { return (values, false) };
        at += used;
        let Some((value, length)) = one(kind, payload.get(body..).unwrap_or_default(), encoding) else { return (values, false) };
        body += length;
        if values.len() >= most {
            return (values, false);
        }
        values.push(value);
    }
    (values, true)
}

/// The value of a serial type, and its bytes.
fn one(kind: i64, bytes: &[u8], encoding: Encoding) -> Option<(Value, usize)> {
    let length = match kind {
        0 | 8 | 9 => 0,
        1..=4 => usize::try_from(kind).ok()?,
        5 => 6,
        6 | 7 => 8,
        n if n >= 12 => usize::try_from((n - 12) / 2).ok()?,
        _ => return None,
    };
    let content = bytes.get(..length)?;
    let value = match kind {
        0 => Value::Null,
        8 => Value::Integer(0),
        9 => Value::Integer(1),
        7 => Value::Real(f64::from_be_bytes(content.try_into().ok()?)),
        1..=6 => Value::Integer(integer(content)),
        n if n % 2 == 0 => Value::Blob(content.to_vec()),
        _ => encoding.text(content),
    };
    Some((value, length))
}

/// A big-endian integer in two's complement.
fn integer(bytes: &[u8]) -> i64 {
    let sign = if bytes.first().is_some_and(|b| *b >= 0x80) { -1i64 } else { 0 };
    bytes.iter().fold(sign, |value, byte| (value << 8) | i64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_of_every_length() {
        assert_eq!(varint(&[0x7f]), Some((127, 1)));
        assert_eq!(varint(&[0x81, 0x00]), Some((128, 2)));
        assert_eq!(varint(&[0xff; 9]), Some((-1, 9)));
        assert_eq!(varint(&[0x80, 0x80]), None);
        assert_eq!(integer(&[0xff, 0xfe]), -2);
        assert_eq!(integer(&[0x7f, 0xff, 0xff]), 0x7f_ffff);
    }

    #[test]
    fn values_as_text() {
        assert_eq!(Value::Integer(5).text(true), "5.0");
        assert_eq!(Value::Integer(5).text(false), "5");
        assert_eq!(Value::Real(0.1).text(true), "0.1");
        assert_eq!(Value::Blob(vec![0, 255]).text(false), "x'00ff'");
        assert_eq!(Value::Blob(vec![0; 65]).text(false), "blob of 65 bytes");
        assert_eq!(values(&[3, 1, 15, 7, b'a'], Encoding::Utf8, 10), (vec![Value::Integer(7), Value::Text { text: "a".into(), recoded: false }], true));
        assert_eq!(values(&[3, 1, 15, 7], Encoding::Utf8, 10), (vec![Value::Integer(7)], false));
    }
}
