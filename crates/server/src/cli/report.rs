//! report: the discrepancy report as a file.

use super::terminal::{line, text_line, write_file};
use super::{Outcome, Status};
use app::{AppError, ReportFormat, ReportSummary, Workspace};
use std::path::Path;

pub(crate) fn report(open: &dyn Fn() -> Result<Workspace, AppError>, out: &Path, as_json: bool) -> Outcome {
    let ending = out.extension().and_then(|e| e.to_str()).unwrap_or("");
    let Some(format) = ReportFormat::from_word(ending) else {
        eprintln!("throughline: the report ends in .html, .pdf or .xlsx");
        return Ok(Status::Usage);
    };
    let file = app::discrepancy_report(&open()?, format)?;
    write_file(out, &file.bytes)?;
    if as_json {
        line(&file.summary);
    } else {
        text_line(&out.display().to_string());
    }
    said(&file.summary);
    Ok(Status::Done)
}

fn said(s: &ReportSummary) {
    let severities: Vec<String> = s.severities.iter().filter(|(_, n)| **n > 0).map(|(severity, n)| format!("{n} {severity}")).collect();
    let open = if severities.is_empty() { "none recorded".to_string() } else { severities.join(", ") };
    eprintln!("run {}: {} findings ({open}) behind {} causes; {} undecided fields, {} invented values", s.run, s.findings, s.causes, s.undecided_fields, s.invented_values);
    if !s.audit_root.is_empty() && s.audit_event > 0 {
        eprintln!("audit checkpoint: event {}, Merkle root {}", s.audit_event, s.audit_root);
    }
}
