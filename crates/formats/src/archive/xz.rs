//! XZ (the .xz file format 1.1) with LZMA2, unpacked through `lzma-rs`.
//!
//! The library unpacks a block into memory whatever its size, so the chunks of each block are walked first: their headers
//! state what they unpack to. The same walk lets an archive that is cut short give what its whole chunks hold.

use super::gate::{Gate, Meter, Trip};
use super::{RATIO_FREE_BYTES, RATIO_MAX, stem, tape};
use std::io::Read;
use std::ops::Range;

const MAGIC: &[u8] = b"\xfd7zXZ\0";

/// What a walk over the packed bytes found.
#[derive(Debug, Default, PartialEq, Eq)]
struct Walk {
    /// Bytes that the chunks say they unpack to.
    unpacked: u64,
    /// Whole streams.
    streams: Vec<Range<usize>>,
    /// The whole chunks of each block.
    blocks: Vec<Range<usize>>,
    /// Some sums are of a kind that the library does not check.
    unchecked: bool,
    /// Bytes after the last stream that are none.
    after: usize,
    end: End,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum End {
    #[default]
    Whole,
    CutShort,
    Unsupported,
}

pub(super) fn members(name: &str, input: &mut dyn Read, gate: &mut Gate<'_>) {
    let cap = gate.member_bytes_max();
    let packed = match gate.take(input) {
        Ok(packed) => packed,
        Err(Trip::Member) => return gate.refuse("archive_too_long", 0, format!("the packed archive is longer than {cap} bytes")),
        // An error of the input, which the caller gets.
        Err(Trip::Broken(_)) => return,
    };
    let walk = walk(&packed);
    if walk.end == End::Unsupported {
        return gate.refuse("unsupported_archive", 0, "the archive is packed with a filter that is not read");
    }
    if walk.unpacked > RATIO_FREE_BYTES && walk.unpacked / RATIO_MAX > packed.len() as u64 {
        return gate.refuse("ratio_too_high", 0, format!("the archive unpacks to more than {RATIO_MAX} times its size"));
    }
    if walk.unpacked > cap {
        return gate.refuse("archive_too_long", 0, format!("the archive unpacks to more than {cap} bytes"));
    }
    let whole = walk.end == End::Whole;
    let unpacked = if whole && !walk.unchecked { streams(&packed, &walk) } else { blocks(&packed, &walk) };
    let Some(unpacked) = unpacked else {
        return gate.refuse("broken_archive", 0, "the archive is damaged: it does not unpack, or not to what its sums say");
    };
    if walk.unchecked {
        gate.doubt("unchecked_archive", 0, "the archive has sums of a kind that is not checked");
    }
    if walk.after > 0 {
        gate.doubt("bytes_after_end", 0, format!("{} bytes stand after the end of the archive and were not read", walk.after));
    }
    deliver(name, &unpacked, whole, gate);
    if !whole && !gate.said("broken_archive") {
        gate.refuse("broken_archive", 0, "the archive is cut short");
    }
}

fn deliver(name: &str, unpacked: &[u8], whole: bool, gate: &mut Gate<'_>) {
    if tape::looks_like(unpacked) {
        let mut rest = unpacked;
        tape::members(&mut rest, &Meter::default(), gate);
    } else if whole && let Some(path) = gate.admit(&stem(name)) {
        gate.deliver(&path, unpacked);
    }
}

/// Unpacks whole streams, their sums checked.
fn streams(packed: &[u8], walk: &Walk) -> Option<Vec<u8>> {
    unpack(|out| walk.streams.iter().all(|range| packed.get(range.clone()).is_some_and(|mut stream| lzma_rs::xz_decompress(&mut stream, out).is_ok())))
}

/// Unpacks the whole chunks of each block, without sums.
fn blocks(packed: &[u8], walk: &Walk) -> Option<Vec<u8>> {
    unpack(|out| {
        walk.blocks.iter().all(|range| {
            // A zero ends the chunks.
            let chunks = [packed.get(range.clone()).unwrap_or(&[]), &[0]].concat();
            lzma_rs::lzma2_decompress(&mut chunks.as_slice(), out).is_ok()
        })
    })
}

/// What `unpacking` puts out; `None` when it fails or the library panics.
fn unpack(unpacking: impl FnOnce(&mut Vec<u8>) -> bool) -> Option<Vec<u8>> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let mut out = Vec::new();
        unpacking(&mut out).then_some(out)
    }))
    .ok()
    .flatten()
}

