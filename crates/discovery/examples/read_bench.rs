//! How long a reader takes for a file or a folder: `cargo run --release -p discovery --example read_bench -- "HL7 v2" relations PATH`.
//!
//! The first word is a format as on screen. `relations` asks for every value of every row, escapes resolved, as discovery
//! does; `fields` for the fields of each segment of HL7 v2 and not for what they hold, which is what others call tokenising;
//! `items` only for the messages, documents or rows themselves; `profile` for what is said of every field of a table. It prints
//! `seconds cpu_seconds records set_aside peak_bytes` in one line and judges nothing: `cargo xtask bench` puts peers beside it.

use discovery::Profiler;
use formats::{Format, Item, Limits};
use std::fs::File;
use std::hint::black_box;
use std::io::BufReader;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

/// The one of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Ticks of a second in `/proc/self/stat`, the same on every Linux that we run on.
const TICKS_PER_SECOND: f64 = 100.0;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [format, mode, path] = words.as_slice() else {
        eprintln!("read_bench FORMAT relations|fields|items|profile PATH");
        return ExitCode::from(2);
    };
    let Some(format) = Format::from_word(format) else {
        eprintln!("{format} is no format");
        return ExitCode::from(2);
    };
    match measure(format, mode, Path::new(path)) {
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

fn measure(format: Format, mode: &str, path: &Path) -> std::io::Result<String> {
    let mut files = Vec::new();
    collect(path, &mut files)?;
    files.sort();
    let (cpu, began) = (cpu_seconds(), Instant::now());
    let (mut records, mut set_aside, mut length) = (0, 0, 0);
    for file in &files {
        let mut input = BufReader::with_capacity(64 << 10, File::open(file)?);
        let mut profiler = None;
        let summary = formats::read(format, &file.to_string_lossy(), &mut input, &Limits::default(), &mut |item| {
            match mode {
                "relations" => length += touched(&item),
                "fields" => length += told(&item),
                "profile" => profiled(&item, &mut profiler),
                _ => drop(black_box(&item)),
            }
            ControlFlow::Continue(())
        })?;
        black_box(profiler.map(Profiler::finish_relation));
        records += summary.records;
        set_aside += summary.quarantined;
    }
    let (seconds, cpu) = (began.elapsed().as_secs_f64(), cpu_seconds() - cpu);
    black_box(length);
    Ok(format!("{seconds:.6} {cpu:.6} {records} {set_aside} {}", peak_bytes()))
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

/// Takes a row of the file's table into its profile.
fn profiled(item: &Item<'_>, profiler: &mut Option<Profiler>) {
    match (item, profiler) {
        (Item::Header(header), none @ None) => *none = Some(Profiler::new(header.names, header.names.iter().position(|name| name == "PAT_ID"))),
        (Item::Row(row), Some(profiler)) => profiler.row(row.cells),
        _ => {}
    }
}

/// Bytes of all values of an item, so that none of them can be left out.
fn touched(item: &Item<'_>) -> u64 {
    let mut length = 0;
    match item {
        Item::Header(header) => length += header.names.iter().map(String::len).sum::<usize>(),
        Item::Row(row) => length += row.cells.iter().map(|cell| cell.len()).sum::<usize>(),
        Item::Message(message) => {
            for segment in &message.segments {
                message.leaves(segment, &mut |path, value| length += black_box(&path).field + value.len());
            }
        }
        Item::Record(_) | Item::Resource(_) | Item::Document(_) => {
            formats::flatten(item, &mut |record| length += record.leaves.iter().map(|(field, value)| field.len() + value.len()).sum::<usize>());
        }
    }
    length as u64
}

/// Numbers of all fields of a message that hold something.
fn told(item: &Item<'_>) -> u64 {
    let mut numbers = 0;
    if let Item::Message(message) = item {
        for segment in &message.segments {
            message.filled(segment, &mut |field| numbers += black_box(field));
        }
    }
    numbers as u64
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
