//! The table of what was measured, in Markdown.

use super::peers;

/// One measured step over one input.
pub struct Row {
    /// Ours by its name, a peer's with the peer's name before it.
    pub step: String,
    /// Size of the hospital.
    pub patients: u64,
    /// Of the input that was read, where the step reads it.
    pub bytes: Option<u64>,
    /// Records of that input.
    pub rows: Option<u64>,
    /// Duration.
    pub seconds: f64,
    /// Peak resident memory, where it is known.
    pub peak_bytes: Option<u64>,
}

/// The whole page.
pub fn report(rows: &[Row], notes: &[String]) -> String {
    let mut page = format!(
        "# Benchmarks\n\nMeasured by `cargo xtask bench` on {}.\n\nRows are the records of the input. Growth is the ratio of the times over the \
         ratio of the inputs, against the next smaller size: 1.0 is linear, less is better than linear. Peak is the process's own \
         high-water mark of resident memory. Peers read the delimited files of the same export and find the rows \
         of the largest one without a partner; they seal nothing, and know nothing of what a row means. Their seconds leave out loading \
         Python and the library.\n\n",
        peers::machine()
    );
    page.push_str("| step | patients | input MB | rows | seconds | rows/s | peak MB | growth |\n");
    page.push_str("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
    for (index, row) in rows.iter().enumerate() {
        page.push_str(&line(row, &rows[..index]));
    }
    for (index, note) in notes.iter().enumerate() {
        page.push_str(if index == 0 { "\nPeers: " } else { " " });
        page.push_str(note);
    }
    if !notes.is_empty() {
        page.push('\n');
    }
    page
}

fn line(row: &Row, before: &[Row]) -> String {
    let rate = row.rows.filter(|_| row.seconds > 0.0).map(|rows| rows as f64 / row.seconds);
    let smaller = before.iter().rev().find(|other| other.step == row.step && other.patients < row.patients);
    let growth = smaller.and_then(|smaller| growth(smaller, row));
    format!(
        "| {} | {} | {} | {} | {:.2} | {} | {} | {} |\n",
        row.step,
        row.patients,
        cell(row.bytes.map(|bytes| format!("{:.1}", bytes as f64 / 1e6))),
        cell(row.rows.map(|rows| rows.to_string())),
        row.seconds,
        cell(rate.map(|rate| format!("{rate:.0}"))),
        cell(row.peak_bytes.map(|bytes| format!("{:.0}", bytes as f64 / 1e6))),
        cell(growth.map(|growth| format!("{growth:.2}"))),
    )
}

fn growth(smaller: &Row, larger: &Row) -> Option<f64> {
    let (from, to) = (smaller.bytes?, larger.bytes?);
    if from == 0 || to == 0 || smaller.seconds <= 0.0 {
        return None;
    }
    Some((larger.seconds / smaller.seconds) / (to as f64 / from as f64))
}

fn cell(text: Option<String>) -> String {
    text.unwrap_or_else(|| "–".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(patients: u64, bytes: u64, seconds: f64) -> Row {
        let rows = Some(patients * 10);
        Row { step: "ingest".to_owned(), patients, bytes: Some(bytes), rows, seconds, peak_bytes: Some(50_000_000) }
    }

    #[test]
    fn growth_is_against_the_smaller_size() {
        let rows = [row(1_000, 1_000_000, 1.0), row(100_000, 100_000_000, 150.0)];
        assert_eq!(line(&rows[0], &[]), "| ingest | 1000 | 1.0 | 10000 | 1.00 | 10000 | 50 | – |\n");
        assert_eq!(line(&rows[1], &rows[..1]), "| ingest | 100000 | 100.0 | 1000000 | 150.00 | 6667 | 50 | 1.50 |\n");
    }

    #[test]
    fn what_is_missing_is_said() {
        let page = report(&[], &["duckdb was not measured: it cannot be installed here.".to_owned()]);
        assert!(page.ends_with("\nPeers: duckdb was not measured: it cannot be installed here.\n"));
    }
}
