//! Pictures by their headers: PNG, JPEG, TIFF, GIF and BMP. Size, pages, resolution, dates; never what they show.
//!
//! A scanned document is most often a TIFF of many pages: each gets a record. Whatever text a picture shows is not read,
//! and `has_text` says so.

mod tiff;

use super::{PAGES_MAX, Page, Reading, push};
use crate::{Limits, Summary};
use tiff::{Directory, Tiff};

/// Directories of one TIFF: far above what scanners write.
const DIRECTORIES_MAX: usize = 65_536;

pub(super) fn looks_like(head: &[u8]) -> bool {
    let magic: [&[u8]; 8] = [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+", b"GIF87a", b"GIF89a"];
    // Two letters are little to go by: a BMP also has its reserved zeros and a known size of header.
    let bmp = head.starts_with(b"BM") && head.get(6..10) == Some(&[0; 4][..]) && matches!(head.get(14), Some(12 | 40 | 52 | 56 | 64 | 108 | 124));
    bmp || magic.iter().any(|m| head.starts_with(m))
}

pub(super) fn read(bytes: &[u8], limits: &Limits, summary: &mut Summary) -> Option<Reading> {
    let mut picture = Picture { bytes, reading: Reading::default(), doubts: Vec::new() };
    let known = if bytes.starts_with(b"\x89PNG") {
        picture.png()
    } else if bytes.starts_with(b"\xff\xd8") {
        picture.jpeg()
    } else if bytes.starts_with(b"II") || bytes.starts_with(b"MM") {
        picture.tiff()
    } else if bytes.starts_with(b"GIF8") {
        picture.gif()
    } else if bytes.starts_with(b"BM") {
        picture.bmp()
    } else {
        None
    };
    if known.is_none() {
        summary.refuse(limits, "bad_image", 1, 0, "the header of the picture cannot be read");
        return None;
    }
    for (code, byte, message) in picture.doubts {
        summary.doubt(limits, code, 1, byte as u64, message);
    }
    Some(picture.reading)
}

struct Picture<'a> {
    bytes: &'a [u8],
    reading: Reading,
    doubts: Vec<(&'static str, usize, &'static str)>,
}

