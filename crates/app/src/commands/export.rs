//! The findings report as a file: HTML for people, CSV for spreadsheets, both de-identified.

use super::findings::selected;
use super::{Answer, last_compare, not_found};
use crate::Host;
use crate::report::grouped;
use contract::{ErrorCode, ExportFindings, ExportedFile, FindingRow, Nothing};

/// Findings of one export at most; the file says when there are more.
const ROWS_MAX: u64 = 50_000;

pub(crate) fn export_findings<H: Host>(host: &H, request: ExportFindings) -> Answer<ExportedFile> {
    let workspace = host.workspace();
    let (run, report) = last_compare(workspace)?.ok_or_else(not_found)?;
    let mut query = request.query;
    query.offset = 0;
    let page = selected(workspace, &query, ROWS_MAX, host.now_ms())?;
    let cut = page.total > ROWS_MAX;
    let title = format!("Findings of comparison run {}", run.id);
    let (name, media_type, content) = match request.format.as_str() {
        "csv" => (format!("findings-run-{}.csv", run.id), "text/csv", csv_table(&COLUMNS, &page.rows.iter().map(|r| cells(r).to_vec()).collect::<Vec<_>>())),
        "html" => (format!("findings-run-{}.html", run.id), "text/html", html(&title, workspace.name(), &report, &page.rows, page.total, cut)),
        _ => return Err(ErrorCode::Invalid.into()),
    };
    Ok(ExportedFile { name, media_type: media_type.into(), content, hex: false })
}

/// The desktop makes a file of rows that it was given page by page. Nothing is to be done but what is done of every command: the audit log knows of it before
/// the file is there.
pub(crate) fn note_export<H: Host>(_: &H, _: Nothing) -> Answer<Nothing> {
    Ok(Nothing {})
}

/// Columns for a spreadsheet or a script: one thing a column.
const COLUMNS: [&str; 13] = ["finding", "severity", "verdict", "aspect", "kind", "about", "patient", "legacy", "destination", "cause", "state", "disposition", "owner"];

fn cells(r: &FindingRow) -> [&str; 13] {
    [&r.id, &r.severity, &r.verdict, &r.aspect, &r.kind, &r.label, &r.patient, &r.legacy, &r.destination, &r.cause_label, &r.triage.state, &r.triage.disposition, &r.triage.owner]
}

/// Columns for who reads it: what belongs together stands together, the token last.
const PAGE_COLUMNS: [&str; 10] = ["severity", "what happened", "about", "patient", "legacy", "destination", "cause", "state", "owner", "finding"];

fn page_cells(r: &FindingRow) -> Vec<String> {
    let aspect = if r.aspect.is_empty() || r.aspect == "statement" { String::new() } else { format!(": {}", r.aspect) };
    let decided = if r.triage.disposition.is_empty() || r.triage.disposition == r.triage.state { String::new() } else { format!(", {}", r.triage.disposition) };
    let happened = format!("{} {}{aspect}", r.kind, r.verdict);
    let state = format!("{}{decided}", r.triage.state);
    let [label, patient, legacy, destination] = [&r.label, &r.patient, &r.legacy, &r.destination].map(String::clone);
    vec![r.severity.clone(), happened, label, patient, legacy, destination, r.cause_label.clone(), state, r.triage.owner.clone(), r.id.clone()]
}

/// A cell that no spreadsheet takes for a formula.
fn csv_cell(text: &str) -> String {
    let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if risky { format!("'{text}") } else { text.to_string() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// Rows as CSV (RFC 4180), safe for spreadsheets.
pub(crate) fn csv_table<C: AsRef<str>>(columns: &[&str], rows: &[Vec<C>]) -> String {
    let mut out = columns.join(",");
    out.push_str("\r\n");
    for row in rows {
        out.push_str(&row.iter().map(|c| csv_cell(c.as_ref())).collect::<Vec<_>>().join(","));
        out.push_str("\r\n");
    }
    out
}

pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Rows as a table. Columns of numbers stand at their end, so that they can be compared.
pub(crate) fn html_table<C: AsRef<str>>(columns: &[&str], rows: &[Vec<C>]) -> String {
    let head: String = columns.iter().map(|c| format!("<th>{c}</th>")).collect();
    let cells = |row: &Vec<C>| row.iter().map(|c| format!("<td>{}</td>", escape(c.as_ref()))).collect::<String>();
    let body: String = rows.iter().map(|row| format!("<tr>{}</tr>", cells(row))).collect();
    let numbers: Vec<String> = (0..columns.len()).filter(|at| is_of_numbers(rows, *at)).map(|at| format!("n{}", at + 1)).collect();
    let class = if numbers.is_empty() { String::new() } else { format!(" class=\"{}\"", numbers.join(" ")) };
    format!("<table{class}><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")
}

/// Whether every cell of a column is a number, or says that one is not told.
fn is_of_numbers<C: AsRef<str>>(rows: &[Vec<C>], at: usize) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let is_number = |cell: &str| matches!(cell, "<11" | "not told") || digits(cell.strip_suffix(" %").unwrap_or(cell));
    !rows.is_empty() && rows.iter().all(|row| row.get(at).is_some_and(|cell| is_number(cell.as_ref())))
}

/// How a page looks on a screen and on paper. Nothing is fetched.
const PAGE_STYLE: &str = include_str!("page.css");

/// A page of its own; `body` is HTML, the rest is text.
pub(crate) fn html_page(title: &str, workspace: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{t}: {w}</title><style>{PAGE_STYLE}</style></head><body><h1>{t}</h1><p>{w}. De-identified under Safe Harbor.</p>{body}</body></html>",
        t = escape(title),
        w = escape(workspace),
    )
}

