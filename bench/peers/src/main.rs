//! The crate `hl7-parser` reads a stream of HL7 v2 messages: `bench-peers hl7-parser PATH`.
//!
//! It prints `seconds cpu_seconds records refused peak_bytes`, as our own `read_bench` does. The stream is cut into messages
//! here, as the crate reads one at a time. Every sub-component is asked for as it stands: the crate resolves escapes only
//! when a value is displayed, and that is not asked of it.

#[path = "../../../crates/discovery/examples/read_bench/measured.rs"]
mod measured;

use hl7_parser::Message;
use measured::measured;
use std::hint::black_box;
use std::path::Path;
use std::process::ExitCode;

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
    let mut length = 0;
    let line = measured(path, &mut |file| {
        let bytes = std::fs::read(file)?;
        let mut text = String::from_utf8_lossy(&bytes).into_owned();
        if text.contains('\n') {
            text = text.replace("\r\n", "\r").replace('\n', "\r");
        }
        let (mut records, mut refused) = (0, 0);
        for message in messages(&text) {
            match Message::parse(message) {
                Ok(parsed) => {
                    records += 1;
                    length += touched(&parsed);
                }
                Err(_) => refused += 1,
            }
        }
        Ok([records, refused])
    });
    black_box(length);
    line
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
