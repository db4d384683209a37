//! The overview. See `wire.rs` for what every field must say.

use super::*;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// A labelled number.
    struct Facet {
        /// The value to filter by.
        value: String = Word,
        /// How many rows have it.
        count: u64 = Count,
    }
    /// The migration at a glance.
    struct Overview {
        /// Name of the workspace.
        workspace: String = Authored,
        /// Artifacts on the legacy side.
        artifacts: u64 = Count,
        /// Records read on the legacy side.
        records: u64 = Count,
        /// Records in quarantine.
        quarantined: u64 = Count,
        /// Artifacts that no reader reads yet.
        unread: u64 = Count,
        /// Artifacts on the destination side, whether a migration run made them or they were given.
        destination_artifacts: u64 = Count,
        /// Distinct patients on the legacy side who were compared, null from 1 to 10 and where it would tell such a number.
        legacy_patients: Option<u64> = Count,
        /// Distinct patients on the destination side, null from 1 to 10 and where it would tell how few stand in one book only.
        destination_patients: Option<u64> = Count,
        /// Statements in the legacy book, without those of a kind that one of the books withholds.
        legacy_statements: u64 = Count,
        /// Statements in the destination book, likewise.
        destination_statements: u64 = Count,
        /// Version of the archive rule by which the books were compared, 0 for none.
        archive_rule: u32 = Count,
        /// Patients of the legacy side whom it keeps out of the destination, null from 1 to 10.
        archived_patients: Option<u64> = Count,
        /// Their statements that stay in the archive, null where the patients are.
        archived_statements: Option<u64> = Count,
        /// Negative-space ledger.
        negative_space: NegativeSpace = Nested,
        /// Invented-value ledger: one line a rule that makes values without a source.
        invented: Vec<InventedLine> = Nested,
        /// Open findings per severity, safety first.
        severities: Vec<Facet> = Nested,
        /// How triage stands.
        triage: TriageCounts = Nested,
        /// Statements per verdict, `same` first.
        verdicts: Vec<Facet> = Nested,
        /// The causes with the most at stake, at most 5.
        top_causes: Vec<CauseRow> = Nested,
        /// What to do next, most urgent first; `key` names a sentence in the interface.
        next: Vec<NextStep> = Nested,
        /// Balance per kind.
        kinds: Vec<KindBalance> = Nested,
        /// Latest mapping version, 0 for none.
        mapping_version: u32 = Count,
        /// Last comparison run, 0 for none.
        compare_run: u32 = Count,
        /// When it ended.
        compared_ms: Option<u64> = Clock,
        /// What it read of both books.
        reading: RunReading = Nested,
        /// Last migration run, 0 for none.
        migrate_run: u32 = Count,
    }
    /// Where every source field ended.
    struct NegativeSpace {
        /// All source fields.
        fields: u64 = Count,
        /// Read by a rule.
        mapped: u64 = Count,
        /// Dropped with a reason.
        dropped: u64 = Count,
        /// Nobody decided.
        undecided: u64 = Count,
    }
    /// Values that no source asserted, by rule.
    struct InventedLine {
        /// Rule id.
        rule: String = Authored,
        /// FHIR element.
        element: String = Word,
        /// How many values it invented.
        values: u64 = Count,
        /// Why that is right, if somebody said so.
        reason: Option<String> = Authored,
    }
    /// One line of "what to do next".
    struct NextStep {
        /// `no_artifacts`, `no_mapping`, `not_migrated`, `not_compared`, `stale_compare`, `quarantine`, `unread`,
        /// `undecided_fields`, `unmapped_codes`, `safety_findings`, `unapproved_mapping`, `archive_rule`, `clear`.
        key: String = Word,
        /// The number in the sentence.
        count: u64 = Count,
    }
    /// Both books for one kind of statement.
    struct KindBalance {
        /// Kind of statement.
        kind: String = Word,
        /// Statements in the legacy book, null where they would tell from 1 to 10 patients.
        legacy: Option<u64> = Count,
        /// Statements in the destination book, null likewise.
        destination: Option<u64> = Count,
        /// Statements with verdict same or equivalent, null likewise.
        balanced: Option<u64> = Count,
        /// Findings, null likewise.
        findings: Option<u64> = Count,
    }
}
