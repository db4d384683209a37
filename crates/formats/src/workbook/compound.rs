//! Checks of an OLE compound file (XLS) before a workbook reader opens it.
//!
//! Walks what the reader will walk and computes what it will make room for: chains of sectors that run in a circle, and
//! sheets whose declared or real extent is beyond the cap, would take memory without end. Reads no values.

use super::Refusal;

pub(super) const MAGIC: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

const END: u32 = 0xffff_fffe;
const RESERVED: u32 = 0xffff_fffa;
/// Cells of all sheets together, counted as the rectangles that hold them.
const CELLS_MAX: u64 = 1 << 24;

/// A compound file: its bytes by sector, and which sector follows which.
struct Compound<'b> {
    bytes: &'b [u8],
    sector: usize,
    next: Vec<u32>,
}

pub(super) fn check(bytes: &[u8]) -> Result<(), Refusal> {
    let stream = workbook_stream(bytes)?;
    let mut walked = 0usize;
    let mut cells = 0u64;
    for start in sheets(&stream) {
        let sheet = stream.get(start..).unwrap_or_default();
        let (extent, length) = sheet_extent(sheet);
        cells = cells.saturating_add(extent);
        walked = walked.saturating_add(length);
        if cells > CELLS_MAX || walked > stream.len().saturating_mul(2) {
            return Err(("too_many_cells", format!("the sheets reach over more than {CELLS_MAX} cells")));
        }
    }
    Ok(())
}

fn broken() -> Refusal {
    ("broken_workbook", "the compound file is not as its format demands".into())
}

/// The stream that holds the workbook.
fn workbook_stream(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let file = Compound::new(bytes).ok_or_else(broken)?;
    let mini_sectors = le32(bytes, 64).unwrap_or(0) as usize;
    let directory = file.content(le32(bytes, 48).unwrap_or(END), usize::MAX).ok_or_else(broken)?;
    let entries: Vec<&[u8]> = directory.chunks_exact(128).collect();
    let root = entries.first().ok_or_else(broken)?;
    let mini = if mini_sectors > 0 {
        let table = file.content(le32(bytes, 60).unwrap_or(END), mini_sectors.saturating_mul(file.sector)).ok_or_else(broken)?;
        let bytes = file.content(le32(root, 116).unwrap_or(END), file.length(root)).ok_or_else(broken)?;
        Some((table, bytes))
    } else {
        None
    };
    let named = |name: &str| entries.iter().find(|e| entry_name(e).eq_ignore_ascii_case(name));
    let Some(entry) = named("Workbook").or_else(|| named("Book")) else {
        return Err(match named("EncryptedPackage") {
            Some(_) => ("encrypted", "the workbook is protected by a password".into()),
            None => ("not_a_workbook", "the compound file holds no workbook".into()),
        });
    };
    let (start, length) = (le32(entry, 116).unwrap_or(END), file.length(entry));
    if length >= 4_096 {
        return file.content(start, length).ok_or_else(broken);
    }
    let (table, bytes) = mini.as_ref().ok_or_else(broken)?;
    let small = Compound { bytes: bytes.as_slice(), sector: 64, next: words(table) };
    small.chain(start).map(|chain| gather(&chain, length, |id| at_sector(small.bytes, id, 64, 0))).ok_or_else(broken)
}

impl<'b> Compound<'b> {
    fn new(bytes: &'b [u8]) -> Option<Self> {
        let sector = match le16(bytes, 30)? {
            9 => 512,
            12 => 4_096,
            _ => return None,
        };
        let most = bytes.len() / sector + 1;
        let mut tables: Vec<u32> = words(bytes.get(76..512)?);
        let (mut at, mut steps) = (le32(bytes, 68)?, 0);
        while at < RESERVED {
            steps += 1;
            if steps > most {
                return None;
            }
            tables.extend(words(at_sector(bytes, at, sector, 1)));
            at = tables.pop()?;
        }
        tables.retain(|id| *id < RESERVED);
        if tables.len() > most {
            return None;
        }
        let next = tables.iter().flat_map(|id| words(at_sector(bytes, *id, sector, 1))).collect();
        Some(Self { bytes, sector, next })
    }

    /// Sectors from `start` on; `None` when they run in a circle.
    fn chain(&self, start: u32) -> Option<Vec<u32>> {
        let mut chain = Vec::new();
        let mut at = start;
        while let Some(next) = self.next.get(at as usize) {
            chain.push(at);
            at = *next;
            if chain.len() > self.next.len() {
                return None;
            }
        }
        Some(chain)
    }

    fn content(&self, start: u32, length: usize) -> Option<Vec<u8>> {
        let chain = self.chain(start)?;
        Some(gather(&chain, length, |id| at_sector(self.bytes, id, self.sector, 1)))
    }

    /// Length of a directory entry's stream.
    fn length(&self, entry: &[u8]) -> usize {
        let high = if self.sector == 512 { 0 } else { le32(entry, 124).unwrap_or(0) };
        usize::try_from((u64::from(high) << 32) | u64::from(le32(entry, 120).unwrap_or(0))).unwrap_or(usize::MAX)
    }
}

/// Bytes of sectors one after another, at most `length`.
fn gather<'b>(chain: &[u32], length: usize, sector: impl Fn(u32) -> &'b [u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for id in chain {
        let part = sector(*id);
        let part = part.get(..length - out.len()).unwrap_or(part);
        out.extend_from_slice(part);
        if out.len() >= length {
            break;
        }
    }
    out
}

