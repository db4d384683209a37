//! ZIP (APPNOTE 6.3): stored and deflated members, by the directory at its end or, without one, by the headers before each.
//!
//! The directory is read by the `zip` library, which keeps one member of each name. Where names repeat, and where the
//! directory is missing because the archive is cut short, the members are taken by their own headers instead: everything
//! whole before the break comes out. Encrypted members and other ways of packing are refused.

use super::gate::{Gate, Trip};
use super::{RATIO_FREE_BYTES, RATIO_MAX};
use std::io::{Cursor, Read};
use zip::{CompressionMethod, ZipArchive};

/// Why a member does not come out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Long,
    Ratio,
    /// After so many bytes.
    Damaged(u64),
}

pub(super) fn members(input: &mut dyn Read, gate: &mut Gate<'_>) {
    let cap = gate.member_bytes_max();
    let bytes = match gate.take(input) {
        Ok(bytes) => bytes,
        Err(Trip::Member) => return gate.refuse("archive_too_long", 0, format!("the archive is longer than {cap} bytes, and its directory is at its end")),
        // An error of the input, which the caller gets.
        Err(Trip::Broken(_)) => return,
    };
    match ZipArchive::new(Cursor::new(bytes.as_slice())) {
        Ok(mut archive) if !archive.has_duplicate_names() => by_directory(&mut archive, bytes.len() as u64, gate),
        Ok(_) => by_headers(&bytes, gate),
        Err(_) => {
            by_headers(&bytes, gate);
            if !gate.said("broken_archive") && !gate.closed() {
                gate.refuse("broken_archive", 0, "the directory of the archive is missing or damaged: it may be cut short");
            }
        }
    }
}

/// What the directory says of a member.
struct Entry {
    name: String,
    packed: u64,
    folder: bool,
    other_kind: bool,
    encrypted: bool,
    method: CompressionMethod,
}

fn entry(archive: &ZipArchive<Cursor<&[u8]>>, index: usize) -> Option<Entry> {
    let data = archive.by_index_data(index).ok()?;
    let name = data.name().map_or_else(|_| crate::text::decode(data.name_raw()).0.into_owned(), |n| n.into_owned());
    // The kind of file in the mode, when there is one: only plain files are files.
    let kind = data.unix_mode().unwrap_or(0) & 0o170_000;
    Some(Entry {
        name,
        packed: data.compressed_size(),
        folder: data.is_dir(),
        other_kind: data.is_symlink() || !matches!(kind, 0 | 0o100_000),
        encrypted: data.encrypted(),
        method: data.compression(),
    })
}

fn by_directory(archive: &mut ZipArchive<Cursor<&[u8]>>, archive_bytes: u64, gate: &mut Gate<'_>) {
    let mut total = 0u64;
    for index in 0..archive.len() {
        let Some(entry) = entry(archive, index) else { continue };
        if entry.folder {
            continue;
        }
        if gate.closed() || !gate.arrive() {
            return;
        }
        if entry.other_kind {
            gate.refuse_member("unsupported_member", "is a link or a device; those are not followed");
        } else if entry.encrypted {
            gate.refuse_member("encrypted_member", "is encrypted");
        } else if !matches!(entry.method, CompressionMethod::Stored | CompressionMethod::Deflated) {
            gate.refuse_member("unsupported_member", "is packed in a way that is not read");
        } else {
            let unpacked = match archive.by_index(index) {
                Ok(mut file) => unpack(&mut file, entry.packed, gate.member_bytes_max()),
                Err(_) => Err(Fault::Damaged(0)),
            };
            if !hand(&entry.name, unpacked, &mut total, archive_bytes, gate) {
                return;
            }
        }
    }
}

/// Delivers a member or says why not; false when the archive as a whole is a bomb.
fn hand(name: &str, unpacked: Result<Vec<u8>, Fault>, total: &mut u64, archive_bytes: u64, gate: &mut Gate<'_>) -> bool {
    let made = match &unpacked {
        Ok(bytes) => bytes.len() as u64,
        Err(Fault::Damaged(bytes)) => *bytes,
        Err(Fault::Long | Fault::Ratio) => 0,
    };
    *total = total.saturating_add(made);
    // Members may share their packed bytes: each looks harmless, all together are not.
    if made > 0 && *total > RATIO_FREE_BYTES && *total / RATIO_MAX > archive_bytes {
        gate.refuse_member("ratio_too_high", &format!("makes the archive unpack to more than {RATIO_MAX} times its size; it and the rest were not taken"));
        return false;
    }
    match unpacked {
        Ok(bytes) => {
            let path = gate.name(name);
            gate.deliver(&path, &bytes);
        }
        Err(Fault::Long) => gate.too_long(),
        Err(Fault::Ratio) => gate.refuse_member("ratio_too_high", &format!("unpacks to more than {RATIO_MAX} times its size")),
        Err(Fault::Damaged(_)) => gate.refuse_member("broken_member", "is damaged: it does not unpack, or not to what its sum says"),
    }
    true
}

