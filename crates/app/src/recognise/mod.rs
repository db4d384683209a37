//! The text of scans: which pages of a document have none, their pictures read by Tesseract where it is installed, and the
//! lines laid over the document's rows wherever these are read again.
//!
//! A document is recognised once and its lines are kept sealed by its hash, so that whatever reads it afterwards reads the same.
//! Without the program a document says `ocr_not_installed`; a picture that was not read, and a page with doubtful lines, say so.

mod engine;

use crate::{AppError, Result, Workspace};
use engine::Engine;
use formats::recognition::{LOW_CONFIDENCE, Reason, Recognised, Unread};
use formats::{Format, Issue, Item, Limits, Record};
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use store::ArtifactRow;

/// Pages of one document that are recognised.
const PAGES_MAX: u64 = 2_000;

/// The issue of a document whose pictures nobody can read here.
const NOT_INSTALLED: &str = "ocr_not_installed";
/// The issue of a picture that was not read.
const UNREAD: &str = "scan_unread";

/// Pages of a document that show pictures and hold no text.
#[derive(Debug, Default)]
pub(crate) struct Bare {
    pages: BTreeSet<u64>,
}

impl Bare {
    /// Looks at one row of a document.
    pub(crate) fn look(&mut self, format: Format, item: &Item<'_>) {
        let Item::Record(record) = item else { return };
        let bare = match format {
            Format::Image => record.get("has_text") == Some("no"),
            Format::Pdf => record.get("image_only") == Some("yes"),
            _ => false,
        };
        if bare && record.relation == "document.page" {
            self.pages.extend(record.get("page").and_then(|p| p.parse::<u64>().ok()));
        }
    }

    /// How many there are.
    pub(crate) fn count(&self) -> u64 {
        self.pages.len() as u64
    }
}

/// What came of the pictures of one document.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// The lines, when a program read the pictures.
    pub recognised: Option<Recognised>,
    /// What is to be said of it.
    pub issues: Vec<Issue>,
}

/// Reads the pictures of a document, or takes the lines that an earlier reading of the same bytes kept.
pub(crate) fn recognise(workspace: &Workspace, row: &ArtifactRow, format: Format, bare: &Bare) -> Result<Outcome> {
    recognise_by(Engine::here(), workspace, row, format, bare)
}

fn recognise_by(engine: Option<&Engine>, workspace: &Workspace, row: &ArtifactRow, format: Format, bare: &Bare) -> Result<Outcome> {
    if bare.count() == 0 {
        return Ok(Outcome::default());
    }
    let known = kept(workspace, &row.sha256)?.filter(|k| !k.may_pass() || engine.is_none());
    let recognised = match (known, engine) {
        (Some(known), _) => known,
        (None, Some(engine)) => read(workspace, row, format, engine, bare)?,
        (None, None) => {
            let message = format!("no program for text recognition (tesseract) is installed; pages without text that were not read: {}", bare.count());
            return Ok(Outcome { recognised: None, issues: vec![issue(NOT_INSTALLED, 0, message)] });
        }
    };
    Ok(Outcome { issues: issues(&recognised), recognised: Some(recognised) })
}

