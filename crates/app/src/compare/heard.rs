//! Whom the records of a part tell of, sealed beside its statements: every record of a person as far as linking and the list of patients read it, and
//! every key that any record hangs on.
//!
//! Nothing of it is held but a digest of each key of the part, so that a key is written once. A record is the lengths of key and statement, then both;
//! no statement where only the key is told.

use super::people::tells_a_merge;
use crate::packed::packed;
use crate::{AppError, Result, Workspace};
use model::{Aspect, Fact, Kind, Origin, Statement};
use std::collections::HashSet;
use store::BlobWriter;

/// Class of the blobs.
const PEOPLE: &str = "people";

/// People of a part while it is read.
pub(super) struct Hearing {
    writer: BlobWriter,
    keys: HashSet<u64>,
    /// Whom the last statement was about: most of them come in rows.
    last: Option<u64>,
}

impl Hearing {
    pub(super) fn new(workspace: &Workspace) -> Result<Self> {
        Ok(Self { writer: workspace.store().write_blob(PEOPLE)?, keys: HashSet::new(), last: None })
    }

    /// Notes a statement of a patient, who is told by [`crate::book::hash`].
    pub(super) fn note(&mut self, statement: &Statement, patient: u64) -> Result<()> {
        let is_new = self.last.replace(patient) != Some(patient) && self.keys.insert(patient);
        if statement.kind == Kind::Demographic {
            let written = packed(&person(statement))?;
            return put(&mut self.writer, &statement.patient, &written);
        }
        if is_new { put(&mut self.writer, &statement.patient, &[]) } else { Ok(()) }
    }

    /// The blob that holds them.
    pub(super) fn finish(self) -> Result<String> {
        Ok(self.writer.finish()?)
    }
}

pub(super) fn put(writer: &mut impl std::io::Write, key: &str, statement: &[u8]) -> Result<()> {
    writer.write_all(&(key.len() as u32).to_be_bytes())?;
    writer.write_all(&(statement.len() as u32).to_be_bytes())?;
    writer.write_all(key.as_bytes())?;
    Ok(writer.write_all(statement)?)
}

/// What a record of a person is told to be that a message or a document has said, and no merge.
pub(super) const MESSAGE: &str = "message";

/// Whether a message or a document said it of its patient, and no merge.
pub(super) fn is_of_message(statement: &Statement) -> bool {
    statement.origin.reference == MESSAGE
}

/// The same of a statement as a reading gives it.
pub(super) fn is_by_message(statement: &Statement) -> bool {
    statement.origin.relation == 0 && statement.origin.reference.is_empty() && !tells_a_merge(statement)
}

/// As much of a person as who is linked and the list of patients read.
fn person(statement: &Statement) -> Statement {
    // Where it is said, and when, is told of merges alone.
    let merges = statement.facts.iter().any(|fact| matches!(fact.aspect, Aspect::Patient | Aspect::Replaces));
    let is_read = |fact: &&Fact| match fact.aspect {
        Aspect::Effective | Aspect::Recorded => merges,
        aspect => identity::reads(aspect) || aspect == Aspect::Deceased,
    };
    let facts = statement.facts.iter().filter(is_read).cloned().collect();
    let is_of_message = statement.origin.relation == 0 && statement.origin.reference.is_empty();
    let reference = match (merges, is_of_message) {
        (true, _) => statement.origin.reference.clone(),
        (false, true) => MESSAGE.into(),
        (false, false) => String::new(),
    };
    Statement { kind: statement.kind, patient: statement.patient.clone(), origin: Origin { reference, ..statement.origin }, facts }
}

/// Whether the blob of a part is there.
pub(super) fn is_whole(workspace: &Workspace, blob: &str) -> bool {
    workspace.store().read_blob(blob, PEOPLE).is_ok()
}

/// Hands out what the parts of a side told, in its order.
pub(super) fn each_heard(workspace: &Workspace, blobs: &[String], each: &mut dyn FnMut(&str, &[u8]) -> Result<()>) -> Result<()> {
    blobs.iter().try_for_each(|blob| each_put(&mut workspace.store().read_blob(blob, PEOPLE)?, each))
}

pub(super) fn each_put(reader: &mut impl std::io::Read, each: &mut dyn FnMut(&str, &[u8]) -> Result<()>) -> Result<()> {
    let (mut lengths, mut record) = ([0_u8; 8], Vec::new());
    loop {
        if reader.read(&mut lengths[..1])? == 0 {
            return Ok(());
        }
        reader.read_exact(&mut lengths[1..])?;
        let [a, b, c, d, e, f, g, h] = lengths;
        let (key, statement) = (u32::from_be_bytes([a, b, c, d]) as usize, u32::from_be_bytes([e, f, g, h]) as usize);
        record.resize(key + statement, 0);
        reader.read_exact(&mut record)?;
        let (key, statement) = record.split_at(key);
        each(std::str::from_utf8(key).map_err(|e| AppError::Other(e.to_string()))?, statement)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{How, Value};

    fn record(facts: &[(Aspect, Value)]) -> Statement {
        let facts = facts.iter().map(|(aspect, value)| Fact { aspect: *aspect, value: value.clone(), place: 0, how: How::Copied }).collect();
        Statement { kind: Kind::Demographic, patient: "1".into(), origin: Origin { artifact: 7, relation: 0, line: 3, reference: "Patient/1".into() }, facts }
    }

    fn text(words: &str) -> Value {
        Value::Text(words.into())
    }

    #[test]
    fn of_a_person_only_what_is_read_is_written_and_of_a_merge_its_reference_and_time() {
        let said = [(Aspect::Family, text("Holm")), (Aspect::City, text("Lund")), (Aspect::Recorded, text("yesterday"))];
        let plain = person(&record(&said));
        assert_eq!((plain.facts.len(), plain.origin.reference.as_str(), plain.origin.line), (1, "", 3));
        let merge = person(&record(&[&said[..], &[(Aspect::Patient, Value::Key("2".into()))]].concat()));
        assert_eq!((merge.facts.len(), merge.origin.reference.as_str()), (3, "Patient/1"), "the later merge counts");
    }

    #[test]
    fn what_is_put_is_read_back_in_its_order() {
        let mut bytes = Vec::new();
        let all: [(&str, &[u8]); 4] = [("1", b"abc"), ("", b""), ("\u{e9}", b"d"), ("2", b"")];
        all.iter().try_for_each(|(key, statement)| put(&mut bytes, key, statement)).unwrap();
        let mut found: Vec<(String, Vec<u8>)> = Vec::new();
        let mut take = |key: &str, statement: &[u8]| {
            found.push((key.to_string(), statement.to_vec()));
            Ok(())
        };
        each_put(&mut bytes.as_slice(), &mut take).unwrap();
        assert_eq!(found, all.map(|(key, statement)| (key.to_string(), statement.to_vec())));
        assert!(each_put(&mut &bytes[..bytes.len() - 1], &mut |_, _| Ok(())).is_err(), "cut");
    }
}
