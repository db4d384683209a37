//! TAR: old, POSIX and GNU, with long names of either kind.
//!
//! Read entry by entry without the library's own joining of extended headers, which would hold them whole whatever their
//! size. Files are delivered; links, devices and sparse files are refused.

use super::gate::{Gate, Meter, Trip};
use std::io::Read;
use tar::{Archive, EntryType};

/// Bytes of a long name or an extended header.
const EXTENSION_BYTES_MAX: u64 = 1 << 20;

/// Whether the bytes start with a header: the sign at 257, or the checksum of an old one.
pub(super) fn looks_like(head: &[u8]) -> bool {
    let Some(block) = head.get(..512) else { return false };
    if block.get(257..262) == Some(&b"ustar"[..]) {
        return true;
    }
    let stated = block.get(148..156).and_then(|f| std::str::from_utf8(f).ok()).and_then(|t| u64::from_str_radix(t.trim_matches(['\0', ' ']), 8).ok());
    let spaced: u64 = block.iter().enumerate().map(|(i, b)| if (148..156).contains(&i) { 32 } else { u64::from(*b) }).sum();
    let named = block.first().is_some_and(|b| *b > b' ');
    named && stated == Some(spaced)
}

/// What extended headers say of the entry after them.
#[derive(Default)]
struct Extension {
    path: Option<String>,
    sparse: bool,
    size: Option<u64>,
}

pub(super) fn members(input: &mut dyn Read, meter: &Meter, gate: &mut Gate<'_>) {
    let mut archive = Archive::new(input);
    let entries = match archive.entries() {
        Ok(entries) => entries.raw(true),
        Err(error) => return gate.broken(0, meter, &error),
    };
    let mut extension = Extension::default();
    for (index, entry) in entries.enumerate() {
        let ordinal = index as u64 + 1;
        let mut entry = match entry {
            Ok(entry) => entry,
            Err(error) => return gate.broken(ordinal, meter, &error),
        };
        let kind = entry.header().entry_type();
        if is_extension(kind) {
            if let Err(error) = extend(&mut extension, kind, &mut entry) {
                return gate.broken(ordinal, meter, &error);
            }
            continue;
        }
        let extended = std::mem::take(&mut extension);
        let path = extended.path.clone().unwrap_or_else(|| crate::text::decode(&entry.header().path_bytes()).0.into_owned());
        if kind.is_dir() || (kind.is_file() && path.ends_with('/')) {
            continue;
        }
        if !gate.arrive() {
            return;
        }
        if !kind.is_file() && kind != EntryType::Continuous {
            gate.refuse_member("unsupported_member", kind_word(kind));
        } else if extended.sparse || extended.size.is_some_and(|s| s != entry.size()) {
            gate.refuse_member("unsupported_member", "is stored in a form that is not read");
        } else if !file(&path, &mut entry, meter, gate) {
            return;
        }
        if gate.closed() {
            return;
        }
    }
    // What follows the end is nothing, but a packed stream proves itself whole only at its own end.
    if let Err(error) = std::io::copy(&mut archive.into_inner(), &mut std::io::sink()) {
        gate.broken(0, meter, &error);
    }
}

/// Delivers a file; false when the archive ends in it.
fn file<R: Read>(path: &str, entry: &mut tar::Entry<'_, R>, meter: &Meter, gate: &mut Gate<'_>) -> bool {
    let size = entry.size();
    if size > gate.member_bytes_max() {
        gate.too_long();
        return true;
    }
    match gate.take(entry) {
        Ok(bytes) if (bytes.len() as u64) < size => {
            gate.refuse_member("broken_archive", "is cut short, and the archive with it");
            false
        }
        Ok(bytes) => {
            let path = gate.name(path);
            gate.deliver(&path, &bytes);
            true
        }
        Err(Trip::Member) => {
            gate.too_long();
            true
        }
        Err(Trip::Broken(error)) => {
            gate.broken(0, meter, &error);
            false
        }
    }
}

fn is_extension(kind: EntryType) -> bool {
    kind.is_gnu_longname() || kind.is_gnu_longlink() || kind.is_pax_local_extensions() || kind.is_pax_global_extensions()
}

fn kind_word(kind: EntryType) -> &'static str {
    if kind.is_symlink() || kind.is_hard_link() {
        "is a link; links are not followed"
    } else if kind.is_gnu_sparse() {
        "is a sparse file; those are not read"
    } else {
        "is a device or of another kind that is no file"
    }
}

fn extend<R: Read>(extension: &mut Extension, kind: EntryType, entry: &mut tar::Entry<'_, R>) -> std::io::Result<()> {
    let mut bytes = Vec::new();
    Read::take(entry, EXTENSION_BYTES_MAX).read_to_end(&mut bytes)?;
    if kind.is_gnu_longname() {
        let end = memchr::memchr(0, &bytes).unwrap_or(bytes.len());
        bytes.truncate(end);
        extension.path = Some(crate::text::decode(&bytes).0.into_owned());
    } else if kind.is_pax_local_extensions() {
        for (key, value) in records(&bytes) {
            match key {
                "path" => extension.path = Some(value.to_string()),
                "size" => extension.size = value.parse().ok(),
                key if key.starts_with("GNU.sparse.") => extension.sparse = true,
                _ => {}
            }
        }
    }
    Ok(())
}

