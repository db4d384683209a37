//! What every reader promises, asked of any bytes: the one check that all targets share.
//!
//! No panic and no call after the consumer has had enough; names that are unique and not empty; rows that fit the header
//! before them; lines from 1 on; no empty value; a summary that counts what was delivered and what was set aside; the same
//! answer again, and the same when the bytes come in pieces. A panic of a library inside a guard of the readers is an
//! answer of theirs and no finding; one that comes out of a reader is.

pub mod mutate;
mod native;
mod package;
mod seen;
mod terminology;

pub use formats::Format;
pub use terminology::terminology;

use formats::{Item, Json, Limits, Summary};
use seen::{Outcome, Seen};
use std::backtrace::Backtrace;
use std::collections::HashSet;
use std::io::Read;
use std::ops::ControlFlow;
use std::panic::AssertUnwindSafe;
use std::sync::{Mutex, Once, PoisonError};

/// Caps that small inputs go over.
const TIGHT: Limits = Limits { record_bytes_max: 256, document_bytes_max: 64 << 10, fields_max: 24, depth_max: 8, issues_max: 16 };
/// Caps that no input of a fuzzer goes over: what is read may not depend on the pieces it comes in.
const ROOMY: Limits = Limits { record_bytes_max: 4 << 20, document_bytes_max: 16 << 20, fields_max: 16_384, depth_max: 64, issues_max: 1 << 20 };
/// Bytes of a piece.
const PIECE_BYTES: usize = 97;
/// Times that a reader may ask for more after it was told that there is no more: one that goes on is stuck.
const ASKED_PAST_END_MAX: u32 = 100_000;
/// Bytes from which a format is told, as in the program.
const HEAD_BYTES: usize = 64 << 10;

/// Defines the target of a format's reader.
#[macro_export]
macro_rules! target {
    ($format:ident) => {
        ::libfuzzer_sys::fuzz_target!(|data: &[u8]| $crate::run($crate::Format::$format, data));
    };
}

/// A target by its name: what `fuzz_targets/NAME.rs` runs, for those who run it without a fuzzer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// The reader of a format.
    Reader(Format),
    /// `detected`.
    Detected,
    /// `json_tree`.
    JsonTree,
    /// `lens`.
    Lens,
    /// `terminology`.
    Terminology,
}

impl Target {
    /// The target of that name.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "detect" => Some(Self::Detected),
            "json_tree" => Some(Self::JsonTree),
            "lens" => Some(Self::Lens),
            "terminology" => Some(Self::Terminology),
            _ => Format::ALL.iter().copied().find(|format| format.is_read() && name_of(*format) == name).map(Self::Reader),
        }
    }

    /// Any bytes, held to the check; what breaks it is a panic.
    pub fn run(self, data: &[u8]) {
        match self {
            Self::Reader(format) => run(format, data),
            Self::Detected => detected(data),
            Self::JsonTree => json_tree(data),
            Self::Lens => lens(data),
            Self::Terminology => terminology(data),
        }
    }
}

