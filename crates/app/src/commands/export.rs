//! The findings report as a file: HTML for people, CSV for spreadsheets, both de-identified.

use super::findings::selected;
use super::{Answer, last_compare, not_found};
use crate::Host;
use contract::{ErrorCode, ExportFindings, ExportedFile, FindingRow};

/// Findings of one export at most; the file says when there are more.
const ROWS_MAX: u64 = 50_000;

pub(crate) fn export_findings<H: Host>(host: &H, request: ExportFindings) -> Answer<ExportedFile> {
    let workspace = host.workspace();
    let (run, report) = last_compare(workspace)?.ok_or_else(not_found)?;
    let mut query = request.query;
    query.offset = 0;
    let page = selected(workspace, &query, ROWS_MAX)?;
    let cut = page.total > ROWS_MAX;
    let title = format!("Findings of comparison run {}", run.id);
    let (name, media_type, content) = match request.format.as_str() {
        "csv" => (format!("findings-run-{}.csv", run.id), "text/csv", csv(&page.rows)),
        "html" => (format!("findings-run-{}.html", run.id), "text/html", html(&title, workspace.name(), &report, &page.rows, page.total, cut)),
        _ => return Err(ErrorCode::Invalid.into()),
    };
    Ok(ExportedFile { name, media_type: media_type.into(), content })
}

const COLUMNS: [&str; 9] = ["finding", "severity", "verdict", "aspect", "kind", "patient", "legacy", "destination", "cause"];

fn cells(r: &FindingRow) -> [&str; 9] {
    [&r.id, &r.severity, &r.verdict, &r.aspect, &r.kind, &r.patient, &r.legacy, &r.destination, &r.cause_label]
}

/// A cell that no spreadsheet takes for a formula.
fn csv_cell(text: &str) -> String {
    let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if risky { format!("'{text}") } else { text.to_string() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

fn csv(rows: &[FindingRow]) -> String {
    let mut out = COLUMNS.join(",");
    out.push_str("\r\n");
    for row in rows {
        out.push_str(&cells(row).map(csv_cell).join(","));
        out.push_str("\r\n");
    }
    out
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn html(title: &str, workspace: &str, report: &crate::CompareReport, rows: &[FindingRow], total: u64, cut: bool) -> String {
    let mut out = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{t}</title><style>body{{font:14px/1.45 system-ui,sans-serif;margin:32px;color:#1b2430}}table{{border-collapse:collapse;width:100%}}th,td{{text-align:left;padding:4px 8px;border-bottom:1px solid #e2e6ec;vertical-align:top}}th{{position:sticky;top:0;background:#fff}}.n{{font-variant-numeric:tabular-nums}}</style></head><body><h1>{t}</h1><p>{w}. Mapping version {v}. De-identified under Safe Harbor; times are relative to an undisclosed day of each patient.</p><p class=\"n\">{a} legacy statements, {b} destination statements, {f} findings.</p>",
        t = escape(title),
        w = escape(workspace),
        v = report.version,
        a = report.statements[0],
        b = report.statements[1],
        f = report.findings,
    );
    out.push_str("<table><thead><tr>");
    for column in COLUMNS {
        out.push_str(&format!("<th>{column}</th>"));
    }
    out.push_str("</tr></thead><tbody>");
    for row in rows {
        out.push_str("<tr>");
        for cell in cells(row) {
            out.push_str(&format!("<td>{}</td>", escape(cell)));
        }
        out.push_str("</tr>");
    }
    out.push_str("</tbody></table>");
    if cut {
        out.push_str(&format!("<p>The first {} of {total} findings are listed.</p>", rows.len()));
    }
    out.push_str("</body></html>");
    out
}
