//! What is read: files of the sample hospital in several sizes, and the public corpora where they lie beside the checkout.
//!
//! Everything is made from a seed. A stream of HL7 v2 has segments that end with CR whatever the hospital wrote, as no peer
//! takes both ends of lines.

use std::fs;
use std::path::{Path, PathBuf};

use crate::bench::Setting;
use crate::demo::SEED;
use crate::failure::{Failure, Outcome};
use crate::files;
use crate::sample::{self, Part};
use crate::test;

/// What a contestant reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Streams of messages.
    Hl7v2,
    /// Clinical documents.
    Ccda,
    /// Delimited text.
    Csv,
    /// Delimited text with what is said of every field.
    Profile,
}

impl Topic {
    /// The word of our readers for it.
    pub fn format(self) -> &'static str {
        match self {
            Topic::Hl7v2 => "HL7 v2",
            Topic::Ccda => "C-CDA",
            Topic::Csv | Topic::Profile => "CSV",
        }
    }
}

/// One input.
pub struct Input {
    /// What it is.
    pub topic: Topic,
    /// In words.
    pub name: String,
    /// One of several sizes of the same thing: growth can be told.
    pub sized: bool,
    /// A file, or a folder of files.
    pub path: PathBuf,
    /// Bytes of all of it.
    pub bytes: u64,
}

/// Makes those of some topics below a folder; sizes ascend.
pub fn all(setting: &Setting, topics: &[Topic], folder: &Path) -> Outcome<Vec<Input>> {
    let mut inputs = Vec::new();
    for &topic in topics {
        for megabytes in &setting.megabytes {
            println!("==> make {megabytes} MB of {}", topic.format());
            let place = folder.join(format!("{topic:?}-{megabytes}"));
            let bytes_min = megabytes.saturating_mul(1_000_000);
            let path = match topic {
                Topic::Hl7v2 => messages(&place, bytes_min)?,
                Topic::Ccda => documents(setting, &place, bytes_min)?,
                Topic::Csv | Topic::Profile => labs(&place, bytes_min)?,
            };
            inputs.push(input(topic, format!("{}, {megabytes} MB", topic.format()), true, path)?);
        }
    }
    if topics.contains(&Topic::Hl7v2) && topics.contains(&Topic::Ccda) {
        inputs.extend(of_corpora(setting, folder)?);
    }
    Ok(inputs)
}

fn input(topic: Topic, name: String, sized: bool, path: PathBuf) -> Outcome<Input> {
    let size = |file: &Path| fs::metadata(file).map(|found| found.len()).map_err(|error| Failure::file("cannot read", file, &error));
    let mut bytes = 0;
    if path.is_file() {
        bytes = size(&path)?;
    } else {
        for inner in files::under(&path)? {
            bytes += size(&path.join(inner))?;
        }
    }
    Ok(Input { topic, name, sized, path, bytes })
}

fn part(place: &Path, part: Part, bytes_min: u64) -> Outcome {
    files::create_empty(place)?;
    let written = sample::generate_part(place, part, bytes_min, SEED);
    written.map(drop).map_err(|error| Failure::file("cannot write the sample hospital to", place, &error))
}

/// The messages of the hospital as one stream.
fn messages(place: &Path, bytes_min: u64) -> Outcome<PathBuf> {
    part(place, Part::Messages, bytes_min)?;
    let folder = place.join("export").join("hl7");
    let mut stream = Vec::new();
    for name in files::under(&folder)? {
        stream.extend(with_carriage_returns(&files::read(&folder.join(name))?));
    }
    let path = place.join("stream.hl7");
    files::write(&path, &stream)?;
    Ok(path)
}

fn with_carriage_returns(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + 1);
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'\n' if at > 0 && bytes.get(at - 1) == Some(&b'\r') => {}
            b'\n' => out.push(b'\r'),
            other => out.push(*other),
        }
    }
    if out.last().is_some_and(|byte| *byte != b'\r') {
        out.push(b'\r');
    }
    out
}

