//! The crate `hl7-parser` reads a stream of HL7 v2 messages: `bench-peers hl7-parser PATH`.
//!
//! It prints `seconds cpu_seconds records refused peak_bytes`, as our own `read_bench` does. The stream is cut into messages
//! here, as the crate reads one at a time. Every sub-component is asked for as it stands: the crate resolves escapes only
//! when a value is displayed, and that is not asked of it.

use hl7_parser::Message;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

const TICKS_PER_SECOND: f64 = 100.0;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [peer, path] = words.as_slice() else {
        eprintln!("bench-peers hl7-parser PATH");
        return ExitCode::from(2);
    };
    if peer != "hl7-parser" {
        eprintln!("{peer} is no peer here");
        return ExitCode::from(2);
    }
    match measure(Path::new(path)) {
        Ok(line) => {
            println!("{line}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{path}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn measure(path: &Path) -> std::io::Result<String> {
    let mut files = Vec::new();
    collect(path, &mut files)?;
    files.sort();
    let (cpu, began) = (cpu_seconds(), Instant::now());
    let (mut records, mut refused, mut length) = (0u64, 0u64, 0usize);
    for file in &files {
        let bytes = std::fs::read(file)?;
        let mut text = String::from_utf8_lossy(&bytes).into_owned();
        if text.contains('\n') {
            text = text.replace("\r\n", "\r").replace('\n', "\r");
        }
        for message in messages(&text) {
            match Message::parse(message) {
                Ok(parsed) => {
                    records += 1;
                    length += touched(&parsed);
                }
                Err(_) => refused += 1,
            }
        }
    }
    let (seconds, cpu) = (began.elapsed().as_secs_f64(), cpu_seconds() - cpu);
    black_box(length);
    Ok(format!("{seconds:.6} {cpu:.6} {records} {refused} {}", peak_bytes()))
}

/// The messages of a stream, each from its MSH to before the next, without the CR at its end.
fn messages(text: &str) -> Vec<&str> {
    let mut starts: Vec<usize> = text.match_indices("\rMSH").map(|(at, _)| at + 1).collect();
    if text.starts_with("MSH") {
        starts.insert(0, 0);
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().zip(ends).map(|(start, end)| text[*start..end].trim_end_matches('\r')).collect()
}

fn touched(message: &Message<'_>) -> usize {
    let mut length = 0;
    for segment in message.segments() {
        for field in segment.fields() {
            for repeat in field.repeats() {
                for component in repeat.components() {
                    length += component.subcomponents().map(|part| part.raw_value().len()).sum::<usize>();
                }
            }
        }
    }
    length
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

fn cpu_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = text.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks: u64 = after_name.split_whitespace().skip(11).take(2).filter_map(|word| word.parse::<u64>().ok()).sum();
    ticks as f64 / TICKS_PER_SECOND
}

fn peak_bytes() -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kibibytes = text.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse::<u64>().ok());
    kibibytes.unwrap_or(0) * 1024
}
