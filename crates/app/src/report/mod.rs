//! The discrepancy report: what a lead signs and takes to a committee, as a page, a PDF or a spreadsheet.
//!
//! [`Sources`] reads what the commands read, the section files turn it into a [`content::Report`], and one file a format
//! writes that down. What must stay true: the same state of the workspace gives the same bytes (times come from the runs,
//! never from a clock), and nothing is written before the egress filter has seen every word of it, because it cannot look
//! into a compressed file afterwards.

mod audit;
mod causes;
mod claims;
mod content;
mod dates;
mod html;
mod ledgers;
mod patients;
mod pdf;
mod populations;
mod sources;
mod summary;
mod unread;
mod words;
mod xlsx;

pub use content::ReportSummary;
pub(crate) use content::grouped;

use crate::commands::mask_people;
use crate::{AppError, Result, Workspace};
use content::Report;
use sources::Sources;

/// What a report is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportFormat {
    /// One self-contained page.
    Html,
    /// Pages to sign.
    Pdf,
    /// A spreadsheet with every row.
    Xlsx,
}

impl ReportFormat {
    /// By the ending of a file's name, in any letter case.
    pub fn from_word(word: &str) -> Option<Self> {
        match word.to_ascii_lowercase().as_str() {
            "html" => Some(Self::Html),
            "pdf" => Some(Self::Pdf),
            "xlsx" => Some(Self::Xlsx),
            _ => None,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Pdf => "pdf",
            Self::Xlsx => "xlsx",
        }
    }

    fn media_type(self) -> &'static str {
        match self {
            Self::Html => "text/html",
            Self::Pdf => "application/pdf",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// A report as a file, free of PHI.
#[derive(Debug, Clone)]
pub struct ReportFile {
    /// Suggested name.
    pub name: String,
    /// MIME type.
    pub media_type: &'static str,
    /// Content.
    pub bytes: Vec<u8>,
    /// The same in a few numbers.
    pub summary: ReportSummary,
}

/// How many rows of the long lists a format has room for. What is left out is said where it is left out.
struct Room {
    findings: usize,
    causes: usize,
    pairs: usize,
    patients: usize,
    fields: usize,
    lines: usize,
    /// Whether a table may have as many columns as it likes.
    wide: bool,
}

impl Room {
    fn of(format: ReportFormat) -> Self {
        match format {
            ReportFormat::Html => Self { findings: 200, causes: 500, pairs: 500, patients: 50, fields: 10_000, lines: 1_000, wide: false },
            ReportFormat::Pdf => Self { findings: 100, causes: 100, pairs: 100, patients: 25, fields: 400, lines: 200, wide: false },
            ReportFormat::Xlsx => Self { findings: 50_000, causes: 10_000, pairs: 50_000, patients: 5_000, fields: 200_000, lines: 50_000, wide: true },
        }
    }
}

/// Writes the report of the newest comparison.
pub fn discrepancy_report(workspace: &Workspace, format: ReportFormat) -> Result<ReportFile> {
    let sources = Sources::read(workspace)?;
    let mut report = compose(&sources, &Room::of(format))?;
    // A word of a structure can be somebody's name: it is masked where it stands, as on the screens, so that the rest is not withheld for it.
    mask_people(workspace, report.words_mut()).map_err(|error| AppError::Other(error.message))?;
    workspace.egress_check(report.plain().as_bytes()).map_err(|()| AppError::Withheld)?;
    let bytes = match format {
        ReportFormat::Html => html::page(&report).into_bytes(),
        ReportFormat::Pdf => pdf::file(&report)?,
        ReportFormat::Xlsx => xlsx::workbook(&report)?,
    };
    Ok(ReportFile {
        name: format!("discrepancy-report-run-{}.{}", report.summary.run, format.word()),
        media_type: format.media_type(),
        bytes,
        summary: report.summary,
    })
}

fn compose(s: &Sources<'_>, room: &Room) -> Result<Report> {
    let ledger = ledgers::Ledger::read(s)?;
    let checkpoint = audit::checkpoint(s)?;
    let summary = summary::numbers(s, &ledger, &checkpoint);
    let ended_ms = s.run.ended_ms.unwrap_or(s.run.started_ms);
    let sections = vec![
        summary::summary(s, &summary, &ledger, &checkpoint)?,
        summary::scope(s)?,
        summary::versions(s),
        patients::patients(s, room)?,
        causes::causes(s, room),
        causes::pairs(s, room),
        causes::kinds(s),
        causes::checks(s),
        populations::populations(s),
        claims::waivers(&s.waivers, &s.accepted),
        claims::sampling(&s.claims),
        ledgers::negative_space(&ledger),
        ledgers::invented(s),
        unread::unread(s, room)?,
        audit::audit(&checkpoint),
        audit::sign_off(),
        // The long lists come last: a committee signs before them.
        causes::findings(s, room)?,
        ledgers::fields(&ledger, room),
    ];
    Ok(Report {
        title: "Discrepancy report".into(),
        workspace: s.workspace.name().into(),
        at: dates::moment(ended_ms),
        day: dates::civil(ended_ms),
        summary,
        sections,
    })
}
