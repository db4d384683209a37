//! One process, timed, with its peak memory.
//!
//! The peak is the kernel's own high-water mark (`VmHWM`), looked at every 20 ms: it only grows, so that the last look
//! misses at most what the process took in its last 20 ms. Where there is no `/proc` it is unknown.

use std::fs;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::failure::{Failure, Outcome};
use crate::programs;

const BETWEEN_LOOKS: Duration = Duration::from_millis(20);

/// What one run took.
pub struct Measured {
    /// From start to end.
    pub seconds: f64,
    /// Peak resident memory, where it is known.
    pub peak_bytes: Option<u64>,
    /// What it printed.
    pub output: String,
}

/// Runs it to its end. `keep` keeps what it prints; otherwise that is thrown away. Statuses other than `fine` are failures.
pub fn run(command: &mut Command, fine: &[i32], keep: bool) -> Outcome<Measured> {
    command.stdin(Stdio::null()).stdout(if keep { Stdio::piped() } else { Stdio::null() });
    let began = Instant::now();
    let child = command.spawn().map_err(|error| programs::not_started(command, &error))?;
    let status_file = format!("/proc/{}/status", child.id());
    let done = AtomicBool::new(false);
    let (output, seconds, peak_bytes) = thread::scope(|scope| {
        let watch = scope.spawn(|| peak(&status_file, &done));
        let output = child.wait_with_output();
        let seconds = began.elapsed().as_secs_f64();
        done.store(true, Ordering::Release);
        (output, seconds, watch.join().unwrap_or_default())
    });
    let output = output.map_err(|error| Failure::new(format!("cannot be watched: {error}")))?;
    if !output.status.code().is_some_and(|code| fine.contains(&code)) {
        return Err(programs::ended(command, output.status));
    }
    Ok(Measured { seconds, peak_bytes, output: String::from_utf8_lossy(&output.stdout).into_owned() })
}

fn peak(status_file: &str, done: &AtomicBool) -> Option<u64> {
    let mut highest = None;
    while !done.load(Ordering::Acquire) {
        let text = fs::read_to_string(status_file).unwrap_or_default();
        highest = highest.max(high_water(&text));
        thread::sleep(BETWEEN_LOOKS);
    }
    highest
}

/// The line `VmHWM:    12345 kB`.
fn high_water(text: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kibibytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::high_water;

    #[test]
    fn the_high_water_mark_is_in_kibibytes() {
        assert_eq!(high_water("Name:\tx\nVmHWM:\t    2048 kB\nVmRSS:\t 1 kB\n"), Some(2 << 20));
        assert_eq!(high_water("Name:\tx\n"), None);
    }
}
