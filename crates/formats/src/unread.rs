//! What has no reader, said: which format it is as far as its first bytes tell, and what to ask for instead.
//!
//! A refusal without a reason costs a telephone call. Nothing is read here: a name, not a content.

use crate::{Format, Issue, Limits, Summary};
use std::io::Read;

/// Bytes that tell a format.
const HEAD_BYTES: u64 = 4096;

/// Formats without a reader: what they start with, and what they are.
const STARTS: [(&[u8], &str); 33] = [
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive: unpack it, or pack it as ZIP"),
    (b"Rar!\x1a\x07", "a RAR archive: unpack it, or pack it as ZIP"),
    (b"BZh", "packed by bzip2: unpack it, or pack it by gzip or xz"),
    (b"\x28\xb5\x2f\xfd", "packed by Zstandard: unpack it, or pack it by gzip or xz"),
    (b"\x04\x22\x4d\x18", "packed by LZ4: unpack it, or pack it by gzip or xz"),
    (b"\x1f\x9d", "packed by compress: unpack it, or pack it by gzip or xz"),
    (b"\x1f\xa0", "packed by compress: unpack it, or pack it by gzip or xz"),
    (b"MSCF", "a cabinet archive: unpack it, or pack it as ZIP"),
    (b"\x00\x01\x00\x00Standard Jet DB", "a database of Microsoft Access: export its tables as CSV"),
    (b"\x00\x01\x00\x00Standard ACE DB", "a database of Microsoft Access: export its tables as CSV"),
    (b"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xc2\xea\x81\x60", "a data set of SAS: export it as CSV"),
    (b"$FL2", "a data set of SPSS: export it as CSV"),
    (b"<stata_dta>", "a data set of Stata: export it as CSV"),
    (b"TAPE\x00\x00\x03\x00", "a backup of SQL Server: restore it and export its tables as scripts, CSV or bcp"),
    (b"PGDMP", "a dump of PostgreSQL in its own format: make plain SQL of it with pg_restore"),
    (b"\x03\x03\x69EXPORT:", "an export of Oracle (exp): import it and export its tables as SQL or CSV"),
    (b"\x03\x00\x69EXPORT:", "an export of Oracle (exp): import it and export its tables as SQL or CSV"),
    (b"\xff\xfe\x00\x00", "text as UTF-32: write it as UTF-8"),
    (b"\x00\x00\xfe\xff", "text as UTF-32: write it as UTF-8"),
    (b"ARROW1", "a file of Arrow (Feather): write it as Parquet"),
    (b"ORC", "a file of ORC: write it as Parquet"),
    (b"Obj\x01", "a file of Avro: write it as Parquet or JSON lines"),
    (b"\x89HDF\r\n\x1a\n", "a file of HDF5: export its tables as CSV"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a document of an old Microsoft Office that is no workbook: save it as DOCX or PDF"),
    (b"\x00\x00\x00\x0cjP  ", "a picture as JPEG 2000: save it as PNG or TIFF"),
    (b"\xff\x4f\xff\x51", "a picture as JPEG 2000: save it as PNG or TIFF"),
    (b"\xd7\xcd\xc6\x9a", "a Windows metafile: save it as PNG or PDF"),
    (b"\x1bE", "a print job (PCL): print it to PDF"),
    (b"\x1b%-12345X", "a print job (PJL): print it to PDF"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"OggS", "a recording of sound or pictures"),
    (b"ID3", "a recording of sound"),
];

/// What a file without a reader is, by its first bytes.
fn named(head: &[u8]) -> Option<&'static str> {
    let starts = STARTS.iter().find(|(start, _)| head.starts_with(start)).map(|(_, words)| *words);
    starts.or_else(|| in_boxes(head)).or_else(|| ebcdic(head))
}

/// Containers whose first four or eight bytes are a length.
fn in_boxes(head: &[u8]) -> Option<&'static str> {
    match (head.get(..4)?, head.get(4..8)?, head.get(8..12)?) {
        (b"RIFF", _, b"WEBP") => Some("a picture as WebP: save it as PNG or TIFF"),
        (b"RIFF", _, _) => Some("a recording of sound or pictures"),
        (_, b"ftyp", b"heic" | b"heix" | b"mif1" | b"avif") => Some("a picture as HEIF: save it as PNG or TIFF"),
        (_, b"ftyp", _) => Some("a recording of sound or pictures"),
        _ => None,
    }
}

/// Text of a mainframe: the letters, digits and blanks of EBCDIC and little else.
fn ebcdic(head: &[u8]) -> Option<&'static str> {
    let plain = |b: &u8| matches!(b, 0x40 | 0x4b..=0x50 | 0x5a..=0x61 | 0x6a..=0x6f | 0x7a..=0x7f | 0x81..=0x89 | 0x91..=0x99 | 0xa2..=0xa9 | 0xc1..=0xc9 | 0xd1..=0xd9 | 0xe2..=0xe9 | 0xf0..=0xf9);
    let ends = |b: &u8| matches!(b, 0x0d | 0x15 | 0x25);
    let known = head.iter().filter(|b| plain(b) || ends(b)).count();
    (head.len() >= 16 && known * 100 >= head.len() * 97).then_some("text as EBCDIC: write it as UTF-8")
}

/// What an XML of no known kind is, by the namespace or the root that its first bytes name.
fn named_xml(head: &[u8]) -> Option<&'static str> {
    let text = String::from_utf8_lossy(head);
    let kinds = [
        ("urn:hl7-org:v2xml", "HL7 v2 written as XML: ask for the messages with delimiters"),
        ("urn:astm-org:CCR", "a Continuity of Care Record (CCR): ask for C-CDA"),
        ("ncpdp.org/schema", "a message of NCPDP SCRIPT"),
        ("urn:hl7-org:v3", "a message of HL7 v3 that is no clinical document"),
    ];
    kinds.iter().find(|(mark, _)| text.contains(mark)).map(|(_, words)| *words)
}