/// Bytes of a sector; `skipped` sectors stand before the first.
fn at_sector(bytes: &[u8], id: u32, size: usize, skipped: usize) -> &[u8] {
    let start = (id as usize).saturating_add(skipped).saturating_mul(size);
    bytes.get(start..start.saturating_add(size).min(bytes.len())).unwrap_or_default()
}

fn entry_name(entry: &[u8]) -> String {
    let units: Vec<u16> = entry.chunks_exact(2).take(32).map(|c| le16(c, 0).unwrap_or(0)).take_while(|u| *u != 0).collect();
    String::from_utf16_lossy(&units)
}

/// Where the sheets of a workbook stream start.
fn sheets(stream: &[u8]) -> Vec<usize> {
    let mut starts = Vec::new();
    for (kind, data) in Records(stream) {
        match kind {
            0x0085 => starts.extend(le32(data, 0).map(|p| p as usize)),
            0x000a => break,
            _ => {}
        }
    }
    starts
}

/// Cells that a reader makes room for, and the bytes of the sheet.
fn sheet_extent(sheet: &[u8]) -> (u64, usize) {
    let mut corners: Option<(u64, u64, u64, u64)> = None;
    let (mut reserved, mut length, mut depth) = (0u64, 0usize, 0usize);
    for (kind, data) in Records(sheet) {
        length += data.len() + 4;
        match kind {
            0x0809 => depth += 1,
            0x000a if depth <= 1 => break,
            0x000a => depth -= 1,
            _ if depth > 1 => {}
            0x0200 => reserved = reserved.saturating_add(declared_extent(data)),
            0x0006 | 0x0203 | 0x0204 | 0x00d6 | 0x0205 | 0x027e | 0x00fd | 0x00bd => {
                let (Some(row), Some(left)) = (le16(data, 0), le16(data, 2)) else { continue };
                let last = if kind == 0x00bd { le16(data, data.len().saturating_sub(2)).unwrap_or(left) } else { left };
                let (row, left, right) = (u64::from(row), u64::from(left), u64::from(last.max(left)));
                let (top, bottom, first, end) = corners.unwrap_or((row, row, left, right));
                corners = Some((top.min(row), bottom.max(row), first.min(left), end.max(right)));
            }
            _ => {}
        }
    }
    let real = corners.map_or(0, |(top, bottom, left, right)| (bottom - top + 1) * (right - left + 1));
    (reserved.max(real), length)
}

/// Cells of a sheet's declared rectangle, with the same wrap-around as the reader's.
fn declared_extent(data: &[u8]) -> u64 {
    let wide = |at: usize| le32(data, at).unwrap_or(0);
    let narrow = |at: usize| u32::from(le16(data, at).unwrap_or(0));
    let (top, bottom, left, right) = if data.len() == 10 { (narrow(0), narrow(2), narrow(4), narrow(6)) } else { (wide(0), wide(4), narrow(8), narrow(10)) };
    if bottom == 0 || right == 0 {
        return 1;
    }
    let left = if left > 0xff || right < left { 0 } else { left };
    u64::from(bottom.wrapping_sub(top)).saturating_mul(u64::from(right.wrapping_sub(left)))
}

/// Records of a stream: kind and data.
struct Records<'b>(&'b [u8]);

impl<'b> Iterator for Records<'b> {
    type Item = (u16, &'b [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (kind, length) = (le16(self.0, 0)?, le16(self.0, 2)?);
        let data = self.0.get(4..4 + usize::from(length))?;
        self.0 = self.0.get(4 + usize::from(length)..)?;
        Some((kind, data))
    }
}

fn words(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).map(|c| le32(c, 0).unwrap_or(END)).collect()
}

fn le16(bytes: &[u8], at: usize) -> Option<u16> {
    let part = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(part.try_into().ok()?))
}

fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    let part = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(part.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        let mut out = kind.to_le_bytes().to_vec();
        out.extend((data.len() as u16).to_le_bytes());
        out.extend(data);
        out
    }

    #[test]
    fn extents_of_sheets() {
        let number = |row: u16, column: u16| record(0x0203, &[&row.to_le_bytes()[..], &column.to_le_bytes()[..], &[0; 10]].concat());
        let sheet = [record(0x0809, &[0; 16]), number(1, 1), number(65_535, 200), record(0x000a, &[])].concat();
        assert_eq!(sheet_extent(&sheet), (65_535 * 200, sheet.len()));
        let mut dimensions = [0u8; 14];
        dimensions[4..8].copy_from_slice(&0xffff_ffffu32.to_le_bytes());
        dimensions[10] = 200;
        let sheet = [record(0x0809, &[0; 16]), record(0x0200, &dimensions)].concat();
        assert!(sheet_extent(&sheet).0 > CELLS_MAX);
    }

    #[test]
    fn a_circle_of_sectors_ends() {
        let file = Compound { bytes: &[], sector: 512, next: vec![1, 2, 0, END] };
        assert_eq!((file.chain(0), file.chain(3)), (None, Some(vec![3])));
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_panic(rest in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..2_000)) {
            let mut bytes = MAGIC.to_vec();
            bytes.extend(&rest);
            let _ = check(&bytes);
            if let Some(shift) = bytes.get_mut(30..32) {
                shift.copy_from_slice(&[9, 0]);
            }
            let _ = check(&bytes);
        }
    }
}
