//! What every archive goes through: the counts and caps of what is unpacked, and the gate at which members are named,
//! bounded and handed over.

use super::{MEMBERS_MAX, RATIO_FREE_BYTES, RATIO_MAX, TOTAL_BYTES_MAX};
use crate::{Limits, Summary};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::io::{Error, Read, Result};
use std::ops::ControlFlow;
use std::rc::Rc;

/// Bytes of a path.
const PATH_BYTES_MAX: usize = 1024;

/// Why a stream was stopped by its guard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stop {
    Ratio,
    Total,
}

/// Bytes in and out of a packed stream, shared by both of its ends.
#[derive(Debug, Default)]
pub(super) struct Meter {
    packed: Cell<u64>,
    unpacked: Cell<u64>,
    stop: Cell<Option<Stop>>,
    /// An error of the input itself.
    failed: RefCell<Option<Error>>,
}

impl Meter {
    /// The error of the input, if it had one.
    pub(super) fn outcome(&self) -> Result<()> {
        self.failed.borrow_mut().take().map_or(Ok(()), Err)
    }

    fn over(&self) -> Option<Stop> {
        let unpacked = self.unpacked.get();
        if unpacked > TOTAL_BYTES_MAX {
            Some(Stop::Total)
        } else if unpacked > RATIO_FREE_BYTES && unpacked / RATIO_MAX > self.packed.get() {
            Some(Stop::Ratio)
        } else {
            None
        }
    }
}

/// The input, counted; its errors are kept apart from those of the content.
pub(super) struct Source<R> {
    input: R,
    meter: Rc<Meter>,
}

impl<R: Read> Source<R> {
    pub(super) fn new(input: R, meter: &Rc<Meter>) -> Self {
        Self { input, meter: Rc::clone(meter) }
    }
}

impl<R: Read> Read for Source<R> {
    fn read(&mut self, out: &mut [u8]) -> Result<usize> {
        match self.input.read(out) {
            Ok(count) => {
                self.meter.packed.set(self.meter.packed.get().saturating_add(count as u64));
                Ok(count)
            }
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => Err(error),
            Err(error) => {
                let kind = error.kind();
                *self.meter.failed.borrow_mut() = Some(error);
                Err(Error::from(kind))
            }
        }
    }
}

/// An unpacked stream that stops where its archive shows to be a bomb.
pub(super) struct Guard<R> {
    input: R,
    meter: Rc<Meter>,
}

impl<R: Read> Guard<R> {
    pub(super) fn new(input: R, meter: &Rc<Meter>) -> Self {
        Self { input, meter: Rc::clone(meter) }
    }

    pub(super) fn inner(&self) -> &R {
        &self.input
    }
}

impl<R: Read> Read for Guard<R> {
    fn read(&mut self, out: &mut [u8]) -> Result<usize> {
        let count = self.input.read(out)?;
        self.meter.unpacked.set(self.meter.unpacked.get().saturating_add(count as u64));
        if let Some(stop) = self.meter.over() {
            self.meter.stop.set(Some(stop));
            return Err(Error::other("over a cap"));
        }
        Ok(count)
    }
}

/// Why a member was not taken.
pub(super) enum Trip {
    /// It is over the cap of one member.
    Member,
    /// Its stream ended in an error.
    Broken(Error),
}

/// Where members are named, bounded, counted and handed over.
pub(super) struct Gate<'a> {
    limits: &'a Limits,
    summary: &'a mut Summary,
    each: &'a mut dyn FnMut(&str, &[u8]) -> ControlFlow<()>,
    names: HashMap<String, u64>,
    /// Ordinal of the member at the gate.
    ordinal: u64,
    issues: u64,
    full: bool,
}

impl<'a> Gate<'a> {
    pub(super) fn new(limits: &'a Limits, summary: &'a mut Summary, each: &'a mut dyn FnMut(&str, &[u8]) -> ControlFlow<()>) -> Self {
        Self { limits, summary, each, names: HashMap::new(), ordinal: 0, issues: 0, full: false }
    }

    pub(super) fn delivered(&self) -> u64 {
        self.summary.records
    }

    pub(super) fn stopped(&self) -> bool {
        self.summary.stopped
    }

    /// Whether an issue of a code was said.
    pub(super) fn said(&self, code: &str) -> bool {
        self.summary.counts.contains_key(code)
    }

    /// Nothing was said about this archive so far.
    pub(super) fn untroubled(&self) -> bool {
        self.issues == 0
    }

    /// No further member may come.
    pub(super) fn closed(&self) -> bool {
        self.full || self.summary.stopped
    }

    /// Bytes that one member may have.
    pub(super) fn member_bytes_max(&self) -> u64 {
        self.limits.document_bytes_max as u64
    }

    pub(super) fn refuse(&mut self, code: &'static str, ordinal: u64, message: impl Into<String>) {
        self.issues += 1;
        self.summary.refuse(self.limits, code, ordinal, 0, message);
    }

    pub(super) fn doubt(&mut self, code: &'static str, ordinal: u64, message: impl Into<String>) {
        self.issues += 1;
        self.summary.doubt(self.limits, code, ordinal, 0, message);
    }

    /// Refuses the member at the gate.
    pub(super) fn refuse_member(&mut self, code: &'static str, reason: &str) {
        let ordinal = self.ordinal;
        self.refuse(code, ordinal, format!("member {ordinal} {reason}"));
    }

    pub(super) fn too_long(&mut self) {
        let cap = self.member_bytes_max();
        self.refuse_member("member_too_long", &format!("is longer than {cap} bytes"));
    }

