//! The pictures of a PDF's pages without text, as files that a reader of pictures knows.
//!
//! JPEG and JPEG 2000 stand in a PDF as they are. Fax (CCITT) data get the header of a TIFF in front of them; anything else is
//! unpacked to pixels (`pixels`). JBIG2, and pictures inside the content of a page, are named as unread.

use super::layout::{Layout, Loaded};
use super::{CONTENT_BYTES_MAX, Fonts, PAGES_MAX, STREAM_BYTES_MAX, is_scan, pixels, tidy};
use crate::recognition::{Reason, Scan, Unread};
use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId, Stream};
use std::ops::ControlFlow;

/// Pixels of a side below which a picture is a rule, a dot or a logo of no words.
const SIDE_MIN: u32 = 24;
/// Bytes of one picture as it is handed on.
const PICTURE_BYTES_MAX: usize = 192 << 20;

/// Hands out the pictures of each page without text.
pub(in crate::document) fn scans(bytes: &[u8], each: &mut dyn FnMut(Result<Scan, Unread>) -> ControlFlow<()>) {
    // A panic of the library was a refusal when the document was read, and there is nothing to hand out then.
    let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| pages(bytes, each)));
}

fn pages(bytes: &[u8], each: &mut dyn FnMut(Result<Scan, Unread>) -> ControlFlow<()>) {
    let Ok(document) = Document::load_mem_with_options(bytes, LoadOptions::with_max_decompressed_size(STREAM_BYTES_MAX)) else { return };
    if document.trailer.has(b"Encrypt") && !document.was_encrypted() {
        return;
    }
    let fonts = Fonts::of(&document, STREAM_BYTES_MAX);
    let pages: Vec<ObjectId> = document.get_pages().into_values().take(PAGES_MAX).collect();
    let (mut left, mut loaded) = (CONTENT_BYTES_MAX, Loaded::default());
    for (index, id) in pages.iter().enumerate() {
        let mut layout = Layout::new(&document, &fonts, std::mem::take(&mut loaded));
        let _ = layout.page(*id, STREAM_BYTES_MAX.min(left));
        left = left.saturating_sub(layout.content_bytes);
        let scan = is_scan(&layout, &tidy(&layout.out));
        loaded = std::mem::take(&mut layout.loaded);
        if scan && page(&document, index as u64 + 1, &layout, each).is_break() || left == 0 {
            return;
        }
    }
}

/// The pictures of one page, in the order in which they are drawn.
fn page(document: &Document, number: u64, layout: &Layout<'_>, each: &mut dyn FnMut(Result<Scan, Unread>) -> ControlFlow<()>) -> ControlFlow<()> {
    let mut handed = 0;
    for stream in &layout.pictures {
        let picture = Picture::of(document, stream);
        if picture.width.min(picture.height) < SIDE_MIN {
            continue;
        }
        handed += 1;
        each(picture.file().map(|bytes| Scan { page: number, bytes }).map_err(|reason| Unread { page: number, reason }))?;
    }
    // Nothing but pictures inside the content, or specks: the page stays without text, and that is said.
    if handed == 0 { each(Err(Unread { page: number, reason: Reason::Inline })) } else { ControlFlow::Continue(()) }
}

/// One picture with what its dictionary says.
pub(super) struct Picture<'a> {
    pub(super) document: &'a Document,
    pub(super) stream: &'a Stream,
    pub(super) width: u32,
    pub(super) height: u32,
}

impl<'a> Picture<'a> {
    pub(super) fn of(document: &'a Document, stream: &'a Stream) -> Self {
        let side = |key: &[u8]| stream.dict.get_deref(key, document).and_then(Object::as_i64).ok().and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
        Self { document, stream, width: side(b"Width"), height: side(b"Height") }
    }

