//! Documents and where they are filed. See `wire.rs` for what every field must say.

use super::*;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// A page of documents. Asked for by `DiscoveryQuery`: its kinds are verdicts, its states say how the text came.
    struct DocumentsPage {
        /// Rows.
        rows: Vec<DocumentRow> = Nested,
        /// Documents in the selection.
        total: u64 = Count,
        /// Verdicts.
        kinds: Vec<Facet> = Nested,
        /// How the text came.
        states: Vec<Facet> = Nested,
    }
    /// One document: whom it names, and under whom it is filed.
    struct DocumentRow {
        /// Key of the row, the same in every run over the same data.
        id: String = Token,
        /// Artifact; the one of the table or record for a document that was not delivered.
        artifact: String = Token,
        /// Its name as in `ArtifactRow`; the place in the table or record for a document that was not delivered.
        name: String = Structure,
        /// Format, empty when it was not delivered.
        format: String = Word,
        /// Pages, 0 when unknown.
        pages: u64 = Count,
        /// `layer`, `ocr`, `layer and ocr`, `none`.
        text: String = Word,
        /// Confidence of recognised text, 0 to 100; null for other text.
        confidence: Option<u64> = Count,
        /// `filed right`, `filed under another patient`, `no patient named`, `names two patients`, `not indexed`, `indexed but missing`.
        verdict: String = Word,
        /// Pseudonym of the patient whom it names, empty for nobody.
        linked: String = Token,
        /// The last comparison has a chart of that patient.
        linked_chart: bool = Word,
        /// How sure the link is, to 1.
        score: f64 = Count,
        /// Pseudonyms of both patients, for a document that names two.
        between: Vec<String> = Token,
        /// Pseudonym of the patient under whom it is filed, empty for nobody.
        filed: String = Token,
        /// The last comparison has a chart of that patient.
        filed_chart: bool = Word,
        /// `index`, `record`, `attachment`, `path`, or empty.
        filed_by: String = Word,
        /// Where that is said.
        filed_at: String = Structure,
        /// Why, in words without content.
        evidence: Vec<String> = Word,
        /// Other documents with the same bytes.
        same_bytes: u64 = Count,
        /// Other documents of other bytes with the same text.
        same_text: u64 = Count,
    }
}
