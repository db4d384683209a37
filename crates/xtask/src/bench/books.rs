//! The two books as plain rows: what tools that compare rows find in them, and how long, beside our comparison.
//!
//! The rows are made from `throughline statements --json` by a script, in the way that favours the peers: patients named by
//! the same number on both sides, codes in the legacy system's own system. Three rounds in alternating order, the median counts.

use std::fs::File;
use std::path::Path;
use std::process::Command;

use super::measure::{self, Measured};
use super::page::{self, cell};
use super::python::Python;
use super::steps::{Input, Workspace};
use super::Setting;
use crate::failure::{Failure, Outcome};
use crate::files;

const SIZES: &[u64] = &[500, 2_000, 8_000];
const ROUNDS: usize = 3;
const PEERS: &[(&str, &str)] = &[
    ("polars", "a hash anti-join over all columns, both ways: rows without an equal partner, on all cores, in memory"),
    ("datacompy", "joins by patient, kind, code and time: rows of one side only, and pairs that differ in another column; in memory"),
];

/// One contestant over one size.
struct Row {
    patients: u64,
    rows: u64,
    who: String,
    ours: bool,
    found: String,
    seconds: f64,
    cpu_seconds: Option<f64>,
    peak_bytes: Option<u64>,
}

/// What one run took and what it found.
#[derive(Clone)]
struct Taken {
    seconds: f64,
    cpu_seconds: Option<f64>,
    peak_bytes: Option<u64>,
    found: String,
    /// On what our processor time was spent.
    spent: Option<Spent>,
}

/// What `throughline compare --timings` writes: an object of numbers, and of objects and arrays of numbers.
#[derive(Clone)]
struct Spent(String);

impl Spent {
    /// The number of a name.
    fn of(&self, name: &str) -> Outcome<f64> {
        number(self.after(name)?)
    }

    /// Statements of both books, in millions.
    fn millions(&self) -> Outcome<f64> {
        let both = self.after("statements")?.split(']').next().unwrap_or_default();
        Ok(both.split(',').map(number).sum::<Outcome<f64>>()? / 1e6)
    }

    fn after(&self, name: &str) -> Outcome<&str> {
        let rest = self.0.split_once(&format!("\"{name}\":")).map(|(_, rest)| rest);
        rest.ok_or_else(|| Failure::new(format!("the timings of a comparison do not tell {name}")))
    }
}

/// The number at the beginning of a text.
fn number(text: &str) -> Outcome<f64> {
    let text = text.trim_start_matches(['[', ' ']);
    let end = text.find(|c: char| !c.is_ascii_digit() && !".eE+-".contains(c)).unwrap_or(text.len());
    let number = text.get(..end).and_then(|digits| digits.parse().ok());
    number.ok_or_else(|| Failure::new(format!("the timings of a comparison have no number at {:?}", text.get(..20).unwrap_or(text))))
}

/// The parts of a comparison in the order of the work: what peers are given and what they do first, then what only ours does.
const PARTS: &[(&str, &str, bool)] = &[
    ("charts", "statements that were read, opened and put into charts", false),
    ("writing", "both charts written as they are kept and known by", false),
    ("aligning", "which statements are the same assertion, by provenance and by content; where links lead", true),
    ("judging", "verdicts, severities, merges", true),
    ("notes", "both charts against the notes", true),
    ("computing", "what still computes, and the lists of the last day", true),
    ("populations", "questions asked of both books", true),
    ("causes", "findings, their causes and places", true),
    ("keeping", "what was judged, packed", false),
];

/// A peer that is here, in an environment of its own: datacompy holds Polars back at an older version.
struct Peer {
    name: &'static str,
    title: String,
    python: Python,
}

/// The section.
pub fn section(setting: &Setting) -> Outcome<String> {
    setting.build_program()?;
    let (peers, notes) = peers(setting);
    let (mut rows, mut flattened, mut spent) = (Vec::new(), Vec::new(), None);
    for patients in setting.patients.as_deref().unwrap_or(SIZES) {
        println!("==> {patients} patients");
        let folder = setting.folder(&format!("books-{patients}"));
        let input = Input::make(&folder, *patients)?;
        let workspace = Workspace::new(setting, &folder.join("workspace"));
        fill(&workspace, &input)?;
        let count = match flatten(&peers, &workspace, &folder) {
            Ok(flat) => {
                flattened.push(format!("{patients} patients {:.1} s for both books and {:.1} s to make rows of them", flat.read, flat.written));
                flat.rows
            }
            Err(failure) => {
                println!("    the rows: {failure}");
                0
            }
        };
        spent = race(&workspace, &peers, &folder, (*patients, count), &mut rows)?.or(spent);
        files::remove(&folder)?;
    }
    Ok(text(&rows, &flattened, &notes) + &spent.as_ref().map(parts).transpose()?.unwrap_or_default())
}

