//! Archives taken apart member by member: ZIP, TAR, GZIP and XZ, the last two also around a TAR.
//!
//! An archive is hostile until shown otherwise: names are cleaned, links and devices refused, and what it unpacks to is
//! bounded by ratio, by total, by member and by count. A member that cannot be taken is an issue with its ordinal as line
//! (never its name: names of scans hold names of people) and the others go on; of an archive that is cut short the members
//! before the break are delivered. An archive inside an archive is a member like any other: how deep to go is the caller's.

mod gate;
mod tape;
mod xz;
mod zipped;

use crate::{Limits, Summary};
use gate::{Gate, Guard, Meter, Source, Trip};
use std::io::Read;
use std::ops::ControlFlow;
use std::rc::Rc;

/// Unpacked bytes for one packed byte; beyond it an archive is a bomb. Text packs about 20 to 1.
pub const RATIO_MAX: u64 = 200;
/// Unpacked bytes below which no ratio is looked at: a small file of one repeated byte is no bomb.
pub const RATIO_FREE_BYTES: u64 = 4 << 20;
/// Unpacked bytes of a whole archive.
pub const TOTAL_BYTES_MAX: u64 = 64 << 30;
/// Members of one archive.
pub const MEMBERS_MAX: u64 = 200_000;

/// What an archive is, by its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// ZIP: local headers, or nothing but an empty directory.
    Zip,
    /// TAR: POSIX, GNU or of old.
    Tar,
    /// GZIP around a file or a TAR.
    Gzip,
    /// XZ around a file or a TAR.
    Xz,
}

impl Kind {
    /// Tells the kind from the first 512 bytes.
    pub fn of(head: &[u8]) -> Option<Self> {
        if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
            Some(Self::Zip)
        } else if head.starts_with(b"\x1f\x8b\x08") {
            Some(Self::Gzip)
        } else if head.starts_with(b"\xfd7zXZ\0") {
            Some(Self::Xz)
        } else if tape::looks_like(head) {
            Some(Self::Tar)
        } else {
            None
        }
    }
}

/// Hands each member of an archive to `each`: its path, cleaned and unique, and its bytes. `name` is the path of the archive
/// and names the one member of a packed file that has no name of its own. What is wrong is an issue of the summary; its
/// `records` are the members delivered. I/O errors of `input` are returned.
pub fn members(
    name: &str,
    input: &mut dyn Read,
    limits: &Limits,
    summary: &mut Summary,
    each: &mut dyn FnMut(&str, &[u8]) -> ControlFlow<()>,
) -> std::io::Result<()> {
    let mut head = Vec::new();
    Read::take(&mut *input, 512).read_to_end(&mut head)?;
    let kind = Kind::of(&head);
    let meter = Rc::new(Meter::default());
    let mut source = Source::new(head.as_slice().chain(input), &meter);
    let mut gate = Gate::new(limits, summary, each);
    match kind {
        Some(Kind::Zip) => zipped::members(&mut source, &mut gate),
        Some(Kind::Tar) => tape::members(&mut source, &meter, &mut gate),
        Some(Kind::Gzip) => gzip(name, &mut source, &meter, &mut gate),
        Some(Kind::Xz) => xz::members(name, &mut source, &mut gate),
        None => gate.refuse("unknown_archive", 0, "the file is no archive that is read: ZIP, TAR, GZIP or XZ"),
    }
    if gate.delivered() == 0 && !gate.stopped() && gate.untroubled() {
        gate.doubt("no_members", 0, "the archive holds no files");
    }
    meter.outcome()
}

/// A path or name that a file gives to another inside it, made one that stays below it.
pub(crate) fn cleaned(raw: &str) -> String {
    gate::clean(raw).0
}

fn gzip(name: &str, source: &mut dyn Read, meter: &Rc<Meter>, gate: &mut Gate<'_>) {
    let mut unpacked = Guard::new(flate2::read::MultiGzDecoder::new(source), meter);
    let mut head = Vec::new();
    let begun = Read::take(&mut unpacked, 512).read_to_end(&mut head);
    if tape::looks_like(&head) {
        return tape::members(&mut head.as_slice().chain(unpacked), meter, gate);
    }
    let own = unpacked.inner().header().and_then(|h| h.filename()).map(|f| crate::text::decode(f).0.into_owned());
    let member = own.filter(|n| !n.trim().is_empty()).unwrap_or_else(|| stem(name));
    if let Err(error) = begun {
        return gate.broken(1, meter, &error);
    }
    single(&member, &mut head.as_slice().chain(unpacked), meter, gate);
}

/// The one member of a packed file.
fn single(member: &str, input: &mut dyn Read, meter: &Meter, gate: &mut Gate<'_>) {
    let Some(path) = gate.admit(member) else { return };
    match gate.take(input) {
        Ok(bytes) => gate.deliver(&path, &bytes),
        Err(Trip::Member) => gate.too_long(),
        Err(Trip::Broken(error)) => gate.broken(1, meter, &error),
    }
}