impl Picture<'_> {
    /// A picture of one page.
    fn single(&mut self, kind: &'static str, width: u64, height: u64) {
        self.reading.kind = kind;
        self.reading.say("pages", "1");
        self.reading.say("width", width.to_string());
        self.reading.say("height", height.to_string());
        self.reading.pages.push(Page::default());
    }

    fn truncated(&mut self) {
        self.doubts.push(("truncated", self.bytes.len(), "the picture ends before its end"));
    }

    fn png(&mut self) -> Option<()> {
        (self.bytes.get(12..16)? == b"IHDR").then_some(())?;
        self.single("png", big(self.bytes, 16, 4)?, big(self.bytes, 20, 4)?);
        let mut at = 8usize;
        while let (Some(length), Some(kind)) = (big(self.bytes, at, 4), self.bytes.get(at + 4..at + 8)) {
            let data = at + 8;
            match kind {
                b"IEND" => return Some(()),
                b"tIME" => {
                    let part = |i: usize, n: usize| big(self.bytes, data + i, n).unwrap_or(0);
                    let time = format!("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", part(0, 2), part(2, 1), part(3, 1), part(4, 1), part(5, 1), part(6, 1));
                    self.reading.say("modified", time);
                }
                b"pHYs" if self.bytes.get(data + 8) == Some(&1) => {
                    // Pixels a metre; scans are spoken of in dots an inch.
                    let dots = big(self.bytes, data, 4).unwrap_or(0) as f64 * 0.0254;
                    self.reading.say("resolution", format!("{dots:.0} dpi"));
                }
                _ => {}
            }
            at = data.checked_add(usize::try_from(length).ok()?)?.checked_add(4)?;
        }
        self.truncated();
        Some(())
    }

    fn jpeg(&mut self) -> Option<()> {
        let (mut at, mut size, mut exif): (usize, Option<(u64, u64)>, Option<(usize, usize)>) = (2, None, None);
        while let Some(marker) = self.bytes.get(at..at + 2) {
            let &[0xff, code] = marker else { break };
            if code == 0xff || (0xd0..=0xd8).contains(&code) || code == 0x01 {
                at += if code == 0xff { 1 } else { 2 };
                continue;
            }
            let Some(length) = big(self.bytes, at + 2, 2).filter(|l| *l >= 2) else { break };
            let data = at + 4;
            match code {
                0xc0..=0xcf if !matches!(code, 0xc4 | 0xc8 | 0xcc) => {
                    size = size.or_else(|| Some((big(self.bytes, data + 3, 2)?, big(self.bytes, data + 1, 2)?)));
                }
                0xe1 if self.bytes.get(data..data + 6) == Some(&b"Exif\0\0"[..]) => exif = Some((data + 6, at + 2 + length as usize)),
                0xda | 0xd9 => break,
                _ => {}
            }
            at += 2 + length as usize;
        }
        let (width, height) = size?;
        self.single("jpeg", width, height);
        let bytes = self.bytes;
        if let Some(block) = exif.and_then(|(start, end)| bytes.get(start..end.min(bytes.len()))) {
            self.exif(block);
        }
        if memchr::memmem::rfind(self.bytes, b"\xff\xd9").is_none() {
            self.truncated();
        }
        Some(())
    }

    /// The dates of an Exif block, which is a TIFF in small.
    fn exif(&mut self, block: &[u8]) {
        let Some(tiff) = Tiff::of(block) else { return };
        let Some(first) = tiff.first().and_then(|at| tiff.directory(at)) else { return };
        let more = first.get(0x8769).and_then(|at| tiff.directory(usize::try_from(at).unwrap_or(usize::MAX)));
        let original = more.as_ref().and_then(|d| d.text(0x9003).or_else(|| d.text(0x9004)));
        self.reading.say("created", original.map(|d| exif_date(&d)).unwrap_or_default());
        self.reading.say("modified", first.text(0x0132).map(|d| exif_date(&d)).unwrap_or_default());
    }

    fn tiff(&mut self) -> Option<()> {
        let tiff = Tiff::of(self.bytes)?;
        self.reading.kind = "tiff";
        if tiff.bytes.get(2) == Some(&43) || tiff.bytes.get(3) == Some(&43) {
            self.doubts.push(("bigtiff_unread", 0, "the pages of a BigTIFF are not read"));
            return Some(());
        }
        let (mut next, mut seen) = (tiff.first(), std::collections::BTreeSet::new());
        let mut count = 0usize;
        while let Some(at) = next.filter(|at| *at != 0) {
            if !seen.insert(at) {
                self.doubts.push(("page_cycle", at, "a page of the picture leads back to an earlier one"));
                break;
            }
            if seen.len() > DIRECTORIES_MAX {
                self.doubts.push(("too_many_pages", at, "the picture has more directories than are followed"));
                break;
            }
            let Some(directory) = tiff.directory(at) else {
                self.doubts.push(("truncated", at, "a page of the picture lies beyond its end"));
                break;
            };
            // A thumbnail or a mask is no page.
            if directory.get(0x00fe).unwrap_or(0) & 0b101 == 0 || count == 0 {
                count += 1;
                self.tiff_page(&directory, count);
            }
            next = directory.next;
        }
        self.reading.leaves.insert(0, ("pages".into(), count.to_string()));
        (count > 0).then_some(())
    }

    fn tiff_page(&mut self, directory: &Directory<'_>, count: usize) {
        let number = |tag: u16| directory.get(tag).map(|n| n.to_string()).unwrap_or_default();
        let mut page = Page::default();
        push(&mut page.leaves, "width", number(0x0100));
        push(&mut page.leaves, "height", number(0x0101));
        push(&mut page.leaves, "compression", directory.get(0x0103).map(compression).unwrap_or_default());
        push(&mut page.leaves, "bits", number(0x0102));
        push(&mut page.leaves, "resolution", directory.resolution());
        if count == 1 {
            self.reading.leaves.extend(page.leaves.iter().cloned());
            self.reading.say("title", directory.text(0x010d).unwrap_or_default());
            self.reading.say("producer", directory.text(0x0131).unwrap_or_default());
            self.reading.say("created", directory.text(0x0132).map(|d| exif_date(&d)).unwrap_or_default());
        }
        // One more than have records, so that the rest is said.
        if count <= PAGES_MAX + 1 {
            self.reading.pages.push(page);
        }
    }

    fn gif(&mut self) -> Option<()> {
        self.single("gif", little(self.bytes, 6, 2)?, little(self.bytes, 8, 2)?);
        let flags = *self.bytes.get(10)?;
        let table = |flags: u8| if flags & 0x80 == 0 { 0 } else { 3usize << ((flags & 7) + 1) };
        let (mut at, mut frames) = (13 + table(flags), 0u64);
        loop {
            match self.bytes.get(at) {
                Some(0x2c) => {
                    frames += 1;
                    at += 10 + self.bytes.get(at + 9).map_or(0, |f| table(*f)) + 1;
                }
                Some(0x21) => at += 2,
                Some(0x3b) => break,
                _ => {
                    self.truncated();
                    break;
                }
            }
            while let Some(length) = self.bytes.get(at).filter(|l| **l != 0) {
                at += 1 + usize::from(*length);
            }
            at += 1;
        }
        self.reading.say("frames", frames.to_string());
        Some(())
    }

    fn bmp(&mut self) -> Option<()> {
        let header = little(self.bytes, 14, 4)?;
        let (width, height) = if header == 12 {
            (little(self.bytes, 18, 2)?, little(self.bytes, 20, 2)?)
        } else {
            // A negative height says that the rows run downwards.
            let height = u32::try_from(little(self.bytes, 22, 4)?).ok()?.cast_signed();
            (little(self.bytes, 18, 4)?, u64::from(height.unsigned_abs()))
        };
        self.single("bmp", width, height);
        if little(self.bytes, 2, 4)? > self.bytes.len() as u64 {
            self.truncated();
        }
        Some(())
    }
}

