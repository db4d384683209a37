//! Releases of terminologies, held to what the readers of formats are held to.

use crate::{PIECE_BYTES, Pieces, ROOMY, TIGHT, account, findings};
use formats::Limits;
use std::ops::ControlFlow;

/// Names that the reader takes a hint from.
const NAMES: [&str; 2] = ["case", "CMS32_DESC_LONG_SG.txt"];

/// A release: every row is a term, passed over by a rule, or an issue; the same again, and in pieces.
pub fn terminology(data: &[u8]) {
    findings(|| {
        for name in NAMES {
            assert!(read(name, data, &TIGHT, data.len()) == read(name, data, &TIGHT, data.len()), "two readings differ");
            assert!(read(name, data, &ROOMY, data.len()) == read(name, data, &ROOMY, PIECE_BYTES), "what is read depends on the pieces");
            stop(name, data);
        }
    });
}

type Seen = (Vec<(String, String, String, (u8, bool), u64)>, u64, Vec<(u64, &'static str)>);

fn read(name: &str, data: &[u8], limits: &Limits, most: usize) -> Seen {
    let mut terms = Vec::new();
    let read = formats::read_terms(name, &mut Pieces { rest: data, most, asked_past_end: 0 }, limits, &mut |term| {
        assert!([term.system, term.code, term.display].iter().all(|t| !t.trim().is_empty() && !t.chars().any(char::is_control)), "a term is empty or no text");
        assert!(term.line >= 1, "a term has no line");
        terms.push((term.system.to_string(), term.code.to_string(), term.display.to_string(), (term.rank, term.retired), term.line));
        ControlFlow::Continue(())
    });
    let read = read.expect("bytes in memory have no I/O errors");
    account(&read.summary, limits);
    assert_eq!(read.terms, terms.len() as u64, "terms that were handed on and terms that are counted");
    assert!(read.release.is_some() || read.summary.quarantined == 1, "what is no release is refused as a whole");
    (terms, read.passed_over.values().sum(), read.summary.issues.iter().map(|i| (i.line, i.code)).collect())
}

fn stop(name: &str, data: &[u8]) {
    let (mut calls, mut input) = (0u64, data);
    let read = formats::read_terms(name, &mut input, &ROOMY, &mut |_| {
        calls += 1;
        ControlFlow::Break(())
    });
    read.expect("bytes in memory have no I/O errors");
    assert!(calls <= 1, "the consumer was called {calls} times after it had enough");
}
