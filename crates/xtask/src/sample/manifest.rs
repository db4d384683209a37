//! The manifest: which defects were planted, where, and what the truth is. A JSON array, one entry a line.
//!
//! It lies beside the export, never in it. Entries are written as they arise, so that a million patients need no memory.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::defects::Planted;

/// The open manifest.
pub struct Manifest {
    writer: BufWriter<File>,
    entries: u64,
}

impl Manifest {
    /// Creates the file.
    pub fn create(path: &Path) -> io::Result<Manifest> {
        let mut writer = BufWriter::new(File::create(path)?);
        writer.write_all(b"[")?;
        Ok(Manifest { writer, entries: 0 })
    }

    /// Adds one planted defect.
    pub fn add(
        &mut self,
        planted: &Planted,
        file: &str,
        line: u64,
        patient: &str,
    ) -> io::Result<()> {
        let separator = if self.entries == 0 { "\n" } else { ",\n" };
        self.entries += 1;
        write!(
            self.writer,
            "{separator}{{\"defect\":{},\"family\":{},\"file\":{},\"line\":{line},\"field\":{},\"patient\":{},\"note\":{}}}",
            text(planted.defect.name),
            text(planted.defect.family),
            text(file),
            text(planted.field),
            text(patient),
            text(&planted.note),
        )
    }

    /// Closes the array; returns the number of entries.
    pub fn finish(mut self) -> io::Result<u64> {
        self.writer.write_all(b"\n]\n")?;
        self.writer.flush()?;
        Ok(self.entries)
    }
}

/// A JSON string.
fn text(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 2);
    out.push('"');
    for letter in value.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            other if u32::from(other) < 0x20 => {
                out.push_str(&format!("\\u{:04x}", u32::from(other)))
            }
            other => out.push(other),
        }
    }
    out.push('"');
    out
}