/// The records of an extended header: `length key=value\n` each.
fn records(bytes: &[u8]) -> Vec<(&str, &str)> {
    let (mut out, mut rest) = (Vec::new(), bytes);
    while let Some(space) = memchr::memchr(b' ', rest) {
        let length = rest.get(..space).and_then(|n| std::str::from_utf8(n).ok()).and_then(|n| n.parse::<usize>().ok());
        let Some(record) = length.filter(|l| *l > space + 1).and_then(|l| rest.get(space + 1..l)) else { break };
        let text = std::str::from_utf8(record).ok().map(|t| t.trim_end_matches('\n'));
        out.extend(text.and_then(|t| t.split_once('=')));
        rest = rest.get(space + 1 + record.len()..).unwrap_or(&[]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::tests::{gzipped, paths, taken};
    use super::records;
    use tar::{Builder, EntryType, Header};

    /// A TAR of entries whose names go in as they are.
    fn tape(entries: &[(&str, EntryType, &[u8])]) -> Vec<u8> {
        let mut builder = Builder::new(Vec::new());
        for (name, kind, bytes) in entries {
            let mut header = Header::new_gnu();
            header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
            header.set_entry_type(*kind);
            header.set_size(bytes.len() as u64);
            header.set_mode(0o644);
            header.set_cksum();
            builder.append(&header, *bytes).unwrap();
        }
        builder.into_inner().unwrap()
    }

    const FILE: EntryType = EntryType::Regular;

    #[test]
    fn files_come_out_alone_or_packed() {
        let bytes = tape(&[("a/", EntryType::Directory, b""), ("./a/x.csv", FILE, b"1,2\n"), ("empty", FILE, b"")]);
        for (name, bytes) in [("x.tar", bytes.clone()), ("x.tgz", gzipped(&bytes, None))] {
            let (found, summary) = taken(name, &bytes);
            assert_eq!(found, [("a/x.csv".to_string(), b"1,2\n".to_vec()), ("empty".to_string(), Vec::new())]);
            assert_eq!(summary.counts.len(), 0);
        }
    }

    #[test]
    fn links_devices_and_ways_out_are_refused_or_cleaned() {
        let bytes = tape(&[
            ("../../up.txt", FILE, b"u"),
            ("/root.txt", FILE, b"r"),
            ("link", EntryType::Symlink, b""),
            ("hard", EntryType::Link, b""),
            ("dev", EntryType::Char, b""),
            ("same", FILE, b"1"),
            ("same", FILE, b"2"),
        ]);
        let (found, summary) = taken("x.tar", &bytes);
        assert_eq!(paths(&found), ["up.txt", "root.txt", "same", "same (2)"]);
        assert_eq!((summary.counts["unsafe_path"], summary.counts["unsupported_member"], summary.counts["duplicate_member"]), (2, 3, 1));
        assert_eq!(summary.quarantined, 3);
        assert!(summary.issues.iter().all(|i| !i.message.contains("up.txt") && !i.message.contains("same")));
    }

    #[test]
    fn long_names_of_either_kind_are_read() {
        let long = format!("{}/x.csv", "d".repeat(150));
        let gnu = [long.as_bytes(), b"\0"].concat();
        let pax = format!("{} path={long}\n", long.len() + 10);
        for (kind, body) in [(EntryType::GNULongName, gnu), (EntryType::XHeader, pax.into_bytes())] {
            let (found, summary) = taken("x.tar", &tape(&[("long", kind, &body), ("short", FILE, b"1"), ("next", FILE, b"2")]));
            assert_eq!(paths(&found), [long.as_str(), "next"]);
            assert_eq!(summary.counts.len(), 0);
        }
        assert_eq!(records(b"12 path=a/b\n16 size=1234567\n"), [("path", "a/b"), ("size", "1234567")]);
        assert!(records(b"99 path=a\n").is_empty());
    }

    #[test]
    fn members_before_the_break_are_delivered() {
        let bytes = tape(&[("a", FILE, b"1"), ("b", FILE, &[7; 2000])]);
        for cut in [1024 + 512 + 100, 1024 + 100] {
            let (found, summary) = taken("x.tar", &bytes[..cut]);
            assert_eq!((paths(&found), summary.counts["broken_archive"]), (vec!["a"], 1));
        }
        let packed = gzipped(&bytes, None);
        let (_, summary) = taken("x.tgz", &packed[..packed.len() - 10]);
        assert_eq!(summary.counts["broken_archive"], 1);
    }
}
