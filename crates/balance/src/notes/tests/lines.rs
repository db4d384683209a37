//! `cases/lines_*.txt`: a sentence a line, ` | ` the chart that it is held against, ` | ` what must be found, nothing where it must stay silent. A line without a chart is a title.
//!
//! `//` is the end of a line of the note, `@@` begins a note of the next year. The chart is `m` a drug, `a` an allergy, `n` that none is known, `p` a problem, `r` a
//! procedure, live since 2010 unless words behind `@` say otherwise; every chart has a drug and a problem besides. What is found is `CHECK; CONCEPT`, in any order.

use super::{found, note, structured};
use model::Statement;

const KINDS: [(&str, &str); 5] = [("m", "medication"), ("a", "allergy"), ("n", "no-known-allergy"), ("p", "problem"), ("r", "procedure")];
const ALWAYS: [&str; 2] = ["medication loratadine; status=active; from=2009-01-01", "problem cough; status=active; from=2009-01-01"];
const TABLES: [&str; 3] = [include_str!("../cases/lines_lists.txt"), include_str!("../cases/lines_drugs.txt"), include_str!("../cases/lines_people.txt")];

fn statement(words: &str) -> Statement {
    let (short, rest) = words.trim().split_once(':').unwrap_or_else(|| panic!("no statement: {words}"));
    let (_, kind) = KINDS.into_iter().find(|(known, _)| *known == short).unwrap_or_else(|| panic!("no kind: {words}"));
    let (label, more) = rest.split_once('@').unwrap_or((rest, ""));
    let mut line = format!("{kind} {label}");
    if short != "r" && !more.contains("status=") {
        line.push_str("; status=active");
    }
    if !more.contains("from=") {
        line.push_str("; from=2010-01-01");
    }
    for part in more.split('&').filter(|part| !part.is_empty()) {
        line.push_str("; ");
        line.push_str(part);
    }
    structured(&line)
}

/// What is wrong with a line, and whether something is to be found.
fn read(line: &str) -> (Option<String>, bool) {
    let mut parts = line.split(" | ");
    let (text, words, hits) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let notes = text.split(" @@ ").zip(2014..).map(|(body, year)| note(&format!("{year}-03-01"), &body.replace(" // ", "\n")));
    let mut chart: Vec<Statement> = notes.collect();
    chart.extend(words.split(", ").map(statement));
    chart.extend(ALWAYS.into_iter().map(structured));
    let mut expected: Vec<String> = hits.split(" & ").filter(|hit| !hit.is_empty()).map(str::to_string).collect();
    let mut got: Vec<String> = found(&chart).iter().map(|hit| hit.splitn(3, "; ").take(2).collect::<Vec<_>>().join("; ")).collect();
    expected.sort();
    got.sort();
    let is_wrong = got != expected;
    (is_wrong.then(|| format!("{line}\n    found {got:?}")), !expected.is_empty())
}

#[test]
fn each_line_is_found_or_stays_silent_as_written_down() {
    let lines: Vec<&str> = TABLES.iter().flat_map(|table| table.lines()).filter(|line| line.contains(" | ")).collect();
    let outcomes: Vec<(Option<String>, bool)> = lines.iter().map(|line| read(line)).collect();
    let told = outcomes.iter().filter(|(_, hits)| *hits).count();
    assert!(lines.len() > 500 && told > 60, "{told} of {}", lines.len());
    let wrong: Vec<&String> = outcomes.iter().filter_map(|(wrong, _)| wrong.as_ref()).collect();
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), lines.len(), wrong.iter().map(|w| w.as_str()).collect::<Vec<_>>().join("\n"));
}