fn peers(setting: &Setting) -> (Vec<Peer>, Vec<String>) {
    let (mut peers, mut notes) = (Vec::new(), Vec::new());
    for &(name, does) in PEERS {
        let python = Python::prepare(&setting.place, if name == "datacompy" { "bench-venv-datacompy" } else { "bench-venv" });
        match python.package(name) {
            Ok(version) => {
                notes.push(format!("{name} {version} (PyPI): {does}."));
                peers.push(Peer { name, title: format!("{name} {version}"), python });
            }
            Err(missing) => notes.push(missing),
        }
    }
    (peers, notes)
}

fn fill(workspace: &Workspace, input: &Input) -> Outcome {
    workspace.run(&["init", "--name", "Benchmark"])?;
    workspace.ingest(&input.export)?;
    workspace.run(&["starter", "apply", "harbor"])?;
    workspace.run(&["migrate", "--draft"])?;
    Ok(())
}

/// What making the rows took, which is nobody's time in the table.
struct Flat {
    read: f64,
    written: f64,
    rows: u64,
}

fn flatten(peers: &[Peer], workspace: &Workspace, folder: &Path) -> Outcome<Flat> {
    let Some(peer) = peers.first() else { return Ok(Flat { read: 0.0, written: 0.0, rows: 0 }) };
    let mut read = 0.0;
    let mut books = Vec::new();
    for side in ["legacy", "destination"] {
        let path = folder.join(format!("{side}.ndjson"));
        read += book(workspace, side, &path)?.seconds;
        books.push(path);
    }
    let mut command = peer.python.script("books.py");
    let measured = measure::run(command.arg("flatten").args(&books).arg(folder), &[0], true)?;
    let numbers: Vec<f64> = measured.output.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let [written, legacy, destination] = numbers[..] else {
        return Err(Failure::new("tests/bench/books.py printed no numbers"));
    };
    Ok(Flat { read, written, rows: (legacy + destination) as u64 })
}

fn book(workspace: &Workspace, side: &str, path: &Path) -> Outcome<Measured> {
    let file = File::create(path).map_err(|error| Failure::file("cannot write", path, &error))?;
    let mut command = workspace.command(&["statements", "--json", "--side", side]);
    command.stdout(file);
    measure::run_into(&mut command, &[0, 4])
}

/// Who runs: the name in the table, whether it is ours, and a run of a round; none where there is nothing to compare or the peer failed.
struct Lane<'a> {
    who: String,
    ours: bool,
    run: Box<dyn Fn(usize) -> Outcome<Option<Taken>> + 'a>,
    taken: Vec<Taken>,
}

/// Ours and the peers in rounds, every second one in the opposite order. Gives on what the time was spent where everything was done anew.
fn race<'p>(workspace: &Workspace, peers: &'p [Peer], folder: &Path, (patients, count): (u64, u64), rows: &mut Vec<Row>) -> Outcome<Option<Spent>> {
    let mut lanes = vec![
        Lane { who: "throughline compare --anew".to_owned(), ours: true, run: Box::new(|_| ours(workspace, folder, &["--anew"]).map(Some)), taken: Vec::new() },
        Lane { who: "throughline compare, an equivalence declared".to_owned(), ours: true, run: Box::new(|round| declared(workspace, folder, round).map(Some)), taken: Vec::new() },
    ];
    let of_peer = |peer: &'p Peer| Lane {
        who: peer.title.clone(),
        ours: false,
        run: Box::new(move |_| Ok(if count == 0 { None } else { theirs(peer, folder) })),
        taken: Vec::new(),
    };
    lanes.extend(peers.iter().map(of_peer));
    for round in 0..ROUNDS {
        let mut order: Vec<usize> = (0..lanes.len()).collect();
        if round % 2 == 1 {
            order.reverse();
        }
        for lane in order {
            if let Some(lane) = lanes.get_mut(lane) {
                lane.taken.extend((lane.run)(round)?);
            }
        }
    }
    let mut anew = None;
    for Lane { who, ours, mut taken, .. } in lanes {
        taken.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
        let Some(Taken { seconds, cpu_seconds, peak_bytes, found, spent }) = taken.get(taken.len() / 2).cloned() else { continue };
        // The first of our own lanes is the one that takes nothing from the run before.
        anew = anew.or(spent);
        rows.push(Row { patients, rows: count, who, ours, found, seconds, cpu_seconds, peak_bytes });
    }
    Ok(anew)
}

