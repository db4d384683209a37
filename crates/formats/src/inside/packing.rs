//! How a file is packed into text: base64 as senders really write it, hexadecimal digits, or as it stands.

use crate::{archive, document};
use base64::Engine as _;
use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::engine::DecodePaddingMode;
use std::borrow::Cow;

/// Padding may be missing, and the bits behind the last byte may be set: both are common, and no byte hangs on them.
const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent).with_decode_allow_trailing_bits(true);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

/// Signs of base64 that tell what a file is.
const HEAD_SIGNS: usize = 2048;

/// How a file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Packing {
    /// Base64, with white space or without.
    Base64,
    /// Two hexadecimal digits a byte.
    Hex,
    /// The text itself.
    Plain,
}

/// Why a file cannot be taken out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Broken {
    /// It is announced, and nothing stands there.
    Empty,
    /// What stands there is not what it is said to be; the 1-based sign where it ends, when one tells.
    Text(Packing, Option<usize>),
}

impl Broken {
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty_attachment",
            Self::Text(..) => "bad_attachment",
        }
    }

    /// In words, without a sign of the content.
    pub(crate) fn words(&self, place: &str) -> String {
        match self {
            Self::Empty => format!("{place} announces a file and holds none"),
            Self::Text(packing, at) => {
                let kind = if *packing == Packing::Hex { "hexadecimal digits" } else { "base64" };
                let at = at.map_or_else(|| "it is cut short".to_string(), |at| format!("sign {at} is none of it"));
                format!("the file at {place} is no {kind} ({at}) and stays text of its row")
            }
        }
    }
}

impl Packing {
    /// The bytes of the file.
    pub(crate) fn unpack(self, data: &str) -> Result<Vec<u8>, Broken> {
        let bytes = match self {
            Self::Base64 => base64(data).map_err(|at| Broken::Text(self, at))?,
            Self::Hex => hex(data).map_err(|at| Broken::Text(self, at))?,
            Self::Plain => data.as_bytes().to_vec(),
        };
        if bytes.is_empty() { Err(Broken::Empty) } else { Ok(bytes) }
    }

    /// Whether packed text begins as a file of a known kind does: the first of several pieces, or the only one.
    pub(crate) fn begins_a_file(self, data: &str) -> bool {
        let head: String = data.chars().filter(|c| !c.is_ascii_whitespace()).take(HEAD_SIGNS).collect();
        let bytes = match self {
            Self::Base64 => base64(head.get(..head.len() / 4 * 4).unwrap_or("")).unwrap_or_default(),
            Self::Hex => hex(head.get(..head.len() / 2 * 2).unwrap_or("")).unwrap_or_default(),
            Self::Plain => data.as_bytes().to_vec(),
        };
        document::Kind::of(&bytes).is_some() || archive::Kind::of(&bytes).is_some() || bytes.trim_ascii_start().starts_with(b"<?xml")
    }
}

/// Without white space.
fn dense(data: &str) -> Cow<'_, str> {
    if data.bytes().any(|b| b.is_ascii_whitespace()) { Cow::Owned(data.split_ascii_whitespace().collect()) } else { Cow::Borrowed(data) }
}

/// The bytes, or the 1-based sign that does not fit.
fn base64(data: &str) -> Result<Vec<u8>, Option<usize>> {
    let data = dense(data);
    let engine = if data.contains(['-', '_']) { &URL_SAFE } else { &STANDARD };
    engine.decode(data.as_bytes()).map_err(|error| match error {
        base64::DecodeError::InvalidByte(at, _) | base64::DecodeError::InvalidLastSymbol(at, _) => Some(at + 1),
        base64::DecodeError::InvalidLength(_) | base64::DecodeError::InvalidPadding => None,
    })
}

fn hex(data: &str) -> Result<Vec<u8>, Option<usize>> {
    let data = dense(data);
    let digits = data.as_bytes();
    if let Some(at) = digits.iter().position(|b| !b.is_ascii_hexdigit()) {
        return Err(Some(at + 1));
    }
    if digits.len() % 2 != 0 {
        return Err(None);
    }
    let value = |digit: u8| char::from(digit).to_digit(16).unwrap_or(0) as u8;
    Ok(digits.chunks_exact(2).filter_map(|pair| Some(value(*pair.first()?) << 4 | value(*pair.get(1)?))).collect())
}

/// A stated SHA-1 in hexadecimal digits: FHIR writes it in base64, some senders in digits. What is no SHA-1 stays as stated.
pub(super) fn sha1(stated: &str) -> String {
    let stated = stated.trim();
    if stated.len() == 40 && stated.bytes().all(|b| b.is_ascii_hexdigit()) {
        return stated.to_ascii_lowercase();
    }
    match base64(stated) {
        Ok(bytes) if bytes.len() == 20 => bytes.iter().map(|b| format!("{b:02x}")).collect(),
        _ => stated.to_string(),
    }
}