fn walk(packed: &[u8]) -> Walk {
    let mut walk = Walk::default();
    let mut at = 0;
    while at < packed.len() {
        // Streams may be parted by zeros.
        if !walk.streams.is_empty() && packed.get(at..at.saturating_add(4)) == Some(&[0; 4][..]) {
            at += 4;
            continue;
        }
        if !walk.streams.is_empty() && !packed.get(at..).is_some_and(|rest| rest.starts_with(MAGIC)) {
            walk.after = packed.len() - at;
            break;
        }
        match stream(packed, at, &mut walk) {
            Ok(end) => {
                walk.streams.push(at..end);
                at = end;
            }
            Err(end) => {
                walk.end = end;
                break;
            }
        }
    }
    walk
}

/// Walks one stream and gives its end.
fn stream(packed: &[u8], start: usize, walk: &mut Walk) -> Result<usize, End> {
    let header = packed.get(start..start.saturating_add(12)).ok_or(End::CutShort)?;
    if !header.starts_with(MAGIC) {
        return Err(End::CutShort);
    }
    let check = header.get(7).copied().unwrap_or(0) & 0x0f;
    walk.unchecked |= !matches!(check, 0 | 1 | 4);
    let check_bytes = match check {
        0 => 0,
        1..=3 => 4,
        4..=6 => 8,
        7..=9 => 16,
        10..=12 => 32,
        _ => 64,
    };
    let mut at = start + 12;
    loop {
        match packed.get(at).copied().ok_or(End::CutShort)? {
            0 => return index_end(packed, at).ok_or(End::CutShort),
            size => {
                let data = block_data(packed, at, usize::from(size))?;
                let end = chunks(packed, data, walk)?;
                let padded = (end - data).div_ceil(4) * 4;
                at = data.checked_add(padded).and_then(|a| a.checked_add(check_bytes)).ok_or(End::CutShort)?;
            }
        }
    }
}

/// Where the data of a block starts, when its one filter is LZMA2.
fn block_data(packed: &[u8], at: usize, size: usize) -> Result<usize, End> {
    let end = at + (size + 1) * 4;
    let flags = *packed.get(at + 1).ok_or(End::CutShort)?;
    let mut place = at + 2;
    for _ in 0..(flags & 0x40).count_ones() + (flags & 0x80).count_ones() {
        place = number(packed, place).ok_or(End::CutShort)?.1;
    }
    let (filter, _) = number(packed, place).ok_or(End::CutShort)?;
    if flags & 3 != 0 || filter != 0x21 {
        return Err(End::Unsupported);
    }
    Ok(end)
}

/// Walks the chunks of a block and gives their end; notes the whole ones in any case.
fn chunks(packed: &[u8], start: usize, walk: &mut Walk) -> Result<usize, End> {
    let mut at = start;
    loop {
        let (length, unpacked) = match chunk(packed, at) {
            Some((1, 0)) => {
                walk.blocks.push(start..at);
                return Ok(at + 1);
            }
            Some(found) if at.checked_add(found.0).is_some_and(|end| end <= packed.len()) => found,
            _ => {
                walk.blocks.push(start..at);
                return Err(End::CutShort);
            }
        };
        walk.unpacked = walk.unpacked.saturating_add(unpacked);
        at += length;
    }
}

/// Length of a chunk and bytes that it unpacks to; `(1, 0)` for the sign of the end.
fn chunk(packed: &[u8], at: usize) -> Option<(usize, u64)> {
    let short = |offset: usize| Some(usize::from(*packed.get(at + offset)?) << 8 | usize::from(*packed.get(at + offset + 1)?));
    match *packed.get(at)? {
        0 => Some((1, 0)),
        1 | 2 => {
            let size = short(1)? + 1;
            Some((3 + size, size as u64))
        }
        control @ 0x80.. => {
            let unpacked = (usize::from(control & 0x1f) << 16 | short(1)?) + 1;
            Some((5 + usize::from(control >= 0xc0) + short(3)? + 1, unpacked as u64))
        }
        _ => None,
    }
}

