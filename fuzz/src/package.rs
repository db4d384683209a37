//! Packages with a fuzzed part inside. A changed byte of a ZIP breaks its sums first, and nothing behind them is reached;
//! here the sums are made after the change.

use formats::Format;
use std::io::{Cursor, Write};
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

/// The part of a format that holds its content: of DOCX, and of workbooks as ODS, whose reader is our own.
fn part(format: Format) -> Option<&'static str> {
    match format {
        Format::Docx => Some("word/document.xml"),
        Format::Workbook => Some("content.xml"),
        _ => None,
    }
}

/// The data as that part of a package; `None` where the format is none, or the data already are a package.
pub(crate) fn around(format: Format, data: &[u8]) -> Option<Vec<u8>> {
    let name = part(format).filter(|_| !data.starts_with(b"PK"))?;
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file(name, SimpleFileOptions::default().compression_method(CompressionMethod::Stored)).ok()?;
    writer.write_all(data).ok()?;
    Some(writer.finish().ok()?.into_inner())
}