/// The whole command: opens the sealed workspace, aligns, judges, finds causes, and writes the findings. Anew it reads both books as well, and
/// nothing of the round before is used.
fn ours(workspace: &Workspace, folder: &Path, words: &[&str]) -> Outcome<Taken> {
    let timings = folder.join("timings.json");
    let mut command = workspace.command(&[["compare", "--json"].as_slice(), words].concat());
    command.arg("--timings").arg(&timings);
    let measured = measure::run(&mut command, &[0, 4], true)?;
    println!("    throughline compare {}: {:.2} s", words.concat(), measured.seconds);
    let found = found(&measured.output);
    let spent = Some(Spent(String::from_utf8_lossy(&files::read(&timings)?).into_owned()));
    Ok(Taken { seconds: measured.seconds, cpu_seconds: measured.cpu_seconds, peak_bytes: measured.peak_bytes, found, spent })
}

/// The same under another declared equivalence, of which nobody has a difference: books and charts are taken as they are kept, and who is judged anew is
/// found out.
fn declared(workspace: &Workspace, folder: &Path, round: usize) -> Outcome<Taken> {
    workspace.declare(round)?;
    ours(workspace, folder, &[])
}

/// Findings and their causes, from one line a finding.
fn found(lines: &str) -> String {
    let findings = lines.lines().filter(|line| line.starts_with('{')).count();
    let causes: std::collections::HashSet<&str> = lines.lines().filter_map(|line| line.split_once("\"id\":\"c-")?.1.split('"').next()).collect();
    format!("{findings} findings of {} causes", causes.len())
}

/// The script prints `seconds cpu_seconds rows_legacy rows_destination only_legacy only_destination unequal peak_bytes`.
fn theirs(peer: &Peer, folder: &Path) -> Option<Taken> {
    let mut command: Command = peer.python.script("books.py");
    command.arg(peer.name).arg(folder);
    let measured = match measure::run(&mut command, &[0], true) {
        Ok(measured) => measured,
        Err(failure) => {
            println!("    {}: {failure}", peer.name);
            return None;
        }
    };
    let words: Vec<&str> = measured.output.split_whitespace().collect();
    let [seconds, cpu_seconds, _, _, legacy, destination, unequal, peak] = words[..] else { return None };
    let pairs = if unequal == "0" { String::new() } else { format!(", {unequal} unequal pairs") };
    let seconds: f64 = seconds.parse().ok()?;
    println!("    {}: {seconds:.2} s", peer.name);
    Some(Taken {
        seconds,
        cpu_seconds: cpu_seconds.parse().ok(),
        peak_bytes: peak.parse().ok().filter(|bytes| *bytes > 0),
        found: format!("{legacy} rows of legacy only, {destination} of destination only{pairs}"),
        spent: None,
    })
}

fn text(rows: &[Row], flattened: &[String], notes: &[String]) -> String {
    let mut text = "The sample hospital and what its correct starter mapping made of it, so that nearly every difference of rows is none of meaning. A row is a statement: patient, \
                    kind, code, when, end, status, value, unit. Peers see rows: whether an equal one stands on the other side. Ours sees meaning: units, code maps, precision and \
                    time zones, merged and rejected rows, every aspect of a statement, with verdict, severity, cause and both places of it; its time holds opening the \
                    sealed workspace, aligning both ways, judging, notes, what still computes, populations, causes, and writing charts and findings, sealed; anew it holds reading \
                    both books from the records as well, and everybody is judged. After an equivalence is declared those are judged of whom it says another thing, here nobody. The peers' time holds reading the rows from CSV. The median of three rounds in \
                    alternating order counts. The two right columns are what ours is against the peer.\n\n"
        .to_owned();
    text.push_str("| patients | rows | who | found | seconds | CPU s | rows/s | growth | peak MB | speed | memory |\n");
    text.push_str("| ---: | ---: | --- | --- | ---: | ---: | ---: | ---: | ---: | --- | --- |\n");
    for (index, row) in rows.iter().enumerate() {
        text.push_str(&line(row, &rows[..index]));
    }
    text.push('\n');
    for note in notes {
        text.push_str(&format!("- {note}\n"));
    }
    if !flattened.is_empty() {
        text.push_str(&format!("- Making the rows is in nobody's time: {}.\n", flattened.join("; ")));
    }
    text
}