fn big(bytes: &[u8], at: usize, count: usize) -> Option<u64> {
    Some(bytes.get(at..at.checked_add(count)?)?.iter().fold(0, |n, b| n << 8 | u64::from(*b)))
}

fn little(bytes: &[u8], at: usize, count: usize) -> Option<u64> {
    Some(bytes.get(at..at.checked_add(count)?)?.iter().rev().fold(0, |n, b| n << 8 | u64::from(*b)))
}

/// `2019:03:04 10:05:00` as `2019-03-04T10:05:00`; zeros mean that the camera did not know.
fn exif_date(text: &str) -> String {
    let (date, time) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
    if date.starts_with("0000") || date.len() != 10 {
        return String::new();
    }
    let date = date.replace(':', "-");
    if time.is_empty() { date } else { format!("{date}T{time}") }
}

fn compression(code: u64) -> String {
    let name = match code {
        1 => "none",
        2 => "CCITT RLE",
        3 => "CCITT group 3",
        4 => "CCITT group 4",
        5 => "LZW",
        6 | 7 => "JPEG",
        8 | 32_946 => "deflate",
        32_773 => "PackBits",
        34_712 => "JPEG 2000",
        other => return other.to_string(),
    };
    name.to_string()
}

#[cfg(test)]
mod tests {
    use super::super::Kind;
    use super::super::tests::records;
    use crate::Record;

    fn leaves(record: &Record, fields: &[&str]) -> Vec<String> {
        fields.iter().map(|f| record.get(f).unwrap_or("-").to_string()).collect()
    }

    fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
        [&(data.len() as u32).to_be_bytes()[..], kind, data, &[0; 4]].concat()
    }

    #[test]
    fn png_has_size_resolution_and_time() {
        let header = [&300u32.to_be_bytes()[..], &200u32.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
        let dots = [&11_811u32.to_be_bytes()[..], &11_811u32.to_be_bytes(), &[1]].concat();
        let time = [&2019u16.to_be_bytes()[..], &[3, 4, 10, 5, 0]].concat();
        let png = [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(b"IHDR", &header), chunk(b"pHYs", &dots), chunk(b"tIME", &time), chunk(b"IEND", &[])].concat();
        let (found, summary) = records(Kind::Image, &png);
        let fields = ["type", "pages", "width", "height", "resolution", "modified", "has_text"];
        assert_eq!(leaves(&found[0], &fields), ["png", "1", "300", "200", "300 dpi", "2019-03-04T10:05:00", "no"]);
        assert_eq!((found.len(), summary.counts.len()), (2, 0));
        let (_, summary) = records(Kind::Image, &png[..png.len() - 12]);
        assert_eq!(summary.counts["truncated"], 1);
    }

    /// A TIFF of little-endian directories, each with width, height and group 4 compression.
    fn tiff(pages: &[(u32, u32)], last_next: u32) -> Vec<u8> {
        let mut out = b"II*\0\x08\0\0\0".to_vec();
        for (index, (width, height)) in pages.iter().enumerate() {
            let entries = [(0x100u16, *width), (0x101, *height), (0x103, 4)];
            out.extend((entries.len() as u16).to_le_bytes());
            for (tag, value) in entries {
                out.extend([&tag.to_le_bytes()[..], &4u16.to_le_bytes(), &1u32.to_le_bytes(), &value.to_le_bytes()].concat());
            }
            let next = if index + 1 == pages.len() { last_next } else { out.len() as u32 + 4 };
            out.extend(next.to_le_bytes());
        }
        out
    }

    #[test]
    fn each_page_of_a_tiff_has_a_record() {
        let (found, summary) = records(Kind::Image, &tiff(&[(1700, 2200), (2200, 1700)], 0));
        assert_eq!(leaves(&found[0], &["type", "pages", "width", "height", "compression", "has_text"]), ["tiff", "2", "1700", "2200", "CCITT group 4", "no"]);
        assert_eq!(leaves(&found[2], &["page", "width", "height"]), ["2", "2200", "1700"]);
        assert_eq!((found.len(), summary.counts.len()), (3, 0));
    }

    #[test]
    fn directories_that_lead_back_or_nowhere_end_the_reading() {
        for (next, code) in [(8, "page_cycle"), (9999, "truncated")] {
            let (found, summary) = records(Kind::Image, &tiff(&[(1, 1), (2, 2)], next));
            assert_eq!((found.len(), summary.counts[code]), (3, 1));
        }
    }

    #[test]
    fn jpeg_has_size_and_dates_and_nothing_else() {
        let mut exif = b"Exif\0\0MM\0*\0\0\0\x08".to_vec();
        exif.extend([&1u16.to_be_bytes()[..], &0x0132u16.to_be_bytes(), &2u16.to_be_bytes(), &20u32.to_be_bytes(), &26u32.to_be_bytes(), &[0; 4]].concat());
        exif.extend(b"2019:03:04 10:05:00\0");
        let mut jpeg = b"\xff\xd8\xff\xe1".to_vec();
        jpeg.extend((exif.len() as u16 + 2).to_be_bytes());
        jpeg.extend(&exif);
        jpeg.extend(b"\xff\xc0\0\x0b\x08\0\x20\0\x10\x01\0\0\0\xff\xda\0\x02data\xff\xd9");
        let (found, summary) = records(Kind::Image, &jpeg);
        assert_eq!(leaves(&found[0], &["type", "width", "height", "modified"]), ["jpeg", "16", "32", "2019-03-04T10:05:00"]);
        assert_eq!(summary.counts.len(), 0);
    }

    #[test]
    fn gif_and_bmp_have_their_size() {
        let (found, _) = records(Kind::Image, b"GIF89a\x05\0\x06\0\0\0\0\x2c\0\0\0\0\x05\0\x06\0\0\x02\x01\0\0\x3b");
        assert_eq!(leaves(&found[0], &["type", "width", "height", "frames"]), ["gif", "5", "6", "1"]);
        let mut bmp = b"BM\x36\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x07\0\0\0\xf8\xff\xff\xff".to_vec();
        bmp.resize(0x36, 0);
        let (found, summary) = records(Kind::Image, &bmp);
        assert_eq!(leaves(&found[0], &["type", "width", "height"]), ["bmp", "7", "8"]);
        assert_eq!(summary.counts.len(), 0);
    }

    #[test]
    fn a_header_alone_is_refused() {
        for bytes in [&b"\x89PNG\r\n\x1a\n"[..], b"\xff\xd8\xff", b"II*\0", b"GIF89a", b"BM"] {
            let (found, summary) = records(Kind::Image, bytes);
            assert_eq!((found.len(), summary.counts["bad_image"]), (0, 1));
        }
    }
}