    fn get(&self, key: &[u8]) -> Option<&'a Object> {
        self.stream.dict.get_deref(key, self.document).ok()
    }

    /// The picture as a file.
    fn file(&self) -> Result<Vec<u8>, Reason> {
        let names = self.filters();
        let (before, last) = match names.split_last() {
            Some((last, before)) => (before, last.as_slice()),
            None => (&names[..], &b""[..]),
        };
        let bytes = match last {
            b"DCTDecode" | b"DCT" | b"JPXDecode" => self.unpacked(before)?,
            b"CCITTFaxDecode" | b"CCF" => self.fax(&self.unpacked(before)?, before.len())?,
            b"JBIG2Decode" => return Err(Reason::Compression),
            _ => pixels::gray(self, &self.unpacked(&names)?)?,
        };
        if bytes.len() > PICTURE_BYTES_MAX { Err(Reason::TooLarge) } else { Ok(bytes) }
    }

    /// Names of the filters in the order in which they are undone.
    fn filters(&self) -> Vec<Vec<u8>> {
        match self.get(b"Filter") {
            Some(Object::Name(name)) => vec![name.clone()],
            Some(Object::Array(names)) => names.iter().filter_map(|o| Some(self.document.dereference(o).ok()?.1.as_name().ok()?.to_vec())).collect(),
            _ => Vec::new(),
        }
    }

    /// The parameters of the filter at a place.
    fn parameters(&self, at: usize) -> Option<&'a Dictionary> {
        match self.get(b"DecodeParms").or_else(|| self.get(b"DP"))? {
            Object::Dictionary(one) if at == 0 => Some(one),
            Object::Array(all) => self.document.dereference(all.get(at)?).ok()?.1.as_dict().ok(),
            _ => None,
        }
    }

    /// The content with the first filters undone.
    fn unpacked(&self, filters: &[Vec<u8>]) -> Result<Vec<u8>, Reason> {
        if filters.is_empty() {
            return Ok(self.stream.content.clone());
        }
        let mut dictionary = Dictionary::new();
        dictionary.set("Filter", Object::Array(filters.iter().map(|name| Object::Name(name.clone())).collect()));
        let parameters = (0..filters.len()).map(|at| self.parameters(at).map_or(Object::Null, |p| Object::Dictionary(p.clone())));
        dictionary.set("DecodeParms", Object::Array(parameters.collect()));
        let stream = Stream::new(dictionary, self.stream.content.clone());
        stream.decompressed_content_with_limit(PICTURE_BYTES_MAX).map_err(|error| match error {
            lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. }) => Reason::TooLarge,
            lopdf::Error::Unimplemented(_) => Reason::Compression,
            _ => Reason::Damaged,
        })
    }

    /// Fax data as a TIFF of one strip.
    fn fax(&self, data: &[u8], at: usize) -> Result<Vec<u8>, Reason> {
        let parameters = self.parameters(at);
        let number = |key: &[u8], otherwise: i64| parameters.and_then(|p| p.get_deref(key, self.document).and_then(Object::as_i64).ok()).unwrap_or(otherwise);
        let flag = |key: &[u8]| parameters.and_then(|p| p.get_deref(key, self.document).and_then(Object::as_bool).ok()).unwrap_or(false);
        let (k, columns) = (number(b"K", 0), number(b"Columns", 1728));
        let width = u32::try_from(columns).map_err(|_| Reason::Damaged)?;
        let rows = u32::try_from(number(b"Rows", 0)).ok().filter(|rows| *rows > 0).unwrap_or(self.height);
        // Rows that begin at whole bytes have no sign in a TIFF of group 4.
        if flag(b"EncodedByteAlign") {
            return Err(Reason::Compression);
        }
        let inverted = flag(b"BlackIs1") != pixels::is_inverted(self);
        let (compression, options) = match k {
            ..0 => (4, 0),
            0 => (3, 0),
            _ => (3, 1),
        };
        Ok(tiff(data, width, rows, compression, options, u32::from(inverted)))
    }
}

/// A TIFF of one strip of fax data, little-endian. `photometric` 0: coded black is black.
fn tiff(data: &[u8], width: u32, height: u32, compression: u32, options: u32, photometric: u32) -> Vec<u8> {
    const LONG: u16 = 4;
    let tags: [(u16, u32); 9] = [
        (0x0100, width),
        (0x0101, height),
        (0x0102, 1),
        (0x0103, compression),
        (0x0106, photometric),
        (0x0111, 8 + 2 + 9 * 12 + 4),
        (0x0116, height),
        (0x0117, u32::try_from(data.len()).unwrap_or(u32::MAX)),
        (if compression == 4 { 0x0125 } else { 0x0124 }, options),
    ];
    let mut out = b"II*\0\x08\0\0\0\x09\0".to_vec();
    for (tag, value) in tags {
        out.extend(tag.to_le_bytes());
        out.extend(LONG.to_le_bytes());
        out.extend(1u32.to_le_bytes());
        out.extend(value.to_le_bytes());
    }
    out.extend([0; 4]);
    out.extend(data);
    out
}

