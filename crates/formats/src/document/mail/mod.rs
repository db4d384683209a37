//! E-mail (RFC 5322, MIME: RFC 2045 to 2047): sender, subject and date, the text of the message, and the files attached to it.
//!
//! Direct messages bring clinical documents this way. The text is the first plain part, else the first HTML part. Parts that are
//! no text of the message are files: `files` hands them out, one after the other; a forwarded message is one of them. Parts
//! within parts are followed to a depth; a part that cannot be unpacked is a doubt and stays packed.

mod part;
mod words;

use super::{Reading, html, push, tidy};
use crate::archive::cleaned;
use crate::inside::{Broken, Packing, extension};
use crate::text::decode;
use crate::{Inside, Limits, Stated, Summary};
use part::Part;
use std::ops::ControlFlow;

/// Bytes of headers that are looked at to tell an e-mail.
const HEAD_BYTES_MAX: usize = 16 << 10;
/// Parts of one message; further ones are not looked at, and that is said.
const PARTS_MAX: usize = 1000;

/// Whether the bytes open with the headers of a message: nothing but header lines, with who, when and a mark of mail among them.
pub(super) fn looks_like(head: &[u8]) -> bool {
    let head = head.get(..HEAD_BYTES_MAX).unwrap_or(head);
    if !head.first().is_some_and(u8::is_ascii_alphabetic) {
        return false;
    }
    let (mut names, mut cut) = (Vec::new(), true);
    for line in head.split(|b| *b == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line)) {
        if line.is_empty() {
            cut = false;
            break;
        }
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            continue;
        }
        let Some(name) = line.iter().position(|b| *b == b':').and_then(|at| line.get(..at)) else { break };
        if name.is_empty() || !name.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-') {
            return false;
        }
        names.push(name.to_ascii_lowercase());
    }
    let has = |wanted: &[&str]| names.iter().any(|name| wanted.iter().any(|w| w.as_bytes() == name.as_slice()));
    let whole = !cut || head.len() == HEAD_BYTES_MAX;
    whole && has(&["from"]) && has(&["date"]) && has(&["mime-version", "message-id", "received"])
}

pub(super) fn read(bytes: &[u8], limits: &Limits, summary: &mut Summary) -> Option<Reading> {
    summary.encoding = "UTF-8".into();
    let mut reading = Reading::new("e-mail");
    let message = Part::of(bytes);
    for (field, header) in [("title", "subject"), ("author", "from"), ("recipient", "to"), ("created", "date")] {
        reading.say(field, message.header(header));
    }
    let (mut plain, mut rich): (Option<String>, Option<String>) = (None, None);
    let rest = message.each(PARTS_MAX, &mut |number, part| {
        if part.is_file() {
            let mut leaves = Vec::new();
            push(&mut leaves, "name", part.file_name());
            push(&mut leaves, "media_type", part.media_type());
            push(&mut leaves, "packed_size", part.body.len().to_string());
            reading.attachments.push(leaves);
        }
        match part.unpack() {
            Err(broken) => summary.doubt(limits, broken.code(), number, 0, broken.words(&format!("part {number}"))),
            Ok(_) if part.is_file() => reading.inside += 1,
            Ok(bytes) if part.media_type() == "text/html" => {
                rich.get_or_insert_with(|| part.text(&bytes));
            }
            Ok(bytes) => {
                plain.get_or_insert_with(|| part.text(&bytes));
            }
        }
        ControlFlow::Continue(())
    });
    if rest.is_break() {
        summary.doubt(limits, "too_many_attachments", 0, 0, format!("the message has more than {PARTS_MAX} parts; the rest were not looked at"));
    }
    reading.text = match (plain, rich) {
        (Some(text), _) => tidy(&text),
        (None, Some(markup)) => html::read(&mut markup.as_bytes(), limits, summary).ok().flatten().map(|page| page.text).unwrap_or_default(),
        (None, None) => String::new(),
    };
    Some(reading)
}

