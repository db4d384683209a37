//! The directories of a TIFF, which are also those of an Exif block.

use super::{big, little};

/// Entries of one directory that are looked at: far above what writers write.
const ENTRIES_MAX: usize = 4096;

/// A TIFF with its byte order.
pub(super) struct Tiff<'a> {
    pub(super) bytes: &'a [u8],
    big: bool,
}

/// One image file directory.
pub(super) struct Directory<'a> {
    tiff: &'a Tiff<'a>,
    /// Tag, type, count, and where the value field lies.
    entries: Vec<(u16, u16, u64, usize)>,
    pub(super) next: Option<usize>,
}

impl<'a> Tiff<'a> {
    pub(super) fn of(bytes: &'a [u8]) -> Option<Self> {
        match bytes.get(..2)? {
            b"II" => Some(Self { bytes, big: false }),
            b"MM" => Some(Self { bytes, big: true }),
            _ => None,
        }
    }

    fn number(&self, at: usize, count: usize) -> Option<u64> {
        if self.big { big(self.bytes, at, count) } else { little(self.bytes, at, count) }
    }

    pub(super) fn first(&self) -> Option<usize> {
        usize::try_from(self.number(4, 4)?).ok()
    }

    pub(super) fn directory(&'a self, at: usize) -> Option<Directory<'a>> {
        let count = usize::try_from(self.number(at, 2)?).ok()?;
        let mut entries = Vec::new();
        for index in 0..count.min(ENTRIES_MAX) {
            let entry = at.checked_add(2 + index * 12)?;
            let short = |offset: usize| self.number(entry.checked_add(offset)?, 2).and_then(|n| u16::try_from(n).ok());
            entries.push((short(0)?, short(2)?, self.number(entry.checked_add(4)?, 4)?, entry.checked_add(8)?));
        }
        let next = self.number(at.checked_add(2 + count * 12)?, 4).and_then(|n| usize::try_from(n).ok());
        Some(Directory { tiff: self, entries, next })
    }
}

impl Directory<'_> {
    fn entry(&self, tag: u16) -> Option<(u16, u64, usize)> {
        self.entries.iter().find(|e| e.0 == tag).map(|e| (e.1, e.2, e.3))
    }

    /// Where a value of so many bytes lies: in the entry when it fits there.
    fn place(&self, bytes: u64, field: usize) -> Option<usize> {
        if bytes <= 4 { Some(field) } else { usize::try_from(self.tiff.number(field, 4)?).ok() }
    }

    /// The first number of a tag.
    pub(super) fn get(&self, tag: u16) -> Option<u64> {
        let (kind, count, field) = self.entry(tag)?;
        let size = match kind {
            1 => 1,
            3 => 2,
            4 => 4,
            _ => return None,
        };
        self.tiff.number(self.place(count.checked_mul(size)?, field)?, usize::try_from(size).ok()?)
    }

    pub(super) fn text(&self, tag: u16) -> Option<String> {
        let (kind, count, field) = self.entry(tag)?;
        (kind == 2 && count <= 4096).then_some(())?;
        let at = self.place(count, field)?;
        let bytes = self.tiff.bytes.get(at..at.checked_add(usize::try_from(count).ok()?)?)?;
        let end = memchr::memchr(0, bytes).unwrap_or(bytes.len());
        Some(crate::text::decode(bytes.get(..end)?).0.trim().to_string())
    }

    pub(super) fn resolution(&self) -> String {
        let ratio = || {
            let (kind, _, field) = self.entry(0x011a)?;
            let at = self.place(8, field).filter(|_| kind == 5)?;
            let (over, under) = (self.tiff.number(at, 4)?, self.tiff.number(at.checked_add(4)?, 4)?);
            (under > 0).then(|| over as f64 / under as f64)
        };
        match (ratio(), self.get(0x0128).unwrap_or(2)) {
            (Some(dots), 2) => format!("{dots:.0} dpi"),
            (Some(dots), 3) => format!("{:.0} dpi", dots * 2.54),
            _ => String::new(),
        }
    }
}
