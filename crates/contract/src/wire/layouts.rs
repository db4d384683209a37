//! Layouts: how files are written that cannot say so themselves. Drawn over the shape of their records, never over what these say. See
//! `wire.rs` for what every field must say.

use super::*;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// The layouts in force, and the files that have one or may need one.
    struct LayoutsView {
        /// Version of the document, 0 for none.
        version: u32 = Count,
        /// Layouts in the order of the document: the first that a path meets counts.
        rows: Vec<LayoutRow> = Nested,
        /// Files of rows and text: those that wait to be read again first, then what is unread, at most 500.
        files: Vec<LayoutFile> = Nested,
        /// Files of rows and text in all.
        files_total: u64 = Count,
        /// Artifacts that would be read otherwise than they were.
        outdated: u64 = Count,
        /// Versions, newest first, at most 20.
        history: Vec<LayoutVersion> = Nested,
    }
    /// One layout and what it covers.
    struct LayoutRow {
        /// What it says.
        layout: LayoutDraft = Nested,
        /// Artifacts that it covers.
        artifacts: u64 = Count,
        /// Of them not yet read by it.
        outdated: u64 = Count,
        /// Records of the artifacts that are read by it.
        records: u64 = Count,
        /// Records of theirs in quarantine.
        quarantined: u64 = Count,
        /// One of the artifacts, empty for none.
        artifact: String = Token,
    }
    /// A file that has a layout or may need one.
    struct LayoutFile {
        /// Token.
        id: String = Token,
        /// Path as ingested, identifiers masked.
        name: String = Structure,
        /// Format that it was read as.
        format: String = Word,
        /// `read`, `partly read`, `unread`.
        state: String = Word,
        /// Size.
        size_bytes: u64 = Count,
        /// Records read.
        records: u64 = Count,
        /// Records in quarantine.
        quarantined: u64 = Count,
        /// Place of its layout in the document, null for none.
        place: Option<u64> = Count,
        /// It would be read otherwise than it was.
        outdated: bool = Word,
        /// `none` where its first row is read as a record, `doubted` where it is read as a header and may be none, else empty.
        header: String = Word,
    }
    /// One version of the document.
    struct LayoutVersion {
        /// Version.
        version: u32 = Count,
        /// Who.
        author: String = Authored,
        /// When.
        at_ms: u64 = Clock,
        /// Why.
        note: String = Authored,
    }
    /// A layout as it is drawn.
    struct LayoutDraft {
        /// Place in the document of the layout that it changes, null for a new one.
        place: Option<u64> = Count,
        /// Artifact that it is drawn over, empty for none.
        artifact: String = Token,
        /// Pattern of paths, identifiers masked; empty for the path of the artifact, or for the pattern of the layout that it changes.
        path: String = Structure,
        /// `fixed width` or `delimited`.
        form: String = Word,
        /// Name of the relation, empty for the name of the file.
        relation: String = Structure,
        /// Label of the encoding, empty for what the bytes say.
        encoding: String = Word,
        /// The first record names the fields; with `delimited` only, and when nothing stands above it.
        header: bool = Word,
        /// Lines above the first record.
        skip: u64 = Count,
        /// What lines start with that are no records, marks only; empty for none.
        comment: String = Authored,
        /// One mark of ASCII, no letter and no digit; with `delimited`.
        delimiter: String = Word,
        /// One mark of ASCII, no letter and no digit, empty for none; with `delimited`.
        quote: String = Word,
        /// Characters of a record where no line end parts them; with `fixed width`.
        record_length: Option<u64> = Count,
        /// Columns; with `fixed width`.
        columns: Vec<LayoutColumn> = Nested,
        /// Names of the fields in the place of a header's; with `delimited`.
        names: Vec<String> = Structure,
    }
    /// A column at a fixed place.
    struct LayoutColumn {
        /// Name.
        name: String = Structure,
        /// First character, counted from 1.
        start: u64 = Count,
        /// Characters.
        width: u64 = Count,
    }
    /// Asks for the shape of a file.
    struct LayoutSampleQuery {
        /// Artifact.
        id: String = Token,
        /// Label of the encoding, empty for what the bytes say.
        encoding: String = Word,
        /// Characters of a record where no line end parts them.
        record_length: Option<u64> = Count,
    }
    /// The shape of a file: the classes of its characters, and where they change.
    struct LayoutSample {
        /// Its first records: letters as `A` and `a`, digits as `9`, a tab as an arrow, blanks and marks as they are.
        lines: Vec<String> = Deidentified,
        /// Records that were looked at.
        looked: u64 = Count,
        /// Characters of the longest.
        longest: u64 = Count,
        /// Characters that every record has, null where they differ.
        same_length: Option<u64> = Count,
        /// How many records change the class of their characters before each place, 0 to 1; the first of them before the second character.
        edges: Vec<f64> = Count,
        /// Columns that the blanks and the classes suggest, unnamed.
        suggested: Vec<LayoutColumn> = Nested,
        /// Marks that part each record into equally many cells, the likeliest first.
        delimiters: Vec<String> = Word,
    }
    /// What a layout would read.
    struct LayoutPreview {
        /// Records read, of at most 100,000.
        records: u64 = Count,
        /// Records set aside.
        quarantined: u64 = Count,
        /// The whole file was read.
        whole: bool = Word,
        /// Doubts by kind.
        issues: Vec<IssueLine> = Nested,
        /// Fields.
        columns: Vec<LayoutField> = Nested,
        /// Shapes of the first records, cell by cell.
        rows: Vec<LayoutCells> = Nested,
        /// Artifacts that its pattern meets.
        artifacts: u64 = Count,
        /// Records of this artifact as it was read last.
        records_before: u64 = Count,
        /// Records of it in quarantine.
        quarantined_before: u64 = Count,
    }
    /// A field as a layout would read it.
    struct LayoutField {
        /// Name.
        name: String = Structure,
        /// `text`, `integer`, `decimal`, `date`, `datetime`, `boolean`, `empty`.
        kind: String = Word,
        /// Share of the filled records of that kind, 0 to 1.
        confidence: f64 = Count,
        /// Share of the records that fill it, 0 to 1.
        filled: f64 = Count,
        /// Characters of the longest value.
        longest: u64 = Count,
    }
    /// The shape of one record.
    struct LayoutCells {
        /// Its cells.
        cells: Vec<String> = Deidentified,
    }
    /// Keeps a layout, or takes it out of the document.
    struct SaveLayout {
        /// The layout.
        layout: LayoutDraft = Nested,
        /// Take the layout at its place out.
        remove: bool = Word,
        /// Version that it changes.
        base: u32 = Count,
        /// Why.
        note: String = Authored,
    }
    /// Makes a former version the newest.
    struct RestoreLayouts {
        /// Former version, 0 for none at all.
        version: u32 = Count,
        /// Newest version that is known.
        base: u32 = Count,
    }
}
