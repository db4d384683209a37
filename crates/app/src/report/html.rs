//! The report as one page: everything in the file, made to be read on a screen and printed with page numbers.
//!
//! Nothing is fetched and nothing runs: no script, no font, no picture from elsewhere. Words are escaped here and nowhere
//! else.

use super::content::{Block, Cell, Column, ColumnKind, Report, Section, Table, grouped};
use std::fmt::Write as _;

const STYLE: &str = include_str!("report.css");
/// Characters of a name that stays on one line, as a pseudonym or a code must; a longer one, as a path of elements, may break.
const WHOLE_NAME_MAX: usize = 24;
/// Characters of a word that a column of a table has room for; a longer one may break, or it would push its neighbours off the page.
const WHOLE_WORD_MAX: usize = 32;

/// The page.
pub(super) fn page(report: &Report) -> String {
    let title = format!("{}: {}", report.title, report.workspace);
    let mut out = String::with_capacity(64 * 1024);
    let _ = write!(
        out,
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{}</title><style>{STYLE}</style></head>\n<body>",
        escape(&title)
    );
    head(report, &mut out);
    contents(report, &mut out);
    out.push_str("<main>");
    for (at, section) in report.sections.iter().enumerate() {
        write_section(at + 1, section, &mut out);
    }
    out.push_str("</main></body></html>\n");
    out
}

fn head(report: &Report, out: &mut String) {
    let s = &report.summary;
    let _ = write!(
        out,
        "<header><p class=\"kicker\">{}</p><h1>{}</h1><p class=\"when\">Comparison run {}, {}. De-identified under Safe Harbor.</p><dl class=\"numbers\">",
        escape(&report.title),
        escape(&report.workspace),
        s.run,
        escape(&report.at)
    );
    for (number, name, alarm) in s.headline().into_iter().flatten() {
        let class = if alarm { "bad" } else { "" };
        let _ = write!(out, "<div class=\"{class}\"><dd>{}</dd><dt>{name}</dt></div>", grouped(number));
    }
    out.push_str("</dl></header>");
}

fn contents(report: &Report, out: &mut String) {
    out.push_str("<nav aria-label=\"Contents\"><h2>Contents</h2><ol>");
    for section in &report.sections {
        let _ = write!(out, "<li><a href=\"#{}\">{}</a></li>", section.key, escape(section.title));
    }
    out.push_str("</ol></nav>");
}

fn write_section(number: usize, section: &Section, out: &mut String) {
    let _ = write!(out, "\n<section id=\"{}\"><h2><span>{number}</span>{}</h2>", section.key, escape(section.title));
    for block in &section.blocks {
        write_block(block, out);
    }
    out.push_str("</section>");
}

fn write_block(block: &Block, out: &mut String) {
    match block {
        Block::Text(words) => {
            let _ = write!(out, "<p>{}</p>", escape(words));
        }
        Block::Warning(words) => {
            let _ = write!(out, "<p class=\"warning\"><b aria-hidden=\"true\">!</b>{}</p>", escape(words));
        }
        Block::Facts(facts) => {
            out.push_str("<dl class=\"facts\">");
            for (name, cell) in facts {
                let _ = write!(out, "<dt>{}</dt><dd>{}</dd>", escape(name), escape(&cell.shown()));
            }
            out.push_str("</dl>");
        }
        Block::Table(table) => write_table(table, out),
        Block::Signatures(roles) => {
            out.push_str("<div class=\"signatures\">");
            for role in roles {
                let _ = write!(out, "<div><i></i><b>{}</b><span>Name, signature, date</span></div>", escape(role));
            }
            out.push_str("</div>");
        }
    }
}

fn write_table(table: &Table, out: &mut String) {
    if table.rows.is_empty() {
        let _ = write!(out, "<h3>{}</h3><p class=\"empty\">{}</p>", escape(&table.caption), escape(table.empty));
        return;
    }
    let _ = write!(out, "<div class=\"table\"><table><caption>{}</caption><thead><tr>", escape(&table.caption));
    for column in table.columns.iter().filter(|column| column.kind != ColumnKind::Note) {
        let _ = write!(out, "<th scope=\"col\" class=\"{}\">{}</th>", class(column), escape(column.title));
    }
    out.push_str("</tr></thead><tbody>");
    let longest: Vec<u64> = (0..table.columns.len()).map(|at| longest(table, at)).collect();
    for row in &table.rows {
        let (notes, cells): (Vec<_>, Vec<_>) = table.columns.iter().zip(row).zip(&longest).partition(|((column, _), _)| column.kind == ColumnKind::Note);
        let notes: Vec<(&Column, String)> = notes.into_iter().map(|((column, cell), _)| (column, cell.shown())).filter(|(_, words)| !words.is_empty()).collect();
        out.push_str(if notes.is_empty() { "<tr>" } else { "<tr class=\"noted\">" });
        let width = cells.len();
        for ((column, cell), longest) in cells {
            write_cell(column, cell, *longest, out);
        }
        out.push_str("</tr>");
        write_notes(&notes, width, out);
    }
    out.push_str("</tbody></table></div>");
    if !table.cut.is_empty() {
        let _ = write!(out, "<p class=\"cut\">{}</p>", escape(&table.cut));
    }
}

