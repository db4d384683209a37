//! How long a reader takes for a file or a folder: `cargo run --release -p discovery --example read_bench -- "HL7 v2" relations PATH`.
//!
//! The first word is a format as on screen. `relations` asks for every value of every row, escapes resolved, as discovery
//! does; `fields` for the fields of each segment of HL7 v2 and not for what they hold, which is what others call tokenising;
//! `items` only for the messages, documents or rows themselves; `profile` for what is said of every field of a table. It prints
//! `seconds cpu_seconds records set_aside peak_bytes` in one line and judges nothing: `cargo xtask bench` puts peers beside it.

mod measured;

use discovery::Profiler;
use formats::{Format, Item, Limits};
use measured::measured;
use std::fs::File;
use std::hint::black_box;
use std::io::BufReader;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::ExitCode;

/// The one of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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
    let mut length = 0;
    let line = measured(path, &mut |file| {
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
        Ok([summary.records, summary.quarantined])
    });
    black_box(length);
    line
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
