//! One process, timed, with its peak memory and its processor time.
//!
//! The peak is the kernel's own high-water mark (`VmHWM`), looked at every 20 ms: it only grows, so that the last look
//! misses at most what the process took in its last 20 ms. The processor time likewise. Where there is no `/proc` they are
//! unknown.

use std::fs;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::failure::{Failure, Outcome};
use crate::programs;

const BETWEEN_LOOKS: Duration = Duration::from_millis(20);
/// Ticks of a second in `/proc/PID/stat`, the same on every Linux that we run on.
const TICKS_PER_SECOND: f64 = 100.0;

/// What one run took.
pub struct Measured {
    /// From start to end.
    pub seconds: f64,
    /// Processor time of all its threads, where it is known.
    pub cpu_seconds: Option<f64>,
    /// Peak resident memory, where it is known.
    pub peak_bytes: Option<u64>,
    /// What it printed.
    pub output: String,
}

/// Runs it to its end. `keep` keeps what it prints; otherwise that is thrown away. Statuses other than `fine` are failures.
pub fn run(command: &mut Command, fine: &[i32], keep: bool) -> Outcome<Measured> {
    command.stdout(if keep { Stdio::piped() } else { Stdio::null() });
    run_into(command, fine)
}

/// As `run`, with the output going where the command says.
pub fn run_into(command: &mut Command, fine: &[i32]) -> Outcome<Measured> {
    command.stdin(Stdio::null());
    let began = Instant::now();
    let child = command.spawn().map_err(|error| programs::not_started(command, &error))?;
    let folder = format!("/proc/{}", child.id());
    let done = AtomicBool::new(false);
    let (output, seconds, (cpu_seconds, peak_bytes)) = thread::scope(|scope| {
        let watch = scope.spawn(|| watched(&folder, &done));
        let output = child.wait_with_output();
        let seconds = began.elapsed().as_secs_f64();
        done.store(true, Ordering::Release);
        (output, seconds, watch.join().unwrap_or_default())
    });
    let output = output.map_err(|error| Failure::new(format!("cannot be watched: {error}")))?;
    if !output.status.code().is_some_and(|code| fine.contains(&code)) {
        return Err(programs::ended(command, output.status));
    }
    Ok(Measured { seconds, cpu_seconds, peak_bytes, output: String::from_utf8_lossy(&output.stdout).into_owned() })
}

/// Looks until it is done; what only grows is what was seen last.
fn watched(folder: &str, done: &AtomicBool) -> (Option<f64>, Option<u64>) {
    let (mut cpu_seconds, mut peak_bytes) = (None, None);
    while !done.load(Ordering::Acquire) {
        let status = fs::read_to_string(format!("{folder}/status")).unwrap_or_default();
        peak_bytes = peak_bytes.max(high_water(&status));
        let stat = fs::read_to_string(format!("{folder}/stat")).unwrap_or_default();
        cpu_seconds = processor_time(&stat).or(cpu_seconds);
        thread::sleep(BETWEEN_LOOKS);
    }
    (cpu_seconds, peak_bytes)
}

/// The line `VmHWM:    12345 kB`.
fn high_water(text: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kibibytes * 1024)
}

/// `utime` and `stime`: the 14th and 15th field, counted after the name, which may hold blanks.
fn processor_time(text: &str) -> Option<f64> {
    let mut fields = text.rsplit_once(')')?.1.split_whitespace().skip(11);
    let user: u64 = fields.next()?.parse().ok()?;
    let system: u64 = fields.next()?.parse().ok()?;
    Some((user + system) as f64 / TICKS_PER_SECOND)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_high_water_mark_is_in_kibibytes() {
        assert_eq!(high_water("Name:\tx\nVmHWM:\t    2048 kB\nVmRSS:\t 1 kB\n"), Some(2 << 20));
        assert_eq!(high_water("Name:\tx\n"), None);
    }

    #[test]
    fn processor_time_is_user_and_system() {
        assert_eq!(processor_time("7 (a) b) S 1 7 7 0 -1 4 10 0 0 0 250 50 9 9 20 0 1 0"), Some(3.0));
        assert_eq!(processor_time("7 (a"), None);
    }
}
