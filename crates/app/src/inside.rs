//! A file that was taken out of a record: what is kept of where it stood, and whether it is what the record says it is.
//!
//! The words hold no value of any record.

use formats::{Format, Item, Pointer, Stated};
use ring::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY};
use std::io::Read;
use store::{InsideRow, IssueRow, PointerRow, Pointers};

/// A file inside another with what is known before it is read.
#[derive(Debug)]
pub(crate) struct Came {
    stated: Stated,
    size: u64,
    sha1: String,
}

impl Came {
    /// A file with the record around it. The hash is worked out only where one is stated.
    pub(crate) fn of(stated: &Stated, bytes: &[u8]) -> Self {
        let sha1 = if stated.sha1.is_empty() { String::new() } else { sha1(&mut &*bytes).unwrap_or_default() };
        Self { stated: stated.clone(), size: bytes.len() as u64, sha1 }
    }

    /// What is kept.
    pub(crate) fn row(&self) -> InsideRow {
        let Stated { line, place, patient, own_name, .. } = self.stated.clone();
        InsideRow { line, place, patient, own_name }
    }

    /// What the file is taken for, given what its bytes look like: plain text that is said to be plain text is no table,
    /// however its lines look, and a message that is said to be one is one, however few headers it has.
    pub(crate) fn format(&self, detected: Format) -> Format {
        use Format as F;
        let media_type = self.stated.media_type.trim().to_ascii_lowercase();
        let rows = matches!(detected, F::Csv | F::FixedWidth | F::Report | F::SqlDump | F::Globals | F::Json);
        match media_type.split(';').next().unwrap_or("").trim() {
            "message/rfc822" if rows || detected == F::Text => F::Mail,
            kind if kind.starts_with("text/plain") && rows => F::Text,
            _ => detected,
        }
    }

    /// Where the file is not what the record says.
    pub(crate) fn doubts(&self, format: Format) -> Vec<IssueRow> {
        let doubt = |code: &str, message: String| IssueRow { artifact: 0, line: 0, byte: 0, code: code.into(), message, quarantined: false };
        let mut doubts = Vec::new();
        if let Some(size) = self.stated.size.filter(|size| *size != self.size) {
            doubts.push(doubt("size_differs", format!("the record around it says {size} bytes, it has {}", self.size)));
        }
        if self.stated.sha1 != self.sha1 {
            doubts.push(doubt("hash_differs", "the record around it states a hash that is not its SHA-1".into()));
        }
        if expected(&self.stated.media_type).is_some_and(|expected| expected != format) {
            doubts.push(doubt("type_differs", format!("the record around it says another type than its bytes, which are {}", format.word())));
        }
        doubts
    }
}

/// Of the doubts of a file those that the record around it raised, which is not read again with it.
pub(crate) fn raised_around(doubts: Vec<IssueRow>, same_format: bool) -> Vec<IssueRow> {
    doubts.into_iter().filter(|d| matches!(d.code.as_str(), "size_differs" | "hash_differs") || (same_format && d.code == "type_differs")).collect()
}

/// The format that a media type promises; nothing where several would do.
fn expected(media_type: &str) -> Option<Format> {
    match media_type.split(';').next().unwrap_or("").trim().to_ascii_lowercase().as_str() {
        "application/pdf" | "pdf" => Some(Format::Pdf),
        "image/jpeg" | "image/jpg" | "image/png" | "image/tiff" | "image/tif" | "image/gif" | "image/bmp" => Some(Format::Image),
        "application/rtf" | "text/rtf" => Some(Format::Rtf),
        "application/dicom" => Some(Format::Dicom),
        _ => None,
    }
}

/// SHA-1 in hexadecimal digits: what FHIR states, and good for nothing else.
pub(crate) fn sha1(input: &mut dyn Read) -> std::io::Result<String> {
    let (mut context, mut buffer) = (Context::new(&SHA1_FOR_LEGACY_USE_ONLY), vec![0; 1 << 16]);
    loop {
        match input.read(&mut buffer)? {
            0 => return Ok(context.finish().as_ref().iter().map(|b| format!("{b:02x}")).collect()),
            count => context.update(buffer.get(..count).unwrap_or_default()),
        }
    }
}

/// The files that an item names, as they are kept.
pub(crate) fn pointers(item: &Item<'_>, found: &mut Pointers) {
    formats::pointers(item, &mut |pointer| {
        let Pointer { relation, field, line, value, patient, size, sha1 } = pointer;
        found.push(PointerRow { artifact: 0, line, relation, field, value, patient, size_bytes: size, sha1 });
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn came(stated: Stated, bytes: &[u8]) -> Came {
        Came::of(&stated, bytes)
    }

    fn codes(came: &Came, format: Format) -> Vec<String> {
        came.doubts(format).into_iter().map(|d| d.code).collect()
    }

    #[test]
    fn what_is_as_stated_is_not_doubted_and_what_is_not_is() {
        let hash = "a9993e364706816aba3e25717850c26c9cd0d89d";
        let right = Stated { size: Some(3), sha1: hash.into(), media_type: "text/plain".into(), ..Stated::default() };
        assert!(came(right.clone(), b"abc").doubts(Format::Text).is_empty());
        assert!(came(Stated::default(), b"abc").doubts(Format::Text).is_empty(), "nothing stated, nothing doubted");
        assert_eq!(codes(&came(right, b"abd "), Format::Text), ["size_differs", "hash_differs"]);
        let other = Stated { sha1: "no hash".into(), media_type: "application/pdf".into(), ..Stated::default() };
        assert_eq!(codes(&came(other, b"abc"), Format::Text), ["hash_differs", "type_differs"]);
    }

    #[test]
    fn plain_text_is_no_table_however_its_lines_look() {
        let plain = came(Stated { media_type: "text/plain; charset=utf-8".into(), ..Stated::default() }, b"a,b");
        assert_eq!((plain.format(Format::Csv), plain.format(Format::Rtf)), (Format::Text, Format::Rtf));
        assert_eq!(came(Stated::default(), b"a,b").format(Format::Csv), Format::Csv);
    }

    #[test]
    fn a_message_is_one_however_few_headers_it_has() {
        let message = came(Stated { media_type: "message/rfc822".into(), ..Stated::default() }, b"Subject: a");
        assert_eq!([Format::Report, Format::Text, Format::Pdf].map(|detected| message.format(detected)), [Format::Mail, Format::Mail, Format::Pdf]);
    }
}
