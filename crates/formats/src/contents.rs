//! What stands inside a file: members of an archive, messages of a mailbox, attachments of a clinical document, files in records, in PDF and in
//! e-mail.

use crate::{Format, Inside, Item, Limits, Record, Stated, Summary, archive, ccda, document, inside, mailbox};
use base64::Engine as _;
use std::io::Read;
use std::ops::ControlFlow;

/// Hands every file inside to `each`, with a name of its own; what cannot be taken out is an issue.
pub fn contents(
    format: Format,
    name: &str,
    input: &mut dyn Read,
    limits: &Limits,
    each: &mut dyn FnMut(&Inside<'_>) -> ControlFlow<()>,
) -> std::io::Result<Summary> {
    match format {
        Format::Archive => {
            let mut summary = Summary::default();
            archive::members(name, input, limits, &mut summary, &mut |name, bytes| each(&Inside { name, bytes, stated: None }))?;
            Ok(summary)
        }
        Format::Ccda => attachments(input, limits, each),
        Format::Hl7v2 | Format::FhirJson | Format::FhirXml | Format::FhirNdjson => inside::unpacked(each, &mut |each| inside::records(format, input, limits, each)),
        Format::Pdf => document::files(document::Kind::Pdf, input, limits, each),
        Format::Mail => document::files(document::Kind::Mail, input, limits, each),
        Format::Mailbox => mailbox::messages(input, limits, each),
        _ => Ok(Summary::default()),
    }
}

/// The list of an archive's members: what there is, beside what each of them becomes as an artifact.
pub(crate) fn members(
    name: &str,
    input: &mut dyn Read,
    limits: &Limits,
    each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
) -> std::io::Result<Summary> {
    let mut summary = Summary::default();
    let mut count = 0;
    let mut stopped = false;
    archive::members(name, input, limits, &mut summary, &mut |member, bytes| {
        count += 1;
        let leaves = vec![("name".to_string(), member.to_string()), ("size".to_string(), bytes.len().to_string())];
        let flow = each(Item::Record(&Record { relation: "archive.member".into(), line: count, byte: 0, leaves }));
        stopped = flow.is_break();
        flow
    })?;
    summary.records = count;
    summary.inside = count;
    summary.stopped = stopped;
    Ok(summary)
}

/// Clinical documents; an attachment that cannot be taken out stays text of its row, with a doubt.
pub(crate) fn documents(input: &mut dyn Read, limits: &Limits, each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>) -> std::io::Result<Summary> {
    let mut doubts = Summary::default();
    let mut summary = ccda::read(input, limits, &mut |item| {
        if let Item::Document(document) = &item {
            for attachment in ccda::attachments(document) {
                match decoded(&attachment) {
                    Some(_) => doubts.inside += 1,
                    None => doubts.doubt(limits, "bad_attachment", attachment.line, attachment.byte, "an attachment is no plain base64 and stays text of the document"),
                }
            }
        }
        each(item)
    })?;
    summary.add(limits, doubts);
    Ok(summary)
}

fn attachments(input: &mut dyn Read, limits: &Limits, each: &mut dyn FnMut(&Inside<'_>) -> ControlFlow<()>) -> std::io::Result<Summary> {
    let mut count = 0;
    ccda::read(input, limits, &mut |item| {
        let Item::Document(document) = item else { return ControlFlow::Continue(()) };
        for attachment in ccda::attachments(document) {
            if let Some(bytes) = decoded(&attachment) {
                count += 1;
                let name = format!("attachment-{count}.{}", extension(&attachment.media_type));
                let stated = Stated { line: attachment.line, place: attachment.place, media_type: attachment.media_type, ..Stated::default() };
                each(&Inside { name: &name, bytes: &bytes, stated: Some(&stated) })?;
            }
        }
        ControlFlow::Continue(())
    })
}

fn decoded(attachment: &ccda::Attachment) -> Option<Vec<u8>> {
    let engine = base64::engine::general_purpose::STANDARD;
    if attachment.compression.is_empty() { engine.decode(&attachment.base64).ok() } else { None }
}

fn extension(media_type: &str) -> &str {
    match media_type.split(';').next().unwrap_or("").trim() {
        "application/pdf" => "pdf",
        "image/jpeg" => "jpg",
        "text/plain" | "" => "txt",
        "application/msword" => "doc",
        other => other.rsplit(['/', '+', '.']).next().filter(|e| e.bytes().all(|b| b.is_ascii_alphanumeric())).unwrap_or("bin"),
    }
}