fn html(title: &str, workspace: &str, report: &crate::CompareReport, rows: &[FindingRow], total: u64, cut: bool) -> String {
    let rows: Vec<Vec<String>> = rows.iter().map(page_cells).collect();
    let cut = if cut { format!("<p>The first {} of {} findings are listed.</p>", grouped(rows.len() as u64), grouped(total)) } else { String::new() };
    let [legacy, destination] = crate::told::Told::of(report).statements;
    let body = format!(
        "<p>Mapping version {}. Times are relative to an undisclosed day of each patient.</p><p>{} legacy statements, {} destination statements, {} findings.</p>{}{cut}",
        report.version,
        grouped(legacy),
        grouped(destination),
        grouped(report.findings),
        html_table(&PAGE_COLUMNS, &rows),
    );
    html_page(title, workspace, &body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_starts_a_formula_or_ends_its_row() {
        let rows = vec![vec!["=1+1", "+1", "-1", "@x", "\tx"], vec!["a,b", "say \"no\"", "two\nlines", "", "plain"]];
        let table = csv_table(&["a", "b", "c", "d", "e"], &rows);
        assert_eq!(table, "a,b,c,d,e\r\n'=1+1,'+1,'-1,'@x,'\tx\r\n\"a,b\",\"say \"\"no\"\"\",\"two\nlines\",,plain\r\n");
        assert_eq!(csv_cell("=\"x\""), "\"'=\"\"x\"\"\"");
    }

    #[test]
    fn a_finding_says_what_it_is_about() {
        let row = FindingRow { id: "f-1".into(), kind: "observation".into(), verdict: "altered".into(), aspect: "unit".into(), label: "SODIUM".into(), ..FindingRow::default() };
        let of = |name: &str| COLUMNS.iter().zip(cells(&row)).find(|(column, _)| **column == name).map(|(_, cell)| cell);
        assert_eq!([of("about"), of("finding"), of("aspect"), of("owner")], [Some("SODIUM"), Some("f-1"), Some("unit"), Some("")]);
        let page = page_cells(&row);
        assert_eq!(page.len(), PAGE_COLUMNS.len());
        assert_eq!([page[1].as_str(), page[2].as_str(), page[9].as_str()], ["observation altered: unit", "SODIUM", "f-1"]);
        let lost = FindingRow { kind: "allergy".into(), verdict: "lost".into(), aspect: "statement".into(), ..FindingRow::default() };
        assert_eq!(page_cells(&lost)[1], "allergy lost");
    }

    #[test]
    fn only_columns_of_numbers_stand_at_their_end() {
        let table = html_table(&["a", "b", "c"], &[vec!["1", "<11", "x"], vec!["2", "86.7 %", "3"]]);
        assert!(table.starts_with("<table class=\"n1 n2\"><thead>"), "{table}");
        assert!(html_table::<&str>(&["a"], &[]).starts_with("<table><thead>"));
        assert!(html_table(&["a"], &[vec![""]]).starts_with("<table><thead>"), "an empty cell is no number");
    }

    #[test]
    fn what_is_written_as_html_is_text() {
        let table = html_table(&["a"], &[vec!["<script>alert(\"x\")</script> & more"]]);
        assert!(table.contains("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; more") && !table.contains("<script"), "{table}");
        assert!(html_page("<b>", "A & B", "<p>body</p>").contains("<h1>&lt;b&gt;</h1><p>A &amp; B. De-identified"));
    }
}