#[cfg(test)]
mod tests {
    use super::super::tests::{paged_with, stream};
    use super::*;

    fn found(picture: &str) -> Vec<Result<Scan, Unread>> {
        let bytes = paged_with(picture, &["q 612 0 0 792 0 0 cm /I Do Q"]);
        let mut out = Vec::new();
        scans(&bytes, &mut |scan| {
            out.push(scan);
            ControlFlow::Continue(())
        });
        out
    }

    #[test]
    fn a_jpeg_stands_as_it_is() {
        let content = "\u{1}jpeg as it is";
        let picture = stream("/Type /XObject /Subtype /Image /Width 100 /Height 100 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode", content);
        assert_eq!(found(&picture), [Ok(Scan { page: 1, bytes: content.as_bytes().to_vec() })]);
    }

    #[test]
    fn fax_data_get_the_header_of_a_tiff() {
        let dictionary = "/Type /XObject /Subtype /Image /Width 100 /Height 40 /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter [/CCITTFaxDecode]";
        let picture = stream(&format!("{dictionary} /DecodeParms [<< /K -1 /Columns 100 /Rows 40 >>]"), "fax");
        let all = found(&picture);
        let [Ok(scan)] = &all[..] else { panic!("no picture") };
        assert!(scan.bytes.starts_with(b"II*\0") && scan.bytes.ends_with(b"fax"));
        let entry = |tag: u16| {
            let at = (0..9).map(|n| 10 + n * 12).find(|at| scan.bytes[*at..at + 2] == tag.to_le_bytes()).unwrap();
            u32::from_le_bytes(scan.bytes[at + 8..at + 12].try_into().unwrap())
        };
        assert_eq!((entry(0x100), entry(0x101), entry(0x103), entry(0x106), entry(0x117)), (100, 40, 4, 0, 3));
        assert_eq!(entry(0x111) as usize, scan.bytes.len() - 3, "the strip is where it is said to be");
        let inverse = stream(&format!("{dictionary} /DecodeParms [<< /K -1 /Columns 100 /BlackIs1 true >>]"), "fax");
        let all = found(&inverse);
        let [Ok(scan)] = &all[..] else { panic!("no picture") };
        assert_eq!(scan.bytes[10 + 4 * 12 + 8], 1, "coded black is white");
    }

    #[test]
    fn what_cannot_be_handed_on_is_named() {
        let of = |more: &str| stream(&format!("/Type /XObject /Subtype /Image /Width 100 /Height 100 {more}"), "x");
        for (picture, reason) in [
            (of("/Filter /JBIG2Decode"), Reason::Compression),
            (of("/ColorSpace /DeviceGray /BitsPerComponent 8"), Reason::Damaged),
            (stream("/Type /XObject /Subtype /Image /Width 1 /Height 1", "x"), Reason::Inline),
        ] {
            assert_eq!(found(&picture), [Err(Unread { page: 1, reason })], "{picture}");
        }
    }

    #[test]
    fn pages_with_text_have_no_scan() {
        let picture = stream("/Type /XObject /Subtype /Image /Width 100 /Height 100 /Filter /DCTDecode", "x");
        let bytes = paged_with(&picture, &["q /I Do Q BT /F1 12 Tf (words) Tj ET", "q /I Do Q"]);
        let mut pages = Vec::new();
        scans(&bytes, &mut |scan| {
            pages.extend(scan.map(|s| s.page).ok());
            ControlFlow::Continue(())
        });
        assert_eq!(pages, [2]);
    }

    proptest::proptest! {
        /// No dictionary and no content of a picture panic.
        #[test]
        fn no_picture_panics(width in -3i64..3000, height in -3i64..3000, bits in -1i64..20, k in -2i64..3, filter in 0..5usize, content in "[a-z]{0,80}") {
            let filter = ["", "/Filter /CCITTFaxDecode", "/Filter [/FlateDecode /DCTDecode]", "/Filter /ASCIIHexDecode", "/ColorSpace [/Indexed /DeviceRGB 3 (abcdefghijkl)]"][filter];
            let dictionary = format!("/Type /XObject /Subtype /Image /Width {width} /Height {height} /BitsPerComponent {bits} {filter} /DecodeParms << /K {k} >>");
            found(&stream(&dictionary, &content));
        }
    }
}