/// The bytes of a member, stopped at the caps.
fn unpack(input: &mut dyn Read, packed: u64, bytes_max: u64) -> Result<Vec<u8>, Fault> {
    let (mut out, mut piece): (Vec<u8>, Vec<u8>) = (Vec::new(), vec![0u8; 64 << 10]);
    loop {
        let count = match input.read(&mut piece) {
            Ok(0) => return Ok(out),
            Ok(count) => count,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(_) => return Err(Fault::Damaged(out.len() as u64)),
        };
        out.extend_from_slice(piece.get(..count).unwrap_or(&[]));
        let length = out.len() as u64;
        if length > bytes_max {
            return Err(Fault::Long);
        }
        if length > RATIO_FREE_BYTES && length / RATIO_MAX > packed {
            return Err(Fault::Ratio);
        }
    }
}

/// A member by the header before it.
struct Local {
    encrypted: bool,
    /// Sizes and sum stand after the data.
    streamed: bool,
    method: u64,
    sum: u64,
    packed: u64,
    name: String,
    data: usize,
}

fn little(bytes: &[u8], at: usize, count: usize) -> Option<u64> {
    Some(bytes.get(at..at.checked_add(count)?)?.iter().rev().fold(0, |n, b| n << 8 | u64::from(*b)))
}

fn local(bytes: &[u8], at: usize) -> Option<Local> {
    let field = |offset: usize, count: usize| little(bytes, at.checked_add(offset)?, count);
    let flags = field(6, 2)?;
    let name_start = at.checked_add(30)?;
    let extra_start = name_start.checked_add(usize::try_from(field(26, 2)?).ok()?)?;
    let data = extra_start.checked_add(usize::try_from(field(28, 2)?).ok()?)?;
    let name = crate::text::decode(bytes.get(name_start..extra_start)?).0.into_owned();
    let extra = bytes.get(extra_start..data)?;
    let packed = match field(18, 4)? {
        0xffff_ffff => large_size(extra)?,
        size => size,
    };
    Some(Local { encrypted: flags & 1 != 0, streamed: flags & 8 != 0, method: field(8, 2)?, sum: field(14, 4)?, packed, name, data })
}

/// The packed size of a ZIP64 extra field.
fn large_size(extra: &[u8]) -> Option<u64> {
    let mut at = 0;
    while let (Some(id), Some(size)) = (little(extra, at, 2), little(extra, at + 2, 2)) {
        if id == 1 {
            return little(extra, at + 12, 8);
        }
        at += 4 + usize::try_from(size).ok()?;
    }
    None
}

/// Takes the members by their own headers, one after the other from the start.
fn by_headers(bytes: &[u8], gate: &mut Gate<'_>) {
    let (mut at, mut total) = (0usize, 0u64);
    while bytes.get(at..at.saturating_add(4)) == Some(&b"PK\x03\x04"[..]) {
        if gate.closed() || !gate.arrive() {
            return;
        }
        let Some(local) = local(bytes, at) else { break };
        let open = local.streamed && local.packed == 0;
        let end = if open { Some(bytes.len()) } else { usize::try_from(local.packed).ok().and_then(|p| local.data.checked_add(p)) };
        let Some(data) = end.and_then(|end| bytes.get(local.data..end)) else { break };
        if local.encrypted {
            gate.refuse_member("encrypted_member", "is encrypted");
        } else if !matches!(local.method, 0 | 8) {
            gate.refuse_member("unsupported_member", "is packed in a way that is not read");
        }
        let read = !local.encrypted && matches!(local.method, 0 | 8);
        if open && (local.method != 8 || !read) {
            // Nothing says where such a member ends.
            break;
        }
        let (unpacked, used) = if read { inflate(&local, data, gate.member_bytes_max()) } else { (Err(Fault::Damaged(0)), data.len()) };
        if open && unpacked.is_err() {
            break;
        }
        at = local.data + used;
        let mut sum = Some(local.sum);
        if local.streamed {
            (sum, at) = descriptor(bytes, at);
        }
        let unpacked = unpacked.and_then(|b| if sum.is_none_or(|s| s == checksum(&b)) { Ok(b) } else { Err(Fault::Damaged(b.len() as u64)) });
        if read && !local.name.ends_with('/') && !hand(&local.name, unpacked, &mut total, bytes.len() as u64, gate) {
            return;
        }
    }
    let whole = bytes.get(at..at.saturating_add(4)).is_some_and(|sign| sign == b"PK\x01\x02" || sign == b"PK\x05\x06");
    if !whole && !gate.closed() {
        gate.refuse_member("broken_archive", "is the last that was reached: the archive is cut short or damaged there");
    }
}

