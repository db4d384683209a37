//! What the reading of a file or a folder takes. Our own readers and their peers are measured by these same lines.

use std::path::{Path, PathBuf};
use std::time::Instant;

/// Ticks of a second in `/proc/self/stat`, the same on every Linux that we run on.
const TICKS_PER_SECOND: f64 = 100.0;

/// Reads each file in order; `read` gives how many records it holds and how many were refused. `seconds cpu_seconds records refused peak_bytes`.
pub(crate) fn measured(path: &Path, read: &mut dyn FnMut(&Path) -> std::io::Result<[u64; 2]>) -> std::io::Result<String> {
    let mut files = Vec::new();
    collect(path, &mut files)?;
    files.sort();
    let (cpu, began) = (cpu_seconds(), Instant::now());
    let (mut records, mut refused) = (0, 0);
    for file in &files {
        let [found, not_read] = read(file)?;
        records += found;
        refused += not_read;
    }
    let (seconds, cpu) = (began.elapsed().as_secs_f64(), cpu_seconds() - cpu);
    Ok(format!("{seconds:.6} {cpu:.6} {records} {refused} {}", peak_bytes()))
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if !path.is_dir() {
        files.push(path.to_path_buf());
        return Ok(());
    }
    for entry in std::fs::read_dir(path)? {
        collect(&entry?.path(), files)?;
    }
    Ok(())
}

/// Processor time of this process in all its threads; 0 where there is no `/proc`.
fn cpu_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = text.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks: u64 = after_name.split_whitespace().skip(11).take(2).filter_map(|word| word.parse::<u64>().ok()).sum();
    ticks as f64 / TICKS_PER_SECOND
}

/// The high-water mark of resident memory; 0 where there is no `/proc`.
fn peak_bytes() -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kibibytes = text.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse::<u64>().ok());
    kibibytes.unwrap_or(0) * 1024
}
