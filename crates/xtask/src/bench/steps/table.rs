//! The table of the steps, in Markdown.

use crate::bench::page::{self, cell};

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
    /// Processor time of all threads, where it is known.
    pub cpu_seconds: Option<f64>,
    /// Peak resident memory, where it is known.
    pub peak_bytes: Option<u64>,
}

/// The section.
pub fn section(rows: &[Row], notes: &[String]) -> String {
    let mut text = "Over the sample hospital in several sizes, once each. Rows are the records of the input. Peers read the delimited files of the same export \
                    and find the rows of the largest one without a partner; they seal nothing, and know nothing of what a row means. Their seconds leave out \
                    loading Python and the library.\n\n"
        .to_owned();
    text.push_str("| step | patients | input MB | rows | seconds | CPU s | rows/s | peak MB | growth |\n");
    text.push_str("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
    for (index, row) in rows.iter().enumerate() {
        text.push_str(&line(row, &rows[..index]));
    }
    text.push_str(&projection(rows));
    if !notes.is_empty() {
        text.push_str(&format!("\nPeers: {}\n", notes.join(" ")));
    }
    text
}

/// Patients of the largest migrations.
const MANY: u64 = 10_000_000;

/// What the steps would take for [`MANY`] patients, if time and memory went on growing as between the two largest sizes.
fn projection(rows: &[Row]) -> String {
    let steps = ["ingest", "migrate", "compare"];
    let sizes: Vec<u64> = rows.iter().filter(|row| row.step == steps[0]).map(|row| row.patients).collect();
    let [.., smaller, larger] = sizes[..] else { return String::new() };
    let of = |step: &str, patients: u64| rows.iter().find(|row| row.step == step && row.patients == patients);
    let mut said = Vec::new();
    for (step, a, b) in steps.iter().filter_map(|step| Some((step, of(step, smaller)?, of(step, larger)?))) {
        let ratio = larger as f64 / smaller as f64;
        let exponent = (b.seconds / a.seconds).ln() / ratio.ln();
        let hours = b.seconds * (MANY as f64 / larger as f64).powf(exponent) / 3600.0;
        let memory = a.peak_bytes.zip(b.peak_bytes).map(|(a, b)| {
            let each = b.saturating_sub(a) as f64 / (larger - smaller) as f64;
            (b as f64 + each * (MANY - larger) as f64) / 1e9
        });
        said.push(format!("{step} {hours:.1} h{}", memory.map_or(String::new(), |gb| format!(" and {gb:.0} GB"))));
    }
    format!(
        "\nProjected, not measured: {MANY} patients on one such machine, time growing as from {smaller} to {larger} patients and memory by as much a patient: {}. \
         A workspace of that size is cut by patients, and each part runs by itself.\n",
        said.join(", ")
    )
}

fn line(row: &Row, before: &[Row]) -> String {
    let rate = row.rows.filter(|_| row.seconds > 0.0).map(|rows| rows as f64 / row.seconds);
    let smaller = before.iter().rev().find(|other| other.step == row.step && other.patients < row.patients);
    let growth = smaller.and_then(|smaller| page::growth((smaller.seconds, smaller.bytes?), (row.seconds, row.bytes?)));
    format!(
        "| {} | {} | {} | {} | {:.2} | {} | {} | {} | {} |\n",
        row.step,
        row.patients,
        cell(row.bytes.map(|bytes| format!("{:.1}", bytes as f64 / 1e6))),
        cell(row.rows.map(|rows| rows.to_string())),
        row.seconds,
        cell(row.cpu_seconds.map(|seconds| format!("{seconds:.2}"))),
        cell(rate.map(|rate| format!("{rate:.0}"))),
        page::megabytes(row.peak_bytes),
        cell(growth.map(|growth| format!("{growth:.2}"))),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(patients: u64, bytes: u64, seconds: f64) -> Row {
        let rows = Some(patients * 10);
        Row { step: "ingest".to_owned(), patients, bytes: Some(bytes), rows, seconds, cpu_seconds: Some(0.5), peak_bytes: Some(50_000_000) }
    }

    #[test]
    fn growth_is_against_the_smaller_size() {
        let rows = [row(1_000, 1_000_000, 1.0), row(100_000, 100_000_000, 150.0)];
        assert_eq!(line(&rows[0], &[]), "| ingest | 1000 | 1.0 | 10000 | 1.00 | 0.50 | 10000 | 50 | – |\n");
        assert_eq!(line(&rows[1], &rows[..1]), "| ingest | 100000 | 100.0 | 1000000 | 150.00 | 0.50 | 6667 | 50 | 1.50 |\n");
    }

    #[test]
    fn what_was_not_measured_is_projected_and_said_to_be() {
        let rows = [row(1_000, 1_000_000, 1.0), row(100_000, 100_000_000, 100.0)];
        let text = projection(&rows);
        assert!(text.contains("not measured") && text.contains("ingest 2.8 h and 0 GB"), "{text}");
        assert_eq!(projection(&rows[..1]), "");
    }

    #[test]
    fn what_is_missing_is_said() {
        let text = section(&[], &["duckdb was not measured: not installed, and it cannot be installed here.".to_owned()]);
        assert!(text.ends_with("\nPeers: duckdb was not measured: not installed, and it cannot be installed here.\n"));
    }
}