/// On what the largest comparison that did everything anew spent its processor time, a million statements.
fn parts(spent: &Spent) -> Outcome<String> {
    let (millions, whole) = (spent.millions()?, spent.of("whole")?);
    let line = |name: &str, seconds: f64| format!("| {name} | {seconds:.2} | {:.2} |\n", seconds / millions);
    let mut text = format!(
        "\nThe processor time of the largest comparison that did everything anew ({:.2} million statements in both), summed over all cores \
         (`throughline compare --timings`). Peers are given statements as rows, and find which differ: what is **compared** stands against that.\n\n\
         | part of the work | CPU s | a million statements |\n| --- | ---: | ---: |\n",
        millions
    );
    let (mut told, mut compared) = (0.0, 0.0);
    for (word, does, compares) in PARTS {
        let seconds = spent.of(word)?;
        told += seconds;
        compared += if *compares { seconds } else { 0.0 };
        text.push_str(&line(&format!("{}{does}", if *compares { "compared: " } else { "" }), seconds));
    }
    text.push_str(&line("opening, reading both books, linking patients, filing, sealing, the database", whole - told));
    text.push_str(&line("**compared: from statements to findings with their causes**", compared));
    text.push_str(&line("**all, until it is kept**", whole));
    let passed = spent.of("comparing")?;
    text.push_str(&format!("\nFrom statements to findings that are kept, charts and all, {passed:.2} s passed ({:.2} s a million statements).\n", passed / millions));
    Ok(text)
}

fn line(row: &Row, before: &[Row]) -> String {
    let smaller = before.iter().rev().find(|other| other.who == row.who);
    // By patients where nobody could count the rows.
    let size = |row: &Row| if row.rows > 0 { row.rows } else { row.patients };
    let growth = smaller.and_then(|other| page::growth((other.seconds, size(other)), (row.seconds, size(row))));
    // A peer is held against ours that takes nothing for read.
    let ours = before.iter().find(|other| !row.ours && other.patients == row.patients && other.ours);
    let speed = ours.map(|ours| page::against(ours.seconds, row.seconds, "faster"));
    let memory = ours.and_then(|ours| Some(page::against(ours.peak_bytes? as f64, row.peak_bytes? as f64, "less")));
    let rate = (row.seconds > 0.0 && row.rows > 0).then(|| row.rows as f64 / row.seconds);
    format!(
        "| {} | {} | {} | {} | {:.2} | {} | {} | {} | {} | {} | {} |\n",
        row.patients,
        row.rows,
        row.who,
        row.found,
        row.seconds,
        cell(row.cpu_seconds.map(|seconds| format!("{seconds:.2}"))),
        cell(rate.map(|rate| format!("{rate:.0}"))),
        cell(growth.map(|growth| format!("{growth:.2}"))),
        page::megabytes(row.peak_bytes),
        cell(speed),
        cell(memory),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(patients: u64, ours: bool, seconds: f64) -> Row {
        let who = if ours { "throughline compare" } else { "polars" };
        Row { patients, rows: patients * 10, who: who.to_owned(), ours, found: String::new(), seconds, cpu_seconds: None, peak_bytes: Some(1_000_000) }
    }

    #[test]
    fn a_peer_is_against_ours_of_the_same_size() {
        let rows = [row(100, true, 2.0), row(100, false, 1.0), row(200, true, 4.0)];
        assert!(line(&rows[0], &[]).ends_with("| – | 1 | – | – |\n"));
        assert!(line(&rows[1], &rows[..1]).ends_with("| **loses, 2.0 ×** | 1.0 × less |\n"));
        assert!(line(&rows[2], &rows[..2]).contains("| 1.00 | 1 | – | – |"));
    }

    #[test]
    fn what_is_compared_is_told_of_a_million_statements() {
        let told = |without: &str| {
            let seconds = |word: &str| if matches!(word, "aligning" | "charts") { "1e0" } else if word == "judging" { "2.0" } else { "0.0" };
            let measured: Vec<String> = PARTS.iter().filter(|(word, ..)| *word != without).map(|(word, ..)| format!("\"{word}\":{}", seconds(word))).collect();
            parts(&Spent(format!("{{\"parts\":{{{}}},\"statements\":[1500000,500000],\"whole\":5.0,\"comparing\":4.0}}\n", measured.join(","))))
        };
        assert!(told("notes").is_err(), "a part that nobody measured is no part that takes no time");
        let text = told("").unwrap();
        for line in ["the database | 1.00 | 0.50 |", "with their causes** | 3.00 | 1.50 |", "**all, until it is kept** | 5.00 | 2.50 |", "4.00 s passed (2.00 s a million"] {
            assert!(text.contains(line), "{text}");
        }
    }

    #[test]
    fn findings_and_their_causes_are_counted() {
        let lines = "{\"finding\":\"f-1\",\"cause\":{\"id\":\"c-1\"}}\n{\"finding\":\"f-2\",\"cause\":{\"id\":\"c-1\"}}\n{\"finding\":\"f-3\",\"cause\":null}\n";
        assert_eq!(found(lines), "3 findings of 1 causes");
    }
}