/// `FhirJson` is `fhir_json`.
fn name_of(format: Format) -> String {
    let mut name = String::new();
    for (index, letter) in format!("{format:?}").char_indices() {
        if letter.is_ascii_uppercase() && index > 0 {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}

/// The reader of a format on any bytes, and on a package with these bytes inside where the format is one.
pub fn run(format: Format, data: &[u8]) {
    findings(|| {
        check(format, data);
        if let Some(package) = package::around(format, data) {
            check(format, &package);
        }
        if format == Format::Bcp {
            native::check(data);
        }
    });
}

/// The reader that the bytes themselves ask for.
pub fn detected(data: &[u8]) {
    findings(|| {
        let head = data.get(..HEAD_BYTES).unwrap_or(data);
        for name in ["case", "case.csv", "case.bcp", "case.sql", "case.json", "case.xls", "case.htm", "case.md"] {
            let _ = formats::detect(head, name);
        }
        check(formats::detect(head, "case"), data);
    });
}

/// The parser of JSON: nesting and places stay within their bounds.
pub fn json_tree(data: &[u8]) {
    fn depth(json: &Json) -> usize {
        match json {
            Json::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
            Json::Object(members) => 1 + members.iter().map(|(_, value)| depth(value)).max().unwrap_or(0),
            _ => 0,
        }
    }
    findings(|| {
        let text = String::from_utf8_lossy(data);
        match formats::json::parse(&text, TIGHT.depth_max) {
            Ok(json) => assert!(depth(&json) <= TIGHT.depth_max, "the tree is deeper than its cap"),
            Err(error) => assert!(error.byte <= text.len(), "the place of an error lies beyond the text"),
        }
    });
}

/// A lens, and a lens with the text as its condition: read, or refused in words.
pub fn lens(data: &[u8]) {
    findings(|| {
        let text = String::from_utf8_lossy(data);
        // Every character by its number, so that any text is the text of the condition.
        let quoted: String = text.chars().map(|c| format!("\\U{:08X}", u32::from(c))).collect();
        let conditioned = format!(
            "format = \"throughline-lens/1\"\nname = \"case\"\n[[assert]]\nkind = \"demographic\"\nfrom = \"t\"\npatient = \"p\"\nwhere = \"{quoted}\"\n\
             excluded = \"none\"\n[assert.say]\nmrn = {{ field = \"m\", as = \"text\" }}\n"
        );
        for text in [&*text, conditioned.as_str()] {
            if let Err(problems) = balance::Lens::parse(text) {
                assert!(problems.iter().any(|p| !p.message.is_empty() && p.line >= 1), "a lens is refused without a reason");
            }
        }
    });
}

/// The last panic in words, and where it came from.
static PANIC: Mutex<Option<(String, Backtrace)>> = Mutex::new(None);
static HOOK: Once = Once::new();

/// Runs a check; a panic that comes out of it is told and handed on. The fuzzer's own hook would end the program at any
/// panic, those inside a guard of the readers included, so it is replaced.
fn findings(check: impl FnOnce()) {
    HOOK.call_once(|| {
        std::panic::set_hook(Box::new(|panic| {
            *PANIC.lock().unwrap_or_else(PoisonError::into_inner) = Some((panic.to_string(), Backtrace::force_capture()));
        }));
    });
    if let Err(panic) = std::panic::catch_unwind(AssertUnwindSafe(check)) {
        if let Some((words, trace)) = PANIC.lock().unwrap_or_else(PoisonError::into_inner).take() {
            eprintln!("{words}\n{trace}");
        }
        std::panic::resume_unwind(panic);
    }
}

fn check(format: Format, data: &[u8]) {
    for name in names(format) {
        promised(data, |input, limits, each| formats::read(format, name, input, limits, each));
    }
    if format.holds_others() {
        inside(format, data);
    }
}

/// What every reading of the data promises.
fn promised(data: &[u8], reading: impl Fn(&mut dyn Read, &Limits, &mut dyn FnMut(Item<'_>) -> ControlFlow<()>) -> std::io::Result<Summary>) {
    let read = |limits: &Limits, most: usize| -> Outcome {
        let mut seen = Seen::default();
        let summary = reading(&mut Pieces { rest: data, most, asked_past_end: 0 }, limits, &mut |item| {
            seen.item(&item);
            ControlFlow::Continue(())
        });
        let summary = summary.expect("bytes in memory have no I/O errors");
        assert!(!summary.stopped, "the reading stopped although nobody asked");
        account(&summary, limits);
        seen.outcome(summary)
    };
    assert!(read(&TIGHT, data.len()) == read(&TIGHT, data.len()), "two readings differ");
    let (whole, pieces) = (read(&ROOMY, data.len()), read(&ROOMY, PIECE_BYTES));
    assert!(whole == pieces, "what is read depends on the pieces: {whole:?}, {pieces:?}");
    // A consumer that has had enough at once is not called again.
    let mut calls = 0u64;
    let summary = reading(&mut &*data, &TIGHT, &mut |_| {
        calls += 1;
        ControlFlow::Break(())
    });
    let summary = summary.expect("bytes in memory have no I/O errors");
    assert!(calls <= 1, "the consumer was called {calls} times after it had enough");
    assert_eq!(summary.stopped, calls == 1, "whether the consumer stopped the reading");
}

/// Names that a reader takes a hint from.
fn names(format: Format) -> &'static [&'static str] {
    match format {
        Format::Csv => &["case", "case.bcp"],
        Format::Json => &["case.json", "case.ndjson"],
        Format::Globals => &["case.zwr", "12+CASE.zwr"],
        _ => &["case"],
    }
}

/// Bytes that come in pieces.
struct Pieces<'d> {
    rest: &'d [u8],
    most: usize,
    asked_past_end: u32,
}

impl Read for Pieces<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        if self.rest.is_empty() {
            self.asked_past_end += 1;
            assert!(self.asked_past_end <= ASKED_PAST_END_MAX, "the reader asks for more and more after the end");
        }
        let count = out.len().min(self.most.max(1));
        (&mut self.rest).take(count as u64).read(out)
    }
}

/// The summary agrees with its own issues.
fn account(summary: &Summary, limits: &Limits) {
    let (listed, counted) = (summary.issues.len() as u64, summary.counts.values().sum::<u64>());
    let set_aside = summary.issues.iter().filter(|i| i.quarantined).count() as u64;
    assert!(summary.issues.len() <= limits.issues_max, "more issues are kept than the cap");
    let beyond = |aside: bool| summary.unplaced.iter().filter(|((_, quarantined), _)| !aside || *quarantined).map(|(_, count)| count).sum::<u64>();
    assert!(summary.issues.len() == limits.issues_max || summary.unplaced.is_empty(), "an issue is not kept although there is room");
    assert_eq!((listed + beyond(false), set_aside + beyond(true)), (counted, summary.quarantined), "issues and set aside, kept and counted");
    for issue in &summary.issues {
        assert!(summary.counts.contains_key(issue.code) && !issue.message.is_empty(), "{} has no count or no words", issue.code);
    }
}

/// What stands inside has names of its own that stay below it.
fn inside(format: Format, data: &[u8]) {
    let (mut names, mut input) = (HashSet::new(), data);
    let summary = formats::contents(format, "case", &mut input, &ROOMY, &mut |inside| {
        let (name, bytes) = (inside.name, inside.bytes);
        assert!(names.insert(name.to_string()), "two members have one name");
        assert!(!name.is_empty() && !name.starts_with('/') && !name.split(['/', '\\']).any(|part| part == ".."), "a name leads out");
        let _ = formats::detect(bytes.get(..HEAD_BYTES).unwrap_or(bytes), name);
        ControlFlow::Continue(())
    });
    account(&summary.expect("bytes in memory have no I/O errors"), &ROOMY);
}

#[cfg(test)]
mod tests;