    /// Counts a member that comes; false when there are too many.
    pub(super) fn arrive(&mut self) -> bool {
        if self.ordinal >= MEMBERS_MAX {
            if !self.full {
                self.refuse("too_many_members", self.ordinal, format!("the archive has more than {MEMBERS_MAX} members; the rest were not taken"));
            }
            self.full = true;
            return false;
        }
        self.ordinal += 1;
        true
    }

    /// Counts a member and gives its path, cleaned and unique; `None` when there are too many.
    pub(super) fn admit(&mut self, raw: &str) -> Option<String> {
        self.arrive().then(|| self.name(raw))
    }

    /// The path of the member at the gate, cleaned and unique.
    pub(super) fn name(&mut self, raw: &str) -> String {
        let (clean, unsafe_path) = clean(raw);
        let ordinal = self.ordinal;
        if unsafe_path {
            self.doubt("unsafe_path", ordinal, format!("the path of member {ordinal} leads out of the archive or holds signs that no path has; it was cleaned"));
        }
        let Some(mut number) = self.names.get(&clean).copied() else {
            self.names.insert(clean.clone(), 1);
            return clean;
        };
        self.doubt("duplicate_member", ordinal, format!("the path of member {ordinal} is that of an earlier one; it got a number"));
        loop {
            number += 1;
            let unique = numbered(&clean, number);
            if !self.names.contains_key(&unique) {
                self.names.insert(clean, number);
                self.names.insert(unique.clone(), 1);
                return unique;
            }
        }
    }

    /// The bytes of a member.
    pub(super) fn take(&self, input: &mut dyn Read) -> std::result::Result<Vec<u8>, Trip> {
        let cap = self.member_bytes_max();
        let mut bytes = Vec::new();
        let outcome = Read::take(input, cap.saturating_add(1)).read_to_end(&mut bytes);
        match outcome {
            Err(error) => Err(Trip::Broken(error)),
            Ok(_) if bytes.len() as u64 > cap => Err(Trip::Member),
            Ok(_) => Ok(bytes),
        }
    }

    pub(super) fn deliver(&mut self, path: &str, bytes: &[u8]) {
        self.summary.records += 1;
        self.summary.stopped = (self.each)(path, bytes).is_break();
    }

    /// A stream that ended in an error: a cap, a break, or the input's own error, which is not the archive's.
    pub(super) fn broken(&mut self, ordinal: u64, meter: &Meter, error: &Error) {
        if meter.failed.borrow().is_some() {
            return;
        }
        match meter.stop.get() {
            Some(Stop::Ratio) => self.refuse("ratio_too_high", ordinal, format!("the archive unpacks to more than {RATIO_MAX} times its size; the rest was not taken")),
            Some(Stop::Total) => self.refuse("archive_too_long", ordinal, format!("the archive unpacks to more than {TOTAL_BYTES_MAX} bytes; the rest was not taken")),
            None if error.kind() == std::io::ErrorKind::UnexpectedEof => self.refuse("broken_archive", ordinal, "the archive is cut short here"),
            None => self.refuse("broken_archive", ordinal, "the archive is damaged here; the rest was not taken"),
        }
    }
}

/// A path that stays below its archive, and whether it had to be made so. Backslashes part folders, as old programs wrote them.
pub(super) fn clean(raw: &str) -> (String, bool) {
    let mut changed = raw.starts_with(['/', '\\']);
    let mut parts: Vec<String> = Vec::new();
    for (index, part) in raw.split(['/', '\\']).enumerate() {
        let drive = index == 0 && part.len() == 2 && part.ends_with(':');
        if part.is_empty() || part == "." {
            continue;
        }
        if part == ".." || drive {
            changed = true;
            continue;
        }
        let kept: String = part.chars().filter(|c| !c.is_control()).collect();
        changed |= kept.len() != part.len();
        // A name of dots and spaces, or one with them at its end, is another name on some systems.
        if kept.trim_end_matches(['.', ' ']).is_empty() {
            changed = true;
            continue;
        }
        parts.push(kept);
    }
    if parts.is_empty() {
        return ("unnamed".to_string(), true);
    }
    let mut path = parts.join("/");
    if path.len() > PATH_BYTES_MAX {
        path.truncate(path.floor_char_boundary(PATH_BYTES_MAX));
        changed = true;
    }
    (path, changed)
}

/// `a/b.csv` as `a/b (2).csv`.
fn numbered(path: &str, number: u64) -> String {
    let (folder, file) = path.rsplit_once('/').map_or(("", path), |(f, n)| (f, n));
    let (stem, end) = match file.rsplit_once('.') {
        Some((stem, end)) if !stem.is_empty() => (stem, format!(".{end}")),
        _ => (file, String::new()),
    };
    let parted = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    format!("{parted}{stem} ({number}){end}")
}

#[cfg(test)]
mod tests {
    use super::{clean, numbered};

    #[test]
    fn paths_stay_below_their_archive() {
        let cases = [
            ("a/b.csv", "a/b.csv", false),
            ("./a//b.csv", "a/b.csv", false),
            ("a\\b.csv", "a/b.csv", false),
            ("../../etc/x", "etc/x", true),
            ("/etc/x", "etc/x", true),
            ("C:\\x\\y", "x/y", true),
            ("a/../../b", "a/b", true),
            ("a\0b\n", "ab", true),
            ("..", "unnamed", true),
            ("", "unnamed", true),
            ("a/. ./b", "a/b", true),
            ("Zoë.txt", "Zoë.txt", false),
        ];
        for (raw, path, changed) in cases {
            assert_eq!(clean(raw), (path.to_string(), changed), "{raw:?}");
        }
    }

    #[test]
    fn numbers_stand_before_the_extension() {
        for (path, expected) in [("a/b.csv", "a/b (2).csv"), ("b", "b (2)"), ("a.d/b", "a.d/b (2)"), (".x", ".x (2)")] {
            assert_eq!(numbered(path, 2), expected);
        }
    }
}
