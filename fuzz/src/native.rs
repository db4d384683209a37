//! Exports of bcp with the format file that describes them, which the format alone does not have: the data behind a format file of their own, and
//! behind one that has every type.

use crate::seen::{Outcome, Seen};
use crate::{PIECE_BYTES, Pieces, ROOMY, TIGHT, account};
use formats::{Layout, Limits, layout_by_format_file, read_laid_out};
use std::ops::ControlFlow;

/// What parts a format file from its data.
const PART: &[u8] = b"\n--\n";

/// A field of each type, framed in each way.
const EVERY: &str = "14.0\n12\n1 SQLINT 0 4 \"\" 1 a \"\"\n2 SQLCHAR 2 40 \"\" 2 b \"\"\n3 SQLNCHAR 1 40 \"\" 3 c \"\"\n4 SQLDATETIME 1 8 \"\" 4 d \"\"\n\
    5 SQLDECIMAL 1 19 \"\" 5 e \"\"\n6 SQLMONEY 1 8 \"\" 6 f \"\"\n7 SQLFLT8 1 8 \"\" 7 g \"\"\n8 SQLUNIQUEID 1 16 \"\" 8 h \"\"\n9 SQLBINARY 4 9 \"\" 9 i \"\"\n\
    10 SQLDATETIMEOFFSET 1 10 \"\" 10 j \"\"\n11 SQLNCHAR 0 9 \"\\t\\0\" 11 k \"\"\n12 SQLCHAR 0 9 \"\\r\\n\" 12 l \"\"\n";

/// The data by every description: what every reader promises.
pub(crate) fn check(data: &[u8]) {
    assert!(held(EVERY.as_bytes(), data), "the format file that has every type is not understood");
    let parted = data.windows(PART.len()).position(|window| window == PART);
    if let Some((description, data)) = parted.and_then(|at| Some((data.get(..at)?, data.get(at + PART.len()..)?))) {
        held(description, data);
    }
}

/// Whether the description was understood.
fn held(description: &[u8], data: &[u8]) -> bool {
    let layout = layout_by_format_file(&mut &*description, "case.fmt").expect("bytes in memory have no I/O errors");
    let Some(layout) = layout else { return false };
    assert!(read(&layout, data, &TIGHT, data.len()) == read(&layout, data, &TIGHT, data.len()), "two readings differ");
    let (whole, pieces) = (read(&layout, data, &ROOMY, data.len()), read(&layout, data, &ROOMY, PIECE_BYTES));
    assert!(whole == pieces, "what is read depends on the pieces: {whole:?}, {pieces:?}");
    stop(&layout, data);
    true
}

fn read(layout: &Layout, data: &[u8], limits: &Limits, most: usize) -> Outcome {
    let mut seen = Seen::default();
    let summary = read_laid_out(layout, "case.bcp", &mut Pieces { rest: data, most, asked_past_end: 0 }, limits, &mut |item| {
        seen.item(&item);
        ControlFlow::Continue(())
    });
    let summary = summary.expect("bytes in memory have no I/O errors");
    assert!(!summary.stopped, "the reading stopped although nobody asked");
    account(&summary, limits);
    seen.outcome(summary)
}

fn stop(layout: &Layout, data: &[u8]) {
    let mut calls = 0u64;
    let summary = read_laid_out(layout, "case.bcp", &mut &*data, &TIGHT, &mut |_| {
        calls += 1;
        ControlFlow::Break(())
    });
    let summary = summary.expect("bytes in memory have no I/O errors");
    assert!(calls <= 1, "the consumer was called {calls} times after it had enough");
    assert_eq!(summary.stopped, calls == 1, "whether the consumer stopped the reading");
}