/// Words under their row, from the second of its columns on.
fn write_notes(notes: &[(&Column, String)], width: usize, out: &mut String) {
    if notes.is_empty() {
        return;
    }
    let _ = write!(out, "<tr class=\"notes\"><td></td><td colspan=\"{}\"><dl>", width.saturating_sub(1).max(1));
    for (column, words) in notes {
        let _ = write!(out, "<dt>{}</dt><dd>{}</dd>", escape(column.title), escape(words));
    }
    out.push_str("</dl></td></tr>");
}

fn longest(table: &Table, at: usize) -> u64 {
    let count = |row: &Vec<Cell>| match row.get(at) {
        Some(Cell::Count(n)) => *n,
        _ => 0,
    };
    table.rows.iter().map(count).max().unwrap_or(0)
}

fn class(column: &Column) -> &'static str {
    match column.kind {
        ColumnKind::Words | ColumnKind::Note => "words",
        ColumnKind::Name => "name",
        ColumnKind::Severity => "severity",
        ColumnKind::Count | ColumnKind::Bar => "count",
    }
}

fn write_cell(column: &Column, cell: &Cell, longest: u64, out: &mut String) {
    let shown = escape(&cell.shown());
    match (column.kind, cell) {
        (ColumnKind::Severity, Cell::Words(word)) => {
            let _ = write!(out, "<td class=\"severity {}\">{}{shown}</td>", plain_word(word), mark(word));
        }
        (ColumnKind::Name, Cell::Words(word)) if word.chars().count() <= WHOLE_NAME_MAX => {
            let _ = write!(out, "<td class=\"name whole\">{shown}</td>");
        }
        (ColumnKind::Bar, Cell::Count(count)) => {
            let _ = write!(out, "<td class=\"count\">{shown}{}</td>", bar(*count, longest));
        }
        (ColumnKind::Words, Cell::Words(words)) => {
            let _ = write!(out, "<td class=\"words\">{}</td>", breakable(words));
        }
        _ => {
            let _ = write!(out, "<td class=\"{}\">{shown}</td>", class(column));
        }
    }
}

/// Escaped words of which those that are too long for a column may break: after a sign that ends a part of them, and within a part as long as a word may be.
fn breakable(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for word in words.split_inclusive(char::is_whitespace) {
        if word.trim_end().chars().count() <= WHOLE_WORD_MAX {
            out.push_str(&escape(word));
            continue;
        }
        let mut length = 0;
        for c in word.chars() {
            out.push_str(&escape(c.encode_utf8(&mut [0; 4])));
            length += 1;
            if matches!(c, '_' | '-' | '.' | '/') || length == WHOLE_WORD_MAX {
                out.push_str("<wbr>");
                length = 0;
            }
        }
    }
    out
}

/// A word that may stand in an attribute.
fn plain_word(word: &str) -> String {
    word.chars().filter(char::is_ascii_lowercase).collect()
}

/// The severity's shape: colour never stands alone.
fn mark(severity: &str) -> String {
    let path = match severity {
        "safety" => "M5 1h6l4 4v6l-4 4H5l-4-4V5z",
        "clinical" => "M8 .4 15.6 8 8 15.6.4 8z",
        "financial" => "M4.2 1.4h7.6L15.6 8l-3.8 6.6H4.2L.4 8z",
        "administrative" => "M2 2h12v12H2z",
        _ => "M2 8a6 6 0 1 0 12 0A6 6 0 1 0 2 8",
    };
    format!("<svg viewBox=\"0 0 16 16\" width=\"10\" height=\"10\" aria-hidden=\"true\"><path d=\"{path}\"/></svg>")
}

/// A bar of up to 60 units; what is not nothing is at least one unit long.
fn bar(count: u64, longest: u64) -> String {
    let width = bar_length(count, longest, 60);
    format!("<svg class=\"bar\" viewBox=\"0 0 60 6\" width=\"60\" height=\"6\" aria-hidden=\"true\"><rect width=\"{width}\" height=\"6\" rx=\"1\"/></svg>")
}

