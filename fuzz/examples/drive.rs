//! Runs a target without a fuzzer: `drive TARGET SECONDS SEED CORPUS ARTIFACTS`. `cargo xtask fuzz` calls it.
//!
//! The samples of CORPUS first, then damaged ones until the time is over. An input that panics is kept in ARTIFACTS under a name of
//! its own, once for every kind of panic, and the run goes on. Before an input is read it stands in `current` there, so that it is not lost
//! when the process dies of it. A watch ends the process when an input takes longer than ten seconds, and ten more a
//! megabyte, or when memory goes over two gigabytes. Exit status 1: something was found.

use fuzz::Target;
use fuzz::mutate::{Chance, mutate};
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Bytes of a damaged input.
const BYTES_MAX: usize = 16 << 10;
/// Letters of a panic's text that tell its kind.
const KIND_LETTERS: usize = 80;
/// Kinds of panics after which a target is given up.
const FINDINGS_MAX: usize = 20;
/// Panics after which a target is given up, whatever their kinds.
const PANICS_MAX: u64 = 500;
const SLOW_MS: u64 = 10_000;
const MEMORY_BYTES_MAX: u64 = 2 << 30;
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [name, seconds, seed, corpus, artifacts] = words.as_slice() else {
        eprintln!("drive TARGET SECONDS SEED CORPUS ARTIFACTS");
        return ExitCode::from(2);
    };
    let (Some(target), Ok(seconds), Ok(seed)) = (Target::named(name), seconds.parse::<u64>(), seed.parse::<u64>()) else {
        eprintln!("{name} is no target, or {seconds} and {seed} are no numbers");
        return ExitCode::from(2);
    };
    let samples = samples(Path::new(corpus));
    let mut drive = Drive::new(target, PathBuf::from(artifacts));
    let inputs = drive.run(&samples, Duration::from_secs(seconds), seed);
    let _ = std::fs::remove_file(drive.artifacts.join("current"));
    println!("{name}: {} samples, {inputs} inputs, {} findings", samples.len(), drive.kinds.len());
    if drive.kinds.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The samples in the order of their names, so that a seed gives the same inputs; one that is empty when there is none.
fn samples(corpus: &Path) -> Vec<Vec<u8>> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(corpus).into_iter().flatten().flatten().map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    paths.sort();
    let mut samples: Vec<Vec<u8>> = paths.iter().filter_map(|path| std::fs::read(path).ok()).collect();
    if samples.is_empty() {
        samples.push(Vec::new());
    }
    samples
}

struct Drive {
    target: Target,
    artifacts: PathBuf,
    /// Kinds of the panics so far.
    kinds: BTreeSet<String>,
    panics: u64,
    began: Instant,
    /// Milliseconds from the beginning at which the input that is being read must be done; 0 while none is.
    until: Arc<AtomicU64>,
}

impl Drive {
    fn new(target: Target, artifacts: PathBuf) -> Self {
        let drive = Self { target, artifacts, kinds: BTreeSet::new(), panics: 0, began: Instant::now(), until: Arc::new(AtomicU64::new(0)) };
        let (until, began, folder) = (Arc::clone(&drive.until), drive.began, drive.artifacts.clone());
        thread::spawn(move || watch(&until, began, &folder));
        drive
    }

    /// Gives the number of inputs that were read.
    fn run(&mut self, samples: &[Vec<u8>], time: Duration, seed: u64) -> u64 {
        let mut inputs = 0;
        for sample in samples {
            self.one(sample);
            inputs += 1;
        }
        let mut chance = Chance::new(seed);
        let mut from = samples.to_vec();
        while self.began.elapsed() < time && self.kinds.len() < FINDINGS_MAX && self.panics < PANICS_MAX {
            let input = match from.get(chance.below(from.len())) {
                Some(sample) => mutate(&mut chance, sample, samples, BYTES_MAX),
                None => return inputs,
            };
            self.one(&input);
            inputs += 1;
            // Now and then a damaged input is a sample too, so that damage adds up.
            if chance.below(64) == 0 {
                let at = samples.len() + chance.below(256);
                match from.get_mut(at) {
                    Some(place) => *place = input,
                    None => from.push(input),
                }
            }
        }
        inputs
    }

    fn one(&mut self, input: &[u8]) {
        // An input that cannot be kept is read all the same.
        let _ = std::fs::write(self.artifacts.join("current"), input);
        let allowed = SLOW_MS + SLOW_MS * input.len() as u64 / (1 << 20);
        self.until.store(self.began.elapsed().as_millis() as u64 + allowed, Ordering::Release);
        let outcome = catch_unwind(AssertUnwindSafe(|| self.target.run(input)));
        self.until.store(0, Ordering::Release);
        let Err(panic) = outcome else { return };
        self.panics += 1;
        let text = panic.downcast_ref::<String>().cloned().or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_string())).unwrap_or_default();
        if self.kinds.insert(kind_of(&text)) {
            let kept = self.artifacts.join(format!("crash-{:016x}", sum(input)));
            match std::fs::write(&kept, input) {
                Ok(()) => eprintln!("finding: {}: {text}", kept.display()),
                Err(error) => eprintln!("finding, which cannot be kept: {error}: {text}"),
            }
        }
    }
}

/// What panics of one kind have in common: the beginning of the first line, whatever the numbers in it.
fn kind_of(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    line.chars().take(KIND_LETTERS).map(|letter| if letter.is_ascii_digit() { '#' } else { letter }).collect()
}

/// Ends the process when an input takes too long or too much; `current` is the input.
fn watch(until: &AtomicU64, began: Instant, folder: &Path) {
    loop {
        thread::sleep(BETWEEN_LOOKS);
        let limit = until.load(Ordering::Acquire);
        let late = limit > 0 && began.elapsed().as_millis() as u64 > limit;
        let word = match (late, memory_bytes() > MEMORY_BYTES_MAX) {
            (true, _) => "slow",
            (_, true) => "memory",
            _ => continue,
        };
        let current = folder.join("current");
        let input = std::fs::read(&current).unwrap_or_default();
        let kept = folder.join(format!("{word}-{:016x}", sum(&input)));
        let _ = std::fs::rename(&current, &kept);
        eprintln!("finding: {}: {word}", kept.display());
        std::process::exit(1);
    }
}

/// Resident memory; 0 where there is no `/proc`.
fn memory_bytes() -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kibibytes = text.lines().find_map(|line| line.strip_prefix("VmRSS:")?.split_whitespace().next()?.parse::<u64>().ok());
    kibibytes.unwrap_or(0) * 1024
}

/// FNV-1a, for names of files only.
fn sum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3))
}