/// The name of a packed file without the sign of its packing.
fn stem(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let lower = file.to_ascii_lowercase();
    for (end, instead) in [(".tgz", ".tar"), (".txz", ".tar"), (".gzip", ""), (".gz", ""), (".xz", ""), (".z", "")] {
        if lower.ends_with(end) && lower.len() > end.len() {
            return format!("{}{instead}", file.get(..file.len() - end.len()).unwrap_or(file));
        }
    }
    file.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    /// The members of an archive and what came of it.
    pub(super) fn taken(name: &str, bytes: &[u8]) -> (Vec<(String, Vec<u8>)>, Summary) {
        taken_within(name, bytes, &Limits::default())
    }

    pub(super) fn taken_within(name: &str, bytes: &[u8], limits: &Limits) -> (Vec<(String, Vec<u8>)>, Summary) {
        let (mut out, mut summary) = (Vec::new(), Summary::default());
        members(name, &mut &bytes[..], limits, &mut summary, &mut |path, bytes| {
            out.push((path.to_string(), bytes.to_vec()));
            ControlFlow::Continue(())
        })
        .unwrap();
        assert_eq!(out.len() as u64, summary.records);
        (out, summary)
    }

    pub(super) fn paths(members: &[(String, Vec<u8>)]) -> Vec<&str> {
        members.iter().map(|(path, _)| path.as_str()).collect()
    }

    pub(super) fn gzipped(bytes: &[u8], name: Option<&str>) -> Vec<u8> {
        let builder = match name {
            Some(name) => flate2::GzBuilder::new().filename(name),
            None => flate2::GzBuilder::new(),
        };
        let mut encoder = builder.write(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn a_packed_file_is_one_member_named_by_itself_or_its_archive() {
        let (found, summary) = taken("in/labs.csv.GZ", &gzipped(b"a,b\n", None));
        assert_eq!(found, [("labs.csv".to_string(), b"a,b\n".to_vec())]);
        assert_eq!(summary.counts.len(), 0);
        let (found, _) = taken("x.gz", &gzipped(b"a", Some("own.csv")));
        assert_eq!(paths(&found), ["own.csv"]);
        let two = [gzipped(b"a", None), gzipped(b"b", None)].concat();
        assert_eq!(taken("x.gz", &two).0, [("x".to_string(), b"ab".to_vec())]);
    }

    #[test]
    fn a_bomb_is_refused_before_it_is_held() {
        let bomb = gzipped(&vec![0; 40 << 20], None);
        let (found, summary) = taken("x.gz", &bomb);
        assert_eq!((found.len(), summary.counts["ratio_too_high"], summary.quarantined), (0, 1, 1));
        // The same ratio in small is no bomb.
        assert_eq!(taken("x.gz", &gzipped(&vec![0; 1 << 20], None)).0.len(), 1);
    }

    #[test]
    fn a_member_over_the_cap_is_refused() {
        let limits = Limits { document_bytes_max: 3, ..Limits::default() };
        let (found, summary) = taken_within("x.gz", &gzipped(b"1234", None), &limits);
        assert_eq!((found.len(), summary.counts["member_too_long"], summary.quarantined), (0, 1, 1));
        assert_eq!(taken_within("x.gz", &gzipped(b"123", None), &limits).0.len(), 1);
    }

    #[test]
    fn what_is_cut_short_or_unknown_is_said() {
        let bytes = gzipped(b"some text that is cut", None);
        let (found, summary) = taken("x.gz", &bytes[..bytes.len() - 12]);
        assert_eq!((found.len(), summary.counts["broken_archive"]), (0, 1));
        assert_eq!(taken("x.zip", b"no archive").1.counts["unknown_archive"], 1);
        assert_eq!(taken("x", b"").1.counts["unknown_archive"], 1);
    }

    #[test]
    fn an_error_of_the_input_is_no_fault_of_the_archive() {
        struct Failing;
        impl Read for Failing {
            fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
                Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset))
            }
        }
        let start = gzipped(&(0..=255u8).cycle().take(1 << 16).collect::<Vec<u8>>(), None);
        let half = &start[..start.len() / 2];
        let mut input = half.chain(Failing);
        let outcome = members("x.gz", &mut input, &Limits::default(), &mut Summary::default(), &mut |_, _| ControlFlow::Continue(()));
        assert_eq!(outcome.unwrap_err().kind(), std::io::ErrorKind::ConnectionReset);
    }

    #[test]
    fn stems_lose_the_sign_of_their_packing() {
        for (name, expected) in [("a/b.csv.gz", "b.csv"), ("b.tgz", "b.tar"), ("b.tar.xz", "b.tar"), (".gz", ".gz"), ("b", "b"), ("", "")] {
            assert_eq!(stem(name), expected);
        }
    }

    proptest::proptest! {
        /// No bytes panic the taking apart, whatever they open like.
        #[test]
        fn no_bytes_panic(tail in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..600), pick in 0..5usize) {
            let starts: [&[u8]; 5] = [b"", b"PK\x03\x04\x14\0\0\0\x08\0", b"\x1f\x8b\x08\0\0\0\0\0\0\0", b"\xfd7zXZ\0\0\x01\x69\x22\xde\x36", b"PK\x05\x06"];
            taken("x", &[starts[pick], &tail].concat());
        }
    }
}
