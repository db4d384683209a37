//! Artifacts, profiles, samples, quarantine. See `wire.rs` for what every field must say.

use super::*;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// Filters combine; empty means all.
    struct ArtifactsQuery {
        /// First row.
        offset: u64 = Count,
        /// At most this many rows.
        limit: u64 = Count,
        /// Part of the name.
        text: String = Authored,
        /// `legacy`, `destination` or empty.
        side: String = Word,
        /// Formats to keep.
        formats: Vec<String> = Word,
        /// States to keep: `read`, `partly read`, `unread`.
        states: Vec<String> = Word,
        /// Classes of size to keep: `no bytes`, `under 10 KiB`, `10 KiB to 1 MiB`, `1 to 100 MiB`, `100 MiB and more`.
        sizes: Vec<String> = Word,
        /// Classes of reach to keep: `none or <11 patients`, `under 10 %`, `10 to 50 %`, `50 to 90 %`, `90 % and more` of the side's patients.
        reaches: Vec<String> = Word,
        /// Risks, of which an artifact must have one: `quarantined records`, `doubts`, `not read in full`, `names people`, `hidden corner`, `undecided fields`.
        risks: Vec<String> = Word,
        /// `name`, `format`, `records`, `quarantined`, `size`, `patients`, `fields`; a leading `-` means descending.
        sort: String = Word,
    }
    /// A page of artifacts with the facets of the whole selection.
    struct ArtifactsPage {
        /// Rows of the page.
        rows: Vec<ArtifactRow> = Nested,
        /// Rows in the selection.
        total: u64 = Count,
        /// Formats.
        formats: Vec<Facet> = Nested,
        /// States.
        states: Vec<Facet> = Nested,
        /// Sides.
        sides: Vec<Facet> = Nested,
        /// Classes of size, the smallest first.
        sizes: Vec<Facet> = Nested,
        /// Classes of reach, the narrowest first.
        reaches: Vec<Facet> = Nested,
        /// Risks; an artifact counts for each that it has.
        risks: Vec<Facet> = Nested,
        /// Whether the risks that rest on discovery and on the mapping are as of now; until `discovery` is asked they are as of before.
        risks_current: bool = Word,
        /// Records in the selection.
        records: u64 = Count,
        /// Quarantined records in the selection.
        quarantined: u64 = Count,
    }
    /// One artifact.
    struct ArtifactRow {
        /// Token.
        id: String = Token,
        /// Path as ingested, identifiers masked.
        name: String = Structure,
        /// `CSV`, `HL7 v2`, `FHIR R4`, `C-CDA`, `PDF`, ...
        format: String = Word,
        /// `legacy` or `destination`.
        side: String = Word,
        /// Size.
        size_bytes: u64 = Count,
        /// Records read.
        records: u64 = Count,
        /// Records in quarantine.
        quarantined: u64 = Count,
        /// Doubts named while reading.
        issues: u64 = Count,
        /// Distinct fields.
        fields: u64 = Count,
        /// Distinct patients named, null when no patient link is known, and under 11.
        patients: Option<u64> = Count,
        /// Share of the side's patients, 0 to 1, null as `patients`.
        reach: Option<f64> = Count,
        /// Share of its rows that hang on a known patient, 0 to 1; null as long as nobody has held them against the known.
        hanging: Option<f64> = Count,
        /// `read`, `partly read`, `unread`.
        state: String = Word,
        /// What makes it risky, in words of `ArtifactsQuery.risks`.
        risks: Vec<String> = Word,
        /// When it was ingested.
        ingested_ms: u64 = Clock,
    }
    /// One artifact with its structure and profile.
    struct ArtifactDetail {
        /// The row.
        row: ArtifactRow = Nested,
        /// Encoding as read.
        encoding: String = Word,
        /// SHA-256 of the bytes, hex.
        sha256: String = Token,
        /// Relations of the artifact.
        relations: Vec<RelationView> = Nested,
        /// Doubts by kind.
        issues: Vec<IssueLine> = Nested,
        /// Nodes of the tree that it lies under, the whole side first.
        way: Vec<String> = Token,
        /// Whether it has a structure of its own to show: messages, documents, resources or transactions.
        structured: bool = Word,
    }
    /// A table-shaped view of an artifact.
    struct RelationView {
        /// Relation name.
        name: String = Structure,
        /// Rows.
        rows: u64 = Count,
        /// Share of the rows that hang on a known patient, 0 to 1; null as long as nobody has held them against the known.
        hanging: Option<f64> = Count,
        /// Rows that name a patient whom nobody knows; null from 1 to 10, and as `hanging`.
        orphans: Option<u64> = Count,
        /// Fields with profile.
        fields: Vec<FieldView> = Nested,
    }
    /// One field with its profile.
    struct FieldView {
        /// Field name.
        name: String = Structure,
        /// `text`, `integer`, `decimal`, `date`, `datetime`, `boolean`, `empty`.
        kind: String = Word,
        /// Share of rows of that kind among filled rows, 0 to 1.
        confidence: f64 = Count,
        /// Share of rows filled, 0 to 1; one share for 1 to 10 rows, and one for all but so many.
        filled: f64 = Count,
        /// Distinct values, null when it would single someone out.
        distinct: Option<u64> = Count,
        /// `none`, `direct identifier`, `date`, `geography`, `free text`, `code`, `quasi-identifier`.
        phi_class: String = Word,
        /// Why values are not shown, if they are not.
        hidden: Option<String> = Word,
        /// Values of at least 11 patients, most frequent first, as many as leave no 1 to 10 rows of others.
        top: Vec<ValueCount> = Nested,
        /// Share of rows in each of up to 16 equal bins (numbers, to the next bar) or of the values that are told (text), 0 to 1.
        shape: Vec<f64> = Count,
        /// Least and greatest, when safe to show (numbers).
        range: Option<Vec<f64>> = Deidentified,
        /// Date formats or patterns seen.
        patterns: Vec<String> = Deidentified,
        /// Shortest, mean and longest value, in characters.
        lengths: Vec<f64> = Count,
        /// 5th, 25th, 50th, 75th and 95th percentile, when safe to show (numbers).
        quartiles: Vec<f64> = Deidentified,
        /// Profiled from all rows; otherwise from a sample.
        exact: bool = Word,
        /// Rows with a text that usually means empty, null from 1 to 10 and where such a number of other rows would follow.
        null_like: Option<u64> = Count,
        /// Code systems whose form or check digit the values pass, with the share that does.
        systems: Vec<CodeSystemShare> = Nested,
        /// What is odd about it, by code.
        anomalies: Vec<String> = Word,
        /// Description in a data dictionary of the delivery.
        description: String = Structure,
        /// Values that the dictionary lists with a meaning.
        meanings: u64 = Count,
        /// Mapping rules that read it.
        used_by: Vec<String> = Authored,
        /// `mapped`, `dropped`, `undecided`.
        decision: String = Word,
    }
    /// A code system that values look like.
    struct CodeSystemShare {
        /// `ICD-10-CM`, `LOINC`, `NPI`, ...
        system: String = Word,
        /// Share of the distinct values, 0 to 1.
        share: f64 = Count,
        /// Share of the distinct values that are members of a list of its codes, 0 to 1; null where there is none.
        members: Option<f64> = Count,
        /// That list, empty where there is none.
        list: String = Structure,
    }
    /// A value and how many patients have it.
    struct ValueCount {
        /// The value.
        value: String = Deidentified,
        /// Rows.
        rows: u64 = Count,
        /// Patients, 11 or more.
        patients: u64 = Count,
        /// What a data dictionary of the delivery says that it means; empty where it says nothing.
        meaning: String = Structure,
    }
    /// Doubts of one kind.
    struct IssueLine {
        /// Code such as `ragged_row`.
        code: String = Word,
        /// Sentence.
        message: String = Word,
        /// How often.
        count: u64 = Count,
        /// `quarantined`, `doubt`.
        effect: String = Word,
    }
    /// A sample of one relation.
    struct SampleQuery {
        /// Artifact.
        id: String = Token,
        /// Relation name.
        relation: String = Structure,
        /// Values per column, at most 50.
        limit: u64 = Count,
    }
    /// Columns drawn independently: reading across means nothing.
    struct Sample {
        /// Columns.
        columns: Vec<SampleColumn> = Nested,
    }
    /// One column of a sample.
    struct SampleColumn {
        /// Field name.
        name: String = Structure,
        /// Values.
        values: Vec<String> = Deidentified,
        /// Why there are none.
        hidden: Option<String> = Word,
        /// Rule that let the values out.
        rule: String = Word,
    }
    /// What could not be read.
    struct QuarantineQuery {
        /// Artifact, empty for all.
        id: String = Token,
        /// First row.
        offset: u64 = Count,
        /// At most.
        limit: u64 = Count,
    }
    /// A page of the quarantine.
    struct QuarantinePage {
        /// Rows.
        rows: Vec<QuarantineRow> = Nested,
        /// Rows in all.
        total: u64 = Count,
    }
    /// One record that was set aside.
    struct QuarantineRow {
        /// Artifact token.
        artifact: String = Token,
        /// Artifact name.
        name: String = Structure,
        /// Place: line and byte.
        place: String = Word,
        /// Code.
        code: String = Word,
        /// Sentence without content.
        reason: String = Word,
    }
}
