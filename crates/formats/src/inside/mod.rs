//! Files that stand inside records: encapsulated documents of HL7 v2, attachments and binaries of FHIR. And the files that
//! records only name, which the delivery may hold or not.
//!
//! A file inside is told with its place and with what the record says of it; whether that is true is the caller's to check.
//! Plain text that a reading takes as the text of a note is no file and stays where it is. Base64 packs nothing, so what is
//! unpacked here is smaller than what was read and needs no cap of its own.

mod element;
mod message;
mod packing;
mod resource;

pub(crate) use packing::{Broken, Packing, extension};

use crate::{Item, Limits, Summary};
use std::borrow::Cow;
use std::io::Read;
use std::ops::ControlFlow;

/// What the record around a file says of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stated {
    /// 1-based line of the record, as in its locators; for a file inside a PDF the number of its object.
    pub line: u64,
    /// The field that holds it: `OBX-5`, `content.attachment.data`.
    pub place: String,
    /// Key of the patient of the record, as written there; empty when it names none.
    pub patient: String,
    /// The name by which other records refer to it (`Binary/17`), empty when they cannot.
    pub own_name: String,
    /// Media type, empty when the record says none.
    pub media_type: String,
    /// Bytes.
    pub size: Option<u64>,
    /// SHA-1 in hexadecimal digits, as stated when it is none; empty when nothing is stated.
    pub sha1: String,
}

/// A file that stands inside another.
#[derive(Debug, Clone, Copy)]
pub struct Inside<'a> {
    /// Its name below the outer file, unique there.
    pub name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// What the record around it says of it; nothing for a member of an archive.
    pub stated: Option<&'a Stated>,
}

/// A file that a record names and does not hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pointer {
    /// Relation of the record: `hl7.OBX`, `DocumentReference`.
    pub relation: String,
    /// Field, without places in lists: `OBX-5.1`, `content.attachment.url`.
    pub field: String,
    /// 1-based line of the record.
    pub line: u64,
    /// Path, URL or reference, as written.
    pub value: String,
    /// Key of the patient of the record, as written there; empty when it names none.
    pub patient: String,
    /// Bytes that the file is said to have.
    pub size: Option<u64>,
    /// SHA-1 that it is said to have, in hexadecimal digits; empty when nothing is stated.
    pub sha1: String,
}

/// A file inside a record, still packed.
pub(crate) struct Embedded<'a> {
    /// Name without its ending.
    stem: String,
    /// Byte offset of the record.
    byte: u64,
    stated: Stated,
    packing: Packing,
    data: Cow<'a, str>,
}

impl Embedded<'_> {
    fn unpack(&self) -> Result<Vec<u8>, Broken> {
        self.packing.unpack(&self.data)
    }
}

type EachEmbedded<'e> = dyn FnMut(Embedded<'_>) -> ControlFlow<()> + 'e;

fn embedded(item: &Item<'_>, ordinal: u64, each: &mut EachEmbedded<'_>) -> ControlFlow<()> {
    match item {
        Item::Message(message) => message::embedded(message, each),
        Item::Resource(resource) => resource::embedded(resource, ordinal, each),
        _ => ControlFlow::Continue(()),
    }
}

/// Hands each file that a message, a resource or a clinical document names and does not hold to `each`.
pub fn pointers(item: &Item<'_>, each: &mut dyn FnMut(Pointer)) {
    match item {
        Item::Message(message) => message::pointers(message, each),
        Item::Resource(resource) => resource::pointers(resource, each),
        Item::Document(document) => element::pointers(document, each),
        Item::Header(_) | Item::Row(_) | Item::Record(_) => {}
    }
}

/// A reader of records.
pub(crate) type Reading<'r> = dyn FnMut(&mut dyn FnMut(Item<'_>) -> ControlFlow<()>) -> std::io::Result<Summary> + 'r;

/// Reads records; files inside that can be taken out are counted, those that cannot are doubts and stay text of their rows.
pub(crate) fn watched(limits: &Limits, each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>, read: &mut Reading<'_>) -> std::io::Result<Summary> {
    let mut doubts = Summary::default();
    let mut summary = read(&mut |item| {
        let _ = embedded(&item, 0, &mut |file| {
            match file.unpack() {
                Ok(_) => doubts.inside += 1,
                Err(broken) => doubts.doubt(limits, broken.code(), file.stated.line, file.byte, broken.words(&file.stated.place)),
            }
            ControlFlow::Continue(())
        });
        each(item)
    })?;
    summary.add(limits, doubts);
    Ok(summary)
}

/// Takes the files out of records, one after the other.
pub(crate) fn unpacked(each: &mut dyn FnMut(&Inside<'_>) -> ControlFlow<()>, read: &mut Reading<'_>) -> std::io::Result<Summary> {
    let mut ordinal = 0;
    read(&mut |item| {
        ordinal += 1;
        embedded(&item, ordinal, &mut |file| {
            let Ok(bytes) = file.unpack() else { return ControlFlow::Continue(()) };
            let name = format!("{}.{}", file.stem, extension(&bytes, &file.stated.media_type));
            each(&Inside { name: &name, bytes: &bytes, stated: Some(&file.stated) })
        })
    })
}

/// The reader of a format whose records may hold files.
pub(crate) fn records(format: crate::Format, input: &mut dyn Read, limits: &Limits, each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>) -> std::io::Result<Summary> {
    match format {
        crate::Format::Hl7v2 => crate::hl7v2::read(input, limits, each),
        crate::Format::FhirJson => crate::fhir::read_json(input, limits, each),
        crate::Format::FhirXml => crate::fhir::read_xml(input, limits, each),
        _ => crate::fhir::read_ndjson(input, limits, each),
    }
}

#[cfg(test)]
mod tests;
