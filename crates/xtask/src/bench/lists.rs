//! How long the store answers the lists of the screens at a million rows, by its two examples.

use std::process::Command;

use super::{Setting, measure, page};
use crate::failure::Outcome;

const EXAMPLES: &[(&str, &str)] = &[("million_artifacts", "Artifacts"), ("million_results", "Patients and findings")];

/// The section.
pub fn section(setting: &Setting) -> Outcome<String> {
    let mut words = vec!["-p", "store"];
    for (name, _) in EXAMPLES {
        words.extend(["--example", *name]);
    }
    setting.build(&words)?;
    let mut text = "Each question is what a screen asks, of a workspace that holds nothing else. A page has 100 rows. There is no peer.\n".to_owned();
    for (name, title) in EXAMPLES {
        println!("==> {name}");
        let measured = measure::run(&mut Command::new(setting.example(name)), &[0], true)?;
        text.push_str(&table(title, &measured));
    }
    Ok(text)
}

fn table(title: &str, measured: &measure::Measured) -> String {
    let mut text = format!("\n**{title}** (`peak` of the whole run: {} MB)\n\n| question | ms |\n| --- | ---: |\n", page::megabytes(measured.peak_bytes));
    for (question, milliseconds) in measured.output.lines().filter_map(answer) {
        text.push_str(&format!("| {question} | {milliseconds} |\n"));
    }
    text
}

/// A line `question: 12 ms`.
fn answer(line: &str) -> Option<(&str, &str)> {
    let (question, time) = line.rsplit_once(": ")?;
    Some((question, time.strip_suffix(" ms")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_of_an_example_become_rows() {
        let output = "fill with 10 artifacts: 7 ms\nsomething else\nfirst page: by path: 12 ms\n".to_owned();
        let measured = measure::Measured { seconds: 1.0, cpu_seconds: None, peak_bytes: Some(5_000_000), output };
        let text = table("Artifacts", &measured);
        assert!(text.contains("5 MB)") && text.ends_with("| fill with 10 artifacts | 7 |\n| first page: by path | 12 |\n"));
    }
}
