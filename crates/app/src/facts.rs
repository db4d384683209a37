//! Who the pages of a document name, how its text came, and what tells it from others: gathered while it is read, kept by the
//! hash of its bytes, so that where documents were filed can be checked without reading them again.
//!
//! Who a page names is a guess of `formats` from labels. It serves this check only and is never a source of statements.

use crate::{AppError, Result};
use formats::{Format, Record, header_of};
use identity::DocumentHeader;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// Raised when the facts of a document would come out otherwise than before: those kept are then gathered anew.
const VERSION: u32 = 1;
/// Letters and digits from which on two texts can be the same by more than chance.
const SAME_TEXT_MIN: usize = 40;
/// Pages that name somebody and are kept.
const HEADERS_MAX: usize = 200;

/// What is kept of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Facts {
    version: u32,
    /// Pages, 0 where the format tells none.
    pub pages: u64,
    /// How the text came: `layer`, `ocr`, `layer and ocr`, `none`.
    pub text_by: String,
    /// Of recognised text, 0 to 100.
    pub confidence: Option<u8>,
    /// Hash of the letters and digits of the text; empty when there are too few.
    pub same_text: String,
    /// Who its pages name: page and header, without pages that name nobody.
    pub headers: Vec<(u64, DocumentHeader)>,
}

impl Facts {
    /// As they are kept.
    pub(crate) fn written(&self) -> Result<String> {
        serde_json::to_string(self).map_err(|e| AppError::Other(e.to_string()))
    }

    /// What was kept, unless an earlier version gathered it.
    pub(crate) fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok().filter(|f: &Self| f.version == VERSION)
    }
}

/// Whether a format is of documents that are filed under a patient. A clinical document says in its own words whose it is.
pub(crate) fn is_filed(format: Format) -> bool {
    use Format as F;
    matches!(format, F::Pdf | F::Rtf | F::Html | F::Docx | F::Mail | F::Image | F::Dicom | F::Text)
}

/// Gathers the facts from the rows of a document.
#[derive(Debug, Default)]
pub(crate) struct FactsReader {
    facts: Facts,
    rows: u64,
}

impl FactsReader {
    /// For a document of a format; nothing for another artifact.
    pub(crate) fn of(format: Format) -> Option<Self> {
        is_filed(format).then(Self::default)
    }

    /// Takes one row.
    pub(crate) fn record(&mut self, record: &Record) {
        match record.relation.as_str() {
            "document" => self.document(record),
            "document.page" => self.page(record),
            _ => {}
        }
    }

    fn document(&mut self, record: &Record) {
        let leaf = |field: &str| record.get(field).unwrap_or("").to_string();
        let number = |field: &str| record.get(field).and_then(|v| v.parse::<u64>().ok());
        self.facts.pages = number("pages").or_else(|| number("page_breaks").map(|n| n + 1)).unwrap_or(0);
        self.facts.text_by = match (record.get("text_by"), record.get("has_text")) {
            (Some(by), _) => by.to_string(),
            (None, Some("yes")) => "layer".into(),
            _ => "none".into(),
        };
        self.facts.confidence = number("confidence").and_then(|n| u8::try_from(n).ok());
        self.facts.same_text = same_text(record.get("text").unwrap_or(""));
        let header = DocumentHeader { name: leaf("patient_name"), number: leaf("patient_id"), birth: leaf("birth_date"), sex: leaf("sex") };
        self.keep(1, header);
    }

    fn page(&mut self, record: &Record) {
        self.rows += 1;
        let number = record.get("page").and_then(|p| p.parse().ok()).unwrap_or(self.rows);
        // The first page is the document's own header.
        if number < 2 {
            return;
        }
        let mut header = DocumentHeader::default();
        for (field, value) in header_of(record.get("text").unwrap_or("")) {
            match field {
                "patient_name" => header.name = value,
                "patient_id" => header.number = value,
                "birth_date" => header.birth = value,
                "sex" => header.sex = value,
                _ => {}
            }
        }
        self.keep(number, header);
    }

    fn keep(&mut self, page: u64, header: DocumentHeader) {
        let known = self.facts.headers.iter().any(|(_, h)| *h == header);
        if !header.is_empty() && !known && self.facts.headers.len() < HEADERS_MAX {
            self.facts.headers.push((page, header));
        }
    }

    /// The facts.
    pub(crate) fn finish(mut self) -> Facts {
        self.facts.version = VERSION;
        if self.facts.pages == 0 {
            self.facts.pages = self.rows;
        }
        self.facts
    }
}

/// Hash of the letters and digits, whatever the case and the spaces.
fn same_text(text: &str) -> String {
    let plain: String = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    if plain.chars().count() < SAME_TEXT_MIN {
        return String::new();
    }
    Sha256::digest(plain.as_bytes()).iter().take(16).map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(relation: &str, leaves: &[(&str, &str)]) -> Record {
        Record { relation: relation.into(), line: 1, byte: 0, leaves: leaves.iter().map(|(f, v)| (f.to_string(), v.to_string())).collect() }
    }

    #[test]
    fn each_page_that_names_somebody_is_kept_once() {
        let mut reader = FactsReader::of(Format::Pdf).unwrap();
        reader.record(&record("document", &[("pages", "3"), ("has_text", "yes"), ("patient_name", "Roe, Jane"), ("patient_id", "77")]));
        reader.record(&record("document.page", &[("page", "1"), ("text", "Patient: Roe, Jane MRN: 77")]));
        reader.record(&record("document.page", &[("page", "2"), ("text", "MRN: 77\nnothing else")]));
        reader.record(&record("document.page", &[("page", "3"), ("text", "Patient: Doe, John MRN: 88")]));
        let facts = reader.finish();
        assert_eq!(facts.headers.iter().map(|(page, h)| (*page, h.number.as_str(), h.name.as_str())).collect::<Vec<_>>(), [(1, "77", "Roe, Jane"), (2, "77", ""), (3, "88", "Doe, John")]);
        assert_eq!((facts.pages, facts.text_by.as_str(), facts.confidence), (3, "layer", None));
        assert_eq!(Facts::read(&facts.written().unwrap()), Some(facts));
        assert_eq!(Facts::read("{}"), None, "facts of another version are gathered anew");
    }

    #[test]
    fn the_same_words_are_the_same_text() {
        let long = "The quick brown fox jumps over the lazy dog, 42 times in a row.";
        assert_eq!(same_text(long), same_text(&long.to_uppercase().replace(' ', "\n")));
        assert_ne!(same_text(long), same_text(&long.replace("42", "43")));
        assert_eq!(same_text("short"), "");
    }
}
