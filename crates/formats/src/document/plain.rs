//! Text without structure: its text and the number of its lines.

use super::{Reading, tidy, whole_utf8};
use crate::text::decode;
use crate::{Limits, Summary};
use std::io::Read;

pub(super) fn read(input: &mut dyn Read, limits: &Limits, summary: &mut Summary) -> std::io::Result<Option<Reading>> {
    let Some(bytes) = whole_utf8(input, limits, summary)? else { return Ok(None) };
    let (text, recoded) = decode(&bytes);
    if recoded {
        summary.doubt(limits, "not_utf8", 0, 0, "the text is not UTF-8 and was read as Windows-1252");
        summary.encoding = format!("{} with Windows-1252", summary.encoding);
    }
    if let Some(words) = crate::unread::named_text(&text) {
        summary.doubt(limits, "no_reader", 0, 0, format!("kept as text and not read: {words}"));
    }
    let controls = text.chars().filter(|c| c.is_control() && !matches!(c, '\t' | '\r' | '\n' | '\u{c}' | '\u{1a}')).count();
    if controls > 0 {
        summary.doubt(limits, "control_characters", 0, 0, format!("{controls} control characters were left out"));
    }
    let mut reading = Reading::new("text");
    reading.say("lines", lines(&text).to_string());
    reading.text = tidy(&text);
    Ok(Some(reading))
}

/// Lines by any line end; a last line without one counts.
fn lines(text: &str) -> usize {
    let bytes = text.as_bytes();
    let ends = memchr::memchr2_iter(b'\r', b'\n', bytes).filter(|i| !(bytes[*i] == b'\n' && *i > 0 && bytes[i - 1] == b'\r')).count();
    ends + usize::from(!bytes.is_empty() && !bytes.ends_with(b"\n") && !bytes.ends_with(b"\r"))
}

#[cfg(test)]
mod tests {
    use super::super::Kind;
    use super::super::tests::records;
    use super::lines;

    #[test]
    fn text_comes_with_its_lines_and_its_demographics() {
        let (records, summary) = records(Kind::Text, b"Patient: Roe, Richard   MRN: 0042\r\nSeen in clinic.\r\n");
        assert_eq!(records.len(), 1);
        let record = &records[0];
        assert_eq!(record.get("type"), Some("text"));
        assert_eq!(record.get("lines"), Some("2"));
        assert_eq!(record.get("has_text"), Some("yes"));
        assert_eq!(record.get("patient_name"), Some("Roe, Richard"));
        assert_eq!(record.get("patient_id"), Some("0042"));
        assert_eq!(record.get("text"), Some("Patient: Roe, Richard   MRN: 0042\nSeen in clinic."));
        assert_eq!(summary.encoding, "UTF-8");
    }

    #[test]
    fn other_encodings_are_said() {
        let (records, summary) = records(Kind::Text, b"Z\xfcrich\x07");
        assert_eq!(records[0].get("text"), Some("Zürich"));
        assert_eq!((summary.counts["not_utf8"], summary.counts["control_characters"]), (1, 1));
    }

    #[test]
    fn lines_are_counted_by_any_line_end() {
        let cases = [("", 0), ("a", 1), ("a\n", 1), ("a\r\nb", 2), ("a\rb\r", 2), ("a\n\nb\n", 3)];
        for (text, count) in cases {
            assert_eq!(lines(text), count, "{text:?}");
        }
    }
}