/// What a text is that is kept as a text and whose segments or records are not read.
pub(crate) fn named_text(text: &str) -> Option<&'static str> {
    let text = text.trim_start();
    let kinds = [
        ("UNB+", "an interchange of EDIFACT"),
        ("UIB+", "a message of NCPDP SCRIPT"),
        ("H|\\^&", "a message of a laboratory device (ASTM E1394): ask for HL7 v2"),
        ("-----BEGIN PGP MESSAGE", "encrypted by PGP: decrypt it first"),
        ("HEADER RECORD*******LIBRARY HEADER RECORD", "a transport file of SAS: export it as CSV"),
        ("%!PS", "a document of PostScript: save it as PDF"),
        ("BEGIN:VCALENDAR", "a calendar"),
        ("BEGIN:VCARD", "cards of addresses"),
    ];
    // UNA names the separators of what follows: six signs.
    let behind = text.strip_prefix("UNA").and_then(|rest| rest.char_indices().nth(6).and_then(|(at, _)| rest.get(at..)));
    let opening = behind.map_or(text, str::trim_start);
    let known = kinds.iter().find(|(start, _)| opening.starts_with(start)).map(|(_, words)| *words);
    // Telecommunication of pharmacies: separators of groups and fields before a segment's number. A table may hold such claims in a cell.
    let claim = text.split_once("\u{1e}\u{1c}AM").is_some_and(|(head, _)| !head.contains(['\t', '|', ',', ';']));
    known.or_else(|| claim.then_some("a claim of a pharmacy (NCPDP Telecommunication)"))
}

/// Says what is not read.
pub(crate) fn read(format: Format, input: &mut dyn Read, limits: &Limits) -> std::io::Result<Summary> {
    let mut head = Vec::new();
    input.take(HEAD_BYTES).read_to_end(&mut head)?;
    let (code, message) = match format {
        Format::Empty => ("empty_file", "the file holds no bytes".to_string()),
        Format::Xml => match named_xml(&head) {
            Some(words) => ("no_reader", format!("recognised but not read: {words}")),
            None => ("no_reader", "XML of no known kind is recognised but not read".to_string()),
        },
        _ => match named(&head) {
            Some(words) => ("no_reader", format!("recognised but not read: {words}")),
            None => ("unknown_binary", "the content is binary and of no known format, whatever the name says".to_string()),
        },
    };
    let mut summary = Summary::default();
    summary.note(limits, Issue { code, line: 0, byte: 0, message, quarantined: !matches!(format, Format::Empty | Format::Xml) });
    Ok(summary)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(format: Format, bytes: &[u8]) -> (&'static str, String, bool) {
        let summary = read(format, &mut &bytes[..], &Limits::default()).unwrap();
        let issue = &summary.issues[0];
        (issue.code, issue.message.clone(), issue.quarantined)
    }

    #[test]
    fn a_known_format_is_refused_by_its_name() {
        let ebcdic: [u8; 18] = [0xd4, 0xd9, 0xd5, 0x6b, 0xd5, 0x81, 0x94, 0x85, 0x15, 0xf1, 0xf0, 0xf0, 0xf1, 0x6b, 0xc4, 0x96, 0x85, 0x15];
        let cases: [(&[u8], &str); 7] = [
            (b"7z\xbc\xaf\x27\x1c\x00\x04rest", "7-Zip"),
            (b"\x00\x01\x00\x00Standard ACE DB\x00rest", "Access"),
            (b"PGDMP\x01\x0e", "pg_restore"),
            (b"RIFF\x24\x00\x00\x00WAVEfmt ", "sound"),
            (b"\x00\x00\x00\x18ftypheic", "HEIF"),
            (b"\xff\xfe\x00\x00M\x00\x00\x00", "UTF-32"),
            (ebcdic.as_slice(), "EBCDIC"),
        ];
        for (bytes, words) in cases {
            let (code, message, quarantined) = said(Format::Binary, bytes);
            assert!(code == "no_reader" && quarantined && message.contains(words), "{words}: {message}");
        }
        assert_eq!(said(Format::Binary, b"\x01\x02\x03\x04\x05\x06\x07").0, "unknown_binary");
    }

    #[test]
    fn a_text_of_segments_is_named() {
        let texts = [
            ("UNA:+./*'UIB+UNOA:0++1234'", "SCRIPT"),
            ("UNA:+.? '\r\nUNB+UNOC:3+LAB+GP'", "EDIFACT"),
            ("H|\\^&|||LIS^1\rP|1||1001\r", "ASTM"),
            ("610066D0B1 \u{1e}\u{1c}AM01\u{1c}C419700102", "pharmacy"),
        ];
        for (text, words) in texts {
            assert!(named_text(text).is_some_and(|named| named.contains(words)), "{words}");
        }
        for text in ["", "UNA", "Patient: Roe, Richard", "UNB is short for a unit", "H|1|2", "id,claim\n1,610066D0B1 \u{1e}\u{1c}AM01"] {
            assert_eq!(named_text(text), None, "{text}");
        }
    }

    #[test]
    fn an_xml_is_named_by_its_namespace() {
        let (code, message, quarantined) = said(Format::Xml, br#"<ORU_R01 xmlns="urn:hl7-org:v2xml"/>"#);
        assert!(code == "no_reader" && !quarantined && message.contains("HL7 v2"), "{message}");
        assert_eq!(said(Format::Xml, b"<patients/>").1, "XML of no known kind is recognised but not read");
        assert_eq!(said(Format::Empty, b"").0, "empty_file");
    }
}
