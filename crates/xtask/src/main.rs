//! `cargo xtask`: sets up, starts, tests, shows and measures Throughline. Run from anywhere inside the repository.
//!
//! It is the way in for a person and for the continuous check, and nothing of it reaches the product. It uses the standard
//! library only, builds on a bare machine, and starts other programs for everything else. What must stay true: each step is
//! printed with its duration, the first failure stops with its exit status and the command to repeat, and no program that
//! was started outlives the run.

mod arguments;
mod bench;
mod demo;
mod failure;
mod files;
mod fuzz;
mod gen_files;
mod leash;
mod place;
mod programs;
mod sample;
mod secrets;
mod serving;
mod setup;
mod start;
mod steps;
mod test;
mod tour;
mod ui;

use std::process::ExitCode;

use arguments::Arguments;
use failure::{Failure, Outcome};

const HELP: &str = "\
cargo xtask COMMAND

  start [--yes] [--tour] [--home DIR] [--patients N]
          sets up, builds, fills a demo workspace with the sample hospital and opens the desktop on it
  test [--fast] [--yes]
          sets up and passes every test; --fast leaves out the end-to-end lanes
  tour [--out DIR] [--yes]
          drives the real window through every screen and saves pictures (target/tour)
  gen [--check]
          writes the generated files anew; --check only names those that differ
  bench [--only main,readers,profile,compare,feed,lists] [--patients 1000,100000] [--megabytes 4,16,64] [--profile debug] [--out FILE]
          measures the steps of a migration, the readers alone, the comparison of the books and long lists, with peers in the
          same run; --out writes the sections that were measured into a page and keeps its others (docs/benchmarks.md)
  fuzz [--target T] [--seconds N] [--seed N] [--mutate]
          gives every reader damaged inputs, a minute each, by cargo-fuzz when it is installed, else by mutations of the
          committed samples, which --mutate chooses in any case; what a reader fails on stays in fuzz/artifacts
  mutation [--yes]
          damages correct destinations with known truth, and writes what the comparison detected to docs/detection
  setup [--yes]
          checks what the machine needs, and installs it on Debian and Ubuntu
  help

--yes installs missing packages without asking; so does CI=true.
Builds go to CARGO_TARGET_DIR, or to .cache/throughline-target in the home folder when that is not set.
Example: cargo xtask start --yes";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nerror: {failure}");
            ExitCode::from(failure.code)
        }
    }
}

fn run() -> Outcome {
    let mut words = std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned());
    let Some(command) = words.next() else {
        eprintln!("{HELP}");
        return Err(Failure::wrong_use("no command was given"));
    };
    let mut arguments = Arguments::new(words.collect());
    if arguments.flag("--help") || arguments.flag("-h") {
        println!("{HELP}");
        return Ok(());
    }
    match command.as_str() {
        "start" => start::run(arguments),
        "test" => test::run(arguments),
        "tour" => tour::run(arguments),
        "gen" => gen_files::run(arguments),
        "bench" => bench::run(arguments),
        "mutation" => test::mutation(arguments),
        "fuzz" => fuzz::run(arguments),
        "setup" => setup::command(arguments),
        "help" | "--help" | "-h" => {
            println!("{HELP}");
            Ok(())
        }
        other => {
            eprintln!("{HELP}");
            Err(Failure::wrong_use(format!("there is no command '{other}'")))
        }
    }
}
