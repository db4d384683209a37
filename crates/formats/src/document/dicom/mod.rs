//! DICOM part 10 headers (PS3.5, PS3.10): every data element up to the pixel data as a leaf, by keyword or `(gggg,eeee)`.
//!
//! Explicit and implicit value representation, both byte orders, with and without the preamble. A deflated data set is said
//! to be unread. Sequences nest as `ContentSequence[1].TextValue`. Private elements are counted and binary values left out.
//! No pixel is read: whether identifying text is burned into them is what the file says of itself (`burned_in`).

mod attributes;
mod parser;

use super::{Page, Reading};
use crate::{Limits, Summary};
use attributes::attribute;
use parser::Parser;
use std::io::Read;

/// Bytes of a file that are looked at: its header ends long before.
const HEADER_BYTES_MAX: u64 = 64 << 20;

pub(super) fn looks_like(head: &[u8]) -> bool {
    head.get(128..132) == Some(&b"DICM"[..]) || bare(head).is_some()
}

/// Whether a data set without preamble starts here: a first element of group 2 or 8 with a known representation. `true` when
/// its representation is explicit.
fn bare(head: &[u8]) -> Option<bool> {
    let element = match head.get(..4)? {
        [2, 0, element @ (0 | 1 | 2 | 0x10), 0] | [8, 0, element @ (0 | 1 | 5 | 6 | 8 | 0x12 | 0x16 | 0x18), 0] => *element,
        _ => return None,
    };
    let next = head.get(4..8)?;
    let known = if head.first() == Some(&2) { attribute(2, u16::from(element)) } else { attribute(8, u16::from(element)) };
    match next {
        [a, b, ..] if element == 0 && [*a, *b] == *b"UL" => Some(true),
        [a, b, ..] if known.is_some_and(|(vr, _)| vr == [*a, *b]) => Some(true),
        [low, high, 0, 0] if element != 0 && *high < 2 && *low > 0 && low % 2 == 0 && known.is_some() => Some(false),
        [4, 0, 0, 0] if element == 0 => Some(false),
        _ => None,
    }
}

pub(super) fn read(input: &mut dyn Read, limits: &Limits, summary: &mut Summary) -> std::io::Result<Option<Reading>> {
    let mut bytes = Vec::new();
    let cap = HEADER_BYTES_MAX.min(limits.document_bytes_max as u64);
    Read::take(input, cap).read_to_end(&mut bytes)?;
    let preamble = bytes.get(128..132) == Some(&b"DICM"[..]);
    let explicit = if preamble { Some(true) } else { bare(&bytes) };
    let Some(explicit) = explicit else {
        summary.refuse(limits, "bad_dicom", 1, 0, "the file does not open as DICOM");
        return Ok(None);
    };
    let mut parser = Parser::new(&bytes, if preamble { 132 } else { 0 }, explicit, limits.fields_max);
    if !preamble {
        parser.doubt("no_preamble", 0, "the file has no DICOM preamble");
    }
    parser.file_meta();
    let deflated = parser.transfer == "1.2.840.10008.1.2.1.99";
    if deflated {
        parser.doubt("deflated_unread", parser.at, "the data set is deflated and was not read");
    } else {
        parser.data_set();
    }
    for (code, byte, message) in std::mem::take(&mut parser.doubts) {
        summary.doubt(limits, code, 1, byte as u64, message);
    }
    summary.encoding = parser.encoding.name().into();
    Ok(Some(Reading { closed: deflated, ..reading(parser) }))
}

/// The document that the elements make.
fn reading(parser: Parser<'_>) -> Reading {
    let mut reading = Reading::new("dicom");
    let first = |keywords: &[&str]| keywords.iter().map(|k| parser.get(k)).find(|v| !v.is_empty()).unwrap_or("").to_string();
    reading.say("title", first(&["DocumentTitle", "SeriesDescription", "StudyDescription", "Modality"]));
    let frames = if parser.pixels { first(&["NumberOfFrames"]) } else { String::new() };
    reading.say("pages", if parser.pixels && frames.is_empty() { "1".to_string() } else { frames });
    reading.say("width", parser.get("Columns"));
    reading.say("height", parser.get("Rows"));
    reading.say("created", date(&first(&["InstanceCreationDate", "ContentDate", "AcquisitionDate", "StudyDate"])));
    reading.say("producer", format!("{} {}", parser.get("Manufacturer"), parser.get("ManufacturerModelName")).trim());
    reading.say("patient_name", person(parser.get("PatientName")));
    reading.say("patient_id", parser.get("PatientID"));
    reading.say("birth_date", date(parser.get("PatientBirthDate")));
    reading.say("sex", parser.get("PatientSex"));
    reading.say("burned_in", parser.get("BurnedInAnnotation").to_ascii_lowercase());
    if parser.private > 0 {
        reading.say("private_elements", parser.private.to_string());
    }
    if parser.binary > 0 {
        reading.say("binary_elements", parser.binary.to_string());
    }
    if let Some(size) = parser.encapsulated {
        let mut leaves = Vec::new();
        super::push(&mut leaves, "name", parser.get("DocumentTitle"));
        super::push(&mut leaves, "media_type", parser.get("MIMETypeOfEncapsulatedDocument"));
        super::push(&mut leaves, "size", size.to_string());
        reading.attachments.push(leaves);
    }
    // A structured report holds text: its text values, in order.
    let said = parser.leaves.iter().filter(|(f, _)| f.ends_with("TextValue")).map(|(_, v)| v.as_str());
    reading.text = super::tidy(&said.collect::<Vec<&str>>().join("\n"));
    if parser.pixels {
        reading.pages.push(Page::default());
    }
    reading.leaves.extend(parser.leaves);
    reading
}

