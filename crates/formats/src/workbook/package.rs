//! Checks of a ZIP package before a workbook reader opens it.
//!
//! Reads every part to its end without keeping it. Refused are packages that unpack to more than two hundred times their
//! size, parts that a reader would hold in memory beyond the cap, and tables of texts that declare more texts than they
//! have bytes, because room is made for the declared number at once.

use super::Refusal;
use crate::Limits;
use crate::guarded::guarded;
use std::io::{Cursor, Read};

/// Unpacked bytes for a packed one, and the size below which that does not matter.
const RATIO_MAX: u64 = 200;
const SMALL: u64 = 16 << 20;

/// Which workbook a package is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Xlsx,
    Xlsb,
    Ods,
}

pub(super) fn check(bytes: &[u8], limits: &Limits) -> Result<Kind, Refusal> {
    guarded(|| check_parts(bytes, limits)).unwrap_or_else(|| Err(bad_package()))
}

fn bad_package() -> Refusal {
    ("broken_workbook", "the file is no ZIP package that can be opened".into())
}

fn check_parts(bytes: &[u8], limits: &Limits) -> Result<Kind, Refusal> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| bad_package())?;
    let most = (bytes.len() as u64).saturating_mul(RATIO_MAX).max(SMALL);
    let (mut declared, mut real, mut kind) = (0u64, 0u64, None);
    for index in 0..archive.len() {
        // A part that cannot be opened is the reader's to miss.
        let Ok(mut part) = archive.by_index(index) else { continue };
        if part.encrypted() {
            return Err(("encrypted", "the package is protected by a password".into()));
        }
        let name = String::from_utf8_lossy(part.name_raw()).to_ascii_lowercase();
        kind = kind_of(&name).or(kind);
        declared = declared.saturating_add(part.size());
        let streamed = name.starts_with("xl/worksheets/") || name == "content.xml";
        let mut texts = Texts::new(name.ends_with("sharedstrings.xml"));
        let unpacked = measure(&mut part, most.saturating_sub(real), &mut texts);
        real = real.saturating_add(unpacked);
        if declared.max(real) > most {
            return Err(("zip_bomb", format!("the package unpacks to more than {RATIO_MAX} times its size")));
        }
        if !streamed && unpacked > limits.document_bytes_max as u64 {
            return Err(("document_too_long", format!("a part of the package is longer than {} bytes", limits.document_bytes_max)));
        }
        if texts.declared > unpacked || texts.foreign {
            return Err(("broken_workbook", "the table of texts does not hold what it declares".into()));
        }
    }
    kind.ok_or(("not_a_workbook", "the package holds no workbook".into()))
}

fn kind_of(name: &str) -> Option<Kind> {
    match name {
        "xl/workbook.bin" => Some(Kind::Xlsb),
        "content.xml" => Some(Kind::Ods),
        name if name.ends_with("workbook.xml") => Some(Kind::Xlsx),
        _ => None,
    }
}

/// Bytes of a part, counted until they are over `most`. A part that breaks off has the bytes before.
fn measure(part: &mut dyn Read, most: u64, texts: &mut Texts) -> u64 {
    let mut buffer = vec![0; 64 << 10];
    let mut count = 0u64;
    while count <= most {
        match part.read(&mut buffer) {
            Ok(read) if read > 0 => {
                texts.take(buffer.get(..read).unwrap_or_default());
                count += read as u64;
            }
            _ => break,
        }
    }
    count
}

/// Watches a table of texts for the number it declares.
struct Texts {
    watched: bool,
    /// The largest number declared.
    declared: u64,
    /// Its encoding is none that can be watched.
    foreign: bool,
    /// The end of the bytes before.
    tail: Vec<u8>,
}

impl Texts {
    fn new(watched: bool) -> Self {
        Self { watched, declared: 0, foreign: false, tail: Vec::new() }
    }

    fn take(&mut self, bytes: &[u8]) {
        const WORD: &[u8] = b"uniqueCount";
        if !self.watched {
            return;
        }
        if self.tail.is_empty() {
            self.foreign = bytes.iter().take(4).any(|b| matches!(b, 0 | 0xfe | 0xff));
        }
        self.tail.extend_from_slice(bytes);
        for at in memchr::memmem::find_iter(&self.tail, WORD) {
            let rest = self.tail.get(at + WORD.len()..).unwrap_or_default();
            let digits: Vec<u8> = rest.iter().copied().skip_while(|b| !b.is_ascii_digit()).take_while(u8::is_ascii_digit).take(20).collect();
            let number = String::from_utf8_lossy(&digits).parse().unwrap_or(if digits.is_empty() { 0 } else { u64::MAX });
            self.declared = self.declared.max(number);
        }
        let keep = self.tail.len().saturating_sub(128);
        self.tail.drain(..keep);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declared_texts_are_seen_across_chunks() {
        let mut texts = Texts::new(true);
        for chunk in [&b"<?xml version=\"1.0\"?><sst count=\"9\" uniq"[..], b"ueCount=\"12", b"34567\"><si/>"] {
            texts.take(chunk);
        }
        assert_eq!((texts.declared, texts.foreign), (1_234_567, false));
        let mut texts = Texts::new(true);
        texts.take(b"\xff\xfe<\0");
        assert!(texts.foreign);
    }
}
