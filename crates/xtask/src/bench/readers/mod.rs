//! The readers alone: ours and what a person would take instead, on the same input, in alternating order.
//!
//! Every contestant is a program that reads one input and prints `seconds cpu_seconds records refused peak_bytes` of the
//! reading itself. Three rounds, every second one in the opposite order; the round with the median time counts. What would take
//! minutes is run fewer times or not at all, and the table says so.

mod contestants;
mod inputs;
mod table;

use std::process::Command;

use super::{Setting, measure};
use crate::failure::Outcome;
use crate::files;
use contestants::Contestant;
use inputs::{Input, Topic};
use table::Row;

const ROUNDS: usize = 3;
/// A contestant that takes longer is not run again on this input.
const SECONDS_FOR_ROUNDS: f64 = 30.0;
/// A contestant that would take longer, judged by the smaller size, is not run on this input.
const SECONDS_MAX: f64 = 240.0;

/// What one run says of itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Taken {
    seconds: f64,
    cpu_seconds: f64,
    records: u64,
    refused: u64,
    peak_bytes: Option<u64>,
}

/// The section of the readers alone.
pub fn section(setting: &Setting) -> Outcome<String> {
    races(setting, &[Topic::Hl7v2, Topic::Ccda, Topic::Csv])
}

/// The section of what is said of every field of a table.
pub fn profiles(setting: &Setting) -> Outcome<String> {
    races(setting, &[Topic::Profile])
}

fn races(setting: &Setting, topics: &[Topic]) -> Outcome<String> {
    setting.build(&["-p", "discovery", "--example", "read_bench"])?;
    let (contestants, notes) = contestants::all(setting, topics);
    let folder = setting.folder("readers");
    files::create_empty(&folder)?;
    let mut rows = Vec::new();
    for input in inputs::all(setting, topics, &folder)? {
        println!("==> {}", input.name);
        race(&contestants, &input, &mut rows);
    }
    files::remove(&folder)?;
    Ok(table::section(&rows, &contestants, &notes))
}

/// All contestants of an input's topic, in rounds.
fn race(contestants: &[Contestant], input: &Input, rows: &mut Vec<Row>) {
    let mut lanes: Vec<Lane<'_>> = contestants.iter().filter(|c| c.topic == input.topic).map(|c| Lane::new(c, too_slow(c, input, rows))).collect();
    for round in 0..ROUNDS {
        for lane in &mut lanes {
            lane.run(input);
        }
        println!("    round {} of {ROUNDS}", round + 1);
        lanes.reverse();
    }
    if ROUNDS % 2 == 1 {
        lanes.reverse();
    }
    rows.extend(lanes.into_iter().map(|lane| row(lane, input)));
}

/// One contestant on one input.
struct Lane<'c> {
    contestant: &'c Contestant,
    runs: Vec<Taken>,
    /// Why it is not run, or not any more.
    said: Option<String>,
}

impl<'c> Lane<'c> {
    fn new(contestant: &'c Contestant, said: Option<String>) -> Self {
        Self { contestant, runs: Vec::new(), said }
    }

    fn run(&mut self, input: &Input) {
        let slow = self.runs.first().is_some_and(|run| run.seconds > SECONDS_FOR_ROUNDS);
        if self.said.is_some() || slow {
            return;
        }
        match once(self.contestant, input) {
            Ok(taken) => self.runs.push(taken),
            Err(words) => self.said = Some(words),
        }
    }
}

/// Why a contestant is left out on this input, by what it took for the size before.
fn too_slow(contestant: &Contestant, input: &Input, rows: &[Row]) -> Option<String> {
    let before = rows.iter().rev().find(|row| row.grows_into(&contestant.name, input))?;
    let expected = match before.taken {
        Some(taken) => taken.seconds * input.bytes as f64 / before.bytes.max(1) as f64,
        None => return Some("not run: left out at the size before".to_owned()),
    };
    (expected > SECONDS_MAX).then(|| format!("not run: about {:.0} min by the size before", expected / 60.0))
}

fn once(contestant: &Contestant, input: &Input) -> Result<Taken, String> {
    let mut command = Command::new(&contestant.program);
    command.args(&contestant.words).arg(&input.path);
    let measured = measure::run(&mut command, &[0], true).map_err(|failure| {
        println!("    {}: {failure}", contestant.name);
        "failed".to_owned()
    })?;
    let taken = taken(&measured.output).ok_or_else(|| "printed no numbers".to_owned())?;
    println!("    {}: {:.3} s", contestant.name, taken.seconds);
    Ok(taken)
}

/// The line `seconds cpu_seconds records refused peak_bytes`.
fn taken(line: &str) -> Option<Taken> {
    let mut numbers = line.split_whitespace();
    let seconds = numbers.next()?.parse().ok()?;
    let cpu_seconds = numbers.next()?.parse().ok()?;
    let records = numbers.next()?.parse().ok()?;
    let refused = numbers.next()?.parse().ok()?;
    let peak: u64 = numbers.next()?.parse().ok()?;
    Some(Taken { seconds, cpu_seconds, records, refused, peak_bytes: (peak > 0).then_some(peak) })
}

fn row(lane: Lane<'_>, input: &Input) -> Row {
    Row {
        topic: input.topic,
        input: input.name.clone(),
        sized: input.sized,
        bytes: input.bytes,
        contestant: lane.contestant.name.clone(),
        ours: lane.contestant.ours,
        runs: lane.runs.len(),
        taken: median(&lane.runs),
        said: lane.said,
    }
}

/// The run with the middle time.
fn median(runs: &[Taken]) -> Option<Taken> {
    let mut sorted = runs.to_vec();
    sorted.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
    sorted.get(sorted.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_a_contestant_is_read() {
        let taken = taken("1.5 1.25 100 2 4096\n").unwrap();
        assert_eq!(taken, Taken { seconds: 1.5, cpu_seconds: 1.25, records: 100, refused: 2, peak_bytes: Some(4096) });
        assert_eq!(super::taken("1 1 1 0 0").unwrap().peak_bytes, None);
        assert_eq!(super::taken("1.5 1.25 100"), None);
    }

    #[test]
    fn the_middle_run_counts() {
        let run = |seconds| Taken { seconds, cpu_seconds: 0.0, records: 1, refused: 0, peak_bytes: None };
        assert_eq!(median(&[run(9.0), run(1.0), run(2.0)]).unwrap().seconds, 2.0);
        assert_eq!(median(&[]), None);
    }
}