/// Where the stream ends whose index starts here.
fn index_end(packed: &[u8], start: usize) -> Option<usize> {
    let (count, mut at) = number(packed, start + 1)?;
    for _ in 0..count.checked_mul(2)? {
        at = number(packed, at)?.1;
    }
    let end = start.checked_add((at - start).div_ceil(4) * 4)?.checked_add(4 + 12)?;
    (end <= packed.len()).then_some(end)
}

/// A number of seven bits a byte, and the place after it.
fn number(packed: &[u8], start: usize) -> Option<(u64, usize)> {
    let mut value = 0u64;
    for index in 0..9usize {
        let byte = *packed.get(start.checked_add(index)?)?;
        value |= u64::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return Some((value, start + index + 1));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::tests::{paths, taken, taken_within};
    use super::{End, walk};
    use crate::Limits;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        lzma_rs::xz_compress(&mut &bytes[..], &mut out).unwrap();
        out
    }

    fn tape() -> Vec<u8> {
        let mut builder = tar::Builder::new(Vec::new());
        for (name, size) in [("a.csv", 10), ("b.csv", 200_000)] {
            let mut header = tar::Header::new_ustar();
            header.set_size(size);
            builder.append_data(&mut header, name, std::io::Read::take(std::io::repeat(b'x'), size)).unwrap();
        }
        builder.into_inner().unwrap()
    }

    #[test]
    fn the_walk_agrees_with_the_packer() {
        for size in [0, 1, 65_536, 200_000] {
            let bytes = packed(&vec![5; size]);
            let walk = walk(&bytes);
            assert_eq!((walk.unpacked, walk.end, walk.streams.clone()), (size as u64, End::Whole, vec![0..bytes.len()]));
        }
    }

    #[test]
    fn files_come_out_alone_or_of_a_tar() {
        let (found, summary) = taken("in/a.csv.xz", &packed(b"1,2\n"));
        assert_eq!(found, [("a.csv".to_string(), b"1,2\n".to_vec())]);
        assert_eq!(summary.counts.len(), 0);
        let (found, summary) = taken("a.tar.xz", &packed(&tape()));
        assert_eq!((paths(&found), summary.counts.len()), (vec!["a.csv", "b.csv"], 0));
        let two = [packed(b"a"), vec![0; 4], packed(b"b")].concat();
        assert_eq!(taken("x.xz", &two).0, [("x".to_string(), b"ab".to_vec())]);
    }

    #[test]
    fn members_before_the_break_are_delivered() {
        let bytes = packed(&tape());
        let (found, summary) = taken("a.tar.xz", &bytes[..bytes.len() / 2]);
        assert_eq!((paths(&found), summary.counts["broken_archive"]), (vec!["a.csv"], 1));
        let alone = packed(b"text");
        let (found, summary) = taken("a.xz", &alone[..alone.len() - 20]);
        assert_eq!((found.len(), summary.counts["broken_archive"]), (0, 1));
    }

    #[test]
    fn a_bomb_is_refused_by_what_its_chunks_say() {
        let mut bomb = packed(b"")[..24].to_vec();
        for _ in 0..100 {
            // A chunk of one byte that says it unpacks to two MiB.
            bomb.extend([0xff, 0xff, 0xff, 0, 0, 0x5d, 0]);
        }
        let (found, summary) = taken("x.xz", &bomb);
        assert_eq!((found.len(), summary.counts["ratio_too_high"]), (0, 1));
        let limits = Limits { document_bytes_max: 1000, ..Limits::default() };
        let (found, summary) = taken_within("x.xz", &packed(&[0; 1100]), &limits);
        assert_eq!((found.len(), summary.counts["archive_too_long"]), (0, 1));
    }
}