/// `Roe^Jane^Q` as `Roe, Jane Q`: the first of the up to three ways of writing a name.
fn person(name: &str) -> String {
    let first = name.split(['=', '\\']).next().unwrap_or("");
    let mut parts = first.split('^').map(str::trim);
    let family = parts.next().unwrap_or("");
    let rest: Vec<&str> = parts.filter(|p| !p.is_empty()).collect();
    match (family.is_empty(), rest.is_empty()) {
        (false, false) => format!("{family}, {}", rest.join(" ")),
        (false, true) => family.to_string(),
        _ => rest.join(" "),
    }
}

/// `19700201` as `1970-02-01`; anything else as it is.
fn date(text: &str) -> String {
    match (text.get(..4), text.get(4..6), text.get(6..8)) {
        (Some(year), Some(month), Some(day)) if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) => format!("{year}-{month}-{day}"),
        _ => text.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Kind;
    use super::super::tests::records;
    use super::{bare, person};
    use crate::{Record, Summary};

    fn explicit(group: u16, element: u16, vr: &[u8; 2], value: &[u8]) -> Vec<u8> {
        let mut out = [&group.to_le_bytes()[..], &element.to_le_bytes(), vr].concat();
        if matches!(vr, b"SQ" | b"OW" | b"OB" | b"UN" | b"UT") {
            out.extend([0, 0]);
            out.extend((value.len() as u32).to_le_bytes());
        } else {
            out.extend((value.len() as u16).to_le_bytes());
        }
        out.extend(value);
        out
    }

    fn implicit(group: u16, element: u16, value: &[u8]) -> Vec<u8> {
        [&group.to_le_bytes()[..], &element.to_le_bytes(), &(value.len() as u32).to_le_bytes(), value].concat()
    }

    fn file(syntax: &[u8], data_set: &[u8]) -> Vec<u8> {
        let mut out = vec![0; 128];
        out.extend(b"DICM");
        out.extend(explicit(2, 0x10, b"UI", syntax));
        out.extend(data_set);
        out
    }

    fn read(bytes: &[u8]) -> (Record, Summary) {
        let (mut found, summary) = records(Kind::Dicom, bytes);
        (found.remove(0), summary)
    }

    fn patient() -> Vec<u8> {
        [
            explicit(8, 5, b"CS", b"ISO_IR 100"),
            explicit(8, 0x60, b"CS", b"CT"),
            explicit(9, 0x10, b"LO", b"PRIVATE "),
            explicit(0x10, 0x10, b"PN", b"Ro\xe9^Jane "),
            explicit(0x10, 0x20, b"LO", b"00123 "),
            explicit(0x10, 0x30, b"DA", b"19700201"),
            explicit(0x10, 0x40, b"CS", b"F "),
            explicit(0x28, 0x10, b"US", &512u16.to_le_bytes()),
            explicit(0x28, 0x11, b"US", &256u16.to_le_bytes()),
            explicit(0x28, 0x301, b"CS", b"NO"),
            explicit(0x32, 0x9999, b"LO", b"odd one "),
            explicit(0x7fe0, 0x10, b"OW", &[0; 8]),
        ]
        .concat()
    }

    #[test]
    fn elements_come_by_keyword_up_to_the_pixels() {
        let (record, summary) = read(&file(b"1.2.840.10008.1.2.1\0", &patient()));
        let expected = [
            ("type", "dicom"),
            ("title", "CT"),
            ("pages", "1"),
            ("width", "256"),
            ("height", "512"),
            ("patient_name", "Roé, Jane"),
            ("patient_id", "00123"),
            ("birth_date", "1970-02-01"),
            ("sex", "F"),
            ("burned_in", "no"),
            ("private_elements", "1"),
            ("PatientName", "Roé^Jane"),
            ("PatientBirthDate", "19700201"),
            ("(0032,9999)", "odd one"),
            ("has_text", "no"),
        ];
        for (field, value) in expected {
            assert_eq!(record.get(field), Some(value), "{field}");
        }
        assert_eq!(record.get("PixelData"), None);
        assert_eq!(summary.counts.len(), 0);
    }

    #[test]
    fn implicit_and_without_preamble() {
        let item = [&[0xfeu8, 0xff, 0, 0xe0, 10, 0, 0, 0][..], &implicit(0x300a, 2, b"x ")].concat();
        let parts = [implicit(8, 5, b"ISO_IR 192"), implicit(0x10, 0x10, "Roé^Jane".as_bytes()), implicit(0x28, 0x10, &5u16.to_le_bytes()), implicit(0x300a, 0x10, &item)];
        let data_set = parts.concat();
        for (bytes, doubts) in [(file(b"1.2.840.10008.1.2\0", &data_set), 0), (data_set.clone(), 1)] {
            let (record, summary) = read(&bytes);
            assert_eq!((record.get("PatientName"), record.get("Rows")), (Some("Roé^Jane"), Some("5")));
            assert_eq!(record.get("(300a,0010)[1].(300a,0002)"), Some("x"));
            assert_eq!(summary.counts.len(), doubts);
        }
        assert_eq!((bare(&data_set), bare(&patient()), bare(b"Name,City"), bare(b"")), (Some(false), Some(true), None, None));
    }

    #[test]
    fn big_endian_is_read_and_deflated_is_said() {
        let mut rows = vec![0, 0x28, 0, 0x10];
        rows.extend(b"US\0\x02\x01\x02");
        let (record, _) = read(&file(b"1.2.840.10008.1.2.2\0", &rows));
        assert_eq!(record.get("Rows"), Some("258"));
        let (record, summary) = read(&file(b"1.2.840.10008.1.2.1.99\0\0", &[1, 2, 3]));
        assert_eq!(record.get("Rows"), None);
        assert_eq!(summary.counts["deflated_unread"], 1);
    }

    #[test]
    fn sequences_nest_with_either_kind_of_length() {
        let text = explicit(0x40, 0xa160, b"UT", b"No change.");
        let item = [&[0xfeu8, 0xff, 0, 0xe0][..], &(text.len() as u32).to_le_bytes(), &text].concat();
        let known = explicit(0x40, 0xa730, b"SQ", &[item.clone(), item].concat());
        let mut unknown = b"\x40\0\x30\xa7SQ\0\0\xff\xff\xff\xff\xfe\xff\0\xe0\xff\xff\xff\xff".to_vec();
        unknown.extend(&text);
        unknown.extend(b"\xfe\xff\x0d\xe0\0\0\0\0\xfe\xff\xdd\xe0\0\0\0\0");
        unknown.extend(explicit(0x40, 0xa491, b"CS", b"COMPLETE"));
        let (record, summary) = read(&file(b"1.2.840.10008.1.2.1\0", &known));
        assert_eq!(record.get("ContentSequence[2].TextValue"), Some("No change."));
        assert_eq!((record.get("text"), record.get("has_text")), (Some("No change.\nNo change."), Some("yes")));
        assert_eq!(summary.counts.len(), 0);
        let (record, summary) = read(&file(b"1.2.840.10008.1.2.1\0", &unknown));
        assert_eq!((record.get("ContentSequence[1].TextValue"), record.get("CompletionFlag")), (Some("No change."), Some("COMPLETE")));
        assert_eq!(summary.counts.len(), 0);
    }

    #[test]
    fn what_came_before_the_break_stays() {
        let whole = file(b"1.2.840.10008.1.2.1\0", &patient());
        let at = memchr::memmem::find(&whole, b"19700201").unwrap();
        let (record, summary) = read(&whole[..at + 4]);
        assert_eq!((record.get("PatientID"), record.get("PatientBirthDate")), (Some("00123"), None));
        assert_eq!(summary.counts["truncated"], 1);
        let (none, summary) = records(Kind::Dicom, b"no dicom at all");
        assert_eq!((none.len(), summary.counts["bad_dicom"]), (0, 1));
    }

    #[test]
    fn sequences_that_nest_without_end_are_capped() {
        let mut bytes = Vec::new();
        for _ in 0..1000 {
            bytes.extend(b"\x40\0\x30\xa7SQ\0\0\xff\xff\xff\xff\xfe\xff\0\xe0\xff\xff\xff\xff");
        }
        let (_, summary) = read(&file(b"1.2.840.10008.1.2.1\0", &bytes));
        assert_eq!(summary.counts["too_deep"], 1);
    }

    #[test]
    fn names_are_written_for_people() {
        for (name, shown) in [("Roe^Jane^Q", "Roe, Jane Q"), ("Roe", "Roe"), ("^Jane", "Jane"), ("Roe^Jane=X^Y", "Roe, Jane"), ("", "")] {
            assert_eq!(person(name), shown);
        }
    }
}