/// The hospital's documents again and again, each for another patient.
fn documents(setting: &Setting, place: &Path, bytes_min: u64) -> Outcome<PathBuf> {
    files::create_empty(place)?;
    let folder = setting.place.root.join("assets").join("sample-hospital").join("export").join("ccda");
    let mut patterns = Vec::new();
    for name in files::under(&folder)? {
        let text = String::from_utf8_lossy(&files::read(&folder.join(&name))?).into_owned();
        let stem = name.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        patterns.push((stem.rsplit('_').next().unwrap_or_default().to_owned(), text));
    }
    let (mut bytes, mut number) = (0, 20_000_000u64);
    while bytes < bytes_min && !patterns.is_empty() {
        for (patient, text) in &patterns {
            number += 1;
            let document = text.replace(patient.as_str(), &number.to_string());
            bytes += document.len() as u64;
            // Folders of a thousand, as no vendor puts them all in one.
            files::write(&place.join(format!("{:05}", number / 1000)).join(format!("ccd_{number}.xml")), document.as_bytes())?;
        }
    }
    Ok(place.to_path_buf())
}

fn labs(place: &Path, bytes_min: u64) -> Outcome<PathBuf> {
    part(place, Part::Labs, bytes_min)?;
    Ok(place.join("export").join("labs.csv"))
}

/// Documents and messages of the public corpora, copied so that every contestant gets the same files.
fn of_corpora(setting: &Setting, folder: &Path) -> Outcome<Vec<Input>> {
    let given = std::env::var_os("THROUGHLINE_CORPORA").filter(|value| !value.is_empty()).map(PathBuf::from);
    let corpora = match given {
        Some(corpora) => Some(corpora),
        None => test::corpora(&setting.place)?,
    };
    let Some(corpora) = corpora else { return Ok(Vec::new()) };
    let (documents, messages) = (folder.join("corpora-ccda"), folder.join("corpora-hl7"));
    files::create_empty(&documents)?;
    files::create_empty(&messages)?;
    let mut counts = [0u64, 0];
    for name in files::under(&corpora)? {
        let extension = name.extension().map(|extension| extension.to_string_lossy().to_lowercase()).unwrap_or_default();
        if !["xml", "hl7", "er7"].contains(&extension.as_str()) {
            continue;
        }
        let bytes = files::read(&corpora.join(&name))?;
        if extension == "xml" && opens_with(&bytes, b"<ClinicalDocument", 4096) {
            counts[0] += 1;
            files::write(&documents.join(format!("{:05}.xml", counts[0])), &bytes)?;
        } else if extension != "xml" && bytes.starts_with(b"MSH|") {
            counts[1] += 1;
            files::write(&messages.join(format!("{:05}.hl7", counts[1])), &with_carriage_returns(&bytes))?;
        }
    }
    let mut inputs = Vec::new();
    for (topic, count, path) in [(Topic::Hl7v2, counts[1], messages), (Topic::Ccda, counts[0], documents)] {
        if count > 0 {
            inputs.push(input(topic, format!("{}, {count} files of the corpora", topic.format()), false, path)?);
        }
    }
    Ok(inputs)
}

/// Whether a word stands within the first bytes.
fn opens_with(bytes: &[u8], word: &[u8], within: usize) -> bool {
    bytes.get(..within).unwrap_or(bytes).windows(word.len()).any(|window| window == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_end_with_a_carriage_return_whatever_was_written() {
        assert_eq!(with_carriage_returns(b"MSH|a\nPID|1\r\nPV1|1\rOBX|1"), b"MSH|a\rPID|1\rPV1|1\rOBX|1\r");
        assert_eq!(with_carriage_returns(b""), b"");
    }

    #[test]
    fn a_document_is_told_by_its_beginning() {
        assert!(opens_with(b"<?xml version=\"1.0\"?><ClinicalDocument>", b"<ClinicalDocument", 4096));
        assert!(!opens_with(b"<Bundle/>", b"<ClinicalDocument", 4096));
    }
}