fn read(workspace: &Workspace, row: &ArtifactRow, format: Format, engine: &Engine, bare: &Bare) -> Result<Recognised> {
    let mut recognised = Recognised::default();
    if format == Format::Image && bare.count() > PAGES_MAX {
        recognised.unread.push(Unread { page: 1, reason: Reason::TooMany });
        return Ok(recognised);
    }
    let pages = if format == Format::Image { bare.count() } else { 1 };
    let mut reader = workspace.store().read_blob(&row.blob, "artifact")?;
    formats::scans(format, &mut reader, &Limits::default(), &mut |scan| {
        let unread = match scan {
            Ok(scan) if scan.page > PAGES_MAX => Some(Unread { page: scan.page, reason: Reason::TooMany }),
            Ok(scan) => match engine.table(scan.bytes, pages) {
                Ok(table) => {
                    recognised.add(scan.page, &table);
                    None
                }
                Err(reason) => Some(Unread { page: scan.page, reason }),
            },
            Err(unread) => Some(unread),
        };
        let last = unread.as_ref().is_some_and(|u| u.reason == Reason::TooMany);
        recognised.unread.extend(unread);
        if last { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    Ok(recognised)
}

fn issue(code: &'static str, page: u64, message: String) -> Issue {
    Issue { code, line: page, byte: 0, message, quarantined: false }
}

/// What is to be said of recognised text; the line of an issue is the page.
fn issues(recognised: &Recognised) -> Vec<Issue> {
    let unread = recognised.unread.iter().map(|u| issue(UNREAD, u.page, format!("the picture on page {} {}", u.page, u.reason.words())));
    let doubtful = recognised.doubtful();
    let low = doubtful.into_iter().map(|(page, (low, all))| {
        issue("low_confidence", page, format!("on page {page} {low} of {all} lines were recognised with a confidence below {LOW_CONFIDENCE} of 100"))
    });
    let dropped = (recognised.dropped > 0).then(|| issue("text_cut", 0, format!("{} recognised lines over the cap were not kept", recognised.dropped)));
    unread.chain(low).chain(dropped).collect()
}

/// The lines that were kept for these bytes.
fn kept(workspace: &Workspace, sha256: &str) -> Result<Option<Recognised>> {
    let Some(bytes) = workspace.store().recognised(sha256)? else { return Ok(None) };
    // Lines kept by another version in another form are recognised anew.
    Ok(postcard::from_bytes(&bytes).ok())
}

/// The lines as they are kept.
pub(crate) fn packed(recognised: &Recognised) -> Result<Vec<u8>> {
    postcard::to_stdvec(recognised).map_err(|e| AppError::Other(e.to_string()))
}

/// The lines that lie over the rows of an artifact.
pub(crate) fn over(workspace: &Workspace, format: Format, sha256: &str) -> Result<Option<Recognised>> {
    if matches!(format, Format::Pdf | Format::Image) { kept(workspace, sha256) } else { Ok(None) }
}

/// Hands out an item with the recognised lines in it.
pub(crate) fn overlaid(recognised: Option<&Recognised>, item: Item<'_>, each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>) -> ControlFlow<()> {
    let (Some(recognised), Item::Record(record)) = (recognised, &item) else { return each(item) };
    let mut flow = ControlFlow::Continue(());
    recognised.rows(record, &mut |row: &Record| {
        if flow.is_continue() {
            flow = each(Item::Record(row));
        }
    });
    flow
}

/// Whether reading an artifact again may give text that it lacks: the program was missing or failed, and is there now.
pub(crate) fn is_due(workspace: &Workspace, artifact: &ArtifactRow) -> Result<bool> {
    if Engine::here().is_none() || !matches!(Format::from_word(&artifact.format), Some(Format::Pdf | Format::Image)) {
        return Ok(false);
    }
    if workspace.store().issue_counts(artifact.id)?.iter().any(|(code, ..)| code == NOT_INSTALLED) {
        return Ok(true);
    }
    Ok(kept(workspace, &artifact.sha256)?.is_some_and(|k| k.may_pass()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use formats::recognition::Line;

    #[test]
    fn doubts_name_their_page_and_hold_no_text() {
        let line = |page, confidence| Line { page, line: 1, area: [0; 4], confidence, first: false, text: "Roe, Jane".into() };
        let recognised = Recognised { lines: vec![line(1, 90), line(2, 12)], unread: vec![Unread { page: 3, reason: Reason::TimedOut }], dropped: 0 };
        let found = issues(&recognised);
        assert_eq!(found.iter().map(|i| (i.code, i.line)).collect::<Vec<_>>(), [(UNREAD, 3), ("low_confidence", 2)]);
        assert!(found.iter().all(|i| !i.message.contains("Roe") && !i.quarantined));
        let again: Recognised = postcard::from_bytes(&packed(&recognised).unwrap()).unwrap();
        assert_eq!(again, recognised);
    }

    #[test]
    fn pages_without_text_are_counted_by_format() {
        let page = |leaves: &[(&str, &str)]| Record {
            relation: "document.page".into(),
            line: 1,
            byte: 0,
            leaves: leaves.iter().map(|(f, v)| (f.to_string(), v.to_string())).collect(),
        };
        let mut bare = Bare::default();
        bare.look(Format::Pdf, &Item::Record(&page(&[("page", "1"), ("has_text", "no")])));
        bare.look(Format::Pdf, &Item::Record(&page(&[("page", "2"), ("image_only", "yes"), ("has_text", "no")])));
        bare.look(Format::Image, &Item::Record(&page(&[("page", "3"), ("has_text", "no")])));
        bare.look(Format::Rtf, &Item::Record(&page(&[("page", "4"), ("has_text", "no")])));
        assert_eq!(bare.pages.into_iter().collect::<Vec<_>>(), [2, 3], "an empty page of a PDF has no picture to read");
    }
}