/// The ending of a file's name: by its bytes, else by its media type.
pub(crate) fn extension(bytes: &[u8], media_type: &str) -> String {
    let head = bytes.get(..64 << 10).unwrap_or(bytes);
    let by_bytes = match (document::Kind::of(head), archive::Kind::of(head)) {
        (Some(document::Kind::Pdf), _) => Some("pdf"),
        (Some(document::Kind::Rtf), _) => Some("rtf"),
        (Some(document::Kind::Html), _) => Some("html"),
        (Some(document::Kind::Office), _) => Some("docx"),
        (Some(document::Kind::Mail), _) => Some("eml"),
        (Some(document::Kind::Dicom), _) => Some("dcm"),
        (Some(document::Kind::Image), _) => picture(head),
        (_, Some(archive::Kind::Zip)) => Some("zip"),
        (_, Some(archive::Kind::Tar)) => Some("tar"),
        (_, Some(archive::Kind::Gzip)) => Some("gz"),
        (_, Some(archive::Kind::Xz)) => Some("xz"),
        _ => None,
    };
    by_bytes.map_or_else(|| by_media_type(media_type), str::to_string)
}

fn picture(head: &[u8]) -> Option<&'static str> {
    let kinds: [(&[u8], &str); 6] =
        [(b"\x89PNG", "png"), (b"\xff\xd8\xff", "jpg"), (b"II*\0", "tif"), (b"MM\0*", "tif"), (b"GIF8", "gif"), (b"BM", "bmp")];
    kinds.iter().find(|(magic, _)| head.starts_with(magic)).map(|(_, ending)| *ending)
}

fn by_media_type(media_type: &str) -> String {
    match media_type.split(';').next().unwrap_or("").trim().to_ascii_lowercase().as_str() {
        "text/plain" | "plain/text" => "txt".into(),
        "application/msword" => "doc".into(),
        "image/jpeg" => "jpg".into(),
        other => other.rsplit(['/', '+', '.']).next().filter(|e| !e.is_empty() && e.len() <= 8 && e.bytes().all(|b| b.is_ascii_alphanumeric())).unwrap_or("bin").to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read_as_senders_write_it() {
        let read = |text: &str| Packing::Base64.unpack(text);
        for text in ["JVBERi0=", "JVBERi0", " JVBE\r\nRi0=\n"] {
            assert_eq!(read(text).as_deref(), Ok(&b"%PDF-"[..]), "{text:?}");
        }
        assert_eq!(read("-_8"), Ok(vec![0xfb, 0xff]), "the alphabet for addresses");
        assert_eq!(read("JVBE?i0="), Err(Broken::Text(Packing::Base64, Some(5))));
        assert_eq!(read("JVBER"), Err(Broken::Text(Packing::Base64, None)));
        assert_eq!((read(" "), read("")), (Err(Broken::Empty), Err(Broken::Empty)));
    }

    #[test]
    fn digits_are_bytes_and_odd_ones_are_none() {
        assert_eq!(Packing::Hex.unpack("2550 4446").as_deref(), Ok(&b"%PDF"[..]));
        assert_eq!(Packing::Hex.unpack("25x0"), Err(Broken::Text(Packing::Hex, Some(3))));
        assert_eq!(Packing::Hex.unpack("255"), Err(Broken::Text(Packing::Hex, None)));
    }

    #[test]
    fn why_not_is_said_without_content() {
        let broken = Packing::Base64.unpack("secret!").unwrap_err();
        assert_eq!((broken.code(), broken.words("OBX-5")), ("bad_attachment", "the file at OBX-5 is no base64 (sign 7 is none of it) and stays text of its row".into()));
        assert_eq!(Broken::Empty.words("OBX-5"), "OBX-5 announces a file and holds none");
    }

    #[test]
    fn names_end_by_what_the_bytes_are() {
        let cases: [(&[u8], &str, &str); 7] = [
            (b"%PDF-1.4", "image/jpeg", "pdf"),
            (b"\xff\xd8\xff\xe0", "", "jpg"),
            (b"{\\rtf1}", "text/plain", "rtf"),
            (b"words", "text/plain; charset=utf-8", "txt"),
            (b"<ClinicalDocument/>", "application/hl7-v3+xml", "xml"),
            (b"words", "", "bin"),
            (b"words", "application/../..", "bin"),
        ];
        for (bytes, media_type, ending) in cases {
            assert_eq!(extension(bytes, media_type), ending, "{media_type}");
        }
    }

    #[test]
    fn a_stated_hash_comes_in_digits() {
        let digits = "a9993e364706816aba3e25717850c26c9cd0d89d";
        assert_eq!(sha1("qZk+NkcGgWq6PiVxeFDCbJzQ2J0="), digits);
        assert_eq!((sha1(&digits.to_uppercase()).as_str(), sha1("md5")), (digits, "md5".to_string()));
    }
}
