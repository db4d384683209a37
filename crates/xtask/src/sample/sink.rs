//! One file of the export: writes records as the vendor does and knows on which physical line each one starts.
//!
//! It knows delimiters, quoting, line ends and the character encoding, nothing about medicine. The line number that a
//! write returns is the truth that the manifest quotes, so every byte of a file must go through here.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// How a file is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Comma, UTF-8, LF.
    Comma,
    /// Comma, UTF-8 with a byte order mark, LF.
    CommaWithMark,
    /// Comma, Windows-1252, LF.
    CommaWindows1252,
    /// Pipe, UTF-8, CRLF.
    Pipe,
    /// HL7 v2 segments that end with CR.
    SegmentsCr,
    /// HL7 v2 segments that end with LF.
    SegmentsLf,
}

/// An open file of the export.
pub struct Sink {
    /// Path within the export, with `/`.
    pub path: &'static str,
    style: Style,
    writer: BufWriter<File>,
    line: u64,
    records: u64,
    bytes: u64,
}

impl Sink {
    /// Creates the file and writes its header, if it has one.
    pub fn create(
        root: &Path,
        path: &'static str,
        style: Style,
        header: &[&str],
    ) -> io::Result<Sink> {
        let place = root.join(path);
        if let Some(folder) = place.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let writer = BufWriter::with_capacity(64 * 1024, File::create(&place)?);
        let mut sink = Sink {
            path,
            style,
            writer,
            line: 1,
            records: 0,
            bytes: 0,
        };
        if style == Style::CommaWithMark {
            sink.put(b"\xEF\xBB\xBF")?;
        }
        if !header.is_empty() {
            sink.row(header)?;
            sink.records = 0;
        }
        Ok(sink)
    }

    /// Writes one record of cells and returns the line on which it starts.
    pub fn row(&mut self, cells: &[&str]) -> io::Result<u64> {
        let delimiter = if self.style == Style::Pipe { '|' } else { ',' };
        let mut text = String::with_capacity(160);
        for (place, cell) in cells.iter().enumerate() {
            if place > 0 {
                text.push(delimiter);
            }
            quote(&mut text, cell, delimiter);
        }
        self.record(&text)
    }

    /// Writes one record that is already delimited, or one HL7 segment, and returns its line.
    pub fn record(&mut self, text: &str) -> io::Result<u64> {
        if self.style == Style::CommaWindows1252 {
            let encoded: Vec<u8> = text.chars().map(windows_1252).collect();
            self.raw(&encoded)
        } else {
            self.raw(text.as_bytes())
        }
    }

    /// Writes the bytes of one record as they are and returns its line.
    pub fn raw(&mut self, record: &[u8]) -> io::Result<u64> {
        let start = self.line;
        let ending: &[u8] = match self.style {
            Style::Pipe => b"\r\n",
            Style::SegmentsCr => b"\r",
            _ => b"\n",
        };
        self.put(record)?;
        self.put(ending)?;
        self.line += 1 + record.iter().filter(|byte| **byte == b'\n').count() as u64;
        self.records += 1;
        Ok(start)
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.bytes += bytes.len() as u64;
        self.writer.write_all(bytes)
    }

    /// Bytes written so far.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Flushes the file; returns its path, its records without the header, and its size.
    pub fn finish(mut self) -> io::Result<(String, u64, u64)> {
        self.writer.flush()?;
        Ok((self.path.to_string(), self.records, self.bytes))
    }
}

fn quote(text: &mut String, cell: &str, delimiter: char) {
    let special =
        |letter: char| letter == delimiter || letter == '"' || letter == '\n' || letter == '\r';
    if cell.contains(special) {
        text.push('"');
        text.push_str(&cell.replace('"', "\"\""));
        text.push('"');
    } else {
        text.push_str(cell);
    }
}

/// The byte of a letter in Windows-1252; a letter without one becomes `?`, as old systems do.
fn windows_1252(letter: char) -> u8 {
    match letter {
        '\u{20AC}' => 0x80,
        '\u{2026}' => 0x85,
        '\u{2018}' => 0x91,
        '\u{2019}' => 0x92,
        '\u{201C}' => 0x93,
        '\u{201D}' => 0x94,
        '\u{2022}' => 0x95,
        '\u{2013}' => 0x96,
        '\u{2014}' => 0x97,
        '\u{2122}' => 0x99,
        _ => {
            let code = u32::from(letter);
            if code < 0x80 || (0xA0..=0xFF).contains(&code) {
                code as u8
            } else {
                b'?'
            }
        }
    }
}