/// Length of a bar among others: harm never rounds to nothing.
pub(super) fn bar_length(count: u64, longest: u64, room: u64) -> u64 {
    if count == 0 || longest == 0 { 0 } else { (u128::from(count) * u128::from(room) / u128::from(longest)).clamp(1, u128::from(room)) as u64 }
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_data_are_no_markup() {
        let table = Table::new("<script>", "", &[("x", ColumnKind::Severity)]).with([vec!["<b onclick='x'>&\"".into()]]);
        let section = Section { key: "x", title: "x", sheet: "", blocks: vec![Block::Table(table), Block::Warning("<i>".into())] };
        let html = page(&Report { workspace: "</title><script>".into(), sections: vec![section], ..Default::default() });
        assert!(!html.contains("<script") && !html.contains("<b onclick") && !html.contains("<i>"), "{html}");
        assert!(html.contains("&lt;b onclick=&#39;x&#39;&gt;&amp;&quot;"), "{html}");
    }

    #[test]
    fn a_note_stands_under_its_row_and_an_empty_one_nowhere() {
        let columns = [("Severity", ColumnKind::Severity), ("Cause", ColumnKind::Words), ("Evidence", ColumnKind::Note)];
        let rows = [vec!["safety".into(), "first".into(), "because <of> it".into()], vec!["safety".into(), "second".into(), "".into()]];
        let table = Table::new("Causes", "", &columns).with(rows);
        let html = page(&Report { sections: vec![Section { key: "x", title: "x", sheet: "", blocks: vec![Block::Table(table)] }], ..Default::default() });
        let note = "<td class=\"words\">first</td></tr><tr class=\"notes\"><td></td><td colspan=\"1\"><dl><dt>Evidence</dt><dd>because &lt;of&gt; it</dd></dl></td></tr><tr>";
        assert!(html.contains(note), "{html}");
        assert!(!html.contains(">Evidence</th>") && html.matches("class=\"notes\"").count() == 1, "{html}");
    }

    #[test]
    fn a_pseudonym_stays_on_one_line_and_a_long_path_may_break() {
        let path = "DocumentReference.category[0].coding[0].system";
        let table = Table::new("Patients", "", &[("Patient", ColumnKind::Name)]).with([vec!["K7Q2MD".into()], vec![path.into()]]);
        let html = page(&Report { sections: vec![Section { key: "x", title: "x", sheet: "", blocks: vec![Block::Table(table)] }], ..Default::default() });
        assert!(html.contains("<td class=\"name whole\">K7Q2MD</td>") && html.contains(&format!("<td class=\"name\">{path}</td>")), "{html}");
    }

    #[test]
    fn a_word_that_no_column_has_room_for_may_break() {
        assert_eq!(breakable("a reason & no more"), "a reason &amp; no more");
        assert_eq!(breakable("see MEDICATION_STATUS_CD_TRANSLATION_TABLE"), "see MEDICATION_<wbr>STATUS_<wbr>CD_<wbr>TRANSLATION_<wbr>TABLE");
        let long = "x".repeat(70);
        assert_eq!(breakable(&long).matches("<wbr>").count(), 2);
        assert_eq!(breakable(&long).replace("<wbr>", ""), long);
        let table = Table::new("Waivers", "", &[("Reason", ColumnKind::Words)]).with([vec![long.as_str().into()]]);
        let html = page(&Report { sections: vec![Section { key: "x", title: "x", sheet: "", blocks: vec![Block::Table(table)] }], ..Default::default() });
        assert!(html.contains("<td class=\"words\">xxx") && html.contains("<wbr>"), "{html}");
    }

    #[test]
    fn the_head_says_the_numbers_that_the_paper_says() {
        let summary = crate::report::ReportSummary { findings: 12_345, invented_values: 7, ..Default::default() };
        let html = page(&Report { summary, ..Default::default() });
        for number in ["<dd>12,345</dd><dt>findings</dt>", "<dd>0</dd><dt>of severity safety</dt>", "<dd>7</dd><dt>values invented</dt>", "<dd>0</dd><dt>waivers signed by a lead</dt>"] {
            assert!(html.contains(number), "{number} in {html}");
        }
    }

    #[test]
    fn a_bar_of_something_is_never_empty() {
        assert_eq!(bar_length(0, 1_000_000, 60), 0);
        assert_eq!(bar_length(1, 1_000_000, 60), 1);
        assert_eq!(bar_length(1_000_000, 1_000_000, 60), 60);
        assert_eq!(bar_length(u64::MAX, u64::MAX, 60), 60);
    }

    #[test]
    fn the_page_fetches_and_runs_nothing() {
        let html = page(&Report::default());
        for foreign in ["http:", "https:", "url(", "<script", "@import", "<link", "<img"] {
            assert!(!html.contains(foreign), "{foreign}");
        }
    }
}
