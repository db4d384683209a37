//! The table of the readers: ours, and under it each peer with what ours is against it.

use super::Taken;
use super::contestants::Contestant;
use super::inputs::{Input, Topic};
use crate::bench::page::{self, cell};

/// A contestant on an input.
pub struct Row {
    /// What is read.
    pub topic: Topic,
    /// The input in words.
    pub input: String,
    /// The input is one of several sizes.
    pub sized: bool,
    /// Its size.
    pub bytes: u64,
    /// Who reads.
    pub contestant: String,
    /// One of ours.
    pub ours: bool,
    /// How often it was run.
    pub runs: usize,
    /// The run with the median time.
    pub taken: Option<Taken>,
    /// Why it was not run, or not to the end.
    pub said: Option<String>,
}

impl Row {
    /// Whether this is the same contestant on a smaller size of the same thing.
    pub fn grows_into(&self, contestant: &str, input: &Input) -> bool {
        self.sized && input.sized && self.topic == input.topic && self.contestant == contestant && self.bytes < input.bytes
    }
}

/// The section.
pub fn section(rows: &[Row], contestants: &[Contestant], notes: &[String]) -> String {
    let mut text = "Three rounds in alternating order, each a process of its own; the run with the median time counts (`runs` says where there were fewer). Seconds are of the \
                    task alone, from files that are in the page cache; the peak is of the whole process with its language and library. What a contestant \
                    refused or set aside stands in its own column. The two right columns are what ours, the first line of the input, is against the peer.\n\n"
        .to_owned();
    text.push_str("| input | reader | runs | records | set aside | seconds | CPU s | MB/s | growth | peak MB | speed | memory |\n");
    text.push_str("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- | --- |\n");
    for (index, row) in rows.iter().enumerate() {
        text.push_str(&line(row, &rows[..index]));
    }
    text.push_str("\nWhat each does:\n\n");
    for contestant in contestants {
        text.push_str(&format!("- {} ({}): {}.\n", contestant.name, contestant.topic.format(), contestant.does));
    }
    for note in notes {
        text.push_str(&format!("- {note}\n"));
    }
    text
}

fn line(row: &Row, before: &[Row]) -> String {
    let Some(taken) = row.taken else {
        let why = row.said.as_deref().unwrap_or("not run");
        return format!("| {} | {} | 0 | – | – | {why} | – | – | – | – | – | – |\n", row.input, row.contestant);
    };
    let smaller = before.iter().rev().find(|other| row.sized && other.sized && other.topic == row.topic && other.contestant == row.contestant);
    let growth = smaller.and_then(|other| page::growth((other.taken?.seconds, other.bytes), (taken.seconds, row.bytes)));
    let ours = before.iter().find(|other| other.input == row.input && other.ours).and_then(|other| other.taken).filter(|_| !row.ours);
    let speed = ours.map(|ours| page::against(ours.seconds, taken.seconds, "faster"));
    let memory = ours.and_then(|ours| Some(page::against(ours.peak_bytes? as f64, taken.peak_bytes? as f64, "less")));
    let rate = (taken.seconds > 0.0).then(|| row.bytes as f64 / 1e6 / taken.seconds);
    format!(
        "| {} | {} | {} | {} | {} | {:.3} | {:.2} | {} | {} | {} | {} | {} |\n",
        row.input,
        row.contestant,
        row.runs,
        taken.records,
        taken.refused,
        taken.seconds,
        taken.cpu_seconds,
        cell(rate.map(|rate| if rate < 10.0 { format!("{rate:.2}") } else { format!("{rate:.0}") })),
        cell(growth.map(|growth| format!("{growth:.2}"))),
        page::megabytes(taken.peak_bytes),
        cell(speed),
        cell(memory),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(contestant: &str, ours: bool, bytes: u64, seconds: f64) -> Row {
        let taken = Taken { seconds, cpu_seconds: seconds, records: 10, refused: 0, peak_bytes: Some(if ours { 4_000_000 } else { 2_000_000 }) };
        Row {
            topic: Topic::Hl7v2,
            input: format!("HL7 v2, {bytes}"),
            sized: true,
            bytes,
            contestant: contestant.to_owned(),
            ours,
            runs: 3,
            taken: Some(taken),
            said: None,
        }
    }

    #[test]
    fn a_peer_is_against_ours_on_the_same_input_and_growth_against_itself() {
        let rows = [row("ours", true, 1_000_000, 0.5), row("peer", false, 1_000_000, 1.0), row("ours", true, 2_000_000, 1.0), row("peer", false, 2_000_000, 0.5)];
        assert!(line(&rows[0], &[]).ends_with("| 2.00 | – | 4 | – | – |\n"));
        assert!(line(&rows[1], &rows[..1]).ends_with("| 1.00 | – | 2 | 2.0 × faster | **loses, 2.0 ×** |\n"));
        assert!(line(&rows[2], &rows[..2]).contains("| 1.00 | 4 | – | – |"));
        assert!(line(&rows[3], &rows[..3]).contains("| **loses, 2.0 ×** | **loses, 2.0 ×** |"));
    }

    #[test]
    fn what_was_not_run_says_why() {
        let mut left_out = row("peer", false, 1, 1.0);
        left_out.taken = None;
        left_out.said = Some("not run: about 9 min by the size before".to_owned());
        assert!(line(&left_out, &[]).contains("about 9 min"));
    }
}