fn inflate(local: &Local, data: &[u8], bytes_max: u64) -> (Result<Vec<u8>, Fault>, usize) {
    if local.method == 0 {
        let mut stored = data;
        return (unpack(&mut stored, data.len() as u64, bytes_max), data.len());
    }
    let mut decoder = flate2::bufread::DeflateDecoder::new(data);
    let unpacked = unpack(&mut decoder, data.len() as u64, bytes_max);
    let open = local.streamed && local.packed == 0;
    let used = if open { usize::try_from(decoder.total_in()).unwrap_or(data.len()) } else { data.len() };
    (unpacked, used)
}

fn checksum(bytes: &[u8]) -> u64 {
    let mut sum = flate2::Crc::new();
    sum.update(bytes);
    u64::from(sum.sum())
}

/// The sum after a streamed member and the place behind it: with or without its sign, with short or long sizes.
fn descriptor(bytes: &[u8], at: usize) -> (Option<u64>, usize) {
    let start = if bytes.get(at..at.saturating_add(4)) == Some(&b"PK\x07\x08"[..]) { at + 4 } else { at };
    let sum = little(bytes, start, 4);
    let next = [start + 12, start + 20].into_iter().find(|end| bytes.get(*end..*end + 2) == Some(&b"PK"[..]));
    (sum, next.unwrap_or(start + 12))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{paths, taken, taken_within};
    use crate::Limits;
    use std::io::{Cursor, Write};
    use zip::CompressionMethod::{Deflated, Stored};
    use zip::write::SimpleFileOptions;

    fn zipped(members: &[(&str, &[u8], zip::CompressionMethod)]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes, method) in members {
            writer.start_file(*name, SimpleFileOptions::default().compression_method(*method)).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn patched(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
        let mut out = bytes.to_vec();
        let places: Vec<usize> = memchr::memmem::find_iter(bytes, from).collect();
        assert!(!places.is_empty());
        for at in places {
            out[at..at + to.len()].copy_from_slice(to);
        }
        out
    }

    /// Changes two bytes of the first local header and of the first entry of the directory.
    fn with_field(bytes: &[u8], local: usize, central: usize, value: u16) -> Vec<u8> {
        let mut out = bytes.to_vec();
        let directory = memchr::memmem::find(bytes, b"PK\x01\x02").unwrap();
        for at in [local, directory + central] {
            out[at..at + 2].copy_from_slice(&value.to_le_bytes());
        }
        out
    }

    #[test]
    fn stored_and_deflated_members_come_out() {
        let text = b"a,b\n".repeat(500);
        let bytes = zipped(&[("dir_1", b"", Stored), ("x/a.csv", &text, Deflated), ("b.txt", b"b", Stored)]);
        let (found, summary) = taken("x.zip", &patched(&bytes, b"dir_1", b"dir_/"));
        assert_eq!(found, [("x/a.csv".to_string(), text), ("b.txt".to_string(), b"b".to_vec())]);
        assert_eq!(summary.counts.len(), 0);
        assert_eq!(taken("x.zip", &zipped(&[])).1.counts["no_members"], 1);
    }

    #[test]
    fn ways_out_are_cleaned_and_doubles_are_kept() {
        let bytes = zipped(&[("aa/up", b"1", Stored), ("same1", b"2", Deflated), ("same2", b"3", Stored)]);
        let (found, summary) = taken("x.zip", &patched(&bytes, b"aa/up", b"../up"));
        assert_eq!((paths(&found), summary.counts["unsafe_path"]), (vec!["up", "same1", "same2"], 1));
        let (found, summary) = taken("x.zip", &patched(&bytes, b"same2", b"same1"));
        assert_eq!(paths(&found), ["aa/up", "same1", "same1 (2)"]);
        assert_eq!((found[1].1.as_slice(), found[2].1.as_slice()), (&b"2"[..], &b"3"[..]));
        assert_eq!((summary.counts["duplicate_member"], summary.counts.len()), (1, 1));
    }

    #[test]
    fn what_is_encrypted_or_packed_otherwise_is_refused_and_the_rest_goes_on() {
        let bytes = zipped(&[("a", b"11111111", Stored), ("b", b"2", Stored)]);
        for (changed, code) in [(with_field(&bytes, 6, 8, 1), "encrypted_member"), (with_field(&bytes, 8, 10, 12), "unsupported_member")] {
            let (found, summary) = taken("x.zip", &changed);
            assert_eq!((paths(&found), summary.counts[code], summary.quarantined), (vec!["b"], 1, 1));
        }
        let (found, summary) = taken("x.zip", &patched(&bytes, b"11111111", b"11101111"));
        assert_eq!((paths(&found), summary.counts["broken_member"]), (vec!["b"], 1));
    }

    #[test]
    fn links_are_refused() {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        writer.add_symlink("link", "/etc/x", SimpleFileOptions::default()).unwrap();
        let (found, summary) = taken("x.zip", &writer.finish().unwrap().into_inner());
        assert_eq!((found.len(), summary.counts["unsupported_member"]), (0, 1));
    }

    #[test]
    fn bombs_are_refused_and_the_rest_goes_on() {
        let bytes = zipped(&[("bomb", &vec![0; 40 << 20], Deflated), ("b", b"2", Stored)]);
        let (found, summary) = taken("x.zip", &bytes);
        assert_eq!((paths(&found), summary.counts["ratio_too_high"]), (vec!["b"], 1));
        let limits = Limits { document_bytes_max: 500, ..Limits::default() };
        let (found, summary) = taken_within("x.zip", &zipped(&[("a", &[0; 501], Deflated), ("b", b"2", Stored)]), &limits);
        assert_eq!((paths(&found), summary.counts["member_too_long"]), (vec!["b"], 1));
    }

    #[test]
    fn what_damaged_members_unpack_to_counts() {
        let zeros = vec![0u8; 3 << 20];
        let bytes = zipped(&[("one", &zeros, Deflated), ("two", &zeros, Deflated), ("b", b"2", Stored)]);
        let sum = (super::checksum(&zeros) as u32).to_le_bytes();
        let (found, summary) = taken("x.zip", &patched(&bytes, &sum, &[1, 2, 3, 4]));
        assert_eq!((found.len(), summary.counts["broken_member"], summary.counts["ratio_too_high"]), (0, 1, 1));
    }

    #[test]
    fn members_before_the_break_are_delivered() {
        let text = b"a,b\n".repeat(500);
        let bytes = zipped(&[("a", &text, Deflated), ("b", b"22222222", Stored)]);
        let second = memchr::memmem::find(&bytes, b"22222222").unwrap();
        let directory = memchr::memmem::find(&bytes, b"PK\x01\x02").unwrap();
        for (cut, expected) in [(second + 3, vec!["a"]), (directory, vec!["a", "b"]), (directory + 10, vec!["a", "b"])] {
            let (found, summary) = taken("x.zip", &bytes[..cut]);
            assert_eq!((paths(&found), summary.counts["broken_archive"]), (expected, 1));
        }
    }

    #[test]
    fn streamed_members_are_taken_by_where_their_packing_ends() {
        let text = b"a,b\n".repeat(500);
        let whole = zipped(&[("a", &text, Deflated)]);
        let packed = {
            let start = 30 + 1 + usize::from(u16::from_le_bytes([whole[28], whole[29]]));
            let end = memchr::memmem::find(&whole, b"PK\x01\x02").unwrap();
            whole[start..end].to_vec()
        };
        let mut bytes = b"PK\x03\x04\x14\0\x08\0\x08\0\0\0\0\0".to_vec();
        bytes.extend([0; 12]);
        bytes.extend(b"\x01\0\0\0a");
        bytes.extend(&packed);
        bytes.extend(b"PK\x07\x08");
        bytes.extend(&whole[14..26]);
        bytes.extend(b"PK\x01\x02cut");
        let (found, summary) = taken("x.zip", &bytes);
        assert_eq!(found, [("a".to_string(), text)]);
        assert_eq!((summary.counts["broken_archive"], summary.counts.len()), (1, 1));
    }
}
