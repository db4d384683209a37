//! The lines of a PDF with the place of each cell: what a printed table is put together from again.
//!
//! Pieces of text on one height are a line, from left to right; a gap wider than a letter parts cells. Which line is a header
//! and where a table ends is not for here to say.

use super::font::Fonts;
use super::layout::{Layout, Loaded, Piece};
use super::{CONTENT_BYTES_MAX, PAGES_MAX, STREAM_BYTES_MAX};
use crate::{Limits, Summary};
use lopdf::{Document, LoadOptions, ObjectId};
use std::io::Read;

/// Lines taken of one document.
const LINES_MAX: usize = 500_000;

/// A cell of a printed line.
#[derive(Debug, Clone, PartialEq)]
pub struct PrintedCell {
    /// Its left end, in points from the left.
    pub left: f64,
    /// Its right end.
    pub right: f64,
    /// Its text, blanks around it dropped.
    pub text: String,
}

/// A line of a page.
#[derive(Debug, Clone, PartialEq)]
pub struct PrintedLine {
    /// Page, counted from 1.
    pub page: u64,
    /// Where it stands, in points; more is higher.
    pub base: f64,
    /// Height of its letters, in points.
    pub height: f64,
    /// Its cells, from left to right.
    pub cells: Vec<PrintedCell>,
}

/// The printed lines of a PDF, page by page and from the top; none of a file that is no PDF or is closed.
pub fn printed_lines(input: &mut dyn Read, limits: &Limits) -> std::io::Result<Vec<PrintedLine>> {
    let Some(bytes) = super::super::whole(input, limits, &mut Summary::default())? else { return Ok(Vec::new()) };
    Ok(crate::guarded::guarded(|| lines_of(&bytes)).unwrap_or_default())
}

fn lines_of(bytes: &[u8]) -> Vec<PrintedLine> {
    let Ok(document) = Document::load_mem_with_options(bytes, LoadOptions::with_max_decompressed_size(STREAM_BYTES_MAX)) else { return Vec::new() };
    if document.trailer.has(b"Encrypt") && !document.was_encrypted() {
        return Vec::new();
    }
    let fonts = Fonts::of(&document, STREAM_BYTES_MAX);
    let pages: Vec<ObjectId> = document.get_pages().into_values().collect();
    let (mut out, mut content_left, mut loaded) = (Vec::new(), CONTENT_BYTES_MAX, Loaded::default());
    for (index, id) in pages.iter().take(PAGES_MAX).enumerate() {
        if content_left == 0 || out.len() >= LINES_MAX {
            break;
        }
        let mut layout = Layout::new(&document, &fonts, std::mem::take(&mut loaded));
        layout.pieces = Some(Vec::new());
        // What came before a break in the content stays.
        let _ = layout.page(*id, STREAM_BYTES_MAX.min(content_left));
        content_left = content_left.saturating_sub(layout.content_bytes);
        loaded = std::mem::take(&mut layout.loaded);
        out.extend(lines(index as u64 + 1, layout.pieces.take().unwrap_or_default()));
    }
    out.truncate(LINES_MAX);
    out
}

/// The lines of one page.
fn lines(page: u64, pieces: Vec<Piece>) -> Vec<PrintedLine> {
    let mut pieces: Vec<Piece> = pieces.into_iter().filter(|p| !p.text.trim().is_empty() && p.base.is_finite() && p.left.is_finite()).collect();
    pieces.sort_by(|a, b| b.base.total_cmp(&a.base).then_with(|| a.left.total_cmp(&b.left)));
    let mut lines: Vec<PrintedLine> = Vec::new();
    for piece in pieces {
        let cell = PrintedCell { left: piece.left, right: piece.right.max(piece.left), text: piece.text.split_whitespace().collect::<Vec<_>>().join(" ") };
        match lines.last_mut() {
            Some(line) if line.base - piece.base <= 0.45 * line.height.max(piece.height) => {
                line.height = line.height.max(piece.height);
                line.cells.push(cell);
            }
            _ => lines.push(PrintedLine { page, base: piece.base, height: piece.height, cells: vec![cell] }),
        }
    }
    for line in &mut lines {
        line.cells.sort_by(|a, b| a.left.total_cmp(&b.left));
    }
    lines
}