/// Hands out the files attached to a message.
pub(super) fn files(bytes: &[u8], each: &mut dyn FnMut(&Inside<'_>) -> ControlFlow<()>) -> ControlFlow<()> {
    let mut flow = ControlFlow::Continue(());
    let _ = Part::of(bytes).each(PARTS_MAX, &mut |number, part| {
        let Some(Ok(bytes)) = part.is_file().then(|| part.unpack()) else { return ControlFlow::Continue(()) };
        let media_type = part.media_type();
        let own = part.file_name();
        let name = if own.is_empty() { format!("part.{}", extension(&bytes, &media_type)) } else { cleaned(&own) };
        let stated = Stated { line: number, place: "part".into(), media_type, ..Stated::default() };
        flow = each(&Inside { name: &format!("{number}/{name}"), bytes: &bytes, stated: Some(&stated) });
        flow
    });
    flow
}

impl Part<'_> {
    /// The bytes of a part that holds no others.
    fn unpack(&self) -> Result<Vec<u8>, Broken> {
        match self.header("content-transfer-encoding").trim().to_ascii_lowercase().as_str() {
            "base64" => Packing::Base64.unpack(&String::from_utf8_lossy(self.body)),
            "quoted-printable" => Ok(words::quoted_printable(self.body, false)),
            _ => Ok(self.body.to_vec()),
        }
    }

    /// Text in the character set of the part.
    fn text(&self, bytes: &[u8]) -> String {
        match encoding_rs::Encoding::for_label(self.parameter("content-type", "charset").trim().as_bytes()) {
            Some(encoding) => encoding.decode(bytes).0.into_owned(),
            None => decode(bytes).0.into_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Kind;
    use super::super::tests::records;
    use super::looks_like;
    use crate::{Format, Limits, contents, detect};
    use std::ops::ControlFlow;

    const MESSAGE: &str = "Received: from a by b\r\nFrom: =?utf-8?Q?Dr=2E_Caf=C3=A9?= <d@direct.example>\r\nTo: records@direct.example\r\nDate: Mon, 4 Mar 2019 10:05:00 +0000\r\n\
        Subject: Summary\r\n of care\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"=_b; 1\"\r\n\r\nnot shown\r\n--=_b; 1\r\nContent-Type: multipart/alternative; boundary=in\r\n\r\n\
        --in\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nPatient: Roe, Jane\r\nMRN: 00=\r\n42\r\nCaf=E9\r\n--in\r\nContent-Type: text/html\r\n\r\n<p>other</p>\r\n--in--\r\n\
        --=_b; 1\r\nContent-Type: application/pdf; name=\"ccd.pdf\"\r\nContent-Disposition: attachment; filename*=UTF-8''caf%C3%A9.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0x\r\nLjQ=\r\n\
        --=_b; 1\r\nContent-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n\r\n???\r\n--=_b; 1\r\nContent-Type: text/xml\r\n\r\n<a/>\r\n--=_b; 1--\r\nbehind\r\n";

    fn files(text: &str) -> Vec<(String, Vec<u8>)> {
        let mut out = Vec::new();
        contents(Format::Mail, "m.eml", &mut text.as_bytes(), &Limits::default(), &mut |file| {
            out.push((file.name.to_string(), file.bytes.to_vec()));
            ControlFlow::Continue(())
        })
        .unwrap();
        out
    }

    #[test]
    fn a_message_comes_with_its_text_and_its_files() {
        assert_eq!(detect(MESSAGE.as_bytes(), "m.eml"), Format::Mail);
        let (found, summary) = records(Kind::Mail, MESSAGE.as_bytes());
        let leaf = |field: &str| found[0].get(field).unwrap_or("-");
        assert_eq!((leaf("title"), leaf("author"), leaf("patient_id")), ("Summary of care", "Dr. Café <d@direct.example>", "0042"));
        assert_eq!(leaf("text"), "Patient: Roe, Jane\nMRN: 0042\nCafé");
        assert_eq!(found.iter().filter(|r| r.relation == "document.attachment").count(), 3);
        assert_eq!((summary.inside, summary.counts.get("bad_attachment")), (2, Some(&1)));
        let taken = files(MESSAGE);
        assert_eq!(taken, [("3/café.pdf".to_string(), b"%PDF-1.4".to_vec()), ("5/part.xml".to_string(), b"<a/>".to_vec())]);
    }

    #[test]
    fn a_message_without_parts_is_its_text_and_a_forwarded_one_is_a_file() {
        let head = "From: a\nDate: b\nMessage-ID: <c>\n";
        let (found, _) = records(Kind::Mail, format!("{head}\nHello.\n").as_bytes());
        assert_eq!((found.len(), found[0].get("text")), (1, Some("Hello.")));
        let inner = format!("{head}\nInner.\n");
        let taken = files(&format!("{head}Content-Type: multipart/digest; boundary=x\n\n--x\nContent-Type: message/rfc822\n\n{inner}--x--\n"));
        assert_eq!(taken.iter().map(|(name, bytes)| (name.as_str(), bytes.len())).collect::<Vec<_>>(), [("1/part.eml", inner.len() - 1)]);
    }

    #[test]
    fn what_is_no_message_is_not_taken_for_one() {
        for text in ["From: a\nDate: b\nSubject: a memo\n\nText", "NAME,DATE\n1,2\n", "From: a\nDate: b\nMessage-ID: c\nbut then no header\n\n", "", "Patient: Roe\n"] {
            assert!(!looks_like(text.as_bytes()), "{text}");
        }
    }

    proptest::proptest! {
        /// No parts, however they are cut, panic the reader, and every file has a name of its own.
        #[test]
        fn no_message_panics(body in "(--x(--)?\r?\n|Content-(Type|Disposition|Transfer-Encoding): ?[a-z0-9/;=\"*'%-]{0,30}\r?\n|\r?\n|[ -~]{0,20}\n){0,12}") {
            let text = format!("From: a\nDate: b\nMessage-ID: c\nContent-Type: multipart/mixed; boundary=x\n\n{body}");
            records(Kind::Mail, text.as_bytes());
            let names: Vec<String> = files(&text).into_iter().map(|(name, _)| name).collect();
            let unique: std::collections::BTreeSet<&String> = names.iter().collect();
            proptest::prop_assert_eq!(unique.len(), names.len());
        }
    }
}
