//! The files inside a PDF: those of its tree of names, and those pinned to pages (ISO 32000-1, 7.11).
//!
//! A PDF may pack: what its files unpack to is bounded by file, by ratio to the whole PDF and in sum, as in archives. A file
//! that two places name is taken out once.

use super::{ATTACHMENTS_MAX, CONTENT_BYTES_MAX, NODES_MAX, PAGES_MAX, STREAM_BYTES_MAX};
use crate::archive::{RATIO_FREE_BYTES, RATIO_MAX, cleaned};
use crate::{Inside, Stated};
use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId, Stream};
use std::collections::HashSet;
use std::ops::ControlFlow;

/// A file inside, unpacked, or why it cannot be.
pub(super) struct File {
    /// Number of its object: its place.
    pub number: u32,
    /// Its name as the document gives it.
    pub name: String,
    /// Media type, empty when the document says none.
    pub media_type: String,
    /// Bytes that it is said to have.
    pub size: Option<u64>,
    pub bytes: Result<Vec<u8>, &'static str>,
}

/// Hands out the files inside a PDF.
pub(in crate::document) fn files(bytes: &[u8], each: &mut dyn FnMut(&Inside<'_>) -> ControlFlow<()>) -> ControlFlow<()> {
    let mut flow = ControlFlow::Continue(());
    let mut hand = |file: File| {
        if let Ok(bytes) = &file.bytes {
            let name = format!("{}/{}", file.number, cleaned(&file.name));
            let stated = Stated { line: u64::from(file.number), place: "EmbeddedFile".into(), media_type: file.media_type, size: file.size, ..Stated::default() };
            flow = each(&Inside { name: &name, bytes, stated: Some(&stated) });
        }
        flow
    };
    // A panic of the library was a refusal when the document was read, and there is nothing to hand out then.
    let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let Ok(document) = Document::load_mem_with_options(bytes, LoadOptions::with_max_decompressed_size(STREAM_BYTES_MAX)) else { return };
        if !document.trailer.has(b"Encrypt") || document.was_encrypted() {
            each_file(&document, bytes.len(), &mut hand);
        }
    }));
    flow
}

/// Unpacks one file after the other; `packed` is the size of the whole PDF.
pub(super) fn each_file(document: &Document, packed: usize, each: &mut dyn FnMut(File) -> ControlFlow<()>) {
    let (mut seen, mut left): (HashSet<u32>, usize) = (HashSet::new(), budget(packed));
    for specification in specifications(document).into_iter().take(ATTACHMENTS_MAX) {
        let Some((number, stream)) = stream_of(document, specification).filter(|(number, _)| seen.insert(*number)) else { continue };
        let bytes = match stream.get_plain_content_with_limit(STREAM_BYTES_MAX.min(left)) {
            Ok(bytes) if bytes.is_empty() => Err("holds nothing"),
            Ok(bytes) => Ok(bytes),
            Err(_) => Err("is damaged, packed in a way that is not read, or over the cap"),
        };
        left = left.saturating_sub(bytes.as_ref().map_or(0, Vec::len));
        let kind = stream.dict.get_deref(b"Subtype", document).and_then(Object::as_name).unwrap_or_default();
        let stated = stream.dict.get_deref(b"Params", document).and_then(Object::as_dict).and_then(|p| p.get_deref(b"Size", document)).and_then(Object::as_i64);
        let media_type = String::from_utf8_lossy(kind).into_owned();
        let file = File { number, name: name_of(document, specification), media_type, size: stated.ok().and_then(|n| u64::try_from(n).ok()), bytes };
        if each(file).is_break() {
            return;
        }
    }
}

/// Bytes that the files of a PDF may unpack to together.
fn budget(packed: usize) -> usize {
    let by_ratio = (packed as u64).saturating_mul(RATIO_MAX).max(RATIO_FREE_BYTES);
    usize::try_from(by_ratio).unwrap_or(usize::MAX).min(CONTENT_BYTES_MAX)
}

/// The name that the document gives to a file.
pub(super) fn name_of(document: &Document, specification: &Dictionary) -> String {
    let text = |key: &[u8]| specification.get_deref(key, document).ok().and_then(|o| lopdf::decode_text_string(o).ok()).unwrap_or_default();
    Some(text(b"UF")).filter(|name| !name.is_empty()).unwrap_or_else(|| text(b"F"))
}

/// The stream of a file with the number of its object.
pub(super) fn stream_of<'d>(document: &'d Document, specification: &'d Dictionary) -> Option<(u32, &'d Stream)> {
    let files = specification.get_deref(b"EF", document).and_then(Object::as_dict).ok()?;
    let object = files.get(b"F").or_else(|_| files.get(b"UF")).ok()?;
    let (id, object) = document.dereference(object).ok()?;
    Some((id.map_or(0, |(number, _)| number), object.as_stream().ok()?))
}

/// The specifications of the files: one a file and place.
pub(super) fn specifications(document: &Document) -> Vec<&Dictionary> {
    let mut found: Vec<&Dictionary> = Vec::new();
    let names = document.catalog().ok().and_then(|c| c.get_deref(b"Names", document).ok()).and_then(|o| o.as_dict().ok());
    let root = names.and_then(|n| n.get_deref(b"EmbeddedFiles", document).ok());
    let mut waiting: Vec<&Object> = root.into_iter().collect();
    let (mut seen, mut nodes): (HashSet<ObjectId>, usize) = (HashSet::new(), 0);
    while let Some(object) = waiting.pop() {
        nodes += 1;
        let Ok((id, object)) = document.dereference(object) else { continue };
        if nodes > NODES_MAX || id.is_some_and(|id| !seen.insert(id)) {
            continue;
        }
        let Ok(node) = object.as_dict() else { continue };
        if let Ok(pairs) = node.get_deref(b"Names", document).and_then(Object::as_array) {
            // Names and specifications in turn.
            let listed = pairs.iter().skip(1).step_by(2).filter_map(|o| document.dereference(o).ok()?.1.as_dict().ok());
            found.extend(listed.take(ATTACHMENTS_MAX));
        }
        if let Ok(kids) = node.get_deref(b"Kids", document).and_then(Object::as_array) {
            waiting.extend(kids.iter().rev());
        }
    }
    for page in document.page_iter().take(PAGES_MAX) {
        for note in document.get_page_annotations(page).unwrap_or_default() {
            if note.get(b"Subtype").and_then(Object::as_name).ok() == Some(&b"FileAttachment"[..]) {
                found.extend(note.get_deref(b"FS", document).and_then(Object::as_dict).ok());
            }
        }
    }
    found
}
